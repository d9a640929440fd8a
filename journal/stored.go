package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/internal/durable"
)

// storedEntries reads entries of a journal whose head is h.
func storedEntries(ctx context.Context, db *conn, h Head, from, to int64) ([][]byte, error) {
	if from < 0 || from > to || to > h.Size {
		return nil, fmt.Errorf("journal: %s: entries [%d, %d) of a journal of size %d: %w", h.Origin, from, to, h.Size, fs.ErrNotExist)
	}
	es, err := db.entries(ctx, from, to)
	if err != nil {
		return nil, fmt.Errorf("journal: %s: entries [%d, %d): %w", h.Origin, from, to, err)
	}
	return es, nil
}

// storedTile reads a tile or bundle of a journal whose head is h.
func storedTile(ctx context.Context, db *conn, h Head, t tlog.Tile) ([]byte, error) {
	if !fits(t, h.Size) {
		return nil, notFound(h.Origin, t, h.Size)
	}
	if t.L != bundleLevel {
		b, err := db.hashes(ctx, t.L, t.N<<TileHeight, t.W)
		if err != nil {
			return nil, fmt.Errorf("journal: %s: %s: %w", h.Origin, TilePath(t), err)
		}
		return b, nil
	}
	from := t.N << TileHeight
	es, err := storedEntries(ctx, db, h, from, from+int64(t.W))
	if err != nil {
		return nil, err
	}
	return AppendBundle(nil, es...)
}

// OpenReader opens the directory of a journal for an auditor: it takes no lock, writes nothing
// into the journal, and shows the head that was stored at this moment, so that a node may go
// on working beside it. It believes nothing but the signature on the head; the rest is for
// [Verify]. The caller closes the reader.
func OpenReader(ctx context.Context, dir string, verifier note.Verifier) (*DirReader, error) {
	path := filepath.Join(dir, dbName)
	fail := func(err error) (*DirReader, error) { return nil, fmt.Errorf("journal: read %s: %w", dir, err) }
	if _, err := os.Stat(path); err != nil {
		return fail(err)
	}
	// Without a write-ahead log the file stands still and is read without any locks; with one,
	// SQLite must share the log with the writer.
	q := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(5000)", "query_only(1)"}}
	if fi, err := os.Stat(path + "-wal"); errors.Is(err, fs.ErrNotExist) || err == nil && fi.Size() == 0 {
		q.Set("immutable", "1")
	}
	db, err := openConn(ctx, fileURL(path, q), 2, sqlHead, sqlEntries, sqlHashes)
	if err != nil {
		return fail(err)
	}
	r := &DirReader{db: db}
	if r.checkpoint, err = db.checkpoint(ctx); err == nil {
		r.head, err = OpenHead(r.checkpoint, verifier)
	}
	if err != nil {
		return fail(errors.Join(err, db.Close()))
	}
	return r, nil
}

// A DirReader is a [Reader] of the directory of a journal that somebody else may be writing,
// see [OpenReader].
type DirReader struct {
	db         *conn
	head       Head
	checkpoint []byte
}

// Origin is the journal's name.
func (r *DirReader) Origin() string { return r.head.Origin }

// Checkpoint is the stored checkpoint.
func (r *DirReader) Checkpoint() []byte { return r.checkpoint }

// Size is the size in the stored checkpoint.
func (r *DirReader) Size() int64 { return r.head.Size }

// Entries returns stored entries.
func (r *DirReader) Entries(ctx context.Context, from, to int64) ([][]byte, error) {
	return storedEntries(ctx, r.db, r.head, from, to)
}

// Tile returns a stored tile or bundle.
func (r *DirReader) Tile(ctx context.Context, t tlog.Tile) ([]byte, error) {
	return storedTile(ctx, r.db, r.head, t)
}

// Close releases the files.
func (r *DirReader) Close() error { return r.db.Close() }

// Backup writes a consistent copy of the journal, as it was at one moment, into a new directory,
// durably, also while a node is appending. It takes no keys and no high-water mark along, on purpose:
// a restored copy must be recognised as old, see [RollbackError].
func (r *DirReader) Backup(ctx context.Context, dir string) error {
	fail := func(err error) error { return fmt.Errorf("journal: backup of %s to %s: %w", r.head.Origin, dir, err) }
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fail(err)
	}
	path := filepath.Join(dir, dbName)
	if _, err := os.Lstat(path); err == nil {
		return fail(fs.ErrExist)
	}
	tmp := path + ".backup"
	if err := os.Remove(tmp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fail(err)
	}
	if err := r.copyTo(ctx, tmp); err != nil {
		return fail(err)
	}
	f, err := os.OpenFile(tmp, os.O_RDWR, 0)
	if err != nil {
		return fail(err)
	}
	if err := errors.Join(f.Sync(), f.Close(), os.Rename(tmp, path), durable.SyncDir(dir)); err != nil {
		return fail(err)
	}
	return nil
}

// copyTo writes a copy of the database, in one read transaction.
func (r *DirReader) copyTo(ctx context.Context, path string) error {
	c, err := r.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	// The journal is open read-only all the same; query_only would forbid the new file as well.
	if _, err := c.ExecContext(ctx, "PRAGMA query_only = 0"); err != nil {
		return err
	}
	_, err = c.ExecContext(ctx, "VACUUM INTO $1", path)
	_, perr := c.ExecContext(ctx, "PRAGMA query_only = 1")
	return errors.Join(err, perr)
}

// selfCheck finds damage that the entries and hashes do not show: in the structure of the
// database and in the dedup ids. It returns the entry concerned, or -1.
func (r *DirReader) selfCheck(ctx context.Context) (int64, error) {
	var result string
	if err := r.db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&result); err != nil || result != "ok" {
		return -1, errors.Join(err, errors.New("integrity check: "+result))
	}
	for _, c := range []struct{ what, query string }{
		{"entries beyond the signed head", "SELECT count(*) FROM entry WHERE idx < 0 OR idx >= $1"},
		{"hashes beyond the signed head", "SELECT count(*) FROM hash WHERE level = 0 AND (n < 0 OR n >= $1)"},
		{"dedup ids of entries that do not exist", "SELECT count(*) FROM dedup WHERE idx < 0 OR idx >= $1"},
	} {
		var n int64
		if err := r.db.QueryRowContext(ctx, c.query, r.head.Size).Scan(&n); err != nil {
			return -1, err
		}
		if n > 0 {
			return -1, fmt.Errorf("%d %s", n, c.what)
		}
	}
	return r.checkBonds(ctx)
}

// checkBonds looks for a dedup id that is not the one its entry was appended under.
func (r *DirReader) checkBonds(ctx context.Context) (int64, error) {
	rows, err := r.db.QueryContext(ctx, sqlBonds)
	if err != nil {
		return -1, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var index int64
		var tie, leaf []byte
		if err := rows.Scan(&id, &index, &tie, &leaf); err != nil {
			return -1, err
		}
		if !bytes.Equal(tie, bond(id, leaf)) {
			return index, fmt.Errorf("the dedup id %q is not the one that entry %d was appended under", id, index)
		}
	}
	return -1, rows.Err()
}
