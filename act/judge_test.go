package act_test

import (
	"errors"
	"slices"
	"testing"

	"tongzhou/act"
)

// A tally counts what is put on record; it is the smallest practice there can be.
type tally struct{ sum, asked int }

type added struct {
	N int `json:"n"`
}

func (a *added) check(e act.Act) error {
	if a.N == 0 {
		return errors.New("n: adds nothing, at " + e.At.RFC3339())
	}
	return nil
}

func (s *tally) judge(e act.Entry) (func(), error) {
	if e.Act.Kind == "tally.add" {
		return act.Take(e, s.add, (*added).check)
	}
	return nil, act.ErrKind
}

func (s *tally) add(e act.Entry, a *added) (func(), error) {
	s.asked++
	if a.N > 9 {
		return nil, errors.New("n: too much")
	}
	return func() { s.sum += a.N }, nil
}

// Apply and Check say the same of every act, in the same words; only Apply changes anything, and only if the act counts. A body that cannot be read or fails its check
// never comes to its judge.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		kind       act.Kind
		body, want string
		sum, asked int
	}{
		{"tally.add", `{"n":4}`, "", 4, 2},
		{"tally.add", `{"n":0}`, "tally: tally.add by jilin: n: adds nothing, at 2005-11-21T04:00:00Z", 0, 0},
		{"tally.add", `{"m":4}`, `tally: tally.add by jilin: act: body: byte 5: unknown field "m"; additions belong into "ext"`, 0, 0},
		{"tally.add", `{"n":10}`, "tally: tally.add by jilin: n: too much", 0, 2},
		{"other.add", `{"n":4}`, "tally: other.add by jilin: not a kind of this package", 0, 0},
	} {
		s := &tally{}
		e := act.Entry{Act: act.Act{Kind: c.kind, By: "jilin", At: 1132545600000, Body: []byte(c.body)}}
		checked := act.Check("tally", e, s.judge)
		if s.sum != 0 {
			t.Errorf("%s: Check changed the state", c.body)
		}
		applied := act.Apply("tally", e, s.judge)
		if say(checked) != c.want || say(applied) != c.want || s.sum != c.sum || s.asked != c.asked {
			t.Errorf("%s %s: Check says %q, Apply %q, sum %d, judged %d times; wants %q, %d, %d", c.kind, c.body, say(checked), say(applied), s.sum, s.asked, c.want, c.sum, c.asked)
		}
		if c.kind == "other.add" && !errors.Is(applied, act.ErrKind) {
			t.Error("the kind is unknown and the error does not say so to a program")
		}
	}
}

func say(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// The digest of the acts that count does not show in which order they were read, and shows each of their places and contents.
func TestCounted(t *testing.T) {
	list := []act.Ref{{Journal: "jilin/journal/1", Index: 1}, {Journal: "harbin/journal/1", Index: 2, Leaf: act.Hash{7}}, {Journal: "jilin/journal/1"}}
	var want act.Hash
	for n, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}} {
		var c act.Counted
		seen := map[act.Hash]bool{c.Digest(): true}
		for _, i := range order {
			c.Add(list[i])
			seen[c.Digest()] = true
		}
		if n == 0 {
			want = c.Digest()
		}
		if c.Digest() != want || len(seen) != 4 || !slices.IsSortedFunc(c, act.CompareRefs) {
			t.Errorf("order %v: %v, %d digests on the way", order, c, len(seen))
		}
	}
	for name, other := range map[string]act.Counted{
		"index":   {list[1], list[2], {Journal: "jilin/journal/1", Index: 3}},
		"leaf":    {{Journal: "harbin/journal/1", Index: 2, Leaf: act.Hash{8}}, list[2], list[0]},
		"journal": {{Journal: "harbin/journal/2", Index: 2, Leaf: act.Hash{7}}, list[2], list[0]},
	} {
		if other.Digest() == want {
			t.Errorf("another %s, and the digest is the same", name)
		}
	}
}
