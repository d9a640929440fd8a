package incident

import (
	"fmt"
	"strings"
	"testing"

	"tongzhou/act"
)

// orders is where the orders of a case stand that several sign.
func (sc *scene) orders(now act.Time) string {
	var out []string
	for _, a := range sc.Asked(sc.id) {
		if a.Order == nil {
			continue
		}
		text := "announced"
		if a.Binds {
			text = "binds"
		}
		if a.Order.Settled != nil {
			text += " settled"
		}
		for _, x := range a.Order.Signatures {
			text += fmt.Sprintf(" %s:%s", x.Party, x.State)
		}
		if a.Order.Issued != nil {
			text += " issued"
		}
		out = append(out, text+" "+a.To[0].State(now))
	}
	return strings.Join(out, "; ")
}

// TestJointOrder (R17): an order in the name of two superiors binds when it cites the other's assent to the same text. Signed by one it binds nobody, and says so. What it
// is silent about, or what is assented to, is not another text.
func TestJointOrder(t *testing.T) {
	sc := newScene(t, nil)
	order := Task{Of: sc.id, Binding: true, Power: power("joint"), What: said("close both sluices"), AnswerBy: noon + 9*hour}
	both := to("jilin", "songyuan")
	stands := func(want string) {
		t.Helper()
		if got := sc.orders(noon + 20*hour); got != want {
			t.Errorf("stands as %s; wants %s", got, want)
		}
	}
	sc.fails("a request may be made instead", "coordinator", 1, order, both, compact()) // only who is named as the holder issues it
	sc.fails("is not ordered by it", "province", 1, order, to("jilin", "coordinator"), compact())
	sc.fails("is not ordered by it", "province", 1, order, to("jilin", "centre"), compact())
	request := order
	request.Binding, request.Assents = false, []act.Ref{sc.id}
	sc.fails("belong to an order", "province", 1, request, both, compact())
	alone := order
	alone.Power, alone.Assents = power("order"), []act.Ref{sc.id}
	sc.fails("that several sign", "province", 1, alone, both, compact())

	draft := sc.does("province", 1, order, both, compact())
	stands("announced province:signed coordinator:none none") // not overdue: nothing is asked yet
	sc.fails("accepts it or refuses", "coordinator", 2, TaskAnswer{Of: sc.id, What: draft, Answer: "done"}, nil)
	sc.fails("it was not asked of centre", "centre", 2, TaskAnswer{Of: sc.id, What: draft, Answer: "accept"}, nil)
	assent := sc.does("coordinator", 2, TaskAnswer{Of: sc.id, What: draft, Answer: "accept"}, nil)
	stands("announced province:signed coordinator:assented none") // an assent alone makes no order: one journal decides

	signed := order
	signed.Assents = []act.Ref{assent}
	other := signed
	other.What = said("open both sluices")
	sc.fails("another text", "province", 3, other, both, compact())
	other = signed
	other.AnswerBy += hour
	sc.fails("another text", "province", 3, other, both, compact())
	sc.fails("other addressees", "province", 3, signed, to("jilin"), compact())
	other.Assents = []act.Ref{draft}
	sc.fails("accepts no order of its author", "province", 3, other, both, compact())
	settles := signed
	settles.Settles = &draft
	sc.fails("its author is one of them", "province", 3, settles, both, compact())
	sc.does("province", 3, signed, to("songyuan", "jilin"), compact())
	stands("announced province:signed coordinator:assented issued none; binds province:signed coordinator:signed overdue")
	if a := sc.Asked(sc.id); a[0].Binds || !a[1].Binds {
		t.Errorf("binds: %v, %v", a[0].Binds, a[1].Binds)
	}
	sc.does("coordinator", 4, TaskAnswer{Of: sc.id, What: draft, Answer: "refuse", Code: "law", Text: said("we were not heard")}, nil) // too late, and shown
	stands("announced province:signed coordinator:refused issued none; binds province:signed coordinator:revoked overdue")
	sc.settled()
}

// TestSuperiorsDisagree (R17): one refuses, or does not answer in time; who stands above both decides, citing that. It decides nothing as long as they may still agree.
func TestSuperiorsDisagree(t *testing.T) {
	sc := newScene(t, nil)
	order := Task{Of: sc.id, Binding: true, Power: power("joint"), What: said("close both sluices"), AnswerBy: noon + 30*hour}
	both := to("jilin", "songyuan")
	draft := sc.does("province", 1, order, both, compact())
	decided := order
	decided.What = said("close the upper sluice")
	sc.fails("cite the refusal", "centre", 2, decided, both, compact())
	decided.Settles = &draft
	sc.fails("have until", "centre", 2, decided, both, compact())
	refused := sc.does("coordinator", 2, TaskAnswer{Of: sc.id, What: draft, Answer: "refuse", Code: "own-population", Text: said("the upper city would drown")}, nil)
	signed := order
	signed.Assents = []act.Ref{refused}
	sc.fails("accepts no order", "province", 2, signed, both, compact())
	decided.Settles, decided.Assents = &refused, []act.Ref{refused}
	sc.fails("signs alone", "centre", 2, decided, both, compact())
	decided.Assents = nil
	ofCity := sc.does("jilin", 2, TaskAnswer{Of: sc.id, What: draft, Answer: "refuse", Code: "capacity", Text: said("not signed")}, nil)
	decided.Settles = &ofCity
	sc.fails("no refusal by one of the superiors", "centre", 2, decided, both, compact())
	decided.Settles = &sc.id
	sc.fails("is about no order", "centre", 2, decided, both, compact())
	decided.Settles = &refused
	sc.does("centre", 2, decided, both, compact())
	if got := sc.orders(noon + 3*hour); got != "announced province:signed coordinator:refused issued refuse; binds settled province:signed coordinator:refused none" {
		t.Error(got)
	}
	if a := sc.Asked(sc.id); a[0].To[0].Refusal() != "lawful" {
		t.Errorf("to refuse what does not bind is %q", a[0].To[0].Refusal())
	}

	silent := sc.does("province", 5, order, both, compact())
	decided.Settles = &silent
	sc.fails("have until", "centre", 6, decided, both, compact())
	sc.does("centre", 7, decided, both, compact())
	third := sc.does("province", 8, order, both, compact())
	assent := sc.does("coordinator", 8, TaskAnswer{Of: sc.id, What: third, Answer: "accept"}, nil)
	back := sc.does("coordinator", 8, TaskAnswer{Of: sc.id, What: third, Answer: "refuse", Code: "other", Text: said("the dike broke")}, nil)
	order.Assents = []act.Ref{assent}
	sc.fails("took it back", "province", 9, order, both, compact(), back)
	issued := sc.does("province", 9, order, both, compact()) // it does not know of that, and shows so
	decided.Settles = &issued
	sc.fails("was signed by all", "centre", 29, decided, both, compact())
	sc.settled()
	if n := len(sc.Asked(sc.id)); n != 6 {
		t.Errorf("%d orders", n)
	}
}
