package flood

import (
	"fmt"
	"math"

	"tongzhou/hazard/river/route"
)

// Inputs are all that a run depends on, beside the network that they
// name. Their JSON travels with the footprint.
type Inputs struct {
	// Network is the hash of the network (Network.Hash).
	Network string `json:"network"`
	// Start is the time from which the footprint counts hours, before
	// any rain; Issued when the forecast is made. Unix milliseconds.
	Start  int64 `json:"start"`
	Issued int64 `json:"issued"`
	// Hours is how far ahead of Start the run goes.
	Hours int `json:"hours"`
	// Step is the time step in s, a part of an hour. A longer one spreads waves
	// a little more: 900 is usual, 1200 will do for a first answer.
	Step     int       `json:"step"`
	Rain     []Rain    `json:"rain"`
	Stations []Station `json:"stations"` // downstream, in the order of their KM
	Readings []Reading `json:"readings"`
	Prior    Prior     `json:"prior"`
	Members  int       `json:"members"`
	Seed     uint64    `json:"seed"`
}

// Rain is one rain cell: depth at its centre, falling evenly for some
// hours, less towards its edge by (1-(d/radius)^2)^2, nothing beyond.
type Rain struct {
	Lon float64 `json:"lon"`
	Lat float64 `json:"lat"`
	// Radius in km, At its beginning (Unix milliseconds), Hours how
	// long it falls, Depth in mm at the centre.
	Radius float64 `json:"radius"`
	At     int64   `json:"at"`
	Hours  float64 `json:"hours"`
	Depth  float64 `json:"depth"`
	// Simulated: nobody measured it.
	Simulated bool `json:"simulated,omitempty"`
}

// A Station is a place at which the flood is wanted: a gauge on a
// reach of the network.
type Station struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Place string   `json:"place"`
	Reach route.ID `json:"reach"`
	// KM is the distance along the river from a fixed point upstream,
	// downstream positive.
	KM  float64 `json:"km"`
	Lon float64 `json:"lon"`
	Lat float64 `json:"lat"`
	// Threshold is the flow from which it is a flood here, m3/s.
	Threshold float64 `json:"threshold"`
}

// A Reading is a flow that a gauge measured, m3/s.
type Reading struct {
	Station string  `json:"station"`
	At      int64   `json:"at"`
	Value   float64 `json:"value"`
}

// Prior is what is not known beforehand. Logarithmic standard
// deviations are of factors: 0.3 is about 30 %.
type Prior struct {
	Note string `json:"note"`
	// Depth of each cell (log sd), Shift of its centre in each
	// direction (km), Delay of its beginning (h).
	Depth float64 `json:"depth"`
	Shift float64 `json:"shift"`
	Delay float64 `json:"delay"`
	// Runoff is the share of the rain that runs off, 0 to 1, and
	// RunoffSD its log sd; what would be more than all runs off
	// whole.
	Runoff   float64 `json:"runoff"`
	RunoffSD float64 `json:"runoffSD"`
	// Lag is the mean time from rain to river in h, LagSD its log sd.
	Lag   float64 `json:"lag"`
	LagSD float64 `json:"lagSD"`
	// Roughness is the log sd of Manning's n of the whole network.
	Roughness float64 `json:"roughness"`
	// Reading is the log error of a reading together with what the
	// model itself has wrong of the flow there.
	Reading float64 `json:"reading"`
}

// DefaultPrior is for where nobody says better: judgements, not fits.
// A third of the rain measured by radar or foreseen is a usual doubt
// of it; four tenths run off from moist ground in a long storm, of
// dry ground less and of a town more; the lag is that of brooks of
// ten to fifty km2. What a gauge reads at a flood is good to a tenth;
// the rest of a reading's error is the model's own.
func DefaultPrior() Prior {
	return Prior{Depth: 0.3, Shift: 6, Delay: 1.5, Runoff: 0.4, RunoffSD: 0.3, Lag: 6, LagSD: 0.3, Roughness: 0.1, Reading: 0.3,
		Note: "as shipped: judgements, see doc/hazard/river.md"}
}

// A Misfit is a rain cell, a station or a reading that cannot be
// used: where it stands in its list, so that whoever read it from a
// file can name the line.
type Misfit struct {
	List string // "rain", "station" or "reading"
	At   int
	Why  error
}

// Error is the reason, which names the thing.
func (m *Misfit) Error() string { return m.Why.Error() }

// Unwrap is the reason.
func (m *Misfit) Unwrap() error { return m.Why }

// The limits of one run, so that nobody's inputs can make a node
// compute for an hour.
const (
	maxMembers  = 2000
	maxHours    = 24 * 30
	maxCells    = 100
	maxReadings = 500
)

func between(v, low, high float64) bool { return v >= low && v <= high } // false of NaN

// Validate returns the first thing that is wrong with the inputs, and
// what would be right. The ranges catch a wrong unit, not an unusual
// storm.
func (in *Inputs) Validate() error {
	switch {
	case in.Members < 20 || in.Members > maxMembers:
		return fmt.Errorf("flood: members %d: wants 20 to %d; use 100 or more for a 5 %% quantile", in.Members, maxMembers)
	case in.Start <= 0:
		return fmt.Errorf("flood: start %d: wants Unix milliseconds", in.Start)
	case in.Hours < 1 || in.Hours > maxHours:
		return fmt.Errorf("flood: hours %d: wants 1 to %d", in.Hours, maxHours)
	case in.Step < 60 || in.Step > 1800 || 3600%in.Step != 0:
		return fmt.Errorf("flood: step %d: wants 60 to 1800 s, a part of an hour; 900 is usual", in.Step)
	case len(in.Rain) == 0 || len(in.Rain) > maxCells:
		return fmt.Errorf("flood: %d rain cells: wants 1 to %d", len(in.Rain), maxCells)
	case len(in.Stations) == 0:
		return fmt.Errorf("flood: no station: wants at least one at which the flood is wanted")
	case len(in.Readings) > maxReadings:
		return fmt.Errorf("flood: %d readings: wants at most %d", len(in.Readings), maxReadings)
	}
	for i, c := range in.Rain {
		if err := c.validate(in); err != nil {
			return &Misfit{"rain", i, fmt.Errorf("flood: rain cell %d: %w", i+1, err)}
		}
	}
	if err := in.Prior.validate(); err != nil {
		return err
	}
	return in.validateStations()
}

func (c *Rain) validate(in *Inputs) error {
	switch {
	case !between(c.Lon, -180, 180) || !between(c.Lat, -90, 90):
		return fmt.Errorf("position %g, %g: wants longitude and latitude in degrees", c.Lon, c.Lat)
	case !between(c.Radius, 1, 1000):
		return fmt.Errorf("radius %g: wants 1 to 1000 km", c.Radius)
	case !between(c.Hours, 0.25, 240):
		return fmt.Errorf("hours %g: wants 0.25 to 240", c.Hours)
	case !between(c.Depth, 0, 3000):
		return fmt.Errorf("depth %g: wants 0 to 3000 mm; give millimetres, not metres or inches", c.Depth)
	case c.At < in.Start:
		return fmt.Errorf("it begins %d ms before the run: wants a start before any rain", in.Start-c.At)
	}
	return nil
}

func (p *Prior) validate() error {
	for _, q := range []struct {
		name         string
		v, low, high float64
	}{
		{"depth", p.Depth, 0, 2}, {"shift", p.Shift, 0, 200}, {"delay", p.Delay, 0, 48}, {"runoff", p.Runoff, 0.001, 1}, {"runoffSD", p.RunoffSD, 0, 2},
		{"lag", p.Lag, 0.25, 240}, {"lagSD", p.LagSD, 0, 2}, {"roughness", p.Roughness, 0, 0.5}, {"reading", p.Reading, 0.02, 2},
	} {
		if !between(q.v, q.low, q.high) {
			return fmt.Errorf("flood: prior: %s %g: wants %g to %g", q.name, q.v, q.low, q.high)
		}
	}
	return nil
}

func (in *Inputs) validateStations() error {
	seen := map[string]bool{}
	last := math.Inf(-1)
	for i, s := range in.Stations {
		wrong := func(format string, args ...any) error {
			return &Misfit{"station", i, fmt.Errorf("flood: station %q: "+format, append([]any{s.ID}, args...)...)}
		}
		switch {
		case s.ID == "" || seen[s.ID]:
			return wrong("the id is empty or stands twice")
		case !(s.KM >= last):
			return wrong("km %g after %g; stations go downstream", s.KM, last)
		case !between(s.Threshold, 1e-3, 1e7):
			return wrong("threshold %g: wants a flow in m3/s", s.Threshold)
		}
		seen[s.ID], last = true, s.KM
	}
	for i, r := range in.Readings {
		wrong := func(format string, args ...any) error {
			return &Misfit{"reading", i, fmt.Errorf("flood: reading at %q: "+format, append([]any{r.Station}, args...)...)}
		}
		switch {
		case i > 0 && r.At < in.Readings[i-1].At:
			return wrong("at %d, after one at %d: wants them in the order of their times", r.At, in.Readings[i-1].At)
		case !seen[r.Station]:
			return wrong("there is no such station")
		case !between(r.Value, 0, 1e7):
			return wrong("%g: wants a flow in m3/s", r.Value)
		case r.At < in.Start || r.At > in.Start+int64(in.Hours)*3600_000:
			return wrong("%.1f h after the start: wants a time within the run, 0 to %d h", float64(r.At-in.Start)/3600e3, in.Hours)
		}
	}
	return nil
}
