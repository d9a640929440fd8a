package agreement

import (
	"cmp"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// An Area is a zone with who answers for it at a moment (R48).
type Area struct {
	*Zone
	Clause Cite
	Shared bool   // it lies between several
	Sides  []Side // one for each holder, in the order of the text
}

// A Side is one holder's part of a zone, and who stands there in effect.
type Side struct {
	Holder jurisdiction.ID
	Stands jurisdiction.ID // the holder, or who stands in; "": nobody, it is vacant
	Deputy int             // 1: the first deputy; 0: the holder, or nobody
	Post   act.Text        // of who stands, by its own word or, of the holder, by the text
	Since  act.Time        // since when it has been so
	Absent []Absence       // who would come before, in that order; if it is vacant, all
}

// An Absence is why somebody does not answer for a zone.
type Absence struct {
	Party  jurisdiction.ID
	Why    string // absent, by its own word; suspended or left, its part in the instrument; gone, from the alliance
	Since  act.Time
	Until  act.Time // 0: no end is known
	Reason act.Text
	Ref    act.Ref
}

// Zones returns the zones of all instruments in force, and who stands for each holder: the holder unless it is absent, else the first deputy who is not. What a party says
// of itself by agreement.appoint holds from its time on, and not from before it was said: nobody puts itself out of charge for yesterday. gone says since when a party has
// not belonged to the alliance, and by which act; nil: all belong.
func (s *State) Zones(now act.Time, gone func(jurisdiction.ID) (act.Time, act.Ref, bool)) []Area {
	var list []Area
	for _, v := range s.Versions(now) {
		if v.State != "concluded" {
			continue
		}
		for n := range v.Clauses {
			z := v.Clauses[n].Zone
			if z == nil {
				continue
			}
			k := keeping{s: s, v: &v, clause: v.Clauses[n].ID, zone: z, gone: gone}
			a := Area{Zone: z, Clause: Cite{v.Ref, k.clause}, Shared: len(z.Of) > 1}
			for _, h := range z.Holders {
				a.Sides = append(a.Sides, k.side(h, now))
			}
			list = append(list, a)
		}
	}
	return list
}

// Unheld are the sides of zones for which nobody stands.
func Unheld(areas []Area) []Problem {
	var out []Problem
	for _, a := range areas {
		for _, x := range a.Sides {
			if x.Stands == "" {
				out = append(out, Problem{Kind: "unheld", Clauses: []Cite{a.Clause}, Party: x.Holder,
					What: fmt.Sprintf("clause %s: nobody stands for %s: the holder and %d deputies are absent", a.Clause.Clause, x.Holder, len(a.Deputies))})
			}
		}
	}
	return out
}

// keeping is a zone while it is found out who stands for it.
type keeping struct {
	s      *State
	v      *Version
	clause string
	zone   *Zone
	gone   func(jurisdiction.ID) (act.Time, act.Ref, bool)
}

// side is who stands for a holder. Since when is found by asking the same of every moment at which it can have changed.
func (k keeping) side(holder jurisdiction.ID, now act.Time) Side {
	x := k.at(holder, now)
	x.Since = k.v.Starts
	for _, t := range k.turns(holder, now) {
		if before := k.at(holder, t-1); before.Stands != x.Stands {
			x.Since = t
			break
		}
	}
	return x
}

// at is who stands for a holder at a moment.
func (k keeping) at(holder jurisdiction.ID, at act.Time) Side {
	x := Side{Holder: holder}
	for n, p := range slices.Concat([]jurisdiction.ID{holder}, k.zone.Deputies) {
		said, why := k.absent(p, at)
		if why != nil {
			x.Absent = append(x.Absent, *why)
			continue
		}
		x.Stands, x.Deputy = p, n
		if n == 0 {
			x.Post = k.zone.Post
		}
		if said != nil {
			x.Post = said.Holder
		}
		break
	}
	return x
}

// absent says why a party does not answer for the zone at a moment, or returns what it said last of who does at its own; both nil: it said nothing.
func (k keeping) absent(p jurisdiction.ID, at act.Time) (*appointed, *Absence) {
	if k.gone != nil {
		if since, ref, ok := k.gone(p); ok && since <= at {
			return nil, &Absence{Party: p, Why: "gone", Since: since, Ref: ref}
		}
	}
	if m := lastMove(k.v.Changes, p, at); m != nil && m.Kind != KindResume {
		return nil, &Absence{Party: p, Why: out(k.v.Changes, p, at), Since: m.Effect, Reason: m.Reason, Ref: m.Ref}
	}
	list := k.said(p)
	for n := len(list) - 1; n >= 0; n-- {
		a := &list[n]
		if at < a.begins() || a.Until != 0 && at >= a.Until {
			continue
		}
		if a.Holder != nil {
			return a, nil
		}
		return nil, &Absence{Party: p, Why: "absent", Since: a.begins(), Until: a.Until, Reason: a.Reason, Ref: a.ref}
	}
	return nil, nil
}

// begins is from when on an appointment to a zone holds.
func (a *appointed) begins() act.Time { return max(a.From, a.at) }

// said is what a party said of itself about the zone, in the order of its journal. An amendment that has the zone with this party does not bring back who is absent.
func (k keeping) said(p jurisdiction.ID) []appointed {
	var out []appointed
	for d := k.s.binding[k.v.Ref]; d != nil; {
		out = append(slices.Clone(d.seats[seatKey{zone: k.clause, party: p}]), out...)
		if d.text.Amends == nil {
			break
		}
		d = k.s.binding[*d.text.Amends]
		if was, ok := d.text.clause(k.clause); !ok || was.Zone == nil {
			break
		}
	}
	slices.SortFunc(out, func(a, b appointed) int { return act.CompareRefs(a.ref, b.ref) })
	return out
}

// turns are the moments after the instrument started, the latest first, at which who stands can have changed.
func (k keeping) turns(holder jurisdiction.ID, now act.Time) []act.Time {
	var all []act.Time
	for _, p := range slices.Concat([]jurisdiction.ID{holder}, k.zone.Deputies) {
		for _, a := range k.said(p) {
			all = append(all, a.begins(), a.Until)
		}
		for _, m := range k.v.Changes {
			if m.Party == p {
				all = append(all, m.Effect)
			}
		}
		if k.gone != nil {
			if since, _, ok := k.gone(p); ok {
				all = append(all, since)
			}
		}
	}
	all = slices.DeleteFunc(all, func(t act.Time) bool { return t <= k.v.Starts || t > now })
	slices.SortFunc(all, func(a, b act.Time) int { return cmp.Compare(b, a) })
	return all
}
