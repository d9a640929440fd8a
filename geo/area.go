package geo

import (
	"errors"
	"fmt"
	"math"
	"slices"
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

// join is the least box around both, meet what they share.
func (b Box) join(o Box) Box {
	return Box{Point{min(b.Min.Lon, o.Min.Lon), min(b.Min.Lat, o.Min.Lat)}, Point{max(b.Max.Lon, o.Max.Lon), max(b.Max.Lat, o.Max.Lat)}}
}

func (b Box) meet(o Box) Box {
	return Box{Point{max(b.Min.Lon, o.Min.Lon), max(b.Min.Lat, o.Min.Lat)}, Point{min(b.Max.Lon, o.Max.Lon), min(b.Max.Lat, o.Max.Lat)}}
}

// An Area is a set of rings (outer rings and holes alike; a point is inside if it is in an odd number of them), with
// its edges sorted into horizontal stripes, so that asking for a point looks at a few edges only. It does not change.
type Area struct {
	box     Box
	parts   []Box // of the rings, without those inside another
	edges   []edge
	level   []edge // sides along a parallel, the west end first: they bound, but nothing crosses them
	stripes [][]edge
	height  float64
}

// edge is a side of a ring, the lower end first.
type edge struct{ x0, y0, x1, y1 float64 }

// NewArea indexes closed or open rings of three and more corners.
//
// A side is taken the short way round: from 179 to -179 it is 2 degrees long and crosses the antimeridian, where the area is then
// cut. Sides of a full turn (from -180 to 180) and sides along a pole stay as they are drawn, so that the outlines of Antarctica and of
// the whole world, which others have cut already, come out right. A ring that goes round the globe once holds the pole of
// the hemisphere in which most of its corners lie.
func NewArea(rings [][]Point) (*Area, error) {
	a := &Area{box: Bounds(nil)}
	for i, ring := range rings {
		if len(ring) < 3 {
			return nil, fmt.Errorf("geo: area: ring %d has %d corners, wants 3 or more", i+1, len(ring))
		}
		for _, p := range ring {
			if err := p.Validate(); err != nil {
				return nil, err
			}
		}
		for _, piece := range cut(unwrap(ring)) {
			box := Bounds(piece)
			a.box = a.box.join(box)
			a.parts = append(a.parts, box)
			for i, p := range piece {
				a.add(p, piece[(i+1)%len(piece)])
			}
		}
	}
	if len(a.parts) == 0 {
		return nil, errors.New("geo: area: has no ring")
	}
	a.parts = outermost(a.parts)
	a.stripes = make([][]edge, max(1, len(a.edges)/4))
	a.height = (a.box.Max.Lat - a.box.Min.Lat) / float64(len(a.stripes))
	for _, e := range a.edges {
		for i := a.stripe(e.y0); i <= a.stripe(e.y1); i++ {
			a.stripes[i] = append(a.stripes[i], e)
		}
	}
	return a, nil
}

// unwrap returns a ring without its closing corner, its longitudes going on past 180 instead of jumping.
func unwrap(ring []Point) []Point {
	if ring[0] == ring[len(ring)-1] {
		ring = ring[:len(ring)-1]
	}
	out, turn, lats := make([]Point, 0, len(ring)+2), 0.0, 0.0
	for i, p := range ring {
		if i > 0 {
			turn += jump(ring[i-1], p)
		}
		lats += p.Lat
		out = append(out, Point{p.Lon + turn, p.Lat})
	}
	if len(ring) > 0 {
		if turn += jump(ring[len(ring)-1], ring[0]); turn != 0 { // once round: by the pole back to where it began
			pole := math.Copysign(90, lats)
			out = append(out, Point{ring[0].Lon + turn, ring[0].Lat}, Point{ring[0].Lon + turn, pole}, Point{ring[0].Lon, pole})
		}
	}
	return out
}

// jump is by how many degrees (0, 360 or -360) the longitude of q must be moved so that the side from p takes the short way round.
func jump(p, q Point) float64 {
	d := q.Lon - p.Lon
	if math.Abs(d) <= 180 || math.Abs(d) == 360 || math.Abs(p.Lat+q.Lat) > 2*89.9 {
		return 0
	}
	return -math.Copysign(360, d)
}

// cut returns the pieces of an unwrapped ring in the turns of the globe that it touches, each moved to -180 to 180.
func cut(ring []Point) [][]Point {
	b := Bounds(ring)
	if len(ring) < 3 || b.Min.Lon >= -180 && b.Max.Lon <= 180 {
		return [][]Point{ring}
	}
	var out [][]Point
	for turn := math.Floor((b.Min.Lon + 180) / 360); turn*360-180 < b.Max.Lon; turn++ {
		west, east := turn*360-180, turn*360+180
		piece := clip(clip(ring, west, 1), east, -1)
		for i := range piece {
			piece[i].Lon -= turn * 360
		}
		if len(piece) >= 3 {
			out = append(out, piece)
		}
	}
	return out
}

// clip is the part of a ring that lies east (side 1) or west (side -1) of a meridian. Pieces that fall apart stay joined by sides on the meridian,
// which cancel one another.
func clip(ring []Point, at, side float64) []Point {
	var out []Point
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		in, next := (p.Lon-at)*side >= 0, (q.Lon-at)*side >= 0
		if in {
			out = append(out, p)
		}
		if in != next {
			if p.Lat > q.Lat { // from the lower end, so that both neighbours of a border cut it at the same point
				p, q = q, p
			}
			out = append(out, Point{at, p.Lat + (at-p.Lon)/(q.Lon-p.Lon)*(q.Lat-p.Lat)})
		}
	}
	return out
}

// outermost leaves out the boxes that lie in another: holes, and islands in the box of the mainland.
func outermost(boxes []Box) []Box {
	slices.SortFunc(boxes, func(a, b Box) int { return -compare(a.size(), b.size()) })
	out := boxes[:0]
	for _, b := range boxes {
		if !slices.ContainsFunc(out, func(o Box) bool { return o.Contains(b.Min) && o.Contains(b.Max) }) {
			out = append(out, b)
		}
	}
	return out
}

func (b Box) size() float64 { return (b.Max.Lon - b.Min.Lon) * (b.Max.Lat - b.Min.Lat) }

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (a *Area) add(p, q Point) {
	switch {
	case p.Lat < q.Lat:
		a.edges = append(a.edges, edge{p.Lon, p.Lat, q.Lon, q.Lat})
	case p.Lat > q.Lat:
		a.edges = append(a.edges, edge{q.Lon, q.Lat, p.Lon, p.Lat})
	case p.Lon != q.Lon:
		a.level = append(a.level, edge{min(p.Lon, q.Lon), p.Lat, max(p.Lon, q.Lon), p.Lat})
	}
}

func (a *Area) stripe(lat float64) int {
	if a.height == 0 {
		return 0
	}
	return min(len(a.stripes)-1, max(0, int((lat-a.box.Min.Lat)/a.height)))
}

// Bounds is the area's box; of one on both sides of the antimeridian it goes all the way round. Parts says it closer.
func (a *Area) Bounds() Box { return a.box }

// Parts are the boxes of the pieces of the area: all of it lies in them.
func (a *Area) Parts() []Box { return slices.Clone(a.parts) }

// Contains reports whether p lies in the area: whether a ray to the east crosses an odd number of sides, decided exactly. Points on a
// border belong to one of the two neighbours, never to both or none, if their shared corners are the same numbers.
func (a *Area) Contains(p Point) bool {
	if p.Lon == 180 {
		p.Lon = -180 // the same place; it belongs to what lies east of it
	}
	if p.Lat == 90 {
		p.Lat = math.Nextafter(90, 0) // no side goes on above the pole
	}
	if !a.box.Contains(p) {
		return false
	}
	inside := false
	for _, e := range a.stripes[a.stripe(p.Lat)] {
		if p.Lat >= e.y0 && p.Lat < e.y1 && e.side(p) > 0 {
			inside = !inside
		}
	}
	return inside
}
