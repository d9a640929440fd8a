package node

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
	"tongzhou/warning"
)

// Now says what a person at this node must do, by when, and shows what it is about.
func (n *Node) Now(ctx context.Context, who *view.Officer) (view.Now, error) {
	now := n.moment()
	out := view.Now{Now: n.at(now)}
	n.mu.Lock()
	heads := slices.Collect(n.docket.Warnings().Open(n.cfg.ID, now))
	n.mu.Unlock()
	var err error
	if out.Tasks, err = n.tasks(ctx, heads, now); err != nil {
		return out, err
	}
	if who == nil || !mayAnswer(who.Role) { // only who can ask, or put it on record, is told to look at a suspicion
		out.Tasks = slices.DeleteFunc(out.Tasks, func(t view.Task) bool { return t.Kind == "weigh-suspicion" })
	}
	if h := leading(heads); h != nil {
		if b, ok := n.board(h.ID); ok {
			out.Custody = &view.CustodyNow{Warning: warningID(h.ID), Headline: h.Notice.Headline, Rows: n.custody(ctx, b)}
		}
	}
	if c, ok := n.leadingCase(heads); ok {
		out.Chart = n.chart(c, now)
		if out.Skill, err = n.skill(c, now); err != nil {
			return out, err
		}
	}
	return out, nil
}

// Tasks are what a person at this node must do, the most pressing first.
func (n *Node) Tasks(ctx context.Context) ([]view.Task, error) {
	now := n.moment()
	n.mu.Lock()
	heads := slices.Collect(n.docket.Warnings().Open(n.cfg.ID, now))
	n.mu.Unlock()
	return n.tasks(ctx, heads, now)
}

func (n *Node) tasks(ctx context.Context, heads []warning.Head, now act.Time) ([]view.Task, error) {
	tasks := []view.Task{}
	drafts, err := n.drafts(ctx)
	if err != nil {
		return tasks, err
	}
	for _, d := range drafts {
		tasks = append(tasks, n.draftTask(d))
	}
	for _, h := range heads {
		tasks = append(tasks, n.warningTasks(h, now)...)
	}
	points, err := n.armed(ctx, now, isPlan)
	if err != nil {
		return tasks, err
	}
	n.mu.Lock()
	tasks = append(tasks, n.triggerTasks(points, now)...)
	n.mu.Unlock()
	tasks = append(tasks, n.recordTasks(now)...)
	tasks = append(tasks, n.journalTasks()...)
	tasks = append(tasks, n.stationTasks()...)
	tasks = append(tasks, n.clockTasks()...)
	slices.SortStableFunc(tasks, pressing)
	return tasks, nil
}

// order is how pressing the kinds of task are when no time says so.
func order(kind string) int {
	return slices.Index([]string{"exercise-taken", "approve-draft", "accept-warning", "confirm-cancel", "confirm-update", "confirm-command", "answer-task", "answer-escalation", "join-case", "meet-duty", "plan-trigger", "answer-silence", "silence-case", "answer-excuse",
		"fork", "data-alarm", "review-forecast", "weigh-suspicion", "attend-meeting", "sign-assessment", "sign-minutes", "reply-finding", "answer-query", "sign-agreement", "conclude-agreement", "clock", "upgrade", "gap"}, kind)
}

// pressing orders tasks: the real before the rehearsed, then by kind, then by deadline.
func pressing(a, b view.Task) int {
	real := func(t view.Task) int {
		return slices.Index([]view.Status{view.Actual, view.Exercise, view.Test}, t.Status)
	}
	due := func(t view.Task) int64 {
		if t.Due == nil {
			return 1 << 62
		}
		return t.Due.UnixMilli()
	}
	return cmp.Or(cmp.Compare(real(a), real(b)), cmp.Compare(order(a.Kind), order(b.Kind)), cmp.Compare(due(a), due(b)), cmp.Compare(a.Title["en"], b.Title["en"]), cmp.Compare(a.ID, b.ID))
}

// leading is the warning that matters most: in force, overdue first, then the newest.
func leading(heads []warning.Head) *warning.Head {
	var best *warning.Head
	for i := range heads {
		h := &heads[i]
		if h.InForce != "in-force" {
			continue
		}
		if best == nil || h.Overdue > 0 && best.Overdue == 0 {
			best = h
		}
	}
	if best == nil && len(heads) > 0 {
		best = &heads[0]
	}
	return best
}

// leadingCase is the case of the leading warning, else the newest one with a forecast, else the newest.
func (n *Node) leadingCase(heads []warning.Head) (act.Ref, bool) {
	if h := leading(heads); h != nil && h.Notice.Case != nil {
		return *h.Notice.Case, true
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	cases := n.docket.Incidents().Cases()
	for _, c := range cases {
		if len(n.docket.Incidents().Forecasts(c.ID)) > 0 {
			return c.ID, true
		}
	}
	if len(cases) > 0 {
		return cases[0].ID, true
	}
	return act.Ref{}, false
}

func (n *Node) draftTask(d view.Draft) view.Task {
	names := make([]act.Text, len(d.To))
	for i, p := range d.To {
		names[i] = p.Name
	}
	by := n.book.Say("rule", nil)
	if d.By != "" { // a sentence names no person: it cannot be redacted (R23)
		by = n.book.Say("officer", nil)
	}
	return view.Task{ID: "draft." + d.ID, Kind: "approve-draft", Draft: d.ID, Case: d.Case, Status: d.Status, Severity: d.Level,
		Title:       n.book.Say("task.approve", phrase.Args{"to": names, "headline": d.Headline}),
		Reason:      n.book.Say("task.approve.reason", phrase.Args{"have": len(d.ApprovedBy), "needs": d.Needs, "by": by}),
		Consequence: n.book.Say("task.approve.consequence", nil), Simulated: d.Content != nil && d.Content.Simulated}
}

// warningTasks are what a warning asks of this node: an answer of its own, or a look at who does not answer.
func (n *Node) warningTasks(h warning.Head, now act.Time) []view.Task {
	t := view.Task{Warning: warningID(h.ID), Status: view.Status(h.Notice.Status), Severity: string(h.Notice.Level), Simulated: h.Notice.Basis == "simulated"}
	ref := view.Ref(h.Newest)
	t.Basis = &ref
	if h.Notice.Case != nil {
		t.Case = warningID(*h.Notice.Case)
	}
	if h.By == n.cfg.ID {
		return n.silenceTasks(h, t)
	}
	if h.Mine == nil || h.InForce == "expired" {
		return nil
	}
	args := phrase.Args{"by": n.party(h.By).Name, "headline": h.Notice.Headline}
	unconfirmed := h.Mine.Confirm == warning.Sent || h.Mine.Confirm == warning.Received || h.Mine.Confirm == warning.Overdue
	switch {
	case h.InForce == "cancelled" && unconfirmed:
		args["at"] = n.at(h.Mine.Since)
		t.ID, t.Kind, t.Due = "cancel."+t.Warning, "confirm-cancel", n.optional(h.Mine.ConfirmBy)
		t.Title, t.Reason = n.book.Say("task.confirm-cancel", args), n.book.Say("task.cancel.reason", args)
	case h.InForce == "cancelled":
		return nil
	case slices.Contains([]warning.Custody{warning.Sent, warning.Received, warning.Seen, warning.Overdue}, h.Mine.State):
		t.ID, t.Kind, t.Due = "accept."+t.Warning, "accept-warning", n.optional(h.Mine.Due)
		t.Title, t.Reason, t.Consequence = n.book.Say("task.accept", args), n.reach(h.Notice), n.consequence(h)
	case h.Version > h.Mine.Version && unconfirmed:
		t.ID, t.Kind, t.Due = "update."+t.Warning, "confirm-update", n.optional(h.Mine.ConfirmBy)
		t.Title, t.Reason = n.book.Say("task.confirm-update", args), n.reach(h.Notice)
	default:
		return nil
	}
	return []view.Task{t}
}

// reach says when the hazard is forecast to reach this jurisdiction and how many people it finds.
func (n *Node) reach(w *warning.Notice) act.Text {
	args := phrase.Args{"arrival": n.book.Say("arrival.unknown", nil), "people": text("")}
	for _, a := range w.Arrivals {
		if a.To != n.cfg.ID {
			continue
		}
		if t := a.Arrival; t != nil {
			args["arrival"] = n.book.Say("arrival", phrase.Args{"p05": n.at(t.P05), "p50": n.at(t.P50), "p95": n.at(t.P95)})
		}
		if a.People != nil && *a.People > 0 {
			args["people"] = n.book.Say("people", phrase.Args{"people": grouped(*a.People)})
		}
	}
	return n.book.Say("task.accept.reason", args)
}

// grouped writes a count with its thousands apart.
func grouped(v int64) string {
	s := fmt.Sprint(v)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// consequence says where our own silence would go.
func (n *Node) consequence(h warning.Head) act.Text {
	for _, rung := range n.rulesOf(h.Notice.Rules, h.Notice.Status, h.Notice.Level).Ladder {
		to := rung.Default
		if c, ok := rung.Contact[n.cfg.ID]; ok {
			to = c
		}
		if to != "" && to != n.cfg.ID && to != h.By {
			return n.book.Say("task.accept.consequence", phrase.Args{"next": n.party(to).Name})
		}
	}
	return n.book.Say("task.accept.consequence.last", nil)
}

// silenceTasks are one for each addressee of an own warning that does not answer.
func (n *Node) silenceTasks(h warning.Head, like view.Task) []view.Task {
	if h.Overdue == 0 || h.InForce == "expired" {
		return nil
	}
	b, _ := n.board(h.ID)
	var out []view.Task
	for _, r := range b.Rows {
		if r.State != warning.Overdue && r.Confirm != warning.Overdue {
			continue
		}
		t := like
		due := max(r.Due, r.ConfirmBy)
		heard := n.heardOf(r.Party)
		why := n.book.Say("task.silence.unreachable", phrase.Args{"heard": n.timeOrUnknown(heard)})
		if heard > 0 && n.moment()-heard < act.Time((10*time.Minute).Milliseconds()) {
			why = n.book.Say("task.silence.silent", phrase.Args{"heard": n.at(heard)})
		}
		next := text("")
		if k := len(r.Next); k > 0 && len(r.Next[k-1].To) > 0 {
			next = n.book.Say("task.silence.went", phrase.Args{"next": n.names(r.Next[k-1].To)})
		}
		t.ID, t.Kind, t.Due = "silence."+t.Warning+"."+string(r.Party), "answer-silence", n.optional(due)
		t.Title = n.book.Say("task.silence", phrase.Args{"who": n.party(r.Party).Name, "headline": h.Notice.Headline})
		t.Reason = n.book.Say("task.silence.reason", phrase.Args{"due": n.at(due), "why": why, "next": next})
		out = append(out, t)
	}
	return out
}

func (n *Node) timeOrUnknown(t act.Time) any {
	if t == 0 {
		return nil
	}
	return n.at(t)
}

// journalTasks are what is wrong with the journals that this node reads.
func (n *Node) journalTasks() []view.Task {
	var out []view.Task
	for _, s := range n.follower.Status() {
		id, err := act.Author(s.Origin)
		if err != nil {
			continue
		}
		args := phrase.Args{"who": n.party(id).Name, "behind": s.Behind, "size": s.Common}
		t := view.Task{Status: view.Actual}
		switch stop := n.stopOf(s.Origin); {
		case s.Fork != nil:
			t.ID, t.Kind, t.Title, t.Reason = "fork."+string(id), "fork", n.book.Say("task.fork", args), n.book.Say("task.fork.reason", args)
		case stop != nil:
			args["index"], args["kind"] = stop.Index, string(stop.Kind)
			t.ID, t.Kind, t.Title, t.Reason = "upgrade."+string(id), "upgrade", n.book.Say("task.upgrade", args), n.book.Say("task.upgrade.reason", args)
		case s.Behind > 0 && n.online(s) == "off":
			t.ID, t.Kind, t.Title, t.Reason = "gap."+string(id), "gap", n.book.Say("task.gap", args), n.book.Say("task.gap.reason", args)
		default:
			continue
		}
		out = append(out, t)
	}
	return out
}

// stationTasks are the series that have fallen silent.
func (n *Node) stationTasks() []view.Task {
	n.watch.mu.Lock()
	defer n.watch.mu.Unlock()
	var out []view.Task
	for _, s := range n.watch.what.Stations {
		for _, series := range s.Rows {
			for _, up := range n.watch.folds[series.Key].Standing() {
				if up.Kind != "silent" {
					continue
				}
				args := phrase.Args{"station": act.Text(s.Name), "quantity": string(series.Quantity), "at": up.Since.In(n.zone)}
				out = append(out, view.Task{ID: "data." + string(series.Station) + "." + string(series.Quantity), Kind: "data-alarm", Status: view.Actual,
					Title: n.book.Say("task.data", args), Reason: n.book.Say("task.data.reason", args)})
			}
		}
	}
	return out
}
