package table

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
)

// ReadPoints reads a FeatureCollection of points as a table: its columns are the properties, and lon and lat. Every feature must have the
// same properties; the line of a row is that on which its feature ends.
func ReadPoints(s Source) *Table {
	t := &Table{name: s.Name, head: 1}
	data := t.load(s)
	if t.err != nil {
		return t
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	line := func() int { return 1 + bytes.Count(data[:d.InputOffset()], []byte("\n")) }
	if !t.enter(d) {
		t.fail(line(), "is no FeatureCollection of GeoJSON (RFC 7946)")
		return t
	}
	for d.More() {
		var f feature
		if err := d.Decode(&f); err != nil {
			t.fail(line(), "%v", err)
			return t
		}
		if f.Type != "Feature" || f.Geometry.Type != "Point" || len(f.Geometry.Coordinates) < 2 {
			t.fail(line(), "wants features that are points; take the place of a polygon or line that is meant")
			return t
		}
		t.point(line(), f)
	}
	if _, err := d.Token(); err != nil {
		t.fail(line(), "%v", err)
	}
	t.settle()
	return t
}

// enter goes into the list of features.
func (t *Table) enter(d *json.Decoder) bool {
	if tok, err := d.Token(); err != nil || tok != json.Delim('{') {
		return false
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return false
		}
		if name == "features" {
			tok, err := d.Token()
			return err == nil && tok == json.Delim('[')
		}
		var skipped json.RawMessage
		if err := d.Decode(&skipped); err != nil {
			return false
		}
	}
	return false
}

// point adds a feature as a row.
func (t *Table) point(line int, f feature) {
	if t.header == nil {
		for name := range f.Properties {
			t.header = append(t.header, name)
		}
		slices.Sort(t.header)
		t.header = append(t.header, "lon", "lat")
		t.known = make([]bool, len(t.header))
	}
	if len(f.Properties)+2 != len(t.header) {
		t.fail(line, "%d properties, the feature before has %d: wants the same ones", len(f.Properties), len(t.header)-2)
		return
	}
	row := Row{Line: line, fields: make([]string, len(t.header))}
	for i, name := range t.header[:len(t.header)-2] {
		v, ok := f.Properties[name]
		switch v := v.(type) {
		case string:
			row.fields[i] = v
		case json.Number:
			row.fields[i] = v.String()
		case bool:
			row.fields[i] = strconv.FormatBool(v)
		case nil:
			if !ok {
				t.fail(line, "has no property %q, which the feature before has", name)
			}
		default:
			t.fail(line, "property %q: wants a text or a number", name)
		}
	}
	for i, v := range f.Geometry.Coordinates[:2] {
		row.fields[len(row.fields)-2+i] = strconv.FormatFloat(v, 'g', -1, 64)
	}
	t.rows = append(t.rows, row)
}
