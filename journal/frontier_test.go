package journal

import (
	"errors"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// memoryHashes is the reference: every stored hash of a tree, as package tlog numbers them.
type memoryHashes []tlog.Hash

func (m *memoryHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range indexes {
		if i >= int64(len(*m)) {
			return nil, fmt.Errorf("hash %d is not stored", i)
		}
		out = append(out, (*m)[i])
	}
	return out, nil
}

func (m *memoryHashes) add(t interface{ Fatal(...any) }, n int64, entry []byte) []tlog.Hash {
	hs, err := tlog.StoredHashes(n, entry, m)
	if err != nil {
		t.Fatal(err)
	}
	*m = append(*m, hs...)
	return hs
}

// R103: whoever holds the entries computes the root himself; the frontier equals tlog at every size, across a store and reload.
func TestFrontierEqualsTreeHash(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 600).Draw(t, "n")
		reload := rapid.Int64Range(0, 600).Draw(t, "reload")
		var f Frontier
		var ref memoryHashes
		for i := range n {
			if i == reload {
				b, _ := f.MarshalBinary()
				var g Frontier
				if err := g.UnmarshalBinary(b); err != nil {
					t.Fatal(err)
				}
				f = g
			}
			entry := fmt.Appendf(nil, "entry %d", i)
			want := ref.add(t, i, entry)
			got := f.AppendHash(tlog.RecordHash(entry))
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("entry %d completes %v, want %v", i, got, want)
			}
		}
		want, err := tlog.TreeHash(n, &ref)
		if err != nil {
			t.Fatal(err)
		}
		if f.Root() != want || f.Size() != n {
			t.Fatalf("size %d root %v, want %d %v", f.Size(), f.Root(), n, want)
		}
	})
}

func TestFrontierGrow(t *testing.T) {
	var f Frontier
	f.Append([]byte("a"))
	want := f
	more := [][]byte{[]byte("b"), []byte("c")}
	for _, e := range more {
		want.Append(e)
	}
	g, err := f.Grow(want.Head("x"), more)
	if err != nil || g.Size() != 3 || f.Size() != 1 {
		t.Fatalf("grown to %d from %d: %v", g.Size(), f.Size(), err)
	}
	more[1] = []byte("d")
	if g, err = f.Grow(want.Head("x"), more); !errors.Is(err, ErrRoot) || g.Size() != 1 {
		t.Fatalf("a changed entry was let in: size %d, %v", g.Size(), err)
	}
	if _, err = f.Grow(want.Head("x"), more[:1]); err == nil || errors.Is(err, ErrRoot) {
		t.Fatalf("missing entry: %v", err)
	}
}

// Copies grow apart without touching each other.
func TestFrontierIsAValue(t *testing.T) {
	var f Frontier
	for i := range 40 {
		before := f.Root()
		a, b := f, f
		a.Append([]byte("a"))
		b.Append([]byte("b"))
		b.Append([]byte("b"))
		if f.Root() != before {
			t.Fatalf("size %d: growing a copy changed the original", i)
		}
		var want Frontier
		for n := range i {
			want.Append(testEntry(n))
		}
		want.Append([]byte("a"))
		if a.Root() != want.Root() {
			t.Fatalf("size %d: two copies mixed", i)
		}
		f.Append(testEntry(i))
	}
}

func BenchmarkFrontierAppend(b *testing.B) {
	var f Frontier
	entry := make([]byte, 600)
	for range b.N {
		f.Append(entry)
	}
}

func TestFrontierUnmarshalRefuses(t *testing.T) {
	for _, b := range [][]byte{nil, make([]byte, 7), make([]byte, 9), {0, 0, 0, 0, 0, 0, 0, 1}, append([]byte{255, 0, 0, 0, 0, 0, 0, 0}, make([]byte, 8*32)...)} {
		var f Frontier
		if err := f.UnmarshalBinary(b); err == nil {
			t.Errorf("%x was read as size %d", b, f.Size())
		}
	}
}
