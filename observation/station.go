package observation

import (
	"fmt"
	"strings"
)

// StationID names a station within one jurisdiction: 1 to 64 lower-case
// letters, digits, '.', '-' or '_', starting with a letter or digit.
type StationID string

// ParseStationID returns s as a station's name, or says what is wrong with it.
func ParseStationID(s string) (StationID, error) {
	if err := checkName(s); err != nil {
		return "", fmt.Errorf("observation: station %q: %w", clip(s), err)
	}
	return StationID(s), nil
}

// Quantity names what is measured: "nitrobenzene", "stage", "discharge". The
// spelling follows the rule of [StationID].
type Quantity string

// ParseQuantity returns s as a quantity, or says what is wrong with it.
func ParseQuantity(s string) (Quantity, error) {
	if err := checkName(s); err != nil {
		return "", fmt.Errorf("observation: quantity %q: %w", clip(s), err)
	}
	return Quantity(s), nil
}

// maxName bounds names, because they are repeated in every stored row.
const maxName = 64

// checkName is shared by stations and quantities.
func checkName(s string) error {
	if s == "" {
		return fmt.Errorf("is empty")
	}
	if len(s) > maxName {
		return fmt.Errorf("is longer than %d characters", maxName)
	}
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
		if !letter && (i == 0 || !strings.ContainsRune(".-_", r)) {
			return fmt.Errorf("may hold a-z, 0-9, '.', '-' and '_' and starts with a letter or digit")
		}
	}
	return nil
}

// clip shortens foreign text for an error message.
func clip(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// Key identifies a series: one quantity at one station.
type Key struct {
	Station  StationID `json:"station"`
	Quantity Quantity  `json:"quantity"`
}

// Path is "station/quantity".
func (k Key) Path() string { return string(k.Station) + "/" + string(k.Quantity) }

// Station is a place at which something is measured.
type Station struct {
	ID    StationID         `json:"id"`
	Name  map[string]string `json:"name"`            // by BCP 47 tag
	Place string            `json:"place,omitempty"` // reach or place of the hazard's carrier
	Lon   float64           `json:"lon"`             // degrees, WGS 84
	Lat   float64           `json:"lat"`
	Rows  []Series          `json:"series"`
}

// Series says how one quantity is kept at one station.
type Series struct {
	Key
	Unit string `json:"unit"` // in which it is stored; any unit that converts to it is taken
	// Least and Most bound what the instrument can say. A value outside is
	// kept, as suspect. Both zero: no bounds.
	Least float64 `json:"least,omitempty"`
	Most  float64 `json:"most,omitempty"`
	Rules Rules   `json:"rules"`
}

// Check says whether the series can be watched.
func (s Series) Check() error {
	if _, err := ParseStationID(string(s.Station)); err != nil {
		return err
	}
	if _, err := ParseQuantity(string(s.Quantity)); err != nil {
		return err
	}
	if _, err := Convert(1, s.Unit, s.Unit); err != nil {
		return fmt.Errorf("observation: series %s: %w", s.Key.Path(), err)
	}
	if s.Least > s.Most {
		return fmt.Errorf("observation: series %s: least %g is above most %g", s.Key.Path(), s.Least, s.Most)
	}
	if err := s.Rules.Check(); err != nil {
		return fmt.Errorf("observation: series %s: %w", s.Key.Path(), err)
	}
	return nil
}

// Normal returns r in the unit of the series. The note is empty, or says why
// the reading was marked suspect.
func (s Series) Normal(r Reading) (out Reading, note string, err error) {
	if r.Key != s.Key {
		return r, "", fmt.Errorf("observation: reading of %s in series %s", r.Key.Path(), s.Key.Path())
	}
	if r.Quality == Missing {
		r.Value, r.Unit = 0, s.Unit
		return r, "", nil
	}
	v, err := Convert(r.Value, r.Unit, s.Unit)
	if err != nil {
		return r, "", err
	}
	r.Value, r.Unit = v, s.Unit
	if s.Least < s.Most && (v < s.Least || v > s.Most) {
		r.Quality = r.Quality.worse(Suspect)
		return r, fmt.Sprintf("%g %s is outside what the instrument can measure (%g to %g)", v, s.Unit, s.Least, s.Most), nil
	}
	return r, "", nil
}
