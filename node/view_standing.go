package node

import (
	"cmp"
	"context"
	"slices"

	"tongzhou/act"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
	"tongzhou/standing"
)

// Findings is what was found, what the records suggest and nobody has found, and what was asked and advised.
func (n *Node) Findings(ctx context.Context, who *view.Officer) (view.Findings, error) {
	now := n.moment()
	n.mu.Lock()
	defer n.mu.Unlock()
	out := view.Findings{Now: n.at(now), Findings: []view.Finding{}, Suspected: n.suspected(now), Entries: n.entries(now), Notes: []view.Note{}}
	for _, f := range n.docket.Standing().Findings(now) {
		out.Findings = append(out.Findings, n.finding(who, f, now))
	}
	out.Notes = n.notes(now)
	return out, ctx.Err()
}

func (n *Node) finding(who *view.Officer, f standing.Found, now act.Time) view.Finding {
	out := view.Finding{ID: warningID(f.ID), Ref: view.Ref(f.ID), By: n.partyLocked(f.By), Party: n.partyLocked(f.Party), Violation: f.Violation, Clause: n.clauseRef(f.Clause), Text: f.Text, At: n.at(f.At),
		ReplyBy: n.at(f.ReplyBy), State: f.State, Founded: f.Founded, Sanction: f.Sanction, Interest: f.Interest, Conflict: f.Conflict, Evidence: []view.ActRef{}, Steps: []view.FindingStep{}, Can: n.orAdvise(who, n.canFind(who, f, now))}
	if f.Case != nil {
		out.Case = n.caseRef(*f.Case)
	} else if f.Duty != nil { // so that what is about a rehearsal is marked as one
		out.Case = n.caseRef(f.Duty.Case)
	}
	for _, r := range f.Evidence {
		out.Evidence = append(out.Evidence, view.Ref(r))
	}
	for _, s := range f.Steps {
		out.Steps = append(out.Steps, view.FindingStep{Kind: string(s.Kind), By: n.partyLocked(s.By), At: n.at(s.At), Text: s.Text, Ref: view.Ref(s.Ref)})
	}
	return out
}

// canFind is what an officer may do about a finding.
func (n *Node) canFind(who *view.Officer, f standing.Found, now act.Time) []string {
	can := []string{}
	if who == nil || who.Role != "coordinator" {
		return can
	}
	open := f.Decision == nil
	if f.Party == n.cfg.ID {
		if open {
			can = append(can, string(standing.KindReply))
		}
		if !open && f.Appeal == nil && f.Consequence.Appeal != "" {
			can = append(can, string(standing.KindAppeal))
		}
		if f.Sanction != nil && f.Fulfilled == nil {
			can = append(can, string(standing.KindFulfil))
		}
		return can
	}
	decides := n.docket.Holders(f.Clause, f.Consequence.Decides, now)
	heard := f.State == "replied" || f.State == "heard" || f.ReplyOverdue
	if open && !f.Lapsed && slices.Contains(decides, n.cfg.ID) {
		can = append(can, string(standing.KindHear))
		if heard {
			can = append(can, string(standing.KindDecide))
		}
	}
	if f.Appeal != nil && f.Settlement == nil && slices.Contains(n.docket.Holders(f.Clause, f.Consequence.Appeal, now, f.Appeal.Ref), n.cfg.ID) {
		can = append(can, string(standing.KindSettle))
	}
	return can
}

// orAdvise adds advice to what an officer may do, if this jurisdiction may advise: a supervisor does it, and a coordinator.
func (n *Node) orAdvise(who *view.Officer, can []string) []string {
	if who == nil || who.Role != "supervisor" && who.Role != "coordinator" {
		return can
	}
	if _, ok := n.power("advise", n.moment()); ok || n.superior() {
		can = append(can, string(standing.KindAdvise))
	}
	return can
}

// superior says whether the founding charter names this jurisdiction as one that stands above the members.
func (n *Node) superior() bool {
	c, _, ok := n.docket.Roster().Charter()
	return ok && slices.Contains(c.Superiors, n.cfg.ID)
}

// underPower names the clause that lets this jurisdiction advise, where the charter does not.
func (n *Node) underPower(s *saying) {
	n.mu.Lock()
	defer n.mu.Unlock()
	x, ok := s.body.(*standing.Advice)
	if !ok || x.Power != nil || n.superior() {
		return
	}
	if c, ok := n.power("advise", n.moment()); ok {
		x.Power = &c
		s.citeAlso(c.Instrument)
	}
}

// notes are advice, queries and suspicions, the newest first.
func (n *Node) notes(now act.Time) []view.Note {
	out := []view.Note{}
	for _, q := range n.docket.Standing().Queries(now) {
		x := view.Note{ID: warningID(q.Ref), Kind: "query", By: n.partyLocked(q.By), To: n.partiesLocked(q.To), At: n.at(q.At), Text: q.Text, About: refOrNil(q.About), Case: n.caseRef(q.About),
			AnswerBy: n.optional(q.AnswerBy), Overdue: q.Overdue, Ref: view.Ref(q.Ref)}
		if k := len(q.Answers); k > 0 {
			x.Answer = q.Answers[k-1].Text
		}
		out = append(out, x)
	}
	for _, a := range n.docket.Standing().Advice() {
		x := view.Note{ID: warningID(a.Ref), Kind: "advice", By: n.partyLocked(a.By), To: n.partiesLocked(a.To), At: n.at(a.At), Text: a.Text, Ref: view.Ref(a.Ref)}
		if a.About != nil {
			x.About, x.Case = refOrNil(*a.About), n.caseRef(*a.About)
		}
		out = append(out, x)
	}
	for _, s := range n.docket.Standing().Suspicions() {
		x := view.Note{ID: warningID(s.Ref), Kind: "suspicion", By: n.partyLocked(s.By), To: []view.Party{n.partyLocked(s.Party)}, At: n.at(s.At), Text: s.Text, Informed: s.Informed, Violation: cmp.Or(s.Violation, "concealed"), Ref: view.Ref(s.Ref)}
		for _, r := range s.Evidence {
			x.Evidence = append(x.Evidence, view.Ref(r))
		}
		if s.Case != nil {
			x.Case = n.caseRef(*s.Case)
		}
		if k := len(s.Replies); k > 0 {
			x.Answer = s.Replies[k-1].Text
		}
		x.Outcome, x.Baseless, x.Since = s.Outcome, s.Baseless, n.spokeSince(s)
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b view.Note) int { return b.At.Compare(a.At) })
	return out
}

// standingTasks are findings and queries that await this jurisdiction's word.
func (n *Node) standingTasks(now act.Time) []view.Task {
	var out []view.Task
	for _, f := range n.docket.Standing().Findings(now) {
		if f.Party != n.cfg.ID || f.State != "found" {
			continue
		}
		ref := view.Ref(f.ID)
		out = append(out, view.Task{ID: "finding." + warningID(f.ID), Kind: "reply-finding", Status: n.statusOf(f.Case), Due: n.optional(f.ReplyBy), Href: "/findings", Basis: &ref,
			Title: n.book.Say("task.finding", phrase.Args{"violation": n.book.Word("violation", f.Violation)}), Reason: n.book.Say("task.finding.reason", phrase.Args{"by": n.partyLocked(f.By).Name})})
	}
	for _, q := range n.docket.Standing().Queries(now) {
		if !slices.Contains(q.Missing, n.cfg.ID) {
			continue
		}
		ref := view.Ref(q.Ref)
		out = append(out, view.Task{ID: "query." + warningID(q.Ref), Kind: "answer-query", Status: view.Actual, Due: n.optional(q.AnswerBy), Href: "/findings", Basis: &ref,
			Title: n.book.Say("task.query", phrase.Args{"by": n.partyLocked(q.By).Name, "text": q.Text}), Reason: n.book.Say("task.query.reason", nil)})
	}
	return out
}

// statusOf is the status of a case, Actual where there is none.
func (n *Node) statusOf(of *act.Ref) view.Status {
	if of != nil {
		if c := n.caseRef(*of); c != nil {
			return c.Status
		}
	}
	return view.Actual
}
