package condition

import (
	"fmt"
	"testing"
)

// FuzzHolds: no text makes the language panic, and what it accepts gives the same answer twice, compiled once or again.
func FuzzHolds(f *testing.F) {
	for _, text := range []string{`grade in [1, 2] && "accident" in classes`, `deaths >= 3 || injured >= 10`, `values["harbin/nitrobenzene"] > 0.017`, `classes.all(c, c != hazard)`,
		`!(people > 5) ? situation == 1 : 10 / situation > 1`, `has(values.a)`, `values == {"a": 1.0}`, `size(roles + classes) > 2`} {
		f.Add(text, int64(3), "accident", 0.5)
	}
	l := language(f)
	f.Fuzz(func(t *testing.T, text string, n int64, word string, value float64) {
		c, err := l.Compile(text)
		if err != nil {
			return
		}
		facts := songhua()
		facts.Deaths, facts.Grade, facts.Situation, facts.Hazard, facts.Roles = n, int(n%5), int(n%4), word, []string{word, "lead"}
		facts.Values[word] = value
		answer := func(c *Condition, f Facts) string {
			holds, err := c.Holds(f)
			return fmt.Sprint(holds, err)
		}
		first := answer(c, facts)
		if again := answer(c, facts); again != first {
			t.Errorf("%s: %s, then %s", text, first, again)
		}
		if c, err = l.Compile(text); err != nil || answer(c, facts) != first {
			t.Errorf("%s: another answer when compiled again (%v)", text, err)
		}
	})
}
