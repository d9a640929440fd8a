package observation

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var t0 = time.Date(2005, 11, 20, 0, 0, 0, 0, time.UTC)

var river = Key{Station: "zhaoyuan", Quantity: "nitrobenzene"}

// at makes a reading so many minutes after t0.
func at(minute int, v float64) Reading {
	return Reading{Key: river, Time: t0.Add(time.Duration(minute) * time.Minute), Value: v, Unit: "mg/L", Quality: Good}
}

func watch(t testing.TB, r Rules) *Watch {
	t.Helper()
	w, err := NewWatch(Series{Key: river, Unit: "mg/L", Rules: r})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// brief is a signal as "raised limit@10".
func brief(list []Signal) string {
	var out []string
	for _, s := range list {
		text := fmt.Sprintf("%s %s@%d", s.Change, s.Rule, int(s.At.Sub(t0).Minutes()))
		if s.Takes != "" {
			text += "(" + string(s.Takes) + ")"
		}
		if s.Contested {
			text += "!"
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

// script is a row of steps, reading by reading: "10=0.5" is a reading, "tick
// 90" the clock; after "->" stand the signals.
type script struct {
	name  string
	rules Rules
	steps string
}

func play(t *testing.T, scripts []script) {
	for _, c := range scripts {
		t.Run(c.name, func(t *testing.T) {
			w := watch(t, c.rules)
			for _, step := range strings.Split(strings.TrimSpace(c.steps), "\n") {
				do, want, _ := strings.Cut(step, "->")
				if got := brief(run1(t, w, strings.TrimSpace(do))); got != strings.TrimSpace(want) {
					t.Fatalf("%s-> %s", step, got)
				}
			}
		})
	}
}

// R83: thresholds with hysteresis and persistence.
func TestThresholds(t *testing.T) {
	limit := Threshold{Name: "limit", Level: 0.017, Clear: 0.012}
	persistent := limit
	persistent.Count, persistent.For = 3, 20*time.Minute
	low := Threshold{Name: "low", Level: 1, Clear: 1.5, Below: true}
	play(t, []script{
		{"at the level counts", Rules{Thresholds: []Threshold{limit}}, `
			0=0.0169 ->
			10=0.017 -> raised limit@10
			20=0.3   ->`},
		{"hysteresis", Rules{Thresholds: []Threshold{limit}}, `
			0=0.02 -> raised limit@0
			10=0.013 ->
			20=0.02 ->
			30=0.012 ->
			40=0.0119 -> cleared limit@40
			50=0.0169 ->
			60=0.017 -> raised limit@60`},
		{"below", Rules{Thresholds: []Threshold{low}}, `
			0=1.1 ->
			10=1 -> raised low@10
			20=1.5 ->
			30=1.6 -> cleared low@30`},
		{"three in a row and twenty minutes", Rules{Thresholds: []Threshold{persistent}}, `
			0=0.5 ->
			5=0.5 ->
			10=0.5 ->
			20=0.5 -> raised limit@20
			25=0.01 ->
			30=0.02 ->
			35=0.01 ->
			45=0.01 ->
			55=0.01 -> cleared limit@55`},
		{"a run is broken by one value", Rules{Thresholds: []Threshold{persistent}}, `
			0=0.5 ->
			10=0.5 ->
			15=0.01 ->
			20=0.5 ->
			30=0.5 ->
			40=0.5 -> raised limit@40`},
		{"a run is broken by a gap", Rules{Thresholds: []Threshold{{Name: "limit", Level: 1, Clear: 0, Count: 2}}, Silence: time.Hour}, `
			0=2 ->
			100=2 ->
			110=2 -> raised limit@110`},
		{"a missing value neither makes nor breaks a run", Rules{Thresholds: []Threshold{{Name: "limit", Level: 1, Clear: 0, Count: 2}}}, `
			0=2 ->
			10=missing ->
			20=2 -> raised limit@20`},
	})
}

// Readings that come late, again, or against each other.
func TestLateReadings(t *testing.T) {
	limit := Threshold{Name: "limit", Level: 0.017, Clear: 0.012}
	play(t, []script{
		{"late reading breaks the run", Rules{Thresholds: []Threshold{{Name: "limit", Level: 1, Clear: 0.5, Count: 3}}, Lateness: time.Hour}, `
			0=2 ->
			10=2 ->
			20=2 -> raised limit@20
			15=0.1 -> withdrawn limit@20(raised)
			30=2 ->
			40=2 -> raised limit@40`},
		{"late reading raises earlier", Rules{Thresholds: []Threshold{limit}, Lateness: time.Hour}, `
			20=0.5 -> raised limit@20
			10=0.5 -> withdrawn limit@20(raised) raised limit@10`},
		{"too late is put before a person", Rules{Thresholds: []Threshold{limit}, Lateness: time.Hour}, `
			100=0.01 ->
			39=0.5 -> raised limit@39
			38=0.01 ->
			40=0.5 -> raised limit@40 cleared limit@100`},
		{"said twice is said once", Rules{Thresholds: []Threshold{{Name: "limit", Level: 1, Clear: 0, Count: 2}}, Lateness: time.Hour}, `
			0=2 ->
			0=2 ->
			10=2 -> raised limit@10
			0=2 ->`},
		{"two values for one moment", Rules{Thresholds: []Threshold{limit}, Lateness: time.Hour}, `
			0=0.01 ->
			0=0.5 -> raised limit@0!
			10=0.001 -> cleared limit@10`},
	})
}

func TestRisesAndSilence(t *testing.T) {
	play(t, []script{
		{"rise", Rules{Rises: []Rise{{Name: "fast", By: 1, Over: 30 * time.Minute}}}, `
			0=10 ->
			20=10.5 ->
			40=11.1 ->
			50=11.6 -> raised fast@50
			70=11.8 ->
			90=11.9 -> cleared fast@90`},
		{"silence", Rules{Silence: time.Hour}, `
			0=1 ->
			tick 60 ->
			tick 61 -> raised silence@60
			tick 90 ->
			70=missing ->
			95=1 -> cleared silence@95
			tick 100 ->`},
		{"never a value", Rules{Silence: time.Hour}, `
			tick 0 ->
			tick 60 ->
			tick 61 -> raised silence@60`},
	})
}

// run1 does one step of a script.
func run1(t *testing.T, w *Watch, do string) []Signal {
	t.Helper()
	var minute int
	var v float64
	if n, _ := fmt.Sscanf(do, "tick %d", &minute); n == 1 {
		return w.Tick(at(minute, 0).Time)
	}
	if n, _ := fmt.Sscanf(do, "%d=%g", &minute, &v); n == 2 {
		return w.Next(at(minute, v), at(minute, 0).Time)
	}
	if n, _ := fmt.Sscanf(do, "%d=missing", &minute); n == 1 {
		r := at(minute, 0)
		r.Quality = Missing
		return w.Next(r, r.Time)
	}
	t.Fatalf("script: %q", do)
	return nil
}

// stands is what is left of a row of signals when each withdrawal is taken
// from it; it fails when one takes back what was not given.
func stands(t interface{ Fatalf(string, ...any) }, list []Signal) []Signal {
	var out []Signal
	for _, s := range list {
		if s.Change != Withdrawn {
			out = append(out, s)
			continue
		}
		s.Change, s.Takes = s.Takes, ""
		i := slices.Index(out, s)
		if i < 0 {
			t.Fatalf("withdrawn, but never given: %+v", s)
		}
		out = slices.Delete(out, i, i+1)
	}
	slices.SortFunc(out, func(a, b Signal) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.ID(), b.ID())
	})
	return out
}

// anyRules draws rules that pass Check.
func anyRules(t *rapid.T) Rules {
	r := Rules{Lateness: time.Duration(rapid.IntRange(0, 120).Draw(t, "lateness")) * time.Minute}
	for i := range rapid.IntRange(0, 3).Draw(t, "thresholds") {
		level, gap := rapid.IntRange(-5, 15).Draw(t, "level"), rapid.IntRange(1, 4).Draw(t, "gap")
		x := Threshold{Name: fmt.Sprint("t", i), Level: float64(level), Below: rapid.Bool().Draw(t, "below"),
			Count: rapid.IntRange(0, 4).Draw(t, "count"), For: time.Duration(rapid.IntRange(0, 30).Draw(t, "for")) * time.Minute}
		x.Clear = x.Level - float64(gap)
		if x.Below {
			x.Clear = x.Level + float64(gap)
		}
		r.Thresholds = append(r.Thresholds, x)
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "rises") {
		r.Rises = append(r.Rises, Rise{Name: fmt.Sprint("r", i), By: float64(rapid.IntRange(1, 8).Draw(t, "by")),
			Over: time.Duration(rapid.IntRange(1, 90).Draw(t, "over")) * time.Minute})
	}
	if rapid.Bool().Draw(t, "silence") {
		r.Silence = time.Duration(rapid.IntRange(1, 60).Draw(t, "silent")) * time.Minute
	}
	return r
}

// anyReadings draws readings, some of them for one moment.
func anyReadings(t *rapid.T) []Reading {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Reading {
		r := at(rapid.IntRange(0, 300).Draw(t, "minute"), float64(rapid.IntRange(-10, 20).Draw(t, "value")))
		r.Quality = rapid.SampledFrom([]Quality{Good, Good, Good, Suspect, Estimated, Missing}).Draw(t, "quality")
		r.Simulated = rapid.IntRange(0, 9).Draw(t, "simulated") == 0
		if rapid.Bool().Draw(t, "zone") {
			r.Time = r.Time.In(time.FixedZone("", 8*3600))
		}
		return r
	}), 0, 60).Draw(t, "readings")
}

// arrive puts readings into an order of arrival in which none is older than
// lateness behind the newest one before it.
func arrive(t *rapid.T, sorted []Reading, lateness time.Duration) []Reading {
	rest, out := slices.Clone(sorted), []Reading{}
	for len(rest) > 0 {
		// Any of the rest may come next that does not make the first of the rest too late.
		n := 1
		for n < len(rest) && rest[n].Time.Sub(rest[0].Time) <= lateness {
			n++
		}
		i := rapid.IntRange(0, n-1).Draw(t, "next")
		out = append(out, rest[i])
		rest = slices.Delete(rest, i, i+1)
	}
	return out
}

// What stands does not depend on the order of arrival within the lateness
// window.
func TestOrderOfArrival(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules, sorted := anyRules(t), anyReadings(t)
		slices.SortStableFunc(sorted, func(a, b Reading) int { return a.Time.Compare(b.Time) })
		s := Series{Key: river, Unit: "mg/L", Rules: rules}
		fold := func(rr []Reading) ([]Signal, []Signal) {
			w, err := NewWatch(s)
			if err != nil {
				t.Fatalf("rules: %v", err)
			}
			var given []Signal
			end := at(300, 0).Time
			for _, r := range rr {
				given = append(given, w.Next(r, end)...)
				if len(w.slots) > 0 && w.latest.Sub(w.slots[0].time) > rules.Lateness {
					t.Fatalf("%s is kept, %s behind", w.slots[0].time, w.latest.Sub(w.slots[0].time))
				}
			}
			given = append(given, w.Tick(end.Add(24*time.Hour))...)
			return stands(t, given), w.Standing()
		}
		want, wantUp := fold(sorted)
		got, gotUp := fold(arrive(t, sorted, rules.Lateness))
		if !slices.Equal(got, want) || !slices.Equal(gotUp, wantUp) {
			t.Fatalf("in order:  %s\nas arrived: %s\nstanding %s and %s", brief(want), brief(got), brief(wantUp), brief(gotUp))
		}
	})
}

// Hysteresis never flaps: between a raise and the next clearing of a rule the
// series has been beyond both levels, and raises and clearings alternate.
func TestHysteresisNeverFlaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		level := rapid.Float64Range(-10, 10).Draw(t, "level")
		gap := rapid.Float64Range(0.01, 5).Draw(t, "gap")
		rule := Threshold{Name: "x", Level: level, Clear: level - gap, Count: rapid.IntRange(0, 3).Draw(t, "count")}
		w, err := NewWatch(Series{Key: river, Unit: "mg/L", Rules: Rules{Thresholds: []Threshold{rule}}})
		if err != nil {
			t.Fatal(err)
		}
		up := false
		for i, v := range rapid.SliceOf(rapid.Float64Range(level-gap, level-gap/1e9)).Draw(t, "between") {
			if s := w.Next(at(i, v), t0); len(s) != 0 {
				t.Fatalf("%g lies between %g and %g and gives %s", v, rule.Clear, rule.Level, brief(s))
			}
		}
		for i, v := range rapid.SliceOf(rapid.Float64Range(level-2*gap, level+gap)).Draw(t, "values") {
			for _, s := range w.Next(at(1000+i, v), t0) {
				switch {
				case s.Change == Raised && !up && v >= rule.Level, s.Change == Cleared && up && v < rule.Clear:
					up = !up
				default:
					t.Fatalf("%g while up is %v: %s", v, up, brief([]Signal{s}))
				}
			}
		}
	})
}

func TestSignalText(t *testing.T) {
	w := watch(t, Rules{Thresholds: []Threshold{{Name: "limit", Level: 0.017, Clear: 0.012}}})
	r := at(0, 0.525)
	r.Simulated = true
	s := w.Next(r, r.Time)
	if len(s) != 1 || !s[0].Simulated {
		t.Fatalf("got %+v", s)
	}
	for tag, want := range map[string]string{
		"en":      "zhaoyuan/nitrobenzene: rule limit at 2005-11-20T00:00:00Z: 0.525 mg/L is 30.88 times the limit of 0.017 mg/L (29.88 times over it) [simulated]",
		"zh-Hans": "zhaoyuan/nitrobenzene：规则 limit，2005-11-20T00:00:00Z：0.525 mg/L，为限值 0.017 mg/L 的 30.88 倍（超标 29.88 倍）［模拟］",
	} {
		if got := s[0].Text()[tag]; got != want {
			t.Errorf("%s:\n got %s\nwant %s", tag, got, want)
		}
	}
}

func TestRulesCheck(t *testing.T) {
	for name, r := range map[string]Rules{
		"no name":         {Thresholds: []Threshold{{Level: 1}}},
		"one name twice":  {Thresholds: []Threshold{{Name: "a", Level: 1}}, Rises: []Rise{{Name: "a", By: 1, Over: 1}}},
		"no hysteresis":   {Thresholds: []Threshold{{Name: "a", Level: 1, Clear: 1}}},
		"wrong side":      {Thresholds: []Threshold{{Name: "a", Level: 1, Clear: 0.5, Below: true}}},
		"negative count":  {Thresholds: []Threshold{{Name: "a", Level: 1, Count: -1}}},
		"rise of nothing": {Rises: []Rise{{Name: "a", Over: 1}}},
		"rise in no time": {Rises: []Rise{{Name: "a", By: 1}}},
		"negative window": {Lateness: -1},
	} {
		if r.Check() == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// Rules stand in files: what is written is read back, durations are texts, and
// a misspelt member is refused.
func TestRulesJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyRules(t)
		b, err := json.Marshal(Series{Key: river, Unit: "m", Rules: want})
		if err != nil {
			t.Fatal(err)
		}
		var got Series
		if err := json.Unmarshal(b, &got); err != nil || !reflect.DeepEqual(got.Rules, want) || got.Key != river {
			t.Fatalf("%s: %+v, %v", b, got, err)
		}
	})
	var r Rules
	const text = `{"thresholds":[{"name":"limit","level":0.017,"clear":0.012,"for":"10m"}],"rises":[{"name":"fast","by":1,"over":"1h"}],"silence":"1h30m","lateness":3600000000000}`
	if err := json.Unmarshal([]byte(text), &r); err != nil || r.Silence != 90*time.Minute || r.Lateness != time.Hour || r.Thresholds[0].For != 10*time.Minute || r.Rises[0].Over != time.Hour {
		t.Errorf("%+v, %v", r, err)
	}
	for text, want := range map[string]string{
		`{"silence":"an hour"}`:                      "write it as 1h30m",
		`{"silense":"1h"}`:                           "unknown field",
		`{"thresholds":[{"name":"a","lvl":1}]}`:      "unknown field",
		`{"rises":[{"name":"a","by":1,"within":1}]}`: "unknown field",
		`{"silence":true}`:                           "cannot unmarshal",
	} {
		if err := json.Unmarshal([]byte(text), &r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func BenchmarkWatchNext(b *testing.B) {
	rules := Rules{Thresholds: []Threshold{{Name: "limit", Level: 0.9, Clear: 0.5, Count: 2}}, Rises: []Rise{{Name: "fast", By: 0.5, Over: time.Hour}},
		Silence: time.Hour, Lateness: 6 * time.Hour}
	b.Run("in order", func(b *testing.B) {
		w := watch(b, rules)
		for i := range b.N {
			r := at(5*i, float64(i%100)/100)
			w.Next(r, r.Time)
		}
	})
	b.Run("one in ten 15 min late", func(b *testing.B) {
		w := watch(b, rules)
		for i := range b.N {
			m := 5 * i
			if i%10 == 0 {
				m -= 17
			}
			r := at(m, float64(i%100)/100)
			w.Next(r, r.Time)
		}
	})
}
