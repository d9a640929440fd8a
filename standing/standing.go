// Package standing holds what is found about promises: findings, replies, decisions, and what a superior or a peer says about them.
//
//	standing.find    the body that a clause names   a violation, with its evidence, of which clause
//	standing.reply   the party                      its side; it stands beside the finding for ever
//	standing.hear    whoever decides                a hearing was held
//	standing.decide  whom the clause names          founded or not; which step of the ladder, if any
//	standing.appeal  the party                      to whom the clause names
//	standing.settle  whom the appeal goes to        upheld, changed or set aside
//	standing.fulfil  the party                      the sanction was carried out
//	standing.advise  a superior or supervisor       advice; it binds nobody
//	standing.query   any member                     a question about a record that must be answered
//	standing.explain the one who was asked          the answer
//	standing.suspect any member                     that something was concealed or is false, on what evidence; an informant is never named
//
// Software finds nothing about anybody: it detects (package duty: late, incomplete, unanswered), keeps the evidence, and reminds. A person finds, the
// party replies, a named authority decides, and an appeal is open where the clause gives one. No finding ever withholds life-saving aid.
//
// The clauses of the specification are in doc/acts.md, section 11.
package standing

import (
	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/duty"
	"tongzhou/jurisdiction"
)

// The kinds of act that this package owns.
const (
	KindFind    act.Kind = "standing.find"
	KindReply   act.Kind = "standing.reply"
	KindHear    act.Kind = "standing.hear"
	KindDecide  act.Kind = "standing.decide"
	KindAppeal  act.Kind = "standing.appeal"
	KindSettle  act.Kind = "standing.settle"
	KindFulfil  act.Kind = "standing.fulfil"
	KindAdvise  act.Kind = "standing.advise"
	KindQuery   act.Kind = "standing.query"
	KindExplain act.Kind = "standing.explain"
	KindSuspect act.Kind = "standing.suspect"
)

// A Finding is the body of standing.find.
type Finding struct {
	Party     jurisdiction.ID `json:"party"`     // in the envelope's addressees
	Violation string          `json:"violation"` // late, incomplete, concealed, false, absent, slow, refused
	Clause    agreement.Cite  `json:"clause"`    // the consequence clause that names who decides; its instrument is cited
	Power     agreement.Cite  `json:"power"`     // find
	Case      *act.Ref        `json:"case,omitempty"`
	Duty      *duty.Key       `json:"duty,omitempty"` // that was not kept
	Evidence  []act.Ref       `json:"evidence"`       // each cited
	Exhibits  []act.Hash      `json:"exhibits,omitempty"`
	Text      act.Text        `json:"text"`
	ReplyBy   act.Time        `json:"replyBy"`
	Interest  act.Text        `json:"interest,omitempty"` // of the finder, if it is a party to the matter
}

// A Reply is the body of standing.reply, hear, appeal, fulfil and explain.
type Reply struct {
	Of       act.Ref    `json:"of"` // what it answers; must be cited
	Text     act.Text   `json:"text"`
	Exhibits []act.Hash `json:"exhibits,omitempty"`
}

// A Decision is the body of standing.decide and standing.settle.
type Decision struct {
	Of      act.Ref  `json:"of"` // the finding, or the appeal; must be cited
	Founded bool     `json:"founded,omitempty"`
	Step    int      `json:"step,omitempty"` // of the ladder, from 1; 0: none
	Text    act.Text `json:"text"`           // the reasons
}

// An Advice is the body of standing.advise.
type Advice struct {
	About *act.Ref        `json:"about,omitempty"` // must be cited
	Text  act.Text        `json:"text"`
	Power *agreement.Cite `json:"power,omitempty"`
}

// A Query is the body of standing.query.
type Query struct {
	About    act.Ref  `json:"about"` // must be cited
	Text     act.Text `json:"text"`
	AnswerBy act.Time `json:"answerBy"`
}

// A Suspicion is the body of standing.suspect.
type Suspicion struct {
	Party     jurisdiction.ID `json:"party"`
	Violation string          `json:"violation,omitempty"` // concealed or false; left out: concealed
	Case      *act.Ref        `json:"case,omitempty"`
	Evidence  []act.Ref       `json:"evidence,omitempty"` // each cited
	Exhibits  []act.Hash      `json:"exhibits,omitempty"`
	Text      act.Text        `json:"text"`
	Informed  bool            `json:"informed,omitempty"` // somebody who is not named said so
}
