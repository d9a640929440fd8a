// Package table reads and writes the plain files with which people bring measurements and networks to a model: CSV whose header names
// the units, and points in GeoJSON.
//
// The header says what a column is and in which unit: length_km, inflow_cfs, value_ugl. A number without a unit is refused, because a
// model cannot tell kilometres from metres and answers all the same. So is a column that nobody asked for: it is mostly a
// misspelt one. Columns stand in any order; a column whose name is note or begins with an underscore, and a line that begins with #, is for people.
//
//	# gauges of the upper reach
//	id,km,km_sd_km,note
//	ford,12.5,0.2,below the mill
//
// Whatever is wrong is a [Fault]: file, line, and what would be right, so that whoever typed it can find it. What is written bears its
// [Provenance], and is the same bytes for the same input.
package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Source is a file with its name, by which it is called in faults and in the provenance.
type Source struct {
	Name string
	Data io.Reader
}

// A Fault is something in a file that is not as it must be. Line 0 is the file as a whole.
type Fault struct {
	File string
	Line int
	What string
}

// Error is file:line: what.
func (f *Fault) Error() string {
	if f.Line == 0 {
		return f.File + ": " + f.What
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.What)
}

// A Table is a file that was read. The first thing that is wrong with it stays in Err; after it every value is zero and Rows ends.
type Table struct {
	name   string
	hash   string
	head   int // line of the header
	header []string
	known  []bool // columns that were asked for
	rows   []Row
	err    error
}

// A Row is one line of a table.
type Row struct {
	Line   int
	fields []string
}

// maxBytes keeps a file that was named by mistake from filling the memory.
const maxBytes = 512 << 20

// Read reads a CSV file: UTF-8, commas, a header. It never returns nil.
func Read(s Source) *Table {
	t := &Table{name: s.Name}
	data := t.load(s)
	if t.err != nil {
		return t
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comment, r.TrimLeadingSpace, r.ReuseRecord = '#', true, false
	for {
		fields, err := r.Read()
		var wrong *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			t.settle()
			return t
		case errors.As(err, &wrong) && errors.Is(wrong.Err, csv.ErrFieldCount):
			t.fail(wrong.StartLine, "%d columns, the header has %d", len(fields), len(t.header))
			return t
		case errors.As(err, &wrong):
			t.fail(wrong.Line, "%v", wrong.Err)
			return t
		case err != nil:
			t.fail(0, "%v", err)
			return t
		}
		line, _ := r.FieldPos(0)
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		if t.header == nil {
			t.header, t.head, t.known = fields, line, make([]bool, len(fields))
			continue
		}
		t.rows = append(t.rows, Row{line, fields})
	}
}

// load reads all of a source and remembers its digest.
func (t *Table) load(s Source) []byte {
	data, err := io.ReadAll(io.LimitReader(s.Data, maxBytes+1))
	switch {
	case err != nil:
		t.fail(0, "%v", err)
	case len(data) > maxBytes:
		t.fail(0, "more than %d MiB: wants a smaller file", maxBytes>>20)
	case !utf8.Valid(data):
		t.fail(0, "is not UTF-8: save it as UTF-8 (a spreadsheet calls it \"CSV UTF-8\")")
	}
	t.hash = Digest(s.Name, data).SHA256
	return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
}

// settle looks at a file as a whole: a header with names that differ, and something below it.
func (t *Table) settle() {
	for i, name := range t.header {
		switch {
		case slices.Contains(t.header[:i], name):
			t.fail(t.head, "column %q stands twice", name)
		case name == "":
			t.fail(t.head, "column %d has no name", i+1)
		}
	}
	switch {
	case len(t.header) == 1 && strings.ContainsAny(t.header[0], ";\t"):
		t.fail(t.head, "columns are separated by semicolons or tabs: wants commas")
	case t.header == nil:
		t.fail(0, "is empty: wants a header that names columns and units, and rows")
	case len(t.rows) == 0:
		t.fail(0, "has a header and no row")
	}
}

func (t *Table) fail(line int, format string, args ...any) {
	if t.err == nil {
		t.err = &Fault{t.name, line, fmt.Sprintf(format, args...)}
	}
}

// Fault says that something is wrong with a row of the table; line 0 is the table as a whole.
func (t *Table) Fault(line int, what string) error { return &Fault{t.name, line, what} }

// Input is the file in a provenance.
func (t *Table) Input() Input { return Input{t.name, t.hash} }

// Err is the first thing that was wrong.
func (t *Table) Err() error { return t.err }

// Header are the names of the columns.
func (t *Table) Header() []string { return t.header }

// Len is how many rows there are.
func (t *Table) Len() int { return len(t.rows) }

// Rows are the rows as they stand, as long as nothing is wrong. A column that nobody asked for until now is a fault.
func (t *Table) Rows() iter.Seq2[int, Row] {
	for i, name := range t.header {
		if !t.known[i] && name != "note" && !strings.HasPrefix(name, "_") {
			t.fail(t.head, "column %q: nothing is known of it; rename it (_%s is passed over) or take it out", name, name)
		}
	}
	return func(yield func(int, Row) bool) {
		for i, r := range t.rows {
			if t.err != nil || !yield(i, r) {
				return
			}
		}
	}
}

// A Want is a column that a model asks for.
type Want struct {
	// Name is that of the column without its unit.
	Name string
	Quantity
	// Also are names under which others have the same thing, each with its unit ("": it is text or a plain number).
	Also     map[string]string
	Optional bool
}

// A Column is one that was found, or not.
type Column struct {
	t      *Table
	at     int // -1: it is not there
	factor float64
	// Name is that in the header, Unit what it says of the unit.
	Name, Unit string
}

// Column finds a column. That a column is missing, stands there in two units, or names no unit is a fault.
func (t *Table) Column(w Want) Column {
	c := Column{t: t, at: -1, factor: 1}
	spellings := map[string]unit{w.Name: {"", 1}}
	if w.Quantity != Plain && w.Quantity != Text {
		spellings = map[string]unit{}
		for _, u := range w.Quantity.units() {
			spellings[w.Name+"_"+u.name] = u
		}
	}
	for name, in := range w.Also {
		u, _ := w.Quantity.unit(in)
		spellings[name] = u
	}
	for i, name := range t.header {
		u, ok := spellings[name]
		switch {
		case ok && c.at >= 0:
			t.fail(t.head, "columns %q and %q are the same thing: wants one of them", c.Name, name)
		case ok:
			c.at, c.factor, c.Name, c.Unit = i, u.factor, name, u.name
			t.known[i] = true
		case name == w.Name || strings.HasPrefix(name, w.Name+"_") && w.Quantity.unknown(strings.TrimPrefix(name, w.Name+"_")):
			if w.Quantity > Plain {
				t.fail(t.head, "column %q: wants %s", name, w.Quantity.spelt(w.Name))
			}
		}
	}
	if c.at < 0 && !w.Optional && t.err == nil {
		t.fail(t.head, "has no column %s", w.Quantity.spelt(w.Name))
	}
	return c
}

// Rest are the columns that nobody has asked for yet, as numbers in a unit that the file does not name. For tables that have a column for each time.
func (t *Table) Rest(q Quantity, unit string) []Column {
	u, ok := q.unit(unit)
	if !ok {
		t.fail(t.head, "unit %q: wants one as in %s", unit, q.spelt("x"))
	}
	var out []Column
	for i, name := range t.header {
		if !t.known[i] && name != "note" && !strings.HasPrefix(name, "_") {
			t.known[i] = true
			out = append(out, Column{t, i, u.factor, name, u.name})
		}
	}
	return out
}

// Ignore passes over columns that others have and that mean nothing here.
func (t *Table) Ignore(names ...string) {
	for i, name := range t.header {
		t.known[i] = t.known[i] || slices.Contains(names, name)
	}
}

// Found reports whether the column is there.
func (c Column) Found() bool { return c.at >= 0 }

// Text is what stands in a row; nothing, if the column is not there.
func (c Column) Text(r Row) string {
	if c.at < 0 {
		return ""
	}
	return r.fields[c.at]
}

// Number is what stands in a row, in the base unit of its quantity; 0 if there is no column or nothing in it.
func (c Column) Number(r Row) float64 {
	text := c.Text(r)
	if text == "" {
		return 0
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		c.t.fail(r.Line, "%s: %q is no number: wants digits with a point, 1234.5", c.Name, text)
		return 0
	}
	// Divided where the factor is a power of ten below one, so that 250 mg is 0.00025 kg and not the nearest product.
	if c.factor < 1 && math.Round(1/c.factor) == 1/c.factor {
		return v / math.Round(1/c.factor)
	}
	return v * c.factor
}

// Required is Number of a cell that must not be empty.
func (c Column) Required(r Row) float64 {
	if c.Found() && c.Text(r) == "" {
		c.t.fail(r.Line, "%s: is empty: wants a number; fill gaps, or leave out the row", c.Name)
	}
	return c.Number(r)
}

// Whole is a whole number, such as an identifier.
func (c Column) Whole(r Row) int64 {
	v, err := strconv.ParseInt(c.Text(r), 10, 64)
	if err != nil && c.Text(r) != "" {
		c.t.fail(r.Line, "%s: %q: wants a whole number", c.Name, c.Text(r))
	}
	return v
}

// Identifier is a text that must not be empty.
func (c Column) Identifier(r Row) string {
	if c.Found() && c.Text(r) == "" {
		c.t.fail(r.Line, "%s: is empty: wants a name", c.Name)
	}
	return c.Text(r)
}

// YesNo is true for yes, true and 1; false for no, false, 0 and nothing.
func (c Column) YesNo(r Row) bool {
	switch strings.ToLower(c.Text(r)) {
	case "yes", "true", "1":
		return true
	case "no", "false", "0", "":
		return false
	}
	c.t.fail(r.Line, "%s: %q: wants yes or no", c.Name, c.Text(r))
	return false
}

// Time is a time with its zone; the zero time if nothing stands there.
func (c Column) Time(r Row) time.Time {
	if c.Text(r) == "" {
		return time.Time{}
	}
	at, err := ParseTime(c.Text(r))
	if err != nil {
		c.t.fail(r.Line, "%s: %v", c.Name, err)
	}
	return at
}

// ParseTime reads a time of RFC 3339, seconds optional. One without a zone is refused: it is another hour for every reader.
func ParseTime(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04Z07:00"} {
		if at, err := time.Parse(layout, text); err == nil {
			if y := at.Year(); y < 1900 || y > 2200 {
				return time.Time{}, fmt.Errorf("%q: wants a year from 1900 to 2200", text)
			}
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q: wants a time with its zone, as 2005-11-24T05:00+08:00", text)
}
