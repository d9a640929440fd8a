package geo

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// Two neighbours with a common arc, one of them with a hole and an island; the first geometry of the specification's example form: steps on a grid.
const twoTopo = `{"type":"Topology","transform":{"scale":[0.5,0.5],"translate":[10,20]},
 "arcs":[[[4,0],[0,4]],[[4,4],[-4,0],[0,-4],[4,0]],[[4,0],[4,0],[0,4],[-4,0]],[[1,1],[0,1],[1,0],[0,-1],[-1,0]],[[20,0],[1,0],[0,1],[-1,-1]]],
 "objects":{"two":{"type":"GeometryCollection","geometries":[
  {"type":"MultiPolygon","id":"west","properties":{"name":"West"},"arcs":[[[0,1],[3]],[[4]]]},
  {"type":"Polygon","id":7,"arcs":[[2,-1]]},
  {"type":"Point","id":"p","coordinates":[1,1]},
  {"type":null,"id":"nothing"}]}}}`

const twoGeo = `{"type":"FeatureCollection","features":[
 {"type":"Feature","id":"west","properties":{"name":"West"},"geometry":{"type":"MultiPolygon","coordinates":[
  [[[12,20],[12,22],[10,22],[10,20],[12,20]],[[10.5,20.5],[10.5,21],[11,21],[11,20.5],[10.5,20.5]]],[[[20,20],[20.5,20],[20.5,20.5],[20,20]]]]}},
 {"type":"Feature","id":7,"properties":null,"geometry":{"type":"Polygon","coordinates":[[[12,20,3],[14,20,3],[14,22,3],[12,22,3],[12,20,3]]]}},
 {"type":"Feature","id":"p","properties":{},"geometry":{"type":"Point","coordinates":[1,1]}},
 {"type":"Feature","id":"nothing","properties":{},"geometry":null}]}`

// Both formats say the same of the same territories: holes, islands, numbers for names; what has no area is left out and said. R1
func TestReadersAgree(t *testing.T) {
	topo, said, err := ReadTopoJSON([]byte(twoTopo), "")
	if err != nil {
		t.Fatal(err)
	}
	plain, saidToo, err := ReadGeoJSON([]byte(twoGeo))
	if err != nil || len(topo) != 2 || len(plain) != 2 {
		t.Fatalf("%d and %d features, %v, want 2", len(topo), len(plain), err)
	}
	for i, want := range []struct {
		id  string
		km2 float64
	}{{"west", rectKM2(10, 20, 12, 22) - rectKM2(10.5, 20.5, 11, 21) + area(t, []Point{{20, 20}, {20.5, 20}, {20.5, 20.5}}).KM2()}, {"7", rectKM2(12, 20, 14, 22)}} {
		for _, f := range []Feature{topo[i], plain[i]} {
			a, err := f.Area()
			if err != nil || f.ID != want.id || !near(a.KM2(), want.km2, 1e-9) {
				t.Errorf("%s: %v km2, %v, want %s with %g", f.ID, a.KM2(), err, want.id, want.km2)
			}
		}
	}
	if topo[0].Properties["name"] != "West" || plain[0].Properties["name"] != "West" {
		t.Errorf("properties %v and %v", topo[0].Properties, plain[0].Properties)
	}
	for _, list := range [][]Remark{said, saidToo} {
		var codes []string
		for _, m := range list {
			codes = append(codes, m.Code+" "+m.Feature)
		}
		if !slices.Equal(codes, []string{"kind p", "no-area p", "no-area nothing"}) {
			t.Errorf("remarks %v", codes)
		}
	}
}

// A bare geometry and a single feature are taken; an open ring is closed, a ring of two corners left out with its holes, and each is said.
func TestReadGeoJSONLenient(t *testing.T) {
	for text, codes := range map[string]string{
		`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`:                                                                                                "",
		`{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}}`:                                                                        "ring-open",
		`{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]],[[0,0],[0,0]]],[[[5,5],[6,6],[5,5]],[[5,5],[6,6],[7,5],[5,5]]],[[]]]}`:                      "ring-short ring-short ring-short",
		`{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[0,0],[1,1]]},{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}]}`: "kind",
	} {
		features, remarks, err := ReadGeoJSON([]byte(text))
		var got []string
		for _, r := range remarks {
			got = append(got, r.Code)
		}
		if err != nil || len(features) != 1 || features[0].ID != "1" || strings.Join(got, " ") != codes {
			t.Errorf("%s: %d features, %v, %v, want remarks %q", text, len(features), got, err, codes)
		}
	}
}

// What cannot be read is refused in words that say where.
func TestReadersRefuse(t *testing.T) {
	for text, says := range map[string]string{
		`{`: "unexpected end", `[]`: "cannot unmarshal", `{"type":"Topology"}`: `geometry of type "Topology"`, `{"type":"FeatureCollection","features":[{"type":"Polygon"}]}`: `feature 1 is a "Polygon"`,
		`{"type":"FeatureCollection","features":[5]}`:                                         "feature 1",
		`{"type":"Feature","id":{},"geometry":null}`:                                          "id {}",
		`{"type":"Feature","id":"x","geometry":{"type":"Circle"}}`:                            `feature "x": geometry of type "Circle"`,
		`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,91],[0,0]]]}`:                       "latitude",
		`{"type":"Polygon","coordinates":[[[0,0],[1],[1,1],[0,0]]]}`:                          "position of 1",
		`{"type":"Polygon","coordinates":[[["a"]]]}`:                                          "coordinates",
		`{"type":"MultiPolygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`:                   "coordinates",
		`{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[5]]}]}`: "coordinates",
	} {
		if f, _, err := ReadGeoJSON([]byte(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, %v, want an error with %q", text, f, err, says)
		}
	}
	topo := func(arcs, geometry string) string {
		return `{"type":"Topology","arcs":` + arcs + `,"objects":{"o":` + geometry + `}}`
	}
	for text, says := range map[string]string{
		`{`: "unexpected end", `{"type":"Feature"}`: `type "Feature"`, `{"type":"Topology","objects":{"a":{},"b":{}}}`: "the file has a, b",
		topo(`[[[0]]]`, `{"type":"Polygon","arcs":[[0]]}`):                      "arc 0: a position of 1",
		topo(`[]`, `{"type":"Polygon","arcs":[[0]]}`):                           "arc 0 of 0",
		topo(`[]`, `{"type":"Polygon","arcs":[[-1]]}`):                          "arc -1 of 0",
		topo(`[]`, `{"type":"Polygon","arcs":7}`):                               "arcs:",
		topo(`[]`, `{"type":"Sphere"}`):                                         "Sphere",
		topo(`[]`, `{"type":"Polygon","id":[],"arcs":[]}`):                      "id []",
		topo(`[[[0,0],[0,99],[1,1],[0,0]]]`, `{"type":"Polygon","arcs":[[0]]}`): "latitude",
		topo(`[[[0,0]]]`, `{"type":"GeometryCollection","geometries":[{"type":"GeometryCollection","geometries":[{"type":"Blob"}]}]}`): "Blob",
	} {
		if f, _, err := ReadTopoJSON([]byte(text), ""); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, %v, want an error with %q", text, f, err, says)
		}
	}
	if _, remarks, err := ReadTopoJSON([]byte(topo(`[[[0,0],[1,0]],[[1,1],[0,0]]]`, `{"type":"Polygon","arcs":[[0,1]]}`)), "o"); err != nil || len(remarks) != 1 || remarks[0].Code != "arcs-apart" {
		t.Errorf("arcs that do not meet: %v, %v", remarks, err)
	}
}

// Whatever the bytes, the readers end, and what they give is an area of a size that is a number, not negative, that fits on the globe.
func FuzzRead(f *testing.F) {
	f.Add([]byte(twoTopo))
	f.Add([]byte(twoGeo))
	f.Add([]byte(`{"type":"Polygon","coordinates":[[[170,60],[-170,61],[-175,89],[170,60]]]}`))
	f.Add([]byte(`{"type":"Polygon","coordinates":[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		geoFeatures, _, _ := ReadGeoJSON(text)
		topoFeatures, _, _ := ReadTopoJSON(text, "")
		for _, feature := range append(geoFeatures, topoFeatures...) {
			a, err := feature.Area()
			if err != nil {
				t.Fatalf("what was read is no area: %v", err)
			}
			if km2 := a.KM2(); !(km2 >= -1e-3 && km2 <= 4*math.Pi*radius*radius*(1+1e-9)) {
				t.Fatalf("%g km2 of %v", km2, feature.Polygons)
			}
		}
	})
}
