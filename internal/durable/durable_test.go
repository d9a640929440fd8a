package durable

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	for _, s := range []string{"one", "", "three"} {
		if err := WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != s {
			t.Fatalf("read %q, %v; want %q", got, err, s)
		}
	}
	if _, err := os.Stat(path + ".tmp"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("temporary file is left: %v", err)
	}
	if err := WriteFile(filepath.Join(path, "below"), nil, 0o600); err == nil || !strings.Contains(err.Error(), "below") {
		t.Errorf("a file below a file: %v", err)
	}
}

// A failed replacement leaves the old content.
func TestWriteFileKeepsOld(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path+".tmp", 0o700); err != nil { // stands in the way of the temporary file
		t.Fatal(err)
	}
	if err := WriteFile(path, []byte("new"), 0o600); err == nil {
		t.Fatal("no error")
	}
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Errorf("content is %q", got)
	}
}

func TestTryLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	l, err := TryLock(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := TryLock(path); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), "process ") {
		t.Errorf("second lock: %v", err)
	}
	if err := l.Unlock(); err != nil {
		t.Fatal(err)
	}
	l, err = TryLock(path)
	if err != nil {
		t.Fatalf("after unlock: %v", err)
	}
	l.Unlock()
}

func TestSlots(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mark")
	if err := CreateSlots(path, []byte("v0")); err != nil {
		t.Fatal(err)
	}
	if err := CreateSlots(path, []byte("again")); !errors.Is(err, os.ErrExist) {
		t.Fatalf("created twice: %v", err)
	}
	s, err := OpenSlots(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.Keep(0)
	// At each step the value before the last one is still there.
	for i, v := range []string{"v1", "v2", "v3"} {
		if err := s.Write([]byte(v)); err != nil {
			t.Fatal(err)
		}
		got, err := s.Values()
		if err != nil {
			t.Fatal(err)
		}
		newer, older := got[(i+1)%2], got[i%2]
		if string(newer) != v || string(older) != "v"+string(rune('0'+i)) {
			t.Errorf("after %s: %q", v, got)
		}
	}
	if err := s.Write(bytes.Repeat([]byte{1}, SlotSize+1)); err == nil {
		t.Error("a value larger than a slot was taken")
	}
	if fi, _ := os.Stat(path); fi.Size() != 2*SlotSize {
		t.Errorf("size %d", fi.Size())
	}
}

// An operator may restore the mark by writing the plain value.
func TestSlotsByHand(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mark")
	if err := os.WriteFile(path, []byte("by hand\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := OpenSlots(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := s.Values()
	if err != nil || string(got[0]) != "by hand\n" || len(got[1]) != 0 {
		t.Fatalf("%q %v", got, err)
	}
}
