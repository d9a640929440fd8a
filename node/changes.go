package node

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// changes tells listeners which pages are out of date. A listener that is slow gets fewer, larger notices, and never
// holds anybody up: what it has not taken yet is merged with what comes.
type changes struct {
	mu        sync.Mutex
	listeners map[*listener]bool
	closed    bool
}

type listener struct {
	out     chan []string
	pending map[string]bool
}

// Changes returns a channel of topics that have changed, and a function that ends it. The channel is closed when the node stops.
func (n *Node) Changes() (<-chan []string, func()) {
	c := &n.changes
	c.mu.Lock()
	defer c.mu.Unlock()
	l := &listener{out: make(chan []string, 1), pending: map[string]bool{}}
	if c.closed {
		close(l.out)
		return l.out, func() {}
	}
	if c.listeners == nil {
		c.listeners = map[*listener]bool{}
	}
	c.listeners[l] = true
	return l.out, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.listeners, l)
	}
}

// tell says that the named pages have changed.
func (n *Node) tell(topics ...string) {
	if len(topics) == 0 {
		return
	}
	c := &n.changes
	c.mu.Lock()
	defer c.mu.Unlock()
	for l := range c.listeners {
		select {
		case old := <-l.out: // not taken yet: merge
			for _, t := range old {
				l.pending[t] = true
			}
		default:
		}
		for _, t := range topics {
			l.pending[t] = true
		}
		l.out <- slices.Sorted(maps.Keys(l.pending)) // room is certain: only tell sends, under the lock
		clear(l.pending)
	}
}

func (c *changes) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for l := range c.listeners {
		close(l.out)
	}
	c.listeners = nil
}

// Time is the present moment by the node's clock, in its own zone.
func (n *Node) Time() time.Time { return n.clock.Now().In(n.zone) }

// Touch tells the pages that time has passed. A clock that is moved by hand has nobody else to say so.
func (n *Node) Touch() { n.tell("clock") }
