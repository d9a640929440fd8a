package follow_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/follow"
	"tongzhou/journal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A bit flips on the disk. Nothing wrong is served or taken for a fork; a copy whose hashes are damaged is fetched again.
func TestBitFlips(t *testing.T) {
	for name, c := range map[string]struct {
		damage  string
		rebuilt bool
	}{
		"entry":      {`UPDATE entry SET body = zeroblob(length(body)) WHERE key = (SELECT max(key) FROM entry)`, false},
		"bundle":     {`UPDATE bundle SET body = zeroblob(length(body))`, false},
		"edge tile":  {`UPDATE tile SET body = zeroblob(length(body)) WHERE key = (SELECT max(key) FROM tile)`, true},
		"short tile": {`UPDATE tile SET body = substr(body, 1, 32)`, true},
		"lost tiles": {`DELETE FROM tile`, true},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAuthor(t, "jilin")
			h := a.history("x", 700)
			s := serveNode(t, h, nil, nil)
			dir := t.TempDir()
			db := filepath.Join(dir, "m.db")
			at := func(c *follow.Config) { c.DB, c.Evidence = db, filepath.Join(dir, "evidence") }
			r := newReader(t, at)
			r.add(s.peer(t, a))
			r.same(h)
			r.Close()
			raw, err := sql.Open("sqlite", "file:"+db)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := raw.Exec(c.damage); err != nil {
				t.Fatal(err)
			}
			raw.Close()

			got := r.got
			r = newReader(t, at)
			r.got = got
			r.add(s.peer(t, a))
			if c.rebuilt {
				h.grow("y", 1)
				r.same(h)
				return
			}
			m, _ := r.Mirror(a.origin)
			list, err := m.Entries(t.Context(), 0, m.Size())
			if err == nil || !strings.Contains(err.Error(), "stored") {
				t.Errorf("%d damaged entries were read: %v", len(list), err)
			}
			if st := r.status(a); st.Fork != nil {
				t.Error("an honest city is accused of our bad disk")
			}
		})
	}
}

// A restored backup, end to end: the journal sees by its mark, or by what a neighbour has, that it is behind; the
// tail comes back from the neighbour's copy; then it may write again, and nobody ever saw a fork. // rollback guard, I1
func TestRestoredBackup(t *testing.T) {
	ctx := t.Context()
	a := newAuthor(t, "jilin")
	dir := t.TempDir()
	cfg := journal.Config{Dir: filepath.Join(dir, "own"), Origin: a.origin, Highwater: filepath.Join(dir, "hwm"), Signer: a.signer, Verifier: a.key}
	if err := os.Mkdir(cfg.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	j, err := journal.Init(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	write := func(n int) {
		for range n {
			if _, err := j.Append(ctx, "", fmt.Appendf(nil, "entry %d", j.Size())); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(5)
	j.Close()
	backup := readAll(t, cfg.Dir)
	mark := readAll(t, dir)
	if j, err = journal.Open(ctx, cfg); err != nil {
		t.Fatal(err)
	}
	write(600)
	neighbour := newReader(t)
	neighbour.add(serveNode(t, j, nil, nil).peer(t, a))
	neighbour.until("copy", func() bool { return neighbour.delivered(a) == 605 })
	want, _ := j.Entries(ctx, 0, 605)
	j.Close()

	// Yesterday's backup of everything, the mark included: only others can know.
	writeAll(t, cfg.Dir, backup)
	writeAll(t, dir, mark)
	if j, err = journal.Open(ctx, cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	b := newAuthor(t, "songyuan")
	n := serveNode(t, b.history("b", 1), neighbour, nil)
	stranger := serveNode(t, newAuthor(t, "none").history("n", 1), newReader(t), nil)
	own := follow.Peer{Origin: a.origin, Verifier: a.key}
	dead := follow.Peer{Origin: "dead", URLs: []string{"https://127.0.0.1:1"}}
	peers := []follow.Peer{dead, stranger.peer(t, newAuthor(t, "none")), n.peer(t, b), {Origin: "no address"}}
	ans, err := follow.Newest(ctx, peers, own)
	if err != nil || ans.Size != 605 || ans.From.Origin != b.origin || ans.Asked != 3 || ans.Answered != 2 || len(ans.All) != 1 {
		t.Fatalf("%+v, %v", ans, err)
	}
	behind := (*journal.RollbackError)(nil)
	if err := j.Confront(ctx, ans.Checkpoint); !errors.As(err, &behind) {
		t.Fatalf("confronted with a newer head of its own: %v", err)
	}
	if _, err := j.Append(ctx, "", []byte("a second history")); err == nil {
		t.Fatal("it wrote a second history")
	}
	tail, err := follow.FetchTail(ctx, own, ans, j.Size())
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Adopt(ctx, ans.Checkpoint, tail); err != nil {
		t.Fatal(err)
	}
	write(1)
	got, _ := j.Entries(ctx, 0, 605)
	for i := range want {
		if !bytes.Equal(got[i], want[i]) {
			t.Fatalf("entry %d is another after the repair", i)
		}
	}
	neighbour.add(serveNode(t, j, nil, nil).peer(t, a)) // at a new address
	neighbour.until("growth", func() bool { return neighbour.delivered(a) == 606 })
	if st := neighbour.status(a); st.Fork != nil {
		t.Errorf("%v", st.Fork)
	}
}

// Peers hold two histories of ours: the answer is the evidence they could show to anybody.
func TestNewestFork(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("one", 10)
	other := h.branch(5, "two", 5)
	var peers []follow.Peer
	for i, x := range []*history{h, other} {
		r := newReader(t)
		r.add(serveNode(t, x, nil, nil).peer(t, a))
		r.same(x)
		b := newAuthor(t, fmt.Sprint("peer", i))
		peers = append(peers, serveNode(t, b.history("b", 1), r, nil).peer(t, b))
	}
	_, err := follow.Newest(t.Context(), peers, follow.Peer{Origin: a.origin, Verifier: a.key})
	fe := (*journal.ForkError)(nil)
	if !errors.As(err, &fe) || fe.Check(a.key) != nil {
		t.Errorf("%v", err)
	}
	evil := newAuthor(t, "jilin") // signs under our name with another key
	ans, err := follow.Newest(t.Context(), peers, follow.Peer{Origin: evil.origin, Verifier: evil.key})
	if err != nil || ans.Checkpoint != nil || ans.Answered != 0 {
		t.Errorf("a checkpoint that we did not sign: %+v %v", ans, err)
	}
}

// A mirror that serves other entries than were signed is found out before they reach the journal.
func TestFetchTailIsProved(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("x", 600)
	evil := &swapped{history: h}
	b := newAuthor(t, "relay")
	n := serveNode(t, nil, fixed{evil}, nil)
	own := follow.Peer{Origin: a.origin, Verifier: a.key}
	ans, err := follow.Newest(t.Context(), []follow.Peer{n.peer(t, b)}, own)
	if err != nil || ans.Size != 600 {
		t.Fatalf("%+v %v", ans, err)
	}
	if list, err := follow.FetchTail(t.Context(), own, ans, 300); err == nil || !strings.Contains(err.Error(), "entry 400 is not the one that was signed") {
		t.Errorf("%d entries, %v", len(list), err)
	}
	evil.honest = true
	if list, err := follow.FetchTail(t.Context(), own, ans, 300); err != nil || len(list) != 300 {
		t.Errorf("%d entries, %v", len(list), err)
	}
}

// Checkpoints of journals that nobody follows here, such as our own, are shown to Stray.
func TestStray(t *testing.T) {
	us := newAuthor(t, "us")
	mine := us.history("m", 3)
	b := newAuthor(t, "b")
	relay := newReader(t)
	relay.add(serveNode(t, mine, nil, nil).peer(t, us))
	relay.same(mine)
	got := make(chan string, 10)
	r := newReader(t, func(c *follow.Config) {
		c.Stray = func(from, origin string, checkpoint []byte) { got <- from + " " + origin + " " + string(checkpoint) }
	})
	r.add(serveNode(t, b.history("b", 1), relay, nil).peer(t, b))
	if s := <-got; s != b.origin+" "+us.origin+" "+string(mine.Checkpoint()) {
		t.Errorf("%s", s)
	}
	if err := r.Check(mine.Checkpoint()); !errors.Is(err, follow.ErrUnknownOrigin) {
		t.Errorf("%v", err)
	}
}

// A follower that cannot work says what it lacks.
func TestNewRefuses(t *testing.T) {
	deliver := func(context.Context, string, int64, [][]byte) error { return nil }
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o600)
	for what, c := range map[string]follow.Config{
		"nothing":       {},
		"no evidence":   {DB: file, Deliver: deliver},
		"a bad path":    {DB: filepath.Join(file, "x.db"), Evidence: t.TempDir(), Deliver: deliver},
		"evidence file": {DB: filepath.Join(t.TempDir(), "m.db"), Evidence: file, Deliver: deliver},
	} {
		if f, err := follow.New(t.Context(), c); err == nil {
			f.Close()
			t.Errorf("%s: no error", what)
		}
	}
	r := newReader(t)
	if err := r.Add(follow.Peer{Origin: "jilin/journal/1", Verifier: newAuthor(t, "other").key}); err == nil {
		t.Error("a key under another name was taken")
	}
	r.Remove("nobody")
}

type swapped struct {
	*history
	honest bool
}

func (s *swapped) Entries(ctx context.Context, from, to int64) ([][]byte, error) {
	list, err := s.history.Entries(ctx, from, to)
	return s.spoil(list, from), err
}

func (s *swapped) spoil(list [][]byte, from int64) [][]byte {
	if i := 400 - from; !s.honest && i >= 0 && i < int64(len(list)) {
		list[i] = []byte("forged")
	}
	return list
}

func (s *swapped) Tile(ctx context.Context, t tlog.Tile) ([]byte, error) {
	if t.L >= 0 {
		return s.history.Tile(ctx, t)
	}
	list, err := s.Entries(ctx, t.N*256, t.N*256+int64(t.W))
	if err != nil {
		return nil, err
	}
	return journal.AppendBundle(nil, list...)
}

// fixed are copies that never change.
type fixed struct{ r journal.Reader }

func (f fixed) Readers() []journal.Reader { return []journal.Reader{f.r} }
func (f fixed) Changed() <-chan struct{}  { return nil }

func readAll(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := make(map[string][]byte)
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if e.IsDir() {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = b
	}
	return out
}

func writeAll(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	list, _ := os.ReadDir(dir)
	for _, e := range list {
		if _, ok := files[e.Name()]; !ok && !e.IsDir() {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// An auditor reads the copies beside a running node and verifies them himself; one changed byte is found.
func TestCopies(t *testing.T) {
	a, b := newAuthor(t, "a"), newAuthor(t, "b")
	h := a.history("x", 700)
	dir := t.TempDir()
	db := filepath.Join(dir, "m.db")
	r := newReader(t, func(c *follow.Config) { c.DB = db })
	r.add(serveNode(t, h, nil, nil).peer(t, a))
	r.add(follow.Peer{Origin: b.origin, Verifier: b.key}) // followed, and nothing arrived
	r.same(h)
	verify := func() error {
		copies, err := follow.OpenCopies(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		defer copies.Close()
		list, err := copies.Readers(t.Context())
		if err != nil || len(list) != 1 || list[0].Origin() != a.origin || list[0].Size() != 700 {
			t.Fatalf("%d copies, %v", len(list), err)
		}
		return journal.Verify(t.Context(), list[0], a.key)
	}
	if err := verify(); err != nil {
		t.Error(err)
	}
	raw, err := sql.Open("sqlite", "file:"+db)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.Exec(`UPDATE entry SET body = zeroblob(length(body)) WHERE key = (SELECT max(key) FROM entry)`); err != nil {
		t.Fatal(err)
	}
	if err := verify(); err == nil {
		t.Error("a changed byte is not found")
	}
	if _, err := follow.OpenCopies(t.Context(), filepath.Join(dir, "none.db")); err == nil {
		t.Error("a file that is not there was opened")
	}
}
