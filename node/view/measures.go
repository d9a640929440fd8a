package view

import (
	"time"

	"tongzhou/act"
)

// Works are the reservoirs and detention areas of a river of which something can be ordered, and the sets of measures that are planned.
type Works struct {
	ID    string      `json:"id" doc:"the river"`
	Name  act.Text    `json:"name"`
	Now   time.Time   `json:"now"`
	Start time.Time   `json:"start" doc:"of the run; nothing can be ordered before it"`
	End   time.Time   `json:"end"`
	Case  string      `json:"case,omitempty" doc:"the open case in which an account of the loss that was avoided would stand"`
	Works []RiverWork `json:"works" doc:"none: the node's watch file names none for this river"`
	Sets  []OrderSet  `json:"sets" doc:"sets that the watch file plans"`
}

// RiverWork is a reservoir or a detention area.
type RiverWork struct {
	ID        string   `json:"id"`
	Name      act.Text `json:"name"`
	Party     Party    `json:"party" doc:"whose it is"`
	Kind      string   `json:"kind" enum:"reservoir,area"`
	Can       []string `json:"can" enum:"open,close,store,release"`
	Most      *Measure `json:"most,omitempty" doc:"that it can release; absent: not known"`
	Intake    *Measure `json:"intake,omitempty" doc:"of an area: the most that it takes"`
	Capacity  *Measure `json:"capacity,omitempty" doc:"of an area"`
	People    *int64   `json:"people,omitempty" doc:"who live in an area; absent: not known"`
	Simulated bool     `json:"simulated,omitempty" doc:"nobody has built it"`
}

// OrderSet is measures that are taken together.
type OrderSet struct {
	ID     string       `json:"id" minLength:"1" maxLength:"60"`
	Name   act.Text     `json:"name,omitempty" doc:"absent: the identifier"`
	Orders []RiverOrder `json:"orders" maxItems:"40"`
}

// RiverOrder is an order to a reservoir or a detention area. It stands until another one.
type RiverOrder struct {
	Work string    `json:"work" doc:"its identifier"`
	At   time.Time `json:"at"`
	Do   string    `json:"do" enum:"open,close,store,release"`
	Flow float64   `json:"flow,omitempty" minimum:"0" doc:"m3/s: of a release, and of a reservoir that stores what goes beyond it"`
}

// MeasuresAsked are the sets of measures that an officer asks about, and in which futures.
type MeasuresAsked struct {
	First  bool       `json:"first,omitempty" doc:"a first answer by few members, to look at while the whole is computed"`
	Amount float64    `json:"amount,omitempty" minimum:"0" maximum:"100" doc:"factor on the depth of the rain"`
	Later  float64    `json:"later,omitempty" minimum:"-240" maximum:"240" doc:"hours by which the rain began later"`
	Blind  bool       `json:"blind,omitempty" doc:"without the readings that are known here"`
	Sets   []string   `json:"sets,omitempty" maxItems:"16" doc:"planned sets, by identifier"`
	Typed  []OrderSet `json:"typed,omitempty" maxItems:"16" doc:"sets that the officer writes"`
	Done   string     `json:"done,omitempty" doc:"which of the sets was carried out: the readings are then held against the runs with it; absent: nothing was"`
	Record bool       `json:"record,omitempty" doc:"put on record, as the loss that was avoided, what the set that was carried out changed against nothing: a band, never a number"`
	Case   string     `json:"case,omitempty" doc:"the case of that account; absent: the river's open case"`
	Reason act.Text   `json:"reason,omitempty" doc:"what was done and how it is known; needed for the record"`
}

// Compared is what sets of measures would change. Nothing in it is summed over parties.
type Compared struct {
	ID       string        `json:"id" doc:"the river"`
	First    bool          `json:"first"`
	Members  int           `json:"members"`
	Readings int           `json:"readings" doc:"that were taken into account: members that do not agree with them were left out"`
	Model    string        `json:"model"`
	Seed     string        `json:"seed"`
	Inputs   string        `json:"inputs" doc:"SHA-256 of everything that was asked: the same inputs give the same bytes"`
	Took     int64         `json:"took" doc:"milliseconds that the run took here"`
	Said     act.Text      `json:"said" doc:"what was supposed, in words"`
	Sets     []ComparedSet `json:"sets" doc:"first that nothing is ordered, then those that were asked about"`
	Ref      *ActRef       `json:"ref,omitempty" doc:"the act that put the avoided loss on record"`
}

// ComparedSet is what one set would change, for each party.
type ComparedSet struct {
	OrderSet
	Nothing bool            `json:"nothing,omitempty" doc:"nothing is ordered; every other set is held against this"`
	Done    bool            `json:"done,omitempty" doc:"it was carried out"`
	Hash    string          `json:"hash" doc:"SHA-256 of the orders"`
	Run     string          `json:"run" doc:"identifier of the run of all members under this set"`
	Losers  []Party         `json:"losers" doc:"who is worse off anywhere in one member of twenty, or whose area is flooded on purpose"`
	Parties []ComparedParty `json:"parties"`
	Flooded []RiverWork     `json:"flooded" doc:"detention areas that the set opens: their land goes under water"`
	Topped  []ToppedWork    `json:"topped" doc:"reservoirs that are over their top in some members: of what lies below these the answer is no longer one"`
	Missing float64         `json:"missing" doc:"the worst share of the water that the method has lost in a member"`
}

// ToppedWork is a reservoir that is over its top in a share of the members.
type ToppedWork struct {
	Name  act.Text `json:"name"`
	Share float64  `json:"share"`
}

// ComparedParty is what a set changes for a party: the places that gain beside those that lose.
type ComparedParty struct {
	Party  Party           `json:"party"`
	Side   string          `json:"side" enum:"better,worse,both,same"`
	Better float64         `json:"better" doc:"share of the members in which any of its places is better off"`
	Worse  float64         `json:"worse"`
	Places []ComparedPlace `json:"places"`
}

// ComparedPlace is what a set changes at one place. A difference is taken member by member, below 0 is less.
type ComparedPlace struct {
	Place       string   `json:"place"`
	Name        act.Text `json:"name"`
	People      *int64   `json:"people,omitempty" doc:"absent: not known"`
	Threshold   Measure  `json:"threshold" doc:"from which water does harm here"`
	Probability float64  `json:"probability" doc:"that it is exceeded"`
	Side        string   `json:"side" enum:"better,worse,both,same" doc:"both: a lower crest and a longer flood, for example; which weighs more is for people to say"`
	Better      float64  `json:"better" doc:"share of the members"`
	Worse       float64  `json:"worse"`
	Peak        Band     `json:"peak"`
	Over        Band     `json:"over" doc:"time over the threshold"`
	PeakBy      Spread   `json:"peakBy"`
	OverBy      Spread   `json:"overBy"`
	ExcessBy    Spread   `json:"excessBy" doc:"of the water beyond the threshold"`
}

// Spread is a difference by its quantiles, with the least and the greatest of any member.
type Spread struct {
	Band
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}
