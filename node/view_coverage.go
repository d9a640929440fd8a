package node

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/exposure"
	"tongzhou/geo"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
)

// leastCover is how much ground in km2, or river in km, is listed as nobody's or as several's: outlines that were drawn apart never fit to the metre.
const leastCover = 1

// Coverage is what no member and no zone in force answers for, what several do, and which zones have nobody (R12): from the outlines and lines that this node knows.
func (n *Node) Coverage(ctx context.Context) (view.Coverage, error) {
	g, err := n.ground()
	if err != nil {
		return view.Coverage{}, err
	}
	g.out.Vacant = g.vacant()
	if g.out.Outlines > 0 || len(g.placed) > 0 {
		g.overlaps()
		if err := g.rivers(); err != nil {
			return view.Coverage{}, err
		}
	}
	g.places()
	order := map[string]int{"territory": 0, "stretch": 1, "place": 2}
	slices.SortStableFunc(g.out.Orphans, func(a, b view.Uncovered) int {
		if a.Kind != b.Kind || a.Kind == "stretch" {
			return order[a.Kind] - order[b.Kind]
		}
		return -cmp.Compare(known64(a.People), known64(b.People))
	})
	return g.out, ctx.Err()
}

// known64 is a number that may be absent.
func known64(v *int64) int64 {
	if v == nil {
		return 0
	}
	return *v
}

// ground is what is known of who answers for which ground, at a moment, and the report while it is made. Nothing of it needs mu: the sweeps take long.
type ground struct {
	n        *Node
	out      view.Coverage
	party    map[jurisdiction.ID]view.Party
	member   map[jurisdiction.ID]bool
	outlines []exposure.Territory
	people   map[jurisdiction.ID]int64
	placed   []placed
	vacancy  []view.Zone
	atlas    *exposure.Atlas // of the outlines and the zones
	beside   map[jurisdiction.ID][]jurisdiction.ID
	flows    map[jurisdiction.ID]float64 // km of watercourses that are nobody's, by the outline that holds them
}

// placed is a zone in force whose text says where it lies; name is what the atlas calls it, which no jurisdiction is called.
type placed struct {
	name jurisdiction.ID
	zone agreement.Area
	area *geo.Area
	ref  view.ClauseRef
}

func (n *Node) ground() (*ground, error) {
	g := &ground{n: n, party: map[jurisdiction.ID]view.Party{}, member: map[jurisdiction.ID]bool{}, people: map[jurisdiction.ID]int64{}, beside: map[jurisdiction.ID][]jurisdiction.ID{}, flows: map[jurisdiction.ID]float64{}}
	now := n.moment()
	g.out = view.Coverage{Now: n.at(now), Missing: []view.Party{}, Unplaced: []view.ClauseRef{}, Below: leastCover, Rivers: []view.CoverRiver{}, Orphans: []view.Uncovered{}, Overlaps: []view.Contest{},
		Source: n.watch.what.Source}
	for _, t := range n.watch.what.Territories {
		area, err := geo.Feature{ID: string(t.Party), Polygons: t.Polygons}.Area()
		if err != nil {
			return nil, fmt.Errorf("node: coverage: %w", err)
		}
		g.outlines, g.people[t.Party] = append(g.outlines, exposure.Territory{Jurisdiction: t.Party, Area: area}), t.People
		g.party[t.Party] = view.Party{ID: string(t.Party), Name: t.Name, Role: "body"}
	}
	g.out.Outlines = len(g.people)
	g.alliance(now)
	borders, err := exposure.NewAtlas(g.outlines)
	if err != nil {
		return nil, err
	}
	for _, e := range borders.Land() {
		g.beside[e.From], g.beside[e.To] = append(g.beside[e.From], e.To), append(g.beside[e.To], e.From)
	}
	all := slices.Clone(g.outlines)
	for _, z := range g.placed {
		all = append(all, exposure.Territory{Jurisdiction: z.name, Area: z.area})
	}
	g.atlas, err = exposure.NewAtlas(all)
	g.out.Says = n.book.Say("coverage.says", phrase.Args{"outlines": g.out.Outlines})
	if g.out.Outlines == 0 {
		g.out.Says = n.book.Say("coverage.blind", nil)
	}
	return g, err
}

// alliance takes what is asked of the docket: who is a member, and the zones in force.
func (g *ground) alliance(now act.Time) {
	n := g.n
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, m := range n.docket.Roster().Members() {
		g.party[m.Member] = n.partyLocked(m.Member)
		if m.Left != nil {
			continue
		}
		g.member[m.Member] = true
		if _, drawn := g.people[m.Member]; !drawn && m.Role == "city" {
			g.out.Missing = append(g.out.Missing, g.party[m.Member])
		}
	}
	for i, z := range n.docket.Zones(now) {
		if len(z.Outline) == 0 {
			g.out.Unplaced = append(g.out.Unplaced, n.clauseRef(z.Clause))
			continue
		}
		var rings [][]geo.Point
		for _, ring := range z.Outline {
			var points []geo.Point
			for _, c := range ring {
				points = append(points, geo.Point{Lon: float64(c[0]) / 1e6, Lat: float64(c[1]) / 1e6})
			}
			rings = append(rings, points)
		}
		area, err := geo.NewArea(rings)
		if err != nil { // a ring of corners that are all in one place: one clause must not take everybody's report
			g.out.Unplaced = append(g.out.Unplaced, n.clauseRef(z.Clause))
			continue
		}
		g.placed = append(g.placed, placed{jurisdiction.ID(fmt.Sprintf("zone %d", i)), z, area, n.clauseRef(z.Clause)})
	}
	g.vacancy = n.zones(now)
}

// vacant are the zones with a side for which nobody stands.
func (g *ground) vacant() []view.ZoneNobody {
	out := []view.ZoneNobody{}
	for _, z := range g.vacancy {
		i := slices.IndexFunc(z.Sides, func(s view.ZoneSide) bool { return s.Stands == nil })
		if i < 0 {
			continue
		}
		x := view.ZoneNobody{Zone: z, Href: "/bodies", Advice: g.n.book.Say("coverage.vacant", phrase.Args{"who": z.Sides[i].Holder.Name})}
		for _, p := range g.placed {
			if p.ref.Instrument == z.Clause.Instrument && p.ref.Clause == z.Clause.Clause {
				c := geo.Covered(p.area, nil, nil)
				x.KM2 = &c.None
				if len(c.Gaps) > 0 {
					x.Lon, x.Lat = &c.Gaps[0].At.Lon, &c.Gaps[0].At.Lat
				}
			}
		}
		out = append(out, x)
	}
	return out
}

// answering is who answers for a piece of ground that lies in these outlines and zones: nobody, one, or several between whom nothing is settled.
func (g *ground) answering(in []jurisdiction.ID) (state string, parties []jurisdiction.ID, zones []placed) {
	members := 0
	for _, id := range in {
		if i := slices.IndexFunc(g.placed, func(z placed) bool { return z.name == id }); i >= 0 {
			zones = append(zones, g.placed[i])
			continue
		}
		parties = append(parties, id)
		if g.member[id] {
			members++
		}
	}
	if members == 0 && len(zones) == 0 {
		return "orphan", parties, zones
	}
	if len(parties) > 1 && !slices.ContainsFunc(zones, func(z placed) bool { return z.between(parties) }) {
		return "contested", parties, zones
	}
	for i, z := range zones {
		if i > 0 && !z.sameHolders(zones[0]) || slices.ContainsFunc(parties, func(id jurisdiction.ID) bool { return g.member[id] && !slices.Contains(z.zone.Of, id) }) {
			return "contested", parties, zones
		}
	}
	return "single", parties, zones
}

// between says whether the zone lies in or between all of these.
func (z placed) between(parties []jurisdiction.ID) bool {
	return !slices.ContainsFunc(parties, func(id jurisdiction.ID) bool { return !slices.Contains(z.zone.Of, id) })
}

func (z placed) sameHolders(o placed) bool {
	return slices.Equal(slices.Sorted(slices.Values(z.zone.Holders)), slices.Sorted(slices.Values(o.zone.Holders)))
}

// overlaps finds the ground that several answer for: pairs of outlines without a zone between the two, pairs of zones with different holders, zones on the ground of a member that is not of them.
func (g *ground) overlaps() {
	for i, a := range g.outlines {
		for _, b := range g.outlines[i+1:] {
			if a.Jurisdiction == b.Jurisdiction || geo.Shared(a.Area, b.Area) <= 0 {
				continue
			}
			claims, owners := []*geo.Area{b.Area}, []int{0}
			for _, z := range g.placed {
				if z.between([]jurisdiction.ID{a.Jurisdiction, b.Jurisdiction}) {
					claims, owners = append(claims, z.area), append(owners, 1)
				}
			}
			g.contest("territories", [2]*geo.Area{a.Area, b.Area}, geo.Covered(a.Area, claims, owners).Pairs[[2]int{0, 1}], []jurisdiction.ID{a.Jurisdiction, b.Jurisdiction})
		}
	}
	for i, z := range g.placed {
		for _, o := range g.placed[i+1:] {
			if !z.sameHolders(o) {
				g.contest("zones", [2]*geo.Area{z.area, o.area}, 0, slices.Compact(slices.Sorted(slices.Values(slices.Concat(z.zone.Holders, o.zone.Holders)))), z, o)
			}
		}
		for _, t := range g.outlines {
			if g.member[t.Jurisdiction] && !slices.Contains(z.zone.Of, t.Jurisdiction) {
				g.contest("zone", [2]*geo.Area{z.area, t.Area}, 0, append(slices.Clone(z.zone.Holders), t.Jurisdiction), z)
			}
		}
	}
}

// contest lists what two areas share, less the km2 of it that are settled.
func (g *ground) contest(kind string, pair [2]*geo.Area, settled float64, parties []jurisdiction.ID, zones ...placed) {
	if geo.Shared(pair[0], pair[1]) <= 0 {
		return
	}
	c := geo.Covered(pair[0], pair[:], []int{0, 1})
	km2 := c.More - settled
	switch {
	case c.More > leastCover && km2 <= leastCover:
		g.out.Settled++
		return
	case km2 <= leastCover:
		if km2 > 1e-6 { // a square metre is rounding along a common border
			g.out.Slivers++
		}
		return
	}
	at := c.Twice[0].At
	for _, piece := range c.Twice { // the largest piece that is not settled in its middle, if there is one
		if state, _, _ := g.answering(g.atlas.At(piece.At)); state == "contested" {
			at = piece.At
			break
		}
	}
	g.out.Overlaps = append(g.out.Overlaps, view.Contest{Kind: kind, Parties: g.parties(parties), Zones: citing(zones), KM2: &km2, Lon: at.Lon, Lat: at.Lat,
		Advice: g.n.book.Say("coverage."+kind, phrase.Args{"who": g.names(parties)}), Href: "/agreements"})
}

func citing(zones []placed) []view.ClauseRef {
	out := []view.ClauseRef{}
	for _, z := range zones {
		out = append(out, z.ref)
	}
	return out
}

func (g *ground) parties(ids []jurisdiction.ID) []view.Party {
	out := []view.Party{}
	for _, id := range ids {
		p, ok := g.party[id]
		if !ok {
			p = view.Party{ID: string(id), Name: act.Text{"en": string(id), "zh-Hans": string(id)}, Role: "body"}
		}
		out = append(out, p)
	}
	return out
}

// names are parties in a sentence; of none, whoever there may be.
func (g *ground) names(ids []jurisdiction.ID) act.Text {
	if len(ids) == 0 {
		return g.n.book.Say("coverage.anyone", nil)
	}
	var en, zh []string
	for _, p := range g.parties(ids) {
		en, zh = append(en, p.Name["en"]), append(zh, cmp.Or(p.Name["zh-Hans"], p.Name["en"]))
	}
	return act.Text{"en": strings.Join(en, ", "), "zh-Hans": strings.Join(zh, "、")}
}

// members are those of the given who are members.
func (g *ground) members(ids []jurisdiction.ID) []jurisdiction.ID {
	var out []jurisdiction.ID
	for _, id := range ids {
		if g.member[id] && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
