package review

import (
	"math"
	"testing"

	"tongzhou/incident"
)

// override is what an analyst says at an hour instead of a run that was issued at hour 1.
func override(at float64, said, instead incident.Reach) incident.Overridden {
	x := issued(9, at, instead)
	return incident.Overridden{Override: &incident.Override{Place: said.Place}, Said: said, RunIssued: hour, Instead: x, Ref: x.Ref}
}

// R14: an override is scored later against the truth like the forecast itself, and beside it: both or neither, also where the model foresaw nothing.
func TestBeside(t *testing.T) {
	nothing := incident.Reach{Place: "p", Probability: 0}
	came, dry := Truth{Place: "p", Arrived: 21 * hour, Quiet: 21 * hour}, Truth{Place: "p", Quiet: 100 * hour}
	for name, c := range map[string]struct {
		o             incident.Overridden
		truth         Truth
		want          Outcome
		better, worse int
	}{
		"nearer":                               {override(5, reach("p", 30, 9e5), reach("p", 21, 9e5)), came, Came, 1, 0},
		"less near":                            {override(5, reach("p", 21, 9e5), reach("p", 30, 9e5)), came, Came, 0, 1},
		"no other time":                        {override(5, reach("p", 21, 9e5), reach("p", 21, 1e5)), came, Came, 0, 0},
		"said when it was there":               {override(22, reach("p", 30, 9e5), reach("p", 21, 9e5)), came, Late, 0, 0},
		"nothing came":                         {override(5, reach("p", 30, 9e5), reach("p", 40, 1e5)), dry, Stayed, 0, 0},
		"one of them may still be right":       {override(5, reach("p", 30, 9e5), reach("p", 95, 9e5)), dry, Open, 0, 0},
		"the run may still be right":           {override(5, reach("p", 95, 9e5), reach("p", 30, 9e5)), dry, Open, 0, 0},
		"nobody looked":                        {override(5, reach("p", 30, 9e5), reach("p", 40, 9e5)), Truth{Place: "q", Quiet: hour}, Open, 0, 0},
		"a false alarm of the analyst alone":   {override(5, nothing, reach("p", 40, 9e5)), dry, Stayed, 0, 0},
		"the analyst saw what the run did not": {override(5, nothing, reach("p", 21, 9e5)), came, Came, 0, 0},
	} {
		p, err := Beside(c.o, []Truth{c.truth})
		if err != nil || p.Outcome != c.want {
			t.Errorf("%s: %s, %v, want %s", name, p.Outcome, err, c.want)
		}
		s := Compare([]Pair{p})
		if s.Better != c.better || s.Worse != c.worse || (s.Scored == 1) != (c.want == Came || c.want == Stayed) {
			t.Errorf("%s: %+v", name, s)
		}
	}
	if _, err := Beside(override(5, reach("p", 30, 1), reach("p", 31, 1)), []Truth{{Place: "p", Arrived: hour, Quiet: 2 * hour}}); err == nil {
		t.Error("it was there while the place was free of it")
	}
}

// R14: pairs are summed over the same places: the mean of the one side is comparable with that of the other.
func TestCompare(t *testing.T) {
	var pairs []Pair
	for _, c := range []struct{ model, analyst float64 }{{30, 21}, {21, 22}, {25, 20}} {
		p, err := Beside(override(5, reach("p", c.model, 9e5), reach("p", c.analyst, 9e5)), []Truth{{Place: "p", Arrived: 21 * hour, Quiet: 21 * hour}})
		if err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, p)
	}
	pairs = append(pairs, Pair{Outcome: Late}, Pair{Outcome: Open})
	s := Compare(pairs)
	model, analyst := 0.0, 0.0
	for _, p := range pairs[:3] {
		model, analyst = model+p.Model.CRPS/3, analyst+p.Analyst.CRPS/3
	}
	if s.Scored != 3 || s.Timed != 3 || s.Better != 2 || s.Worse != 1 || math.Abs(s.Model-model) > 1e-12 || math.Abs(s.Analyst-analyst) > 1e-12 || s.Model <= s.Analyst {
		t.Errorf("%+v, want means %g and %g", s, model, analyst)
	}
	if s := Compare(nil); s != (Sides{}) {
		t.Errorf("of nothing: %+v", s)
	}
}
