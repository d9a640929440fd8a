package view

import (
	"time"

	"tongzhou/act"
)

// AvoidedLoss is an account of what measures that were carried out have changed, against a run in which nothing was ordered: a band, which nobody can
// verify. It has no price.
type AvoidedLoss struct {
	ID        string          `json:"id"`
	By        Party           `json:"by"`
	At        time.Time       `json:"at"`
	Officer   string          `json:"officer,omitempty" personal:"name"`
	Done      act.Text        `json:"done" doc:"what was done, and how that is known"`
	With      string          `json:"with" doc:"identifier of the run with it"`
	Without   string          `json:"without" doc:"identifier of the run in which nothing was ordered"`
	Model     string          `json:"model"`
	Seed      string          `json:"seed"`
	Members   int             `json:"members"`
	Readings  int             `json:"readings" doc:"that the members were held against"`
	Exhibit   string          `json:"exhibit" doc:"inputs and result of both runs"`
	Simulated bool            `json:"simulated,omitempty"`
	Own       bool            `json:"own" doc:"its author has places in it: he judges his own matter"`
	Contested bool            `json:"contested" doc:"somebody's last answer disputes it"`
	Replaced  bool            `json:"replaced,omitempty" doc:"its author has put another in its place"`
	Parties   []AvoidedParty  `json:"parties" doc:"nothing is summed over them"`
	Flooded   []AvoidedLand   `json:"flooded" doc:"areas whose land went under water because of the measures"`
	Answers   []AvoidedAnswer `json:"answers" doc:"the last of each"`
	Ref       ActRef          `json:"ref"`
}

// AvoidedParty is what differs for a party.
type AvoidedParty struct {
	Party Party        `json:"party"`
	Rows  []AvoidedRow `json:"rows"`
}

// AvoidedLand is an area that was put under water on purpose.
type AvoidedLand struct {
	Party  Party    `json:"party" doc:"whose it is"`
	Name   act.Text `json:"name"`
	People *int64   `json:"people,omitempty" doc:"who live there; absent: not known"`
}

// AvoidedRow is what differs at a place in one respect: below 0 was avoided, above 0 suffered because of the measures.
type AvoidedRow struct {
	Place  string   `json:"place"`
	Name   act.Text `json:"name,omitempty"`
	What   string   `json:"what" enum:"peak,over,excess"`
	By     Spread   `json:"by"`
	Better float64  `json:"better" doc:"share of the members in which the place is better off"`
	Worse  float64  `json:"worse"`
}

// AvoidedAnswer is what another member says of an account.
type AvoidedAnswer struct {
	By     Party     `json:"by"`
	At     time.Time `json:"at"`
	Agrees bool      `json:"agrees"`
	Text   act.Text  `json:"text"`
	Ref    ActRef    `json:"ref"`
}
