package node

import (
	"cmp"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/means"
	"tongzhou/node/view"
)

// Routes that the danger itself closes, and the surge table of each day (R73). The callers of the views hold mu.

// tableEvery is how old the last surge table may be while a case is in the risk state.
const tableEvery = act.Time(24 * 60 * 60 * 1000)

// mostTabled is how many rows a table on record has room for.
const mostTabled = 200

// waysOf are the routes of instruments in force, with when the current forecasts of a case close them: from the earliest arrival at a place on the way to the latest end.
func waysOf(d *docket.Docket, of act.Ref, now act.Time) []means.Way {
	var out []means.Way
	versions := d.Agreements().Versions(now)
	for i := range versions {
		v := &versions[i]
		for _, c := range v.Clauses {
			if c.Route == nil || v.State != "concluded" {
				continue
			}
			w := means.Way{Route: *c.Route, Clause: agreement.Cite{Instrument: v.Ref, Clause: c.ID}}
			for _, x := range shuts(d, of, c.Route, now) {
				w.Shut = append(w.Shut, [2]act.Time{x.from, x.until})
			}
			out = append(out, w)
		}
	}
	return out
}

// A shut is a closure of a route by a forecast.
type shut struct {
	place       string
	from, until act.Time
	ref         act.Ref
}

// shuts are the closures of a route that the current forecasts of a case foresee: of each author its last. A place that is reached less probably than the case counts as
// exposed closes nothing.
func shuts(d *docket.Docket, of act.Ref, r *agreement.Route, now act.Time) []shut {
	c, ok := d.Incidents().Case(of)
	if !ok || !slices.Contains(r.Closed, c.Open.Hazard) {
		return nil
	}
	var out []shut
	for _, f := range d.Incidents().Forecasts(of) {
		if !f.Current || f.Issued > now {
			continue
		}
		for _, x := range f.Reaches {
			if slices.Contains(r.Passes, x.Place) && x.Arrival != nil && x.Probability > 0 && x.Probability >= c.Situation.Threshold {
				s := shut{place: x.Place, from: x.Arrival.P05, ref: f.Ref}
				if x.End != nil {
					s.until = x.End.P95
				}
				out = append(out, s)
			}
		}
	}
	slices.SortFunc(out, func(a, b shut) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.place, b.place), act.CompareRefs(a.ref, b.ref))
	})
	return out
}

// ways shows the routes between parties of the alliance.
func (n *Node) ways(d *docket.Docket, of act.Ref, ways []means.Way, now act.Time) []view.Route {
	out := []view.Route{}
	for _, w := range ways {
		x := view.Route{From: n.partyLocked(w.From), To: n.partyLocked(w.To), Minutes: w.Minutes, Clause: n.clauseRef(w.Clause), Shut: []view.RouteShut{}}
		for _, s := range shuts(d, of, &w.Route, now) {
			x.Shut = append(x.Shut, view.RouteShut{Place: s.place, From: n.at(s.from), Until: n.optional(s.until), Forecast: view.Ref(s.ref)})
		}
		out = append(out, x)
	}
	return out
}

// surgeTables are those on record, the newest first, when the next is due, and whether it is overdue. Those that say a time that is still to come count as of now.
func (n *Node) surgeTables(d *docket.Docket, c incident.Case, now act.Time) (out []view.Tabled, due time.Time, overdue bool) {
	out = []view.Tabled{}
	last := riskSince(c)
	list := d.Incidents().Surges(c.ID)
	for i := len(list) - 1; i >= 0 && len(out) < 7; i-- {
		t := list[i]
		x := view.Tabled{By: n.partyLocked(t.By), At: n.at(t.At), Ref: view.Ref(t.Ref), Rows: []view.TabledRow{}, Count: len(t.Rows) + t.More}
		for _, r := range t.Rows {
			if r.State == "in-time" {
				x.InTime++
			}
			if len(out) == 0 {
				x.Rows = append(x.Rows, view.TabledRow{To: n.partyLocked(r.To), Holder: n.partyLocked(r.Holder), Kind: r.Kind, Amount: measure(r.Amount), Minutes: r.Minutes, State: r.State, Round: r.Round, Waits: r.Waits})
			}
		}
		last = max(last, min(t.At, now))
		out = append(out, x)
	}
	return out, n.at(last + tableEvery), now > last+tableEvery && act.OneOf(c.Phase, "watch emergency")
}

// riskSince is since when a case has been in the risk state without a break, watch or emergency.
func riskSince(c incident.Case) act.Time {
	since := c.Opened
	risk := act.OneOf(c.Open.Phase, "watch emergency")
	for _, x := range c.Decisions {
		if x.Aside {
			continue
		}
		was := risk
		if risk = act.OneOf(x.Phase, "watch emergency"); risk && !was {
			since = x.At
		}
	}
	return since
}

// tabled fills in a surge table that an officer puts on record without rows: as the node computes it now, what is soonest first for each party and kind, each stock once.
func (n *Node) tabled(s *saying) {
	x, ok := s.body.(*incident.SurgeTable)
	if !ok || len(x.Rows) > 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	d, now := n.docket, n.moment()
	q, _ := n.question(d, x.Of, now)
	for _, a := range q.Arrivals(n.inNeed(d, x.Of)) {
		if !a.Counted {
			continue
		}
		if len(x.Rows) == mostTabled {
			x.More++
			continue
		}
		r := incident.SurgeRow{To: a.To, Holder: a.Holder, Kind: a.Kind, Amount: a.Amount, Minutes: max(a.Minutes, 0), State: "late", Round: a.Round, Waits: a.Waits}
		switch {
		case a.Cut:
			r.State = "cut"
		case a.Minutes < 0:
			r.State = "unknown"
		case a.InTime:
			r.State = "in-time"
		}
		x.Rows = append(x.Rows, r)
		rests(x, a.Clause.Instrument)
	}
	for _, w := range q.Ways {
		for _, c := range shuts(d, x.Of, &w.Route, now) {
			rests(x, w.Clause.Instrument, c.ref)
		}
	}
	s.citeAlso(x.Basis...)
}

// rests adds to what a table rests on.
func rests(x *incident.SurgeTable, refs ...act.Ref) {
	for _, r := range refs {
		if !slices.Contains(x.Basis, r) {
			x.Basis = append(x.Basis, r)
		}
	}
}
