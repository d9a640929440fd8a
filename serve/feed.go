package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"tongzhou/follow"
	"tongzhou/journal"
)

// Growing is this node's own journal, as a feed needs it; *journal.Journal is one.
type Growing interface {
	journal.Reader
	Wait(ctx context.Context, size int64) (int64, error) // blocks until there are more than size entries
}

// Copies are the journals that this node follows; *follow.Follower has them.
type Copies interface {
	Readers() []journal.Reader
	Changed() <-chan struct{} // closed when one of them grows after the call
}

// FeedConfig is what a feed serves and within which limits. Zero limits mean the defaults.
type FeedConfig struct {
	Own     Growing // nil: none
	Copies  Copies  // nil: none
	Ping    time.Duration
	Write   time.Duration // deadline of each write
	Cursors int           // per request; default 512
	Streams int           // in all; default 2048
	PerHost int           // per client address; default 512
}

const (
	maxQuery    = 64 << 10
	eventCount  = journal.BundleSize // entries that a head event carries at most,
	eventBytes  = 1 << 20            // and bytes of them; whoever is further behind pulls tiles
	headsEvery  = 250 * time.Millisecond
	maxPoll     = time.Minute
	cacheEvents = 32
	cacheBytes  = 256 << 10
)

// Feed serves GET /v1/feed?have=<origin hash>:<size>,…: an event stream (see package follow for the events) of the heads
// of every journal named in have, with the entries after the cursor.
//
// There is no queue per client: a client is a cursor into the journal. A slow one falls behind and is hung up on after 10 s
// in one write; it comes back with its cursor. &heads=1 adds the heads, without entries, of all other journals held here:
// by comparing them the federation notices when somebody shows different histories to different cities. &poll=25s
// answers as soon as there is something, or after that time: for clients behind a proxy that holds streams back.
func Feed(c FeedConfig) http.Handler {
	c.Ping = orDuration(c.Ping, follow.PingEvery)
	c.Write = orDuration(c.Write, writePatience)
	c.Cursors = orInt(c.Cursors, 512)
	c.Streams = orInt(c.Streams, 2048)
	c.PerHost = orInt(c.PerHost, 512)
	return &feed{FeedConfig: c, hosts: make(map[string]int), cache: make(map[eventKey]*cachedEvent)}
}

func orDuration(v, d time.Duration) time.Duration {
	if v == 0 {
		return d
	}
	return v
}

func orInt(v, d int) int {
	if v == 0 {
		return d
	}
	return v
}

type feed struct {
	FeedConfig
	hashes sync.Map // origin -> hash, since every wake-up asks

	mu      sync.Mutex // guards what follows; never held while writing or reading a journal
	streams int
	hosts   map[string]int
	cache   map[eventKey]*cachedEvent
	order   []eventKey // of insertion, oldest first
}

// A cursor says how much of a journal a client has.
type cursor struct {
	hash string
	size int64
	told bool   // the client has been told the head at least once
	last string // code of the last refusal, so that it is said once
}

var errHave = errors.New("have: want <64 hex digits>:<size>,…")

// parseHave reads the have parameter. The same journal twice is refused rather than guessed at.
func parseHave(s string, limit int) ([]*cursor, error) {
	if s == "" {
		return nil, nil
	}
	if strings.Count(s, ",") >= limit {
		return nil, fmt.Errorf("have: %d cursors, at most %d are served", strings.Count(s, ",")+1, limit)
	}
	var out []*cursor
	known := make(map[string]bool)
	for part := range strings.SplitSeq(s, ",") {
		hash, num, ok := strings.Cut(part, ":")
		if !ok || !isHash(hash) {
			return nil, errHave
		}
		n, err := strconv.ParseInt(num, 10, 64)
		if err != nil || n < 0 || strconv.FormatInt(n, 10) != num {
			return nil, errHave
		}
		if known[hash] {
			return nil, fmt.Errorf("have: %s is there twice", hash)
		}
		known[hash] = true
		out = append(out, &cursor{hash: hash, size: n})
	}
	return out, nil
}

func (f *feed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s, status, refusal := f.session(w, r)
	if status != 0 {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		if status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "5")
		}
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(refusal)
		return
	}
	defer f.leave(s.host)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	s.rc.SetReadDeadline(time.Time{}) // the request has been read; a server-wide timeout must not end the stream
	defer s.out.done()
	s.run(r.Context())
}

// session checks a request against the limits.
func (f *feed) session(w http.ResponseWriter, r *http.Request) (*session, int, follow.Refusal) {
	refuse := func(status int, code, detail string) (*session, int, follow.Refusal) {
		return nil, status, follow.Refusal{Code: code, Detail: detail}
	}
	if r.Method != http.MethodGet {
		return refuse(http.StatusMethodNotAllowed, "bad-request", "a feed is only read")
	}
	if len(r.URL.RawQuery) > maxQuery {
		return refuse(http.StatusRequestURITooLong, follow.CodeQuota, fmt.Sprintf("query of %d bytes, at most %d are read", len(r.URL.RawQuery), maxQuery))
	}
	q := r.URL.Query()
	have := q.Get("have")
	if n := strings.Count(have, ",") + 1; n > f.Cursors {
		return refuse(http.StatusRequestURITooLong, follow.CodeQuota, fmt.Sprintf("%d cursors, at most %d are served", n, f.Cursors))
	}
	cursors, err := parseHave(have, f.Cursors)
	if err != nil {
		return refuse(http.StatusBadRequest, "bad-request", err.Error())
	}
	s := &session{f: f, cursors: cursors, heads: q.Get("heads") == "1", told: make(map[string]string), rc: http.NewResponseController(w)}
	if p := q.Get("poll"); p != "" {
		d, err := time.ParseDuration(p)
		if err != nil || d <= 0 {
			return refuse(http.StatusBadRequest, "bad-request", fmt.Sprintf("poll: %.20q is not a time such as 25s", p))
		}
		s.poll = min(d, maxPoll)
	}
	if s.host, _, err = net.SplitHostPort(r.RemoteAddr); err != nil {
		s.host = r.RemoteAddr
	}
	if !f.enter(s.host) {
		return refuse(http.StatusTooManyRequests, follow.CodeQuota, "too many streams are open, in all or from this address")
	}
	s.out = newPatient(w, f.Write)
	return s, 0, follow.Refusal{}
}

func (f *feed) enter(host string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.streams >= f.Streams || f.hosts[host] >= f.PerHost {
		return false
	}
	f.streams++
	f.hosts[host]++
	return true
}

func (f *feed) leave(host string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.streams--
	if f.hosts[host]--; f.hosts[host] == 0 {
		delete(f.hosts, host)
	}
}

// readers are all journals held here, by hash.
func (f *feed) readers() map[string]journal.Reader {
	all := make(map[string]journal.Reader)
	if f.Copies != nil {
		for _, r := range f.Copies.Readers() {
			all[f.hash(r.Origin())] = r
		}
	}
	if f.Own != nil {
		all[f.hash(f.Own.Origin())] = f.Own
	}
	return all
}

func (f *feed) hash(origin string) string {
	if h, ok := f.hashes.Load(origin); ok {
		return h.(string)
	}
	h := follow.OriginHash(origin)
	f.hashes.Store(origin, h)
	return h
}

// find is one journal held here, or nil.
func (f *feed) find(hash string) journal.Reader {
	if f.Own != nil && f.hash(f.Own.Origin()) == hash {
		return f.Own
	}
	if f.Copies != nil {
		for _, r := range f.Copies.Readers() {
			if f.hash(r.Origin()) == hash {
				return r
			}
		}
	}
	return nil
}

// session is one client.
type session struct {
	f       *feed
	cursors []*cursor
	heads   bool
	poll    time.Duration
	host    string
	told    map[string]string // hash -> checkpoint announced last
	rc      *http.ResponseController
	out     *patient
	news    bool // something was written that the client did not have
}

// run writes until the client goes, or, in a poll, until there was something to say. An error means the client went.
func (s *session) run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	grew, done := s.watchOwn(ctx)
	defer func() { cancel(); <-done }()
	ping := time.NewTicker(s.f.Ping)
	defer ping.Stop()
	var end, tick <-chan time.Time
	if s.poll > 0 {
		end = time.After(s.poll)
	}
	changed := s.changed() // taken before looking, here and below, so that nothing falls between
	if s.event(follow.EventPing, struct{}{}) != nil || s.announce() != nil {
		return
	}
	s.news = false // what every poll says at its beginning is no reason to end it
	for {
		if s.advance(ctx) != nil || s.flush() != nil {
			return
		}
		if s.poll > 0 && s.news {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-end:
			s.event(follow.EventPing, struct{}{})
			return
		case <-ping.C:
			if s.event(follow.EventPing, struct{}{}) != nil {
				return
			}
		case <-grew:
		case <-changed:
			changed = s.changed()
			if s.heads && tick == nil { // collect for a moment: heads of others are no hurry
				tick = time.After(headsEvery)
			}
		case <-tick:
			tick = nil
			if s.announce() != nil {
				return
			}
		}
	}
}

func (s *session) changed() <-chan struct{} {
	if s.f.Copies == nil {
		return nil
	}
	return s.f.Copies.Changed()
}

// watchOwn signals growth of this node's own journal.
func (s *session) watchOwn(ctx context.Context) (grew <-chan struct{}, done <-chan struct{}) {
	g, d := make(chan struct{}, 1), make(chan struct{})
	if s.f.Own == nil {
		close(d)
		return g, d
	}
	size := s.f.Own.Size() // taken before the caller looks, so that nothing falls between
	go func() {
		defer close(d)
		for ctx.Err() == nil {
			n, err := s.f.Own.Wait(ctx, size)
			if err != nil {
				return
			}
			size = n
			select {
			case g <- struct{}{}:
			default:
			}
		}
	}()
	return g, d
}

// advance tells what is new to each cursor.
func (s *session) advance(ctx context.Context) error {
	for _, c := range s.cursors {
		r := s.f.find(c.hash)
		if r == nil {
			if err := s.refuse(c, follow.CodeUnknown, "this node does not hold that journal", nil); err != nil {
				return err
			}
			continue
		}
		if err := s.advanceOne(ctx, c, r); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) advanceOne(ctx context.Context, c *cursor, r journal.Reader) error {
	note := r.Checkpoint()
	head, err := headOf(note)
	if err != nil {
		return nil // followed, but nothing of it has arrived yet
	}
	if c.size > head.Size {
		return s.refuse(c, follow.CodeFuture, fmt.Sprintf("you have %d entries, this node has %d", c.size, head.Size), note)
	}
	if p, ok := r.(interface{ First() int64 }); ok && c.size < p.First() {
		return s.refuse(c, follow.CodePruned, fmt.Sprintf("entries before %d are no longer kept here", p.First()), note)
	}
	if c.told && c.size == head.Size {
		return nil
	}
	b, err := s.f.headEvent(ctx, r, head, note, c.size)
	if err != nil {
		return err
	}
	s.news = s.news || c.size < head.Size
	c.size, c.told, c.last = head.Size, true, ""
	_, err = s.out.Write(b)
	return err
}

// refuse says, once until something changes, why a cursor is not served. The other cursors are.
func (s *session) refuse(c *cursor, code, detail string, note []byte) error {
	if c.last == code {
		return nil
	}
	c.last = code
	return s.event(follow.EventError, follow.Refusal{Code: code, Journal: c.hash, Detail: detail, Checkpoint: string(note)})
}

// announce tells the heads of the journals that are not in have, if that was asked for.
func (s *session) announce() error {
	if !s.heads {
		return nil
	}
	asked := make(map[string]bool)
	for _, c := range s.cursors {
		asked[c.hash] = true
	}
	for hash, r := range s.f.readers() {
		note := string(r.Checkpoint())
		if asked[hash] || note == "" || s.told[hash] == note {
			continue
		}
		head, err := headOf([]byte(note))
		if err != nil {
			continue
		}
		s.told[hash] = note
		s.news = true
		if err := s.event(follow.EventHead, follow.Head{Origin: head.Origin, Checkpoint: note, First: head.Size}); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) event(name string, data any) error {
	b, err := encodeEvent(name, data)
	if err != nil {
		return err
	}
	if _, err := s.out.Write(b); err != nil {
		return err
	}
	return s.flush()
}

func (s *session) flush() error { return s.rc.Flush() }

func encodeEvent(name string, data any) ([]byte, error) {
	text, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "event: %s\ndata: %s\n\n", name, text), nil
}

// headOf reads the head in a signed note of our own making, or one that was verified when it was taken in.
func headOf(note []byte) (journal.Head, error) {
	i := bytes.LastIndex(note, []byte("\n\n"))
	if i < 0 {
		return journal.Head{}, errors.New("no checkpoint yet")
	}
	return journal.ParseHead(note[:i+1])
}

// eventKey and cachedEvent: three hundred followers who wait for the same entry get the same bytes, made once.
type eventKey struct {
	checkpoint string
	first      int64
}

type cachedEvent struct {
	once  sync.Once
	bytes []byte
	err   error
}

func (f *feed) headEvent(ctx context.Context, r journal.Reader, head journal.Head, note []byte, first int64) ([]byte, error) {
	k := eventKey{string(note), first}
	f.mu.Lock()
	e := f.cache[k]
	if e == nil {
		e = new(cachedEvent)
		if len(f.order) >= cacheEvents {
			delete(f.cache, f.order[0])
			f.order = f.order[1:]
		}
		f.cache[k] = e
		f.order = append(f.order, k)
	}
	f.mu.Unlock()
	e.once.Do(func() { e.bytes, e.err = makeHeadEvent(context.WithoutCancel(ctx), r, head, note, first) })
	if e.err != nil || len(e.bytes) > cacheBytes {
		f.forget(k, e)
	}
	return e.bytes, e.err
}

func (f *feed) forget(k eventKey, e *cachedEvent) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cache[k] != e {
		return
	}
	delete(f.cache, k)
	for i := range f.order {
		if f.order[i] == k {
			f.order = append(f.order[:i:i], f.order[i+1:]...)
			return
		}
	}
}

func makeHeadEvent(ctx context.Context, r journal.Reader, head journal.Head, note []byte, first int64) ([]byte, error) {
	h := follow.Head{Origin: head.Origin, Checkpoint: string(note), First: first}
	if n := head.Size - first; n > 0 && n <= eventCount {
		list, err := r.Entries(ctx, first, head.Size)
		if err != nil {
			return nil, err
		}
		total := 0
		for _, b := range list {
			total += len(b)
		}
		if total <= eventBytes {
			h.Entries = list
		}
	}
	return encodeEvent(follow.EventHead, h)
}
