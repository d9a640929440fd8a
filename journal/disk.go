package journal

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// format is written into the database (PRAGMA user_version); a program that does not know the
// number does not open it.
const format = 1

// The tables of journal.db. Entries and hashes are kept apart on purpose: a changed byte makes
// them disagree, and the signed head tells which one is right. Only hashes that appear in C2SP
// tiles are stored; the others are computed from them. A bond ties a dedup id to its entry ([bond]).
const schema = `
CREATE TABLE entry   (idx INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE hash    (level INTEGER NOT NULL, n INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, n)) STRICT, WITHOUT ROWID;
CREATE TABLE head    (id INTEGER PRIMARY KEY CHECK (id = 1), checkpoint BLOB NOT NULL) STRICT;
CREATE TABLE dedup   (id TEXT PRIMARY KEY, idx INTEGER NOT NULL, bond BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE adopted (leaf BLOB PRIMARY KEY, idx INTEGER NOT NULL) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
`

// dsn is the address of the database with the settings that every connection needs: they are
// properties of a connection in SQLite, so a setting made once by a statement would be missing
// on the next one that the pool opens. synchronous(full) makes a commit durable before it
// returns; with less, a power cut would be a rollback of signed history. secure_delete(1) leaves
// no second copy of an entry in the dead space of a page, where no verification reads it.
func dsn(path string, pragmas ...string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": append([]string{
		"journal_mode(wal)", "busy_timeout(5000)", "synchronous(full)", "foreign_keys(1)", "secure_delete(1)"}, pragmas...)}
	return fileURL(path, q)
}

func fileURL(path string, q url.Values) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// The statements of the hot path, prepared once per connection: parsing them took a third of
// the time of an append.
const (
	sqlHead    = "SELECT checkpoint FROM head WHERE id = 1"
	sqlEntries = "SELECT idx, body FROM entry WHERE idx >= $1 AND idx < $2 ORDER BY idx"
	sqlHashes  = "SELECT n, hash FROM hash WHERE level = $3 AND n >= $1 AND n < $2 ORDER BY n"

	sqlBonds = "SELECT d.id, d.idx, d.bond, h.hash FROM dedup d JOIN hash h ON h.level = 0 AND h.n = d.idx"

	sqlInsertEntry   = "INSERT INTO entry (idx, body) VALUES ($1, $2)"
	sqlInsertHash    = "INSERT INTO hash (level, n, hash) VALUES ($1, $2, $3)"
	sqlInsertDedup   = "INSERT INTO dedup (id, idx, bond) VALUES ($1, $2, $3)"
	sqlInsertAdopted = "INSERT OR IGNORE INTO adopted (leaf, idx) VALUES ($1, $2)"
	// The old checkpoint in the condition fences: if anybody else had extended the journal,
	// this changes no row.
	sqlUpdateHead = "UPDATE head SET checkpoint = $1 WHERE id = 1 AND checkpoint = $2"
	sqlKnown      = "SELECT d.idx, h.hash FROM dedup d JOIN hash h ON h.level = 0 AND h.n = d.idx WHERE d.id = $1"
	// Entries that came back from a mirror have lost their dedup ids; there a repetition is
	// recognised by its bytes.
	sqlAdopted = "SELECT idx, leaf FROM adopted WHERE leaf = $1"
)

// conn is a database handle with its prepared statements.
type conn struct {
	*sql.DB
	prepared map[string]*sql.Stmt
}

func openConn(ctx context.Context, address string, max int, queries ...string) (*conn, error) {
	db, err := sql.Open("sqlite", address)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(max)
	db.SetMaxIdleConns(max)
	c := &conn{db, map[string]*sql.Stmt{}}
	if err := checkFormat(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	for _, q := range queries {
		if c.prepared[q], err = db.PrepareContext(ctx, q); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return c, nil
}

// stmt returns a prepared statement for use inside tx.
func (c *conn) stmt(tx *sql.Tx, query string) *sql.Stmt { return tx.Stmt(c.prepared[query]) }

// disk is the database: one connection that writes and a few that read.
type disk struct {
	path string
	w    *conn // exactly one connection; used by the writer goroutine only
	r    *conn // readers; query_only
}

// openDisk opens an existing database.
func openDisk(ctx context.Context, path string) (*disk, error) {
	d := &disk{path: path}
	if err := d.openWriter(ctx); err != nil {
		return nil, err
	}
	if err := d.whole(ctx); err != nil {
		return nil, errors.Join(err, d.w.Close())
	}
	var err error
	if d.r, err = openConn(ctx, dsn(path, "query_only(1)"), 4, sqlHead, sqlEntries, sqlHashes); err != nil {
		return nil, errors.Join(err, d.w.Close())
	}
	return d, nil
}

// openWriter opens the writing connection, again if there was one: nothing that the old one
// held in memory survives.
func (d *disk) openWriter(ctx context.Context) error {
	if d.w != nil {
		d.w.Close() // its transaction, if any, is over; the error says nothing that the next step does not find out
	}
	w, err := openConn(ctx, dsn(d.path), 1, sqlInsertEntry, sqlInsertHash, sqlInsertDedup, sqlInsertAdopted, sqlUpdateHead, sqlKnown, sqlAdopted)
	if err != nil {
		return err
	}
	d.w = w
	return nil
}

// whole refuses a file that was cut off: SQLite reads what is missing of the last page as zeros. While the write-ahead log still holds pages that
// cannot be moved, the file may be shorter than the database, and nothing is said.
func (d *disk) whole(ctx context.Context) error {
	var busy, frames, moved int
	if err := d.w.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &frames, &moved); err != nil || busy != 0 || moved < frames {
		return nil
	}
	var want int64
	if err := d.w.QueryRowContext(ctx, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").Scan(&want); err != nil {
		return err
	}
	file, err := os.Stat(d.path)
	if err != nil {
		return err
	}
	if file.Size() < want {
		return fmt.Errorf("the database was cut off: %d of %d bytes are there", file.Size(), want)
	}
	return nil
}

// checkFormat refuses a database of another format before anything is read from it, or written.
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

// close ends all connections; the last one moves the write-ahead log into the database.
func (d *disk) close() error {
	return errors.Join(d.r.Close(), d.w.Close())
}

// flush moves everything from the write-ahead log into the database file and syncs it: data
// whose commit reported an error is written again, to another place, and this time the answer
// counts.
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

// checkpoint returns the stored checkpoint.
func (c *conn) checkpoint(ctx context.Context) ([]byte, error) {
	var msg []byte
	err := c.prepared[sqlHead].QueryRowContext(ctx).Scan(&msg)
	return msg, err
}

// entries returns the entries from <= idx < to; fewer rows are an error that names the first
// one missing.
func (c *conn) entries(ctx context.Context, from, to int64) ([][]byte, error) {
	out := make([][]byte, 0, min(to-from, 1<<16))
	next := from
	err := c.eachRow(ctx, sqlEntries, []any{from, to}, func(n int64, b []byte) error {
		if n != next {
			return &missingError{what: "entry", n: next}
		}
		next++
		out = append(out, bytes.Clone(b))
		return nil
	})
	if err == nil && next != to {
		err = &missingError{what: "entry", n: next}
	}
	return out, err
}

// hashes returns w hashes of a tile level beginning with number n, concatenated.
func (c *conn) hashes(ctx context.Context, level int, n int64, w int) ([]byte, error) {
	out := make([]byte, 0, w*tlog.HashSize)
	next := n
	err := c.eachRow(ctx, sqlHashes, []any{n, n + int64(w), level}, func(n int64, h []byte) error {
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

// eachRow runs a prepared query for rows (number, bytes) and hands each to f; the bytes are
// valid only there.
func (c *conn) eachRow(ctx context.Context, query string, args []any, f func(n int64, b []byte) error) error {
	rows, err := c.prepared[query].QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var n int64
	var b sql.RawBytes
	for rows.Next() {
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
