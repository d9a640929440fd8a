package standing

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// TestAdvice: a superior of the charter, or whom a clause lets, advises; it binds nobody and changes no finding (R23, R108).
func TestAdvice(t *testing.T) {
	power := func(w *world, clause string) *agreement.Cite {
		return &agreement.Cite{Instrument: w.compact, Clause: clause}
	}
	for name, c := range map[string]struct {
		by     jurisdiction.ID
		clause string
		void   string
	}{
		"superior":              {"beijing", "", ""},
		"whom a clause lets":    {"harbin", "7.1", ""},
		"no superior":           {"harbin", "", "no superior"},
		"whom no clause lets":   {"changchun", "7.1", "does not stand for"},
		"another power":         {"heilongjiang", "6.1", "is to find, not to advise"},
		"superior, wrong power": {"beijing", "7.1", "does not stand for"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			x := Advice{About: &w.report, Text: said("ask the laboratory")}
			if c.clause != "" {
				x.Power = power(w, c.clause)
			}
			w.Write(act.Act{Kind: KindAdvise, By: c.by, At: noon, To: ids("jilin"), Cites: []act.Ref{w.report, w.compact}}, x)
			w.void(c.void)
		})
	}
	w := newWorld(t)
	f := w.finds(nil)
	w.Write(act.Act{Kind: KindAdvise, By: "beijing", At: noon + hour, To: ids("heilongjiang"), Cites: []act.Ref{f}}, Advice{About: &f, Text: said("be lenient")})
	if got := w.found(noon + 2*hour); got.State != "found" || len(got.Steps) != 2 || got.Steps[1].Kind != KindAdvise {
		t.Errorf("%+v", got)
	}
	if got := w.must().Advice(); len(got) != 1 || got[0].By != "beijing" || !slices.Equal(got[0].To, ids("heilongjiang")) {
		t.Errorf("%+v", got)
	}
	w.Write(act.Act{Kind: KindAdvise, By: "beijing", At: noon}, Advice{About: &f, Text: said("x")})
	w.void("does not cite")
}

// TestQuery: any member asks about any record, whoever was asked answers, and silence is shown (R109: queries that must be answered; flood of queries).
func TestQuery(t *testing.T) {
	w := newWorld(t)
	ask := func(w *world, by jurisdiction.ID, to []jurisdiction.ID, by2 act.Time) act.Ref {
		return w.Write(act.Act{Kind: KindQuery, By: by, At: noon, To: to, Cites: []act.Ref{w.report}}, Query{About: w.report, Text: said("why so late?"), AnswerBy: by2}).Ref
	}
	q := ask(w, "songyuan", ids("jilin", "harbin"), noon+2*hour)
	for range 3 {
		ask(w, "daqing", ids("jilin"), noon+2*hour)
	}
	w.says(KindExplain, "jilin", noon+hour, q)
	one := func(now act.Time) Asked {
		list := w.must().Queries(now)
		return list[slices.IndexFunc(list, func(x Asked) bool { return x.Ref == q })]
	}
	if got := one(noon + 2*hour); got.Overdue || len(got.Answers) != 1 || !slices.Equal(got.Missing, ids("harbin")) || got.Open != 1 {
		t.Errorf("%+v", got)
	}
	if got := one(noon + 2*hour + 1); !got.Overdue {
		t.Error("silence is not shown")
	}
	w.says(KindExplain, "harbin", noon+3*hour, q)
	if got := one(noon + 9*hour); got.Overdue || got.Missing != nil || got.Open != 0 {
		t.Errorf("%+v", got)
	}
	for _, x := range w.must().Queries(noon) {
		if x.By == "daqing" && x.Open != 3 {
			t.Errorf("a flood of 3 shows as %d", x.Open)
		}
	}
	for want, write := range map[string]func(w *world){
		"not the one who asks": func(w *world) { ask(w, "jilin", ids("harbin", "jilin"), noon+hour) },
		"to: wants":            func(w *world) { ask(w, "jilin", nil, noon+hour) },
		"no time to answer":    func(w *world) { ask(w, "jilin", ids("harbin"), noon) },
		"was not asked":        func(w *world) { w.says(KindExplain, "songyuan", noon, ask(w, "jilin", ids("harbin"), noon+hour)) },
		"what it explains":     func(w *world) { w.says(KindExplain, "songyuan", noon, w.report) },
	} {
		w := newWorld(t)
		write(w)
		w.void(want)
	}
}

// TestSuspicion: a suspicion is no finding; its informant is nowhere; what came of it is shown, also when there was nothing (R58: observation elsewhere contradicts, informant
// protected, malicious accusation).
func TestSuspicion(t *testing.T) {
	w := newWorld(t)
	suspect := func() act.Ref {
		return w.Write(act.Act{Kind: KindSuspect, By: "songyuan", At: noon, To: ids("heilongjiang"), Cites: []act.Ref{w.receipt, w.opened}},
			Suspicion{Party: "jilin", Case: &w.opened, Evidence: []act.Ref{w.receipt}, Text: said("the gauge shows it"), Informed: true}).Ref
	}
	x := suspect()
	outcome := func(want string, baseless int) Suspected {
		t.Helper()
		got := w.must().Suspicions()[0]
		if got.Outcome != want || got.Baseless != baseless || got.Ref != x {
			t.Errorf("%+v, wants %s and %d", got, want, baseless)
		}
		return got
	}
	outcome("open", 0)
	if len(w.must().Findings(noon)) != 0 {
		t.Error("a suspicion is a finding")
	}
	w.says(KindReply, "jilin", noon+hour, x)
	if got := outcome("open", 0); len(got.Replies) != 1 || got.Replies[0].By != "jilin" {
		t.Errorf("%+v", got)
	}
	from := func(by jurisdiction.ID) act.Ref {
		return w.finds(func(a *act.Act, f *Finding) {
			a.By, f.Violation, f.Evidence, a.Cites = by, "concealed", []act.Ref{x}, append(a.Cites, x)
		})
	}
	f := from("heilongjiang")
	if got := outcome("found", 0); !slices.Equal(got.Findings, []act.Ref{f}) {
		t.Errorf("%+v", got)
	}
	w.decides(KindDecide, "heilongjiang", noon+7*hour, -1, f)
	outcome("unfounded", 1)
	second := from("daqing")
	outcome("found", 0)
	d := w.decides(KindDecide, "daqing", noon+7*hour, 1, second)
	outcome("founded", 0)
	w.decides(KindSettle, "beijing", noon+9*hour, -1, w.says(KindAppeal, "jilin", noon+8*hour, d))
	outcome("unfounded", 1)
	w.says(KindReply, "harbin", noon, x)
	w.void("jilin that is suspected")
}

// TestSuspicionVoid: something has to be there that can be looked at, concealed or false (R58, R59).
func TestSuspicionVoid(t *testing.T) {
	for want, x := range map[string]Suspicion{
		"":              {Party: "jilin", Text: said("x"), Informed: true, Violation: "false"},
		"violation":     {Party: "jilin", Text: said("x"), Informed: true, Violation: "late"},
		"neither":       {Party: "jilin", Text: said("x")},
		"party":         {Party: "songyuan", Text: said("x"), Informed: true},
		"text":          {Party: "jilin", Text: act.Text{}, Informed: true},
		"envelope":      {Party: "jilin", Text: said("x"), Exhibits: []act.Hash{{1}}},
		"does not cite": {Party: "jilin", Text: said("x"), Evidence: []act.Ref{{Journal: "harbin/journal/1", Index: 1}}},
	} {
		w := newWorld(t)
		w.Write(act.Act{Kind: KindSuspect, By: "songyuan", At: noon}, x)
		w.void(want)
	}
}
