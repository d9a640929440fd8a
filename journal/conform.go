package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// CheckReader tests that an implementation of [Reader] keeps its promises: r must hold exactly the
// entries want, and not grow meanwhile. It is for the tests of implementations, as fstest.TestFS is
// for file systems; the error lists everything that is wrong. Run it under the race detector: a part
// of it reads concurrently.
func CheckReader(ctx context.Context, r Reader, verifier note.Verifier, want [][]byte) error {
	c := &conformity{ctx: ctx, r: r, want: want, size: int64(len(want))}
	h, err := OpenHead(r.Checkpoint(), verifier)
	switch {
	case err != nil:
		c.wrong("Checkpoint: %v", err)
	case h.Size != c.size || r.Size() != c.size || r.Origin() != h.Origin:
		c.wrong("%q has Size %d and a head of %s, want size %d", r.Origin(), r.Size(), h, c.size)
	}
	var front Frontier
	levels := map[int][]byte{0: nil}
	for _, e := range want {
		for level, h := range front.AppendHash(tlog.RecordHash(e)) {
			if level%TileHeight == 0 {
				levels[level/TileHeight] = append(levels[level/TileHeight], h[:]...)
			}
		}
	}
	if err := front.Check(h); err != nil {
		c.wrong("Checkpoint: %v", err)
	}
	for level, hashes := range levels {
		c.tiles(level, hashes)
	}
	c.entries()
	c.absent()
	c.together()
	return errors.Join(c.errs...)
}

type conformity struct {
	ctx  context.Context
	r    Reader
	want [][]byte
	size int64
	errs []error
}

func (c *conformity) wrong(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("journal: reader of %s: "+format, append([]any{c.r.Origin()}, args...)...))
}

// tiles reads every full tile of a level and the last one in every width. A tile of the level 0
// has a bundle beside it.
func (c *conformity) tiles(level int, hashes []byte) {
	for n := int64(0); len(hashes) > 0; n++ {
		part := hashes[:min(len(hashes), BundleSize*tlog.HashSize)]
		hashes = hashes[len(part):]
		widest := len(part) / tlog.HashSize
		for w := widest; w > 0 && (w == widest || len(hashes) == 0); w-- {
			c.tile(tlog.Tile{H: TileHeight, L: level, N: n, W: w}, part[:w*tlog.HashSize])
			if level == 0 {
				bundle, err := AppendBundle(nil, c.want[n<<TileHeight:][:w]...)
				if err != nil {
					c.wrong("want: %v", err)
				}
				c.tile(tlog.Tile{H: TileHeight, L: bundleLevel, N: n, W: w}, bundle)
			}
		}
	}
}

func (c *conformity) tile(t tlog.Tile, want []byte) {
	if b, err := c.r.Tile(c.ctx, t); err != nil || !bytes.Equal(b, want) {
		c.wrong("Tile %s: %d bytes that are not the %d expected, error %v", TilePath(t), len(b), len(want), err)
	}
}

// entries reads ranges: all, each alone, across bundles, and nothing at every place.
func (c *conformity) entries() {
	n := c.size
	ranges := [][2]int64{{0, n}, {n / 2, n}, {0, n / 2}, {max(0, n-300), n}, {0, min(n, 257)}}
	for i := range n {
		ranges = append(ranges, [2]int64{i, i + 1}, [2]int64{i, i})
	}
	ranges = append(ranges, [2]int64{n, n})
	for _, x := range ranges {
		got, err := c.r.Entries(c.ctx, x[0], x[1])
		if err != nil || int64(len(got)) != x[1]-x[0] {
			c.wrong("Entries [%d, %d): %d entries, error %v", x[0], x[1], len(got), err)
			continue
		}
		for i, e := range got {
			if !bytes.Equal(e, c.want[x[0]+int64(i)]) {
				c.wrong("Entries [%d, %d): entry %d differs", x[0], x[1], x[0]+int64(i))
			}
		}
	}
}

// absent asks for what is not there.
func (c *conformity) absent() {
	n := c.size
	for _, x := range [][2]int64{{-1, 0}, {0, n + 1}, {n + 1, n + 2}, {1, 0}} {
		if got, err := c.r.Entries(c.ctx, x[0], x[1]); err == nil {
			c.wrong("Entries [%d, %d) of %d: %d entries and no error", x[0], x[1], n, len(got))
		}
	}
	next := tlog.Tile{H: TileHeight, N: n >> TileHeight, W: int(n%BundleSize) + 1}
	for _, level := range []int{bundleLevel, 0} {
		next.L = level
		c.noTile(next)
		c.noTile(tlog.Tile{H: TileHeight, L: level, N: n>>TileHeight + 1, W: 1})
		c.noTile(tlog.Tile{H: TileHeight, L: level, N: 1 << 50, W: BundleSize})
	}
	c.noTile(tlog.Tile{H: TileHeight, L: 7, N: 0, W: 1})
	c.noTile(tlog.Tile{H: TileHeight, L: 63, N: 0, W: 1})
}

func (c *conformity) noTile(t tlog.Tile) {
	if b, err := c.r.Tile(c.ctx, t); !errors.Is(err, fs.ErrNotExist) {
		c.wrong("Tile %s of a journal of size %d: %d bytes, error %v; want fs.ErrNotExist", TilePath(t), c.size, len(b), err)
	}
}

// together reads from several goroutines, for the race detector and for state that is shared by
// mistake: what one caller was given must not change when another reads.
func (c *conformity) together() {
	results := make(chan [][]byte)
	for range 8 {
		go func() {
			got, _ := c.r.Entries(c.ctx, 0, min(c.size, 600))
			results <- got
		}()
	}
	var all [][][]byte
	for range 8 {
		all = append(all, <-results)
	}
	for _, got := range all {
		for i, e := range got {
			if !bytes.Equal(e, c.want[i]) {
				c.wrong("Entries, concurrently: entry %d differs", i)
			}
		}
	}
}
