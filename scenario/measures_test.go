package scenario

import (
	"context"
	"testing"

	"tongzhou/node/view"
)

// On the Lower Colorado a lowland that Bastrop floods on purpose lowers the crest for all who lie below it and costs Bastrop its land, although its own gauge gains; what is let down from above before the storm makes losers of everybody
// below. Winners and losers stand beside each other, by name. R4
func TestMeasuresOnTheLowerColorado(t *testing.T) {
	ctx := context.Background()
	_, c := fayette(t, nil)
	works, err := c.Node.Works(ctx, "colorado-storm")
	if err != nil || len(works.Works) != 4 || len(works.Sets) != 4 {
		t.Fatalf("%+v, %v", works, err)
	}
	var names []string
	for _, x := range works.Sets {
		names = append(names, x.ID)
	}
	got, err := c.Node.Measures(ctx, view.Officer{Login: "ana", Name: "Ana", Role: "analyst"}, "colorado-storm", view.MeasuresAsked{First: true, Sets: names})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d members, %d sets: %d ms", got.Members, len(got.Sets), got.Took)
	side, losers := map[string]string{}, map[string]string{}
	for _, set := range got.Sets {
		for _, p := range set.Losers {
			losers[set.ID] += p.ID + " "
		}
		for _, p := range set.Parties {
			side[set.ID+" "+p.Party.ID] = p.Side
		}
	}
	for who, want := range map[string]string{"smithville-crest matagorda": "better", "smithville-crest travis": "same", "travis-releases bastrop": "worse", "nothing fayette": "same"} {
		if side[who] != want {
			t.Errorf("%s: %s, want %s", who, side[who], want)
		}
	}
	if losers["smithville-crest"] != "bastrop " || losers["both-lowlands"] != "bastrop colorado " || losers["nothing"] != "" {
		t.Errorf("losers: %v", losers)
	}
}
