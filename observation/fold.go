package observation

import (
	"slices"
	"time"
)

// state is what the rules remember after a moment.
type state struct {
	alarms []alarm // thresholds, then rises
	recent []slot  // as far back as the longest rise looks
	last   time.Time
}

// alarm is the state of one rule.
type alarm struct {
	up     bool
	run    run
	raised Signal // what raised it, while up
}

// run is a row of moments that all speak for a change.
type run struct {
	count   int
	since   time.Time
	quality Quality
	sim     bool
	contest bool
}

func newState(r Rules) state {
	return state{alarms: make([]alarm, len(r.Thresholds)+len(r.Rises))}
}

func (s state) clone() state {
	s.alarms = slices.Clone(s.alarms)
	s.recent = slices.Clone(s.recent)
	return s
}

// take lengthens the run by a moment.
func (r *run) take(s slot) {
	if r.count == 0 {
		*r = run{since: s.time, quality: Good}
	}
	r.count++
	r.quality = r.quality.worse(s.quality)
	r.sim = r.sim || s.sim
	r.contest = r.contest || s.contest
}

// step folds the next moment into st and appends what follows from it.
func (w *Watch) step(st *state, s slot, out *[]Signal) {
	if gap := w.rules.Silence; gap > 0 && !st.last.IsZero() && s.time.Sub(st.last) > gap {
		for i := range st.alarms {
			st.alarms[i].run = run{} // nobody knows what happened in between
		}
	}
	st.last = s.time
	for i, t := range w.rules.Thresholds {
		a := &st.alarms[i]
		v := s.high
		if t.Below {
			v = s.low
		}
		speaks := t.beyond(v)
		if a.up {
			speaks = t.safe(v)
		}
		w.judge(a, speaks, s, want{Crossed, t.Name, v, t.Level, max(t.Count, 1), t.For}, out)
	}
	if len(w.rules.Rises) == 0 {
		return
	}
	st.remember(s, w.rules.history())
	for i, r := range w.rules.Rises {
		a := &st.alarms[len(w.rules.Thresholds)+i]
		grown := s.high - st.least(s.time.Add(-r.Over))
		speaks := grown >= r.By
		if a.up {
			speaks = grown < r.By/2
		}
		w.judge(a, speaks, s, want{Rising, r.Name, s.high, r.By, 1, 0}, out)
	}
}

// want is what a rule needs to change, and what its signal will say.
type want struct {
	kind  Kind
	rule  string
	value float64
	limit float64
	count int
	lasts time.Duration
}

// judge counts a moment for or against a change of a, and makes the change.
func (w *Watch) judge(a *alarm, speaks bool, s slot, need want, out *[]Signal) {
	if !speaks {
		a.run.count = 0
		return
	}
	a.run.take(s)
	if a.run.count < need.count || s.time.Sub(a.run.since) < need.lasts {
		return
	}
	sig := Signal{Key: w.key, Kind: need.kind, Change: Raised, Rule: need.rule, At: s.time, Since: a.run.since,
		Value: need.value, Limit: need.limit, Unit: w.unit, Quality: a.run.quality, Simulated: a.run.sim, Contested: a.run.contest}
	if a.up {
		sig.Change = Cleared
	}
	*a = alarm{up: !a.up}
	if a.up {
		a.raised = sig
	}
	*out = append(*out, sig)
}

// beyond says whether v reaches the threshold.
func (t Threshold) beyond(v float64) bool {
	if t.Below {
		return v <= t.Level
	}
	return v >= t.Level
}

// safe says whether v is past the clearing level on the safe side.
func (t Threshold) safe(v float64) bool {
	if t.Below {
		return v > t.Clear
	}
	return v < t.Clear
}

// remember keeps s and drops what no rise looks back to.
func (st *state) remember(s slot, history time.Duration) {
	from := s.time.Add(-history)
	n := 0
	for n < len(st.recent) && st.recent[n].time.Before(from) {
		n++
	}
	st.recent = append(st.recent[n:], s)
}

// least is the lowest value since a moment.
func (st *state) least(since time.Time) float64 {
	low := st.recent[len(st.recent)-1].low
	for i := len(st.recent) - 1; i >= 0 && !st.recent[i].time.Before(since); i-- {
		low = min(low, st.recent[i].low)
	}
	return low
}
