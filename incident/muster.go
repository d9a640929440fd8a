package incident

import (
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Muster is a case as far as it called people together (R49, R71): whom it called, and when a person of each first said a word in it. A receipt is a machine's and is none.
type Muster struct {
	ID     act.Ref
	Open   *Open // not to be changed
	By     jurisdiction.ID
	Opened act.Time
	To     []jurisdiction.ID            // whom the opening called
	Came   map[jurisdiction.ID]act.Time // as claimed; also of who was not called, and of who opened it
}

// Musters returns all cases so, in no order.
func (s *State) Musters() []Muster {
	out := make([]Muster, 0, len(s.cases))
	for _, f := range s.cases {
		m := Muster{ID: f.ref, Open: f.open, By: f.opener, Opened: f.opened, To: f.sent[f.ref].act.To, Came: map[jurisdiction.ID]act.Time{}}
		for _, r := range f.records {
			if !f.spoken(r) {
				continue
			}
			if at, ok := m.Came[r.act.By]; !ok || r.act.At < at {
				m.Came[r.act.By] = r.act.At
			}
		}
		out = append(out, m)
	}
	return out
}

// spoken says whether an act in the case is the word of a person.
func (f *file) spoken(r record) bool {
	return r.act.Kind != KindReceive && (r.act.Officer != "" || r.act.Kind == KindJoin) && (r.ref == f.ref || slices.Contains(r.act.Cites, f.ref))
}
