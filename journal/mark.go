package journal

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/internal/durable"
)

// mark is the high-water mark: the newest checkpoint that was shown to anybody, kept as the
// signed note itself, so that it proves itself and an operator can restore it with the copy
// that any peer has.
type mark struct {
	slots *durable.Slots
	head  Head
}

// openMark reads the mark. The error wraps fs.ErrNotExist if there is none.
func openMark(cfg Config) (*mark, error) {
	slots, err := durable.OpenSlots(cfg.Highwater)
	if err != nil {
		return nil, err
	}
	m := &mark{slots: slots}
	values, err := slots.Values()
	if err != nil {
		return nil, errors.Join(err, m.close())
	}
	i, h := newest(values, cfg.Verifier)
	if i < 0 {
		return nil, errors.Join(fmt.Errorf("journal: high-water mark %s: holds no checkpoint signed for %s", cfg.Highwater, cfg.Origin), m.close())
	}
	m.head = h
	slots.Keep(i)
	return m, nil
}

// newest finds the slot with the larger head. A slot that does not hold a note of ours is one
// whose write was cut off; then the other one is the newest that was ever reported as written.
// If neither does, the mark is lost: -1.
func newest(values [2][]byte, verifier note.Verifier) (int, Head) {
	found, head := -1, Head{}
	for i, v := range values {
		h, err := OpenHead(v, verifier)
		if err == nil && (found < 0 || h.Size > head.Size) {
			found, head = i, h
		}
	}
	return found, head
}

// Highwater reads the checkpoint in a high-water mark, for an auditor: compare it with
// [VerifyAgainst].
func Highwater(path string, verifier note.Verifier) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("journal: high-water mark: %w", err)
	}
	values := durable.SplitSlots(b)
	i, _ := newest(values, verifier)
	if i < 0 {
		return nil, fmt.Errorf("journal: high-water mark %s: holds no checkpoint signed for %s", path, verifier.Name())
	}
	return values[i], nil
}

// raise writes a newer mark and returns when it is durable.
func (m *mark) raise(h Head, checkpoint []byte) error {
	if err := m.slots.Write(checkpoint); err != nil {
		return err
	}
	m.head = h
	return nil
}

func (m *mark) close() error {
	if m.slots == nil {
		return nil
	}
	return m.slots.Close()
}
