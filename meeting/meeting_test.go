package meeting

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// TestConvene: who has the power calls the body that the power is for, and nobody else (R44, R40; doc/acts.md 10.2).
func TestConvene(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*act.Act, *Convening)
		void  string
	}{
		"host":                     {nil, ""},
		"deputy":                   {func(a *act.Act, _ *Convening) { a.By = "jilin" }, ""},
		"below itself":             {func(_ *act.Act, c *Convening) { c.Body = "office" }, ""},
		"party for any body":       {func(a *act.Act, c *Convening) { a.By, c.Power.Clause, c.Body = "harbin", "5.2", "group" }, ""},
		"at once":                  {func(a *act.Act, c *Convening) { c.At, c.AnswerBy = a.At, a.At }, ""},
		"above itself":             {func(a *act.Act, c *Convening) { a.By, c.Power.Clause = "harbin", "5.3" }, "no other"},
		"beside itself":            {func(_ *act.Act, c *Convening) { c.Body = "group" }, "no other"},
		"no such body":             {func(_ *act.Act, c *Convening) { c.Body = "court" }, "has no body"},
		"not its power":            {func(a *act.Act, _ *Convening) { a.By = "songyuan" }, "does not stand for"},
		"no power at all":          {func(_ *act.Act, c *Convening) { c.Power.Clause = "1" }, "gives none"},
		"instrument not cited":     {func(a *act.Act, _ *Convening) { a.Cites = nil }, "does not cite"},
		"case not cited":           {func(a *act.Act, c *Convening) { c.Case = &act.Ref{Journal: "harbin/journal/1"} }, "does not cite"},
		"nobody invited":           {func(a *act.Act, _ *Convening) { a.To = nil }, "nobody is invited"},
		"no agenda":                {func(_ *act.Act, c *Convening) { c.Agenda = []act.Text{} }, "agenda"},
		"empty item":               {func(_ *act.Act, c *Convening) { c.Agenda[1] = act.Text{} }, "item 2"},
		"no title":                 {func(_ *act.Act, c *Convening) { c.Title = act.Text{} }, "title"},
		"no place":                 {func(_ *act.Act, c *Convening) { c.Place = act.Text{} }, "place"},
		"answer after the meeting": {func(_ *act.Act, c *Convening) { c.AnswerBy = c.At + 1 }, "answerBy"},
		"answer before the call":   {func(a *act.Act, c *Convening) { c.AnswerBy = a.At - 1 }, "answerBy"},
		"answers what is no request": {func(a *act.Act, c *Convening) {
			c.Request = &c.Power.Instrument
		}, "no request"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.convenes(c.spoil)
			w.void(c.void)
		})
	}
}

// TestNoRules: where nothing is known of powers nobody has one.
func TestNoRules(t *testing.T) {
	w := newWorld(t)
	if err := New(Rules{}).Check(w.convenes(nil)); err == nil {
		t.Error("convened without a power")
	}
}

// TestRequest: any member may ask a body to meet; that nobody convenes is shown (R44: any member may request; R39).
func TestRequest(t *testing.T) {
	w := newWorld(t)
	ask := func(by jurisdiction.ID, body string) act.Ref {
		return w.Write(act.Act{Kind: KindRequest, By: by, At: noon - 20*hour, Cites: []act.Ref{w.compact}},
			Request{Instrument: w.compact, Body: body, Subject: said("water"), Before: noon - 8*hour}).Ref
	}
	first := ask("songyuan", "coordination")
	second := ask("harbin", "coordination")
	m := w.convenes(func(a *act.Act, c *Convening) { a.Cites, c.Request = append(a.Cites, first), &first })
	list := w.must().Requests(noon)
	if len(list) != 2 || list[0].Ref == list[1].Ref {
		t.Fatalf("%+v", list)
	}
	for _, x := range list {
		if x.Ref == first && (x.Overdue || !reflect.DeepEqual(x.Meetings, []act.Ref{m.Ref}) || x.By != "songyuan") || x.Ref == second && (!x.Overdue || x.Meetings != nil) {
			t.Errorf("%+v", x)
		}
	}
	if w.must().Requests(noon - 9*hour)[0].Overdue {
		t.Error("overdue before its time")
	}
	other := ask("songyuan", "office")
	w.convenes(func(a *act.Act, c *Convening) { a.Cites, c.Request = append(a.Cites, other), &other })
	w.void("no request to coordination")
}

// TestRequestVoid: what makes a request none.
func TestRequestVoid(t *testing.T) {
	for want, spoil := range map[string]func(*act.Act, *Request){
		"":              func(*act.Act, *Request) {},
		"does not cite": func(a *act.Act, _ *Request) { a.Cites = nil },
		"body":          func(_ *act.Act, r *Request) { r.Body = "The Body" },
		"subject":       func(_ *act.Act, r *Request) { r.Subject = act.Text{} },
		"before":        func(a *act.Act, r *Request) { r.Before = a.At - 1 },
	} {
		w := newWorld(t)
		a, r := act.Act{Kind: KindRequest, By: "songyuan", At: noon, Cites: []act.Ref{w.compact}}, Request{Instrument: w.compact, Body: "coordination", Subject: said("water")}
		spoil(&a, &r)
		w.Write(a, r)
		w.void(want)
	}
}

// TestAttend: only who was asked answers, and says who comes or why nobody does (R44).
func TestAttend(t *testing.T) {
	for name, c := range map[string]struct {
		by   jurisdiction.ID
		x    Attendance
		void string
	}{
		"comes":              {"jilin", Attendance{Comes: true, Post: said("mayor"), Rank: 2, Commits: true}, ""},
		"without rank":       {"jilin", Attendance{Comes: true, Post: said("mayor")}, ""},
		"the convener":       {"heilongjiang", Attendance{Comes: true, Post: said("governor"), Rank: 1}, ""},
		"does not come":      {"jilin", Attendance{Reason: said("flood at home")}, ""},
		"not invited":        {"changchun", Attendance{Comes: true, Post: said("mayor")}, "not invited"},
		"nobody said who":    {"jilin", Attendance{Comes: true}, "post"},
		"silent refusal":     {"jilin", Attendance{}, "reason"},
		"absent and commits": {"jilin", Attendance{Reason: said("flood"), Commits: true}, "nobody comes"},
		"comes, with reason": {"jilin", Attendance{Comes: true, Post: said("mayor"), Reason: said("flood")}, "reason"},
		"negative rank":      {"jilin", Attendance{Comes: true, Post: said("mayor"), Rank: -1}, "rank"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			m := w.convenes(nil).Ref
			c.x.Of = m
			w.Write(act.Act{Kind: KindAttend, By: c.by, At: noon - 2*hour, Cites: []act.Ref{m}}, c.x)
			w.void(c.void)
		})
	}
	w := newWorld(t)
	w.comes("jilin", w.compact, 1, true)
	w.void("convenes no meeting")
	w = newWorld(t)
	m := w.convenes(nil).Ref
	w.Write(act.Act{Kind: KindAttend, By: "jilin", At: noon}, Attendance{Of: m, Reason: said("flood")})
	w.void("does not cite")
}

// TestAttendanceTable: the last word of a party holds, the minutes say who was there, rows are by rank (R44: attendance by rank; R39: silence is shown).
func TestAttendanceTable(t *testing.T) {
	w := newWorld(t)
	m := w.convenes(func(a *act.Act, _ *Convening) { a.To = append(a.To, "daqing", "jiamusi") }).Ref
	w.comes("jilin", m, 5, true) // a section chief, then the mayor after all
	jilin := w.comes("jilin", m, 1, true)
	songyuan := w.comes("songyuan", m, 4, true)
	w.comes("daqing", m, 0, false)
	w.Write(act.Act{Kind: KindAttend, By: "jiamusi", At: noon, Cites: []act.Ref{m}}, Attendance{Of: m, Reason: said("ice on the road")})
	states := func(now act.Time) string {
		out := ""
		for _, x := range w.meeting(now, weigh).Attendance {
			out += fmt.Sprintf("%s %s %v %s; ", x.Party, x.State, x.Commits, x.Signed)
		}
		return out
	}
	if got, want := states(noon-2*hour), "jilin comes true ; songyuan comes false ; daqing comes false ; harbin asked false ; jiamusi not false ; "; got != want {
		t.Errorf("before: %s\nwants   %s", got, want)
	}
	if got, want := states(noon), "jilin comes true ; songyuan comes false ; daqing comes false ; harbin silent false ; jiamusi not false ; "; got != want {
		t.Errorf("at noon: %s\nwants    %s", got, want)
	}
	minutes := w.minuted(m, Minutes{Present: []act.Ref{jilin, songyuan}}).Ref
	w.signs("jilin", minutes, "")
	w.signs("jiamusi", minutes, "we were not asked in time") // who was not there may dissent too
	if got, want := states(noon+hour), "jilin present true agrees; songyuan present false unsigned; daqing comes false ; harbin silent false ; jiamusi not false dissents; "; got != want {
		t.Errorf("after: %s\nwants  %s", got, want)
	}
	w.comes("jilin", m, 9, false) // a word that comes after the minutes does not undo them
	if got := w.meeting(noon+hour, weigh); !got.Attendance[0].Commits || got.Attendance[0].Said.Rank != 1 {
		t.Errorf("%+v", got.Attendance[0])
	}
}

// TestState: called, held, minuted.
func TestState(t *testing.T) {
	w := newWorld(t)
	m := w.convenes(nil).Ref
	for now, want := range map[act.Time]string{noon - 1: "called", noon: "held"} {
		if got := w.meeting(now, weigh); got.State != want || got.ID != m || got.By != "heilongjiang" || got.Quorum != 2 || got.Present != 0 {
			t.Errorf("%+v, wants %s", got, want)
		}
	}
	w.minuted(m, Minutes{})
	if got := w.meeting(noon+3*hour, nil); got.State != "minuted" {
		t.Errorf("%+v", got)
	}
	if _, ok := w.must().Meeting(m, noon, nil); !ok {
		t.Error("the meeting is not found by its ID")
	}
	if _, ok := w.must().Meeting(w.compact, noon, nil); ok {
		t.Error("an instrument is a meeting")
	}
}

// TestMinutes: only the convener writes them, only who said that it comes is counted, once, and only who is counted decides (R44: decisions, actions).
func TestMinutes(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(w *world, a *act.Act, x *Minutes)
		void  string
	}{
		"nothing wrong":        {func(*world, *act.Act, *Minutes) {}, ""},
		"by a guest of it":     {func(_ *world, a *act.Act, _ *Minutes) { a.By = "jilin" }, "the convener, heilongjiang"},
		"before it began":      {func(_ *world, a *act.Act, _ *Minutes) { a.At = noon - 1 }, "not begun"},
		"attendance not cited": {func(_ *world, a *act.Act, x *Minutes) { a.Cites = []act.Ref{x.Of} }, "does not cite"},
		"meeting not cited":    {func(_ *world, a *act.Act, x *Minutes) { a.Cites = x.Present }, "does not cite"},
		"of no meeting":        {func(w *world, _ *act.Act, x *Minutes) { x.Of = w.compact }, "no meeting"},
		"counted twice": {func(w *world, _ *act.Act, x *Minutes) {
			x.Present = append(x.Present, w.comes("jilin", x.Of, 1, true))
		}, "counted twice"},
		"counted, said no": {func(w *world, _ *act.Act, x *Minutes) {
			x.Present = append(x.Present, w.Write(act.Act{Kind: KindAttend, By: "harbin", At: noon, Cites: []act.Ref{x.Of}}, Attendance{Of: x.Of, Reason: said("flood")}).Ref)
		}, "nobody comes"},
		"no attendance": {func(w *world, _ *act.Act, x *Minutes) { x.Present = append(x.Present, w.compact) }, "no attendance"},
		"of another meeting": {func(w *world, _ *act.Act, x *Minutes) {
			x.Present = append(x.Present, w.comes("harbin", w.convenes(nil).Ref, 1, true))
		}, "no attendance of this meeting"},
		"voted, not there":  {func(_ *world, _ *act.Act, x *Minutes) { x.Decisions[0].Against = ids("harbin") }, "not present"},
		"voted twice":       {func(_ *world, _ *act.Act, x *Minutes) { x.Decisions[0].Against = ids("jilin") }, "twice"},
		"not on the agenda": {func(_ *world, _ *act.Act, x *Minutes) { x.Decisions[0].Item = 3 }, "item 3"},
		"item zero":         {func(_ *world, _ *act.Act, x *Minutes) { x.Decisions[0].Item = 0 }, "item 0"},
		"decided nothing":   {func(_ *world, _ *act.Act, x *Minutes) { x.Decisions[0].Text = act.Text{} }, "decision 1"},
		"work for a stranger": {func(_ *world, _ *act.Act, x *Minutes) { x.Actions[0].Owner = "changchun" },
			"not invited"},
		"work for who was not there": {func(_ *world, _ *act.Act, x *Minutes) { x.Actions[0].Owner = "harbin" }, ""},
		"work without a date":        {func(_ *world, _ *act.Act, x *Minutes) { x.Actions[0].Due = 0 }, "due"},
		"work without words":         {func(_ *world, _ *act.Act, x *Minutes) { x.Actions[0].What = act.Text{} }, "action 1"},
		"the same work twice":        {func(_ *world, _ *act.Act, x *Minutes) { x.Actions = append(x.Actions, x.Actions[0]) }, "twice"},
		"broken text":                {func(_ *world, _ *act.Act, x *Minutes) { x.Text = act.Text{"?": "x"} }, "language"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			m := w.convenes(nil).Ref
			x := Minutes{Of: m, Present: []act.Ref{w.comes("jilin", m, 1, true), w.comes("songyuan", m, 1, true)},
				Decisions: []Decision{{Item: 1, Text: said("close"), For: ids("jilin", "songyuan")}}, Actions: []Action{{"jilin", said("dam"), noon + 24*hour}}}
			a := act.Act{Kind: KindMinute, By: "heilongjiang", At: noon + hour}
			c.spoil(w, &a, &x)
			if a.Cites == nil {
				a.Cites = append([]act.Ref{x.Of}, x.Present...)
			}
			w.Write(a, x)
			w.void(c.void)
		})
	}
}

// TestDecision: what a decision is worth, and whom it binds (R44: a delegate of low rank cannot commit; quorum; dissent).
func TestDecision(t *testing.T) {
	type vote struct {
		ranks   map[jurisdiction.ID]int // who was there; a rank below zero: it does not commit its party
		body    string                  // coordination, if not said
		weigh   Weigh
		against []jurisdiction.ID
		abstain []jurisdiction.ID
		dissent jurisdiction.ID
	}
	for name, c := range map[string]struct {
		vote
		result                     string
		committed, heard, disputed []jurisdiction.ID
	}{
		"everybody":                       {vote{ranks: map[jurisdiction.ID]int{"jilin": 1, "songyuan": 2, "harbin": 9}}, "carried", ids("harbin", "jilin", "songyuan"), nil, nil},
		"low rank is heard":               {vote{ranks: map[jurisdiction.ID]int{"jilin": 3, "songyuan": 2, "harbin": 9}}, "carried", ids("harbin", "songyuan"), ids("jilin"), nil},
		"low rank makes no quorum":        {vote{ranks: map[jurisdiction.ID]int{"jilin": 3, "songyuan": 2}}, "no-quorum", nil, ids("jilin"), nil},
		"low rank does not carry":         {vote{ranks: map[jurisdiction.ID]int{"jilin": 3, "songyuan": 2, "harbin": 1}, against: ids("harbin")}, "not-carried", nil, ids("jilin"), nil},
		"rank unknown":                    {vote{ranks: map[jurisdiction.ID]int{"jilin": 0, "songyuan": 2, "harbin": 9}}, "carried", ids("harbin", "songyuan"), ids("jilin"), nil},
		"says that it cannot commit":      {vote{ranks: map[jurisdiction.ID]int{"jilin": -1, "songyuan": 2, "harbin": 9}}, "carried", ids("harbin", "songyuan"), ids("jilin"), nil},
		"no quorum":                       {vote{ranks: map[jurisdiction.ID]int{"jilin": 1}}, "no-quorum", nil, nil, nil},
		"a guest makes no quorum":         {vote{ranks: map[jurisdiction.ID]int{"jilin": 1, "daqing": 1}}, "no-quorum", nil, ids("daqing"), nil},
		"a guest is heard":                {vote{ranks: map[jurisdiction.ID]int{"jilin": 1, "harbin": 1, "daqing": 1}}, "carried", ids("harbin", "jilin"), ids("daqing"), nil},
		"against":                         {vote{ranks: map[jurisdiction.ID]int{"jilin": 1, "songyuan": 1}, against: ids("songyuan")}, "not-carried", nil, nil, nil},
		"outvoted is not bound":           {vote{ranks: map[jurisdiction.ID]int{"jilin": 1, "songyuan": 1, "harbin": 1}, against: ids("harbin")}, "carried", ids("jilin", "songyuan"), nil, nil},
		"abstained is not bound":          {vote{ranks: map[jurisdiction.ID]int{"jilin": 1, "songyuan": 1, "harbin": 1}, abstain: ids("harbin")}, "carried", ids("jilin", "songyuan"), nil, nil},
		"dissents from the minutes":       {vote{ranks: map[jurisdiction.ID]int{"jilin": 1, "songyuan": 1, "harbin": 1}, dissent: "harbin"}, "carried", ids("jilin", "songyuan"), nil, ids("harbin")},
		"weight of a big city":            {vote{ranks: map[jurisdiction.ID]int{"jilin": 1, "songyuan": 1}, body: "people", against: ids("songyuan")}, "carried", ids("jilin"), nil, nil},
		"two thirds":                      {vote{ranks: map[jurisdiction.ID]int{"jilin": 1, "songyuan": 1}, body: "two-thirds", against: ids("songyuan")}, "not-carried", nil, nil, nil},
		"exactly the majority is not it":  {vote{ranks: map[jurisdiction.ID]int{"jilin": 1, "songyuan": 1}, body: "sixty", against: ids("songyuan")}, "not-carried", nil, nil, nil},
		"unanimous":                       {vote{ranks: map[jurisdiction.ID]int{"jilin": 1, "songyuan": 1, "harbin": 1}, body: "unanimous"}, "carried", ids("harbin", "jilin", "songyuan"), nil, nil},
		"one is absent: not unanimous":    {vote{ranks: map[jurisdiction.ID]int{"jilin": 1, "songyuan": 1}, body: "unanimous"}, "not-carried", nil, nil, nil},
		"quorum left out: more than half": {vote{ranks: map[jurisdiction.ID]int{"jilin": 1}, body: "people"}, "no-quorum", nil, nil, nil},
		"nobody sits in it":               {vote{ranks: map[jurisdiction.ID]int{"jilin": 1}, body: "group"}, "no-quorum", nil, ids("jilin"), nil},
		"weights are not known":           {vote{ranks: map[jurisdiction.ID]int{"jilin": 1, "songyuan": 1, "harbin": 1}, body: "people", weigh: func(jurisdiction.ID, string) int64 { return 0 }}, "not-carried", nil, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			m := w.convenes(func(a *act.Act, x *Convening) {
				a.To = append(a.To, "daqing")
				switch c.body {
				case "":
				case "group": // beside the coordinating body
					a.By, x.Power.Clause, x.Body = "harbin", "5.2", c.body
				default:
					x.Body = c.body
				}
			}).Ref
			d := Decision{Item: 1, Text: said("close the intakes"), Against: c.against, Abstain: c.abstain}
			var present []act.Ref
			for _, p := range ids("jilin", "songyuan", "harbin", "daqing") {
				rank, there := c.ranks[p]
				if !there {
					continue
				}
				present = append(present, w.comes(p, m, max(rank, 0), rank >= 0))
				if !slices.Contains(slices.Concat(c.against, c.abstain), p) {
					d.For = append(d.For, p)
				}
			}
			minutes := w.minuted(m, Minutes{Present: present, Decisions: []Decision{d}}).Ref
			if c.dissent != "" {
				w.signs(c.dissent, minutes, "we said no such thing")
			}
			if c.weigh == nil {
				c.weigh = weigh
			}
			got := w.meeting(noon+4*hour, c.weigh).Decisions[0]
			if got.Result != c.result || !slices.Equal(got.Committed, c.committed) || !slices.Equal(got.Heard, c.heard) || !slices.Equal(got.Disputed, c.disputed) {
				t.Errorf("%s, commits %v, heard %v, disputed %v; wants %s %v %v %v", got.Result, got.Committed, got.Heard, got.Disputed, c.result, c.committed, c.heard, c.disputed)
			}
		})
	}
}

// TestSigning: who was invited agrees or dissents, the last word holds (R44: signed minutes).
func TestSigning(t *testing.T) {
	w := newWorld(t)
	m := w.convenes(nil).Ref
	minutes := w.minuted(m, Minutes{Present: []act.Ref{w.comes("jilin", m, 1, true)}}).Ref
	w.signs("jilin", minutes, "the second sentence is wrong")
	w.signs("jilin", minutes, "")
	got := w.meeting(noon+4*hour, weigh).Minutes[0]
	if len(got.Signed) != 1 || !got.Signed[0].Agrees || got.Signed[0].By != "jilin" || !got.Holds {
		t.Errorf("%+v", got)
	}
	for want, x := range map[string]Signing{"dissent": {Of: minutes}, "agrees and dissents": {Of: minutes, Agrees: true, Dissent: said("no")}, "no minutes": {Of: m, Agrees: true}} {
		w.Write(act.Act{Kind: KindSign, By: "songyuan", At: noon, Cites: []act.Ref{x.Of}}, x)
		w.void(want)
		w.Unwrite()
	}
	w.signs("changchun", minutes, "")
	w.void("not invited")
}

// TestCorrection: minutes are corrected by new minutes of the convener; the earlier ones stay visible with what was said to them. So a party whose delegate could
// not commit it ratifies: by an attendance of sufficient rank that the new minutes count (R44: low-rank delegate).
func TestCorrection(t *testing.T) {
	w := newWorld(t)
	m := w.convenes(nil).Ref
	clerk, songyuan, harbin := w.comes("jilin", m, 7, true), w.comes("songyuan", m, 1, true), w.comes("harbin", m, 1, true)
	d := []Decision{{Item: 1, Text: said("close"), For: ids("jilin", "songyuan", "harbin")}}
	first := w.minuted(m, Minutes{Present: []act.Ref{clerk, songyuan, harbin}, Decisions: d}).Ref
	w.signs("harbin", first, "")
	mayor := w.comes("jilin", m, 1, true)
	if got := w.meeting(noon+4*hour, weigh).Decisions[0]; !slices.Equal(got.Heard, ids("jilin")) {
		t.Errorf("heard %v", got.Heard)
	}
	second := w.minuted(m, Minutes{Present: []act.Ref{mayor, songyuan, harbin}, Decisions: d}).Ref
	got := w.meeting(noon+4*hour, weigh)
	if !slices.Equal(got.Decisions[0].Committed, ids("harbin", "jilin", "songyuan")) || got.Decisions[0].Heard != nil {
		t.Errorf("%+v", got.Decisions[0])
	}
	if len(got.Minutes) != 2 || got.Minutes[0].Ref != first || got.Minutes[0].Holds || len(got.Minutes[0].Signed) != 1 || got.Minutes[1].Ref != second || !got.Minutes[1].Holds || got.Minutes[1].Signed != nil {
		t.Errorf("%+v", got.Minutes)
	}
	if i := slices.IndexFunc(got.Attendance, func(x Attendee) bool { return x.Party == "harbin" }); got.Attendance[i].Signed != "unsigned" {
		t.Error("a signature under the old minutes counts for the new ones")
	}
}
