package node

import (
	"context"
	"errors"
	"fmt"

	"tongzhou/act"
	"tongzhou/journal"
	"tongzhou/jurisdiction"
)

// saying is an act that this node is about to put on record.
type saying struct {
	kind     act.Kind
	to       []jurisdiction.ID
	cites    []act.Ref
	exhibits []act.Hash
	officer  string // the person, or empty for what the node does by itself
	critical bool
	body     any
	once     string // idempotency: the same once is on record once
}

// say signs an act, puts it on record, and returns when it is durable, covered by a signed checkpoint, and in the
// docket. When it returns an error that is not Refused, the act may be on record or not: the journal stops and reloads,
// and the same saying with the same once can be tried again.
func (n *Node) say(ctx context.Context, s saying) (act.Ref, error) {
	if err := n.mayWrite(s.kind); err != nil {
		return act.Ref{}, err
	}
	body, err := act.Canonical(s.body)
	if err != nil {
		return act.Ref{}, refuse(Invalid, "this %s cannot be put on record: %v", s.kind, err)
	}
	a := act.Act{
		Version: act.Version, Kind: s.kind, By: n.cfg.ID, At: act.Time(n.clock.Now().UnixMilli()), To: s.to, Cites: s.cites, Exhibits: s.exhibits,
		Critical: s.critical, Officer: s.officer, Body: body,
	}
	if err := a.Sign(n.identity.office); err != nil {
		return act.Ref{}, refuse(Invalid, "this %s cannot be put on record: %v", s.kind, err)
	}
	text, err := act.Encode(a)
	if err != nil {
		return act.Ref{}, refuse(Invalid, "this %s cannot be put on record: %v", s.kind, err)
	}
	origin := n.journal.Origin()
	index, err := n.put(ctx, s, text)
	if err != nil {
		return act.Ref{}, err
	}
	ref := act.Ref{Journal: origin, Index: index, Leaf: act.LeafHash(text)}
	if s.once != "" { // it may have been on record before, with an earlier time
		if ref, err = n.refAt(ctx, index); err != nil {
			return ref, err
		}
	}
	n.mu.Lock()
	why, void := n.docket.Void(origin, index)
	n.mu.Unlock()
	if void {
		return ref, refuse(Conflict, "the %s was put on record but has no effect: %s", s.kind, why)
	}
	return ref, nil
}

// put appends an act and waits until it is in the docket. One at a time: between the check whether an act makes sense and the act itself, no other
// act of ours may slip in that changes the answer, such as an escalation before a cancel.
func (n *Node) put(ctx context.Context, s saying, text []byte) (int64, error) {
	n.writing.Lock()
	defer n.writing.Unlock()
	if err := n.makesSense(text); err != nil {
		return 0, refuse(Conflict, "nothing was put on record, because the %s would have no effect: %v", s.kind, err)
	}
	add := n.journal.Append
	if s.kind.Owner() == "warning" {
		add = n.journal.AppendUrgent
	}
	index, err := add(ctx, s.once, text)
	var stopped *journal.StoppedError
	switch {
	case errors.Is(err, journal.ErrBusy):
		return 0, refuse(Busy, "the journal is busy; nothing was put on record; try again in a moment")
	case errors.As(err, &stopped):
		n.log.Error("the journal cannot be written", "err", err)
		return 0, refuse(Busy, "the journal on this machine cannot be written (%v). What was acknowledged is safe, this was not put on record. Call the operator: a full disk only needs room, and the node goes on by itself", stopped.Err)
	case errors.Is(err, journal.ErrDedup): // said before, and not as this time: what is on record holds
	case err != nil:
		return 0, fmt.Errorf("node: say %s: %w", s.kind, err)
	}
	return index, n.whenFolded(ctx, n.journal.Origin(), index)
}

// makesSense asks the practice that an act belongs to whether it would count, so that a person hears why not before it stands on record
// for ever. The docket judges again when it reads the act.
func (n *Node) makesSense(text []byte) error {
	e := act.Read(n.journal.Origin(), n.journal.Size(), text)
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.docket.Check(e)
}

// refAt is the reference of an entry of our own journal.
func (n *Node) refAt(ctx context.Context, index int64) (act.Ref, error) {
	body, err := n.journal.Entries(ctx, index, index+1)
	if err != nil {
		return act.Ref{}, fmt.Errorf("node: own entry %d: %w", index, err)
	}
	return act.Ref{Journal: n.journal.Origin(), Index: index, Leaf: act.LeafHash(body[0])}, nil
}
