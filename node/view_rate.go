package node

import (
	"math"

	"tongzhou/act"
	"tongzhou/duty"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/meeting"
	"tongzhou/node/view"
)

// rates are how members answer what they are asked in open cases, and come to the meetings that they are called to: numbers, and an outage is not counted as silence
// (R39, R60). While anything real is open, rehearsals count for nothing (R71). The caller holds mu.
func (n *Node) rates(now act.Time) map[jurisdiction.ID][]view.Rate {
	var list []duty.Asking
	status := n.statusLocked(now)
	for _, c := range n.docket.Incidents().Cases() {
		if !c.Closed && view.Status(c.Open.Status) == status {
			list = append(list, n.caseAskings(c, now)...)
		}
	}
	for _, m := range n.docket.Meetings().Meetings(now, n.docket.Weigh) {
		if m.Convening.Case == nil || n.statusOf(m.Convening.Case) == status {
			list = append(list, n.meetingAskings(m)...)
		}
	}
	out := map[jurisdiction.ID][]view.Rate{}
	for _, r := range duty.Rates(list, now) {
		out[r.Party] = append(out[r.Party], rate(r))
	}
	return out
}

func rate(r duty.Rate) view.Rate {
	out := view.Rate{What: r.What, Asked: r.Asked, Answered: r.Answered, InTime: r.InTime, Open: r.Open, Off: r.Off, Excused: r.Excused}
	if low, high, ok := r.Interval(); ok {
		out.Low, out.High = int(math.Floor(100*low)), int(math.Ceil(100*high))
	}
	return out
}

// awaited says whether the node of whoever has not answered was heard of.
func (n *Node) awaited(a duty.Asking) duty.Asking {
	if a.Answered == 0 {
		a.Online, _ = n.heartbeat(a.Party, a.Asked, a.Due)
	}
	return a
}

// caseAskings is whom a case asks for an answer. What a clause makes owed is judged as the duty is, by testimony; the rest by what the acts claim.
func (n *Node) caseAskings(c incident.Case, now act.Time) []duty.Asking {
	type key struct {
		of    act.Ref
		party jurisdiction.ID
	}
	owed := n.docket.Duties(c.ID)
	list := duty.Askings(owed, duty.Standpoint{Now: now, Journals: n.docket.Roster(), Heard: n.heartbeat})
	covered := map[key]bool{}
	for i := range owed {
		if o := &owed[i]; o.Clock == "asked" && o.Stricter == nil && o.Waits == "" {
			covered[key{o.Since, o.Party}] = true
		}
	}
	list = append(list, n.called(c, "join", now)...)
	for _, x := range n.docket.Incidents().Asked(c.ID) {
		if x.Order != nil && !x.Binds {
			continue
		}
		due := act.Time(n.asked(x, now).AnswerBy.UnixMilli())
		for _, to := range x.To {
			if covered[key{x.Ref, to.Party}] {
				continue
			}
			a := duty.Asking{Party: to.Party, What: "answer", Ref: x.Ref, Asked: x.At, Due: due}
			if to.Last != nil {
				a.Answered = to.At
			}
			list = append(list, n.awaited(a))
		}
	}
	return list
}

// called is whom the opening of a case called.
func (n *Node) called(c incident.Case, what string, now act.Time) []duty.Asking {
	var list []duty.Asking
	for _, k := range n.calls(n.docket, c, now) {
		a := duty.Asking{Party: jurisdiction.ID(k.Party.ID), What: what, Ref: c.ID, Asked: c.Opened, Due: c.Opened + callStep}
		if k.State == "joined" && k.At != nil {
			a.Answered = act.Time(k.At.UnixMilli())
		}
		list = append(list, n.awaited(a))
	}
	return list
}

// meetingAskings is whom a meeting asks for presence.
func (n *Node) meetingAskings(m meeting.Meeting) []duty.Asking {
	var list []duty.Asking
	for _, x := range m.Attendance {
		a := duty.Asking{Party: x.Party, What: "meeting", Ref: m.ID, Asked: m.Called}
		if m.State == "minuted" { // until then nobody has said who was there
			a.Due = m.Convening.At
		}
		if x.State == "present" {
			a.Answered = m.Convening.At
		}
		list = append(list, n.awaited(a))
	}
	return list
}
