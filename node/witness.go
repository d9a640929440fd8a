package node

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/duty"
	"tongzhou/roster"
)

// justBefore is how long before a duty is due its creditor puts on record that it has been done, and justAfter for how long after it that it has not.
const (
	justBefore = act.Time(60 * 1000)
	justAfter  = act.Time(6 * 60 * 60 * 1000)
)

// witness puts on record how long the journals are when a deadline falls: whether it was kept is judged by what others saw then, not by what its debtor claims later
// (design D6). One observation serves all duties of a case that are due at one moment.
func (n *Node) witness(ctx context.Context) error {
	now := n.moment()
	due := map[string]bool{}
	n.mu.Lock()
	for o := range n.docket.AllDuties() {
		if o.Due == 0 || o.Waits != "" || o.Party == n.cfg.ID || now < o.Due-justBefore || now > o.Due+justAfter || !n.answersFor(*o, now) {
			continue
		}
		if key := falls(*o, now); key != "" && !n.witnessed[key] {
			due[key] = true
		}
	}
	n.mu.Unlock()
	for _, key := range slices.Sorted(maps.Keys(due)) {
		if _, err := n.say(ctx, saying{kind: roster.KindObserve, body: n.observation(), once: key}); err != nil {
			return err
		}
		n.mu.Lock()
		n.witnessed[key] = true
		n.mu.Unlock()
	}
	return nil
}

// falls names what there is to see about a duty at a moment near its deadline: that it is done just before, that it is not just after.
func falls(o duty.Owed, now act.Time) string {
	done := o.Met != nil || o.Sent != nil
	switch {
	case now <= o.Due && done:
		return fmt.Sprintf("kept by %d in %s %d", o.Due, o.Case.Journal, o.Case.Index)
	case now > o.Due && !done:
		return fmt.Sprintf("not by %d in %s %d", o.Due, o.Case.Journal, o.Case.Index)
	}
	return ""
}
