// Package colorado holds the Lower Colorado River in Texas as the National Water Model has it, the counties that it drains and the gauges on it, and a storm and a
// spill that never happened: both are simulated, and say so wherever they appear.
package colorado

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"tongzhou/geo"
	"tongzhou/hazard/river/flood"
	"tongzhou/hazard/river/route"
)

//go:embed network.csv.gz
var networkGZ []byte

//go:embed reservoirs.csv
var reservoirsCSV []byte

//go:embed counties.topo.json
var countiesTopo []byte

// A row of a table by the names of its columns. The first number that cannot be read is kept.
type row struct {
	column map[string]int
	cells  []string
	err    *error
}

func (r row) text(name string) string { return r.cells[r.column[name]] }

func (r row) number(name string) float64 {
	v, err := strconv.ParseFloat(r.text(name), 64)
	if err != nil && *r.err == nil {
		*r.err = fmt.Errorf("colorado: %s %q: %w", name, r.text(name), err)
	}
	return v
}

// id is a number that names something; empty: nothing.
func (r row) id(name string) route.ID {
	if r.text(name) == "" {
		return 0
	}
	v, err := strconv.ParseInt(r.text(name), 10, 64)
	if err != nil && *r.err == nil {
		*r.err = fmt.Errorf("colorado: %s %q: %w", name, r.text(name), err)
	}
	return route.ID(v)
}

// table reads a table with a line of names and gives each row to do.
func table(from io.Reader, do func(row)) error {
	rows, err := csv.NewReader(from).ReadAll()
	if err != nil {
		return fmt.Errorf("colorado: %w", err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	var bad error
	for _, cells := range rows[1:] {
		do(row{column, cells, &bad})
	}
	return bad
}

// A Stretch is a row of the network: a reach with where it lies.
type Stretch struct {
	flood.Reach
	County string   // FIPS code of the county in which its middle lies
	Gage   string   // of the US Geological Survey; empty: none
	lake   route.ID // the reservoir that it is a part of
	alt    float64  // m
	order  float64  // Strahler's
}

// flattest is the slope that the National Water Model gives reaches of which it knows none; every ninth reach has it. A wave would take days through them that it
// does not take.
const flattest = 1e-5

// stretched is over how much of the river, in m, its altitudes give the slope of a reach that has none.
const stretched = 40_000

// sloped gives reaches without a slope that of the river about them, up and down along the larger one.
func sloped(rows []Stretch) {
	index, up := map[route.ID]int{}, map[route.ID]int{}
	for i := range rows {
		index[rows[i].ID] = i
	}
	for i := range rows {
		s := &rows[i]
		if k, ok := up[s.To]; !ok || s.order > rows[k].order || s.order == rows[k].order && s.Length > rows[k].Length {
			up[s.To] = i
		}
	}
	slopes := map[int]float64{}
	for i := range rows {
		if rows[i].Slope > flattest*1.01 {
			continue
		}
		above, below, length := i, i, 0.0
		for moved := true; moved && length < stretched; {
			moved = false
			if k, ok := index[rows[below].To]; ok {
				length, below, moved = length+(rows[below].Length+rows[k].Length)/2, k, true
			}
			if k, ok := up[rows[above].ID]; ok {
				length, above, moved = length+(rows[above].Length+rows[k].Length)/2, k, true
			}
		}
		slopes[i] = max((rows[above].alt-rows[below].alt)/max(length, 1), flattest)
	}
	for i, s := range slopes {
		rows[i].Slope = s
	}
}

// drains is how much land drains into a km of river, km2: 78,700 km2 of the basin's 109,600 contribute (USGS Water-Data Report for 08162500, Colorado River near Bay City),
// over 38,896 km of reaches.
const drains = 78_700. / 38_896

// Stretches are the rows of the network, with slopes where the source has none.
func Stretches() ([]Stretch, error) {
	z, err := gzip.NewReader(bytes.NewReader(networkGZ))
	if err != nil {
		return nil, fmt.Errorf("colorado: %w", err)
	}
	var out []Stretch
	err = table(z, func(r row) {
		s := Stretch{County: r.text("county"), Gage: r.text("gage"), lake: r.id("lake"), alt: r.number("alt_m"), order: r.number("order")}
		s.Reach = flood.Reach{Lon: r.number("lon"), Lat: r.number("lat"), Base: r.number("lateral_m3s"), Area: r.number("length_m") / 1000 * drains,
			Reach: route.Reach{ID: r.id("link"), To: r.id("to"), Length: r.number("length_m"), Slope: r.number("slope"), Bottom: r.number("bottom_m"), Top: r.number("top_m"),
				Flood: r.number("flood_m"), Bank: r.number("bank"), Roughness: r.number("n"), FloodRoughness: r.number("n_flood")}}
		out = append(out, s)
	})
	sloped(out)
	return out, err
}

// Network is what floods run down: the reaches, and in place of those that lie in a reservoir the reservoir.
func Network(rows []Stretch) (*flood.Network, error) {
	lakeOf, to := map[route.ID]route.ID{}, map[route.ID]route.ID{}
	for i := range rows {
		to[rows[i].ID] = rows[i].To
		if rows[i].lake != 0 {
			lakeOf[rows[i].ID] = rows[i].lake
		}
	}
	out, base := map[route.ID]route.ID{}, map[route.ID]float64{}
	into := func(id route.ID) route.ID { // where what flows into a reach really goes
		if lake, in := lakeOf[id]; in {
			return lake
		}
		if _, ok := to[id]; !ok {
			return 0
		}
		return id
	}
	var reaches []flood.Reach
	for i := range rows {
		s := &rows[i]
		if s.lake == 0 {
			r := s.Reach
			r.To = into(s.To)
			reaches = append(reaches, r)
			continue
		}
		base[s.lake] += s.Base
		if next := into(s.To); next != s.lake {
			out[s.lake] = next
		}
	}
	var reservoirs []flood.Reservoir
	err := table(bytes.NewReader(reservoirsCSV), func(r row) {
		id := r.id("lake")
		reservoirs = append(reservoirs, flood.Reservoir{Base: base[id], Reservoir: route.Reservoir{ID: id, To: out[id], Area: r.number("area_km2") * 1e6, Top: r.number("top_m"),
			Level: r.number("orifice_level_m"), OrificeLevel: r.number("orifice_level_m"), OrificeArea: r.number("orifice_m2"), OrificeCoefficient: r.number("orifice_c"),
			WeirLevel: r.number("weir_level_m"), WeirLength: r.number("weir_m"), WeirCoefficient: r.number("weir_c")}})
	})
	if err != nil {
		return nil, err
	}
	return flood.NewNetwork(reaches, reservoirs)
}

// Counties are the outlines of the counties, each with its FIPS code as id and its name and people as properties.
func Counties() ([]geo.Feature, error) {
	features, _, err := geo.ReadTopoJSON(countiesTopo, "counties")
	return features, err
}

// A Gauge is a gauge on the main river.
type Gauge struct {
	ID, Party string
	Name      map[string]string
	Flow      float64 // as the National Water Model has it on 23 August 2021 13:00 UTC, m3/s
	Stretch   Stretch
	KM        float64 // below Longhorn Dam's gauge at Austin, the first
	Slope     float64 // of the river from the gauge above, by altitudes
	Area      float64 // of the land that drains to it and contributes, km2
}

//go:embed gauges.csv
var gaugesCSV []byte

// Gauges are those on the main river from Austin to the Gulf, downstream, and the course of the river between the first and the last.
func Gauges(rows []Stretch) ([]Gauge, []geo.Point, error) {
	index, gage, area := map[route.ID]int{}, map[string]int{}, make([]float64, len(rows))
	for i := range rows {
		index[rows[i].ID] = i
		if rows[i].Gage != "" {
			gage[rows[i].Gage] = i
		}
	}
	for i := range rows {
		for k, ok := i, true; ok; k, ok = index[rows[k].To] {
			area[k] += rows[i].Area
		}
	}
	var out []Gauge
	err := table(bytes.NewReader(gaugesCSV), func(r row) {
		k := gage[r.text("gage")]
		out = append(out, Gauge{ID: r.text("id"), Party: r.text("party"), Name: map[string]string{"en": r.text("en"), "zh-Hans": r.text("zh")}, Flow: r.number("flow_m3s"), Stretch: rows[k], Area: area[k]})
	})
	if err != nil {
		return nil, nil, err
	}
	var course []geo.Point
	km, next := 0.0, 0
	for k, ok := index[out[0].Stretch.ID], true; ok && next < len(out); k, ok = index[rows[k].To] {
		if next > 0 {
			km += rows[k].Length / 1000
		}
		if rows[k].ID == out[next].Stretch.ID {
			out[next].KM = km
			if next > 0 {
				out[next].Slope = max((out[next-1].Stretch.alt-out[next].Stretch.alt)/1000/(km-out[next-1].KM), flattest)
			}
			next++
		}
		course = append(course, geo.Point{Lon: rows[k].Lon, Lat: rows[k].Lat})
	}
	if next < len(out) {
		return nil, nil, fmt.Errorf("colorado: gauge %s does not lie below %s", out[next].ID, out[next-1].ID)
	}
	return out, course, nil
}
