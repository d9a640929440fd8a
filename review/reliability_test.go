package review

import (
	"slices"
	"testing"

	"tongzhou/act"
)

// checksOf are forecasts of three places each: sure of the first, which comes; even about the second, which comes every other time; and doubtful of the third, which stays away.
func checksOf(forecasts int) []Check {
	var out []Check
	for i := range forecasts {
		f := act.Ref{Index: int64(i)}
		second := []Outcome{Came, Stayed}[i%2]
		out = append(out, Check{Forecast: f, Outcome: Came, Probability: 0.97}, Check{Forecast: f, Outcome: second, Probability: 0.5}, Check{Forecast: f, Outcome: Stayed, Probability: 0.04},
			Check{Forecast: f, Outcome: Open, Probability: 0.7})
	}
	return out
}

// A diagram is of whatever is not open; reliable forecasts lie in their bars, and forecasts that always say even do not where it always comes. Everybody gets the same. R14
func TestReliability(t *testing.T) {
	bins, err := Reliability(checksOf(10))
	if err != nil || len(bins) != 3 {
		t.Fatalf("%+v, %v", bins, err)
	}
	for i, want := range []struct{ forecast, observed float64 }{{0.04, 0}, {0.5, 0.5}, {0.97, 1}} {
		b := bins[i]
		if b.Count != 10 || b.Observed != want.observed || b.Forecast < want.forecast-1e-9 || b.Forecast > want.forecast+1e-9 || b.Observed < b.Low || b.Observed > b.High {
			t.Errorf("%+v, want %+v within its bar", b, want)
		}
	}
	again, _ := Reliability(checksOf(10))
	if !slices.Equal(bins, again) {
		t.Error("the same checks, another diagram")
	}
	wrong := checksOf(10)
	for i := range wrong {
		if wrong[i].Outcome != Open {
			wrong[i].Outcome, wrong[i].Probability = Came, 0.5
		}
	}
	if bins, err = Reliability(wrong); err != nil || len(bins) != 1 || bins[0].Observed <= bins[0].High {
		t.Errorf("what always comes was foreseen as even: %+v, %v", bins, err)
	}
	for name, none := range map[string][]Check{"nothing": nil, "open": {{Outcome: Open, Probability: 1}}} {
		if bins, err := Reliability(none); err != nil || len(bins) != 0 {
			t.Errorf("%s: %+v, %v", name, bins, err)
		}
	}
	if _, err := Reliability([]Check{{Outcome: Came, Probability: 2}}); err == nil {
		t.Error("a probability of two is drawn")
	}
}
