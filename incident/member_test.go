package incident

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

func partOf(c Case, id jurisdiction.ID) Part {
	i := slices.IndexFunc(c.Parts, func(p Part) bool { return p.Party == id })
	if i < 0 {
		return Part{}
	}
	return c.Parts[i]
}

// R27: a city is both origin and affected; a role is contested and both sides stay on view; R9: the affected list grows.
func TestParts(t *testing.T) {
	sc := newScene(t, func(_ *act.Act, o *Open) {
		o.Origin = Origin{Known: true, Parties: to("jilin")}
		o.Situation = Situation{Class: 2, Sources: to("jilin"), Exposed: to("jilin", "songyuan")}
		o.Roles = []Role{{"body", "coordinator"}, {"harbin", "support"}}
	})
	c, _ := sc.Case(sc.id)
	for id, want := range map[jurisdiction.ID][]string{"jilin": {"affected", "origin"}, "songyuan": {"affected"}, "body": {"coordinator"}, "harbin": {"lead", "support"}} {
		if p := partOf(c, id); !slices.Equal(p.Roles, want) || p.Joined != nil {
			t.Errorf("%s: %+v, wants %v", id, p, want)
		}
	}
	sc.fails("takes a part, or contests one", "jilin", 1, Participation{Of: sc.id}, nil)
	sc.fails("takes a part, or contests one", "jilin", 1, Participation{Of: sc.id, Role: "origin", Contests: "origin", Reason: said("x")}, nil)
	sc.fails(`role: "lead"`, "jilin", 1, Participation{Of: sc.id, Role: "lead"}, nil)
	sc.fails(`contests: "boss"`, "jilin", 1, Participation{Of: sc.id, Contests: "boss", Reason: said("x")}, nil)
	sc.fails("who contests a part says why", "jilin", 1, Participation{Of: sc.id, Contests: "origin"}, nil)
	no := sc.does("jilin", 1, Participation{Of: sc.id, Role: "affected", Contests: "origin", Reason: said("it came from upstream")}, nil)
	watching := sc.does("zhaoyuan", 1, Participation{Of: sc.id, Role: "observer"}, nil)
	wider := sc.phaseOf("emergency")
	wider.Situation = &Situation{Class: 3, Sources: to("jilin"), Exposed: to("songyuan", "zhaoyuan", "harbin")}
	sc.does("harbin", 2, wider, nil)
	c, _ = sc.Case(sc.id)
	if p := partOf(c, "jilin"); !slices.Equal(p.Roles, []string{"affected", "origin"}) || len(p.Contests) != 1 || p.Contests[0].Role != "origin" || p.Contests[0].Ref != no || *p.Joined != no {
		t.Errorf("jilin: %+v", p)
	}
	if p := partOf(c, "zhaoyuan"); !slices.Equal(p.Roles, []string{"affected", "observer"}) || *p.Joined != watching {
		t.Errorf("zhaoyuan: %+v", p)
	}
	sc.does("jilin", 3, Participation{Of: sc.id, Role: "origin"}, nil) // it takes that back
	c, _ = sc.Case(sc.id)
	if p := partOf(c, "jilin"); len(p.Contests) != 0 {
		t.Errorf("jilin: %+v", p)
	}
	sc.settled()
}

func TestFormerLead(t *testing.T) { // R50: who led and has no other part supports
	for name, roles := range map[string][]Role{"support": nil, "coordinator": {{"harbin", "coordinator"}}} {
		sc := newScene(t, func(_ *act.Act, o *Open) { o.Situation, o.Roles = Situation{}, roles })
		row := sc.does("coordinator", 1, sc.designates("jilin"), to("jilin"), compact())
		sc.does("jilin", 1, sc.accepts(row), nil)
		c, _ := sc.Case(sc.id)
		if p := partOf(c, "harbin"); !slices.Equal(p.Roles, []string{name}) || !slices.Equal(partOf(c, "jilin").Roles, []string{"lead"}) {
			t.Errorf("%+v", c.Parts)
		}
	}
}

// R70: members in different states of one case; the phase of the case is the lead's.
func TestOwnPhases(t *testing.T) {
	sc := newScene(t, nil)
	sc.does("jilin", 1, OwnPhase{Of: sc.id, Phase: "emergency", Reason: said("dike")}, nil)
	last := sc.does("jilin", 2, OwnPhase{Of: sc.id, Phase: "recovery", Reason: said("closed"), Rule: power("order")}, nil, compact())
	sc.does("songyuan", 2, OwnPhase{Of: sc.id, Phase: "normal", Reason: said("not here yet")}, nil)
	sc.fails(`phase: "closed"`, "jilin", 3, OwnPhase{Of: sc.id, Phase: "closed", Reason: said("x")}, nil)
	sc.fails("reason: ", "jilin", 3, OwnPhase{Of: sc.id, Phase: "watch", Reason: act.Text{}}, nil)
	c := sc.isIn("watch", "harbin")
	if len(c.Own) != 2 || c.Own[0].Phase != "recovery" || c.Own[0].Ref != last || c.Own[0].Rule == nil || c.Own[1].Phase != "normal" {
		t.Errorf("own %+v", c.Own)
	}
	sc.settled()
}

// R13, R56: each says when it knew, and of nobody else; what it said first stays.
func TestClocks(t *testing.T) {
	sc := newScene(t, nil)
	for _, h := range []int{-20, -3} {
		sc.does("jilin", 1, ClockStart{Of: sc.id, What: "known", At: noon + act.Time(h)*hour, Source: said("patrol")}, nil)
	}
	sc.does("jilin", 2, ClockStart{Of: sc.id, What: "occurred", At: noon - 30*hour, Source: said("gauge")}, nil)
	for _, c := range []struct {
		x    ClockStart
		want string
	}{
		{ClockStart{What: "heard", At: noon, Source: said("x")}, `what: "heard"`},
		{ClockStart{What: "known", Source: said("x")}, "at: "},
		{ClockStart{What: "known", At: noon + 2*hour + skew + 1, Source: said("x")}, "nobody knows before it happens"},
		{ClockStart{What: "known", At: noon, Source: act.Text{}}, "source: "},
		{ClockStart{What: "known", At: noon, Source: said("x"), Exhibits: []act.Hash{{7}}}, "exhibits: 07"},
	} {
		c.x.Of = sc.id
		sc.fails(c.want, "songyuan", 2, c.x, nil)
	}
	sc.does("songyuan", 2, ClockStart{Of: sc.id, What: "known", At: noon + 2*hour + skew, Source: said("x")}, nil)
	c, _ := sc.Case(sc.id)
	if len(c.Clocks) != 4 || c.Clocks[0].At != noon-20*hour || c.Clocks[1].At != noon-3*hour || c.Clocks[3].By != "songyuan" {
		t.Errorf("clocks %+v", c.Clocks)
	}
	sc.settled()
}
