// Package songhua restates what is on record of the nitrobenzene accident on the Songhua in November and December
// 2005: the river as it was known before, the stations, what was measured and who reported what. Every row names the
// agency that said so. It makes the inputs of a forecast from them; the observations of a place are never among
// the inputs of a forecast for it.
package songhua

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"time"

	"tongzhou/hazard/river"
)

//go:embed stations.csv
var stationsCSV []byte

//go:embed river.csv
var riverCSV []byte

// Zone is China Standard Time, UTC+8 without summer time, in which all times of the tables are given.
func Zone() *time.Location { return time.FixedZone("CST", 8*3600) }

// At is a time of 2005 in the tables' zone, Unix milliseconds.
func At(month time.Month, day, hour, minute int) int64 {
	return time.Date(2005, month, day, hour, minute, 0, 0, Zone()).UnixMilli()
}

// A Station is a row of stations.csv.
type Station struct {
	ID, EN, ZH, Place, GB2260 string
	KM, KMSD                  float64 // above Tongjiang
	Lon, Lat                  float64
}

// Stations are the rows of stations.csv, the source first.
func Stations() ([]Station, error) {
	rows, err := table(stationsCSV)
	if err != nil {
		return nil, err
	}
	out := make([]Station, 0, len(rows))
	for _, r := range rows {
		s := Station{ID: r.text("id"), EN: r.text("en"), ZH: r.text("zh"), Place: r.text("place"), GB2260: r.text("gb2260"),
			KM: r.number("km_above_tongjiang"), KMSD: r.number("km_sd"), Lon: r.number("lon"), Lat: r.number("lat")}
		if *r.err != nil {
			return nil, *r.err
		}
		out = append(out, s)
	}
	return out, nil
}

// Inputs are those of the forecast from the release alone: 100 t of benzene compounds from 13 November 13:45, the
// split unknown (UNEP 2005), Fengman's release raised to about 600 m3/s, four times the usual, on 15 November.
func Inputs() (river.Inputs, error) {
	start := At(time.November, 13, 13, 45)
	in := river.Inputs{Start: start, Issued: At(time.November, 15, 12, 0), Limit: 0.017,
		Release: river.Release{At: start, Hours: 14, Mass: 100_000, Share: 0.4},
		Rise:    &river.Rise{At: At(time.November, 15, 8, 0), Before: 0.25, KM: 326},
		Prior:   river.DefaultPrior(), Members: 2000, Seed: 20051113}
	rows, err := table(riverCSV)
	if err != nil {
		return in, err
	}
	for _, r := range rows {
		reach := river.Reach{ID: r.text("id"), KM: r.number("km"), KMSD: r.number("km_sd"),
			Discharge: r.number("discharge_m3s"), MeanDischarge: r.number("mean_m3s"), Slope: r.number("slope"),
			Area: r.number("area_km2"), Width: r.number("width_m"), Roughness: r.number("manning_n"), Freeze: r.day("freeze")}
		if *r.err != nil {
			return in, *r.err
		}
		in.Reaches = append(in.Reaches, reach)
	}
	stations, err := Stations()
	if err != nil {
		return in, err
	}
	for _, s := range stations[1:] {
		in.Stations = append(in.Stations, river.Station{ID: s.ID, Name: s.EN, Place: s.Place,
			KM: stations[0].KM - s.KM, KMSD: s.KMSD, Lon: s.Lon, Lat: s.Lat})
	}
	return in, nil
}

// row is a row of a table by column name; the first bad number stays in err.
type row struct {
	column map[string]int
	fields []string
	line   int
	err    *error
}

func (r row) text(name string) string { return r.fields[r.column[name]] }

func (r row) number(name string) float64 {
	v, err := strconv.ParseFloat(r.text(name), 64)
	if err != nil && *r.err == nil {
		*r.err = fmt.Errorf("songhua: row %d, %s: %w", r.line, name, err)
	}
	return v
}

// day reads "11-25" as that day of 2005 at noon; empty is 0.
func (r row) day(name string) int64 {
	s := r.text(name)
	if s == "" {
		return 0
	}
	t, err := time.ParseInLocation("2006-01-02 15", "2005-"+s+" 12", Zone())
	if err != nil && *r.err == nil {
		*r.err = fmt.Errorf("songhua: row %d, %s: %w", r.line, name, err)
	}
	return t.UnixMilli()
}

// table reads a CSV with comment lines and a header.
func table(b []byte) ([]row, error) {
	c := csv.NewReader(bytes.NewReader(b))
	c.Comment = '#'
	lines, err := c.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("songhua: %w", err)
	}
	column := make(map[string]int)
	for i, name := range lines[0] {
		column[name] = i
	}
	rows := make([]row, 0, len(lines)-1)
	for i, f := range lines[1:] {
		rows = append(rows, row{column: column, fields: f, line: i + 1, err: new(error)})
	}
	return rows, nil
}
