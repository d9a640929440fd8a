package songhua

import (
	_ "embed"
	"fmt"
	"slices"
	"time"

	"tongzhou/hazard/river"
)

//go:embed observations.csv
var observationsCSV []byte

//go:embed arrivals.csv
var arrivalsCSV []byte

// An Observation is a row of observations.csv: what an agency published that it had measured.
type Observation struct {
	At      int64 // Unix milliseconds
	Station string
	Value   float64 // mg/L
	// What is "reading", "crest" (the agency called it the maximum) or "below" (under the limit).
	What   string
	HourSD float64 // doubt of the hour
	Agency string
	Note   string
}

// Observations are the rows of observations.csv by time.
func Observations() ([]Observation, error) {
	rows, err := table(observationsCSV)
	if err != nil {
		return nil, err
	}
	out := make([]Observation, 0, len(rows))
	for _, r := range rows {
		o := Observation{At: r.time("time"), Station: r.text("station"), Value: r.number("mg_l"), What: r.text("what"),
			HourSD: r.number("hour_sd"), Agency: r.text("agency"), Note: r.text("note")}
		if *r.err != nil {
			return nil, *r.err
		}
		out = append(out, o)
	}
	slices.SortStableFunc(out, func(a, b Observation) int { return int(max(-1, min(1, a.At-b.At))) })
	return out, nil
}

// Readings are those of the observations at stations up to a time, as a forecast takes them. Of the stations named none may be
// one whose forecast is to be judged.
func Readings(observed []Observation, until int64, stations ...string) []river.Reading {
	var out []river.Reading
	for _, o := range observed {
		if o.At <= until && slices.Contains(stations, o.Station) {
			r := river.Reading{Station: o.Station, At: o.At, Value: o.Value, TimeSD: o.HourSD}
			if o.What == "below" {
				r.Value, r.Below = 0.017, true
			}
			out = append(out, r)
		}
	}
	return out
}

// An Arrival is a row of arrivals.csv: between which times the front came, as far as it is known, and the crest.
type Arrival struct {
	Station string
	Kind    string // "point", "bracket" or "side"
	From    int64  // Unix milliseconds; 0: no earliest is known
	To      int64  // 0: no latest is known
	Crest   int64  // 0: not known
	Value   float64
	Agency  string
}

// Arrivals are the rows of arrivals.csv, downstream.
func Arrivals() ([]Arrival, error) {
	rows, err := table(arrivalsCSV)
	if err != nil {
		return nil, err
	}
	out := make([]Arrival, 0, len(rows))
	for _, r := range rows {
		a := Arrival{Station: r.text("station"), Kind: r.text("kind"), From: r.time("from"), To: r.time("to"), Crest: r.time("crest"),
			Agency: r.text("agency")}
		if r.text("crest_mg_l") != "" {
			a.Value = r.number("crest_mg_l")
		}
		if *r.err != nil {
			return nil, *r.err
		}
		out = append(out, a)
	}
	return out, nil
}

// time reads a local time to the minute; empty is 0.
func (r row) time(name string) int64 {
	s := r.text(name)
	if s == "" {
		return 0
	}
	t, err := time.ParseInLocation("2006-01-02T15:04", s, Zone())
	if err != nil && *r.err == nil {
		*r.err = fmt.Errorf("songhua: row %d, %s: %w", r.line, name, err)
	}
	return t.UnixMilli()
}
