package docket_test

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
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
