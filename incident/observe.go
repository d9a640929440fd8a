package incident

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"tongzhou/act"
)

// A Signal says that a threshold was crossed or that a series fell silent. It may come before there is a case.
type Signal struct {
	Of        *act.Ref      `json:"of,omitempty"` // the case, if there is one; then it must be cited
	Kind      string        `json:"kind"`         // over, rise or missing
	Station   string        `json:"station"`
	Quantity  string        `json:"quantity"`
	Value     *act.Quantity `json:"value,omitempty"`     // absent if it is missing
	Threshold *act.Quantity `json:"threshold,omitempty"` // absent if it is missing
	At        act.Time      `json:"at"`                  // of the reading; if it is missing, of the last one
	Simulated bool          `json:"simulated,omitempty"`
	Source    act.Text      `json:"source,omitempty"`
}

func (s *Signal) check() error {
	if !oneOf(s.Kind, "over rise missing") {
		return fmt.Errorf("signal: kind %.40q; wants over, rise or missing", s.Kind)
	}
	if s.Station == "" || s.Quantity == "" || s.At <= 0 {
		return errors.New("station, quantity and at are all needed")
	}
	if (s.Value == nil || s.Threshold == nil) != (s.Kind == "missing") {
		return fmt.Errorf("%s: value and threshold are needed unless the value is missing", s.Kind)
	}
	if s.Kind == "over" && s.Value.Unit != s.Threshold.Unit {
		return fmt.Errorf("value in %.20q, threshold in %.20q", s.Value.Unit, s.Threshold.Unit)
	}
	return texts(s.Source)
}

// A Window is the digest of a stretch of a raw series that stays at home.
type Window struct {
	Of        *act.Ref `json:"of,omitempty"` // the case, if there is one; then it must be cited
	Station   string   `json:"station"`
	Quantity  string   `json:"quantity"`
	From      act.Time `json:"from"` // of the first row
	To        act.Time `json:"to"`   // of the last row
	Count     int      `json:"count"`
	Digest    act.Hash `json:"digest"` // Series.Digest
	Simulated bool     `json:"simulated,omitempty"`
}

func (w *Window) check() error {
	if w.Station == "" || w.Quantity == "" {
		return errors.New("station and quantity are both needed")
	}
	if w.From <= 0 || w.To < w.From || w.Count < 1 || w.Count == 1 && w.From != w.To {
		return fmt.Errorf("window from %s to %s with %d rows makes no sense", stamp(w.From), stamp(w.To), w.Count)
	}
	return nil
}

// A Series is a stretch of readings as it is disclosed.
type Series struct {
	Station  string
	Quantity string
	Salt     string // random, kept with the rows; without it a short window can be guessed from its digest
	Rows     []Reading
}

// A Reading is one row of a series.
type Reading struct {
	At      act.Time
	Value   act.Quantity
	Quality string // flag as the station's owner set it; may be empty
}

// Digest commits to a series (doc/acts.md 7.6). It is the SHA-256 of
//
//	tongzhou window v1
//	<station>
//	<quantity>
//	<salt>
//	<at> <mantissa> <exponent> <unit> <quality>      a line for each row, in the order of time
//
// with a line feed after each line, words quoted as Go and JSON quote ASCII strings, and numbers without trailing zeros in the mantissa (a
// value of zero has the exponent zero), so that 0.50 and 0.5 are the same reading.
func (s Series) Digest() (act.Hash, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "tongzhou window v1\n%+q\n%+q\n%+q\n", s.Station, s.Quantity, s.Salt)
	for i, r := range s.Rows {
		if i > 0 && r.At <= s.Rows[i-1].At {
			return act.Hash{}, fmt.Errorf("incident: digest of %s: row %d at %s is not after the row before it", s.Station, i+1, stamp(r.At))
		}
		q := plain(r.Value)
		fmt.Fprintf(&b, "%d %d %d %+q %+q\n", r.At, q.Mantissa, q.Exponent, q.Unit, r.Quality)
	}
	return act.Hash(sha256.Sum256([]byte(b.String()))), nil
}

// Window returns the body that puts a series on record.
func (s Series) Window() (Window, error) {
	if len(s.Rows) == 0 {
		return Window{}, fmt.Errorf("incident: window of %s: no rows", s.Station)
	}
	d, err := s.Digest()
	if err != nil {
		return Window{}, err
	}
	return Window{Station: s.Station, Quantity: s.Quantity, From: s.Rows[0].At, To: s.Rows[len(s.Rows)-1].At, Count: len(s.Rows), Digest: d}, nil
}

// Check says whether a disclosed series is the one that a window put on record, and if not, as far as it can be told, why.
func (s Series) Check(w Window) error {
	got, err := s.Window()
	if err != nil {
		return err
	}
	switch {
	case got.Station != w.Station || got.Quantity != w.Quantity:
		return fmt.Errorf("incident: check %s %s: the record is about %s %s", s.Station, s.Quantity, w.Station, w.Quantity)
	case got.Count != w.Count:
		return fmt.Errorf("incident: check %s: %d rows disclosed, %d on record", s.Station, got.Count, w.Count)
	case got.From != w.From || got.To != w.To:
		return fmt.Errorf("incident: check %s: disclosed %s to %s, on record %s to %s", s.Station, stamp(got.From), stamp(got.To), stamp(w.From), stamp(w.To))
	case got.Digest != w.Digest:
		return fmt.Errorf("incident: check %s: the rows differ from those on record (digest %s, on record %s)", s.Station, got.Digest, w.Digest)
	}
	return nil
}

// plain is a quantity without trailing zeros in the mantissa.
func plain(q act.Quantity) act.Quantity {
	for q.Mantissa != 0 && q.Mantissa%10 == 0 {
		q.Mantissa /= 10
		q.Exponent++
	}
	if q.Mantissa == 0 {
		q.Exponent = 0
	}
	return q
}
