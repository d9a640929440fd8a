package incident

import (
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

// R72: at night no one acknowledges: the call goes up the ladder until a person answers; a node's own receipt is not a person.
func TestCallTree(t *testing.T) {
	w := newWorld(t)
	before := w.Write(act.Act{Kind: KindSignal, By: "jilin", At: noon, Officer: "duty"}, Signal{Kind: "missing", Station: "x", Quantity: "q", At: noon})
	opened := w.opens("harbin", func(a *act.Act, o *Open) {
		a.To, a.Cites, o.Roles = to("jilin", "songyuan", "zhaoyuan"), []act.Ref{before.Ref}, nil
	})
	machine := w.Write(act.Act{Kind: KindOwn, By: "zhaoyuan", At: noon, Cites: []act.Ref{opened.Ref}}, OwnPhase{Of: opened.Ref, Phase: "watch", Reason: said("by rule")})
	sc := &scene{w, New(may, jointly), opened.Ref}
	for _, e := range []act.Entry{before, opened, machine} { // what was said before the call, or by a machine, answers nothing
		if err := sc.Apply(e); err != nil {
			t.Fatal(err)
		}
	}
	ladder := func(id jurisdiction.ID) []roster.Contact {
		if id == "zhaoyuan" {
			return nil
		}
		return []roster.Contact{{Post: said("duty desk")}, {Post: said("head of office")}}
	}
	const step = act.Time(10 * 60_000)
	call := func(i int, now act.Time) Call { return sc.Calls(sc.id, ladder, step, now)[i] }
	if c := call(0, noon+step-1); c.State != "called" || c.Step != 0 || c.Contact != nil || c.Next.Post["en"] != "duty desk" || c.Due != noon+step || c.Ref != nil {
		t.Errorf("first step: %+v", c)
	}
	receipt := sc.does("songyuan", 0, Receipt{Of: sc.id, What: sc.id}, nil)
	if c := call(1, noon+step-1); c.State != "received" || *c.Ref != receipt {
		t.Errorf("received: %+v", c)
	}
	if c := call(1, noon+step); c.State != "overdue" || c.Step != 1 || c.Contact.Post["en"] != "duty desk" || c.Next.Post["en"] != "head of office" || c.Due != noon+2*step {
		t.Errorf("second step: %+v", c)
	}
	if c := call(1, noon+9*step); c.Step != 2 || c.Contact.Post["en"] != "head of office" || c.Next != nil || c.Due != noon+3*step {
		t.Errorf("nobody left: %+v", c)
	}
	if c := call(2, noon+9*step); c.State != "overdue" || c.Step != 0 || c.Contact != nil || c.Next != nil {
		t.Errorf("no ladder: %+v", c)
	}
	joined := sc.does("jilin", 1, Participation{Of: sc.id, Role: "affected"}, nil)
	if c := call(0, noon+9*step); c.State != "joined" || *c.Ref != joined || c.At != noon+hour || c.Next != nil || c.Step != 0 {
		t.Errorf("answered: %+v", c)
	}
	sc.does("jilin", 1, sc.phaseless(), nil) // its first word counts
	if c := call(0, noon+9*step); *c.Ref != joined {
		t.Errorf("answered: %+v", c)
	}
	if got := sc.Calls(act.Ref{}, ladder, step, noon); got != nil {
		t.Errorf("no case: %+v", got)
	}
	if c := sc.Calls(sc.id, ladder, 0, noon)[1]; c.State != "received" || c.Due != 0 { // no step: nothing is due
		t.Errorf("no step: %+v", c)
	}
	sc.settled()
}

func (sc *scene) phaseless() OwnPhase { return OwnPhase{Of: sc.id, Phase: "watch", Reason: said("so")} }

// R71: an exercise is a case like any other, marked so, and cannot be merged into a real one (see TestMerge).
func TestExercise(t *testing.T) {
	sc := newScene(t, func(_ *act.Act, o *Open) { o.Status = "Exercise" })
	if c, _ := sc.Case(sc.id); c.Open.Status != "Exercise" {
		t.Errorf("status %s", c.Open.Status)
	}
}
