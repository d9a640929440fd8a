package route

import "math"

// Muskingum-Cunge: the Muskingum equation of a reach whose travel time K and weight X are not fitted but follow from the shape of
// its channel at the depth of the moment (Cunge, J. Hydraul. Res. 7, 1969, 205). A difference scheme for the kinematic wave whose own
// numerical diffusion is made to be that of the river. It knows no backwater: nothing that happens below a reach changes it.
//
// No power, no square root but those worked out beforehand, and no memory from the heap are in a step: three divisions and one series for each of
// some three depths.

// The numbers of the iteration, which are part of the scheme: with others the answer is another.
const (
	depthStep   = 0.01 // m, and relative: where the iteration stops
	iterations  = 100
	widenings   = 4
	moreEach    = 25   // iterations allowed beyond those before, after each widening
	lowerFactor = 0.67 // of the depth before: first point of the secant
	upperFactor = 1.33
)

// arrivals are what one step of one reach depends on beside its depth: inflow from above at the beginning and the end of the step,
// outflow at its beginning, inflow along it.
type arrivals struct{ before, after, out, lateral float64 }

// balance is the outflow that the Muskingum equation gives: x is the weight of the inflow, k the travel time.
func (a *arrivals) balance(k, x, half float64) float64 {
	kx := k * x
	return ((kx+half)*a.before + (half-kx)*a.after + (k-kx-half)*a.out + 2*half*a.lateral) / (k - kx + half)
}

// A scheme is a time step and what of Cunge's weight X = 1/2 (1 - Q/(width slope celerity length)) it uses: the National Water Model takes
// half of the quotient, so that its waves spread half as much as they should, and on the second point no X under a quarter.
type scheme struct{ half, share, least float64 }

func newScheme(opt Options) scheme {
	if opt.Short {
		return scheme{opt.Step / 2, 0.5, 0.25}
	}
	return scheme{opt.Step / 2, 1, 0}
}

// A travel time under one step is lengthened to one, so that no coefficient is negative: in a reach much shorter than a step a wave is held up.
//
// weigh is Cunge's travel time and weight at a stream that carries q.
func weigh(b *bed, s stream, m *scheme, q, least float64) (k, x float64) {
	if !(s.celerity > 0) {
		return 2 * m.half, 0.5
	}
	inverse := 1 / s.celerity
	x = 0.5 - 0.5*m.share*q*s.inverse*b.inverse*inverse
	return max(2*m.half, b.length*inverse), min(0.5, max(least, x))
}

// step finds outflow and depth at the end of a step, in which the Muskingum equation and Manning's agree. It is a secant search with
// two peculiarities of the National Water Model that shape its answer: X of the first point is that of the difference which the
// first point of the iteration before left (0 at first), and X of the second that of the outflow found at the first point.
func step(b *bed, p *plain, a *arrivals, m *scheme, depth float64) (flow, h float64) {
	h0 := depth * lowerFactor
	h = depth*upperFactor + depthStep
	var k, x, left float64
	limit := iterations
	for tries := 0; ; tries++ {
		s0, s := at(b, p, h0), at(b, p, h)
		iter := 0
		// left outlives a widening as it does in the model that is matched.
		for iter <= limit {
			k, x = weigh(b, s0, m, left, 0)
			first := a.balance(k, x, m.half)
			left = first - s0.flow
			k, x = weigh(b, s, m, first, m.least)
			flow = a.balance(k, x, m.half)
			if a.lateral < 0 {
				flow = max(0, flow) // no more can be lost than there is
			}
			miss := flow - s.flow
			next := h
			if left != miss {
				next = h - miss*(h0-h)/(left-miss)
				// A secant that points below the bed, or nowhere, ends the search where it is.
				if !(next >= 0) {
					next = h
				}
			}
			change := math.Abs(next - h)
			iter++
			done := change <= depthStep*h || change < depthStep || next < depthStep
			// The upper point is the lower one of the next iteration: its stream is known.
			h0, h = h, next
			if done {
				break
			}
			s0, s = s, at(b, p, h)
		}
		if iter < limit || tries >= widenings {
			break
		}
		// It went to and fro over the step in Manning's flow at the banks: look further apart.
		h, h0, limit = h*upperFactor, h0*lowerFactor, limit+moreEach
	}
	if flow < 0 {
		flow = undershoot(a, k, x, m.half)
	}
	return flow, h
}

// undershoot replaces a negative outflow, which a step much shorter than the travel time gives at the foot of a steep wave.
func undershoot(a *arrivals, k, x, half float64) float64 {
	kx, d := k*x, k-k*x+half
	c1, c2, c3, c4 := (kx+half)/d, (half-kx)/d, (k-kx-half)/d, 2*half*a.lateral/d
	return max(0, c1*a.before+c2*a.after+c4, c1*a.before+c3*a.out+c4)
}
