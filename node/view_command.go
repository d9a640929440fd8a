package node

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
	"tongzhou/assessment"
	"tongzhou/docket"
	"tongzhou/duty"
	"tongzhou/evaluation"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
	"tongzhou/observation"
	"tongzhou/roster"
	"tongzhou/standing"
	"tongzhou/store"
)

// callStep is how long a step of the call tree lasts.
const callStep = act.Time(30 * 60 * 1000)

// A looking is a case looked at: what was known at a moment, with the readings that this node took by then.
type looking struct {
	docket *docket.Docket
	moment act.Time
	points []point
}

// governance is who does what in a case, as d knows it at a moment. The caller holds mu, as do those of all that follow here.
func (n *Node) governance(k looking, who *view.Officer, of act.Ref) *view.Governance {
	d, moment := k.docket, k.moment
	c, ok := d.Incidents().Case(of)
	if !ok {
		return nil
	}
	lead, _ := d.Incidents().Lead(of, moment)
	f, _ := d.Facts(of)
	out := &view.Governance{Lead: n.partyLocked(lead.Party), Mode: d.Incidents().Mode(of, "", moment, n.mode(d)), Stage: c.Stage, Level: f.Of.Level, Classifications: []view.Classification{}, Parts: n.parts(d, c, moment),
		Table: []view.CommandRow{}, Own: []view.OwnPhase{}, Reports: []view.Report{}, Asked: []view.Asked{}, Calls: n.calls(d, c, moment), Duties: []view.Duty{}, Meetings: []view.MeetingHead{}, Can: n.orAdvise(who, n.canLead(who, c, lead.Party))}
	for _, k := range c.Classifications {
		out.Classifications = append(out.Classifications, n.classification(k))
	}
	for _, r := range d.Incidents().Table(of, moment) {
		out.Table = append(out.Table, n.commandRow(d, c, r))
	}
	for _, o := range c.Own {
		out.Own = append(out.Own, view.OwnPhase{Party: n.partyLocked(o.Party), Phase: o.Phase, Since: n.at(o.Since), Reason: o.Reason, Ref: view.Ref(o.Ref)})
	}
	for _, r := range d.Incidents().Reports(of) {
		out.Reports = append(out.Reports, n.report(r))
	}
	for _, a := range d.Incidents().Asked(of) {
		x := n.asked(a, moment)
		if a.Escalation != nil && len(a.TakenOver) == 0 {
			p := out.Lead
			x.Decides, x.Unheard = &p, n.heardWord(a.Escalation.Superior) == "off"
		}
		out.Asked = append(out.Asked, x)
	}
	for _, o := range d.Duties(of) {
		out.Duties = append(out.Duties, n.duty(o, moment))
	}
	slices.SortStableFunc(out.Duties, dueFirst)
	for _, m := range d.Meetings().Meetings(moment, d.Weigh) {
		if m.Convening.Case != nil && *m.Convening.Case == of {
			out.Meetings = append(out.Meetings, n.meetingHead(m))
		}
	}
	if c.Merged != nil {
		out.Merged = n.caseRef(*c.Merged)
	}
	for _, into := range c.Split {
		if x := n.caseRef(into); x != nil {
			out.Split = append(out.Split, *x)
		}
	}
	out.Routing, out.LeadProposal, out.Situation = n.routing(k, of), n.leadProposal(d, c), n.situation(d, c, lead.Party)
	out.Next, out.Proposed = n.successors(d, c, moment), n.proposed(k, c)
	out.Releases = n.releases(d, c, moment)
	out.Surge, out.Unharmed, out.Gaps = n.surge(d, c, moment), n.unharmed(d, c), n.gaps(d, of, moment)
	out.Needs, out.Authority = n.needs(d, of, moment), n.authority(d, c, moment)
	out.Assessing = n.assessing(d, of, moment)
	out.Outside, out.Modes = n.outside(d, c, moment), n.modes(d, c, moment)
	return out
}

// mode is what the charter says where no row of a command table says otherwise.
func (n *Node) mode(d *docket.Docket) string {
	c, _, ok := d.Roster().Charter()
	if !ok {
		return "voluntary"
	}
	return c.Mode
}

func (n *Node) classification(k incident.Decision) view.Classification {
	x := k.Classification
	out := view.Classification{By: n.partyLocked(k.By), At: n.at(k.At), Ref: view.Ref(k.Ref), Classes: x.Classes, Grade: x.Grade, Response: x.Response, Deaths: x.Deaths, Injured: x.Injured, Loss: x.Loss,
		People: x.People, Reason: x.Reason, InForce: k.InForce}
	if x.Situation != nil {
		out.Situation = x.Situation.Class
	}
	return out
}

// parts are the participants of a case, with the relation that each role is of (R24): coordination, co-governance, or the territorial responsibility that everybody has at home.
func (n *Node) parts(d *docket.Docket, c incident.Case, moment act.Time) []view.Part {
	out := []view.Part{}
	for _, p := range c.Parts {
		if _, known := isMember(d, p.Party); !known { // it is no member and has no part, whatever was written: it is shown outside
			continue
		}
		x := view.Part{Party: n.partyLocked(p.Party), Roles: p.Roles, Relation: "territorial"}
		for _, r := range p.Roles {
			switch r {
			case "coordinator", "superior":
				x.Relation = "coordination"
			case "origin", "affected", "lead", "support":
				if x.Relation != "coordination" {
					x.Relation = "co-governance"
				}
			}
		}
		if p.Joined != nil {
			x.Joined = refOrNil(*p.Joined)
		}
		for _, k := range p.Contests {
			x.Contested = n.book.Say("contest", phrase.Args{"role": n.book.Word("role", k.Role), "reason": k.Reason})
		}
		if slices.Contains(p.Roles, "origin") {
			x.Interest = n.chairs(d, p.Party, moment)
		}
		for _, g := range d.Agreements().Guests(moment) {
			if g.Guest.Guest == p.Party {
				x.Until, x.Interest = n.optional(g.Until), g.Interest
			}
		}
		out = append(out, x)
	}
	return out
}

// chairs says which bodies the origin of a case chairs: it would preside over what is found about itself (R34). Nil: none.
func (n *Node) chairs(d *docket.Docket, p jurisdiction.ID, moment act.Time) act.Text {
	var names []act.Text
	for _, b := range d.Agreements().Bodies(moment) {
		if b.InChair == p {
			names = append(names, b.Name)
		}
	}
	if names == nil {
		return nil
	}
	return n.book.Say("interest.chair", phrase.Args{"bodies": names})
}

func (n *Node) commandRow(d *docket.Docket, c incident.Case, r incident.Row) view.CommandRow {
	out := view.CommandRow{Function: r.Function, Holder: n.partyLocked(r.Holder), Deputies: n.partiesLocked(r.Deputies), Where: n.partiesLocked(r.Where), Place: r.Place, From: n.at(r.From), Until: n.optional(r.Until),
		Basis: r.Basis, State: r.State, Mode: r.Mode, Briefing: r.Briefing, Ref: view.Ref(r.Ref), Reason: r.Reason}
	var all []jurisdiction.ID
	for _, p := range c.Parts {
		all = append(all, p.Party)
	}
	out.Abroad = len(r.Where) > 0 && len(r.Abroad(all, d.Above)) > 0
	if r.Power != nil {
		p := n.clauseRef(*r.Power)
		out.Power = &p
	}
	if r.Confirmed != nil {
		out.Confirmed = refOrNil(*r.Confirmed)
	}
	return out
}

func (n *Node) delivery(x incident.Delivery) view.Delivery {
	out := view.Delivery{Party: n.partyLocked(x.Party), Received: n.optional(x.ReceivedAt)}
	if x.Receipt != nil {
		out.Receipt = refOrNil(*x.Receipt)
	}
	return out
}

func (n *Node) report(r incident.Reported) view.Report {
	out := view.Report{Ref: view.Ref(r.Ref), By: n.partyLocked(r.By), Type: r.Type, At: n.at(r.At), To: []view.Delivery{}, Fields: []view.ReportField{}, Missing: r.Still}
	for _, to := range r.To {
		out.To = append(out.To, n.delivery(to))
	}
	names := incident.MandatoryFields(r.Type)
	for name := range r.Report.Fields {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		f, ok := r.Report.Fields[name]
		if !ok {
			continue
		}
		x := view.ReportField{Name: name, Text: f.Text, Unknown: f.Unknown, Confidence: f.Confidence}
		if f.Quantity != nil {
			x.Value = &view.Measure{Value: f.Quantity.Float(), Unit: f.Quantity.Unit}
		}
		out.Fields = append(out.Fields, x)
	}
	if r.Replaces != nil {
		out.Replaces = refOrNil(*r.Replaces)
	}
	return out
}

func (n *Node) asked(a incident.Asked, moment act.Time) view.Asked {
	out := view.Asked{Ref: view.Ref(a.Ref), ID: warningID(a.Ref), By: n.partyLocked(a.By), At: n.at(a.At), To: []view.Answered{}}
	switch {
	case a.Escalation != nil:
		out.Kind, out.What, out.Gap, out.AnswerBy = "escalation", a.Escalation.Need, a.Escalation.Gap, n.at(a.Escalation.AnswerBy)
	default:
		out.Kind, out.What, out.AnswerBy, out.DoneBy = "request", a.Task.What, n.at(a.Task.AnswerBy), n.optional(a.Task.DoneBy)
		if a.Task.Binding {
			out.Kind = "order"
		}
		if a.Task.Power != nil {
			p := n.clauseRef(*a.Task.Power)
			out.Power = &p
		}
		out.Joint = n.jointOrder(a, moment)
	}
	for _, to := range a.To {
		x := view.Answered{Delivery: n.delivery(to.Delivery), Answer: to.State(moment), Refusal: to.Refusal(), Late: to.Late}
		if to.Last != nil {
			x.Code, x.Text, x.At, x.Ref = to.Last.Code, to.Last.Text, n.optional(to.At), refOrNil(to.Ref)
		}
		out.To = append(out.To, x)
	}
	return out
}

// calls is the call tree of a case.
func (n *Node) calls(d *docket.Docket, c incident.Case, moment act.Time) []view.Call {
	out := []view.Call{}
	contacts := func(id jurisdiction.ID) []roster.Contact {
		if m, ok := d.Roster().Member(id); ok {
			return m.Contacts
		}
		return nil
	}
	for _, x := range d.Incidents().Calls(c.ID, contacts, callStep, moment) {
		call := view.Call{Party: n.partyLocked(x.Party), State: x.State, At: n.optional(x.At), Due: n.at(cmp.Or(x.Due, x.At)), Online: n.heardWord(x.Party)}
		if x.Contact != nil {
			call.Post, call.Reach = x.Contact.Post, x.Contact.Reach
		}
		if x.Next != nil && x.Next.Party != "" {
			p := n.partyLocked(x.Next.Party)
			call.Next = &p
		}
		out = append(out, call)
	}
	return out
}

// proposed is the phase that the thresholds of instruments in force call for, where it is not the one that the case is in. It asks what this node knows: its own
// readings and those that are on record. People decide.
func (n *Node) proposed(k looking, c incident.Case) *view.Proposed {
	d, moment := k.docket, k.moment
	if c.Closed {
		return nil
	}
	language, err := condition.New()
	if err != nil {
		return nil
	}
	var rules []incident.Rule
	for _, v := range d.Agreements().Versions(moment) {
		if v.State != "concluded" || !slices.Contains(v.Parties, n.cfg.ID) {
			continue
		}
		for i := range v.Clauses {
			if v.Clauses[i].Threshold == nil {
				continue
			}
			if r, err := incident.NewRule(agreement.Cite{Instrument: v.Ref, Clause: v.Clauses[i].ID}, &v.Clauses[i], language.Compile); err == nil {
				rules = append(rules, r)
			}
		}
	}
	f, ok := d.Facts(c.ID)
	if !ok || len(rules) == 0 {
		return nil
	}
	list := incident.Propose(rules, k.readings(f, c))
	if len(list) == 0 {
		return nil
	}
	last := list[len(list)-1]
	mine := c.Phase
	for _, o := range c.Own {
		if o.Party == n.cfg.ID {
			mine = o.Phase
		}
	}
	if last.Rule == nil || last.Phase == mine {
		return nil
	}
	return &view.Proposed{Phase: last.Phase, Since: n.at(max(last.Since, c.Opened)), Clause: n.clauseRef(last.Rule.Clause)}
}

// readings are the facts of a case at each act that changed them, at each of the node's own readings since it began, and now.
func (k looking) readings(f duty.Facts, c incident.Case) []incident.Reading {
	values := map[string]float64{}
	var out []incident.Reading
	turns := f.Turns
	of := turns[0].Of
	turn := func(until act.Time) {
		for len(turns) > 0 && turns[0].At <= until {
			of = turns[0].Of
			of.Values = maps.Clone(values)
			out = append(out, incident.Reading{At: turns[0].At, Facts: of})
			turns = turns[1:]
		}
	}
	for _, p := range k.points {
		if p.at < c.Opened || p.at > k.moment {
			continue
		}
		turn(p.at)
		values[p.series] = p.value
		of.Values = maps.Clone(values)
		out = append(out, incident.Reading{At: p.at, Facts: of})
	}
	turn(k.moment)
	of.Values = values
	return append(out, incident.Reading{At: k.moment, Facts: of})
}

// point is one reading of one series.
type point struct {
	series string // station/quantity
	at     act.Time
	value  float64

	simulated bool
}

// measured are the node's own readings of a stretch of time, by time. It asks the store and must be called without mu.
func (n *Node) measured(ctx context.Context, from, until act.Time) ([]point, error) {
	return n.measuredOf(ctx, from, until, func(string) bool { return true })
}

// measuredOf are those of the series, as a condition names them, that are wanted.
func (n *Node) measuredOf(ctx context.Context, from, until act.Time, wanted func(series string) bool) ([]point, error) {
	var out []point
	for _, s := range n.watch.what.Stations {
		for _, series := range s.Rows {
			if !wanted(string(series.Station) + "/" + string(series.Quantity)) {
				continue
			}
			rows, err := n.store.Readings(ctx, store.Span{Station: string(series.Station), Quantity: string(series.Quantity), From: int64(from), To: int64(until) + 1, KnownAt: int64(until), Limit: 2000})
			if err != nil {
				return nil, storeProblem(err)
			}
			for _, r := range rows {
				if r.Quality != string(observation.Missing) {
					out = append(out, point{string(series.Station) + "/" + string(series.Quantity), act.Time(r.At), r.Value, r.Simulated})
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b point) int { return cmp.Compare(a.at, b.at) })
	return out, nil
}

// canLead is what an officer may put on record in a case.
func (n *Node) canLead(who *view.Officer, c incident.Case, lead jurisdiction.ID) []string {
	can := []string{}
	if who != nil && who.Role == analyst && !c.Closed {
		return []string{string(assessment.KindIssue), string(assessment.KindSign), string(incident.KindOverride)}
	}
	if who == nil || !mayAnswer(who.Role) {
		return can
	}
	add := func(kinds ...act.Kind) {
		for _, k := range kinds {
			can = append(can, string(k))
		}
	}
	add(incident.KindState, incident.KindNotice, incident.KindTell)
	if who.Role == "coordinator" {
		add(standing.KindSuspect, evaluation.KindAnswer)
	}
	if c.Closed {
		return can
	}
	if view.Status(c.Open.Status) != view.Actual {
		add(incident.KindBreak)
	}
	add(incident.KindOwn, incident.KindJoin, incident.KindClock, incident.KindReport, incident.KindEscalate, incident.KindTask, incident.KindAnswer, incident.KindRelease, incident.KindSurge)
	add(assessment.KindIssue, assessment.KindSign, incident.KindOverride)
	if lead == n.cfg.ID {
		add(assessment.KindGroup)
		add(incident.KindPhase, incident.KindClassify, incident.KindStage, incident.KindMerge, incident.KindSplit)
	}
	for _, do := range []string{"designate", "take-over"} {
		if _, ok := n.power(do, n.moment()); ok {
			add(incident.KindCommand)
			break
		}
	}
	for _, r := range n.docket.Incidents().Table(c.ID, n.moment()) {
		if r.Holder == n.cfg.ID && r.State == "not-confirmed" {
			add(incident.KindConfirm)
			break
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(can)))
}

// pictured is how many of the duties that press most the picture shows. Whoever has more than that has one problem, and not two hundred.
const pictured = 200

// Picture is the coordinator's page: who has not answered, what is next, what is short of time.
func (n *Node) Picture(ctx context.Context) (view.Picture, error) {
	now := n.moment()
	n.mu.Lock()
	defer n.mu.Unlock()
	out := view.Picture{Now: n.at(now), Cases: []view.PictureCase{}, Next: []view.Duty{}, Silent: []view.Silence{}, Members: []view.PictureMember{}, Bodies: n.bodies(now), Problems: []view.Problem{}}
	tally, owed := map[jurisdiction.ID]*view.PictureMember{}, n.docket.Tally(now)
	for _, m := range n.docket.Roster().Members() {
		if m.Left == nil {
			tally[m.Member] = &view.PictureMember{Party: n.partyLocked(m.Member), SizeClass: n.sizeClass(m.Member), Online: n.heardWord(m.Member), LastHeard: n.optional(n.heardOf(m.Member)),
				Phases: []view.OwnPhase{}, Counts: map[string]int{}, Rates: []view.Rate{}}
			if counts := owed.Parties[m.Member]; counts != nil {
				tally[m.Member].Counts = counts
			}
		}
	}
	for _, c := range n.docket.Incidents().Cases() {
		if !c.Closed {
			out.Cases = append(out.Cases, n.pictureCase(c, &out, tally, owed))
		}
	}
	for _, o := range n.docket.Next(pictured) {
		if d := n.duty(*o, now); d.State == "overdue" || d.State == "due-soon" {
			out.Next = append(out.Next, d)
		}
	}
	slices.SortStableFunc(out.Next, dueFirst)
	slices.SortStableFunc(out.Silent, func(a, b view.Silence) int { return a.Asked.Compare(b.Asked) })
	rates := n.rates(now)
	for _, m := range n.docket.Roster().Members() {
		if t := tally[m.Member]; t != nil {
			t.Rates = append(t.Rates, rates[m.Member]...)
			for _, r := range t.Rates {
				if r.What == "answer" {
					t.Asked, t.Answered = r.Asked, r.Answered
				}
			}
			out.Members = append(out.Members, *t)
		}
	}
	out.Problems = n.problems(n.docket.Problems(now))
	return out, ctx.Err()
}

// pictureCase shows one open case, and adds what it asks of whom to the picture.
func (n *Node) pictureCase(c incident.Case, out *view.Picture, tally map[jurisdiction.ID]*view.PictureMember, owed docket.Tally) view.PictureCase {
	now := owed.At
	lead, _ := n.docket.Incidents().Lead(c.ID, now)
	f, _ := n.docket.Facts(c.ID)
	x := view.PictureCase{CaseHead: n.caseHead(c), Grade: c.Grade, Response: c.Response, Level: f.Of.Level, Mode: n.docket.Incidents().Mode(c.ID, "", now, n.mode(n.docket)), Lead: n.partyLocked(lead.Party),
		Contested: len(lead.Contested) > 0, Counts: owed.Cases[c.ID], Outside: n.outside(n.docket, c, now)}
	if o := owed.Next[c.ID]; o != nil {
		d := n.duty(*o, now)
		x.Next = &d
	}
	for _, o := range c.Own {
		if t := tally[o.Party]; t != nil {
			t.Phases = append(t.Phases, view.OwnPhase{Case: n.caseRef(c.ID), Party: n.partyLocked(o.Party), Phase: o.Phase, Since: n.at(o.Since), Reason: o.Reason, Ref: view.Ref(o.Ref)})
		}
	}
	n.silent(c, out, now)
	return x
}

// silent adds who was called or asked in a case and has not answered.
func (n *Node) silent(c incident.Case, out *view.Picture, now act.Time) {
	of, told := n.caseRef(c.ID), n.book.Say("silence.open", nil)
	for _, k := range n.calls(n.docket, c, now) {
		if k.State == "joined" {
			continue
		}
		due := k.Due
		out.Silent = append(out.Silent, view.Silence{Case: of, Party: k.Party, What: told, Asked: n.at(c.Opened), Due: &due, Overdue: k.State == "overdue", Online: k.Online,
			LastHeard: n.optional(n.heardOf(jurisdiction.ID(k.Party.ID))), Next: k.Next, Ref: view.Ref(c.ID)})
	}
	for _, a := range n.docket.Incidents().Asked(c.ID) {
		shown := n.asked(a, now)
		if shown.Joint != nil && !shown.Joint.Binds { // nothing is asked of anybody yet
			continue
		}
		for _, to := range shown.To {
			if to.Answer != "none" && to.Answer != "overdue" {
				continue
			}
			due := shown.AnswerBy
			out.Silent = append(out.Silent, view.Silence{Case: of, Party: to.Party, What: shown.What, Asked: shown.At, Due: &due, Overdue: due.Before(n.at(now)),
				Online: n.heardWord(jurisdiction.ID(to.Party.ID)), LastHeard: n.optional(n.heardOf(jurisdiction.ID(to.Party.ID))), Ref: shown.Ref})
		}
	}
}
