package node_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"tongzhou/incident"
	"tongzhou/node/view"
)

// R14: an analyst says of a run that it comes later: that stands beside the run in the chart of every member, changes nothing in the run, and both are scored when it came.
func TestOverridesAreScoredBesideTheirRuns(t *testing.T) {
	a := alliance(t, "upper", "middle")
	upper, middle := city(t, a, "upper").Node, city(t, a, "middle").Node
	measured(t, a, upper, 0, 0.052)
	// look is the first page of the town below, when all is quiet.
	look := func() *view.Now {
		t.Helper()
		must(t, a.Settle(t.Context()))
		who := chen()
		now, err := middle.Now(t.Context(), &who)
		must(t, err)
		return &now
	}
	before := look()
	line := before.Chart.Lines[len(before.Chart.Lines)-1]
	if len(line.Overrides) != 0 || before.Skill.Sides != nil || line.Arrival == nil {
		t.Fatalf("before anybody said anything: %+v", line)
	}
	put := func(role string, shift time.Duration) error {
		at := func(t time.Time) string { return t.Add(shift).Format(time.RFC3339) }
		b := line.Arrival
		body, err := json.Marshal(map[string]any{"of": before.Chart.Case, "run": fmt.Sprintf("%s.%d", before.Skill.Forecasts[0].By.ID, before.Skill.Forecasts[0].Act.Index), "place": line.Place, "why": "the weir is shut",
			"arrival": map[string]string{"p05": at(b.P05), "p25": at(b.P25), "p50": at(b.P50), "p75": at(b.P75), "p95": at(b.P95)}})
		must(t, err)
		_, err = upper.Put(t.Context(), view.Officer{Login: "ana", Name: "Ana", Role: role}, incident.KindOverride, nil, body)
		return err
	}
	if err := put("evaluator", 0); err == nil {
		t.Error("an evaluator judges what was said; it says nothing itself")
	}
	must(t, put("analyst", time.Hour))
	must(t, put("analyst", 6*time.Hour))
	now := look()
	after := now.Chart.Lines[len(now.Chart.Lines)-1]
	if len(after.Overrides) != 1 || *after.Arrival != *line.Arrival {
		t.Fatalf("beside the run: %+v", after)
	}
	if o := after.Overrides[0]; o.Officer != "Ana" || o.By.ID != "upper" || !o.Newest || o.Why["und"] != "the weir is shut" || !o.Arrival.P50.Equal(line.Arrival.P50.Add(6*time.Hour)) {
		t.Errorf("the override: %+v", o)
	}
	if s := now.Skill; len(s.Overrides) != 2 || s.Overrides[0].Outcome != "open" || s.Sides == nil || s.Sides.Scored != 0 || len(s.Forecasts) != 1 {
		t.Errorf("before it came: %+v", s.Overrides)
	}
	arrival := line.Arrival.P50.Add(6 * time.Hour).Sub(a.Clock.Now())
	measured(t, a, middle, arrival-time.Hour, 0.001)
	measured(t, a, middle, time.Hour, 0.052)
	s := look().Skill
	if s.Sides == nil || s.Sides.Scored != 2 || s.Sides.Timed != 2 || s.Sides.Better != 2 || *s.Sides.Analyst >= *s.Sides.Model {
		t.Fatalf("together: %+v", s.Sides)
	}
	last := s.Overrides[0]
	if last.Outcome != "came" || *last.Analyst.CRPS >= *last.Model.CRPS || *last.Model.OffBy <= 0 || last.Analyst.Verdict != "inside" {
		t.Errorf("the last: %+v", last)
	}
	must(t, put("analyst", 7*time.Hour))
	if x := look().Skill; x.Overrides[0].Outcome != "not-scored" || x.Sides.Scored != 2 {
		t.Errorf("said when it was there: %+v", x.Overrides[0])
	}
}
