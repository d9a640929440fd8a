package meeting

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// check says why a body is none, whoever wrote it: what can be seen in the act alone (doc/acts.md 10.1 to 10.6).
func (r *Request) check(a act.Act) error {
	if err := a.Names(&r.Instrument, r.Case); err != nil {
		return err
	}
	if _, err := jurisdiction.ParseID(r.Body); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	if r.Before != 0 && r.Before < a.At {
		return errors.New("before: is over already")
	}
	return text("subject", r.Subject)
}

func (c *Convening) check(a act.Act) error {
	if err := a.Names(&c.Power.Instrument, c.Case, c.Request, c.Evaluates); err != nil {
		return err
	}
	if c.Case != nil && c.Evaluates != nil {
		return errors.New("evaluates: what is decided in a case evaluates none; an evaluation stands apart from what it is about")
	}
	if len(a.To) == 0 {
		return errors.New("to: nobody is invited")
	}
	if c.AnswerBy < a.At || c.At < c.AnswerBy {
		return errors.New("answerBy: wants a time from now on, until the meeting begins")
	}
	if len(c.Agenda) == 0 {
		return errors.New("agenda: empty; people who do not know what it is about send somebody who cannot decide")
	}
	for i, item := range c.Agenda {
		if err := item.Check(); err != nil {
			return fmt.Errorf("agenda: item %d: %w", i+1, err)
		}
	}
	return errors.Join(text("title", c.Title), text("place", c.Place))
}

func (x *Attendance) check(a act.Act) error {
	if err := a.Names(&x.Of); err != nil {
		return err
	}
	if x.Rank < 0 {
		return fmt.Errorf("rank: %d; wants 1, the highest, or more, or none where ranks are not known", x.Rank)
	}
	if !x.Comes {
		if x.Post != nil || x.Rank != 0 || x.Commits {
			return errors.New("nobody comes: then there is no post, no rank and no mandate")
		}
		return text("reason", x.Reason)
	}
	if x.Reason != nil {
		return errors.New("reason: belongs to a refusal")
	}
	return text("post", x.Post)
}

func (m *Minutes) check(a act.Act) error {
	if err := a.Names(&m.Of); err != nil {
		return err
	}
	for i := range m.Present {
		if err := a.Names(&m.Present[i]); err != nil {
			return fmt.Errorf("present: %w", err)
		}
	}
	for i, d := range m.Decisions {
		if err := d.Text.Check(); err != nil {
			return fmt.Errorf("decision %d: %w", i+1, err)
		}
	}
	for i, x := range m.Actions {
		if err := x.What.Check(); err != nil {
			return fmt.Errorf("action %d: %w", i+1, err)
		}
		if x.Due <= 0 {
			return fmt.Errorf("action %d: due: absent; what has no date is not done", i+1)
		}
		if slices.ContainsFunc(m.Actions[:i], x.same) {
			return fmt.Errorf("action %d: stands there twice", i+1)
		}
	}
	return act.CheckTexts(m.Text)
}

func (x *Signing) check(a act.Act) error {
	if err := a.Names(&x.Of); err != nil {
		return err
	}
	if !x.Agrees {
		return text("dissent", x.Dissent)
	}
	if x.Dissent != nil {
		return errors.New("dissent: agrees and dissents; to agree in part is to dissent from the rest")
	}
	return nil
}

func (x *Done) check(a act.Act) error {
	return errors.Join(a.Names(&x.Of), a.Shows(x.Exhibits), text("text", x.Text))
}

func (x *Confirmation) check(a act.Act) error {
	if err := a.Names(&x.Of); err != nil {
		return err
	}
	if !x.Accepts {
		return text("text", x.Text)
	}
	return act.CheckTexts(x.Text)
}

// text refuses a text that is needed and not there.
func text(name string, t act.Text) error {
	if err := t.Check(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
