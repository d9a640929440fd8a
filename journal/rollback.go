package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/internal/durable"
)

// A RollbackError says that the journal on disk is older than what was shown to others, as
// after the restore of a backup. To append now would sign a second history (a [ForkError]
// against ourselves), so the journal appends nothing until it is repaired.
type RollbackError struct {
	Origin string
	Have   Head   // what is on disk
	Want   Head   // the newest head that is known to have been shown; Size -1: not known, the mark is lost
	Mark   string // path of the high-water mark
}

// Error tells the operator what happened and what to do.
func (e *RollbackError) Error() string {
	if e.Want.Size < 0 {
		return fmt.Sprintf("journal: %s: the high-water mark %s is missing or unreadable, so it is unknown whether this journal (size %d) is the newest. "+
			"Nothing is appended. Put the mark back, or fetch this journal's newest checkpoint from a peer's mirror and adopt it; without any peer, adopt the journal's own checkpoint, if no one can have a newer one",
			e.Origin, e.Mark, e.Have.Size)
	}
	return fmt.Sprintf("journal: %s: rolled back: the disk has %d entries, but %d were shown to others (an old backup or copy was put in place). "+
		"Nothing is appended. Fetch the entries from index %d on from any peer that mirrors this journal and adopt them; do not create a new journal under this name",
		e.Origin, e.Have.Size, e.Want.Size, e.Have.Size)
}

// guard compares what was loaded with the high-water mark. A journal ahead of its mark was
// interrupted between commit and publication: it is published now. One behind is held.
func (w *writer) guard(ctx context.Context) error {
	m, err := openMark(w.j.cfg)
	if err != nil {
		// Without a mark nobody knows what was shown. That it is absent on a first start is
		// excluded: Init writes it first.
		w.hold(Head{Origin: w.head.Origin, Size: -1})
		w.show()
		return nil
	}
	w.mark = m
	switch {
	case m.head.Size > w.head.Size:
		w.hold(m.head)
	default:
		root, err := w.rootAt(ctx, m.head.Size)
		if err != nil {
			return err
		}
		if root != m.head.Root {
			return fmt.Errorf("the journal has root %s at size %d, but the high-water mark says %s was shown: this is another history under the same name, not a rollback; restore the right directory or begin a successor journal", root, m.head.Size, m.head.Root)
		}
		if m.head.Size < w.head.Size {
			if err := w.raise(); err != nil {
				return err
			}
		}
	}
	w.show()
	return nil
}

// hold stops appending until the journal has been repaired up to want.
func (w *writer) hold(want Head) {
	w.rollback = &RollbackError{Origin: w.head.Origin, Have: w.head, Want: want, Mark: w.j.cfg.Highwater}
}

// rootAt is the root of a prefix of what is stored.
func (w *writer) rootAt(ctx context.Context, size int64) (tlog.Hash, error) {
	if size == w.head.Size {
		return w.head.Root, nil
	}
	return tlog.TreeHash(size, Hashes(ctx, storedReader{w}, w.head))
}

// storedReader reads what is stored, published or not. For the writer goroutine.
type storedReader struct{ w *writer }

func (r storedReader) Origin() string     { return r.w.head.Origin }
func (r storedReader) Checkpoint() []byte { return r.w.checkpoint }
func (r storedReader) Size() int64        { return r.w.head.Size }
func (r storedReader) Entries(ctx context.Context, from, to int64) ([][]byte, error) {
	return storedEntries(ctx, r.w.db.r, r.w.head, from, to)
}
func (r storedReader) Tile(ctx context.Context, t tlog.Tile) ([]byte, error) {
	return storedTile(ctx, r.w.db.r, r.w.head, t)
}

// Confront shows the journal a checkpoint of itself that somebody else has. A node does so
// with its peers' newest copies before the first Append after a start: the mark and the
// journal may both have been restored. The result is nil if the checkpoint is part of our
// history; a [*RollbackError] if others know more than we do; a [*ForkError] if our key signed
// something that excludes what we have. After the latter two nothing is appended. A checkpoint
// without our signature proves nothing: the error says so and nothing else happens.
func (j *Journal) Confront(ctx context.Context, checkpoint []byte) error {
	h, err := OpenHead(checkpoint, j.cfg.Verifier)
	if err != nil {
		return err
	}
	return j.do(ctx, func() error {
		w := &j.w
		if h.Size > w.head.Size {
			if w.rollback == nil || h.Size > w.rollback.Want.Size {
				w.hold(h)
			}
			return w.rollback
		}
		f, err := Fork(ctx, storedReader{w}, checkpoint, j.cfg.Verifier)
		if err != nil {
			return err
		}
		if f != nil {
			w.fork = f
			return f
		}
		return nil
	})
}

// Adopt repairs a journal that was rolled back: it appends our own entries again, as a peer's
// mirror has them. entries begin at index Size(); checkpoint is our own signed checkpoint that
// covers exactly the result, and at least as much as the high-water mark and every checkpoint
// that Confront was shown. Entries are taken only if they have the signed root, so it does not
// matter whom they come from. With no entries and a checkpoint of the journal's own size, a
// lost mark is written again; that needs a human who knows that no newer one exists.
func (j *Journal) Adopt(ctx context.Context, checkpoint []byte, entries [][]byte) error {
	h, err := OpenHead(checkpoint, j.cfg.Verifier)
	if err != nil {
		return fmt.Errorf("journal: adopt: %w", err)
	}
	return j.do(ctx, func() error {
		if err := j.w.adopt(h, entries); err != nil {
			return fmt.Errorf("journal: adopt at size %d: %w", h.Size, err)
		}
		return nil
	})
}

// adopt does the work of Adopt in the writer's goroutine. Whatever it refuses, it refuses before it
// writes.
func (w *writer) adopt(h Head, entries [][]byte) error {
	if w.fork != nil {
		return w.fork
	}
	if w.rollback == nil {
		return errors.New("the journal was not rolled back; entries are added by Append")
	}
	if w.suspect {
		if err := w.reload(); err != nil {
			return err
		}
	}
	if want := w.rollback.Want; h.Size < want.Size {
		return fmt.Errorf("a checkpoint of size %d was shown; ask for a newer copy", want.Size)
	}
	next := w.front
	for _, e := range entries {
		if next.Size() == w.rollback.Want.Size && next.Root() != w.rollback.Want.Root {
			return fmt.Errorf("the entries do not lead through the head of size %d that was shown: %w", next.Size(), ErrRoot)
		}
		next.Append(e)
	}
	if err := next.Check(h); err != nil {
		return err
	}
	if h.Size == w.rollback.Want.Size && h.Root != w.rollback.Want.Root {
		return fmt.Errorf("two checkpoints of size %d with different roots carry our signature: this journal cannot be repaired", h.Size)
	}
	if len(entries) > 0 {
		b := &batch{adopted: true}
		for _, e := range entries {
			b.add("", e, w.head.Size)
		}
		if err := w.store(b); err != nil {
			return err
		}
		w.adopted = true
		w.show() // others have these entries already; if the mark fails now, a repetition begins here
	}
	if err := w.remark(); err != nil {
		return err
	}
	w.rollback = nil
	w.show()
	return nil
}

// remark raises the mark to what is stored, making a new file if the old one is gone or
// unreadable.
func (w *writer) remark() error {
	if w.mark.slots != nil {
		return w.raise()
	}
	path := w.j.cfg.Highwater
	err := durable.CreateSlots(path, w.checkpoint)
	if errors.Is(err, fs.ErrExist) { // unreadable, and now known to be of no use
		err = durable.WriteFile(path, append(bytes.Clone(w.checkpoint), make([]byte, 2*durable.SlotSize-len(w.checkpoint))...), 0o600)
	}
	if err != nil {
		return err
	}
	m, err := openMark(w.j.cfg)
	if err != nil {
		return err
	}
	w.mark = m
	return nil
}
