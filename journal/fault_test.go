package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

var errInjected = errors.New("injected fault")

// fault makes one step fail, once or more often.
type fault struct {
	step     string
	happened bool // the step was done, and only the answer was lost
	times    int
	hits     int
}

func (f *fault) hook(step string, do func() error) error {
	if step != f.step || f.hits >= f.times {
		return do()
	}
	f.hits++
	if f.happened {
		if err := do(); err != nil {
			return errors.Join(err, errInjected)
		}
	}
	return errInjected
}

// inject sets the hook in the writer's own goroutine.
func inject(t *testing.T, j *Journal, hook func(string, func() error) error) {
	t.Helper()
	if err := j.do(context.Background(), func() error { j.w.hook = hook; return nil }); err != nil {
		t.Fatal(err)
	}
}

var allSteps = []string{stepBegin, stepInsert, stepSign, stepCommit, stepReread, stepMark, stepPublish}

// Every step of an append fails in both ways. Afterwards the invariant holds, an append that reported success is there, one that reported an error
// can be repeated under its id and gets exactly one place; then the same after a restart.
func TestFaults(t *testing.T) {
	for _, step := range allSteps {
		for _, happened := range []bool{false, true} {
			for _, times := range []int{1, 3} {
				t.Run(fmt.Sprintf("%s/happened=%v/times=%d", step, happened, times), func(t *testing.T) {
					testFault(t, &fault{step: step, happened: happened, times: times})
				})
			}
		}
	}
}

func testFault(t *testing.T, f *fault) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	h := newHistory(v)
	mustAppend(t, j, 0, 3)
	h.check(t, j, cfg.Highwater)
	inject(t, j, f.hook)
	ctx := context.Background()
	for i := 3; i < 9; i++ {
		n, err := j.Append(ctx, testID(i), testEntry(i))
		h.check(t, j, cfg.Highwater)
		for err != nil {
			if !errors.Is(err, errInjected) {
				t.Fatalf("entry %d: an error that is not the injected one: %v", i, err)
			}
			n, err = j.Append(ctx, testID(i), testEntry(i))
			h.check(t, j, cfg.Highwater)
		}
		if n != int64(i) {
			t.Fatalf("entry %d has index %d", i, n)
		}
		h.ack(testID(i), n, testEntry(i))
		h.check(t, j, cfg.Highwater)
	}
	if f.hits != f.times {
		t.Errorf("the fault struck %d times, not %d", f.hits, f.times)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	h.check(t, mustOpen(t, cfg), cfg.Highwater)
}

// The process ends right before or right after each step (here: the journal is abandoned without Close). What Open finds holds, and the interrupted append can be repeated.
func TestCrashAtEveryStep(t *testing.T) {
	for _, step := range allSteps {
		for _, happened := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/happened=%v", step, happened), func(t *testing.T) {
				cfg, v := testConfig(t)
				j := mustInit(t, cfg)
				h := newHistory(v)
				mustAppend(t, j, 0, 3)
				h.ack(testID(2), 2, testEntry(2))
				h.check(t, j, cfg.Highwater)

				copied := t.TempDir()
				inject(t, j, func(s string, do func() error) error {
					if s != step {
						return do()
					}
					if happened {
						do()
					}
					copyJournal(t, cfg, copied) // the disk as a crash at this moment leaves it
					return errInjected
				})
				j.Append(context.Background(), testID(3), testEntry(3))
				after, _ := configIn(t, copied)
				k := mustOpen(t, after)
				h.check(t, k, after.Highwater)
				mustAppend(t, k, 3, 5)
				h.check(t, k, after.Highwater)
			})
		}
	}
}

// copyJournal copies a journal and its mark as files, without asking anybody.
func copyJournal(t testing.TB, cfg Config, dir string) {
	t.Helper()
	to, _ := configIn(t, dir)
	os.MkdirAll(to.Dir, 0o700)
	for _, name := range []string{dbName, dbName + "-wal"} {
		b, err := os.ReadFile(filepath.Join(cfg.Dir, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(to.Dir, name), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(cfg.Highwater)
	if err == nil {
		err = os.WriteFile(to.Highwater, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// The power fails during the commit, and any part of what it wrote is on the disk: the write-ahead
// log is cut, or filled with old bytes, at any place after the last acknowledged entry. Nothing
// acknowledged is lost, and the journal goes on.
func TestTornCommit(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	h := newHistory(v)
	mustAppend(t, j, 0, 6)
	h.ack(testID(5), 5, testEntry(5))
	h.check(t, j, cfg.Highwater)
	wal := func(dir string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, dbName+"-wal"))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	durable := len(wal(cfg.Dir))
	crashed := t.TempDir()
	inject(t, j, func(step string, do func() error) error {
		if step == stepMark { // committed, nobody was told
			copyJournal(t, cfg, crashed)
		}
		return do()
	})
	mustAppend(t, j, 6, 7)
	from, _ := configIn(t, crashed)
	whole := wal(from.Dir)
	if len(whole) <= durable {
		t.Fatalf("the log did not grow: %d, %d", durable, len(whole))
	}
	survived := 0
	for i := range 25 {
		cut := durable + (len(whole)-durable)*i/24
		for _, tail := range []int{0, len(whole) - cut} { // cut off, or zeros that were allocated and never written
			dir := t.TempDir()
			copyJournal(t, from, dir)
			k, _ := configIn(t, dir)
			torn := append(bytes.Clone(whole[:cut]), make([]byte, tail)...)
			os.WriteFile(filepath.Join(k.Dir, dbName+"-wal"), torn, 0o600)
			j := mustOpen(t, k)
			h.check(t, j, k.Highwater)
			if j.Size() == 7 {
				survived++
			}
			mustAppend(t, j, 6, 8) // the same id: at 6 in either case
			h.check(t, j, k.Highwater)
			j.Close()
			h.heads = h.heads[:1] // each round is a world of its own
		}
	}
	if survived == 0 || survived == 50 {
		t.Errorf("the commit survived in %d of 50 cases: the cuts were not inside it", survived)
	}
}

// While the journal cannot be loaded again it is stopped and says so; when it can, it goes on by itself.
func TestStoppedAndBack(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	h := newHistory(v)
	mustAppend(t, j, 0, 3)
	h.check(t, j, cfg.Highwater)
	broken := true
	inject(t, j, func(step string, do func() error) error {
		if broken && (step == stepCommit || step == stepReload) {
			return errInjected
		}
		return do()
	})
	for range 3 {
		_, err := j.Append(context.Background(), testID(3), testEntry(3))
		if as[*StoppedError](err) == nil {
			t.Fatalf("not stopped: %v", err)
		}
		h.check(t, j, cfg.Highwater) // reading goes on
	}
	j.do(context.Background(), func() error { broken = false; return nil })
	mustAppend(t, j, 3, 5)
	h.check(t, j, cfg.Highwater)
}

// A full disk: SQLite itself reports it. Nothing is lost, readers go on, and when there is room again so does the journal.
func TestDiskFull(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	h := newHistory(v)
	mustAppend(t, j, 0, 3)
	ctx := context.Background()
	limit := func(pages int) {
		j.do(ctx, func() error {
			_, err := j.w.db.w.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages))
			return err
		})
	}
	full := make([]byte, 60000)
	limit(1)
	_, err := j.Append(ctx, "big", full)
	if err == nil || as[*StoppedError](err) != nil {
		t.Fatalf("want an error of this entry only, got %v", err)
	}
	t.Log(err)
	h.check(t, j, cfg.Highwater)
	limit(1 << 20)
	n, err := j.Append(ctx, "big", full)
	if err != nil || n != 3 {
		t.Fatalf("with room again: %d, %v", n, err)
	}
	h.ack("big", n, full)
	h.check(t, j, cfg.Highwater)
}

// A signer that fails (a token that was pulled out) stops nothing but the append.
func TestSignerFails(t *testing.T) {
	cfg, v := testConfig(t)
	s := &flakySigner{Signer: cfg.Signer}
	cfg.Signer, cfg.Verifier = s, v
	j := mustInit(t, cfg)
	mustAppend(t, j, 0, 2)
	s.broken = true
	if _, err := j.Append(context.Background(), testID(2), testEntry(2)); !errors.Is(err, errInjected) {
		t.Fatal(err)
	}
	s.broken = false
	mustAppend(t, j, 2, 4)
	newHistory(v).check(t, j, cfg.Highwater)
}

type flakySigner struct {
	note.Signer
	broken bool
}

func (s *flakySigner) Sign(msg []byte) ([]byte, error) {
	if s.broken {
		return nil, errInjected
	}
	return s.Signer.Sign(msg)
}

// What is stored is not what was given (a bad disk, a bug): seen at the re-reading, before anything is shown, and the journal stops for good.
func TestStoredWrongly(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	h := newHistory(v)
	mustAppend(t, j, 0, 3)
	h.check(t, j, cfg.Highwater)
	inject(t, j, func(step string, do func() error) error {
		err := do()
		if step == stepCommit {
			j.w.db.w.Exec("UPDATE entry SET body = X'00' WHERE idx = 3")
		}
		return err
	})
	for range 2 {
		_, err := j.Append(context.Background(), testID(3), testEntry(3))
		if as[*StoppedError](err) == nil {
			t.Fatalf("not stopped: %v", err)
		}
		h.check(t, j, cfg.Highwater)
	}
	j.Close()
	if _, err := Open(context.Background(), cfg); err == nil {
		t.Error("opened with a wrong entry")
	}
}

// The settings on which all of this rests, as the database itself reports them.
func TestSettings(t *testing.T) {
	cfg, _ := testConfig(t)
	j := mustInit(t, cfg)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "busy_timeout": "5000", "secure_delete": "1", "user_version": "1"} {
		for name, c := range map[string]*conn{"writer": j.db.w, "reader": j.db.r} {
			var got string
			if err := c.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s: %s is %s, want %s: %v", name, pragma, got, want, err)
			}
		}
	}
	if n := j.db.w.Stats().MaxOpenConnections; n != 1 {
		t.Errorf("%d connections may write", n)
	}
}

// A changed byte is found only where it is read. So the file holds each entry once: no page keeps the copy that it gave away when it was split.
func TestNoDeadCopies(t *testing.T) {
	ctx := context.Background()
	cfg, _ := testConfig(t)
	j := mustInit(t, cfg)
	var entries [][]byte
	for i := range 64 {
		entries = append(entries, fmt.Appendf(nil, `{"entry":"%04d %s"}`, i, bytes.Repeat([]byte{'x'}, 100+i)))
		if _, err := j.Append(ctx, testID(i), entries[i]); err != nil {
			t.Fatal(err)
		}
	}
	j.Close()
	file, err := os.ReadFile(filepath.Join(cfg.Dir, "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range entries {
		if n := bytes.Count(file, e); n != 1 {
			t.Errorf("entry %d stands %d times in the file", i, n)
		}
	}
}
