package incident

import (
	"cmp"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Case is a case at a glance.
type Case struct {
	ID        act.Ref
	Open      *Open // as it was opened; not to be changed
	By        jurisdiction.ID
	Opened    act.Time
	Lead      jurisdiction.ID
	Phase     string
	Situation Situation
	Decisions []Decision // of the lead, in order
	Contested int        // subjects on which standing statements differ
	Latest    act.Time   // when the last act in it was recorded, as its author claims
}

// An Event is one line of a timeline.
type Event struct {
	At        act.Time // of which it speaks
	Recorded  act.Time // when its author says to have put it on record
	By        jurisdiction.ID
	Kind      act.Kind
	Officer   string
	Text      act.Text
	Ref       act.Ref
	Simulated bool
	Contested bool // a standing statement on a contested subject
	Withdrawn bool // its author has withdrawn or corrected it
	Body      any  // *Open, *Phase, *Statement, *Forecast, *Signal, *Window or *Notice; not to be changed
}

// An Issued is a forecast at its place.
type Issued struct {
	*Forecast
	By      jurisdiction.ID
	Ref     act.Ref
	Current bool // its author has issued no later one for the case
}

// Cases returns all cases, the last opened first.
func (s *State) Cases() []Case {
	var out []Case
	for _, f := range s.cases {
		out = append(out, f.view())
	}
	slices.SortFunc(out, func(a, b Case) int {
		return cmp.Or(cmp.Compare(b.Opened, a.Opened), act.CompareRefs(a.ID, b.ID))
	})
	return out
}

// Case returns a case.
func (s *State) Case(id act.Ref) (Case, bool) {
	f := s.cases[id]
	if f == nil {
		return Case{}, false
	}
	return f.view(), true
}

// Timeline returns the events of a case in the order of the times of which they speak. As it was known at a moment: apply to a new
// state only the acts that were known then.
func (s *State) Timeline(id act.Ref) []Event {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	contested := map[string]bool{}
	for key, said := range f.said {
		contested[key] = subject(key, said).Contested
	}
	out := make([]Event, 0, len(f.records))
	for _, r := range f.records {
		e := Event{At: r.at, Recorded: r.act.At, By: r.act.By, Kind: r.act.Kind, Officer: r.act.Officer, Ref: r.ref,
			Text: textOf(r.body), Simulated: simulated(r.body), Body: r.body}
		if x := s.said[r.ref]; x != nil {
			e.Withdrawn = !x.Standing()
			e.Contested = contested[x.Subject] && x.Standing()
		}
		out = append(out, e)
	}
	return out
}

// Subjects returns what was said in a case, by subject, in the order of the keys.
func (s *State) Subjects(id act.Ref) []Subject {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	var out []Subject
	for _, key := range slices.Sorted(maps.Keys(f.said)) {
		out = append(out, subject(key, f.said[key]))
	}
	return out
}

// Forecasts returns the forecasts of a case in the order in which they were issued.
func (s *State) Forecasts(id act.Ref) []Issued {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	var out []Issued
	last := map[jurisdiction.ID]act.Ref{}
	for _, r := range f.records {
		if x, ok := r.body.(*Forecast); ok {
			out = append(out, Issued{Forecast: x, By: r.act.By, Ref: r.ref})
			if old, ok := last[r.act.By]; !ok || act.CompareRefs(old, r.ref) < 0 {
				last[r.act.By] = r.ref
			}
		}
	}
	for i := range out {
		out[i].Current = last[out[i].By] == out[i].Ref
	}
	return out
}

func (f *file) view() Case {
	opened := f.opening()
	c := Case{ID: f.ref, Open: f.open, By: opened.act.By, Opened: opened.act.At, Lead: f.lead, Phase: f.open.Phase, Situation: f.open.Situation,
		Decisions: slices.Clone(f.phases)}
	for _, d := range f.phases {
		c.Phase = d.Phase.Phase
		if d.Situation != nil {
			c.Situation = *d.Situation
		}
	}
	for _, r := range f.records {
		c.Latest = max(c.Latest, r.act.At)
	}
	for key, said := range f.said {
		if subject(key, said).Contested {
			c.Contested++
		}
	}
	return c
}

func (f *file) opening() record {
	i := slices.IndexFunc(f.records, func(r record) bool { return r.ref == f.ref })
	return f.records[i]
}

func simulated(body any) bool {
	switch x := body.(type) {
	case *Statement:
		return x.Basis == "simulated"
	case *Forecast:
		return x.Simulated
	case *Signal:
		return x.Simulated
	case *Window:
		return x.Simulated
	}
	return false
}

// textOf returns what an act says in words of its author, where it has such words. What has none (a signal, a window, a forecast) is put into words
// by whoever shows it.
func textOf(body any) act.Text {
	switch x := body.(type) {
	case *Open:
		return x.Title
	case *Phase:
		return x.Reason
	case *Statement:
		return x.Value
	case *Notice:
		return x.Text
	case *Forecast:
		return x.Note
	case *Signal:
		return x.Source
	}
	return nil
}
