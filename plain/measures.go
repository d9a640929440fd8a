package plain

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"tongzhou/hazard"
	"tongzhou/hazard/river/measure"
	"tongzhou/hazard/river/route"
	"tongzhou/table"
)

// Measures says what sets of measures would change on a network.
type Measures struct {
	Route // At and Short are not asked
	// Workers share the members; the answer does not depend on how many there are.
	Workers int
}

// MeasuresFiles are those of the network, without its measures, and the places and sets.
type MeasuresFiles struct {
	RouteFiles
	Places, Sets *table.Source
}

// Run reads the files and compares.
func (o Measures) Run(f MeasuresFiles) (*Result, error) {
	n, l, flow, err := o.read(f.RouteFiles)
	if err != nil {
		return nil, err
	}
	in := measure.Inputs{Step: o.Step, Interval: math.Round(3600 * l.step)}
	if in.Places, err = n.concerned(*f.Places); err != nil {
		return nil, err
	}
	if in.Sets, err = n.sets(*f.Sets, l); err != nil {
		return nil, err
	}
	if flow == nil {
		flow = n.steady(l.flows[0])
	}
	intervals := l.flows
	if o.Ending {
		intervals = intervals[1:]
	}
	var one sync.Mutex
	begun := 0
	member := func(k int) (measure.Member, error) {
		one.Lock()
		defer one.Unlock()
		begun++ // the first member is asked for once more, to look at its river
		if err := o.Progress.says(float64(min(begun, o.Members)-1) / float64(o.Members)); err != nil {
			return measure.Member{}, err
		}
		return measure.Member{Network: n.Inputs, Flow: flow, Lateral: o.scaled(intervals, k)}, nil
	}
	r, err := measure.Compare(in, max(1, o.Members), member, o.Workers)
	if err != nil {
		return nil, n.fault(err)
	}
	return o.result(n, in, r), nil
}

// scaled are the inflows of member k: those of the files for the first, then times exp(InflowSD z), as Route has them.
func (o Measures) scaled(intervals [][]float64, k int) [][]float64 {
	if k == 0 {
		return intervals
	}
	factor, out := math.Exp(o.InflowSD*hazard.Stream(o.Seed).Normal(uint64(k))), make([][]float64, len(intervals))
	for i, row := range intervals {
		out[i] = slices.Clone(row)
		for j := range out[i] {
			out[i][j] *= factor
		}
	}
	return out
}

// concerned reads the places.
func (n *network) concerned(s table.Source) ([]measure.Place, error) {
	t := table.Read(s)
	place, reach, party := t.Column(table.Want{Name: "place"}), t.Column(table.Want{Name: "reach"}), t.Column(table.Want{Name: "party"})
	threshold := t.Column(table.Want{Name: "threshold", Quantity: table.Flow})
	var out []measure.Place
	for _, r := range t.Rows() {
		p := measure.Place{ID: place.Text(r), On: route.ID(reach.Whole(r)), Party: party.Text(r), Threshold: threshold.Required(r)}
		if i, ok := n.index[p.On]; t.Err() == nil && (!ok || i >= len(n.Reaches)) {
			return nil, t.Fault(r.Line, fmt.Sprintf("reach: there is no reach %s in the network", reach.Text(r)))
		}
		out = append(out, p)
	}
	n.inputs = append(n.inputs, t.Input())
	return out, t.Err()
}

// sets reads measures by the name of their set. The lines of a set need not stand together; its times must be in order.
func (n *network) sets(s table.Source, l *laterals) ([]measure.Set, error) {
	t := table.Read(s)
	name, order := t.Column(table.Want{Name: "set"}), n.orderOf(t)
	var out []measure.Set
	for _, r := range t.Rows() {
		m, err := order.read(r, l)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(out, func(s measure.Set) bool { return s.Name == name.Text(r) })
		if i < 0 {
			i, out = len(out), append(out, measure.Set{Name: name.Text(r)})
		}
		if ms := out[i].Measures; len(ms) > 0 && m.At < ms[len(ms)-1].At {
			return nil, t.Fault(r.Line, fmt.Sprintf("is earlier than the line before of set %q: wants the order of time", name.Text(r)))
		}
		out[i].Measures = append(out[i].Measures, m)
	}
	n.inputs = append(n.inputs, t.Input())
	return out, t.Err()
}

// result tells the comparison: a row for each set and place, and under nothing too, from which the others differ.
func (o Measures) result(n *network, in measure.Inputs, r *measure.Result) *Result {
	out := &Result{Provenance: table.Provenance{Command: "tongzhou hazard river measures", Model: measure.Model, Version: measure.Version, Inputs: n.inputs,
		Given: map[string]string{"step": table.Digits(o.Step) + " s", "ending": strconv.FormatBool(o.Ending)}}, Value: r}
	if o.Members > 1 {
		out.Provenance.Members, out.Provenance.Seed, out.Provenance.Given["inflow-sd"] = o.Members, o.Seed, table.Digits(o.InflowSD)
	}
	out.Header = strings.Fields("set place party probability peak_p05_m3s peak_p50_m3s peak_p95_m3s peak_by_low_m3s peak_by_p05_m3s peak_by_p50_m3s peak_by_p95_m3s peak_by_high_m3s " +
		"over_p50_h over_by_p05_h over_by_p50_h over_by_p95_h excess_by_p50_m3 better worse")
	for s, set := range r.Sets {
		for i, e := range set.Effects {
			w := e.Water
			row := []string{set.Name, e.Place, e.Party}
			for _, v := range []float64{w.Probability, w.Peak.P05, w.Peak.P50, w.Peak.P95, w.PeakBy.Low, w.PeakBy.P05, w.PeakBy.P50, w.PeakBy.P95, w.PeakBy.High,
				w.Over.P50 / 3600, w.OverBy.P05 / 3600, w.OverBy.P50 / 3600, w.OverBy.P95 / 3600, w.ExcessBy.P50, w.Better, w.Worse} {
				row = append(row, table.Digits(v))
			}
			out.Rows = append(out.Rows, row)
			if at, ok := n.at[in.Places[i].On]; ok && s > 0 {
				out.Points = append(out.Points, table.Point{Lon: at[0], Lat: at[1], Properties: map[string]any{"set": set.Name, "place": e.Place, "party": e.Party,
					"peak_by_p50_m3s": w.PeakBy.P50, "better": w.Better, "worse": w.Worse}})
			}
		}
		for _, p := range set.Parties {
			if len(p.Loses) > 0 {
				out.Said = append(out.Said, fmt.Sprintf("under %s %s loses at %s (worse off in %s of the members)", set.Name, p.Party, strings.Join(p.Loses, ", "), table.Digits(p.Worse)))
			}
		}
		for _, d := range set.Topped {
			out.Said = append(out.Said, fmt.Sprintf("under %s the dam of %d is overtopped in %s of the members: what flows below it from then on is no answer", set.Name, d.On, table.Digits(d.Share)))
		}
		if math.Abs(set.Missing) > 0.05 {
			out.Said = append(out.Said, fmt.Sprintf("under %s the balance of a member's water is open by %s: look for reaches near bankfull flow, or a shorter step", set.Name, table.Digits(set.Missing)))
		}
	}
	return out
}
