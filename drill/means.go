package drill

import (
	"context"
	"fmt"

	"tongzhou/node/view"
)

// surge prints what can reach whom: surge ID CASE [KIND].
func surge(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	_, g, err := governance(ctx, c, rest)
	if err != nil {
		return "", err
	}
	if g.Surge == nil {
		return "none\n", nil
	}
	out := ""
	for _, x := range g.Surge.Cuts {
		to := "anywhere"
		if x.To != nil {
			to = x.To.ID
		}
		out += fmt.Sprintf("  way cut from %s to %s, contested %t\n", x.From.ID, to, x.Contested)
	}
	for _, a := range g.Surge.Arrivals {
		if len(rest) > 1 && a.Kind != rest[1] {
			continue
		}
		out += fmt.Sprintf("  %-9s %g %s of %s (%s %s): ", a.To.ID, a.Amount.Value, a.Kind, a.Holder.ID, a.Clause.Code, a.Clause.Clause)
		switch {
		case a.Cut:
			out += "no way is open"
		case a.Minutes == nil:
			out += "not known"
		default:
			out += fmt.Sprintf("%d min, in time %t", *a.Minutes, a.InTime)
		}
		for i, k := range a.By {
			out += map[bool]string{true: ", by ", false: " "}[i == 0] + k.Code + " " + k.Clause
		}
		if a.Round {
			out += ", goes round"
		}
		if a.Waits > 0 {
			out += fmt.Sprintf(", waits %d min", a.Waits)
		}
		if len(a.Twice) > 0 {
			out += fmt.Sprintf(", promised %d times, counted %t", len(a.Twice)+1, a.Counted)
		}
		out += "\n"
	}
	out += fmt.Sprintf("  %d more\n", g.Surge.More)
	if len(g.Surge.Ways) == 0 {
		return out, nil
	}
	for _, w := range g.Surge.Ways {
		for _, x := range w.Shut {
			out += fmt.Sprintf("  %s %s is closed at %s from %s", w.Clause.Code, w.Clause.Clause, x.Place, s.clock(x.From))
			if x.Until != nil {
				out += " to " + s.clock(*x.Until)
			}
			out += "\n"
		}
	}
	for _, x := range g.Surge.Tables {
		out += fmt.Sprintf("  table of %s at %s: %d of %d in time\n", x.By.ID, s.clock(x.At), x.InTime, x.Count)
	}
	return out + fmt.Sprintf("  next table due %s, overdue %t\n", s.clock(g.Surge.TableDue), g.Surge.Overdue), nil
}

// incentive prints who has the least reason to tell, and who says that it lacks what.
func incentive(ctx context.Context, _ *stage, c *City, rest []string) (string, error) {
	_, g, err := governance(ctx, c, rest)
	if err != nil {
		return "", err
	}
	out := fmt.Sprintf("unharmed origins: %s\n", orNobody(g.Unharmed))
	for _, x := range g.Gaps {
		out += fmt.Sprintf("  %s lacks: %s (denied by %s)\n", x.Party.ID, x.Gap["und"], orNobody(x.Denied))
	}
	return out, nil
}

// needs prints what is needed beside what is there, which powers it takes beside those held, and what was missing when somebody above was asked.
func needs(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	_, g, err := governance(ctx, c, rest)
	if err != nil {
		return "", err
	}
	out := ""
	amount := func(m *view.Measure) string {
		if m == nil {
			return "not known"
		}
		return fmt.Sprintf("%g", m.Value)
	}
	for _, x := range g.Needs {
		out += fmt.Sprintf("  %s, %s: own %s (%s), promised %g", x.Party.ID, x.Kind, amount(x.Own), x.OwnFrom, x.Promised.Value)
		for _, k := range x.From {
			out += " " + k.Code + " " + k.Clause
		}
		out += fmt.Sprintf(", contested %t, denied by %s\n", x.Contested, orNobody(x.Denies))
		for _, e := range x.Estimates {
			out += fmt.Sprintf("    %s says that %g are needed: gap %s\n", e.By.ID, e.Amount.Value, amount(e.Gap))
		}
		for _, e := range x.Used {
			out += fmt.Sprintf("    %s says that %g were used\n", e.By.ID, e.Amount.Value)
		}
	}
	for _, x := range g.Authority {
		out += fmt.Sprintf("  %s needs the power %s (%s says so): ", x.Party.ID, x.Power, x.By.ID)
		if len(x.Holds) == 0 {
			out += "does not hold it"
		}
		for _, k := range x.Holds {
			out += "by " + k.Code + " " + k.Clause
		}
		for _, h := range x.Others {
			out += ", " + h.Party.ID + " does by " + h.Clause.Code + " " + h.Clause.Clause
		}
		out += "\n"
	}
	for _, x := range g.Gaps {
		for _, r := range x.Rows {
			out += fmt.Sprintf("  raised by %s at %s: %s%s, need %s, stock %s, promised %s, gap %s, used since %s\n", x.Party.ID, s.clock(x.At), r.Kind, r.Power, amount(r.Need), amount(r.Stock), amount(r.Promised), amount(r.Gap), amount(r.Used))
		}
	}
	return out, nil
}

// members prints how members answer and attend.
func members(ctx context.Context, _ *stage, c *City, _ []string) (string, error) {
	p, err := c.Node.Picture(ctx)
	out := ""
	for _, m := range p.Members {
		out += fmt.Sprintf("  %-9s", m.Party.ID)
		for _, r := range m.Rates {
			out += fmt.Sprintf(" %s: %d of %d, %d in time, %d open, %d off, %d excused;", r.What, r.Answered, r.Asked, r.InTime, r.Open, r.Off, r.Excused)
		}
		if len(m.Rates) == 0 {
			out += " was never asked"
		}
		out += "\n"
	}
	return out, err
}

// record prints how members took part in the year before now or, with a word more, the lines of one member.
func record(ctx context.Context, _ *stage, c *City, rest []string) (string, error) {
	who := ""
	if len(rest) > 0 {
		who = rest[0]
	}
	v, err := c.Node.Record(ctx, who, "", "")
	out := ""
	for _, m := range v.Members {
		out += fmt.Sprintf("  %-9s %s, %d cases, %d duties;", m.Party.ID, m.SizeClass, m.Cases, m.Owed)
		for _, r := range m.Rates {
			out += fmt.Sprintf(" %s: %d of %d in time (%d-%d %%), %d late, %d open, %d off, %d excused;", r.What, r.InTime, r.Asked, r.Low, r.High, r.Answered-r.InTime, r.Open, r.Off, r.Excused)
		}
		if len(m.Rates) == 0 {
			out += " was never asked"
		}
		out += "\n"
		for _, a := range m.Askings {
			out += fmt.Sprintf("    %s %s: %s\n", a.Asked.Format("01-02 15:04"), a.What["en"], a.State)
		}
	}
	return out, err
}

// overrides prints what was done over somebody's head.
func overrides(ctx context.Context, _ *stage, c *City, _ []string) (string, error) {
	v, err := c.Node.Overrides(ctx)
	out := ""
	for _, x := range v.Overrides {
		by := "no clause, asked for or given back"
		if x.Power != nil {
			by = x.Power.Code + " " + x.Power.Clause
		}
		out += fmt.Sprintf("  %s of %s over %s by %s: %s\n", x.Kind, x.By.ID, orNobody(x.Over), by, x.State)
	}
	if out == "" {
		return "none\n", err
	}
	return out, err
}

// directory prints what central offices list, and the picture of it.
func directory(ctx context.Context, s *stage, c *City, _ []string) (string, error) {
	v, err := c.Node.Directory(ctx, nil)
	if len(v.Alliances) == 0 {
		return "nothing is listed\n", err
	}
	out := fmt.Sprintf("%d listed, %d heard within a day, %d cases, gravest response %d\n", v.Picture.Listed, v.Picture.Heard, v.Picture.Cases, v.Picture.Gravest)
	for _, a := range v.Alliances {
		out += fmt.Sprintf("  %s of %s: %s, %s, %s", a.Name["und"]+a.Name["en"], ids(a.Members), a.Mode, a.Area["und"]+a.Area["en"], a.State)
		switch t := a.Told; {
		case t == nil:
			out += ", nothing was told"
		case t.Own:
			out += fmt.Sprintf(", %s told at %s: %d cases, gravest %d", t.By.ID, s.clock(t.AsOf), t.Cases, t.Gravest)
		default:
			out += fmt.Sprintf(", %s was told at %s by %s: %d cases, gravest %d", t.By.ID, s.clock(t.AsOf), t.Source["und"]+t.Source["en"], t.Cases, t.Gravest)
		}
		out += "\n"
		for _, l := range a.Log {
			out += fmt.Sprintf("    %s %s %s\n", s.clock(l.At), l.Kind, l.Why["und"]+l.Why["en"])
		}
	}
	return out, err
}
