package observation

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// stamp is a date and a time of day as spreadsheets and loggers write them,
// with the zone in group 8.
var stamp = regexp.MustCompile(`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(?: ?(Z|z|[+-]\d{2}:?\d{2}))?$`)

// ParseTime reads a moment. RFC 3339 is preferred; a space for T, '/' for '-'
// and missing seconds are taken. A moment without a zone is refused: in 2005
// as today the same wall time was a different moment across a border.
func ParseTime(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return checkYear(t)
	}
	m := stamp.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, fmt.Errorf("time %q is not a moment with a zone: write it as 2005-11-20T07:00:00+08:00", clip(s))
	}
	if m[8] == "" {
		return time.Time{}, fmt.Errorf("time %q has no zone: write it as 2005-11-20T07:00:00+08:00", clip(s))
	}
	zone, err := parseZone(m[8])
	if err != nil {
		return time.Time{}, fmt.Errorf("time %q: %w", clip(s), err)
	}
	var n [7]int
	for i := 1; i <= 6; i++ {
		if m[i] != "" {
			n[i], _ = strconv.Atoi(m[i]) // the pattern lets only digits through
		}
	}
	if m[7] != "" {
		f, _ := strconv.ParseFloat(m[7], 64)
		n[0] = int(f * 1e9)
	}
	t := time.Date(n[1], time.Month(n[2]), n[3], n[4], n[5], n[6], n[0], zone)
	if t.Day() != n[3] || int(t.Month()) != n[2] || t.Hour() != n[4] || t.Minute() != n[5] || t.Second() != n[6] {
		return time.Time{}, fmt.Errorf("time %q does not exist in the calendar", clip(s))
	}
	return checkYear(t)
}

// parseZone reads Z, +08:00 or +0800.
func parseZone(s string) (*time.Location, error) {
	if s == "Z" || s == "z" {
		return time.UTC, nil
	}
	h, _ := strconv.Atoi(s[1:3])
	m, _ := strconv.Atoi(s[len(s)-2:])
	if h > 14 || m > 59 {
		return nil, fmt.Errorf("zone %s does not exist (-12:00 to +14:00)", s)
	}
	off := h*3600 + m*60
	if s[0] == '-' {
		off = -off
	}
	return time.FixedZone("", off), nil
}

// checkYear refuses slips of the pen such as the year 205, and cuts to the
// millisecond, which is what is stored.
func checkYear(t time.Time) (time.Time, error) {
	if _, off := t.Zone(); off > 14*3600 || off < -12*3600 {
		return time.Time{}, fmt.Errorf("zone %s does not exist (-12:00 to +14:00)", t.Format("-07:00"))
	}
	if y := t.Year(); y < 1850 || y > 2200 {
		return time.Time{}, fmt.Errorf("time %s: year %d cannot be meant", t.Format(time.RFC3339), y)
	}
	return t.Truncate(time.Millisecond), nil
}

// Clock says how far a reading's time may stray from the node's clock.
type Clock struct {
	Ahead time.Duration // a reading further ahead is refused
	Late  time.Duration // a reading further behind is late
}

// DefaultClock tolerates 30 s ahead and calls a reading late after 2 h.
func DefaultClock() Clock { return Clock{Ahead: 30 * time.Second, Late: 2 * time.Hour} }

// Judge says whether a reading taken at one moment and received at now is
// late; the error says why it is refused, and guesses what is wrong.
func (c Clock) Judge(at, now time.Time) (late bool, err error) {
	ahead := at.Sub(now)
	if ahead <= c.Ahead {
		return -ahead > c.Late, nil
	}
	hint := "is the station's clock right?"
	switch {
	case nearDays(ahead) > 0:
		hint = "is the date of the station's clock right?"
	case nearHours(ahead):
		hint = "is the zone right?"
	}
	return false, fmt.Errorf("time %s is %s ahead of this node's clock (%s): %s",
		at.Format(time.RFC3339), ahead.Round(time.Second), now.In(at.Location()).Format(time.RFC3339), hint)
}

// DayOff says whether the newest reading of a station that reports live is so
// exactly one or more days old that its clock's date is probably wrong.
func (c Clock) DayOff(newest, now time.Time) (reason string, off bool) {
	behind := now.Sub(newest)
	if behind <= c.Late {
		return "", false
	}
	d := nearDays(behind)
	if d == 0 || d > 2 {
		return "", false
	}
	return fmt.Sprintf("the newest reading is %s behind this node's clock: is the date of the station's clock right?",
		behind.Round(time.Second)), true
}

// slack is how far from a whole day or hour a wrong date or zone still shows.
const slack = 10 * time.Minute

// nearDays returns the whole number of days that d is close to, or 0.
func nearDays(d time.Duration) int {
	const day = 24 * time.Hour
	n := d.Round(day)
	if n > 0 && (d-n).Abs() <= slack {
		return int(n / day)
	}
	return 0
}

// nearHours says whether d is close to the distance of two zones.
func nearHours(d time.Duration) bool {
	n := d.Round(time.Hour)
	return n > 0 && n <= 14*time.Hour && (d-n).Abs() <= slack
}
