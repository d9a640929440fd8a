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
	return errors.Join(a.Names(refs...), a.Shows(f.Exhibits), text("text", f.Text), act.CheckTexts(f.Interest))
}

func (r *Reply) check(a act.Act) error {
	return errors.Join(a.Names(&r.Of), a.Shows(r.Exhibits), text("text", r.Text))
}

func (d *Decision) check(a act.Act) error {
	if d.Step < 0 || d.Step > 0 && !d.Founded {
		return fmt.Errorf("step %d: wants one of the ladder, from 1, and a finding that is founded; or none", d.Step)
	}
	return errors.Join(a.Names(&d.Of), text("text", d.Text))
}

func (x *Advice) check(a act.Act) error {
	if x.Power != nil {
		if err := a.Names(&x.Power.Instrument); err != nil {
			return err
		}
	}
	return errors.Join(a.Names(x.About), text("text", x.Text))
}

func (q *Query) check(a act.Act) error {
	switch {
	case len(a.To) == 0 || slices.Contains(a.To, a.By):
		return errors.New("to: wants the members that have to answer, and not the one who asks")
	case q.AnswerBy <= a.At:
		return errors.New("answerBy: gives no time to answer")
	}
	return errors.Join(a.Names(&q.About), text("text", q.Text))
}

func (x *Suspicion) check(a act.Act) error {
	switch {
	case x.Party == "" || x.Party == a.By:
		return errors.New("party: wants another; what you did yourself you report")
	case x.Violation != "" && !act.OneOf(x.Violation, "concealed false"):
		return fmt.Errorf("violation: %.40q; wants concealed or false: what is late, missing or refused the records show by themselves", x.Violation)
	case len(x.Evidence) == 0 && len(x.Exhibits) == 0 && !x.Informed:
		return errors.New("neither evidence nor an informant: there is nothing that could be looked at")
	}
	refs := []*act.Ref{x.Case}
	for i := range x.Evidence {
		refs = append(refs, &x.Evidence[i])
	}
	return errors.Join(a.Names(refs...), a.Shows(x.Exhibits), text("text", x.Text))
}

// text refuses a text that is needed and not there.
func text(name string, t act.Text) error {
	if err := t.Check(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
