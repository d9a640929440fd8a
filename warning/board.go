package warning

import (
	"cmp"
	"iter"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Head is a warning in one line of a list.
type Head struct {
	ID       act.Ref // the issue
	Newest   act.Ref // the newest version; what an answer has to cite
	By       jurisdiction.ID
	Issued   act.Time
	Changed  act.Time // when the newest version was made
	Version  int
	Asks     int    // the last version that asked everybody for something new: the issue, a material update, the cancel
	InForce  string // in-force, expired or cancelled
	DueBy    act.Time
	Notice   *Notice         // of the newest version that has one; not to be changed
	Counts   map[Custody]int // of the rows of the board
	Overdue  int             // rows that are overdue, or have not confirmed the newest version in time
	Mine     *Row            // of the party for whom the list was made, without history; nil if it has none
	Versions []Version       // only on a board
}

// A Version is an issue, an update or a cancel of a warning.
type Version struct {
	Number     int
	Kind       act.Kind
	Ref        act.Ref
	At         act.Time
	Officer    string
	ApprovedBy []string
	Material   bool
	Note       act.Text
	To         []jurisdiction.ID
	Notice     *Notice // nil for a cancel
}

// A Board is the custody of a warning: the head and a row for everyone who has it.
type Board struct {
	Head
	Rows []Row // addressees in the order of the newest version, then the others by id
}

// Board returns the custody of a warning at a moment. The warning may be named by any of its versions.
func (s *State) Board(id act.Ref, now act.Time) (Board, bool) {
	v := s.versions[id]
	if v == nil {
		return Board{}, false
	}
	t := v.thread
	b := Board{Head: t.head(now)}
	for _, h := range t.order() {
		r := t.row(h, now)
		r.History = t.history(h, now)
		b.count(r)
		b.Rows = append(b.Rows, r)
	}
	for _, v := range t.versions {
		x := Version{Number: v.number, Kind: v.act.Kind, Ref: v.ref, At: v.act.At, Officer: v.act.Officer, Material: v.material,
			Note: v.note, To: v.act.To}
		if v.cancel != nil {
			x.ApprovedBy = v.cancel.ApprovedBy
		} else {
			x.Notice, x.ApprovedBy = v.notice, v.notice.ApprovedBy
		}
		b.Versions = append(b.Versions, x)
	}
	return b, true
}

// Holding yields the warnings that a party has, newest first, with its own row.
func (s *State) Holding(id jurisdiction.ID, now act.Time) iter.Seq[Head] {
	return list(s.holding[id], id, now, false)
}

// Issued yields the warnings that a party has issued, newest first.
func (s *State) Issued(by jurisdiction.ID, now act.Time) iter.Seq[Head] {
	return list(s.issued[by], by, now, false)
}

// All yields every warning on record, newest first.
func (s *State) All(now act.Time) iter.Seq[Head] {
	var all []*thread
	for _, threads := range s.issued {
		all = append(all, threads...)
	}
	slices.SortFunc(all, byIssue)
	return list(all, "", now, false)
}

// Open yields what a party still has to do with: first the warnings that it has, then those that it has issued, each newest first, and only
// those that are in force, or cancelled while the party (for its own: somebody) has not confirmed that. It does no work for the others.
func (s *State) Open(id jurisdiction.ID, now act.Time) iter.Seq[Head] {
	return func(yield func(Head) bool) {
		for _, threads := range [][]*thread{s.holding[id], s.issued[id]} {
			for h := range list(threads, id, now, true) {
				if !yield(h) {
					return
				}
			}
		}
	}
}

// list is lazy: a page of a hundred costs a hundred, however many there are.
func list(threads []*thread, id jurisdiction.ID, now act.Time, open bool) iter.Seq[Head] {
	return func(yield func(Head) bool) {
		for _, t := range slices.Backward(threads) {
			if open && t.over(now) {
				continue
			}
			head := t.head(now)
			unconfirmed := false
			for _, h := range t.holders {
				r := t.row(h, now)
				head.count(r)
				if h.id == id {
					mine := r // a copy, so that the rows of the others stay off the heap
					head.Mine = &mine
				}
				if h.id == id || t.issuer() == id {
					unconfirmed = unconfirmed || r.unconfirmed()
				}
			}
			if open && head.InForce == "cancelled" && !unconfirmed {
				continue
			}
			if !yield(head) {
				return
			}
		}
	}
}

// over says that nobody need do anything any more, whatever was left undone.
func (t *thread) over(now act.Time) bool {
	v := t.newest()
	return now > v.notice.Expires && (v.cancel == nil || now > v.dueBy)
}

// enlist keeps a list sorted by time of issue, so that its order does not depend on which journal was read first.
func enlist(list []*thread, t *thread) []*thread {
	at, _ := slices.BinarySearchFunc(list, t, byIssue)
	return slices.Insert(list, at, t)
}

func byIssue(a, b *thread) int {
	va, vb := a.versions[0], b.versions[0]
	return cmp.Or(cmp.Compare(va.act.At, vb.act.At), act.CompareRefs(va.ref, vb.ref))
}

func (t *thread) head(now act.Time) Head {
	newest := t.newest()
	h := Head{ID: t.versions[0].ref, Newest: newest.ref, By: t.issuer(), Issued: t.versions[0].act.At, Changed: newest.act.At,
		Version: newest.number, Asks: t.asks(), InForce: "in-force", DueBy: newest.dueBy, Notice: newest.notice, Counts: map[Custody]int{}}
	if newest.cancel != nil {
		h.InForce = "cancelled"
	} else if now > newest.notice.Expires {
		h.InForce = "expired"
	}
	return h
}

// asks returns the number of the last version that asked everybody for something new. A ladder of escalations belongs to it.
func (t *thread) asks() int {
	n := t.newest()
	for !n.material && n.cancel == nil {
		n = t.versions[n.number-2]
	}
	return n.number
}

func (h *Head) count(r Row) {
	h.Counts[r.State]++
	if r.State == Overdue || r.Confirm == Overdue {
		h.Overdue++
	}
}

// order is the order of the rows.
func (t *thread) order() []*holder {
	var out []*holder
	for _, id := range t.newest().act.To {
		out = append(out, t.holders[id])
	}
	addressees := len(out)
	for _, h := range t.holders {
		if !slices.Contains(out[:addressees], h) {
			out = append(out, h)
		}
	}
	slices.SortFunc(out[addressees:], func(a, b *holder) int { return cmp.Compare(a.id, b.id) })
	return out
}

// Reach returns whom an update or a cancel of a warning must be addressed to, as far as it is known here, and which acts it must
// cite to show how the others came to have it: its newest version first. Whoever writes the act must not let an escalation of the same
// warning into the journal in between, or the act leaves somebody out and is void.
func (s *State) Reach(id act.Ref) (to []jurisdiction.ID, cites []act.Ref) {
	v := s.versions[id]
	if v == nil {
		return nil, nil
	}
	t := v.thread
	to = slices.Clone(t.reach)
	cites = []act.Ref{t.newest().ref}
	for _, h := range t.holders {
		if h.id == t.issuer() || slices.Contains(to, h.id) {
			continue
		}
		to = union(to, []jurisdiction.ID{h.id})
		for _, x := range h.handings {
			if !slices.Contains(cites, x.ref) {
				cites = append(cites, x.ref)
			}
		}
	}
	slices.SortFunc(cites[1:], act.CompareRefs)
	return to, cites
}

// Of yields the warnings of a case, newest first.
func (s *State) Of(of act.Ref, now act.Time) iter.Seq[Head] { return list(s.cases[of], "", now, false) }

// StatusOf returns the status of the warning of which an act is a version, or which it brings to somebody.
func (s *State) StatusOf(ref act.Ref) (Status, bool) {
	v := s.versions[ref]
	if h := s.handings[ref]; v == nil && h != nil {
		v = h.version
	}
	if v == nil {
		return "", false
	}
	return v.thread.versions[0].notice.Status, true
}

// CaseOf returns the case of the warning that an act belongs to, of which only the version, escalation or passing-on that it brings is asked.
func (s *State) CaseOf(ref act.Ref) (of act.Ref, ok bool) {
	v := s.versions[ref]
	if h := s.handings[ref]; v == nil && h != nil {
		v = h.version
	}
	if v == nil || v.thread.versions[0].notice.Case == nil {
		return act.Ref{}, false
	}
	return *v.thread.versions[0].notice.Case, true
}
