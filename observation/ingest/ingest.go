// Package ingest reads the rows that stations, laboratories and people send:
// CSV as spreadsheets write it, and JSON. Each row is taken or refused on its
// own; nothing is lost, because a refused row comes back with its number, its
// text, the column and the reason, in words for whoever can mend it.
//
// A CSV file has a header line that names its columns, in English or Chinese:
//
//	station,time,quantity,value,unit,quality
//	zhaoyuan,2005-11-20T07:00:00+08:00,nitrobenzene,0.525,mg/L,good
//
// A row is a line: LF, CRLF and CR end it, also mixed in one file, and an open
// quote ends with its line, so that one slip spoils one row. The text is UTF-8
// with or without a byte order mark, or GB18030 as Chinese spreadsheets save
// it; the delimiter is a comma, a semicolon or a tab, as the header shows.
// JSON is {"rows":[{"station":…,"time":…,"quantity":…,"value":…,"unit":…,"quality":…}]}.
//
// Reading the same bytes twice gives the same batch; whether a row was known
// before is decided where rows are kept.
package ingest

import (
	"fmt"
	"io"
	"mime"
	"time"

	"tongzhou/observation"
)

// Options say how a source is to be read. The zero value is usable.
type Options struct {
	// Series are the series that rows may belong to; a row of another is
	// refused. Nil: any series is taken, in the unit it comes in.
	Series map[observation.Key]observation.Series
	Clock  observation.Clock // zero: observation.DefaultClock
	// Live says that the source reports as it measures, so that a newest
	// reading that is just one day old betrays a wrong date. Files of the past
	// are not live.
	Live      bool
	Simulated bool   // nobody took these readings; marks every row
	Charset   string // "utf-8", "gb18030", or "" to tell by the bytes
	Delimiter rune   // 0: comma, semicolon or tab, as the header shows
	Decimal   byte   // '.' (also when 0) or ','
	MaxBytes  int64  // 0: 16 MiB
	MaxRows   int    // 0: 200,000
}

// Row is a row that was taken.
type Row struct {
	Number  int // line of the file (the header is 1), or place in the JSON list from 1
	Reading observation.Reading
	Late    bool
	Note    string // why the reading was marked suspect; else empty
}

// Refusal is a row that was not taken. It is kept for the operator.
type Refusal struct {
	Row    int    `json:"row"`
	Column string `json:"column,omitempty"`
	Reason string `json:"reason"`
	Text   string `json:"text,omitempty"` // the row as it came
}

// Error names row, column and reason.
func (r Refusal) Error() string {
	if r.Column == "" {
		return fmt.Sprintf("row %d: %s", r.Row, r.Reason)
	}
	return fmt.Sprintf("row %d, column %s: %s", r.Row, r.Column, r.Reason)
}

// Batch is what one file or request held. Every row of it is in one of the two.
type Batch struct {
	Rows    []Row
	Refused []Refusal
	Late    int
	Sum     [32]byte // SHA-256 of the bytes as they came
}

// TooLarge says that a source is over a limit, so that nothing of it was taken.
type TooLarge struct{ Reason string }

// Error says which limit, and what to do.
func (e *TooLarge) Error() string { return "ingest: " + e.Reason + "; split it and send the parts" }

// Read reads a source of the given media type (text/csv, application/json).
func Read(mediaType string, r io.Reader, now time.Time, o Options) (Batch, error) {
	t, params, err := mime.ParseMediaType(mediaType)
	if err != nil {
		return Batch{}, fmt.Errorf("ingest: media type %q: %w", mediaType, err)
	}
	switch t {
	case "text/csv", "text/tab-separated-values":
		if o.Charset == "" {
			o.Charset = params["charset"]
		}
		return CSV(r, now, o)
	case "application/json":
		return JSON(r, now, o)
	}
	return Batch{}, fmt.Errorf("ingest: media type %s is not text/csv or application/json", t)
}

// slurp reads all of r within the limit.
func slurp(r io.Reader, o Options) ([]byte, error) {
	limit := o.MaxBytes
	if limit == 0 {
		limit = 16 << 20
	}
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("ingest: read: %w", err)
	}
	if int64(len(b)) > limit {
		return nil, &TooLarge{fmt.Sprintf("there are more than %d bytes", limit)}
	}
	return b, nil
}

func (o Options) maxRows() int {
	if o.MaxRows == 0 {
		return 200_000
	}
	return o.MaxRows
}

func (o Options) clock() observation.Clock {
	if o.Clock == (observation.Clock{}) {
		return observation.DefaultClock()
	}
	return o.Clock
}
