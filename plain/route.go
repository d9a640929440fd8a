package plain

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"tongzhou/figure"
	"tongzhou/hazard"
	"tongzhou/hazard/river/route"
	"tongzhou/table"
)

// Route carries flood waves down a network.
type Route struct {
	Step   float64 // s
	Short  bool    // the step of the National Water Model
	Ending bool    // inflows are those of the interval that ends at their time, as of the National Water Model; else of the one that begins there
	Unit   string  // of inflows whose table names none
	At     []int64 // elements whose flow is told; none: the outlets
	// Members above 1 make an ensemble: the inflows of all times and places times exp(InflowSD z), z standard normal.
	Members  int
	InflowSD float64
	Seed     uint64
	Lang     string
	Progress Progress
}

// A Progress is told how much of a long run is done, 0 to 1; an error ends the run with it. Nil: nobody asks.
type Progress func(done float64) error

func (p Progress) says(done float64) error {
	if p == nil {
		return nil
	}
	return p(done)
}

// RouteFiles are the files of a network; all but the first two may be nil.
type RouteFiles struct {
	Network, Inflow, Initial, Reservoirs, Rules, Detentions, Measures *table.Source
}

// Run reads the files and routes.
func (o Route) Run(f RouteFiles) (*Result, error) {
	w, err := wordsOf(o.Lang)
	if err != nil {
		return nil, err
	}
	n, l, flow, err := o.read(f)
	if err != nil {
		return nil, err
	}
	in := n.Inputs
	if !o.Short {
		in.Step = o.Step
	}
	net, err := route.New(in)
	if err != nil {
		return nil, n.fault(err)
	}
	if flow == nil {
		flow = n.steady(l.flows[0])
	}
	t := &routed{Route: o, network: n, net: net, l: l, initial: flow}
	if err := t.places(); err != nil {
		return nil, err
	}
	for k := range max(1, o.Members) {
		if err := t.run(k); err != nil {
			return nil, n.fault(err)
		}
	}
	return t.result(w)
}

// read reads whatever files there are.
func (o Route) read(f RouteFiles) (n *network, l *laterals, flow []float64, err error) {
	if o.Members > 1 && !(o.InflowSD > 0 && o.InflowSD <= 2) {
		return nil, nil, nil, fmt.Errorf("members without doubt are all the same: wants an inflow sd of more than 0, at most 2 (0.3 is about 30 %%)")
	}
	if n, err = readNetwork(*f.Network); err != nil {
		return nil, nil, nil, err
	}
	for _, x := range []struct {
		s    *table.Source
		read func(table.Source) error
	}{{f.Reservoirs, n.reservoirs}, {f.Rules, n.rules}, {f.Detentions, n.detentions}} {
		if x.s != nil {
			if err := x.read(*x.s); err != nil {
				return nil, nil, nil, err
			}
		}
	}
	if l, err = n.readLaterals(*f.Inflow, o.Unit); err != nil {
		return nil, nil, nil, err
	}
	if f.Measures != nil {
		if err := n.orders(*f.Measures, l); err != nil {
			return nil, nil, nil, err
		}
	}
	if f.Initial != nil {
		flow, err = n.flows(*f.Initial)
	}
	if k := 3600 * l.step / o.Step; err == nil && (!(o.Step >= 1) || math.Abs(k-math.Round(k)) > 1e-9*k) {
		err = fmt.Errorf("step %g s: wants 1 s or more, of which the %g h between two inflows are a whole number", o.Step, l.step)
	}
	return n, l, flow, err
}

// steady is the flows that the first inflows make if they last: where nobody says how much water there was. A network that is not one is
// refused afterwards, so here a ring only has to end.
func (n *network) steady(lateral []float64) []float64 {
	to := make([]int, len(n.ids))
	waits := make([]int, len(n.ids))
	for i := range n.ids {
		id := route.ID(0)
		if i < len(n.Reaches) {
			id = n.Reaches[i].To
		} else {
			id = n.Reservoirs[i-len(n.Reaches)].To
		}
		to[i] = -1
		if j, ok := n.index[id]; ok {
			to[i] = j
			waits[j]++
		}
	}
	flow := slices.Clone(lateral)
	var ready []int
	for i, w := range waits {
		if w == 0 {
			ready = append(ready, i)
		}
	}
	for k := 0; k < len(ready); k++ {
		i := ready[k]
		flow[i] = math.Max(0, flow[i])
		if j := to[i]; j >= 0 {
			flow[j] += flow[i]
			if waits[j]--; waits[j] == 0 {
				ready = append(ready, j)
			}
		}
	}
	return flow
}

// routed is a network that is run, once for each member.
type routed struct {
	Route
	*network
	net     *route.Network
	l       *laterals
	initial []float64
	told    []int // elements whose flows are told

	flows   [][][]float64 // by told element, member, interval boundary
	stored  [][]float64   // by reservoir and detention area, interval boundary; of the first member
	balance balance       // of the first member
	over    []route.ID
}

// balance is where the water is, m3.
type balance struct {
	Inflow    float64 `json:"inflowM3"`
	Outflow   float64 `json:"outflowM3"`
	Reaches   float64 `json:"storedInReachesM3"`
	Reservoir float64 `json:"storedInReservoirsM3"`
	Detained  float64 `json:"storedInDetentionAreasM3"`
	Imbalance float64 `json:"imbalanceM3"`
}

// moved is how much water a balance is about.
func (b *balance) moved() float64 {
	return math.Abs(b.Inflow) + b.Outflow + math.Abs(b.Reaches) + math.Abs(b.Reservoir) + math.Abs(b.Detained)
}

// places finds the elements whose flows are told.
func (t *routed) places() error {
	for _, id := range t.At {
		i, ok := t.index[route.ID(id)]
		if !ok {
			return fmt.Errorf("at %d: is not in the network", id)
		}
		t.told = append(t.told, i)
	}
	for i := range t.ids {
		if len(t.At) == 0 && t.outlet(i) {
			t.told = append(t.told, i)
		}
	}
	if len(t.told) > 200 {
		return fmt.Errorf("the network has %d outlets: say of which reaches the flow is wanted, with --at", len(t.told))
	}
	t.flows = make([][][]float64, len(t.told))
	t.stored = make([][]float64, len(t.Reservoirs)+len(t.Detentions))
	return nil
}

func (t *routed) outlet(i int) bool {
	if i < len(t.Reaches) {
		return t.Reaches[i].To == 0
	}
	return t.Reservoirs[i-len(t.Reaches)].To == 0
}

// run is one member; the first is that of the files as they are.
func (t *routed) run(member int) error {
	factor := 1.0
	if member > 0 {
		factor = math.Exp(t.InflowSD * hazard.Stream(t.Seed).Normal(uint64(member)))
	}
	r, err := t.net.Start(route.Options{Step: t.Step, Short: t.Short, Measures: t.measures}, t.initial)
	if err != nil {
		return err
	}
	now := make([]float64, len(t.ids))
	for i := range t.flows {
		t.flows[i] = append(t.flows[i], nil)
	}
	tell := func() {
		r.Flows(now)
		for i, at := range t.told {
			t.flows[i][member] = append(t.flows[i][member], now[at])
		}
		t.store(r, member)
	}
	tell()
	begin, lateral, before := r.Volume(), make([]float64, len(t.ids)), make([]float64, len(t.ids))
	steps := int(math.Round(3600 * t.l.step / t.Step))
	intervals := t.intervals()
	for k, flows := range intervals {
		for i, q := range flows {
			lateral[i] = q * factor
			t.count(member, &t.balance.Inflow, lateral[i]*3600*t.l.step)
		}
		for range steps {
			copy(before, now)
			if err := r.Advance(1, lateral); err != nil {
				return err
			}
			r.Flows(now)
			t.out(before, now, member)
		}
		tell()
		if err := t.Progress.says((float64(member) + float64(k+1)/float64(len(intervals))) / float64(max(1, t.Members))); err != nil {
			return err
		}
	}
	t.count(member, &t.balance.Reaches, r.Volume()-begin)
	return nil
}

// count adds to the balance of the first member.
func (t *routed) count(member int, to *float64, v float64) {
	if member == 0 {
		*to += v
	}
}

// out counts what leaves the network in a step. Flows are the means of the step but for reaches in a short one, which has those of its end.
func (t *routed) out(before, now []float64, member int) {
	for i := range now {
		switch {
		case member > 0 || !t.outlet(i):
		case t.Short && i < len(t.Reaches):
			t.balance.Outflow += (before[i] + now[i]) / 2 * t.Step
		default:
			t.balance.Outflow += now[i] * t.Step
		}
	}
}

// intervals are the inflows in the order in which they hold.
func (t *routed) intervals() [][]float64 {
	if t.Ending {
		return t.l.flows[1:]
	}
	return t.l.flows
}

// store notes what reservoirs and detention areas hold.
func (t *routed) store(r *route.Run, member int) {
	if member > 0 {
		return
	}
	note := func(k int, id route.ID) {
		v, over := r.Stored(id)
		t.stored[k] = append(t.stored[k], v)
		if over && !slices.Contains(t.over, id) {
			t.over = append(t.over, id)
		}
	}
	for k, x := range t.Reservoirs {
		note(k, x.ID)
	}
	for k, x := range t.Detentions {
		note(len(t.Reservoirs)+k, x.ID)
	}
}

// routedPlace is a hydrograph for programs.
type routedPlace struct {
	ID   int64   `json:"id"`
	Peak float64 `json:"peakM3s"`
	At   string  `json:"peakAt"`
	// Peaks are the quantiles of the members' peaks.
	Peaks *hazard.Quantiles `json:"peaksM3s,omitempty"`
	Flow  []float64         `json:"flowM3s"`
}

// result tells the run.
func (t *routed) result(w words) (*Result, error) {
	b := &t.balance
	for k, x := range t.Reservoirs {
		b.Reservoir += x.Area * (t.stored[k][len(t.stored[k])-1] - t.stored[k][0])
	}
	for k := range t.Detentions {
		s := t.stored[len(t.Reservoirs)+k]
		b.Detained += s[len(s)-1] - s[0]
	}
	b.Imbalance = b.Inflow - b.Outflow - b.Reaches - b.Reservoir - b.Detained
	r := &Result{Provenance: table.Provenance{Command: "tongzhou hazard river route", Model: "river/route", Version: "1", Inputs: t.inputs,
		Given: map[string]string{"step": table.Digits(t.Step) + " s", "short": strconv.FormatBool(t.Short), "ending": strconv.FormatBool(t.Ending)}}}
	if t.Members > 1 {
		r.Provenance.Members, r.Provenance.Seed, r.Provenance.Given["inflow-sd"] = t.Members, t.Seed, table.Digits(t.InflowSD)
	}
	t.warn(r)
	if all := b.moved(); math.Abs(b.Imbalance) > 0.2*all {
		return nil, fmt.Errorf("%s: %.0f m3 of %.0f m3 that moved are missing or made: the method does not fit this network; look for reaches near bankfull flow, or give a shorter step",
			t.inputs[0].File, b.Imbalance, all)
	}
	// Boundaries of intervals: one more than there are intervals.
	s := t.l.series
	s.hours = nil
	for k := range len(t.intervals()) + 1 {
		s.hours = append(s.hours, float64(k)*s.step)
	}
	places := t.tell(r, s)
	r.Value = struct {
		Balance balance       `json:"balance"`
		Times   []string      `json:"times"`
		Places  []routedPlace `json:"places"`
	}{*b, labels(s), places}
	for i, p := range places {
		if at, ok := t.at[route.ID(p.ID)]; ok {
			r.Points = append(r.Points, table.Point{Lon: at[0], Lat: at[1], Properties: map[string]any{"id": p.ID, "peak_m3s": p.Peak, "peak_at": p.At}})
		}
		if i == 0 && t.Members > 1 {
			t.fan(r, s, w)
		}
	}
	t.hydrographs(r, s, w)
	return r, nil
}

func labels(s series) []string {
	var out []string
	for i := range s.hours {
		out = append(out, s.label(i))
	}
	return out
}

// warn says what the numbers alone do not.
func (t *routed) warn(r *Result) {
	for _, id := range t.over {
		r.Said = append(r.Said, fmt.Sprintf("%d: the dam is overtopped or the area full: what flows below it from then on is no answer", id))
	}
	b := &t.balance
	// The short step does not keep water exactly; more than this is a network that it does not fit.
	if math.Abs(b.Imbalance) > 0.05*b.moved() {
		r.Said = append(r.Said, fmt.Sprintf("mass balance: %.0f m3 of %.0f m3 inflow are missing (over 5 %% of what moved): look for reaches near bankfull flow, or a shorter step",
			b.Imbalance, b.Inflow))
	}
}

// tell fills the table.
func (t *routed) tell(r *Result, s series) []routedPlace {
	r.Header = []string{s.column()}
	var places []routedPlace
	var columns [][]float64
	column := func(name string, v []float64) { r.Header, columns = append(r.Header, name), append(columns, v) }
	for i, at := range t.told {
		p := routedPlace{ID: int64(t.ids[at]), Flow: t.flows[i][0]}
		high := slices.Index(p.Flow, slices.Max(p.Flow))
		p.Peak, p.At = p.Flow[high], s.label(high)
		name := "flow_" + strconv.FormatInt(p.ID, 10)
		column(name+"_m3s", p.Flow)
		if t.Members > 1 {
			q := t.quantiles(i)
			for k, level := range []string{"_p05", "_p25", "_p50", "_p75", "_p95"} {
				column(name+level+"_m3s", q[k])
			}
			var peaks []float64
			for _, m := range t.flows[i] {
				peaks = append(peaks, slices.Max(m))
			}
			v := hazard.QuantilesOf(peaks)
			p.Peaks = &v
		}
		places = append(places, p)
	}
	for k, x := range t.Reservoirs {
		column(fmt.Sprintf("level_%d_m", x.ID), t.stored[k])
	}
	for k, x := range t.Detentions {
		column(fmt.Sprintf("held_%d_m3", x.ID), t.stored[len(t.Reservoirs)+k])
	}
	for k := range s.hours {
		row := []string{s.label(k)}
		for _, c := range columns {
			row = append(row, table.Digits(c[k]))
		}
		r.Rows = append(r.Rows, row)
	}
	return places
}

// quantiles of the members at each time; the first of them is the files as they are.
func (t *routed) quantiles(i int) [5][]float64 { return hourly(t.flows[i]) }

// hydrographs draws the flows, as many as can be told apart.
func (t *routed) hydrographs(r *Result, s series, w words) {
	h := figure.Hydrograph{Sheet: figure.Sheet{Title: w.say("routed"), X: w.axis(s.start), Y: w.say("flow", "unit", "m³/s"), Note: note(r.Provenance)}, Start: s.start, Hours: s.hours}
	for i, at := range t.told {
		if len(h.Lines) < 6 {
			h.Lines = append(h.Lines, figure.Line{Name: fmt.Sprint(t.ids[at]), Y: t.flows[i][0]})
		}
	}
	r.draws("hydrograph", h)
}

// fan draws the members at the first place.
func (t *routed) fan(r *Result, s series, w words) {
	q := t.quantiles(0)
	r.draws("fan", figure.Hydrograph{Sheet: figure.Sheet{Title: w.say("flowfan", "place", fmt.Sprint(t.ids[t.told[0]]), "members", fmt.Sprint(t.Members)), X: w.axis(s.start),
		Y: w.say("flow", "unit", "m³/s"), Note: note(r.Provenance)}, Start: s.start, Hours: s.hours,
		Bands: []figure.Band{{Name: w.say("band", "share", "90"), Low: q[0], High: q[4]}, {Name: w.say("band", "share", "50"), Low: q[1], High: q[3]}},
		Lines: []figure.Line{{Name: w.say("median"), Y: q[2]}}})
}
