package acttest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

type said struct {
	N int `json:"n"`
}

func write(j *Journals, by jurisdiction.ID, cites ...act.Ref) act.Ref {
	return j.Write(act.Act{Kind: "test.say", By: by, At: 1132545600000, Cites: cites}, said{len(j.Entries)}).Ref
}

// What is written can be cited, stands in its author's journal one after the other, and leaves what the caller holds alone.
func TestWrite(t *testing.T) {
	j := New(t)
	j.First = 7
	a, b := write(j, "jilin"), write(j, "harbin")
	cites := []act.Ref{a, b, a}
	e := j.Write(act.Act{Kind: "test.say", By: "jilin", At: 1, Cites: cites}, said{})
	if want := []act.Ref{b, a}; e.Index != 8 || !slices.Equal(e.Act.Cites, want) || cites[0] != a || len(j.Entries) != 3 || e.Leaf == a.Leaf {
		t.Errorf("%+v, wants index 8 and citations %v; the caller's are %v", e, want, cites)
	}
	j.Unwrite()
	if again := write(j, "jilin"); again.Index != 8 || len(j.Entries) != 3 {
		t.Errorf("index %d of %d", again.Index, len(j.Entries))
	}
	if _, err := j.Append(act.Act{Kind: "nothing"}, said{}); err == nil || len(j.Entries) != 3 {
		t.Errorf("what no node could read is on record: %v", err)
	}
}

// Every order that a docket could choose comes up, and no other.
func TestShuffled(t *testing.T) {
	j := New(t)
	a := write(j, "jilin", act.Ref{Journal: "elsewhere/journal/1"}) // never read here: nothing waits for it
	write(j, "jilin")
	c := write(j, "harbin", a)
	write(j, "songyuan", c)
	seen := map[string]bool{}
	var walk func(chosen []int)
	walk = func(chosen []int) {
		var open []int // where there was a choice, how many
		order := ""
		for _, e := range j.Shuffled(func(n int) int {
			k := len(open)
			open = append(open, n)
			if k < len(chosen) {
				return chosen[k]
			}
			return 0
		}) {
			order += string(e.Act.By[0]) + string(rune('0'+e.Index)) + " "
		}
		seen[order] = true
		for k := len(chosen); k < len(open); k++ {
			for n := 1; n < open[k]; n++ {
				walk(append(append(slices.Clone(chosen), make([]int, k-len(chosen))...), n))
			}
		}
	}
	walk(nil)
	for _, want := range []string{"j0 j1 h0 s0 ", "j0 h0 j1 s0 ", "j0 h0 s0 j1 "} {
		if !seen[want] {
			t.Errorf("never %q", want)
		}
	}
	if len(seen) != 3 {
		t.Errorf("%d orders: %v", len(seen), seen)
	}
}

// Whatever is written: all of it is read, each journal in its order and what is cited before what cites it.
func TestShuffledKeepsOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		j := New(t)
		for range rapid.IntRange(0, 30).Draw(rt, "acts") {
			var cites []act.Ref
			if len(j.Entries) > 0 && rapid.Bool().Draw(rt, "cites") {
				cites = append(cites, rapid.SampledFrom(j.Entries).Draw(rt, "earlier").Ref)
			}
			write(j, rapid.SampledFrom([]jurisdiction.ID{"jilin", "harbin", "songyuan"}).Draw(rt, "by"), cites...)
		}
		out := j.Shuffled(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "journal") })
		next, read := map[string]int64{}, map[act.Ref]bool{}
		for _, e := range out {
			if e.Index != next[e.Journal] || slices.ContainsFunc(e.Act.Cites, func(r act.Ref) bool { return !read[r] }) {
				rt.Fatalf("entry %d of %s comes too early", e.Index, e.Journal)
			}
			next[e.Journal]++
			read[e.Ref] = true
		}
		if len(out) != len(j.Entries) {
			rt.Fatalf("%d of %d entries", len(out), len(j.Entries))
		}
	})
}

// A promise is a state that can break each of its promises.
type promise struct {
	n, shown        int
	void, forgiving bool // forgiving: what Check calls void counts
	checks, applies bool // leaves a trace though nothing counts
}

func (p *promise) Check(act.Entry) error {
	if p.checks {
		p.shown++
	}
	return p.verdict()
}

func (p *promise) Apply(act.Entry) error {
	p.void = p.void && !p.forgiving
	err := p.verdict()
	if err == nil {
		p.n++
	}
	p.shown = p.n
	if p.applies {
		p.shown++
	}
	return err
}

func (p *promise) verdict() error {
	if p.void {
		return errors.New("void")
	}
	return nil
}

func (p *promise) Digest() act.Hash { return act.Hash{byte(p.shown)} }

// A state that breaks a promise does not pass for one that calls an act void, and none that keeps them is accused.
func TestApply(t *testing.T) {
	for name, c := range map[string]struct {
		promise
		broken bool
	}{
		"counts":                 {promise{}, false},
		"void":                   {promise{void: true}, false},
		"Check changes":          {promise{checks: true}, true},
		"Check judges otherwise": {promise{void: true, forgiving: true}, true},
		"void leaves a trace":    {promise{void: true, applies: true}, true},
		"counts without a trace": {promise{n: -1}, true},
	} {
		s := c.promise
		if err := try(&s, act.Entry{}); errors.Is(err, errBroken) != c.broken || !c.broken && (err != nil) != s.void {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A recorder keeps what a test says.
type recorder struct {
	testing.TB
	failed string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, _ ...any) { r.failed = format }

func TestVoids(t *testing.T) {
	j := New(t)
	write(j, "jilin")
	write(j, "harbin")
	first, last := j.Entries[0].Ref, j.Entries[1].Ref
	for _, c := range []struct {
		voids Voids
		words string
		good  bool
	}{
		{Voids{}, "", true},
		{Voids{last: "too late"}, "late", true},
		{Voids{last: "too late"}, "early", false},
		{Voids{last: "too late"}, "", false},
		{Voids{}, "late", false},
		{Voids{first: "late", last: "late"}, "late", false},
	} {
		r := &recorder{}
		c.voids.Last(r, j.Entries, c.words)
		if (r.failed == "") != c.good {
			t.Errorf("%v, wants %q: %q", c.voids, c.words, r.failed)
		}
		r = &recorder{}
		if c.voids.None(r); (r.failed == "") != (len(c.voids) == 0) {
			t.Errorf("%v: %q", c.voids, r.failed)
		}
	}
}

func TestRewritten(t *testing.T) {
	j := New(t)
	write(j, "jilin")
	write(j, "harbin")
	e, ok := Rewritten(j.Entries, 3, []byte(` {"b": 1, "a": 2} `))
	if !ok || e.Act.By != "harbin" || string(e.Act.Body) != `{"a":2,"b":1}` || e.Index == 0 || strings.Contains(string(j.Entries[1].Act.Body), "b") {
		t.Errorf("%v, %+v", ok, e)
	}
	for _, bad := range []string{"", "{", `{"a":1.5}`} {
		if _, ok := Rewritten(j.Entries, 0, []byte(bad)); ok {
			t.Errorf("%q is taken for a body", bad)
		}
	}
}

// A check is run until what it is about has occurred, and no longer.
func TestCovers(t *testing.T) {
	counted, runs := map[string]int{}, 0
	Covers(t, counted, []string{"often", "seldom"}, func(*testing.T) {
		runs++
		counted["often"]++
		if runs%7 == 0 {
			counted["seldom"]++
		}
	})
	if runs != 7 {
		t.Errorf("%d runs", runs)
	}
}
