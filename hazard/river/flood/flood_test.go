package flood

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"tongzhou/hazard/river/route"
)

const begin = 1_630_000_000_000

// valley is a river of eight reaches of 4 km that runs east along the
// thirtieth parallel, with a brook of two reaches into its third.
func valley(t testing.TB, reservoirs ...Reservoir) *Network {
	t.Helper()
	var reaches []Reach
	add := func(id, to route.ID, lon, lat, area float64) {
		reaches = append(reaches, Reach{Lon: lon, Lat: lat, Area: area, Base: 0.5, Reach: route.Reach{ID: id, To: to, Length: 4000, Slope: 0.001, Bottom: 20, Top: 40, Flood: 120, Bank: 0.5,
			Roughness: 0.04, FloodRoughness: 0.08}})
	}
	for i := range 8 {
		to := route.ID(i + 2)
		if i == 7 {
			to = 0
		}
		add(route.ID(i+1), to, 100+0.04*float64(i), 30, 20)
	}
	add(11, 12, 100.06, 30.08, 20)
	add(12, 3, 100.08, 30.04, 20)
	for i, r := range reservoirs { // between the fourth reach and the fifth
		reaches[3].To, reservoirs[i].To = r.ID, 5
	}
	n, err := NewNetwork(reaches, reservoirs)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func storm(n *Network) Inputs {
	return Inputs{Network: n.Hash(), Start: begin, Issued: begin, Hours: 72, Step: 900, Members: 60, Seed: 3,
		Rain:     []Rain{{Lon: 100.04, Lat: 30.02, Radius: 12, At: begin + 2*3600_000, Hours: 6, Depth: 120}},
		Stations: []Station{{ID: "bridge", Place: "bridge", Reach: 4, KM: 14, Lon: 100.12, Lat: 30, Threshold: 60}, {ID: "town", Place: "town", Reach: 8, KM: 30, Lon: 100.28, Lat: 30, Threshold: 60}},
		Prior:    Prior{Depth: 0.3, Shift: 2, Delay: 1, Runoff: 0.4, RunoffSD: 0.2, Lag: 4, LagSD: 0.2, Roughness: 0.1, Reading: 0.2}}
}

// still is a storm of which everything is known.
func still(n *Network) Inputs {
	in := storm(n)
	in.Prior = Prior{Runoff: 0.5, Lag: 3, Reading: 0.2}
	in.Members = 20
	return in
}

// Rain of H hours through two linear reservoirs (Nash 1957): the
// closed form against the sum of small pulses; everything arrives,
// lag + H/2 after the beginning in the mean. R4
func TestRunoffArrives(t *testing.T) {
	s := &stormCell{lag: 5, hours: 6}
	k := s.lag / 2
	for _, at := range []float64{-1, 0, 0.5, 3, 6, 9, 20, 60} {
		sum, pulses := 0.0, 20_000
		for i := range pulses {
			if age := at - s.hours*(float64(i)+0.5)/float64(pulses); age > 0 {
				sum += (1 - (1+age/k)*math.Exp(-age/k)) / float64(pulses)
			}
		}
		if got := s.arrived(at); math.Abs(got-sum) > 1e-6 {
			t.Errorf("after %g h %g has arrived, pulses make %g", at, got, sum)
		}
	}
	mean := 0.0
	for at := 0.0; at < 200; at += 0.01 {
		mean += (1 - s.arrived(at)) * 0.01
	}
	if want := s.lag + s.hours/2; math.Abs(mean-want) > 0.02 {
		t.Errorf("arrives %g h after the beginning in the mean, want %g", mean, want)
	}
}

// What runs off is what flows out. R14
func TestWaterIsKept(t *testing.T) {
	n := valley(t)
	in := still(n)
	in.Hours = 30 * 24
	b, err := n.basin(&in)
	if err != nil {
		t.Fatal(err)
	}
	volume := 0.0
	for _, s := range b.storms(func(int) float64 { return 0 }) {
		for _, v := range s.volume {
			volume += v
		}
	}
	base, _ := n.Base(8)
	out := 0.0
	if err := b.run(0, func(at float64, flow []float64) {
		if at > 0 { // once for every step
			out += (b.flow(1, flow) - base) * float64(in.Step)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if base != 5 || volume < 1e6 || math.Abs(out/volume-1) > 1e-6 {
		t.Errorf("%.0f m3 run off, %.0f m3 flow out over a base of %g m3/s", volume, out, base)
	}
	if want := 0.5 * 0.120 * 100e6; volume > want { // no more than half of the depth at the centre on all of the land under the rain
		t.Errorf("%.0f m3 run off, more than %.0f m3 fell", volume, want)
	}
}

// A flood goes down the river: later, longer and, with nothing added,
// not higher. What is known exactly has no band.
func TestFloodGoesDown(t *testing.T) {
	n := valley(t)
	in := still(n)
	in.Rain[0].Radius = 6 // above the bridge only
	f, err := Run(n, in)
	if err != nil {
		t.Fatal(err)
	}
	a, b := f.Reaches[0], f.Reaches[1]
	if a.Probability != 1 || b.Probability != 1 || a.Arrival.P05 != a.Arrival.P95 {
		t.Fatalf("%+v\n%+v", a, b)
	}
	if a.Arrival.P50 < 2 || b.Arrival.P50 < a.Arrival.P50+1 || b.Peak.P50 <= a.Peak.P50 || b.Intensity.P50 >= a.Intensity.P50 || b.End.P50 <= a.End.P50 {
		t.Errorf("not a flood that goes down a river:\n%+v\n%+v", a, b)
	}
	if a.Threshold != 60 || f.Threshold != 60 || f.Unit != "m3/s" || f.Hazard != "flood" {
		t.Errorf("%+v", f)
	}
}

// The same inputs give the same bytes, with any number of workers,
// and again from what the footprint carries; other inputs, another
// network or another model do not pass for them.
func TestRerun(t *testing.T) {
	n := valley(t)
	in := storm(n)
	in.Readings = []Reading{{"bridge", begin + 8*3600_000, 90}}
	f, err := Run(n, in)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Rerun(n, f)
	if err != nil {
		t.Fatal(err)
	}
	x, _ := f.Encode()
	y, _ := again.Encode()
	if !bytes.Equal(x, y) {
		t.Error("another footprint from the same inputs")
	}
	one, weightsOne, err := ensemble(n, &in, 1)
	if err != nil {
		t.Fatal(err)
	}
	three, weightsThree, err := ensemble(n, &in, 3)
	if err != nil || !slices.Equal(weightsOne, weightsThree) || one[1][17].peak != three[1][17].peak {
		t.Errorf("one worker and three differ: %v", err)
	}
	f.Provenance.Version = "0"
	if _, err := Rerun(n, f); err == nil || !strings.Contains(err.Error(), `version "0"`) {
		t.Errorf("another version: %v", err)
	}
	f.Provenance.Version, f.Inputs = Version, bytes.Replace(f.Inputs, []byte(`"seed":3`), []byte(`"seed":4`), 1)
	if _, err := Rerun(n, f); err == nil || !strings.Contains(err.Error(), "hash") {
		t.Errorf("other inputs: %v", err)
	}
	in.Network = strings.Repeat("0", 64)
	if _, err := Run(n, in); err == nil || !strings.Contains(err.Error(), "the inputs are for the network") {
		t.Errorf("another network: %v", err)
	}
}

// A reservoir between two gauges holds the flood back, begins at the
// level at which it lets the base flow through (the kernel's depths
// are good to a hundredth, so its flows are to three).
func TestReservoirHolds(t *testing.T) {
	lake := Reservoir{Reservoir: route.Reservoir{ID: 100, Area: 4e6, Top: 120, OrificeLevel: 90, OrificeArea: 2, OrificeCoefficient: 0.6, WeirLevel: 115, WeirLength: 40, WeirCoefficient: 1.8}}
	plain, dammed := valley(t), valley(t, lake)
	without, err := Run(plain, still(plain))
	if err != nil {
		t.Fatal(err)
	}
	with, err := Run(dammed, still(dammed))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := without.Reaches[1].Intensity.P50, with.Reaches[1].Intensity.P50; b > a/2 {
		t.Errorf("%.1f m3/s with the reservoir, %.1f without it", b, a)
	}
	flows, err := Hydrographs(dammed, still(dammed), 0)
	if err != nil {
		t.Fatal(err)
	}
	if base, _ := dammed.Base(8); math.Abs(flows[1][0]-base) > 0.04*base || math.Abs(flows[1][1]-base) > 0.04*base {
		t.Errorf("before the rain %.3f and %.3f m3/s, base %.3f", flows[1][0], flows[1][1], base)
	}
}

// Where no member's rain comes the river keeps its flow and nothing
// is computed; rain beside the network is an error and no "all
// clear".
func TestRainElsewhere(t *testing.T) {
	n := valley(t)
	in := storm(n)
	in.Stations = append([]Station{{ID: "spring", Place: "spring", Reach: 1, KM: 0, Lon: 100, Lat: 30, Threshold: 60}}, in.Stations...)
	in.Rain[0].Lon, in.Rain[0].Lat, in.Rain[0].Radius = 100.28, 30, 4
	f, err := Run(n, in)
	if err != nil {
		t.Fatal(err)
	}
	if r := f.Reaches[0]; r.Probability != 0 || r.Intensity.P95 != 0.5 {
		t.Errorf("the spring: %+v", r)
	}
	in.Rain[0].Lat = 40
	if _, err := Run(n, in); err == nil || !strings.Contains(err.Error(), "falls beside the network") {
		t.Errorf("%v", err)
	}
}

// Readings of a flood upstream narrow what is foreseen downstream,
// and draw it to the truth: the mean over 30 storms of which each in
// turn is the truth. R13
func TestReadingsHelp(t *testing.T) {
	n := valley(t)
	before, after, narrower := 0.0, 0.0, 0
	const worlds = 30
	for k := range worlds {
		in := storm(n)
		in.Hours = 48
		in.Seed = uint64(1000 + k)
		truth, err := Hydrographs(n, in, k) // not one of the forecast's own members: its seed is another
		if err != nil {
			t.Fatal(err)
		}
		in.Seed = 5
		blind, err := Run(n, in)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range []int{8, 12, 16} {
			in.Readings = append(in.Readings, Reading{"bridge", begin + int64(h)*3600_000, truth[0][h]})
		}
		told, err := Run(n, in)
		if err != nil {
			t.Fatal(err)
		}
		crest := slices.Max(truth[1])
		before += math.Abs(math.Log(blind.Reaches[1].Intensity.P50/crest)) / worlds
		after += math.Abs(math.Log(told.Reaches[1].Intensity.P50/crest)) / worlds
		if a, b := blind.Reaches[1].Intensity, told.Reaches[1].Intensity; b.P95/b.P05 < a.P95/a.P05 {
			narrower++
		}
	}
	t.Logf("crest off by %.3f (log) before, %.3f after three readings; narrower in %d of %d", before, after, narrower, worlds)
	if after > 0.7*before || narrower < 25 {
		t.Errorf("crest off by %.3f before, %.3f after; narrower in %d of %d", before, after, narrower, worlds)
	}
}

// Every member is run once; of several errors that of the first member
// is given, whoever is ready first; whoever is told how far it is can
// end it.
func TestEach(t *testing.T) {
	var ran [100]int
	told := 0.0
	if err := each(100, 4, func(share float64) error { told = share; return nil }, func(k int) error { ran[k]++; return nil }); err != nil || told != 1 {
		t.Errorf("%v, %g told", err, told)
	}
	for k, times := range ran {
		if times != 1 {
			t.Errorf("member %d ran %d times", k, times)
		}
	}
	later := make(chan bool)
	err := each(100, 4, nil, func(k int) error {
		switch k {
		case 2: // fails after member 3 has
			<-later
		case 3:
			defer close(later)
		case 0, 1:
			return nil
		}
		return errors.New("broken")
	})
	if err == nil || err.Error() != "flood: member 2: broken" {
		t.Errorf("%v", err)
	}
	enough, count := errors.New("enough"), 0
	if err := each(100, 1, func(float64) error { return enough }, func(int) error { count++; return nil }); err != enough || count != 1 {
		t.Errorf("%v after %d members", err, count)
	}
}

// Crossings are found between steps; a river that is in flood at the
// start has arrived, one that is at the end has not ended.
func TestCrossings(t *testing.T) {
	in := Inputs{Start: begin, Hours: 9, Stations: []Station{{ID: "a", Threshold: 10}}, Readings: []Reading{{"a", begin + 5400_000, 0}}}
	b := &basin{in: &in, at: []int{0}, still: []float64{0}}
	see := func(flows ...float64) course {
		w := newWatch(b)
		for i, q := range flows {
			w.see(float64(i), []float64{q})
		}
		return w.courses[0]
	}
	c := see(0, 5, 15, 25, 15, 5, 0)
	if !c.over || c.arrival != 1.5 || c.peak != 3 || c.high != 25 || c.end != 4.5 || c.read[0] != 10 {
		t.Errorf("%+v", c)
	}
	if c = see(12, 14, 8, 6); !c.over || c.arrival != 0 || math.Abs(c.end-1-4./6) > 1e-12 {
		t.Errorf("in flood at the start: %+v", c)
	}
	if c = see(0, 20, 0, 20, 20); c.arrival != 0.5 || c.end != 4 {
		t.Errorf("in flood twice, and at the end: %+v", c)
	}
	if c = see(0, 9.99, 0); c.over || c.high != 9.99 || c.peak != 1 {
		t.Errorf("below: %+v", c)
	}
}

// Inputs that cannot be meant are refused with what would be right.
func TestRefused(t *testing.T) {
	n := valley(t)
	for want, change := range map[string]func(*Inputs){
		"members 3":            func(in *Inputs) { in.Members = 3 },
		"start 0":              func(in *Inputs) { in.Start = 0 },
		"hours 100000":         func(in *Inputs) { in.Hours = 100_000 },
		"step 0":               func(in *Inputs) { in.Step = 0 },
		"step 700":             func(in *Inputs) { in.Step = 700 },
		"0 rain cells":         func(in *Inputs) { in.Rain = nil },
		"no station":           func(in *Inputs) { in.Stations = nil },
		"depth 9000":           func(in *Inputs) { in.Rain[0].Depth = 9000 },
		"depth NaN":            func(in *Inputs) { in.Rain[0].Depth = math.NaN() },
		"before any rain":      func(in *Inputs) { in.Rain[0].At = begin - 1 },
		"radius 0":             func(in *Inputs) { in.Rain[0].Radius = 0 },
		"position 200":         func(in *Inputs) { in.Rain[0].Lon = 200 },
		"hours 0: wants 0.25":  func(in *Inputs) { in.Rain[0].Hours = 0 },
		"runoff 4":             func(in *Inputs) { in.Prior.Runoff = 4 },
		"stands twice":         func(in *Inputs) { in.Stations[1].ID = "bridge" },
		"stations go down":     func(in *Inputs) { in.Stations[1].KM = 3 },
		"threshold 0":          func(in *Inputs) { in.Stations[0].Threshold = 0 },
		"no such station":      func(in *Inputs) { in.Readings = []Reading{{"moon", begin, 1}} },
		"within the run":       func(in *Inputs) { in.Readings = []Reading{{"town", begin - 1, 1}} },
		"wants a flow":         func(in *Inputs) { in.Readings = []Reading{{"town", begin, -1}} },
		"order of their times": func(in *Inputs) { in.Readings = []Reading{{"town", begin + 9, 1}, {"town", begin, 1}} },
		"no reach 99":          func(in *Inputs) { in.Stations[0].Reach = 99 },
	} {
		in := storm(n)
		change(&in)
		if _, err := Run(n, in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
	bad := []Reach{{Lon: 1, Lat: 1, Area: -1, Reach: route.Reach{ID: 1}}}
	if _, err := NewNetwork(bad, nil); err == nil || !strings.Contains(err.Error(), "area -1") {
		t.Errorf("%v", err)
	}
	ring := []Reach{{Reach: route.Reach{ID: 1, To: 2, Length: 1000, Slope: 0.01, Bottom: 5, Top: 9, Flood: 20, Bank: 0.5, Roughness: 0.04, FloodRoughness: 0.08}}}
	ring = append(ring, ring[0])
	ring[1].ID, ring[1].To = 2, 1
	if _, err := NewNetwork(ring, nil); err == nil {
		t.Error("a ring is taken for a river")
	}
}

// Systematic resampling takes each member as often as its weight
// says, to the nearest whole numbers.
func TestChosen(t *testing.T) {
	got := chosen([]float64{0.5, 0, 0.25, 0.25})
	if !slices.Equal(got, []int{0, 0, 2, 3}) {
		t.Errorf("%v", got)
	}
	if got := chosen(tempered(make([]float64, 5), 1)); !slices.Equal(got, []int{0, 1, 2, 3, 4}) {
		t.Errorf("without readings everybody once: %v", got)
	}
	w := tempered([]float64{0, -1000, -1000, -1000}, 1)
	if e := effective(w); math.Abs(e-1) > 1e-9 {
		t.Errorf("one member that holds everything counts as %g", e)
	}
}
