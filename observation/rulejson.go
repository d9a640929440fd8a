package observation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// Rules stand in files that people write, so durations are texts there:
// "silence": "1h30m". The types here are the forms in such a file.

// span is a duration as text; a number is nanoseconds.
type span time.Duration

func (s span) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(s).String()) }

func (s *span) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) != nil {
		return json.Unmarshal(b, (*int64)(s))
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Errorf("duration %q: write it as 1h30m or 90s", clip(text))
	}
	*s = span(d)
	return nil
}

type rulesFile struct {
	Thresholds []Threshold `json:"thresholds,omitempty"`
	Rises      []Rise      `json:"rises,omitempty"`
	Silence    span        `json:"silence,omitempty"`
	Lateness   span        `json:"lateness,omitempty"`
}

type thresholdFile struct {
	Name  string  `json:"name"`
	Level float64 `json:"level"`
	Clear float64 `json:"clear"`
	Below bool    `json:"below,omitempty"`
	Count int     `json:"count,omitempty"`
	For   span    `json:"for,omitempty"`
}

type riseFile struct {
	Name string  `json:"name"`
	By   float64 `json:"by"`
	Over span    `json:"over"`
}

// MarshalJSON writes durations as text.
func (r Rules) MarshalJSON() ([]byte, error) {
	return json.Marshal(rulesFile{r.Thresholds, r.Rises, span(r.Silence), span(r.Lateness)})
}

// UnmarshalJSON reads durations as text and refuses members it does not know:
// a misspelt rule would be no rule.
func (r *Rules) UnmarshalJSON(b []byte) error {
	var f rulesFile
	err := strict(b, &f)
	*r = Rules{f.Thresholds, f.Rises, time.Duration(f.Silence), time.Duration(f.Lateness)}
	return err
}

// MarshalJSON writes durations as text.
func (t Threshold) MarshalJSON() ([]byte, error) {
	return json.Marshal(thresholdFile{t.Name, t.Level, t.Clear, t.Below, t.Count, span(t.For)})
}

// UnmarshalJSON reads durations as text and refuses members it does not know.
func (t *Threshold) UnmarshalJSON(b []byte) error {
	var f thresholdFile
	err := strict(b, &f)
	*t = Threshold{f.Name, f.Level, f.Clear, f.Below, f.Count, time.Duration(f.For)}
	return err
}

// MarshalJSON writes durations as text.
func (r Rise) MarshalJSON() ([]byte, error) {
	return json.Marshal(riseFile{r.Name, r.By, span(r.Over)})
}

// UnmarshalJSON reads durations as text and refuses members it does not know.
func (r *Rise) UnmarshalJSON(b []byte) error {
	var f riseFile
	err := strict(b, &f)
	*r = Rise{f.Name, f.By, time.Duration(f.Over)}
	return err
}

func strict(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
