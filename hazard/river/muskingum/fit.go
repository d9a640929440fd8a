package muskingum

// The fit is a search without derivatives: the storage may run empty and X has bounds, so the sum of squares has cliffs on which a
// gradient says nothing. Flows of a few dozen values cost a microsecond, so the search may be thorough: a grid of starts, descents
// from the best of them, each begun anew until that gains nothing. It draws no random number, so a fit can be recomputed.

import (
	"fmt"
	"math"
	"slices"
)

// FitLinear finds the K and X with the least sum of squared differences from an observed outflow, among those for which Coefficients has
// an answer, and that sum.
func FitLinear(inflow, outflow []float64, step float64) (Linear, float64, error) {
	if err := observed(inflow, outflow, step); err != nil {
		return Linear{}, 0, err
	}
	out := make([]float64, len(inflow))
	// K is sought as a logarithm of steps, so that the search needs no unit and cannot leave the positive numbers.
	at := func(p []float64) Linear { return Linear{K: math.Exp(p[0]) * step, X: p[1], Step: step} }
	p, best := minimum(func(p []float64) float64 {
		l := at(p)
		if _, err := l.Coefficients(); err != nil {
			return math.Inf(1)
		}
		l.route(out, inflow, outflow[0])
		return squares(out, outflow)
	}, starts([]float64{-0.5, 0, 0.5, 1, 1.5, 2, 3}, []float64{0.02, 0.1, 0.2, 0.3}))
	if math.IsInf(best, 1) {
		return Linear{}, 0, fmt.Errorf("muskingum: fit: no K and X carry this flood with a step of %g", step)
	}
	return at(p), best, nil
}

// Fit finds the K, X and M of a nonlinear reach with the least sum of squared differences from an observed outflow, and that sum. The
// search is deterministic. That the sum is small does not make the numbers those of the reach: K and M make up for each other.
func Fit(inflow, outflow []float64, step float64) (Nonlinear, float64, error) {
	if err := observed(inflow, outflow, step); err != nil {
		return Nonlinear{}, 0, err
	}
	out := make([]float64, len(inflow))
	// K is sought as the time that it stands for at the mean flow, which hardly depends on M; K itself falls by orders of magnitude as M grows.
	mean := 0.0
	for _, q := range inflow {
		mean += q / float64(len(inflow))
	}
	at := func(p []float64) Nonlinear {
		return Nonlinear{K: math.Exp(p[0]) * step * math.Pow(mean, 1-p[2]) / p[2], X: p[1], M: p[2], Step: step}
	}
	p, best := minimum(func(p []float64) float64 {
		n := at(p)
		if p[1] < 0 || p[1] > 0.5 || !(p[2] >= 0.5 && p[2] <= 5) || !n.route(out, inflow, outflow[0]) {
			return math.Inf(1)
		}
		return squares(out, outflow)
	}, starts([]float64{0, 0.7, 1.4, 2.1}, []float64{0.1, 0.25, 0.4}, []float64{1, 1.5, 2, 2.5}))
	if math.IsInf(best, 1) {
		return Nonlinear{}, 0, fmt.Errorf("muskingum: fit: no K, X and M carry this flood with a step of %g", step)
	}
	return at(p), best, nil
}

// observed refuses a flood that cannot be fitted.
// The bounds are those under which a sum of squares means something: fewer values than twice the parameters are matched by anything.
func observed(inflow, outflow []float64, step float64) error {
	switch {
	case len(inflow) != len(outflow):
		return fmt.Errorf("muskingum: fit: %d inflows and %d outflows: wants as many of each, taken at the same times", len(inflow), len(outflow))
	case len(inflow) < 6:
		return fmt.Errorf("muskingum: fit: %d values: wants 6 or more, from before the rise to after the fall", len(inflow))
	case !(step > 0) || math.IsInf(step, 1):
		return fmt.Errorf("muskingum: fit: step %g: wants more than 0", step)
	case slices.Max(inflow) == 0:
		return fmt.Errorf("muskingum: fit: no inflow at all: wants a flood")
	}
	if err := series(inflow, outflow[0]); err != nil {
		return err
	}
	return series(outflow, inflow[0])
}

// squares is the sum of squared differences, in the square of the flow's unit: the measure by which the published fits are compared.
func squares(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += (v - b[i]) * (v - b[i])
	}
	return sum
}

// starts is the grid of all combinations of the values given for each parameter. It spans what fitted reaches have had: a travel time
// of half a step to twenty, X over its bounds.
func starts(axes ...[]float64) [][]float64 {
	grid := [][]float64{nil}
	for _, axis := range axes {
		var longer [][]float64
		for _, p := range grid {
			for _, v := range axis {
				longer = append(longer, append(slices.Clone(p), v))
			}
		}
		grid = longer
	}
	return grid
}

// minimum is the least of the minima that descents from the three best starts reach. Each descent is begun anew at its own end
// until that gains nothing: a simplex may collapse before it has arrived.
func minimum(f func([]float64) float64, from [][]float64) ([]float64, float64) {
	slices.SortStableFunc(from, func(a, b []float64) int {
		switch x, y := f(a), f(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	var best []float64
	least := math.Inf(1)
	// Three, because the two valleys of M near 1 and near 2 may both be entered from the best start's side.
	for _, p := range from[:min(3, len(from))] {
		value := f(p)
		for range 50 {
			next, v := descend(f, p)
			if !(v < value) {
				break
			}
			gain := value - v
			p, value = next, v
			if gain <= 1e-12*value {
				break
			}
		}
		if value < least {
			best, least = p, value
		}
	}
	return best, least
}

// vertex is one corner of the simplex.
type vertex struct {
	at    []float64 // never changed once it is made, so that vertices may share it
	value float64   // f(at); infinite where the parameters are out of bounds
}

// descend is the simplex method of Nelder and Mead (Computer Journal 7, 1965, 308) with the usual coefficients 1, 2, 1/2, 1/2.
func descend(f func([]float64) float64, from []float64) ([]float64, float64) {
	n := len(from)
	s := make([]vertex, n+1)
	for i := range s {
		p := slices.Clone(from)
		if i > 0 {
			p[i-1] += 0.05
		}
		// Parameters are of order one, so one length of edge serves all; where it leads out of bounds the value is infinite and
		// the simplex turns by itself.
		s[i] = vertex{p, f(p)}
	}
	along := func(centre, p []float64, by float64) vertex {
		q := make([]float64, n)
		for i := range q {
			q[i] = centre[i] + by*(p[i]-centre[i])
		}
		return vertex{q, f(q)}
	}
	// The number of moves is bounded, not the time: a sum that stays infinite must not keep a caller waiting.
	for range 400 * n {
		slices.SortStableFunc(s, func(a, b vertex) int {
			if a.value < b.value {
				return -1
			}
			return 1
		})
		// The corners agree to the last digits a sum of squares can have.
		if s[n].value-s[0].value <= 1e-13*math.Abs(s[0].value) {
			break
		}
		centre := make([]float64, n)
		for _, v := range s[:n] {
			for i := range centre {
				centre[i] += v.at[i] / float64(n)
			}
		}
		move(s, centre, along)
	}
	return s[0].at, s[0].value
}

// move replaces the worst corner by its reflection, expansion or contraction, or else draws all corners towards the best.
func move(s []vertex, centre []float64, along func(centre, p []float64, by float64) vertex) {
	n := len(s) - 1
	worst := s[n]
	// An infinite value is worse than every other, so a step over a bound ends as a contraction.
	next := along(centre, worst.at, -1)
	switch {
	// Better than all: try twice as far the same way.
	case next.value < s[0].value:
		if further := along(centre, worst.at, -2); further.value < next.value {
			next = further
		}
	// It would be the worst again: come back to the nearer side, and if that does not help either, shrink.
	case next.value >= s[n-1].value:
		by := 0.5
		if next.value < worst.value {
			by = -0.5
		}
		next = along(centre, worst.at, by)
		if next.value >= worst.value {
			for i := 1; i <= n; i++ {
				s[i] = along(s[0].at, s[i].at, 0.5)
			}
			return
		}
	}
	s[n] = next
}
