package observation

import (
	"math"
	"sort"
	"time"
)

// Watch folds the readings of one series into signals.
//
// It keeps the readings that are not older than the lateness window behind the
// newest one, and two states of its rules: base, at the end of what is too old
// to change, and head, after all that is known. A reading that comes in order
// steps head. One that comes out of order makes head again from base; what
// follows now and did not before is given, what no longer follows is withdrawn.
//
// A Watch has no clock and no locks: it belongs to one goroutine.
type Watch struct {
	key   Key
	unit  string
	rules Rules

	slots  []slot // moments not yet settled, by time
	base   state
	head   state
	given  []Signal  // raised or cleared by unsettled moments, as given out
	latest time.Time // newest moment with a value
	began  time.Time // first Tick, from which silence counts when no value ever came
	silent bool
}

// NewWatch starts a watch of s, whose rules must pass [Series.Check].
func NewWatch(s Series) (*Watch, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	w := &Watch{key: s.Key, unit: s.Unit, rules: s.Rules}
	w.base = newState(s.Rules)
	w.head = newState(s.Rules)
	return w, nil
}

// Next takes a reading in the unit of the series, as [Series.Normal] returns
// it, at the moment it becomes known. Readings of other series, without a
// value or said before change nothing.
func (w *Watch) Next(r Reading, now time.Time) []Signal {
	if r.Key != w.key || r.Check() != nil || r.Quality == Missing {
		return nil
	}
	r.Time = r.Time.UTC() // the same moment in two zones is one moment
	if !w.latest.IsZero() && r.Time.Before(w.latest.Add(-w.rules.Lateness)) {
		return w.late(r)
	}
	var out []Signal
	if n := len(w.slots); n == 0 || r.Time.After(w.slots[n-1].time) {
		w.slots = append(w.slots, newSlot(r))
		w.step(&w.head, w.slots[n], &out)
		w.given = append(w.given, out...)
	} else if w.insert(r) {
		out = w.again()
	}
	if r.Time.After(w.latest) {
		w.latest = r.Time
		w.settle()
		if w.silent && now.Sub(r.Time) <= w.rules.Silence {
			w.silent = false
			out = append(out, w.silence(Cleared, r.Time))
		}
	}
	return out
}

// Tick looks for silence. It is called from time to time, also when nothing
// arrives. Only Tick raises silence, so that a backlog that is read in any
// order does not.
func (w *Watch) Tick(now time.Time) []Signal {
	if w.began.IsZero() {
		w.began = now.UTC()
	}
	if w.rules.Silence <= 0 || w.silent || now.Sub(w.heard()) <= w.rules.Silence {
		return nil
	}
	w.silent = true
	return []Signal{w.silence(Raised, w.heard().Add(w.rules.Silence))}
}

// heard is the moment from which silence counts.
func (w *Watch) heard() time.Time {
	if w.latest.IsZero() {
		return w.began
	}
	return w.latest
}

// Standing returns, by rule, the raised signals that have not cleared.
func (w *Watch) Standing() []Signal {
	var out []Signal
	for _, a := range w.head.alarms {
		if a.up {
			out = append(out, a.raised)
		}
	}
	if w.silent {
		out = append(out, w.silence(Raised, w.heard().Add(w.rules.Silence)))
	}
	return out
}

// silence makes the signal that values stopped or came back.
func (w *Watch) silence(c Change, at time.Time) Signal {
	return Signal{Key: w.key, Kind: Silent, Change: c, Rule: "silence", At: at, Since: w.heard(), Unit: w.unit, Quality: Missing}
}

// late answers a reading that is too old to be folded in. Silence about it
// would be wrong when it is beyond a threshold: a person is asked.
func (w *Watch) late(r Reading) []Signal {
	var out []Signal
	for _, t := range w.rules.Thresholds {
		if t.beyond(r.Value) {
			out = append(out, Signal{Key: w.key, Kind: TooLate, Change: Raised, Rule: t.Name, At: r.Time, Since: r.Time,
				Value: r.Value, Limit: t.Level, Unit: w.unit, Quality: r.Quality, Simulated: r.Simulated})
		}
	}
	return out
}

// insert puts r among the slots; false if it was there already.
func (w *Watch) insert(r Reading) bool {
	i := sort.Search(len(w.slots), func(i int) bool { return !w.slots[i].time.Before(r.Time) })
	if i < len(w.slots) && w.slots[i].time.Equal(r.Time) {
		return w.slots[i].add(r)
	}
	w.slots = append(w.slots, slot{})
	copy(w.slots[i+1:], w.slots[i:])
	w.slots[i] = newSlot(r)
	return true
}

// again makes head from base and returns how the signals differ from those
// given out.
func (w *Watch) again() []Signal {
	var now []Signal
	w.head = w.base.clone()
	for _, s := range w.slots {
		w.step(&w.head, s, &now)
	}
	var out []Signal
	for _, s := range w.given {
		if !holds(now, s) {
			s.Takes, s.Change = s.Change, Withdrawn
			out = append(out, s)
		}
	}
	for _, s := range now {
		if !holds(w.given, s) {
			out = append(out, s)
		}
	}
	w.given = now
	return out
}

// holds says whether s is in list; lists are as short as a lateness window.
func holds(list []Signal, s Signal) bool {
	for _, o := range list {
		if o == s {
			return true
		}
	}
	return false
}

// settle moves what is older than the lateness window from the slots to base.
func (w *Watch) settle() {
	frontier := w.latest.Add(-w.rules.Lateness)
	n := 0
	var gone []Signal
	for n < len(w.slots) && w.slots[n].time.Before(frontier) {
		w.step(&w.base, w.slots[n], &gone)
		n++
	}
	if n == 0 {
		return
	}
	w.slots = append(w.slots[:0], w.slots[n:]...)
	w.given = append(w.given[:0], w.given[len(gone):]...)
}

// slot is one moment of a series: one value, or several that contradict.
type slot struct {
	time     time.Time
	low      float64
	high     float64
	quality  Quality
	sim      bool
	contest  bool
	readings []Reading // more than one only when they differ
}

func newSlot(r Reading) slot {
	return slot{time: r.Time, low: r.Value, high: r.Value, quality: r.Quality, sim: r.Simulated, readings: []Reading{r}}
}

// add takes another reading of the same moment; false if it says nothing new.
// Of contradicting values a real one outranks a simulated one and a better
// quality a worse one; between equals the extreme counts, whichever comes
// first, and the moment is contested.
func (s *slot) add(r Reading) bool {
	for _, o := range s.readings {
		if Compare(o, r) == Duplicate {
			return false
		}
	}
	s.readings = append(s.readings[:len(s.readings):len(s.readings)], r)
	best := s.readings[0]
	for _, o := range s.readings[1:] {
		if outranks(o, best) {
			best = o
		}
	}
	s.low, s.high = math.Inf(1), math.Inf(-1)
	s.quality, s.sim = best.Quality, best.Simulated
	for _, o := range s.readings {
		if !outranks(best, o) {
			s.low, s.high = min(s.low, o.Value), max(s.high, o.Value)
		}
	}
	s.contest = s.low != s.high
	return true
}

// outranks says whether a counts instead of b when they contradict.
func outranks(a, b Reading) bool {
	if a.Simulated != b.Simulated {
		return b.Simulated
	}
	return a.Quality.rank() < b.Quality.rank()
}
