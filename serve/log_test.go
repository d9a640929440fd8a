package serve

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/follow"
	"tongzhou/journal"
)

// memory is a journal in memory, with a key.
type memory struct {
	origin string
	signer note.Signer
	key    note.Verifier

	mu      sync.Mutex
	entries [][]byte
	hashes  []tlog.Hash
	head    []byte
	changed chan struct{}
	broken  bool
}

func newMemory(tb testing.TB, name string, n int) *memory {
	tb.Helper()
	origin := name + "/journal/1"
	skey, vkey, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		tb.Fatal(err)
	}
	m := &memory{origin: origin, changed: make(chan struct{})}
	var err1, err2 error
	m.signer, err1 = note.NewSigner(skey)
	m.key, err2 = note.NewVerifier(vkey)
	if err := errors.Join(err1, err2); err != nil {
		tb.Fatal(err)
	}
	m.grow(n)
	return m
}

func (m *memory) grow(n int) {
	m.mu.Lock()
	for range n {
		m.put(fmt.Appendf(nil, `{"n":%d,"text":"the quick brown fox"}`, len(m.entries)))
	}
	m.seal()
}

func (m *memory) put(b []byte) {
	hs, err := tlog.StoredHashes(int64(len(m.entries)), b, m)
	if err != nil {
		panic(err)
	}
	m.hashes = append(m.hashes, hs...)
	m.entries = append(m.entries, b)
}

// seal signs the head and releases the lock.
func (m *memory) seal() {
	root, err := tlog.TreeHash(int64(len(m.entries)), m)
	if err != nil {
		panic(err)
	}
	h := journal.Head{Origin: m.origin, Size: int64(len(m.entries)), Root: root}
	if m.head, err = note.Sign(&note.Note{Text: h.Text()}, m.signer); err != nil {
		panic(err)
	}
	old := m.changed
	m.changed = make(chan struct{})
	m.mu.Unlock()
	close(old)
}

func (m *memory) ReadHashes(index []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(index))
	for i, x := range index {
		out[i] = m.hashes[x]
	}
	return out, nil
}

func (m *memory) Origin() string { return m.origin }
func (m *memory) Checkpoint() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.head
}
func (m *memory) Size() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return int64(len(m.entries))
}
func (m *memory) Entries(_ context.Context, from, to int64) ([][]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.entries[from:to]), nil
}
func (m *memory) Tile(_ context.Context, t tlog.Tile) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.broken:
		return nil, errors.New("disk on fire at /var/secret")
	case t.L > 7 || t.N<<8+int64(t.W) > int64(len(m.entries))>>(8*max(t.L, 0)):
		return nil, fs.ErrNotExist
	case t.L < 0:
		return journal.AppendBundle(nil, m.entries[t.N<<8:t.N<<8+int64(t.W)]...)
	}
	return tlog.ReadTileData(t, m)
}
func (m *memory) Wait(ctx context.Context, size int64) (int64, error) {
	for {
		m.mu.Lock()
		n, c := int64(len(m.entries)), m.changed
		m.mu.Unlock()
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

func ask(h http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, "/", nil)
	req.URL.Path = path
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

// Every path is one of: there, not there yet, impossible. // C2SP tlog-tiles
func TestLogPaths(t *testing.T) {
	m := newMemory(t, "jilin", 600)
	log := Log(m)
	for path, want := range map[string]int{
		"checkpoint":                    200,
		"/checkpoint":                   200,
		"tile/0/000":                    200,
		"tile/0/001":                    200,
		"tile/0/002.p/88":               200,
		"tile/0/002.p/1":                200,
		"tile/1/000.p/2":                200,
		"tile/entries/000":              200,
		"tile/entries/002.p/88":         200,
		"tile/0/002":                    404,
		"tile/0/002.p/89":               404,
		"tile/0/003":                    404,
		"tile/1/000":                    404,
		"tile/2/000.p/1":                404,
		"tile/entries/x001/234":         404,
		"tile/63/000":                   404,
		"tile/64/000":                   400,
		"tile/0/000.p/256":              400,
		"tile/0/000.p/0":                400,
		"tile/0/000.p/-1":               400,
		"tile/0/0":                      400,
		"tile/0/x000/000":               400,
		"tile/data/000":                 400,
		"tile/8/0/000":                  400,
		"tile/-1/000":                   400,
		"tile/entries/../../checkpoint": 400,
		"tile/0/000/":                   400,
		"tile/0/x999/x999/x999/x999/x999/x999/x999/999": 400,
		"tile/":                        400,
		"tile":                         404,
		"":                             404,
		"checkpoint/":                  404,
		"../journal.db":                404,
		strings.Repeat("tile/", 10000): 400,
	} {
		if got := ask(log, "GET", path).Code; got != want {
			t.Errorf("GET %.60s: %d, want %d", path, got, want)
		}
	}
	if w := ask(log, "POST", "checkpoint"); w.Code != 405 || w.Header().Get("Allow") == "" {
		t.Errorf("POST: %d", w.Code)
	}
	m.broken = true
	if w := ask(log, "GET", "tile/0/000"); w.Code != 500 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("a broken disk: %d %s", w.Code, w.Body)
	}
}

// What never changes may be cached for ever, and only that.
func TestLogHeaders(t *testing.T) {
	log := Log(newMemory(t, "jilin", 600))
	for path, want := range map[string][2]string{
		"checkpoint":            {"text/plain; charset=utf-8", "no-store"},
		"tile/0/000":            {"application/octet-stream", "public, max-age=31536000, immutable"},
		"tile/entries/000":      {"application/octet-stream", "public, max-age=31536000, immutable"},
		"tile/0/002.p/88":       {"application/octet-stream", "public, max-age=3600"},
		"tile/entries/002.p/88": {"application/octet-stream", "public, max-age=3600"},
		"tile/0/009":            {"text/plain; charset=utf-8", "no-store"},
	} {
		h := ask(log, "GET", path).Header()
		if got := [2]string{h.Get("Content-Type"), h.Get("Cache-Control")}; got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	plain := ask(log, "GET", "tile/entries/000").Body.Bytes()
	for accept, packed := range map[string]bool{"gzip": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "gzip; q=0.0": false, "identity": false, "": false} {
		w := ask(log, "GET", "tile/entries/000", "Accept-Encoding", accept)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != packed {
			t.Errorf("Accept-Encoding %q: packed %v", accept, got)
		}
		body := io.Reader(w.Body)
		if packed {
			z, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = z
		}
		if b, err := io.ReadAll(body); err != nil || !bytes.Equal(b, plain) {
			t.Errorf("Accept-Encoding %q: other bytes (%v)", accept, err)
		}
		if w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("no Vary: a cache would hand packed bytes to whoever cannot unpack them")
		}
	}
	if w := ask(log, "HEAD", "tile/0/000"); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("HEAD: %d, %d bytes", w.Code, w.Body.Len())
	}
}

// The client of package tlog, which is not ours, reads and proves the whole journal through what is served.
func TestLogWithForeignClient(t *testing.T) {
	m := newMemory(t, "jilin", 70_000)
	h, err := journal.OpenHead(ask(Log(m), "GET", "checkpoint").Body.Bytes(), m.key)
	if err != nil {
		t.Fatal(err)
	}
	hashes := tlog.TileHashReader(h.Tree(), overHTTP{Log(m)})
	for _, i := range []int64{0, 255, 256, 65_535, 65_536, 69_999} {
		p, err := tlog.ProveRecord(h.Size, i, hashes)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckRecord(p, h.Size, h.Root, i, tlog.RecordHash(m.entries[i])); err != nil {
			t.Errorf("entry %d: %v", i, err)
		}
	}
}

type overHTTP struct{ h http.Handler }

func (o overHTTP) Height() int                     { return 8 }
func (o overHTTP) SaveTiles([]tlog.Tile, [][]byte) {}
func (o overHTTP) ReadTiles(ts []tlog.Tile) (out [][]byte, err error) {
	for _, t := range ts {
		w := ask(o.h, "GET", journal.TilePath(t))
		if w.Code != 200 {
			return nil, fmt.Errorf("%s: %d", journal.TilePath(t), w.Code)
		}
		out = append(out, w.Body.Bytes())
	}
	return out, nil
}

// Copies are served by the hash of their origin, by the same code.
func TestMirrorPaths(t *testing.T) {
	m := newMemory(t, "jilin", 300)
	empty := &memory{origin: "new/journal/1"}
	all := map[string]journal.Reader{follow.OriginHash(m.origin): m, follow.OriginHash(empty.origin): empty}
	h := Mirror(func(hash string) (journal.Reader, bool) { r, ok := all[hash]; return r, ok })
	hash := follow.OriginHash(m.origin)
	for path, want := range map[string]int{
		"/" + hash + "/checkpoint":                               200,
		"/" + hash + "/tile/0/000":                               200,
		"/" + hash + "/tile/entries/001.p/44":                    200,
		"/" + hash + "/tile/0/001":                               404,
		"/" + hash + "/tile/0/1":                                 400,
		"/" + hash + "/nothing":                                  404,
		"/" + hash:                                               400,
		"/" + strings.ToUpper(hash) + "/checkpoint":              400,
		"/" + strings.Repeat("0", 64) + "/checkpoint":            404,
		"/jilin/checkpoint":                                      400,
		"/" + follow.OriginHash("new/journal/1") + "/checkpoint": 404, // followed, nothing arrived yet
	} {
		if got := ask(h, "GET", path).Code; got != want {
			t.Errorf("GET %s: %d, want %d", path, got, want)
		}
	}
	if got := ask(h, "GET", "/"+hash+"/checkpoint").Body.Bytes(); !bytes.Equal(got, m.Checkpoint()) {
		t.Errorf("%q", got)
	}
}

// More requests at once than a journal can take are told to come back; nobody waits in a queue.
func TestLogIsBounded(t *testing.T) {
	m := newMemory(t, "jilin", 10)
	slow := &stuck{memory: m, enter: make(chan struct{}, maxTileRequests), leave: make(chan struct{})}
	log := Log(slow)
	var wg sync.WaitGroup
	for range maxTileRequests {
		wg.Go(func() { ask(log, "GET", "tile/0/000.p/10") })
	}
	for range maxTileRequests {
		<-slow.enter
	}
	w := ask(log, "GET", "checkpoint")
	if w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d", w.Code)
	}
	close(slow.leave)
	wg.Wait()
	if w := ask(log, "GET", "checkpoint"); w.Code != 200 {
		t.Errorf("after the rush: %d", w.Code)
	}
}

type stuck struct {
	*memory
	enter, leave chan struct{}
}

func (s *stuck) Tile(ctx context.Context, t tlog.Tile) ([]byte, error) {
	s.enter <- struct{}{}
	<-s.leave
	return s.memory.Tile(ctx, t)
}
