package node_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tongzhou/act"
	"tongzhou/drill"
	"tongzhou/incident"
	"tongzhou/node"
	"tongzhou/node/view"
)

// measured has the sensor of a town measure a value, so long after now.
func measured(t *testing.T, a *drill.Alliance, n *node.Node, after time.Duration, value float64) {
	t.Helper()
	must(t, a.Set(t.Context(), a.Clock.Now().Add(after)))
	if _, err := reading(t.Context(), n, a.Clock.Now(), value); err != nil {
		t.Fatal(err)
	}
	must(t, a.Settle(t.Context()))
}

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
		measured(t, a, n, after-time.Hour, 0.001)
		measured(t, a, n, time.Hour, 0.052)
	}
	upper, middle, lower := city(t, a, "upper").Node, city(t, a, "middle").Node, city(t, a, "lower").Node
	measured(t, a, upper, 0, 0.052)
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
	if r := mine.Reliability; r.Checks != 3 || r.Forecasts != 2 || r.Cases != 1 || len(r.Bins) != 0 || !strings.HasPrefix(r.Text["en"], "Too few to draw what the probabilities were worth: 3 checks of 2 forecasts") {
		t.Errorf("of three checks: %+v", r)
	}
	rivers, err := upper.Rivers(t.Context())
	must(t, err)
	if r := rivers.Rivers[0].Skill; r.Text["en"] != mine.Text["en"] || r.Reliability.Checks != 3 {
		t.Errorf("the page on which forecasts are run says %+v", r)
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

// A first sample over the limit is no arrival: the danger came between the last one under it and that. Hours apart inside the band it counts for the forecast; days
// apart the record decides nothing, nor where nobody had measured; a front that an officer saw arrive is a moment. The page counts the undecided apart and
// has them in no error; a neighbour, who has the signals alone, says the same. R14
func TestArrivalLiesBetweenSamples(t *testing.T) {
	a := alliance(t, "upper", "middle", "lower", "last")
	upper, middle, lower := city(t, a, "upper").Node, city(t, a, "middle").Node, city(t, a, "lower").Node
	score := func() (view.Skill, view.SkillForecast) {
		t.Helper()
		must(t, a.Settle(t.Context()))
		who := chen()
		now, err := upper.Now(t.Context(), &who)
		must(t, err)
		there, err := lower.Now(t.Context(), &who)
		must(t, err)
		if now.Skill.Text["en"] != there.Skill.Text["en"] {
			t.Errorf("two members say %q and %q", now.Skill.Text["en"], there.Skill.Text["en"])
		}
		return *now.Skill, now.Skill.Forecasts[len(now.Skill.Forecasts)-1]
	}
	measured(t, a, upper, 0, 0.052)
	bands := map[string]view.TimeBand{}
	must(t, a.Settle(t.Context()))
	now, err := upper.Now(t.Context(), nil)
	must(t, err)
	for _, l := range now.Chart.Lines {
		if l.Arrival != nil {
			bands[l.Place] = *l.Arrival
		}
	}
	measured(t, a, middle, bands["middle"].P25.Sub(a.Clock.Now()), 0.001)
	measured(t, a, middle, bands["middle"].P75.Sub(a.Clock.Now()), 0.052) // past the middle of the band, but the arrival need not be
	if _, first := score(); first.SkillVerdicts != (view.SkillVerdicts{Inside: 1}) || first.OffBy == nil || *first.OffBy != 0 || first.CRPS == nil || *first.CRPS <= 0 {
		t.Errorf("hours apart, round the middle of the band: %+v", first)
	}
	measured(t, a, lower, 30*24*time.Hour, 0.052) // weeks late, and nobody had looked
	all, first := score()
	if first.SkillVerdicts != (view.SkillVerdicts{Inside: 1, Undecided: 1}) || *first.OffBy != 0 || !strings.Contains(all.Text["en"], "1 inside the 90 % band, 0 outside and 2 undecided") {
		t.Errorf("where nobody had measured: %+v, %s", first, all.Text["en"])
	}
	of, ok := upper.CaseOf("")
	if !ok {
		t.Fatal("there is no case")
	}
	must(t, upper.State(t.Context(), chen(), incident.Statement{Of: of, Subject: node.FrontSubject + "last", Name: both("Front at last", "前锋到达last"), Value: both("arrived", "已到达"), Basis: "observed",
		ClaimedAt: act.Time(bands["last"].P50.UnixMilli())}))
	if _, first = score(); first.SkillVerdicts != (view.SkillVerdicts{Inside: 2, Undecided: 1}) || first.Came != 3 {
		t.Errorf("where the front was seen to arrive: %+v", first)
	}
}

// What a town signals says until when the water was clean: the last reading under the limit before the one over it. A reading that is missing, whose
// value is nothing, is none; without an earlier reading nothing is said. R14, R80
func TestSignalSaysWhenBelow(t *testing.T) {
	for name, c := range map[string]struct {
		rows string // of one batch, minutes after the start
		want time.Duration
	}{
		"the last": {`{"time":"00","value":0.001},{"time":"10","value":0.003},{"time":"20","value":0.052}`, 10 * time.Minute},
		"missing":  {`{"time":"00","value":0.001},{"time":"10","quality":"missing"},{"time":"20","value":0.052}`, 0},
		"none":     {`{"time":"20","value":0.052}`, -1},
	} {
		a := alliance(t, "upper", "middle")
		upper, start := city(t, a, "upper").Node, a.Clock.Now().Truncate(time.Hour)
		must(t, a.Set(t.Context(), start.Add(time.Hour+20*time.Minute)))
		rows := regexp.MustCompile(`"time":"(\d\d)"`).ReplaceAllString(c.rows, `"station":"upper","quantity":"nitrobenzene","unit":"mg/L","time":"`+start.Add(time.Hour).Format("2006-01-02T15:")+`$1:00Z"`)
		if done, err := upper.Ingest(t.Context(), chen(), "application/json", []byte(`{"rows":[`+rows+`]}`)); err != nil || len(done.Rejected) > 0 {
			t.Fatalf("%s: %+v, %v", name, done, err)
		}
		must(t, a.Settle(t.Context()))
		j, err := upper.Journal(t.Context(), "", 0, 500)
		must(t, err)
		i := slices.IndexFunc(j.Acts, func(x view.JournalAct) bool { return x.Kind == string(incident.KindSignal) })
		if i < 0 {
			t.Fatalf("%s: nothing is signalled", name)
		}
		x, err := upper.Act(t.Context(), "", j.Acts[i].Ref.Index)
		must(t, err)
		var got struct {
			Body incident.Signal `json:"body"`
		}
		must(t, json.Unmarshal(x.Act, &got))
		want := act.Time(0)
		if c.want >= 0 {
			want = act.Time(start.Add(time.Hour + c.want).UnixMilli())
		}
		if got.Body.Below != want || got.Body.At <= want {
			t.Errorf("%s: below the limit until %d, want %d: %s", name, got.Body.Below, want, x.Act)
		}
	}
}

// What past probabilities were worth is drawn from twenty checks of five forecasts on, the same on every member's page, with each check counted once; that all are of one danger is
// said. R14
func TestPageDrawsReliability(t *testing.T) {
	a := alliance(t, "upper", "middle", "lower", "last")
	upper, middle, lower := city(t, a, "upper").Node, city(t, a, "middle").Node, city(t, a, "lower").Node
	measured(t, a, upper, 0, 0.052)
	for i := range 8 {
		_, err := upper.Trial(t.Context(), chen(), "river", view.Assumptions{Record: true, Amount: 1 + float64(i)/10, Reason: both("another amount", "另一数量")})
		must(t, err)
	}
	must(t, a.Settle(t.Context()))
	reliability := func(n *node.Node) view.Reliability {
		t.Helper()
		rivers, err := n.Rivers(t.Context())
		must(t, err)
		return rivers.Rivers[0].Skill.Reliability
	}
	measured(t, a, middle, 29*time.Hour, 0.001)
	measured(t, a, middle, time.Hour, 0.052)
	if r := reliability(upper); r.Checks != 9 || len(r.Bins) != 0 || !strings.HasPrefix(r.Text["en"], "Too few") {
		t.Errorf("of nine checks: %+v", r)
	}
	measured(t, a, lower, 29*time.Hour, 0.001)
	measured(t, a, lower, time.Hour, 0.052)
	measured(t, a, city(t, a, "last").Node, 29*time.Hour, 0.001)
	measured(t, a, city(t, a, "last").Node, time.Hour, 0.052)
	mine, theirs := reliability(upper), reliability(lower)
	count := 0
	for _, b := range mine.Bins {
		if count += b.Count; b.Observed != 1 || b.Forecast < b.From || b.Forecast > b.To || b.Low > b.High {
			t.Errorf("%+v, of what came everywhere", b)
		}
	}
	if mine.Checks < 27 || count != mine.Checks || mine.Forecasts < 9 || mine.Cases != 1 || !strings.Contains(mine.Text["en"], "all of one danger") || !slices.Equal(mine.Bins, theirs.Bins) {
		t.Errorf("%+v\nand at another's: %+v", mine, theirs)
	}
}
