package agreement

import (
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// firm is a list with a row for a private unit.
func firm() Instrument {
	return Instrument{Code: "list", Version: 1, Type: "list", Title: said("list"), Mode: "voluntary", Parties: []jurisdiction.ID{"harbin", "jilin"}, From: noon, Clauses: []Clause{
		{ID: "U.1", Force: "agreement", Title: said("booms"), Text: said("The firm lays booms."), Duty: &Duty{Who: "affected", Do: "lay-booms", Clock: "opened", Limit: 240, Accountable: "affected", Unit: "firm"}}}}
}

// contracts writes what a party says of a contract with the firm.
func (w *world) contracts(by jurisdiction.ID, paper byte, c Contract) act.Ref {
	w.Helper()
	c.Unit, c.Name, c.Paper = "firm", said("Blue Water Ltd"), act.Hash{paper}
	return w.Write(act.Act{Kind: KindContract, By: by, At: w.at, Cites: []act.Ref{c.Of}, Officer: "duty", Exhibits: []act.Hash{c.Paper}}, c).Ref
}

// R54: a private unit is bound by a contract of its own, from when that is on record until it ends; what is said again of the same paper prolongs or ends it, another paper
// stands beside it, an amendment of the list ends none, and one city's contract is not another's.
func TestContract(t *testing.T) {
	w := newWorld(t)
	of := w.signed(firm())
	w.at = noon + hour
	w.contracts("jilin", 1, Contract{Of: of, From: noon, Until: noon + 10*day})
	w.at = noon + 2*day
	w.contracts("jilin", 2, Contract{Of: of, From: noon + 9*day, Until: noon + 20*day})
	w.at = noon + 12*day
	next := firm().next(of)
	next.From = noon + 13*day
	later := w.signed(next)
	w.at = noon + 15*day
	w.contracts("jilin", 2, Contract{Of: later, From: noon + 9*day, Until: noon + 16*day, Note: said("ended by both")})
	s := w.must()
	old, now := version(t, s, "list", 1, noon), version(t, s, "list", 2, noon+30*day)
	for at, want := range map[act.Time][2]bool{
		noon:            {false, false}, // it is not on record yet
		noon + hour:     {true, true},
		noon + 9*day:    {true, true}, // two papers
		noon + 11*day:   {true, true},
		noon + 15*day:   {true, true},
		noon + 17*day:   {true, false}, // the list that was replaced does not know that it was ended
		noon + 20*day:   {false, false},
		noon + 2000*day: {false, false},
	} {
		if got := [2]bool{old.Contract("firm", "jilin", at) != nil, now.Contract("firm", "jilin", at) != nil}; got != want {
			t.Errorf("at %s: %v, want %v", at.RFC3339(), got, want)
		}
		if now.Contract("firm", "harbin", at) != nil || now.Contract("other", "jilin", at) != nil || now.Contract("", "jilin", at) != nil {
			t.Errorf("at %s: binds who has no contract", at.RFC3339())
		}
	}
}

// R54: a contract that binds nobody is refused, and changes nothing.
func TestContractRefused(t *testing.T) {
	for name, c := range map[string]struct {
		by   jurisdiction.ID
		edit func(*act.Act, *Contract)
		why  string
	}{
		"of a unit that no row names": {"jilin", func(_ *act.Act, c *Contract) { c.Unit = "navy" }, "no row"},
		"by who is no party":          {"daqing", nil, "no party"},
		"over when it is said":        {"jilin", func(_ *act.Act, c *Contract) { c.From, c.Until = 1, noon-1 }, "bound nobody"},
		"without an end":              {"jilin", func(_ *act.Act, c *Contract) { c.Until = 0 }, "ends after"},
		"without its paper":           {"jilin", func(a *act.Act, _ *Contract) { a.Exhibits = nil }, "paper"},
		"of nobody":                   {"jilin", func(_ *act.Act, c *Contract) { c.Name = act.Text{"en": ""} }, "name"},
		"of what is not cited":        {"jilin", func(a *act.Act, _ *Contract) { a.Cites = nil }, "not among"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			of := w.signed(firm())
			body := Contract{Of: of, Unit: "firm", Name: said("Blue Water Ltd"), Paper: act.Hash{1}, From: noon, Until: noon + day}
			a := act.Act{Kind: KindContract, By: c.by, At: noon, Cites: []act.Ref{of}, Officer: "duty", Exhibits: []act.Hash{{1}}}
			if c.edit != nil {
				c.edit(&a, &body)
			}
			w.Write(a, body)
			if s := w.void(c.why); len(version(t, s, "list", 1, noon).Contracts) != 0 {
				t.Error("counts")
			}
		})
	}
	bad := firm()
	bad.Clauses[0].Duty.Unit = "Blue Water"
	if err := bad.Check(); err == nil || !strings.Contains(err.Error(), "unit") {
		t.Errorf("a name in place of an ID: %v", err)
	}
}
