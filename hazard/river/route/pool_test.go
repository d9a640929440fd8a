package route

import (
	"math"
	"testing"
)

// lake is 1 km2 with an orifice of 4 m2 at 100 m and a weir of 10 m at 105 m.
func lake(id, to ID) Reservoir {
	return Reservoir{ID: id, To: to, Area: 1e6, Level: 103, Top: 108, OrificeLevel: 100, OrificeArea: 4, OrificeCoefficient: 0.6,
		WeirLevel: 105, WeirLength: 10, WeirCoefficient: 1.8}
}

// polder takes what passes 50 m3/s at the end of reach 1 and gives back to reach 2.
func polder() Detention {
	return Detention{ID: 30, From: 1, Back: 2, Capacity: 1e6, Intake: 40, Outlet: 10, Leave: 45, OpenAbove: 50, CloseBelow: 48}
}

// Known answer: a pool that empties through an orifice loses level as the square of a straight line, sqrt(h) = sqrt(h0) - k t/2 with
// k = C a sqrt(2g)/A.
func TestPoolEmpties(t *testing.T) {
	l := lake(9, 0)
	level := l.Level
	k := l.OrificeCoefficient * l.OrificeArea * math.Sqrt(2*gravity) / l.Area
	const dt = 60
	for i := 1; i <= 3000; i++ {
		level, _ = l.advance(gate{}, level, 0, dt)
		if want := math.Pow(math.Sqrt(3)-k*dt*float64(i)/2, 2); i%500 == 0 && math.Abs(level-100-want) > 1e-3 {
			t.Errorf("after %d s: %.5f m, want %.5f", i*dt, level-100, want)
		}
	}
}

// Whatever the gates do, a step neither makes nor loses water; and the pool comes to rest where the outflow is the inflow.
func TestPoolBalance(t *testing.T) {
	rule := lake(9, 0)
	rule.Rule = []Stage{{101, 0}, {104, 30}, {106, 30.5}}
	small := lake(9, 0)
	small.Area = 100 // a step far longer than its filling
	for name, l := range map[string]Reservoir{"orifice": lake(9, 0), "rule": rule, "small": small} {
		for _, g := range []gate{{}, {Open, 0}, {Close, 0}, {Store, 5}, {Discharge, 60}} {
			level, sum := l.Level, 0.0
			for i := range 500 {
				inflow := 40 + 40*math.Sin(float64(i)/20)
				next, out := l.advance(g, level, inflow, 300)
				if math.Abs(l.Area*(next-level)-300*(inflow-out)) > 1e-6*l.Area || out < 0 {
					t.Fatalf("%s %s: level %g to %g with %g in and %g out", name, g.do, level, next, inflow, out)
				}
				sum += 300 * (inflow - out)
				level = next
			}
			near(t, name+" level", level, l.Level+sum/l.Area, 1e-9)
			for range 20_000 {
				level, sum = l.advance(g, level, 25, 300)
			}
			near(t, name+" outflow at rest "+string(g.do), sum, 25, 1e-6)
		}
	}
}

// The orders: close leaves the weir, store is a ceiling, release goes on as long as there is water and never below the orifice.
func TestPoolMeasures(t *testing.T) {
	in := Inputs{Reaches: []Reach{lowland(1, 9), lowland(2, 0)}, Reservoirs: []Reservoir{lake(9, 2)}}
	in.Reservoirs[0].Level = 106
	r := start(t, in, Options{Step: 300, Short: true, Measures: []Measure{{At: 0, On: 9, Do: Close}, {At: 3600, On: 9, Do: Store, Flow: 3},
		{At: 7200, On: 9, Do: Discharge, Flow: 80}, {At: 7200 + 86400*3, On: 9, Do: Open}}}, nil)
	dry := make([]float64, 3)
	want := func(what string, got, low, high float64) {
		t.Helper()
		if !(got >= low && got <= high) {
			t.Errorf("%s: %g, want %g to %g", what, got, low, high)
		}
	}
	want("closed: the weir", advance(t, r, 12, dry)[2], 16, 18)
	want("store: weir and 3 m3/s", advance(t, r, 12, dry)[2], 17, 21)
	want("release", advance(t, r, 1, dry)[2], 93, 100)
	q := advance(t, r, 12*24*2, dry)
	level, over := r.Stored(9)
	want("release ends at the orifice", level, 99.9999, 100.0001)
	want("nothing is left", q[2], 0, 1e-6)
	if over {
		t.Error("an empty reservoir is over its top")
	}
	dry[2] = 4000
	advance(t, r, 24*12, dry)
	if level, over = r.Stored(9); !over {
		t.Errorf("level %g m after a day of 4000 m3/s is not over the top", level)
	}
	if v, _ := r.Stored(77); !math.IsNaN(v) {
		t.Errorf("what is not there stores %g", v)
	}
}

// The rule of gates is read between its levels and holds beyond them.
func TestRule(t *testing.T) {
	l := lake(9, 0)
	l.Rule = []Stage{{101, 10}, {103, 20}}
	for level, want := range map[float64]float64{100: 0, 101: 10, 102: 15, 103: 20, 104: 20} {
		near(t, "gates", l.gates(level), want, 1e-12)
	}
}

// A detention area by its rule: it opens over 50 m3/s, takes what is above 45, at most 40, and closes below 48; what it holds is what was
// missing in the river, to the last digit.
func TestDetentionRule(t *testing.T) {
	b, d := basin{}, polder()
	sum := 0.0
	for i, c := range []struct{ flow, taken float64 }{{40, 0}, {49, 0}, {60, 15}, {49, 4}, {200, 40}, {47, 0}, {49, 0}} {
		taken, given := b.take(&d, c.flow, 300)
		if sum += 300 * taken; taken != c.taken || given != 0 {
			t.Errorf("step %d, %g m3/s: takes %g and gives %g, want %g", i, c.flow, taken, given, c.taken)
		}
	}
	near(t, "held", b.held, sum, 1e-12)
	for range 200 {
		taken, _ := b.take(&d, 300, 300)
		sum += 300 * taken
	}
	near(t, "taken until it was full", sum, d.Capacity, 1e-12)
	if b.held != d.Capacity {
		t.Errorf("holds %g of %g m3", b.held, d.Capacity)
	}
}

// Opened, stored and released by order in a network: the flow below loses what is taken, and gets all of it back.
func TestDetentionInNetwork(t *testing.T) {
	area := polder()
	area.OpenAbove, area.CloseBelow = 0, 0
	second := area
	second.ID, second.Leave = 31, 0
	for _, opt := range []Options{{Step: 300, Short: true}, {Step: 300, Short: true, Workers: 3}, {Step: 1800}} {
		hour := int(3600 / opt.Step)
		opt.Measures = []Measure{{0, 30, Open, 0}, {0, 31, Close, 0}, {3600, 30, Store, 0}, {7200, 30, Discharge, 100}}
		in := Inputs{Reaches: []Reach{lowland(1, 2), lowland(2, 0)}, Detentions: []Detention{second, area}}
		r := start(t, in, opt, []float64{80, 80})
		lateral := []float64{80, 0}
		q := advance(t, r, hour, lateral)
		near(t, "left in the river", q[0], 45, 1e-9)
		held, full := r.Stored(30)
		near(t, "held after an hour", held, 3600*35, 1e-6)
		if other, _ := r.Stored(31); full || other != 0 {
			t.Errorf("full %v; the closed one holds %g", full, other)
		}
		q = advance(t, r, hour, lateral)
		near(t, "stored", q[0], 80, 1e-9)
		sum := 0.0
		for range 80 * hour {
			q = advance(t, r, 1, lateral)
			sum += opt.Step * (q[1] - 80)
		}
		near(t, "the river again", q[1], 80, 1e-6)
		left, _ := r.Stored(30)
		if left != 0 {
			t.Errorf("%g m3 left at 10 m3/s", left)
		}
	}
}

// A reservoir in a river delays a flood and lowers its crest, wherever it stands in the order and in either step.
func TestReservoirInRiver(t *testing.T) {
	for _, opt := range []Options{{Step: 300, Short: true}, {Step: 300, Short: true, Workers: 2}, {Step: 900}} {
		in := Inputs{Reaches: []Reach{lowland(2, 0), lowland(1, 9)}, Reservoirs: []Reservoir{lake(9, 2)}}
		in.Reservoirs[0].Level = 100
		r := start(t, in, opt, nil)
		crest, into := 0.0, 0.0
		for i := range int(4 * 86400 / opt.Step) {
			at := float64(i) * opt.Step
			q := advance(t, r, 1, []float64{0, 100 * math.Exp(-math.Pow((at-43200)/10800, 2)), 0})
			crest, into = max(crest, q[0]), max(into, q[1])
		}
		if !(into > 90 && crest > 10 && crest < 0.4*into) {
			t.Errorf("crest %g above the lake, %g below", into, crest)
		}
	}
}

// Two areas at one reach share what passes, the first one first; the reach itself knows nothing of it, so that its own wave goes on as if
// nobody had taken anything.
func TestTwoAreasAtOneReach(t *testing.T) {
	first, second := polder(), polder()
	second.ID, second.Leave, second.Intake, second.OpenAbove, second.CloseBelow = 31, 30, 10, 40, 38
	with := Inputs{Reaches: []Reach{lowland(1, 2), lowland(2, 0)}, Detentions: []Detention{first, second}}
	without := Inputs{Reaches: with.Reaches}
	opt := Options{Step: 300, Short: true}
	a, b := start(t, with, opt, nil), start(t, without, opt, nil)
	lateral := []float64{90, 0}
	for i := range 60 {
		held, _ := a.Stored(30)
		other, _ := a.Stored(31)
		q, free := advance(t, a, 1, lateral), advance(t, b, 1, lateral)
		now, _ := a.Stored(30)
		then, _ := a.Stored(31)
		if taken := (now - held + then - other) / 300; math.Abs(free[0]-q[0]-taken) > 1e-9 {
			t.Fatalf("step %d: %g without, %g with, %g taken", i, free[0], q[0], taken)
		}
	}
	if v, _ := a.Stored(31); v <= 0 {
		t.Error("the second area took nothing")
	}
}
