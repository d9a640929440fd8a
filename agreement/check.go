package agreement

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement/condition"
	"tongzhou/jurisdiction"
)

// The words of an instrument. They are the specification's (8.1 to 8.3): another word needs another version of it.
const (
	instrumentTypes = "charter agreement plan programme list pack"
	modes           = "superior-led voluntary"
	forces          = "law agreement custom pledge"
	clocks          = "occurred known received assessed opened asked planned closed"
	powers          = "designate take-over order convene invite-guest find decide approve advise issue coordinate"
	rates           = "answer meeting exercise"
	routines        = "duty refresh meeting exercise review"
	violations      = "late incomplete concealed false absent slow refused"
	bodyKinds       = "central-office coordinating-body hazard-office working-group"
	eventClasses    = "natural accident health social emerging"
	// Selectors that stand for one party at a time, and for several.
	singular = "lead coordinator superior issuer"
	plural   = "origin affected support adjacent participants members"
)

// mandatorySections are what an agreement and a charter must say (R41; ISO 22397 has the list for partnering agreements).
const mandatorySections = "purpose scope duties command information costs disputes term"

// maxDays and maxMinutes are a hundred years: what is longer was meant otherwise, and could not be counted with.
const (
	maxDays    = 36525
	maxMinutes = maxDays * 24 * 60
)

// room is what an act with an instrument leaves for its envelope: addressees, citations, a signature.
const room = 4 << 10

// Check says, for the person who writes it, everything that is wrong with an instrument; one line for each thing. What it refuses would be void, with two
// exceptions. A row of a responsibility list that is not assigned is fine in a proposal; it keeps the list from being concluded (R52). And a condition that
// cannot be read voids nothing, because a later program may read more: on record it is shown by [State.Problems], and its clause yields nothing.
func (i *Instrument) Check() error {
	found := append(i.faults(), i.unassigned()...)
	language, err := condition.New()
	if err != nil {
		return err
	}
	for _, b := range i.broken(language) {
		found = append(found, fmt.Errorf("clause %s: %w", b.clause, b.err))
	}
	return errors.Join(found...)
}

// faults are what makes an instrument void.
func (i *Instrument) faults() []error {
	f := &faults{instrument: i}
	if _, err := jurisdiction.ParseID(i.Code); err != nil {
		f.add("code: %.70q; wants letters a-z, digits, dots and hyphens, as in a jurisdiction ID", i.Code)
	}
	if i.Version < 1 || (i.Version == 1) != (i.Amends == nil) {
		f.add("version: %d; the first is 1 and amends nothing, every other amends the one before", i.Version)
	}
	f.word("type", i.Type, instrumentTypes)
	f.word("mode", i.Mode, modes)
	f.text("title", i.Title)
	if i.From <= 0 || i.Until != 0 && i.Until <= i.From {
		f.add("from and until: an instrument begins at a time and ends, if at all, after it")
	}
	if i.Notice < 0 || i.Notice > maxDays || i.Least < 0 {
		f.add("notice and least: must not be negative, notice not over %d days", maxDays)
	}
	if i.Type != "pack" && len(i.Parties) == 0 {
		f.add("parties: none")
	}
	if len(i.Parties) > 0 && len(i.Parties) < i.least() {
		f.add("parties: %d; with fewer than %d it would end at once", len(i.Parties), i.least())
	}
	if d, ok := doubled(i.Parties, func(p jurisdiction.ID) string { return string(p) }); ok {
		f.add("parties: %s twice", d)
	}
	f.sections()
	for n := range i.Bodies {
		f.body(&i.Bodies[n])
	}
	if d, ok := doubled(i.Bodies, func(b Body) string { return b.ID }); ok {
		f.add("bodies: %s twice", d)
	}
	for n := range i.Clauses {
		f.clause(&i.Clauses[n])
	}
	if d, ok := doubled(i.Clauses, func(c Clause) string { return c.ID }); ok {
		f.add("clauses: %s twice", d)
	}
	f.kind()
	if raw, err := act.Canonical(i); err != nil {
		f.add("%w", err)
	} else if len(raw) > act.MaxBytes-room {
		f.add("has %d bytes; an act has room for %d: divide it into several instruments", len(raw), act.MaxBytes-room)
	}
	return f.list
}

// least is the number of parties below which it ends.
func (i *Instrument) least() int {
	switch {
	case i.Least > 0:
		return i.Least
	case i.Type == "agreement" || i.Type == "charter":
		return 2
	}
	return 1
}

// clause finds a clause by its ID.
func (i *Instrument) clause(id string) (*Clause, bool) {
	for n := range i.Clauses {
		if i.Clauses[n].ID == id {
			return &i.Clauses[n], true
		}
	}
	return nil, false
}

// body finds a body by its ID.
func (i *Instrument) body(id string) (*Body, bool) {
	for n := range i.Bodies {
		if i.Bodies[n].ID == id {
			return &i.Bodies[n], true
		}
	}
	return nil, false
}

// unassigned are the rows of a responsibility list that nobody owes, or for which nobody, or more than one, answers (R51, R52).
func (i *Instrument) unassigned() []error {
	var out []error
	for n := range i.Clauses {
		if err := i.unassignedRow(&i.Clauses[n]); err != nil {
			out = append(out, err)
		}
	}
	return out
}

func (i *Instrument) unassignedRow(c *Clause) error {
	d := c.Duty
	switch {
	case i.Type != "list" || d == nil:
		return nil
	case d.Who == "":
		return fmt.Errorf("clause %s: nobody is assigned: a list cannot be adopted with it", c.ID)
	case d.Accountable == "" || act.OneOf(d.Accountable, plural) && d.Accountable != d.Who:
		return fmt.Errorf("clause %s: accountable: %q; wants the one who answers for it, or the selector of the debtors if each answers for itself", c.ID, d.Accountable)
	}
	return nil
}

// A broken is a clause with a condition that cannot be read.
type broken struct {
	clause string
	err    error
}

// broken reads all conditions.
func (i *Instrument) broken(l *condition.Language) []broken {
	var out []broken
	for _, c := range i.Clauses {
		for _, text := range c.conditions() {
			if _, err := l.Compile(text); err != nil {
				out = append(out, broken{c.ID, err})
				break
			}
		}
	}
	return out
}

// conditions are the expressions in a clause.
func (c *Clause) conditions() []string {
	var out []string
	if c.When != "" {
		out = append(out, c.When)
	}
	if c.Duty != nil {
		for _, row := range c.Duty.Table {
			out = append(out, row.When)
		}
	}
	if c.Threshold != nil {
		out = append(out, c.Threshold.Enter, c.Threshold.Leave)
	}
	return out
}

// parts is how many machine-readable parts a clause has, and which is the first.
func (c *Clause) parts() (n int, first string) {
	for _, p := range []struct {
		there bool
		name  string
	}{
		{c.Duty != nil, "duty"}, {c.Power != nil, "power"}, {c.Role != nil, "role"}, {c.Threshold != nil, "threshold"}, {c.Cost != nil, "cost"},
		{c.Reserve != nil, "reserve"}, {c.Route != nil, "route"}, {c.Consequence != nil, "consequence"}, {c.Zone != nil, "zone"}, {c.Recurring != nil, "recurring"},
		{c.Vote != nil, "vote"}, {c.Item != nil, "item"},
	} {
		if p.there && n == 0 {
			first = p.name
		}
		if p.there {
			n++
		}
	}
	return n, first
}

// Faults are collected, so that an author sees all of them at once.
type faults struct {
	instrument *Instrument
	list       []error
}

func (f *faults) add(format string, args ...any) {
	f.list = append(f.list, fmt.Errorf(format, args...))
}

func (f *faults) word(where, word, words string) {
	if !act.OneOf(word, words) {
		f.add("%s: %.40q; wants one of: %s", where, word, words)
	}
}

func (f *faults) text(where string, t act.Text) {
	if err := t.Check(); err != nil {
		f.add("%s: %w", where, err)
	}
}

func (f *faults) texts(where string, list ...act.Text) {
	if err := act.CheckTexts(list...); err != nil {
		f.add("%s: %w", where, err)
	}
}

// sections: what an agreement and a charter must say to people.
func (f *faults) sections() {
	for _, s := range f.instrument.Sections {
		if s.Key == "" || len(s.Key) > 40 {
			f.add("sections: key %.50q; wants 1 to 40 bytes", s.Key)
		}
		f.text("section "+s.Key, s.Text)
	}
	if d, ok := doubled(f.instrument.Sections, func(s Section) string { return s.Key }); ok {
		f.add("sections: %s twice", d)
	}
	if t := f.instrument.Type; t != "agreement" && t != "charter" {
		return
	}
	for key := range strings.FieldsSeq(mandatorySections) {
		if !slices.ContainsFunc(f.instrument.Sections, func(s Section) bool { return s.Key == key }) {
			f.add("sections: %s is absent; an %s needs: %s", key, f.instrument.Type, mandatorySections)
		}
	}
}

// kind: what makes a plan a plan.
func (f *faults) kind() {
	i := f.instrument
	has := func(is func(Clause) bool) bool { return slices.ContainsFunc(i.Clauses, is) }
	switch i.Type {
	case "plan":
		if !has(func(c Clause) bool { return c.Threshold != nil }) {
			f.add("clauses: no threshold: a plan says when it begins to apply")
		}
	case "programme":
		if !has(func(c Clause) bool { return c.Item != nil }) {
			f.add("clauses: no item: a programme says who does what until when")
		}
	case "list":
		if !has(func(c Clause) bool { return c.Duty != nil }) {
			f.add("clauses: no duty: a responsibility list has a row for each")
		}
	}
}

// selector says why a word stands for nobody. words are the selectors that make sense there beside party and body.
func (f *faults) selector(where, s, words string) {
	kind, id, named := strings.Cut(s, ":")
	switch {
	case named && kind == "party":
		if _, err := jurisdiction.ParseID(id); err != nil {
			f.add("%s: %.70q: %w", where, s, err)
		}
	case named && kind == "body":
		if _, ok := f.instrument.body(id); !ok {
			f.add("%s: %.70q: the instrument has no such body", where, s)
		}
	case !act.OneOf(s, words):
		f.add("%s: %.70q; wants party:ID, body:ID or one of: %s", where, s, words)
	}
}

// doubled finds the first key that occurs twice.
func doubled[T any](list []T, key func(T) string) (string, bool) {
	seen := map[string]bool{}
	for _, x := range list {
		if k := key(x); seen[k] {
			return k, true
		} else {
			seen[k] = true
		}
	}
	return "", false
}
