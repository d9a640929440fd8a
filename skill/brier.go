package skill

import (
	"fmt"
	"math"
	"slices"
)

// Brier is the mean squared difference between probabilities and what happened, 0 to 1 (Brier 1950, halved as is usual for one event).
func Brier(probabilities []float64, happened []bool) (float64, error) {
	if err := events("brier", probabilities, happened); err != nil {
		return 0, err
	}
	sum := 0.0
	for i, p := range probabilities {
		if happened[i] {
			p = 1 - p
		}
		sum += p * p
	}
	return sum / float64(len(probabilities)), nil
}

func events(score string, probabilities []float64, happened []bool) error {
	if len(probabilities) == 0 || len(probabilities) != len(happened) {
		return fmt.Errorf("skill: %s: %d probabilities of %d events: wants as many, and some", score, len(probabilities), len(happened))
	}
	for _, p := range probabilities {
		if !(p >= 0 && p <= 1) {
			return fmt.Errorf("skill: %s: probability %g is not between 0 and 1", score, p)
		}
	}
	return nil
}

// A Bin is the forecasts whose probabilities lie together: a point of the reliability diagram.
type Bin struct {
	From     float64 `json:"from"`     // least probability that belongs to it
	To       float64 `json:"to"`       // the next bin begins here; that of the last bin belongs to it
	Forecast float64 `json:"forecast"` // mean probability
	Observed float64 `json:"observed"` // share of the events that happened
	Count    int     `json:"count"`    // forecasts in it; of none, Forecast and Observed are 0
	Low      float64 `json:"low"`      // consistency bar: a reliable forecast has Observed from Low
	High     float64 `json:"high"`     // to High nine times in ten
}

// Parts are what a Brier score is made of (Murphy 1973; Within: Stephenson et al. 2008):
//
//	Brier = Reliability - Resolution + Uncertainty + Within
//
// Reliability is how far the bins lie from the diagonal (0 is perfect), Resolution how far their shares lie from the overall
// share (more is better), Uncertainty that of the events alone, share x (1 - share). Within is what lumping different
// probabilities together in one bin leaves over; it is 0 if every bin holds one value.
type Parts struct {
	Brier       float64 `json:"brier"`
	Reliability float64 `json:"reliability"`
	Resolution  float64 `json:"resolution"`
	Uncertainty float64 `json:"uncertainty"`
	Within      float64 `json:"within"`
	Bins        []Bin   `json:"bins"`
}

// Decompose splits the Brier score by n bins of equal width from 0 to 1. The bars of the bins are left 0; Diagram sets them.
func Decompose(probabilities []float64, happened []bool, n int) (Parts, error) {
	score, err := Brier(probabilities, happened)
	if err != nil {
		return Parts{}, err
	}
	if n < 1 {
		return Parts{}, fmt.Errorf("skill: decompose: %d bins, wants 1 or more", n)
	}
	p := Parts{Brier: score, Bins: make([]Bin, n)}
	total, all := 0.0, float64(len(probabilities))
	for i, q := range probabilities {
		b := &p.Bins[binOf(q, n)]
		b.Count++
		b.Forecast += q
		if happened[i] {
			b.Observed++
			total++
		}
	}
	base := total / all
	for i := range p.Bins {
		b := &p.Bins[i]
		b.From, b.To = float64(i)/float64(n), float64(i+1)/float64(n)
		if b.Count == 0 {
			continue
		}
		b.Forecast, b.Observed = b.Forecast/float64(b.Count), b.Observed/float64(b.Count)
		w := float64(b.Count) / all
		p.Reliability += w * (b.Forecast - b.Observed) * (b.Forecast - b.Observed)
		p.Resolution += w * (b.Observed - base) * (b.Observed - base)
	}
	p.Uncertainty = base * (1 - base)
	for i, q := range probabilities { // variance of the forecasts in their bins, less twice their covariance with the events
		b, o := p.Bins[binOf(q, n)], 0.0
		if happened[i] {
			o = 1
		}
		d := q - b.Forecast
		p.Within += d * (d - 2*(o-b.Observed)) / all
	}
	return p, nil
}

func binOf(p float64, n int) int { return min(n-1, int(p*float64(n))) }

// Diagram is Decompose with the consistency bars of Broecker and Smith (2007): the forecasts are drawn again, draws times, with
// replacement; each drawn one is given an event that happens with just its probability; and a bar reaches from the 5 % to the
// 95 % quantile of the share of events that a bin then has. A bin whose Observed lies outside its bar is not reliable with 90 %
// confidence. The same seed gives the same bars.
func Diagram(probabilities []float64, happened []bool, n, draws int, seed uint64) (Parts, error) {
	p, err := Decompose(probabilities, happened, n)
	if err != nil {
		return Parts{}, err
	}
	if draws < 20 {
		return Parts{}, fmt.Errorf("skill: diagram: %d draws, wants 20 or more for quantiles of 5 and 95 %%", draws)
	}
	shares, r := make([][]float64, n), random(seed)
	for range draws {
		count, hits := make([]float64, n), make([]float64, n)
		for range probabilities {
			q := probabilities[r.below(len(probabilities))]
			b := binOf(q, n)
			count[b]++
			if r.unit() < q {
				hits[b]++
			}
		}
		for b := range n {
			if count[b] > 0 {
				shares[b] = append(shares[b], hits[b]/count[b])
			}
		}
	}
	for b, s := range shares {
		if p.Bins[b].Count == 0 || len(s) == 0 {
			continue
		}
		slices.Sort(s)
		last := float64(len(s) - 1)
		p.Bins[b].Low, p.Bins[b].High = s[int(math.Floor(0.05*last))], s[int(math.Ceil(0.95*last))]
	}
	return p, nil
}

// random is SplitMix64 (Steele et al. 2014): a counter, well mixed; enough for drawing again, and the same everywhere.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit is from 0 to 1, 1 excluded.
func (r *random) unit() float64 { return float64(r.next()>>11) / (1 << 53) }

// below is from 0 to n-1.
func (r *random) below(n int) int { return int(r.unit() * float64(n)) }
