package journal

import (
	"context"
	"errors"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

func testEntries(n int) (es [][]byte) {
	for i := range n {
		es = append(es, testEntry(i))
	}
	return es
}

func TestReadersConform(t *testing.T) {
	ctx := context.Background()
	for _, n := range []int{0, 1, 255, 256, 300, 513} {
		cfg, v := testConfig(t)
		j := mustInit(t, cfg)
		fill(t, j, 0, n)
		if err := CheckReader(ctx, j, v, testEntries(n)); err != nil {
			t.Errorf("journal of %d: %v", n, err)
		}
		r, err := OpenReader(ctx, cfg.Dir, v)
		if err != nil {
			t.Fatal(err)
		}
		if err := CheckReader(ctx, r, v, testEntries(n)); err != nil {
			t.Errorf("directory of %d: %v", n, err)
		}
		r.Close()
		j.Close()
	}
}

// strange is a reader with one thing wrong.
type strange struct {
	Reader
	entries func(from, to int64) ([][]byte, error)
	tile    func(t tlog.Tile) ([]byte, error)
	size    int64
}

func (s strange) Size() int64 { return s.Reader.Size() + s.size }

func (s strange) Entries(ctx context.Context, from, to int64) ([][]byte, error) {
	if s.entries != nil {
		return s.entries(from, to)
	}
	return s.Reader.Entries(ctx, from, to)
}

func (s strange) Tile(ctx context.Context, t tlog.Tile) ([]byte, error) {
	if s.tile != nil {
		return s.tile(t)
	}
	return s.Reader.Tile(ctx, t)
}

func TestCheckReaderFinds(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	fill(t, j, 0, 300)
	ctx := context.Background()
	for name, s := range map[string]strange{
		"size": {size: 1},
		"one entry too few": {entries: func(from, to int64) ([][]byte, error) {
			return j.Entries(ctx, from, max(from, to-1))
		}},
		"clipped ranges": {entries: func(from, to int64) ([][]byte, error) {
			return j.Entries(ctx, max(from, 0), min(max(to, from), j.Size()))
		}},
		"one other entry": {entries: func(from, to int64) ([][]byte, error) {
			es, err := j.Entries(ctx, from, to)
			if len(es) == 1 && from == 7 {
				es[0] = []byte("other")
			}
			return es, err
		}},
		"wider tile": {tile: func(t tlog.Tile) ([]byte, error) {
			if t.W == 3 {
				t.W++
			}
			return j.Tile(ctx, t)
		}},
		"wrong error": {tile: func(t tlog.Tile) ([]byte, error) {
			b, err := j.Tile(ctx, t)
			if err != nil {
				err = errors.New("no")
			}
			return b, err
		}},
	} {
		s.Reader = j
		if err := CheckReader(ctx, s, v, testEntries(300)); err == nil {
			t.Errorf("%s: nothing found", name)
		}
	}
	if err := CheckReader(ctx, j, v, testEntries(299)); err == nil {
		t.Error("one entry more than expected: nothing found")
	}
	_, stranger := newKey(t, testOrigin, "2")
	if err := CheckReader(ctx, j, stranger, testEntries(300)); err == nil {
		t.Error("another key: nothing found")
	}
}
