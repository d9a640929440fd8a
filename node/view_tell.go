package node

import (
	"fmt"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/roster"
	"tongzhou/warning"
)

// What an act says, in one sentence. The callers hold mu.

// tellBody puts an act of a case into words.
func (n *Node) tellBody(kind act.Kind, body any) act.Text {
	key := "event." + string(kind)
	switch b := body.(type) {
	case *incident.Open:
		return n.book.Say(key, phrase.Args{"title": b.Title})
	case *incident.Phase:
		return n.book.Say(key, phrase.Args{"phase": n.book.Say("phase."+b.Phase, nil)})
	case *incident.Statement:
		subject := b.Name
		if subject == nil {
			subject = text(b.Subject)
		}
		return n.book.Say(key, phrase.Args{"subject": subject, "value": b.Value})
	case *incident.Forecast:
		args := phrase.Args{"n": len(b.Reaches)}
		for _, r := range b.Reaches {
			if r.Arrival != nil {
				args["place"], args["p50"] = r.Name, n.at(r.Arrival.P50)
				break
			}
		}
		return n.book.Say(key, args)
	case *incident.Window:
		return n.book.Say(key, phrase.Args{"count": b.Count, "station": n.stationName(b.Station)})
	case *incident.Signal:
		if b.Kind != "over" {
			key += "." + b.Kind
		}
		return n.book.Say(key, phrase.Args{"station": n.stationName(b.Station), "value": shown(b.Value), "threshold": shown(b.Threshold)})
	case *incident.Notice:
		return n.book.Say(key, phrase.Args{"text": b.Text})
	}
	return n.book.Say("event.unknown", phrase.Args{"kind": string(kind)})
}

func shown(q *act.Quantity) any {
	if q == nil {
		return nil
	}
	return text(fmt.Sprintf("%g %s", q.Float(), q.Unit))
}

// stationName is what a station is called, where this node knows it.
func (n *Node) stationName(id string) act.Text {
	for _, r := range n.watch.what.Rivers {
		for _, p := range r.Places {
			if string(p.Sensor) == id {
				return p.Name
			}
		}
	}
	return text(id)
}

func (n *Node) tellVersion(v warning.Version) act.Text {
	args := phrase.Args{"to": n.namesLocked(v.To), "reason": v.Note}
	if v.Notice != nil {
		args["headline"] = v.Notice.Headline
	}
	return n.book.Say("event."+string(v.Kind), args)
}

func (n *Node) tellAnswer(x warning.Event, h warning.Head) act.Text {
	key := map[warning.Custody]string{warning.Received: "receive", warning.Seen: "see", warning.Accepted: "accept", warning.Declined: "decline", warning.PassedOn: "pass"}[x.State]
	if key == "" {
		return n.book.Say("custody."+string(x.State), nil)
	}
	return n.book.Say("event.warning."+key, phrase.Args{"by": n.partyLocked(h.By).Name, "reason": x.Note, "to": x.Note})
}

func (n *Node) tellEscalation(who jurisdiction.ID, x warning.Next) act.Text {
	return n.book.Say("event.warning.escalate", phrase.Args{"who": n.partyLocked(who).Name, "to": n.namesLocked(x.To)})
}

func (n *Node) namesLocked(ids []jurisdiction.ID) []act.Text {
	out := make([]act.Text, len(ids))
	for i, id := range ids {
		out[i] = n.partyLocked(id).Name
	}
	return out
}

// tell puts any act into words, for the page of a journal.
func (n *Node) tellAct(e act.Entry) act.Text {
	if e.Bad != nil {
		return n.book.Say("event.bad", phrase.Args{"reason": e.Bad.Error()})
	}
	args := phrase.Args{"to": n.namesLocked(e.Act.To)}
	if len(e.Act.To) > 0 {
		args["by"] = n.partyLocked(e.Act.To[0]).Name
	}
	into := func(b any) bool { return act.DecodeBody(e.Act.Body, b) == nil }
	switch e.Act.Kind {
	case incident.KindOpen, incident.KindPhase, incident.KindState, incident.KindForecast, incident.KindWindow, incident.KindSignal, incident.KindNotice:
		body := map[act.Kind]any{incident.KindOpen: new(incident.Open), incident.KindPhase: new(incident.Phase), incident.KindState: new(incident.Statement), incident.KindForecast: new(incident.Forecast),
			incident.KindWindow: new(incident.Window), incident.KindSignal: new(incident.Signal), incident.KindNotice: new(incident.Notice)}[e.Act.Kind]
		if into(body) {
			return n.tellBody(e.Act.Kind, body)
		}
	case roster.KindFound:
		var b roster.Charter
		if into(&b) {
			args["name"] = b.Alliance
		}
	case roster.KindAdmit:
		var b roster.Admission
		if into(&b) {
			args["name"] = b.Name
		}
	case roster.KindObserve:
		var b roster.Observation
		if into(&b) {
			args["n"] = len(b.Heads)
		}
	case roster.KindKey, roster.KindLeave:
	default:
		return n.tellWarning(e, args, into)
	}
	return n.book.Say("event."+string(e.Act.Kind), args)
}

func (n *Node) tellWarning(e act.Entry, args phrase.Args, into func(any) bool) act.Text {
	switch e.Act.Kind {
	case warning.KindIssue:
		var b warning.Notice
		if into(&b) {
			args["headline"] = b.Headline
		}
	case warning.KindUpdate:
		var b warning.Update
		if into(&b) {
			args["headline"] = b.Notice.Headline
		}
	case warning.KindCancel:
		var b warning.Cancel
		if into(&b) {
			args["reason"] = b.Reason
		}
	case warning.KindReceive, warning.KindSee, warning.KindAccept, warning.KindDecline, warning.KindPass:
		var b warning.Answer
		if into(&b) {
			args["reason"] = b.Note
		}
	case warning.KindEscalate:
		var b warning.Escalation
		if into(&b) {
			args["who"] = n.partyLocked(b.Addressee).Name
		}
	default:
		return n.book.Say("event.unknown", phrase.Args{"kind": string(e.Act.Kind)})
	}
	return n.book.Say("event."+string(e.Act.Kind), args)
}
