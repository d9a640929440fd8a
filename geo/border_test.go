package geo

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Four fields round a corner: sides have a length, the diagonal neighbours only a corner; one drawn with other corners is found by nearness.
func TestBorders(t *testing.T) {
	areas := []*Area{area(t, rect(0, 0, 1, 1)), area(t, rect(1, 0, 2, 1)), area(t, rect(0, 1, 1, 2)), area(t, rect(1, 1, 2, 2)), area(t, rect(2, -5, 3, 5)), area(t, rect(50, 50, 51, 51))}
	got := Borders(areas)
	level := func(lat float64) float64 { return Distance(Point{0, lat}, Point{1, lat}) }
	want := []Border{{0, 1, Distance(Point{1, 0}, Point{1, 1})}, {0, 2, level(1)}, {0, 3, 0}, {1, 2, 0}, {1, 3, level(1)}, {2, 3, Distance(Point{1, 1}, Point{1, 2})}}
	if len(got) != len(want) {
		t.Fatalf("borders %v, want %v", got, want)
	}
	for i, b := range got {
		if b.A != want[i].A || b.B != want[i].B || math.Abs(b.KM-want[i].KM) > 1e-9 {
			t.Errorf("border %v, want %v", b, want[i])
		}
	}
	near := map[[2]int]float64{}
	for _, n := range Near(areas, 0) {
		near[[2]int{n.A, n.B}] = n.KM
	}
	if d, ok := near[[2]int{1, 4}]; !ok || d != 0 || len(near) != 8 {
		t.Errorf("touching %v: want the six and those of the long field", near)
	}
	// Both pieces of an area that the antimeridian cuts touch the cut; that is no border with another one that is cut there.
	if got := Borders([]*Area{area(t, rect(179, 0, -179, 1)), area(t, rect(179, 2, -179, 3))}); len(got) != 0 {
		t.Errorf("borders along the antimeridian: %v", got)
	}
	if got := Borders([]*Area{area(t, rect(179, 0, -179, 1)), area(t, rect(179, 1, -179, 2))}); len(got) != 1 || !near2(got[0].KM, Distance(Point{0, 1}, Point{2, 1})) {
		t.Errorf("border across the antimeridian: %v, want %g km", got, Distance(Point{0, 1}, Point{2, 1}))
	}
}

func near2(got, want float64) bool { return math.Abs(got-want) < 1e-3*want }

// Distances between areas: along a meridian and a parallel, across the antimeridian, one inside the other, more than was asked for.
func TestApart(t *testing.T) {
	a := area(t, rect(0, 40, 1, 41))
	for _, c := range []struct {
		b    *Area
		want float64
	}{
		{area(t, rect(0, 42, 1, 43)), Distance(Point{0, 41}, Point{0, 42})}, {area(t, rect(2, 40, 3, 41)), Distance(Point{1, 41}, Point{2, 41})},
		{area(t, rect(1, 41, 2, 42)), 0}, {area(t, rect(0.4, 40.4, 0.6, 40.6)), 0}, {area(t, rect(-5, 30, 5, 50)), 0}, {a, 0},
	} {
		if got, back := Apart(a, c.b, 300), Apart(c.b, a, 300); math.Abs(got-c.want) > 0.01*c.want || math.Abs(got-back) > 1e-9 {
			t.Errorf("apart %g and %g km, want %g", got, back, c.want)
		}
	}
	if got := Apart(a, area(t, rect(90, 0, 91, 1)), 300); !(got > 300) {
		t.Errorf("far away: %g", got)
	}
	west, east := area(t, rect(178, 0, 179.5, 1)), area(t, rect(-179.5, 0, -178, 1))
	if got, want := Apart(west, east, 200), Distance(Point{179.5, 0}, Point{-179.5, 0}); math.Abs(got-want) > 0.01*want {
		t.Errorf("across the antimeridian %g km, want %g", got, want)
	}
	if got := Near([]*Area{west, a, east}, 200); len(got) != 1 || got[0].A != 0 || got[0].B != 2 {
		t.Errorf("near %v, want the two at the antimeridian", got)
	}
}

// Near finds just the pairs that asking each pair finds.
func TestNearAgainstAllPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var areas []*Area
		for range rapid.IntRange(2, 8).Draw(t, "areas") {
			areas = append(areas, area(t, star(t, "ring", rapid.Float64Range(-20, 20).Draw(t, "x"), rapid.Float64Range(-20, 20).Draw(t, "y"))))
		}
		km := rapid.Float64Range(0, 300).Draw(t, "km")
		got := make(map[[2]int]bool)
		for _, n := range Near(areas, km) {
			got[[2]int{n.A, n.B}] = true
		}
		for i, a := range areas {
			for j := i + 1; j < len(areas); j++ {
				if want := Apart(a, areas[j], 1e4) <= km; got[[2]int{i, j}] != want {
					t.Fatalf("%d and %d: near %v, want %v", i, j, got[[2]int{i, j}], want)
				}
			}
		}
	})
}
