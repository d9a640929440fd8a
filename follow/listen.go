package follow

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"tongzhou/journal"
)

// listener keeps one conversation with one peer's node going: the stream of events, or what stands in for it.
type listener struct {
	m       *mirror
	at      *address
	url     int // index into its urls of the one in use
	mode    mode
	since   time.Time // when mode was entered; a fallback is left again after a while
	useless int       // events in this window that brought nothing new
	window  time.Time
	beats   int // events heard in this conversation
}

type mode int

const (
	stream mode = iota // server-sent events
	poll               // the same, answered one batch at a time: the stream is held back by a proxy
	plain              // checkpoint and tiles only: the peer has no feed
)

const (
	// PingEvery is how often a feed gives a sign of life.
	PingEvery = 2 * time.Second

	firstEvent  = 5 * time.Second // a feed says ping at once; if not, something holds it back
	watchdog    = 3 * PingEvery
	pollWait    = 5 * time.Second
	plainEvery  = time.Second
	modeLasts   = 10 * time.Minute
	maxUseless  = 20000 // per uselessFor; 300 journals that all grow four times a second
	uselessFor  = 10 * time.Second
	heardStored = time.Minute // LastHeard is written at most this often
)

var (
	errNoEvent = errors.New("no sign of life on the stream")
	errNoFeed  = errors.New("no feed")
	errMoved   = errors.New("its node has a new address")
	errGarbage = errors.New("not what a feed sends")
)

func newListener(m *mirror) *listener { return &listener{m: m} }

func (l *listener) run(ctx context.Context) {
	retry := backoff{rand: l.m.f.cfg.Rand}
	for ctx.Err() == nil {
		l.beats = 0
		if l.at = l.m.at.Load(); len(l.at.urls) == 0 { // no inbound: it is read from others' copies
			select {
			case <-ctx.Done():
			case <-l.m.moved:
			}
			continue
		}
		err := l.talk(ctx)
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			l.m.hangUp()
			l.m.linked(err.Error())
			// HTTP/2 would use the same dead connection again, for as long as TCP believes in it: a quarter of an hour.
			l.at.client.CloseIdleConnections()
		}
		if l.beats > 0 {
			retry.reset()
		}
		if l.adapt(err, &retry) {
			continue
		}
		select {
		case <-ctx.Done():
		case <-l.m.moved:
			retry.reset()
		case <-l.m.f.cfg.After(retry.next()):
		}
	}
	l.m.hangUp()
}

func (l *listener) talk(ctx context.Context) error {
	if l.mode != stream && l.m.f.cfg.Now().Sub(l.since) > modeLasts {
		l.enter(stream)
	}
	switch l.mode {
	case plain:
		return l.plain(ctx)
	default:
		return l.feed(ctx)
	}
}

func (l *listener) enter(m mode) { l.mode, l.since = m, l.m.f.cfg.Now() }

// adapt chooses how to talk next, after a conversation has ended, and reports whether to do so at once.
func (l *listener) adapt(err error, retry *backoff) (atOnce bool) {
	switch {
	case err == nil: // a poll that was answered: ask again
		return true
	case errors.Is(err, errNoFeed):
		l.enter(plain)
		return true
	case errors.Is(err, errNoEvent) && l.mode == stream && l.beats == 0:
		l.enter(poll)
		return true
	case errors.Is(err, errGarbage), errors.Is(err, errEventTooLong):
		retry.offend()
	case l.beats == 0:
		l.enter(stream)
		l.url++
	}
	return false
}

func (l *listener) base() string {
	return strings.TrimSuffix(l.at.urls[l.url%len(l.at.urls)], "/")
}

func (l *listener) own() source { return source{base: logBase(l.base()), client: l.at.client} }

// feed holds one conversation with /v1/feed until it breaks. The watchdog counts whole events: bytes that trickle in
// are no sign of life.
func (l *listener) feed(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	events := make(chan event)
	failed := make(chan error, 1)
	done := make(chan struct{})
	defer func() { cancel(); <-done }()
	go func() {
		defer close(done)
		failed <- l.read(ctx, events)
	}()
	wait := firstEvent
	if l.mode == poll {
		wait = pollWait + firstEvent
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.m.moved:
			return errMoved
		case err := <-failed:
			if l.mode == poll && err == io.EOF && l.beats > 0 {
				return nil
			}
			return err
		case e := <-events:
			if err := l.handle(ctx, e); err != nil {
				return err
			}
		case <-l.m.f.cfg.After(wait):
			return fmt.Errorf("%w for %v (trickling or held back by a proxy, or the node hangs)", errNoEvent, wait)
		}
		if l.mode == stream {
			wait = watchdog
		}
	}
}

// read connects and passes events on until the connection ends.
func (l *listener) read(ctx context.Context, events chan<- event) error {
	url := fmt.Sprintf("%s/v1/feed?have=%s:%d&heads=1", l.base(), l.m.hash, l.m.cursor())
	if l.mode == poll {
		url += "&poll=" + pollWait.String()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Accept-Encoding", "identity")
	resp, err := l.at.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return refusal(resp)
	}
	if ct := resp.Header.Get("Content-Type"); !strings.HasPrefix(ct, "text/event-stream") {
		return fmt.Errorf("%w: content type %.60q", errNoFeed, ct)
	}
	r := bufio.NewReaderSize(resp.Body, 16<<10)
	for {
		e, err := readEvent(r)
		if err != nil {
			return err
		}
		select {
		case events <- e:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// refusal turns an answer that is no feed into an error. Only what says "there is no such thing here" is taken for
// the absence of a feed; everything else may pass.
func refusal(resp *http.Response) error {
	var r Refusal
	b, _ := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
	if json.Unmarshal(b, &r) == nil && r.Code != "" {
		return fmt.Errorf("feed refused: %.40s: %.200s", r.Code, r.Detail)
	}
	switch resp.StatusCode {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented, http.StatusGone:
		return fmt.Errorf("%w: %s", errNoFeed, resp.Status)
	}
	return fmt.Errorf("feed: %s", resp.Status)
}

func (l *listener) handle(ctx context.Context, e event) error {
	switch e.name {
	case EventPing, EventHead, EventError:
		l.beats++
		l.m.hear()
	}
	switch e.name {
	case EventPing:
	case EventHead:
		var h Head
		if err := json.Unmarshal(e.data, &h); err != nil {
			return fmt.Errorf("%w: head event: %v", errGarbage, err)
		}
		return l.head(ctx, h)
	case EventError:
		var r Refusal
		if err := json.Unmarshal(e.data, &r); err != nil {
			return fmt.Errorf("%w: error event: %v", errGarbage, err)
		}
		l.refuse(ctx, r)
	default:
		return l.spend(1, "events of a kind nobody asked for") // a later version's event; no sign of life either
	}
	return nil
}

// spend counts an event that brought nothing, by what it cost us. Who tells too much of that kind is hung up on.
func (l *listener) spend(cost int, what string) error {
	now := l.m.f.cfg.Now()
	if now.Sub(l.window) > uselessFor {
		l.window, l.useless = now, 0
	}
	if l.useless += cost; l.useless > maxUseless {
		return fmt.Errorf("%w: floods us with %s", errGarbage, what)
	}
	return nil
}

// head passes a head on to the mirror of its journal, once its signature is verified.
func (l *listener) head(ctx context.Context, h Head) error {
	m := l.m
	src := l.own()
	if h.Origin != m.peer.Origin {
		if m = m.f.mirror(h.Origin); m == nil {
			if stray := l.m.f.cfg.Stray; stray != nil {
				stray(l.m.peer.Origin, h.Origin, []byte(h.Checkpoint))
			}
			return l.spend(1, "heads of journals that are not followed")
		}
		src = source{via: l.m.peer.Origin, base: mirrorBase(l.base(), m.hash), client: l.at.client}
	}
	if m.knows(h.Checkpoint) {
		if m == l.m {
			m.linked("") // whatever was wrong, it shows what it has signed
		}
		return l.spend(1, "heads that we have")
	}
	c, err := open([]byte(h.Checkpoint), m.peer.Verifier)
	if err != nil {
		if m == l.m {
			return fmt.Errorf("%w: %w", errGarbage, err)
		}
		// A relay's mistake about others must not cost us its own journal.
		return l.spend(100, "heads whose signature is wrong")
	}
	if m == l.m {
		m.answered(c)
	}
	return m.offered(ctx, offer{signed: c, first: h.First, entries: h.Entries, src: src})
}

// refuse handles an error event about one cursor.
func (l *listener) refuse(ctx context.Context, r Refusal) {
	if r.Journal != "" && r.Journal != l.m.hash {
		return
	}
	if c, err := open([]byte(r.Checkpoint), l.m.peer.Verifier); r.Checkpoint != "" && err == nil {
		l.m.answered(c)
		l.m.offered(ctx, offer{signed: c, first: c.head.Size, src: l.own()})
		return
	}
	l.m.linked(fmt.Sprintf("its node refuses our cursor: %.40s: %.200s", r.Code, r.Detail))
}

// plain stands in for the feed where there is none: it asks for the checkpoint, and this peer's copies of
// journals whose own nodes do not answer.
func (l *listener) plain(ctx context.Context) error {
	for l.mode == plain && l.m.f.cfg.Now().Sub(l.since) < modeLasts {
		c, err := l.m.fetchHead(ctx, l.own())
		if err != nil {
			return err
		}
		l.beats++
		l.m.hear()
		l.m.answered(c)
		if err := l.m.offered(ctx, offer{signed: c, first: c.head.Size, src: l.own()}); err != nil {
			return err
		}
		for _, m := range l.m.f.all() {
			if m != l.m && !m.isConnected() && !m.frozen() {
				src := source{via: l.m.peer.Origin, base: mirrorBase(l.base(), m.hash), client: l.at.client}
				if c, err := m.fetchHead(ctx, src); err == nil {
					m.offered(ctx, offer{signed: c, first: c.head.Size, src: src})
				}
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.m.moved:
			return errMoved
		case <-l.m.f.cfg.After(plainEvery/2 + time.Duration(l.m.f.cfg.Rand()*float64(plainEvery))):
		}
	}
	return nil
}

// cursor is what we have of the journal.
func (m *mirror) cursor() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stored
}

// knows reports whether a checkpoint, byte for byte, is one that has been dealt with.
func (m *mirror) knows(note string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stuck || note == string(m.head.note) ||
		slices.ContainsFunc(m.shown, func(s shown) bool { return s.src.via == "" && string(s.note) == note })
}

// offered hands an offer to run. If run is busy, the entries are left to be pulled later: only the head is kept.
func (m *mirror) offered(ctx context.Context, o offer) error {
	if len(o.entries) > 0 {
		select {
		case m.offers <- o:
			return nil
		default:
		}
	}
	err := m.show(ctx, o.signed, o.src)
	m.wake()
	if f := (*journal.ForkError)(nil); errors.As(err, &f) {
		return nil // that journal is frozen; the conversation goes on, for the others' sake and as a sign of life
	}
	return err
}

// answered compares the head that the journal's own node gives with what it has signed before.
func (m *mirror) answered(c signed) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c.head.Size < m.head.head.Size {
		m.linkErr = fmt.Sprintf("its node shows only %d of the %d entries that it has signed: restored from an old copy?",
			c.head.Size, m.head.head.Size)
		return
	}
	m.linkErr = ""
}

func (m *mirror) linked(text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.linkErr = text
}

// hangUp records that the conversation with the peer's node ended.
func (m *mirror) hangUp() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.connected = false
}

// hear records a sign of life of the peer's own node.
func (m *mirror) hear() {
	now := m.f.cfg.Now()
	m.mu.Lock()
	store := now.Sub(m.heard) > heardStored
	if !m.connected {
		m.linkErr = ""
	}
	m.heard, m.connected = now, true
	m.mu.Unlock()
	if store {
		m.f.store.setHeard(m.ctx, m.id, now.UnixMilli()) // a lost write costs nothing: the next ping comes
	}
}
