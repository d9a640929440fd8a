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
	if err := in.Validate(); err != nil {
		return hazard.Footprint{}, err
	}
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
// much each member weighs. Members are shared among workers; each
// writes its own place.
func ensemble(n *Network, in *Inputs, workers int) ([][]course, []float64, error) {
	if in.Network != n.hash {
		return nil, nil, fmt.Errorf("flood: the inputs are for the network %.16s, this is %.16s", in.Network, n.hash)
	}
	b, err := n.basin(in)
	if err != nil {
		return nil, nil, err
	}
	courses := make([][]course, len(in.Stations))
	for i := range courses {
		courses[i] = make([]course, in.Members)
	}
	errs := make([]error, in.Members)
	var wg sync.WaitGroup
	workers = min(max(workers, 1), in.Members)
	for w := range workers {
		wg.Go(func() {
			for k := w; k < in.Members; k += workers {
				errs[k] = b.member(k, courses)
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, nil, err
	}
	weights, err := in.weights(courses)
	return courses, weights, err
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
