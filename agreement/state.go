package agreement

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement/condition"
	"tongzhou/jurisdiction"
)

// A State is what the acts about agreements add up to. Entries of one journal must be applied in the order of that journal, and
// an entry after those that it cites; the order between journals makes no difference.
type State struct {
	deals     map[act.Ref]*deal      // by the act that proposed or issued it
	binding   map[act.Ref]*deal      // by the act that concluded or issued it
	accepts   map[act.Ref]acceptance // what each agreement.accept signed
	refusals  map[act.Ref]*deal      // what each agreement.refuse refused
	grants    map[act.Ref]*grant
	directory map[act.Ref]*listing // by each registration
	promised  map[promise]*deal    // whom each author has bound itself to as the successor of an instrument
	counted   act.Counted
	language  *condition.Language
}

// A deal is an instrument on record with what became of it.
type deal struct {
	text      *Instrument
	by        jurisdiction.ID // proposer or issuer
	at        act.Time
	proposal  act.Ref // propose or issue
	issued    bool
	first     jurisdiction.ID            // proposer of the first version
	begun     *act.Ref                   // conclude or issue
	concluded act.Time                   // as its author claims
	signed    map[jurisdiction.ID]Signed // the last word of each party
	moves     map[jurisdiction.ID][]Move // what each party did afterwards, in order
	seats     map[seatKey][]appointed    // in the order of the party's journal
	watches   map[string][]Watched       // by body, in the order of reading
	contracts []Contracted               // with private units, in the order of reading
	told      map[string][]Progressed    // by item, in the order of its owner's journal
	broken    []broken
}

// A seatKey names a seat of a body, or who answers for a zone.
type seatKey struct {
	body, zone string
	party      jurisdiction.ID
}

type appointed struct {
	Appointment
	at  act.Time
	ref act.Ref
}

type acceptance struct {
	of *deal
	by jurisdiction.ID
}

// A promise is what an author may give once: to follow one version with another, or to begin a code.
type promise struct {
	by   jurisdiction.ID
	base act.Ref // zero: a first version
	code string
}

type grant struct {
	Guest
	ref       act.Ref
	by        jurisdiction.ID
	at        act.Time
	dismissed *act.Ref
	ended     act.Time
}

// New returns an empty state.
func New() *State {
	return &State{deals: map[act.Ref]*deal{}, binding: map[act.Ref]*deal{}, accepts: map[act.Ref]acceptance{}, refusals: map[act.Ref]*deal{},
		grants: map[act.Ref]*grant{}, promised: map[promise]*deal{}, directory: map[act.Ref]*listing{}}
}

// Apply adds an act. An error says why the act is void; the state is then as before.
func (s *State) Apply(e act.Entry) error {
	if err := act.Apply("agreement", e, s.judge); err != nil {
		return err
	}
	s.counted.Add(e.Ref)
	return nil
}

// Check says whether an act would count if it were applied now, and changes nothing. Until the act has its place, index and leaf hash
// of the entry may be anything. Whether an instrument is well written is said by [Instrument.Check], which is stricter.
func (s *State) Check(e act.Entry) error { return act.Check("agreement", e, s.judge) }

// judge says why an act is void, or returns what it does to the state. It looks only at the act, at what it cites, and at earlier acts of its author
// (design D4): another's later acts could be read sooner or later.
func (s *State) judge(e act.Entry) (func(), error) {
	switch e.Act.Kind {
	case KindPropose:
		return act.Take(e, s.propose)
	case KindAccept, KindRefuse:
		return act.Take(e, s.sign)
	case KindConclude:
		return act.Take(e, s.conclude)
	case KindIssue:
		return act.Take(e, s.issue)
	case KindSuspend, KindResume, KindLeave:
		return act.Take(e, s.move)
	case KindAppoint:
		return act.Take(e, s.appoint)
	case KindWatch:
		return act.Take(e, s.watch)
	case KindContract:
		return act.Take(e, s.contract)
	case KindRegister:
		return act.Take(e, s.register, (*Registration).check)
	case KindStrike:
		return act.Take(e, s.strike)
	case KindTell:
		return act.Take(e, s.tell)
	case KindProgress:
		return act.Take(e, s.progress)
	case KindGuest:
		return act.Take(e, s.invite)
	case KindDismiss:
		return act.Take(e, s.dismiss)
	}
	return nil, act.ErrKind
}

// begin is what a proposal or an issue puts on record, if its text has no fault.
func begin(e act.Entry, i *Instrument) (*deal, error) {
	if faults := i.faults(); len(faults) > 0 {
		return nil, faults[0] // one reason will do; Check has all of them
	}
	return &deal{text: i, by: e.Act.By, at: e.Act.At, proposal: e.Ref, first: e.Act.By, signed: map[jurisdiction.ID]Signed{},
		moves: map[jurisdiction.ID][]Move{}, seats: map[seatKey][]appointed{}}, nil
}

func (s *State) propose(e act.Entry, i *Instrument) (func(), error) {
	d, err := begin(e, i)
	if err != nil {
		return nil, err
	}
	if d.text.Type == "pack" {
		return nil, errors.New("a pack is issued, not proposed")
	}
	if d.text.Amends != nil {
		if err := s.amends(e, d); err != nil {
			return nil, err
		}
	}
	return func() {
		if slices.Contains(d.text.Parties, d.by) {
			d.signed[d.by] = Signed{Party: d.by, At: d.at, Ref: e.Ref}
		}
		s.keep(d)
	}, nil
}

// keep puts an instrument on record.
func (s *State) keep(d *deal) {
	if s.language == nil {
		language, err := condition.New()
		if err != nil { // of the program, not of the text
			d.broken = []broken{{err: err}}
		}
		s.language = language
	}
	if s.language != nil {
		d.broken = d.text.broken(s.language)
	}
	s.deals[d.proposal] = d
	if d.issued {
		s.binding[d.proposal] = d
	}
}

// amends says why a proposal cannot replace what it says it replaces.
func (s *State) amends(e act.Entry, d *deal) error {
	i := d.text
	base, err := s.cited(e, *i.Amends, "amends")
	if err != nil {
		return err
	}
	d.first = base.first
	switch {
	case base.issued:
		return errors.New("amends what was issued; only its issuer does that, by issuing")
	case base.text.Code != i.Code || base.text.Type != i.Type || base.text.Version+1 != i.Version:
		return fmt.Errorf("amends %s %s version %d; wants the same code and type and the next version", base.text.Type, base.text.Code, base.text.Version)
	case e.Act.By != base.first && !slices.Contains(base.text.Parties, e.Act.By):
		return fmt.Errorf("only a party, or %s, who proposed the first version, can propose to amend it", base.first)
	case base.out(e.Act.By, e.Act.At) == "left":
		return errors.New("its author has left the version that it amends")
	}
	for _, p := range base.text.Parties {
		if !slices.Contains(i.Parties, p) && !base.leftBy(p, e.Act.Cites) {
			return fmt.Errorf("drops %s, which has not left: cite its agreement.leave, or leave it among the parties", p)
		}
	}
	return nil
}

// leftBy says whether one of the cited acts is the party's leaving.
func (d *deal) leftBy(p jurisdiction.ID, cites []act.Ref) bool {
	return slices.ContainsFunc(d.moves[p], func(m Move) bool { return m.Kind == KindLeave && slices.Contains(cites, m.Ref) })
}

// sign judges an acceptance or a refusal.
func (s *State) sign(e act.Entry, b *Signature) (func(), error) {
	refuses := e.Act.Kind == KindRefuse
	if err := reason(b.Reason, refuses); err != nil {
		return nil, fmt.Errorf("reason: %w", err)
	}
	d, err := s.proposed(e, b.Of)
	if err != nil {
		return nil, err
	}
	by := e.Act.By
	last, had := d.signed[by]
	switch {
	case had && last.Refused:
		return nil, errors.New("its author has refused, which is final: the text has to be proposed anew")
	case by == d.by && d.begun != nil:
		return nil, errors.New("it is concluded")
	case by == d.by && refuses: // takes it back
	case by == d.by:
		return nil, errors.New("the proposer signed by proposing")
	case !slices.Contains(d.text.Parties, by):
		return nil, errors.New("its author is not a party of the proposal")
	case had:
		return nil, errors.New("its author has signed: what is signed is left with notice, not refused")
	}
	if !refuses && s.engaged(d, e) {
		return nil, errors.New("its author has signed another amendment of the same version: cite a refusal that ended it")
	}
	return func() {
		d.signed[by] = Signed{Party: by, At: e.Act.At, Refused: refuses, Reason: b.Reason, Ref: e.Ref}
		if refuses {
			s.refusals[e.Ref] = d
			return
		}
		s.accepts[e.Ref] = acceptance{d, by}
		if d.text.Amends != nil {
			s.promised[d.promise(by)] = d
		}
	}, nil
}

// engaged says whether an author is bound to another text in the place of one. Since a refusal is final, whoever cites one knows that the other text will
// never be concluded.
func (s *State) engaged(d *deal, e act.Entry) bool {
	other := s.promised[d.promise(e.Act.By)]
	if other == nil || other == d {
		return false
	}
	return other.begun != nil && other.by == e.Act.By || !slices.ContainsFunc(e.Act.Cites, func(r act.Ref) bool { return s.refusals[r] == other })
}

// promise is what somebody gives who binds itself to a version.
func (d *deal) promise(by jurisdiction.ID) promise {
	if d.text.Amends != nil {
		return promise{by: by, base: *d.text.Amends}
	}
	return promise{by: by, code: d.text.Code}
}

func (s *State) conclude(e act.Entry, b *Conclusion) (func(), error) {
	d, err := s.proposed(e, b.Of)
	if err != nil {
		return nil, err
	}
	if e.Act.By != d.by {
		return nil, fmt.Errorf("the proposer, %s, concludes it", d.by)
	}
	if d.begun != nil || d.signed[d.by].Refused {
		return nil, errors.New("it is concluded already, or its proposer took it back")
	}
	if rows := d.text.unassigned(); len(rows) > 0 {
		return nil, rows[0]
	}
	for _, p := range d.text.Parties {
		if p != d.by && !slices.ContainsFunc(e.Act.Cites, func(r act.Ref) bool { a := s.accepts[r]; return a.of == d && a.by == p }) {
			return nil, fmt.Errorf("cites no acceptance of %s: %d parties need %d signatures", p, len(d.text.Parties), len(d.text.Parties))
		}
	}
	if s.engaged(d, e) {
		return nil, errors.New("its author has bound itself to another text in its place: amend that one")
	}
	return func() {
		ref := e.Ref
		d.begun, d.concluded = &ref, e.Act.At
		s.binding[ref] = d
		s.promised[d.promise(d.by)] = d
	}, nil
}

func (s *State) issue(e act.Entry, i *Instrument) (func(), error) {
	d, err := begin(e, i)
	if err != nil {
		return nil, err
	}
	if act.OneOf(d.text.Type, "agreement charter") {
		return nil, fmt.Errorf("an %s is proposed and signed, not issued", d.text.Type)
	}
	if rows := d.text.unassigned(); len(rows) > 0 {
		return nil, rows[0]
	}
	if d.text.Amends != nil {
		base, err := s.cited(e, *d.text.Amends, "amends")
		if err != nil {
			return nil, err
		}
		if base.by != e.Act.By || !base.issued || base.text.Code != d.text.Code || base.text.Type != d.text.Type || base.text.Version+1 != d.text.Version {
			return nil, errors.New("amends something that is not the version before, issued by the same author under the same code")
		}
	}
	key := d.promise(d.by)
	if s.promised[key] != nil {
		return nil, errors.New("its author has put another text in that place: amend that one")
	}
	return func() {
		ref := e.Ref
		d.issued, d.begun, d.concluded = true, &ref, d.at
		s.promised[key] = d
		s.keep(d)
	}, nil
}

// move judges a suspension, its end, and a leaving.
func (s *State) move(e act.Entry, b *Change) (func(), error) {
	if err := reason(b.Reason, false); err != nil {
		return nil, fmt.Errorf("reason: %w", err)
	}
	d, err := s.cited(e, b.Of, "of")
	if err != nil {
		return nil, err
	}
	by := e.Act.By
	if d.issued || !slices.Contains(d.text.Parties, by) {
		return nil, errors.New("its author has not signed it: only a party suspends its part or leaves")
	}
	m := Move{Party: by, Kind: e.Act.Kind, At: e.Act.At, Effect: max(e.Act.At, d.concluded), Reason: b.Reason, Ref: e.Ref}
	var last Move
	if n := len(d.moves[by]); n > 0 {
		last = d.moves[by][n-1]
		m.Effect = max(m.Effect, last.At) // a date before its author's last word on the matter is none
	}
	switch {
	case last.Kind == KindLeave:
		return nil, errors.New("its author has left it already")
	case (m.Kind == KindResume) != (last.Kind == KindSuspend) && m.Kind != KindLeave:
		return nil, errors.New("its author's part rests already, or does not rest")
	case m.Kind == KindLeave:
		m.Effect += act.Time(d.text.Notice) * day
	}
	return func() { d.moves[by] = append(d.moves[by], m) }, nil
}

func (s *State) appoint(e act.Entry, a *Appointment) (func(), error) {
	d, err := s.cited(e, a.Of, "of")
	if err != nil {
		return nil, err
	}
	if (a.Body == "") == (a.Zone == "") {
		return nil, errors.New("wants a body, or a zone")
	}
	if err := act.CheckTexts(a.Holder, a.Alternate, a.Reason); err != nil {
		return nil, err
	}
	if a.Zone != "" {
		err = d.zoned(e.Act.By, a)
	} else {
		err = d.seated(e.Act.By, a)
	}
	if err != nil {
		return nil, err
	}
	if a.From <= 0 || a.Until != 0 && a.Until <= a.From || a.Rank < 0 || a.Holder == nil && a.Alternate != nil {
		return nil, errors.New("wants a beginning, an end after it if any, a rank that is not negative, and no alternate of nobody")
	}
	if d.out(e.Act.By, e.Act.At) == "left" {
		return nil, errors.New("its author has left the instrument")
	}
	key := seatKey{a.Body, a.Zone, e.Act.By}
	return func() { d.seats[key] = append(d.seats[key], appointed{*a, e.Act.At, e.Ref}) }, nil
}

// seated says why an author appoints nobody to a seat.
func (d *deal) seated(by jurisdiction.ID, a *Appointment) error {
	b, ok := d.text.body(a.Body)
	switch {
	case !ok:
		return fmt.Errorf("%s has no body %.70q", d.text.Code, a.Body)
	case !slices.ContainsFunc(b.Seats, func(s Seat) bool { return s.Party == by }):
		return fmt.Errorf("its author has no seat in %s", a.Body)
	case a.Reason != nil:
		return errors.New("reason: belongs to an absence from a zone")
	}
	return nil
}

// zoned says why an author cannot name who answers for a zone, or put an absence on record: each does so for itself.
func (d *deal) zoned(by jurisdiction.ID, a *Appointment) error {
	c, ok := d.text.clause(a.Zone)
	switch {
	case !ok || c.Zone == nil:
		return fmt.Errorf("zone: clause %.30q of %s has none", a.Zone, d.text.Code)
	case !slices.Contains(c.Zone.Holders, by) && !slices.Contains(c.Zone.Deputies, by):
		return fmt.Errorf("its author is neither a holder nor a deputy of the zone of clause %s", a.Zone)
	case a.Rank != 0 || a.Alternate != nil:
		return errors.New("rank and alternate: belong to a seat")
	case a.Holder == nil && (a.Reason == nil || a.Until == 0):
		return errors.New("reason and until: an absence from a zone has both")
	}
	return nil
}

// cited finds what was concluded or issued by an act that e cites.
func (s *State) cited(e act.Entry, of act.Ref, what string) (*deal, error) {
	if !slices.Contains(e.Act.Cites, of) {
		return nil, fmt.Errorf("%s: entry %d of %s is not among its citations", what, of.Index, of.Journal)
	}
	if d := s.binding[of]; d != nil {
		return d, nil
	}
	return nil, fmt.Errorf("%s: entry %d of %s concludes or issues nothing", what, of.Index, of.Journal)
}

// proposed finds what was proposed by an act that e cites.
func (s *State) proposed(e act.Entry, of act.Ref) (*deal, error) {
	if !slices.Contains(e.Act.Cites, of) {
		return nil, fmt.Errorf("of: entry %d of %s is not among its citations", of.Index, of.Journal)
	}
	if d := s.deals[of]; d != nil && !d.issued {
		return d, nil
	}
	return nil, fmt.Errorf("of: entry %d of %s proposes nothing", of.Index, of.Journal)
}
