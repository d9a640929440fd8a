// Package node is one jurisdiction assembled: its journal, the copies of its neighbours' journals, the docket that all of
// them add up to, its readings and models, and its clock.
//
// Everything that decides lives in packages without effects; a node feeds them and carries out what they find. Four streams meet here:
//
//	own journal ──tail──┐
//	neighbours ─follow──┼─> fold ─> docket ─> react: receipts, exhibits to fetch, members to follow
//	readings ──ingest───┼─> watch ─> signal ─> forecast ─> draft ─> an officer approves ─> say
//	clock ─────tick─────┘─> silence ─> observe, escalate
//
// A node reads before it writes: until its rollback guard is satisfied that nobody holds a longer copy of its own
// journal, it serves and follows but says nothing (see guard).
package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/follow"
	"tongzhou/journal"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/store"
)

// Options are what a node is given besides its configuration. The zero value serves a city.
type Options struct {
	// Clock replaces the machine's clock, for a drill or a demonstration.
	Clock Clock
	// Dial replaces the network, for a drill that cuts it.
	Dial Dial
	// Log takes what operators should know; nil is silent.
	Log *slog.Logger
	// Alone lets the node write although no peer could be asked whether it holds a longer copy of our journal. An operator says so
	// after having made sure that the data directory is not an old copy.
	Alone bool
	// Demo says that the node is part of a demonstration.
	Demo bool
	// Watch replaces the file that Config.Watch names.
	Watch *Watch
}

// Node is one jurisdiction's node. Make it with New, then Start it; Stop ends it. All methods may be called from many goroutines.
type Node struct {
	cfg      Config
	opt      Options
	clock    Clock
	dial     Dial
	log      *slog.Logger
	zone     *time.Location
	identity *identity
	verifier note.Verifier // of the own journal
	book     *phrase.Book
	watch    *watcher

	journal  *journal.Journal
	store    *store.Store
	follower *follow.Follower

	mu      sync.Mutex // guards docket, applied, citedBy and witnessed; held for memory work only, never over I/O
	folded  *sync.Cond // of mu: applied has grown
	docket  *docket.Docket
	applied map[string]int64      // journal -> entries folded
	citedBy map[act.Ref][]act.Ref // who cites an act
	// witnessed are the deadlines about which this node has put on record how long the journals were.
	witnessed map[string]bool

	peersMu sync.Mutex // guards peers, heard and gone
	peers   map[jurisdiction.ID]*peer
	heard   map[jurisdiction.ID]act.Time // by the node's own clock
	gone    silences                     // when others were not heard of

	known   known
	guard   guard
	skew    skew
	looks   looks
	changes changes
	todo    todo
	fetches todo
	whences whences

	ticking sync.Mutex // one Tick at a time
	writing sync.Mutex // one act at a time; held while it is written, see put

	comparing sync.Mutex // one comparison of measures at a time: it takes every core for seconds

	stop    context.CancelFunc
	stopped sync.WaitGroup
	cause   context.CancelCauseFunc
	failed  context.Context
	running context.Context // ends with the node
}

// New opens the data directory of a node. It neither writes nor speaks to anybody yet. Two processes cannot have one directory: the second is told.
func New(ctx context.Context, cfg Config, opt Options) (*Node, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	n := &Node{cfg: cfg, opt: opt, clock: opt.Clock, dial: opt.Dial, log: opt.Log, applied: map[string]int64{}, citedBy: map[act.Ref][]act.Ref{}, witnessed: map[string]bool{},
		peers: map[jurisdiction.ID]*peer{}, heard: map[jurisdiction.ID]act.Time{}}
	n.folded = sync.NewCond(&n.mu)
	if n.clock == nil {
		n.clock = Wall{}
	}
	if n.log == nil {
		n.log = slog.New(slog.DiscardHandler)
	}
	n.log = n.log.With("node", string(cfg.ID))
	var err error
	if n.zone, err = time.LoadLocation(cfg.Zone); err != nil {
		return nil, fmt.Errorf("node: configuration: zone: %w", err)
	}
	if n.book, err = phrase.Open(); err != nil {
		return nil, err
	}
	if n.identity, err = loadIdentity(cfg.path("identity")); err != nil {
		return nil, err
	}
	n.docket = docket.New(docket.Config{Founder: n.founder().Journal})
	if err := n.open(ctx); err != nil {
		n.close()
		return nil, err
	}
	return n, nil
}

// founder is where the alliance begins: what join wrote down, or this node itself.
func (n *Node) founder() Founder {
	if n.cfg.Founder != nil {
		return *n.cfg.Founder
	}
	return Founder{Journal: act.Origin(n.cfg.ID), VKey: n.identity.vkey}
}

// open opens the journal, the store and the follower.
func (n *Node) open(ctx context.Context) error {
	var err error
	if n.verifier, err = note.NewVerifier(n.identity.vkey); err != nil {
		return fmt.Errorf("node: identity: %w", err)
	}
	n.journal, err = journal.Open(ctx, journal.Config{
		Dir: n.cfg.path("own"), Origin: act.Origin(n.cfg.ID), Highwater: n.cfg.path("highwater"), Signer: n.identity.signer, Verifier: n.verifier})
	var behind *journal.RollbackError
	switch {
	case errors.As(err, &behind): // it opens all the same: the guard repairs it
		n.log.Error("nothing is written until the tail of the journal is back", "err", err)
		n.guard.rolledBack = true
	case err != nil:
		return err
	}
	if n.store, err = store.Open(ctx, store.Config{Path: n.cfg.path("store.db"), MaxBytes: n.cfg.StoreBytes}); err != nil {
		return err
	}
	if err = n.known.load(ctx, n.store); err != nil {
		return err
	}
	if err = n.gone.load(ctx, n.store); err != nil {
		return err
	}
	if n.watch, err = n.newWatcher(ctx); err != nil {
		return err
	}
	n.follower, err = follow.New(ctx, follow.Config{
		DB: n.cfg.path("mirror.db"), Evidence: n.cfg.path("evidence"), Deliver: n.fold, Replay: true, Stray: n.stray})
	return err
}

// Start reads the record, begins to follow the neighbours and runs until ctx ends, Stop is called, or the node cannot go on
// (Failed says why). It returns as soon as the record that is held here has been read.
func (n *Node) Start(ctx context.Context) error {
	ctx, n.stop = context.WithCancel(ctx)
	n.running = ctx
	context.AfterFunc(ctx, func() { // whoever waits for the docket waits no longer
		n.mu.Lock()
		defer n.mu.Unlock()
		n.folded.Broadcast()
	})
	n.failed, n.cause = context.WithCancelCause(context.WithoutCancel(ctx))
	if err := n.refold(ctx, n.journal); err != nil {
		return err
	}
	if err := n.followFounder(); err != nil {
		return err
	}
	for _, run := range []func(context.Context) error{n.tail, n.work, n.keepTime, n.listen, n.guardLoop, n.compareClocks} {
		n.stopped.Go(func() {
			if err := run(ctx); err != nil && ctx.Err() == nil {
				n.log.Error("the node stops", "err", err)
				n.cause(err)
				n.stop()
			}
		})
	}
	return nil
}

// Stop ends the node and returns when nothing of it runs any more. What was acknowledged is on disk.
func (n *Node) Stop() error {
	if n.stop != nil {
		n.stop()
	}
	n.stopped.Wait()
	n.changes.close()
	return n.close()
}

// Failed is done when the node had to stop by itself; its cause is why.
func (n *Node) Failed() context.Context { return n.failed }

func (n *Node) close() error {
	var errs []error
	if n.follower != nil {
		errs = append(errs, n.follower.Close())
	}
	if n.journal != nil {
		errs = append(errs, n.journal.Close())
	}
	if n.store != nil {
		errs = append(errs, n.store.Close())
	}
	return errors.Join(errs...)
}

// ID is the jurisdiction that the node speaks for.
func (n *Node) ID() jurisdiction.ID { return n.cfg.ID }

// Own is the node's own journal, to be served.
func (n *Node) Own() *journal.Journal { return n.journal }

// Follower has the copies of the other journals, to be served.
func (n *Node) Follower() *follow.Follower { return n.follower }

// Store is the node's own database: accounts, readings, exhibits.
func (n *Node) Store() *store.Store { return n.store }

// Config is the node's configuration.
func (n *Node) Config() Config { return n.cfg }

// followFounder begins to follow the journal in which the alliance begins, from which all other members become known.
func (n *Node) followFounder() error {
	f := n.founder()
	if f.Journal == n.journal.Origin() {
		return nil
	}
	verifier, err := note.NewVerifier(f.VKey)
	if err != nil {
		return fmt.Errorf("node: configuration: founder: vkey: %w", err)
	}
	id, err := act.Author(f.Journal)
	if err != nil {
		return fmt.Errorf("node: configuration: founder: %w", err)
	}
	p := &peer{pin: f.Pin, Peer: follow.Peer{Origin: f.Journal, Verifier: verifier, URLs: []string{f.URL}, Client: n.client(f.Pin)}}
	n.peersMu.Lock()
	n.peers[id] = p
	n.peersMu.Unlock()
	return n.follower.Add(p.Peer)
}
