// Package geo has the little geometry on the globe that the alliance needs: points in degrees (longitude first,
// WGS 84), great-circle distances, places along a river by kilometre, and whether a point lies in an area.
//
// The sphere has the radius 6371.0088 km; it differs from the ellipsoid by at most half a per cent, far less
// than anything here is known to. What is measured (distances, areas in km2) is measured on the sphere. What is a side is decided
// on the longitude-latitude plane, as RFC 7946 has it: a side is straight there, and no great circle; so two territories that are
// drawn with the same corners share their border exactly, however long its sides are.
//
// Areas may have holes, lie on both sides of the antimeridian and hold a pole (see NewArea). They may be drawn badly: outlines that were
// simplified or put on a grid touch and cross themselves (40 of the 3,231 counties of the US that are used in the tests do), and no
// measure here goes wrong by more than the crossed slivers, because all are made by sweeping over the sides and none by joining corners.
package geo

import (
	"errors"
	"fmt"
	"math"
	"sort"
)

const radius = 6371.0088 // km, the mean radius of IUGG

// A Point is a position in degrees.
type Point struct {
	Lon float64 `json:"lon"`
	Lat float64 `json:"lat"`
}

// Validate returns why p is no position.
func (p Point) Validate() error {
	if !(p.Lon >= -180 && p.Lon <= 180 && p.Lat >= -90 && p.Lat <= 90) {
		return fmt.Errorf("geo: point %g, %g: wants longitude -180 to 180 and latitude -90 to 90, in this order", p.Lon, p.Lat)
	}
	return nil
}

// Distance is the great-circle distance in km (haversine form, exact for near points).
func Distance(a, b Point) float64 {
	const rad = math.Pi / 180
	s, t := math.Sin((b.Lat-a.Lat)/2*rad), math.Sin((b.Lon-a.Lon)/2*rad)
	h := s*s + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*t*t
	return 2 * radius * math.Asin(math.Sqrt(math.Min(1, h)))
}

// Destination is the point that lies km away from p in the direction bearing (degrees clockwise from north).
func Destination(p Point, bearing, km float64) Point {
	const rad = math.Pi / 180
	d, b, lat := km/radius, bearing*rad, p.Lat*rad
	sin := math.Sin(lat)*math.Cos(d) + math.Cos(lat)*math.Sin(d)*math.Cos(b)
	lon := p.Lon*rad + math.Atan2(math.Sin(b)*math.Sin(d)*math.Cos(lat), math.Cos(d)-math.Sin(lat)*sin)
	return Point{math.Mod(lon/rad+540, 360) - 180, math.Asin(sin) / rad}
}

// Circle is the ring of a circle of radius km about p with n corners, closed and counter-clockwise, as GeoJSON's
// right-hand rule wants an outer ring.
func Circle(p Point, km float64, n int) []Point {
	n = max(n, 3)
	ring := make([]Point, 0, n+1)
	for i := range n {
		ring = append(ring, Destination(p, -360*float64(i)/float64(n), km))
	}
	return append(ring, ring[0])
}

// A Line is a way through points, each with its kilometre. The kilometres are those of the river, which bends
// between the points; so they are given, or made by NewLine from the distances and a sinuosity.
type Line struct {
	Points []Point
	KM     []float64
}

// NewLine measures points along great circles, each km counted sinuosity times.
func NewLine(points []Point, sinuosity float64) (Line, error) {
	if len(points) < 2 || !(sinuosity >= 1) {
		return Line{}, fmt.Errorf("geo: line: %d points, sinuosity %g: wants 2 or more, and 1 or more", len(points), sinuosity)
	}
	l := Line{Points: points, KM: make([]float64, len(points))}
	for i, p := range points {
		if err := p.Validate(); err != nil {
			return Line{}, err
		}
		if i > 0 {
			l.KM[i] = l.KM[i-1] + sinuosity*Distance(points[i-1], p)
		}
	}
	return l, nil
}

// At is the point at km, between its neighbours in proportion; beyond an end, that end.
func (l Line) At(km float64) (Point, error) {
	if len(l.Points) == 0 || len(l.Points) != len(l.KM) || !sort.Float64sAreSorted(l.KM) {
		return Point{}, errors.New("geo: line: wants as many kilometres as points, increasing")
	}
	i := sort.SearchFloat64s(l.KM, km)
	switch {
	case i == 0:
		return l.Points[0], nil
	case i == len(l.KM):
		return l.Points[i-1], nil
	}
	a, b, share := l.Points[i-1], l.Points[i], (km-l.KM[i-1])/(l.KM[i]-l.KM[i-1])
	return Point{a.Lon + share*(b.Lon-a.Lon), a.Lat + share*(b.Lat-a.Lat)}, nil
}
