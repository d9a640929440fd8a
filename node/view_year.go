package node

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/duty"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
)

// shownEvidence is how many of the askings that it missed stand beside a proposed finding: an act has room for no more citations than a person reads.
const shownEvidence = 20

// A span is a stretch of time over which members are looked at.
type span struct{ from, to act.Time }

func (s span) holds(at act.Time) bool { return at > s.from && at <= s.to }

// over parses a stretch of time as RFC 3339; what is left out makes it the year before now.
func (n *Node) over(from, to string) (span, error) {
	s := span{to: n.moment()}
	for _, x := range []struct {
		text string
		at   *act.Time
	}{{to, &s.to}, {from, &s.from}} {
		if x.text == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339, x.text)
		if err != nil {
			return s, refuse(Invalid, "%.40q is not a moment such as 2026-04-01T08:00:00Z", x.text)
		}
		*x.at = act.Time(at.UnixMilli())
	}
	if from == "" {
		s.from = s.to - 365*actDay
	}
	if s.from >= s.to {
		return s, refuse(Invalid, "from %s to %s is no stretch of time", n.at(s.from).Format(time.RFC3339), n.at(s.to).Format(time.RFC3339))
	}
	return s, nil
}

// Record is how members took part over a stretch of time, in closed cases as in open ones (R39, R60). party asks for every line of one member.
func (n *Node) Record(ctx context.Context, party, from, to string) (view.Participation, error) {
	over, err := n.over(from, to)
	if err != nil {
		return view.Participation{}, err
	}
	now := n.moment()
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, ok := n.docket.Roster().Member(jurisdiction.ID(party)); !ok && party != "" {
		return view.Participation{}, refuse(NotFound, "there is no member %.70q here", party)
	}
	list := n.askings(over, now)
	rates := map[jurisdiction.ID][]view.Rate{}
	for _, r := range duty.Rates(list, now) {
		rates[r.Party] = append(rates[r.Party], rate(r))
	}
	burdens := n.burdens(over)
	out := view.Participation{Now: n.at(now), From: n.at(over.from), To: n.at(over.to), Members: []view.MemberRecord{}}
	for _, m := range n.docket.Roster().Members() {
		if m.Left != nil && rates[m.Member] == nil || party != "" && party != string(m.Member) {
			continue
		}
		x := view.MemberRecord{Party: n.partyLocked(m.Member), SizeClass: n.sizeClass(m.Member), Rates: rates[m.Member], Cases: burdens[m.Member].cases, Owed: burdens[m.Member].owed, Askings: []view.Asking{}}
		if x.Rates == nil {
			x.Rates = []view.Rate{}
		}
		if party != "" {
			x.Askings = n.askingRows(list, m.Member, now)
		}
		out.Members = append(out.Members, x)
	}
	return out, ctx.Err()
}

// askings are all that members were asked in a stretch of time. Of a rehearsal only the part in it counts, and of a test nothing (R71).
func (n *Node) askings(over span, now act.Time) []duty.Asking {
	var list []duty.Asking
	for _, c := range n.docket.Incidents().Cases() {
		if c.Opened > over.to || c.Closed && n.docket.Mistook(c.ID) { // what was asked because an exercise was taken for real measures nobody
			continue
		}
		var asked []duty.Asking
		switch view.Status(c.Open.Status) {
		case view.Actual:
			asked = n.caseAskings(c, now)
		case view.Exercise:
			asked = n.called(c, "exercise", now)
		}
		end := closedAt(c)
		for _, a := range asked {
			if a.Answered == 0 && end != 0 && (a.Due == 0 || a.Due > end) { // it was over before the answer was due
				continue
			}
			list = append(list, a)
		}
	}
	for _, m := range n.docket.Meetings().Meetings(now, n.docket.Weigh) {
		if n.statusOf(m.Convening.Case) == view.Actual {
			list = append(list, n.meetingAskings(m)...)
		}
	}
	return slices.DeleteFunc(list, func(a duty.Asking) bool { return !over.holds(a.Asked) })
}

// closedAt is when a case was closed or went on elsewhere; 0: it goes on.
func closedAt(c incident.Case) act.Time {
	if !c.Closed {
		return 0
	}
	if c.Broken != nil {
		return c.Broken.At
	}
	for _, d := range slices.Backward(c.Decisions) {
		if d.InForce && d.Phase == "closed" {
			return d.At
		}
	}
	return c.Latest
}

// A burden is what else a member had to do.
type burden struct{ cases, owed int }

// burdens are what members had to do in real cases in a stretch of time: a small city that is asked much answers less, and people should see that.
func (n *Node) burdens(over span) map[jurisdiction.ID]burden {
	out := map[jurisdiction.ID]burden{}
	for _, c := range n.docket.Incidents().Cases() {
		if view.Status(c.Open.Status) != view.Actual || c.Opened > over.to {
			continue
		}
		owed := map[jurisdiction.ID]int{}
		for _, o := range n.docket.Duties(c.ID) {
			if o.Waits == "" && o.Stricter == nil && over.holds(o.Start) {
				owed[o.Party]++
			}
		}
		for p, k := range owed {
			out[p] = burden{out[p].cases + 1, out[p].owed + k}
		}
	}
	return out
}

// askingRows are the lines of one member, the newest first.
func (n *Node) askingRows(list []duty.Asking, p jurisdiction.ID, now act.Time) []view.Asking {
	out := []view.Asking{}
	for _, a := range list {
		if a.Party != p {
			continue
		}
		x := view.Asking{Kind: a.Kind(), What: n.book.Word("asking", a.What), Asked: n.at(a.Asked), Due: n.optional(a.Due), State: a.State(now), Ref: view.Ref(a.Ref)}
		if a.Answered <= now {
			x.Answered = n.optional(a.Answered)
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b view.Asking) int {
		return cmp.Or(b.Asked.Compare(a.Asked), cmp.Compare(a.Ref.Journal, b.Ref.Journal), cmp.Compare(a.Ref.Index, b.Ref.Index))
	})
	return out
}

// idle proposes to people who took too small a part by the clauses in force (R60): the machine counts, a body decides, and what speaks for the member stands beside it.
func (n *Node) idle(now act.Time) []view.Suspected {
	var out []view.Suspected
	for _, v := range n.docket.Agreements().Versions(now) {
		if v.State != "concluded" {
			continue
		}
		for i := range v.Clauses {
			q := v.Clauses[i].Consequence
			if q == nil || len(q.Rates) == 0 {
				continue
			}
			over := span{now - act.Time(q.Days)*actDay, now}
			for _, x := range duty.Idles(n.askings(over, now), q, now) {
				if len(v.Parties) == 0 || slices.Contains(v.Parties, x.Party) {
					out = append(out, n.idleness(x, agreement.Cite{Instrument: v.Ref, Clause: v.Clauses[i].ID}, q, n.burdens(over)[x.Party]))
				}
			}
		}
	}
	return out
}

func (n *Node) idleness(x duty.Idle, c agreement.Cite, q *agreement.Consequence, l burden) view.Suspected {
	r, clause := rate(x.Rate), n.clauseRef(c)
	s := view.Suspected{Violation: "absent", Party: n.partyLocked(x.Party), Clause: &clause, Evidence: []view.ActRef{}}
	s.Text = n.book.Say("suspected.idle", phrase.Args{"what": n.book.Word("rate", x.What), "n": r.InTime, "asked": r.Asked, "days": q.Days, "low": r.Low, "high": r.High, "below": q.Below, "clause": n.citation(clause)})
	size := n.book.Say("size.unknown", nil)
	if class := n.sizeClass(x.Party); class != "" {
		size = n.book.Word("size", class)
	}
	s.Defence = n.book.Say("defence.load", phrase.Args{"size": size, "cases": l.cases, "owed": l.owed, "off": r.Off, "excused": r.Excused})
	for _, ref := range x.Evidence[max(0, len(x.Evidence)-shownEvidence):] {
		s.Evidence = append(s.Evidence, view.Ref(ref))
	}
	return s
}
