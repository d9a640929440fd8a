// Package scenario holds shipped cases: what happened, with the source of every figure, told twice on one clock.
//
// One telling is what was on record at the time: who said what, when, to whom; what contradicts stays contested. The other is what
// the same cities could have known and done with Tongzhou: the same river and the same people, with readings that nobody took
// marked simulated wherever they appear. Both are put on record by the cities' own nodes, as acts like any others.
//
// A scenario is data (songhua-2005.json, and the tables of its sub-package); this package plays it on a drill.Alliance.
package scenario

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"time"

	"tongzhou/act"
	"tongzhou/drill"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

// Scenario is a shipped case.
type Scenario struct {
	Name     string                       `json:"name"`
	Title    act.Text                     `json:"title"`
	Alliance act.Text                     `json:"alliance"`
	Zone     string                       `json:"zone"`
	From     string                       `json:"from"` // local time, as all times of the file
	To       string                       `json:"to"`
	Open     string                       `json:"open"`     // where a demonstration begins to be watched
	Home     jurisdiction.ID              `json:"home"`     // whose console it opens
	Superior jurisdiction.ID              `json:"superior"` // the common one
	Tellings map[string]act.Text          `json:"tellings"`
	Officers map[jurisdiction.ID]Officers `json:"officers"`
	Rules    []Rule                       `json:"rules"`
	Steps    []Step                       `json:"steps"`

	members  []drill.Member
	charter  roster.Charter
	arrivals map[jurisdiction.ID]time.Time // when the front was observed at the first place of each city
	place    map[jurisdiction.ID]string    // that place
}

// Officers are a city's people, and after how many minutes they do what is asked of them. Absent: they do not.
type Officers struct {
	Duty          string `json:"duty"`
	Second        string `json:"second"`
	See           int    `json:"see,omitempty"`
	Accept        int    `json:"accept,omitempty"`
	Approve       int    `json:"approve,omitempty"`
	ApproveSecond int    `json:"approveSecond,omitempty"`
}

// Step is one thing that somebody does at a moment.
type Step struct {
	At        string            `json:"at"`
	Who       jurisdiction.ID   `json:"who"`
	Do        string            `json:"do"` // open, say, notice, front, readings, act
	Telling   string            `json:"telling,omitempty"`
	Subject   string            `json:"subject,omitempty"`
	Name      act.Text          `json:"name,omitempty"`
	Value     act.Text          `json:"value,omitempty"`
	Quantity  []any             `json:"quantity,omitempty"` // value and unit
	Text      act.Text          `json:"text,omitempty"`
	Channel   string            `json:"channel,omitempty"`
	Source    act.Text          `json:"source,omitempty"`
	Place     string            `json:"place,omitempty"`
	Sensor    string            `json:"sensor,omitempty"`
	Series    string            `json:"series,omitempty"` // what is measured; absent: the sensor's first
	Values    [][2]any          `json:"values,omitempty"` // local time and value, in the unit of the series
	Simulated bool              `json:"simulated,omitempty"`
	Case      json.RawMessage   `json:"case,omitempty"` // of open: what the case is besides its title, as POST /cases takes it
	Kind      act.Kind          `json:"kind,omitempty"` // of act; its body may name the acts of other steps: "$name"
	Body      json.RawMessage   `json:"body,omitempty"`
	To        []string          `json:"to,omitempty"`
	As        string            `json:"as,omitempty"`
	First     []jurisdiction.ID `json:"first,omitempty"` // for whom this was, as it happened, the first warning
	Mark      act.Text          `json:"mark,omitempty"`  // a moment worth going to
}

//go:embed songhua-2005.json
var songhuaJSON []byte

// shipped are the scenarios: the text of each, and what fills in its members, rivers and readings.
func shipped() map[string]struct {
	text []byte
	fill func(*Scenario) error
} {
	return map[string]struct {
		text []byte
		fill func(*Scenario) error
	}{"songhua-2005": {songhuaJSON, (*Scenario).songhua}, "lower-colorado": {coloradoJSON, (*Scenario).colorado}}
}

// Names are the shipped scenarios.
func Names() []string { return []string{"songhua-2005", "lower-colorado"} }

// Load reads a shipped scenario.
func Load(name string) (*Scenario, error) {
	of, ok := shipped()[name]
	if !ok {
		return nil, fmt.Errorf("scenario: there is no scenario %q; there are %v", name, Names())
	}
	s := &Scenario{}
	if err := json.Unmarshal(of.text, s); err != nil {
		return nil, fmt.Errorf("scenario: %s: %w", name, err)
	}
	if err := of.fill(s); err != nil {
		return nil, fmt.Errorf("scenario: %s: %w", name, err)
	}
	for i, step := range s.Steps {
		if _, err := s.moment(step.At); err != nil {
			return nil, fmt.Errorf("scenario: %s: step %d: %w", name, i+1, err)
		}
	}
	return s, nil
}

// moment reads a local time of the file.
func (s *Scenario) moment(text string) (time.Time, error) {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return time.Time{}, err
	}
	return time.ParseInLocation("2006-01-02T15:04", text, zone)
}

// at reads a time that Load has checked.
func (s *Scenario) at(text string) time.Time {
	t, err := s.moment(text)
	if err != nil { // Load has read all of them
		return time.Time{}
	}
	return t
}
