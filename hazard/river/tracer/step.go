package tracer

import "fmt"

// Advance goes on by so many steps.
func (r *Run) Advance(steps int) {
	for range steps {
		r.release()
		r.solve()
		r.now += r.step
	}
}

// release notes what gets in during the step that begins. What comes at once is put into the water at the step's beginning (a time within a step is
// moved to it: choose the step accordingly), the rest is a source that lasts.
func (r *Run) release() {
	clear(r.source)
	for _, l := range r.releases {
		if l.From == l.Until {
			if l.From >= r.now && l.From < r.now+r.step {
				r.place(l, l.Mass, r.water, true)
			}
			continue
		}
		if share := (min(l.Until, r.now+r.step) - max(l.From, r.now)) / (l.Until - l.From); share > 0 {
			r.place(l, l.Mass*share, r.source, false)
		}
	}
}

// place divides a mass between the two cells whose centres are around the place, so that its mean position is right.
func (r *Run) place(l Release, mass float64, into []float64, concentration bool) {
	c, share := r.around(r.index[l.On], l.At)
	r.budget.Released += mass
	// Released counts what got in, also where it is put at the very end of a reach and leaves in the same step.
	for k, part := range [2]float64{mass * (1 - share), mass * share} {
		if concentration {
			part /= r.volume[c+k]
		}
		into[c+k] += part
	}
}

// Within half a cell of an end there is no centre beyond it: the line through the last two is not prolonged, since it could fall below zero.
//
// around is the cell above a place and the weight of the one below it.
func (r *Run) around(i int, at float64) (cell int, share float64) {
	last := float64(r.start[i+1] - r.start[i] - 1)
	x := min(last, max(0, at/r.size(i)-0.5))
	cell = int(min(last-1, x))
	return r.start[i] + cell, x - float64(cell)
}

// solve makes one step of the whole network: the old half into the right-hand side, elimination downstream, back-substitution upstream.
func (r *Run) solve() {
	// Every flux of the old half is entered in the budget as it is entered in the equations, with the same numbers: so the budget closes.
	half := r.step / 2
	copy(r.right, r.source)
	for i := range r.reaches {
		x := &r.reaches[i]
		k := rates(x, half)
		for c := r.start[i]; c < r.start[i+1]; c++ {
			old, v := r.water[c], r.volume[c]
			// right already holds what arrived from above.
			r.right[c] += v * (old*(1-half*k.loss) + half*x.Exchange*r.store[c]*(1+k.hold))
			f := &r.out[c]
			j := r.down[c]
			if j < 0 {
				r.right[c] -= half * f.a * old
				r.budget.Out += half * f.a * old
				continue
			}
			under := r.water[j]
			r.right[c] -= half * (f.a*old + f.b*under)
			arrives := half * (f.p*old + f.q*under)
			r.right[j] += arrives
			r.budget.Taken += half*(f.a*old+f.b*under) - arrives
		}
	}
	r.eliminate()
	r.settle(half)
}

// eliminate turns right into the new concentrations.
func (r *Run) eliminate() {
	for c, j := range r.down {
		if j >= 0 {
			r.right[j] -= r.up[c] / r.pivot[c] * r.right[c]
		}
	}
	for c := len(r.down) - 1; c >= 0; c-- {
		if j := r.down[c]; j >= 0 {
			r.right[c] -= r.below[c] * r.right[j]
		}
		r.right[c] /= r.pivot[c]
	}
}

// settle brings dead zones and budget up to the new concentrations, and makes these the present ones.
func (r *Run) settle(half float64) {
	// The old concentrations are still in water, the new ones in right; they change places at the end.
	for i := range r.reaches {
		x := &r.reaches[i]
		decay, g, d := x.decay(), 0.0, 0.0
		if x.Storage > 0 {
			g, d = half*x.Exchange*x.Area/x.Storage, half*x.StorageDecay
		}
		for c := r.start[i]; c < r.start[i+1]; c++ {
			old, next := r.water[c], r.right[c]
			r.budget.Decayed += half * decay * r.volume[c] * (old + next)
			if x.Storage > 0 {
				held := (r.store[c]*(1-g-d) + g*(old+next)) / (1 + g + d)
				r.budget.Decayed += d * (held + r.store[c]) * r.volume[c] * x.Storage / x.Area
				r.store[c] = held
			}
			f := &r.out[c]
			if j := r.down[c]; j < 0 {
				r.budget.Out += half * f.a * next
			} else {
				r.budget.Taken += half * ((f.a-f.p)*next + (f.b-f.q)*r.right[j])
			}
		}
	}
	r.water, r.right = r.right, r.water
}

// Change gives reaches other flows, areas, rates or ice from now on; Length and To stay. Mass stays where it is, so that where the area grows the
// concentration falls at once, as if clean water had come in from the sides along the whole reach. A wave from above does not dilute what it lifts:
// then this understates the peak, by at most the ratio of the areas. A refusal leaves the run as it was.
func (r *Run) Change(reaches []Reach) error {
	for _, x := range reaches {
		i, ok := r.index[x.ID]
		if !ok {
			return fmt.Errorf("tracer: change: there is no reach %d", x.ID)
		}
		if err := x.validate(r.step); err != nil {
			return fmt.Errorf("tracer: change: reach %d: %w", x.ID, err)
		}
		if old := r.reaches[i]; x.Length != old.Length || x.To != old.To {
			return fmt.Errorf("tracer: change: reach %d: length %g m to %d: wants %g m to %d as before", x.ID, x.Length, x.To, old.Length, old.To)
		}
		if u, most := x.Flow/x.Area, min(swingsAt*x.Dispersion/r.size(i), maxCourant*r.size(i)/r.step); u > most*(1+1e-9) {
			return fmt.Errorf("tracer: change: reach %d: %g m/s in cells of %g m: wants at most %.3g m/s; begin the run with the fastest water, or a shorter step",
				x.ID, u, r.size(i), most)
		}
		if old := r.reaches[i]; old.Storage > 0 && x.Storage == 0 {
			return fmt.Errorf("tracer: change: reach %d: dead zones of %g m2 cannot vanish: wants more than 0", x.ID, old.Storage)
		}
	}
	// All of them are good: from here on nothing is refused.
	for _, x := range reaches {
		i := r.index[x.ID]
		old := r.reaches[i]
		for c := r.start[i]; c < r.start[i+1]; c++ {
			r.water[c] *= old.Area / x.Area
			if old.Storage > 0 {
				r.store[c] *= old.Storage / x.Storage
			}
			r.volume[c] = x.Area * r.size(i)
		}
		r.reaches[i] = x
	}
	r.assemble()
	return nil
}

// At is the concentration in mg/L at a distance in m from the head of a reach, between the centres of cells on a straight line.
func (r *Run) At(id ID, distance float64) (float64, error) {
	i, ok := r.index[id]
	if !ok || !between(distance, 0, r.reaches[i].Length) {
		return 0, fmt.Errorf("tracer: at %g m of reach %d: wants a reach that is there, and a place in it", distance, id)
	}
	c, share := r.around(i, distance)
	return 1000 * (r.water[c]*(1-share) + r.water[c+1]*share), nil
}

// Now is the time in s since the start.
func (r *Run) Now() float64 { return r.now }

// Budget is where the mass is now.
func (r *Run) Budget() Budget {
	b := r.budget
	for i := range r.reaches {
		x := &r.reaches[i]
		for c := r.start[i]; c < r.start[i+1]; c++ {
			b.Water += r.volume[c] * r.water[c]
			b.Storage += r.volume[c] * r.store[c] * x.Storage / x.Area
		}
	}
	return b
}
