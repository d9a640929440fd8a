package incident

import (
	"slices"
	"testing"
)

func told(names ...string) map[string]Field {
	out := map[string]Field{}
	for _, n := range names {
		out[n] = Field{Text: said("told")}
	}
	return out
}

// R57, R76: what a report leaves out is missing and does not make it void; what is declared unknown is not missing; a name that nobody knows is refused.
func TestReportFields(t *testing.T) {
	sc := newScene(t, nil)
	fields := told("source", "time", "place", "nature", "measures")
	fields["casualties"] = Field{Unknown: true, Text: said("the site cannot be entered")}
	fields["extent"] = Field{Quantity: milligrams(5), Confidence: "likely"}
	first := sc.does("jilin", 1, Report{Of: sc.id, Type: "initial", Fields: fields}, to("harbin", "songyuan"))
	sc.does("songyuan", 2, Receipt{Of: sc.id, What: first}, nil)
	r := sc.Reports(sc.id)[0]
	if !slices.Equal(r.Missing, []string{"trend"}) || !slices.Equal(r.Still, []string{"trend"}) {
		t.Errorf("missing %v, still %v", r.Missing, r.Still)
	}
	if len(r.To) != 2 || r.To[0].Receipt != nil || r.To[1].Receipt == nil || r.To[1].ReceivedAt != noon+2*hour { // R30: sent without receipt
		t.Errorf("delivered %+v", r.To)
	}
	second := sc.does("jilin", 3, Report{Of: sc.id, Type: "supplementary", Fields: told("changed", "measures", "trend"), Replaces: &first}, to("harbin"))
	reports := sc.Reports(sc.id)
	if r := reports[0]; r.Replaced == nil || *r.Replaced != second || len(r.Missing) != 1 || len(r.Still) != 0 || len(reports[1].Missing) != 0 {
		t.Errorf("supplemented %+v", reports)
	}
	again := Report{Of: sc.id, Type: "supplementary", Fields: told("changed"), Replaces: &first}
	sc.fails("did so already", "jilin", 4, again, nil)
	sc.fails("only its author, jilin", "harbin", 4, again, nil)
	again.Replaces = &sc.id
	sc.fails("no report of this case", "jilin", 4, again, nil)
	sc.fails("does not follow a supplementary one", "jilin", 4, Report{Of: sc.id, Type: "initial", Fields: told("source"), Replaces: &second}, nil)
	for _, c := range []struct {
		name string
		f    Field
		want string
	}{
		{"mood", Field{Text: said("x")}, `"mood" is no field of a report`},
		{"trend", Field{}, "trend: says nothing; what is not known is declared unknown"},
		{"trend", Field{Unknown: true, Quantity: milligrams(1)}, "is declared unknown and has a quantity"},
		{"trend", Field{Text: said("x"), Confidence: "sure"}, `confidence: "sure"`},
		{"trend", Field{Text: said(" ")}, "text: "},
	} {
		sc.fails(c.want, "jilin", 5, Report{Of: sc.id, Type: "initial", Fields: map[string]Field{c.name: c.f}}, nil)
	}
	sc.fails(`type: "rumour"`, "jilin", 5, Report{Of: sc.id, Type: "rumour", Fields: told("source")}, nil)
	empty := sc.does("jilin", 6, Report{Of: sc.id, Type: "final", Fields: map[string]Field{}}, nil)
	if got := sc.Reports(sc.id)[2]; got.Ref != empty || !slices.Equal(got.Missing, MandatoryFields("final")) {
		t.Errorf("missing %v", got.Missing)
	}
	if MandatoryFields("rumour") != nil {
		t.Error("a type that is none asks for fields")
	}
	sc.settled()
}

// R56: a late report with an earlier time of its own: its place in its author's journal shows it.
func TestBackdatedReport(t *testing.T) {
	sc := newScene(t, nil)
	sc.does("jilin", 9, ClockStart{Of: sc.id, What: "known", At: noon - 100*hour, Source: said("a telephone call")}, nil)
	sc.does("jilin", 1, Report{Of: sc.id, Type: "initial", Fields: told("source")}, nil)
	sc.does("jilin", 5, Report{Of: sc.id, Type: "initial", Fields: told("source")}, nil)
	sc.does("jilin", 9, Report{Of: sc.id, Type: "initial", Fields: told("source")}, nil)
	sc.does("songyuan", -1, Report{Of: sc.id, Type: "initial", Fields: told("source")}, nil) // before the case that it cites
	for _, r := range sc.Reports(sc.id) {
		if want := r.At < noon+9*hour; r.Backdated != want {
			t.Errorf("%s at %s: backdated %v", r.By, r.At.RFC3339(), r.Backdated)
		}
	}
	sc.settled()
}
