// Package meeting is a coordination meeting: who called it, who came with what authority, what was decided, what follows.
//
//	meeting.request  a member   asks a body to meet, on a subject
//	meeting.convene  the body   agenda, time, place, who is invited; needs the power convene
//	meeting.attend   a member   who comes for it, of what rank, and whether that one can commit it; or that nobody comes, and why
//	meeting.minute   convener   what was decided and what follows, citing the attendances
//	meeting.sign     a member   agrees with the minutes, or puts its dissent beside them
//	meeting.done     a member   an action that it owned is done, with the evidence
//	meeting.confirm  convener   that it is done, or that it is not
//
// A decision binds only whom somebody committed who could: a delegate of too low a rank is heard, and his party is shown as not committed. Without a
// quorum there is no decision, only a conversation. Actions become duties (package duty).
//
// The clauses of the specification are in doc/acts.md, section 10.
package meeting

import (
	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// The kinds of act that this package owns.
const (
	KindRequest act.Kind = "meeting.request"
	KindConvene act.Kind = "meeting.convene"
	KindAttend  act.Kind = "meeting.attend"
	KindMinute  act.Kind = "meeting.minute"
	KindSign    act.Kind = "meeting.sign"
	KindDone    act.Kind = "meeting.done"
	KindConfirm act.Kind = "meeting.confirm"
)

// A Request is the body of meeting.request.
type Request struct {
	Instrument act.Ref  `json:"instrument"` // that has the body; must be cited
	Body       string   `json:"body"`
	Case       *act.Ref `json:"case,omitempty"`
	Subject    act.Text `json:"subject"`
	Before     act.Time `json:"before,omitempty"`
}

// A Convening is the body of meeting.convene. Who is invited stands in the envelope's addressees.
type Convening struct {
	Power    agreement.Cite `json:"power"` // its instrument is cited
	Body     string         `json:"body"`
	Case     *act.Ref       `json:"case,omitempty"`    // must be cited
	Request  *act.Ref       `json:"request,omitempty"` // must be cited
	Title    act.Text       `json:"title"`
	At       act.Time       `json:"at"`
	Place    act.Text       `json:"place"`
	Agenda   []act.Text     `json:"agenda"`
	AnswerBy act.Time       `json:"answerBy"`

	Evaluates *act.Ref `json:"evaluates,omitempty"` // the opening of an exercise that it evaluates; must be cited. What it decides is no part of the exercise
}

// An Attendance is the body of meeting.attend. The last one of a member holds.
type Attendance struct {
	Of      act.Ref  `json:"of"` // the convening; must be cited
	Comes   bool     `json:"comes,omitempty"`
	Post    act.Text `json:"post,omitempty" personal:"name"` // who comes
	Rank    int      `json:"rank,omitempty"`                 // 1 the highest
	Commits bool     `json:"commits,omitempty"`
	Reason  act.Text `json:"reason,omitempty"` // why nobody comes
}

// Minutes are the body of meeting.minute.
type Minutes struct {
	Of        act.Ref    `json:"of"`
	Present   []act.Ref  `json:"present,omitempty"` // attendances; each cited
	Text      act.Text   `json:"text,omitempty"`
	Decisions []Decision `json:"decisions,omitempty"`
	Actions   []Action   `json:"actions,omitempty"`
}

// A Decision is one of a meeting.
type Decision struct {
	Item    int               `json:"item"` // of the agenda, from 1
	Text    act.Text          `json:"text"`
	For     []jurisdiction.ID `json:"for,omitempty"`
	Against []jurisdiction.ID `json:"against,omitempty"`
	Abstain []jurisdiction.ID `json:"abstain,omitempty"`
}

// An Action is what somebody does because of a meeting.
type Action struct {
	Owner jurisdiction.ID `json:"owner"`
	What  act.Text        `json:"what"`
	Due   act.Time        `json:"due"`
}

// A Signing is the body of meeting.sign.
type Signing struct {
	Of      act.Ref  `json:"of"` // the minutes; must be cited
	Agrees  bool     `json:"agrees,omitempty"`
	Dissent act.Text `json:"dissent,omitempty"` // needed when it does not
}

// A Done is the body of meeting.done.
type Done struct {
	Of       act.Ref    `json:"of"`     // the minutes; must be cited
	Action   int        `json:"action"` // from 1
	Text     act.Text   `json:"text"`
	Exhibits []act.Hash `json:"exhibits,omitempty"` // evidence; without any it is done without evidence, and shown so
}

// A Confirmation is the body of meeting.confirm: whether an action is done as whoever called the meeting meant it.
type Confirmation struct {
	Of      act.Ref  `json:"of"` // the meeting.done; must be cited
	Accepts bool     `json:"accepts,omitempty"`
	Text    act.Text `json:"text,omitempty"` // needed if it does not
}
