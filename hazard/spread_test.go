package hazard

import (
	"math"
	"slices"
	"testing"
)

// A histogram counts every member once: shares add up to the probability of arriving, also where all arrive at once, or on the edge of a
// class; one member far out does not squeeze the others; none at all is no histogram. R14
func TestSpread(t *testing.T) {
	nan := math.NaN()
	many := make([]float64, 1000)
	for i := range many {
		many[i] = 100 + float64(i)/10
	}
	outlier := append(slices.Clone(many), 5000)
	for name, c := range map[string]struct {
		times []float64
		want  Spread // of a nil Shares only From and Step
		sum   float64
	}{
		"by hand":     {[]float64{3.2, 3.9, 4, 7.5, nan}, Spread{3, 1, []float64{0.4, 0.2, 0, 0, 0.2}}, 0.8},
		"at once":     {[]float64{6, 6, 6}, Spread{6, 1, []float64{1}}, 1},
		"never":       {[]float64{nan, nan}, Spread{}, 0},
		"nobody":      {nil, Spread{}, 0},
		"many":        {many, Spread{From: 100, Step: 3}, 1},
		"one out":     {outlier, Spread{From: 100, Step: 3}, 0.999},
		"to the last": {[]float64{0, 39.9}, Spread{From: 0, Step: 1}, 1},
		"on an edge":  {[]float64{0, 40}, Spread{From: 0, Step: 2}, 1},
	} {
		got, sum := SpreadOf(c.times), 0.0
		for _, s := range got.Shares {
			sum += s
		}
		if got.From != c.want.From || got.Step != c.want.Step || math.Abs(sum-c.sum) > 1e-4 || len(got.Shares) > mostClasses {
			t.Errorf("%s: %+v, of %g", name, got, sum)
		}
		if c.want.Shares != nil && !slices.EqualFunc(got.Shares, c.want.Shares, func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }) {
			t.Errorf("%s: %v, want %v", name, got.Shares, c.want.Shares)
		}
	}
	if e := SpreadOf([]float64{3.2, 7.5}).Edges(); !slices.Equal(e, []float64{3, 4, 5, 6, 7, 8}) {
		t.Errorf("edges %v", e)
	}
	times := []float64{9, 1, 5}
	if SpreadOf(times); !slices.Equal(times, []float64{9, 1, 5}) {
		t.Error("the caller's slice is sorted")
	}
}
