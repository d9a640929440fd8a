package follow_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"
)

// wire is a TCP proxy between a follower and a node, on which everything that happens to lines can be made to happen.
type wire struct {
	tb   testing.TB
	l    net.Listener
	to   string
	wg   sync.WaitGroup
	stop chan struct{}

	mu    sync.Mutex
	fault fault
	conns map[net.Conn]bool
	lost  map[net.Conn]bool // connections whose bytes are swallowed for good
}

// fault says what the line does to the bytes from the node; the zero value passes them on.
type fault struct {
	refuse    bool          // new connections are closed at once
	blackHole bool          // bytes are swallowed, connections stay
	delay     time.Duration // each piece comes later
	trickle   bool          // one byte per second
}

func newWire(tb testing.TB, target string) *wire {
	u, err := url.Parse(target)
	if err != nil {
		tb.Fatal(err)
	}
	w := &wire{tb: tb, l: listen(tb), to: u.Host, stop: make(chan struct{}), conns: make(map[net.Conn]bool), lost: make(map[net.Conn]bool)}
	w.wg.Go(w.accept)
	tb.Cleanup(func() {
		close(w.stop)
		w.l.Close()
		w.cut()
		w.wg.Wait()
	})
	return w
}

func (w *wire) url() string { return "https://" + w.l.Addr().String() }

func (w *wire) set(f fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = f
}

func (w *wire) now() fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.fault
}

// abandon makes all present connections swallow everything without closing, as when a firewall has forgotten them.
func (w *wire) abandon() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.conns {
		w.lost[c] = true
	}
}

func (w *wire) isLost(c net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lost[c]
}

// cut closes all connections; halfClose only the node's direction.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.conns {
		c.Close()
	}
}

func (w *wire) halfClose() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.conns {
		c.(*net.TCPConn).CloseWrite()
	}
}

func (w *wire) keep(c net.Conn, in bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if in {
		w.conns[c] = true
	} else {
		delete(w.conns, c)
	}
}

func (w *wire) accept() {
	for {
		c, err := w.l.Accept()
		if err != nil {
			return
		}
		if w.now().refuse {
			c.Close()
			continue
		}
		s, err := net.Dial("tcp", w.to)
		if err != nil {
			c.Close()
			continue
		}
		w.keep(c, true)
		w.keep(s, true)
		w.wg.Go(func() { w.copy(s, c, false) })
		w.wg.Go(func() { w.copy(c, s, true) })
	}
}

func (w *wire) copy(dst, src net.Conn, down bool) {
	defer func() { dst.Close(); src.Close(); w.keep(src, false) }()
	buf := make([]byte, 32<<10)
	for {
		n, err := src.Read(buf)
		f := w.now()
		if f.blackHole || w.isLost(src) {
			n = 0
		}
		piece := buf[:n]
		for down && f.trickle && len(piece) > 0 && w.pause(time.Second) {
			if _, err := dst.Write(piece[:1]); err != nil {
				return
			}
			piece = piece[1:]
		}
		if down && f.delay > 0 && !w.pause(f.delay) {
			return
		}
		if _, werr := dst.Write(piece); werr != nil {
			return
		}
		if err != nil {
			if err == io.EOF {
				dst.(*net.TCPConn).CloseWrite()
			}
			return
		}
	}
}

// pause waits, unless the test ends first.
func (w *wire) pause(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-w.stop:
		return false
	}
}
