package agreement

import (
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Task is a piece of standing work and when it is due: what goes on while nothing happens.
type Task struct {
	*Recurring
	Clause Cite
	Party  jurisdiction.ID // who does it; "": everybody whom the instrument binds
	Body   string          // for which body of the instrument it does it; "": for itself
	Since  act.Time        // from when on it is asked: the beginning of the first version that asks it in these words; an amendment does not begin it anew
	Done   []act.Time      // when it was done, in that order
	Last   act.Time        // when it was last done; 0: never
	Due    act.Time
	Missed bool
}

// Routine returns the calendar of standing work of all instruments in force (R49), for each who has to do it. done says when a party did what a clause
// asks for, in any order; where it never did, the time runs from Since. What is done for a body counts whoever spoke for the body then.
func (s *State) Routine(now act.Time, done func(c Cite, p jurisdiction.ID) []act.Time) []Task {
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
			asked, since := s.asked(s.binding[v.Ref], &v.Clauses[n])
			for _, p := range v.busy(r.Who, now) {
				t := Task{Recurring: r, Clause: asked[0], Party: p, Body: v.desk(r.Who), Since: since}
				for _, c := range asked {
					for _, by := range v.doers(t) {
						t.Done = append(t.Done, done(c, by)...)
					}
				}
				t.reckon(now)
				out = append(out, t)
			}
		}
	}
	return out
}

// asked are the clauses by which a piece of standing work is asked, the newest first, and since when: an amendment that asks the same of the same does not begin it anew.
func (s *State) asked(d *deal, c *Clause) (out []Cite, since act.Time) {
	for d != nil {
		was, ok := d.text.clause(c.ID)
		if !ok || was.Recurring == nil || was.Recurring.Who != c.Recurring.Who || was.Recurring.Days != c.Recurring.Days {
			break
		}
		out, since = append(out, Cite{*d.begun, c.ID}), d.starts()
		if d.text.Amends == nil {
			break
		}
		d = s.binding[*d.text.Amends]
	}
	return out, since
}

// reckon puts in order when it was done, and says when it is due.
func (t *Task) reckon(now act.Time) {
	t.Done = slices.DeleteFunc(t.Done, func(at act.Time) bool { return at > now })
	slices.Sort(t.Done)
	t.Done = slices.Compact(t.Done)
	if k := len(t.Done); k > 0 {
		t.Last = t.Done[k-1]
	}
	t.Due = max(t.Since, t.Last) + act.Time(t.Days)*day
	t.Missed = now >= t.Due
}

// A Stint is one interval of a piece of standing work, of as many days as it may be apart.
type Stint struct {
	From, Until act.Time // Until is a part of it, From is not
	Done        bool
}

// Stints returns the intervals that are over, from Since on (R49). Whoever never lets more time pass than the clause allows did it in each of them, whenever it began.
func (t *Task) Stints(now act.Time) []Stint {
	var out []Stint
	step := act.Time(t.Days) * day
	for at := t.Since; step > 0 && at+step <= now; at += step {
		i, _ := slices.BinarySearch(t.Done, at+1)
		out = append(out, Stint{at, at + step, i < len(t.Done) && t.Done[i] <= at+step})
	}
	return out
}

// desk is the body of the text that a selector of standing work names; the coordinator is the one that [Instrument.Coordinator] says.
func (i *Instrument) desk(who string) string {
	if who == "coordinator" {
		return i.Coordinator()
	}
	id, named := strings.CutPrefix(who, "body:")
	if !named {
		return ""
	}
	return id
}

// Coordinator is the body that coordinates by the text: by a clause about that role, else the first coordinating body; "" if there is none.
func (i *Instrument) Coordinator() string {
	for _, c := range i.Clauses {
		if c.Role != nil && c.Role.Role == "coordinator" && len(c.Role.Order) > 0 {
			if id, named := strings.CutPrefix(c.Role.Order[0], "body:"); named {
				return id
			}
			return ""
		}
	}
	n := slices.IndexFunc(i.Bodies, func(b Body) bool { return b.Kind == "coordinating-body" })
	if n < 0 {
		return ""
	}
	return i.Bodies[n].ID
}

// doers are those whose word counts for a task: of a body all who speak for it at one time or another.
func (v *Version) doers(t Task) []jurisdiction.ID {
	out := []jurisdiction.ID{t.Party}
	b, ok := v.body(t.Body)
	if !ok {
		return out
	}
	all := []jurisdiction.ID{b.Host, b.Deputy}
	if b.Chair != nil {
		all = append(all, b.Chair.Order...)
	}
	for _, p := range all {
		if p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// busy is who does standing work: of a body the one that speaks for it, of members those whose part is not over.
func (v *Version) busy(who string, now act.Time) []jurisdiction.ID {
	if body := v.desk(who); body != "" {
		who = "body:" + body
	}
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
