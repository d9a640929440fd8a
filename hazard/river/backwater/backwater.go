// Package backwater carries a flood wave down one channel whose lower end has a level of its own: a lake, a dam, a larger river.
// Package route knows nothing of what is downstream; here depths, and through them the speed and the spread of a wave, are those of the backwater.
//
// It is the diffusive wave. In each step the flow is carried downstream by
//
//	dQ/dt + c dQ/dx = D d2Q/dx2 + c q,   c = dQ/dA at the friction slope Sf,   D = Q/(2 T Sf)
//
// (Crank-Nicolson, coefficients of the step's beginning), and then the depth is found upstream from the level at the lower end by
// dh/dx = S - Sf(Q, h). Inertia is left out, so a wave must rise over minutes and the flow must be well below critical. The flow does not know
// that a rising level fills the channel: the water that this takes is not missed anywhere. Missed says how much it was; where that is
// not small beside what flowed in, the answer is no answer. So levels at the lower end must change slowly, and no tide will do.
//
// Lengths in m, flows in m3/s, lateral inflow in m2/s (per metre), times in s. Sources, validity and known answers stand in doc/hazard/river.md.
package backwater

import (
	"fmt"
	"math"
	"slices"
)

// A Channel is a trapezoid of one slope, divided into Cells of equal length.
type Channel struct {
	Length, Slope float64
	// Bottom is the width at the bed, Side the run over rise of the banks (0: a rectangle), Roughness Manning's n.
	Bottom, Side, Roughness float64
	Cells                   int
}

const (
	gravity    = 9.81
	maxFroude  = 0.7  // above it inertia counts
	leastSlope = 1e-8 // friction slope of water that all but stands, so that the diffusivity stays finite
)

// A section is what the water does at one place.
type section struct{ area, width, friction, celerity, diffusivity, froude float64 }

// at is the section with flow q at depth h. Friction is Manning's, n2 Q2/(A2 R^(4/3)).
func (c *Channel) at(q, h float64) section {
	area, width, slant := (c.Bottom+c.Side*h)*h, c.Bottom+2*c.Side*h, 2*math.Sqrt(1+c.Side*c.Side)
	perimeter := c.Bottom + slant*h
	radius, v := area/perimeter, q/area
	friction := max(leastSlope, c.Roughness*c.Roughness*v*v/math.Pow(radius, 4./3))
	return section{area, width, friction, v * (5./3 - 2./3*radius*slant/width), q / (2 * width * friction), v / math.Sqrt(gravity*area/width)}
}

// Normal is the depth at which flow q runs evenly down the channel.
func (c *Channel) Normal(q float64) float64 {
	return root(1, func(h float64) float64 { return c.Slope - c.at(q, h).friction })
}

// root is where an increasing function of a depth passes 0: the interval around a guess is widened until the sign changes in it and then narrowed by false
// position, with the stale end's value halved (the Illinois rule). It keeps the sign change between its ends, so it cannot run away.
func root(guess float64, f func(float64) float64) float64 {
	low, high := guess*0.9, guess*1.1
	below, above := f(low), f(high)
	for below > 0 && low > 1e-6 {
		low, high, above = low/2, low, below
		below = f(low)
	}
	for above < 0 && high < 1e5 {
		low, high, below = high, high*2, above
		above = f(high)
	}
	side := 0 // the end that moved last
	for range 100 {
		x := (low*above - high*below) / (above - below)
		y := f(x)
		if math.Abs(y) < 1e-15 || high-low < 1e-12*high {
			return x
		}
		if y < 0 {
			if low, below = x, y; side < 0 {
				above /= 2
			}
			side = -1
		} else {
			if high, above = x, y; side > 0 {
				below /= 2
			}
			side = 1
		}
	}
	return (low + high) / 2
}

// A Run is the state of a channel: flow and depth at the ends of its cells, from the upper end to the lower.
type Run struct {
	c                 Channel
	step, dx          float64
	flow, depth       []float64
	low, middle, high []float64 // the rows of the equations; kept so that a step makes no garbage
	right             []float64
	missed            float64
}

// New begins with a steady flow q and a depth at the lower end. It refuses what the diffusive wave does not describe.
func New(c Channel, step, q, depth float64) (*Run, error) {
	within := func(x, low, high float64) bool { return x >= low && x <= high } // false for NaN
	switch {
	case !within(c.Length, 100, 1e6) || !within(c.Slope, 0, 0.01):
		return nil, fmt.Errorf("backwater: length %g m, slope %g: want 100 to 1000000 and 0 to 0.01; a steeper channel feels nothing from below: route it", c.Length, c.Slope)
	case !within(c.Bottom, 0.1, 1e5) || !within(c.Side, 0, 100) || !within(c.Roughness, 0.005, 0.5):
		return nil, fmt.Errorf("backwater: bottom %g m, side %g, roughness %g: want 0.1 to 100000, 0 to 100, 0.005 to 0.5", c.Bottom, c.Side, c.Roughness)
	case c.Cells < 4 || c.Cells > 1_000_000:
		return nil, fmt.Errorf("backwater: %d cells: wants 4 to 1000000", c.Cells)
	case !within(step, 1, 86400):
		return nil, fmt.Errorf("backwater: step %g s: wants 1 to 86400", step)
	case !within(q, 1e-3, 1e6) || !within(depth, 0.01, 1000):
		return nil, fmt.Errorf("backwater: flow %g m3/s, depth %g m: want 0.001 to 1000000 and 0.01 to 1000", q, depth)
	}
	n := c.Cells + 1
	r := &Run{c: c, step: step, dx: c.Length / float64(c.Cells), flow: slices.Repeat([]float64{q}, n), depth: make([]float64, n)}
	for _, s := range []*[]float64{&r.low, &r.middle, &r.high, &r.right} {
		*s = make([]float64, n)
	}
	r.profile(depth)
	for i, h := range r.depth {
		s := c.at(q, h)
		switch {
		case s.froude > maxFroude:
			return nil, fmt.Errorf("backwater: Froude number %.2f at %.0f m: wants at most %g; less slope, more depth below, or route it", s.froude, float64(i)*r.dx, maxFroude)
		case s.celerity*r.dx > 2*s.diffusivity:
			return nil, fmt.Errorf("backwater: cells of %.4g m: want at most 2D/c = %.4g m at %.0f m, or flows swing; take more cells", r.dx, 2*s.diffusivity/s.celerity, float64(i)*r.dx)
		case s.celerity*step > 5*r.dx:
			return nil, fmt.Errorf("backwater: step %g s: wants at most %.4g s, five cells of a wave", step, 5*r.dx/s.celerity)
		}
	}
	return r, nil
}

// Advance goes on by one step, at whose end the flow at the upper end is q and the depth at the lower end is depth, with lateral inflow in m2/s. A
// refusal leaves the run as it was.
func (r *Run) Advance(q, lateral, depth float64) error {
	if !(q >= 1e-3 && q <= 1e6) || !(math.Abs(lateral) <= 1e3) || !(depth >= 0.01 && depth <= 1000) {
		return fmt.Errorf("backwater: flow %g m3/s, lateral %g m2/s, depth %g m: want 0.001 to 1000000, -1000 to 1000, 0.01 to 1000", q, lateral, depth)
	}
	last := len(r.flow) - 1
	r.missed -= r.volume() + r.step/2*(r.flow[0]-r.flow[last])
	r.low[0], r.middle[0], r.high[0], r.right[0] = 0, 1, 0, q
	for i := 1; i < last; i++ {
		s := r.c.at(r.flow[i], r.depth[i])
		carry, spread := s.celerity*r.step/(4*r.dx), s.diffusivity*r.step/(2*r.dx*r.dx)
		r.low[i], r.middle[i], r.high[i] = -carry-spread, 1+2*spread, carry-spread
		r.right[i] = r.flow[i] + s.celerity*r.step*lateral - carry*(r.flow[i+1]-r.flow[i-1]) + spread*(r.flow[i+1]-2*r.flow[i]+r.flow[i-1])
	}
	// At the lower end the wave leaves as it comes: no diffusion beyond it is known.
	s := r.c.at(r.flow[last], r.depth[last])
	carry := s.celerity * r.step / (2 * r.dx)
	r.low[last], r.middle[last] = -carry, 1+carry
	r.right[last] = r.flow[last] + s.celerity*r.step*lateral - carry*(r.flow[last]-r.flow[last-1])
	r.solve()
	for i, q := range r.right {
		// A falling flood may undershoot by rounding; friction of no flow at all is not defined.
		r.flow[i] = max(1e-3, q)
	}
	r.profile(depth)
	r.missed += r.volume() - r.step/2*(r.flow[0]-r.flow[last]) - r.step*lateral*r.c.Length
	return nil
}

// volume is the water in the channel in m3, by the trapezoidal rule.
func (r *Run) volume() float64 {
	sum, last := 0.0, len(r.depth)-1
	for i, h := range r.depth {
		sum += (r.c.Bottom + r.c.Side*h) * h
		if i == 0 || i == last {
			sum -= (r.c.Bottom + r.c.Side*h) * h / 2
		}
	}
	return sum * r.dx
}

// Missed is the water in m3 that is in the channel and never came in (below 0: came in, did not flow out and is not there), since the start.
func (r *Run) Missed() float64 { return r.missed }

// solve is the elimination of a tridiagonal system; what it finds is in right.
func (r *Run) solve() {
	last := len(r.right) - 1
	for i := 1; i <= last; i++ {
		w := r.low[i] / r.middle[i-1]
		r.middle[i] -= w * r.high[i-1]
		r.right[i] -= w * r.right[i-1]
	}
	r.right[last] /= r.middle[last]
	for i := last - 1; i >= 0; i-- {
		r.right[i] = (r.right[i] - r.high[i]*r.right[i+1]) / r.middle[i]
	}
}

// profile is the depth from the lower end upwards: the trapezoidal rule for dh/dx = S - Sf. What is left over grows with the depth, so there is one.
func (r *Run) profile(depth float64) {
	last := len(r.depth) - 1
	r.depth[last] = depth
	for i := last - 1; i >= 0; i-- {
		below := r.depth[i+1] - r.dx*(r.c.Slope-r.c.at(r.flow[i+1], r.depth[i+1]).friction/2)
		// The depth of the step before is a good guess; at the start there is none, and that below is one.
		guess := r.depth[i]
		if guess == 0 {
			guess = r.depth[i+1]
		}
		r.depth[i] = root(guess, func(h float64) float64 { return h - r.dx*r.c.at(r.flow[i], h).friction/2 - below })
	}
}

// Flows are those at the ends of the cells, from the upper end to the lower: a copy.
func (r *Run) Flows() []float64 { return slices.Clone(r.flow) }

// Depths are those at the ends of the cells, from the upper end to the lower: a copy.
func (r *Run) Depths() []float64 { return slices.Clone(r.depth) }
