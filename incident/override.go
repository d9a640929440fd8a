package incident

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// KindOverride puts an analyst's band for one place beside what a model run says of it.
const KindOverride act.Kind = "incident.override"

// An Override is the body of incident.override. It changes nothing in the run: both stand side by side, and both are scored when the truth is on record.
// What it does not give, it leaves as the run has it.
type Override struct {
	Of          act.Ref    `json:"of"`    // the case; must be cited
	Run         act.Ref    `json:"run"`   // the incident.forecast; must be cited
	Place       string     `json:"place"` // of a reach of the run
	Arrival     *act.Times `json:"arrival,omitempty"`
	Intensity   *act.Sizes `json:"intensity,omitempty"`
	Probability *int64     `json:"probability,omitempty"` // that the threshold is reached there, in millionths
	Why         act.Text   `json:"why"`
}

func (o *Override) of() act.Ref { return o.Of }

func (o *Override) check(a act.Act) error {
	if err := cites(a, "run", o.Run); err != nil {
		return err
	}
	if err := o.Why.Check(); err != nil {
		return fmt.Errorf("why: %w", err)
	}
	if o.Arrival == nil && o.Intensity == nil && o.Probability == nil {
		return errors.New("arrival, intensity, probability: none of them; then nothing is said differently")
	}
	if a.Officer == "" {
		return errors.New("officer: absent; it is a person's judgement, and no rule's")
	}
	reach := Reach{Place: o.Place, Party: a.By, Arrival: o.Arrival, Intensity: o.Intensity}
	if o.Probability != nil {
		reach.Probability = *o.Probability
	}
	return reach.check()
}

// override: what the run says of the place stands in the act that is cited.
func (s *State) override(e act.Entry, f *file, o *Override) (func(), error) {
	i := slices.IndexFunc(f.records, func(r record) bool { return r.ref == o.Run })
	if i < 0 {
		return nil, errors.New("run: no forecast of this case")
	}
	run, ok := f.records[i].body.(*Forecast)
	if !ok {
		return nil, errors.New("run: no forecast of this case")
	}
	reach, ok := run.reach(o.Place)
	if !ok {
		return nil, fmt.Errorf("place: the run says nothing of %.60q", o.Place)
	}
	if o.Intensity != nil && reach.Intensity != nil && o.Intensity.P50.Unit != reach.Intensity.P50.Unit {
		return nil, fmt.Errorf("intensity: in %.20q, and the run has %.20q", o.Intensity.P50.Unit, reach.Intensity.P50.Unit)
	}
	return func() { f.add(e, e.Act.At, o) }, nil
}

// reach is what a forecast says of a place.
func (f *Forecast) reach(place string) (Reach, bool) {
	i := slices.IndexFunc(f.Reaches, func(r Reach) bool { return r.Place == place })
	if i < 0 {
		return Reach{}, false
	}
	return f.Reaches[i], true
}

// An Overridden is an override at its place, with the forecast as it reads with it: the run's, for that one place, with what the analyst says instead, issued when
// the analyst said so. It is scored like any other ([tongzhou/review.Verify]).
type Overridden struct {
	*Override // not to be changed
	By        jurisdiction.ID
	At        act.Time
	Officer   string
	Ref       act.Ref
	RunIssued act.Time
	Said      Reach // what the run says of the place
	Instead   Issued
	Current   bool // its author has given no later one for the place of this run
}

// Overrides returns the overrides of a case in the order of their times.
func (s *State) Overrides(id act.Ref) []Overridden {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	runs := map[act.Ref]*Forecast{}
	for _, r := range f.records {
		if x, ok := r.body.(*Forecast); ok {
			runs[r.ref] = x
		}
	}
	var out []Overridden
	for _, r := range f.records {
		if x, ok := r.body.(*Override); ok {
			out = append(out, overridden(r, x, runs[x.Run]))
		}
	}
	slices.SortFunc(out, func(a, b Overridden) int { return cmp.Or(cmp.Compare(a.At, b.At), act.CompareRefs(a.Ref, b.Ref)) })
	for i := range out {
		out[i].Current = !slices.ContainsFunc(out, func(o Overridden) bool {
			return o.By == out[i].By && o.Run == out[i].Run && o.Place == out[i].Place && o.Ref.Index > out[i].Ref.Index
		})
	}
	return out
}

func overridden(r record, x *Override, run *Forecast) Overridden {
	said, _ := run.reach(x.Place)
	instead := said
	if x.Arrival != nil {
		instead.Arrival = x.Arrival
		instead.Peak, instead.End = nil, nil // they belong to the run's arrival, and to no other
	}
	if x.Intensity != nil {
		instead.Intensity = x.Intensity
	}
	if x.Probability != nil {
		instead.Probability = *x.Probability
	}
	f := *run
	f.Issued, f.Officer, f.Reaches, f.Note = r.act.At, r.act.Officer, []Reach{instead}, x.Why
	return Overridden{Override: x, By: r.act.By, At: r.act.At, Officer: r.act.Officer, Ref: r.ref, RunIssued: run.Issued, Said: said, Instead: Issued{Forecast: &f, By: r.act.By, Ref: r.ref}}
}
