package route

import "math"

// Muskingum-Cunge as the National Water Model has it, for the short step: the Muskingum equation of a reach whose travel time K and weight X are not fitted but follow from the shape of
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
// outflow at its beginning, inflow along it; joined is that of the step before, of which the short step knows nothing.
type arrivals struct{ before, after, out, lateral, joined float64 }

// balance is the outflow that the Muskingum equation gives: x is the weight of the inflow, k the travel time.
func (a *arrivals) balance(k, x, half float64) float64 {
	kx := k * x
	return ((kx+half)*a.before + (half-kx)*a.after + (k-kx-half)*a.out + 2*half*a.lateral) / (k - kx + half)
}

// Of Cunge's weight X = 1/2 (1 - Q/(width slope celerity length)) the National Water Model takes half of the quotient, so that its waves spread half as
// much as they should, and on the second point no X under a quarter.
const (
	quotient   = 0.5
	leastOnTwo = 0.25
)

// cunge is Cunge's travel time and weight at a stream that carries q. A travel time under one step is lengthened to one, so that no coefficient is negative.
func cunge(b *bed, s stream, half, q, least float64) (k, x float64) {
	if !(s.celerity > 0) {
		return 2 * half, 0.5
	}
	inverse := 1 / s.celerity
	x = 0.5 - 0.5*quotient*q*s.inverse*b.inverse*inverse
	// Written out because the built-in min and max look for NaN and the sign of 0, which here costs a tenth of a step.
	if x < least {
		x = least
	}
	if x > 0.5 {
		x = 0.5
	}
	if k = b.length * inverse; k < 2*half {
		k = 2 * half
	}
	return k, x
}

// A search finds outflow and depth at the end of a step, in which the Muskingum equation and Manning's agree. It is a secant search with
// two peculiarities of the National Water Model that shape its answer: X of the first point is that of the difference which the
// first point of the iteration before left (0 at first), and X of the second that of the outflow found at the first point.
type search struct {
	b      *bed
	p      *plain
	a      arrivals
	h0, h  float64 // the two points
	s0, s  stream  // and what flows there
	left   float64
	flow   float64
	k, x   float64
	iter   int
	limit  int
	widens int
}

// begin looks around the depth before.
func (q *search) begin(b *bed, p *plain, depth float64) {
	q.b, q.p = b, p
	q.h0, q.h = depth*lowerFactor, depth*upperFactor+depthStep
	q.left, q.limit, q.widens, q.iter = 0, iterations, 0, 0
	q.s0, q.s = at(b, p, q.h0), at(b, p, q.h)
}

// turn is one iteration. It says whether there is another.
func (q *search) turn(half float64) bool {
	k, x := cunge(q.b, q.s0, half, q.left, 0)
	first := q.a.balance(k, x, half)
	left, h := first-q.s0.flow, q.h
	q.left = left
	q.k, q.x = cunge(q.b, q.s, half, first, leastOnTwo)
	flow := q.a.balance(q.k, q.x, half)
	if q.a.lateral < 0 {
		flow = max(0, flow) // no more can be lost than there is
	}
	q.flow = flow
	miss := flow - q.s.flow
	next := h
	if left != miss {
		next = h - miss*(q.h0-h)/(left-miss)
		// A secant that points below the bed, or nowhere, ends the search where it is.
		if !(next >= 0) {
			next = h
		}
	}
	change := math.Abs(next - h)
	q.iter++
	// The upper point is the lower one of the next iteration: its stream is known.
	q.h0, q.h = h, next
	if change <= depthStep*h || change < depthStep || next < depthStep || q.iter > q.limit {
		return q.iter >= q.limit && q.widens < widenings && q.widen()
	}
	q.s0, q.s = q.s, at(q.b, q.p, next)
	return true
}

// widen looks further apart: the search went to and fro over the step in Manning's flow at the banks. What the first point left outlives it, as it does in
// the model that is matched.
func (q *search) widen() bool {
	q.h, q.h0, q.limit, q.iter = q.h*upperFactor, q.h0*lowerFactor, q.limit+moreEach, 0
	q.widens++
	q.s0, q.s = at(q.b, q.p, q.h0), at(q.b, q.p, q.h)
	return true
}

// A negative outflow is no answer of a river; it is replaced here and not in the search, whose secant needs it.
//
// end is the answer.
func (q *search) end(half float64) (flow, h float64) {
	if q.flow < 0 {
		q.flow = undershoot(&q.a, q.k, q.x, half)
	}
	return q.flow, q.h
}

// two are searches of reaches that do not wait for one another. An iteration is a chain of divisions and products in which the processor waits; of two
// chains side by side one fills the gaps of the other, a fifth of the time. Four are no better.
type two struct {
	q    [2]search
	at   [2]int // their positions
	open int    // how many have begun
	half float64
}

// Which two share a loop is chance, so neither may see the other: each has its own search, and its answer is the one that it has alone (TestTwoAreEachAlone).
//
// settle ends those that have begun and notes their answers.
func (t *two) settle(r *Run) {
	one, other := t.open > 0, t.open > 1
	for one || other {
		if one {
			one = t.q[0].turn(t.half)
		}
		if other {
			other = t.q[1].turn(t.half)
		}
	}
	for k := range t.open {
		r.after[t.at[k]], r.depth[t.at[k]] = t.q[k].end(t.half)
	}
	t.open = 0
}

// undershoot replaces a negative outflow, which a step much shorter than the travel time gives at the foot of a steep wave.
func undershoot(a *arrivals, k, x, half float64) float64 {
	kx, d := k*x, k-k*x+half
	c1, c2, c3, c4 := (kx+half)/d, (half-kx)/d, (k-kx-half)/d, 2*half*a.lateral/d
	return max(0, c1*a.before+c2*a.after+c4, c1*a.before+c3*a.out+c4)
}
