// Package skill scores forecasts against what happened. A probability that is only shown cannot be wrong; one that is scored
// can: an interval must hold what it promises (coverage) and be as narrow as it can (CRPS), and a probability must come true
// as often as it says (Brier).
//
// All scores are negatively oriented unless they say otherwise: less is better, 0 is perfect.
package skill

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// CRPS is the continuous ranked probability score of an ensemble for one observation, in their unit: the mean distance of the
// members from the observation less half their mean distance from one another (Gneiting and Raftery 2007, eq. 21). Of a single
// member it is the absolute error, so an ensemble and a plain forecast can be compared.
func CRPS(members []float64, observed float64) (float64, error) {
	n := float64(len(members))
	if n == 0 || math.IsNaN(observed) || slices.ContainsFunc(members, math.IsNaN) {
		return 0, errors.New("skill: crps: wants at least one member and no value that is not a number")
	}
	x := slices.Clone(members)
	slices.Sort(x)
	apart, pairs := 0.0, 0.0
	for i, v := range x {
		apart += math.Abs(v - observed)
		pairs += v * (2*float64(i) - n + 1) // the sum of all differences, from the order alone
	}
	return apart/n - pairs/(n*n), nil
}

// Brier is the mean squared difference between probabilities and what happened.
func Brier(probabilities []float64, happened []bool) (float64, error) {
	if len(probabilities) == 0 || len(probabilities) != len(happened) {
		return 0, fmt.Errorf("skill: brier: %d probabilities of %d events: wants as many, and some", len(probabilities), len(happened))
	}
	sum := 0.0
	for i, p := range probabilities {
		if !(p >= 0 && p <= 1) {
			return 0, fmt.Errorf("skill: brier: probability %g is not between 0 and 1", p)
		}
		if happened[i] {
			p = 1 - p
		}
		sum += p * p
	}
	return sum / float64(len(probabilities)), nil
}

// A Bracket is an observation that is known only to lie between two values; equal ends are a plain observation, an infinite end is
// an open one.
type Bracket struct{ Low, High float64 }

// A Verdict is how an observation lies to an interval of the forecast.
type Verdict int

// The verdicts. Undecided: the bracket lies partly inside, so the observation may have been inside or not.
const (
	Outside Verdict = iota
	Undecided
	Inside
)

// String is for tables.
func (v Verdict) String() string { return [...]string{"outside", "undecided", "inside"}[v] }

// Judge says whether a bracketed observation lies in the interval from low to high.
func Judge(b Bracket, low, high float64) Verdict {
	switch {
	case b.Low >= low && b.High <= high:
		return Inside
	case b.High < low || b.Low > high:
		return Outside
	default:
		return Undecided
	}
}
