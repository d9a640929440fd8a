package agreement

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// KindWatch hands the watch of a body's desk from one shift to the next (R25).
const KindWatch act.Kind = "agreement.watch"

// A Watch is the body of agreement.watch: which post went off duty, which came on, and what it was told. It names posts and no persons.
type Watch struct {
	Of   act.Ref  `json:"of"`   // the conclusion or issue that has the body; must be cited
	Body string   `json:"body"` // whose desk
	Off  act.Text `json:"off,omitempty" personal:"name"`
	On   act.Text `json:"on,omitempty" personal:"name"` // absent: the desk is left
	Open int64    `json:"open"`                         // duties and cases that were open and were handed over
	Note act.Text `json:"note,omitempty"`
}

// A Watched is a watch act at its place.
type Watched struct {
	Watch
	By  jurisdiction.ID
	At  act.Time
	Ref act.Ref
}

// watch judges a hand-over: whoever speaks for the body keeps its desk.
func (s *State) watch(e act.Entry, b *Watch) (func(), error) {
	d, err := s.cited(e, b.Of, "of")
	if err != nil {
		return nil, err
	}
	if _, ok := d.text.body(b.Body); !ok {
		return nil, fmt.Errorf("%s has no body %.70q", d.text.Code, b.Body)
	}
	if !slices.Contains(d.stands("body:"+b.Body, e.Act.At), e.Act.By) {
		return nil, fmt.Errorf("its author does not speak for %s then: its host, its deputy or who is in the chair keeps the desk", b.Body)
	}
	if d.out(e.Act.By, e.Act.At) == "left" {
		return nil, errors.New("its author has left the instrument")
	}
	if err := act.CheckTexts(b.Off, b.On, b.Note); err != nil {
		return nil, err
	}
	if b.Open < 0 || b.Off == nil && b.On == nil {
		return nil, errors.New("wants who goes or who comes, and a number of open matters that is not negative")
	}
	return func() {
		if d.watches == nil {
			d.watches = map[string][]Watched{}
		}
		d.watches[b.Body] = append(d.watches[b.Body], Watched{*b, e.Act.By, e.Act.At, e.Ref})
	}, nil
}

// Watching returns the last hand-over at the desk of a body by a moment, whoever of those who speak for it put it on record; nil if there was none. An amendment does not
// send the watch home, so that earlier versions are looked at too.
func (s *State) Watching(of act.Ref, body string, now act.Time) *Watched {
	var last *Watched
	for d := s.binding[of]; d != nil; {
		for _, w := range d.watches[body] {
			if w.At <= now && (last == nil || w.At > last.At || w.At == last.At && act.CompareRefs(w.Ref, last.Ref) > 0) {
				last = &w
			}
		}
		if d.text.Amends == nil {
			break
		}
		d = s.binding[*d.text.Amends]
	}
	return last
}
