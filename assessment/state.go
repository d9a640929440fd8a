package assessment

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// Rules is what assessments ask other practices. What the functions answer must depend on nothing but their arguments, what the act cites and earlier acts of its
// author, so that a verdict is the same everywhere (design D4). A nil function knows nothing and allows nothing.
type Rules struct {
	Case   func(of act.Ref) bool               // whether an act opens a case
	Leads  func(e act.Entry, of act.Ref) error // why the author of an act does not lead a case, by its own record
	May    func(by jurisdiction.ID, c agreement.Cite, do string, a act.Act) error
	Clause func(c agreement.Cite) (*agreement.Clause, *agreement.Instrument, bool)
}

// A State is what the acts about assessments add up to. Entries of one journal must be applied in the order of that journal, and an entry after those that
// it cites; the order between journals makes no difference.
type State struct {
	rules  Rules
	groups map[act.Ref]*group
	issues map[act.Ref]*issue
	cases  map[act.Ref]act.Ref // of every act that counts
}

// A place is where, when and by whom something was put on record.
type place struct {
	ref     act.Ref
	by      jurisdiction.ID
	at      act.Time
	officer string
}

type group struct {
	place
	*Group
	before *group // which it replaces
}

type issue struct {
	place
	*Issue
	group  *group
	signed map[jurisdiction.ID][]signing // by party, in the order of its journal
}

type signing struct {
	place
	*Signing
}

// New returns an empty state.
func New(r Rules) *State {
	return &State{rules: r, groups: map[act.Ref]*group{}, issues: map[act.Ref]*issue{}, cases: map[act.Ref]act.Ref{}}
}

// CaseOf returns the case that an act of this practice is about; false: it is none, or void.
func (s *State) CaseOf(ref act.Ref) (act.Ref, bool) {
	of, ok := s.cases[ref]
	return of, ok
}

// Apply adds an act. An error says why the act is void; the state is then as before.
func (s *State) Apply(e act.Entry) error { return act.Apply("assessment", e, s.judge) }

// Check says whether an act would count if it were applied now, and changes nothing. Until the act has its place, index and leaf hash of the entry may be
// anything.
func (s *State) Check(e act.Entry) error { return act.Check("assessment", e, s.judge) }

// judge says why an act is void, or returns what it does to the state.
func (s *State) judge(e act.Entry) (func(), error) {
	switch e.Act.Kind {
	case KindGroup:
		return act.Take(e, s.name, (*Group).check)
	case KindIssue:
		return act.Take(e, s.issue, (*Issue).check)
	case KindSign:
		return act.Take(e, s.sign, (*Signing).check)
	}
	return nil, act.ErrKind
}

// name: whoever leads the case names its experts, or whoever may convene a body names them from among its seats.
func (s *State) name(e act.Entry, g *Group) (func(), error) {
	if s.rules.Case == nil || !s.rules.Case(g.Of) {
		return nil, fmt.Errorf("entry %d of %s opens no case", g.Of.Index, g.Of.Journal)
	}
	if err := s.mayName(e, g); err != nil {
		return nil, err
	}
	x := &group{place: placeOf(e), Group: g}
	if g.Replaces != nil {
		if x.before = s.groups[*g.Replaces]; x.before == nil || x.before.Of != g.Of {
			return nil, errors.New("replaces: no group of this case")
		}
	}
	return func() { s.groups[e.Ref], s.cases[e.Ref] = x, g.Of }, nil
}

func (s *State) mayName(e act.Entry, g *Group) error {
	if g.Power == nil {
		if s.rules.Leads == nil {
			return errors.New("nobody leads here")
		}
		return s.rules.Leads(e, g.Of)
	}
	if s.rules.May == nil || s.rules.Clause == nil {
		return errors.New("nobody has the power to convene here")
	}
	if err := s.rules.May(e.Act.By, *g.Power, "convene", e.Act); err != nil {
		return err
	}
	_, in, ok := s.rules.Clause(*g.Power)
	if !ok {
		return fmt.Errorf("clause %s is not on record", g.Power.Clause)
	}
	i := slices.IndexFunc(in.Bodies, func(b agreement.Body) bool { return b.ID == g.Body })
	if i < 0 {
		return fmt.Errorf("body: %s has no body %.40q", in.Code, g.Body)
	}
	for _, x := range g.Experts {
		if !slices.ContainsFunc(in.Bodies[i].Seats, func(p agreement.Seat) bool { return p.Party == x.Party }) {
			return fmt.Errorf("experts: %s has no seat in the body %s", x.Party, g.Body)
		}
	}
	return nil
}

func (s *State) issue(e act.Entry, x *Issue) (func(), error) {
	g := s.groups[x.Group]
	switch {
	case g == nil || g.Of != x.Of:
		return nil, errors.New("group: no group of this case")
	case g.Writer != e.Act.By:
		return nil, fmt.Errorf("group: %s writes for it; what you think of it is said by %s", g.Writer, KindSign)
	}
	return func() {
		s.issues[e.Ref], s.cases[e.Ref] = &issue{place: placeOf(e), Issue: x, group: g, signed: map[jurisdiction.ID][]signing{}}, x.Of
	}, nil
}

func (s *State) sign(e act.Entry, x *Signing) (func(), error) {
	i := s.issues[x.Assessment]
	switch {
	case i == nil || i.Of != x.Of:
		return nil, errors.New("assessment: none of this case")
	case !i.group.has(e.Act.By):
		return nil, fmt.Errorf("assessment: %s has no expert in its group", e.Act.By)
	}
	return func() {
		i.signed[e.Act.By], s.cases[e.Ref] = append(i.signed[e.Act.By], signing{placeOf(e), x}), x.Of
	}, nil
}

func placeOf(e act.Entry) place { return place{e.Ref, e.Act.By, e.Act.At, e.Act.Officer} }

// Digest returns a hash of the state. States to which the same acts were applied have the same one, whatever the order between journals was. It covers which acts
// count; what they say is covered by their leaf hashes.
func (s *State) Digest() act.Hash {
	h := sha256.New()
	act.HashRefs(h, slices.SortedFunc(maps.Keys(s.groups), act.CompareRefs))
	for _, ref := range slices.SortedFunc(maps.Keys(s.issues), act.CompareRefs) {
		i := s.issues[ref]
		refs := []act.Ref{ref}
		for _, p := range slices.Sorted(maps.Keys(i.signed)) {
			for _, x := range i.signed[p] {
				refs = append(refs, x.ref)
			}
		}
		act.HashRefs(h, refs)
	}
	return act.Hash(h.Sum(nil))
}
