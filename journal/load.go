package journal

import (
	"bytes"
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// load reads the whole journal from disk and recomputes its root from the entries' bytes. Only
// if that is the root of the stored, signed head does it become what the writer extends.
func (w *writer) load(ctx context.Context) error {
	msg, err := w.db.r.checkpoint(ctx)
	if err != nil {
		return fmt.Errorf("stored head: %w", err)
	}
	h, err := OpenHead(msg, w.j.cfg.Verifier)
	if err != nil {
		return fmt.Errorf("stored head: %w", err)
	}
	front, err := recompute(ctx, w.db.r, h.Size)
	if err != nil {
		return fmt.Errorf("%s: %w; repair it from a peer's mirror of this journal", h, err)
	}
	if err := front.Check(h); err != nil {
		return fmt.Errorf("%w; repair it from a peer's mirror of this journal", err)
	}
	if err := w.db.r.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM adopted)").Scan(&w.adopted); err != nil {
		return err
	}
	w.front, w.head, w.checkpoint = front, h, msg
	return nil
}

// chunk is how many entries are held in memory while a journal is read through; a whole number
// of bundles.
const chunk = 16 * BundleSize

// recompute hashes all stored entries, compares every stored hash with what it should be, and
// refuses entries beyond the head.
func recompute(ctx context.Context, db *conn, size int64) (Frontier, error) {
	var front Frontier
	upper := map[int][]byte{} // hashes computed for tile levels above 0, compared when a chunk is complete
	for from := int64(0); from < size; from += chunk {
		to := min(from+chunk, size)
		es, err := db.entries(ctx, from, to)
		if err != nil {
			return front, err
		}
		leaves, err := db.hashes(ctx, 0, from, int(to-from))
		if err != nil {
			return front, err
		}
		for i, e := range es {
			leaf := tlog.RecordHash(e)
			if !bytes.Equal(leaf[:], leaves[i*tlog.HashSize:][:tlog.HashSize]) {
				return front, fmt.Errorf("entry %d does not have its stored hash", from+int64(i))
			}
			for level, h := range front.AppendHash(leaf) {
				if level > 0 && level%TileHeight == 0 {
					upper[level/TileHeight] = append(upper[level/TileHeight], h[:]...)
				}
			}
		}
	}
	for level, want := range upper {
		have, err := db.hashes(ctx, level, 0, len(want)/tlog.HashSize)
		if err != nil {
			return front, err
		}
		for n := 0; len(want) > 0; n++ {
			if !bytes.Equal(have[:tlog.HashSize], want[:tlog.HashSize]) {
				return front, fmt.Errorf("level %d hash %d is not that of its entries", level, n)
			}
			have, want = have[tlog.HashSize:], want[tlog.HashSize:]
		}
	}
	var beyond int64
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM entry WHERE idx < 0 OR idx >= $1", size).Scan(&beyond); err != nil {
		return front, err
	}
	if beyond > 0 {
		return front, fmt.Errorf("%d entries are stored that the signed head of size %d does not cover", beyond, size)
	}
	return front, nil
}
