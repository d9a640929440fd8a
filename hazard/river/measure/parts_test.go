package measure

import (
	"math"
	"slices"
	"strings"
	"testing"

	"tongzhou/hazard"
	"tongzhou/hazard/river/route"
)

// A hydrograph of two triangles, by hand. Steps have the means 0, 100, 0, 0, 60, 0, each of which stands in the middle of its step: over 50 for 450 + 450 s,
// from 900 on, and then for 150 + 150 s; what is beyond it are two triangles of 50 x 900/2 and 10 x 300/2.
func TestWatchByHand(t *testing.T) {
	w := watching(route.Gauge{}, 50, []float64{0, 60})
	for i, q := range []float64{0, 100, 0, 0, 60, 0} {
		w.see(float64(i)*900, 900, []float64{q, 60})
	}
	c := w.courses[0]
	near(t, "peak", c.Peak, 100, 1e-9)
	near(t, "at", c.At, 1350, 0)
	near(t, "first", c.First, 900, 1e-9)
	near(t, "over", c.Over, 900+300, 1e-9)
	near(t, "volume", c.Volume, 90_000+54_000, 1e-9)
	near(t, "excess", c.Excess, 22_500+1500, 1e-9)
	// The other way begins over the threshold and stays there: since 0, all the time.
	if d := w.courses[1]; d != (Course{Peak: 60, At: 450, Over: 5400, Volume: 324_000, Excess: 54_000}) {
		t.Errorf("%+v", d)
	}
}

// What harm is: peak above the threshold that differs by more than a twentieth, time above it by more than a step; below the threshold nothing is.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name          string
		with, without Course
		better, worse bool
	}{
		{"the same", Course{Peak: 150, Over: 900}, Course{Peak: 150, Over: 900}, false, false},
		{"a lower crest", Course{Peak: 140, Over: 900}, Course{Peak: 150, Over: 900}, true, false},
		{"a twentieth", Course{Peak: 143, Over: 900}, Course{Peak: 150, Over: 900}, false, false},
		{"a higher crest", Course{Peak: 162, Over: 900}, Course{Peak: 150, Over: 900}, false, true},
		{"lower and longer", Course{Peak: 120, Over: 9000}, Course{Peak: 150, Over: 900}, true, true},
		{"a step longer", Course{Peak: 150, Over: 1200}, Course{Peak: 150, Over: 900}, false, false},
		{"no flood at all", Course{Peak: 95}, Course{Peak: 150, Over: 900}, true, false},
		{"below the threshold", Course{Peak: 95}, Course{Peak: 20}, false, false},
		{"a flood where there was none", Course{Peak: 110, Over: 900}, Course{Peak: 20}, false, true},
	} {
		if better, worse := judge(c.with, c.without, 100, 300); better != c.better || worse != c.worse {
			t.Errorf("%s: better %v, worse %v", c.name, better, worse)
		}
		// Seen from the other side gain is loss.
		if better, worse := judge(c.without, c.with, 100, 300); better != c.worse || worse != c.better {
			t.Errorf("%s, turned round: better %v, worse %v", c.name, better, worse)
		}
	}
}

// R14: quantiles are those of the paired differences, and the single member that is hit stays visible beside them.
func TestPairedBand(t *testing.T) {
	const members = 101
	with, without := make([]Course, members), make([]Course, members)
	for k := range with {
		without[k] = Course{Peak: 100 + 10*float64(k)} // 100 to 1100: a wide band
		with[k] = Course{Peak: without[k].Peak - 60}   // and 60 less in every member
	}
	with[50].Peak += 300
	c, v := change(with, without, 90, 900)
	if want := (hazard.Quantiles{P05: -60, P25: -60, P50: -60, P75: -60, P95: -60}); c.PeakBy.Quantiles != want || c.PeakBy.Low != -60 || c.PeakBy.High != 240 {
		t.Errorf("band %+v", c.PeakBy)
	}
	if c.Worse != 1./members || !v.worse[50] || c.Better != 100./members || c.Probability != 95./members {
		t.Errorf("better %g, worse %g", c.Better, c.Worse)
	}
}

// R98: what was avoided is a band over runs that can be named, never one number. The pairs are those that the outcome sums up, the run in which nothing was
// done is the same one for every set, and no two runs have one id.
func TestAvoidedIsABand(t *testing.T) {
	in := Inputs{Step: 1800, Interval: hour, Places: towns(), Sets: combinations()[60:64]}
	short := func(k int) (Member, error) {
		m, err := storms(k)
		m.Lateral = m.Lateral[:144]
		return m, err
	}
	const members = 6
	r := compare(t, in, members, short)
	seen := map[string]bool{}
	for s := range r.Sets {
		for k := range members {
			if id := r.RunID(s, k); seen[id] {
				t.Fatalf("two runs have the id %s", id)
			} else {
				seen[id] = true
			}
		}
		for place := range in.Places {
			var by []float64
			for k, p := range r.Pairs(s, place) {
				if p.Run != r.RunID(s, k) || p.Nothing != r.RunID(0, k) {
					t.Fatalf("pair of %s and %s", p.Run, p.Nothing)
				}
				by = append(by, p.With.Peak-p.Without.Peak)
			}
			if got := r.Sets[s].Effects[place].Water.PeakBy; got != band(by) {
				t.Errorf("set %d, place %d: %+v, of the pairs %+v", s, place, got, band(by))
			}
		}
	}
	if b := r.Sets[4].Effects[14].Water.PeakBy; !(b.Low < b.High && b.P50 < 0) {
		t.Errorf("all six measures at the main river: %+v", b)
	}
}

// Whatever its two widths, the concentrations of a slug over all its water are its mass.
func TestSlugKeepsItsMass(t *testing.T) {
	for _, s := range []slug{{mass: 5, width: 1000, variance: 1}, {mass: 5, width: 1000, variance: 1e6}, {mass: 5, variance: 1e6}, {mass: 5, width: 0.0999, variance: 1e6}} {
		sum, dv := 0.0, 0.5
		for v := -8000.0; v < 8000; v += dv {
			sum += s.concentration(v+dv/2) * dv / 1000
		}
		near(t, "mass", sum, 5, 1e-3)
		if s.concentration(700) != s.concentration(-700) || !(s.concentration(700) < s.concentration(0)) {
			t.Errorf("%+v is not even on both sides", s)
		}
	}
}

// Where water is lost its share of the substance goes with it: mass falls, concentration does not. Where clean water joins it is the other way round.
func TestJoin(t *testing.T) {
	s := slug{mass: 8, width: 1000, variance: 2500}
	c := s.concentration(0)
	s.join(0.25)
	near(t, "mass after a loss", s.mass, 2, 0)
	near(t, "concentration after a loss", s.concentration(0), c, 1e-9)
	s.join(4)
	near(t, "mass after clean water", s.mass, 2, 0)
	near(t, "concentration after clean water", s.concentration(0), c/4, 1e-9)
	s.join(0)
	near(t, "a dry reach below", s.mass, 2, 0)
}

// What a detention area gives back dilutes as well, from the head of the reach it is given to: 20 m3/s beside 30 leave three fifths.
func TestAreaDilutes(t *testing.T) {
	in, member := spill(60)
	m, _ := member(0)
	m.Network.Detentions = []route.Detention{{ID: 30, From: 2, Back: 1, Capacity: 1e7, Held: 5e6, Intake: 1, Outlet: 20}}
	m.Spill.On = 5
	in.Sets = []Set{{"flush", []route.Measure{{At: 0, On: 30, Do: route.Discharge, Flow: 20}}}}
	r := compare(t, in, 1, func(int) (Member, error) { return m, nil })
	ratio := r.Sets[1].Effects[0].Substance.Peak.P50 / r.Sets[0].Effects[0].Substance.Peak.P50
	near(t, "diluted", ratio, 30./50, 0.01)
}

// A place above the spill, or on another branch, has none of it, and that is known and not late.
func TestBesideTheSpill(t *testing.T) {
	in, member := spill(60)
	in.Places = append(in.Places, Place{"above", 5, "c", 1000, 1}, Place{"other branch", 2, "c", 1000, 1}, Place{"does not ask", 3, "c", 1000, 0})
	r := compare(t, in, 1, member)
	for k := 2; k < 4; k++ {
		if s := r.Sets[1].Effects[k].Substance; s == nil || s.Late != 0 || s.Probability != 0 || s.Peak.P95 != 0 {
			t.Errorf("%s: %+v", in.Places[k].ID, s)
		}
	}
	if s := r.Sets[1].Effects[4].Substance; s != nil {
		t.Errorf("who does not ask is told %+v", s)
	}
}

// A run that loses more water than can be explained is not compared: here more is to be lost along a reach than there is.
func TestLeakIsRefused(t *testing.T) {
	n := route.Inputs{Reaches: []route.Reach{lowland(1, 0)}}
	in := Inputs{Step: 900, Interval: hour, Places: []Place{{"a", 1, "a", 10, 0}}}
	member := steady(n, 24, nil, -20)
	if _, err := Compare(in, 1, member, 1); err == nil || !strings.Contains(err.Error(), `set "nothing": the balance of a member's water is open by 100 %`) {
		t.Errorf("got %v", err)
	}
}

// Outcomes are in the order in which they were asked for, after Nothing; parties by name; places in their order.
func TestOrderOfAnswers(t *testing.T) {
	in, member := spill(60)
	in.Places = append(in.Places, Place{"third", 3, "a", 1000, 0})
	in.Sets = []Set{{"z", nil}, {"a", nil}}
	r := compare(t, in, 1, member)
	var names, parties, places []string
	for _, o := range r.Sets {
		names = append(names, o.Name)
	}
	for _, p := range r.Sets[2].Parties {
		parties = append(parties, p.Party)
	}
	for _, e := range r.Sets[2].Effects {
		places = append(places, e.Place)
	}
	if !slices.Equal(names, []string{Nothing, "z", "a"}) || !slices.Equal(parties, []string{"a", "b"}) || !slices.Equal(places, []string{"first", "second", "third"}) {
		t.Errorf("%v %v %v", names, parties, places)
	}
	// Two sets that order the same thing are the same run.
	if r.RunID(1, 0) != r.RunID(2, 0) || r.RunID(0, 0) != r.RunID(1, 0) {
		t.Error("no orders, and three ids")
	}
	if math.IsNaN(r.Sets[0].Missing) {
		t.Error("the balance is no number")
	}
}

// Where a gate takes 30 of 54 m3/s at once, the reach below has less and at no time more: nobody is said to lose by it.
func TestSuddenTake(t *testing.T) {
	n := route.Inputs{Step: 900, Reaches: []route.Reach{lowland(1, 2), lowland(2, 0)},
		Detentions: []route.Detention{{ID: 30, From: 1, Back: 2, Capacity: 1e7, Intake: 30, Outlet: 10}}}
	orders := []route.Measure{{At: 2 * hour, On: 30, Do: route.Open}}
	for _, step := range []float64{900, 1800} {
		in := Inputs{Step: step, Interval: hour, Places: []Place{{"mill", 2, "south", 50, 0}}, Sets: []Set{{"polder", orders}}}
		r := compare(t, in, 1, steady(n, 12, []float64{54, 54}, 54, 0))
		if w := r.Sets[1].Effects[0].Water; w.Peak.P50 > 54*(1+1e-9) || w.Worse != 0 || w.Better != 1 {
			t.Errorf("step %g: %+v", step, w)
		}
	}
}

// Of an ensemble the share in which a place is flooded follows the threshold, and a set that helps lowers it; the band of a difference lies within that of the flood.
func TestProbabilityFalls(t *testing.T) {
	n := route.Inputs{Reaches: []route.Reach{lowland(1, 2), lowland(2, 0)},
		Detentions: []route.Detention{{ID: 30, From: 1, Back: 2, Capacity: 1e7, Intake: 10, Outlet: 10}}}
	const members = 50
	member := func(k int) (Member, error) { // even flow of 50, 52 ... 148
		return steady(n, 12, []float64{50 + 2*float64(k), 50 + 2*float64(k)}, 50+2*float64(k), 0)(k)
	}
	last := 1.0
	for _, threshold := range []float64{60, 80, 100, 120} {
		in := Inputs{Step: 900, Interval: hour, Places: []Place{{"mill", 2, "south", threshold, 0}},
			Sets: []Set{{"polder", []route.Measure{{At: 0, On: 30, Do: route.Open}}}}}
		r := compare(t, in, members, member)
		without, with := r.Sets[0].Effects[0].Water, r.Sets[1].Effects[0].Water
		var over int
		for k := range members {
			if 50+2*float64(k) > threshold+1e-6 {
				over++
			}
		}
		near(t, "probability", without.Probability, float64(over)/members, 1.01/members)
		if without.Probability > last {
			t.Errorf("threshold %g: probability %g after %g", threshold, without.Probability, last)
		}
		last = without.Probability
		// Nobody has more than without.
		// The flow at the start is not undone by a measure that begins with the run: only the time over the threshold is shorter.
		if !(with.OverBy.P50 <= 0 && with.OverBy.High <= 0 && with.PeakBy.High <= 1e-9*threshold && with.Worse == 0) || !(with.OverBy.P50 >= -without.Over.P95) {
			t.Errorf("threshold %g: %+v", threshold, with)
		}
	}
}
