package incident

import (
	"testing"

	"tongzhou/act"
)

// R17, R18: an order needs the power; without it a request may be made. Refusing is a finding, lawful, a broken promise, or for people to weigh (R62).
func TestOrdersAndRequests(t *testing.T) {
	sc := newScene(t, nil)
	request := Task{Of: sc.id, What: said("close the sluice"), AnswerBy: noon + 4*hour, DoneBy: noon + 8*hour}
	order := request
	order.Binding = true
	sc.fails("needs the power order; an order without it is none, but a request may be made instead", "harbin", 1, order, to("jilin"))
	order.Power = power("order")
	sc.fails("a request may be made instead", "coordinator", 1, order, to("jilin"), compact())
	asked := sc.does("harbin", 1, request, to("jilin", "songyuan", "zhaoyuan"))
	ordered := sc.does("province", 1, order, to("jilin", "songyuan", "zhaoyuan"), compact())

	refuse := func(what act.Ref, code string) TaskAnswer {
		return TaskAnswer{Of: sc.id, What: what, Answer: "refuse", Code: code, Text: said("our own dike would break")}
	}
	answer := func(what act.Ref, word string) TaskAnswer {
		return TaskAnswer{Of: sc.id, What: what, Answer: word}
	}
	sc.fails("it was not asked of harbin", "harbin", 2, answer(asked, "accept"), nil)
	sc.fails("who refuses says why", "jilin", 2, answer(asked, "refuse"), nil)
	sc.fails("who refuses says why", "jilin", 2, TaskAnswer{Of: sc.id, What: asked, Answer: "accept", Code: "law"}, nil)
	sc.fails("text: absent", "jilin", 2, TaskAnswer{Of: sc.id, What: asked, Answer: "refuse", Code: "law"}, nil)
	sc.fails("who refuses says why", "jilin", 2, refuse(asked, "mood"), nil)
	sc.fails(`answer: "perhaps"`, "jilin", 2, answer(asked, "perhaps"), nil)
	sc.fails("no task, escalation or release", "jilin", 2, answer(sc.id, "accept"), nil)
	sc.fails("exhibits: 07", "jilin", 2, TaskAnswer{Of: sc.id, What: asked, Answer: "accept", Exhibits: []act.Hash{{7}}}, nil)

	sc.does("jilin", 2, refuse(asked, "capacity"), nil)
	sc.does("jilin", 2, refuse(ordered, "capacity"), nil)
	sc.fails("repeats", "jilin", 3, refuse(ordered, "law"), nil)
	sc.does("songyuan", 2, answer(asked, "accept"), nil)
	sc.does("songyuan", 3, refuse(asked, "other"), nil)
	sc.does("songyuan", 3, refuse(ordered, "own-population"), nil)
	sc.does("zhaoyuan", 5, answer(ordered, "accept"), nil)
	sc.does("zhaoyuan", 6, answer(ordered, "done"), nil)
	sc.fails("said that it is done", "zhaoyuan", 7, refuse(ordered, "law"), nil)

	list := sc.Asked(sc.id)
	if len(list) != 2 || list[0].Task.Binding || !list[1].Task.Binding {
		t.Fatalf("asked %+v", list)
	}
	for _, c := range []struct {
		got   Answered
		want  string
		means string
		late  bool
	}{
		{list[0].To[0], "refuse", "lawful", false},
		{list[0].To[1], "refuse", "promised", false},
		{list[0].To[2], "overdue", "", false},
		{list[1].To[0], "refuse", "finding", false},
		{list[1].To[1], "refuse", "protects", false},
		{list[1].To[2], "done", "", true}, // R61: heard of it after it was due
	} {
		if state := c.got.State(noon + 9*hour); state != c.want || c.got.Refusal() != c.means || c.got.Late != c.late {
			t.Errorf("%s: %s %q late %v, wants %s %q %v", c.got.Party, state, c.got.Refusal(), c.got.Late, c.want, c.means, c.late)
		}
	}
	sc.settled()
}

func TestTaskStates(t *testing.T) { // R61: sent, received, overdue, accepted and not done
	sc := newScene(t, nil)
	task := sc.does("harbin", 1, Task{Of: sc.id, What: said("boats"), AnswerBy: noon + 4*hour, DoneBy: noon + 8*hour}, to("jilin"))
	at := func(hours act.Time) Answered { return sc.Asked(sc.id)[0].To[0] }
	check := func(hours act.Time, want string) {
		t.Helper()
		if got := at(hours).State(noon + hours*hour); got != want {
			t.Errorf("hour %d: %s, wants %s", hours, got, want)
		}
	}
	check(4, "none")
	check(5, "overdue")
	if at(0).Receipt != nil {
		t.Error("a receipt that nobody gave")
	}
	sc.does("jilin", 2, Receipt{Of: sc.id, What: task}, nil)
	sc.fails("gave a receipt for it already", "jilin", 3, Receipt{Of: sc.id, What: task}, nil)
	sc.fails("not addressed to songyuan", "songyuan", 3, Receipt{Of: sc.id, What: task}, nil)
	if d := at(0); d.Receipt == nil || d.ReceivedAt != noon+2*hour || d.Late {
		t.Errorf("delivery %+v", d)
	}
	sc.does("jilin", 3, TaskAnswer{Of: sc.id, What: task, Answer: "accept"}, nil)
	check(8, "accept")
	check(9, "overdue")
	for name, bad := range map[string]Task{
		"what: ":             {What: act.Text{}, AnswerBy: noon + 9*hour},
		"not after the act":  {What: said("x"), AnswerBy: noon + hour},
		"not after the act ": {What: said("x"), AnswerBy: noon + 9*hour, DoneBy: noon + hour},
	} {
		bad.Of = sc.id
		if _, err := sc.tries("harbin", 1, bad, to("jilin")); err == nil {
			t.Errorf("%q was taken", name)
		}
	}
	sc.fails("to nobody", "harbin", 1, Task{Of: sc.id, What: said("x"), AnswerBy: noon + 9*hour}, nil)
	sc.fails("its own author", "harbin", 1, Task{Of: sc.id, What: said("x"), AnswerBy: noon + 9*hour}, to("harbin"))
	sc.settled()
}

// R46: the superior is late, refuses, or takes over; and then both command at once until the former lead hears of it.
func TestEscalation(t *testing.T) {
	sc := newScene(t, nil)
	call := Escalation{Of: sc.id, Superior: "centre", Need: said("40 boats"), Gap: said("25 boats"), AnswerBy: noon + 3*hour}
	sc.fails("one superior", "harbin", 1, call, to("centre", "province"))
	sc.fails("not to its own author", "centre", 1, call, to("centre"))
	sc.fails("need and gap", "harbin", 1, Escalation{Of: sc.id, Superior: "centre", Need: said("x"), Gap: act.Text{}, AnswerBy: noon + 3*hour}, to("centre"))
	first := sc.does("jilin", 1, call, to("centre")) // any member may ask
	state := func(i int, hours act.Time) string { return sc.Asked(sc.id)[i].To[0].State(noon + hours*hour) }
	if state(0, 3) != "none" || state(0, 4) != "overdue" {
		t.Errorf("late: %s, %s", state(0, 3), state(0, 4))
	}
	sc.fails("accepted or refused", "centre", 4, TaskAnswer{Of: sc.id, What: first, Answer: "done"}, nil)
	sc.does("centre", 4, TaskAnswer{Of: sc.id, What: first, Answer: "refuse", Code: "other", Text: said("the province can")}, nil)
	if a := sc.Asked(sc.id)[0].To[0]; state(0, 9) != "refuse" || !a.Late || a.Refusal() != "lawful" {
		t.Errorf("refused: %+v", a)
	}
	call.Superior = "province"
	second := sc.does("harbin", 5, Escalation{Of: sc.id, Superior: "province", Need: said("40 boats"), Gap: said("25 boats"), AnswerBy: noon + 7*hour}, to("province"))
	over := Command{Of: sc.id, Basis: "take-over", Functions: []string{"lead"}, Holder: "agency", From: noon + 6*hour, Escalation: &second}
	sc.does("province", 6, over, to("agency")) // which does not confirm
	if a := sc.Asked(sc.id)[1]; state(1, 6) != "none" || a.TakenOver != nil {
		t.Errorf("nobody has taken over: %+v", a)
	}
	over.Holder = "province"
	taken := sc.does("province", 6, over, to("harbin"))
	if a := sc.Asked(sc.id)[1]; state(1, 9) != "taken-over" || len(a.TakenOver) != 1 || a.TakenOver[0] != taken {
		t.Errorf("taken over: %+v", a)
	}
	sc.does("province", 7, sc.phaseOf("emergency"), nil)
	sc.does("harbin", 8, sc.phaseOf("recovery"), nil) // both command at once
	if c := sc.isIn("emergency", "province"); len(c.Decisions) != 2 || !c.Decisions[0].Beside || c.Decisions[1].Beside {
		t.Errorf("decisions %+v", c.Decisions)
	}
	sc.settled()
}

// R11: what was missing when somebody above was asked stays on record as it was then.
func TestGapRows(t *testing.T) {
	sc := newScene(t, nil)
	q := func(m int64) *act.Quantity { return &act.Quantity{Mantissa: m, Unit: "1"} }
	e := sc.says("harbin", noon+hour, Statement{Of: sc.id, Subject: "need/harbin/boat", Value: said("forty"), Quantity: q(40)})
	if err := sc.Apply(e); err != nil {
		t.Fatal(err)
	}
	asks := Escalation{Of: sc.id, Superior: "province", Need: said("forty boats"), Gap: said("twenty"), AnswerBy: noon + 4*hour,
		Rows: []GapRow{{Kind: "boat", Need: q(40), Stock: q(12), Promised: q(7), Gap: q(21), Basis: []act.Ref{e.Ref}}, {Power: "order"}}}
	for what, spoil := range map[string]func(*GapRow){
		"kind or a power": func(r *GapRow) { r.Power = "order" }, "does not cite": func(r *GapRow) { r.Basis = []act.Ref{{Journal: "jilin/journal/1"}} },
		"less than nothing": func(r *GapRow) { r.Need = q(-1) }, "one unit": func(r *GapRow) { r.Gap = &act.Quantity{Mantissa: 1, Unit: "t"} },
	} {
		bad := asks
		bad.Rows = []GapRow{asks.Rows[0]}
		spoil(&bad.Rows[0])
		sc.fails(what, "harbin", 2, bad, to("province"), e.Ref)
	}
	sc.does("harbin", 2, asks, to("province"), e.Ref)
	if a := sc.Asked(sc.id); len(a) != 1 || len(a[0].Escalation.Rows) != 2 || a[0].Escalation.Rows[0].Gap.Mantissa != 21 {
		t.Errorf("%+v", a)
	}
}
