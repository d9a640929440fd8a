package flood

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Decode reads a network from the JSON in which nodes have it:
//
//	{"reaches": [...], "reservoirs": [...]}
//
// with the members of Reach and Reservoir. A member that nobody knows
// is refused: it is mostly a misspelt one, and a slope that was
// passed over is a slope of 0.
func Decode(text []byte) (*Network, error) {
	var in struct {
		Reaches    []Reach     `json:"reaches"`
		Reservoirs []Reservoir `json:"reservoirs"`
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return nil, fmt.Errorf("flood: network: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("flood: network: something stands after its end")
	}
	return NewNetwork(in.Reaches, in.Reservoirs)
}
