package node

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/journal"
)

// fold puts entries of one journal, starting at index first, into the docket, and queues what this node must do about
// them. It is called for one journal at a time in the order of its indexes; a delivery that was made before is ignored,
// and one that leaves a gap is an error, so that the follower delivers again.
func (n *Node) fold(ctx context.Context, origin string, first int64, bodies [][]byte) error {
	read := make([]act.Entry, len(bodies)) // decoding and signatures are the costly part: outside the lock
	for i, b := range bodies {
		read[i] = act.Read(origin, first+int64(i), b)
	}
	n.mu.Lock()
	next := n.applied[origin]
	n.mu.Unlock()
	if first > next {
		return fmt.Errorf("node: fold %s: have %d entries, next delivered is %d", origin, next, first)
	}
	if err := n.noteKnown(ctx, origin, first+int64(len(bodies))); err != nil {
		return fmt.Errorf("node: fold %s %d: %w", origin, first, err)
	}
	n.mu.Lock()
	var outcomes []docket.Outcome
	for _, e := range read {
		if e.Index < n.applied[origin] {
			continue
		}
		outcomes = append(outcomes, n.docket.Apply(e)...)
		n.applied[origin] = e.Index + 1
		for _, c := range e.Act.Cites {
			n.citedBy[c] = append(n.citedBy[c], e.Ref)
		}
	}
	n.folded.Broadcast()
	n.mu.Unlock()

	if origin != n.journal.Origin() {
		n.hear() // whoever has just told us something is not unheard until the next second
	}
	n.tell(topics(outcomes)...)
	n.react(outcomes)
	return nil
}

// noteKnown keeps when the entries of a journal up to an index became known. A store that has no room, or cannot be written, must not keep a
// warning from being read: then it is kept in memory, and in the store with the first delivery that finds room.
func (n *Node) noteKnown(ctx context.Context, origin string, upto int64) error {
	now := n.moment()
	err := n.store.MarkKnown(ctx, origin, 0, upto, int64(now))
	var refused *Refused
	if errors.As(storeProblem(err), &refused) {
		n.log.Error("when acts became known is kept in memory only", "journal", origin, "err", err)
	} else if err != nil {
		return err
	}
	n.known.add(origin, upto, now)
	return nil
}

// topics are the pages that outcomes may change.
func topics(outcomes []docket.Outcome) []string {
	seen := map[string]bool{"journal": true, "neighbours": true}
	for _, o := range outcomes {
		for _, t := range changed(o.Entry.Act.Kind.Owner()) {
			seen[t] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// changed are the pages on which acts of a practice show. Whatever is put on record may ask something of somebody, and an agreement changes what is owed in every case.
func changed(practice string) []string {
	return map[string][]string{
		"warning":   {"warnings", "now", "duties"},
		"incident":  {"cases", "now", "duties"},
		"agreement": {"agreements", "now", "duties", "cases"},
		"duty":      {"duties", "now", "cases"},
		"meeting":   {"meetings", "now", "duties"},
		"standing":  {"findings", "now"},

		"assessment": {"cases", "now", "duties"},
		"roster":     {"now", "duties"},
	}[practice]
}

// refold reads a journal that is held on this machine from where the docket stands, at start and after a gap.
func (n *Node) refold(ctx context.Context, r journal.Reader) error {
	const batch = 1024
	for {
		n.mu.Lock()
		from := n.applied[r.Origin()]
		n.mu.Unlock()
		size := r.Size()
		if from >= size {
			return nil
		}
		bodies, err := r.Entries(ctx, from, min(size, from+batch))
		if err != nil {
			return fmt.Errorf("node: refold: %w", err)
		}
		if err := n.fold(ctx, r.Origin(), from, bodies); err != nil {
			return err
		}
	}
}

// tail keeps the docket up with the node's own journal.
func (n *Node) tail(ctx context.Context) error {
	for {
		if err := n.refold(ctx, n.journal); err != nil {
			return err
		}
		n.mu.Lock()
		from := n.applied[n.journal.Origin()]
		n.mu.Unlock()
		if _, err := n.journal.Wait(ctx, from); err != nil {
			return err
		}
	}
}

// whenFolded waits until the docket has applied index of journal origin.
func (n *Node) whenFolded(ctx context.Context, origin string, index int64) error {
	stop := context.AfterFunc(ctx, func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.folded.Broadcast()
	})
	defer stop()
	n.mu.Lock()
	defer n.mu.Unlock()
	for n.applied[origin] <= index {
		if err := ctx.Err(); err != nil {
			return err
		}
		if n.running.Err() != nil {
			return refuse(Busy, "the node stops; entry %d of %s is on record, and its effect shows when the node runs again", index, origin)
		}
		n.folded.Wait()
	}
	return nil
}
