package standing

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
)

// check says why a body is none, whoever wrote it: what can be seen in the act alone (doc/acts.md, section 11).
func (f *Finding) check(a act.Act) error {
	switch {
	case f.Party == "" || !slices.Contains(a.To, f.Party):
		return errors.New("party: has to be an addressee; nobody is found guilty behind his back")
	case !act.OneOf(f.Violation, "late incomplete concealed false absent slow refused"):
		return fmt.Errorf("violation: %.40q; wants late, incomplete, concealed, false, absent, slow or refused", f.Violation)
	case len(f.Evidence) == 0:
		return errors.New("evidence: none cited; a finding without evidence is an opinion")
	case f.ReplyBy <= a.At:
		return errors.New("replyBy: gives no time to reply")
	case f.Duty != nil && f.Duty.Party != f.Party:
		return fmt.Errorf("duty: is of %.40q, not of %s", f.Duty.Party, f.Party)
	case f.Interest == nil && a.By == f.Party:
		return errors.New("interest: absent; the finder is the party and has to say so")
	}
	refs := []*act.Ref{&f.Clause.Instrument, &f.Power.Instrument, f.Case}
	for i := range f.Evidence {
		refs = append(refs, &f.Evidence[i])
	}
	if f.Duty != nil {
		refs = append(refs, &f.Duty.Case, &f.Duty.Since, &f.Duty.Clause.Instrument)
	}
	return errors.Join(cites(a, refs...), exhibits(a, f.Exhibits), text("text", f.Text), act.CheckTexts(f.Interest))
}

func (r *Reply) check(a act.Act) error {
	return errors.Join(cites(a, &r.Of), exhibits(a, r.Exhibits), text("text", r.Text))
}

func (d *Decision) check(a act.Act) error {
	if d.Step < 0 || d.Step > 0 && !d.Founded {
		return fmt.Errorf("step %d: wants one of the ladder, from 1, and a finding that is founded; or none", d.Step)
	}
	return errors.Join(cites(a, &d.Of), text("text", d.Text))
}

func (x *Advice) check(a act.Act) error {
	if x.Power != nil {
		if err := cites(a, &x.Power.Instrument); err != nil {
			return err
		}
	}
	return errors.Join(cites(a, x.About), text("text", x.Text))
}

func (q *Query) check(a act.Act) error {
	switch {
	case len(a.To) == 0 || slices.Contains(a.To, a.By):
		return errors.New("to: wants the members that have to answer, and not the one who asks")
	case q.AnswerBy <= a.At:
		return errors.New("answerBy: gives no time to answer")
	}
	return errors.Join(cites(a, &q.About), text("text", q.Text))
}

func (x *Suspicion) check(a act.Act) error {
	switch {
	case x.Party == "" || x.Party == a.By:
		return errors.New("party: wants another; what you did yourself you report")
	case len(x.Evidence) == 0 && len(x.Exhibits) == 0 && !x.Informed:
		return errors.New("neither evidence nor an informant: there is nothing that could be looked at")
	}
	refs := []*act.Ref{x.Case}
	for i := range x.Evidence {
		refs = append(refs, &x.Evidence[i])
	}
	return errors.Join(cites(a, refs...), exhibits(a, x.Exhibits), text("text", x.Text))
}

// cites refuses an act that rests on something without citing it: then the docket could judge it before what it rests on came.
func cites(a act.Act, refs ...*act.Ref) error {
	for _, r := range refs {
		if r != nil && !slices.Contains(a.Cites, *r) {
			return fmt.Errorf("does not cite entry %d of %s, which it names", r.Index, r.Journal)
		}
	}
	return nil
}

// exhibits refuses evidence that only the body names: the envelope is what nodes fetch evidence by.
func exhibits(a act.Act, list []act.Hash) error {
	for _, h := range list {
		if !slices.Contains(a.Exhibits, h) {
			return fmt.Errorf("exhibit %v does not stand in the envelope", h)
		}
	}
	return nil
}

// text refuses a text that is needed and not there.
func text(name string, t act.Text) error {
	if err := t.Check(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
