package meeting

import (
	"slices"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// noon is 12:00 in Harbin on 21 November 2005.
const noon = act.Time(1132545600000)

const hour = act.Time(3600000)

// A world is some journals and what was written into them.
type world struct {
	testing.TB
	entries []act.Entry // in the order of writing
	next    map[jurisdiction.ID]int64
	compact act.Ref // the instrument that has the bodies
}

func newWorld(t testing.TB) *world {
	w := &world{TB: t, next: map[jurisdiction.ID]int64{}}
	w.compact = w.write(act.Act{Kind: agreement.KindIssue, By: "beijing", At: noon - 1000*hour}, compact()).Ref
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

// write appends an act to its author's journal, through its bytes, as on the wire.
func (w *world) write(a act.Act, body any) act.Entry {
	w.Helper()
	raw, err := act.Canonical(body)
	if err != nil {
		w.Fatal(err)
	}
	a.Version, a.Body = act.Version, raw
	slices.SortFunc(a.Cites, act.CompareRefs)
	a.Cites = slices.Compact(a.Cites)
	b, err := act.Encode(a)
	if err != nil {
		w.Fatal(err)
	}
	e := act.Read(act.Origin(a.By), w.next[a.By], b)
	if e.Bad != nil {
		w.Fatal(e.Bad)
	}
	w.next[a.By]++
	w.entries = append(w.entries, e)
	return e
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
	return w.write(a, c)
}

// comes answers an invitation: somebody of that rank, who commits his party or does not.
func (w *world) comes(by jurisdiction.ID, m act.Ref, rank int, commits bool) act.Ref {
	w.Helper()
	return w.write(act.Act{Kind: KindAttend, By: by, At: noon - 5*hour, Cites: []act.Ref{m}}, Attendance{Of: m, Comes: true, Post: said("delegate"), Rank: rank, Commits: commits}).Ref
}

// minuted has the convener write minutes.
func (w *world) minuted(m act.Ref, x Minutes) act.Entry {
	w.Helper()
	x.Of = m
	by, err := act.Author(m.Journal)
	if err != nil {
		w.Fatal(err)
	}
	return w.write(act.Act{Kind: KindMinute, By: by, At: noon + 2*hour, Cites: append([]act.Ref{m}, x.Present...)}, x)
}

func (w *world) signs(by jurisdiction.ID, minutes act.Ref, dissent string) act.Ref {
	w.Helper()
	x := Signing{Of: minutes, Agrees: true}
	if dissent != "" {
		x = Signing{Of: minutes, Dissent: said(dissent)}
	}
	return w.write(act.Act{Kind: KindSign, By: by, At: noon + 3*hour, Cites: []act.Ref{minutes}}, x).Ref
}

func (w *world) did(by jurisdiction.ID, minutes act.Ref, n int, at act.Time, exhibits ...act.Hash) act.Ref {
	w.Helper()
	return w.write(act.Act{Kind: KindDone, By: by, At: at, Cites: []act.Ref{minutes}, Exhibits: exhibits}, Done{Of: minutes, Action: n, Text: said("done"), Exhibits: exhibits}).Ref
}

// apply gives entries to a new state in an order and returns it with what was void.
func (w *world) apply(entries []act.Entry) (*State, map[act.Ref]string) {
	instruments, voids := agreement.New(), map[act.Ref]string{}
	s := New(Rules{May: instruments.May, Clause: instruments.Clause})
	for _, e := range entries {
		if e.Act.Kind == agreement.KindIssue {
			if err := instruments.Apply(e); err != nil {
				voids[e.Ref] = err.Error()
			}
			continue
		}
		before, checked := s.Digest(), s.Check(e)
		unchanged := s.Digest() == before
		err := s.Apply(e)
		if err != nil {
			voids[e.Ref] = err.Error()
		}
		if (err == nil) != (checked == nil) || !unchanged || (err == nil) == (s.Digest() == before) {
			voids[e.Ref] = "Check and Apply do not agree, or the digest does not show it"
		}
	}
	return s, voids
}

// must applies everything and wants nothing void.
func (w *world) must() *State {
	w.Helper()
	s, voids := w.apply(w.entries)
	for ref, why := range voids {
		w.Fatalf("entry %d of %s is void: %s", ref.Index, ref.Journal, why)
	}
	return s
}

// void wants the last act void, for a reason that has these words, and nothing before it.
func (w *world) void(reason string) {
	w.Helper()
	_, voids := w.apply(w.entries)
	last := w.entries[len(w.entries)-1].Ref
	if why := voids[last]; reason == "" && why != "" || reason != "" && (why == "" || !strings.Contains(why, reason)) {
		w.Errorf("void for %q, wants %q", why, reason)
	}
	delete(voids, last)
	if len(voids) > 0 {
		w.Errorf("void besides: %v", voids)
	}
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

// shuffled returns the entries in another order that a docket could choose: each journal in its own order, each entry after those
// that it cites. pick chooses among the journals that can go on.
func (w *world) shuffled(pick func(n int) int) []act.Entry {
	journals := map[string][]act.Entry{}
	var names []string
	for _, e := range w.entries {
		if journals[e.Journal] == nil {
			names = append(names, e.Journal)
		}
		journals[e.Journal] = append(journals[e.Journal], e)
	}
	slices.Sort(names)
	read := map[act.Ref]bool{}
	var out []act.Entry
	for len(out) < len(w.entries) {
		var ready []string
		for _, name := range names {
			if left := journals[name]; len(left) > 0 && !slices.ContainsFunc(left[0].Act.Cites, func(r act.Ref) bool { return !read[r] }) {
				ready = append(ready, name)
			}
		}
		name := ready[pick(len(ready))]
		e := journals[name][0]
		journals[name] = journals[name][1:]
		read[e.Ref] = true
		out = append(out, e)
	}
	return out
}

// weigh knows how many people live in the cities: most in Jilin.
func weigh(p jurisdiction.ID, what string) int64 {
	return map[string]int64{"jilin population": 60, "songyuan population": 30, "harbin population": 10}[string(p)+" "+what]
}

func said(s string) act.Text { return act.Text{"en": s, "zh-Hans": s} }

func ids(list ...jurisdiction.ID) []jurisdiction.ID { return list }
