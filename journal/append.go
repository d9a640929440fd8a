package journal

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// request is one Append that waits for the writer.
type request struct {
	ctx   context.Context
	dedup string
	entry []byte
	done  chan struct{} // closed when index and err are set

	index int64
	err   error
}

// reply answers a request, once. The result is written before the channel is closed, and a caller
// who has gone away meanwhile holds nobody up.
func (r *request) reply(index int64, err error) {
	r.index, r.err = index, err
	close(r.done)
}

// Append adds an entry and returns its index when the entry is durable, covered by a signed
// checkpoint that is published, and guarded by the high-water mark.
//
// dedup names the caller's intention, so that it can be repeated after an error or a crash:
// the same id gives the same index and is stored once. If the bytes differ the index comes
// with [ErrDedup]. An empty dedup is never compared.
//
// When ctx ends first, the entry may or may not have been added; repeat with the same dedup to
// know. [ErrBusy] and fs.ErrClosed mean that nothing was stored. The journal keeps no
// reference to entry.
func (j *Journal) Append(ctx context.Context, dedup string, entry []byte) (int64, error) {
	return j.enqueue(ctx, j.normal, dedup, entry)
}

// AppendUrgent is Append for what must not wait behind a backlog: a warning.
func (j *Journal) AppendUrgent(ctx context.Context, dedup string, entry []byte) (int64, error) {
	return j.enqueue(ctx, j.urgent, dedup, entry)
}

// enqueue puts a request into a lane without waiting for room: a caller who is told to come back
// later can decide, one who waits in a queue without end cannot.
func (j *Journal) enqueue(ctx context.Context, lane chan *request, dedup string, entry []byte) (int64, error) {
	if len(entry) == 0 || len(entry) > j.cfg.MaxEntry {
		return 0, fmt.Errorf("journal: append to %s: an entry has 1 to %d bytes, this one %d", j.cfg.Origin, j.cfg.MaxEntry, len(entry))
	}
	r := &request{ctx: ctx, dedup: dedup, entry: append([]byte(nil), entry...), done: make(chan struct{})}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	select {
	case <-j.quit:
		return 0, errClosed
	default:
	}
	select {
	case lane <- r:
	default:
		return 0, ErrBusy
	}
	select {
	case <-r.done:
		return r.index, r.err
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-j.done: // the writer ended; it may have answered before
		select {
		case <-r.done:
			return r.index, r.err
		default:
			return 0, errClosed
		}
	}
}

// do runs f in the writer's goroutine, between batches.
func (j *Journal) do(ctx context.Context, f func() error) error {
	result := make(chan error, 1)
	select {
	case j.exec <- func() { result <- f() }:
		return <-result
	case <-ctx.Done():
		return ctx.Err()
	case <-j.done:
		return errClosed
	}
}

// batch is what one transaction adds.
type batch struct {
	entries []pending
	byDedup map[string]int64
	adopted bool // entries from a mirror: their dedup ids are lost, their hashes stand in for them
}

// pending is one entry of a batch, with the index that it will have if the batch is committed.
type pending struct {
	dedup string
	entry []byte
	leaf  tlog.Hash
	index int64
}

// add puts an entry at the end of a batch that begins at index first.
func (b *batch) add(dedup string, entry []byte, first int64) int64 {
	index := first + int64(len(b.entries))
	b.entries = append(b.entries, pending{dedup, entry, tlog.RecordHash(entry), index})
	if dedup != "" {
		if b.byDedup == nil {
			b.byDedup = map[string]int64{}
		}
		b.byDedup[dedup] = index
	}
	return index
}

// resolve gives every request its index: that of an earlier entry with the same dedup id, or
// the next one.
func (w *writer) resolve(b *batch, rs []*request) error {
	for _, r := range rs {
		if r.err != nil {
			continue
		}
		index, leaf, err := w.known(b, r)
		switch {
		case err != nil:
			return err
		case index < 0:
			r.index = b.add(r.dedup, r.entry, w.head.Size)
		default:
			r.index = index
			if leaf != tlog.RecordHash(r.entry) {
				r.err = fmt.Errorf("journal: append to %s: dedup %q: entry %d: %w", w.head.Origin, r.dedup, index, ErrDedup)
			}
		}
	}
	return nil
}

// known looks for the entry that a request asks to add, in this batch and in the journal;
// index -1: it is new.
func (w *writer) known(b *batch, r *request) (int64, tlog.Hash, error) {
	leaf := tlog.RecordHash(r.entry)
	if r.dedup == "" {
		return -1, leaf, nil
	}
	if i, ok := b.byDedup[r.dedup]; ok {
		return i, b.entries[i-w.head.Size].leaf, nil
	}
	var index int64
	var stored []byte
	err := w.db.w.prepared[sqlKnown].QueryRow(r.dedup).Scan(&index, &stored)
	if errors.Is(err, sql.ErrNoRows) && w.adopted {
		err = w.db.w.prepared[sqlAdopted].QueryRow(leaf[:]).Scan(&index, &stored)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return -1, leaf, nil
	}
	if err != nil || len(stored) != tlog.HashSize {
		return 0, leaf, errors.Join(err, fmt.Errorf("dedup %q cannot be looked up", r.dedup))
	}
	return index, tlog.Hash(stored), nil
}

// bond is what a dedup id and the hash of its entry have in common, so that a changed byte in either shows: the SHA-256 of the one after the other.
func bond(dedup string, leaf []byte) []byte {
	sum := sha256.Sum256(append([]byte(dedup), leaf...))
	return sum[:]
}

// insert writes the rows of a batch and grows the frontier over it.
func (b *batch) insert(c *conn, tx *sql.Tx, next *Frontier) error {
	entry, hash, dedup := c.stmt(tx, sqlInsertEntry), c.stmt(tx, sqlInsertHash), c.stmt(tx, sqlInsertDedup)
	for _, p := range b.entries {
		if _, err := entry.Exec(p.index, p.entry); err != nil {
			return err
		}
		for level, h := range next.AppendHash(p.leaf) {
			if level%TileHeight != 0 {
				continue
			}
			if _, err := hash.Exec(level/TileHeight, p.index>>level, h[:]); err != nil {
				return err
			}
		}
		var err error
		switch {
		case p.dedup != "":
			_, err = dedup.Exec(p.dedup, p.index, bond(p.dedup, p.leaf[:]))
		case b.adopted:
			_, err = c.stmt(tx, sqlInsertAdopted).Exec(p.leaf[:], p.index)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
