package node

import (
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
)

// Water that is let down upstream: what is planned, who has to approve it, and who was told before it comes (R10). The callers of the views hold mu.

// releases are those of a case, in the order in which they were first put on record.
func (n *Node) releases(d *docket.Docket, c incident.Case, now act.Time) []view.Release {
	out := []view.Release{}
	for _, r := range d.Incidents().Releases(c.ID) {
		out = append(out, n.releaseView(d, c, r, now))
	}
	return out
}

func (n *Node) releaseView(d *docket.Docket, c incident.Case, r incident.Released, now act.Time) view.Release {
	last := r.Last()
	out := view.Release{ID: warningID(last.Ref), Party: n.partyLocked(r.By), Approval: r.Approved(), Needs: n.needsApproval(d, c, r.By, now), Approvals: []view.ReleaseApproval{}, Versions: []view.ReleaseVersion{}, Told: []view.Delivery{}, Notices: []view.Duty{}}
	for _, v := range r.Versions {
		x := view.ReleaseVersion{At: n.at(v.At), From: n.optional(v.From), Until: n.optional(v.Until), Emergency: v.Emergency, Withdrawn: v.Withdrawn, Reason: v.Reason, Ref: view.Ref(v.Ref)}
		if v.Amount != nil {
			m := measure(*v.Amount)
			x.Amount = &m
		}
		if !v.Withdrawn { // of one that is withdrawn it is said what it would have been
			out.What, out.From, out.Until, out.Amount, out.Emergency = v.What, n.at(v.From), x.Until, x.Amount, v.Emergency
		}
		out.Versions = append(out.Versions, x)
	}
	switch {
	case last.Withdrawn:
		out.State = "withdrawn"
	case now < last.From:
		out.State = "planned"
	case last.Until != 0 && now >= last.Until:
		out.State = "over"
	default:
		out.State = "running"
	}
	for _, a := range r.Approvals {
		out.Approvals = append(out.Approvals, view.ReleaseApproval{By: n.partyLocked(a.By), Grants: a.Grants, Power: n.clauseRef(a.Power), At: n.at(a.At), Stands: a.Stands, Code: a.Code, Text: a.Text, Ref: view.Ref(a.Ref)})
	}
	out.Told = n.toldOfRelease(r)
	for _, o := range d.Duties(c.ID) {
		if o.Clock == "planned" && o.Since == r.Versions[0].Ref && o.Do != "ask-approval" {
			out.Notices = append(out.Notices, n.duty(o, now))
		}
	}
	slices.SortStableFunc(out.Notices, dueFirst)
	return out
}

// toldOfRelease are those to whom what stands was sent, in whichever version that says so, each with the receipt that it gave for one of them. A withdrawal is told anew.
func (n *Node) toldOfRelease(r incident.Released) []view.Delivery {
	out := []view.Delivery{}
	gone := r.Last().Withdrawn
	for _, v := range r.Versions {
		if v.Withdrawn != gone || !gone && !v.Same {
			continue
		}
		for _, to := range v.To {
			i := slices.IndexFunc(out, func(x view.Delivery) bool { return x.Party.ID == string(to.Party) })
			switch {
			case i < 0:
				out = append(out, n.delivery(to))
			case out[i].Received == nil:
				out[i] = n.delivery(to)
			}
		}
	}
	return out
}

// needsApproval are the clauses in force by which somebody has to approve what a party lets down.
func (n *Node) needsApproval(d *docket.Docket, c incident.Case, by jurisdiction.ID, now act.Time) []view.ClauseRef {
	out := []view.ClauseRef{}
	n.powers(d, c, "approve", now, func(k *cast, v *agreement.Version, x *agreement.Clause, when *condition.Condition) {
		if v.Binds(by, now, d.Above) && k.holds(when, by) {
			out = append(out, n.clauseRef(agreement.Cite{Instrument: v.Ref, Clause: x.ID}))
		}
	})
	return out
}

// approvalTasks: who has the power to approve sees what is planned and waits for its word.
func (n *Node) approvalTasks(c incident.Case, like view.Task, now act.Time) []view.Task {
	power, ok := n.power("approve", now)
	if !ok {
		return nil
	}
	var out []view.Task
	for _, r := range n.docket.Incidents().Releases(c.ID) {
		last := r.Last()
		answered := slices.ContainsFunc(r.Approvals, func(a incident.Approval) bool { return a.By == n.cfg.ID && a.Stands })
		if r.By == n.cfg.ID || answered || last.Withdrawn || last.Until != 0 && now >= last.Until {
			continue
		}
		t, ref := like, view.Ref(last.Ref)
		t.ID, t.Kind, t.Basis, t.Due = "approve."+warningID(last.Ref), "approve-release", &ref, n.optional(last.From)
		t.Title = n.book.Say("task.release", phrase.Args{"by": n.partyLocked(r.By).Name, "what": last.What})
		t.Reason = n.book.Say("task.release.reason", phrase.Args{"clause": n.citation(n.clauseRef(power)), "from": n.at(last.From)})
		out = append(out, t)
	}
	return out
}

// toApprover lets who stands above hear of a release too: it may have to approve it.
func (n *Node) toApprover(s *saying) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if up := n.docket.Above(n.cfg.ID); up != "" && !slices.Contains(s.to, up) {
		s.to = append(s.to, up)
	}
}

// asApprover names the power by which this jurisdiction approves a release, where the officer has not.
func (n *Node) asApprover(s *saying) {
	x, ok := s.body.(*incident.TaskAnswer)
	if !ok || x.Power != nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, r := range n.docket.Incidents().Releases(x.Of) {
		if slices.ContainsFunc(r.Versions, func(v incident.Planned) bool { return v.Ref == x.What }) {
			if c, ok := n.power("approve", n.moment()); ok {
				x.Power = &c
				s.citeAlso(c.Instrument)
			}
		}
	}
}
