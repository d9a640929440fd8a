package node

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/assessment"
	"tongzhou/duty"
	"tongzhou/evaluation"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/meeting"
	"tongzhou/node/phrase"
	"tongzhou/roster"
	"tongzhou/standing"
	"tongzhou/warning"
)

// What an act says, in one sentence. The callers hold mu.

// tellBody puts an act of a case into words.
func (n *Node) tellBody(kind act.Kind, body any) act.Text {
	if text := n.tellCase(kind, body); text != nil {
		return text
	}
	args := n.argsOf(body)
	args["by"], args["to"] = text(""), text("")
	return n.book.Say("event."+string(kind)+n.variant(body), args)
}

// tellCase puts into words what needs more than its plain members; nil for everything else.
func (n *Node) tellCase(kind act.Kind, body any) act.Text {
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
	case *incident.Telling:
		if b.Answered == nil {
			key += ".not"
		}
		name := b.Name
		if name == nil {
			name = n.partyLocked(b.Whom).Name
		}
		return n.book.Say(key, phrase.Args{"whom": name, "means": n.book.Word("means", b.Means), "at": n.at(b.At), "what": b.What})
	case *incident.Command:
		if b.Mode != "" {
			args := n.argsOf(body)
			args["mode"], args["did"] = n.book.Say("change."+b.Mode, nil), n.book.Say(key+variant(body), args)
			if args["briefing"] = text(""); b.Briefing != nil {
				args["briefing"] = n.book.Say("change.why", phrase.Args{"why": b.Briefing})
			}
			return n.book.Say(key+".mode", args)
		}
	}
	return nil
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

// tellAct puts any act into words, for the page of a journal.
func (n *Node) tellAct(e act.Entry) act.Text {
	if e.Bad != nil {
		return n.book.Say("event.bad", phrase.Args{"reason": e.Bad.Error()})
	}
	body := blank(e.Act.Kind)
	if body == nil || act.DecodeBody(e.Act.Body, body) != nil {
		return n.book.Say("event.unknown", phrase.Args{"kind": string(e.Act.Kind)})
	}
	if text := n.tellCase(e.Act.Kind, body); text != nil {
		return text
	}
	args := n.argsOf(body)
	args["to"] = n.namesLocked(e.Act.To)
	args["by"] = n.answered(e.Act)
	switch b := body.(type) {
	case *roster.Charter:
		args["name"] = b.Alliance
	case *roster.Figures:
		args["name"], args["year"] = n.partyLocked(b.Member).Name, text(strconv.Itoa(b.Year)) // a year has no thousands
	case *roster.Observation:
		args["n"] = len(b.Heads)
	case *warning.Update:
		args["headline"] = b.Notice.Headline
	case *warning.Answer:
		args["reason"] = b.Note
	case *warning.Escalation:
		args["who"] = n.partyLocked(b.Addressee).Name
	}
	return n.book.Say("event."+string(e.Act.Kind)+n.variant(body), args)
}

// answered is the name of whose act another answers: the author of the last one that it cites and that is not its own, else its first addressee.
func (n *Node) answered(a act.Act) act.Text {
	for _, c := range slices.Backward(a.Cites) {
		if id, err := act.Author(c.Journal); err == nil && id != a.By && slices.Contains(a.To, id) {
			return n.partyLocked(id).Name
		}
	}
	if len(a.To) > 0 {
		return n.partyLocked(a.To[0]).Name
	}
	return n.partyLocked(a.By).Name
}

// blank is an empty body of a kind, nil if this program does not know it.
func blank(kind act.Kind) any {
	if f, ok := formOf(kind); ok {
		return reflect.New(f.Body).Interface()
	}
	switch kind {
	case roster.KindFound:
		return new(roster.Charter)
	case roster.KindAdmit:
		return new(roster.Admission)
	case roster.KindKey:
		return new(roster.KeyChange)
	case roster.KindLeave:
		return new(roster.Leaving)
	case roster.KindObserve:
		return new(roster.Observation)
	case incident.KindOpen:
		return new(incident.Open)
	case incident.KindForecast:
		return new(incident.Forecast)
	case incident.KindWindow:
		return new(incident.Window)
	case incident.KindSignal:
		return new(incident.Signal)
	case incident.KindReceive:
		return new(incident.Receipt)
	case warning.KindIssue:
		return new(warning.Notice)
	case warning.KindUpdate:
		return new(warning.Update)
	case warning.KindCancel:
		return new(warning.Cancel)
	case warning.KindReceive, warning.KindSee, warning.KindAccept, warning.KindDecline, warning.KindPass:
		return new(warning.Answer)
	case warning.KindEscalate:
		return new(warning.Escalation)
	}
	return nil
}

// variant tells sentences apart that one kind has several of.
func variant(body any) string {
	not := func(is bool, no string) string {
		if is {
			return ""
		}
		return no
	}
	yesNo := map[bool]string{true: ".yes", false: ".no"}
	switch b := body.(type) {
	case *agreement.Appointment:
		if b.Zone != "" {
			return map[bool]string{true: ".zone", false: ".absent"}[b.Holder != nil]
		}
	case *agreement.Progress:
		return "." + b.Step
	case *standing.Suspicion:
		return not(b.Violation != "false", ".false")
	case *incident.Participation:
		return not(b.Contests == "", ".contests")
	case *incident.Command:
		return "." + b.Basis
	case *incident.Confirmation:
		return not(b.Accepts, ".not")
	case *incident.Task:
		switch {
		case b.Settles != nil:
			return ".order.settled"
		case len(b.Assents) > 0:
			return ".order.joint"
		}
		return not(!b.Binding, ".order")
	case *incident.TaskAnswer:
		return "." + b.Answer + not(b.Power == nil, ".release")
	case *incident.Release:
		switch {
		case b.Withdrawn:
			return ".withdrawn"
		case b.Emergency:
			return ".emergency"
		}
		return not(b.Changes == nil, ".changed")
	case *duty.Answer:
		return yesNo[b.Accepts]
	case *meeting.Attendance:
		return not(b.Comes, ".not")
	case *meeting.Signing:
		return not(b.Agrees, ".not")
	case *assessment.Signing:
		return not(b.Agrees, ".not")
	case *standing.Decision:
		return yesNo[b.Founded]
	case *evaluation.Answer:
		return yesNo[b.Agrees]
	}
	return ""
}

// argsOf offers every plain member of a body to a sentence, but for persons, whom a sentence never names, since nothing could redact it: texts and times as they are, parties by their names, words in both languages.
func (n *Node) argsOf(body any) phrase.Args {
	args := phrase.Args{}
	v := reflect.ValueOf(body).Elem()
	for _, f := range reflect.VisibleFields(v.Type()) {
		if f.Tag.Get("personal") != "" {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch x := v.FieldByIndex(f.Index).Interface().(type) {
		case act.Text:
			args[name] = x
			if x == nil {
				args[name] = text("")
			}
		case act.Time:
			args[name] = n.timeOrUnknown(x)
		case jurisdiction.ID:
			args[name] = n.partyLocked(x).Name
		case string:
			args[name] = n.book.Word(name, x)
		case []string:
			words := make([]act.Text, len(x))
			for i := range x {
				words[i] = n.book.Word(name, x[i])
			}
			args[name] = words
		case int:
			args[name] = n.book.Word(name, strconv.Itoa(x))
		}
	}
	return args
}
