package meeting

import (
	"cmp"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// A Weigh says what a party weighs where a body votes by "population" or "gdp". 0: it is not known. It is no part of a verdict: figures change without the minutes
// citing them. Everything else about how a body decides is in the text by which it was convened.
type Weigh func(p jurisdiction.ID, what string) int64

// A Meeting is a meeting at a glance. What it holds belongs to the state and is not to be changed.
type Meeting struct {
	ID         act.Ref
	By         jurisdiction.ID
	Officer    string
	Called     act.Time // when it was convened
	Convening  *Convening
	Invited    []jurisdiction.ID
	State      string // called; held: its time has come; minuted
	Attendance []Attendee
	Quorum     int       // seats that must be there, with a delegate who can commit them
	Present    int       // seats that were there; guests do not count
	Able       int       // seats that were there and could be committed
	Minutes    []Minuted // the last holds, the others stay
	Decisions  []Decided
	Actions    []Followup
}

// An Attendee is a party with what it said to the invitation: a row of the attendance table, the highest rank first.
type Attendee struct {
	Party   jurisdiction.ID
	State   string // asked; silent: no word by the time to answer; not; comes: it said so; present: the minutes count it
	Said    *Attendance
	Ref     act.Ref // of what it said
	Seated  bool    // false: it is heard and has no vote
	Needs   int     // the rank that its seat asks for; 0: any
	Commits bool    // it says that its delegate can commit it, and the rank suffices
	Signed  string  // agrees, dissents, unsigned; empty: there is nothing for it to sign
	Dissent act.Text
}

// A Minuted is a version of the minutes.
type Minuted struct {
	*Minutes
	Ref     act.Ref
	At      act.Time
	Officer string
	Holds   bool
	Signed  []Signed // by party: the last word of each
}

// A Signed is what a party says to minutes.
type Signed struct {
	Signing
	By  jurisdiction.ID
	At  act.Time
	Ref act.Ref
}

// A Decided is a decision with what it is worth.
type Decided struct {
	Decision
	Result    string            // carried, not-carried, no-quorum
	Outcome   agreement.Outcome // of the seats whose delegates could commit them
	Committed []jurisdiction.ID
	Heard     []jurisdiction.ID // voted, and cannot be held to it: the delegate cannot commit, or there is no seat
	Disputed  []jurisdiction.ID // would be committed, but dissents from the minutes
}

// A Followup is an action with where it stands.
type Followup struct {
	Action
	Number int
	First  act.Ref // the minutes in which it stood first; corrections do not make it a new one
	Nth    int     // its number there
	Bound  bool    // its owner owes it: it wrote the minutes, or somebody was there who could commit it, and it does not dissent
	State  string  // open, overdue, done, done-late
	Done   []Deed  // in the order of the owner's journal; none: not done

	Rejected []Deed // said to be done, and the convener says that it is not
	Proven   bool   // done, and with evidence
}

// A Deed is an act that says that an action is done.
type Deed struct {
	Done
	At        act.Time
	Ref       act.Ref
	Confirmed *Confirmation // the last word of the convener about it; nil: none. Not to be changed
}

// An Asked is a request for a meeting.
type Asked struct {
	*Request
	By       jurisdiction.ID
	At       act.Time
	Ref      act.Ref
	Meetings []act.Ref // that answer it
	Overdue  bool      // nobody convened by the time before which it asked
}

// Meetings returns all meetings, the last to begin first.
func (s *State) Meetings(now act.Time, weigh Weigh) []Meeting {
	out := make([]Meeting, 0, len(s.meetings))
	for _, m := range s.meetings {
		out = append(out, m.view(now, weigh))
	}
	slices.SortFunc(out, func(a, b Meeting) int {
		return cmp.Or(cmp.Compare(b.Convening.At, a.Convening.At), act.CompareRefs(a.ID, b.ID))
	})
	return out
}

// Meeting returns a meeting.
func (s *State) Meeting(id act.Ref, now act.Time, weigh Weigh) (Meeting, bool) {
	m := s.meetings[id]
	if m == nil {
		return Meeting{}, false
	}
	return m.view(now, weigh), true
}

// Requests returns what was asked for, the newest first.
func (s *State) Requests(now act.Time) []Asked {
	answers := map[act.Ref][]act.Ref{}
	for ref, m := range s.meetings {
		if m.Request != nil {
			answers[*m.Request] = append(answers[*m.Request], ref)
		}
	}
	var out []Asked
	for ref, r := range s.requests {
		slices.SortFunc(answers[ref], act.CompareRefs)
		out = append(out, Asked{Request: r.Request, By: r.by, At: r.at, Ref: ref, Meetings: answers[ref],
			Overdue: r.Before != 0 && now > r.Before && len(answers[ref]) == 0})
	}
	slices.SortFunc(out, func(a, b Asked) int { return cmp.Or(cmp.Compare(b.At, a.At), act.CompareRefs(a.Ref, b.Ref)) })
	return out
}

// A room is a meeting with those who sit in it: what decisions are judged by.
type room struct {
	*meeting
	held    *minutes // those that hold; nil: none yet
	body    agreement.Body
	seats   map[jurisdiction.ID]agreement.Seat
	weights map[jurisdiction.ID]int64
}

func (m *meeting) room(weigh Weigh) room {
	r := room{meeting: m, seats: map[jurisdiction.ID]agreement.Seat{}, weights: map[jurisdiction.ID]int64{}}
	if n := len(m.minutes); n > 0 {
		r.held = m.minutes[n-1]
	}
	r.body = m.text.Bodies[slices.IndexFunc(m.text.Bodies, func(b agreement.Body) bool { return b.ID == m.Body })] // it is there: see over
	i := slices.IndexFunc(m.text.Clauses, func(c agreement.Clause) bool { return c.Vote != nil && c.Vote.Body == m.Body })
	for _, seat := range r.body.Seats {
		r.seats[seat.Party] = seat
		if i >= 0 && weigh != nil {
			r.weights[seat.Party] = weigh(seat.Party, m.text.Clauses[i].Vote.Weight)
		}
	}
	return r
}

func (m *meeting) view(now act.Time, weigh Weigh) Meeting {
	r := m.room(weigh)
	v := Meeting{ID: m.ref, By: m.by, Officer: m.officer, Called: m.at, Convening: m.Convening, Invited: m.to, State: "called", Quorum: r.quorum(), Attendance: r.table(now)}
	if now >= m.At {
		v.State = "held"
	}
	for _, x := range m.minutes {
		v.State = "minuted"
		v.Minutes = append(v.Minutes, x.view(x == r.held))
	}
	if r.held != nil {
		v.Present, v.Able = len(r.present(func(*attendance) bool { return true })), len(r.present(r.mandate))
		for _, d := range r.held.Decisions {
			v.Decisions = append(v.Decisions, r.decided(d))
		}
		v.Actions = r.followups(now)
	}
	return v
}

// quorum is the number of seats that a decision needs; of a body without seats 0: it decides nothing.
func (r room) quorum() int {
	if len(r.seats) == 0 || r.body.Quorum > 0 {
		return r.body.Quorum
	}
	return len(r.seats)/2 + 1
}

func (x *minutes) view(holds bool) Minuted {
	v := Minuted{Minutes: x.Minutes, Ref: x.ref, At: x.at, Officer: x.officer, Holds: holds}
	for _, p := range slices.Sorted(maps.Keys(x.signed)) {
		last := x.signed[p][len(x.signed[p])-1]
		v.Signed = append(v.Signed, Signed{*last.Signing, p, last.at, last.ref})
	}
	return v
}

// present returns the seats that were there, as far as their attendance is such.
func (r room) present(such func(*attendance) bool) []jurisdiction.ID {
	var out []jurisdiction.ID
	for _, seat := range r.body.Seats {
		if a := r.held.present[seat.Party]; a != nil && such(a) {
			out = append(out, seat.Party)
		}
	}
	return out
}

// table returns who was asked, who came and who signed, the highest rank first and those without one last.
func (r room) table(now act.Time) []Attendee {
	parties := slices.Clone(r.to)
	if r.said[r.by] != nil || r.seats[r.by].Party != "" {
		parties = append(parties, r.by)
	}
	slices.Sort(parties)
	var out []Attendee
	for _, p := range slices.Compact(parties) {
		out = append(out, r.attendee(p, now))
	}
	rank := func(a Attendee) int {
		if a.Said == nil || a.Said.Rank == 0 {
			return 1 << 30
		}
		return a.Said.Rank
	}
	slices.SortFunc(out, func(a, b Attendee) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Party, b.Party)) })
	return out
}

func (r room) attendee(p jurisdiction.ID, now act.Time) Attendee {
	seat, seated := r.seats[p]
	x := Attendee{Party: p, State: "asked", Seated: seated, Needs: seat.Rank}
	var said *attendance
	if list := r.said[p]; len(list) > 0 {
		said = list[len(list)-1]
	}
	if r.held != nil && r.held.present[p] != nil { // what it said later changes nothing about who was there
		said = r.held.present[p]
	}
	if said == nil {
		if now > r.AnswerBy {
			x.State = "silent"
		}
	} else {
		x.Said, x.Ref, x.State, x.Commits = said.Attendance, said.ref, "not", r.mandate(said)
		if said.Comes {
			x.State = "comes"
		}
	}
	if r.held == nil {
		return x
	}
	if r.held.present[p] != nil {
		x.State = "present"
	}
	if list := r.held.signed[p]; len(list) > 0 {
		x.Signed, x.Dissent = "agrees", list[len(list)-1].Dissent
		if !list[len(list)-1].Agrees {
			x.Signed = "dissents"
		}
	} else if x.State == "present" && p != r.by {
		x.Signed = "unsigned"
	}
	return x
}

// mandate says whether a delegate can commit its party: the party says so, and the rank is not lower than that of the seat. A rank that is not said is lower
// than any.
func (r room) mandate(a *attendance) bool {
	needs := r.seats[a.by].Rank
	return a.Comes && a.Commits && (needs == 0 || a.Rank != 0 && a.Rank <= needs)
}

// dissents says whether a party puts its dissent beside the minutes that hold.
func (r room) dissents(p jurisdiction.ID) bool {
	list := r.held.signed[p]
	return len(list) > 0 && !list[len(list)-1].Agrees
}

// decided says what a decision is worth. Votes are those that the minutes have. Only a delegate who can commit his seat counts, for the quorum and in the vote: what
// was carried by people who could not speak for their cities would promise what nobody owes.
func (r room) decided(d Decision) Decided {
	x := Decided{Decision: d, Result: "no-quorum"}
	able := func(list []jurisdiction.ID) (out []jurisdiction.ID) {
		for _, p := range list {
			if _, seated := r.seats[p]; seated && r.mandate(r.held.present[p]) {
				out = append(out, p)
			} else {
				x.Heard = append(x.Heard, p)
			}
		}
		return out
	}
	b := agreement.Ballot{Present: r.present(r.mandate), For: able(d.For), Against: able(d.Against), Abstain: able(d.Abstain), Weights: r.weights}
	slices.Sort(x.Heard)
	outcome, err := r.text.Tally(r.Body, b)
	if err != nil || !outcome.Quorum { // the error is that nobody sits in the body
		return x
	}
	x.Outcome, x.Result = outcome, "not-carried"
	if outcome.Carried {
		x.Result = "carried"
		for _, p := range slices.Sorted(slices.Values(b.For)) {
			if r.dissents(p) {
				x.Disputed = append(x.Disputed, p)
			} else {
				x.Committed = append(x.Committed, p)
			}
		}
	}
	return x
}

// CaseOf returns the case about which a meeting was called, by any of its minutes.
func (s *State) CaseOf(minutes act.Ref) (act.Ref, bool) {
	m := s.minutes[minutes]
	if m == nil || m.meeting.Case == nil {
		return act.Ref{}, false
	}
	return *m.meeting.Case, true
}
