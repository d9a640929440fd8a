package plain

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongzhou/hazard/river/route"
	"tongzhou/table"
)

// network is what is read from files before a run.
type network struct {
	route.Inputs
	ids      []route.ID // reaches, then reservoirs
	index    map[route.ID]int
	at       map[route.ID][2]float64 // lon, lat of reaches, where the file has them
	land     map[route.ID]land       // what falls on them and flows into them, where the file has it
	from     map[route.ID]place      // where each element stands
	inputs   []table.Input
	measures []route.Measure
}

// land is what a flood needs of an element beside its channel: the area that drains into it, km2, and its inflow on a day without rain, m3/s.
type land struct{ area, base float64 }

// place is a line of a file.
type place struct {
	t    *table.Table
	line int
}

// fault makes a refusal of the model one of the line in which the element stands.
func (n *network) fault(err error) error {
	var m *route.Misfit
	if errors.As(err, &m) {
		if p, ok := n.from[m.ID]; ok {
			return p.t.Fault(p.line, strings.TrimPrefix(err.Error(), "route: "))
		}
	}
	return err
}

// note remembers where an element is from. Of two with one id it keeps the second: that is the one too many.
func (n *network) note(id route.ID, t *table.Table, r table.Row) { n.from[id] = place{t, r.Line} }

// readNetwork reads the reaches, in the columns of the National Water Model's RouteLink or in ours.
func readNetwork(s table.Source) (*network, error) {
	n := &network{from: map[route.ID]place{}, index: map[route.ID]int{}, at: map[route.ID][2]float64{}, land: map[route.ID]land{}}
	t := table.Read(s)
	t.Ignore("alt", "order", "MusK", "MusX", "Qi", "NHDWaterbodyComID", "usgs_gage")
	col := func(name, theirs string, q table.Quantity) table.Column {
		return t.Column(table.Want{Name: name, Quantity: q, Also: map[string]string{theirs: "m"}})
	}
	id, to := col("id", "link", table.Text), t.Column(table.Want{Name: "to"})
	length, slope := col("length", "Length", table.Length), col("slope", "So", table.Plain)
	bottom, top := col("bottom_width", "BtmWdth", table.Length), col("top_width", "TopWdth", table.Length)
	bank, rough := col("bank", "ChSlp", table.Plain), col("roughness", "n", table.Plain)
	flood := t.Column(table.Want{Name: "flood_width", Quantity: table.Length, Also: map[string]string{"TopWdthCC": "m"}, Optional: true})
	floodRough := t.Column(table.Want{Name: "flood_roughness", Quantity: table.Plain, Also: map[string]string{"nCC": ""}, Optional: true})
	lon := t.Column(table.Want{Name: "lon", Quantity: table.Plain, Optional: true})
	lat := t.Column(table.Want{Name: "lat", Quantity: table.Plain, Optional: true})
	area, base := t.Column(table.Want{Name: "area", Quantity: table.Area, Optional: true}), t.Column(table.Want{Name: "base", Quantity: table.Flow, Optional: true})
	if t.Err() == nil && flood.Found() != floodRough.Found() {
		return nil, t.Fault(1, "has only one of the columns flood_width_m and flood_roughness: wants both, or neither where there is no floodplain")
	}
	for _, r := range t.Rows() {
		x := route.Reach{ID: route.ID(id.Whole(r)), To: route.ID(to.Whole(r)), Length: length.Required(r), Slope: slope.Required(r), Bottom: bottom.Required(r), Top: top.Required(r),
			Bank: bank.Required(r), Roughness: rough.Required(r), Flood: flood.Required(r), FloodRoughness: floodRough.Required(r)}
		if !flood.Found() { // walls on the banks
			x.Flood, x.FloodRoughness = x.Top, x.Roughness
		}
		if _, twice := n.index[x.ID]; twice && t.Err() == nil {
			return nil, t.Fault(r.Line, fmt.Sprintf("id %d stands twice: wants one for each reach", x.ID))
		}
		n.note(x.ID, t, r)
		if lon.Found() && lat.Found() {
			n.at[x.ID] = [2]float64{lon.Number(r), lat.Number(r)}
		}
		if area.Found() && base.Found() {
			n.land[x.ID] = land{area.Required(r) / 1e6, base.Required(r)}
		}
		n.index[x.ID] = len(n.ids)
		n.ids, n.Reaches = append(n.ids, x.ID), append(n.Reaches, x)
	}
	n.inputs = append(n.inputs, t.Input())
	return n, t.Err()
}

// reservoirs reads level pools.
func (n *network) reservoirs(s table.Source) error {
	t := table.Read(s)
	id, to := t.Column(table.Want{Name: "id"}), t.Column(table.Want{Name: "to"})
	num := func(name string, q table.Quantity) table.Column { return t.Column(table.Want{Name: name, Quantity: q}) }
	area, level, top := num("area", table.Area), num("level", table.Length), num("top", table.Length)
	oLevel, oArea, oC := num("orifice_level", table.Length), num("orifice_area", table.Area), num("orifice_coefficient", table.Plain)
	wLevel, wLength, wC := num("weir_level", table.Length), num("weir_length", table.Length), num("weir_coefficient", table.Plain)
	most := t.Column(table.Want{Name: "most", Quantity: table.Flow, Optional: true})
	base := t.Column(table.Want{Name: "base", Quantity: table.Flow, Optional: true})
	for _, r := range t.Rows() {
		x := route.Reservoir{ID: route.ID(id.Whole(r)), To: route.ID(to.Whole(r)), Area: area.Required(r), Level: level.Required(r), Top: top.Required(r),
			OrificeLevel: oLevel.Required(r), OrificeArea: oArea.Required(r), OrificeCoefficient: oC.Required(r),
			WeirLevel: wLevel.Required(r), WeirLength: wLength.Required(r), WeirCoefficient: wC.Required(r), Most: most.Number(r)}
		n.note(x.ID, t, r)
		n.land[x.ID] = land{base: base.Number(r)}
		n.index[x.ID] = len(n.ids)
		n.ids, n.Reservoirs = append(n.ids, x.ID), append(n.Reservoirs, x)
	}
	n.inputs = append(n.inputs, t.Input())
	return t.Err()
}

// rules reads what gates let through at each level.
func (n *network) rules(s table.Source) error {
	t := table.Read(s)
	id := t.Column(table.Want{Name: "id"})
	level, flow := t.Column(table.Want{Name: "level", Quantity: table.Length}), t.Column(table.Want{Name: "flow", Quantity: table.Flow})
	for _, r := range t.Rows() {
		at := slices.IndexFunc(n.Reservoirs, func(x route.Reservoir) bool { return x.ID == route.ID(id.Whole(r)) })
		if at < 0 {
			return t.Fault(r.Line, fmt.Sprintf("id: %s is no reservoir", id.Text(r)))
		}
		x := &n.Reservoirs[at]
		x.Rule = append(x.Rule, route.Stage{Level: level.Required(r), Flow: flow.Required(r)})
		n.note(x.ID, t, r)
	}
	n.inputs = append(n.inputs, t.Input())
	return t.Err()
}

// detentions reads areas that can be flooded on purpose.
func (n *network) detentions(s table.Source) error {
	t := table.Read(s)
	id, from, back := t.Column(table.Want{Name: "id"}), t.Column(table.Want{Name: "from"}), t.Column(table.Want{Name: "back"})
	num := func(name string, q table.Quantity, optional bool) table.Column {
		return t.Column(table.Want{Name: name, Quantity: q, Optional: optional})
	}
	capacity, held := num("capacity", table.Volume, false), num("held", table.Volume, true)
	intake, outlet, leave := num("intake", table.Flow, false), num("outlet", table.Flow, false), num("leave", table.Flow, true)
	open, close := num("open_above", table.Flow, true), num("close_below", table.Flow, true)
	for _, r := range t.Rows() {
		x := route.Detention{ID: route.ID(id.Whole(r)), From: route.ID(from.Whole(r)), Back: route.ID(back.Whole(r)), Capacity: capacity.Required(r), Held: held.Number(r),
			Intake: intake.Required(r), Outlet: outlet.Required(r), Leave: leave.Number(r), OpenAbove: open.Number(r), CloseBelow: close.Number(r)}
		n.note(x.ID, t, r)
		n.Detentions = append(n.Detentions, x)
	}
	n.inputs = append(n.inputs, t.Input())
	return t.Err()
}

// orders reads measures; their times count from the first inflow.
func (n *network) orders(s table.Source, l *laterals) error {
	t := table.Read(s)
	order := n.orderOf(t)
	last := 0.0
	for _, r := range t.Rows() {
		m, err := order.read(r, l)
		if err != nil {
			return err
		}
		if m.At < last {
			return t.Fault(r.Line, "is earlier than the line before, or than the first inflow: wants the order of time")
		}
		last = m.At
		n.measures = append(n.measures, m)
	}
	n.inputs = append(n.inputs, t.Input())
	return t.Err()
}

// order is the columns of a measure.
type order struct {
	n    *network
	t    *table.Table
	when clock

	on, do, flow table.Column
}

func (n *network) orderOf(t *table.Table) order {
	return order{n: n, t: t, when: clockOf(t), on: t.Column(table.Want{Name: "on"}), do: t.Column(table.Want{Name: "do"}),
		flow: t.Column(table.Want{Name: "flow", Quantity: table.Flow, Optional: true})}
}

// read reads the measure of a row.
func (o *order) read(r table.Row, l *laterals) (route.Measure, error) {
	at, err := o.when.seconds(r, l)
	if err != nil {
		return route.Measure{}, err
	}
	m := route.Measure{At: at, On: route.ID(o.on.Whole(r)), Do: route.Action(o.do.Text(r)), Flow: o.flow.Number(r)}
	switch {
	case !slices.ContainsFunc(o.n.Reservoirs, func(x route.Reservoir) bool { return x.ID == m.On }) &&
		!slices.ContainsFunc(o.n.Detentions, func(x route.Detention) bool { return x.ID == m.On }):
		return m, o.t.Fault(r.Line, fmt.Sprintf("on: %s is no reservoir or detention area", o.on.Text(r)))
	case !slices.Contains([]route.Action{route.Open, route.Close, route.Store, route.Discharge}, m.Do):
		return m, o.t.Fault(r.Line, fmt.Sprintf("do: %q: wants open, close, store or release", o.do.Text(r)))
	}
	return m, o.t.Err()
}

// flows reads the flows at the start, of all reaches; reservoirs begin with what their level gives.
func (n *network) flows(s table.Source) ([]float64, error) {
	t := table.Read(s)
	id := t.Column(table.Want{Name: "id", Also: map[string]string{"link": ""}})
	flow := t.Column(table.Want{Name: "flow", Quantity: table.Flow})
	out, seen := make([]float64, len(n.ids)), make([]bool, len(n.ids))
	for _, r := range t.Rows() {
		i, ok := n.index[route.ID(id.Whole(r))]
		if !ok || seen[i] {
			return nil, t.Fault(r.Line, fmt.Sprintf("id: %s is not in the network, or stands twice", id.Text(r)))
		}
		out[i], seen[i] = flow.Required(r), true
		if out[i] < 0 {
			return nil, t.Fault(r.Line, fmt.Sprintf("%s: %s: wants 0 or more", flow.Name, flow.Text(r)))
		}
	}
	for i := range n.Reaches {
		if !seen[i] && t.Err() == nil {
			return nil, t.Fault(0, fmt.Sprintf("has no flow of reach %d: wants one for every reach", n.ids[i]))
		}
	}
	n.inputs = append(n.inputs, t.Input())
	return out, t.Err()
}

// laterals are the inflows along the elements, interval by interval.
type laterals struct {
	series
	flows [][]float64 // by interval, by element
}

// clock is a column hour or time.
type clock struct {
	t          *table.Table
	hour, time table.Column
}

func clockOf(t *table.Table) clock {
	return clock{t, t.Column(table.Want{Name: "hour", Quantity: table.Plain, Optional: true}), t.Column(table.Want{Name: "time", Optional: true})}
}

// seconds after the first inflow.
func (c clock) seconds(r table.Row, l *laterals) (float64, error) {
	switch {
	case c.time.Found() && !l.start.IsZero():
		return c.time.Time(r).Sub(l.start).Seconds(), c.t.Err()
	case c.hour.Found() && l.start.IsZero():
		return (c.hour.Required(r) - l.first) * 3600, c.t.Err()
	}
	return 0, c.t.Fault(1, "wants the column "+l.column()+", as the file of inflows has it")
}

// readLaterals reads inflows: one row for each time and element, or one row for each element with a column for each time.
func (n *network) readLaterals(s table.Source, unit string) (*laterals, error) {
	t := table.Read(s)
	n.inputs = append(n.inputs, t.Input())
	if t.Err() == nil && !slices.Contains(t.Header(), "hour") && !slices.Contains(t.Header(), "time") {
		return n.wide(t, unit)
	}
	when := clockOf(t)
	id, flow := t.Column(table.Want{Name: "id"}), t.Column(table.Want{Name: "inflow", Quantity: table.Flow})
	l := &laterals{}
	var times []string
	var seen []bool
	last := 0.0
	for _, r := range t.Rows() {
		text := when.hour.Text(r) + when.time.Text(r)
		if len(times) == 0 || times[len(times)-1] != text {
			if err := l.next(when, r, &last); err != nil {
				return nil, err
			}
			times, seen = append(times, text), make([]bool, len(n.ids))
			l.flows = append(l.flows, make([]float64, len(n.ids)))
		}
		i, ok := n.index[route.ID(id.Whole(r))]
		if !ok || seen[i] {
			return nil, t.Fault(r.Line, fmt.Sprintf("id: %s is not in the network, or stands twice at this time", id.Text(r)))
		}
		l.flows[len(l.flows)-1][i], seen[i] = flow.Required(r), true
	}
	return l, l.even(t)
}

// next takes up the time of a row.
func (l *laterals) next(when clock, r table.Row, last *float64) error {
	x := when.hour.Required(r)
	if when.time.Found() {
		at := when.time.Time(r)
		if len(l.hours) == 0 {
			l.start = at
		}
		x = at.Sub(l.start).Hours()
	}
	if len(l.hours) == 0 {
		l.first = x
	}
	if x -= l.first; len(l.hours) > 0 && x <= *last {
		return when.t.Fault(r.Line, "is at an earlier time than the line before: wants all rows of one time together, in the order of time")
	}
	*last = x
	l.hours = append(l.hours, x)
	return when.t.Err()
}

// even wants two times at least, in equal steps.
func (l *laterals) even(t *table.Table) error {
	if t.Err() != nil {
		return t.Err()
	}
	if len(l.hours) < 2 {
		return t.Fault(0, "has inflows of one time: wants two or more")
	}
	l.step = l.hours[1]
	for i, h := range l.hours {
		if d := h - float64(i)*l.step; d > 1e-6*l.step || d < -1e-6*l.step {
			return t.Fault(0, fmt.Sprintf("has inflows %g h after the first, but the first two are %g h apart: wants equal steps; fill what is missing", h, l.step))
		}
	}
	return nil
}

// wide reads a table with a column for each time, whose header names no unit.
func (n *network) wide(t *table.Table, unit string) (*laterals, error) {
	if unit == "" {
		return nil, t.Fault(1, "has neither hour nor time, so its columns are times and name no unit: say which with --inflow-unit (m3s, ls, cfs)")
	}
	id := t.Column(table.Want{Name: "id", Also: map[string]string{"link": ""}})
	columns := t.Rest(table.Flow, unit)
	l := &laterals{}
	for i, c := range columns {
		at, hour, err := columnTime(c.Name)
		switch {
		case err != nil:
			return nil, t.Fault(1, err.Error())
		case i == 0:
			l.start, l.first = at, hour
		case at.IsZero() != l.start.IsZero():
			return nil, t.Fault(1, fmt.Sprintf("column %q: wants all columns to be times, or all hours", c.Name))
		}
		if !at.IsZero() {
			hour = at.Sub(l.start).Hours()
		}
		l.hours = append(l.hours, hour-l.first)
		l.flows = append(l.flows, make([]float64, len(n.ids)))
	}
	seen := make([]bool, len(n.ids))
	for _, r := range t.Rows() {
		i, ok := n.index[route.ID(id.Whole(r))]
		if !ok || seen[i] {
			return nil, t.Fault(r.Line, fmt.Sprintf("id: %s is not in the network, or stands twice", id.Text(r)))
		}
		seen[i] = true
		for k, c := range columns {
			l.flows[k][i] = c.Required(r)
		}
	}
	return l, l.even(t)
}

// columnTime is a header that is a time, one of the National Water Model (UTC), or hours.
func columnTime(name string) (time.Time, float64, error) {
	if at, err := time.Parse("200601021504", name); err == nil {
		return at, 0, nil
	}
	if at, err := table.ParseTime(name); err == nil {
		return at, 0, nil
	}
	h, err := strconv.ParseFloat(name, 64)
	if err != nil {
		return time.Time{}, 0, fmt.Errorf("column %q: wants a time (202108231300 in UTC, or 2021-08-23T13:00Z), or hours", name)
	}
	return time.Time{}, h, nil
}
