package route

import "math"

// The ordinary step. What a reach holds is its state; what leaves it in a step follows from what it held, what came and what it holds
// afterwards, so no water is made or lost, however steep the flood. (The difference scheme of the short step has coefficients that move
// with the flow and keeps water only where they hardly do: a flash flood on a low river lost a fifth of its water in it.)
//
// With the means I and O of inflow and outflow over a step dt, inflow l along the reach, and the water V of a reach of length L,
//
//	V1 = V0 + dt (I + l - O),   V1 = L A(h),   Q(h) = X (I + l) + (1-X) O
//
// A is the section, Q Manning's flow: the weighted flow of Muskingum runs evenly at depth h (Perumal and Price, J. Hydrol. 502, 2013, 89, in an
// implicit step). What joins along the way counts as if it came from above, so that it makes no difference where it is known to join: in a reach that
// is divided into parts that a wave crosses in a step, that is half a step late. The numerical
// diffusivity is c L (1/2 - X) + c^2 dt/2; that of the river, Q/(2 T S), wants X = 1/2 + C/2 - Q/(2 T S c L), C = c dt/L (Cunge 1969). X is kept to 0 to
// min(1, C), between which no coefficient of the step is negative, so that more water means no less; but X is that of the depth before, which costs a little of
// that where a front is steep (TestMoreIsMore). Where the river's own X lies outside, waves spread more, or in very short reaches less, than they should; their
// speed is right.
//
// Both sides grow and are convex in h, so that there is one answer and Newton's method finds it from anywhere.

// closeEnough is the relative change of depth at which the search ends. Newton's method doubles the digits: the depth is then right to about a millionth.
const closeEnough = 1e-3

// drained is a depth, m, under which a reach gives up what it has left, so that a river that falls dry is dry.
const drained = 1e-9

// weight is X at depth h.
func weight(b *bed, s *stream, dt float64) float64 {
	if !(s.celerity > 0) {
		return 0
	}
	courant := s.celerity * dt * b.each
	x := 0.5 + 0.5*courant - 0.5*s.flow*s.inverse*b.inverse/s.celerity
	if most := min(1, courant); x > most {
		return most
	}
	if x < 0 {
		return 0
	}
	return x
}

// keep is one step of one reach: the mean outflow and the depth at its end.
func (a *arrivals) keep(b *bed, p *plain, h, dt float64) (out, depth float64) {
	held := section(b, p, h) * b.length
	water := held + dt*(a.after+a.lateral) // all that is there to leave or stay
	if !(water > 0) {
		return 0, 0 // a loss takes no more than there is
	}
	s := apart(b, p, h)
	x := weight(b, &s, dt)
	y, weighted := 1-x, x*(a.after+a.lateral) // Q(h) without what O adds
	if h == 0 {
		h, held = level(b, p, water*b.each), water // not below the answer
		s = apart(b, p, h)
	}
	for range iterations {
		next := h - (y*(held-water)+dt*(s.flow-weighted))*s.inverse/(y*b.length+dt*s.celerity)
		if !(next > drained) {
			next = drained
		}
		change := math.Abs(next - h)
		h = next
		held = section(b, p, h) * b.length
		if change <= closeEnough*h {
			// Where the water falls, X may not be more than the slower wave allows.
			most := s.celerity * dt * b.each
			if x <= 1.001*most {
				break
			}
			x, y, weighted = most, 1-most, most*(a.after+a.lateral)
		}
		s = apart(b, p, h)
	}
	// From the balance and not from Manning's flow, so that what is kept is kept to the last digit.
	out = (water - held) / dt
	if h <= drained {
		out, h = water/dt, 0
	}
	// X is that of the depth before, so where a front is very steep it may still be too large: what comes out is then no less and no more than
	// all that there was to come.
	if least, most := a.bounds(); out < least || out > most && h+out > drained {
		out = max(least, min(most, out))
		h = level(b, p, max(0, water-dt*out)*b.each)
	}
	return out, h
}

// bounds are the least and the most that there is to come: what came before and comes now, from above and along the way, and what left before. Written
// out because the built-in min and max look for NaN and the sign of 0.
func (a *arrivals) bounds() (least, most float64) {
	least, most = a.out, a.out
	for _, in := range [2]float64{a.before + a.joined, a.after + a.lateral} {
		if in < least {
			least = in
		}
		if in > most {
			most = in
		}
	}
	if least < 0 {
		least = 0
	}
	return least, most
}

// apart is the stream at depth h with bed and floodplain flowing side by side, each with its own roughness, divided where the banks end: the
// usual way (Chow 1959, 6-5), in which the flow grows with the depth, unlike that of the National Water Model (at), of which parity needs every detail.
func apart(b *bed, p *plain, h float64) stream {
	if h > b.full {
		return p.apart(b, h)
	}
	return b.within(h)
}

// apart is the same over the banks.
func (p *plain) apart(b *bed, h float64) stream {
	over := h - b.full
	area := p.area + p.top*over
	inBed := b.speed * twoThirds(area/p.wetted)
	onPlain := p.celerity * (p.width - p.top) * twoThirds(over)
	inverse := 1 / p.width
	return stream{(5./3*inBed*p.top + onPlain) * inverse, inverse, inBed*area + 3./5*onPlain*over}
}

// level is the depth at which the section is so large, m2: section turned round.
func level(b *bed, p *plain, area float64) float64 {
	if area > p.area {
		return b.full + (area-p.area)/p.width
	}
	return 2 * area / (b.bottom + math.Sqrt(b.bottom*b.bottom+4*b.side*area))
}

// even is the normal depth of q in the divided section: where an ordinary run starts when only flows are known.
func even(b *bed, p *plain, q float64) float64 {
	if q <= 0 {
		return 0
	}
	h := b.full
	for range iterations {
		s := apart(b, p, h)
		next := max(h/8, h-(s.flow-q)*s.inverse/s.celerity)
		change := math.Abs(next - h)
		if h = next; change <= 1e-14*h {
			break
		}
	}
	return h
}
