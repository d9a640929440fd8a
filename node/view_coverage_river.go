package node

import (
	"slices"

	"tongzhou/act"
	"tongzhou/exposure"
	"tongzhou/geo"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
)

// rivers says of the lines and of the networks what of them is whose, and then lists the territories, which know their watercourses only after that.
func (g *ground) rivers() error {
	var lines [][][2]float64
	var networks []string
	for _, r := range g.n.watch.what.Rivers {
		if f := r.Flood; f != nil && f.Network != nil && !slices.Contains(networks, f.Network.Hash()) {
			networks = append(networks, f.Network.Hash())
			g.network(r)
		}
		if len(r.Line) < 2 || slices.ContainsFunc(lines, func(l [][2]float64) bool { return slices.Equal(l, r.Line) }) {
			continue // a river that is watched for two dangers is one river
		}
		lines = append(lines, r.Line)
		points := make([]geo.Point, 0, len(r.Line))
		for _, p := range r.Line {
			points = append(points, geo.Point{Lon: p[0], Lat: p[1]})
		}
		stretches, err := g.atlas.Stretches(points)
		if err != nil {
			return err
		}
		g.river(r, stretches)
	}
	return g.territories()
}

// river lists the stretches of one line that nobody or several answer for. Neighbours on the line that differ only in what is none of their business are one.
func (g *ground) river(r River, all []exposure.Stretch) {
	x := view.CoverRiver{ID: r.ID, Name: r.Name}
	for i, s := range all {
		km := s.To - s.From
		x.Length.KM += km
		state, parties, zones := g.answering(s.In)
		tally(&x.Length, state, km)
		if state == "single" {
			continue
		}
		if km <= leastCover {
			g.out.Slivers++
			continue
		}
		from, to := s.From, s.To
		if state == "contested" {
			who := slices.Clone(parties)
			if len(who) == 1 { // it is the zones that contest: who is no member claims nothing
				who = g.members(who)
			}
			for _, z := range zones {
				who = append(who, z.zone.Holders...)
			}
			slices.Sort(who)
			who = slices.Compact(who)
			g.out.Overlaps = append(g.out.Overlaps, view.Contest{Kind: "stretch", Name: r.Name, Parties: g.parties(who), Zones: citing(zones), From: &from, To: &to, Lon: s.At.Lon, Lat: s.At.Lat,
				Advice: g.n.book.Say("coverage.contested", phrase.Args{"who": g.names(who)}), Href: "/agreements"})
			continue
		}
		beside := g.members(next(all, i))
		o := view.Uncovered{Kind: "stretch", Name: r.Name, From: &from, To: &to, Lon: &s.At.Lon, Lat: &s.At.Lat, Unsure: len(parties) == 0 && len(g.out.Missing) > 0, Beside: g.parties(beside),
			Advice: g.n.book.Say("coverage.stretch", phrase.Args{"beside": g.names(beside)}), Href: "/agreements/new"}
		if len(parties) > 0 {
			o.Party = &g.parties(parties[:1])[0]
		}
		g.out.Orphans = append(g.out.Orphans, o)
	}
	g.out.Rivers = append(g.out.Rivers, x)
}

// next is who the stretches before and after one lie in.
func next(all []exposure.Stretch, i int) []jurisdiction.ID {
	var out []jurisdiction.ID
	if i > 0 {
		out = append(out, all[i-1].In...)
	}
	if i+1 < len(all) {
		out = append(out, all[i+1].In...)
	}
	return out
}

func tally(l *view.CoverLength, state string, km float64) {
	switch state {
	case "orphan":
		l.Orphan += km
	case "contested":
		l.Contested += km
	default:
		l.Single += km
	}
}

// network adds up the reaches of a river network, each by where its middle lies: it has no other point.
func (g *ground) network(r River) {
	if g.out.Network == nil {
		g.out.Network = &view.CoverLength{}
	}
	for _, reach := range r.Flood.Network.Reaches() {
		km := reach.Length / 1000
		state, parties, _ := g.answering(g.atlas.At(geo.Point{Lon: reach.Lon, Lat: reach.Lat}))
		g.out.Network.KM += km
		tally(g.out.Network, state, km)
		if state == "orphan" && len(parties) > 0 {
			g.flows[parties[0]] += km
		}
	}
}

// territories lists the outlines of those who are no members, as far as no member's outline and no zone lies on them.
func (g *ground) territories() error {
	var claims []exposure.Territory
	for _, t := range g.outlines {
		if g.member[t.Jurisdiction] {
			claims = append(claims, t)
		}
	}
	for _, z := range g.placed {
		claims = append(claims, exposure.Territory{Jurisdiction: z.name, Area: z.area})
	}
	covering, err := exposure.NewAtlas(claims)
	if err != nil {
		return err
	}
	for _, t := range g.outlines {
		if g.member[t.Jurisdiction] {
			continue
		}
		c, err := covering.Coverage(t.Area, leastCover)
		if err != nil {
			return err
		}
		g.out.Slivers += c.Slivers
		if len(c.Orphans) == 0 {
			continue
		}
		beside := g.members(g.beside[t.Jurisdiction])
		who := g.party[t.Jurisdiction]
		o := view.Uncovered{Kind: "territory", Name: who.Name, Party: &who, KM2: &c.Orphan, Lon: &c.Orphans[0].At.Lon, Lat: &c.Orphans[0].At.Lat, Beside: g.parties(beside),
			Advice: g.n.book.Say("coverage.territory", phrase.Args{"who": who.Name, "beside": g.names(beside)}), Href: "/agreements/new"}
		if people := g.people[t.Jurisdiction]; people > 0 && c.Orphan > 0.999*c.KM2 { // of a part nobody knows how many live there
			o.People = &people
		}
		if km := g.flows[t.Jurisdiction]; g.out.Network != nil {
			o.Watercourses = &km
		}
		g.out.Orphans = append(g.out.Orphans, o)
	}
	return nil
}

// places lists the places on rivers whose jurisdiction is no member, and which no member's outline and no zone holds. It needs no outlines.
func (g *ground) places() {
	var seen []string
	for _, r := range g.n.watch.what.Rivers {
		for _, p := range r.Places {
			if slices.Contains(seen, p.ID) || g.member[p.Party] {
				continue
			}
			seen = append(seen, p.ID)
			x := view.Uncovered{Kind: "place", Name: p.Name, Beside: []view.Party{}, Href: "/agreements/new"}
			if at, ok := where(r, p.ID); ok {
				if state, _, _ := g.answering(g.atlas.At(at)); state != "orphan" {
					continue
				}
				x.Lon, x.Lat = &at.Lon, &at.Lat
			}
			who := g.names([]jurisdiction.ID{p.Party})
			if p.Party == "" {
				who = act.Text(p.Name)
			} else {
				x.Party = &g.parties([]jurisdiction.ID{p.Party})[0]
			}
			if p.People >= 0 {
				people := p.People
				x.People = &people
			}
			x.Advice = g.n.book.Say("coverage.place", phrase.Args{"who": who})
			g.out.Orphans = append(g.out.Orphans, x)
		}
	}
}

// where is the point of a place on a river, if it is known.
func where(r River, place string) (geo.Point, bool) {
	for _, s := range r.Inputs.Stations {
		if s.Place == place {
			return geo.Point{Lon: s.Lon, Lat: s.Lat}, true
		}
	}
	if r.Flood != nil {
		for _, s := range r.Flood.Inputs.Stations {
			if s.Place == place {
				return geo.Point{Lon: s.Lon, Lat: s.Lat}, true
			}
		}
	}
	return geo.Point{}, false
}
