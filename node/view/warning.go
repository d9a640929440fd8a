package view

import (
	"time"

	"tongzhou/act"
)

// WarningHead is a warning in a list.
type WarningHead struct {
	ID       string         `json:"id"`
	Status   Status         `json:"status" enum:"Actual,Exercise,Test"`
	Level    string         `json:"level,omitempty" enum:"red,orange,yellow,blue" doc:"absent where no level applies"`
	Headline act.Text       `json:"headline"`
	By       Party          `json:"by"`
	Issued   time.Time      `json:"issued"`
	Expires  time.Time      `json:"expires"`
	AcceptBy time.Time      `json:"acceptBy"`
	Version  int            `json:"version"`
	InForce  string         `json:"inForce" enum:"in-force,expired,cancelled"`
	Counts   map[string]int `json:"counts" doc:"addressees by custody state"`
	Mine     string         `json:"mine,omitempty" enum:"sent,received,seen,accepted,passed-on,declined,overdue,expired,superseded,cancelled" doc:"this jurisdiction's own custody state"`
	Case     string         `json:"case,omitempty"`
}

// Warnings is the list of warnings that this node knows and the drafts that wait for approval.
type Warnings struct {
	Warnings []WarningHead `json:"warnings"`
	Drafts   []Draft       `json:"drafts"`
}

// Statement is one of the four things a warning must tell, and how sure it is.
type Statement struct {
	Text       act.Text `json:"text"`
	Confidence string   `json:"confidence" enum:"observed,likely,possible,unlikely,unknown"`
}

// Arrival is what is forecast for one addressee.
type Arrival struct {
	Party     Party     `json:"party"`
	Arrival   *TimeBand `json:"arrival,omitempty"`
	Peak      *Band     `json:"peak,omitempty"`
	People    int64     `json:"people,omitempty"`
	Situation int       `json:"situation" enum:"0,1,2,3"`
	TellBy    time.Time `json:"tellBy"`
}

// Version is one act in the chain of a warning: its issue, an update, its cancellation.
type Version struct {
	Version  int       `json:"version"`
	Kind     string    `json:"kind" enum:"issue,update,cancel"`
	At       time.Time `json:"at"`
	Ref      ActRef    `json:"ref"`
	Material bool      `json:"material"`
	Note     act.Text  `json:"note,omitempty"`
}

// Exhibit is evidence that an act cites by its SHA-256.
type Exhibit struct {
	Hash      string   `json:"hash"`
	What      act.Text `json:"what"`
	Simulated bool     `json:"simulated,omitempty"`
}

// Content is the text of a warning, and what it rests on.
type Content struct {
	Description act.Text  `json:"description"`
	Instruction act.Text  `json:"instruction"`
	Source      Statement `json:"source"`
	Extent      Statement `json:"extent"`
	Nature      Statement `json:"nature"`
	Trend       Statement `json:"trend"`
	Severity    string    `json:"severity"`
	Urgency     string    `json:"urgency"`
	Certainty   string    `json:"certainty"`
	Event       act.Text  `json:"event"`
	Arrivals    []Arrival `json:"arrivals"`
	Exhibits    []Exhibit `json:"exhibits"`
	Simulated   bool      `json:"simulated,omitempty"`
	Basis       []Measure `json:"basis"`
}

// Warning is one warning with the custody of every addressee.
type Warning struct {
	WarningHead
	Content
	Custody    []CustodyRow `json:"custody"`
	Versions   []Version    `json:"versions"`
	ApprovedBy []string     `json:"approvedBy" personal:"name"`
	Ref        ActRef       `json:"ref"`
	CapURL     string       `json:"capUrl"`
	Can        []string     `json:"can" enum:"accept,decline,see,pass,update,cancel" doc:"what this officer may do"`
}

// Draft is a warning, an update or a cancellation that waits for people to approve it. It is not on record.
type Draft struct {
	ID         string    `json:"id"`
	Kind       string    `json:"kind" enum:"issue,update,cancel"`
	Headline   act.Text  `json:"headline"`
	Status     Status    `json:"status" enum:"Actual,Exercise,Test"`
	Level      string    `json:"level,omitempty" enum:"red,orange,yellow,blue"`
	To         []Party   `json:"to"`
	By         string    `json:"by,omitempty" personal:"name" doc:"the officer who drafted it; absent: the node did, by rule"`
	Needs      int       `json:"needs" doc:"how many officers must approve"`
	ApprovedBy []string  `json:"approvedBy" personal:"name"`
	CreatedAt  time.Time `json:"createdAt"`
	Case       string    `json:"case,omitempty"`
	Warning    string    `json:"warning,omitempty" doc:"the warning that is updated or cancelled"`
	Content    *Content  `json:"content,omitempty"`
}

// Outcome is what an action led to: a warning changed, or a draft that waits for a second officer.
type Outcome struct {
	Warning *WarningHead `json:"warning,omitempty"`
	Draft   *Draft       `json:"draft,omitempty"`
}
