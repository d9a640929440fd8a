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
//
// # When it is met
//
// A duty towards somebody is met by the creditor's receipt. What was sent and not received is a state of its own: the sender's word proves nothing, and the
// recipient's silence is not the sender's fault either. Whether it was met in time is judged by testimony (package roster): the times that
// acts claim are shown beside it.
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
	"tongzhou/agreement/condition"
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
	Since  act.Ref         `json:"since"`         // the act that started its clock
	Nth    int             `json:"nth,omitempty"` // of a duty that is owed again and again, or of the actions of one meeting
}

// A Meeting is the body of duty.meet.
type Meeting struct {
	Duty     Key        `json:"duty"` // its case and its since must be cited
	Text     act.Text   `json:"text"`
	Exhibits []act.Hash `json:"exhibits,omitempty"` // each also in the envelope
}

// An Excuse is the body of duty.excuse.
type Excuse struct {
	Duty     Key        `json:"duty"`
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

// Facts are a case as duties are derived from it. The docket makes them of what the practices know; they must not depend on the order of reading.
type Facts struct {
	Case    act.Ref
	Title   act.Text
	Of      condition.Facts                     // about the case; Party, Roles and Rank are filled in for each debtor
	Closed  bool                                // nothing new is owed; what is owed runs on
	Parties map[string][]jurisdiction.ID        // selector word -> parties, sorted; of superior: see Above
	Roles   map[jurisdiction.ID][]string        // of each participant
	Above   map[jurisdiction.ID]jurisdiction.ID // member -> its superior
	Rank    map[jurisdiction.ID]string          // member -> city, province, agency, body
	Clocks  []Clock
	Deeds   []Deed
}

// A Clock is a moment from which duties run.
type Clock struct {
	What  string          // occurred, known, received, assessed, opened, asked, closed
	Party jurisdiction.ID // whose; empty: everybody's
	At    act.Time        // as claimed
	Since act.Ref         // the act that shows it
	Of    string          // for asked: which Do it starts ("answer"); else empty
}

// A Deed is an act that may meet duties.
type Deed struct {
	Do         string // as agreement.Duty.Do
	By         jurisdiction.ID
	To         jurisdiction.ID // one deed for each addressee; empty: towards the case
	At         act.Time        // as claimed
	Ref        act.Ref
	Answers    *act.Ref // of an answer: what was asked
	Received   *act.Ref // the addressee's receipt; nil: none yet
	ReceivedAt act.Time
	Missing    []string // mandatory fields that were left out without a word
}

// An Owed is a duty as it follows from the record.
type Owed struct {
	Key
	What        act.Text // the clause's title, or the action of a meeting
	Do          string
	Force       string
	Source      *agreement.Source
	Accountable jurisdiction.ID
	Start       act.Time // when the clock started, as claimed
	Due         act.Time // 0: the source has no figure ("immediately")
	Sent        *Deed    // the deed that would meet it, received or not
	Met         *Deed    // the deed that meets it
	Excuse      *Excused
	Stricter    *agreement.Cite // another clause asks for the same sooner: that one governs
	Consequence string
}

// An Excused is an excuse with what the creditor said to it.
type Excused struct {
	Excuse
	By     jurisdiction.ID
	At     act.Time
	Ref    act.Ref
	Answer *Answer
}
