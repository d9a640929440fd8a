package meeting

import (
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// planned is a meeting that gave Jilin, Songyuan and Harbin work for the next day. Songyuan's delegate is of too low a rank.
func planned(t testing.TB) (w *world, m, minutes act.Ref, x Minutes) {
	w = newWorld(t)
	m = w.convenes(nil).Ref
	x = Minutes{Present: []act.Ref{w.comes("jilin", m, 1, true), w.comes("songyuan", m, 5, true)}}
	for _, p := range ids("jilin", "songyuan", "harbin", "heilongjiang") {
		x.Actions = append(x.Actions, Action{p, said("work of " + string(p)), noon + 24*hour})
	}
	return w, m, w.minuted(m, x).Ref, x
}

// TestAction: where actions stand, and with what evidence (R36: plan items with owner, due, evidence; done without evidence).
func TestAction(t *testing.T) {
	w, _, minutes, _ := planned(t)
	for now, want := range map[act.Time]string{noon + 24*hour: "open", noon + 24*hour + 1: "overdue"} {
		if got := w.meeting(now, weigh).Actions[0]; got.State != want || got.Number != 1 {
			t.Errorf("%+v, wants %s", got, want)
		}
	}
	w.did("jilin", minutes, 1, noon+20*hour, act.Hash{1})
	w.did("songyuan", minutes, 2, noon+20*hour)
	w.did("harbin", minutes, 3, noon+25*hour)
	w.did("harbin", minutes, 3, noon+26*hour, act.Hash{2}) // the evidence comes after
	got := w.meeting(noon+99*hour, weigh).Actions
	for i, want := range []struct {
		state  string
		proven bool
		deeds  int
	}{{"done", true, 1}, {"done", false, 1}, {"done-late", true, 2}, {"overdue", false, 0}} {
		if got[i].State != want.state || got[i].Proven != want.proven || len(got[i].Done) != want.deeds {
			t.Errorf("action %d: %+v, wants %+v", i+1, got[i], want)
		}
	}
}

// TestActionVoid: only the owner says that it is done.
func TestActionVoid(t *testing.T) {
	for want, write := range map[string]func(w *world, minutes act.Ref){
		"is of jilin":    func(w *world, minutes act.Ref) { w.did("songyuan", minutes, 1, noon) },
		"1 to 4":         func(w *world, minutes act.Ref) { w.did("jilin", minutes, 5, noon) },
		"action 0":       func(w *world, minutes act.Ref) { w.did("jilin", minutes, 0, noon) },
		"are no minutes": func(w *world, minutes act.Ref) { w.did("jilin", w.compact, 1, noon) },
		"in the envelope": func(w *world, m act.Ref) {
			w.Write(act.Act{Kind: KindDone, By: "jilin", At: noon, Cites: []act.Ref{m}}, Done{Of: m, Action: 1, Text: said("x"), Exhibits: []act.Hash{{1}}})
		},
		"text": func(w *world, m act.Ref) {
			w.Write(act.Act{Kind: KindDone, By: "jilin", At: noon, Cites: []act.Ref{m}}, Done{Of: m, Action: 1, Text: act.Text{}})
		},
	} {
		w, _, minutes, _ := planned(t)
		write(w, minutes)
		w.void(want)
	}
}

// TestOwed: an action is owed by whom somebody could commit, and by the convener, who wrote it down himself; of others it is asked (R44: low-rank delegate cannot commit).
func TestOwed(t *testing.T) {
	w, m, minutes, x := planned(t)
	owed := func() map[jurisdiction.ID]int {
		out := map[jurisdiction.ID]int{}
		for _, o := range w.must().Owed() {
			if o.Case != minutes || o.Since != minutes || o.Due != noon+24*hour || o.Clause.Clause != "5.1" || o.Clause.Instrument != w.compact {
				t.Errorf("%+v", o)
			}
			out[o.Party] = o.Nth
		}
		return out
	}
	if got := owed(); len(got) != 2 || got["jilin"] != 1 || got["heilongjiang"] != 4 {
		t.Errorf("owed: %v", got)
	}
	done := w.did("jilin", minutes, 1, noon+20*hour)
	if o := w.must().Owed()[0]; o.Met == nil || o.Met.Ref != done || o.Met.At != noon+20*hour || len(o.Met.Missing) != 1 {
		t.Errorf("%+v", o)
	}
	// The minutes are corrected: other order, one item less. What is the same is the same duty, and done.
	x.Actions = []Action{x.Actions[3], x.Actions[0]}
	w.minuted(m, x)
	if got := owed(); len(got) != 2 || got["jilin"] != 1 || got["heilongjiang"] != 4 {
		t.Errorf("owed after the correction: %v", got)
	}
	if got := w.meeting(noon+99*hour, weigh).Actions[1]; got.State != "done" || got.Number != 2 || got.Nth != 1 || got.First != minutes {
		t.Errorf("%+v", got)
	}
	last := w.minuted(m, x).Ref
	w.signs("jilin", last, "we did not take that on")
	if got := owed(); len(got) != 1 || got["heilongjiang"] != 4 {
		t.Errorf("owed after the dissent: %v", got)
	}
}
