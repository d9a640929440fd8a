package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// maxLine bounds one row; a longer one is refused, not the file.
const maxLine = 4096

// CSV reads a table. The error is about the whole: too large, no usable
// header, or a text that cannot be read.
func CSV(r io.Reader, now time.Time, o Options) (Batch, error) {
	raw, err := slurp(r, o)
	if err != nil {
		return Batch{}, err
	}
	text, err := decode(raw, o.Charset)
	if err != nil {
		return Batch{}, err
	}
	t := table{rd: newReader(now, o), delimiter: o.Delimiter}
	number, most := 0, o.maxRows()
	for text != "" {
		var line string
		line, text = cutLine(text)
		number++
		if strings.TrimSpace(line) == "" {
			continue
		}
		if t.places == nil {
			if err := t.header(line, number); err != nil {
				return Batch{}, err
			}
			continue
		}
		if most--; most < 0 {
			return Batch{}, &TooLarge{fmt.Sprintf("there are more than %d rows", o.maxRows())}
		}
		t.row(number, line)
	}
	if t.places == nil {
		return Batch{}, fmt.Errorf("ingest: the file has no header line: it starts with station,time,quantity,value,unit")
	}
	b := t.rd.finish()
	b.Sum = sha256.Sum256(raw)
	return b, nil
}

// decode turns the bytes into UTF-8 without a byte order mark.
func decode(raw []byte, charset string) (string, error) {
	switch strings.ToLower(charset) {
	case "", "utf-8", "utf8":
		raw = bytes.TrimPrefix(raw, []byte("\uFEFF"))
		if utf8.Valid(raw) {
			return string(raw), nil
		}
		if charset != "" {
			// Bytes that are not UTF-8 become a sign of their own; the rows they
			// stand in are refused, the others are not.
			return strings.ToValidUTF8(string(raw), "\uFFFD"), nil
		}
	case "gb18030", "gbk", "gb2312":
	default:
		return "", fmt.Errorf("ingest: charset %q is not utf-8 or gb18030", clip(charset))
	}
	if n := bytes.IndexByte(raw, 0); n >= 0 {
		return "", fmt.Errorf("ingest: byte %d is zero: this is not a text in UTF-8 or GB18030", n)
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil {
		return "", fmt.Errorf("ingest: gb18030: %w", err)
	}
	return string(out), nil
}

// cutLine returns the first line of s without its end, and the rest.
func cutLine(s string) (line, rest string) {
	i := strings.IndexAny(s, "\r\n")
	if i < 0 {
		return s, ""
	}
	n := i + 1
	if s[i] == '\r' && n < len(s) && s[n] == '\n' {
		n++
	}
	return s[:i], s[n:]
}

// table reads lines by the places that the header gives.
type table struct {
	rd        *reader
	delimiter rune
	places    []column // by position; -1 is a column that is not ours
}

// header finds the columns. A column that is not known is left alone; one
// that is needed and not there, or there twice, makes the file unusable.
func (t *table) header(line string, number int) error {
	if t.delimiter == 0 {
		t.delimiter = guess(line)
	}
	heads, err := t.split(line)
	if err != nil {
		return fmt.Errorf("ingest: header in line %d: %w", number, err)
	}
	var seen [columns]bool
	for _, h := range heads {
		c, ok := columnOf(h)
		if !ok {
			t.places = append(t.places, -1)
			continue
		}
		if seen[c] {
			return fmt.Errorf("ingest: header in line %d: column %s is there twice", number, c)
		}
		seen[c] = true
		t.places = append(t.places, c)
	}
	for c := colStation; c <= colUnit; c++ {
		if !seen[c] {
			return fmt.Errorf("ingest: header in line %d: there is no column %s (found %q)", number, c, clip(line))
		}
	}
	return nil
}

// guess tells the delimiter from the header.
func guess(line string) rune {
	best, most := ',', 0
	for _, d := range []rune{',', ';', '\t'} {
		if n := strings.Count(line, string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}

// row takes or refuses one line.
func (t *table) row(number int, line string) {
	if len(line) > maxLine {
		t.rd.refuse(number, "", fmt.Sprintf("the row has %d bytes, more than %d", len(line), maxLine), line[:maxLine])
		return
	}
	if strings.ContainsRune(line, utf8.RuneError) || strings.ContainsRune(line, 0) {
		t.rd.refuse(number, "", "the row has bytes that are not text", line)
		return
	}
	cells, err := t.split(line)
	if err != nil {
		t.rd.refuse(number, "", err.Error(), line)
		return
	}
	if len(cells) != len(t.places) {
		t.rd.refuse(number, "", fmt.Sprintf("the row has %d columns, the header %d", len(cells), len(t.places)), line)
		return
	}
	var f fields
	for i, c := range t.places {
		if c >= 0 {
			f[c] = strings.TrimSpace(cells[i])
		}
	}
	t.rd.take(number, &f, line)
}

// split cuts a line into cells.
func (t *table) split(line string) ([]string, error) {
	if !strings.Contains(line, `"`) {
		return strings.Split(line, string(t.delimiter)), nil
	}
	r := csv.NewReader(strings.NewReader(line))
	r.Comma, r.FieldsPerRecord = t.delimiter, -1
	cells, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("a quote is open or out of place")
	}
	return cells, nil
}
