package measure

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"math"
	"slices"

	"tongzhou/hazard/river/route"
)

// Sets that cannot differ at a gauge share a way there (route.Gauge), so a place is watched once for each way
// and not once for each set; what was watched is sorted by set at the end.
//
// A watch follows the water at one gauge, for each of its ways.
type watch struct {
	gauge     route.Gauge
	threshold float64
	last      []float64
	courses   []Course
}

// see takes the mean flows of a step that began at t. Their sum is the volume, to the last digit; between the middles of two steps a flow goes straight, so
// time and excess over the threshold are areas under straight lines.
func (w *watch) see(t, step float64, flow []float64) {
	middle := t + step/2
	for i, q := range flow {
		c, before := &w.courses[i], w.last[i]
		c.Volume += q * step
		if q > c.Peak {
			c.Peak, c.At = q, middle
		}
		// Wholly under, wholly over, or across: then the line cuts the threshold once.
		low, high := min(before, q), max(before, q)
		switch {
		case high <= w.threshold:
		case low >= w.threshold:
			c.Over += step
			c.Excess += step * ((low+high)/2 - w.threshold)
		default:
			part := step * (high - w.threshold) / (high - low)
			if before < w.threshold && c.Over == 0 {
				c.First = max(0, middle-part)
			}
			c.Over += part
			c.Excess += part * (high - w.threshold) / 2
		}
		w.last[i] = q
	}
}

// A place that begins in flood has been over its threshold since 0.
//
// newWatch begins at the flows of the start.
func (o *single) newWatch(on route.ID, threshold float64) *watch {
	g, _ := o.fan.Gauge(on) // ids have been checked
	flow, _ := o.run.Read(g)
	return watching(g, threshold, flow)
}

// watching begins at flows.
func watching(g route.Gauge, threshold float64, flow []float64) *watch {
	return &watch{gauge: g, threshold: threshold, last: slices.Clone(flow), courses: make([]Course, len(flow))}
}

// A single is one member as it is being run.
type single struct {
	*river
	m       *Member
	fan     *route.Fan
	run     *route.Run
	places  []*watch
	outlets []*watch
	slugs   []*slug // by set
	entered float64 // water that came in, m3
}

// A member is asked for, run and forgotten: of two hundred members only as many are in memory as there are
// workers, and what they leave is six numbers for each place and set.
//
// run runs one member under all sets: its hash, and what it leaves by set.
func (r *river) run(k int, member func(int) (Member, error)) (string, []passing, error) {
	m, err := member(k)
	if err != nil {
		return "", nil, err
	}
	if err := r.belongs(&m); err != nil {
		return "", nil, err
	}
	one := &single{river: r, m: &m}
	if err := one.begin(); err != nil {
		return "", nil, err
	}
	before := make([]float64, len(r.sets))
	one.fan.Water(one.run, before)
	steps := int(r.in.Interval / r.in.Step)
	for row, lateral := range m.Lateral {
		for i := range steps {
			if err := one.advance(float64(row)*r.in.Interval+float64(i)*r.in.Step, lateral); err != nil {
				return "", nil, fmt.Errorf("interval %d: %w", row, err)
			}
		}
	}
	text, err := m.hash()
	if err != nil {
		return "", nil, err
	}
	return text, one.passings(before), nil
}

// begin prepares the network and whatever looks at it.
func (o *single) begin() error {
	// The member's own description is left as it was given: it is hashed.
	in := o.m.Network
	in.Step = o.in.Step
	n, err := route.New(in)
	if err != nil {
		return err
	}
	sets := make([][]route.Measure, len(o.sets))
	for s := range o.sets {
		sets[s] = o.sets[s].Measures
	}
	if o.fan, err = n.Fan(sets); err != nil {
		return err
	}
	if o.run, err = o.fan.Start(route.Options{Step: o.in.Step}, o.m.Flow); err != nil {
		return err
	}
	for _, p := range o.in.Places {
		o.places = append(o.places, o.newWatch(p.On, p.Threshold))
	}
	for _, id := range o.river.outlets {
		o.outlets = append(o.outlets, o.newWatch(id, math.Inf(1)))
	}
	if o.m.Spill == nil {
		return nil
	}
	if err := o.m.Spill.validate(o); err != nil {
		return err
	}
	p := newPath(o)
	for s := range o.sets {
		o.slugs = append(o.slugs, &slug{path: p, set: s, courses: make([]Course, len(o.in.Places))})
	}
	return nil
}

// Flows and lateral inflows are the means of the step, as package route has them.
//
// advance goes one step on from t.
func (o *single) advance(t float64, lateral []float64) error {
	if err := o.run.Advance(1, lateral); err != nil {
		return err
	}
	for _, q := range lateral {
		o.entered += q * o.in.Step
	}
	for _, w := range o.places {
		flow, _ := o.run.Read(w.gauge)
		w.see(t, o.in.Step, flow)
	}
	for _, w := range o.outlets {
		flow, _ := o.run.Read(w.gauge)
		w.see(t, o.in.Step, flow)
	}
	for _, s := range o.slugs {
		s.advance(t, lateral)
	}
	return nil
}

// passings sorts by set what was watched by way, and closes the balance of the water.
func (o *single) passings(before []float64) []passing {
	// Every element keeps its water to rounding. What is missing was asked for and not there: a loss along a reach
	// that fell dry.
	after := make([]float64, len(before))
	o.fan.Water(o.run, after)
	out := make([]passing, len(o.sets))
	for s := range out {
		p := &out[s]
		for _, w := range o.places {
			p.water = append(p.water, w.courses[w.gauge.Way(s)])
		}
		left := 0.0
		for _, w := range o.outlets {
			left += w.courses[w.gauge.Way(s)].Volume
		}
		// As a share of what moved: what came in, what went out, and what was filled or emptied in between.
		stored := after[s] - before[s]
		p.missing = (o.entered - left - stored) / max(math.Abs(o.entered)+left+math.Abs(stored), 1)
		p.topped = o.fan.Topped(o.run, s)
		if o.slugs != nil {
			p.substance = o.slugs[s].ended()
		}
	}
	return out
}

// hash is the SHA-256 of all that a member is made of.
func (m *Member) hash() (string, error) {
	// JSON spells a float64 so that it is read back as the same bits; the long series are hashed as they are.
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(struct {
		Network route.Inputs
		Spill   *Spill
		Dry     bool
	}{m.Network, m.Spill, m.Flow == nil}); err != nil {
		return "", err
	}
	sumNumbers(h, m.Flow)
	for _, row := range m.Lateral {
		sumNumbers(h, row)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// sumNumbers adds the bits of numbers, least significant byte first.
func sumNumbers(h hash.Hash, row []float64) {
	text := make([]byte, 0, 8*len(row))
	for _, v := range row {
		text = binary.LittleEndian.AppendUint64(text, math.Float64bits(v))
	}
	h.Write(text)
}
