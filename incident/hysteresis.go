package incident

import (
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
)

// A Condition is asked whether it holds for the facts of a moment. *condition.Condition is one. What is not known does not hold.
type Condition interface {
	Holds(f condition.Facts) (bool, error)
}

// A Rule is a threshold clause of an instrument in force, with its conditions compiled.
type Rule struct {
	Clause agreement.Cite
	Phase  string    // watch, emergency or recovery
	When   Condition // of the clause: nil is always
	Enter  Condition
	Leave  Condition // nil: it is never left by itself
	Hold   act.Time  // milliseconds for which Leave must have held
	Post   string    // who may decide it; empty: whoever leads
}

// NewRule compiles a threshold clause. compile is the Compile of a condition.Language, which is made once for many clauses.
func NewRule(cite agreement.Cite, c *agreement.Clause, compile func(string) (*condition.Condition, error)) (Rule, error) {
	t := c.Threshold
	if t == nil {
		return Rule{}, fmt.Errorf("incident: rule %s: the clause has no threshold", c.ID)
	}
	r := Rule{Clause: cite, Phase: t.Phase, Hold: act.Time(t.Hold) * 60_000, Post: t.Post}
	for _, x := range []struct {
		text string
		into *Condition
	}{{c.When, &r.When}, {t.Enter, &r.Enter}, {t.Leave, &r.Leave}} {
		if x.text == "" {
			continue
		}
		compiled, err := compile(x.text)
		if err != nil {
			return Rule{}, fmt.Errorf("incident: rule %s: %w", c.ID, err)
		}
		*x.into = compiled
	}
	return r, nil
}

// A Reading is what was known of a case from a moment on.
type Reading struct {
	At    act.Time
	Facts condition.Facts
}

// A Proposal is a phase that the rules call for. Nobody is in a phase because of it: whoever leads, or the post that the clause names, decides (design D7).
type Proposal struct {
	Phase    string   // normal: no rule calls for another
	Since    act.Time // the reading from which on it was called for; 0: from before the first
	Rule     *Rule    // that calls for it; nil: none does
	Leaving  act.Time // when the rule lets go of it if nothing changes; 0: it does not
	Problems []string // conditions that could not be evaluated at the last reading: they neither enter nor leave
}

// Propose goes through readings in the order of their times and returns the phases that the rules called for one after the other, beginning with normal; the last
// is what they call for now (R70).
//
// A phase is called for at once when its Enter holds, and until its Leave has held at every reading for Hold. So a gauge that swings round a threshold gives one
// call and not twenty; and one that falls silent ends nothing, because what is not known does not hold. Of several phases that are called for the gravest counts:
// emergency, recovery, watch.
func Propose(rules []Rule, readings []Reading) []Proposal {
	out := []Proposal{{Phase: "normal"}}
	latches := make([]latch, len(rules))
	for i := range rules {
		latches[i].rule = &rules[i]
	}
	for _, r := range slices.SortedStableFunc(slices.Values(readings), func(a, b Reading) int { return int(min(max(a.At-b.At, -1), 1)) }) {
		next := Proposal{Phase: "normal", Since: r.At}
		for i := range latches {
			l := &latches[i]
			if err := l.step(r); err != nil {
				next.Problems = append(next.Problems, fmt.Sprintf("clause %s: %v", l.rule.Clause.Clause, err))
			}
			if l.on && gravity(l.rule.Phase) > gravity(next.Phase) {
				next.Phase, next.Rule, next.Leaving = l.rule.Phase, l.rule, l.until()
			}
		}
		if last := &out[len(out)-1]; last.Phase == next.Phase {
			next.Since = last.Since
			*last = next
		} else {
			out = append(out, next)
		}
	}
	return out
}

func gravity(phase string) int {
	return slices.Index([]string{"normal", "watch", "recovery", "emergency"}, phase)
}

// A latch is one rule going through the readings.
type latch struct {
	rule  *Rule
	on    bool
	calm  bool     // Leave held at the last reading
	since act.Time // from when on it has held
}

// step takes the next reading. To enter goes before to leave: a rule whose two conditions both hold is on.
func (l *latch) step(r Reading) error {
	applies, err := holds(l.rule.When, r, true)
	if err != nil {
		l.calm = false
		return err
	}
	enter, err := holds(l.rule.Enter, r, false)
	if err == nil && enter && applies {
		l.on, l.calm = true, false
		return nil
	}
	leave, err2 := holds(l.rule.Leave, r, false)
	if err2 != nil {
		err = err2
	}
	if leave = leave || !applies; !leave || err != nil {
		l.calm = false
		return err
	}
	if !l.calm {
		l.calm, l.since = true, r.At
	}
	if r.At >= l.since+l.rule.Hold {
		l.on = false
	}
	return nil
}

func (l *latch) until() act.Time {
	if !l.calm {
		return 0
	}
	return l.since + l.rule.Hold
}

func holds(c Condition, r Reading, absent bool) (bool, error) {
	if c == nil {
		return absent, nil
	}
	return c.Holds(r.Facts)
}
