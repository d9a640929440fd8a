// Package durable writes files so that what it reported as written is still there after a crash or a power loss.
//
// Three things are easy to get wrong and are therefore in one place:
//
//   - a file that is replaced must be written beside the old one, synced, renamed over it, and then its directory must be
//     synced too, or the rename itself may be lost ([WriteFile]);
//   - a small value that is replaced a thousand times a minute cannot afford that (about 0.7 ms); it is written alternately
//     to two slots of one file that never changes its size (about 0.1 ms), so that a torn write leaves the older value ([Slots]);
//   - two processes must not write one directory ([TryLock]).
//
// After a failed sync nothing is known about what reached the disk; a caller must not report success later because a
// second sync succeeded (the kernel forgets the failed pages). Write the data again.
package durable

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// WriteFile replaces the file at path by data: afterwards either the old or the new content is there, whatever happens, and when
// it returns nil the new one is durable. A temporary file beside path may be left by a crash; the next WriteFile replaces it.
func WriteFile(path string, data []byte, perm os.FileMode) (err error) {
	tmp := path + ".tmp"
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, perm)
	if err != nil {
		return fmt.Errorf("durable: write %s: %w", path, err)
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		os.Remove(tmp)
		return fmt.Errorf("durable: write %s: %w", path, err)
	}
	return SyncDir(filepath.Dir(path))
}

// SyncDir makes the names in dir durable: files created, renamed or removed there.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("durable: sync directory %s: %w", dir, err)
	}
	err = d.Sync()
	if cerr := d.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("durable: sync directory %s: %w", dir, err)
	}
	return nil
}

// ErrLocked means that another process, or another part of this one, holds the lock.
var ErrLocked = errors.New("in use by another process")

// A Lock is an advisory lock on a file. The operating system drops it when the process ends, however it ends, so it never
// has to be cleaned up by hand.
type Lock struct{ f *os.File }

// TryLock takes the lock on the file at path, creating it if needed. It does not wait: if somebody else has it, the error wraps
// [ErrLocked] and tells which process it was, if that is written there.
func TryLock(path string) (*Lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("durable: lock %s: %w", path, err)
	}
	if err := lockFile(f); err != nil {
		holder := make([]byte, 20)
		n, _ := f.ReadAt(holder, 0)
		f.Close()
		if errors.Is(err, ErrLocked) && n > 0 {
			return nil, fmt.Errorf("durable: lock %s: %w (process %s)", path, err, holder[:n])
		}
		return nil, fmt.Errorf("durable: lock %s: %w", path, err)
	}
	// The number is for people only; that it may be stale after a crash is why the lock itself is not this file's content.
	if f.Truncate(0) == nil {
		fmt.Fprintf(f, "%d", os.Getpid())
	}
	return &Lock{f}, nil
}

// Unlock gives the lock back. The file stays: removing it would let two processes lock two different files of one name.
func (l *Lock) Unlock() error { return l.f.Close() }
