package incident

import (
	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// The kinds of act that say who does what in a case.
const (
	KindClassify act.Kind = "incident.classify" // the lead: class, grade, response, situation
	KindStage    act.Kind = "incident.stage"    // the lead: where in the process of ISO 31000 the case is
	KindOwn      act.Kind = "incident.own"      // a member: the phase that it is in itself
	KindJoin     act.Kind = "incident.join"     // a member: which part it takes, or that it contests the part it was given
	KindClock    act.Kind = "incident.clock"    // a member: when it knew, from what
	KindReport   act.Kind = "incident.report"   // a member: initial, supplementary, final
	KindReceive  act.Kind = "incident.receive"  // an addressee's node: the opening, a report, task, command or escalation came
	KindCommand  act.Kind = "incident.command"  // who leads, commands, coordinates, dispatches, where, until when
	KindConfirm  act.Kind = "incident.confirm"  // whom a command act names: takes it over, or does not
	KindEscalate act.Kind = "incident.escalate" // the need exceeds the alliance: somebody above is asked to take over
	KindSurge    act.Kind = "incident.surge"    // whoever leads or coordinates: what could reach whom in what time, each day
	KindTask     act.Kind = "incident.task"     // an order (superior-led) or a request (voluntary)
	KindAnswer   act.Kind = "incident.answer"   // of whom it was asked: an escalation or a task is accepted, refused, done
	KindMerge    act.Kind = "incident.merge"    // the lead: the case goes on in another
	KindSplit    act.Kind = "incident.split"    // the lead: parts of the case go on in others
)

// A Classification is the body of incident.classify. Three scales are never mixed: the grade of the event, the level of a warning (which stands in the
// warning), the level of the response.
type Classification struct {
	Of        act.Ref    `json:"of"`
	Classes   []string   `json:"classes"`            // natural, accident, health, social, emerging; the first leads
	Grade     int        `json:"grade,omitempty"`    // 1 (I, particularly grave) to 4 (IV); social security events have none by law
	Response  int        `json:"response,omitempty"` // 1 to 4
	Situation *Situation `json:"situation,omitempty"`
	Deaths    *int64     `json:"deaths,omitempty"` // absent: not known
	Injured   *int64     `json:"injured,omitempty"`
	Loss      *int64     `json:"loss,omitempty"`
	People    *int64     `json:"people,omitempty"` // exposed
	Reason    act.Text   `json:"reason"`
}

// A StageChange is the body of incident.stage: identification, analysis, treatment, monitoring (ISO 31000 6.4 to 6.6). Communication runs through all.
type StageChange struct {
	Of     act.Ref  `json:"of"`
	Stage  string   `json:"stage"`
	Reason act.Text `json:"reason"`
}

// An OwnPhase is the body of incident.own. Members may be in different phases of one case.
type OwnPhase struct {
	Of     act.Ref         `json:"of"`
	Phase  string          `json:"phase"`          // normal, watch, emergency, recovery
	Rule   *agreement.Cite `json:"rule,omitempty"` // the threshold that called for it
	Reason act.Text        `json:"reason"`
}

// A Participation is the body of incident.join.
type Participation struct {
	Of       act.Ref  `json:"of"`
	Role     string   `json:"role,omitempty"`     // origin, affected, support, observer; absent: it only contests
	Contests string   `json:"contests,omitempty"` // a role that it was given and does not have: one of these, lead, coordinator or superior
	Reason   act.Text `json:"reason,omitempty"`   // needed to contest
}

// A ClockStart is the body of incident.clock. It says of whom it speaks only by its author: nobody knows when another knew.
type ClockStart struct {
	Of       act.Ref    `json:"of"`
	What     string     `json:"what"` // occurred or known
	At       act.Time   `json:"at"`
	Source   act.Text   `json:"source"` // how: a telephone call, a gauge, a patrol
	Exhibits []act.Hash `json:"exhibits,omitempty"`
}

// A Report is the body of incident.report.
type Report struct {
	Of       act.Ref          `json:"of"`
	Type     string           `json:"type"`               // initial, supplementary, final
	Fields   map[string]Field `json:"fields"`             // by the names of MandatoryFields, of whichever type
	Replaces *act.Ref         `json:"replaces,omitempty"` // an earlier report of the same author, which it corrects or supplements; must be cited
}

// A Field of a report is told, or declared unknown: then a text may say why. What is left out is missing (R57). MandatoryFields names those that each type
// asks for.
type Field struct {
	Text       act.Text      `json:"text,omitempty"`
	Quantity   *act.Quantity `json:"quantity,omitempty"`
	Unknown    bool          `json:"unknown,omitempty"`
	Confidence string        `json:"confidence,omitempty"` // observed, likely, possible, unlikely, unknown
}

// A Receipt is the body of incident.receive. The node signs it by itself.
type Receipt struct {
	Of   act.Ref `json:"of"`
	What act.Ref `json:"what"` // the opening, report, task, command or escalation that names its author in its addressees; must be cited
}

// A Command is the body of incident.command: one row of the command table.
//
// Until somebody says otherwise whoever the opening names leads, else its author. A designation needs the power designate, a take-over the power
// take-over or the escalation that asked for it. A row replaces the rows that it cites in replaces, where both reach and for as long as it stands itself;
// of two rows that both stand for one function in one area the one from a take-over holds before a designation; two of one rank are contested and shown so.
type Command struct {
	Of         act.Ref           `json:"of"`
	Basis      string            `json:"basis"`     // designation, take-over, hand-back
	Functions  []string          `json:"functions"` // lead, command, coordinate, dispatch
	Holder     jurisdiction.ID   `json:"holder"`    // in the envelope's addressees, unless it is the author
	Deputies   []jurisdiction.ID `json:"deputies,omitempty"`
	Where      []jurisdiction.ID `json:"where,omitempty"` // absent: the whole case
	Place      act.Text          `json:"place,omitempty"` // a closer word for it
	From       act.Time          `json:"from"`
	Until      act.Time          `json:"until,omitempty"`
	Replaces   []act.Ref         `json:"replaces,omitempty"`   // rows that rest where this one reaches, while it stands; each cited
	Escalation *act.Ref          `json:"escalation,omitempty"` // of a take-over: what asked for it; cited
	Power      *agreement.Cite   `json:"power,omitempty"`      // its instrument is cited
	Mode       string            `json:"mode,omitempty"`       // superior-led or voluntary from here on; absent: as before
	Briefing   act.Text          `json:"briefing,omitempty"`   // the situation as it is handed over
}

// A Confirmation is the body of incident.confirm. Command passes when the successor confirms.
type Confirmation struct {
	Of      act.Ref  `json:"of"`
	Command act.Ref  `json:"command"` // must be cited
	Accepts bool     `json:"accepts,omitempty"`
	Reason  act.Text `json:"reason,omitempty"` // needed when it does not
}

// An Escalation is the body of incident.escalate.
type Escalation struct {
	Of       act.Ref         `json:"of"`
	Superior jurisdiction.ID `json:"superior"` // the one addressee
	Need     act.Text        `json:"need"`     // what is needed
	Gap      act.Text        `json:"gap"`      // what of it the alliance does not have
	AnswerBy act.Time        `json:"answerBy"`
	Briefing act.Text        `json:"briefing,omitempty"`
	Rows     []GapRow        `json:"rows,omitempty"` // need beside own powers and means, as it stood then
}

// A GapRow is one line of what an escalation says is missing, as it stood when it was raised (R11): of a kind of means, or of a power.
type GapRow struct {
	Kind     string        `json:"kind,omitempty"`
	Power    string        `json:"power,omitempty"` // a word of Power.Do of a clause
	Need     *act.Quantity `json:"need,omitempty"`
	Stock    *act.Quantity `json:"stock,omitempty"`    // own; absent: nobody said
	Promised *act.Quantity `json:"promised,omitempty"` // by others, and in time
	Gap      *act.Quantity `json:"gap,omitempty"`
	Basis    []act.Ref     `json:"basis,omitempty"` // the statements and instruments that it rests on; each cited
}

// A SurgeTable is the body of incident.surge: what could reach whom in what time, as its author's node computed it then (R73). In the risk state there is one every day.
type SurgeTable struct {
	Of    act.Ref    `json:"of"`
	Rows  []SurgeRow `json:"rows,omitempty"`
	More  int        `json:"more,omitempty"`  // rows that had no room
	Basis []act.Ref  `json:"basis,omitempty"` // forecasts, statements and instruments that it rests on; each cited
}

// A SurgeRow is one stock for one party.
type SurgeRow struct {
	To      jurisdiction.ID `json:"to"`
	Holder  jurisdiction.ID `json:"holder"`
	Kind    string          `json:"kind"`
	Amount  act.Quantity    `json:"amount"`
	Minutes int64           `json:"minutes,omitempty"` // until it would be there; absent: not known, or no way
	State   string          `json:"state"`             // in-time, late, cut, unknown
	Round   bool            `json:"round,omitempty"`   // by another route than if all were open
	Waits   int64           `json:"waits,omitempty"`   // minutes before a closed route
}

// A Task is the body of incident.task. Binding only with the power order: who has none may ask.
type Task struct {
	Of       act.Ref         `json:"of"`
	Binding  bool            `json:"binding,omitempty"` // an order
	Power    *agreement.Cite `json:"power,omitempty"`
	What     act.Text        `json:"what"`
	AnswerBy act.Time        `json:"answerBy"`
	DoneBy   act.Time        `json:"doneBy,omitempty"`
	Assents  []act.Ref       `json:"assents,omitempty"` // of an order that several sign: by which the others accepted this same text; each cited
	Settles  *act.Ref        `json:"settles,omitempty"` // of who decides where they do not agree: the refusal, or the order that was not signed in time; cited
}

// A TaskAnswer is the body of incident.answer.
type TaskAnswer struct {
	Of       act.Ref         `json:"of"`
	What     act.Ref         `json:"what"`           // the escalation, task or release; must be cited
	Answer   string          `json:"answer"`         // accept, refuse, done
	Code     string          `json:"code,omitempty"` // why it refuses: own-population, law, capacity, late, other
	Text     act.Text        `json:"text,omitempty"`
	Exhibits []act.Hash      `json:"exhibits,omitempty"`
	Power    *agreement.Cite `json:"power,omitempty"` // of a release, which it approves or does not: the power approve; its instrument is cited
}

// A Merge is the body of incident.merge.
type Merge struct {
	Of     act.Ref  `json:"of"`
	Into   act.Ref  `json:"into"` // the other case; cited
	Reason act.Text `json:"reason"`
}

// A Split is the body of incident.split.
type Split struct {
	Of     act.Ref   `json:"of"`
	Into   []act.Ref `json:"into"` // at least two other cases; each cited
	Reason act.Text  `json:"reason"`
}
