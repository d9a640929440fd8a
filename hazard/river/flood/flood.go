// Package flood says when the flood of a storm reaches the gauges of
// a river network, how high it is there and when it is over, each as
// quantiles of an ensemble.
//
// One member is one possible storm: as deep, as late, as far from
// where it was seen, with as much of it running off, as the Prior
// lets it be. What runs off reaches the rivers through two linear
// reservoirs (Nash 1957) and goes down them by Muskingum-Cunge in
// compound channels (package route). Rivers that no member's rain
// touches keep the flow of a day without rain, and are not computed:
// a storm over a tenth of a basin costs a tenth.
//
// Readings of gauges weigh the members. The same inputs on the same
// network give the same bytes on one architecture, with any number of
// workers; Rerun shows it. Equations, sources, validity and what this
// model must not be used for stand in doc/hazard/river.md.
package flood

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"tongzhou/hazard"
)

// Model and Version name this model in a footprint's provenance.
// Version changes whenever the same inputs would give other bytes.
const (
	Model   = "river/flood"
	Version = "2"
)

// Run forecasts the flood on a network. It refuses inputs that
// Validate refuses, another network than they name, and a storm that
// falls beside it.
func Run(n *Network, in Inputs) (hazard.Footprint, error) {
	courses, weights, err := ensemble(n, &in, runtime.GOMAXPROCS(0))
	if err != nil {
		return hazard.Footprint{}, err
	}
	return in.footprint(in.summary(courses, chosen(weights)))
}

// Rerun runs f again from the inputs that it carries, on the network
// that they name. The result has the bytes of f if f is what it says
// it is; the caller compares.
func Rerun(n *Network, f hazard.Footprint) (hazard.Footprint, error) {
	p := f.Provenance
	if p.Model != Model || p.Version != Version {
		return hazard.Footprint{}, fmt.Errorf("flood: rerun: made by %q version %q; this is %q version %q", p.Model, p.Version, Model, Version)
	}
	if hash := sha256.Sum256(f.Inputs); hex.EncodeToString(hash[:]) != p.Inputs {
		return hazard.Footprint{}, errors.New("flood: rerun: the inputs are not those whose hash the footprint names")
	}
	var in Inputs
	if err := json.Unmarshal(f.Inputs, &in); err != nil {
		return hazard.Footprint{}, fmt.Errorf("flood: rerun: %w", err)
	}
	return Run(n, in)
}

// A course is how a flood goes past one station in one member: hours
// since Start, m3/s. Of a member that stays under the threshold
// arrival and end are 0.
type course struct {
	arrival, peak, end, high float64
	over                     bool
	read                     []float64 // the flow at the times of the station's readings
}

// ensemble runs every member: courses by station and member, and how
// much each member weighs.
func ensemble(n *Network, in *Inputs, workers int) ([][]course, []float64, error) {
	if err := n.accepts(in); err != nil {
		return nil, nil, err
	}
	b, err := n.basin(in)
	if err != nil {
		return nil, nil, err
	}
	courses := in.courses()
	if err := each(in.Members, workers, nil, func(k int) error { return b.member(k, courses) }); err != nil {
		return nil, nil, err
	}
	weights, err := in.weights(courses)
	return courses, weights, err
}

// courses has room for those of every member, by station and member.
func (in *Inputs) courses() [][]course {
	out := make([][]course, len(in.Stations))
	for i := range out {
		out[i] = make([]course, in.Members)
	}
	return out
}

// each runs members 0 to members-1, so many workers at once, and tells
// done, which may be nil, what share of them has run. An error ends it;
// of several that of the first member is given, which is the same with
// any number of workers, because members are begun in their order. run
// writes the member's own place.
func each(members, workers int, done func(share float64) error, run func(k int) error) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	errs := make([]error, members)
	begun, finished, failed := 0, 0, false
	next := func() (k int, more bool) {
		mu.Lock()
		defer mu.Unlock()
		k, begun = begun, begun+1
		return k, !failed && k < members
	}
	finish := func(k int, err error) {
		mu.Lock()
		defer mu.Unlock()
		if finished++; err == nil && !failed && done != nil {
			err = done(float64(finished) / float64(members))
		}
		errs[k], failed = err, failed || err != nil
	}
	for range min(max(workers, 1), members) {
		wg.Go(func() {
			for k, more := next(); more; k, more = next() {
				err := run(k)
				if err != nil {
					err = fmt.Errorf("flood: member %d: %w", k, err)
				}
				finish(k, err)
			}
		})
	}
	wg.Wait()
	return cmp.Or(errs...)
}

// summary turns the chosen members' courses into quantiles, station
// by station.
func (in *Inputs) summary(courses [][]course, members []int) []hazard.Reach {
	reaches := make([]hazard.Reach, 0, len(courses))
	var arrival, peak, end, high []float64
	for i, s := range in.Stations {
		arrival, peak, end, high = arrival[:0], peak[:0], end[:0], high[:0]
		for _, k := range members {
			c := &courses[i][k]
			high = append(high, c.high)
			if c.over {
				arrival, peak, end = append(arrival, c.arrival), append(peak, c.peak), append(end, c.end)
			}
		}
		reaches = append(reaches, hazard.Reach{ID: s.ID, Name: s.Name, Place: s.Place, KM: s.KM, Lon: s.Lon, Lat: s.Lat, Threshold: s.Threshold,
			Arrival: hazard.QuantilesOf(arrival), Peak: hazard.QuantilesOf(peak), End: hazard.QuantilesOf(end), Intensity: hazard.QuantilesOf(high),
			Probability: float64(len(arrival)) / float64(len(members))})
	}
	return reaches
}
