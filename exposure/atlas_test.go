package exposure

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/geo"
	"tongzhou/jurisdiction"
)

type fatal interface{ Fatal(...any) }

func rings(t fatal, list ...[]geo.Point) *geo.Area {
	a, err := geo.NewArea(list)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func corners(west, south, east, north float64) []geo.Point {
	return []geo.Point{{Lon: west, Lat: south}, {Lon: east, Lat: south}, {Lon: east, Lat: north}, {Lon: west, Lat: north}}
}

func rect(t fatal, west, south, east, north float64) *geo.Area {
	return rings(t, corners(west, south, east, north))
}

func atlas(t fatal, list ...Territory) *Atlas {
	a, err := NewAtlas(list)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func close(got, want float64) bool { return math.Abs(got-want) <= 1e-9*math.Abs(want)+1e-9 }

// land is four fields round a corner, a lake in one of them that is another's, and an island beyond the antimeridian's other side.
//
//	c d      e: the lake in d
//	a b
func land(t fatal) *Atlas {
	return atlas(t, Territory{"a", rect(t, 0, 0, 1, 1)}, Territory{"b", rect(t, 1, 0, 2, 1)}, Territory{"c", rect(t, 0, 1, 1, 2)},
		Territory{"d", rings(t, corners(1, 1, 2, 2), corners(1.4, 1.4, 1.6, 1.6))}, Territory{"e", rect(t, 1.4, 1.4, 1.6, 1.6)},
		Territory{"f", rect(t, 179, 0, -179, 1)}, Territory{"f", rect(t, -178, 0, -177, 1)})
}

func names(list []jurisdiction.Edge) string {
	var out []string
	for _, e := range list {
		s := string(e.From + ">" + e.To)
		if e.Via != "" {
			s += " " + e.Via
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// A point lies in one territory, in a hole's owner and not in what is around it, on both sides of the antimeridian, or nowhere. R1
func TestAt(t *testing.T) {
	a := land(t)
	for p, want := range map[geo.Point]string{{Lon: 0.5, Lat: 0.5}: "a", {Lon: 1.5, Lat: 1.5}: "e", {Lon: 1.2, Lat: 1.5}: "d", {Lon: 179.5, Lat: 0.5}: "f", {Lon: -179.5, Lat: 0.5}: "f",
		{Lon: 180, Lat: 0.5}: "f", {Lon: -178.5, Lat: 0.5}: "", {Lon: 5, Lat: 5}: "", {Lon: 1, Lat: 0.5}: "b"} {
		if got := a.At(p); len(got) > 1 || strings.Join(text(got), "") != want {
			t.Errorf("At(%v) = %v, want %q", p, got, want)
		}
	}
	east := atlas(t, Territory{"g", rect(t, -180, 5, -170, 6)})
	if got := east.At(geo.Point{Lon: 180, Lat: 5.5}); len(got) != 1 {
		t.Errorf("180 degrees east of what begins at 180 degrees west: %v", got)
	}
	var none *Atlas
	if got := none.At(geo.Point{}); got != nil {
		t.Errorf("no atlas: %v", got)
	}
}

func text(ids []jurisdiction.ID) []string {
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return out
}

// What a footprint finds adds up: the parts of territories that do not overlap, and what nobody claims, are the footprint. R1
func TestUnder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := land(t)
		n := rapid.IntRange(3, 12).Draw(t, "corners")
		var ring []geo.Point
		x, y := rapid.Float64Range(-0.5, 2.5).Draw(t, "x"), rapid.Float64Range(-0.5, 2.5).Draw(t, "y")
		for i := range n {
			r, w := rapid.Float64Range(0.1, 1.5).Draw(t, "radius"), 2*math.Pi*float64(i)/float64(n)
			ring = append(ring, geo.Point{Lon: x + r*math.Cos(w), Lat: y + r*math.Sin(w)})
		}
		f := rings(t, ring)
		km2, share := 0.0, 0.0
		for _, p := range a.Under(f) {
			km2, share = km2+p.KM2, share+p.Share
			if p.Covered < 0 || p.Covered > 1+1e-9 {
				t.Fatalf("%+v", p)
			}
		}
		c, err := a.Coverage(f, 0)
		if err != nil || math.Abs(km2-c.Single) > 1e-4 || math.Abs(km2+c.Orphan-f.KM2()) > 1e-4 || c.Disputed > 1e-4 || math.Abs(share*f.KM2()-km2) > 1e-4 {
			t.Fatalf("parts of %g km2, coverage %+v, %v, of %g", km2, c, err, f.KM2())
		}
	})
}

// The zone of a lake shore: one claim too few in the south, two claims on the middle, slivers counted and not listed; a second territory of the same
// claimant disputes nothing. R12
func TestCoverage(t *testing.T) {
	zone := rect(t, 0, 0, 4, 1)
	a := atlas(t, Territory{"b", rect(t, 0, 0.5, 2.5, 1)}, Territory{"a", rect(t, 2, 0.5, 4, 1)}, Territory{"a", rect(t, 3.5, 0.4, 4, 0.9)},
		Territory{"c", rect(t, 0, 0.2, 0.999, 0.5)}, Territory{"c", rect(t, 1, 0.2, 4, 0.5)})
	c, err := a.Coverage(zone, 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Orphans) != 1 || !close(c.Orphans[0].KM2, c.Orphan) || c.Orphans[0].Box.Min != (geo.Point{}) {
		t.Errorf("orphans %+v, want the south with the slit above it", c.Orphans)
	}
	want := []Overlap{{"a", "b", rect(t, 2, 0.5, 2.5, 1).KM2()}, {"a", "c", rect(t, 3.5, 0.4, 4, 0.5).KM2()}}
	if len(c.Overlaps) != 2 || c.Overlaps[0].A != "a" || c.Overlaps[0].B != "b" || !close(c.Overlaps[0].KM2, want[0].KM2) || c.Overlaps[1].B != "c" || !close(c.Overlaps[1].KM2, want[1].KM2) {
		t.Errorf("overlaps %+v, want %+v", c.Overlaps, want)
	}
	if !close(c.Disputed, want[0].KM2+want[1].KM2) || !close(c.Orphan+c.Single+c.Disputed, c.KM2) || !close(c.KM2, zone.KM2()) {
		t.Errorf("sums %+v", c)
	}
	if few, _ := a.Coverage(zone, 1000); len(few.Overlaps) != 1 || few.Slivers != 1 || few.Disputed != c.Disputed {
		t.Errorf("with slivers of 1,000 km2: %+v", few)
	}
	if _, err := a.Coverage(zone, -1); err == nil {
		t.Error("slivers below 0 are taken")
	}
	if _, err := (*Atlas)(nil).Coverage(zone, 0); err == nil {
		t.Error("no territories cover something")
	}
}

// Who borders on whom, with lengths, corners and holes; across a gap by nearness; two territories of one are no neighbours. R19
func TestLand(t *testing.T) {
	a := land(t)
	got := a.Land()
	if names(got) != "a>b, a>c, a>d corner, b>c corner, b>d, c>d, d>e" {
		t.Errorf("land %s", names(got))
	}
	if e := got[0]; !e.Touching || e.Link != jurisdiction.Land || math.Abs(e.KM-111.195) > 0.01 {
		t.Errorf("a and b %+v, want a border of a degree", e)
	}
	// The lake is 0.4 degrees (44 km) from b and c, and 63 km from the corner of a.
	for km, want := range map[float64]string{40: "a>b, a>c, a>d, b>c, b>d, c>d, d>e", 50: "a>b, a>c, a>d, b>c, b>d, b>e, c>d, c>e, d>e",
		70: "a>b, a>c, a>d, a>e, b>c, b>d, b>e, c>d, c>e, d>e"} {
		if near, err := a.Near(jurisdiction.Air, km); err != nil || names(near) != want {
			t.Errorf("within %g km %s, %v, want %s", km, names(near), err, want)
		}
	}
	for _, km := range []float64{-1, math.NaN(), 3000} {
		if _, err := a.Near(jurisdiction.Air, km); err == nil {
			t.Errorf("within %g km is taken", km)
		}
	}
	if _, err := jurisdiction.NewNeighbours("v", got); err != nil {
		t.Errorf("the graph refuses them: %v", err)
	}
}

// A road from a through d's lake to b and out; the km are those in each; a river's network passes what belongs to nobody. R4 R19
func TestAlong(t *testing.T) {
	a := land(t)
	got, err := a.Along(Way{jurisdiction.Road, "G1", []geo.Point{{Lon: 0.5, Lat: 0.5}, {Lon: 0.5, Lat: 1.5}, {Lon: 1.5, Lat: 1.5}, {Lon: 1.5, Lat: -3}}})
	if err != nil || names(got) != "a>c G1, c>d G1, d>e G1, e>d G1, d>b G1" {
		t.Fatalf("along the road %s, %v", names(got), err)
	}
	for i, want := range []float64{0.5, 1, 0.4, 0.2, 0.4} {
		if km := got[i].KM; math.Abs(km-want*111.2) > 0.2 {
			t.Errorf("%s %.2f km, want %.2f", names(got[i:i+1]), km, want*111.2)
		}
	}
	sea, err := a.Along(Way{jurisdiction.Grid, "cable", []geo.Point{{Lon: 0.5, Lat: 0.5}, {Lon: 0.5, Lat: -1}, {Lon: 1.5, Lat: -1}, {Lon: 1.5, Lat: 0.5}}})
	if err != nil || names(sea) != "a>b cable" || math.Abs(sea[0].KM-3.5*111.2) > 1 {
		t.Errorf("through the sea %v, %v", sea, err)
	}
	for _, bad := range [][]geo.Point{nil, {{}}, {{}, {Lat: 91}}, {{Lon: 179}, {Lon: -179}}} {
		if _, err := a.Along(Way{Points: bad}); err == nil {
			t.Errorf("a way of %v is taken", bad)
		}
	}
}

// Reaches 1 to 6 flow into one another, 3 and 4 lie in nobody's territory: what flows from a reaches c, which it does not touch. R4 R19
func TestDownstream(t *testing.T) {
	next := map[int]int{1: 2, 2: 3, 3: 4, 4: 5, 5: 6, 7: 5, 8: 9, 9: 8, 10: 11, 11: 12, 12: 11}
	got := Downstream(next, map[int]jurisdiction.ID{1: "a", 2: "a", 5: "c", 6: "d", 7: "b", 8: "z"}, "river")
	if names(got) != "a>c river, b>c river, c>d river" {
		t.Errorf("downstream %s", names(got))
	}
	g, err := jurisdiction.NewNeighbours("v", got)
	if err != nil || !slices.Equal(g.Downstream("a"), []jurisdiction.ID{"c", "d"}) {
		t.Errorf("graph %v, %v", g.Downstream("a"), err)
	}
}

func TestAtlasRefuses(t *testing.T) {
	for _, bad := range []Territory{{}, {Jurisdiction: "a"}, {Area: rect(t, 0, 0, 1, 1)}} {
		if _, err := NewAtlas([]Territory{bad}); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}
