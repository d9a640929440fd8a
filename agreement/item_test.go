package agreement

import (
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// item is the only item of the compact, as a state shows it.
func item(t testing.TB, s *State, now act.Time) Line {
	t.Helper()
	list := s.Items(now)
	if len(list) != 1 {
		t.Fatalf("%d items: %+v", len(list), list)
	}
	return list[0]
}

// R36, R43: an item is open, started, overdue, done late, and done without evidence until there is some; what its owner said stays as its history.
func TestItem(t *testing.T) {
	w := newWorld(t)
	of := w.signed(compact())
	tell := func(p Progress) act.Ref {
		p.Of = Cite{of, "7"}
		return w.Write(act.Act{Kind: KindProgress, By: "jilin", At: w.at, Cites: []act.Ref{of}, Officer: "duty", Exhibits: p.Exhibits}, p).Ref
	}
	state := func(at act.Time, want string, proven bool, share int) {
		t.Helper()
		if l := item(t, w.must(), at); l.State != want || l.Proven != proven || l.Share != share || l.By != noon+50*day {
			t.Errorf("at %s: %s, proven %t, %d%%, by %s; wants %s, %t, %d%%", at.RFC3339(), l.State, l.Proven, l.Share, l.By.RFC3339(), want, proven, share)
		}
	}
	state(noon+day, "open", false, 0)
	w.at = noon + 2*day
	tell(Progress{Step: "started"})
	state(noon+3*day, "started", false, 0)
	w.at = noon + 20*day
	tell(Progress{Step: "progress", Share: 40, Spent: money(200)})
	state(noon+21*day, "started", false, 40)
	state(noon+51*day, "overdue", false, 40)
	w.at = noon + 52*day
	tell(Progress{Step: "done", Text: said("agreed")})
	state(noon+53*day, "done-late", false, 100)
	w.at = noon + 55*day
	tell(Progress{Step: "done", Text: said("the protocol"), Exhibits: []act.Hash{{7}}})
	state(noon+56*day, "done-late", true, 100)
	s := w.must()
	if l := item(t, s, noon+56*day); len(l.History) != 4 || l.First("done").At != noon+52*day || !s.Owes(&l) || l.Crosses {
		t.Errorf("%+v", l)
	}
	w.move(KindLeave, "songyuan", of)
	w.at = noon
	w.move(KindLeave, "jilin", of)
	if s = w.must(); s.Owes(&s.Items(noon + 40*day)[0]) != false {
		t.Error("who has left before it was due owes it still")
	}
}

// R43, the edge: an item that goes on after its budget year takes its money along, or is seen to have none; what is neither spent nor carried is left.
func TestItemCrossesTheYear(t *testing.T) {
	w := newWorld(t)
	text := compact()
	text.Clauses[len(text.Clauses)-1].Force = "pledge"
	of := w.signed(text)
	w.at = noon + 40*day
	w.write(KindProgress, "jilin", Progress{Of: Cite{of, "7"}, Step: "progress", Spent: money(200)}, of)
	w.write(KindProgress, "jilin", Progress{Of: Cite{of, "7"}, Step: "moved", Text: said("ice"), Due: noon + 90*day}, of)
	l := item(t, w.must(), noon+70*day)
	if l.State != "started" || l.By != noon+90*day || !l.Crosses || !l.Unpaid || len(l.Years) != 1 || l.Years[0].Left != *money(300) {
		t.Errorf("moved without money: %+v", l)
	}
	w.write(KindProgress, "jilin", Progress{Of: Cite{of, "7"}, Step: "moved", Text: said("ice"), Due: noon + 90*day, Carried: money(250), Closes: noon + 425*day}, of)
	w.at = noon + 80*day
	w.write(KindProgress, "jilin", Progress{Of: Cite{of, "7"}, Step: "progress", Spent: money(500)}, of)
	l = item(t, w.must(), noon+91*day)
	if l.State != "overdue" || !l.Crosses || l.Unpaid || len(l.Years) != 2 {
		t.Errorf("moved with money: %+v", l)
	}
	if a, b := l.Years[0], l.Years[1]; a.Left != *money(50) || b.Amount != *money(250) || b.Spent != *money(300) || b.Left != *money(-50) || b.Closes != noon+425*day {
		t.Errorf("years: %+v", l.Years)
	}
	w.write(KindProgress, "jilin", Progress{Of: Cite{of, "7"}, Step: "dropped", Text: said("no use")}, of)
	if l = item(t, w.must(), noon+99*day); l.State != "dropped" || l.Unpaid {
		t.Errorf("dropped: %+v", l)
	}
}

// R43: who signed a date does not move it alone; an amendment does, and the history goes on.
func TestItemIsMovedByAmendment(t *testing.T) {
	w := newWorld(t)
	of := w.signed(compact())
	w.at = noon + 45*day
	w.write(KindProgress, "jilin", Progress{Of: Cite{of, "7"}, Step: "moved", Text: said("ice"), Due: noon + 90*day}, of)
	if l := item(t, w.must(), noon+51*day); l.State != "overdue" || l.By != noon+50*day || l.Moved != noon+90*day {
		t.Errorf("moved alone: %+v", l)
	}
	next := compact().next(of)
	moved := *next.Clauses[len(next.Clauses)-1].Item
	moved.Due = noon + 80*day
	next.Clauses[len(next.Clauses)-1].Item = &moved
	w.signed(next)
	if l := item(t, w.must(), noon+51*day); l.State != "started" || l.By != noon+80*day || l.Moved != 0 || l.Since != of || len(l.History) != 1 {
		t.Errorf("moved by all: %+v", l)
	}
}

// R36, R43: what is no word about an item is void and loses nothing.
func TestProgressRefused(t *testing.T) {
	w := newWorld(t)
	of := w.signed(compact())
	at := Cite{of, "7"}
	for _, c := range []struct {
		by   jurisdiction.ID
		want string
		body Progress
	}{
		{"harbin", "its owner, jilin", Progress{Of: at, Step: "started"}},
		{"jilin", "no item", Progress{Of: Cite{of, "1"}, Step: "started"}},
		{"jilin", "not among its citations", Progress{Of: Cite{w.Entries[0].Ref, "7"}, Step: "started"}},
		{"jilin", "step", Progress{Of: at, Step: "nearly"}},
		{"jilin", "text", Progress{Of: at, Step: "done"}},
		{"jilin", "text", Progress{Of: at, Step: "dropped"}},
		{"jilin", "share", Progress{Of: at, Step: "progress", Share: 101}},
		{"jilin", "due: is moved", Progress{Of: at, Step: "moved", Text: said("ice"), Due: noon + 50*day}},
		{"jilin", "belong to what is moved", Progress{Of: at, Step: "started", Due: noon + 90*day}},
		{"jilin", "an end of its year", Progress{Of: at, Step: "moved", Text: said("ice"), Due: noon + 90*day, Carried: money(1)}},
		{"jilin", "later budget year", Progress{Of: at, Step: "moved", Text: said("ice"), Due: noon + 90*day, Carried: money(1), Closes: noon + 60*day}},
		{"jilin", "currency", Progress{Of: at, Step: "progress", Spent: &act.Quantity{Mantissa: 1, Unit: "EUR"}}},
		{"jilin", "envelope", Progress{Of: at, Step: "done", Text: said("so"), Exhibits: []act.Hash{{1}}}},
	} {
		w.write(KindProgress, c.by, c.body, of)
		s, voids := apply(w.Entries)
		last := w.Entries[len(w.Entries)-1].Ref
		if len(voids) != 1 || !strings.Contains(voids[last], c.want) || len(item(t, s, noon).History) != 0 {
			t.Errorf("%+v: %v, wants %q", c.body, voids, c.want)
		}
		w.Unwrite()
	}
}
