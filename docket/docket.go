// Package docket is what the acts on record add up to.
//
// Every node reads the same journals, in whatever order the network brings them, and must come to the same state,
// because cities will hold each other to it. So the docket is a pure fold: acts in, state out, by the same code
// everywhere, without a clock, a network or chance. [Docket.Apply] may be called with the entries of different journals
// in any order. What makes this possible is that nothing that can be contested is decided by two journals, and that
// an act waits until what it depends on has been read.
//
// What happens to an entry:
//
//	held      until the journal's previous entry was read, its author was admitted (the founder excepted), and
//	          every act was read that it cites in a journal that is followed. Nothing is lost by waiting and
//	          nothing is polled; a citation of something that never comes costs the author of the citation
//	          the attention of the others, and nobody else anything.
//	stopped   if its kind is unknown and marked critical, or its envelope is of a later version. Nothing of this
//	          journal is read from here on until the program is upgraded; other journals are.
//	void      if it makes no sense: bytes that are no act, an author who is not the journal's, a citation with another
//	          leaf hash than the cited act has, or whatever its practice refuses. It takes its index, has no
//	          effect, and stays visible with the reason: one city's mistake must not stop another from reading on.
//	skipped   if its kind is unknown and not critical
//	applied   otherwise: its practice (roster, incident, warning) has taken it in.
//
// A citation into a journal that is not followed is satisfied but unverified; it is counted in the outcome.
//
// # Why the order does not matter
//
// An entry is judged when everything is there that its verdict may look at: the earlier entries of its own journal, the entries
// that it cites and what those could look at, and the charter. All of that is fixed when the author writes, so the
// verdict is the same on every node and never changes. The practices keep to it: an object is changed only by acts of
// one journal, and what others say of it is kept beside it, by author. Section 5 of doc/acts.md says it in clauses.
//
// # What is owed
//
// Duties are no state of the fold. They follow from clauses in force (package agreement) and from the facts of a case: who has which
// part in it, when which clock started, what was done. [Docket.Facts] puts these side by side from what the practices know, [Docket.Duties]
// derives what is owed, and keeps it until an act touches the case; [Docket.Tally] counts where all of it stands at a moment. Facts and duties may look at everything that was read, in no
// particular order: unlike a verdict a view may change when more arrives, and it is the same on every node that has read the same. What a
// moment makes of a duty, overdue or not, is asked of each duty with the time as an argument.
//
// # Guests
//
// Who was admitted as a guest takes part by a grant of a body that has the power to give one. Its acts in cases cite the grant; after its end
// they are void. That is judged here and not by the practices, because it is about who speaks and not about what is said.
//
// # What it costs
//
// A journal waits for one thing at a time, and is looked at again when that one thing has come. So a held act costs its memory and
// nothing else, whether it waits for an hour or for ever. Of an entry that was read the docket keeps its leaf hash,
// 32 bytes; the rest is up to the practices.
//
// Entries are decoded and their signatures checked before they come here (act.Read), so that this can be done
// side by side; the fold itself is one goroutine's work.
package docket

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"iter"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/assessment"
	"tongzhou/duty"
	"tongzhou/evaluation"
	"tongzhou/incident"
	"tongzhou/meeting"
	"tongzhou/roster"
	"tongzhou/standing"
	"tongzhou/warning"
)

// A Config says for whom the docket is computed. Two dockets agree if they have the same one.
type Config struct {
	// Founder is the origin of the journal with the charter. It is heard without being admitted.
	Founder string
	// Follows says whether a journal is followed; nil means that every journal is. It must not change its mind:
	// when another journal is followed, the docket is computed anew.
	Follows func(origin string) bool
}

// A Docket is the state that the entries applied so far add up to. It is not safe for concurrent use.
type Docket struct {
	cfg         Config
	roster      *roster.State
	deals       *agreement.State
	duties      *duty.State
	incidents   *incident.State
	warnings    *warning.State
	meetings    *meeting.State
	findings    *standing.State
	evaluations *evaluation.State
	assessed    *assessment.State
	practices   map[act.Kind]practice
	owed        owed
	spoken      map[duty.Pair]act.Time // when a person of one last wrote to another
	mistaken    map[act.Ref][]act.Ref  // real case or warning -> its acts that rest on a rehearsal
	grounds     map[act.Ref]act.Ref    // such an act -> what it rests on
	journals    map[string]*journal
	waiting     map[place][]*journal // who waits for that entry to be read
	silent      map[*journal]bool    // whose next entry waits for its author's admission
}

// A journal is how far one journal was read.
type journal struct {
	origin  string
	leaves  []act.Hash           // of the entries that were read
	pending map[int64]*act.Entry // arrived but not read
	voids   map[int64]string     // why
	unknown map[int64]int        // number of unverified citations
	stop    *Stop
	waits   string // what the next entry waits for, if it is there
}

type place struct {
	journal string
	index   int64
}

// A Status is what became of an entry.
type Status string

// What can become of an entry; see the package comment.
const (
	Held    Status = "held"
	Stopped Status = "stopped"
	Void    Status = "void"
	Skipped Status = "skipped"
	Applied Status = "applied"
	Refused Status = "refused" // it has no place here, or another entry has its place; the docket is as before
)

// An Outcome is what became of one entry.
type Outcome struct {
	Entry      act.Entry
	Status     Status
	Reason     string // why it is void, stopped or refused, or what it waits for
	Unverified int    // how many of its citations lead into journals that are not followed
}

// New returns the docket of an alliance before any act.
func New(cfg Config) *Docket {
	d := &Docket{
		cfg:       cfg,
		roster:    roster.New(cfg.Founder),
		deals:     agreement.New(),
		duties:    duty.New(),
		practices: map[act.Kind]practice{},
		owed:      newOwed(),
		spoken:    map[duty.Pair]act.Time{},
		mistaken:  map[act.Ref][]act.Ref{},
		grounds:   map[act.Ref]act.Ref{},
		journals:  map[string]*journal{},
		waiting:   map[place][]*journal{},
		silent:    map[*journal]bool{},
	}
	d.incidents = incident.New(d.deals.May, d.deals.Jointly)
	d.warnings = warning.New(d.lookup)
	d.meetings = meeting.New(meeting.Rules{May: d.deals.May, Clause: d.deals.Clause})
	d.assessed = assessment.New(assessment.Rules{Case: d.opens, Leads: d.incidents.Decides, May: d.deals.May, Clause: d.deals.Clause})
	d.findings = standing.New(standing.Rules{May: d.deals.May, Clause: d.deals.Clause, Holder: d.holder, Superior: d.superior, Origins: d.origins})
	d.evaluations = evaluation.New(d.opens)
	for _, f := range d.folds() {
		for _, k := range f.kinds {
			d.practices[k] = f.practice
		}
	}
	return d
}

// Apply takes an entry and returns what became of it and of every entry that it released, in the order in which
// they were read. An entry that is there already changes nothing and has no outcome.
func (d *Docket) Apply(e act.Entry) []Outcome {
	j := d.journal(e.Journal)
	read := int64(len(j.leaves))
	had, waits := j.pending[e.Index]
	switch {
	case !d.follows(e.Journal):
		return []Outcome{{Entry: e, Status: Refused, Reason: "the journal is not followed"}}
	case e.Index < 0:
		return []Outcome{{Entry: e, Status: Refused, Reason: "the index is negative"}}
	case e.Index < read && j.leaves[e.Index] == e.Leaf, waits && had.Leaf == e.Leaf:
		return nil
	case e.Index < read, waits:
		return []Outcome{{Entry: e, Status: Refused, Reason: "another entry stands at this place: the journal was rewritten"}}
	}
	j.pending[e.Index] = &e
	if e.Index > read || j.stop != nil {
		return []Outcome{{Entry: e, Status: Held, Reason: j.reason(e.Index)}}
	}
	var out []Outcome
	for ready := []*journal{j}; len(ready) > 0; ready = ready[1:] {
		out, ready = d.advance(ready[0], out, ready)
	}
	return out
}

// advance reads a journal as far as it can be read, and appends to ready the journals that waited for that.
func (d *Docket) advance(j *journal, out []Outcome, ready []*journal) ([]Outcome, []*journal) {
	for j.stop == nil {
		index := int64(len(j.leaves))
		e, ok := j.pending[index]
		if !ok {
			break
		}
		v := d.judge(j, e)
		j.waits = ""
		switch v.status {
		case Held:
			j.waits = v.reason
			return append(out, v.of(e)), ready
		case Stopped:
			j.stop = &Stop{Ref: e.Ref, Kind: e.Act.Kind, Reason: v.reason}
			return append(out, v.of(e)), ready
		}
		delete(j.pending, index)
		out = append(out, d.read(j, e, v).of(e))
		here := place{j.origin, index}
		ready = append(ready, d.waiting[here]...)
		delete(d.waiting, here)
		if e.Act.Kind == roster.KindAdmit {
			ready = append(ready, d.admitted()...)
		}
	}
	return out, ready
}

// admitted returns the journals that waited for their author's admission and need not wait any longer.
func (d *Docket) admitted() []*journal {
	var list []*journal
	for j := range d.silent {
		if d.roster.Speaks(j.origin) {
			list = append(list, j)
			delete(d.silent, j)
		}
	}
	slices.SortFunc(list, byOrigin)
	return list
}

// A verdict is an outcome without its entry.
type verdict struct {
	status     Status
	reason     string
	unverified int
}

func (v verdict) of(e *act.Entry) Outcome {
	return Outcome{Entry: *e, Status: v.status, Reason: v.reason, Unverified: v.unverified}
}

// judge gives the verdict on the next entry of a journal, and if it is Held registers what the journal waits for. Any
// other verdict never changes, whatever else arrives. The order of the questions is clause 5.2: those that the entry
// answers by itself come before those that other journals answer, so that nothing waits that cannot be well.
func (d *Docket) judge(j *journal, e *act.Entry) verdict {
	if !d.roster.Speaks(j.origin) {
		d.silent[j] = true
		return verdict{status: Held, reason: "its author is not a member"}
	}
	_, known := d.practices[e.Act.Kind]
	switch author, err := act.Author(j.origin); {
	case errors.Is(e.Bad, act.ErrVersion):
		return verdict{status: Stopped, reason: "upgrade needed: the envelope is of a later version"}
	case e.Bad != nil:
		return verdict{status: Void, reason: e.Bad.Error()}
	case err != nil || e.Act.By != author:
		return verdict{status: Void, reason: fmt.Sprintf("its author %s is not the journal's", e.Act.By)}
	case d.unsigned(j, e) != "":
		return verdict{status: Void, reason: d.unsigned(j, e)}
	case !known && e.Act.Critical:
		return verdict{status: Stopped, reason: fmt.Sprintf("upgrade needed: kind %s is critical and unknown here", e.Act.Kind)}
	}
	v := d.cited(j, e)
	if v.status == Applied && !known {
		v.status = Skipped
	}
	return v
}

// unsigned says why an act lacks the signature that it needs. Whoever holds only the key of a journal cannot speak for the office: a signature that
// is there must fit and be of a key that the roster gives the author at this index; and where the charter asks for it, whatever an officer does must be
// signed. Before its own admission, which brings the keys, the founder has none.
func (d *Docket) unsigned(j *journal, e *act.Entry) string {
	author, err := act.Author(j.origin)
	if _, admitted := d.roster.Member(author); err != nil || !admitted {
		return ""
	}
	switch {
	case e.Act.Signature != nil && !e.Signed:
		return "its office signature does not fit"
	case e.Act.Signature != nil:
		if _, may := d.roster.MaySign(j.origin, e.Index, e.Act.Signature.Key); !may {
			return "it is signed with a key that does not speak for its author here"
		}
	case e.Act.Officer != "" && d.roster.Rules().Signed:
		return "it names an officer and has no office signature, which the charter asks for"
	}
	return ""
}

// cited checks the citations in the order in which they stand, so that the verdict does not depend on which of
// the cited acts came first.
func (d *Docket) cited(j *journal, e *act.Entry) verdict {
	unverified := 0
	for i := range e.Act.Cites {
		r := &e.Act.Cites[i]
		if r.Journal == e.Journal && r.Index >= e.Index {
			return verdict{Void, fmt.Sprintf("it cites entry %d of its own journal, which is not before it", r.Index), unverified}
		}
		if !d.follows(r.Journal) {
			unverified++
			continue
		}
		cited := d.journal(r.Journal)
		if r.Index >= int64(len(cited.leaves)) {
			at := place{r.Journal, r.Index}
			d.waiting[at] = append(d.waiting[at], j)
			return verdict{Held, fmt.Sprintf("it cites entry %d of %s, which was not read yet", r.Index, r.Journal), unverified}
		}
		if cited.leaves[r.Index] != r.Leaf {
			return verdict{Void, fmt.Sprintf("it cites entry %d of %s with another hash than that has", r.Index, r.Journal), unverified}
		}
	}
	return verdict{status: Applied, unverified: unverified}
}

// follows: if entries of other journals were taken too, it would depend on the order whether a citation of one is verified.
func (d *Docket) follows(origin string) bool {
	return origin == d.cfg.Founder || d.cfg.Follows == nil || d.cfg.Follows(origin)
}

// read gives an entry its place and, unless the verdict says otherwise, its effect. Its practice may still refuse it.
func (d *Docket) read(j *journal, e *act.Entry, v verdict) verdict {
	j.leaves = append(j.leaves, e.Leaf)
	if v.status == Applied {
		if err := d.apply(e); err != nil {
			v.status, v.reason = Void, err.Error()
		} else {
			d.touch(e)
			d.spoke(e)
			d.rests(e)
		}
	}
	if v.status == Void {
		j.voids[e.Index] = v.reason
	}
	if v.unverified > 0 {
		j.unknown[e.Index] = v.unverified
	}
	return v
}

// apply gives an entry to its practice.
func (d *Docket) apply(e *act.Entry) error {
	if err := d.granted(e); err != nil {
		return err
	}
	return d.practices[e.Act.Kind].Apply(*e)
}

// granted says why a guest may not act. It acts by a grant that it cites, and not at all once that has ended (clause 8.9); it keeps its own keys, and signs for what
// reaches it, without one.
func (d *Docket) granted(e *act.Entry) error {
	switch e.Act.Kind.Owner() {
	case "incident", "warning", "duty":
	default:
		return nil
	}
	m, ok := d.roster.Member(e.Act.By)
	if !ok || m.Role != "guest" || e.Act.Kind == incident.KindReceive || e.Act.Kind == warning.KindReceive {
		return nil
	}
	return d.deals.Granted(e.Act.By, e.Act)
}

func (d *Docket) journal(origin string) *journal {
	j := d.journals[origin]
	if j == nil {
		j = &journal{origin: origin, pending: map[int64]*act.Entry{}, voids: map[int64]string{}, unknown: map[int64]int{}}
		d.journals[origin] = j
	}
	return j
}

// reason says what a pending entry waits for.
func (j *journal) reason(index int64) string {
	next := int64(len(j.leaves))
	_, there := j.pending[next]
	switch {
	case j.stop != nil:
		return j.stop.Reason
	case index == next:
		return j.waits
	case !there:
		return fmt.Sprintf("entry %d of its journal has not arrived", next)
	}
	return fmt.Sprintf("it stands after entry %d, which waits: %s", next, j.waits)
}

// A Stop is where a journal cannot be read on.
type Stop struct {
	act.Ref
	Kind   act.Kind // empty if not even the envelope was understood
	Reason string
}

// Stopped returns where journals cannot be read on before this program is upgraded, by journal.
func (d *Docket) Stopped() []Stop {
	var list []Stop
	for _, j := range d.sorted() {
		if j.stop != nil {
			list = append(list, *j.stop)
		}
	}
	return list
}

// A Finding is an entry that has no effect, or not yet, and why.
type Finding struct {
	act.Ref
	Kind   act.Kind // empty for bytes that are no act, and for voids
	Reason string
}

// Voids yields the void entries by journal and index.
func (d *Docket) Voids() iter.Seq[Finding] {
	return func(yield func(Finding) bool) {
		for _, j := range d.sorted() {
			for _, i := range slices.Sorted(maps.Keys(j.voids)) {
				if !yield(Finding{Ref: act.Ref{Journal: j.origin, Index: i, Leaf: j.leaves[i]}, Reason: j.voids[i]}) {
					return
				}
			}
		}
	}
}

// Holding yields the entries that arrived and wait, by journal and index.
func (d *Docket) Holding() iter.Seq[Finding] {
	return func(yield func(Finding) bool) {
		for _, j := range d.sorted() {
			for _, i := range slices.Sorted(maps.Keys(j.pending)) {
				e := j.pending[i]
				if !yield(Finding{Ref: e.Ref, Kind: e.Act.Kind, Reason: j.reason(i)}) {
					return
				}
			}
		}
	}
}

// Void says whether an entry is void, and why.
func (d *Docket) Void(journal string, index int64) (reason string, void bool) {
	if j := d.journals[journal]; j != nil {
		reason, void = j.voids[index]
	}
	return reason, void
}

// Read returns how many entries of a journal were read: applied, skipped or void.
func (d *Docket) Read(journal string) int64 {
	if j := d.journals[journal]; j != nil {
		return int64(len(j.leaves))
	}
	return 0
}

func (d *Docket) sorted() []*journal {
	return slices.SortedFunc(maps.Values(d.journals), byOrigin)
}

func byOrigin(a, b *journal) int { return cmp.Compare(a.origin, b.origin) }

// Digest returns a hash of everything that was read, is void or waits, and of the state of the practices. Dockets that
// were given the same entries of each journal have the same digest, in whatever order the journals came.
func (d *Docket) Digest() act.Hash {
	h := sha256.New()
	for _, j := range d.sorted() {
		if len(j.leaves) == 0 && len(j.pending) == 0 {
			continue // only ever cited
		}
		j.digest(h)
	}
	for _, f := range d.folds() {
		sum := f.Digest()
		h.Write(sum[:])
	}
	return act.Hash(h.Sum(nil))
}

// digest leaves the reasons out: they are words for people and may become better ones.
func (j *journal) digest(h hash.Hash) {
	number := func(n int64) { h.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) }
	number(int64(len(j.origin)))
	h.Write([]byte(j.origin))
	number(int64(len(j.leaves)))
	for i := range j.leaves {
		h.Write(j.leaves[i][:])
	}
	number(int64(len(j.voids)))
	for _, i := range slices.Sorted(maps.Keys(j.voids)) {
		number(i)
	}
	number(int64(len(j.unknown)))
	for _, i := range slices.Sorted(maps.Keys(j.unknown)) {
		number(i)
		number(int64(j.unknown[i]))
	}
	number(int64(len(j.pending)))
	for _, i := range slices.Sorted(maps.Keys(j.pending)) {
		leaf := j.pending[i].Leaf
		number(i)
		h.Write(leaf[:])
	}
	if j.stop != nil {
		number(j.stop.Index)
	} else {
		number(-1)
	}
}

// AsOf computes the docket as it stood at a moment: it applies only the entries that were known by then. When an entry
// became known is the caller's to say; each node has its own answer, and a replay says whose it is.
func AsOf(cfg Config, entries iter.Seq2[act.Entry, act.Time], moment act.Time) *Docket {
	d := New(cfg)
	for e, known := range entries {
		if known <= moment {
			d.Apply(e)
		}
	}
	return d
}
