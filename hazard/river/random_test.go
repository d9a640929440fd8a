package river

import (
	"math"
	"testing"
)

// Known answer: SplitMix64 with seed 0 gives 0xe220a8397b1dcdaf first (the reference implementation of Steele, Lea and Flood);
// our i-th number is the finaliser of the key plus i+1 times the golden gamma, so key 0 and i = 0 is that number.
func TestSplitMix64(t *testing.T) {
	if got := mix(0x9e3779b97f4a7c15); got != 0xe220a8397b1dcdaf {
		t.Errorf("mix = %#x, want 0xe220a8397b1dcdaf", got)
	}
	want := (float64(uint64(0xe220a8397b1dcdaf)>>12) + 0.5) / (1 << 52)
	if got := stream(0).uniform(0); got != want {
		t.Errorf("uniform = %v, want %v", got, want)
	}
}

// The i-th number depends on key and i alone, so members do not depend on how many there are.
func TestCounterBased(t *testing.T) {
	s := newStream(5, streamPrior)
	third := s.normal(3)
	s.normal(0)
	if s.normal(3) != third {
		t.Error("the fourth number changed")
	}
	if newStream(5, streamMove).normal(3) == third || newStream(6, streamPrior).normal(3) == third {
		t.Error("another purpose or seed gave the same number")
	}
	few, many := three(), three()
	few.Members, many.Members = 20, 40
	a, _ := newChain(&few).ensemble()
	b, _ := newChain(&many).ensemble()
	for k := range a {
		for j := range a[k] {
			if a[k][j] != b[k][j] {
				t.Fatalf("member %d differs when there are more", k)
			}
		}
	}
}

// Moments of 10^6 numbers, and no dependence between neighbouring counters, members or streams, within five standard errors.
func TestNormalMoments(t *testing.T) {
	const n = 1_000_000
	s, other := newStream(1, 0), newStream(1, 1)
	var m1, m2, m4, next, member, between float64
	for i := range uint64(n) {
		x := s.normal(i)
		m1 += x
		m2 += x * x
		m4 += x * x * x * x
		next += x * s.normal(i+1)
		member += x * s.normal(i+1<<20)
		between += x * other.normal(i)
	}
	for what, v := range map[string][3]float64{
		"mean": {m1 / n, 0, 1}, "variance": {m2 / n, 1, math.Sqrt2}, "fourth moment": {m4 / n, 3, math.Sqrt(96)},
		"next": {next / n, 0, 1}, "member": {member / n, 0, 1}, "stream": {between / n, 0, 1},
	} {
		if math.Abs(v[0]-v[1]) > 5*v[2]/math.Sqrt(n) {
			t.Errorf("%s = %g, want %g", what, v[0], v[1])
		}
	}
}

// No counter gives an infinite deviate.
func TestNormalIsFinite(t *testing.T) {
	for _, u := range []float64{0.5 / (1 << 52), (1<<52 - 0.5) / (1 << 52)} {
		if x := math.Sqrt2 * math.Erfinv(2*u-1); math.IsInf(x, 0) || math.Abs(x) > 9 {
			t.Errorf("deviate of %g = %g", u, x)
		}
	}
}
