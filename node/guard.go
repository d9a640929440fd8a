package node

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"tongzhou/act"
	"tongzhou/follow"
	"tongzhou/journal"
)

// guard keeps a node from signing a second history of its own journal after an old copy of its data directory was put in place.
// The high-water mark alone cannot tell, because a copy of a whole machine has the mark too. So, before the first act after a
// start, the node asks its neighbours for the newest checkpoint of its own journal that they hold. One that is longer means
// that our tail is fetched back from them; one that contradicts ours means that the journal is forked and stays closed.
type guard struct {
	mu         sync.Mutex
	open       bool     // the node may write
	trouble    string   // why not, for people
	rolledBack bool     // found at the start to be shorter than the high-water mark; the tail must come from a neighbour
	forked     bool     // our own key has signed two histories: this node writes no more
	strays     [][]byte // checkpoints of our own journal that came with other news
}

// enough is how many neighbours must have answered; fewer when there are fewer.
const enough = 3

func (g *guard) seen(checkpoint []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.strays) < 64 {
		g.strays = append(g.strays, checkpoint)
	}
}

func (g *guard) set(open bool, trouble string) (changed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	changed = g.open != open || g.trouble != trouble
	g.open, g.trouble = open, trouble
	return changed
}

func (g *guard) state() (open bool, trouble string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.open, g.trouble
}

// mayWrite refuses to put anything on record while the guard is closed.
func (n *Node) mayWrite(kind act.Kind) error {
	if open, trouble := n.guard.state(); !open {
		if trouble == "" {
			trouble = "this node has just started and asks its neighbours whether they hold a longer copy of its journal"
		}
		return refuse(Busy, "nothing was put on record (%s): %s", kind, trouble)
	}
	return nil
}

// Forked reports whether our own key has signed two histories, so that nothing is ever written under it again.
func (n *Node) Forked() bool {
	n.guard.mu.Lock()
	defer n.guard.mu.Unlock()
	return n.guard.forked
}

// Guard reports whether the node may write, and if not, why.
func (n *Node) Guard() (open bool, trouble string) { return n.guard.state() }

// guardLoop asks until the answer is in, and goes on comparing checkpoints of our own journal that turn up.
func (n *Node) guardLoop(ctx context.Context) error {
	wait := 20 * time.Millisecond
	for {
		open, trouble := n.satisfied(ctx)
		if n.guard.set(open, trouble) {
			n.tell("now", "neighbours")
			if trouble != "" {
				n.log.Warn("rollback guard", "open", open, "why", trouble)
			}
		}
		if open {
			wait = 2 * time.Second
		} else {
			wait = min(2*wait, time.Second)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

// satisfied does one round of asking.
func (n *Node) satisfied(ctx context.Context) (open bool, trouble string) {
	g := &n.guard
	g.mu.Lock()
	was, strays := g.open, g.strays
	trouble = g.trouble
	g.strays = nil
	g.mu.Unlock()
	for _, c := range strays {
		if trouble := n.confront(ctx, c); trouble != "" {
			return false, trouble
		}
	}
	if g.forked {
		return false, trouble
	}
	if was || n.opt.Alone && !g.rolledBack {
		return true, ""
	}
	asked, trouble, known := n.witnesses()
	if !known {
		return false, trouble
	}
	a, err := follow.Newest(ctx, asked, n.self())
	var fork *journal.ForkError
	if errors.As(err, &fork) {
		return false, n.forkedBy(fork)
	}
	for _, checkpoint := range a.All {
		if trouble := n.confront(ctx, checkpoint); trouble != "" {
			return false, trouble
		}
	}
	if g.rolledBack && (n.opt.Alone || len(asked) > 0 && a.Answered >= min(enough, len(asked))) {
		// Nobody has more than we do. Only the mark was lost, as after a restore; it is written again.
		if err := n.journal.Adopt(ctx, n.journal.Checkpoint(), nil); err == nil {
			g.rolledBack = false
		}
	}
	if g.rolledBack {
		return false, "this node's journal is shorter than it was (an old backup?), and no neighbour has the missing entries yet"
	}
	if a.Answered < min(enough, len(asked)) {
		return false, fmt.Sprintf("%d of %d neighbours could be asked whether they hold a longer copy of our journal, and %d must answer; if none can be reached and this data directory is certainly not an old copy, start with --alone",
			a.Answered, len(asked), min(enough, len(asked)))
	}
	return true, ""
}

// witnesses are the neighbours who may hold a longer copy of our own journal. They are known only when everything that is stored here has been
// read again: before that the roster is not complete, and an officer's answer would rest on what was true earlier.
func (n *Node) witnesses() (asked []follow.Peer, trouble string, known bool) {
	if !n.reread() {
		return nil, "", false
	}
	if err := n.followMembers(); err != nil {
		n.log.Warn("a member cannot be followed", "err", err)
	}
	if !n.reread() { // what is stored of those who were just added
		return nil, "", false
	}
	n.mu.Lock()
	founded := n.applied[n.founder().Journal] > 0
	n.mu.Unlock()
	if !founded && n.journal.Size() > 0 && !n.opt.Alone { // as after a restore, which brings no copies of others' journals
		return nil, "the secretariat's journal has not come in yet, so it is not known which neighbours must be asked for a longer copy of our own journal; " +
			"if the secretariat cannot be reached and this data directory is certainly not an old copy, start with --alone", false
	}
	return n.others(), "", true
}

// reread reports whether the docket has everything that is stored here of the neighbours' journals.
func (n *Node) reread() bool {
	for _, s := range n.follower.Status() {
		if s.Fork == nil && s.Delivered < s.Size {
			return false
		}
	}
	return true
}

// others are all peers that are known.
func (n *Node) others() []follow.Peer {
	n.peersMu.Lock()
	defer n.peersMu.Unlock()
	out := make([]follow.Peer, 0, len(n.peers))
	for _, p := range n.peers {
		out = append(out, p.Peer)
	}
	return out
}

// self is our own journal, as a question to peers names it.
func (n *Node) self() follow.Peer {
	return follow.Peer{Origin: n.journal.Origin(), Verifier: n.verifier}
}

// forkedBy closes the node for good.
func (n *Node) forkedBy(f *journal.ForkError) (trouble string) {
	n.evidence(f)
	n.guard.mu.Lock()
	n.guard.forked = true
	n.guard.mu.Unlock()
	return "our own key has signed two journals that contradict each other; nothing more is written under it. The evidence is in the data directory; begin a successor journal"
}

// confront compares one checkpoint of our own journal with what we have, and fetches our tail back if others have more.
func (n *Node) confront(ctx context.Context, checkpoint []byte) (trouble string) {
	err := n.journal.Confront(ctx, checkpoint)
	var behind *journal.RollbackError
	var fork *journal.ForkError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &fork):
		return n.forkedBy(fork)
	case errors.As(err, &behind):
		if err := n.recover(ctx); err != nil {
			return fmt.Sprintf("this node's journal has %d entries but %d were shown to others (an old backup?); fetching the rest from the neighbours: %v", behind.Have.Size, behind.Want.Size, err)
		}
		n.guard.rolledBack = false
		n.log.Warn("our own tail was fetched back from the neighbours", "from", behind.Have.Size, "to", behind.Want.Size)
		return ""
	}
	n.log.Warn("a checkpoint of our own journal was not understood", "err", err)
	return ""
}
