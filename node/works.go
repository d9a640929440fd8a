package node

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/hazard/river/flood"
	measures "tongzhou/hazard/river/measure"
	"tongzhou/hazard/river/route"
	"tongzhou/jurisdiction"
)

// A Work is a reservoir or a detention area of a river that is watched for floods, of which something can be ordered.
type Work struct {
	ID    string          `json:"id"`
	Name  act.Text        `json:"name"`
	Party jurisdiction.ID `json:"party"` // whose it is: who is asked for the order, and whose land goes under water
	// Reservoir is which reservoir of the network it is, or Area describes the area beside the river: one of the two.
	Reservoir route.ID         `json:"reservoir,omitempty"`
	Area      *route.Detention `json:"area,omitempty"`
	Most      float64          `json:"most,omitempty"` // m3/s that a reservoir can release; 0: not known
	People    int64            `json:"people"`         // who live in an area; -1: not known
	Simulated bool             `json:"simulated,omitempty"`
}

// A Plan is a set of measures that is thought out before the water comes.
type Plan struct {
	ID     string   `json:"id"`
	Name   act.Text `json:"name"`
	Orders []Order  `json:"orders"`
}

// An Order is one measure: from how many hours after the start of the run, at which work, what, and of a release or of a reservoir that stores how much (m3/s).
type Order struct {
	Work string       `json:"work"`
	Hour float64      `json:"hour"`
	Do   route.Action `json:"do"`
	Flow float64      `json:"flow,omitempty"`
}

// id is by which number the kernel knows the work.
func (w *Work) id() route.ID {
	if w.Area != nil {
		return w.Area.ID
	}
	return w.Reservoir
}

// can is what can be ordered of it.
func (w *Work) can() []route.Action {
	if w.Area != nil && w.Area.Intake == 0 {
		return []route.Action{route.Close, route.Store, route.Discharge}
	}
	return []route.Action{route.Open, route.Close, route.Store, route.Discharge}
}

func (f *Flood) work(id string) (*Work, bool) {
	i := slices.IndexFunc(f.Works, func(w Work) bool { return w.ID == id })
	if i < 0 {
		return nil, false
	}
	return &f.Works[i], true
}

// routed are the elements of the network that every member must have, so that something can be ordered there.
func (f *Flood) routed() []route.ID {
	var out []route.ID
	for _, w := range f.Works {
		if w.Area != nil {
			out = append(out, w.Area.From, w.Area.Back)
		} else {
			out = append(out, w.Reservoir)
		}
	}
	return out
}

func (f *Flood) areas() []route.Detention {
	var out []route.Detention
	for _, w := range f.Works {
		if w.Area != nil {
			out = append(out, *w.Area)
		}
	}
	return out
}

// member puts the works into a future: areas beside the river, and what reservoirs can release.
func (f *Flood) member(m flood.Future) measures.Member {
	m.Network.Detentions = f.areas()
	for i := range m.Network.Reservoirs {
		r := &m.Network.Reservoirs[i]
		for _, w := range f.Works {
			if w.Area == nil && w.Reservoir == r.ID {
				r.Most = w.Most
			}
		}
	}
	return measures.Member{Network: m.Network, Flow: m.Flow, Lateral: m.Lateral}
}

// set turns a plan into orders that the kernel understands, in the order of their times.
func (f *Flood) set(p Plan) (measures.Set, error) {
	out := measures.Set{Name: p.ID}
	for i, o := range p.Orders {
		w, ok := f.work(o.Work)
		switch {
		case !ok:
			return out, fmt.Errorf("set %q: order %d: there is no work %q on this river; there are %v", p.ID, i+1, o.Work, f.workIDs())
		case o.Hour < 0:
			return out, fmt.Errorf("set %q: order %d: %s of %s is %g h before the run begins: wants a time in it", p.ID, i+1, o.Do, o.Work, -o.Hour)
		case !slices.Contains(w.can(), o.Do):
			return out, fmt.Errorf("set %q: order %d: %q cannot be ordered of %s: wants one of %v", p.ID, i+1, o.Do, o.Work, w.can())
		}
		out.Measures = append(out.Measures, route.Measure{At: o.Hour * 3600, On: w.id(), Do: o.Do, Flow: o.Flow})
	}
	slices.SortStableFunc(out.Measures, func(a, b route.Measure) int { return cmp.Compare(a.At, b.At) })
	return out, nil
}

func (f *Flood) workIDs() []string {
	var out []string
	for _, w := range f.Works {
		out = append(out, w.ID)
	}
	return out
}

// questions are what is asked of package measure: at which places, and about which sets.
func (f *Flood) questions(places []Place, plans []Plan) (measures.Inputs, error) {
	in := measures.Inputs{Step: float64(f.Inputs.Step), Interval: 3600}
	for _, s := range f.Inputs.Stations {
		if i := slices.IndexFunc(places, func(p Place) bool { return p.ID == s.Place && p.Party != "" }); i >= 0 {
			in.Places = append(in.Places, measures.Place{ID: s.Place, On: s.Reach, Party: string(places[i].Party), Threshold: s.Threshold})
		}
	}
	for _, p := range plans {
		s, err := f.set(p)
		if err != nil {
			return in, err
		}
		in.Sets = append(in.Sets, s)
	}
	return in, nil
}

// checkWorks refuses works and plans that nobody could carry out, before the water comes.
func (r *River) checkWorks() error {
	f := r.Flood
	seen := map[string]bool{}
	for _, w := range f.Works {
		switch {
		case w.ID == "" || seen[w.ID]:
			return fmt.Errorf("work %q: the id is empty or stands twice", w.ID)
		case w.Party == "":
			return fmt.Errorf("work %q: belongs to nobody: name the party, or nobody can be asked for it", w.ID)
		case (w.Area == nil) == (w.Reservoir == 0):
			return fmt.Errorf("work %q: wants either a reservoir of the network or an area", w.ID)
		}
		if err := w.Name.Check(); err != nil {
			return fmt.Errorf("work %q: name: %w", w.ID, err)
		}
		seen[w.ID] = true
	}
	if len(f.Works) == 0 && len(f.Plans) == 0 {
		return nil
	}
	in, err := f.questions(r.Places, f.Plans)
	if err != nil {
		return err
	}
	futures, err := f.Network.Futures(f.Inputs, f.routed())
	if err != nil {
		return err
	}
	m := f.member(futures.Member(0))
	if _, err := route.New(m.Network); err != nil {
		return err
	}
	return in.Check(m)
}

// hour is how many hours after the start of the run a moment is.
func (f *Flood) hour(at time.Time) float64 {
	return float64(at.UnixMilli()-f.Inputs.Start) / float64(time.Hour/time.Millisecond)
}

// at is the moment so many hours after the start of the run.
func (f *Flood) at(hour float64) act.Time {
	return act.Time(f.Inputs.Start + int64(hour*float64(time.Hour/time.Millisecond)))
}
