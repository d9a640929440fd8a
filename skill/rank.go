package skill

import (
	"fmt"
	"math"
)

// Ranks is the rank histogram (Hamill 2001): how often the observation came below all members, between the first and the second, and so
// on to above all. Flat is reliable; a valley says that the ensemble is too narrow, a hill too wide, a slope that it is biased. Each row
// of ensembles has as many members; the histogram has one class more. An observation that equals k members is spread evenly over
// the k+1 ranks that it could have, so the counts need not be whole, but they sum to the number of observations.
func Ranks(ensembles [][]float64, observed []float64) ([]float64, error) {
	if len(ensembles) == 0 || len(ensembles) != len(observed) || len(ensembles[0]) == 0 {
		return nil, fmt.Errorf("skill: ranks: %d ensembles, %d observed: wants as many, and some, with members", len(ensembles), len(observed))
	}
	if err := finite("ranks", "observed", observed); err != nil {
		return nil, err
	}
	counts := make([]float64, len(ensembles[0])+1)
	for i, members := range ensembles {
		if len(members) != len(counts)-1 {
			return nil, fmt.Errorf("skill: ranks: ensemble %d has %d members, the first %d: wants as many", i+1, len(members), len(counts)-1)
		}
		if err := finite("ranks", "member", members); err != nil {
			return nil, err
		}
		below, equal := 0, 0
		for _, m := range members {
			switch {
			case m < observed[i]:
				below++
			case m == observed[i]:
				equal++
			}
		}
		for r := below; r <= below+equal; r++ {
			counts[r] += 1 / float64(equal+1)
		}
	}
	return counts, nil
}

// Unevenness is Pearson's chi-square of a rank histogram against a flat one: its mean is the number of classes less one if the
// observation is just another member each time.
func Unevenness(counts []float64) (float64, error) {
	if err := finite("unevenness", "count", counts); err != nil {
		return 0, err
	}
	if len(counts) < 2 || !(mean(counts) > 0) {
		return 0, fmt.Errorf("skill: unevenness: %d classes: wants two or more, and something in them", len(counts))
	}
	want, sum := mean(counts), 0.0
	for _, c := range counts {
		sum += (c - want) * (c - want) / want
	}
	return sum, nil
}

// RankBars are the consistency bars of a rank histogram: a class holds from low to high of so many observations nine times in ten if each is
// just another member, and classes are equally likely (the 5 % and 95 % quantiles of the binomial distribution).
func RankBars(observations, classes int) (low, high float64, err error) {
	if observations < 1 || classes < 2 {
		return 0, 0, fmt.Errorf("skill: rank bars: %d observations in %d classes: wants one or more, in two or more", observations, classes)
	}
	n, p := float64(observations), 1/float64(classes)
	whole, _ := math.Lgamma(n + 1)
	sum := 0.0
	low = -1
	for k := 0.0; k <= n; k++ {
		a, _ := math.Lgamma(k + 1)
		b, _ := math.Lgamma(n - k + 1)
		sum += math.Exp(whole - a - b + k*math.Log(p) + (n-k)*math.Log1p(-p))
		if low < 0 && sum >= 0.05 {
			low = k
		}
		if sum >= 0.95 {
			return low, k, nil
		}
	}
	return low, n, nil
}
