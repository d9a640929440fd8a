// Package acttest helps to test what is computed from acts: it writes journals, reads them in any order that a docket could choose, and holds a state to what
// every practice promises of Apply, Check and Digest.
//
// Only tests import it. What it writes goes through the bytes, as on the wire, so that a test never holds an act which a node could not have read.
package acttest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// Journals is the journals of some authors and what was written into them. It fails the test with which it was made; without one, only Append can be used.
type Journals struct {
	testing.TB
	Entries []act.Entry // in the order of writing
	First   int64       // index of the first entry of each journal, for a test that cites acts from before it begins
	next    map[jurisdiction.ID]int64
}

// New returns journals in which nothing is written.
func New(t testing.TB) *Journals { return &Journals{TB: t} }

// Append puts an act at the end of its author's journal. Version, body and the order of the citations are seen to; what one cites twice is cited once.
func (j *Journals) Append(a act.Act, body any) (act.Entry, error) {
	raw, err := act.Canonical(body)
	if err != nil {
		return act.Entry{}, err
	}
	a.Version, a.Body = act.Version, raw
	a.Cites = slices.Clone(a.Cites)
	slices.SortFunc(a.Cites, act.CompareRefs)
	a.Cites = slices.Compact(a.Cites)
	b, err := act.Encode(a)
	if err != nil {
		return act.Entry{}, err
	}
	e := act.Read(act.Origin(a.By), j.First+j.next[a.By], b)
	if e.Bad != nil {
		return act.Entry{}, e.Bad
	}
	if j.next == nil {
		j.next = map[jurisdiction.ID]int64{}
	}
	j.next[a.By]++
	j.Entries = append(j.Entries, e)
	return e, nil
}

// Write is [Journals.Append] in a test, which ends here if the act cannot be written.
func (j *Journals) Write(a act.Act, body any) act.Entry {
	j.Helper()
	e, err := j.Append(a, body)
	if err != nil {
		j.Fatal(err)
	}
	return e
}

// Unwrite takes the last act back, as if it had never been written.
func (j *Journals) Unwrite() {
	last := len(j.Entries) - 1
	j.next[j.Entries[last].Act.By]--
	j.Entries = j.Entries[:last]
}

// Shuffled returns the entries in another order that a docket could choose (design D4): each journal in its own order, each entry after those that it cites, as far as they
// are there at all. pick chooses among n journals that can go on.
func (j *Journals) Shuffled(pick func(n int) int) []act.Entry {
	left, waits := map[string][]act.Entry{}, map[act.Ref]bool{}
	var names []string
	for _, e := range j.Entries {
		if left[e.Journal] == nil {
			names = append(names, e.Journal)
		}
		left[e.Journal] = append(left[e.Journal], e)
		waits[e.Ref] = true
	}
	slices.Sort(names)
	out := make([]act.Entry, 0, len(j.Entries))
	for len(out) < len(j.Entries) {
		var ready []string
		for _, name := range names {
			if l := left[name]; len(l) > 0 && !slices.ContainsFunc(l[0].Act.Cites, func(r act.Ref) bool { return waits[r] }) {
				ready = append(ready, name)
			}
		}
		name := ready[pick(len(ready))]
		e := left[name][0]
		left[name] = left[name][1:]
		delete(waits, e.Ref)
		out = append(out, e)
	}
	return out
}

// Covers runs a check on random draws, and runs it again until all that the claim is about has been counted: of what was never drawn a test shows nothing. A rare draw
// that one run misses is no reason to fail; one that a hundred runs miss is.
func Covers[K ~string](t *testing.T, counted map[K]int, about []K, check func(*testing.T)) {
	t.Helper()
	var missing []K
	for range 100 {
		if check(t); t.Failed() {
			return
		}
		missing = slices.DeleteFunc(slices.Clone(about), func(k K) bool { return counted[k] > 0 })
		if len(missing) == 0 {
			return
		}
	}
	t.Errorf("never drawn: %v", missing)
}

// Printing is for an example: what it returns puts a body on record, has it applied, prints why it is void, and says where it stands.
func Printing(apply func(act.Entry) error) func(a act.Act, body any) act.Ref {
	var j Journals
	return func(a act.Act, body any) act.Ref {
		e, err := j.Append(a, body)
		if err == nil {
			err = apply(e)
		}
		if err != nil {
			fmt.Println(err)
		}
		return e.Ref
	}
}

// A State is what a practice makes of acts.
type State interface {
	Apply(act.Entry) error
	Check(act.Entry) error
	Digest() act.Hash
}

// errBroken says that a state does not keep what every practice promises.
var errBroken = errors.New("an entry on which Check and Apply do not agree, or that the digest does not show")

// try applies an entry. Check must have judged the same and changed nothing, and the digest must show an act that counts, and no void one.
func try(s State, e act.Entry) error {
	before, checked := s.Digest(), s.Check(e)
	unchanged := s.Digest() == before
	err := s.Apply(e)
	if (err == nil) != (checked == nil) || !unchanged || (err == nil) == (s.Digest() == before) {
		return fmt.Errorf("entry %d of %s: %w: Apply says %v, Check %v", e.Index, e.Journal, errBroken, err, checked)
	}
	return err
}

// Apply gives an entry to a state and returns why it is void. The test fails if Check judges otherwise or changes anything, or if the digest does not show whether the act
// counts.
func Apply(t testing.TB, s State, e act.Entry) error {
	t.Helper()
	err := try(s, e)
	if errors.Is(err, errBroken) {
		t.Error(err)
	}
	return err
}

// Voids is why some entries are void.
type Voids map[act.Ref]string

// Apply is [Apply] where there is no test to fail, or many: what is broken is a reason to be void that no test expects.
func (v Voids) Apply(s State, e act.Entry) {
	if err := try(s, e); err != nil {
		v[e.Ref] = err.Error()
	}
}

// None wants nothing to be void.
func (v Voids) None(t testing.TB) {
	t.Helper()
	for ref, why := range v {
		t.Fatalf("entry %d of %s is void: %s", ref.Index, ref.Journal, why)
	}
}

// Last wants the last entry to be void for a reason that has these words, or to count if there are none, and all the others to count.
func (v Voids) Last(t testing.TB, entries []act.Entry, words string) {
	t.Helper()
	for n, e := range entries {
		why, void := v[e.Ref]
		wants := words != "" && n == len(entries)-1
		if void != wants || wants && !strings.Contains(why, words) {
			t.Fatalf("entry %d of %s, %s: void %q; wants %v %q", e.Index, e.Journal, e.Act.Kind, why, wants, words)
		}
	}
}

// Fold has a practice apply all entries and returns what it made of them. It wants the last one to be void for a reason that has these words, or to count if there are none,
// and all the others to count.
func Fold[S any](j *Journals, apply func([]act.Entry) (S, Voids), words string) S {
	j.Helper()
	s, voids := apply(j.Entries)
	voids.Last(j, j.Entries, words)
	return s
}
