package drill

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tongzhou/node/view"
)

// looks prints what a city's page shows: look ID [$CASE or other words].
func looks(print func(ctx context.Context, s *stage, c *City, rest []string) (string, error)) func(context.Context, *stage, []string, []string) (string, error) {
	return func(ctx context.Context, s *stage, args, _ []string) (string, error) {
		c, err := s.city(args, 1)
		if err != nil {
			return "", err
		}
		rest := make([]string, len(args)-1)
		for i, a := range args[1:] {
			if rest[i], err = s.fill(a); err != nil {
				return "", err
			}
		}
		return print(ctx, s, c, rest)
	}
}

// governance is who does what in a case, as a coordinator of the city sees it.
func governance(ctx context.Context, c *City, rest []string) (*view.Case, *view.Governance, error) {
	if len(rest) < 1 {
		return nil, nil, errUsage
	}
	who := said(nil).officer
	v, err := c.Node.Case(ctx, &who, rest[0], time.Time{})
	if err != nil {
		return nil, nil, err
	}
	if v.Governance == nil {
		return nil, nil, fmt.Errorf("%s knows nothing of the case", c.ID)
	}
	return &v, v.Governance, nil
}

// clock is a moment as transcripts print it.
func (s *stage) clock(t time.Time) string {
	if t.In(s.zone).Format("01-02") != s.begun.In(s.zone).Format("01-02") {
		return t.In(s.zone).Format("01-02 15:04")
	}
	return t.In(s.zone).Format("15:04")
}

// duties prints what is owed: duties ID CASE|* [party=ID].
func duties(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	party, of := "*", ""
	for _, r := range rest {
		if p, ok := strings.CutPrefix(r, "party="); ok {
			party = p
		} else if r != "*" {
			of = r
		}
	}
	v, err := c.Node.Duties(ctx, party, of)
	if err != nil {
		return "", err
	}
	slices.SortStableFunc(v.Duties, func(a, b view.Duty) int {
		return strings.Compare(order(a), order(b))
	})
	out := ""
	for _, d := range v.Duties {
		out += s.duty(d)
	}
	if out == "" {
		return "nothing is owed\n", nil
	}
	return out, nil
}

// order is how transcripts order duties: by debtor, clause, creditor.
func order(d view.Duty) string {
	to := ""
	if d.To != nil {
		to = d.To.ID
	}
	return fmt.Sprintf("%s %s %8s %s %d", d.Party.ID, d.Clause.Code, d.Clause.Clause, to, d.Key.Nth)
}

func (s *stage) duty(d view.Duty) string {
	line := fmt.Sprintf("  %-9s %s %s", d.Party.ID, d.Clause.Clause, d.Do)
	if d.Clause.Source != nil {
		line = fmt.Sprintf("  %-9s %s art. %s %s", d.Party.ID, d.Clause.Code, d.Clause.Source.Article, d.Do)
	}
	if d.To != nil {
		line += " to " + d.To.ID
	}
	line += ": " + d.State
	switch {
	case d.Waits != "":
		line += " for " + d.Waits
	case d.Due != nil:
		line += " by " + s.clock(*d.Due)
	case d.Promptly:
		line += " at once, from " + s.clock(*d.Start)
	}
	if d.Was != nil {
		line += ", was due " + s.clock(*d.Was)
	}
	if d.Near {
		line += ", planned too near"
	}
	if d.Unit != nil {
		line += ", with " + d.Unit["und"]
	}
	if d.Late > 0 {
		line += fmt.Sprintf(", %d min late", d.Late)
	}
	if d.Judged != "open" && d.Judged != "" {
		line += ", " + d.Judged
	}
	if len(d.Missing) > 0 {
		line += ", left out: " + strings.Join(d.Missing, " ")
	}
	if d.Excuse != nil {
		line += ", excuse " + d.Excuse.Code
		if d.Excuse.Answered {
			line += map[bool]string{true: " accepted", false: " disputed"}[d.Excuse.Accepted]
		}
	}
	if d.Stricter != nil {
		line += ", overtaken by " + d.Stricter.Code + " " + d.Stricter.Clause
	}
	return line + "\n"
}

// triggers prints the thresholds of an instrument as a city holds them against its own readings.
func triggers(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	if len(rest) != 1 {
		return "", errUsage
	}
	v, err := c.Node.Agreement(ctx, nil, rest[0])
	out := ""
	for _, x := range v.Triggers {
		out += fmt.Sprintf("  %s %s: %s", x.Clause.Clause, x.Phase, x.State)
		if x.Since != nil {
			out += " since " + s.clock(*x.Since)
		}
		if x.Leaving != nil {
			out += ", until " + s.clock(*x.Leaving)
		}
		if x.Simulated {
			out += ", simulated"
		}
		out += "\n"
	}
	return out, err
}

// units prints the rows of an instrument that need a private unit, and what binds it.
func units(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	if len(rest) != 1 {
		return "", errUsage
	}
	v, err := c.Node.Agreement(ctx, nil, rest[0])
	out := ""
	for _, r := range v.List {
		if r.Unit == nil {
			continue
		}
		out += fmt.Sprintf("  %s %s with %s: %s\n", r.Clause.Clause, r.Responsible["en"], r.Unit.ID, map[bool]string{true: "bound", false: "unbound"}[r.Unit.Bound])
		for _, x := range r.Unit.Contracts {
			out += fmt.Sprintf("    %s and %s, %s: %s to %s\n", x.Party.ID, x.Name["und"], x.State, s.clock(x.From), s.clock(x.Until))
		}
	}
	return out, err
}

// table prints the command table of a case.
func table(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	_, g, err := governance(ctx, c, rest)
	if err != nil {
		return "", err
	}
	out := fmt.Sprintf("lead %s, %s\n", g.Lead.ID, g.Mode)
	for _, r := range g.Table {
		out += fmt.Sprintf("  %-10s %-9s %-11s %s", r.Function, r.Holder.ID, r.Basis, r.State)
		if len(r.Deputies) > 0 {
			out += ", deputy " + ids(r.Deputies)
		}
		if len(r.Where) > 0 {
			out += ", in " + ids(r.Where)
		}
		if r.Abroad {
			out += ", outside its own territory"
		}
		out += "\n"
	}
	return out, nil
}

// next prints who leads a case if the lead cannot.
func next(ctx context.Context, _ *stage, c *City, rest []string) (string, error) {
	_, g, err := governance(ctx, c, rest)
	if err != nil {
		return "", err
	}
	out := "lead " + g.Lead.ID + "\n"
	for _, x := range g.Next {
		by := "the command table"
		if x.Clause != nil {
			by = x.Clause.Code + " " + x.Clause.Clause
		}
		out += fmt.Sprintf("  %-9s by %s, heard %s\n", x.Party.ID, by, x.Online)
	}
	return out, nil
}

// printCase prints a case at a glance.
func printCase(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	v, g, err := governance(ctx, c, rest)
	if err != nil {
		return "", err
	}
	out := fmt.Sprintf("%s: %s, situation %d, lead %s, %s\n", v.Title["und"]+v.Title["en"], v.Phase, v.Situation, g.Lead.ID, g.Mode)
	for _, k := range g.Classifications {
		mark := ""
		if !k.InForce {
			mark = " (not in force)"
		}
		out += fmt.Sprintf("  classified by %s: %s, grade %d, response %d%s\n", k.By.ID, strings.Join(k.Classes, " "), k.Grade, k.Response, mark)
	}
	for _, o := range g.Own {
		out += fmt.Sprintf("  %s is in %s\n", o.Party.ID, o.Phase)
	}
	for _, r := range g.Reports {
		out += fmt.Sprintf("  %s report of %s at %s", r.Type, r.By.ID, s.clock(r.At))
		for _, to := range r.To {
			if to.Received == nil {
				out += ", to " + to.Party.ID + " without receipt"
			} else {
				out += ", received by " + to.Party.ID + " " + s.clock(*to.Received)
			}
		}
		if len(r.Missing) > 0 {
			out += ", left out: " + strings.Join(r.Missing, " ")
		}
		out += "\n"
	}
	for _, a := range g.Asked {
		out += jointly(a)
		for _, to := range a.To {
			out += fmt.Sprintf("  %s of %s to %s: %s", a.Kind, a.By.ID, to.Party.ID, to.Answer)
			if to.Code != "" {
				out += ", " + to.Code
			}
			if to.Refusal != "" {
				out += ", " + to.Refusal
			}
			if a.Unheard {
				out += ", is not heard, " + a.Decides.ID + " decides meanwhile"
			}
			out += "\n"
		}
	}
	if g.Merged != nil {
		out += "  goes on in " + g.Merged.ID + "\n"
	}
	for _, x := range g.Split {
		out += "  goes on in " + x.ID + "\n"
	}
	return out, nil
}

// jointly prints who signed an order that several have to sign.
func jointly(a view.Asked) string {
	j := a.Joint
	if j == nil {
		return ""
	}
	out := fmt.Sprintf("  order %q binds", a.What["und"])
	if !j.Binds {
		out += " nobody"
	}
	if j.Settled != nil {
		out += ", decided by " + a.By.ID + " where these did not agree"
	}
	for _, x := range j.Signatures {
		out += ", " + x.Party.ID + " " + x.State
		if x.Code != "" {
			out += " (" + x.Code + ": " + x.Text["und"] + ")"
		}
	}
	if j.Issued != nil {
		out += fmt.Sprintf(", came to %s.%d", strings.TrimSuffix(j.Issued.Journal, "/journal/1"), j.Issued.Index)
	}
	return out + "\n"
}

// parts prints who has which part in a case.
func parts(ctx context.Context, _ *stage, c *City, rest []string) (string, error) {
	_, g, err := governance(ctx, c, rest)
	out := ""
	if err == nil {
		for _, p := range g.Parts {
			out += fmt.Sprintf("  %-9s %s (%s)", p.Party.ID, strings.Join(p.Roles, " "), p.Relation)
			if p.Joined != nil {
				out += ", joined"
			}
			if p.Interest != nil {
				out += ", interest: " + p.Interest["en"]
			}
			if p.Contested != nil {
				out += ", contested: " + p.Contested["en"]
			}
			out += "\n"
		}
	}
	return out, err
}

// calls prints the call tree of a case.
func calls(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	_, g, err := governance(ctx, c, rest)
	out := ""
	if err == nil {
		for _, k := range g.Calls {
			out += fmt.Sprintf("  %-9s %s until %s", k.Party.ID, k.State, s.clock(k.Due))
			if k.Next != nil {
				out += ", next " + k.Next.ID
			}
			out += "\n"
		}
	}
	return out, err
}

// proposed prints the phase that a threshold calls for.
func proposed(ctx context.Context, _ *stage, c *City, rest []string) (string, error) {
	_, g, err := governance(ctx, c, rest)
	if err != nil {
		return "", err
	}
	if g.Proposed == nil {
		return "nothing\n", nil
	}
	return fmt.Sprintf("%s by clause %s\n", g.Proposed.Phase, g.Proposed.Clause.Clause), nil
}

// agreements prints the instruments that a city knows.
func agreements(ctx context.Context, s *stage, c *City, _ []string) (string, error) {
	v, err := c.Node.Agreements(ctx)
	out := ""
	for _, i := range v.Instruments {
		out += fmt.Sprintf("  %s %d %s", i.Code, i.Version, i.State)
		for _, p := range i.Parties {
			out += ", " + p.Party.ID + " " + p.State
			if p.Effect != nil && p.State == "leaving" {
				out += " from " + p.Effect.In(s.zone).Format("2006-01-02")
			}
		}
		out += "\n"
	}
	return out, err
}

// problems prints the clauses that people should look at.
func problems(ctx context.Context, _ *stage, c *City, _ []string) (string, error) {
	v, err := c.Node.Agreements(ctx)
	out := ""
	for _, p := range v.Problems {
		if p.Kind != "vacant" {
			out += fmt.Sprintf("  %s: %s\n", p.Kind, p.Text["en"])
		}
	}
	if out == "" {
		return "none\n", err
	}
	return out, err
}

// bodies prints the standing bodies.
func bodies(ctx context.Context, s *stage, c *City, _ []string) (string, error) {
	v, err := c.Node.Bodies(ctx)
	out := ""
	for _, b := range v.Bodies {
		out += fmt.Sprintf("  %s at %s", b.ID, b.Host.ID)
		if b.Chair != nil {
			out += ", chair " + b.Chair.ID
		}
		vacant := 0
		for _, seat := range b.Seats {
			if seat.Vacant {
				vacant++
			}
		}
		out += fmt.Sprintf(", %d seats, %d vacant, quorum %d", len(b.Seats), vacant, b.Quorum)
		if b.Watch != nil {
			out += fmt.Sprintf(", watch of %s since %s, %d open: %s", b.Watch.By.ID, s.clock(b.Watch.Since), b.Watch.Open, b.Watch.Post["und"])
		}
		if b.Silent != "" {
			out += ", silent: " + b.Silent
		}
		for _, g := range b.Guests {
			out += fmt.Sprintf(", guest %s until %s", g.Party.ID, s.clock(g.Until))
			if g.Ended {
				out += " (ended)"
			}
		}
		out += "\n"
	}
	return out, err
}

// printMeeting prints a meeting.
func printMeeting(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	if len(rest) != 1 {
		return "", errUsage
	}
	v, err := c.Node.Meeting(ctx, nil, rest[0])
	if err != nil {
		return "", err
	}
	out := fmt.Sprintf("%s, %d of %d seats needed are present\n", v.State, v.Present, v.Quorum)
	for _, a := range v.Attending {
		out += fmt.Sprintf("  %-9s %s, commits %t %s\n", a.Party.ID, a.State, a.Commits, a.Signed)
	}
	for _, d := range v.Decisions {
		out += fmt.Sprintf("  item %d: %s, commits %s, heard %s\n", d.Item, d.Result, orNobody(d.Committed), orNobody(d.Heard))
	}
	for _, x := range v.Actions {
		out += fmt.Sprintf("  action %d of %s: %s by %s\n", x.N, x.Owner.ID, x.State, s.clock(x.Due))
	}
	return out, nil
}

func orNobody(list []view.Party) string {
	if len(list) == 0 {
		return "nobody"
	}
	return ids(list)
}

// findings prints what the records suggest and what was found.
func findings(ctx context.Context, _ *stage, c *City, _ []string) (string, error) {
	v, err := c.Node.Findings(ctx, nil)
	out := ""
	for _, x := range v.Suspected {
		out += fmt.Sprintf("  suspected: %s of %s", x.Violation, x.Party.ID)
		if x.Duty != nil {
			out += " (" + x.Duty.Clause.Clause + " " + x.Duty.Do + ")"
		}
		if x.Clause != nil {
			out += " (" + x.Clause.Clause + ": " + x.Text["en"] + fmt.Sprintf("; %d acts)", len(x.Evidence))
		}
		if x.Defence != nil && x.Case == nil { // of a case: the command of the case prints it
			out += "; " + x.Defence["en"]
		}
		out += "\n"
	}
	for _, e := range v.Entries {
		out += fmt.Sprintf("  %s: %s of %s (%s %s), %s\n", e.Follows, e.Duty.Force, e.Duty.Party.ID, e.Duty.Clause.Clause, e.Duty.Do, e.Duty.State)
	}
	for _, f := range v.Findings {
		out += fmt.Sprintf("  found by %s: %s of %s, %s", f.By.ID, f.Violation, f.Party.ID, f.State)
		if f.Conflict {
			out += ", the finder has an interest"
		}
		out += "\n"
	}
	if out == "" {
		return "nothing\n", err
	}
	return out, err
}

// excuse says why a duty could not be done: excuse ID CASE DO CODE TEXT.
func excuse(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	if len(rest) < 4 {
		return "", errUsage
	}
	v, err := c.Node.Duties(ctx, string(c.ID), rest[0])
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(v.Duties, func(d view.Duty) bool { return d.Do == rest[1] })
	if i < 0 {
		return "", fmt.Errorf("%s owes no %s there", c.ID, rest[1])
	}
	body, err := s.body([]string{fmt.Sprintf(`{"duty": %s, "code": %q, "text": %q}`, keyJSON(v.Duties[i].Key), rest[2], strings.Join(rest[3:], " "))})
	if err != nil {
		return "", err
	}
	got, err := c.Node.Put(ctx, said(nil).officer, "duty.excuse", nil, body)
	s.names["excuse"] = got.ID
	return got.ID + "\n", err
}

func keyJSON(k view.OwedKey) string {
	to := ""
	if k.To != "" {
		to = fmt.Sprintf(`, "to": %q`, k.To)
	}
	if k.Nth != 0 {
		to += fmt.Sprintf(`, "nth": %d`, k.Nth)
	}
	return fmt.Sprintf(`{"case": %q, "clause": {"instrument": %q, "clause": %q}, "party": %q, "since": %q%s}`, k.Case, k.Clause.Instrument, k.Clause.Clause, k.Party, k.Since, to)
}

// items prints what became of the items of a programme or a plan.
func items(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	if len(rest) < 1 {
		return "", errUsage
	}
	who := said(nil).officer
	v, err := c.Node.Agreement(ctx, &who, rest[0])
	out := ""
	for _, x := range v.Items {
		out += fmt.Sprintf("  %-2s %-7s %s: %s", x.Clause.Clause, x.Owner.ID, x.Force, x.State)
		if x.State == "overdue" || x.State == "started" || x.State == "open" {
			out += fmt.Sprintf(" by %s, %d%%", s.clock(x.Due), x.Share)
		}
		if x.Moved != nil {
			out += fmt.Sprintf(", signed for %s, moved to %s", s.clock(x.Signed), s.clock(*x.Moved))
		}
		if x.Done != nil && len(x.Evidence) == 0 {
			out += ", without evidence"
		}
		for _, b := range x.Budgets {
			if b.Amount.Value > 0 {
				out += fmt.Sprintf(", %g of %g %s spent, %g left", b.Spent.Value, b.Amount.Value, b.Amount.Unit, b.Left.Value)
			}
		}
		if x.Unpaid {
			out += ", goes on after its budget year without money"
		}
		out += "\n"
	}
	return out, err
}

// clauses prints what may follow when each clause of an instrument is not kept.
func clauses(ctx context.Context, _ *stage, c *City, rest []string) (string, error) {
	if len(rest) < 1 {
		return "", errUsage
	}
	who := said(nil).officer
	v, err := c.Node.Agreement(ctx, &who, rest[0])
	out := ""
	for _, x := range v.Rules {
		out += fmt.Sprintf("  %-3s %s\n", x.ID, x.Path["en"])
	}
	return out, err
}
