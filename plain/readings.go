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

	"tongzhou/hazard"
	"tongzhou/hazard/river"
	"tongzhou/table"
)

// readings reads what gauges measured, in the order of time.
func (f *files) readings(in *river.Inputs, s table.Source) error {
	t := table.Read(s)
	place, when := t.Column(table.Want{Name: "place"}), t.Column(table.Want{Name: "time"})
	value := t.Column(table.Want{Name: "value", Quantity: table.Concentration})
	below := t.Column(table.Want{Name: "below", Optional: true})
	sd := t.Column(table.Want{Name: "time_sd", Quantity: table.Span, Optional: true})
	return f.add(t, "reading", func(r table.Row) {
		at := when.Time(r)
		in.Readings = append(in.Readings, river.Reading{Station: place.Identifier(r), At: at.UnixMilli(), Value: value.Required(r), Below: below.YesNo(r), TimeSD: sd.Number(r) / 3600})
	})
}

// strange makes a refusal of a reading, also of one that no member explains, a fault of its line.
func (f *files) strange(in *river.Inputs, err error) error {
	var u *river.UnexplainedError
	if errors.As(err, &u) {
		err = &river.Misfit{List: "reading", At: slices.Index(in.Readings, u.Reading), Why: u}
	}
	return placed(err, f.from)
}

// Assimilate moves a forecast of a slug to what readings leave possible.
type Assimilate struct {
	Zone  *time.Location // of the results; nil: UTC
	Place string         // that is drawn
	When  time.Time      // as of Slug
	Lang  string
}

// Run reads a forecast (the JSON of Slug, or a footprint) and readings.
func (a Assimilate) Run(forecastFile, readings table.Source) (*Result, error) {
	w, err := wordsOf(a.Lang)
	if err != nil {
		return nil, err
	}
	before, input, err := readForecast(forecastFile)
	if err != nil {
		return nil, err
	}
	var in river.Inputs
	if err := json.Unmarshal(before.Inputs, &in); err != nil {
		return nil, &table.Fault{File: forecastFile.Name, What: "its inputs are none of a slug: " + err.Error()}
	}
	f := &files{from: map[string]*lines{}}
	old := len(in.Readings)
	if err := f.readings(&in, readings); err != nil {
		return nil, err
	}
	if old > 0 {
		return nil, &table.Fault{File: forecastFile.Name, What: fmt.Sprintf("has %d readings in it already: wants the forecast without any, and all readings in one table", old)}
	}
	in.Issued = 0
	after, err := river.Run(in)
	if err != nil {
		return nil, f.strange(&in, err)
	}
	zone := a.Zone
	if zone == nil {
		zone = time.UTC
	}
	start := time.UnixMilli(after.Start).In(zone)
	r := forecast(after, "tongzhou hazard river assimilate", start)
	r.Provenance.Inputs = []table.Input{input, f.inputs[0]}
	compared(r, before, after, start)
	return r, sketch{r, in, start, w}.slug(after, a.Place, a.When)
}

// compared makes the table one of before and after, and says how much surer the arrivals have become.
func compared(r *Result, before, after hazard.Footprint, start time.Time) {
	was, is := places(before, start), places(after, start)
	r.Header = slices.Concat([]string{"id", "name", "km", "when", "probability"}, levels("arrival", ""), levels("peak", ""), levels("end", ""), levels("intensity", "_mgl"), []string{"arrival_width_h"})
	r.Rows = nil
	type change struct {
		Before placeResult `json:"before"`
		After  placeResult `json:"after"`
	}
	var changes []change
	for i := range is {
		for k, p := range []placeResult{was[i], is[i]} {
			q := []hazard.Footprint{before, after}[k].Reaches[i]
			r.Rows = append(r.Rows, slices.Concat([]string{p.ID, p.Name, table.Digits(p.KM), []string{"before", "after"}[k], table.Digits(p.Probability)},
				p.Arrival.texts(), p.Peak.texts(), p.End.texts(), numbers(p.Intensity), []string{table.Digits(q.Arrival.P95 - q.Arrival.P05)}))
		}
		changes = append(changes, change{was[i], is[i]})
	}
	r.Value = struct {
		Places    []change         `json:"places"`
		Footprint hazard.Footprint `json:"footprint"`
	}{changes, after}
}

// readForecast reads a footprint, and runs it again: a forecast that its own inputs do not give is no forecast of this model.
func readForecast(s table.Source) (hazard.Footprint, table.Input, error) {
	fault := func(what string) (hazard.Footprint, table.Input, error) {
		return hazard.Footprint{}, table.Input{}, &table.Fault{File: s.Name, What: what}
	}
	data, err := io.ReadAll(io.LimitReader(s.Data, 64<<20))
	if err != nil {
		return fault(err.Error())
	}
	var whole struct {
		Result struct{ Footprint json.RawMessage }
	}
	raw := json.RawMessage(data)
	if err := json.Unmarshal(data, &whole); err != nil {
		return hazard.Footprint{}, table.Input{}, &table.Fault{File: s.Name, Line: lineOf(data, err), What: "is no JSON: " + err.Error()}
	}
	if whole.Result.Footprint != nil {
		raw = whole.Result.Footprint
	}
	// Indented for people; the bytes of a footprint are without a space.
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		return fault(err.Error())
	}
	f, err := hazard.Decode(bytes.TrimSpace(b.Bytes()))
	if err != nil {
		return fault("is no forecast: wants what tongzhou hazard river slug --json prints: " + err.Error())
	}
	again, err := river.Rerun(f)
	if err != nil {
		return fault(strings.TrimPrefix(err.Error(), "river: "))
	}
	if !river.Same(f, again) {
		return fault("is not what its own inputs give: it was changed, or made on another architecture; run the forecast again")
	}
	return f, table.Digest(s.Name, data), nil
}

// Origin looks for where, when and how much got into a river, from readings downstream.
type Origin struct {
	FromKM, ToKM      float64
	Earliest, Latest  time.Time // results are told in the zone of Earliest
	MassLow, MassHigh float64   // kg
	Hours             float64   // how long the release lasted
	Limit             float64   // mg/L; only a forecast from the source needs it
	Members           int
	Seed              uint64
	Prior             *table.Source
	Outfalls          *table.Source
	Lang              string
}

// Run reads sections, places (the stations of the readings) and readings.
func (o Origin) Run(sections, places, readings table.Source) (*Result, error) {
	in := river.Inputs{Start: o.Earliest.UnixMilli(), Limit: o.Limit, Members: o.Members, Seed: o.Seed, Release: river.Release{Hours: o.Hours},
		Origin: &river.Origin{FromKM: o.FromKM, ToKM: o.ToKM, Earliest: o.Earliest.UnixMilli(), Latest: o.Latest.UnixMilli(), MassLow: o.MassLow, MassHigh: o.MassHigh}}
	f, err := readRiver(&in, o.Earliest, sections, places, o.Prior)
	if err != nil {
		return nil, err
	}
	if o.Outfalls != nil {
		if err := f.outfalls(in.Origin, *o.Outfalls); err != nil {
			return nil, err
		}
	}
	if err := f.readings(&in, readings); err != nil {
		return nil, err
	}
	src, err := river.Locate(in)
	if err != nil {
		return nil, f.strange(&in, err)
	}
	r := &Result{Provenance: table.Provenance{Command: "tongzhou hazard river origin", Model: river.Model, Version: river.Version, Seed: o.Seed, Members: o.Members, Inputs: f.inputs,
		Given: map[string]string{"from": table.Digits(o.FromKM) + " km", "to": table.Digits(o.ToKM) + " km", "earliest": o.Earliest.Format(time.RFC3339), "latest": o.Latest.Format(time.RFC3339),
			"mass": table.Digits(o.MassLow) + " to " + table.Digits(o.MassHigh) + " kg", "hours": table.Digits(o.Hours)}}}
	o.tell(r, src)
	return r, nil
}

// outfalls reads where it can have entered.
func (f *files) outfalls(o *river.Origin, s table.Source) error {
	t := table.Read(s)
	id, name := t.Column(table.Want{Name: "id"}), t.Column(table.Want{Name: "name", Optional: true})
	km := t.Column(table.Want{Name: "distance", Quantity: table.Length, Also: map[string]string{"km": "km"}})
	weight := t.Column(table.Want{Name: "weight", Quantity: table.Plain, Optional: true})
	for _, r := range t.Rows() {
		x := river.Outfall{ID: id.Identifier(r), Name: name.Text(r), KM: km.Required(r) / 1000, Weight: 1}
		if weight.Found() {
			x.Weight = weight.Required(r)
		}
		if t.Err() == nil && !(x.KM >= o.FromKM && x.KM <= o.ToKM && x.Weight > 0) {
			return t.Fault(r.Line, fmt.Sprintf("outfall %q: km %g with weight %g: wants km %g to %g, the bounds of the place, and more than 0", x.ID, x.KM, x.Weight, o.FromKM, o.ToKM))
		}
		o.Outfalls = append(o.Outfalls, x)
	}
	f.inputs = append(f.inputs, t.Input())
	return t.Err()
}

// tell is the posterior as a table: one row for each thing that was sought, then one for each reach and outfall.
func (o Origin) tell(r *Result, src river.Source) {
	r.Header = []string{"what", "id", "unit", "p05", "p25", "p50", "p75", "p95", "probability"}
	r.Rows = [][]string{
		slices.Concat([]string{"place", "", "km"}, numbers(src.KM), []string{""}),
		slices.Concat([]string{"time", "", ""}, clocksOf(o.Earliest, src.At).texts(), []string{""}),
		slices.Concat([]string{"mass", "", "kg"}, numbers(src.Mass), []string{""})}
	type share struct {
		ID          string  `json:"id"`
		Probability float64 `json:"probability"`
	}
	value := struct {
		KM       hazard.Quantiles `json:"km"`
		Time     *clocks          `json:"time"`
		Mass     hazard.Quantiles `json:"massKg"`
		Reaches  []share          `json:"reaches"`
		Outfalls []share          `json:"outfalls"`
	}{src.KM, clocksOf(o.Earliest, src.At), src.Mass, []share{}, []share{}}
	for k, list := range [][]river.Share{src.Reaches, src.Outfalls} {
		for _, s := range list {
			r.Rows = append(r.Rows, []string{[]string{"reach", "outfall"}[k], s.ID, "", "", "", "", "", "", table.Digits(s.Probability)})
			if k == 0 {
				value.Reaches = append(value.Reaches, share(s))
			} else {
				value.Outfalls = append(value.Outfalls, share(s))
			}
		}
	}
	r.Value = value
	// A posterior as wide as the bounds has learnt nothing; one that leans on a bound may have its truth beyond it.
	if wide := o.ToKM - o.FromKM; wide > 0 && len(src.Outfalls) == 0 {
		if math.Min(src.KM.P05-o.FromKM, o.ToKM-src.KM.P95) < 0.01*wide {
			r.Said = append(r.Said, "the place leans on a bound: it may lie beyond; widen --from-km or --to-km if the river allows it")
		}
	}
}
