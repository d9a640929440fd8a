package node

import (
	"fmt"
	"reflect"
	"slices"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
)

// participants are the parties that have a part in a case. The caller holds mu.
func (n *Node) participants(c incident.Case) []jurisdiction.ID {
	all := []jurisdiction.ID{c.By, c.Lead}
	all = append(all, c.Open.Origin.Parties...)
	all = append(all, c.Situation.Exposed...)
	all = append(all, c.Situation.Sources...)
	for _, r := range c.Open.Roles {
		all = append(all, r.Party)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// asLead cites what makes this jurisdiction the lead of the case that a saying is about, so that it stands after everything that was decided before.
func (n *Node) asLead(s *saying) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range s.cites {
		if lead, ok := n.docket.Incidents().Lead(c, n.moment()); ok {
			s.citeAlso(lead.Cites...)
			return
		}
	}
}

// toSuperior sends an escalation to the one whom it asks, and to nobody else: the others read it anyway, and it is not they who answer.
func (n *Node) toSuperior(s *saying) {
	if x, ok := s.body.(*incident.Escalation); ok {
		s.to = []jurisdiction.ID{x.Superior}
	}
}

// citeAlso adds citations that are not there yet.
func (s *saying) citeAlso(refs ...act.Ref) {
	for _, r := range refs {
		if !slices.Contains(s.cites, r) {
			s.cites = append(s.cites, r)
		}
	}
}

// citeSignatures cites the acceptances of the proposal that is concluded.
func (n *Node) citeSignatures(s *saying) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, v := range n.docket.Agreements().Versions(n.moment()) {
		if !slices.Contains(s.cites, v.Proposal) {
			continue
		}
		for _, x := range v.Signed {
			if !x.Refused {
				s.citeAlso(x.Ref)
			}
		}
	}
}

// citeGrant cites what lets this jurisdiction in, if it is a guest, and what put it out again: a guest that knows of that says no more.
func (n *Node) citeGrant(s *saying) {
	n.mu.Lock()
	defer n.mu.Unlock()
	m, ok := n.docket.Roster().Member(n.cfg.ID)
	if !ok || m.Role != "guest" {
		return
	}
	for _, g := range n.docket.Agreements().Guests(n.moment()) {
		if g.Guest.Guest == n.cfg.ID && (g.Case == nil || slices.Contains(s.cites, *g.Case)) {
			s.citeAlso(g.Ref)
			if g.Dismissed != nil {
				s.citeAlso(*g.Dismissed)
			}
		}
	}
}

// citeReply cites what the party said to a finding, so that it is heard before anything is decided.
func (n *Node) citeReply(s *saying) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, f := range n.docket.Standing().Findings(n.moment()) {
		if !slices.Contains(s.cites, f.ID) {
			continue
		}
		for _, x := range f.Steps {
			if x.By == f.Party {
				s.citeAlso(x.Ref)
			}
		}
	}
}

// Voids are the acts without effect that this node has read, with the reason.
func (n *Node) Voids() []VoidAct {
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []VoidAct
	for v := range n.docket.Voids() {
		out = append(out, VoidAct{v.Journal, v.Index, v.Reason})
	}
	return out
}

// caseOf is the case that an act of package incident belongs to.
func caseOf(e act.Entry) (act.Ref, error) {
	if e.Act.Kind == incident.KindOpen {
		return e.Ref, nil
	}
	body := blank(e.Act.Kind)
	if body == nil {
		return act.Ref{}, fmt.Errorf("node: case of %s %d: kind %s belongs to none", e.Journal, e.Index, e.Act.Kind)
	}
	if err := act.DecodeBody(e.Act.Body, body); err != nil {
		return act.Ref{}, err
	}
	of, ok := reflect.ValueOf(body).Elem().FieldByName("Of").Interface().(act.Ref)
	if !ok {
		return act.Ref{}, fmt.Errorf("node: case of %s %d: kind %s belongs to none", e.Journal, e.Index, e.Act.Kind)
	}
	return of, nil
}
