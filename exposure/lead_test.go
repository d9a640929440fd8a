package exposure

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tongzhou/jurisdiction"
)

// R8: of several origins the most upstream leads, else the one with the largest share, else somebody has to be designated; ties are said.
func TestProposeLead(t *testing.T) {
	for _, c := range []struct {
		name, rivers, origins, want string
		share                       map[jurisdiction.ID]float64
	}{
		{"one above the other", "upper>middle middle>lower", "lower upper", "upper by upstream", nil},
		{"through one that is no origin", "upper>middle middle>lower", "lower upper", "upper by upstream", map[jurisdiction.ID]float64{"lower": 90, "upper": 10}},
		{"two headwaters, the larger share", "a>c b>c", "a b c", "b by share", map[jurisdiction.ID]float64{"a": 30, "b": 40, "c": 99}},
		{"two headwaters, no shares", "a>c b>c", "a b c", "nobody by designated, tied a b", nil},
		{"two headwaters, one share unknown", "a>c b>c", "a b c", "nobody by designated, tied a b", map[jurisdiction.ID]float64{"a": 30}},
		{"no river", "", "b a", "b by share", map[jurisdiction.ID]float64{"a": 30, "b": 70}},
		{"no river, equal shares", "", "c b a", "nobody by designated, tied a b", map[jurisdiction.ID]float64{"a": 40, "b": 40, "c": 20}},
		{"nothing known", "", "b a", "nobody by designated, tied a b", nil},
		{"a circle", "a>b b>a", "a b", "a by share", map[jurisdiction.ID]float64{"a": 2, "b": 1}},
		{"one named twice is alone", "", "a a", "nobody by designated, tied a", map[jurisdiction.ID]float64{"a": 1}},
	} {
		var edges []jurisdiction.Edge
		for e := range strings.FieldsSeq(c.rivers) {
			from, to, _ := strings.Cut(e, ">")
			edges = append(edges, jurisdiction.Edge{From: jurisdiction.ID(from), To: jurisdiction.ID(to), Link: jurisdiction.River})
		}
		g, err := jurisdiction.NewNeighbours("test", edges)
		if err != nil {
			t.Fatal(err)
		}
		var origins []jurisdiction.ID
		for id := range strings.FieldsSeq(c.origins) {
			origins = append(origins, jurisdiction.ID(id))
		}
		say := func() string {
			x := ProposeLead(origins, g, c.share)
			out := string(x.Lead)
			if out == "" {
				out = "nobody"
			}
			if out += " by " + string(x.Basis); len(x.Tied) > 0 {
				out += ", tied " + strings.Trim(fmt.Sprint(x.Tied), "[]")
			}
			return out
		}
		if got := say(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		slices.Reverse(origins) // who wrote the list ranks nobody
		if got := say(); got != c.want {
			t.Errorf("%s, the other way round: %s, want %s", c.name, got, c.want)
		}
	}
}
