package skill

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The CRPS of a standard normal forecast for an observation z is z(2 Phi(z) - 1) + 2 phi(z) - 1/sqrt(pi) (Gneiting et al. 2005,
// eq. 5). R14
func TestCRPSOfNormal(t *testing.T) {
	const n = 20001
	members := make([]float64, n)
	for i := range members {
		members[i] = math.Sqrt2 * math.Erfinv(2*(float64(i)+0.5)/n-1)
	}
	for _, z := range []float64{-2, 0, 0.7, 3} {
		phi := math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
		want := z*math.Erf(z/math.Sqrt2) + 2*phi - 1/math.Sqrt(math.Pi)
		got, err := CRPS(members, z)
		if err != nil || math.Abs(got-want) > 2e-4 {
			t.Errorf("CRPS at %g = %v, %v, want %.5f", z, got, err, want)
		}
	}
}

func TestCRPSOfOneMemberIsAbsoluteError(t *testing.T) {
	if got, _ := CRPS([]float64{3}, 5); got != 2 {
		t.Errorf("CRPS = %g, want 2", got)
	}
	for _, bad := range [][]float64{nil, {math.NaN()}} {
		if _, err := CRPS(bad, 0); err == nil {
			t.Errorf("CRPS of %v: no error", bad)
		}
	}
}

// The definition, all pairs, agrees with the sorted form; the score is never negative and moves with the scale.
func TestCRPSDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-100, 100), 1, 30).Draw(t, "members")
		y := rapid.Float64Range(-100, 100).Draw(t, "observed")
		n := float64(len(x))
		a, b := 0.0, 0.0
		for _, u := range x {
			a += math.Abs(u - y)
			for _, v := range x {
				b += math.Abs(u - v)
			}
		}
		got, err := CRPS(x, y)
		if want := a/n - b/(2*n*n); err != nil || math.Abs(got-want) > 1e-9 || got < -1e-9 {
			t.Fatalf("CRPS = %v, %v, want %v", got, err, want)
		}
	})
}

// By hand, from the definitions (Ferro 2014, eqs. 2 and 4): two members 0 and 1, observed 0: plain 1/2 - 1/4 = 1/4, fair 1/2 - 1/2 = 0; observed 2: plain 3/2 - 1/4, fair 1.
func TestFairCRPS(t *testing.T) {
	for _, c := range []struct {
		members     []float64
		observed    float64
		plain, fair float64
	}{{[]float64{0, 1}, 0, 0.25, 0}, {[]float64{1, 0}, 2, 1.25, 1}, {[]float64{3, 3, 3}, 5, 2, 2}, {[]float64{0, 3, 6}, 3, 2 - 4.0/3, 0}} {
		plain, err1 := CRPS(c.members, c.observed)
		fair, err2 := FairCRPS(c.members, c.observed)
		if err1 != nil || err2 != nil || math.Abs(plain-c.plain) > 1e-12 || math.Abs(fair-c.fair) > 1e-12 {
			t.Errorf("CRPS(%v, %g) = %g, fair %g, want %g, %g", c.members, c.observed, plain, fair, c.plain, c.fair)
		}
	}
	if _, err := FairCRPS([]float64{1}, 1); err == nil {
		t.Error("FairCRPS took one member")
	}
}

// Fairness itself: with members and observation drawn from the same three values, all cases equally likely, the mean fair score of 2, 3
// and 4 members is the same, and it is that of the distribution (CRPS of the whole, 3 values: mean |x-y|/2 = 4/9); the plain one shrinks as members are added.
func TestFairCRPSIsFair(t *testing.T) {
	last := math.Inf(1)
	for n := 2; n <= 4; n++ {
		total, plain, cases := 0.0, 0.0, 0.0
		for code := range int(math.Pow(3, float64(n+1))) {
			draw := make([]float64, n+1)
			for i, c := 0, code; i <= n; i, c = i+1, c/3 {
				draw[i] = float64(c % 3)
			}
			f, _ := FairCRPS(draw[:n], draw[n])
			p, _ := CRPS(draw[:n], draw[n])
			total, plain, cases = total+f, plain+p, cases+1
		}
		if got := total / cases; math.Abs(got-4.0/9) > 1e-12 || plain/cases >= last {
			t.Errorf("%d members: mean fair %g, want 4/9; plain %g after %g", n, got, plain/cases, last)
		}
		last = plain / cases
	}
}

// Of the levels (i - 1/2)/n the quantile form is the CRPS of the ensemble; of a normal's fine quantiles it is the closed form; shifting
// everything changes nothing, scaling scales. R14
func TestCRPSOfQuantiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-100, 100), 1, 30).Draw(t, "members")
		y := rapid.Float64Range(-120, 120).Draw(t, "observed")
		slices.Sort(x)
		levels, moved := make([]float64, len(x)), make([]float64, len(x))
		for i, v := range x {
			levels[i], moved[i] = (float64(i)+0.5)/float64(len(x)), 3*v+7
		}
		want, _ := CRPS(x, y)
		got, err := CRPSOfQuantiles(levels, x, y)
		if err != nil || math.Abs(got-want) > 1e-9 {
			t.Fatalf("quantiles %v, %v, ensemble %v", got, err, want)
		}
		if scaled, _ := CRPSOfQuantiles(levels, moved, 3*y+7); math.Abs(scaled-3*want) > 1e-8 {
			t.Fatalf("three times as wide %v, want %v", scaled, 3*want)
		}
	})
	if got, _ := CRPSOfQuantiles([]float64{0.5}, []float64{3}, 5); got != 2 {
		t.Errorf("of a median alone %g, want the absolute error 2", got)
	}
	for _, bad := range []struct{ levels, values []float64 }{{nil, nil}, {[]float64{0.5}, []float64{1, 2}}, {[]float64{0}, []float64{1}}, {[]float64{1}, []float64{1}},
		{[]float64{0.5, 0.5}, []float64{1, 2}}, {[]float64{0.2, 0.5}, []float64{2, 1}}, {[]float64{0.5}, []float64{math.NaN()}}} {
		if got, err := CRPSOfQuantiles(bad.levels, bad.values, 0); err == nil {
			t.Errorf("%v: %g, no error", bad, got)
		}
	}
	if _, err := CRPSOfQuantiles([]float64{0.5}, []float64{1}, math.Inf(1)); err == nil {
		t.Error("an infinite observation is taken")
	}
}

// Of a bracket: the mean over it, here against many plain observations; of equal ends the plain one; by hand: median 0, bracket from -1 to 3: mean of |x| is
// (1/2 + 9/2)/4 = 1.25; an open, a turned bracket is refused. R14
func TestCRPSOfBracket(t *testing.T) {
	levels := []float64{0.05, 0.25, 0.5, 0.75, 0.95}
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-100, 100), 5, 5).Draw(t, "values")
		slices.Sort(values)
		b := Bracket{Low: rapid.Float64Range(-150, 150).Draw(t, "low")}
		b.High = b.Low + rapid.Float64Range(0, 100).Draw(t, "wide")
		const n = 4000
		want := 0.0
		for i := range n {
			plain, _ := CRPSOfQuantiles(levels, values, b.Low+(b.High-b.Low)*(float64(i)+0.5)/n)
			want += plain / n
		}
		if got, err := CRPSOfBracket(levels, values, b); err != nil || math.Abs(got-want) > 1e-3 {
			t.Fatalf("%v, %v, want %v", got, err, want)
		}
	})
	if got, err := CRPSOfBracket([]float64{0.5}, []float64{0}, Bracket{-1, 3}); err != nil || math.Abs(got-1.25) > 1e-12 {
		t.Errorf("of a median alone %g, %v, want 1.25", got, err)
	}
	for _, bad := range []Bracket{{math.Inf(-1), 1}, {0, math.Inf(1)}, {2, 1}, {math.NaN(), 1}} {
		if got, err := CRPSOfBracket([]float64{0.5}, []float64{0}, bad); err == nil {
			t.Errorf("of %v %g, no error", bad, got)
		}
	}
}

// It is proper: with 0.2, 0.5 and 0.3 in the brackets 0 to 10, 10 to 20 and 20 to 40 the score of a quantile of 0.25 is expected least at 11, where that
// probability lies. The distance to the nearest point would be least at 10, where it does not. R14
func TestCRPSOfBracketIsProper(t *testing.T) {
	best, least := 0.0, math.Inf(1)
	for q := 0.0; q <= 40; q += 0.25 {
		sum := 0.0
		for i, b := range []Bracket{{0, 10}, {10, 20}, {20, 40}} {
			got, err := CRPSOfBracket([]float64{0.25}, []float64{q}, b)
			if err != nil {
				t.Fatal(err)
			}
			sum += got * []float64{0.2, 0.5, 0.3}[i]
		}
		if sum < least {
			best, least = q, sum
		}
	}
	if best != 11 {
		t.Errorf("the quantile of 0.25 that scores best is %g, want 11", best)
	}
}
