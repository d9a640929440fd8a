package river

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// A Reach is a stretch of river with one discharge and one slope. Reaches follow one another downstream: the
// first begins at the source, each of the others where the one before ends.
type Reach struct {
	ID string `json:"id"`
	// KM is the length along the river in km; KMSD the standard deviation of what is believed of it.
	KM   float64 `json:"km"`
	KMSD float64 `json:"kmSD"`
	// Discharge is that during the passage, MeanDischarge its annual mean, both m3/s.
	Discharge     float64 `json:"discharge"`
	MeanDischarge float64 `json:"meanDischarge"`
	// Slope of the water surface, m/m; Area of the catchment above, km2.
	Slope float64 `json:"slope"`
	Area  float64 `json:"area"`
	// Width of the water surface in m and Manning's Roughness n; both 0: Jobson's velocity alone is used.
	Width     float64 `json:"width"`
	Roughness float64 `json:"roughness"`
	// Velocity (m/s) and Dispersion (m2/s) where a tracer test is known; both 0: Jobson's regressions.
	Velocity   float64 `json:"velocity"`
	Dispersion float64 `json:"dispersion"`
	// Freeze is the usual date on which ice closes the reach, Unix milliseconds; 0: it stays open.
	Freeze int64 `json:"freeze"`
}

// A Station is a place at which the slug is wanted: a gauge, an intake, a border.
type Station struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Place string `json:"place"`
	// KM is the distance from the source along the reaches' nominal lengths; KMSD the standard deviation of
	// what is believed of the station's own position in them.
	KM   float64 `json:"km"`
	KMSD float64 `json:"kmSD"`
	Lon  float64 `json:"lon"`
	Lat  float64 `json:"lat"`
}

// A Release is what got into the river.
type Release struct {
	// At is when it began, Unix milliseconds; Hours how long it lasted (0: at once).
	At    int64   `json:"at"`
	Hours float64 `json:"hours"`
	// Mass of the mixture in kg and the share of it that is the substance forecast, 0 to 1.
	Mass  float64 `json:"mass"`
	Share float64 `json:"share"`
}

// A Rise is a change of the flow in all reaches that starts at the source at a known time (a reservoir opens):
// before it the discharge was Before times the reach's Discharge. It travels down as a kinematic wave, faster
// than the slug, so the slug goes slowly until the wave overtakes it.
type Rise struct {
	At     int64   `json:"at"`
	Before float64 `json:"before"`
	// KM is how far down the rise matters: below the next large tributary it is one of many.
	KM float64 `json:"km"`
}

// A Reading is what was measured at a station: Value in mg/L, or Below: nothing above Value was found. TimeSD is
// the standard deviation, in hours, of when the sample was taken.
type Reading struct {
	Station string  `json:"station"`
	At      int64   `json:"at"`
	Value   float64 `json:"value"`
	Below   bool    `json:"below"`
	TimeSD  float64 `json:"timeSD"`
}

// Inputs are all that a run depends on. Their JSON travels with the footprint.
type Inputs struct {
	// Start is the time from which the footprint counts hours; Issued when the forecast is made.
	Start  int64 `json:"start"`
	Issued int64 `json:"issued"`
	// Limit is the limit value in mg/L; arrival is the first passage over it. Readings are in mg/L as well.
	Limit   float64 `json:"limit"`
	Release Release `json:"release"`
	// Origin, if there is one: where and when it began and how much it was is unknown. Release then says only how long it lasted.
	Origin   *Origin   `json:"origin,omitempty"`
	Rise     *Rise     `json:"rise,omitempty"`
	Reaches  []Reach   `json:"reaches"`
	Stations []Station `json:"stations"`
	Readings []Reading `json:"readings"`
	Prior    Prior     `json:"prior"`
	// Members is how many courses are drawn, from Seed. More members make quantiles steadier, not the forecast better: with 1,000 the
	// median of a band of a hundred hours is good to two hours or so.
	Members int    `json:"members"`
	Seed    uint64 `json:"seed"`
}

// A Misfit is one reach, station or reading that is not as it must be: the At-th of its list, from 0. Who read it from a file can say from which line.
type Misfit struct {
	List string // "reach", "station" or "reading"
	At   int
	Why  error
}

// Error is the reason, which names the thing.
func (m *Misfit) Error() string { return m.Why.Error() }

// Unwrap is the reason.
func (m *Misfit) Unwrap() error { return m.Why }

// misfit says what is wrong with one of a list; the text begins with its id, by which people know it.
func misfit(list string, at int, format string, args ...any) error {
	return &Misfit{list, at, fmt.Errorf("river: "+list+" "+format, args...)}
}

// The limits of one run, so that nobody's inputs can make a node compute for minutes.
const (
	maxReaches  = 500
	maxStations = 500
	maxReadings = 200
	maxMembers  = 100_000
)

// Validate returns the first thing that is wrong with the inputs, and what would be right. Every comparison is written so that NaN
// fails it. The ranges are wide: they catch a wrong unit (a limit in µg/L, a mass in tonnes, a slope in per mille), not an unusual river.
func (in *Inputs) Validate() error {
	switch {
	case in.Members < 20 || in.Members > maxMembers:
		return fmt.Errorf("river: members %d: wants 20 to %d; use 1000 or more for a 5 %% quantile", in.Members, maxMembers)
	case !between(in.Limit, 1e-9, 1e6):
		return fmt.Errorf("river: limit %g mg/L: wants more than 0; give the limit value in mg/L, not µg/L", in.Limit)
	case in.Start <= 0:
		return fmt.Errorf("river: start %d: wants Unix milliseconds", in.Start)
	case len(in.Reaches) == 0 || len(in.Reaches) > maxReaches:
		return fmt.Errorf("river: %d reaches: wants 1 to %d", len(in.Reaches), maxReaches)
	case len(in.Stations) == 0 || len(in.Stations) > maxStations:
		return fmt.Errorf("river: %d stations: wants 1 to %d", len(in.Stations), maxStations)
	case len(in.Readings) > maxReadings:
		return fmt.Errorf("river: %d readings: wants at most %d", len(in.Readings), maxReadings)
	}
	if err := in.validateRelease(); err != nil {
		return err
	}
	if r := in.Rise; r != nil && (!between(r.Before, 0.01, 100) || !between(r.KM, 0, 1e5) || r.At < in.began()) {
		return fmt.Errorf("river: rise: before %g wants 0.01 to 100 times the discharge, km %g wants 0 or more, "+
			"and it must not be earlier than the release (else give the reaches the new discharge)", r.Before, r.KM)
	}
	if err := in.Prior.validate(); err != nil {
		return err
	}
	return in.validateRiver()
}

// validateRiver checks that the reaches make one river and that the stations lie on it, downstream.
func (in *Inputs) validateRiver() error {
	length := 0.0
	seen := make(map[string]bool)
	for i := range in.Reaches {
		r := &in.Reaches[i]
		if err := r.validate(); err != nil {
			return misfit("reach", i, "%q: %w", r.ID, err)
		}
		if seen["reach/"+r.ID] {
			return misfit("reach", i, "%q: the id stands twice", r.ID)
		}
		// A passage has either the spread of the way's dispersion coefficients or Jobson's for its travel time: no mixture is defined.
		if (r.Dispersion > 0) != (in.Reaches[0].Dispersion > 0) {
			return misfit("reach", i, "%q: give a dispersion for every reach or for none", r.ID)
		}
		seen["reach/"+r.ID] = true
		length += r.KM
	}
	last := 0.0
	for i, s := range in.Stations {
		switch {
		case s.ID == "" || seen["station/"+s.ID]:
			return misfit("station", i, "%q: the id is empty or stands twice", s.ID)
		case !between(s.KM, last, length*(1+1e-9)):
			return misfit("station", i, "%q: km %g: wants %g (the station before) to %g (the end of the last reach)",
				s.ID, s.KM, last, length)
		case !(s.KM > 0):
			return misfit("station", i, "%q: km %g: wants more than 0; the source itself is no station", s.ID, s.KM)
		case !between(s.KMSD, 0, 200):
			return misfit("station", i, "%q: kmSD %g: wants 0 to 200", s.ID, s.KMSD)
		case !between(s.Lon, -180, 180) || !between(s.Lat, -90, 90):
			return misfit("station", i, "%q: position %g, %g: wants longitude and latitude in degrees", s.ID, s.Lon, s.Lat)
		}
		seen["station/"+s.ID], last = true, s.KM
	}
	return in.validateReadings(seen)
}

// validateReadings checks what would otherwise bend a forecast without being seen: a reading from elsewhere, in a wrong zone, of the
// future, or one that says nothing.
func (in *Inputs) validateReadings(known map[string]bool) error {
	for i, r := range in.Readings {
		switch {
		case !known["station/"+r.Station]:
			return misfit("reading", i, "%d: station %q is not among the stations", i+1, r.Station)
		case r.At < in.began():
			return misfit("reading", i, "%d at %q: taken before the release; check the zone of the time", i+1, r.Station)
		case i > 0 && r.At < in.Readings[i-1].At:
			return misfit("reading", i, "%d at %q: earlier than the one before; sort them by time", i+1, r.Station)
		case in.Issued > 0 && r.At > in.Issued:
			return misfit("reading", i, "%d at %q: later than the forecast is issued", i+1, r.Station)
		case !between(r.Value, 0, 1e6):
			return misfit("reading", i, "%d at %q: %g mg/L: wants 0 or more", i+1, r.Station, r.Value)
		case r.Below && r.Value == 0:
			return misfit("reading", i, "%d at %q: below 0 says nothing; give the limit of detection", i+1, r.Station)
		case !between(r.TimeSD, 0, 240):
			return misfit("reading", i, "%d at %q: timeSD %g h: wants 0 to 240", i+1, r.Station, r.TimeSD)
		}
	}
	return nil
}

// began is the earliest time at which anything can have been in the river.
func (in *Inputs) began() int64 {
	if in.Origin != nil {
		return in.Start
	}
	return in.Release.At
}

// validateRelease wants one account of what got into the river: what is known, or between which bounds it is sought.
func (in *Inputs) validateRelease() error {
	if in.Origin == nil {
		return in.Release.validate(in.Start)
	}
	if r := in.Release; r.At != 0 || r.Mass != 0 || r.Share != 0 || !between(r.Hours, 0, 24*60) {
		return errors.New("river: release: with an origin that is sought, its time, mass and share are left out and its hours are 0 to 1440")
	}
	length := 0.0
	for i := range in.Reaches {
		length += in.Reaches[i].KM
	}
	return in.Origin.validate(in.Start, length)
}

// validate refuses a release that never happened (no mass) or that one slug does not describe (longer than two months).
func (r Release) validate(start int64) error {
	switch {
	case !(r.Mass > 0) || r.Mass > 1e12:
		return fmt.Errorf("river: release mass %g kg: wants more than 0; 100 t are 100000 kg", r.Mass)
	case !(r.Share > 0) || r.Share > 1:
		return fmt.Errorf("river: release share %g: wants more than 0, at most 1", r.Share)
	case !between(r.Hours, 0, 24*60):
		return fmt.Errorf("river: release hours %g: wants 0 to 1440; split a longer one", r.Hours)
	case r.At < start:
		return errors.New("river: release: earlier than the start from which hours are counted")
	}
	return nil
}

// validate names the field, the value and the range, so that whoever typed it can find it.
func (r *Reach) validate() error {
	for _, f := range []struct {
		name, unit       string
		value, low, high float64
	}{
		{"km", "km", r.KM, 1e-3, 1e4}, {"kmSD", "km", r.KMSD, 0, r.KM / 2},
		{"discharge", "m3/s", r.Discharge, 1e-3, 1e6}, {"meanDischarge", "m3/s", r.MeanDischarge, 1e-3, 1e6},
		{"slope", "m/m", r.Slope, 1e-7, 0.5}, {"area", "km2", r.Area, 1e-2, 1e7},
		{"width", "m", r.Width, 0, 1e5}, {"roughness", "s/m^(1/3)", r.Roughness, 0, 1},
		{"velocity", "m/s", r.Velocity, 0, 20}, {"dispersion", "m2/s", r.Dispersion, 0, 1e5},
	} {
		if !between(f.value, f.low, f.high) {
			return fmt.Errorf("%s %g: wants %g to %g %s", f.name, f.value, f.low, f.high, f.unit)
		}
	}
	switch {
	case r.ID == "":
		return errors.New("has no id")
	case (r.Width > 0) != (r.Roughness > 0):
		return errors.New("give width and roughness together, or neither")
	case r.Freeze < 0:
		return errors.New("freeze: wants Unix milliseconds, or 0 for never")
	}
	return nil
}

// between is false for NaN, so that no input slips through a comparison.
func between(v, low, high float64) bool { return v >= low && v <= high && !math.IsInf(v, 0) }

// decodeInputs reads the inputs that a footprint carries. They come from somebody else's journal, so they are checked like any others,
// although the one who ran them had them checked before.
func decodeInputs(raw json.RawMessage) (Inputs, error) {
	var in Inputs
	if err := json.Unmarshal(raw, &in); err != nil {
		return Inputs{}, fmt.Errorf("river: inputs: %w", err)
	}
	return in, in.Validate()
}
