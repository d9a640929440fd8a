package skill

import (
	"fmt"
	"math"
	"slices"
)

// CRPS is the continuous ranked probability score of an ensemble for one observation, in their unit: the mean distance of the
// members from the observation less half their mean distance from one another (Gneiting and Raftery 2007, eq. 21). Of a single
// member it is the absolute error, so an ensemble and a plain forecast can be compared. The members may stand in any order.
func CRPS(members []float64, observed float64) (float64, error) {
	n := float64(len(members))
	apart, pairs, err := spread("crps", members, observed, 1)
	if err != nil {
		return 0, err
	}
	return max(0, apart/n-pairs/(n*n)), nil
}

// FairCRPS is the CRPS that the members would have if there were infinitely many like them (Ferro 2014, eq. 4): it does not reward an
// ensemble for being large, so that ensembles of different sizes can be compared. It wants two members or more and can be
// negative for one observation; over many, the least is expected of members drawn from the truth.
func FairCRPS(members []float64, observed float64) (float64, error) {
	n := float64(len(members))
	apart, pairs, err := spread("fair crps", members, observed, 2)
	if err != nil {
		return 0, err
	}
	return apart/n - pairs/(n*(n-1)), nil
}

// spread sums the distances of the members from the observation, and those of all pairs of members from one another.
func spread(score string, members []float64, observed float64, least int) (apart, pairs float64, err error) {
	if len(members) < least {
		return 0, 0, fmt.Errorf("skill: %s: %d members, wants %d or more", score, len(members), least)
	}
	if err := finite(score, "member", members); err != nil {
		return 0, 0, err
	}
	if err := finite(score, "observed", []float64{observed}); err != nil {
		return 0, 0, err
	}
	x := slices.Clone(members)
	slices.Sort(x)
	for i, v := range x {
		apart += math.Abs(v - observed)
		pairs += v * float64(2*i-len(x)+1) // the sum of all differences, from the order alone
	}
	return apart, pairs, nil
}

// CRPSOfQuantiles is the CRPS of a forecast of which only some quantiles are known: twice the mean pinball loss (Gneiting and
// Ranjan 2011, eq. 13), each level standing for the levels that are nearer to it than to another. Levels increase strictly between 0
// and 1, values do not decrease. Of the levels (i - 1/2)/n it is exactly the CRPS of the n values as an ensemble; of fewer it is an
// approximation, which knows nothing of what lies beyond the outer quantiles.
func CRPSOfQuantiles(levels, values []float64, observed float64) (float64, error) {
	return CRPSOfBracket(levels, values, Bracket{observed, observed})
}

// CRPSOfBracket is [CRPSOfQuantiles] for an observation that is known only to lie in a bracket: its mean over the bracket, in which every value counts
// alike. Both ends are needed, low not above high. The CRPS is proper whatever the observation is drawn from (Gneiting and Raftery 2007, section 4.2), so also if
// it is drawn evenly from the bracket: the mean is expected least of who gives, at the ends of the brackets, the probabilities that he believes, and spreads them
// evenly in between, as long as when somebody looks does not depend on the forecast. Scoring the nearest point of the bracket instead, as the Survival-CRPS does
// (Avati et al. 2019), is not proper: it draws quantiles to the ends. The price is that even the best forecast has a score that grows with the bracket, so that
// only scores for the same brackets can be compared.
func CRPSOfBracket(levels, values []float64, observed Bracket) (float64, error) {
	const score = "crps of quantiles"
	if err := paired(score, levels, values); err != nil {
		return 0, err
	}
	if err := finite(score, "observed", []float64{observed.Low, observed.High}); err != nil {
		return 0, err
	}
	if observed.Low > observed.High {
		return 0, fmt.Errorf("skill: %s: observed from %g to %g: wants the lower end first", score, observed.Low, observed.High)
	}
	sum, below := 0.0, 0.0
	for i, level := range levels {
		switch {
		case !(level > 0 && level < 1) || i > 0 && level <= levels[i-1]:
			return 0, fmt.Errorf("skill: %s: level %d is %g, wants them to increase between 0 and 1", score, i+1, level)
		case i > 0 && values[i] < values[i-1]:
			return 0, fmt.Errorf("skill: %s: value %g after %g: quantiles do not decrease", score, values[i], values[i-1])
		}
		above := 1.0
		if i+1 < len(levels) {
			above = (level + levels[i+1]) / 2
		}
		loss := level*meanExcess(observed.Low-values[i], observed.High-values[i]) + (1-level)*meanExcess(values[i]-observed.High, values[i]-observed.Low)
		sum, below = sum+(above-below)*loss, above
	}
	return 2 * sum, nil
}

// meanExcess is the mean of max(0, x) for x from low to high.
func meanExcess(low, high float64) float64 {
	switch {
	case low >= 0:
		return low/2 + high/2
	case high <= 0:
		return 0
	default:
		return high / 2 * (high / (high - low))
	}
}
