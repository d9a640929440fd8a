package meeting

import (
	"errors"
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
	w.compact = w.write(act.Act{Kind: agreement.KindIssue, By: "heilongjiang", At: noon - 1000*hour}, struct{}{}).Ref
	return w
}

// compact is the instrument: a coordinating body at Heilongjiang's node with a hazard office below it, and a working group of its own.
func compact() *agreement.Instrument {
	power := func(id, holder, do string) agreement.Clause {
		return agreement.Clause{ID: id, Power: &agreement.Power{Holder: holder, Do: do}}
	}
	return &agreement.Instrument{
		Code: "songhua-compact", Parties: []jurisdiction.ID{"jilin", "songyuan", "harbin", "heilongjiang"},
		Clauses: []agreement.Clause{power("5.1", "body:coordination", "convene"), power("5.2", "party:harbin", "convene"), power("5.3", "body:office", "convene"), {ID: "1"}},
		Bodies: []agreement.Body{{ID: "coordination", Host: "heilongjiang", Deputy: "jilin"}, {ID: "office", Parent: "coordination", Host: "harbin"},
			{ID: "group", Host: "jilin"}},
	}
}

// rules answers as package agreement does, for the one instrument of this world.
func (w *world) rules() Rules {
	in := compact()
	clause := func(c agreement.Cite) (*agreement.Clause, *agreement.Instrument, bool) {
		i := slices.IndexFunc(in.Clauses, func(x agreement.Clause) bool { return x.ID == c.Clause })
		if c.Instrument != w.compact || i < 0 {
			return nil, nil, false
		}
		return &in.Clauses[i], in, true
	}
	return Rules{Clause: clause, May: func(by jurisdiction.ID, c agreement.Cite, do string, a act.Act) error {
		x, _, ok := clause(c)
		if !ok || x.Power == nil || x.Power.Do != do || !slices.Contains(a.Cites, c.Instrument) {
			return errors.New("no such power")
		}
		holder := x.Power.Holder
		for _, b := range in.Bodies {
			if holder == "body:"+b.ID && (by == b.Host || by == b.Deputy) || holder == "party:"+string(by) {
				return nil
			}
		}
		return errors.New("the power is not yours")
	}}
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

// minuted writes minutes.
func (w *world) minuted(m act.Ref, x Minutes) act.Entry {
	w.Helper()
	x.Of = m
	return w.write(act.Act{Kind: KindMinute, By: "heilongjiang", At: noon + 2*hour, Cites: append([]act.Ref{m}, x.Present...)}, x)
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
	s, voids := New(w.rules()), map[act.Ref]string{}
	for _, e := range entries {
		if !strings.HasPrefix(string(e.Act.Kind), "meeting.") {
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
func (w *world) meeting(now act.Time, seating Seating) Meeting {
	w.Helper()
	list := w.must().Meetings(now, seating)
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

// seated is a body of three cities: two seats ask for a mayor (rank 2), the third for nothing.
func seated(act.Ref, string, act.Time) (Seats, bool) {
	return Seats{Quorum: 2, Seats: []Seat{{"jilin", 2, 0}, {"songyuan", 2, 0}, {"harbin", 0, 0}}}, true
}

func said(s string) act.Text { return act.Text{"en": s, "zh-Hans": s} }

func ids(list ...jurisdiction.ID) []jurisdiction.ID { return list }
