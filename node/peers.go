package node

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/act"
	"tongzhou/follow"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

type jurisdictionID = jurisdiction.ID

// Dial opens a connection to a peer. A drill replaces it to cut the network between two cities.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// peer is how to reach another node. Owned by Node.peers, guarded by peersMu.
type peer struct {
	follow.Peer
	pin string
}

// url is the peer's best address.
func (p *peer) url() string { return p.URLs[0] }

func (n *Node) peer(id jurisdiction.ID) (*peer, bool) {
	n.peersMu.Lock()
	defer n.peersMu.Unlock()
	p, ok := n.peers[id]
	return p, ok
}

// client speaks to one peer over TLS and accepts only the key that the roster names for it. It has no overall timeout, because
// streams last.
func (n *Node) client(pin string) *http.Client {
	dial := n.dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	}
	return &http.Client{Transport: &http.Transport{
		DialContext:           dial,
		TLSClientConfig:       n.identity.pinnedTLS(pin),
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 40 * time.Second, // longer than a long poll
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   4,
		IdleConnTimeout:       90 * time.Second,
	}}
}

// befriend begins to follow a member of the alliance, and does nothing for one that is followed already under the same address.
func (n *Node) befriend(m *roster.Member) error {
	if m.Member == n.cfg.ID || len(m.URLs) == 0 || len(m.TLS) == 0 {
		return nil
	}
	verifier, err := note.NewVerifier(m.Verifier)
	if err != nil {
		return fmt.Errorf("node: follow %s: verifier key: %w", m.Member, err)
	}
	pin := m.TLS[0].String()
	n.peersMu.Lock()
	known, ok := n.peers[m.Member]
	if ok && known.pin == pin && known.url() == m.URLs[0] {
		n.peersMu.Unlock()
		return nil
	}
	p := &peer{pin: pin, Peer: follow.Peer{Origin: act.Origin(m.Member), Verifier: verifier, URLs: slices.Clone(m.URLs), Client: n.client(pin)}}
	n.peers[m.Member] = p
	n.peersMu.Unlock()
	return n.follower.Add(p.Peer)
}

// fetch gets a small document from a peer.
func (p *peer) fetch(ctx context.Context, path string, limit int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url()+path, nil)
	if err != nil {
		return nil, err
	}
	res, err := p.Client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s%s: %s", p.url(), path, res.Status)
	}
	return readAll(res.Body, limit)
}

// listen notes, once a second, whose nodes are heard of, by the node's own clock. It is how silence is told from an outage.
func (n *Node) listen(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		n.hear()
		if err := n.keepSilences(ctx); err != nil && ctx.Err() == nil {
			n.log.Warn("who is not heard of could not be kept and will be tried again", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (n *Node) hear() {
	n.mu.Lock()
	limit := n.unheard()
	n.mu.Unlock()
	now := n.moment()
	for _, s := range n.follower.Status() {
		id, err := act.Author(s.Origin)
		if err != nil {
			continue
		}
		n.peersMu.Lock()
		switch at := n.heard[id]; {
		case s.Connected:
			n.heard[id] = now
			n.gone.heard(id, now)
		case at > 0 && limit > 0 && now-at > limit:
			n.gone.quiet(id, at)
		}
		n.peersMu.Unlock()
	}
}

// online tells whether a peer's node is heard of now: on, off, or unknown when it never was.
func (n *Node) online(s follow.Status) string {
	switch {
	case s.Connected:
		return "on"
	case s.LastHeard.IsZero():
		return "unknown"
	}
	return "off"
}

// stray takes a signed checkpoint of a journal that is not followed here: our own, for instance, seen at a neighbour.
func (n *Node) stray(_, origin string, checkpoint []byte) {
	if origin == act.Origin(n.cfg.ID) {
		n.guard.seen(checkpoint)
	}
}
