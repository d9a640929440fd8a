package observation

import (
	"fmt"
	"math"
	"time"
)

// Rules say when readings of a series mean something. They are data: they come
// from an agreement or from the operator, never from code. As JSON:
//
//	{"thresholds": [{"name": "limit", "level": 0.017, "clear": 0.012, "count": 2, "for": "10m"}],
//	 "rises": [{"name": "fast", "by": 0.5, "over": "1h"}], "silence": "2h", "lateness": "24h"}
type Rules struct {
	Thresholds []Threshold
	Rises      []Rise
	// Silence is how long a series may go without a value before that is a
	// signal of its own, and how long a gap ends a run. Zero: for ever.
	Silence time.Duration
	// Lateness is how far behind the newest reading of its series a reading
	// may come and still be counted as if it had come in time.
	Lateness time.Duration
}

// Threshold is a level with hysteresis and persistence.
type Threshold struct {
	Name  string
	Level float64 // reached at or beyond
	Clear float64 // over only when beyond this again, on the safe side of Level
	Below bool
	// Count consecutive values, and values lasting For from first to last, are
	// needed to raise and again to clear. Zero means one value, no duration.
	Count int
	For   time.Duration
}

// Rise is a rate of rise: the value has grown by By within Over. It clears
// when the growth within Over is less than half of By.
type Rise struct {
	Name string
	By   float64
	Over time.Duration
}

// Check refuses rules that could never clear, or that two signals could not be
// told apart by.
func (r Rules) Check() error {
	seen := map[string]bool{}
	name := func(n string) error {
		if n == "" || seen[n] {
			return fmt.Errorf("rule %q: every rule needs a name of its own", n)
		}
		seen[n] = true
		return nil
	}
	for _, t := range r.Thresholds {
		if err := name(t.Name); err != nil {
			return err
		}
		if err := t.check(); err != nil {
			return fmt.Errorf("rule %q: %w", t.Name, err)
		}
	}
	for _, s := range r.Rises {
		if err := name(s.Name); err != nil {
			return err
		}
		if !(s.By > 0) || math.IsInf(s.By, 0) || s.Over <= 0 {
			return fmt.Errorf("rule %q: by and over must be positive", s.Name)
		}
	}
	if r.Silence < 0 || r.Lateness < 0 {
		return fmt.Errorf("silence and lateness must not be negative")
	}
	return nil
}

func (t Threshold) check() error {
	if math.IsNaN(t.Level+t.Clear) || math.IsInf(t.Level+t.Clear, 0) {
		return fmt.Errorf("level and clear must be numbers")
	}
	if t.Count < 0 || t.For < 0 {
		return fmt.Errorf("count and for must not be negative")
	}
	// Without a distance between the two, a value at the level would raise and
	// clear in turn.
	if !t.Below && !(t.Clear < t.Level) {
		return fmt.Errorf("clear %g must be below level %g", t.Clear, t.Level)
	}
	if t.Below && !(t.Clear > t.Level) {
		return fmt.Errorf("clear %g must be above level %g", t.Clear, t.Level)
	}
	return nil
}

// history is how far back of a moment its signals depend on values.
func (r Rules) history() time.Duration {
	var d time.Duration
	for _, s := range r.Rises {
		d = max(d, s.Over)
	}
	return d
}

// Kind is what a signal is about.
type Kind string

// The kinds of signal.
const (
	Crossed Kind = "crossed" // a threshold
	Rising  Kind = "rising"  // a rate of rise
	Silent  Kind = "silent"  // no value for too long
	TooLate Kind = "late"    // beyond a threshold, but older than the lateness window: for a person to judge
)

// Change is what a signal says about its rule.
type Change string

// The changes.
const (
	Raised    Change = "raised"
	Cleared   Change = "cleared"
	Withdrawn Change = "withdrawn" // the same signal, given before, does not follow from the readings as they are known now
)

// Signal is what a [Watch] has to say.
type Signal struct {
	Key
	Kind   Kind      `json:"kind"`
	Change Change    `json:"change"`
	Rule   string    `json:"rule"`
	At     time.Time `json:"at"`    // time of the reading that completed the run
	Since  time.Time `json:"since"` // time of the first reading of the run
	Value  float64   `json:"value"` // at At
	Limit  float64   `json:"limit"` // level, rise or nothing
	Unit   string    `json:"unit"`
	// Quality is the worst of the run; Simulated and Contested say that the run
	// has a reading that nobody took, or a moment with two values.
	Quality   Quality `json:"quality"`
	Simulated bool    `json:"simulated,omitempty"`
	Contested bool    `json:"contested,omitempty"`
	// Takes is, in a withdrawal, the change that is taken back.
	Takes Change `json:"takes,omitempty"`
}

// ID names what the signal says, so that the same signal is not acted on twice
// after a restart. A withdrawal has an ID of its own.
func (s Signal) ID() string {
	id := fmt.Sprintf("%s/%s/%s/%s/%d/%g", s.Key.Path(), s.Kind, s.Rule, s.Change, s.At.UnixMilli(), s.Value)
	if s.Takes != "" {
		id += "/" + string(s.Takes)
	}
	return id
}

// Text says the signal in English and in Simplified Chinese, with both forms
// of an excess.
func (s Signal) Text() map[string]string {
	en, zh := s.what()
	switch s.Change {
	case Cleared:
		en, zh = "cleared: "+en, "解除："+zh
	case Withdrawn:
		en, zh = "withdrawn after a late reading: "+en, "迟到数据到达后撤回："+zh
	}
	if s.Simulated {
		en, zh = en+" [simulated]", zh+"［模拟］"
	}
	if s.Contested {
		en, zh = en+" [contested: two values for one moment]", zh+"［同一时刻有两个数值］"
	}
	return map[string]string{"en": en, "zh-Hans": zh}
}

func (s Signal) what() (en, zh string) {
	at := s.At.Format(time.RFC3339)
	switch s.Kind {
	case Silent:
		return fmt.Sprintf("%s: no value since %s", s.Key.Path(), s.Since.Format(time.RFC3339)),
			fmt.Sprintf("%s：自 %s 起无数据", s.Key.Path(), s.Since.Format(time.RFC3339))
	case Rising:
		return fmt.Sprintf("%s: rule %s: %g %s at %s, rising by %g %s or more", s.Key.Path(), s.Rule, s.Value, s.Unit, at, s.Limit, s.Unit),
			fmt.Sprintf("%s：规则 %s：%s 为 %g %s，上涨达 %g %s", s.Key.Path(), s.Rule, at, s.Value, s.Unit, s.Limit, s.Unit)
	}
	e := Excess{Value: s.Value, Limit: s.Limit, Unit: s.Unit}.Text()
	return fmt.Sprintf("%s: rule %s at %s: %s", s.Key.Path(), s.Rule, at, e["en"]),
		fmt.Sprintf("%s：规则 %s，%s：%s", s.Key.Path(), s.Rule, at, e["zh-Hans"])
}
