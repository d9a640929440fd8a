package serve

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"tongzhou/follow"
	"tongzhou/journal"
)

// copies are mirrors whose growth a test signals itself.
type copies struct {
	mu      sync.Mutex
	list    []journal.Reader
	changed chan struct{}
}

func newCopies(list ...journal.Reader) *copies {
	return &copies{list: list, changed: make(chan struct{})}
}

func (c *copies) Readers() []journal.Reader {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.list
}
func (c *copies) Changed() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.changed
}
func (c *copies) ring(more ...journal.Reader) {
	c.mu.Lock()
	c.list = append(c.list, more...)
	old := c.changed
	c.changed = make(chan struct{})
	c.mu.Unlock()
	close(old)
}

type heard struct {
	name string
	data string
}

func (h heard) head(t *testing.T) follow.Head {
	t.Helper()
	var v follow.Head
	if err := json.Unmarshal([]byte(h.data), &v); h.name != "head" || err != nil {
		t.Fatalf("want a head, got %+v", h)
	}
	return v
}

func (h heard) refusal(t *testing.T) follow.Refusal {
	t.Helper()
	var v follow.Refusal
	if err := json.Unmarshal([]byte(h.data), &v); h.name != "error" || err != nil {
		t.Fatalf("want an error, got %+v", h)
	}
	return v
}

// ear reads a feed.
type ear struct {
	t    *testing.T
	resp *http.Response
	r    *bufio.Reader
}

func listenTo(t *testing.T, s *httptest.Server, query string) *ear {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	req, err := http.NewRequestWithContext(ctx, "GET", s.URL+"/v1/feed?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); resp.Body.Close() })
	return &ear{t, resp, bufio.NewReader(resp.Body)}
}

// next is the next event that is not a ping.
func (e *ear) next() heard {
	e.t.Helper()
	for {
		if h := e.any(); h.name != "ping" {
			return h
		}
	}
}

func (e *ear) any() heard {
	e.t.Helper()
	var h heard
	for {
		line, err := e.r.ReadString('\n')
		if err != nil {
			e.t.Fatalf("the stream ends: %v (%+v)", err, h)
		}
		switch line = strings.TrimSuffix(line, "\n"); {
		case line == "":
			return h
		case strings.HasPrefix(line, "event: "):
			h.name = line[7:]
		case strings.HasPrefix(line, "data: "):
			h.data = line[6:]
		default:
			e.t.Fatalf("line %q", line)
		}
	}
}

func startFeed(t *testing.T, c FeedConfig) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(Feed(c))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

func have(m *memory, n int) string { return fmt.Sprintf("%s:%d", follow.OriginHash(m.origin), n) }

// A feed gives what follows the cursor, the head in any case, and then whatever is appended.
func TestFeed(t *testing.T) {
	own, copy1, other := newMemory(t, "own", 10), newMemory(t, "copy", 5), newMemory(t, "other", 7)
	cs := newCopies(copy1, other)
	s := startFeed(t, FeedConfig{Own: own, Copies: cs})
	e := listenTo(t, s, "have="+have(own, 7)+","+have(copy1, 5))
	if ct := e.resp.Header.Get("Content-Type"); ct != "text/event-stream" {
		t.Errorf("Content-Type %q", ct)
	}
	if h := e.any(); h.name != "ping" {
		t.Errorf("first is %q: how should a client know that nothing holds the stream back?", h.name)
	}
	h := e.next().head(t)
	if h.Origin != own.origin || h.First != 7 || len(h.Entries) != 3 || !bytes.Equal(h.Entries[2], own.entries[9]) || h.Checkpoint != string(own.Checkpoint()) {
		t.Errorf("%+v", h)
	}
	if h := e.next().head(t); h.Origin != copy1.origin || h.First != 5 || len(h.Entries) != 0 {
		t.Errorf("the head is told even to somebody who has it: %+v", h)
	}
	own.grow(2)
	if h := e.next().head(t); h.First != 10 || len(h.Entries) != 2 {
		t.Errorf("%+v", h)
	}
	other.grow(1) // nobody asked
	copy1.grow(1)
	cs.ring()
	if h := e.next().head(t); h.Origin != copy1.origin || h.First != 5 || len(h.Entries) != 1 {
		t.Errorf("%+v", h)
	}
}

// heads=1 tells the heads of everything else, without entries, again when they change.
func TestFeedHeads(t *testing.T) {
	own, other := newMemory(t, "own", 1), newMemory(t, "other", 7)
	cs := newCopies(other)
	s := startFeed(t, FeedConfig{Own: own, Copies: cs})
	e := listenTo(t, s, "heads=1&have="+have(own, 1))
	if h := e.next().head(t); h.Origin != other.origin || h.First != 7 || h.Entries != nil {
		t.Errorf("%+v", h)
	}
	e.next() // own
	other.grow(1)
	cs.ring()
	if h := e.next().head(t); h.Origin != other.origin || h.First != 8 {
		t.Errorf("%+v", h)
	}
	cs.ring(newMemory(t, "third", 2))
	if h := e.next().head(t); h.Origin != "third/journal/1" {
		t.Errorf("%+v", h)
	}
}

// Who is far behind gets the head and pulls the rest: no event is larger than it may be.
func TestFeedBacklog(t *testing.T) {
	own := newMemory(t, "own", 1000)
	fat := newMemory(t, "fat", 1)
	fat.mu.Lock()
	for range 20 {
		fat.put(bytes.Repeat([]byte("x"), 60_000))
	}
	fat.seal()
	s := startFeed(t, FeedConfig{Own: own, Copies: newCopies(fat)})
	e := listenTo(t, s, "have="+have(own, 100)+","+have(fat, 0))
	for range 2 {
		if h := e.next().head(t); h.Entries != nil || h.First != 100 && h.First != 0 {
			t.Errorf("%+v", h)
		}
	}
	own.grow(1)
	if h := e.next().head(t); h.First != 1000 || len(h.Entries) != 1 {
		t.Errorf("after the announcement the stream goes on where the tiles end: %+v", h)
	}
}

// Every refusal is explicit, concerns one cursor, is said once, and ends when its cause does.
func TestFeedRefusals(t *testing.T) {
	own, pruned := newMemory(t, "own", 10), newMemory(t, "pruned", 600)
	late := newMemory(t, "late", 3)
	cs := newCopies(&keepsFrom{pruned, 512})
	s := startFeed(t, FeedConfig{Own: own, Copies: cs})
	e := listenTo(t, s, "have="+have(late, 0)+","+have(own, 12)+","+have(pruned, 100))
	r := e.next().refusal(t)
	if r.Code != "unknown-origin" || r.Journal != follow.OriginHash(late.origin) {
		t.Errorf("%+v", r)
	}
	if r = e.next().refusal(t); r.Code != "cursor-future" || r.Checkpoint != string(own.Checkpoint()) || !strings.Contains(r.Detail, "12") {
		t.Errorf("%+v", r)
	}
	if r = e.next().refusal(t); r.Code != "cursor-pruned" {
		t.Errorf("%+v", r)
	}
	own.grow(1) // 11: still future, not said again
	own.grow(3) // 14
	if h := e.next().head(t); h.Origin != own.origin || h.First != 12 || len(h.Entries) != 2 {
		t.Errorf("%+v", h)
	}
	cs.ring(late)
	if h := e.next().head(t); h.Origin != late.origin || len(h.Entries) != 3 {
		t.Errorf("%+v", h)
	}
}

type keepsFrom struct {
	*memory
	first int64
}

func (k *keepsFrom) First() int64 { return k.first }

// Requests that nobody may make: each is told why, none costs memory. // 10^6 cursors
func TestFeedLimits(t *testing.T) {
	own := newMemory(t, "own", 1)
	s := startFeed(t, FeedConfig{Own: own, PerHost: 2, Cursors: 10})
	hash := func(i int) string { return follow.OriginHash(fmt.Sprint(i)) }
	list := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, ",%s:0", hash(i))
		}
		return b.String()[1:]
	}
	for query, want := range map[string]struct {
		status int
		code   string
	}{
		"have=" + list(11):                         {414, "over-quota"},
		"have=" + strings.Repeat(",", 60000):       {414, "over-quota"},
		"have=x":                                   {400, "bad-request"},
		"have=" + hash(1):                          {400, "bad-request"},
		"have=" + hash(1) + ":-1":                  {400, "bad-request"},
		"have=" + hash(1) + ":01":                  {400, "bad-request"},
		"have=" + hash(1) + ":9223372036854775808": {400, "bad-request"},
		"have=" + hash(1) + ":1," + hash(1) + ":2": {400, "bad-request"},
		"have=" + strings.ToUpper(hash(10)) + ":1": {400, "bad-request"},
		"have=" + have(own, 0) + "&poll=often":     {400, "bad-request"},
		"have=" + have(own, 0) + "&poll=-1s":       {400, "bad-request"},
	} {
		resp, err := s.Client().Get(s.URL + "/v1/feed?" + query)
		if err != nil {
			t.Fatal(err)
		}
		var r follow.Refusal
		json.NewDecoder(resp.Body).Decode(&r)
		resp.Body.Close()
		if resp.StatusCode != want.status || r.Code != want.code || r.Detail == "" {
			t.Errorf("%.100s: %d %+v, want %d %s", query, resp.StatusCode, r, want.status, want.code)
		}
	}
	w := httptest.NewRecorder()
	huge := httptest.NewRequest("GET", "/v1/feed", nil)
	huge.URL = &url.URL{Path: "/v1/feed", RawQuery: "have=" + list(1_000_000)}
	Feed(FeedConfig{Own: own}).ServeHTTP(w, huge)
	if w.Code != 414 {
		t.Errorf("a million cursors: %d", w.Code)
	}
	one, two := listenTo(t, s, "have="+have(own, 0)), listenTo(t, s, "have="+have(own, 0))
	one.next()
	two.next()
	third := listenTo(t, s, "have="+have(own, 0))
	if third.resp.StatusCode != 429 || third.resp.Header.Get("Retry-After") == "" {
		t.Errorf("third stream: %d", third.resp.StatusCode)
	}
	one.resp.Body.Close()
	for third.resp.StatusCode == 429 { // the server notices that one has gone
		third = listenTo(t, s, "have="+have(own, 0))
	}
	third.next()
}

// A poll ends as soon as there is something, or when its time is over; both end with the connection usable.
func TestFeedPoll(t *testing.T) {
	own := newMemory(t, "own", 3)
	s := startFeed(t, FeedConfig{Own: own, Copies: newCopies(newMemory(t, "other", 1))})
	read := func(query string) string {
		resp, err := s.Client().Get(s.URL + "/v1/feed?" + query)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if b := read("poll=1h&heads=1&have=" + have(own, 1)); strings.Count(b, "event: head") != 2 {
		t.Errorf("%s", b)
	}
	if b := read("poll=50ms&heads=1&have=" + have(own, 3)); !strings.HasSuffix(b, "event: ping\ndata: {}\n\n") || strings.Count(b, "event: head") != 2 {
		t.Errorf("%s", b)
	}
	time.AfterFunc(50*time.Millisecond, func() { own.grow(2) })
	if b := read("poll=1h&have=" + have(own, 3)); !strings.Contains(b, `"first":3,"entries"`) {
		t.Errorf("%s", b)
	}
}

// A client that stops reading is hung up on at the deadline of a write, and costs the others nothing: there is
// no queue for it, and nobody waits for it.
func TestFeedDeadClient(t *testing.T) {
	for name, write := range map[string]time.Duration{"patient": time.Hour, "hangs up": 50 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			own := newMemory(t, "own", 0)
			ended := make(chan struct{})
			feed, strict := Feed(FeedConfig{Own: own}), Feed(FeedConfig{Own: own, Write: write})
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !r.URL.Query().Has("dead") {
					feed.ServeHTTP(w, r)
					return
				}
				strict.ServeHTTP(w, r)
				close(ended)
			}))
			t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
			c, err := net.Dial("tcp", s.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			fmt.Fprintf(c, "GET /v1/feed?dead&have=%s HTTP/1.1\r\nHost: x\r\n\r\n", have(own, 0))
			e := listenTo(t, s, "have="+have(own, 0))
			e.next()
			for size := range 400 { // of 80 kB each on the wire: more than the buffers of a connection hold
				own.mu.Lock()
				own.put(bytes.Repeat([]byte("x"), 60_000))
				own.seal()
				for h := e.next().head(t); h.First+int64(len(h.Entries)) <= int64(size); h = e.next().head(t) {
				}
			}
			if write < time.Hour {
				<-ended
				return
			}
			select {
			case <-ended:
				t.Error("hung up before the deadline")
			default:
			}
		})
	}
}

// Three hundred clients that wait for the same entry cause one read and one encoding.
func TestFeedEncodesOnce(t *testing.T) {
	own := newMemory(t, "own", 1)
	f := Feed(FeedConfig{Own: own}).(*feed)
	head, _ := headOf(own.Checkpoint())
	var all [][]byte
	for range 3 {
		b, err := f.headEvent(t.Context(), own, head, own.Checkpoint(), 0)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	if &all[0][0] != &all[2][0] {
		t.Error("encoded twice")
	}
	for range 10 * cacheEvents {
		own.grow(1)
		head, _ := headOf(own.Checkpoint())
		if _, err := f.headEvent(t.Context(), own, head, own.Checkpoint(), head.Size-1); err != nil {
			t.Fatal(err)
		}
	}
	if len(f.cache) > cacheEvents || len(f.order) != len(f.cache) {
		t.Errorf("%d events kept", len(f.cache))
	}
}

// FuzzHave: whatever is taken for a list of cursors is one, and is written back as it was.
func FuzzHave(f *testing.F) {
	h := follow.OriginHash("a")
	for _, s := range []string{"", h + ":0", h + ":1," + follow.OriginHash("b") + ":9223372036854775807", h + ":01", ",", h, h + ":1," + h + ":1", h + ":+1", h + ":1:2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		list, err := parseHave(s, 512)
		if err != nil {
			return
		}
		var parts []string
		seen := make(map[string]bool)
		for _, c := range list {
			if c.size < 0 || seen[c.hash] || len(c.hash) != 64 {
				t.Fatalf("%q: cursor %+v", s, c)
			}
			seen[c.hash] = true
			parts = append(parts, fmt.Sprintf("%s:%d", c.hash, c.size))
		}
		if got := strings.Join(parts, ","); got != s || len(list) > 512 {
			t.Fatalf("%q became %q", s, got)
		}
	})
}
