package flood

import (
	"fmt"
	"math"
)

// least is the share of the members that must go on counting after
// readings have weighed them: with fewer, quantiles would be those of
// chance.
const least = 0.1

// apart is how long two readings of a gauge must be apart, in ms, to
// tell two things: what a model has wrong of a flow it has wrong for
// hours.
const apart = 3 * 3600_000

// weights are what readings make of the members; without readings all
// weigh the same. The error of a reading is logarithmic with
// Student's distribution of four degrees of freedom. Where the
// readings would leave fewer than a tenth of the members, their
// likelihood is tempered until a tenth is left: an ensemble of a
// hundred cannot say more.
func (in *Inputs) weights(courses [][]course) ([]float64, error) {
	logs := make([]float64, in.Members)
	for i, s := range in.Stations {
		j, last := 0, int64(math.MinInt64)
		for _, r := range in.Readings {
			if r.Station != s.ID {
				continue
			}
			if r.At-last >= apart || last == math.MinInt64 {
				last = r.At
				for k := range logs {
					e := (math.Log(max(r.Value, 0.01)) - math.Log(max(courses[i][k].read[j], 0.01))) / in.Prior.Reading
					logs[k] -= 2.5 * math.Log1p(e*e/4)
				}
			}
			j++
		}
	}
	low, high := 0.0, 1.0
	out := tempered(logs, high)
	if effective(out) < least*float64(in.Members) {
		for range 40 {
			if power := (low + high) / 2; effective(tempered(logs, power)) < least*float64(in.Members) {
				high = power
			} else {
				low = power
			}
		}
		out = tempered(logs, low)
	}
	for _, w := range out {
		if math.IsNaN(w) {
			return nil, fmt.Errorf("flood: the readings cannot be held against the members: a flow of the model is not a number")
		}
	}
	return out, nil
}

// tempered turns logarithms of a likelihood to a power into weights
// that add up to 1.
func tempered(logs []float64, power float64) []float64 {
	top := math.Inf(-1)
	for _, l := range logs {
		top = max(top, l)
	}
	out, sum := make([]float64, len(logs)), 0.0
	for i, l := range logs {
		out[i] = math.Exp(power * (l - top))
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// effective is Kish's effective number of members.
func effective(weights []float64) float64 {
	sum := 0.0
	for _, w := range weights {
		sum += w * w
	}
	return 1 / sum
}

// chosen are the members that a summary counts, resampled
// systematically by their weights: a heavy one stands there several
// times.
func chosen(weights []float64) []int {
	out := make([]int, 0, len(weights))
	sum, k := 0.0, 0
	for i := range weights {
		at := (float64(i) + 0.5) / float64(len(weights))
		for k < len(weights)-1 && sum+weights[k] < at {
			sum += weights[k]
			k++
		}
		out = append(out, k)
	}
	return out
}
