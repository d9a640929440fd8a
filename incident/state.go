package incident

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// A State is what the acts about cases add up to. Entries of one journal must be applied in the order of that journal, and
// an entry after those that it cites; the order between journals makes no difference.
type State struct {
	may     func(by jurisdiction.ID, c agreement.Cite, do string, a act.Act) error
	jointly func(c agreement.Cite, at act.Time) *agreement.Joint
	cases   map[act.Ref]*file
	said    map[act.Ref]*Said
	loose   map[act.Ref]record // signals and windows that belong to no case, until an opening cites them

	rehearsals map[act.Ref]*file // by each act of a case that is not Actual
}

// A file is a case with everything in it.
type file struct {
	ref       act.Ref
	open      *Open
	opener    jurisdiction.ID
	opened    act.Time
	lead      jurisdiction.ID // by default
	records   []record
	said      map[string][]*Said
	sent      map[act.Ref]*sent
	replies   map[act.Ref]*answered         // by the answer
	rows      []*row                        // by journal and index
	decisions []*decision                   // in the order of clause 7.13
	last      map[jurisdiction.ID]*decision // of each author, by its own journal
	joins     map[jurisdiction.ID][]joined
	own       map[jurisdiction.ID]Own
	clocks    []Clock
	broken    *Broken // the first break; nil: none

	rehearsals map[act.Ref]*file // of the state; nil: the case is real

	// What authors show to know about command; see knows.
	marks  map[act.Ref]any // *row, *confirmation, and each *decision that ends the case
	shows  map[act.Ref][]act.Ref
	known  map[jurisdiction.ID]set
	latest map[jurisdiction.ID]act.Time // the last time that an author's acts in the case claim
}

// A record is an act in a case.
type record struct {
	ref  act.Ref
	act  act.Act // without its body
	at   act.Time
	body any // a pointer to the body of the kind
}

// New returns an empty state. may says whether an act may use a power of a clause; it must look only at the act and at what the act cites
// (agreement.State.May does). With nil nothing is allowed that needs a power. jointly says, under the same rule, who signs an order under a clause
// (agreement.State.Jointly does); with nil its author alone.
func New(may func(by jurisdiction.ID, c agreement.Cite, do string, a act.Act) error, jointly func(c agreement.Cite, at act.Time) *agreement.Joint) *State {
	return &State{may: may, jointly: jointly, cases: map[act.Ref]*file{}, said: map[act.Ref]*Said{}, loose: map[act.Ref]record{}, rehearsals: map[act.Ref]*file{}}
}

// Apply adds an act. An error says why the act is void; the state is then as before.
func (s *State) Apply(e act.Entry) error { return act.Apply("incident", e, s.judge) }

// Check says whether an act would count if it were applied now, and changes nothing. Until the act has its place, index and leaf hash
// of the entry may be anything.
func (s *State) Check(e act.Entry) error { return act.Check("incident", e, s.judge) }

// judge says why an act is void, or returns what it does to the state.
func (s *State) judge(e act.Entry) (func(), error) {
	switch e.Act.Kind {
	case KindOpen:
		return act.Take(e, s.open, (*Open).check)
	case KindSignal:
		return observe[Signal](s, e)
	case KindWindow:
		return observe[Window](s, e)
	case KindState:
		return filed(s, e, s.state)
	case KindForecast:
		return filed(s, e, s.forecast)
	case KindNotice:
		return filed(s, e, s.notice)
	case KindPhase:
		return filed(s, e, s.phase)
	case KindStage:
		return filed(s, e, s.stage)
	case KindClassify:
		return filed(s, e, s.classify)
	}
	return s.judgeAlliance(e)
}

// judgeAlliance judges the kinds that say who does what.
func (s *State) judgeAlliance(e act.Entry) (func(), error) {
	switch e.Act.Kind {
	case KindMerge:
		return filed(s, e, s.merge)
	case KindSplit:
		return filed(s, e, s.split)
	case KindCommand:
		return filed(s, e, s.command)
	case KindConfirm:
		return filed(s, e, s.confirm)
	case KindEscalate:
		return filed(s, e, s.escalate)
	case KindTask:
		return filed(s, e, s.task)
	case KindSurge:
		return filed(s, e, s.surge)
	case KindRelease:
		return filed(s, e, s.release)
	case KindAnswer:
		return filed(s, e, s.answer)
	case KindReport:
		return filed(s, e, s.report)
	case KindReceive:
		return filed(s, e, s.receive)
	case KindJoin:
		return filed(s, e, s.join)
	case KindOwn:
		return filed(s, e, s.own)
	case KindClock:
		return filed(s, e, s.clock)
	case KindTell:
		return filed(s, e, s.tell)
	case KindBreak:
		return filed(s, e, s.brk)
	case KindOverride:
		return filed(s, e, s.override)
	}
	return nil, act.ErrKind
}

// filed reads the body of an act that belongs to a case, checks what it says by itself, and hands it with its case to the rules of its kind.
func filed[T any, B interface {
	*T
	of() act.Ref
	check(act.Act) error
}](s *State, e act.Entry, rules func(act.Entry, *file, B) (func(), error)) (func(), error) {
	b := B(new(T))
	if err := act.DecodeBody(e.Act.Body, b); err != nil {
		return nil, err
	}
	f, err := s.file(e, b.of())
	if err != nil {
		return nil, err
	}
	if err := b.check(e.Act); err != nil {
		return nil, err
	}
	if err := f.over(e); err != nil {
		return nil, err
	}
	return rules(e, f, b)
}

func (s *State) open(e act.Entry, o *Open) (func(), error) {
	return func() {
		f := &file{
			ref: e.Ref, open: o, opener: e.Act.By, opened: e.Act.At, lead: o.lead(e.Act.By),
			said: map[string][]*Said{}, sent: map[act.Ref]*sent{}, replies: map[act.Ref]*answered{}, last: map[jurisdiction.ID]*decision{},
			joins: map[jurisdiction.ID][]joined{}, own: map[jurisdiction.ID]Own{},
			marks: map[act.Ref]any{}, shows: map[act.Ref][]act.Ref{}, known: map[jurisdiction.ID]set{}, latest: map[jurisdiction.ID]act.Time{},
		}
		if o.Status != "Actual" {
			f.rehearsals = s.rehearsals
		}
		for _, ref := range e.Act.Cites { // what led to the case is part of it
			if r, ok := s.loose[ref]; ok {
				f.insert(r)
			}
		}
		s.cases[e.Ref] = f
		f.send(e).body = o
		f.add(e, e.Act.At, o)
	}, nil
}

// file finds the case that an act belongs to.
func (s *State) file(e act.Entry, of act.Ref) (*file, error) {
	if !slices.Contains(e.Act.Cites, of) {
		return nil, errors.New("does not cite the opening of its case")
	}
	if f := s.cases[of]; f != nil {
		return f, nil
	}
	return nil, fmt.Errorf("entry %d of %s opens no case", of.Index, of.Journal)
}

// add takes an act into the case.
func (f *file) add(e act.Entry, at act.Time, body any) {
	f.remember(e)
	f.latest[e.Act.By] = max(f.latest[e.Act.By], e.Act.At)
	f.insert(record{ref: e.Ref, act: bare(e.Act), at: at, body: body})
	if f.rehearsals != nil {
		f.rehearsals[e.Ref] = f
	}
}

// insert keeps the records sorted, so that their order does not depend on which journal was read first.
func (f *file) insert(r record) {
	i, _ := slices.BinarySearchFunc(f.records, r, compareRecords)
	f.records = slices.Insert(f.records, i, r)
}

// bare is an act without what only its bytes need.
func bare(a act.Act) act.Act {
	a.Body, a.Ext, a.Signature = nil, nil, nil
	return a
}

func compareRecords(a, b record) int {
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.act.At, b.act.At), act.CompareRefs(a.ref, b.ref))
}
