package node_test

import (
	"testing"
	"time"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/node"
	"tongzhou/node/view"
)

// Every forecast that was issued is scored when the truth arrives, on every member's page: at first nothing is known; the first arrival checks
// the forecast of the town above it; the second checks that and the one that was made in between; what has not come yet stays open, and the forecast that a
// town makes when the danger is there is none for itself. R14
func TestForecastsAreScored(t *testing.T) {
	a := alliance(t, "upper", "middle", "lower", "last")
	skill := func(n *node.Node) *view.Skill {
		t.Helper()
		must(t, a.Settle(t.Context()))
		who := chen()
		now, err := n.Now(t.Context(), &who)
		must(t, err)
		if now.Skill == nil {
			t.Fatal("the page says nothing of the forecasts so far")
		}
		return now.Skill
	}
	arrives := func(n *node.Node, after time.Duration) {
		t.Helper()
		must(t, a.Set(t.Context(), a.Clock.Now().Add(after)))
		if _, err := reading(t.Context(), n, a.Clock.Now(), 0.052); err != nil {
			t.Fatal(err)
		}
		must(t, a.Settle(t.Context()))
	}
	upper, middle, lower := city(t, a, "upper").Node, city(t, a, "middle").Node, city(t, a, "lower").Node
	arrives(upper, 0)
	if s := skill(upper); s.Came != 0 || s.Open != 3 || len(s.Forecasts) != 1 || s.Brier != nil || s.Text["en"] != "No forecast of this kind has been checked against an arrival yet." {
		t.Errorf("before anything came: %+v", s)
	}
	arrives(middle, 30*time.Hour)
	if s := skill(upper); s.Came != 1 || s.Open != 4 || len(s.Forecasts) != 2 || s.Brier == nil || len(s.Leads) != 1 || s.Leads[0].From != 24 || s.Leads[0].Count != 1 {
		t.Errorf("after the first arrival: %+v", s)
	}
	arrives(lower, 30*time.Hour)
	mine, theirs := skill(upper), skill(lower)
	if mine.Came != 3 || mine.Open != 3 || len(mine.Forecasts) != 3 {
		t.Errorf("after the second arrival: %+v", mine)
	}
	newest, second, first := mine.Forecasts[0], mine.Forecasts[1], mine.Forecasts[2]
	if newest.By.ID != "lower" || newest.Came != 0 || newest.CRPS != nil || second.By.ID != "middle" || second.Came != 1 || first.By.ID != "upper" || first.Came != 2 {
		t.Errorf("forecast by forecast: %+v", mine.Forecasts)
	}
	if first.Banded != 2 || first.CRPS == nil || *first.CRPS < 0 || first.OffBy == nil || *first.OffBy <= 0 {
		t.Errorf("the first forecast: %+v", first)
	}
	if mine.Text["en"] != theirs.Text["en"] || *mine.Brier != *theirs.Brier {
		t.Errorf("two members have the same records and say %q and %q", mine.Text["en"], theirs.Text["en"])
	}
	// Weeks later the last town is measured, and nothing is in the water: three forecasts had foreseen it.
	must(t, a.Set(t.Context(), a.Clock.Now().Add(60*24*time.Hour)))
	of, ok := upper.CaseOf("")
	if !ok {
		t.Fatal("there is no case")
	}
	clean := node.Quantity(0.001, "mg/L")
	must(t, upper.State(t.Context(), chen(), incident.Statement{Of: of, Subject: "reading/last", Name: both("Reading at last", "last处读数"), Value: both("0.001 mg/L", "0.001 mg/L"), Quantity: &clean, Basis: "observed",
		ClaimedAt: act.Time(a.Clock.Now().UnixMilli())}))
	if s := skill(upper); s.Came != 3 || s.Stayed != 3 || s.Open != 0 {
		t.Errorf("after the last town stayed clean: %d came, %d stayed, %d open; want 3, 3, 0", s.Came, s.Stayed, s.Open)
	}
}
