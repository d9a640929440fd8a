package node

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"

	"tongzhou/hazard"
	"tongzhou/hazard/river"
	"tongzhou/hazard/river/flood"
)

// A Flood makes a river one that is watched for floods: gauges start a forecast, and readings are flows.
type Flood struct {
	Inputs flood.Inputs `json:"inputs"`
	// File has the network that the floods run down, beside the file of the watch: JSON, {"reaches": [...], "reservoirs": [...]} with the members of flood.Reach and flood.Reservoir.
	File string `json:"network,omitempty"`
	// Network is what is in it.
	Network *flood.Network `json:"-"`
	// Works are what something can be ordered of, Plans the sets of measures that are thought out.
	Works []Work `json:"works,omitempty"`
	Plans []Plan `json:"plans,omitempty"`
}

// read reads the network, and fills it in where the inputs name none.
func (f *Flood) read(dir string) error {
	if f.File == "" {
		return errors.New("it names no file with the network that floods run down")
	}
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.File)))
	if err != nil {
		return err
	}
	if f.Network, err = flood.Decode(text); err != nil {
		return fmt.Errorf("%s: %w", f.File, err)
	}
	if f.Inputs.Network == "" {
		f.Inputs.Network = f.Network.Hash()
	}
	if f.Inputs.Network != f.Network.Hash() {
		return fmt.Errorf("%s: its hash is %s, the inputs want %s", f.File, f.Network.Hash(), f.Inputs.Network)
	}
	return f.Inputs.Validate()
}

// hazard is what a forecast of the river is about.
func (r *River) hazard() string {
	if r.Flood != nil {
		return "flood"
	}
	return "pollutant-slug"
}

// since is when the run begins to which readings belong, Unix milliseconds.
func (r *River) since() int64 {
	if r.Flood != nil {
		return r.Flood.Inputs.Start
	}
	return r.Inputs.Release.At
}

// stations are the places on the river in the order in which it reaches them, with their thresholds.
func (r *River) stations() []riverStation {
	var out []riverStation
	if r.Flood != nil {
		for _, s := range r.Flood.Inputs.Stations {
			out = append(out, riverStation{s.ID, s.Place, s.KM, s.Lon, s.Lat, s.Threshold})
		}
		return out
	}
	for _, s := range r.Inputs.Stations {
		out = append(out, riverStation{s.ID, s.Place, s.KM, s.Lon, s.Lat, r.Inputs.Limit})
	}
	return out
}

// riverStation is a station of whatever is forecast on a river.
type riverStation struct {
	id, place           string
	km, lon, lat, limit float64
}

// spreads are the arrivals of the members of a run, by station. They are counted only for whoever looks at them.
type spreads func() (map[string]hazard.Spread, error)

// course runs the model of the river with readings, for an event: its identifier is the seed, so that a node that died half-way foresees the same again.
func (r *River) course(e event, readings []river.Reading) (hazard.Footprint, spreads, error) {
	h := fnv.New64a()
	h.Write([]byte(e.signal.ID()))
	if r.Flood == nil {
		in := r.Inputs
		in.Issued, in.Seed, in.Readings = int64(e.given), h.Sum64(), readings
		print, err := river.Run(in)
		return print, func() (map[string]hazard.Spread, error) { return slugSpreads(in) }, err
	}
	if r.Flood.Network == nil {
		return hazard.Footprint{}, nil, fmt.Errorf("node: river %s: floods are watched on it, and it has no network", r.ID)
	}
	in := r.Flood.Inputs
	in.Issued, in.Seed, in.Readings = int64(e.given), h.Sum64(), nil
	for _, x := range readings {
		in.Readings = append(in.Readings, flood.Reading{Station: x.Station, At: x.At, Value: x.Value})
	}
	print, traces, err := r.Flood.Network.Trace(in, nil)
	return print, func() (map[string]hazard.Spread, error) {
		out := map[string]hazard.Spread{}
		for i, t := range traces.Stations {
			out[in.Stations[i].ID] = hazard.SpreadOf(t.Arrival)
		}
		return out, nil
	}, err
}

// slugSpreads runs a slug again: it costs a tenth of a second, and the members are no part of a footprint.
func slugSpreads(in river.Inputs) (map[string]hazard.Spread, error) {
	courses, err := river.Courses(in)
	if err != nil {
		return nil, err
	}
	out := map[string]hazard.Spread{}
	for i, members := range courses {
		var at []float64
		for _, c := range members {
			if !c.Over {
				c.Arrival = math.NaN()
			}
			at = append(at, c.Arrival)
		}
		out[in.Stations[i].ID] = hazard.SpreadOf(at)
	}
	return out, nil
}

// asReading is a reading as the model takes it. A concentration below a tenth of the limit says only that the slug is not there.
func (r *River) asReading(station string, at int64, value float64) river.Reading {
	if least := r.Inputs.Limit / 10; r.Flood == nil && value < least {
		return river.Reading{Station: station, At: at, Value: least, Below: true}
	}
	return river.Reading{Station: station, At: at, Value: value}
}
