package incident

import (
	"cmp"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A row is a row of the command table as it is kept.
type row struct {
	*Command
	ref      act.Ref
	act      act.Act         // without its body
	below    []*row          // which this one replaces, and which those replace
	before   []*row          // of the same author, earlier, for some of the same functions and areas
	rank     int             // 2: a take-over, or what replaced one; 1: another
	since    act.Time        // when it begins, or what it continues began, if that is later
	depth    int             // how many rows it continues, one after the other
	confirms []*confirmation // of its holder, in the order of that one's journal
}

// A confirmation is an incident.confirm at its place.
type confirmation struct {
	*Confirmation
	ref act.Ref
	at  act.Time
	row *row
}

// A cell is one function in one area. The empty area is the case as a whole.
type cell struct {
	function string
	area     jurisdiction.ID
}

// A set says which rows, confirmations and endings count: those of which an author's record shows that it knew. Nil: all that were read.
type set map[act.Ref]bool

func (k set) has(r act.Ref) bool { return k == nil || k[r] }

// compareRows orders rows as clause 7.12 does. It agrees with replacing and, for one author, with the order of its journal.
func compareRows(a, b *row) int {
	if a == nil || b == nil {
		return boolCompare(a != nil, b != nil)
	}
	return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.since, b.since), cmp.Compare(a.depth, b.depth), act.CompareRefs(a.ref, b.ref))
}

// said is what the holder has said of the row, as far as a set shows. His last word shows those before it, which stand before it in his journal.
func (r *row) said(k set) []*confirmation {
	for i, c := range slices.Backward(r.confirms) {
		if k.has(c.ref) {
			return r.confirms[:i+1]
		}
	}
	return nil
}

// answer is what the holder said last.
func (r *row) answer(k set) *confirmation {
	if said := r.said(k); len(said) > 0 {
		return said[len(said)-1]
	}
	return nil
}

// effective: command passes when the successor confirms; who names himself has confirmed. A holder who lays it down later ends it.
func (r *row) effective(k set) bool {
	if !k.has(r.ref) {
		return false
	}
	if c := r.answer(k); c != nil {
		return c.Accepts
	}
	return r.Holder == r.act.By
}

// begun says whether the row ever took effect.
func (r *row) begun(k set) bool {
	return k.has(r.ref) && (r.Holder == r.act.By || slices.ContainsFunc(r.said(k), func(c *confirmation) bool { return c.Accepts }))
}

// spans says whether the row's own dates cover a moment.
func (r *row) spans(at act.Time) bool { return r.From <= at && (r.Until == 0 || at < r.Until) }

// covers says whether the row is about a cell. A row for the whole case is about every area of it.
func (r *row) covers(c cell) bool {
	return slices.Contains(r.Functions, c.function) && (len(r.Where) == 0 || slices.Contains(r.Where, c.area))
}

// overlaps says whether two commands are about some function in some area both.
func (c *Command) overlaps(o *Command) bool {
	return meet(c.Functions, o.Functions) && (len(c.Where) == 0 || len(o.Where) == 0 || meet(c.Where, o.Where))
}

func meet[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(x T) bool { return slices.Contains(b, x) })
}

// rivals: two rows of one rank of which neither continues the other. Whether they meet in a cell and in time is asked elsewhere.
func (r *row) rivals(o *row) bool {
	continues := func(a, b *row) bool { return slices.Contains(a.below, b) || slices.Contains(a.before, b) }
	return r != o && r.rank == o.rank && !continues(r, o) && !continues(o, r)
}

// standing finds the row that holds in a cell at a moment, among those of a set: nil is the default. Rows of one rank that do not continue each other are
// contested: none of them holds, and what was before does.
func (f *file) standing(k set, c cell, at act.Time) (held *row, contested []*row) {
	var active []*row
	for _, r := range f.rows {
		if r.covers(c) && r.effective(k) && r.spans(at) {
			active = append(active, r)
		}
	}
	active = slices.DeleteFunc(slices.Clone(active), func(r *row) bool {
		return slices.ContainsFunc(active, func(o *row) bool { return slices.Contains(o.below, r) || slices.Contains(o.before, r) })
	})
	slices.SortFunc(active, func(a, b *row) int { return compareRows(b, a) })
	for len(active) > 0 {
		rank := active[0].rank
		n := slices.IndexFunc(active, func(r *row) bool { return r.rank != rank })
		if n < 0 {
			n = len(active)
		}
		group := active[:n]
		for _, r := range group {
			if slices.ContainsFunc(group, r.rivals) {
				contested = append(contested, r)
			} else if held == nil {
				held = r
			}
		}
		if held != nil {
			return held, contested
		}
		active = active[n:]
	}
	return nil, contested
}

// newest is the epoch that a record shows: the last lead row for the whole case that has taken effect by a moment, whether it still stands or not.
func (f *file) newest(k set, at act.Time) *row {
	var top *row
	for _, r := range f.rows {
		if r.covers(cell{"lead", ""}) && r.begun(k) && r.From <= at && compareRows(r, top) > 0 {
			top = r
		}
	}
	return top
}

// knows returns what an author's own record shows about command and endings in this case when it writes an act: what the act cites, what its earlier acts
// cited, and what those cited, within the case. It never depends on what others wrote and the author did not cite.
func (f *file) knows(e act.Entry) set {
	k := set{}
	maps.Copy(k, f.known[e.Act.By])
	for _, ref := range e.Act.Cites {
		f.learn(k, ref)
	}
	return k
}

// learn adds what one citation shows.
func (f *file) learn(k set, ref act.Ref) {
	if f.marks[ref] != nil {
		k[ref] = true
	}
	for _, r := range f.shows[ref] {
		k[r] = true
	}
}

// remember keeps what an act shows, for its author and for whoever cites it.
func (f *file) remember(e act.Entry) {
	k := set{}
	for _, ref := range e.Act.Cites {
		f.learn(k, ref)
	}
	if len(k) > 0 {
		f.shows[e.Ref] = slices.SortedFunc(maps.Keys(k), act.CompareRefs)
	}
	if f.marks[e.Ref] != nil {
		k[e.Ref] = true
	}
	if len(k) == 0 {
		return
	}
	if f.known[e.Act.By] == nil {
		f.known[e.Act.By] = set{}
	}
	maps.Copy(f.known[e.Act.By], k)
}
