package plain

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tongzhou/figure"
	"tongzhou/hazard/river/muskingum"
	"tongzhou/skill"
	"tongzhou/table"
)

// Muskingum carries a hydrograph down one gauged reach. With Fit it first finds K and X (and M) from an outflow that was observed.
type Muskingum struct {
	K, X float64 // h; no unit
	M    float64 // exponent of a nonlinear reach; 0 or 1: linear
	// First is the outflow at the first time, in the unit of the file; below 0: as observed, or else as the inflow.
	First float64
	Fit   string // "", "linear" or "nonlinear"
	Lang  string
}

// gauged is the file of a reach.
type gauged struct {
	series
	unit              string
	inflow, outflow   []float64 // outflow nil: not observed
	table             *table.Table
	factor            float64 // m3 in one unit of flow over one hour
	routed            []float64
	reach             muskingum.Nonlinear // K in h; M 1: linear
	sumOfSquares      float64
	coefficients      []float64
	stored, imbalance float64
}

// readGauged wants hour or time, inflow and perhaps outflow. Everything is left in the unit of the inflow: the method knows none.
func readGauged(s table.Source) (*gauged, error) {
	t := table.Read(s)
	f := &gauged{table: t}
	in := t.Column(table.Want{Name: "inflow", Quantity: table.Flow})
	out := t.Column(table.Want{Name: "outflow", Quantity: table.Flow, Optional: true})
	var err error
	if f.series, err = regular(t); err != nil {
		return nil, err
	}
	f.unit = in.Unit
	f.factor = 3600 / first(table.Flow.Convert(1, in.Unit))
	for _, r := range t.Rows() {
		for _, c := range []struct {
			table.Column
			to *[]float64
		}{{in, &f.inflow}, {out, &f.outflow}} {
			if !c.Found() {
				continue
			}
			v := c.Required(r)
			if v < 0 && t.Err() == nil {
				return nil, t.Fault(r.Line, fmt.Sprintf("%s: %s: wants 0 or more", c.Name, c.Text(r)))
			}
			*c.to = append(*c.to, first(table.Flow.Convert(v, in.Unit)))
		}
	}
	return f, t.Err()
}

func first[T, U any](v T, _ U) T { return v }

// Run reads the file, fits if that is asked for, and routes.
func (m Muskingum) Run(src table.Source) (*Result, error) {
	w, err := wordsOf(m.Lang)
	if err != nil {
		return nil, err
	}
	f, err := readGauged(src)
	if err != nil {
		return nil, err
	}
	if err := m.find(f); err != nil {
		return nil, err
	}
	start := m.First
	switch {
	case start < 0 && f.outflow != nil:
		start = f.outflow[0]
	case start < 0:
		start = f.inflow[0] // as if it had been steady before
	}
	linear := muskingum.Linear{K: f.reach.K, X: f.reach.X, Step: f.step}
	if f.reach.M == 1 {
		var c [3]float64
		if c, err = linear.Coefficients(); err == nil {
			f.coefficients = c[:]
			f.routed, err = linear.Route(f.inflow, start)
		}
	} else {
		f.routed, err = f.reach.Route(f.inflow, start)
	}
	if err != nil {
		return nil, f.table.Fault(0, strings.TrimPrefix(err.Error(), "muskingum: "))
	}
	f.balance()
	return m.result(f, w)
}

// find settles K, X and M: given, or fitted.
func (m Muskingum) find(f *gauged) error {
	f.reach = muskingum.Nonlinear{K: m.K, X: m.X, M: m.M, Step: f.step}
	if m.M == 0 {
		f.reach.M = 1
	}
	if m.Fit == "" {
		return nil
	}
	if f.outflow == nil {
		return f.table.Fault(1, "has no column outflow: a fit wants what flowed out when that flowed in")
	}
	var err error
	switch m.Fit {
	case "linear":
		var l muskingum.Linear
		l, f.sumOfSquares, err = muskingum.FitLinear(f.inflow, f.outflow, f.step)
		f.reach = muskingum.Nonlinear{K: l.K, X: l.X, M: 1, Step: l.Step}
	case "nonlinear":
		f.reach, f.sumOfSquares, err = muskingum.Fit(f.inflow, f.outflow, f.step)
	default:
		err = fmt.Errorf("fit %q: wants linear or nonlinear", m.Fit)
	}
	if err != nil {
		return f.table.Fault(0, strings.TrimPrefix(err.Error(), "muskingum: "))
	}
	return nil
}

// balance holds what flowed in against what flowed out and what the reach holds more at the end. The linear method keeps water exactly; the nonlinear
// one is stepped as its papers step it, which does not quite.
func (f *gauged) balance() {
	last := len(f.inflow) - 1
	held := func(i int) float64 {
		return f.reach.K * math.Pow(f.reach.X*f.inflow[i]+(1-f.reach.X)*f.routed[i], f.reach.M)
	}
	f.stored = (held(last) - held(0)) * f.factor
	f.imbalance = f.volume(f.inflow) - f.volume(f.routed) - f.stored
}

// volume of a hydrograph, m3, by trapezoids.
func (f *gauged) volume(q []float64) float64 {
	sum := 0.0
	for i := 1; i < len(q); i++ {
		sum += (q[i] + q[i-1]) / 2 * f.step
	}
	return sum * f.factor
}

// crest is the highest flow and the hours from the first row to it.
func (f *gauged) crest(q []float64) crest {
	at := slices.Index(q, slices.Max(q))
	return crest{q[at], f.hours[at], f.label(at)}
}

type crest struct {
	Flow  float64 `json:"flow"`
	Hours float64 `json:"hoursAfterFirst"`
	At    string  `json:"at"`
}

// fitted is how well a computed outflow meets the observed one.
type fitted struct {
	SumOfSquares float64  `json:"sumOfSquares"` // in the square of the file's unit
	NSE          *float64 `json:"nse"`          // null: the observations are all the same
	PBIAS        *float64 `json:"pbias"`
}

func (f *gauged) fitted() *fitted {
	if f.outflow == nil {
		return nil
	}
	out := &fitted{}
	for i, o := range f.outflow {
		out.SumOfSquares += (o - f.routed[i]) * (o - f.routed[i])
	}
	out.NSE, out.PBIAS = defined(skill.NSE(f.outflow, f.routed)), defined(skill.PBIAS(f.outflow, f.routed))
	return out
}

// defined is a score, or nil where there is none.
func defined(v float64, err error) *float64 {
	if err != nil {
		return nil
	}
	return &v
}

// result tells it.
func (m Muskingum) result(f *gauged, w words) (*Result, error) {
	given := map[string]string{"fit": m.Fit, "first": table.Digits(f.routed[0]) + " " + f.unit}
	if m.Fit == "" {
		given = map[string]string{"k": table.Digits(m.K) + " h", "x": table.Digits(m.X), "m": table.Digits(f.reach.M), "first": table.Digits(f.routed[0]) + " " + f.unit}
	}
	r := &Result{Provenance: table.Provenance{Command: "tongzhou hazard river muskingum", Model: "river/muskingum", Version: "1",
		Inputs: []table.Input{f.table.Input()}, Given: given}}
	r.Header = []string{f.column(), "inflow_" + f.unit, "outflow_" + f.unit}
	if f.outflow != nil {
		r.Header = append(r.Header, "observed_"+f.unit)
	}
	lines := []figure.Line{{Name: w.say("inflow"), Y: f.inflow}, {Name: w.say("outflow"), Y: f.routed}}
	if f.outflow != nil {
		lines = append(lines, figure.Line{Name: w.say("observed"), Y: f.outflow, Dots: true})
	}
	for i := range f.inflow {
		row := []string{f.label(i), table.Digits(f.inflow[i]), table.Digits(f.routed[i])}
		if f.outflow != nil {
			row = append(row, table.Digits(f.outflow[i]))
		}
		r.Rows = append(r.Rows, row)
	}
	in, out := f.crest(f.inflow), f.crest(f.routed)
	type reach struct {
		K            float64   `json:"k"` // h; h (unit of flow)^(1-m) if m is not 1
		X            float64   `json:"x"`
		M            float64   `json:"m"`
		Step         float64   `json:"stepHours"`
		Coefficients []float64 `json:"coefficients,omitempty"`
	}
	type balance struct {
		In        float64 `json:"inflowM3"`
		Out       float64 `json:"outflowM3"`
		Stored    float64 `json:"storedM3"`
		Imbalance float64 `json:"imbalanceM3"`
	}
	r.Value = struct {
		Unit    string    `json:"unit"`
		Reach   reach     `json:"reach"`
		Inflow  crest     `json:"inflowPeak"`
		Outflow crest     `json:"outflowPeak"`
		Balance balance   `json:"balance"`
		Fitted  *fitted   `json:"againstObserved,omitempty"`
		Routed  []float64 `json:"outflow"`
	}{table.Spelt(f.unit), reach{f.reach.K, f.reach.X, f.reach.M, f.step, f.coefficients}, in, out,
		balance{f.volume(f.inflow), f.volume(f.routed), f.stored, f.imbalance}, f.fitted(), f.routed}
	unit := table.Spelt(f.unit)
	at := make([]float64, len(f.hours))
	for i, h := range f.hours {
		if at[i] = h; f.start.IsZero() {
			at[i] += f.first
		}
	}
	if f.reach.M != 1 && math.Abs(f.imbalance) > 0.05*f.volume(f.inflow) {
		return nil, f.table.Fault(0, "K, X and M do not keep water: over 5 % of the inflow is missing or made; fit them to this reach")
	}
	r.draws("hydrograph", figure.Hydrograph{Sheet: figure.Sheet{Title: w.say("muskingum", "in", fmt.Sprintf("%.4g", in.Flow), "out", fmt.Sprintf("%.4g", out.Flow), "unit", unit),
		X: w.axis(f.start), Y: w.say("flow", "unit", unit), Note: note(r.Provenance)}, Start: f.start, Hours: at, Lines: lines})
	return r, nil
}
