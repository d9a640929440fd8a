package node

import (
	"fmt"
	"hash/fnv"

	"tongzhou/hazard"
	"tongzhou/hazard/river"
	"tongzhou/hazard/river/flood"
)

// A Flood makes a river one that is watched for floods: gauges start a forecast, and readings are flows.
type Flood struct {
	Inputs flood.Inputs `json:"inputs"`
	// Network is what the floods run down. Whoever sets up the node gives it: it is too large for the file of the watch.
	Network *flood.Network `json:"-"`
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

// course runs the model of the river with readings, for an event: its identifier is the seed, so that a node that died half-way foresees the same again.
func (r *River) course(e event, readings []river.Reading) (hazard.Footprint, error) {
	h := fnv.New64a()
	h.Write([]byte(e.signal.ID()))
	if r.Flood == nil {
		in := r.Inputs
		in.Issued, in.Seed, in.Readings = int64(e.given), h.Sum64(), readings
		return river.Run(in)
	}
	if r.Flood.Network == nil {
		return hazard.Footprint{}, fmt.Errorf("node: river %s: floods are watched on it, and it has no network", r.ID)
	}
	in := r.Flood.Inputs
	in.Issued, in.Seed, in.Readings = int64(e.given), h.Sum64(), nil
	for _, x := range readings {
		in.Readings = append(in.Readings, flood.Reading{Station: x.Station, At: x.At, Value: x.Value})
	}
	return flood.Run(r.Flood.Network, in)
}

// asReading is a reading as the model takes it. A concentration below a tenth of the limit says only that the slug is not there.
func (r *River) asReading(station string, at int64, value float64) river.Reading {
	if least := r.Inputs.Limit / 10; r.Flood == nil && value < least {
		return river.Reading{Station: station, At: at, Value: least, Below: true}
	}
	return river.Reading{Station: station, At: at, Value: value}
}
