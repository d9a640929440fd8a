package duty

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

// noon is 12:00 in Jilin on 13 November 2005, an hour and three quarters before the explosion.
const noon = act.Time(1131854400000)

// at is a moment so many minutes after noon.
func at(m int) act.Time { return noon + act.Time(m)*minute }

// ref is the citation of an entry.
func ref(by jurisdiction.ID, index int64) act.Ref {
	return act.Ref{Journal: act.Origin(by), Index: index, Leaf: act.LeafHash([]byte(string(by) + string(rune('a'+index))))}
}

func refOf(by jurisdiction.ID, index int64) *act.Ref { r := ref(by, index); return &r }

func text(s string) act.Text { return act.Text{"en": s} }

// owes is a clause with a duty; the last of more is its condition.
func owes(id string, d agreement.Duty, when ...string) agreement.Clause {
	c := agreement.Clause{ID: id, Force: "law", Title: text(id), Text: text(id), Duty: &d}
	for _, w := range when {
		c.When = w
	}
	return c
}

// binding is a version of an instrument that has been in force since long before noon.
func binding(code string, parties []jurisdiction.ID, clauses ...agreement.Clause) agreement.Version {
	return agreement.Version{Instrument: &agreement.Instrument{Code: code, Version: 1, Type: "agreement", Parties: parties, From: 1, Clauses: clauses},
		Ref: ref("office", int64(len(code))), By: "office", State: "concluded", Concluded: 1, Starts: 1}
}

// The parties of the tests.
func cities() []jurisdiction.ID { return []jurisdiction.ID{"daqing", "harbin", "jilin", "songyuan"} }

// pack binds everybody below the province and the province.
func pack(clauses ...agreement.Clause) agreement.Version {
	v := binding("pack", nil, clauses...)
	v.Type, v.Issued, v.By, v.Ref = "pack", true, "province", ref("province", 7)
	return v
}

func above(p jurisdiction.ID) jurisdiction.ID {
	if slices.Contains(cities(), p) || p == "office" {
		return "province"
	}
	return ""
}

// facts are a case: opened at noon by Jilin, known to Jilin at noon, classified ten minutes later. Jilin is origin and leads, Songyuan and Harbin are affected, Daqing is
// a neighbour.
func facts() Facts {
	of := condition.Unknown()
	of.Status, of.Hazard, of.Grade, of.Phase, of.Mode, of.At = "Actual", "pollutant-slug", 4, "emergency", "voluntary", noon
	f := Facts{Case: ref("jilin", 0), Title: text("slick"), Of: of,
		Parties: map[string][]jurisdiction.ID{"origin": {"jilin"}, "affected": {"harbin", "songyuan"}, "lead": {"jilin"}, "coordinator": {"office"},
			"participants": {"harbin", "jilin", "songyuan"}, "adjacent": {"harbin", "jilin", "songyuan"}},
		Roles: map[jurisdiction.ID][]string{"jilin": {"lead", "origin"}, "harbin": {"affected"}, "songyuan": {"affected"}, "office": {"coordinator"}},
		Rank:  map[jurisdiction.ID]string{"jilin": "city", "harbin": "city", "songyuan": "city", "daqing": "city", "province": "province", "office": "body"},
		Above: map[jurisdiction.ID]jurisdiction.ID{}}
	for _, c := range append(cities(), "office") {
		f.Above[c] = "province"
	}
	f.Clocks = []Clock{
		{What: "occurred", At: at(-15), Since: f.Case}, {What: "opened", At: noon, Since: f.Case}, {What: "known", Party: "jilin", At: noon, Since: f.Case},
		{What: "known", Party: "harbin", At: at(30), Since: ref("harbin", 0)}, {What: "assessed", At: at(10), Since: ref("jilin", 1)},
	}
	return f
}

// reclassified adds a turn at which the grade changed.
func (f *Facts) reclassified(m int, index int64, grade int) {
	if f.Turns == nil {
		f.Turns = []Turn{{At: f.Of.At, Since: f.Case, Of: f.Of}}
	}
	f.Of.Grade = grade
	f.Turns = append(f.Turns, Turn{At: at(m), Since: ref("jilin", index), Of: f.Of})
	f.Clocks = append(f.Clocks, Clock{What: "assessed", At: at(m), Since: ref("jilin", index)})
}

// closes closes the case.
func (f *Facts) closes(m int) {
	if f.Turns == nil {
		f.Turns = []Turn{{At: f.Of.At, Since: f.Case, Of: f.Of}}
	}
	f.Of.Phase, f.Closed = "closed", true
	f.Turns = append(f.Turns, Turn{At: at(m), Since: ref("jilin", 90), Of: f.Of})
	f.Clocks = append(f.Clocks, Clock{What: "closed", At: at(m), Since: ref("jilin", 90)})
}

// did adds a deed, and its receipt so many minutes later; a negative number: none.
func (f *Facts) did(do string, by, to jurisdiction.ID, m int, index int64, received int) *Deed {
	d := Deed{Do: do, By: by, To: to, At: at(m), Ref: ref(by, index)}
	if received >= 0 {
		d.Received, d.ReceivedAt = refOf(to, index), at(m+received)
	}
	f.Deeds = append(f.Deeds, d)
	return &f.Deeds[len(f.Deeds)-1]
}

// asks adds what a party was asked.
func (f *Facts) asks(by, of jurisdiction.ID, m int, index int64) act.Ref {
	r := ref(by, index)
	f.Clocks = append(f.Clocks, Clock{What: "asked", Party: of, At: at(m), Since: r, Of: "answer"})
	return r
}

// derive derives by some versions.
func derive(f Facts, s *State, versions ...agreement.Version) []Owed {
	return Derive(Compile(versions, above), f, s)
}

// only returns the one duty there is.
func only(t testing.TB, list []Owed) Owed {
	t.Helper()
	if len(list) != 1 {
		t.Fatalf("%d duties, want one: %s", len(list), spell(list))
	}
	return list[0]
}

// spell writes duties on one line each: debtor, creditor, word, clause, minutes after noon.
func spell(list []Owed) (out string) {
	for _, o := range list {
		out += string(o.Party) + ">" + string(o.To) + " " + o.Do + " " + o.Clause.Clause
		if o.Waits != "" {
			out += " waits:" + o.Waits
		}
		out += "\n"
	}
	return out
}

// A hand writes acts into journals and gives them to states.
type hand struct {
	*acttest.Journals
	*State
}

func newHand(t testing.TB) *hand {
	h := &hand{acttest.New(t), New()}
	h.First = 100 // after everything that facts have cited
	return h
}

// about is the envelope of an act about a duty.
func about(kind act.Kind, k Key, m int) act.Act {
	a := act.Act{Kind: kind, By: k.Party, At: at(m), Officer: "duty", Cites: []act.Ref{k.Case, k.Since}}
	if k.Clause.Clause != "" {
		a.Cites = append(a.Cites, k.Clause.Instrument)
	}
	if k.To != "" {
		a.To = []jurisdiction.ID{k.To}
	}
	return a
}

// must writes and applies an act.
func (h *hand) must(a act.Act, body any) act.Ref {
	h.Helper()
	e := h.Write(a, body)
	if err := acttest.Apply(h, h.State, e); err != nil {
		h.Fatal(err)
	}
	return e.Ref
}

func (h *hand) excuses(o Owed, m int, code string) act.Ref {
	h.Helper()
	return h.must(about(KindExcuse, o.Key, m), Excuse{Duty: o.Key, Code: code, Text: text("the line was cut"), From: at(m - 60), Until: at(m)})
}

func (h *hand) meets(o Owed, m int) act.Ref {
	h.Helper()
	return h.must(about(KindMeet, o.Key, m), Meeting{Duty: o.Key, Text: text("told by telephone")})
}

func (h *hand) answers(by jurisdiction.ID, of act.Ref, m int, accepts bool) act.Ref {
	h.Helper()
	return h.must(act.Act{Kind: KindAnswer, By: by, At: at(m), Cites: []act.Ref{of}}, Answer{Of: of, Accepts: accepts, Text: text("so it is")})
}

// witnessed is a roster in which two observers saw a journal with so many entries at a moment, minutes after noon, for each sight.
func witnessed(t testing.TB, sights ...sight) *roster.State {
	t.Helper()
	h := newHand(t)
	s := roster.New("office/journal/1")
	put := func(by jurisdiction.ID, m int, kind act.Kind, body any) {
		e := h.Write(act.Act{Kind: kind, By: by, At: at(m)}, body)
		if err := s.Apply(e); err != nil {
			t.Fatal(err)
		}
	}
	put("office", -1000, roster.KindFound, roster.Charter{Alliance: text("a"), Mode: "voluntary", Secretariat: "office",
		Rules: roster.Rules{Accept: []roster.Accept{{Minutes: 30}}, MustWarn: 50, Observers: roster.Quorum{Count: 2}}})
	for _, x := range sights {
		for _, by := range []jurisdiction.ID{"daqing", "office"} {
			put(by, x.m, roster.KindObserve, roster.Observation{Heads: map[string]int64{act.Origin(x.journal): x.size}})
		}
	}
	return s
}

type sight struct {
	journal jurisdiction.ID
	size    int64
	m       int
}
