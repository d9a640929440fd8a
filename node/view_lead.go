package node

import (
	"cmp"
	"slices"
	"strings"

	"tongzhou/docket"
	"tongzhou/exposure"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
)

// SourceShareSubject begins the key of a statement about which part of the source lies in a member: "source-share/upper", with a quantity in per cent (R8).
const SourceShareSubject = "source-share/"

// leadProposal is who should lead where the source lies in several members, and why: the most upstream, else the largest share, else somebody has to be designated. It decides
// nothing. The rivers are those of the forecasts on record and of what this node watches; the shares are those on which nobody differs. The caller holds mu.
func (n *Node) leadProposal(d *docket.Docket, c incident.Case) *view.LeadProposal {
	f, _ := d.Facts(c.ID)
	origins := slices.Concat(f.Parties["origin"], c.Situation.Sources)
	slices.Sort(origins)
	origins = slices.Compact(origins)
	if c.Closed || len(origins) < 2 {
		return nil
	}
	out := &view.LeadProposal{Tied: []view.Party{}, Origins: []view.LeadOrigin{}, Rivers: []view.RiverEdge{}}
	edges := n.riverEdges(d, c, out)
	g, err := jurisdiction.NewNeighbours("case", edges)
	if err != nil { // an edge of the configuration that is none: then no river is known
		g, out.Rivers = nil, []view.RiverEdge{}
	}
	share, disputed := sourceShares(d, c)
	x := exposure.ProposeLead(origins, g, share)
	out.Basis, out.Tied = string(x.Basis), n.partiesLocked(x.Tied)
	if x.Lead != "" {
		p := n.partyLocked(x.Lead)
		out.Lead = &p
	}
	for _, id := range origins {
		o := view.LeadOrigin{Party: n.partyLocked(id), Above: n.partiesLocked(x.Above[id]), Disputed: disputed[id]}
		if s, known := share[id]; known {
			o.Share = &view.Measure{Value: s, Unit: "%"}
		}
		out.Origins = append(out.Origins, o)
	}
	if up := d.Above(origins[0]); up != "" && !slices.ContainsFunc(origins, func(id jurisdiction.ID) bool { return d.Above(id) != up }) {
		p := n.partyLocked(up)
		out.Superior = &p
	}
	return out
}

// riverEdges are the rivers between members: as the current forecasts of the case go down them, and as this node's own watch has them.
func (n *Node) riverEdges(d *docket.Docket, c incident.Case, out *view.LeadProposal) []jurisdiction.Edge {
	var edges []jurisdiction.Edge
	add := func(e jurisdiction.Edge, basis *view.ActRef) {
		if e.From == e.To || e.From == "" || e.To == "" || slices.ContainsFunc(edges, func(o jurisdiction.Edge) bool { return o.From == e.From && o.To == e.To }) {
			return
		}
		edges = append(edges, e)
		out.Rivers = append(out.Rivers, view.RiverEdge{From: n.partyLocked(e.From), To: n.partyLocked(e.To), Via: e.Via, Basis: basis})
	}
	for _, i := range d.Incidents().Forecasts(c.ID) {
		if !i.Current {
			continue
		}
		ref := view.Ref(i.Ref)
		for k := 1; k < len(i.Reaches); k++ {
			if a, b := i.Reaches[k-1], i.Reaches[k]; a.Metres < b.Metres { // of places whose distance is not said nobody knows which lies above
				add(jurisdiction.Edge{From: a.Party, To: b.Party, Link: jurisdiction.River}, &ref)
			}
		}
	}
	for _, r := range n.watch.what.Rivers {
		for _, e := range stationEdges(&r) {
			add(e, nil)
		}
		for _, e := range r.Borders {
			if e.Link == jurisdiction.River {
				add(e, nil)
			}
		}
	}
	return edges
}

// stationEdges are the ways from each station of a river to the next below it.
func stationEdges(r *River) []jurisdiction.Edge {
	stations := r.stations()
	slices.SortStableFunc(stations, func(a, b riverStation) int { return cmp.Compare(a.km, b.km) })
	var out []jurisdiction.Edge
	last := jurisdiction.ID("")
	for _, s := range stations {
		i := slices.IndexFunc(r.Places, func(p Place) bool { return p.ID == s.place })
		if i < 0 {
			continue
		}
		if id := r.Places[i].Party; last != "" && id != last {
			out = append(out, jurisdiction.Edge{From: last, To: id, Link: jurisdiction.River, Via: r.Name["en"]})
		}
		last = r.Places[i].Party
	}
	return out
}

// sourceShares are the shares of the source in per cent, as those say who say anything. One about which two statements differ is no share until they agree.
func sourceShares(d *docket.Docket, c incident.Case) (share map[jurisdiction.ID]float64, disputed map[jurisdiction.ID]bool) {
	share, disputed = map[jurisdiction.ID]float64{}, map[jurisdiction.ID]bool{}
	for _, s := range d.Incidents().Subjects(c.ID) {
		of, ok := strings.CutPrefix(s.Key, SourceShareSubject)
		if !ok {
			continue
		}
		id := jurisdiction.ID(of)
		if s.Contested {
			disputed[id] = true
			continue
		}
		for _, said := range s.Said {
			if q := said.Quantity; said.Standing() && q != nil && q.Unit == "%" && q.Float() >= 0 && q.Float() <= 100 {
				share[id] = q.Float()
			}
		}
	}
	return share, disputed
}
