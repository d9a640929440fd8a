package duty

import (
	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
	"tongzhou/jurisdiction"
)

// Facts are a case as duties are derived from it. The docket makes them of what the practices know; they must not depend on the order of reading. The order
// within the slices does not matter.
type Facts struct {
	Case    act.Ref
	Title   act.Text
	Of      condition.Facts                     // about the case; Party, Roles and Rank are filled in for each debtor
	Turns   []Turn                              // how Of came to be, each classification and each phase, the opening first; none: it never changed
	Closed  bool                                // nothing new is owed; what is owed runs on
	Parties map[string][]jurisdiction.ID        // selector word -> parties; of superior: see Above
	Roles   map[jurisdiction.ID][]string        // of each participant
	Above   map[jurisdiction.ID]jurisdiction.ID // member -> its superior
	Rank    map[jurisdiction.ID]string          // member -> city, province, agency, body
	Clocks  []Clock
	Deeds   []Deed
}

// A Turn is what a case was from an act on. Of the last turn it is Facts.Of.
type Turn struct {
	At    act.Time // as claimed
	Since act.Ref
	Of    condition.Facts
}

// A Clock is a moment from which duties run.
type Clock struct {
	What    string          // occurred, known, received, assessed, opened, asked, planned, closed
	Party   jurisdiction.ID // whose; empty: everybody's
	At      act.Time        // as claimed; of what was asked: its receipt, where there is one, because an order can arrive late
	Since   act.Ref         // the act that shows it; of what was asked: the asking itself
	Of      string          // which Do it starts ("answer"); empty: any
	But     string          // which Do it does not start: the receipt of an opening does not ask anybody to accept a warning
	Binding bool            // of what was asked: it was an order, and orders bound the party then (R17)
	Plan    []Planned       // of what was planned: its versions, in the order in which the party changed it; the last stands
}

// Planned is one version of a plan.
type Planned struct {
	Ref       act.Ref
	At        act.Time // when it was put on record, as claimed
	For       act.Time // for when it is planned; of an emergency: since when it runs
	Emergency bool     // it was not planned
	Withdrawn bool     // nothing is planned any more
	Same      bool     // it says the same as the version that stands: who was told it was told that
}

// A Deed is an act that may meet duties.
type Deed struct {
	Do         string // as agreement.Duty.Do
	By         jurisdiction.ID
	To         jurisdiction.ID // one deed for each addressee; empty: towards the case
	At         act.Time        // as claimed
	Ref        act.Ref
	Answers    *act.Ref // of an answer: what was asked; of the notice of a plan: the version that it tells
	Received   *act.Ref // the addressee's receipt; nil: none yet
	ReceivedAt act.Time
	Missing    []string // mandatory fields that were left out without a word
	Refuses    bool     // of an answer: it says no
	Code       string   // why: own-population, law, capacity, late, other
	Word       bool     // a duty.meet: the debtor's word for it, which the creditor accepts or not
}

// An Owed is a duty as it follows from the record. What it points to belongs to the facts and the rules and is not to be changed.
type Owed struct {
	Key
	What        act.Text // the clause's title, or the action of a meeting
	Do          string
	Force       string
	Source      *agreement.Source
	Accountable jurisdiction.ID
	Unit        *agreement.Contracted // by which the debtor does it with a private unit; nil: by itself
	Clock       string                // what starts it: a clock of agreement.Duty
	Waits       string                // for what it waits: a clock that has not started, or the selector of a creditor whom nobody stands for; else empty
	Order       bool                  // what was asked was an order that bound the debtor
	Start       act.Time              // when the clock started, as claimed
	Due         act.Time              // 0: the source has no figure ("immediately")
	Was         act.Time              // Due before the last change of it; 0: never changed, or there was no figure
	Changed     *act.Ref              // the act that changed it; nil: none
	Near        bool                  // of a plan: it was put on record, or moved, when its notice could no longer be in time
	plan        []Planned             // of a plan: see Clock
	Sent        *Deed                 // the deed that would meet it, received or not
	Met         *Deed                 // the deed that meets it
	Denied      *Answer               // the creditor disputes that Sent, a duty.meet, was done
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
