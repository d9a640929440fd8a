package drill

import (
	"context"
	"fmt"
	"time"

	"tongzhou/node/view"
)

// steady prints what standing work was done and what has decayed.
func steady(ctx context.Context, _ *stage, c *City, _ []string) (string, error) {
	v, err := c.Node.Steady(ctx)
	if err != nil {
		return "", err
	}
	out := ""
	for _, x := range v.Says {
		out += "  " + x["en"] + "\n"
	}
	if v.Fine {
		out = "fine\n"
	}
	day := func(t *time.Time) string {
		if t == nil {
			return "never"
		}
		return t.Format(time.DateOnly)
	}
	for _, w := range v.Works {
		out += fmt.Sprintf("  %-4s %-9s every %d: last %s, %s%s\n", w.Clause.Clause, w.Who.ID, w.Every, day(w.Last), kept(w.Kept), map[bool]string{true: ", missed"}[w.Missed])
	}
	for _, y := range v.Years {
		out += fmt.Sprintf("  %d: %s\n", y.Year, kept(y.Stints))
	}
	for _, m := range v.Members {
		out += fmt.Sprintf("  %-9s", m.Party.ID)
		for _, a := range m.Ages {
			out += fmt.Sprintf(" %s %s", a.What, day(a.Last))
			if a.State == "decayed" {
				out += fmt.Sprintf(" (%d of %d days)", a.Age, a.Every)
			}
		}
		out += fmt.Sprintf(", tests %d of %d, %d off\n", m.Answered, m.Tests, m.Off)
	}
	for _, u := range v.Untouched {
		out += fmt.Sprintf("  %s, new since %s: %s untouched since %s\n", u.Party.ID, u.Changed.Format(time.DateOnly), u.Clause.Clause, day(u.Last))
	}
	return out + fmt.Sprintf("  duties rehearsed in a year: %d of %d\n", v.Exercised.Done, v.Exercised.Of), nil
}

func kept(k view.Stints) string { return fmt.Sprintf("%d of %d, %d off", k.Done, k.Due, k.Off) }
