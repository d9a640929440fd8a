package river

import "math"

// A passage is how the slug goes past one place in one member: the exact advection-dispersion solution of a
// uniform channel with the same travel time and the same spread,
//
//	C(t) = A/sqrt(4 pi D tau) exp(-(1-tau)^2/(4 D tau) - kappa tau),  tau = (t - start)/mu
//
// in which D = K/(u x) is the inverse Peclet number of the way here, mu = x/u the travel time, kappa = k mu the
// first-order loss on the way and A = M/(Q mu). In one uniform reach it is the textbook solution itself.
type passage struct {
	start, mu float64 // hours after Start; hours
	d, kappa  float64
	amplitude float64 // mg/L
}

// concentration in mg/L at t hours after Start.
func (p *passage) concentration(t float64) float64 {
	tau := (t - p.start) / p.mu
	if !(tau > 0) {
		return 0
	}
	return p.amplitude / math.Sqrt(4*math.Pi*p.d*tau) * math.Exp(-(1-tau)*(1-tau)/(4*p.d*tau)-p.kappa*tau)
}

// peak is when it is highest, in hours after Start, and how high.
func (p *passage) peak() (at, value float64) {
	a := 1 + 4*p.d*p.kappa
	tau := 1 / (math.Sqrt(p.d*p.d+a) + p.d) // the same as (sqrt(D^2+a) - D)/a, without cancellation when D is large
	at = p.start + p.mu*tau
	return at, p.concentration(at)
}

// over returns when it first exceeds limit and when it falls back under it for good, hours after Start; false: never.
// With L = ln(A / (limit sqrt(4 pi D tau))) both are roots of (1+4 D kappa) tau^2 - (2+4 D L) tau + 1 = 0, in which
// L depends on tau only through its root: a few rounds settle it to 1e-12.
func (p *passage) over(limit float64) (first, last float64, ok bool) {
	at, value := p.peak()
	if !(value > limit) {
		return 0, 0, false
	}
	base := math.Log(p.amplitude / (limit * math.Sqrt(4*math.Pi*p.d)))
	top := (at - p.start) / p.mu
	return p.start + p.mu*p.cross(base, top, -1), p.start + p.mu*p.cross(base, top, +1), true
}

// cross is Newton's method on the logarithm, from the root of the quadratic, kept on its own side of the peak.
func (p *passage) cross(base, top, side float64) float64 {
	a := 1 + 4*p.d*p.kappa
	b := 1 + 2*p.d*(base-0.5*math.Log(top))
	tau := (b + math.Sqrt(math.Max(b*b-a, 0))) / a
	if side < 0 {
		tau = 1 / (a * tau) // the roots' product is 1/a; their difference would cancel
	}
	if (tau-top)*side <= 0 {
		tau = top * (1 + side*1e-3)
	}
	for range 30 {
		f := base - 0.5*math.Log(tau) - (1-tau)*(1-tau)/(4*p.d*tau) - p.kappa*tau
		slope := -0.5/tau - (tau*tau-1)/(4*p.d*tau*tau) - p.kappa
		next := tau - f/slope
		switch {
		case !(next > 0):
			next = tau / 2
		case (next-top)*side <= 0:
			next = (tau + top) / 2
		}
		if math.Abs(next-tau) <= 1e-12*tau {
			return next
		}
		tau = next
	}
	return tau
}

// passage is how the slug goes past station i.
func (m *member) passage(c *chain, i int, position float64) passage {
	s := &c.in.Stations[i]
	km := math.Max(s.KM/2, s.KM+s.KMSD*position)
	if km <= m.place || len(m.x) < 2 { // nothing comes upstream; the shape of nothing is any
		return passage{start: m.release, mu: 1, d: 1}
	}
	tp, open := m.arrive(km)
	// Dilution is by the flow of the reach in which the station nominally lies, even if this member puts it a little beyond.
	r := c.at[i]
	reach := &c.in.Reaches[r]
	loss := m.uptake * (tp - open)
	p := passage{start: m.release}
	if reach.Dispersion > 0 {
		p.mu = tp
		p.d = m.spread(c, km) / (2 * tp * tp * m.unitPeak * m.unitPeak)
	} else {
		// The conservative passage is made to have Jobson's peak at Jobson's time: a peak of Cup M/Q needs sqrt(4 pi D) = 1/(Cup Tp), up
		// to the second order in D, and it comes at mu (sqrt(1+D^2) - D) = Tp. Losses are laid on afterwards.
		cup := 857e-6 * math.Exp(c.reach[r].unit*math.Pow(m.discharge, -0.079)*math.Log(tp)) * m.unitPeak
		u := cup * 3600 * tp
		d := math.Min(1, 1/(4*math.Pi*u*u)) // within minutes of the release the regression says nothing; keep it a slug
		p.d = d * (1 + d/2)
		p.mu = tp * (math.Sqrt(1+p.d*p.d) + p.d)
	}
	if m.length > 0 {
		p.widen(m.length)
	}
	p.kappa = m.decay * open / tp * p.mu
	p.amplitude = m.mass / (3.6 * reach.Discharge * m.discharge * p.mu) * math.Exp(-loss)
	return p
}

// widen makes a release at once one that lasts length hours. Of such a passage the mean is mu (1 + 2 D) and the variance
// mu^2 (2 D + 8 D^2); a release over some hours adds length/2 to the one and length^2/12 to the other, and the new mu and D are those
// with the sums. Their ratio r = variance/mean^2 gives D as the positive root of (8 - 4 r) D^2 + (2 - 4 r) D - r = 0.
func (p *passage) widen(length float64) {
	mean := p.mu*(1+2*p.d) + length/2
	r := (p.mu*p.mu*(2*p.d+8*p.d*p.d) + length*length/12) / (mean * mean)
	a, b := 8-4*r, 2-4*r
	p.d = (math.Sqrt(b*b+4*a*r) - b) / (2 * a)
	p.mu = mean / (1 + 2*p.d)
}

// arrive is when the peak is at a nominal km, hours after release, and how many of them were without ice.
func (m *member) arrive(km float64) (tp, open float64) {
	low, high := 0, len(m.x)-1
	for high-low > 1 {
		if mid := (low + high) / 2; m.x[mid] < km {
			low = mid
		} else {
			high = mid
		}
	}
	share := (km - m.x[low]) / (m.x[high] - m.x[low])
	return m.t[low] + share*(m.t[high]-m.t[low]), m.open[low] + share*(m.open[high]-m.open[low])
}

// spread is the variance of the passage in h2 that a given dispersion makes on the way to km: the sum of
// 2 K dt / u^2 (which is 2 K x / u^3).
func (m *member) spread(c *chain, km float64) float64 {
	sum, r := 0.0, 0
	for i := 1; i < len(m.x) && m.x[i-1] < km; i++ {
		for r+1 < len(c.end) && m.x[i] > c.end[r]+1e-9 {
			r++
		}
		dt, dx := m.t[i]-m.t[i-1], m.x[i]-m.x[i-1]
		if m.x[i] > km {
			dt *= (km - m.x[i-1]) / dx
			dx = km - m.x[i-1]
		}
		u := dx / dt                                 // km/h
		k := c.in.Reaches[r].Dispersion * 3600 / 1e6 // km2/h
		sum += 2 * k * dt / (u * u)
	}
	return sum
}
