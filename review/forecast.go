// Package review is the account of what was done and foreseen, computed from the records alone, so that anybody who has them gets the same (R14):
// here, how the forecasts that were issued did once the truth was on record.
//
// Every forecast that was issued is checked, at every place it speaks of, not only the last or the best one; and by nobody's leave, because
// nothing of it is written anywhere. A check changes when the record of the truth does: an observation that is withdrawn opens it again.
package review

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/skill"
)

// A Truth is what is on record about one place: from when the danger is known to have been there (0: nothing says that it has come) and until when the
// place is known to have been free of it before that (0: nobody looked). It arrived in between: with samples hours or days apart the first that finds it may be
// the crest. If both are one moment, somebody saw it arrive. A place where nobody looks proves nothing.
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
	// Lead is the hours from the issue to when it was known to be there or, of what stayed away, to the middle of the band; of what is open, 0.
	Lead float64
	// Probability that was given to the danger reaching the place at all.
	Probability float64
	// Banded: the forecast had times for the place. Only then, and only of what came, do those below say something: Verdict, how the bracket of the
	// arrival lies to the 90 % band. Closed: somebody looked before it came, so that the bracket has two ends. Only then Error, the hours from the middle
	// of the band to the nearest moment of the bracket, more than 0: it came later, at the least so much; and CRPS in hours, from the five quantiles, mean over
	// the bracket ([skill.CRPSOfBracket]).
	Banded  bool
	Verdict skill.Verdict
	Closed  bool
	Error   float64
	CRPS    float64
}

// Verify checks forecasts, each at its places, in the order in which they were issued. What was issued when the danger was already there is
// no forecast for the place and is left out; what was issued when nobody could know whether it was is checked. A bracket without a lower end decides only
// what was foreseen later than its upper end.
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
			if t.Arrived != 0 && t.Quiet > t.Arrived {
				return nil, fmt.Errorf("review: verify: %s: free of it until %d, and it was there at %d", r.Place, t.Quiet, t.Arrived)
			}
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
	band := r.Arrival
	from := func(t act.Time) float64 { return hours(t - c.Issued) }
	values := []float64{from(band.P05), from(band.P25), from(band.P50), from(band.P75), from(band.P95)}
	b := skill.Bracket{Low: math.Inf(-1), High: c.Lead}
	if c.Closed = t.Quiet != 0; c.Closed {
		b.Low = from(t.Quiet)
	}
	if c.Verdict = skill.Judge(b, values[0], values[4]); !c.Closed {
		return nil
	}
	c.Error = min(max(values[2], b.Low), b.High) - values[2]
	var err error
	c.CRPS, err = skill.CRPSOfBracket([]float64{0.05, 0.25, 0.50, 0.75, 0.95}, values, b)
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
	Counts            // of those that came and had a band
	Error     float64 // hours, the median distance from the middle of the band to the bracket, early and late alike; 0 if Closed is
	CRPS      float64 // hours, mean over Closed
	Brier     float64 // of the probabilities, over Came and Stayed; 0 if there are none
	Leads     []Class
}

// Counts says how arrivals lay to their 90 % bands: Banded is the sum of the three, and Undecided is no failure of the forecast: the record cannot tell.
// Closed is how many of them have a bracket with two ends.
type Counts struct{ Banded, Inside, Outside, Undecided, Closed int }

// A Class is the checks of one class of lead time, in hours, To not included.
type Class struct {
	From, To float64
	Counts
	CRPS float64 // hours, mean over Closed
}

// Edges are the classes of lead time in hours: up to 6 hours, a day, three days, a week, and more.
func Edges() []float64 { return []float64{0, 6, 24, 72, 168, math.Inf(1)} }

// Sum scores checks together. Places of one forecast, and forecasts of one danger, are no independent trials: a score of few dangers says
// little however many checks it has.
func Sum(checks []Check) (Score, error) {
	var s Score
	var errs, probabilities []float64
	var happened []bool
	forecasts := make(map[act.Ref]bool)
	for i, edges := 1, Edges(); i < len(edges); i++ {
		s.Leads = append(s.Leads, Class{From: edges[i-1], To: edges[i]})
	}
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
		class := &s.Leads[slices.IndexFunc(s.Leads, func(l Class) bool { return c.Lead < l.To })]
		s.add(c)
		class.add(c)
		if c.Closed {
			errs, s.CRPS, class.CRPS = append(errs, math.Abs(c.Error)), s.CRPS+c.CRPS, class.CRPS+c.CRPS
		}
	}
	s.Forecasts = len(forecasts)
	if s.Closed > 0 {
		slices.Sort(errs)
		s.Error, s.CRPS = (errs[(len(errs)-1)/2]+errs[len(errs)/2])/2, s.CRPS/float64(s.Closed)
	}
	for i := range s.Leads {
		s.Leads[i].CRPS /= max(1, float64(s.Leads[i].Closed))
	}
	var err error
	if len(probabilities) > 0 {
		s.Brier, err = skill.Brier(probabilities, happened)
	}
	return s, err
}

func (n *Counts) add(c Check) {
	n.Banded++
	switch c.Verdict {
	case skill.Inside:
		n.Inside++
	case skill.Outside:
		n.Outside++
	default:
		n.Undecided++
	}
	if c.Closed {
		n.Closed++
	}
}

// Late is the outcome of an override that was put on record when the danger was there already: it foresees nothing and is not scored.
const Late Outcome = "not-scored"

// A Pair is an override and the run that it is about, both against the truth at that one place.
type Pair struct {
	Outcome        Outcome
	Model, Analyst Check
}

// Beside scores an override beside its run. Both are scored or neither: a run that is scored where its override is not would make either look better than it is.
func Beside(o incident.Overridden, truths []Truth) (Pair, error) {
	run := incident.Issued{Forecast: &incident.Forecast{Issued: o.RunIssued, Reaches: []incident.Reach{o.Said}}, Ref: o.Run}
	checks, err := Verify([]incident.Issued{run}, truths)
	if err != nil {
		return Pair{}, err
	}
	instead, err := Verify([]incident.Issued{o.Instead}, truths)
	if err != nil {
		return Pair{}, err
	}
	if len(checks) == 0 || len(instead) == 0 {
		at := float64(o.Said.Probability) / 1e6
		return Pair{Outcome: Late, Model: Check{Probability: at}, Analyst: Check{Probability: float64(o.Instead.Reaches[0].Probability) / 1e6}}, nil
	}
	p := Pair{Outcome: instead[0].Outcome, Model: checks[0], Analyst: instead[0]}
	if p.Outcome == Stayed && o.Said.Arrival == nil { // the run has no time after which it could be said to be wrong; the analyst gave one, and it is past
		p.Model.Outcome = Stayed
	}
	if p.Model.Outcome != p.Analyst.Outcome { // the later end of the two is not past yet: nothing can be said of one side alone
		p.Outcome = Open
	}
	return p, nil
}

// Sides is how runs and their overrides did over the same places.
type Sides struct {
	Scored         int     // pairs of what came or stayed
	Timed          int     // of these, pairs of which both have a CRPS
	Better, Worse  int     // of the timed: the analyst nearer than the model, or less near
	Model, Analyst float64 // hours, mean CRPS over Timed; 0 if there are none
}

// Compare sums pairs. As of forecasts, pairs of one danger are no independent trials.
func Compare(pairs []Pair) Sides {
	var s Sides
	for _, p := range pairs {
		if p.Outcome != Came && p.Outcome != Stayed {
			continue
		}
		s.Scored++
		if !p.Model.Closed || !p.Analyst.Closed {
			continue
		}
		s.Timed++
		s.Model, s.Analyst = s.Model+p.Model.CRPS, s.Analyst+p.Analyst.CRPS
		switch {
		case p.Analyst.CRPS < p.Model.CRPS:
			s.Better++
		case p.Analyst.CRPS > p.Model.CRPS:
			s.Worse++
		}
	}
	if s.Timed > 0 {
		s.Model, s.Analyst = s.Model/float64(s.Timed), s.Analyst/float64(s.Timed)
	}
	return s
}
