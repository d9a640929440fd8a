// Package means puts beside each other what parties of a case need, what they have, what others have promised them, and in what time that can reach them.
//
// Nothing in it is decided or judged. What is needed and what is there is said by statements of a case (package incident), each by its author; what is promised stands in
// reserve clauses of instruments in force (package agreement). Two who say different things stand beside each other, and who lacks what follows from each of them:
//
//	need/lower/pump      how many pumps lower needs, whoever says so
//	stock/lower/pump     how many it has
//	used/lower/pump      how many it used in the end
//	power/lower/order    a task of lower that takes the power to order; the value says which
package means

import (
	"cmp"
	"math"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/geo"
	"tongzhou/jurisdiction"
)

// A Promise is a reserve clause of an instrument in force.
type Promise struct {
	agreement.Reserve
	Clause agreement.Cite
}

// A Cut is a way that cannot be driven, in either direction.
type Cut struct {
	From jurisdiction.ID
	To   jurisdiction.ID // empty: no way from or to From is open
}

// A Way is a route clause of an instrument in force, with when a forecast of the case closes it: from, until; until 0: nobody knows how long.
type Way struct {
	agreement.Route
	Clause agreement.Cite
	Shut   [][2]act.Time
}

// A Surge asks what can reach whom in what time (R73). Between parties that routes in force join, it takes the routes, waits where a forecast closes one, or goes round; where
// no route is on record a way is the great circle times a detour factor, and one that is cut is not driven round. Whoever knows better says so.
type Surge struct {
	Now      act.Time // when everything is called
	Promises []Promise
	Ways     []Way
	Places   map[jurisdiction.ID]geo.Point // who is not in it is nowhere, unless a route leads there
	Speed    int64                         // km/h, more than 0
	Detour   int64                         // way by road per great circle, in per cent: 130
	Cuts     []Cut
	Within   int64 // minutes
}

// An Arrival is one promise for one party in need.
type Arrival struct {
	Promise
	To      jurisdiction.ID
	Minutes int64            // until it is there: until it moves, what it waits, and the way, rounded up; -1: not known, or no way
	InTime  bool             // Minutes is at most Within, and the way is open
	Cut     bool             // there is no way: it is cut, or a forecast closes every route and nobody knows until when
	By      []agreement.Cite // the routes that it takes, in this order; none: the way is assumed
	Waits   int64            // minutes that it waits before a route that a forecast closes
	Round   bool             // it takes other routes than it would if all were open
	Twice   []agreement.Cite // other clauses by which the same holder promises the same kind: the stock may be one and the same
	Counted bool             // of promises of one holder and kind the largest, by which a total counts the stock once
}

// Arrivals returns who can be reached by what: by party in need, kind, time, holder and clause.
func (s Surge) Arrivals(needs []jurisdiction.ID) []Arrival {
	var out []Arrival
	for _, to := range needs {
		for i, p := range s.Promises {
			if p.Holder == to {
				continue // its own reserve is there already
			}
			a := Arrival{Promise: p, To: to, Minutes: -1, Counted: true}
			s.send(&a)
			for j, o := range s.Promises {
				if i != j && o.Holder == p.Holder && o.Kind == p.Kind {
					a.Twice = append(a.Twice, o.Clause)
					a.Counted = a.Counted && larger(p, o, i < j)
				}
			}
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b Arrival) int {
		return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(a.Kind, b.Kind), cmp.Compare(uint64(a.Minutes), uint64(b.Minutes)), // -1 last
			cmp.Compare(a.Holder, b.Holder), act.CompareRefs(a.Clause.Instrument, b.Clause.Instrument), cmp.Compare(a.Clause.Clause, b.Clause.Clause))
	})
	return out
}

// send finds how and when one promise arrives.
func (s Surge) send(a *Arrival) {
	best, ok := s.route(a.Holder, a.To, s.Now+act.Time(a.Ready)*minute, true)
	open, joined := s.route(a.Holder, a.To, s.Now+act.Time(a.Ready)*minute, false)
	switch {
	case ok:
		a.Minutes, a.By, a.Waits = int64((best.at-s.Now+minute-1)/minute), best.by, int64(best.waited/minute)
		a.Round = !slices.Equal(best.by, open.by)
	case joined || s.cut(a.Holder, a.To):
		a.Cut = true
	default:
		way, known := s.way(a.Holder, a.To)
		if !known {
			return
		}
		a.Minutes = a.Ready + way
	}
	a.InTime = !a.Cut && a.Minutes <= s.Within
}

// larger says whether a promise is the one that counts. Amounts in different units cannot be compared; then the first counts.
func larger(p, o Promise, first bool) bool {
	if p.Amount.Unit != o.Amount.Unit || p.Amount.Float() == o.Amount.Float() {
		return first
	}
	return p.Amount.Float() > o.Amount.Float()
}

func (s Surge) cut(a, b jurisdiction.ID) bool {
	return slices.ContainsFunc(s.Cuts, func(c Cut) bool {
		return c.To == "" && (c.From == a || c.From == b) || c.From == a && c.To == b || c.From == b && c.To == a
	})
}

// way is the minutes on a road of which nothing is on record, rounded up.
func (s Surge) way(from, to jurisdiction.ID) (int64, bool) {
	a, ok := s.Places[from]
	b, ok2 := s.Places[to]
	if !ok || !ok2 || s.Speed <= 0 {
		return 0, false
	}
	km := geo.Distance(a, b) * float64(max(s.Detour, 100)) / 100
	return int64(math.Ceil(km / float64(s.Speed) * 60)), true
}
