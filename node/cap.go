package node

import (
	"context"
	"crypto/x509"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/warning"
	"tongzhou/warning/capxml"
)

// Alerts are all versions of all warnings that this node has issued, as CAP messages.
func (n *Node) Alerts(ctx context.Context) ([]capxml.Alert, error) {
	n.mu.Lock()
	var boards []warning.Board
	for h := range n.docket.Warnings().Issued(n.cfg.ID, n.moment()) {
		if b, ok := n.docket.Warnings().Board(h.ID, n.moment()); ok {
			boards = append(boards, b)
		}
	}
	n.mu.Unlock()
	var out []capxml.Alert
	for _, b := range boards {
		var versions []act.Entry
		for _, v := range b.Versions {
			e, err := n.entry(ctx, v.Ref.Journal, v.Ref.Index)
			if err != nil {
				return nil, err
			}
			versions = append(versions, e)
		}
		setting := n.capSetting(b)
		for i := range versions {
			a, err := capxml.FromActs(versions[:i+1], setting)
			if err != nil {
				return nil, err
			}
			out = append(out, a)
		}
	}
	return out, nil
}

// capSetting is what a CAP message needs and the acts do not say.
func (n *Node) capSetting(b warning.Board) capxml.Setting {
	s := capxml.Setting{SenderName: n.party(n.cfg.ID).Name, Zone: n.zone, Event: n.book.Say("oet."+b.Notice.Event, nil), Places: map[jurisdiction.ID]capxml.Place{}}
	if b.Notice.Case != nil {
		s.Incident = warningID(*b.Notice.Case)
	}
	for _, r := range b.Rows {
		m, ok := n.Member(r.Party)
		if !ok {
			continue
		}
		p := capxml.Place{Name: m.Name}
		if m.Lon != 0 || m.Lat != 0 {
			p.Circles = []capxml.Circle{{Point: capxml.Point{Lat: float64(m.Lat) / 1e6, Lon: float64(m.Lon) / 1e6}, RadiusKM: circleKM}}
		}
		s.Places[r.Party] = p
	}
	return s
}

// IsMember reports whether a certificate has the key that the roster names for a member's node.
func (n *Node) IsMember(cert *x509.Certificate) bool {
	want := pin(cert)
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, m := range n.docket.Roster().Members() {
		if m.Left == nil && slices.ContainsFunc(m.TLS, func(h act.Hash) bool { return h.String() == want }) {
			return true
		}
	}
	return false
}
