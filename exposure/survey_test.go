package exposure

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/geo"
)

func inventory(t fatal, districts []District, objects []Object) *Inventory {
	v, err := NewInventory(districts, objects)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A footprint over a and half of b: people with a band, stocks summed by kind and unit, critical objects, one that another owns, one that
// lies where nobody would be told of it. R1 R12
func TestSurvey(t *testing.T) {
	a := atlas(t, Territory{"a", rect(t, 0, 0, 1, 1)}, Territory{"b", rect(t, 1, 0, 2, 1)})
	v := inventory(t, []District{{"a west", rect(t, 0, 0, 0.5, 1), 1000}, {"a east", rect(t, 0.5, 0, 1, 1), 500}, {"b", rect(t, 1, 0, 2, 1), 8000}},
		[]Object{{ID: "1", Kind: "sandbags", At: geo.Point{Lon: 0.2, Lat: 0.2}, Amount: 300, Unit: "1"}, {ID: "2", Kind: "sandbags", At: geo.Point{Lon: 0.3, Lat: 0.2}, Amount: 200, Unit: "1"},
			{ID: "6", Kind: "intake", At: geo.Point{Lon: 0.6, Lat: 0.6}, Critical: true, Owner: "a"},
			{ID: "3", Kind: "hospital", At: geo.Point{Lon: 1.2, Lat: 0.2}, Amount: 1, Critical: true, Owner: "a"}, {ID: "4", Kind: "hospital", At: geo.Point{Lon: 1.8, Lat: 0.2}, Critical: true},
			{ID: "5", Kind: "platform", At: geo.Point{Lon: 0.5, Lat: -0.2}, Critical: true}})
	s, err := a.Survey(rect(t, 0.25, -0.5, 1.5, 1.5), v, 0)
	if err != nil || len(s.Tolls) != 2 {
		t.Fatalf("%+v, %v", s, err)
	}
	x, y := s.Tolls[0], s.Tolls[1]
	if x.People != (People{500, 1000, 1500}) || x.Counted != AtPlaces || len(x.Stocks) != 2 || len(x.Critical) != 1 || len(x.Foreign) != 0 || x.Stocks[0] != (Stock{"sandbags", "1", 200, 1}) || !close(x.Covered, 0.75) {
		t.Errorf("a: %+v", x)
	}
	if y.People != (People{0, 4000, 8000}) || len(y.Critical) != 1 || y.Critical[0].ID != "3" || len(y.Foreign) != 1 {
		t.Errorf("b: %+v", y)
	}
	if len(s.Nowhere) != 1 || s.Nowhere[0].ID != "5" || len(s.Coverage.Orphans) != 2 {
		t.Errorf("nowhere %+v, orphans %+v: want the platform, and the north and the south", s.Nowhere, s.Coverage.Orphans)
	}
	lee := rings(t, corners(0.25, -0.5, 1.5, 1.5), corners(1.1, 0.1, 1.3, 0.3))
	if s, err := a.Survey(lee, v, 0); err != nil || len(s.Tolls[1].Critical) != 0 {
		t.Errorf("a hospital in a hole of the footprint is under it: %+v, %v", s.Tolls[1], err)
	}
	bare, err := a.Survey(rect(t, 0, 0, 1, 1), inventory(t, nil, nil), 0)
	if err != nil || len(bare.Tolls) != 1 || bare.Tolls[0].Counted != Unknown {
		t.Errorf("without districts: %+v, %v: want the number of people to be unknown", bare, err)
	}
}

// A wider footprint never finds fewer people, nor fewer in any of the three numbers than the narrower; all of them are in the globe; least is at most likely,
// likely at most most.
func TestPeopleGrow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := land(t)
		var districts []District
		for i := range 4 {
			for j := range 4 {
				x, y := float64(i)/2, float64(j)/2
				districts = append(districts, District{"d", rect(t, x, y, x+0.5, y+0.5), rapid.Int64Range(0, 1e6).Draw(t, "people")})
			}
		}
		v := inventory(t, districts, nil)
		x, y, r := rapid.Float64Range(0, 2).Draw(t, "x"), rapid.Float64Range(0, 2).Draw(t, "y"), rapid.Float64Range(0.1, 1).Draw(t, "size")
		sum := func(half float64) People {
			s, err := a.Survey(rect(t, x-half, y-half, x+half, y+half), v, 0)
			if err != nil {
				t.Fatal(err)
			}
			var p People
			for _, toll := range s.Tolls {
				p = People{p.Least + toll.People.Least, p.Likely + toll.People.Likely, p.Most + toll.People.Most}
			}
			return p
		}
		narrow, wide, all := sum(r), sum(1.5*r), sum(20)
		total := int64(0)
		for _, d := range districts {
			total += d.People
		}
		if narrow.Least > wide.Least || narrow.Likely > wide.Likely || narrow.Most > wide.Most || narrow.Least > narrow.Likely || narrow.Likely > narrow.Most || all != (People{total, total, total}) {
			t.Fatalf("narrow %+v, wide %+v, all %+v of %d", narrow, wide, all, total)
		}
	})
}

func TestInventoryRefuses(t *testing.T) {
	for _, bad := range []District{{ID: "no area", People: 1}, {ID: "fewer than none", Area: rect(t, 0, 0, 1, 1), People: -1}} {
		if _, err := NewInventory([]District{bad}, nil); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
	for _, bad := range []Object{{ID: "no kind"}, {Kind: "x", At: geo.Point{Lat: 91}}, {Kind: "x", Amount: -1}, {Kind: "x", Amount: math.NaN()}, {Kind: "x", Amount: math.Inf(1)}} {
		if _, err := NewInventory(nil, []Object{bad}); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}
