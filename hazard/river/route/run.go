package route

import (
	"fmt"
	"math"
	"slices"
	"sync"
)

// Options are how a run goes.
type Options struct {
	// Step in s. 300 is that of the National Water Model.
	Step float64
	// Short: reaches know their upstream neighbours at the beginning of the step only, as the National Water Model runs.
	Short bool
	// Workers share the reaches of a short step; the answer does not depend on how many there are. 0 is one.
	Workers int
	// Measures in the order of their times.
	Measures []Measure
}

// A Run is the state of a network as it goes on. It is not safe for use by several goroutines; several runs of one network are.
type Run struct {
	n   *Network // shared, never written
	opt Options
	now float64
	// orders are the measures with their copies; next is the first that has not taken effect.
	orders []order
	next   int

	// Everything is of double precision: a step adds small differences of large flows, and a continent of 2.7 million reaches is 1 GB.
	flow, after, depth []float64 // by position; after is written while flow is read
	lateral            []float64 // by position
	joined             []float64 // by position, in ordinary steps: lateral of the step before
	level              []float64 // by pool
	topped             []bool    // by pool: it was over its top
	gates              []gate    // by pool
	basins             []basin   // by detention
	back               []float64 // by detention: what comes back to its reach during this step
	due                []float64 // the same during the next
	kept               []float64 // by return: lateral of its reach without what comes back
	taken              []float64 // by detention: what it took at the end of the last step
	apart              []bool    // by position, of a Fan only: something above it is no longer what it is under the first set
}

// Start begins a run with the flows of the elements, reaches and then reservoirs in the order in which they were given to New (nil: dry). Depths
// are those at which the flows run evenly.
func (n *Network) Start(opt Options, flow []float64) (*Run, error) {
	opt.Workers = max(1, opt.Workers)
	switch {
	case !between(opt.Step, 1, 3600):
		return nil, fmt.Errorf("route: step %g s: wants 1 to 3600; 300 is usual", opt.Step)
	case opt.Workers > 1024:
		return nil, fmt.Errorf("route: %d workers: wants at most 1024", opt.Workers)
	case opt.Workers > 1 && !opt.Short:
		return nil, fmt.Errorf("route: %d workers: an ordinary step goes down the river in order: wants 1, or the short step", opt.Workers)
	case flow != nil && len(flow) != len(n.ids):
		return nil, fmt.Errorf("route: %d flows: wants one for each of %d reaches and reservoirs, or none", len(flow), len(n.ids))
	}
	if err := n.validateMeasures(opt.Measures); err != nil {
		return nil, err
	}
	if err := n.validateStep(opt); err != nil {
		return nil, err
	}
	size := len(n.given)
	r := &Run{n: n, opt: opt, flow: make([]float64, size), after: make([]float64, size), depth: make([]float64, size),
		lateral: make([]float64, size), joined: make([]float64, size), level: make([]float64, len(n.pools)), gates: make([]gate, len(n.pools)),
		basins: make([]basin, len(n.detentions)), back: make([]float64, len(n.detentions)), due: make([]float64, len(n.detentions)),
		kept: make([]float64, len(n.returns)), taken: make([]float64, len(n.detentions)), topped: make([]bool, len(n.pools))}
	for _, m := range opt.Measures {
		o := order{m.At, -1, -1, gate{m.Do, m.Flow}}
		if i, ok := n.poolOf(m.On); ok {
			o.pool = int32(i)
		} else {
			i, _ := n.detentionOf(m.On)
			o.area = int32(i)
		}
		r.orders = append(r.orders, o)
	}
	for i, q := range flow {
		if !between(q, 0, 1e7) {
			return nil, fmt.Errorf("route: flow %g m3/s in %d: wants 0 or more; fill gaps before routing", q, n.ids[i])
		}
	}
	above := 0.0
	for at, i := range n.given {
		if flow == nil {
			break
		}
		// The parts of a reach follow one another. What a reach has more than those above it joins it evenly along the way, or it would begin with
		// water that it never gets.
		if int32(at) == n.head[i] {
			above = 0
			for _, u := range n.from[n.first[at]:n.first[at+1]] {
				above += flow[n.given[u]]
			}
		}
		r.flow[at] = above + (flow[i]-above)*float64(int32(at)-n.head[i]+1)/float64(n.parts[i])
		if n.parts[i] == 1 {
			r.flow[at] = flow[i] // to the last bit
		}
		if int(i) < n.reach && opt.Short {
			r.depth[at] = normalDepth(&n.beds[at], &n.plains[at], r.flow[at])
		} else if int(i) < n.reach {
			r.depth[at] = even(&n.beds[at], &n.plains[at], r.flow[at])
		}
	}
	for i := range n.pools {
		r.level[i] = n.pools[i].Level
	}
	for i := range n.detentions {
		r.basins[i].held = n.detentions[i].Held
	}
	return r, nil
}

// validateStep refuses an ordinary step that is much shorter than a wave takes through a reach: a flood then spreads by the length of the reaches and
// no longer by the river.
func (n *Network) validateStep(opt Options) error {
	if opt.Short {
		return nil
	}
	for j, i := range n.given {
		if int(i) >= n.reach {
			continue
		}
		b, p := &n.beds[j], &n.plains[j]
		if s := at(b, p, b.full); b.length > 3*opt.Step*s.celerity {
			return misfit(n.ids[i], "reach %d: a bankfull wave takes %.0f s through %.0f m, an ordinary step of %g s wants at most three steps: "+
				"give New the step, so that it divides the reach, or take a longer step or the short one", n.ids[i], b.length/s.celerity, b.length, opt.Step)
		}
	}
	return nil
}

// A measure names what it is given to, so that an order for an area that was renamed is not lost in silence.
//
// validateMeasures refuses a measure that would be forgotten or misread.
func (n *Network) validateMeasures(ms []Measure) error {
	for i, m := range ms {
		_, pool := n.poolOf(m.On)
		_, area := n.detentionOf(m.On)
		switch {
		case !pool && !area:
			return fmt.Errorf("route: measure %d: %d is no reservoir or detention area", i+1, m.On)
		case !slices.Contains([]Action{Open, Close, Store, Discharge}, m.Do):
			return fmt.Errorf("route: measure %d: %q: wants open, close, store or release", i+1, m.Do)
		case !between(m.Flow, 0, 1e6):
			return fmt.Errorf("route: measure %d: flow %g m3/s: wants 0 to 1000000", i+1, m.Flow)
		case !(m.At >= 0) || i > 0 && m.At < ms[i-1].At:
			return fmt.Errorf("route: measure %d: at %g s: wants the order of time, from 0", i+1, m.At)
		}
	}
	return nil
}

func (n *Network) poolOf(id ID) (int, bool) {
	i := slices.IndexFunc(n.pools, func(p pool) bool { return p.ID == id })
	return i, i >= 0
}

func (n *Network) detentionOf(id ID) (int, bool) {
	i := slices.IndexFunc(n.detentions, func(d detention) bool { return d.ID == id })
	return i, i >= 0
}

// Advance goes on by so many steps with lateral, the inflow along each element during them (below 0: loss), in the order of New. A refusal
// leaves the run as it was.
func (r *Run) Advance(steps int, lateral []float64) error {
	if len(lateral) != len(r.n.ids) {
		return fmt.Errorf("route: %d lateral inflows: wants one for each of %d reaches and reservoirs", len(lateral), len(r.n.ids))
	}
	for i, q := range lateral {
		if !between(q, -1e6, 1e6) {
			return fmt.Errorf("route: lateral inflow %g m3/s in %d: wants -1000000 to 1000000; fill gaps before routing", q, r.n.ids[i])
		}
	}
	for at, i := range r.n.given {
		r.lateral[at] = lateral[i] / float64(r.n.parts[i])
	}
	// One worker is the caller itself: no goroutine, no memory.
	if r.opt.Workers == 1 {
		for range steps {
			r.begin()
			r.elements(0, len(r.flow))
			r.end()
		}
		return nil
	}
	r.together(steps)
	return nil
}

// together shares each step among the workers. What a worker writes no other one reads in the same step.
func (r *Run) together(steps int) {
	// Each worker has one stretch of the order for all steps, so that what it wrote is still in its core's cache.
	var done sync.WaitGroup
	wake := make([]chan struct{}, r.opt.Workers)
	for w := range wake {
		wake[w] = make(chan struct{}, 1)
		low, high := len(r.flow)*w/len(wake), len(r.flow)*(w+1)/len(wake)
		go func() {
			for range wake[w] {
				r.elements(low, high)
				done.Done()
			}
		}()
	}
	for range steps {
		r.begin()
		done.Add(len(wake))
		for _, c := range wake {
			c <- struct{}{}
		}
		done.Wait()
		r.end()
	}
	for _, c := range wake {
		close(c)
	}
}

// begin gives the orders whose time has come and lets detained water back into its reaches.
func (r *Run) begin() {
	for ; r.next < len(r.orders) && r.orders[r.next].at <= r.now; r.next++ {
		if o := r.orders[r.next]; o.pool >= 0 {
			r.gates[o.pool] = o.gate
		} else {
			r.basins[o.area].gate = o.gate
		}
	}
	for i, g := range r.n.returns {
		to := &r.lateral[g.to]
		r.kept[i] = *to
		*to += r.back[g.area]
		if r.apart != nil && r.back[g.area] != r.back[r.n.detentions[g.area].base] {
			r.apart[g.to] = true
		}
	}
}

// end makes the new flows the present ones.
func (r *Run) end() {
	// Backwards, because two areas may give to one reach; put back and not subtracted, because no rounding may be left in a dry reach.
	for i := len(r.kept) - 1; i >= 0; i-- {
		r.lateral[r.n.returns[i].to] = r.kept[i]
	}
	r.back, r.due = r.due, r.back
	r.flow, r.after = r.after, r.flow
	r.now += r.opt.Step
}

// A reservoir or gate costs a look-up each step and no branch for each reach: they are few, reaches are many.
//
// elements steps the positions from low to high: stretches of reaches between the reservoirs and the gates of detention areas.
func (r *Run) elements(low, high int) {
	n := r.n
	p, _ := slices.BinarySearchFunc(n.pools, int32(low), func(p pool, at int32) int { return int(p.at - at) })
	d, _ := slices.BinarySearchFunc(n.detentions, int32(low), func(d detention, at int32) int { return int(d.from - at) })
	for low < high {
		stop := high
		if p < len(n.pools) {
			stop = min(stop, int(n.pools[p].at))
		}
		if d < len(n.detentions) {
			stop = min(stop, int(n.detentions[d].from)+1)
		}
		if d == len(n.detentions) || int(n.detentions[d].from) >= stop {
			r.reaches(low, stop, 0, false)
		} else {
			r.reaches(low, stop-1, 0, false)
			d = r.divert(d)
		}
		if low = stop; low < high && p < len(n.pools) && int(n.pools[p].at) == low {
			r.fill(p)
			p++
			low++
		}
	}
}

// reaches steps the reaches from low to high. Taken is what was taken from their outflow after the last step: the reach knows nothing of it,
// only those below do. Gated says that there are areas at its end: what stands in its flow has then been taken from, and is not for copying.
func (r *Run) reaches(low, high int, taken float64, gated bool) {
	n := r.n
	t := two{half: r.opt.Step / 2}
	for i := low; i < high; i++ {
		above := n.from[n.first[i]:n.first[i+1]]
		if r.apart != nil && r.still(i, above) && !gated {
			t.settle(r) // what is copied must be there
			r.after[i], r.depth[i], r.joined[i] = r.after[n.base[i]], r.depth[n.base[i]], r.lateral[i]
			continue
		}
		a := &t.q[t.open].a
		a.before = 0
		for _, u := range above {
			a.before += r.flow[u]
		}
		a.out, a.lateral = r.flow[i]+taken, r.lateral[i]
		if a.after = a.before; !r.opt.Short { // in a short step another worker may be writing there
			a.after = 0
			for _, u := range above {
				a.after += r.after[u]
			}
			a.joined, r.joined[i] = r.joined[i], a.lateral
		}
		// Where there is no water nothing is solved: in a dry land that is most of a network.
		if !(a.lateral > 0 || a.before > 0 || a.after > 0 || a.out > 0 || r.depth[i] > 0) {
			r.after[i], r.depth[i] = 0, 0
			continue
		}
		if !r.opt.Short {
			r.after[i], r.depth[i] = a.keep(&n.beds[i], &n.plains[i], r.depth[i], r.opt.Step)
			continue
		}
		t.q[t.open].begin(&n.beds[i], &n.plains[i], r.depth[i])
		t.at[t.open] = i
		if t.open++; t.open == 2 {
			t.settle(r)
		}
	}
	t.settle(r)
}

// fill steps a reservoir.
func (r *Run) fill(p int) {
	// A level pool wants the mean inflow of the step; a short step knows that of its beginning only.
	pool := &r.n.pools[p]
	inflow := r.lateral[pool.at]
	above := r.n.from[r.n.first[pool.at]:r.n.first[pool.at+1]]
	if r.apart != nil {
		if b := pool.base; r.gates[p] != r.gates[b] {
			r.apart[pool.at] = true
		} else if r.still(int(pool.at), above) {
			r.level[p], r.after[pool.at], r.topped[p] = r.level[b], r.after[r.n.pools[b].at], r.topped[b]
			return
		}
	}
	for _, u := range above {
		if r.opt.Short {
			inflow += r.flow[u]
		} else {
			inflow += r.after[u] // the mean of the step
		}
	}
	r.level[p], r.after[pool.at] = pool.advance(r.gates[p], r.level[p], inflow, r.opt.Step)
	r.topped[p] = r.topped[p] || r.level[p] > pool.Top
}

// One reservoir or area that did something else is enough, and from then on nothing is compared any more: to find out that two runs agree again
// would cost as much as running both.
//
// still says that a copy in a Fan has so far had nothing but what that of the first set has had, so that it is the same, bit for bit. What is once apart stays
// apart: its depth remembers.
func (r *Run) still(at int, above []int32) bool {
	if r.apart[at] || int(r.n.base[at]) == at {
		return false
	}
	for _, u := range above {
		if r.apart[u] {
			r.apart[at] = true
			return false
		}
	}
	return true
}

// divert steps a reach with detention areas at its lower end, the first of which is d, and lets them take from it and give back; what
// they give arrives during the next step. It returns the first area of another reach.
func (r *Run) divert(d int) int {
	at, last, taken := int(r.n.detentions[d].from), d, 0.0
	for ; last < len(r.basins) && int(r.n.detentions[last].from) == at; last++ {
		taken += r.taken[last]
	}
	r.reaches(at, at+1, taken, true)
	for ; d < last; d++ {
		r.taken[d], r.due[d] = r.basins[d].take(&r.n.detentions[d].Detention, r.after[at], r.opt.Step)
		r.after[at] -= r.taken[d]
		if r.apart != nil && r.taken[d] != r.taken[r.n.detentions[d].base] {
			r.apart[at] = true
		}
	}
	return last
}

// Now is the time in s since the start.
func (r *Run) Now() float64 { return r.now }

// Flows, Depths and Velocities fill dst, as long as the elements are many, in the order of New. A reservoir has a flow only.
func (r *Run) Flows(dst []float64) { r.n.unsort(dst, r.flow) }

// Depths are those of the water in m.
func (r *Run) Depths(dst []float64) { r.n.unsort(dst, r.depth) }

// Velocities are those between the banks in m/s.
func (r *Run) Velocities(dst []float64) {
	for i, at := range r.n.tail {
		if dst[i] = 0; i < r.n.reach {
			dst[i] = velocity(&r.n.beds[at], r.depth[at])
		}
	}
}

// Volume is the water in the reaches in m3. With what reservoirs and detention areas hold it closes the balance of ordinary steps; in short ones, of which each
// reach is as full as at its lower end, nearly.
func (r *Run) Volume() float64 {
	sum := 0.0
	for at, i := range r.n.given {
		if int(i) >= r.n.reach { // a reservoir: its water is Stored
			continue
		}
		sum += section(&r.n.beds[at], &r.n.plains[at], r.depth[at]) * r.n.beds[at].length
	}
	return sum
}

func (n *Network) unsort(dst, from []float64) {
	for i, at := range n.tail {
		dst[i] = from[at]
	}
}

// Stored is the level of a reservoir in m or the volume in a detention area in m3; over says that the dam is overtopped or the area full: the
// answer is then no longer one.
func (r *Run) Stored(id ID) (amount float64, over bool) {
	if i, ok := r.n.poolOf(id); ok {
		return r.level[i], r.level[i] > r.n.pools[i].Top
	}
	if i, ok := r.n.detentionOf(id); ok {
		return r.basins[i].held, r.basins[i].held >= r.n.detentions[i].Capacity
	}
	return math.NaN(), false
}
