package incident

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

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

func (n *Notice) check() error {
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

// A State is what the acts about cases add up to. Entries of one journal must be applied in the order of that journal, and
// an entry after those that it cites; the order between journals makes no difference.
type State struct {
	cases map[act.Ref]*file
	said  map[act.Ref]*Said
	loose map[act.Ref]record // signals and windows that belong to no case, until an opening cites them
}

// A file is a case with everything in it.
type file struct {
	ref     act.Ref
	open    *Open
	lead    jurisdiction.ID
	phases  []Decision
	records []record
	said    map[string][]*Said
}

// A record is an act in a case.
type record struct {
	ref  act.Ref
	act  act.Act // without its body
	at   act.Time
	body any // *Open, *Phase, *Statement, *Forecast, *Signal, *Window or *Notice
}

// A Decision is a phase as it was decided.
type Decision struct {
	Phase
	At      act.Time
	Officer string
	Ref     act.Ref
}

// New returns an empty state.
func New() *State {
	return &State{cases: map[act.Ref]*file{}, said: map[act.Ref]*Said{}, loose: map[act.Ref]record{}}
}

// Apply adds an act. An error says why the act is void; the state is then as before.
func (s *State) Apply(e act.Entry) error {
	effect, err := s.judge(e)
	if err != nil {
		return err
	}
	effect()
	return nil
}

// Check says whether an act would count if it were applied now, and changes nothing. Until the act has its place, index and leaf hash
// of the entry may be anything.
func (s *State) Check(e act.Entry) error {
	_, err := s.judge(e)
	return err
}

// judge says why an act is void, or returns what it does to the state.
func (s *State) judge(e act.Entry) (effect func(), err error) {
	switch e.Act.Kind {
	case KindOpen:
		effect, err = s.open(e)
	case KindPhase:
		effect, err = s.phase(e)
	case KindState:
		effect, err = s.state(e)
	case KindForecast:
		effect, err = s.forecast(e)
	case KindSignal:
		effect, err = s.signal(e)
	case KindWindow:
		effect, err = s.window(e)
	case KindNotice:
		effect, err = s.notice(e)
	default:
		err = errors.New("not a kind of this package")
	}
	if err != nil {
		return nil, fmt.Errorf("incident: %s by %s: %w", e.Act.Kind, e.Act.By, err)
	}
	return effect, nil
}

func (s *State) open(e act.Entry) (func(), error) {
	o := new(Open)
	if err := act.DecodeBody(e.Act.Body, o); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	return func() {
		f := &file{ref: e.Ref, open: o, lead: o.lead(e.Act.By), said: map[string][]*Said{}}
		for _, ref := range e.Act.Cites { // what led to the case is part of it
			if r, ok := s.loose[ref]; ok {
				f.insert(r)
			}
		}
		s.cases[e.Ref] = f
		f.add(e, e.Act.At, o)
	}, nil
}

func (s *State) phase(e act.Entry) (func(), error) {
	p := new(Phase)
	if err := act.DecodeBody(e.Act.Body, p); err != nil {
		return nil, err
	}
	f, err := s.file(e, p.Of)
	if err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	if e.Act.By != f.lead {
		return nil, fmt.Errorf("the lead, %s, decides it", f.lead)
	}
	if n := len(f.phases); n > 0 && f.phases[n-1].Phase.Phase == "closed" {
		return nil, errors.New("the case is closed; open a new one that cites it")
	}
	return func() {
		f.phases = append(f.phases, Decision{Phase: *p, At: e.Act.At, Officer: e.Act.Officer, Ref: e.Ref})
		f.add(e, e.Act.At, p)
	}, nil
}

func (s *State) state(e act.Entry) (func(), error) {
	x := Said{By: e.Act.By, Recorded: e.Act.At, Officer: e.Act.Officer, Ref: e.Ref}
	if err := act.DecodeBody(e.Act.Body, &x.Statement); err != nil {
		return nil, err
	}
	f, err := s.file(e, x.Of)
	if err != nil {
		return nil, err
	}
	if err := x.check(e.Act); err != nil {
		return nil, err
	}
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
		if err := s.ownStanding(&x, *ref); err != nil {
			return nil, err
		}
	}
	return func() {
		if x.Corrects != nil {
			s.said[*x.Corrects].Corrected = &x.Ref
		}
		if x.Withdraws != nil {
			s.said[*x.Withdraws].Withdrawn = &x.Ref
		} else {
			s.said[e.Ref] = &x
			f.said[x.Subject] = append(f.said[x.Subject], &x)
		}
		f.add(e, x.ClaimedAt, &x.Statement)
	}, nil
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

func (s *State) forecast(e act.Entry) (func(), error) {
	x := new(Forecast)
	if err := act.DecodeBody(e.Act.Body, x); err != nil {
		return nil, err
	}
	f, err := s.file(e, x.Of)
	if err != nil {
		return nil, err
	}
	if err := x.check(e.Act); err != nil {
		return nil, err
	}
	return func() { f.add(e, x.Issued, x) }, nil
}

func (s *State) signal(e act.Entry) (func(), error) {
	x := new(Signal)
	if err := act.DecodeBody(e.Act.Body, x); err != nil {
		return nil, err
	}
	if err := x.check(); err != nil {
		return nil, err
	}
	return s.attach(e, x.Of, x.At, x)
}

func (s *State) window(e act.Entry) (func(), error) {
	x := new(Window)
	if err := act.DecodeBody(e.Act.Body, x); err != nil {
		return nil, err
	}
	if err := x.check(); err != nil {
		return nil, err
	}
	return s.attach(e, x.Of, x.To, x)
}

func (s *State) notice(e act.Entry) (func(), error) {
	x := new(Notice)
	if err := act.DecodeBody(e.Act.Body, x); err != nil {
		return nil, err
	}
	f, err := s.file(e, x.Of)
	if err != nil {
		return nil, err
	}
	if err := x.check(); err != nil {
		return nil, err
	}
	return func() {
		f.add(e, x.Published, x)
		if x.Subject == "" {
			return
		}
		said := &Said{By: e.Act.By, Recorded: e.Act.At, Officer: e.Act.Officer, Ref: e.Ref, Statement: Statement{Of: x.Of, Subject: x.Subject,
			Value: x.Value, Source: x.Source, Basis: "reported", ClaimedAt: x.Published}}
		s.said[e.Ref] = said
		f.said[x.Subject] = append(f.said[x.Subject], said)
	}, nil
}

// attach puts an observation into its case, or keeps it for one.
func (s *State) attach(e act.Entry, of *act.Ref, at act.Time, body any) (func(), error) {
	if of == nil {
		return func() { s.loose[e.Ref] = recordOf(e, at, body) }, nil
	}
	f, err := s.file(e, *of)
	if err != nil {
		return nil, err
	}
	return func() { f.add(e, at, body) }, nil
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

// add keeps the records sorted, so that their order does not depend on which journal was read first.
func (f *file) add(e act.Entry, at act.Time, body any) {
	f.insert(recordOf(e, at, body))
}

func (f *file) insert(r record) {
	i, _ := slices.BinarySearchFunc(f.records, r, compareRecords)
	f.records = slices.Insert(f.records, i, r)
}

func recordOf(e act.Entry, at act.Time, body any) record {
	a := e.Act
	a.Body, a.Ext, a.Signature = nil, nil, nil
	return record{ref: e.Ref, act: a, at: at, body: body}
}

func compareRecords(a, b record) int {
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.act.At, b.act.At), act.CompareRefs(a.ref, b.ref))
}
