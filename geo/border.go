package geo

import (
	"math"
	"slices"
)

// A Border is what two areas, by their indices, the lower first, have in common: sides of KM length, or 0 if only corners meet.
type Border struct {
	A, B int
	KM   float64
}

// Borders finds who borders on whom among areas that were drawn together, so that a common border has the same corners on both sides (every
// TopoJSON has it so). Nothing is compared with everything: sides and corners are looked up. Areas that were drawn apart are found by Near.
func Borders(areas []*Area) []Border {
	km := make(map[[2]int]float64)
	meet := func(all []int, i int, length float64) {
		for _, j := range all {
			if j != i {
				km[[2]int{j, i}] += length
			}
		}
	}
	sides, corners := make(map[edge][]int), make(map[Point][]int)
	for i, a := range areas {
		for _, e := range slices.Concat(a.edges, a.level) {
			if e.drawn() {
				if s := sides[e]; len(s) == 0 || s[len(s)-1] != i {
					meet(s, i, e.km())
					sides[e] = append(s, i)
				}
				for _, p := range []Point{{e.x0, e.y0}, {e.x1, e.y1}} {
					if c := corners[p]; len(c) == 0 || c[len(c)-1] != i {
						meet(c, i, 0)
						corners[p] = append(c, i)
					}
				}
			}
		}
	}
	out := make([]Border, 0, len(km))
	for pair, length := range km {
		out = append(out, Border{pair[0], pair[1], length})
	}
	slices.SortFunc(out, func(a, b Border) int { return (a.A-b.A)*len(areas) + a.B - b.B })
	return out
}

// drawn reports whether the side is one of the territory: not the cut at the antimeridian, and not the way along it to a pole.
func (e edge) drawn() bool {
	return !(e.x0 == e.x1 && math.Abs(e.x0) == 180) && math.Abs(e.y0+e.y1) < 180
}

func (e edge) km() float64 { return Distance(Point{e.x0, e.y0}, Point{e.x1, e.y1}) }

// A Nearness is how far two areas, by their indices, the lower first, are apart; 0 if they touch or share something.
type Nearness struct {
	A, B int
	KM   float64
}

// Near finds the pairs that are at most km apart, which says more of air and of territories that were drawn apart than a common border does.
// Distances are measured between sides on the plane at the middle latitude of the two sides; they are good to 1 % up to some 300 km below 70
// degrees of latitude.
func Near(areas []*Area, km float64) []Nearness {
	var boxes []Box
	var of []int
	for i, a := range areas {
		for _, b := range a.parts {
			boxes, of = append(boxes, b), append(of, i)
		}
	}
	x := NewIndex(boxes)
	var out []Nearness
	for i, a := range areas {
		var others []int
		for _, b := range a.parts {
			for _, turn := range []float64{-360, 0, 360} {
				x.Search(b.grown(km, turn), func(k int) {
					if of[k] > i {
						others = append(others, of[k])
					}
				})
			}
		}
		slices.Sort(others)
		for _, j := range slices.Compact(others) {
			if d := Apart(a, areas[j], km); d <= km {
				out = append(out, Nearness{i, j, d})
			}
		}
	}
	return out
}

// grown is the box with a margin of km all round, moved by degrees to the east.
func (b Box) grown(km, east float64) Box {
	const degree = radius * math.Pi / 180
	lat := km / degree
	widest := math.Max(math.Abs(b.Min.Lat), math.Abs(b.Max.Lat)) + lat
	lon := 360.0
	if widest < 89 {
		lon = lat / math.Cos(widest*math.Pi/180)
	}
	return Box{Point{b.Min.Lon - lon + east, b.Min.Lat - lat}, Point{b.Max.Lon + lon + east, b.Max.Lat + lat}}
}

// Apart is how many km lie between two areas, 0 if they share a point; more than most if it is more than that, without saying how much.
func Apart(a, b *Area, most float64) float64 {
	least := math.Inf(1)
	for _, turn := range []float64{-360, 0, 360} {
		near := func(x *Area, o *Area, turn float64) []edge {
			var out []edge
			for _, e := range slices.Concat(x.edges, x.level) {
				box := Bounds([]Point{{e.x0, e.y0}, {e.x1, e.y1}}).grown(most, turn)
				if slices.ContainsFunc(o.parts, box.Overlaps) {
					out = append(out, edge{e.x0 + turn, e.y0, e.x1 + turn, e.y1})
				}
			}
			return out
		}
		from := near(a, b, turn)
		if len(from) == 0 {
			continue
		}
		for _, f := range near(b, a, -turn) {
			f.x0, f.x1 = f.x0+turn, f.x1+turn
			for _, e := range from {
				if least = math.Min(least, e.apart(f)); least == 0 {
					return 0
				}
			}
		}
	}
	if least > 0 && inside(a, b) {
		return 0
	}
	return least
}

// inside reports whether one area lies wholly in the other: then no sides need be near.
func inside(a, b *Area) bool {
	for _, pair := range [][2]*Area{{a, b}, {b, a}} {
		if len(pair[0].edges) > 0 && pair[1].Contains(Point{pair[0].edges[0].x0, pair[0].edges[0].y0}) {
			return true
		}
	}
	return false
}

// apart is the distance of two sides in km, on a plane that is true at their middle latitude.
func (e edge) apart(f edge) float64 {
	const degree = radius * math.Pi / 180
	c := math.Cos((e.y0 + e.y1 + f.y0 + f.y1) / 4 * math.Pi / 180)
	if e.crosses(f) {
		return 0
	}
	d := math.Inf(1)
	for _, p := range []Point{{f.x0, f.y0}, {f.x1, f.y1}} {
		d = math.Min(d, e.from(p, c))
	}
	for _, p := range []Point{{e.x0, e.y0}, {e.x1, e.y1}} {
		d = math.Min(d, f.from(p, c))
	}
	return d * degree
}

// crosses reports whether two sides share a point, exactly.
func (e edge) crosses(f edge) bool {
	if !Bounds([]Point{{e.x0, e.y0}, {e.x1, e.y1}}).Overlaps(Bounds([]Point{{f.x0, f.y0}, {f.x1, f.y1}})) {
		return false
	}
	apart := func(e, f edge) bool {
		a, b := e.side(Point{f.x0, f.y0}), e.side(Point{f.x1, f.y1})
		return a > 0 && b > 0 || a < 0 && b < 0
	}
	return !apart(e, f) && !apart(f, e)
}

// from is the distance of a point from the side in degrees of latitude, degrees of longitude counting c.
func (e edge) from(p Point, c float64) float64 {
	dx, dy, px, py := (e.x1-e.x0)*c, e.y1-e.y0, (p.Lon-e.x0)*c, p.Lat-e.y0
	if l := dx*dx + dy*dy; l > 0 {
		share := math.Max(0, math.Min(1, (px*dx+py*dy)/l))
		px, py = px-share*dx, py-share*dy
	}
	return math.Hypot(px, py)
}

// Crossings are the shares of the way from p to q, straight in degrees, at which it crosses or touches the area's sides, in no order.
func (a *Area) Crossings(p, q Point) []float64 {
	way := edge{p.Lon, p.Lat, q.Lon, q.Lat}
	box := Bounds([]Point{p, q})
	var out []float64
	for _, all := range [][]edge{a.edges, a.level} {
		for _, e := range all {
			if !box.Overlaps(Bounds([]Point{{e.x0, e.y0}, {e.x1, e.y1}})) || !e.crosses(way) {
				continue
			}
			from, to := e.plain(p), e.plain(q)
			if s := from / (from - to); s > 0 && s < 1 {
				out = append(out, s)
			}
		}
	}
	return out
}
