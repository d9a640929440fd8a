package exposure

import (
	"fmt"
	"slices"

	"tongzhou/geo"
	"tongzhou/jurisdiction"
)

// Corner is the Via of a border by land at which only corners meet.
const Corner = "corner"

// Land is who borders on whom by land, from the corners that territories share; KM is the length of the border. Where only corners
// meet, the border has no length and Via says so: a fire crosses a corner. Each pair stands once. Territories that
// were drawn apart share no corners; for them there is Near.
func (a *Atlas) Land() []jurisdiction.Edge {
	areas := make([]*geo.Area, 0, len(a.all()))
	for _, t := range a.all() {
		areas = append(areas, t.Area)
	}
	var out pairs
	for _, b := range geo.Borders(areas) {
		out.add(jurisdiction.Edge{From: a.territories[b.A].Jurisdiction, To: a.territories[b.B].Jurisdiction, Link: jurisdiction.Land, KM: b.KM, Touching: true},
			func(old *jurisdiction.Edge) { old.KM += b.KM })
	}
	for i := range out.edges {
		if out.edges[i].KM == 0 {
			out.edges[i].Via = Corner
		}
	}
	return out.sorted()
}

// Near is who lies within km of whom, by the given link: whoever breathes the same air need not touch. KM is how far apart they are.
func (a *Atlas) Near(link jurisdiction.Link, km float64) ([]jurisdiction.Edge, error) {
	if !(km >= 0 && km <= 2000) {
		return nil, fmt.Errorf("exposure: neighbours within %g km: wants 0 to 2000", km)
	}
	areas := make([]*geo.Area, 0, len(a.all()))
	for _, t := range a.all() {
		areas = append(areas, t.Area)
	}
	var out pairs
	for _, n := range geo.Near(areas, km) {
		out.add(jurisdiction.Edge{From: a.territories[n.A].Jurisdiction, To: a.territories[n.B].Jurisdiction, Link: link, KM: n.KM, Touching: n.KM == 0},
			func(old *jurisdiction.Edge) {
				old.KM, old.Touching = min(old.KM, n.KM), old.Touching || n.KM == 0
			})
	}
	return out.sorted(), nil
}

// pairs keeps one edge for each pair of jurisdictions.
type pairs struct {
	edges []jurisdiction.Edge
	at    map[[2]jurisdiction.ID]int
}

func (p *pairs) add(e jurisdiction.Edge, again func(old *jurisdiction.Edge)) {
	if e.From == e.To {
		return
	}
	if e.From > e.To && e.Link != jurisdiction.River {
		e.From, e.To = e.To, e.From
	}
	if p.at == nil {
		p.at = make(map[[2]jurisdiction.ID]int)
	}
	key := [2]jurisdiction.ID{e.From, e.To}
	if i, known := p.at[key]; known {
		again(&p.edges[i])
		return
	}
	p.at[key] = len(p.edges)
	p.edges = append(p.edges, e)
}

func (p *pairs) sorted() []jurisdiction.Edge {
	slices.SortFunc(p.edges, func(x, y jurisdiction.Edge) int {
		if x.From != y.From {
			return order(x.From, y.From)
		}
		return order(x.To, y.To)
	})
	return p.edges
}

// A Way is something that leads from place to place: a river from its source down, a road, a line of the grid. Its corners are joined straight in
// degrees.
type Way struct {
	Link   jurisdiction.Link
	Via    string // its name
	Points []geo.Point
}

// Along is who follows whom along the way: one edge for each border that it crosses, in its direction, with the km that it runs in the first of
// the two (and in what nobody claims behind it). A stretch that several claim counts for each of them.
func (a *Atlas) Along(w Way) ([]jurisdiction.Edge, error) {
	if len(w.Points) < 2 {
		return nil, fmt.Errorf("exposure: way %.60q: %d points, wants 2 or more", w.Via, len(w.Points))
	}
	var out []jurisdiction.Edge
	var in []jurisdiction.ID
	run := 0.0
	for i, p := range w.Points {
		if err := p.Validate(); err != nil {
			return nil, fmt.Errorf("exposure: way %.60q: %w", w.Via, err)
		}
		if i == 0 {
			continue
		}
		from := w.Points[i-1]
		if d := p.Lon - from.Lon; d > 180 || d < -180 {
			return nil, fmt.Errorf("exposure: way %.60q: from %v to %v: cut it at the antimeridian", w.Via, from, p)
		}
		ends := append(a.crossed(from, p), p)
		for _, to := range ends {
			if now := a.At(geo.Point{Lon: (from.Lon + to.Lon) / 2, Lat: (from.Lat + to.Lat) / 2}); len(now) > 0 && !slices.Equal(now, in) {
				for _, x := range in {
					for _, y := range now {
						if x != y {
							out = append(out, jurisdiction.Edge{From: x, To: y, Link: w.Link, Via: w.Via, KM: run})
						}
					}
				}
				in, run = now, 0
			}
			run += geo.Distance(from, to)
			from = to
		}
	}
	return out, nil
}

// crossed are the points between p and q at which some territory begins or ends, in order.
func (a *Atlas) crossed(p, q geo.Point) []geo.Point {
	var shares []float64
	for _, i := range a.candidates([]geo.Box{geo.Bounds([]geo.Point{p, q})}) {
		shares = append(shares, a.territories[i].Area.Crossings(p, q)...)
	}
	slices.Sort(shares)
	var out []geo.Point
	for _, s := range slices.Compact(shares) {
		out = append(out, geo.Point{Lon: p.Lon + s*(q.Lon-p.Lon), Lat: p.Lat + s*(q.Lat-p.Lat)})
	}
	return out
}

// Downstream makes the edges of a river's network from what flows into what and in whose territory each of its reaches lies: one edge for each
// pair of jurisdictions between which water flows, whether or not they touch. Reaches that lie in no known jurisdiction are passed through; of
// a network that flows in a circle, which no river does, a circle outside all jurisdictions leads nowhere.
func Downstream[R comparable](next map[R]R, in map[R]jurisdiction.ID, via string) []jurisdiction.Edge {
	var out pairs
	for reach, from := range in {
		seen := map[R]bool{reach: true}
		for to, ok := next[reach]; ok && !seen[to]; to, ok = next[to] {
			if there, known := in[to]; known {
				out.add(jurisdiction.Edge{From: from, To: there, Link: jurisdiction.River, Via: via}, func(*jurisdiction.Edge) {})
				break
			}
			seen[to] = true
		}
	}
	return out.sorted()
}
