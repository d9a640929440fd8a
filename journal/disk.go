package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// format is written into the database (PRAGMA user_version); a program that does not know the number does not open it.
const format = 1

// The tables of journal.db. Entries and hashes are kept apart on purpose: a changed byte makes them disagree, and the signed head tells
// which one is right. Only hashes that appear in C2SP tiles are stored; the others are computed from them.
const schema = `
CREATE TABLE entry   (idx INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE hash    (level INTEGER NOT NULL, n INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, n)) STRICT, WITHOUT ROWID;
CREATE TABLE head    (id INTEGER PRIMARY KEY CHECK (id = 1), checkpoint BLOB NOT NULL) STRICT;
CREATE TABLE dedup   (id TEXT PRIMARY KEY, idx INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE adopted (leaf BLOB PRIMARY KEY, idx INTEGER NOT NULL) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
`

// dsn is the address of the database with the settings that every connection needs: they are properties of a connection in SQLite, so a
// setting made once by a statement would be missing on the next one that the pool opens. synchronous(full) makes a commit durable
// before it returns; with less, a power cut would be a rollback of signed history.
func dsn(path string, pragmas ...string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": append([]string{
		"journal_mode(wal)", "busy_timeout(5000)", "synchronous(full)", "foreign_keys(1)"}, pragmas...)}
	return fileURL(path, q)
}

func fileURL(path string, q url.Values) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// disk is the database: one connection that writes and a few that read.
type disk struct {
	path string
	w    *sql.DB // exactly one connection; used by the writer goroutine only
	r    *sql.DB // readers; query_only
}

// openDisk opens an existing database.
func openDisk(ctx context.Context, path string) (*disk, error) {
	d := &disk{path: path}
	var err error
	if d.r, err = sql.Open("sqlite", dsn(path, "query_only(1)")); err != nil {
		return nil, err
	}
	d.r.SetMaxOpenConns(4)
	d.r.SetMaxIdleConns(4)
	if err := d.openWriter(ctx); err != nil {
		d.r.Close()
		return nil, err
	}
	if err := checkFormat(ctx, d.w); err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

// openWriter opens the writing connection, again if there was one: nothing that the old one held in memory survives.
func (d *disk) openWriter(ctx context.Context) error {
	if d.w != nil {
		d.w.Close() // its transaction, if any, is over; the error says nothing that the next step does not find out
	}
	w, err := sql.Open("sqlite", dsn(d.path))
	if err != nil {
		return err
	}
	w.SetMaxOpenConns(1)
	d.w = w
	return w.PingContext(ctx)
}

func checkFormat(ctx context.Context, db *sql.DB) error {
	var v int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v); err != nil {
		return err
	}
	if v != format {
		return fmt.Errorf("the database has format %d, this program knows %d", v, format)
	}
	return nil
}

func (d *disk) close() error {
	return errors.Join(d.r.Close(), d.w.Close())
}

// flush moves everything from the write-ahead log into the database file and syncs it: data whose commit reported an error is written
// again, to another place, and this time the answer counts.
func (d *disk) flush(ctx context.Context) error {
	var busy, frames, moved int
	if err := d.w.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("the write-ahead log is in use")
	}
	return nil
}

func (d *disk) checkpoint(ctx context.Context) ([]byte, error) { return readCheckpoint(ctx, d.r) }

func readCheckpoint(ctx context.Context, db *sql.DB) ([]byte, error) {
	var msg []byte
	err := db.QueryRowContext(ctx, "SELECT checkpoint FROM head WHERE id = 1").Scan(&msg)
	return msg, err
}

// readEntries returns the entries from <= idx < to; fewer rows are an error that names the first one missing.
func readEntries(ctx context.Context, db *sql.DB, from, to int64) ([][]byte, error) {
	out := make([][]byte, 0, min(to-from, 1<<16))
	next := from
	err := eachRow(ctx, db, "SELECT idx, body FROM entry WHERE idx >= $1 AND idx < $2 ORDER BY idx", from, to, func(n int64, b []byte) error {
		if n != next {
			return &missingError{what: "entry", n: next}
		}
		next++
		out = append(out, b)
		return nil
	})
	if err == nil && next != to {
		err = &missingError{what: "entry", n: next}
	}
	return out, err
}

// readHashes returns w hashes of tile level level beginning with number n, concatenated.
func readHashes(ctx context.Context, db *sql.DB, level int, n int64, w int) ([]byte, error) {
	out := make([]byte, 0, w*tlog.HashSize)
	next := n
	q := fmt.Sprintf("SELECT n, hash FROM hash WHERE level = %d AND n >= $1 AND n < $2 ORDER BY n", level)
	err := eachRow(ctx, db, q, n, n+int64(w), func(n int64, h []byte) error {
		if n != next || len(h) != tlog.HashSize {
			return &missingError{what: fmt.Sprintf("level %d hash", level), n: next}
		}
		next++
		out = append(out, h...)
		return nil
	})
	if err == nil && next != n+int64(w) {
		err = &missingError{what: fmt.Sprintf("level %d hash", level), n: next}
	}
	return out, err
}

// eachRow runs a query for rows (number, bytes) in a range and hands each to f, with bytes that f may keep.
func eachRow(ctx context.Context, db *sql.DB, query string, from, to int64, f func(n int64, b []byte) error) error {
	rows, err := db.QueryContext(ctx, query, from, to)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var b []byte
		if err := rows.Scan(&n, &b); err != nil {
			return err
		}
		if err := f(n, b); err != nil {
			return err
		}
	}
	return rows.Err()
}

// missingError names a row that a journal of this size must have.
type missingError struct {
	what string
	n    int64
}

func (e *missingError) Error() string { return fmt.Sprintf("stored %s %d is missing", e.what, e.n) }
