package node

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/observation"
	"tongzhou/roster"
	"tongzhou/warning"
)

// pulse is how often the node looks at the clock.
const pulse = 5 * time.Second

// keepTime does what is due because time has passed.
func (n *Node) keepTime(ctx context.Context) error {
	for {
		if err := n.Tick(ctx); err != nil && ctx.Err() == nil {
			n.log.Warn("something that was due could not be done and will be tried again", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-n.clock.After(pulse):
		}
	}
}

// Tick does what is due now: it raises missing data, lets silence climb, looks for origins that keep silent, and commits to the days that are over. It is called by the node itself, and by a drill that
// wants to know that it was done.
func (n *Node) Tick(ctx context.Context) error {
	if open, _ := n.guard.state(); !open {
		return nil
	}
	n.ticking.Lock()
	defer n.ticking.Unlock()
	n.hear()
	return errors.Join(n.unfinished(ctx), n.missing(ctx), n.silences(ctx), n.seek(ctx), n.witness(ctx), n.days(ctx), n.keepSilences(ctx))
}

// missing looks for series that have fallen silent.
func (n *Node) missing(ctx context.Context) error {
	now := n.clock.Now()
	n.watch.mu.Lock()
	var signals []observation.Signal
	for _, fold := range n.watch.folds {
		signals = append(signals, fold.Tick(now)...)
	}
	n.watch.mu.Unlock()
	slices.SortFunc(signals, func(a, b observation.Signal) int { return a.At.Compare(b.At) })
	if len(signals) > 0 {
		n.tell("now", "stations")
	}
	return n.signalled(ctx, signals)
}

// silences takes the next step for every addressee of an own warning that does not answer.
func (n *Node) silences(ctx context.Context) error {
	now := n.moment()
	n.peersMu.Lock()
	heard := make(map[jurisdiction.ID]act.Time, len(n.heard))
	for id, at := range n.heard {
		heard[id] = at
	}
	n.peersMu.Unlock()
	type due struct {
		steps []warning.Step
		board warning.Board
	}
	var all []due
	n.mu.Lock()
	for h := range n.docket.Warnings().Issued(n.cfg.ID, now) {
		rules, _ := n.docket.Rules(h.Notice.Rules, h.Notice.Status, h.Notice.Level)
		if len(rules.Ladder) == 0 || h.InForce == "expired" {
			continue
		}
		b, _ := n.docket.Warnings().Board(h.ID, now)
		if steps := warning.Silence(rules, b, now, heard); len(steps) > 0 {
			all = append(all, due{steps, b})
		}
	}
	n.mu.Unlock()
	var errs []error
	for _, d := range all {
		taken := map[jurisdiction.ID]bool{} // one step at a time, so that each is given a chance to answer
		for _, s := range d.steps {
			if !taken[s.Addressee] {
				taken[s.Addressee] = true
				errs = append(errs, n.escalate(ctx, d.board, s))
			}
		}
	}
	return errors.Join(errs...)
}

// escalate puts on record what the silent one's journal shows, and tells the next in line.
func (n *Node) escalate(ctx context.Context, b warning.Board, s warning.Step) error {
	once := fmt.Sprintf("silence %s %d %s %d", s.Warning.Journal, s.Warning.Index, s.Addressee, s.Step)
	seen, err := n.say(ctx, saying{kind: roster.KindObserve, body: n.observation(), once: once + " observe"})
	if err != nil {
		return err
	}
	_, err = n.say(ctx, saying{kind: warning.KindEscalate, to: []jurisdiction.ID{s.To}, cites: []act.Ref{s.Warning, seen}, critical: true, once: once,
		body: warning.Escalation{Of: s.Warning, Status: b.Notice.Status, Addressee: s.Addressee, Step: s.Step, Reason: s.Reason, LastHeard: s.LastHeard, Deadline: s.Deadline,
			AnswerBy: n.answerBy(string(b.Notice.Level))}})
	if err == nil {
		n.tell("now", "warnings")
	}
	return err
}

// observation is how long every followed journal is now.
func (n *Node) observation() roster.Observation {
	o := roster.Observation{Heads: map[string]int64{}}
	for _, r := range n.follower.Readers() {
		if r.Size() > 0 {
			o.Heads[r.Origin()] = r.Size()
		}
	}
	return o
}
