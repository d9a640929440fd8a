package node

import (
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/duty"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
)

// What this jurisdiction was asked and has not answered, in cases, agreements and meetings. The callers hold mu.

// recordTasks are all tasks that follow from what is on record about cases, rules, meetings and findings.
func (n *Node) recordTasks(now act.Time) []view.Task {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := n.dutyTasks(now)
	for _, c := range n.docket.Incidents().Cases() {
		if !c.Closed {
			out = append(out, n.caseTasks(c, now)...)
		}
	}
	out = append(out, n.mistakenTasks()...)
	out = append(out, n.signTasks(now)...)
	out = append(out, n.meetingTasks(now)...)
	out = append(out, n.standingTasks(now)...)
	return append(out, n.deskTasks(now)...)
}

// caseTasks are what a case asks of this jurisdiction besides its duties.
func (n *Node) caseTasks(c incident.Case, now act.Time) []view.Task {
	like := view.Task{Case: warningID(c.ID), Status: view.Status(c.Open.Status), Href: "/cases/" + warningID(c.ID)}
	var out []view.Task
	for _, a := range n.docket.Incidents().Asked(c.ID) {
		if a.Order != nil && !a.Binds {
			if t, ok := n.jointTask(a, like, now); ok {
				out = append(out, t)
			}
			continue
		}
		for _, to := range a.To {
			if to.Party == n.cfg.ID && to.Last == nil && len(a.TakenOver) == 0 {
				out = append(out, n.askedTask(a, like))
			}
		}
	}
	seen := map[act.Ref]bool{}
	for _, r := range n.docket.Incidents().Table(c.ID, now) {
		if r.Holder != n.cfg.ID || r.State != "not-confirmed" || seen[r.Ref] {
			continue
		}
		seen[r.Ref] = true
		t, ref := like, view.Ref(r.Ref)
		t.ID, t.Kind, t.Basis = "command."+warningID(r.Ref), "confirm-command", &ref
		t.Title = n.book.Say("task.command", phrase.Args{"by": n.partyLocked(r.By).Name, "functions": n.functions(c, r.Ref, now)})
		t.Reason = n.book.Say("task.command.reason", nil)
		out = append(out, t)
	}
	return slices.Concat(out, n.approvalTasks(c, like, now), n.leadTasks(c, like, now), n.callTasks(c, like, now), n.concealedTasks(c, like))
}

// functions are all functions that one command act gives.
func (n *Node) functions(c incident.Case, ref act.Ref, now act.Time) []act.Text {
	var out []act.Text
	for _, r := range n.docket.Incidents().Table(c.ID, now) {
		if r.Ref == ref {
			out = append(out, n.book.Word("functions", r.Function))
		}
	}
	return out
}

func (n *Node) askedTask(a incident.Asked, t view.Task) view.Task {
	ref := view.Ref(a.Ref)
	args := phrase.Args{"by": n.partyLocked(a.By).Name}
	t.ID, t.Kind, t.Basis, t.Reason = "asked."+warningID(a.Ref), "answer-task", &ref, n.book.Say("task.asked.reason", nil)
	switch {
	case a.Escalation != nil:
		args["what"] = a.Escalation.Need
		t.Kind, t.Due, t.Title = "answer-escalation", n.optional(a.Escalation.AnswerBy), n.book.Say("task.escalated", args)
	case a.Task.Binding:
		args["what"] = a.Task.What
		t.Due, t.Title = n.optional(a.Task.AnswerBy), n.book.Say("task.ordered", args)
	default:
		args["what"] = a.Task.What
		t.Due, t.Title = n.optional(a.Task.AnswerBy), n.book.Say("task.asked", args)
	}
	return t
}

// callTasks: whom the opening of a case called here has to say its part; who opened it, and the contact whose turn it is, see who does not answer (R72).
func (n *Node) callTasks(c incident.Case, like view.Task, now act.Time) []view.Task {
	var out []view.Task
	args := phrase.Args{"by": n.partyLocked(c.By).Name, "title": c.Open.Title}
	for _, k := range n.calls(n.docket, c, now) {
		t, ref, due := like, view.Ref(c.ID), k.Due
		t.Basis, t.Due = &ref, &due
		id := jurisdiction.ID(k.Party.ID)
		switch {
		case k.State == "joined":
			continue
		case id == n.cfg.ID:
			t.ID, t.Kind, t.Title, t.Reason = "join."+t.Case, "join-case", n.book.Say("task.join", args), n.book.Say("task.join.reason", nil)
		case k.State == "overdue" && (c.By == n.cfg.ID || k.Next != nil && k.Next.ID == string(n.cfg.ID)):
			why, next := n.book.Say("task.call.silent", nil), n.book.Say("desk.nobody", nil)
			if k.Online == "off" {
				why = n.book.Say("task.call.off", nil)
			}
			if k.Next != nil {
				next = k.Next.Name
			}
			t.ID, t.Kind, t.Title = "call."+t.Case+"."+string(id), "silence-case", n.book.Say("task.call", phrase.Args{"who": k.Party.Name, "title": c.Open.Title})
			t.Reason = n.book.Say("task.call.reason", phrase.Args{"due": due, "why": why, "next": next})
		default:
			continue
		}
		out = append(out, t)
	}
	return out
}

// mistakenTasks are real cases that rest on an exercise or a test (R71): who opened one has to look again, and who rehearses has to tell it. They are as real as the case.
func (n *Node) mistakenTasks() []view.Task {
	var out []view.Task
	for of, list := range n.docket.Mistaken() {
		c, ok := n.docket.Incidents().Case(of)
		if !ok || c.Closed {
			continue
		}
		ground, _ := n.docket.Grounds(list[0])
		whose, _ := act.Author(ground.Journal)
		ref := view.Ref(ground)
		t := view.Task{ID: "mistaken." + warningID(of), Kind: "exercise-taken", Status: view.Actual, Case: warningID(of), Href: "/cases/" + warningID(of), Basis: &ref}
		args := phrase.Args{"by": n.partyLocked(c.By).Name, "title": c.Open.Title, "what": warningID(ground), "whose": n.partyLocked(whose).Name}
		switch n.cfg.ID {
		case c.By:
			t.Title, t.Reason = n.book.Say("task.mistaken.own", args), n.book.Say("task.mistaken.own.reason", args)
		case whose:
			t.Title, t.Reason = n.book.Say("task.mistaken", args), n.book.Say("task.mistaken.reason", args)
		default:
			continue
		}
		out = append(out, t)
	}
	return out
}

// signTasks are agreements that wait for this jurisdiction's signature, or for its conclusion.
func (n *Node) signTasks(now act.Time) []view.Task {
	var out []view.Task
	for _, v := range n.docket.Agreements().Versions(now) {
		if v.State != "proposed" && v.State != "refused" {
			continue
		}
		ref := view.Ref(v.Proposal)
		t := view.Task{Status: view.Actual, Basis: &ref, Href: "/agreements/" + warningID(v.Ref)}
		args := phrase.Args{"title": v.Title, "by": n.partyLocked(v.By).Name, "missing": len(v.Missing), "parties": len(v.Parties)}
		signed := slices.ContainsFunc(v.Signed, func(s agreement.Signed) bool { return s.Party == n.cfg.ID })
		switch {
		case v.By == n.cfg.ID && len(v.Missing) == 0:
			t.ID, t.Kind, t.Title, t.Reason = "conclude."+warningID(v.Ref), "conclude-agreement", n.book.Say("task.conclude", args), n.book.Say("task.conclude.reason", nil)
		case slices.Contains(v.Missing, n.cfg.ID) && !signed:
			t.ID, t.Kind, t.Title, t.Reason = "sign."+warningID(v.Ref), "sign-agreement", n.book.Say("task.sign", args), n.book.Say("task.sign.reason", args)
		default:
			continue
		}
		out = append(out, t)
	}
	return out
}

// meetingTasks are invitations to answer and minutes to sign.
func (n *Node) meetingTasks(now act.Time) []view.Task {
	var out []view.Task
	for _, m := range n.docket.Meetings().Meetings(now, nil) {
		ref := view.Ref(m.ID)
		t := view.Task{Status: n.statusOf(m.Convening.Case), Basis: &ref, Href: "/meetings/" + warningID(m.ID)}
		args := phrase.Args{"by": n.partyLocked(m.By).Name, "title": m.Convening.Title, "at": n.at(m.Convening.At), "place": m.Convening.Place}
		switch mine := n.meetingHead(m).Mine; {
		case mine == "asked" && m.State != "minuted":
			t.ID, t.Kind, t.Due = "attend."+warningID(m.ID), "attend-meeting", n.optional(m.Convening.AnswerBy)
			t.Title, t.Reason = n.book.Say("task.attend", args), n.book.Say("task.attend.reason", args)
		case mine == "unsigned":
			t.ID, t.Kind, t.Title, t.Reason = "minutes."+warningID(m.ID), "sign-minutes", n.book.Say("task.minutes", args), n.book.Say("task.minutes.reason", nil)
		default:
			continue
		}
		out = append(out, t)
	}
	return slices.Concat(out, n.assessTasks(now), n.wordTasks(now))
}

// wordTasks are what debtors say to this jurisdiction and it has not answered: that something was done which no act shows, or why it could not be done.
func (n *Node) wordTasks(now act.Time) []view.Task {
	var out []view.Task
	for o := range n.docket.Unanswered() {
		if !n.answersFor(*o, now) {
			continue
		}
		t := view.Task{Kind: "answer-excuse", Status: n.statusOf(&o.Case), Href: fmt.Sprintf("/duties?party=%s&duty=%s", o.Party, dutyID(o.Key))}
		args := phrase.Args{"by": n.partyLocked(o.Party).Name, "what": o.What}
		switch {
		case o.Sent != nil && o.Sent.Word && o.Denied == nil:
			t.ID, t.Basis, t.Title, t.Reason = "word."+warningID(o.Sent.Ref), refOrNil(o.Sent.Ref), n.book.Say("task.word", args), n.book.Say("task.word.reason", nil)
		case o.Excuse != nil && o.Excuse.Answer == nil:
			args["code"], args["text"] = n.book.Word("code", o.Excuse.Code), o.Excuse.Text
			t.ID, t.Basis, t.Title, t.Reason = "excuse."+warningID(o.Excuse.Ref), refOrNil(o.Excuse.Ref), n.book.Say("task.excuse", args), n.book.Say("task.excuse.reason", args)
		default:
			continue
		}
		out = append(out, t)
	}
	return out
}

// answersFor says whether this jurisdiction says what an excuse is worth: as the creditor or, of a duty towards nobody in particular, as who leads the case.
func (n *Node) answersFor(o duty.Owed, now act.Time) bool {
	if o.To != "" {
		return o.To == n.cfg.ID
	}
	lead, ok := n.docket.Incidents().Lead(o.Case, now)
	return ok && lead.Party == n.cfg.ID && o.Party != n.cfg.ID
}

// watchLasts is how long a desk that keeps a record of its watches may be without a hand-over: a shift does not last a day.
const watchLasts = actDay

// desk is who keeps the desk of a body, and why nobody may be there (R25). A body that never put a hand-over on record keeps none there: nothing follows from that.
func (n *Node) desk(b agreement.Seated, now act.Time) (*view.Watch, string) {
	w := n.docket.Agreements().Watching(b.Instrument, b.ID, now)
	var out *view.Watch
	silent := ""
	if w != nil {
		out = &view.Watch{By: n.partyLocked(w.By), Post: w.On, Off: w.Off, Since: n.at(w.At), Open: w.Open, Note: w.Note, Ref: view.Ref(w.Ref)}
		switch {
		case w.On == nil:
			silent = "left"
		case now-w.At > watchLasts:
			silent = "stale"
		}
	}
	keeper := b.Host
	if w != nil {
		keeper = w.By // the deputy, if it is its turn
	}
	if n.heardWord(keeper) == "off" {
		silent = "off"
	}
	return out, silent
}

// deskTasks: a deputy is told when nobody may be at the desk of a body that it stands in for (R25).
func (n *Node) deskTasks(now act.Time) []view.Task {
	var out []view.Task
	told := map[jurisdiction.ID]bool{}
	for _, b := range n.docket.Agreements().Bodies(now) {
		w, silent := n.desk(b, now)
		if b.Deputy != n.cfg.ID || silent == "" || silent == "off" && told[b.Host] {
			continue
		}
		t := view.Task{ID: "desk." + string(b.Host), Kind: "silence-case", Status: view.Actual, Href: "/bodies"}
		args := phrase.Args{"heard": n.timeOrUnknown(n.heardOf(b.Host)), "deputy": n.partyLocked(b.Deputy).Name, "body": b.Name}
		if silent == "off" {
			told[b.Host] = true
			t.Title, t.Reason = n.book.Say("task.desk", args), n.book.Say("task.desk.reason", args)
		} else {
			args["since"] = w.Since
			t.ID += "." + b.ID
			t.Title, t.Reason = n.book.Say("task.desk."+silent, args), n.book.Say("task.desk.watch", args)
		}
		out = append(out, t)
	}
	return out
}
