package journal

import (
	"errors"
	"fmt"

	"tongzhou/internal/durable"
)

// mark is the high-water mark: the newest checkpoint that was shown to anybody, kept as the signed note itself, so that it proves itself and an
// operator can restore it with the copy that any peer has.
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
	// A slot that does not hold a note of ours is one whose write was cut off; then the other one is the newest that was ever
	// reported as written. If neither does, the mark is lost.
	found := false
	for i, v := range values {
		h, err := OpenHead(v, cfg.Verifier)
		if err != nil || found && h.Size < m.head.Size {
			continue
		}
		m.head, found = h, true
		slots.Keep(i)
	}
	if !found {
		return nil, errors.Join(fmt.Errorf("journal: high-water mark %s: holds no checkpoint signed for %s", cfg.Highwater, cfg.Origin), m.close())
	}
	return m, nil
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
