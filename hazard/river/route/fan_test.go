package route

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawn is a network with reservoirs and detention areas, sets of measures for it, and its inflows.
type drawn struct {
	in      Inputs
	sets    [][]Measure
	step    float64
	short   bool
	lateral [][]float64 // by hour
}

// draw draws a tree of reaches, of which some pass a reservoir, and areas that give back anywhere, also above where they take.
func draw(t *rapid.T) drawn {
	count := rapid.IntRange(2, 14).Draw(t, "reaches")
	d := drawn{step: rapid.SampledFrom([]float64{900, 1800}).Draw(t, "step"), short: rapid.Bool().Draw(t, "short")}
	for i := range count {
		r := lowland(ID(i+1), 0)
		r.Length = rapid.Float64Range(800, 9000).Draw(t, "length")
		if i > 0 {
			r.To = ID(rapid.IntRange(1, i).Draw(t, "to"))
		}
		if i > 0 && len(d.in.Reservoirs) < 3 && rapid.IntRange(0, 3).Draw(t, "reservoir") == 0 {
			l := lake(ID(101+i), r.To)
			r.To = l.ID
			d.in.Reservoirs = append(d.in.Reservoirs, l)
		}
		d.in.Reaches = append(d.in.Reaches, r)
	}
	on := []ID{}
	for _, l := range d.in.Reservoirs {
		on = append(on, l.ID)
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "areas") {
		a := polder()
		a.ID, a.From, a.Back = ID(201+i), ID(rapid.IntRange(1, count).Draw(t, "from")), ID(rapid.IntRange(1, count).Draw(t, "back"))
		a.Capacity, a.Held, a.Leave = 3e5, rapid.Float64Range(0, 2e5).Draw(t, "held"), 10
		d.in.Detentions, on = append(d.in.Detentions, a), append(on, a.ID)
	}
	if !d.short {
		d.in.Step = d.step
	}
	for range rapid.IntRange(1, 6).Draw(t, "sets") {
		var ms []Measure
		for range rapid.IntRange(0, 3).Draw(t, "measures") {
			if len(on) > 0 {
				ms = append(ms, Measure{At: rapid.SampledFrom([]float64{0, 7200, 40_000}).Draw(t, "at"), On: rapid.SampledFrom(on).Draw(t, "on"),
					Do: rapid.SampledFrom([]Action{Open, Close, Store, Discharge}).Draw(t, "do"), Flow: rapid.SampledFrom([]float64{0, 8, 30}).Draw(t, "flow")})
			}
		}
		slices.SortStableFunc(ms, func(a, b Measure) int { return cmp.Compare(a.At, b.At) })
		d.sets = append(d.sets, ms)
	}
	for h := range 24 {
		row := make([]float64, count+len(d.in.Reservoirs))
		for i := range count {
			row[i] = 4 + 30*math.Exp(-math.Pow(float64(h-6-i%5)/3, 2))
		}
		d.lateral = append(d.lateral, row)
	}
	return d
}

// All sets at once give every set the bytes of a run of its own, at every element and every step, and the same water (R4).
func TestFanIsEveryRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		n, err := New(d.in)
		if err != nil {
			t.Fatal(err)
		}
		f, err := n.Fan(d.sets)
		if err != nil {
			t.Fatal(err)
		}
		opt := Options{Step: d.step, Short: d.short}
		all, err := f.Start(opt, d.lateral[0])
		if err != nil {
			t.Fatal(err)
		}
		var alone []*Run
		for _, ms := range d.sets {
			opt.Measures = ms
			r, err := n.Start(opt, d.lateral[0])
			if err != nil {
				t.Fatal(err)
			}
			alone = append(alone, r)
		}
		flows, depths := make([]float64, len(n.ids)), make([]float64, len(n.ids))
		for h, lateral := range d.lateral {
			if err := all.Advance(int(3600/d.step), lateral); err != nil {
				t.Fatal(err)
			}
			for s, r := range alone {
				if err := r.Advance(int(3600/d.step), lateral); err != nil {
					t.Fatal(err)
				}
				r.Flows(flows)
				r.Depths(depths)
				for i, id := range n.ids {
					g, _ := f.Gauge(id)
					q, deep := all.Read(g)
					if w := g.Way(s); q[w] != flows[i] || deep[w] != depths[i] {
						t.Fatalf("set %d, hour %d, element %d: %g m3/s, %g m, alone %g, %g", s, h, id, q[w], deep[w], flows[i], depths[i])
					}
				}
			}
		}
		compareStores(t, n, f, all, alone)
	})
}

// compareStores holds what the sets hold at the end against runs of their own.
func compareStores(t *rapid.T, n *Network, f *Fan, all *Run, alone []*Run) {
	water, want := make([]float64, len(alone)), make([]float64, 1)
	f.Water(all, water)
	for s, r := range alone {
		one, err := n.Fan([][]Measure{nil})
		if err != nil {
			t.Fatal(err)
		}
		one.Water(r, want) // of one way the copies are the network
		if math.Abs(water[s]-want[0]) > 1e-9*math.Abs(want[0]) {
			t.Fatalf("set %d: %g m3, alone %g", s, water[s], want[0])
		}
		var topped []ID
		for i, p := range n.pools {
			if r.topped[i] {
				topped = append(topped, p.ID)
			}
		}
		if got := f.Topped(all, s); !slices.Equal(got, topped) {
			t.Fatalf("set %d: over their top %v, alone %v", s, got, topped)
		}
	}
}

// What a set does not touch is not run for it: above an area there is one way, below it there are as many as its orders, and a set that stands twice
// costs nothing.
func TestFanShares(t *testing.T) {
	in := Inputs{Reaches: tree(), Detentions: []Detention{polder()}} // takes from 1, gives back to 2; 3 is below both
	n, err := New(in)
	if err != nil {
		t.Fatal(err)
	}
	open, shut := []Measure{{0, 30, Open, 0}}, []Measure{{0, 30, Close, 0}}
	f, err := n.Fan([][]Measure{nil, open, shut, open, nil})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[ID]int{1: 3, 2: 3, 3: 3, 4: 3, 5: 3, 6: 1, 7: 1, 8: 1} {
		g, ok := f.Gauge(id)
		if !ok || g.Ways() != want || g.Way(0) != 0 || g.Way(1) != g.Way(3) || g.Way(4) != 0 {
			t.Errorf("element %d: %d ways, want %d; %+v", id, g.Ways(), want, g)
		}
	}
	if f.Copies() != 5*3+3 {
		t.Errorf("%d copies", f.Copies())
	}
	if _, ok := f.Gauge(77); ok {
		t.Error("what is not there has a gauge")
	}
}

// Each refusal names what would be right.
func TestFanRefused(t *testing.T) {
	n, err := New(Inputs{Reaches: tree(), Detentions: []Detention{polder()}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Fan(nil); err == nil || !strings.Contains(err.Error(), "0 sets of measures: wants 1 to") {
		t.Errorf("no set: %v", err)
	}
	if _, err := n.Fan([][]Measure{nil, {{0, 5, Open, 0}}}); err == nil || !strings.Contains(err.Error(), "set 2: route: measure 1: 5 is no reservoir") {
		t.Errorf("a reach is opened: %v", err)
	}
	f, err := n.Fan([][]Measure{nil})
	if err != nil {
		t.Fatal(err)
	}
	for _, opt := range []Options{{Step: 300, Short: true, Workers: 2}, {Step: 300, Short: true, Measures: []Measure{{0, 30, Open, 0}}}, {}} {
		if _, err := f.Start(opt, nil); err == nil {
			t.Errorf("%+v is not refused", opt)
		}
	}
}

// Until an order makes a difference a way copies that of the first set: an area that is opened where it may take nothing leaves everything as it was, and
// nothing is run twice.
func TestFanCopiesUntilItMatters(t *testing.T) {
	area := polder()
	area.OpenAbove, area.CloseBelow, area.Leave = 0, 0, 60
	n, err := New(Inputs{Reaches: tree(), Detentions: []Detention{area}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := n.Fan([][]Measure{nil, {{0, 30, Open, 0}}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Start(Options{Step: 1800}, nil)
	if err != nil {
		t.Fatal(err)
	}
	apart := func() (count int) {
		for _, a := range r.apart {
			if a {
				count++
			}
		}
		return count
	}
	lateral := make([]float64, 8)
	lateral[1] = 50 // what stays in the river is 60
	for range 100 {
		if err := r.Advance(1, lateral); err != nil {
			t.Fatal(err)
		}
	}
	if apart() != 0 {
		t.Errorf("%d copies are run for an area that takes nothing", apart())
	}
	lateral[1] = 80
	for range 10 {
		if err := r.Advance(1, lateral); err != nil {
			t.Fatal(err)
		}
	}
	// From reach 1 on: 1, 3, 4 and 5, and 2, to which it gives back, only when it does.
	if apart() != 4 {
		t.Errorf("%d copies are run, want those of 1, 3, 4 and 5", apart())
	}
	g, _ := f.Gauge(1)
	if flow, _ := r.Read(g); math.Abs(flow[0]-80) > 1e-4 || math.Abs(flow[1]-60) > 1e-4 {
		t.Errorf("80 m3/s, of which 20 are taken: %v", flow)
	}
}

// What areas give back is read at the reach that gets it, by set, and nowhere else.
func TestFanGiven(t *testing.T) {
	area := polder()
	area.Held = 5e5
	second := area
	second.ID = 31
	n, err := New(Inputs{Reaches: tree(), Detentions: []Detention{area, second}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := n.Fan([][]Measure{nil, {{0, 30, Discharge, 7}}, {{0, 30, Discharge, 7}, {0, 31, Discharge, 4}}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Start(Options{Step: 1800}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Advance(2, make([]float64, 8)); err != nil {
		t.Fatal(err)
	}
	for s, want := range []float64{0, 7, 11} {
		if got := f.Given(r, 2, s); got != want {
			t.Errorf("set %d gives %g, want %g", s, got, want)
		}
		if got := f.Given(r, 3, s); got != 0 {
			t.Errorf("set %d gives %g to a reach that no area gives to", s, got)
		}
	}
}

// Water by hand: 3 km of trapezoid 2 m deep, a reservoir 3 m above its orifice, an area with something in it. Under the set that empties it the area has less.
func TestFanWater(t *testing.T) {
	area := polder()
	area.Held, area.OpenAbove, area.CloseBelow = 36_000, 0, 0
	in := Inputs{Reaches: []Reach{lowland(1, 2), lowland(2, 9)}, Reservoirs: []Reservoir{lake(9, 0)}, Detentions: []Detention{area}}
	n, err := New(in)
	if err != nil {
		t.Fatal(err)
	}
	f, err := n.Fan([][]Measure{nil, {{0, 30, Discharge, 10}}})
	if err != nil {
		t.Fatal(err)
	}
	b, p := shape(&in.Reaches[0])
	deep := at(&b, &p, 2).flow
	r, err := f.Start(Options{Step: 1800}, []float64{deep, 0, 0})
	if err != nil {
		t.Fatal(err)
	}
	water := make([]float64, 2)
	f.Water(r, water)
	for s := range water {
		near(t, "water at the start", water[s], 3000*48+1e6*3+36_000, 1e-9)
	}
	if err := r.Advance(1, []float64{deep, 0, 0}); err != nil {
		t.Fatal(err)
	}
	f.Water(r, water)
	near(t, "given back", water[0]-water[1], 18_000, 1e-6) // on its way into reach 2 during the next step
}

// The section above the banks is that of the trapezoid and of the plain, by hand; a dry one is nothing.
func TestSection(t *testing.T) {
	r := lowland(1, 0) // 2.5 m to the banks, 30 m wide there, a plain of 100 m
	for _, c := range []struct{ depth, area, width float64 }{{0, 0, 0}, {-1, 0, 0}, {2, 48, 28}, {2.5, 62.5, 30}, {3, 62.5 + 50, 100}} {
		area, width, velocity := r.Section(c.depth)
		if b, p := shape(&r); math.Abs(velocity*area-apart(&b, &p, c.depth).flow) > 1e-9 {
			t.Errorf("%g m deep: %g m/s", c.depth, velocity)
		}
		if math.Abs(area-c.area) > 1e-9 || math.Abs(width-c.width) > 1e-9 {
			t.Errorf("%g m deep: %g m2, %g m, want %g, %g", c.depth, area, width, c.area, c.width)
		}
	}
}

// Two areas at one reach in a Fan: the first takes first, and each set has its own pair of them, whichever of the two it closes.
func TestFanTwoAreasAtOneReach(t *testing.T) {
	first, second := polder(), polder()
	second.ID, second.Leave, second.Intake, second.OpenAbove, second.CloseBelow = 31, 30, 10, 40, 38
	n, err := New(Inputs{Reaches: []Reach{lowland(1, 2), lowland(2, 0)}, Detentions: []Detention{first, second}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := n.Fan([][]Measure{nil, {{0, 30, Close, 0}}, {{0, 31, Close, 0}}, {{0, 30, Close, 0}, {0, 31, Close, 0}}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Start(Options{Step: 1800}, []float64{80, 80})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Advance(1, []float64{80, 0}); err != nil {
		t.Fatal(err)
	}
	g, _ := f.Gauge(1)
	flow, _ := r.Read(g)
	// Of 80 the first takes what is over 45, the second then what is over 30, at most 10.
	for s, want := range []float64{80 - 35 - 10, 80 - 10, 80 - 35, 80} {
		near(t, "left in the river", flow[g.Way(s)], want, 1e-9)
	}
}

// Two searches side by side have the answers that each has alone, also where one of them goes to and fro over the banks for long and the other is done at once.
func TestTwoAreEachAlone(t *testing.T) {
	reach := lowland(1, 0)
	reach.Flood = 900 // Manning's flow falls far where the banks are topped
	b, p := shape(&reach)
	const half = 900
	r := &Run{after: make([]float64, 2), depth: make([]float64, 2)}
	alone := func(a arrivals, depth float64) (flow, h float64, turns int) {
		q := search{a: a}
		q.begin(&b, &p, depth)
		for turns = 1; q.turn(half); turns++ {
		}
		flow, h = q.end(half)
		return flow, h, turns
	}
	longest := 0
	for k := range 4000 {
		pair := two{half: half}
		var want [4]float64
		for i := range 2 {
			q := 5 + float64((k*(7+6*i))%1500)/10 // to beyond the banks and back
			a, depth := arrivals{before: q, after: 1.2 * q, out: 0.9 * q, lateral: float64(k%3) - 1}, 0.1+float64((k*(11+2*i))%300)/100
			pair.q[i].a, pair.at[i] = a, i
			pair.q[i].begin(&b, &p, depth)
			pair.open++
			var turns int
			want[i], want[2+i], turns = alone(a, depth)
			longest = max(longest, turns)
		}
		pair.settle(r)
		if got := [4]float64{r.after[0], r.after[1], r.depth[0], r.depth[1]}; got != want {
			t.Fatalf("pair %d: %v, each alone %v", k, got, want)
		}
	}
	if longest < iterations {
		t.Errorf("the longest search took %d turns: no case of the banks was met", longest)
	}
}
