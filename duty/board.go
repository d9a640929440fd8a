package duty

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Board keeps the duties of many cases, so that after an act only the case that it touches is derived again. It holds nothing that could not be derived anew: the same
// rules, facts and state give the same board, whatever was put on it before. It is not safe for several goroutines that change it.
type Board struct {
	rules *Rules
	cases map[act.Ref]*sheet
}

// A sheet is the duties of one case.
type sheet struct {
	owed []Owed
	due  []int32 // what can still become overdue, by when it is due: an index into owed
}

// NewBoard returns an empty board. When rules change, everything that was derived from them is void: make a new one.
func NewBoard(r *Rules) *Board { return &Board{rules: r, cases: map[act.Ref]*sheet{}} }

// Put derives the duties of a case and keeps them in the place of those that it had.
func (b *Board) Put(f Facts, s *State) []Owed {
	x := &sheet{owed: Derive(b.rules, f, s)}
	for n := range x.owed {
		if o := &x.owed[n]; o.Waits == "" && o.Due != 0 && o.Sent == nil && o.Stricter == nil && !o.excused() {
			x.due = append(x.due, int32(n))
		}
	}
	slices.SortFunc(x.due, func(i, j int32) int { return cmp.Or(cmp.Compare(x.owed[i].Due, x.owed[j].Due), cmp.Compare(i, j)) })
	b.cases[f.Case] = x
	return x.owed
}

func (o *Owed) excused() bool {
	return o.Excuse != nil && o.Excuse.Answer != nil && o.Excuse.Answer.Accepts
}

// Drop forgets a case: it was merged into another.
func (b *Board) Drop(id act.Ref) { delete(b.cases, id) }

// Case returns the duties of a case as Derive does. They belong to the board.
func (b *Board) Case(id act.Ref) []Owed {
	if x := b.cases[id]; x != nil {
		return x.owed
	}
	return nil
}

// All goes through the duties of all cases, by case and then as Derive does.
func (b *Board) All() iter.Seq[*Owed] {
	return func(yield func(*Owed) bool) {
		for _, id := range slices.SortedFunc(maps.Keys(b.cases), act.CompareRefs) {
			for n := range b.cases[id].owed {
				if !yield(&b.cases[id].owed[n]) {
					return
				}
			}
		}
	}
}

// Of returns all duties of a party, in all cases: its list in one view. Equal and other boards with the same cases give the same list.
func (b *Board) Of(p jurisdiction.ID) []*Owed {
	var out []*Owed
	for _, id := range slices.SortedFunc(maps.Keys(b.cases), act.CompareRefs) {
		owed := b.cases[id].owed // sorted by party
		n, _ := slices.BinarySearchFunc(owed, p, func(o Owed, p jurisdiction.ID) int { return cmp.Compare(o.Party, p) })
		for ; n < len(owed) && owed[n].Party == p; n++ {
			out = append(out, &owed[n])
		}
	}
	return out
}

// Next returns the n duties that are or will be overdue first, over all cases: what nothing is on record of, nobody has excused and no other clause overtakes.
func (b *Board) Next(n int) []*Owed {
	var out []*Owed
	for _, x := range b.cases {
		for _, i := range x.due {
			o := &x.owed[i]
			if len(out) == n && (n == 0 || compareDue(o, out[n-1]) >= 0) {
				break // the case's others are due later still
			}
			at, _ := slices.BinarySearchFunc(out, o, compareDue)
			if len(out) == n {
				out = out[:n-1]
			}
			out = slices.Insert(out, at, o)
		}
	}
	return out
}

func compareDue(a, b *Owed) int {
	if a.Due != b.Due {
		return cmp.Compare(a.Due, b.Due)
	}
	return cmp.Or(act.CompareRefs(a.Case, b.Case), compareOwed(a, b))
}
