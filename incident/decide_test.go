package incident

import (
	"slices"
	"testing"

	"tongzhou/act"
)

func number(n int64) *int64 { return &n }

// R2, R7, R9: classes, grade and response are three scales; a reclassification is kept with its author beside the old one; the affected list grows.
func TestClassify(t *testing.T) {
	sc := newScene(t, nil)
	first := Classification{Of: sc.id, Classes: []string{"accident", "natural"}, Grade: 3, Response: 4, Deaths: number(0), Reason: said("a flood released it"),
		Situation: &Situation{Class: 2, Sources: to("jilin"), Exposed: to("songyuan")}}
	sc.does("harbin", 1, first, nil)
	second := Classification{Of: sc.id, Classes: []string{"accident"}, Grade: 1, Reason: said("the front grows"), Situation: &Situation{Class: 3, Sources: to("jilin"), Exposed: to("songyuan", "harbin")}}
	sc.does("harbin", 2, second, nil)
	sc.does("harbin", 3, sc.phaseOf("emergency"), nil)
	c := sc.isIn("emergency", "harbin")
	if !slices.Equal(c.Classes, []string{"accident"}) || c.Grade != 1 || c.Response != 0 || c.Class.Deaths != nil || c.Situation.Class != 3 || len(c.Situation.Exposed) != 2 {
		t.Errorf("in force %+v", c)
	}
	if len(c.Classifications) != 2 || c.Classifications[0].InForce || !c.Classifications[1].InForce || c.Classifications[0].By != "harbin" || c.Classifications[0].Classification.Grade != 3 {
		t.Errorf("kept %+v", c.Classifications)
	}
	sc.fails("the lead, harbin", "jilin", 3, first, nil)
	for _, x := range []struct {
		spoil func(*Classification)
		want  string
	}{
		{func(c *Classification) { c.Classes = c.Classes[:0] }, "classes: none"},
		{func(c *Classification) { c.Classes = []string{"war"} }, `classes: "war"`},
		{func(c *Classification) { c.Grade = 5 }, "grade 5"},
		{func(c *Classification) { c.Response = -1 }, "response -1"},
		{func(c *Classification) { c.Classes = []string{"social"} }, "has none by law"},
		{func(c *Classification) { c.Deaths = number(-1) }, "fewer than none"},
		{func(c *Classification) { c.Reason = act.Text{} }, "reason: "},
		{func(c *Classification) { c.Situation = &Situation{Class: 4} }, "class 4"},
	} {
		bad := first
		x.spoil(&bad)
		sc.fails(x.want, "harbin", 4, bad, nil)
	}
	mixed := first
	mixed.Classes = []string{"social", "health"} // R2: one event in two classes has a grade again
	sc.does("harbin", 4, mixed, nil)
	plainSocial := mixed
	plainSocial.Classes, plainSocial.Grade = []string{"social"}, 0
	sc.does("harbin", 5, plainSocial, nil)
	sc.settled()
}

// R72, R2: who opens a case and names another lead proposes a classification; the lead confirms or changes it.
func TestProposal(t *testing.T) {
	sc := newScene(t, func(_ *act.Act, o *Open) { o.Roles = []Role{{"jilin", "lead"}} })
	proposed := Classification{Of: sc.id, Classes: []string{"accident"}, Grade: 4, Reason: said("at first sight")}
	sc.does("harbin", 0, proposed, nil)
	sc.fails("the lead, jilin", "harbin", 0, sc.phaseOf("emergency"), nil)
	if c := sc.isIn("watch", "jilin"); c.Grade != 4 || !c.Classifications[0].Proposal || !c.Classifications[0].InForce || c.Classifications[0].Beside {
		t.Errorf("got %+v", c.Classifications)
	}
	proposed.Grade = 2
	sc.does("jilin", 0, proposed, nil)
	proposed.Grade = 3
	sc.does("harbin", 9, proposed, nil) // a later proposal does not overrule the lead
	if c := sc.isIn("watch", "jilin"); c.Grade != 2 || len(c.Classifications) != 3 {
		t.Errorf("got %+v", c.Classifications)
	}
	row := sc.does("coordinator", 10, sc.designates("songyuan"), to("songyuan"), compact())
	yes := sc.does("songyuan", 10, sc.accepts(row), nil)
	sc.fails("the lead, songyuan", "harbin", 11, proposed, nil, yes)
	sc.settled()
}

func TestStage(t *testing.T) { // R45: four stages; communication runs through all of them and is none
	sc := newScene(t, nil)
	if c, _ := sc.Case(sc.id); c.Stage != "" {
		t.Errorf("stage %q before anybody said one", c.Stage)
	}
	for i, stage := range []string{"identification", "analysis", "treatment", "monitoring", "treatment"} {
		sc.does("harbin", i, StageChange{Of: sc.id, Stage: stage, Reason: said("so")}, nil)
	}
	sc.fails("communication runs through all", "harbin", 6, StageChange{Of: sc.id, Stage: "communication", Reason: said("so")}, nil)
	sc.fails("reason: ", "harbin", 6, StageChange{Of: sc.id, Stage: "analysis", Reason: act.Text{}}, nil)
	sc.fails("the lead, harbin", "jilin", 6, StageChange{Of: sc.id, Stage: "analysis", Reason: said("so")}, nil)
	if c, _ := sc.Case(sc.id); c.Stage != "treatment" || len(c.Stages) != 5 || !c.Stages[4].InForce {
		t.Errorf("got %q, %+v", c.Stage, c.Stages)
	}
	sc.settled()
}

// Issue 3: merging and splitting. A merged case takes receipts, answers and statements, and nothing else from those who know.
func TestMerge(t *testing.T) {
	sc := newScene(t, nil)
	other := sc.opens("jilin", nil)
	exercise := sc.opens("jilin", func(_ *act.Act, o *Open) { o.Status = "Exercise" })
	for _, e := range []act.Entry{other, exercise} {
		if err := sc.Apply(e); err != nil {
			t.Fatal(err)
		}
	}
	task := sc.does("harbin", 1, Task{Of: sc.id, What: said("boats"), AnswerBy: noon + 9*hour}, to("jilin"))
	merge := func(into act.Ref) Merge { return Merge{Of: sc.id, Into: into, Reason: said("one flood")} }
	sc.fails("the case itself", "harbin", 2, merge(sc.id), nil)
	sc.fails("opens no case", "harbin", 2, merge(task), nil)
	sc.fails("that case is Exercise, this one is Actual", "harbin", 2, merge(exercise.Ref), nil)
	sc.fails("the lead, harbin", "jilin", 2, merge(other.Ref), nil)
	sc.fails("at least two", "harbin", 2, Split{Of: sc.id, Into: []act.Ref{other.Ref}, Reason: said("so")}, nil)
	sc.fails("one case twice", "harbin", 2, Split{Of: sc.id, Into: []act.Ref{other.Ref, other.Ref}, Reason: said("so")}, nil)
	merged := sc.does("harbin", 2, merge(other.Ref), nil)
	c := sc.isIn("watch", "harbin")
	if c.Merged == nil || *c.Merged != other.Ref || !c.Closed {
		t.Errorf("got %+v", c)
	}
	const elsewhere = "goes on in another"
	sc.fails(elsewhere, "harbin", 3, sc.phaseOf("emergency"), nil)
	sc.fails(elsewhere, "harbin", 3, OwnPhase{Of: sc.id, Phase: "watch", Reason: said("so")}, nil)
	sc.fails(elsewhere, "jilin", 3, Report{Of: sc.id, Type: "final", Fields: map[string]Field{}}, nil, merged)
	sc.does("songyuan", 3, OwnPhase{Of: sc.id, Phase: "watch", Reason: said("so")}, nil) // has not heard
	sc.does("jilin", 3, Receipt{Of: sc.id, What: task}, nil, merged)
	sc.does("jilin", 3, TaskAnswer{Of: sc.id, What: task, Answer: "accept"}, nil, merged)
	sc.does("jilin", 4, TaskAnswer{Of: sc.id, What: task, Answer: "done"}, nil)
	if err := sc.Apply(sc.says("harbin", noon+4*hour, Statement{Of: sc.id, Subject: "a", Value: said("yes")})); err != nil {
		t.Error(err)
	}
	sc.settled()
}

func TestSplit(t *testing.T) {
	sc := newScene(t, nil)
	var parts []act.Ref
	for range 2 {
		e := sc.opens("jilin", nil)
		if err := sc.Apply(e); err != nil {
			t.Fatal(err)
		}
		parts = append(parts, e.Ref)
	}
	sc.does("harbin", 2, Split{Of: sc.id, Into: parts, Reason: said("two rivers")}, nil)
	if c, _ := sc.Case(sc.id); !slices.Equal(c.Split, parts) || !c.Closed || c.Merged != nil {
		t.Errorf("got %+v", c)
	}
	sc.fails("goes on in another", "harbin", 3, Merge{Of: sc.id, Into: parts[0], Reason: said("so")}, nil)
	row := sc.does("coordinator", 1, sc.designates("jilin"), to("jilin"), compact()) // did not know
	sc.does("jilin", 1, sc.accepts(row), nil)
	sc.does("jilin", 4, Merge{Of: sc.id, Into: parts[1], Reason: said("one river")}, nil)
	if c, _ := sc.Case(sc.id); c.Split != nil || c.Merged == nil || *c.Merged != parts[1] {
		t.Errorf("the new lead decided otherwise: %+v", c)
	}
	next := sc.does("province", 5, sc.designates("songyuan", row), to("songyuan"), compact())
	sc.does("songyuan", 5, sc.accepts(next), nil)
	sc.does("songyuan", 5, Split{Of: sc.id, Into: parts, Reason: said("two after all")}, nil)
	if c, _ := sc.Case(sc.id); c.Merged != nil || len(c.Split) != 2 {
		t.Errorf("and the next one: %+v", c)
	}
	sc.settled()
}

// R70: after the end nothing is decided, and the final report still comes; who led before does not open the case again, who took over without knowing does.
func TestClosed(t *testing.T) {
	sc := newScene(t, nil)
	closed := sc.does("harbin", 1, sc.phaseOf("closed"), nil)
	const over = "the case is closed; open a new one"
	sc.fails(over, "harbin", 2, sc.phaseOf("watch"), nil)
	sc.fails(over, "harbin", 2, Task{Of: sc.id, What: said("x"), AnswerBy: noon + 9*hour}, to("jilin"))
	sc.fails(over, "coordinator", 2, sc.designates("jilin"), to("jilin"), compact(), closed)
	sc.fails(over, "jilin", 2, Escalation{Of: sc.id, Superior: "centre", Need: said("x"), Gap: said("y"), AnswerBy: noon + 9*hour}, to("centre"), closed)
	sc.does("harbin", 3, Report{Of: sc.id, Type: "final", Fields: map[string]Field{}}, to("province"))
	row := sc.does("coordinator", 1, sc.designates("jilin"), to("jilin"), compact()) // did not know
	sc.does("jilin", 1, sc.accepts(row), nil)
	if c := sc.isIn("closed", "jilin"); !c.Closed {
		t.Error("closed until the new lead decides otherwise")
	}
	sc.does("jilin", 2, sc.phaseOf("emergency"), nil)
	if c := sc.isIn("emergency", "jilin"); c.Closed {
		t.Error("open again")
	}
	sc.does("jilin", 4, sc.phaseOf("recovery"), nil, closed) // hears of it, and leads on
	sc.isIn("recovery", "jilin")
	sc.settled()
}
