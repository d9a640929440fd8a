package node

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
)

// Who is reached and is no member (R18), and in which mode a case was. The callers of everything here hold mu.

// isMember says whether a jurisdiction belongs to the alliance, as a docket has it; known says whether it ever did.
func isMember(d *docket.Docket, id jurisdiction.ID) (is, known bool) {
	m, known := d.Roster().Member(id)
	return known && m.Left == nil, known
}

// outside are those whom a case reaches and who are no members: by the current forecast with at least the probability from which the charter has members warned, or by the situation that
// somebody decided.
func (n *Node) outside(d *docket.Docket, c incident.Case, now act.Time) []view.Outside {
	out := []view.Outside{}
	find := func(id jurisdiction.ID) *view.Outside {
		if is, _ := isMember(d, id); is || id == "" {
			return nil
		}
		i := slices.IndexFunc(out, func(x view.Outside) bool { return x.ID == string(id) })
		if i < 0 {
			_, left := isMember(d, id)
			i, out = len(out), append(out, view.Outside{ID: string(id), Name: n.partyLocked(id).Name, Left: left, State: "untold", Told: []view.ToldBy{}, Superiors: n.superiors(d)})
		}
		return &out[i]
	}
	forecasts := d.Incidents().Forecasts(c.ID)
	slices.SortStableFunc(forecasts, func(a, b incident.Issued) int { return cmp.Compare(a.Issued, b.Issued) })
	if k := len(forecasts); k > 0 {
		for _, r := range forecasts[k-1].Reaches {
			if r.Probability < int64(d.Roster().Rules().MustWarn)*1000 || r.Probability == 0 {
				continue
			}
			if x := find(r.Party); x != nil {
				n.reaches(x, r, forecasts[k-1].Ref)
			}
		}
	}
	for _, id := range c.Situation.Exposed {
		find(id)
	}
	n.tellings(d, c.ID, out)
	for i := range out {
		x := &out[i]
		x.Late = x.State != "told" && x.TellBy != nil && x.TellBy.Before(n.at(now))
	}
	slices.SortStableFunc(out, func(a, b view.Outside) int { return cmp.Compare(whenReached(a), whenReached(b)) })
	return out
}

func whenReached(x view.Outside) int64 {
	if x.Arrival == nil {
		return 1 << 62
	}
	return x.Arrival.P50.UnixMilli()
}

// reaches adds what a forecast says about one place of a jurisdiction: it is reached where it is reached first, as hard and as surely as anywhere in it.
func (n *Node) reaches(x *view.Outside, r incident.Reach, forecast act.Ref) {
	l := n.line(r)
	if l.Arrival != nil && (x.Arrival == nil || l.Arrival.P50.Before(x.Arrival.P50)) {
		x.Arrival, x.Place, x.TellBy = l.Arrival, r.Name, n.optional(r.TellBy)
	}
	if l.Peak != nil && (x.Peak == nil || l.Peak.P50 > x.Peak.P50) {
		x.Peak = l.Peak
	}
	if !x.Left && r.Name != nil && x.Forecast == nil {
		x.Name = r.Name // the roster has no name for it
	}
	ref := view.Ref(forecast)
	x.Probability, x.People, x.Forecast = max(x.Probability, l.Probability), x.People+l.People, &ref
}

// superiors are the members by way of whom somebody outside may be told.
func (n *Node) superiors(d *docket.Docket) []view.Party {
	out := []view.Party{}
	charter, _, _ := d.Roster().Charter()
	for _, id := range charter.Superiors {
		if is, _ := isMember(d, id); is {
			out = append(out, n.partyLocked(id))
		}
	}
	return out
}

// tellings puts beside each of them what it was told. Somebody who was told and whom nothing reaches any more stands only in the timeline.
func (n *Node) tellings(d *docket.Docket, of act.Ref, all []view.Outside) {
	for _, e := range slices.Backward(d.Incidents().Timeline(of)) {
		b, ok := e.Body.(*incident.Telling)
		if !ok {
			continue
		}
		i := slices.IndexFunc(all, func(x view.Outside) bool { return x.ID == string(b.Whom) })
		if i < 0 {
			continue
		}
		x := view.ToldBy{By: n.partyLocked(e.By), Means: b.Means, At: n.at(b.At), What: b.What, Answered: b.Answered, Answer: b.Answer, Ref: view.Ref(e.Ref)}
		if b.Through != "" {
			p := n.partyLocked(b.Through)
			x.Through = &p
		}
		all[i].Told = append(all[i].Told, x)
		switch {
		case b.Answered != nil:
			all[i].State = "told"
		case all[i].State == "untold":
			all[i].State = "tried"
		}
	}
}

// modes are the modes of a case in their order, each with who changed it and why, and what was asked before and stays as it was asked.
func (n *Node) modes(d *docket.Docket, c incident.Case, now act.Time) []view.ModeSpan {
	out := []view.ModeSpan{}
	table, asked := d.Incidents().Table(c.ID, now), d.Incidents().Asked(c.ID)
	for _, s := range d.Incidents().Modes(c.ID, now, n.mode(d)) {
		x := view.ModeSpan{Mode: s.Mode, From: n.at(s.From), Until: n.optional(s.Until), Basis: "default", Stands: []string{}}
		if s.Area != "" {
			p := n.partyLocked(s.Area)
			x.Area = &p
		}
		if r, ok := changedBy(table, s); ok {
			by, ref := n.partyLocked(r.By), view.Ref(r.Ref)
			x.By, x.Ref, x.Basis, x.Why = &by, &ref, r.Basis, r.Briefing
			if r.Power != nil {
				k := n.clauseRef(*r.Power)
				x.Power = &k
			}
			x.Asked = n.askedFor(d, c.ID, r.Ref)
		} else if s.From > c.Opened {
			x.Basis = "expired"
		}
		if s.From > c.Opened {
			for _, a := range asked {
				if a.Task != nil && a.At < s.From {
					x.Stands = append(x.Stands, warningID(a.Ref))
				}
			}
		}
		out = append(out, x)
	}
	return out
}

// changedBy is the row of the command table that began a span: the one that names its mode, or the hand-back that ended another.
func changedBy(table []incident.Row, s incident.Span) (incident.Row, bool) {
	i := slices.IndexFunc(table, func(r incident.Row) bool {
		return s.Ref != nil && r.Ref == *s.Ref || s.Ref == nil && r.Basis == "hand-back" && r.From == s.From
	})
	if i < 0 {
		return incident.Row{}, false
	}
	return table[i], true
}

// askedFor is the escalation that a take-over answers.
func (n *Node) askedFor(d *docket.Docket, of, command act.Ref) *view.ActRef {
	for _, e := range d.Incidents().Timeline(of) {
		if b, ok := e.Body.(*incident.Command); ok && e.Ref == command && b.Escalation != nil {
			return refOrNil(*b.Escalation)
		}
	}
	return nil
}
