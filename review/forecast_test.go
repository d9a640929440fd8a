package review

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/incident"
)

const hour = act.Time(3_600_000)

// times is a band about hour m, 4 hours wide.
func times(m float64) *act.Times {
	at := func(h float64) act.Time { return act.Time(h * float64(hour)) }
	return &act.Times{P05: at(m - 2), P25: at(m - 1), P50: at(m), P75: at(m + 1), P95: at(m + 2)}
}

func issued(n int64, at float64, reaches ...incident.Reach) incident.Issued {
	return incident.Issued{Forecast: &incident.Forecast{Issued: act.Time(at * float64(hour)), Reaches: reaches}, By: "mill", Ref: act.Ref{Journal: "mill/journal/1", Index: n}}
}

func reach(place string, m float64, probability int64) incident.Reach {
	return incident.Reach{Place: place, Probability: probability, Arrival: times(m), End: times(m + 10)}
}

// Two forecasts for three towns. At near it came at hour 21: the first said 20, the second, after nothing new, 24; at far nothing had come at hour 100; at
// away nobody looked. Each of the six is checked, none picked out; CRPS by hand: levels .05 .25 .5 .75 .95 stand for .15 .225 .25 .225 .15. R14
func TestVerify(t *testing.T) {
	first := issued(1, 1, reach("near", 20, 1e6), reach("far", 50, 4e5), reach("away", 70, 2e5))
	second := issued(2, 11, reach("near", 24, 1e6), reach("far", 60, 1e5), reach("away", 80, 1e5))
	truths := []Truth{{Place: "near", Arrived: 21 * hour, Quiet: 20 * hour}, {Place: "far", Quiet: 100 * hour}}
	got, err := Verify([]incident.Issued{second, first}, truths)
	if err != nil || len(got) != 6 {
		t.Fatalf("%d checks, %v, want 6", len(got), err)
	}
	// 21 against 18 19 20 21 22: losses .05x3 .25x2 .5x1 0 .05x1, weights .15 .225 .25 .225 .15, twice their sum
	crps := 2 * (0.15*0.15 + 0.225*0.5 + 0.25*0.5 + 0.15*0.05)
	if c := got[0]; c.Forecast.Index != 1 || c.Outcome != Came || c.Lead != 20 || !c.Inside || c.Error != 1 || math.Abs(c.CRPS-crps) > 1e-12 {
		t.Errorf("the first at near %+v, want CRPS %g", c, crps)
	}
	if c := got[3]; c.Forecast.Index != 2 || c.Lead != 10 || c.Inside || c.Error != -3 {
		t.Errorf("the second at near %+v: it came 3 hours early and outside", c)
	}
	if got[1].Outcome != Stayed || got[4].Outcome != Stayed || got[2].Outcome != Open || got[5].Outcome != Open {
		t.Errorf("outcomes %s %s at far, %s %s at away", got[1].Outcome, got[4].Outcome, got[2].Outcome, got[5].Outcome)
	}
	s, err := Sum(got)
	if err != nil || s.Forecasts != 2 || s.Came != 2 || s.Stayed != 2 || s.Open != 2 || s.Banded != 2 || s.Inside != 1 || s.Error != 2 || math.Abs(s.Brier-(0+0+0.16+0.01)/4) > 1e-12 {
		t.Errorf("sum %+v, %v", s, err)
	}
	if s.Leads[1].Count != 2 || s.Held[1].Mean != 0.5 || math.Abs(s.CRPS-s.Leads[1].Mean) > 1e-12 {
		t.Errorf("by lead %+v, %+v: both were 6 to 24 hours ahead", s.Leads, s.Held)
	}
}

// The edges: what is issued when it is there is no forecast; a place without times has a probability only; quiet before the end that was foreseen proves
// nothing, nor does quiet where nobody looked; no checks have no scores. R14
func TestVerifyEdges(t *testing.T) {
	bare := incident.Reach{Place: "near", Probability: 0}
	noEnd := incident.Reach{Place: "far", Probability: 5e5, Arrival: times(50)}
	got, err := Verify([]incident.Issued{issued(1, 21, reach("near", 30, 1e6)), issued(2, 3, bare, noEnd, reach("wide", 50, 1e6))},
		[]Truth{{Place: "near", Arrived: 21 * hour}, {Place: "far", Quiet: 53 * hour}, {Place: "wide", Quiet: 61 * hour}})
	if err != nil || len(got) != 3 {
		t.Fatalf("%+v, %v, want three: the first was issued when it was there", got, err)
	}
	if got[0].Outcome != Came || got[0].Banded || got[1].Outcome != Stayed || got[2].Outcome != Open {
		t.Errorf("%+v", got)
	}
	s, err := Sum(got)
	if err != nil || s.Banded != 0 || s.CRPS != 0 || math.Abs(s.Brier-(1+0.25)/2) > 1e-12 {
		t.Errorf("sum %+v, %v: a probability of none for what came costs 1", s, err)
	}
	if none, err := Sum(nil); err != nil || none.Forecasts != 0 || none.Brier != 0 || len(none.Leads) != len(Edges())-1 {
		t.Errorf("of nothing %+v, %v", none, err)
	}
}

// Whatever order the forecasts are read in, the checks and the score are the same; every forecast is checked or was too late at every place.
func TestVerifyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "forecasts")
		var list []incident.Issued
		arrived := act.Time(rapid.Int64Range(1, 40).Draw(t, "arrived")) * hour
		late := 0
		for i := range n {
			at := rapid.Float64Range(0, 40).Draw(t, "issued")
			f := issued(int64(i+1), at, reach("near", at+rapid.Float64Range(3, 30).Draw(t, "foreseen"), rapid.Int64Range(0, 1e6).Draw(t, "probability")))
			if f.Issued >= arrived {
				late++
			}
			list = append(list, f)
		}
		truth := []Truth{{Place: "near", Arrived: arrived}}
		got, err := Verify(list, truth)
		slices.Reverse(list)
		back, _ := Verify(list, truth)
		if err != nil || !slices.Equal(got, back) || len(got) != n-late {
			t.Fatalf("%v and %v, %v; %d of %d were late", got, back, err, late, n)
		}
		s, err := Sum(got)
		if err != nil || s.Came != len(got) || s.Inside > s.Banded || s.Brier < 0 || s.Brier > 1 || s.CRPS < 0 {
			t.Fatalf("%+v, %v", s, err)
		}
	})
}
