package node

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node/spelling"
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

// An Opening is everything that one action starts: the case, its classification, its roles, and with them the clocks and the call tree (R72).
type Opening struct {
	incident.Open
	Classes  []string `json:"classes,omitempty"`
	Grade    int      `json:"grade,omitempty"`
	Response int      `json:"response,omitempty"`
	Reason   act.Text `json:"reason,omitempty"`
	// To is who is told. Absent: everybody whom it names. Empty, but there: nobody.
	To []jurisdiction.ID `json:"to,omitempty"`
}

// Begin opens a case and classifies it in an officer's name, and tells everybody who has a part in it. Roles that the officer leaves open are filled in by the clauses in
// force; the opening cites their instruments, and the answer names the clauses.
func (n *Node) Begin(ctx context.Context, who view.Officer, raw json.RawMessage) (view.Said, error) {
	if !mayAnswer(who.Role) {
		return view.Said{}, refuse(NotAllowed, "a duty officer or a coordinator opens a case")
	}
	var o Opening
	cites, exhibits, err := spelling.Read(raw, &o, func(id string) (act.Ref, error) { return n.refOf(ctx, id) })
	if err != nil {
		return view.Said{}, refuse(Invalid, "no case was opened: %v", err)
	}
	if lacks := spelling.Absent(&o); len(lacks) > 0 {
		return view.Said{}, refuse(Invalid, "no case was opened: absent: %s", strings.Join(lacks, ", "))
	}
	n.mu.Lock()
	given := n.appoint(&o, n.moment())
	n.mu.Unlock()
	for _, p := range given {
		if !slices.Contains(cites, p.clause.Instrument) {
			cites = append(cites, p.clause.Instrument)
		}
	}
	to := n.members(append(o.named(), o.Situation.Exposed...))
	if o.To != nil {
		to = n.members(o.To)
	}
	ref, err := n.say(ctx, saying{kind: incident.KindOpen, to: to, officer: who.Name, critical: true, cites: cites, exhibits: exhibits, body: o.Open})
	if err != nil {
		return view.Said{}, err
	}
	if len(o.Classes) > 0 {
		reason := o.Reason
		if reason == nil {
			reason = o.Title
		}
		_, err = n.say(ctx, saying{kind: incident.KindClassify, to: to, officer: who.Name, cites: refs(&ref),
			body: incident.Classification{Of: ref, Classes: o.Classes, Grade: o.Grade, Response: o.Response, Reason: reason}})
		if err != nil {
			return view.Said{}, refuse(Conflict, "the case %s was opened, and its classification was not put on record: %v", warningID(ref), err)
		}
	}
	out, err := n.said(ctx, ref)
	if err == nil && len(given) > 0 {
		n.mu.Lock()
		out.Roles = n.givenRoles(given)
		n.mu.Unlock()
	}
	return out, err
}

// named is every party that an opening names.
func (o *Opening) named() []jurisdiction.ID {
	all := append(slices.Clone(o.Origin.Parties), o.Situation.Sources...)
	for _, r := range o.Roles {
		all = append(all, r.Party)
	}
	return all
}

// members are those of a list who are members, without this node's own jurisdiction, each once.
func (n *Node) members(list []jurisdiction.ID) []jurisdiction.ID {
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []jurisdiction.ID
	for _, id := range list {
		if _, member := n.docket.Roster().Member(id); member && id != n.cfg.ID && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
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
