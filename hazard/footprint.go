// Package hazard holds what every hazard model hands on: a Footprint.
//
// A footprint says, place by place along the carrier that brings the danger (a river, a wind, a road, a
// grid), when the danger arrives, when it is worst, when it is over and how strong it gets. None of these is
// one number: a forecast is an ensemble, so each is the quantiles of the members that reach the threshold
// at that place, beside the share of members that do. It knows no jurisdiction (R1): a hazard does not stop
// at a city line, so whom a footprint concerns is worked out afterwards, in package exposure.
//
// A footprint is stored as an exhibit and cited by hash, therefore its bytes are deterministic: the same
// forecast has the same bytes. It carries its own provenance and all inputs of its run, so that anybody can
// run it again and compare the bytes (R4, R14).
package hazard

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Quantiles are five quantiles of an ensemble. Those of an empty ensemble are all zero; the probability
// beside them says so.
type Quantiles struct {
	P05 float64 `json:"p05"`
	P25 float64 `json:"p25"`
	P50 float64 `json:"p50"`
	P75 float64 `json:"p75"`
	P95 float64 `json:"p95"`
}

// QuantilesOf sorts values in place and returns their quantiles, interpolated linearly between order
// statistics (type 7 of Hyndman and Fan 1996). The values must be finite; of none it returns zeros.
func QuantilesOf(values []float64) Quantiles {
	if len(values) == 0 {
		return Quantiles{}
	}
	slices.Sort(values)
	at := func(p float64) float64 {
		h := p * float64(len(values)-1)
		i := int(h)
		if i+1 == len(values) {
			return values[i]
		}
		return values[i] + (h-float64(i))*(values[i+1]-values[i])
	}
	return Quantiles{at(.05), at(.25), at(.50), at(.75), at(.95)}
}

// check returns why q is no set of quantiles of something that is at least least.
func (q Quantiles) check(least float64) error {
	last := least
	for _, v := range []float64{q.P05, q.P25, q.P50, q.P75, q.P95} {
		switch {
		case math.IsNaN(v) || math.IsInf(v, 0):
			return errors.New("holds a value that is not finite")
		case v < last:
			return fmt.Errorf("holds %g after %g; quantiles do not decrease and start at %g or more", v, last, least)
		}
		last = v
	}
	return nil
}

// A Reach is one place on the carrier.
type Reach struct {
	// ID names the place within the footprint, Place the register's name of it (a station, a town), by
	// which package exposure finds the jurisdiction. Name is for people.
	ID    string `json:"id"`
	Name  string `json:"name"`
	Place string `json:"place"`
	// KM is the distance along the carrier from the source, downstream positive.
	KM  float64 `json:"km"`
	Lon float64 `json:"lon"`
	Lat float64 `json:"lat"`
	// Arrival (first over the threshold), Peak and End (first back under it for good) are hours since the
	// footprint's Start; Intensity is the highest value, in its Unit. Arrival, Peak and End are quantiles of
	// the members that reach the threshold here, Intensity those of all members.
	Arrival   Quantiles `json:"arrival"`
	Peak      Quantiles `json:"peak"`
	End       Quantiles `json:"end"`
	Intensity Quantiles `json:"intensity"`
	// Probability is the share of all members that reach the threshold here; 0 leaves the times zero.
	Probability float64 `json:"probability"`
	// Threshold is that of this place, where places differ: a river is in flood at one flow here and at another there. 0: the footprint's.
	Threshold float64 `json:"threshold,omitempty"`
}

// Provenance says how a footprint came about.
type Provenance struct {
	Model   string `json:"model"`
	Version string `json:"version"`
	Seed    uint64 `json:"seed"`
	Members int    `json:"members"`
	// Inputs is the SHA-256 of the footprint's Inputs, in hex.
	Inputs string `json:"inputs"`
	// Prior says in words what was assumed beforehand; Issued is when it was run, Unix milliseconds UTC.
	Prior  string `json:"prior"`
	Issued int64  `json:"issued"`
}

// A Footprint is the reach of one hazard: where, when, how strong, how surely.
type Footprint struct {
	// Hazard names the kind, "pollutant-slug"; Carrier what brings it, "river".
	Hazard  string `json:"hazard"`
	Carrier string `json:"carrier"`
	// Start is the time from which hours are counted, Unix milliseconds UTC.
	Start int64 `json:"start"`
	// Unit is that of Threshold and of every intensity.
	Unit       string          `json:"unit"`
	Threshold  float64         `json:"threshold"`
	Reaches    []Reach         `json:"reaches"`
	Provenance Provenance      `json:"provenance"`
	Inputs     json.RawMessage `json:"inputs"`
}

// Encode returns the bytes of f, the same for the same footprint, or why it is no footprint.
func (f Footprint) Encode() ([]byte, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	b, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("hazard: encode footprint: %w", err)
	}
	return b, nil
}

// Decode reads a footprint. It refuses unknown fields, what Validate refuses, and bytes that Encode would not have
// written (a field twice, something after the end): a forecast that is half understood is worse than none, and two
// spellings of one forecast would have two hashes.
func Decode(b []byte) (Footprint, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var f Footprint
	if err := d.Decode(&f); err != nil {
		return Footprint{}, fmt.Errorf("hazard: decode footprint: %w", err)
	}
	own, err := f.Encode()
	if err != nil {
		return Footprint{}, err
	}
	if !bytes.Equal(own, b) {
		return Footprint{}, errors.New("hazard: decode footprint: these are not the bytes that the footprint has when it is encoded")
	}
	return f, nil
}

// Validate returns the first thing that makes f no footprint.
func (f Footprint) Validate() error {
	switch {
	case f.Hazard == "" || f.Carrier == "" || f.Unit == "":
		return errors.New("hazard: footprint: names no hazard, carrier or unit")
	case !(f.Threshold > 0) || math.IsInf(f.Threshold, 0):
		return fmt.Errorf("hazard: footprint threshold: %g %s, wants more than 0", f.Threshold, f.Unit)
	case len(f.Reaches) == 0:
		return errors.New("hazard: footprint: has no reach")
	case f.Provenance.Members < 1:
		return fmt.Errorf("hazard: footprint: has %d members, wants 1 or more", f.Provenance.Members)
	case f.Provenance.Model == "" || f.Provenance.Version == "":
		return errors.New("hazard: footprint: names no model or version, so nobody could run it again")
	case len(f.Inputs) == 0 || !json.Valid(f.Inputs):
		return errors.New("hazard: footprint: carries no inputs, so nobody could run it again")
	}
	if h, err := hex.DecodeString(f.Provenance.Inputs); err != nil || len(h) != 32 {
		return fmt.Errorf("hazard: footprint inputs: hash %q is no SHA-256 in hex", f.Provenance.Inputs)
	}
	seen := make(map[string]bool, len(f.Reaches))
	last := math.Inf(-1)
	for _, r := range f.Reaches {
		if r.ID == "" || seen[r.ID] {
			return fmt.Errorf("hazard: footprint reach %q: the id is empty or stands twice", r.ID)
		}
		if !(r.KM >= last) {
			return fmt.Errorf("hazard: footprint reach %q: km %g after %g; reaches go downstream", r.ID, r.KM, last)
		}
		if err := r.validate(); err != nil {
			return fmt.Errorf("hazard: footprint reach %q: %w", r.ID, err)
		}
		seen[r.ID], last = true, r.KM
	}
	return nil
}

func (r Reach) validate() error {
	switch {
	case math.IsInf(r.KM, 0):
		return errors.New("km is not finite")
	case !(r.Lon >= -180 && r.Lon <= 180 && r.Lat >= -90 && r.Lat <= 90):
		return fmt.Errorf("position %g, %g is not on the globe (longitude, latitude in degrees)", r.Lon, r.Lat)
	case !(r.Threshold >= 0) || math.IsInf(r.Threshold, 0):
		return fmt.Errorf("threshold %g is not 0 or more", r.Threshold)
	case !(r.Probability >= 0 && r.Probability <= 1):
		return fmt.Errorf("probability %g is not between 0 and 1", r.Probability)
	}
	for _, q := range []struct {
		name  string
		q     Quantiles
		least float64
	}{
		{"arrival", r.Arrival, math.Inf(-1)}, {"peak", r.Peak, math.Inf(-1)},
		{"end", r.End, math.Inf(-1)}, {"intensity", r.Intensity, 0},
	} {
		if err := q.q.check(q.least); err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
	}
	return nil
}
