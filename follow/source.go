package follow

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/journal"
)

// source is a place that serves tiles of one journal: its own node's /log, or a relay's /mirror/<hash>.
type source struct {
	via    string // origin of the peer that serves it
	base   string // URL up to and without "/checkpoint"
	client *http.Client
}

const (
	maxBundle = tileWidth * (2 + journal.MaxEntry)
	stallTime = 5 * time.Second // a transfer must make progress in each such span
	stallLeap = 16 << 10        // of at least this many bytes
	firstByte = 10 * time.Second
)

var errStalled = errors.New("transfer is too slow")

// get fetches one resource of at most limit bytes, unpacked. Go's client takes care of memory when it asks for gzip
// itself, but a bomb must be cut by size: that is why packing is handled here. A server that sends one byte
// per second is cut off by the guard, not by a total time: over a thin line a large bundle may rightly take minutes.
func (s source) get(ctx context.Context, after func(time.Duration) <-chan time.Time, path string, limit int) ([]byte, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/"+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	var got atomic.Int64
	var wg sync.WaitGroup
	defer wg.Wait()
	done := make(chan struct{})
	defer close(done)
	wg.Go(func() { guard(cancel, after, done, &got) })
	resp, err := s.client.Do(req)
	if err != nil {
		if err = causeOr(ctx, err); errors.Is(err, errStalled) {
			s.client.CloseIdleConnections() // see listener.run
		}
		return nil, err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound:
		return nil, fmt.Errorf("%s/%s: %w", s.base, path, fs.ErrNotExist)
	default:
		return nil, fmt.Errorf("%s/%s: %s", s.base, path, resp.Status)
	}
	var body io.Reader = &counter{r: io.LimitReader(resp.Body, int64(limit)+4096), n: &got}
	if resp.Header.Get("Content-Encoding") == "gzip" {
		if body, err = gzip.NewReader(body); err != nil {
			return nil, fmt.Errorf("%s/%s: %w", s.base, path, causeOr(ctx, err))
		}
	}
	b, err := io.ReadAll(io.LimitReader(body, int64(limit)+1))
	if err != nil {
		return nil, fmt.Errorf("%s/%s: %w", s.base, path, causeOr(ctx, err))
	}
	io.Copy(io.Discard, io.LimitReader(resp.Body, 4096)) // up to the end, so that the connection can be used again
	if len(b) > limit {
		return nil, fmt.Errorf("%s/%s: more than %d bytes", s.base, path, limit)
	}
	return b, nil
}

// guard cancels a transfer that stands still or trickles.
func guard(cancel context.CancelCauseFunc, after func(time.Duration) <-chan time.Time, done <-chan struct{}, got *atomic.Int64) {
	wait, last := firstByte, int64(0)
	for {
		select {
		case <-done:
			return
		case <-after(wait):
		}
		now := got.Load()
		if now-last < stallLeap {
			cancel(errStalled)
			return
		}
		wait, last = stallTime, now
	}
}

func causeOr(ctx context.Context, err error) error {
	if c := context.Cause(ctx); errors.Is(c, errStalled) {
		return c
	}
	return err
}

type counter struct {
	r io.Reader
	n *atomic.Int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n.Add(int64(n))
	return n, err
}

// remote makes a source a journal.Reader at one verified head: package journal proves hashes and forks from it as
// from any other. What it returns is as untrusted as the source; the tiles proved so far are remembered.
type remote struct {
	source
	after func(time.Duration) <-chan time.Time
	head  signed

	mu    sync.Mutex
	tiles map[tlog.Tile][]byte
}

func (m *mirror) remote(src source, head signed) *remote {
	return &remote{source: src, after: m.f.cfg.After, head: head, tiles: make(map[tlog.Tile][]byte)}
}

func (r *remote) Origin() string     { return r.head.head.Origin }
func (r *remote) Checkpoint() []byte { return r.head.note }
func (r *remote) Size() int64        { return r.head.head.Size }

// Tile fetches a hash tile or bundle. A log may drop a partial tile once the full one exists, so that is tried next.
func (r *remote) Tile(ctx context.Context, t tlog.Tile) ([]byte, error) {
	r.mu.Lock()
	data := r.tiles[t]
	r.mu.Unlock()
	if data != nil {
		return data, nil
	}
	limit := t.W * tlog.HashSize
	if t.L < 0 {
		limit = t.W * (2 + journal.MaxEntry)
	}
	data, err := r.get(ctx, r.after, journal.TilePath(t), limit)
	if errors.Is(err, fs.ErrNotExist) && t.W < tileWidth {
		data, err = r.fromFull(ctx, t)
	}
	if err != nil {
		return nil, err
	}
	if t.L >= 0 {
		if len(data) != t.W*tlog.HashSize {
			return nil, fmt.Errorf("%s/%s: %d bytes, want %d", r.base, journal.TilePath(t), len(data), t.W*tlog.HashSize)
		}
		r.mu.Lock()
		r.tiles[t] = data
		r.mu.Unlock()
	}
	return data, nil
}

func (r *remote) fromFull(ctx context.Context, t tlog.Tile) ([]byte, error) {
	full := t
	full.W = tileWidth
	if t.L >= 0 {
		data, err := r.get(ctx, r.after, journal.TilePath(full), tileWidth*tlog.HashSize)
		return data[:min(len(data), t.W*tlog.HashSize)], err
	}
	data, err := r.get(ctx, r.after, journal.TilePath(full), maxBundle)
	if err != nil {
		return nil, err
	}
	list, err := journal.ParseBundle(data, tileWidth)
	if err != nil {
		return nil, err
	}
	return journal.AppendBundle(nil, list[:t.W]...)
}

// Entries fetches one stretch, bundle by bundle.
func (r *remote) Entries(ctx context.Context, from, to int64) ([][]byte, error) {
	var out [][]byte
	for at := from; at < to; {
		list, err := r.bundle(ctx, at/tileWidth)
		if err != nil {
			return nil, err
		}
		start := at % tileWidth
		end := min(int64(len(list)), start+to-at)
		out = append(out, list[start:end]...)
		at += end - start
	}
	return out, nil
}

func (r *remote) bundle(ctx context.Context, n int64) ([][]byte, error) {
	w := min(tileWidth, int(r.Size()-n*tileWidth))
	if w <= 0 {
		return nil, fmt.Errorf("follow: bundle %d of %s: %w", n, r.Origin(), fs.ErrNotExist)
	}
	data, err := r.Tile(ctx, tlog.Tile{H: tileH, L: -1, N: n, W: w})
	if err != nil {
		return nil, err
	}
	list, err := journal.ParseBundle(data, w)
	if err != nil {
		return nil, fmt.Errorf("%s: bundle %d: %w", r.base, n, err)
	}
	return list, nil
}

func logBase(url string) string { return strings.TrimSuffix(url, "/") + "/log" }
func mirrorBase(url, hash string) string {
	return strings.TrimSuffix(url, "/") + "/mirror/" + hash
}
