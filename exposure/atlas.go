package exposure

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/geo"
	"tongzhou/jurisdiction"
)

// A Territory is the area of a jurisdiction, or one that it claims; a jurisdiction may have several.
type Territory struct {
	Jurisdiction jurisdiction.ID
	Area         *geo.Area
}

// An Atlas is the territories of many jurisdictions, indexed by where they lie. It does not decide between claims: where two territories
// overlap, both answer. It does not change; the methods of a nil one find nothing.
type Atlas struct {
	territories []Territory
	km2         []float64
	index       *geo.Index
	of          []int // the territory of a box of the index
}

// NewAtlas indexes the territories.
func NewAtlas(territories []Territory) (*Atlas, error) {
	a := &Atlas{territories: slices.Clone(territories)}
	var boxes []geo.Box
	for i, t := range territories {
		if t.Jurisdiction == "" || t.Area == nil {
			return nil, fmt.Errorf("exposure: territory %d of %q: wants a jurisdiction and an area", i+1, t.Jurisdiction)
		}
		a.km2 = append(a.km2, t.Area.KM2())
		for _, b := range t.Area.Parts() {
			boxes, a.of = append(boxes, b), append(a.of, i)
		}
	}
	a.index = geo.NewIndex(boxes)
	return a, nil
}

func (a *Atlas) all() []Territory {
	if a == nil {
		return nil
	}
	return a.territories
}

// At is in whose territories a point lies, in the order of the atlas: none, one, or several that claim it.
func (a *Atlas) At(p geo.Point) []jurisdiction.ID {
	var out []jurisdiction.ID
	for _, i := range a.candidates([]geo.Box{{Min: p, Max: p}}) {
		if t := a.territories[i]; !slices.Contains(out, t.Jurisdiction) && t.Area.Contains(p) {
			out = append(out, t.Jurisdiction)
		}
	}
	return out
}

// candidates are the territories with a box that overlaps one of these, in their order.
func (a *Atlas) candidates(boxes []geo.Box) []int {
	if a == nil {
		return nil
	}
	var out []int
	for _, b := range boxes {
		if b.Min.Lon == 180 && b.Max.Lon == 180 {
			b.Min.Lon, b.Max.Lon = -180, -180 // the same place, and it belongs to what lies east of it
		}
		a.index.Search(b, func(i int) { out = append(out, a.of[i]) })
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// A Part is what of a footprint lies in the territory of one jurisdiction.
type Part struct {
	Jurisdiction jurisdiction.ID `json:"jurisdiction"`
	KM2          float64         `json:"km2"`
	Share        float64         `json:"share"` // of the footprint
	Covered      float64         `json:"covered"`
	territory    int
}

// Under is whose territories a footprint touches and how much of it lies there, in the order of the atlas; Covered is the share of the
// territory that it covers. What touches along a line only is not under it.
func (a *Atlas) Under(footprint *geo.Area) []Part {
	var out []Part
	size := footprint.KM2()
	for _, i := range a.candidates(footprint.Parts()) {
		t := a.territories[i]
		if km2 := geo.Shared(footprint, t.Area); km2 > least {
			out = append(out, Part{Jurisdiction: t.Jurisdiction, KM2: km2, Share: km2 / size, Covered: km2 / a.km2[i], territory: i})
		}
	}
	return out
}

// least is the area in km2, a square metre, below which nothing is said to be shared: rounding leaves as much along a common border.
const least = 1e-6

// An Overlap is what two jurisdictions both claim inside a zone.
type Overlap struct {
	A   jurisdiction.ID `json:"a"`
	B   jurisdiction.ID `json:"b"`
	KM2 float64         `json:"km2"`
}

// A Coverage is how well claims cover a zone (R12): what nobody claims, what one does, what several do, and who.
type Coverage struct {
	KM2      float64   `json:"km2"`
	Orphan   float64   `json:"orphan"`   // km2 that nobody claims
	Single   float64   `json:"single"`   // km2 that one claims
	Disputed float64   `json:"disputed"` // km2 that several jurisdictions claim
	Orphans  []geo.Gap `json:"orphans,omitempty"`
	Overlaps []Overlap `json:"overlaps,omitempty"`
	Slivers  int       `json:"slivers,omitempty"`
	Below    float64   `json:"below"` // km2 up to which a gap or an overlap was counted as a sliver
}

// Coverage says which parts of a zone nobody claims and which several do. Gaps and overlaps of less than sliver km2 each are not listed but
// counted: outlines that were drawn apart never fit to the metre, and a list of hundreds of slivers hides the one field that nobody answers for.
// The sums hold all of them.
func (a *Atlas) Coverage(zone *geo.Area, sliver float64) (Coverage, error) {
	if !(sliver >= 0) {
		return Coverage{}, fmt.Errorf("exposure: coverage: slivers below %g km2: wants 0 or more", sliver)
	}
	if a == nil {
		return Coverage{}, errors.New("exposure: coverage: there are no territories")
	}
	var claims []*geo.Area
	var names []jurisdiction.ID
	var owners []int
	for _, i := range a.candidates(zone.Parts()) {
		t := a.territories[i]
		if !slices.Contains(names, t.Jurisdiction) {
			names = append(names, t.Jurisdiction)
		}
		claims, owners = append(claims, t.Area), append(owners, slices.Index(names, t.Jurisdiction))
	}
	c := geo.Covered(zone, claims, owners)
	out := Coverage{KM2: c.None + c.Once + c.More, Orphan: c.None, Single: c.Once, Disputed: c.More, Below: sliver}
	for _, g := range c.Gaps {
		if g.KM2 <= max(sliver, least) {
			out.Slivers++
			continue
		}
		out.Orphans = append(out.Orphans, g)
	}
	for pair, km2 := range c.Pairs {
		if km2 <= max(sliver, least) {
			out.Slivers++
			continue
		}
		out.Overlaps = append(out.Overlaps, Overlap{min(names[pair[0]], names[pair[1]]), max(names[pair[0]], names[pair[1]]), km2})
	}
	slices.SortFunc(out.Overlaps, func(x, y Overlap) int {
		if x.A != y.A {
			return order(x.A, y.A)
		}
		return order(x.B, y.B)
	})
	return out, nil
}

func order(a, b jurisdiction.ID) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
