package exposure

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/geo"
	"tongzhou/hazard"
	"tongzhou/jurisdiction"
)

const start, hour = int64(1131860700000), int64(3600_000)

func reach(id string, km, arrival, probability float64) hazard.Reach {
	q := func(m float64) hazard.Quantiles {
		return hazard.Quantiles{P05: m * 0.8, P25: m * 0.9, P50: m, P75: m * 1.1, P95: m * 1.2}
	}
	r := hazard.Reach{ID: id, Name: id, Place: id, KM: km, Lon: 120 + km/100, Lat: 45, Intensity: q(100 / km), Probability: probability}
	if probability > 0 {
		r.Arrival, r.Peak, r.End = q(arrival), q(arrival+20), q(arrival+40)
	}
	return r
}

// query is a river: jilin (source), songyuan, daqing, harbin with two stations, jiamusi that is hardly reached; khabarovsk abroad.
func query(t *testing.T) Query {
	t.Helper()
	var list []jurisdiction.Jurisdiction
	for _, id := range []jurisdiction.ID{"jilin", "songyuan", "daqing", "harbin", "jiamusi", "khabarovsk", "changchun"} {
		list = append(list, jurisdiction.Jurisdiction{ID: id, Role: jurisdiction.City, Outside: id == "khabarovsk", People: 1000})
	}
	register, err := jurisdiction.NewRegister(list)
	if err != nil {
		t.Fatal(err)
	}
	neighbours, err := jurisdiction.NewNeighbours("v1", []jurisdiction.Edge{
		{From: "songyuan", To: "changchun", Link: jurisdiction.Land}, {From: "harbin", To: "khabarovsk", Link: jurisdiction.River}})
	if err != nil {
		t.Fatal(err)
	}
	return Query{
		Footprint: hazard.Footprint{Hazard: "pollutant-slug", Carrier: "river", Start: start, Unit: "mg/L", Threshold: 0.017,
			Reaches: []hazard.Reach{reach("mill", 10, 5, 1), reach("intake", 290, 110, 1), reach("border", 380, 150, 0.95),
				reach("sujiatun", 550, 240, 0.9), reach("sifangtai", 570, 250, 0.85), reach("dalai", 960, 500, 0.2)},
			Provenance: hazard.Provenance{Model: "m", Version: "1", Members: 100, Inputs: strings.Repeat("ab", 32), Issued: start + 48*hour},
			Inputs:     json.RawMessage("{}")},
		Places: []Place{{"mill", "jilin", 500}, {"intake", "songyuan", 200_000}, {"border", "daqing", -1},
			{"sujiatun", "harbin", 100}, {"sifangtai", "harbin", 3_800_000}, {"dalai", "jiamusi", 70}},
		Register: register, Neighbours: neighbours, Sources: []jurisdiction.ID{"jilin"},
		Rules: Rules{Probability: 0.5, Lead: 72, Within: 24, Bordering: true, Basis: "test"},
	}
}

func across(t *testing.T, q Query) (Result, map[jurisdiction.ID]Finding) {
	t.Helper()
	r, err := Across(q)
	if err != nil {
		t.Fatal(err)
	}
	by := make(map[jurisdiction.ID]Finding)
	for _, f := range r.Findings {
		by[f.Jurisdiction] = f
	}
	return r, by
}

// Whom it reaches, when, how surely, how many people it finds there; several stations of one city count together. R1 R7 R14
func TestAcross(t *testing.T) {
	r, by := across(t, query(t))
	if r.Situation != 2 || r.Assumed {
		t.Errorf("situation %d, assumed %v, want 2 from the stated source", r.Situation, r.Assumed)
	}
	if want := []jurisdiction.ID{"jilin", "songyuan", "daqing", "harbin"}; !slices.Equal(r.Exposed, want) {
		t.Errorf("exposed %v, want %v", r.Exposed, want)
	}
	h := by["harbin"]
	if h.Status != Reached || h.Place != "sujiatun" || h.Probability != 0.9 || h.Arrival.P50 != 240 || h.End.P50 != 290 {
		t.Errorf("harbin %+v", h)
	}
	if h.People != 3_800_100 || h.Counted != AtPlaces || math.Abs(h.Share-0.4) > 1e-12 {
		t.Errorf("harbin: %d people %s, share %g, want 3800100 at places and 2 of 5", h.People, h.Counted, h.Share)
	}
	if d := by["daqing"]; d.People != 1000 || d.Counted != Everyone {
		t.Errorf("daqing: %d people %s, want everyone because nobody said who is at the border", d.People, d.Counted)
	}
	if j := by["jiamusi"]; j.Status != Possible || j.Tell || j.Arrival.P50 != 500 {
		t.Errorf("jiamusi %+v, want possible and not told: 0.2 is below the threshold", j)
	}
	if r.Rules != query(t).Rules || r.Graph != "v1" {
		t.Errorf("the inputs are not kept: %+v, %q", r.Rules, r.Graph)
	}
}

// The threshold of "possible" is a stated input: a lower one exposes Jiamusi as well. R7 R14
func TestProbabilityThreshold(t *testing.T) {
	q := query(t)
	q.Rules.Probability = 0.1
	r, by := across(t, q)
	if len(r.Exposed) != 5 || by["jiamusi"].Status != Reached || !by["jiamusi"].Tell {
		t.Errorf("exposed %v, jiamusi %+v", r.Exposed, by["jiamusi"])
	}
	q.Rules.Probability = 0.99
	r, by = across(t, q)
	if len(r.Exposed) != 2 || by["harbin"].Status != Possible {
		t.Errorf("exposed %v, harbin %s", r.Exposed, by["harbin"].Status)
	}
}

// By when: the earlier of 72 h before the early arrival and 24 h after the forecast; late if that was past when it was issued. The
// source is not told what it did; a neighbour is told although nothing reaches it; one outside the alliance is marked.
func TestTellBy(t *testing.T) {
	_, by := across(t, query(t))
	issued := start + 48*hour
	for id, want := range map[jurisdiction.ID]int64{
		"songyuan":   start + 16*hour, // 0.8 x 110 - 72 = 16 h: before the forecast was made
		"daqing":     start + 48*hour, // 0.8 x 150 - 72 = 48 h: at once
		"harbin":     issued + 24*hour,
		"changchun":  issued + 24*hour,
		"khabarovsk": issued + 24*hour,
	} {
		f := by[id]
		if !f.Tell || f.TellBy != want || f.Late != (want < issued) || f.Reason == "" {
			t.Errorf("%s: tell %v by %+d h (%s), late %v; want by %+d h", id, f.Tell, (f.TellBy-start)/hour, f.Reason, f.Late, (want-start)/hour)
		}
	}
	if f := by["jilin"]; f.Tell || !f.Source {
		t.Errorf("jilin %+v, want the source, not told", f)
	}
	if f := by["khabarovsk"]; f.Status != Bordering || !f.Outside || !strings.Contains(f.Reason, "harbin by river") {
		t.Errorf("khabarovsk %+v, want bordering, outside, by river", f)
	}
	q := query(t)
	q.Rules.Within, q.Rules.Bordering = 0, false
	_, by = across(t, q)
	if f := by["harbin"]; f.TellBy != start+120*hour {
		t.Errorf("harbin by %d h, want 120 without the other rule", (f.TellBy-start)/hour)
	}
	if _, there := by["changchun"]; there {
		t.Error("changchun is told although the rule does not ask for neighbours")
	}
}

// Two neighbours by different links are told once.
func TestBorderingOnce(t *testing.T) {
	q := query(t)
	g, err := jurisdiction.NewNeighbours("v2", []jurisdiction.Edge{{From: "songyuan", To: "changchun", Link: jurisdiction.Land},
		{From: "songyuan", To: "changchun", Link: jurisdiction.Road}, {From: "harbin", To: "changchun", Link: jurisdiction.Grid}})
	if err != nil {
		t.Fatal(err)
	}
	q.Neighbours = g
	r, _ := across(t, q)
	n := 0
	for _, f := range r.Findings {
		if f.Jurisdiction == "changchun" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("changchun stands %d times", n)
	}
}

// The three situations and none, as the source defines them. R7 R8 R9 R10
func TestSituation(t *testing.T) {
	ids := func(s string) []jurisdiction.ID {
		var out []jurisdiction.ID
		for _, f := range strings.Fields(s) {
			out = append(out, jurisdiction.ID(f))
		}
		return out
	}
	for _, c := range []struct {
		sources, exposed string
		want             int
	}{
		{"a b", "", 1}, {"a b", "c", 1}, {"a", "a b c", 2}, {"a", "b", 3}, {"a", "b c", 3}, {"a", "a", 0}, {"a", "", 0}, {"", "b", 0},
	} {
		if got := Situation(ids(c.sources), ids(c.exposed)); got != c.want {
			t.Errorf("Situation(%q, %q) = %d, want %d", c.sources, c.exposed, got, c.want)
		}
	}
}

// Nobody says where it comes from: the most upstream place stands in, and the answer says that it does. R8
func TestSilentOrigin(t *testing.T) {
	q := query(t)
	q.Sources = nil
	q.Footprint.Reaches = q.Footprint.Reaches[1:]
	r, _ := across(t, q)
	if !r.Assumed || !slices.Equal(r.Sources, []jurisdiction.ID{"songyuan"}) || r.Situation != 2 {
		t.Errorf("sources %v, assumed %v, situation %d", r.Sources, r.Assumed, r.Situation)
	}
}

// Situation 3: the source suffers nothing itself. R10
func TestSourceUnharmed(t *testing.T) {
	q := query(t)
	q.Footprint.Reaches = q.Footprint.Reaches[1:]
	if r, _ := across(t, q); r.Situation != 3 {
		t.Errorf("situation %d, want 3", r.Situation)
	}
}

// A reach whose place is not listed is found by where it lies; one that lies nowhere is named, never dropped. R1
func TestTerritory(t *testing.T) {
	q := query(t)
	q.Places = slices.DeleteFunc(q.Places, func(p Place) bool { return p.ID == "sifangtai" || p.ID == "dalai" })
	area, err := geo.NewArea([][]geo.Point{geo.Circle(geo.Point{Lon: 125.7, Lat: 45}, 20, 24)})
	if err != nil {
		t.Fatal(err)
	}
	q.Atlas = atlas(t, Territory{"harbin", area})
	r, by := across(t, q)
	if h := by["harbin"]; math.Abs(h.Share-0.4) > 1e-12 || h.People != 100 {
		t.Errorf("harbin %+v, want both reaches, people of the listed one", h)
	}
	if !slices.Equal(r.Unplaced, []string{"dalai"}) {
		t.Errorf("unplaced %v, want dalai", r.Unplaced)
	}
}

// Two claim the place where a reach lies: both are reached and told, each hears that it is disputed, and nobody decides whose it is. R1
func TestDisputed(t *testing.T) {
	q := query(t)
	q.Places = slices.DeleteFunc(q.Places, func(p Place) bool { return p.ID == "sifangtai" })
	q.Atlas = atlas(t, Territory{"harbin", rect(t, 125.6, 44, 126, 46)}, Territory{"changchun", rect(t, 125, 44, 125.8, 46)})
	_, by := across(t, q)
	for _, id := range []jurisdiction.ID{"harbin", "changchun"} {
		if f := by[id]; f.Status != Reached || !f.Disputed || !f.Tell {
			t.Errorf("%s: %+v, want reached, disputed, told", id, f)
		}
	}
	if by["songyuan"].Disputed {
		t.Error("songyuan's intake is disputed")
	}
	q.Atlas = atlas(t, Territory{"atlantis", rect(t, 0, 0, 1, 1)})
	if _, err := Across(q); err == nil || !strings.Contains(err.Error(), "atlantis") {
		t.Errorf("a territory of nobody in the register: %v", err)
	}
}

func TestRefuses(t *testing.T) {
	for says, spoil := range map[string]func(*Query){
		"register":         func(q *Query) { q.Register = nil },
		"probability":      func(q *Query) { q.Rules.Probability = 0 },
		"lead":             func(q *Query) { q.Rules.Lead = -1 },
		"within":           func(q *Query) { q.Rules.Within = math.Inf(1) },
		"no reach":         func(q *Query) { q.Footprint.Reaches = nil },
		"not in the regis": func(q *Query) { q.Places[0].Jurisdiction = "atlantis" },
		"source":           func(q *Query) { q.Sources = []jurisdiction.ID{"atlantis"} },
	} {
		q := query(t)
		spoil(&q)
		if _, err := Across(q); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("Across = %v, want something about %q", err, says)
		}
	}
}

// Whatever the probabilities and the threshold: exposed is who reaches the threshold, shares add up to one, nobody is lost.
func TestAcrossAccountsForEverybody(t *testing.T) {
	base := query(t)
	rapid.Check(t, func(t *rapid.T) {
		q := base
		q.Footprint.Reaches = nil
		for i, r := range base.Footprint.Reaches {
			q.Footprint.Reaches = append(q.Footprint.Reaches,
				reach(r.ID, r.KM, float64(i+1)*10, rapid.SampledFrom([]float64{0, 0.1, 0.5, 0.9, 1}).Draw(t, "probability")))
		}
		q.Rules.Probability = rapid.SampledFrom([]float64{0.05, 0.5, 1}).Draw(t, "threshold")
		r, err := Across(q)
		if err != nil {
			t.Fatal(err)
		}
		share, onCarrier := 0.0, 0
		for _, f := range r.Findings {
			share += f.Share
			if f.Status != Bordering {
				onCarrier++
			}
			if (f.Status == Reached) != (f.Probability >= q.Rules.Probability) && f.Status != Bordering {
				t.Fatalf("%s %s with probability %g, threshold %g", f.Jurisdiction, f.Status, f.Probability, q.Rules.Probability)
			}
		}
		if onCarrier != 5 || len(r.Exposed) > 0 && math.Abs(share-1) > 1e-9 {
			t.Fatalf("%d on the carrier, shares %g", onCarrier, share)
		}
	})
}

// A result is put on record: it is JSON without NaN, and the same for the same question.
func TestResultIsRecordable(t *testing.T) {
	a, _ := across(t, query(t))
	b, _ := across(t, query(t))
	x, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	if y, _ := json.Marshal(b); string(x) != string(y) {
		t.Error("two results for one question")
	}
}
