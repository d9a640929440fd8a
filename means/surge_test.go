package means

import (
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/geo"
	"tongzhou/jurisdiction"
)

// R73: what reaches whom in time, where no routes are on record; ways that are cut; the same stock promised twice.
func TestSurge(t *testing.T) {
	promise := func(clause string, holder jurisdiction.ID, kind string, amount, ready int64) Promise {
		return Promise{agreement.Reserve{Holder: holder, Kind: kind, Amount: act.Quantity{Mantissa: amount, Unit: "{boat}"}, Ready: ready}, agreement.Cite{Clause: clause}}
	}
	s := Surge{
		Promises: []Promise{
			promise("1", "north", "boat", 10, 30),
			promise("2", "north", "boat", 25, 30), // by another agreement
			promise("3", "south", "boat", 5, 0),
			promise("4", "far", "boat", 50, 60),
			promise("5", "nowhere", "boat", 5, 0),
			promise("6", "middle", "boat", 7, 0),
			promise("7", "north", "pump", 3, 10),
		},
		// A degree of latitude is 111.195 km on the sphere of package geo.
		Places: map[jurisdiction.ID]geo.Point{"middle": {Lon: 120, Lat: 30}, "north": {Lon: 120, Lat: 31}, "south": {Lon: 120, Lat: 29}, "far": {Lon: 120, Lat: 36}},
		Speed:  60, Detour: 130, Cuts: []Cut{{"middle", "south"}}, Within: 180,
	}
	type want struct {
		clause  string
		minutes int64
		inTime  bool
		cut     bool
		twice   int
		counted bool
	}
	check := func(got []Arrival, list []want) {
		t.Helper()
		if len(got) != len(list) {
			t.Fatalf("%d arrivals, wants %d: %+v", len(got), len(list), got)
		}
		for i, w := range list {
			a := got[i]
			if (want{a.Clause.Clause, a.Minutes, a.InTime, a.Cut, len(a.Twice), a.Counted}) != w {
				t.Errorf("%d: %+v, wants %+v", i, a, w)
			}
		}
	}
	// 111.195 km x 1.3 at 60 km/h are 144.6 minutes.
	check(s.Arrivals([]jurisdiction.ID{"middle"}), []want{
		{"1", 175, true, false, 1, false},
		{"2", 175, true, false, 1, true}, // the larger one counts, once
		{"4", 928, false, false, 0, true},
		{"5", -1, false, false, 0, true},
		{"3", -1, false, true, 0, true},
		{"7", 155, true, false, 0, true},
	})
	s.Within = 174
	s.Cuts = []Cut{{From: "north"}}
	got := s.Arrivals([]jurisdiction.ID{"middle"})
	if got[0].Clause.Clause != "3" || got[0].Minutes != 145 || !got[0].InTime {
		t.Errorf("south is open again: %+v", got[0])
	}
	for _, a := range got {
		if a.Holder == "north" && !a.Cut {
			t.Errorf("north is cut off: %+v", a)
		}
	}
	s.Cuts, s.Detour, s.Speed = nil, 0, 0
	for _, a := range s.Arrivals([]jurisdiction.ID{"middle", "south"}) {
		if a.Minutes != -1 || a.InTime {
			t.Errorf("without a speed nothing arrives: %+v", a)
		}
	}
	s.Speed = 60 // a way is never shorter than the great circle
	if a := s.Arrivals([]jurisdiction.ID{"middle"})[0]; a.Minutes != 112 {
		t.Errorf("got %+v", a)
	}
}

func TestSurgeCountsOnce(t *testing.T) { // equal promises, and promises that cannot be compared
	r := func(unit string) agreement.Reserve {
		return agreement.Reserve{Holder: "north", Kind: "boat", Amount: act.Quantity{Mantissa: 1, Unit: unit}}
	}
	for _, unit := range []string{"t", "kg"} {
		s := Surge{Promises: []Promise{{r("t"), agreement.Cite{Clause: "1"}}, {r(unit), agreement.Cite{Clause: "2"}}}, Speed: 1}
		n := 0
		for _, a := range s.Arrivals([]jurisdiction.ID{"middle"}) {
			if a.Counted {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s: counted %d times", unit, n)
		}
	}
}
