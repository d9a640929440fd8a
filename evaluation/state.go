package evaluation

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A State is what the evaluations add up to. Entries of one journal must be applied in the order of that journal, and an entry after those that it cites;
// the order between journals makes no difference.
type State struct {
	// opens says whether an act opens a case. It must look at that act alone (design D4).
	opens    func(act.Ref) bool
	accounts map[act.Ref]*account
	cases    map[act.Ref]act.Ref // of every act that counts
}

// An account with what was said of it.
type account struct {
	*Avoided
	ref      act.Ref
	act      act.Act // without its body
	answers  map[jurisdiction.ID][]Answered
	replaced []act.Ref // by its author, in the order of its journal; the first counts
}

// New returns an empty state.
func New(opens func(act.Ref) bool) *State {
	return &State{opens: opens, accounts: map[act.Ref]*account{}, cases: map[act.Ref]act.Ref{}}
}

// CaseOf returns the case that an act of this practice is about; false: it is none, or void.
func (s *State) CaseOf(ref act.Ref) (act.Ref, bool) {
	of, ok := s.cases[ref]
	return of, ok
}

// Apply adds an act. An error says why the act is void; the state is then as before.
func (s *State) Apply(e act.Entry) error { return act.Apply("evaluation", e, s.judge) }

// Check says whether an act would count if it were applied now, and changes nothing.
func (s *State) Check(e act.Entry) error { return act.Check("evaluation", e, s.judge) }

func (s *State) judge(e act.Entry) (func(), error) {
	switch e.Act.Kind {
	case KindAvoided:
		return act.Take(e, s.avoided, (*Avoided).check)
	case KindAnswer:
		return act.Take(e, s.answer, (*Answer).check)
	}
	return nil, act.ErrKind
}

func (s *State) avoided(e act.Entry, x *Avoided) (func(), error) {
	if s.opens == nil || !s.opens(x.Of) {
		return nil, fmt.Errorf("entry %d of %s opens no case", x.Of.Index, x.Of.Journal)
	}
	var old *account
	if x.Replaces != nil {
		switch old = s.accounts[*x.Replaces]; {
		case old == nil:
			return nil, errors.New("replaces: is no account of an avoided loss")
		case old.act.By != e.Act.By:
			return nil, fmt.Errorf("replaces: is the account of %s; another's can be answered and not taken back", old.act.By)
		case old.Of != x.Of:
			return nil, errors.New("replaces: is an account of another case")
		}
	}
	return func() {
		a := e.Act
		a.Body, a.Ext, a.Signature = nil, nil, nil
		s.cases[e.Ref] = x.Of
		s.accounts[e.Ref] = &account{Avoided: x, ref: e.Ref, act: a, answers: map[jurisdiction.ID][]Answered{}}
		if old != nil {
			old.replaced = append(old.replaced, e.Ref)
		}
	}, nil
}

func (s *State) answer(e act.Entry, x *Answer) (func(), error) {
	of := s.accounts[x.Of]
	switch {
	case of == nil:
		return nil, errors.New("of: is no account of an avoided loss")
	case of.act.By == e.Act.By:
		return nil, errors.New("nobody answers himself; replace the account")
	}
	return func() {
		by := e.Act.By
		s.cases[e.Ref] = of.Of
		of.answers[by] = append(of.answers[by], Answered{x, by, e.Act.At, e.Act.Officer, e.Ref})
	}, nil
}

// Digest returns a hash of the state. States to which the same acts were applied have the same one, whatever the order between journals was.
func (s *State) Digest() act.Hash {
	h := sha256.New()
	for _, ref := range slices.SortedFunc(maps.Keys(s.accounts), act.CompareRefs) {
		a := s.accounts[ref]
		act.HashRefs(h, append([]act.Ref{ref}, a.replaced...))
		for _, by := range slices.Sorted(maps.Keys(a.answers)) {
			for _, x := range a.answers[by] {
				act.HashRefs(h, []act.Ref{x.Ref})
			}
		}
	}
	return act.Hash(h.Sum(nil))
}

// An Account is one of an avoided loss at its place.
type Account struct {
	*Avoided   // not to be changed
	By         jurisdiction.ID
	At         act.Time
	Officer    string
	Ref        act.Ref
	ReplacedBy *act.Ref   // nil: it stands
	Own        bool       // its author has rows or land in it, so that he judges his own matter
	Contested  bool       // somebody's last answer disputes it
	Answers    []Answered // the last of each, by party
}

// Answered is an answer at its place.
type Answered struct {
	*Answer // not to be changed
	By      jurisdiction.ID
	At      act.Time
	Officer string
	Ref     act.Ref
}

// Accounts are those of a case in the order of their times.
func (s *State) Accounts(of act.Ref) []Account {
	var out []Account
	for _, a := range s.accounts {
		if a.Of != of {
			continue
		}
		x := Account{Avoided: a.Avoided, By: a.act.By, At: a.act.At, Officer: a.act.Officer, Ref: a.ref}
		if len(a.replaced) > 0 {
			x.ReplacedBy = &a.replaced[0]
		}
		x.Own = slices.ContainsFunc(a.Rows, func(r Row) bool { return r.Party == x.By }) || slices.ContainsFunc(a.Flooded, func(f Flooded) bool { return f.Party == x.By })
		for _, by := range slices.Sorted(maps.Keys(a.answers)) {
			last := a.answers[by][len(a.answers[by])-1]
			x.Answers = append(x.Answers, last)
			x.Contested = x.Contested || !last.Agrees
		}
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b Account) int { return cmp.Or(cmp.Compare(a.At, b.At), act.CompareRefs(a.Ref, b.Ref)) })
	return out
}
