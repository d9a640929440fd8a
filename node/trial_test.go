package node_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"tongzhou/node/view"
)

// An analyst supposes ten times the amount, and that it began later: the forecast says more and later, and nothing is on record until somebody says why. Then it stands in the case beside the node's own,
// with who ran it and why, and is scored like it. R13, R14
func TestTrial(t *testing.T) {
	a := alliance(t, "upper", "lower")
	n := city(t, a, "upper").Node
	ctx := t.Context()
	rivers, err := n.Rivers(ctx)
	must(t, err)
	if len(rivers.Rivers) != 1 || rivers.Rivers[0].Case != "" || rivers.Rivers[0].Hazard != "pollutant-slug" {
		t.Fatalf("%+v", rivers)
	}
	before := kinds(t, n)
	own, err := n.Trial(ctx, chen(), "river", view.Assumptions{})
	must(t, err)
	again, err := n.Trial(ctx, chen(), "river", view.Assumptions{})
	must(t, err)
	more, err := n.Trial(ctx, chen(), "river", view.Assumptions{Amount: 10, Later: 5})
	must(t, err)
	first, err := n.Trial(ctx, chen(), "river", view.Assumptions{First: true})
	must(t, err)
	x, y := own.Chart.Lines[1], more.Chart.Lines[1]
	if ratio := y.Peak.P50 / x.Peak.P50; ratio < 9 || ratio > 11 {
		t.Errorf("ten times the amount makes %g times the crest", ratio)
	}
	if later := y.PeakAt.P50.Sub(x.PeakAt.P50); later < 4*time.Hour || later > 6*time.Hour {
		t.Errorf("begun 5 h later the crest comes %v later", later)
	}
	if own.Inputs != again.Inputs || own.Chart.Lines[1].Arrival.P50 != again.Chart.Lines[1].Arrival.P50 || own.Inputs == more.Inputs {
		t.Error("the same suppositions give another run, or others the same")
	}
	for _, line := range own.Chart.Lines {
		sum := 0.0
		for _, share := range line.Spread.Shares {
			sum += share
		}
		s := line.Spread
		if last := s.From.Add(time.Duration(s.Hours * float64(len(s.Shares)) * float64(time.Hour))); math.Abs(sum-line.Probability) > 0.011 || s.From.After(line.Arrival.P05) || last.Before(line.Arrival.P95) {
			t.Errorf("%s: the arrivals from %v add up to %g, the probability is %g: %+v", line.Place, s.From, sum, line.Probability, line.Arrival)
		}
	}
	if !first.First || first.Members != 50 || !strings.Contains(more.Said["en"], "10 times the amount") || !strings.Contains(more.Said["zh-Hans"], "10倍") || own.Chart.Unit != "mg/L" {
		t.Errorf("%+v\n%+v", first, more.Said)
	}
	for want, ask := range map[string]view.Assumptions{"no open case": {Record: true, Reason: both("x", "x")}, "the model does not answer": {Amount: 1e9}} {
		if _, err := n.Trial(ctx, chen(), "river", ask); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
	if _, err := n.Trial(ctx, chen(), "nile", view.Assumptions{}); err == nil || !strings.Contains(err.Error(), `no river "nile"`) {
		t.Errorf("%v", err)
	}
	if after := kinds(t, n); after["incident.forecast"] != before["incident.forecast"] {
		t.Error("what was only looked at is on record")
	}

	_, err = reading(ctx, n, began().Add(5*time.Hour), 0.3)
	must(t, err)
	must(t, a.Settle(ctx))
	rivers, err = n.Rivers(ctx)
	must(t, err)
	id := rivers.Rivers[0].Case
	if id == "" {
		t.Fatal("the reading opened no case")
	}
	for want, ask := range map[string]view.Assumptions{"say why": {Record: true, Amount: 2}, "run the whole": {Record: true, First: true, Reason: both("x", "x")}} {
		if _, err := n.Trial(ctx, chen(), "river", ask); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
	put, err := n.Trial(ctx, chen(), "river", view.Assumptions{Record: true, Amount: 2, Blind: true, Reason: both("the tank held more", "罐内更多")})
	must(t, err)
	must(t, a.Settle(ctx))
	v, err := city(t, a, "lower").Node.Case(ctx, nil, id, time.Time{})
	must(t, err)
	if put.Ref == nil || put.Readings != 0 || len(v.Chart.Forecasts) != 2 || v.Chart.Forecasts[0].Note["en"] != "" || !strings.HasPrefix(v.Chart.Forecasts[1].Note["en"], "the tank held more (Supposed: 2 times") ||
		v.Chart.Forecasts[1].Officer != "Chen" {
		t.Errorf("%+v\n%+v", put.Ref, v.Chart.Forecasts)
	}
}
