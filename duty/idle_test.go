package duty

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// R39, R60: who was asked too rarely is not judged; an outage, an excuse and what is not due count for nothing; what lies outside the days of the clause is forgotten; and a
// share that only reaches the figure is enough.
func TestIdles(t *testing.T) {
	const day = 24 * 60
	q := &agreement.Consequence{Rates: []string{"answer", "meeting"}, Below: 60, Least: 5, Days: 365}
	asked := func(p jurisdiction.ID, what string, days int, states ...string) (list []Asking) {
		for i, s := range states {
			a := Asking{Party: p, What: what, Ref: ref(p, int64(i+1)), Asked: at(days * day), Due: at(days*day + 30), Online: "on"}
			switch s {
			case "in-time":
				a.Answered = a.Due
			case "late":
				a.Answered = a.Due + 1
			case "off":
				a.Online = "off"
			case "excused":
				a.Excused = true
			}
			list = append(list, a)
		}
		return list
	}
	list := slices.Concat(
		asked("harbin", "answer", 100, "in-time", "in-time", "late", "silent", "silent"),           // 2 of 5
		asked("jilin", "answer", 100, "in-time", "in-time", "in-time", "silent", "silent"),         // 3 of 5: reached
		asked("songyuan", "answer", 100, "silent", "silent", "silent", "silent", "off", "excused"), // a small city, asked four times that count
		asked("jiamusi", "exercise", 100, "silent", "silent", "silent", "silent", "silent"),        // of no clause
		asked("daqing", "meeting", 1, "silent", "silent", "silent", "silent", "silent"))            // too long ago
	got := Idles(list, q, at(380*day))
	if len(got) != 1 || got[0].Party != "harbin" || got[0].InTime != 2 || got[0].Asked != 5 || !slices.Equal(got[0].Evidence, []act.Ref{ref("harbin", 3), ref("harbin", 4), ref("harbin", 5)}) {
		t.Errorf("%+v", got)
	}
	// The interval of two in five is wide and says so (Newcombe 1998, Wilson's score: 0.118 to 0.769).
	if low, high, ok := got[0].Interval(); !ok || low < 0.117 || low > 0.118 || high < 0.769 || high > 0.770 {
		t.Error(low, high, ok)
	}
	if low, high, ok := (Rate{}).Interval(); ok || low != 0 || high != 1 {
		t.Error("an interval of nothing")
	}
}
