package follow

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/journal"
)

// Answer is what peers say about our own journal when they are asked before we sign anything again.
type Answer struct {
	Checkpoint []byte // the newest that we once signed and anybody holds; nil: nobody holds any
	Size       int64
	From       Peer     // who holds it
	Asked      int      // peers with an address
	Answered   int      // of them, those that said what they hold, even if it is nothing
	All        [][]byte // every checkpoint that was shown and bears our signature, for journal.Confront
}

const askTime = 10 * time.Second

// Newest asks peers for the newest checkpoint of our own journal that they hold a copy of (their /mirror/<hash>/checkpoint).
// own carries our origin and verifier: an answer that our own key did not sign counts for nothing. If peers hold
// checkpoints of one size with different roots, the error is the *[journal.ForkError] that they could show to anybody:
// somebody else signs with our key, or we did so before the restore. Answered = 0 means that nobody could
// be reached; then it is for an operator, not for the machine, to say that we may sign.
func Newest(ctx context.Context, peers []Peer, own Peer) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	type reply struct {
		c    signed
		ok   bool // it answered
		peer Peer
	}
	replies := make([]reply, len(peers))
	var wg sync.WaitGroup
	tokens := make(chan struct{}, 16)
	for i, p := range peers {
		wg.Go(func() {
			tokens <- struct{}{}
			defer func() { <-tokens }()
			replies[i].peer = p
			replies[i].c, replies[i].ok = askPeer(ctx, p, own)
		})
	}
	wg.Wait()
	var a Answer
	var newest signed
	for _, r := range replies {
		if len(r.peer.URLs) > 0 {
			a.Asked++
		}
		if r.ok {
			a.Answered++
		}
		if r.c.note == nil {
			continue
		}
		a.All = append(a.All, r.c.note)
		if newest.note != nil && r.c.head.Size == newest.head.Size && r.c.head.Root != newest.head.Root {
			f := &journal.ForkError{Origin: own.Origin, Small: newest.note, Large: r.c.note, Prefix: r.c.head.Root}
			return a, errors.Join(f, f.Check(own.Verifier))
		}
		if newest.note == nil || r.c.head.Size > newest.head.Size {
			newest, a.From = r.c, r.peer
		}
	}
	a.Checkpoint, a.Size = newest.note, newest.head.Size
	return a, nil
}

// askPeer tries a peer's addresses in turn. A peer that holds no copy has answered.
func askPeer(ctx context.Context, p, own Peer) (signed, bool) {
	for _, u := range p.URLs {
		src := source{via: p.Origin, base: mirrorBase(u, OriginHash(own.Origin)), client: clientOf(p)}
		b, err := src.get(ctx, time.After, "checkpoint", maxNote)
		if errors.Is(err, fs.ErrNotExist) {
			return signed{}, true
		}
		if err != nil {
			continue
		}
		if c, err := open(b, own.Verifier); err == nil {
			return c, true
		}
	}
	return signed{}, false
}

func clientOf(p Peer) *http.Client {
	if p.Client == nil {
		return http.DefaultClient
	}
	return p.Client
}

// FetchTail fetches the entries of our own journal from index have on, up to the checkpoint of an Answer, from the peer
// that holds them. They are proved to lie under that checkpoint; that our own first have entries do too is checked by
// journal.Adopt, which takes them.
func FetchTail(ctx context.Context, own Peer, a Answer, have int64) ([][]byte, error) {
	c, err := open(a.Checkpoint, own.Verifier)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, u := range a.From.URLs {
		src := source{via: a.From.Origin, base: mirrorBase(u, OriginHash(own.Origin)), client: clientOf(a.From)}
		r := &remote{source: src, after: time.After, head: c, tiles: make(map[tlog.Tile][]byte)}
		list, err := fetchProved(ctx, r, have)
		if err == nil {
			return list, nil
		}
		errs = append(errs, err)
	}
	return nil, fmt.Errorf("follow: fetch the tail of %s from %s: %w", own.Origin, a.From.Origin, errors.Join(errs...))
}

// fetchProved fetches bundle by bundle and compares every entry with its leaf hash under the signed root.
func fetchProved(ctx context.Context, r *remote, from int64) ([][]byte, error) {
	proved := journal.Hashes(ctx, r, r.head.head)
	var out [][]byte
	for at := from; at < r.Size(); {
		list, err := r.bundle(ctx, at/tileWidth)
		if err != nil {
			return nil, err
		}
		list = list[at%tileWidth:]
		index := make([]int64, len(list))
		for i := range list {
			index[i] = tlog.StoredHashIndex(0, at+int64(i))
		}
		hashes, err := proved.ReadHashes(index)
		if err != nil {
			return nil, err
		}
		for i, b := range list {
			if tlog.RecordHash(b) != hashes[i] {
				return nil, fmt.Errorf("%s: entry %d is not the one that was signed", r.base, at+int64(i))
			}
		}
		out = append(out, list...)
		at += int64(len(list))
	}
	return out, nil
}
