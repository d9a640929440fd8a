package assessment

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Named is a group at its place.
type Named struct {
	*Group     // not to be changed
	By         jurisdiction.ID
	At         act.Time
	Ref        act.Ref
	ReplacedBy []act.Ref // groups that were named in its place; two at once are both shown
}

// An Assessed is an assessment with what was said to it.
type Assessed struct {
	*Issue       // not to be changed
	By           jurisdiction.ID
	At           act.Time
	Officer      string
	Ref          act.Ref
	Named        jurisdiction.ID // who named the group: what it owes is done with the writer's act, too
	Version      int             // of this period, by its group and those that it came in the place of, from 1
	SupersededBy *act.Ref        // by the next: of the same period, or of a later one; nil: it holds
	Signatures   []Signed        // of every expert's party, in the order of the group
	Minority     []Minority      // views that were put beside this one, by party and then in the order of its journal
	Carried      []Minority      // views beside those that this one supersedes, the latest assessment first: superseding does not drop them
}

// A Signed is what a party says of an assessment.
type Signed struct {
	Party   jurisdiction.ID
	Post    act.Text
	State   string // "signed", "differs" or "unsigned"
	At      act.Time
	Officer string
	Ref     act.Ref
	Late    bool // after the time for signing; of what is unsigned: that time is over
}

// A Minority is a view that differs. Nothing drops it.
type Minority struct {
	*Signing // not to be changed
	By       jurisdiction.ID
	At       act.Time
	Officer  string
	Ref      act.Ref
	From     act.Time // of the period of the assessment that it is about
	Until    act.Time
	Since    *act.Ref // by this later word its author signed the same assessment after all
}

// Groups returns the groups of a case in the order of their times.
func (s *State) Groups(of act.Ref) []Named {
	var out []Named
	for _, g := range s.groups {
		if g.Of == of {
			out = append(out, Named{Group: g.Group, By: g.by, At: g.at, Ref: g.ref})
		}
	}
	slices.SortFunc(out, func(a, b Named) int { return cmp.Or(cmp.Compare(a.At, b.At), act.CompareRefs(a.Ref, b.Ref)) })
	for i := range out {
		for _, o := range out {
			if o.Replaces != nil && *o.Replaces == out[i].Ref {
				out[i].ReplacedBy = append(out[i].ReplacedBy, o.Ref)
			}
		}
	}
	return out
}

// Assessments returns those of a case, the last period first, and of one period the last version first. now is for saying who is late.
func (s *State) Assessments(of act.Ref, now act.Time) []Assessed {
	list := s.ofCase(of)
	slices.SortFunc(list, compareIssues)
	out := make([]Assessed, 0, len(list))
	for n, x := range list {
		a := Assessed{Issue: x.Issue, By: x.by, At: x.at, Officer: x.officer, Ref: x.ref, Named: x.group.by, Version: 1, Signatures: x.signatures(now), Minority: x.minority()}
		for _, o := range slices.Backward(list[:n]) { // those of later periods and versions, the nearest first
			if a.SupersededBy == nil && o.supersedes(x) {
				a.SupersededBy = &o.ref
			}
		}
		for _, o := range list[n+1:] {
			if !x.supersedes(o) {
				continue
			}
			if o.From == x.From && o.Until == x.Until {
				a.Version++
			}
			a.Carried = append(a.Carried, o.minority()...)
		}
		out = append(out, a)
	}
	return out
}

// ofCase are the assessments of a case, in no order.
func (s *State) ofCase(of act.Ref) []*issue {
	var list []*issue
	for _, x := range s.issues {
		if x.Of == of {
			list = append(list, x)
		}
	}
	return list
}

// compareIssues puts the last period first, then the newest group of those that replace one another, then the last that its writer wrote.
func compareIssues(a, b *issue) int {
	return cmp.Or(cmp.Compare(b.Until, a.Until), cmp.Compare(b.From, a.From), cmp.Compare(b.group.depth(), a.group.depth()), act.CompareRefs(b.group.ref, a.group.ref), cmp.Compare(b.ref.Index, a.ref.Index))
}

// depth is how many groups one replaces, one after the other.
func (g *group) depth() (n int) {
	for ; g.before != nil; g = g.before {
		n++
	}
	return n
}

// follows says whether a group is another one, or was named in its place, or in the place of one that was.
func (g *group) follows(o *group) bool {
	for ; g != nil; g = g.before {
		if g == o {
			return true
		}
	}
	return false
}

// supersedes says whether an assessment takes the place of another: by the same group or one that came in its place, and of a later period, or a later word about
// the same. What the writer of a group that was replaced goes on writing supersedes nothing of the new one.
func (x *issue) supersedes(o *issue) bool {
	if x == o || !x.group.follows(o.group) {
		return false
	}
	return compareIssues(x, o) < 0
}

// signatures are what each party said last; the writer has signed by writing, unless it says otherwise itself.
func (x *issue) signatures(now act.Time) []Signed {
	var out []Signed
	for _, e := range x.group.Experts {
		y := Signed{Party: e.Party, Post: e.Post, State: "unsigned", Late: now > x.SignBy}
		if e.Party == x.by {
			y.State, y.At, y.Officer, y.Ref, y.Late = "signed", x.at, x.officer, x.ref, false
		}
		if list := x.signed[e.Party]; len(list) > 0 {
			last := list[len(list)-1]
			y.State, y.At, y.Officer, y.Ref = "differs", last.at, last.officer, last.ref
			if last.Agrees {
				y.State = "signed"
			}
			y.Late = list[0].at > x.SignBy // when it first said anything
		}
		out = append(out, y)
	}
	return out
}

// minority are all views that differ, also of who signed later.
func (x *issue) minority() []Minority {
	var out []Minority
	for _, e := range x.group.Experts {
		list := x.signed[e.Party]
		for n, y := range list {
			if y.Agrees {
				continue
			}
			m := Minority{Signing: y.Signing, By: y.by, At: y.at, Officer: y.officer, Ref: y.ref, From: x.From, Until: x.Until}
			if i := slices.IndexFunc(list[n:], func(z signing) bool { return z.Agrees }); i >= 0 {
				m.Since = &list[n+i].ref
			}
			out = append(out, m)
		}
	}
	return out
}

// Gaps returns the stretches, from when until when, that no assessment of a case covers, from the beginning of the first period to a moment. Without any assessment there is none: that
// one is due is a matter of duties.
func (s *State) Gaps(of act.Ref, until act.Time) [][2]act.Time {
	list := s.ofCase(of)
	if len(list) == 0 {
		return nil
	}
	slices.SortFunc(list, func(a, b *issue) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Until, b.Until)) })
	var out [][2]act.Time
	covered := list[0].Until
	for _, x := range list[1:] {
		if x.From > covered && covered < until {
			out = append(out, [2]act.Time{covered, min(x.From, until)})
		}
		covered = max(covered, x.Until)
	}
	if covered < until {
		out = append(out, [2]act.Time{covered, until})
	}
	return out
}
