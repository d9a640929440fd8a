package node

import (
	"time"

	"tongzhou/act"
	"tongzhou/duty"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
)

// heartbeat is what this node can say about another's node in a stretch of time. It keeps only when it last heard it, so that it says little: it heard it since the
// stretch began; or it heard it before and not since, for longer than a node may be silent; else it does not know (R39). The caller holds mu.
func (n *Node) heartbeat(p jurisdiction.ID, from, _ act.Time) (string, []act.Ref) {
	if p == n.cfg.ID {
		return "on", nil
	}
	at := n.heardOf(p)
	limit := time.Duration(n.docket.Roster().Rules().Unreachable) * time.Minute
	switch {
	case at == 0:
		return "unknown", nil
	case at >= from:
		return "on", nil
	case limit > 0 && n.moment()-at > act.Time(limit.Milliseconds()):
		return "off", nil
	}
	return "unknown", nil
}

// rates are how members answer what they are asked in open cases and come to the meetings that they are called to: numbers, and an outage is not counted as silence
// (R39, R60). What a clause makes owed is judged as the duty is, by testimony; the rest by what the acts claim. The caller holds mu.
func (n *Node) rates(now act.Time) map[jurisdiction.ID][]view.Rate {
	from := duty.Standpoint{Now: now, Journals: n.docket.Roster(), Heard: n.heartbeat}
	type key struct {
		of    act.Ref
		party jurisdiction.ID
	}
	var list []duty.Asking
	add := func(a duty.Asking) {
		if a.Answered == 0 {
			a.Online, _ = n.heartbeat(a.Party, a.Asked, a.Due)
		}
		list = append(list, a)
	}
	for _, c := range n.docket.Incidents().Cases() {
		if c.Closed {
			continue
		}
		owed := n.docket.Duties(c.ID)
		list = append(list, duty.Askings(owed, from)...)
		covered := map[key]bool{}
		for i := range owed {
			if o := &owed[i]; o.Clock == "asked" && o.Stricter == nil && o.Waits == "" {
				covered[key{o.Since, o.Party}] = true
			}
		}
		for _, k := range n.calls(n.docket, c, now) {
			a := duty.Asking{Party: jurisdiction.ID(k.Party.ID), What: "join", Asked: c.Opened, Due: act.Time(k.Due.UnixMilli())}
			if k.State == "joined" && k.At != nil {
				a.Answered = act.Time(k.At.UnixMilli())
			}
			add(a)
		}
		for _, x := range n.docket.Incidents().Asked(c.ID) {
			due := act.Time(n.asked(x, now).AnswerBy.UnixMilli())
			for _, to := range x.To {
				if a := (duty.Asking{Party: to.Party, What: "answer", Asked: x.At, Due: due}); !covered[key{x.Ref, to.Party}] {
					if to.Last != nil {
						a.Answered = to.At
					}
					add(a)
				}
			}
		}
	}
	for _, m := range n.docket.Meetings().Meetings(now, n.docket.Weigh) {
		for _, x := range m.Attendance {
			a := duty.Asking{Party: x.Party, What: "meeting", Asked: m.Called}
			if m.State == "minuted" { // until then nobody has said who was there
				a.Due = m.Convening.At
			}
			if x.State == "present" {
				a.Answered = m.Convening.At
			}
			add(a)
		}
	}
	out := map[jurisdiction.ID][]view.Rate{}
	for _, r := range duty.Rates(list, now) {
		out[r.Party] = append(out[r.Party], view.Rate{What: r.What, Asked: r.Asked, Answered: r.Answered, InTime: r.InTime, Open: r.Open, Off: r.Off, Excused: r.Excused})
	}
	return out
}
