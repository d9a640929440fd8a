package standing

import (
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

func contains(err error, words string) bool {
	return err != nil && strings.Contains(err.Error(), words)
}

// TestDecide: only whom the clause names decides, never the party, not before it was heard, once, and with a step that there is (R55, R63).
func TestDecide(t *testing.T) {
	later := noon + 7*hour
	for name, c := range map[string]struct {
		write func(w *world, f act.Ref)
		void  string
	}{
		"after the time to reply":     {func(w *world, f act.Ref) { w.decides(KindDecide, "heilongjiang", noon+6*hour+1, 3, f) }, ""},
		"by the deputy":               {func(w *world, f act.Ref) { w.decides(KindDecide, "daqing", later, 1, f) }, ""},
		"founded, nothing follows":    {func(w *world, f act.Ref) { w.decides(KindDecide, "heilongjiang", later, 0, f) }, ""},
		"on the last minute to reply": {func(w *world, f act.Ref) { w.decides(KindDecide, "heilongjiang", noon+6*hour, 1, f) }, "can reply until"},
		"early, citing the reply": {func(w *world, f act.Ref) {
			w.decides(KindDecide, "heilongjiang", noon+2*hour, 1, f, w.says(KindReply, "jilin", noon+hour, f))
		}, ""},
		"early, the reply came and is not cited": {func(w *world, f act.Ref) {
			w.says(KindReply, "jilin", noon+hour, f)
			w.decides(KindDecide, "heilongjiang", noon+2*hour, 1, f)
		}, "can reply until"},
		"early, citing a hearing instead": {func(w *world, f act.Ref) {
			w.decides(KindDecide, "heilongjiang", noon+2*hour, 1, f, w.says(KindHear, "heilongjiang", noon+hour, f))
		}, "can reply until"},
		"by a member":            {func(w *world, f act.Ref) { w.decides(KindDecide, "harbin", later, 1, f) }, "leaves it to body:coordination"},
		"by the party":           {func(w *world, f act.Ref) { w.decides(KindDecide, "jilin", later, -1, f) }, "about himself"},
		"step beyond the ladder": {func(w *world, f act.Ref) { w.decides(KindDecide, "heilongjiang", later, 4, f) }, "has 3"},
		"before it was found":    {func(w *world, f act.Ref) { w.decides(KindDecide, "heilongjiang", noon-1, 1, f) }, "before it was found"},
		"of no finding":          {func(w *world, _ act.Ref) { w.decides(KindDecide, "heilongjiang", later, 1, w.report) }, "no finding"},
		"punished, not founded": {func(w *world, f act.Ref) {
			w.Write(act.Act{Kind: KindDecide, By: "heilongjiang", At: later, Cites: []act.Ref{f}}, Decision{Of: f, Step: 1, Text: said("anyhow")})
		}, "step 1"},
		"a step below zero": {func(w *world, f act.Ref) {
			w.Write(act.Act{Kind: KindDecide, By: "heilongjiang", At: later, Cites: []act.Ref{f}}, Decision{Of: f, Founded: true, Step: -1, Text: said("anyhow")})
		}, "step -1"},
		"without reasons": {func(w *world, f act.Ref) {
			w.Write(act.Act{Kind: KindDecide, By: "heilongjiang", At: later, Cites: []act.Ref{f}}, Decision{Of: f, Text: act.Text{}})
		}, "text"},
		"not cited": {func(w *world, f act.Ref) {
			w.Write(act.Act{Kind: KindDecide, By: "heilongjiang", At: later}, Decision{Of: f, Text: said("so")})
		}, "does not cite"},
		"a second time": {func(w *world, f act.Ref) {
			w.decides(KindDecide, "heilongjiang", later, 1, f)
			w.decides(KindDecide, "heilongjiang", later+hour, 2, f)
		}, "decided already"},
		"a second time, now unfounded": {func(w *world, f act.Ref) {
			w.decides(KindDecide, "heilongjiang", later, 1, f)
			w.decides(KindDecide, "heilongjiang", later+hour, -1, f)
		}, "decided already"},
		"by the deputy, who knows of the host's": {func(w *world, f act.Ref) {
			w.decides(KindDecide, "daqing", later+hour, 2, f, w.decides(KindDecide, "heilongjiang", later, 1, f))
		}, "decided already"},
		"heard by the party":    {func(w *world, f act.Ref) { w.says(KindHear, "jilin", noon+hour, f) }, "about himself"},
		"heard by a member":     {func(w *world, f act.Ref) { w.says(KindHear, "harbin", noon+hour, f) }, "leaves it to"},
		"hearing of no finding": {func(w *world, _ act.Ref) { w.says(KindHear, "heilongjiang", noon+hour, w.report) }, "no finding"},
		"heard after it was decided": {func(w *world, f act.Ref) {
			w.decides(KindDecide, "heilongjiang", later, 1, f)
			w.says(KindHear, "heilongjiang", later+hour, f)
		}, "sealed"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c.write(w, w.finds(nil))
			w.void(c.void)
		})
	}
	// Also where the clause, by mistake or on purpose, names the party itself.
	w := newWorld(t)
	f := w.finds(func(_ *act.Act, f *Finding) { f.Clause.Clause = "6.5" })
	w.decides(KindDecide, "jilin", later, -1, f)
	w.void("about himself")
}

// TestTwoHands: host and deputy may decide without knowing of each other. The host's prevails wherever it is read, and the other is shown (design D4).
func TestTwoHands(t *testing.T) {
	w := newWorld(t)
	f := w.finds(nil)
	deputy := w.decides(KindDecide, "daqing", noon+7*hour, 3, f)
	if got := w.found(noon); got.Decision.Ref != deputy || got.Decision.SameHand {
		t.Errorf("%+v", got.Decision)
	}
	host := w.decides(KindDecide, "heilongjiang", noon+8*hour, 1, f)
	got := w.found(noon)
	if got.Decision.Ref != host || len(got.Others) != 1 || got.Others[0].Ref != deputy || got.Sanction["en"] != "notice among the members" {
		t.Errorf("%+v", got)
	}
}

// TestTwoChairs: a chair goes round between two decisions that do not know of each other. Each was in office; the earlier by its own word prevails.
func TestTwoChairs(t *testing.T) {
	w := newWorld(t)
	f := w.finds(func(_ *act.Act, f *Finding) { f.Clause.Clause = "6.6" })
	first := w.decides(KindDecide, "heilongjiang", noon+7*hour, 1, f)
	w.decides(KindDecide, "changchun", noon+2*day, 2, f)
	if got := w.found(noon + 3*day); got.Decision.Ref != first || len(got.Others) != 1 {
		t.Errorf("%+v", got)
	}
	w = newWorld(t)
	f = w.finds(func(_ *act.Act, f *Finding) { f.Clause.Clause = "6.6" })
	w.decides(KindDecide, "changchun", noon+7*hour, 2, f) // its term has not begun
	w.void("leaves it to body:committee")
}

// TestOwnAppeal: where the text lets a body settle appeals from its own decisions, that is shown; two hands of it settle it once, if they know of each other.
func TestOwnAppeal(t *testing.T) {
	appealed := func() (*world, act.Ref) {
		w := newWorld(t)
		f := w.finds(func(a *act.Act, f *Finding) { a.By, f.Clause.Clause = "daqing", "6.7" })
		return w, w.says(KindAppeal, "jilin", noon+8*hour, w.decides(KindDecide, "heilongjiang", noon+7*hour, 2, f))
	}
	w, a := appealed()
	host := w.decides(KindSettle, "heilongjiang", noon+9*hour, 2, a)
	if got := w.found(noon + day); got.Decision.SameHand || !got.Settlement.SameHand {
		t.Errorf("decided by the finder: %v, settled by who decided: %v", got.Decision.SameHand, got.Settlement.SameHand)
	}
	w.decides(KindSettle, "daqing", noon+10*hour, 1, a, host)
	w.void("settled already")
	w, a = appealed()
	w.decides(KindSettle, "daqing", noon+9*hour, 1, a)
	host = w.decides(KindSettle, "heilongjiang", noon+10*hour, 2, a)
	if got := w.found(noon + day); got.Settlement.Ref != host || len(got.Others) != 1 || got.Others[0].By != "daqing" {
		t.Errorf("%+v", got)
	}
}

// TestHeardThenReplied: a word after the hearing does not undo that it was held; a word after the decision is no word that the decision passed over.
func TestHeardThenReplied(t *testing.T) {
	w := newWorld(t)
	f := w.finds(nil)
	w.says(KindHear, "heilongjiang", noon+hour, f)
	w.says(KindReply, "jilin", noon+2*hour, f)
	if got := w.found(noon + 3*hour); got.State != "heard" {
		t.Errorf("%+v", got)
	}
	w = newWorld(t)
	f = w.finds(nil)
	w.decides(KindDecide, "heilongjiang", noon+7*hour, 1, f)
	w.says(KindReply, "jilin", noon+8*hour, f)
	if got := w.found(noon + 9*hour); got.Unheard || !got.Steps[2].After || !got.Steps[2].Late {
		t.Errorf("%+v", got)
	}
}

// TestReply: the party and nobody else replies, as often as it wants, until it knows of the decision (R55: reply; file sealed at decision).
func TestReply(t *testing.T) {
	w := newWorld(t)
	f := w.finds(nil)
	w.says(KindReply, "harbin", noon+hour, f)
	w.void("the party, jilin, replies")
	w = newWorld(t)
	w.says(KindReply, "jilin", noon+hour, w.report)
	w.void("no finding and no suspicion")
	w = newWorld(t)
	f = w.finds(nil)
	w.Write(act.Act{Kind: KindReply, By: "jilin", At: noon + hour, Cites: []act.Ref{f}}, Reply{Of: f, Text: said("see"), Exhibits: []act.Hash{{1}}})
	w.void("envelope")

	w = newWorld(t)
	f = w.finds(nil)
	w.says(KindReply, "jilin", noon+hour, f)
	w.says(KindReply, "jilin", noon+6*hour+1, f) // late, and heard all the same
	d := w.decides(KindDecide, "heilongjiang", noon+7*hour, 1, f)
	w.says(KindReply, "jilin", noon+8*hour, f) // does not know of the decision
	got := w.found(noon + 9*hour)
	if len(got.Steps) != 5 || got.Steps[1].Late || !got.Steps[2].Late || !got.Steps[4].After || got.Steps[2].After {
		t.Errorf("%+v", got.Steps)
	}
	if !got.Unheard {
		t.Error("it is not shown that the decision cites no reply")
	}
	w.says(KindAppeal, "jilin", noon+9*hour, d)
	w.says(KindReply, "jilin", noon+10*hour, f) // now it knows
	w.void("sealed")
}

// TestAppeal: the party appeals, once, where the clause gives an appeal; whom that names settles it, once, and not to the harm of the party (R55, R63).
func TestAppeal(t *testing.T) {
	at := noon + 10*hour
	decided := func(w *world, clause string, step int) act.Ref {
		return w.decides(KindDecide, "heilongjiang", noon+7*hour, step, w.finds(func(_ *act.Act, f *Finding) { f.Clause.Clause = clause }))
	}
	for name, c := range map[string]struct {
		write func(w *world)
		void  string
	}{
		"the party":        {func(w *world) { w.says(KindAppeal, "jilin", at, decided(w, "6.3", 2)) }, ""},
		"founded, no step": {func(w *world) { w.says(KindAppeal, "jilin", at, decided(w, "6.3", 0)) }, ""},
		"another":          {func(w *world) { w.says(KindAppeal, "harbin", at, decided(w, "6.3", 2)) }, "the party, jilin, appeals"},
		"no appeal there":  {func(w *world) { w.says(KindAppeal, "jilin", at, decided(w, "6.4", 2)) }, "gives no appeal"},
		"unfounded":        {func(w *world) { w.says(KindAppeal, "jilin", at, decided(w, "6.3", -1)) }, "nothing to appeal"},
		"from a finding":   {func(w *world) { w.says(KindAppeal, "jilin", at, w.finds(nil)) }, "no decision"},
		"twice": {func(w *world) {
			d := decided(w, "6.3", 2)
			w.says(KindAppeal, "jilin", at, d)
			w.says(KindAppeal, "jilin", at+1, d)
		}, "already"},
		"settled": {func(w *world) {
			w.decides(KindSettle, "beijing", at, 2, w.says(KindAppeal, "jilin", at, decided(w, "6.3", 2)))
		}, ""},
		"set aside": {func(w *world) {
			w.decides(KindSettle, "beijing", at, -1, w.says(KindAppeal, "jilin", at, decided(w, "6.3", 2)))
		}, ""},
		"by who decided": {func(w *world) {
			w.decides(KindSettle, "heilongjiang", at, 2, w.says(KindAppeal, "jilin", at, decided(w, "6.3", 2)))
		}, "leaves it to party:beijing"},
		"settled by the party": {func(w *world) {
			w.decides(KindSettle, "jilin", at, -1, w.says(KindAppeal, "jilin", at, decided(w, "6.3", 2)))
		}, "about himself"},
		"made worse": {func(w *world) {
			w.decides(KindSettle, "beijing", at, 3, w.says(KindAppeal, "jilin", at, decided(w, "6.3", 2)))
		}, "not worse off"},
		"before the appeal": {func(w *world) {
			w.decides(KindSettle, "beijing", at-1, 1, w.says(KindAppeal, "jilin", at, decided(w, "6.3", 2)))
		}, "before it was appealed"},
		"settles no appeal": {func(w *world) { w.decides(KindSettle, "beijing", at, 1, decided(w, "6.3", 2)) }, "no appeal"},
		"settled twice": {func(w *world) {
			a := w.says(KindAppeal, "jilin", at, decided(w, "6.3", 2))
			w.decides(KindSettle, "beijing", at, 2, a)
			w.decides(KindSettle, "beijing", at, 1, a)
		}, "settled already"},
		"appeal from a settlement": {func(w *world) {
			w.says(KindAppeal, "jilin", at, w.decides(KindSettle, "beijing", at, 1, w.says(KindAppeal, "jilin", at, decided(w, "6.3", 2))))
		}, "the end"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c.write(w)
			w.void(c.void)
		})
	}
	w := newWorld(t)
	d := decided(w, "6.3", 2)
	w.decides(KindSettle, "beijing", at, -1, w.says(KindAppeal, "jilin", at, d))
	w.says(KindFulfil, "jilin", at, d) // it had begun before it knew
	if got := w.found(at); got.State != "settled" || got.Founded || got.Sanction != nil || got.Fulfilled != nil {
		t.Errorf("set aside: %+v", got)
	}
}

// TestFulfil: the party says that the sanction was carried out, once, and only what asks for something is fulfilled (R63: execution).
func TestFulfil(t *testing.T) {
	at := noon + 10*hour
	for name, c := range map[string]struct {
		by   jurisdiction.ID
		step int
		void string
	}{"the party": {"jilin", 1, ""}, "another": {"heilongjiang", 1, "the party, jilin"}, "nothing to do": {"jilin", 0, "asks for nothing"}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.says(KindFulfil, c.by, at, w.decides(KindDecide, "heilongjiang", noon+7*hour, c.step, w.finds(nil)))
			w.void(c.void)
		})
	}
	w := newWorld(t)
	d := w.decides(KindDecide, "heilongjiang", noon+7*hour, 1, w.finds(nil))
	w.says(KindFulfil, "jilin", at, d)
	if got := w.found(at); got.State != "fulfilled" || got.Fulfilled.By != "jilin" {
		t.Errorf("%+v", got)
	}
	w.says(KindFulfil, "jilin", at, d)
	w.void("already")
	w = newWorld(t)
	w.says(KindFulfil, "jilin", at, w.finds(nil))
	w.void("no decision")
}
