package node

import (
	"context"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/store"
)

// A node remembers for years when others were not heard of: what was not answered then is no slackness (R39). What happened while this node itself was down it does
// not know, and a silence that it was in lasts until it hears the other again.

// silences are the stretches in which others were not heard of.
type silences struct {
	of    map[jurisdiction.ID][]store.Silence // by time; of the last one Until may be 0
	dirty []store.Silence                     // not in the store yet
}

// load reads what was kept.
func (s *silences) load(ctx context.Context, from *store.Store) error {
	s.of = map[jurisdiction.ID][]store.Silence{}
	list, err := from.Silences(ctx)
	for _, x := range list {
		s.of[jurisdiction.ID(x.Party)] = append(s.of[jurisdiction.ID(x.Party)], x)
	}
	return storeProblem(err)
}

// open is the silence that goes on, nil if none does.
func (s *silences) open(p jurisdiction.ID) *store.Silence {
	if k := len(s.of[p]); k > 0 && s.of[p][k-1].Until == 0 {
		return &s.of[p][k-1]
	}
	return nil
}

// heard ends the silence of a party.
func (s *silences) heard(p jurisdiction.ID, now act.Time) {
	if x := s.open(p); x != nil {
		x.Until = int64(now)
		s.dirty = append(s.dirty, *x)
	}
}

// quiet begins a silence of a party that was heard of last at a moment.
func (s *silences) quiet(p jurisdiction.ID, last act.Time) {
	if s.open(p) == nil {
		s.of[p] = append(s.of[p], store.Silence{Party: string(p), Since: int64(last)})
		s.dirty = append(s.dirty, s.of[p][len(s.of[p])-1])
	}
}

// covered is how much of a stretch of time falls into silences.
func (s *silences) covered(p jurisdiction.ID, from, until, now act.Time) act.Time {
	var sum act.Time
	for _, x := range s.of[p] {
		end := act.Time(x.Until)
		if end == 0 {
			end = now
		}
		sum += max(0, min(end, until)-max(act.Time(x.Since), from))
	}
	return sum
}

// unheard is the time after which the charter takes a node as unreachable, 0 for never. The caller holds mu.
func (n *Node) unheard() act.Time {
	return act.Time((time.Duration(n.docket.Roster().Rules().Unreachable) * time.Minute).Milliseconds())
}

// keepSilences puts what was noted into the store. What finds no room there is kept in memory and tried again.
func (n *Node) keepSilences(ctx context.Context) error {
	n.peersMu.Lock()
	dirty := n.gone.dirty
	n.gone.dirty = nil
	n.peersMu.Unlock()
	for i, x := range dirty {
		if err := storeProblem(n.store.PutSilence(ctx, x)); err != nil {
			n.peersMu.Lock()
			n.gone.dirty = slices.Concat(dirty[i:], n.gone.dirty)
			n.peersMu.Unlock()
			return err
		}
	}
	return nil
}

// heartbeat is what this node can say about another's node in a stretch of time (R39). It was off if it was not heard of for half of the stretch or more; it is on if it
// was heard of since the stretch began; else nobody here knows. The caller holds mu.
func (n *Node) heartbeat(p jurisdiction.ID, from, until act.Time) (string, []act.Ref) {
	if p == n.cfg.ID {
		return "on", nil
	}
	limit, now := n.unheard(), n.moment()
	n.peersMu.Lock()
	defer n.peersMu.Unlock()
	at := n.heard[p]
	if until == 0 || until > now {
		until = now
	}
	off := n.gone.covered(p, from, until, now)
	if at > 0 && limit > 0 && now-at > limit && n.gone.open(p) == nil { // it will be noted within a second
		off += max(0, until-max(at, from))
	}
	switch {
	case off > 0 && 2*off >= until-from:
		return "off", nil
	case at >= from:
		return "on", nil
	}
	return "unknown", nil
}
