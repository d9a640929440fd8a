package view

import (
	"time"

	"tongzhou/act"
)

// MeetingHead is a meeting in a list.
type MeetingHead struct {
	ID       string    `json:"id"`
	Title    act.Text  `json:"title"`
	Body     act.Text  `json:"body"`
	By       Party     `json:"by"`
	Case     *CaseRef  `json:"case,omitempty"`
	At       time.Time `json:"at"`
	Place    act.Text  `json:"place"`
	State    string    `json:"state" enum:"requested,called,held,minuted"`
	Mine     string    `json:"mine,omitempty" enum:"asked,comes,not,signed,dissents,unsigned"`
	AnswerBy time.Time `json:"answerBy"`

	Evaluates *CaseRef `json:"evaluates,omitempty" doc:"the exercise that it evaluates; what it decides is no part of that"`
}

// Meetings is the list of meetings, the newest first.
type Meetings struct {
	Now      time.Time     `json:"now"`
	Meetings []MeetingHead `json:"meetings"`
}

// Attendance is a party at a meeting.
type Attendance struct {
	Party   Party    `json:"party"`
	State   string   `json:"state" enum:"asked,comes,not,present,silent"`
	Post    act.Text `json:"post,omitempty" personal:"name"`
	Rank    int      `json:"rank,omitempty"`
	Commits bool     `json:"commits" doc:"may commit its party: it says so and is of sufficient rank"`
	Reason  act.Text `json:"reason,omitempty"`
	Signed  string   `json:"signed,omitempty" enum:"agrees,dissents,unsigned"`
	Dissent act.Text `json:"dissent,omitempty"`
	Ref     *ActRef  `json:"ref,omitempty"`
}

// Decision is a decision of a meeting.
type Decision struct {
	Item      int      `json:"item"`
	Text      act.Text `json:"text"`
	For       []Party  `json:"for"`
	Against   []Party  `json:"against"`
	Abstain   []Party  `json:"abstain"`
	Result    string   `json:"result" enum:"carried,not-carried,no-quorum"`
	Committed []Party  `json:"committed" doc:"whom it binds"`
	Heard     []Party  `json:"heard" doc:"whose delegate could not commit them"`
}

// Action is what somebody does because of a meeting.
type Action struct {
	N        int        `json:"n"`
	Owner    Party      `json:"owner"`
	What     act.Text   `json:"what"`
	Due      time.Time  `json:"due"`
	State    string     `json:"state" enum:"open,overdue,done,done-late"`
	Done     *time.Time `json:"done,omitempty"`
	Evidence []string   `json:"evidence" doc:"exhibits; none: done without evidence"`
	Ref      *ActRef    `json:"ref,omitempty"`

	Confirmed bool     `json:"confirmed,omitempty" doc:"who called the meeting confirms that it is done"`
	Rejected  act.Text `json:"rejected,omitempty" doc:"it was said to be done, and why it is not, as who called the meeting says"`
}

// Meeting is one meeting.
type Meeting struct {
	MeetingHead
	Ref       ActRef       `json:"ref"`
	Agenda    []act.Text   `json:"agenda"`
	Attending []Attendance `json:"attending"`
	Quorum    int          `json:"quorum"`
	Present   int          `json:"present" doc:"seats that were there; before there are minutes, that say that they come"`
	Minutes   *ActRef      `json:"minutes,omitempty"`
	Text      act.Text     `json:"text,omitempty"`
	Decisions []Decision   `json:"decisions"`
	Actions   []Action     `json:"actions"`
	Can       []string     `json:"can"`
}

// Finding is a violation that a body found, with the party's reply beside it.
type Finding struct {
	ID        string        `json:"id"`
	Ref       ActRef        `json:"ref"`
	By        Party         `json:"by"`
	Party     Party         `json:"party"`
	Violation string        `json:"violation" enum:"late,incomplete,concealed,false,absent,slow,refused"`
	Case      *CaseRef      `json:"case,omitempty"`
	Clause    ClauseRef     `json:"clause"`
	Text      act.Text      `json:"text"`
	At        time.Time     `json:"at"`
	ReplyBy   time.Time     `json:"replyBy"`
	State     string        `json:"state" enum:"found,replied,heard,decided,appealed,settled,fulfilled"`
	Founded   bool          `json:"founded,omitempty"`
	Sanction  act.Text      `json:"sanction,omitempty"`
	Interest  act.Text      `json:"interest,omitempty"`
	Conflict  bool          `json:"conflict,omitempty" doc:"the finder is itself a party to the matter"`
	Evidence  []ActRef      `json:"evidence"`
	Steps     []FindingStep `json:"steps"`
	Can       []string      `json:"can"`
}

// FindingStep is what was said about a finding.
type FindingStep struct {
	Kind string    `json:"kind"`
	By   Party     `json:"by"`
	At   time.Time `json:"at"`
	Text act.Text  `json:"text"`
	Ref  ActRef    `json:"ref"`
}

// Entry is a custom or a pledge that was to be kept by now: no finding comes of it.
type Entry struct {
	Duty    Duty   `json:"duty"`
	Follows string `json:"follows" enum:"reminder,entry" doc:"reminder: of a custom; entry: of a pledge, in the account of trust"`
	Kept    bool   `json:"kept"`
	Excused bool   `json:"excused,omitempty"`
}

// Suspected is what the records show and nobody has found yet: the machine detects, a person finds.
type Suspected struct {
	Violation string     `json:"violation" enum:"late,incomplete,concealed,false,absent,slow,refused"`
	Duty      *Duty      `json:"duty,omitempty"`
	Clause    *ClauseRef `json:"clause,omitempty" doc:"of what no duty stands behind: the clause whose figure was not reached"`
	Party     Party      `json:"party"`
	Case      *CaseRef   `json:"case,omitempty" doc:"of what no duty stands behind: the case"`
	Text      act.Text   `json:"text"`
	Evidence  []ActRef   `json:"evidence"`
	Exhibits  []string   `json:"exhibits,omitempty" doc:"hashes: what else shows it"`
	Defence   act.Text   `json:"defence,omitempty" doc:"what speaks for it: an outage, an excuse"`
}

// Note is an advice, a query or a suspicion.
type Note struct {
	ID        string     `json:"id"`
	Kind      string     `json:"kind" enum:"advice,query,suspicion"`
	By        Party      `json:"by"`
	To        []Party    `json:"to"`
	At        time.Time  `json:"at"`
	Text      act.Text   `json:"text"`
	About     *ActRef    `json:"about,omitempty"`
	Case      *CaseRef   `json:"case,omitempty" doc:"that it is about"`
	Evidence  []ActRef   `json:"evidence,omitempty" doc:"of a suspicion"`
	Informed  bool       `json:"informed,omitempty" doc:"of a suspicion: somebody who is not named said so"`
	Violation string     `json:"violation,omitempty" enum:"concealed,false" doc:"of a suspicion"`
	AnswerBy  *time.Time `json:"answerBy,omitempty"`
	Answer    act.Text   `json:"answer,omitempty"`
	Overdue   bool       `json:"overdue,omitempty"`
	Outcome   string     `json:"outcome,omitempty" enum:"open,found,founded,unfounded" doc:"of a suspicion"`
	Baseless  int        `json:"baseless,omitempty" doc:"of a suspicion: how many of the same author about the same party came to nothing"`
	Since     *Word      `json:"since,omitempty" doc:"of a suspicion: the first that its party said in the case"`
	Ref       ActRef     `json:"ref"`
}

// Findings is what was found, what the records suggest, and what was asked.
type Findings struct {
	Now       time.Time   `json:"now"`
	Findings  []Finding   `json:"findings"`
	Suspected []Suspected `json:"suspected"`
	Entries   []Entry     `json:"entries" doc:"customs and pledges that were to be kept by now"`
	Notes     []Note      `json:"notes"`
}

// Access is one look of a supervisor at this node.
type Access struct {
	At   time.Time `json:"at"`
	Who  string    `json:"who" personal:"name" doc:"login"`
	Role string    `json:"role"`
	What string    `json:"what"`
}

// Accesses is who looked at what, the newest first.
type Accesses struct {
	Accesses []Access `json:"accesses"`
}

// Said is an act that was put on record.
type Said struct {
	ID   string   `json:"id"`
	Ref  ActRef   `json:"ref"`
	Kind string   `json:"kind"`
	Text act.Text `json:"text"`
	// Roles are those that the node filled in, each by a clause.
	Roles []GivenRole `json:"roles,omitempty" doc:"of a case that was opened: the roles that the officer left open, and which clause gave them to whom"`
}

// Kept is an exhibit that was handed in.
type Kept struct {
	Hash string `json:"hash"`
}
