package journal

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"path/filepath"
	"testing"

	"golang.org/x/crypto/hkdf"
	"golang.org/x/mod/sumdb/note"
)

const testOrigin = "harbin/journal/1"

// newKey makes a key from a seed, so that tests repeat.
func newKey(t testing.TB, name, seed string) (note.Signer, note.Verifier) {
	t.Helper()
	skey, vkey, err := note.GenerateKey(hkdf.New(sha256.New, []byte(seed), nil, nil), name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	return s, v
}

func testConfig(t testing.TB) (Config, note.Verifier) {
	t.Helper()
	s, v := newKey(t, testOrigin, "1")
	dir := t.TempDir()
	return Config{Dir: filepath.Join(dir, "own"), Origin: testOrigin, Highwater: filepath.Join(dir, "highwater"), Signer: s}, v
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

func mustAppend(t testing.TB, j *Journal, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		n, err := j.Append(context.Background(), fmt.Sprintf("id-%d", i), testEntry(i))
		if err != nil || n != int64(i) {
			t.Fatalf("entry %d has index %d: %v", i, n, err)
		}
	}
}

func testEntry(i int) []byte { return fmt.Appendf(nil, `{"entry":%d}`, i) }

func TestAppendOpen(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	mustAppend(t, j, 0, 300)
	h, err := OpenHead(j.Checkpoint(), v)
	if err != nil || h.Size != 300 {
		t.Fatalf("head %v, %v", h, err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j, err = Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if j.Size() != 300 {
		t.Fatalf("size %d after open", j.Size())
	}
	mustAppend(t, j, 290, 310)
	_ = io.Discard
}

func BenchmarkAppend(b *testing.B) {
	cfg, _ := testConfig(b)
	j := mustInit(b, cfg)
	b.ResetTimer()
	for i := range b.N {
		if _, err := j.Append(context.Background(), fmt.Sprint(i), make([]byte, 600)); err != nil {
			b.Fatal(err)
		}
	}
}
