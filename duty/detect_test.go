package duty

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// violations spells findings: party, violation, minutes.
func violations(list []Finding) (out []string) {
	for _, x := range list {
		out = append(out, string(x.Party)+" "+x.Violation)
	}
	return out
}

func detected(t *testing.T, f Facts, s *State, from Standpoint, v ...agreement.Version) []Finding {
	t.Helper()
	return Detected(f, derive(f, s, v...), from)
}

// R56: late is from the clock's start and the receipt, with the evidence of both; an outage of the channel is a defence that stands beside the finding.
func TestDetectLate(t *testing.T) {
	f, v := facts(), pack(report(120))
	now := Standpoint{Now: at(600)}
	list := detected(t, f, nil, now, v)
	if len(list) != 1 || list[0].Violation != "late" || list[0].Late != 480 || list[0].Judged != "missed" || list[0].Force != "law" || list[0].Evidence[0] != f.Case || list[0].Online != "unknown" {
		t.Fatalf("%+v", list)
	}
	if list = detected(t, f, nil, Standpoint{Now: at(120)}, v); len(list) != 0 {
		t.Errorf("before it is over: %+v", list)
	}
	f.did("report.initial", "jilin", "province", 100, 5, 80)
	list = detected(t, f, nil, now, v)
	if len(list) != 1 || list[0].Late != 60 || !slices.Equal(list[0].Evidence, []act.Ref{f.Case, ref("jilin", 5), ref("province", 5)}) {
		t.Errorf("%+v", list)
	}
	// By testimony.
	now.Journals = witnessed(t, sight{"province", 5, 170})
	if list = detected(t, f, nil, now, v); len(list) != 1 || list[0].Judged != "late" || len(list[0].Evidence) != 5 {
		t.Errorf("%+v", list)
	}
	// Its node was not heard of, and it says so: a person sees the finding with both, and if the creditor accepts it there is none.
	now.Heard = func(p jurisdiction.ID, from, until act.Time) (string, []act.Ref) {
		if p != "jilin" || from != noon || until != at(120) {
			t.Errorf("asked whether %s was heard of from %d to %d", p, from, until)
		}
		return "off", []act.Ref{ref("office", 33)}
	}
	h := newHand(t)
	x := h.excuses(only(t, derive(f, nil, v)), 200, "outage")
	list = detected(t, f, h.State, now, v)
	if len(list) != 1 || list[0].Excuse == nil || list[0].Online != "off" || !slices.Contains(list[0].Evidence, x) || !slices.Contains(list[0].Evidence, ref("office", 33)) {
		t.Errorf("%+v", list)
	}
	h.answers("province", x, 300, true)
	if list = detected(t, f, h.State, now, v); len(list) != 0 {
		t.Errorf("accepted: %+v", list)
	}
	h.answers("province", x, 310, false)
	if list = detected(t, f, h.State, now, v); len(list) != 1 || list[0].Excuse == nil {
		t.Errorf("disputed: %+v", list)
	}
	// "Immediately" has no figure and gives no finding by itself; of two clauses for one thing there is one finding.
	prompt := report(0)
	prompt.ID = "2"
	if list = detected(t, facts(), nil, Standpoint{Now: at(6000)}, pack(prompt)); len(list) != 0 {
		t.Errorf("promptly: %+v", list)
	}
	other := report(180)
	other.ID = "3"
	if list = detected(t, facts(), nil, Standpoint{Now: at(6000)}, pack(prompt, other, report(120))); len(list) != 1 || list[0].Duty.Clause.Clause != "1" {
		t.Errorf("%+v", list)
	}
	// Sent without receipt is no late report, unless it was sent late.
	f = facts()
	f.did("report.initial", "jilin", "province", 100, 5, -1)
	if list = detected(t, f, nil, Standpoint{Now: at(600)}, v); len(list) != 0 {
		t.Errorf("sent: %+v", list)
	}
	f.Deeds[0].At = at(130)
	if list = detected(t, f, nil, Standpoint{Now: at(600)}, v); len(list) != 1 || list[0].Late != 10 {
		t.Errorf("sent late: %+v", list)
	}
}

// R57: what is left out without a word; also from a report that was in time.
func TestDetectIncomplete(t *testing.T) {
	f := facts()
	f.did("report.initial", "jilin", "province", 100, 5, 1).Missing = []string{"cause", "deaths"}
	list := detected(t, f, nil, Standpoint{Now: at(600)}, pack(report(120)))
	if len(list) != 1 || list[0].Violation != "incomplete" || !slices.Equal(list[0].Missing, []string{"cause", "deaths"}) || !slices.Contains(list[0].Evidence, ref("jilin", 5)) {
		t.Errorf("%+v", list)
	}
}

// R60, R61: nothing at all, or too slow. An order that arrived late runs from its receipt.
func TestDetectSlow(t *testing.T) {
	v := binding("compact", cities(), owes("1", agreement.Duty{Who: "affected", To: []string{"lead"}, Do: "answer", Clock: "asked", Limit: 30}),
		owes("2", agreement.Duty{Who: "affected", Do: "join", Clock: "opened", Limit: 60}), owes("3", agreement.Duty{Who: "lead", Do: "classify", Clock: "opened", Limit: 30}))
	f := facts()
	asked := f.asks("jilin", "harbin", 60, 10)
	f.asks("jilin", "songyuan", 60, 11)
	d := f.did("answer", "harbin", "jilin", 100, 20, -1)
	d.Answers = &asked
	f.did("join", "harbin", "", 10, 21, -1)
	list := detected(t, f, nil, Standpoint{Now: at(600)}, v)
	if got := violations(list); !slices.Equal(got, []string{"harbin slow", "jilin slow", "songyuan absent", "songyuan absent"}) {
		t.Fatal(got)
	}
	if list[0].Late != 10 || list[0].Asked == nil || *list[0].Asked != asked || list[1].Asked != nil {
		t.Errorf("%+v", list)
	}
	f.Clocks[len(f.Clocks)-2].At = at(75)
	if got := violations(detected(t, f, nil, Standpoint{Now: at(600)}, v)); slices.Contains(got, "harbin slow") {
		t.Error(got)
	}
}

// R62, R17, R18: refusing an order is a finding; refusing a request is lawful unless it was promised; the reason stands beside it, one's own people above all.
func TestDetectRefused(t *testing.T) {
	answer := owes("1", agreement.Duty{Who: "affected", To: []string{"lead"}, Do: "answer", Clock: "asked", Limit: 30})
	promise := owes("2", agreement.Duty{Who: "affected", To: []string{"lead"}, Do: "send-boats", Clock: "asked", Limit: 90})
	promise.Force = "pledge"
	for _, test := range []struct {
		name                     string
		order, promised, clauses bool
		code                     string
		lawful, own              bool
		force                    string
	}{
		{"a request", false, false, false, "capacity", true, false, "law"},
		{"an order", true, false, false, "capacity", false, false, "law"},
		{"an order, to protect its own people", true, false, false, "own-population", false, true, "law"},
		{"a request that was accepted before", false, true, false, "capacity", false, false, "law"},
		{"a request that a clause pledges", false, false, true, "own-population", true, true, "pledge"},
	} {
		f := facts()
		asked := f.asks("jilin", "harbin", 60, 10)
		c := &f.Clocks[len(f.Clocks)-1]
		c.Binding, c.Of = test.order, ""
		if test.promised {
			f.did("answer", "harbin", "jilin", 65, 19, -1).Answers = &asked
		}
		d := f.did("answer", "harbin", "jilin", 70, 20, -1)
		d.Answers, d.Refuses, d.Code = &asked, true, test.code
		f.Deeds = append(f.Deeds, *d) // towards another addressee: one refusal all the same
		f.Deeds[len(f.Deeds)-1].To = "office"
		v := binding("compact", cities(), answer)
		if test.clauses {
			v.Clauses = append(v.Clauses, promise)
		}
		list := slices.DeleteFunc(detected(t, f, nil, Standpoint{Now: at(80)}, v), func(x Finding) bool { return x.Violation != "refused" })
		if len(list) != 1 {
			t.Fatalf("%s: %+v", test.name, list)
		}
		x := list[0]
		if x.Lawful != test.lawful || x.Order != test.order || x.OwnPeople != test.own || x.Code != test.code || (x.Promised != nil) != test.promised ||
			(x.Under != nil) != test.clauses || x.Force != test.force || *x.Asked != asked || x.Duty == nil || x.Duty.Clause.Clause != "1" {
			t.Errorf("%s: %+v", test.name, x)
		}
	}
	// Who refused first and then agreed has broken nothing; without a clause there is no duty, and still a refusal.
	f := facts()
	asked := f.asks("jilin", "harbin", 60, 10)
	d := f.did("answer", "harbin", "jilin", 70, 20, -1)
	d.Answers, d.Refuses = &asked, true
	f.did("answer", "harbin", "jilin", 60, 21, -1).Answers = &asked // and backdates it
	list := detected(t, f, nil, Standpoint{Now: at(80)})
	if len(list) != 1 || !list[0].Lawful || list[0].Duty != nil || list[0].Promised != nil {
		t.Errorf("%+v", list)
	}
}

// R39 (I27, I28): answers and attendance; silence while the node was off is not slackness, and who was never asked is unknown.
func TestRates(t *testing.T) {
	list := []Asking{
		{Party: "harbin", What: "answer", Asked: at(0), Due: at(30), Answered: at(20)},
		{Party: "harbin", What: "confirm", Asked: at(0), Due: at(30), Answered: at(40)},
		{Party: "harbin", What: "answer", Asked: at(0), Due: at(30), Online: "on"},
		{Party: "harbin", What: "answer", Asked: at(0), Due: at(30), Online: "off"},
		{Party: "harbin", What: "answer", Asked: at(0), Due: at(300)},
		{Party: "harbin", What: "answer", Asked: at(0), Due: at(30), Excused: true},
		{Party: "harbin", What: "answer", Asked: at(0), Due: at(130), Answered: at(120)}, // not yet at minute 100
		{Party: "harbin", What: "meeting", Asked: at(0), Due: at(60), Answered: at(60)},
		{Party: "jilin", What: "meeting", Asked: at(0), Due: at(600)},
	}
	want := []Rate{{Party: "harbin", What: "answer", Asked: 3, Answered: 2, InTime: 1, Open: 2, Off: 1, Excused: 1},
		{Party: "harbin", What: "meeting", Asked: 1, Answered: 1, InTime: 1}, {Party: "jilin", What: "meeting", Open: 1}}
	for range 2 {
		if got := Rates(list, at(100)); !slices.Equal(got, want) {
			t.Errorf("%+v", got)
		}
		slices.Reverse(list)
	}
	if share, ok := want[0].Share(); !ok || share != 1.0/3 {
		t.Error(share, ok)
	}
	if _, ok := want[2].Share(); ok {
		t.Error("a share of nothing")
	}
}

// R39: the askings of a case, judged by testimony where there is any.
func TestAskings(t *testing.T) {
	v := binding("compact", cities(), owes("1", agreement.Duty{Who: "affected", To: []string{"lead"}, Do: "answer", Clock: "asked", Limit: 30}), owes("2", agreement.Duty{Who: "lead", Do: "classify", Clock: "opened", Limit: 30}))
	f := facts()
	asked := f.asks("jilin", "harbin", 60, 10)
	f.asks("jilin", "songyuan", 60, 11)
	f.did("answer", "harbin", "jilin", 80, 20, -1).Answers = &asked
	from := Standpoint{Now: at(600), Heard: func(jurisdiction.ID, act.Time, act.Time) (string, []act.Ref) { return "off", nil }}
	rates := Rates(Askings(derive(f, nil, v), from), from.Now)
	if len(rates) != 2 || rates[0].InTime != 1 || rates[1].Off != 1 {
		t.Errorf("%+v", rates)
	}
	from.Journals = witnessed(t, sight{"harbin", 20, 120}) // the answer claims to be in time and was not there
	if rates = Rates(Askings(derive(f, nil, v), from), from.Now); rates[0].InTime != 0 || rates[0].Answered != 1 {
		t.Errorf("%+v", rates)
	}
}
