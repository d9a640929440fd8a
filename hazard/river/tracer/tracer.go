// Package tracer carries a dissolved substance down a network of reaches: it moves with the water, spreads, rests in dead zones, decays,
// escapes to the air where no ice is in the way, and is diluted where clean water joins.
//
// It solves the equations of transient storage (Bencala and Walters 1983) in every reach,
//
//	d(AC)/dt + d(QC)/dx = d/dx(A K dC/dx) - k A C + a A (S-C)        dS/dt = a A/As (C-S) - ks S
//
// by finite volumes, centred in space and time (Crank-Nicolson), in cells so short that the cell Peclet number u dx/K is at most 1:
// then nothing swings below zero and no numerical dispersion stands in for the river's. One system of equations spans the whole network and
// is solved exactly, so what one cell loses another gains and mass is kept to rounding (Budget).
//
// Package river forecasts with doubt what nobody has measured; this one computes what known flows do, for comparing measures: what if that
// reservoir released clean water, and if it did not. Concentrations are mg/L, masses kg, flows m3/s, lengths m, times s. Sources,
// validity and known answers stand in doc/hazard/river.md.
package tracer

import (
	"fmt"
	"math"
)

// ID names a reach; 0 names none.
type ID int64

// A Reach is a stretch of river in which everything below is the same from end to end.
type Reach struct {
	ID ID
	// To is the reach that it flows into; 0: out of the network.
	To ID
	// Length along the river; Flow and Area of the moving water. What Flow exceeds the sum of those above it by is clean water that joins at its
	// head; what it falls short of it is taken out there.
	Length, Flow, Area float64
	// Dispersion is the longitudinal coefficient K, m2/s.
	Dispersion float64
	// Decay in the water, per s; Air is the loss to the air, per s, of which there is none under Ice.
	Decay, Air float64
	Ice        bool
	// Storage is the area As of the dead zones (0: none), Exchange the rate a at which the moving water is exchanged with them, StorageDecay that
	// of decay in them; per s.
	Storage, Exchange, StorageDecay float64
}

// A Release is what gets into a reach at a distance At from its head: Mass, evenly from one time to another, in s since the start. If both are the
// same, it is all there at once.
type Release struct {
	On          ID
	At, Mass    float64
	From, Until float64
}

// Inputs are what a run depends on. Step is the time step in s.
type Inputs struct {
	Step     float64
	Reaches  []Reach
	Releases []Release
}

// A Budget is where the mass is, in kg. Released is the sum of the others but for rounding.
type Budget struct {
	Released float64
	Water    float64 // in the moving water
	Storage  float64 // in dead zones
	Decayed  float64 // decayed, or lost to the air
	Out      float64 // flowed out of the network
	Taken    float64 // taken out with water at the head of a reach
}

// The limits of one run.
const (
	maxCells   = 20_000_000
	maxPeclet  = 1.0 // of the cells that are made: arrival and peak are then right to half a percent
	swingsAt   = 2.0 // Peclet number above which concentrations swing below zero; what a change of flows may go up to
	maxCourant = 1.0
)

func between(x, low, high float64) bool { return x >= low && x <= high } // false for NaN

// The ranges catch what is mostly a wrong unit (per day for per second, litres), not an unusual river; rates that a step cannot follow are refused
// because the answer would swing.
//
// validate says what is wrong with a reach at a time step, and what would be right.
func (r *Reach) validate(step float64) error {
	u := r.Flow / r.Area
	switch {
	case r.ID == 0:
		return fmt.Errorf("the id is 0: wants another number")
	case !between(r.Length, 1, 1e6):
		return fmt.Errorf("length %g m: wants 1 to 1000000", r.Length)
	case !between(r.Flow, 1e-6, 1e6) || !between(r.Area, 1e-4, 1e6):
		return fmt.Errorf("flow %g m3/s through %g m2: want 1e-6 to 1e6 and 1e-4 to 1e6; a river that stands still is a lake", r.Flow, r.Area)
	case !between(u, 1e-3, 10):
		return fmt.Errorf("flow %g m3/s through %g m2 is %g m/s: wants 0.001 to 10; check the units", r.Flow, r.Area, u)
	case !between(r.Dispersion, 1e-3, 1e5):
		return fmt.Errorf("dispersion %g m2/s: wants 0.001 to 100000; rivers have 1 to 2000", r.Dispersion)
	case !between(r.Decay, 0, 1) || !between(r.Air, 0, 1) || !between(r.StorageDecay, 0, 1):
		return fmt.Errorf("decay %g, air %g, decay in storage %g: want 0 to 1 per second; a half-life of a day is 8.0e-6", r.Decay, r.Air, r.StorageDecay)
	case !between(r.Storage, 0, 100*r.Area) || !between(r.Exchange, 0, 1):
		return fmt.Errorf("storage %g m2, exchange %g: want 0 to 100 times the area, and 0 to 1 per second", r.Storage, r.Exchange)
	case (r.Storage > 0) != (r.Exchange > 0):
		return fmt.Errorf("storage %g m2 with exchange %g: wants both or neither", r.Storage, r.Exchange)
	}
	for _, c := range []struct {
		what string
		rate float64
	}{{"decay", r.Decay + r.Air}, {"exchange", r.Exchange}, {"exchange with storage", r.Exchange * r.Area / max(r.Storage, 1e-300)}, {"decay in storage", r.StorageDecay}} {
		if r.Storage == 0 && c.what == "exchange with storage" {
			continue
		}
		if c.rate*step > 1 {
			return fmt.Errorf("step %g s: with a rate of %s of %g per second it wants at most %.3g s", step, c.what, c.rate, 1/c.rate)
		}
	}
	return nil
}

// fits refuses a step in which the water crosses a cell: the answer would be stable, and late.
func (r *Reach) fits(step float64) error {
	u := r.Flow / r.Area
	if size := r.Length / float64(cells(*r)); step*u > size*maxCourant*(1+1e-9) {
		return fmt.Errorf("step %g s: at %g m/s the cells are %.4g m long (two at least, and a Peclet number of at most 1), so it wants at most %.4g s: "+
			"take a shorter step, or join a reach this short to its neighbour", step, u, size, size/u)
	}
	return nil
}

// validate says what is wrong with a release into a reach.
func (l Release) validate(r *Reach) error {
	switch {
	case !between(l.At, 0, r.Length):
		return fmt.Errorf("at %g m of reach %d: wants 0 to its length, %g m", l.At, r.ID, r.Length)
	case !(l.Mass > 0) || l.Mass > 1e12:
		return fmt.Errorf("mass %g kg: wants more than 0; 100 t are 100000 kg", l.Mass)
	case !(l.From >= 0) || !(l.Until >= l.From) || math.IsInf(l.Until, 1):
		return fmt.Errorf("from %g to %g s: wants a beginning from 0 and an end that is not before it", l.From, l.Until)
	}
	return nil
}
