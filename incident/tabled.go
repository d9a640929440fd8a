package incident

import (
	"errors"
	"fmt"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

func (t *SurgeTable) of() act.Ref { return t.Of }

func (t *SurgeTable) check(a act.Act) error {
	if t.More < 0 {
		return errors.New("more: fewer than none")
	}
	for n, r := range t.Rows {
		switch {
		case r.To == "" || r.Holder == "" || r.To == r.Holder || r.Kind == "":
			return fmt.Errorf("rows: %d: wants a kind, who has it and to whom it would go", n+1)
		case !act.OneOf(r.State, "in-time late cut unknown"):
			return fmt.Errorf("rows: %d: state: %.40q; wants in-time, late, cut or unknown", n+1, r.State)
		case r.Minutes < 0 || r.Waits < 0:
			return fmt.Errorf("rows: %d: fewer minutes than none", n+1)
		}
	}
	return cites(a, "basis", t.Basis...)
}

// surge: anybody may say what could reach whom by its own node; whose it is to say is in the clauses, and shown.
func (s *State) surge(e act.Entry, f *file, t *SurgeTable) (func(), error) {
	return func() { f.add(e, e.Act.At, t) }, nil
}

// Tabled is an incident.surge at its place.
type Tabled struct {
	*SurgeTable // not to be changed
	By          jurisdiction.ID
	At          act.Time
	Ref         act.Ref
}

// Surges returns the surge tables of a case in the order of their times.
func (s *State) Surges(id act.Ref) []Tabled {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	var out []Tabled
	for _, r := range f.records {
		if t, ok := r.body.(*SurgeTable); ok {
			out = append(out, Tabled{t, r.act.By, r.act.At, r.ref})
		}
	}
	return out
}
