package node

import (
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/means"
	"tongzhou/node/view"
)

// Own powers and own means beside what a case needs (R11). Nothing here is judged: who denies a gap and who overstates one stand beside those who say otherwise. The callers
// hold mu.

// needs are what is said to be needed, beside what is there and what is promised.
func (n *Node) needs(d *docket.Docket, of act.Ref, now act.Time) []view.Need {
	out := []view.Need{}
	for _, x := range n.needsOf(d, of, now) {
		v := view.Need{Party: n.partyLocked(x.Party), Kind: x.Kind, Contested: x.Contested, Estimates: n.estimates(x.Estimates, x.Party, true), Stock: n.estimates(x.Stock, x.Party, false), Used: n.estimates(x.Used, x.Party, false),
			OwnFrom: "unknown", Reserves: []view.ClauseRef{}, Promised: view.Measure{Value: x.Promised.Value, Unit: x.Promised.Unit}, From: []view.ClauseRef{}, Denies: n.partiesLocked(x.Denies())}
		for _, p := range x.Reserves {
			v.Reserves = append(v.Reserves, n.clauseRef(p.Clause))
		}
		for _, a := range x.From {
			v.From = append(v.From, n.clauseRef(a.Clause))
		}
		if x.Own.Known {
			v.Own, v.OwnFrom = &view.Measure{Value: x.Own.Value, Unit: x.Own.Unit}, "reserve"
			if slices.ContainsFunc(x.Stock, func(e means.Estimate) bool { return e.By == x.Party }) {
				v.OwnFrom = "said"
			}
		}
		out = append(out, v)
	}
	return out
}

func (n *Node) needsOf(d *docket.Docket, of act.Ref, now act.Time) []means.Need {
	subjects := d.Incidents().Subjects(of)
	if !slices.ContainsFunc(subjects, func(s incident.Subject) bool { return strings.HasPrefix(s.Key, string(means.Needed)) }) {
		return nil
	}
	q, _ := n.question(d, of, now)
	var who []jurisdiction.ID
	for _, s := range subjects {
		if rest, ok := strings.CutPrefix(s.Key, string(means.Needed)); ok {
			party, _, _ := strings.Cut(rest, "/")
			if id := jurisdiction.ID(party); !slices.Contains(who, id) {
				who = append(who, id)
			}
		}
	}
	return means.Needs(subjects, q.Promises, q.Arrivals(who))
}

func (n *Node) estimates(list []means.Estimate, of jurisdiction.ID, gaps bool) []view.Estimate {
	out := []view.Estimate{}
	for _, e := range list {
		x := view.Estimate{By: n.partyLocked(e.By), Amount: view.Measure{Value: e.Amount.Value, Unit: e.Amount.Unit}, Basis: e.Basis, Text: e.Value, At: n.at(e.Recorded), Ref: view.Ref(e.Ref)}
		if gaps && e.Fits {
			x.Gap = &view.Measure{Value: e.Gap, Unit: e.Amount.Unit}
		}
		out = append(out, x)
	}
	return out
}

// authority are the tasks of which somebody says which power they take, beside the clauses in force that give it.
func (n *Node) authority(d *docket.Docket, c incident.Case, now act.Time) []view.Authority {
	out := []view.Authority{}
	for _, s := range d.Incidents().Subjects(c.ID) {
		rest, ok := strings.CutPrefix(s.Key, string(means.Power))
		party, power, whole := strings.Cut(rest, "/")
		if !ok || !whole || party == "" {
			continue
		}
		for _, said := range s.Said {
			if !said.Standing() {
				continue
			}
			id := jurisdiction.ID(party)
			x := view.Authority{Party: n.partyLocked(id), Power: power, Task: said.Value, By: n.partyLocked(said.By), At: n.at(said.Recorded), Ref: view.Ref(said.Ref), Holds: []view.ClauseRef{}, Others: []view.Holder{}}
			for _, h := range n.holders(d, c, power, now) {
				if h.party == id {
					x.Holds = append(x.Holds, n.clauseRef(h.clause))
				} else {
					x.Others = append(x.Others, view.Holder{Party: n.partyLocked(h.party), Clause: n.clauseRef(h.clause)})
				}
			}
			out = append(out, x)
		}
	}
	return out
}

// A holder has a power by a clause.
type holder struct {
	party  jurisdiction.ID
	clause agreement.Cite
}

// holders are who holds a power in a case: by clauses in force whose condition holds.
func (n *Node) holders(d *docket.Docket, c incident.Case, do string, now act.Time) []holder {
	var out []holder
	n.powers(d, c, do, now, func(k *cast, v *agreement.Version, x *agreement.Clause, when *condition.Condition) {
		for _, id := range k.stand(v, x.Power.Holder) {
			if k.holds(when, id) {
				out = append(out, holder{id, agreement.Cite{Instrument: v.Ref, Clause: x.ID}})
			}
		}
	})
	return out
}

// powers goes through the clauses in force that give a power.
func (n *Node) powers(d *docket.Docket, c incident.Case, do string, now act.Time, each func(*cast, *agreement.Version, *agreement.Clause, *condition.Condition)) {
	k, ok := n.castOf(d, c, now)
	if !ok {
		return
	}
	versions := d.Agreements().Versions(now)
	for i := range versions {
		v := &versions[i]
		for j := range v.Clauses {
			x := &v.Clauses[j]
			if v.State != "concluded" || x.Power == nil || x.Power.Do != do {
				continue
			}
			var when *condition.Condition
			if x.When != "" {
				var err error
				if when, err = condition.Compile(x.When); err != nil {
					continue // problems of clauses are shown where the clauses are
				}
			}
			each(&k, v, x, when)
		}
	}
}

// gapRows are what was missing when somebody above was asked, with what the party says since that it used.
func (n *Node) gapRows(rows []incident.GapRow, by jurisdiction.ID, needs []means.Need) []view.GapRow {
	out := []view.GapRow{}
	amount := func(q *act.Quantity) *view.Measure {
		if q == nil {
			return nil
		}
		m := measure(*q)
		return &m
	}
	for _, r := range rows {
		x := view.GapRow{Kind: r.Kind, Power: r.Power, Need: amount(r.Need), Stock: amount(r.Stock), Promised: amount(r.Promised), Gap: amount(r.Gap), Basis: []view.ActRef{}}
		for _, b := range r.Basis {
			x.Basis = append(x.Basis, view.Ref(b))
		}
		for _, k := range needs {
			for _, u := range k.Used {
				if r.Kind != "" && k.Party == by && k.Kind == r.Kind && u.By == by {
					x.Used = &view.Measure{Value: u.Amount.Value, Unit: u.Amount.Unit}
				}
			}
		}
		out = append(out, x)
	}
	return out
}
