package geo

import (
	"math"
	"slices"
)

// A slice is a piece between two latitudes that has no corner inside: a trapezoid.
type slice struct {
	y0, y1 float64 // south and north, degrees
	w0, e0 float64 // west and east end in the south
	w1, e1 float64 // and in the north
}

// km2 is the area on the sphere. The width w is linear in the latitude, so its integral with cos is exact: with m the middle, h half the
// height and k the slope of w, it is 2 w(m) cos m sin h - 2 k sin m (sin h - h cos h).
func (s slice) km2() float64 {
	const rad = math.Pi / 180
	south, north := (s.e0-s.w0)*rad, (s.e1-s.w1)*rad
	m, h := (s.y0+s.y1)/2*rad, (s.y1-s.y0)/2*rad
	if h == 0 {
		return 0
	}
	lean := h * h * h / 3 * (1 - h*h/10) // sin h - h cos h, where the difference would lose its digits
	if h > 0.01 {
		lean = math.Sin(h) - h*math.Cos(h)
	}
	return radius * radius * ((south+north)*math.Cos(m)*math.Sin(h) - (north-south)/h*math.Sin(m)*lean)
}

// held is an edge in a sweep and the area that it is a side of.
type held struct {
	edge
	slope float64
	of    int
	m     float64 // where it is at the latitude by which the edges were sorted last
}

// at is the longitude of the edge at a latitude between its ends; at the ends it is theirs, to the last bit.
func (e *held) at(y float64) float64 {
	switch y {
	case e.y0:
		return e.x0
	case e.y1:
		return e.x1
	}
	return e.x0 + (y-e.y0)*e.slope
}

// line sorts the edges as they lie at a latitude from west to east. From slab to slab few change places, so each is only moved past those
// that it must pass.
func line(active []held, y float64, passed func(a, b *held)) {
	for i := range active {
		active[i].m = active[i].at(y)
		for j := i; j > 0 && active[j].m < active[j-1].m; j-- {
			passed(&active[j-1], &active[j])
			active[j], active[j-1] = active[j-1], active[j]
		}
	}
}

// sweep goes from south to north over several areas at once and hands over, slice by slice, which of them it lies in. All slices are handed
// over that lie in an area whose bounds are box, or in two whose bounds meet in it; what is outside the box may be left out or wrong. Between two neighbouring latitudes of corners and of crossings no two sides cross, so
// their order is enough to know what is inside what; nothing is ever joined, therefore no shape can confuse it.
func sweep(box Box, areas []*Area, visit func(s slice, in []bool)) {
	edges, turns, ys := within(box, areas)
	slices.Sort(ys)
	ys = slices.Compact(ys)
	slices.SortFunc(edges, func(a, b held) int { return compare(a.y0, b.y0) })
	slices.SortFunc(turns, func(a, b turn) int { return compare(a.y, b.y) })
	var active []held
	west, in := make([]bool, len(areas)), make([]bool, len(areas))
	for i := range len(ys) - 1 {
		active = slices.DeleteFunc(active, func(e held) bool { return e.y1 <= ys[i] })
		for len(edges) > 0 && edges[0].y0 <= ys[i] {
			active, edges = append(active, edges[0]), edges[1:]
		}
		for len(turns) > 0 && turns[0].y <= ys[i] {
			west[turns[0].of] = !west[turns[0].of]
			turns = turns[1:]
		}
		south := ys[i]
		for _, north := range append(crossings(active, ys[i], ys[i+1]), ys[i+1]) {
			copy(in, west)
			slab(active, south, north, in, visit)
			south = north
		}
	}
}

// slab hands over the slices of one slab, in which no edges cross.
func slab(active []held, south, north float64, in []bool, visit func(slice, []bool)) {
	if !(north > south) {
		return
	}
	line(active, (south+north)/2, func(_, _ *held) {})
	s := slice{y0: south, y1: north}
	for i := range active {
		e := &active[i]
		s.e0, s.e1 = e.at(south), e.at(north)
		if i > 0 {
			visit(s, in)
		}
		in[e.of] = !in[e.of]
		s.w0, s.w1 = s.e0, s.e1
	}
}

// within collects what a sweep must look at: the edges that can lie in the box, the changes of what lies west of it, by latitude, and the
// latitudes at which slabs begin and end.
func within(box Box, areas []*Area) (edges []held, west []turn, ys []float64) {
	n := 0
	for _, a := range areas {
		n += len(a.edges)
	}
	edges, ys = make([]held, 0, n), append(make([]float64, 0, 2*n+2), box.Min.Lat, box.Max.Lat)
	for of, a := range areas {
		first := len(west)
		for _, e := range a.edges {
			switch {
			case e.y1 <= box.Min.Lat || e.y0 >= box.Max.Lat || min(e.x0, e.x1) > box.Max.Lon:
			case max(e.x0, e.x1) < box.Min.Lon:
				west = append(west, turn{max(e.y0, box.Min.Lat), of}, turn{e.y1, of})
			default:
				edges = append(edges, held{edge: e, slope: (e.x1 - e.x0) / (e.y1 - e.y0), of: of})
				ys = append(ys, max(e.y0, box.Min.Lat), min(e.y1, box.Max.Lat))
			}
		}
		west = west[:first+unpaired(west[first:])]
	}
	for _, t := range west {
		if t.y < box.Max.Lat {
			ys = append(ys, t.y)
		}
	}
	return edges, west, ys
}

// turn is a latitude from which on the place just west of the box lies in an area, or no longer.
type turn struct {
	y  float64
	of int
}

// unpaired sorts turns of one area and moves those to the front of which there is an odd number at their latitude: where one edge ends and
// the next begins, nothing turns. It returns how many are left.
func unpaired(turns []turn) int {
	slices.SortFunc(turns, func(a, b turn) int { return compare(a.y, b.y) })
	n := 0
	for _, t := range turns {
		if n > 0 && turns[n-1].y == t.y {
			n--
			continue
		}
		turns[n] = t
		n++
	}
	return n
}

// crossings are the latitudes between south and north at which two edges cross, sorted.
func crossings(active []held, south, north float64) []float64 {
	line(active, south, func(_, _ *held) {})
	var out []float64
	line(active, north, func(a, b *held) {
		d0, d1 := b.at(south)-a.at(south), a.m-b.m
		if y := south + (north-south)*d0/(d0+d1); d0 > 0 && y > south && y < north {
			out = append(out, y)
		}
	})
	slices.Sort(out)
	return out
}

// KM2 is the size of the area on the sphere.
func (a *Area) KM2() float64 {
	sum := 0.0
	sweep(a.box, []*Area{a}, func(s slice, in []bool) {
		if in[0] {
			sum += s.km2()
		}
	})
	return sum
}

// Shared is the size in km2 of what lies in both areas.
func Shared(a, b *Area) float64 {
	box := a.box.meet(b.box)
	if !(box.Min.Lon < box.Max.Lon && box.Min.Lat < box.Max.Lat) || !a.touches(b) {
		return 0
	}
	sum := 0.0
	sweep(box, []*Area{a, b}, func(s slice, in []bool) {
		if in[0] && in[1] {
			sum += s.km2()
		}
	})
	return sum
}

// touches reports whether some parts' boxes overlap: those of two areas on both sides of the antimeridian always do as a whole.
func (a *Area) touches(b *Area) bool {
	for _, p := range a.parts {
		if slices.ContainsFunc(b.parts, p.Overlaps) {
			return true
		}
	}
	return false
}

// A Gap is a connected piece of an area that was asked about, and a point in the middle of its widest slice. Its box is good to a slice.
type Gap struct {
	KM2 float64 `json:"km2"`
	At  Point   `json:"at"`
	Box Box     `json:"box"`
}

// A Cover is how often claims cover a zone, in km2: None by nobody's, Once by those of one owner, More by those of several.
type Cover struct {
	None, Once, More float64
	// Gaps are the pieces that no claim covers, the largest first.
	Gaps []Gap
	// Twice are the pieces that claims of several owners cover, the largest first.
	Twice []Gap
	// Pairs are the sizes of what two owners' claims both cover inside the zone, the lower number first.
	Pairs map[[2]int]float64
}

// Covered says which parts of a zone are claimed by nobody, by one and by several; owners has the number of each claim's owner.
func Covered(zone *Area, claims []*Area, owners []int) Cover {
	c := Cover{Pairs: make(map[[2]int]float64)}
	var g, twice gaps
	sweep(zone.box, append([]*Area{zone}, claims...), func(s slice, in []bool) {
		if !in[0] {
			return
		}
		var by []int
		for i, inside := range in[1:] {
			if o := owners[i]; inside && !slices.Contains(by, o) {
				by = append(by, o)
			}
		}
		size := s.km2()
		switch len(by) {
		case 0:
			c.None += size
			g.add(s, size)
		case 1:
			c.Once += size
		default:
			c.More += size
			twice.add(s, size)
			slices.Sort(by)
			for i, a := range by {
				for _, b := range by[i+1:] {
					c.Pairs[[2]int{a, b}] += size
				}
			}
		}
	})
	c.Gaps, c.Twice = g.joined(), twice.joined()
	return c
}
