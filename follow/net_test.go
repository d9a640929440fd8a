package follow_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tongzhou/follow"
)

// The line breaks at random moments while the journal grows: nothing is missing, nothing comes twice. // I7
func TestCuts(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("x", 1)
	s := serveNode(t, h, nil, nil)
	w := newWire(t, s.URL)
	r := newReader(t)
	r.add(s.peer(t, a, w.url()))
	for i := range 60 {
		h.grow("y", 1+i*i%90)
		switch i % 3 {
		case 0:
			w.cut()
		case 1:
			w.halfClose()
		}
		if i%10 == 0 {
			r.same(h)
		}
	}
	r.same(h)
}

// A partition, a backlog of 100,000 entries, and it heals. The backlog is caught up with, then the stream is live again. // I7
func TestPartitionHeals(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("x", 10)
	s := serveNode(t, h, nil, nil)
	w := newWire(t, s.URL)
	r := newReader(t)
	r.add(s.peer(t, a, w.url()))
	r.same(h)
	w.set(fault{refuse: true})
	w.cut()
	r.until("notice", func() bool { return !r.status(a).Connected })
	h.grow("backlog", 100_000)
	if r.delivered(a) != 10 {
		t.Fatal("through a cut line")
	}
	start := time.Now()
	w.set(fault{})
	r.same(h)
	t.Logf("100,000 entries %v after the line was back", time.Since(start))
	r.until("live", func() bool { return r.status(a).Connected })
	h.grow("live", 1)
	r.same(h)
	if st := r.status(a); st.Via != "" || st.Err != "" {
		t.Errorf("%+v", st)
	}
}

// Bytes vanish without the connection closing. The missing pings end it, silence is not taken for calm. // R39
func TestBlackHole(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("x", 10)
	s := serveNode(t, h, nil, nil)
	w := newWire(t, s.URL)
	c := newClock()
	r := newReader(t, c.use)
	r.add(s.peer(t, a, w.url()))
	r.same(h)
	w.set(fault{blackHole: true})
	h.grow("y", 5)
	r.until("watchdog set", func() bool { return c.pending(6 * time.Second) })
	c.advance(6*time.Second - 1)
	if !r.status(a).Connected {
		t.Error("hung up after fewer than three missed pings")
	}
	c.advance(1)
	r.until("watchdog", func() bool { return !r.status(a).Connected })
	st := r.status(a)
	if !strings.Contains(st.Err, "no sign of life") || c.now().Sub(st.LastHeard) != 6*time.Second {
		t.Errorf("%v after the last sign of life: %q", c.now().Sub(st.LastHeard), st.Err)
	}
	w.set(fault{})
	w.cut()
	r.until("back", func() bool { c.advance(100 * time.Millisecond); return r.status(a).Connected })
	r.same(h)
}

// A firewall forgets the connection: it swallows everything and stays open. Over HTTP/1.1 and HTTP/2 the follower comes
// back on a new one; HTTP/2 left to itself would use the dead one again.
func TestForgottenConnection(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		t.Run(fmt.Sprint("http2=", http2), func(t *testing.T) {
			a := newAuthor(t, "jilin")
			h := a.history("x", 1000)
			s := serveOver(t, http2, h, nil, nil)
			w := newWire(t, s.URL)
			c := newClock()
			r := newReader(t, c.use)
			r.add(s.peer(t, a, w.url()))
			r.same(h)
			w.abandon()
			h.grow("y", 5)
			r.until("watchdog", func() bool { c.advance(time.Second); return !r.status(a).Connected })
			r.until("back", func() bool { c.advance(10 * time.Millisecond); return r.status(a).Connected })
			r.same(h)
		})
	}
}

// Nothing is appended for a long time; the pings alone prove the node alive. // R39
func TestSilenceIsNotAnOutage(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("x", 1)
	s := serveNode(t, h, nil, nil)
	c := newClock()
	r := newReader(t, c.use)
	r.add(s.peer(t, a))
	r.same(h)
	head := r.status(a).Head
	c.advance(5 * time.Second) // less than the watchdog
	r.until("ping", func() bool { return r.status(a).LastHeard.Sub(head) >= 5*time.Second })
	if st := r.status(a); !st.Connected || st.Head != head || st.Err != "" {
		t.Errorf("%+v", st)
	}
}

// A proxy holds the stream back until it ends. Asking again and again gets the entries all the same.
func TestBufferingProxy(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("x", 3)
	var polls atomic.Int64
	s := serveNode(t, h, nil, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Has("poll") {
				polls.Add(1)
			}
			b := &buffered{ResponseRecorder: httptest.NewRecorder()}
			next.ServeHTTP(b, r)
			for k, v := range b.Header() {
				w.Header()[k] = v
			}
			w.WriteHeader(b.Code)
			w.Write(b.Body.Bytes())
		})
	})
	c := newClock()
	r := newReader(t, c.use)
	r.add(s.peer(t, a))
	r.until("long-poll", func() bool { c.advance(100 * time.Millisecond); return polls.Load() > 0 })
	r.until("connected", func() bool { return r.status(a).Connected })
	for range 5 {
		h.grow("y", 2)
		r.same(h)
	}
	if st := r.status(a); !st.Connected || st.Err != "" {
		t.Errorf("%+v", st)
	}
}

// buffered is a response that nobody sees before it is complete.
type buffered struct{ *httptest.ResponseRecorder }

func (b *buffered) SetWriteDeadline(time.Time) error { return nil }
func (b *buffered) SetReadDeadline(time.Time) error  { return nil }
func (b *buffered) Flush()                           {}

// A peer without a feed is followed by its checkpoint and tiles, as any C2SP log.
func TestPlainTiles(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("x", 700)
	s := serveNode(t, h, nil, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/v1/") {
				http.NotFound(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	c := newClock()
	r := newReader(t, c.use)
	r.add(s.peer(t, a))
	r.same(h)
	h.grow("y", 600)
	r.until("growth", func() bool { c.advance(200 * time.Millisecond); return r.delivered(a) == 1300 })
	r.same(h)
	if st := r.status(a); !st.Connected || st.Err != "" {
		t.Errorf("%+v", st)
	}
}

// A city that cannot be reached is read from a neighbour's copy, and Via says whose. // D3
func TestVia(t *testing.T) {
	a, b := newAuthor(t, "unreachable"), newAuthor(t, "relay")
	h := a.history("x", 300)
	s := serveNode(t, h, nil, nil)
	w := newWire(t, s.URL)
	relay, r := newReader(t), newReader(t)
	relay.add(s.peer(t, a))
	n := serveNode(t, b.history("r", 1), relay, nil)
	r.add(s.peer(t, a, w.url()))
	r.add(n.peer(t, b))
	r.same(h)
	if st := r.status(a); st.Via != "" {
		t.Errorf("via %q although the node itself answers", st.Via)
	}
	w.set(fault{refuse: true})
	w.cut()
	r.until("notice", func() bool { return !r.status(a).Connected })
	heard := r.status(a).LastHeard
	h.grow("y", 300)
	r.same(h)
	h.grow("z", 1)
	r.same(h)
	if st := r.status(a); st.Via != b.origin || st.Connected || st.LastHeard != heard {
		t.Errorf("%+v", st)
	}
	// A city without any address is read the same way.
	inboundless := newReader(t)
	inboundless.add(follow.Peer{Origin: a.origin, Verifier: a.key})
	inboundless.add(n.peer(t, b))
	inboundless.same(h)
}

// Relays that serve stale, short, foreign or broken tiles cost time, never a wrong entry; an honest one is found.
func TestMaliciousMirror(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("x", 2000)
	stale := h.branch(1000, "x", 0)
	foreign := newAuthor(t, "foreign").history("f", 2000)
	for name, evil := range map[string]func(path string, w http.ResponseWriter) bool{
		"foreign tiles": func(path string, w http.ResponseWriter) bool {
			return strings.Contains(path, "tile/") && pass(w, foreign, path)
		},
		"foreign bundles": func(path string, w http.ResponseWriter) bool {
			return strings.Contains(path, "tile/entries/") && pass(w, foreign, path)
		},
		"stale tiles": func(path string, w http.ResponseWriter) bool {
			if !strings.Contains(path, "tile/") {
				return false
			}
			if !pass(w, stale, path) {
				http.NotFound(w, nil)
			}
			return true
		},
		"short": func(path string, w http.ResponseWriter) bool {
			if strings.Contains(path, "tile/") {
				w.Write([]byte{0, 1})
			}
			return strings.Contains(path, "tile/")
		},
		"gzip bomb": func(path string, w http.ResponseWriter) bool {
			if strings.Contains(path, "tile/") {
				w.Header().Set("Content-Encoding", "gzip")
				z := gzip.NewWriter(w)
				zero := make([]byte, 1<<20)
				for range 64 {
					if _, err := z.Write(zero); err != nil {
						break
					}
				}
				z.Close()
			}
			return strings.Contains(path, "tile/")
		},
		"endless": func(path string, w http.ResponseWriter) bool {
			if strings.Contains(path, "tile/") {
				zero := make([]byte, 1<<20)
				for range 64 {
					if _, err := w.Write(zero); err != nil {
						break
					}
				}
			}
			return strings.Contains(path, "tile/")
		},
		"trickle": func(path string, w http.ResponseWriter) bool {
			if strings.Contains(path, "tile/") {
				for range 1000 {
					if _, err := w.Write([]byte{0}); err != nil {
						break
					}
					w.(http.Flusher).Flush()
					<-time.After(20 * time.Millisecond)
				}
			}
			return strings.Contains(path, "tile/")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad, good := newAuthor(t, "bad"), newAuthor(t, "good")
			relay := newReader(t)
			relay.add(serveNode(t, h, nil, nil).peer(t, a))
			relay.same(h)
			nb := serveNode(t, bad.history("b", 1), relay, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if !strings.HasPrefix(r.URL.Path, "/mirror/") || !evil(r.URL.Path, w) {
						next.ServeHTTP(w, r)
					}
				})
			})
			c := newClock()
			r := newReader(t, c.use)
			r.add(follow.Peer{Origin: a.origin, Verifier: a.key})
			r.add(nb.peer(t, bad))
			r.until("complaint", func() bool { c.advance(50 * time.Millisecond); return r.status(a).Err != "" })
			if r.delivered(a) != 0 && name != "foreign bundles" && name != "stale tiles" {
				t.Errorf("%d entries from a liar", r.delivered(a))
			}
			ng := serveNode(t, good.history("g", 1), relay, nil)
			r.add(ng.peer(t, good))
			r.until("honest copy", func() bool { c.advance(50 * time.Millisecond); return r.delivered(a) == 2000 })
			r.same(h)
			r.until("calm", func() bool { return r.status(a).Err == "" })
			if st := r.status(a); st.Via != good.origin || st.Fork != nil {
				t.Errorf("%+v", st)
			}
		})
	}
}

// pass answers with what another history has at the same path, and reports whether it has anything.
func pass(w http.ResponseWriter, h *history, path string) bool {
	_, rest, _ := strings.Cut(path, "tile/")
	t, err := parseTile("tile/" + rest)
	if err != nil {
		return false
	}
	b, err := h.Tile(context.Background(), t)
	if err != nil {
		return false
	}
	w.Write(b)
	return true
}

// Somebody answers at a peer's address, under its name, with a key of his own: nothing of his is taken.
func TestImpostor(t *testing.T) {
	a, impostor := newAuthor(t, "jilin"), newAuthor(t, "jilin")
	for name, n := range map[string]int{"entries in the stream": 5, "tiles": 500} {
		t.Run(name, func(t *testing.T) {
			s := serveNode(t, impostor.history("evil", n), nil, nil)
			relay, b := newReader(t), newAuthor(t, "relay")
			relay.add(s.peer(t, impostor))
			relay.same(impostor.history("evil", n))
			r := newReader(t)
			r.add(s.peer(t, a))
			r.add(serveNode(t, b.history("b", 1), relay, nil).peer(t, b))
			r.until("complaint", func() bool {
				return strings.Contains(r.status(a).Err, "garbage") || strings.Contains(r.status(a).Err, "not what a feed sends")
			})
			r.until("the relay is heard", func() bool { return r.delivered(b) == 1 })
			if st := r.status(a); r.delivered(a) != 0 || st.Size != 0 || st.Fork != nil || st.Behind != 0 {
				t.Errorf("%+v", st)
			}
		})
	}
}

// A source that shows ever larger heads and hands over nothing is asked less and less, however often it calls.
func TestBadSourceIsLeftAlone(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("x", 300)
	var tiles atomic.Int64
	s := serveNode(t, h, nil, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, "/log/tile/") {
				tiles.Add(1)
				http.Error(w, "no", http.StatusInternalServerError)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	c := newClock() // stands still: no wait ever ends
	r := newReader(t, c.use)
	r.add(s.peer(t, a))
	for range 50 {
		h.grow("y", 300)
		r.until("new head", func() bool { return r.status(a).Behind == h.Size() })
	}
	if n := tiles.Load(); n == 0 || n > 10 {
		t.Errorf("asked %d times without a pause", n)
	}
}

// One peer misbehaves in every way on its own stream. Its Status says so, and its neighbour's entries are not even late.
func TestIsolation(t *testing.T) {
	a := newAuthor(t, "bad")
	h := a.history("x", 5)
	event := func(name string, v any) string {
		b, _ := json.Marshal(v)
		return fmt.Sprintf("event: %s\ndata: %s\n\n", name, b)
	}
	first := func(entries ...[]byte) string {
		return event("head", follow.Head{Origin: a.origin, Checkpoint: string(h.Checkpoint()), Entries: entries})
	}
	five, _ := h.Entries(t.Context(), 0, 5)
	big := bytes.Repeat([]byte("x"), 70000)
	unsigned := func(i int) string {
		return event("head", follow.Head{Origin: a.origin, Checkpoint: fmt.Sprintf("%s\n%d\nAAAA\n\n— x AAAA\n", a.origin, i)})
	}
	for name, c := range map[string]struct {
		say  func(w io.Writer) error
		want string // in Status.Err
	}{
		"garbage":          {func(w io.Writer) error { return repeat(w, "\x00\xff\x17<html>garbage\n") }, "event is too long"},
		"bad json":         {func(w io.Writer) error { return say(w, "event: head\ndata: {\"origin\":[]}\n\n") }, "not what a feed sends"},
		"unsigned head":    {func(w io.Writer) error { return say(w, unsigned(3)) }, "not what a feed sends"},
		"endless line":     {func(w io.Writer) error { return repeat(w, strings.Repeat("data", 1000)) }, "event is too long"},
		"endless event":    {func(w io.Writer) error { return repeat(w, "data: x\n") }, "event is too long"},
		"endless comments": {func(w io.Writer) error { return repeat(w, ": ping\n") }, "event is too long"},
		"flood":            {func(w io.Writer) error { return repeat(w, event("head", follow.Head{Origin: "nobody"})) }, "floods us"},
		"oversized entry":  {func(w io.Writer) error { return say(w, first(five[0], five[1], five[2], five[3], big)) }, "do not have the root"},
		"wrong entries":    {func(w io.Writer) error { return say(w, first(five[1], five[0], five[2], five[3], five[4])) }, "do not have the root"},
		"other's error": {func(w io.Writer) error {
			return say(w, event("error", follow.Refusal{Code: "over-quota", Detail: "go away"}))
		}, "over-quota: go away"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serveNode(t, nil, nil, func(http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.URL.Path != "/v1/feed" {
						http.Error(w, "no", http.StatusInternalServerError)
						return
					}
					w.Header().Set("Content-Type", "text/event-stream")
					if c.say(w) == nil {
						w.(http.Flusher).Flush()
						<-r.Context().Done()
					}
				})
			})
			r := newReader(t)
			r.add(s.peer(t, a))
			good := newAuthor(t, "good")
			gh := good.history("g", 10)
			r.add(serveNode(t, gh, nil, nil).peer(t, good))
			r.until("complaint", func() bool { return strings.Contains(r.status(a).Err, c.want) })
			for range 20 { // the neighbour's entries come meanwhile
				gh.grow("h", 1)
				r.same(gh)
			}
			if st := r.status(a); r.delivered(a) != 0 || st.Fork != nil {
				t.Errorf("%d delivered: %+v", r.delivered(a), st)
			}
		})
	}
}

func say(w io.Writer, s string) error {
	_, err := io.WriteString(w, s)
	return err
}

func repeat(w io.Writer, s string) error {
	s = strings.Repeat(s, 1+10000/len(s))
	for {
		if _, err := io.WriteString(w, s); err != nil {
			return err
		}
	}
}

// A peer that sends one byte a second is no sign of life, and holds nobody up.
func TestTrickle(t *testing.T) {
	a := newAuthor(t, "slow")
	s := serveNode(t, nil, nil, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			for r.Context().Err() == nil {
				w.Write([]byte(":"))
				w.(http.Flusher).Flush()
				select {
				case <-r.Context().Done():
				case <-time.After(20 * time.Millisecond):
				}
			}
		})
	})
	c := newClock()
	r := newReader(t, c.use)
	r.add(s.peer(t, a))
	r.until("a first event is awaited", func() bool { return c.pending(5 * time.Second) })
	c.advance(5 * time.Second)
	r.until("watchdog", func() bool { return strings.Contains(r.status(a).Err, "trickling") })
	if st := r.status(a); st.Connected || !st.LastHeard.IsZero() {
		t.Errorf("%+v", st)
	}
}

// What is not taken is offered again, in order; the cursor survives a restart; Replay starts over.
func TestDeliver(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("x", 600)
	s := serveNode(t, h, nil, nil)
	dir := t.TempDir()
	var r *reader
	refuse := atomic.Bool{}
	refuse.Store(true)
	at := func(c *follow.Config) {
		c.DB, c.Evidence = filepath.Join(dir, "m.db"), filepath.Join(dir, "evidence")
		c.Deliver = func(ctx context.Context, origin string, first int64, entries [][]byte) error {
			if refuse.Load() && first >= 256 {
				return errors.New("the docket is full")
			}
			return r.deliver(ctx, origin, first, entries)
		}
	}
	r = newReader(t, at)
	r.add(s.peer(t, a))
	r.until("refusal", func() bool {
		st := r.status(a)
		return st.Size == 600 && strings.Contains(st.Err, "the docket is full")
	})
	if st := r.status(a); st.Delivered != 256 || r.delivered(a) != 256 {
		t.Errorf("delivered %d, %d", st.Delivered, r.delivered(a))
	}
	refuse.Store(false)
	r.same(h)
	r.until("cursor", func() bool { return r.status(a).Delivered == 600 })
	got := r.got
	r.Close()

	h.grow("y", 10)
	r = newReader(t, at)
	r.got = got // as a durable receiver: it has 600, and would notice a gap or a repetition
	r.add(s.peer(t, a))
	r.same(h)
	r.until("cursor", func() bool { return r.status(a).Delivered == 610 })
	r.Close()

	r = newReader(t, at, func(c *follow.Config) { c.Replay = true })
	r.add(follow.Peer{Origin: a.origin, Verifier: a.key})
	r.same(h)
	for range 20 { // removed and added again, it goes on where it was
		r.Remove(a.origin)
		h.grow("z", 3)
		r.got[a.origin] = nil
		r.add(s.peer(t, a))
		r.same(h)
	}
}

// A peer moves, and is followed at its new address; from Deliver too.
func TestMoves(t *testing.T) {
	a := newAuthor(t, "jilin")
	h := a.history("x", 2)
	old, now := serveNode(t, h, nil, nil), serveNode(t, h, nil, nil)
	moved := atomic.Bool{}
	var r *reader
	r = newReader(t, func(c *follow.Config) {
		deliver := c.Deliver
		c.Deliver = func(ctx context.Context, origin string, first int64, entries [][]byte) error {
			if first == 2 && !moved.Swap(true) {
				if err := r.Add(now.peer(t, a)); err != nil {
					return err
				}
			}
			return deliver(ctx, origin, first, entries)
		}
	})
	r.add(old.peer(t, a))
	r.same(h)
	h.grow("y", 1)
	r.same(h)
	old.CloseClientConnections()
	old.Close()
	r.until("new address", func() bool { return r.status(a).Connected })
	h.grow("z", 5)
	r.same(h)
	if err := r.Add(follow.Peer{Origin: a.origin, Verifier: newAuthor(t, "jilin").key}); err == nil {
		t.Error("followed under another key")
	}
}
