package node

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
)

// SituationSubject is the subject of a statement by which a member contests the situation of a case: a quantity from 0 to 3, of unit "1", says which one it takes it for, and the
// value why (R7).
const SituationSubject = "situation"

// situation is the situation of a case with what it rests on: who decided it, whom it names, and who contests it. The caller holds mu.
func (n *Node) situation(d *docket.Docket, c incident.Case, lead jurisdiction.ID) view.Situation {
	now := c.Situation
	out := view.Situation{Class: now.Class, Sources: n.partiesLocked(now.Sources), By: n.partyLocked(c.By), At: n.at(c.Opened), Ref: view.Ref(c.ID), Decides: n.partyLocked(lead),
		Exposed: []view.Exposed{}, Contests: []view.SituationContest{}}
	if now.Threshold > 0 {
		p := float64(now.Threshold) / 1e6
		out.Probability = &p
	}
	if now.Footprint != nil {
		out.Footprint = now.Footprint.String()
	}
	decisions := situations(c)
	if k := len(decisions); k > 0 {
		last := decisions[k-1]
		out.By, out.At, out.Ref = n.partyLocked(last.By), n.at(last.At), view.Ref(last.Ref)
	}
	told := n.toldOf(d, c)
	for _, id := range now.Exposed {
		if is, _ := isMember(d, id); !is {
			continue // shown outside
		}
		x := view.Exposed{Party: n.partyLocked(id), Since: n.at(exposedSince(c, decisions, id)), Source: slices.Contains(now.Sources, id)}
		if at, ok := told[id]; ok {
			x.Told = n.optional(at)
		}
		out.Exposed = append(out.Exposed, x)
	}
	for _, id := range dropped(c, decisions) {
		out.Dropped = append(out.Dropped, n.partyLocked(id))
	}
	out.Contests = n.contests(d, c, decisions)
	return out
}

// situations are the decisions that say something about the situation, in the order in which they count.
func situations(c incident.Case) []incident.Decision {
	var out []incident.Decision
	for _, x := range slices.Concat(c.Classifications, c.Decisions) {
		if x.Situation != nil && !x.Aside {
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b incident.Decision) int {
		return cmp.Or(cmp.Compare(a.At, b.At), act.CompareRefs(a.Ref, b.Ref))
	})
	return out
}

// exposedSince is since when a member has been on the list without a break.
func exposedSince(c incident.Case, decisions []incident.Decision, id jurisdiction.ID) act.Time {
	var since act.Time
	if slices.Contains(c.Open.Situation.Exposed, id) {
		since = c.Opened
	}
	for _, x := range decisions {
		switch on := slices.Contains(x.Situation.Exposed, id); {
		case !on:
			since = 0
		case since == 0:
			since = x.At
		}
	}
	return since
}

// dropped are who was on the list and is no longer: the wind has turned, and whoever was told has to hear that too.
func dropped(c incident.Case, decisions []incident.Decision) []jurisdiction.ID {
	was := slices.Clone(c.Open.Situation.Exposed)
	for _, x := range decisions {
		was = append(was, x.Situation.Exposed...)
	}
	slices.Sort(was)
	return slices.DeleteFunc(slices.Compact(was), func(id jurisdiction.ID) bool { return slices.Contains(c.Situation.Exposed, id) })
}

// toldOf is when each party signed for a warning or for the opening of the case, whichever came first.
func (n *Node) toldOf(d *docket.Docket, c incident.Case) map[jurisdiction.ID]act.Time {
	out := map[jurisdiction.ID]act.Time{}
	take := func(id jurisdiction.ID, at act.Time) {
		if old, ok := out[id]; at != 0 && (!ok || at < old) {
			out[id] = at
		}
	}
	for _, e := range d.Incidents().Timeline(c.ID) {
		if r, ok := e.Body.(*incident.Receipt); ok && r.What == c.ID {
			take(e.By, e.Recorded)
		}
	}
	for h := range d.Warnings().Of(c.ID, 0) {
		b, _ := d.Warnings().Board(h.ID, 0)
		for _, row := range b.Rows {
			for _, x := range row.History {
				if x.State == "received" {
					take(row.Party, x.At)
				}
			}
		}
	}
	return out
}

// contests are the members that say it is another situation, with what was decided since: whoever leads decides, and the objection stays beside the decision.
func (n *Node) contests(d *docket.Docket, c incident.Case, decisions []incident.Decision) []view.SituationContest {
	out := []view.SituationContest{}
	for _, s := range d.Incidents().Subjects(c.ID) {
		if s.Key != SituationSubject {
			continue
		}
		for _, said := range s.Said {
			q := said.Quantity
			if !said.Standing() || q == nil || q.Unit != "1" || q.Float() != float64(int(q.Float())) || q.Float() < 0 || q.Float() > 3 {
				continue
			}
			x := view.SituationContest{By: n.partyLocked(said.By), Says: int(q.Float()), Reason: said.Value, At: n.at(said.Recorded), Ref: view.Ref(said.Ref), State: "open"}
			for _, k := range decisions {
				if k.At < said.Recorded {
					continue
				}
				by, ref := n.partyLocked(k.By), view.Ref(k.Ref)
				x.State, x.Decided, x.Decision = "kept", &by, &ref
				if k.Situation.Class == x.Says {
					x.State = "followed"
				}
			}
			out = append(out, x)
		}
	}
	return out
}
