// Package river carries a pollutant down a river: it says when a slug reaches each station downstream, how
// strong it is there and when it is over, each as the quantiles of an ensemble (R4, R14).
//
// One member of the ensemble is one possible course of the accident. The peak travels reach by reach, as fast
// as Jobson's regression and Manning's formula make it, more slowly before a reservoir's rise has overtaken it
// and under ice. Around the peak stands the analytic solution of the advection-dispersion equation with first-order
// loss, spread as Jobson's unit-peak concentration says (or as a known dispersion coefficient does). What
// nobody measured (velocity, distance, mass, dispersion, ice, ...) is drawn from a stated Prior. Arrival is the
// first passage over the limit value.
//
// Readings of the slug itself are assimilated: the ensemble is moved from the prior to what the readings leave
// possible, by tempering (see assimilate.go). A reading below the limit counts as well: not here yet.
//
// The same inputs give the same bytes on one architecture; Rerun shows it. Equations, sources, validity and what
// this model must not be used for stand in doc/hazard/river.md.
package river

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"tongzhou/hazard"
)

// Model and Version name this model in a footprint's provenance. Version changes whenever the same inputs
// would give other bytes.
const (
	Model   = "river/slug"
	Version = "3"
)

// Run forecasts the slug. It refuses inputs that Validate refuses and readings that no member can explain.
func Run(in Inputs) (hazard.Footprint, error) {
	if err := in.Validate(); err != nil {
		return hazard.Footprint{}, err
	}
	raw, err := json.Marshal(in)
	if err != nil {
		return hazard.Footprint{}, fmt.Errorf("river: encode inputs: %w", err)
	}
	c := newChain(&in)
	e, err := c.ensemble()
	if err != nil {
		return hazard.Footprint{}, err
	}
	hash := sha256.Sum256(raw)
	f := hazard.Footprint{
		Hazard: "pollutant-slug", Carrier: "river", Start: in.Start, Unit: "mg/L", Threshold: in.Limit,
		Reaches: c.summary(c.courses(e)), Inputs: raw,
		Provenance: hazard.Provenance{Model: Model, Version: Version, Seed: in.Seed, Members: in.Members,
			Inputs: hex.EncodeToString(hash[:]), Prior: in.Prior.Note, Issued: in.Issued},
	}
	if err := f.Validate(); err != nil {
		return hazard.Footprint{}, fmt.Errorf("river: the run made no footprint: %w", err)
	}
	return f, nil
}

// Rerun runs f again from the inputs that it carries. The result has the bytes of f if f is what it says it is;
// the caller compares. It refuses a footprint of another model or version and inputs that do not match their hash.
func Rerun(f hazard.Footprint) (hazard.Footprint, error) {
	p := f.Provenance
	if p.Model != Model || p.Version != Version {
		return hazard.Footprint{}, fmt.Errorf("river: rerun: made by %q version %q; this is %q version %q",
			p.Model, p.Version, Model, Version)
	}
	if hash := sha256.Sum256(f.Inputs); hex.EncodeToString(hash[:]) != p.Inputs {
		return hazard.Footprint{}, errors.New("river: rerun: the inputs are not those whose hash the footprint names")
	}
	in, err := decodeInputs(f.Inputs)
	if err != nil {
		return hazard.Footprint{}, err
	}
	return Run(in)
}

// Same reports whether two footprints have the same bytes.
func Same(a, b hazard.Footprint) bool {
	x, errX := a.Encode()
	y, errY := b.Encode()
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// A Course is how the slug goes past one station in one member: hours since Start, mg/L. If it is never Over the limit,
// Arrival and End are 0.
type Course struct {
	Arrival, Peak, End, Intensity float64
	Over                          bool
}

// Courses are those of every member, station by station in the order of the inputs: what Run takes the quantiles of. A forecast
// is scored on them.
func Courses(in Inputs) ([][]Course, error) {
	if err := in.Validate(); err != nil {
		return nil, err
	}
	c := newChain(&in)
	e, err := c.ensemble()
	if err != nil {
		return nil, err
	}
	return c.courses(e), nil
}

// Concentrations are those of every member at one station (its place in the inputs) in mg/L, at so many hours after Start: what a fan of the
// slug going past is drawn from. It costs as much as Courses. Quantiles of each hour by itself are of no single member: one that passes early and one
// that passes late make a fan that is wider and lower than either.
func Concentrations(in Inputs, station int, hours []float64) ([][]float64, error) {
	if err := in.Validate(); err != nil {
		return nil, err
	}
	if station < 0 || station >= len(in.Stations) {
		return nil, fmt.Errorf("river: concentrations: station %d of %d", station, len(in.Stations))
	}
	c := newChain(&in)
	e, err := c.ensemble()
	if err != nil {
		return nil, err
	}
	// Only one station is asked for, but a member travels the whole river: where it lies is known only from the way there.
	var m member
	out := make([][]float64, len(e))
	for k, z := range e {
		m.run(c, z)
		p := m.passage(c, station, z[len(z)-len(in.Stations)+station])
		out[k] = make([]float64, len(hours))
		for i, t := range hours {
			out[k][i] = p.concentration(t)
		}
	}
	return out, nil
}

// courses runs every member past every station. It is the only place where the whole river is travelled; assimilation before it went
// no further than the last reading.
func (c *chain) courses(e [][]float64) [][]Course {
	ns := len(c.in.Stations)
	out := make([][]Course, ns)
	for i := range out {
		out[i] = make([]Course, len(e))
	}
	share(len(e), func(from, to int) {
		var m member
		for k := from; k < to; k++ {
			z := e[k]
			m.run(c, z)
			for i := range ns {
				p := m.passage(c, i, z[len(z)-ns+i])
				o := &out[i][k]
				o.Peak, o.Intensity = p.peak()
				o.Arrival, o.End, o.Over = p.over(c.in.Limit)
			}
		}
	})
	return out
}

// summary turns courses into quantiles, station by station.
func (c *chain) summary(courses [][]Course) []hazard.Reach {
	reaches := make([]hazard.Reach, 0, len(courses))
	// One set of slices serves all stations: QuantilesOf sorts them in place and keeps nothing.
	var arrival, peak, end, high []float64
	for i, s := range c.in.Stations {
		arrival, peak, end, high = arrival[:0], peak[:0], end[:0], high[:0]
		for _, o := range courses[i] {
			high = append(high, o.Intensity)
			if o.Over {
				arrival, peak, end = append(arrival, o.Arrival), append(peak, o.Peak), append(end, o.End)
			}
		}
		reaches = append(reaches, hazard.Reach{ID: s.ID, Name: s.Name, Place: s.Place, KM: s.KM, Lon: s.Lon, Lat: s.Lat,
			Probability: float64(len(arrival)) / float64(len(high)),
			Arrival:     hazard.QuantilesOf(arrival), Peak: hazard.QuantilesOf(peak),
			End: hazard.QuantilesOf(end), Intensity: hazard.QuantilesOf(high)})
	}
	return reaches
}
