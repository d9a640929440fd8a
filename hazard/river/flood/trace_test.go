package flood

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"tongzhou/hazard"
	"tongzhou/hazard/river/route"

	"pgregory.net/rapid"
)

// What is traced is the forecast itself, with the same bytes, also
// where readings weigh the members; the members are those that it
// counts, and a flow at an hour is that of the hydrograph. R14
func TestTraceIsTheForecast(t *testing.T) {
	n := valley(t)
	in := storm(n)
	in.Readings = []Reading{{"bridge", begin + 8*3600_000, 70}, {"bridge", begin + 12*3600_000, 90}}
	want, err := Run(n, in)
	if err != nil {
		t.Fatal(err)
	}
	told := 0.0
	got, traces, err := n.Trace(in, func(share float64) error {
		if share < told || share > 1 {
			t.Errorf("%g is done after %g", share, told)
		}
		told = share
		return nil
	})
	if err != nil || told != 1 {
		t.Fatalf("%v, %g told to be done", err, told)
	}
	a, _ := want.Encode()
	if b, _ := got.Encode(); !bytes.Equal(a, b) {
		t.Error("the forecast that is traced is another one")
	}
	for i, x := range traces.Stations {
		over := slices.DeleteFunc(slices.Clone(x.Arrival), math.IsNaN)
		if q := hazard.QuantilesOf(over); q != want.Reaches[i].Arrival || len(x.Flow) != in.Members || len(x.Flow[0]) != in.Hours+1 {
			t.Errorf("station %d: arrivals %+v, want %+v; %d members of %d hours", i, q, want.Reaches[i].Arrival, len(x.Flow), len(x.Flow[0]))
		}
	}
	in.Readings = nil // all members weigh the same: the order is theirs
	if _, traces, err = n.Trace(in, nil); err != nil {
		t.Fatal(err)
	}
	flows, err := Hydrographs(n, in, 7)
	if err != nil || !slices.Equal(flows[1], traces.Stations[1].Flow[7]) {
		t.Errorf("the member 7 is another one: %v", err)
	}
}

// A reach is out of its banks from when its flow is bankfull until it
// is less. Here a station whose threshold is the bankfull flow of its
// reach says the same, but for the step. R4
func TestBanksAreThresholds(t *testing.T) {
	n := valley(t)
	in := storm(n)
	in.Rain[0].Depth = 500
	full, _ := n.Bankfull(4)
	in.Stations[0].Threshold = full
	_, traces, err := n.Trace(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(traces.Reaches, func(b Bank) bool { return b.ID == 4 })
	if at < 0 {
		t.Fatal("reach 4 is not traced")
	}
	out, over := traces.Reaches[at], 0
	for k, a := range traces.Stations[0].Arrival {
		if math.IsNaN(a) != math.IsNaN(out.Arrival[k]) {
			t.Errorf("member %d arrives at %g, the reach is out of its banks at %g", k, a, out.Arrival[k])
		}
		if !math.IsNaN(a) {
			over++
			if d, e := out.Arrival[k]-a, traces.Stations[0].End[k]-out.End[k]; d < 0 || d > 0.25 || e < 0 || e > 0.25 {
				t.Errorf("member %d: from %g to %g, the reach from %g to %g", k, a, traces.Stations[0].End[k], out.Arrival[k], out.End[k])
			}
		}
	}
	if over < 10 || over == in.Members {
		t.Errorf("%d of %d members leave the banks: nothing to see", over, in.Members)
	}
}

// Whoever asks for a run can end it; what is wrong is refused as Run
// refuses it, and names the thing by its place in its list.
func TestTraceRefuses(t *testing.T) {
	n := valley(t)
	enough := errors.New("enough")
	if _, _, err := n.Trace(storm(n), func(share float64) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("not stopped: %v", err)
	}
	for name, c := range map[string]struct {
		spoil func(*Inputs)
		list  string
		at    int
		what  string
	}{
		"other network": {func(in *Inputs) { in.Network = "x" }, "", 0, "are for the network x"},
		"beside":        {func(in *Inputs) { in.Rain[0].Lat = 50 }, "", 0, "falls beside the network"},
		"radius":        {func(in *Inputs) { in.Rain[0].Radius = 2000 }, "rain", 0, "wants 1 to 1000 km"},
		"order":         {func(in *Inputs) { in.Stations[1].KM = 1 }, "station", 1, "go downstream"},
		"late":          {func(in *Inputs) { in.Readings = []Reading{{"town", begin + 100*3600_000, 7}} }, "reading", 0, "100.0 h after the start: wants a time within the run, 0 to 72 h"},
	} {
		in := storm(n)
		in.Rain, in.Stations = slices.Clone(in.Rain), slices.Clone(in.Stations)
		c.spoil(&in)
		_, _, err := n.Trace(in, nil)
		_, same := Run(n, in)
		if err == nil || same == nil || err.Error() != same.Error() || !strings.Contains(err.Error(), c.what) {
			t.Errorf("%s: %v, and %v of Run", name, err, same)
		}
		var m *Misfit
		if errors.As(err, &m) != (c.list != "") || m != nil && (m.List != c.list || m.At != c.at || m.Unwrap() == nil) {
			t.Errorf("%s: %+v", name, m)
		}
	}
	in := storm(n)
	in.Rain = append(in.Rain, Rain{Lon: 100, Lat: 31.2, Radius: 20, At: begin, Hours: 1, Depth: 10})
	if !Touches(n, in, 0) || Touches(n, in, 1) {
		t.Error("the first cell falls on the network and the second does not")
	}
	if p := DefaultPrior(); p.validate() != nil {
		t.Errorf("what is shipped is refused: %+v", p)
	}
}

// A network comes back from its JSON as it was; what nobody knows is
// refused.
func TestDecodeNetwork(t *testing.T) {
	n := valley(t)
	text, err := json.Marshal(map[string]any{"reaches": n.Reaches()})
	if err != nil {
		t.Fatal(err)
	}
	if back, err := Decode(text); err != nil || back.Hash() != n.Hash() {
		t.Errorf("%v", err)
	}
	for _, bad := range []string{`{"reaches": [{"Slop": 1}]}`, string(text) + "{}", string(text) + "}", string(text) + "]", `[]`, `{"reaches": [{"ID": 1}]}`} {
		if _, err := Decode([]byte(bad)); err == nil {
			t.Errorf("%s is a network", bad)
		}
	}
}

// What every storm has in common, however it is drawn: nobody is over
// a threshold before arriving or after the end; who arrives is who is
// over at some hour, or between two; the highest flows of the hours
// are at most those of the footprint, and little less. R14
func TestTracesHoldTogether(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := valley(t)
		in := storm(n)
		in.Members, in.Hours = 20, 48
		in.Seed = rapid.Uint64().Draw(rt, "seed")
		in.Rain[0].Depth = rapid.Float64Range(0, 600).Draw(rt, "depth")
		in.Rain[0].Hours = rapid.Float64Range(0.5, 24).Draw(rt, "hours")
		in.Stations = append([]Station{{ID: "spring", Place: "spring", Reach: 11, KM: 0, Threshold: 30}}, in.Stations...)
		f, traces, err := n.Trace(in, nil)
		if err != nil {
			rt.Fatal(err)
		}
		for i, x := range traces.Stations {
			arrived, limit, highest := 0, in.Stations[i].Threshold, []float64{}
			for k, a := range x.Arrival {
				high := slices.Max(x.Flow[k])
				highest = append(highest, high)
				if math.IsNaN(a) {
					if high >= limit || !math.IsNaN(x.End[k]) {
						rt.Fatalf("station %d, member %d never arrives, flows %g m3/s, ends at %g", i, k, high, x.End[k])
					}
					continue
				}
				arrived++
				for hour, q := range x.Flow[k] {
					if h := float64(hour); q >= limit && (h < a || h > x.End[k]) {
						rt.Fatalf("station %d, member %d: %g m3/s at hour %d, over from %g to %g", i, k, q, hour, a, x.End[k])
					}
				}
			}
			if q, of := hazard.QuantilesOf(highest), f.Reaches[i].Intensity; q.P05 > of.P05 || q.P50 > of.P50 || q.P95 > of.P95 || q.P50 < 0.8*of.P50 {
				rt.Fatalf("station %d: highest flows of the hours %+v, the footprint has %+v", i, q, of)
			}
			if got := float64(arrived) / float64(in.Members); math.Abs(got-f.Reaches[i].Probability) > 1e-9 {
				rt.Fatalf("station %d: %g arrive, the footprint has %g", i, got, f.Reaches[i].Probability)
			}
		}
	})
}

// Where no rain comes there is nothing to trace: the flow of a day
// without rain, nobody over the threshold, and no reach on the way
// out of its banks.
func TestTraceBesideTheRain(t *testing.T) {
	n := valley(t)
	in := still(n)
	in.Rain[0] = Rain{Lon: 100.28, Lat: 30, Radius: 2, At: begin, Hours: 6, Depth: 300} // at the last reach
	_, traces, err := n.Trace(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	base, _ := n.Base(4)
	for k, flow := range traces.Stations[0].Flow {
		if slices.Min(flow) != base || slices.Max(flow) != base || !math.IsNaN(traces.Stations[0].Arrival[k]) {
			t.Fatalf("member %d: %g to %g m3/s at the bridge, above the rain; the base is %g", k, slices.Min(flow), slices.Max(flow), base)
		}
	}
	if slices.ContainsFunc(traces.Reaches, func(b Bank) bool { return b.ID < 7 }) {
		t.Error("reaches above the rain are traced")
	}
}

// A network with a reservoir, and its gates' rule, comes back from
// JSON as it was.
func TestDecodeReservoirs(t *testing.T) {
	n := valley(t, Reservoir{Base: 1, Reservoir: route.Reservoir{ID: 90, To: 5, Area: 1e6, Level: 5, Top: 10, WeirLevel: 8, WeirLength: 20, WeirCoefficient: 1.7,
		OrificeLevel: 0, OrificeArea: 2, OrificeCoefficient: 0.6}})
	text, err := json.Marshal(map[string]any{"reaches": n.Reaches(), "reservoirs": n.reservoirs})
	if err != nil {
		t.Fatal(err)
	}
	back, err := Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if q, _ := back.Base(5); q != n.base[n.index[5]] || len(back.reservoirs) != 1 || back.reservoirs[0].Level != n.reservoirs[0].Level {
		t.Errorf("%g m3/s below the dam, want %g; %+v", q, n.base[n.index[5]], back.reservoirs)
	}
}
