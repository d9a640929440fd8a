package tracer

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

// stream is 60 km of 0.5 m/s in 100 m2 with a dispersion of 50 m2/s: cells of 100 m at a Peclet number of 1.
func stream(id, to ID) Reach {
	return Reach{ID: id, To: to, Length: 60_000, Flow: 50, Area: 100, Dispersion: 50}
}

func begin(t *testing.T, in Inputs) *Run {
	t.Helper()
	r, err := New(in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func at(t *testing.T, r *Run, id ID, x float64) float64 {
	t.Helper()
	c, err := r.At(id, x)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// kept fails if mass was made or lost, or a concentration fell below nothing.
func kept(t *testing.T, r *Run) {
	t.Helper()
	b := r.Budget()
	if miss := b.Released - b.Water - b.Storage - b.Decayed - b.Out - b.Taken; math.Abs(miss) > 1e-10*b.Released {
		t.Errorf("after %g s: %g of %g kg is missing: %+v", r.Now(), miss, b.Released, b)
	}
	for c, v := range r.water {
		if v < -1e-12*b.Released/r.volume[c] {
			t.Fatalf("after %g s: cell %d has %g kg/m3", r.Now(), c, v)
		}
	}
}

// course is what goes past a place: peak, its time, and the first and last passage of a share of it, in s.
type course struct{ peak, time, first, last float64 }

func courseOf(series []float64, step, share float64) course {
	best := 0
	for i, v := range series {
		if v > series[best] {
			best = i
		}
	}
	// The top of the parabola through three points.
	a, b, c := series[best-1], series[best], series[best+1]
	shift := (a - c) / (2 * (a - 2*b + c))
	out := course{peak: b - (a-c)*shift/4, time: step * (float64(best) + shift)}
	limit := share * out.peak
	for i := 1; i < len(series); i++ {
		if cross := step * (float64(i-1) + (limit-series[i-1])/(series[i]-series[i-1])); (series[i] > limit) != (series[i-1] > limit) {
			if out.first == 0 {
				out.first = cross
			}
			out.last = cross
		}
	}
	return out
}

// Known answer: C = M/(A sqrt(4 pi K t)) exp(-(x-ut)^2/(4Kt) - kt), the slug in a uniform reach. At a cell Peclet number of 1, with decay, under ice and
// not.
func TestSlug(t *testing.T) {
	for _, c := range []struct {
		name       string
		dispersion float64
		step       float64
		decay, air float64
		ice        bool
		rate       float64
	}{
		{"Peclet 1", 50, 200, 0, 0, false, 0},
		{"short step", 50, 50, 0, 0, false, 0},
		{"narrow", 25, 100, 0, 0, false, 0},
		{"decay", 50, 100, 2e-6, 8e-6, false, 1e-5},
		{"under ice", 50, 100, 2e-6, 8e-6, true, 2e-6},
	} {
		x := stream(1, 0)
		x.Dispersion, x.Decay, x.Air, x.Ice = c.dispersion, c.decay, c.air, c.ice
		r := begin(t, Inputs{Step: c.step, Reaches: []Reach{x}, Releases: []Release{{On: 1, At: 5000, Mass: 1000}}})
		var got, want []float64
		for i := range int(100_000 / c.step) {
			got = append(got, at(t, r, 1, 35_000))
			s := math.Max(1, float64(i)*c.step)
			want = append(want, 1e6/(100*math.Sqrt(4*math.Pi*c.dispersion*s))*math.Exp(-math.Pow(30_000-0.5*s, 2)/(4*c.dispersion*s)-c.rate*s))
			r.Advance(1)
		}
		kept(t, r)
		for _, share := range []float64{0.5, 0.1, 0.02} {
			g, w := courseOf(got, c.step, share), courseOf(want, c.step, share)
			near(t, c.name+" peak", g.peak, w.peak, 0.005)
			near(t, c.name+" time of the peak", g.time, w.time, 0.005)
			near(t, c.name+" arrival", g.first, w.first, 0.005)
			near(t, c.name+" end", g.last, w.last, 0.005)
		}
	}
}

// A river that is one reach and the same river in twelve, with cells of other sizes, carry the slug alike.
func TestDividedRiver(t *testing.T) {
	one := begin(t, Inputs{Step: 100, Reaches: []Reach{stream(1, 0)}, Releases: []Release{{On: 1, At: 3000, Mass: 1000}}})
	var reaches []Reach
	for i := range 12 {
		x := stream(ID(i+1), ID(i+2))
		x.Length = 4990
		if i%2 == 1 {
			x.Length = 5010
		}
		reaches = append(reaches, x)
	}
	reaches[11].To = 0
	many := begin(t, Inputs{Step: 100, Reaches: reaches, Releases: []Release{{On: 1, At: 3000, Mass: 1000}}})
	var a, b []float64
	for range 1000 {
		a, b = append(a, at(t, one, 1, 42_500)), append(b, at(t, many, 9, 2500))
		one.Advance(1)
		many.Advance(1)
	}
	kept(t, many)
	x, y := courseOf(a, 100, 0.1), courseOf(b, 100, 0.1)
	near(t, "peak", y.peak, x.peak, 0.002)
	near(t, "time", y.time, x.time, 0.001)
	near(t, "arrival", y.first, x.first, 0.001)
}

// Known answer: between two places dx apart dead zones of e = As/A delay the mean by dx/u (1 + e) and add 2K (1+e)^2 dx/u^3 + 2 e^2/a dx/u to the
// variance (the moments of the transient storage equations).
func TestStorage(t *testing.T) {
	x := stream(1, 0)
	x.Length, x.Storage, x.Exchange = 120_000, 30, 2e-4
	r := begin(t, Inputs{Step: 200, Reaches: []Reach{x}, Releases: []Release{{On: 1, At: 5000, Mass: 1000}}})
	var sum, first, second [2]float64
	for i := range 1500 {
		s := float64(i) * 200
		for k, place := range []float64{20_000, 50_000} {
			c := at(t, r, 1, place)
			sum[k], first[k], second[k] = sum[k]+c, first[k]+c*s, second[k]+c*s*s
		}
		r.Advance(1)
		if i == 300 {
			kept(t, r)
			if b := r.Budget(); b.Storage < 0.15*b.Released {
				t.Errorf("dead zones hold %g of %g kg", b.Storage, b.Released)
			}
		}
	}
	mean := func(k int) float64 { return first[k] / sum[k] }
	variance := func(k int) float64 { return second[k]/sum[k] - mean(k)*mean(k) }
	near(t, "delay", mean(1)-mean(0), 30_000/0.5*1.3, 0.001)
	near(t, "variance", variance(1)-variance(0), 30_000/0.5*(2*50*1.3*1.3/0.25+2*0.09/2e-4), 0.005)
}

// What decays in dead zones is in the budget as well.
func TestStorageDecays(t *testing.T) {
	x := stream(1, 0)
	x.Storage, x.Exchange, x.StorageDecay, x.Air = 50, 1e-4, 1e-5, 1e-6
	r := begin(t, Inputs{Step: 200, Reaches: []Reach{x}, Releases: []Release{{On: 1, At: 100, Mass: 10, Until: 7200}}})
	for range 30 {
		r.Advance(30)
		kept(t, r)
	}
	if b := r.Budget(); !(b.Decayed > 0.2*b.Released && b.Out > 0.05*b.Released) {
		t.Errorf("%+v", b)
	}
}

// A steady source of 1 kg/s: in each reach it has 1 kg/s over the flow, diluted by a clean tributary, by clean water that joins at a head (a reservoir that
// releases), unchanged where water is taken out.
func TestDilution(t *testing.T) {
	reach := func(id, to ID, flow float64) Reach {
		return Reach{ID: id, To: to, Length: 10_000, Flow: flow, Area: 2 * flow, Dispersion: 50}
	}
	in := Inputs{Step: 200, Reaches: []Reach{reach(5, 0, 80), reach(4, 5, 160), reach(1, 3, 50), reach(2, 3, 30), reach(3, 4, 80)},
		Releases: []Release{{On: 1, At: 2000, Mass: 1e6, Until: 1e6}}}
	r := begin(t, in)
	r.Advance(1500)
	kept(t, r)
	for id, want := range map[ID]float64{1: 20, 3: 12.5, 4: 6.25, 5: 6.25} {
		for _, x := range []float64{3000, 5000, 9000} {
			near(t, "mg/L", at(t, r, id, x), want, 1e-4)
		}
	}
	if c := at(t, r, 2, 1000); c > 1e-9 {
		t.Errorf("the clean tributary has %g mg/L", c)
	}
	b := r.Budget()
	near(t, "taken out and flowed out", b.Taken, b.Out, 0.15)

	// The reservoir above reach 4 stops: half of the flow, twice the concentration once the river has been refilled.
	less := reach(4, 5, 80)
	if err := r.Change([]Reach{less}); err != nil {
		t.Fatal(err)
	}
	kept(t, r)
	r.Advance(750)
	kept(t, r)
	near(t, "undiluted", at(t, r, 4, 5000), 12.5, 1e-3)
}

// A change keeps the mass of dead zones and water; where the area doubles, the concentration is halved.
func TestChange(t *testing.T) {
	x := stream(1, 0)
	x.Storage, x.Exchange = 30, 1e-4
	r := begin(t, Inputs{Step: 200, Reaches: []Reach{x}, Releases: []Release{{On: 1, At: 5000, Mass: 1000}}})
	r.Advance(100)
	before := at(t, r, 1, 14_000)
	x.Area, x.Storage, x.Flow = 200, 60, 100
	if err := r.Change([]Reach{x}); err != nil {
		t.Fatal(err)
	}
	kept(t, r)
	near(t, "halved", at(t, r, 1, 14_000), before/2, 1e-12)
	r.Advance(100)
	kept(t, r)

	y, z, far := x, x, x
	y.Flow, z.Length, far.ID = 190, 5, 9
	dead := x
	dead.Storage, dead.Exchange = 0, 0
	was := at(t, r, 1, 20_000)
	for bad, want := range map[*Reach]string{&y: "wants at most", &z: "length 5 m", &far: "there is no reach 9", &dead: "cannot vanish"} {
		if err := r.Change([]Reach{x, *bad}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if at(t, r, 1, 20_000) != was {
		t.Error("a refused change changed something")
	}
}

// Each refusal names the operand and what would be right.
func TestRefused(t *testing.T) {
	with := func(step float64, change func(*Reach), l ...Release) Inputs {
		x := stream(1, 0)
		change(&x)
		return Inputs{Step: step, Reaches: []Reach{x}, Releases: l}
	}
	same := func(*Reach) {}
	for _, c := range []struct {
		in   Inputs
		want string
	}{
		{with(0, same), "step 0 s: wants 0.1 to 86400"},
		{with(500, same), "step 500 s: at 0.5 m/s the cells are 100 m long"},
		{with(100, func(x *Reach) { x.Length = 60 }), "the cells are 30 m long (two at least"},
		{with(100, func(x *Reach) { x.ID = 0 }), "the id is 0"},
		{with(100, func(x *Reach) { x.Length = 0 }), "length 0 m"},
		{with(100, func(x *Reach) { x.Flow = 0 }), "flow 0 m3/s"},
		{with(100, func(x *Reach) { x.Area = 1 }), "is 50 m/s: wants 0.001 to 10"},
		{with(100, func(x *Reach) { x.Dispersion = math.NaN() }), "dispersion NaN"},
		{with(100, func(x *Reach) { x.Decay = 5 }), "decay 5"},
		{with(100, func(x *Reach) { x.Decay = 0.5 }), "with a rate of decay of 0.5 per second it wants at most 2 s"},
		{with(100, func(x *Reach) { x.Storage, x.Exchange = 0.01, 1e-3 }), "exchange with storage"},
		{with(100, func(x *Reach) { x.Storage = 5 }), "wants both or neither"},
		{with(100, func(x *Reach) { x.Storage = -5 }), "storage -5 m2"},
		{with(100, func(x *Reach) { x.To = 7 }), "flows into 7, which is not there"},
		{with(100, func(x *Reach) { x.To = 1 }), "0 of 1 reaches lead out of the network"},
		{Inputs{Step: 100}, "0 of 0 reaches"},
		{Inputs{Step: 100, Reaches: []Reach{stream(1, 0), stream(1, 0)}}, "the id stands twice"},
		{with(100, same, Release{On: 2, Mass: 1}), "release 1: there is no reach 2"},
		{with(100, same, Release{On: 1, Mass: 1, At: 1e6}), "at 1e+06 m of reach 1: wants 0 to its length"},
		{with(100, same, Release{On: 1}), "mass 0 kg"},
		{with(100, same, Release{On: 1, Mass: 1, From: 5, Until: 4}), "from 5 to 4 s"},
	} {
		if _, err := New(c.in); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
	r := begin(t, with(100, same))
	for _, x := range []float64{-1, 1e6, math.NaN()} {
		if _, err := r.At(1, x); err == nil {
			t.Errorf("at %g m there is an answer", x)
		}
	}
}

// A day of a river of 60 km in steps of 100 s.
func BenchmarkDay(b *testing.B) {
	r, err := New(Inputs{Step: 100, Reaches: []Reach{stream(1, 0)}, Releases: []Release{{On: 1, At: 5000, Mass: 1000}}})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		r.Advance(864)
	}
	b.ReportMetric(864*float64(len(r.water))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mcell-steps/s")
}
