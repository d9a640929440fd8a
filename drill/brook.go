package drill

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"tongzhou/hazard/river/flood"
	"tongzhou/hazard/river/route"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/observation"
)

// Brook is a river of 12 km from town to town on which a storm over the first makes a flood. Below the first town it runs through a reservoir, the first town's; at the second there is a field that can be flooded on
// purpose, the second town's. It wants three towns or more. Everything about it is made up.
func Brook(at time.Time, towns ...jurisdiction.ID) (node.River, error) {
	start := at.UnixMilli()
	r := node.River{ID: "brook", Name: both("the brook", "小河"), Substance: both("Flood", "洪水"), Quantity: "discharge", Event: "OET-081", Level: "orange", Status: view.Exercise, TellLead: 2}
	in := flood.Inputs{Start: start, Issued: start, Hours: 48, Step: 900, Members: 24, Seed: 1, Rain: []flood.Rain{{Lon: 100, Lat: 30, Radius: 20, At: start + 2*3600_000, Hours: 6, Depth: 120, Simulated: true}},
		Prior: flood.Prior{Depth: 0.25, Shift: 2, Delay: 0.5, Runoff: 0.4, RunoffSD: 0.2, Lag: 4, LagSD: 0.2, Roughness: 0.1, Reading: 0.3, Note: "made up"}}
	id := func(town, reach int) route.ID { return route.ID(100*(town+1) + reach) }
	var reaches []flood.Reach
	for i, town := range towns {
		lon := 100 + 0.5*float64(i)
		for k := 1; k <= 3; k++ {
			x := flood.Reach{Lon: lon, Lat: 30, Area: 60, Base: 0.5, Reach: route.Reach{ID: id(i, k), To: id(i, k+1), Length: 4000, Slope: 0.001, Bottom: 20, Top: 40, Flood: 150, Bank: 0.5,
				Roughness: 0.04, FloodRoughness: 0.08}}
			switch {
			case k == 3 && i == 0:
				x.To = brookPool
			case k == 3 && i == len(towns)-1:
				x.To = 0
			case k == 3:
				x.To = id(i+1, 1)
			}
			reaches = append(reaches, x)
		}
		in.Stations = append(in.Stations, flood.Station{ID: string(town), Name: title(string(town)), Place: string(town), Reach: id(i, 3), KM: float64(12*i + 12), Lon: lon, Lat: 30, Threshold: 60})
		r.Places = append(r.Places, node.Place{ID: string(town), Party: town, Name: both(title(string(town)), string(town)), People: int64(1000 * (i + 1)), Sensor: observation.StationID(town)})
	}
	network, err := flood.NewNetwork(reaches, []flood.Reservoir{{Reservoir: route.Reservoir{ID: brookPool, To: id(1, 1), Area: 4e5, Top: 110, OrificeLevel: 100, OrificeArea: 12, OrificeCoefficient: 0.6,
		WeirLevel: 106, WeirLength: 40, WeirCoefficient: 1.8}}})
	if err != nil {
		return r, err
	}
	in.Network = network.Hash()
	r.Flood = &node.Flood{Inputs: in, Network: network, Works: []node.Work{
		{ID: "pond", Name: both("the pond", "水库"), Party: towns[0], Reservoir: brookPool, Most: 80, Simulated: true},
		{ID: "field", Name: both("the field", "田地"), Party: towns[1], People: 12, Simulated: true, Area: &route.Detention{ID: 1, From: id(1, 3), Back: id(2, 1), Capacity: 2e6, Intake: 50, Outlet: 20, Leave: 40}},
	}, Plans: []node.Plan{
		{ID: "hold", Name: both("Hold back in the pond", "水库拦蓄"), Orders: []node.Order{{Work: "pond", Hour: 0, Do: route.Store, Flow: 5}}},
		{ID: "flood-field", Name: both("Flood the field", "启用田地"), Orders: []node.Order{{Work: "field", Hour: 6, Do: route.Open}, {Work: "field", Hour: 40, Do: route.Discharge, Flow: 10}}},
		{ID: "empty-pond", Name: both("Empty the pond into the flood", "洪水期间放空水库"), Orders: []node.Order{{Work: "pond", Hour: 10, Do: route.Discharge, Flow: 80}}},
	}}
	return r, nil
}

// brookPool is the reservoir's number in the network of the brook.
const brookPool route.ID = 9

// BrookWatch is what a town on the brook watches: its own gauge.
func BrookWatch(r node.River, town jurisdiction.ID) *node.Watch {
	key := observation.StationID(town)
	return &node.Watch{Rivers: []node.River{r}, Stations: []observation.Station{{ID: key, Name: both(title(string(town)), string(town)), Place: string(town), Rows: []observation.Series{
		{Key: observation.Key{Station: key, Quantity: "discharge"}, Unit: "m3/s", Most: 5000, Rules: observation.Rules{Lateness: 30 * 24 * time.Hour, Thresholds: []observation.Threshold{{Name: "banks", Level: 60, Clear: 50}}}}}}}}
}

// setBrook makes a brook from town to town, known to all who have joined.
func setBrook(ctx context.Context, s *stage, args, _ []string) (string, error) {
	if len(args) < 3 {
		return "", errUsage
	}
	var towns []jurisdiction.ID
	for _, id := range args {
		towns = append(towns, jurisdiction.ID(id))
	}
	r, err := Brook(s.a.Clock.Now(), towns...)
	if err != nil {
		return "", err
	}
	return "", s.watches(ctx, func(c *City) *node.Watch { return BrookWatch(r, c.ID) })
}

func analyst() view.Officer { return view.Officer{Login: "analyst", Name: "Analyst", Role: "analyst"} }

// measured prints who gains and who loses under sets of measures. How much it is depends on the last digit of the model and is not printed.
func measured(ctx context.Context, _ *stage, c *City, sets []string) (string, error) {
	got, err := c.Node.Measures(ctx, analyst(), "brook", view.MeasuresAsked{Sets: sets})
	out := ""
	for _, x := range got.Sets {
		out += fmt.Sprintf("  %s: worse off: %s\n", x.ID, orNobody(x.Losers))
		for _, w := range x.Flooded {
			out += fmt.Sprintf("    %s of %s goes under water\n", w.ID, w.Party.ID)
		}
		for _, p := range x.Parties {
			out += fmt.Sprintf("    %-9s %s\n", p.Party.ID, p.Side)
		}
	}
	return out, err
}

// account has a city's analyst put on record what a set that was carried out has avoided.
func account(ctx context.Context, s *stage, args, _ []string) (string, error) {
	w := said(args)
	c, err := s.city(w.words, 3)
	if err != nil || w.as == "" {
		return "", cmp.Or(err, errUsage)
	}
	text := strings.Join(w.words[2:], " ")
	got, err := c.Node.Measures(ctx, analyst(), "brook", view.MeasuresAsked{Sets: []string{w.words[1]}, Done: w.words[1], Record: true, Reason: both(text, text)})
	if err != nil || got.Ref == nil {
		return "", err
	}
	s.names[w.as] = fmt.Sprintf("%s.%d", c.ID, got.Ref.Index)
	return fmt.Sprintf("%s, %d members, %d readings\n", s.names[w.as], got.Members, got.Readings), nil
}

// avoided prints the accounts of a case, the newest first: for each place in which direction the whole band lies.
func avoided(ctx context.Context, _ *stage, c *City, rest []string) (string, error) {
	if len(rest) != 1 {
		return "", errUsage
	}
	v, err := c.Node.Case(ctx, nil, rest[0], time.Time{})
	out := ""
	for _, x := range v.Avoided {
		out += fmt.Sprintf("  %s by %s, contested %t, own matter %t, replaced %t, two runs %t, %d readings\n", x.ID, x.By.ID, x.Contested, x.Own, x.Replaced, x.With != x.Without, x.Readings)
		for _, p := range x.Parties {
			for _, r := range p.Rows {
				out += fmt.Sprintf("    %-9s %s in %s: %s\n", p.Party.ID, r.What, r.By.Unit, way(r.By))
			}
		}
		for _, f := range x.Flooded {
			out += fmt.Sprintf("    %-9s had %s under water on purpose\n", f.Party.ID, f.Name["en"])
		}
		for _, a := range x.Answers {
			out += fmt.Sprintf("    %s agrees %t: %s\n", a.By.ID, a.Agrees, a.Text["und"]+a.Text["en"])
		}
	}
	if out == "" {
		return "none\n", err
	}
	return out, err
}

// way is in which direction a band lies.
func way(b view.Spread) string {
	switch {
	case b.Low == 0 && b.High == 0:
		return "nothing differs"
	case b.P05 == b.P95:
		return "A NUMBER"
	case b.P95 < 0:
		return "less, a band"
	case b.P05 > 0:
		return "more, a band"
	}
	return "less or more, a band"
}
