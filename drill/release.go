package drill

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tongzhou/node/view"
)

// releases prints the water that is let down, or is planned to be: with its approval, what was planned before, and who was told.
func releases(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	_, g, err := governance(ctx, c, rest)
	if err != nil || len(g.Releases) == 0 {
		return "none\n", err
	}
	out := ""
	for _, r := range g.Releases {
		out += fmt.Sprintf("  %s %s from %s, approval %s", r.Party.ID, r.State, s.clock(r.From), r.Approval)
		if r.Emergency {
			out += ", an emergency"
		}
		for _, k := range r.Needs {
			out += ", needed by " + k.Code + " " + k.Clause
		}
		out += "\n"
		for _, a := range r.Approvals {
			out += fmt.Sprintf("    %s by %s, %s %s, stands %t\n", map[bool]string{true: "approved", false: "not approved"}[a.Grants], a.By.ID, a.Power.Code, a.Power.Clause, a.Stands)
		}
		if len(r.Versions) > 1 {
			for _, v := range r.Versions {
				switch {
				case v.Withdrawn:
					out += fmt.Sprintf("    withdrawn %s\n", s.clock(v.At))
				default:
					out += fmt.Sprintf("    planned %s for %s\n", s.clock(v.At), s.clock(*v.From))
				}
			}
		}
		for _, to := range r.Told {
			if to.Received == nil {
				out += "    sent to " + to.Party.ID + " without receipt\n"
			} else {
				out += fmt.Sprintf("    %s has it since %s\n", to.Party.ID, s.clock(*to.Received))
			}
		}
		slices.SortStableFunc(r.Notices, func(a, b view.Duty) int { return strings.Compare(order(a), order(b)) }) // as duties prints them: leaf hashes differ from run to run
		for _, d := range r.Notices {
			if d.Stricter != nil {
				continue
			}
			out += "  " + s.duty(d)
		}
	}
	return out, nil
}
