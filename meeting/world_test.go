package meeting

import (
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// noon is 12:00 in Harbin on 21 November 2005.
const noon = act.Time(1132545600000)

const hour = act.Time(3600000)

// A world is some journals and what was written into them.
type world struct {
	*acttest.Journals
	compact act.Ref // the instrument that has the bodies
}

func newWorld(t testing.TB) *world {
	w := &world{Journals: acttest.New(t)}
	w.compact = w.Write(act.Act{Kind: agreement.KindIssue, By: "beijing", At: noon - 1000*hour}, compact()).Ref
	return w
}

// compact is the instrument: a coordinating body at Heilongjiang's node, bodies below it that differ in how they vote, and a working group beside it in which nobody
// sits. Two of the three seats ask for a mayor (rank 2), the third for nothing.
func compact() *agreement.Instrument {
	in := &agreement.Instrument{Code: "songhua-compact", Version: 1, Type: "pack", Mode: "superior-led", Title: said("Compact"), From: noon - 900*hour}
	clause := func(c agreement.Clause) {
		c.Force, c.Title, c.Text = "agreement", said("clause"), said("text")
		in.Clauses = append(in.Clauses, c)
	}
	clause(agreement.Clause{ID: "1"})
	clause(agreement.Clause{ID: "5.1", Power: &agreement.Power{Holder: "body:coordination", Do: "convene"}})
	clause(agreement.Clause{ID: "5.2", Power: &agreement.Power{Holder: "party:harbin", Do: "convene"}})
	clause(agreement.Clause{ID: "5.3", Power: &agreement.Power{Holder: "body:office", Do: "convene"}})
	body := func(b agreement.Body) {
		b.Kind, b.Name = "working-group", said(b.ID)
		in.Bodies = append(in.Bodies, b)
	}
	seats := []agreement.Seat{{Party: "jilin", Rank: 2}, {Party: "songyuan", Rank: 2}, {Party: "harbin"}}
	body(agreement.Body{ID: "coordination", Host: "heilongjiang", Deputy: "jilin", Seats: seats, Quorum: 2})
	body(agreement.Body{ID: "office", Parent: "coordination", Host: "harbin", Seats: seats})
	body(agreement.Body{ID: "group", Host: "jilin"})
	for i, id := range []string{"people", "sixty", "two-thirds", "unanimous"} {
		body(agreement.Body{ID: id, Parent: "office", Host: "harbin", Seats: seats})
		clause(agreement.Clause{ID: id, Vote: &agreement.Vote{Body: id, Weight: "population", Majority: []int{0, 60, 66, 100}[i]}})
	}
	return in
}

// convenes calls the coordinating body for noon with two items on the agenda.
func (w *world) convenes(spoil func(*act.Act, *Convening)) act.Entry {
	w.Helper()
	a := act.Act{Kind: KindConvene, By: "heilongjiang", At: noon - 10*hour, Officer: "secretary", To: []jurisdiction.ID{"jilin", "songyuan", "harbin"}, Cites: []act.Ref{w.compact}}
	c := Convening{Power: agreement.Cite{Instrument: w.compact, Clause: "5.1"}, Body: "coordination", Title: said("The slick"), At: noon, Place: said("Harbin"),
		Agenda: []act.Text{said("Closing the intakes"), said("Who pays")}, AnswerBy: noon - hour}
	if spoil != nil {
		spoil(&a, &c)
	}
	return w.Write(a, c)
}

// comes answers an invitation: somebody of that rank, who commits his party or does not.
func (w *world) comes(by jurisdiction.ID, m act.Ref, rank int, commits bool) act.Ref {
	w.Helper()
	return w.Write(act.Act{Kind: KindAttend, By: by, At: noon - 5*hour, Cites: []act.Ref{m}}, Attendance{Of: m, Comes: true, Post: said("delegate"), Rank: rank, Commits: commits}).Ref
}

// minuted has the convener write minutes.
func (w *world) minuted(m act.Ref, x Minutes) act.Entry {
	w.Helper()
	x.Of = m
	by, err := act.Author(m.Journal)
	if err != nil {
		w.Fatal(err)
	}
	return w.Write(act.Act{Kind: KindMinute, By: by, At: noon + 2*hour, Cites: append([]act.Ref{m}, x.Present...)}, x)
}

func (w *world) signs(by jurisdiction.ID, minutes act.Ref, dissent string) act.Ref {
	w.Helper()
	x := Signing{Of: minutes, Agrees: true}
	if dissent != "" {
		x = Signing{Of: minutes, Dissent: said(dissent)}
	}
	return w.Write(act.Act{Kind: KindSign, By: by, At: noon + 3*hour, Cites: []act.Ref{minutes}}, x).Ref
}

func (w *world) did(by jurisdiction.ID, minutes act.Ref, n int, at act.Time, exhibits ...act.Hash) act.Ref {
	w.Helper()
	return w.Write(act.Act{Kind: KindDone, By: by, At: at, Cites: []act.Ref{minutes}, Exhibits: exhibits}, Done{Of: minutes, Action: n, Text: said("done"), Exhibits: exhibits}).Ref
}

// apply gives entries to a new state in an order and returns it with what was void.
func (w *world) apply(entries []act.Entry) (*State, acttest.Voids) {
	instruments, voids := agreement.New(), acttest.Voids{}
	s := New(Rules{May: instruments.May, Clause: instruments.Clause})
	for _, e := range entries {
		if e.Act.Kind == agreement.KindIssue {
			voids.Apply(instruments, e)
			continue
		}
		voids.Apply(s, e)
	}
	return s, voids
}

// must applies everything and wants nothing void.
func (w *world) must() *State {
	w.Helper()
	return acttest.Fold(w.Journals, w.apply, "")
}

// void wants the last act void, for a reason that has these words, and nothing before it.
func (w *world) void(reason string) {
	w.Helper()
	acttest.Fold(w.Journals, w.apply, reason)
}

// meeting returns the one meeting, as it stands at a time.
func (w *world) meeting(now act.Time, weigh Weigh) Meeting {
	w.Helper()
	list := w.must().Meetings(now, weigh)
	if len(list) != 1 {
		w.Fatalf("%d meetings", len(list))
	}
	return list[0]
}

// weigh knows how many people live in the cities: most in Jilin.
func weigh(p jurisdiction.ID, what string) int64 {
	return map[string]int64{"jilin population": 60, "songyuan population": 30, "harbin population": 10}[string(p)+" "+what]
}

func said(s string) act.Text { return act.Text{"en": s, "zh-Hans": s} }

func ids(list ...jurisdiction.ID) []jurisdiction.ID { return list }
