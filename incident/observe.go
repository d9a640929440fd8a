package incident

import (
	"errors"
	"fmt"

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
	Below     act.Time      `json:"below,omitempty"`     // over: the last reading before it that was under the threshold; 0: none is known
	Simulated bool          `json:"simulated,omitempty"`
	Source    act.Text      `json:"source,omitempty"`
}

func (s *Signal) check() error {
	if !act.OneOf(s.Kind, "over rise missing") {
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
	if s.Below != 0 && (s.Kind != "over" || s.Below < 0 || s.Below >= s.At) {
		return fmt.Errorf("%s: below is the time of an earlier reading, and only with over", s.Kind)
	}
	return act.CheckTexts(s.Source)
}

// A Window is the digest of a stretch of a raw series that stays at home, as package observation computes it: whoever is given the rows and the salt
// later, in a dispute or a review, can check them, and sees where they differ.
type Window struct {
	Of        *act.Ref `json:"of,omitempty"` // the case, if there is one; then it must be cited
	Station   string   `json:"station"`
	Quantity  string   `json:"quantity"`
	Unit      string   `json:"unit"`
	From      act.Time `json:"from"`
	To        act.Time `json:"to"` // not included
	Count     int      `json:"count"`
	Digest    act.Hash `json:"digest"`          // SHA-256 of the canonical rows
	Every     int      `json:"every"`           // rows from mark to mark
	Marks     []string `json:"marks,omitempty"` // beginnings of the hash after so many rows, in hexadecimal
	Simulated bool     `json:"simulated,omitempty"`
}

func (w *Window) check() error {
	if w.Station == "" || w.Quantity == "" || w.Unit == "" {
		return errors.New("station, quantity and unit are all needed")
	}
	if w.From <= 0 || w.To <= w.From || w.Count < 1 {
		return fmt.Errorf("window from %s to %s with %d rows makes no sense", w.From.RFC3339(), w.To.RFC3339(), w.Count)
	}
	if w.Every < 1 || len(w.Marks) != w.Count/w.Every {
		return fmt.Errorf("%d marks for %d rows, one every %d", len(w.Marks), w.Count, w.Every)
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

// observe puts a signal or a window into its case, or keeps it for one.
func observe[T any, B interface {
	*T
	check() error
	when() (of *act.Ref, at act.Time)
}](s *State, e act.Entry) (func(), error) {
	b := B(new(T))
	if err := act.DecodeBody(e.Act.Body, b); err != nil {
		return nil, err
	}
	if err := b.check(); err != nil {
		return nil, err
	}
	of, at := b.when()
	if of == nil {
		return func() { s.loose[e.Ref] = record{ref: e.Ref, act: bare(e.Act), at: at, body: b} }, nil
	}
	f, err := s.file(e, *of)
	if err != nil {
		return nil, err
	}
	return func() { f.add(e, at, b) }, nil
}

func (s *Signal) when() (*act.Ref, act.Time) { return s.Of, s.At }

func (w *Window) when() (*act.Ref, act.Time) { return w.Of, w.To }
