package flood

import (
	"math"
	"slices"
	"testing"

	"tongzhou/geo"
	"tongzhou/hazard"
	"tongzhou/hazard/river/route"
)

// A flood of which everything is known is what the kernel makes of the
// same inflow when it is asked directly: nothing is added on the way. R14
func TestKernelAlone(t *testing.T) {
	n := valley(t)
	in := still(n)
	// The springs of river and brook (the first reach and the ninth) are land of what is below them.
	into := map[int]int{0: 0, 1: 0, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5, 7: 6, 8: 7, 9: 7}
	var plain []route.Reach
	var base []float64
	for i := range n.reaches {
		if i != 0 && i != 8 {
			plain, base = append(plain, n.reaches[i].Reach), append(base, n.base[i])
		}
	}
	kernel, err := route.New(route.Inputs{Step: 900, Reaches: plain})
	if err != nil {
		t.Fatal(err)
	}
	run, err := kernel.Start(route.Options{Step: 900}, base)
	if err != nil {
		t.Fatal(err)
	}
	c, flow, lateral := in.Rain[0], make([]float64, len(plain)), make([]float64, len(plain))
	cell := stormCell{hours: c.Hours, lag: in.Prior.Lag}
	means := []float64{n.base[7]}
	for hour := range in.Hours {
		clear(lateral)
		for i := range n.reaches {
			r := &n.reaches[i]
			d := geo.Distance(geo.Point{Lon: c.Lon, Lat: c.Lat}, geo.Point{Lon: r.Lon, Lat: r.Lat}) / c.Radius
			if d > 1 {
				d = 1
			}
			volume := 1000 * c.Depth * (1 - d*d) * (1 - d*d) * r.Area * in.Prior.Runoff
			lateral[into[i]] += r.Base + volume*(cell.arrived(float64(hour)-1)-cell.arrived(float64(hour)-2))/3600 // the rain begins at two o'clock
		}
		for range 4 {
			if err := run.Advance(1, lateral); err != nil {
				t.Fatal(err)
			}
			run.Flows(flow)
			means = append(means, flow[6])
		}
	}
	// At a whole hour the flow is that between two steps.
	want := []float64{means[0]}
	for h := 4; h < len(means); h += 4 {
		want = append(want, (means[h]+means[min(h+1, len(means)-1)])/2)
	}
	got, err := Hydrographs(n, in, 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(got[1]) != len(want) {
		t.Fatalf("%d hours, want %d", len(got[1]), len(want))
	}
	for h := range want {
		if math.Abs(got[1][h]-want[h]) > 1e-9*want[h] {
			t.Errorf("after %d h %g m3/s, the kernel alone has %g", h, got[1][h], want[h])
		}
	}
}

// What Run says is what its members do: the quantiles of the crests
// are those of the hydrographs' highest values, to the quarter of an
// hour between two whole hours; and a member does not depend on how
// many others there are.
func TestMembersAreHydrographs(t *testing.T) {
	n := valley(t)
	in := storm(n)
	in.Members = 25
	f, err := Run(n, in)
	if err != nil {
		t.Fatal(err)
	}
	var crests []float64
	for k := range in.Members {
		flows, err := Hydrographs(n, in, k)
		if err != nil {
			t.Fatal(err)
		}
		crests = append(crests, slices.Max(flows[1]))
		if k == 4 {
			more := in
			more.Members = 400
			again, err := Hydrographs(n, more, k)
			if err != nil || !slices.Equal(flows[1], again[1]) {
				t.Errorf("member 4 of 25 and of 400 differ: %v", err)
			}
		}
	}
	q, got := hazard.QuantilesOf(crests), f.Reaches[1].Intensity
	for _, x := range [][2]float64{{q.P05, got.P05}, {q.P50, got.P50}, {q.P95, got.P95}} {
		if x[1] < x[0]-1e-9 || x[1] > 1.03*x[0] {
			t.Errorf("crest %g m3/s in the footprint, %g in the hydrographs", x[1], x[0])
		}
	}
}

// A shorter step is the better answer, and the usual one is near it: the crest
// at the town comes within half an hour of that of a step of five minutes, and
// is as high to a twentieth.
func TestSteps(t *testing.T) {
	n := valley(t)
	crest := func(step int) (float64, int) {
		in := still(n)
		in.Step = step
		flows, err := Hydrographs(n, in, 0)
		if err != nil {
			t.Fatal(err)
		}
		high := slices.Max(flows[1])
		return high, slices.Index(flows[1], high)
	}
	fine, at := crest(300)
	high, later := crest(900)
	if math.Abs(high/fine-1) > 0.05 || later < at || later > at+1 {
		t.Errorf("crest of %g m3/s after %d h with steps of 900 s, of %g after %d h with steps of 300", high, later, fine, at)
	}
}
