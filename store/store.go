// Package store keeps what one node needs beside its journals: readings,
// exhibits, when each entry of each journal became known, drafts and their
// approvals, accounts, sessions, the audit trail, signals and settings.
//
// It keeps and finds; it decides nothing. Every write is one transaction: an
// error means that nothing of it was kept. Two processes may have one store
// open; the database's own locks keep their writes apart.
//
// # The file
//
// SQLite in WAL mode. The statements use $n placeholders and only what SQLite
// and PostgreSQL both understand. The schema grows by the numbered files in
// migrations/, each in one transaction; the SHA-256 of each applied file is
// recorded, and a store whose applied files are not the ones in this program
// is not opened.
//
// Moments are Unix milliseconds.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
)

// Config says where a store is.
type Config struct {
	Path string // of the file; its directory must exist
	// MaxBytes bounds the file, so that readings cannot take the room that the
	// journal needs. Zero: no bound.
	MaxBytes int64
}

// Store is an open store. Its methods may be called at the same time.
type Store struct {
	path string
	w    *sql.DB // one connection: SQLite has one writer
	r    *sql.DB
}

// What goes wrong with a store, for callers that answer it in their own way.
var (
	ErrFull     = errors.New("no room left: nothing of this was kept; free some disk or raise the store's limit")
	ErrReadOnly = errors.New("the file or its directory is read-only: nothing of this was kept; give the node's user the right to write")
	ErrBusy     = errors.New("another process holds the store: nothing of this was kept; try again")
	ErrCorrupt  = errors.New("the file is damaged or is no store: use the newest good backup")
	ErrNone     = errors.New("not there")
	ErrExists   = errors.New("is there already")
	ErrStale    = errors.New("has changed since it was read")
)

// Open opens the store, makes it if it is not there, and brings its schema up
// to date.
func Open(ctx context.Context, c Config) (*Store, error) {
	if _, err := os.Stat(filepath.Dir(c.Path)); err != nil {
		return nil, fmt.Errorf("store: open %s: %w", c.Path, err)
	}
	// SQLite does not wait for its locks while a file is turned to WAL: of two
	// processes that make a store at the same moment, one is sent away.
	for patience := time.Now().Add(10 * time.Second); ; {
		s, err := openOnce(ctx, c)
		if !errors.Is(err, ErrBusy) || time.Now().After(patience) {
			return s, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func openOnce(ctx context.Context, c Config) (*Store, error) {
	s := &Store{path: c.Path}
	var err error
	if s.w, err = open(c, false); err != nil {
		return nil, err
	}
	s.w.SetMaxOpenConns(1)
	if err = migrate(ctx, s.w, migrations); err == nil {
		s.r, err = open(c, true)
	}
	if err != nil {
		s.w.Close()
		return nil, fail("open "+c.Path, err)
	}
	s.r.SetMaxOpenConns(4)
	return s, nil
}

// pageSize is SQLite's default, which limits are counted in.
const pageSize = 4096

// open makes a pool. Pragmas are per connection, so they stand in the name.
func open(c Config, reading bool) (*sql.DB, error) {
	q := url.Values{}
	for _, p := range []string{"journal_mode(wal)", "busy_timeout(10000)", "synchronous(full)", "foreign_keys(1)"} {
		q.Add("_pragma", p)
	}
	if c.MaxBytes > 0 {
		q.Add("_pragma", fmt.Sprintf("max_page_count(%d)", max(c.MaxBytes/pageSize, 1)))
	}
	if reading {
		q.Add("_pragma", "query_only(1)")
	} else {
		q.Set("_txlock", "immediate")
	}
	db, err := sql.Open("sqlite", fileName(c.Path, q))
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", c.Path, err)
	}
	return db, nil
}

// fileName is the URI under which SQLite opens a path, whatever signs it has.
func fileName(path string, q url.Values) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// readOnlyName opens a file that nobody writes, without leaving others beside it.
func readOnlyName(path string) string {
	return fileName(path, url.Values{"mode": {"ro"}, "immutable": {"1"}})
}

// Close closes the store; what was acknowledged is on disk already.
func (s *Store) Close() error { return errors.Join(s.r.Close(), s.w.Close()) }

// write runs do in a transaction; any error undoes all of it.
func (s *Store) write(ctx context.Context, what string, do func(*sql.Tx) error) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return fail(what, err)
	}
	defer tx.Rollback() // does nothing after Commit
	if err := do(tx); err != nil {
		return fail(what, err)
	}
	return fail(what, tx.Commit())
}

// fail names the operation and, where the database says why, gives the reason
// a person can act on.
func fail(what string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNone
	}
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff { // the primary result code
		case 5, 6: // BUSY, LOCKED
			err = fmt.Errorf("%w (%v)", ErrBusy, e)
		case 8: // READONLY
			err = fmt.Errorf("%w (%v)", ErrReadOnly, e)
		case 13: // FULL
			err = fmt.Errorf("%w (%v)", ErrFull, e)
		case 11, 26: // CORRUPT, NOTADB
			err = fmt.Errorf("%w (%v)", ErrCorrupt, e)
		}
	}
	return fmt.Errorf("store: %s: %w", what, err)
}

// bit is how a yes or no is kept.
func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
