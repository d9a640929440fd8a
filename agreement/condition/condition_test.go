package condition

import (
	"math"
	"strings"
	"testing"
)

// songhua is what was known of the case of 2005 when it was graded.
func songhua() Facts {
	f := Unknown()
	f.Status, f.Hazard, f.Classes = "Actual", "pollutant-slug", []string{"accident", "natural"}
	f.Situation, f.Grade, f.Level, f.Phase, f.Mode = 3, 1, "red", "emergency", "superior-led"
	f.Origins, f.Affected, f.Deaths, f.Loss, f.Province = 1, 4, 8, 69080000, true
	f.Party, f.Roles, f.Rank = "jilin", []string{"origin"}, "city"
	f.Values = map[string]float64{"harbin/nitrobenzene": 0.5805, "sujiatun/level": -1.5}
	return f
}

// TestHolds: every name, every operator that is let in, and what is not known (R14: it must be sayable, and it makes no duty).
func TestHolds(t *testing.T) {
	l := language(t)
	for text, want := range map[string]bool{
		`true`: true, `false`: false,
		`status == "Actual"`: true, `status != "Actual"`: false, `hazard.startsWith("pollutant")`: true, `hazard.contains("flood")`: false,
		`"natural" in classes`: true, `classes[0] == "accident"`: true, `size(classes) == 2`: true, `classes.exists(c, c == "health")`: false,
		`classes.all(c, c in ["accident", "natural"])`: true, `classes.exists_one(c, c.endsWith("al"))`: true,
		`situation == 3`: true, `grade in [1, 2]`: true, `grade <= 2 && exceeds`: false, `grade <= 2 || exceeds`: true, `level == "red"`: true,
		`phase == "emergency" && mode == "superior-led"`: true, `origins == 1 && affected > 3`: true, `province`: true,
		`loss >= 50000000`: true, `loss / 1000000 == 69`: true, `loss > 69079999.5`: true, `double(loss) * 0.5 > 3e7`: true, `-deaths < 0`: true,
		`party == "jilin" && "origin" in roles && rank == "city"`: true, `!("affected" in roles)`: true,
		`values["harbin/nitrobenzene"] > 0.017`: true, `values["harbin/nitrobenzene"] / 0.017 - 1.0 > 33.0`: true, `values["harbin/nitrobenzene"] > 1`: false,
		`values["sujiatun/level"] + 2.0 == 0.5`: true, `"harbin/nitrobenzene" in values`: true, `"harbin/benzene" in values`: false, `size(values) == 2`: true,
		`(deaths >= 3 ? "a" : "b") == "a"`: true, `deaths % 2 == 0`: true,
		// Not known in this case: response, stage, injured, people, a station.
		`injured >= 10`: false, `injured < 10`: false, `!(injured >= 10)`: false, `injured == -1`: false, `injured != 3`: false, `injured + deaths > 0`: false,
		`deaths >= 3 || injured >= 10`: true, `injured >= 10 || deaths >= 3`: true, `injured >= 10 && deaths >= 3`: false, `injured >= 10 || deaths >= 30`: false,
		`response <= 2`: false, `response == 0`: false, `stage != "treatment"`: false, `people > 0 ? true : true`: false,
		`values["harbin/benzene"] > 0.0`: false, `values["harbin/benzene"] <= 0.0`: false, `"harbin/benzene" in values && values["harbin/benzene"] > 0.0`: false,
		`!("harbin/benzene" in values) || values["harbin/benzene"] > 0.0`: true,
	} {
		c, err := l.Compile(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := c.Holds(songhua()); got != want || err != nil {
			t.Errorf("%s: %v, %v; wants %v", text, got, err, want)
		}
	}
}

// TestUnknown: a case of which nothing is known makes no condition hold that asks about something that could be unknown, neither way round.
func TestUnknown(t *testing.T) {
	l := language(t)
	for _, x := range []string{`status == "Actual"`, `hazard == "x"`, `"natural" in classes`, `classes.all(c, c == "x")`, `size(classes) == 0`, `grade == 1`, `response == 1`, `phase == ""`,
		`stage == "x"`, `mode == "x"`, `origins == 0`, `deaths == 0`, `injured == 0`, `loss == 0`, `people == 0`, `party == ""`, `"origin" in roles`, `rank == "city"`, `values["a/b"] == 0.0`} {
		for _, text := range []string{x, "!(" + x + ")"} {
			if got, err := must(t, l, text).Holds(Unknown()); got || err != nil {
				t.Errorf("%s: %v, %v", text, got, err)
			}
		}
	}
	for _, text := range []string{`level == ""`, `!exceeds`, `!province`, `situation == 0`, `affected == 0`, `size(values) == 0`} { // these are known
		if got, err := must(t, l, text).Holds(Unknown()); !got || err != nil {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	f := Facts{Hazard: "unknown", Party: "harbin"}
	if got, _ := must(t, l, `hazard != "flood"`).Holds(f); got {
		t.Error("a hazard that is unknown is not a flood")
	}
	if got, _ := must(t, l, `!("origin" in roles)`).Holds(f); !got {
		t.Error("a party without roles is not known to have none")
	}
}

// TestRefused: what is no condition is refused with a reason when it is read, not when a duty hangs on it.
func TestRefused(t *testing.T) {
	l := language(t)
	nested := "classes.all(a, classes.all(b, classes.all(c, classes.all(d, true))))"
	for text, want := range map[string]string{
		``: "Syntax error", `grade >`: "Syntax error", `grade`: "gives a int", `"yes"`: "gives a string", `classes[0]`: "gives a string",
		`graade == 1`: "undeclared reference to 'graade'", `grade == "I"`: "no matching overload", `At > 0`: "undeclared", `at > 0`: "undeclared",
		`hazard.matches("^(a+)+$")`: "undeclared reference to 'matches'", `timestamp("2005-11-13T05:45:00Z").getHours() > 1`: "undeclared", `string(loss) == "1"`: "undeclared",
		`classes.map(c, c + c) == []`: "undeclared", `dyn(grade) == 1`: "undeclared", `values.exists(k, values[k] > 1.0)`: "could cost", nested: "could cost",
		strings.Repeat("!", 3000) + "true": "has 3004 bytes", strings.Repeat("(", 200) + "true" + strings.Repeat(")", 200): "recursion",
		strings.Repeat("true && ", 200) + "true":                             "", // long is not deep
		`"` + strings.Repeat("\u540c", 700) + `" == hazard`:                  "has 2112 bytes",
		`[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, true))`: "",
	} {
		_, err := l.Compile(text)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v; wants %q", text, err, want)
		}
	}
}

// TestErrors: what cannot be computed says so, unless it makes no difference.
func TestErrors(t *testing.T) {
	l := language(t)
	for text, want := range map[string]string{
		`10 / situation > 1`: "division by zero", `10 % affected > 1`: "modulus by zero", `classes[5] == "x"`: "index out of bounds",
		`deaths + 9223372036854775807 > 0`: "overflow", `int(values["a"]) > 0`: "overflow", `grade == 1 || 10 / situation > 1`: "",
	} {
		f := Facts{Classes: []string{"natural"}, Grade: 1, Deaths: 1, Values: map[string]float64{"a": math.NaN()}}
		_, err := must(t, l, text).Holds(f)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; wants %q", text, err, want)
		}
	}
}

// TestAsks: who evaluates clauses for 300 members need not do so if the answer cannot differ.
func TestAsks(t *testing.T) {
	c, err := Compile(`grade == 1 && classes.exists(party, party == "x") && "origin" in roles`)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(c.Asks(), " "); !c.AsksParty() || !strings.Contains(got, "grade") || !strings.Contains(got, "roles") {
		t.Errorf("asks %s", got)
	}
	if must(t, language(t), `grade == 1`).AsksParty() {
		t.Error("grade is not about a party")
	}
}

func language(t testing.TB) *Language {
	t.Helper()
	l, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func must(t testing.TB, l *Language, text string) *Condition {
	t.Helper()
	c, err := l.Compile(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
