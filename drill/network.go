package drill

import (
	"context"
	"errors"
	"net"
	"sync"

	"tongzhou/jurisdiction"
	"tongzhou/node"
)

// network carries the connections between the cities of a drill, over the loopback interface, and can be cut.
type network struct {
	mu    sync.Mutex
	owner map[string]jurisdiction.ID // address -> whose it is
	cut   map[pair]bool
	conns map[net.Conn]pair
}

// pair is two cities, the lesser name first.
type pair struct{ a, b jurisdiction.ID }

func between(a, b jurisdiction.ID) pair {
	if b < a {
		a, b = b, a
	}
	return pair{a, b}
}

func newNetwork() *network {
	return &network{owner: map[string]jurisdiction.ID{}, cut: map[pair]bool{}, conns: map[net.Conn]pair{}}
}

var errCut = errors.New("drill: the network is cut")

// dial is how one city reaches the others.
func (w *network) dial(from jurisdiction.ID) node.Dial {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		w.mu.Lock()
		p := between(from, w.owner[address])
		cut := w.cut[p]
		w.mu.Unlock()
		if cut {
			return nil, errCut
		}
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.cut[p] {
			conn.Close()
			return nil, errCut
		}
		c := &carried{Conn: conn, w: w}
		w.conns[c] = p
		return c, nil
	}
}

// carried is a connection that the network can end.
type carried struct {
	net.Conn
	w *network
}

// Close forgets the connection.
func (c *carried) Close() error {
	c.w.mu.Lock()
	delete(c.w.conns, c)
	c.w.mu.Unlock()
	return c.Conn.Close()
}

// set cuts or heals the network between two cities.
func (w *network) set(a, b jurisdiction.ID, cut bool) {
	w.mu.Lock()
	p := between(a, b)
	w.cut[p] = cut
	var ended []net.Conn
	for c, q := range w.conns {
		if cut && p == q {
			ended = append(ended, c)
		}
	}
	w.mu.Unlock()
	for _, c := range ended {
		c.Close()
	}
}

func (w *network) isCut(a, b jurisdiction.ID) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cut[between(a, b)]
}

// own says whose an address is.
func (w *network) own(address string, id jurisdiction.ID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.owner[address] = id
}
