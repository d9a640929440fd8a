package node

import (
	"context"
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
	"tongzhou/incident"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
)

// armedFor is how far back readings are looked through for a trigger that is still on: a gauge that falls silent ends nothing, but after so long nobody knows any more.
const armedFor = 14 * actDay

// A trigger is a threshold clause held against what this node has measured, without a case (R42). It proposes; nobody is in a phase because of it.
type trigger struct {
	clause    agreement.Cite
	threshold *agreement.Threshold
	title     act.Text
	plan      act.Text
	state     string // off: not in force for this jurisdiction; broken; blind: it asks for series that are not measured here; armed; called
	since     act.Time
	leaving   act.Time // when it lets go if nothing changes; 0: it does not
	simulated bool     // what called it was no measurement
	problem   string
}

// armed are the node's own readings against which the triggers of some instruments are held: of the series that these name, and of no others, because a node may measure
// hundreds and is asked for its tasks all the time. It asks the store and must be called without mu.
func (n *Node) armed(ctx context.Context, now act.Time, of func(*agreement.Version) bool) ([]point, error) {
	var named strings.Builder
	n.mu.Lock()
	for _, v := range n.docket.Agreements().Versions(now) {
		for i := range v.Clauses {
			if t := v.Clauses[i].Threshold; t != nil && v.State == "concluded" && of(&v) {
				named.WriteString(v.Clauses[i].When + " " + t.Enter + " " + t.Leave + "\n")
			}
		}
	}
	n.mu.Unlock()
	return n.measuredOf(ctx, now-armedFor, now, func(series string) bool { return names(named.String(), series) })
}

// names says whether a condition names a series; CEL has two quotation marks.
func names(text, series string) bool {
	return strings.Contains(text, `"`+series+`"`) || strings.Contains(text, "'"+series+"'")
}

func isPlan(v *agreement.Version) bool { return v.Type == "plan" }

// triggers are the triggers of an instrument. Those that do not bind this jurisdiction now are off, whatever is measured. The caller holds mu, as do those of all that follow
// here unless they say otherwise.
func (n *Node) triggers(v *agreement.Version, points []point, now act.Time) []trigger {
	var out []trigger
	language, err := condition.New()
	for i := range v.Clauses {
		c := &v.Clauses[i]
		if c.Threshold == nil {
			continue
		}
		t := trigger{clause: agreement.Cite{Instrument: v.Ref, Clause: c.ID}, threshold: c.Threshold, title: c.Title, plan: v.Title, state: "off"}
		if err == nil && v.State == "concluded" && v.Binds(n.cfg.ID, now, n.docket.Above) {
			n.hold(&t, c, language, points, now)
		}
		out = append(out, t)
	}
	return out
}

// hold holds a trigger against readings.
func (n *Node) hold(t *trigger, c *agreement.Clause, l *condition.Language, points []point, now act.Time) {
	rule, err := incident.NewRule(t.clause, c, l.Compile)
	if err != nil {
		t.state, t.problem = "broken", err.Error()
		return
	}
	if t.state = "armed"; strings.Contains(t.threshold.Enter, "values") && !n.measures(t.threshold.Enter) {
		t.state = "blind"
	}
	list := incident.Propose([]incident.Rule{rule}, n.sights(points, now))
	last := list[len(list)-1]
	if len(last.Problems) > 0 {
		t.state, t.problem = "broken", strings.Join(last.Problems, "; ")
	}
	if last.Rule == nil {
		return
	}
	t.state, t.since, t.leaving = "called", last.Since, last.Leaving
	for _, p := range points {
		if p.at == last.Since && p.simulated {
			t.simulated = true
		}
	}
}

// measures says whether this node has a series that a condition names.
func (n *Node) measures(text string) bool {
	for k := range n.watch.series {
		if names(text, string(k.Station)+"/"+string(k.Quantity)) {
			return true
		}
	}
	return false
}

// sights are what was known at each reading, and now. Of a case nothing is known, because there is none.
func (n *Node) sights(points []point, now act.Time) []incident.Reading {
	of := condition.Unknown()
	of.Phase = "normal"
	values := map[string]float64{}
	var out []incident.Reading
	for _, p := range points {
		next := make(map[string]float64, len(values)+1)
		for k, x := range values {
			next[k] = x
		}
		next[p.series] = p.value
		values, of.Values = next, next
		out = append(out, incident.Reading{At: p.at, Facts: of})
	}
	of.Values = values
	for h := range n.docket.Warnings().Open(n.cfg.ID, now) {
		if level := string(h.Notice.Level); h.InForce == "in-force" && string(h.Notice.Status) == "Actual" && graver(level, of.Level) {
			of.Level = level
		}
	}
	return append(out, incident.Reading{At: now, Facts: of})
}

func graver(a, b string) bool {
	levels := []string{"", "blue", "yellow", "orange", "red"}
	return slices.Index(levels, a) > slices.Index(levels, b)
}

// triggersOf shows the triggers of an instrument.
func (n *Node) triggersOf(v *agreement.Version, points []point, now act.Time) []view.Trigger {
	out := []view.Trigger{}
	for _, t := range n.triggers(v, points, now) {
		x := view.Trigger{Clause: n.clauseRef(t.clause), Phase: t.threshold.Phase, State: t.state, Enter: t.threshold.Enter, Leave: t.threshold.Leave, Hold: t.threshold.Hold,
			Since: n.optional(t.since), Leaving: n.optional(t.leaving), Simulated: t.simulated, Problem: t.problem}
		if x.Clause.Title == nil || x.Clause.Title["en"] == "" { // of a proposal
			x.Clause.Title = t.title
		}
		if t.threshold.Post != "" {
			x.Post = n.selector(v, t.threshold.Post)
		}
		out = append(out, x)
	}
	return out
}

// triggerTasks ask the duty officer to decide about what the triggers of plans in force call for. A trigger that is on asks once, and for as long as it is on; a case of this
// jurisdiction that is in that phase, or a graver one, is the decision.
func (n *Node) triggerTasks(points []point, now act.Time) []view.Task {
	var out []view.Task
	for _, v := range n.docket.Agreements().Versions(now) {
		if !isPlan(&v) || v.State != "concluded" {
			continue
		}
		for _, t := range n.triggers(&v, points, now) {
			if t.state == "called" {
				if x, ok := n.triggerTask(t, now); ok {
					out = append(out, x)
				}
			}
		}
	}
	return out
}

func (n *Node) triggerTask(t trigger, now act.Time) (view.Task, bool) {
	phases := []string{"normal", "watch", "recovery", "emergency"}
	args := phrase.Args{"plan": t.plan, "clause": t.clause.Clause, "title": t.title, "phase": n.book.Word("phase", t.threshold.Phase), "since": n.at(t.since)}
	task := view.Task{ID: "trigger." + warningID(t.clause.Instrument) + "." + t.clause.Clause, Kind: "plan-trigger", Status: view.Actual, Simulated: t.simulated,
		Title: n.book.Say("task.trigger", args), Reason: n.book.Say("task.trigger.reason", args), Consequence: n.book.Say("task.trigger.consequence", args),
		Href: "/agreements/" + warningID(t.clause.Instrument) + "#triggers"}
	if t.simulated {
		task.Status = view.Exercise
	}
	for _, c := range n.docket.Incidents().Cases() {
		if c.Closed || view.Status(c.Open.Status) != task.Status || !slices.Contains(n.participants(c), n.cfg.ID) {
			continue
		}
		mine := c.Phase
		for _, o := range c.Own {
			if o.Party == n.cfg.ID {
				mine = o.Phase
			}
		}
		if slices.Index(phases, mine) >= slices.Index(phases, t.threshold.Phase) {
			return view.Task{}, false
		}
		task.Case, task.Href = warningID(c.ID), ""
	}
	return task, true
}
