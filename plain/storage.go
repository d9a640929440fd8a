package plain

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"tongzhou/hazard/river"
	"tongzhou/hazard/river/tracer"
	"tongzhou/table"
)

// A passing is how a slug goes past a place by the equations of transient storage, at the numbers of the file and without doubt.
type passing struct {
	Arrival   string  `json:"arrival"` // "": never over the limit
	Peak      string  `json:"peak"`
	End       string  `json:"end"`
	Intensity float64 `json:"intensity"` // mg/L
}

// stored is a run with transient storage, for programs.
type stored struct {
	Step   float64       `json:"stepSeconds"`
	Budget tracer.Budget `json:"budgetKg"`
	Places []passing     `json:"places"`
}

// The limits of a run with transient storage: a month and more of cells that take a minute and not an hour.
const (
	longest  = 90 * 86400 // s
	maxWork  = 4e9        // cells times steps
	residual = 1e-4       // share of the mass with which the run ends
)

// storage are the columns that only transient storage needs.
type storage struct{ section, storage, exchange, decay, air table.Column }

func storageOf(t *table.Table) storage {
	col := func(name string, q table.Quantity) table.Column {
		return t.Column(table.Want{Name: name, Quantity: q, Optional: true})
	}
	return storage{col("section", table.Area), col("storage", table.Area), col("exchange", table.Rate), col("decay", table.Rate), col("air", table.Rate)}
}

// reach is the same section for the tracer. Its id is its place in the file.
func (s storage) reach(r table.Row, i int, x river.Reach) tracer.Reach {
	out := tracer.Reach{ID: tracer.ID(i + 1), To: tracer.ID(i + 2), Length: 1000 * x.KM, Flow: x.Discharge, Area: s.section.Number(r), Dispersion: x.Dispersion,
		Storage: s.storage.Number(r), Exchange: s.exchange.Number(r), Decay: s.decay.Number(r), Air: s.air.Number(r)}
	if out.Area == 0 && x.Velocity > 0 {
		out.Area = x.Discharge / x.Velocity
	}
	return out
}

// store runs the release down the sections.
func (s Slug) store(f *files, in *river.Inputs) (*stored, error) {
	l := f.from["reach"]
	for i, x := range f.tracers {
		if x.Area == 0 || x.Dispersion == 0 {
			return nil, l.t.Fault(l.at[i], "transient storage wants section_m2 or velocity_ms, and dispersion_m2s, for every section")
		}
	}
	f.tracers[len(f.tracers)-1].To = 0
	step, cells := suitable(f.tracers)
	if work := cells * longest / step; work > maxWork {
		return nil, l.t.Fault(0, fmt.Sprintf("transient storage wants %.0f cells and steps of %.3g s: too long a run; more dispersion or fewer km would do", cells, step))
	}
	run, err := tracer.New(tracer.Inputs{Step: step, Reaches: f.tracers,
		Releases: []tracer.Release{{On: 1, Mass: s.Mass * s.Share, Until: 3600 * s.Hours}}})
	if err != nil {
		var at int
		if _, scan := fmt.Sscanf(err.Error(), "tracer: reach %d:", &at); scan == nil && at > 0 && at <= len(l.at) {
			return nil, l.t.Fault(l.at[at-1], strings.TrimPrefix(err.Error(), "tracer: "))
		}
		return nil, err
	}
	return s.watch(run, in, step)
}

// suitable is the longest step in which water crosses no cell and no rate runs its course, and how many cells there will be.
func suitable(reaches []tracer.Reach) (step, cells float64) {
	step = 600
	for _, x := range reaches {
		u := x.Flow / x.Area
		n := math.Max(2, math.Ceil(x.Length*u/x.Dispersion-1e-9))
		cells += n
		step = math.Min(step, 0.999*x.Length/n/u)
		for _, rate := range []float64{x.Decay + x.Air, x.Exchange, x.Exchange * x.Area / math.Max(x.Storage, 1e-300)} {
			if rate > 0 && x.Exchange > 0 == (x.Storage > 0) {
				step = math.Min(step, 0.999/rate)
			}
		}
	}
	return step, cells
}

// A watched place is a reach and a distance in it, with what has come by.
type watched struct {
	on                     tracer.ID
	at                     float64
	arrival, peak, end, hi float64
	over                   bool
}

// watch runs until next to nothing is left in the river, and notes what passes the places.
func (s Slug) watch(run *tracer.Run, in *river.Inputs, step float64) (*stored, error) {
	places := make([]watched, len(in.Stations))
	for i, x := range in.Stations {
		km := x.KM
		for k, r := range in.Reaches {
			if km <= r.KM || k == len(in.Reaches)-1 {
				places[i] = watched{on: tracer.ID(k + 1), at: math.Min(km, r.KM) * 1000}
				break
			}
			km -= r.KM
		}
	}
	before := make([]float64, len(places))
	for n := 0; ; n++ {
		run.Advance(1)
		for i := range places {
			c, err := run.At(places[i].on, places[i].at)
			if err != nil {
				return nil, err
			}
			places[i].pass(run.Now(), step, before[i], c, s.Limit)
			before[i] = c
		}
		if n%100 != 0 || run.Now() < 3600*s.Hours+step {
			continue
		}
		if err := s.Progress.says(run.Now() / longest); err != nil {
			return nil, err
		}
		b := run.Budget()
		if b.Water+b.Storage < residual*b.Released {
			break
		}
		if run.Now() > longest {
			return nil, errors.New("after 90 days more than a ten-thousandth is still in the river: this is a lake, or the exchange with dead zones is too slow")
		}
	}
	out := &stored{Step: step, Budget: run.Budget()}
	for _, p := range places {
		x := passing{Intensity: p.hi}
		if p.over {
			x.Arrival, x.Peak, x.End = spell(s.At, p.arrival/3600), spell(s.At, p.peak/3600), spell(s.At, p.end/3600)
		}
		out.Places = append(out.Places, x)
	}
	return out, nil
}

// pass notes a step that ends at now, with straight lines between the steps.
func (w *watched) pass(now, step, before, c, limit float64) {
	if c > w.hi {
		w.hi, w.peak = c, now
	}
	if (before > limit) != (c > limit) {
		crossed := now - step*(c-limit)/(c-before)
		if c > limit && !w.over {
			w.arrival, w.over = crossed, true
		}
		w.end = crossed
	}
}

// stores adds a run with transient storage to a forecast.
func (r *Result) stores(x *stored) {
	r.Header = append(r.Header, "storage_arrival", "storage_peak", "storage_end", "storage_intensity_mgl")
	for i, p := range x.Places {
		r.Rows[i] = append(r.Rows[i], p.Arrival, p.Peak, p.End, table.Digits(p.Intensity))
	}
	r.Said = append(r.Said, "the columns of transient storage are one run at the numbers of the file, without doubt; the probability and the quantiles are not of it")
}
