package geo

import (
	"math"
	"slices"
)

// An Index finds among many boxes those that overlap one, without looking at the others: an R-tree that is packed once by
// sort-tile-recursive (Leutenegger et al. 1997). It does not change.
type Index struct {
	ids    []int
	levels [][]Box // the boxes in the tree's order, then the boxes of every fan of them, up to the root
}

// fan is how many boxes one box of the next level holds.
const fan = 8

// NewIndex builds the index; the numbers that Search gives are positions in boxes.
func NewIndex(boxes []Box) *Index {
	x := &Index{ids: make([]int, len(boxes))}
	for i := range x.ids {
		x.ids[i] = i
	}
	slices.SortStableFunc(x.ids, func(a, b int) int {
		return compare(boxes[a].Min.Lon+boxes[a].Max.Lon, boxes[b].Min.Lon+boxes[b].Max.Lon)
	})
	leaves := math.Ceil(float64(len(boxes)) / fan)
	column := fan * int(math.Ceil(leaves/math.Max(1, math.Ceil(math.Sqrt(leaves)))))
	for part := range slices.Chunk(x.ids, max(1, column)) {
		slices.SortStableFunc(part, func(a, b int) int {
			return compare(boxes[a].Min.Lat+boxes[a].Max.Lat, boxes[b].Min.Lat+boxes[b].Max.Lat)
		})
	}
	level := make([]Box, len(boxes))
	for i, id := range x.ids {
		level[i] = boxes[id]
	}
	for {
		x.levels = append(x.levels, level)
		if len(level) <= 1 {
			return x
		}
		var above []Box
		for part := range slices.Chunk(level, fan) {
			b := Bounds(nil)
			for _, p := range part {
				b = b.join(p)
			}
			above = append(above, b)
		}
		level = above
	}
}

// Search calls visit with the position of every box that shares a point with b, in no particular order.
func (x *Index) Search(b Box, visit func(i int)) {
	top := len(x.levels) - 1
	x.search(top, 0, len(x.levels[top]), b, visit)
}

func (x *Index) search(level, from, to int, b Box, visit func(i int)) {
	for i := from; i < to; i++ {
		switch {
		case !x.levels[level][i].Overlaps(b):
		case level == 0:
			visit(x.ids[i])
		default:
			x.search(level-1, i*fan, min((i+1)*fan, len(x.levels[level-1])), b, visit)
		}
	}
}
