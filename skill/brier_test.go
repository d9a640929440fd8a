package skill

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestBrier(t *testing.T) {
	got, err := Brier([]float64{1, 0, 0.5, 0.8}, []bool{true, false, true, false})
	if want := (0 + 0 + 0.25 + 0.64) / 4; err != nil || math.Abs(got-want) > 1e-15 {
		t.Errorf("Brier = %v, %v, want %v", got, err, want)
	}
	for _, bad := range [][]float64{nil, {1.5}, {math.NaN()}, {0.1, 0.2}} {
		if _, err := Brier(bad, []bool{true}); err == nil {
			t.Errorf("Brier of %v: no error", bad)
		}
	}
}

// By hand: five forecasts of 0.1 (one happened), five of 0.7 (four happened): Brier (0.81 + 4 x 0.01 + 4 x 0.09 + 0.49)/10 = 0.17,
// reliability (0.1-0.2)^2/2 + (0.7-0.8)^2/2 = 0.01, resolution (0.2-0.5)^2/2 + (0.8-0.5)^2/2 = 0.09, uncertainty 0.25. R14
func TestDecompose(t *testing.T) {
	p := []float64{.1, .1, .1, .1, .1, .7, .7, .7, .7, .7}
	h := []bool{true, false, false, false, false, true, true, true, true, false}
	got, err := Decompose(p, h, 10)
	for name, pair := range map[string][2]float64{"brier": {got.Brier, 0.17}, "reliability": {got.Reliability, 0.01}, "resolution": {got.Resolution, 0.09},
		"uncertainty": {got.Uncertainty, 0.25}, "within": {got.Within, 0}, "observed at 0.7": {got.Bins[7].Observed, 0.8}} {
		if err != nil || math.Abs(pair[0]-pair[1]) > 1e-12 {
			t.Errorf("%s = %g, %v, want %g", name, pair[0], err, pair[1])
		}
	}
	if _, err := Decompose(p, h, 0); err == nil {
		t.Error("no bins are taken")
	}
}

// The parts sum to the score for any forecasts and any number of bins; what one swaps among the bins' forecasts changes nothing; each part
// but Within is at least 0, and resolution is at most uncertainty.
func TestDecomposeIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 60).Draw(t, "probabilities")
		h := rapid.SliceOfN(rapid.Bool(), len(p), len(p)).Draw(t, "happened")
		n := rapid.IntRange(1, 12).Draw(t, "bins")
		got, err := Decompose(p, h, n)
		if sum := got.Reliability - got.Resolution + got.Uncertainty + got.Within; err != nil || math.Abs(sum-got.Brier) > 1e-12 {
			t.Fatalf("sum %v, brier %v, %v", sum, got.Brier, err)
		}
		if min(got.Reliability, got.Resolution, got.Uncertainty) < 0 || got.Resolution > got.Uncertainty+1e-12 || got.Brier > 1 {
			t.Fatalf("%+v", got)
		}
		count := 0
		for _, b := range got.Bins {
			count += b.Count
		}
		slices.Reverse(p)
		slices.Reverse(h)
		if back, _ := Decompose(p, h, n); count != len(p) || math.Abs(back.Reliability-got.Reliability) > 1e-12 {
			t.Fatalf("%d of %d in bins; reversed %v", count, len(p), back)
		}
	})
}

// The oracle of the bars: 400 forecasts of 0.3 in one bin; redrawing forecasts changes nothing there, so the share that happens is binomial
// (400, 0.3) / 400, whose 5 and 95 % quantiles are 0.2625 and 0.3375 (sum of the terms). The bars hold a share that fits and leave out one that does not;
// the same seed gives the same bars. R14
func TestDiagram(t *testing.T) {
	p, h := make([]float64, 400), make([]bool, 400)
	for i := range p {
		p[i], h[i] = 0.3, i%10 < 3
	}
	low, high := binomial(400, 0.3, 0.05)/400, binomial(400, 0.3, 0.95)/400
	got, err := Diagram(p, h, 5, 4000, 1)
	if err != nil {
		t.Fatal(err)
	}
	b := got.Bins[1]
	if math.Abs(b.Low-low) > 0.006 || math.Abs(b.High-high) > 0.006 || b.Observed < b.Low || b.Observed > b.High {
		t.Errorf("bar %g to %g, want %g to %g; observed %g", b.Low, b.High, low, high, b.Observed)
	}
	if again, _ := Diagram(p, h, 5, 4000, 1); again.Bins[1] != b {
		t.Errorf("again %+v, first %+v", again.Bins[1], b)
	}
	if empty := got.Bins[4]; empty.Low != 0 || empty.High != 0 {
		t.Errorf("a bin of nothing has a bar: %+v", empty)
	}
	for i := range h {
		h[i] = i%10 < 4
	}
	if got, _ := Diagram(p, h, 5, 4000, 1); got.Bins[1].Observed <= got.Bins[1].High {
		t.Errorf("0.4 for 0.3, 400 times, lies within its bar: %+v", got.Bins[1])
	}
	if _, err := Diagram(p, h, 5, 19, 1); err == nil {
		t.Error("19 draws are taken")
	}
	if _, err := Diagram(p, h[1:], 5, 100, 1); err == nil {
		t.Error("399 events of 400 forecasts are taken")
	}
}

// binomial is the least count whose cumulated probability is share or more.
func binomial(n int, p, share float64) float64 {
	term, sum := math.Pow(1-p, float64(n)), 0.0
	for k := range n + 1 {
		if sum += term; sum >= share {
			return float64(k)
		}
		term *= float64(n-k) / float64(k+1) * p / (1 - p)
	}
	return float64(n)
}
