package node

import (
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/hazard/river"
	"tongzhou/jurisdiction"
)

// searched is a river of three reaches with a station at the end of each, on which an origin is looked for.
func searched() River {
	r := River{Quantity: "nitrobenzene", Inputs: river.Inputs{Limit: 0.017, Prior: river.DefaultPrior(), Members: 300, Release: river.Release{At: 1, Hours: 2, Mass: 1, Share: 1},
		Rise: &river.Rise{At: 1, Before: 0.5}},
		Search: &Search{Days: 4, MassLow: 100, MassHigh: 100_000, Hours: 2, Outfalls: []Outfall{{ID: "works", Party: "a", KM: 40, Weight: 1}, {ID: "bridge", KM: 70, Weight: 1}, {ID: "below", KM: 160, Weight: 1}}}}
	for i, id := range []string{"a", "b", "c"} {
		r.Inputs.Reaches = append(r.Inputs.Reaches, river.Reach{ID: id, KM: 60, KMSD: 2, Discharge: 300, MeanDischarge: 300, Slope: 2e-4, Area: 40_000, Width: 200, Roughness: 0.03})
		r.Inputs.Stations = append(r.Inputs.Stations, river.Station{ID: id, KM: float64(60*i + 50), Lon: 120, Lat: 45})
		r.Places = append(r.Places, Place{ID: id, Party: jurisdiction.ID(id)})
		r.Search.Banks = append(r.Search.Banks, Bank{Reach: id, Parties: []jurisdiction.ID{jurisdiction.ID(id)}})
	}
	return r
}

// R58: within which bounds an origin is looked for, where it can have got in, and when it is looked for again; a wrong file is refused.
func TestSearch(t *testing.T) {
	const hour = int64(3_600_000)
	begin := 1000 * hour
	r := searched()
	seen := []met{r.met(r.Places[1], begin, 0.0001), r.met(r.Places[1], begin+20*hour, 0.6), r.met(r.Places[2], begin+50*hour, 0.4)}
	x := newWhence(act.Ref{}, r, seen, act.Time(begin+51*hour))
	if o := x.in.Origin; o.ToKM != 110 || o.Latest != begin+20*hour || x.in.Start != begin+20*hour-96*hour || len(o.Outfalls) != 2 || x.in.Rise != nil || len(x.sightings) != 2 {
		t.Errorf("%+v, rise %v, %d sightings", o, x.in.Rise, len(x.sightings))
	}
	if err := x.locate(); err != nil {
		t.Fatal(err)
	}
	banks, sum := x.banks(), 0.0
	for _, b := range banks {
		sum += b.Share
	}
	if len(banks) != 2 || len(banks[0].Parties) != 1 || len(banks[1].Parties) != 0 || sum < 0.999 || sum > 1.001 {
		t.Errorf("outfalls with their shares, one of which nobody knows whose it is: %+v", banks)
	}
	more := append(seen, r.met(r.Places[2], begin+52*hour, 0.4))
	later := append(more, r.met(r.Places[2], begin+53*hour, 0.4))
	if a, b := newWhence(act.Ref{}, r, more, 0), newWhence(act.Ref{}, r, later, 0); a.key == x.key || b.key != a.key {
		t.Errorf("keys %q %q %q: a third reading is a reason to look again, one of an hour after is not", x.key, a.key, b.key)
	}
	w := whences{}
	if !w.begin(x) || w.begin(x) {
		t.Error("a search is made once")
	}
	for want, change := range map[string]func(*River){
		"reach":    func(r *River) { r.Search.Banks[0].Reach = "z" },
		"days":     func(r *River) { r.Search.Days = 0 },
		"the mass": func(r *River) { r.Search.MassLow = 1e9 },
		"no flood": func(r *River) { r.Flood = &Flood{} },
	} {
		r := searched()
		change(&r)
		err := r.Search.check(&r)
		if word := strings.TrimPrefix(want, "the "); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
