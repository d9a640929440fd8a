// Package follow keeps verified copies of other jurisdictions' journals.
//
// A node reads what its neighbours put on record by following their journals: it fetches, checks that each
// journal only ever grew, stores the bytes and hands them over in order. It interprets nothing, and it trusts nobody
// but the key that signs a journal: where the bytes came from makes no difference. Three rules follow from that.
//
// # Push makes it fast, pull makes it certain
//
// Per reachable peer there is one stream of events (GET /v1/feed, server-sent events). A head event carries a
// signed checkpoint and, when they are few, the entries up to it. Whoever is further behind pulls C2SP tiles
// (/log/tile/…), in steps that are each proved to lie under the signed root, so that memory stays small however long
// the journal is. If the stream is held back by a buffering proxy (no event within 5 s), the follower asks again and
// again instead (&poll=5s); if there is no feed at all, it polls the checkpoint; if the peer itself cannot be reached,
// other peers' copies (/mirror/<hash>/…) do, and Status.Via says so. The first valid copy wins.
//
//	peer ---- head, ping ---> listener --offer--> mirror: verify, store, deliver --> Deliver
//	relay --- head of peer -> listener --shown--> mirror: pull tiles from the relay
//
// # Silence is not an outage
//
// A feed says ping every 2 s whether or not anything was appended. Status.LastHeard therefore tells a neighbour who
// has nothing to say from one who cannot speak. Three missed pings end the connection; attempts repeat after 50 ms
// to 1 s with jitter, and every 30 s once the peer has been dead for long.
//
// # Misbehaviour yields evidence
//
// Every signed checkpoint that turns up, from the stream, from a relay or through [Follower.Check], is compared with
// the tree held here: one that is not larger at once, a larger one when the journal has been fetched that far; until
// then it is kept and demanded (Status.Behind). Two signed heads of which neither contains the other are a fork. The
// follower writes both, the proof and both branches to a file in Config.Evidence, freezes that journal at the last
// size that both branches share, never fetches it again, and goes on with all others. The file is what keeps the
// journal frozen across restarts; whoever settles the matter (a successor journal, a decision of the alliance) moves it away.
//
// Garbage is not a fork: bytes that do not hash to the signed root accuse only whoever sent them. They make
// Status.Err say so, and the next source is asked. Each journal has its own goroutines, limits and timers, so
// a peer that trickles, floods or lies costs nobody else anything.
//
// # Handing over
//
// Config.Deliver gets the entries of each journal in order, from its cursor on. The cursor is stored after Deliver
// returned nil: after a crash between the two the same entries come once more, so Deliver must tolerate repetition
// (an act's place, origin and index, identifies it). An error from Deliver is retried; the journal waits meanwhile.
package follow

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/journal"
)

// ErrUnknownOrigin means that a journal is not followed here.
var ErrUnknownOrigin = errors.New("journal is not followed")

// Peer is a journal to follow and where its author's node can be reached.
type Peer struct {
	Origin   string        // the journal's origin line; must be the verifier's name
	Verifier note.Verifier // the pinned key; nothing else is believed
	URLs     []string      // base URLs of the node, tried in turn; none: the journal is read from other peers' copies
	Client   *http.Client  // with the pinned TLS key; must have no overall Timeout, since streams last. nil: http.DefaultClient
}

// Config is what a Follower needs. DB, Deliver and Evidence are required.
type Config struct {
	DB       string // path of mirror.db
	Evidence string // directory, made if missing, where proofs of forks are kept

	// Deliver takes the entries first, first+1, … of a journal. It must have made them durable, or be able to get
	// them again (see Replay), before it returns nil. Calls for one journal never overlap; different journals' do.
	Deliver func(ctx context.Context, origin string, first int64, entries [][]byte) error

	// Replay makes every Add deliver from index 0 instead of from the stored cursor: for a receiver that keeps its state in memory.
	Replay bool

	// Stray, if set, is told of signed-looking checkpoints of journals that are not followed, such as this node's own.
	// They are not verified. It must return quickly.
	Stray func(from, origin string, checkpoint []byte)

	Now   func() time.Time                     // nil: time.Now
	After func(time.Duration) <-chan time.Time // nil: time.After
	Rand  func() float64                       // in [0,1), for jitter; nil: math/rand
}

// Status is how one followed journal stands.
type Status struct {
	Origin    string
	Size      int64     // entries held under a verified signed head
	Head      time.Time // when that head was verified here; zero: never
	LastHeard time.Time // when the peer itself last gave a sign of life, a ping included; zero: never
	Connected bool      // its own node answers now
	Behind    int64     // entries that a signed head promises and nobody has handed over yet
	Via       string    // origin of the peer whose copy the last entries came from; empty: from the journal's own node
	Delivered int64     // the cursor of Deliver
	Fork      *journal.ForkError
	Common    int64  // with Fork: last size both branches share, where the journal is frozen; -1: not known
	Err       string // what is wrong now, for the person who can act; empty: nothing
}

// Follower follows any number of journals. All methods may be called from any goroutine.
type Follower struct {
	cfg   Config
	store *store
	pulls chan struct{} // tokens: how many journals may pull at once, so that a crowd of backlogs cannot take all memory
	ctx   context.Context
	stop  context.CancelFunc

	mu      sync.Mutex // guards what follows; never held over I/O
	mirrors map[string]*mirror
	leaving map[string]*mirror // removed, and not stopped yet
	grown   chan struct{}      // closed and replaced when a mirror grew
}

// New opens the store of a follower that follows nothing yet.
func New(ctx context.Context, cfg Config) (*Follower, error) {
	if cfg.DB == "" || cfg.Evidence == "" || cfg.Deliver == nil {
		return nil, errors.New("follow: DB, Evidence and Deliver are required")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.After == nil {
		cfg.After = time.After
	}
	if cfg.Rand == nil {
		cfg.Rand = rand.Float64
	}
	if err := makeEvidenceDir(cfg.Evidence); err != nil {
		return nil, err
	}
	st, err := openStore(ctx, cfg.DB)
	if err != nil {
		return nil, err
	}
	f := &Follower{cfg: cfg, store: st, pulls: make(chan struct{}, 4), mirrors: make(map[string]*mirror),
		leaving: make(map[string]*mirror), grown: make(chan struct{})}
	f.ctx, f.stop = context.WithCancel(context.WithoutCancel(ctx))
	return f, nil
}

// Add begins to follow a journal, from where an earlier run stopped. Following one that is followed already replaces
// its addresses and client (a peer moved); its key cannot be replaced that way. Add may be called from Deliver.
func (f *Follower) Add(p Peer) error {
	if p.Verifier == nil || p.Origin != p.Verifier.Name() {
		return fmt.Errorf("follow: add %q: its pinned key must bear the journal's origin as name", p.Origin)
	}
	if old := f.mirror(p.Origin); old != nil {
		if old.peer.Verifier.KeyHash() != p.Verifier.KeyHash() {
			return fmt.Errorf("follow: add %q: followed already under another key", p.Origin)
		}
		old.move(address{urls: p.URLs, client: clientOf(p)})
		return nil
	}
	f.mu.Lock()
	left := f.leaving[p.Origin]
	f.mu.Unlock()
	if left != nil {
		left.wg.Wait() // two of them must never write the same copy
	}
	m, err := f.newMirror(f.ctx, p)
	if err != nil {
		return fmt.Errorf("follow: add %q: %w", p.Origin, err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.mirrors[p.Origin] != nil || f.ctx.Err() != nil {
		m.stop()
		return fmt.Errorf("follow: add %q: added or closed meanwhile", p.Origin)
	}
	f.mirrors[p.Origin] = m
	m.start()
	return nil
}

// Remove stops following a journal and waits until nothing of it is in progress; so Deliver
// must not remove the journal that it is being given. What was stored and delivered stays.
func (f *Follower) Remove(origin string) {
	f.mu.Lock()
	m := f.mirrors[origin]
	delete(f.mirrors, origin)
	if m != nil {
		f.leaving[origin] = m
	}
	f.mu.Unlock()
	if m == nil {
		return
	}
	m.stop()
	m.wg.Wait()
	f.mu.Lock()
	delete(f.leaving, origin)
	f.mu.Unlock()
}

// Close stops everything, waits for it, and closes the store.
func (f *Follower) Close() error {
	f.stop()
	f.mu.Lock()
	all := slices.Concat(slices.Collect(maps.Values(f.mirrors)), slices.Collect(maps.Values(f.leaving)))
	clear(f.mirrors)
	f.mu.Unlock()
	for _, m := range all {
		m.wg.Wait()
	}
	return f.store.close()
}

// Status tells how every followed journal stands, by origin.
func (f *Follower) Status() []Status {
	var out []Status
	for _, m := range f.all() {
		out = append(out, m.status())
	}
	return out
}

// Mirror is the verified copy of a followed journal. It stays readable after a fork was found.
func (f *Follower) Mirror(origin string) (journal.Reader, bool) {
	m := f.mirror(origin)
	if m == nil {
		return nil, false
	}
	return m, true
}

// Readers are the copies of all followed journals, by origin.
func (f *Follower) Readers() []journal.Reader {
	var out []journal.Reader
	for _, m := range f.all() {
		out = append(out, m)
	}
	return out
}

// Changed returns a channel that is closed when a copy grows after the call.
func (f *Follower) Changed() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.grown
}

// Check compares a signed checkpoint that was seen anywhere (in an act, on paper, at a third party) with the copy held
// here. It returns a *[journal.ForkError] if the two cannot both be true, and freezes the journal. A checkpoint of
// more entries than are held is remembered and demanded from everybody, and nil is returned for now.
func (f *Follower) Check(checkpoint []byte) error {
	origin := originOf(checkpoint)
	m := f.mirror(origin)
	if m == nil {
		return fmt.Errorf("follow: check %.100q: %w", origin, ErrUnknownOrigin)
	}
	c, err := open(checkpoint, m.peer.Verifier)
	if err != nil {
		return fmt.Errorf("follow: check: %w", err)
	}
	return m.check(f.ctx, c)
}

func (f *Follower) mirror(origin string) *mirror {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.mirrors[origin]
}

func (f *Follower) all() []*mirror {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []*mirror
	for _, origin := range slices.Sorted(maps.Keys(f.mirrors)) {
		out = append(out, f.mirrors[origin])
	}
	return out
}

// ring wakes everybody who waits for growth. The channel is closed after the lock is released: a hundred
// awakened readers should not queue up behind it.
func (f *Follower) ring() {
	f.mu.Lock()
	old := f.grown
	f.grown = make(chan struct{})
	f.mu.Unlock()
	close(old)
}
