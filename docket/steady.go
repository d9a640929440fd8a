package docket

import (
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/duty"
	"tongzhou/jurisdiction"
	"tongzhou/meeting"
	"tongzhou/warning"
)

// What goes on while nothing happens (R49) leaves traces of its own. Whoever did it need not say so again, and whoever only says so is seen to have no trace.
// Clause 8.13 of doc/acts.md:
//
//	kind      is shown by
//	meeting   the minutes of a meeting of the instrument that was about no case: what is talked over in a case is that case's work
//	exercise  a case of status Exercise in which people of two members spoke
//	duty      a case or a warning of status Test: the chain is called, and nobody pretends that anything happened
//	refresh   nothing; whoever did it says so (duty.meet), with the facts as evidence
//	review    nothing; the same
//
// A trace is a view and no verdict: it looks at everything that was read, in no order, and is the same on every node that has read the same. Its times are those that
// the acts claim, because testimony is about journals and years later says no more than that an entry was there.

// spoke notes that a person of one member wrote to others: it told them something, or cited what they had said.
//
// What machines say to each other shows that wires hold, and not that anybody knows whom to call. Only the last time of a pair is kept, so that this costs
// a word for two members and not one for an act; an act that claims a time to come hides what was before it until that time has come, which makes a pair look
// worse and never better.
func (d *Docket) spoke(e *act.Entry) {
	if e.Act.Officer == "" {
		return
	}
	note := func(to jurisdiction.ID) {
		if p := duty.PairOf(e.Act.By, to); to != e.Act.By {
			d.spoken[p] = max(d.spoken[p], e.Act.At)
		}
	}
	for _, to := range e.Act.To {
		note(to)
	}
	for _, c := range e.Act.Cites {
		if to, err := act.Author(c.Journal); err == nil {
			note(to)
		}
	}
}

// traces are a trace with what only the calendar asks for.
type traces struct {
	duty.Trace
	tested   map[jurisdiction.ID][]act.Time // called all desks by a test
	meetings []meeting.Meeting
}

// Trace returns what is on record of standing work by a moment. It goes through all cases, warnings and meetings; a page asks for it once, and a calendar
// without a clause of a kind that leaves traces not at all. The trace belongs to the caller.
func (d *Docket) Trace(now act.Time) duty.Trace { return d.traces(now).Trace }

func (d *Docket) traces(now act.Time) *traces {
	t := &traces{duty.Trace{Met: map[jurisdiction.ID][]act.Time{}, Exercised: map[jurisdiction.ID][]act.Time{}, Reached: map[jurisdiction.ID][]act.Time{}, Contact: map[duty.Pair]act.Time{}}, map[jurisdiction.ID][]act.Time{}, nil}
	for p, at := range d.spoken {
		// Whoever claims a time to come has not been heard of by that.
		if at <= now {
			t.Contact[p] = at
		}
	}
	d.musters(t, now)
	d.warned(t, now)
	for _, m := range d.meetings.Meetings(now, nil) {
		if m.State != "minuted" || m.Convening.Case != nil || m.Convening.At > now {
			continue
		}
		t.meetings = append(t.meetings, m)
		var there []jurisdiction.ID
		for _, x := range m.Attendance {
			if x.State == "present" || x.Party == m.By {
				t.add(t.Met, x.Party, m.Convening.At)
				there = append(there, x.Party)
			}
		}
		t.together(there, m.Convening.At)
	}
	return t
}

func (t *traces) add(to map[jurisdiction.ID][]act.Time, p jurisdiction.ID, at act.Time) {
	to[p] = append(to[p], at)
	t.Latest = max(t.Latest, at)
}

// together notes that all of a list were in one place: they need not have written to each other to know each other.
func (t *traces) together(list []jurisdiction.ID, at act.Time) {
	for i, a := range list {
		for _, b := range list[:i] {
			t.Contact[duty.PairOf(a, b)] = max(t.Contact[duty.PairOf(a, b)], at)
		}
	}
}

// musters takes the cases: what happened, what was rehearsed, what was a test of the chain.
//
// Of a real case it counts that something happened, and that people answered: an alliance that is tried by a flood every spring has not decayed for want of
// tests. That it exercised it does not show.
func (d *Docket) musters(t *traces, now act.Time) {
	for _, m := range d.incidents.Musters() {
		if m.Opened > now {
			continue
		}
		var there []jurisdiction.ID
		last := m.Opened
		for p, at := range m.Came {
			if at <= now {
				there, last = append(there, p), max(last, at)
				if p != m.By {
					t.add(t.Reached, p, at)
				}
			}
		}
		t.together(there, last)
		switch {
		// Alone nobody rehearses how to work with others.
		case m.Open.Status == "Exercise" && len(there) > 1:
			for _, p := range there {
				t.add(t.Exercised, p, m.Came[p])
			}
		case m.Open.Status == "Test" && len(m.To) > 0:
			t.add(t.tested, m.By, m.Opened)
		case m.Open.Status == "Actual":
			t.Latest = max(t.Latest, last)
		}
	}
}

// warned takes the warnings: a test of one is a test of the chain, and whoever saw or answered any of them was reached.
// A receipt is given by a node without its people, and does not count.
func (d *Docket) warned(t *traces, now act.Time) {
	for h := range d.warnings.All(now) {
		if h.Issued > now || h.Notice == nil {
			continue
		}
		if h.Notice.Status == warning.Test {
			t.add(t.tested, h.By, h.Issued)
		}
		b, _ := d.warnings.Board(h.ID, now)
		for _, r := range b.Rows {
			if act.OneOf(string(r.State), "seen accepted passed-on declined") && r.Since <= now {
				t.add(t.Reached, r.Party, r.Since)
			}
		}
	}
}

// Routine is the calendar of standing work, with when each piece of it was done: by what is on record, or by the word of who did it.
// A word is counted as one is: that somebody says every year that it exercised, and that no exercise is on record, is seen where the last exercise of
// each member stands.
func (d *Docket) Routine(now act.Time) []agreement.Task {
	var t *traces // most clauses need none
	return d.deals.Routine(now, func(c agreement.Cite, p jurisdiction.ID) []act.Time {
		out := d.duties.Times(c, p)
		clause, in, ok := d.deals.Clause(c)
		if !ok || clause.Recurring == nil || !act.OneOf(clause.Recurring.Kind, "meeting exercise duty") {
			return out
		}
		if t == nil {
			t = d.traces(now)
		}
		switch clause.Recurring.Kind {
		case "exercise":
			return append(out, t.Exercised[p]...)
		case "duty":
			return append(out, t.tested[p]...)
		}
		return append(out, t.met(c, in, clause.Recurring.Who, p)...)
	})
}

// met is when a party held a meeting of the body that a clause asks, or, where it asks each member, was at one. A meeting belongs to the version by
// which it was called; who asks goes through all versions that ask the same.
func (t *traces) met(c agreement.Cite, in *agreement.Instrument, who string, p jurisdiction.ID) []act.Time {
	var out []act.Time
	for _, m := range t.meetings {
		switch {
		case m.Convening.Power.Instrument != c.Instrument:
		case who == "members" && slices.Contains(t.Met[p], m.Convening.At), who == "coordinator" && m.By == p && m.Convening.Body == in.Coordinator(), "body:"+m.Convening.Body == who && m.By == p:
			out = append(out, m.Convening.At)
		}
	}
	return out
}

// Tested are the askings of all tests of the chain by a moment (I36): a person answers at the duty desk, in time or not. called is how many milliseconds after
// an opening an answer is wanted; a warning says itself by when.
//
// Whether a node was cut off meanwhile is not on record: who asks looks at its own heartbeat, and leaves such askings aside.
func (d *Docket) Tested(now, called act.Time) []duty.Asking {
	var out []duty.Asking
	for _, m := range d.incidents.Musters() {
		if m.Open.Status != "Test" || m.Opened > now {
			continue
		}
		for _, p := range m.To {
			out = append(out, duty.Asking{Party: p, What: "test", Ref: m.ID, Asked: m.Opened, Due: m.Opened + called, Answered: m.Came[p]})
		}
	}
	for h := range d.warnings.All(now) {
		if h.Notice == nil || h.Notice.Status != warning.Test || h.Issued > now {
			continue
		}
		b, _ := d.warnings.Board(h.ID, now)
		for _, r := range b.Rows {
			a := duty.Asking{Party: r.Party, What: "test", Ref: h.ID, Asked: h.Issued, Due: h.DueBy}
			if act.OneOf(string(r.State), "accepted passed-on declined") {
				a.Answered = r.Since
			}
			out = append(out, a)
		}
	}
	return out
}

// Exercised are the duty clauses of which somebody rehearsed the duty in exercises that were opened within a stretch of time (I24). That the duty was met
// late in the exercise does not matter here: that is what an exercise is for.
func (d *Docket) Exercised(from, until act.Time) map[agreement.Cite]bool {
	out := map[agreement.Cite]bool{}
	for _, m := range d.incidents.Musters() {
		if m.Open.Status != "Exercise" || m.Opened <= from || m.Opened > until {
			continue
		}
		for _, o := range d.Duties(m.ID) {
			if o.Met != nil {
				out[o.Clause] = true
			}
		}
	}
	return out
}
