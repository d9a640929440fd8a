package skill

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

type plain func(observed, forecast []float64) (float64, error)

func efficiency(of func(o, f []float64) (Kling, error)) plain {
	return func(o, f []float64) (float64, error) {
		k, err := of(o, f)
		return k.Efficiency(), err
	}
}

func scores() map[string]plain {
	return map[string]plain{"nse": NSE, "kge 2009": efficiency(KGE2009), "kge 2012": efficiency(KGE2012), "pbias": PBIAS,
		"fb": FB, "nmse": NMSE, "fac2": FAC2, "mg": MG, "vg": VG}
}

// Known answers. 1 to 10 observed and 2 to 11 forecast is the example of the manual of hydroGOF; by hand NSE is 1 - 10/82.5 = 0.8787879, KGE of
// 2009 1 - (6.5/5.5 - 1) = 0.8181818, PBIAS 100/5.5, and for 2012 1 - sqrt((1-5.5/6.5)^2 + (1-6.5/5.5)^2). Forecasts of half of everything
// have FB 2(1-1/2)/(1+1/2) = 2/3 and MG 2, VG exp(ln^2 2) = 1.617 (Chang and Hanna 2004, after eq. 4: "1.6" for a factor 2), NMSE
// mean(o^2)/4 / (mean(o)^2/2).
func TestKnownSeries(t *testing.T) {
	var one, two, half []float64
	for i := 1.0; i <= 10; i++ {
		one, two, half = append(one, i), append(two, i+1), append(half, i/2)
	}
	for _, c := range []struct {
		score    string
		forecast []float64
		want     float64
	}{
		{"nse", two, 1 - 10/82.5}, {"kge 2009", two, 1 - 1/5.5}, {"pbias", two, 100 / 5.5},
		{"kge 2012", two, 1 - math.Hypot(1-5.5/6.5, 1-6.5/5.5)},
		{"fb", half, 2.0 / 3}, {"mg", half, 2}, {"vg", half, math.Exp(math.Ln2 * math.Ln2)}, {"fac2", half, 1}, {"nmse", half, 38.5 / 4 / (5.5 * 5.5 / 2)},
		{"fac2", []float64{1, 2, 3, 4, 5, 0, 0, 17, 4.4, 5}, 0.6},
		{"nse", one, 1}, {"kge 2009", one, 1}, {"kge 2012", one, 1}, {"pbias", one, 0}, {"fb", one, 0}, {"nmse", one, 0}, {"fac2", one, 1}, {"mg", one, 1}, {"vg", one, 1},
	} {
		if got, err := scores()[c.score](one, c.forecast); err != nil || math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s of %v = %.7f, %v, want %.7f", c.score, c.forecast, got, err, c.want)
		}
	}
	mean := []float64{5.5, 5.5, 5.5, 5.5, 5.5, 5.5, 5.5, 5.5, 5.5, 5.5}
	if got, _ := NSE(one, mean); got != 0 {
		t.Errorf("the mean of the observations has NSE %g, want 0", got)
	}
}

// Bounds; nothing changes when the pairs are shuffled (here: reversed) or both are measured in another unit.
func TestSeriesProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "pairs")
		observed := rapid.SliceOfN(rapid.Float64Range(0.01, 100), n, n).Draw(t, "observed")
		forecast := rapid.SliceOfN(rapid.Float64Range(0.01, 100), n, n).Draw(t, "forecast")
		observed[0], observed[1], forecast[0], forecast[1] = 101, 102, 104, 103 // never all the same
		var ro, rf, so, sf []float64
		for i := range n {
			ro, rf = append(ro, observed[n-1-i]), append(rf, forecast[n-1-i])
			so, sf = append(so, 35.5*observed[i]), append(sf, 35.5*forecast[i])
		}
		for name, score := range scores() {
			got, err := score(observed, forecast)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for _, other := range [][2][]float64{{ro, rf}, {so, sf}} {
				if again, _ := score(other[0], other[1]); math.Abs(again-got) > 1e-9*(1+math.Abs(got)) {
					t.Fatalf("%s: %g, reversed or scaled %g", name, got, again)
				}
			}
			low, high := math.Inf(-1), math.Inf(1)
			switch name {
			case "nse", "kge 2009", "kge 2012":
				high = 1
			case "fb":
				low, high = -2, 2
			case "fac2":
				low, high = 0, 1
			case "nmse", "mg":
				low = 0
			case "vg":
				low = 1
			case "pbias":
				low = -100
			}
			if got < low || got > high {
				t.Fatalf("%s = %g, outside %g to %g", name, got, low, high)
			}
		}
		mg, _ := MG(observed, forecast)
		if back, _ := MG(forecast, observed); math.Abs(mg*back-1) > 1e-9 {
			t.Fatalf("MG %g, exchanged %g: want inverses", mg, back)
		}
	})
}

// What has no score is refused in words that name the score.
func TestSeriesRefuse(t *testing.T) {
	ok, zero, minus := []float64{1, 2}, []float64{0, 0}, []float64{-1, 1}
	for name, score := range scores() {
		for _, bad := range [][2][]float64{{nil, nil}, {ok, ok[:1]}, {{1, math.NaN()}, ok}, {ok, {1, math.Inf(1)}}, {{1, 1e200}, ok}} {
			if got, err := score(bad[0], bad[1]); err == nil {
				t.Errorf("%s of %v = %g, no error", name, bad, got)
			}
		}
	}
	for _, c := range []struct {
		score              string
		observed, forecast []float64
	}{{"nse", []float64{3, 3}, ok}, {"kge 2009", []float64{3, 3}, ok}, {"kge 2009", ok, []float64{3, 3}}, {"kge 2012", minus, ok}, {"kge 2012", ok, minus}, {"pbias", minus, ok},
		{"fb", zero, zero}, {"fb", ok, minus}, {"nmse", ok, zero}, {"fac2", minus, ok}, {"mg", ok, zero}, {"vg", zero, ok}} {
		if got, err := scores()[c.score](c.observed, c.forecast); err == nil {
			t.Errorf("%s of %v and %v = %g, no error", c.score, c.observed, c.forecast, got)
		}
	}
}
