package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/internal/durable"
	"tongzhou/journal"
)

// recover fetches the tail of our own journal from the neighbours' copies and appends it again, exactly as it was.
func (n *Node) recover(ctx context.Context, behind *journal.RollbackError) error {
	n.peersMu.Lock()
	asked := make([]*peer, 0, len(n.peers))
	for _, p := range n.peers {
		asked = append(asked, p)
	}
	n.peersMu.Unlock()
	last := errors.New("no neighbour could be asked")
	for _, p := range asked {
		checkpoint, err := p.newest(ctx, behind.Origin)
		if err != nil || checkpoint == nil {
			last = errors.Join(last, err)
			continue
		}
		if err := n.adopt(ctx, p, checkpoint); err != nil {
			last = err
			continue
		}
		return nil
	}
	return last
}

// adopt takes one neighbour's copy up to checkpoint.
func (n *Node) adopt(ctx context.Context, p *peer, checkpoint []byte) error {
	verifier, err := note.NewVerifier(n.identity.vkey)
	if err != nil {
		return err
	}
	head, err := journal.OpenHead(checkpoint, verifier)
	if err != nil {
		return err
	}
	var entries [][]byte
	for from := n.journal.Size(); from < head.Size; {
		got, err := p.bundle(ctx, n.journal.Origin(), from, head.Size)
		if err != nil {
			return err
		}
		entries = append(entries, got...)
		from += int64(len(got))
	}
	return n.journal.Adopt(ctx, checkpoint, entries)
}

// bundle reads the entries from index from on to the end of their bundle, or to size.
func (p *peer) bundle(ctx context.Context, origin string, from, size int64) ([][]byte, error) {
	t := tlog.Tile{H: journal.TileHeight, L: -1, N: from / journal.BundleSize}
	t.W = int(min(journal.BundleSize, size-t.N*journal.BundleSize))
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	raw, err := p.fetch(ctx, mirrorPath(origin)+"/"+journal.TilePath(t), 20<<20)
	if err != nil {
		return nil, err
	}
	all, err := journal.ParseBundle(raw, t.W)
	if err != nil {
		return nil, err
	}
	return all[from%journal.BundleSize:], nil
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
