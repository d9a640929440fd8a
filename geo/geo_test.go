package geo

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Known answers: a quarter of a meridian is radius x pi/2; Harbin (126.63, 45.75) to Khabarovsk (135.08, 48.48) is 707.3 km and
// Paris (2.3522, 48.8566) to London (-0.1276, 51.5072) 343.6 km on the mean sphere, by the spherical law of cosines.
func TestDistance(t *testing.T) {
	cosines := func(a, b Point) float64 {
		const rad = math.Pi / 180
		return radius * math.Acos(math.Sin(a.Lat*rad)*math.Sin(b.Lat*rad)+
			math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Cos((a.Lon-b.Lon)*rad))
	}
	for _, c := range []struct {
		a, b Point
		want float64
	}{
		{Point{0, 0}, Point{0, 90}, radius * math.Pi / 2}, {Point{179, 0}, Point{-179, 0}, radius * math.Pi / 90},
		{Point{2.3522, 48.8566}, Point{-0.1276, 51.5072}, 343.56},
		{Point{126.63, 45.75}, Point{135.08, 48.48}, cosines(Point{126.63, 45.75}, Point{135.08, 48.48})},
	} {
		if got := Distance(c.a, c.b); math.Abs(got-c.want) > 0.1 {
			t.Errorf("Distance(%v, %v) = %.2f, want %.2f", c.a, c.b, got, c.want)
		}
	}
	if d := Distance(Point{10, 10}, Point{10, 10}); d != 0 {
		t.Errorf("distance to itself %g", d)
	}
}

// Going km in some direction ends km away.
func TestDestination(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-80, 80).Draw(t, "lat")}
		km := rapid.Float64Range(0.01, 1000).Draw(t, "km")
		q := Destination(p, rapid.Float64Range(0, 360).Draw(t, "bearing"), km)
		if err := q.Validate(); err != nil || math.Abs(Distance(p, q)-km) > 1e-6*km+1e-9 {
			t.Fatalf("%v + %g km = %v (%v), %g km away", p, km, q, err, Distance(p, q))
		}
	})
	if q := Destination(Point{10, 0}, 90, radius*math.Pi/180); math.Abs(q.Lon-11) > 1e-9 || math.Abs(q.Lat) > 1e-9 {
		t.Errorf("one degree east on the equator = %v", q)
	}
}

// A circle is closed, goes round against the clock (its signed area is positive) and has its centre inside.
func TestCircle(t *testing.T) {
	p := Point{126.5, 45.7}
	ring := Circle(p, 50, 36)
	if len(ring) != 37 || ring[0] != ring[36] {
		t.Fatalf("%d corners, first %v, last %v", len(ring), ring[0], ring[len(ring)-1])
	}
	area := 0.0
	for i := range 36 {
		area += ring[i].Lon*ring[i+1].Lat - ring[i+1].Lon*ring[i].Lat
		if d := Distance(p, ring[i]); math.Abs(d-50) > 1e-6 {
			t.Errorf("corner %d is %g km away", i, d)
		}
	}
	if area <= 0 {
		t.Error("the ring goes with the clock; RFC 7946 wants an outer ring against it")
	}
	a, err := NewArea([][]Point{ring})
	if err != nil || !a.Contains(p) || a.Contains(Destination(p, 10, 51)) {
		t.Errorf("the circle's own area: %v", err)
	}
}

func TestLine(t *testing.T) {
	l, err := NewLine([]Point{{126, 45}, {127, 45}, {127, 46}}, 1.4)
	if err != nil {
		t.Fatal(err)
	}
	if want := 1.4 * (Distance(Point{126, 45}, Point{127, 45}) + Distance(Point{127, 45}, Point{127, 46})); math.Abs(l.KM[2]-want) > 1e-9 {
		t.Errorf("length %g, want %g", l.KM[2], want)
	}
	for _, c := range []struct {
		km   float64
		want Point
	}{{-5, Point{126, 45}}, {0, Point{126, 45}}, {l.KM[1] / 2, Point{126.5, 45}}, {l.KM[1], Point{127, 45}},
		{(l.KM[1] + l.KM[2]) / 2, Point{127, 45.5}}, {1e6, Point{127, 46}}} {
		got, err := l.At(c.km)
		if err != nil || math.Abs(got.Lon-c.want.Lon)+math.Abs(got.Lat-c.want.Lat) > 1e-9 {
			t.Errorf("At(%g) = %v, %v, want %v", c.km, got, err, c.want)
		}
	}
	if _, err := NewLine([]Point{{1, 1}}, 1); err == nil {
		t.Error("NewLine took one point")
	}
	if _, err := NewLine([]Point{{1, 1}, {2, 2}}, 0.5); err == nil {
		t.Error("NewLine took a river shorter than the straight line")
	}
	if _, err := NewLine([]Point{{1, 1}, {1, 200}}, 1); err == nil {
		t.Error("NewLine took a latitude of 200")
	}
	if _, err := (Line{Points: []Point{{1, 1}, {2, 2}}, KM: []float64{5, 1}}).At(3); err == nil {
		t.Error("At took decreasing kilometres")
	}
}

func TestAreaWithHole(t *testing.T) {
	square := func(x, y, s float64) []Point { return []Point{{x, y}, {x + s, y}, {x + s, y + s}, {x, y + s}} }
	a, err := NewArea([][]Point{square(0, 0, 10), square(4, 4, 2)})
	if err != nil {
		t.Fatal(err)
	}
	for p, want := range map[Point]bool{{1, 1}: true, {9, 9}: true, {5, 5}: false, {3.9, 5}: true, {11, 5}: false, {-1, 5}: false, {5, 10.1}: false} {
		if got := a.Contains(p); got != want {
			t.Errorf("Contains(%v) = %v, want %v", p, got, want)
		}
	}
	if b := a.Bounds(); b != (Box{Point{0, 0}, Point{10, 10}}) {
		t.Errorf("bounds %v", b)
	}
	for _, bad := range [][][]Point{nil, {{{0, 0}, {1, 1}}}, {{{0, 0}, {1, 1}, {500, 1}}}} {
		if _, err := NewArea(bad); err == nil {
			t.Errorf("NewArea took %v", bad)
		}
	}
}

// The stripes give what testing every side gives, on random star-shaped areas; two areas with a common border share no point of it.
func TestAreaAgainstAllSides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 60).Draw(t, "corners")
		ring := make([]Point, n)
		for i := range ring {
			r := rapid.Float64Range(1, 20).Draw(t, "radius")
			w := 2 * math.Pi * float64(i) / float64(n)
			ring[i] = Point{r * math.Cos(w), r * math.Sin(w)}
		}
		a, err := NewArea([][]Point{ring})
		if err != nil {
			t.Fatal(err)
		}
		p := Point{rapid.Float64Range(-21, 21).Draw(t, "x"), rapid.Float64Range(-21, 21).Draw(t, "y")}
		want := false
		for i, u := range ring {
			v := ring[(i+1)%n]
			if (u.Lat > p.Lat) != (v.Lat > p.Lat) && p.Lon < u.Lon+(p.Lat-u.Lat)/(v.Lat-u.Lat)*(v.Lon-u.Lon) {
				want = !want
			}
		}
		if a.Contains(p) != want {
			t.Fatalf("Contains(%v) = %v, want %v in %v", p, !want, want, ring)
		}
	})
	left, _ := NewArea([][]Point{{{0, 0}, {5, 1}, {5, 9}, {0, 10}}})
	right, _ := NewArea([][]Point{{{5, 1}, {10, 0}, {10, 10}, {5, 9}}})
	for y := 1.0; y < 9; y += 0.25 {
		if p := (Point{5, y}); left.Contains(p) == right.Contains(p) {
			t.Errorf("the common border's point %v lies in both or in none", p)
		}
	}
}

func TestBox(t *testing.T) {
	b := Bounds([]Point{{1, 2}, {3, -1}})
	if !b.Contains(Point{2, 0}) || b.Contains(Point{0, 0}) || !b.Overlaps(Box{Point{3, 2}, Point{9, 9}}) || b.Overlaps(Box{Point{4, 4}, Point{5, 5}}) {
		t.Errorf("box %v", b)
	}
	if Bounds(nil).Contains(Point{}) {
		t.Error("the box of nothing contains something")
	}
}

func BenchmarkContains(b *testing.B) {
	ring := Circle(Point{126, 45}, 100, 1000)
	for i := range ring {
		ring[i].Lon += 0.05 * math.Sin(float64(i))
	}
	a, err := NewArea([][]Point{ring})
	if err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		a.Contains(Point{124.5 + float64(i%300)/100, 44.2 + float64(i%160)/100})
		i++
	}
}
