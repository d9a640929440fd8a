package docket_test

import (
	"reflect"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/pack"
	"tongzhou/assessment"
	"tongzhou/docket"
	"tongzhou/duty"
	"tongzhou/evaluation"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/meeting"
	"tongzhou/roster"
	"tongzhou/standing"
	"tongzhou/warning"
)

const hour, day = act.Time(3600000), act.Time(24 * 3600000)

// begun is when the plots begin.
const begun = act.Time(1_700_000_000_000)

// A plot is a world of people who govern themselves: three cities, a province above them and an agency that is a guest. They agree, open cases, command, report, meet and find,
// mostly as a node could write it; who does it, when it claims to have done it, and what it knows of the others are drawn.
type plot struct {
	t                *rapid.T
	province, agency *pen
	cities           []*pen
	d                *docket.Docket // everything so far, in the order of writing
	entries          []act.Entry
	at               act.Time
	made             map[act.Kind][]act.Entry // acts that count, by kind
	charter          act.Ref
	text             *agreement.Instrument
}

// shipped is the river compact with those of its duties that the drawn acts can start and meet.
func shipped(parties ...jurisdiction.ID) *agreement.Instrument {
	s, err := pack.Load("river-compact")
	if err != nil {
		panic(err)
	}
	in, err := s.Fill(pack.Filling{Parties: parties, Superior: "province", From: begun})
	if err != nil {
		panic(err)
	}
	in.Clauses = slices.DeleteFunc(in.Clauses, func(c agreement.Clause) bool {
		return c.Duty == nil && c.Power == nil && c.Consequence == nil && c.Role == nil
	})
	in.Clauses = append(in.Clauses, agreement.Clause{ID: "9.9", Force: "agreement", Title: say("assess"), Text: say("assess"), Duty: &agreement.Duty{Who: "participants", Do: "assess", Clock: "known", Limit: 90}})
	in.Notice = 1
	return in
}

func drawPlot(t *rapid.T) *plot {
	p := &plot{t: t, province: &pen{id: "province"}, agency: &pen{id: "agency"}, d: docket.New(docket.Config{Founder: "jilin/journal/1"}), at: begun, made: map[act.Kind][]act.Entry{},
		text: shipped("jilin", "songyuan", "harbin")}
	for _, id := range p.text.Parties {
		p.cities = append(p.cities, &pen{id: id})
	}
	c := charter("jilin")
	c.Superiors = []jurisdiction.ID{"province"}
	p.charter = p.put(p.cities[0], roster.KindFound, c, nil).Ref
	for _, q := range p.all() {
		m := admission(q.id)
		m.Role = map[jurisdiction.ID]string{"province": "province", "agency": "guest"}[q.id]
		if m.Role == "" {
			m.Role = "city"
		}
		p.put(p.cities[0], roster.KindAdmit, m, nil)
	}
	if p.chance("nothing agreed", 8) {
		p.agree()
	} else {
		p.concludes()
	}
	p.opens()
	for range p.n("acts", 10, 70) {
		p.at += act.Time(p.n("minutes", -10, 90)) * 60_000
		p.step()
	}
	return p
}

func (p *plot) all() []*pen                        { return append(slices.Clone(p.cities), p.province, p.agency) }
func (p *plot) n(label string, from, to int) int   { return rapid.IntRange(from, to).Draw(p.t, label) }
func (p *plot) chance(label string, of int) bool   { return p.n(label, 1, of) == 1 }
func (p *plot) any() *pen                          { return one(p, "who", p.all()) }
func (p *plot) city() *pen                         { return one(p, "city", p.cities) }
func one[T any](p *plot, label string, list []T) T { return list[p.n(label, 0, len(list)-1)] }
func ids(pens ...*pen) (out []jurisdiction.ID)     { return pensIDs(pens) }
func pensIDs(pens []*pen) (out []jurisdiction.ID) {
	for _, p := range pens {
		out = append(out, p.id)
	}
	return out
}

// some is the place of an act of a kind that counts; false if there is none yet.
func (p *plot) some(kinds ...act.Kind) (act.Entry, bool) {
	var list []act.Entry
	for _, k := range kinds {
		list = append(list, p.made[k]...)
	}
	if len(list) == 0 {
		return act.Entry{}, false
	}
	return one(p, string(kinds[0]), list), true
}

// put writes an act, which cites everything that its body names and sometimes what else was written, and reads it.
func (p *plot) put(by *pen, kind act.Kind, body any, to []jurisdiction.ID, more ...act.Ref) act.Entry {
	var refs []act.Ref
	names(reflect.ValueOf(body), &refs)
	e := by.write(kind, body, func(a *act.Act) {
		a.At = p.at
		if x, ok := body.(evaluation.Avoided); ok {
			a.Exhibits = []act.Hash{x.Exhibit}
		}
		if kind != warning.KindReceive && kind != incident.KindReceive { // the node signs for those
			a.Officer = "li"
		}
		for _, id := range to {
			if id != by.id && !slices.Contains(a.To, id) {
				a.To = append(a.To, id)
			}
		}
	}, cite(refs...), cite(more...), func(a *act.Act) {
		if len(p.entries) > 8 && p.chance("knows more", 3) {
			cite(one(p, "known", p.entries).Ref)(a)
		}
		if c, ok := p.some(incident.KindOpen); ok && p.chance("knows another case", 4) {
			cite(c.Ref)(a)
		}
		if g, ok := p.some(agreement.KindGuest); ok && by == p.agency && !p.chance("without its grant", 5) {
			cite(g.Ref)(a)
		}
	})
	p.entries = append(p.entries, e)
	if out := p.d.Apply(e); len(out) == 1 && out[0].Status == docket.Applied {
		p.made[kind] = append(p.made[kind], e)
	}
	return e
}

// names collects the acts that a body names.
func names(v reflect.Value, refs *[]act.Ref) {
	if r, ok := v.Interface().(act.Ref); ok {
		*refs = append(*refs, r)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			names(v.Elem(), refs)
		}
	case reflect.Slice:
		for i := range v.Len() {
			names(v.Index(i), refs)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			names(v.Field(i), refs)
		}
	}
}

func say(s string) act.Text { return act.Text{"en": s} }

// concludes is the compact signed by all.
func (p *plot) concludes() {
	of := p.put(p.cities[0], agreement.KindPropose, p.text, nil).Ref
	var signed []act.Ref
	for _, c := range p.cities[1:] {
		signed = append(signed, p.put(c, agreement.KindAccept, agreement.Signature{Of: of}, nil).Ref)
	}
	p.put(p.cities[0], agreement.KindConclude, agreement.Conclusion{Of: of}, nil, signed...)
}

// step writes one act, of one practice.
func (p *plot) step() {
	switch verb := p.n("practice", 0, 18); {
	case verb <= 1:
		p.agree()
	case verb == 2 && len(p.made[incident.KindOpen]) < 3:
		p.opens()
	case verb <= 6:
		p.commands()
	case verb <= 9:
		p.tells()
	case verb <= 11:
		p.discharges()
	case verb <= 13:
		p.meets()
	case verb <= 15:
		p.finds()
	default:
		p.judges()
	}
}

// agree is what is done about texts.
func (p *plot) agree() {
	concluded, ok := p.some(agreement.KindConclude)
	by := p.city()
	change := agreement.Change{Of: concluded.Ref, Reason: say("so")}
	switch verb := p.n("agree", 0, 10); {
	case verb <= 2 || !ok: // a text, or its next version
		in := *p.text
		if ok && verb > 0 {
			last := p.made[agreement.KindConclude]
			in.Version, in.Amends = 1+len(last), &last[len(last)-1].Ref
			in.Clauses = slices.Clone(in.Clauses)[p.n("fewer", 0, 3):]
		}
		p.put(by, agreement.KindPropose, in, nil)
	case verb == 3:
		if of, ok := p.some(agreement.KindPropose); ok {
			kind := one(p, "signs", []act.Kind{agreement.KindAccept, agreement.KindAccept, agreement.KindRefuse})
			p.put(by, kind, agreement.Signature{Of: of.Ref, Reason: map[bool]act.Text{true: say("no")}[kind == agreement.KindRefuse]}, nil)
		}
	case verb == 4:
		of := one(p, "proposal", p.made[agreement.KindPropose])
		var signed []act.Ref
		for _, e := range p.made[agreement.KindAccept] {
			if slices.Contains(e.Act.Cites, of.Ref) {
				signed = append(signed, e.Ref)
			}
		}
		p.put(by, agreement.KindConclude, agreement.Conclusion{Of: of.Ref}, nil, signed...)
	case verb == 5:
		p.put(p.province, agreement.KindIssue, p.law(), nil)
	case verb == 6:
		p.put(by, one(p, "rests", []act.Kind{agreement.KindSuspend, agreement.KindResume, agreement.KindLeave}), change, nil)
	case verb == 7:
		p.put(by, agreement.KindAppoint, agreement.Appointment{Of: concluded.Ref, Body: "committee", Holder: say("mayor"), Rank: p.n("rank", 1, 3), From: p.at}, nil)
	case verb == 8 && len(p.made[agreement.KindGuest]) > 0:
		p.put(p.cities[p.n("dismisses", 0, 1)], agreement.KindDismiss, agreement.Dismissal{Of: one(p, "grant", p.made[agreement.KindGuest]).Ref}, nil)
	default:
		g := agreement.Guest{Guest: "agency", Power: agreement.Cite{Instrument: concluded.Ref, Clause: "4.3"}, Body: "office", Part: say("laboratory"), From: p.at - hour, Until: p.at + act.Time(p.n("hours", 1, 20))*hour}
		p.put(p.cities[p.n("invites", 0, 1)], agreement.KindGuest, g, nil)
	}
}

// law is what the province issues: one duty of everybody.
func (p *plot) law() agreement.Instrument {
	in := agreement.Instrument{Code: "law", Version: 1, Type: "pack", Title: say("law"), Mode: "superior-led", From: begun, Clauses: []agreement.Clause{{ID: "1", Force: "law", Title: say("tell"), Text: say("tell"),
		Duty: &agreement.Duty{Who: "participants", To: []string{"superior"}, Do: "report.initial", Clock: "known", Limit: int64(p.n("limit", 10, 90))}}}}
	if old := p.made[agreement.KindIssue]; len(old) > 0 {
		in.Version, in.Amends = 1+len(old), &old[len(old)-1].Ref
	}
	return in
}

func (p *plot) opens() {
	by := p.city()
	o := incident.Open{Status: "Actual", Title: say("slick"), Hazard: "pollutant-slug", Phase: "watch", Origin: incident.Origin{Known: true, Parties: ids(by)},
		Situation: incident.Situation{Class: p.n("situation", 1, 3), Sources: ids(by), Exposed: ids(p.city(), p.city())}}
	if p.chance("names a lead", 3) {
		o.Roles = []incident.Role{{Party: p.city().id, Role: "lead"}}
	}
	o.Situation.Exposed = slices.Compact(slices.Sorted(slices.Values(o.Situation.Exposed)))
	p.put(by, incident.KindOpen, o, o.Situation.Exposed)
}

// power is a clause of the compact, if there is one.
func (p *plot) power(clause string) *agreement.Cite {
	if c, ok := p.some(agreement.KindConclude); ok {
		return &agreement.Cite{Instrument: c.Ref, Clause: clause}
	}
	return nil
}

// commands is who leads, what is asked, and what the lead decides.
func (p *plot) commands() {
	c, _ := p.some(incident.KindOpen)
	of, by, other := c.Ref, p.any(), p.any()
	ref := func(kind act.Kind) *act.Ref {
		if e, ok := p.some(kind); ok && p.chance("cites one", 2) {
			return &e.Ref
		}
		return nil
	}
	lead, _ := p.d.Incidents().Lead(of, p.at)
	leads := p.all()[slices.IndexFunc(p.all(), func(q *pen) bool { return q.id == lead.Party })]
	switch p.n("commands", 0, 13) {
	case 0, 1, 11:
		row := incident.Command{Of: of, Basis: one(p, "basis", []string{"designation", "take-over", "hand-back"}), Functions: []string{"lead"}, Holder: other.id, From: p.at, Power: p.power("4.1"),
			Mode: one(p, "mode", []string{"", "superior-led", "voluntary"})}
		if row.Basis == "take-over" {
			by, row.Power, row.Escalation = p.province, p.power("4.6"), ref(incident.KindEscalate)
		}
		if r := ref(incident.KindCommand); r != nil {
			row.Replaces = []act.Ref{*r}
		}
		if row.Basis == "designation" {
			by = p.cities[p.n("designates", 0, 1)]
		}
		p.put(by, incident.KindCommand, row, ids(other))
	case 2, 10:
		if r, ok := p.some(incident.KindCommand); ok {
			row := incident.Command{}
			if act.DecodeBody(r.Act.Body, &row) == nil {
				i := slices.IndexFunc(p.all(), func(q *pen) bool { return q.id == row.Holder })
				p.put(p.all()[i], incident.KindConfirm, incident.Confirmation{Of: row.Of, Command: r.Ref, Accepts: !p.chance("declines", 4), Reason: say("so")}, nil)
			}
		}
	case 3:
		p.put(by, incident.KindEscalate, incident.Escalation{Of: of, Superior: "province", Need: say("a ship"), Gap: say("none"), AnswerBy: p.at + hour}, ids(p.province))
	case 4:
		t := incident.Task{Of: of, What: say("boats"), AnswerBy: p.at + hour, Binding: p.chance("binding", 2)}
		if t.Binding {
			by, t.Power = p.province, p.power("4.7")
		}
		p.put(by, incident.KindTask, t, ids(other))
	case 5, 12:
		if a, ok := p.some(incident.KindTask, incident.KindEscalate); ok {
			p.answers(a)
		}
	case 6:
		p.put(leads, incident.KindClassify, incident.Classification{Of: of, Classes: one(p, "classes", [][]string{{"accident"}, {"natural", "accident"}, {"health", "natural"}}), Grade: p.n("grade", 1, 4), Reason: say("so")}, nil, lead.Cites...)
	case 7:
		p.put(leads, incident.KindPhase, incident.Phase{Of: of, Phase: one(p, "phase", []string{"watch", "emergency", "emergency", "recovery", "closed"}), Reason: say("so")}, nil, lead.Cites...)
	case 8:
		p.put(leads, incident.KindStage, incident.StageChange{Of: of, Stage: "treatment", Reason: say("so")}, nil, lead.Cites...)
	default:
		into, _ := p.some(incident.KindOpen)
		if third, _ := p.some(incident.KindOpen); p.chance("splits", 2) {
			p.put(leads, incident.KindSplit, incident.Split{Of: of, Into: []act.Ref{into.Ref, third.Ref}, Reason: say("so")}, nil, lead.Cites...)
		} else if p.chance("merges", 2) {
			p.put(leads, incident.KindMerge, incident.Merge{Of: of, Into: into.Ref, Reason: say("so")}, nil, lead.Cites...)
		}
	}
}

// answers: somebody who was asked says something.
func (p *plot) answers(a act.Entry) {
	if len(a.Act.To) == 0 {
		return
	}
	to := one(p, "answers", a.Act.To)
	i := slices.IndexFunc(p.all(), func(q *pen) bool { return q.id == to })
	x := incident.TaskAnswer{What: a.Ref, Answer: one(p, "answer", []string{"accept", "refuse", "done"}), Text: say("so")}
	if x.Answer == "refuse" {
		x.Code = "own-population"
	}
	for _, c := range a.Act.Cites {
		if _, ok := p.d.Incidents().Case(c); ok {
			x.Of = c
		}
	}
	p.put(p.all()[i], incident.KindAnswer, x, ids(p.city()))
}

// tells is what is told in a case: reports, warnings, receipts, parts.
func (p *plot) tells() {
	c, _ := p.some(incident.KindOpen)
	of, by := c.Ref, p.any()
	switch p.n("tells", 0, 10) {
	case 10: // what is planned upstream, or otherwise than it was
		r := incident.Release{Of: of, What: say("two gates"), From: p.at + act.Time(p.n("from", 1, 40))*hour}
		if old, ok := p.some(incident.KindRelease); ok && p.n("changes", 0, 1) == 0 {
			i := slices.IndexFunc(p.all(), func(q *pen) bool { return q.id == old.Act.By })
			by, r.Changes, r.Reason = p.all()[i], &old.Ref, say("so")
		}
		p.put(by, incident.KindRelease, r, ids(p.any(), p.any()))
	case 0, 1:
		p.put(by, incident.KindReport, incident.Report{Of: of, Type: one(p, "type", []string{"initial", "supplementary", "final"}), Fields: map[string]incident.Field{"extent": {Unknown: true}}}, ids(p.any(), p.any()))
	case 2, 3: // what came is signed for
		if x, ok := p.some(incident.KindReport, incident.KindOpen, incident.KindTask, incident.KindCommand, incident.KindEscalate, incident.KindRelease); ok && len(x.Act.To) > 0 {
			to := one(p, "receives", x.Act.To)
			i := slices.IndexFunc(p.all(), func(q *pen) bool { return q.id == to })
			r := incident.Receipt{Of: x.Ref, What: x.Ref}
			for _, c := range x.Act.Cites {
				if _, ok := p.d.Incidents().Case(c); ok {
					r.Of = c
				}
			}
			p.put(p.all()[i], incident.KindReceive, r, nil)
		}
	case 4:
		p.put(by, incident.KindOwn, incident.OwnPhase{Of: of, Phase: "watch", Reason: say("so")}, nil)
	case 5:
		p.put(by, incident.KindJoin, incident.Participation{Of: of, Role: one(p, "role", []string{"affected", "support", "origin"})}, nil)
	case 6:
		p.put(by, incident.KindClock, incident.ClockStart{Of: of, What: one(p, "what", []string{"known", "occurred"}), At: p.at - hour, Source: say("a call")}, nil)
	default:
		if w, ok := p.some(warning.KindIssue); ok && len(w.Act.To) > 0 && p.n("receives", 1, 3) > 1 {
			i := slices.IndexFunc(p.all(), func(q *pen) bool { return q.id == w.Act.To[0] })
			p.put(p.all()[i], one(p, "custody", []act.Kind{warning.KindReceive, warning.KindAccept}), warning.Answer{Of: w.Ref, Status: "Actual"}, nil)
			return
		}
		w := notice(p.charter, p.at)
		w.Case, w.Level = &of, one(p, "level", []warning.Level{"yellow", "orange"})
		p.put(by, warning.KindIssue, w, ids(p.city(), p.city()))
	}
}

// discharges is what is said about duties that there are.
func (p *plot) discharges() {
	if said, ok := p.some(duty.KindMeet, duty.KindExcuse); ok && p.chance("answers", 2) {
		p.put(p.any(), duty.KindAnswer, duty.Answer{Of: said.Ref, Accepts: p.chance("accepts", 2), Text: say("so")}, nil)
		return
	}
	c, _ := p.some(incident.KindOpen)
	owed := slices.DeleteFunc(slices.Clone(p.d.Duties(c.Ref)), func(o duty.Owed) bool { return o.Start == 0 })
	if len(owed) == 0 {
		return
	}
	o := one(p, "duty", owed)
	i := slices.IndexFunc(p.all(), func(q *pen) bool { return q.id == o.Party })
	var to []jurisdiction.ID
	if o.To != "" {
		to = append(to, o.To)
	}
	if p.chance("excuse", 2) {
		p.put(p.all()[i], duty.KindExcuse, duty.Excuse{Duty: o.Key, Code: "outage", Text: say("cut")}, to)
		return
	}
	p.put(p.all()[i], duty.KindMeet, duty.Meeting{Duty: o.Key, Text: say("by telephone")}, to)
}

func (p *plot) meets() {
	c, _ := p.some(incident.KindOpen)
	called, ok := p.some(meeting.KindConvene)
	power := p.power("4.2")
	if power == nil {
		return
	}
	switch verb := p.n("meets", 0, 6); {
	case verb == 0 || !ok:
		p.put(p.cities[p.n("convenes", 0, 1)], meeting.KindConvene, meeting.Convening{Power: *power, Body: "office", Case: &c.Ref, Title: say("water"), At: p.at + 60_000, Place: say("here"), Agenda: []act.Text{say("water")},
			AnswerBy: p.at + 30_000}, pensIDs(p.cities))
	case verb == 1:
		p.put(p.any(), meeting.KindRequest, meeting.Request{Instrument: power.Instrument, Body: "office", Subject: say("water")}, nil)
	case verb <= 3:
		p.put(p.any(), meeting.KindAttend, meeting.Attendance{Of: called.Ref, Comes: true, Post: say("mayor"), Rank: p.n("rank", 1, 3), Commits: true}, nil)
	case verb == 4:
		m := meeting.Minutes{Of: called.Ref, Actions: []meeting.Action{{Owner: p.city().id, What: say("measure"), Due: p.at + hour}}}
		for _, a := range p.made[meeting.KindAttend] {
			if slices.Contains(a.Act.Cites, called.Ref) && len(m.Present) == 0 {
				m.Present = []act.Ref{a.Ref}
			}
		}
		p.at = max(p.at, called.Act.At+60_000)
		i := slices.IndexFunc(p.all(), func(q *pen) bool { return q.id == called.Act.By })
		p.put(p.all()[i], meeting.KindMinute, m, nil)
	default:
		if m, ok := p.some(meeting.KindMinute); ok && !p.chance("does", 3) {
			p.put(p.city(), meeting.KindSign, meeting.Signing{Of: m.Ref, Agrees: true}, nil)
		} else if ok {
			p.put(p.city(), meeting.KindDone, meeting.Done{Of: m.Ref, Action: 1, Text: say("done")}, nil)
		}
	}
}

func (p *plot) finds() {
	c, _ := p.some(incident.KindOpen)
	found, ok := p.some(standing.KindFind)
	power, clause := p.power("4.4"), p.power("7.1")
	if power == nil {
		return
	}
	switch verb := p.n("finds", 0, 5); {
	case verb == 0 || !ok:
		of := p.city().id
		p.put(p.cities[p.n("finder", 0, 1)], standing.KindFind, standing.Finding{Party: of, Violation: "late", Clause: *clause, Power: *power, Case: &c.Ref, Evidence: []act.Ref{c.Ref}, Text: say("late"), ReplyBy: p.at + 8*day,
			Interest: say("a party")}, []jurisdiction.ID{of})
	case verb == 1:
		i := slices.IndexFunc(p.cities, func(q *pen) bool { return len(found.Act.To) > 0 && q.id == found.Act.To[0] })
		p.put(p.cities[max(i, 0)], standing.KindReply, standing.Reply{Of: found.Ref, Text: say("no")}, nil)
	case verb == 2:
		var heard []act.Ref
		for _, r := range p.made[standing.KindReply] {
			if slices.Contains(r.Act.Cites, found.Ref) {
				heard = append(heard, r.Ref)
			}
		}
		p.put(p.cities[p.n("decides", 0, 1)], standing.KindDecide, standing.Decision{Of: found.Ref, Founded: true, Step: 1, Text: say("so")}, nil, heard...)
	case verb == 3:
		if d, ok := p.some(standing.KindDecide); ok {
			p.put(p.city(), standing.KindAppeal, standing.Reply{Of: d.Ref, Text: say("no")}, nil)
		}
	case verb == 4:
		p.put(p.province, standing.KindAdvise, standing.Advice{About: &c.Ref, Text: say("sample")}, nil)
	default:
		p.put(p.city(), standing.KindQuery, standing.Query{About: c.Ref, Text: say("why"), AnswerBy: p.at + hour}, ids(p.any()))
	}
}

// judges is what people make of a case: assessments of an expert group, and what measures have avoided.
func (p *plot) judges() {
	c, _ := p.some(incident.KindOpen)
	by := p.any()
	author := func(e act.Entry) *pen {
		return p.all()[slices.IndexFunc(p.all(), func(q *pen) bool { return q.id == e.Act.By })]
	}
	group, named := p.some(assessment.KindGroup)
	issued, ok := p.some(assessment.KindIssue)
	switch verb := p.n("judges", 0, 9); {
	case verb <= 1 || !named:
		lead, _ := p.d.Incidents().Lead(c.Ref, p.at)
		g := assessment.Group{Of: c.Ref, Name: say("experts"), Writer: p.city().id}
		for _, q := range p.cities {
			g.Experts = append(g.Experts, assessment.Expert{Party: q.id, Post: say("chemist")})
		}
		if named && p.chance("replaces", 2) {
			g.Replaces, g.Reason = &group.Ref, say("so")
		}
		if p.chance("another than the lead", 4) {
			p.put(by, assessment.KindGroup, g, nil)
			return
		}
		p.put(p.all()[slices.IndexFunc(p.all(), func(q *pen) bool { return q.id == lead.Party })], assessment.KindGroup, g, nil, lead.Cites...)
	case verb <= 4:
		g := assessment.Group{}
		if act.DecodeBody(group.Act.Body, &g) != nil {
			return
		}
		from := begun + act.Time(p.n("period", 0, 3))*hour
		x := assessment.Issue{Of: g.Of, Group: group.Ref, From: from, Until: from + hour, Situation: say("calm"), Rests: []act.Ref{g.Of}, SignBy: p.at + hour,
			Expected: []assessment.Expectation{{What: say("it comes"), Likelihood: "likely", Confidence: "low"}}}
		p.put(p.cities[slices.IndexFunc(p.cities, func(q *pen) bool { return q.id == g.Writer })], assessment.KindIssue, x, nil)
	case verb <= 6 && ok:
		x := assessment.Issue{}
		if act.DecodeBody(issued.Act.Body, &x) != nil {
			return
		}
		y := assessment.Signing{Of: x.Of, Assessment: issued.Ref, Agrees: p.chance("agrees", 2)}
		if !y.Agrees {
			y.View = say("no")
		}
		p.put(by, assessment.KindSign, y, nil)
	case verb >= 8:
		if a, ok := p.some(evaluation.KindAvoided); ok {
			p.put(by, evaluation.KindAnswer, evaluation.Answer{Of: a.Ref, Agrees: p.chance("agrees", 2), Text: say("so")}, nil)
			return
		}
		p.avoids(by, c.Ref, nil)
	case verb == 7:
		if a, ok := p.some(evaluation.KindAvoided); ok {
			p.avoids(author(a), c.Ref, &a.Ref)
		}
	}
}

// avoids puts an account of an avoided loss on record.
func (p *plot) avoids(by *pen, of act.Ref, replaces *act.Ref) {
	q := func(v int64) act.Quantity { return act.Quantity{Mantissa: v, Unit: "m3/s"} }
	p.put(by, evaluation.KindAvoided, evaluation.Avoided{Of: of, Done: say("opened"), With: strings.Repeat("a", 64), Without: strings.Repeat("b", 64), Model: "m", Seed: "1", Members: 20, Exhibit: act.Hash{1}, Replaces: replaces,
		Rows: []evaluation.Row{{Party: "harbin", Place: "harbin", What: "peak", By: act.Sizes{P05: q(-5), P25: q(-4), P50: q(-3), P75: q(-2), P95: q(-1)}, Low: q(-6), High: q(0), Better: 1e6}}}, nil)
}
