package duty

import (
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// R30, R50, R53: who owes whom, by what part each has in the case. One line for each duty: debtor, creditor.
func TestSelectors(t *testing.T) {
	body := agreement.Body{ID: "flood-office", Kind: "hazard-office", Host: "daqing"}
	round := agreement.Body{ID: "chair", Kind: "central-office", Host: "daqing", Chair: &agreement.Chair{Order: []jurisdiction.ID{"harbin", "daqing"}, Days: 30}}
	for _, test := range []struct {
		who   string
		to    []string
		wants string
	}{
		{"origin", nil, "jilin>"},
		{"affected", []string{"lead", "superior"}, "harbin>jilin harbin>province songyuan>jilin songyuan>province"},
		{"lead", []string{"lead", "coordinator"}, "jilin>office"}, // nobody owes itself
		{"lead", []string{"lead"}, ""},
		{"origin", []string{"adjacent"}, "jilin>harbin jilin>songyuan"},
		{"affected", []string{"adjacent"}, "harbin>jilin harbin>songyuan songyuan>harbin songyuan>jilin"},
		{"coordinator", []string{"participants"}, "office>harbin office>jilin office>songyuan"},
		{"members", []string{"coordinator"}, "daqing>office harbin>office jilin>office songyuan>office"},
		{"party:daqing", []string{"members"}, "daqing>harbin daqing>jilin daqing>songyuan"},
		{"body:flood-office", []string{"lead"}, "daqing>jilin"},
		{"origin", []string{"body:flood-office", "party:daqing"}, "jilin>daqing"}, // two words for one
		{"body:chair", []string{"lead"}, "harbin>jilin"},                          // the chair goes round
		{"lead", []string{"issuer"}, "jilin>office"},
		{"support", []string{"lead"}, ""},
		{"superior", []string{"lead"}, ""}, // an agreement between cities does not bind their superior
	} {
		f := facts()
		v := binding("compact", cities(), owes("1", agreement.Duty{Who: test.who, To: test.to, Do: "tell", Clock: "opened", Limit: 60}))
		v.Bodies = []agreement.Body{body, round}
		v.From = noon - 61*day
		if strings.HasPrefix(test.who, "coordinator") {
			v.Parties = append(cities(), "office")
		}
		var got []string
		for _, o := range derive(f, nil, v) {
			got = append(got, string(o.Party)+">"+string(o.To))
		}
		if s := strings.Join(got, " "); s != test.wants {
			t.Errorf("%s to %v: %q, want %q", test.who, test.to, s, test.wants)
		}
	}
}

// A pack binds its issuer and whoever is below, nobody beside: a neighbour without the same superior owes nothing by it (R18).
func TestPackBinds(t *testing.T) {
	f := facts()
	f.Parties["affected"] = append(f.Parties["affected"], "khabarovsk")
	rule := agreement.Duty{Who: "affected", To: []string{"superior"}, Do: "report.initial", Clock: "opened", Limit: 60}
	if got := spell(derive(f, nil, pack(owes("1", rule)))); got != "harbin>province report.initial 1\nsongyuan>province report.initial 1\n" {
		t.Error(got)
	}
	rule.Who, rule.To = "superior", []string{"party:jilin"}
	if got := spell(derive(f, nil, pack(owes("1", rule)))); got != "province>jilin report.initial 1\n" {
		t.Error(got)
	}
	// Whom a report goes to is not known: that is shown, and not left out.
	delete(f.Above, "harbin")
	rule.Who, rule.To = "party:harbin", []string{"superior"}
	v := binding("compact", cities(), owes("1", rule))
	if o := only(t, derive(f, nil, v)); o.Waits != "superior" || o.To != "" || o.At(at(500), nil).State != "waiting" {
		t.Errorf("%+v", o)
	}
}

// A condition is asked for each debtor where it asks about the debtor.
func TestConditions(t *testing.T) {
	f := facts()
	f.Parties["members"] = cities()
	tell := agreement.Duty{Who: "members", Do: "tell", Clock: "opened", Limit: 60}
	v := binding("compact", cities(), owes("1", tell, `party == "daqing"`), owes("2", tell, `"affected" in roles`), owes("3", tell, `grade <= 2`), owes("4", tell, `grade == 4 && rank == "city"`),
		owes("5", tell, `deaths >= 3`), owes("6", tell, "grade ==="))
	want := "daqing> tell 1\ndaqing> tell 4\nharbin> tell 2\nharbin> tell 4\njilin> tell 4\nsongyuan> tell 2\nsongyuan> tell 4\n"
	if got := spell(derive(f, nil, v)); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	// A clause that does not evaluate yields nothing and is shown.
	r := Compile([]agreement.Version{v}, above)
	if p := r.Problems(); len(p) != 1 || p[0].Clause.Clause != "6" || p[0].Reason == "" {
		t.Errorf("%+v", p)
	}
	v = binding("compact", cities(), owes("1", tell, `1 / situation == 1`), owes("2", tell))
	r = Compile([]agreement.Version{v}, above)
	if p := r.Check(f); len(p) != 1 || p[0].Clause.Clause != "1" || p[0].Case != f.Case {
		t.Errorf("%+v", p)
	}
	if got := spell(Derive(r, f, nil)); !strings.HasPrefix(got, "daqing> tell 2\n") || strings.Contains(got, "tell 1") {
		t.Error(got)
	}
	// A row of the table that cannot be read, and a body that is not there, spoil the clause and no other.
	tell.Table = []agreement.Limit{{When: "nonsense", Minutes: 1}}
	r = Compile([]agreement.Version{binding("compact", cities(), owes("1", tell), owes("2", agreement.Duty{Who: "body:x", Do: "tell", Clock: "opened", Limit: 1}),
		owes("3", agreement.Duty{Do: "tell", Clock: "opened", Limit: 1}))}, above)
	if p := r.Problems(); len(p) != 2 {
		t.Errorf("%+v", p)
	}
}

// The clocks: each from its own act, and from the first that counts.
func TestClocks(t *testing.T) {
	f := facts()
	f.Clocks = append(f.Clocks, Clock{What: "known", Party: "harbin", At: at(45), Since: ref("harbin", 3)},
		Clock{What: "received", Party: "harbin", At: at(20), Since: ref("harbin", 1)})
	for _, test := range []struct {
		who, clock string
		start      int
		since      act.Ref
	}{
		{"party:harbin", "occurred", -15, f.Case},
		{"party:harbin", "opened", 0, f.Case},
		{"party:harbin", "known", 30, ref("harbin", 0)}, // the first of two words is held against it
		{"party:harbin", "received", 20, ref("harbin", 1)},
		{"party:harbin", "assessed", 10, ref("jilin", 1)},
	} {
		v := binding("compact", cities(), owes("1", agreement.Duty{Who: test.who, Do: "tell", Clock: test.clock, Limit: 60}))
		o := only(t, derive(f, nil, v))
		if o.Start != at(test.start) || o.Since != test.since || o.Due != at(test.start+60) || o.Waits != "" {
			t.Errorf("%s: %+v", test.clock, o)
		}
	}
	for _, test := range []struct{ who, clock, waits string }{
		{"party:daqing", "known", "known"}, {"party:daqing", "received", "received"}, {"party:daqing", "closed", "closed"},
		{"party:daqing", "asked", ""}, // nobody owes an answer to what was not asked
	} {
		v := binding("compact", cities(), owes("1", agreement.Duty{Who: test.who, Do: "answer", Clock: test.clock, Limit: 60}))
		if list := derive(f, nil, v); test.waits == "" && len(list) > 0 || test.waits != "" && only(t, list).Waits != test.waits {
			t.Errorf("%s: %+v", test.clock, list)
		}
		v.Clauses[0].When = "grade == 1"
		if list := derive(f, nil, v); len(list) > 0 {
			t.Errorf("%s waits although its condition does not hold: %+v", test.clock, list)
		}
	}
	// A report sent before the case was classified meets a duty whose clock is the classification.
	f.did("report.initial", "jilin", "province", 5, 5, 1)
	o := only(t, derive(f, nil, pack(owes("1", agreement.Duty{Who: "origin", To: []string{"superior"}, Do: "report.initial", Clock: "assessed", Limit: 60}))))
	if o.Met == nil || o.At(at(500), nil).State != "met" {
		t.Errorf("%+v", o)
	}
}

// R61: every asking starts a duty of its own, towards who asked; an answer meets the one that it answers.
func TestAsked(t *testing.T) {
	f := facts()
	one, two := f.asks("jilin", "harbin", 60, 10), f.asks("jilin", "harbin", 90, 11)
	f.asks("daqing", "harbin", 60, 3) // who is no creditor of the clause asks without it
	f.asks("harbin", "harbin", 60, 12)
	f.Clocks[len(f.Clocks)-4].Binding = true
	d := f.did("answer", "harbin", "jilin", 80, 20, -1)
	d.Answers = &two
	v := binding("compact", cities(), owes("1", agreement.Duty{Who: "affected", To: []string{"lead", "coordinator"}, Do: "answer", Clock: "asked", Limit: 15}))
	list := derive(f, nil, v)
	if len(list) != 2 || list[0].Since != one || list[1].Since != two || list[0].To != "jilin" || list[0].Due != at(75) || !list[0].Order || list[1].Order {
		t.Fatalf("%+v", list)
	}
	if list[0].Met != nil || list[1].Met == nil || list[0].At(at(80), nil).State != "overdue" || list[1].At(at(100), nil).State != "met" {
		t.Errorf("%+v", list)
	}
	// An excuse is about the asking that it names.
	h := newHand(t)
	h.excuses(list[0], 70, "late-order")
	list = derive(f, h.State, v)
	if list[0].Excuse == nil || list[1].Excuse != nil {
		t.Errorf("%+v", list)
	}
	// An order that arrived late runs from its receipt: the clock of the facts is that of the receipt, and the asking is still what is answered.
	f.Clocks[len(f.Clocks)-4].At = at(70)
	if list = derive(f, h.State, v); list[0].Due != at(85) || list[0].Since != one {
		t.Errorf("%+v", list[0])
	}
}

// Deadline tables, and what a re-classification does to a deadline.
func TestReclassified(t *testing.T) {
	rule := agreement.Duty{Who: "origin", To: []string{"superior"}, Do: "report.initial", Clock: "known", Limit: 1440, Table: []agreement.Limit{
		{When: "grade <= 2", Minutes: 120}, {When: "grade <= 4", Minutes: 240}}}
	for _, test := range []struct {
		name  string
		turns [][2]int // minute, grade
		due   int
		was   int // 0: none
		index int64
	}{
		{"first row that holds", nil, 240, 0, 0},
		{"graver: sooner", [][2]int{{60, 2}}, 120, 240, 2},
		{"graver when the shorter limit is over: now, not before", [][2]int{{180, 1}}, 180, 240, 2},
		{"graver when it was due: due as it was", [][2]int{{300, 1}}, 240, 0, 0},
		{"less grave: no table row", [][2]int{{60, 5}}, 1440, 240, 2},
		{"graver and back", [][2]int{{60, 1}, {90, 4}}, 240, 120, 3},
		{"the same limit is no change", [][2]int{{60, 3}}, 240, 0, 0},
		{"a change before that is kept", [][2]int{{60, 2}, {90, 1}}, 120, 240, 2},
	} {
		f := facts()
		for n, turn := range test.turns {
			f.reclassified(turn[0], int64(n+2), turn[1])
		}
		o := only(t, derive(f, nil, pack(owes("1", rule))))
		was := act.Time(0)
		if test.was != 0 {
			was = at(test.was)
		}
		if o.Due != at(test.due) || o.Was != was || (o.Changed == nil) != (test.was == 0) || o.Changed != nil && o.Changed.Index != test.index {
			t.Errorf("%s: due %d, was %d, by %v", test.name, (o.Due-noon)/minute, (o.Was-noon)/minute, o.Changed)
		}
	}
	// What was met stays met, and what was late stays late.
	f := facts()
	f.did("report.initial", "jilin", "province", 100, 5, 1)
	f.reclassified(110, 2, 1)
	if st := only(t, derive(f, nil, pack(owes("1", rule)))).At(at(500), nil); st.State != "met" {
		t.Errorf("%+v", st)
	}
	f = facts()
	f.did("report.initial", "jilin", "province", 250, 5, 1)
	f.reclassified(300, 2, 1)
	if st := only(t, derive(f, nil, pack(owes("1", rule)))).At(at(500), nil); st.State != "met-late" || st.Late != 11 {
		t.Errorf("%+v", st)
	}
}

// R50: a clause that a re-classification brings in, and one that it takes out.
func TestConditionTurns(t *testing.T) {
	rule := agreement.Duty{Who: "origin", To: []string{"superior"}, Do: "report.initial", Clock: "known", Limit: 60}
	graver := pack(owes("1", rule, "grade <= 2"))
	f := facts()
	if list := derive(f, nil, graver); len(list) > 0 {
		t.Error(spell(list))
	}
	f.reclassified(90, 2, 2)
	if o := only(t, derive(f, nil, graver)); o.Due != at(90) || o.Was != 0 { // not over before it was owed
		t.Errorf("%+v", o)
	}
	graver.Clauses[0].Duty.Clock = "assessed"
	if o := only(t, derive(f, nil, graver)); o.Start != at(90) || o.Since != ref("jilin", 2) || o.Due != at(150) {
		t.Errorf("%+v", o)
	}
	// Graded down before it was due: no longer owed. After it was due, or done: it stays.
	f.reclassified(120, 3, 4)
	if list := derive(f, nil, graver); len(list) > 0 {
		t.Error(spell(list))
	}
	g := f
	g.Deeds = nil
	g.did("report.initial", "jilin", "province", 100, 5, 1)
	if o := only(t, derive(g, nil, graver)); o.Met == nil {
		t.Errorf("%+v", o)
	}
	f = facts()
	f.reclassified(90, 2, 2)
	f.reclassified(200, 3, 4)
	if st := only(t, derive(f, nil, graver)).At(at(300), nil); st.State != "overdue" {
		t.Errorf("%+v", st)
	}
}

// R56: laws that say "immediately" and laws that say how many minutes: the stricter figure governs, and both are listed.
func TestStricter(t *testing.T) {
	rule := agreement.Duty{Who: "origin", To: []string{"superior"}, Do: "report.initial", Clock: "known"}
	prompt, four, two, other := rule, rule, rule, rule
	prompt.Promptly, four.Limit, two.Limit, other.Limit, other.Do = true, 240, 120, 10, "warn"
	pledge := owes("3", two)
	pledge.Force = "pledge"
	list := derive(facts(), nil, pack(owes("1", prompt), owes("2", four)), binding("compact", cities(), pledge, owes("4", two), owes("5", other)))
	if len(list) != 5 {
		t.Fatal(spell(list))
	}
	for _, o := range list {
		want := map[string]string{"1": "4", "2": "4"}[o.Clause.Clause] // of two equal ones that of the law, not the pledge
		if (o.Stricter == nil) != (want == "") || want != "" && o.Stricter.Clause != want {
			t.Errorf("clause %s: stricter %+v", o.Clause.Clause, o.Stricter)
		}
		if st := o.At(at(300), nil); (st.State == "overdue") != (o.Clause.Clause != "1") {
			t.Errorf("clause %s: %+v", o.Clause.Clause, st)
		}
	}
}

// Supplementary reports, every hour until the case is closed: each is due an hour after the one before.
func TestAgain(t *testing.T) {
	rule := owes("1", agreement.Duty{Who: "origin", To: []string{"superior"}, Do: "report.supplementary", Clock: "opened", Limit: 60, Again: 60}, `phase == "emergency"`)
	f := facts()
	f.did("report.supplementary", "jilin", "province", 50, 5, 5)
	f.did("report.supplementary", "jilin", "province", 150, 6, 5)
	f.did("report.supplementary", "jilin", "province", 200, 7, -1)
	list := derive(f, nil, pack(rule))
	if len(list) != 3 {
		t.Fatal(spell(list))
	}
	for n, want := range []struct {
		due   int
		state string
	}{{60, "met"}, {110, "met-late"}, {210, "sent"}} {
		if st := list[n].At(at(400), nil); list[n].Nth != n || list[n].Due != at(want.due) || st.State != want.state {
			t.Errorf("%d: due %d, %+v", n, (list[n].Due-noon)/minute, st)
		}
	}
	// Without a receipt nothing later is owed yet; with one it is, until the case is closed.
	f.Deeds[2].Received, f.Deeds[2].ReceivedAt = refOf("province", 8), at(201)
	if list = derive(f, nil, pack(rule)); len(list) != 4 || list[3].Due != at(260) {
		t.Errorf("%s", spell(list))
	}
	g := f
	g.closes(250)
	if list = derive(g, nil, pack(rule)); len(list) != 3 {
		t.Errorf("closed: %s", spell(list))
	}
	g = f
	g.Turns, g.Clocks = nil, f.Clocks[:5]
	g.closes(270) // it was over before
	if list = derive(g, nil, pack(rule)); len(list) != 4 || list[3].At(at(400), nil).State != "overdue" {
		t.Errorf("closed late: %s", spell(list))
	}
	// An excuse, too, is about one time.
	h := newHand(t)
	h.excuses(list[3], 300, "outage")
	if list = derive(g, h.State, pack(rule)); list[3].Excuse == nil || list[2].Excuse != nil {
		t.Error("the excuse is not with its time")
	}
}

// A closed case: nothing new is owed, what is owed runs on, and the final report begins to be.
func TestClosed(t *testing.T) {
	first := owes("1", agreement.Duty{Who: "origin", To: []string{"superior"}, Do: "report.initial", Clock: "known", Limit: 120}, `phase == "emergency"`)
	final := owes("2", agreement.Duty{Who: "origin", To: []string{"superior"}, Do: "report.final", Clock: "closed", Limit: 1440})
	waits := owes("3", agreement.Duty{Who: "party:daqing", To: []string{"superior"}, Do: "report.initial", Clock: "known", Limit: 60})
	f := facts()
	f.closes(60)
	f.Clocks = append(f.Clocks, Clock{What: "known", Party: "daqing", At: at(90), Since: ref("daqing", 0)})
	list := derive(f, nil, pack(first, final, waits))
	if got := spell(list); got != "jilin>province report.final 2\njilin>province report.initial 1\n" {
		t.Fatal(got)
	}
	if list[0].Due != at(60+1440) || list[1].Due != at(120) || list[1].At(at(200), nil).State != "overdue" {
		t.Errorf("%+v", list)
	}
}

// R64: duties run on for a member that leaves, or suspends its part, in mid-case, and when the agreement lapses or is amended in mid-case.
func TestRunOn(t *testing.T) {
	tell := agreement.Duty{Who: "affected", To: []string{"lead"}, Do: "tell", Clock: "known", Limit: 60}
	leave := func(m int, kind act.Kind) agreement.Version {
		v := binding("compact", cities(), owes("1", tell))
		v.Changes = []agreement.Move{{Party: "harbin", Kind: kind, At: at(m), Effect: at(m), Ref: ref("harbin", 50)}}
		return v
	}
	ends := func(m int) agreement.Version {
		v := binding("compact", cities(), owes("1", tell))
		v.Ends = at(m)
		return v
	}
	for _, test := range []struct {
		name string
		v    []agreement.Version
		want string
	}{
		{"left before the case", []agreement.Version{leave(-60, agreement.KindLeave)}, ""},
		{"left before its clock started", []agreement.Version{leave(10, agreement.KindLeave)}, "1"},
		{"left afterwards", []agreement.Version{leave(40, agreement.KindLeave)}, "1"},
		{"suspended", []agreement.Version{leave(10, agreement.KindSuspend)}, "1"},
		{"lapsed before the case", []agreement.Version{ends(-1)}, ""},
		{"lapsed in mid-case", []agreement.Version{ends(10)}, "1"},
	} {
		list := derive(facts(), nil, test.v...)
		list = keep(list, "harbin")
		if got := clauses(list); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	// Amended: the version that was in force when the clock started rules, once.
	old, amended := ends(40), binding("compact", cities(), owes("2", tell))
	amended.Instrument.Version, amended.Starts, amended.Concluded, amended.Ref = 2, at(40), at(40), ref("office", 40)
	if got := clauses(keep(derive(facts(), nil, old, amended), "harbin")); got != "1" {
		t.Errorf("amended after the start: %q", got)
	}
	old.Ends, amended.Starts, amended.Concluded = at(20), at(20), at(20)
	if got := clauses(keep(derive(facts(), nil, old, amended), "harbin")); got != "2" {
		t.Errorf("amended before the start: %q", got)
	}
	// Who is a party of the new version only owes by that, from its conclusion on.
	old.Parties, amended.Parties = []jurisdiction.ID{"jilin", "songyuan"}, cities()
	if got := clauses(keep(derive(facts(), nil, old, amended), "harbin")); got != "2" {
		t.Errorf("joined: %q", got)
	}
	// A proposal binds nobody.
	amended.Concluded, amended.State = 0, "proposed"
	if list := derive(facts(), nil, amended); len(list) > 0 {
		t.Error(spell(list))
	}
}

func keep(list []Owed, p jurisdiction.ID) (out []Owed) {
	for _, o := range list {
		if o.Party == p && o.Waits == "" {
			out = append(out, o)
		}
	}
	return out
}

func clauses(list []Owed) (out string) {
	for _, o := range list {
		out += o.Clause.Clause
	}
	return out
}

// The debtor learns later that it knew earlier: what it said about the duty is still about it.
func TestSinceChanges(t *testing.T) {
	f, h, v := facts(), newHand(t), pack(report(120))
	h.excuses(only(t, derive(f, nil, v)), 90, "outage")
	f.Clocks = append(f.Clocks, Clock{What: "known", Party: "jilin", At: at(-10), Since: ref("jilin", 8)})
	if o := only(t, derive(f, h.State, v)); o.Excuse == nil || o.Since != ref("jilin", 8) || o.Due != at(110) {
		t.Errorf("%+v", o)
	}
}
