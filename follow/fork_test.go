package follow_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/follow"
	"tongzhou/journal"
)

// faced is a node that can change the history it shows.
type faced struct {
	mu  sync.Mutex
	cur *history
}

func (f *faced) show(h *history) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cur = h
}
func (f *faced) get() *history {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.cur
}
func (f *faced) Origin() string     { return f.get().Origin() }
func (f *faced) Checkpoint() []byte { return f.get().Checkpoint() }
func (f *faced) Size() int64        { return f.get().Size() }
func (f *faced) Entries(ctx context.Context, from, to int64) ([][]byte, error) {
	return f.get().Entries(ctx, from, to)
}
func (f *faced) Tile(ctx context.Context, t tlog.Tile) ([]byte, error) { return f.get().Tile(ctx, t) }
func (f *faced) Wait(ctx context.Context, size int64) (int64, error)   { return f.get().Wait(ctx, size) }

// forked waits for the fork and checks the evidence as a stranger would: from the file, offline, with the public key.
func (r *reader) forked(a *author) (follow.Status, evidence) {
	r.tb.Helper()
	r.until("fork of "+a.origin, func() bool { return r.status(a).Fork != nil })
	s := r.status(a)
	if err := s.Fork.Check(a.key); err != nil {
		r.tb.Fatalf("evidence does not hold: %v", err)
	}
	if !strings.Contains(s.Err, "two signed histories") {
		r.tb.Errorf("Err does not say what happened: %q", s.Err)
	}
	return s, r.evidence(a)
}

type evidence struct {
	Fork     *journal.ForkError
	Common   int64
	From     string
	Branches []struct {
		Checkpoint string
		First      int64
		Entries    [][]byte
		Complete   bool
	}
}

func (r *reader) evidence(a *author) evidence {
	r.tb.Helper()
	names, _ := filepath.Glob(filepath.Join(r.evid, follow.OriginHash(a.origin)+"-*.json"))
	if len(names) != 1 {
		r.tb.Fatalf("evidence files: %q, want one", names)
	}
	b, err := os.ReadFile(names[0])
	if err != nil {
		r.tb.Fatal(err)
	}
	var e evidence
	if err := json.Unmarshal(b, &e); err != nil {
		r.tb.Fatal(err)
	}
	if err := e.Fork.Check(a.key); err != nil {
		r.tb.Fatalf("evidence file does not hold: %v", err)
	}
	return e
}

// A node shows one history, then another. Whether the second is as long, longer or shorter: evidence, a frozen journal,
// both branches kept, and the other journals go on. // D3, R103
func TestRewritten(t *testing.T) {
	for name, c := range map[string]struct{ common, more int }{
		"same size":           {600, 400},
		"longer":              {600, 500},
		"longer by an event":  {999, 3},
		"shorter":             {600, 2},
		"from the first":      {0, 1500},
		"much longer":         {900, 5000},
		"shorter than common": {0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := newAuthor(t, "jilin"), newAuthor(t, "songyuan")
			h, honest := a.history("one", 1000), b.history("x", 5)
			other := h.branch(int64(c.common), "two", c.more)
			f := &faced{cur: h}
			s := serveNode(t, f, nil, nil)
			r := newReader(t)
			r.add(s.peer(t, a))
			r.add(serveNode(t, honest, nil, nil).peer(t, b))
			r.same(h)
			r.same(honest)

			f.show(other)
			s.CloseClientConnections()
			st, _ := r.forked(a)
			r.until("both branches", func() bool { return r.status(a).Common >= 0 })
			e := r.evidence(a)
			st = r.status(a)
			if st.Common != int64(c.common) || e.Common != st.Common {
				t.Errorf("frozen at %d (file: %d), the branches share %d", st.Common, e.Common, c.common)
			}
			if len(e.Branches) != 2 || !e.Branches[0].Complete || len(e.Branches[0].Entries) != 1000-c.common {
				t.Errorf("our branch is not kept")
			} else if got := e.Branches[1]; got.First != int64(c.common) || c.more <= 4096 && len(got.Entries) != c.more {
				t.Errorf("their branch: %d entries from %d, want %d", len(got.Entries), got.First, c.more)
			}
			if st.Size != 1000 || r.delivered(a) != 1000 {
				t.Errorf("size %d, delivered %d after the fork", st.Size, r.delivered(a))
			}
			other.grow("three", 5)
			honest.grow("y", 5)
			r.same(honest)
			if got := r.delivered(a); got != 1000 {
				t.Errorf("%d entries delivered after the fork", got)
			}
		})
	}
}

// Two halves of the federation are shown two histories. As soon as one city of each half can hear the other, both have
// evidence; a third, which followed neither directly, has it too. // I2
func TestSplitView(t *testing.T) {
	for name, more := range map[string]int{"same size": 5, "different size": 9} {
		t.Run(name, func(t *testing.T) {
			a := newAuthor(t, "liar")
			h := a.history("one", 10)
			other := h.branch(5, "two", more)
			r1, r2 := newReader(t), newReader(t)
			a1, a2 := newAuthor(t, "east"), newAuthor(t, "west")
			n1, n2 := serveNode(t, a1.history("e", 1), r1, nil), serveNode(t, a2.history("w", 1), r2, nil)
			r1.add(serveNode(t, h, nil, nil).peer(t, a))
			r2.add(serveNode(t, other, nil, nil).peer(t, a))
			r1.same(h)
			r2.same(other)
			r1.add(n2.peer(t, a2))
			r2.add(n1.peer(t, a1))
			for _, r := range []*reader{r1, r2} {
				r.forked(a)
				r.until("common", func() bool { return r.status(a).Common == 5 })
			}
			if e := r1.evidence(a); e.From != a2.origin {
				t.Errorf("evidence came from %q", e.From)
			}
		})
	}
}

// A frozen journal stays frozen after a restart, even without the database, and is not fetched again. // scuttlego#220
func TestFrozenForGood(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("one", 10)
	f := &faced{cur: h}
	var pulls atomic.Int64
	s := serveNode(t, f, nil, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, "/tile/") {
				pulls.Add(1)
			}
			next.ServeHTTP(w, r)
		})
	})
	dir := t.TempDir()
	at := func(db string) func(*follow.Config) {
		return func(c *follow.Config) { c.DB, c.Evidence = filepath.Join(dir, db), filepath.Join(dir, "evidence") }
	}
	r := newReader(t, at("one.db"))
	r.add(s.peer(t, a))
	r.same(h)
	f.show(h.branch(4, "two", 20))
	s.CloseClientConnections()
	r.forked(a)
	r.until("both branches", func() bool { return r.status(a).Common == 4 })
	r.Close()
	before := pulls.Load()
	for _, db := range []string{"one.db", "empty.db"} {
		r := newReader(t, at(db))
		r.add(s.peer(t, a))
		st, _ := r.forked(a)
		if st.Common != 4 {
			t.Errorf("%s: frozen at %d", db, st.Common)
		}
		r.until("sign of life", func() bool { return r.status(a).Connected }) // it is alive, and we know it
		f.get().grow("three", 1)
		err := r.Check(f.get().Checkpoint())
		if fe := (*journal.ForkError)(nil); !errors.As(err, &fe) {
			t.Errorf("%s: Check of a frozen journal: %v", db, err)
		}
		r.Close()
	}
	if n := pulls.Load() - before; n != 0 {
		t.Errorf("%d tiles of a frozen journal were fetched", n)
	}
}

// A file in the evidence directory whose proof does not hold under the pinned key freezes nothing.
func TestPlantedEvidence(t *testing.T) {
	a, enemy := newAuthor(t, "jilin"), newAuthor(t, "jilin")
	h := a.history("x", 5)
	one := enemy.history("one", 5)
	f := &journal.ForkError{Origin: a.origin, Small: one.Checkpoint(), Large: enemy.history("two", 5).Checkpoint()}
	if head, err := journal.OpenHead(f.Large, enemy.key); err != nil {
		t.Fatal(err)
	} else if f.Prefix = head.Root; f.Check(enemy.key) != nil {
		t.Fatal("not even the enemy's own evidence holds")
	}
	b, err := json.Marshal(map[string]any{"fork": f, "common": 0})
	if err != nil {
		t.Fatal(err)
	}
	r := newReader(t)
	for name, text := range map[string]string{"forged": string(b), "empty": "", "null": `{"fork":null}`} {
		if err := os.WriteFile(filepath.Join(r.evid, follow.OriginHash(a.origin)+"-"+name+".json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.add(serveNode(t, h, nil, nil).peer(t, a))
	r.same(h)
}

// Any other signed checkpoint is held against the copy; a larger one is kept, demanded and held against it later.
func TestCheck(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("one", 5)
	h.grow("one", 5)
	h.grow("one", 10)
	other := h.branch(7, "two", 6) // size 13
	f := &faced{cur: h}
	s := serveNode(t, f, nil, nil)
	fork := func(err error) bool {
		fe := (*journal.ForkError)(nil)
		return errors.As(err, &fe) && fe.Check(a.key) == nil
	}
	start := func(t *testing.T) *reader {
		r := newReader(t)
		r.add(s.peer(t, a))
		r.same(h)
		return r
	}
	t.Run("ours", func(t *testing.T) {
		r := start(t)
		for size, n := range h.notes {
			if err := r.Check(n); err != nil {
				t.Errorf("own checkpoint of size %d: %v", size, err)
			}
		}
	})
	t.Run("smaller of another branch", func(t *testing.T) {
		r := start(t)
		if err := r.Check(other.Checkpoint()); !fork(err) {
			t.Errorf("%v", err)
		}
		if st, _ := r.forked(a); st.Common != -1 {
			t.Errorf("frozen at %d, but the other branch was never seen", st.Common)
		}
	})
	t.Run("false accusations", func(t *testing.T) {
		r := start(t)
		stranger := newAuthor(t, "jilin") // the same name under another key
		for what, n := range map[string][]byte{
			"another key":     stranger.history("evil", 3).Checkpoint(),
			"another journal": newAuthor(t, "elsewhere").history("x", 3).Checkpoint(),
			"garbage":         []byte("garbage\n"),
			"nothing":         nil,
			"altered":         []byte(strings.Replace(string(h.notes[5]), "\n5\n", "\n4\n", 1)),
		} {
			if err := r.Check(n); err == nil || fork(err) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if st := r.status(a); st.Fork != nil || st.Err != "" {
			t.Errorf("%+v", st)
		}
	})
	t.Run("larger, then served", func(t *testing.T) {
		longer := h.branch(20, "one", 7)
		r := start(t)
		if err := r.Check(longer.Checkpoint()); err != nil {
			t.Fatal(err)
		}
		r.until("demand", func() bool {
			s := r.status(a)
			return s.Behind == 7 && strings.Contains(s.Err, "nobody hands over more than 20")
		})
		f.show(longer)
		defer f.show(h)
		r.until("the rest", func() bool { return r.delivered(a) == 27 })
		r.until("calm", func() bool { s := r.status(a); return s.Behind == 0 && s.Err == "" })
	})
	t.Run("larger, of another branch, across a restart", func(t *testing.T) {
		longer := h.branch(20, "one", 7)
		rival := h.branch(15, "two", 9) // 24, between 20 and 27
		dir := t.TempDir()
		at := func(c *follow.Config) { c.DB, c.Evidence = filepath.Join(dir, "m.db"), filepath.Join(dir, "evidence") }
		r := newReader(t, at)
		r.add(s.peer(t, a))
		r.same(h)
		if err := r.Check(rival.Checkpoint()); err != nil {
			t.Fatal(err)
		}
		r.Close()
		r = newReader(t, at)
		f.show(longer)
		defer f.show(h)
		r.add(s.peer(t, a))
		r.forked(a)
	})
	t.Run("two larger of one size", func(t *testing.T) {
		r := start(t)
		if err := r.Check(h.branch(20, "one", 4).Checkpoint()); err != nil {
			t.Fatal(err)
		}
		if err := r.Check(h.branch(15, "two", 9).Checkpoint()); !fork(err) {
			t.Errorf("%v", err)
		}
	})
}

// A source dies in the middle of a long pull; another shows a smaller head, of which all entries are held already. It
// becomes the head; the larger one stays demanded.
func TestHeadBetween(t *testing.T) {
	a := newAuthor(t, "jilin")
	full := a.history("x", 9000)
	some := full.branch(6000, "x", 0)
	var fail atomic.Bool
	fail.Store(true)
	s := serveNode(t, full, nil, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if fail.Load() && (strings.HasSuffix(r.URL.Path, "/tile/entries/034") || strings.HasSuffix(r.URL.Path, "/checkpoint")) {
				http.Error(w, "dying", http.StatusInternalServerError)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	relay := newReader(t)
	relay.add(serveNode(t, some, nil, nil).peer(t, a))
	relay.same(some)
	b := newAuthor(t, "relay")
	n := serveNode(t, b.history("b", 1), relay, nil)
	r := newReader(t)
	r.add(s.peer(t, a))
	r.until("half", func() bool {
		st := r.status(a)
		return st.Delivered > 6000 && st.Delivered < 9000 && st.Size == 0 && st.Err != ""
	})
	s.CloseClientConnections()
	r.add(n.peer(t, b))
	r.until("head", func() bool { st := r.status(a); return st.Size == 6000 && st.Behind == 3000 })
	m, _ := r.Mirror(a.origin)
	if err := journal.Verify(t.Context(), m, a.key); err != nil {
		t.Error(err)
	}
	fail.Store(false)
	r.same(full)
}

// A node comes back from yesterday's backup. That is said, and is no fork; when its tail is back, all is well again. // rolled-back
func TestStaleNode(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("x", 10)
	f := &faced{cur: h}
	s := serveNode(t, f, nil, nil)
	r := newReader(t)
	r.add(s.peer(t, a))
	r.same(h)
	f.show(h.branch(6, "x", 0))
	s.CloseClientConnections()
	r.until("notice", func() bool { return strings.Contains(r.status(a).Err, "shows only 6 of the 10 entries") })
	if st := r.status(a); st.Fork != nil || st.Size != 10 || !st.Connected {
		t.Errorf("%+v", st)
	}
	if m, _ := r.Mirror(a.origin); m.Size() != 10 {
		t.Errorf("the copy shrank to %d", m.Size())
	}
	f.show(h) // on the same connection
	r.until("repaired", func() bool { st := r.status(a); return st.Err == "" && st.Connected })
	h.grow("y", 1)
	r.same(h)
}
