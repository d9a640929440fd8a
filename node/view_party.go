package node

import (
	"context"
	"time"

	"tongzhou/act"
	"tongzhou/follow"
	"tongzhou/journal"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
	"tongzhou/roster"
)

// moment is the present by the node's clock.
func (n *Node) moment() act.Time { return act.Time(n.clock.Now().UnixMilli()) }

// at is a claimed time in the zone of the node's people.
func (n *Node) at(t act.Time) time.Time { return time.UnixMilli(int64(t)).In(n.zone) }

// optional is a time that may be absent.
func (n *Node) optional(t act.Time) *time.Time {
	if t == 0 {
		return nil
	}
	at := n.at(t)
	return &at
}

// Member finds a member of the alliance, also one that has left.
func (n *Node) Member(id jurisdiction.ID) (*roster.Member, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.docket.Roster().Member(id)
}

// party is a member as it is shown; one that is not in the roster is shown by its identifier.
func (n *Node) party(id jurisdiction.ID) view.Party {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.partyLocked(id)
}

func (n *Node) partyLocked(id jurisdiction.ID) view.Party {
	if m, ok := n.docket.Roster().Member(id); ok {
		return view.Party{ID: string(id), Name: m.Name, Role: m.Role}
	}
	return view.Party{ID: string(id), Name: act.Text{"en": string(id), "zh-Hans": string(id)}, Role: "body"}
}

func (n *Node) parties(ids []jurisdiction.ID) []view.Party {
	out := make([]view.Party, len(ids))
	for i, id := range ids {
		out[i] = n.party(id)
	}
	return out
}

// names are the names of parties, for a sentence.
func (n *Node) names(ids []jurisdiction.ID) []act.Text {
	out := make([]act.Text, len(ids))
	for i, id := range ids {
		out[i] = n.party(id).Name
	}
	return out
}

// Session tells who is looking, at which node, at what time.
func (n *Node) Session(who *view.Officer) view.Session {
	s := view.Session{Officer: who, Party: n.party(n.cfg.ID), Now: n.Time(), Zone: n.cfg.Zone, Status: n.status(), Demo: n.opt.Demo}
	n.mu.Lock()
	if c, _, ok := n.docket.Roster().Charter(); ok {
		s.Alliance = c.Alliance
	}
	for _, size := range n.applied {
		s.Records += size
	}
	n.mu.Unlock()
	for _, f := range n.follower.Status() {
		s.PeersTotal++
		if n.online(f) == "on" {
			s.PeersOnline++
		}
	}
	return s
}

// status is what kind of matter is open: Actual if there is one that is, else Exercise, else Test; Actual if there is none, because a node is
// there for the real thing.
func (n *Node) status() view.Status {
	now := n.moment()
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.statusLocked(now)
}

func (n *Node) statusLocked(now act.Time) view.Status {
	found := map[view.Status]bool{}
	for h := range n.docket.Warnings().Open(n.cfg.ID, now) {
		found[view.Status(h.Notice.Status)] = true
		if found[view.Actual] {
			return view.Actual
		}
	}
	for _, c := range n.docket.Incidents().Cases() {
		if !c.Closed {
			found[view.Status(c.Open.Status)] = true
		}
	}
	for _, s := range []view.Status{view.Actual, view.Exercise, view.Test} {
		if found[s] {
			return s
		}
	}
	return view.Actual
}

// reader is the journal with this origin as it is held here.
func (n *Node) reader(origin string) (journal.Reader, bool) {
	if origin == n.journal.Origin() {
		return n.journal, true
	}
	return n.follower.Mirror(origin)
}

// Neighbours shows every journal that this node follows, and its own first.
func (n *Node) Neighbours(ctx context.Context) (view.Neighbours, error) {
	rows := []view.Neighbour{n.ownRow()}
	for _, s := range n.follower.Status() {
		rows = append(rows, n.neighbour(s))
	}
	return view.Neighbours{Rows: rows}, ctx.Err()
}

func (n *Node) ownRow() view.Neighbour {
	open, _ := n.guard.state()
	row := view.Neighbour{Party: n.party(n.cfg.ID), Origin: n.journal.Origin(), Online: "on", Gaps: []string{}, State: "ok", Via: ""}
	row.Head = head(n.journal, n.Time())
	n.count(&row)
	if !open {
		row.State, row.Detail = "rolled-back", n.book.Say("neighbour.rolled", nil)
	}
	return row
}

// count fills in what the docket made of a journal.
func (n *Node) count(row *view.Neighbour) {
	n.mu.Lock()
	defer n.mu.Unlock()
	row.Applied = n.docket.Read(row.Origin)
	row.Voids, row.Held = n.docket.Counts(row.Origin)
}

func head(r journal.Reader, at time.Time) *view.Head {
	h, err := headOf(r.Checkpoint())
	if err != nil {
		return nil
	}
	return &view.Head{Size: h.Size, Root: h.Root.String(), At: at}
}

func (n *Node) neighbour(s follow.Status) view.Neighbour {
	id, err := act.Author(s.Origin)
	if err != nil {
		id = jurisdiction.ID(s.Origin)
	}
	row := view.Neighbour{Party: n.party(id), Origin: s.Origin, Behind: s.Behind, Online: n.online(s), Via: s.Via, Gaps: []string{}, State: "ok"}
	if r, ok := n.follower.Mirror(s.Origin); ok && r.Size() > 0 {
		row.Head = head(r, n.Time())
		if known := n.knownAt(act.Ref{Journal: s.Origin, Index: r.Size() - 1}); known != nil {
			row.Head.At = *known // by this node's own clock, as every time it shows
		}
	}
	n.count(&row)
	heard := n.heardOf(id)
	row.LastHeard = n.optional(heard)
	if s.Behind > 0 {
		row.Gaps = append(row.Gaps, n.book.Say("gap", phrase.Args{"from": s.Size, "to": s.Size + s.Behind - 1})["en"])
	}
	switch stop := n.stopOf(s.Origin); {
	case s.Fork != nil:
		row.State, row.Detail = "forked", n.book.Say("neighbour.fork", nil)
	case stop != nil:
		row.State, row.Detail = "upgrade-needed", n.book.Say("neighbour.upgrade", phrase.Args{"index": stop.Index})
	case row.Online == "unknown":
		row.State, row.Detail = "silent", n.book.Say("neighbour.never", nil)
	case row.Online == "off":
		row.State, row.Detail = "silent", n.book.Say("neighbour.silent", phrase.Args{"heard": n.at(heard)})
	case s.Behind > 0:
		row.State, row.Detail = "behind", n.book.Say("neighbour.behind", phrase.Args{"behind": s.Behind})
	}
	return row
}

func (n *Node) heardOf(id jurisdiction.ID) act.Time {
	n.peersMu.Lock()
	defer n.peersMu.Unlock()
	return n.heard[id]
}
