package node

import (
	"cmp"
	"context"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/meeting"
	"tongzhou/node/view"
)

// Exercises is what was to be rehearsed, what was, and what came of it (R71); and what was taken for real.
func (n *Node) Exercises(ctx context.Context, who *view.Officer) (view.Exercises, error) {
	now := n.moment()
	n.mu.Lock()
	defer n.mu.Unlock()
	x := rehearsals{n: n, who: who, now: now, came: map[act.Ref]map[jurisdiction.ID]act.Time{}, meetings: map[act.Ref][]meeting.Meeting{}}
	x.read()
	out := view.Exercises{Now: n.at(now), Exercises: []view.Rehearsal{}, Mistaken: n.mistaken()}
	for _, l := range n.docket.Agreements().Items(now) {
		if l.Exercise != nil {
			out.Exercises = append(out.Exercises, x.planned(&l))
		}
	}
	for _, c := range x.cases { // those that are left carry out no item of who opened them
		e := view.Rehearsal{What: c.Open.Title, Owner: n.partyLocked(c.By), Objectives: []act.Text{}}
		x.carried(&e, c, "", c.To)
		out.Exercises = append(out.Exercises, e)
	}
	slices.SortStableFunc(out.Exercises, func(a, b view.Rehearsal) int {
		return earlier(b.Due, b.Held).Compare(*earlier(a.Due, a.Held))
	})
	return out, ctx.Err()
}

// rehearsals is the log while it is put together. Whoever holds one holds mu.
type rehearsals struct {
	n        *Node
	who      *view.Officer
	now      act.Time
	cases    []incident.Case // exercises that carry out nothing yet, the last opened first
	came     map[act.Ref]map[jurisdiction.ID]act.Time
	meetings map[act.Ref][]meeting.Meeting // by the exercise that they evaluate
}

func (x *rehearsals) read() {
	for _, c := range x.n.docket.Incidents().Cases() {
		if view.Status(c.Open.Status) == view.Exercise {
			x.cases = append(x.cases, c)
		}
	}
	for _, m := range x.n.docket.Incidents().Musters() {
		x.came[m.ID] = m.Came
	}
	for _, m := range x.n.docket.Meetings().Meetings(x.now, x.n.docket.Weigh) {
		if of := m.Convening.Evaluates; of != nil {
			x.meetings[*of] = append(x.meetings[*of], m)
		}
	}
}

// planned is an exercise of a programme with the case by which its owner carried it out: of several the last, so that one that was broken off can be held anew.
func (x *rehearsals) planned(l *agreement.Line) view.Rehearsal {
	n := x.n
	clause, evaluator := n.clauseRef(l.Clause), n.partyLocked(l.Exercise.Evaluator)
	e := view.Rehearsal{What: l.Title, Owner: n.partyLocked(l.Owner), Clause: &clause, Due: n.optional(l.By), Kind: l.Exercise.Kind, Aim: l.Exercise.Aim, Objectives: l.Exercise.Objectives, Scenario: l.Exercise.Scenario,
		Evaluator: &evaluator, Own: l.Exercise.Evaluator == l.Owner}
	carries := func(c incident.Case) bool {
		return c.By == l.Owner && c.Open.Item != nil && slices.Contains(l.Cites, *c.Open.Item)
	}
	if i := slices.IndexFunc(x.cases, carries); i >= 0 {
		c := x.cases[i]
		x.cases = slices.DeleteFunc(x.cases, carries)
		x.carried(&e, c, l.Exercise.Evaluator, l.Exercise.Participants)
		e.Late = c.Opened > l.By
		return e
	}
	e.State, e.Came, e.Absent, e.Evaluations, e.Improvements = "planned", []view.Party{}, n.partiesLocked(l.Exercise.Participants), []view.Evaluation{}, []view.Improve{}
	switch {
	case l.State == "dropped":
		e.State = "dropped"
	case x.now > l.By:
		e.State = "missed"
	}
	return e
}

// carried puts in what the case of an exercise shows. evaluator is who is named for it, "" if nobody is.
func (x *rehearsals) carried(e *view.Rehearsal, c incident.Case, evaluator jurisdiction.ID, invited []jurisdiction.ID) {
	n := x.n
	head := n.caseHead(c)
	e.State, e.Case, e.Held, e.Broken, e.Came, e.Absent = "held", n.caseRef(c.ID), n.optional(c.Opened), head.Broken, []view.Party{}, []view.Party{}
	for _, p := range invited {
		if at, ok := x.came[c.ID][p]; ok && at <= x.now {
			e.Came = append(e.Came, n.partyLocked(p))
		} else {
			e.Absent = append(e.Absent, n.partyLocked(p))
		}
	}
	e.Evaluations, e.Improvements = []view.Evaluation{}, []view.Improve{}
	evaluated := false
	for _, m := range x.meetings[c.ID] {
		v := view.Evaluation{Meeting: warningID(m.ID), Title: m.Convening.Title, By: n.partyLocked(m.By), At: n.at(m.Convening.At), State: m.State, Named: evaluator == "" || m.By == evaluator, Decisions: []view.Decision{}}
		for _, d := range m.Decisions {
			v.Decisions = append(v.Decisions, n.decision(d))
		}
		e.Evaluations = append(e.Evaluations, v)
		evaluated = evaluated || v.Named && m.State == "minuted"
		can := n.canMeet(x.who, m)
		for _, a := range m.Actions {
			y := view.Improve{Action: n.action(a), Meeting: v.Meeting, By: v.By, Can: []string{}}
			y.Closed = y.Done != nil && y.Confirmed
			if y.Done != nil && !y.Confirmed && slices.Contains(can, string(meeting.KindConfirm)) {
				y.Can = append(y.Can, string(meeting.KindConfirm))
			}
			e.Improvements = append(e.Improvements, y)
		}
	}
	switch {
	case evaluated:
		e.State = "evaluated"
	case c.Broken != nil:
		e.State = "broken-off"
	case !c.Closed:
		e.State = "running"
	}
}

// mistaken are the acts of real matters that rest on a rehearsal, by journal.
func (n *Node) mistaken() []view.Mistaken {
	out := []view.Mistaken{}
	for of, list := range n.docket.Mistaken() {
		right := false
		if c, ok := n.docket.Incidents().Case(of); ok {
			right = c.Closed
		} else if b, ok := n.docket.Warnings().Board(of, n.moment()); ok {
			right = b.InForce != "in-force"
		}
		for _, ref := range list {
			by, err := act.Author(ref.Journal)
			ground, ok := n.docket.Grounds(ref)
			if err != nil || !ok {
				continue
			}
			m := view.Mistaken{By: n.partyLocked(by), Case: n.caseRef(of), Ref: view.Ref(ref), Ground: view.Ref(ground), Right: right}
			if of, ok := n.docket.Incidents().Rehearsal(ground); ok {
				m.Exercise = n.caseRef(of)
			}
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b view.Mistaken) int {
		return cmp.Or(cmp.Compare(a.Ref.Journal, b.Ref.Journal), cmp.Compare(a.Ref.Index, b.Ref.Index))
	})
	return out
}
