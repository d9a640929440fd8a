package skill

import (
	"fmt"
	"math"
	"slices"
)

// A Scored is the score of one forecast, whatever score it is, and how long beforehand it was issued.
type Scored struct {
	Lead  float64 `json:"lead"` // hours from the issue to what it is about
	Score float64 `json:"score"`
}

// A Row is the forecasts of one class of lead time.
type Row struct {
	From   float64 `json:"from"` // hours, included
	To     float64 `json:"to"`   // hours, excluded; that of the last class may be infinite
	Count  int     `json:"count"`
	Mean   float64 `json:"mean"` // of the scores, in their unit; 0 if Count is
	Median float64 `json:"median"`
	Worst  float64 `json:"worst"` // the greatest
}

// ByLead tables scores by classes of lead time, from each of the edges (hours, increasing) to the next; a forecast that was right a day
// ahead and one that was right a week ahead are different news. What lies below the first edge or at and above the last is
// counted in outside and not otherwise.
func ByLead(scores []Scored, edges []float64) (rows []Row, outside int, err error) {
	if len(edges) < 2 || slices.ContainsFunc(edges, math.IsNaN) {
		return nil, 0, fmt.Errorf("skill: by lead: %d edges: wants 2 or more numbers", len(edges))
	}
	for i := 1; i < len(edges); i++ {
		if edges[i] <= edges[i-1] {
			return nil, 0, fmt.Errorf("skill: by lead: edge %g after %g: wants them to increase", edges[i], edges[i-1])
		}
	}
	in := make([][]float64, len(edges)-1)
	for _, s := range scores {
		if err := finite("by lead", "lead and score", []float64{s.Lead, s.Score}); err != nil {
			return nil, 0, err
		}
		i, at := slices.BinarySearch(edges, s.Lead)
		if !at {
			i--
		}
		if i < 0 || i >= len(in) {
			outside++
			continue
		}
		in[i] = append(in[i], s.Score)
	}
	for i, values := range in {
		r := Row{From: edges[i], To: edges[i+1], Count: len(values)}
		if len(values) > 0 {
			slices.Sort(values)
			r.Mean, r.Worst = mean(values), values[len(values)-1]
			r.Median = (values[(len(values)-1)/2] + values[len(values)/2]) / 2
		}
		rows = append(rows, r)
	}
	return rows, outside, nil
}
