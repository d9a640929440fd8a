// Package suspicion weighs what the records show against each other, before anybody suspects anybody: a silence that others' readings contradict (R58).
//
// It decides nothing about anyone. What it finds a node shows to people, with what speaks against it; a person asks, or puts a suspicion on record (package
// standing), and a body decides. So every doubt is on the side of the one who would be suspected: one reading never suffices, sensors that contradict each other
// end it, a city that is not heard is not held to its silence, and all who come into question are named with their shares, also those outside the alliance.
package suspicion

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Silence is what was met downstream although nobody upstream has said anything, and where it may have come from (R58). It is weighed from what is on
// record and from what a model makes of the readings; nothing of it is itself a record, and it accuses nobody: at most people are shown whom they could ask.
type Silence struct {
	Banks     []Bank
	Sightings []Sighting // the readings over the limit that the banks were found by
	Odd       bool       // a reading of another sensor that no course of the matter explains together with the others
	// Words are the first that each jurisdiction said in the matter, by a report, an opening, a warning or a reading over the limit of its own.
	Words map[jurisdiction.ID]Word
	Self  jurisdiction.ID            // whose node asks
	In    func(jurisdiction.ID) bool // is a member
	// Cut are those whose node is not heard at present: that they say nothing may be an outage.
	Cut map[jurisdiction.ID]bool
}

// A Bank is a stretch of river, or an outfall, with those whom it belongs to: several where both sides of the river are, none where nobody knows.
type Bank struct {
	ID      string
	Parties []jurisdiction.ID
	Share   float64 // how likely it began here, 0 to 1, by the readings
}

// A Sighting is a reading over the limit.
type Sighting struct {
	Station string
	At      act.Time
}

// A Word is the first that a jurisdiction said in a matter.
type Word struct {
	Ref    act.Ref
	At     act.Time
	Source bool // it says where the matter comes from
}

// A Candidate is a jurisdiction in which the matter may have begun.
type Candidate struct {
	Party  jurisdiction.ID // empty: stretches of which nobody knows whose they are
	Share  float64         // of its stretches and outfalls; one with several owners counts for each, so shares may add up to more than 1
	Member bool
	Word   *Word // what it said; nil: nothing
	Cut    bool  // its node is not heard
	// Proposed says that people are shown it as one whose silence the readings contradict.
	Proposed bool
}

const (
	// least is the share from which a jurisdiction is a candidate whom people could ask: a 90 % band leaves 5 % on each side.
	least = 0.05
	// apart is how far two readings of one sensor must lie from each other to be two: a sensor that is dipped into the wrong bottle is wrong for the
	// whole visit.
	apart = act.Time(60 * 60 * 1000)
)

// Weigh says how it stands and who comes into question, the likeliest first. The state is the first of these that is so:
//
//	quiet      nothing over the limit was met
//	told       a member that comes into question says where it comes from
//	odd        the sensors contradict each other
//	one        one reading is all there is, and one reading is never enough
//	answered   all members that come into question have said something, or this node's own jurisdiction alone comes into question
//	unheard    some have said nothing, and of all of them the nodes are not heard either
//	nobody     no member comes into question: it began outside the alliance, or where nobody knows whose it is
//	silent     the silence of at least one is contradicted
//
// Only in the last one candidates are proposed.
func (s Silence) Weigh() (state string, list []Candidate) {
	list = s.candidates()
	state = s.state(list)
	for i := range list {
		list[i].Proposed = state == "silent" && s.silent(list[i]) && !list[i].Cut
	}
	return state, list
}

func (s Silence) candidates() []Candidate {
	var list []Candidate
	add := func(id jurisdiction.ID, share float64) {
		i := slices.IndexFunc(list, func(c Candidate) bool { return c.Party == id })
		if i < 0 {
			c := Candidate{Party: id, Member: id != "" && s.In(id), Cut: s.Cut[id]}
			if w, ok := s.Words[id]; ok {
				c.Word = &w
			}
			i, list = len(list), append(list, c)
		}
		list[i].Share += share
	}
	for _, b := range s.Banks {
		switch {
		case b.Share <= 0:
		case len(b.Parties) == 0:
			add("", b.Share)
		default:
			for _, id := range b.Parties {
				add(id, b.Share)
			}
		}
	}
	slices.SortFunc(list, func(a, b Candidate) int { return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Party, b.Party)) })
	return list
}

func (s Silence) state(list []Candidate) string {
	members := slices.DeleteFunc(slices.Clone(list), func(c Candidate) bool { return !c.Member || c.Share < least })
	silent := slices.DeleteFunc(slices.Clone(members), func(c Candidate) bool { return !s.silent(c) })
	switch {
	case len(s.Sightings) == 0:
		return "quiet"
	case slices.ContainsFunc(members, func(c Candidate) bool { return c.Word != nil && c.Word.Source }):
		return "told"
	case s.Odd:
		return "odd"
	case s.one():
		return "one"
	case len(members) == 0:
		return "nobody"
	case len(silent) == 0:
		return "answered"
	case !slices.ContainsFunc(silent, func(c Candidate) bool { return !c.Cut }):
		return "unheard"
	}
	return "silent"
}

// silent says whether a candidate is another member that comes into question and has said nothing.
func (s Silence) silent(c Candidate) bool {
	return c.Member && c.Share >= least && c.Word == nil && c.Party != s.Self
}

// one says whether all readings over the limit are really one: of one sensor, and of one visit to it.
func (s Silence) one() bool {
	for _, a := range s.Sightings {
		for _, b := range s.Sightings {
			if a.Station != b.Station || b.At-a.At >= apart {
				return false
			}
		}
	}
	return true
}

// Sensors is how many stations have seen it.
func (s Silence) Sensors() int {
	seen := map[string]bool{}
	for _, x := range s.Sightings {
		seen[x.Station] = true
	}
	return len(seen)
}
