package roster

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A sighting is what one observer says about one length of one journal: the first and the last moment at which it saw
// that length, and the entries of its own journal in which it says so. Most journals are quiet most of the time, so
// keeping lengths instead of observations keeps the state small.
type sighting struct {
	Size            int64
	First, Last     act.Time
	FirstAt, LastAt int64 // indexes in the observer's journal
}

func (s *State) observe(e act.Entry, o Observation) error {
	if len(o.Heads) == 0 {
		return errors.New("heads: none")
	}
	for journal, size := range o.Heads {
		if _, err := act.Author(journal); err != nil || size < 0 {
			return fmt.Errorf("heads: %.90q: %d: wants a journal and its size", journal, size)
		}
	}
	if s.wrote[e.Act.By] == nil {
		s.wrote[e.Act.By] = map[int64]act.Hash{}
	}
	s.wrote[e.Act.By][e.Index] = e.Leaf
	for journal, size := range o.Heads {
		by := s.seen[journal]
		if by == nil {
			by = map[jurisdiction.ID][]sighting{}
			s.seen[journal] = by
		}
		by[e.Act.By] = sighted(by[e.Act.By], size, e)
	}
	return nil
}

// sighted adds an observation to what the same observer has said about the journal before, kept by length. It
// comes in the order of the observer's journal, in which neither lengths nor times need to rise: a clock may have been
// set right. Of equal times the earlier entry is kept.
func sighted(list []sighting, size int64, e act.Entry) []sighting {
	i, ok := slices.BinarySearchFunc(list, size, func(s sighting, n int64) int { return cmp.Compare(s.Size, n) })
	if !ok {
		return slices.Insert(list, i, sighting{Size: size, First: e.Act.At, Last: e.Act.At, FirstAt: e.Index, LastAt: e.Index})
	}
	s := &list[i]
	if e.Act.At < s.First {
		s.First, s.FirstAt = e.Act.At, e.Index
	}
	if e.Act.At > s.Last {
		s.Last, s.LastAt = e.Act.At, e.Index
	}
	return list
}

// A Testimony is an answer about the length of a journal at a moment, and on whose word.
type Testimony struct {
	Holds  bool      // at least as many eligible observers say so as the charter's quorum asks for
	Acts   []act.Ref // their observe acts, one for each observer, by observer
	Quorum int
}

// AtLeast says whether the journal had n or more entries at a moment: an observer counts if it saw so many then or
// before, because journals only grow. AtLeast(j, i+1, t) is "entry i existed at t".
func (s *State) AtLeast(journal string, n int64, at act.Time) Testimony {
	return s.testimony(journal, func(list []sighting) (int64, bool) {
		for _, w := range list {
			if w.Size >= n && w.First <= at {
				return w.FirstAt, true
			}
		}
		return 0, false
	})
}

// AtMost says whether the journal had n or fewer entries at a moment: an observer counts if it saw so few then or
// later. AtMost(j, i, t) is "entry i did not exist at t".
func (s *State) AtMost(journal string, n int64, at act.Time) Testimony {
	return s.testimony(journal, func(list []sighting) (int64, bool) {
		for _, w := range list {
			if w.Size <= n && w.Last >= at {
				return w.LastAt, true
			}
		}
		return 0, false
	})
}

// testimony collects the observers that count and for whom says finds an act. The author of a journal does not
// count about its own journal: it is the one whose word is in question.
func (s *State) testimony(journal string, says func([]sighting) (int64, bool)) Testimony {
	q := s.Rules().Observers
	t := Testimony{Quorum: q.Count}
	author, err := act.Author(journal)
	if err != nil || q.Count == 0 {
		return t
	}
	for observer, list := range s.seen[journal] {
		if observer == author || len(q.Of) > 0 && !slices.Contains(q.Of, observer) {
			continue
		}
		if i, ok := says(list); ok {
			t.Acts = append(t.Acts, act.Ref{Journal: act.Origin(observer), Index: i, Leaf: s.wrote[observer][i]})
		}
	}
	slices.SortFunc(t.Acts, func(a, b act.Ref) int { return cmp.Compare(a.Journal, b.Journal) })
	t.Holds = len(t.Acts) >= q.Count
	return t
}
