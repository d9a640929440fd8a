package plain

import (
	"math"
	"slices"
	"strings"
	"time"

	"tongzhou/figure"
	"tongzhou/hazard"
	"tongzhou/table"
)

// A passage is when members are over a limit somewhere: hours since the start, not a number of one that never is.
type passage struct{ arrival, end []float64 }

// over is the share of the members that are over it at an hour.
func (p passage) over(hour float64) float64 {
	n := 0
	for k, a := range p.arrival {
		if a <= hour && hour <= p.end[k] { // false of what is not a number
			n++
		}
	}
	return float64(n) / float64(max(1, len(p.arrival)))
}

// median arrival of those that arrive, as tables have it; false if fewer than half of all do.
func (p passage) median() (float64, bool) {
	arrived := slices.DeleteFunc(slices.Clone(p.arrival), math.IsNaN)
	if len(arrived) == 0 || 2*len(arrived) < len(p.arrival) {
		return 0, false
	}
	return hazard.QuantilesOf(arrived).P50, true
}

// chart is a map in the making: by the arrival, or by where it is at one time.
type chart struct {
	words
	start time.Time
	at    time.Time // zero: by the arrival
	// edges of the classes of arrival, hours; step between them
	first, step float64
	count       int
}

// classes divides the arrivals into days or hours, six classes at the most.
func (c *chart) classes(all []passage) []string {
	if !c.at.IsZero() {
		return []string{c.say("surely"), c.say("likely"), c.say("possibly"), c.say("hardly")}
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, p := range all {
		if m, ok := p.median(); ok {
			low, high = min(low, m), max(high, m)
		}
	}
	if low > high {
		return nil
	}
	midnight := time.Date(c.start.Year(), c.start.Month(), c.start.Day(), 0, 0, 0, 0, c.start.Location()).Sub(c.start).Hours()
	for _, c.step = range []float64{1, 2, 3, 6, 12, 24, 48, 72, 120, 240, 480} {
		c.first = midnight + math.Floor((low-midnight)/c.step)*c.step
		if c.count = int((high-c.first)/c.step) + 1; c.count <= 6 {
			break
		}
	}
	var out []string
	for i := range c.count {
		from, to := c.clock(c.first+float64(i)*c.step), c.clock(c.first+float64(i+1)*c.step)
		if day, hour, ok := strings.Cut(to, " "); ok && strings.HasPrefix(from, day) {
			to = hour
		}
		out = append(out, c.say("between", "from", from, "to", to))
	}
	return out
}

// clock is an hour as people say it, in the zone of the start.
func (c *chart) clock(hour float64) string {
	at := c.start.Add(time.Duration(math.Round(hour*60)) * time.Minute)
	if c.step >= 24 {
		return at.Format("01-02")
	}
	return at.Format("01-02 15:04")
}

// class of a passage, and what is said of it beside a name.
func (c *chart) class(p passage) (int, string) {
	if !c.at.IsZero() {
		share := p.over(c.at.Sub(c.start).Hours())
		said := table.Digits(math.Round(100*share)) + " %"
		for i, least := range []float64{0.9, 0.5, 0.1} {
			if share >= least {
				return i, said
			}
		}
		if share > 0 {
			return 3, said
		}
		return -1, said
	}
	m, ok := p.median()
	if !ok || c.count == 0 {
		return -1, ""
	}
	return min(int((m-c.first)/c.step), c.count-1), c.start.Add(time.Duration(math.Round(m*60)) * time.Minute).Format("01-02 15:04")
}

// sheet is what stands about the map.
func (c *chart) sheet(what, notes string) figure.Sheet {
	zone := c.start.Format("-07:00")
	title := c.say("maparrival", "what", what, "zone", zone)
	if !c.at.IsZero() {
		title = c.say("mapat", "what", what, "time", c.at.In(c.start.Location()).Format("2006-01-02 15:04"), "zone", zone)
	}
	return figure.Sheet{Title: title, X: c.say("longitude"), Y: c.say("latitude"), Note: notes}
}

// none names what is in no class.
func (c *chart) none() string {
	if c.at.IsZero() {
		return c.say("unreached")
	}
	return c.say("nowhere")
}

// arrivals is a histogram of when members arrive at a place; the title says where and how many do.
func (w words) arrivals(title string, p table.Provenance, start time.Time, times []float64, q hazard.Quantiles) figure.Histogram {
	s := hazard.SpreadOf(times)
	h := figure.Histogram{Sheet: figure.Sheet{Title: title, X: w.axis(start), Y: w.say("share"), Note: note(p)}, Start: start, Name: w.say("members"), Edges: s.Edges(), Shares: s.Shares}
	for i, at := range []float64{q.P05, q.P50, q.P95} {
		h.Marks = append(h.Marks, figure.Mark{Name: w.say("quantile", "level", []string{"5", "50", "95"}[i]), At: at})
	}
	return h
}
