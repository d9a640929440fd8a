package backwater

import (
	"math"
	"strings"
	"testing"
)

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if !(math.Abs(got-want) <= relative*math.Abs(want)) {
		t.Errorf("%s = %.10g, want %.10g within %g", what, got, want, relative)
	}
}

// plain is 50 km of a lowland river: 60 m wide at the bed, banks 1 in 2, 1 in 5000.
func plain() Channel {
	return Channel{Length: 50_000, Slope: 0.0002, Bottom: 60, Side: 2, Roughness: 0.03, Cells: 200}
}

func begin(t *testing.T, c Channel, step, q, depth float64) *Run {
	t.Helper()
	r, err := New(c, step, q, depth)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Manning by hand: 3 m deep, 198 m2, 60 + 6 sqrt 5 = 73.416 m, R 2.69695, Q = 198 R^(2/3) sqrt(0.0002)/0.03. A small wave has dQ/dA at the slope of the bed, here by
// differences.
func TestNormal(t *testing.T) {
	c := plain()
	q := func(h float64) float64 {
		a, p := (60+2*h)*h, 60+2*math.Sqrt(5)*h
		return a * math.Pow(a/p, 2./3) * math.Sqrt(0.0002) / 0.03
	}
	near(t, "depth", c.Normal(q(3)), 3, 1e-9)
	s := c.at(q(3), 3)
	near(t, "friction", s.friction, 0.0002, 1e-12)
	near(t, "celerity", s.celerity, (q(3+1e-5)-q(3-1e-5))/2e-5/72, 1e-7)
	near(t, "diffusivity", s.diffusivity, q(3)/(2*72*0.0002), 1e-12)
}

// An even flow stays as it is.
func TestEvenFlow(t *testing.T) {
	c := plain()
	normal := c.Normal(200)
	r := begin(t, c, 300, 200, normal)
	for range 200 {
		if err := r.Advance(200, 0, normal); err != nil {
			t.Fatal(err)
		}
	}
	for i, h := range r.Depths() {
		near(t, "depth", h, normal, 1e-9)
		near(t, "flow", r.Flows()[i], 200, 1e-9)
	}
}

// A dam that holds the lower end at 8 m: the backwater curve against an independent integration of dh/dx = S - Sf by Runge and Kutta in steps of 5 m; far above, the
// depth is normal, close to the dam the surface is all but level.
func TestBackwaterCurve(t *testing.T) {
	c := plain()
	r := begin(t, c, 300, 200, 8)
	h, want := 8.0, []float64{8}
	slope := func(h float64) float64 { return c.Slope - c.at(200, h).friction }
	for range 50_000 / 5 {
		k1 := slope(h)
		k2 := slope(h - 2.5*k1)
		k3 := slope(h - 2.5*k2)
		k4 := slope(h - 5*k3)
		h -= 5 * (k1 + 2*k2 + 2*k3 + k4) / 6
		want = append(want, h)
	}
	got := r.Depths()
	for i := range got {
		near(t, "depth", got[i], want[(200-i)*50], 1e-4)
	}
	near(t, "far above", got[0], c.Normal(200), 0.01)
	near(t, "surface a kilometre above the dam", got[196]+0.2, 8, 0.002)
}

// A small wave on an even flow travels with c and spreads by 2 D x/c^3; its volume arrives.
func TestWave(t *testing.T) {
	c := plain()
	c.Cells = 400
	normal := c.Normal(200)
	r := begin(t, c, 120, 200, normal)
	var sum, first, second [2]float64
	for i := range 1500 {
		s := float64(i+1) * 120
		q := 200 + 2*math.Exp(-math.Pow((s-30_000)/5000, 2)/2)
		depth := c.Normal(r.flow[400]) // the lower end is free
		if err := r.Advance(q, 0, depth); err != nil {
			t.Fatal(err)
		}
		for k, v := range [2]float64{r.flow[0] - 200, r.flow[320] - 200} {
			sum[k], first[k], second[k] = sum[k]+v, first[k]+v*s, second[k]+v*s*s
		}
	}
	mean := func(k int) float64 { return first[k] / sum[k] }
	variance := func(k int) float64 { return second[k]/sum[k] - mean(k)*mean(k) }
	s := c.at(200, normal)
	near(t, "volume", sum[1], sum[0], 0.005)
	near(t, "travel time", mean(1)-mean(0), 40_000/s.celerity, 0.01)
	near(t, "spread", variance(1)-variance(0), 2*s.diffusivity*40_000/math.Pow(s.celerity, 3), 0.03)
}

// Where the lower end is held high the same flood raises the channel upstream, and less is felt the further up one is; in route nothing would be.
func TestFeltUpstream(t *testing.T) {
	c := plain()
	normal := c.Normal(200)
	free, held := begin(t, c, 300, 200, normal), begin(t, c, 300, 200, normal)
	for i := range 600 {
		level := normal + 3*math.Min(1, float64(i)/100) // over eight hours a lake rises by 3 m
		if err := free.Advance(200, 0, normal); err != nil {
			t.Fatal(err)
		}
		if err := held.Advance(200, 0, level); err != nil {
			t.Fatal(err)
		}
	}
	a, b := free.Depths(), held.Depths()
	last := 3.1
	for i := 200; i >= 0; i -= 40 {
		rise := b[i] - a[i]
		if !(rise >= 0 && rise < last) {
			t.Errorf("%d m above the end the rise is %g m, %g below", (200-i)*250, rise, last)
		}
		last = rise
	}
	if b[160]-a[160] < 1 || b[0]-a[0] > 0.2 {
		t.Errorf("rise of %g m 10 km above, %g m 50 km above", b[160]-a[160], b[0]-a[0])
	}
}

// Lateral inflow adds up along the channel.
func TestLateral(t *testing.T) {
	c := plain()
	r := begin(t, c, 300, 200, 5)
	for range 1500 {
		if err := r.Advance(200, 0.001, 5); err != nil {
			t.Fatal(err)
		}
	}
	near(t, "outflow", r.Flows()[200], 250, 1e-3)
	near(t, "half-way", r.Flows()[100], 225, 1e-3)
	if n := testing.AllocsPerRun(10, func() { _ = r.Advance(200, 0.001, 5) }); n != 0 {
		t.Errorf("%g allocations a step", n)
	}
}

// Each refusal names the operand and what would be right, and a refused step changes nothing.
func TestRefused(t *testing.T) {
	for _, x := range []struct {
		change         func(*Channel)
		step, q, depth float64
		want           string
	}{
		{func(c *Channel) { c.Length = 5 }, 300, 200, 4, "length 5 m"},
		{func(c *Channel) { c.Slope = 0.1 }, 300, 200, 4, "a steeper channel feels nothing from below"},
		{func(c *Channel) { c.Roughness = 30 }, 300, 200, 4, "roughness 30"},
		{func(c *Channel) { c.Cells = 2 }, 300, 200, 4, "2 cells: wants 4"},
		{func(c *Channel) { c.Cells = 4 }, 300, 200, 4, "want at most 2D/c"},
		{func(c *Channel) {}, 0, 200, 4, "step 0 s"},
		{func(c *Channel) {}, 3600, 200, 4, "step 3600 s: wants at most"},
		{func(c *Channel) {}, 300, math.NaN(), 4, "flow NaN"},
		{func(c *Channel) {}, 300, 200, 0, "depth 0 m"},
		{func(c *Channel) { c.Slope = 0.01 }, 10, 200, 2, "Froude number"},
	} {
		c := plain()
		x.change(&c)
		if _, err := New(c, x.step, x.q, x.depth); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("got %v, want %q", err, x.want)
		}
	}
	r := begin(t, plain(), 300, 200, 4)
	before := r.Depths()
	for _, bad := range [][3]float64{{0, 0, 4}, {200, math.NaN(), 4}, {200, 0, -1}} {
		if err := r.Advance(bad[0], bad[1], bad[2]); err == nil {
			t.Errorf("%v is not refused", bad)
		}
	}
	if after := r.Depths(); after[0] != before[0] {
		t.Errorf("after refusals %g m, before %g", after[0], before[0])
	}
}

// Roots are found from guesses near and far, and the ends of what is sought are kept.
func TestRoot(t *testing.T) {
	for _, want := range []float64{0.02, 0.9, 1, 1.05, 7, 900} {
		for _, guess := range []float64{0.01, 1, 500} {
			near(t, "root", root(guess, func(h float64) float64 { return math.Log(h / want) }), want, 1e-9)
			near(t, "steep root", root(guess, func(h float64) float64 { return 1 - math.Pow(want/h, 10./3) }), want, 1e-9)
		}
	}
}

// A run that is repeated is the same, byte for byte.
func TestSameBytes(t *testing.T) {
	var runs [2]*Run
	for k := range runs {
		runs[k] = begin(t, plain(), 300, 200, 6)
		for i := range 100 {
			if err := runs[k].Advance(200+2*float64(i), 0, 6+float64(i)/50); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i, q := range runs[0].flow {
		if q != runs[1].flow[i] || runs[0].depth[i] != runs[1].depth[i] {
			t.Fatalf("place %d differs", i)
		}
	}
}

// The limit that the package comment names, in numbers: a lake that rises by 3 m in eight hours puts 2.4 million m3 into the channel that nobody brought,
// two fifths of what flowed in meanwhile; Missed says so. A small wave with a free end misses little.
func TestMissed(t *testing.T) {
	c := plain()
	normal := c.Normal(200)
	r := begin(t, c, 300, 200, normal)
	before := r.volume()
	for i := range 100 {
		if err := r.Advance(200, 0, normal+3*float64(i+1)/100); err != nil {
			t.Fatal(err)
		}
	}
	near(t, "missed", r.Missed(), r.volume()-before, 1e-9)
	near(t, "missed of what flowed in", r.Missed()/(100*300*200), 0.4, 0.05)
	near(t, "outflow", r.flow[200], 200, 1e-9)

	r = begin(t, c, 300, 200, normal)
	wave := 0.0
	for i := range 300 {
		q := 200 + 20*math.Exp(-math.Pow(float64(i)-100, 2)/800)
		if wave += 300 * (q - 200); i == 299 {
			q = 200
		}
		if err := r.Advance(q, 0, c.Normal(r.flow[200])); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("a wave of 20 on 200 m3/s: %.3g of its volume missed", r.Missed()/wave)
	if math.Abs(r.Missed()) > 0.1*wave {
		t.Errorf("missed %g of %g m3", r.Missed(), wave)
	}
}
