package incident

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// Where those to whom an order goes have different superiors, it is all of these who order, or whoever is above them (Emergency Response Law, art. 18). An order in the name
// of several is one act of the one whom the clause names as its holder. It first puts the text on record, which binds nobody; the others accept or refuse that text; and the
// same text again, citing what they accepted, binds. If they do not agree, who decides then cites what shows that: one journal decides at each step, and each verdict rests
// on the act and what it cites.

// joint is where an order of several stood when it was put on record.
type joint struct {
	*agreement.Joint
	assents []*answered // of Others, in their order; nil: did not sign
	settled bool        // by who decides where they do not agree
}

func (j *joint) binds() bool { return j.settled || !slices.Contains(j.assents, nil) }

// order says why an order has no effect, or who signed it; nil: its author orders alone.
func (s *State) order(e act.Entry, f *file, t *Task) (*joint, error) {
	if !t.Binding {
		if len(t.Assents) > 0 || t.Settles != nil {
			return nil, errors.New("assents, settles: belong to an order")
		}
		return nil, nil
	}
	if err := s.power(e.Act, t.Power, "order"); err != nil {
		return nil, fmt.Errorf("%w; an order without it is none, but a request may be made instead (leave out binding)", err)
	}
	var j *agreement.Joint
	if s.jointly != nil {
		j = s.jointly(*t.Power, e.Act.At)
	}
	switch {
	case j == nil && (len(t.Assents) > 0 || t.Settles != nil):
		return nil, errors.New("assents, settles: belong to an order that several sign")
	case j == nil:
		return nil, nil
	}
	for _, list := range append([][]jurisdiction.ID{j.Decides, j.Failing}, j.Others...) {
		for _, p := range list {
			if slices.Contains(e.Act.To, p) {
				return nil, fmt.Errorf("%s signs such an order, or decides in its place, and is not ordered by it", p)
			}
		}
	}
	if err := cites(e.Act, "assents", t.Assents...); err != nil {
		return nil, err
	}
	if !slices.Contains(j.Decides, e.Act.By) {
		return &joint{Joint: j, settled: true}, f.settles(e, t, j)
	}
	if t.Settles != nil {
		return nil, errors.New("settles: who decides where the superiors do not agree says so; its author is one of them")
	}
	return f.assents(e, t, j)
}

// assents finds the signatures that an order cites.
func (f *file) assents(e act.Entry, t *Task, j *agreement.Joint) (*joint, error) {
	out := &joint{Joint: j, assents: make([]*answered, len(j.Others))}
	for _, ref := range t.Assents {
		x := f.replies[ref]
		if x == nil || x.Answer != "accept" || x.asked.act.By != e.Act.By {
			return nil, fmt.Errorf("assents: entry %d of %s accepts no order of its author", ref.Index, ref.Journal)
		}
		if draft, ok := x.asked.body.(*Task); !ok || !draft.same(t) || !sameSet(x.asked.act.To, e.Act.To) {
			return nil, fmt.Errorf("assents: entry %d of %s is about another text, other addressees or other times; the others have to be asked anew", ref.Index, ref.Journal)
		}
		n := slices.IndexFunc(j.Others, func(list []jurisdiction.ID) bool { return slices.Contains(list, x.by) })
		if n < 0 {
			return nil, fmt.Errorf("assents: %s is none of those who sign it", x.by)
		}
		for _, later := range x.asked.answers[x.by] {
			if later.ref.Index > x.ref.Index && slices.Contains(e.Act.Cites, later.ref) {
				return nil, fmt.Errorf("assents: %s took it back", x.by)
			}
		}
		out.assents[n] = x
	}
	return out, nil
}

// settles says why somebody cannot decide in the place of superiors: they did not disagree, by what the act cites.
func (f *file) settles(e act.Entry, t *Task, j *agreement.Joint) error {
	switch {
	case t.Settles == nil:
		return errors.New("settles: cite the refusal by one of the superiors, or the order that they did not all sign in time")
	case len(t.Assents) > 0:
		return errors.New("assents: who decides where the superiors do not agree signs alone")
	}
	if err := cites(e.Act, "settles", *t.Settles); err != nil {
		return err
	}
	about := f.sent[*t.Settles]
	reply := f.replies[*t.Settles]
	if reply != nil {
		about = reply.asked
	}
	draft, ok := bodyOf(about).(*Task)
	if !ok || about.joint == nil || about.joint.settled || *draft.Power != *t.Power {
		return fmt.Errorf("settles: entry %d of %s is about no order under this clause that several have to sign", t.Settles.Index, t.Settles.Journal)
	}
	switch {
	case reply != nil && (reply.Answer != "refuse" || !about.joint.others(reply.by)):
		return fmt.Errorf("settles: entry %d of %s is no refusal by one of the superiors", t.Settles.Index, t.Settles.Journal)
	case reply == nil && about.joint.binds():
		return errors.New("settles: that order was signed by all")
	case reply == nil && e.Act.At < about.act.At+j.Within:
		return fmt.Errorf("settles: the superiors have until %s to agree", (about.act.At + j.Within).RFC3339())
	}
	return nil
}

// others says whether a party is one of those who have to sign beside the author.
func (j *joint) others(p jurisdiction.ID) bool {
	return slices.ContainsFunc(j.Others, func(list []jurisdiction.ID) bool { return slices.Contains(list, p) })
}

// signer says whether a party has to sign this order, which is not signed by all yet.
func (x *sent) signer(p jurisdiction.ID) bool {
	return x.joint != nil && !x.joint.binds() && x.joint.others(p)
}

// same says whether two orders have one text: all but who signed it.
func (t *Task) same(o *Task) bool {
	a, b := *t, *o
	a.Assents, b.Assents = nil, nil
	return reflect.DeepEqual(a, b)
}

func sameSet(a, b []jurisdiction.ID) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// An Order is where an order stands that several have to sign (R17).
type Order struct {
	Signatures []Signature // of all who have to sign, first of who decides; of what was decided in their place: of those who did not agree
	Settled    *act.Ref    // decided in their place, because of this refusal, or of this order that was not signed
	Issued     *act.Ref    // of a text that does not bind: the order of the same text that does, or the one that was decided in its place
	Failing    []jurisdiction.ID
	FailsAt    act.Time // from when on they decide without a refusal; 0: nobody does
}

// A Signature is what one of the superiors said to the text.
type Signature struct {
	Party jurisdiction.ID
	// State is signed: the order cites it; assented: it accepts, and the order that cites that is not there yet; refused; none; or revoked: the order cites its assent, and
	// it refused afterwards, which makes the order no less binding.
	State string
	At    act.Time // 0: none
	Ref   act.Ref
	Code  string
	Text  act.Text
}

// order shows who signed an order; nil: its author alone had to.
func (f *file) order(x *sent) *Order {
	j := x.joint
	if j == nil {
		return nil
	}
	t, out := x.body.(*Task), &Order{Failing: j.Failing}
	if len(j.Failing) > 0 {
		out.FailsAt = x.act.At + j.Within
	}
	draft := x
	if j.settled {
		out.Settled = t.Settles
		if draft = f.sent[*t.Settles]; draft == nil {
			draft = f.replies[*t.Settles].asked
		}
	}
	out.Signatures = append(out.Signatures, Signature{Party: draft.act.By, State: "signed", At: draft.act.At, Ref: draft.ref})
	for n, list := range draft.joint.Others {
		out.Signatures = append(out.Signatures, draft.signature(list, draft.joint.assents[n]))
	}
	if !j.binds() {
		out.Issued = f.issued(x)
	}
	return out
}

// signature is what one of several who have to sign said.
func (x *sent) signature(of []jurisdiction.ID, cited *answered) Signature {
	answers := x
	out := Signature{State: "none"}
	if len(of) > 0 {
		out.Party = of[0]
	}
	if cited != nil {
		answers = cited.asked
		of = []jurisdiction.ID{cited.by}
	}
	for _, p := range of {
		for _, y := range answers.answers[p] {
			if y.ref.Index < out.Ref.Index && y.by == out.Party {
				continue
			}
			out = Signature{Party: p, State: map[string]string{"accept": "assented", "refuse": "refused"}[y.Answer], At: y.at, Ref: y.ref, Code: y.Code, Text: y.Text}
		}
	}
	switch {
	case cited != nil && out.State == "refused":
		out.State = "revoked"
	case cited != nil:
		out.State = "signed"
	}
	return out
}

// issued finds what a text that did not bind came to.
func (f *file) issued(draft *sent) *act.Ref {
	for _, r := range f.records { // in the order of their times
		x := f.sent[r.ref]
		t, ok := r.body.(*Task)
		if !ok || x.joint == nil || !x.joint.binds() {
			continue
		}
		if t.Settles != nil && (*t.Settles == draft.ref || f.replies[*t.Settles] != nil && f.replies[*t.Settles].asked == draft) {
			return &x.ref
		}
		if slices.ContainsFunc(x.joint.assents, func(y *answered) bool { return y != nil && y.asked == draft }) {
			return &x.ref
		}
	}
	return nil
}
