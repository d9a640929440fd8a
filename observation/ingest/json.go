package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// jsonRow is a row of a request; unknown members refuse the row, because they
// are more often misspelt than meant to be left out.
type jsonRow struct {
	Station   string      `json:"station"`
	Time      string      `json:"time"`
	Quantity  string      `json:"quantity"`
	Value     json.Number `json:"value"`
	Unit      string      `json:"unit"`
	Quality   string      `json:"quality"`
	Simulated bool        `json:"simulated"`
}

// JSON reads {"rows":[…]}. The error is about the whole: too large, or not
// such an object. A row that is not as it should be is refused alone.
func JSON(r io.Reader, now time.Time, o Options) (Batch, error) {
	raw, err := slurp(r, o)
	if err != nil {
		return Batch{}, err
	}
	var body struct {
		Rows []json.RawMessage `json:"rows"`
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil {
		return Batch{}, fmt.Errorf(`ingest: body is not {"rows":[…]}: %w`, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return Batch{}, fmt.Errorf(`ingest: body goes on after {"rows":[…]}`)
	}
	if len(body.Rows) > o.maxRows() {
		return Batch{}, &TooLarge{fmt.Sprintf("there are %d rows, more than %d", len(body.Rows), o.maxRows())}
	}
	o.Decimal = '.'
	rd := newReader(now, o)
	for i, text := range body.Rows {
		rd.jsonRow(i+1, text)
	}
	b := rd.finish()
	b.Sum = sha256.Sum256(raw)
	return b, nil
}

func (rd *reader) jsonRow(number int, text json.RawMessage) {
	var j jsonRow
	shown := string(text[:min(len(text), maxLine)])
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		rd.refuse(number, "", strings.TrimPrefix(err.Error(), "json: "), shown)
		return
	}
	f := fields{colStation: j.Station, colTime: j.Time, colQuantity: j.Quantity,
		colValue: j.Value.String(), colUnit: j.Unit, colQuality: j.Quality}
	if j.Simulated {
		f[colSimulated] = "true"
	}
	rd.take(number, &f, shown)
}
