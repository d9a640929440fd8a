package node

import (
	"context"
	"sync"

	"tongzhou/act"
	"tongzhou/node/view"
	"tongzhou/store"
)

// kindLook is a look of a supervisor in the audit trail.
const kindLook = "look"

// supervisor is the role of those who look and advise.
const supervisor = "supervisor"

// analyst judges what will happen, and puts that on record beside what others say (R82).
const analyst = "analyst"

// lookAgain is how long the same page, open and kept fresh, counts as one look.
const lookAgain = act.Time(10 * 60 * 1000)

// looks remembers what was looked at a moment ago, so that a page that stays open does not fill the trail.
type looks struct {
	mu   sync.Mutex
	last map[string]act.Time
}

// Looked puts into the audit trail that a supervisor looked at something: who sees everything is seen looking (R23).
func (n *Node) Looked(ctx context.Context, who view.Officer, what string) error {
	if who.Role != supervisor {
		return nil
	}
	now := n.moment()
	key := who.Login + " " + what
	n.looks.mu.Lock()
	if last, ok := n.looks.last[key]; ok && now-last < lookAgain {
		n.looks.mu.Unlock()
		return nil
	}
	if n.looks.last == nil || len(n.looks.last) > 10_000 {
		n.looks.last = map[string]act.Time{}
	}
	n.looks.last[key] = now
	n.looks.mu.Unlock()
	return storeProblem(n.store.AddAudit(ctx, store.Audit{At: int64(now), Kind: kindLook, Login: who.Login, Detail: what}))
}

// Accesses lists what supervisors looked at, the newest first.
func (n *Node) Accesses(ctx context.Context) (view.Accesses, error) {
	out := view.Accesses{Accesses: []view.Access{}}
	trail, err := n.store.AuditTrail(ctx, 0, 1000)
	if err != nil {
		return out, storeProblem(err)
	}
	for _, a := range trail {
		if a.Kind == kindLook {
			out.Accesses = append(out.Accesses, view.Access{At: n.at(act.Time(a.At)), Who: a.Login, Role: supervisor, What: a.Detail})
		}
	}
	return out, nil
}
