package incident

import (
	"maps"
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// R45, R47, R53: a designation passes the lead when the successor confirms, and not before.
func TestDesignation(t *testing.T) {
	sc := newScene(t, nil)
	row := sc.does("coordinator", 1, sc.designates("jilin"), to("jilin"), compact())
	sc.fails("its author has not confirmed entry 0", "jilin", 2, sc.phaseOf("emergency"), nil, row)
	sc.does("harbin", 2, sc.phaseOf("emergency"), nil) // goes on until then
	sc.isIn("emergency", "harbin")
	if rows := sc.Table(sc.id, noon+3*hour); len(rows) != 2 || rows[0].State != "in-force" || rows[1].State != "not-confirmed" || rows[1].Holder != "jilin" {
		t.Errorf("table %+v", rows)
	}
	sc.fails("only whom it names, jilin", "harbin", 3, sc.accepts(row), nil)
	yes := sc.does("jilin", 3, sc.accepts(row), nil)
	sc.fails("repeats", "jilin", 3, sc.accepts(row), nil)
	sc.does("jilin", 4, sc.phaseOf("watch"), nil, row)
	sc.isIn("watch", "jilin")
	sc.fails("the lead, jilin, decides it", "harbin", 5, sc.phaseOf("recovery"), nil, yes)
	rows := sc.Table(sc.id, noon+5*hour)
	if r := rows[1]; r.At != noon+hour || r.From != noon || r.Answered != noon+3*hour || len(r.To) != 1 || r.To[0].Receipt != nil {
		t.Errorf("row %+v", r)
	}
	if rows[0].State != "replaced" || rows[1].State != "in-force" || rows[1].Confirmed == nil || *rows[1].Confirmed != yes {
		t.Errorf("table %+v", rows)
	}
	sc.settled()
}

// R8, R53: a designation that arrives after the lead by default has acted. What he did stands until the new lead decides otherwise; what he goes on doing
// without knowing counts for less than anything that the new lead decides.
func TestLateDesignation(t *testing.T) {
	sc := newScene(t, nil)
	sc.does("harbin", 1, sc.phaseOf("emergency"), nil)
	row := sc.does("coordinator", 1, sc.designates("jilin"), to("jilin"), compact()) // from noon on
	yes := sc.does("jilin", 2, sc.accepts(row), nil)
	c := sc.isIn("emergency", "jilin")
	if !c.Decisions[0].InForce || !c.Decisions[0].Beside {
		t.Errorf("stands, and is shown as taken beside the one who led by then: %+v", c.Decisions[0])
	}
	sc.does("jilin", 3, sc.phaseOf("recovery"), nil, row)
	sc.isIn("recovery", "jilin")
	sc.does("harbin", 9, sc.phaseOf("emergency"), nil) // has not heard
	c = sc.isIn("recovery", "jilin")
	if len(c.Decisions) != 3 || !c.Decisions[1].Beside || c.Decisions[2].Beside || *c.Decisions[2].Under != row {
		t.Errorf("decisions %+v", c.Decisions)
	}
	sc.does("harbin", 10, Participation{Of: sc.id, Role: "support"}, nil, yes) // now its journal shows it
	sc.fails("the lead, jilin", "harbin", 11, sc.phaseOf("emergency"), nil)
	sc.settled()
}

// R47: who only received the row and not the confirmation may still act; a take-over in the superior's own name needs none.
func TestReceiptIsKnowledge(t *testing.T) {
	sc := newScene(t, nil)
	row := sc.does("coordinator", 1, sc.designates("jilin"), to("jilin", "harbin"), compact())
	sc.does("harbin", 2, Receipt{Of: sc.id, What: row}, nil)
	sc.does("jilin", 2, sc.accepts(row), nil)
	sc.does("harbin", 3, sc.phaseOf("emergency"), nil)
	over := Command{Of: sc.id, Basis: "take-over", Functions: []string{"lead", "command"}, Holder: "province", From: noon + 3*hour, Power: power("take-over"), Replaces: []act.Ref{row}}
	taken := sc.does("province", 3, over, to("jilin", "harbin"), compact())
	sc.does("harbin", 4, Receipt{Of: sc.id, What: taken}, nil)
	if r := sc.Table(sc.id, noon+4*hour)[2]; len(r.To) != 2 || r.To[0].Receipt != nil || r.To[1].ReceivedAt != noon+4*hour {
		t.Errorf("told %+v", r.To)
	}
	sc.fails("the lead, province, decides it", "harbin", 4, sc.phaseOf("watch"), nil)
	sc.does("jilin", 4, Receipt{Of: sc.id, What: taken}, nil)
	sc.fails("the lead, province, decides it", "jilin", 5, sc.phaseOf("watch"), nil, row)
	sc.settled()
}

// R47: two commanders claimed by the same right: both are shown, neither overrides, and the lead by default goes on; who settles it cites both.
func TestTwoCommanders(t *testing.T) {
	sc := newScene(t, nil)
	ordered := sc.designates("jilin")
	ordered.Mode = "superior-led"
	one := sc.does("coordinator", 1, ordered, to("jilin"), compact())
	sc.does("jilin", 1, sc.accepts(one), nil)
	sc.does("jilin", 2, sc.phaseOf("emergency"), nil)
	later := sc.designates("songyuan")
	later.From = noon + 3*hour
	two := sc.does("province", 3, later, to("songyuan"), compact())
	sc.does("songyuan", 3, sc.accepts(two), nil)
	if c := sc.isIn("emergency", "harbin"); c.Decisions[0].Aside {
		t.Error("what was decided before there were two counts")
	}
	sc.does("jilin", 4, sc.phaseOf("recovery"), nil)
	moved := sc.phaseOf("watch")
	moved.Situation = &Situation{Class: 1}
	sc.does("songyuan", 4, moved, nil)
	sc.does("songyuan", 4, StageChange{Of: sc.id, Stage: "treatment", Reason: said("so")}, nil)
	c := sc.isIn("emergency", "harbin")
	if c.Situation.Class != 3 || c.Stage != "" || c.Stages[0].InForce {
		t.Errorf("what is set aside counts: %+v", c)
	}
	if mode := sc.Mode(sc.id, "", noon+4*hour, "voluntary"); mode != "voluntary" {
		t.Errorf("a contested row brought the mode %s", mode)
	}
	if mode := sc.Mode(sc.id, "", noon+2*hour, "voluntary"); mode != "superior-led" {
		t.Errorf("before it was contested the mode was %s", mode)
	}
	if len(c.Decisions) != 3 || !c.Decisions[1].Aside || !c.Decisions[2].Aside || !c.Decisions[0].InForce {
		t.Errorf("decisions %+v", c.Decisions)
	}
	for _, r := range sc.Table(sc.id, noon+5*hour)[1:] {
		if r.State != "contested" || len(r.Rivals) != 1 {
			t.Errorf("row %+v", r)
		}
	}
	if rows := sc.Table(sc.id, noon+2*hour); rows[1].State != "in-force" || rows[2].State != "not-yet" {
		t.Errorf("before: %+v", rows)
	}
	if lead, _ := sc.Lead(sc.id, noon+2*hour); lead.Party != "jilin" || *lead.Row != one || len(lead.Cites) != 2 || lead.Contested != nil {
		t.Errorf("before: %+v", lead)
	}
	lead, _ := sc.Lead(sc.id, noon+5*hour)
	if lead.Party != "harbin" || lead.Row != nil || len(lead.Contested) != 2 || len(lead.Cites) != 4 {
		t.Errorf("lead %+v", lead)
	}
	sc.fails("contested by what its author has on record", "jilin", 6, sc.phaseOf("watch"), nil, two, lead.Cites[2], lead.Cites[3])
	sc.does("harbin", 6, sc.phaseOf("watch"), nil, lead.Cites...) // and counts after what went before
	sc.isIn("watch", "harbin")
	both := sc.designates("songyuan", one, two)
	both.From = noon + 7*hour
	three := sc.does("centre", 7, both, to("songyuan"), compact())
	sc.does("songyuan", 7, sc.accepts(three), nil)
	sc.does("songyuan", 8, sc.phaseOf("recovery"), nil)
	sc.isIn("recovery", "songyuan")
	if rows := sc.Table(sc.id, noon+9*hour); rows[1].State != "replaced" || rows[2].State != "replaced" || rows[1].Rivals != nil || rows[3].State != "in-force" {
		t.Errorf("settled: %+v", rows)
	}
	sc.settled()
}

// R47: one journal that designates another without saying so replaces its own row, and the contest is between its newest and the rival.
func TestOwnSuccession(t *testing.T) {
	sc := newScene(t, nil)
	for i, holder := range to("jilin", "songyuan") {
		sc.does("coordinator", i, sc.designates(holder), to(holder), compact())
		sc.does(holder, i, Confirmation{Of: sc.id, Command: act.Ref{Journal: "coordinator/journal/1", Index: int64(i), Leaf: leafOf(sc, "coordinator", int64(i))}, Accepts: true}, nil)
	}
	sc.isIn("watch", "songyuan")
	rival := sc.does("province", 3, sc.designates("zhaoyuan"), to("zhaoyuan"), compact())
	sc.does("zhaoyuan", 3, sc.accepts(rival), nil)
	sc.isIn("watch", "harbin")
	states := map[jurisdiction.ID]string{}
	for _, r := range sc.Table(sc.id, noon+4*hour) {
		states[r.Holder] = r.State
	}
	if want := map[jurisdiction.ID]string{"harbin": "in-force", "jilin": "replaced", "songyuan": "contested", "zhaoyuan": "contested"}; !maps.Equal(states, want) {
		t.Errorf("got %v, wants %v", states, want)
	}
	sc.settled()
}

// Clause 7.13: an author's later decision is never before an earlier one of its own, whatever time it claims.
func TestEarlierTimeClaimed(t *testing.T) {
	sc := newScene(t, nil)
	own := sc.designates("harbin")
	own.From = noon + 5*hour
	row := sc.does("coordinator", 1, own, to("harbin"), compact())
	sc.does("harbin", 5, sc.accepts(row), nil)
	sc.does("harbin", 6, sc.phaseOf("emergency"), nil)
	sc.does("harbin", 4, sc.phaseOf("recovery"), nil) // by its claim before the row began
	sc.isIn("recovery", "harbin")
	sc.settled()
}

// Clause 7.13: after a take-over has ended, who was designated before it comes after the default lead who never heard of the designation.
func TestAfterTakeOver(t *testing.T) {
	sc := newScene(t, nil)
	row := sc.does("coordinator", 1, sc.designates("daqing"), to("daqing"), compact())
	sc.does("daqing", 1, sc.accepts(row), nil)
	over := Command{Of: sc.id, Basis: "take-over", Functions: []string{"lead"}, Holder: "centre", From: noon + 2*hour, Until: noon + 5*hour, Power: power("take-over")}
	taken := sc.does("centre", 2, over, nil, compact())
	sc.does("centre", 3, sc.phaseOf("emergency"), nil)
	sc.does("harbin", 7, sc.phaseOf("normal"), nil, taken)
	sc.isIn("normal", "daqing")
	sc.does("daqing", 6, sc.phaseOf("recovery"), nil, taken)
	sc.isIn("recovery", "daqing")
	sc.settled()
}

// R46: who took over twice hands both back to who led before the first.
func TestHandBackTwice(t *testing.T) {
	sc := newScene(t, nil)
	over := Command{Of: sc.id, Basis: "take-over", Functions: []string{"lead"}, Holder: "centre", From: noon + hour, Power: power("take-over")}
	first := sc.does("centre", 1, over, nil, compact())
	over.Replaces = []act.Ref{first}
	second := sc.does("centre", 2, over, nil, compact())
	back := Command{Of: sc.id, Basis: "hand-back", Functions: []string{"lead"}, Holder: "harbin", From: noon + 3*hour, Replaces: []act.Ref{first, second}}
	returned := sc.does("centre", 3, back, to("harbin"))
	sc.does("harbin", 3, sc.accepts(returned), nil)
	sc.isIn("watch", "harbin")
	sc.settled()
}

// R46: each function goes back to who had it.
func TestHandBackByFunction(t *testing.T) {
	sc := newScene(t, nil)
	lead := sc.does("coordinator", 1, sc.designates("jilin"), to("jilin"), compact())
	command := sc.designates("songyuan")
	command.Functions = []string{"command"}
	second := sc.does("coordinator", 1, command, to("songyuan"), compact())
	over := Command{Of: sc.id, Basis: "take-over", Functions: []string{"lead", "command"}, Holder: "centre", From: noon + hour, Power: power("take-over"), Replaces: []act.Ref{lead, second}}
	taken := sc.does("centre", 2, over, nil, compact())
	back := Command{Of: sc.id, Basis: "hand-back", Functions: []string{"lead"}, Holder: "songyuan", From: noon + 3*hour, Replaces: []act.Ref{taken}}
	sc.fails("goes back to [jilin], not to songyuan", "centre", 3, back, to("songyuan"))
	back.Functions = []string{"lead", "command"}
	back.Holder = "jilin"
	sc.fails("function command goes back to [songyuan], not to jilin", "centre", 3, back, to("jilin"))
	back.Functions = []string{"lead"}
	sc.does("centre", 3, back, to("jilin"))
	sc.settled()
}

// R46: a take-over goes before a designation that does not know of it, and after it there is a way back, with a receipt.
func TestReturnOfCommand(t *testing.T) {
	sc := newScene(t, nil)
	row := sc.does("coordinator", 1, sc.designates("jilin"), to("jilin"), compact())
	sc.does("jilin", 1, sc.accepts(row), nil)
	asked := sc.does("jilin", 2, Escalation{Of: sc.id, Superior: "centre", Need: said("40 boats"), Gap: said("25 boats"), AnswerBy: noon + 4*hour}, to("centre"))
	over := Command{Of: sc.id, Basis: "take-over", Functions: []string{"lead", "command"}, Holder: "centre", From: noon + 3*hour, Escalation: &asked, Replaces: []act.Ref{row}, Mode: "superior-led"}
	stranger := over
	stranger.Holder = "songyuan"
	sc.fails("it asked centre", "songyuan", 3, stranger, nil)
	taken := sc.does("centre", 3, over, to("jilin"))
	sc.does("centre", 3, sc.phaseOf("emergency"), nil)
	sc.isIn("emergency", "centre")
	sc.does("coordinator", 4, sc.designates("songyuan"), to("songyuan"), compact()) // does not know
	sc.does("songyuan", 4, sc.accepts(act.Ref{Journal: "coordinator/journal/1", Index: 1, Leaf: sc.Entries[len(sc.Entries)-1].Leaf}), nil)
	sc.isIn("emergency", "centre")
	sc.fails("replaces a take-over by centre; that ends when centre hands back", "coordinator", 5, sc.designates("songyuan", taken), to("songyuan"), compact())

	back := Command{Of: sc.id, Basis: "hand-back", Functions: []string{"lead"}, Holder: "jilin", From: noon + 8*hour, Replaces: []act.Ref{taken}}
	sc.fails("its author is the holder or the author", "jilin", 8, back, nil)
	astray := back
	astray.Holder = "songyuan"
	sc.fails("goes back to [jilin], not to songyuan", "centre", 8, astray, to("songyuan"))
	lasting := back
	lasting.Until = noon + 99*hour
	sc.fails("has neither", "centre", 8, lasting, to("jilin"))
	returned := sc.does("centre", 8, back, to("jilin"))
	sc.does("centre", 9, sc.phaseOf("recovery"), nil) // until it is confirmed
	sc.isIn("recovery", "centre")
	sc.does("jilin", 9, sc.accepts(returned), nil)
	sc.isIn("recovery", "jilin")
	sc.does("jilin", 10, sc.phaseOf("watch"), nil)
	sc.isIn("watch", "jilin")
	sc.fails("the lead, jilin, decides it", "centre", 11, sc.phaseOf("emergency"), nil, act.Ref{Journal: "jilin/journal/1", Index: 3, Leaf: leafOf(sc, "jilin", 3)})
	if mode := sc.Mode(sc.id, "", noon+11*hour, "voluntary"); mode != "voluntary" {
		t.Errorf("mode %s: a hand-back ends the mode of the take-over", mode)
	}
	if mode := sc.Mode(sc.id, "", noon+4*hour, "voluntary"); mode != "superior-led" {
		t.Errorf("mode %s under the take-over", mode)
	}
	for _, r := range sc.Table(sc.id, noon+11*hour) {
		if r.Function == "command" && r.State != "in-force" { // only the lead was handed back
			t.Errorf("command: %+v", r)
		}
	}
	sc.settled()
}

// leafOf finds the leaf of an entry.
func leafOf(sc *scene, by jurisdiction.ID, index int64) act.Hash {
	i := slices.IndexFunc(sc.Entries, func(e act.Entry) bool { return e.Act.By == by && e.Index == index })
	return sc.Entries[i].Leaf
}
