package exposure

import (
	"slices"

	"tongzhou/jurisdiction"
)

// A LeadBasis is the rule by which one of several origins is proposed as lead (R8).
type LeadBasis string

// The rules, in the order in which they are tried: where one leaves several, the next is asked about those.
const (
	ByUpstream LeadBasis = "upstream"   // no other origin lies above it on a river, and it lies above some
	ByShare    LeadBasis = "share"      // the largest part of the source lies in it
	Designated LeadBasis = "designated" // neither says: whoever may designate has to
)

// A Lead is a proposal who leads where the source lies in several jurisdictions. It decides nothing.
type Lead struct {
	Lead  jurisdiction.ID // "": somebody has to be designated
	Basis LeadBasis
	Tied  []jurisdiction.ID // between whom the rules leave it open; none if there is a lead
	// Above is which other origins each lies above, by the edges that were used.
	Above map[jurisdiction.ID][]jurisdiction.ID
}

// ProposeLead says which of several origins should lead: the most upstream by the river edges of the graph, else the one with the largest share of the source. Shares that are not
// known of every one who is still in question decide nothing: who kept silent about his share must not lose the lead by it, nor win it. Two equal shares are a tie, and are said to
// be one.
func ProposeLead(origins []jurisdiction.ID, g *jurisdiction.Neighbours, share map[jurisdiction.ID]float64) Lead {
	out := Lead{Basis: Designated, Above: map[jurisdiction.ID][]jurisdiction.ID{}}
	open := slices.Clone(origins)
	slices.Sort(open)
	open = slices.Compact(open)
	below := map[jurisdiction.ID]bool{}
	for _, id := range open {
		for _, down := range g.Downstream(id) {
			if slices.Contains(open, down) {
				out.Above[id] = append(out.Above[id], down)
				below[down] = true
			}
		}
	}
	var top []jurisdiction.ID
	for _, id := range open {
		if !below[id] {
			top = append(top, id)
		}
	}
	if len(top) == 1 && len(out.Above[top[0]]) > 0 {
		out.Lead, out.Basis = top[0], ByUpstream
		return out
	}
	if len(top) > 0 { // none: the edges run in a circle, and say nothing
		open = top
	}
	best := largest(open, share)
	if len(best) == 1 && len(open) > 1 {
		out.Lead, out.Basis = best[0], ByShare
		return out
	}
	out.Tied = best
	return out
}

// largest are those with the largest share; all, if any share is unknown.
func largest(ids []jurisdiction.ID, share map[jurisdiction.ID]float64) []jurisdiction.ID {
	var best []jurisdiction.ID
	for _, id := range ids {
		s, known := share[id]
		if !known {
			return ids
		}
		switch {
		case len(best) == 0 || s > share[best[0]]:
			best = []jurisdiction.ID{id}
		case s == share[best[0]]:
			best = append(best, id)
		}
	}
	return best
}
