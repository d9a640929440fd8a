package duty

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
)

// R30: the first report was lost, the second was received: the duty is met by the second, and the first is no obstacle.
func TestLostAndRepeated(t *testing.T) {
	f := facts()
	f.did("report.initial", "jilin", "province", 30, 5, -1)
	f.did("report.initial", "jilin", "province", 40, 6, 5)
	f.did("report.initial", "jilin", "province", 35, 7, 30)
	if o := only(t, derive(f, nil, pack(report(120)))); o.Met == nil || o.Met.Ref.Index != 6 {
		t.Errorf("%+v", o.Met)
	}
	// A report to nobody in particular, or to somebody else, is no report to the superior.
	f = facts()
	f.did("report.initial", "jilin", "", 30, 5, -1)
	f.did("report.initial", "jilin", "harbin", 30, 6, 1)
	f.did("report.initial", "harbin", "province", 30, 7, 1)
	if o := only(t, derive(f, nil, pack(report(120)))); o.Sent != nil {
		t.Errorf("%+v", o.Sent)
	}
}

// What was asked: by whom, for what, and since when it can have been answered.
func TestAskedEdges(t *testing.T) {
	rule := agreement.Duty{Who: "affected", Do: "answer", Clock: "asked", Limit: 60}
	f := facts()
	f.asks("harbin", "harbin", 60, 10)
	if list := derive(f, nil, binding("compact", cities(), owes("1", rule))); len(list) > 0 {
		t.Errorf("asked itself: %s", spell(list))
	}
	f.Clocks[len(f.Clocks)-1].Since = ref("jilin", 10)
	f.Clocks[len(f.Clocks)-1].Of = "confirm"
	if list := derive(f, nil, binding("compact", cities(), owes("1", rule))); len(list) > 0 {
		t.Errorf("asked to confirm: %s", spell(list))
	}
	// Asked for a report: one from before does not do, one from afterwards does, though it does not say what it answers.
	rule.Do = "report.supplementary"
	f.Clocks[len(f.Clocks)-1].Of = ""
	f.did("report.supplementary", "harbin", "jilin", 50, 20, 1)
	if o := only(t, derive(f, nil, binding("compact", cities(), owes("1", rule)))); o.Met != nil {
		t.Errorf("%+v", o.Met)
	}
	f.did("report.supplementary", "harbin", "jilin", 70, 21, 1)
	if o := only(t, derive(f, nil, binding("compact", cities(), owes("1", rule)))); o.Met == nil || o.Met.Ref.Index != 21 {
		t.Errorf("%+v", o.Met)
	}
	// Who is asked to pass something on owes it to all of whom the clause speaks, not only to who asked.
	pass := agreement.Duty{Who: "affected", To: []string{"participants"}, Do: "forward", Clock: "asked", Promptly: true}
	if got := spell(derive(f, nil, binding("compact", cities(), owes("1", pass)))); got != "harbin>jilin forward 1\nharbin>songyuan forward 1\n" {
		t.Error(got)
	}
	pass.Do = "answer"
	if got := spell(derive(f, nil, binding("compact", cities(), owes("1", pass)))); got != "harbin>jilin answer 1\n" {
		t.Error(got)
	}
	// Two clauses for one asking: the stricter one governs that asking, and not the next.
	f = facts()
	f.asks("jilin", "harbin", 60, 10)
	f.asks("jilin", "harbin", 90, 11)
	rule.Do = "answer"
	slow, quick := rule, rule
	slow.Limit, quick.Limit = 60, 45
	for _, o := range derive(f, nil, binding("compact", cities(), owes("1", slow), owes("2", quick))) {
		if (o.Stricter != nil) != (o.Clause.Clause == "1") {
			t.Errorf("clause %s since %v: %+v", o.Clause.Clause, o.Since, o.Stricter)
		}
	}
}

// What is owed again runs from the clock at the earliest, from what is proven at the latest, and once for each act.
func TestAgainEdges(t *testing.T) {
	rule := agreement.Duty{Who: "origin", To: []string{"superior"}, Do: "report.supplementary", Clock: "opened", Limit: 60, Again: 60}
	f := facts()
	f.did("report.supplementary", "jilin", "province", -30, 5, 5)
	if list := derive(f, nil, pack(owes("1", rule))); len(list) != 2 || list[1].Due != at(60) {
		t.Errorf("before the clock: %s due %d", spell(list), (list[1].Due-noon)/minute)
	}
	f = facts()
	f.did("report.supplementary", "jilin", "province", 500, 5, 0) // it claims to be from the future
	f.Deeds[0].ReceivedAt = at(40)
	if list := derive(f, nil, pack(owes("1", rule))); len(list) != 2 || list[1].Due != at(100) {
		t.Errorf("from the future: %s due %d", spell(list), (list[1].Due-noon)/minute)
	}
	f = facts()
	f.did("report.supplementary", "jilin", "province", 30, 5, 5)
	f.did("report.supplementary", "jilin", "harbin", 30, 5, 5)
	rule.To = nil
	if list := derive(f, nil, pack(owes("1", rule))); len(list) != 2 {
		t.Errorf("one act to two: %s", spell(list))
	}
}

// A change from before the clock started is none of the deadline.
func TestChangedBefore(t *testing.T) {
	f := facts()
	f.reclassified(20, 2, 1)
	d := agreement.Duty{Who: "party:harbin", Do: "tell", Clock: "known", Limit: 240, Table: []agreement.Limit{{When: "grade <= 2", Minutes: 120}}}
	if o := only(t, derive(f, nil, binding("compact", cities(), owes("1", d)))); o.Due != at(150) || o.Was != 0 || o.Changed != nil {
		t.Errorf("%+v", o)
	}
}

// R18: who is no party owes nothing, and waits for nothing; who speaks for a body does what the body is to do, party or not; a proposal binds neither.
func TestBoundEdges(t *testing.T) {
	d := agreement.Duty{Who: "affected", Do: "tell", Clock: "received", Limit: 60}
	f := facts()
	f.Parties["affected"] = append(f.Parties["affected"], "khabarovsk")
	for _, o := range derive(f, nil, binding("compact", cities(), owes("1", d))) {
		if o.Party == "khabarovsk" {
			t.Errorf("%+v", o)
		}
	}
	d = agreement.Duty{Who: "body:bureau", Do: "tell", Clock: "opened", Limit: 60}
	v := binding("compact", cities(), owes("1", d))
	v.Bodies = []agreement.Body{{ID: "bureau", Host: "basin-office", Deputy: "harbin"}}
	if o := only(t, derive(f, nil, v)); o.Party != "basin-office" {
		t.Errorf("%+v", o)
	}
	v.Concluded, v.Starts, v.State = 0, 0, "proposed"
	if list := derive(f, nil, v); len(list) > 0 {
		t.Errorf("by a proposal: %s", spell(list))
	}
}

// Of several excuses the one that was accepted stays; a word for it does not hide the act that was sent.
func TestSeveralWords(t *testing.T) {
	f, h, v := facts(), newHand(t), pack(report(120))
	o := only(t, derive(f, nil, v))
	first := h.excuses(o, 90, "outage")
	h.answers("province", first, 100, true)
	h.excuses(o, 110, "capacity")
	if o = only(t, derive(f, h.State, v)); o.Excuse == nil || o.Excuse.Ref != first || o.At(at(500), nil).State != "excused" {
		t.Errorf("%+v", o.Excuse)
	}
	h = newHand(t)
	f.did("report.initial", "jilin", "province", 30, 5, -1)
	word := h.meets(only(t, derive(f, nil, v)), 50)
	if o = only(t, derive(f, h.State, v)); o.Sent == nil || o.Sent.Word {
		t.Errorf("%+v", o.Sent)
	}
	h.answers("province", word, 60, false) // it denies the word, and the report is still on record
	if o = only(t, derive(f, h.State, v)); o.Sent == nil || o.Sent.Word || o.At(at(500), nil).State != "sent" {
		t.Errorf("%+v", o.Sent)
	}
}

// R39, R60: an outage, and a deadline that fell while the member was cut off: it is overdue for everybody to see, and the excuse beside it waits for an answer.
func TestCutOff(t *testing.T) {
	f, h, v := facts(), newHand(t), pack(report(120))
	o := only(t, derive(f, nil, v))
	f.did("report.initial", "jilin", "province", 300, 5, 1) // when the line was back
	h.must(about(KindExcuse, o.Key, 300), Excuse{Duty: o.Key, Code: "outage", Text: text("the line was cut"), From: at(60), Until: at(299)})
	o = only(t, derive(f, h.State, v))
	st := o.At(at(400), nil)
	if st.State != "met-late" || st.Late != 181 || !st.Awaits || o.Excuse.From > o.Due || o.Excuse.Until < o.Due {
		t.Errorf("%+v, %+v", st, o.Excuse)
	}
	h.answers("province", o.Excuse.Ref, 400, true)
	if st = only(t, derive(f, h.State, v)).At(at(400), nil); st.State != "excused" || st.Late != 181 {
		t.Errorf("%+v", st)
	}
}

// R17: a designation counts by being on record in its author's journal; who is named confirms it, which is a duty of its own.
func TestDesignate(t *testing.T) {
	d := agreement.Duty{Who: "coordinator", To: []string{"participants"}, Do: "designate", Clock: "opened", Limit: 60}
	f := facts()
	f.did("designate", "office", "", 30, 5, -1)
	list := derive(f, nil, binding("compact", append(cities(), "office"), owes("1", d)))
	if len(list) != 3 || list[0].Met == nil || list[0].At(at(100), nil).State != "met" {
		t.Errorf("%+v", list)
	}
}

// The receipt of an opening starts the clock of what follows from a receipt, and not that of accepting a warning which is not there yet.
func TestReceivedBut(t *testing.T) {
	f := facts()
	f.Clocks = append(f.Clocks, Clock{What: "received", Party: "harbin", At: at(5), Since: ref("harbin", 1), But: "accept"},
		Clock{What: "received", Party: "harbin", At: at(50), Since: ref("harbin", 2)})
	for do, start := range map[string]int{"accept": 50, "tell": 5} {
		d := agreement.Duty{Who: "party:harbin", Do: do, Clock: "received", Limit: 60}
		if o := only(t, derive(f, nil, binding("compact", cities(), owes("1", d)))); o.Start != at(start) {
			t.Errorf("%s: %+v", do, o)
		}
	}
}

// What is done, excused or overtaken is not next.
func TestNext(t *testing.T) {
	other := report(180)
	other.ID = "2"
	v := pack(report(120), other)
	b := NewBoard(Compile([]agreement.Version{v}, above))
	f, h := facts(), newHand(t)
	list := b.Put(f, nil)
	if next := b.Next(5); len(next) != 1 || next[0].Clause.Clause != "1" || len(b.Next(0)) != 0 {
		t.Errorf("%+v", next)
	}
	r := h.excuses(list[0], 90, "outage")
	b.Put(f, h.State)
	if next := b.Next(5); len(next) != 1 {
		t.Errorf("not answered: %+v", next)
	}
	h.answers("province", r, 100, true)
	b.Put(f, h.State)
	if next := b.Next(5); len(next) != 0 {
		t.Errorf("excused: %+v", next)
	}
	f.did("report.initial", "jilin", "province", 30, 5, -1)
	b.Put(f, nil)
	if next := b.Next(5); len(next) != 0 {
		t.Errorf("sent: %+v", next)
	}
}

// R49: standing work has no case; the instrument stands in its place.
func TestTimes(t *testing.T) {
	c := agreement.Cite{Instrument: ref("office", 3), Clause: "5"}
	k := Key{Case: c.Instrument, Clause: c, Party: "jilin", Since: c.Instrument}
	h := newHand(t)
	if h.Times(c, "jilin") != nil {
		t.Error("before it did")
	}
	for _, m := range []int{50, 20} {
		h.must(about(KindMeet, k, m), Meeting{Duty: k, Text: text("exercised")})
	}
	h.must(about(KindExcuse, k, 90), Excuse{Duty: k, Code: "capacity", Text: text("no boats")})
	if !slices.Equal(h.Times(c, "jilin"), []act.Time{at(50), at(20)}) || h.Times(c, "harbin") != nil || h.Times(agreement.Cite{Instrument: c.Instrument, Clause: "6"}, "jilin") != nil {
		t.Errorf("%d", h.Times(c, "jilin"))
	}
}
