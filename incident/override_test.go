package incident

import (
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// R14: an analyst's override stands beside the run: it names run, place, band and reason, it is a person's, it changes nothing in the run, and of an author's several
// the last holds and all are kept.
func TestOverride(t *testing.T) {
	w := newWorld(t)
	of := w.opens("heilongjiang", nil).Ref
	a, f := forecast(of)
	f.Reaches[0].Peak, f.Reaches[0].End = f.Reaches[0].Arrival, f.Reaches[0].Arrival
	run := w.Write(a, f)
	place := f.Reaches[0].Place
	number := func(n int64) *int64 { return &n }
	later := &act.Times{P05: noon + 1, P25: noon + 2, P50: noon + 3, P75: noon + 4, P95: noon + 5}
	write := func(by jurisdiction.ID, hours int, spoil func(*act.Act, *Override)) act.Entry {
		a := act.Act{Kind: KindOverride, By: by, At: noon + act.Time(hours)*hour, Officer: "ana", Cites: []act.Ref{of, run.Ref}}
		x := Override{Of: of, Run: run.Ref, Place: place, Arrival: later, Why: said("the ice holds it")}
		if spoil != nil {
			spoil(&a, &x)
		}
		return w.Write(a, x)
	}
	for want, spoil := range map[string]func(*act.Act, *Override){
		"run: no forecast":    func(_ *act.Act, x *Override) { x.Run = of },
		"run":                 func(a *act.Act, _ *Override) { a.Cites = []act.Ref{of} },
		"says nothing of":     func(_ *act.Act, x *Override) { x.Place = "elsewhere" },
		"why: ":               func(_ *act.Act, x *Override) { x.Why = act.Text{} },
		"none of them":        func(_ *act.Act, x *Override) { x.Arrival = nil },
		"a person's":          func(a *act.Act, _ *Override) { a.Officer = "" },
		"quantiles do not":    func(_ *act.Act, x *Override) { x.Arrival = &act.Times{P05: 2, P25: 1, P50: 3, P75: 4, P95: 5} },
		"probability 1000001": func(_ *act.Act, x *Override) { x.Probability = number(1_000_001) },
		"the run has": func(_ *act.Act, x *Override) {
			q := act.Quantity{Mantissa: 1, Unit: "m"}
			x.Intensity = &act.Sizes{P05: q, P25: q, P50: q, P75: q, P95: q}
		},
	} {
		write("jilin", 1, spoil)
		_, voids := apply(w.Entries)
		voids.Last(t, w.Entries, want)
		w.Unwrite()
	}
	first := write("jilin", 1, nil).Ref
	second := write("jilin", 2, func(_ *act.Act, x *Override) { x.Arrival, x.Probability = nil, number(1) }).Ref
	beside := write("harbin", 2, nil).Ref
	s := w.must()
	list := s.Overrides(of)
	if len(list) != 3 || s.Overrides(run.Ref) != nil {
		t.Fatalf("%d overrides", len(list))
	}
	current := map[act.Ref]bool{}
	for _, o := range list {
		current[o.Ref] = o.Current
		said, instead := o.Said, o.Instead.Reaches[0]
		switch o.Ref {
		case first:
			if instead.Arrival.P50 != later.P50 || instead.Peak != nil || instead.End != nil || instead.Probability != said.Probability || o.Instead.Issued != noon+hour || o.RunIssued != f.Issued {
				t.Errorf("the first: %+v", instead)
			}
		case second:
			if instead.Probability != 1 || *instead.Arrival != *said.Arrival {
				t.Errorf("what it does not give is the run's: %+v", instead)
			}
		}
	}
	if current[first] || !current[second] || !current[beside] {
		t.Errorf("which hold: %v", current)
	}
	if runs := s.Forecasts(of); len(runs) != 1 || *runs[0].Reaches[0].Arrival != *f.Reaches[0].Arrival || !runs[0].Current {
		t.Errorf("the run was changed: %+v", runs)
	}
}
