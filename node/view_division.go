package node

import (
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
	"tongzhou/roster"
)

// sizeClass is the size class of a member by its newest figures.
func (n *Node) sizeClass(p jurisdiction.ID) string {
	return roster.SizeClass(n.docket.Roster().Figures(p).Urban)
}

// divide shows the clauses of an instrument, those that divide by a key with what it comes to.
func (n *Node) divide(text *agreement.Instrument) []view.Clause {
	out := n.rules(text.Clauses)
	for i := range out {
		out[i].Divided = n.divided(text, &text.Clauses[i])
	}
	return out
}

// divided is what the key of a cost or a vote comes to for each party. By a key that depends on the case, like who asked for the help, there is nothing to
// divide beforehand.
func (n *Node) divided(text *agreement.Instrument, c *agreement.Clause) *view.Division {
	parties, out := text.Parties, &view.Division{Shares: []view.Share{}, Unknown: []view.Party{}}
	switch {
	case c.Cost != nil:
		out.Key = c.Cost.Key
	case c.Vote != nil:
		out.Key, parties = c.Vote.Weight, nil
		for _, b := range text.Bodies {
			if b.ID == c.Vote.Body {
				for _, s := range b.Seats {
					parties = append(parties, s.Party)
				}
			}
		}
	}
	switch out.Key {
	case "member", "equal", "population", "urban", "gdp":
	default:
		return nil
	}
	shares, unknown := agreement.Shares(parties, func(p jurisdiction.ID) int64 { return n.docket.Weigh(p, out.Key) })
	for _, s := range shares {
		f := n.docket.Roster().Figures(s.Party)
		out.Shares = append(out.Shares, view.Share{Party: n.partyLocked(s.Party), SizeClass: roster.SizeClass(f.Urban), Rank: f.Rank, Weight: s.Weight,
			Share: float64(s.Part) / 1e6, Equal: 1 / float64(len(shares)), Year: f.Year, Source: f.Source, Ref: view.Ref(f.Ref)})
	}
	for _, p := range unknown {
		out.Unknown = append(out.Unknown, n.partyLocked(p))
	}
	if len(shares)+len(unknown) == 0 {
		return nil
	}
	return out
}
