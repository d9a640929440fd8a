package flood

import (
	"fmt"
	"math"

	"tongzhou/geo"
	"tongzhou/hazard"
	"tongzhou/hazard/river/route"
)

// stormCell is one member's rain cell: what it brings to each active
// reach under it, and when.
type stormCell struct {
	volume []float64 // m3 that reach the river, by place in basin.cell
	from   float64   // h since Start
	hours  float64
	lag    float64 // mean time from rain to river, h
}

// arrived is the share of a storm's runoff that has reached the
// rivers so many hours after it began: rain that falls evenly for H
// hours, through two linear reservoirs of k = lag/2 each (Nash 1957),
// whose response to rain at once is 1-(1+t/k) exp(-t/k).
func (s *stormCell) arrived(t float64) float64 {
	k := s.lag / 2
	sum := func(t float64) float64 {
		if t <= 0 {
			return 0
		}
		return t - 2*k + (t+2*k)*math.Exp(-t/k)
	}
	return (sum(t) - sum(t-s.hours)) / s.hours
}

// What a member draws: one number for the whole network each, then
// four for each rain cell.
const (
	drawRunoff = iota
	drawLag
	drawRoughness
	drawCells
)

// storms draws the rain of a member. Depth in mm on an area in km2 is
// 1,000 m3.
func (b *basin) storms(z func(int) float64) []stormCell {
	p, out := &b.in.Prior, make([]stormCell, len(b.in.Rain))
	share := min(p.Runoff*math.Exp(p.RunoffSD*z(drawRunoff)), 1)
	for i := range b.in.Rain {
		c, own := &b.in.Rain[i], drawCells+4*i
		depth := c.Depth * math.Exp(p.Depth*z(own))
		north, east := p.Shift*clamp(z(own+1)), p.Shift*clamp(z(own+2))
		s := stormCell{volume: make([]float64, len(b.cell[i])), hours: c.Hours, lag: p.Lag * math.Exp(p.LagSD*z(drawLag)),
			from: max(float64(c.At-b.in.Start)/3600e3+p.Delay*z(own+3), 0)}
		centre := geo.Destination(geo.Destination(geo.Point{Lon: c.Lon, Lat: c.Lat}, 0, north), 90, east)
		for j, land := range b.cell[i] {
			if d := geo.Distance(centre, land.place) / c.Radius; d < 1 {
				s.volume[j] = 1000 * depth * (1 - d*d) * (1 - d*d) * land.area * share
			}
		}
		out[i] = s
	}
	return out
}

// clamp keeps a cell within what basin looked at, which is a circle
// about where it was seen.
func clamp(z float64) float64 { return max(-2, min(2, z)) }

// Hydrographs are the flows of one member at every station, by
// station and hour since Start, m3/s: one possible flood as it would
// be measured.
func Hydrographs(n *Network, in Inputs, member int) ([][]float64, error) {
	if err := n.accepts(&in); err != nil {
		return nil, err
	}
	b, err := n.basin(&in)
	if err != nil {
		return nil, err
	}
	out := make([][]float64, len(in.Stations))
	err = b.run(member, func(t float64, flow []float64) {
		if t != math.Trunc(t) {
			return
		}
		for i := range out {
			out[i] = append(out[i], b.flow(i, flow))
		}
	})
	if err != nil {
		return nil, fmt.Errorf("flood: member %d: %w", member, err)
	}
	return out, nil
}

// flow is that at a station.
func (b *basin) flow(station int, flow []float64) float64 {
	if k := b.at[station]; k >= 0 {
		return flow[k]
	}
	return b.still[station]
}

// member runs one member and writes down how it goes past each
// station.
func (b *basin) member(k int, courses [][]course) error {
	w := newWatch(b)
	if err := b.run(k, w.see); err != nil {
		return err
	}
	w.tell(courses, k)
	return nil
}

// run runs one member; see looks at its flows.
func (b *basin) run(k int, see func(t float64, flow []float64)) error {
	reaches, storms := b.draw(k)
	run, err := b.begin(route.Inputs{Reaches: reaches, Reservoirs: b.reservoirs}, nil)
	if err != nil {
		return err
	}
	lateral := make([]float64, len(b.lateral))
	return b.in.look(run, b.in.Hours, b.start, func(hour int) []float64 {
		b.rain(lateral, storms, float64(hour))
		return lateral
	}, see)
}

// begin is the river of a member at the start, under orders.
func (b *basin) begin(in route.Inputs, orders []route.Measure) (*route.Run, error) {
	in.Step = float64(b.in.Step)
	n, err := route.New(in)
	if err != nil {
		return nil, err
	}
	return n.Start(route.Options{Step: in.Step, Measures: orders}, b.start)
}

// draw draws the river of a member and its rain: all of them are of these.
func (b *basin) draw(k int) ([]route.Reach, []stormCell) {
	draws := hazard.NewStream(b.in.Seed, uint64(k))
	z := func(i int) float64 { return draws.Normal(uint64(i)) }
	reaches := make([]route.Reach, len(b.reaches))
	rough := math.Exp(b.in.Prior.Roughness * z(drawRoughness))
	for i := range b.reaches {
		reaches[i] = b.reaches[i].Reach
		reaches[i].Roughness *= rough
		reaches[i].FloodRoughness *= rough
	}
	return reaches, b.storms(z)
}

// look lets a run go on for so many hours with the inflow of each, and
// looks at its flows at the start and after every step: as they are
// means of steps, half of the one and half of the next.
func (in *Inputs) look(run *route.Run, hours int, start []float64, inflow func(hour int) []float64, see func(t float64, flow []float64)) error {
	last, flow := make([]float64, len(start)), make([]float64, len(start))
	see(0, start)
	each := 3600 / in.Step
	var lateral []float64
	for part := range hours * each {
		if part%each == 0 {
			lateral = inflow(part / each)
		}
		if err := run.Advance(1, lateral); err != nil {
			return fmt.Errorf("hour %d: %w", part/each, err)
		}
		run.Flows(flow)
		if part > 0 {
			for i, q := range flow {
				last[i] = (last[i] + q) / 2
			}
			see(float64(part)/float64(each), last)
		}
		last, flow = flow, last
	}
	see(float64(hours), last)
	return nil
}

// rain sets the inflow of the hour that begins at t, m3/s: that of a
// day without rain and what the storms bring.
func (b *basin) rain(lateral []float64, storms []stormCell, t float64) {
	copy(lateral, b.lateral)
	for i := range storms {
		s := &storms[i]
		part := (s.arrived(t+1-s.from) - s.arrived(t-s.from)) / 3600
		if part <= 0 {
			continue
		}
		for j, land := range b.cell[i] {
			lateral[land.into] += s.volume[j] * part
		}
	}
}

// tell writes down how a member went past each station.
func (w *watch) tell(courses [][]course, k int) {
	for i := range courses {
		courses[i][k] = w.courses[i]
	}
}

// watch looks at the stations while a member goes on.
type watch struct {
	b       *basin
	courses []course
	last    []float64 // flow at the last look
	at      float64   // its time, h
	due     [][]Reading
}

func newWatch(b *basin) *watch {
	w := &watch{b: b, courses: make([]course, len(b.at)), last: make([]float64, len(b.at)), due: make([][]Reading, len(b.at))}
	for i, s := range b.in.Stations {
		for _, r := range b.in.Readings {
			if r.Station == s.ID {
				w.due[i] = append(w.due[i], r)
			}
		}
		w.courses[i].read = make([]float64, len(w.due[i]))
	}
	return w
}

// see takes the flows at a time. Between two looks a flow goes
// straight.
func (w *watch) see(t float64, flow []float64) {
	for i := range w.b.at {
		q := w.b.flow(i, flow)
		c, limit, before := &w.courses[i], w.b.in.Stations[i].Threshold, w.last[i]
		if t == 0 {
			before = q
		}
		cross := func() float64 { return w.at + (t-w.at)*(limit-before)/(q-before) }
		if q >= limit && !c.over {
			c.over, c.arrival = true, t
			if before < limit {
				c.arrival = cross()
			}
		}
		if q >= limit {
			c.end = t // as long as it lasts
		} else if before >= limit && t > 0 {
			c.end = cross()
		}
		if q > c.high {
			c.high, c.peak = q, t
		}
		for j, r := range w.due[i] {
			if h := float64(r.At-w.b.in.Start) / 3600e3; h > w.at && h <= t || t == 0 && h == 0 {
				c.read[j] = q
				if t > 0 {
					c.read[j] = before + (q-before)*(h-w.at)/(t-w.at)
				}
			}
		}
		w.last[i] = q
	}
	w.at = t
}
