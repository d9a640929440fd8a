package means

import (
	"fmt"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/geo"
	"tongzhou/jurisdiction"
)

// R73: routes cut by the same flood: what is through before it comes, what waits, what goes round, what does not come at all; and what statements cut.
func TestRoutes(t *testing.T) {
	const now = 1000 * minute
	at := func(m int64) act.Time { return now + act.Time(m)*minute }
	way := func(id string, from, to jurisdiction.ID, minutes int64, shut ...[2]act.Time) Way {
		return Way{agreement.Route{From: from, To: to, Minutes: minutes}, agreement.Cite{Clause: id}, shut}
	}
	for _, c := range []struct {
		what    string
		ways    []Way
		cuts    []Cut
		minutes int64
		by      string
		waits   int64
		round   bool
		cut     bool
	}{
		{"open, in either direction", []Way{way("1", "middle", "north", 60)}, nil, 90, "[1]", 0, false, false},
		{"the shortest", []Way{way("1", "north", "middle", 60), way("2", "north", "middle", 50)}, nil, 80, "[2]", 0, false, false},
		{"by way of another", []Way{way("1", "north", "far", 20), way("2", "far", "middle", 30), way("3", "north", "middle", 60)}, nil, 80, "[1 2]", 0, false, false},
		{"through before the flood", []Way{way("1", "north", "middle", 60, [2]act.Time{at(90), at(400)})}, nil, 90, "[1]", 0, false, false},
		{"waits until it has passed", []Way{way("1", "north", "middle", 60, [2]act.Time{at(89), at(400)})}, nil, 460, "[1]", 370, false, false},
		{"waits for the second crest too", []Way{way("1", "north", "middle", 60, [2]act.Time{at(430), at(500)}, [2]act.Time{at(80), at(400)})}, nil, 560, "[1]", 470, false, false},
		{"it had passed", []Way{way("1", "north", "middle", 60, [2]act.Time{at(0), at(30)})}, nil, 90, "[1]", 0, false, false},
		{"goes round", []Way{way("1", "north", "middle", 60, [2]act.Time{at(0), at(400)}), way("2", "north", "far", 100), way("3", "far", "middle", 100)}, nil, 230, "[2 3]", 0, true, false},
		{"to wait is shorter than to go round", []Way{way("1", "north", "middle", 60, [2]act.Time{at(0), at(100)}), way("2", "north", "middle", 200)}, nil, 160, "[1]", 70, false, false},
		{"nobody knows how long", []Way{way("1", "north", "middle", 60, [2]act.Time{at(0), 0})}, nil, -1, "[]", 0, false, true},
		{"nobody knows how long, but there is a way round", []Way{way("1", "north", "middle", 60, [2]act.Time{at(0), 0}), way("2", "north", "middle", 600)}, nil, 630, "[2]", 0, true, false},
		{"somebody says that it is cut", []Way{way("1", "north", "middle", 60)}, []Cut{{"middle", "north"}}, -1, "[]", 0, false, true},
		{"cut, and round by another", []Way{way("1", "north", "middle", 60), way("2", "north", "far", 20), way("3", "middle", "far", 100)}, []Cut{{"middle", "north"}}, 150, "[2 3]", 0, true, false},
		{"the holder is cut off", []Way{way("1", "north", "far", 20), way("2", "middle", "far", 100)}, []Cut{{From: "north"}}, -1, "[]", 0, false, true},
		{"no route on record: assumed", []Way{way("1", "far", "south", 20)}, nil, 175, "[]", 0, false, false},
	} {
		s := Surge{Now: now, Ways: c.ways, Cuts: c.cuts, Speed: 60, Detour: 130, Within: 24 * 60,
			Promises: []Promise{{agreement.Reserve{Holder: "north", Kind: "boat", Amount: act.Quantity{Mantissa: 1, Unit: "1"}, Ready: 30}, agreement.Cite{Clause: "r"}}},
			Places:   map[jurisdiction.ID]geo.Point{"middle": {Lon: 120, Lat: 30}, "north": {Lon: 120, Lat: 31}}}
		a := s.Arrivals([]jurisdiction.ID{"middle"})[0]
		by := []string{}
		for _, x := range a.By {
			by = append(by, x.Clause)
		}
		if a.Minutes != c.minutes || fmt.Sprint(by) != c.by || a.Waits != c.waits || a.Round != c.round || a.Cut != c.cut || a.InTime != (c.minutes >= 0) {
			t.Errorf("%s: %d min by %v, waits %d, round %t, cut %t, in time %t", c.what, a.Minutes, by, a.Waits, a.Round, a.Cut, a.InTime)
		}
	}
}
