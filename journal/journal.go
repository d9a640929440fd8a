package journal

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/internal/durable"
)

// Names in the directory of a journal.
const (
	dbName   = "journal.db"
	lockName = "lock"
)

// Config says where a journal lives and who signs it.
type Config struct {
	// Dir is the directory of the journal, for it alone: journal.db and lock. With the keys,
	// it is the only thing of a node that cannot be had again.
	Dir string
	// Origin is the journal's name, "<jurisdiction>/journal/1"; the key must have the same
	// name.
	Origin string
	// Highwater is the file that remembers the newest checkpoint that was shown to anybody.
	// Put it elsewhere than Dir, best on another disk and outside the backup of Dir: it is
	// what makes a restored backup visible. Dir itself is refused.
	Highwater string
	// Signer signs checkpoints (Ed25519).
	Signer note.Signer
	// Verifier checks checkpoints of this journal that come back to us. nil: it is derived
	// from Signer by signing again, which serves for every deterministic signature such as
	// Ed25519.
	Verifier note.Verifier
	// MaxEntry bounds an entry, in bytes; 0 and anything above [MaxEntry] mean [MaxEntry].
	MaxEntry int
}

func (c *Config) check() error {
	switch {
	case c.Dir == "" || c.Origin == "" || c.Highwater == "" || c.Signer == nil:
		return errors.New("journal: config: Dir, Origin, Highwater and Signer are needed")
	case c.Signer.Name() != c.Origin:
		return fmt.Errorf("journal: config: the key is named %q, the journal %q: they must be the same", c.Signer.Name(), c.Origin)
	case filepath.Dir(filepath.Clean(c.Highwater)) == filepath.Clean(c.Dir):
		return fmt.Errorf("journal: config: high-water mark %s is in the journal's own directory: a backup of that directory would restore both, and hide that it is old", c.Highwater)
	}
	if c.MaxEntry <= 0 || c.MaxEntry > MaxEntry {
		c.MaxEntry = MaxEntry
	}
	if c.Verifier == nil {
		c.Verifier = resign{c.Signer}
	}
	return nil
}

// resign verifies our own signatures without the public key: the same text signed again must
// give the same bytes.
type resign struct{ note.Signer }

func (v resign) Verify(msg, sig []byte) bool {
	again, err := v.Sign(msg)
	return err == nil && bytes.Equal(again, sig)
}

// Errors that a caller may match.
var (
	// ErrBusy: the queue is full. Nothing was stored; try again later.
	ErrBusy = errors.New("journal: append: the queue is full, try again later")
	// ErrDedup: the dedup id names an earlier entry that has other bytes. The index returned
	// with it is that entry's.
	ErrDedup = errors.New("the dedup id belongs to an entry with other bytes")
)

var errClosed = fmt.Errorf("journal: %w", fs.ErrClosed)

// A Journal is our own journal, open for appending by this process and no other. It implements
// [Reader].
type Journal struct {
	cfg  Config
	lock *durable.Lock
	db   *disk

	urgent, normal chan *request // bounded; the writer drains urgent first
	exec           chan func()   // run by the writer between batches
	quit           chan struct{} // closed by Close
	done           chan struct{} // closed when the writer has ended
	closing        sync.Once

	w writer // owned by the writer goroutine (before it starts: by Open)

	mu  sync.Mutex
	pub published // what anybody may see
}

// published is the state that is shown: it is durable, was read back and is covered by the
// high-water mark.
type published struct {
	head       Head
	checkpoint []byte
	changed    chan struct{} // closed at the next change
}

// Init makes a new, empty journal and opens it. It refuses, with an error that wraps
// fs.ErrExist, if there is one already, in the directory or by its high-water mark: a journal
// made anew under an old name is a fork. A mark of size 0 without a database is the rest of an
// Init that was interrupted, and is no obstacle: nothing can have been shown of that journal,
// because the mark is always written before.
func Init(ctx context.Context, cfg Config) (*Journal, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	fail := func(err error) (*Journal, error) {
		return nil, fmt.Errorf("journal: init %s: %w", cfg.Dir, err)
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return fail(err)
	}
	lock, err := durable.TryLock(filepath.Join(cfg.Dir, lockName))
	if err != nil {
		return fail(err)
	}
	if err := create(ctx, cfg); err != nil {
		return fail(errors.Join(err, lock.Unlock()))
	}
	if err := lock.Unlock(); err != nil {
		return fail(err)
	}
	return Open(ctx, cfg)
}

// create writes mark and database, in this order, so that every crash in between leaves either
// nothing, or a mark of size 0, or a whole journal.
func create(ctx context.Context, cfg Config) error {
	path := filepath.Join(cfg.Dir, dbName)
	for _, p := range []string{path, path + "-wal"} {
		if _, err := os.Lstat(p); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: a journal is here already: %w", p, fs.ErrExist)
		}
	}
	empty := Frontier{}.Head(cfg.Origin)
	msg, err := signHead(empty, cfg.Signer)
	if err != nil {
		return err
	}
	switch m, err := openMark(cfg); {
	case errors.Is(err, fs.ErrNotExist):
		if err := durable.CreateSlots(cfg.Highwater, msg); err != nil {
			return err
		}
	case err != nil:
		return fmt.Errorf("%w: there is a high-water mark that cannot be read: %w", fs.ErrExist, err)
	default:
		m.close()
		if m.head.Size > 0 {
			return fmt.Errorf("%w: the high-water mark %s of a journal of this name is at size %d: restore the journal, or refetch it from a peer (Adopt); a new one needs a new origin", fs.ErrExist, cfg.Highwater, m.head.Size)
		}
	}
	return createDB(ctx, path, msg)
}

// createDB builds the database under another name and renames it when it is complete.
func createDB(ctx context.Context, path string, checkpoint []byte) error {
	tmp := path + ".init"
	for _, p := range []string{tmp, tmp + "-wal", tmp + "-shm"} {
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	db, err := sql.Open("sqlite", dsn(tmp))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	if _, err = db.ExecContext(ctx, schema); err == nil {
		_, err = db.ExecContext(ctx, "INSERT INTO head (id, checkpoint) VALUES (1, $1)", checkpoint)
	}
	if err == nil {
		_, err = db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	if err := errors.Join(err, db.Close()); err != nil { // closing the last connection removes the write-ahead log
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(path))
}

// Open opens an existing journal: it takes the lock, reads every stored byte, recomputes the
// root, compares it with the signed head and that with the high-water mark.
//
// If the journal is behind its mark, or the mark is gone, Open returns the journal together
// with a [*RollbackError]: it can be read and repaired with [Journal.Adopt], and appends
// nothing until then; the caller still closes it. With any other error there is no journal.
func Open(ctx context.Context, cfg Config) (*Journal, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	fail := func(err error) (*Journal, error) {
		return nil, fmt.Errorf("journal: open %s: %w", cfg.Dir, err)
	}
	path := filepath.Join(cfg.Dir, dbName)
	if _, err := os.Lstat(path); err != nil {
		return fail(err)
	}
	lock, err := durable.TryLock(filepath.Join(cfg.Dir, lockName))
	if err != nil {
		return fail(err)
	}
	db, err := openDisk(ctx, path)
	if err != nil {
		return fail(errors.Join(err, lock.Unlock()))
	}
	j := newJournal(cfg, lock, db)
	if err := j.w.load(ctx); err != nil {
		return fail(errors.Join(err, db.close(), lock.Unlock()))
	}
	if err := j.w.guard(ctx); err != nil {
		return fail(errors.Join(err, j.w.mark.close(), db.close(), lock.Unlock()))
	}
	go j.w.run()
	if rb := j.w.rollback; rb != nil {
		return j, rb
	}
	return j, nil
}

const (
	queueSize = 1024 // requests that wait before ErrBusy
	batchSize = 256  // requests that share one commit
)

// newJournal puts the parts together; nothing runs yet.
func newJournal(cfg Config, lock *durable.Lock, db *disk) *Journal {
	j := &Journal{
		cfg: cfg, lock: lock, db: db,
		urgent: make(chan *request, queueSize), normal: make(chan *request, queueSize),
		exec: make(chan func()), quit: make(chan struct{}), done: make(chan struct{}),
		pub: published{changed: make(chan struct{})},
	}
	j.w = writer{j: j, db: db, mark: &mark{}}
	return j
}

// Close ends the journal: later calls return an error that wraps fs.ErrClosed. It waits for
// the batch that is being written, refuses what is queued, and gives the directory back.
func (j *Journal) Close() error {
	var err error
	j.closing.Do(func() {
		close(j.quit)
		<-j.done
		err = errors.Join(j.w.mark.close(), j.db.close(), j.lock.Unlock())
	})
	return err
}

// snapshot returns one consistent published state; a reader takes it once per call, so that head
// and checkpoint are of the same moment.
func (j *Journal) snapshot() published {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.pub
}

// publish shows a new head and wakes whoever waits. Only the writer calls it, after the mark
// is durable.
func (j *Journal) publish(h Head, checkpoint []byte) {
	j.mu.Lock()
	defer j.mu.Unlock()
	close(j.pub.changed)
	j.pub = published{head: h, checkpoint: checkpoint, changed: make(chan struct{})}
}

// Origin is the journal's name.
func (j *Journal) Origin() string { return j.cfg.Origin }

// Checkpoint is the newest published checkpoint; do not change it.
func (j *Journal) Checkpoint() []byte { return j.snapshot().checkpoint }

// Size is the number of published entries.
func (j *Journal) Size() int64 { return j.snapshot().head.Size }

// Wait blocks until the journal has more than size entries and returns how many.
func (j *Journal) Wait(ctx context.Context, size int64) (int64, error) {
	for {
		p := j.snapshot()
		if p.head.Size > size {
			return p.head.Size, nil
		}
		select {
		case <-p.changed:
		case <-j.quit:
			return p.head.Size, errClosed
		case <-ctx.Done():
			return p.head.Size, ctx.Err()
		}
	}
}

// Entries returns published entries.
func (j *Journal) Entries(ctx context.Context, from, to int64) ([][]byte, error) {
	return storedEntries(ctx, j.db.r, j.snapshot().head, from, to)
}

// Tile returns a published tile or bundle.
func (j *Journal) Tile(ctx context.Context, t tlog.Tile) ([]byte, error) {
	return storedTile(ctx, j.db.r, j.snapshot().head, t)
}
