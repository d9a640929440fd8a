package plain

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongzhou/figure"
	"tongzhou/hazard"
	"tongzhou/hazard/river/flood"
	"tongzhou/hazard/river/route"
	"tongzhou/table"
)

// Flood forecasts the flood of a storm in a network.
type Flood struct {
	Start   time.Time // from which the run goes, before any rain; zero: when the first cell begins. Results are told in its zone
	Hours   int
	Step    int // s
	Members int
	Seed    uint64
	Place   string    // id of the station that is drawn; "": the first that is likely reached
	When    time.Time // of the map; zero: it shows arrivals
	Lang    string
	Progress
}

// FloodFiles are the files of a flood; the first three there must be. A network whose name ends in .json is that of a node, with its reservoirs.
type FloodFiles struct {
	Network, Storm, Stations, Reservoirs, Rules, Readings, Prior *table.Source
}

// flooded is a flood with what it was read from.
type flooded struct {
	Flood
	*files
	network *flood.Network
	in      flood.Inputs
	lines   map[route.ID]place // where reaches and reservoirs stand
	cells   []string           // what cells there are to warn of
}

// Run reads the files and forecasts.
func (o Flood) Run(f FloodFiles) (*Result, error) {
	w, err := wordsOf(o.Lang)
	if err != nil {
		return nil, err
	}
	x := &flooded{Flood: o, files: &files{from: map[string]*lines{}}}
	if err := x.read(f); err != nil {
		return nil, err
	}
	print, traces, err := x.network.Trace(x.in, x.Progress)
	if err != nil {
		return nil, x.fault(err)
	}
	r := x.result(print, traces)
	return r, flume{r, x, w}.draw(print, traces)
}

// fault makes a refusal of the model one of the line in which the thing stands.
func (x *flooded) fault(err error) error {
	var m *flood.Misfit
	if errors.As(err, &m) && x.from[m.List] != nil {
		l := x.from[m.List]
		return l.t.Fault(l.at[m.At], strings.TrimPrefix(err.Error(), "flood: "))
	}
	return err
}

// read reads all files.
func (x *flooded) read(f FloodFiles) error {
	var err error
	if isJSON(f.Network.Name) {
		if f.Reservoirs != nil || f.Rules != nil {
			return &table.Fault{File: f.Network.Name, What: "a network in JSON has its reservoirs and their rules in it: wants no tables of them beside it"}
		}
		err = x.decode(*f.Network)
	} else {
		err = x.tables(f)
	}
	if err != nil {
		return err
	}
	x.in.Network, x.in.Hours, x.in.Step, x.in.Members, x.in.Seed = x.network.Hash(), x.Hours, x.Step, x.Members, x.Seed
	if err := x.storm(table.Read(*f.Storm)); err != nil {
		return err
	}
	read := table.Read
	if isJSON(f.Stations.Name) {
		read = table.ReadPoints
	}
	if err := x.stations(read(*f.Stations)); err != nil {
		return err
	}
	if f.Readings != nil {
		if err := x.readings(table.Read(*f.Readings)); err != nil {
			return err
		}
	}
	x.in.Prior = flood.DefaultPrior()
	if f.Prior != nil {
		if err := x.prior(*f.Prior); err != nil {
			return err
		}
	}
	if err := x.in.Validate(); err != nil {
		return x.fault(err)
	}
	// Of a time outside of the run a map would have everything dry.
	if end := x.Start.Add(time.Duration(x.Hours) * time.Hour); !x.When.IsZero() && (x.When.Before(x.Start) || x.When.After(end)) {
		return fmt.Errorf("when %s: wants a time within the run, %s to %s", x.When.Format(time.RFC3339), spell(x.Start, 0), spell(x.Start, float64(x.Hours)))
	}
	return x.falls()
}

// tables reads a network from CSV, as the other commands do, with what drains into it.
func (x *flooded) tables(f FloodFiles) error {
	n, err := readNetwork(*f.Network)
	if err != nil {
		return err
	}
	if f.Reservoirs != nil {
		if err := n.reservoirs(*f.Reservoirs); err != nil {
			return err
		}
	}
	if f.Rules != nil {
		if err := n.rules(*f.Rules); err != nil {
			return err
		}
	}
	x.inputs, x.lines = append(x.inputs, n.inputs...), n.from
	var reaches []flood.Reach
	for _, r := range n.Reaches {
		at, there := n.at[r.ID]
		l, drained := n.land[r.ID]
		from := n.from[r.ID]
		if !there || !drained {
			return from.t.Fault(1, "a flood wants the columns lon and lat (degrees, of the middle of the reach), area_km2 (what drains into it between its ends) and base_m3s (what flows in on a day without rain)")
		}
		for _, c := range []struct {
			name      string
			v         float64
			low, high float64
		}{{"lon", at[0], -180, 180}, {"lat", at[1], -90, 90}, {"area", l.area, 0, 1e5}, {"base", l.base, 0, 1e5}} {
			if !(c.v >= c.low && c.v <= c.high) {
				return from.t.Fault(from.line, fmt.Sprintf("%s %g: wants %g to %g (degrees, km2, m3/s)", c.name, c.v, c.low, c.high))
			}
		}
		reaches = append(reaches, flood.Reach{Reach: r, Lon: at[0], Lat: at[1], Area: l.area, Base: l.base})
	}
	var pools []flood.Reservoir
	for _, r := range n.Reservoirs {
		pools = append(pools, flood.Reservoir{Reservoir: r, Base: n.land[r.ID].base})
	}
	if x.network, err = flood.NewNetwork(reaches, pools); err != nil {
		return x.misplaced(err)
	}
	return nil
}

// misplaced is a refusal of the network with the line of the element.
func (x *flooded) misplaced(err error) error {
	var m *route.Misfit
	if errors.As(err, &m) {
		if p, ok := x.lines[m.ID]; ok {
			return p.t.Fault(p.line, strings.TrimPrefix(m.Error(), "route: "))
		}
	}
	return err
}

// decode reads a network from the JSON of a node.
func (x *flooded) decode(s table.Source) error {
	data, err := io.ReadAll(io.LimitReader(s.Data, 1<<30))
	if err != nil {
		return err
	}
	x.inputs = append(x.inputs, table.Digest(s.Name, data))
	if x.network, err = flood.Decode(data); err == nil {
		return nil
	}
	line, what := lineOf(data, err), strings.TrimPrefix(err.Error(), "flood: ")
	var m *route.Misfit
	if errors.As(err, &m) {
		what = strings.TrimPrefix(m.Error(), "route: ")
		if at := regexp.MustCompile(`"ID"\s*:\s*` + strconv.FormatInt(int64(m.ID), 10) + `\b`).FindIndex(data); at != nil {
			line = 1 + bytes.Count(data[:at[0]], []byte("\n"))
		}
	}
	return &table.Fault{File: s.Name, Line: line, What: what}
}

// storm reads rain cells.
func (x *flooded) storm(t *table.Table) error {
	number := func(name string, q table.Quantity) table.Column {
		return t.Column(table.Want{Name: name, Quantity: q})
	}
	lon, lat, radius := number("lon", table.Plain), number("lat", table.Plain), number("radius", table.Length)
	begins, lasts, depth := t.Column(table.Want{Name: "time"}), number("duration", table.Span), number("depth", table.Depth)
	simulated := t.Column(table.Want{Name: "simulated", Optional: true})
	var first time.Time
	none := 0
	err := x.add(t, "rain", func(r table.Row) {
		at := begins.Time(r)
		if at.IsZero() && none == 0 {
			none = r.Line
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
		x.in.Rain = append(x.in.Rain, flood.Rain{Lon: lon.Required(r), Lat: lat.Required(r), Radius: radius.Required(r) / 1000, At: at.UnixMilli(), Hours: lasts.Required(r) / 3600,
			Depth: depth.Required(r), Simulated: simulated.YesNo(r)})
	})
	if err == nil && none > 0 {
		return t.Fault(none, "time: is empty: wants when the rain begins, with its zone")
	}
	if x.Start.IsZero() {
		x.Start = first
	}
	x.in.Start = x.Start.UnixMilli()
	return err
}

// stations reads where the flood is wanted.
func (x *flooded) stations(t *table.Table) error {
	reaches := map[route.ID]flood.Reach{}
	for _, r := range x.network.Reaches() {
		reaches[r.ID] = r
	}
	id, name, reach := t.Column(table.Want{Name: "id"}), t.Column(table.Want{Name: "name", Optional: true}), t.Column(table.Want{Name: "reach"})
	km := t.Column(table.Want{Name: "distance", Quantity: table.Length, Also: map[string]string{"km": "km"}})
	lon, lat := t.Column(table.Want{Name: "lon", Quantity: table.Plain, Optional: true}), t.Column(table.Want{Name: "lat", Quantity: table.Plain, Optional: true})
	threshold := t.Column(table.Want{Name: "threshold", Quantity: table.Flow})
	var wrong error
	err := x.add(t, "station", func(r table.Row) {
		on, ok := reaches[route.ID(reach.Whole(r))]
		s := flood.Station{ID: id.Identifier(r), Name: name.Text(r), Reach: on.ID, KM: km.Required(r) / 1000, Lon: on.Lon, Lat: on.Lat, Threshold: threshold.Required(r)}
		if s.Name == "" {
			s.Name = s.ID
		}
		s.Place = s.ID
		if lon.Text(r) != "" && lat.Text(r) != "" {
			s.Lon, s.Lat = lon.Number(r), lat.Number(r)
		}
		base, _ := x.network.Base(on.ID)
		switch {
		case wrong != nil || t.Err() != nil:
		case !ok:
			wrong = t.Fault(r.Line, fmt.Sprintf("reach: %s is no reach of the network", reach.Text(r)))
		case s.Threshold <= base:
			full, _ := x.network.Bankfull(on.ID)
			wrong = t.Fault(r.Line, fmt.Sprintf("threshold %g m3/s: wants more than flows here on a day without rain, %.4g m3/s; the banks hold %.4g m3/s", s.Threshold, base, full))
		}
		x.in.Stations = append(x.in.Stations, s)
	})
	return errors.Join(err, wrong)
}

// readings reads flows that gauges measured.
func (x *flooded) readings(t *table.Table) error {
	station, when, value := t.Column(table.Want{Name: "place"}), t.Column(table.Want{Name: "time"}), t.Column(table.Want{Name: "value", Quantity: table.Flow})
	return x.add(t, "reading", func(r table.Row) {
		x.in.Readings = append(x.in.Readings, flood.Reading{Station: station.Identifier(r), At: when.Time(r).UnixMilli(), Value: value.Required(r)})
	})
}

// prior lays what a file says over the default.
func (x *flooded) prior(s table.Source) error {
	data, err := io.ReadAll(io.LimitReader(s.Data, 1<<20))
	if err != nil {
		return err
	}
	if err := strict(data, &x.in.Prior); err != nil {
		return &table.Fault{File: s.Name, Line: lineOf(data, err), What: strings.TrimPrefix(err.Error(), "json: ") + ": wants an object with names of the prior, as doc/hazard/river.md lists them"}
	}
	x.inputs = append(x.inputs, table.Digest(s.Name, data))
	return nil
}

// falls refuses a storm that falls beside the network, and warns of cells that do.
func (x *flooded) falls() error {
	l := x.from["rain"]
	for i := range x.in.Rain {
		if !flood.Touches(x.network, x.in, i) {
			x.cells = append(x.cells, l.t.Fault(l.at[i], "this cell falls beside the network and brings nothing").Error())
		}
	}
	if len(x.cells) < len(x.in.Rain) {
		return nil
	}
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, r := range x.network.Reaches() {
		low, high = [2]float64{min(low[0], r.Lon), min(low[1], r.Lat)}, [2]float64{max(high[0], r.Lon), max(high[1], r.Lat)}
	}
	return l.t.Fault(l.at[0], fmt.Sprintf("the rain falls beside the network, with all cells and doubts: wants one within its radius of lon %.4g to %.4g, lat %.4g to %.4g", low[0], high[0], low[1], high[1]))
}

// floodPlace is a station with absolute times, for programs.
type floodPlace struct {
	ID          string           `json:"id"`
	Name        string           `json:"name"`
	Reach       int64            `json:"reach"`
	KM          float64          `json:"km"`
	Threshold   float64          `json:"thresholdM3s"`
	Probability float64          `json:"probability"` // of ever being over it
	Arrival     *clocks          `json:"arrival"`     // null: no member arrives
	Peak        *clocks          `json:"peak"`
	End         *clocks          `json:"end"`
	Flow        hazard.Quantiles `json:"flowM3s"` // at its highest, of all members
	// Hourly are quantiles of the flow at each hour from the start on, each hour by itself.
	Hourly map[string][]float64 `json:"hourlyM3s"`
}

// result tells the forecast.
func (x *flooded) result(f hazard.Footprint, traces flood.Traces) *Result {
	p := f.Provenance
	r := &Result{Provenance: table.Provenance{Command: "tongzhou hazard river flood", Model: p.Model, Version: p.Version, Seed: p.Seed, Members: p.Members, Inputs: x.inputs,
		Given: map[string]string{"start": x.Start.Format(time.RFC3339), "hours": strconv.Itoa(x.Hours), "step": strconv.Itoa(x.Step) + " s", "network": x.in.Network}}}
	r.Said = append(r.Said, x.cells...)
	r.Header = slices.Concat([]string{"id", "name", "reach", "km", "threshold_m3s", "probability"}, levels("arrival", ""), levels("peak", ""), levels("end", ""), levels("flow", "_m3s"))
	var rows []floodPlace
	for i, h := range f.Reaches {
		row := floodPlace{ID: h.ID, Name: h.Name, Reach: int64(x.in.Stations[i].Reach), KM: h.KM, Threshold: h.Threshold, Probability: h.Probability, Flow: h.Intensity, Hourly: map[string][]float64{}}
		if h.Probability > 0 {
			row.Arrival, row.Peak, row.End = clocksOf(x.Start, h.Arrival), clocksOf(x.Start, h.Peak), clocksOf(x.Start, h.End)
		}
		for k, q := range hourly(traces.Stations[i].Flow) {
			row.Hourly[[]string{"p05", "p25", "p50", "p75", "p95"}[k]] = q
		}
		rows = append(rows, row)
		r.Rows = append(r.Rows, slices.Concat([]string{row.ID, row.Name, strconv.FormatInt(row.Reach, 10), table.Digits(row.KM), table.Digits(row.Threshold), table.Digits(row.Probability)},
			row.Arrival.texts(), row.Peak.texts(), row.End.texts(), numbers(row.Flow)))
		at := placeResult{ID: row.ID, Name: row.Name, KM: row.KM, Probability: row.Probability, Arrival: row.Arrival, Peak: row.Peak, End: row.End}
		said := properties(at)
		for _, name := range []string{"p05", "p50", "p95"} {
			delete(said, "intensity_"+name+"_mgl")
		}
		said["threshold_m3s"], said["flow_p05_m3s"], said["flow_p50_m3s"], said["flow_p95_m3s"] = row.Threshold, row.Flow.P05, row.Flow.P50, row.Flow.P95
		r.Points = append(r.Points, table.Point{Lon: h.Lon, Lat: h.Lat, Properties: said})
		x.unfinished(r, row, traces.Stations[i])
	}
	r.Points = append(r.Points, x.banks(traces)...)
	r.Value = struct {
		Places    []floodPlace     `json:"places"`
		Footprint hazard.Footprint `json:"footprint"`
	}{rows, f}
	return r
}

// unfinished says where the run is too short: a member that is still over the threshold, or highest at the last hour, has its end and perhaps its crest later.
func (x *flooded) unfinished(r *Result, row floodPlace, t flood.Trace) {
	over := 0
	for k, end := range t.End {
		if flow := t.Flow[k]; end >= float64(x.Hours) || flow[len(flow)-1] > flow[0] && slices.Max(flow) == flow[len(flow)-1] {
			over++
		}
	}
	if over > 0 {
		r.Said = append(r.Said, fmt.Sprintf("%s: the run ends after %d h with %d of %d members over the threshold or still rising: their end, and perhaps their arrival and crest, come later; give more --hours",
			row.ID, x.Hours, over, len(t.End)))
	}
}

// banks are the reaches that some member puts out of its banks, for a map: from the middle of each to that of the next.
func (x *flooded) banks(traces flood.Traces) []table.Point {
	next := x.drawn()
	var out []table.Point
	for _, b := range traces.Reaches {
		over := slices.DeleteFunc(slices.Clone(b.Arrival), math.IsNaN)
		line := next[b.ID]
		if len(over) == 0 || len(line) == 0 {
			continue
		}
		end := slices.DeleteFunc(slices.Clone(b.End), math.IsNaN)
		said := map[string]any{"reach": int64(b.ID), "bankfull_m3s": b.Bankfull, "probability": float64(len(over)) / float64(len(b.Arrival))}
		for name, q := range map[string]hazard.Quantiles{"arrival": hazard.QuantilesOf(over), "end": hazard.QuantilesOf(end)} {
			for i, at := range clocksOf(x.Start, q).texts() {
				if i%2 == 0 {
					said[levels(name, "")[i]] = at
				}
			}
		}
		out = append(out, table.Point{Line: line, Properties: said})
	}
	return out
}

// drawn are the reaches as lines: from the middle of each to that of the next, of the last one none.
func (x *flooded) drawn() map[route.ID][][2]float64 {
	all := x.network.Reaches()
	at := map[route.ID][2]float64{}
	for _, r := range all {
		at[r.ID] = [2]float64{r.Lon, r.Lat}
	}
	out := map[route.ID][][2]float64{}
	for _, r := range all {
		if to, ok := at[r.To]; ok {
			out[r.ID] = [][2]float64{at[r.ID], to}
		}
	}
	return out
}

// hourly are quantiles over the members at each hour, each hour by itself.
func hourly(members [][]float64) [5][]float64 {
	var q [5][]float64
	column := make([]float64, len(members))
	for i := range members[0] {
		for k := range members {
			column[k] = members[k][i]
		}
		v := hazard.QuantilesOf(column)
		for j, y := range []float64{v.P05, v.P25, v.P50, v.P75, v.P95} {
			q[j] = append(q[j], y)
		}
	}
	return q
}

// A flume is what drawing a flood takes.
type flume struct {
	*Result
	x *flooded
	words
}

// draw draws the fan and the arrival at one station, and the map of all.
func (r flume) draw(f hazard.Footprint, traces flood.Traces) error {
	place := r.x.Place
	at := slices.IndexFunc(f.Reaches, func(h hazard.Reach) bool { return h.ID == place || place == "" && h.Probability >= 0.5 })
	if at < 0 && place == "" {
		at = max(0, slices.IndexFunc(f.Reaches, func(h hazard.Reach) bool { return h.Probability > 0 }))
	}
	if at < 0 {
		return fmt.Errorf("place %q is not among the stations", place)
	}
	h, t := f.Reaches[at], traces.Stations[at]
	r.fan(h, t)
	if h.Probability > 0 {
		title := r.say("floodarrival", "place", h.Name, "limit", table.Digits(h.Threshold), "share", fmt.Sprintf("%.0f", 100*h.Probability), "members", fmt.Sprint(len(t.Arrival)))
		r.draws("arrival", r.arrivals(title, r.Provenance, r.x.Start, t.Arrival, h.Arrival))
	}
	r.onMap(traces)
	return nil
}

// fan draws the flow at a station, with what was read there.
func (r flume) fan(h hazard.Reach, t flood.Trace) {
	q := hourly(t.Flow)
	hours := make([]float64, len(q[0]))
	read := make([]float64, len(hours))
	found := false
	for i := range hours {
		hours[i], read[i] = float64(i), math.NaN()
	}
	for _, x := range r.x.in.Readings {
		if i := int(math.Round(float64(x.At-r.x.in.Start) / 3600e3)); x.Station == h.ID && i >= 0 && i < len(read) {
			read[i], found = x.Value, true
		}
	}
	d := figure.Hydrograph{Sheet: figure.Sheet{Title: r.say("floodfan", "place", h.Name, "members", fmt.Sprint(len(t.Flow))), X: r.axis(r.x.Start), Y: r.say("flow", "unit", "m³/s"),
		Note: r.say("pointwise") + " " + note(r.Provenance)}, Start: r.x.Start, Hours: hours, Limit: h.Threshold, Named: r.say("limit", "value", table.Digits(h.Threshold)),
		Bands: []figure.Band{{Name: r.say("band", "share", "90"), Low: q[0], High: q[4]}, {Name: r.say("band", "share", "50"), Low: q[1], High: q[3]}},
		Lines: []figure.Line{{Name: r.say("median"), Y: q[2]}}}
	if found {
		d.Lines = append(d.Lines, figure.Line{Name: r.say("readings"), Y: read, Dots: true})
	}
	r.draws("fan", d)
}

// onMap draws the network: when reaches leave their banks and stations are over their thresholds, or which are at a time.
func (r flume) onMap(traces flood.Traces) {
	c := &chart{words: r.words, start: r.x.Start, at: r.x.When}
	banks, places := map[route.ID]passage{}, make([]passage, len(traces.Stations))
	var all []passage
	for _, b := range traces.Reaches {
		banks[b.ID] = passage{b.Arrival, b.End}
		all = append(all, banks[b.ID])
	}
	for i, t := range traces.Stations {
		places[i] = passage{t.Arrival, t.End}
		all = append(all, places[i])
	}
	m := figure.Map{Classes: c.classes(all), None: c.none(), Sheet: c.sheet(r.say("floodmap", "members", fmt.Sprint(r.x.Members)), r.say("middles")+"\n"+note(r.Provenance))}
	lines := r.x.drawn()
	for _, reach := range r.x.network.Reaches() {
		if line := lines[reach.ID]; len(line) > 0 {
			class, _ := c.class(banks[reach.ID])
			m.Stretches = append(m.Stretches, figure.Stretch{Class: class, Points: line})
		}
	}
	for i, s := range r.x.in.Stations {
		class, said := c.class(places[i])
		m.Spots = append(m.Spots, figure.Spot{Name: strings.TrimSuffix(s.Name+"\n"+said, "\n"), Class: class, Lon: s.Lon, Lat: s.Lat})
	}
	m.Stretches = near(m)
	r.draws("map", m)
}

// near are the stretches of a map that lie about where something happens: a storm is over a tenth of a basin, and the rest would leave no room for it.
func near(m figure.Map) []figure.Stretch {
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	see := func(at [2]float64) {
		low, high = [2]float64{min(low[0], at[0]), min(low[1], at[1])}, [2]float64{max(high[0], at[0]), max(high[1], at[1])}
	}
	for _, s := range m.Stretches {
		if s.Class >= 0 {
			see(s.Points[0])
			see(s.Points[1])
		}
	}
	for _, s := range m.Spots {
		see([2]float64{s.Lon, s.Lat})
	}
	room := 0.15 * max(high[0]-low[0], high[1]-low[1], 1)
	return slices.DeleteFunc(m.Stretches, func(s figure.Stretch) bool {
		return slices.ContainsFunc(s.Points, func(at [2]float64) bool {
			return at[0] < low[0]-room || at[0] > high[0]+room || at[1] < low[1]-room || at[1] > high[1]+room
		})
	})
}
