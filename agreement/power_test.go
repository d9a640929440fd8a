package agreement

import (
	"fmt"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// TestMay (R25, R40): an act without power is void, with a reason that says what is missing; the chair goes round, and the deputy stands in for the host.
func TestMay(t *testing.T) {
	w := newWorld(t)
	of := w.signed(compact())
	pack := w.issue("heilongjiang", law())
	draft := w.propose("jilin", compact())
	s := w.must()
	year := 365 * day
	for _, c := range []struct {
		name   string
		by     jurisdiction.ID
		cite   Cite
		do     string
		at     act.Time
		reason string
	}{
		{"host and first chair", "harbin", Cite{of, "4.1"}, "designate", noon, ""},
		{"deputy of the host", "songyuan", Cite{of, "4.1"}, "designate", noon, ""},
		{"not yet in the chair", "jilin", Cite{of, "4.1"}, "designate", noon + year - 1, "does not stand for"},
		{"in the chair", "jilin", Cite{of, "4.1"}, "designate", noon + year, ""},
		{"out of the chair", "jilin", Cite{of, "4.1"}, "designate", noon + 2*year, "does not stand for"},
		{"in the chair again", "jilin", Cite{of, "4.1"}, "designate", noon + 4*year, ""},
		{"host out of the chair", "harbin", Cite{of, "4.1"}, "designate", noon + year, ""},
		{"stranger", "qiqihar", Cite{of, "4.1"}, "designate", noon, "does not stand for"},
		{"superior of all", "state", Cite{of, "4.1"}, "designate", noon, "does not stand for"},
		{"any signatory", "jilin", Cite{of, "4.3"}, "convene", noon, ""},
		{"no signatory", "qiqihar", Cite{of, "4.3"}, "convene", noon, "does not stand for"},
		{"another power", "harbin", Cite{of, "4.1"}, "take-over", noon, "is to designate, not to take-over"},
		{"no power", "harbin", Cite{of, "3.1"}, "designate", noon, "gives none"},
		{"no clause", "harbin", Cite{of, "77"}, "designate", noon, "gives none"},
		{"before it begins", "harbin", Cite{of, "4.1"}, "designate", noon - 1, "not in force"},
		{"a mere proposal", "harbin", Cite{draft, "4.1"}, "designate", noon, "concludes or issues nothing"},
		{"issuer", "heilongjiang", Cite{pack, "art-4"}, "take-over", noon, ""},
		{"not the issuer", "harbin", Cite{pack, "art-4"}, "take-over", noon, "does not stand for"},
	} {
		a := act.Act{By: c.by, At: c.at, Cites: []act.Ref{c.cite.Instrument}}
		err := s.May(c.by, c.cite, c.do, a)
		if (err == nil) != (c.reason == "") || err != nil && !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: %v; wants %q", c.name, err, c.reason)
		}
		a.Cites = nil
		if err := s.May(c.by, c.cite, c.do, a); err == nil || !strings.Contains(err.Error(), "does not cite") {
			t.Errorf("%s, not cited: %v", c.name, err)
		}
	}
}

// TestHolders: whom a selector stands for as far as the instrument says so.
func TestHolders(t *testing.T) {
	w := newWorld(t)
	of, pack := w.signed(compact()), w.issue("heilongjiang", law())
	s := w.must()
	for _, c := range []struct {
		of             act.Ref
		selector, want string
	}{{of, "body:joint-office", "[harbin songyuan]"}, {of, "party:x", "[x]"}, {of, "members", "[harbin jilin songyuan]"}, {of, "lead", "[]"}, {of, "issuer", "[]"},
		{of, "body:kitchen", "[]"}, {pack, "issuer", "[heilongjiang]"}, {pack, "members", "[]"}, {w.Entries[0].Ref, "members", "[]"}} {
		if got := fmt.Sprint(s.Holders(Cite{Instrument: c.of}, c.selector, noon)); got != c.want {
			t.Errorf("%s: %s; wants %s", c.selector, got, c.want)
		}
	}
}

// TestMayAfterLeaving: who left has no power any more, as soon as its notice is over; what others did in the meantime does not touch a verdict.
func TestMayAfterLeaving(t *testing.T) {
	w := newWorld(t)
	of := w.signed(compact())
	w.move(KindLeave, "harbin", of)
	w.move(KindLeave, "jilin", of) // so that the agreement ends
	s := w.must()
	for _, c := range []struct {
		by   jurisdiction.ID
		at   act.Time
		want bool
	}{{"harbin", noon + 29*day, true}, {"harbin", noon + 30*day, false}, {"songyuan", noon + 31*day, true}} {
		if err := s.May(c.by, Cite{of, "4.1"}, "designate", act.Act{By: c.by, At: c.at, Cites: []act.Ref{of}}); (err == nil) != c.want {
			t.Errorf("%s: %v", c.by, err)
		}
	}
	if v := version(t, s, "songhua-compact", 1, noon+31*day); v.State != "ended" {
		t.Errorf("the view knows: %s", v.State)
	}
	other := act.Act{By: "songyuan", At: noon + 31*day, Cites: []act.Ref{of}} // whether harbin has left may not have been read yet where this is judged
	if err := s.May("harbin", Cite{of, "4.1"}, "designate", other); err != nil {
		t.Errorf("a verdict looked into another's journal: %v", err)
	}
	plan := part("plan", Clause{Threshold: &Threshold{Phase: "watch", Enter: "true", Leave: "false"}})
	plan.Clauses = append(plan.Clauses, Clause{ID: "2", Force: "agreement", Title: said("t"), Text: said("x"), Power: &Power{Holder: "issuer", Do: "order"}})
	ref := w.signed(plan)
	if err := w.must().May("harbin", Cite{ref, "2"}, "order", act.Act{By: "harbin", At: noon, Cites: []act.Ref{ref}}); err == nil {
		t.Error("who proposed to equals issued nothing")
	}
}

// TestGuest (R33): a guest comes by a power, for a time, for a case; after its end date its acts are void; who let it in sends it away. Its conflict of interest
// stands beside it.
func TestGuest(t *testing.T) {
	w := newWorld(t)
	of := w.signed(compact())
	incident := w.write("incident.open", "jilin", map[string]any{})
	w.Entries = w.Entries[:len(w.Entries)-1] // belongs to another package
	g := Guest{Guest: "petrochina", Power: Cite{of, "4.2"}, Body: "joint-office", Case: &incident, Part: said("knows the plant"),
		From: noon + hour, Until: noon + 9*hour, Interest: said("owns the plant")}
	for _, c := range []struct {
		by    jurisdiction.ID
		want  string
		spoil func(g *Guest)
	}{
		{"jilin", "does not stand for", func(*Guest) {}},
		{"harbin", "is to designate", func(g *Guest) { g.Power.Clause = "4.1" }},
		{"harbin", "end date", func(g *Guest) { g.Until = 0 }},
		{"harbin", "end date", func(g *Guest) { g.Until = g.From }},
		{"harbin", "no body", func(g *Guest) { g.Body = "kitchen" }},
		{"harbin", "other than the host", func(g *Guest) { g.Guest = "harbin" }},
		{"harbin", "text", func(g *Guest) { g.Part = act.Text{"en": " "} }},
		{"harbin", "case", func(g *Guest) { g.Case = &act.Ref{Journal: "x/journal/1"} }},
		{"harbin", "does not cite the instrument", func(g *Guest) { g.Power.Instrument.Index++ }},
	} {
		other := g
		c.spoil(&other)
		w.write(KindGuest, c.by, other, of, incident)
		w.void(c.want)
		w.Unwrite()
	}
	let := w.write(KindGuest, "harbin", g, of, incident)
	w.at = noon + 5*hour
	w.write(KindDismiss, "songyuan", Dismissal{Of: let}, let)
	w.void("harbin let the guest in")
	w.Unwrite()
	w.write(KindDismiss, "harbin", Dismissal{Of: of}, of)
	w.void("lets no guest in")
	w.Unwrite()
	sent := w.write(KindDismiss, "harbin", Dismissal{Of: let, Reason: said("interest")}, let)
	s := w.must()
	for _, c := range []struct {
		name  string
		guest jurisdiction.ID
		at    act.Time
		cites []act.Ref
		want  string
	}{
		{"in time", "petrochina", noon + hour, []act.Ref{let, incident}, ""},
		{"early", "petrochina", noon, []act.Ref{let, incident}, "is let in from 2005-11-21T05:00:00Z"},
		{"past its end", "petrochina", noon + 9*hour, []act.Ref{let, incident}, "was let in until 2005-11-21T13:00:00Z"},
		{"another case", "petrochina", noon + hour, []act.Ref{let, of}, "for one case"},
		{"another guest", "sinopec", noon + hour, []act.Ref{let, incident}, "does not cite what lets"},
		{"no grant", "petrochina", noon + hour, []act.Ref{incident}, "does not cite what lets"},
		{"does not know that it was dismissed", "petrochina", noon + 6*hour, []act.Ref{let, incident}, ""},
		{"knows it", "petrochina", noon + 6*hour, []act.Ref{let, incident, sent}, "was dismissed"},
	} {
		err := s.Granted(c.guest, act.Act{By: c.guest, At: c.at, Cites: c.cites})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; wants %q", c.name, err, c.want)
		}
	}
	for at, ended := range map[act.Time]bool{noon + 5*hour - 1: false, noon + 5*hour: true, noon + 9*hour: true} {
		if got := s.Guests(at); len(got) != 1 || got[0].Ended != ended || got[0].Interest["en"] != "owns the plant" || got[0].By != "harbin" || *got[0].Dismissed != sent {
			t.Errorf("%+v", got)
		}
	}
	w.write(KindDismiss, "harbin", Dismissal{Of: let}, let)
	w.void("dismissed already")
}

// TestSeats (R34): each party says who sits in its seat; a seat can be vacant; the alternate stands beside the holder; an amendment empties no seat.
func TestSeats(t *testing.T) {
	w := newWorld(t)
	of := w.signed(compact())
	sits := func(who string, from, until act.Time) Appointment {
		return Appointment{Of: of, Body: "joint-office", Holder: said(who), Rank: 2, Alternate: said("the deputy"), From: from, Until: until}
	}
	w.write(KindAppoint, "jilin", sits("vice mayor", noon, noon+10*hour), of)
	w.write(KindAppoint, "jilin", sits("mayor", noon+5*hour, noon+20*hour), of)
	w.write(KindAppoint, "harbin", sits("mayor", noon, 0), of)
	w.write(KindAppoint, "harbin", Appointment{Of: of, Body: "joint-office", From: noon + 7*hour}, of) // went, and nobody came
	s := w.must()
	for _, c := range []struct {
		at                       act.Time
		harbin, jilin, inChair   string
		vacant, problems, needed int
	}{
		{noon, "mayor", "vice mayor", "harbin", 1, 1, 2}, {noon + 5*hour, "mayor", "mayor", "harbin", 1, 1, 2}, {noon + 7*hour, "", "mayor", "harbin", 2, 2, 2},
		{noon + 20*hour, "", "", "harbin", 3, 3, 2}, {noon + 366*day, "", "", "jilin", 3, 3, 2},
	} {
		b := s.Bodies(c.at)[0]
		if b.Places[0].Holder["en"] != c.harbin || b.Places[1].Holder["en"] != c.jilin || string(b.InChair) != c.inChair || b.Vacant != c.vacant || b.Needs != c.needed {
			t.Errorf("at %v: %+v", c.at, b)
		}
		if b.Places[1].Holder != nil && (b.Places[1].Alternate["en"] != "the deputy" || b.Places[1].Rank != 2 || b.Places[1].Least != 1) {
			t.Errorf("%+v", b.Places[1])
		}
		vacant := 0
		for _, p := range s.Problems(c.at) {
			if p.Kind == "vacant" && p.Body == "joint-office" {
				vacant++
			}
		}
		if vacant != c.problems {
			t.Errorf("at %v: %d vacant", c.at, vacant)
		}
	}
	b := s.Bodies(noon)[0]
	if b.ChairUntil != noon+365*day || len(b.Powers) != 2 || b.Powers[0] != (Cite{of, "4.1"}) || b.Host != "harbin" || b.Code != "songhua-compact" {
		t.Errorf("%+v", b)
	}
	for _, c := range []struct {
		by    jurisdiction.ID
		want  string
		spoil func(a *Appointment)
	}{
		{"qiqihar", "has no seat", func(*Appointment) {}}, // R34: nobody fills another's seat
		{"harbin", "has no body", func(a *Appointment) { a.Body = "kitchen" }},
		{"harbin", "end after it", func(a *Appointment) { a.Until = a.From }},
		{"harbin", "no alternate of nobody", func(a *Appointment) { a.Holder = nil }},
		{"harbin", "rank", func(a *Appointment) { a.Rank = -1 }},
		{"harbin", "text", func(a *Appointment) { a.Holder = act.Text{"en": " "} }},
		{"harbin", "citations", func(a *Appointment) { a.Of = w.Entries[0].Ref }},
	} {
		a := sits("x", noon, 0)
		c.spoil(&a)
		w.write(KindAppoint, c.by, a, of)
		w.void(c.want)
		w.Unwrite()
	}
	next := compact().next(of)
	w.signed(next)
	if b := w.must().Bodies(noon + hour)[0]; b.Places[0].Holder["en"] != "mayor" || b.Instrument == of {
		t.Errorf("after the amendment: %+v", b)
	}
	w.move(KindLeave, "jilin", of)
	w.at += 31 * day
	w.write(KindAppoint, "jilin", sits("x", noon, 0), of)
	w.void("has left the instrument")
}

// TestThreeTiers (R24, R32, R35, R37): joint committee, command office, working groups, as the delta cities set them up in 2012: a tree of bodies, each with its
// host; nothing depends on the uppermost being there.
func TestThreeTiers(t *testing.T) {
	w := newWorld(t)
	i := compact()
	i.Bodies = append(i.Bodies,
		Body{ID: "command", Kind: "central-office", Name: said("command office"), Parent: "joint-office", Host: "jilin"},
		Body{ID: "water", Kind: "hazard-office", Name: said("water office"), Parent: "command", Host: "songyuan", Classes: []string{"accident", "natural"}},
		Body{ID: "ice", Kind: "working-group", Name: said("ice group"), Parent: "water", Host: "songyuan"}) // one host, several hats
	w.signed(i)
	bodies := w.must().Bodies(noon)
	if len(bodies) != 4 || bodies[2].Parent != "command" || bodies[2].InChair != "" || bodies[3].Host != "songyuan" {
		t.Errorf("%+v", bodies)
	}
	i.Bodies[0].Parent = "ice"
	w.propose("harbin", i)
	w.void("it is above itself")
	w.Unwrite()
	i.Bodies[0].Parent = "moon"
	w.propose("harbin", i)
	w.void("there is no body")
}

// TestTally (R21, R34): one member one vote, or weighted; a quorum of seats; unknown weights carry nothing; nobody votes twice.
func TestTally(t *testing.T) {
	i := compact()
	rule := func(weight string, majority int) {
		i.Clauses = append(compact().Clauses, Clause{ID: "7", Vote: &Vote{Body: "joint-office", Weight: weight, Majority: majority}})
	}
	ids := func(s string) (out []jurisdiction.ID) {
		for id := range strings.FieldsSeq(s) {
			out = append(out, jurisdiction.ID(id))
		}
		return out
	}
	people := map[jurisdiction.ID]int64{"harbin": 6000, "jilin": 3000, "songyuan": 3000}
	for _, c := range []struct {
		name, weight     string
		majority, quorum int
		present, yes, no string
		weights          map[jurisdiction.ID]int64
		want             Outcome
	}{
		{"two of three", "member", 50, 0, "", "harbin jilin", "songyuan", nil, Outcome{Quorum: true, Carried: true, Present: 3, For: 2, Against: 1, Total: 3}},
		{"one of three", "member", 50, 0, "jilin songyuan", "harbin", "", nil, Outcome{Quorum: true, Present: 3, For: 1, Total: 3}},
		{"no quorum", "member", 1, 0, "", "harbin", "", nil, Outcome{Present: 1, For: 1, Total: 3}},
		{"quorum of three", "member", 50, 3, "", "harbin jilin", "", nil, Outcome{Present: 2, For: 2, Total: 3}},
		{"all, and one abstains", "member", 100, 0, "songyuan", "harbin jilin", "", nil, Outcome{Quorum: true, Present: 3, For: 2, Total: 3}},
		{"all", "member", 100, 0, "", "harbin jilin songyuan", "", nil, Outcome{Quorum: true, Carried: true, Present: 3, For: 3, Total: 3}},
		{"by people, exactly half", "population", 50, 0, "", "harbin", "jilin songyuan", people, Outcome{Quorum: true, Present: 3, For: 6000, Against: 6000, Total: 12000}},
		{"by people, two thirds", "population", 66, 0, "", "harbin jilin", "songyuan", people, Outcome{Quorum: true, Carried: true, Present: 3, For: 9000, Against: 3000, Total: 12000}},
		{"by people, the large against two", "population", 50, 0, "", "jilin songyuan", "harbin", people, Outcome{Quorum: true, Present: 3, For: 6000, Against: 6000, Total: 12000}},
		{"weight unknown", "gdp", 50, 0, "", "harbin jilin songyuan", "", map[jurisdiction.ID]int64{"harbin": 5, "jilin": 5},
			Outcome{Quorum: true, Present: 3, For: 10, Total: 10, Unweighed: ids("songyuan")}},
		{"stranger", "member", 50, 0, "", "harbin qiqihar", "", nil, Outcome{Present: 1, For: 1, Total: 3}},
		{"twice", "member", 50, 0, "", "harbin jilin", "jilin", nil, Outcome{Quorum: true, Present: 2, For: 1, Total: 3, Twice: ids("jilin")}},
	} {
		rule(c.weight, c.majority)
		i.Bodies[0].Quorum = c.quorum
		got, err := i.Tally("joint-office", Ballot{Present: ids(c.present), For: ids(c.yes), Against: ids(c.no), Weights: c.weights})
		if err != nil || !equal(got, c.want) {
			t.Errorf("%s: %+v, %v; wants %+v", c.name, got, err, c.want)
		}
	}
	if _, err := i.Tally("kitchen", Ballot{}); err == nil {
		t.Error("there is no kitchen")
	}
	w := newWorld(t)
	w.signed(compact()) // without a vote clause: one seat one vote, more than half
	b := w.must().Bodies(noon)[0]
	if o, err := b.Decides(Ballot{For: ids("harbin songyuan")}); err != nil || !o.Carried {
		t.Errorf("%+v, %v", o, err)
	}
	if share(1<<58, 1<<59, 50) || !share(1<<58+1, 1<<59, 50) || share(0, 0, 100) || share(0, 0, 50) {
		t.Error("large weights")
	}
}

// TestOver (R17): an order reaches whom its clause is over, and of an instrument that names its parties nobody else; two provinces with cities of their own sign together, and
// the centre decides where they do not agree.
func TestOver(t *testing.T) {
	joint := func() Instrument {
		i := compact()
		i.Clauses = append(i.Clauses,
			Clause{ID: "9.1", Force: "agreement", Title: said("orders"), Text: said("so"), Power: &Power{Holder: "party:heilongjiang", Do: "order"}},
			Clause{ID: "9.2", Force: "agreement", Title: said("orders"), Text: said("so"), Power: &Power{Holder: "party:heilongjiang", Do: "order", Over: []string{"party:harbin"}}},
			Clause{ID: "9.3", Force: "agreement", Title: said("order together"), Text: said("so"), Power: &Power{Holder: "party:heilongjiang", Do: "order", Over: []string{"members"},
				Jointly: []string{"party:jilin-province"}, Failing: "party:centre", Within: 90}})
		return i
	}
	w := newWorld(t)
	of := w.signed(joint())
	pack := law()
	pack.Clauses = append(pack.Clauses, Clause{ID: "9.4", Force: "law", Title: said("orders"), Text: said("so"), Source: &Source{Law: said("a law"), Year: "2024", Article: "18"}, Power: &Power{Holder: "issuer", Do: "order"}})
	issued := w.issue("heilongjiang", pack)
	s := w.must()
	for _, c := range []struct {
		by     jurisdiction.ID
		cite   Cite
		to     []jurisdiction.ID
		reason string
	}{
		{"heilongjiang", Cite{of, "9.1"}, []jurisdiction.ID{"harbin", "jilin"}, ""},
		{"heilongjiang", Cite{of, "9.1"}, []jurisdiction.ID{"harbin", "daqing"}, "daqing is not below its holder"},
		{"heilongjiang", Cite{of, "9.2"}, []jurisdiction.ID{"harbin"}, ""},
		{"heilongjiang", Cite{of, "9.2"}, []jurisdiction.ID{"harbin", "jilin"}, "jilin is not below its holder"},
		{"heilongjiang", Cite{of, "9.3"}, []jurisdiction.ID{"jilin"}, ""},
		{"centre", Cite{of, "9.3"}, []jurisdiction.ID{"jilin"}, ""}, // whether the provinces disagree is judged by the order
		{"centre", Cite{of, "9.3"}, []jurisdiction.ID{"daqing"}, "daqing is not below its holder"},
		{"jilin-province", Cite{of, "9.3"}, []jurisdiction.ID{"jilin"}, "does not stand for"}, // it signs, and issues nothing
		{"heilongjiang", Cite{issued, "9.4"}, []jurisdiction.ID{"daqing"}, ""},                // who is below an issuer is not in the text
	} {
		err := s.May(c.by, c.cite, "order", act.Act{By: c.by, At: noon, To: c.to, Cites: []act.Ref{c.cite.Instrument}})
		if (err == nil) != (c.reason == "") || err != nil && !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s to %v by %s: %v; wants %q", c.by, c.to, c.cite.Clause, err, c.reason)
		}
	}
	j := s.Jointly(Cite{of, "9.3"}, noon)
	if got := fmt.Sprint(j.Decides, j.Others, j.Failing, j.Within/60_000); got != "[heilongjiang] [[jilin-province]] [centre] 90" {
		t.Error(got)
	}
	if s.Jointly(Cite{of, "9.1"}, noon) != nil || s.Jointly(Cite{of, "3.1"}, noon) != nil || s.Jointly(Cite{act.Ref{}, "9.3"}, noon) != nil {
		t.Error("an order of one is taken for one of several")
	}
}
