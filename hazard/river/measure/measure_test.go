package measure

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/hazard/river/route"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.10g, want %.10g within %g", what, got, want, tolerance)
	}
}

// lowland is a river of 20 m at the bed, banks 1 in 2, 5 m deep to the banks.
func lowland(id, to route.ID) route.Reach {
	return route.Reach{ID: id, To: to, Length: 4000, Slope: 0.001, Bottom: 20, Top: 40, Flood: 150, Bank: 0.5, Roughness: 0.03, FloodRoughness: 0.06}
}

// steady is a member in which the same water comes in for so many hours: lateral inflow by reach, and the flows at the start that belong to it.
func steady(n route.Inputs, hours int, flow []float64, lateral ...float64) func(int) (Member, error) {
	m := Member{Network: n, Flow: flow}
	for range hours {
		m.Lateral = append(m.Lateral, lateral)
	}
	return func(int) (Member, error) { return m, nil }
}

func compare(t *testing.T, in Inputs, members int, member func(int) (Member, error)) *Result {
	t.Helper()
	r, err := Compare(in, members, member, 2)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const hour = 3600

// One detention area at one reach, by hand. 100 m3/s flow evenly; from hour 2 to hour 6 the area takes 30 of them, so 70 are left: 432,000 m3 in all. A flow
// goes straight between two steps of 900 s, so it is under 80 from two thirds of the first step until a third of that after the last: 4 h less a third
// of a step. Whoever lives below is under the threshold of 120 anyway and has neither gain nor loss (R4).
func TestOneAreaByHand(t *testing.T) {
	n := route.Inputs{Reaches: []route.Reach{lowland(1, 2), lowland(2, 0)},
		Detentions: []route.Detention{{ID: 30, From: 1, Back: 2, Capacity: 1e6, Intake: 30, Outlet: 10}}}
	in := Inputs{Step: 900, Interval: hour, Places: []Place{{"bridge", 1, "north", 80, 0}, {"mill", 2, "south", 120, 0}},
		Sets: []Set{{"polder", []route.Measure{{At: 2 * hour, On: 30, Do: route.Open}, {At: 6 * hour, On: 30, Do: route.Store}}}}}
	r := compare(t, in, 3, steady(n, 24, []float64{100, 100}, 100, 0))
	bridge, base := r.Sets[1].Effects[0], r.Sets[0].Effects[0]
	near(t, "over without", base.Water.Over.P50, 24*hour, 1e-6)
	near(t, "over by", bridge.Water.OverBy.P50, -(4*hour - 300), 1e-6)
	near(t, "volume by", bridge.Water.VolumeBy.P50, -30*4*hour, 1e-3)
	// Of the 20 over 80 a triangle of 600 s is left in the first step and in that after the last.
	near(t, "excess by", bridge.Water.ExcessBy.P50, -20*(4*hour+900)+2*20*600/2, 1e-3)
	near(t, "peak", bridge.Water.Peak.P50, 100, 1e-6)
	if bridge.Water.Better != 1 || bridge.Water.Worse != 0 || bridge.Water.Probability != 1 {
		t.Errorf("bridge: %+v", bridge.Water)
	}
	if mill := r.Sets[1].Effects[1].Water; mill.Better != 0 || mill.Worse != 0 || mill.Probability != 0 || !(mill.VolumeBy.P50 < -400_000) {
		t.Errorf("mill: %+v", mill)
	}
	if p := r.Sets[1].Parties; len(p) != 2 || p[0].Party != "north" || !slices.Equal(p[0].Gains, []string{"bridge"}) || len(p[0].Loses)+len(p[1].Gains)+len(p[1].Loses) > 0 {
		t.Errorf("parties: %+v", p)
	}
	if m := r.Sets[1].Missing; math.Abs(m) > 0.002 {
		t.Errorf("%g of the water is missing", m)
	}
}

// Who gains and who loses is told apart: the area takes from the northern river and gives back to the southern one, so the town there has a flood that it would
// not have had. Both are in the answer, by party, with the greatest of all members; no figure adds them up.
func TestNoTotalHidesALoser(t *testing.T) {
	n := route.Inputs{Reaches: []route.Reach{lowland(1, 0), lowland(2, 0)},
		Detentions: []route.Detention{{ID: 30, From: 1, Back: 2, Capacity: 3e6, Intake: 60, Outlet: 60}}}
	member := func(k int) (Member, error) {
		m, err := steady(n, 48, []float64{40, 40}, 40, 40)(k)
		m.Lateral = slices.Clone(m.Lateral)
		for h := 6; h < 18; h++ {
			m.Lateral[h] = []float64{40 + 4*float64(k), 40} // the last members have a flood
		}
		return m, err
	}
	in := Inputs{Step: 900, Interval: hour, Places: []Place{{"north", 1, "north", 90, 0}, {"south", 2, "south", 90, 0}},
		Sets: []Set{{"divert", []route.Measure{{At: 6 * hour, On: 30, Do: route.Open}, {At: 20 * hour, On: 30, Do: route.Discharge, Flow: 60}}}}}
	const members = 40
	r := compare(t, in, members, member)
	north, south := r.Sets[1].Effects[0].Water, r.Sets[1].Effects[1].Water
	// 40 + 4k is over 90 by more than a hundredth from k = 13 on.
	if north.Better != 27./members || north.Worse != 0 || south.Better != 0 || south.Worse != 1 {
		t.Errorf("north %+v\nsouth %+v", north, south)
	}
	near(t, "south, worst", south.PeakBy.High, 60, 1)
	near(t, "north, best", north.PeakBy.Low, -60, 1)
	if p := r.Sets[1].Parties[1]; p.Worse != 1 || !slices.Equal(p.Loses, []string{"south"}) || len(p.Gains) != 0 {
		t.Errorf("south: %+v", p)
	}
	text, err := json.Marshal(r)
	if err != nil || strings.Contains(string(text), "total") {
		t.Errorf("%v %.200s", err, text)
	}
}

// The water that an area takes is the water that it gives back: what has flowed out at the end is the same, and the crest below is lower.
func TestTakenIsReturned(t *testing.T) {
	n := route.Inputs{Reaches: []route.Reach{lowland(1, 2), lowland(2, 0)},
		Detentions: []route.Detention{{ID: 30, From: 1, Back: 2, Capacity: 7e6, Intake: 100, Outlet: 40}}}
	member, _ := steady(n, 96, []float64{50, 50}, 50, 0)(0)
	for h := range 24 {
		member.Lateral[h] = []float64{50 + 100*math.Sin(math.Pi*float64(h)/24), 0}
	}
	in := Inputs{Step: 900, Interval: hour, Places: []Place{{"mouth", 2, "all", 100, 0}},
		Sets: []Set{{"take and give", []route.Measure{{At: 3 * hour, On: 30, Do: route.Open}, {At: 21 * hour, On: 30, Do: route.Store}, {At: 30 * hour, On: 30, Do: route.Discharge, Flow: 40}}}}}
	r := compare(t, in, 1, func(int) (Member, error) { return member, nil })
	w := r.Sets[1].Effects[0].Water
	base := r.Sets[0].Effects[0].Water
	near(t, "volume by", w.VolumeBy.P50/base.Volume.P50, 0, 0.001) // the last of it is on its way
	if !(w.PeakBy.P50 < -50 && w.ExcessBy.P50 < -1e6) {
		t.Errorf("%+v", w)
	}
}

// spill is a river of two branches: 5 flows into 1 and that into 3; 2 is below reservoir 9 and joins it; 3 flows into 4. Of 60 m3/s 30 come down each branch.
func spill(release float64) (Inputs, func(int) (Member, error)) {
	lake := route.Reservoir{ID: 9, To: 2, Area: 5e7, Level: 100, Top: 110, OrificeLevel: 90, WeirLevel: 109, WeirLength: 10, WeirCoefficient: 1.8,
		Rule: []route.Stage{{Level: 50, Flow: 30}, {Level: 120, Flow: 30}}, Most: 200}
	n := route.Inputs{Reaches: []route.Reach{lowland(1, 3), lowland(2, 3), lowland(3, 4), lowland(4, 0), lowland(5, 1)}, Reservoirs: []route.Reservoir{lake}}
	m, _ := steady(n, 48, []float64{30, 30, 60, 60, 30, 30}, 0, 0, 0, 0, 30, 30)(0)
	m.Spill = &Spill{On: 1, Below: 1000, At: 20 * hour, Lasts: 2 * hour, Mass: 10_000, Spread: 0.01}
	in := Inputs{Step: 900, Interval: hour, Places: []Place{{"first", 1, "a", 1000, 1}, {"second", 4, "b", 1000, 1}}}
	in.Sets = []Set{{"dilute", []route.Measure{{At: 0, On: 9, Do: route.Discharge, Flow: release}}}}
	return in, func(int) (Member, error) { return m, nil }
}

// Known answer: 10 t in 2 h into 30 m3/s are 46.3 mg/L. Where 30 m3/s join it is half; a reservoir on that branch that releases 120 instead of 30 makes it a
// fifth: the ratio of the flows, and above the confluence nothing (R4).
func TestReleaseDilutes(t *testing.T) {
	in, member := spill(120)
	r := compare(t, in, 1, member)
	mgl := 1000 * 10_000. / (30 * 7200)
	first, second := r.Sets[1].Effects[0].Substance, r.Sets[1].Effects[1].Substance
	near(t, "above the confluence", first.Peak.P50, mgl, 0.01*mgl)
	near(t, "nothing changes there", first.PeakBy.P50, 0, 1e-9)
	near(t, "undiluted", r.Sets[0].Effects[1].Substance.Peak.P50, mgl/2, 0.01*mgl)
	near(t, "diluted", second.Peak.P50, mgl*30/150, 0.01*mgl)
	near(t, "what passes is what got in", second.Volume.P50, 10_000, 1e-6)
	if second.Better != 1 || second.Worse != 0 || r.Sets[1].Effects[1].Water.Worse != 0 {
		t.Errorf("%+v", second)
	}
	// With more water it comes sooner.
	if a, b := r.Pairs(1, 1)[0].Poisoned.At, r.Pairs(1, 1)[0].UnderNothing.At; !(a < b-600) {
		t.Errorf("comes at %g s, without the release at %g s", a, b)
	}
}

// A release above the spill itself dilutes what gets in later, in the ratio of the flows; begun when the slug is on its way it overtakes it, hastens it, and dilutes
// nothing: the water of the slug stays its water.
func TestReleaseAboveHastens(t *testing.T) {
	in, member := spill(60)
	m, _ := member(0)
	m.Spill.On, m.Spill.Below, m.Spill.Lasts = 2, 0, hour/2
	m.Network.Reaches = slices.Clone(m.Network.Reaches)
	for i := range m.Network.Reaches {
		m.Network.Reaches[i].Length = 20_000
	}
	in.Places = []Place{{"end of the branch", 2, "a", 1000, 1}}
	in.Sets = append(in.Sets, Set{"too late", []route.Measure{{At: 21 * hour, On: 9, Do: route.Discharge, Flow: 60}}},
		Set{"delay", []route.Measure{{At: 21 * hour, On: 9, Do: route.Store, Flow: 15}}})
	r := compare(t, in, 1, func(int) (Member, error) { return m, nil })
	peak := func(s int) float64 { return r.Sets[s].Effects[0].Substance.Peak.P50 }
	at := func(s int) float64 { return r.Pairs(s, 0)[0].Poisoned.At }
	near(t, "before the spill", peak(1)/peak(0), 0.5, 0.01)
	near(t, "after the spill", peak(2)/peak(0), 1, 0.03)
	if !(at(2) < at(0)-600) || !(at(3) > at(0)+600) {
		t.Errorf("nothing %g s, hastened %g s, delayed %g s", at(0), at(2), at(3))
	}
}

// A slug in a uniform river, by hand: even flow of 30 m3/s stands 0.97 m deep; it goes with Q/A, and the variance of its water grows by 2 K A2 t.
func TestSlugByHand(t *testing.T) {
	in, member := spill(60)
	m, _ := member(0)
	m.Spill.Lasts, m.Spill.Spread, m.Spill.Decay = 0, 1, 1e-5
	r := compare(t, in, 1, func(int) (Member, error) { return m, nil })
	low, high := 0.0, 5.0
	for range 60 { // Manning
		h := (low + high) / 2
		if a, p := (20+2*h)*h, 20+2*h*math.Sqrt(5); math.Sqrt(0.001)/0.03*a*math.Pow(a/p, 2./3) < 30 {
			low = h
		} else {
			high = h
		}
	}
	area, width := (20+2*low)*low, 20+4*low
	u, deep := 30/area, area/width
	took := 3000 / u
	k := 0.011 * u * u * width * width / (deep * math.Sqrt(9.81*deep*0.001))
	c := r.Pairs(0, 0)[0].Poisoned
	near(t, "passes at", c.At, 20*hour+took, 0.02*took)
	mass := 10_000 * math.Exp(-1e-5*took)
	near(t, "mass", c.Volume, mass, 0.001*mass)
	want := 1000 * mass / (area * math.Sqrt(4*math.Pi*k*took))
	near(t, "peak", c.Peak, want, 0.03*want)
	// Over 1 mg/L between the two places where exp(-x2/2s2) is 1/peak.
	over := 2 * math.Sqrt(2*2*k*took*math.Log(want)) / u
	near(t, "over", c.Over, over, 0.03*over)
	near(t, "first", c.First, c.At-over/2, 0.03*over)
}

// What has not come by the end of the run is no gain: whoever holds the slug back until then is told that nothing is known.
func TestLateIsNoGain(t *testing.T) {
	in, member := spill(60)
	m, _ := member(0)
	m.Lateral, m.Spill.At, m.Spill.Lasts, m.Spill.On = m.Lateral[:27], 19*hour, 0, 2
	for i := range m.Network.Reaches {
		m.Network.Reaches[i].Length = 12_000
	}
	in.Sets = []Set{{"hold", []route.Measure{{At: 19 * hour, On: 9, Do: route.Store, Flow: 0}}}}
	in.Places = in.Places[1:]
	r := compare(t, in, 2, func(int) (Member, error) { return m, nil })
	s := r.Sets[1].Effects[0].Substance
	if r.Sets[0].Effects[0].Substance.Late != 0 || s.Late != 1 || s.Better != 0 || s.PeakBy != (Band{}) {
		t.Errorf("nothing %+v\nhold %+v", r.Sets[0].Effects[0].Substance, s)
	}
}

// drawSets draws sets of orders for the basin of the benchmark, cut down to where it is quick.
func drawSets(t *rapid.T) []Set {
	var sets []Set
	for s := range rapid.IntRange(1, 5).Draw(t, "sets") {
		set := Set{Name: fmt.Sprint(s)}
		for _, on := range []route.ID{1001, 1002, 2001, 2002, 2003, 2004} {
			if m := (route.Measure{At: rapid.SampledFrom([]float64{0, 8 * hour}).Draw(t, "at"), On: on}); on < 2000 {
				m.Do = rapid.SampledFrom([]route.Action{"", route.Close, route.Discharge}).Draw(t, "do")
				set.Measures = append(set.Measures, m)
			} else {
				m.Do = rapid.SampledFrom([]route.Action{"", route.Open, route.Store}).Draw(t, "do")
				set.Measures = append(set.Measures, m)
			}
			last := &set.Measures[len(set.Measures)-1]
			if last.Do == route.Discharge {
				last.Flow = 40
			}
		}
		set.Measures = slices.DeleteFunc(set.Measures, func(m route.Measure) bool { return m.Do == "" })
		slices.SortStableFunc(set.Measures, func(a, b route.Measure) int { return int(a.At - b.At) })
		sets = append(sets, set)
	}
	return append(sets, Set{Name: "none"})
}

// The order of the sets does not matter, nor the number of workers; a set without orders changes nothing, bit for bit; a member is the same whoever else is in the
// ensemble; little water is lost or made (R14).
func TestSameWhateverTheOrder(t *testing.T) {
	short := func(k int) (Member, error) {
		m, err := storms(k)
		m.Lateral = m.Lateral[36:60]
		return m, err
	}
	rapid.Check(t, func(t *rapid.T) {
		in := Inputs{Step: 1800, Interval: hour, Places: towns(), Sets: drawSets(t)}
		one, err := Compare(in, 2, short, 1)
		if err != nil {
			t.Fatal(err)
		}
		order := rapid.Permutation(in.Sets).Draw(t, "order")
		other := in
		other.Sets = order
		two, err := Compare(other, 3, short, rapid.IntRange(2, 5).Draw(t, "workers"))
		if err != nil {
			t.Fatal(err)
		}
		for s, set := range one.Sets {
			at := slices.IndexFunc(two.Sets, func(o Outcome) bool { return o.Name == set.Name })
			for place := range in.Places {
				if a, b := one.Pairs(s, place), two.Pairs(at, place); !reflect.DeepEqual(a, b[:2]) {
					t.Fatalf("set %s, place %d: %+v, in another order %+v", set.Name, place, a, b)
				}
			}
			if math.Abs(set.Missing) > 0.03 {
				t.Fatalf("set %s: %g of the water is missing", set.Name, set.Missing)
			}
		}
		for _, e := range one.Sets[len(one.Sets)-1].Effects { // the set without orders
			if w := e.Water; w.PeakBy != (Band{}) || w.OverBy != (Band{}) || w.VolumeBy != (Band{}) || w.ExcessBy != (Band{}) || w.Better+w.Worse > 0 {
				t.Fatalf("no order changes %s: %+v", e.Place, w)
			}
		}
	})
}

// Everything a run depends on is in its id, and nothing else: neither the name of the set nor the other sets (R98).
func TestRunID(t *testing.T) {
	in, member := spill(60)
	id := func(change func(*Inputs, *Member)) string {
		t.Helper()
		own := in
		own.Sets = []Set{{"dilute", slices.Clone(in.Sets[0].Measures)}}
		m, _ := member(0)
		m.Network.Reaches, m.Lateral, m.Flow = slices.Clone(m.Network.Reaches), slices.Clone(m.Lateral), slices.Clone(m.Flow)
		s := *m.Spill
		m.Spill = &s
		change(&own, &m)
		return compare(t, own, 1, func(int) (Member, error) { return m, nil }).Pairs(1, 0)[0].Run
	}
	want := id(func(*Inputs, *Member) {})
	if len(want) != 64 {
		t.Fatalf("id %q", want)
	}
	for name, change := range map[string]func(*Inputs, *Member){
		"name":      func(in *Inputs, _ *Member) { in.Sets[0].Name = "other" },
		"other set": func(in *Inputs, _ *Member) { in.Sets = append(in.Sets, Set{Name: "none"}) },
	} {
		if got := id(change); got != want {
			t.Errorf("%s changes the id", name)
		}
	}
	seen := map[string]string{want: "nothing"}
	for name, change := range map[string]func(*Inputs, *Member){
		"order":   func(in *Inputs, _ *Member) { in.Sets[0].Measures[0].Flow++ },
		"step":    func(in *Inputs, _ *Member) { in.Step = 1800 },
		"flow":    func(_ *Inputs, m *Member) { m.Flow[0] += 1e-9 },
		"lateral": func(_ *Inputs, m *Member) { m.Lateral[7] = []float64{0, 0, 0, 1e-9, 30, 30} },
		"reach":   func(_ *Inputs, m *Member) { m.Network.Reaches[3].Length++ },
		"spill":   func(_ *Inputs, m *Member) { m.Spill.Mass++ },
	} {
		got := id(change)
		if other, twice := seen[got]; twice {
			t.Errorf("%s has the id of %s", name, other)
		}
		seen[got] = name
	}
}

// The run of the whole ensemble has an id of its own: it is that of its members' runs, in their order, and nothing else (R98).
func TestEnsembleID(t *testing.T) {
	in, member := spill(60)
	two := compare(t, in, 2, member)
	three := compare(t, in, 3, member)
	ids := map[string]bool{two.EnsembleID(0): true, two.EnsembleID(1): true, three.EnsembleID(0): true, three.EnsembleID(1): true}
	if len(ids) != 4 || len(two.EnsembleID(0)) != 64 {
		t.Errorf("%d ids of four runs", len(ids))
	}
	in.Sets[0].Name = "other"
	if compare(t, in, 2, member).EnsembleID(1) != two.EnsembleID(1) {
		t.Error("the name of a set is in the id")
	}
}

// What Compare would refuse of a plan is known without a run (R4).
func TestCheck(t *testing.T) {
	in, member := spill(60)
	m, _ := member(0)
	if err := in.Check(m); err != nil {
		t.Error(err)
	}
	in.Sets[0].Measures[0].Flow = 201
	if err := in.Check(m); err == nil || !strings.Contains(err.Error(), "release of 201 m3/s from 9: it can release at most 200") {
		t.Errorf("%v", err)
	}
	if in.Step = 0; in.Check(m) == nil || !strings.Contains(in.Check(m).Error(), "step 0 s") {
		t.Errorf("%v", in.Check(m))
	}
}

// A dam that is topped is said, with the share of members.
func TestToppedIsSaid(t *testing.T) {
	in, member := spill(60)
	in.Sets = []Set{{"shut", []route.Measure{{At: 0, On: 9, Do: route.Close}}}}
	full := func(k int) (Member, error) {
		m, err := member(k)
		m.Spill = nil
		m.Network.Reservoirs = slices.Clone(m.Network.Reservoirs)
		m.Network.Reservoirs[0].Level = 109.99
		m.Network.Reservoirs[0].WeirLength = 0.1
		if k == 0 {
			m.Network.Reservoirs[0].Level = 100
		}
		return m, err
	}
	r := compare(t, in, 4, full)
	if got := r.Sets[1].Topped; !slices.Equal(got, []Topped{{9, 0.75}}) || len(r.Sets[0].Topped) != 0 {
		t.Errorf("topped: %v, under nothing %v", got, r.Sets[0].Topped)
	}
}

// Each refusal names the operand and what would be right.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		change func(*Inputs, *Member)
		want   string
	}{
		{func(in *Inputs, _ *Member) { in.Step = 0 }, "step 0 s: wants 60 to 3600"},
		{func(in *Inputs, _ *Member) { in.Interval = 1000 }, "interval 1000 s: wants a whole number of steps of 900 s"},
		{func(in *Inputs, _ *Member) { in.Places = nil }, "0 places: wants 1 to"},
		{func(in *Inputs, _ *Member) { in.Places[1].ID = "first" }, `place "first": the id is empty or stands twice`},
		{func(in *Inputs, _ *Member) { in.Places[1].Party = "" }, `place "second": belongs to nobody`},
		{func(in *Inputs, _ *Member) { in.Places[0].Threshold = 0 }, `place "first": threshold 0`},
		{func(in *Inputs, _ *Member) { in.Places[0].Limit = -1 }, `place "first": limit -1`},
		{func(in *Inputs, _ *Member) { in.Places[0].On = 77 }, `place "first": there is no reach 77`},
		{func(in *Inputs, _ *Member) { in.Places[0].On = 9 }, `place "first": there is no reach 9`},
		{func(in *Inputs, _ *Member) { in.Sets[0].Name = Nothing }, `set "nothing": wants a name of its own`},
		{func(in *Inputs, _ *Member) { in.Sets = append(in.Sets, in.Sets[0]) }, `set "dilute": wants a name of its own`},
		{func(in *Inputs, _ *Member) { in.Sets[0].Measures[0].On = 8 }, `set "dilute": measure 1: 8 is no reservoir or detention area`},
		{func(in *Inputs, _ *Member) { in.Sets[0].Measures[0].On = 1 }, "1 is no reservoir or detention area"},
		{func(in *Inputs, _ *Member) { in.Sets[0].Measures[0].At = 1e9 }, "wants a time before the end of the run"},
		{func(in *Inputs, _ *Member) { in.Sets[0].Measures[0].At = math.NaN() }, "wants a time before the end of the run"},
		{func(in *Inputs, _ *Member) { in.Sets[0].Measures[0].Flow = 201 }, "release of 201 m3/s from 9: it can release at most 200"},
		{func(in *Inputs, _ *Member) { in.Sets[0].Measures[0].Flow = 0 }, "release of 0 m3/s from 9: wants a flow, or store"},
		{func(in *Inputs, _ *Member) { in.Sets[0].Measures[0].Do = "blast" }, `blast`},
		{func(in *Inputs, _ *Member) {
			in.Sets[0].Measures = append(in.Sets[0].Measures, route.Measure{On: 9, Do: route.Close})
		}, "measure 2: a second order to 9 at 0 s: wants one"},
		{func(in *Inputs, _ *Member) {
			in.Sets[0].Measures[0] = route.Measure{On: 30, Do: route.Discharge, Flow: 11}
		}, "release of 11 m3/s from 30: its outlet lets through at most 10"},
		{func(in *Inputs, _ *Member) { in.Sets[0].Measures[0] = route.Measure{On: 30, Do: route.Open} }, "open 30: it has no intake"},
		{func(in *Inputs, _ *Member) {
			in.Sets[0].Measures[0] = route.Measure{On: 30, Do: route.Store, Flow: 5}
		}, "store 30 with a flow of 5 m3/s: wants none"},
		{func(_ *Inputs, m *Member) { m.Lateral = nil }, "0 intervals of lateral inflow"},
		{func(_ *Inputs, m *Member) { m.Lateral[3] = []float64{1} }, "interval 3: route: 1 lateral inflows"},
		{func(_ *Inputs, m *Member) { m.Network.Reaches[0].Slope = 0 }, "reach 1: slope 0"},
		{func(_ *Inputs, m *Member) { m.Spill.On = 77 }, "spill: there is no reach 77"},
		{func(_ *Inputs, m *Member) { m.Spill.Below = 5000 }, "5000 m below the head of reach 1: wants 0 to 4000"},
		{func(_ *Inputs, m *Member) { m.Spill.Mass = 0 }, "mass 0 kg"},
		{func(_ *Inputs, m *Member) { m.Spill.At = 48 * hour }, "wants it within the run"},
		{func(_ *Inputs, m *Member) { m.Spill.Decay = 1 }, "decay 1: wants 0 to 0.01"},
		{func(_ *Inputs, m *Member) { m.Spill.Spread = 0 }, "spread 0: wants 0.01 to 100"},
		{func(in *Inputs, m *Member) {
			m.Network.Reaches[0].To = 9
		}, `place "second": lies below reservoir 9, which mixes the spill`},
	} {
		in, member := spill(60)
		m, _ := member(0)
		m.Network.Detentions = []route.Detention{{ID: 30, From: 1, Back: 3, Capacity: 1e6, Outlet: 10}}
		c.change(&in, &m)
		if _, err := Compare(in, 1, func(int) (Member, error) { return m, nil }, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

// Members of another river than the first are refused, and so is an ensemble of none.
func TestMembersRefused(t *testing.T) {
	in, member := spill(60)
	for _, c := range []struct {
		change func(*Member)
		want   string
	}{
		{func(m *Member) { m.Network.Reaches = m.Network.Reaches[1:] }, "member 1: another river than member 0"},
		{func(m *Member) { m.Lateral = m.Lateral[1:] }, "member 1: 47 intervals of lateral inflow: member 0 has 48"},
		{func(m *Member) { m.Spill = nil }, "member 1: a spill in one member and not in another"},
		{func(m *Member) { m.Spill.On = 2 }, "member 1: a spill into reach 2: in member 0 it gets into 1"},
		{func(m *Member) { m.Network.Reservoirs[0].Most = 50 }, `member 1: set "dilute": measure 1: release of 60 m3/s from 9: it can release at most 50`},
	} {
		other := func(k int) (Member, error) {
			m, err := member(k)
			s := *m.Spill
			m.Spill, m.Network.Reservoirs = &s, slices.Clone(m.Network.Reservoirs)
			if k == 1 {
				c.change(&m)
			}
			return m, err
		}
		if _, err := Compare(in, 2, other, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
	if _, err := Compare(in, 0, member, 1); err == nil || !strings.Contains(err.Error(), "0 members: wants 1 to") {
		t.Errorf("no member: %v", err)
	}
}
