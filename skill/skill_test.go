package skill

import (
	"math"
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

func TestJudge(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		b    Bracket
		want Verdict
	}{
		{Bracket{5, 5}, Inside}, {Bracket{0, 10}, Inside}, {Bracket{-1, -1}, Outside}, {Bracket{10.1, inf}, Outside},
		{Bracket{-1, 5}, Undecided}, {Bracket{5, inf}, Undecided}, {Bracket{-inf, inf}, Undecided},
	} {
		if got := Judge(c.b, 0, 10); got != c.want {
			t.Errorf("Judge(%v, 0, 10) = %v, want %v", c.b, got, c.want)
		}
	}
}
