package drill

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"tongzhou/node/view"
)

// routing prints to which office a case went, when and why.
func routing(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	_, g, err := governance(ctx, c, rest)
	if err != nil {
		return "", err
	}
	out := ""
	for _, x := range g.Routing {
		lead, by := "no office", "the first class"
		if x.Lead != nil {
			lead = x.Lead.ID
		}
		if x.Rule != nil {
			by = x.Rule.Code + " " + x.Rule.Clause
		}
		out += fmt.Sprintf("  %s %s of %s: %s to %s by %s", s.clock(x.At), x.Why, x.By.ID, strings.Join(x.Classes, " "), lead, by)
		for _, o := range x.Copies {
			out += ", copy to " + o.ID
		}
		for _, m := range x.Missing {
			out += ", nobody for " + m
		}
		if x.InForce {
			out += ", in force"
		}
		out += "\n"
	}
	if out == "" {
		return "nowhere: not classified\n", nil
	}
	return out, nil
}

// offices prints what lies on the desk of each hazard office.
func offices(ctx context.Context, s *stage, c *City, _ []string) (string, error) {
	v, err := c.Node.Bodies(ctx)
	out := ""
	for _, b := range v.Bodies {
		if b.Kind != "hazard-office" {
			continue
		}
		out += fmt.Sprintf("  %s: %s, queue of %d, %d of risks, %d standing, contacts", b.ID, b.State, len(b.Queue), len(b.Risks), len(b.Standing))
		for _, k := range b.Contacts {
			out += " " + k.Party.ID
		}
		out += "\n" + s.desk(b)
	}
	return out, err
}

// shares prints what the keys of an agreement come to for each party.
func shares(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	if len(rest) < 1 {
		return "", errUsage
	}
	who := said(nil).officer
	v, err := c.Node.Agreement(ctx, &who, rest[0])
	out := ""
	for _, r := range v.Rules {
		if r.Divided == nil {
			continue
		}
		out += fmt.Sprintf("%s by %s\n", r.ID, r.Divided.Key)
		for _, x := range r.Divided.Shares {
			out += fmt.Sprintf("  %s %d: %.4f%%, as one of all %.4f%%; %s, rank %d, figures of %d in %s\n", x.Party.ID, x.Weight, 100*x.Share, 100*x.Equal, cmp.Or(x.SizeClass, "class unknown"), x.Rank, x.Year, x.Ref.Journal)
		}
		for _, p := range r.Divided.Unknown {
			out += "  unknown of " + p.ID + "\n"
		}
	}
	return out, err
}

func (s *stage) desk(b view.Body) string {
	out := ""
	for _, x := range b.Cases {
		out += fmt.Sprintf("    %s: %s since %s, %d open", x.Case.Title["und"]+x.Case.Title["en"], x.Part, s.clock(x.Since), x.Open)
		if x.Due != nil {
			out += ", next " + s.clock(*x.Due)
		}
		if x.Lead != nil {
			out += ", led by " + x.Lead.ID
		}
		out += "\n"
	}
	return out
}

// work prints what is to do at a city, with the hats under which it is to be done.
func work(ctx context.Context, s *stage, c *City, _ []string) (string, error) {
	v, err := c.Node.Bodies(ctx)
	out := "state " + v.Work.State + "\n"
	for _, list := range []struct {
		name string
		rows []view.WorkRow
	}{{"emergency", v.Work.Emergency}, {"daily", v.Work.Daily}} {
		out += fmt.Sprintf("%s: %d\n", list.name, len(list.rows))
		for _, r := range list.rows {
			out += fmt.Sprintf("  %s of %s: %s, %s", r.Kind, r.Party.ID, r.What["en"], r.State)
			if r.Due != nil {
				out += " " + s.clock(*r.Due)
			}
			for _, h := range r.Hats {
				out += fmt.Sprintf("; %s %s", h.As, h.Body)
				if h.Post["en"] != "" {
					out += " (" + h.Post["en"] + ")"
				}
			}
			out += "\n"
		}
	}
	return out, err
}

// lead prints who should lead where there are several origins, and why.
func lead(ctx context.Context, _ *stage, c *City, rest []string) (string, error) {
	_, g, err := governance(ctx, c, rest)
	if err != nil {
		return "", err
	}
	p := g.LeadProposal
	if p == nil {
		return "no question\n", nil
	}
	who := "nobody"
	if p.Lead != nil {
		who = p.Lead.ID
	}
	out := fmt.Sprintf("%s by %s, tied %s\n", who, p.Basis, orNobody(p.Tied))
	for _, o := range p.Origins {
		share := "unknown"
		if o.Disputed {
			share = "disputed"
		}
		if o.Share != nil {
			share = fmt.Sprintf("%g %s", o.Share.Value, o.Share.Unit)
		}
		out += fmt.Sprintf("  %-9s above %s, share %s\n", o.Party.ID, orNobody(o.Above), share)
	}
	for _, r := range p.Rivers {
		out += fmt.Sprintf("  river from %s to %s\n", r.From.ID, r.To.ID)
	}
	if p.Superior != nil {
		out += "  may be designated by " + p.Superior.ID + "\n"
	}
	return out, nil
}

// situation prints whether and how a case crosses borders, whom it reaches, who was told, and who contests it.
func situation(ctx context.Context, s *stage, c *City, rest []string) (string, error) {
	_, g, err := governance(ctx, c, rest)
	if err != nil {
		return "", err
	}
	x := g.Situation
	out := fmt.Sprintf("situation %d by %s, from %s; %s decides\n", x.Class, x.By.ID, orNobody(x.Sources), x.Decides.ID)
	for _, e := range x.Exposed {
		told := "no receipt"
		if e.Told != nil {
			told = "told " + s.clock(*e.Told)
		}
		out += fmt.Sprintf("  reaches %s since %s, %s\n", e.Party.ID, s.clock(e.Since), told)
	}
	if len(x.Dropped) > 0 {
		out += "  no longer " + orNobody(x.Dropped) + "\n"
	}
	for _, k := range x.Contests {
		out += fmt.Sprintf("  %s says %d: %s, %s", k.By.ID, k.Says, k.Reason["und"], k.State)
		if k.Decided != nil {
			out += " by " + k.Decided.ID
		}
		out += "\n"
	}
	return out, nil
}

// zones prints who answers for each zone, since when, and why it is not the holder.
func zones(ctx context.Context, s *stage, c *City, _ []string) (string, error) {
	v, err := c.Node.Bodies(ctx)
	out := ""
	for _, z := range v.Zones {
		out += fmt.Sprintf("  %s %s, in %s\n", z.Clause.Clause, z.Name["en"], ids(z.Of))
		for _, x := range z.Sides {
			stands := "VACANT"
			if x.Stands != nil {
				stands = x.Stands.ID
			}
			out += fmt.Sprintf("    for %s: %s since %s", x.Holder.ID, stands, s.clock(x.Since))
			if x.Deputy > 0 {
				out += fmt.Sprintf(", deputy %d", x.Deputy)
			}
			for _, y := range x.Absent {
				out += fmt.Sprintf("; %s is %s", y.Party.ID, y.Why)
				if y.Until != nil {
					out += " until " + s.clock(*y.Until)
				}
				if y.Reason != nil {
					out += ": " + y.Reason["und"]
				}
			}
			out += "\n"
		}
	}
	return out, err
}
