package exposure

import (
	"fmt"
	"math"
	"slices"

	"tongzhou/geo"
	"tongzhou/jurisdiction"
)

// A District is an area of which the number of inhabitants is known: the finest that a census gives.
type District struct {
	ID     string
	Area   *geo.Area
	People int64
}

// An Object is something at a place that matters: a hospital, a water intake, a store of sandbags.
type Object struct {
	ID       string          `json:"id"`
	Kind     string          `json:"kind"`
	Owner    jurisdiction.ID `json:"owner,omitempty"` // who answers for it; empty: whoever has the territory
	At       geo.Point       `json:"at"`
	Amount   float64         `json:"amount"` // in Unit
	Unit     string          `json:"unit,omitempty"`
	Critical bool            `json:"critical,omitempty"`
}

// People is how many live under a footprint. Where they live inside a district is not known: Least counts the districts that lie wholly under
// it, Most all that it touches, Likely each by its share of the area.
type People struct {
	Least  int64 `json:"least"`
	Likely int64 `json:"likely"`
	Most   int64 `json:"most"`
}

// A Stock is how much of one kind, in one unit, lies under a footprint.
type Stock struct {
	Kind   string  `json:"kind"`
	Unit   string  `json:"unit"`
	Amount float64 `json:"amount"`
	Count  int     `json:"count"`
}

// A Toll is what a footprint finds in one jurisdiction.
type Toll struct {
	Part
	People   People   `json:"people"`
	Counted  Count    `json:"counted"` // AtPlaces, or Unknown if no district of it is known
	Stocks   []Stock  `json:"stocks,omitempty"`
	Critical []Object `json:"critical,omitempty"`
	// Foreign are the critical objects here that another jurisdiction owns: it is concerned although its territory is not.
	Foreign []Object `json:"foreign,omitempty"`
}

// A Survey is what a footprint finds altogether.
type Survey struct {
	Tolls []Toll `json:"tolls"`
	// Coverage of the footprint by the territories: what of it nobody claims, and what several do.
	Coverage Coverage `json:"coverage"`
	// Nowhere are objects under the footprint that lie in no territory: nobody would be told of them.
	Nowhere []Object `json:"nowhere,omitempty"`
}

// An Inventory is districts and objects, indexed by where they lie. It does not change.
type Inventory struct {
	districts []District
	km2       []float64
	index     *geo.Index
	of        []int
	objects   []Object
	places    *geo.Index
}

// NewInventory indexes districts and objects.
func NewInventory(districts []District, objects []Object) (*Inventory, error) {
	v := &Inventory{districts: slices.Clone(districts), objects: slices.Clone(objects)}
	var boxes, points []geo.Box
	for i, d := range districts {
		if d.Area == nil || d.People < 0 {
			return nil, fmt.Errorf("exposure: district %.60q: %d people: wants an area, and 0 people or more", d.ID, d.People)
		}
		v.km2 = append(v.km2, d.Area.KM2())
		for _, b := range d.Area.Parts() {
			boxes, v.of = append(boxes, b), append(v.of, i)
		}
	}
	for _, o := range objects {
		if err := o.At.Validate(); err != nil || o.Kind == "" || !(o.Amount >= 0) || math.IsInf(o.Amount, 0) {
			return nil, fmt.Errorf("exposure: object %.60q of kind %.60q, %g %s at %v: wants a kind, a position and an amount of 0 or more", o.ID, o.Kind, o.Amount, o.Unit, o.At)
		}
		points = append(points, geo.Box{Min: o.At, Max: o.At})
	}
	v.index, v.places = geo.NewIndex(boxes), geo.NewIndex(points)
	return v, nil
}

// Survey says, for each jurisdiction whose territory a footprint touches, how much of it, how many people and which stocks and critical objects lie
// under the footprint. A territory that two claim counts for both, so sums over jurisdictions can be more than there is; Coverage says by
// how much. Districts belong to the territory that has the most of them.
func (a *Atlas) Survey(footprint *geo.Area, v *Inventory, sliver float64) (Survey, error) {
	coverage, err := a.Coverage(footprint, sliver)
	if err != nil {
		return Survey{}, err
	}
	s := Survey{Coverage: coverage}
	at := make(map[jurisdiction.ID]int)
	for _, p := range a.Under(footprint) {
		if i, known := at[p.Jurisdiction]; known { // another territory of the same
			t := &s.Tolls[i]
			t.KM2, t.Share, t.Covered = t.KM2+p.KM2, t.Share+p.Share, t.Covered+p.Covered
			continue
		}
		at[p.Jurisdiction] = len(s.Tolls)
		s.Tolls = append(s.Tolls, Toll{Part: p, Counted: Unknown})
	}
	v.people(footprint, func(d District, who People) {
		for _, id := range a.home(d.Area) {
			if i, known := at[id]; known {
				t := &s.Tolls[i]
				t.People = People{t.People.Least + who.Least, t.People.Likely + who.Likely, t.People.Most + who.Most}
				t.Counted = AtPlaces
			}
		}
	})
	v.under(footprint, func(o Object) {
		ids := a.At(o.At)
		if len(ids) == 0 {
			s.Nowhere = append(s.Nowhere, o)
		}
		for _, id := range ids {
			if i, known := at[id]; known {
				s.Tolls[i].take(o)
			}
		}
	})
	return s, nil
}

// people hands over the districts that the footprint touches and how many live under it.
func (v *Inventory) people(footprint *geo.Area, found func(District, People)) {
	var near []int
	for _, b := range footprint.Parts() {
		v.index.Search(b, func(i int) { near = append(near, v.of[i]) })
	}
	slices.Sort(near)
	for _, i := range slices.Compact(near) {
		d := v.districts[i]
		km2 := geo.Shared(footprint, d.Area)
		if km2 <= least {
			continue
		}
		who := People{Likely: int64(math.Round(float64(d.People) * min(1, km2/v.km2[i]))), Most: d.People}
		if km2 >= v.km2[i]*(1-1e-9)-least {
			who.Least, who.Likely = d.People, d.People
		}
		found(d, who)
	}
}

// home is the jurisdictions with the largest part of a district; several if they claim the same of it.
func (a *Atlas) home(district *geo.Area) []jurisdiction.ID {
	var out []jurisdiction.ID
	most := 0.0
	for _, p := range a.Under(district) {
		switch {
		case p.KM2 > most*(1+1e-9):
			out, most = []jurisdiction.ID{p.Jurisdiction}, p.KM2
		case p.KM2 >= most*(1-1e-9) && !slices.Contains(out, p.Jurisdiction):
			out = append(out, p.Jurisdiction)
		}
	}
	return out
}

// under hands over the objects under the footprint, in their order.
func (v *Inventory) under(footprint *geo.Area, found func(Object)) {
	var near []int
	for _, b := range footprint.Parts() {
		v.places.Search(b, func(i int) { near = append(near, i) })
	}
	slices.Sort(near)
	for _, i := range slices.Compact(near) {
		if footprint.Contains(v.objects[i].At) {
			found(v.objects[i])
		}
	}
}

// take adds an object to a jurisdiction's toll.
func (t *Toll) take(o Object) {
	if o.Critical {
		t.Critical = append(t.Critical, o)
		if o.Owner != "" && o.Owner != t.Jurisdiction {
			t.Foreign = append(t.Foreign, o)
		}
	}
	for i := range t.Stocks {
		if s := &t.Stocks[i]; s.Kind == o.Kind && s.Unit == o.Unit {
			s.Amount, s.Count = s.Amount+o.Amount, s.Count+1
			return
		}
	}
	t.Stocks = append(t.Stocks, Stock{o.Kind, o.Unit, o.Amount, 1})
}
