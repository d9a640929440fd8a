package measure

import (
	"fmt"
	"math"
	"slices"

	"tongzhou/hazard/river/route"
)

// A slug is followed in the coordinate of its own water (Jobson 1987): between two of its ends there is always the same water, but for what joins it or is
// lost. A flood wave from above that overtakes it makes it shorter and faster and dilutes nothing; clean water that joins, from a side river, a
// reservoir on it, a detention area or the banks, widens it in the ratio of the flows. So a release dilutes only from where its water joins: upstream of
// the spill before it happens, or on another branch.

// Only the middle of the slug is followed, with two widths: that of the water which the substance got into,
// and that which dispersion has added since. Both are volumes of water, so what a place sees follows from
// them and the flow that carries them past: the time from the width over the flow, the concentration from
// the mass over the width.
//
// A Spill is a dissolved substance that gets into a reach.
type Spill struct {
	// On is the reach, Below the distance from its head in m.
	On    route.ID `json:"on"`
	Below float64  `json:"below"`
	// At is when it begins, Lasts how long; Mass in kg.
	At    float64 `json:"at"`
	Lasts float64 `json:"lasts"`
	Mass  float64 `json:"mass"`
	// Decay per s; Spread is the longitudinal dispersion as a multiple of Fischer's 0.011 u2 W2/(H u*), of which measured ones are 0.25 to 4.
	Decay  float64 `json:"decay"`
	Spread float64 `json:"spread"`
}

func (s *Spill) validate(o *single) error {
	reaches := o.m.Network.Reaches
	length := reaches[slices.IndexFunc(reaches, func(r route.Reach) bool { return r.ID == s.On })].Length
	end := float64(o.rows) * o.in.Interval
	switch {
	case !between(s.Below, 0, length):
		return fmt.Errorf("spill: %g m below the head of reach %d: wants 0 to %g", s.Below, s.On, length)
	case !between(s.Mass, 1e-6, 1e12):
		return fmt.Errorf("spill: mass %g kg: wants more than 0; 100 t are 100000 kg", s.Mass)
	case !between(s.Lasts, 0, end) || !between(s.At, 0, end-s.Lasts):
		return fmt.Errorf("spill: from %g s for %g s: wants it within the run, which ends at %g s", s.At, s.Lasts, end)
	case !between(s.Decay, 0, 0.01):
		return fmt.Errorf("spill: decay %g: wants 0 to 0.01 per second; a half-life of a day is 8.0e-6", s.Decay)
	case !between(s.Spread, 0.01, 100):
		return fmt.Errorf("spill: spread %g: wants 0.01 to 100 times Fischer's dispersion, 1 where nothing is known", s.Spread)
	}
	return nil
}

// A path is what the slugs of one member share.
type path struct {
	*single
	reaches []route.Reach
	lateral []int // the place of each in a row of lateral inflow
	gauges  []route.Gauge
	above   [][]route.Gauge
	places  [][]int // by reach: the places at its lower end
}

func newPath(o *single) *path {
	p := &path{single: o}
	for _, id := range o.river.path {
		i := slices.Index(o.ids, id)
		g, _ := o.fan.Gauge(id)
		var above []route.Gauge
		for _, u := range o.river.above[id] {
			side, _ := o.fan.Gauge(u)
			above = append(above, side)
		}
		var places []int
		for k, place := range o.in.Places {
			if place.On == id {
				places = append(places, k)
			}
		}
		p.reaches, p.lateral, p.gauges = append(p.reaches, o.m.Network.Reaches[i]), append(p.lateral, i), append(p.gauges, g)
		p.above, p.places = append(p.above, above), append(p.places, places)
	}
	return p
}

// width is a volume because volume is what a slug keeps: its length and its duration change with every flood
// wave, and were they followed, each wave would have to be undone again at the next place.
//
// slug is the middle of a spill under one set of measures.
type slug struct {
	*path
	set   int
	begun bool
	reach int     // where it is; as many as the path has reaches: gone
	x     float64 // m from its head
	// mass that is left, kg; width is the water that the substance got into at the spill, variance that of what dispersion adds to it (m6).
	mass, width, variance float64
	courses               []Course // by place
}

// advance goes on through the step that began at t, with the flows of its end.
func (s *slug) advance(t float64, lateral []float64) {
	spill, left := s.m.Spill, s.in.Step
	if middle := spill.At + spill.Lasts/2; !s.begun {
		if middle >= t+left {
			return
		}
		left = t + left - max(middle, t)
		s.begun, s.x, s.mass = true, spill.Below, spill.Mass
		flow, _ := s.here()
		s.width = s.local(flow, s.side(lateral)) * spill.Lasts
	}
	for left > 0 && s.reach < len(s.reaches) {
		left = s.cross(t+s.in.Step-left, left, lateral)
	}
}

// here is flow and depth where the slug is.
func (s *slug) here() (flow, depth float64) {
	// Flows are known at the lower ends of reaches; where it is in between, side inflow is taken off (local).
	g := s.gauges[s.reach]
	q, h := s.run.Read(g)
	return q[g.Way(s.set)], h[g.Way(s.set)]
}

// side is what comes in along the reach where the slug is: from the banks, and from areas at its head.
func (s *slug) side(lateral []float64) float64 {
	return lateral[s.lateral[s.reach]] + s.fan.Given(s.run, s.reaches[s.reach].ID, s.set)
}

// local is the flow where the slug is, of that at the end of the reach.
func (s *slug) local(flow, side float64) float64 {
	return max(0.01*flow, flow-side*(1-s.x/s.reaches[s.reach].Length))
}

// Water that joins along a reach dilutes as it comes: over the way dx the flow grows from here to
// here + side dx/length, and the slug is widened in that ratio. Along a whole reach the ratios multiply to
// that of the flows at its ends, however it is cut into steps.
//
// cross goes on to the end of the reach, or as far as the time that is left allows, and returns what is left of it then.
func (s *slug) cross(now, left float64, lateral []float64) float64 {
	r := &s.reaches[s.reach]
	flow, depth := s.here()
	area, width, u := r.Section(depth)
	if !(flow > 0) || !(area > 0) {
		return 0 // in a dry river it stays where it is
	}
	dx := min(u*left, r.Length-s.x)
	took := dx / u
	side := s.side(lateral)
	here := s.local(flow, side)
	s.join((here + side*dx/r.Length) / here)
	// Fischer's coefficient; beyond the banks the water of the plains stands rather than shears, so the width is that between the banks.
	w := min(width, r.Top)
	h := area / width
	k := s.m.Spill.Spread * 0.011 * u * u * w * w / (h * math.Sqrt(9.81*h*r.Slope))
	s.variance += 2 * k * area * area * took
	s.mass *= math.Exp(-s.m.Spill.Decay * took)
	if s.x += dx; s.x < r.Length {
		return 0
	}
	s.pass(now+took, flow)
	s.x = 0
	if s.reach++; s.reach < len(s.reaches) {
		// At the head of the next reach all that flows into it is there at once.
		sum := 0.0
		for _, g := range s.above[s.reach] {
			q, _ := s.run.Read(g)
			sum += q[g.Way(s.set)]
		}
		s.join(sum / flow)
	}
	return left - took
}

// join widens the slug by clean water, in the ratio of the flows after and before; where water is lost its share of the substance goes with it.
func (s *slug) join(ratio float64) {
	if !(ratio > 0) {
		return
	}
	s.width, s.variance = s.width*ratio, s.variance*ratio*ratio
	if ratio < 1 {
		s.mass *= ratio
	}
}

// While it goes past, the flow is held to be what it is when the middle passes: a slug is short beside a
// flood wave.
//
// pass notes how the slug goes past the places at the end of the reach.
func (s *slug) pass(at, flow float64) {
	for _, k := range s.places[s.reach] {
		c := Course{Peak: s.concentration(0), At: at, Volume: s.mass}
		if limit := s.in.Places[k].Limit; limit > 0 && c.Peak > limit {
			// The concentration falls on both sides of the middle: halve until its distance from the limit is nothing.
			low, high := 0.0, s.width+40*math.Sqrt(s.variance)
			for range 60 {
				if middle := (low + high) / 2; s.concentration(middle) > limit {
					low = middle
				} else {
					high = middle
				}
			}
			c.First, c.Over = at-low/flow, 2*low/flow
		}
		s.courses[k] = c
	}
}

// It is the convolution of a box with a normal distribution, so its sum over all water is the mass, whatever
// the two widths are (TestSlugKeepsItsMass).
//
// concentration in mg/L at so much water from the middle: even within the width, spread as by a normal distribution.
func (s *slug) concentration(v float64) float64 {
	sd := math.Sqrt(s.variance)
	if s.width < 1e-4*sd { // all at once
		return 1000 * s.mass / (sd * math.Sqrt(2*math.Pi)) * math.Exp(-v*v/(2*s.variance))
	}
	root := math.Sqrt2 * sd
	return 1000 * s.mass / s.width / 2 * (math.Erf((v+s.width/2)/root) - math.Erf((v-s.width/2)/root))
}

// ended are the courses at the end of the run: of places that the slug has still to pass nothing is known.
func (s *slug) ended() []Course {
	for r := s.reach; r < len(s.reaches); r++ {
		for _, k := range s.places[r] {
			s.courses[k].Late = true
		}
	}
	return s.courses
}
