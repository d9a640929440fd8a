package node

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/duty"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
)

// An office has two lists: what it does day by day, and what cases put on its desk once something threatens (R38). In a small alliance one person sits in all offices at once,
// and is shown one list in which everything stands once, with the hats under which it is to be done. The callers of everything here hold mu.

// A desktop is the list while it is put together.
type desktop struct {
	n    *Node
	now  act.Time
	rows []view.WorkRow
	at   map[string]int
}

// workload is what is to do at this node, for the city and for every body that it speaks for.
func (n *Node) workload(loads map[officeKey][]load, now act.Time) view.Work {
	d := &desktop{n: n, now: now, at: map[string]int{}}
	bodies := n.docket.Agreements().Bodies(now)
	for _, b := range bodies {
		if as := n.speaksAs(b, now); as != "" {
			d.office(b, view.Hat{Body: b.ID, Name: b.Name, As: as}, loads[keyOf(b)])
		}
		for _, p := range b.Places {
			if p.Party == n.cfg.ID && p.Holder == nil {
				d.add(view.WorkRow{ID: "seat." + warningID(b.Instrument) + "." + b.ID, List: "daily", Kind: "seat", What: b.Name, Party: n.partyLocked(n.cfg.ID), State: "open",
					Clause: d.clause(agreement.Cite{Instrument: b.Instrument}), Href: "/bodies"}, view.Hat{Body: b.ID, Name: b.Name, As: "seat"})
			}
		}
	}
	d.city(bodies)
	d.asked(bodies, loads)
	out := view.Work{State: "daily", Daily: []view.WorkRow{}, Emergency: []view.WorkRow{}}
	slices.SortStableFunc(d.rows, moreUrgent)
	for _, r := range d.rows {
		if r.List == "emergency" {
			out.State, out.Emergency = "emergency", append(out.Emergency, r)
		} else {
			out.Daily = append(out.Daily, r)
		}
	}
	return out
}

// speaksAs is as what this jurisdiction speaks for a body: its host, who is in the chair, or the deputy while nobody is at the desk. "": it does not.
func (n *Node) speaksAs(b agreement.Seated, now act.Time) string {
	_, silent := n.desk(b, now)
	switch {
	case b.Host == n.cfg.ID:
		return "host"
	case b.InChair == n.cfg.ID:
		return "chair"
	case b.Deputy == n.cfg.ID && silent != "":
		return "deputy"
	}
	return ""
}

func moreUrgent(a, b view.WorkRow) int {
	due := func(t *time.Time) int64 {
		if t == nil {
			return 1 << 62
		}
		return t.UnixMilli()
	}
	late := func(r view.WorkRow) int {
		return slices.Index([]string{"overdue", "missed", "due-soon", "open", "due"}, r.State)
	}
	return cmp.Or(cmp.Compare(late(a), late(b)), cmp.Compare(due(a.Due), due(b.Due)), cmp.Compare(a.What["en"], b.What["en"]), cmp.Compare(a.ID, b.ID))
}

// add puts a row on the list; one that is there already gets the hat as well, and stays once.
func (d *desktop) add(r view.WorkRow, h view.Hat) {
	i, there := d.at[r.ID]
	if !there {
		i = len(d.rows)
		d.at[r.ID], d.rows = i, append(d.rows, r)
	}
	hats := d.rows[i].Hats
	if !slices.ContainsFunc(hats, func(o view.Hat) bool { return o.Body == h.Body && o.As == h.As && o.Name["en"] == h.Name["en"] }) {
		d.rows[i].Hats = append(hats, h)
	}
}

func (d *desktop) clause(c agreement.Cite) *view.ClauseRef {
	out := d.n.clauseRef(c)
	return &out
}

// office adds what lies on the desk of a body.
func (d *desktop) office(b agreement.Seated, hat view.Hat, list []load) {
	for _, l := range list {
		if !l.leads {
			continue
		}
		for _, o := range d.n.docket.Duties(l.of.ID) {
			d.duty(o, hat)
		}
	}
	for _, r := range d.n.recurring(b, d.now) {
		d.routine(r, hat)
	}
}

// duty adds a duty that is open, to the list that the phase of its case calls for.
func (d *desktop) duty(o duty.Owed, hat view.Hat) {
	s := o.At(d.now, d.n.docket.Roster())
	if o.Stricter != nil || o.Waits != "" || s.State != "open" && s.State != "due-soon" && s.State != "overdue" {
		return
	}
	if c, _, ok := d.n.docket.Agreements().Clause(o.Clause); ok && c != nil && c.Duty != nil {
		hat.Post = c.Duty.Post
	}
	x := d.n.duty(o, d.now)
	d.add(view.WorkRow{ID: "duty." + x.ID, List: d.list(d.n.caseOfDuty(o)), Kind: "duty", What: x.What, Party: x.Party, Due: x.Due, State: x.State, Case: x.Case, Clause: &x.Clause, Href: "/duties?duty=" + x.ID}, hat)
}

func (d *desktop) routine(r view.Recurring, hat view.Hat) {
	state := "due"
	if r.Missed {
		state = "missed"
	}
	due, clause := r.Due, r.Clause
	d.add(view.WorkRow{ID: "routine." + r.Clause.Instrument + "." + r.Clause.Clause + "." + r.Who.ID, List: "daily", Kind: "routine", What: r.What, Party: r.Who, Due: &due, State: state, Clause: &clause, Href: "/bodies"}, hat)
}

// list is the list that a case is worked on in: a risk that is watched in normal times belongs to the day.
func (d *desktop) list(of act.Ref) string {
	if c, ok := d.n.docket.Incidents().Case(of); ok && c.Phase != "normal" && !c.Closed {
		return "emergency"
	}
	return "daily"
}

// city adds what the jurisdiction owes for itself. What it owes as a body that it speaks for has that body's hat.
func (d *desktop) city(bodies []agreement.Seated) {
	for o := range d.n.docket.DutiesOf(d.n.cfg.ID) {
		hat := view.Hat{Name: d.n.partyLocked(d.n.cfg.ID).Name, As: "city"}
		if c, in, ok := d.n.docket.Agreements().Clause(o.Clause); ok && c != nil && c.Duty != nil {
			for _, b := range bodies {
				if b.Instrument == o.Clause.Instrument && concerns(in, b, c.Duty.Who) {
					hat = view.Hat{Body: b.ID, Name: b.Name, As: cmp.Or(d.n.speaksAs(b, d.now), "deputy")}
				}
			}
		}
		d.duty(*o, hat)
	}
	for _, r := range d.n.ownRoutine(d.now) {
		d.routine(r, view.Hat{Name: d.n.partyLocked(d.n.cfg.ID).Name, As: "city"})
	}
}

// asked adds the tasks of open cases that no duty on the list says already.
func (d *desktop) asked(bodies []agreement.Seated, loads map[officeKey][]load) {
	does := map[string]string{"answer-task": "answer", "answer-escalation": "answer", "confirm-command": "confirm", "join-case": "join"}
	owed := map[string]bool{}
	for o := range d.n.docket.DutiesOf(d.n.cfg.ID) {
		if o.Stricter == nil && o.Waits == "" {
			owed[o.Do+" "+warningID(o.Since)] = true
			owed[o.Do+" "+warningID(o.Case)] = true
		}
	}
	for _, c := range d.n.docket.Incidents().Cases() {
		if c.Closed {
			continue
		}
		hats := []view.Hat{}
		for _, b := range bodies {
			as := d.n.speaksAs(b, d.now)
			if as != "" && slices.ContainsFunc(loads[keyOf(b)], func(l load) bool { return l.leads && l.of.ID == c.ID }) {
				hats = append(hats, view.Hat{Body: b.ID, Name: b.Name, As: as})
			}
		}
		for _, t := range d.n.caseTasks(c, d.now) {
			since := c.ID
			if t.Basis != nil && t.Kind != "join-case" {
				since = act.Ref{Journal: t.Basis.Journal, Index: t.Basis.Index}
			}
			if do := does[t.Kind]; do != "" && owed[do+" "+warningID(since)] {
				continue
			}
			r := view.WorkRow{ID: t.ID, Kind: "task", What: t.Title, Party: d.n.partyLocked(d.n.cfg.ID), Due: t.Due, State: "open", Case: d.n.caseRef(c.ID), Href: t.Href}
			if r.List = d.list(c.ID); t.Due != nil && t.Due.Before(d.n.at(d.now)) {
				r.State = "overdue"
			}
			d.add(r, view.Hat{Name: d.n.partyLocked(d.n.cfg.ID).Name, As: "city"})
			for _, h := range hats {
				d.add(r, h)
			}
		}
	}
}

// concerns says whether what a selector of an instrument asks of somebody is the business of a body: it names it, or it names the coordinator, which the body is by the text.
func concerns(in *agreement.Instrument, b agreement.Seated, selector string) bool {
	return selector == "body:"+b.ID || selector == "coordinator" && in.Coordinator() == b.ID
}

// recurring is the standing work of a body (R38, R49): what the text asks of it, and not what it asks of each member.
func (n *Node) recurring(b agreement.Seated, now act.Time) []view.Recurring {
	out := []view.Recurring{}
	for _, t := range n.docket.Routine(now) {
		_, in, ok := n.docket.Agreements().Clause(t.Clause)
		if !ok || t.Clause.Instrument != b.Instrument || !concerns(in, b, t.Who) {
			continue
		}
		out = append(out, n.routine(t, cmp.Or(t.Party, b.Host)))
	}
	return out
}

// ownRoutine is the standing work that instruments ask of this jurisdiction itself.
func (n *Node) ownRoutine(now act.Time) []view.Recurring {
	out := []view.Recurring{}
	for _, t := range n.docket.Routine(now) {
		if t.Party == n.cfg.ID && !strings.HasPrefix(t.Who, "body:") && t.Who != "coordinator" {
			out = append(out, n.routine(t, n.cfg.ID))
		}
	}
	return out
}

func (n *Node) routine(t agreement.Task, who jurisdiction.ID) view.Recurring {
	return view.Recurring{What: t.What, Who: n.partyLocked(who), Clause: n.clauseRef(t.Clause), Last: n.optional(t.Last), Due: n.at(t.Due), Missed: t.Missed}
}
