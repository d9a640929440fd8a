package jurisdiction

import (
	"fmt"
	"slices"
	"strings"
)

// A Link is the kind of neighbourhood of two jurisdictions. They need not touch (R19): whoever drinks from the same
// river, breathes the same air or hangs on the same line is a neighbour in what can reach them.
type Link string

// The kinds of links. Land, Air, Road and Grid hold both ways; River goes downstream, from one to the other.
const (
	Land  Link = "land"
	River Link = "river"
	Air   Link = "air"
	Road  Link = "road"
	Grid  Link = "grid"
)

// An Edge is one neighbourhood.
type Edge struct {
	From ID   `json:"from"`
	To   ID   `json:"to"`
	Link Link `json:"link"`
	// Via names what links them ("Songhua"); KM is the distance along it, of a land border its length; 0 if it does not matter.
	Via string  `json:"via,omitempty"`
	KM  float64 `json:"km,omitempty"`
	// Touching: the two share a border; false for a river's next but one.
	Touching bool `json:"touching,omitempty"`
}

// Neighbours is the graph of neighbourhoods, in a version: which graph was used is part of the record.
type Neighbours struct {
	Version string
	out     map[ID][]Edge
}

// NewNeighbours checks the edges and turns those that hold both ways around as well.
func NewNeighbours(version string, edges []Edge) (*Neighbours, error) {
	g := &Neighbours{Version: version, out: make(map[ID][]Edge)}
	for _, e := range edges {
		switch {
		case e.From == "" || e.To == "" || e.From == e.To:
			return nil, fmt.Errorf("jurisdiction: edge %q-%q: wants two different ends", e.From, e.To)
		case !slices.Contains([]Link{Land, River, Air, Road, Grid}, e.Link):
			return nil, fmt.Errorf("jurisdiction: edge %q-%q: link %q: wants land, river, air, road or grid", e.From, e.To, e.Link)
		case !(e.KM >= 0):
			return nil, fmt.Errorf("jurisdiction: edge %q-%q: %g km", e.From, e.To, e.KM)
		}
		g.out[e.From] = append(g.out[e.From], e)
		if e.Link != River {
			back := e
			back.From, back.To = e.To, e.From
			g.out[e.To] = append(g.out[e.To], back)
		}
	}
	for id := range g.out {
		slices.SortFunc(g.out[id], func(a, b Edge) int {
			return strings.Compare(string(a.To)+"\x00"+string(a.Link), string(b.To)+"\x00"+string(b.Link))
		})
	}
	return g, nil
}

// Of are the edges that leave id by any of the links (none given: by all), by the neighbour's ID.
func (g *Neighbours) Of(id ID, links ...Link) []Edge {
	if g == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(g.out[id]), func(e Edge) bool {
		return len(links) > 0 && !slices.Contains(links, e.Link)
	})
}

// Downstream are all that a river can carry something to from id, the next first, each once.
func (g *Neighbours) Downstream(id ID) []ID {
	seen := map[ID]bool{id: true}
	var order []ID
	for queue := []ID{id}; len(queue) > 0; queue = queue[1:] {
		for _, e := range g.Of(queue[0], River) {
			if !seen[e.To] {
				seen[e.To] = true
				order = append(order, e.To)
				queue = append(queue, e.To)
			}
		}
	}
	return order
}
