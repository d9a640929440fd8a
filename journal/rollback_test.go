package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/internal/durable"
)

// mirror is what a peer has of a journal.
type mirror struct {
	checkpoint []byte
	entries    [][]byte
}

func mirrorOf(t testing.TB, j *Journal) mirror {
	t.Helper()
	es, err := j.Entries(context.Background(), 0, j.Size())
	if err != nil {
		t.Fatal(err)
	}
	return mirror{bytes.Clone(j.Checkpoint()), es}
}

// restored makes a journal whose directory was put back to 10 entries when 15 had been shown, opened as an operator would.
func restored(t *testing.T) (*Journal, *RollbackError, mirror, *history, Config) {
	t.Helper()
	cfg, v := filled(t, 10)
	backup := t.TempDir()
	copyJournal(t, cfg, backup)
	j := mustOpen(t, cfg)
	h := newHistory(v)
	for i := 10; i < 15; i++ {
		mustAppend(t, j, i, i+1)
		h.ack(testID(i), int64(i), testEntry(i))
	}
	h.check(t, j, cfg.Highwater)
	peer := mirrorOf(t, j)
	j.Close()
	restoreDB(t, backup, cfg)
	k, err := Open(context.Background(), cfg)
	rb := as[*RollbackError](err)
	if k == nil || rb == nil {
		t.Fatalf("opened a restored backup: %v", err)
	}
	t.Cleanup(func() { k.Close() })
	return k, rb, peer, h, cfg
}

// restoreDB puts the database of a backup in place, not the mark.
func restoreDB(t *testing.T, backup string, cfg Config) {
	t.Helper()
	from, _ := configIn(t, backup)
	b, err := os.ReadFile(filepath.Join(from.Dir, dbName))
	if err == nil {
		err = os.WriteFile(filepath.Join(cfg.Dir, dbName), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Yesterday's backup: nothing is appended, the operator is told what to do, and the tail from a peer repairs it. Nothing acknowledged is lost.
func TestRestoredBackup(t *testing.T) {
	j, rb, peer, h, cfg := restored(t)
	if rb.Have.Size != 10 || rb.Want.Size != 15 || !strings.Contains(rb.Error(), "from index 10 on from any peer") {
		t.Errorf("%v", rb)
	}
	ctx := context.Background()
	if _, err := j.Append(ctx, "new", []byte("new")); as[*RollbackError](err) == nil {
		t.Fatalf("appended: %v", err)
	}
	if j.Size() != 10 {
		t.Errorf("readable up to %d", j.Size())
	}
	if err := j.Adopt(ctx, peer.checkpoint, peer.entries[10:]); err != nil {
		t.Fatal(err)
	}
	h.check(t, j, cfg.Highwater)
	// The dedup ids of adopted entries are gone with the lost database; the same bytes are recognised all the same.
	if n, err := j.Append(ctx, testID(12), testEntry(12)); n != 12 || err != nil {
		t.Errorf("a repeated append got index %d: %v", n, err)
	}
	mustAppend(t, j, 15, 17)
	h.check(t, j, cfg.Highwater)
	j.Close()
	h.check(t, mustOpen(t, cfg), cfg.Highwater)
}

// A backup made while the node appends holds by itself; put in place later, it is seen as old.
func TestBackup(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	fill(t, j, 0, 300)
	ctx := context.Background()
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := 300; ; i++ {
			select {
			case <-stop:
				return
			default:
				j.Append(ctx, testID(i), testEntry(i))
			}
		}
	}()
	until(func() bool { return j.Size() > 302 })
	r, err := OpenReader(ctx, cfg.Dir, v)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	dir := filepath.Join(t.TempDir(), "backup")
	if err := r.Backup(ctx, dir); err != nil {
		t.Fatal(err)
	}
	if err := r.Backup(ctx, dir); !errors.Is(err, os.ErrExist) {
		t.Errorf("over an older backup: %v", err)
	}
	size := j.Size()
	until(func() bool { return j.Size() > size })
	close(stop)
	<-done
	if err := verifyDir(t, Config{Dir: dir}, v); err != nil {
		t.Fatal(err)
	}
	j.Close()
	cfg.Dir = dir
	k, err := Open(ctx, cfg)
	if as[*RollbackError](err) == nil {
		t.Fatalf("opened: %v", err)
	}
	k.Close()
}

// What a peer must not be able to do with a repair.
func TestAdoptRefuses(t *testing.T) {
	j, _, peer, h, cfg := restored(t)
	ctx := context.Background()
	tail := peer.entries[10:]
	changed := append([][]byte{[]byte("forged")}, tail[1:]...)
	stranger, _ := newKey(t, testOrigin, "2")
	forged, err := signHead(Head{testOrigin, 15, j.snapshot().head.Root}, stranger)
	if err != nil {
		t.Fatal(err)
	}
	var f Frontier
	for _, e := range peer.entries[:13] {
		f.Append(e)
	}
	short, err := signHead(f.Head(testOrigin), cfg.Signer)
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"a changed entry":       j.Adopt(ctx, peer.checkpoint, changed),
		"too few":               j.Adopt(ctx, peer.checkpoint, tail[:4]),
		"too many":              j.Adopt(ctx, peer.checkpoint, append(tail[:5:5], []byte("x"))),
		"nothing":               j.Adopt(ctx, peer.checkpoint, nil),
		"somebody else's key":   j.Adopt(ctx, forged, tail),
		"less than was shown":   j.Adopt(ctx, short, tail[:3]),
		"not even a checkpoint": j.Adopt(ctx, []byte("x"), tail),
	} {
		if err == nil {
			t.Errorf("%s: adopted", name)
		}
	}
	if j.Size() != 10 {
		t.Fatalf("size %d", j.Size())
	}
	if err := j.Adopt(ctx, peer.checkpoint, tail); err != nil {
		t.Fatal(err)
	}
	h.check(t, j, cfg.Highwater)
	if err := j.Adopt(ctx, peer.checkpoint, nil); err == nil {
		t.Error("adopted a second time")
	}
}

// A fault in the middle of a repair leaves the journal held or repaired, never half.
func TestAdoptFaults(t *testing.T) {
	for _, step := range []string{stepBegin, stepInsert, stepSign, stepCommit, stepReread, stepMark} {
		for _, happened := range []bool{false, true} {
			j, _, peer, h, cfg := restored(t)
			inject(t, j, (&fault{step: step, happened: happened, times: 1}).hook)
			err := j.Adopt(context.Background(), peer.checkpoint, peer.entries[10:])
			if err != nil {
				if _, aerr := j.Append(context.Background(), "x", []byte("x")); as[*RollbackError](aerr) == nil {
					t.Fatalf("%s: after a failed repair (%v) an append gave %v", step, err, aerr)
				}
				j.Close()
				if j, err = Open(context.Background(), cfg); as[*RollbackError](err) != nil {
					if err = j.Adopt(context.Background(), peer.checkpoint, peer.entries[10:]); err != nil {
						t.Fatal(err)
					}
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			h.check(t, j, cfg.Highwater)
			mustAppend(t, j, 15, 16)
			h.check(t, j, cfg.Highwater)
			j.Close()
		}
	}
}

// The mark and the directory were both restored: only the peers know. Confront with what they have before the first append.
func TestConfrontNewer(t *testing.T) {
	cfg, v := filled(t, 10)
	backup := t.TempDir()
	copyJournal(t, cfg, backup)
	j := mustOpen(t, cfg)
	mustAppend(t, j, 10, 15)
	peer := mirrorOf(t, j)
	j.Close()

	old, _ := configIn(t, backup)
	k := mustOpen(t, old) // nothing here shows that it is old
	ctx := context.Background()
	if err := k.Confront(ctx, []byte("nonsense")); err == nil || as[*RollbackError](err) != nil {
		t.Errorf("nonsense: %v", err)
	}
	rb := as[*RollbackError](k.Confront(ctx, peer.checkpoint))
	if rb == nil || rb.Want.Size != 15 {
		t.Fatalf("confronted with a newer checkpoint: %v", rb)
	}
	if _, err := k.Append(ctx, "x", []byte("x")); as[*RollbackError](err) == nil {
		t.Fatalf("appended: %v", err)
	}
	if err := k.Adopt(ctx, peer.checkpoint, peer.entries[10:]); err != nil {
		t.Fatal(err)
	}
	if err := k.Confront(ctx, peer.checkpoint); err != nil {
		t.Errorf("after the repair: %v", err)
	}
	mustAppend(t, k, 15, 16)
	newHistory(v).check(t, k, old.Highwater)
}

// A cloned machine: both copies wrote. Whoever sees both heads holds the proof, and the copy that is shown it stops.
func TestClone(t *testing.T) {
	cfg, v := filled(t, 10)
	other := t.TempDir()
	copyJournal(t, cfg, other)
	a := mustOpen(t, cfg)
	cloned, _ := configIn(t, other)
	b := mustOpen(t, cloned)
	ctx := context.Background()
	a.Append(ctx, "a", []byte("written by a"))
	for _, e := range []string{"written by b", "and more"} {
		b.Append(ctx, "", []byte(e))
	}
	f := as[*ForkError](b.Confront(ctx, a.Checkpoint()))
	if f == nil || f.Check(v) != nil {
		t.Fatalf("%v", f)
	}
	if _, err := b.Append(ctx, "", []byte("more")); as[*ForkError](err) == nil {
		t.Errorf("went on after the proof: %v", err)
	}
	// The shorter one only knows that it is behind; the other's entries do not fit it.
	if err := a.Confront(ctx, b.Checkpoint()); as[*RollbackError](err) == nil {
		t.Errorf("%v", err)
	}
	theirs := mirrorOf(t, b)
	if err := a.Adopt(ctx, theirs.checkpoint, theirs.entries[11:]); !errors.Is(err, ErrRoot) {
		t.Errorf("adopted a foreign branch: %v", err)
	}
	evidence, err := json.Marshal(f)
	if err != nil || len(evidence) > 2000 {
		t.Errorf("%d bytes of evidence, %v", len(evidence), err)
	}
}

// Mark lost or damaged: held until somebody who knows adopts a checkpoint.
func TestMarkLost(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"gone":    os.Remove,
		"garbage": func(p string) error { return os.WriteFile(p, []byte("garbage"), 0o600) },
		"empty":   func(p string) error { return os.WriteFile(p, nil, 0o600) },
		"zeros":   func(p string) error { return os.WriteFile(p, make([]byte, 2*durable.SlotSize), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			cfg, v := filled(t, 10)
			if err := damage(cfg.Highwater); err != nil {
				t.Fatal(err)
			}
			j, err := Open(context.Background(), cfg)
			if rb := as[*RollbackError](err); rb == nil || rb.Want.Size != -1 || !strings.Contains(err.Error(), "missing or unreadable") {
				t.Fatalf("%v", err)
			}
			defer j.Close()
			if err := j.Adopt(context.Background(), j.Checkpoint(), nil); err != nil {
				t.Fatal(err)
			}
			mustAppend(t, j, 10, 12)
			newHistory(v).check(t, j, cfg.Highwater)
		})
	}
}

// An operator may put the mark back with a peer's copy of the checkpoint, as plain text.
func TestMarkByHand(t *testing.T) {
	cfg, v := filled(t, 10)
	j := mustOpen(t, cfg)
	msg := j.Checkpoint()
	j.Close()
	if err := os.WriteFile(cfg.Highwater, msg, 0o600); err != nil {
		t.Fatal(err)
	}
	j = mustOpen(t, cfg)
	mustAppend(t, j, 10, 13)
	newHistory(v).check(t, j, cfg.Highwater)
}

// The mark's last write was torn: the one before holds, which is not above what was shown by more than that one.
func TestMarkTorn(t *testing.T) {
	cfg, v := filled(t, 0)
	j := mustOpen(t, cfg)
	mustAppend(t, j, 0, 6)
	h := newHistory(v)
	h.check(t, j, cfg.Highwater)
	j.Close()
	b, err := os.ReadFile(cfg.Highwater)
	if err != nil {
		t.Fatal(err)
	}
	_, newest := newest(durable.SplitSlots(b), v)
	for slot := range 2 {
		torn := bytes.Clone(b)
		copy(torn[slot*durable.SlotSize+40:], make([]byte, 200))
		os.WriteFile(cfg.Highwater, torn, 0o600)
		m, err := openMark(cfg2(cfg, v))
		if err != nil || m.head.Size < newest.Size-1 {
			t.Fatalf("slot %d torn: %v, %v", slot, m, err)
		}
		m.close()
		k := mustOpen(t, cfg)
		h.check(t, k, cfg.Highwater) // Open raised the mark to what is stored
		k.Close()
	}
}

func cfg2(c Config, v note.Verifier) Config { c.Verifier = v; return c }

// Another history under the same name, as long as ours: not a rollback, and not to be repaired.
func TestMarkOfOtherHistory(t *testing.T) {
	cfg, _ := filled(t, 10)
	foreign, _ := testConfig(t)
	j := mustInit(t, foreign)
	for range 10 {
		j.Append(context.Background(), "", []byte("another history"))
	}
	j.Close()
	foreign.Highwater = cfg.Highwater
	if _, err := Open(context.Background(), foreign); err == nil || !strings.Contains(err.Error(), "another history") {
		t.Errorf("%v", err)
	}
}

// A changed bit in the write-ahead log that a crash left: SQLite drops what does not check, and the mark shows that something is gone.
func TestWALBitFlips(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	h := newHistory(v)
	mustAppend(t, j, 0, 12)
	h.check(t, j, cfg.Highwater)
	crashed := t.TempDir()
	copyJournal(t, cfg, crashed)
	wal, err := os.ReadFile(filepath.Join(cfg.Dir, dbName+"-wal"))
	if err != nil || len(wal) == 0 {
		t.Fatal("no write-ahead log", err)
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	whole, held := 0, 0
	for range 60 {
		dir := t.TempDir()
		from, _ := configIn(t, crashed)
		copyJournal(t, from, dir)
		k, _ := configIn(t, dir)
		os.WriteFile(filepath.Join(k.Dir, dbName+"-wal"), flipped(wal, rnd.IntN(len(wal)*8)), 0o600)
		j, err := Open(context.Background(), k)
		switch {
		case err == nil:
			whole++
			h.check(t, j, k.Highwater) // only if nothing is missing
		case as[*RollbackError](err) != nil:
			held++
		}
		if j != nil {
			j.Close()
		}
	}
	t.Logf("%d opened whole, %d held as rolled back, of 60", whole, held)
	if held == 0 {
		t.Error("no flip was seen as a rollback")
	}
}
