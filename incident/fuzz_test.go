package incident

import (
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/jurisdiction"
)

// FuzzApply: no body makes the state panic, and what is void leaves no trace. The seeds are one body of every kind.
func FuzzApply(f *testing.F) {
	w := newWorld(f)
	opened := w.opens("heilongjiang", func(a *act.Act, _ *Open) { a.To = to("harbin") })
	said1 := w.says("heilongjiang", noon, Statement{Of: opened.Ref, Subject: "a", Value: said("yes")})
	w.says("heilongjiang", noon, Statement{Of: opened.Ref, Subject: "a", Value: said("no"), Quantity: milligrams(5), Corrects: &said1.Ref})
	w.says("heilongjiang", noon, Statement{Of: opened.Ref, Subject: "a", Withdraws: &said1.Ref})
	w.says("heilongjiang", noon, Statement{Of: opened.Ref, Subject: "a", Value: said("indeed"), Agrees: &said1.Ref})
	a, run := forecast(opened.Ref)
	w.Write(a, run)
	about := []act.Ref{opened.Ref}
	w.Write(act.Act{Kind: KindPhase, By: "heilongjiang", At: noon, Cites: about}, Phase{Of: opened.Ref, Phase: "closed", Reason: said("over"), Situation: &Situation{}})
	w.Write(act.Act{Kind: KindSignal, By: "harbin", At: noon, Cites: about}, Signal{Of: &opened.Ref, Kind: "over", Station: "x", Quantity: "q", Value: milligrams(1), Threshold: milligrams(1), At: noon})
	w.Write(act.Act{Kind: KindWindow, By: "harbin", At: noon, Cites: about}, Window{Of: &opened.Ref, Station: "x", Quantity: "q", Unit: "mg/L", From: noon, To: noon + 1, Count: 1, Every: 1, Marks: []string{"00"}})
	w.Write(act.Act{Kind: KindNotice, By: "harbin", At: noon, Cites: about}, Notice{Of: opened.Ref, Text: said("off"), Published: noon, Subject: "a", Value: said("maintenance")})
	for _, x := range everyBody(opened.Ref) {
		w.Write(x.act, x.body)
	}
	n := len(w.Entries)
	base := append(w.Entries[:2:2], w.Entries[n-6:]...) // what the others answer
	row, task := w.Entries[n-2].Ref, w.Entries[n-1].Ref
	for _, body := range []any{
		Confirmation{Of: opened.Ref, Command: row, Accepts: true, Reason: said("so")},
		TaskAnswer{Of: opened.Ref, What: task, Answer: "refuse", Code: "own-population", Text: said("so")},
		Command{Of: opened.Ref, Basis: "hand-back", Functions: []string{"lead"}, Holder: "heilongjiang", From: noon, Replaces: []act.Ref{row}},
		Phase{Of: opened.Ref, Phase: "closed", Reason: said("so")},
	} {
		kind, cites := kindOf(body)
		w.Write(act.Act{Kind: kind, By: "harbin", At: noon, To: to("heilongjiang"), Officer: "duty", Cites: append(cites, row, task)}, body)
	}
	acttest.Fuzz(f, w.Entries, base, apply, func(t *testing.T, s *State) {
		for _, c := range s.Cases() {
			checkTimeline(t, s, c.ID)
			s.Forecasts(c.ID)
			everything(s, c.ID)
		}
	})
}

// A written is a body in its envelope.
type written struct {
	act  act.Act
	body any
}

// everyBody has one body of every kind that says who does what, each well formed, about a case that heilongjiang opened. The last six count, one after the other.
func everyBody(of act.Ref) []written {
	var out []written
	add := func(by jurisdiction.ID, to []jurisdiction.ID, body any) {
		kind, cites := kindOf(body)
		out = append(out, written{act.Act{Kind: kind, By: by, At: noon, To: to, Officer: "duty", Cites: append(cites, compact())}, body})
	}
	lead := jurisdiction.ID("heilongjiang")
	add(lead, nil, Classification{Of: of, Classes: []string{"accident", "natural"}, Grade: 1, Response: 1, Situation: &Situation{Class: 3}, Deaths: number(0), Injured: number(1), Loss: number(2), People: number(3), Reason: said("so")})
	add(lead, nil, StageChange{Of: of, Stage: "analysis", Reason: said("so")})
	add(lead, nil, Merge{Of: of, Into: of, Reason: said("so")})
	add(lead, nil, Split{Of: of, Into: []act.Ref{of, of}, Reason: said("so")})
	add("harbin", nil, Receipt{Of: of, What: of})
	add("harbin", nil, Participation{Of: of, Role: "affected", Contests: "origin", Reason: said("so")})
	add("harbin", nil, OwnPhase{Of: of, Phase: "watch", Rule: power("order"), Reason: said("so")})
	add("harbin", nil, Telling{Of: of, Whom: "khabarovsk", Name: said("k"), Means: "superior", Through: "province", At: noon, What: said("so"), Answered: said("desk"), Answer: said("yes")})
	add("harbin", nil, ClockStart{Of: of, What: "known", At: noon, Source: said("so")})
	add("harbin", to(lead), Report{Of: of, Type: "initial", Fields: map[string]Field{"trend": {Unknown: true, Confidence: "unknown"}, "extent": {Quantity: milligrams(5)}}})
	add("harbin", to("province"), Escalation{Of: of, Superior: "province", Need: said("x"), Gap: said("y"), AnswerBy: noon + hour, Briefing: said("z")})
	add("province", to("harbin"), Command{Of: of, Basis: "take-over", Functions: []string{"lead", "command"}, Holder: "harbin", Deputies: to("jilin"), Where: to("harbin"), From: noon, Until: noon + hour,
		Power: power("take-over"), Mode: "superior-led", Place: said("x"), Briefing: said("y")})
	add("province", to("harbin"), Task{Of: of, Binding: true, Power: power("order"), What: said("x"), AnswerBy: noon + hour, DoneBy: noon + hour})
	return out
}
