package incident

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// KindRelease puts on record what its author lets down from a reservoir, or diverts, and from when: those below want to know before the water does.
const KindRelease act.Kind = "incident.release"

// A Release is the body of incident.release (R10). A plan that is changed stays on record beside what it was changed to.
type Release struct {
	Of        act.Ref       `json:"of"`
	What      act.Text      `json:"what,omitempty"`      // which water from where: needed unless it is withdrawn
	From      act.Time      `json:"from,omitempty"`      // from when, as planned; of an emergency: since when. Needed unless it is withdrawn
	Until     act.Time      `json:"until,omitempty"`     // absent: until further notice
	Amount    *act.Quantity `json:"amount,omitempty"`    // how much: m3/s, or m3 in all
	Emergency bool          `json:"emergency,omitempty"` // nobody planned it: it runs, or has to begin at once
	Changes   *act.Ref      `json:"changes,omitempty"`   // the author's plan that this one takes the place of; must be cited
	Withdrawn bool          `json:"withdrawn,omitempty"` // of a change: nothing will be let down
	Reason    act.Text      `json:"reason,omitempty"`    // needed to change or withdraw
}

func (r *Release) of() act.Ref { return r.Of }

func (r *Release) check(a act.Act) error {
	if r.Changes != nil {
		if err := cites(a, "changes", *r.Changes); err != nil {
			return err
		}
		if err := r.Reason.Check(); err != nil {
			return fmt.Errorf("reason: who changes or withdraws a plan says why: %w", err)
		}
	}
	if r.Withdrawn {
		if r.Changes == nil || r.What != nil || r.From != 0 || r.Until != 0 || r.Amount != nil || r.Emergency {
			return errors.New("withdrawn: names the plan in changes, and plans nothing")
		}
		return nil
	}
	if err := r.What.Check(); err != nil {
		return fmt.Errorf("what: %w", err)
	}
	switch {
	case r.From <= 0 || r.Until != 0 && r.Until <= r.From:
		return errors.New("from and until: begins at a time, and ends, if that is known, after it")
	case r.Amount != nil && r.Amount.Mantissa <= 0:
		return errors.New("amount: nothing, or less")
	}
	return act.CheckTexts(r.Reason)
}

// release: a plan is changed by its author alone, and each version once, so that one journal decides what stands.
func (s *State) release(e act.Entry, f *file, r *Release) (func(), error) {
	var old *sent
	if r.Changes != nil {
		old = f.sent[*r.Changes]
		was, ok := bodyOf(old).(*Release)
		switch {
		case !ok:
			return nil, errors.New("changes: no release of this case")
		case old.act.By != e.Act.By:
			return nil, fmt.Errorf("changes: only its author, %s, changes it", old.act.By)
		case old.replaced != nil:
			return nil, fmt.Errorf("changes: entry %d of its journal did so already", old.replaced.Index)
		case was.Withdrawn:
			return nil, errors.New("changes: it was withdrawn; who lets water down after all plans anew")
		}
	}
	return func() {
		x := f.send(e)
		x.body = r
		if old != nil {
			old.replaced = &x.ref
		}
		f.add(e, cmp.Or(r.From, e.Act.At), r)
	}, nil
}

// approve: who has the power says that a plan may be carried out, or may not. It speaks of the version that it names; what is planned otherwise later is not approved by it.
func (s *State) approve(a act.Act, plan *Release, x *TaskAnswer) error {
	switch {
	case x.Answer == "done":
		return errors.New("answer: a plan is approved (accept) or not (refuse)")
	case plan.Withdrawn:
		return errors.New("what: it withdraws a plan; there is nothing to approve")
	}
	return s.power(a, x.Power, "approve")
}

// A Released is a release with everything that was made of it.
type Released struct {
	By        jurisdiction.ID
	Versions  []Planned // in the order in which its author changed it; the last stands
	Approvals []Approval
}

// Planned is one version of a release.
type Planned struct {
	*Release // not to be changed
	Ref      act.Ref
	At       act.Time // when its author claims to have put it on record
	To       []Delivery
	Same     bool // it says the same as the version that stands, or stood until it was withdrawn; to others perhaps
}

// An Approval is what somebody with the power said of a version.
type Approval struct {
	By     jurisdiction.ID
	Power  agreement.Cite
	Of     act.Ref
	Ref    act.Ref
	At     act.Time
	Grants bool
	Code   string   // why not
	Text   act.Text // why not, in words
	Stands bool     // the version says what the one says that stands, and its author has said nothing else since
}

// Last is the version that stands.
func (r *Released) Last() *Planned { return &r.Versions[len(r.Versions)-1] }

// Approved says where a release stands with those who have to approve it: approved, refused, changed (an earlier version was answered, this one was not), or none. Of
// several who say different things of one version the refusal is told: nobody overrules another here.
func (r *Released) Approved() string {
	out := "none"
	for _, a := range r.Approvals {
		switch {
		case a.Stands && !a.Grants:
			return "refused"
		case a.Stands:
			out = "approved"
		case out == "none":
			out = "changed"
		}
	}
	return out
}

// Releases returns what was let down, or is planned to be, in a case, in the order in which it was first put on record.
func (s *State) Releases(id act.Ref) []Released {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	var out []Released
	for _, x := range f.sent {
		if first, ok := x.body.(*Release); ok && first.Changes == nil {
			out = append(out, f.released(x))
		}
	}
	slices.SortFunc(out, func(a, b Released) int {
		return cmp.Or(cmp.Compare(a.Versions[0].At, b.Versions[0].At), act.CompareRefs(a.Versions[0].Ref, b.Versions[0].Ref))
	})
	return out
}

// released follows a release through its versions.
func (f *file) released(x *sent) Released {
	out := Released{By: x.act.By}
	var chain []*sent
	for next := x; next != nil; {
		chain = append(chain, next)
		v := Planned{Release: next.body.(*Release), Ref: next.ref, At: next.act.At}
		for _, to := range next.act.To {
			v.To = append(v.To, next.delivery(to))
		}
		out.Versions = append(out.Versions, v)
		if next.replaced == nil {
			break
		}
		next = f.sent[*next.replaced]
	}
	out.mark()
	last := map[jurisdiction.ID]int{} // of each who answered what stands: the last word
	for n, next := range chain {
		v := &out.Versions[n]
		for by, list := range next.answers {
			for _, y := range list {
				a := Approval{By: by, Power: *y.Power, Of: v.Ref, Ref: y.ref, At: y.at, Grants: y.Answer == "accept", Code: y.Code, Text: y.Text}
				out.Approvals = append(out.Approvals, a)
			}
		}
	}
	slices.SortFunc(out.Approvals, func(a, b Approval) int { return act.CompareRefs(a.Ref, b.Ref) })
	for n, a := range out.Approvals {
		i := slices.IndexFunc(out.Versions, func(v Planned) bool { return v.Ref == a.Of })
		if !out.Versions[i].Same {
			continue
		}
		if k, ok := last[a.By]; ok {
			out.Approvals[k].Stands = false
		}
		out.Approvals[n].Stands, last[a.By] = true, n
	}
	slices.SortStableFunc(out.Approvals, func(a, b Approval) int { return cmp.Compare(a.At, b.At) })
	return out
}

// mark finds the versions that say what the last one says that was not withdrawn. One from before something else was planned is not among them: who was told it was told
// the other thing since.
func (r *Released) mark() {
	var stands *Release
	for n := len(r.Versions) - 1; n >= 0; n-- {
		v := &r.Versions[n]
		if stands == nil && !v.Withdrawn {
			stands = v.Release
		}
		if stands != nil && !v.plans(stands) {
			return
		}
		v.Same = stands != nil
	}
}

// plans says whether a release plans what another plans.
func (r *Release) plans(o *Release) bool {
	a, b := *r, *o
	a.Changes, b.Changes, a.Reason, b.Reason = nil, nil, nil, nil
	return reflect.DeepEqual(a, b)
}
