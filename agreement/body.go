package agreement

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// Seated is a body as it is composed at a moment.
type Seated struct {
	*Body                      // as the text has it; not to be changed
	Instrument act.Ref         // conclude or issue
	Code       string          // of the instrument
	Places     []Place         // in the order of the text
	InChair    jurisdiction.ID // "": it has no chair
	ChairUntil act.Time        // end of the term
	Powers     []Cite          // of the body
	Vacant     int             // places that nobody holds
	Needs      int             // seats that have to be there for a decision
	text       *Instrument
}

// A Place is a seat and who is in it.
type Place struct {
	Party     jurisdiction.ID
	Least     int      // rank that can commit the party; 0: not said
	Holder    act.Text // nil: vacant
	Alternate act.Text
	Rank      int // of the holder, 1 the highest; 0: not said
	Until     act.Time
	Changed   act.Time // when this holder came after another; 0: it is the first
	Ref       *act.Ref // of the appointment
}

// Bodies returns the bodies of all instruments in force, by code of the instrument and in the order of the text.
func (s *State) Bodies(now act.Time) []Seated {
	var out []Seated
	for _, v := range s.Versions(now) {
		if v.State != "concluded" {
			continue
		}
		for n := range v.Bodies {
			out = append(out, s.seated(&v, &v.Bodies[n], now))
		}
	}
	return out
}

func (s *State) seated(v *Version, b *Body, now act.Time) Seated {
	out := Seated{Body: b, Instrument: v.Ref, Code: v.Code, text: v.Instrument, Needs: b.quorum()}
	out.InChair, out.ChairUntil = b.chair(v.From, now)
	for _, seat := range b.Seats {
		p := Place{Party: seat.Party, Least: seat.Rank}
		key := seatKey{body: b.ID, party: seat.Party}
		if a, ok := s.appointment(s.binding[v.Ref], key, now); ok && (a.Until == 0 || now < a.Until) {
			p.Holder, p.Alternate, p.Rank, p.Until, p.Ref = a.Holder, a.Alternate, a.Rank, a.Until, &a.ref
			if s.succeeds(s.binding[v.Ref], key, a) {
				p.Changed = a.From
			}
		}
		if p.Holder == nil {
			out.Vacant++
		}
		out.Places = append(out.Places, p)
	}
	for _, c := range v.Clauses {
		if c.Power != nil && c.Power.Holder == "body:"+b.ID {
			out.Powers = append(out.Powers, Cite{v.Ref, c.ID})
		}
	}
	return out
}

// appointment is the last one of a party that has begun. It is looked for in earlier versions too: an amendment does not empty the seats.
func (s *State) appointment(d *deal, key seatKey, now act.Time) (appointed, bool) {
	for d != nil {
		list := d.seats[key]
		for n := len(list) - 1; n >= 0; n-- {
			if list[n].From <= now {
				return list[n], true
			}
		}
		if d.text.Amends == nil {
			break
		}
		d = s.binding[*d.text.Amends]
	}
	return appointed{}, false
}

// succeeds says whether somebody else held the seat before.
func (s *State) succeeds(d *deal, key seatKey, a appointed) bool {
	for d != nil {
		for _, old := range d.seats[key] {
			if act.CompareRefs(old.ref, a.ref) < 0 && old.Holder != nil && !maps.Equal(old.Holder, a.Holder) {
				return true
			}
		}
		if d.text.Amends == nil {
			break
		}
		d = s.binding[*d.text.Amends]
	}
	return false
}

// Decides counts a ballot of the body; see [Instrument.Tally].
func (b *Seated) Decides(v Ballot) (Outcome, error) { return b.text.Tally(b.ID, v) }

// quorum is the number of seats that have to be there.
func (b *Body) quorum() int {
	if b.Quorum > 0 {
		return b.Quorum
	}
	return len(b.Seats)/2 + 1
}

// maxWeight keeps the sum of all weights a number.
const maxWeight = 1 << 46

// A Ballot is what the parties of a body said to one question.
type Ballot struct {
	Present               []jurisdiction.ID // who came with somebody who can commit it; who voted was there
	For, Against, Abstain []jurisdiction.ID
	Weights               map[jurisdiction.ID]int64 // residents or gross product, where the body weighs by them
}

// An Outcome is what a ballot comes to.
type Outcome struct {
	Quorum              bool // enough seats were there; without it there is no decision
	Carried             bool
	Present             int               // seats
	For, Against, Total int64             // weights; Total of all seats
	Unweighed           []jurisdiction.ID // seats whose weight is not known: with any of them nothing is carried
	Twice               []jurisdiction.ID // seats that voted more than one way; they are counted as present only
}

// Tally counts a ballot by the rules of a body (8.10): who has no seat is not counted; the quorum is counted in seats; what is carried needs more than the majority
// of the weight of all seats, and all of it with a majority of 100. Without a vote clause for the body each seat has one vote and more than half carries.
// It depends on the text alone, so that the minutes of a meeting can be judged by it.
func (i *Instrument) Tally(body string, b Ballot) (Outcome, error) {
	of, ok := i.body(body)
	if !ok || len(of.Seats) == 0 {
		return Outcome{}, fmt.Errorf("agreement: tally: %s has no body %.70q with seats", i.Code, body)
	}
	rule := Vote{Weight: "member", Majority: 50}
	for _, c := range i.Clauses {
		if c.Vote != nil && c.Vote.Body == body {
			rule.Weight = c.Vote.Weight
			if c.Vote.Majority > 0 {
				rule.Majority = c.Vote.Majority
			}
			break
		}
	}
	var o Outcome
	for _, seat := range of.Seats {
		o.count(seat.Party, rule.Weight, b)
	}
	o.Quorum = o.Present >= of.quorum()
	o.Carried = o.Quorum && len(o.Unweighed) == 0 && share(o.For, o.Total, rule.Majority)
	return o, nil
}

// count adds one seat.
func (o *Outcome) count(p jurisdiction.ID, weigh string, b Ballot) {
	w := int64(1)
	if weigh != "member" {
		w = b.Weights[p]
		if w <= 0 || w > maxWeight {
			o.Unweighed = append(o.Unweighed, p)
			w = 0
		}
	}
	o.Total += w
	ways := 0
	for _, list := range [][]jurisdiction.ID{b.For, b.Against, b.Abstain} {
		if slices.Contains(list, p) {
			ways++
		}
	}
	if ways > 0 || slices.Contains(b.Present, p) {
		o.Present++
	}
	switch {
	case ways > 1:
		o.Twice = append(o.Twice, p)
	case slices.Contains(b.For, p):
		o.For += w
	case slices.Contains(b.Against, p):
		o.Against += w
	}
}

// share says whether a part is more than so many per cent of the whole, or, with 100, all of it.
func share(part, whole int64, percent int) bool {
	if percent >= 100 {
		return part == whole && whole > 0
	}
	// part x 100 > whole x percent, in 128 bits
	h1, l1 := bits.Mul64(uint64(part), 100)
	h2, l2 := bits.Mul64(uint64(whole), uint64(percent))
	return h1 > h2 || h1 == h2 && l1 > l2
}
