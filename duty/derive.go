package duty

import (
	"cmp"
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A derivation is the work on one case.
type derivation struct {
	r      *Rules
	f      Facts
	s      *State
	turns  []Turn
	clocks map[clockKey][]Clock // by time and place on record
	deeds  map[deedKey][]*Deed  // by time and place on record
	closed act.Time             // 0: open, or closed without a clock
	last   act.Time             // the last moment that the facts know of
	judges []jurisdiction.ID    // who answers for the case
	memo   map[memo]*holding
	parts  map[jurisdiction.ID]string
	rule   map[bindKey]*book
	out    []Owed
}

type clockKey struct {
	what  string
	party jurisdiction.ID
}

type deedKey struct {
	do string
	by jurisdiction.ID
}

// A bindKey asks which version of an instrument rules somebody at a time.
type bindKey struct {
	group int
	party jurisdiction.ID
	at    act.Time
}

// Derive returns what is owed in a case: by debtor, creditor, word and clause. It is a pure function of the rules, the facts and what was said; it knows no clock and
// does not depend on any order. s may be nil.
//
// A clause applies to a debtor if its instrument binds the debtor when the clock starts, or bound it when the case was opened; of several versions of
// one instrument the newest that does so.
func Derive(r *Rules, f Facts, s *State) []Owed {
	d := newDerivation(r, f, s)
	for _, g := range r.groups {
		for _, b := range g {
			for _, x := range b.rules {
				for _, p := range d.resolve(x.Duty.Who, "", b) {
					d.owe(x, p)
				}
			}
		}
	}
	d.sort()
	d.stricter()
	return d.out
}

// sort puts the list into its order, by way of places: a duty is long, and to compare or swap two of them costs more than to compare what they are.
func (d *derivation) sort() {
	places := make([]*Owed, len(d.out))
	for n := range d.out {
		places[n] = &d.out[n]
	}
	slices.SortFunc(places, compareOwed)
	out := make([]Owed, len(d.out))
	for n, o := range places {
		out[n] = *o
	}
	d.out = out
}

func compareOwed(a, b *Owed) int {
	if a.Party != b.Party {
		return cmp.Compare(a.Party, b.Party)
	}
	return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(a.Do, b.Do), cmp.Compare(a.Nth, b.Nth),
		act.CompareRefs(a.Clause.Instrument, b.Clause.Instrument), cmp.Compare(a.Clause.Clause, b.Clause.Clause), act.CompareRefs(a.Since, b.Since))
}

func newDerivation(r *Rules, f Facts, s *State) *derivation {
	d := &derivation{r: r, f: f, s: s, turns: f.Turns, clocks: map[clockKey][]Clock{}, deeds: map[deedKey][]*Deed{}, last: f.Of.At,
		memo: map[memo]*holding{}, parts: map[jurisdiction.ID]string{}, rule: map[bindKey]*book{}}
	if len(d.turns) == 0 {
		d.turns = []Turn{{At: f.Of.At, Since: f.Case, Of: f.Of}}
	}
	d.turns = slices.Clone(d.turns)
	slices.SortFunc(d.turns, func(a, b Turn) int { return cmp.Or(cmp.Compare(a.At, b.At), act.CompareRefs(a.Since, b.Since)) })
	for _, c := range f.Clocks {
		k := clockKey{c.What, c.Party}
		d.clocks[k] = append(d.clocks[k], c)
		d.last = max(d.last, c.At)
		if c.What == "closed" && f.Closed && (d.closed == 0 || c.At < d.closed) {
			d.closed = c.At
		}
	}
	for _, list := range d.clocks {
		slices.SortFunc(list, compareClocks)
	}
	for n := range f.Deeds {
		x := &f.Deeds[n]
		k := deedKey{x.Do, x.By}
		d.deeds[k] = append(d.deeds[k], x)
	}
	for _, list := range d.deeds {
		slices.SortFunc(list, func(a, b *Deed) int {
			return cmp.Or(cmp.Compare(a.At, b.At), act.CompareRefs(a.Ref, b.Ref), cmp.Compare(a.To, b.To))
		})
	}
	d.judges = slices.Concat(sortedIDs(f.Parties["lead"]), sortedIDs(f.Parties["coordinator"]))
	return d
}

func compareClocks(a, b Clock) int {
	return cmp.Or(cmp.Compare(a.At, b.At), act.CompareRefs(a.Since, b.Since), cmp.Compare(a.Of, b.Of))
}

// owe derives what one party owes by one rule.
func (d *derivation) owe(x *rule, p jurisdiction.ID) {
	h := d.holding(x, p)
	if h.err != nil || !h.held() {
		return
	}
	starts := d.starts(x, p, h)
	for _, c := range starts {
		if d.ruling(x.book.group, p, c.At) == x.book && x.bound(p, c.At) {
			d.owedSince(x, p, h, c)
		}
	}
	ended := h.until < len(d.turns)
	// Nobody owes an answer to what was not asked, nor notice of what was not planned; everything else that the condition calls for is shown before its clock starts.
	if len(starts) > 0 || ended || d.f.Closed || act.OneOf(x.Duty.Clock, repeated) || d.ruling(x.book.group, p, d.last) != x.book || !x.bound(p, d.last) {
		return
	}
	for _, to := range d.creditors(x, p, nil) {
		o := d.owed(x, p, to)
		o.Waits = x.Duty.Clock
		d.out = append(d.out, o)
	}
}

// bound says whether a rule that needs a private unit has one that a contract of the debtor binds at a time (R54).
func (x *rule) bound(p jurisdiction.ID, at act.Time) bool {
	return x.Duty.Unit == "" || x.book.Contract(x.Duty.Unit, p, at) != nil
}

// owedSince derives what one party owes by one rule since one start of its clock.
func (d *derivation) owedSince(x *rule, p jurisdiction.ID, h *holding, c Clock) {
	for _, to := range d.creditors(x, p, &c) {
		o := d.owed(x, p, to)
		o.Since, o.Start, o.Order, o.Unit = c.Since, c.At, c.Binding, x.book.Contract(x.Duty.Unit, p, c.At)
		if strings.HasPrefix(to, nobody) {
			o.To, o.Waits, o.Since, o.Start = "", to[len(nobody):], act.Ref{}, 0
			d.out = append(d.out, o)
			continue
		}
		due := d.deadline(h, c.At)
		if c.Plan != nil {
			due, o.plan = d.before(h, c.Plan), c.Plan
			o.Near, o.Start = due.near, cmp.Or(due.start, o.Start)
		}
		o.Due, o.Was, o.Changed = due.due, due.was, due.changed
		d.repeat(x, h, o)
	}
}

// nobody marks, where creditors are expected, a selector that stands for nobody. It is no ID.
const nobody = "nobody:"

// owed is what a rule says by itself.
func (d *derivation) owed(x *rule, p jurisdiction.ID, to string) Owed {
	return Owed{Key: Key{Case: d.f.Case, Clause: x.cite, Party: p, To: jurisdiction.ID(to)}, What: x.Title, Do: x.Duty.Do, Force: x.Force, Source: x.Source,
		Accountable: d.accountable(x, p), Clock: x.Duty.Clock, Consequence: x.Duty.Consequence}
}

// accountable is the one who answers for a duty (R51): exactly one.
func (d *derivation) accountable(x *rule, p jurisdiction.ID) jurisdiction.ID {
	if x.Duty.Accountable == "" || x.Duty.Accountable == x.Duty.Who {
		return p
	}
	list := d.resolve(x.Duty.Accountable, p, x.book)
	if len(list) == 0 || slices.Contains(list, p) {
		return p
	}
	return list[0]
}

// repeat adds a duty, and again for each time that it was met, until the case is closed.
func (d *derivation) repeat(x *rule, h *holding, o Owed) {
	fits := d.fitting(&o)
	for {
		rest := d.match(&o, fits)
		d.s.Attach(&o, d.judges...)
		if h.until < len(d.turns) && !standsAfter(&o, d.turns[h.until].At) || o.withdrawn() {
			return
		}
		d.out = append(d.out, o)
		if x.Duty.Again <= 0 || o.Met == nil {
			return
		}
		next := max(o.Start, o.Met.done())
		due := next + act.Time(x.Duty.Again)*minute
		if d.f.Closed && due > d.closed || h.until < len(d.turns) && due > d.turns[h.until].At {
			return
		}
		fits = rest
		o.Start, o.Due, o.Was, o.Changed, o.Sent, o.Met, o.Denied, o.Excuse = next, due, 0, nil, nil, nil, nil, nil
		o.Nth++
	}
}

// standsAfter says whether a duty stays when its condition ceases to hold: it had fallen due, or was done.
func standsAfter(o *Owed, end act.Time) bool {
	return o.Start <= end && (o.Due != 0 && o.Due <= end || o.Sent != nil && o.Sent.At <= end)
}

// repeated are the clocks that start anew each time: each asking and each plan is a matter of its own.
const repeated = "asked planned"

// starts are the moments at which a clock of a rule started for a debtor: every asking of what is asked and every plan, of the others the first that counts.
func (d *derivation) starts(x *rule, p jurisdiction.ID, h *holding) []Clock {
	list := d.clocks[clockKey{x.Duty.Clock, ""}]
	if own := d.clocks[clockKey{x.Duty.Clock, p}]; len(own) > 0 {
		list = slices.Concat(list, own)
		slices.SortFunc(list, compareClocks)
	}
	var out []Clock
	for _, c := range list {
		switch {
		case c.Of != "" && c.Of != x.Duty.Do, c.But != "" && c.But == x.Duty.Do:
		case d.f.Closed && x.Duty.Clock != "closed" && c.At > d.closed && d.closed != 0:
		case x.Duty.Clock == "asked" && author(c.Since) == p:
		default:
			out = append(out, c)
		}
	}
	if act.OneOf(x.Duty.Clock, repeated) || len(out) == 0 {
		return out
	}
	if x.Duty.Clock == "assessed" && h.from > 0 { // the classification that made the condition hold
		from := d.turns[h.from]
		for n, c := range out {
			if c.Since == from.Since || c.At >= from.At {
				return out[n : n+1]
			}
		}
	}
	return out[:1]
}

// replies are the words that answer somebody: they are owed to who asked.
const replies = "answer confirm accept"

// creditors are those whom a debtor owes a duty: itself never among them. An answer is owed to who asked, if the rule has that one among the creditors.
func (d *derivation) creditors(x *rule, p jurisdiction.ID, c *Clock) []string {
	if len(x.Duty.To) == 0 {
		return []string{""}
	}
	at := d.f.Of.At
	if c != nil {
		at = c.At
	}
	reply := c != nil && x.Duty.Clock == "asked" && act.OneOf(x.Duty.Do, replies)
	var out, missing []string
	for _, s := range x.Duty.To {
		list := d.resolve(s, p, x.book)
		if len(list) == 0 {
			missing = append(missing, s)
		}
		for _, id := range list {
			asker := !reply || author(c.Since) == id
			member := s != "members" || d.ruling(x.book.group, id, at) != nil
			if id != p && asker && member {
				out = append(out, string(id))
			}
		}
	}
	if c != nil && !reply { // whom nobody stands for is shown: a report must not be forgotten because nobody said to whom
		for _, s := range missing {
			if s != "adjacent" && s != "affected" && s != "support" && s != "participants" {
				out = append(out, nobody+s)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// resolve says for whom a selector stands. debtor is whose duty it is, empty for the debtors themselves. A body speaks through who was in its chair when the case
// was opened.
func (d *derivation) resolve(selector string, debtor jurisdiction.ID, b *book) []jurisdiction.ID {
	kind, id, named := strings.Cut(selector, ":")
	switch {
	case named && kind == "party":
		return []jurisdiction.ID{jurisdiction.ID(id)}
	case named && kind == "body":
		return some(b.speaker(id, d.f.Of.At))
	case selector == "issuer":
		return some(b.By)
	case selector == "superior" && debtor != "":
		return some(d.f.Above[debtor])
	case selector == "superior":
		list := slices.Clone(d.f.Parties["superior"])
		for _, p := range d.f.Parties["participants"] {
			list = append(list, some(d.f.Above[p])...)
		}
		return sortedIDs(list)
	case selector == "members" && len(b.Parties) > 0:
		return sortedIDs(b.Parties)
	}
	return sortedIDs(d.f.Parties[selector])
}

func some(id jurisdiction.ID) []jurisdiction.ID {
	if id == "" {
		return nil
	}
	return []jurisdiction.ID{id}
}

// sortedIDs returns a list sorted and without repetitions; as it is if it is so already.
func sortedIDs(list []jurisdiction.ID) []jurisdiction.ID {
	for n := 1; n < len(list); n++ {
		if list[n] <= list[n-1] {
			list = slices.Clone(list)
			slices.Sort(list)
			return slices.Compact(list)
		}
	}
	return list
}

// ruling is the version of an instrument that rules somebody from a moment on in this case: the newest that binds it then, else the newest that bound it when the
// case was opened, else nil.
func (d *derivation) ruling(group int, p jurisdiction.ID, at act.Time) *book {
	k := bindKey{group, p, at}
	b, ok := d.rule[k]
	if !ok {
		b = d.r.ruling(group, p, at)
		if b == nil {
			b = d.r.ruling(group, p, d.f.Of.At)
		}
		d.rule[k] = b
	}
	return b
}

func (r *Rules) ruling(group int, p jurisdiction.ID, at act.Time) *book {
	for _, b := range r.groups[group] {
		if b.binds(p, at, r.above) {
			return b
		}
	}
	return nil
}

// author is whose journal a citation points into.
func author(r act.Ref) jurisdiction.ID {
	id, _, _ := strings.Cut(r.Journal, "/journal/")
	return jurisdiction.ID(id)
}

// stricter marks the duties that another one overtakes: the same debtor, creditor and word, due sooner, or due where the other has no figure. Both stay listed. The list is
// sorted, so that those to compare stand together.
func (d *derivation) stricter() {
	for from := 0; from < len(d.out); {
		to := from + 1
		for to < len(d.out) && sameAsked(&d.out[from], &d.out[to]) {
			to++
		}
		for n := from; n < to && to-from > 1; n++ {
			d.overtake(d.out[from:to], n-from)
		}
		from = to
	}
}

func sameAsked(a, b *Owed) bool {
	return a.Party == b.Party && a.To == b.To && a.Do == b.Do && a.Nth == b.Nth
}

func (d *derivation) overtake(list []Owed, n int) {
	o := &list[n]
	var best *Owed
	for i := range list {
		x := &list[i]
		if i == n || x.Due == 0 || o.Waits != "" || o.Due != 0 && x.Due >= o.Due || x.Clause == o.Clause {
			continue
		}
		again := act.OneOf(x.Clock, repeated) || act.OneOf(o.Clock, repeated)
		if again && (x.Clock != o.Clock || x.Since != o.Since) {
			continue
		}
		if best == nil || cmp.Or(cmp.Compare(x.Due, best.Due), cmp.Compare(force(x.Force), force(best.Force))) < 0 {
			best = x
		}
	}
	if best != nil {
		cite := best.Clause
		o.Stricter = &cite
	}
}

// force orders the forces of clauses: of two that are due at one moment the more binding one is named.
func force(word string) int {
	return slices.Index([]string{"law", "agreement", "custom", "pledge"}, word)
}
