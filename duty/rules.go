package duty

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
	"tongzhou/jurisdiction"
)

// Rules are the duties in the clauses of all instruments that ever bound somebody, with their conditions read once. They do not change afterwards and may be
// used by several goroutines at once.
type Rules struct {
	groups   []group
	above    func(jurisdiction.ID) jurisdiction.ID
	problems []Problem
}

// A group is the versions of one instrument, the newest first.
type group []*book

// A book is one version and its duties.
type book struct {
	agreement.Version
	group int
	rules []*rule
	hosts []jurisdiction.ID // who speaks for its bodies
}

// A rule is a clause with a duty.
type rule struct {
	*agreement.Clause
	cite  agreement.Cite
	book  *book
	when  *condition.Condition // nil: always
	table []*condition.Condition
	asks  asks
}

// asks says for whom a rule must be asked again.
type asks int

const (
	asksCase    asks = iota // once for the case
	asksPart                // once for everybody of the same roles and rank
	asksDebtor              // for each debtor
	noCondition             // never
)

// A Problem is a clause that yields nothing, and why.
type Problem struct {
	Clause agreement.Cite
	Case   act.Ref // zero: in every case
	Reason string
}

// Compile reads the duties of instruments. Proposals are passed over; what was superseded, has lapsed or ended is not, because duties of open cases run on.
// above gives each party's superior, "" for none; it may be nil.
func Compile(versions []agreement.Version, above func(jurisdiction.ID) jurisdiction.ID) *Rules {
	r := &Rules{above: above}
	language, err := condition.New()
	if err != nil { // of the program, not of a text
		r.problems = append(r.problems, Problem{Reason: err.Error()})
		return r
	}
	sorted := slices.Clone(versions)
	slices.SortFunc(sorted, func(a, b agreement.Version) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(b.Instrument.Version, a.Instrument.Version), act.CompareRefs(a.Ref, b.Ref))
	})
	code := ""
	for _, v := range sorted {
		if v.Concluded == 0 {
			continue
		}
		if len(r.groups) == 0 || v.Code != code {
			code = v.Code
			r.groups = append(r.groups, nil)
		}
		n := len(r.groups) - 1
		b := &book{Version: v, group: n}
		for i := range v.Bodies {
			b.hosts = append(b.hosts, speakers(&v.Bodies[i])...)
		}
		r.groups[n] = append(r.groups[n], b)
		r.read(b, language)
	}
	return r
}

// read reads the duties of one version.
func (r *Rules) read(b *book, l *condition.Language) {
	for n := range b.Clauses {
		c := &b.Clauses[n]
		if c.Duty == nil || c.Duty.Who == "" { // a row of a list that nobody is assigned to
			continue
		}
		x := &rule{Clause: c, cite: agreement.Cite{Instrument: b.Ref, Clause: c.ID}, book: b, asks: noCondition}
		if err := x.compile(l); err != nil {
			r.problems = append(r.problems, Problem{Clause: x.cite, Reason: err.Error()})
			continue
		}
		b.rules = append(b.rules, x)
	}
}

// compile reads the conditions of a rule. A rule of which one cannot be read yields nothing: half a deadline table is a wrong one.
func (x *rule) compile(l *condition.Language) error {
	read := func(text string) (*condition.Condition, error) {
		c, err := l.Compile(text)
		if err != nil {
			return nil, err
		}
		asks := c.Asks()
		switch {
		case slices.Contains(asks, "party"):
			x.asks = asksDebtor
		case x.asks == asksDebtor:
		case c.AsksParty():
			x.asks = asksPart
		case x.asks == noCondition:
			x.asks = asksCase
		}
		return c, nil
	}
	var err error
	if x.When != "" {
		if x.when, err = read(x.When); err != nil {
			return err
		}
	}
	for _, row := range x.Duty.Table {
		c, err := read(row.When)
		if err != nil {
			return fmt.Errorf("table: %w", err)
		}
		x.table = append(x.table, c)
	}
	for _, s := range slices.Concat([]string{x.Duty.Who}, x.Duty.To) {
		if id, ok := strings.CutPrefix(s, "body:"); ok && x.book.bodyOf(id) == nil {
			return fmt.Errorf("%s: the instrument has no such body", s)
		}
	}
	return nil
}

// Problems returns the clauses that yield nothing because they cannot be read, in the order of their instruments.
func (r *Rules) Problems() []Problem { return slices.Clone(r.problems) }

// Check returns the clauses that cannot be evaluated about a case: they yield nothing there until somebody corrects them.
func (r *Rules) Check(f Facts) []Problem {
	var out []Problem
	d := newDerivation(r, f, nil)
	for _, g := range r.groups {
		for _, b := range g {
			for _, x := range b.rules {
				for _, p := range d.resolve(x.Duty.Who, "", b) {
					if h := d.holding(x, p); h.err != nil {
						out = append(out, Problem{Clause: x.cite, Case: f.Case, Reason: h.err.Error()})
						break
					}
				}
			}
		}
	}
	return out
}

// covers says whether a version is in force at a time.
func (b *book) covers(at act.Time) bool {
	return at >= b.Starts && (b.Ends == 0 || at < b.Ends)
}

// binds says whether a version binds somebody at a time: a party, and also who speaks for one of its bodies or has issued it, in what it is to do as such.
func (b *book) binds(p jurisdiction.ID, at act.Time, above func(jurisdiction.ID) jurisdiction.ID) bool {
	return b.Binds(p, at, above) || b.covers(at) && (b.Issued && p == b.By || !slices.Contains(b.Parties, p) && slices.Contains(b.hosts, p))
}

func (b *book) bodyOf(id string) *agreement.Body {
	for n := range b.Bodies {
		if b.Bodies[n].ID == id {
			return &b.Bodies[n]
		}
	}
	return nil
}

// day in milliseconds, as acts have times.
const day = act.Time(24 * 60 * 60 * 1000)

// speaker is who speaks for a body at a time: who is in the chair, or its host.
func (b *book) speaker(id string, at act.Time) jurisdiction.ID {
	x := b.bodyOf(id)
	if x == nil {
		return ""
	}
	if c := x.Chair; c != nil && c.Days > 0 && c.Days <= 36525 && len(c.Order) > 0 && at >= b.From {
		return c.Order[int((at-b.From)/(act.Time(c.Days)*day)%act.Time(len(c.Order)))]
	}
	return x.Host
}

// speakers are all who may speak for a body at some time.
func speakers(b *agreement.Body) []jurisdiction.ID {
	out := []jurisdiction.ID{b.Host}
	if b.Deputy != "" {
		out = append(out, b.Deputy)
	}
	if b.Chair != nil {
		out = append(out, b.Chair.Order...)
	}
	return out
}
