// Package skill scores forecasts against what happened. A probability that is only shown cannot be wrong; one that is scored
// can: an interval must hold what it promises (coverage) and be as narrow as it can (CRPS), and a probability must come true
// as often as it says (Brier).
//
// All scores are negatively oriented unless they say otherwise: less is better, 0 is perfect. Every function takes slices of the same
// length, one value for each forecast and what was observed after it, and leaves them as they are. It refuses, with an error that names
// itself and the value: no values, unequal lengths, a value that is not finite (or beyond 1e150, whose square is not), and whatever leaves its score undefined (a
// bias in shares of a mean of zero). It never returns NaN.
//
// Where two communities write the same word for two things (percent bias has either sign, a false alarm rate is two rates), the comment
// says which one this is.
package skill

import (
	"fmt"
	"math"
)

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

// paired refuses two slices that are not one observation to each forecast.
func paired(score string, observed, forecast []float64) error {
	if len(observed) == 0 || len(observed) != len(forecast) {
		return fmt.Errorf("skill: %s: %d observed, %d forecast: wants as many, and some", score, len(observed), len(forecast))
	}
	if err := finite(score, "observed", observed); err != nil {
		return err
	}
	return finite(score, "forecast", forecast)
}

// largest is the greatest value whose square is still a number.
const largest = 1e150

func finite(score, what string, values []float64) error {
	for i, v := range values {
		if !(math.Abs(v) <= largest) {
			return fmt.Errorf("skill: %s: %s value %d is %g, wants a number from -1e150 to 1e150", score, what, i+1, v)
		}
	}
	return nil
}

// mean is that of some values.
func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
