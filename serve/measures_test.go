package serve_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"tongzhou/drill"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/roster"
	"tongzhou/serve"
)

// brook is an alliance of three towns on a brook; an hour after a storm began its flood has been read at the last of them, so that there is a case.
func brook(t *testing.T) *drill.Alliance {
	t.Helper()
	began := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	a := drill.NewAlliance(t.TempDir(), began)
	t.Cleanup(func() { must(t, a.Close()) })
	towns := []jurisdiction.ID{"upper", "middle", "lower"}
	r, err := drill.Brook(began, towns...)
	must(t, err)
	for i, id := range towns {
		m := drill.Member{ID: id, Self: node.Self{Name: both(string(id), string(id)), Role: "city"}, Watch: drill.BrookWatch(r, id)}
		if i > 0 {
			must(t, a.Join(t.Context(), m))
			continue
		}
		must(t, a.Found(t.Context(), m, roster.Charter{Alliance: both("Brook", "小河"), Mode: "voluntary", Secretariat: id, Rules: roster.Rules{Accept: []roster.Accept{{Minutes: 60}}, MustWarn: 50,
			Observers: roster.Quorum{Count: 1}, Unreachable: 10, Signed: true, Escalation: []roster.Step{{After: 0, To: "coordinator"}}}}))
	}
	must(t, a.Settle(t.Context()))
	must(t, a.Set(t.Context(), began.Add(12*time.Hour)))
	lower, err := a.City("lower")
	must(t, err)
	row, err := json.Marshal(map[string]any{"rows": []any{map[string]any{"station": "lower", "time": a.Clock.Now().Format(time.RFC3339), "quantity": "discharge", "value": 90, "unit": "m3/s", "quality": "good", "simulated": true}}})
	must(t, err)
	_, err = lower.Node.Ingest(t.Context(), view.Officer{Login: "li", Name: "Li", Role: "duty-officer"}, "application/json", row)
	must(t, err)
	must(t, a.Settle(t.Context()))
	return a
}

// The calls about measures answer as they are published: an analyst asks, sees winners and losers, and puts the avoided loss on record; an evaluator only looks at it. R4, R98
func TestMeasuresOverTheAPI(t *testing.T) {
	a := brook(t)
	ana, evan := login(t, a, "lower", "Ana", serve.Analyst), login(t, a, "lower", "Evan", serve.Evaluator)
	ana.spec = readSpec(t, ana)
	evan.spec = ana.spec
	works := call[view.Works](evan, "GET", "/rivers/brook/measures", nil, 200)
	if len(works.Works) != 2 || len(works.Sets) != 3 || works.Case == "" {
		t.Fatalf("%+v", works)
	}
	typed := []map[string]any{{"id": "mine", "orders": []map[string]any{{"work": "pond", "at": works.Start.Add(time.Hour), "do": "store", "flow": 10}}}}
	got := call[view.Compared](ana, "POST", "/rivers/brook/measures", map[string]any{"first": true, "sets": []string{"flood-field"}, "typed": typed}, 200)
	if len(got.Sets) != 3 || !slices.ContainsFunc(got.Sets[1].Losers, func(p view.Party) bool { return p.ID == "middle" }) || got.Sets[2].ID != "mine" || got.Ref != nil {
		t.Errorf("%+v", got.Sets[1].Losers)
	}
	record := map[string]any{"sets": []string{"flood-field"}, "done": "flood-field", "record": true, "reason": map[string]string{"en": "the field was opened at six"}}
	call[problem](evan, "POST", "/rivers/brook/measures", record, 403)
	call[problem](ana, "POST", "/rivers/brook/measures", map[string]any{"sets": []string{"dam"}}, 422)
	call[problem](ana, "POST", "/rivers/nile/measures", map[string]any{"sets": []string{"dam"}}, 404)
	if got = call[view.Compared](ana, "POST", "/rivers/brook/measures", record, 200); got.Ref == nil {
		t.Error("nothing is on record")
	}
	must(t, a.Settle(t.Context()))
	list := call[view.Case](evan, "GET", "/cases/"+works.Case, nil, 200).Avoided
	if len(list) != 1 || list[0].With != got.Sets[1].Run || list[0].Officer != "Ana" {
		t.Errorf("%+v", list)
	}
}

// accounts puts an account of an avoided loss on record, by a model of one's own, and disputes it (R98).
func (m *matter) accounts(opened string) {
	_, body := m.lower.raw("POST", "/api/v1/exhibits", "two runs", map[string]string{"Content-Type": "text/plain"})
	var kept view.Kept
	must(m.T, json.Unmarshal(body, &kept))
	q := func(v int) members { return members{"value": v, "unit": "m3/s"} }
	row := members{"party": "lower", "place": "lower", "what": "peak", "by": members{"p05": q(-9), "p25": q(-8), "p50": q(-7), "p75": q(-6), "p95": q(-5)}, "low": q(-10), "high": q(-4), "better": 1000000, "worse": 0}
	account := members{"of": opened, "done": "the gate was shut", "with": strings.Repeat("a", 64), "without": strings.Repeat("b", 64), "model": "ours 1", "seed": "1", "members": 40, "exhibit": kept.Hash, "rows": []any{row}}
	m.fails(m.lower, "evaluation.avoided", 409, "a bare number, -7 m3/s; wants a band", with(account, "rows", []any{with(row, "by", members{"p05": q(-7), "p25": q(-7), "p50": q(-7), "p75": q(-7), "p95": q(-7)})}))
	id := m.does(m.lower, "evaluation.avoided", account)
	answer := members{"of": id, "agrees": false, "text": "the gate leaked"}
	m.fails(m.desk, "evaluation.answer", 403, "Ask somebody whose role does", answer)
	m.fails(m.lower, "evaluation.answer", 409, "nobody answers himself", answer)
	m.does(m.middle, "evaluation.answer", answer)
	if list := call[view.Case](m.upper, "GET", "/cases/"+opened, nil, 200).Avoided; len(list) != 1 || !list[0].Contested || !list[0].Own {
		m.Errorf("%+v", list)
	}
}
