package node

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver of the databases that are copied

	"tongzhou/internal/durable"
	"tongzhou/store"
)

// StorePath is the node's own database: accounts, readings, exhibits.
func (c Config) StorePath() string { return c.path("store.db") }

// Backup copies what of a data directory cannot be had again: keys, configuration, the own journal, the store and evidence of forks. The node
// may be running. The high-water mark is left out on purpose: a restored node must ask its neighbours what it has said since. Copies of other
// journals are left out because the neighbours have them.
func Backup(ctx context.Context, cfg Config, to string) error {
	if entries, err := os.ReadDir(to); err == nil && len(entries) > 0 {
		return fmt.Errorf("node: backup: %s is not empty; name a new directory", to)
	}
	for _, dir := range []string{"identity", "own", "evidence"} {
		if err := os.MkdirAll(filepath.Join(to, dir), 0o700); err != nil {
			return fmt.Errorf("node: backup: %w", err)
		}
	}
	for _, pattern := range []string{"config.json", "identity/*", "evidence/*"} {
		files, err := filepath.Glob(cfg.path(pattern))
		if err != nil {
			return err
		}
		for _, file := range files {
			if err := copyFile(cfg.Dir, to, file); err != nil {
				return err
			}
		}
	}
	for _, db := range []string{filepath.Join("own", "journal.db"), "store.db"} {
		if err := copyDatabase(ctx, cfg.path(db), filepath.Join(to, db)); err != nil {
			return fmt.Errorf("node: backup: %s: %w", db, err)
		}
	}
	return durable.SyncDir(to)
}

func copyFile(from, to, file string) error {
	name, err := filepath.Rel(from, file)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("node: backup: %w", err)
	}
	return durable.WriteFile(filepath.Join(to, name), text, 0o600)
}

// copyDatabase copies a database that may be in use, as it is at one moment, and checks the copy.
func copyDatabase(ctx context.Context, from, to string) error {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: from}).EscapedPath()+"?mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, to)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	copied, err := sql.Open("sqlite", "file:"+(&url.URL{Path: to}).EscapedPath()+"?mode=ro")
	if err != nil {
		return err
	}
	defer copied.Close()
	var verdict string
	if err := copied.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("the copy is damaged: %s", verdict)
	}
	return os.Chmod(to, 0o600)
}

// Restore makes a data directory from a backup. The node then reads before it writes: it asks its neighbours for what it has put on record since.
func Restore(ctx context.Context, from, to string) error {
	if entries, err := os.ReadDir(to); err == nil && len(entries) > 0 {
		return fmt.Errorf("node: restore: %s is not empty: restoring over a node would lose what it has; name a new directory", to)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("node: restore: %w", err)
	}
	cfg, err := FindConfig(from)
	if err != nil {
		return err
	}
	if _, err := store.Inspect(ctx, cfg.StorePath()); err != nil {
		return fmt.Errorf("node: restore: the backup's store: %w", err)
	}
	return Backup(ctx, cfg, to)
}
