package duty

import (
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

// report is a clause: Jilin owes its superior a first report within two hours of knowing.
func report(limit int64) agreement.Clause {
	return owes("1", agreement.Duty{Who: "origin", To: []string{"superior"}, Do: "report.initial", Clock: "known", Limit: limit, Promptly: limit == 0})
}

// R30, R56, and what a day brings: every state that a duty can be in. A duty of 120 minutes from noon.
func TestStates(t *testing.T) {
	for _, test := range []struct {
		name   string
		limit  int64
		do     func(f *Facts)
		sights []sight
		now    int
		want   Stands
	}{
		{"open", 120, nil, nil, 60, Stands{State: "open", Left: 60, Judged: "open"}},
		{"due in 12 minutes is soon", 120, nil, nil, 108, Stands{State: "due-soon", Left: 12, Judged: "open"}},
		{"a minute before is not", 120, nil, nil, 107, Stands{State: "open", Left: 13, Judged: "open"}},
		{"a day has 12 minutes too", 1440, nil, nil, 1427, Stands{State: "open", Left: 13, Judged: "open"}},
		{"of an hour the last six", 60, nil, nil, 54, Stands{State: "due-soon", Left: 6, Judged: "open"}},
		{"a minute before the last six", 60, nil, nil, 53, Stands{State: "open", Left: 7, Judged: "open"}},
		{"when it is due it is not over", 120, nil, nil, 120, Stands{State: "due-soon", Judged: "open"}},
		{"overdue", 120, nil, nil, 121, Stands{State: "overdue", Late: 1, Judged: "missed"}},
		{"promptly is never overdue", 0, nil, nil, 104 * 60, Stands{State: "open", Late: 104 * 60, Judged: "open"}},
		{"took 104 h; the law says immediately", 0, func(f *Facts) { f.did("report.initial", "jilin", "province", 103*60, 5, 60) }, nil, 200 * 60,
			Stands{State: "met", Late: 104 * 60, Judged: "open"}},
		// R30: the recipient says that it received nothing: neither met nor overdue.
		{"sent without receipt", 120, func(f *Facts) { f.did("report.initial", "jilin", "province", 60, 5, -1) }, nil, 500, Stands{State: "sent", Judged: "claimed"}},
		{"sent, and witnessed", 120, func(f *Facts) { f.did("report.initial", "jilin", "province", 60, 5, -1) }, []sight{{"jilin", 6, 70}}, 500,
			Stands{State: "sent", Judged: "claimed"}},
		{"sent when it was over", 120, func(f *Facts) { f.did("report.initial", "jilin", "province", 60, 5, -1) }, []sight{{"jilin", 5, 150}}, 500,
			Stands{State: "sent", Late: 30, Judged: "late", Backdated: true}},
		{"met as claimed", 120, func(f *Facts) { f.did("report.initial", "jilin", "province", 60, 5, 5) }, nil, 500, Stands{State: "met", Judged: "claimed"}},
		{"met as witnessed", 120, func(f *Facts) { f.did("report.initial", "jilin", "province", 60, 5, 5) }, []sight{{"province", 6, 119}}, 500,
			Stands{State: "met", Judged: "kept"}},
		{"met late as claimed", 120, func(f *Facts) { f.did("report.initial", "jilin", "province", 130, 5, 0) }, nil, 500,
			Stands{State: "met-late", Late: 10, Judged: "claimed"}},
		{"late by the receipt, not by the sending", 120, func(f *Facts) { f.did("report.initial", "jilin", "province", 110, 5, 20) }, nil, 500,
			Stands{State: "met-late", Late: 10, Judged: "claimed"}},
		// A late report with an earlier At: testimony says it was not there; what it claims is shown as that.
		{"backdated", 120, func(f *Facts) { f.did("report.initial", "jilin", "province", 60, 5, 5) }, []sight{{"province", 5, 160}}, 500,
			Stands{State: "met-late", Late: 40, Judged: "late", Backdated: true}},
		{"later than proven as claimed", 120, func(f *Facts) { f.did("report.initial", "jilin", "province", 220, 5, 0) }, []sight{{"province", 5, 160}}, 500,
			Stands{State: "met-late", Late: 100, Judged: "late"}},
		// A clock that goes wrong at the receiver does not make a report late that witnesses saw in time.
		{"kept against the clock", 120, func(f *Facts) { f.did("report.initial", "jilin", "province", 60, 5, 500) }, []sight{{"province", 6, 100}}, 900,
			Stands{State: "met", Judged: "kept"}},
		{"witnesses against witnesses", 120, func(f *Facts) { f.did("report.initial", "jilin", "province", 60, 5, 5) }, []sight{{"province", 6, 100}, {"province", 5, 150}}, 500,
			Stands{State: "met", Judged: "claimed"}},
		{"waits for knowledge", 120, func(f *Facts) { f.Clocks = f.Clocks[:2] }, nil, 500, Stands{State: "waiting", Judged: "open"}},
		// R57: what is left out without a word.
		{"incomplete", 120, func(f *Facts) { f.did("report.initial", "jilin", "province", 60, 5, 5).Missing = []string{"cause"} }, nil, 500,
			Stands{State: "met", Judged: "claimed", Incomplete: []string{"cause"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := facts()
			if test.do != nil {
				test.do(&f)
			}
			var journals *roster.State
			if test.sights != nil {
				journals = witnessed(t, test.sights...)
			}
			got := only(t, derive(f, nil, pack(report(test.limit)))).At(at(test.now), journals)
			if test.sights != nil && len(got.Witnesses) < 2 {
				t.Errorf("witnesses: %v", got.Witnesses)
			}
			got.Witnesses = nil
			same := len(got.Incomplete) == len(test.want.Incomplete)
			got.Incomplete, test.want.Incomplete = nil, nil
			if !same || !equal(got, test.want) {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}

func equal(a, b Stands) bool {
	return a.State == b.State && a.Left == b.Left && a.Late == b.Late && a.Judged == b.Judged && a.Backdated == b.Backdated && a.Awaits == b.Awaits
}

// What nobody receives is judged by the act itself: a classification needs no receipt.
func TestNobodyReceives(t *testing.T) {
	classify := owes("2", agreement.Duty{Who: "lead", To: []string{"coordinator"}, Do: "classify", Clock: "opened", Limit: 60})
	f := facts()
	f.did("classify", "jilin", "", 10, 1, -1)
	v := binding("compact", cities(), classify)
	if st := only(t, derive(f, nil, v)).At(at(100), witnessed(t, sight{"jilin", 2, 20})); st.State != "met" || st.Judged != "kept" {
		t.Errorf("%+v", st)
	}
	if st := only(t, derive(f, nil, v)).At(at(100), witnessed(t, sight{"jilin", 1, 90})); st.State != "met-late" || st.Late != 30 || !st.Backdated {
		t.Errorf("%+v", st)
	}
}

// Excuses: accepted, disputed, and not answered; what was in time needs none.
func TestExcuses(t *testing.T) {
	v := pack(report(120))
	for _, test := range []struct {
		name   string
		reply  func(h *hand, r act.Ref)
		do     func(f *Facts)
		now    int
		state  string
		awaits bool
	}{
		{"not answered: overdue as before", nil, nil, 300, "overdue", true},
		{"accepted", func(h *hand, r act.Ref) { h.answers("province", r, 200, true) }, nil, 300, "excused", false},
		{"disputed", func(h *hand, r act.Ref) { h.answers("province", r, 200, false) }, nil, 300, "disputed", false},
		{"disputed before it is due: it can still be done", func(h *hand, r act.Ref) { h.answers("province", r, 60, false) }, nil, 100, "open", false},
		{"disputed, then accepted", func(h *hand, r act.Ref) {
			h.answers("province", r, 200, false)
			h.answers("province", r, 210, true)
		}, nil, 300, "excused", false},
		{"met late, and excused", func(h *hand, r act.Ref) { h.answers("province", r, 200, true) },
			func(f *Facts) { f.did("report.initial", "jilin", "province", 150, 5, 1) }, 300, "excused", false},
		{"met in time", func(h *hand, r act.Ref) { h.answers("province", r, 200, false) },
			func(f *Facts) { f.did("report.initial", "jilin", "province", 50, 5, 1) }, 300, "met", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, h := facts(), newHand(t)
			if test.do != nil {
				test.do(&f)
			}
			r := h.excuses(only(t, derive(f, nil, v)), 90, "outage")
			if test.reply != nil {
				test.reply(h, r)
			}
			o := only(t, derive(f, h.State, v))
			if st := o.At(at(test.now), nil); st.State != test.state || st.Awaits != test.awaits || o.Excuse == nil || o.Excuse.Ref != r {
				t.Errorf("%+v, excuse %+v", st, o.Excuse)
			}
		})
	}
}

// duty.meet: what no other act shows is met when the creditor accepts it; towards the case by the debtor's word.
func TestMeet(t *testing.T) {
	close := owes("3", agreement.Duty{Who: "affected", To: []string{"lead"}, Do: "close-intakes", Clock: "opened", Limit: 60}, `party == "harbin"`)
	v := binding("compact", cities(), close)
	f, h := facts(), newHand(t)
	o := only(t, derive(f, nil, v))
	r := h.meets(o, 30)
	state := func(now int, sights ...sight) Stands {
		return only(t, derive(f, h.State, v)).At(at(now), witnessed(t, sights...))
	}
	if st := state(300); st.State != "sent" || st.Judged != "claimed" {
		t.Errorf("its own word: %+v", st)
	}
	h.answers("jilin", r, 200, false)
	if st := state(300); st.State != "disputed" {
		t.Errorf("denied: %+v", st)
	}
	// The creditor takes its time: what counts is when the debtor put it on record.
	h.answers("jilin", r, 400, true)
	if st := state(500, sight{"harbin", 101, 40}); st.State != "met" || st.Judged != "kept" {
		t.Errorf("accepted: %+v", st)
	}
	// Towards the case: the lead, and the coordinator after it, may dispute it; a third party may not.
	close.Duty.To = nil
	v = binding("compact", cities(), close)
	h = newHand(t)
	r = h.meets(only(t, derive(f, nil, v)), 30)
	for _, step := range []struct {
		by      jurisdiction.ID
		accepts bool
		want    string
	}{{"daqing", false, "met"}, {"office", false, "disputed"}, {"jilin", true, "met"}} {
		h.answers(step.by, r, 50, step.accepts)
		if st := state(300); st.State != step.want {
			t.Errorf("%s says %v: %+v", step.by, step.accepts, st)
		}
	}
}

// R30: a report by telephone that the superior accepts is a report; one that the journals show is better than a word.
func TestMeetReport(t *testing.T) {
	f, h, v := facts(), newHand(t), pack(report(120))
	r := h.meets(only(t, derive(f, nil, v)), 50)
	if o := only(t, derive(f, h.State, v)); o.Met != nil || o.Sent == nil || !o.Sent.Word {
		t.Errorf("%+v", o)
	}
	h.answers("province", r, 60, true)
	if o := only(t, derive(f, h.State, v)); o.Met == nil || !o.Met.Word || o.At(at(500), nil).State != "met" {
		t.Errorf("%+v", o)
	}
	f.did("report.initial", "jilin", "province", 40, 5, 1)
	if o := only(t, derive(f, h.State, v)); o.Met == nil || o.Met.Word {
		t.Errorf("%+v", o)
	}
}
