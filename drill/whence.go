package drill

import (
	"context"
	"fmt"
	"regexp"
	"time"
)

// percent is a share in a sentence.
var percent = regexp.MustCompile(`<?\d+ %`)

// whence prints where something may come from, by the readings, and how it stands with those who come into question. Kilometres and shares are rounded to
// what does not depend on the last member of an ensemble.
func whence(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	if len(rest) != 1 {
		return "", errUsage
	}
	who := said(nil).officer
	v, err := c.Node.Case(ctx, &who, rest[0], time.Time{})
	if err != nil || v.Whence == nil {
		return "nothing was looked for\n", err
	}
	w := v.Whence
	out := w.State + "\n"
	for _, x := range w.Candidates {
		name := "nobody knows"
		if x.Party != nil {
			name = x.Party.ID
		}
		out += fmt.Sprintf("  %-10s %s: %s", name, tenth(x.Share), x.Says["en"])
		if x.Proposed {
			out += "; PROPOSED"
		}
		if x.Filed != nil {
			out += "; suspicion on record"
		}
		if x.Asked != nil {
			out += "; asked"
		}
		out += "\n"
	}
	for _, t := range w.Against {
		out += "  against: " + percent.ReplaceAllString(t["en"], "N %") + "\n"
	}
	out += fmt.Sprintf("  rests on %d readings, %d acts\n", len(w.Readings), len(w.Evidence))
	return out, nil
}

// tenth is a share to the next tenth, in words that stay the same when a sampler draws other members.
func tenth(v float64) string {
	switch {
	case v < 0.05:
		return "hardly"
	case v > 0.95:
		return "nearly all"
	}
	return fmt.Sprintf("about %.0f in 10", 10*v)
}

// figures prints what was reported in a case beside what was found when others verified it.
func figures(ctx context.Context, _ *stage, c *City, rest []string) (string, error) {
	if len(rest) != 1 {
		return "", errUsage
	}
	who := said(nil).officer
	v, err := c.Node.Case(ctx, &who, rest[0], time.Time{})
	out := ""
	for _, f := range v.Figures {
		out += fmt.Sprintf("  %s, %s:", f.By.ID, f.Name["en"])
		for _, x := range f.Versions {
			out += fmt.Sprintf(" %g", x.Value)
			if x.Withdrawn != nil {
				out += " (taken back)"
			}
		}
		out += fmt.Sprintf(" %s: %s: %s\n", f.Unit, f.State, f.Says["en"])
		for _, t := range f.For {
			out += "    for it: " + t["en"] + "\n"
		}
		if len(f.Asked) > 0 {
			out += fmt.Sprintf("    asked for help %d times\n", len(f.Asked))
		}
	}
	if out == "" {
		out = "nothing\n"
	}
	return out, err
}
