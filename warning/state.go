package warning

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// Rules is what a charter says about warnings of one status and level. The package does not know where charters come from; it asks
// a lookup.
type Rules struct {
	Approvals   int           // officers that must approve an issue or a material update; less than 1 counts as 1
	ToCancel    int           // officers that must approve a cancel or an update that is not material
	Automatic   []string      // events that the node may warn of by itself, without an officer
	Ladder      []Rung        // whom silence goes to, in order
	Unreachable time.Duration // a party that was not heard of for so long is unreachable, not silent; zero: never
}

// A Lookup finds the rules that an act (a charter) lays down for warnings of a status and level. It must depend on nothing but its
// arguments: the act stands where the citation says and never changes, and an act that cites it is applied after it. So a verdict that uses
// it is the same everywhere. False: that act is no charter.
type Lookup func(charter act.Ref, status Status, level Level) (Rules, bool)

// A State is what the acts about warnings add up to. Entries of one journal must be applied in the order of that journal, and
// an entry after those that it cites; the order between journals makes no difference.
type State struct {
	rules    Lookup
	versions map[act.Ref]*version
	handings map[act.Ref]*handing
	holding  map[jurisdiction.ID][]*thread // by who has the warning
	issued   map[jurisdiction.ID][]*thread // by issuer
	cases    map[act.Ref][]*thread         // by the case that their issue names
}

// A thread is one warning with everything that happened to it.
type thread struct {
	versions    []*version // issue, updates, cancel: as in the issuer's journal
	escalations []escalated
	reach       []jurisdiction.ID // sorted: who has it, as far as the issuer's own acts and what they cite show
	holders     map[jurisdiction.ID]*holder
}

// A version is an issue, an update or a cancel.
type version struct {
	thread   *thread
	number   int // from 1
	ref      act.Ref
	act      deed
	notice   *Notice // what is said from here on; a cancel leaves it as it was
	material bool    // whoever answered an earlier version must answer again; true for the issue
	cancel   *Cancel
	note     act.Text // why it was updated or cancelled
	dueBy    act.Time // when it must be answered or, if that is not needed, be seen
}

// A handing is an act that brings a version to somebody whom the version does not address.
type handing struct {
	version  *version
	ref      act.Ref
	act      deed
	answerBy act.Time // zero: nobody asked for an answer
}

// escalated is an escalation of the issuer.
type escalated struct {
	Escalation
	*handing
}

// A holder is one who has the warning, with what it did about it.
type holder struct {
	id       jurisdiction.ID
	handings []*handing // by which it came, if not only by address; in no particular order
	answers  []answer   // in the order of its own journal
	known    int        // the newest version that its own journal shows it has
}

// An answer is one act of a holder on one version.
type answer struct {
	version   *version
	ref       act.Ref
	act       deed
	note      act.Text // when declining, the reason
	backdated bool
}

// A deed is what is kept of an act. There may be a million of them.
type deed struct {
	Kind    act.Kind
	By      jurisdiction.ID
	At      act.Time
	To      []jurisdiction.ID
	Officer string
}

// skew is how far clocks may differ before a time is called impossible.
const skew = act.Time(30 * time.Second / time.Millisecond)

// New returns an empty state. With a nil lookup one officer is enough for everything and nothing is automatic.
func New(rules Lookup) *State {
	if rules == nil {
		rules = func(act.Ref, Status, Level) (Rules, bool) { return Rules{}, true }
	}
	return &State{
		rules:    rules,
		versions: map[act.Ref]*version{},
		handings: map[act.Ref]*handing{},
		holding:  map[jurisdiction.ID][]*thread{},
		issued:   map[jurisdiction.ID][]*thread{},
		cases:    map[act.Ref][]*thread{},
	}
}

// Apply adds an act. An error says why the act is void; the state is then as before.
func (s *State) Apply(e act.Entry) error { return act.Apply("warning", e, s.judge) }

// Check says whether an act would count if it were applied now, and changes nothing. Whoever is about to write one should ask: a void
// cancel is on record for good, and cancels nothing. Until the act has its place, index and leaf hash of the entry may be anything.
func (s *State) Check(e act.Entry) error { return act.Check("warning", e, s.judge) }

// judge says why an act is void, or returns what it does to the state.
func (s *State) judge(e act.Entry) (func(), error) {
	switch e.Act.Kind {
	case KindIssue:
		return act.Take(e, s.issue)
	case KindUpdate:
		return act.Take(e, s.update)
	case KindCancel:
		return act.Take(e, s.cancel)
	case KindEscalate:
		return act.Take(e, s.escalate, (*Escalation).check)
	case KindReceive, KindSee, KindAccept, KindDecline, KindPass:
		return act.Take(e, s.answer, (*Answer).check)
	}
	return nil, act.ErrKind
}

func (s *State) issue(e act.Entry, n *Notice) (func(), error) {
	if err := addressed(e.Act); err != nil {
		return nil, err
	}
	if err := n.check(e.Act); err != nil {
		return nil, err
	}
	if err := s.approved(e.Act, n, n.Level, true); err != nil {
		return nil, err
	}
	return func() {
		t := &thread{holders: map[jurisdiction.ID]*holder{}}
		s.extend(t, e, &version{notice: n, material: true, dueBy: n.AcceptBy})
		s.issued[e.Act.By] = enlist(s.issued[e.Act.By], t)
		if n.Case != nil {
			s.cases[*n.Case] = enlist(s.cases[*n.Case], t)
		}
	}, nil
}

func (s *State) update(e act.Entry, u *Update) (func(), error) {
	t, err := s.own(e, u.Of, u.Notice.Status)
	if err != nil {
		return nil, err
	}
	if expires := t.newest().notice.Expires; e.Act.At > expires {
		return nil, fmt.Errorf("it expired at %s; issue a new one", expires.RFC3339())
	}
	if left := s.leftOut(t, e.Act); len(left) > 0 {
		return nil, fmt.Errorf("leaves out %v, which have it", left)
	}
	if err := errors.Join(addressed(e.Act), act.CheckTexts(u.Note)); err != nil {
		return nil, err
	}
	if err := u.Notice.check(e.Act); err != nil {
		return nil, err
	}
	if was := t.newest().notice.Level; !u.Material && u.Notice.Level != was {
		return nil, fmt.Errorf("changes the level from %q to %q and is not material", was, u.Notice.Level)
	}
	for _, level := range []Level{u.Notice.Level, t.newest().notice.Level} { // lowering the level must not lower the number of officers
		if err := s.approved(e.Act, &u.Notice, level, u.Material); err != nil {
			return nil, err
		}
	}
	return func() {
		s.extend(t, e, &version{notice: &u.Notice, material: u.Material, note: u.Note, dueBy: u.Notice.AcceptBy})
	}, nil
}

func (s *State) cancel(e act.Entry, c *Cancel) (func(), error) {
	t, err := s.own(e, c.Of, c.Status)
	if err != nil {
		return nil, err
	}
	if err := c.Reason.Check(); err != nil {
		return nil, fmt.Errorf("reason: %w", err)
	}
	if left := s.leftOut(t, e.Act); len(left) > 0 {
		return nil, fmt.Errorf("leaves out %v, which have it", left)
	}
	for _, id := range e.Act.To {
		if !t.reaches(id) && !slices.Contains(s.handed(t, e.Act), id) {
			return nil, fmt.Errorf("goes to %s, which never had it", id)
		}
	}
	if c.ConfirmBy <= e.Act.At {
		return nil, errors.New("confirmBy: not after the act")
	}
	n := t.newest().notice
	rules, _ := s.rules(n.Rules, n.Status, n.Level) // known, or the version would have been void
	if err := officers(c.ApprovedBy, e.Act.Officer, rules.ToCancel); err != nil {
		return nil, err
	}
	return func() {
		s.extend(t, e, &version{notice: n, cancel: c, note: c.Reason, dueBy: c.ConfirmBy})
	}, nil
}

func (s *State) escalate(e act.Entry, x *Escalation) (func(), error) {
	v := s.versions[x.Of]
	if v == nil {
		return nil, errors.New("cites no warning on record")
	}
	t := v.thread
	switch {
	case e.Ref.Journal != v.ref.Journal:
		return nil, fmt.Errorf("only its issuer, %s, escalates it", t.issuer())
	case x.Status != v.notice.Status:
		return nil, fmt.Errorf("is %s, the warning is %s", x.Status, v.notice.Status)
	case v != t.newest():
		return nil, fmt.Errorf("version %d is not the newest", v.number)
	case !slices.Contains(v.act.To, x.Addressee):
		return nil, fmt.Errorf("%s is not an addressee", x.Addressee)
	}
	for _, old := range t.escalations {
		if old.Addressee == x.Addressee && old.version.number >= t.asks() && old.Step >= x.Step {
			return nil, fmt.Errorf("step %d for %s was taken already", old.Step, x.Addressee)
		}
	}
	return func() {
		h := &handing{version: v, ref: e.Ref, act: bare(e.Act), answerBy: x.AnswerBy}
		t.reach = union(t.reach, append(s.handed(t, e.Act), e.Act.To...))
		t.escalations = append(t.escalations, escalated{*x, h})
		s.hand(h)
	}, nil
}

// own finds the warning that an act of its issuer continues.
func (s *State) own(e act.Entry, of act.Ref, status Status) (*thread, error) {
	v := s.versions[of]
	switch {
	case !slices.Contains(e.Act.Cites, of):
		return nil, errors.New("does not cite the version that it replaces")
	case v == nil:
		return nil, errors.New("cites no warning on record")
	case e.Ref.Journal != v.ref.Journal:
		return nil, fmt.Errorf("only its issuer, %s, may do that", v.thread.issuer())
	case v.thread.newest() != v:
		return nil, fmt.Errorf("version %d is not the newest; version %d is", v.number, v.thread.newest().number)
	case v.cancel != nil:
		return nil, errors.New("it is cancelled; issue a new one")
	case status != v.notice.Status:
		return nil, fmt.Errorf("is %.20q, the warning is %s; that never changes", status, v.notice.Status)
	}
	return v.thread, nil
}

// approved (doc/acts.md 6.4) judges by the rules of the cited charter for a level whether enough officers stand behind a notice.
func (s *State) approved(a act.Act, n *Notice, level Level, material bool) error {
	rules, ok := s.rules(n.Rules, n.Status, level)
	if !ok {
		return fmt.Errorf("rules: entry %d of %s is no charter", n.Rules.Index, n.Rules.Journal)
	}
	if len(n.ApprovedBy) == 0 && a.Officer == "" {
		if !slices.Contains(rules.Automatic, n.Event) {
			return fmt.Errorf("names no officer, and the charter allows no automatic warning of %s", n.Event)
		}
		return nil
	}
	least := rules.ToCancel
	if material {
		least = rules.Approvals
	}
	return officers(n.ApprovedBy, a.Officer, least)
}

// leftOut (doc/acts.md 6.8) returns those who have the warning by the issuer's own acts, or by what this act cites, and are not addressed. What
// the issuer did not know cannot be held against it; it is shown instead (Row.Unreached).
func (s *State) leftOut(t *thread, a act.Act) []jurisdiction.ID {
	var left []jurisdiction.ID
	for _, id := range union(t.reach, s.handed(t, a)) {
		if !slices.Contains(a.To, id) {
			left = append(left, id)
		}
	}
	return left
}

// handed returns to whom the acts that a cites have handed the warning.
func (s *State) handed(t *thread, a act.Act) []jurisdiction.ID {
	var to []jurisdiction.ID
	for _, ref := range a.Cites {
		if h := s.handings[ref]; h != nil && h.version.thread == t {
			to = append(to, h.act.To...)
		}
	}
	return to
}

// extend puts the next version on a thread.
func (s *State) extend(t *thread, e act.Entry, v *version) {
	v.thread, v.number, v.ref, v.act = t, len(t.versions)+1, e.Ref, bare(e.Act)
	t.versions = append(t.versions, v)
	t.reach = union(t.reach, append(s.handed(t, e.Act), e.Act.To...))
	s.versions[e.Ref] = v
	for _, id := range e.Act.To {
		s.holder(t, id)
	}
}

// hand records that a version came to those to whom an act passes or escalates it.
func (s *State) hand(h *handing) {
	s.handings[h.ref] = h
	for _, id := range h.act.To {
		p := s.holder(h.version.thread, id)
		p.handings = append(p.handings, h)
	}
}

// holder returns what a party did about a warning that it has.
func (s *State) holder(t *thread, id jurisdiction.ID) *holder {
	h := t.holders[id]
	if h == nil {
		h = &holder{id: id}
		t.holders[id] = h
		s.holding[id] = enlist(s.holding[id], t)
	}
	return h
}

func (t *thread) issuer() jurisdiction.ID { return t.versions[0].act.By }

func (t *thread) newest() *version { return t.versions[len(t.versions)-1] }

func (t *thread) reaches(id jurisdiction.ID) bool {
	_, ok := slices.BinarySearch(t.reach, id)
	return ok
}

// addressed refuses a warning to nobody or to oneself.
func addressed(a act.Act) error {
	if len(a.To) == 0 {
		return errors.New("is addressed to nobody")
	}
	if slices.Contains(a.To, a.By) {
		return errors.New("is addressed to its own author")
	}
	return nil
}

// bare is what is kept of an act.
func bare(a act.Act) deed {
	return deed{Kind: a.Kind, By: a.By, At: a.At, To: a.To, Officer: a.Officer}
}

// union returns all members of both, sorted, each once, in a new slice.
func union(a, b []jurisdiction.ID) []jurisdiction.ID {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
