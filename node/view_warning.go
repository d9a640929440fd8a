package node

import (
	"context"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
	"tongzhou/warning"
)

// warningHeads are the warnings that concern this node: its own and those that were sent to it, newest first. The caller holds mu.
func (n *Node) warningHeads(now act.Time) []warning.Head {
	heads := slices.Collect(n.docket.Warnings().Issued(n.cfg.ID, now))
	heads = slices.AppendSeq(heads, n.docket.Warnings().Holding(n.cfg.ID, now))
	slices.SortStableFunc(heads, func(a, b warning.Head) int { return int(b.Issued - a.Issued) })
	return heads
}

func (n *Node) board(id act.Ref) (warning.Board, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.docket.Warnings().Board(id, n.moment())
}

// Warnings lists the warnings that concern this node, and the drafts that wait here.
func (n *Node) Warnings(ctx context.Context) (view.Warnings, error) {
	now := n.moment()
	n.mu.Lock()
	heads := n.warningHeads(now)
	n.mu.Unlock()
	out := view.Warnings{Warnings: make([]view.WarningHead, 0, len(heads)), Drafts: []view.Draft{}}
	for _, h := range heads {
		out.Warnings = append(out.Warnings, n.head(h))
	}
	drafts, err := n.drafts(ctx)
	out.Drafts = append(out.Drafts, drafts...)
	return out, err
}

func (n *Node) warningHead(id act.Ref) (view.WarningHead, error) {
	b, ok := n.board(id)
	if !ok {
		return view.WarningHead{}, refuse(NotFound, "there is no warning %s here", warningID(id))
	}
	if i := slices.IndexFunc(b.Rows, func(r warning.Row) bool { return r.Party == n.cfg.ID }); i >= 0 {
		b.Head.Mine = &b.Rows[i]
	}
	return n.head(b.Head), nil
}

func (n *Node) head(h warning.Head) view.WarningHead {
	out := view.WarningHead{ID: warningID(h.ID), Status: view.Status(h.Notice.Status), Level: string(h.Notice.Level), Headline: h.Notice.Headline, By: n.party(h.By),
		Issued: n.at(h.Issued), Expires: n.at(h.Notice.Expires), AcceptBy: n.at(h.Notice.AcceptBy), Version: h.Version, InForce: h.InForce, Counts: map[string]int{}}
	for state, count := range h.Counts {
		out.Counts[string(state)] = count
	}
	if h.Mine != nil {
		out.Mine = string(h.Mine.State)
	}
	if h.Notice.Case != nil {
		out.Case = warningID(*h.Notice.Case)
	}
	return out
}

// Warning shows one warning with the custody of every addressee.
func (n *Node) Warning(ctx context.Context, who *view.Officer, id string) (view.Warning, error) {
	of, err := n.refOf(ctx, id)
	if err != nil {
		return view.Warning{}, err
	}
	b, ok := n.board(of)
	if !ok {
		return view.Warning{}, refuse(NotFound, "there is no warning %s here", id)
	}
	head, err := n.warningHead(b.ID)
	if err != nil {
		return view.Warning{}, err
	}
	out := view.Warning{WarningHead: head, Content: n.content(b.Notice), Custody: n.custody(ctx, b), Versions: []view.Version{}, ApprovedBy: []string{},
		Ref: view.Ref(b.ID), CapURL: "/cap/" + warningID(b.Newest) + ".xml", Can: n.can(who, b)}
	if out.Basis, err = n.basis(ctx, b.Newest); err != nil {
		return out, err
	}
	for _, v := range b.Versions {
		kind := map[act.Kind]string{warning.KindIssue: "issue", warning.KindUpdate: "update", warning.KindCancel: "cancel"}[v.Kind]
		out.Versions = append(out.Versions, view.Version{Version: v.Number, Kind: kind, At: n.at(v.At), Ref: view.Ref(v.Ref), Material: v.Material, Note: v.Note})
		if v.ApprovedBy != nil {
			out.ApprovedBy = v.ApprovedBy
		}
	}
	return out, nil
}

// basis are the measured values that a version of a warning cites.
func (n *Node) basis(ctx context.Context, version act.Ref) ([]view.Measure, error) {
	out := []view.Measure{}
	e, err := n.entry(ctx, version.Journal, version.Index)
	if err != nil {
		return out, err
	}
	for _, c := range e.Act.Cites {
		cited, err := n.entry(ctx, c.Journal, c.Index)
		if err != nil || cited.Act.Kind != incident.KindSignal {
			continue // what is not held here cannot be shown; the citation itself is on the page of the act
		}
		var s incident.Signal
		if act.DecodeBody(cited.Act.Body, &s) != nil || s.Value == nil {
			continue
		}
		at := n.at(s.At)
		m := view.Measure{Value: s.Value.Float(), Unit: s.Value.Unit, Simulated: s.Simulated, Station: s.Station, At: &at, Source: string(cited.Act.By)}
		if s.Threshold != nil && s.Threshold.Float() > 0 {
			m.Times = s.Value.Float() / s.Threshold.Float()
		}
		out = append(out, m)
	}
	return out, nil
}

// content is the text of a notice and what it rests on.
func (n *Node) content(w *warning.Notice) view.Content {
	say := func(s warning.Statement) view.Statement {
		t := s.Text
		if t == nil {
			t = n.book.Say("unknown", nil)
		}
		return view.Statement{Text: t, Confidence: string(s.Confidence)}
	}
	c := view.Content{Description: w.Description, Instruction: w.Instruction, Source: say(w.Source), Extent: say(w.Extent), Nature: say(w.Nature), Trend: say(w.Trend),
		Severity: w.Severity, Urgency: w.Urgency, Certainty: w.Certainty, Event: n.book.Say("oet."+w.Event, nil), Arrivals: []view.Arrival{}, Exhibits: []view.Exhibit{},
		Simulated: w.Basis == "simulated", Basis: []view.Measure{}}
	for _, a := range w.Arrivals {
		c.Arrivals = append(c.Arrivals, n.arrival(a))
	}
	for _, x := range w.Exhibits {
		c.Exhibits = append(c.Exhibits, view.Exhibit{Hash: x.Hash.String(), What: x.What, Simulated: x.Simulated})
	}
	return c
}

func (n *Node) arrival(a warning.Arrival) view.Arrival {
	out := view.Arrival{Party: n.party(a.To), Situation: a.Situation, TellBy: n.at(a.TellBy)}
	if t := a.Arrival; t != nil {
		out.Arrival = &view.TimeBand{P05: n.at(t.P05), P25: n.at(t.P25), P50: n.at(t.P50), P75: n.at(t.P75), P95: n.at(t.P95)}
	}
	if p := a.Peak; p != nil {
		out.Peak = &view.Band{P05: p.P05.Float(), P25: p.P25.Float(), P50: p.P50.Float(), P75: p.P75.Float(), P95: p.P95.Float(), Unit: p.P50.Unit}
	}
	if a.People != nil {
		out.People = *a.People
	}
	return out
}

// custody is the board of a warning, with what this node itself knows: when it had each act, and whose node is heard of.
func (n *Node) custody(ctx context.Context, b warning.Board) []view.CustodyRow {
	online := map[jurisdiction.ID]string{n.cfg.ID: "on"}
	for _, s := range n.follower.Status() {
		if id, err := act.Author(s.Origin); err == nil {
			online[id] = n.online(s)
		}
	}
	rows := make([]view.CustodyRow, 0, len(b.Rows))
	for _, r := range b.Rows {
		row := view.CustodyRow{Party: n.party(r.Party), State: string(r.State), Since: n.at(r.Since), Due: n.optional(r.Due), Officer: r.Officer, Reason: r.Reason,
			OverdueBy: int64(r.OverdueBy / time.Second), Online: online[r.Party], LastHeard: n.optional(n.heardOf(r.Party)), PassedOn: n.parties(r.PassedOn), Version: r.Version,
			History: make([]view.CustodyChange, 0, len(r.History))}
		if row.Online == "" {
			row.Online = "unknown"
		}
		ref := view.Ref(r.Evidence)
		row.Evidence = &ref
		if k := len(r.Next); k > 0 && len(r.Next[k-1].To) > 0 {
			last := r.Next[k-1]
			row.Next = &view.Escalated{Party: n.party(last.To[0]), At: n.at(last.At), Step: last.Step}
		}
		for _, h := range r.History {
			row.History = append(row.History, view.CustodyChange{State: string(h.State), At: n.at(h.At), KnownAt: n.knownAt(h.Evidence), Officer: h.Officer, Evidence: view.Ref(h.Evidence)})
		}
		rows = append(rows, row)
	}
	return rows
}

// can lists what an officer may do about a warning now.
func (n *Node) can(who *view.Officer, b warning.Board) []string {
	can := []string{}
	if who == nil || !mayAnswer(who.Role) || b.InForce == "expired" {
		return can
	}
	if b.By == n.cfg.ID {
		if b.InForce == "in-force" {
			can = append(can, "update", "cancel")
		}
		return can
	}
	i := slices.IndexFunc(b.Rows, func(r warning.Row) bool { return r.Party == n.cfg.ID })
	if i < 0 {
		return can
	}
	row := b.Rows[i]
	if row.Confirm == warning.Sent || row.Confirm == warning.Received || row.Confirm == warning.Overdue {
		can = append(can, "see")
	}
	if b.InForce == "in-force" {
		if row.State != warning.Accepted && row.State != warning.PassedOn {
			can = append(can, "accept")
		}
		if row.State != warning.Declined {
			can = append(can, "decline")
		}
		can = append(can, "pass")
	}
	return can
}

// mayAnswer says which roles speak for the jurisdiction towards others.
func mayAnswer(role string) bool { return role == "duty-officer" || role == "coordinator" }

// FirstWarning is the first warning that was ever sent here, as it was issued.
func (n *Node) FirstWarning(ctx context.Context) (view.Warning, bool, error) {
	now := n.moment()
	n.mu.Lock()
	heads := slices.Collect(n.docket.Warnings().Holding(n.cfg.ID, now))
	n.mu.Unlock()
	if len(heads) == 0 {
		return view.Warning{}, false, nil
	}
	first := heads[len(heads)-1]
	w, err := n.Warning(ctx, nil, warningID(first.ID))
	if err != nil {
		return w, false, err
	}
	if b, ok := n.board(first.ID); ok && len(b.Versions) > 0 && b.Versions[0].Notice != nil {
		w.Content = n.content(b.Versions[0].Notice)
	}
	return w, true, nil
}

// ChartOf draws the forecast that a warning cites, as it was when the warning was issued.
func (n *Node) ChartOf(ctx context.Context, w view.Warning) (*view.Chart, error) {
	of, err := n.refOf(ctx, w.Case)
	if err != nil {
		return nil, err
	}
	d, err := n.asOf(ctx, act.Time(w.Issued.UnixMilli()))
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	chart := n.chartOf(d, of, act.Time(w.Issued.UnixMilli()))
	return chart, nil
}
