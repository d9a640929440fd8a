package node

import (
	"context"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
	"tongzhou/meeting"
	"tongzhou/node/view"
)

// Meetings lists the meetings, the last to begin first, after those that were only asked for.
func (n *Node) Meetings(ctx context.Context) (view.Meetings, error) {
	now := n.moment()
	n.mu.Lock()
	defer n.mu.Unlock()
	out := view.Meetings{Now: n.at(now), Meetings: []view.MeetingHead{}}
	for _, r := range n.docket.Meetings().Requests(now) {
		if len(r.Meetings) > 0 {
			continue
		}
		h := view.MeetingHead{ID: warningID(r.Ref), Title: r.Subject, Body: n.bodyName(r.Instrument, r.Body, now), By: n.partyLocked(r.By), At: n.at(r.At), Place: text(""), State: "requested", AnswerBy: n.at(r.At)}
		if r.Before != 0 {
			h.AnswerBy = n.at(r.Before)
		}
		if r.Case != nil {
			h.Case = n.caseRef(*r.Case)
		}
		out.Meetings = append(out.Meetings, h)
	}
	for _, m := range n.docket.Meetings().Meetings(now, n.docket.Weigh) {
		out.Meetings = append(out.Meetings, n.meetingHead(m))
	}
	return out, ctx.Err()
}

// bodyName is what a body is called.
func (n *Node) bodyName(instrument act.Ref, id string, now act.Time) act.Text {
	for _, b := range n.docket.Agreements().Bodies(now) {
		if b.Instrument == instrument && b.ID == id {
			return b.Name
		}
	}
	return text(id)
}

func (n *Node) meetingHead(m meeting.Meeting) view.MeetingHead {
	h := view.MeetingHead{ID: warningID(m.ID), Title: m.Convening.Title, Body: n.bodyName(m.Convening.Power.Instrument, m.Convening.Body, m.Convening.At), By: n.partyLocked(m.By), At: n.at(m.Convening.At),
		Place: m.Convening.Place, State: m.State, AnswerBy: n.at(m.Convening.AnswerBy)}
	if m.Convening.Case != nil {
		h.Case = n.caseRef(*m.Convening.Case)
	}
	if m.Convening.Evaluates != nil {
		h.Evaluates = n.caseRef(*m.Convening.Evaluates)
	}
	for _, a := range m.Attendance {
		if a.Party != n.cfg.ID {
			continue
		}
		h.Mine = map[string]string{"asked": "asked", "silent": "asked", "not": "not", "comes": "comes", "present": "comes"}[a.State]
		if a.Signed != "" {
			h.Mine = map[string]string{"agrees": "signed", "dissents": "dissents", "unsigned": "unsigned"}[a.Signed]
		}
	}
	return h
}

// Meeting shows one meeting.
func (n *Node) Meeting(ctx context.Context, who *view.Officer, id string) (view.Meeting, error) {
	of, err := n.refOf(ctx, id)
	if err != nil {
		return view.Meeting{}, err
	}
	now := n.moment()
	n.mu.Lock()
	defer n.mu.Unlock()
	m, ok := n.docket.Meetings().Meeting(of, now, n.docket.Weigh)
	if !ok {
		return view.Meeting{}, refuse(NotFound, "there is no meeting %s here", id)
	}
	out := view.Meeting{MeetingHead: n.meetingHead(m), Ref: view.Ref(m.ID), Agenda: m.Convening.Agenda, Attending: []view.Attendance{}, Quorum: m.Quorum, Present: coming(m),
		Decisions: []view.Decision{}, Actions: []view.Action{}, Can: n.orAdvise(who, n.canMeet(who, m))}
	for _, a := range m.Attendance {
		x := view.Attendance{Party: n.partyLocked(a.Party), State: a.State, Commits: a.Commits, Signed: a.Signed, Dissent: a.Dissent}
		if a.Said != nil {
			x.Post, x.Rank, x.Reason, x.Ref = a.Said.Post, a.Said.Rank, a.Said.Reason, refOrNil(a.Ref)
		}
		out.Attending = append(out.Attending, x)
	}
	for _, v := range m.Minutes {
		if v.Holds {
			out.Minutes, out.Text = refOrNil(v.Ref), v.Minutes.Text
		}
	}
	for _, d := range m.Decisions {
		out.Decisions = append(out.Decisions, n.decision(d))
	}
	for _, x := range m.Actions {
		out.Actions = append(out.Actions, n.action(x))
	}
	return out, nil
}

// coming are the seats that were there, as the minutes say; until there are minutes, those that say that they come.
func coming(m meeting.Meeting) int {
	if len(m.Minutes) > 0 {
		return m.Present
	}
	var n int
	for _, a := range m.Attendance {
		if a.Seated && a.State == "comes" {
			n++
		}
	}
	return n
}

func (n *Node) decision(d meeting.Decided) view.Decision {
	return view.Decision{Item: d.Item, Text: d.Text, For: n.partiesLocked(d.For), Against: n.partiesLocked(d.Against), Abstain: n.partiesLocked(d.Abstain), Result: d.Result,
		Committed: n.partiesLocked(d.Committed), Heard: n.partiesLocked(d.Heard)}
}

func (n *Node) action(x meeting.Followup) view.Action {
	a := view.Action{N: x.Number, Owner: n.partyLocked(x.Owner), What: x.What, Due: n.at(x.Due), State: x.State, Evidence: []string{}}
	if len(x.Done) > 0 {
		a.Done, a.Ref = n.optional(x.Done[0].At), refOrNil(x.Done[0].Ref)
		for _, h := range x.Done[0].Exhibits {
			a.Evidence = append(a.Evidence, h.String())
		}
		a.Confirmed = slices.ContainsFunc(x.Done, func(d meeting.Deed) bool { return d.Confirmed != nil })
	}
	if k := len(x.Rejected); k > 0 && len(x.Done) == 0 {
		a.Rejected = x.Rejected[k-1].Confirmed.Text
	}
	return a
}

func (n *Node) partiesLocked(ids []jurisdiction.ID) []view.Party {
	out := make([]view.Party, len(ids))
	for i, id := range ids {
		out[i] = n.partyLocked(id)
	}
	return out
}

// canMeet is what an officer may do about a meeting.
func (n *Node) canMeet(who *view.Officer, m meeting.Meeting) []string {
	can := []string{}
	if who == nil || !mayAnswer(who.Role) {
		return can
	}
	coordinator := who.Role == "coordinator"
	if m.By == n.cfg.ID && coordinator && n.moment() >= m.Convening.At {
		can = append(can, string(meeting.KindMinute))
	}
	invited := slices.Contains(m.Invited, n.cfg.ID)
	if invited || m.By == n.cfg.ID { // whoever calls a meeting is counted only if it says that it comes
		can = append(can, string(meeting.KindAttend))
	}
	if invited && m.State == "minuted" && coordinator {
		can = append(can, string(meeting.KindSign))
	}
	if slices.ContainsFunc(m.Actions, func(x meeting.Followup) bool { return x.Owner == n.cfg.ID && len(x.Done) == 0 }) {
		can = append(can, string(meeting.KindDone))
	}
	if m.By == n.cfg.ID && slices.ContainsFunc(m.Actions, func(x meeting.Followup) bool { return len(x.Done) > 0 }) {
		can = append(can, string(meeting.KindConfirm))
	}
	return can
}

// power finds a clause by which this jurisdiction may do something now.
func (n *Node) power(do string, now act.Time) (agreement.Cite, bool) {
	for _, v := range n.docket.Agreements().Versions(now) {
		if v.State != "concluded" {
			continue
		}
		for _, c := range v.Clauses {
			if c.Power == nil || c.Power.Do != do {
				continue
			}
			holders, _ := v.Instrument.Stands(c.Power.Holder, now)
			if slices.Contains(holders, n.cfg.ID) || c.Power.Holder == "issuer" && v.By == n.cfg.ID {
				return agreement.Cite{Instrument: v.Ref, Clause: c.ID}, true
			}
		}
	}
	return agreement.Cite{}, false
}
