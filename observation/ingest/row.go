package ingest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"tongzhou/observation"
)

// column is a place in fields.
type column int

const (
	colStation column = iota
	colTime
	colQuantity
	colValue
	colUnit
	colQuality
	colSimulated
	columns
)

// fields are the texts of one row.
type fields [columns]string

func (c column) String() string {
	return [...]string{"station", "time", "quantity", "value", "unit", "quality", "simulated"}[c]
}

// columnOf finds a column by its header.
func columnOf(head string) (column, bool) {
	switch strings.ToLower(strings.TrimSpace(head)) {
	case "station", "station_id", "站点", "测站", "断面", "站号":
		return colStation, true
	case "time", "timestamp", "datetime", "时间", "监测时间", "采样时间":
		return colTime, true
	case "quantity", "parameter", "项目", "指标", "监测项目":
		return colQuantity, true
	case "value", "数值", "值", "监测值", "浓度":
		return colValue, true
	case "unit", "单位":
		return colUnit, true
	case "quality", "flag", "质量", "质量标识":
		return colQuality, true
	case "simulated", "模拟":
		return colSimulated, true
	}
	return 0, false
}

// wrong is a fault of one field.
type wrong struct {
	col column
	err error
}

// reader turns fields into readings and remembers what a batch needs.
type reader struct {
	o     Options
	clock observation.Clock
	now   time.Time
	batch Batch
	// parsed times and names repeat from row to row: the last ones are kept
	lastTime string
	lastAt   time.Time
	checked  map[observation.Key]bool
	newest   map[observation.StationID]time.Time
}

func newReader(now time.Time, o Options) *reader {
	return &reader{o: o, clock: o.clock(), now: now,
		checked: map[observation.Key]bool{}, newest: map[observation.StationID]time.Time{}}
}

// take adds a row to the batch, as taken or as refused.
func (rd *reader) take(number int, f *fields, text string) {
	row, bad := rd.parse(f)
	if bad != nil {
		rd.refuse(number, bad.col.String(), bad.err.Error(), text)
		return
	}
	row.Number = number
	if row.Late {
		rd.batch.Late++
	}
	if at := row.Reading.Time; at.After(rd.newest[row.Reading.Station]) {
		rd.newest[row.Reading.Station] = at
	}
	rd.batch.Rows = append(rd.batch.Rows, row)
}

// refuse adds a row that was not taken.
func (rd *reader) refuse(number int, col, reason, text string) {
	rd.batch.Refused = append(rd.batch.Refused, Refusal{Row: number, Column: col, Reason: strings.TrimPrefix(reason, "observation: "), Text: text})
}

// parse makes a reading of one row's texts.
func (rd *reader) parse(f *fields) (Row, *wrong) {
	var row Row
	r := &row.Reading
	if bad := rd.names(f, &r.Key); bad != nil {
		return row, bad
	}
	var err error
	if r.Time, err = rd.time(f[colTime]); err != nil {
		return row, &wrong{colTime, err}
	}
	if row.Late, err = rd.clock.Judge(r.Time, rd.now); err != nil {
		return row, &wrong{colTime, err}
	}
	if r.Quality, err = observation.ParseQuality(f[colQuality]); err != nil {
		return row, &wrong{colQuality, err}
	}
	if r.Simulated, err = parseSimulated(f[colSimulated]); err != nil {
		return row, &wrong{colSimulated, err}
	}
	r.Simulated = r.Simulated || rd.o.Simulated
	if r.Quality != observation.Missing {
		if r.Value, err = parseValue(f[colValue], rd.o.Decimal); err != nil {
			return row, &wrong{colValue, err}
		}
	} else if v := f[colValue]; v != "" && v != "-" {
		return row, &wrong{colValue, fmt.Errorf("a missing reading has the value %q: leave it empty, or call it suspect", clip(v))}
	}
	return rd.unit(row, f[colUnit])
}

// unit brings the reading into the unit of its series.
func (rd *reader) unit(row Row, text string) (Row, *wrong) {
	r := &row.Reading
	s, ok := rd.o.Series[r.Key]
	if rd.o.Series == nil {
		symbol, err := observation.Symbol(text)
		if err != nil {
			return row, &wrong{colUnit, err}
		}
		s, ok = observation.Series{Key: r.Key, Unit: symbol}, true
	}
	if !ok {
		return row, &wrong{colStation, fmt.Errorf("series %s is not known here: ask the operator to add it", r.Key.Path())}
	}
	r.Unit = text
	normal, note, err := s.Normal(*r)
	if err != nil {
		return row, &wrong{colUnit, err}
	}
	row.Reading, row.Note = normal, note
	return row, nil
}

func (rd *reader) names(f *fields, k *observation.Key) *wrong {
	k.Station, k.Quantity = observation.StationID(f[colStation]), observation.Quantity(f[colQuantity])
	if rd.checked[*k] {
		return nil
	}
	if _, err := observation.ParseStationID(f[colStation]); err != nil {
		return &wrong{colStation, err}
	}
	if _, err := observation.ParseQuantity(f[colQuantity]); err != nil {
		return &wrong{colQuantity, err}
	}
	rd.checked[*k] = true
	return nil
}

func (rd *reader) time(s string) (time.Time, error) {
	if s == rd.lastTime && s != "" {
		return rd.lastAt, nil
	}
	at, err := observation.ParseTime(s)
	if err == nil {
		rd.lastTime, rd.lastAt = s, at
	}
	return at, err
}

// finish looks at the batch as a whole.
func (rd *reader) finish() Batch {
	if rd.o.Live {
		for station, newest := range rd.newest {
			if reason, off := rd.clock.DayOff(newest, rd.now); off {
				rd.doubt(station, reason)
			}
		}
	}
	return rd.batch
}

// doubt marks all rows of a station as suspect.
func (rd *reader) doubt(station observation.StationID, reason string) {
	for i := range rd.batch.Rows {
		row := &rd.batch.Rows[i]
		if row.Reading.Station != station {
			continue
		}
		if q := row.Reading.Quality; q == observation.Good || q == observation.Estimated {
			row.Reading.Quality = observation.Suspect
		}
		if row.Note == "" {
			row.Note = reason
		}
	}
}

// parseValue reads a decimal number and nothing else.
func parseValue(s string, decimal byte) (float64, error) {
	t := s
	switch {
	case t == "":
		return 0, fmt.Errorf("value is empty: give a number, or quality missing")
	case t[0] == '<' || t[0] == '>':
		return 0, fmt.Errorf("value %q is a bound: give the number and quality estimated", clip(t))
	case decimal == ',':
		if strings.Contains(t, ".") {
			return 0, fmt.Errorf("value %q has a point where the decimal sign is a comma", clip(t))
		}
		t = strings.Replace(t, ",", ".", 1)
	case strings.Contains(t, ","):
		return 0, fmt.Errorf("value %q has a comma: write 1234.5, or say that the decimal sign is a comma", clip(t))
	}
	for _, c := range []byte(t) {
		if (c < '0' || c > '9') && !strings.ContainsRune("+-.eE", rune(c)) {
			return 0, fmt.Errorf("value %q is not a number", clip(s))
		}
	}
	v, err := strconv.ParseFloat(t, 64)
	if err != nil || math.IsInf(v, 0) {
		return 0, fmt.Errorf("value %q is not a number", clip(s))
	}
	return v, nil
}

func parseSimulated(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "", "0", "false", "no", "否":
		return false, nil
	case "1", "true", "yes", "是", "simulated", "模拟":
		return true, nil
	}
	return false, fmt.Errorf("simulated %q is not true or false", clip(s))
}

// clip shortens foreign text for a message.
func clip(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
