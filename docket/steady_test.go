package docket_test

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/docket"
	"tongzhou/duty"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
)

const aDay = act.Time(24 * 60 * 60_000)

// R49: what is on record of standing work needs no further word: an exercise with another counts and one alone does not, a test counts for who ran it, and an answer for who
// gave it; what machines say to each other is no contact of people, and whoever claims a time to come was not heard of by it.
func TestTrace(t *testing.T) {
	w := officed(t, func(in *agreement.Instrument) {
		for kind, who := range map[string]string{"exercise": "members", "duty": "coordinator"} {
			in.Clauses = append(in.Clauses, agreement.Clause{ID: kind, Force: "agreement", Title: say(kind), Text: say(kind), Recurring: &agreement.Recurring{Who: who, What: say(kind), Days: map[string]int{"exercise": 365, "duty": 7}[kind], Kind: kind}})
		}
	})
	songyuan, harbin := w.others[0], w.others[1]
	opened := w.at
	last := func(kind string, p jurisdiction.ID) (act.Time, bool) {
		for _, x := range w.d.Routine(w.at) {
			if x.Kind == kind && x.Party == p {
				return x.Last, x.Missed
			}
		}
		t.Fatalf("%s is asked no %s", p, kind)
		return 0, false
	}
	if at, _ := last("exercise", "jilin"); at != 0 {
		t.Error("jilin exercised alone")
	}
	w.put(songyuan, incident.KindJoin, incident.Participation{Of: w.of, Role: "affected"}, w.of)
	joined := w.at
	for p, want := range map[jurisdiction.ID]act.Time{"jilin": opened, "songyuan": joined, "harbin": 0} {
		if at, missed := last("exercise", p); at != want || missed {
			t.Errorf("%s exercised at %v, missed %t; wants %v", p, at, missed, want)
		}
	}
	if at, _ := last("duty", "jilin"); at != 0 {
		t.Error("nobody tested the chain")
	}
	w.at += 10 * aDay
	if _, missed := last("duty", "jilin"); !missed {
		t.Error("the test is not missed")
	}
	e := w.jilin.write(incident.KindOpen, incident.Open{Status: "Test", Title: say("Do you hear us?"), Hazard: "flood", Phase: "normal"}, func(a *act.Act) { a.At, a.To, a.Officer = w.at, []jurisdiction.ID{"harbin"}, "li" })
	if out := w.d.Apply(e); out[0].Status != docket.Applied {
		t.Fatalf("%+v", out)
	}
	if at, missed := last("duty", "jilin"); at != w.at || missed {
		t.Errorf("tested at %v, missed %t", at, missed)
	}
	if list := w.d.Tested(w.at, 30*60_000); len(list) != 1 || list[0].Party != "harbin" || list[0].Answered != 0 {
		t.Errorf("%+v", list)
	}

	pair := func(a, b jurisdiction.ID) act.Time { return w.d.Trace(w.at).Contact[duty.Pair{A: a, B: b}] }
	before := pair("harbin", "jilin")
	machine := harbin.write(incident.KindReceive, incident.Receipt{Of: e.Ref, What: e.Ref}, cite(e.Ref), func(a *act.Act) { a.At = w.at + aDay })
	w.d.Apply(machine)
	w.at += aDay
	if pair("harbin", "jilin") != before {
		t.Error("a receipt is contact of people")
	}
	later := harbin.write(incident.KindJoin, incident.Participation{Of: e.Ref, Role: "affected"}, cite(e.Ref), func(a *act.Act) { a.At, a.Officer = w.at+aDay, "sun" })
	w.d.Apply(later)
	if pair("harbin", "jilin") > w.at {
		t.Error("it was in contact in a time to come")
	}
	w.at += aDay
	if pair("harbin", "jilin") != w.at {
		t.Error("an answer of a person is none")
	}
	if got := w.d.Trace(w.at).Reached["harbin"]; !slices.Equal(got, []act.Time{w.at}) {
		t.Errorf("harbin was reached %v", got)
	}
}
