package docket_test

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/assessment"
	"tongzhou/incident"
)

// R71: a real case that cites an exercise as its ground counts, and is shown as resting on it; what an exercise says of something real, and a real case that cites none, do not.
func TestMistaken(t *testing.T) {
	w := officed(t, func(*agreement.Instrument) {})
	songyuan := w.others[0]
	open := incident.Open{Status: "Actual", Title: say("Poison"), Hazard: "flood", Phase: "emergency"}
	alarm := w.put(songyuan, incident.KindOpen, open, w.of)
	calm := w.put(songyuan, incident.KindOpen, open)
	w.put(w.jilin, incident.KindBreak, incident.Break{Of: w.of, Real: &calm, Reason: say("a lorry")}, w.of, calm)
	later := w.put(songyuan, incident.KindClock, incident.ClockStart{Of: calm, What: "known", At: w.at, Source: say("the exercise")}, calm, w.of)
	got := w.d.Mistaken()
	if len(got) != 2 || !slices.Equal(got[alarm], []act.Ref{alarm}) || !slices.Equal(got[calm], []act.Ref{later}) {
		t.Errorf("%v", got)
	}
	if ground, ok := w.d.Grounds(alarm); !ok || ground != w.of || !w.d.Rehearsed(w.of) || w.d.Rehearsed(alarm) {
		t.Errorf("%v rests on %v", alarm, ground)
	}
}

// R71: the same of what is made of a case: an assessment of a real one that rests on an exercise is shown, and so is a real case that rests on an assessment of an exercise; what
// an exercise makes of something real is not.
func TestMistakenAssessment(t *testing.T) {
	w := officed(t, func(*agreement.Instrument) {})
	real := w.put(w.jilin, incident.KindOpen, incident.Open{Status: "Actual", Title: say("Poison"), Hazard: "flood", Phase: "emergency"})
	assess := func(of, on act.Ref) act.Ref {
		group := w.put(w.jilin, assessment.KindGroup, assessment.Group{Of: of, Name: say("experts"), Writer: "jilin", Experts: []assessment.Expert{{Party: "jilin", Post: say("chemist")}, {Party: "harbin", Post: say("physician")}}}, of)
		return w.put(w.jilin, assessment.KindIssue, assessment.Issue{Of: of, Group: group, From: w.at, Until: w.at + hour, Situation: say("calm"), Rests: []act.Ref{on}, SignBy: w.at + hour,
			Expected: []assessment.Expectation{{What: say("it comes"), Likelihood: "likely", Confidence: "low"}}}, of, group, on)
	}
	rehearsed, wrong := assess(w.of, real), assess(real, w.of)
	alarm := w.put(w.others[0], incident.KindOpen, incident.Open{Status: "Actual", Title: say("Poison"), Hazard: "flood", Phase: "emergency"}, rehearsed)
	view := w.put(w.others[1], assessment.KindSign, assessment.Signing{Of: real, Assessment: wrong, View: say("as in the exercise"), Rests: []act.Ref{rehearsed}}, real, wrong, rehearsed)
	if got := w.d.Mistaken(); len(got) != 2 || !slices.Equal(got[real], slices.SortedFunc(slices.Values([]act.Ref{wrong, view}), act.CompareRefs)) || !slices.Equal(got[alarm], []act.Ref{alarm}) {
		t.Errorf("%v", got)
	}
	if !w.d.Rehearsed(rehearsed) || w.d.Rehearsed(wrong) {
		t.Error("an assessment is of an exercise or not as its case is")
	}
}
