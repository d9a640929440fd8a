package agreement

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"tongzhou/act"
)

// KindProgress says what becomes of an item of a programme or a plan (R36, R43).
const KindProgress act.Kind = "agreement.progress"

// steps are what can be said of an item.
const steps = "started progress done moved dropped"

// A Progress is the body of agreement.progress.
type Progress struct {
	Of       Cite          `json:"of"`                 // the item; its instrument must be cited
	Step     string        `json:"step"`               // started, progress, done, moved or dropped
	Text     act.Text      `json:"text,omitempty"`     // what was done, or why it is moved or dropped: needed for these three
	Share    int           `json:"share,omitempty"`    // per cent that is done
	Spent    *act.Quantity `json:"spent,omitempty"`    // of all budgets of the item until now
	Due      act.Time      `json:"due,omitempty"`      // of moved: by when it is done instead
	Carried  *act.Quantity `json:"carried,omitempty"`  // of moved: what of the budget goes along
	Closes   act.Time      `json:"closes,omitempty"`   // of what is carried: when its budget year ends
	Exhibits []act.Hash    `json:"exhibits,omitempty"` // evidence; done without any is shown so
}

// A Progressed is a progress act at its place.
type Progressed struct {
	Progress
	At  act.Time
	Ref act.Ref
}

// A Budget is the money of an item in one budget year.
type Budget struct {
	Closes act.Time // end of the year; 0: not said
	Amount act.Quantity
	Spent  act.Quantity
	Left   act.Quantity // neither spent nor carried; below zero if more was spent than there was
}

// A Line is an item with what became of it.
type Line struct {
	*Item
	Clause  Cite
	Cites   []Cite // the clause in this version and in those before, the newest first
	Title   act.Text
	Force   string
	Since   act.Ref  // the version in which it stood first with this owner: amendments do not make it a new one
	Starts  act.Time // of that version
	State   string   // open, started, overdue, done, done-late or dropped
	By      act.Time // the date that counts: what was signed or, of a custom or a pledge, to when its owner moved it
	Moved   act.Time // to when its owner moved it; 0: it did not
	Share   int      // per cent
	Proven  bool     // done, and with evidence
	Crosses bool     // it goes on after the budget year in which its money was given
	Unpaid  bool     // and no money was carried to when it is done
	Years   []Budget
	History []Progressed // in the order of its owner's journal
}

// progress judges what is said of an item: its owner speaks of it, and what is done or dropped stays so.
func (s *State) progress(e act.Entry, b *Progress) (func(), error) {
	d, err := s.cited(e, b.Of.Instrument, "of")
	if err != nil {
		return nil, err
	}
	c, ok := d.text.clause(b.Of.Clause)
	switch {
	case !ok || c.Item == nil:
		return nil, fmt.Errorf("of: clause %.30q of %s is no item", b.Of.Clause, d.text.Code)
	case c.Item.Owner != e.Act.By:
		return nil, fmt.Errorf("its owner, %s, says what becomes of it", c.Item.Owner)
	}
	if err := b.check(e.Act, c.Item); err != nil {
		return nil, err
	}
	for _, x := range d.told[c.ID] {
		if x.Step == "dropped" || x.Step == "done" && b.Step != "done" {
			return nil, fmt.Errorf("it is %s already; more evidence can be added to what is done", x.Step)
		}
	}
	return func() {
		if d.told == nil {
			d.told = map[string][]Progressed{}
		}
		d.told[c.ID] = append(d.told[c.ID], Progressed{*b, e.Act.At, e.Ref})
	}, nil
}

// check says why a body is none, as far as act and item tell.
func (b *Progress) check(a act.Act, item *Item) error {
	if !act.OneOf(b.Step, steps) {
		return fmt.Errorf("step: %.40q; wants one of: %s", b.Step, steps)
	}
	if err := reason(b.Text, act.OneOf(b.Step, "done moved dropped")); err != nil {
		return fmt.Errorf("text: %w", err)
	}
	if b.Share < 0 || b.Share > 100 {
		return fmt.Errorf("share: %d per cent; wants 0 to 100", b.Share)
	}
	moves := b.Step == "moved"
	switch {
	case moves && b.Due <= item.Due:
		return errors.New("due: is moved to a time after the one that was agreed")
	case !moves && (b.Due != 0 || b.Carried != nil || b.Closes != 0):
		return errors.New("due, carried and closes: belong to what is moved")
	case (b.Carried == nil) != (b.Closes == 0):
		return errors.New("carried and closes: money that is carried has an end of its year")
	case b.Closes != 0 && b.Closes <= item.Closes:
		return errors.New("closes: wants a later budget year")
	}
	for _, q := range []*act.Quantity{b.Spent, b.Carried} {
		if q != nil && (item.Budget == nil || q.Mantissa < 0 || q.Unit != item.Budget.Unit) {
			return errors.New("spent and carried: want an amount in the currency of the budget, and a budget")
		}
	}
	return a.Shows(b.Exhibits)
}

// Items returns the items of all instruments that began and were not replaced, with what became of each: those that are late first, then by when they are due. A
// programme whose year is over still has the items that are not done.
func (s *State) Items(now act.Time) []Line {
	var out []Line
	for _, d := range s.deals {
		if d.begun == nil || s.successor(d) != nil {
			continue
		}
		for n := range d.text.Clauses {
			if d.text.Clauses[n].Item != nil {
				out = append(out, s.line(d, &d.text.Clauses[n], now))
			}
		}
	}
	group := func(l Line) int {
		return map[string]int{"overdue": 0, "started": 1, "open": 1, "done-late": 2, "done": 2, "dropped": 3}[l.State]
	}
	slices.SortFunc(out, func(a, b Line) int {
		return cmp.Or(cmp.Compare(group(a), group(b)), cmp.Compare(a.By, b.By), act.CompareRefs(a.Clause.Instrument, b.Clause.Instrument), cmp.Compare(a.Clause.Clause, b.Clause.Clause))
	})
	return out
}

// line tells what became of one item.
func (s *State) line(d *deal, c *Clause, now act.Time) Line {
	l := Line{Item: c.Item, Clause: Cite{*d.begun, c.ID}, Title: c.Title, Force: c.Force, By: c.Item.Due}
	for at := d; at != nil; {
		was, ok := at.text.clause(c.ID)
		if !ok || was.Item == nil || was.Item.Owner != c.Item.Owner {
			break
		}
		l.Since, l.Starts, l.Cites = *at.begun, at.starts(), append(l.Cites, Cite{*at.begun, c.ID})
		l.History = append(l.History, at.told[c.ID]...)
		if at.text.Amends == nil {
			break
		}
		at = s.binding[*at.text.Amends]
	}
	slices.SortFunc(l.History, func(a, b Progressed) int { return act.CompareRefs(a.Ref, b.Ref) })
	l.tell(now)
	l.Years = l.budgets()
	if l.Closes != 0 {
		until := max(l.Due, l.Moved)
		l.Crosses = until > l.Closes
		l.Unpaid = l.Crosses && l.State != "dropped" && len(l.Years) > 0 && l.Years[len(l.Years)-1].Closes < until
	}
	return l
}

// tell is where the item stands. Who has signed a date does not move it alone: of an item of law or agreement the date stays until an amendment has another.
func (l *Line) tell(now act.Time) {
	var done *Progressed
	for n := range l.History {
		x := &l.History[n]
		switch x.Step {
		case "moved":
			if x.Of.Instrument == l.Clause.Instrument { // an amendment has a date of its own
				l.Moved = x.Due
			}
		case "done":
			if done == nil {
				done = x
			}
			l.Proven = l.Proven || len(x.Exhibits) > 0
		case "dropped":
			l.State = "dropped"
		}
		l.Share = max(l.Share, x.Share)
	}
	if l.Moved != 0 && act.OneOf(l.Force, "custom pledge") {
		l.By = l.Moved
	}
	switch {
	case done != nil:
		l.State, l.Share = "done", 100
		if done.At > l.By {
			l.State = "done-late"
		}
	case l.State == "dropped":
	case now > l.By:
		l.State = "overdue"
	case len(l.History) > 0:
		l.State = "started"
	default:
		l.State = "open"
	}
}

// budgets are the money of the item by budget year: what is spent counts for the year in which it was said.
func (l *Line) budgets() []Budget {
	if l.Budget == nil {
		return nil
	}
	none := act.Quantity{Unit: l.Budget.Unit}
	years := []Budget{{Closes: l.Closes, Amount: *l.Budget, Spent: none, Left: *l.Budget}}
	before := none // spent before this year
	for n := range l.History {
		x := &l.History[n]
		y := &years[len(years)-1]
		if x.Spent != nil {
			y.Spent = sum(*x.Spent, before, -1)
			y.Left = sum(y.Amount, y.Spent, -1)
		}
		if x.Carried != nil {
			y.Left = sum(y.Left, *x.Carried, -1)
			before = sum(before, y.Spent, 1)
			years = append(years, Budget{Closes: x.Closes, Amount: *x.Carried, Spent: none, Left: *x.Carried})
		}
	}
	return years
}

// sum is a + sign*b of one unit, exactly; what has no room on the wire is shown as it was.
func sum(a, b act.Quantity, sign int64) act.Quantity {
	e := min(a.Exponent, b.Exponent)
	if max(a.Exponent, b.Exponent)-e > 18 { // more digits than a mantissa has
		return a
	}
	scaled := func(q act.Quantity) *big.Int {
		p := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(q.Exponent-e)), nil)
		return p.Mul(p, big.NewInt(q.Mantissa))
	}
	total := scaled(b)
	total.Add(scaled(a), total.Mul(total, big.NewInt(sign)))
	if !total.IsInt64() {
		return a
	}
	return act.Quantity{Mantissa: total.Int64(), Exponent: e, Unit: a.Unit}
}

// Owes says whether the owner of an item is bound to it: it is a party, or the instrument was issued, and it had its part in it when the item was due.
func (s *State) Owes(l *Line) bool {
	d := s.binding[l.Clause.Instrument]
	return d != nil && (d.issued && len(d.text.Parties) == 0 || slices.Contains(d.text.Parties, l.Owner)) && out(s.changes(d), l.Owner, l.By) == ""
}

// First returns the first progress act with a step; nil if there is none.
func (l *Line) First(step string) *Progressed {
	i := slices.IndexFunc(l.History, func(x Progressed) bool { return x.Step == step })
	if i < 0 {
		return nil
	}
	return &l.History[i]
}
