package incident

import (
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

// A Call is one branch of the call tree of a case: a party that the opening was addressed to, and how far the call got there (R72).
type Call struct {
	Party   jurisdiction.ID
	State   string   // called; received: its node has it, and nobody there said a word; joined: a person answered; overdue: nobody did within the step
	At      act.Time // of the receipt, or of the first act of a person, as claimed; 0: nothing came
	Ref     *act.Ref // that act
	Due     act.Time // when the present step ends
	Step    int      // 0: its duty desk; n: the n-th contact
	Contact *roster.Contact
	Next    *roster.Contact // whom to call after that; nil: nobody is left
}

// Calls returns how the call tree of a case stands at a moment, in the order of the opening's addressees. contacts are those that the roster has for a party; each step lasts step
// milliseconds. A receipt is a machine's: at night it says that the node is awake, and the call goes on until a person answers.
func (s *State) Calls(id act.Ref, contacts func(jurisdiction.ID) []roster.Contact, step, now act.Time) []Call {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	var out []Call
	for _, to := range f.sent[id].act.To {
		c := Call{Party: to, State: "called"}
		if r, ok := f.sent[id].receipts[to]; ok {
			c.State, c.At, c.Ref = "received", r.at, &r.ref
		}
		if r, ok := f.person(to); ok {
			c.State, c.At, c.Ref = "joined", r.act.At, &r.ref
		}
		if c.State != "joined" {
			c.climb(contacts(to), f.opened, step, now)
		}
		out = append(out, c)
	}
	return out
}

// climb finds the step at which a call is that nobody has answered.
func (c *Call) climb(contacts []roster.Contact, opened, step, now act.Time) {
	if step <= 0 {
		return
	}
	c.Step = int(min(max(now-opened, 0)/step, act.Time(len(contacts))))
	c.Due = opened + act.Time(c.Step+1)*step
	if now >= opened+step {
		c.State = "overdue"
	}
	if c.Step > 0 {
		c.Contact = &contacts[c.Step-1]
	}
	if c.Step < len(contacts) {
		c.Next = &contacts[c.Step]
	}
}

// person finds the first act in the case by which a person of a party answered.
func (f *file) person(id jurisdiction.ID) (record, bool) {
	var list []record
	for _, r := range f.records {
		if r.act.By == id && r.ref != f.ref && f.spoken(r) {
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		return record{}, false
	}
	return slices.MinFunc(list, func(a, b record) int { return act.CompareRefs(a.ref, b.ref) }), true
}
