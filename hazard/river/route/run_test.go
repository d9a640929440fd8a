package route

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

func start(t *testing.T, in Inputs, opt Options, flow []float64) *Run {
	t.Helper()
	n, err := New(in)
	if err != nil {
		t.Fatal(err)
	}
	r, err := n.Start(opt, flow)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func advance(t *testing.T, r *Run, steps int, lateral []float64) []float64 {
	t.Helper()
	if err := r.Advance(steps, lateral); err != nil {
		t.Fatal(err)
	}
	out := make([]float64, len(lateral))
	r.Flows(out)
	return out
}

// tree is a confluence of three headwaters above a main stem of five.
func tree() []Reach {
	return []Reach{lowland(5, 0), lowland(1, 3), lowland(3, 4), lowland(4, 5), lowland(2, 3), lowland(7, 4), lowland(8, 7), lowland(6, 8)}
}

// With steady inflows each reach ends up with the sum of what comes in above it, in either step.
func TestSteadyState(t *testing.T) {
	for within, opt := range map[float64]Options{0.01: {Step: 300, Short: true}, 1e-6: {Step: 1800}} { // the search of the short step stops within a hundredth
		r := start(t, Inputs{Reaches: tree()}, opt, nil)
		got := advance(t, r, 1000, []float64{1, 2, 3, 4, 5, 6, 7, 8})
		for i, want := range []float64{36, 2, 10, 35, 5, 21, 15, 8} {
			near(t, "flow", got[i], want, 1e-6)
		}
		depths := make([]float64, 8)
		r.Depths(depths)
		b, p := shape(&Reach{Length: 1, Slope: 0.001, Bottom: 20, Top: 30, Flood: 100, Bank: 0.5, Roughness: 0.03, FloodRoughness: 0.06})
		near(t, "depth", depths[0], normalDepth(&b, &p, 36), within)
		got[0] = -1
		r.Velocities(got)
		near(t, "velocity", got[0], velocity(&b, depths[0]), 1e-12)
	}
}

// wave sends a small pulse on a steady flow down 100 km and measures its mean travel time and the growth of its variance.
func wave(t *testing.T, in Inputs, opt Options, base float64) (delay, spread float64) {
	t.Helper()
	head := lowland(1, 2)
	head.Length = 500
	in.Reaches = append([]Reach{head}, in.Reaches...)
	in.Reaches[len(in.Reaches)-1].To = 0
	flow := make([]float64, len(in.Reaches))
	for i := range flow {
		flow[i] = base
	}
	r := start(t, in, opt, flow)
	lateral, out := make([]float64, len(in.Reaches)), make([]float64, len(in.Reaches))
	var moment [2][3]float64
	for k := range int(72 * 3600 / opt.Step) {
		at := (float64(k) + 1) * opt.Step
		lateral[0] = base + 0.05*base*math.Exp(-math.Pow((at-6*3600)/3600, 2)/2)
		if err := r.Advance(1, lateral); err != nil {
			t.Fatal(err)
		}
		r.Flows(out)
		for e, i := range []int{0, len(out) - 1} {
			q := out[i] - base
			moment[e][0], moment[e][1], moment[e][2] = moment[e][0]+q, moment[e][1]+q*at, moment[e][2]+q*at*at
		}
	}
	near(t, "volume of the pulse", moment[1][0], moment[0][0], 0.02)
	mean := func(e int) float64 { return moment[e][1] / moment[e][0] }
	variance := func(e int) float64 { return moment[e][2]/moment[e][0] - mean(e)*mean(e) }
	return mean(1) - mean(0), variance(1) - variance(0)
}

// In a uniform channel a small wave travels with the kinematic celerity c and spreads with the diffusivity D = Q/(2 T S): its variance at a place
// x downstream grows by 2 D x/c^3. The ordinary step in divided reaches does both.
func TestWaveSpeed(t *testing.T) {
	long := lowland(2, 0)
	long.Length = 100_000
	b, p := shape(&long)
	const base = 30
	s := at(&b, &p, normalDepth(&b, &p, base))
	delay, spread := wave(t, Inputs{Step: 300, Reaches: []Reach{long}}, Options{Step: 300}, base)
	near(t, "travel time", delay, long.Length/s.celerity, 0.01)
	d := base * s.inverse / (2 * long.Slope)
	near(t, "spread", spread, 2*d*long.Length/math.Pow(s.celerity, 3), 0.1)
}

// The short step is fast: of the travel time K through a reach only K(1-X) is left, where X is a half if there is little attenuation. In the same
// channel, in reaches of 2.5 km as the National Water Model has them, the wave arrives long before it should.
func TestShortStepIsFast(t *testing.T) {
	var reaches []Reach
	for i := range 40 {
		r := lowland(ID(i+2), ID(i+3))
		r.Length = 2500
		reaches = append(reaches, r)
	}
	b, p := shape(&reaches[0])
	const base = 30
	s := at(&b, &p, normalDepth(&b, &p, base))
	delay, _ := wave(t, Inputs{Reaches: reaches}, Options{Step: 300, Short: true}, base)
	ratio := delay * s.celerity / 100_000
	t.Logf("short step: %.2f of the kinematic travel time", ratio)
	if ratio < 0.5 || ratio > 0.8 {
		t.Errorf("travel time %.2f of the kinematic one", ratio)
	}
}

// The answer depends on neither the order in which reaches are given nor the number of workers.
func TestSameBytes(t *testing.T) {
	given := tree()
	lateral := []float64{1, 2, 3, 4, 5, 6, 7, 8}
	want := advance(t, start(t, Inputs{Reaches: given}, Options{Step: 300, Short: true}, nil), 50, lateral)
	for workers := 1; workers <= 5; workers++ {
		got := advance(t, start(t, Inputs{Reaches: given}, Options{Step: 300, Short: true, Workers: workers}, nil), 50, lateral)
		if !slices.Equal(got, want) {
			t.Errorf("%d workers: %v, want %v", workers, got, want)
		}
	}
	for _, opt := range []Options{{Step: 300, Short: true}, {Step: 900}} {
		forth := advance(t, start(t, Inputs{Reaches: given}, opt, nil), 50, lateral)
		turned, inflow := slices.Clone(given), slices.Clone(lateral)
		slices.Reverse(turned)
		slices.Reverse(inflow)
		back := advance(t, start(t, Inputs{Reaches: turned}, opt, nil), 50, inflow)
		slices.Reverse(back)
		for i := range back { // a sum of inflows may be taken in another order
			near(t, "flow", back[i], forth[i], 1e-12)
		}
	}
}

// Ordinary steps give the same as one long run when a run is continued, and a step makes no garbage.
func TestStepsAreCheap(t *testing.T) {
	in := Inputs{Step: 300, Reaches: tree(), Reservoirs: []Reservoir{lake(20, 5)}}
	in.Reaches[3].To = 20
	lateral := make([]float64, 9)
	lateral[1] = 20
	r, whole := start(t, in, Options{Step: 300}, nil), start(t, in, Options{Step: 300}, nil)
	if n := testing.AllocsPerRun(20, func() { _ = r.Advance(1, lateral) }); n != 0 {
		t.Errorf("%g allocations a step", n)
	}
	if got, want := advance(t, r, 0, lateral), advance(t, whole, 21, lateral); !slices.Equal(got, want) {
		t.Errorf("21 steps one by one %v, at once %v", got, want)
	}
	if r.Now() != 21*300 {
		t.Errorf("now %g s", r.Now())
	}
}

// Losses along a reach take no more than there is, and a reach that was never wet stays exactly dry.
func TestLossAndDrought(t *testing.T) {
	lateral := []float64{0, 5, -3, -50, 0, 0, 0, 0}
	for _, opt := range []Options{{Step: 300, Short: true}, {Step: 1800}} {
		r := start(t, Inputs{Reaches: tree()}, opt, nil)
		got := advance(t, r, 500, lateral)
		for i, want := range []float64{0, 5, 2, 0, 0, 0, 0, 0} {
			if math.Abs(got[i]-want) > 1e-6 || got[i] < 0 {
				t.Errorf("reach %d: %g, want %g", i, got[i], want)
			}
		}
		if got[7] != 0 {
			t.Errorf("a dry reach has %g", got[7])
		}
	}
}

// A wave so steep that the outflow would fall below nothing is held at the larger of what either inflow alone would give.
func TestUndershoot(t *testing.T) {
	a := arrivals{before: 1, after: 900, out: 0.5, lateral: 0}
	if q := a.balance(3000, 0.5, 150); q >= 0 {
		t.Fatalf("balance %g, want below 0", q)
	}
	if q := undershoot(&a, 3000, 0.5, 150); !(q >= 0.9 && q < 2) {
		t.Errorf("undershoot %g", q)
	}
}

// Each refusal names the operand and what would be right.
func TestRefused(t *testing.T) {
	with := func(change func(*Reach)) Inputs {
		r := lowland(1, 0)
		change(&r)
		return Inputs{Reaches: []Reach{r}}
	}
	pool := func(change func(*Reservoir)) Inputs {
		l := lake(9, 0)
		change(&l)
		return Inputs{Reaches: []Reach{lowland(1, 9)}, Reservoirs: []Reservoir{l}}
	}
	area := func(change func(*Detention)) Inputs {
		d := polder()
		change(&d)
		return Inputs{Reaches: []Reach{lowland(1, 2), lowland(2, 0)}, Detentions: []Detention{d}}
	}
	for _, c := range []struct {
		in   Inputs
		want string
	}{
		{Inputs{}, "0 reaches and reservoirs: wants 1 to"},
		{with(func(r *Reach) { r.Length = 0.5 }), "reach 1: length 0.5 m: wants 1 to 100000"},
		{with(func(r *Reach) { r.Length = math.NaN() }), "length NaN"},
		{with(func(r *Reach) { r.Slope = 0 }), "slope 0: wants 0.00001 to 5"},
		{with(func(r *Reach) { r.Bottom = 0 }), "bottom width 0"},
		{with(func(r *Reach) { r.Top = 3 }), "top width 3 m: wants at least the bottom width 20"},
		{with(func(r *Reach) { r.Flood = 25 }), "floodplain width 25 m: wants at least the top width 30"},
		{with(func(r *Reach) { r.Bank = 0 }), "bank 0"},
		{with(func(r *Reach) { r.Roughness = 30 }), "roughness 30: wants Manning's n"},
		{with(func(r *Reach) { r.FloodRoughness = 0 }), "floodplain roughness 0"},
		{with(func(r *Reach) { r.To = 7 }), "1 flows into 7, which is not there"},
		{with(func(r *Reach) { r.To = 1 }), "water that leaves 1 comes back to it by way of 1"},
		{with(func(r *Reach) { r.ID = 0 }), "id 0 is 0 or stands twice"},
		{Inputs{Reaches: []Reach{lowland(1, 0), lowland(1, 0)}}, "id 1 is 0 or stands twice"},
		{Inputs{Step: 300, Reaches: []Reach{lowland(4, 1), lowland(1, 2), lowland(2, 1), lowland(3, 0)}}, "comes back to it by way of"},
		{Inputs{Step: 0.5, Reaches: tree()}, "step 0.5 s: wants 1 to 3600"},
		{pool(func(r *Reservoir) { r.Area = 1 }), "reservoir 9: area 1 m2"},
		{pool(func(r *Reservoir) { r.WeirLevel = 1 }), "want the weir at or above the orifice"},
		{pool(func(r *Reservoir) { r.Top = 1 }), "top 1 m: wants at least the level of the weir"},
		{pool(func(r *Reservoir) { r.Level = 500 }), "level 500 m: wants at most the top"},
		{pool(func(r *Reservoir) { r.Most = -1 }), "releases at most -1 m3/s"},
		{pool(func(r *Reservoir) { r.OrificeCoefficient = -1 }), "orifice of 4 m2, coefficient -1"},
		{pool(func(r *Reservoir) { r.WeirLength = math.Inf(1) }), "weir of +Inf m"},
		{pool(func(r *Reservoir) { r.OrificeArea, r.WeirLength = 0, 0 }), "no way out"},
		{pool(func(r *Reservoir) { r.Rule = []Stage{{100, 5}, {101, 4}} }), "rule 2: level 101 m, flow 4"},
		{area(func(d *Detention) { d.ID = 1 }), "detention area 1: the id is 0 or stands twice"},
		{area(func(d *Detention) { d.From = 7 }), "takes from 7 and gives back to 2: wants two reaches"},
		{area(func(d *Detention) { d.Held = 1e9 }), "holds 1e+09 of 1e+06 m3"},
		{area(func(d *Detention) { d.Intake = -1 }), "intake -1"},
		{area(func(d *Detention) { d.CloseBelow = 1e5 }), "opens above 50 and closes below 100000"},
	} {
		if _, err := New(c.in); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

// Starting and advancing refuse as well, and a refused step leaves the run as it was.
func TestRunRefused(t *testing.T) {
	n, err := New(Inputs{Reaches: tree()[:1], Reservoirs: []Reservoir{lake(9, 0)}})
	if err != nil {
		t.Fatal(err)
	}
	short := func(ms ...Measure) Options { return Options{Step: 300, Short: true, Measures: ms} }
	for _, c := range []struct {
		opt  Options
		flow []float64
		want string
	}{
		{Options{Short: true}, nil, "step 0 s: wants 1 to 3600"},
		{Options{Step: 300, Workers: 2}, nil, "an ordinary step goes down the river in order"},
		{Options{Step: 300, Short: true, Workers: 5000}, nil, "wants at most 1024"},
		{Options{Step: 100}, nil, "reach 5: a bankfull wave takes"},
		{short(), []float64{1}, "1 flows: wants one for each of 2"},
		{short(), []float64{1, math.NaN()}, "flow NaN m3/s in 9"},
		{short(Measure{On: 5, Do: Open}), nil, "measure 1: 5 is no reservoir or detention area"},
		{short(Measure{On: 9, Do: "blast"}), nil, `"blast": wants open, close, store or release`},
		{short(Measure{On: 9, Do: Store, Flow: -1}), nil, "flow -1"},
		{short(Measure{On: 9, Do: Open, At: 9}, Measure{On: 9, Do: Close}), nil, "measure 2: at 0 s: wants the order of time"},
	} {
		if _, err := n.Start(c.opt, c.flow); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
	r, err := n.Start(short(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]float64{{1}, {1, math.NaN()}, {math.Inf(1), 0}} {
		if err := r.Advance(1, bad); err == nil {
			t.Errorf("lateral %v is not refused", bad)
		}
	}
	if got := advance(t, r, 0, []float64{0, 0}); got[0] != 0 || r.Now() != 0 {
		t.Errorf("after refusals: %v at %g s", got, r.Now())
	}
}

// TestVolume: of a steady river it is area times length; after a pulse the balance closes to what the method keeps.
func TestVolume(t *testing.T) {
	reach := Reach{ID: 1, Length: 5000, Slope: 1e-3, Bottom: 20, Top: 40, Flood: 100, Bank: 0.5, Roughness: 0.03, FloodRoughness: 0.06}
	n, err := New(Inputs{Reaches: []Reach{reach}})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []float64{0, 10, 2000} {
		r, err := n.Start(Options{Step: 300, Short: true}, []float64{q})
		if err != nil {
			t.Fatal(err)
		}
		depth := make([]float64, 1)
		r.Depths(depth)
		h := depth[0]
		full := (40 - 20) / (2 * 2.0)
		want := (20 + 2*min(h, full)) * min(h, full) * 5000
		want += max(0, h-full) * 100 * 5000
		if got := r.Volume(); math.Abs(got-want) > 1e-9*want || q == 2000 && h < full {
			t.Errorf("%g m3/s: %g m3 at %g m, want %g", q, got, h, want)
		}
	}
}

// TestMisfit: a refusal says which element it is of, so that a file's line can be named.
func TestMisfit(t *testing.T) {
	good := func(id, to ID) Reach {
		return Reach{ID: id, To: to, Length: 5000, Slope: 1e-3, Bottom: 20, Top: 40, Flood: 100, Bank: 0.5, Roughness: 0.03, FloodRoughness: 0.06}
	}
	steep := good(2, 0)
	steep.Slope = 10
	for name, in := range map[string]Inputs{
		"size":      {Reaches: []Reach{good(1, 2), steep}},
		"nowhere":   {Reaches: []Reach{good(1, 0), good(2, 9)}},
		"twice":     {Reaches: []Reach{good(2, 0), good(2, 0)}},
		"ring":      {Reaches: []Reach{good(1, 0), good(2, 2)}},
		"reservoir": {Reaches: []Reach{good(1, 2)}, Reservoirs: []Reservoir{{ID: 2}}},
		"detention": {Reaches: []Reach{good(1, 0)}, Detentions: []Detention{{ID: 2, From: 7}}},
	} {
		var m *Misfit
		if _, err := New(in); !errors.As(err, &m) || m.ID != 2 {
			t.Errorf("%s: %v", name, err)
		}
	}
	long := good(2, 0)
	long.Length = 90000
	n, err := New(Inputs{Reaches: []Reach{long}})
	if err != nil {
		t.Fatal(err)
	}
	var m *Misfit
	if _, err := n.Start(Options{Step: 60}, nil); !errors.As(err, &m) || m.ID != 2 {
		t.Errorf("a step that is too short: %v", err)
	}
}

// TestSteadyParts: a divided reach that begins with its steady flow stays with it, although what joins it along the way is not yet there at its head.
func TestSteadyParts(t *testing.T) {
	reach := Reach{ID: 1, Length: 8000, Slope: 1e-3, Bottom: 20, Top: 40, Flood: 100, Bank: 0.5, Roughness: 0.03, FloodRoughness: 0.06}
	n, err := New(Inputs{Step: 300, Reaches: []Reach{reach}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := n.Start(Options{Step: 300}, []float64{10})
	if err != nil {
		t.Fatal(err)
	}
	if n.parts[0] < 3 {
		t.Fatalf("%d parts", n.parts[0])
	}
	flow := make([]float64, 1)
	for range 24 {
		if err := r.Advance(1, []float64{10}); err != nil {
			t.Fatal(err)
		}
		if r.Flows(flow); math.Abs(flow[0]-10) > 0.1 {
			t.Fatalf("%g m3/s after %g s", flow[0], r.Now())
		}
	}
}
