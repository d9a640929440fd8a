package agreement

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// day is what notice and terms are counted in: 24 hours, because a calendar would need a time zone.
const day act.Time = 24 * 60 * 60 * 1000

// May says why an act lacks the power to do something: nil if it cites the conclusion or the issue, that one's own dates cover the time that the act
// claims, and the clause is a power to do it whose holder is the party `by`.
//
// It is a verdict and looks at nothing that another could have done in the meantime (8.7): a power that was superseded, or that a party lost by another's
// leaving, is shown by the views and voids nothing. That its own author has left, or has suspended its part, it does see. A condition of the clause is
// about the facts of a case and is for people to hold against it.
func (s *State) May(by jurisdiction.ID, c Cite, do string, a act.Act) error {
	if !slices.Contains(a.Cites, c.Instrument) {
		return errors.New("power: the act does not cite the instrument that gives it")
	}
	d := s.binding[c.Instrument]
	if d == nil {
		return fmt.Errorf("power: entry %d of %s concludes or issues nothing", c.Instrument.Index, c.Instrument.Journal)
	}
	i := d.text
	if a.At < i.From || i.Until != 0 && a.At >= i.Until {
		return fmt.Errorf("power: %s version %d is not in force at the time that the act claims", i.Code, i.Version)
	}
	clause, ok := i.clause(c.Clause)
	if !ok || clause.Power == nil {
		return fmt.Errorf("power: clause %.30q of %s gives none", c.Clause, i.Code)
	}
	if clause.Power.Do != do {
		return fmt.Errorf("power: clause %s of %s is to %s, not to %s", c.Clause, i.Code, clause.Power.Do, do)
	}
	if how := d.out(by, a.At); how != "" && by == a.By {
		return fmt.Errorf("power: %s has %s %s", by, how, i.Code)
	}
	if !slices.Contains(d.stands(clause.Power.Holder, a.At), by) && !slices.Contains(d.stands(clause.Power.Failing, a.At), by) {
		return fmt.Errorf("power: clause %s of %s gives it to %s, which %s does not stand for then", c.Clause, i.Code, clause.Power.Holder, by)
	}
	return d.reaches(c.Clause, clause.Power, a)
}

// reaches says why an order goes to somebody whom the power does not reach (R17). Of what was issued to nobody by name it is not known here who is below its issuer: the
// roster is not among what the act cites.
func (d *deal) reaches(id string, p *Power, a act.Act) error {
	if p.Do != "order" || len(p.Over) == 0 && len(d.text.Parties) == 0 {
		return nil
	}
	below := d.text.Parties
	if len(p.Over) > 0 {
		below = nil
		for _, s := range p.Over {
			below = append(below, d.stands(s, a.At)...)
		}
	}
	for _, to := range a.To {
		if !slices.Contains(below, to) {
			return fmt.Errorf("power: clause %s of %s is over %v; %s is not below its holder", id, d.text.Code, below, to)
		}
	}
	return nil
}

// A Joint is who signs an order of several superiors, as it is at a time (R17).
type Joint struct {
	Decides []jurisdiction.ID   // whose act the order is
	Others  [][]jurisdiction.ID // of each of these somebody must have signed
	Failing []jurisdiction.ID   // who decides if they do not agree
	Within  act.Time            // milliseconds that they have to agree
}

// Jointly returns who signs an order under a clause; nil: its holder alone. It depends on the instrument alone, so that a verdict may ask.
func (s *State) Jointly(c Cite, at act.Time) *Joint {
	d := s.binding[c.Instrument]
	if d == nil {
		return nil
	}
	clause, ok := d.text.clause(c.Clause)
	if !ok || clause.Power == nil || len(clause.Power.Jointly) == 0 {
		return nil
	}
	p := clause.Power
	j := &Joint{Decides: d.stands(p.Holder, at), Failing: d.stands(p.Failing, at), Within: act.Time(p.Within) * 60_000}
	for _, s := range p.Jointly {
		j.Others = append(j.Others, d.stands(s, at))
	}
	return j
}

// What may follow when a clause is not kept (R65).
const (
	FollowsFinding  = "finding"  // law, agreement: a body may find a violation, and a case about it begins
	FollowsReminder = "reminder" // custom: who follows it is reminded, and nothing is found
	FollowsEntry    = "entry"    // pledge: whether it was kept stands in the account of trust, and nothing else follows
)

// Follows says what may follow when a clause of a force is not kept.
func Follows(force string) string {
	switch force {
	case "custom":
		return FollowsReminder
	case "pledge":
		return FollowsEntry
	}
	return FollowsFinding
}

// Clause finds a clause of an instrument that was concluded or issued. What it returns is not to be changed.
func (s *State) Clause(c Cite) (*Clause, *Instrument, bool) {
	d := s.binding[c.Instrument]
	if d == nil {
		return nil, nil, false
	}
	clause, ok := d.text.clause(c.Clause)
	return clause, d.text, ok
}

// Stands returns who a selector stands for at a time as far as that follows from the text: of party:ID that party, of body:ID the chair in office, the host and
// the deputy, in this order and each once, of members the parties. Of the other selectors it reports false: they depend on a case.
func (i *Instrument) Stands(selector string, at act.Time) ([]jurisdiction.ID, bool) {
	kind, id, named := strings.Cut(selector, ":")
	switch {
	case named && kind == "party":
		return []jurisdiction.ID{jurisdiction.ID(id)}, true
	case named && kind == "body":
		b, ok := i.body(id)
		if !ok {
			return nil, true
		}
		var out []jurisdiction.ID
		chair, _ := b.chair(i.From, at)
		for _, p := range []jurisdiction.ID{chair, b.Host, b.Deputy} {
			if p != "" && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
		return out, true
	case selector == "members":
		return slices.Clone(i.Parties), true
	}
	return nil, false
}

// Holders returns who a selector of an instrument that was concluded or issued stands for at a time: as [Instrument.Stands], and of issuer its author. It
// depends on that instrument alone, so that a verdict may ask.
func (s *State) Holders(c Cite, selector string, at act.Time) []jurisdiction.ID {
	d := s.binding[c.Instrument]
	if d == nil {
		return nil
	}
	return d.stands(selector, at)
}

// stands is Stands with the one selector that depends on who wrote the instrument.
func (d *deal) stands(selector string, at act.Time) []jurisdiction.ID {
	if selector == "issuer" && d.issued {
		return []jurisdiction.ID{d.by}
	}
	list, _ := d.text.Stands(selector, at)
	return list
}

// chair returns who is in the chair at a time, and until when. The first term begins with the instrument; before it the chair is empty.
func (b *Body) chair(from, at act.Time) (jurisdiction.ID, act.Time) {
	if b.Chair == nil || at < from || b.Chair.Days <= 0 || b.Chair.Days > maxDays || len(b.Chair.Order) == 0 {
		return "", 0
	}
	term := act.Time(b.Chair.Days) * day
	n := (at - from) / term
	return b.Chair.Order[int(n)%len(b.Chair.Order)], from + (n+1)*term
}

func (s *State) invite(e act.Entry, g *Guest) (func(), error) {
	if err := errors.Join(g.Part.Check(), act.CheckTexts(g.Interest)); err != nil {
		return nil, err
	}
	switch {
	case g.Guest == "" || g.Guest == e.Act.By:
		return nil, errors.New("guest: wants somebody other than the host")
	case g.From <= 0 || g.Until <= g.From:
		return nil, errors.New("from and until: a guest has an end date")
	case g.Case != nil && !slices.Contains(e.Act.Cites, *g.Case):
		return nil, errors.New("case: not among its citations")
	}
	if err := s.May(e.Act.By, g.Power, "invite-guest", e.Act); err != nil {
		return nil, err
	}
	if _, ok := s.binding[g.Power.Instrument].text.body(g.Body); !ok && g.Body != "" {
		return nil, fmt.Errorf("body: %s has no body %.70q", s.binding[g.Power.Instrument].text.Code, g.Body)
	}
	return func() { s.grants[e.Ref] = &grant{Guest: *g, ref: e.Ref, by: e.Act.By, at: e.Act.At} }, nil
}

func (s *State) dismiss(e act.Entry, b *Dismissal) (func(), error) {
	if err := reason(b.Reason, false); err != nil {
		return nil, fmt.Errorf("reason: %w", err)
	}
	if !slices.Contains(e.Act.Cites, b.Of) {
		return nil, errors.New("of: not among its citations")
	}
	g := s.grants[b.Of]
	switch {
	case g == nil:
		return nil, fmt.Errorf("of: entry %d of %s lets no guest in", b.Of.Index, b.Of.Journal)
	case g.by != e.Act.By:
		return nil, fmt.Errorf("%s let the guest in and dismisses it", g.by)
	case g.dismissed != nil:
		return nil, errors.New("the guest is dismissed already")
	}
	return func() { g.dismissed, g.ended = &e.Ref, max(e.Act.At, g.at) }, nil
}

// A Grant is a guest act with what became of it.
type Grant struct {
	Guest
	By        jurisdiction.ID // who let the guest in
	Ref       act.Ref
	Dismissed *act.Ref
	Ended     bool // dismissed, or past its end
}

// Guests returns all who were let in, in the order in which they come in.
func (s *State) Guests(now act.Time) []Grant {
	var out []Grant
	for _, g := range s.grants {
		ended := now >= g.Until || g.dismissed != nil && now >= g.ended
		out = append(out, Grant{Guest: g.Guest, By: g.by, Ref: g.ref, Dismissed: g.dismissed, Ended: ended})
	}
	slices.SortFunc(out, func(a, b Grant) int { return cmp.Or(cmp.Compare(a.From, b.From), act.CompareRefs(a.Ref, b.Ref)) })
	return out
}

// Granted says why a guest cannot put an act on record: nil if the act cites a guest act that lets this guest in, whose dates cover the time that the act
// claims, whose case, if it is for one, the act cites too, and whose dismissal the act does not cite. A dismissal that the guest does not know voids
// nothing that it does (8.9); Guests shows it.
func (s *State) Granted(guest jurisdiction.ID, a act.Act) error {
	why := errors.New("guest: the act does not cite what lets its author in")
	for _, ref := range a.Cites {
		g := s.grants[ref]
		switch {
		case g == nil || g.Guest.Guest != guest:
			continue
		case a.At < g.From:
			why = fmt.Errorf("guest: %s is let in from %s", guest, g.From.RFC3339())
		case a.At >= g.Until:
			why = fmt.Errorf("guest: %s was let in until %s", guest, g.Until.RFC3339())
		case g.Case != nil && !slices.Contains(a.Cites, *g.Case):
			why = fmt.Errorf("guest: %s is let in for one case, which the act does not cite", guest)
		case g.dismissed != nil && slices.Contains(a.Cites, *g.dismissed):
			why = fmt.Errorf("guest: %s was dismissed", guest)
		default:
			return nil
		}
	}
	return why
}
