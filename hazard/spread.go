package hazard

import (
	"math"
	"slices"
)

// A Spread is a histogram of a time, such as that of an arrival, over the members of an ensemble: class i is from From + i Step to
// From + (i+1) Step, both in hours, and Shares[i] is the share of all members in it, 0 to 1. Members that never arrive are in no class, so
// that the shares add up to the probability of arriving, less those of the half per cent at either end that lie beyond the classes.
type Spread struct {
	From   float64   `json:"from"`
	Step   float64   `json:"step"`
	Shares []float64 `json:"shares"`
}

// mostClasses is how many classes a spread has at the most: as many as can be told apart on a page.
const mostClasses = 40

// SpreadOf counts times, h; one that is not a number is that of a member that never arrives. Classes are of whole hours. The earliest and
// the latest half per cent are left out, because a single member far out would leave all others one class.
func SpreadOf(times []float64) Spread {
	arrived := slices.DeleteFunc(slices.Clone(times), math.IsNaN)
	if len(arrived) == 0 {
		return Spread{}
	}
	slices.Sort(arrived)
	cut := len(arrived) / 200
	s := Spread{From: math.Floor(arrived[cut])}
	last := arrived[len(arrived)-1-cut]
	s.Step = math.Floor((last-s.From)/mostClasses) + 1
	s.Shares = make([]float64, int((last-s.From)/s.Step)+1)
	for _, t := range arrived {
		if i := int(math.Floor((t - s.From) / s.Step)); i >= 0 && i < len(s.Shares) {
			s.Shares[i] += 1 / float64(len(times))
		}
	}
	return s
}

// Edges are where the classes begin, and where the last ends.
func (s Spread) Edges() []float64 {
	var out []float64
	for i := range len(s.Shares) + 1 {
		out = append(out, s.From+float64(i)*s.Step)
	}
	return out
}
