package docket

import (
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/assessment"
	"tongzhou/duty"
	"tongzhou/evaluation"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/meeting"
	"tongzhou/roster"
	"tongzhou/standing"
	"tongzhou/warning"
)

// A practice takes the acts of its kinds into its state. An error says why an act is void; the state is then as it was.
// Its state must not depend on the order of acts of different journals beyond what citations say, and its digest
// must show all of it.
type practice interface {
	Apply(act.Entry) error
	Digest() act.Hash
}

// A fold is a practice and the kinds that it takes.
type fold struct {
	practice
	kinds []act.Kind
}

// The practices do not know one another. What one must ask another it is given as a function when the docket is made: whether a clause gives a power,
// who holds it, who is a superior, where a case comes from.

// folds is the fold table. A kind that is not here is unknown to this program. The order is that of the digest.
func (d *Docket) folds() []fold {
	return []fold{
		{d.roster, []act.Kind{roster.KindFound, roster.KindAdmit, roster.KindKey, roster.KindLeave, roster.KindFigures, roster.KindObserve}},
		{d.incidents, []act.Kind{incident.KindOpen, incident.KindPhase, incident.KindState, incident.KindForecast,
			incident.KindWindow, incident.KindSignal, incident.KindNotice, incident.KindClassify, incident.KindStage, incident.KindOwn, incident.KindJoin,
			incident.KindClock, incident.KindReport, incident.KindReceive, incident.KindCommand, incident.KindConfirm, incident.KindEscalate, incident.KindTask,
			incident.KindAnswer, incident.KindRelease, incident.KindSurge, incident.KindTell, incident.KindMerge, incident.KindSplit, incident.KindBreak,
			incident.KindOverride}},
		{d.warnings, []act.Kind{warning.KindIssue, warning.KindUpdate, warning.KindCancel, warning.KindReceive, warning.KindSee,
			warning.KindAccept, warning.KindDecline, warning.KindPass, warning.KindEscalate}},
		{d.deals, []act.Kind{agreement.KindPropose, agreement.KindAccept, agreement.KindRefuse, agreement.KindConclude, agreement.KindIssue, agreement.KindSuspend,
			agreement.KindResume, agreement.KindLeave, agreement.KindAppoint, agreement.KindWatch, agreement.KindContract, agreement.KindProgress, agreement.KindRegister, agreement.KindStrike, agreement.KindTell, agreement.KindGuest, agreement.KindDismiss}},
		{d.duties, []act.Kind{duty.KindMeet, duty.KindExcuse, duty.KindAnswer}},
		{d.meetings, []act.Kind{meeting.KindRequest, meeting.KindConvene, meeting.KindAttend, meeting.KindMinute, meeting.KindSign, meeting.KindDone, meeting.KindConfirm}},
		{d.findings, []act.Kind{standing.KindFind, standing.KindReply, standing.KindHear, standing.KindDecide, standing.KindAppeal, standing.KindSettle, standing.KindFulfil,
			standing.KindAdvise, standing.KindQuery, standing.KindExplain, standing.KindSuspect}},
		{d.evaluations, []act.Kind{evaluation.KindAvoided, evaluation.KindAnswer}},
		{d.assessed, []act.Kind{assessment.KindGroup, assessment.KindIssue, assessment.KindSign}},
	}
}

// Roster is who belongs to the alliance. Like the other states it belongs to the docket and is only to be read.
func (d *Docket) Roster() *roster.State { return d.roster }

// Incidents are the cases.
func (d *Docket) Incidents() *incident.State { return d.incidents }

// Warnings are the warnings and who has them.
func (d *Docket) Warnings() *warning.State { return d.warnings }

// Agreements are the instruments: agreements, rule packs, plans, with their bodies.
func (d *Docket) Agreements() *agreement.State { return d.deals }

// Discharges are what parties said about duties. What is owed is Duties.
func (d *Docket) Discharges() *duty.State { return d.duties }

// Meetings are the coordination meetings.
func (d *Docket) Meetings() *meeting.State { return d.meetings }

// Standing is what was found, advised and asked.
func (d *Docket) Standing() *standing.State { return d.findings }

// Evaluations is what people judge of cases.
func (d *Docket) Evaluations() *evaluation.State { return d.evaluations }

// Assessments are the joint assessments of expert groups.
func (d *Docket) Assessments() *assessment.State { return d.assessed }

// Check asks the practice of an act whether it would count. Nothing changes.
func (d *Docket) Check(e act.Entry) error {
	f, ok := d.practices[e.Act.Kind]
	if !ok {
		return nil
	}
	if err := d.granted(&e); err != nil {
		return err
	}
	if c, ok := f.(interface{ Check(act.Entry) error }); ok {
		return c.Check(e)
	}
	return nil
}

// The functions below are what practices ask about each other. A verdict may rest on them only as far as they depend on nothing but their arguments and what
// the act cites (clause 5.9): May, Clause and holder look at one instrument that stands where the act says; superior at the charter; origins at one opening.

// holder is whom a selector of an instrument stands for at the time that an act claims.
func (d *Docket) holder(c agreement.Cite, selector string, a act.Act) []jurisdiction.ID {
	if selector == "superior" {
		return d.superiors(a)
	}
	return d.deals.Holders(c, selector, a.At)
}

// superiors are those who stand above the authors whom an act cites, by their first admission, which is read before anything of theirs, and those whom the charter
// names. A verdict may not rest on who a superior is today: a member can leave and be admitted anew under another one, and whether that was read
// yet depends on the order of reading.
func (d *Docket) superiors(a act.Act) []jurisdiction.ID {
	var out []jurisdiction.ID
	for _, c := range a.Cites {
		id, err := act.Author(c.Journal)
		if m, ok := d.roster.Member(id); err == nil && ok && m.Under != "" && !slices.Contains(out, m.Under) {
			out = append(out, m.Under)
		}
	}
	charter, _, _ := d.roster.Charter()
	for _, id := range charter.Superiors {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// Holders are whom a selector of an instrument stands for at a time, for an act that would cite some others. It is what a page asks that shows what an officer
// may do; the verdict on the act asks the same.
func (d *Docket) Holders(c agreement.Cite, selector string, at act.Time, cites ...act.Ref) []jurisdiction.ID {
	return d.holder(c, selector, act.Act{At: at, Cites: cites})
}

// superior says whether the founding charter names somebody as a superior.
func (d *Docket) superior(id jurisdiction.ID) bool {
	c, _, ok := d.roster.Charter()
	return ok && slices.Contains(c.Superiors, id)
}

// opens says whether an act opens a case.
func (d *Docket) opens(of act.Ref) bool {
	_, ok := d.incidents.Opening(of)
	return ok
}

// origins are those whom the opening of a case names as its origin.
func (d *Docket) origins(of act.Ref) []jurisdiction.ID {
	c, ok := d.incidents.Case(of)
	if !ok {
		return nil
	}
	return slices.Concat(c.Open.Origin.Parties, c.Open.Situation.Sources)
}

// Above is who stands above a member: its superior by its admission, else the nearest superior of the charter. A superior stands under nobody.
func (d *Docket) Above(id jurisdiction.ID) jurisdiction.ID {
	if m, ok := d.roster.Member(id); ok && m.Superior != "" {
		return m.Superior
	}
	c, _, ok := d.roster.Charter()
	if !ok || len(c.Superiors) == 0 || slices.Contains(c.Superiors, id) {
		return ""
	}
	return c.Superiors[0]
}

// Weigh is what a vote of a member weighs by a key: 0 if its figures say nothing of it. A vote whose weight is not known carries no decision, and the tally says whose
// it is.
func (d *Docket) Weigh(p jurisdiction.ID, key string) int64 { return d.roster.Figures(p).Weight(key) }

// lookup is what the warnings are judged by: the charter, as far as it cannot change any more. The ladder is not part of
// it, because members come and go; no verdict needs it.
func (d *Docket) lookup(charter act.Ref, status warning.Status, level warning.Level) (warning.Rules, bool) {
	c, founded, ok := d.roster.Charter()
	if !ok || charter != founded {
		return warning.Rules{}, false
	}
	r := warning.Rules{
		Approvals:   1,
		ToCancel:    max(1, c.Rules.Cancel),
		Automatic:   c.Rules.Automatic,
		Unreachable: time.Duration(c.Rules.Unreachable) * time.Minute,
	}
	if c.Rules.NeedsTwo(string(status), string(level)) {
		r.Approvals = 2
	}
	return r, true
}

// Rules returns the rules for warnings of a status and level with the escalation ladder for the members as they are now.
// It reports false if the act is not the charter.
func (d *Docket) Rules(charter act.Ref, status warning.Status, level warning.Level) (warning.Rules, bool) {
	r, ok := d.lookup(charter, status, level)
	if !ok {
		return r, false
	}
	c, _, _ := d.roster.Charter()
	next := 0 // the n-th step to the next contact goes to the n-th contact that has a node
	for _, s := range c.Rules.Escalation {
		rung := warning.Rung{Role: s.To, After: time.Duration(s.After) * time.Minute}
		switch s.To {
		case "coordinator":
			rung.Default = c.Secretariat
		case "superior":
			if len(c.Superiors) > 0 {
				rung.Default = c.Superiors[0]
			}
			rung.Contact = d.each(func(m *roster.Member) jurisdiction.ID { return m.Superior })
		default:
			n := next
			rung.Contact = d.each(func(m *roster.Member) jurisdiction.ID { return contact(m, n) })
			next++
		}
		r.Ladder = append(r.Ladder, rung)
	}
	return r, true
}

// each maps every member to another party, where there is one.
func (d *Docket) each(to func(*roster.Member) jurisdiction.ID) map[jurisdiction.ID]jurisdiction.ID {
	all := map[jurisdiction.ID]jurisdiction.ID{}
	for _, m := range d.roster.Members() {
		if id := to(m); id != "" && m.Left == nil {
			all[m.Member] = id
		}
	}
	return all
}

// contact returns the n-th contact of a member that sits at another node.
func contact(m *roster.Member, n int) jurisdiction.ID {
	for _, c := range m.Contacts {
		if c.Party == "" {
			continue
		}
		if n == 0 {
			return c.Party
		}
		n--
	}
	return ""
}
