package drill

import (
	"context"
	"fmt"

	"tongzhou/node/view"
)

// exercises prints the log of exercises and what was taken for real.
func exercises(ctx context.Context, s *stage, c *City, _ []string) (string, error) {
	who := said(nil).officer
	v, err := c.Node.Exercises(ctx, &who)
	if err != nil {
		return "", err
	}
	out := ""
	for _, e := range v.Exercises {
		out += s.exercise(e)
	}
	for _, m := range v.Mistaken {
		out += fmt.Sprintf("  taken for real by %s: entry %d of %s cites entry %d of %s", m.By.ID, m.Ref.Index, m.Ref.Journal, m.Ground.Index, m.Ground.Journal)
		out += map[bool]string{true: ", set right", false: ", not set right"}[m.Right] + "\n"
	}
	return out, nil
}

func (s *stage) exercise(e view.Rehearsal) string {
	out := fmt.Sprintf("  %s of %s: %s", e.What["und"]+e.What["en"], e.Owner.ID, e.State)
	if e.Clause != nil {
		out += fmt.Sprintf(", item %s, %s, due %s, evaluated by %s", e.Clause.Clause, e.Kind, s.clock(*e.Due), e.Evaluator.ID)
	} else {
		out += ", in no programme"
	}
	if e.Held != nil {
		out += fmt.Sprintf(", begun %s, came %s, absent %s", s.clock(*e.Held), orNobody(e.Came), orNobody(e.Absent))
	}
	if b := e.Broken; b != nil {
		out += ", broken off by " + b.By.ID
		if b.Real != nil {
			out += " for " + b.Real.ID
		}
	}
	out += "\n"
	for _, v := range e.Evaluations {
		out += fmt.Sprintf("    evaluation of %s: %s", v.By.ID, v.State)
		for _, d := range v.Decisions {
			out += fmt.Sprintf("; %s, %s", d.Text["und"], d.Result)
		}
		out += "\n"
	}
	for _, i := range e.Improvements {
		out += fmt.Sprintf("    improvement %d of %s by %s: %s, %s", i.N, i.Owner.ID, s.clock(i.Due), i.What["und"], i.State)
		switch {
		case i.Closed:
			out += ", confirmed by " + i.By.ID
		case i.Rejected != nil:
			out += ", not accepted: " + i.Rejected["und"]
		case i.Done != nil:
			out += ", not confirmed"
		}
		out += "\n"
	}
	return out
}
