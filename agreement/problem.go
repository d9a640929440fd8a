package agreement

import (
	"cmp"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Problem is something about instruments that people should look at. It voids nothing.
type Problem struct {
	// Kind is stricter (two clauses ask for the same; the one that governs asks for it sooner), conflict (two clauses contradict each other), twice (one
	// power or piece of ground has two holders), broken (a condition cannot be read; its clause yields nothing), vacant (nobody holds a seat), unheld (nobody answers for a zone; see [Unheld]) or unassigned
	// (a row of a proposed list that nobody owes).
	Kind    string
	About   string    // of a conflict: clock, role or threshold
	Clocks  [2]string // of one about clocks: what each runs from
	Clauses []Cite    // what it is about; of a vacant seat: the instrument, without a clause
	Governs *Cite     // the clause that governs, if one does
	Body    string    // of a vacant seat
	Party   jurisdiction.ID
	What    string // in English, for the log and the command line: the console has its own words for each kind
}

// Problems returns what is wrong with the instruments in force, and with those that are proposed. Of two instruments it is assumed that they can bind one party
// unless their parties are named and differ; who knows who is below whom asks [Conflicts].
func (s *State) Problems(now act.Time) []Problem {
	versions := s.Versions(now)
	out := Conflicts(versions, nil)
	for n := range versions {
		v := &versions[n]
		if v.State != "concluded" && v.State != "proposed" && v.State != "not-yet" {
			continue
		}
		for _, b := range s.deals[v.Proposal].broken {
			out = append(out, Problem{Kind: "broken", Clauses: []Cite{{v.Ref, b.clause}}, What: b.err.Error()})
		}
		for _, id := range v.unassignedIDs() {
			out = append(out, Problem{Kind: "unassigned", Clauses: []Cite{{v.Ref, id}}, What: fmt.Sprintf("clause %s of %s: nobody, or more than one, answers for it", id, v.Code)})
		}
	}
	for _, b := range s.Bodies(now) {
		for _, p := range b.Places {
			if p.Holder == nil {
				out = append(out, Problem{Kind: "vacant", Clauses: []Cite{{Instrument: b.Instrument}}, Body: b.ID, Party: p.Party,
					What: fmt.Sprintf("the seat of %s in %s of %s is vacant", p.Party, b.ID, b.Code)})
			}
		}
	}
	return out
}

// A placed is a clause with the version it stands in.
type placed struct {
	*Clause
	v *Version
}

func (p placed) cite() Cite { return Cite{p.v.Ref, p.Clause.ID} }

// Conflicts compares the clauses of all versions in force, pair by pair, if both can bind one party and hold in one case: that is if they have the same
// condition, or one of them has none. above gives each party's superior; nil: not known, and then any two that name no party in common but leave
// open whom they bind are compared.
func Conflicts(versions []Version, above func(jurisdiction.ID) jurisdiction.ID) []Problem {
	groups := map[string][]placed{}
	var keys []string // in the order in which they first occur, which is that of the versions
	for n := range versions {
		v := &versions[n]
		if v.State != "concluded" {
			continue
		}
		for m := range v.Clauses {
			c := placed{&v.Clauses[m], v}
			key := c.subject()
			if key == "" {
				continue
			}
			if groups[key] == nil {
				keys = append(keys, key)
			}
			groups[key] = append(groups[key], c)
		}
	}
	var out []Problem
	for _, key := range keys {
		group := groups[key]
		for n, a := range group {
			for _, b := range group[:n] {
				if !together(a.When, b.When) || !a.v.meets(b.v, above) {
					continue
				}
				if p, ok := compare(b, a); ok {
					out = append(out, p)
				}
			}
		}
	}
	return out
}

// subject is what two clauses must have in common to contradict each other; "": nothing contradicts it.
func (p placed) subject() string {
	switch c := p.Clause; {
	case c.Duty != nil:
		return fmt.Sprintf("duty %s %s %q", c.Duty.Who, c.Duty.Do, sorted(c.Duty.To))
	case c.Role != nil:
		return "role " + c.Role.Role
	case c.Power != nil && act.OneOf(c.Power.Do, "designate coordinate"): // several may convene, advise or take over; two who designate contradict each other
		return "power " + c.Power.Do
	case c.Threshold != nil:
		return "threshold " + c.Threshold.Enter
	case c.Zone != nil:
		return fmt.Sprintf("zone %q %q", sorted(c.Zone.Of), c.Zone.Name["en"]+"/"+c.Zone.Name["zh-Hans"])
	}
	return ""
}

// compare says what is wrong with two clauses on one subject, if anything.
func compare(a, b placed) (Problem, bool) {
	p := Problem{Clauses: []Cite{a.cite(), b.cite()}}
	say := func(kind, format string, args ...any) (Problem, bool) {
		p.Kind, p.What = kind, fmt.Sprintf("%s %s and %s %s: ", a.v.Code, a.Clause.ID, b.v.Code, b.Clause.ID)+fmt.Sprintf(format, args...)
		return p, true
	}
	switch {
	case a.Duty != nil:
		if a.Duty.Clock != b.Duty.Clock {
			p.About, p.Clocks = "clock", [2]string{a.Duty.Clock, b.Duty.Clock}
			return say("conflict", "one runs from %s, the other from %s: both have to be kept", a.Duty.Clock, b.Duty.Clock)
		}
		order, known := sooner(a.Duty, b.Duty)
		switch {
		case !known:
			return say("stricter", "which one is stricter depends on the case")
		case order == 0:
			return p, false
		case order < 0:
			p.Governs = &p.Clauses[0]
		default:
			p.Governs = &p.Clauses[1]
		}
		return say("stricter", "both ask for %s; the shorter time governs", a.Duty.Do)
	case a.Role != nil:
		if fmt.Sprint(a.Role.Order) == fmt.Sprint(b.Role.Order) {
			return p, false
		}
		p.Governs = p.stronger(a.Force, b.Force)
		p.About = "role"
		return say("conflict", "the role %s goes to %s, or to %s", a.Role.Role, a.Role.Order[0], b.Role.Order[0])
	case a.Power != nil:
		if a.Power.Holder == b.Power.Holder || a.Power.Scope != b.Power.Scope && a.Power.Scope != "" && b.Power.Scope != "" {
			return p, false
		}
		p.Governs = p.stronger(a.Force, b.Force)
		return say("twice", "the power to %s is with %s, and with %s", a.Power.Do, a.Power.Holder, b.Power.Holder)
	case a.Threshold != nil:
		if a.Threshold.Phase == b.Threshold.Phase {
			return p, false
		}
		p.About = "threshold"
		return say("conflict", "the same readings call for %s, and for %s", a.Threshold.Phase, b.Threshold.Phase)
	}
	if slices.Equal(sorted(a.Zone.Holders), sorted(b.Zone.Holders)) {
		return p, false
	}
	return say("twice", "%s answers for the zone, and %s does", a.Zone.Holders, b.Zone.Holders)
}

// stronger names the clause of the higher force: law goes before an agreement, that before a custom, that before a pledge.
func (p *Problem) stronger(a, b string) *Cite {
	rank := map[string]int{"law": 0, "agreement": 1, "custom": 2, "pledge": 3}
	switch {
	case rank[a] < rank[b]:
		return &p.Clauses[0]
	case rank[a] > rank[b]:
		return &p.Clauses[1]
	}
	return nil
}

// together says whether two conditions can hold in one case, as far as that shows without solving them.
func together(a, b string) bool { return a == b || a == "" || b == "" }

// sooner compares the deadlines of two duties: below 0 if the first is never later and at times sooner. It is not known if that depends on the case. A duty to
// be done promptly has no figure to compare; both then stand.
func sooner(a, b *Duty) (order int, known bool) {
	if sameRows(a.Table, b.Table) {
		less, more := false, false
		note := func(x, y int64) { less, more = less || x < y, more || x > y }
		for n := range a.Table {
			note(a.Table[n].Minutes, b.Table[n].Minutes)
		}
		if a.Limit > 0 && b.Limit > 0 {
			note(a.Limit, b.Limit)
		}
		switch {
		case less && more:
			return 0, false
		case less:
			return -1, true
		case more:
			return 1, true
		}
		return 0, true
	}
	lowA, highA := a.span()
	lowB, highB := b.span()
	switch {
	case highA == 0 || highB == 0:
		return 0, true
	case highA < lowB:
		return -1, true
	case highB < lowA:
		return 1, true
	}
	return 0, false
}

// span is the shortest and the longest time that a duty gives; 0 and 0 if it has no figure.
func (d *Duty) span() (low, high int64) {
	add := func(m int64) {
		if m > 0 && (low == 0 || m < low) {
			low = m
		}
		high = max(high, m)
	}
	add(d.Limit)
	for _, row := range d.Table {
		add(row.Minutes)
	}
	return low, high
}

func sameRows(a, b []Limit) bool {
	if len(a) != len(b) {
		return false
	}
	for n := range a {
		if a[n].When != b[n].When {
			return false
		}
	}
	return true
}

// meets says whether two versions can bind one party.
func (v *Version) meets(w *Version, above func(jurisdiction.ID) jurisdiction.ID) bool {
	if v.Ref == w.Ref {
		return true
	}
	known, asked := above != nil, append(slices.Clone(v.Parties), w.Parties...)
	asked = append(asked, v.By, w.By)
	for _, p := range asked {
		if v.covers(p, above) && w.covers(p, above) {
			return true
		}
	}
	if known { // those whom neither names are below both, and then one issuer is below the other or they are one
		return false
	}
	return v.open() || w.open()
}

// open says whether a version binds whoever is below its issuer.
func (v *Version) open() bool { return v.Issued && len(v.Parties) == 0 }

// covers says whether a version can bind a party, at whatever time.
func (v *Version) covers(p jurisdiction.ID, above func(jurisdiction.ID) jurisdiction.ID) bool {
	if v.open() {
		return p == v.By || isAbove(v.By, p, above)
	}
	return slices.Contains(v.Parties, p)
}

func sorted[T cmp.Ordered](list []T) []T { return slices.Sorted(slices.Values(list)) }

// unassignedIDs are the clauses of a list that keep it from being adopted.
func (i *Instrument) unassignedIDs() []string {
	var out []string
	for n := range i.Clauses {
		if i.unassignedRow(&i.Clauses[n]) != nil {
			out = append(out, i.Clauses[n].ID)
		}
	}
	return out
}
