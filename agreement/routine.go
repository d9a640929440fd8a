package agreement

import (
	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Task is a piece of standing work and when it is due: what goes on while nothing happens.
type Task struct {
	*Recurring
	Clause Cite
	Party  jurisdiction.ID // who does it; "": everybody whom the instrument binds
	Last   act.Time        // when it was last done; 0: never
	Due    act.Time
	Missed bool
}

// Routine returns the calendar of standing work of all instruments in force (R49), for each who has to do it. done says when a party last did what a clause
// asks for, 0 for never; then the time runs from the beginning of the instrument.
func (s *State) Routine(now act.Time, done func(c Cite, p jurisdiction.ID) act.Time) []Task {
	var out []Task
	for _, v := range s.Versions(now) {
		if v.State != "concluded" {
			continue
		}
		for n := range v.Clauses {
			r := v.Clauses[n].Recurring
			if r == nil {
				continue
			}
			for _, p := range v.busy(r.Who, now) {
				t := Task{Recurring: r, Clause: Cite{v.Ref, v.Clauses[n].ID}, Party: p}
				t.Last = done(t.Clause, p)
				t.Due = max(v.Starts, t.Last) + act.Time(r.Days)*day
				t.Missed = now >= t.Due
				out = append(out, t)
			}
		}
	}
	return out
}

// busy is who does standing work: of a body the one that speaks for it, of members those whose part is not over.
func (v *Version) busy(who string, now act.Time) []jurisdiction.ID {
	list, known := v.Stands(who, now)
	switch {
	case who == "issuer":
		return []jurisdiction.ID{v.By}
	case !known, who == "members" && len(list) == 0:
		return []jurisdiction.ID{""}
	case who == "members":
		var in []jurisdiction.ID
		for _, p := range list {
			if out(v.Changes, p, now) == "" {
				in = append(in, p)
			}
		}
		return in
	}
	return list[:min(len(list), 1)]
}
