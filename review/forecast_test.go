package review

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/skill"
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

// Two forecasts for three towns. At near it was seen to come at hour 21: the first said 20, the second, after nothing new, 24; at far nothing had come at hour 100; at
// away nobody looked. Each of the six is checked, none picked out; CRPS by hand: levels .05 .25 .5 .75 .95 stand for .15 .225 .25 .225 .15. R14
func TestVerify(t *testing.T) {
	first := issued(1, 1, reach("near", 20, 1e6), reach("far", 50, 4e5), reach("away", 70, 2e5))
	second := issued(2, 11, reach("near", 24, 1e6), reach("far", 60, 1e5), reach("away", 80, 1e5))
	truths := []Truth{{Place: "near", Arrived: 21 * hour, Quiet: 21 * hour}, {Place: "far", Quiet: 100 * hour}}
	got, err := Verify([]incident.Issued{second, first}, truths)
	if err != nil || len(got) != 6 {
		t.Fatalf("%d checks, %v, want 6", len(got), err)
	}
	// 21 against 18 19 20 21 22: losses .05x3 .25x2 .5x1 0 .05x1, weights .15 .225 .25 .225 .15, twice their sum
	crps := 2 * (0.15*0.15 + 0.225*0.5 + 0.25*0.5 + 0.15*0.05)
	if c := got[0]; c.Forecast.Index != 1 || c.Outcome != Came || c.Lead != 20 || c.Verdict != skill.Inside || !c.Closed || c.Error != 1 || math.Abs(c.CRPS-crps) > 1e-12 {
		t.Errorf("the first at near %+v, want CRPS %g", c, crps)
	}
	if c := got[3]; c.Forecast.Index != 2 || c.Lead != 10 || c.Verdict != skill.Outside || c.Error != -3 {
		t.Errorf("the second at near %+v: it came 3 hours early and outside", c)
	}
	if got[1].Outcome != Stayed || got[4].Outcome != Stayed || got[2].Outcome != Open || got[5].Outcome != Open {
		t.Errorf("outcomes %s %s at far, %s %s at away", got[1].Outcome, got[4].Outcome, got[2].Outcome, got[5].Outcome)
	}
	s, err := Sum(got)
	if err != nil || s.Forecasts != 2 || s.Came != 2 || s.Stayed != 2 || s.Open != 2 || s.Banded != 2 || s.Inside != 1 || s.Outside != 1 || s.Closed != 2 || s.Error != 2 || math.Abs(s.Brier-(0+0+0.16+0.01)/4) > 1e-12 {
		t.Errorf("sum %+v, %v", s, err)
	}
	if l := s.Leads[1]; l.Banded != 2 || l.Inside != 1 || l.Outside != 1 || math.Abs(s.CRPS-l.CRPS) > 1e-12 {
		t.Errorf("by lead %+v: both were 6 to 24 hours ahead", s.Leads)
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
	if none, err := Sum(nil); err != nil || none.Forecasts != 0 || none.Brier != 0 || len(none.Leads) != len(Edges())-1 || none.Leads[0].CRPS != 0 {
		t.Errorf("of nothing %+v, %v", none, err)
	}
}

// It arrived between the last sample that did not find it and the first that did, and is held to no more than that: for a band of 18 to 22 about 20, issued
// at hour 10, what the brackets at its ends and beyond say of it, the distance from its middle, and the mean CRPS where the bracket has two ends. R14
func TestVerifyBracket(t *testing.T) {
	for _, c := range []struct {
		quiet, arrived float64
		verdict        skill.Verdict
		err            float64
	}{
		{18, 22, skill.Inside, 0},      // both ends on those of the band
		{20.5, 21.5, skill.Inside, .5}, // the nearest end counts
		{17, 19, skill.Undecided, -1},  // over the first end
		{21, 23, skill.Undecided, 1},   // over the last end: the first sample over is outside, the arrival need not be
		{11, 40, skill.Undecided, 0},   // all round
		{23, 60, skill.Outside, 3},     // too late, at the least by 3 h
		{12, 17, skill.Outside, -3},    // too early
		{5, 17, skill.Outside, -3},     // perhaps before the issue, and in any case before the band
		{21, 21, skill.Inside, 1},      // seen to arrive
		{23, 23, skill.Outside, 3},     // the same, late
		{0, 20, skill.Undecided, 0},    // nobody looked before
		{0, 30, skill.Undecided, 0},    // late, and nobody knows how late
		{0, 17, skill.Outside, 0},      // but that was before the band, whenever it was
		{0, 18, skill.Undecided, 0},    // and that need not have been
	} {
		at := func(h float64) act.Time { return act.Time(h * float64(hour)) }
		got, err := Verify([]incident.Issued{issued(1, 10, reach("near", 20, 1e6))}, []Truth{{Place: "near", Arrived: at(c.arrived), Quiet: at(c.quiet)}})
		if err != nil || len(got) != 1 {
			t.Fatalf("%v: %v, %v", c, got, err)
		}
		k := got[0]
		if k.Outcome != Came || k.Verdict != c.verdict || k.Closed != (c.quiet != 0) || k.Error != c.err || k.Lead != c.arrived-10 {
			t.Errorf("from %g to %g: %+v, want %s, off by %g", c.quiet, c.arrived, k, c.verdict, c.err)
		}
		want := 0.0
		if c.quiet != 0 {
			want, _ = skill.CRPSOfBracket([]float64{0.05, 0.25, 0.5, 0.75, 0.95}, []float64{8, 9, 10, 11, 12}, skill.Bracket{Low: c.quiet - 10, High: c.arrived - 10})
		}
		if k.CRPS != want {
			t.Errorf("from %g to %g: CRPS %g, want %g", c.quiet, c.arrived, k.CRPS, want)
		}
	}
	if got, err := Verify([]incident.Issued{issued(1, 10, reach("near", 20, 1e6))}, []Truth{{Place: "near", Arrived: 20 * hour, Quiet: 21 * hour}}); err == nil || !strings.Contains(err.Error(), "near: free of it") {
		t.Errorf("free of it after it was there: %+v, no error", got)
	}
}

// What the record cannot decide is counted apart, in the sum and by lead time; what has no lower end has no part in the error and the CRPS. R14
func TestSumBrackets(t *testing.T) {
	got, err := Verify([]incident.Issued{issued(1, 1, reach("in", 20, 1e6), reach("out", 20, 1e6), reach("astride", 20, 1e6), reach("open", 20, 1e6), reach("missed", 60, 1e6))}, []Truth{
		{Place: "in", Quiet: 19 * hour, Arrived: 20 * hour}, {Place: "out", Quiet: 30 * hour, Arrived: 31 * hour}, {Place: "astride", Quiet: 21 * hour, Arrived: 24 * hour},
		{Place: "open", Arrived: 50 * hour}, {Place: "missed", Arrived: 50 * hour}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Sum(got)
	if err != nil || s.Counts != (Counts{Banded: 5, Inside: 1, Outside: 2, Undecided: 2, Closed: 3}) || s.Error != 1 {
		t.Errorf("%+v, %v, want one in, two out, two undecided, 0, 1 and 10 h off", s, err)
	}
	if want := (got[0].CRPS + got[1].CRPS + got[2].CRPS) / 3; math.Abs(s.CRPS-want) > 1e-12 {
		t.Errorf("CRPS %g, want that of the three with two ends, %g", s.CRPS, want)
	}
	if l := s.Leads[2]; l.Counts != (Counts{Banded: 3, Outside: 2, Undecided: 1, Closed: 1}) || l.CRPS != got[1].CRPS {
		t.Errorf("a day ahead and more: %+v", l)
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
		truth := []Truth{{Place: "near", Arrived: arrived, Quiet: max(0, arrived-act.Time(rapid.Int64Range(0, 50).Draw(t, "unmeasured"))*hour)}}
		got, err := Verify(list, truth)
		slices.Reverse(list)
		back, _ := Verify(list, truth)
		if err != nil || !slices.Equal(got, back) || len(got) != n-late {
			t.Fatalf("%v and %v, %v; %d of %d were late", got, back, err, late, n)
		}
		s, err := Sum(got)
		if err != nil || s.Came != len(got) || s.Inside+s.Outside+s.Undecided != s.Banded || s.Closed > s.Banded || s.Brier < 0 || s.Brier > 1 || s.CRPS < 0 {
			t.Fatalf("%+v, %v", s, err)
		}
	})
}
