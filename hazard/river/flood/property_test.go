package flood

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/hazard"
	"tongzhou/hazard/river/route"
)

// What is left out of a run is what does not change in it: a brook
// that lies under no rain hands on its base flow, whether it is
// computed or not. The second run computes it, because a cell without
// any depth lies over it. R14
func TestLeftOutIsStill(t *testing.T) {
	n := valley(t)
	in := still(n)
	in.Rain[0].Lon, in.Rain[0].Lat, in.Rain[0].Radius = 100.2, 30, 5
	in.Stations[0].Reach = 6
	b, err := n.basin(&in)
	if err != nil {
		t.Fatal(err)
	}
	whole := in
	whole.Rain = append(slices.Clone(in.Rain), Rain{Lon: 100.05, Lat: 30.03, Radius: 30, At: begin, Hours: 1, Depth: 0})
	all, err := n.basin(&whole)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.reaches) >= len(all.reaches) || len(all.reaches) != 8 { // all but the two springs
		t.Fatalf("%d of %d reaches are computed: the test shows nothing", len(b.reaches), len(all.reaches))
	}
	x, err := Hydrographs(n, in, 0)
	if err != nil {
		t.Fatal(err)
	}
	y, err := Hydrographs(n, whole, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i := range x {
		for h := range x[i] {
			// A brook that is left out joins along its reach and not at the head.
			if math.Abs(x[i][h]-y[i][h]) > 0.02*math.Max(x[i][h], y[i][h]) {
				t.Fatalf("station %d after %d h: %g m3/s, with the brook computed %g", i, h, x[i][h], y[i][h])
			}
		}
	}
}

// More rain is no lower flood, and the same rain later a later one.
func TestMoreAndLater(t *testing.T) {
	n := valley(t)
	crest := func(t *rapid.T, in Inputs) (float64, int) {
		flows, err := Hydrographs(n, in, 0)
		if err != nil {
			t.Fatal(err)
		}
		high := slices.Max(flows[1])
		return high, slices.Index(flows[1], high)
	}
	rapid.Check(t, func(t *rapid.T) {
		in := still(n)
		in.Rain[0].Depth = rapid.Float64Range(20, 200).Draw(t, "depth")
		in.Rain[0].Hours = rapid.Float64Range(1, 12).Draw(t, "hours")
		in.Prior.Lag = rapid.Float64Range(1, 12).Draw(t, "lag")
		high, _ := crest(t, in)
		in.Rain[0].Depth *= rapid.Float64Range(1.2, 2).Draw(t, "more")
		if more, _ := crest(t, in); more < high {
			t.Fatalf("%g m3/s of more rain, %g before", more, high)
		}
		in.Rain[0].Depth = in.Rain[0].Depth / 2
		_, at := crest(t, in)
		in.Rain[0].At += 6 * 3600_000
		if _, later := crest(t, in); later < at+5 || later > at+7 {
			t.Fatalf("crest after %d h, with rain 6 h later after %d h", at, later)
		}
	})
}

// A forecast of what its own prior draws is calibrated: 80 storms of
// another seed fall below the median, and out of the band, as often
// as they should. The bounds are those that a binomial number of 80
// keeps in 99.9 of 100 cases; an ensemble with half of the doubt does
// not keep them. R13
func TestCalibrated(t *testing.T) {
	n := valley(t)
	const worlds = 80
	count := func(doubt float64) (inside, below int) {
		in := storm(n)
		in.Hours = 48
		truth := in
		truth.Seed = 77
		p := &in.Prior
		p.Depth, p.Shift, p.Delay, p.RunoffSD, p.LagSD, p.Roughness = p.Depth*doubt, p.Shift*doubt, p.Delay*doubt, p.RunoffSD*doubt, p.LagSD*doubt, p.Roughness*doubt
		f, err := Run(n, in)
		if err != nil {
			t.Fatal(err)
		}
		q := f.Reaches[1].Intensity
		for k := range worlds {
			flows, err := Hydrographs(n, truth, k)
			if err != nil {
				t.Fatal(err)
			}
			crest := slices.Max(flows[1])
			if crest >= q.P05 && crest <= q.P95 {
				inside++
			}
			if crest < q.P50 {
				below++
			}
		}
		return inside, below
	}
	inside, below := count(1)
	if inside < 62 || inside > 79 || below < 25 || below > 55 {
		t.Errorf("of %d crests %d lie in the 90 %% band, %d below the median", worlds, inside, below)
	}
	if narrow, _ := count(0.5); narrow >= 62 {
		t.Errorf("with half of the doubt %d of %d crests lie in the band: the test could not see an ensemble that is too sure", narrow, worlds)
	}
}

// Manning's formula at the banks, by hand: 20 m at the bed, 40 m at
// the top, rise 0.5 over 1: 5 m deep, 150 m2, 20 + 2 sqrt(125) m wet,
// slope 0.001, n 0.04.
func TestBankfull(t *testing.T) {
	n := valley(t)
	area, wet := 150.0, 20+2*math.Sqrt(125)
	want := math.Sqrt(0.001) / 0.04 * area * math.Pow(area/wet, 2./3)
	if got, ok := n.Bankfull(3); !ok || math.Abs(got-want) > 1e-9*want {
		t.Errorf("%g m3/s, want %g", got, want)
	}
	walled := n.Reaches()
	walled[2].Top = 20 // a channel with upright walls is full at 20/2z, 5 m: 10 m more at the top, as the router has it
	upright, err := NewNetwork(walled, []Reservoir{{Reservoir: route.Reservoir{ID: 90, To: 5, Area: 1e6, Level: 5, Top: 10, WeirLevel: 8, WeirLength: 20, WeirCoefficient: 1.7}}})
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := upright.Bankfull(3); !ok || math.Abs(got-want) > 1e-9*want {
		t.Errorf("as wide at the top as at the bed: %g m3/s, want %g", got, want)
	}
	if _, ok := upright.Bankfull(90); ok {
		t.Error("a reservoir has banks")
	}
	if _, ok := n.Bankfull(99); ok {
		t.Error("a reach that is not there has banks")
	}
	if _, ok := n.Base(99); ok {
		t.Error("a reach that is not there has a flow")
	}
	if q, _ := n.Base(3); q != 2.5 { // three reaches of the river and two of the brook, 0.5 m3/s each
		t.Errorf("base of the third reach %g m3/s", q)
	}
}

// A reservoir with a rule keeps the level that its operator gave; one
// without begins where it lets the base flow through, or full if it
// cannot.
func TestSteady(t *testing.T) {
	r := route.Reservoir{ID: 100, Area: 4e6, Level: 101, Top: 120, OrificeLevel: 90, OrificeArea: 2, OrificeCoefficient: 0.6, WeirLevel: 115, WeirLength: 40, WeirCoefficient: 1.8}
	free, ruled := r, r
	ruled.Rule = []route.Stage{{Level: 90, Flow: 0}, {Level: 120, Flow: 50}}
	steady(&free, 3)
	if want := 90 + 3*3/(1.2*1.2*2*gravity); math.Abs(free.Level-want) > 1e-6 {
		t.Errorf("level %g m, want %g", free.Level, want)
	}
	steady(&ruled, 3)
	if ruled.Level != 101 {
		t.Errorf("the operator's level became %g", ruled.Level)
	}
	steady(&free, 1e6)
	if math.Abs(free.Level-120) > 1e-9 {
		t.Errorf("level %g m, and it cannot let through what comes", free.Level)
	}
}

// The weights fall back as far as a tenth of the members goes on
// counting, however sure the readings are; and one gauge's readings
// within three hours are one.
func TestTempered(t *testing.T) {
	in := Inputs{Start: begin, Members: 100, Prior: Prior{Reading: 0.02}, Stations: []Station{{ID: "a"}}, Readings: []Reading{{"a", begin, 3}}}
	courses := [][]course{make([]course, 100)}
	for k := range courses[0] {
		courses[0][k].read = []float64{math.Exp(float64(k) / 10), math.Exp(float64(k) / 10), math.Exp(float64(k) / 10)}
	}
	w, err := in.weights(courses)
	if err != nil {
		t.Fatal(err)
	}
	if e := effective(w); math.Abs(e-10) > 0.1 {
		t.Errorf("%g members count, want the 10 that must", e)
	}
	in.Prior.Reading = 2
	once, err := in.weights(courses)
	if err != nil {
		t.Fatal(err)
	}
	in.Readings = append(in.Readings, Reading{"a", begin + apart/3, 3}, Reading{"a", begin + apart/2, 3})
	thrice, err := in.weights(courses)
	if err != nil || !slices.Equal(once, thrice) {
		t.Errorf("three readings within three hours say more than one: %v", err)
	}
	courses[0][7].read[0] = math.NaN()
	if _, err := in.weights(courses); err == nil {
		t.Error("a flow that is not a number is held against a reading")
	}
}

// Whatever a footprint carries as inputs, Rerun answers or refuses;
// it never panics and never computes for long.
func FuzzRerun(f *testing.F) {
	n := valley(f)
	in := still(n)
	in.Hours = 4
	good, err := Run(n, in)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(good.Inputs))
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"members": 20, "start": 1, "hours": 1, "rain": [{"radius": 1, "hours": 1, "at": 1}], "stations": [{}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var in Inputs
		if json.Unmarshal(raw, &in) != nil || in.Hours > 10 || in.Members > 20 {
			return
		}
		if f, err := Run(n, in); err == nil {
			if err := f.Validate(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// A storm over a valley: when its flood reaches the town, and how
// high it is.
func ExampleRun() {
	var reaches []Reach
	for i := range 8 {
		reaches = append(reaches, Reach{Lon: 100 + 0.04*float64(i), Lat: 30, Area: 20, Base: 0.5, Reach: route.Reach{ID: route.ID(i + 1), To: route.ID(i + 2), Length: 4000, Slope: 0.001, Bottom: 20, Top: 40,
			Flood: 120, Bank: 0.5, Roughness: 0.04, FloodRoughness: 0.08}})
	}
	reaches[7].To = 0
	n, err := NewNetwork(reaches, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := Run(n, Inputs{Network: n.Hash(), Start: begin, Issued: begin, Hours: 48, Step: 900, Members: 50, Seed: 1,
		Rain:     []Rain{{Lon: 100.1, Lat: 30, Radius: 15, At: begin + 2*3600_000, Hours: 6, Depth: 150}},
		Stations: []Station{{ID: "town", Place: "town", Reach: 8, KM: 30, Lon: 100.28, Lat: 30, Threshold: 60}},
		Prior:    Prior{Depth: 0.3, Runoff: 0.4, Lag: 4, Reading: 0.2}})
	if err != nil {
		fmt.Println(err)
		return
	}
	town := f.Reaches[0]
	fmt.Printf("%.0f %%, between %.0f and %.0f h, %.0f to %.0f m3/s\n", 100*town.Probability, town.Arrival.P05, town.Arrival.P95, town.Intensity.P05, town.Intensity.P95)
	// Output: 100 %, between 7 and 9 h, 99 to 283 m3/s
}

// BenchmarkRun is a forecast of 40 members on ten reaches, three
// days: what a node does when a gauge calls.
func BenchmarkRun(b *testing.B) {
	n := valley(b)
	in := storm(n)
	in.Members = 40
	for b.Loop() {
		if _, err := Run(n, in); err != nil {
			b.Fatal(err)
		}
	}
}

// A generator that counts gives each member its own numbers, the same
// in every order, spread as they should be.
func TestDraws(t *testing.T) {
	sum, square := 0.0, 0.0
	const count = 20_000
	for k := range count {
		z := hazard.NewStream(9, uint64(k)).Normal(3)
		sum, square = sum+z, square+z*z
	}
	if mean, variance := sum/count, square/count; math.Abs(mean) > 0.03 || math.Abs(variance-1) > 0.05 {
		t.Errorf("mean %g, variance %g", mean, variance)
	}
	if hazard.NewStream(9, 1).Normal(3) == hazard.NewStream(9, 2).Normal(3) || hazard.NewStream(9, 1).Uniform(0) <= 0 {
		t.Error("two members draw the same")
	}
}
