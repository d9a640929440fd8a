package node

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"tongzhou/act"
	"tongzhou/store"
)

// known is when this node had each entry of each journal: what the store has, in memory, because a page asks it of every act that it shows.
type known struct {
	mu   sync.RWMutex
	runs map[string][]knownRun // by journal, in the order of the entries and without gaps
}

// knownRun are the entries up to an index that became known at one moment.
type knownRun struct {
	upto int64
	at   act.Time
}

// load reads what the store has.
func (k *known) load(ctx context.Context, s *store.Store) error {
	all, err := s.KnownRuns(ctx)
	if err != nil {
		return err
	}
	slices.SortStableFunc(all, func(a, b store.Known) int { return cmp.Compare(a.First, b.First) })
	for _, r := range all {
		k.add(r.Origin, r.Upto, act.Time(r.At))
	}
	return nil
}

// add notes that the entries up to an index are known; those that were known before keep their moment, as in the store.
func (k *known) add(origin string, upto int64, at act.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.runs == nil {
		k.runs = map[string][]knownRun{}
	}
	runs := k.runs[origin]
	if n := len(runs); n > 0 {
		last := &runs[n-1]
		if upto <= last.upto {
			return
		}
		if at <= last.at { // the clock went back or stands still: one run
			last.upto = upto
			return
		}
	}
	k.runs[origin] = append(runs, knownRun{upto, at})
}

// at is when an entry became known.
func (k *known) at(ref act.Ref) (act.Time, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	runs := k.runs[ref.Journal]
	i, _ := slices.BinarySearchFunc(runs, ref.Index+1, func(r knownRun, want int64) int { return cmp.Compare(r.upto, want) })
	if i == len(runs) {
		return 0, false
	}
	return runs[i].at, true
}
