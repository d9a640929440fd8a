package geo

import (
	"errors"
	"fmt"
	"math"
)

// A Box is the least rectangle in degrees around something; South-west first.
type Box struct{ Min, Max Point }

// Bounds is the box of points; of none, an inside-out box that contains nothing.
func Bounds(points []Point) Box {
	b := Box{Point{math.Inf(1), math.Inf(1)}, Point{math.Inf(-1), math.Inf(-1)}}
	for _, p := range points {
		b.Min = Point{math.Min(b.Min.Lon, p.Lon), math.Min(b.Min.Lat, p.Lat)}
		b.Max = Point{math.Max(b.Max.Lon, p.Lon), math.Max(b.Max.Lat, p.Lat)}
	}
	return b
}

// Contains reports whether p lies in b or on its edge.
func (b Box) Contains(p Point) bool {
	return p.Lon >= b.Min.Lon && p.Lon <= b.Max.Lon && p.Lat >= b.Min.Lat && p.Lat <= b.Max.Lat
}

// Overlaps reports whether two boxes share a point.
func (b Box) Overlaps(o Box) bool {
	return b.Min.Lon <= o.Max.Lon && o.Min.Lon <= b.Max.Lon && b.Min.Lat <= o.Max.Lat && o.Min.Lat <= b.Max.Lat
}

// An Area is a set of rings (outer rings and holes alike; a point is inside if it is in an odd number of them), with
// its edges sorted into horizontal stripes, so that asking for a point looks at a few edges only.
type Area struct {
	box     Box
	stripes [][]edge
	height  float64
}

// edge is a side of a ring, the lower end first.
type edge struct{ x0, y0, x1, y1 float64 }

// NewArea indexes closed or open rings of three and more corners.
func NewArea(rings [][]Point) (*Area, error) {
	a := &Area{box: Bounds(nil)}
	edges := 0
	for i, ring := range rings {
		if len(ring) < 3 {
			return nil, fmt.Errorf("geo: area: ring %d has %d corners, wants 3 or more", i+1, len(ring))
		}
		for _, p := range ring {
			if err := p.Validate(); err != nil {
				return nil, err
			}
		}
		a.box = a.box.join(Bounds(ring))
		edges += len(ring)
	}
	if edges == 0 {
		return nil, errors.New("geo: area: has no ring")
	}
	n := max(1, edges/4)
	a.stripes = make([][]edge, n)
	a.height = (a.box.Max.Lat - a.box.Min.Lat) / float64(n)
	for _, ring := range rings {
		for i, p := range ring {
			a.add(p, ring[(i+1)%len(ring)])
		}
	}
	return a, nil
}

// join is the least box around both.
func (b Box) join(o Box) Box {
	return Box{Point{math.Min(b.Min.Lon, o.Min.Lon), math.Min(b.Min.Lat, o.Min.Lat)},
		Point{math.Max(b.Max.Lon, o.Max.Lon), math.Max(b.Max.Lat, o.Max.Lat)}}
}

func (a *Area) add(p, q Point) {
	if p.Lat == q.Lat {
		return // a level side is never crossed by a level ray
	}
	if p.Lat > q.Lat {
		p, q = q, p
	}
	for i := a.stripe(p.Lat); i <= a.stripe(q.Lat); i++ {
		a.stripes[i] = append(a.stripes[i], edge{p.Lon, p.Lat, q.Lon, q.Lat})
	}
}

func (a *Area) stripe(lat float64) int {
	if a.height == 0 {
		return 0
	}
	return min(len(a.stripes)-1, max(0, int((lat-a.box.Min.Lat)/a.height)))
}

// Bounds is the area's box.
func (a *Area) Bounds() Box { return a.box }

// Contains reports whether p lies in the area: whether a ray to the east crosses an odd number of sides. Points on a
// border belong to one of the two neighbours, never to both, if their shared corners are the same numbers.
func (a *Area) Contains(p Point) bool {
	if !a.box.Contains(p) {
		return false
	}
	inside := false
	for _, e := range a.stripes[a.stripe(p.Lat)] {
		if p.Lat >= e.y0 && p.Lat < e.y1 && p.Lon < e.x0+(p.Lat-e.y0)/(e.y1-e.y0)*(e.x1-e.x0) {
			inside = !inside
		}
	}
	return inside
}
