package journal

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Steps of one append, in order. A test fails each of them twice: the step did not happen, and
// it happened but reported an error.
const (
	stepBegin   = "begin"   // open the transaction
	stepInsert  = "insert"  // entries, hashes, dedup ids
	stepSign    = "sign"    // sign the new head and store it
	stepCommit  = "commit"  // durable
	stepReread  = "reread"  // read back and recompute
	stepMark    = "mark"    // high-water mark durable
	stepReload  = "reload"  // after an error: reopen, recompute
	stepPublish = "publish" // show to readers and wake them
)

// A StoppedError means that the journal does not know, or does not like, what is on its disk,
// and therefore signs nothing. Every Append first tries to load the journal again and works as
// soon as that succeeds, so freeing a full disk is enough; a damaged one must be repaired from
// a peer's mirror. All other errors of Append concern one entry or one moment, and the journal
// goes on.
type StoppedError struct {
	Origin string
	Err    error
}

// Error names the journal and the reason.
func (e *StoppedError) Error() string {
	return fmt.Sprintf("journal: %s: stopped, nothing is signed: %v", e.Origin, e.Err)
}

// Unwrap returns the reason.
func (e *StoppedError) Unwrap() error { return e.Err }

// writer is the only one that changes the journal. All fields belong to its goroutine.
type writer struct {
	j    *Journal
	db   *disk
	mark *mark

	// What is stored, as last read back. It is ahead of what is published after a crash
	// between commit and publication.
	front      Frontier
	head       Head
	checkpoint []byte
	adopted    bool // some entries came back from a mirror, without their dedup ids

	suspect  bool           // an error left it open what is on disk: load before anything else
	rollback *RollbackError // not nil: others know more than the disk does
	fork     *ForkError     // not nil: our key signed another history

	hook func(step string, do func() error) error // tests only
}

// step does one step of an append, or what a test makes of it.
func (w *writer) step(name string, do func() error) error {
	if w.hook != nil {
		return w.hook(name, do)
	}
	return do()
}

// run is the writer's goroutine, from Open to Close. It is the only place from which the database,
// the mark and the published state are changed, so none of them needs a lock against another
// writer; what other goroutines want done here they send through exec.
func (w *writer) run() {
	defer close(w.j.done)
	for {
		select { // alerts first, and before a Close that comes at the same time
		case r := <-w.j.urgent:
			w.serve(r)
			continue
		default:
		}
		select {
		case r := <-w.j.urgent:
			w.serve(r)
		case r := <-w.j.normal:
			w.serve(r)
		case f := <-w.j.exec:
			f()
		case <-w.j.quit:
			w.refuse()
			return
		}
	}
}

// refuse answers what is still queued at the end.
func (w *writer) refuse() {
	for {
		select {
		case r := <-w.j.urgent:
			r.reply(0, errClosed)
		case r := <-w.j.normal:
			r.reply(0, errClosed)
		default:
			return
		}
	}
}

// serve writes one batch that begins with r. Every request gets exactly one answer, whatever
// happens: a caller that hangs is as bad as one that is told the wrong thing.
func (w *writer) serve(r *request) {
	b := &batch{}
	rs := w.drain(r)
	err := w.ready()
	if err == nil {
		err = w.resolve(b, rs)
	}
	if err == nil && len(b.entries) > 0 {
		err = w.store(b)
	}
	if err == nil {
		err = w.advance()
	}
	for _, r := range rs {
		switch {
		case r.err != nil && !errors.Is(r.err, ErrDedup):
			r.reply(0, r.err)
		case err != nil:
			r.reply(0, fmt.Errorf("journal: append to %s: %w", w.j.cfg.Origin, err))
		default:
			r.reply(r.index, r.err)
		}
	}
}

// drain takes what is waiting, up to a batch, urgent requests first. Requests that nobody
// waits for any more are dropped here, before anything is stored.
func (w *writer) drain(first *request) []*request {
	rs := []*request{first}
	for len(rs) < batchSize {
		select {
		case r := <-w.j.urgent:
			rs = append(rs, r)
			continue
		default:
		}
		select {
		case r := <-w.j.normal:
			rs = append(rs, r)
			continue
		default:
		}
		break
	}
	for _, r := range rs {
		r.err = r.ctx.Err()
	}
	return rs
}

// ready makes sure that what is on disk is known and may be extended.
func (w *writer) ready() error {
	if w.fork != nil {
		return w.fork
	}
	if w.rollback != nil {
		return w.rollback
	}
	if w.suspect {
		return w.reload()
	}
	return nil
}

// store makes a batch durable and reads it back. On error it finds out what is on the disk:
// nil is returned also when an error was reported but the batch turns out to be there,
// complete and durable.
func (w *writer) store(b *batch) error {
	next := w.front
	signed, committing, err := w.transact(b, &next)
	if err == nil {
		err = w.step(stepReread, func() error { return w.reread(b, next, signed) })
		if err == nil {
			return nil
		}
	}
	// Now true of the world: before COMMIT was asked for, the disk has what it had (the
	// transaction is rolled back or will be by recovery); afterwards, either that or the whole
	// batch. Memory is not to be trusted in both cases.
	w.suspect = true
	if rerr := w.reload(); rerr != nil {
		return errors.Join(err, rerr)
	}
	if committing && w.head.Size == next.Size() && w.head.Root == next.Root() {
		return nil // it failed but happened; reload made it durable
	}
	return fmt.Errorf("nothing was stored: %w", err)
}

// transact is the one transaction of a batch: entries, hashes, dedup ids, and the head that
// covers them, signed inside. It returns the checkpoint that it signed, and whether COMMIT was
// asked for.
func (w *writer) transact(b *batch, next *Frontier) (signed []byte, committing bool, err error) {
	ctx := context.Background() // a caller who gives up must not tear a commit that others wait for
	var tx *sql.Tx
	err = w.step(stepBegin, func() (err error) {
		tx, err = w.db.w.BeginTx(ctx, nil)
		return err
	})
	if tx != nil {
		defer tx.Rollback() // without effect after Commit
	}
	if err != nil {
		return nil, false, err
	}
	if err := w.step(stepInsert, func() error { return b.insert(w.db.w, tx, next) }); err != nil {
		return nil, false, err
	}
	err = w.step(stepSign, func() (err error) {
		if signed, err = signHead(next.Head(w.j.cfg.Origin), w.j.cfg.Signer); err != nil {
			return err
		}
		res, err := w.db.w.stmt(tx, sqlUpdateHead).Exec(signed, w.checkpoint)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, errors.New("the stored head is not the one that was being extended: another process wrote here"))
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	return signed, true, w.step(stepCommit, tx.Commit)
}

// reread reads the batch back over another connection and recomputes the root from the stored
// bytes: what was signed must be what is stored.
func (w *writer) reread(b *batch, next Frontier, signed []byte) error {
	ctx := context.Background()
	msg, err := w.db.r.checkpoint(ctx)
	if err != nil {
		return err
	}
	if !bytes.Equal(msg, signed) { // so its signature needs no checking again
		return errors.New("the stored checkpoint is not the one that was signed")
	}
	h, err := headOf(msg)
	if err != nil {
		return err
	}
	from, again := w.head.Size, w.front
	es, err := w.db.r.entries(ctx, from, from+int64(len(b.entries)))
	if err != nil {
		return err
	}
	leaves, err := w.db.r.hashes(ctx, 0, from, len(es))
	if err != nil {
		return err
	}
	for i, e := range es {
		leaf := tlog.RecordHash(e)
		if !bytes.Equal(leaf[:], leaves[i*tlog.HashSize:][:tlog.HashSize]) {
			return fmt.Errorf("entry %d was stored wrongly", from+int64(i))
		}
		again.AppendHash(leaf)
	}
	if err := again.Check(h); err != nil {
		return err
	}
	if again.Root() != next.Root() {
		return fmt.Errorf("the stored entries are not those that were given: %w", ErrRoot)
	}
	w.front, w.head, w.checkpoint = again, h, msg
	return nil
}

// advance raises the mark to what is stored and publishes it. An error leaves it stored and
// not published; the next batch tries again.
func (w *writer) advance() error {
	if w.head.Size == w.j.Size() {
		return nil
	}
	if err := w.raise(); err != nil {
		return fmt.Errorf("stored but not published, because the high-water mark could not be written; append again with the same dedup id: %w", err)
	}
	return w.step(stepPublish, func() error { w.show(); return nil })
}

// raise writes the mark. It stands between commit and publication on purpose: the other way round,
// a crash between the two would leave a head in the world of which the mark knows nothing.
func (w *writer) raise() error {
	return w.step(stepMark, func() error { return w.mark.raise(w.head, w.checkpoint) })
}

// show publishes what is stored. Everybody who calls it says before why the mark covers it.
func (w *writer) show() { w.j.publish(w.head, w.checkpoint) }

// reload finds out what is on the disk after an error, from the bytes alone. While it fails
// the journal is stopped.
func (w *writer) reload() error {
	err := w.step(stepReload, func() error {
		ctx := context.Background()
		if err := w.db.openWriter(ctx); err != nil {
			return err
		}
		// What a failed commit left in the write-ahead log may be readable now and gone after
		// a power cut, because the kernel forgets pages whose sync failed. It is copied into
		// the database and synced there before it counts.
		if err := w.db.flush(ctx); err != nil {
			return err
		}
		return w.load(ctx)
	})
	if err != nil {
		return &StoppedError{w.j.cfg.Origin, err}
	}
	if w.head.Size < w.j.Size() {
		w.suspect = true
		return &StoppedError{w.j.cfg.Origin, fmt.Errorf("the disk has %d entries, %d were published", w.head.Size, w.j.Size())}
	}
	w.suspect = false
	return nil
}
