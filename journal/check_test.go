package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/crypto/hkdf"
	"golang.org/x/mod/sumdb/note"
)

const testOrigin = "harbin/journal/1"

// keyFromSeed makes a key from a seed, so that tests repeat.
func keyFromSeed(name, seed string) (note.Signer, note.Verifier, error) {
	skey, vkey, err := note.GenerateKey(hkdf.New(sha256.New, []byte(seed), nil, nil), name)
	if err != nil {
		return nil, nil, err
	}
	s, err1 := note.NewSigner(skey)
	v, err2 := note.NewVerifier(vkey)
	return s, v, errors.Join(err1, err2)
}

func newKey(t testing.TB, name, seed string) (note.Signer, note.Verifier) {
	t.Helper()
	s, v, err := keyFromSeed(name, seed)
	if err != nil {
		t.Fatal(err)
	}
	return s, v
}

func testConfig(t testing.TB) (Config, note.Verifier) {
	t.Helper()
	return configIn(t, t.TempDir())
}

func configIn(t testing.TB, dir string) (Config, note.Verifier) {
	t.Helper()
	s, v := newKey(t, testOrigin, "1")
	return dirConfig(dir, s), v
}

func dirConfig(dir string, s note.Signer) Config {
	return Config{Dir: filepath.Join(dir, "own"), Origin: testOrigin, Highwater: filepath.Join(dir, "highwater"), Signer: s}
}

func mustInit(t testing.TB, cfg Config) *Journal {
	t.Helper()
	j, err := Init(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func mustOpen(t testing.TB, cfg Config) *Journal {
	t.Helper()
	j, err := Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func mustAppend(t testing.TB, j *Journal, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		n, err := j.Append(context.Background(), testID(i), testEntry(i))
		if err != nil || n != int64(i) {
			t.Fatalf("entry %d has index %d: %v", i, n, err)
		}
	}
}

func testID(i int) string    { return fmt.Sprintf("id-%d", i) }
func testEntry(i int) []byte { return fmt.Appendf(nil, `{"entry":%d}`, i) }

// filled makes a closed journal of n entries and returns where it is.
func filled(t testing.TB, n int) (Config, note.Verifier) {
	t.Helper()
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	fill(t, j, 0, n)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return cfg, v
}

// fill appends many entries at once, through the path that repairs use.
func fill(t testing.TB, j *Journal, from, to int) {
	t.Helper()
	err := j.do(context.Background(), func() error {
		b := &batch{}
		for i := from; i < to; i++ {
			b.add(testID(i), testEntry(i), j.w.head.Size)
		}
		if err := j.w.store(b); err != nil {
			return err
		}
		return j.w.advance()
	})
	if err != nil {
		t.Fatal(err)
	}
}

// history is what the world has seen of a journal: the test's memory, against which every later state is held.
type history struct {
	verifier note.Verifier
	heads    [][]byte          // every checkpoint that was published
	acked    map[string]int64  // dedup id -> index of every acknowledged entry
	bytes    map[string][]byte // and its bytes
}

func newHistory(v note.Verifier) *history {
	return &history{verifier: v, acked: map[string]int64{}, bytes: map[string][]byte{}}
}

func (h *history) ack(id string, index int64, entry []byte) {
	h.acked[id], h.bytes[id] = index, bytes.Clone(entry)
}

// check holds the whole invariant against a journal: everything adds up to the signed root; every head ever published is a prefix of this one (I1: no evidence against
// ourselves); every acknowledged entry is at its index (I4); the mark is at least as high as what is shown; tiles agree.
func (h *history) check(t testing.TB, r Reader, highwater string) {
	t.Helper()
	ctx := context.Background()
	if err := Verify(ctx, r, h.verifier); err != nil {
		t.Fatalf("invariant: %v", err)
	}
	head, err := OpenHead(r.Checkpoint(), h.verifier)
	if err != nil || head.Size != r.Size() {
		t.Fatalf("invariant: head %v for size %d: %v", head, r.Size(), err)
	}
	h.heads = append(h.heads, bytes.Clone(r.Checkpoint()))
	for _, old := range h.heads {
		if err := VerifyAgainst(ctx, r, h.verifier, old); err != nil {
			t.Fatalf("invariant: an earlier head: %v", err)
		}
	}
	if len(h.heads) > 1 && bytes.Equal(h.heads[len(h.heads)-2], h.heads[len(h.heads)-1]) {
		h.heads = h.heads[:len(h.heads)-1]
	}
	for id, i := range h.acked {
		es, err := r.Entries(ctx, i, i+1)
		if err != nil || !bytes.Equal(es[0], h.bytes[id]) {
			t.Fatalf("invariant: acknowledged entry %s at index %d: have %q, %v", id, i, es, err)
		}
	}
	if highwater == "" {
		return
	}
	mark, err := Highwater(highwater, h.verifier)
	if err != nil {
		t.Fatalf("invariant: %v", err)
	}
	if m, err := OpenHead(mark, h.verifier); err != nil || m.Size < head.Size {
		t.Fatalf("invariant: size %d is shown, the mark says %d: %v", head.Size, m.Size, err)
	}
}

// as is errors.As with the target as its result.
func as[T error](err error) T {
	var target T
	errors.As(err, &target)
	return target
}

// until waits for a condition that another goroutine is about to bring about.
func until(cond func() bool) {
	for !cond() {
		runtime.Gosched()
	}
}
