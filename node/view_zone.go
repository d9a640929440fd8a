package node

import (
	"slices"

	"tongzhou/act"
	"tongzhou/node/view"
)

// zones is the register of zones with who answers for each (R48). The caller holds mu.
func (n *Node) zones(now act.Time) []view.Zone {
	out := []view.Zone{}
	for _, a := range n.docket.Zones(now) {
		z := view.Zone{Clause: n.clauseRef(a.Clause), Name: a.Name, Of: n.partiesLocked(a.Of), Deputies: n.partiesLocked(a.Deputies), Sides: []view.ZoneSide{},
			Mine: slices.Contains(a.Holders, n.cfg.ID) || slices.Contains(a.Deputies, n.cfg.ID)}
		for _, s := range a.Sides {
			x := view.ZoneSide{Holder: n.partyLocked(s.Holder), Deputy: s.Deputy, Post: s.Post, Since: n.at(s.Since), Absent: []view.Absent{}}
			if s.Stands != "" {
				p := n.partyLocked(s.Stands)
				x.Stands = &p
			}
			for _, y := range s.Absent {
				x.Absent = append(x.Absent, view.Absent{Party: n.partyLocked(y.Party), Why: y.Why, Since: n.at(y.Since), Until: n.optional(y.Until), Reason: y.Reason, Ref: view.Ref(y.Ref)})
			}
			z.Sides = append(z.Sides, x)
		}
		out = append(out, z)
	}
	return out
}
