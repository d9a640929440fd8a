package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tongzhou/internal/durable"
	"tongzhou/journal"
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
	if err := backupDatabases(ctx, cfg, to); err != nil {
		return fmt.Errorf("node: backup: %w", err)
	}
	return durable.SyncDir(to)
}

// backupDatabases copies the own journal and the store, each as it is at one moment, and checks the copies.
func backupDatabases(ctx context.Context, cfg Config, to string) error {
	id, err := loadIdentity(cfg.path("identity"))
	if err != nil {
		return err
	}
	verifier, err := verifierOf(id.vkey)
	if err != nil {
		return err
	}
	r, err := journal.OpenReader(ctx, cfg.path("own"), verifier)
	if err != nil {
		return err
	}
	if err := errors.Join(r.Backup(ctx, filepath.Join(to, "own")), r.Close()); err != nil {
		return err
	}
	s, err := store.Open(ctx, store.Config{Path: cfg.StorePath()})
	if err != nil {
		return err
	}
	_, err = s.Backup(ctx, filepath.Join(to, "store.db"))
	return errors.Join(err, s.Close())
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
