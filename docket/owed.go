package docket

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/duty"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

// Deriving a case with a hundred parties and a hundred clauses costs milliseconds, and there may be a thousand cases; an act touches one of them. So what was derived is
// kept, and every act says what it may have made stale:
//
//	agreement, roster      everything, if it changes which clauses bind whom, who is a member or who stands above: it may change what is owed in every case
//	roster.observe         nothing that is owed; only the counts of what was done, which testimony judges
//	in a case              that case, found by what the act cites: its opening, a warning of it, a word about a duty of it
//	anything else          nothing
//
// An act that is forgotten here would leave a duty on a page that nobody owes any more, on the nodes only that looked before: TestWhatIsKeptIsWhatFollows looks for that.

// owed is what the cases yield, kept until an act touches it. It is no state: it can be thrown away at any time and follows again.
type owed struct {
	rules     *duty.Rules // nil: an instrument has changed, or a member
	board     *duty.Board // the duties of open cases
	people    *people     // nil: a member has changed
	sheets    map[act.Ref]*sheet
	cases     map[act.Ref]bool      // every case that was opened
	belongs   map[act.Ref][]act.Ref // what was said about a duty -> the cases that it cites, one of which is the duty's: an answer cites only what was said
	testimony int                   // how many observations were read: they judge what was done
	total     map[jurisdiction.ID]*counts
}

// people are who stands where in the alliance, the same for every case. The facts of all cases share these maps: nobody may write into them.
type people struct {
	members []jurisdiction.ID // who have not left
	rank    map[jurisdiction.ID]string
	above   map[jurisdiction.ID]jurisdiction.ID
}

// A sheet is one case. Its facts are made when somebody asks for them, its duties when somebody asks for those, its counts when somebody counts: a node that only
// passes acts on never pays for any of it.
type sheet struct {
	facts   duty.Facts
	derived bool
	owed    []duty.Owed
	words   []int // what a debtor said about a duty and nobody has answered: an index into owed
	tally   *tally
}

func newOwed() owed {
	return owed{sheets: map[act.Ref]*sheet{}, cases: map[act.Ref]bool{}, belongs: map[act.Ref][]act.Ref{}, total: map[jurisdiction.ID]*counts{}}
}

// touch forgets what an act may have changed. It is called for acts that count, and for no others: what is void changes nothing, and what waits has not been read.
func (d *Docket) touch(e *act.Entry) {
	switch {
	case e.Act.Kind == roster.KindFigures: // votes and costs go by them, and no duty does
	case e.Act.Kind == roster.KindObserve: // testimony judges duties and makes none; and it comes by the minute
		d.owed.testimony++
	case e.Act.Kind.Owner() == "agreement" && !binds(e.Act.Kind): // a proposal, a signature under it, a seat, a guest: nobody owes anything else for it
	case e.Act.Kind.Owner() == "agreement", e.Act.Kind.Owner() == "roster":
		cases, belongs, testimony := d.owed.cases, d.owed.belongs, d.owed.testimony
		d.owed = newOwed()
		d.owed.cases, d.owed.belongs, d.owed.testimony = cases, belongs, testimony
	default:
		if e.Act.Kind == incident.KindOpen {
			d.owed.cases[e.Ref] = true
		}
		// Everything in a case cites its opening, or a warning of it, or something that was said about a duty of it. What cites none of these is in no case.
		d.owed.drop(e.Ref)
		for _, c := range e.Act.Cites {
			d.forget(e, c)
		}
		if of, ok := d.warnings.CaseOf(e.Ref); ok {
			d.owed.drop(of)
		}
	}
}

// binds says whether acts of a kind change which clauses bind whom. All others of their practice come in numbers while an alliance is being made, three hundred
// signatures under one text, and would each make every case be derived anew.
func binds(k act.Kind) bool {
	switch k {
	case agreement.KindConclude, agreement.KindIssue, agreement.KindSuspend, agreement.KindResume, agreement.KindLeave, agreement.KindContract:
		return true
	}
	return false
}

// forget forgets the case that a citation leads to. An answer to a word about a duty cites that word alone, and so its case is remembered when the word is read.
func (d *Docket) forget(e *act.Entry, c act.Ref) {
	d.owed.drop(c)
	if of, ok := d.warnings.CaseOf(c); ok {
		d.owed.drop(of)
	}
	for _, of := range d.owed.belongs[c] {
		d.owed.drop(of)
	}
	if e.Act.Kind.Owner() == "duty" {
		if d.owed.cases[c] {
			d.owed.belongs[e.Ref] = append(d.owed.belongs[e.Ref], c)
		}
	}
}

// drop forgets a case: its facts, its duties, and its part in the sums of the parties. What was handed out before stays as it was, because nothing of a sheet is
// changed after it was made.
func (o *owed) drop(of act.Ref) {
	x := o.sheets[of]
	if x == nil {
		return
	}
	o.count(x.tally, -1)
	if o.board != nil {
		o.board.Drop(of)
	}
	delete(o.sheets, of)
}

// sheet is what is kept of a case; nil if there is no such case. That there is none is not kept: the opening may come with the next act, and whoever asks for a case that
// nobody has opened asks once.
func (d *Docket) sheet(of act.Ref) *sheet {
	if x := d.owed.sheets[of]; x != nil {
		return x
	}
	f, ok := d.facts(of)
	if !ok {
		return nil
	}
	x := &sheet{facts: f}
	d.owed.sheets[of] = x
	return x
}

// derive derives the duties of a case that were not derived since an act touched it. A closed case is derived when somebody looks at it and is not on the board: what
// it still asks for is no reason to call anybody at night.
func (d *Docket) derive(x *sheet) {
	if x.derived {
		return
	}
	x.derived = true
	if x.facts.Closed {
		x.owed = duty.Derive(d.Clauses(), x.facts, d.duties)
	} else {
		if d.owed.board == nil {
			d.owed.board = duty.NewBoard(d.Clauses())
		}
		x.owed = d.owed.board.Put(x.facts, d.duties)
	}
	for n := range x.owed {
		o := &x.owed[n]
		word := o.Sent != nil && o.Sent.Word && o.Denied == nil || o.Excuse != nil && o.Excuse.Answer == nil
		if word && o.Met == nil {
			x.words = append(x.words, n)
		}
	}
}

// Facts are a case as duties are derived from it: what the practices know of it, put side by side. Like every view they look at everything that was read, in no
// particular order, and at no clock. They belong to the docket and are not to be changed.
func (d *Docket) Facts(of act.Ref) (duty.Facts, bool) {
	x := d.sheet(of)
	if x == nil {
		return duty.Facts{}, false
	}
	return x.facts, true
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

// Duties returns what is owed in a case, by debtor. Where a duty stands at a moment is duty.Owed.At. They belong to the docket and are not to be changed.
func (d *Docket) Duties(of act.Ref) []duty.Owed {
	x := d.sheet(of)
	if x == nil {
		return nil
	}
	d.derive(x)
	return x.owed
}

// running yields what is kept of every open case, its duties derived, in the order of their names: two nodes that have read the same show the same first, whatever
// each has read last.
func (d *Docket) running() iter.Seq2[act.Ref, *sheet] {
	return func(yield func(act.Ref, *sheet) bool) {
		for _, of := range slices.SortedFunc(maps.Keys(d.owed.cases), act.CompareRefs) {
			x := d.sheet(of)
			if x == nil || x.facts.Closed {
				continue
			}
			d.derive(x)
			if !yield(of, x) {
				return
			}
		}
	}
}

// AllDuties yields what is owed in all open cases, by case, and then what meetings decided and what the items of programmes and plans ask for.
func (d *Docket) AllDuties() iter.Seq[*duty.Owed] {
	return func(yield func(*duty.Owed) bool) {
		for _, x := range d.running() {
			for n := range x.owed {
				if !yield(&x.owed[n]) {
					return
				}
			}
		}
		d.apart(yield)
	}
}

// apart yields what is owed outside a case: by minutes, and by items of programmes and plans.
func (d *Docket) apart(yield func(*duty.Owed) bool) {
	more := true
	d.minuted(func(o *duty.Owed) bool { more = yield(o); return more })
	if !more {
		return
	}
	for _, l := range d.deals.Items(0) {
		if !d.deals.Owes(&l) || l.State == "dropped" && act.OneOf(l.Force, "custom pledge") {
			continue
		}
		if o := itemOwed(&l); !yield(&o) {
			return
		}
	}
}

// Apart are the duties outside cases: of minutes, and of items of programmes and plans.
func (d *Docket) Apart() []duty.Owed {
	var out []duty.Owed
	d.apart(func(o *duty.Owed) bool { out = append(out, *o); return true })
	return out
}

// itemOwed is an item as a duty towards nobody in particular, known by the version in which it stood first. What is dropped, or moved, by who had signed a date for it
// is owed as before: an amendment, which all sign, changes that.
func itemOwed(l *agreement.Line) duty.Owed {
	o := duty.Owed{Key: duty.Key{Case: l.Since, Clause: agreement.Cite{Instrument: l.Since, Clause: l.Clause.Clause}, Party: l.Owner, Since: l.Since}, What: l.Title, Do: "action", Force: l.Force,
		Accountable: l.Owner, Start: l.Starts, Due: l.By}
	if x := l.First("done"); x != nil {
		o.Met = &duty.Deed{Do: "action", By: l.Owner, At: x.At, Ref: x.Ref}
		if !l.Proven {
			o.Met.Missing = []string{"evidence"}
		}
		o.Sent = o.Met
	}
	return o
}

// minuted yields what meetings decided. There are few meetings, so that this is derived each time; an action is owed by its owner whether or not the meeting was about
// a case, and whether or not that case is closed.
func (d *Docket) minuted(yield func(*duty.Owed) bool) {
	list := d.meetings.Owed()
	for n := range list {
		if !yield(&list[n]) {
			return
		}
	}
}

// DutiesOf yields what one party owes in all open cases, by case, and then by meetings and items. A case of which it owes nothing costs next to nothing: a page of one city
// must not cost what a page of three hundred costs.
func (d *Docket) DutiesOf(p jurisdiction.ID) iter.Seq[*duty.Owed] {
	return func(yield func(*duty.Owed) bool) {
		for _, x := range d.running() {
			n, _ := slices.BinarySearchFunc(x.owed, p, func(o duty.Owed, p jurisdiction.ID) int { return cmp.Compare(o.Party, p) })
			for ; n < len(x.owed) && x.owed[n].Party == p; n++ {
				if !yield(&x.owed[n]) {
					return
				}
			}
		}
		d.apart(func(o *duty.Owed) bool { return o.Party != p || yield(o) })
	}
}

// Unanswered yields the duties of open cases of which their debtor said that they were done, or why they were not, and nobody has said yet whether that is so. Such a
// word waits for somebody whom nothing else tells: no act shows what was done by telephone.
func (d *Docket) Unanswered() iter.Seq[*duty.Owed] {
	return func(yield func(*duty.Owed) bool) {
		for _, x := range d.running() {
			for _, n := range x.words {
				if !yield(&x.owed[n]) {
					return
				}
			}
		}
	}
}

// Next returns the n duties of open cases that are or will be overdue first: what nothing is on record of, nobody has excused and no other clause overtakes. It takes no
// time, because the order in which duties fall due does not depend on it. A page that shows what presses asks for some and asks each where it stands; it never
// shows all, because whoever has ten thousand duties overdue is helped by the first twenty.
func (d *Docket) Next(n int) []*duty.Owed {
	for range d.running() { // so that all are on the board
	}
	if d.owed.board == nil {
		return nil
	}
	return d.owed.board.Next(n)
}

// Problems are the clauses that people should look at.
func (d *Docket) Problems(now act.Time) []agreement.Problem {
	return append(d.deals.Problems(now), agreement.Unheld(d.Zones(now))...)
}

// Zones are the zones of all instruments in force with who stands in for whom; who has left the alliance stands for nobody.
func (d *Docket) Zones(now act.Time) []agreement.Area {
	return d.deals.Zones(now, func(p jurisdiction.ID) (act.Time, act.Ref, bool) {
		m, ok := d.roster.Member(p)
		if !ok || m.Left == nil || m.LeftAt > now {
			return 0, act.Ref{}, false
		}
		return m.LeftAt, *m.Left, true
	})
}
