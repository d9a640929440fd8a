package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tongzhou/internal/durable"
)

// R103: what is appended is there, in order, signed, and still there after a restart.
func TestAppendOpen(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	h := newHistory(v)
	h.check(t, j, cfg.Highwater)
	for i := range 40 {
		mustAppend(t, j, i, i+1)
		h.ack(testID(i), int64(i), testEntry(i))
	}
	h.check(t, j, cfg.Highwater)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j = mustOpen(t, cfg)
	h.check(t, j, cfg.Highwater)
	mustAppend(t, j, 30, 50) // ten of them again, after a restart
	h.check(t, j, cfg.Highwater)
	if j.Size() != 50 {
		t.Errorf("size %d", j.Size())
	}
}

func TestInitRefuses(t *testing.T) {
	cfg, _ := filled(t, 3)
	ctx := context.Background()
	if _, err := Init(ctx, cfg); !errors.Is(err, os.ErrExist) {
		t.Errorf("over an existing journal: %v", err)
	}
	os.RemoveAll(cfg.Dir)
	if _, err := Init(ctx, cfg); !errors.Is(err, os.ErrExist) || !strings.Contains(err.Error(), "size 3") {
		t.Errorf("where the mark says that there was one: %v", err)
	}
	os.WriteFile(cfg.Highwater, []byte("garbage"), 0o600)
	if _, err := Init(ctx, cfg); !errors.Is(err, os.ErrExist) {
		t.Errorf("where the mark cannot be read: %v", err)
	}
	if _, err := Open(ctx, cfg); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("open of nothing: %v", err)
	}
}

// An Init that was cut off at any point can be repeated.
func TestInitInterrupted(t *testing.T) {
	cfg, v := testConfig(t)
	msg, err := signHead(Frontier{}.Head(cfg.Origin), cfg.Signer)
	if err != nil {
		t.Fatal(err)
	}
	if err := durable.CreateSlots(cfg.Highwater, msg); err != nil { // the mark was written, then the power failed
		t.Fatal(err)
	}
	os.MkdirAll(cfg.Dir, 0o700)
	os.WriteFile(filepath.Join(cfg.Dir, dbName+".init"), []byte("half a database"), 0o600)
	j := mustInit(t, cfg)
	mustAppend(t, j, 0, 2)
	newHistory(v).check(t, j, cfg.Highwater)
}

func TestConfigRefuses(t *testing.T) {
	good, _ := testConfig(t)
	other, _ := newKey(t, "jilin/journal/1", "1")
	for name, change := range map[string]func(*Config){
		"no directory":     func(c *Config) { c.Dir = "" },
		"no mark":          func(c *Config) { c.Highwater = "" },
		"no signer":        func(c *Config) { c.Signer = nil },
		"another's key":    func(c *Config) { c.Signer = other },
		"mark in the dir":  func(c *Config) { c.Highwater = filepath.Join(c.Dir, "highwater") },
		"origin not given": func(c *Config) { c.Origin = "" },
	} {
		cfg := good
		change(&cfg)
		if _, err := Init(context.Background(), cfg); err == nil || !strings.HasPrefix(err.Error(), "journal: config: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Two processes on one directory: the second is told who has it.
func TestTwoProcesses(t *testing.T) {
	cfg, _ := testConfig(t)
	j := mustInit(t, cfg)
	_, err := Open(context.Background(), cfg)
	if !errors.Is(err, durable.ErrLocked) || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) {
		t.Fatalf("second open: %v", err)
	}
	mustAppend(t, j, 0, 1) // the first is not disturbed
}

func TestDedup(t *testing.T) {
	cfg, _ := testConfig(t)
	j := mustInit(t, cfg)
	ctx := context.Background()
	add := func(id, entry string) (int64, error) { return j.Append(ctx, id, []byte(entry)) }
	add("a", "one")
	for range 2 {
		if i, err := add("a", "one"); i != 0 || err != nil {
			t.Errorf("again: %d, %v", i, err)
		}
	}
	if i, err := add("a", "two"); i != 0 || !errors.Is(err, ErrDedup) {
		t.Errorf("other bytes under the same id: %d, %v", i, err)
	}
	if i, err := add("", "one"); i != 1 || err != nil {
		t.Errorf("no id: %d, %v", i, err)
	}
	if i, err := add("", "one"); i != 2 || err != nil {
		t.Errorf("no id, again: %d, %v", i, err)
	}
}

// The same id many times in one batch is stored once.
func TestDedupTogether(t *testing.T) {
	cfg, _ := testConfig(t)
	j := mustInit(t, cfg)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if i, err := j.Append(context.Background(), "same", []byte("x")); i != 0 || err != nil {
				t.Errorf("%d, %v", i, err)
			}
		})
	}
	wg.Wait()
	if j.Size() != 1 {
		t.Errorf("size %d", j.Size())
	}
}

func TestEntrySize(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	ctx := context.Background()
	for _, n := range []int{0, MaxEntry + 1} {
		if _, err := j.Append(ctx, "", make([]byte, n)); err == nil || !strings.Contains(err.Error(), fmt.Sprint(n)) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	big := bytes.Repeat([]byte{7}, MaxEntry)
	if _, err := j.Append(ctx, "big", big); err != nil {
		t.Error(err)
	}
	h := newHistory(v)
	h.ack("big", 0, big)
	h.check(t, j, cfg.Highwater)
}

// blocked returns a journal whose writer stands still until release is called.
func blocked(t *testing.T) (j *Journal, release func()) {
	t.Helper()
	cfg, _ := testConfig(t)
	j = mustInit(t, cfg)
	started, gate := make(chan struct{}), make(chan struct{})
	go j.do(context.Background(), func() error { close(started); <-gate; return nil })
	<-started
	return j, sync.OnceFunc(func() { close(gate) })
}

// A full queue is an answer at once, not a wait; nothing of it is stored.
func TestBusy(t *testing.T) {
	j, release := blocked(t)
	defer release()
	var wg sync.WaitGroup
	results := make(chan error, queueSize+10)
	for i := range queueSize + 10 {
		wg.Go(func() {
			_, err := j.Append(context.Background(), testID(i), testEntry(i))
			results <- err
		})
	}
	for range 10 { // ten are refused while the writer stands still
		if err := <-results; !errors.Is(err, ErrBusy) {
			t.Fatalf("%v", err)
		}
	}
	release()
	wg.Wait()
	for range queueSize {
		if err := <-results; err != nil {
			t.Fatal(err)
		}
	}
	if j.Size() != queueSize {
		t.Errorf("size %d", j.Size())
	}
}

// A caller who gives up before the writer comes to it leaves nothing behind; others are not affected.
func TestCancel(t *testing.T) {
	j, release := blocked(t)
	defer release()
	ctx, cancel := context.WithCancel(context.Background())
	gone := make(chan error)
	go func() {
		_, err := j.Append(ctx, "gone", []byte("gone"))
		gone <- err
	}()
	until(func() bool { return len(j.normal) > 0 })
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	release()
	mustAppend(t, j, 0, 1)
	if _, err := j.Append(ctx, "later", []byte("x")); !errors.Is(err, context.Canceled) || j.Size() != 1 {
		t.Errorf("with a context that has ended: %v, size %d", err, j.Size())
	}
}

// R13: a warning does not wait behind a backlog.
func TestUrgentFirst(t *testing.T) {
	j, release := blocked(t)
	defer release()
	var wg sync.WaitGroup
	for i := range 2 * batchSize {
		wg.Go(func() { j.Append(context.Background(), testID(i), testEntry(i)) })
	}
	until(func() bool { return len(j.normal) >= 2*batchSize })
	wg.Go(func() {
		if i, err := j.AppendUrgent(context.Background(), "alert", []byte("alert")); err != nil || i >= batchSize {
			t.Errorf("the alert has index %d: %v", i, err)
		}
	})
	until(func() bool { return len(j.urgent) > 0 })
	release()
	wg.Wait()
}

func TestClose(t *testing.T) {
	j, release := blocked(t)
	results := make(chan error, 5)
	for i := range 5 {
		go func() {
			_, err := j.Append(context.Background(), testID(i), testEntry(i))
			results <- err
		}()
	}
	until(func() bool { return len(j.normal) >= 5 })
	closed := make(chan error)
	go func() { closed <- j.Close() }()
	<-j.quit
	release()
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	for range 5 { // each gets an answer: stored, or refused
		if err := <-results; err != nil && !errors.Is(err, os.ErrClosed) {
			t.Error(err)
		}
	}
	if _, err := j.Append(context.Background(), "", []byte("x")); !errors.Is(err, os.ErrClosed) {
		t.Errorf("append after close: %v", err)
	}
	if _, err := j.Wait(context.Background(), 100); !errors.Is(err, os.ErrClosed) {
		t.Errorf("wait after close: %v", err)
	}
	if err := j.Close(); err != nil {
		t.Errorf("closed again: %v", err)
	}
}

func TestWait(t *testing.T) {
	cfg, _ := testConfig(t)
	j := mustInit(t, cfg)
	got := make(chan int64)
	go func() {
		n, _ := j.Wait(context.Background(), 2)
		got <- n
	}()
	mustAppend(t, j, 0, 3)
	if n := <-got; n != 3 {
		t.Errorf("woken at %d", n)
	}
	if n, err := j.Wait(context.Background(), 0); n != 3 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := j.Wait(ctx, 3); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// Many writers and readers at once: every reader sees only states that hold.
func TestConcurrent(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	h := newHistory(v)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 25 {
				id := fmt.Sprintf("%d-%d", w, i)
				n, err := j.Append(context.Background(), id, []byte(id))
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				h.ack(id, n, []byte(id))
				mu.Unlock()
			}
		})
	}
	for range 2 {
		wg.Go(func() {
			for range 20 {
				if err := Verify(context.Background(), j, v); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	h.check(t, j, cfg.Highwater)
	if j.Size() != 200 {
		t.Errorf("size %d", j.Size())
	}
}
