package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
)

// Summary says what is in a store or a backup, so that a person can see
// whether it is the one that was meant.
type Summary struct {
	Schema   int // number of the last migration; an older one is brought up to date by Open
	Readings int64
	Newest   int64 // receipt of the newest batch
	Exhibits int64
	Entries  int64 // known entries of all journals
	Drafts   int64
	Accounts int64
}

// Backup writes a consistent copy to a path at which nothing may be yet. The
// copy is checked before it gets its name: a file of that name is a good
// backup. The store can be used meanwhile.
func (s *Store) Backup(ctx context.Context, path string) (Summary, error) {
	what := "back up to " + path
	if _, err := os.Stat(path); err == nil {
		return Summary{}, fail(what, ErrExists)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return Summary{}, fail(what, err)
	}
	defer os.Remove(part) // it is gone once it has its name
	if err := s.copyTo(ctx, part); err != nil {
		return Summary{}, fail(what, err)
	}
	sum, err := Inspect(ctx, part)
	if err != nil {
		return Summary{}, fail(what, err)
	}
	return sum, fail(what, settle(part, path))
}

// copyTo needs a connection of its own: the writer must stay free, and to the
// readers' VACUUM is a write.
func (s *Store) copyTo(ctx context.Context, part string) error {
	db, err := sql.Open("sqlite", fileName(s.path, url.Values{"_pragma": {"busy_timeout(10000)"}}))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, part)
	return err
}

// settle brings a file's bytes to disk and gives it its name for good.
func settle(part, path string) error {
	f, err := os.Open(part)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Inspect checks a file that no process has open, as before restoring it: the
// database's integrity, its references, and that this program or an older one
// made it. It does not change the file.
func Inspect(ctx context.Context, path string) (Summary, error) {
	if _, err := os.Stat(path); err != nil {
		return Summary{}, fmt.Errorf("store: inspect %s: %w", path, err)
	}
	db, err := sql.Open("sqlite", readOnlyName(path))
	if err != nil {
		return Summary{}, fail("inspect "+path, err)
	}
	defer db.Close()
	sum, err := inspect(ctx, db)
	return sum, fail("inspect "+path, err)
}

// Check looks the open store over. It reads everything once.
func (s *Store) Check(ctx context.Context) (Summary, error) {
	sum, err := inspect(ctx, s.r)
	return sum, fail("check "+s.path, err)
}

func inspect(ctx context.Context, db *sql.DB) (Summary, error) {
	var sum Summary
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return sum, err
	}
	if verdict != "ok" {
		return sum, fmt.Errorf("%w (%s)", ErrCorrupt, verdict)
	}
	rows, err := db.QueryContext(ctx, `PRAGMA foreign_key_check`)
	if err != nil {
		return sum, err
	}
	loose := rows.Next()
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return sum, err
	}
	if loose {
		return sum, fmt.Errorf("%w (a row refers to one that is not there)", ErrCorrupt)
	}
	all, err := steps(migrations)
	if err != nil {
		return sum, err
	}
	var made int
	if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM sqlite_master WHERE name = 'migration'`).Scan(&made); err != nil {
		return sum, err
	}
	if made == 0 {
		return sum, fmt.Errorf("%w (it has no schema)", ErrCorrupt)
	}
	if sum.Schema, err = applied(ctx, db, all); err != nil {
		return sum, err
	}
	err = db.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM reading), (SELECT COALESCE(MAX(received_at), 0) FROM batch),
		(SELECT COUNT(*) FROM exhibit), (SELECT COALESCE(SUM(upto - first), 0) FROM known), (SELECT COUNT(*) FROM draft), (SELECT COUNT(*) FROM account)`).
		Scan(&sum.Readings, &sum.Newest, &sum.Exhibits, &sum.Entries, &sum.Drafts, &sum.Accounts)
	return sum, err
}
