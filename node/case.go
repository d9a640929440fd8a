package node

import (
	"context"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/node/view"
)

// FrontSubject begins the key of a statement that the front of a hazard was observed at a place: "front/sifangtai".
const FrontSubject = "front/"

// OpenCase opens a case in an officer's name.
func (n *Node) OpenCase(ctx context.Context, who view.Officer, o incident.Open) (act.Ref, error) {
	if !mayAnswer(who.Role) {
		return act.Ref{}, refuse(NotAllowed, "a duty officer or a coordinator opens a case")
	}
	return n.say(ctx, saying{kind: incident.KindOpen, officer: who.Name, critical: true, body: o})
}

// State puts a statement about a subject of a case on record.
func (n *Node) State(ctx context.Context, who view.Officer, s incident.Statement) error {
	if !mayAnswer(who.Role) {
		return refuse(NotAllowed, "a duty officer or a coordinator speaks for the jurisdiction")
	}
	_, err := n.say(ctx, saying{kind: incident.KindState, officer: who.Name, cites: refs(&s.Of, s.Corrects, s.Withdraws, s.Agrees), body: s})
	return err
}

// Announce puts on record what the public was told.
func (n *Node) Announce(ctx context.Context, who view.Officer, b incident.Notice) error {
	if !mayAnswer(who.Role) {
		return refuse(NotAllowed, "a duty officer or a coordinator speaks for the jurisdiction")
	}
	_, err := n.say(ctx, saying{kind: incident.KindNotice, officer: who.Name, cites: refs(&b.Of), body: b})
	return err
}

// CaseOf finds the newest case of a telling that is not closed.
func (n *Node) CaseOf(telling string) (act.Ref, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range n.docket.Incidents().Cases() {
		if c.Open.Telling == telling && c.Phase != "closed" {
			return c.ID, true
		}
	}
	return act.Ref{}, false
}

// Quantity writes a measured value as an act does, with six significant digits.
func Quantity(v float64, unit string) act.Quantity { return quantity(v, unit) }

// IdentifierOf is how people and addresses name a warning or a case: its author and its index, "songyuan.12".
func IdentifierOf(r act.Ref) string { return warningID(r) }

// Find finds the act that an identifier names.
func (n *Node) Find(ctx context.Context, id string) (act.Ref, error) { return n.refOf(ctx, id) }

// Digest is a hash of everything that the record adds up to here. Nodes that have read the same have the same.
func (n *Node) Digest() act.Hash {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.docket.Digest()
}
