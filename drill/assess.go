package drill

import (
	"context"
	"fmt"
	"strings"

	"tongzhou/node/view"
)

// assessed prints what expert groups make of a case, with everything that stands beside it.
func assessed(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	_, g, err := governance(ctx, c, rest)
	if err != nil {
		return "", err
	}
	out := ""
	for _, x := range g.Assessing.Groups {
		out += fmt.Sprintf("group of %s, %s writes, replaced %t\n", x.Name["und"], x.Writer.ID, x.Replaced)
	}
	for _, a := range g.Assessing.Assessments {
		out += fmt.Sprintf("%s to %s, version %d, by %s: %s", s.clock(a.From), s.clock(a.Until), a.Version, a.By.ID, a.Situation["und"])
		if a.Superseded != nil {
			out += ", superseded by " + place(*a.Superseded)
		}
		out += "\n"
		for _, e := range a.Expected {
			out += "  " + foreseen(e)
		}
		for _, r := range a.Rests {
			out += "  rests on " + place(r.Ref)
			if r.Version > 0 {
				out += fmt.Sprintf(": %s, version %d", strings.TrimPrefix(r.Kind, "incident."), r.Version)
			}
			if r.Newest != nil {
				out += fmt.Sprintf(", now %d", r.Of)
			}
			out += "\n"
		}
		for _, x := range a.Signatures {
			out += fmt.Sprintf("  %s %s", x.Party.ID, x.State)
			if x.At != nil {
				out += " at " + s.clock(*x.At)
			}
			out += map[bool]string{true: ", late", false: ""}[x.Late] + "\n"
		}
		out += s.views("minority view", a.Minority) + s.views("carried", a.Carried)
	}
	for _, x := range g.Assessing.Gaps {
		out += fmt.Sprintf("nobody assessed %s to %s\n", s.clock(x.From), s.clock(x.Until))
	}
	if out == "" {
		return "none\n", nil
	}
	return out, nil
}

func foreseen(e view.Expected) string {
	return fmt.Sprintf("%s: %s (%g to %g %%), confidence %s\n", e.What["und"], e.Likelihood, e.Low*100, e.High*100, e.Confidence)
}

func (s *stage) views(word string, list []view.MinorityView) string {
	out := ""
	for _, m := range list {
		out += fmt.Sprintf("  %s of %s on %s to %s: %s", word, m.By.ID, s.clock(m.From), s.clock(m.Until), m.View["und"])
		if m.Since != nil {
			out += ", signed after all by " + place(*m.Since)
		}
		out += "\n"
		for _, e := range m.Expected {
			out += "    " + foreseen(e)
		}
	}
	return out
}

// place is how transcripts name an act.
func place(r view.ActRef) string {
	return fmt.Sprintf("%s.%d", strings.TrimSuffix(r.Journal, "/journal/1"), r.Index)
}
