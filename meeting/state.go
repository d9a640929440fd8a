package meeting

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// Rules is what meetings ask package agreement. What the functions answer must depend on nothing but their arguments and what the act cites, so that a
// verdict is the same everywhere (design D4). A nil function knows nothing and allows nothing.
type Rules struct {
	May    func(by jurisdiction.ID, c agreement.Cite, do string, a act.Act) error
	Clause func(c agreement.Cite) (*agreement.Clause, *agreement.Instrument, bool)
}

// A State is what the acts about meetings add up to. Entries of one journal must be applied in the order of that journal, and an entry after those that
// it cites; the order between journals makes no difference.
type State struct {
	rules       Rules
	requests    map[act.Ref]*request
	meetings    map[act.Ref]*meeting
	attendances map[act.Ref]*attendance
	minutes     map[act.Ref]*minutes
	dones       map[act.Ref]*done
}

// A place is where, when and by whom something was put on record.
type place struct {
	ref     act.Ref
	by      jurisdiction.ID
	at      act.Time
	officer string
}

type request struct {
	place
	*Request
}

// A meeting is a convening with what followed.
type meeting struct {
	place
	*Convening
	text    *agreement.Instrument             // by which it was convened: its body decides by this text, whatever replaces it later
	to      []jurisdiction.ID                 // sorted
	said    map[jurisdiction.ID][]*attendance // by party, in the order of its journal
	minutes []*minutes                        // in the order of the convener's journal; the last holds
}

type attendance struct {
	place
	*Attendance
	meeting *meeting
}

type minutes struct {
	place
	*Minutes
	meeting *meeting
	present map[jurisdiction.ID]*attendance // whom they count, and by which word of it
	signed  map[jurisdiction.ID][]signing   // by party, in the order of its journal
	done    map[int][]*done                 // by number of the action, in the order of its owner's journal
}

type signing struct {
	place
	*Signing
}

type done struct {
	place
	*Done
	minutes   *minutes
	confirmed []confirmation // in the order of the convener's journal; the last holds
}

type confirmation struct {
	place
	*Confirmation
}

// New returns an empty state.
func New(r Rules) *State {
	return &State{rules: r, requests: map[act.Ref]*request{}, meetings: map[act.Ref]*meeting{}, attendances: map[act.Ref]*attendance{}, minutes: map[act.Ref]*minutes{}, dones: map[act.Ref]*done{}}
}

// Apply adds an act. An error says why the act is void; the state is then as before.
func (s *State) Apply(e act.Entry) error { return act.Apply("meeting", e, s.judge) }

// Check says whether an act would count if it were applied now, and changes nothing. Until the act has its place, index and leaf hash of the entry may be
// anything.
func (s *State) Check(e act.Entry) error { return act.Check("meeting", e, s.judge) }

// judge says why an act is void, or returns what it does to the state.
func (s *State) judge(e act.Entry) (func(), error) {
	switch e.Act.Kind {
	case KindRequest:
		return act.Take(e, s.request, (*Request).check)
	case KindConvene:
		return act.Take(e, s.convene, (*Convening).check)
	case KindAttend:
		return act.Take(e, s.attend, (*Attendance).check)
	case KindMinute:
		return act.Take(e, s.minute, (*Minutes).check)
	case KindSign:
		return act.Take(e, s.sign, (*Signing).check)
	case KindDone:
		return act.Take(e, s.did, (*Done).check)
	case KindConfirm:
		return act.Take(e, s.confirm, (*Confirmation).check)
	}
	return nil, act.ErrKind
}

// request: any member may ask. Whether the instrument has the body is not judged: it is asked of whoever reads the request.
func (s *State) request(e act.Entry, r *Request) (func(), error) {
	return func() { s.requests[e.Ref] = &request{placeOf(e), r} }, nil
}

func (s *State) convene(e act.Entry, c *Convening) (func(), error) {
	if s.rules.May == nil || s.rules.Clause == nil {
		return nil, errors.New("nobody has the power to convene here")
	}
	if err := s.rules.May(e.Act.By, c.Power, "convene", e.Act); err != nil {
		return nil, err
	}
	clause, instrument, ok := s.rules.Clause(c.Power)
	if !ok || clause.Power == nil {
		return nil, fmt.Errorf("clause %s gives no power", c.Power.Clause)
	}
	if err := over(instrument, clause.Power.Holder, c.Body); err != nil {
		return nil, err
	}
	if c.Request != nil {
		if r := s.requests[*c.Request]; r == nil || r.Body != c.Body {
			return nil, fmt.Errorf("what it answers is no request to %s", c.Body)
		}
	}
	return func() {
		s.meetings[e.Ref] = &meeting{place: placeOf(e), Convening: c, text: instrument, to: slices.Sorted(slices.Values(e.Act.To)), said: map[jurisdiction.ID][]*attendance{}}
	}, nil
}

// over refuses to let the holder of a power convene a body that the instrument does not have or that is not the holder's. A body convenes itself and those below
// it; a power that the text gives to a party, its issuer or all members is for every body of the text.
func over(in *agreement.Instrument, holder, id string) error {
	parents := map[string]string{}
	for _, b := range in.Bodies {
		parents[b.ID] = b.Parent
	}
	if _, ok := parents[id]; !ok {
		return fmt.Errorf("%s has no body %.40q", in.Code, id)
	}
	mine, ok := strings.CutPrefix(holder, "body:")
	if !ok {
		return nil
	}
	for range in.Bodies { // as many steps as there are bodies: a circle of parents ends too
		if id == mine {
			return nil
		}
		id = parents[id]
	}
	return fmt.Errorf("the clause lets body %s convene itself and the bodies below it, and no other", mine)
}

func (s *State) attend(e act.Entry, x *Attendance) (func(), error) {
	m := s.meetings[x.Of]
	if m == nil {
		return nil, errors.New("what it answers convenes no meeting")
	}
	if !m.invited(e.Act.By) {
		return nil, errors.New("was not invited")
	}
	return func() {
		a := &attendance{placeOf(e), x, m}
		m.said[e.Act.By] = append(m.said[e.Act.By], a)
		s.attendances[e.Ref] = a
	}, nil
}

// invited says whether a party may come: it was asked, or called the meeting.
func (m *meeting) invited(p jurisdiction.ID) bool {
	_, found := slices.BinarySearch(m.to, p)
	return found || p == m.by
}

func (s *State) minute(e act.Entry, x *Minutes) (func(), error) {
	m := s.meetings[x.Of]
	switch {
	case m == nil:
		return nil, errors.New("what they are of is no meeting")
	case m.by != e.Act.By:
		return nil, fmt.Errorf("the convener, %s, writes the minutes; what you think of them is said by %s", m.by, KindSign)
	case e.Act.At < m.At:
		return nil, errors.New("the meeting has not begun; what was agreed before it is not its decision")
	}
	present, err := s.present(m, x.Present)
	if err != nil {
		return nil, err
	}
	for i, d := range x.Decisions {
		if err := d.fits(m, present); err != nil {
			return nil, fmt.Errorf("decision %d: %w", i+1, err)
		}
	}
	for i, a := range x.Actions {
		if !m.invited(a.Owner) {
			return nil, fmt.Errorf("action %d: %.40q was not invited: nobody is given work behind his back", i+1, a.Owner)
		}
	}
	return func() {
		r := &minutes{placeOf(e), x, m, present, map[jurisdiction.ID][]signing{}, map[int][]*done{}}
		m.minutes = append(m.minutes, r)
		s.minutes[e.Ref] = r
	}, nil
}

// present returns who is counted, and by which attendance: only a word of its own makes a party present.
func (s *State) present(m *meeting, refs []act.Ref) (map[jurisdiction.ID]*attendance, error) {
	present := map[jurisdiction.ID]*attendance{}
	for _, ref := range refs {
		a := s.attendances[ref]
		switch {
		case a == nil || a.meeting != m:
			return nil, fmt.Errorf("present: entry %d of %s is no attendance of this meeting", ref.Index, ref.Journal)
		case !a.Comes:
			return nil, fmt.Errorf("present: %s said that nobody comes", a.by)
		case present[a.by] != nil:
			return nil, fmt.Errorf("present: %s is counted twice", a.by)
		}
		present[a.by] = a
	}
	return present, nil
}

// fits says why something cannot have been decided at that meeting by those.
func (d *Decision) fits(m *meeting, present map[jurisdiction.ID]*attendance) error {
	if d.Item < 1 || d.Item > len(m.Agenda) {
		return fmt.Errorf("item %d: the agenda has 1 to %d", d.Item, len(m.Agenda))
	}
	var seen []jurisdiction.ID
	for _, p := range slices.Concat(d.For, d.Against, d.Abstain) {
		if present[p] == nil {
			return fmt.Errorf("%.40q was not present", p)
		}
		if slices.Contains(seen, p) {
			return fmt.Errorf("%s stands there twice", p)
		}
		seen = append(seen, p)
	}
	return nil
}

func (s *State) sign(e act.Entry, x *Signing) (func(), error) {
	r := s.minutes[x.Of]
	if r == nil {
		return nil, errors.New("what it signs are no minutes")
	}
	if !r.meeting.invited(e.Act.By) {
		return nil, errors.New("was not invited")
	}
	return func() { r.signed[e.Act.By] = append(r.signed[e.Act.By], signing{placeOf(e), x}) }, nil
}

func (s *State) did(e act.Entry, x *Done) (func(), error) {
	r := s.minutes[x.Of]
	switch {
	case r == nil:
		return nil, errors.New("what it is of are no minutes")
	case x.Action < 1 || x.Action > len(r.Actions):
		return nil, fmt.Errorf("action %d: the minutes have 1 to %d", x.Action, len(r.Actions))
	case r.Actions[x.Action-1].Owner != e.Act.By:
		return nil, fmt.Errorf("action %d is of %s", x.Action, r.Actions[x.Action-1].Owner)
	}
	return func() {
		d := &done{place: placeOf(e), Done: x, minutes: r}
		r.done[x.Action], s.dones[e.Ref] = append(r.done[x.Action], d), d
	}, nil
}

// confirm: the convener says what the minutes meant, and so whether that was done.
func (s *State) confirm(e act.Entry, x *Confirmation) (func(), error) {
	d := s.dones[x.Of]
	if d == nil {
		return nil, errors.New("what it is about says of no action that it is done")
	}
	if by := d.minutes.meeting.by; by != e.Act.By {
		return nil, fmt.Errorf("the convener, %s, confirms what is done", by)
	}
	return func() { d.confirmed = append(d.confirmed, confirmation{placeOf(e), x}) }, nil
}

// same says whether minutes that were corrected still speak of that action. A new date is no new action.
func (x Action) same(o Action) bool { return x.Owner == o.Owner && maps.Equal(x.What, o.What) }

func placeOf(e act.Entry) place { return place{e.Ref, e.Act.By, e.Act.At, e.Act.Officer} }
