package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// twoBranches makes two journals of one key that agree on the first common entries and then do not.
func twoBranches(t *testing.T, common, small, large int) (a, b *Journal, v note.Verifier) {
	t.Helper()
	grow := func(n int, tag string) *Journal {
		cfg, _ := testConfig(t)
		j := mustInit(t, cfg)
		fill(t, j, 0, common)
		for i := common; i < n; i++ {
			if _, err := j.Append(context.Background(), "", fmt.Appendf(nil, "%s %d", tag, i)); err != nil {
				t.Fatal(err)
			}
		}
		return j
	}
	_, v = newKey(t, testOrigin, "1")
	return grow(small, "a"), grow(large, "b"), v
}

func mustFork(t *testing.T, common, small, large int) (*ForkError, note.Verifier) {
	t.Helper()
	a, b, v := twoBranches(t, common, small, large)
	f, err := Fork(context.Background(), b, a.Checkpoint(), v)
	if err != nil || f == nil {
		t.Fatalf("no evidence of a fork after %d (%d, %d): %v", common, small, large, err)
	}
	return f, v
}

// R103: two signed histories of any sizes yield evidence that a stranger can check with the key alone, after a journey as JSON.
func TestForkEvidence(t *testing.T) {
	for _, test := range [][3]int{{0, 1, 1}, {0, 1, 2}, {3, 5, 5}, {3, 4, 9}, {7, 8, 16}, {255, 256, 257}, {256, 258, 270}} {
		f, v := mustFork(t, test[0], test[1], test[2])
		b, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		var g ForkError
		if err := json.Unmarshal(b, &g); err != nil {
			t.Fatal(err)
		}
		if err := g.Check(v); err != nil {
			t.Errorf("%v: %v", test, err)
		}
		if again, _ := json.Marshal(&g); !bytes.Equal(b, again) {
			t.Errorf("%v: JSON differs after a round trip", test)
		}
		for _, want := range []string{testOrigin, fmt.Sprintf("size %d", test[1]), string(f.Small), string(f.Large)} {
			if !strings.Contains(f.Print(), want) {
				t.Errorf("%v: print does not show %q", test, want)
			}
		}
		t.Logf("%v: %d bytes", test, len(b))
	}
}

func TestNoFork(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	ctx := context.Background()
	var heads [][]byte
	for i := range 20 {
		heads = append(heads, bytes.Clone(j.Checkpoint()))
		mustAppend(t, j, i, i+1)
	}
	for _, msg := range append(heads, j.Checkpoint()) {
		if f, err := Fork(ctx, j, msg, v); f != nil || err != nil {
			t.Errorf("an honest journal was accused: %v, %v", f, err)
		}
	}
	if err := VerifyAgainst(ctx, j, v, []byte("x")); err == nil || as[*ForkError](err) != nil {
		t.Errorf("nonsense: %v", err)
	}
}

// A false accusation fails, whichever part of it was invented.
func TestForkFalseAccusation(t *testing.T) {
	f, v := mustFork(t, 3, 5, 9)
	honest, _ := testConfig(t)
	j := mustInit(t, honest)
	mustAppend(t, j, 0, 5)
	at5 := bytes.Clone(j.Checkpoint())
	root5 := j.snapshot().head.Root
	mustAppend(t, j, 5, 9)
	at9 := bytes.Clone(j.Checkpoint())
	proof, err := ConsistencyProof(context.Background(), j, 5, 9)
	if err != nil {
		t.Fatal(err)
	}
	stranger, strangerV := newKey(t, testOrigin, "2")
	forged, _ := signHead(Head{testOrigin, 9, root5}, stranger)
	otherName, _ := newKey(t, "jilin/journal/1", "1")
	foreign, _ := signHead(Head{"jilin/journal/1", 5, root5}, otherName)

	for name, g := range map[string]*ForkError{
		"nothing":                      {},
		"honest heads, honest prefix":  {testOrigin, at5, at9, root5, proof},
		"honest heads, made-up prefix": {testOrigin, at5, at9, tlog.RecordHash([]byte("x")), proof},
		"honest heads, foreign proof":  {testOrigin, at5, at9, f.Prefix, f.Proof},
		"the same head twice":          {testOrigin, at5, at5, root5, nil},
		"same head, made-up prefix":    {testOrigin, at5, at5, f.Prefix, nil},
		"sizes exchanged":              {testOrigin, f.Large, f.Small, f.Prefix, f.Proof},
		"no proof":                     {testOrigin, f.Small, f.Large, f.Prefix, nil},
		"another key's head":           {testOrigin, at5, forged, root5, nil},
		"another journal's head":       {testOrigin, foreign, at9, f.Prefix, proof},
		"another origin claimed":       {"jilin/journal/1", f.Small, f.Large, f.Prefix, f.Proof},
	} {
		if err := g.Check(v); err == nil {
			t.Errorf("%s: believed", name)
		}
	}
	if err := f.Check(strangerV); err == nil {
		t.Error("believed against another key")
	}
	if err := f.Check(v); err != nil {
		t.Errorf("the true one: %v", err)
	}
}

// Evidence with any one bit changed, in notes, prefix or proof, fails or says the same.
func TestForkBitFlips(t *testing.T) {
	f, v := mustFork(t, 3, 5, 9)
	flip := func(b []byte, f func()) {
		for i := range b {
			b[i] ^= 1
			f()
			b[i] ^= 1
		}
	}
	small, large, err := f.heads()
	if err != nil {
		t.Fatal(err)
	}
	prefix, proof := f.Prefix, fmt.Sprint(f.Proof)
	check := func() {
		if f.Check(v) != nil {
			return
		}
		// The last base64 digit of a signature has two bits that mean nothing.
		s, l, _ := f.heads()
		if s != small || l != large || f.Prefix != prefix || fmt.Sprint(f.Proof) != proof {
			t.Error("changed evidence was believed")
		}
	}
	flip(f.Small, check)
	flip(f.Large, check)
	flip(f.Prefix[:], check)
	for i := range f.Proof {
		flip(f.Proof[i][:], check)
	}
}

func TestForkErrorIsAnError(t *testing.T) {
	f, v := mustFork(t, 3, 5, 5)
	err := fmt.Errorf("follow: %w", f)
	if g := as[*ForkError](err); g == nil || g.Check(v) != nil {
		t.Error("not found in a chain")
	}
	if (&ForkError{Origin: "x"}).Error() == "" || errors.Is(err, ErrRoot) {
		t.Error("error text")
	}
	if _, err := Fork(context.Background(), nil, nil, v); err == nil {
		t.Error("no checkpoint")
	}
	var g ForkError
	if json.Unmarshal([]byte(`{"proof":["x"]}`), &g) == nil || g.Check(v) == nil {
		t.Error("malformed JSON")
	}
}
