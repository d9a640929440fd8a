package node

import (
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/incident"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
)

// Orders that several superiors sign (R17). The callers hold mu.

// jointOrder says who signed an order, who has not, and what is left to do here; nil: its author orders alone.
func (n *Node) jointOrder(a incident.Asked, now act.Time) *view.JointOrder {
	o := a.Order
	if o == nil {
		return nil
	}
	out := &view.JointOrder{Binds: a.Binds, Signatures: []view.OrderSignature{}, FailsAt: n.optional(o.FailsAt), Mine: n.ownPart(a, now)}
	for _, s := range o.Signatures {
		out.Signatures = append(out.Signatures, view.OrderSignature{Party: n.partyLocked(s.Party), State: s.State, At: n.optional(s.At), Ref: refOrNil(s.Ref), Code: s.Code, Text: s.Text})
		switch s.State {
		case "assented":
			out.Assents = append(out.Assents, warningID(s.Ref))
		case "refused":
			out.Settles = warningID(s.Ref)
		}
	}
	if out.Settles == "" {
		out.Settles = warningID(a.Ref)
	}
	if o.Settled != nil {
		out.Settled = refOrNil(*o.Settled)
	}
	if o.Issued != nil {
		out.Issued = refOrNil(*o.Issued)
	}
	if len(o.Failing) > 0 {
		p := n.partyLocked(o.Failing[0])
		out.Failing = &p
	}
	return out
}

// ownPart is what this jurisdiction can do about an order that does not bind: sign it or refuse; issue it, when the others have accepted it and it can still be answered in
// time; decide, when they do not agree. Empty: nothing.
func (n *Node) ownPart(a incident.Asked, now act.Time) string {
	o := a.Order
	if a.Binds || o.Issued != nil {
		return ""
	}
	others := o.Signatures[1:]
	is := func(state string) func(incident.Signature) bool {
		return func(s incident.Signature) bool { return s.State == state }
	}
	assented := slices.IndexFunc(others, func(s incident.Signature) bool { return s.State != "assented" }) < 0
	switch {
	case slices.Contains(o.Failing, n.cfg.ID) && (slices.ContainsFunc(others, is("refused")) || !assented && now >= o.FailsAt):
		return "settle"
	case now >= a.Task.AnswerBy:
		return ""
	case a.By == n.cfg.ID && assented:
		return "issue"
	case slices.ContainsFunc(others, func(s incident.Signature) bool { return s.State == "none" && s.Party == n.cfg.ID }):
		return "sign"
	}
	return ""
}

// jointTask is what an order that several sign asks of this jurisdiction; false: nothing.
func (n *Node) jointTask(a incident.Asked, t view.Task, now act.Time) (view.Task, bool) {
	part := n.ownPart(a, now)
	if part == "" {
		return t, false
	}
	ref := view.Ref(a.Ref)
	t.ID, t.Kind, t.Basis = part+"."+warningID(a.Ref), "answer-task", &ref
	t.Title = n.book.Say("task.joint."+part, phrase.Args{"by": n.partyLocked(a.By).Name, "what": a.Task.What})
	t.Reason = n.book.Say("task.joint.reason", nil)
	if a.Order.FailsAt != 0 && part != "settle" {
		t.Due = n.optional(a.Order.FailsAt)
	}
	return t, true
}

// variant tells apart, beside what the words of an act show, an order that more than its author have to sign.
func (n *Node) variant(body any) string {
	if t, ok := body.(*incident.Task); ok && t.Binding && t.Power != nil && t.Settles == nil && len(t.Assents) == 0 && n.docket.Agreements().Jointly(*t.Power, t.AnswerBy) != nil {
		return ".order.draft"
	}
	return variant(body)
}

// ownPowers are the powers that clauses in force give to this jurisdiction itself, and not to a body.
func (n *Node) ownPowers(now act.Time) []view.ClauseRef {
	out := []view.ClauseRef{}
	for _, v := range n.docket.Agreements().Versions(now) {
		if v.State != "concluded" {
			continue
		}
		for _, c := range v.Clauses {
			if c.Power == nil {
				continue
			}
			self := "party:" + string(n.cfg.ID)
			by := []string{c.Power.Holder, c.Power.Failing}
			if slices.Contains(by, self) || slices.Contains(by, "issuer") && v.By == n.cfg.ID {
				out = append(out, n.clauseRef(agreement.Cite{Instrument: v.Ref, Clause: c.ID}))
			}
		}
	}
	return out
}
