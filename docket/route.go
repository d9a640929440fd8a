package docket

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
	"tongzhou/duty"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
)

// Which office a case goes to follows from how whoever leads classified it, and is written nowhere (R37). A compound event (a flood that lets chemicals loose) has several
// classes and still one office that leads: the one that a clause about the role office names, else the one of the class that the classification names first, which is that of
// the first cause. All other offices of its classes get copies. A new classification sends it elsewhere, and so does an amendment that gives a class to another office; what was
// before stays in the log.

// A flood in the yard of a plant, and what its log says (offices N of natural disasters, A of accidents, H of health):
//
//	08:20  natural                     N
//	09:00  natural, accident, health   N, copies to A and H    two tanks have broken loose
//	11:00  accident                    A                       the valve was open before the water came
//	12:00  accident                    H                       an amendment began that gives accidents to H
//
// The duty to classify runs from the opening of the case; until then it is at no office, and the coordinator sees it among all cases.

// A Routing is one line of that log.
type Routing struct {
	At      act.Time // of the classification; or when an instrument began or ended that changed where the case goes
	Since   act.Ref  // that act
	Of      incident.Decision
	Lead    *agreement.Seated // nil: no class of the case has an office
	Copies  []agreement.Seated
	Rule    *agreement.Cite // the clause that names the lead; nil: the class named first has
	Missing []string        // classes without an office
	InForce bool            // the last one
}

// A router knows the offices of all instruments, as they were at each moment at which one began or ended.
type router struct {
	d      *Docket
	epochs []epoch
}

// An epoch is a stretch of time in which the offices stay the same. Reading all instruments once for each of them, and not once for each case, is what lets a node with a
// thousand open cases show its offices.
type epoch struct {
	from  act.Time
	since act.Ref
	desks []desk
	rules []officeRule // what is more binding first
}

// A desk is an office with the text that founds it, which says whom it serves.
type desk struct {
	agreement.Seated
	version *agreement.Version
}

// An officeRule is a clause that says which office leads. Its condition is read once, because it is asked for every case.
type officeRule struct {
	clause  *agreement.Clause
	version *agreement.Version
	when    *condition.Condition
}

// Routes is where cases went by a moment, a log for each: they are asked for together, because the instruments are read once for all of them. A case that nobody has
// classified has none.
//
// Like all that is derived it depends on the acts and the moment alone, and on no order of reading.
func (d *Docket) Routes(now act.Time, of ...act.Ref) map[act.Ref][]Routing {
	r, out := d.router(now), map[act.Ref][]Routing{}
	for _, c := range of {
		if log := r.log(c); len(log) > 0 {
			out[c] = log
		}
	}
	return out
}

// router reads the instruments as they are known by a moment.
func (d *Docket) router(now act.Time) *router {
	r := &router{d: d}
	language, err := condition.New()
	if err != nil { // of the program, not of a text: then no clause about offices is asked
		language = nil
	}
	type turn struct {
		at    act.Time
		since act.Ref
	}
	// Only texts with offices turn anything; the packs of laws, which have none, come and go unseen.
	// What ends later than the moment asked about has not ended yet: a look back must not know it.
	var turns []turn
	for _, v := range d.deals.Versions(now) {
		if v.Concluded == 0 || !slices.ContainsFunc(v.Bodies, isOffice) {
			continue
		}
		turns = append(turns, turn{v.Starts, v.Ref})
		if v.Ends != 0 && v.Ends <= now {
			turns = append(turns, turn{v.Ends, v.Ref})
		}
	}
	slices.SortFunc(turns, func(a, b turn) int { return cmp.Or(cmp.Compare(a.at, b.at), act.CompareRefs(a.since, b.since)) })
	for _, t := range turns {
		if t.at > now {
			break
		}
		e := r.epoch(t.at, language)
		e.since = t.since
		// Two texts that change places at one moment make one turn and not two, or the log would say that the case was for no time at all with nobody.
		if n := len(r.epochs); n > 0 && r.epochs[n-1].from == t.at { // an amendment begins as what it amends ends
			r.epochs[n-1] = e
			continue
		}
		r.epochs = append(r.epochs, e)
	}
	return r
}

// isOffice: a working group advises and a coordinating body has all classes; only a hazard office has some.
func isOffice(b agreement.Body) bool { return b.Kind == "hazard-office" && len(b.Classes) > 0 }

// epoch reads the offices and the clauses about them that are in force at a moment; of the clauses what is more binding first: what the law says goes before what was agreed,
// as it does for all other roles.
func (r *router) epoch(at act.Time, language *condition.Language) epoch {
	e := epoch{from: at}
	versions := r.d.deals.Versions(at)
	seated := r.d.deals.Bodies(at)
	for i := range versions {
		v := &versions[i]
		if v.State != "concluded" {
			continue
		}
		for _, b := range seated {
			if b.Instrument == v.Ref && isOffice(*b.Body) {
				e.desks = append(e.desks, desk{b, v})
			}
		}
		for j := range v.Clauses {
			c := &v.Clauses[j]
			// What a later program may read is no reason to refuse the rest of the text.
			if c.Role == nil || c.Role.Role != "office" || language == nil {
				continue
			}
			rule := officeRule{clause: c, version: v}
			if c.When != "" {
				when, err := language.Compile(c.When)
				if err != nil {
					continue // shown among the problems
				}
				rule.when = when
			}
			e.rules = append(e.rules, rule)
		}
	}
	force := func(r officeRule) int {
		return slices.Index([]string{"law", "agreement", "custom", "pledge"}, r.clause.Force)
	}
	slices.SortStableFunc(e.rules, func(a, b officeRule) int { return cmp.Compare(force(a), force(b)) })
	return e
}

// log is where a case went, from its first classification on: by whoever led, in the order in which
// their decisions count (7.13). A classification that is kept aside sends it nowhere. A case that was
// classified before there was any office waits for the first one, and its log then says that a text
// sent it: it needs no second classification.
func (r *router) log(of act.Ref) []Routing {
	c, ok := r.d.incidents.Case(of)
	if !ok || len(c.Classifications) == 0 {
		return nil
	}
	f, _ := r.d.Facts(of)
	var out []Routing
	for i, k := range c.Classifications {
		if k.Aside {
			continue
		}
		// By the offices of its own time: what an amendment changes later is a line of its own.
		n := r.at(k.At)
		out = append(out, r.route(n, k, f))
		if i < len(c.Classifications)-1 && !k.InForce {
			continue
		}
		for n++; n < len(r.epochs); n++ { // instruments that began or ended since
			x, last := r.route(n, k, f), out[len(out)-1]
			if !x.same(last) {
				x.At, x.Since = r.epochs[n].from, r.epochs[n].since
				out = append(out, x)
			}
		}
	}
	// The last line holds, whatever time it claims: decisions count in the order in which their authors knew of each other.
	if len(out) > 0 {
		out[len(out)-1].InForce = true
	}
	return out
}

// at is the epoch of a moment; -1: before the first. There are as many epochs as texts began and ended, a handful in years, so that looking from the end is quick.
func (r *router) at(moment act.Time) int {
	n := len(r.epochs) - 1
	for n >= 0 && r.epochs[n].from > moment {
		n--
	}
	return n
}

// same says whether a case stays where it was. A desk that only moved to another host has moved: other
// people read what lies on it. Who stands in for whom on a desk is the body's own business, and no
// reason to send a case anywhere.
func (x Routing) same(o Routing) bool {
	key := func(s agreement.Seated) string { return s.Code + "/" + s.ID + "@" + string(s.Host) }
	keys := func(x Routing) []string {
		out := []string{""}
		if x.Lead != nil {
			out[0] = key(*x.Lead)
		}
		for _, s := range x.Copies {
			out = append(out, key(s))
		}
		return out
	}
	return slices.Equal(keys(x), keys(o))
}

// route is where a classification sends a case by the offices of an epoch. A class that no office has
// is said and not passed over: otherwise the case would look as if somebody had it.
func (r *router) route(n int, k incident.Decision, f duty.Facts) Routing {
	out := Routing{At: k.At, Since: k.Ref, Of: k}
	var mine []desk // of instruments that bind somebody who takes part, those that bind most first
	classes := k.Classification.Classes
	if n >= 0 {
		out.Lead, out.Rule, mine = r.lead(r.epochs[n], k, f)
	}
	// One pass for two questions: which class is the first that has an office, and which have none.
	for _, class := range classes {
		found := false
		for i := range mine {
			found = found || slices.Contains(mine[i].Classes, class)
			if out.Lead == nil && found {
				out.Lead = &mine[i].Seated
			}
		}
		if !found {
			out.Missing = append(out.Missing, class)
		}
	}
	for _, x := range mine {
		if out.Lead != nil && x.Instrument == out.Lead.Instrument && x.ID == out.Lead.ID {
			continue
		}
		if slices.ContainsFunc(x.Classes, func(c string) bool { return slices.Contains(classes, c) }) {
			out.Copies = append(out.Copies, x.Seated)
		}
	}
	return out
}

// lead is the office that a clause names: of the first clause that holds and binds somebody who takes
// part, the first in its order that has one of the classes of the case. With it come the offices that
// the case may go to. Of a clause only those offices count that have a class of the case: an order
// "accidents, else health" is a rank among causes, and says nothing of a riot.
func (r *router) lead(e epoch, k incident.Decision, f duty.Facts) (*agreement.Seated, *agreement.Cite, []desk) {
	// Whoever is bound by no part of an instrument is not served by its offices: a compact of other cities has no say in this case.
	binds := func(v *agreement.Version) int {
		n := 0
		for _, p := range f.Parties["participants"] {
			if v.Binds(p, max(k.At, e.from), func(id jurisdiction.ID) jurisdiction.ID { return f.Above[id] }) {
				n++
			}
		}
		return n
	}
	// An alliance within another has offices of both. The one that binds more of those who take part leads; with as many, the order of codes decides, so that every node says
	// the same.
	var mine []desk
	bound := map[act.Ref]int{}
	for _, x := range e.desks {
		if _, asked := bound[x.Instrument]; !asked {
			bound[x.Instrument] = binds(x.version)
		}
		if bound[x.Instrument] > 0 {
			mine = append(mine, x)
		}
	}
	slices.SortStableFunc(mine, func(a, b desk) int { return cmp.Compare(bound[b.Instrument], bound[a.Instrument]) })
	// A clause is asked about the case as the classification made it, not as it is today: who was sent the case yesterday does not change because it grew.
	of := f.Of
	for _, t := range f.Turns {
		if t.Since == k.Ref {
			of = t.Of
		}
	}
	for _, rule := range e.rules {
		if bound[rule.version.Ref] == 0 {
			continue
		}
		if rule.when != nil {
			if yes, err := rule.when.Holds(of); err != nil || !yes {
				continue
			}
		}
		for _, selector := range rule.clause.Role.Order {
			for i := range mine {
				x := &mine[i]
				if x.Instrument == rule.version.Ref && "body:"+x.ID == selector && slices.ContainsFunc(k.Classification.Classes, func(c string) bool { return slices.Contains(x.Classes, c) }) {
					return &x.Seated, &agreement.Cite{Instrument: rule.version.Ref, Clause: rule.clause.ID}, mine
				}
			}
		}
	}
	return nil, nil, mine
}
