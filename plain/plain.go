// Package plain runs the models of a river on plain files: tables in, tables and figures out. It is what the commands tongzhou hazard river
// stand on, and reads and writes nothing by itself.
//
// Each command is a struct of its settings with a Run that takes the files and returns a [Result]. No physics is in here: what is
// computed, and what is refused, is the models' own. This package knows which column is what, in which line a thing stands that a
// model refuses, and how a result is told. The forms of the files stand in doc/hazard/river.md.
package plain

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"tongzhou/figure"
	"tongzhou/hazard/river"
	"tongzhou/table"
)

// A Result is what a command has to say, in the forms in which people and programs want it. It is a function of settings and files.
type Result struct {
	Provenance table.Provenance
	// Header and Rows are the table.
	Header []string
	Rows   [][]string
	// Value is the same and more for programs. It does not hold the provenance.
	Value any
	// Points are its places on a map; none if the files have no positions.
	Points []table.Point
	// Figures are what can be drawn of it, by kind; the first of Kinds is drawn if nobody says which.
	Figures map[string]figure.Drawing
	Kinds   []string
	// Said is what whoever asked must know beside the result.
	Said []string
}

// CSV is the table with its provenance.
func (r *Result) CSV() ([]byte, error) {
	var b bytes.Buffer
	err := table.Write(&b, r.Provenance, r.Header, r.Rows)
	return b.Bytes(), err
}

// JSON is the value with its provenance.
func (r *Result) JSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(struct {
		Provenance table.Provenance `json:"provenance"`
		Said       []string         `json:"said"`
		Result     any              `json:"result"`
	}{r.Provenance, append([]string{}, r.Said...), r.Value})
	return b.Bytes(), err
}

// GeoJSON is the places with what was computed for each.
func (r *Result) GeoJSON() ([]byte, error) {
	if len(r.Points) == 0 {
		return nil, errors.New("there is nothing to put on a map: only route, flood, slug and assimilate have places, and these want columns lon and lat (degrees, WGS 84)")
	}
	var b bytes.Buffer
	err := table.WritePoints(&b, r.Provenance, r.Points)
	return b.Bytes(), err
}

// Draw is the figure of a kind ("": the first) in a format, svg or png.
func (r *Result) Draw(kind, format string) ([]byte, error) {
	if kind == "" && len(r.Kinds) > 0 {
		kind = r.Kinds[0]
	}
	d, ok := r.Figures[kind]
	if !ok {
		return nil, fmt.Errorf("there is no figure %q of this: wants one of %s", kind, strings.Join(r.Kinds, ", "))
	}
	var b bytes.Buffer
	err := figure.Draw(&b, format, d)
	return b.Bytes(), err
}

// draws adds a figure.
func (r *Result) draws(kind string, d figure.Drawing) {
	if r.Figures == nil {
		r.Figures = map[string]figure.Drawing{}
	}
	r.Figures[kind] = d
	r.Kinds = append(r.Kinds, kind)
}

//go:embed en.json zh-Hans.json
var catalogue embed.FS

// A words is the catalogue of one language, for figures.
type words map[string]string

// wordsOf reads the catalogue of a language tag.
func wordsOf(lang string) (words, error) {
	if lang == "" {
		lang = "en"
	}
	text, err := catalogue.ReadFile(lang + ".json")
	if err != nil {
		return nil, fmt.Errorf("language %q: wants en or zh-Hans", lang)
	}
	var w words
	return w, json.Unmarshal(text, &w)
}

// say puts arguments, name and value in turn, into a sentence.
func (w words) say(key string, args ...string) string {
	pairs := make([]string, len(args))
	for i, a := range args {
		if pairs[i] = a; i%2 == 0 {
			pairs[i] = "{" + a + "}"
		}
	}
	return strings.NewReplacer(pairs...).Replace(w[key])
}

// axis names an axis of time: dates of a zone, or hours.
func (w words) axis(start time.Time) string {
	if start.IsZero() {
		return w.say("hours")
	}
	return w.say("time", "zone", start.Format("-07:00"))
}

// note is the line below a figure: where it is from.
func note(p table.Provenance) string {
	n := p.Model + " " + p.Version
	if p.Members > 0 {
		n += fmt.Sprintf(", seed %d", p.Seed)
	}
	for i, in := range p.Inputs {
		n += []string{"; ", ", "}[min(i, 1)] + in.File + " " + in.SHA256[:8]
	}
	return n
}

// series is the times of a table with regular steps: hours from the first row, and when that was if the table says so.
type series struct {
	start time.Time // zero: the table has hours only
	hours []float64 // from the first row on
	first float64   // what the table calls the first hour
	step  float64   // hours
}

// regular reads the column hour or time. Models that step cannot do with a row that is missing, so it is a fault.
func regular(t *table.Table) (series, error) {
	hour := t.Column(table.Want{Name: "hour", Quantity: table.Plain, Optional: true})
	clock := t.Column(table.Want{Name: "time", Optional: true})
	if t.Err() == nil && hour.Found() == clock.Found() {
		return series{}, t.Fault(1, "wants one column hour (hours) or time (2005-11-24T05:00+08:00), and not both")
	}
	var s series
	for i, r := range t.Rows() {
		x := hour.Required(r)
		if clock.Found() {
			at := clock.Time(r)
			if at.IsZero() && t.Err() == nil {
				return s, t.Fault(r.Line, "time: is empty: wants a time with its zone")
			}
			if i == 0 {
				s.start = at
			}
			x = at.Sub(s.start).Hours()
		}
		if i == 0 {
			s.first = x
		}
		x -= s.first
		if i == 1 {
			s.step = x
		}
		if i > 0 && t.Err() == nil && (!(s.step > 0) || math.Abs(x-float64(i)*s.step) > 1e-6*s.step*float64(i)) {
			return s, t.Fault(r.Line, fmt.Sprintf("%g h after the first row: wants %g h: rows follow one another in equal steps; fill what is missing",
				x, math.Max(0, float64(i)*s.step)))
		}
		s.hours = append(s.hours, x)
	}
	if t.Err() == nil && len(s.hours) < 2 {
		return s, t.Fault(0, "one row: wants two or more")
	}
	return s, t.Err()
}

// label is a time as the table spelt it.
func (s series) label(i int) string {
	if s.start.IsZero() {
		return table.Digits(s.first + s.hours[i])
	}
	return spell(s.start, s.hours[i])
}

// column is the header over label.
func (s series) column() string {
	if s.start.IsZero() {
		return "hour"
	}
	return "time"
}

// spell is a time so many hours after another, to the minute, in the zone of that one.
func spell(start time.Time, hours float64) string {
	return start.Add(time.Duration(math.Round(hours*60)) * time.Minute).Format("2006-01-02T15:04Z07:00")
}

// placed makes a model's refusal of one reach, station or reading a fault of the line in which it stands.
func placed(err error, from map[string]*lines) error {
	var m *river.Misfit
	if errors.As(err, &m) && from[m.List] != nil {
		l := from[m.List]
		return l.t.Fault(l.at[m.At], strings.TrimPrefix(err.Error(), "river: "))
	}
	return err
}

// lines are where the rows of a table stand.
type lines struct {
	t  *table.Table
	at []int
}
