package flood

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"tongzhou/geo"
	"tongzhou/hazard/river/route"
)

// A Reach is a stretch of river with what falls on it.
type Reach struct {
	route.Reach
	// Lon and Lat of its middle.
	Lon, Lat float64
	// Area is the land that drains into it between its ends, km2.
	Area float64
	// Base is its lateral inflow on a day without rain, m3/s.
	Base float64
}

// A Reservoir is a level pool with what flows into it beside its
// rivers.
type Reservoir struct {
	route.Reservoir
	// Base is its lateral inflow on a day without rain, m3/s.
	Base float64
}

// A Network is a checked river network and its flow on a day without
// rain. It does not change; any number of runs may share it.
type Network struct {
	reaches    []Reach
	reservoirs []Reservoir // their places in the arrays below follow those of the reaches
	index      map[route.ID]int
	to         []int     // -1: out of the network
	base       []float64 // flow on a day without rain
	hash       string
}

// NewNetwork checks reaches and reservoirs. Reservoirs begin a run at
// the level at which they let through what comes in on a day without
// rain, whatever their Level says; one that cannot is taken to be
// full.
func NewNetwork(reaches []Reach, reservoirs []Reservoir) (*Network, error) {
	count := len(reaches) + len(reservoirs)
	n := &Network{reaches: reaches, reservoirs: slices.Clone(reservoirs), index: make(map[route.ID]int, count), to: make([]int, 0, count), base: make([]float64, count)}
	h := sha256.New()
	enc := json.NewEncoder(h)
	plain, to := make([]route.Reach, len(reaches)), make([]route.ID, 0, count)
	for i := range reaches {
		r := &reaches[i]
		if !between(r.Lon, -180, 180) || !between(r.Lat, -90, 90) || !between(r.Area, 0, 1e5) || !between(r.Base, 0, 1e5) {
			return nil, fmt.Errorf("flood: reach %d: position %g, %g, area %g km2, base %g m3/s: not possible", r.ID, r.Lon, r.Lat, r.Area, r.Base)
		}
		plain[i], n.index[r.ID], to = r.Reach, i, append(to, r.To)
		if err := enc.Encode(r); err != nil {
			return nil, fmt.Errorf("flood: reach %d: %w", r.ID, err)
		}
	}
	pools := make([]route.Reservoir, len(reservoirs))
	for i := range reservoirs {
		pools[i] = reservoirs[i].Reservoir
		n.index[reservoirs[i].ID], to = len(reaches)+i, append(to, reservoirs[i].To)
		if err := enc.Encode(&reservoirs[i]); err != nil {
			return nil, fmt.Errorf("flood: reservoir %d: %w", reservoirs[i].ID, err)
		}
	}
	if _, err := route.New(route.Inputs{Reaches: plain, Reservoirs: pools}); err != nil { // ids, rings and sizes
		return nil, fmt.Errorf("flood: network: %w", err)
	}
	for _, id := range to {
		next := -1
		if id != 0 {
			next = n.index[id]
		}
		n.to = append(n.to, next)
	}
	for i := range n.to { // a network has no rings: every walk ends
		own := n.own(i)
		for k := i; k >= 0; k = n.to[k] {
			n.base[k] += own
		}
	}
	for i := range n.reservoirs {
		steady(&n.reservoirs[i].Reservoir, n.base[len(reaches)+i])
	}
	n.hash = hex.EncodeToString(h.Sum(nil))
	return n, nil
}

// own is what flows into an element beside its rivers on a day
// without rain.
func (n *Network) own(k int) float64 {
	if k < len(n.reaches) {
		return n.reaches[k].Base
	}
	return n.reservoirs[k-len(n.reaches)].Base
}

// steady sets the level at which a reservoir without a rule lets
// through a flow.
func steady(r *route.Reservoir, flow float64) {
	if len(r.Rule) > 0 {
		return // its level is the operator's business
	}
	low, high := min(r.OrificeLevel, r.WeirLevel), r.Top
	for range 60 {
		r.Level = (low + high) / 2
		out := r.OrificeCoefficient*r.OrificeArea*math.Sqrt(2*gravity*max(r.Level-r.OrificeLevel, 0)) + r.WeirCoefficient*r.WeirLength*math.Pow(max(r.Level-r.WeirLevel, 0), 1.5)
		if out < flow {
			low = r.Level
		} else {
			high = r.Level
		}
	}
}

const gravity = 9.81

// Hash is the SHA-256 of the network, in hex: what Inputs.Network
// names.
func (n *Network) Hash() string { return n.hash }

// Base is the flow of a reach on a day without rain, m3/s.
func (n *Network) Base(id route.ID) (float64, bool) {
	i, ok := n.index[id]
	if !ok {
		return 0, false
	}
	return n.base[i], true
}

// Bankfull is the flow at which a reach leaves its banks, by
// Manning's formula, m3/s; a reservoir has none.
func (n *Network) Bankfull(id route.ID) (float64, bool) {
	i, ok := n.index[id]
	if !ok || i >= len(n.reaches) {
		return 0, false
	}
	r := &n.reaches[i]
	z := 1 / r.Bank
	depth := (r.Top - r.Bottom) / (2 * z)
	if r.Top == r.Bottom { // as package route has it
		depth = r.Bottom / (2 * z)
	}
	area, wet := (r.Bottom+z*depth)*depth, r.Bottom+2*depth*math.Sqrt(1+z*z)
	return math.Sqrt(r.Slope) / r.Roughness * area * math.Pow(area/wet, 2./3), true
}

// A basin is the part of a network that the rain of any member can
// change, with what flows into it from the rest.
type basin struct {
	in         *Inputs
	reaches    []Reach // active, in the order of the network
	reservoirs []route.Reservoir
	lateral    []float64 // on a day without rain, what comes from inactive neighbours included; reaches, then reservoirs
	start      []float64 // flow at the start
	at         []int     // by station: its active reach; -1: no member's rain comes there
	still      []float64 // by station: the flow without rain
	cell       [][]patch // by rain cell: the land that it may wet
}

// A patch is the land of one reach, and the element into which its runoff
// goes: that reach, or, of a spring, what the spring flows into.
type patch struct {
	into  int // in the basin
	place geo.Point
	area  float64 // km2
}

// farthest is how far from where it was seen a cell of any member may
// rain: its centre is at most two standard deviations away in each
// direction.
func (in *Inputs) farthest(c *Rain) float64 { return c.Radius + 2*math.Sqrt2*in.Prior.Shift }

// under says whether a cell may wet a reach.
func (in *Inputs) under(c *Rain, r *Reach) bool {
	return r.Area > 0 && geo.Distance(geo.Point{Lon: c.Lon, Lat: c.Lat}, geo.Point{Lon: r.Lon, Lat: r.Lat}) < in.farthest(c)
}

// springs are the reaches into which nothing flows and at which nobody asks
// for a flow. They are not routed: half of all reaches are springs, each of a
// km or two, and the way through them is a part of the lag of the land.
func (n *Network) springs(in *Inputs) []bool {
	out := make([]bool, len(n.to))
	for k := range n.reaches {
		out[k] = n.to[k] >= 0
	}
	for _, to := range n.to {
		if to >= 0 {
			out[to] = false
		}
	}
	for _, s := range in.Stations {
		if k, ok := n.index[s.Reach]; ok {
			out[k] = false
		}
	}
	return out
}

// accepts refuses inputs that cannot be used, and those for another
// network than this.
func (n *Network) accepts(in *Inputs) error {
	if err := in.Validate(); err != nil {
		return err
	}
	if in.Network != n.hash {
		return fmt.Errorf("flood: the inputs are for the network %.16s, this is %.16s", in.Network, n.hash)
	}
	return nil
}

// basin finds what is active.
func (n *Network) basin(in *Inputs) (*basin, error) {
	active, spring := make([]bool, len(n.to)), n.springs(in)
	for i := range in.Rain {
		for k := range n.reaches {
			first := k
			if spring[k] {
				first = n.to[k]
			}
			if active[first] || !in.under(&in.Rain[i], &n.reaches[k]) {
				continue
			}
			for j := first; j >= 0 && !active[j]; j = n.to[j] {
				active[j] = true
			}
		}
	}
	b := &basin{in: in, at: make([]int, len(in.Stations)), still: make([]float64, len(in.Stations))}
	position := n.take(b, active)
	if len(b.reaches) == 0 {
		return nil, fmt.Errorf("flood: the rain falls beside the network: no reach lies under any of %d cells", len(in.Rain))
	}
	for i, s := range in.Stations {
		k, ok := n.index[s.Reach]
		if !ok || k >= len(n.reaches) {
			return nil, fmt.Errorf("flood: station %q: there is no reach %d in the network", s.ID, s.Reach)
		}
		b.at[i], b.still[i] = position[k], n.base[k]
	}
	for i := range in.Rain {
		var wet []patch
		for k := range n.reaches {
			r, into := &n.reaches[k], k
			if spring[k] {
				into = n.to[k]
			}
			if in.under(&in.Rain[i], r) {
				wet = append(wet, patch{position[into], geo.Point{Lon: r.Lon, Lat: r.Lat}, r.Area})
			}
		}
		b.cell = append(b.cell, wet)
	}
	return b, nil
}

// take puts the active elements into a basin and says where each of
// them came to stand; -1: not active.
func (n *Network) take(b *basin, active []bool) []int {
	position := make([]int, len(n.to))
	for k, yes := range active {
		position[k] = -1
		if !yes {
			continue
		}
		position[k] = len(b.lateral)
		if k < len(n.reaches) {
			b.reaches = append(b.reaches, n.reaches[k])
		} else {
			b.reservoirs = append(b.reservoirs, n.reservoirs[k-len(n.reaches)].Reservoir)
		}
		b.lateral, b.start = append(b.lateral, n.own(k)), append(b.start, n.base[k])
	}
	for k, yes := range active {
		if to := n.to[k]; !yes && to >= 0 && active[to] {
			b.lateral[position[to]] += n.base[k]
		}
	}
	return position
}

// Reaches are the reaches of the network, in its order: where each lies, how long it is and into what it flows.
func (n *Network) Reaches() []Reach { return slices.Clone(n.reaches) }
