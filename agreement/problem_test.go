package agreement

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// TestConflicts (R22): two clauses that ask for the same are compared; the stricter governs, and what contradicts is flagged. What cannot meet is not.
func TestConflicts(t *testing.T) {
	base := func() Clause {
		return Clause{Duty: &Duty{Who: "origin", To: []string{"affected", "superior"}, Do: "report.initial", Clock: "known", Limit: 120}}
	}
	table := func(minutes ...int64) []Limit {
		var rows []Limit
		for n, m := range minutes {
			rows = append(rows, Limit{fmt.Sprintf("grade == %d", n+1), m})
		}
		return rows
	}
	role := func(order ...string) Clause { return Clause{Role: &Role{Role: "lead", Order: order}} }
	power := func(holder, do, scope string) Clause {
		return Clause{Power: &Power{Holder: holder, Do: do, Scope: scope}}
	}
	phase := func(enter, phase string) Clause {
		return Clause{Threshold: &Threshold{Phase: phase, Enter: enter, Leave: "false"}}
	}
	zone := func(holder jurisdiction.ID) Clause {
		return Clause{Zone: &Zone{Name: said("mouth"), Of: []jurisdiction.ID{"harbin", "jilin"}, Holders: []jurisdiction.ID{holder}}}
	}
	duty := func(change func(c *Clause)) Clause {
		c := base()
		change(&c)
		return c
	}
	for _, c := range []struct {
		name   string
		a, b   Clause
		kind   string
		govern int // 1: a, 2: b, 0: neither
	}{
		{"same", base(), base(), "", 0},
		{"stricter", base(), duty(func(c *Clause) { c.Duty.Limit = 60 }), "stricter", 2},
		{"stricter, the other way round", duty(func(c *Clause) { c.Duty.Limit = 60 }), base(), "stricter", 1},
		{"addressees in another order", base(), duty(func(c *Clause) { c.Duty.Limit = 60; c.Duty.To = []string{"superior", "affected"} }), "stricter", 2},
		{"other addressees", base(), duty(func(c *Clause) { c.Duty.Limit = 60; c.Duty.To = nil }), "", 0},
		{"other debtor", base(), duty(func(c *Clause) { c.Duty.Limit = 60; c.Duty.Who = "lead" }), "", 0},
		{"same condition", duty(func(c *Clause) { c.When = "grade == 1" }), duty(func(c *Clause) { c.When = "grade == 1"; c.Duty.Limit = 60 }), "stricter", 2},
		{"one has a condition", base(), duty(func(c *Clause) { c.When = "grade == 1"; c.Duty.Limit = 60 }), "stricter", 2},
		{"other conditions", duty(func(c *Clause) { c.When = "grade == 2" }), duty(func(c *Clause) { c.When = "grade == 1"; c.Duty.Limit = 60 }), "", 0},
		{"other clock", base(), duty(func(c *Clause) { c.Duty.Clock = "occurred" }), "conflict", 0},
		{"promptly has no figure", base(), duty(func(c *Clause) { c.Duty.Limit, c.Duty.Promptly = 0, true }), "", 0},
		{"tables row by row", duty(func(c *Clause) { c.Duty.Table = table(60, 240) }), duty(func(c *Clause) { c.Duty.Table = table(60, 120) }), "stricter", 2},
		{"tables that cross", duty(func(c *Clause) { c.Duty.Table = table(60, 240) }), duty(func(c *Clause) { c.Duty.Table = table(90, 120) }), "stricter", 0},
		{"a table all of which is sooner", base(), duty(func(c *Clause) { c.Duty.Limit, c.Duty.Table = 0, table(60, 90) }), "stricter", 2},
		{"a table with a row that is later", base(), duty(func(c *Clause) { c.Duty.Table = table(60, 240) }), "stricter", 0},
		{"role", role("origin"), role("party:harbin"), "conflict", 0},
		{"same role", role("origin"), role("origin"), "", 0},
		{"role by law", role("origin"), Clause{Force: "law", Role: &Role{Role: "lead", Order: []string{"superior"}}}, "conflict", 2},
		{"role by a pledge", role("origin"), Clause{Force: "pledge", Role: &Role{Role: "lead", Order: []string{"superior"}}}, "conflict", 1}, // R65
		{"two who designate", power("party:harbin", "designate", ""), power("party:jilin", "designate", ""), "twice", 0},
		{"one who designates", power("party:harbin", "designate", ""), power("party:harbin", "designate", ""), "", 0},
		{"each in his own", power("party:harbin", "designate", "ice"), power("party:jilin", "designate", "oil"), "", 0},
		{"two who convene", power("party:harbin", "convene", ""), power("party:jilin", "convene", ""), "", 0},
		{"plans that contradict", phase(`values["a/b"] > 1.0`, "watch"), phase(`values["a/b"] > 1.0`, "emergency"), "conflict", 0}, // R42
		{"plans that agree", phase(`values["a/b"] > 1.0`, "watch"), phase(`values["a/b"] > 1.0`, "watch"), "", 0},
		{"plans with other triggers", phase(`values["a/b"] > 1.0`, "watch"), phase(`values["a/b"] > 2.0`, "emergency"), "", 0},
		{"zone claimed by both", zone("harbin"), zone("jilin"), "twice", 0}, // R12, R48
		{"zone", zone("harbin"), zone("harbin"), "", 0},
		{"nothing to compare", Clause{Cost: &Cost{Key: "gdp"}}, Clause{Cost: &Cost{Key: "equal"}}, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			var refs []act.Ref
			for n, clause := range []Clause{c.a, c.b} {
				i := part("pack", clause)
				i.Code = fmt.Sprint("pack-", n) // in the order of Versions
				if clause.Force != "" {
					i.Clauses[0].Force = clause.Force
				}
				refs = append(refs, w.issue("heilongjiang", i))
			}
			got := w.must().Problems(noon)
			if c.kind == "" {
				if len(got) != 0 {
					t.Errorf("%+v", got)
				}
				return
			}
			cites := []Cite{{refs[0], "1"}, {refs[1], "1"}}
			if len(got) != 1 || got[0].Kind != c.kind || !slices.Equal(got[0].Clauses, cites) || (got[0].Governs == nil) != (c.govern == 0) {
				t.Fatalf("%+v", got)
			}
			if c.govern > 0 && *got[0].Governs != cites[c.govern-1] {
				t.Errorf("%+v governs", *got[0].Governs)
			}
			if !strings.HasPrefix(got[0].What, "pack-0 1 and pack-1 1: ") {
				t.Error(got[0].What)
			}
		})
	}
}

// TestConflictsMeet (R22): two rules are compared only if they can bind one party. National law and a province's do; two provinces' do not, once it is known who
// is below whom.
func TestConflictsMeet(t *testing.T) {
	duty := func(limit int64) Clause {
		return Clause{Duty: &Duty{Who: "origin", Do: "warn", Clock: "known", Limit: limit}}
	}
	w := newWorld(t)
	for n, c := range []struct {
		by      jurisdiction.ID
		parties []jurisdiction.ID
	}{{"state", nil}, {"heilongjiang", nil}, {"jilin-province", nil}, {"jilin-province", []jurisdiction.ID{"songyuan"}}, {"harbin", []jurisdiction.ID{"harbin", "qiqihar"}}} {
		i := part("pack", duty(int64(10*n+10)))
		i.Code, i.Parties = fmt.Sprint("p", n), c.parties
		w.issue(c.by, i)
	}
	s := w.must()
	pairs := func(list []Problem) string {
		var out []string
		for _, p := range list {
			if p.Governs == nil || *p.Governs != p.Clauses[0] {
				t.Errorf("%+v", p)
			}
			out = append(out, strings.NewReplacer(" 1 and p", "", " 1", "", "p", "").Replace(p.What[:strings.Index(p.What, ":")]))
		}
		slices.Sort(out)
		return strings.Join(out, " ")
	}
	if got := pairs(Conflicts(s.Versions(noon), superior)); got != "01 02 03 04 14 23" {
		t.Errorf("known who is below whom: %s", got)
	}
	if got := pairs(s.Problems(noon)); got != "01 02 03 04 12 13 14 23 24" {
		t.Errorf("not known: %s", got)
	}
	if got := Conflicts(s.Versions(noon-1), superior); len(got) != 0 {
		t.Errorf("not in force: %+v", got)
	}
}

// TestForce (R65): law, agreement, custom and pledge stay what they are, from the text to whoever asks for the clause.
func TestForce(t *testing.T) {
	w := newWorld(t)
	i := compact()
	i.Clauses[2].Force, i.Clauses[2].Source = "law", &Source{Law: said("a law"), Year: "2024", Article: "18"}
	of := w.signed(i)
	for id, want := range map[string]string{"1": "pledge", "3.1": "agreement", "4.1": "law", "6": "custom"} {
		if c, _, ok := w.must().Clause(Cite{of, id}); !ok || c.Force != want {
			t.Errorf("%s: %+v", id, c)
		}
	}
}
