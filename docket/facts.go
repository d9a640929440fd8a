package docket

import (
	"cmp"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement/condition"
	"tongzhou/duty"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/warning"
)

// facts puts side by side what the practices know of a case. It is the only place where they meet; what is kept of it is the business of sheet.
func (d *Docket) facts(of act.Ref) (duty.Facts, bool) {
	c, ok := d.incidents.Case(of)
	if !ok {
		return duty.Facts{}, false
	}
	all := d.people()
	f := duty.Facts{Case: of, Title: c.Open.Title, Closed: c.Closed, Parties: d.parts(c), Roles: map[jurisdiction.ID][]string{}, Above: all.above, Rank: all.rank}
	// A role that its party contests stays its role: the objection is shown beside it, and people settle it. If contesting ended the duties, it would be the
	// cheapest excuse of all.
	for _, p := range c.Parts {
		f.Roles[p.Party] = p.Roles
	}
	f.Turns = d.turns(c, f)
	f.Of = f.Turns[len(f.Turns)-1].Of
	h := hearing{d: d, of: c, times: map[act.Ref]act.Time{}, receipts: map[receipt]act.Ref{}}
	h.opened()
	h.reports()
	h.asked()
	h.released()
	h.commanded()
	h.warned()
	h.met()
	h.assessed()
	f.Clocks, f.Deeds = h.clocks, h.deeds
	return f, true
}

// people are who stands where, computed once for all cases: three hundred members in a thousand of them would be most of the work.
func (d *Docket) people() *people {
	if d.owed.people == nil {
		p := &people{rank: map[jurisdiction.ID]string{}, above: map[jurisdiction.ID]jurisdiction.ID{}}
		for _, m := range d.roster.Members() {
			p.rank[m.Member] = m.Role
			if up := d.Above(m.Member); up != "" {
				p.above[m.Member] = up
			}
			if m.Left == nil {
				p.members = append(p.members, m.Member)
			}
		}
		slices.Sort(p.members)
		d.owed.people = p
	}
	return d.owed.people
}

// parts are the parties that each selector stands for in a case.
func (d *Docket) parts(c incident.Case) map[string][]jurisdiction.ID {
	out := map[string][]jurisdiction.ID{"lead": {c.Lead}}
	add := func(word string, ids ...jurisdiction.ID) {
		for _, id := range ids {
			if !slices.Contains(out[word], id) {
				out[word] = append(out[word], id)
			}
		}
	}
	for _, p := range c.Parts {
		add("participants", p.Party)
		for _, role := range p.Roles {
			add(role, p.Party)
		}
	}
	// Whom the forecast reaches is affected, whether or not somebody has said so in a role.
	add("affected", c.Situation.Exposed...)
	// Adjacent are those whom it may reach; of a debtor's duty towards them the debtor itself is left out where the duty is derived.
	add("adjacent", out["affected"]...)
	// Somebody always coordinates: without a named coordinator it is the secretariat of the charter.
	if charter, _, ok := d.roster.Charter(); ok && len(out["coordinator"]) == 0 {
		add("coordinator", charter.Secretariat)
	}
	out["members"] = d.people().members
	for word := range out {
		slices.Sort(out[word])
	}
	return out
}

// What a condition asks about is not what the case is today but what it was when the clause would have begun to hold. An orange warning of tonight must not make
// this morning's silence a breach.

// A turn is an act that changes what conditions may ask about a case.
type turn struct {
	at   act.Time
	ref  act.Ref
	does func(*condition.Facts)
}

// turns are what a case was, from its opening through each decision about it, each warning, each call for help and each change of command. A clause that begins to
// hold because of such an act is owed from then on, and not from before.
func (d *Docket) turns(c incident.Case, f duty.Facts) []duty.Turn {
	now := d.base(c, f)
	out := []duty.Turn{{At: c.Opened, Since: c.ID, Of: now}}
	list := slices.Concat(decided(c), d.asking(c), d.levels(c), d.modes(c))
	slices.SortFunc(list, func(a, b turn) int { return cmp.Or(cmp.Compare(a.at, b.at), act.CompareRefs(a.ref, b.ref)) })
	for _, x := range list {
		x.does(&now)
		out = append(out, duty.Turn{At: x.at, Since: x.ref, Of: now})
	}
	return out
}

// decided are the decisions of who led. One that two rivals for the lead keep aside changes nothing until their rivalry is settled.
func decided(c incident.Case) []turn {
	var out []turn
	for _, x := range slices.Concat(c.Classifications, c.Decisions, c.Stages) {
		if x.Aside {
			continue
		}
		out = append(out, turn{x.At, x.Ref, func(f *condition.Facts) {
			if k := x.Classification; k != nil {
				f.Classes, f.Grade, f.Response = k.Classes, k.Grade, k.Response
				f.Deaths, f.Injured, f.Loss, f.People = known(k.Deaths), known(k.Injured), known(k.Loss), known(k.People)
			}
			f.Phase, f.Stage = cmp.Or(x.Phase, f.Phase), cmp.Or(x.Stage, f.Stage)
			if x.Situation != nil {
				f.Situation = x.Situation.Class
			}
		}})
	}
	return out
}

// asking are the calls for somebody above. From the first of them on the need exceeds the alliance, whatever is answered: that is a statement about the need, and
// an answer does not make it smaller.
func (d *Docket) asking(c incident.Case) []turn {
	var out []turn
	for _, a := range d.incidents.Asked(c.ID) {
		if a.Escalation != nil {
			out = append(out, turn{a.At, a.Ref, func(f *condition.Facts) { f.Exceeds = true }})
		}
	}
	return out
}

// levels are what each version of each warning made of the gravest level in force. Whether a warning has expired is a question of the moment, and facts know none.
func (d *Docket) levels(c incident.Case) []turn {
	var out []turn
	// The turns are applied in the order of their times, and each leaves behind which warnings stood at what level then.
	in := map[act.Ref]warning.Level{}
	gravest := func(f *condition.Facts) {
		f.Level = ""
		for _, l := range in {
			if graver(l, warning.Level(f.Level)) {
				f.Level = string(l)
			}
		}
	}
	for h := range d.warnings.Of(c.ID, 0) {
		b, _ := d.warnings.Board(h.ID, 0)
		for _, v := range b.Versions {
			out = append(out, turn{v.At, v.Ref, func(f *condition.Facts) {
				delete(in, h.ID)
				if v.Notice != nil {
					in[h.ID] = v.Notice.Level
				}
				gravest(f)
			}})
		}
	}
	return out
}

// modes are when orders began to bind in the case as a whole, and when they ceased to (R17, R18).
func (d *Docket) modes(c incident.Case) []turn {
	var out []turn
	for _, m := range d.incidents.Modes(c.ID, c.Latest, d.mode()) {
		if m.Area == "" && m.Ref != nil {
			out = append(out, turn{m.From, *m.Ref, func(f *condition.Facts) { f.Mode = m.Mode }})
		}
	}
	return out
}

// mode is what the charter says where no row of a command table says otherwise.
func (d *Docket) mode() string {
	if charter, _, ok := d.roster.Charter(); ok {
		return charter.Mode
	}
	return "voluntary"
}

func known(n *int64) int64 {
	if n == nil {
		return -1
	}
	return *n
}

// base is what conditions may ask about a case at its opening. What nobody has said is unknown (-1, or zero for a grade), and no condition about it holds: that nobody
// counted the injured does not mean that there are none.
func (d *Docket) base(c incident.Case, f duty.Facts) condition.Facts {
	x := condition.Facts{Status: c.Open.Status, Hazard: c.Open.Hazard, Situation: c.Open.Situation.Class, Phase: c.Open.Phase, Origins: len(f.Parties["origin"]),
		Affected: len(f.Parties["affected"]), Deaths: -1, Injured: -1, Loss: -1, People: -1, At: c.Opened, Mode: d.mode()}
	// Two cities under different superiors: no single superior can lead them, which some laws ask about (R17).
	above := map[jurisdiction.ID]bool{}
	for _, p := range f.Parties["participants"] {
		if f.Rank[p] == "city" {
			above[f.Above[p]] = true
		}
	}
	x.Province = len(above) > 1
	return x
}

// A level that this program does not know is below every other, so that it never hides one that is known.

// graver compares levels of warnings.
func graver(a, b warning.Level) bool {
	order := []warning.Level{"", "blue", "yellow", "orange", "red"}
	return slices.Index(order, a) > slices.Index(order, b)
}

// A hearing collects the clocks and deeds of one case: what package duty names by words, said by acts of other practices.
//
//	clock      started by
//	occurred   incident.clock of that word
//	known      the party's incident.clock; else its first act in the case, whatever that was
//	received   a receipt: of the opening, a report, a task, a row of the command table, an escalation, a warning
//	assessed   each classification by who led
//	opened     incident.open
//	asked      a task or escalation, at its receipt (answer); a row of the command table (confirm)
//	planned    incident.release: its versions together
//	closed     the phase closed
//
//	deed               done by
//	report.*           incident.report, met by the receipt of each addressee
//	warn, accept       warning.issue and warning.update, met by the receipt; warning.accept
//	classify, own      incident.classify, incident.own
//	join, answer       incident.join, incident.answer
//	designate, take-over, hand-back, confirm   incident.command by its basis; incident.confirm
//	escalate, meet     incident.escalate; meeting.convene about the case
//	surge-table        incident.surge
//	assess             assessment.issue: by its writer, and by whoever named the group
//	notice, ask-approval   incident.release, met by the receipt of each addressee
//
// Every other word is met by duty.meet alone.
type hearing struct {
	d        *Docket
	of       incident.Case
	clocks   []duty.Clock
	deeds    []duty.Deed
	times    map[act.Ref]act.Time // of every act in the case, as claimed
	receipts map[receipt]act.Ref  // of what reached whom
}

// A receipt is what somebody signed for.
type receipt struct {
	what act.Ref
	by   jurisdiction.ID
}

func (h *hearing) start(what string, party jurisdiction.ID, at act.Time, since act.Ref) {
	h.clocks = append(h.clocks, duty.Clock{What: what, Party: party, At: at, Since: since})
}

func (h *hearing) did(do string, by, to jurisdiction.ID, at act.Time, ref act.Ref) *duty.Deed {
	h.deeds = append(h.deeds, duty.Deed{Do: do, By: by, To: to, At: at, Ref: ref})
	return &h.deeds[len(h.deeds)-1]
}

// opened starts the clocks of the case itself, and of everybody who is known to have known of it: by its own word, else by its first act in the case.
func (h *hearing) opened() {
	c := h.of
	h.start("opened", "", c.Opened, c.ID)
	// When somebody knew, only itself can say; what it did in the case before that shows that it knew earlier, and the duty's own rules weigh the two.
	first := map[jurisdiction.ID]duty.Clock{}
	said := map[jurisdiction.ID]bool{}
	for _, k := range c.Clocks {
		if k.What == "known" {
			said[k.By] = true
			h.start("known", k.By, k.At, k.Ref)
		} else {
			h.start("occurred", "", k.At, k.Ref)
		}
	}
	for _, e := range h.d.incidents.Timeline(c.ID) {
		h.times[e.Ref] = e.Recorded
		// The order of acts with equal times is that of their places, so that every node names the same one.
		k, ok := first[e.By]
		if !ok || e.Recorded < k.At || e.Recorded == k.At && act.CompareRefs(e.Ref, k.Since) < 0 {
			first[e.By] = duty.Clock{What: "known", Party: e.By, At: e.Recorded, Since: e.Ref}
		}
		switch b := e.Body.(type) {
		case *incident.Receipt:
			h.receipts[receipt{b.What, e.By}] = e.Ref
			// There is nothing to accept yet: only the receipt of a warning starts that.
			h.clocks = append(h.clocks, duty.Clock{What: "received", Party: e.By, At: e.Recorded, Since: e.Ref, But: "accept"})
		case *incident.Participation:
			h.did("join", e.By, "", e.Recorded, e.Ref)
		case *incident.SurgeTable:
			h.did("surge-table", e.By, "", e.Recorded, e.Ref)
		case *incident.OwnPhase:
			h.did("own", e.By, "", e.Recorded, e.Ref)
		case *incident.Phase:
			if b.Phase == "closed" {
				h.start("closed", "", e.Recorded, e.Ref)
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(first)) {
		if !said[p] {
			h.clocks = append(h.clocks, first[p])
		}
	}
	for _, k := range c.Classifications {
		if !k.Aside {
			h.start("assessed", "", k.At, k.Ref)
			h.did("classify", k.By, "", k.At, k.Ref)
		}
	}
}

// A report that names nobody meets no duty to tell somebody: reports are met by those whom they reached: the recipient's receipt decides (R30).
func (h *hearing) reports() {
	for _, r := range h.d.incidents.Reports(h.of.ID) {
		for _, to := range r.To {
			x := h.did("report."+r.Type, r.By, to.Party, r.At, r.Ref)
			x.Received, x.ReceivedAt, x.Missing = to.Receipt, to.ReceivedAt, r.Missing
		}
	}
}

// asked starts the clock of everybody of whom something was asked, by its receipt where there is one, and takes the answers.
func (h *hearing) asked() {
	for _, a := range h.d.incidents.Asked(h.of.ID) {
		if a.Task != nil && a.Task.Binding && !a.Binds { // the superiors have not all signed: nothing is asked of anybody yet (R17)
			continue
		}
		for _, to := range a.To {
			// An order can arrive late: the time to answer runs from its receipt. Without one it runs from the asking, or silence would be a way
			// of never owing an answer.
			at := a.At
			if to.Receipt != nil {
				at = to.ReceivedAt
			}
			clock := duty.Clock{What: "asked", Party: to.Party, At: at, Since: a.Ref, Binding: a.Binds, But: "confirm"}
			if a.Escalation != nil { // a task may ask for anything that a clause has a word for; an escalation asks for an answer
				clock.Of, clock.But = "answer", ""
			}
			h.clocks = append(h.clocks, clock)
			if a.Escalation != nil {
				x := h.did("escalate", a.By, to.Party, a.At, a.Ref)
				x.Received, x.ReceivedAt = to.Receipt, to.ReceivedAt
			}
			if to.Last == nil {
				continue
			}
			ref := a.Ref
			x := h.did("answer", to.Party, a.By, to.FirstAt, to.First)
			x.Answers = &ref
			if to.Last.Answer == "refuse" { // what it said last is what it does
				x.At, x.Ref, x.Refuses, x.Code = to.At, to.Ref, true, to.Last.Code
			}
		}
	}
}

// released starts the clock of each plan to let water down, and takes each version as notice of it to whom it is addressed; who has to approve it is asked by it.
func (h *hearing) released() {
	for _, r := range h.d.incidents.Releases(h.of.ID) {
		first := r.Versions[0]
		clock := duty.Clock{What: "planned", Party: r.By, At: first.At, Since: first.Ref}
		for _, v := range r.Versions {
			p := duty.Planned{Ref: v.Ref, At: v.At, For: v.From, Emergency: v.Emergency, Withdrawn: v.Withdrawn, Same: v.Same}
			clock.Plan = append(clock.Plan, p)
			for _, to := range v.To {
				for _, do := range []string{"notice", "ask-approval"} {
					x := h.did(do, r.By, to.Party, v.At, v.Ref)
					x.Answers, x.Received, x.ReceivedAt = &p.Ref, to.Receipt, to.ReceivedAt
				}
			}
		}
		h.clocks = append(h.clocks, clock)
	}
}

// commanded takes the rows of the command table. One act may stand there in several lines, one for each function; it is one deed. Who names itself asks nobody, and
// nobody has to confirm it.
func (h *hearing) commanded() {
	seen := map[act.Ref]bool{}
	// The table is asked as of the case's latest act, not of now: what is owed must not change while nothing happens.
	for _, r := range h.d.incidents.Table(h.of.ID, h.of.Latest) {
		if r.Basis == "default" || seen[r.Ref] {
			continue
		}
		seen[r.Ref] = true
		do := map[string]string{"designation": "designate", "take-over": "take-over", "hand-back": "hand-back"}[r.Basis]
		x := h.did(do, r.By, "", h.times[r.Ref], r.Ref)
		if r.Holder == r.By {
			continue
		}
		// The successor is asked when the row reaches it, and answers with its own act, whose time it claims itself.
		at := h.times[r.Ref]
		if got, ok := h.receipts[receipt{r.Ref, r.Holder}]; ok {
			at = h.times[got]
		}
		h.clocks = append(h.clocks, duty.Clock{What: "asked", Party: r.Holder, At: at, Since: r.Ref, Of: "confirm"})
		if r.Confirmed != nil {
			x.Received, x.ReceivedAt = r.Confirmed, h.times[*r.Confirmed]
			ref := r.Ref
			y := h.did("confirm", r.Holder, r.By, h.times[*r.Confirmed], *r.Confirmed)
			y.Answers = &ref
		}
	}
}

// warned takes the warnings of the case: sent by their issuer, met by the receipt; received and accepted by the addressee.
func (h *hearing) warned() {
	for head := range h.d.warnings.Of(h.of.ID, 0) {
		b, _ := h.d.warnings.Board(head.ID, 0)
		for _, row := range b.Rows {
			// One receipt of any version shows that the warning reached the party; updates that it did not get are the custody board's business.
			var receipt *warning.Event
			for i := range row.History {
				switch x := &row.History[i]; x.State {
				case warning.Received:
					if receipt == nil {
						receipt = x
						h.start("received", row.Party, x.At, x.Evidence)
					}
				case warning.Accepted:
					h.did("accept", row.Party, b.By, x.At, x.Evidence)
				}
			}
			for _, v := range b.Versions {
				if !slices.Contains(v.To, row.Party) || v.Kind == warning.KindCancel {
					continue
				}
				x := h.did("warn", b.By, row.Party, v.At, v.Ref)
				if receipt != nil {
					ref := receipt.Evidence
					x.Received, x.ReceivedAt = &ref, receipt.At
				}
			}
		}
	}
}

// Who sits in the body and whether it could decide does not matter here: the duty was to call it.

// met takes the meetings that were called about the case.
func (h *hearing) met() {
	for _, m := range h.d.meetings.Meetings(0, nil) {
		if m.Convening.Case != nil && *m.Convening.Case == h.of.ID {
			h.did("meet", m.By, "", m.Called, m.ID)
		}
	}
}

// assessed takes the assessments of the case. Whoever named the group has it done by the group's writer: what it owes is done then, too.
func (h *hearing) assessed() {
	for _, x := range h.d.assessed.Assessments(h.of.ID, 0) {
		if x.Version > 1 { // of a period that was assessed before: it is not that of another one
			continue
		}
		h.did("assess", x.By, "", x.At, x.Ref)
		if x.Named != x.By {
			h.did("assess", x.Named, "", x.At, x.Ref)
		}
	}
}
