package docket

import (
	"slices"

	"tongzhou/act"
	"tongzhou/warning"
)

// What is rehearsed is never a ground for what is real (R71). An act that answers a warning repeats its status, and a case goes on only in one of its status:
// that is judged by the practices, and what breaks it is void. But a city may take an exercise for the real thing and open a real case because of it, or warn.
// Such an act is not void: whether there is a danger is for people to see, and a program that made a city's alarm vanish would be worse than a false alarm. It is
// shown beside what it rests on, to its author and to everybody else, until the case is closed or the warning cancelled.

// rests notes that an act of a real case, or a real warning, cites an act of a rehearsal. What an act cites was read before it, so this does not depend on
// the order of reading.
func (d *Docket) rests(e *act.Entry) {
	of, real := d.realMatter(e)
	if !real {
		return
	}
	for _, c := range e.Act.Cites {
		if d.Rehearsed(c) {
			d.grounds[e.Ref] = c
			d.mistaken[of] = append(d.mistaken[of], e.Ref)
			return
		}
	}
}

// realMatter is the real case, or else the real warning, that an act belongs to.
func (d *Docket) realMatter(e *act.Entry) (of act.Ref, ok bool) {
	switch e.Act.Kind.Owner() {
	case "incident":
		if d.Rehearsed(e.Ref) { // also when it says for which real case it ends
			return act.Ref{}, false
		}
		for _, c := range append([]act.Ref{e.Ref}, e.Act.Cites...) {
			if o, is := d.incidents.Opening(c); is && o.Status == "Actual" {
				return c, true
			}
		}
	case "assessment", "evaluation":
		of, _ := d.judges(e.Ref)
		o, is := d.incidents.Opening(of)
		return of, is && o.Status == "Actual"
	case "warning":
		if s, is := d.warnings.StatusOf(e.Ref); is && s == warning.Actual {
			if of, is := d.warnings.CaseOf(e.Ref); is && !d.Rehearsed(of) {
				return of, true
			}
			return e.Ref, true
		}
	}
	return act.Ref{}, false
}

// Rehearsed says whether an act belongs to an exercise or a test.
func (d *Docket) Rehearsed(ref act.Ref) bool {
	if of, ok := d.judges(ref); ok {
		ref = of
	}
	if _, ok := d.incidents.Rehearsal(ref); ok {
		return true
	}
	s, ok := d.warnings.StatusOf(ref)
	return ok && s != warning.Actual
}

// judges is the case that an assessment or an evaluation is about.
func (d *Docket) judges(ref act.Ref) (of act.Ref, ok bool) {
	if of, ok = d.assessed.CaseOf(ref); ok {
		return of, ok
	}
	return d.evaluations.CaseOf(ref)
}

// Mistaken are the acts of real matters that rest on a rehearsal: by real case, or by the act itself where it is a warning without a case; each list in the order of
// journals.
func (d *Docket) Mistaken() map[act.Ref][]act.Ref {
	out := map[act.Ref][]act.Ref{}
	for of, list := range d.mistaken {
		out[of] = slices.SortedFunc(slices.Values(list), act.CompareRefs)
	}
	return out
}

// Mistook says whether acts of a real case rest on a rehearsal.
func (d *Docket) Mistook(of act.Ref) bool { return len(d.mistaken[of]) > 0 }

// Grounds is the act of a rehearsal that an act of a real matter rests on.
func (d *Docket) Grounds(ref act.Ref) (act.Ref, bool) {
	c, ok := d.grounds[ref]
	return c, ok
}
