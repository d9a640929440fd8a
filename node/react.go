package node

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/roster"
	"tongzhou/warning"
)

// todo is what the node must do by itself because of what it has read. It is rebuilt from the record at every start, so
// nothing in it needs to be kept: a job that was done is recognised by its once.
type todo struct {
	mu   sync.Mutex
	jobs []job
	wake chan struct{}
	busy int // jobs taken and not finished
}

// job is one thing to do. It is tried again until it is done or has become pointless.
type job struct {
	name  string
	do    func(context.Context) error
	tried int
}

// wait is how long a job that failed waits: longer each time, so that what nobody has does not keep us from what somebody has.
func (j job) wait() time.Duration { return min(2*time.Second<<min(j.tried, 8), 5*time.Minute) }

func (t *todo) add(j job) {
	t.mu.Lock()
	t.jobs = append(t.jobs, j)
	t.mu.Unlock()
	select {
	case t.signal() <- struct{}{}:
	default:
	}
}

func (t *todo) signal() chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.wake == nil {
		t.wake = make(chan struct{}, 1)
	}
	return t.wake
}

func (t *todo) take() (job, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.jobs) == 0 {
		return job{}, false
	}
	j := t.jobs[0]
	t.jobs = t.jobs[1:]
	t.busy++
	if len(t.jobs) > 0 { // for another worker
		select {
		case t.wake <- struct{}{}:
		default:
		}
	}
	return j, true
}

func (t *todo) finish() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.busy--
}

func (t *todo) idle() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.jobs) == 0 && t.busy == 0
}

// Idle reports whether the node has nothing left to do about what it has read so far.
func (n *Node) Idle() bool { return n.todo.idle() && n.fetches.idle() }

// fetchers is how many exhibits are fetched at the same time.
const fetchers = 4

// work does the jobs: receipts one after the other, because they stand in one journal, and apart from them what is fetched from peers, because
// a peer may take its time. One that fails waits apart, so that it delays nobody else.
func (n *Node) work(ctx context.Context) error {
	var all sync.WaitGroup
	all.Go(func() { n.workOn(ctx, &n.todo) })
	for range fetchers {
		all.Go(func() { n.workOn(ctx, &n.fetches) })
	}
	all.Wait()
	return nil
}

func (n *Node) workOn(ctx context.Context, t *todo) {
	for {
		j, ok := t.take()
		if !ok {
			select {
			case <-ctx.Done():
				return
			case <-t.signal():
			}
			continue
		}
		err := j.do(ctx)
		t.finish()
		var refused *Refused
		switch {
		case err == nil || ctx.Err() != nil:
		case errors.As(err, &refused) && refused.Why != Busy:
			n.log.Warn("not done", "what", j.name, "why", refused.Text)
		default:
			n.log.Debug("will be tried again", "what", j.name, "err", err)
			wait := j.wait()
			j.tried++
			time.AfterFunc(wait, func() { t.add(j) })
		}
	}
}

// react queues what follows from new acts.
func (n *Node) react(outcomes []docket.Outcome) {
	for _, o := range outcomes {
		if o.Status != docket.Applied {
			continue
		}
		e := o.Entry
		switch e.Act.Kind {
		case roster.KindFound, roster.KindAdmit, roster.KindKey:
			n.todo.add(job{name: "follow the members", do: func(context.Context) error { return n.followMembers() }})
		case warning.KindIssue, warning.KindUpdate, warning.KindCancel, warning.KindPass, warning.KindEscalate:
			if slices.Contains(e.Act.To, n.cfg.ID) {
				n.todo.add(job{name: fmt.Sprintf("receipt for %s %d", e.Journal, e.Index), do: func(ctx context.Context) error { return n.receive(ctx, e) }})
			}
		case incident.KindOpen, incident.KindReport, incident.KindTask, incident.KindCommand, incident.KindEscalate, incident.KindRelease:
			if slices.Contains(e.Act.To, n.cfg.ID) {
				n.todo.add(job{name: fmt.Sprintf("receipt for %s %d", e.Journal, e.Index), do: func(ctx context.Context) error { return n.signFor(ctx, e) }})
			}
		}
		for _, hash := range e.Act.Exhibits {
			n.fetches.add(job{name: "exhibit " + hash.String(), do: func(ctx context.Context) error { return n.fetchExhibit(ctx, e, hash) }})
		}
	}
}

// receive signs for a warning that was delivered here: the only proof that "sent" ever was.
func (n *Node) receive(ctx context.Context, e act.Entry) error {
	answer, cites, err := n.answering(e)
	if err != nil {
		return err
	}
	_, err = n.say(ctx, saying{kind: warning.KindReceive, to: []jurisdictionID{e.Act.By}, cites: cites, body: answer,
		once: fmt.Sprintf("receive %s %d", answer.Of.Journal, answer.Of.Index)}) // a version is received once, however often it comes
	var refused *Refused
	if errors.As(err, &refused) && refused.Why == Conflict {
		return nil // signed for before, as every old warning is after a start
	}
	return err
}

// signFor signs for what reached this jurisdiction in a case: its opening, a report, an order or request, a row of the command table, an escalation.
func (n *Node) signFor(ctx context.Context, e act.Entry) error {
	of, err := caseOf(e)
	if err != nil {
		return err
	}
	s := saying{kind: incident.KindReceive, to: []jurisdictionID{e.Act.By}, cites: refs(&of), body: incident.Receipt{Of: of, What: e.Ref},
		once: fmt.Sprintf("sign for %s %d", e.Journal, e.Index)}
	s.citeAlso(e.Ref)
	_, err = n.say(ctx, s)
	var refused *Refused
	if errors.As(err, &refused) && refused.Why == Conflict {
		return nil // signed for before
	}
	return err
}

// followMembers follows everybody who is in the roster.
func (n *Node) followMembers() error {
	n.mu.Lock()
	members := n.docket.Roster().Members()
	n.mu.Unlock()
	var errs []error
	for _, m := range members {
		if m.Left == nil {
			errs = append(errs, n.befriend(m))
		}
	}
	n.tell("neighbours")
	return errors.Join(errs...)
}

// fetchExhibit gets an exhibit that an act cites, from its author or from whoever else has it.
func (n *Node) fetchExhibit(ctx context.Context, e act.Entry, hash act.Hash) error {
	if have, err := n.hasExhibit(ctx, hash); err != nil || have {
		return err
	}
	order := []jurisdictionID{e.Act.By}
	n.peersMu.Lock()
	for id := range n.peers {
		if id != e.Act.By {
			order = append(order, id)
		}
	}
	n.peersMu.Unlock()
	var failed []error
	for _, id := range order {
		p, ok := n.peer(id)
		if !ok {
			continue
		}
		if err := n.fetchFrom(ctx, p, hash); err != nil {
			failed = append(failed, err)
			continue
		}
		n.tell("now", "warnings", "cases")
		return nil
	}
	return fmt.Errorf("node: exhibit %s: nobody reachable has it: %w", hash, errors.Join(failed...))
}

// fetchFrom gets an exhibit from one peer, which has only so long to hand it over.
func (n *Node) fetchFrom(ctx context.Context, p *peer, hash act.Hash) error {
	soon, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	body, err := p.fetch(soon, "/v1/exhibit/"+hash.String(), maxExhibit)
	if err != nil {
		return err
	}
	return n.keepExhibit(ctx, body, "application/octet-stream", hash)
}
