package view

import (
	"time"

	"tongzhou/act"
)

// Whence is where something that was met in a river may come from, by the readings downstream of it, and who upstream has said nothing. It is an estimate of
// this node and stands on no record; nobody is accused by it.
type Whence struct {
	River      act.Text    `json:"river"`
	Substance  act.Text    `json:"substance"`
	At         time.Time   `json:"at" doc:"when it was computed"`
	State      string      `json:"state" enum:"told,one,odd,answered,unheard,nobody,silent" doc:"silent: what others measured contradicts a silence; told: somebody said where it comes from; one: one reading is all there is; odd: sensors contradict each other; answered: all who come into question have spoken; unheard: those who have not are not heard; nobody: no member comes into question"`
	Says       act.Text    `json:"says" doc:"the state in a sentence"`
	FromKM     float64     `json:"fromKM" doc:"looked for from here"`
	ToKM       float64     `json:"toKM" doc:"to here: the first sensor that had it"`
	KM         *Band       `json:"km,omitempty" doc:"where it began, km along the river; absent while nothing can be said"`
	Began      *TimeBand   `json:"began,omitempty"`
	Mass       *Band       `json:"mass,omitempty"`
	Banks      []Stretch   `json:"banks" doc:"stretches or outfalls with their shares, downstream"`
	Candidates []Candidate `json:"candidates" doc:"whose these are, the likeliest first"`
	Readings   []Met       `json:"readings" doc:"that it rests on"`
	Against    []act.Text  `json:"against" doc:"what speaks against it, or would contradict it"`
	Evidence   []ActRef    `json:"evidence" doc:"acts that a suspicion would cite"`
	Exhibit    string      `json:"exhibit" doc:"hash: inputs and result of the model, to run it again"`
	Rehearsed  bool        `json:"rehearsed,omitempty" doc:"of an exercise or a test: nobody is suspected by what was rehearsed"`
}

// Stretch is a reach of a river, or an outfall, and how likely it began there.
type Stretch struct {
	Name    act.Text `json:"name"`
	Parties []Party  `json:"parties" doc:"both, where each has a side; none: nobody knows whose it is"`
	FromKM  float64  `json:"fromKM"`
	ToKM    float64  `json:"toKM"`
	Outfall bool     `json:"outfall,omitempty"`
	Share   float64  `json:"share" doc:"0 to 1"`
}

// Candidate is a jurisdiction in which it may have begun.
type Candidate struct {
	Party    *Party   `json:"party,omitempty" doc:"absent: stretches of which nobody knows whose they are"`
	Share    float64  `json:"share" doc:"0 to 1; a stretch with two sides counts for both"`
	Member   bool     `json:"member"`
	Own      bool     `json:"own,omitempty" doc:"this node's own jurisdiction"`
	Unheard  bool     `json:"unheard,omitempty" doc:"its node is not heard: its silence may be an outage"`
	Word     *Word    `json:"word,omitempty" doc:"the first that it said in the matter"`
	Proposed bool     `json:"proposed,omitempty" doc:"its silence is contradicted; a person decides what follows"`
	Filed    *ActRef  `json:"filed,omitempty" doc:"a suspicion that a person put on record"`
	Asked    *ActRef  `json:"asked,omitempty" doc:"a question that was put to it"`
	Says     act.Text `json:"says" doc:"how it stands with it, in a sentence"`
	Draft    act.Text `json:"draft,omitempty" doc:"of one that is proposed: what a suspicion could say"`
}

// Word is the first that a jurisdiction said in a matter.
type Word struct {
	Ref    ActRef    `json:"ref"`
	At     time.Time `json:"at"`
	Source bool      `json:"source,omitempty" doc:"it says where it comes from"`
	After  int64     `json:"after,omitempty" doc:"seconds from the first reading over the limit downstream to it; 0: it came before"`
}

// Met is a reading that an estimate rests on.
type Met struct {
	Place   act.Text  `json:"place"`
	Party   Party     `json:"party"`
	At      time.Time `json:"at"`
	Value   float64   `json:"value"`
	Unit    string    `json:"unit"`
	Over    bool      `json:"over,omitempty" doc:"the limit"`
	LeftOut bool      `json:"leftOut,omitempty" doc:"no course explains it together with the others"`
	Refs    []ActRef  `json:"refs" doc:"signals that put it on record"`
}
