package flood

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"tongzhou/hazard/river/route"
)

// routed runs a member of futures to its end, under orders, and gives
// the flow at the end of a reach by hour.
func routed(t *testing.T, m Future, on route.ID, orders ...route.Measure) []float64 {
	t.Helper()
	m.Network.Step = 900
	n, err := route.New(m.Network)
	if err != nil {
		t.Fatal(err)
	}
	run, err := n.Start(route.Options{Step: 900, Measures: orders}, m.Flow)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(m.Network.Reaches, func(r route.Reach) bool { return r.ID == on })
	if at < 0 {
		t.Fatalf("reach %d is not routed", on)
	}
	var out []float64
	if err := (&Inputs{Step: 900}).look(run, len(m.Lateral), m.Flow, func(hour int) []float64 { return m.Lateral[hour] }, func(t float64, flow []float64) {
		if t == math.Trunc(t) {
			out = append(out, flow[at])
		}
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func futures(t *testing.T, n *Network, in Inputs, ids ...route.ID) *Futures {
	t.Helper()
	f, err := n.Futures(in, ids)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A future without orders is the member that Run speaks of, at every
// hour, whatever else is routed with it; it is the same whenever it is
// asked and whoever has changed one before. R4
func TestFuturesAreMembers(t *testing.T) {
	n := valley(t)
	in := storm(n)
	f := futures(t, n, in, 8, 12)
	if f.Len() != 60 {
		t.Fatalf("%d members", f.Len())
	}
	for _, k := range []int{0, 1, 59} {
		want, err := Hydrographs(n, in, k)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range in.Stations {
			for h, q := range routed(t, f.Member(k), s.Reach) {
				if math.Abs(q-want[i][h]) > 1e-9*max(1, q) {
					t.Fatalf("member %d at %s, hour %d: %g, the forecast has %g", k, s.ID, h, q, want[i][h])
				}
			}
		}
	}
	first := f.Member(3)
	again := f.Member(3)
	first.Flow[0], first.Lateral[5][0], first.Network.Reaches[0].Roughness = 99, 99, 0.3
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if m := f.Member(3); !reflect.DeepEqual(m, again) {
				t.Error("a member changes")
			}
		})
	}
	wg.Wait()
	if f.Take(10); f.Len() != 10 || !reflect.DeepEqual(f.Member(3), again) {
		t.Error("the first members are not those of the whole")
	}
	if f.Take(1000); f.Len() != 10 {
		t.Errorf("%d members of 10", f.Len())
	}
}

// What something is ordered of is routed although no rain comes there: a
// reservoir far below a small storm, a spring at the gate of an area. It
// flows as on a day without rain. R4
func TestFuturesAreRoutedWhereOrdered(t *testing.T) {
	pool := Reservoir{Reservoir: route.Reservoir{ID: 9, Area: 1e5, Top: 108, OrificeLevel: 100, OrificeArea: 3, OrificeCoefficient: 0.6, WeirLevel: 106, WeirLength: 20, WeirCoefficient: 1.8}}
	n := valley(t, pool)
	in := storm(n)
	in.Rain = []Rain{{Lon: 100.28, Lat: 30, Radius: 1, At: begin, Hours: 2, Depth: 50}} // over the town alone
	in.Stations, in.Prior.Shift = in.Stations[1:], 0
	m := futures(t, n, in).Member(0)
	if slices.ContainsFunc(m.Network.Reaches, func(r route.Reach) bool { return r.ID == 4 }) || len(m.Network.Reservoirs) != 0 {
		t.Fatal("everything is routed, so this test shows nothing")
	}
	m = futures(t, n, in, 9, 11).Member(0)
	if len(m.Network.Reservoirs) != 1 {
		t.Fatal("the reservoir is not routed")
	}
	for _, id := range []route.ID{11, 4} {
		base, _ := n.Base(id)
		for h, q := range routed(t, m, id) {
			if math.Abs(q-base) > 0.02*base {
				t.Fatalf("reach %d, hour %d: %g m3/s on a day without rain, want %g", id, h, q, base)
			}
		}
	}
	closed := routed(t, m, 5, route.Measure{On: 9, Do: route.Close})
	if open := routed(t, m, 5); closed[20] > 0.5*open[20] {
		t.Errorf("with the reservoir closed %g m3/s come, open %g", closed[20], open[20])
	}
}

// What has no land of its own is routed for the land above it: the lower
// one of two reservoirs that follow each other, a reach between its
// neighbours' land. R4
func TestFuturesAreRoutedBelowTheLand(t *testing.T) {
	reaches := valley(t).Reaches()
	reaches[3].To, reaches[5].Area = 9, 0
	pool := Reservoir{Reservoir: route.Reservoir{ID: 9, To: 10, Area: 1e5, Top: 108, OrificeLevel: 100, OrificeArea: 3, OrificeCoefficient: 0.6, WeirLevel: 106, WeirLength: 20, WeirCoefficient: 1.8}}
	lower := pool
	lower.ID, lower.To = 10, 5
	n, err := NewNetwork(reaches, []Reservoir{pool, lower})
	if err != nil {
		t.Fatal(err)
	}
	in := storm(n)
	in.Rain = []Rain{{Lon: 100.28, Lat: 30, Radius: 1, At: begin, Hours: 2, Depth: 50}} // over the town alone
	in.Stations, in.Prior.Shift = in.Stations[1:], 0
	for _, c := range []struct {
		id    route.ID
		pools int
	}{{10, 2}, {6, 0}, {7, 0}} {
		m := futures(t, n, in, c.id).Member(0)
		if there := slices.ContainsFunc(m.Network.Reaches, func(r route.Reach) bool { return r.ID == c.id }); there != (c.id < 9) || len(m.Network.Reservoirs) != c.pools {
			t.Errorf("%d: %t, %d reservoirs are routed, want %d", c.id, there, len(m.Network.Reservoirs), c.pools)
		}
	}
}

// Readings leave the members that Run counts; with orders they leave
// others: what was read below an area that took water was more above it.
// Without readings all are left. R4, R98
func TestFuturesAreWeighed(t *testing.T) {
	n := valley(t)
	in := storm(n)
	truth, err := Hydrographs(n, in, 7)
	if err != nil {
		t.Fatal(err)
	}
	all := futures(t, n, in)
	if err := all.Weigh(nil, nil, 2); err != nil || all.Len() != 60 || !slices.IsSorted(all.members) || all.members[59] != 59 {
		t.Fatalf("%v, %v", all.members, err)
	}
	for _, h := range []int{10, 14} {
		in.Readings = append(in.Readings, Reading{Station: "town", At: begin + int64(h)*3600_000, Value: truth[1][h]})
	}
	_, weights, err := ensemble(n, &in, 1)
	if err != nil {
		t.Fatal(err)
	}
	f := futures(t, n, in)
	if err := f.Weigh(nil, nil, 3); err != nil || !slices.Equal(f.members, chosen(weights)) {
		t.Fatalf("%v, %v; the forecast counts %v", f.members, err, chosen(weights))
	}
	areas := []route.Detention{{ID: 30, From: 4, Back: 5, Capacity: 1e8, Intake: 40, Outlet: 10}}
	done := []route.Measure{{On: 30, Do: route.Open}}
	with := futures(t, n, in, 4, 5)
	if err := with.Weigh(areas, done, 2); err != nil {
		t.Fatal(err)
	}
	mean := func(f *Futures) float64 {
		sum := 0.0
		for k := range f.Len() {
			sum += slices.Max(routed(t, f.Member(k), 4)) / float64(f.Len())
		}
		return sum
	}
	if without, area := mean(f), mean(with); area < without+10 {
		t.Errorf("the same readings come of a crest of %g m3/s at the bridge, and of %g if an area took 40 below it", without, area)
	}
	done[0].On = 31
	if err := with.Weigh(areas, done, 2); err == nil || !strings.Contains(err.Error(), "member 0") {
		t.Errorf("an order to nothing: %v", err)
	}
}

// What cannot be a future is refused with what is wrong. R4
func TestFuturesRefused(t *testing.T) {
	n := valley(t, Reservoir{Reservoir: route.Reservoir{ID: 9, Area: 1e5, Top: 108, OrificeLevel: 100, OrificeArea: 3, OrificeCoefficient: 0.6, WeirLevel: 106, WeirLength: 20, WeirCoefficient: 1.8}})
	spring, err := NewNetwork([]Reach{{Lon: 100, Lat: 30, Base: 1, Reach: valley(t).reaches[7].Reach}}, []Reservoir{{Base: 1, Reservoir: route.Reservoir{ID: 9, To: 8, Area: 1e5, Top: 108, OrificeLevel: 100, OrificeArea: 3,
		OrificeCoefficient: 0.6, WeirLevel: 106, WeirLength: 20, WeirCoefficient: 1.8}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		n      *Network
		id     route.ID
		change func(*Inputs)
		want   string
	}{
		{n, 77, func(*Inputs) {}, "there is no reach or reservoir 77"},
		{n, 4, func(in *Inputs) { in.Network = strings.Repeat("0", 64) }, "the inputs are for the network 0000"},
		{n, 4, func(in *Inputs) { in.Hours = 0 }, "hours 0"},
		{n, 4, func(in *Inputs) { in.Stations[0].Reach = 77 }, "there is no reach or reservoir 77"},
		{spring, 9, func(in *Inputs) { in.Stations = in.Stations[1:] }, "no land drains into 8"},
		{spring, 9, func(in *Inputs) { in.Stations[0].Reach, in.Stations = 9, in.Stations[:1] }, "no land drains into 9"},
	} {
		in := storm(c.n)
		c.change(&in)
		if _, err := c.n.Futures(in, []route.ID{c.id}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %q: %v", c.want, err)
		}
	}
}
