package follow

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/journal"
)

// The edge and the tiles it leaves behind are those of package tlog, at every size around the borders of tiles, and
// the edge read back from the store is the one that was written.
func TestEdge(t *testing.T) {
	ctx := t.Context()
	st, err := openStore(ctx, filepath.Join(t.TempDir(), "m.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer st.close()
	r, err := st.load(ctx, "x")
	if err != nil {
		t.Fatal(err)
	}
	var all []tlog.Hash
	ref := tlog.HashReaderFunc(func(index []int64) (out []tlog.Hash, err error) {
		for _, i := range index {
			out = append(out, all[i])
		}
		return out, nil
	})
	var e edge
	for _, size := range []int64{1, 2, 3, 255, 256, 257, 511, 513, 1000, 65_535, 65_536, 65_537, 70_000} {
		var list [][]byte
		var full []fullTile
		from := e.size()
		for i := from; i < size; i++ {
			b := fmt.Appendf(nil, "entry %d", i)
			hs, err := tlog.StoredHashes(i, b, ref)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, hs...)
			list = append(list, b)
			full = e.add(full, b)
		}
		want, err := tlog.TreeHash(size, ref)
		if err != nil || e.Root() != want {
			t.Fatalf("size %d: root %v, want %v (%v)", size, e.Root(), want, err)
		}
		if err := st.grow(ctx, growth{id: r.id, from: from, entries: list, full: full, edge: e}); err != nil {
			t.Fatal(err)
		}
		hashes := st.hashes(ctx, r.id)
		for _, tile := range tlog.NewTiles(tileH, 0, size) {
			want, err := tlog.ReadTileData(tile, ref)
			if err != nil {
				t.Fatal(err)
			}
			got, err := st.tile(ctx, r.id, tile.L, tile.N)
			if err != nil || !bytes.Equal(got[:len(want)], want) {
				t.Fatalf("size %d: %s differs (%v)", size, tile.Path(), err)
			}
		}
		back, err := loadEdge(size, hashes, func(l int, n int64) ([]byte, error) { return st.tile(ctx, r.id, l, n) })
		if err != nil || back.Root() != want || back.size() != size {
			t.Fatalf("size %d: read back: %v", size, err)
		}
		back.add(nil, []byte("next"))
		next := e.clone()
		next.add(nil, []byte("next"))
		if back.Root() != next.Root() || e.Root() != want {
			t.Fatalf("size %d: read back, it grows differently", size)
		}
		got, err := st.entries(ctx, r.id, 0, size)
		if err != nil || int64(len(got)) != size || !bytes.Equal(got[size-1], list[len(list)-1]) {
			t.Fatalf("size %d: %d entries (%v)", size, len(got), err)
		}
	}
	var rows int
	if err := st.r.QueryRow(`SELECT count(*) FROM entry`).Scan(&rows); err != nil || rows != 70_000%tileWidth {
		t.Errorf("%d entries outside bundles (%v)", rows, err)
	}
}

// If a step cannot be stored, nothing of it is there.
func TestGrowIsAtomic(t *testing.T) {
	ctx := t.Context()
	st, err := openStore(ctx, filepath.Join(t.TempDir(), "m.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer st.close()
	r, err := st.load(ctx, "x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.w.Exec(`CREATE TRIGGER full BEFORE INSERT ON tile BEGIN SELECT RAISE(FAIL, 'disk is full'); END`); err != nil {
		t.Fatal(err)
	}
	var e edge
	full := e.add(nil, []byte("a"))
	err = st.grow(ctx, growth{id: r.id, entries: [][]byte{[]byte("a")}, full: full, edge: e})
	if err == nil || !strings.Contains(err.Error(), "disk is full") {
		t.Fatalf("%v", err)
	}
	if got, err := st.entries(ctx, r.id, 0, 1); err == nil {
		t.Errorf("half a step is there: %q", got)
	}
	if r, err := st.load(ctx, "x"); err != nil || r.stored != 0 {
		t.Errorf("%+v %v", r, err)
	}
}

// FuzzReadEvent: no input makes the reader fail, loop or keep more than an event may have, and what it reads is what
// splitting the text by hand gives.
func FuzzReadEvent(f *testing.F) {
	for _, s := range []string{"event: head\ndata: {}\n\n", "data: a\ndata: b\r\n\r\n", ": c\n\n\ndata:x\n\n", "event: x\n\ndata: y\n\n", "data\n\n", "data: cut", "\n\n\n", "id: 1\nretry: 5\n\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bufio.NewReaderSize(bytes.NewReader(b), 16)
		var got []event
		for {
			e, err := readEvent(r)
			if err != nil {
				if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, errEventTooLong) {
					t.Fatal(err)
				}
				if !errors.Is(err, errEventTooLong) {
					break
				}
				return
			}
			got = append(got, e)
		}
		want := slowEvents(string(b))
		if len(got) != len(want) {
			t.Fatalf("%q: %d events, want %d", b, len(got), len(want))
		}
		for i := range got {
			if got[i].name != want[i].name || !bytes.Equal(got[i].data, want[i].data) {
				t.Fatalf("%q: event %d: %q, want %q", b, i, got[i], want[i])
			}
		}
	})
}

func slowEvents(s string) (out []event) {
	lines := strings.Split(s, "\n")
	e, has := event{name: "message"}, false
	for _, l := range lines[:len(lines)-1] {
		l = strings.TrimSuffix(l, "\r")
		field, value, _ := strings.Cut(l, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case l == "":
			if has {
				out = append(out, e)
			}
			e, has = event{name: "message"}, false
		case field == "event":
			e.name = value
		case field == "data" && has:
			e.data = append(append(e.data, '\n'), value...)
		case field == "data":
			e.data, has = []byte(value), true
		}
	}
	return out
}

// The waits are those that were promised, and no two followers share them.
func TestBackoff(t *testing.T) {
	low, high := backoff{rand: func() float64 { return 0 }}, backoff{rand: func() float64 { return 0.999 }}
	for i := range 200 {
		a, b := low.next(), high.next()
		want := min(time.Second, 50*time.Millisecond<<min(i, 10))
		if i >= longDead {
			want = 30 * time.Second
		}
		if a != want/2 || b <= want*9/10 || b > want {
			t.Fatalf("attempt %d: %v to %v, want %v to %v", i, a, b, want/2, want)
		}
	}
	low.reset()
	if d := low.next(); d != 25*time.Millisecond {
		t.Errorf("after a success: %v", d)
	}
	low.offend()
	if d := low.next(); d < 15*time.Second {
		t.Errorf("after garbage: %v", d)
	}
}

// A transfer that stands still is given up; one that moves, however long it takes, is not.
func TestGuard(t *testing.T) {
	type tick = chan time.Time
	ticks := make(chan tick, 1)
	after := func(time.Duration) <-chan time.Time { c := make(tick); ticks <- c; return c }
	ctx, cancel := context.WithCancelCause(t.Context())
	done := make(chan struct{})
	var got counter
	got.n = new(atomic.Int64)
	go guard(cancel, after, done, got.n)
	for range 100 {
		c := <-ticks // it has looked, and waits
		got.n.Add(stallLeap)
		c <- time.Time{}
		if ctx.Err() != nil {
			t.Fatal("given up although it moves")
		}
	}
	(<-ticks) <- time.Time{}
	<-ctx.Done()
	if !errors.Is(context.Cause(ctx), errStalled) {
		t.Error(context.Cause(ctx))
	}
	close(done)
}

// A small answer that unpacks to a large one is cut at the size it may have, before it is in memory.
func TestGzipBomb(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	zero := make([]byte, 1<<20)
	for range 256 {
		z.Write(zero)
	}
	z.Close()
	src := source{base: "http://peer", client: &http.Client{Transport: answers(bomb.Bytes())}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	b, err := src.get(t.Context(), time.After, "tile/0/000", 8192)
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "more than 8192 bytes") {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
		t.Errorf("%d bytes of memory for it", used)
	}
}

// answers is a server that always says the same, packed.
type answers []byte

func (a answers) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Encoding": {"gzip"}}, Body: io.NopCloser(bytes.NewReader(a)), Request: req}, nil
}

// journal.MaxEntry is what a bundle can carry; a full one is what maxBundle lets through.
func TestLargestBundle(t *testing.T) {
	b, err := journal.AppendBundle(nil, bytes.Repeat([]byte("x"), journal.MaxEntry))
	if err != nil || len(b)*tileWidth != maxBundle {
		t.Errorf("%d, %v", len(b), err)
	}
}

// What the database holds, it holds once: a byte changed in a dead copy would never be found, however carefully the living one is verified.
func TestNoDeadCopies(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "m.db")
	st, err := openStore(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := st.load(ctx, "x")
	if err != nil {
		t.Fatal(err)
	}
	var e edge
	entries := make([][]byte, 0, 300)
	for i := range cap(entries) {
		b := fmt.Appendf(nil, `{"entry":"%04d %s"}`, i, strings.Repeat("x", 100))
		entries = append(entries, b)
		full := e.add(nil, b)
		if err := st.grow(ctx, growth{id: r.id, from: int64(i), entries: [][]byte{b}, full: full, edge: e}); err != nil {
			t.Fatal(err)
		}
	}
	if err := st.close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// Inside a bundle an entry may lie across two pages.
	for i, b := range entries {
		if n := bytes.Count(file, b); n > 1 || n == 0 && i >= tileWidth {
			t.Errorf("entry %d stands %d times in the file", i, n)
		}
	}
}
