package docket

import (
	"iter"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/duty"
)

// Deriving a case with a hundred parties and a hundred clauses costs milliseconds, and there may be a thousand cases; an act touches one of them.

// owed is what the cases and meetings yield, kept until an act touches it. It is no state: it can be thrown away at any time and follows again.
type owed struct {
	rules   *duty.Rules // nil: an instrument or a member has changed
	cases   map[act.Ref][]duty.Owed
	belongs map[act.Ref]act.Ref // what was said about a duty -> its case: an answer cites only that
}

// touch forgets what an act may have changed.
func (d *Docket) touch(e *act.Entry) {
	switch owner := e.Act.Kind.Owner(); owner {
	case "agreement":
		d.owed.rules = nil
		clear(d.owed.cases)
	case "roster":
		// Observations come by the minute; if each cleared everything, keeping would be for nothing.
		if e.Act.Kind != "roster.observe" { // testimony judges duties and makes none
			d.owed.rules = nil
			clear(d.owed.cases)
		}
	default:
		// Everything in a case cites its opening, or a warning of it, or something that was said about a duty of it. What cites none of these is in no case.
		delete(d.owed.cases, e.Ref)
		for _, c := range e.Act.Cites {
			d.forget(e, c)
		}
		if of, ok := d.warnings.CaseOf(e.Ref); ok {
			delete(d.owed.cases, of)
		}
	}
}

// forget forgets the case that a citation leads to.
func (d *Docket) forget(e *act.Entry, c act.Ref) {
	delete(d.owed.cases, c)
	if of, ok := d.warnings.CaseOf(c); ok {
		delete(d.owed.cases, of)
	}
	if of, ok := d.owed.belongs[c]; ok {
		delete(d.owed.cases, of)
	}
	if e.Act.Kind.Owner() == "duty" {
		if _, ok := d.incidents.Case(c); ok {
			d.owed.belongs[e.Ref] = c
		}
	}
}

// Clauses are the duties in the clauses of all instruments on record.
//
// They are compiled as of no moment: which version binds whom when is decided for each duty by the time at which its clock starts.
func (d *Docket) Clauses() *duty.Rules {
	if d.owed.rules == nil {
		d.owed.rules = duty.Compile(d.deals.Versions(0), d.Above)
	}
	return d.owed.rules
}

// Duties returns what is owed in a case, by debtor. Where a duty stands at a moment is duty.Owed.At.
func (d *Docket) Duties(of act.Ref) []duty.Owed {
	if list, ok := d.owed.cases[of]; ok {
		return list
	}
	f, ok := d.Facts(of)
	if !ok {
		return nil
	}
	list := duty.Derive(d.Clauses(), f, d.duties)
	d.owed.cases[of] = list
	return list
}

// AllDuties yields what is owed in all cases, the newest case first, and then what meetings decided.
func (d *Docket) AllDuties() iter.Seq[duty.Owed] {
	return func(yield func(duty.Owed) bool) {
		for _, c := range d.incidents.Cases() {
			for _, o := range d.Duties(c.ID) {
				if !yield(o) {
					return
				}
			}
		}
		for _, o := range d.meetings.Owed() {
			if !yield(o) {
				return
			}
		}
	}
}

// Problems are the clauses that people should look at.
func (d *Docket) Problems(now act.Time) []agreement.Problem { return d.deals.Problems(now) }

// Routine is the calendar of standing work. What a party last did of it, it says by duty.meet.
func (d *Docket) Routine(now act.Time) []agreement.Task {
	return d.deals.Routine(now, d.duties.Last)
}
