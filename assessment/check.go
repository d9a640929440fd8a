package assessment

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// check says why a body is none, whoever wrote it: what can be seen in the act alone (doc/acts.md 13.1 to 13.3).
func (g *Group) check(a act.Act) error {
	if err := a.Names(&g.Of, g.Replaces); err != nil {
		return err
	}
	if err := g.Name.Check(); err != nil {
		return fmt.Errorf("name: %w", err)
	}
	if (g.Power == nil) != (g.Body == "") {
		return errors.New("power and body: both or neither")
	}
	if g.Power != nil {
		if err := a.Names(&g.Power.Instrument); err != nil {
			return err
		}
	}
	if (g.Replaces == nil) != (g.Reason == nil) {
		return errors.New("reason: belongs to a group that replaces another, and is needed there")
	}
	if len(g.Experts) < 2 {
		return errors.New("experts: fewer than two; what one city thinks by itself it says in a statement")
	}
	for i, x := range g.Experts {
		if err := x.Post.Check(); err != nil {
			return fmt.Errorf("experts: %s: post: %w", x.Party, err)
		}
		if slices.ContainsFunc(g.Experts[:i], func(o Expert) bool { return o.Party == x.Party }) {
			return fmt.Errorf("experts: %s: twice; a party speaks with one voice", x.Party)
		}
	}
	if !g.has(g.Writer) {
		return fmt.Errorf("writer: %.40q is none of the experts", g.Writer)
	}
	return act.CheckTexts(g.Reason)
}

// has says whether a party has an expert in the group.
func (g *Group) has(p jurisdiction.ID) bool {
	return slices.ContainsFunc(g.Experts, func(x Expert) bool { return x.Party == p })
}

func (x *Issue) check(a act.Act) error {
	if err := errors.Join(a.Names(&x.Of, &x.Group), rests(a, x.Rests, x.Exhibits)); err != nil {
		return err
	}
	if x.From <= 0 || x.Until <= x.From {
		return errors.New("from and until: wants a period with a beginning before its end")
	}
	if x.SignBy < a.At {
		return errors.New("signBy: is over already")
	}
	if len(x.Rests) == 0 && len(x.Exhibits) == 0 {
		return errors.New("rests: empty; an assessment that rests on nothing cannot be judged by anybody")
	}
	if len(x.Expected) == 0 {
		return errors.New("expected: empty; what is not expected to change is expected to stay, and how likely that is can be said")
	}
	if err := x.Situation.Check(); err != nil {
		return fmt.Errorf("situation: %w", err)
	}
	return expected(x.Expected)
}

func (x *Signing) check(a act.Act) error {
	if err := errors.Join(a.Names(&x.Of, &x.Assessment), rests(a, x.Rests, x.Exhibits)); err != nil {
		return err
	}
	if x.Agrees {
		if x.View != nil || x.Expected != nil || x.Rests != nil || x.Exhibits != nil {
			return errors.New("view: agrees and differs; to agree in part is to differ in the rest")
		}
		return nil
	}
	if err := x.View.Check(); err != nil {
		return fmt.Errorf("view: %w", err)
	}
	return expected(x.Expected)
}

// rests refuses acts that are not cited or are named twice, and exhibits that are not shown.
func rests(a act.Act, refs []act.Ref, exhibits []act.Hash) error {
	for i := range refs {
		if err := a.Names(&refs[i]); err != nil {
			return fmt.Errorf("rests: %w", err)
		}
		if slices.Contains(refs[:i], refs[i]) {
			return fmt.Errorf("rests: entry %d of %s: twice", refs[i].Index, refs[i].Journal)
		}
	}
	return a.Shows(exhibits)
}
