package node_test

import (
	"encoding/json"
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
	"tongzhou/roster"
)

// R18: a member that leaves the alliance in mid-case is outside from then on: shown apart, with its name and that it was a member, and no longer on the list of the members that are reached. What it
// had before, its custody of the warning, stays on record.
func TestWhoLeftIsOutside(t *testing.T) {
	a := alliance(t, "upper", "middle", "lower")
	upper, lower := city(t, a, "upper").Node, city(t, a, "lower").Node
	_, err := reading(t.Context(), upper, a.Clock.Now(), 0.052)
	must(t, err)
	must(t, a.Settle(t.Context()))
	list, err := upper.Cases(t.Context())
	must(t, err)
	look := func() (*view.Governance, []string) {
		t.Helper()
		who := chen()
		c, err := upper.Case(t.Context(), &who, list.Cases[0].ID, began().AddDate(0, 0, 9))
		must(t, err)
		var exposed []string
		for _, x := range c.Governance.Situation.Exposed {
			exposed = append(exposed, x.Party.ID)
		}
		return c.Governance, exposed
	}
	if g, exposed := look(); len(g.Outside) != 0 || !slices.Contains(exposed, "lower") {
		t.Fatalf("outside %+v, reached %v", g.Outside, exposed)
	}
	body, err := act.Canonical(roster.Leaving{Reason: both("we have a river of our own", "我们自有河流")})
	must(t, err)
	left, err := act.Encode(act.Act{Version: act.Version, Kind: roster.KindLeave, By: "lower", At: act.Time(a.Clock.Now().UnixMilli()), Body: json.RawMessage(body)})
	must(t, err)
	_, err = lower.Own().Append(t.Context(), "", left)
	must(t, err)
	must(t, a.Settle(t.Context()))
	g, exposed := look()
	if len(g.Outside) != 1 || slices.Contains(exposed, "lower") {
		t.Fatalf("outside %+v, reached %v", g.Outside, exposed)
	}
	x := g.Outside[0]
	if x.ID != "lower" || !x.Left || x.State != "untold" || x.Name["en"] != "lower" || x.Arrival == nil || x.Peak == nil || x.Forecast == nil || x.People != 100_000 {
		t.Errorf("%+v", x)
	}
	p, err := upper.Picture(t.Context())
	must(t, err)
	if len(p.Cases) != 1 || len(p.Cases[0].Outside) != 1 || slices.ContainsFunc(p.Members, func(m view.PictureMember) bool { return m.Party.ID == string(jurisdiction.ID("lower")) }) {
		t.Errorf("the picture has %+v among its cases", p.Cases)
	}
}
