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
	// Because are acts that led to it: a report, a signal, a warning. The opening cites them.
	Because []act.Ref `json:"because,omitempty"`
	// Insist opens a real case although what led to it is an exercise or a test.
	Insist bool `json:"insist,omitempty"`
	// Breaks names the exercise or test that is broken off because something real began. The case inherits nothing of it and does not cite it.
	Breaks string `json:"breaks,omitempty"`
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
	broken, err := n.mayBegin(ctx, &o)
	if err != nil {
		return view.Said{}, err
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
	if broken != nil {
		if err := n.breakOff(ctx, who, *broken, ref, &o); err != nil {
			return view.Said{}, refuse(Conflict, "the case %s was opened, and %s was not broken off: %v", warningID(ref), o.Breaks, err)
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

// mayBegin refuses to open a real case because of a rehearsal, unless the officer insists, and finds the rehearsal that is to be broken off. Both before anything is on record.
func (n *Node) mayBegin(ctx context.Context, o *Opening) (broken *act.Ref, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, r := range o.Because {
		if o.Status == string(view.Actual) && !o.Insist && n.docket.Rehearsed(r) {
			return nil, refuse(Conflict, "no case was opened: %s is an exercise or a test, and nothing real. If there is a danger all the same, say that you insist; everybody will see what the case rests on", warningID(r))
		}
	}
	if o.Breaks == "" {
		return nil, nil
	}
	n.mu.Unlock()
	of, err := n.refOf(ctx, o.Breaks)
	n.mu.Lock()
	if err != nil {
		return nil, err
	}
	c, ok := n.docket.Incidents().Case(of)
	switch {
	case !ok || view.Status(c.Open.Status) == view.Actual:
		return nil, refuse(Invalid, "no case was opened: %s is no exercise or test that could be broken off", o.Breaks)
	case o.Status != string(view.Actual):
		return nil, refuse(Invalid, "no case was opened: an exercise is broken off for something real")
	}
	return &of, nil
}

// breakOff ends a rehearsal for everybody who has a part in it, because of a real case.
func (n *Node) breakOff(ctx context.Context, who view.Officer, of, real act.Ref, o *Opening) error {
	n.mu.Lock()
	c, _ := n.docket.Incidents().Case(of)
	to := n.participants(c)
	n.mu.Unlock()
	reason := o.Reason
	if reason == nil {
		reason = o.Title
	}
	_, err := n.say(ctx, saying{kind: incident.KindBreak, to: n.members(to), officer: who.Name, cites: refs(&of, &real), body: incident.Break{Of: of, Real: &real, Reason: reason}})
	return err
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
