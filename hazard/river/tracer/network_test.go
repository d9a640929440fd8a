package tracer

import (
	"math"
	"slices"
	"testing"
)

// moments of a series: mean time and variance in s, and the sum.
func moments(series []float64, step float64) (sum, mean, variance float64) {
	for i, v := range series {
		s := float64(i) * step
		sum, mean, variance = sum+v, mean+v*s, variance+v*s*s
	}
	mean /= sum
	return sum, mean, variance/sum - mean*mean
}

// record runs and reads a place each step.
func record(t *testing.T, r *Run, steps int, places ...place) [][]float64 {
	t.Helper()
	out := make([][]float64, len(places))
	for range steps {
		for k, p := range places {
			out[k] = append(out[k], at(t, r, p.id, p.x))
		}
		r.Advance(1)
	}
	kept(t, r)
	return out
}

type place struct {
	id ID
	x  float64
}

// Known answer: through unlike reaches travel times add up, and so do the variances 2 K x/u^3 of what passes. What is read in the water lags behind what
// passes by k = K/u^2 and has 3 k^2 more variance (the Laplace transform of the reach's own transfer function). The second reach is slower, wider and disperses more;
// the third carries twice the flow, half of it clean.
func TestUnlikeReaches(t *testing.T) {
	first, second, third := stream(1, 2), stream(2, 3), stream(3, 0)
	first.Length, second.Length, third.Length = 30_000, 20_000, 30_000
	second.Area, second.Dispersion = 150, 80
	third.Flow, third.Area = 100, 180
	r := begin(t, Inputs{Step: 100, Reaches: []Reach{first, second, third}, Releases: []Release{{On: 1, At: 6000, Mass: 1000}}})
	got := record(t, r, 3000, place{1, 20_000}, place{2, 15_000}, place{3, 15_000})
	area0, mean0, variance0 := moments(got[0], 100)
	u2, u3 := 50./150, 100./180
	area1, mean1, variance1 := moments(got[1], 100)
	k1, k2, k3 := 50/0.25, 80/(u2*u2), 50/(u3*u3)
	near(t, "mean in the second", mean1-mean0, 10_000/0.5+15_000/u2+k2-k1, 0.0001)
	near(t, "variance in the second", variance1-variance0, 2*50*10_000/0.125+2*80*15_000/math.Pow(u2, 3)+3*(k2*k2-k1*k1), 0.01)
	area2, mean2, variance2 := moments(got[2], 100)
	near(t, "mean in the third", mean2-mean1, 5000/u2+15_000/u3+k3-k2, 0.0001)
	near(t, "variance in the third", variance2-variance1, 2*80*5000/math.Pow(u2, 3)+2*50*15_000/math.Pow(u3, 3)+3*(k3*k3-k2*k2), 0.03)
	// What passes is the mass: concentration times flow times time.
	near(t, "mass past the first place", area0*100*50/1000, 1000, 1e-4)
	near(t, "mass past the second place", area1*100*50/1000, 1000, 1e-4)
	near(t, "mass past the third place", area2*100*100/1000, 1000, 1e-4)
}

// The scheme is of second order: its error is that of a term u dx^2/6 d3C/dx3, which over a time t is dx^2 u t/sigma^3 of the peak. With half the
// dispersion (so half the cells, half the step) that is smaller by sqrt 2; a method of first order would not gain.
func TestOrder(t *testing.T) {
	miss := func(dispersion, scale float64) float64 {
		x := stream(1, 0)
		x.Dispersion, x.Length = dispersion, 60_000
		r := begin(t, Inputs{Step: 100 * scale, Reaches: []Reach{x}, Releases: []Release{{On: 1, At: 15_025, Mass: 1000}}})
		var worst, top float64
		r.Advance(int(60_000 / (100 * scale)))
		for d := 20_000.; d < 59_000; d += 1000 {
			s := 60_000.0
			want := 1e6 / (100 * math.Sqrt(4*math.Pi*dispersion*s)) * math.Exp(-math.Pow(d-15_025-0.5*s, 2)/(4*dispersion*s))
			worst, top = max(worst, math.Abs(at(t, r, 1, d)-want)), max(top, want)
		}
		return worst / top
	}
	coarse, fine := miss(100, 4), miss(50, 2)
	t.Logf("largest error over the peak: %.5f, with half the cell %.5f", coarse, fine)
	if ratio := coarse / fine; ratio < 1.35 || ratio > 1.5 {
		t.Errorf("the error falls by a factor of %.2f, want 1.41", ratio)
	}
}

// A release that lasts is a release at its middle, spread by its length squared over twelve.
func TestLastingRelease(t *testing.T) {
	for _, l := range []Release{{On: 1, At: 6000, Mass: 500, From: 1000, Until: 8230}, {On: 1, At: 6050, Mass: 500, From: 45, Until: 55}} {
		at := []Release{{On: 1, At: l.At, Mass: 500}}
		once := record(t, begin(t, Inputs{Step: 100, Reaches: []Reach{stream(1, 0)}, Releases: at}), 1500, place{1, 30_000})
		long := record(t, begin(t, Inputs{Step: 100, Reaches: []Reach{stream(1, 0)}, Releases: []Release{l}}), 1500, place{1, 30_000})
		sum0, mean0, variance0 := moments(once[0], 100)
		sum1, mean1, variance1 := moments(long[0], 100)
		near(t, "mass", sum1, sum0, 1e-9)
		if math.Abs(mean1-mean0-(l.From+l.Until)/2) > 1 {
			t.Errorf("mean later by %g s, want %g", mean1-mean0, (l.From+l.Until)/2)
		}
		// A release within one step is half at its beginning and half at its end.
		wider := math.Pow(l.Until-l.From, 2) / 12
		if l.Until-l.From < 100 {
			wider = 50 * 50
		}
		near(t, "variance", variance1-variance0, wider, 0.01)
	}
}

// Where a place lies between two cells the mass is divided so that its mean position is right.
func TestPlace(t *testing.T) {
	for _, x := range []float64{5000, 5012, 5050, 5099} {
		r := begin(t, Inputs{Step: 10, Reaches: []Reach{stream(1, 0)}, Releases: []Release{{On: 1, At: x, Mass: 7}}})
		r.release()
		mass, mean := 0.0, 0.0
		for c, v := range r.water {
			m := v * r.volume[c]
			mass, mean = mass+m, mean+m*(float64(c)+0.5)*r.size(0)
		}
		near(t, "mass", mass, 7, 1e-12)
		near(t, "mean position", mean/mass, x, 1e-12)
	}
	r := begin(t, Inputs{Step: 10, Reaches: []Reach{stream(1, 0)}, Releases: []Release{{On: 1, At: 0, Mass: 7}, {On: 1, At: 60_000, Mass: 7}}})
	r.Advance(3)
	kept(t, r)
}

// The order in which reaches are given changes nothing, and neither does a second run.
func TestSameAnswer(t *testing.T) {
	reaches := []Reach{stream(1, 3), stream(2, 3), stream(3, 4), stream(4, 0)}
	for i := range reaches {
		reaches[i].Length = 8000
	}
	reaches[2].Flow, reaches[2].Area, reaches[3].Flow, reaches[3].Area = 110, 220, 110, 220
	release := []Release{{On: 2, At: 1000, Mass: 3}, {On: 1, At: 2000, Mass: 5, Until: 4000}}
	want := record(t, begin(t, Inputs{Step: 100, Reaches: reaches, Releases: release}), 600, place{4, 4000})
	turned := slices.Clone(reaches)
	slices.Reverse(turned)
	got := record(t, begin(t, Inputs{Step: 100, Reaches: turned, Releases: release}), 600, place{4, 4000})
	for i := range want[0] {
		if math.Abs(got[0][i]-want[0][i]) > 1e-12*slices.Max(want[0]) {
			t.Fatalf("step %d: %g, want %g", i, got[0][i], want[0][i])
		}
	}
	again := record(t, begin(t, Inputs{Step: 100, Reaches: reaches, Releases: release}), 600, place{4, 4000})
	if !slices.Equal(again[0], want[0]) {
		t.Error("a second run differs")
	}
	// Mass past the place: both releases, diluted from 50 to 110 m3/s.
	sum, _, _ := moments(want[0], 100)
	near(t, "mass", sum*100*110/1000, 8, 0.001)
}

// Up to a Peclet number of 2, the most that a change may bring, nothing swings below zero.
func TestNothingBelowZero(t *testing.T) {
	x := stream(1, 0)
	r := begin(t, Inputs{Step: 50, Reaches: []Reach{x}, Releases: []Release{{On: 1, At: 5000, Mass: 1000, From: 100, Until: 100}}})
	x.Dispersion = 25
	if err := r.Change([]Reach{x}); err != nil {
		t.Fatal(err)
	}
	for range 600 {
		r.Advance(1)
		kept(t, r)
	}
	if x.Dispersion = 24; r.Change([]Reach{x}) == nil {
		t.Error("a Peclet number over 2 is not refused")
	}
}
