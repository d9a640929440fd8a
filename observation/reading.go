package observation

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Quality says how far a value can be relied on.
type Quality string

// The four qualities, from best to worst.
const (
	Good      Quality = "good"
	Estimated Quality = "estimated" // not measured: interpolated, rated, below the limit of detection
	Suspect   Quality = "suspect"   // measured, but something is odd about it
	Missing   Quality = "missing"   // the station answers and has no value
)

// ParseQuality reads a quality as people and stations write it; nothing means
// [Good].
func ParseQuality(s string) (Quality, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "", "good", "ok", "正常", "良好":
		return Good, nil
	case "estimated", "est", "估计", "估算":
		return Estimated, nil
	case "suspect", "doubtful", "可疑", "存疑":
		return Suspect, nil
	case "missing", "缺测", "缺失":
		return Missing, nil
	}
	return "", fmt.Errorf("quality %q is not one of good, estimated, suspect, missing", clip(s))
}

// rank orders qualities from best (0) to worst.
func (q Quality) rank() int {
	switch q {
	case Good:
		return 0
	case Estimated:
		return 1
	case Suspect:
		return 2
	}
	return 3
}

// worse returns the worse of two qualities.
func (q Quality) worse(o Quality) Quality {
	if o.rank() > q.rank() {
		return o
	}
	return q
}

// Reading is one value of one series at one moment.
type Reading struct {
	Key
	Time      time.Time `json:"time"`  // of the measurement, to the millisecond
	Value     float64   `json:"value"` // nothing when Quality is Missing
	Unit      string    `json:"unit"`
	Quality   Quality   `json:"quality"`
	Simulated bool      `json:"simulated,omitempty"` // nobody took this reading; it must be shown as such everywhere
}

// Check refuses what cannot be a reading at all.
func (r Reading) Check() error {
	if r.Quality != Missing && (math.IsNaN(r.Value) || math.IsInf(r.Value, 0)) {
		return fmt.Errorf("observation: reading of %s: value is not a number", r.Key.Path())
	}
	if r.Time.IsZero() {
		return fmt.Errorf("observation: reading of %s: has no time", r.Key.Path())
	}
	return nil
}

// Relation is how a reading stands to another of the same series.
type Relation string

// What [Compare] can find.
const (
	Apart     Relation = "apart"     // another moment or another series
	Duplicate Relation = "duplicate" // says the same again
	Conflict  Relation = "conflict"  // same moment, other value: both are kept
	Regraded  Relation = "regraded"  // same moment and value, other quality: both are kept
)

// Compare says how b stands to a; both are in the unit of their series.
func Compare(a, b Reading) Relation {
	switch {
	case a.Key != b.Key || !a.Time.Equal(b.Time):
		return Apart
	case a.Value != b.Value || (a.Quality == Missing) != (b.Quality == Missing):
		return Conflict
	case a.Quality != b.Quality || a.Simulated != b.Simulated:
		return Regraded
	}
	return Duplicate
}

// Excess states a value against a limit in both forms that are in use. They
// differ by one and have been mistaken for each other in public.
type Excess struct {
	Value float64 `json:"value"`
	Limit float64 `json:"limit"`
	Unit  string  `json:"unit"`
}

// Times is value / limit.
func (e Excess) Times() float64 { return e.Value / e.Limit }

// Over is value / limit - 1, what Chinese bulletins print as 超标 n 倍.
func (e Excess) Over() float64 { return e.Value/e.Limit - 1 }

// String gives both forms in English.
func (e Excess) String() string { return e.Text()["en"] }

// Text gives both forms in English and in Simplified Chinese.
func (e Excess) Text() map[string]string {
	v, l := fmt.Sprintf("%g %s", e.Value, e.Unit), fmt.Sprintf("%g %s", e.Limit, e.Unit)
	if !(e.Limit > 0) {
		return map[string]string{"en": v + ", limit " + l, "zh-Hans": v + "，限值 " + l}
	}
	over := fmt.Sprintf("%.2f times over it", e.Over())
	overZH := fmt.Sprintf("超标 %.2f 倍", e.Over())
	if e.Over() < 0 {
		over, overZH = "not over it", "未超标"
	}
	return map[string]string{
		"en":      fmt.Sprintf("%s is %.2f times the limit of %s (%s)", v, e.Times(), l, over),
		"zh-Hans": fmt.Sprintf("%s，为限值 %s 的 %.2f 倍（%s）", v, l, e.Times(), overZH),
	}
}
