package drill

import (
	"context"
	"fmt"
	"strings"
)

// outside prints whom a case reaches and who is no member, with what is on record of its being told.
func outside(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	_, g, err := governance(ctx, c, rest)
	if err != nil {
		return "", err
	}
	out := ""
	for _, x := range g.Outside {
		out += "  " + x.ID + ", no member"
		if x.Left {
			out += " any more"
		}
		if x.Arrival != nil {
			out += fmt.Sprintf(": reached %s (%s to %s), peak %.2g %s, probability %.0f %%", s.clock(x.Arrival.P50), s.clock(x.Arrival.P05), s.clock(x.Arrival.P95), x.Peak.P50, x.Peak.Unit, 100*x.Probability)
		}
		if x.People > 0 {
			out += fmt.Sprintf(", %d people", x.People)
		}
		if x.TellBy != nil {
			out += ", to be told by " + s.clock(*x.TellBy)
		}
		out += "; " + x.State
		if x.Late {
			out += ", LATE"
		}
		out += "\n"
		for _, told := range x.Told {
			out += fmt.Sprintf("    %s by %s", s.clock(told.At), told.By.ID)
			if out += ", " + told.Means; told.Through != nil {
				out += " " + told.Through.ID
			}
			switch {
			case told.Answered == nil:
				out += ": nobody answered"
			default:
				out += ": " + told.Answered["und"]
				if told.Answer != nil {
					out += ", " + told.Answer["und"]
				}
			}
			out += "\n"
		}
	}
	if out == "" {
		return "nobody outside is reached\n", nil
	}
	return out, nil
}

// modes prints in which mode a case was from when to when, who changed it and why, and what stays as it was asked.
func modes(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	v, g, err := governance(ctx, c, rest)
	if err != nil {
		return "", err
	}
	out := ""
	for _, x := range g.Modes {
		out += "  "
		if x.Area != nil {
			out += x.Area.ID + " "
		}
		out += fmt.Sprintf("%s from %s, %s", x.Mode, s.clock(x.From), x.Basis)
		if x.By != nil {
			out += " by " + x.By.ID
		}
		switch {
		case x.Power != nil:
			out += " under " + x.Power.Code + " " + x.Power.Clause
		case x.Asked != nil:
			out += fmt.Sprintf(" because %s.%d asked", strings.TrimSuffix(x.Asked.Journal, "/journal/1"), x.Asked.Index)
		}
		for _, why := range x.Why {
			out += ": " + why
		}
		for _, a := range g.Asked {
			for _, id := range x.Stands {
				if a.ID == id {
					out += fmt.Sprintf("; %s %s stays", a.Kind, id)
				}
			}
		}
		out += "\n"
	}
	for _, e := range v.Events {
		if e.Kind == "incident.command" {
			out += fmt.Sprintf("  %s %s: %s\n", s.clock(e.At), e.By.ID, e.Text["en"])
		}
	}
	return out, nil
}
