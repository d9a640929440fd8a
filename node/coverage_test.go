package node_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/drill"
	"tongzhou/geo"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
)

// drawn is a watch with the outlines of upper, middle (which overlap by 0.2 degrees) and of stranger, who is no member, with a gap of one degree between middle and stranger; and a river through all of them.
func drawn() *node.Watch {
	w := watch("upper", []jurisdiction.ID{"upper", "middle", "lower"})
	rect := func(id jurisdiction.ID, west, east float64, people int64) node.Territory {
		return node.Territory{Party: id, Name: both(string(id), string(id)), People: people, Polygons: [][][]geo.Point{{{{Lon: west, Lat: 44}, {Lon: east, Lat: 44}, {Lon: east, Lat: 46}, {Lon: west, Lat: 46}}}}}
	}
	w.Territories = []node.Territory{rect("upper", 119, 120.6, 0), rect("middle", 120.4, 121.5, 0), rect("stranger", 122.5, 124, 70_000)}
	w.Rivers[0].Line = [][2]float64{{119.5, 45}, {121, 45}, {124, 45}}
	w.Rivers[0].Places = append(w.Rivers[0].Places, node.Place{ID: "weir", Party: "stranger", Name: both("the weir", "堰"), People: 900})
	again := w.Rivers[0]
	again.ID = "again"
	w.Rivers = append(w.Rivers, again) // the same river, watched for something else
	return w
}

func covered(t *testing.T) *drill.Alliance {
	t.Helper()
	a := drill.NewAlliance(t.TempDir(), began())
	t.Cleanup(func() { must(t, a.Close()) })
	for i, id := range []jurisdiction.ID{"upper", "middle", "lower"} {
		m := drill.Member{ID: id, Self: node.Self{Name: both(string(id), string(id)), Role: "city"}, Watch: drawn()}
		if id == "lower" {
			m.Watch = &node.Watch{Rivers: drawn().Rivers}
			m.Watch.Rivers[0].Line = nil
		}
		if i == 0 {
			must(t, a.Found(t.Context(), m, charter(id)))
		} else {
			must(t, a.Join(t.Context(), m))
		}
	}
	must(t, a.Settle(t.Context()))
	return a
}

// covers writes a report in a line for each finding.
func covers(t *testing.T, n *node.Node) (view.Coverage, string) {
	t.Helper()
	v, err := n.Coverage(t.Context())
	must(t, err)
	var out []string
	number := func(what string, v *float64) string {
		if v == nil {
			return ""
		}
		return fmt.Sprintf(" %s %.0f", what, *v)
	}
	for _, o := range v.Orphans {
		who := "?"
		if o.Party != nil {
			who = o.Party.ID
		}
		line := fmt.Sprintf("orphan %s %s%s%s%s", o.Kind, who, number("km2", o.KM2), number("from", o.From), number("to", o.To))
		if o.People != nil {
			line += fmt.Sprintf(" people %d", *o.People)
		}
		for _, p := range o.Beside {
			line += " beside " + p.ID
		}
		if o.Unsure {
			line += " unsure"
		}
		out = append(out, line)
		both2(t, o.Advice)
	}
	for _, c := range v.Overlaps {
		var who []string
		for _, p := range c.Parties {
			who = append(who, p.ID)
		}
		slices.Sort(who)
		out = append(out, fmt.Sprintf("contest %s %s%s%s%s at %.1f", c.Kind, strings.Join(who, "+"), number("km2", c.KM2), number("from", c.From), number("to", c.To), c.Lon))
		both2(t, c.Advice)
	}
	for _, z := range v.Vacant {
		out = append(out, fmt.Sprintf("vacant %s%s", z.Zone.Clause.Clause, number("km2", z.KM2)))
		both2(t, z.Advice)
	}
	return v, strings.Join(out, "\n")
}

func both2(t *testing.T, text act.Text) {
	t.Helper()
	if text["en"] == "" || text["zh-Hans"] == "" || strings.ContainsAny(text["en"], "{}") || strings.HasPrefix(text["en"], "coverage.") {
		t.Errorf("%q is no sentence in both languages", text)
	}
}

// rectangle is an outline as an act has it.
func rectangle(west, east, south, north float64) [][][]int64 {
	w, e, s, n := int64(math.Round(west*1e6)), int64(math.Round(east*1e6)), int64(math.Round(south*1e6)), int64(math.Round(north*1e6))
	return [][][]int64{{{w, s}, {e, s}, {e, n}, {w, n}}}
}

// R12: what nobody answers for and what two claim is found on the ground and along the river, with its size and what can be done; a zone in force that lies there takes it off the list, a zone without
// anybody comes on it; a node without outlines says that it knows none.
func TestCoverageOfTheAlliance(t *testing.T) {
	a := covered(t)
	upper := city(t, a, "upper").Node
	before, got := covers(t, upper)
	want := `orphan territory stranger km2 26227 people 70000
orphan stretch ? from 157 to 236 beside middle unsure
orphan stretch stranger from 236 to 354
orphan place stranger people 900
contest territories middle+upper km2 3497 at 120.5
contest stretch middle+upper from 71 to 86 at 120.5`
	if got != want || len(before.Missing) != 1 || before.Missing[0].ID != "lower" || len(before.Rivers) != 1 || before.Outlines != 3 {
		t.Errorf("before any zone:\n%s\nwants\n%s\n%+v", got, want, before)
	}
	if x := before.Rivers[0].Length; math.Abs(x.KM-x.Single-x.Orphan-x.Contested) > 1e-6 || x.Contested < 15 || x.Orphan < 190 {
		t.Errorf("the river is %+v", x)
	}
	blind, got := covers(t, city(t, a, "lower").Node)
	if got != "orphan place stranger people 900" || blind.Outlines != 0 || len(blind.Missing) != 3 || !strings.Contains(blind.Says["en"], "knows no outlines") {
		t.Errorf("a node without outlines says %s\n%+v", got, blind)
	}

	zone := func(id string, holders, of []jurisdiction.ID, outline [][][]int64) agreement.Clause {
		return agreement.Clause{ID: id, Force: "agreement", Title: both(id, id), Text: both("who answers", "谁负责"), Zone: &agreement.Zone{Name: both(id, id), Of: of, Holders: holders, Outline: outline}}
	}
	mine := []jurisdiction.ID{"upper"}
	two := []jurisdiction.ID{"upper", "middle"}
	text := agreement.Instrument{Code: "zones", Version: 1, Type: "programme", Title: both("Zones", "责任区"), Mode: "voluntary", Parties: []jurisdiction.ID{"upper", "middle", "lower"}, From: act.Time(a.Clock.Now().UnixMilli()),
		Clauses: []agreement.Clause{
			zone("border", two, two, rectangle(120.3, 120.7, 43.9, 46.1)),                                      // settles the overlap
			zone("gap", []jurisdiction.ID{"lower"}, []jurisdiction.ID{"lower"}, rectangle(121.4, 123, 44, 46)), // lower's, and reaches into middle, which is not of it, and over a third of stranger
			zone("quay", mine, mine, rectangle(122.8, 123.2, 44.9, 45.1)),                                      // another holder on the same ground
			zone("nowhere", mine, mine, nil),
			{ID: "work", Force: "agreement", Title: both("work", "work"), Text: both("work", "work"), Item: &agreement.Item{Owner: "upper", Due: act.Time(began().Add(720 * time.Hour).UnixMilli())}},
		}}
	said, err := a.Agree(t.Context(), head(), &text)
	must(t, err)
	must(t, a.Settle(t.Context()))
	after, got := covers(t, upper)
	want = `orphan territory stranger km2 17135
orphan stretch stranger from 291 to 354
orphan place stranger people 900
contest zones lower+upper km2 350 at 122.9
contest zone lower+middle km2 1748 at 121.5
contest stretch lower+middle from 149 to 157 at 121.5
contest stretch lower+upper from 259 to 275 at 122.9`
	if got != want || after.Settled != 1 || len(after.Unplaced) != 1 || after.Unplaced[0].Clause != "nowhere" {
		t.Errorf("with zones:\n%s\nwants\n%s\n%+v", got, want, after)
	}

	c := &council{T: t, a: a}
	c.puts("lower", "agreement.appoint", members{"of": said.ID, "zone": "gap", "reason": "flooded out", "from": c.at(0), "until": c.at(48 * time.Hour)})
	c.passes(time.Hour)
	if v, got := covers(t, upper); !strings.HasSuffix(got, "\nvacant gap km2 27976") || v.Vacant[0].Href != "/bodies" {
		t.Errorf("with a zone without anybody:\n%s", got)
	}
	c.passes(72 * time.Hour)
	if v, got := covers(t, upper); len(v.Vacant) != 0 {
		t.Errorf("the holder is back:\n%s", got)
	}
}
