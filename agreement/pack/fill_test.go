package pack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
	"tongzhou/jurisdiction"
)

const start = act.Time(1_132_000_000_000)

func load(t testing.TB, name string) Shipped {
	t.Helper()
	s, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// river is a filling of three cities on one river below one province.
func river() Filling {
	return Filling{
		Parties: []jurisdiction.ID{"songyuan", "harbin", "jiamusi"}, Secretariat: "harbin", Superior: "state", From: start,
		Gauges: []Gauge{{"harbin/nitrobenzene", 0.017, 0.008, 0.17, 0.085}},
	}
}

func filled(t testing.TB, name string, f Filling) *agreement.Instrument {
	t.Helper()
	return must(t)(load(t, name).Fill(f))
}

func clauseOf(t testing.TB, in *agreement.Instrument, id string) agreement.Clause {
	t.Helper()
	i := slices.IndexFunc(in.Clauses, func(c agreement.Clause) bool { return c.ID == id })
	if i < 0 {
		t.Fatalf("%s: no clause %s", in.Code, id)
	}
	return in.Clauses[i]
}

// R35, R41, R64: a compact is founded among n members in one call, and passes every rule of an agreement.
func TestFoundInOneCall(t *testing.T) {
	for _, name := range Names() {
		for n := 2; n <= 9; n++ {
			f := Filling{From: start, Code: "founded", Until: start + 1000*dayMillis}
			for i := range n {
				f.Parties = append(f.Parties, jurisdiction.ID(fmt.Sprintf("city-%d", i)))
			}
			in := filled(t, name, f)
			if err := in.Check(); err != nil {
				t.Errorf("%s among %d: %v", name, n, err)
			}
			if !slices.Equal(in.Parties, f.Parties) || in.Code != "founded" || in.From != start || in.Until != f.Until {
				t.Errorf("%s among %d: %s, %v, %d to %d", name, n, in.Code, in.Parties, in.From, in.Until)
			}
		}
	}
}

// R35: the three tiers; R34: every party has a seat, the chair goes round and begins with the secretariat; R25: somebody speaks when the host is cut off.
func TestThreeTiers(t *testing.T) {
	in := filled(t, "river-compact", river())
	tiers := map[string]string{}
	for _, b := range in.Bodies {
		tiers[b.ID] = b.Parent
		if b.Host != "harbin" || b.Deputy != "songyuan" {
			t.Errorf("%s: host %s, deputy %s", b.ID, b.Host, b.Deputy)
		}
		var seats []jurisdiction.ID
		for _, s := range b.Seats {
			seats = append(seats, s.Party)
		}
		if !slices.Equal(seats, in.Parties) {
			t.Errorf("%s: seats %v", b.ID, seats)
		}
	}
	want := map[string]string{"committee": "", "office": "committee", "group-natural": "office", "group-accident": "office", "group-health": "office", "group-social": "office"}
	if !reflect.DeepEqual(tiers, want) {
		t.Errorf("tiers %v", tiers)
	}
	if chair := in.Bodies[0].Chair; chair == nil || !slices.Equal(chair.Order, []jurisdiction.ID{"harbin", "songyuan", "jiamusi"}) {
		t.Errorf("chair %+v", chair)
	}
	notes := fmt.Sprint(load(t, "river-compact").Notes)
	if !strings.Contains(notes, "only source found") || !strings.Contains(notes, "唯一来源") {
		t.Error("nothing says that one paper is the only source of the three tiers")
	}
}

// R37: each of the four classes of the law, and emerging risks (R3), comes to exactly one office.
func TestEveryClassHasItsOffice(t *testing.T) {
	in := filled(t, "river-compact", river())
	for _, class := range []string{"natural", "accident", "health", "social", "emerging"} {
		n := 0
		for _, b := range in.Bodies {
			if b.Kind == "hazard-office" && slices.Contains(b.Classes, class) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s comes to %d offices", class, n)
		}
	}
}

// R50, R53: origin leads and affected supports, with deputies; each part has its duties. R40: the powers of the bodies are written down.
func TestRolesDutiesPowers(t *testing.T) {
	in := filled(t, "river-compact", river())
	if r := clauseOf(t, in, "2.1").Role; r.Role != "lead" || r.Order[0] != "origin" || len(r.Order) < 3 {
		t.Errorf("lead: %+v", r)
	}
	if r := clauseOf(t, in, "2.2").Role; r.Role != "support" || r.Order[0] != "affected" {
		t.Errorf("support: %+v", r)
	}
	duties, powers := map[string][]string{}, map[string]string{}
	for _, c := range in.Clauses {
		if c.Duty != nil {
			duties[c.Duty.Who] = append(duties[c.Duty.Who], c.Duty.Do)
			if c.Duty.Evidence == nil || c.Duty.Consequence == "" {
				t.Errorf("clause %s: a duty without evidence or consequence", c.ID)
			}
		}
		if c.Power != nil {
			powers[c.Power.Do] = c.Power.Holder
		}
	}
	for who, least := range map[string][]string{
		"origin": {"report.initial", "warn", "report.supplementary", "report.final"}, "affected": {"accept", "own", "join"}, "participants": {"answer"},
		"lead": {"classify", "confirm"}, "coordinator": {"designate", "warn", "meet", "escalate"}, "support": {"join"},
	} {
		for _, do := range least {
			if !slices.Contains(duties[who], do) {
				t.Errorf("%s does not owe %s", who, do)
			}
		}
	}
	want := map[string]string{
		"designate": "body:office", "take-over": "party:state", "order": "party:state", "convene": "body:office", "invite-guest": "body:office",
		"find": "body:office", "decide": "body:committee", "coordinate": "body:office", "advise": "body:group-social",
	}
	if !reflect.DeepEqual(powers, want) {
		t.Errorf("powers %v", powers)
	}
}

// R17: between provinces there is no common superior, and nobody gets its powers; the rest stands, and escalation goes to each party's own.
func TestWithoutSuperior(t *testing.T) {
	f := river()
	f.Superior = ""
	in := filled(t, "river-compact", f)
	for _, c := range in.Clauses {
		if c.Power != nil && (c.Power.Do == "take-over" || c.Power.Do == "order") {
			t.Errorf("clause %s: %s has %s without a superior", c.ID, c.Power.Holder, c.Power.Do)
		}
	}
	if d := clauseOf(t, in, "3.15").Duty; d.Do != "escalate" || !slices.Equal(d.To, []string{"superior"}) {
		t.Errorf("escalation: %+v", d)
	}
}

// In a list the superior is left out where there is none; the clause stands.
func TestSuperiorInAList(t *testing.T) {
	s := load(t, "river-compact")
	said := act.Text{"en": "x", "zh-Hans": "某"}
	s.Instrument.Clauses = []agreement.Clause{{ID: "1", Force: "agreement", Title: said, Text: said,
		Duty: &agreement.Duty{Who: "lead", To: []string{"party:the-superior", "party:each-party"}, Do: "warn", Clock: "known", Promptly: true}}}
	f := river()
	if to := clauseOf(t, must(t)(s.Fill(f)), "1").Duty.To; !slices.Equal(to, []string{"party:state", "party:songyuan", "party:harbin", "party:jiamusi"}) {
		t.Errorf("to %v", to)
	}
	f.Superior = ""
	if to := clauseOf(t, must(t)(s.Fill(f)), "1").Duty.To; !slices.Equal(to, []string{"party:songyuan", "party:harbin", "party:jiamusi"}) {
		t.Errorf("without a superior: to %v", to)
	}
}

func must(t testing.TB) func(*agreement.Instrument, error) *agreement.Instrument {
	return func(in *agreement.Instrument, err error) *agreement.Instrument {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
}

// R48, R12: each border between neighbours has one who answers for it and a deputy; R74: each party its reserves.
func TestRepeatedClauses(t *testing.T) {
	in := filled(t, "river-compact", river())
	for id, want := range map[string][2]jurisdiction.ID{"8.3.1": {"songyuan", "harbin"}, "8.3.2": {"harbin", "jiamusi"}} {
		z := clauseOf(t, in, id).Zone
		if !slices.Equal(z.Holders, want[:1]) || !slices.Equal(z.Deputies, want[1:]) || !slices.Equal(z.Of, want[:]) {
			t.Errorf("%s: %+v", id, z)
		}
	}
	for i, p := range in.Parties {
		if r := clauseOf(t, in, fmt.Sprintf("8.1.%d", i+1)).Reserve; r.Holder != p {
			t.Errorf("reserve %d is kept by %s", i+1, r.Holder)
		}
	}
}

// R70: a phase is entered and left at different levels, so a reading that trembles around one of them moves nothing; a gauge that is silent ends nothing.
func TestThresholdsDoNotFlap(t *testing.T) {
	in := filled(t, "river-compact", river())
	n := 0
	for _, c := range in.Clauses {
		if c.Threshold == nil {
			continue
		}
		n++
		enter, leave := compiled(t, c.Threshold.Enter), compiled(t, c.Threshold.Leave)
		if c.Threshold.Hold <= 0 {
			t.Errorf("clause %s: leaves at once", c.ID)
		}
		silent := condition.Unknown()
		silent.Level = "yellow" // neither the beginning nor the end of an emergency
		if holds(t, leave, silent) {
			t.Errorf("clause %s: ends without a reading", c.ID)
		}
		for x := 0.0; x < 0.3; x += 0.0005 {
			for _, level := range []string{"", "blue", "yellow", "orange", "red"} {
				for grade := range 5 {
					f := condition.Unknown()
					f.Level, f.Grade, f.Values = level, grade, map[string]float64{"harbin/nitrobenzene": x}
					if holds(t, enter, f) && holds(t, leave, f) {
						t.Fatalf("clause %s: begins and ends at %v, %q, grade %d", c.ID, x, level, grade)
					}
				}
			}
		}
	}
	if n != 5 {
		t.Errorf("%d thresholds", n)
	}
	watch := clauseOf(t, in, "5.3.1").Threshold
	between := condition.Unknown()
	between.Values = map[string]float64{"harbin/nitrobenzene": 0.012} // below the watch level, above the calm one
	if holds(t, compiled(t, watch.Enter), between) || holds(t, compiled(t, watch.Leave), between) {
		t.Error("between the levels something moves")
	}
}

func compiled(t testing.TB, text string) *condition.Condition {
	t.Helper()
	c, err := condition.Compile(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func holds(t testing.TB, c *condition.Condition, f condition.Facts) bool {
	t.Helper()
	h, err := c.Holds(f)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// R42: the plan has triggers bound to the gauges; R43: items have an owner, a day and a budget, also across the end of the year.
func TestPlanAndProgramme(t *testing.T) {
	plan := filled(t, "contingency-plan", river())
	if w := clauseOf(t, plan, "1.1.1").Threshold; !strings.Contains(w.Enter, `values["harbin/nitrobenzene"] >= 0.017`) {
		t.Errorf("trigger %q", w.Enter)
	}
	programme := filled(t, "yearly-programme", river())
	late := 0
	for _, c := range programme.Clauses {
		if c.Item == nil {
			continue
		}
		if c.Item.Owner == "" || c.Item.Budget == nil || c.Item.Due <= start {
			t.Errorf("%s: %+v", c.ID, c.Item)
		}
		if c.Item.Due > c.Item.Closes {
			late++
		}
	}
	if late != 1 {
		t.Errorf("%d items cross the end of the year", late)
	}
	if first := clauseOf(t, programme, "1").Item; first.Due != start+60*dayMillis || first.Owner != "harbin" {
		t.Errorf("item 1: %+v", first)
	}
}

// R52, R54: the list has duty, role, body, post, trigger, deadline, evidence, basis and consequence, for governments, departments, units, teams and bodies; R51: each
// row has one who answers for it.
func TestResponsibilityList(t *testing.T) {
	in := filled(t, "responsibility-list", river())
	groups, bases := map[string]int{}, 0
	for _, c := range in.Clauses {
		if c.Duty == nil {
			continue
		}
		d := c.Duty
		groups[c.ID[:1]]++
		if c.Source != nil {
			bases++
		}
		if d.Who == "" || d.Accountable == "" || d.Post == nil || d.Evidence == nil || d.Limit == 0 || d.Consequence == "" {
			t.Errorf("row %s is not complete: %+v", c.ID, d)
		}
	}
	for _, g := range []string{"G", "D", "U", "T", "B"} {
		if groups[g] == 0 {
			t.Errorf("no row for group %s", g)
		}
	}
	if bases < 3 {
		t.Errorf("%d rows have a legal basis", bases)
	}
}

// R49, R65: standing work recurs; clauses are law, agreement, custom and pledge, and the compact makes no law.
func TestForcesAndStandingWork(t *testing.T) {
	forces, recurring := map[string]int{}, 0
	for _, name := range Names() {
		s := load(t, name)
		for _, c := range s.Instrument.Clauses {
			forces[c.Force]++
			if c.Force == "law" && s.Instrument.Type != "pack" {
				t.Errorf("%s clause %s: an agreement makes no law", name, c.ID)
			}
			if name == "river-compact" && c.Recurring != nil {
				recurring++
			}
		}
	}
	for _, f := range []string{"law", "agreement", "custom", "pledge"} {
		if forces[f] == 0 {
			t.Errorf("no clause is of force %s", f)
		}
	}
	if recurring < 5 { // duty, refresh, meeting, exercise, review
		t.Errorf("%d kinds of standing work", recurring)
	}
}

// Bad fillings are refused with what is wrong.
func TestFillRefuses(t *testing.T) {
	for want, change := range map[string]func(*Filling){
		"1 parties; an instrument between equals": func(f *Filling) { f.Parties = f.Parties[:1] },
		"harbin is a party twice":                 func(f *Filling) { f.Parties[2] = "harbin" },
		"character 1 is":                          func(f *Filling) { f.Parties[0] = "Harbin" },
		"secretariat and deputy are one":          func(f *Filling) { f.Deputy = f.Secretariat },
		"is a party and the superior":             func(f *Filling) { f.Superior = "jiamusi" },
		"wants station/quantity":                  func(f *Filling) { f.Gauges[0].Series = "harbin" },
		"must end at a lower level":               func(f *Filling) { f.Gauges[0].Calm = f.Gauges[0].Watch },
		"NaN":                                     func(f *Filling) { f.Gauges[0].Relief = math.NaN() },
		"+Inf":                                    func(f *Filling) { f.Gauges[0].Watch = math.Inf(1) },
		"says not when it begins":                 func(f *Filling) { f.From = 0 },
		"stands where nobody can be put":          func(f *Filling) { f.Parties[0] = "each-party" },
	} {
		f := river()
		change(&f)
		if _, err := load(t, "river-compact").Fill(f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
	// A quotation mark in a series must not become a piece of a condition.
	f := river()
	f.Gauges[0].Series = `a/b"] > 0.0 || values["a/b`
	if _, err := load(t, "river-compact").Fill(f); err == nil {
		t.Error("a series that is a piece of a condition was taken")
	}
}

// A law pack binds whom its issuer says, from when it says; the law itself keeps its own beginning.
func TestFillPack(t *testing.T) {
	if in := filled(t, "cn-emergency-response-law", Filling{}); in.From != 1730390400000 || len(in.Parties) != 0 { // 2024-11-01, midnight in Beijing
		t.Errorf("from %s, parties %v", in.From.RFC3339(), in.Parties)
	}
	in := filled(t, "cn-environment-reporting", Filling{From: start, Parties: []jurisdiction.ID{"jilin"}})
	if in.From != start || !slices.Equal(in.Parties, []jurisdiction.ID{"jilin"}) {
		t.Errorf("from %d, parties %v", in.From, in.Parties)
	}
	if _, err := load(t, "cn-environment-reporting").Fill(Filling{}); err == nil {
		t.Error("a pack without a beginning was filled")
	}
}

// Filling changes nothing of the template, is the same each time, leaves no place open, and gives every clause an ID of its own, whoever the parties are.
func TestFillProperties(t *testing.T) {
	names := Names()
	rapid.Check(t, func(t *rapid.T) {
		s, err := Load(rapid.SampledFrom(names).Draw(t, "name"))
		if err != nil {
			t.Fatal(err)
		}
		f := Filling{From: 1}
		for _, p := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z0-9][a-z0-9.-]{0,20}`), 2, 12, rapid.ID[string]).Draw(t, "parties") {
			f.Parties = append(f.Parties, jurisdiction.ID(p))
		}
		f.Secretariat = rapid.SampledFrom(f.Parties).Draw(t, "secretariat")
		for i := range rapid.IntRange(0, 3).Draw(t, "gauges") {
			f.Gauges = append(f.Gauges, Gauge{fmt.Sprintf("g%d/level", i), 2.5, 1, 4, 3})
		}
		before, _ := json.Marshal(s)
		one, err := s.Fill(f)
		if err != nil {
			t.Fatal(err)
		}
		two, _ := s.Fill(f)
		if after, _ := json.Marshal(s); !bytes.Equal(before, after) || !reflect.DeepEqual(one, two) {
			t.Fatal("filling changed the template, or was not the same twice")
		}
		if err := one.Check(); err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		for _, c := range one.Clauses {
			if ids[c.ID] {
				t.Fatalf("clause %s twice", c.ID)
			}
			ids[c.ID] = true
		}
	})
}
