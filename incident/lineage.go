package incident

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Lineage is where an act stands among those of its author that say the same thing anew: forecasts of one model, windows of one series, reports, statements on one
// subject. Whoever rested on version 2 sees that there is a version 3.
type Lineage struct {
	Kind    act.Kind
	What    string // the model, the station and quantity, the subject; empty: of all reports of an author the next is a new version
	By      jurisdiction.ID
	At      act.Time // of which the act speaks
	Version int      // from 1
	Of      int      // how many there are
	Newest  act.Ref  // the last of them
	Hash    act.Hash // of the exhibit of a forecast, or the rows of a window; zero: it has none
}

// Lineage returns where an act of a case stands; false: it is not in the case, or nothing that comes in versions.
func (s *State) Lineage(id, ref act.Ref) (Lineage, bool) {
	f := s.cases[id]
	if f == nil {
		return Lineage{}, false
	}
	i := slices.IndexFunc(f.records, func(r record) bool { return r.ref == ref })
	if i < 0 {
		return Lineage{}, false
	}
	this := f.records[i]
	out := Lineage{Kind: this.act.Kind, By: this.act.By, At: this.at}
	var ok bool
	if out.What, out.Hash, ok = series(this.body); !ok {
		return Lineage{}, false
	}
	var all []act.Ref
	for _, r := range f.records {
		if what, _, ok := series(r.body); ok && what == out.What && r.act.By == out.By && r.act.Kind == out.Kind {
			all = append(all, r.ref)
		}
	}
	slices.SortFunc(all, func(a, b act.Ref) int { return cmp.Compare(a.Index, b.Index) }) // of one journal
	out.Version, out.Of, out.Newest = 1+slices.Index(all, ref), len(all), all[len(all)-1]
	return out, true
}

// Newest returns what an assessment of a case would rest on now: of every forecast of a model, every window of a series and every report the newest version, by
// journal and index.
func (s *State) Newest(id act.Ref) []act.Ref {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	var out []act.Ref
	for _, r := range f.records {
		if !act.OneOf(string(r.act.Kind), "incident.forecast incident.window incident.report") {
			continue
		}
		if l, ok := s.Lineage(id, r.ref); ok && l.Newest == r.ref {
			out = append(out, r.ref)
		}
	}
	slices.SortFunc(out, act.CompareRefs)
	return out
}

// series names what a body is a version of.
func series(body any) (what string, hash act.Hash, ok bool) {
	switch b := body.(type) {
	case *Forecast:
		return b.Model, b.Exhibit, true
	case *Window:
		return b.Station + " " + b.Quantity, b.Digest, true
	case *Report:
		return "", act.Hash{}, true
	case *Statement:
		return b.Subject, act.Hash{}, true
	}
	return "", act.Hash{}, false
}
