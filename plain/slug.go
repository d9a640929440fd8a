package plain

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"tongzhou/figure"
	"tongzhou/hazard"
	"tongzhou/hazard/river"
	"tongzhou/hazard/river/tracer"
	"tongzhou/table"
)

// Slug forecasts a pollutant that got into a river at the head of the first section.
type Slug struct {
	At      time.Time // when it began; results are told in its zone
	Hours   float64   // how long it lasted
	Mass    float64   // kg
	Share   float64   // of the substance forecast in it
	Limit   float64   // mg/L
	Members int
	Seed    uint64
	Storage bool          // run the equations of transient storage beside the ensemble
	Rise    *river.Rise   // a reservoir that opens; nil: none
	Prior   *table.Source // JSON; what it does not say is as in river.DefaultPrior
	Place   string        // id of the place that is drawn; "": the first that is likely reached
	When    time.Time     // of the map; zero: it shows arrivals
	Lang    string
	// Progress of transient storage, which alone takes long: the share of the longest run.
	Progress Progress
}

// Run reads the sections and the places and forecasts.
func (s Slug) Run(sections, places table.Source) (*Result, error) {
	w, err := wordsOf(s.Lang)
	if err != nil {
		return nil, err
	}
	in := river.Inputs{Start: s.At.UnixMilli(), Limit: s.Limit, Members: s.Members, Seed: s.Seed, Rise: s.Rise,
		Release: river.Release{At: s.At.UnixMilli(), Hours: s.Hours, Mass: s.Mass, Share: s.Share}}
	files, err := readRiver(&in, s.At, sections, places, s.Prior)
	if err != nil {
		return nil, err
	}
	f, err := river.Run(in)
	if err != nil {
		return nil, placed(err, files.from)
	}
	r := forecast(f, "tongzhou hazard river slug", s.At)
	if s.Storage {
		x, err := s.store(files, &in)
		if err != nil {
			return nil, err
		}
		v := r.Value.(told)
		v.Storage = x
		r.Value = v
		r.stores(x)
	}
	r.Provenance.Inputs = files.inputs
	r.Provenance.Given = map[string]string{"at": s.At.Format(time.RFC3339), "hours": table.Digits(s.Hours), "mass": table.Digits(s.Mass) + " kg",
		"share": table.Digits(s.Share), "limit": table.Digits(s.Limit) + " mg/L"}
	if s.Rise != nil {
		r.Provenance.Given["rise"] = fmt.Sprintf("%s before %s km %s", time.UnixMilli(s.Rise.At).In(s.At.Location()).Format(time.RFC3339),
			table.Digits(s.Rise.Before), table.Digits(s.Rise.KM))
	}
	return r, sketch{r, in, s.At, w}.slug(f, s.Place, s.When)
}

// files remembers where the reaches, stations and readings of the inputs are from.
type files struct {
	inputs  []table.Input
	from    map[string]*lines
	tracers []tracer.Reach // the sections, for transient storage
}

// add reads a table into a list of the inputs, one row at a time.
func (f *files) add(t *table.Table, list string, row func(table.Row)) error {
	l := &lines{t: t}
	for _, r := range t.Rows() {
		row(r)
		l.at = append(l.at, r.Line)
	}
	f.from[list] = l
	f.inputs = append(f.inputs, t.Input())
	return t.Err()
}

// readRiver fills in the reaches, the stations and the prior. The zone is that of the dates of freeze-up.
func readRiver(in *river.Inputs, zone time.Time, sections, places table.Source, prior *table.Source) (*files, error) {
	f := &files{from: map[string]*lines{}}
	if err := f.sections(in, zone, table.Read(sections)); err != nil {
		return nil, err
	}
	read := table.Read
	if isJSON(places.Name) {
		read = table.ReadPoints
	}
	if err := f.places(in, read(places)); err != nil {
		return nil, err
	}
	in.Prior = river.DefaultPrior()
	if prior != nil {
		return f, f.prior(in, *prior)
	}
	return f, nil
}

func isJSON(name string) bool {
	return strings.HasSuffix(strings.ToLower(name), ".json") || strings.HasSuffix(strings.ToLower(name), ".geojson")
}

// sections are the reaches, upstream first.
func (f *files) sections(in *river.Inputs, zone time.Time, t *table.Table) error {
	id := t.Column(table.Want{Name: "id"})
	number := func(name string, q table.Quantity, optional bool) table.Column {
		return t.Column(table.Want{Name: name, Quantity: q, Optional: optional})
	}
	length, lengthSD := number("length", table.Length, false), number("length_sd", table.Length, true)
	flow, mean := number("discharge", table.Flow, false), number("mean_discharge", table.Flow, false)
	slope, area := number("slope", table.Plain, false), number("catchment", table.Area, false)
	width, rough := number("width", table.Length, true), number("roughness", table.Plain, true)
	velocity, spread := number("velocity", table.Velocity, true), number("dispersion", table.Spread, true)
	freeze := t.Column(table.Want{Name: "freeze", Optional: true})
	dead := storageOf(t)
	var wrong error
	err := f.add(t, "reach", func(r table.Row) {
		x := river.Reach{ID: id.Identifier(r), KM: length.Required(r) / 1000, KMSD: lengthSD.Number(r) / 1000, Discharge: flow.Required(r), MeanDischarge: mean.Required(r),
			Slope: slope.Required(r), Area: area.Required(r) / 1e6, Width: width.Number(r), Roughness: rough.Number(r),
			Velocity: velocity.Number(r), Dispersion: spread.Number(r)}
		if text := freeze.Text(r); text != "" {
			day, err := time.ParseInLocation(time.DateOnly, text, zone.Location())
			if err != nil && wrong == nil {
				wrong = t.Fault(r.Line, fmt.Sprintf("freeze: %q: wants a date, 2005-11-25, or nothing where it stays open", text))
			}
			x.Freeze = day.UnixMilli()
		}
		f.tracers = append(f.tracers, dead.reach(r, len(in.Reaches), x))
		in.Reaches = append(in.Reaches, x)
	})
	return errors.Join(err, wrong)
}

// places are the stations, upstream first.
func (f *files) places(in *river.Inputs, t *table.Table) error {
	id, name := t.Column(table.Want{Name: "id"}), t.Column(table.Want{Name: "name", Optional: true})
	km := t.Column(table.Want{Name: "distance", Quantity: table.Length, Also: map[string]string{"km": "km"}})
	sd := t.Column(table.Want{Name: "distance_sd", Quantity: table.Length, Also: map[string]string{"km_sd": "km"}, Optional: true})
	lon := t.Column(table.Want{Name: "lon", Quantity: table.Plain, Optional: true})
	lat := t.Column(table.Want{Name: "lat", Quantity: table.Plain, Optional: true})
	if t.Err() == nil && lon.Found() != lat.Found() {
		return t.Fault(1, "has only one of the columns lon and lat: wants both or neither")
	}
	return f.add(t, "station", func(r table.Row) {
		s := river.Station{ID: id.Identifier(r), Name: name.Text(r), KM: km.Required(r) / 1000, KMSD: sd.Number(r) / 1000, Lon: lon.Required(r), Lat: lat.Required(r)}
		if s.Name == "" {
			s.Name = s.ID
		}
		in.Stations = append(in.Stations, s)
	})
}

// prior lays what a file says over the default.
func (f *files) prior(in *river.Inputs, s table.Source) error {
	data, err := io.ReadAll(io.LimitReader(s.Data, 1<<20))
	if err != nil {
		return err
	}
	if err := strict(data, &in.Prior); err != nil {
		return &table.Fault{File: s.Name, Line: lineOf(data, err), What: strings.TrimPrefix(err.Error(), "json: ") + ": wants an object with names of the prior, as doc/hazard/river.md lists them"}
	}
	f.inputs = append(f.inputs, table.Digest(s.Name, data))
	return nil
}

// strict reads one JSON value with no field that nobody knows.
func strict(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something stands after the end")
	}
	return nil
}

// lineOf finds where in a file an error of its JSON is; 0: nowhere in particular.
func lineOf(data []byte, err error) int {
	at := -1
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = int(syntax.Offset)
	case errors.As(err, &kind):
		at = int(kind.Offset)
	default: // an unknown field is known by its name only
		if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
			at = bytes.Index(data, []byte(name))
		}
	}
	if at < 0 {
		return 0
	}
	return 1 + bytes.Count(data[:min(at, len(data))], []byte("\n"))
}

// A placeResult is a place with absolute times, for programs.
type placeResult struct {
	ID          string           `json:"id"`
	Name        string           `json:"name"`
	KM          float64          `json:"km"`
	Probability float64          `json:"probability"` // of ever being over the limit
	Arrival     *clocks          `json:"arrival"`     // null: no member arrives
	Peak        *clocks          `json:"peak"`
	End         *clocks          `json:"end"`
	Intensity   hazard.Quantiles `json:"intensity"` // mg/L, of all members
}

// clocks are quantiles as times.
type clocks struct {
	P05 string `json:"p05"`
	P25 string `json:"p25"`
	P50 string `json:"p50"`
	P75 string `json:"p75"`
	P95 string `json:"p95"`
}

func clocksOf(start time.Time, q hazard.Quantiles) *clocks {
	at := func(h float64) string { return spell(start, h) }
	return &clocks{at(q.P05), at(q.P25), at(q.P50), at(q.P75), at(q.P95)}
}

func (c *clocks) texts() []string {
	if c == nil {
		return make([]string, 5)
	}
	return []string{c.P05, c.P25, c.P50, c.P75, c.P95}
}

func numbers(q hazard.Quantiles) []string {
	var out []string
	for _, v := range []float64{q.P05, q.P25, q.P50, q.P75, q.P95} {
		out = append(out, table.Digits(v))
	}
	return out
}

// levels are the quantiles that a footprint has, as they stand in headers.
func levels(of, unit string) []string {
	var out []string
	for _, p := range []string{"p05", "p25", "p50", "p75", "p95"} {
		out = append(out, of+"_"+p+unit)
	}
	return out
}

// forecast tells a footprint; times are in the zone of start.
func forecast(f hazard.Footprint, command string, start time.Time) *Result {
	r := &Result{Provenance: table.Provenance{Command: command, Model: f.Provenance.Model, Version: f.Provenance.Version,
		Seed: f.Provenance.Seed, Members: f.Provenance.Members}}
	r.Header = slices.Concat([]string{"id", "name", "km", "probability"}, levels("arrival", ""), levels("peak", ""), levels("end", ""), levels("intensity", "_mgl"))
	rows := places(f, start)
	for i, p := range rows {
		r.Rows = append(r.Rows, slices.Concat([]string{p.ID, p.Name, table.Digits(p.KM), table.Digits(p.Probability)},
			p.Arrival.texts(), p.Peak.texts(), p.End.texts(), numbers(p.Intensity)))
		if x := f.Reaches[i]; x.Lon != 0 || x.Lat != 0 {
			r.Points = append(r.Points, table.Point{Lon: x.Lon, Lat: x.Lat, Properties: properties(p)})
		}
	}
	r.Value = told{Places: rows, Footprint: f}
	return r
}

// told is a forecast for programs.
type told struct {
	Places    []placeResult    `json:"places"`
	Storage   *stored          `json:"storage,omitempty"`
	Footprint hazard.Footprint `json:"footprint"`
}

// properties are what stands at a point of a map: flat, because most maps show no more.
func properties(p placeResult) map[string]any {
	out := map[string]any{"id": p.ID, "name": p.Name, "km": p.KM, "probability": p.Probability,
		"intensity_p05_mgl": p.Intensity.P05, "intensity_p50_mgl": p.Intensity.P50, "intensity_p95_mgl": p.Intensity.P95}
	for name, c := range map[string]*clocks{"arrival": p.Arrival, "peak": p.Peak, "end": p.End} {
		for i, t := range c.texts() {
			if i%2 == 0 && t != "" {
				out[levels(name, "")[i]] = t
			}
		}
	}
	return out
}

func places(f hazard.Footprint, start time.Time) []placeResult {
	var rows []placeResult
	for _, x := range f.Reaches {
		p := placeResult{ID: x.ID, Name: x.Name, KM: x.KM, Probability: x.Probability, Intensity: x.Intensity}
		if x.Probability > 0 {
			p.Arrival, p.Peak, p.End = clocksOf(start, x.Arrival), clocksOf(start, x.Peak), clocksOf(start, x.End)
		}
		rows = append(rows, p)
	}
	return rows
}

// A sketch is what drawing a slug takes.
type sketch struct {
	*Result
	in    river.Inputs
	start time.Time // hour 0, in the zone in which the result is told
	words
}

// slug draws the fan and the arrival at one place, and the map: at a time, or of the arrivals if that is zero.
func (r sketch) slug(f hazard.Footprint, place string, when time.Time) error {
	at := slices.IndexFunc(f.Reaches, func(x hazard.Reach) bool { return x.ID == place || place == "" && x.Probability >= 0.5 })
	if at < 0 && place == "" {
		at = slices.IndexFunc(f.Reaches, func(x hazard.Reach) bool { return x.Probability > 0 })
	}
	switch {
	case at < 0 && place != "":
		return fmt.Errorf("place %q is not among the places", place)
	case at < 0:
		r.Said = append(r.Said, "no member is ever over the limit anywhere: there is nothing to draw")
		return nil
	}
	x := f.Reaches[at]
	if err := r.fan(x, at); err != nil {
		return err
	}
	all, err := passages(r.in)
	if err != nil {
		return err
	}
	if x.Probability > 0 {
		r.arrival(x, all[at])
	}
	return r.onMap(when, all)
}

// fan draws the concentration at a place.
func (r sketch) fan(x hazard.Reach, at int) error {
	const steps = 240
	from, to := x.Arrival.P05, x.End.P95
	if x.Probability == 0 {
		from, to = 0, 24*30
	}
	from -= (to - from) * 0.1
	hours := make([]float64, steps+1)
	for i := range hours {
		hours[i] = math.Max(0, from) + (to*1.05-math.Max(0, from))*float64(i)/steps
	}
	members, err := river.Concentrations(r.in, at, hours)
	if err != nil {
		return err
	}
	q := hourly(members)
	h := figure.Hydrograph{Sheet: figure.Sheet{Title: r.say("fan", "place", x.Name, "members", fmt.Sprint(len(members))), X: r.axis(r.start), Y: r.say("concentration"),
		Note: r.say("pointwise") + " " + note(r.Provenance)},
		Start: r.start, Hours: hours, Limit: r.in.Limit, Named: r.say("limit", "value", table.Digits(r.in.Limit)),
		Bands: []figure.Band{{Name: r.say("band", "share", "90"), Low: q[0], High: q[4]}, {Name: r.say("band", "share", "50"), Low: q[1], High: q[3]}},
		Lines: []figure.Line{{Name: r.say("median"), Y: q[2]}}}
	h.Lines = append(h.Lines, r.read(x.ID, hours)...)
	r.draws("fan", h)
	return nil
}

// read is what was read at a place, each reading at the nearest hour of the drawing; what was below detection is no mark.
func (r sketch) read(place string, hours []float64) []figure.Line {
	dots := figure.Line{Name: r.say("readings"), Dots: true, Y: make([]float64, len(hours))}
	found := false
	for i := range dots.Y {
		dots.Y[i] = math.NaN()
	}
	wide := hours[1] - hours[0]
	for _, x := range r.in.Readings {
		i := int(math.Round((time.UnixMilli(x.At).Sub(r.start).Hours() - hours[0]) / wide))
		if x.Station == place && !x.Below && i >= 0 && i < len(hours) {
			dots.Y[i], found = x.Value, true
		}
	}
	if !found {
		return nil
	}
	return []figure.Line{dots}
}

// arrival draws when the members arrive.
func (r sketch) arrival(x hazard.Reach, p passage) {
	title := r.say("arrival", "place", x.Name, "limit", table.Digits(r.in.Limit), "share", fmt.Sprintf("%.0f", 100*x.Probability), "members", fmt.Sprint(len(p.arrival)))
	r.draws("arrival", r.arrivals(title, r.Provenance, r.start, p.arrival, x.Arrival))
}

// passages are when the members pass the stations of inputs.
func passages(in river.Inputs) ([]passage, error) {
	courses, err := river.Courses(in)
	if err != nil {
		return nil, err
	}
	out := make([]passage, len(courses))
	for i, members := range courses {
		for _, c := range members {
			a, e := c.Arrival, c.End
			if !c.Over {
				a, e = math.NaN(), math.NaN()
			}
			out[i].arrival, out[i].end = append(out[i].arrival, a), append(out[i].end, e)
		}
	}
	return out, nil
}

// dense is how many stretches a map has between its first place and its last, and mostMapped of how many places there is a map.
const (
	dense      = 120
	mostMapped = 150
)

// onMap draws the river between the places of which the file says where they lie, straight from one to the next: when the slug arrives, or where it is at
// a time. Between places the model is asked in the middle of each stretch. The places are what the forecast has of them: asked beside others, each would draw
// other numbers for how far along the river it may lie, and come some minutes earlier or later than in the table.
func (r sketch) onMap(at time.Time, places []passage) error {
	in := r.in
	in.Stations = nil
	// A stretch belongs to the station that stands in its middle; the others are the places.
	var m figure.Map
	var owner []int // by station: its stretch, or -1-i of the place i
	for i, s := range r.in.Stations {
		if i > 0 && placedOnMap(s) && placedOnMap(r.in.Stations[i-1]) {
			a := r.in.Stations[i-1]
			all := r.in.Stations[len(r.in.Stations)-1].KM - r.in.Stations[0].KM
			n := max(1, int(math.Round(dense*(s.KM-a.KM)/all)))
			for k := range n {
				from, mid, to := float64(k)/float64(n), (float64(k)+0.5)/float64(n), float64(k+1)/float64(n)
				in.Stations = append(in.Stations, river.Station{ID: fmt.Sprintf("between %d and %d, %d", i-1, i, k), KM: a.KM + mid*(s.KM-a.KM)})
				owner = append(owner, len(m.Stretches))
				m.Stretches = append(m.Stretches, figure.Stretch{Points: [][2]float64{along(a, s, from), along(a, s, to)}})
			}
		}
		in.Stations, owner = append(in.Stations, s), append(owner, -1-i)
	}
	if len(m.Stretches) == 0 || len(r.in.Stations) > mostMapped {
		return nil
	}
	all, err := passages(in)
	if err != nil {
		return err
	}
	for k, i := range owner {
		if i < 0 {
			all[k] = places[-1-i]
		}
	}
	c := &chart{words: r.words, start: r.start, at: at}
	m.Classes = c.classes(all)
	for k, p := range all {
		class, said := c.class(p)
		if owner[k] >= 0 {
			m.Stretches[owner[k]].Class = class
		} else if s := r.in.Stations[-1-owner[k]]; placedOnMap(s) {
			m.Spots = append(m.Spots, figure.Spot{Name: strings.TrimSuffix(s.Name+"\n"+said, "\n"), Class: class, Lon: s.Lon, Lat: s.Lat})
		}
	}
	m.None = c.none()
	m.Sheet = c.sheet(r.say("slugmap", "limit", table.Digits(in.Limit), "members", fmt.Sprint(in.Members)), r.say("straight")+"\n"+note(r.Provenance))
	r.draws("map", m)
	return nil
}

// placedOnMap says whether the file says where a place lies.
func placedOnMap(s river.Station) bool { return s.Lon != 0 || s.Lat != 0 }

// along is a point of the straight line between two places.
func along(a, b river.Station, t float64) [2]float64 {
	return [2]float64{a.Lon + t*(b.Lon-a.Lon), a.Lat + t*(b.Lat-a.Lat)}
}
