package node

import (
	"context"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
)

// toldLasts is how long what an alliance told counts as heard.
const toldLasts = actDay

// Directory shows what central offices list (R32). Nothing else on a node looks at it.
func (n *Node) Directory(ctx context.Context, who *view.Officer) (view.Directory, error) {
	now := n.moment()
	n.mu.Lock()
	defer n.mu.Unlock()
	out := view.Directory{Now: n.at(now), Alliances: []view.Alliance{}, Offices: []view.Registrar{}}
	for _, b := range n.docket.Agreements().Bodies(now) {
		if b.Kind == "central-office" {
			mine := slices.Contains([]jurisdiction.ID{b.Host, b.Deputy, b.InChair}, n.cfg.ID)
			out.Offices = append(out.Offices, view.Registrar{Body: b.ID, Name: b.Name, Host: n.partyLocked(b.Host), Instrument: warningID(b.Instrument), Mine: mine})
		}
	}
	for _, l := range n.docket.Agreements().Directory(now) {
		x := n.alliance(l, now)
		x.Can = n.canList(who, l)
		out.Alliances = append(out.Alliances, x)
		if l.State != "listed" {
			continue
		}
		out.Picture.Listed++
		if !x.Stale {
			out.Picture.Heard++
		}
		if l.Told != nil {
			out.Picture.Cases += l.Told.Cases
			if g := l.Told.Gravest; g > 0 && (out.Picture.Gravest == 0 || g < out.Picture.Gravest) {
				out.Picture.Gravest = g
			}
		}
	}
	return out, ctx.Err()
}

// alliance is a line of a directory.
func (n *Node) alliance(l agreement.Listed, now act.Time) view.Alliance {
	out := view.Alliance{ID: warningID(l.Ref), State: l.State, Body: l.Body, By: n.partyLocked(l.By), Name: l.Name, Founder: l.Founder, Charter: l.Charter, Size: l.Size, Root: l.Root,
		Mode: l.Mode, Members: n.partiesLocked(l.Members), Area: l.Area, Classes: l.Classes, Contact: l.Contact, Reach: l.Reach, From: n.at(l.From), Until: n.optional(l.Until),
		Stale: l.Told == nil || now-l.Told.AsOf > toldLasts}
	if l.Party != "" {
		p := n.partyLocked(l.Party)
		out.Party = &p
	}
	if t := l.Told; t != nil {
		out.Told = &view.Told{By: n.partyLocked(t.By), Own: t.Source == nil, AsOf: n.at(t.AsOf), Cases: t.Cases, Gravest: t.Gravest, Source: t.Source, Note: t.Note, Ref: view.Ref(t.Ref)}
	}
	for i, x := range slices.Backward(l.Log) {
		kind := "change"
		switch {
		case x.Registration == nil:
			kind = "strike"
		case i == 0:
			kind = "register"
		}
		out.Log = append(out.Log, view.Logged{Kind: kind, At: n.at(x.At), Why: x.Why, Ref: view.Ref(x.Ref)})
	}
	return out
}

// canList is what an officer may put on record about a line of a directory.
func (n *Node) canList(who *view.Officer, l agreement.Listed) []string {
	out := []string{}
	if who == nil || l.State == "struck" {
		return out
	}
	offer := func(kind act.Kind) {
		if f, ok := formOf(kind); ok && mayPut(*who, f) == nil {
			out = append(out, string(kind))
		}
	}
	if l.By == n.cfg.ID {
		offer(agreement.KindRegister)
		offer(agreement.KindStrike)
	}
	if l.By == n.cfg.ID || l.Party == n.cfg.ID {
		offer(agreement.KindTell)
	}
	return out
}
