package flood

import (
	"fmt"
	"math"
	"slices"

	"tongzhou/hazard/river/route"
)

// A Future is one member as package route takes it: one possible storm
// on one possible river. It belongs to the caller.
type Future struct {
	Network route.Inputs
	// Flow of each reach and reservoir at the start, m3/s.
	Flow []float64
	// Lateral is the inflow along each, m3/s, a row for each hour.
	Lateral [][]float64
}

// Futures are the members of an ensemble, for whoever asks what orders
// to reservoirs and detention areas would change in each of them.
type Futures struct {
	in      Inputs
	b       *basin
	members []int // which draw each one is
}

// Futures prepares the members of the inputs. Routed is what has to be
// in every member whether or not rain comes there, beside the reaches of
// the stations: the reservoirs of which something is ordered, the reaches
// at the gates of detention areas. It refuses what Validate refuses, and
// an id that is not there.
func (n *Network) Futures(in Inputs, routed []route.ID) (*Futures, error) {
	if err := n.accepts(&in); err != nil {
		return nil, err
	}
	f := &Futures{in: in}
	f.in.Rain, f.in.Stations = slices.Clone(in.Rain), slices.Clone(in.Stations)
	for _, s := range in.Stations {
		if err := f.wake(n, s.Reach); err != nil {
			return nil, err
		}
	}
	for _, id := range routed {
		if err := f.wake(n, id); err != nil {
			return nil, err
		}
	}
	var err error
	if f.b, err = n.basin(&f.in); err != nil {
		return nil, err
	}
	for k := range in.Members {
		f.members = append(f.members, k)
	}
	return f, nil
}

// wake lets an element be routed. What rain may wet is routed, so a cell
// of no depth is put over it; it stands after the others, so that these
// draw the numbers that they draw without it. A station keeps a reach
// from being taken for a spring.
func (f *Futures) wake(n *Network, id route.ID) error {
	k, ok := n.index[id]
	if !ok {
		return fmt.Errorf("flood: there is no reach or reservoir %d in the network", id)
	}
	if k < len(n.reaches) {
		f.in.Stations = append(f.in.Stations, Station{ID: fmt.Sprintf("routed %d", id), Reach: id})
	}
	over := n.drained(k)
	if over < 0 {
		return fmt.Errorf("flood: no land drains into %d: it cannot be routed", id)
	}
	r := &n.reaches[over]
	f.in.Rain = append(f.in.Rain, Rain{Lon: r.Lon, Lat: r.Lat, Radius: 1, At: f.in.Start, Hours: 1})
	return nil
}

// drained is a reach into which land drains: the element itself or one
// above it; -1: there is none.
func (n *Network) drained(k int) int {
	if k < len(n.reaches) && n.reaches[k].Area > 0 {
		return k
	}
	for above, to := range n.to {
		if to != k {
			continue
		}
		if over := n.drained(above); over >= 0 {
			return over
		}
	}
	return -1
}

// Len is how many members there are.
func (f *Futures) Len() int { return len(f.members) }

// Take leaves the first members only: a first answer.
func (f *Futures) Take(members int) {
	f.in.Members = min(members, f.in.Members)
	f.members = f.members[:f.in.Members]
}

// Weigh takes into account what gauges read: a member that agrees with
// them stands there several times, and one that does not, not at all
// (Inputs.weights). What was read is what flowed under the orders that
// were carried out by then, so these are given; other orders would have
// made other readings. Without readings nothing changes. To be called
// once, and after Take.
func (f *Futures) Weigh(areas []route.Detention, done []route.Measure, workers int) error {
	if len(f.in.Readings) == 0 {
		return nil
	}
	courses := f.in.courses()
	if err := each(f.in.Members, workers, nil, func(k int) error { return f.read(k, areas, done, courses) }); err != nil {
		return err
	}
	weights, err := f.in.weights(courses)
	if err == nil {
		f.members = chosen(weights)
	}
	return err
}

// read runs a member under the orders that were carried out, and writes
// down what its gauges would have read.
func (f *Futures) read(k int, areas []route.Detention, done []route.Measure, courses [][]course) error {
	m, w := f.draw(k), newWatch(f.b)
	m.Network.Detentions = areas
	run, err := f.b.begin(m.Network, done)
	if err != nil {
		return err
	}
	if err := f.in.look(run, min(f.in.Hours, f.lastReading()+1), m.Flow, func(hour int) []float64 { return m.Lateral[hour] }, w.see); err != nil {
		return err
	}
	w.tell(courses, k)
	return nil
}

// lastReading is the hour of the run by whose end all readings were made.
func (f *Futures) lastReading() int {
	last := f.in.Start
	for _, r := range f.in.Readings {
		last = max(last, r.At)
	}
	return int(math.Ceil(float64(last-f.in.Start) / 3600e3))
}

// Member is the k-th. It may be asked by several goroutines at once and
// is the same whenever it is asked.
func (f *Futures) Member(k int) Future { return f.draw(f.members[k]) }

// draw makes one member of its random numbers: those of Run, so that
// both speak of the same futures. A spring that Run leaves to the lag of
// the land is routed here if something is ordered at it.
func (f *Futures) draw(k int) Future {
	b := f.b
	reaches, storms := b.draw(k)
	m := Future{Network: route.Inputs{Reaches: reaches, Reservoirs: slices.Clone(b.reservoirs)}, Flow: slices.Clone(b.start)}
	for hour := range b.in.Hours {
		row := make([]float64, len(b.lateral))
		b.rain(row, storms, float64(hour))
		m.Lateral = append(m.Lateral, row)
	}
	return m
}
