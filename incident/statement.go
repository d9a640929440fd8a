package incident

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Statement is what its author says about a subject of a case.
type Statement struct {
	Of        act.Ref       `json:"of"`      // the case; must be cited
	Subject   string        `json:"subject"` // a key that the parties of the case share: "entered-river", "front.km"
	Name      act.Text      `json:"name,omitempty"`
	Value     act.Text      `json:"value,omitempty"` // absent only when withdrawing
	Quantity  *act.Quantity `json:"quantity,omitempty"`
	Source    act.Text      `json:"source,omitempty"`    // where the author has it from
	Basis     string        `json:"basis"`               // observed, computed, reported, simulated or unknown
	ClaimedAt act.Time      `json:"claimedAt"`           // of which moment it speaks
	Corrects  *act.Ref      `json:"corrects,omitempty"`  // an earlier statement of the same author; must be cited
	Withdraws *act.Ref      `json:"withdraws,omitempty"` // the same, without a new value
	Agrees    *act.Ref      `json:"agrees,omitempty"`    // a statement of somebody else that says the same in other words; must be cited
	Doubt     *act.Quantity `json:"doubt,omitempty"`     // half the width of the 95 % band of measurement around quantity, in its unit
	Verifies  *act.Ref      `json:"verifies,omitempty"`  // a statement, report or signal of somebody else whose figure this one was measured or counted to check; must be cited
	Field     string        `json:"field,omitempty"`     // of the report that it verifies
}

func (s *Statement) of() act.Ref { return s.Of }

func (s *Statement) check(a act.Act) error {
	if s.Subject == "" || len(s.Subject) > 80 {
		return fmt.Errorf("subject: has %d bytes, wants 1 to 80", len(s.Subject))
	}
	if !act.OneOf(s.Basis, "observed computed reported simulated unknown") {
		return fmt.Errorf("basis: %.40q; wants observed, computed, reported, simulated or unknown", s.Basis)
	}
	if s.ClaimedAt <= 0 {
		return errors.New("claimedAt: absent")
	}
	if s.Withdraws != nil {
		if s.Value != nil || s.Quantity != nil || s.Corrects != nil || s.Agrees != nil {
			return errors.New("withdraws and says something; to replace a statement, correct it")
		}
	} else if err := s.Value.Check(); err != nil {
		return fmt.Errorf("value: %w", err)
	}
	for _, r := range []*act.Ref{s.Corrects, s.Withdraws, s.Agrees, s.Verifies} {
		if r != nil && !slices.Contains(a.Cites, *r) {
			return errors.New("does not cite the statement that it corrects, withdraws, agrees with or verifies")
		}
	}
	if err := s.checkFigure(); err != nil {
		return err
	}
	return act.CheckTexts(s.Name, s.Value, s.Source)
}

// A Said is a statement at its place.
type Said struct {
	Statement
	By          jurisdiction.ID
	Recorded    act.Time
	Officer     string
	Ref         act.Ref
	Corrected   *act.Ref // by this later statement of the same author
	Withdrawn   *act.Ref // by this later act of the same author
	agrees      *Said
	cites       []act.Ref // of its act
	withdrawnAt act.Time  // as its author says
}

// Standing says whether the author still says so.
func (s *Said) Standing() bool { return s.Corrected == nil && s.Withdrawn == nil }

// A Subject is everything that was said about one thing.
type Subject struct {
	Key       string
	Name      act.Text
	Contested bool    // two standing statements differ
	Said      []*Said // by claimed time; also what was corrected or withdrawn
}

// subject collects what was said about a key.
func subject(key string, said []*Said) Subject {
	s := Subject{Key: key, Said: slices.Clone(said)}
	slices.SortFunc(s.Said, func(a, b *Said) int {
		return cmp.Or(cmp.Compare(a.ClaimedAt, b.ClaimedAt), cmp.Compare(a.Recorded, b.Recorded), act.CompareRefs(a.Ref, b.Ref))
	})
	var first *Said
	for _, x := range s.Said {
		if s.Name == nil {
			s.Name = x.Name
		}
		if !x.Standing() {
			continue
		}
		if first == nil {
			first = x
		}
		s.Contested = s.Contested || !first.same(x)
	}
	return s
}

// same says whether two statements give the same value (doc/acts.md 7.4). Quantities are compared as numbers, texts letter by letter in the languages
// that both have: the software does not judge whether two wordings mean the same; an author who thinks so agrees explicitly.
func (s *Said) same(o *Said) bool {
	s, o = s.root(), o.root()
	if s.Quantity != nil && o.Quantity != nil {
		return plain(*s.Quantity) == plain(*o.Quantity)
	}
	if s.Quantity != nil || o.Quantity != nil {
		return false
	}
	common := false
	for tag, text := range s.Value {
		other, ok := o.Value[tag]
		if ok && other != text {
			return false
		}
		common = common || ok
	}
	return common
}

// root follows agreement to the statement that was agreed with. It ends, because a statement can only cite earlier ones.
func (s *Said) root() *Said {
	for s.agrees != nil {
		s = s.agrees
	}
	return s
}

func (s *State) state(e act.Entry, f *file, b *Statement) (func(), error) {
	x := &Said{Statement: *b, By: e.Act.By, Recorded: e.Act.At, Officer: e.Act.Officer, Ref: e.Ref, cites: e.Act.Cites}
	if x.Agrees != nil {
		x.agrees = s.said[*x.Agrees]
		if x.agrees == nil || x.agrees.Of != x.Of || x.agrees.Subject != x.Subject {
			return nil, errors.New("agrees with something that is no statement on this subject of the case")
		}
	}
	for _, ref := range []*act.Ref{x.Corrects, x.Withdraws} {
		if ref == nil {
			continue
		}
		if err := s.ownStanding(x, *ref); err != nil {
			return nil, err
		}
	}
	if err := s.verifies(f, x); err != nil {
		return nil, err
	}
	return func() {
		if x.Corrects != nil {
			s.said[*x.Corrects].Corrected = &x.Ref
		}
		if x.Withdraws != nil {
			s.said[*x.Withdraws].Withdrawn, s.said[*x.Withdraws].withdrawnAt = &x.Ref, x.Recorded
		} else {
			s.say(f, x)
		}
		f.add(e, x.ClaimedAt, &x.Statement)
	}, nil
}

// say puts a statement beside the others.
func (s *State) say(f *file, x *Said) {
	s.said[x.Ref] = x
	f.said[x.Subject] = append(f.said[x.Subject], x)
}

// ownStanding says why an author cannot correct or withdraw a statement.
func (s *State) ownStanding(x *Said, ref act.Ref) error {
	old := s.said[ref]
	switch {
	case old == nil || old.Of != x.Of || old.Subject != x.Subject:
		return errors.New("corrects or withdraws something that is no statement on this subject of the case")
	case old.By != x.By:
		return fmt.Errorf("only its author, %s, can correct or withdraw it", old.By)
	case !old.Standing():
		return errors.New("it was corrected or withdrawn already")
	}
	return nil
}

// A Notice is what the public was told. If it names a subject it is also a statement of its author about it.
type Notice struct {
	Of        act.Ref  `json:"of"` // the case; must be cited
	Text      act.Text `json:"text"`
	Channel   string   `json:"channel,omitempty"` // "notice 25", "press conference"
	Published act.Time `json:"published"`
	Source    act.Text `json:"source,omitempty"`
	Subject   string   `json:"subject,omitempty"`
	Value     act.Text `json:"value,omitempty"` // with a subject: what the notice says of it
}

func (n *Notice) of() act.Ref { return n.Of }

func (n *Notice) check(act.Act) error {
	if err := n.Text.Check(); err != nil {
		return fmt.Errorf("text: %w", err)
	}
	if n.Published <= 0 {
		return errors.New("published: absent")
	}
	if (n.Subject == "") != (n.Value == nil) || len(n.Subject) > 80 {
		return errors.New("subject and value: both or neither, the subject of at most 80 bytes")
	}
	return act.CheckTexts(n.Source, n.Value)
}

func (s *State) notice(e act.Entry, f *file, n *Notice) (func(), error) {
	return func() {
		f.add(e, n.Published, n)
		if n.Subject != "" {
			s.say(f, &Said{By: e.Act.By, Recorded: e.Act.At, Officer: e.Act.Officer, Ref: e.Ref, Statement: Statement{Of: n.Of, Subject: n.Subject,
				Value: n.Value, Source: n.Source, Basis: "reported", ClaimedAt: n.Published}})
		}
	}, nil
}
