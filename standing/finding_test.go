package standing

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/duty"
	"tongzhou/jurisdiction"
)

// key is the duty that Jilin had to report to Harbin.
func (w *world) key(to jurisdiction.ID) *duty.Key {
	return &duty.Key{Case: w.opened, Clause: agreement.Cite{Instrument: w.compact, Clause: "2.1"}, Party: "jilin", To: to, Since: w.opened}
}

// TestFind: who may find, about whom, on which basis, with what evidence (R55: basis, finder, notice; doc/acts.md 11.1).
func TestFind(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(w *world, a *act.Act, f *Finding)
		void  string
	}{
		"nothing wrong":           {func(*world, *act.Act, *Finding) {}, ""},
		"deputy finds":            {func(_ *world, a *act.Act, _ *Finding) { a.By = "daqing" }, ""},
		"not behind his back":     {func(_ *world, a *act.Act, _ *Finding) { a.To = ids("harbin") }, "addressee"},
		"about nobody":            {func(_ *world, _ *act.Act, f *Finding) { f.Party = "jiamusi" }, "addressee"},
		"another violation":       {func(_ *world, _ *act.Act, f *Finding) { f.Violation = "rude" }, "violation"},
		"no evidence":             {func(_ *world, _ *act.Act, f *Finding) { f.Evidence = []act.Ref{} }, "evidence"},
		"evidence not cited":      {func(w *world, a *act.Act, _ *Finding) { a.Cites = []act.Ref{w.compact, w.opened, w.report} }, "does not cite"},
		"case not cited":          {func(w *world, a *act.Act, _ *Finding) { a.Cites = []act.Ref{w.compact, w.receipt, w.report} }, "does not cite"},
		"instrument not cited":    {func(w *world, a *act.Act, _ *Finding) { a.Cites = []act.Ref{w.opened, w.receipt, w.report} }, "does not cite"},
		"duty not cited":          {func(w *world, _ *act.Act, f *Finding) { f.Duty = w.key("harbin"); f.Duty.Since.Index = 7 }, "does not cite"},
		"duty of another":         {func(w *world, _ *act.Act, f *Finding) { f.Duty = w.key("harbin"); f.Duty.Party = "songyuan" }, "songyuan"},
		"exhibit not in envelope": {func(_ *world, _ *act.Act, f *Finding) { f.Exhibits = []act.Hash{{1}} }, "envelope"},
		"no words":                {func(_ *world, _ *act.Act, f *Finding) { f.Text = act.Text{} }, "text"},
		"no time to reply":        {func(_ *world, a *act.Act, f *Finding) { f.ReplyBy = a.At }, "no time"},
		"less time than the clause gives": {func(_ *world, a *act.Act, f *Finding) { f.ReplyBy = a.At + 59*minute },
			"60 minutes"},
		"exactly the time of the clause": {func(_ *world, a *act.Act, f *Finding) { f.ReplyBy = a.At + 60*minute }, ""},
		"no power":                       {func(_ *world, a *act.Act, _ *Finding) { a.By = "songyuan" }, "does not stand for"},
		"power to do something else":     {func(_ *world, _ *act.Act, f *Finding) { f.Power.Clause = "7.1" }, "is to advise, not to find"},
		"clause without consequence":     {func(_ *world, _ *act.Act, f *Finding) { f.Clause.Clause = "1" }, "names no consequence"},
		"no such clause":                 {func(_ *world, _ *act.Act, f *Finding) { f.Clause.Clause = "9.9" }, "names no consequence"},
		"clause about something else":    {func(_ *world, _ *act.Act, f *Finding) { f.Clause.Clause, f.Violation = "6.4", "false" }, "not about"},
		"not a party of the instrument":  {func(_ *world, a *act.Act, f *Finding) { f.Party, a.To = "jiamusi", ids("jiamusi") }, "no party"},
		// R55: finder is party; R106: it may report itself
		"the party finds, silent about it":  {func(_ *world, a *act.Act, f *Finding) { a.By, f.Power.Clause = "jilin", "6.2" }, "interest"},
		"the party finds, outside any case": {func(_ *world, a *act.Act, f *Finding) { a.By, f.Power.Clause, f.Case = "jilin", "6.2", nil }, "the finder is the party"},
		"the party finds and says so": {func(_ *world, a *act.Act, f *Finding) {
			a.By, f.Power.Clause, f.Interest = "jilin", "6.2", said("we report ourselves")
		}, ""},
		"an origin finds, silent about it": {func(_ *world, a *act.Act, f *Finding) { other(a, f) }, "an origin of the case"},
		"an origin finds and says so":      {func(_ *world, a *act.Act, f *Finding) { other(a, f); f.Interest = said("the slick is ours") }, ""},
		"an origin finds outside its case": {func(_ *world, a *act.Act, f *Finding) { other(a, f); f.Case = nil }, ""},
		"interest without words":           {func(_ *world, _ *act.Act, f *Finding) { f.Interest = act.Text{"en": " "} }, "blanks"},
		"who watches the hub: deputy": {func(_ *world, a *act.Act, f *Finding) {
			f.Party, a.To, a.By, f.Power.Clause = "daqing", ids("daqing"), "harbin", "6.2"
		}, ""},
		"who watches the hub: chair": {func(_ *world, a *act.Act, f *Finding) {
			f.Party, a.To, a.By, f.Power.Clause = "changchun", ids("changchun"), "harbin", "6.2"
		}, ""},
		"who watches the hub: office holder": {func(_ *world, a *act.Act, f *Finding) {
			f.Party, a.To, a.By, f.Power.Clause = "heilongjiang", ids("heilongjiang"), "harbin", "6.2"
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.finds(func(a *act.Act, f *Finding) { c.spoil(w, a, f) })
			w.void(c.void)
		})
	}
}

// TestPledgeIsNoLaw (R65, the edge): a finding about a pledge or a custom is void, and so is one by a consequence that is a pledge itself; of law and agreement it counts.
func TestPledgeIsNoLaw(t *testing.T) {
	for force, void := range map[string]string{"law": "", "agreement": "", "custom": "is a custom", "pledge": "is a pledge"} {
		for _, of := range []string{"1", "6.3"} {
			w := newWorld(t)
			in := instrument("superior-led")
			in.Code = "other"
			for n := range in.Clauses {
				if in.Clauses[n].ID == of {
					in.Clauses[n].Force = force
				}
			}
			compact := w.Write(act.Act{Kind: agreement.KindIssue, By: "beijing", At: noon - 900*hour}, in).Ref
			w.finds(func(a *act.Act, f *Finding) {
				a.Cites = append(a.Cites, compact)
				f.Clause.Instrument, f.Power.Instrument = compact, compact
				f.Duty = &duty.Key{Case: w.opened, Clause: agreement.Cite{Instrument: compact, Clause: "1"}, Party: "jilin", Since: w.opened}
			})
			want := void
			if of == "6.3" && force == "custom" { // that something follows may be a custom; what was violated is not
				want = ""
			}
			w.void(want)
		}
	}
}

// other makes Jilin, where the slick comes from, find that Songyuan was late.
func other(a *act.Act, f *Finding) {
	a.By, f.Power.Clause, f.Party, a.To = "jilin", "6.2", "songyuan", ids("songyuan")
}

// TestRefused: to refuse is a finding where orders bind; among equals it is lawful unless promised (R62).
func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		mode     string
		promised bool
		void     string
	}{
		"superior-led":          {"superior-led", false, ""},
		"voluntary":             {"voluntary", false, "lawful among equals"},
		"voluntary, and a duty": {"voluntary", true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			equals := w.Write(act.Act{Kind: agreement.KindIssue, By: "heilongjiang", At: noon - hour}, instrument(c.mode)).Ref
			w.finds(func(a *act.Act, f *Finding) {
				f.Violation, f.Clause.Instrument, a.Cites = "refused", equals, append(a.Cites, equals)
				if c.promised {
					f.Duty = w.key("harbin")
				}
			})
			w.void(c.void)
		})
	}
}

// TestNoRules: where nothing is known of powers nobody has one.
func TestNoRules(t *testing.T) {
	w := newWorld(t)
	w.finds(nil)
	s := New(Rules{})
	if err := s.Check(w.Entries[len(w.Entries)-1]); !contains(err, "nobody has the power") {
		t.Error(err)
	}
	instruments := agreement.New()
	if err := instruments.Apply(w.Entries[0]); err != nil {
		t.Fatal(err)
	}
	s = New(Rules{May: instruments.May, Clause: instruments.Clause})
	f := w.Entries[len(w.Entries)-1]
	w.decides(KindDecide, "heilongjiang", noon+7*hour, 1, f.Ref)
	if err := s.Apply(f); err != nil {
		t.Fatal(err)
	}
	if err := s.Check(w.Entries[len(w.Entries)-1]); !contains(err, "nobody has the power") {
		t.Error(err)
	}
}

// TestConflict: a finder that has a part in the matter is shown as such, and so is one that has nothing but its own word (R55: finder is party; evidence from other node).
func TestConflict(t *testing.T) {
	for name, c := range map[string]struct {
		spoil           func(w *world, a *act.Act, f *Finding)
		conflict, alone bool
	}{
		"none": {func(*world, *act.Act, *Finding) {}, false, false},
		"is the party": {func(_ *world, a *act.Act, f *Finding) {
			a.By, f.Power.Clause, f.Interest = "jilin", "6.2", said("we report ourselves")
		}, true, false},
		"is the creditor": {func(w *world, a *act.Act, f *Finding) {
			a.By, f.Power.Clause, f.Duty = "harbin", "6.2", w.key("harbin")
		}, true, false},
		"is an origin": {func(_ *world, a *act.Act, f *Finding) { other(a, f); f.Interest = said("the slick is ours") }, true, false},
		"says so":      {func(_ *world, _ *act.Act, f *Finding) { f.Interest = said("our brother is the mayor") }, true, false},
		"only its own evidence": {func(w *world, a *act.Act, f *Finding) {
			a.By, f.Power.Clause, f.Evidence = "harbin", "6.2", []act.Ref{w.receipt}
		}, false, true},
	} {
		w := newWorld(t)
		w.finds(func(a *act.Act, f *Finding) { c.spoil(w, a, f) })
		if got := w.found(noon); got.Conflict != c.conflict || got.Alone != c.alone {
			t.Errorf("%s: conflict %v, alone %v", name, got.Conflict, got.Alone)
		}
	}
}

// TestCourse: a finding from beginning to end, and what is shown at each step (R55: notice, reply, hearing, decision, appeal; R63: execution).
func TestCourse(t *testing.T) {
	w := newWorld(t)
	f := w.finds(nil)
	check := func(want string, spoil func(Found) bool) Found {
		t.Helper()
		got := w.found(noon + 7*hour)
		if got.State != want || spoil != nil && spoil(got) {
			t.Errorf("wants %s: %+v", want, got)
		}
		return got
	}
	check("found", func(x Found) bool { return !x.ReplyOverdue || x.DecideBy != noon+30*day || x.Lapsed })
	if w.found(noon + 6*hour).ReplyOverdue {
		t.Error("the reply is overdue when its time is not over")
	}
	reply := w.says(KindReply, "jilin", noon+2*hour, f)
	check("replied", func(x Found) bool { return x.ReplyOverdue })
	w.says(KindHear, "heilongjiang", noon+3*hour, f)
	check("heard", nil)
	d := w.decides(KindDecide, "heilongjiang", noon+4*hour, 2, f, reply)
	check("decided", func(x Found) bool {
		return !x.Founded || x.Sanction["en"] != "public notice" || x.Decision.Ref != d || !x.Decision.SameHand || x.Unheard || x.Others != nil
	})
	a := w.says(KindAppeal, "jilin", noon+5*hour, d)
	check("appealed", func(x Found) bool { return x.Appeal == nil || x.Appeal.Ref != a || x.Sanction["en"] != "public notice" })
	settled := w.decides(KindSettle, "beijing", noon+6*hour, 1, a)
	check("settled", func(x Found) bool {
		return x.Settlement.Ref != settled || x.Sanction["en"] != "notice among the members" || x.Settlement.SameHand
	})
	w.says(KindFulfil, "jilin", noon+7*hour, settled)
	got := check("fulfilled", func(x Found) bool { return x.Fulfilled == nil || len(x.Steps) != 7 })
	for i, x := range got.Steps {
		if x.Late || x.After || i > 0 && x.At < got.Steps[i-1].At {
			t.Errorf("step %d: %+v", i, x)
		}
	}
	if one, ok := w.must().Finding(f, noon); !ok || one.ID != f {
		t.Error("the finding is not found by its ID")
	}
	if _, ok := w.must().Finding(d, noon); ok {
		t.Error("a decision is a finding")
	}
}

// TestDefence: the party's side stands beside the finding for ever, and the decision can be that there was nothing. Each of the violations has its defence: no proof of
// when it was known and a channel that was down (R56), what is declared unknown (R57), a sensor fault or a wrong origin (R58), an honest error (R59), a small city
// overloaded (R60), an order that came late (R61), the protection of its own people (R62). Software weighs none of them.
func TestDefence(t *testing.T) {
	for violation, defence := range map[string]string{
		"late": "the line was down from 3 to 9", "incomplete": "the loss is declared unknown", "concealed": "the gauge was broken", "false": "the first laboratory erred",
		"absent": "two officers for everything", "slow": "the order came at midnight", "refused": "our own intakes were in danger",
	} {
		w := newWorld(t)
		f := w.finds(func(_ *act.Act, f *Finding) { f.Violation = violation })
		reply := w.Write(act.Act{Kind: KindReply, By: "jilin", At: noon + hour, Cites: []act.Ref{f, w.report}, Exhibits: []act.Hash{{9}}},
			Reply{Of: f, Text: said(defence), Exhibits: []act.Hash{{9}}}).Ref
		w.decides(KindDecide, "heilongjiang", noon+2*hour, -1, f, reply)
		got := w.found(noon + 3*hour)
		if got.State != "decided" || got.Founded || got.Sanction != nil || got.Violation != violation {
			t.Errorf("%+v", got)
		}
		if x := got.Steps[1]; x.Text["en"] != defence || x.Ref != reply || len(x.Exhibits) != 1 || !slices.Contains(x.Cites, w.report) {
			t.Errorf("%s: the defence is shown as %+v", violation, x)
		}
	}
}

// TestLapse: after the limit of the clause nothing can be decided, and it is shown (R63: statute of limitation).
func TestLapse(t *testing.T) {
	w := newWorld(t)
	f := w.finds(nil)
	if got := w.found(noon + 30*day); got.Lapsed {
		t.Error("lapsed on the last day")
	}
	if got := w.found(noon + 30*day + 1); !got.Lapsed || got.State != "found" {
		t.Errorf("%+v", got)
	}
	w.decides(KindDecide, "heilongjiang", noon+30*day+1, 1, f)
	w.void("within 30 days")
	w = newWorld(t)
	f = w.finds(nil)
	w.decides(KindDecide, "heilongjiang", noon+30*day, 1, f)
	if got := w.found(noon + 31*day); got.Lapsed || got.State != "decided" {
		t.Errorf("%+v", got)
	}
	w = newWorld(t)
	f = w.finds(func(_ *act.Act, f *Finding) { f.Clause.Clause = "6.4" })
	w.decides(KindDecide, "heilongjiang", noon+3000*day, 1, f)
	if got := w.found(noon + 3000*day); got.DecideBy != 0 || got.Lapsed || got.State != "decided" {
		t.Errorf("without a limit: %+v", got)
	}
}

// TestTwoFindings: two findings about one thing are shown as such, and so are two sanctions (R55: two bases for one act; R63: double punishment).
func TestTwoFindings(t *testing.T) {
	twice := func(spoil func(w *world, a *act.Act, f *Finding)) ([]Found, *world, [2]act.Ref) {
		w := newWorld(t)
		one := w.finds(func(_ *act.Act, f *Finding) { f.Duty = w.key("harbin") })
		two := w.finds(func(a *act.Act, f *Finding) {
			f.Duty = w.key("harbin")
			f.Clause.Clause = "6.4"
			a.At += hour
			spoil(w, a, f)
		})
		return w.must().Findings(noon), w, [2]act.Ref{one, two}
	}
	for name, c := range map[string]struct {
		spoil func(w *world, a *act.Act, f *Finding)
		same  bool
	}{
		"the same duty":                      {func(*world, *act.Act, *Finding) {}, true},
		"the same duty, by the deputy":       {func(_ *world, a *act.Act, _ *Finding) { a.By = "daqing" }, true},
		"a law beside the agreement":         {func(_ *world, _ *act.Act, f *Finding) { f.Duty.Clause.Clause = "2.2" }, true},
		"no duty named, the same evidence":   {func(_ *world, _ *act.Act, f *Finding) { f.Duty = nil }, true},
		"no duty named, other evidence":      {func(w *world, _ *act.Act, f *Finding) { f.Duty = nil; f.Evidence = []act.Ref{w.opened} }, false},
		"outside the case, the same paper":   {func(_ *world, _ *act.Act, f *Finding) { f.Duty, f.Case = nil, nil }, false},
		"a duty towards another":             {func(w *world, _ *act.Act, f *Finding) { f.Duty = w.key("songyuan") }, false},
		"owed again":                         {func(_ *world, _ *act.Act, f *Finding) { f.Duty.Nth = 2 }, false},
		"another clause, and other evidence": {func(w *world, _ *act.Act, f *Finding) { f.Duty.Clause.Clause, f.Evidence = "2.2", []act.Ref{w.opened} }, false},
		"another violation of the same duty": {func(_ *world, _ *act.Act, f *Finding) { f.Violation, f.Clause.Clause = "incomplete", "6.3" }, false},
	} {
		list, w, refs := twice(c.spoil)
		if (len(list[0].Twice) == 1) != c.same || (len(list[1].Twice) == 1) != c.same || list[0].Punished {
			t.Errorf("%s: %v %v", name, list[0].Twice, list[1].Twice)
		}
		by := act.Entry{Ref: refs[0]}
		w.decides(KindDecide, "heilongjiang", noon+7*hour, 1, by.Ref)
		w.decides(KindDecide, "heilongjiang", noon+8*hour, 1, refs[1])
		if list := w.must().Findings(noon); list[0].Punished != c.same || list[1].Punished != c.same {
			t.Errorf("%s: punished twice %v", name, list[0].Punished)
		}
	}
	_, w, refs := twice(func(*world, *act.Act, *Finding) {})
	w.decides(KindDecide, "heilongjiang", noon+7*hour, 1, refs[0])
	w.decides(KindDecide, "heilongjiang", noon+8*hour, 0, refs[1])
	if list := w.must().Findings(noon); list[0].Punished {
		t.Error("founded without a step is no punishment")
	}
}
