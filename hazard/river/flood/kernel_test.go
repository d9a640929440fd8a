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
// same inflow when it is asked directly: nothing is added on the way. Only
// at the foot of the front, where the flow grows from 5 to 125 m3/s within
// an hour, the kernel's search may end elsewhere for another last digit of
// an inflow; what follows does not remember it. R14
func TestKernelAlone(t *testing.T) {
	n := valley(t)
	in := still(n)
	plain := make([]route.Reach, len(n.reaches))
	lateral, base := make([]float64, len(n.reaches)), make([]float64, len(n.reaches))
	for i := range n.reaches {
		plain[i], base[i] = n.reaches[i].Reach, n.base[i]
	}
	kernel, err := route.New(route.Inputs{Step: step, Reaches: plain})
	if err != nil {
		t.Fatal(err)
	}
	run, err := kernel.Start(route.Options{Step: step}, base)
	if err != nil {
		t.Fatal(err)
	}
	c, flow := in.Rain[0], make([]float64, len(plain))
	cell := stormCell{hours: c.Hours, lag: in.Prior.Lag}
	want := []float64{n.base[7]}
	for hour := range in.Hours {
		for i := range n.reaches {
			r := &n.reaches[i]
			d := geo.Distance(geo.Point{Lon: c.Lon, Lat: c.Lat}, geo.Point{Lon: r.Lon, Lat: r.Lat}) / c.Radius
			if d > 1 {
				d = 1
			}
			volume := 1000 * c.Depth * (1 - d*d) * (1 - d*d) * r.Area * in.Prior.Runoff
			lateral[i] = r.Base + volume*(cell.arrived(float64(hour)-1)-cell.arrived(float64(hour)-2))/3600 // the rain begins at two o'clock
		}
		if err := run.Advance(3600/step, lateral); err != nil {
			t.Fatal(err)
		}
		run.Flows(flow)
		want = append(want, flow[7])
	}
	got, err := Hydrographs(n, in, 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(got[1]) != len(want) {
		t.Fatalf("%d hours, want %d", len(got[1]), len(want))
	}
	sum, sumWant := 0.0, 0.0
	for h := range want {
		sum, sumWant = sum+got[1][h], sumWant+want[h]
		if h > 9 && math.Abs(got[1][h]-want[h]) > 1e-3*want[h] {
			t.Errorf("after %d h %g m3/s, the kernel alone has %g", h, got[1][h], want[h])
		}
	}
	if math.Abs(sum/sumWant-1) > 0.01 {
		t.Errorf("%g m3/s h, the kernel alone has %g", sum, sumWant)
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
