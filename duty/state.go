package duty

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// codes are the reasons that an excuse can have.
const codes = "outage force-majeure own-population law capacity late-order other"

// A State is what was said about duties: that they were met where no other act shows it, why they could not be, and what the creditor answered. Entries of one
// journal must be applied in the order of that journal, and an entry after those that it cites; the order between journals makes no difference.
//
// Whether there is such a duty at all is not judged: rules and facts may be read later than what is said about them. What is said about a duty that does not
// exist stands on record and shows nowhere.
type State struct {
	cases   map[act.Ref]map[name][]*said
	said    map[act.Ref]*said
	counted act.Counted
}

// A name is what does not change of a duty's key: a debtor may say later that it knew earlier, and what it said about the duty must still be about it.
type name struct {
	clause    agreement.Cite
	party, to jurisdiction.ID
	nth       int
}

func (k Key) name() name { return name{k.Clause, k.Party, k.To, k.Nth} }

// said is a duty.meet or a duty.excuse with the last answer of everybody who answered.
type said struct {
	key     Key
	by      jurisdiction.ID
	at      act.Time
	ref     act.Ref
	meeting *Meeting // either this
	excuse  *Excuse  // or this
	answers map[jurisdiction.ID]answered
}

type answered struct {
	Answer
	at  act.Time
	ref act.Ref
}

// New returns an empty state.
func New() *State {
	return &State{cases: map[act.Ref]map[name][]*said{}, said: map[act.Ref]*said{}}
}

// Apply adds an act. An error says why the act is void; the state is then as before.
func (s *State) Apply(e act.Entry) error {
	if err := act.Apply("duty", e, s.judge); err != nil {
		return err
	}
	s.counted.Add(e.Ref)
	return nil
}

// Check says whether an act would count if it were applied now, and changes nothing. Until the act has its place, index and leaf hash
// of the entry may be anything.
func (s *State) Check(e act.Entry) error { return act.Check("duty", e, s.judge) }

// judge says why an act is void, or returns what it does to the state.
func (s *State) judge(e act.Entry) (func(), error) {
	switch e.Act.Kind {
	case KindMeet:
		return act.Take(e, s.meet, (*Meeting).check)
	case KindExcuse:
		return act.Take(e, s.excuse, (*Excuse).check)
	case KindAnswer:
		return act.Take(e, s.answer)
	}
	return nil, act.ErrKind
}

func (m *Meeting) check(a act.Act) error {
	if err := m.Duty.check(a); err != nil {
		return err
	}
	if err := m.Text.Check(); err != nil {
		return fmt.Errorf("text: says what was done: %w", err)
	}
	return a.Shows(m.Exhibits)
}

func (s *State) meet(e act.Entry, m *Meeting) (func(), error) {
	return func() {
		s.keep(&said{key: m.Duty, by: e.Act.By, at: e.Act.At, ref: e.Ref, meeting: m, answers: map[jurisdiction.ID]answered{}})
	}, nil
}

func (x *Excuse) check(a act.Act) error {
	if err := x.Duty.check(a); err != nil {
		return err
	}
	if !act.OneOf(x.Code, codes) {
		return fmt.Errorf("code: %.40q; wants one of: %s", x.Code, codes)
	}
	if err := x.Text.Check(); err != nil {
		return fmt.Errorf("text: says why it could not be done: %w", err)
	}
	if x.From < 0 || x.Until < 0 || x.Until != 0 && x.Until < x.From {
		return errors.New("from, until: it ends before it begins")
	}
	return a.Shows(x.Exhibits)
}

func (s *State) excuse(e act.Entry, x *Excuse) (func(), error) {
	return func() {
		s.keep(&said{key: x.Duty, by: e.Act.By, at: e.Act.At, ref: e.Ref, excuse: x, answers: map[jurisdiction.ID]answered{}})
	}, nil
}

// answer: the creditor says whether it accepts. Of a duty towards the case anybody but the debtor may say so; whose word counts then depends on who has which
// part in the case, and so it is not judged here but where the duty is derived.
func (s *State) answer(e act.Entry, a *Answer) (func(), error) {
	if !slices.Contains(e.Act.Cites, a.Of) {
		return nil, errors.New("of: does not cite what it answers")
	}
	x := s.said[a.Of]
	switch {
	case x == nil:
		return nil, fmt.Errorf("of: entry %d of %s is no duty.meet or duty.excuse", a.Of.Index, a.Of.Journal)
	case e.Act.By == x.by:
		return nil, errors.New("nobody answers for its own creditor")
	case x.key.To != "" && e.Act.By != x.key.To:
		return nil, fmt.Errorf("the creditor, %s, answers", x.key.To)
	}
	if err := act.CheckTexts(a.Text); err != nil {
		return nil, fmt.Errorf("text: %w", err)
	}
	if !a.Accepts && a.Text == nil {
		return nil, errors.New("text: absent; who disputes says why")
	}
	return func() { x.answers[e.Act.By] = answered{*a, e.Act.At, e.Ref} }, nil
}

// keep puts what was said under its duty, in the order of the author's journal: the debtor of a duty is one, and so is its journal.
func (s *State) keep(x *said) {
	names := s.cases[x.key.Case]
	if names == nil {
		names = map[name][]*said{}
		s.cases[x.key.Case] = names
	}
	names[x.key.name()] = append(names[x.key.name()], x)
	s.said[x.ref] = x
}

// check says why an act cannot be about the duty that it names.
func (k Key) check(a act.Act) error {
	switch {
	case k.Party != a.By:
		return fmt.Errorf("duty: is that of %s, which speaks for itself", k.Party)
	case k.To == k.Party:
		return errors.New("duty: to: nobody owes itself")
	case k.To != "" && !slices.Contains(a.To, k.To):
		return fmt.Errorf("duty: to: the creditor, %s, is not among the addressees", k.To)
	case len(k.Clause.Clause) > 24 || (k.Clause.Clause == "") != (k.Clause.Instrument == act.Ref{}):
		return errors.New("duty: clause: wants an instrument and 1 to 24 bytes, or neither")
	case k.Nth < 0:
		return errors.New("duty: nth: is negative")
	}
	for _, r := range []struct {
		name string
		ref  act.Ref
	}{{"case", k.Case}, {"since", k.Since}, {"clause", k.Clause.Instrument}} {
		if r.ref == (act.Ref{}) && r.name == "clause" {
			continue
		}
		if !slices.Contains(a.Cites, r.ref) {
			return fmt.Errorf("duty: %s: is not cited", r.name)
		}
	}
	return nil
}

// Digest returns a hash of the state. States to which the same acts were applied have the same one, whatever the order between
// journals was. It covers which acts count; what they say is covered by their leaf hashes.
func (s *State) Digest() act.Hash { return s.counted.Digest() }

// Attach puts what was said about a duty into it: that it was met, what excuses it, and the answers. Derive does so by itself; it is for duties that other
// practices derive, of minutes or of recurring work. Of a duty towards nobody the answers of those in judges count.
func (s *State) Attach(o *Owed, judges ...jurisdiction.ID) {
	if s == nil {
		return
	}
	for _, x := range s.cases[o.Case][o.name()] {
		if x.key.Since != o.Since && act.OneOf(o.Clock, repeated) {
			continue // about another asking, or another plan
		}
		if x.meeting != nil {
			o.claim(x, judges)
		} else {
			o.plead(x, judges)
		}
	}
}

// claim takes a duty.meet into account. An act that others show by themselves is better than a word; of words the first that was accepted, else the last.
func (o *Owed) claim(x *said, judges []jurisdiction.ID) {
	if o.Met != nil {
		return
	}
	d := &Deed{Do: o.Do, By: x.by, To: x.key.To, At: x.at, Ref: x.ref, Word: true}
	a, ok := x.answer(judges)
	switch {
	case ok && a.Accepts:
		d.Received, d.ReceivedAt = &a.ref, a.at
		o.Met, o.Sent, o.Denied = d, d, nil
	case !ok && x.key.To == "":
		o.Met, o.Sent, o.Denied = d, d, nil
	case ok && (o.Sent == nil || o.Denied != nil):
		o.Sent, o.Denied = d, &a.Answer
	case !ok && (o.Sent == nil || o.Sent.Word):
		o.Sent, o.Denied = d, nil
	}
}

// plead takes an excuse into account: the first that was accepted, else the last.
func (o *Owed) plead(x *said, judges []jurisdiction.ID) {
	if o.Excuse != nil && o.Excuse.Answer != nil && o.Excuse.Answer.Accepts {
		return
	}
	e := &Excused{Excuse: *x.excuse, By: x.by, At: x.at, Ref: x.ref}
	if a, ok := x.answer(judges); ok {
		e.Answer = &a.Answer
	}
	o.Excuse = e
}

// answer is the creditor's word. Of those who may answer for the case the one that comes first in judges holds.
func (x *said) answer(judges []jurisdiction.ID) (answered, bool) {
	if x.key.To != "" {
		judges = []jurisdiction.ID{x.key.To}
	}
	for _, j := range judges {
		if a, ok := x.answers[j]; ok {
			return a, true
		}
	}
	return answered{}, false
}
