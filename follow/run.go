package follow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/journal"
)

// run is the one goroutine that extends and delivers the journal.
func (m *mirror) run() {
	retry := backoff{rand: m.f.cfg.Rand}
	m.wake()
	var again <-chan time.Time
	for {
		var err error
		select {
		case <-m.ctx.Done():
			return
		case o := <-m.offers:
			err = m.take(m.ctx, o)
		case <-m.kick:
		case <-again:
		}
		again = nil
		if err == nil {
			err = m.settle(m.ctx)
		}
		switch {
		case m.ctx.Err() != nil:
			return
		case m.frozen():
			m.setErr(err)
			if err != nil {
				again = m.f.cfg.After(retry.next()) // Deliver may still owe us the common part
			}
		case errors.Is(err, errLater):
			again = m.f.cfg.After(grace)
		case errors.Is(err, errBarred):
			again = m.f.cfg.After(retry.next())
		case err != nil:
			m.setErr(err)
			again = m.f.cfg.After(retry.next())
		default:
			m.setErr(nil)
			retry.reset()
		}
	}
}

// errLater: a relay has more than we do, but the journal's own node is connected and deserves a moment.
var errLater = errors.New("waiting for the journal's own node")

// errEntries: bytes were sent that are not the entries of the journal.
var errEntries = errors.New("not the entries that were signed")

// errBarred: the only sources that have more have failed a moment ago.
var errBarred = errors.New("waiting before a source is asked again")

// errNotTaken: Deliver refused.
var errNotTaken = errors.New("entries are not taken here")

// take handles an offer of a feed: the common case, a few entries that follow what is stored.
func (m *mirror) take(ctx context.Context, o offer) error {
	if m.frozen() {
		return nil
	}
	have := m.edge.size()
	last := o.first + int64(len(o.entries))
	if o.head.Size <= have || o.first > have || last != o.head.Size {
		return m.show(ctx, o.signed, o.src)
	}
	tail := o.entries[have-o.first:]
	err := m.extend(ctx, step{via: o.src.via, entries: tail, want: o.head, head: o.signed})
	if errors.Is(err, errEntries) {
		// Either the entries are garbage or the history was rewritten. The tiles of whoever sent this will tell.
		if err := m.show(ctx, o.signed, o.src); err != nil {
			return err
		}
		if perr := m.pullFrom(ctx, o.src); perr != nil {
			return fmt.Errorf("entries sent by %s do not have the root it signed: %w", orOwn(o.src.via), perr)
		}
		return nil
	}
	if err != nil {
		return errors.Join(err, m.show(ctx, o.signed, o.src)) // its entries are left to be pulled
	}
	return m.handOver(ctx, have, tail)
}

func orOwn(via string) string {
	if via == "" {
		return "its own node"
	}
	return via
}

// step is a stretch of entries that follow what is stored.
type step struct {
	via     string // as in source
	entries [][]byte
	want    journal.Head // what they must lead to
	head    signed       // the signed head once they are stored
	target  signed       // the larger signed head under which want was proved, if it was
}

// extend verifies a step and stores it.
func (m *mirror) extend(ctx context.Context, s step) error {
	e := m.edge.clone()
	var full []fullTile
	for _, b := range s.entries {
		if len(b) > journal.MaxEntry {
			return fmt.Errorf("%w: entry %d has %d bytes, at most %d are allowed", errEntries, e.size(), len(b), journal.MaxEntry)
		}
		full = e.add(full, b)
	}
	if e.size() > maxSize {
		return fmt.Errorf("%w: %d entries, at most %d are kept", errEntries, e.size(), int64(maxSize))
	}
	if err := e.Check(s.want); err != nil {
		return fmt.Errorf("%w: %w", errEntries, err)
	}
	now := m.f.cfg.Now()
	g := growth{id: m.id, from: m.edge.size(), entries: s.entries, full: full, edge: e, head: s.head.note, target: s.target.note, headAt: now.UnixMilli()}
	if err := m.f.store.grow(ctx, g); err != nil {
		return fmt.Errorf("store entries %d to %d: %w", g.from, e.size(), err)
	}
	m.edge = e
	m.mu.Lock()
	grew := s.head.head.Size > m.head.head.Size
	m.stored, m.head, m.target, m.via = e.size(), s.head, s.target, s.via
	if grew {
		m.headAt = now
	}
	m.shown = slices.DeleteFunc(m.shown, func(o shown) bool { return o.head == s.head.head })
	m.mu.Unlock()
	if grew {
		m.f.ring()
		return m.recheck(ctx)
	}
	return nil
}

// show takes note of a verified checkpoint that a source offers: compares it if it is not larger than the head,
// otherwise remembers that this source has more. What it has shown of more than that stays: an older head may have waited to be taken.
func (m *mirror) show(ctx context.Context, c signed, src source) error {
	m.mu.Lock()
	larger := c.head.Size > m.head.head.Size
	if larger && !m.stuck {
		i := slices.IndexFunc(m.shown, func(s shown) bool { return s.src.base == src.base })
		switch {
		case i >= 0:
			if c.head.Size >= m.shown[i].head.Size {
				m.shown[i].signed = c
			}
		case len(m.shown) < maxShown:
			m.shown = append(m.shown, shown{signed: c, src: src, since: m.f.cfg.Now()})
		default: // replace the one that has least
			i = 0
			for k := range m.shown {
				if m.shown[k].head.Size < m.shown[i].head.Size {
					i = k
				}
			}
			if m.shown[i].head.Size < c.head.Size {
				m.shown[i] = shown{signed: c, src: src, since: m.f.cfg.Now()}
			}
		}
	}
	m.mu.Unlock()
	if larger {
		return nil
	}
	return m.compare(ctx, c, &src)
}

// check is Follower.Check.
func (m *mirror) check(ctx context.Context, c signed) error {
	if f := m.forked(); f != nil {
		return f.Fork
	}
	if err := m.remember(ctx, c); err != nil {
		return err
	}
	m.mu.Lock()
	larger := c.head.Size > m.head.head.Size
	m.mu.Unlock()
	if larger {
		m.wake()
		return nil
	}
	return m.compare(ctx, c, nil)
}

// remember keeps a larger checkpoint across restarts until the journal has been fetched that far.
func (m *mirror) remember(ctx context.Context, c signed) error {
	m.mu.Lock()
	skip := m.stuck || c.head.Size <= m.head.head.Size || len(m.seen) >= maxSeen ||
		slices.ContainsFunc(m.seen, func(s signed) bool { return s.head == c.head })
	var other *signed
	for _, s := range m.seen {
		if s.head.Size == c.head.Size && s.head.Root != c.head.Root {
			other = &s
		}
	}
	if !skip {
		m.seen = append(m.seen, c)
	}
	m.mu.Unlock()
	if other != nil { // two signed heads of one size need no tree to contradict each other
		return m.accuse(ctx, &journal.ForkError{Origin: m.peer.Origin, Small: other.note, Large: c.note, Prefix: c.head.Root}, nil)
	}
	if skip {
		return nil
	}
	return m.f.store.addSeen(ctx, m.id, c)
}

// recheck compares what was remembered with the tree, now that it has grown.
func (m *mirror) recheck(ctx context.Context) error {
	m.mu.Lock()
	size := m.head.head.Size
	var due []signed
	m.seen = slices.DeleteFunc(m.seen, func(s signed) bool {
		if s.head.Size <= size {
			due = append(due, s)
			return true
		}
		return false
	})
	var offered []shown
	for _, s := range m.shown {
		if s.head.Size <= size {
			offered = append(offered, s)
		}
	}
	m.shown = slices.DeleteFunc(m.shown, func(s shown) bool { return s.head.Size <= size })
	m.mu.Unlock()
	for _, c := range offered {
		if err := m.compare(ctx, c.signed, &c.src); err != nil {
			return err
		}
	}
	for _, c := range due {
		if err := m.compare(ctx, c, nil); err != nil {
			return err
		}
		if err := m.f.store.dropSeen(ctx, m.id, c); err != nil {
			return err
		}
	}
	return nil
}

// settle fetches what signed heads promise and delivers what is stored.
func (m *mirror) settle(ctx context.Context) error {
	perr := m.pull(ctx)
	if err := m.deliver(ctx); err != nil {
		return err
	}
	return perr
}

// deliver hands over what is stored from the cursor on.
func (m *mirror) deliver(ctx context.Context) error {
	for {
		m.mu.Lock()
		from, to := m.delivered, m.stored
		switch {
		case m.fork != nil:
			to = max(from, min(to, m.fork.Common))
		case m.stuck: // until the evidence is written
			to = from
		}
		m.mu.Unlock()
		if from >= to {
			return nil
		}
		to = min(to, (from/tileWidth+1)*tileWidth)
		list, err := m.Entries(ctx, from, to)
		if err != nil {
			return err
		}
		if err := m.handOver(ctx, from, list); err != nil {
			return err
		}
	}
}

// handOver delivers entries if they are the next ones, and moves the cursor when they were taken.
func (m *mirror) handOver(ctx context.Context, first int64, entries [][]byte) error {
	m.mu.Lock()
	next := m.delivered == first && !m.stuck || m.delivered == first && m.fork != nil && first+int64(len(entries)) <= m.fork.Common
	m.mu.Unlock()
	if !next || len(entries) == 0 {
		return nil // deliver will, in order
	}
	if err := m.f.cfg.Deliver(ctx, m.peer.Origin, first, entries); err != nil {
		return fmt.Errorf("%w: %d to %d: %w", errNotTaken, first, first+int64(len(entries)), err)
	}
	// From here on the entries are taken. If the cursor cannot be stored they will be handed over once more after a restart.
	m.mu.Lock()
	m.delivered = first + int64(len(entries))
	n, keep := m.delivered, m.delivered > m.kept
	m.mu.Unlock()
	if !keep {
		return nil
	}
	// Not even Close may come between: an orderly stop hands nothing over twice.
	if err := m.f.store.setDelivered(context.WithoutCancel(ctx), m.id, n); err != nil {
		return fmt.Errorf("store the cursor %d: %w", n, err)
	}
	m.mu.Lock()
	m.kept = n
	m.mu.Unlock()
	return nil
}

// pull fetches from whoever has more, the journal's own node first.
func (m *mirror) pull(ctx context.Context) error {
	if m.frozen() {
		return nil
	}
	m.mu.Lock()
	connected, size := m.connected, m.head.head.Size
	list := slices.Clone(m.shown)
	wanted := slices.ContainsFunc(m.seen, func(s signed) bool { return s.head.Size > size })
	m.mu.Unlock()
	if len(list) == 0 && !wanted {
		return nil
	}
	slices.SortStableFunc(list, func(a, b shown) int {
		if (a.src.via == "") != (b.src.via == "") {
			if a.src.via == "" {
				return -1
			}
			return 1
		}
		return int(min(1, max(-1, b.head.Size-a.head.Size)))
	})
	if connected && len(list) > 0 && list[0].src.via != "" && m.f.cfg.Now().Sub(list[0].since) < grace {
		return errLater
	}
	var errs []error
	for _, s := range list {
		if m.barred(s.src) {
			errs = append(errs, errBarred)
			continue
		}
		err := m.pullFrom(ctx, s.src)
		if err == nil || m.frozen() || ctx.Err() != nil {
			return err
		}
		errs = append(errs, err)
	}
	if !wanted && len(list) > 0 {
		return errors.Join(errs...)
	}
	return m.demand(ctx, errs)
}

// demand asks every peer for more of the journal than anybody has offered, since a signed head says there is more.
func (m *mirror) demand(ctx context.Context, errs []error) error {
	for _, src := range m.everywhere() {
		if m.barred(src) {
			errs = append(errs, errBarred)
			continue
		}
		c, err := m.fetchHead(ctx, src)
		if err != nil {
			m.bar(src)
			errs = append(errs, err)
			continue
		}
		if err := m.show(ctx, c, src); err != nil || m.frozen() {
			return err
		}
		if err := m.pullFrom(ctx, src); err != nil {
			errs = append(errs, err)
			continue
		}
		if m.satisfied() {
			return nil
		}
	}
	if m.satisfied() || m.frozen() {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var top int64
	for _, s := range m.seen {
		top = max(top, s.head.Size)
	}
	return errors.Join(append([]error{fmt.Errorf("a head of %d entries is signed, and nobody hands over more than %d", top, m.stored)}, errs...)...)
}

func (m *mirror) satisfied() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return !slices.ContainsFunc(m.seen, func(s signed) bool { return s.head.Size > m.head.head.Size })
}

// everywhere lists the journal's own node and a few other peers' copies.
func (m *mirror) everywhere() []source {
	var out []source
	at := m.at.Load()
	for _, u := range at.urls {
		out = append(out, source{base: logBase(u), client: at.client})
	}
	for _, o := range m.f.all() {
		if at := o.at.Load(); o != m && len(at.urls) > 0 && o.isConnected() && len(out) < maxShown {
			out = append(out, source{via: o.peer.Origin, base: mirrorBase(at.urls[0], m.hash), client: at.client})
		}
	}
	return out
}

func (m *mirror) isConnected() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.connected
}

func (m *mirror) fetchHead(ctx context.Context, src source) (signed, error) {
	b, err := src.get(ctx, m.f.cfg.After, "checkpoint", maxNote)
	if err != nil {
		return signed{}, err
	}
	c, err := open(b, m.peer.Verifier)
	if err != nil {
		return signed{}, fmt.Errorf("%s: %w", src.base, err)
	}
	return c, nil
}

// pullFrom fetches all that a source has shown, in steps that are each proved under its signed head.
func (m *mirror) pullFrom(ctx context.Context, src source) error {
	select {
	case m.f.pulls <- struct{}{}:
		defer func() { <-m.f.pulls }()
	case <-ctx.Done():
		return ctx.Err()
	}
	m.mu.Lock()
	i := slices.IndexFunc(m.shown, func(s shown) bool { return s.src.base == src.base })
	if i < 0 || m.stuck {
		m.mu.Unlock()
		return nil
	}
	c := m.shown[i].signed
	m.mu.Unlock()
	err := m.pullTo(ctx, m.remote(src, c), c)
	if err != nil && ctx.Err() == nil {
		// The source did not keep what it showed. Its signed head is remembered; what it has shown meanwhile stays.
		m.mu.Lock()
		m.shown = slices.DeleteFunc(m.shown, func(s shown) bool { return s.src.base == src.base && s.head == c.head })
		m.mu.Unlock()
		m.bar(src)
		return errors.Join(err, m.remember(ctx, c))
	}
	delete(m.bars, src.base)
	return err
}

// bar keeps a source that failed from being asked for a while, longer each time, however often it shows its head again.
func (m *mirror) bar(src source) {
	b := m.bars[src.base]
	b.wait = min(longWait, max(firstWait, 2*b.wait))
	b.until = m.f.cfg.Now().Add(b.wait)
	m.bars[src.base] = b
}

func (m *mirror) barred(src source) bool { return m.f.cfg.Now().Before(m.bars[src.base].until) }

func (m *mirror) pullTo(ctx context.Context, r *remote, c signed) error {
	if err := m.agree(ctx, r, c); err != nil {
		return err
	}
	if m.edge.size() >= c.head.Size {
		return m.adopt(ctx, r.via, c)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // of a batch that is on its way when a step fails
	proved := journal.Hashes(ctx, r, c.head)
	next := m.prefetch(ctx, r, m.edge.size(), 1)
	for m.edge.size() < c.head.Size && !m.frozen() {
		from := m.edge.size()
		got := <-next
		if got.err != nil {
			return got.err
		}
		batch := got.list
		to := from + int64(len(batch))
		s := step{via: r.via, entries: batch, want: c.head, head: c}
		if to < c.head.Size {
			next = m.prefetch(ctx, r, to, nextBundles(batch))
			m.mu.Lock()
			s.head, s.target = m.head, c
			m.mu.Unlock()
			var err error
			s.want = journal.Head{Origin: c.head.Origin, Size: to}
			if s.want.Root, err = tlog.TreeHash(to, proved); err != nil {
				return fmt.Errorf("%s: %w", r.base, err)
			}
		}
		if err := m.extend(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", r.base, err)
		}
		m.handOver(ctx, from, batch) // an error here is no fault of the source: deliver repeats it, in settle
	}
	return nil
}

// adopt takes a signed head whose entries are all stored already, under a larger head, as the journal's head.
func (m *mirror) adopt(ctx context.Context, via string, c signed) error {
	ok, err := m.agrees(ctx, c.head)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("a head of %d entries is signed that the %d entries held here do not have", c.head.Size, m.edge.size())
	}
	m.mu.Lock()
	s := step{via: via, want: m.edge.Head(m.peer.Origin), head: c, target: m.target}
	m.mu.Unlock()
	if s.target.head.Size <= m.edge.size() {
		s.target = signed{}
	}
	return m.extend(ctx, s)
}

// fetched is a batch that was fetched while the one before it was stored.
type fetched struct {
	list [][]byte
	err  error
}

func (m *mirror) prefetch(ctx context.Context, r *remote, from, bundles int64) <-chan fetched {
	c := make(chan fetched, 1)
	m.wg.Go(func() {
		list, err := fetchBatch(ctx, r, from, bundles)
		c <- fetched{list, err}
	})
	return c
}

const (
	maxStep   = 16      // bundles per step,
	stepBytes = 8 << 20 // fewer if entries are large
)

func nextBundles(batch [][]byte) int64 {
	n := 1
	for _, b := range batch {
		n += len(b)
	}
	return max(1, min(maxStep, int64(stepBytes)*int64(len(batch))/int64(n)/tileWidth))
}

// fetchBatch fetches the rest of the bundle that from lies in and bundles-1 further ones, four at a time.
func fetchBatch(ctx context.Context, r *remote, from, bundles int64) ([][]byte, error) {
	n := from / tileWidth
	last := min(n+bundles, (r.Size()+tileWidth-1)/tileWidth)
	lists := make([][][]byte, last-n)
	errs := make([]error, last-n)
	tokens := make(chan struct{}, 4)
	var wg sync.WaitGroup
	for i := range lists {
		wg.Go(func() {
			tokens <- struct{}{}
			lists[i], errs[i] = r.bundle(ctx, n+int64(i))
			<-tokens
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err // the others mostly say the same
		}
	}
	out := slices.Concat(lists...)
	return out[from-n*tileWidth:], nil
}
