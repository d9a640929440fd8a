package capxml

import (
	"fmt"
	"math"
)

// maxPoints bounds one polygon: the crossing test is quadratic, and no reader wants more.
const maxPoints = 5000

// maxRadiusKM is half the way round the earth.
const maxRadiusKM = 20038

func (f *findings) area(a Area) {
	f.required("area", "areaDesc", a.Desc)
	for i, p := range a.Polygons {
		f.polygon(fmt.Sprintf("polygon[%d]", i), p)
	}
	for i, c := range a.Circles {
		at := fmt.Sprintf("circle[%d]", i)
		if !onEarth(c.Point) {
			f.add("circle", at, "the centre %v is not on the earth: latitude first, -90 to 90, then longitude, -180 to 180", c.Point)
		}
		if !(c.RadiusKM >= 0.001 && c.RadiusKM <= maxRadiusKM) {
			f.add("circle", at, "the radius %v km is none", c.RadiusKM)
		}
	}
	f.values("geocode", "geocode", a.Geocodes)
}

func onEarth(p Point) bool {
	return p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180 // false for NaN
}

func round6(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// polygon judges the ring as it will be written, that is after rounding: two points that fall together are one.
func (f *findings) polygon(at string, ring []Point) {
	if len(ring) < 4 || len(ring) > maxPoints {
		f.add("polygon", at, "has %d points, 4 to %d can be written", len(ring), maxPoints)
		return
	}
	p := make([]Point, len(ring))
	for i, q := range ring {
		if !onEarth(q) {
			f.add("polygon", at, "point %d (%v) is not on the earth: latitude first, -90 to 90, then longitude, -180 to 180", i, q)
			return
		}
		p[i] = Point{Lat: round6(q.Lat), Lon: round6(q.Lon)}
	}
	if p[0] != p[len(p)-1] {
		f.add("polygon", at, "is not closed: the first point %v is not the last %v", p[0], p[len(p)-1])
		return
	}
	for i := 1; i < len(p); i++ {
		if p[i] == p[i-1] {
			f.add("polygon", at, "points %d and %d fall together at %v", i-1, i, p[i])
			return
		}
		if math.Abs(p[i].Lon-p[i-1].Lon) > 180 {
			f.add("polygon", at, "runs across the 180th meridian between points %d and %d: cut it into two", i-1, i)
			return
		}
	}
	if i, j, bad := crossing(p); bad {
		f.add("polygon", at, "crosses or touches itself at the sides after points %d and %d", i, j)
	}
}

// crossing finds two sides of a closed ring that meet anywhere but at the corner which neighbours share.
func crossing(p []Point) (i, j int, found bool) {
	n := len(p) - 1
	for i := range n {
		for j := i + 1; j < n; j++ {
			switch {
			case j == i+1:
				if folds(p[i], p[i+1], p[j+1]) {
					return i, j, true
				}
			case i == 0 && j == n-1:
				if folds(p[j], p[0], p[1]) {
					return i, j, true
				}
			case meet(p[i], p[i+1], p[j], p[j+1]):
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// micro is a coordinate in millionths of a degree: the tests below are exact in integers (products stay under 2^60).
func micro(x float64) int64 { return int64(math.Round(x * 1e6)) }

// turn is positive when c lies to the left of a->b, zero when the three are in line.
func turn(a, b, c Point) int64 {
	return (micro(b.Lon)-micro(a.Lon))*(micro(c.Lat)-micro(a.Lat)) - (micro(b.Lat)-micro(a.Lat))*(micro(c.Lon)-micro(a.Lon))
}

// folds says whether the side b->c runs back along a->b.
func folds(a, b, c Point) bool {
	dot := (micro(a.Lon)-micro(b.Lon))*(micro(c.Lon)-micro(b.Lon)) + (micro(a.Lat)-micro(b.Lat))*(micro(c.Lat)-micro(b.Lat))
	return turn(a, b, c) == 0 && dot > 0
}

// meet says whether the segments a-b and c-d have a point in common.
func meet(a, b, c, d Point) bool {
	t1, t2, t3, t4 := sign(turn(a, b, c)), sign(turn(a, b, d)), sign(turn(c, d, a)), sign(turn(c, d, b))
	if t1 != t2 && t3 != t4 {
		return true
	}
	return t1 == 0 && within(a, b, c) || t2 == 0 && within(a, b, d) || t3 == 0 && within(c, d, a) || t4 == 0 && within(c, d, b)
}

// within says whether c, in line with a and b, lies between them.
func within(a, b, c Point) bool {
	return min(a.Lon, b.Lon) <= c.Lon && c.Lon <= max(a.Lon, b.Lon) && min(a.Lat, b.Lat) <= c.Lat && c.Lat <= max(a.Lat, b.Lat)
}

func sign(x int64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}
