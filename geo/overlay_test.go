package geo

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func area(t interface{ Fatal(...any) }, rings ...[]Point) *Area {
	a, err := NewArea(rings)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func near(got, want, share float64) bool { return math.Abs(got-want) <= share*math.Abs(want) }

// rect is a rectangle in degrees, and its size on the sphere is known: r^2 x width x (sin north - sin south).
func rect(west, south, east, north float64) []Point {
	return []Point{{west, south}, {east, south}, {east, north}, {west, north}}
}

func rectKM2(west, south, east, north float64) float64 {
	const rad = math.Pi / 180
	return radius * radius * (east - west) * rad * (math.Sin(north*rad) - math.Sin(south*rad))
}

// Known answers: rectangles in degrees in closed form; the globe is 4 pi r^2; a triangle from the equator to the pole, whose sides are straight
// in degrees, has the width pi/2 (1 - y/90), whose integral with cos is 1, so r^2; a hole counts off; outlines that go round the other way count alike.
func TestKM2(t *testing.T) {
	globe := 4 * math.Pi * radius * radius
	reverse := rect(10, 40, 12, 41)
	slices.Reverse(reverse)
	for _, c := range []struct {
		name  string
		rings [][]Point
		want  float64
	}{
		{"rectangle", [][]Point{rect(10, 40, 12, 41)}, rectKM2(10, 40, 12, 41)},
		{"reversed", [][]Point{reverse}, rectKM2(10, 40, 12, 41)},
		{"across the equator", [][]Point{rect(0, -30, 90, 60)}, rectKM2(0, -30, 90, 60)},
		{"the globe", [][]Point{rect(-180, -90, 180, 90)}, globe},
		{"an octant to the pole", [][]Point{{{0, 0}, {90, 0}, {0, 90}}}, radius * radius},
		{"a hole", [][]Point{rect(0, 0, 10, 10), rect(4, 4, 6, 6)}, rectKM2(0, 0, 10, 10) - rectKM2(4, 4, 6, 6)},
		{"an island in the lake", [][]Point{rect(0, 0, 10, 10), rect(4, 4, 6, 6), rect(4.5, 4.5, 5, 5)}, rectKM2(0, 0, 10, 10) - rectKM2(4, 4, 6, 6) + rectKM2(4.5, 4.5, 5, 5)},
		{"across the antimeridian", [][]Point{rect(179, 10, -179, 11)}, rectKM2(-1, 10, 1, 11)},
		{"the same, cut", [][]Point{rect(179, 10, 180, 11), rect(-180, 10, -179, 11)}, rectKM2(-1, 10, 1, 11)},
		{"round the north pole", [][]Point{{{-120, 80}, {0, 80}, {120, 80}}}, rectKM2(-180, 80, 180, 90)},
		{"round the south pole", [][]Point{{{120, -80}, {0, -80}, {-120, -80}}}, rectKM2(-180, -90, 180, -80)},
		{"round the south pole, cut by hand", [][]Point{{{-180, -90}, {180, -90}, {180, -80}, {0, -80}, {-180, -80}, {-180, -90}}}, rectKM2(-180, -90, 180, -80)},
		{"a belt round the globe", [][]Point{rect(-180, 10, 180, 20)}, rectKM2(-180, 10, 180, 20)},
		{"a bow tie", [][]Point{{{0, 0}, {2, 2}, {2, 0}, {0, 2}}}, rectKM2(0, 0, 2, 2) / 2},
		{"a spike of no width", [][]Point{{{0, 0}, {1, 0}, {1, 1}, {5, 5}, {1, 1}, {0, 1}}}, rectKM2(0, 0, 1, 1)},
		{"a line", [][]Point{{{0, 0}, {1, 1}, {2, 2}}}, 0},
		{"a level line", [][]Point{{{0, 0}, {1, 0}, {2, 0}}}, 0},
	} {
		if got := area(t, c.rings...).KM2(); math.Abs(got-c.want) > 1e-9*c.want+1e-9 && c.name != "a bow tie" || math.Abs(got-c.want) > 1e-3*c.want+1e-9 {
			t.Errorf("%s: %.6f km2, want %.6f", c.name, got, c.want)
		}
	}
	// A circle of 50 km: pi r^2, less what 720 sides cut off and the sphere bends.
	if got := area(t, Circle(Point{126, 45}, 50, 720)).KM2(); !near(got, math.Pi*2500, 5e-5) {
		t.Errorf("circle of 50 km: %g km2, want %g", got, math.Pi*2500)
	}
}

// The antimeridian: both sides are inside, the other side of the globe is not; a pole inside; 180 and -180 are one place and belong to one of two neighbours.
func TestAntimeridian(t *testing.T) {
	a := area(t, rect(178, -18, -179, -16))
	for p, want := range map[Point]bool{{179, -17}: true, {-179.5, -17}: true, {180, -17}: true, {-180, -17}: true, {0, -17}: false, {177, -17}: false, {-178.9, -17}: false, {179, -15}: false} {
		if a.Contains(p) != want {
			t.Errorf("Contains(%v) = %v, want %v", p, !want, want)
		}
	}
	if parts := a.Parts(); len(parts) != 2 || parts[0] != (Box{Point{178, -18}, Point{180, -16}}) || parts[1] != (Box{Point{-180, -18}, Point{-179, -16}}) {
		t.Errorf("parts %v", parts)
	}
	arctic := area(t, [][]Point{{{-120, 80}, {0, 80}, {120, 80}}}...)
	if !arctic.Contains(Point{17, 90}) || !arctic.Contains(Point{180, 85}) || arctic.Contains(Point{0, 79}) || arctic.Contains(Point{0, -90}) {
		t.Error("what goes round the pole does not hold just what lies north of it")
	}
	west, east := area(t, rect(170, 0, 180, 10)), area(t, rect(-180, 0, -170, 10))
	for _, lon := range []float64{180, -180} {
		if p := (Point{lon, 5}); west.Contains(p) || !east.Contains(p) {
			t.Errorf("%v: west %v, east %v", p, west.Contains(p), east.Contains(p))
		}
	}
	if got := Shared(a, area(t, rect(-179.5, -17, -170, -10))); !near(got, rectKM2(-179.5, -17, -179, -16), 1e-9) {
		t.Errorf("shared across the antimeridian: %g", got)
	}
}

// An area that spans another from side to side, so that its ends lie beside the other's box, is still seen.
func TestSharedSpanning(t *testing.T) {
	small := area(t, rect(0, 0, 1, 1))
	for _, c := range []struct {
		west, south, east, north float64
		want                     float64
	}{{-1, 0.25, 2, 3, rectKM2(0, 0.25, 1, 1)}, {-1, -1, 2, 0.25, rectKM2(0, 0, 1, 0.25)}, {-1, 0.25, 2, 0.5, rectKM2(0, 0.25, 1, 0.5)}, {0.25, -1, 0.5, 2, rectKM2(0.25, 0, 0.5, 1)},
		{-1, -1, 2, 2, rectKM2(0, 0, 1, 1)}, {0, 0, 1, 1, rectKM2(0, 0, 1, 1)}, {1, 0, 2, 1, 0}, {0, 1, 1, 2, 0}, {5, 5, 6, 6, 0}} {
		if got := Shared(small, area(t, rect(c.west, c.south, c.east, c.north))); math.Abs(got-c.want) > 1e-9*c.want {
			t.Errorf("%+v: shared %g, want %g", c, got, c.want)
		}
	}
}

// star is any ring about a centre, convex or not; some corners lie on a coarse grid, so that sides of two stars coincide.
func star(t *rapid.T, name string, x, y float64) []Point {
	n := rapid.IntRange(3, 24).Draw(t, name)
	ring := make([]Point, n)
	grid := rapid.Bool().Draw(t, name+" on a grid")
	for i := range ring {
		r, w := rapid.Float64Range(0.5, 10).Draw(t, name+" radius"), 2*math.Pi*float64(i)/float64(n)
		ring[i] = Point{x + r*math.Cos(w), y + r*math.Sin(w)}
		if grid {
			ring[i] = Point{math.Round(ring[i].Lon), math.Round(ring[i].Lat)}
		}
	}
	return ring
}

// Splitting adds up: an area is what of it lies west of any meridian and what lies east, and what is in any other area and what is not; shared is
// shared whoever asks, and at most the smaller; an area shares all of itself with itself.
func TestAreasAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := area(t, star(t, "a", 0, 40)), area(t, star(t, "b", rapid.Float64Range(-9, 9).Draw(t, "east"), 42))
		whole, size := a.KM2(), b.KM2()
		at := rapid.Float64Range(-9, 9).Draw(t, "meridian")
		west, east := Shared(a, area(t, rect(-170, -80, at, 80))), Shared(a, area(t, rect(at, -80, 170, 80)))
		if math.Abs(west+east-whole) > 1e-6+1e-9*whole {
			t.Fatalf("%g west and %g east of %g, of %g", west, east, at, whole)
		}
		both := Shared(a, b)
		if back := Shared(b, a); math.Abs(both-back) > 1e-6+1e-9*both || both > math.Min(whole, size)*(1+1e-9)+1e-6 || both < -1e-6 {
			t.Fatalf("shared %g and %g, of %g and %g", both, back, whole, size)
		}
		if self := Shared(a, a); math.Abs(self-whole) > 1e-6+1e-9*whole {
			t.Fatalf("with itself %g of %g", self, whole)
		}
		c := Covered(a, []*Area{b}, []int{0})
		if math.Abs(c.None+both-whole) > 1e-6+1e-9*whole || math.Abs(c.Once-both) > 1e-6+1e-9*whole || c.More != 0 {
			t.Fatalf("%+v of %g, shared %g", c, whole, both)
		}
		sum := 0.0
		for _, g := range c.Gaps {
			sum += g.KM2
			if g.KM2 > 1 && (!a.Contains(g.At) || b.Contains(g.At)) {
				t.Fatalf("the gap %+v is not where nothing covers", g)
			}
		}
		if math.Abs(sum-c.None) > 1e-6 {
			t.Fatalf("gaps of %g, none %g", sum, c.None)
		}
	})
}

// The oracle of shared areas: a fine grid of points asked one by one.
func TestSharedAgainstPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := area(t, star(t, "a", 0, 0)), area(t, star(t, "b", 3, 2))
		const n = 120
		points, cell := 0.0, 0.0
		for i := range n {
			for j := range n {
				p := Point{-10 + 20*(float64(i)+0.5)/n, -10 + 20*(float64(j)+0.5)/n}
				if a.Contains(p) && b.Contains(p) {
					cell = rectKM2(0, p.Lat-10.0/n, 20.0/n, p.Lat+10.0/n)
					points += cell
				}
			}
		}
		// 48 sides of up to 20 degrees pass through at most two cells for each cell's width
		if got := Shared(a, b); math.Abs(got-points) > 0.06*rectKM2(-10, -10, 10, 10) {
			t.Fatalf("shared %g, by points %g", got, points)
		}
	})
}

// A zone of two claims that overlap and leave a frame open, with a hole of its own. R12
func TestCovered(t *testing.T) {
	zone := area(t, rect(0, 0, 10, 10), rect(8, 8, 9, 9))
	c := Covered(zone, []*Area{area(t, rect(-5, -5, 6, 10)), area(t, rect(4, -1, 8, 11)), area(t, rect(4, 20, 8, 30)), area(t, rect(9.5, 0, 10, 1)), area(t, rect(5, 5, 6, 6))}, []int{0, 1, 2, 3, 1})
	for name, pair := range map[string][2]float64{
		"overlap": {c.More, rectKM2(4, 0, 6, 10)}, "the pair": {c.Pairs[[2]int{0, 1}], rectKM2(4, 0, 6, 10)},
		"nobody's": {c.None, rectKM2(8, 0, 10, 10) - rectKM2(8, 8, 9, 9) - rectKM2(9.5, 0, 10, 1)},
		"once":     {c.Once, rectKM2(0, 0, 4, 10) + rectKM2(6, 0, 8, 10) + rectKM2(9.5, 0, 10, 1)},
	} {
		if !near(pair[0], pair[1], 1e-9) {
			t.Errorf("%s: %g km2, want %g", name, pair[0], pair[1])
		}
	}
	if len(c.Pairs) != 1 || len(c.Gaps) != 1 || c.Gaps[0].Box != (Box{Point{8, 0}, Point{10, 10}}) || !near(c.Gaps[0].KM2, c.None, 1e-9) {
		t.Errorf("pairs %v, gaps %+v: want one of each, the gap from 8 to 10 degrees", c.Pairs, c.Gaps)
	}
	parted := Covered(area(t, rect(0, 0, 10, 10)), []*Area{area(t, rect(-1, 4, 11, 5)), area(t, rect(3, -1, 4, 4))}, []int{0, 1})
	if len(parted.Gaps) != 3 || parted.Gaps[0].Box.Min.Lat != 5 || !parted.Gaps[2].Box.Contains(parted.Gaps[2].At) {
		t.Errorf("gaps %+v: want three, the largest in the north", parted.Gaps)
	}
}

// The exact predicate: points whose distance from a side is far below what a plain sum can see lie where rational numbers say, and Contains follows
// it. The points differ by the least possible steps around the middle of sides of awkward slope.
func TestExactSide(t *testing.T) {
	e := edge{0.1, 0.1, 12.3, 24.7}
	plain := 0
	for i := range 200 {
		for j := range 5 {
			y := 0.1 + float64(i)*0.123
			p := Point{e.x0 + (y-e.y0)/(e.y1-e.y0)*(e.x1-e.x0), y}
			for range j {
				p.Lon = math.Nextafter(p.Lon, 100)
			}
			r := func(v float64) *big.Rat { return new(big.Rat).SetFloat64(v) }
			mul := func(a, b, c, d float64) *big.Rat {
				return new(big.Rat).Mul(new(big.Rat).Sub(r(a), r(b)), new(big.Rat).Sub(r(c), r(d)))
			}
			want := mul(e.x0, p.Lon, e.y1, p.Lat).Cmp(mul(e.x1, p.Lon, e.y0, p.Lat))
			if got := e.side(p); (got > 0) != (want > 0) || (got < 0) != (want < 0) {
				t.Fatalf("side(%v) = %g, exactly %d", p, got, want)
			}
			sum := (e.x0-p.Lon)*(e.y1-p.Lat) - (e.x1-p.Lon)*(e.y0-p.Lat)
			if (sum > 0) != (want > 0) || (sum < 0) != (want < 0) {
				plain++
			}
		}
	}
	if plain == 0 {
		t.Error("a plain sum is right everywhere: these points show nothing")
	}
}

// The index gives what looking at every box gives, for any boxes, also none, and each once.
func TestIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		box := rapid.Custom(func(t *rapid.T) Box {
			x, y := rapid.Float64Range(-180, 170).Draw(t, "x"), rapid.Float64Range(-90, 80).Draw(t, "y")
			return Box{Point{x, y}, Point{x + rapid.Float64Range(0, 10).Draw(t, "w"), y + rapid.Float64Range(0, 10).Draw(t, "h")}}
		})
		boxes := rapid.SliceOfN(box, 0, 300).Draw(t, "boxes")
		asked := box.Draw(t, "asked")
		var got, want []int
		NewIndex(boxes).Search(asked, func(i int) { got = append(got, i) })
		for i, b := range boxes {
			if b.Overlaps(asked) {
				want = append(want, i)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("Search(%v) = %v, want %v", asked, got, want)
		}
	})
}
