// Package muskingum carries a flood wave down one reach that is known by two or three numbers instead of by its shape: the
// Muskingum method, linear and nonlinear, and the fit of those numbers to a flood that was observed at both ends.
//
// A reach stores water in proportion to its travel time K and to a mean of inflow I and outflow O in which the inflow weighs X:
//
//	linear      S = K (X I + (1-X) O)
//	nonlinear   S = K (X I + (1-X) O)^M
//
// It is the method for a reach of which there are gauges and no cross-sections. Where there are cross-sections, package route needs no
// flood to fit. Numbers fitted to one flood are those of floods like it: a fit says nothing of a wave twice as high.
//
// Flows are in any one unit, times in any one unit. Equations, sources, validity and known answers stand in doc/hazard/river.md.
package muskingum

import (
	"errors"
	"fmt"
	"math"
)

// Linear is a reach whose storage grows in proportion to its flow: travel time K, weight X of the inflow, time Step of the series.
type Linear struct{ K, X, Step float64 }

// Coefficients are C1, C2, C3 of O(t+1) = C1 I(t+1) + C2 I(t) + C3 O(t) (Chow, Maidment and Mays 1988, equations 8.4.8 to 8.4.10).
// They add up to 1. A reach one of whose coefficients would be negative is refused: it answers a rise of the inflow with a
// fall of the outflow, which no river does.
func (l Linear) Coefficients() ([3]float64, error) {
	switch {
	case !(l.K > 0) || math.IsInf(l.K, 1):
		return [3]float64{}, fmt.Errorf("muskingum: K %g: wants more than 0", l.K)
	case !(l.X >= 0 && l.X <= 0.5):
		return [3]float64{}, fmt.Errorf("muskingum: X %g: wants 0 (a pond) to 0.5 (pure delay)", l.X)
	case !(l.Step >= 2*l.K*l.X && l.Step <= 2*l.K*(1-l.X)):
		return [3]float64{}, fmt.Errorf("muskingum: step %g: with K %g and X %g it wants %g to %g (2KX to 2K(1-X)); "+
			"interpolate the series, or divide the reach", l.Step, l.K, l.X, 2*l.K*l.X, 2*l.K*(1-l.X))
	}
	return l.coefficients(), nil
}

// coefficients does not judge: the fit judges once for many.
func (l Linear) coefficients() [3]float64 {
	d := 2*l.K*(1-l.X) + l.Step
	return [3]float64{(l.Step - 2*l.K*l.X) / d, (l.Step + 2*l.K*l.X) / d, (2*l.K*(1-l.X) - l.Step) / d}
}

// Route is the outflow for each inflow; first is the outflow at the time of the first.
func (l Linear) Route(inflow []float64, first float64) ([]float64, error) {
	if _, err := l.Coefficients(); err != nil {
		return nil, err
	}
	if err := series(inflow, first); err != nil {
		return nil, err
	}
	out := make([]float64, len(inflow))
	l.route(out, inflow, first)
	return out, nil
}

// route fills out, which the caller owns and which is as long as inflow.
func (l Linear) route(out, inflow []float64, first float64) {
	c := l.coefficients()
	out[0] = first
	for t := 1; t < len(inflow); t++ {
		out[t] = c[0]*inflow[t] + c[1]*inflow[t-1] + c[2]*out[t-1]
	}
}

// Nonlinear is a reach whose storage grows as a power M of its flow; with M = 1 it is the linear one. K has the unit that makes S a volume.
type Nonlinear struct{ K, X, M, Step float64 }

// errEmptied says that the numbers of a nonlinear reach take more water out of it than there is.
var errEmptied = errors.New("muskingum: the reach runs empty: K, X and M do not belong to this flood")

// Route is the outflow for each inflow; first is the outflow at the time of the first. The scheme is that of the papers that compare
// fits of Wilson's flood (Gill 1978, Tung 1985, Geem 2006): storage is stepped explicitly with the flows of the old time, and the
// outflow of the new time is read from the new storage with the inflow of the old time. So a fit by this package and a
// published one can be compared; another scheme fits other numbers to the same flood.
func (n Nonlinear) Route(inflow []float64, first float64) ([]float64, error) {
	switch {
	case !(n.K > 0) || math.IsInf(n.K, 1) || !(n.Step > 0) || math.IsInf(n.Step, 1):
		return nil, fmt.Errorf("muskingum: K %g, step %g: want more than 0", n.K, n.Step)
	case !(n.X >= 0 && n.X <= 0.5):
		return nil, fmt.Errorf("muskingum: X %g: wants 0 to 0.5", n.X)
	case !(n.M >= 0.5 && n.M <= 5):
		return nil, fmt.Errorf("muskingum: M %g: wants 0.5 to 5; reaches that were fitted have 1 to 2.5", n.M)
	}
	if err := series(inflow, first); err != nil {
		return nil, err
	}
	out := make([]float64, len(inflow))
	if !n.route(out, inflow, first) {
		return nil, errEmptied
	}
	return out, nil
}

// route reports false, and leaves out half done, where the storage is used up.
func (n Nonlinear) route(out, inflow []float64, first float64) bool {
	// now is the outflow of the old time as the storage balance sees it; out, as the scheme prints it, lags by one inflow.
	storage := n.K * math.Pow(n.X*inflow[0]+(1-n.X)*first, n.M)
	out[0] = first
	now := first
	for t := 1; t < len(inflow); t++ {
		storage += n.Step * (inflow[t-1] - now)
		if !(storage > 0) {
			return false
		}
		flow := math.Pow(storage/n.K, 1/n.M)
		out[t] = (flow - n.X*inflow[t-1]) / (1 - n.X)
		now = (flow - n.X*inflow[t]) / (1 - n.X)
	}
	return true
}

// series refuses what is no hydrograph: too short, negative, not a number.
func series(inflow []float64, first float64) error {
	if len(inflow) < 2 {
		return fmt.Errorf("muskingum: %d inflows: wants 2 or more", len(inflow))
	}
	if !(first >= 0) || math.IsInf(first, 1) {
		return fmt.Errorf("muskingum: first outflow %g: wants 0 or more", first)
	}
	for i, q := range inflow {
		if !(q >= 0) || math.IsInf(q, 1) {
			return fmt.Errorf("muskingum: inflow %d is %g: wants 0 or more; fill gaps before routing", i+1, q)
		}
	}
	return nil
}
