package docket_test

import (
	"fmt"
	"testing"
	"time"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/pack"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

// A crowd is 300 cities under a province, whose rule packs ask something of them in each of 1,000 open cases: what the river compact asks, what the shipped laws ask, and one
// clause that asks it of every member.
type crowd struct {
	*docket.Docket
	t        testing.TB
	province *pen
	cities   []*pen
	cases    []act.Ref
	said     int
}

// crowded opens that many cases: each has an origin, eight affected, a classification, two reports and what the affected say for themselves.
func crowded(t testing.TB, cases int) *crowd {
	t.Helper()
	c := &crowd{Docket: docket.New(docket.Config{Founder: "province/journal/1"}), t: t, province: &pen{id: "province"}}
	found := charter("province")
	found.Superiors = []jurisdiction.ID{"province"}
	c.put(c.province.write(roster.KindFound, found))
	for i := range 300 {
		p := &pen{id: jurisdiction.ID(fmt.Sprintf("city-%03d", i))}
		c.cities = append(c.cities, p)
		c.put(c.province.write(roster.KindAdmit, admission(p.id)))
	}
	c.rules()
	for i := range cases {
		c.open(i)
	}
	return c
}

func (c *crowd) put(e act.Entry) act.Ref {
	c.t.Helper()
	if out := c.Apply(e); len(out) != 1 || out[0].Status != docket.Applied {
		c.t.Fatalf("%s: %+v", e.Act.Kind, out)
	}
	return e.Ref
}

// rules are issued by the province; the duties of the compact, without what is repeated for each of its parties, are one of its packs.
func (c *crowd) rules() {
	c.t.Helper()
	for _, name := range []string{"river-compact", "cn-environment-reporting", "cn-emergency-response-law", "cn-flood-control", "cn-work-safety", "cn-national-plan-2025"} {
		s, err := pack.Load(name)
		if err != nil {
			c.t.Fatal(err)
		}
		f := pack.Filling{From: 1}
		if s.Template {
			f.Parties = []jurisdiction.ID{"city-000", "city-001"}
		}
		in, err := s.Fill(f)
		if err != nil {
			c.t.Fatal(err)
		}
		if s.Template {
			var duties []agreement.Clause
			for _, x := range in.Clauses {
				if x.Duty != nil || x.Consequence != nil {
					duties = append(duties, x)
				}
			}
			in.Type, in.Mode, in.Parties, in.Clauses, in.Notice = "pack", "voluntary", nil, duties, 0
			in.Clauses = append(in.Clauses, agreement.Clause{ID: "99", Force: "agreement", Title: act.Text{"en": "Say that you have read"}, Text: act.Text{"en": "Say that you have read."},
				Duty: &agreement.Duty{Who: "members", To: []string{"lead"}, Do: "tell", Clock: "opened", Limit: 600}})
		}
		c.put(c.province.write(agreement.KindIssue, in))
	}
}

func (c *crowd) open(i int) {
	c.t.Helper()
	origin := c.cities[i%300]
	o := incident.Open{Status: "Actual", Title: act.Text{"en": "Spill"}, Hazard: "pollutant-slug", Phase: "emergency", Origin: incident.Origin{Known: true, Parties: []jurisdiction.ID{origin.id}},
		Situation: incident.Situation{Class: 2, Sources: []jurisdiction.ID{origin.id}}}
	var to []*pen
	for k := range 8 {
		p := c.cities[(i+1+k*7)%300]
		to = append(to, p)
		o.Situation.Exposed = append(o.Situation.Exposed, p.id)
	}
	at := act.Time(1_700_000_000_000) + act.Time(i)*60_000
	all := func(a *act.Act) { a.At, a.To = at, o.Situation.Exposed }
	of := c.put(origin.write(incident.KindOpen, o, all))
	c.cases = append(c.cases, of)
	c.put(origin.write(incident.KindClassify, incident.Classification{Of: of, Classes: []string{"accident"}, Grade: 2, Reason: act.Text{"en": "so"}}, cite(of), all))
	report := c.put(origin.write(incident.KindReport, incident.Report{Of: of, Type: "initial", Fields: map[string]incident.Field{"extent": {Unknown: true}}}, cite(of), all))
	for _, p := range to {
		when := func(a *act.Act) { a.At = at + 300_000 }
		c.put(p.write(incident.KindReceive, incident.Receipt{Of: of, What: of}, cite(of), when))
		c.put(p.write(incident.KindReceive, incident.Receipt{Of: of, What: report}, cite(of, report), when))
	}
	c.put(to[0].write(incident.KindOwn, incident.OwnPhase{Of: of, Phase: "watch", Reason: act.Text{"en": "so"}}, cite(of), func(a *act.Act) { a.At = at + 400_000 }))
}

// act is one more act in one of the cases.
func (c *crowd) act() (act.Entry, act.Ref) {
	c.said++
	of := c.cases[c.said*37%len(c.cases)]
	p := c.cities[(c.said*37%len(c.cases)+8)%300]
	return p.write(incident.KindOwn, incident.OwnPhase{Of: of, Phase: "watch", Reason: act.Text{"en": "so"}}, cite(of), func(a *act.Act) { a.At = now() }), of
}

// now is eleven hours after the first case: much is overdue, the one clause is not yet everywhere.
func now() act.Time { return act.Time(1_700_000_000_000) + act.Time(11*time.Hour/time.Millisecond) }

// BenchmarkDutiesAfterOneAct: duties of 1,000 open cases x 300 members are evaluated again after one act in at most 50 ms. Each run applies an act in one of the cases and then
// asks: case for the duties of that case; counts for where all duties of all cases stand; next for the hundred that press most; each for where each of them stands, asked
// one by one, which is what counts save.
func BenchmarkDutiesAfterOneAct(b *testing.B) {
	c := crowded(b, 1000)
	for name, ask := range map[string]func(of act.Ref) int{
		"case":   func(of act.Ref) int { return len(c.Duties(of)) },
		"counts": func(act.Ref) int { return len(c.Tally(now()).Cases) },
		"next":   func(act.Ref) int { return len(c.Next(100)) },
		"each": func(act.Ref) int {
			n := 0
			for o := range c.AllDuties() {
				if o.At(now(), c.Roster()).State != "" {
					n++
				}
			}
			return n
		},
	} {
		ask(c.cases[0]) // what is asked for the first time is derived for all cases
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				e, of := c.act()
				c.put(e)
				n = ask(of)
			}
			if n < 100 {
				b.Fatalf("%d answers", n)
			}
			b.ReportMetric(float64(n), "answers")
		})
	}
}
