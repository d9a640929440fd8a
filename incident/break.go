package incident

import (
	"cmp"
	"errors"
	"fmt"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// KindBreak breaks off what is rehearsed (R71).
const KindBreak act.Kind = "incident.break"

// A Break is the body of incident.break: what is rehearsed or tested in a case is at an end, for everybody. Anybody may say so, because whoever sees that something
// real has begun must not wait until somebody who leads a rehearsal has understood it; of a real case nobody may.
type Break struct {
	Of     act.Ref  `json:"of"`             // the opening of the Exercise or Test; must be cited
	Real   *act.Ref `json:"real,omitempty"` // the real case that began; must be cited
	Reason act.Text `json:"reason"`
}

// A Broken is a break at its place.
type Broken struct {
	Break
	By      jurisdiction.ID
	At      act.Time
	Officer string
	Ref     act.Ref
}

func (b *Break) of() act.Ref { return b.Of }

func (b *Break) check(a act.Act) error {
	if err := b.Reason.Check(); err != nil {
		return fmt.Errorf("reason: %w", err)
	}
	return a.Names(b.Real)
}

func (s *State) brk(e act.Entry, f *file, b *Break) (func(), error) {
	if f.open.Status == "Actual" {
		return nil, errors.New("what is real is not broken off; whoever leads closes it")
	}
	if b.Real != nil {
		if r := s.cases[*b.Real]; r == nil || r.open.Status != "Actual" {
			return nil, errors.New("real: opens no real case")
		}
	}
	return func() {
		x := &Broken{*b, e.Act.By, e.Act.At, e.Act.Officer, e.Ref}
		if f.broken == nil || cmp.Or(cmp.Compare(x.At, f.broken.At), act.CompareRefs(x.Ref, f.broken.Ref)) < 0 {
			f.broken = x // the first holds, in whatever order they were read
		}
		f.add(e, e.Act.At, b)
	}, nil
}

// Rehearsal returns the case that an act belongs to, if that is an Exercise or a Test.
func (s *State) Rehearsal(ref act.Ref) (of act.Ref, ok bool) {
	f := s.rehearsals[ref]
	if f == nil {
		return act.Ref{}, false
	}
	return f.ref, true
}
