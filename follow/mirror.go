package follow

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/journal"
)

// mirror is one followed journal: the verified copy, and the goroutine (run) that alone extends it. Listeners and
// callers hand it signed checkpoints; it decides, fetches, stores and delivers.
type mirror struct {
	f      *Follower
	peer   Peer // its URLs and Client are in at
	at     atomic.Pointer[address]
	moved  chan struct{} // capacity 1: at was replaced
	hash   string        // OriginHash
	id     int64         // row in the store
	ctx    context.Context
	stop   context.CancelFunc
	wg     sync.WaitGroup
	offers chan offer
	kick   chan struct{} // capacity 1: there may be something to do

	edge edge           // of what is stored; touched by run only
	bars map[string]bar // by base of the source; touched by run only

	mu        sync.Mutex // guards what follows; never held over I/O
	stored    int64      // entries verified and stored; those beyond head are vouched for by target
	head      signed     // largest signed head whose entries are all stored
	target    signed     // signed head that authenticates the entries beyond head
	headAt    time.Time
	delivered int64
	kept      int64 // the cursor as stored; ahead of delivered during a replay
	heard     time.Time
	connected bool
	via       string
	shown     []shown  // newest head that each source has offered and that is not stored yet
	seen      []signed // larger heads without a source; demanded
	stuck     bool     // frozen: nothing is added any more
	fork      *frozen  // why, as soon as the evidence is on disk
	linkErr   string   // of the connection to the peer
	err       string   // of the journal
}

// address is where the journal's own node can be reached.
type address struct {
	urls   []string
	client *http.Client
}

// offer is a verified checkpoint with the entries that a feed sent along.
type offer struct {
	signed
	first   int64
	entries [][]byte
	src     source
}

// shown is what a source said it has.
type shown struct {
	signed
	src   source
	since time.Time
}

// bar is the time during which a source that failed is left alone.
type bar struct {
	wait  time.Duration
	until time.Time
}

const (
	maxOffers = 4 // each may hold 1 MiB of entries; more are left to be pulled
	maxShown  = 8
	maxSeen   = 64
	grace     = time.Second // how long a connected peer may lag behind its relays before they are asked
)

func (f *Follower) newMirror(ctx context.Context, p Peer) (*mirror, error) {
	m := &mirror{f: f, peer: p, hash: OriginHash(p.Origin), offers: make(chan offer, maxOffers), kick: make(chan struct{}, 1),
		moved: make(chan struct{}, 1), bars: make(map[string]bar)}
	m.at.Store(&address{urls: p.URLs, client: clientOf(p)})
	m.ctx, m.stop = context.WithCancel(ctx)
	if err := m.load(ctx); err != nil {
		m.stop()
		return nil, err
	}
	return m, nil
}

// load takes up the stored state. Stored bytes are believed only if their root is the one that was signed: a disk
// that flipped a bit must not make an honest neighbour look like a forger, so such a copy is dropped and fetched again.
func (m *mirror) load(ctx context.Context) error {
	st := m.f.store
	r, err := st.load(ctx, m.peer.Origin)
	if err != nil {
		return err
	}
	m.id, m.stored, m.delivered, m.kept = r.id, r.stored, r.delivered, r.delivered
	m.headAt, m.heard = fromMilli(r.headAt), fromMilli(r.heardAt)
	if m.f.cfg.Replay {
		m.delivered = 0
	}
	if len(r.target) > 0 {
		if m.target, err = open(r.target, m.peer.Verifier); err != nil {
			return err
		}
	}
	if len(r.head) > 0 {
		if m.head, err = open(r.head, m.peer.Verifier); err != nil {
			return err
		}
		if err := m.loadTree(ctx); err != nil {
			m.err = fmt.Sprintf("own copy is damaged and is fetched again: %v", err)
			if err := m.rebuild(ctx); err != nil {
				return err
			}
		}
	}
	notes, err := st.seen(ctx, m.id)
	if err != nil {
		return err
	}
	for _, n := range notes {
		if c, err := open(n, m.peer.Verifier); err == nil {
			m.seen = append(m.seen, c)
		}
	}
	m.fork, err = loadEvidence(m.f.cfg.Evidence, m.peer)
	m.stuck = m.fork != nil
	return err
}

func (m *mirror) loadTree(ctx context.Context) error {
	st := m.f.store
	hashes := st.hashes(ctx, m.id)
	e, err := loadEdge(m.stored, hashes, func(l int, n int64) ([]byte, error) { return st.tile(ctx, m.id, l, n) })
	if err != nil {
		return err
	}
	root, err := tlog.TreeHash(m.head.head.Size, hashes)
	if err != nil {
		return err
	}
	if root != m.head.head.Root {
		return journal.ErrRoot
	}
	m.edge = e
	return nil
}

func (m *mirror) rebuild(ctx context.Context) error {
	for _, c := range []signed{m.head, m.target} {
		if c.note != nil {
			if err := m.f.store.addSeen(ctx, m.id, c); err != nil {
				return err
			}
		}
	}
	m.head, m.target, m.stored = signed{}, signed{}, 0
	return m.f.store.reset(ctx, m.id)
}

func (m *mirror) start() {
	m.wg.Go(m.run)
	m.wg.Go(func() { newListener(m).run(m.ctx) })
}

// move replaces the address and makes the listener use it now.
func (m *mirror) move(to address) {
	m.at.Store(&to)
	select {
	case m.moved <- struct{}{}:
	default:
	}
}

// Origin is the first line of the journal's checkpoints.
func (m *mirror) Origin() string { return m.peer.Origin }

// Checkpoint is the newest signed checkpoint whose entries are all here; nil if there is none yet.
func (m *mirror) Checkpoint() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.head.note
}

// Size is the size of Checkpoint.
func (m *mirror) Size() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.head.head.Size
}

// Entries reads the entries from, …, to-1, and checks each against its leaf hash: a copy that rotted on this disk is
// an error here, never a wrong byte served to somebody else.
func (m *mirror) Entries(ctx context.Context, from, to int64) ([][]byte, error) {
	m.mu.Lock()
	stored := m.stored
	m.mu.Unlock()
	if from < 0 || from > to || to > stored {
		return nil, fmt.Errorf("follow: entries %d to %d of %s: have %d", from, to, m.peer.Origin, stored)
	}
	list, err := m.f.store.entries(ctx, m.id, from, to)
	if err != nil {
		return nil, err
	}
	var tile []byte
	for i, b := range list {
		at := from + int64(i)
		if tile == nil || at%tileWidth == 0 {
			if tile, err = m.f.store.tile(ctx, m.id, 0, at/tileWidth); err != nil {
				return nil, err
			}
		}
		h := tlog.RecordHash(b)
		if k := int(at%tileWidth) * tlog.HashSize; k+tlog.HashSize > len(tile) || !bytes.Equal(h[:], tile[k:k+tlog.HashSize]) {
			return nil, fmt.Errorf("follow: entry %d of %s: stored bytes do not have the stored hash", at, m.peer.Origin)
		}
	}
	return list, nil
}

// Tile reads a tile of the tree of Checkpoint. Level -1 is a bundle of entries.
func (m *mirror) Tile(ctx context.Context, t tlog.Tile) ([]byte, error) {
	size := m.Size()
	if t.H != tileH || t.L < -1 || t.L > 7 || t.W < 1 || t.W > tileWidth || t.N < 0 || t.N > 1<<levelBits ||
		t.N<<tileH+int64(t.W) > size>>(max(t.L, 0)*tileH) {
		return nil, fmt.Errorf("follow: %s: %s: not in a journal of size %d: %w", m.peer.Origin, journal.TilePath(t), size, fs.ErrNotExist)
	}
	if t.L == -1 {
		list, err := m.Entries(ctx, t.N*tileWidth, t.N*tileWidth+int64(t.W))
		if err != nil {
			return nil, err
		}
		return journal.AppendBundle(nil, list...)
	}
	data, err := m.f.store.tile(ctx, m.id, t.L, t.N)
	if err != nil {
		return nil, err
	}
	if len(data) < t.W*tlog.HashSize {
		return nil, fmt.Errorf("follow: %s: %s: stored tile is short", m.peer.Origin, journal.TilePath(t))
	}
	return data[:t.W*tlog.HashSize], nil
}

// agrees reports whether the stored tree has this root at this size.
func (m *mirror) agrees(ctx context.Context, h journal.Head) (bool, error) {
	root, err := tlog.TreeHash(h.Size, m.f.store.hashes(ctx, m.id))
	return root == h.Root, err
}

func (m *mirror) status() Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := Status{Origin: m.peer.Origin, Size: m.head.head.Size, Head: m.headAt, LastHeard: m.heard, Connected: m.connected,
		Via: m.via, Delivered: m.delivered, Err: m.err}
	if m.fork != nil {
		s.Fork, s.Common = m.fork.Fork, m.fork.Common
		s.Err = m.fork.Fork.Error()
	}
	for _, c := range m.seen {
		s.Behind = max(s.Behind, c.head.Size-s.Size)
	}
	for _, c := range m.shown {
		s.Behind = max(s.Behind, c.head.Size-s.Size)
	}
	switch {
	case s.Err == "":
		s.Err = m.linkErr
	case m.linkErr != "" && m.linkErr != s.Err:
		s.Err += "; " + m.linkErr
	}
	return s
}

// setErr records what is wrong with the journal, or that nothing is.
func (m *mirror) setErr(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.err = ""
	if err != nil && !errors.Is(err, context.Canceled) {
		m.err = strings.ReplaceAll(err.Error(), "\n", "; ")
	}
}

func (m *mirror) wake() {
	select {
	case m.kick <- struct{}{}:
	default:
	}
}

func fromMilli(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
