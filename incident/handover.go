package incident

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// functions are the four that the table keeps apart (R45).
const functions = "lead command coordinate dispatch"

func (c *Command) of() act.Ref { return c.Of }

func (c *Command) check(a act.Act) error {
	if !act.OneOf(c.Basis, "designation take-over hand-back") {
		return fmt.Errorf("basis: %.40q; wants designation, take-over or hand-back", c.Basis)
	}
	if err := words("functions", c.Functions, functions); err != nil {
		return err
	}
	if c.Holder == "" || c.Holder != a.By && !slices.Contains(a.To, c.Holder) {
		return fmt.Errorf("holder: %q is not among the addressees; whoever gets command must be told", c.Holder)
	}
	if twice(append(slices.Clone(c.Deputies), c.Holder)) || twice(c.Where) {
		return errors.New("deputies, where: somebody stands there twice")
	}
	if c.From <= 0 || c.Until != 0 && c.Until <= c.From {
		return fmt.Errorf("from %s until %s makes no sense", c.From.RFC3339(), c.Until.RFC3339())
	}
	if c.Mode != "" && !act.OneOf(c.Mode, "superior-led voluntary") {
		return fmt.Errorf("mode: %.40q; wants superior-led or voluntary", c.Mode)
	}
	if err := cites(a, "replaces", c.Replaces...); err != nil {
		return err
	}
	if c.Escalation != nil {
		if c.Basis != "take-over" {
			return fmt.Errorf("escalation: only a take-over answers one, this is a %s", c.Basis)
		}
		if err := cites(a, "escalation", *c.Escalation); err != nil {
			return err
		}
	}
	return act.CheckTexts(c.Place, c.Briefing)
}

// command judges a row. What it replaces, its power and the escalation are all cited, so the verdict is the same everywhere.
func (s *State) command(e act.Entry, f *file, c *Command) (func(), error) {
	r := &row{Command: c, ref: e.Ref, act: bare(e.Act), rank: 1, since: c.From}
	for _, ref := range c.Replaces {
		old, _ := f.marks[ref].(*row)
		if old == nil || !old.overlaps(c) {
			return nil, fmt.Errorf("replaces: entry %d of %s is no row of this case for one of these functions and areas", ref.Index, ref.Journal)
		}
		r.below = append(r.below, old)
	}
	var err error
	switch c.Basis {
	case "designation":
		err = s.designation(e.Act, r)
	case "take-over":
		err = s.takeOver(e.Act, f, c)
		r.rank = 2
	default:
		err = handBack(e.Act, f, r)
	}
	if err != nil {
		return nil, err
	}
	r.place(f)
	return func() {
		i, _ := slices.BinarySearchFunc(f.rows, r, func(a, b *row) int { return act.CompareRefs(a.ref, b.ref) })
		f.rows = slices.Insert(f.rows, i, r)
		f.marks[e.Ref] = r
		f.send(e)
		f.add(e, c.From, c)
	}, nil
}

// place finds where a row stands among the others: after what it replaces, and after earlier rows of its author for the same.
func (r *row) place(f *file) {
	for _, old := range slices.Clone(r.below) {
		r.below = append(r.below, old.below...)
	}
	for _, old := range r.below {
		r.rank = max(r.rank, old.rank)
	}
	for _, old := range f.rows {
		if old.act.By == r.act.By && old.overlaps(r.Command) {
			r.before = append(r.before, old)
		}
	}
	for _, old := range slices.Concat(r.below, r.before) {
		r.since, r.depth = max(r.since, old.since), max(r.depth, old.depth+1)
	}
}

// power asks the clauses in force whether an author may do something.
func (s *State) power(a act.Act, c *agreement.Cite, do string) error {
	if c == nil {
		return fmt.Errorf("names no power; it needs the power %s", do)
	}
	if err := cites(a, "power", c.Instrument); err != nil {
		return err
	}
	if s.may == nil {
		return fmt.Errorf("no clause gives %s the power %s", a.By, do)
	}
	if err := s.may(a.By, *c, do, a); err != nil {
		return fmt.Errorf("%w", err)
	}
	return nil
}

func (s *State) designation(a act.Act, r *row) error {
	for _, old := range r.below {
		if old.Basis == "take-over" && old.act.By != a.By && old.Holder != a.By {
			return fmt.Errorf("replaces a take-over by %s; that ends when %s hands back", old.act.By, old.Holder)
		}
	}
	return s.power(a, r.Power, "designate")
}

func (s *State) takeOver(a act.Act, f *file, c *Command) error {
	if c.Escalation == nil {
		return s.power(a, c.Power, "take-over")
	}
	asked, _ := f.sent[*c.Escalation]
	x, ok := bodyOf(asked).(*Escalation)
	switch {
	case !ok:
		return errors.New("escalation: no escalation of this case")
	case x.Superior != a.By:
		return fmt.Errorf("escalation: it asked %s", x.Superior)
	}
	return nil
}

// handBack: whoever holds a take-over, or ordered it, gives command back to who had it before.
func handBack(a act.Act, f *file, r *row) error {
	var back []*row
	for _, old := range r.below {
		if old.Basis == "take-over" && (old.act.By == a.By || old.Holder == a.By && old.begun(nil)) { // a holder's word is in its own journal
			back = append(back, old)
		}
	}
	switch {
	case len(back) == 0:
		return errors.New("replaces: a hand-back replaces a take-over of which its author is the holder or the author")
	case r.Until != 0 || r.Power != nil:
		return errors.New("until, power: a hand-back has neither; it ends the take-over for good")
	}
	for _, function := range r.Functions {
		if former := formerHolders(f, r, back, function); !slices.Contains(former, r.Holder) {
			return fmt.Errorf("holder: command of function %s goes back to %v, not to %s", function, former, r.Holder)
		}
	}
	return nil
}

// formerHolders are those who held a function before what is handed back: by the rows that the take-over replaced or the hand-back cites beside it;
// without any, the lead by default.
func formerHolders(f *file, r *row, back []*row, function string) []jurisdiction.ID {
	var list []*row
	for _, old := range r.below {
		if !slices.Contains(back, old) {
			list = append(list, old)
		}
	}
	for _, t := range back {
		for _, ref := range t.Replaces {
			list = append(list, f.marks[ref].(*row)) // or the take-over would have been void
		}
	}
	var out []jurisdiction.ID
	for _, old := range list {
		if slices.Contains(old.Functions, function) && !slices.Contains(back, old) && !slices.Contains(out, old.Holder) {
			out = append(out, old.Holder)
		}
	}
	if len(out) == 0 {
		out = []jurisdiction.ID{f.lead}
	}
	return out
}

func (c *Confirmation) of() act.Ref { return c.Of }

func (c *Confirmation) check(a act.Act) error {
	if !c.Accepts && c.Reason == nil {
		return errors.New("reason: absent; who does not take command over, or lays it down, says why")
	}
	return errors.Join(cites(a, "command", c.Command), act.CheckTexts(c.Reason))
}

func (s *State) confirm(e act.Entry, f *file, c *Confirmation) (func(), error) {
	r, _ := f.marks[c.Command].(*row)
	switch {
	case r == nil:
		return nil, errors.New("command: no row of this case")
	case r.Holder != e.Act.By:
		return nil, fmt.Errorf("only whom it names, %s, confirms it", r.Holder)
	}
	last, said := r.answer(nil), r.Holder == r.act.By // who names himself has confirmed
	if last != nil {
		said = last.Accepts
	}
	if (last != nil || said) && said == c.Accepts {
		return nil, errors.New("repeats what its author said of that row before")
	}
	return func() {
		x := &confirmation{Confirmation: c, ref: e.Ref, at: e.Act.At, row: r}
		r.confirms = append(r.confirms, x)
		f.marks[e.Ref] = x
		f.add(e, e.Act.At, c)
	}, nil
}

func twice(list []jurisdiction.ID) bool {
	sorted := slices.Sorted(slices.Values(list))
	return len(slices.Compact(sorted)) != len(list)
}
