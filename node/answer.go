package node

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
	"tongzhou/warning"
)

// warningID is how people and addresses name a warning or a case: its author and its index, "songyuan.12".
func warningID(r act.Ref) string {
	id, err := act.Author(r.Journal)
	if err != nil {
		return ""
	}
	return string(id) + "." + strconv.FormatInt(r.Index, 10)
}

// refOf finds the act that an identifier names.
func (n *Node) refOf(ctx context.Context, id string) (act.Ref, error) {
	i := strings.LastIndexByte(id, '.')
	if i < 0 {
		return act.Ref{}, refuse(NotFound, "there is no %q here: an identifier looks like songyuan.12", id)
	}
	index, err := strconv.ParseInt(id[i+1:], 10, 64)
	who, err2 := jurisdiction.ParseID(id[:i])
	if err != nil || err2 != nil || index < 0 {
		return act.Ref{}, refuse(NotFound, "there is no %q here: an identifier looks like songyuan.12", id)
	}
	e, err := n.entry(ctx, act.Origin(who), index)
	return e.Ref, err
}

// entry reads one act from the journal that is held here.
func (n *Node) entry(ctx context.Context, origin string, index int64) (act.Entry, error) {
	r, ok := n.reader(origin)
	if !ok {
		return act.Entry{}, refuse(NotFound, "the journal %s is not followed here", origin)
	}
	if index < 0 || index >= r.Size() {
		return act.Entry{}, refuse(NotFound, "the journal %s has %d acts here; there is no act %d", origin, r.Size(), index)
	}
	bodies, err := r.Entries(ctx, index, index+1)
	if err != nil {
		return act.Entry{}, fmt.Errorf("node: entry %s %d: %w", origin, index, err)
	}
	return act.Read(origin, index, bodies[0]), nil
}

// answering makes the body of an answer to the act that brought a warning here, and what the answer must cite.
func (n *Node) answering(e act.Entry) (warning.Answer, []act.Ref, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch e.Act.Kind {
	case warning.KindIssue, warning.KindUpdate, warning.KindCancel:
		b, ok := n.docket.Warnings().Board(e.Ref, 0)
		if !ok {
			return warning.Answer{}, nil, refuse(NotFound, "act %d of %s is no warning in force", e.Index, e.Journal)
		}
		return warning.Answer{Of: e.Ref, Status: b.Notice.Status}, []act.Ref{e.Ref}, nil
	}
	of, status, err := warning.Carried(e.Act)
	if err != nil {
		return warning.Answer{}, nil, refuse(Invalid, "act %d of %s: %v", e.Index, e.Journal, err)
	}
	return warning.Answer{Of: of, Via: &e.Ref, Status: status}, []act.Ref{of, e.Ref}, nil
}

// answer puts an officer's answer to the newest version of a warning on record.
func (n *Node) answer(ctx context.Context, who view.Officer, id string, kind act.Kind, change func(*saying, *warning.Answer)) (view.Outcome, error) {
	if who.Login == "" {
		return view.Outcome{}, refuse(NotAllowed, "log in first: an answer names the officer who gives it")
	}
	of, err := n.refOf(ctx, id)
	if err != nil {
		return view.Outcome{}, err
	}
	n.mu.Lock()
	b, ok := n.docket.Warnings().Board(of, n.moment())
	var reply warning.Answer
	var cites []act.Ref
	if ok {
		reply, cites, ok = n.docket.Warnings().Reply(b.ID, n.cfg.ID)
	}
	n.mu.Unlock()
	if !ok {
		return view.Outcome{}, refuse(NotFound, "the warning %s was not sent to %s", id, n.cfg.ID)
	}
	s := saying{kind: kind, to: []jurisdictionID{b.By}, cites: cites, officer: who.Name,
		once: fmt.Sprintf("%s %s %d %s", kind, reply.Of.Journal, reply.Of.Index, who.Login)}
	if change != nil {
		change(&s, &reply)
	}
	s.body = reply
	if _, err := n.say(ctx, s); err != nil {
		return view.Outcome{}, err
	}
	head, err := n.warningHead(b.ID)
	return view.Outcome{Warning: &head}, err
}

// See puts on record that an officer has looked at a warning.
func (n *Node) See(ctx context.Context, who view.Officer, id string) (view.Outcome, error) {
	return n.answer(ctx, who, id, warning.KindSee, nil)
}

// Accept puts on record that a named officer has taken the warning over.
func (n *Node) Accept(ctx context.Context, who view.Officer, id, note string) (view.Outcome, error) {
	return n.answer(ctx, who, id, warning.KindAccept, func(s *saying, a *warning.Answer) {
		s.once = "" // a change of mind may come back to the first answer
		a.Note = asText(note)
	})
}

// Decline puts on record that a named officer does not take the warning over, and why.
func (n *Node) Decline(ctx context.Context, who view.Officer, id, reason string) (view.Outcome, error) {
	return n.answer(ctx, who, id, warning.KindDecline, func(s *saying, a *warning.Answer) {
		s.once = ""
		a.Note = asText(reason)
	})
}

// Pass hands the warning on to other members, each of which answers for itself.
func (n *Node) Pass(ctx context.Context, who view.Officer, id string, to []string) (view.Outcome, error) {
	var members []jurisdictionID
	for _, name := range to {
		m, err := jurisdiction.ParseID(name)
		if err != nil {
			return view.Outcome{}, refuse(Invalid, "%v", err)
		}
		if _, ok := n.Member(m); !ok {
			return view.Outcome{}, refuse(NotFound, "%s is not a member of the alliance", m)
		}
		members = append(members, m)
	}
	slices.Sort(members)
	return n.answer(ctx, who, id, warning.KindPass, func(s *saying, a *warning.Answer) {
		s.to, s.once = slices.Compact(members), ""
		a.AnswerBy = n.answerBy("")
	})
}

// asText is what a person typed, in the languages it may be read in: it is not translated.
func asText(s string) act.Text {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	return act.Text{"und": s}
}
