package view_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/node/view"
)

// impersonal says why members that could hold a name or a number do not hold a person's. What is added to a view or to the body of an act under a name that
// is not here needs a tag `personal:"name"` or `personal:"reach"`, or a reason.
func impersonal() map[string]string {
	return map[string]string{
		"an identifier of a record, a place, a body, a class or a model": `ID Amends Meeting Body Case Charter Clause Code Draft Event Exhibit Footprint Founder Instrument Journal Key Leaf Order Origin Parent Party
			Group:Assessment Place River:Trial River:Whence Work:RiverOrder Sets:MeasuresAsked Done:MeasuresAsked Substance Quantity Root Scenario Since Settles Assents Stands Station Subject Telling URL URLs CapURL Unit Warning Zone Hazard Paper Model Seed`,
		"a hash, a key, a signature or a proof": `Inputs:Trial Inputs:Compared Run:ComparedSet With Without Hash Digest Salt Checkpoint VKey Proof Verifier Marks Evidence Exhibits Text:Disclosure`,
		"a word of a list": `Can Certainty Classes Field Confidence Likelihood Do Kind Missing Phase Quality Q Role Roles Severity SizeClass Urgency Category Basis Functions Status Type Violation Of Rates Force Weight Stage
			Version Mode Clock Step Means Power Contests Automatic Level Closed State:SurgeRow`,
		"a member, a body or a carrier, each of which is no person": `Source:Measure Via Name:Threshold`,
		"a rule, a condition, a selector of parties or a legal source": `When Enter Leave Law Article Year Accountable Responsible To Trigger Deadline Decides Appeal Over Jointly Failing Who:Duty Who:Recurring Holder:Power Reading
			Machine Wire Path Scope Sanction Ladder`,
		"what is wrong with something, in the node's words": `Against Broken Detail Differs For Errors Gaps Says Problem Reason:Rejected Void Waits Defence Consequence Advice`,
		"what an officer wrote about the matter: a record is no place for persons, and nobody can sort what is written there": `Text Note Reason Why What Value Source Answer Briefing Contested Dissent Gap
			Interest Need Description Instruction Headline Title Agenda Part Area Task Situation View Aim Objectives Rejected Said:Trial Said:Compared Done:AvoidedLoss Done:Avoided`,
		"the name of a jurisdiction, a body, an instrument, a station or a firm": `Name Alliance Passes`,
		"a post or a channel, and no person":                                     `Post Channel`,
		"where a page, a map or a feed is":                                       `Href Carriers Places Areas`,
		"the act itself: Act.redact shows it without its persons":                `Act Bytes Withheld`,
		"who is logged in, shown to that person alone":                           `Login Name:Officer`,
	}
}

// R23: every member of a view and of the body of an act that could name a person is marked as personal, or it is written down why it names none.
func TestEveryMemberIsPersonalOrNot(t *testing.T) {
	known := map[string]bool{}
	for _, names := range impersonal() {
		for _, n := range strings.Fields(names) {
			known[n] = true
		}
	}
	used := map[string]bool{}
	for _, dir := range []string{".", "../../agreement", "../../assessment", "../../duty", "../../evaluation", "../../incident", "../../meeting", "../../roster", "../../standing", "../../warning"} {
		for _, m := range members(t, dir) {
			personal, enum := m.tag.Get("personal"), m.tag.Get("enum")
			switch {
			case personal != "":
				if !slices.Contains([]string{"name", "reach"}, personal) || !slices.Contains([]string{"string", "[]string", "act.Text", "Text"}, m.kind) {
					t.Errorf("%s.%s.%s: a %s is marked personal:%q, which nothing redacts", dir, m.of, m.name, m.kind, personal)
				}
			case enum != "":
			case known[m.name+":"+m.of]:
				used[m.name+":"+m.of] = true
			case known[m.name]:
				used[m.name] = true
			default:
				t.Errorf("%s: %s.%s, a %s, may name a person: mark it personal, or say in impersonal why it does not", dir, m.of, m.name, m.kind)
			}
		}
	}
	for n := range known {
		if !used[n] {
			t.Errorf("impersonal speaks of %s, which is nowhere", n)
		}
	}
}

type member struct {
	of, name, kind string
	tag            reflect.StructTag
}

// members are those of a package's structures that are written as JSON and can hold free words.
func members(t *testing.T, dir string) []member {
	t.Helper()
	var out []member
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		p, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(p, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			s, ok := spec.Type.(*ast.StructType)
			if !ok {
				return true
			}
			for _, f := range s.Fields.List {
				if f.Tag == nil || len(f.Names) == 0 {
					continue
				}
				tag, kind := reflect.StructTag(strings.Trim(f.Tag.Value, "`")), types.ExprString(f.Type)
				if tag.Get("json") != "-" && slices.Contains([]string{"string", "[]string", "act.Text", "[]act.Text", "json.RawMessage", "map[string]string"}, kind) {
					out = append(out, member{spec.Name.Name, f.Names[0].Name, kind, tag})
				}
			}
			return true
		})
	}
	if len(out) == 0 {
		t.Fatalf("%s has no members", dir)
	}
	return out
}

// R23: what is personal is replaced by a word that says so, in both languages; what is absent stays absent; and what was redacted from is as before.
func TestRedacted(t *testing.T) {
	whole := view.Warning{ApprovedBy: []string{"Wang", "Li"}, Custody: []view.CustodyRow{{Officer: "Zhao", History: []view.CustodyChange{{Officer: "Zhao"}, {}}}}}
	before, _ := json.Marshal(whole)
	got := view.Redacted(whole)
	if want := []string{view.Hidden, view.Hidden}; !slices.Equal(got.ApprovedBy, want) || got.Custody[0].Officer != view.Hidden || got.Custody[0].History[0].Officer != view.Hidden {
		t.Errorf("%+v", got)
	}
	if got.Custody[0].History[1].Officer != "" {
		t.Error("who did not sign is shown as somebody")
	}
	if after, _ := json.Marshal(whole); string(after) != string(before) {
		t.Errorf("the original was changed: %s", after)
	}
	seats := view.Redacted([]*view.Seat{{Holder: act.Text{"und": "Wang"}}, {Vacant: true}})
	if h := seats[0].Holder; h["en"] != "[redacted]" || h["zh-Hans"] != "［已隐去］" || len(h) != 2 || seats[1].Holder != nil {
		t.Errorf("%v %v", h, seats[1].Holder)
	}
	a := view.Redacted(view.Act{Bytes: "YQ==", Act: json.RawMessage(`{"officer":"Wang"}`)})
	if a.Bytes != "" || string(a.Act) != "{}" {
		t.Errorf("an act that nobody prepared shows %s %s", a.Bytes, a.Act)
	}
}
