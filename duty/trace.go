package duty

import (
	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Trace is what is on record of standing work, by member (R49): times as the acts claim, in no order, and none after the moment that was asked for.
type Trace struct {
	Met       map[jurisdiction.ID][]act.Time // was there at a meeting that was about no case
	Exercised map[jurisdiction.ID][]act.Time // took part in an exercise with another
	Reached   map[jurisdiction.ID][]act.Time // a person answered the opening of a case, or a warning
	Contact   map[Pair]act.Time              // the last word of a person to another, or a meeting or case in which both were
	Latest    act.Time                       // the last of all this that was more than a word
}

// A Pair is two members, the smaller first: contact is mutual, and which of them wrote last does not matter.
type Pair struct{ A, B jurisdiction.ID }

// PairOf is the pair of two members.
func PairOf(a, b jurisdiction.ID) Pair { return Pair{min(a, b), max(a, b)} }
