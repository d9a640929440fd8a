package incident

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
)

const level = "wangjiaba/level"

// river is a threshold in the manner of the Huai: in at the warning level, out when it has been well below it for three hours.
func river(t testing.TB) Rule {
	t.Helper()
	r, err := NewRule(agreement.Cite{Clause: "3.1"}, &agreement.Clause{ID: "3.1", When: `hazard == "flood"`, Threshold: &agreement.Threshold{Phase: "watch",
		Enter: `values["wangjiaba/level"] >= 27.5`, Leave: `values["wangjiaba/level"] < 27.2`, Hold: 180, Post: "duty desk"}}, condition.Compile)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// readings are hourly, from noon on. Below zero: the gauge is silent.
func readings(levels ...float64) []Reading {
	var out []Reading
	for i, l := range levels {
		r := Reading{At: noon + act.Time(i)*hour, Facts: condition.Facts{Hazard: "flood"}}
		if l >= 0 {
			r.Facts.Values = map[string]float64{level: l}
		}
		out = append(out, r)
	}
	return out
}

// R70: in at once, out only after the leave condition has held; flapping readings do not flap the phase; silence ends nothing.
func TestHysteresis(t *testing.T) {
	for name, c := range map[string]struct {
		levels  []float64
		phases  []string
		since   act.Time // hours, of the last
		leaving act.Time // hours, of the last; 0: none
	}{
		"calm":              {[]float64{26, 27.4}, []string{"normal"}, 0, 0},
		"in at once":        {[]float64{26, 27.5}, []string{"normal", "watch"}, 1, 0},
		"between the two":   {[]float64{27.5, 27.3, 27.3, 27.3, 27.3, 27.3}, []string{"normal", "watch"}, 0, 0},
		"flapping":          {[]float64{27.6, 27.1, 27.6, 27.1, 27.6, 27.1, 27.6}, []string{"normal", "watch"}, 0, 0},
		"not yet":           {[]float64{27.6, 27.1, 27.1, 27.1}, []string{"normal", "watch"}, 0, 4},
		"out":               {[]float64{27.6, 27.1, 27.1, 27.1, 27.1}, []string{"normal", "watch", "normal"}, 4, 0},
		"silent":            {[]float64{27.6, -1, -1, -1, -1, -1}, []string{"normal", "watch"}, 0, 0},
		"silence resets":    {[]float64{27.6, 27.1, 27.1, -1, 27.1, 27.1}, []string{"normal", "watch"}, 0, 7},
		"a swing resets":    {[]float64{27.6, 27.1, 27.1, 27.2, 27.1, 27.1, 27.1, 27.1}, []string{"normal", "watch", "normal"}, 7, 0},
		"never anything":    {nil, []string{"normal"}, 0, 0},
		"in, out and again": {[]float64{27.6, 27, 27, 27, 27, 28}, []string{"normal", "watch", "normal", "watch"}, 5, 0},
	} {
		t.Run(name, func(t *testing.T) {
			list := readings(c.levels...)
			slices.Reverse(list) // they come in any order
			got := Propose([]Rule{river(t)}, list)
			var phases []string
			for _, p := range got {
				phases = append(phases, p.Phase)
			}
			last := got[len(got)-1]
			if !slices.Equal(phases, c.phases) {
				t.Fatalf("got %v, wants %v", phases, c.phases)
			}
			if len(got) > 1 && last.Since != noon+c.since*hour || len(got) == 1 && last.Since != 0 {
				t.Errorf("since %s, wants hour %d", last.Since.RFC3339(), c.since)
			}
			if want := noon + c.leaving*hour; c.leaving != 0 && last.Leaving != want || c.leaving == 0 && last.Leaving != 0 {
				t.Errorf("leaving %s, wants hour %d", last.Leaving.RFC3339(), c.leaving)
			}
			if (last.Rule != nil) != (last.Phase == "watch") || last.Rule != nil && last.Rule.Post != "duty desk" {
				t.Errorf("rule %+v", last.Rule)
			}
		})
	}
}

// R70: of two rules the graver counts, and letting go of it gives the other back; a rule for another hazard says nothing.
func TestRulesTogether(t *testing.T) {
	compile := func(phase, enter, leave, when string) Rule {
		r, err := NewRule(agreement.Cite{Clause: phase}, &agreement.Clause{When: when, Threshold: &agreement.Threshold{Phase: phase, Enter: enter, Leave: leave}}, condition.Compile)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	rules := []Rule{
		compile("emergency", `values["wangjiaba/level"] >= 29.3`, `values["wangjiaba/level"] < 29.0`, ""),
		compile("recovery", `values["wangjiaba/level"] < 1.0`, "", ""),
		compile("emergency", `values["wangjiaba/level"] >= 1.0`, "", `hazard == "plume"`),
		river(t),
	}
	var got []string
	for _, p := range Propose(rules, readings(28, 29.5, 29.1, 28.5, 0.5)) {
		got = append(got, p.Phase)
	}
	if want := []string{"normal", "watch", "emergency", "watch", "recovery"}; !slices.Equal(got, want) {
		t.Errorf("got %v, wants %v", got, want)
	}
}

// R2: a case that turns out to be another hazard is let go of by the rules for the first.
func TestRuleThatCeasesToApply(t *testing.T) {
	list := readings(28, 28, 28, 28, 28)
	for i := 1; i < len(list); i++ {
		list[i].Facts.Hazard = "pollutant-slug"
	}
	got := Propose([]Rule{river(t)}, list)
	if last := got[len(got)-1]; last.Phase != "normal" || last.Since != noon+4*hour {
		t.Errorf("got %+v", got)
	}
}

type broken struct{}

func (broken) Holds(condition.Facts) (bool, error) { return true, errors.New("division by zero") }

func TestRuleThatDoesNotEvaluate(t *testing.T) { // issue 3: a clause that does not evaluate: shown, and it neither enters nor leaves
	entered := Rule{Phase: "watch", Clause: agreement.Cite{Clause: "9"}, Enter: river(t).Enter, Leave: broken{}}
	got := Propose([]Rule{entered, {Phase: "emergency", Enter: broken{}, Leave: broken{}}, {Phase: "emergency", When: broken{}, Enter: river(t).Enter}}, readings(28, 26, 26))
	last := got[len(got)-1]
	if last.Phase != "watch" || len(last.Problems) != 3 || last.Problems[0] != "clause 9: division by zero" {
		t.Errorf("got %+v", last)
	}
	for _, c := range []agreement.Clause{{ID: "1"}, {ID: "2", Threshold: &agreement.Threshold{Enter: "level >", Leave: "true"}}} {
		if _, err := NewRule(agreement.Cite{}, &c, condition.Compile); err == nil {
			t.Errorf("clause %s was taken for a rule", c.ID)
		}
	}
}

// Whatever a gauge does, two changes of the called phase to normal and back are at least Hold apart, and it is in whenever the last reading says enter.
func TestHysteresisHolds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		list := readings(rapid.SliceOfN(rapid.Float64Range(26.5, 28.5), 1, 40).Draw(rt, "levels")...)
		got := Propose([]Rule{river(t)}, list)
		for i := 2; i < len(got); i++ {
			if got[i].Phase == "normal" && got[i].Since < got[i-1].Since+4*hour { // at the soonest calm begins an hour after
				rt.Fatalf("let go after %d ms", got[i].Since-got[i-1].Since)
			}
		}
		if last := list[len(list)-1].Facts.Values[level]; last >= 27.5 && got[len(got)-1].Phase != "watch" {
			rt.Fatalf("at %g nothing is called for", last)
		}
	})
}
