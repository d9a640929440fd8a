package node

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/duty"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
)

// Everybody stands for all parties where one is asked for.
const Everybody = "*"

// Duties lists what a party owes (this jurisdiction if it is empty, Everybody for all), in one case or in all that are open.
func (n *Node) Duties(ctx context.Context, party, id string) (view.Duties, error) {
	var of act.Ref
	if id != "" {
		var err error
		if of, err = n.refOf(ctx, id); err != nil {
			return view.Duties{}, err
		}
	}
	who := n.cfg.ID
	if party != "" && party != Everybody {
		who = jurisdiction.ID(party)
	}
	now := n.moment()
	n.mu.Lock()
	defer n.mu.Unlock()
	out := view.Duties{Now: n.at(now), Duties: []view.Duty{}, Counts: map[string]int{}}
	if party != Everybody {
		p := n.partyLocked(who)
		out.Party = &p
	}
	for o := range n.owed(of, cmp.Or(party, string(who))) {
		d := n.duty(*o, now)
		out.Counts[d.State]++
		out.Duties = append(out.Duties, d)
	}
	slices.SortStableFunc(out.Duties, dueFirst)
	return out, nil
}

// owed is what a party owes, or everybody: in a case; of no case, in all that go on and by all minutes. The caller holds mu, as do those of all that follow here.
func (n *Node) owed(of act.Ref, party string) iter.Seq[*duty.Owed] {
	switch {
	case of == (act.Ref{}) && party == Everybody:
		return n.docket.AllDuties()
	case of == (act.Ref{}):
		return n.docket.DutiesOf(jurisdiction.ID(party))
	}
	return func(yield func(*duty.Owed) bool) {
		list := n.docket.Duties(of)
		for i := range list {
			if (party == Everybody || string(list[i].Party) == party) && !yield(&list[i]) {
				return
			}
		}
	}
}

// pressingDuty orders states by how much they need somebody.
func pressingDuty(state string) int {
	return slices.Index([]string{"overdue", "due-soon", "disputed", "open", "sent", "waiting", "excused", "met-late", "met"}, state)
}

// dueFirst puts what is overdue and due soon first, then by time.
func dueFirst(a, b view.Duty) int {
	due := func(d view.Duty) int64 {
		switch {
		case d.Due != nil:
			return d.Due.UnixMilli()
		case d.Start != nil && d.Promptly:
			return d.Start.UnixMilli()
		}
		return 1 << 62
	}
	to := func(d view.Duty) string {
		if d.To == nil {
			return ""
		}
		return d.To.ID
	}
	return cmp.Or(cmp.Compare(pressingDuty(a.State), pressingDuty(b.State)), cmp.Compare(due(a), due(b)), cmp.Compare(a.Party.ID, b.Party.ID), cmp.Compare(to(a), to(b)), cmp.Compare(a.ID, b.ID))
}

// dutyID names a duty in addresses: a hash of its key.
func dutyID(k duty.Key) string {
	text, err := json.Marshal(k)
	if err != nil { // a plain structure
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// duty shows one duty as it stands at a moment.
func (n *Node) duty(o duty.Owed, now act.Time) view.Duty {
	s := o.At(now, n.docket.Roster())
	d := view.Duty{ID: dutyID(o.Key), Case: n.caseRef(n.caseOfDuty(o)), Party: n.partyLocked(o.Party), What: o.What, Do: o.Do, Clause: n.clauseRef(o.Clause), Force: o.Force, Accountable: n.partyLocked(o.Accountable),
		Key: n.owedKey(o.Key), Start: n.optional(o.Start), Due: n.optional(o.Due), Promptly: o.Due == 0 && o.Start != 0, State: s.State, Late: s.Late, Judged: s.Judged, Missing: s.Incomplete,
		Online: n.heardWord(o.Party), Waits: o.Waits, Order: o.Order, Backdated: s.Backdated}
	d.Was, d.Near = n.optional(o.Was), o.Near
	if o.Changed != nil {
		d.Changed = refOrNil(*o.Changed)
	}
	if o.Unit != nil {
		d.Unit = o.Unit.Name
	}
	if o.Source != nil {
		d.Clause.Source = source(o.Source)
	}
	if o.To != "" {
		to := n.partyLocked(o.To)
		d.To = &to
	}
	if o.Start != 0 {
		d.Since = refOrNil(o.Since)
	}
	for _, w := range s.Witnesses {
		d.Witnesses = append(d.Witnesses, view.Ref(w))
	}
	if o.Met != nil {
		d.MetBy, d.MetAt = refOrNil(o.Met.Ref), n.optional(max(o.Met.At, o.Met.ReceivedAt))
	} else if o.Sent != nil {
		d.Sent = refOrNil(o.Sent.Ref)
	}
	if o.Stricter != nil {
		c := n.clauseRef(*o.Stricter)
		d.Stricter = &c
	}
	d.Excuse = n.excuse(o.Excuse)
	if o.Consequence != "" {
		d.Sanction = n.clauseRef(agreement.Cite{Instrument: o.Clause.Instrument, Clause: o.Consequence}).Title
	}
	return d
}

// caseOfDuty is the case that a duty belongs to: of an action of a meeting, the case that the meeting was about.
func (n *Node) caseOfDuty(o duty.Owed) act.Ref {
	if of, ok := n.docket.Meetings().CaseOf(o.Case); ok {
		return of
	}
	return o.Case
}

func (n *Node) owedKey(k duty.Key) view.OwedKey {
	out := view.OwedKey{Case: warningID(k.Case), Party: string(k.Party), To: string(k.To), Nth: k.Nth}
	out.Clause.Instrument, out.Clause.Clause = warningID(k.Clause.Instrument), k.Clause.Clause
	if k.Since != (act.Ref{}) {
		out.Since = warningID(k.Since)
	}
	return out
}

func (n *Node) excuse(x *duty.Excused) *view.Excuse {
	if x == nil {
		return nil
	}
	out := &view.Excuse{Code: x.Code, Text: x.Text, At: n.at(x.At), Ref: view.Ref(x.Ref)}
	for _, h := range x.Exhibits {
		out.Evidence = append(out.Evidence, h.String())
	}
	if x.Answer != nil {
		out.Answered, out.Accepted, out.Answer = true, x.Answer.Accepts, x.Answer.Text
	}
	return out
}

// heardWord says whether a member's node is heard: on, off or unknown.
func (n *Node) heardWord(id jurisdiction.ID) string {
	if id == n.cfg.ID {
		return "on"
	}
	n.peersMu.Lock()
	at := n.heard[id]
	n.peersMu.Unlock()
	limit := time.Duration(n.docket.Roster().Rules().Unreachable) * time.Minute
	switch {
	case at == 0:
		return "unknown"
	case limit > 0 && n.moment()-at > act.Time(limit.Milliseconds()):
		return "off"
	}
	return "on"
}

// list is the responsibility list that an instrument yields.
func (n *Node) list(v *agreement.Version, now act.Time) []view.DutyRow {
	out := []view.DutyRow{}
	for _, r := range duty.List(v) {
		row := view.DutyRow{Clause: n.clauseRef(r.Clause), What: r.What, Accountable: n.selector(v, r.Accountable), Responsible: n.selector(v, r.Role), Post: r.Post, Evidence: r.Evidence,
			Trigger: n.book.Say("trigger."+r.Clock, nil), Deadline: n.deadline(r), Unassigned: r.Unassigned != "", Unit: n.unit(v, r.Unit, now)}
		if row.Clause.Title == nil || row.Clause.Title["en"] == "" { // a proposal is not on record as an instrument yet
			row.Clause.Title, row.Clause.Name, row.Clause.Code, row.Clause.Version, row.Clause.Source = r.What, v.Title, v.Code, v.Instrument.Version, source(r.Basis)
		}
		var to []act.Text
		for _, s := range r.To {
			to = append(to, n.selector(v, s))
		}
		row.To = n.book.Say("list", phrase.Args{"items": to})
		if r.Consequence != nil {
			row.Consequence = r.Consequence.Title
		}
		out = append(out, row)
	}
	return out
}

// unit is a private unit with its contracts: of each the last word, and nothing that was said of it before.
func (n *Node) unit(v *agreement.Version, id string, now act.Time) *view.Unit {
	if id == "" {
		return nil
	}
	u := &view.Unit{ID: id, Contracts: []view.Contract{}}
	seen := map[string]bool{}
	for _, c := range slices.Backward(v.Contracts) {
		if key := string(c.Party) + c.Paper.String(); c.Unit != id || seen[key] {
			continue
		} else {
			seen[key] = true
		}
		x := view.Contract{Party: n.partyLocked(c.Party), Name: c.Name, Paper: c.Paper.String(), From: n.at(c.From), Until: n.at(c.Until), State: "binding", Note: c.Note, Ref: view.Ref(c.Ref)}
		switch {
		case now < c.From:
			x.State = "not-yet"
		case now >= c.Until:
			x.State = "over"
		}
		u.Bound = u.Bound || x.State == "binding"
		u.Contracts = append(u.Contracts, x)
	}
	return u
}

// selector says in words for whom a selector stands.
func (n *Node) selector(v *agreement.Version, s string) act.Text {
	if s == "" {
		return n.book.Say("desk.nobody", nil)
	}
	for _, b := range v.Bodies {
		if s == "body:"+b.ID {
			return b.Name
		}
	}
	if len(s) > 6 && s[:6] == "party:" {
		return n.partyLocked(jurisdiction.ID(s[6:])).Name
	}
	return n.book.Word("role", s)
}

// deadline says in words how long a row gives.
func (n *Node) deadline(r duty.Row) act.Text {
	switch {
	case r.Promptly:
		return n.book.Say("deadline.promptly", nil)
	case r.Limit > 0 && r.Clock == "planned":
		return n.book.Say("deadline.before", phrase.Args{"limit": time.Duration(r.Limit) * time.Minute})
	case r.Limit > 0 && len(r.Table) > 0:
		return n.book.Say("deadline.table", phrase.Args{"limit": time.Duration(r.Limit) * time.Minute, "rows": len(r.Table)})
	case r.Limit > 0:
		return n.book.Say("deadline.limit", phrase.Args{"limit": time.Duration(r.Limit) * time.Minute})
	case len(r.Table) > 0:
		return n.book.Say("deadline.limit", phrase.Args{"limit": time.Duration(r.Table[0].Minutes) * time.Minute})
	}
	return n.book.Say("deadline.none", nil)
}

// suspected is what the records suggest and nobody has found yet.
func (n *Node) suspected(now act.Time) []view.Suspected {
	out := []view.Suspected{}
	for _, c := range n.docket.Incidents().Cases() {
		f, ok := n.docket.Facts(c.ID)
		if !ok || view.Status(c.Open.Status) != view.Actual { // what was rehearsed is no evidence of a breach (R71)
			continue
		}
		for _, x := range duty.Detected(f, n.docket.Duties(c.ID), duty.Standpoint{Now: now, Journals: n.docket.Roster()}) {
			if x.Lawful { // what was only asked may be refused
				continue
			}
			s := n.suspicion(c.Open.Title, x, now)
			if n.docket.Mistook(c.ID) {
				s.Defence = n.book.Say("defence.mistaken", nil)
			}
			out = append(out, s)
		}
	}
	return n.misreported(n.concealed(append(append(out, n.idle(now)...), n.apart(now)...)))
}

func (n *Node) suspicion(about act.Text, x duty.Finding, now act.Time) view.Suspected {
	s := view.Suspected{Violation: x.Violation, Party: n.partyLocked(x.Party), Evidence: []view.ActRef{}}
	args := phrase.Args{"violation": n.book.Word("violation", x.Violation), "case": about, "what": text(""), "late": time.Duration(x.Late) * time.Minute}
	if x.Duty != nil {
		d := n.duty(*x.Duty, now)
		s.Duty = &d
		args["what"] = d.What
	}
	key := "suspected"
	if x.Late > 0 {
		key = "suspected.late"
	}
	s.Text = n.book.Say(key, args)
	for _, r := range x.Evidence {
		s.Evidence = append(s.Evidence, view.Ref(r))
	}
	switch {
	case x.OwnPeople:
		s.Defence = n.book.Say("defence.people", nil)
	case x.Excuse != nil:
		s.Defence = n.book.Say("defence.excuse", phrase.Args{"code": n.book.Word("code", x.Excuse.Code), "text": x.Excuse.Text})
	case x.Online == "off":
		s.Defence = n.book.Say("defence.outage", nil)
	}
	return s
}

// apart are suspicions about duties outside cases: minutes and items.
func (n *Node) apart(now act.Time) []view.Suspected {
	var out []view.Suspected
	owed := n.docket.Apart()
	for _, x := range duty.Detected(duty.Facts{}, owed, duty.Standpoint{Now: now, Journals: n.docket.Roster(), Heard: n.heartbeat}) {
		title := n.clauseRef(x.Duty.Clause).Name
		if c := n.caseRef(n.caseOfDuty(*x.Duty)); c != nil {
			if c.Status != view.Actual {
				continue
			}
			title = c.Title
		}
		out = append(out, n.suspicion(title, x, now))
	}
	return out
}

// entries are the customs and pledges that were to be kept by now (R65).
func (n *Node) entries(now act.Time) []view.Entry {
	out := []view.Entry{}
	add := func(owed []duty.Owed) {
		for _, e := range duty.Entries(owed, duty.Standpoint{Now: now, Journals: n.docket.Roster()}) {
			out = append(out, view.Entry{Duty: n.duty(*e.Duty, now), Follows: e.Follows, Kept: e.Kept, Excused: e.Excused})
		}
	}
	for _, c := range n.docket.Incidents().Cases() {
		if view.Status(c.Open.Status) == view.Actual {
			add(n.docket.Duties(c.ID))
		}
	}
	add(slices.DeleteFunc(n.docket.Apart(), func(o duty.Owed) bool {
		c := n.caseRef(n.caseOfDuty(o))
		return c != nil && c.Status != view.Actual
	}))
	slices.SortStableFunc(out, func(a, b view.Entry) int { return cmp.Compare(pressingDuty(a.Duty.State), pressingDuty(b.Duty.State)) })
	return out
}

// dutyTasks are what this jurisdiction owes now.
func (n *Node) dutyTasks(now act.Time) []view.Task {
	var out []view.Task
	for o := range n.docket.DutiesOf(n.cfg.ID) {
		if o.Stricter != nil || o.Waits != "" {
			continue
		}
		s := o.At(now, n.docket.Roster())
		if s.State != "open" && s.State != "due-soon" && s.State != "overdue" {
			continue
		}
		d := n.duty(*o, now)
		t := view.Task{ID: "duty." + d.ID, Kind: "meet-duty", Status: view.Actual, Due: d.Due, Basis: d.Since, Href: fmt.Sprintf("/duties?duty=%s", d.ID),
			Consequence: n.book.Say("task.duty.consequence."+agreement.Follows(o.Force), nil)}
		args := phrase.Args{"what": d.What, "clause": n.citation(d.Clause), "since": n.timeOrUnknown(o.Start), "to": text("")}
		key, reason := "task.duty.case", "task.duty.reason"
		if d.To != nil {
			key, args["to"] = "task.duty", d.To.Name
		}
		switch {
		case d.Near:
			reason = "task.duty.near"
		case d.Promptly:
			reason = "task.duty.prompt"
		}
		if o.Case == o.Clause.Instrument { // an item: its owner says on the page of the programme what became of it
			t.Href = "/agreements/" + n.standsIn(o.Clause, now) + "#programme"
		}
		if d.Case != nil {
			t.Case, t.Status = d.Case.ID, d.Case.Status
		}
		t.Title, t.Reason = n.book.Say(key, args), n.book.Say(reason, args)
		out = append(out, t)
	}
	return out
}
