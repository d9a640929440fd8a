package node_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tongzhou/drill"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
)

// brook is an alliance of towns on a brook that floods, an hour after the start.
func brook(t testing.TB, towns ...jurisdiction.ID) *drill.Alliance {
	t.Helper()
	a := drill.NewAlliance(t.TempDir(), began())
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	r, err := drill.Brook(began(), towns...)
	must(t, err)
	for i, id := range towns {
		m := drill.Member{ID: id, Self: node.Self{Name: both(string(id), string(id)), Role: "city"}, Watch: drill.BrookWatch(r, id)}
		if i == 0 {
			must(t, a.Found(t.Context(), m, charter(id)))
		} else {
			must(t, a.Join(t.Context(), m))
		}
	}
	must(t, a.Settle(t.Context()))
	must(t, a.Set(t.Context(), began().Add(time.Hour)))
	return a
}

// flows hands in what the gauge of a town measures now, m3/s.
func flows(t testing.TB, a *drill.Alliance, town jurisdiction.ID, hour int, value float64) {
	t.Helper()
	must(t, a.Set(t.Context(), began().Add(time.Duration(hour)*time.Hour)))
	body, err := json.Marshal(map[string]any{"rows": []any{map[string]any{"station": string(town), "time": a.Clock.Now().Format(time.RFC3339Nano), "quantity": "discharge", "value": value, "unit": "m3/s", "quality": "good",
		"simulated": true}}})
	must(t, err)
	got, err := city(t, a, town).Node.Ingest(t.Context(), chen(), "application/json", body)
	if err != nil || got.Accepted != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	must(t, a.Settle(t.Context()))
}

func compared(t testing.TB, n *node.Node, want view.MeasuresAsked) view.Compared {
	t.Helper()
	got, err := n.Measures(t.Context(), chen(), "brook", want)
	must(t, err)
	return got
}

// of is what a set changes for a party.
func of(t testing.TB, c view.Compared, set, party string) view.ComparedParty {
	t.Helper()
	for _, s := range c.Sets {
		for _, p := range s.Parties {
			if s.ID == set && p.Party.ID == party {
				return p
			}
		}
	}
	t.Fatalf("no %s under %s", party, set)
	return view.ComparedParty{}
}

func names(list []view.Party) string {
	var out []string
	for _, p := range list {
		out = append(out, p.ID)
	}
	return strings.Join(out, " ")
}

// A duty officer sees on a node what can be ordered, and what each set would change for each member: gates change the routing of every member of the ensemble. A field that is flooded on purpose lowers the crest at every
// gauge, and its owner still is named as a loser; water let down into a flood makes losers of all below; whoever lies above is not touched. The same question has the same answer, and its name. R4
func TestMeasures(t *testing.T) {
	a := brook(t, "upper", "middle", "lower")
	n := city(t, a, "lower").Node
	works, err := n.Works(t.Context(), "brook")
	must(t, err)
	if len(works.Works) != 2 || len(works.Sets) != 3 || works.Works[1].Kind != "area" || works.Works[1].Party.ID != "middle" || *works.Works[1].People != 12 || works.Case != "" ||
		!works.Sets[1].Orders[0].At.Equal(began().Add(6*time.Hour)) || works.Works[0].Most.Value != 80 {
		t.Fatalf("%+v", works)
	}
	before := kinds(t, n)
	all := compared(t, n, view.MeasuresAsked{Sets: []string{"hold", "flood-field", "empty-pond"}})
	if all.Members != 24 || all.First || len(all.Sets) != 4 || !all.Sets[0].Nothing || len(all.Sets[0].Losers) != 0 || !strings.HasPrefix(all.Model, "river/measure ") || len(all.Inputs) != 64 || all.Readings != 0 {
		t.Fatalf("%+v", all)
	}
	for set, want := range map[string]string{"flood-field": "middle", "empty-pond": "middle lower"} {
		i := slices.IndexFunc(all.Sets, func(s view.ComparedSet) bool { return s.ID == set })
		if got := names(all.Sets[i].Losers); got != want {
			t.Errorf("%s: losers %q, want %q", set, got, want)
		}
	}
	if p := of(t, all, "flood-field", "lower"); p.Side != "better" || p.Better < 0.9 || p.Places[0].PeakBy.P95 > -20 || p.Places[0].PeakBy.High > 0 || *p.Places[0].People != 3000 || p.Places[0].Peak.Unit != "m3/s" {
		t.Errorf("below the field: %+v", p)
	}
	if p := of(t, all, "empty-pond", "lower"); p.Side != "worse" || p.Places[0].OverBy.P05 < 2 || p.Places[0].OverBy.Unit != "h" {
		t.Errorf("below a pond that is emptied: %+v", p)
	}
	if p := of(t, all, "empty-pond", "upper"); p.Side != "same" || p.Places[0].PeakBy.Low != 0 || p.Places[0].PeakBy.High != 0 {
		t.Errorf("above it: %+v", p)
	}
	if s := all.Sets[2]; len(s.Flooded) != 1 || s.Flooded[0].ID != "field" || *s.Flooded[0].People != 12 {
		t.Errorf("flooded on purpose: %+v", s.Flooded)
	}
	typed := view.OrderSet{ID: "mine", Orders: []view.RiverOrder{{Work: "field", At: began().Add(40 * time.Hour), Do: "release", Flow: 10}, {Work: "field", At: began().Add(6 * time.Hour), Do: "open"}}}
	mine := compared(t, n, view.MeasuresAsked{Typed: []view.OrderSet{typed}})
	if mine.Sets[1].Hash != all.Sets[2].Hash || mine.Sets[1].Run != all.Sets[2].Run || mine.Sets[0].Run != all.Sets[0].Run || mine.Inputs == all.Inputs || !reflect.DeepEqual(of(t, mine, "mine", "lower"), of(t, all, "flood-field", "lower")) {
		t.Error("the same orders in another order, with another name, beside other sets, are another run")
	}
	if first := compared(t, n, view.MeasuresAsked{First: true, Sets: []string{"hold"}}); !first.First || first.Members != 6 {
		t.Errorf("%+v", first)
	}
	if more := compared(t, n, view.MeasuresAsked{Amount: 2, Sets: []string{"hold"}}); of(t, more, "nothing", "lower").Places[0].Peak.P50 < 1.5*of(t, all, "nothing", "lower").Places[0].Peak.P50 || more.Sets[0].Run == all.Sets[0].Run {
		t.Error("twice the rain makes no larger flood")
	}
	if after := kinds(t, n); !reflect.DeepEqual(after, before) {
		t.Error("what was only looked at is on record")
	}
}

// What nobody could carry out, or nobody could answer for, is refused with what would be right before anything is computed. R4
func TestMeasuresRefused(t *testing.T) {
	a := brook(t, "upper", "middle", "lower")
	n := city(t, a, "lower").Node
	order := func(o view.RiverOrder) view.MeasuresAsked {
		if o.At.IsZero() {
			o.At = began().Add(time.Hour)
		}
		return view.MeasuresAsked{Typed: []view.OrderSet{{ID: "mine", Orders: []view.RiverOrder{o}}}}
	}
	for want, ask := range map[string]view.MeasuresAsked{
		"no set of measures was asked about":          {},
		`there is no planned set "dam"`:               {Sets: []string{"dam"}},
		`no work "dam" on this river`:                 order(view.RiverOrder{Work: "dam", Do: "open"}),
		`"blast" cannot be ordered of field`:          order(view.RiverOrder{Work: "field", Do: "blast"}),
		"0.5 h before the run begins":                 order(view.RiverOrder{Work: "field", Do: "open", At: began().Add(-30 * time.Minute)}),
		"wants a time before the end of the run":      order(view.RiverOrder{Work: "field", Do: "open", At: began().Add(48 * time.Hour)}),
		"it can release at most 80":                   order(view.RiverOrder{Work: "pond", Do: "release", Flow: 81}),
		"its outlet lets through at most 20":          order(view.RiverOrder{Work: "field", Do: "release", Flow: 21}),
		"wants a name of its own":                     {Sets: []string{"hold", "hold"}},
		`"hold" that was carried out is not among`:    {Sets: []string{"flood-field"}, Done: "hold"},
		"say which set was carried out":               {Sets: []string{"hold"}, Record: true},
		"a first answer is for looking at":            {Sets: []string{"hold"}, Record: true, First: true, Done: "hold"},
		"say what was done and how it is known":       {Sets: []string{"hold"}, Record: true, Done: "hold"},
		"there is no open case on this river":         {Sets: []string{"hold"}, Record: true, Done: "hold", Reason: both("x", "x")},
		"the model does not answer: flood: rain cell": {Sets: []string{"hold"}, Amount: 100},
	} {
		var refused *node.Refused
		if _, err := n.Measures(t.Context(), chen(), "brook", ask); !errors.As(err, &refused) || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
	if _, err := n.Measures(t.Context(), chen(), "nile", view.MeasuresAsked{}); err == nil || !strings.Contains(err.Error(), `no river "nile"`) {
		t.Errorf("%v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := n.Measures(gone, chen(), "brook", view.MeasuresAsked{Sets: []string{"hold"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("who asked is gone: %v", err)
	}
	slick := alliance(t, "one", "two")
	if _, err := city(t, slick, "one").Node.Works(t.Context(), "river"); err == nil || !strings.Contains(err.Error(), "not watched for floods") {
		t.Errorf("%v", err)
	}
}

// Members that do not agree with what gauges read are left out, under the measures that were carried out: what a gauge below a flooded field read is held against the runs with the field. R4, R98
func TestMeasuresHeldAgainstReadings(t *testing.T) {
	a := brook(t, "upper", "middle", "lower")
	n := city(t, a, "upper").Node
	prior := compared(t, n, view.MeasuresAsked{Sets: []string{"flood-field"}, Done: "flood-field"})
	flows(t, a, "upper", 8, 60*1.2)
	flows(t, a, "upper", 12, 150)
	low := compared(t, n, view.MeasuresAsked{Sets: []string{"flood-field"}, Done: "flood-field"})
	was, is := of(t, prior, "nothing", "upper").Places[0].Peak, of(t, low, "nothing", "upper").Places[0].Peak
	if low.Readings != 2 || is.P95 > 0.8*was.P95 || is.P95-is.P05 > 0.8*(was.P95-was.P05) {
		t.Errorf("%d readings make of %+v %+v", low.Readings, was, is)
	}
	if blind := compared(t, n, view.MeasuresAsked{Sets: []string{"flood-field"}, Done: "flood-field", Blind: true}); blind.Readings != 0 || of(t, blind, "nothing", "upper").Places[0].Peak != was {
		t.Error("without readings it is not what it was before them")
	}
	flows(t, a, "lower", 14, 70)
	with := compared(t, city(t, a, "lower").Node, view.MeasuresAsked{Sets: []string{"flood-field"}, Done: "flood-field"})
	without := compared(t, city(t, a, "lower").Node, view.MeasuresAsked{Sets: []string{"flood-field"}})
	if x, y := of(t, with, "nothing", "lower").Places[0].Peak.P50, of(t, without, "nothing", "lower").Places[0].Peak.P50; x <= y || !with.Sets[1].Done || !without.Sets[0].Done {
		t.Errorf("70 m3/s with the field open come of a flood of %g, with it closed of one of %g: wants the first larger", x, y)
	}
}
