package follow_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/follow"
	"tongzhou/journal"
	"tongzhou/serve"
)

// author is a city with its key. It may write any number of histories.
type author struct {
	origin string
	signer note.Signer
	key    note.Verifier
}

func newAuthor(tb testing.TB, name string) *author {
	tb.Helper()
	origin := name + "/journal/1"
	skey, vkey, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		tb.Fatal(err)
	}
	s, err1 := note.NewSigner(skey)
	v, err2 := note.NewVerifier(vkey)
	if err := errors.Join(err1, err2); err != nil {
		tb.Fatal(err)
	}
	return &author{origin: origin, signer: s, key: v}
}

// history is a journal in memory: honest by itself, but an author can have two.
type history struct {
	*author
	mu      sync.Mutex
	entries [][]byte
	hashes  []tlog.Hash
	notes   map[int64][]byte
	head    []byte
	size    int64
	changed chan struct{}
}

func (a *author) history(prefix string, n int) *history {
	h := &history{author: a, changed: make(chan struct{}), notes: make(map[int64][]byte)}
	h.append(nil)
	h.grow(prefix, n)
	return h
}

// branch is a second history that agrees with the first n entries.
func (h *history) branch(n int64, prefix string, more int) *history {
	b := h.author.history("", 0)
	b.append(h.entries[:n])
	b.grow(prefix, more)
	return b
}

func (h *history) grow(prefix string, n int) {
	var list [][]byte
	h.mu.Lock()
	size := len(h.entries)
	h.mu.Unlock()
	for i := range n {
		list = append(list, fmt.Appendf(nil, `{"from":%q,"n":%d}`, prefix, size+i))
	}
	if n > 0 {
		h.append(list)
	}
}

func (h *history) append(list [][]byte) {
	h.mu.Lock()
	for _, b := range list {
		hs, err := tlog.StoredHashes(int64(len(h.entries)), b, h)
		if err != nil {
			panic(err)
		}
		h.hashes = append(h.hashes, hs...)
		h.entries = append(h.entries, b)
	}
	h.size = int64(len(h.entries))
	root, err := tlog.TreeHash(h.size, h)
	if err != nil {
		panic(err)
	}
	h.head = h.sign(journal.Head{Origin: h.origin, Size: h.size, Root: root})
	h.notes[h.size] = h.head
	old := h.changed
	h.changed = make(chan struct{})
	h.mu.Unlock()
	close(old)
}

func (a *author) sign(head journal.Head) []byte {
	msg, err := note.Sign(&note.Note{Text: head.Text()}, a.signer)
	if err != nil {
		panic(err)
	}
	return msg
}

func (h *history) ReadHashes(index []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(index))
	for i, x := range index {
		out[i] = h.hashes[x]
	}
	return out, nil
}

func (h *history) Origin() string { return h.origin }
func (h *history) Checkpoint() []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.head
}
func (h *history) Size() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.size
}
func (h *history) Entries(_ context.Context, from, to int64) ([][]byte, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.entries[from:to]), nil
}
func (h *history) Tile(ctx context.Context, t tlog.Tile) ([]byte, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t.N<<8+int64(t.W) > h.size>>(8*max(t.L, 0)) {
		return nil, fmt.Errorf("test: %w", errNotExist)
	}
	if t.L < 0 {
		return journal.AppendBundle(nil, h.entries[t.N<<8:t.N<<8+int64(t.W)]...)
	}
	return tlog.ReadTileData(t, h)
}
func (h *history) Wait(ctx context.Context, size int64) (int64, error) {
	for {
		h.mu.Lock()
		n, c := h.size, h.changed
		h.mu.Unlock()
		if n > size {
			return n, nil
		}
		select {
		case <-c:
		case <-ctx.Done():
			return n, ctx.Err()
		}
	}
}

// server is a city's node as far as following goes: its journal, its copies, over TLS with a pinned key.
type server struct {
	*httptest.Server
	pin [32]byte
}

func serveNode(tb testing.TB, own serve.Growing, copies serve.Copies, wrap func(http.Handler) http.Handler) *server {
	return serveOver(tb, false, own, copies, wrap)
}

func serveOver(tb testing.TB, http2 bool, own serve.Growing, copies serve.Copies, wrap func(http.Handler) http.Handler) *server {
	tb.Helper()
	mux := http.NewServeMux()
	if own != nil {
		mux.Handle("/log/", http.StripPrefix("/log", serve.Log(own)))
	}
	if copies != nil {
		mux.Handle("/mirror/", http.StripPrefix("/mirror", serve.Mirror(func(hash string) (journal.Reader, bool) {
			for _, r := range copies.Readers() {
				if follow.OriginHash(r.Origin()) == hash {
					return r, true
				}
			}
			return nil, false
		})))
	}
	mux.Handle("/v1/feed", serve.Feed(serve.FeedConfig{Own: own, Copies: copies}))
	var h http.Handler = mux
	if wrap != nil {
		h = wrap(h)
	}
	s := &server{Server: httptest.NewUnstartedServer(h)}
	s.Config.ErrorLog = quiet
	s.EnableHTTP2 = http2
	s.StartTLS()
	s.pin = sha256.Sum256(s.Certificate().RawSubjectPublicKeyInfo)
	tb.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

// client trusts exactly the server's key, as nodes do.
func (s *server) client(tb testing.TB) *http.Client {
	tr := &http.Transport{MaxIdleConnsPerHost: 8, ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{
		InsecureSkipVerify: true,
		VerifyConnection: func(c tls.ConnectionState) error {
			pin := sha256.Sum256(c.PeerCertificates[0].RawSubjectPublicKeyInfo)
			if subtle.ConstantTimeCompare(pin[:], s.pin[:]) != 1 {
				return errors.New("not the pinned key")
			}
			return nil
		}}}
	tb.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

func (s *server) peer(tb testing.TB, a *author, urls ...string) follow.Peer {
	if urls == nil {
		urls = []string{s.URL}
	}
	return follow.Peer{Origin: a.origin, Verifier: a.key, URLs: urls, Client: s.client(tb)}
}

// reader is a following city with what was delivered to it.
type reader struct {
	*follow.Follower
	tb   testing.TB
	mu   sync.Mutex
	got  map[string][][]byte
	gaps []string
	evid string
}

func newReader(tb testing.TB, change ...func(*follow.Config)) *reader {
	tb.Helper()
	dir := tb.TempDir()
	r := &reader{tb: tb, got: make(map[string][][]byte), evid: filepath.Join(dir, "evidence")}
	cfg := follow.Config{DB: filepath.Join(dir, "mirror.db"), Evidence: r.evid, Deliver: r.deliver}
	for _, c := range change {
		c(&cfg)
	}
	r.evid = cfg.Evidence
	f, err := follow.New(tb.Context(), cfg)
	if err != nil {
		tb.Fatal(err)
	}
	r.Follower = f
	tb.Cleanup(func() { f.Close() })
	return r
}

func (r *reader) deliver(_ context.Context, origin string, first int64, entries [][]byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if have := int64(len(r.got[origin])); first != have {
		r.gaps = append(r.gaps, fmt.Sprintf("%s: %d entries delivered, then %d", origin, have, first))
	}
	for _, b := range entries {
		r.got[origin] = append(r.got[origin], slices.Clone(b))
	}
	return nil
}

func (r *reader) add(p follow.Peer) {
	r.tb.Helper()
	if err := r.Add(p); err != nil {
		r.tb.Fatal(err)
	}
}

func (r *reader) status(a *author) follow.Status {
	for _, s := range r.Status() {
		if s.Origin == a.origin {
			return s
		}
	}
	return follow.Status{}
}

func (r *reader) delivered(a *author) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.got[a.origin])
}

// until waits for a condition, without a fixed pause: it looks again whenever a millisecond's timer fires.
func (r *reader) until(what string, ok func() bool) {
	r.tb.Helper()
	r.within(time.Minute, what, ok)
}

func (r *reader) within(d time.Duration, what string, ok func() bool) {
	r.tb.Helper()
	end := time.After(d)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-end:
			for _, s := range r.Status() {
				r.tb.Logf("%+v", s)
			}
			r.tb.Fatalf("not within %v: %s", d, what)
		case <-tick.C:
		}
	}
}

// same fails unless exactly the entries of h were delivered, in order, and the copy is h byte for byte and proves it.
func (r *reader) same(h *history) {
	r.tb.Helper()
	r.until(fmt.Sprintf("%d entries of %s", h.Size(), h.origin), func() bool { return r.delivered(h.author) >= int(h.Size()) })
	r.mu.Lock()
	got, gaps := r.got[h.origin], r.gaps
	r.mu.Unlock()
	if len(gaps) > 0 {
		r.tb.Fatalf("not in order: %s", strings.Join(gaps, "; "))
	}
	want, _ := h.Entries(r.tb.Context(), 0, h.Size())
	if !slices.EqualFunc(got, want, slices.Equal) {
		r.tb.Fatalf("delivered entries of %s differ", h.origin)
	}
	m, ok := r.Mirror(h.origin)
	if !ok {
		r.tb.Fatalf("no copy of %s", h.origin)
	}
	if err := journal.Verify(r.tb.Context(), m, h.key); err != nil {
		r.tb.Fatalf("the copy of %s does not verify: %v", h.origin, err)
	}
}

// pair is a listener that hands out an address before anybody serves it.
func listen(tb testing.TB) net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.Close() })
	return l
}
