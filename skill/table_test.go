package skill

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Finley's tornado forecasts of 1884, the table of Wilks (Statistical Methods in the Atmospheric Sciences, 2nd ed., sect. 7.2): 28 hits, 23
// misses, 72 false alarms, 2680 quiet: POD 0.549, FAR 0.720, false alarm rate 0.0262, threat score 0.228, bias 1.96.
func TestFinley(t *testing.T) {
	f := YesNo{Hits: 28, Misses: 23, FalseAlarms: 72, Quiet: 2680}
	for name, c := range map[string]struct {
		of   func() (float64, error)
		want float64
	}{"pod": {f.POD, 28.0 / 51}, "far": {f.FAR, 0.72}, "pofd": {f.POFD, 72.0 / 2752}, "csi": {f.CSI, 28.0 / 123}, "bias": {f.Bias, 100.0 / 51}} {
		if got, err := c.of(); err != nil || math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s = %.4f, %v, want %.4f", name, got, err, c.want)
		}
	}
	for _, none := range []func() (float64, error){YesNo{Quiet: 5}.POD, YesNo{Quiet: 5}.FAR, YesNo{Hits: 5}.POFD, YesNo{Quiet: 5}.CSI, YesNo{FalseAlarms: 1}.Bias,
		YesNo{Hits: 5, Misses: -1}.POD} {
		if got, err := none(); err == nil {
			t.Errorf("%g of nothing, no error", got)
		}
	}
}

// The table holds every forecast once; a higher threshold never adds to what was said; 1/CSI = 1/POD + 1/(1-FAR) - 1 (Roebber 2009).
func TestCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 50).Draw(t, "probabilities")
		h := rapid.SliceOfN(rapid.Bool(), len(p), len(p)).Draw(t, "happened")
		at := rapid.Float64Range(0.01, 0.5).Draw(t, "threshold")
		low, err := Count(p, h, at)
		high, _ := Count(p, h, 2*at)
		if err != nil || low.Hits+low.Misses+low.FalseAlarms+low.Quiet != len(p) || high.Hits > low.Hits || high.FalseAlarms > low.FalseAlarms {
			t.Fatalf("%+v, %+v, %v", low, high, err)
		}
		if low.Hits > 0 {
			pod, _ := low.POD()
			far, _ := low.FAR()
			csi, _ := low.CSI()
			if math.Abs(1/csi-(1/pod+1/(1-far)-1)) > 1e-9 {
				t.Fatalf("POD %g, FAR %g, CSI %g do not fit", pod, far, csi)
			}
		}
	})
	for _, at := range []float64{0, 1.1, math.NaN()} {
		if _, err := Count([]float64{0.5}, []bool{true}, at); err == nil {
			t.Errorf("threshold %g is taken", at)
		}
	}
	if _, err := Count([]float64{0.5}, nil, 0.5); err == nil {
		t.Error("no events are taken")
	}
}

// By hand: below all, between, above all, and one that equals two of three members, which is a third of each of the ranks 1 to 3.
func TestRanks(t *testing.T) {
	members := [][]float64{{1, 2, 3}, {3, 1, 2}, {2, 3, 1}, {5, 5, 1}}
	got, err := Ranks(members, []float64{0, 1.5, 4, 5})
	if want := []float64{1, 1 + 1.0/3, 1.0 / 3, 1 + 1.0/3}; err != nil || !slices.EqualFunc(got, want, func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }) {
		t.Errorf("Ranks = %v, %v, want %v", got, err, want)
	}
	for _, bad := range [][][]float64{nil, {{}}, {{1}, {1, 2}}, {{1}, {math.NaN()}}, {{1}}} {
		if got, err := Ranks(bad, []float64{1, 2}); err == nil {
			t.Errorf("Ranks of %v = %v, no error", bad, got)
		}
	}
	if got, err := Unevenness([]float64{10, 10, 10}); err != nil || got != 0 {
		t.Errorf("Unevenness of a flat one %g, %v", got, err)
	}
	// Sixty throws of a die, 5 8 9 8 10 20: the example of many textbooks (Pearson's test), chi-square 13.4.
	if got, err := Unevenness([]float64{5, 8, 9, 8, 10, 20}); err != nil || math.Abs(got-13.4) > 1e-12 {
		t.Errorf("Unevenness = %g, %v, want 13.4", got, err)
	}
	for _, bad := range [][]float64{nil, {1}, {0, 0}, {1, math.Inf(1)}} {
		if _, err := Unevenness(bad); err == nil {
			t.Errorf("Unevenness of %v: no error", bad)
		}
	}
}

// Every observation is counted once; turning the sign of everything mirrors the histogram.
func TestRanksMirror(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "members")
		value := rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(0, 4).Draw(t, "value")) })
		var members, minus [][]float64
		observed := rapid.SliceOfN(value, 1, 20).Draw(t, "observed")
		var against []float64
		for _, o := range observed {
			row := rapid.SliceOfN(value, n, n).Draw(t, "row")
			turned := make([]float64, n)
			for i := range row {
				turned[i] = -row[i]
			}
			members, minus, against = append(members, row), append(minus, turned), append(against, -o)
		}
		got, err := Ranks(members, observed)
		mirror, _ := Ranks(minus, against)
		total := 0.0
		for i, c := range got {
			total += c
			if math.Abs(c-mirror[n-i]) > 1e-9 {
				t.Fatalf("%v, mirrored %v", got, mirror)
			}
		}
		if err != nil || math.Abs(total-float64(len(observed))) > 1e-9 {
			t.Fatalf("%g counted of %d, %v", total, len(observed), err)
		}
	})
}

func TestByLead(t *testing.T) {
	rows, outside, err := ByLead([]Scored{{0, 2}, {5.9, 4}, {6, 7}, {-1, 9}, {24, 9}, {3, 9}}, []float64{0, 6, 12, 24})
	want := []Row{{0, 6, 3, 5, 4, 9}, {6, 12, 1, 7, 7, 7}, {From: 12, To: 24}}
	if err != nil || outside != 2 || !slices.Equal(rows, want) {
		t.Errorf("ByLead = %v, %d, %v, want %v, 2", rows, outside, err, want)
	}
	if rows, _, err := ByLead([]Scored{{1e6, 2}, {1, 4}}, []float64{0, math.Inf(1)}); err != nil || rows[0].Count != 2 || rows[0].Median != 3 {
		t.Errorf("an open class: %v, %v", rows, err)
	}
	for _, edges := range [][]float64{nil, {1}, {1, 1}, {2, 1}, {0, math.NaN()}} {
		if _, _, err := ByLead(nil, edges); err == nil {
			t.Errorf("edges %v are taken", edges)
		}
	}
	if _, _, err := ByLead([]Scored{{1, math.NaN()}}, []float64{0, 2}); err == nil {
		t.Error("a score that is no number is taken")
	}
}

// Of 1,000 observations in ten classes a class of a reliable ensemble holds 85 to 116 nine times in ten (binomial, any table: mean 100, standard deviation 9.49); of 20, 0 to 4. R14
func TestRankBars(t *testing.T) {
	for n, want := range map[int][2]float64{1000: {85, 116}, 20: {0, 4}, 1: {0, 1}} {
		if low, high, err := RankBars(n, 10); err != nil || low != want[0] || high != want[1] {
			t.Errorf("of %d: %g to %g, %v, want %v", n, low, high, err, want)
		}
	}
	for _, c := range [][2]int{{0, 10}, {5, 1}} {
		if _, _, err := RankBars(c[0], c[1]); err == nil {
			t.Errorf("%d observations in %d classes, no error", c[0], c[1])
		}
	}
}
