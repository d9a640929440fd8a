package agreement

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

func equal(a, b any) bool { return reflect.DeepEqual(a, b) }

// TestCheck (R41, R65): what an author is told; nearly all of it would be void too.
func TestCheck(t *testing.T) {
	good := compact()
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	pack := law()
	if err := pack.Check(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want  string
		spoil func(i *Instrument)
	}{
		{"code:", func(i *Instrument) { i.Code = "Songhua" }},
		{"version: 0", func(i *Instrument) { i.Version = 0 }},
		{"version: 2", func(i *Instrument) { i.Version = 2 }},
		{"type:", func(i *Instrument) { i.Type = "treaty" }},
		{"mode:", func(i *Instrument) { i.Mode = "friendly" }},
		{"title:", func(i *Instrument) { i.Title = nil }},
		{"from and until", func(i *Instrument) { i.From = 0 }},
		{"from and until", func(i *Instrument) { i.Until = i.From }},
		{"notice", func(i *Instrument) { i.Notice = -1 }},
		{"notice", func(i *Instrument) { i.Notice = 40000 }},
		{"parties: none", func(i *Instrument) { i.Parties = nil }},
		{"fewer than 4", func(i *Instrument) { i.Least = 4 }},
		{"parties: jilin twice", func(i *Instrument) { i.Parties = append(i.Parties, "jilin") }},
		{"sections: purpose is absent", func(i *Instrument) { i.Sections = i.Sections[1:] }},
		{"sections: term is absent", func(i *Instrument) { i.Sections = i.Sections[:7] }},
		{"sections: purpose twice", func(i *Instrument) { i.Sections = append(i.Sections, i.Sections[0]) }},
		{"section purpose", func(i *Instrument) { i.Sections[0].Text = act.Text{"en": ""} }},
		{"clauses: 3.1 twice", func(i *Instrument) { i.Clauses = append(i.Clauses, i.Clauses[1]) }},
		{"clauses: ID", func(i *Instrument) { i.Clauses[0].ID = "" }},
		{"clauses: ID", func(i *Instrument) { i.Clauses[0].ID = strings.Repeat("1", 25) }},
		{"clause 1: force: \"must\"", func(i *Instrument) { i.Clauses[0].Force = "must" }},
		{"restates law, it does not make it", func(i *Instrument) { i.Clauses[0].Force = "law" }}, // R65: a pledge is not made law
		{"2 machine-readable parts", func(i *Instrument) { i.Clauses[1].Cost = &Cost{Key: "equal"} }},
		{"who: \"everybody\"", func(i *Instrument) { i.Clauses[1].Duty.Who = "everybody" }},
		{"who: \"\"", func(i *Instrument) { i.Clauses[1].Duty.Who = "" }},
		{"who: \"party:Jilin\"", func(i *Instrument) { i.Clauses[1].Duty.Who = "party:Jilin" }},
		{"no such body", func(i *Instrument) { i.Clauses[1].Duty.To = []string{"body:kitchen"} }},
		{"accountable", func(i *Instrument) { i.Clauses[1].Duty.Accountable = "somebody" }},
		{"do:", func(i *Instrument) { i.Clauses[1].Duty.Do = "" }},
		{"clock:", func(i *Instrument) { i.Clauses[1].Duty.Clock = "soon" }},
		{"limit", func(i *Instrument) { i.Clauses[1].Duty.Limit = -1 }},
		{"limit", func(i *Instrument) { i.Clauses[1].Duty.Limit = 0 }},
		{"limit", func(i *Instrument) { i.Clauses[1].Duty.Limit = 1 << 40 }},
		{"promptly", func(i *Instrument) { i.Clauses[1].Duty.Promptly = true }},
		{"table", func(i *Instrument) { i.Clauses[1].Duty.Table = []Limit{{"grade == 1", 0}} }},
		{"says no consequence", func(i *Instrument) { i.Clauses[1].Duty.Consequence = "1" }},
		{"condition", func(i *Instrument) { i.Clauses[1].When = "grade is high" }},
		{"holder", func(i *Instrument) { i.Clauses[2].Power.Holder = "lead" }},
		{"holder", func(i *Instrument) { i.Clauses[2].Power.Holder = "issuer" }}, // of an agreement there is none
		{"do:", func(i *Instrument) { i.Clauses[2].Power.Do = "punish" }},        // no power of an instrument lets software or anybody punish
		{"role:", func(i *Instrument) { i.Clauses[5].Role.Role = "king" }},
		{"order: nobody", func(i *Instrument) { i.Clauses[5].Role.Order = nil }},
		{"cost", func(i *Instrument) { i.Clauses[6].Cost.Key = "" }},
		{"of:", func(i *Instrument) { i.Clauses[7].Consequence.Of = []string{"rude"} }},
		{"of and ladder", func(i *Instrument) { i.Clauses[7].Consequence.Ladder = nil }},
		{"decides", func(i *Instrument) { i.Clauses[7].Consequence.Decides = "software" }},
		{"decides", func(i *Instrument) { i.Clauses[7].Consequence.Decides = "issuer" }},
		// R60: who is asked rarely is not judged, so that no clause may judge by two askings.
		{"rates", func(i *Instrument) {
			i.Clauses[7].Consequence.Rates, i.Clauses[7].Consequence.Below = []string{"answer"}, 60
		}},
		{"rates", func(i *Instrument) { rated(i, "answer", 60, 2) }},
		{"rates", func(i *Instrument) { rated(i, "answer", 101, 4) }},
		{"rates", func(i *Instrument) { rated(i, "smiles", 60, 4) }},
		{"appeal", func(i *Instrument) { i.Clauses[7].Consequence.Appeal = "members" }},
		{"kind:", func(i *Instrument) { i.Bodies[0].Kind = "club" }},
		{"host: nobody", func(i *Instrument) { i.Bodies[0].Host = "" }},
		{"host: moscow is not a party", func(i *Instrument) { i.Bodies[0].Host = "moscow" }},
		{"deputy is the host", func(i *Instrument) { i.Bodies[0].Deputy = "harbin" }},
		{"classes:", func(i *Instrument) { i.Bodies[0].Classes = []string{"fire"} }},
		{"seats: moscow is not a party", func(i *Instrument) { i.Bodies[0].Seats[0].Party = "moscow" }},
		{"seats: harbin twice", func(i *Instrument) { i.Bodies[0].Seats = append(i.Bodies[0].Seats, Seat{Party: "harbin"}) }},
		{"rank", func(i *Instrument) { i.Bodies[0].Seats[0].Rank = -1 }},
		{"quorum: 4 of 3", func(i *Instrument) { i.Bodies[0].Quorum = 4 }},
		{"begins with the host", func(i *Instrument) { i.Bodies[0].Chair.Order = []jurisdiction.ID{"jilin", "harbin"} }},
		{"has no seat", func(i *Instrument) { i.Bodies[0].Seats = i.Bodies[0].Seats[:2] }},
		{"days of a term", func(i *Instrument) { i.Bodies[0].Chair.Days = 0 }},
		{"bodies: joint-office twice", func(i *Instrument) { i.Bodies = append(i.Bodies, i.Bodies[0]) }},
		{"divide it", func(i *Instrument) {
			for n := range 15 {
				i.Sections = append(i.Sections, Section{Key: fmt.Sprint("annex", n), Text: act.Text{"en": strings.Repeat("a", 3900)}})
			}
		}},
	} {
		i := compact()
		c.spoil(&i)
		err := i.Check()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("wants %q, got %v", c.want, err)
		}
		if void := len(i.faults()) > 0; void == (c.want == "condition") {
			t.Errorf("%q: void %v", c.want, void)
		}
	}
}

// part makes an instrument of a type with one clause.
func part(kind string, c Clause) Instrument {
	c.ID, c.Force, c.Title, c.Text = "1", "agreement", said("t"), said("x")
	return Instrument{Code: "one", Version: 1, Type: kind, Title: said("one"), Mode: "voluntary", Parties: []jurisdiction.ID{"harbin", "jilin"}, From: noon, Clauses: []Clause{c}}
}

// TestParts (R42, R43, R48, R49): what each machine-readable part must say, and which an instrument of each type must have.
func TestParts(t *testing.T) {
	amount := act.Quantity{Mantissa: 5, Unit: "CNY"}
	for _, c := range []struct {
		kind, want string
		clause     Clause
	}{
		{"plan", "", Clause{Threshold: &Threshold{Phase: "watch", Enter: "true", Leave: "false", Post: "party:harbin"}}},
		{"plan", "no threshold", Clause{}},
		{"plan", "phase", Clause{Threshold: &Threshold{Phase: "normal", Enter: "true", Leave: "false"}}},
		{"plan", "enter and leave", Clause{Threshold: &Threshold{Phase: "watch", Enter: "true"}}},
		{"plan", "hold", Clause{Threshold: &Threshold{Phase: "watch", Enter: "true", Leave: "false", Hold: -1}}},
		{"plan", "post", Clause{Threshold: &Threshold{Phase: "watch", Enter: "true", Leave: "false", Post: "mayor"}}},
		{"plan", "gives a int", Clause{Threshold: &Threshold{Phase: "watch", Enter: "grade", Leave: "false"}}},
		{"plan", "undeclared", Clause{Threshold: &Threshold{Phase: "watch", Enter: "true", Leave: "fals"}}},
		{"programme", "", Clause{Item: &Item{Owner: "jilin", Due: noon + 400*day, Budget: &amount}}}, // R43: over the end of a budget year
		{"programme", "no item", Clause{}},
		{"programme", "owner", Clause{Item: &Item{Due: noon}}},
		{"programme", "due", Clause{Item: &Item{Owner: "jilin"}}},
		{"programme", "ISO 4217", Clause{Item: &Item{Owner: "jilin", Due: noon, Budget: &act.Quantity{Mantissa: 5, Unit: "yuan"}}}},
		{"list", "no duty", Clause{}},
		{"programme", "days", Clause{Recurring: &Recurring{Who: "members", What: said("exercise")}}},
		{"programme", "who", Clause{Recurring: &Recurring{Who: "us", What: said("exercise"), Days: 1}}},
		{"programme", "belong to the power to order", Clause{Power: &Power{Holder: "party:harbin", Do: "convene", Over: []string{"party:jilin"}}}},
		{"programme", "over", Clause{Power: &Power{Holder: "party:harbin", Do: "order", Over: []string{"affected"}}}},
		{"programme", "jointly", Clause{Power: &Power{Holder: "party:harbin", Do: "order", Jointly: []string{"superior"}}}},
		{"programme", "party:harbin is there twice", Clause{Power: &Power{Holder: "party:harbin", Do: "order", Jointly: []string{"party:harbin"}}}},
		{"programme", "party:jilin is there twice", Clause{Power: &Power{Holder: "party:harbin", Do: "order", Jointly: []string{"party:jilin"}, Over: []string{"party:jilin"}}}},
		{"programme", "the holder decides, and is one", Clause{Power: &Power{Holder: "members", Do: "order", Jointly: []string{"party:jilin"}}}},
		{"programme", "after how many minutes", Clause{Power: &Power{Holder: "party:harbin", Do: "order", Jointly: []string{"party:jilin"}, Failing: "party:centre"}}},
		{"programme", "after how many minutes", Clause{Power: &Power{Holder: "party:harbin", Do: "order", Failing: "party:centre", Within: 60}}},
		{"programme", "zone", Clause{Zone: &Zone{Name: said("mouth"), Of: []jurisdiction.ID{"harbin"}}}},
		{"programme", "deputy", Clause{Zone: &Zone{Name: said("mouth"), Of: []jurisdiction.ID{"harbin"}, Holders: []jurisdiction.ID{"harbin"}, Deputies: []jurisdiction.ID{"harbin"}}}},
		{"programme", "the zone does not lie there", Clause{Zone: &Zone{Name: said("mouth"), Of: []jurisdiction.ID{"harbin"}, Holders: []jurisdiction.ID{"jilin"}}}},
		{"programme", "one from each side", Clause{Zone: &Zone{Name: said("mouth"), Of: []jurisdiction.ID{"harbin", "jilin", "songyuan"}, Holders: []jurisdiction.ID{"harbin", "jilin"}}}},
		{"programme", "route: wants two parties", Clause{Route: &Route{From: "jilin", To: "jilin", Minutes: 60}}},
		{"programme", "route: wants two parties", Clause{Route: &Route{From: "jilin", To: "songyuan"}}},
		{"programme", "passes and closed", Clause{Route: &Route{From: "jilin", To: "songyuan", Minutes: 60, Passes: []string{"bridge"}}}},
		{"programme", "reserve", Clause{Reserve: &Reserve{Holder: "jilin", Kind: "pump"}}},
		{"programme", "body with seats", Clause{Vote: &Vote{Body: "office", Weight: "member"}}},
		{"programme", "weight", Clause{Vote: &Vote{Body: "office", Weight: "rank"}}},
		{"programme", "majority", Clause{Vote: &Vote{Body: "office", Weight: "member", Majority: 101}}},
	} {
		i := part(c.kind, c.clause)
		err := i.Check()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: wants %q, got %v", c.kind, c.want, err)
		}
	}
	alone := part("plan", Clause{Threshold: &Threshold{Phase: "watch", Enter: "true", Leave: "false"}})
	alone.Parties = alone.Parties[:1]
	if err := alone.Check(); err != nil {
		t.Errorf("a city may have a plan of its own: %v", err)
	}
}

// TestUnassigned (R51, R52): a row that nobody owes, or for which nobody in particular answers, can be discussed; it blocks the adoption of the list.
func TestUnassigned(t *testing.T) {
	for _, c := range []struct{ who, accountable, want string }{
		{"party:jilin", "party:jilin", ""}, {"origin", "origin", ""}, {"members", "lead", ""},
		{"", "", "nobody is assigned"}, {"", "lead", "nobody is assigned"}, {"party:jilin", "", "accountable"}, {"affected", "members", "accountable"},
	} {
		i := part("list", Clause{Duty: &Duty{Who: c.who, Accountable: c.accountable, Do: "warn", Clock: "known", Promptly: true}})
		err := i.Check()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c, err)
		}
		w := newWorld(t)
		of := w.propose("harbin", i)
		a := w.accept("jilin", of)
		flagged := 0
		for _, p := range w.must().Problems(noon) {
			if p.Kind == "unassigned" && p.Clauses[0] == (Cite{of, "1"}) {
				flagged++
			}
		}
		if (flagged == 1) != (c.want != "") {
			t.Errorf("%+v: flagged %d times", c, flagged)
		}
		w.conclude("harbin", of, a)
		w.void(c.want)
		w.Unwrite()
		w.issue("heilongjiang", i)
		w.void(c.want)
	}
}

// TestBrokenCondition: a clause that does not evaluate voids nothing, since a later program may read it; it is shown, and the rest of the agreement holds.
func TestBrokenCondition(t *testing.T) {
	w := newWorld(t)
	i := compact()
	i.Clauses[1].When = `hazard.like("pollut%")`
	of := w.signed(i)
	s := w.must()
	if err := i.Check(); err == nil || !strings.Contains(err.Error(), "clause 3.1: condition: compile") {
		t.Errorf("its author was told: %v", err)
	}
	broken := 0
	for _, p := range s.Problems(noon) {
		if p.Kind == "broken" {
			broken++
			if p.Clauses[0] != (Cite{of, "3.1"}) || !strings.Contains(p.What, "undeclared reference to 'like'") {
				t.Errorf("%+v", p)
			}
		}
	}
	v := version(t, s, "songhua-compact", 1, noon)
	w.signed(compact().next(of)) // mends it
	for _, p := range w.must().Problems(noon) {
		if p.Kind == "broken" {
			t.Errorf("superseded: %+v", p)
		}
	}
	if broken != 1 || v.State != "concluded" || !v.Binds("jilin", noon, nil) {
		t.Errorf("%d broken, %s", broken, v.State)
	}
}

// rated makes a clause that proposes who takes too little part.
func rated(i *Instrument, what string, below, least int) {
	q := i.Clauses[7].Consequence
	q.Of, q.Rates, q.Below, q.Least, q.Days = []string{"absent"}, []string{what}, below, least, 365
}
