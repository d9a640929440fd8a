package node

import (
	"context"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
)

// Overrides lists every take-over, every return of command and every order that bound somebody, in all cases, the newest first: what is done over a member's head is
// done in sight of all members (R20).
func (n *Node) Overrides(ctx context.Context) (view.Overrides, error) {
	now := n.moment()
	n.mu.Lock()
	defer n.mu.Unlock()
	out := view.Overrides{Now: n.at(now), Overrides: []view.Override{}}
	for _, c := range n.docket.Incidents().Cases() {
		seen := map[act.Ref]bool{} // one act has a line in the table for each function
		for _, r := range n.docket.Incidents().Table(c.ID, now) {
			if r.Basis != "take-over" && r.Basis != "hand-back" || seen[r.Ref] {
				continue
			}
			seen[r.Ref] = true
			x := view.Override{Kind: r.Basis, By: n.partyLocked(r.By), At: n.at(r.At), Ref: view.Ref(r.Ref), Case: n.caseRef(c.ID), Over: []view.Party{}, State: r.State, Reason: r.Briefing}
			for _, p := range c.Parts {
				if p.Party != r.By && (len(r.Where) == 0 || slices.Contains(r.Where, p.Party)) {
					x.Over = append(x.Over, n.partyLocked(p.Party))
				}
			}
			if r.Power != nil {
				p := n.clauseRef(*r.Power)
				x.Power = &p
			}
			out.Overrides = append(out.Overrides, x)
		}
		for _, a := range n.docket.Incidents().Asked(c.ID) {
			if a.Task == nil || !a.Binds {
				continue
			}
			for _, to := range a.To {
				x := view.Override{Kind: "order", By: n.partyLocked(a.By), At: n.at(a.At), Ref: view.Ref(a.Ref), Case: n.caseRef(c.ID), Over: n.partiesLocked([]jurisdiction.ID{to.Party}), State: to.State(now), Reason: a.Task.What}
				if a.Task.Power != nil {
					p := n.clauseRef(*a.Task.Power)
					x.Power = &p
				}
				out.Overrides = append(out.Overrides, x)
			}
		}
	}
	slices.SortStableFunc(out.Overrides, func(a, b view.Override) int { return b.At.Compare(a.At) })
	return out, ctx.Err()
}
