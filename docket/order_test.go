package docket_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/docket"
	"tongzhou/warning"
)

// A verdict is what became of an entry, as a line that can be compared.
type verdicts map[string]string

// fold applies entries to a new docket, and fails if a verdict is ever given twice.
func fold(t *rapid.T, entries []act.Entry) (*docket.Docket, verdicts) {
	d := docket.New(docket.Config{Founder: "body/journal/1", Follows: follows})
	got := verdicts{}
	for _, e := range entries {
		for _, o := range d.Apply(e) {
			place := fmt.Sprint(o.Entry.Journal, " ", o.Entry.Index)
			if old, ok := got[place]; ok && old[:4] != "held" && o.Status != docket.Refused {
				t.Fatalf("%s was %s and is %s", place, old, o.Status)
			}
			got[place] = fmt.Sprint(o.Status, " ", o.Unverified, " ", o.Reason)
		}
	}
	return d, got
}

// show writes down everything that a docket says, so that a difference can be seen.
func show(d *docket.Docket) string {
	var s []byte
	s = fmt.Appendf(s, "stopped %v\n", d.Stopped())
	for f := range d.Voids() {
		s = fmt.Appendf(s, "void %v\n", f)
	}
	for f := range d.Holding() {
		s = fmt.Appendf(s, "holding %v\n", f)
	}
	for _, m := range d.Roster().Members() {
		s = fmt.Appendf(s, "member %s left %v keys %v distrust %v\n", m.Member, m.Left, m.Keys, m.Distrust)
		for _, at := range []act.Time{0, 3000, 10000} {
			for n := range int64(6) {
				s = fmt.Appendf(s, "%v %v\n", d.Roster().AtLeast(act.Origin(m.Member), n, at), d.Roster().AtMost(act.Origin(m.Member), n, at))
			}
		}
		for h := range d.Warnings().Holding(m.Member, 5000) {
			b, _ := d.Warnings().Board(h.ID, 5000)
			s = fmt.Appendf(s, "%s has %s %v\n", m.Member, plain(h), rows(b))
		}
	}
	for _, c := range d.Incidents().Cases() {
		s = fmt.Appendf(s, "case %s\n", plain(c))
		for _, x := range d.Incidents().Subjects(c.ID) {
			s = fmt.Appendf(s, "subject %s\n", plain(x))
		}
	}
	return string(s)
}

// plain writes a value without the addresses that it contains.
func plain(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func rows(b warning.Board) []string {
	var list []string
	for _, r := range b.Rows {
		list = append(list, string(plain(r)))
	}
	return list
}

// R88, D4: any interleaving that keeps each journal's own order gives the same digest, voids, holding set and verdicts; so
// does any order at all, and entries that come twice change nothing.
func TestOrderDoesNotMatter(t *testing.T) {
	seen := map[string]int{}
	acttest.Covers(t, seen, []string{"appl", "void", "skip", "held", "stop"}, rapid.MakeCheck(func(t *rapid.T) {
		w := drawWorld(t)
		one, first := fold(t, w.entries)
		for round := range 3 {
			entries := w.shuffled(t)
			switch round {
			case 1:
				entries = w.anyOrder(t)
			case 2:
				entries = append(entries, w.entries...)
			}
			other, second := fold(t, entries)
			if a, b := show(one), show(other); a != b {
				t.Fatalf("round %d: two dockets of the same entries differ:\n%s\n---\n%s", round, a, b)
			}
			if one.Digest() != other.Digest() {
				t.Fatalf("round %d: digests differ", round)
			}
			for place, v := range first {
				if v[:4] != "held" && second[place] != v {
					t.Fatalf("round %d: %s: %s and %s", round, place, v, second[place])
				}
			}
		}
		for _, v := range first {
			seen[v[:4]]++
		}
	}))
	t.Log(seen)
}

// The digest shows every entry: without any one of them, wherever it stands, it is another.
func TestDigestShowsEveryEntry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		whole, _ := fold(t, w.entries)
		i := rapid.IntRange(0, len(w.entries)-1).Draw(t, "left out")
		if w.entries[i].Journal == outside {
			return // refused
		}
		part, _ := fold(t, slices.Delete(slices.Clone(w.entries), i, i+1))
		if whole.Digest() == part.Digest() {
			t.Fatalf("without entry %d of %s the digest is the same", w.entries[i].Index, w.entries[i].Journal)
		}
	})
}
