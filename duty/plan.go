package duty

import (
	"slices"

	"tongzhou/act"
)

// before is the deadline of what is owed before the time of a plan (R10): it moves with the plan, and the limit of the clause counts back from it. As everywhere, a clause
// that began to hold makes nothing due before the act that made it so.
func (d *derivation) before(h *holding, plan []Planned) deadline {
	limit, floor := act.Time(h.limits[h.until-1])*minute, act.Time(0)
	if h.from > 0 {
		floor = d.turns[h.from].At
	}
	var out deadline
	var of act.Time // for when it is planned
	for n := range plan {
		p := &plan[n]
		// Whoever says, once the time has come, that it was planned for later has not told anybody earlier by it.
		if p.Withdrawn || n > 0 && p.At >= of && p.For > of {
			continue
		}
		of = p.For
		next := max(of-limit, floor)
		if out.start = 0; p.Emergency {
			next, out.start = 0, min(p.At, p.For)
		}
		if n == 0 || next != out.due {
			if n > 0 {
				out.was, out.changed = out.due, &p.Ref
			}
			out.due, out.near = next, next != 0 && next < p.At
		}
	}
	return out
}

// tells says whether a deed gives notice of a plan as it stands: it is a version that says so, or was done after the plan was last changed.
func (o *Owed) tells(x *Deed) bool {
	if x.Answers != nil {
		return slices.ContainsFunc(o.plan, func(p Planned) bool { return p.Ref == *x.Answers && p.Same })
	}
	for _, p := range o.plan {
		if p.Same {
			return x.done() >= p.At
		}
	}
	return false
}

// withdrawn says whether a plan was given up before its time came: then there is nothing to give notice of.
func (o *Owed) withdrawn() bool {
	last := len(o.plan) - 1
	return last > 0 && o.plan[last].Withdrawn && o.plan[last].At < o.plan[last-1].For
}
