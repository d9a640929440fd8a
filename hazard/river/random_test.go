package river

import (
	"crypto/sha256"
	"fmt"
	"math"
	"runtime"
	"testing"

	"tongzhou/hazard"
)

// The i-th number depends on key and i alone, so members do not depend on how many there are.
func TestCounterBased(t *testing.T) {
	s := hazard.NewStream(5, streamPrior)
	third := s.Normal(3)
	s.Normal(0)
	if s.Normal(3) != third {
		t.Error("the fourth number changed")
	}
	if hazard.NewStream(5, streamMove).Normal(3) == third || hazard.NewStream(6, streamPrior).Normal(3) == third {
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
	s, other := hazard.NewStream(1, 0), hazard.NewStream(1, 1)
	var m1, m2, m4, next, member, between float64
	for i := range uint64(n) {
		x := s.Normal(i)
		m1 += x
		m2 += x * x
		m4 += x * x * x * x
		next += x * s.Normal(i+1)
		member += x * s.Normal(i+1<<20)
		between += x * other.Normal(i)
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

// The bytes do not depend on how many processors there were: members are shared out, but each is a function of its own numbers. R4
func TestWorkers(t *testing.T) {
	in := three()
	in.Readings = []Reading{{Station: "a", At: hour(40), Value: 1}}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want, err := Run(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{2, 3, 7} {
		runtime.GOMAXPROCS(n)
		if got, err := Run(in); err != nil || !Same(got, want) {
			t.Errorf("on %d processors, %v, or other bytes than on one", n, err)
		}
	}
}

// The footprints of this version, by hash: whoever changes what the same inputs give raises Version and puts the new hashes here, knowingly. R4
func TestVersion(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the bytes are those of one architecture")
	}
	read := []Reading{{Station: "a", At: hour(40), Value: 1}, {Station: "b", At: hour(41), Value: 0.01, Below: true, TimeSD: 2}}
	for name, c := range map[string]struct {
		readings []Reading
		origin   bool
		want     string
	}{"release": {nil, false, "28e374a7a847ba7f"}, "readings": {read, false, "3d0740f75f53ddaf"}, "origin": {read, true, "90af5fcdff5845ed"}} {
		in := three()
		if c.origin {
			in = sought()
		}
		in.Readings = c.readings
		f, err := Run(in)
		if err != nil {
			t.Fatal(err)
		}
		b, err := f.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(b)); got[:16] != c.want || Version != "3" {
			t.Errorf("version %s, %s: %s, want %s", Version, name, got[:16], c.want)
		}
	}
}
