package warning

import (
	"time"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Rung is one step of the ladder that silence climbs: the next contact, the coordinator, the superior.
type Rung struct {
	Role    string                              // what the charter calls it
	After   time.Duration                       // after the deadline that was missed
	Contact map[jurisdiction.ID]jurisdiction.ID // for an addressee: who it is
	Default jurisdiction.ID                     // for the others; empty: nobody
}

// A Step is an escalation that is due and was not yet taken. The node drafts it; taking it is warning.escalate.
type Step struct {
	Warning   act.Ref // the newest version, which the escalation must cite
	Addressee jurisdiction.ID
	Step      int // from 1
	Role      string
	To        jurisdiction.ID
	Reason    string   // silent or unreachable
	LastHeard act.Time // zero: never
	Deadline  act.Time // the deadline that was missed, or will be
	Due       act.Time // since when the step is due
}

// Silence (doc/acts.md 6.11) says which steps are due for a warning at a moment. lastHeard says when anything at all was heard of each party's node:
// a heartbeat, an act, a head of its journal. It tells silence from an outage:
//
//   - silent: the node is heard of, but nobody there answers. The ladder starts at the deadline.
//   - unreachable: the node was not heard of for Rules.Unreachable. It cannot have got the warning, so there is no point in
//     waiting for the deadline: the ladder starts when it became unreachable (or with the warning, if that was later).
//
// The same holds for an update or a cancel that was not confirmed. Only addressees of the newest version are climbed for; who passes a
// warning on looks after it himself.
func Silence(r Rules, b Board, now act.Time, lastHeard map[jurisdiction.ID]act.Time) []Step {
	var out []Step
	if b.InForce == "expired" {
		return nil
	}
	for _, row := range b.Rows {
		deadline, waiting := row.waits()
		if row.Role != "addressee" || !waiting {
			continue
		}
		heard := lastHeard[row.Party]
		step := Step{Warning: b.Newest, Addressee: row.Party, Reason: "silent", LastHeard: heard, Deadline: deadline}
		start := deadline
		if gone := after(max(heard, b.Changed), r.Unreachable); r.Unreachable > 0 && now > gone {
			step.Reason, start = "unreachable", min(deadline, gone)
		}
		taken := row.taken(b.Asks)
		for i, rung := range r.Ladder {
			step.Step, step.Role, step.Due = i+1, rung.Role, after(start, rung.After)
			step.To = rung.to(row.Party)
			if now > step.Due && step.Step > taken && step.To != "" && step.To != row.Party && step.To != b.By {
				out = append(out, step)
			}
		}
	}
	return out
}

// waits says whether something is awaited from a party, and until when.
func (r Row) waits() (act.Time, bool) {
	switch r.State {
	case Sent, Received, Seen, Overdue:
		return r.Due, r.Due > 0
	}
	return r.ConfirmBy, r.unconfirmed()
}

// unconfirmed says whether a party was sent the newest version and nobody there has seen it.
func (r Row) unconfirmed() bool {
	return r.ConfirmBy > 0 && (r.Confirm == Sent || r.Confirm == Received || r.Confirm == Overdue)
}

// taken returns the highest step that was taken for a row since a version.
func (r Row) taken(since int) int {
	highest := 0
	for _, n := range r.Next {
		if n.Version >= since {
			highest = max(highest, n.Step)
		}
	}
	return highest
}

func (r Rung) to(addressee jurisdiction.ID) jurisdiction.ID {
	if c, ok := r.Contact[addressee]; ok {
		return c
	}
	return r.Default
}

func after(t act.Time, d time.Duration) act.Time { return t + act.Time(d.Milliseconds()) }
