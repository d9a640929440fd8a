package meeting

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/duty"
)

// followups returns the actions of the minutes that hold.
func (r room) followups(now act.Time) []Followup {
	var out []Followup
	for i, a := range r.held.Actions {
		x := Followup{Action: a, Number: i + 1, State: "open", Bound: a.Owner == r.by}
		if p := r.held.present[a.Owner]; p != nil && r.mandate(p) {
			x.Bound = true
		}
		x.Bound = x.Bound && !r.dissents(a.Owner)
		for _, old := range r.minutes { // also what was done under earlier minutes is done
			n := 1 + slices.IndexFunc(old.Actions, a.same)
			if n == 0 {
				continue
			}
			if x.Nth == 0 {
				x.First, x.Nth = old.ref, n
			}
			for _, d := range old.done[n] {
				deed := Deed{Done: *d.Done, At: d.at, Ref: d.ref}
				if k := len(d.confirmed); k > 0 {
					deed.Confirmed = d.confirmed[k-1].Confirmation
				}
				if deed.Confirmed != nil && !deed.Confirmed.Accepts { // then it is not done, and stays on view
					x.Rejected = append(x.Rejected, deed)
					continue
				}
				x.Done = append(x.Done, deed)
				x.Proven = x.Proven || len(d.Exhibits) > 0
			}
		}
		// All of them stand in the journal of the owner: its order is theirs.
		slices.SortFunc(x.Done, func(a, b Deed) int { return act.CompareRefs(a.Ref, b.Ref) })
		x.State = x.state(now)
		out = append(out, x)
	}
	return out
}

func (x Followup) state(now act.Time) string {
	switch {
	case len(x.Done) == 0 && now > x.Due:
		return "overdue"
	case len(x.Done) == 0:
		return "open"
	case x.Done[0].At > x.Due: // what came later only adds evidence
		return "done-late"
	}
	return "done"
}

// Owed returns the actions that somebody owes as duties (package duty): towards nobody in particular, known by the minutes in which they stood first and their number
// there. An action whose owner nobody could commit, or who dissents, is asked and not owed; it stays in the list of the meeting. Times are those that acts claim.
func (s *State) Owed() []duty.Owed {
	var out []duty.Owed
	for _, m := range s.meetings {
		r := m.room(nil)
		if r.held == nil {
			continue
		}
		for _, x := range r.followups(0) {
			if !x.Bound {
				continue
			}
			o := duty.Owed{Key: duty.Key{Case: x.First, Clause: m.Power, Party: x.Owner, Since: x.First, Nth: x.Nth}, What: x.What, Do: "action", Force: "agreement",
				Accountable: x.Owner, Start: s.minutes[x.First].at, Due: x.Due}
			if len(x.Done) > 0 {
				o.Met = &duty.Deed{Do: "action", By: x.Owner, At: x.Done[0].At, Ref: x.Done[0].Ref}
				if !x.Proven {
					o.Met.Missing = []string{"evidence"}
				}
				o.Sent = o.Met
			}
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b duty.Owed) int {
		return cmp.Or(act.CompareRefs(a.Case, b.Case), cmp.Compare(a.Nth, b.Nth))
	})
	return out
}
