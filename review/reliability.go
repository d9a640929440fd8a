package review

import (
	"slices"

	"tongzhou/skill"
)

// The diagram has ten classes; its bars are drawn again so often, from one seed, so that everybody has the same.
const (
	classes = 10
	draws   = 1000
	barSeed = 1
)

// Reliability is the reliability diagram of the probabilities of checks that are not open: the classes in which there are some, with consistency bars (Broecker and Smith 2007).
// The bars are those of independent trials, which places of one danger are not: they are too short, the more so the fewer dangers the checks are of. Of no checks it is empty; of
// few every bar reaches from top to bottom, and whoever draws it should rather say how few there are.
func Reliability(checks []Check) ([]skill.Bin, error) {
	var probabilities []float64
	var happened []bool
	for _, c := range checks {
		if c.Outcome != Open {
			probabilities, happened = append(probabilities, c.Probability), append(happened, c.Outcome == Came)
		}
	}
	if len(probabilities) == 0 {
		return nil, nil
	}
	parts, err := skill.Diagram(probabilities, happened, classes, draws, barSeed)
	return slices.DeleteFunc(parts.Bins, func(b skill.Bin) bool { return b.Count == 0 }), err
}
