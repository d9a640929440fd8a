package geo

import "slices"

// gaps joins slices to pieces: two belong together if one ends at the latitude at which the other begins and they share a width there.
type gaps struct {
	all  []slice
	size []float64
	into []int // union-find: the piece that a slice belongs to
	// last are the slices that end where the present ones begin, present those that begin there.
	last, present []int
}

func (g *gaps) add(s slice, km2 float64) {
	if !(km2 > 0) {
		return
	}
	if len(g.present) > 0 && s.y0 != g.all[g.present[0]].y0 {
		g.last, g.present = g.present, nil
	}
	i := len(g.all)
	g.all, g.size, g.into = append(g.all, s), append(g.size, km2), append(g.into, i)
	for _, j := range g.last {
		if l := g.all[j]; l.y1 == s.y0 && l.w1 < s.e0 && s.w0 < l.e1 {
			g.into[g.root(j)] = g.root(i)
		}
	}
	for _, j := range g.present { // beside one another, with two sides of one claim between that are the same
		if l := g.all[j]; l.y1 == s.y1 && l.e0 == s.w0 && l.e1 == s.w1 {
			g.into[g.root(j)] = g.root(i)
		}
	}
	g.present = append(g.present, i)
}

func (g *gaps) root(i int) int {
	for g.into[i] != i {
		g.into[i] = g.into[g.into[i]]
		i = g.into[i]
	}
	return i
}

func (g *gaps) joined() []Gap {
	by := make(map[int]int)
	var out []Gap
	var best []float64
	for i, s := range g.all {
		r := g.root(i)
		k, known := by[r]
		if !known {
			k = len(out)
			by[r], out, best = k, append(out, Gap{Box: Bounds(nil)}), append(best, 0)
		}
		gap := &out[k]
		gap.KM2 += g.size[i]
		gap.Box = gap.Box.join(Bounds([]Point{{s.w0, s.y0}, {s.e0, s.y0}, {s.w1, s.y1}, {s.e1, s.y1}}))
		if g.size[i] > best[k] {
			best[k], gap.At = g.size[i], Point{(s.w0 + s.e0 + s.w1 + s.e1) / 4, (s.y0 + s.y1) / 2}
		}
	}
	slices.SortStableFunc(out, func(a, b Gap) int { return -compare(a.KM2, b.KM2) })
	return out
}
