package node

import (
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/node/view"
)

// items are the items of an instrument with what became of each (R36, R43). The caller holds mu, as do those of all that follow here.
func (n *Node) items(of act.Ref, now act.Time) []view.Item {
	out := []view.Item{}
	for _, l := range n.docket.Agreements().Items(now) {
		if l.Clause.Instrument == of {
			out = append(out, n.item(&l))
		}
	}
	return out
}

func (n *Node) item(l *agreement.Line) view.Item {
	x := view.Item{Clause: n.clauseRef(l.Clause), What: l.Title, Owner: n.partyLocked(l.Owner), Force: l.Force, State: l.State, Due: n.at(l.By), Signed: n.at(l.Due), Moved: n.optional(l.Moved),
		Share: l.Share, Evidence: []string{}, Crosses: l.Crosses, Unpaid: l.Unpaid, Budgets: []view.Budget{}, History: []view.ItemStep{}}
	if d := l.First("done"); d != nil {
		x.Done = n.optional(d.At)
	}
	for _, b := range l.Years {
		x.Budgets = append(x.Budgets, view.Budget{Closes: n.optional(b.Closes), Amount: measure(b.Amount), Spent: measure(b.Spent), Left: measure(b.Left)})
	}
	for _, h := range l.History {
		s := view.ItemStep{Step: h.Step, Text: h.Text, At: n.at(h.At), Due: n.optional(h.Due), Share: h.Share, Evidence: []string{}, Ref: view.Ref(h.Ref)}
		for _, e := range h.Exhibits {
			s.Evidence = append(s.Evidence, e.String())
		}
		if h.Step == "done" {
			x.Evidence = append(x.Evidence, s.Evidence...)
		}
		if h.Carried != nil {
			m := measure(*h.Carried)
			s.Carried = &m
		}
		x.History = append(x.History, s)
	}
	return x
}

func measure(q act.Quantity) view.Measure { return view.Measure{Value: q.Float(), Unit: q.Unit} }

// mayProgress says whether an officer may say what becomes of an item: of one that is this jurisdiction's and goes on, or wants evidence.
func (n *Node) mayProgress(who *view.Officer, items []view.Item) bool {
	return who != nil && mayAnswer(who.Role) && slices.ContainsFunc(items, func(x view.Item) bool {
		return x.Owner.ID == string(n.cfg.ID) && x.State != "dropped" && (x.Done == nil || len(x.Evidence) == 0)
	})
}

// standsIn is the version in which an item that is known by its first one stands now.
func (n *Node) standsIn(c agreement.Cite, now act.Time) string {
	for _, l := range n.docket.Agreements().Items(now) {
		if l.Since == c.Instrument && l.Clause.Clause == c.Clause {
			return warningID(l.Clause.Instrument)
		}
	}
	return warningID(c.Instrument)
}
