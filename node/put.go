package node

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/assessment"
	"tongzhou/duty"
	"tongzhou/evaluation"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/meeting"
	"tongzhou/node/spelling"
	"tongzhou/node/view"
	"tongzhou/roster"
	"tongzhou/standing"
)

// A Form is a kind of act that an officer puts on record, as the API publishes it.
type Form struct {
	Kind    act.Kind
	Summary string
	Commits bool         // it binds the jurisdiction beyond the case: only a coordinator does it
	Expert  bool         // it is a judgement of what will happen: an analyst puts it on record, too
	Body    reflect.Type // of the body
	// before completes what the officer left to the node: what has to be cited, who has to be told.
	before func(*Node, *saying)
}

// Forms are the kinds of act that officers put on record through Put. What the node says by itself (receipts, observations), and what has a way of its own
// (warnings, forecasts), is not among them.
func Forms() []Form {
	form := func(kind act.Kind, body any, summary string) Form {
		return Form{Kind: kind, Summary: summary, Body: reflect.TypeOf(body)}
	}
	led := func(f Form) Form { f.before = (*Node).asLead; return f }
	signed := func(f Form) Form { f.Commits = true; return f }
	expert := func(f Form, before func(*Node, *saying)) Form { f.Expert, f.before = true, before; return f }
	return []Form{
		form(incident.KindState, incident.Statement{}, "Say something about a subject of a case"),
		form(incident.KindNotice, incident.Notice{}, "Put on record what the public was told"),
		led(form(incident.KindPhase, incident.Phase{}, "Decide the phase of a case")),
		led(form(incident.KindClassify, incident.Classification{}, "Classify a case: class, grade, response, situation")),
		led(form(incident.KindStage, incident.StageChange{}, "Say at which stage of the process a case is")),
		form(incident.KindOwn, incident.OwnPhase{}, "Say in which phase this jurisdiction is"),
		form(incident.KindJoin, incident.Participation{}, "Take a part in a case, or contest one"),
		form(incident.KindClock, incident.ClockStart{}, "Say when it happened, or when this jurisdiction knew"),
		form(incident.KindTell, incident.Telling{}, "Say that somebody outside the alliance was told by other means, and who answered"),
		form(incident.KindReport, incident.Report{}, "Report: initial, supplementary or final"),
		form(incident.KindCommand, incident.Command{}, "Designate, take over or hand back command"),
		form(incident.KindConfirm, incident.Confirmation{}, "Take over what a command act gives, or decline it"),
		{Kind: incident.KindEscalate, Summary: "Ask a superior to take over", Body: reflect.TypeOf(incident.Escalation{}), before: (*Node).toSuperior},
		form(incident.KindTask, incident.Task{}, "Order, or ask for, something"),
		form(incident.KindForecast, incident.Forecast{}, "Put the forecast of another model on record; its exhibit is handed in first"),
		{Kind: incident.KindSurge, Summary: "Put on record what can reach whom in what time; rows that are left out are filled in as the node computes them", Body: reflect.TypeOf(incident.SurgeTable{}), before: (*Node).tabled},
		{Kind: incident.KindRelease, Summary: "Plan a release of water, change or withdraw the plan, or tell of one that runs", Body: reflect.TypeOf(incident.Release{}), before: (*Node).toApprover},
		{Kind: incident.KindAnswer, Summary: "Answer an order, a request or an escalation; approve a release, or do not", Body: reflect.TypeOf(incident.TaskAnswer{}), before: (*Node).asApprover},
		led(form(incident.KindMerge, incident.Merge{}, "Let a case go on in another")),
		led(form(incident.KindSplit, incident.Split{}, "Let a case go on in several others")),
		signed(form(roster.KindFigures, roster.Figures{}, "Put on record how large a member is")),
		form(incident.KindBreak, incident.Break{}, "Break off an exercise or a test"),
		signed(form(agreement.KindPropose, agreement.Instrument{}, "Propose an agreement, or an amendment of one")),
		signed(form(agreement.KindAccept, agreement.Signature{}, "Sign a proposed agreement")),
		signed(form(agreement.KindRefuse, agreement.Signature{}, "Refuse to sign a proposed agreement")),
		signed(Form{Kind: agreement.KindConclude, Summary: "Conclude an agreement that all parties have signed", Body: reflect.TypeOf(agreement.Conclusion{}), before: (*Node).citeSignatures}),
		signed(form(agreement.KindIssue, agreement.Instrument{}, "Issue a rule pack")),
		signed(form(agreement.KindSuspend, agreement.Change{}, "Suspend one's own part in an agreement")),
		signed(form(agreement.KindResume, agreement.Change{}, "Resume one's part in an agreement")),
		signed(form(agreement.KindLeave, agreement.Change{}, "Leave an agreement, with its notice")),
		signed(form(agreement.KindAppoint, agreement.Appointment{}, "Say who holds this jurisdiction's seat in a body")),
		form(agreement.KindWatch, agreement.Watch{}, "Hand the watch of a body's desk to the next shift"),
		signed(form(agreement.KindContract, agreement.Contract{}, "Put on record that a contract binds a private unit")),
		signed(form(agreement.KindRegister, agreement.Registration{}, "List an alliance in the directory of a central office, or change what it lists")),
		signed(form(agreement.KindStrike, agreement.Striking{}, "Strike an alliance from the directory")),
		form(agreement.KindTell, agreement.Telling{}, "Tell a central office how an alliance stands"),
		form(agreement.KindProgress, agreement.Progress{}, "Say what becomes of an item of a programme or a plan"),
		signed(form(agreement.KindGuest, agreement.Guest{}, "Let a guest take part, for a time")),
		signed(form(agreement.KindDismiss, agreement.Dismissal{}, "End a guest's part")),
		form(duty.KindMeet, duty.Meeting{}, "Say that a duty was done, with the evidence"),
		form(duty.KindExcuse, duty.Excuse{}, "Say why a duty could not be done"),
		form(duty.KindAnswer, duty.Answer{}, "Accept or dispute what a debtor said"),
		form(meeting.KindRequest, meeting.Request{}, "Ask a body to meet"),
		signed(form(meeting.KindConvene, meeting.Convening{}, "Call a meeting of a body")),
		form(meeting.KindAttend, meeting.Attendance{}, "Say who comes to a meeting"),
		signed(form(meeting.KindMinute, meeting.Minutes{}, "Put the minutes of a meeting on record")),
		signed(form(meeting.KindSign, meeting.Signing{}, "Agree with minutes, or dissent")),
		form(meeting.KindDone, meeting.Done{}, "Say that an action of a meeting is done"),
		form(meeting.KindConfirm, meeting.Confirmation{}, "Confirm that an action of a meeting is done, or that it is not"),
		signed(form(standing.KindFind, standing.Finding{}, "Find a violation")),
		signed(form(standing.KindReply, standing.Reply{}, "Reply to a finding about this jurisdiction")),
		signed(form(standing.KindHear, standing.Reply{}, "Put a hearing on record")),
		signed(Form{Kind: standing.KindDecide, Summary: "Decide on a finding", Body: reflect.TypeOf(standing.Decision{}), before: (*Node).citeReply}),
		signed(form(standing.KindAppeal, standing.Reply{}, "Appeal a decision")),
		signed(form(standing.KindSettle, standing.Decision{}, "Decide on an appeal")),
		signed(form(standing.KindFulfil, standing.Reply{}, "Say that a sanction was carried out")),
		{Kind: standing.KindAdvise, Summary: "Advise", Body: reflect.TypeOf(standing.Advice{}), before: (*Node).underPower},
		form(standing.KindQuery, standing.Query{}, "Ask about a record"),
		form(standing.KindExplain, standing.Reply{}, "Answer a query"),
		expert(form(incident.KindOverride, incident.Override{}, "Say beside a run what it gets wrong at a place; both are scored"), nil),
		{Kind: assessment.KindGroup, Summary: "Name an expert group for a case", Body: reflect.TypeOf(assessment.Group{}), before: (*Node).naming},
		expert(form(assessment.KindIssue, assessment.Issue{}, "Assess a case for a period, for an expert group; what it rests on is filled in with the newest of everything if it is left out"), (*Node).restsOn),
		expert(form(assessment.KindSign, assessment.Signing{}, "Sign an assessment, or put a minority view beside it"), nil),
		signed(form(standing.KindSuspect, standing.Suspicion{}, "Say that something seems to be concealed or false")),
		form(evaluation.KindAvoided, evaluation.Avoided{}, "Put on record, as a band by another model, what measures that were carried out have changed; its exhibit is handed in first"),
		signed(form(evaluation.KindAnswer, evaluation.Answer{}, "Agree with an account of an avoided loss, or dispute it")),
	}
}

func formOf(kind act.Kind) (Form, bool) {
	all := Forms()
	i := slices.IndexFunc(all, func(f Form) bool { return f.Kind == kind })
	if i < 0 {
		return Form{}, false
	}
	return all[i], true
}

// mayPut says why an officer may not put an act of a kind on record.
func mayPut(who view.Officer, f Form) error {
	switch {
	case who.Login == "":
		return refuse(NotAllowed, "log in first: an act names the officer who puts it on record")
	case who.Role == supervisor && f.Kind == standing.KindAdvise, who.Role == "coordinator":
		return nil
	case f.Expert && who.Role == analyst:
		return nil
	case f.Commits:
		return refuse(NotAllowed, "%s binds the jurisdiction: a coordinator does it", f.Kind)
	case !mayAnswer(who.Role):
		return refuse(NotAllowed, "a duty officer or a coordinator speaks for the jurisdiction")
	}
	return nil
}

// Put puts an act of one of Forms on record. raw is its body, in wire form or as people spell it (package spelling). What the body names is cited; without
// to, everybody whom it names or answers and everybody who has a part in its case is told.
func (n *Node) Put(ctx context.Context, who view.Officer, kind act.Kind, to []string, raw json.RawMessage) (view.Said, error) {
	f, ok := formOf(kind)
	if !ok {
		return view.Said{}, refuse(NotFound, "officers put no %s on record", kind)
	}
	if err := mayPut(who, f); err != nil {
		return view.Said{}, err
	}
	body := reflect.New(f.Body)
	cites, exhibits, err := spelling.Read(raw, body.Interface(), func(id string) (act.Ref, error) { return n.refOf(ctx, id) })
	if err != nil {
		return view.Said{}, refuse(Invalid, "nothing was put on record: %v", err)
	}
	if lacks := spelling.Absent(body.Interface()); len(lacks) > 0 {
		return view.Said{}, refuse(Invalid, "nothing was put on record: absent: %s", strings.Join(lacks, ", "))
	}
	for _, hash := range exhibits {
		if have, err := n.hasExhibit(ctx, hash); err != nil || !have {
			return view.Said{}, refuse(Invalid, "nothing was put on record: the exhibit %s is not here; hand it in first", hash)
		}
	}
	s := saying{kind: kind, cites: cites, exhibits: exhibits, officer: who.Name, body: body.Interface()}
	for _, name := range to {
		id, err := jurisdiction.ParseID(name)
		if err != nil {
			return view.Said{}, refuse(Invalid, "nothing was put on record: to: %v", err)
		}
		s.to = append(s.to, id)
	}
	if s.to == nil {
		s.to = n.concerned(body.Elem(), cites)
	}
	if f.before != nil {
		f.before(n, &s)
	}
	n.citeGrant(&s)
	ref, err := n.say(ctx, s)
	if err != nil {
		return view.Said{}, err
	}
	return n.said(ctx, ref)
}

// said shows an act that was put on record.
func (n *Node) said(ctx context.Context, ref act.Ref) (view.Said, error) {
	e, err := n.entry(ctx, ref.Journal, ref.Index)
	if err != nil {
		return view.Said{}, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return view.Said{ID: warningID(ref), Ref: view.Ref(ref), Kind: string(e.Act.Kind), Text: n.tellAct(e)}, nil
}

// concerned is whom an act is for when the officer does not say: those whom its body names, the authors of what it cites, and those who have a part in its case.
func (n *Node) concerned(body reflect.Value, cites []act.Ref) []jurisdiction.ID {
	all := map[jurisdiction.ID]bool{}
	for _, c := range cites {
		if id, err := act.Author(c.Journal); err == nil {
			all[id] = true
		}
	}
	named(body, all)
	n.mu.Lock()
	for _, c := range cites {
		if one, ok := n.docket.Incidents().Case(c); ok {
			for _, id := range n.participants(one) {
				all[id] = true
			}
		}
	}
	n.mu.Unlock()
	return n.members(slices.Collect(maps.Keys(all)))
}

// named adds the jurisdictions that a body names anywhere, such as the creditor in the key of a duty.
func named(v reflect.Value, all map[jurisdiction.ID]bool) {
	switch x := v.Interface().(type) {
	case jurisdiction.ID:
		all[x] = true
		return
	case act.Text, act.Ref, act.Hash:
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			named(v.Elem(), all)
		}
	case reflect.Slice:
		for i := range v.Len() {
			named(v.Index(i), all)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			named(v.Field(i), all)
		}
	}
}
