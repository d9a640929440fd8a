package incident

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// R47: command that has an end returns to who had it before, and his decisions then count after those that were taken meanwhile.
func TestUntil(t *testing.T) {
	sc := newScene(t, nil)
	c := sc.designates("jilin")
	c.Until = noon + 5*hour
	row := sc.does("coordinator", 1, c, to("jilin"), compact())
	yes := sc.does("jilin", 1, sc.accepts(row), nil)
	sc.does("jilin", 4, sc.phaseOf("emergency"), nil)
	sc.fails("the lead, harbin, decides it", "jilin", 5, sc.phaseOf("watch"), nil)
	sc.fails("the lead, jilin, decides it", "harbin", 4, sc.phaseOf("watch"), nil, yes)
	sc.does("harbin", 5, sc.phaseOf("watch"), nil) // does not show that it knew: still of the epoch before
	sc.isIn("emergency", "harbin")
	sc.does("harbin", 6, sc.phaseOf("recovery"), nil, yes)
	sc.isIn("recovery", "harbin")
	for at, want := range map[act.Time]string{noon + 5*hour - 1: "in-force", noon + 5*hour: "expired"} {
		if r := sc.Table(sc.id, at)[1]; r.State != want {
			t.Errorf("at %s: %s, wants %s", at.RFC3339(), r.State, want)
		}
	}
	sc.settled()
}

// R53: a lead that cannot go on lays command down, or is replaced by its deputies in their order, by whoever may designate.
func TestIncapacitated(t *testing.T) {
	sc := newScene(t, nil)
	c := sc.designates("jilin")
	c.Deputies = to("songyuan", "heilongjiang")
	row := sc.does("coordinator", 1, c, to("jilin", "songyuan"), compact())
	sc.does("jilin", 1, sc.accepts(row), nil)
	sc.does("jilin", 2, sc.phaseOf("emergency"), nil)
	sc.fails("reason: absent", "jilin", 3, Confirmation{Of: sc.id, Command: row}, nil)
	down := sc.does("jilin", 3, Confirmation{Of: sc.id, Command: row, Reason: said("our centre is under water")}, nil)
	sc.isIn("emergency", "harbin")
	if r := sc.Table(sc.id, noon+3*hour)[1]; r.State != "declined" || r.Reason["en"] != "our centre is under water" || !slices.Equal(r.Deputies, c.Deputies) {
		t.Errorf("row %+v", r)
	}
	sc.fails("the lead, harbin", "jilin", 4, sc.phaseOf("watch"), nil)
	sc.does("harbin", 4, sc.phaseOf("watch"), nil, down)
	sc.isIn("watch", "harbin")
	next := sc.does("coordinator", 5, sc.designates("songyuan", row), to("songyuan"), compact())
	sc.does("songyuan", 5, sc.accepts(next), nil)
	sc.does("songyuan", 6, sc.phaseOf("recovery"), nil)
	sc.isIn("recovery", "songyuan")
	sc.settled()
}

// R47: who leads a part does not decide for the whole, and the whole goes on elsewhere. One journal that changes its mind does not contest itself.
func TestAreas(t *testing.T) {
	sc := newScene(t, nil)
	whole := sc.designates("jilin")
	whole.Functions = []string{"command", "lead"}
	first := sc.does("coordinator", 1, whole, to("jilin"), compact())
	sc.does("jilin", 1, sc.accepts(first), nil)
	part := sc.designates("songyuan")
	part.Functions, part.Where, part.Mode = []string{"lead"}, to("songyuan", "zhaoyuan"), "superior-led"
	second := sc.does("coordinator", 2, part, to("songyuan"), compact())
	sc.does("songyuan", 2, sc.accepts(second), nil)
	sc.fails("leads only in a part", "songyuan", 3, sc.phaseOf("emergency"), nil, second)
	rows := sc.Table(sc.id, noon+3*hour)
	if r := rows[1]; r.Holder != "jilin" || r.State != "in-force" || !slices.Equal(r.Except, to("songyuan", "zhaoyuan")) {
		t.Errorf("the whole: %+v", r)
	}
	if r := rows[2]; r.Holder != "songyuan" || r.State != "in-force" || r.Except != nil {
		t.Errorf("the part: %+v", r)
	}
	if r := rows[3]; r.Function != "command" || r.Holder != "jilin" || r.Except != nil {
		t.Errorf("command was not touched: %+v", r)
	}
	above := func(id jurisdiction.ID) jurisdiction.ID {
		return map[jurisdiction.ID]jurisdiction.ID{"zhaoyuan": "songyuan", "harbin": "heilongjiang"}[id]
	}
	if got := rows[2].Abroad(nil, above); len(got) != 0 {
		t.Errorf("zhaoyuan is below songyuan: %v", got)
	}
	if got := rows[1].Abroad(to("harbin", "jilin", "songyuan"), above); !slices.Equal(got, to("harbin")) { // R47: commander outside its own territory
		t.Errorf("abroad %v", got)
	}
	sc.settled()
}

// R17, R18: both modes in one case, by area and interval; a row that names no mode leaves it as it was.
func TestModes(t *testing.T) {
	sc := newScene(t, nil)
	part := Command{Of: sc.id, Basis: "take-over", Functions: []string{"command"}, Holder: "province", Where: to("songyuan"), From: noon + 2*hour, Until: noon + 6*hour,
		Power: power("take-over"), Mode: "superior-led"}
	row := sc.does("province", 2, part, nil, compact())
	part.Mode, part.Functions, part.From, part.Until = "", []string{"dispatch"}, noon+3*hour, 0
	sc.does("province", 3, part, nil, compact())
	for _, c := range []struct {
		area  jurisdiction.ID
		hours act.Time
		want  string
	}{{"songyuan", 1, "voluntary"}, {"songyuan", 2, "superior-led"}, {"songyuan", 4, "superior-led"}, {"songyuan", 6, "voluntary"}, {"harbin", 4, "voluntary"}, {"", 4, "voluntary"}} {
		if got := sc.Mode(sc.id, c.area, noon+c.hours*hour, "voluntary"); got != c.want {
			t.Errorf("%q at hour %d: %s, wants %s", c.area, c.hours, got, c.want)
		}
	}
	unconfirmed := sc.designates("jilin")
	unconfirmed.Where = to("zhaoyuan")
	sc.does("coordinator", 4, unconfirmed, to("jilin"), compact())
	if got := sc.Modes(sc.id, noon+3*hour, "voluntary"); len(got) != 3 || got[2].Until != 0 {
		t.Errorf("at hour 3, when it is not known what comes: %+v", got)
	}
	got := sc.Modes(sc.id, noon+9*hour, "voluntary")
	want := []Span{{"", "voluntary", noon, 0, nil}, {"songyuan", "voluntary", noon, noon + 2*hour, nil}, {"songyuan", "superior-led", noon + 2*hour, noon + 6*hour, &row}, {"songyuan", "voluntary", noon + 6*hour, 0, nil}}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i := range want {
		g, w := got[i], want[i]
		if (g.Ref == nil) != (w.Ref == nil) || g.Ref != nil && *g.Ref != *w.Ref {
			t.Errorf("span %d: by %v, wants %v", i, g.Ref, w.Ref)
		}
		if g.Ref, w.Ref = nil, nil; g != w {
			t.Errorf("span %d: %+v, wants %+v", i, g, w)
		}
	}
	sc.settled()
}

// R18: a change of mode in mid-case is explicit, and the last one holds.
func TestModeChanges(t *testing.T) {
	sc := newScene(t, nil)
	for i, mode := range []string{"superior-led", "voluntary", "superior-led"} {
		over := Command{Of: sc.id, Basis: "take-over", Functions: []string{"command"}, Holder: "province", From: noon + act.Time(9-i)*hour, Power: power("take-over"), Mode: mode}
		if i == 2 {
			over.From = noon + 10*hour
		}
		sc.does("province", i, over, nil, compact())
	}
	for hours, want := range map[act.Time]string{7: "voluntary", 8: "voluntary", 9: "voluntary", 10: "superior-led"} {
		if got := sc.Mode(sc.id, "jilin", noon+hours*hour, "voluntary"); got != want {
			t.Errorf("hour %d: %s, wants %s", hours, got, want)
		}
	}
	sc.settled()
}

// R40, R46, R47: what a row of the command table must say.
func TestCommandRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*Command)
		want  string
	}{
		"full":         {func(*Command) {}, ""},
		"basis":        {func(c *Command) { c.Basis = "custom" }, `basis: "custom"`},
		"no function":  {func(c *Command) { c.Functions = c.Functions[:0] }, "functions: none"},
		"function":     {func(c *Command) { c.Functions = []string{"lead", "advise"} }, `functions: "advise"`},
		"twice":        {func(c *Command) { c.Functions = []string{"lead", "lead"} }, "functions: lead twice"},
		"holder":       {func(c *Command) { c.Holder = "songyuan" }, `holder: "songyuan" is not among the addressees`},
		"own deputy":   {func(c *Command) { c.Deputies = to("jilin") }, "twice"},
		"area twice":   {func(c *Command) { c.Where = to("harbin", "harbin") }, "twice"},
		"no from":      {func(c *Command) { c.From = 0 }, "makes no sense"},
		"until before": {func(c *Command) { c.Until = c.From }, "makes no sense"},
		"mode":         {func(c *Command) { c.Mode = "free" }, `mode: "free"`},
		"escalation":   {func(c *Command) { c.Escalation = &c.Of }, "only a take-over answers one"},
		"briefing":     {func(c *Command) { c.Briefing = said(" ") }, "text: "},
		"no power":     {func(c *Command) { c.Power = nil }, "needs the power designate"},
		"power":        {func(c *Command) { c.Power = power("order") }, "gives coordinator no power"},
		"replaces":     {func(c *Command) { c.Replaces = []act.Ref{c.Of} }, "is no row of this case"},
	} {
		t.Run(name, func(t *testing.T) {
			sc := newScene(t, nil)
			x := sc.designates("jilin")
			c.spoil(&x)
			if c.want == "" {
				sc.does("coordinator", 1, x, to("jilin"), compact())
			} else {
				sc.fails(c.want, "coordinator", 1, x, to("jilin"), compact())
			}
		})
	}
	sc := newScene(t, nil)
	sc.fails("gives harbin no power", "harbin", 1, sc.designates("jilin"), to("jilin"), compact()) // R40: refused, not only logged
	over := Command{Of: sc.id, Basis: "take-over", Functions: []string{"lead"}, Holder: "coordinator", From: noon, Power: power("take-over")}
	sc.fails("gives coordinator no power to take-over", "coordinator", 1, over, nil, compact())
	over.Escalation, over.Power = &sc.id, nil
	sc.fails("no escalation of this case", "province", 1, over, to("coordinator"))
	other := sc.does("coordinator", 1, Command{Of: sc.id, Basis: "designation", Functions: []string{"dispatch"}, Holder: "jilin", From: noon, Power: power("designate")}, to("jilin"), compact())
	sc.fails("is no row of this case for one of these functions", "coordinator", 1, sc.designates("jilin", other), to("jilin"), compact())
	bare := New(nil, nil)
	if err := bare.Apply(sc.Entries[0]); err != nil {
		t.Fatal(err)
	}
	e := sc.Write(act.Act{Kind: KindCommand, By: "coordinator", At: noon, To: to("jilin"), Cites: []act.Ref{sc.id, compact()}}, sc.designates("jilin"))
	if err := bare.Apply(e); err == nil {
		t.Error("without instruments there is no power")
	}
}

// R46: a take-over by the holder that a superior names; either of the two hands back.
func TestTakeOverByAnother(t *testing.T) {
	sc := newScene(t, nil)
	over := Command{Of: sc.id, Basis: "take-over", Functions: []string{"lead"}, Holder: "agency", From: noon, Power: power("take-over")}
	taken := sc.does("centre", 1, over, to("agency"), compact())
	back := Command{Of: sc.id, Basis: "hand-back", Functions: []string{"lead"}, Holder: "harbin", From: noon + hour, Replaces: []act.Ref{taken}}
	sc.fails("its author is the holder or the author", "agency", 1, back, to("harbin")) // it has not confirmed
	if c := sc.isIn("watch", "harbin"); partOf(c, "centre").Roles != nil {
		t.Errorf("nobody has taken over yet: %+v", c.Parts)
	}
	sc.does("agency", 1, sc.accepts(taken), nil)
	sc.isIn("watch", "agency")
	if c, _ := sc.Case(sc.id); !slices.Equal(partOf(c, "centre").Roles, []string{"superior"}) || !slices.Equal(partOf(c, "harbin").Roles, []string{"affected"}) {
		t.Errorf("parts %+v", c.Parts)
	}
	returned := sc.does("agency", 2, back, to("harbin"))
	sc.does("harbin", 2, sc.accepts(returned), nil)
	sc.isIn("watch", "harbin")
	sc.does("harbin", 3, sc.phaseOf("recovery"), nil)
	sc.isIn("recovery", "harbin")
	sc.settled()
}
