package skill

import "fmt"

// YesNo counts forecasts that said yes or no against what happened.
type YesNo struct {
	Hits        int `json:"hits"`        // said and happened
	Misses      int `json:"misses"`      // not said, happened
	FalseAlarms int `json:"falseAlarms"` // said, did not happen
	Quiet       int `json:"quiet"`       // neither
}

// Count fills the table: yes is said where the probability is threshold or more.
func Count(probabilities []float64, happened []bool, threshold float64) (YesNo, error) {
	if err := events("yes or no", probabilities, happened); err != nil {
		return YesNo{}, err
	}
	if !(threshold > 0 && threshold <= 1) {
		return YesNo{}, fmt.Errorf("skill: yes or no: threshold %g: wants more than 0, at most 1", threshold)
	}
	var t YesNo
	for i, p := range probabilities {
		switch said := p >= threshold; {
		case said && happened[i]:
			t.Hits++
		case happened[i]:
			t.Misses++
		case said:
			t.FalseAlarms++
		default:
			t.Quiet++
		}
	}
	return t, nil
}

// POD is the probability of detection: the share of what happened that was forecast. Positively oriented, 0 to 1.
func (t YesNo) POD() (float64, error) { return t.ratio("pod", t.Hits, t.Hits+t.Misses) }

// FAR is the false alarm ratio: the share of what was forecast that did not happen, 0 to 1. It is not the false alarm rate, see POFD.
func (t YesNo) FAR() (float64, error) { return t.ratio("far", t.FalseAlarms, t.Hits+t.FalseAlarms) }

// POFD is the probability of false detection, or false alarm rate: the share of what did not happen that was forecast, 0 to 1.
func (t YesNo) POFD() (float64, error) { return t.ratio("pofd", t.FalseAlarms, t.FalseAlarms+t.Quiet) }

// CSI is the critical success index or threat score: hits over everything that was forecast or happened. Positively oriented, 0 to 1.
func (t YesNo) CSI() (float64, error) {
	return t.ratio("csi", t.Hits, t.Hits+t.Misses+t.FalseAlarms)
}

// Bias is how often it was said over how often it happened: more than 1 cries wolf.
func (t YesNo) Bias() (float64, error) { return t.ratio("bias", t.Hits+t.FalseAlarms, t.Hits+t.Misses) }

func (t YesNo) ratio(score string, of, all int) (float64, error) {
	if min(t.Hits, t.Misses, t.FalseAlarms, t.Quiet) < 0 {
		return 0, fmt.Errorf("skill: %s: %+v: wants no count below 0", score, t)
	}
	if all == 0 {
		return 0, fmt.Errorf("skill: %s: %d hits, %d misses, %d false alarms, %d quiet: nothing to count", score, t.Hits, t.Misses, t.FalseAlarms, t.Quiet)
	}
	return float64(of) / float64(all), nil
}
