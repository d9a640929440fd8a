package agreement

import (
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/jurisdiction"
)

// noon is 12:00 in Harbin on 21 November 2005.
const noon = act.Time(1132545600000)

const hour = act.Time(3600000)

// A world is some journals and what was written into them.
type world struct {
	*acttest.Journals
	at act.Time // of what is written next
}

func newWorld(t testing.TB) *world { return &world{acttest.New(t), noon} }

// write puts an act of an author's officer on record.
func (w *world) write(kind act.Kind, by jurisdiction.ID, body any, cites ...act.Ref) act.Ref {
	w.Helper()
	return w.Write(act.Act{Kind: kind, By: by, At: w.at, Cites: cites, Officer: "duty"}, body).Ref
}

// Shorthands: each writes one act of an author about what it is about.

func (w *world) propose(by jurisdiction.ID, i Instrument, cites ...act.Ref) act.Ref {
	w.Helper()
	if i.Amends != nil {
		cites = append(cites, *i.Amends)
	}
	return w.write(KindPropose, by, i, cites...)
}

func (w *world) accept(by jurisdiction.ID, of act.Ref, cites ...act.Ref) act.Ref {
	w.Helper()
	return w.write(KindAccept, by, Signature{Of: of}, append(cites, of)...)
}

func (w *world) refuse(by jurisdiction.ID, of act.Ref) act.Ref {
	w.Helper()
	return w.write(KindRefuse, by, Signature{Of: of, Reason: said("not so")}, of)
}

func (w *world) conclude(by jurisdiction.ID, of act.Ref, cites ...act.Ref) act.Ref {
	w.Helper()
	return w.write(KindConclude, by, Conclusion{Of: of}, append(cites, of)...)
}

func (w *world) issue(by jurisdiction.ID, i Instrument) act.Ref {
	w.Helper()
	var cites []act.Ref
	if i.Amends != nil {
		cites = append(cites, *i.Amends)
	}
	return w.write(KindIssue, by, i, cites...)
}

func (w *world) move(kind act.Kind, by jurisdiction.ID, of act.Ref) act.Ref {
	w.Helper()
	return w.write(kind, by, Change{Of: of, Reason: said("so")}, of)
}

// signed is an agreement that all parties signed, in force: what concluded it. The first party proposes it.
func (w *world) signed(i Instrument, cites ...act.Ref) act.Ref {
	w.Helper()
	by := i.Parties[0]
	of := w.propose(by, i, cites...)
	var accepted []act.Ref
	for _, p := range i.Parties[1:] {
		accepted = append(accepted, w.accept(p, of))
	}
	return w.conclude(by, of, accepted...)
}

// apply gives entries to a new state in an order and returns it with what was void.
func apply(entries []act.Entry) (*State, acttest.Voids) {
	s, voids := New(), acttest.Voids{}
	for _, e := range entries {
		voids.Apply(s, e)
	}
	return s, voids
}

// must applies everything and wants nothing void.
func (w *world) must() *State {
	w.Helper()
	return w.void("")
}

// void applies everything and wants the last act, and no other, to be void with a reason that has these words.
func (w *world) void(words string) *State {
	w.Helper()
	return acttest.Fold(w.Journals, apply, words)
}

// version finds a version of an instrument in the list.
func version(t testing.TB, s *State, code string, n int, now act.Time) Version {
	t.Helper()
	for _, v := range s.Versions(now) {
		if v.Code == code && v.Instrument.Version == n {
			return v
		}
	}
	t.Fatalf("no version %d of %s", n, code)
	return Version{}
}

// money is an amount of yuan.
func money(n int64) *act.Quantity { return &act.Quantity{Mantissa: n, Unit: "CNY"} }

func said(s string) act.Text { return act.Text{"en": s, "zh-Hans": s} }

// compact is an agreement of three cities and a province in which nothing is missing.
func compact() Instrument {
	i := Instrument{
		Code: "songhua-compact", Version: 1, Type: "agreement", Title: said("Songhua compact"), Mode: "voluntary",
		Parties: []jurisdiction.ID{"harbin", "jilin", "songyuan"}, From: noon, Notice: 30,
		Bodies: []Body{{
			ID: "joint-office", Kind: "coordinating-body", Name: said("joint office"), Host: "harbin", Deputy: "songyuan",
			Seats: []Seat{{Party: "harbin", Rank: 1}, {Party: "jilin", Rank: 1}, {Party: "songyuan"}}, Chair: &Chair{Order: []jurisdiction.ID{"harbin", "jilin", "songyuan"}, Days: 365},
		}},
		Clauses: []Clause{
			{ID: "1", Force: "pledge", Title: said("good will"), Text: said("We mean well.")},
			{ID: "3.1", Force: "agreement", Title: said("initial report"), Text: said("Within two hours."), When: "grade in [1, 2]",
				Duty: &Duty{Who: "origin", To: []string{"affected", "body:joint-office"}, Do: "report.initial", Clock: "known", Limit: 120, Consequence: "6"}},
			{ID: "4.1", Force: "agreement", Title: said("designates"), Text: said("The office designates the lead."), Power: &Power{Holder: "body:joint-office", Do: "designate"}},
			{ID: "4.2", Force: "agreement", Title: said("invites"), Text: said("The office invites guests."), Power: &Power{Holder: "body:joint-office", Do: "invite-guest"}},
			{ID: "4.3", Force: "agreement", Title: said("convenes"), Text: said("Any party convenes."), Power: &Power{Holder: "members", Do: "convene"}},
			{ID: "4.4", Force: "agreement", Title: said("lead"), Text: said("The origin leads."), Role: &Role{Role: "lead", Order: []string{"origin", "body:joint-office"}}},
			{ID: "5", Force: "agreement", Title: said("cost"), Text: said("By population."), Cost: &Cost{Key: "population"}},
			{ID: "6", Force: "custom", Title: said("what follows"), Text: said("The office decides."), Consequence: &Consequence{
				Of: []string{"late", "concealed"}, Decides: "body:joint-office", Ladder: []act.Text{said("talk"), said("publicity among members")}, Appeal: "superior", Within: 365}},
			{ID: "7", Force: "agreement", Title: said("gauges"), Text: said("Jilin agrees on levels."), Item: &Item{Owner: "jilin", Due: noon + 50*day, Budget: money(500), Closes: noon + 60*day}},
		},
	}
	for _, key := range strings.Fields(mandatorySections) {
		i.Sections = append(i.Sections, Section{Key: key, Text: said("about " + key)})
	}
	return i
}

// next is the version after one.
func (i Instrument) next(of act.Ref) Instrument {
	i.Version++
	i.Amends = &of
	return i
}

// law is a rule pack as a province issues it.
func law() Instrument {
	return Instrument{Code: "water-law", Version: 1, Type: "pack", Title: said("water law"), Mode: "superior-led", From: noon, Clauses: []Clause{
		{ID: "art-3", Force: "law", Title: said("initial report"), Text: said("One hour."), Source: &Source{Law: said("a law"), Year: "2024", Article: "3"},
			Duty: &Duty{Who: "origin", To: []string{"body:joint-office", "affected"}, Do: "report.initial", Clock: "known", Limit: 60}},
		{ID: "art-4", Force: "law", Title: said("takes over"), Text: said("The province takes over."), Power: &Power{Holder: "issuer", Do: "take-over"}},
	}, Bodies: []Body{{ID: "joint-office", Kind: "hazard-office", Name: said("office"), Host: "heilongjiang", Classes: []string{"accident"}}}}
}
