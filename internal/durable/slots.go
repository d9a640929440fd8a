package durable

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// SlotSize is the size of one of the two slots of a [Slots] file: one page, so that no write of one can touch the other.
const SlotSize = 4096

// Slots holds one small value that is replaced often. The file has two slots that are written in turn, so the value before the
// last is intact while the last is being written. A slot carries no checksum: the caller's values must prove themselves
// (a signed note does) because a torn slot comes back from [Slots.Values] like any other.
// A file with only a plain value in it, written by hand, is a valid Slots file.
type Slots struct {
	f    *os.File
	next int64 // slot that is written next; never the one with the newest value
}

// CreateSlots makes a new file with an initial value, durably. It refuses an existing file.
func CreateSlots(path string, value []byte) error {
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		if err == nil {
			err = os.ErrExist
		}
		return fmt.Errorf("durable: create %s: %w", path, err)
	}
	page, err := slot(value)
	if err != nil {
		return err
	}
	// Both slots are allocated now: later writes change no metadata, which is what makes them cheap.
	return WriteFile(path, append(page, make([]byte, SlotSize)...), 0o600)
}

// OpenSlots opens an existing file for reading and writing.
func OpenSlots(path string) (*Slots, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("durable: open %s: %w", path, err)
	}
	s := &Slots{f: f}
	// One that was written by hand is shorter; make it whole.
	if fi, err := f.Stat(); err != nil || fi.Size() < 2*SlotSize {
		if err == nil {
			err = f.Truncate(2 * SlotSize)
		}
		if err == nil {
			err = f.Sync()
		}
		if err == nil {
			err = SyncDir(filepath.Dir(path))
		}
		if err != nil {
			f.Close()
			return nil, fmt.Errorf("durable: open %s: %w", path, err)
		}
	}
	return s, nil
}

// Values returns the content of both slots without padding; an empty one is empty. Which is newer only the caller can tell,
// and he must say so with [Slots.Keep] before the first Write.
func (s *Slots) Values() ([2][]byte, error) {
	page := make([]byte, 2*SlotSize)
	if _, err := s.f.ReadAt(page, 0); err != nil {
		return [2][]byte{}, fmt.Errorf("durable: read %s: %w", s.f.Name(), err)
	}
	return SplitSlots(page), nil
}

// SplitSlots returns the two values in the bytes of a Slots file that was read by other means.
func SplitSlots(b []byte) [2][]byte {
	n := min(len(b), SlotSize)
	return [2][]byte{unpad(b[:n]), unpad(b[n:min(len(b), 2*SlotSize)])}
}

// Keep tells that slot i (0 or 1) holds the newest value, so that the next Write goes to the other one.
func (s *Slots) Keep(i int) { s.next = int64(1 - i) }

// Write replaces the older value and returns when the new one is durable. After an error the slot that was being written is
// undefined and the other one is intact; the next Write tries the same slot again.
func (s *Slots) Write(value []byte) error {
	page, err := slot(value)
	if err != nil {
		return err
	}
	if _, err := s.f.WriteAt(page, s.next*SlotSize); err != nil {
		return fmt.Errorf("durable: write %s: %w", s.f.Name(), err)
	}
	if err := s.f.Sync(); err != nil {
		return fmt.Errorf("durable: sync %s: %w", s.f.Name(), err)
	}
	s.next = 1 - s.next
	return nil
}

// Close closes the file; nothing is pending.
func (s *Slots) Close() error { return s.f.Close() }

func slot(value []byte) ([]byte, error) {
	if len(value) > SlotSize || bytes.HasSuffix(value, []byte{0}) {
		return nil, fmt.Errorf("durable: a value of %d bytes does not fit a slot of %d", len(value), SlotSize)
	}
	return append(bytes.Clone(value), make([]byte, SlotSize-len(value))...), nil
}

func unpad(page []byte) []byte { return bytes.TrimRight(page, "\x00") }
