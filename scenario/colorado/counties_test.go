package colorado

import (
	"math"
	"os"
	"slices"
	"testing"

	"tongzhou/exposure"
	"tongzhou/geo"
	"tongzhou/jurisdiction"
)

// Real outlines without an index made by hand: 58 counties along the Lower Colorado, Texas (SOURCE.txt). A spill of 40 km about Austin
// finds the counties, their people with a band, and nothing twice or unclaimed; Travis County has the six neighbours that the Census Bureau's county
// adjacency file lists. R1 R19
func TestLowerColorado(t *testing.T) {
	text, err := os.ReadFile("counties.topo.json")
	if err != nil {
		t.Fatal(err)
	}
	features, remarks, err := geo.ReadTopoJSON(text, "counties")
	if err != nil || len(features) != 58 || len(remarks) != 0 {
		t.Fatalf("%d counties, %v, %v", len(features), remarks, err)
	}
	var territories []exposure.Territory
	var districts []exposure.District
	names := make(map[jurisdiction.ID]string)
	total := 0.0
	for _, f := range features {
		area, err := f.Area()
		if err != nil {
			t.Fatal(err)
		}
		people, _ := f.Properties["people"].(float64)
		names[jurisdiction.ID(f.ID)], _ = f.Properties["name"].(string)
		total += people
		territories = append(territories, exposure.Territory{Jurisdiction: jurisdiction.ID(f.ID), Area: area})
		districts = append(districts, exposure.District{ID: f.ID, Area: area, People: int64(people)})
	}
	if total != 3_887_068 {
		t.Errorf("%g people live there, want 3,887,068", total)
	}
	atlas, err := exposure.NewAtlas(territories)
	if err != nil {
		t.Fatal(err)
	}
	graph, err := jurisdiction.NewNeighbours("us-atlas 3.0.1", atlas.Land())
	if err != nil {
		t.Fatal(err)
	}
	var near []string
	for _, e := range graph.Of("48453", jurisdiction.Land) {
		if e.Via != exposure.Corner {
			near = append(near, names[e.To])
		}
	}
	if want := []string{"Bastrop", "Blanco", "Burnet", "Caldwell", "Hays", "Williamson"}; !slices.Equal(near, want) {
		t.Errorf("neighbours of Travis %v, want %v", near, want)
	}
	inventory, err := exposure.NewInventory(districts, []exposure.Object{{ID: "dam", Kind: "dam", At: geo.Point{Lon: -97.786, Lat: 30.29}, Amount: 1, Critical: true, Owner: "48453"}})
	if err != nil {
		t.Fatal(err)
	}
	spill, err := geo.NewArea([][]geo.Point{geo.Circle(geo.Point{Lon: -97.74, Lat: 30.27}, 40, 96)})
	if err != nil {
		t.Fatal(err)
	}
	s, err := atlas.Survey(spill, inventory, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	share := 0.0
	for _, toll := range s.Tolls {
		share += toll.Share
		if names[toll.Jurisdiction] == "Travis" && (toll.Covered < 0.85 || len(toll.Critical) != 1 || toll.People.Likely < 1_100_000 || toll.People.Most != 1_334_961) {
			t.Errorf("Travis: %+v, want most of its 1,334,961 people, and the dam", toll)
		}
	}
	if math.Abs(share-1) > 1e-6 || len(s.Coverage.Orphans) != 0 || len(s.Coverage.Overlaps) != 0 || len(s.Tolls) < 5 {
		t.Errorf("%d counties have %g of the spill, orphans %v, overlaps %v", len(s.Tolls), share, s.Coverage.Orphans, s.Coverage.Overlaps)
	}
}
