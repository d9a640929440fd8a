package node_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tongzhou/act"
	"tongzhou/drill"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
)

func ana() view.Officer { return view.Officer{Login: "ana", Name: "Ana", Role: "analyst"} }

// accounted is a flood on the brook, in which the second town's field was opened, and the account of it that the third has put on record.
type accounted struct {
	*testing.T
	a    *drill.Alliance
	id   string // the case
	said view.Compared
}

func newAccounted(t *testing.T) *accounted {
	t.Helper()
	w := &accounted{T: t, a: brook(t, "upper", "middle", "lower")}
	flows(t, w.a, "lower", 12, 90)
	works, err := w.node("lower").Works(t.Context(), "brook")
	must(t, err)
	if w.id = works.Case; w.id == "" {
		t.Fatal("the flood opened no case")
	}
	w.account()
	return w
}

func (w *accounted) node(town jurisdiction.ID) *node.Node { return city(w, w.a, town).Node }

// account has the third town's analyst run it and put it on record.
func (w *accounted) account() {
	w.Helper()
	var err error
	w.said, err = w.node("lower").Measures(w.Context(), ana(), "brook", view.MeasuresAsked{Sets: []string{"flood-field", "hold"}, Done: "flood-field", Record: true,
		Reason: both("the field was opened at six, by the keeper's book", "六时启用田地，据值守日志")})
	must(w, err)
	if w.said.Ref == nil {
		w.Fatal("nothing is on record")
	}
}

// accounts are what a town's page of the case shows.
func (w *accounted) accounts(town jurisdiction.ID) []view.AvoidedLoss {
	w.Helper()
	must(w, w.a.Settle(w.Context()))
	v, err := w.node(town).Case(w.Context(), nil, w.id, time.Time{})
	must(w, err)
	return v.Avoided
}

// says puts an evaluation on record, as a coordinator spells it.
func (w *accounted) says(town jurisdiction.ID, kind, body string) error {
	_, err := w.node(town).Put(w.Context(), view.Officer{Login: "bo", Name: "Bo", Role: "coordinator"}, act.Kind("evaluation."+kind), nil, json.RawMessage(body))
	return err
}

// An analyst puts on record what the measures that were carried out have changed, by two runs whose identifiers stand there, held against what was read: as bands, in units of physics, the rows of who lost beside those of who gained, without a
// price; and everything that is needed to run it again. R98
func TestAvoided(t *testing.T) {
	w := newAccounted(t)
	list := w.accounts("middle")
	if len(list) != 1 {
		t.Fatalf("%+v", list)
	}
	x := list[0]
	if x.By.ID != "lower" || x.Officer != "Ana" || x.With != w.said.Sets[1].Run || x.Without != w.said.Sets[0].Run || x.Seed != w.said.Seed || x.Members != 24 || x.Readings != 1 || !x.Own || x.Contested || !x.Simulated || len(x.Parties) != 3 {
		t.Fatalf("%+v", x)
	}
	for _, p := range x.Parties {
		if len(p.Rows) != 3 {
			t.Errorf("%+v", p)
		}
		for _, r := range p.Rows {
			none := r.By.Low == 0 && r.By.High == 0
			if none != (p.Party.ID == "upper") || !none && r.By.P05 >= r.By.P95 || r.By.Unit != map[string]string{"peak": "m3/s", "over": "h", "excess": "m3"}[r.What] {
				t.Errorf("%s: %+v", p.Party.ID, r)
			}
			if s := of(t, w.said, "flood-field", p.Party.ID).Places[0].PeakBy; r.What == "peak" && (r.By.P05 > s.P05 || r.By.P95 < s.P95 || r.By.Low > s.Low || r.By.High < s.High || r.By.P95-r.By.P05 > s.P95-s.P05+3) {
				t.Errorf("%s: the band on record is not that of the run, rounded outward: %+v, %+v", p.Party.ID, r.By, s)
			}
		}
	}
	if len(x.Flooded) != 1 || x.Flooded[0].Party.ID != "middle" || *x.Flooded[0].People != 12 {
		t.Errorf("the land that was flooded on purpose: %+v", x.Flooded)
	}
	body, _, err := w.node("lower").ShowExhibit(t.Context(), ana(), x.Exhibit)
	if err != nil || !strings.Contains(string(body), `"readings":[{"station":"lower"`) || !strings.Contains(string(body), `"result":`) {
		t.Errorf("the exhibit does not say what was run: %v, %.200s", err, body)
	}
}

// Whoever disputes an account makes it contested on everybody's page, and may put his own beside it; nobody but its author replaces it; a bare number, or money, is void, because nobody can verify what did not happen. R98
func TestAvoidedIsDisputed(t *testing.T) {
	w := newAccounted(t)
	ctx, x := t.Context(), w.accounts("middle")[0]
	must(t, w.says("middle", "answer", fmt.Sprintf(`{"of": %q, "agrees": false, "text": "our field stood under water for two days"}`, x.ID)))
	if x = w.accounts("lower")[0]; !x.Contested || len(x.Answers) != 1 || x.Answers[0].By.ID != "middle" || x.Answers[0].Agrees {
		t.Errorf("a dispute: %+v", x.Answers)
	}
	kept, err := w.node("middle").Keep(ctx, "application/json", []byte(`{}`))
	must(t, err)
	own := func(unit string, values ...int) string {
		var band []string
		for i, q := range []string{"p05", "p25", "p50", "p75", "p95"} {
			band = append(band, fmt.Sprintf(`%q: {"value": %d, "unit": %q}`, q, values[i], unit))
		}
		return fmt.Sprintf(`{"of": %q, "done": "the field was opened", "with": %q, "without": %q, "model": "ours 1", "seed": "1", "members": 40, "exhibit": %q, "rows": [{"party": "middle", "place": "middle", "what": "peak",
			"better": 0, "worse": 1000000, "by": {%s}, "low": {"value": 1, "unit": %q}, "high": {"value": 9, "unit": %q}}]}`, w.id, x.With, x.Without, kept.Hash, strings.Join(band, ", "), unit, unit)
	}
	for want, body := range map[string]string{"a bare number, 5 m3/s; wants a band": own("m3/s", 5, 5, 5, 5, 5), "in money is not said here": own("USD", 1, 2, 3, 4, 5)} {
		var refused *node.Refused
		if err := w.says("middle", "avoided", body); !errors.As(err, &refused) || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
	must(t, w.says("middle", "avoided", own("m3/s", 1, 2, 3, 4, 9)))
	must(t, w.a.Set(ctx, w.a.Clock.Now().Add(time.Hour)))
	w.account()
	list := w.accounts("upper")
	if len(list) != 3 || list[0].Replaced || list[0].Contested || list[1].By.ID != "middle" || list[1].Replaced || !list[2].Replaced || !list[2].Contested {
		t.Errorf("both accounts stand beside each other, and the first is replaced by its author: %+v", list)
	}
	v, err := w.node("upper").Case(ctx, nil, w.id, time.Time{})
	must(t, err)
	told := 0
	for _, e := range v.Events {
		if strings.HasPrefix(e.Kind, "evaluation.") {
			told++
		}
	}
	if told != 4 {
		t.Errorf("%d events of four acts", told)
	}
}
