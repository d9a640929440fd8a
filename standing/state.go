package standing

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// Rules is what findings ask the packages that they do not know. What the functions answer must depend on nothing but their arguments, what the act cites and the
// founding charter, so that a verdict is the same everywhere (design D4). A nil function knows nothing and allows nothing.
type Rules struct {
	May    func(by jurisdiction.ID, c agreement.Cite, do string, a act.Act) error
	Clause func(c agreement.Cite) (*agreement.Clause, *agreement.Instrument, bool)
	// Holder returns whom a selector of an instrument stands for when the act is claimed: of a body the chair in office, the host and the
	// deputy, in this order (agreement.Instrument.Stands). Where two of them decide without knowing of each other, the earlier in the list prevails.
	Holder   func(c agreement.Cite, selector string, a act.Act) []jurisdiction.ID
	Superior func(id jurisdiction.ID) bool            // named as a superior by the founding charter
	Origins  func(incident act.Ref) []jurisdiction.ID // whom the act that opened a case names as its origin
}

// A State is what the acts about promises add up to. Entries of one journal must be applied in the order of that journal, and an entry after those that it cites;
// the order between journals makes no difference.
type State struct {
	rules      Rules
	findings   map[act.Ref]*finding
	decisions  map[act.Ref]*decision // settlements among them
	appeals    map[act.Ref]*appeal
	suspicions map[act.Ref]*suspicion
	queries    map[act.Ref]*query
	advices    map[act.Ref]*advice
}

// A record is an act at its place.
type record struct {
	ref act.Ref
	act act.Act // without its body
}

// A finding is a finding with what was said and decided about it.
type finding struct {
	record
	*Finding
	consequence *agreement.Consequence
	conflict    bool        // the finder has a part in the matter
	steps       []Step      // by claimed time, then place
	decisions   []*decision // of first instance, by the rank of the holder
	sealed      map[jurisdiction.ID]bool
}

type decision struct {
	record
	*Decision
	finding   *finding
	rank      int       // of its author among those who may decide
	of        *appeal   // that it settles; nil: first instance
	appeals   []*appeal // at most one: only the party appeals, and once
	fulfilled *Step
}

type appeal struct {
	record
	*Reply
	decision    *decision
	settlements []*decision // by the rank of the holder
}

type suspicion struct {
	record
	*Suspicion
	replies []Step
}

type query struct {
	record
	*Query
	answers []Step
}

type advice struct {
	record
	*Advice
}

// New returns an empty state.
func New(r Rules) *State {
	return &State{rules: r, findings: map[act.Ref]*finding{}, decisions: map[act.Ref]*decision{}, appeals: map[act.Ref]*appeal{},
		suspicions: map[act.Ref]*suspicion{}, queries: map[act.Ref]*query{}, advices: map[act.Ref]*advice{}}
}

// Apply adds an act. An error says why the act is void; the state is then as before.
func (s *State) Apply(e act.Entry) error { return act.Apply("standing", e, s.judge) }

// Check says whether an act would count if it were applied now, and changes nothing. Until the act has its place, index and leaf hash of the entry may be
// anything.
func (s *State) Check(e act.Entry) error { return act.Check("standing", e, s.judge) }

// judge says why an act is void, or returns what it does to the state.
func (s *State) judge(e act.Entry) (func(), error) {
	switch e.Act.Kind {
	case KindFind:
		return act.Take(e, s.find, (*Finding).check)
	case KindReply:
		return act.Take(e, s.reply, (*Reply).check)
	case KindHear:
		return act.Take(e, s.hear, (*Reply).check)
	case KindDecide:
		return act.Take(e, s.decide, (*Decision).check)
	case KindAppeal:
		return act.Take(e, s.appeal, (*Reply).check)
	case KindSettle:
		return act.Take(e, s.settle, (*Decision).check)
	case KindFulfil:
		return act.Take(e, s.fulfil, (*Reply).check)
	case KindAdvise:
		return act.Take(e, s.advise, (*Advice).check)
	case KindQuery:
		return act.Take(e, s.query, (*Query).check)
	case KindExplain:
		return act.Take(e, s.explain, (*Reply).check)
	case KindSuspect:
		return act.Take(e, s.suspect, (*Suspicion).check)
	}
	return nil, act.ErrKind
}

func recordOf(e act.Entry) record {
	a := e.Act
	a.Body, a.Ext, a.Signature = nil, nil, nil
	return record{e.Ref, a}
}

func (r record) step(text act.Text, exhibits []act.Hash) Step {
	return Step{Kind: r.act.Kind, By: r.act.By, At: r.act.At, Officer: r.act.Officer, Text: text, Exhibits: exhibits, Cites: r.act.Cites, Ref: r.ref}
}

// insert keeps steps in an order that does not depend on which journal was read first.
func insert(list []Step, x Step) []Step {
	i, _ := slices.BinarySearchFunc(list, x, compareSteps)
	return slices.Insert(list, i, x)
}

func compareSteps(a, b Step) int {
	return cmp.Or(cmp.Compare(a.At, b.At), act.CompareRefs(a.Ref, b.Ref))
}

// insertDecision keeps decisions by the rank of those who made them; of two chairs, each in office when it decided, by claimed time.
func insertDecision(list []*decision, d *decision) []*decision {
	i, _ := slices.BinarySearchFunc(list, d, func(a, b *decision) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.act.At, b.act.At), act.CompareRefs(a.ref, b.ref))
	})
	return slices.Insert(list, i, d)
}
