package route

import (
	"cmp"
	"fmt"
	"slices"
)

// A Fan runs several sets of measures on one network at once. What a set changes is felt only below the elements that it gives orders to, so a
// reach is run once for every way in which the sets differ above it, and not once for every set; and a way goes on copying that of
// the first set, bit for bit, until the first order above it makes a difference. Every set gets the bytes that it gets in a run of its own
// (TestFanIsEveryRun).
//
// The network of a Fan is one whose positions are copies: position p of the network stands there once for each of its ways, the way
// of the first set first. It does not change; several runs may share it.
type Fan struct {
	n   *Network // of all copies
	one *Network // that was fanned out
	// way[p][s] is the way of set s at position p of the network that was fanned out; copies of p begin at start[p].
	way   [][]int32
	start []int32
	tail  map[ID]int32 // the last position of each element
	heads map[ID]int32 // the first of those to which areas give back
	// orders are those of all sets, each to its copy, by time. pools and areas are the first copies of what was given, seats the positions of the pools.
	orders              []order
	pools, seats, areas []int32
}

// Why copies and not one run per set: most of a network lies above whatever is opened or closed. Of 64 sets of six measures
// in a basin of 200 reaches a seventh of the work is left (BenchmarkCompare in package measure).
//
// An order is a measure on a copy: of a reservoir, or of a detention area where pool is below 0.
type order struct {
	at         float64
	pool, area int32
	gate       gate
}

// maxSets keeps what is counted in int32, and what is shown to people, within reason.
const maxSets = 4096

// Fan prepares sets of measures, each in the order of its times. The first is what the others are compared with.
func (n *Network) Fan(sets [][]Measure) (*Fan, error) {
	if len(sets) < 1 || len(sets) > maxSets || n.base != nil {
		return nil, fmt.Errorf("route: %d sets of measures: wants 1 to %d", len(sets), maxSets)
	}
	for s, ms := range sets {
		if err := n.validateMeasures(ms); err != nil {
			return nil, fmt.Errorf("route: set %d: %w", s+1, err)
		}
	}
	f := &Fan{one: n, tail: make(map[ID]int32, len(n.ids)), heads: map[ID]int32{}}
	for i, at := range n.tail {
		f.tail[n.ids[i]] = at
	}
	f.separate(n, sets)
	f.copy(n)
	f.copyPools(n)
	f.copyAreas(n)
	f.command(n, sets)
	return f, nil
}

// sameOrders says of each set which is the first that gives the same orders to one element.
func sameOrders(sets [][]Measure, on ID) (way []int32, ways int32) {
	way = make([]int32, len(sets))
	var different [][]Measure
	for s, ms := range sets {
		var own []Measure
		for _, m := range ms {
			if m.On == on {
				own = append(own, m)
			}
		}
		k := slices.IndexFunc(different, func(other []Measure) bool { return slices.Equal(own, other) })
		if k < 0 {
			k, different = len(different), append(different, own)
		}
		way[s] = int32(k)
	}
	return way, int32(len(different))
}

// Ways are numbered by the first set that has them, so that set 0 always has way 0 and the same sets in another order have the same
// courses.
//
// separate finds the ways of every position: two sets differ there if they differ in an order to it, or anywhere that flows into it or gives
// back to it. Areas may give back far from where they take, even above it, so it is done until nothing changes.
func (f *Fan) separate(n *Network, sets [][]Measure) {
	f.way = make([][]int32, len(n.given))
	same := make([]int32, len(sets)) // all positions share it until they need their own
	ways := make([]int32, len(n.given))
	pair := make([]int32, len(sets)*len(sets))
	for p := range f.way {
		f.way[p], ways[p] = same, 1
	}
	// refine divides the ways of p by those of something that it depends on: two sets share a way only if they share both.
	refine := func(p int32, by []int32, count int32) {
		if count == 1 || int(ways[p]) == len(sets) {
			return
		}
		clear(pair)
		next, old := make([]int32, len(sets)), f.way[p]
		ways[p] = 0
		for s := range sets {
			at := int(old[s])*len(sets) + int(by[s])
			if pair[at] == 0 {
				ways[p]++
				pair[at] = ways[p]
			}
			next[s] = pair[at] - 1
		}
		f.way[p] = next
	}
	for i := range n.pools {
		by, count := sameOrders(sets, n.pools[i].ID)
		refine(n.pools[i].at, by, count)
	}
	for i := range n.detentions {
		by, count := sameOrders(sets, n.detentions[i].ID)
		refine(n.detentions[i].from, by, count)
	}
	for changed := true; changed; {
		changed = false
		for p := range f.way {
			before := ways[p]
			for _, u := range n.from[n.first[p]:n.first[p+1]] {
				refine(int32(p), f.way[u], ways[u])
			}
			changed = changed || ways[p] > before
		}
		for i := range n.detentions {
			d := &n.detentions[i]
			before := ways[d.back]
			refine(d.back, f.way[d.from], ways[d.from])
			changed = changed || ways[d.back] > before
		}
	}
	f.start = make([]int32, len(ways)+1)
	for p, w := range ways {
		f.start[p+1] = f.start[p] + w
	}
}

// of is the copy of position p that a set has.
func (f *Fan) of(p int32, set int32) int32 { return f.start[p] + f.way[p][set] }

// Whatever is made once for each way is made with the first set that has it.
//
// speakers are the first sets of each way at p.
func (f *Fan) speakers(p int32) []int32 {
	out := make([]int32, 0, f.start[p+1]-f.start[p])
	for s, w := range f.way[p] {
		if int(w) == len(out) {
			out = append(out, int32(s))
		}
	}
	return out
}

// Copies of one position stand together, so that a step reads one shape once for all of them, and their steps, which do not wait for one
// another, overlap in the processor.
//
// copy makes the network of all copies, without reservoirs and areas.
func (f *Fan) copy(n *Network) {
	size := int(f.start[len(f.way)])
	c := &Network{ids: n.ids, reach: n.reach, parts: n.parts, head: make([]int32, len(n.head)), tail: make([]int32, len(n.tail)),
		given: make([]int32, size), beds: make([]bed, size), plains: make([]plain, size), base: make([]int32, size), first: make([]int32, 1, size+1)}
	f.n = c
	for i := range n.tail {
		c.head[i], c.tail[i] = f.start[n.head[i]], f.start[n.tail[i]]
	}
	for p := range f.way {
		for w, s := range f.speakers(int32(p)) {
			at := f.start[p] + int32(w)
			c.given[at], c.beds[at], c.plains[at], c.base[at] = n.given[p], n.beds[p], n.plains[p], f.start[p]
			for _, u := range n.from[n.first[p]:n.first[p+1]] {
				c.from = append(c.from, f.of(u, s))
			}
			c.first = append(c.first, int32(len(c.from)))
		}
	}
}

// copyPools makes a reservoir for each way of its position. Their order is that of the positions, as a run wants it.
func (f *Fan) copyPools(n *Network) {
	for _, p := range n.pools {
		first := int32(len(f.n.pools))
		f.pools, f.seats = append(f.pools, first), append(f.seats, p.at)
		for w := f.start[p.at]; w < f.start[p.at+1]; w++ {
			f.n.pools = append(f.n.pools, pool{p.Reservoir, w, first})
		}
	}
}

// An area has no place of its own in the order: it stands at the lower end of the reach that it takes from, and what it does depends on the flow there
// and on its orders alone, which are both the same for all sets of a way.
//
// copyAreas copies detention areas: one for each way of the reach that they take from, all those of one copy together, as a run wants them.
func (f *Fan) copyAreas(n *Network) {
	f.areas = make([]int32, len(n.detentions))
	for i := 0; i < len(n.detentions); {
		from, last := n.detentions[i].from, i
		for ; last < len(n.detentions) && n.detentions[last].from == from; last++ {
			f.areas[last] = int32(len(f.n.detentions) + last - i)
		}
		for w := f.start[from]; w < f.start[from+1]; w++ {
			for k := i; k < last; k++ {
				f.n.detentions = append(f.n.detentions, detention{Detention: n.detentions[k].Detention, from: w, base: f.areas[k]})
			}
		}
		i = last
	}
	// One copy of an area may give to several copies of a reach: below a confluence the sets may differ for other reasons as well.
	for i := range n.detentions {
		d := &n.detentions[i]
		f.heads[n.ids[n.given[d.back]]] = d.back
		for w, s := range f.speakers(d.back) {
			f.n.returns = append(f.n.returns, giving{f.area(n, i, s), f.start[d.back] + int32(w)})
		}
	}
}

// area is the copy of detention area i that a set has.
func (f *Fan) area(n *Network, i int, set int32) int32 {
	from, together := n.detentions[i].from, int32(0)
	for k := range n.detentions {
		if n.detentions[k].from == from {
			together++
		}
	}
	return f.areas[i] + together*f.way[from][set]
}

// command gives every order once to each copy that it is meant for.
func (f *Fan) command(n *Network, sets [][]Measure) {
	for s, ms := range sets {
		for _, m := range ms {
			o := order{at: m.At, pool: -1, area: -1, gate: gate{m.Do, m.Flow}}
			var at int32
			if i, ok := n.poolOf(m.On); ok {
				at = n.pools[i].at
				o.pool = f.pools[i] + f.way[at][s]
			} else {
				i, _ := n.detentionOf(m.On)
				at = n.detentions[i].from
				o.area = f.area(n, i, int32(s))
			}
			// Sets that share a way give the same orders; the first of them speaks for all.
			if f.speakers(at)[f.way[at][s]] == int32(s) {
				f.orders = append(f.orders, o)
			}
		}
	}
	slices.SortStableFunc(f.orders, func(a, b order) int { return cmp.Compare(a.at, b.at) })
}

// Start begins a run of all sets, with an ordinary step or a short one of one worker, and without measures in its options. Flows, Depths, Velocities
// and Stored of the run are those of the first set.
func (f *Fan) Start(opt Options, flow []float64) (*Run, error) {
	if len(opt.Measures) > 0 || opt.Workers > 1 {
		return nil, fmt.Errorf("route: fan: %d measures, %d workers: wants measures in the sets, and one worker for each run", len(opt.Measures), opt.Workers)
	}
	from, err := f.one.Start(opt, flow)
	if err != nil {
		return nil, err
	}
	r, err := f.n.Start(opt, nil)
	if err != nil {
		return nil, err
	}
	for p := range f.way {
		for at := f.start[p]; at < f.start[p+1]; at++ {
			r.flow[at], r.depth[at] = from.flow[p], from.depth[p]
		}
	}
	r.orders, r.apart = f.orders, make([]bool, len(r.flow))
	return r, nil
}

// Copies is how many elements a step runs, parts and ways counted: what the sets cost instead of their number times the network.
func (f *Fan) Copies() int { return len(f.n.given) }

// A Gauge reads one element of a Fan at its lower end. Sets that cannot differ there share a way.
type Gauge struct {
	first int32
	way   []int32
	ways  int
}

// Gauge finds an element.
func (f *Fan) Gauge(on ID) (Gauge, bool) {
	p, ok := f.tail[on]
	if !ok {
		return Gauge{}, false
	}
	return Gauge{f.start[p], f.way[p], int(f.start[p+1] - f.start[p])}, true
}

// Ways is how many different courses there are.
func (g Gauge) Ways() int { return g.ways }

// Way is which of them a set has.
func (g Gauge) Way(set int) int { return int(g.way[set]) }

// Read returns flow and depth of every way, valid until the run goes on. They are the run's own: nobody may write to them.
func (r *Run) Read(g Gauge) (flow, depth []float64) {
	last := int(g.first) + g.ways
	return r.flow[g.first:last], r.depth[g.first:last]
}

// Water fills dst with what the network holds under each set, in m3: between banks and on plains, in reservoirs above their orifice (less than 0 below it), in
// detention areas.
func (f *Fan) Water(r *Run, dst []float64) {
	// Each copy is measured once and counted for every set that has it.
	own := make([]float64, len(r.flow))
	for at, i := range f.n.given {
		if int(i) < f.n.reach {
			own[at] = section(&f.n.beds[at], &f.n.plains[at], r.depth[at]) * f.n.beds[at].length
		}
	}
	for i := range f.n.pools {
		p := &f.n.pools[i]
		own[p.at] = p.Area * (r.level[i] - p.OrificeLevel)
	}
	for i := range f.n.detentions { // its copies are those of the reach that it takes from
		own[f.n.detentions[i].from] += r.basins[i].held
	}
	for s := range dst {
		dst[s] = 0
		for p := range f.way {
			dst[s] += own[f.of(int32(p), int32(s))]
		}
	}
}

// A substance that is followed down the river is diluted by it: whoever does that has to know of water that is neither from above nor from the banks.
//
// Given is what detention areas give back to an element in the step that comes, under a set, m3/s.
func (f *Fan) Given(r *Run, on ID, set int) float64 {
	p, ok := f.heads[on]
	if !ok {
		return 0
	}
	sum, at := 0.0, f.of(p, int32(set))
	for _, g := range f.n.returns {
		if g.to == at {
			sum += r.back[g.area]
		}
	}
	return sum
}

// Topped are the reservoirs that were over their top under a set, at the end of any step: from there on the answer is no longer one.
func (f *Fan) Topped(r *Run, set int) []ID {
	var out []ID
	for k, first := range f.pools {
		if i := first + f.way[f.seats[k]][set]; r.topped[i] {
			out = append(out, f.n.pools[i].ID)
		}
	}
	return out
}
