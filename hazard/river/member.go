package river

import "math"

// A chain is a river prepared for its ensemble: everything that does not differ between members, computed once.
type chain struct {
	in    *Inputs
	end   []float64 // nominal km at which each reach ends
	reach []prepared
	at    []int     // the reach that each station lies in
	echo  []float64 // correlation of a reach's velocity error with that of the reach before
	wave  float64   // hours after Start at which the rise begins; +Inf: no rise
}

// prepared is a reach with its velocities at the stated discharge.
type prepared struct {
	constant, jobson float64 // km/h: Jobson's velocity is constant + jobson q^0.531
	manning          float64 // km/h: Manning's (or the tracer test's) is manning q^0.4; 0: none
	tracer           bool    // manning holds the velocity of a tracer test, used alone
	unit             float64 // -0.760 Qa'^-0.079, the exponent of Jobson's equation 7
	freeze           float64 // hours after Start; +Inf: never
}

// Positions of the latent standard normal numbers of a member. After them follow, per reach, its velocity and
// its length, and per station its position.
const (
	zVelocity = iota
	zDischarge
	zMass
	zShare
	zReleaseHours
	zReleaseLength
	zPeak
	zDecay
	zFreeze
	zIceSpeed
	zIceUptake
	zCommon
)

func newChain(in *Inputs) *chain {
	c := &chain{in: in, wave: math.Inf(1)}
	km := 0.0
	for i, r := range in.Reaches {
		km += r.KM
		c.end = append(c.end, km)
		c.reach = append(c.reach, prepare(r, in.Start))
		c.echo = append(c.echo, 0)
		if i > 0 {
			apart := (r.KM + in.Reaches[i-1].KM) / 2
			c.echo[i] = math.Exp(-apart / in.Prior.CorrelationKM)
		}
	}
	for _, s := range in.Stations {
		i := 0
		for i+1 < len(c.end) && s.KM > c.end[i] {
			i++
		}
		c.at = append(c.at, i)
	}
	if in.Rise != nil {
		c.wave = hours(in.Rise.At - in.Start)
	}
	return c
}

func prepare(r Reach, start int64) prepared {
	p := prepared{freeze: math.Inf(1), unit: -0.760 * math.Pow(r.Discharge/r.MeanDischarge, -0.079)}
	if r.Velocity > 0 {
		p.manning, p.tracer = 3.6*r.Velocity, true
	} else {
		p.constant = 3.6 * 0.094
		p.jobson = 3.6 * (PeakVelocity(r) - 0.094)
		p.manning = 3.6 * ManningVelocity(r)
	}
	if r.Freeze > 0 {
		p.freeze = hours(r.Freeze - start)
	}
	return p
}

// dimension is how many latent numbers a member has.
func (c *chain) dimension() int { return zCommon + 2*len(c.reach) + len(c.in.Stations) }

func hours(ms int64) float64 { return float64(ms) / 3.6e6 }

// speed is the open-water velocity in km/h where the discharge is q times the stated one, given q^0.531 and q^0.4.
func (p *prepared) speed(q531, q4 float64) float64 {
	if p.tracer {
		return p.manning * q4
	}
	jobson := p.constant + p.jobson*q531
	if p.manning == 0 {
		return jobson
	}
	return math.Sqrt(jobson * p.manning * q4)
}

// A member is one possible course of the slug, with its own scratch space; run fills it from latent numbers.
type member struct {
	release, length     float64 // hours after Start, hours
	mass                float64 // kg of the substance
	decay, uptake       float64 // per hour
	unitPeak, discharge float64
	// The way of the peak: at nominal km x[i] at t[i] hours after release, open[i] of them without ice.
	x, t, open []float64
	passages   []passage
}

// run computes the way of the peak through the whole river for latent numbers z.
func (m *member) run(c *chain, z []float64) {
	p := &c.in.Prior
	m.release = hours(c.in.Release.At-c.in.Start) + p.ReleaseHours*z[zReleaseHours]
	m.length = c.in.Release.Hours * math.Exp(p.ReleaseLength*z[zReleaseLength])
	share := c.in.Release.Share
	if p.Share > 0 && share < 1 {
		share = 1 / (1 + (1-share)/share*math.Exp(-p.Share*z[zShare]))
	}
	m.mass = c.in.Release.Mass * share * math.Exp(p.Mass*z[zMass])
	m.decay = p.Decay / 24 * math.Exp(p.DecayLog*z[zDecay])
	m.uptake = p.IceUptake / 720 * math.Exp(p.IceUptakeLog*z[zIceUptake])
	m.unitPeak = math.Exp(p.Peak * z[zPeak])
	m.discharge = math.Exp(p.Discharge * z[zDischarge])
	m.travel(c, z)
}

// flow is what of the discharge a member's velocities need.
type flow struct{ before531, before4, after531, after4, ice, shift float64 }

func (m *member) travel(c *chain, z []float64) {
	p := &c.in.Prior
	lnq := p.Discharge * z[zDischarge]
	f := flow{after531: math.Exp(0.531 * lnq), after4: math.Exp(0.4 * lnq)}
	if c.in.Rise != nil {
		b := math.Log(c.in.Rise.Before)
		f.before531, f.before4 = f.after531*math.Exp(0.531*b), f.after4*math.Exp(0.4*b)
	}
	f.ice = math.Min(1.2, p.IceSpeed*math.Exp(p.IceSpeedLog*z[zIceSpeed]))
	f.shift = 24 * p.FreezeDays * z[zFreeze]

	m.x, m.t, m.open = append(m.x[:0], 0), append(m.t[:0], 0), append(m.open[:0], 0)
	now, open, wave, local, start := 0.0, 0.0, c.wave-m.release, 0.0, 0.0
	n := len(c.reach)
	for i := range c.reach {
		r := &c.reach[i]
		local = c.echo[i]*local + math.Sqrt(1-c.echo[i]*c.echo[i])*z[zCommon+i]
		factor := math.Exp(p.Velocity*z[zVelocity] + p.LocalVelocity*local)
		length := c.in.Reaches[i].KM
		if sd := c.in.Reaches[i].KMSD; sd > 0 {
			length = math.Max(length/4, length+sd*z[zCommon+n+i])
		}
		s := stretch{start: start, nominal: c.in.Reaches[i].KM, length: length,
			fast: factor * r.speed(f.after531, f.after4), freeze: r.freeze + f.shift - m.release, ice: f.ice}
		s.slow = s.fast
		if c.in.Rise != nil && start < c.in.Rise.KM {
			s.slow = factor * r.speed(f.before531, f.before4)
		}
		now, open, wave = m.cross(s, now, open, wave)
		start += s.nominal
	}
}

// A stretch is a reach as one member has it: km, km/h, hours after release.
type stretch struct {
	start, nominal, length float64
	slow, fast             float64 // before and after the rise has come
	freeze, ice            float64
}

// celerity is that of a kinematic wave in a wide channel over the velocity of the water.
const celerity = 5.0 / 3

// rounding is how close, in hours, two events may be before they count as one.
const rounding = 1e-6

// cross takes the peak through one stretch, event by event: the rise overtakes it, ice closes, the stretch ends.
// wave is when the rise reaches the stretch's beginning. It returns the time, the hours without ice and when the
// rise reaches the stretch's end.
func (m *member) cross(s stretch, now, open, wave float64) (float64, float64, float64) {
	front := celerity * s.fast
	for x := 0.0; x < s.length; {
		v, frozen, until := s.slow, now >= s.freeze, math.Inf(1)
		risen := wave <= now-x/front+rounding
		if risen {
			v = s.fast
		}
		if frozen {
			v *= s.ice
		} else {
			until = s.freeze
		}
		if !risen && front > v {
			until = math.Min(until, (x-v*now+front*wave)/(front-v))
		}
		end := now + (s.length-x)/v
		if until < end {
			x += v * (until - now)
			end = until
		} else {
			x = s.length
		}
		if !frozen {
			open += end - now
		}
		now = end
		m.x = append(m.x, s.start+s.nominal*x/s.length)
		m.t = append(m.t, now)
		m.open = append(m.open, open)
	}
	return now, open, wave + s.length/front
}
