package observation

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Window is a stretch of one series: From <= time < To.
type Window struct {
	Key
	Unit string    `json:"unit"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// WindowAt returns the window of the given length that holds a moment; windows
// of one length tile time from the Unix epoch on.
func WindowAt(s Series, at time.Time, length time.Duration) Window {
	from := at.Truncate(length).UTC()
	return Window{Key: s.Key, Unit: s.Unit, From: from, To: from.Add(length)}
}

// Closed says whether no reading of the window can come in time any more. What
// comes after that is not in its digest; it is put on record by an amendment.
func (w Window) Closed(now time.Time, lateness time.Duration) bool {
	return !now.Before(w.To.Add(lateness))
}

// SaltSize is the least number of secret random bytes in a digest. Without it
// a window could be found out by trying values: a gauge has few.
const SaltSize = 16

// Canonical returns the bytes that a digest is the SHA-256 of. Lines end in
// "\n", fields are parted by one tab:
//
//	tongzhou window 1
//	<station> <quantity> <unit> <from> <to> <salt, hex>
//	<time> <value> <quality> <"s" if simulated, else "-">
//	...
//
// Times are Unix milliseconds; a value is the shortest decimal text that reads
// back as the same binary64, or "-" where it is missing. Rows are in the order
// of time, then of text; a row said twice stands once. Rows of the wrong series,
// unit or time are refused.
func (w Window) Canonical(salt []byte, rows []Reading) ([]byte, error) {
	lines, err := w.lines(salt, rows)
	return bytes.Join(lines, nil), err
}

func (w Window) lines(salt []byte, rows []Reading) ([][]byte, error) {
	if len(salt) < SaltSize {
		return nil, fmt.Errorf("observation: window of %s: salt has %d bytes, needs %d", w.Key.Path(), len(salt), SaltSize)
	}
	if !w.From.Before(w.To) {
		return nil, fmt.Errorf("observation: window of %s: ends before it begins", w.Key.Path())
	}
	type line struct {
		at   int64
		text []byte
	}
	body := make([]line, 0, len(rows))
	for i, r := range rows {
		if r.Key != w.Key || r.Quality != Missing && r.Unit != w.Unit || r.Time.Before(w.From) || !r.Time.Before(w.To) {
			return nil, fmt.Errorf("observation: window of %s: row %d (%s, %s, %s) does not belong to it",
				w.Key.Path(), i+1, r.Key.Path(), r.Time.UTC().Format(time.RFC3339), r.Unit)
		}
		if err := r.Check(); err != nil {
			return nil, err
		}
		body = append(body, line{r.Time.UnixMilli(), canonicalRow(r)})
	}
	slices.SortFunc(body, func(a, b line) int {
		return cmp.Or(cmp.Compare(a.at, b.at), bytes.Compare(a.text, b.text))
	})
	body = slices.CompactFunc(body, func(a, b line) bool { return bytes.Equal(a.text, b.text) })
	head := fmt.Sprintf("tongzhou window 1\n%s\t%s\t%s\t%d\t%d\t%s\n",
		w.Station, w.Quantity, w.Unit, w.From.UnixMilli(), w.To.UnixMilli(), hex.EncodeToString(salt))
	out := [][]byte{[]byte(head)}
	for _, l := range body {
		out = append(out, l.text)
	}
	return out, nil
}

func canonicalRow(r Reading) []byte {
	b := strconv.AppendInt(make([]byte, 0, 48), r.Time.UnixMilli(), 10)
	b = append(b, '\t')
	if r.Quality == Missing {
		b = append(b, '-')
	} else {
		b = strconv.AppendFloat(b, r.Value, 'g', -1, 64)
	}
	b = append(b, '\t')
	b = append(b, r.Quality...)
	if r.Simulated {
		return append(b, "\ts\n"...)
	}
	return append(b, "\t-\n"...)
}

// Digest is what goes on record about a closed window. Marks are the first
// four bytes, in hex, of the SHA-256 of the canonical bytes up to and with
// every Every-th row; they show where rows begin to differ.
type Digest struct {
	Window
	Rows  int      `json:"rows"`
	Sum   string   `json:"sum"` // SHA-256 of the canonical bytes, hex
	Every int      `json:"every"`
	Marks []string `json:"marks,omitempty"`
}

// mostMarks keeps a digest far below the size of an act.
const mostMarks = 512

// Digest commits to the rows of the window.
func (w Window) Digest(salt []byte, rows []Reading) (Digest, error) {
	lines, err := w.lines(salt, rows)
	if err != nil {
		return Digest{}, err
	}
	d := Digest{Window: w, Rows: len(lines) - 1, Every: 1}
	for d.Rows > d.Every*mostMarks {
		d.Every *= 2
	}
	d.Sum, d.Marks = digest(lines, d.Every)
	return d, nil
}

func digest(lines [][]byte, every int) (sum string, marks []string) {
	h := sha256.New()
	for i, l := range lines {
		h.Write(l)
		if i > 0 && i%every == 0 {
			marks = append(marks, hex.EncodeToString(h.Sum(nil)[:4]))
		}
	}
	return hex.EncodeToString(h.Sum(nil)), marks
}

// Difference says where disclosed rows are not those that were committed to.
// Rows count from 1 in canonical order.
type Difference struct {
	Window Window
	Row    int    // the first row that differs, or the first of the rows among which it is
	Last   int    // the last of them; equal to Row when the digest marks every row
	Line   string // the disclosed row; empty where a row is missing
	Reason string
}

// Error names the row.
func (d *Difference) Error() string {
	where := fmt.Sprintf("row %d", d.Row)
	if d.Last > d.Row {
		where = fmt.Sprintf("rows %d to %d", d.Row, d.Last)
	}
	if d.Row == 0 {
		where = "the head"
	}
	s := fmt.Sprintf("observation: window of %s from %s: %s: %s", d.Window.Key.Path(), d.Window.From.UTC().Format(time.RFC3339), where, d.Reason)
	if d.Line != "" {
		s += fmt.Sprintf(" (%q)", d.Line)
	}
	return s
}

// Check says whether rows and salt are what d committed to. The error is a
// [*Difference] that names the first row that is not.
func (d Digest) Check(salt []byte, rows []Reading) error {
	if d.Every < 1 {
		return fmt.Errorf("observation: digest of %s: marks every %d rows", d.Key.Path(), d.Every)
	}
	lines, err := d.Window.lines(salt, rows)
	if err != nil {
		return err
	}
	sum, marks := digest(lines, d.Every)
	if sum == d.Sum && len(lines)-1 == d.Rows {
		return nil
	}
	same := 0
	for same < len(marks) && same < len(d.Marks) && marks[same] == d.Marks[same] {
		same++
	}
	diff := &Difference{Window: d.Window, Row: same*d.Every + 1, Last: (same + 1) * d.Every, Reason: "is not what was put on record"}
	have := len(lines) - 1
	diff.Last = max(diff.Row, min(diff.Last, max(have, d.Rows)))
	switch {
	case diff.Row > d.Rows:
		diff.Reason = fmt.Sprintf("was not there when %d rows were put on record", d.Rows)
	case diff.Row > have:
		diff.Reason = fmt.Sprintf("is missing: %d rows were put on record, %d are shown", d.Rows, have)
	case same == 0 && have > 0 && d.Every == 1 && d.Rows > 0:
		diff.Reason = "is not what was put on record, or the salt or the window's bounds are not"
	}
	if diff.Row <= have {
		diff.Line = string(bytes.TrimSuffix(lines[diff.Row], []byte("\n")))
	}
	return diff
}
