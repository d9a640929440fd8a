package river

import "math"

// A chain is a river prepared for its ensemble: everything that does not differ between members, computed once.
type chain struct {
	in    *Inputs
	end   []float64 // nominal km at which each reach ends
	reach []prepared
	at    []int     // the reach that each station lies in
	echo  []float64 // correlation of a reach's velocity error with that of the reach before
	fresh []float64 // what is new in it: sqrt(1 - echo^2)
	far   int       // how many reaches a member has to travel
	wave  float64   // hours after Start at which the rise begins; +Inf: no rise
}

// prepared is a reach with its velocities at the stated discharge.
type prepared struct {
	constant, jobson float64 // km/h: Jobson's velocity is constant + jobson q^0.531
	other            float64 // ln km/h: Manning's (or the tracer test's) is exp(other) q^0.4
	weight           float64 // of the logarithm of Jobson's velocity; the rest is other's
	unit             float64 // -0.760 Qa'^-0.079, the exponent of Jobson's equation 7
	freeze           float64 // hours after Start; +Inf: never
}

// Positions of the latent standard normal numbers of a member. After them follow, per reach, its velocity and
// its length, and per station its position.
const (
	zVelocity = iota
	zDischarge
	zMass
	zShare        // of the substance in the mixture; with an Origin, whose mass is that of the substance: the place
	zReleaseHours // with an Origin: when it began
	zReleaseLength
	zPeak
	zDecay
	zFreeze
	zIceSpeed
	zIceUptake
	zCommon

	zPlace = zShare
)

// newChain prepares validated inputs. What it computes is shared by all members and only read by them.
func newChain(in *Inputs) *chain {
	c := &chain{in: in, wave: math.Inf(1)}
	km := 0.0
	for i, r := range in.Reaches {
		km += r.KM
		c.end = append(c.end, km)
		c.reach = append(c.reach, prepare(r, in.Start, in.Prior.Jobson))
		c.echo = append(c.echo, 0)
		if i > 0 {
			apart := (r.KM + in.Reaches[i-1].KM) / 2
			c.echo[i] = math.Exp(-apart / in.Prior.CorrelationKM)
		}
		c.fresh = append(c.fresh, math.Sqrt(1-c.echo[i]*c.echo[i]))
	}
	c.far = len(c.reach)
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

// prepare chooses the velocities of a reach: a tracer test if there was one, else Jobson's and Manning's together, else Jobson's alone.
func prepare(r Reach, start int64, jobson float64) prepared {
	p := prepared{freeze: math.Inf(1), unit: -0.760 * math.Pow(r.Discharge/r.MeanDischarge, -0.079),
		constant: 3.6 * 0.094, jobson: 3.6 * (PeakVelocity(r) - 0.094)}
	switch {
	case r.Velocity > 0:
		p.other = math.Log(3.6 * r.Velocity)
	case r.Width > 0:
		p.other, p.weight = math.Log(3.6*ManningVelocity(r)), jobson
	default:
		p.weight = 1
	}
	if r.Freeze > 0 {
		p.freeze = hours(r.Freeze - start)
	}
	return p
}

// dimension is how many latent numbers a member has.
func (c *chain) dimension() int { return zCommon + 2*len(c.reach) + len(c.in.Stations) }

func hours(ms int64) float64 { return float64(ms) / 3.6e6 }

// speed is the logarithm of the open-water velocity in km/h where the logarithm of the discharge over the stated one is
// lnq and q531 is q^0.531.
func (p *prepared) speed(lnq, q531 float64) float64 {
	v := (1 - p.weight) * (p.other + 0.4*lnq)
	if p.weight > 0 {
		v += p.weight * math.Log(p.constant+p.jobson*q531)
	}
	return v
}

// A member is one possible course of the slug, with its own scratch space; run fills it from latent numbers.
type member struct {
	release, length     float64 // hours after Start, hours
	place               float64 // nominal km at which it entered
	mass                float64 // kg of the substance
	decay, uptake       float64 // per hour
	unitPeak, discharge float64
	// The way of the peak: at nominal km x[i] at t[i] hours after release, open[i] of them without ice.
	x, t, open []float64
}

// run computes the way of the peak through the whole river for latent numbers z.
func (m *member) run(c *chain, z []float64) {
	p := &c.in.Prior
	m.length = c.in.Release.Hours * math.Exp(p.ReleaseLength*z[zReleaseLength])
	if o := c.in.Origin; o != nil {
		m.place, _ = o.place(normalCDF(z[zPlace]))
		m.release, m.mass = o.begins(c.in.Start, z[zReleaseHours]), o.mass(z[zMass])
	} else {
		m.place, m.release = 0, hours(c.in.Release.At-c.in.Start)+p.ReleaseHours*z[zReleaseHours]
		m.mass = c.in.Release.Mass * c.share(z[zShare]) * math.Exp(p.Mass*z[zMass])
	}
	m.decay = p.Decay / 24 * math.Exp(p.DecayLog*z[zDecay])
	m.uptake = p.IceUptake / 720 * math.Exp(p.IceUptakeLog*z[zIceUptake])
	m.unitPeak = math.Exp(p.Peak * z[zPeak])
	m.discharge = math.Exp(p.Discharge * z[zDischarge])
	m.travel(c, z)
}

// share is how much of the mixture is the substance. It stays between 0 and 1 because its doubt is on the logit. What is certain to be all of it stays all of it.
func (c *chain) share(z float64) float64 {
	share := c.in.Release.Share
	if p := &c.in.Prior; p.Share > 0 && share < 1 {
		share = 1 / (1 + (1-share)/share*math.Exp(-p.Share*z))
	}
	return share
}

// travel takes the peak from the source down the reaches. The velocity error of a reach has a part that the whole river shares and a
// part of its own, which fades along the river like an Ornstein-Uhlenbeck process sampled at the reaches' middles; a member that
// is fast at the source therefore is likely, not certain, to be fast at the mouth. That is what lets a reading upstream say something
// about places downstream, and not everything.
func (m *member) travel(c *chain, z []float64) {
	p := &c.in.Prior
	after := p.Discharge * z[zDischarge]
	before := after
	if c.in.Rise != nil {
		before += math.Log(c.in.Rise.Before)
	}
	after531, before531 := math.Exp(0.531*after), math.Exp(0.531*before)
	// Ice that sped the river up by more than a fifth would be none; the bound only cuts a far tail.
	ice := math.Min(1.2, p.IceSpeed*math.Exp(p.IceSpeedLog*z[zIceSpeed]))
	shift := 24*p.FreezeDays*z[zFreeze] - m.release

	m.x, m.t, m.open = append(m.x[:0], m.place), append(m.t[:0], 0), append(m.open[:0], 0)
	now, open, wave, local, start := 0.0, 0.0, c.wave-m.release, 0.0, 0.0
	n := len(c.reach)
	for i := range c.reach[:c.far] {
		r := &c.reach[i]
		local = c.echo[i]*local + c.fresh[i]*z[zCommon+i]
		fault := p.Velocity*z[zVelocity] + p.LocalVelocity*local
		length := c.in.Reaches[i].KM
		if sd := c.in.Reaches[i].KMSD; sd > 0 {
			// The quarter only keeps a far tail of the normal from turning the river round.
			length = math.Max(length/4, length+sd*z[zCommon+n+i])
		}
		s := stretch{start: start, nominal: c.in.Reaches[i].KM, length: length,
			fast: math.Exp(fault + r.speed(after, after531)), freeze: r.freeze + shift, ice: ice}
		s.slow = s.fast
		if c.in.Rise != nil && start < c.in.Rise.KM {
			s.slow = math.Exp(fault + r.speed(before, before531))
		}
		above := math.Min(s.nominal, m.place-start) // of the reach lies above the source
		start += s.nominal
		if above > 0 {
			wave += s.length * above / s.nominal / (celerity * s.fast)
			if above == s.nominal {
				continue
			}
			s.start, s.length, s.nominal = m.place, s.length*(1-above/s.nominal), s.nominal-above
		}
		now, open, wave = m.cross(s, now, open, wave)
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
	// Events are taken one after another because each changes the speed: the next one is the earliest of the stretch's end, the ice
	// and the rise, and none of them can come twice.
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
