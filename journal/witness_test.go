package journal

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var noon = time.Unix(1679315147, 0) // the time in the example of C2SP tlog-cosignature

func newWitness(t *testing.T, dir string) *Witness {
	t.Helper()
	w, err := NewWitness(dir, "witness.example.com/w1", ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

// grown asks for everything since old.
func grown(t *testing.T, j *Journal, old int64) growth {
	t.Helper()
	g := growth{old: old, checkpoint: bytes.Clone(j.Checkpoint())}
	if h, _ := headOf(g.checkpoint); old > 0 && old < h.Size {
		p, err := ConsistencyProof(context.Background(), j, old, h.Size)
		if err != nil {
			t.Fatal(err)
		}
		g.proof = p
	}
	return g
}

// growth is what a witness is asked to confirm.
type growth struct {
	old        int64
	proof      tlog.TreeProof
	checkpoint []byte
}

func (w *Witness) cosign(g growth, log note.Verifier, now time.Time) ([]byte, error) {
	return w.Cosign(g.old, g.proof, g.checkpoint, log, now)
}

func TestWitness(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	dir := t.TempDir()
	w := newWitness(t, dir)
	c, err := NewCosigner(w.Key())
	if err != nil {
		t.Fatal(err)
	}
	old := int64(0)
	for _, n := range []int{1, 5, 5, 300} {
		fill(t, j, int(j.Size()), n)
		g := grown(t, j, old)
		line, err := w.cosign(g, v, noon)
		if err != nil {
			t.Fatalf("size %d: %v", n, err)
		}
		h, at, err := c.Cosigned(append(g.checkpoint, line...), v)
		if err != nil || h.Size != int64(n) || at != noon.Unix() {
			t.Errorf("size %d: %v at %d: %v", n, h, at, err)
		}
		// What it has cosigned is on disk before the answer: another witness process knows.
		w.Close()
		w = newWitness(t, dir)
		old = int64(n)
	}
	var conflict *WitnessConflict
	if _, err := w.cosign(grown(t, j, 5), v, noon); !errors.As(err, &conflict) || conflict.Size != 300 {
		t.Errorf("an older request: %v", err)
	}
}

// The signed message is exactly that of C2SP tlog-cosignature, built here by hand.
func TestCosignatureFormat(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	mustAppend(t, j, 0, 2)
	w := newWitness(t, t.TempDir())
	line, err := w.cosign(grown(t, j, 0), v, noon)
	if err != nil {
		t.Fatal(err)
	}
	name, sig, ok := strings.Cut(strings.TrimPrefix(string(line), "— "), " ")
	b, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(sig, "\n"))
	if !ok || name != "witness.example.com/w1" || err != nil || len(b) != 4+8+64 {
		t.Fatalf("%q: %d bytes, %v", line, len(b), err)
	}
	if !bytes.Equal(b[4:12], []byte{0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb}) { // the timestamp of the specification's example
		t.Errorf("timestamp %x", b[4:12])
	}
	text := j.Checkpoint()[:bytes.Index(j.Checkpoint(), []byte("\n\n"))+1]
	msg := append([]byte("cosignature/v1\ntime 1679315147\n"), text...)
	if !ed25519.Verify(w.key.Public().(ed25519.PublicKey), msg, b[12:]) {
		t.Error("the signature is not over the specified message")
	}
	// A cosigned checkpoint is still a checkpoint of the journal.
	if _, err := OpenHead(append(bytes.Clone(j.Checkpoint()), line...), v); err != nil {
		t.Error(err)
	}
}

func TestWitnessRefuses(t *testing.T) {
	a, b, v := twoBranches(t, 3, 5, 9)
	other, _, _ := twoBranches(t, 2, 5, 5)
	w := newWitness(t, t.TempDir())
	if _, err := w.cosign(grown(t, a, 0), v, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := w.cosign(grown(t, b, 5), v, noon); !errors.Is(err, ErrRoot) {
		t.Errorf("growth of another branch: %v", err)
	}
	_, err := w.cosign(growth{old: 5, checkpoint: other.Checkpoint()}, v, noon)
	if f := as[*ForkError](err); f == nil || f.Check(v) != nil {
		t.Errorf("a second head of the same size must be evidence: %v", err)
	}
	_, stranger := newKey(t, testOrigin, "2")
	for name, err := range map[string]error{
		"unknown key":    second(w.cosign(grown(t, a, 5), stranger, noon)),
		"needless proof": second(w.cosign(growth{5, tlog.TreeProof{{}}, a.Checkpoint()}, v, noon)),
		"no checkpoint":  second(w.cosign(growth{old: 5}, v, noon)),
		"before 1970":    second(w.cosign(grown(t, a, 5), v, time.Unix(-1, 0))),
	} {
		if err == nil {
			t.Errorf("%s: cosigned", name)
		}
	}
}

// A witness that cannot keep what it saw, or cannot read it, does not answer.
func TestWitnessState(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	mustAppend(t, j, 0, 2)
	w := newWitness(t, t.TempDir())
	if _, err := w.cosign(grown(t, j, 0), v, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := NewWitness(w.dir, "second", w.key); err == nil {
		t.Error("two witnesses on one directory")
	}
	path := w.path(testOrigin)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(path, good[:20], 0o600)
	if _, err := w.cosign(grown(t, j, 0), v, noon); err == nil || as[*WitnessConflict](err) != nil {
		t.Errorf("with its state damaged: %v", err)
	}
	os.WriteFile(path, good, 0o600)
	os.Mkdir(path+".tmp", 0o700) // the new state cannot be written
	mustAppend(t, j, 2, 3)
	if line, err := w.cosign(grown(t, j, 2), v, noon); err == nil {
		t.Errorf("cosigned without keeping it: %s", line)
	}
}

func TestCosignerKey(t *testing.T) {
	w := newWitness(t, t.TempDir())
	c, err := NewCosigner(w.Key())
	if err != nil || c.Name() != w.name {
		t.Fatal(err)
	}
	_, vkey, err := note.GenerateKey(nil, "log")
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "a", "a+b", "a+b+c", vkey, "x" + w.Key(), strings.Replace(w.Key(), "+", "", 1), w.Key()[:len(w.Key())-2]} {
		if _, err := NewCosigner(bad); err == nil {
			t.Errorf("%q is taken for a cosigner's key", bad)
		}
	}
	for _, sig := range [][]byte{nil, make([]byte, 71), make([]byte, 72), append([]byte{0x80}, make([]byte, 71)...)} {
		if c.Verify([]byte("x"), sig) {
			t.Errorf("signature %x accepted", sig)
		}
	}
	if _, err := NewWitness(t.TempDir(), "a b", w.key); err == nil {
		t.Error("a name with a space")
	}
}
