package route

import (
	"fmt"
	"math"
)

// A Misfit is one reach, reservoir or detention area that is not as it must be. Who read it from a file can say from which line.
type Misfit struct {
	ID  ID
	Why error
}

// Error is the reason, which names the thing.
func (m *Misfit) Error() string { return m.Why.Error() }

// Unwrap is the reason.
func (m *Misfit) Unwrap() error { return m.Why }

// misfit says what is wrong with an element.
func misfit(id ID, format string, args ...any) error {
	return &Misfit{id, fmt.Errorf("route: "+format, args...)}
}

// A Network is a checked set of reaches and reservoirs in topological order. It does not change; any number of runs may share it.
type Network struct {
	ids   []ID
	reach int // how many reaches; the elements given after them are reservoirs
	// A reach may be divided into parts. head and tail are where the first and the last part of an element as it was given stand in the
	// order; given is the element of each position, parts how many it has.
	head, tail, given, parts []int32
	// from[first[i]:first[i+1]] are the positions of the elements that flow into that at position i.
	first, from []int32
	// beds and plains are of the reaches, by position. They are records and not one slice per size because a step reads them all.
	beds   []bed
	plains []plain
	// pools are the reservoirs with their positions, ascending; detentions those with the positions they take from.
	pools      []pool
	detentions []detention
	// returns are where detention areas give back.
	returns []giving
	// base is, in the network of a Fan, the position of the copy that the first set has; nil in every other network.
	base []int32
}

// New checks the inputs and puts them in order. It refuses, with what would be right: an id that is 0 or stands twice, a reach that
// flows into something that is not there, a ring, and a size outside of what the method is valid for.
func New(in Inputs) (*Network, error) {
	count := len(in.Reaches) + len(in.Reservoirs)
	if len(in.Reaches) == 0 || count > maxParts {
		return nil, fmt.Errorf("route: %d reaches and reservoirs: wants 1 to %d", count, maxParts)
	}
	if !(in.Step == 0 || between(in.Step, 1, 3600)) {
		return nil, fmt.Errorf("route: step %g s: wants 1 to 3600, or 0 to divide no reach", in.Step)
	}
	n := &Network{ids: make([]ID, 0, count), reach: len(in.Reaches)}
	to := make([]ID, 0, count)
	for i := range in.Reaches {
		r := &in.Reaches[i]
		if err := r.validate(); err != nil {
			return nil, misfit(r.ID, "reach %d: %w", r.ID, err)
		}
		n.ids, to = append(n.ids, r.ID), append(to, r.To)
	}
	for i := range in.Reservoirs {
		r := &in.Reservoirs[i]
		if err := r.validate(); err != nil {
			return nil, misfit(r.ID, "reservoir %d: %w", r.ID, err)
		}
		n.ids, to = append(n.ids, r.ID), append(to, r.To)
	}
	// The index is needed while the network is built only; ids of a run are looked up among the few reservoirs and detention areas.
	index := make(map[ID]int32, count)
	for i, id := range n.ids {
		if _, twice := index[id]; twice || id == 0 {
			return nil, misfit(id, "id %d is 0 or stands twice: wants one for each reach and reservoir", id)
		}
		index[id] = int32(i)
	}
	down, err := downstream(n.ids, to, index)
	if err != nil {
		return nil, err
	}
	down, owner, err := n.divide(in, down)
	if err != nil {
		return nil, err
	}
	if err := n.order(down, owner); err != nil {
		return nil, err
	}
	n.place(in)
	return n, n.attach(in.Detentions, index)
}

// downstream turns ids into indices; -1 is out of the network.
func downstream(ids, to []ID, index map[ID]int32) ([]int32, error) {
	down := make([]int32, len(to))
	for i, id := range to {
		j, ok := index[id]
		switch {
		case id == 0:
			j = -1
		case !ok:
			return nil, misfit(ids[i], "%d flows into %d, which is not there: give that reach, or 0 where the water leaves the network", ids[i], id)
		}
		down[i] = j
	}
	return down, nil
}

// maxParts keeps a step that is far too short for the network from being asked for by mistake.
const maxParts = 100_000_000

// divide gives every element its parts: down is made to lead from part to part, owner is the element of each part.
func (n *Network) divide(in Inputs, down []int32) (parted, owner []int32, err error) {
	n.parts = make([]int32, len(down))
	first := make([]int32, len(down)+1)
	total := 0
	for i := range down {
		count := 1
		if i < n.reach && in.Step > 0 {
			// Rounded and not rounded up: a part that is crossed within a step would hold the wave back.
			b, p := shape(&in.Reaches[i])
			count = max(1, int(math.Round(b.length/(at(&b, &p, b.full).celerity*in.Step))))
		}
		if total += count; total > maxParts {
			return nil, nil, fmt.Errorf("route: a step of %g s divides the reaches into more than %d parts: wants a longer step", in.Step, maxParts)
		}
		n.parts[i], first[i+1] = int32(count), int32(total)
	}
	for i, d := range down {
		for at := first[i]; at < first[i+1]; at++ {
			owner = append(owner, int32(i))
			parted = append(parted, at+1)
		}
		if d >= 0 {
			d = first[d]
		}
		parted[len(parted)-1] = d
	}
	return parted, owner, nil
}

// order lists every element after those that flow into it, each line of reaches in one piece, so that what a reach reads was written
// a moment ago. It walks upstream from the outlets; what it does not reach flows in a ring.
func (n *Network) order(down, owner []int32) error {
	first, from := inflows(down)
	position, part := make([]int32, len(down)), make([]int32, len(down))
	at := len(down)
	var open []int32
	for i, d := range down {
		if d < 0 {
			open = append(open, int32(i))
		}
	}
	// Filled from the end: whatever flows into an element is put before it.
	for len(open) > 0 {
		i := open[len(open)-1]
		open = open[:len(open)-1]
		at--
		position[i], part[at] = int32(at), i
		open = append(open, from[first[i]:first[i+1]]...)
	}
	if at > 0 {
		return n.ring(down, owner, part[at:])
	}
	sorted := make([]int32, len(down))
	n.head, n.tail, n.given = make([]int32, len(n.ids)), make([]int32, len(n.ids)), make([]int32, len(down))
	for i := len(down) - 1; i >= 0; i-- { // backwards, so that the first part is the last to be noted as head
		at, o := position[i], owner[i]
		if n.given[at], n.head[o] = o, at; i+1 == len(down) || owner[i+1] != o {
			n.tail[o] = at
		}
		if sorted[at] = -1; down[i] >= 0 {
			sorted[at] = position[down[i]]
		}
	}
	n.first, n.from = inflows(sorted)
	return nil
}

// A ring is always a mistake in the data: two directions of a canal, a digitising error, a pumping main. Cutting it is for whoever knows the place.
//
// ring names one reach of a ring: whoever drew it must see where. reached are the parts that lead out.
func (n *Network) ring(down, owner, reached []int32) error {
	out := make([]bool, len(down))
	for _, i := range reached {
		out[i] = true
	}
	at := int32(0)
	for out[at] {
		at++
	}
	for range down { // after as many steps as there are parts one is inside the ring
		at = down[at]
	}
	last := at
	for owner[at] == owner[last] && down[at] != last {
		at = down[at]
	}
	return misfit(n.ids[owner[last]], "water that leaves %d comes back to it by way of %d: wants every reach to lead out of the network",
		n.ids[owner[last]], n.ids[owner[at]])
}

// inflows lists for each element those that flow into it, as one slice with the places where each list begins: a sum over it reads memory in order,
// and is the same sum on every machine.
func inflows(down []int32) (first, from []int32) {
	first = make([]int32, len(down)+1)
	for _, d := range down {
		if d >= 0 {
			first[d+1]++
		}
	}
	for i := range down {
		first[i+1] += first[i]
	}
	from = make([]int32, first[len(down)])
	next := append([]int32(nil), first[:len(down)]...)
	for i, d := range down {
		if d >= 0 {
			from[next[d]] = int32(i)
			next[d]++
		}
	}
	return first, from
}

// place works out what each position needs. A reservoir's bed stays zero and is never read.
func (n *Network) place(in Inputs) {
	n.beds, n.plains = make([]bed, len(n.given)), make([]plain, len(n.given))
	for at, i := range n.given {
		if int(i) < n.reach {
			part := in.Reaches[i]
			part.Length /= float64(n.parts[i])
			n.beds[at], n.plains[at] = shape(&part)
			continue
		}
		r := in.Reservoirs[int(i)-n.reach]
		r.Rule = append([]Stage(nil), r.Rule...) // the caller may go on with its own
		n.pools = append(n.pools, pool{Reservoir: r, at: int32(at), base: int32(len(n.pools))})
	}
}

// between is false for NaN.
func between(x, low, high float64) bool { return x >= low && x <= high }

// validate holds a reach against what Muskingum-Cunge is valid for. The ranges are wide enough for every reach of the National Water Model that
// was tried; they catch a wrong unit (km, per mille, a side slope upside down) and what divides by nothing.
func (r *Reach) validate() error {
	switch {
	case !between(r.Length, 1, 1e5):
		return fmt.Errorf("length %g m: wants 1 to 100000; give metres, divide longer reaches", r.Length)
	case !between(r.Slope, 0.9999e-5, 5): // 1e-5 read from a file of single precision is a little less
		return fmt.Errorf("slope %g: wants 0.00001 to 5 m/m; a flatter reach has backwater, which this method does not know: join it to its neighbours or make it a reservoir", r.Slope)
	case !between(r.Bottom, 0.01, 5e4):
		return fmt.Errorf("bottom width %g m: wants 0.01 to 50000", r.Bottom)
	case !between(r.Top, r.Bottom, 5e4):
		return fmt.Errorf("top width %g m: wants at least the bottom width %g, at most 50000", r.Top, r.Bottom)
	case !between(r.Flood, r.Top, 5e5):
		return fmt.Errorf("floodplain width %g m: wants at least the top width %g, at most 500000", r.Flood, r.Top)
	case !between(r.Bank, 0.001, 1000):
		return fmt.Errorf("bank %g: wants 0.001 to 1000, rise over run", r.Bank)
	case !between(r.Roughness, 0.005, 0.5):
		return fmt.Errorf("roughness %g: wants Manning's n, 0.005 to 0.5 s/m^(1/3)", r.Roughness)
	case !between(r.FloodRoughness, 0.005, 1):
		return fmt.Errorf("floodplain roughness %g: wants Manning's n, 0.005 to 1 s/m^(1/3)", r.FloodRoughness)
	}
	return nil
}
