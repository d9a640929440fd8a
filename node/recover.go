package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"tongzhou/follow"
	"tongzhou/internal/durable"
	"tongzhou/journal"
)

// recover fetches the tail of our own journal from the neighbours' copies and appends it again, exactly as it was.
func (n *Node) recover(ctx context.Context) error {
	a, err := follow.Newest(ctx, n.others(), n.self())
	if err != nil {
		return err
	}
	if a.Checkpoint == nil {
		return errors.New("no neighbour could be asked")
	}
	tail, err := follow.FetchTail(ctx, n.self(), a, n.journal.Size())
	if err != nil {
		return err
	}
	return n.journal.Adopt(ctx, a.Checkpoint, tail)
}

// evidence keeps the proof of a fork of our own journal.
func (n *Node) evidence(f *journal.ForkError) {
	text, err := f.MarshalJSON()
	if err == nil {
		err = os.MkdirAll(n.cfg.path("evidence"), 0o700)
	}
	if err == nil {
		err = durable.WriteFile(n.cfg.path("evidence", "own-fork.json"), text, 0o600)
	}
	n.log.Error("our own journal is forked", "evidence", f.Print(), "err", err)
}

// readAll reads at most limit bytes and says so when there are more.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(b)) > limit {
		return nil, fmt.Errorf("node: more than %d bytes", limit)
	}
	return b, err
}
