package incident

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A decision is an act of whoever leads, at its place in the order of clause 7.13. Positions are computed from what the author's own record shows, so they are the
// same on every node and never change.
type decision struct {
	ref  act.Ref
	act  act.Act // without its body
	body any     // *Phase, *Classification, *StageChange, *Merge or *Split
	pos  position
	led  *row // under which its author led; nil: by default
}

// A position orders decisions. The newest lead row that the author's record shows is the epoch; who decides after that row has ended (or was
// contested) comes after who decided under it.
type position struct {
	proposal bool // of the opener, who does not lead: before everything else
	top      *row
	led      *row
}

func (p position) compare(o position) int {
	return cmp.Or(
		-boolCompare(p.proposal, o.proposal),
		compareRows(p.top, o.top),
		boolCompare(p.led != p.top, o.led != o.top),
		compareRows(p.led, o.led))
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func compareDecisions(a, b *decision) int {
	return cmp.Or(a.pos.compare(b.pos), act.CompareRefs(a.ref, b.ref))
}

// decide says why an author cannot decide something about the case as a whole, or where its decision stands.
func (f *file) decide(e act.Entry, body any) (*decision, error) {
	known := f.knows(e)
	led, rivals := f.standing(known, cell{"lead", ""}, e.Act.At)
	who := f.lead
	if led != nil {
		who = led.Holder
	}
	d := &decision{ref: e.Ref, act: bare(e.Act), body: body, led: led, pos: position{top: f.newest(known, e.Act.At), led: led}}
	_, classifies := body.(*Classification)
	switch {
	case e.Act.By == who:
	case classifies && e.Act.By == f.opener && led == nil && len(rivals) == 0: // a proposal of who opened the case and named another lead
		d.pos.proposal = true
	default:
		return nil, f.notLead(e, who, len(rivals) > 0)
	}
	// An author's later decision is never before an earlier one of its own, whatever times it claims.
	if last := f.last[e.Act.By]; last != nil && d.pos.compare(last.pos) < 0 {
		d.pos = last.pos
	}
	return d, nil
}

// Decides says why the author of an act does not decide about a case, by what its own record shows (7.13); nil: it leads. It is for practices whose acts whoever leads
// writes, and may be asked in a verdict: it depends on the act, what that cites, and earlier acts of its author in the case.
func (s *State) Decides(e act.Entry, of act.Ref) error {
	f, err := s.file(e, of)
	if err != nil {
		return err
	}
	_, err = f.decide(e, nil)
	return err
}

// notLead puts into words why an author does not decide.
func (f *file) notLead(e act.Entry, who jurisdiction.ID, contested bool) error {
	for _, r := range f.rows {
		switch {
		case r.Holder != e.Act.By || !slices.Contains(r.Functions, "lead") || !slices.Contains(e.Act.Cites, r.ref):
		case len(r.Where) > 0:
			return fmt.Errorf("its author leads only in a part of the case; the lead of the whole, %s, decides it", who)
		case !r.effective(f.knows(e)):
			return fmt.Errorf("its author has not confirmed entry %d of %s, by which it is to lead; until then %s decides it", r.ref.Index, r.ref.Journal, who)
		}
	}
	if contested {
		return fmt.Errorf("who leads is contested by what its author has on record; until that is settled %s decides it", who)
	}
	return fmt.Errorf("the lead, %s, decides it", who)
}

// put takes a decision in.
func (f *file) put(e act.Entry, d *decision) {
	i, _ := slices.BinarySearchFunc(f.decisions, d, compareDecisions)
	f.decisions = slices.Insert(f.decisions, i, d)
	f.last[e.Act.By] = d
	if d.ends() {
		f.marks[e.Ref] = d
	}
	f.add(e, e.Act.At, d.body)
}

// ends says whether nothing is decided in the case after this.
func (d *decision) ends() bool {
	switch b := d.body.(type) {
	case *Phase:
		return b.Phase == "closed"
	case *Merge, *Split:
		return true
	}
	return false
}

// over says why a case takes no more acts of a kind, by what the author's own record shows (7.16): it was closed, or goes on elsewhere. A decision of a later
// epoch opens it again for its author.
func (f *file) over(e act.Entry) error {
	if act.OneOf(string(e.Act.Kind), "incident.state incident.notice incident.signal incident.window incident.receive incident.answer") {
		return nil
	}
	closed := false
	own := f.last[e.Act.By]
	for ref := range f.knows(e) {
		d, ok := f.marks[ref].(*decision)
		if !ok || own != nil && own != d && own.pos.compare(d.pos) > 0 {
			continue
		}
		if _, closes := d.body.(*Phase); !closes {
			return errors.New("the case goes on in another; only receipts, answers, statements and observations are still taken here")
		}
		closed = true
	}
	if closed && act.OneOf(string(e.Act.Kind), "incident.phase incident.stage incident.classify incident.merge incident.split incident.command incident.task incident.escalate") {
		return errors.New("the case is closed; open a new one that cites it")
	}
	return nil
}

func (s *State) phase(e act.Entry, f *file, p *Phase) (func(), error) { return f.decision(e, p) }

func (s *State) stage(e act.Entry, f *file, c *StageChange) (func(), error) { return f.decision(e, c) }

func (s *State) classify(e act.Entry, f *file, c *Classification) (func(), error) {
	return f.decision(e, c)
}

func (s *State) merge(e act.Entry, f *file, m *Merge) (func(), error) {
	if err := s.elsewhere(f, m.Into); err != nil {
		return nil, err
	}
	return f.decision(e, m)
}

func (s *State) split(e act.Entry, f *file, x *Split) (func(), error) {
	for _, into := range x.Into {
		if err := s.elsewhere(f, into); err != nil {
			return nil, err
		}
	}
	return f.decision(e, x)
}

// elsewhere refuses a case in which this one cannot go on.
func (s *State) elsewhere(f *file, into act.Ref) error {
	to := s.cases[into]
	switch {
	case to == nil:
		return fmt.Errorf("into: entry %d of %s opens no case", into.Index, into.Journal)
	case to == f:
		return errors.New("into: the case itself")
	case to.open.Status != f.open.Status:
		return fmt.Errorf("into: that case is %s, this one is %s", to.open.Status, f.open.Status)
	}
	return nil
}

func (f *file) decision(e act.Entry, body any) (func(), error) {
	d, err := f.decide(e, body)
	if err != nil {
		return nil, err
	}
	return func() { f.put(e, d) }, nil
}

func (p *Phase) of() act.Ref { return p.Of }

func (p *Phase) check(act.Act) error {
	if !act.OneOf(p.Phase, "normal watch emergency recovery closed") {
		return fmt.Errorf("phase: %.40q; wants normal, watch, emergency, recovery or closed", p.Phase)
	}
	if err := p.Reason.Check(); err != nil {
		return fmt.Errorf("reason: %w", err)
	}
	if p.Situation != nil {
		return p.Situation.check()
	}
	return nil
}

func (c *StageChange) of() act.Ref { return c.Of }

func (c *StageChange) check(act.Act) error {
	if !act.OneOf(c.Stage, "identification analysis treatment monitoring") {
		return fmt.Errorf("stage: %.40q; wants identification, analysis, treatment or monitoring (communication runs through all of them)", c.Stage)
	}
	if err := c.Reason.Check(); err != nil {
		return fmt.Errorf("reason: %w", err)
	}
	return nil
}

func (c *Classification) of() act.Ref { return c.Of }

// check: the law grades natural disasters, accidents and public health events; it leaves out social security events (Emergency Response Law, art. 3).
func (c *Classification) check(act.Act) error {
	if err := words("classes", c.Classes, "natural accident health social emerging"); err != nil {
		return err
	}
	if c.Grade < 0 || c.Grade > 4 || c.Response < 0 || c.Response > 4 {
		return fmt.Errorf("grade %d, response %d; each wants 1 (the gravest) to 4, or none", c.Grade, c.Response)
	}
	if c.Grade > 0 && len(c.Classes) == 1 && c.Classes[0] == "social" {
		return errors.New("grade: a social security event has none by law")
	}
	for _, n := range []*int64{c.Deaths, c.Injured, c.Loss, c.People} {
		if n != nil && *n < 0 {
			return fmt.Errorf("deaths, injured, loss, people: %d is fewer than none; leave out what is not known", *n)
		}
	}
	if err := c.Reason.Check(); err != nil {
		return fmt.Errorf("reason: %w", err)
	}
	if c.Situation != nil {
		return c.Situation.check()
	}
	return nil
}

func (m *Merge) of() act.Ref { return m.Of }

func (m *Merge) check(a act.Act) error {
	if err := cites(a, "into", m.Into); err != nil {
		return err
	}
	return m.Reason.Check()
}

func (x *Split) of() act.Ref { return x.Of }

func (x *Split) check(a act.Act) error {
	if len(x.Into) < 2 {
		return fmt.Errorf("into: %d cases; wants at least two, or a merge", len(x.Into))
	}
	for i, into := range x.Into {
		if slices.Contains(x.Into[:i], into) {
			return errors.New("into: one case twice")
		}
	}
	if err := cites(a, "into", x.Into...); err != nil {
		return err
	}
	return x.Reason.Check()
}

// words checks a list of words: at least one, each known, none twice.
func words(name string, list []string, known string) error {
	if len(list) == 0 {
		return fmt.Errorf("%s: none; wants some of %s", name, known)
	}
	for i, w := range list {
		if !act.OneOf(w, known) {
			return fmt.Errorf("%s: %.40q; wants some of %s", name, w, known)
		}
		if slices.Contains(list[:i], w) {
			return fmt.Errorf("%s: %s twice", name, w)
		}
	}
	return nil
}

// cites refuses a body that rests on acts which its envelope does not cite: only what is cited was read before.
func cites(a act.Act, name string, refs ...act.Ref) error {
	for _, r := range refs {
		if !slices.Contains(a.Cites, r) {
			return fmt.Errorf("%s: does not cite entry %d of %s", name, r.Index, r.Journal)
		}
	}
	return nil
}
