// Package duty knows what is owed: by whom, to whom, by when, since which act and which clause, and which act met it.
//
// A duty is not an act. It follows: clauses in force (package agreement) x the facts of a case x the acts in it. So nobody can forget to write one
// down, and every node that has read the same acts has the same list. Derive computes it without a clock; State says where a duty stands at a
// moment.
//
// # When a clock starts
//
//	occurred   the event itself, as the case says
//	known      the debtor knew: its own statement of when, else its first act in the case
//	received   what it was sent was received: its receipt
//	assessed   the case was classified
//	opened     the case was opened
//	asked      it was asked, or ordered
//	closed     the case was closed
//	planned    the debtor planned something: the limit counts back from the time for which it is planned
//
// # When it is met
//
// A duty towards somebody is met by the creditor's receipt. What was sent and not received is a state of its own: the sender's word proves nothing, and the
// recipient's silence is not the sender's fault either. Whether it was met in time is judged by testimony (package roster): the times that
// acts claim are shown beside it.
//
// # Words
//
// What is owed is a word, Duty.Do of a clause. Acts of these words are deeds that the record shows by itself:
//
//	report.initial, report.supplementary, report.final, warn, escalate, notice, ask-approval   tell somebody something: met by the receipt
//	classify, designate, take-over, hand-back, confirm, join, answer, meet, own, accept   decide or answer: met by being on record
//
// Every other word is met by duty.meet alone, which also does for these where it was done by telephone: the creditor accepts it or does not.
//
// # What changes while a case runs
//
// A re-classification changes limits: what is due follows from how the case is classified now. It does not reach back: a shorter limit is not over before the act
// that made it shorter, and who was late under a longer one stays late. A member that leaves, an agreement that lapses or is amended in mid-case
// leave duties as they were: what bound somebody when the case was opened binds it to its end.
//
// # What is planned
//
// Notice of a plan is owed before its time. A plan that is moved moves what is due with it, and only its newest version gives notice of it; a plan that is withdrawn before
// its time asks for none. Once the time of a plan has come, no other version makes its notice early. What is put on record when its notice can no longer be in time is said to be so
// at once. What was not planned, an emergency, has no time to count back from: it is told promptly.
//
// # Acts
//
//	duty.meet     the debtor   it was done, with the evidence, where no other act shows it
//	duty.excuse   the debtor   why it could not be done: outage, force-majeure, own-population, law, capacity, other, with evidence
//	duty.answer   the creditor accepts or disputes the excuse, or that it was done
//
// The clauses of the specification are in doc/acts.md, section 9.
package duty

import (
	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// The kinds of act that this package owns.
const (
	KindMeet   act.Kind = "duty.meet"
	KindExcuse act.Kind = "duty.excuse"
	KindAnswer act.Kind = "duty.answer"
)

// A Key names a duty: nothing in it depends on what was read when.
type Key struct {
	Case   act.Ref         `json:"case"` // of a duty outside a case: the instrument or the minutes that it comes from
	Clause agreement.Cite  `json:"clause"`
	Party  jurisdiction.ID `json:"party"`
	To     jurisdiction.ID `json:"to,omitempty"`
	Since  act.Ref         `json:"since"`         // the act that started its clock; of what was asked it says which asking, of other clocks it may change
	Nth    int             `json:"nth,omitempty"` // of a duty that is owed again and again, from 0, or of the actions of one meeting
}

// A Meeting is the body of duty.meet.
type Meeting struct {
	Duty     Key        `json:"duty"` // its case, since and instrument must be cited, and its creditor is an addressee
	Text     act.Text   `json:"text"`
	Exhibits []act.Hash `json:"exhibits,omitempty"` // each also in the envelope
}

// An Excuse is the body of duty.excuse.
type Excuse struct {
	Duty     Key        `json:"duty"` // cited and addressed as in a Meeting
	Code     string     `json:"code"` // outage, force-majeure, own-population, law, capacity, late-order, other
	Text     act.Text   `json:"text"`
	From     act.Time   `json:"from,omitempty"` // from when it could not
	Until    act.Time   `json:"until,omitempty"`
	Exhibits []act.Hash `json:"exhibits,omitempty"`
}

// An Answer is the body of duty.answer.
type Answer struct {
	Of      act.Ref  `json:"of"` // a duty.meet or duty.excuse; must be cited
	Accepts bool     `json:"accepts,omitempty"`
	Text    act.Text `json:"text,omitempty"` // needed when it does not
}
