package plain

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tongzhou/figure"
	"tongzhou/hazard"
	"tongzhou/skill"
	"tongzhou/table"
)

// Score holds forecasts against what was observed.
type Score struct {
	Threshold *float64  // in the unit of the forecast: what is over it is an event; nil: none
	YesAt     float64   // probability from which an event counts as forecast
	Edges     []float64 // classes of lead time, h; none: all together
	Seed      uint64    // of the consistency bars
	Lang      string
}

// A kind is what the columns of a forecast are.
type kind int

const (
	single kind = iota
	quantiles
	members
	chance // the probability of the event itself
)

// forecasts is a table of forecasts.
type forecasts struct {
	kind
	quantity table.Quantity
	unit     string
	levels   []float64 // of quantiles
	rows     map[string]issued
	order    []string
	table    *table.Table
}

// issued is one forecast: its values in the unit of the file.
type issued struct {
	values []float64
	lead   float64 // h; not a number: not said
}

// bars is how often forecasts are drawn again for the consistency bars, bins into how many classes of probability they fall.
const (
	bars = 1000
	bins = 10
)

var valueColumn = regexp.MustCompile(`^(value|p[0-9]+(?:\.[0-9]+)?|m[0-9]+)_([a-z0-9]+)$`)

// key is what a forecast and its observation have in common: the place, if there is one, and the time.
type key struct{ place, hour, time table.Column }

func keyOf(t *table.Table) key {
	k := key{t.Column(table.Want{Name: "place", Optional: true}), t.Column(table.Want{Name: "hour", Quantity: table.Plain, Optional: true}), t.Column(table.Want{Name: "time", Optional: true})}
	return k
}

// of is the key of a row. A time is one instant in whichever zone it is spelt.
func (k key) of(r table.Row) string {
	when := ""
	if k.hour.Found() {
		when = strconv.FormatFloat(k.hour.Required(r), 'g', -1, 64)
	}
	if at := k.time.Time(r); !at.IsZero() {
		when = at.UTC().Format("2006-01-02T15:04:05Z")
	}
	return k.place.Text(r) + "|" + when
}

// readForecasts reads value_m3s, or p05_m3s p50_m3s ..., or m1_m3s m2_m3s ..., or probability.
func readForecasts(s table.Source) (*forecasts, error) {
	t := table.Read(s)
	f := &forecasts{rows: map[string]issued{}, table: t, kind: -1}
	k := keyOf(t)
	lead := t.Column(table.Want{Name: "lead_hour", Quantity: table.Plain, Optional: true})
	columns, err := f.columns(t)
	if err != nil {
		return nil, err
	}
	for _, r := range t.Rows() {
		x := issued{lead: math.NaN()}
		if lead.Found() {
			x.lead = lead.Required(r)
		}
		for _, c := range columns {
			v := c.Required(r)
			if f.kind != chance {
				v = first(f.quantity.Convert(v, f.unit))
			}
			x.values = append(x.values, v)
		}
		if t.Err() == nil {
			if err := f.check(r, x.values); err != nil {
				return nil, err
			}
		}
		id := k.of(r) + "|" + lead.Text(r)
		if _, twice := f.rows[id]; twice {
			return nil, t.Fault(r.Line, "place, time and lead stand twice")
		}
		f.rows[id] = x
		f.order = append(f.order, id)
	}
	return f, t.Err()
}

// columns finds what the forecast consists of, and of which quantity it is.
func (f *forecasts) columns(t *table.Table) ([]table.Column, error) {
	type found struct {
		table.Column
		level float64
	}
	var all []found
	for _, name := range t.Header() {
		m := valueColumn.FindStringSubmatch(name)
		if m == nil && name != "probability" {
			continue
		}
		is, q, level, base := chance, table.Plain, 0.0, name
		if m != nil {
			var ok bool
			if q, ok = table.QuantityOf(m[2]); !ok {
				return nil, t.Fault(1, fmt.Sprintf("column %q: no unit %q is known", name, m[2]))
			}
			is, base = map[byte]kind{'v': single, 'p': quantiles, 'm': members}[name[0]], m[1]
			if is == quantiles {
				level, _ = strconv.ParseFloat(m[1][1:], 64) // digits, by the pattern
				level /= 100
			}
		}
		if len(all) > 0 && (is != f.kind || q != f.quantity || is == single) {
			return nil, t.Fault(1, fmt.Sprintf("column %q beside %q: wants one value, or quantiles, or members, or one probability, all of one quantity", name, all[0].Name))
		}
		c := t.Column(table.Want{Name: base, Quantity: q})
		f.kind, f.quantity, f.unit = is, q, c.Unit
		all = append(all, found{c, level})
	}
	if len(all) == 0 && t.Err() == nil {
		return nil, t.Fault(1, "has no forecast: wants value_m3s, or p05_m3s p50_m3s ..., or m1_m3s m2_m3s ..., or probability (any unit)")
	}
	slices.SortStableFunc(all, func(a, b found) int {
		return int(math.Copysign(1, a.level-b.level)) * map[bool]int{true: 0, false: 1}[a.level == b.level]
	})
	var columns []table.Column
	for _, x := range all {
		if f.kind == quantiles && !(x.level > 0 && x.level < 1) {
			return nil, t.Fault(1, fmt.Sprintf("column %q: wants a quantile between p0 and p100", x.Name))
		}
		columns, f.levels = append(columns, x.Column), append(f.levels, x.level)
	}
	return columns, t.Err()
}

// check refuses quantiles that fall and probabilities that are none.
func (f *forecasts) check(r table.Row, v []float64) error {
	for i, x := range v {
		switch {
		case f.kind == chance && !(x >= 0 && x <= 1):
			return f.table.Fault(r.Line, fmt.Sprintf("probability: %g: wants 0 to 1", x))
		case f.kind == quantiles && i > 0 && x < v[i-1]:
			return f.table.Fault(r.Line, fmt.Sprintf("p%g: %g after %g: quantiles do not decrease", 100*f.levels[i], x, v[i-1]))
		}
	}
	return nil
}

// median is the forecast as one number.
func (f *forecasts) median(v []float64) float64 {
	switch f.kind {
	case quantiles:
		return at(f.levels, v, 0.5)
	case members:
		return hazard.QuantilesOf(slices.Clone(v)).P50
	}
	return v[0]
}

// at is where a line through points that go upwards has its x; beyond the ends it is level.
func at(xs, ys []float64, x float64) float64 {
	i, _ := slices.BinarySearch(xs, x)
	if i == 0 || i == len(xs) {
		return ys[min(i, len(xs)-1)]
	}
	if xs[i] == xs[i-1] {
		return ys[i]
	}
	return ys[i-1] + (ys[i]-ys[i-1])*(x-xs[i-1])/(xs[i]-xs[i-1])
}

// over is the probability of more than a threshold. Outside of the outer quantiles half of what lies there is taken.
func (f *forecasts) over(v []float64, threshold float64) float64 {
	switch f.kind {
	case chance:
		return v[0]
	case quantiles:
		last := len(v) - 1
		switch {
		case threshold < v[0]:
			return 1 - f.levels[0]/2
		case threshold >= v[last]:
			return (1 - f.levels[last]) / 2
		}
		return 1 - at(v, f.levels, threshold)
	}
	n := 0.0
	for _, x := range v {
		if x > threshold {
			n++
		}
	}
	return n / float64(len(v))
}

// scored is the pairs of a forecast and its observation.
type scored struct {
	*forecasts
	Score
	values   [][]float64
	observed []float64
	happened []bool
	leads    []float64

	unmatched, unforecast int
}

// pair reads the observations and finds the forecasts of each.
func (s *scored) pair(src table.Source) (*table.Table, error) {
	t := table.Read(src)
	k := keyOf(t)
	var value, happened table.Column
	if s.kind == chance {
		happened = t.Column(table.Want{Name: "happened"})
	} else {
		value = t.Column(table.Want{Name: "value", Quantity: s.quantity})
	}
	seen := map[string]table.Row{}
	for _, r := range t.Rows() {
		id := k.of(r)
		if _, twice := seen[id]; twice {
			return nil, t.Fault(r.Line, "place and time stand twice")
		}
		seen[id] = r
	}
	used := map[string]bool{}
	for _, id := range s.order {
		place := id[:strings.LastIndexByte(id, '|')]
		r, ok := seen[place]
		if !ok {
			s.unmatched++
			continue
		}
		used[place] = true
		s.values, s.leads = append(s.values, s.rows[id].values), append(s.leads, s.rows[id].lead)
		if s.kind == chance {
			s.happened = append(s.happened, happened.YesNo(r))
			continue
		}
		v := first(s.quantity.Convert(value.Required(r), s.unit))
		s.observed = append(s.observed, v)
		if s.Threshold != nil {
			s.happened = append(s.happened, v > *s.Threshold)
		}
	}
	s.unforecast = len(seen) - len(used)
	if t.Err() == nil && len(s.values) == 0 {
		return nil, t.Fault(0, "has no observation of any forecast: wants the same place and time in both tables")
	}
	return t, t.Err()
}

// A mark is one score.
type mark struct {
	Score string   `json:"score"`
	Value *float64 `json:"value"` // null: there is none
	Unit  string   `json:"unit"`
	Why   string   `json:"why,omitempty"` // there is none, or what it is
}

func markOf(name, unit string, v float64, err error) mark {
	if err != nil {
		return mark{name, nil, unit, strings.TrimPrefix(err.Error(), "skill: ")}
	}
	return mark{name, &v, unit, ""}
}

// Run reads both tables and scores.
func (o Score) Run(forecast, observations table.Source) (*Result, error) {
	w, err := wordsOf(o.Lang)
	if err != nil {
		return nil, err
	}
	f, err := readForecasts(forecast)
	if err != nil {
		return nil, err
	}
	if f.kind == chance && o.Threshold != nil {
		return nil, f.table.Fault(1, "has the probability of an event, so the threshold is in it already: wants none")
	}
	s := &scored{forecasts: f, Score: o}
	t, err := s.pair(observations)
	if err != nil {
		return nil, err
	}
	r := &Result{Provenance: table.Provenance{Command: "tongzhou hazard river score", Model: "skill", Version: "1", Inputs: []table.Input{f.table.Input(), t.Input()}, Given: map[string]string{}}}
	if o.Threshold != nil {
		r.Provenance.Given["threshold"] = table.Digits(*o.Threshold) + " " + f.unit
	}
	if s.happened != nil {
		r.Provenance.Given["yes-at"], r.Provenance.Given["bars-seed"] = table.Digits(o.YesAt), strconv.FormatUint(o.Seed, 10)
	}
	if s.unmatched > 0 || s.unforecast > 0 {
		r.Said = append(r.Said, fmt.Sprintf("%d forecasts have no observation and %d observations no forecast: they are left out", s.unmatched, s.unforecast))
	}
	return r, s.tell(r, w)
}

// tell is the table of all scores.
func (s *scored) tell(r *Result, w words) error {
	marks := append(s.series(), s.spread()...)
	var parts *skill.Parts
	var counts *skill.YesNo
	if s.happened != nil {
		var probabilities []float64
		for _, v := range s.values {
			threshold := 0.0
			if s.Threshold != nil {
				threshold = *s.Threshold
			}
			probabilities = append(probabilities, s.over(v, threshold))
		}
		p, err := skill.Diagram(probabilities, s.happened, bins, bars, s.Seed)
		if err != nil {
			return err
		}
		c, err := skill.Count(probabilities, s.happened, s.YesAt)
		if err != nil {
			return err
		}
		parts, counts = &p, &c
		marks = append(marks, yesNo(p, c)...)
		s.diagram(r, p, w)
	}
	leads, outside, err := s.byLead()
	if err != nil {
		return err
	}
	if outside > 0 {
		r.Said = append(r.Said, fmt.Sprintf("%d forecasts lie outside of the classes of lead time", outside))
	}
	r.Header = []string{"score", "lead_from_h", "lead_to_h", "value", "unit", "why"}
	for _, m := range marks {
		text := ""
		if m.Value != nil {
			text = table.Digits(*m.Value)
		}
		r.Rows = append(r.Rows, []string{m.Score, "", "", text, m.Unit, m.Why})
	}
	for _, l := range leads {
		if l.Count > 0 {
			r.Rows = append(r.Rows, []string{"crps_mean", table.Digits(l.From), table.Digits(l.To), table.Digits(l.Mean), table.Spelt(s.unit), fmt.Sprintf("of %d", l.Count)})
		}
	}
	r.Value = struct {
		Pairs       int          `json:"pairs"`
		Unmatched   int          `json:"forecastsWithoutObservation"`
		Unforecast  int          `json:"observationsWithoutForecast"`
		Scores      []mark       `json:"scores"`
		Counts      *skill.YesNo `json:"counts,omitempty"`
		Reliability *skill.Parts `json:"reliability,omitempty"`
		ByLead      []skill.Row  `json:"crpsByLead,omitempty"`
	}{len(s.values), s.unmatched, s.unforecast, marks, counts, parts, leads}
	return nil
}

// series scores the medians as if they were all that was said.
func (s *scored) series() []mark {
	n := float64(len(s.values))
	out := []mark{markOf("pairs", "", n, nil)}
	if s.kind == chance {
		return out
	}
	var m []float64
	for _, v := range s.values {
		m = append(m, s.median(v))
	}
	add := func(name, unit string, v float64, err error) { out = append(out, markOf(name, unit, v, err)) }
	for _, x := range []struct {
		name, unit string
		score      func(observed, forecast []float64) (float64, error)
	}{{"nse", "", skill.NSE}, {"pbias", "%", skill.PBIAS}, {"fb", "", skill.FB}, {"nmse", "", skill.NMSE}, {"fac2", "", skill.FAC2}, {"mg", "", skill.MG}, {"vg", "", skill.VG}} {
		v, err := x.score(s.observed, m)
		add(x.name, x.unit, v, err)
	}
	k, err := skill.KGE2012(s.observed, m)
	add("kge", "", k.Efficiency(), err)
	off := 0.0
	for i, o := range s.observed {
		off += math.Abs(m[i]-o) / n
	}
	add("mae_median", table.Spelt(s.unit), off, nil)
	return out
}

// crps of the i-th forecast.
func (s *scored) crps(i int) (float64, error) {
	if s.kind == quantiles {
		return skill.CRPSOfQuantiles(s.levels, s.values[i], s.observed[i])
	}
	return skill.CRPS(s.values[i], s.observed[i])
}

// spread scores whole distributions.
func (s *scored) spread() []mark {
	if s.kind == chance {
		return nil
	}
	unit, sum, n := table.Spelt(s.unit), 0.0, float64(len(s.values))
	for i := range s.values {
		v, err := s.crps(i)
		if err != nil {
			return []mark{markOf("crps_mean", unit, 0, err)}
		}
		sum += v / n
	}
	out := []mark{markOf("crps_mean", unit, sum, nil)}
	if s.kind == single {
		return out
	}
	for _, band := range []struct {
		name      string
		low, high float64
	}{{"coverage_90", .05, .95}, {"coverage_50", .25, .75}} {
		inside, wide := 0.0, 0.0
		for i, v := range s.values {
			low, high := s.quantile(v, band.low), s.quantile(v, band.high)
			if wide += (high - low) / n; s.observed[i] >= low && s.observed[i] <= high {
				inside += 1 / n
			}
		}
		if s.kind == quantiles && (s.levels[0] > band.low || s.levels[len(s.levels)-1] < band.high) {
			out = append(out, mark{band.name, nil, "", "the quantiles do not reach so far out"})
			continue
		}
		if need := int(math.Round(1/band.low)) - 1; s.kind == members && len(s.values[0]) < need {
			out = append(out, mark{band.name, nil, "", fmt.Sprintf("wants %d members or more", need)})
			continue
		}
		out = append(out, markOf(band.name, "", inside, nil), markOf(strings.Replace(band.name, "coverage", "width", 1), unit, wide, nil))
	}
	if s.kind == members {
		ranks, err := skill.Ranks(s.values, s.observed)
		if err == nil {
			v, err := skill.Unevenness(ranks)
			m := markOf("rank_chi2", "", v, err)
			m.Why = fmt.Sprintf("about %d if the observation is just another member", len(ranks)-1)
			out = append(out, m)
		}
	}
	return out
}

func (s *scored) quantile(v []float64, level float64) float64 {
	if s.kind == quantiles {
		return at(s.levels, v, level)
	}
	// Type 6 of Hyndman and Fan (1996): between the members of these ranks lies that share of what is drawn like them. Type 7, by which a footprint
	// is told, lies further in: of 39 reliable members its 90 % band would hold 85 %.
	x := slices.Sorted(slices.Values(v))
	h := math.Min(math.Max(level*float64(len(x)+1)-1, 0), float64(len(x)-1))
	i := int(h)
	return x[i] + (h-float64(i))*(x[min(i+1, len(x)-1)]-x[i])
}

// yesNo are the scores of an event.
func yesNo(p skill.Parts, c skill.YesNo) []mark {
	out := []mark{markOf("brier", "", p.Brier, nil), markOf("reliability", "", p.Reliability, nil), markOf("resolution", "", p.Resolution, nil), markOf("uncertainty", "", p.Uncertainty, nil)}
	for _, x := range []struct {
		name  string
		score func() (float64, error)
	}{{"pod", c.POD}, {"far", c.FAR}, {"pofd", c.POFD}, {"csi", c.CSI}, {"frequency_bias", c.Bias}} {
		v, err := x.score()
		out = append(out, markOf(x.name, "", v, err))
	}
	return out
}

// byLead tables the CRPS by lead time.
func (s *scored) byLead() ([]skill.Row, int, error) {
	if len(s.Edges) == 0 || s.kind == chance {
		return nil, 0, nil
	}
	var all []skill.Scored
	for i, lead := range s.leads {
		if math.IsNaN(lead) {
			return nil, 0, s.table.Fault(1, "has no column lead_hour: classes of lead time want one")
		}
		v, err := s.crps(i)
		if err != nil {
			return nil, 0, err
		}
		all = append(all, skill.Scored{Lead: lead, Score: v})
	}
	return skill.ByLead(all, s.Edges)
}

// diagram draws the reliability.
func (s *scored) diagram(r *Result, p skill.Parts, w words) {
	event := w.say("event")
	if s.Threshold != nil {
		event = "> " + table.Digits(*s.Threshold) + " " + table.Spelt(s.unit)
	}
	d := figure.Reliability{Sheet: figure.Sheet{Title: w.say("reliability", "event", event, "count", fmt.Sprint(len(s.values))), X: w.say("forecast"), Y: w.say("happened"), Note: note(r.Provenance)},
		Diagonal: w.say("perfect"), Points: w.say("forecasts"), Bars: w.say("bars")}
	for _, b := range p.Bins {
		d.Bins = append(d.Bins, figure.Bin{Forecast: b.Forecast, Observed: b.Observed, Low: b.Low, High: b.High, Count: b.Count})
	}
	r.draws("reliability", d)
}
