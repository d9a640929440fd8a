// Package review is the account of what was done and foreseen, computed from the records alone, so that anybody who has them gets the same (R14):
// here, how the forecasts that were issued did once the truth was on record.
//
// Every forecast that was issued is checked, at every place it speaks of, not only the last or the best one; and by nobody's leave, because
// nothing of it is written anywhere. A check changes when the record of the truth does: an observation that is withdrawn opens it again.
package review

import (
	"cmp"
	"math"
	"slices"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/skill"
)

// A Truth is what is on record about one place: when the danger arrived there (0: nothing says that it has) and until when the place is
// known to have been free of it (0: nobody looked). A place where nobody looks proves nothing.
type Truth struct {
	Place   string
	Arrived act.Time
	Quiet   act.Time
}

// An Outcome is how a forecast for a place came out.
type Outcome string

// The outcomes.
const (
	Came   Outcome = "came"   // it arrived after the forecast was issued
	Stayed Outcome = "stayed" // the place was looked at when even the latest end foreseen was past, and nothing had come
	Open   Outcome = "open"   // neither is on record yet
)

// A Check is one forecast at one place against the truth.
type Check struct {
	Forecast act.Ref
	By       jurisdiction.ID
	Issued   act.Time
	Place    string
	Outcome  Outcome
	// Lead is the hours from the issue to the arrival or, of what stayed away, to the middle of the band; of what is open, 0.
	Lead float64
	// Probability that was given to the danger reaching the place at all.
	Probability float64
	// Banded: the forecast had times for the place. Only then, and only of what came, do the three below say something: Inside its 90 % band;
	// Error, the hours from the middle of the band to the arrival, more than 0: it came later; CRPS in hours, from the five quantiles.
	Banded bool
	Inside bool
	Error  float64
	CRPS   float64
}

// Verify checks forecasts, each at its places, in the order in which they were issued. What was issued when the danger was already there is
// no forecast for the place and is left out.
func Verify(issued []incident.Issued, truths []Truth) ([]Check, error) {
	by := make(map[string]Truth)
	for _, t := range truths {
		by[t.Place] = t
	}
	ordered := slices.Clone(issued)
	slices.SortStableFunc(ordered, func(a, b incident.Issued) int {
		return cmp.Or(cmp.Compare(a.Issued, b.Issued), act.CompareRefs(a.Ref, b.Ref))
	})
	var out []Check
	for _, f := range ordered {
		for _, r := range f.Reaches {
			t := by[r.Place]
			if t.Arrived != 0 && f.Issued >= t.Arrived {
				continue
			}
			c := Check{Forecast: f.Ref, By: f.By, Issued: f.Issued, Place: r.Place, Outcome: Open, Probability: float64(r.Probability) / 1e6, Banded: r.Arrival != nil}
			if err := c.against(r, t); err != nil {
				return nil, err
			}
			out = append(out, c)
		}
	}
	return out, nil
}

// against fills in how it came out.
func (c *Check) against(r incident.Reach, t Truth) error {
	switch {
	case t.Arrived != 0:
		c.Outcome, c.Lead = Came, hours(t.Arrived-c.Issued)
	case r.Arrival != nil && t.Quiet > last(r):
		c.Outcome, c.Lead = Stayed, hours(r.Arrival.P50-c.Issued)
		return nil
	default:
		return nil
	}
	if !c.Banded {
		return nil
	}
	band, at := r.Arrival, c.Lead
	from := func(t act.Time) float64 { return hours(t - c.Issued) }
	values := []float64{from(band.P05), from(band.P25), from(band.P50), from(band.P75), from(band.P95)}
	var err error
	c.CRPS, err = skill.CRPSOfQuantiles([]float64{0.05, 0.25, 0.50, 0.75, 0.95}, values, at)
	c.Inside = skill.Judge(skill.Bracket{Low: at, High: at}, values[0], values[4]) == skill.Inside
	c.Error = at - values[2]
	return err
}

// last is the latest moment at which the forecast has the danger at the place.
func last(r incident.Reach) act.Time {
	if r.End != nil {
		return max(r.Arrival.P95, r.End.P95)
	}
	return r.Arrival.P95
}

func hours(d act.Time) float64 { return float64(d) / 3.6e6 }

// A Score is how a set of checks came out.
type Score struct {
	Forecasts int // that have a check which is not open
	Came      int
	Stayed    int
	Open      int
	Banded    int     // of those that came, how many had a band
	Inside    int     // and how many of these lay in it
	Error     float64 // hours, the median distance from the middle of the band, early and late alike; 0 if Banded is
	CRPS      float64 // hours, mean over Banded
	Brier     float64 // of the probabilities, over Came and Stayed; 0 if there are none
	// Leads has the CRPS by lead time, Held the share of arrivals inside the band, in the same classes.
	Leads []skill.Row
	Held  []skill.Row
}

// Edges are the classes of lead time in hours: up to 6 hours, a day, three days, a week, and more.
func Edges() []float64 { return []float64{0, 6, 24, 72, 168, math.Inf(1)} }

// Sum scores checks together. Places of one forecast, and forecasts of one danger, are no independent trials: a score of few dangers says
// little however many checks it has.
func Sum(checks []Check) (Score, error) {
	var s Score
	var errs []float64
	var crps, held []skill.Scored
	var probabilities []float64
	var happened []bool
	forecasts := make(map[act.Ref]bool)
	for _, c := range checks {
		if c.Outcome == Open {
			s.Open++
			continue
		}
		forecasts[c.Forecast] = true
		probabilities, happened = append(probabilities, c.Probability), append(happened, c.Outcome == Came)
		if c.Outcome == Stayed {
			s.Stayed++
			continue
		}
		s.Came++
		if !c.Banded {
			continue
		}
		s.Banded++
		inside := 0.0
		if c.Inside {
			s.Inside++
			inside = 1
		}
		s.CRPS += c.CRPS
		errs = append(errs, math.Abs(c.Error))
		crps, held = append(crps, skill.Scored{Lead: c.Lead, Score: c.CRPS}), append(held, skill.Scored{Lead: c.Lead, Score: inside})
	}
	s.Forecasts = len(forecasts)
	if s.Banded > 0 {
		slices.Sort(errs)
		s.Error, s.CRPS = (errs[(len(errs)-1)/2]+errs[len(errs)/2])/2, s.CRPS/float64(s.Banded)
	}
	var err error
	if len(probabilities) > 0 {
		if s.Brier, err = skill.Brier(probabilities, happened); err != nil {
			return s, err
		}
	}
	if s.Leads, _, err = skill.ByLead(crps, Edges()); err != nil {
		return s, err
	}
	s.Held, _, err = skill.ByLead(held, Edges())
	return s, err
}
