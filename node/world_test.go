package node_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"tongzhou/act"
	"tongzhou/drill"
	"tongzhou/hazard/river"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/observation"
	"tongzhou/roster"
)

func both(en, zh string) act.Text { return act.Text{"en": en, "zh-Hans": zh} }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// began is when something went into the river of the tests.
func began() time.Time { return time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC) }

// watch is a river of 60 km from town to town, with the sensor of one of them.
func watch(id jurisdiction.ID, towns []jurisdiction.ID) *node.Watch {
	at := began().UnixMilli()
	in := river.Inputs{Start: at, Limit: 0.017, Release: river.Release{At: at, Hours: 2, Mass: 20_000, Share: 0.5}, Prior: river.DefaultPrior(), Members: 50, Seed: 1}
	r := node.River{ID: "river", Name: both("the river", "本河"), Substance: both("Nitrobenzene", "硝基苯"), Quantity: "nitrobenzene", Event: "OET-198", Level: "orange",
		Status: view.Exercise, TellLead: 6}
	for i, t := range towns {
		in.Reaches = append(in.Reaches, river.Reach{ID: string(t), KM: 60, KMSD: 2, Discharge: 300, MeanDischarge: 300, Slope: 2e-4, Area: 40_000, Width: 200, Roughness: 0.03})
		in.Stations = append(in.Stations, river.Station{ID: string(t), Name: string(t), Place: string(t), KM: float64(60*i + 50), Lon: 120 + float64(i), Lat: 45})
		r.Places = append(r.Places, node.Place{ID: string(t), Party: t, Name: both(string(t), string(t)), People: 100_000, Sensor: observation.StationID(t)})
	}
	r.Inputs = in
	return &node.Watch{Rivers: []node.River{r}, Stations: []observation.Station{{ID: observation.StationID(id), Name: both(string(id), string(id)), Place: string(id),
		Rows: []observation.Series{{Key: observation.Key{Station: observation.StationID(id), Quantity: "nitrobenzene"}, Unit: "mg/L",
			Rules: observation.Rules{Lateness: 30 * 24 * time.Hour, Thresholds: []observation.Threshold{{Name: "limit", Level: 0.017, Clear: 0.014}}}}}}}}
}

func charter(secretariat jurisdiction.ID) roster.Charter {
	return roster.Charter{Alliance: both("River alliance", "河流联盟"), Mode: "voluntary", Secretariat: secretariat, Rules: roster.Rules{Accept: []roster.Accept{{Minutes: 60}},
		MustWarn: 50, Observers: roster.Quorum{Count: 1}, Unreachable: 10, Signed: true, Escalation: []roster.Step{{After: 0, To: "coordinator"}}}}
}

// alliance is an alliance of the given towns, six hours after something went into the river; the first is the secretariat.
func alliance(t testing.TB, towns ...jurisdiction.ID) *drill.Alliance {
	t.Helper()
	a := drill.NewAlliance(t.TempDir(), began())
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	for i, id := range towns {
		m := drill.Member{ID: id, Self: node.Self{Name: both(string(id), string(id)), Role: "city"}, Watch: watch(id, towns)}
		if i == 0 {
			must(t, a.Found(t.Context(), m, charter(id)))
		} else {
			must(t, a.Join(t.Context(), m))
		}
	}
	must(t, a.Settle(t.Context()))
	must(t, a.Set(t.Context(), began().Add(6*time.Hour)))
	return a
}

func chen() view.Officer { return view.Officer{Login: "chen", Name: "Chen", Role: "duty-officer"} }

func city(t testing.TB, a *drill.Alliance, id jurisdiction.ID) *drill.City {
	t.Helper()
	c, err := a.City(id)
	must(t, err)
	return c
}

// reading hands one reading in.
func reading(ctx context.Context, n *node.Node, at time.Time, value float64) (view.Ingested, error) {
	body, err := json.Marshal(map[string]any{"rows": []any{map[string]any{"station": string(n.ID()), "time": at.Format(time.RFC3339Nano), "quantity": "nitrobenzene", "value": value,
		"unit": "mg/L", "quality": "good", "simulated": true}}})
	if err != nil {
		return view.Ingested{}, err
	}
	return n.Ingest(ctx, chen(), "application/json", body)
}

// kinds counts the acts of a node's own journal by kind.
func kinds(t testing.TB, n *node.Node) map[string]int {
	t.Helper()
	j, err := n.Journal(t.Context(), "", 0, 500)
	must(t, err)
	out := map[string]int{}
	for _, a := range j.Acts {
		out[a.Kind]++
	}
	return out
}
