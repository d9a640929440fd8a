package means

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// minute in milliseconds, as acts have times.
const minute = act.Time(60 * 1000)

// A trip is how somebody comes to a place by routes.
type trip struct {
	at     act.Time // when
	waited act.Time
	by     []agreement.Cite
}

// route is the trip that arrives first, by routes in force, leaving at a time; with closed as forecasts and statements close them. Whoever waits before a closed route loses
// nothing to who comes later, so that the first arrival at each place is all that has to be kept (Dijkstra's algorithm).
func (s Surge) route(from, to jurisdiction.ID, leave act.Time, closed bool) (trip, bool) {
	trips := map[jurisdiction.ID]trip{from: {at: leave}}
	done := map[jurisdiction.ID]bool{}
	for {
		here, ok := first(trips, done)
		if !ok || here == to {
			t, found := trips[to]
			return t, found
		}
		done[here] = true
		for _, w := range s.Ways {
			there := w.To
			if w.To == here {
				there = w.From
			} else if w.From != here {
				continue
			}
			if done[there] || closed && s.cut(here, there) {
				continue
			}
			t, open := w.drive(trips[here], closed)
			if old, known := trips[there]; open && (!known || compareTrips(t, old) < 0) {
				trips[there] = t
			}
		}
	}
}

// first is the place that is reached first of those not looked at yet.
func first(trips map[jurisdiction.ID]trip, done map[jurisdiction.ID]bool) (jurisdiction.ID, bool) {
	var best jurisdiction.ID
	for id, t := range trips {
		if !done[id] && (best == "" || cmp.Or(compareTrips(t, trips[best]), cmp.Compare(id, best)) < 0) {
			best = id
		}
	}
	return best, best != ""
}

// compareTrips puts the earlier first, of equal ones that with fewer routes; then by the clauses, so that every node names the same.
func compareTrips(a, b trip) int {
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(len(a.by), len(b.by)), slices.CompareFunc(a.by, b.by, func(x, y agreement.Cite) int {
		return cmp.Or(act.CompareRefs(x.Instrument, y.Instrument), cmp.Compare(x.Clause, y.Clause))
	}))
}

// drive goes on by a route: it sets out when it comes through before the route is closed, else when it is open again.
func (w *Way) drive(t trip, closed bool) (trip, bool) {
	leave, length := t.at, act.Time(w.Minutes)*minute
	shut := slices.SortedFunc(slices.Values(w.Shut), func(a, b [2]act.Time) int { return cmp.Compare(a[0], b[0]) })
	for _, x := range shut {
		if !closed || leave+length <= x[0] || x[1] != 0 && leave >= x[1] {
			continue
		}
		if x[1] == 0 {
			return trip{}, false
		}
		leave = x[1]
	}
	return trip{at: leave + length, waited: t.waited + leave - t.at, by: append(slices.Clone(t.by), w.Clause)}, true
}
