package view

import (
	"time"

	"tongzhou/act"
)

// Need is one kind of means that one party needs, beside what it has and what others promise. Nothing in it is judged.
type Need struct {
	Party     Party       `json:"party"`
	Kind      string      `json:"kind"`
	Contested bool        `json:"contested,omitempty" doc:"two estimates differ"`
	Estimates []Estimate  `json:"estimates" doc:"of the need, by whomever"`
	Stock     []Estimate  `json:"stock" doc:"of what the party has, by whomever"`
	Own       *Measure    `json:"own,omitempty" doc:"what counts as its own: its own word, else the reserve that it keeps ready by agreement; absent: not known"`
	OwnFrom   string      `json:"ownFrom" enum:"said,reserve,unknown"`
	Reserves  []ClauseRef `json:"reserves" doc:"clauses by which it keeps some ready"`
	Promised  Measure     `json:"promised" doc:"by others, what is there in time, each stock once"`
	From      []ClauseRef `json:"from" doc:"the clauses by which others promise it"`
	Used      []Estimate  `json:"used" doc:"of what it used in the end"`
	Denies    []Party     `json:"denies" doc:"who says that nothing is missing while another's estimate leaves a gap"`
}

// Estimate is what somebody says about an amount.
type Estimate struct {
	By     Party     `json:"by"`
	Amount Measure   `json:"amount"`
	Basis  string    `json:"basis" enum:"observed,computed,reported,simulated,unknown"`
	Text   act.Text  `json:"text"`
	At     time.Time `json:"at"`
	Ref    ActRef    `json:"ref"`
	Gap    *Measure  `json:"gap,omitempty" doc:"of a need: what it leaves open; absent where units differ"`
}

// Authority is a task that takes a power, beside the powers that the party holds by clauses in force.
type Authority struct {
	Party  Party       `json:"party"`
	Power  string      `json:"power"`
	Task   act.Text    `json:"task"`
	By     Party       `json:"by" doc:"who says so"`
	At     time.Time   `json:"at"`
	Ref    ActRef      `json:"ref"`
	Holds  []ClauseRef `json:"holds" doc:"clauses that give it to the party; none: it lacks the power"`
	Others []Holder    `json:"others" doc:"who holds it otherwise"`
}

// Holder is somebody who holds a power by a clause.
type Holder struct {
	Party  Party     `json:"party"`
	Clause ClauseRef `json:"clause"`
}

// GapRow is one line of what was missing when somebody above was asked, as it stood then.
type GapRow struct {
	Kind     string   `json:"kind,omitempty"`
	Power    string   `json:"power,omitempty"`
	Need     *Measure `json:"need,omitempty"`
	Stock    *Measure `json:"stock,omitempty"`
	Promised *Measure `json:"promised,omitempty"`
	Gap      *Measure `json:"gap,omitempty"`
	Used     *Measure `json:"used,omitempty" doc:"what the party says, since, that it used"`
	Basis    []ActRef `json:"basis"`
}
