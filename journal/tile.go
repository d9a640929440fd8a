package journal

import (
	"context"
	"encoding/binary"
	"fmt"
	"io/fs"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	// TileHeight is the height of hash tiles, fixed by C2SP tlog-tiles.
	TileHeight = 8
	// BundleSize is the number of entries in a full bundle and of hashes in a full tile.
	BundleSize = 1 << TileHeight
	// MaxEntry is the largest entry that the bundle format can carry: its length is a uint16.
	MaxEntry = 1<<16 - 1

	bundleLevel = -1 // the level that package tlog gives to entry bundles
	maxPath     = 80 // bytes of a tile path: level 63 and an index of 2^53 need fewer
)

// TilePath is the path of a tile or bundle below a log's prefix, as C2SP tlog-tiles writes it:
// "tile/0/x001/067.p/8", "tile/entries/000". (Package tlog itself writes the height and calls
// bundles "data".)
func TilePath(t tlog.Tile) string {
	p := strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", t.H))
	if rest, ok := strings.CutPrefix(p, "data/"); ok {
		p = "entries/" + rest
	}
	return "tile/" + p
}

// ParseTilePath reads what [TilePath] writes, and nothing else: every tile has exactly one
// path.
func ParseTilePath(path string) (tlog.Tile, error) {
	bad := func() (tlog.Tile, error) {
		return tlog.Tile{}, fmt.Errorf("journal: tile path %.100q: malformed", path)
	}
	rest, ok := strings.CutPrefix(path, "tile/")
	if !ok || len(path) > maxPath || strings.HasPrefix(rest, "data/") {
		return bad()
	}
	if bundle, ok := strings.CutPrefix(rest, "entries/"); ok {
		rest = "data/" + bundle
	}
	t, err := tlog.ParseTilePath(fmt.Sprintf("tile/%d/%s", TileHeight, rest))
	// An index that overflows or that no tree can have is refused here, so that nobody has to
	// calculate with it.
	if err != nil || t.L > 63 || t.N < 0 || t.N > 1<<53 || TilePath(t) != path {
		return bad()
	}
	return t, nil
}

// fits says whether a tree of this size has the tile.
func fits(t tlog.Tile, size int64) bool {
	if t.H != TileHeight || t.L < bundleLevel || t.L > 63/TileHeight || t.N < 0 || t.N > 1<<53 || t.W < 1 || t.W > BundleSize {
		return false
	}
	return t.N<<TileHeight+int64(t.W) <= size>>(TileHeight*max(t.L, 0))
}

// notFound is the error for a tile or bundle that the journal does not have (yet). It wraps
// fs.ErrNotExist.
func notFound(origin string, t tlog.Tile, size int64) error {
	return fmt.Errorf("journal: %s: %s: not in a journal of size %d: %w", origin, TilePath(t), size, fs.ErrNotExist)
}

// AppendBundle appends entries to b in the C2SP bundle format: each with its length as a
// big-endian uint16 before it.
func AppendBundle(b []byte, entries ...[]byte) ([]byte, error) {
	for i, e := range entries {
		if len(e) > MaxEntry {
			return nil, fmt.Errorf("journal: bundle entry %d: %d bytes, at most %d fit", i, len(e), MaxEntry)
		}
		b = binary.BigEndian.AppendUint16(b, uint16(len(e)))
		b = append(b, e...)
	}
	return b, nil
}

// ParseBundle splits a bundle that must hold exactly n entries. The entries share memory with
// b.
func ParseBundle(b []byte, n int) ([][]byte, error) {
	if n < 0 || n > BundleSize {
		return nil, fmt.Errorf("journal: bundle: %d entries asked, a bundle holds at most %d", n, BundleSize)
	}
	entries := make([][]byte, 0, n)
	for i := range n {
		if len(b) < 2 || len(b)-2 < int(binary.BigEndian.Uint16(b)) {
			return nil, fmt.Errorf("journal: bundle: cut off in entry %d of %d", i, n)
		}
		size := int(binary.BigEndian.Uint16(b))
		entries = append(entries, b[2:2+size:2+size])
		b = b[2+size:]
	}
	if len(b) > 0 {
		return nil, fmt.Errorf("journal: bundle: %d bytes after the last of %d entries", len(b), n)
	}
	return entries, nil
}

// A Resource is what a log answers to one GET of C2SP tlog-tiles.
type Resource struct {
	Body      []byte
	Type      string // Content-Type
	Immutable bool   // may be cached for ever; false: for a few seconds at most
}

// Lookup maps a path below a log's prefix ("checkpoint", "tile/0/000", "tile/entries/000.p/3")
// to what is served there. The error wraps fs.ErrNotExist if the path is well-formed but the
// journal is not that long, and for every other path.
func Lookup(ctx context.Context, r Reader, path string) (Resource, error) {
	if path == "checkpoint" {
		return Resource{Body: r.Checkpoint(), Type: "text/plain; charset=utf-8"}, nil
	}
	t, err := ParseTilePath(path)
	if err != nil {
		return Resource{}, fmt.Errorf("%w: %w", err, fs.ErrNotExist)
	}
	body, err := r.Tile(ctx, t)
	if err != nil {
		return Resource{}, err
	}
	return Resource{Body: body, Type: "application/octet-stream", Immutable: true}, nil
}
