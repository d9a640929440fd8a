package incident

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Forecast puts a model run on record: the exhibit has all of it, the body what the neighbours need at once (R14).
type Forecast struct {
	Of        act.Ref  `json:"of"`      // the case; must be cited
	Exhibit   act.Hash `json:"exhibit"` // a hazard.Footprint; must stand in the envelope
	Model     string   `json:"model"`
	Version   string   `json:"version,omitempty"`
	Seed      string   `json:"seed"` // decimal; 64 bits do not fit a JSON number
	Members   int      `json:"members,omitempty"`
	Issued    act.Time `json:"issued"`
	Officer   string   `json:"officer,omitempty"` // who reviewed it; empty: nobody did
	Reaches   []Reach  `json:"reaches"`           // in the order in which the carrier reaches them
	Simulated bool     `json:"simulated,omitempty"`
	Note      act.Text `json:"note,omitempty"`
}

// A Reach is what a forecast says about one place. What is absent is unknown.
type Reach struct {
	Place       string          `json:"place"`
	Name        act.Text        `json:"name,omitempty"`
	Party       jurisdiction.ID `json:"party"`
	Metres      int64           `json:"metres,omitempty"` // along the carrier, from the source
	Arrival     *Times          `json:"arrival,omitempty"`
	Peak        *Times          `json:"peak,omitempty"`
	End         *Times          `json:"end,omitempty"`
	Intensity   *Sizes          `json:"intensity,omitempty"`
	Probability int64           `json:"probability"` // that the threshold is reached here, in millionths
	People      *int64          `json:"people,omitempty"`
	Situation   int             `json:"situation"` // 0 to 3
	TellBy      act.Time        `json:"tellBy,omitempty"`
}

// Times is a forecast moment: quantiles of an ensemble.
type Times struct {
	P05 act.Time `json:"p05"`
	P25 act.Time `json:"p25"`
	P50 act.Time `json:"p50"`
	P75 act.Time `json:"p75"`
	P95 act.Time `json:"p95"`
}

// Sizes is a forecast magnitude: quantiles of an ensemble, all in one unit and with one exponent.
type Sizes struct {
	P05 act.Quantity `json:"p05"`
	P25 act.Quantity `json:"p25"`
	P50 act.Quantity `json:"p50"`
	P75 act.Quantity `json:"p75"`
	P95 act.Quantity `json:"p95"`
}

func (f *Forecast) check(a act.Act) error {
	if !slices.Contains(a.Exhibits, f.Exhibit) {
		return fmt.Errorf("exhibit: %s is not among the exhibits of the act", f.Exhibit)
	}
	if f.Model == "" || f.Seed == "" || f.Issued <= 0 || len(f.Reaches) == 0 {
		return errors.New("model, seed, issued and reaches are all needed")
	}
	for i, r := range f.Reaches {
		if err := r.check(); err != nil {
			return fmt.Errorf("reaches: %.60q: %w", r.Place, err)
		}
		if slices.ContainsFunc(f.Reaches[:i], func(o Reach) bool { return o.Place == r.Place }) {
			return fmt.Errorf("reaches: %.60q: twice", r.Place)
		}
	}
	return texts(f.Note)
}

func (r Reach) check() error {
	if r.Place == "" || r.Party == "" {
		return errors.New("place and party are both needed")
	}
	if r.Probability < 0 || r.Probability > 1e6 {
		return fmt.Errorf("probability %d; wants 0 to 1000000", r.Probability)
	}
	if r.Situation < 0 || r.Situation > 3 {
		return fmt.Errorf("situation %d; wants 0 to 3", r.Situation)
	}
	if r.People != nil && *r.People < 0 {
		return fmt.Errorf("people %d: fewer than none", *r.People)
	}
	for _, t := range []*Times{r.Arrival, r.Peak, r.End} {
		if t != nil && !slices.IsSorted([]act.Time{t.P05, t.P25, t.P50, t.P75, t.P95}) {
			return errors.New("quantiles of a time do not rise")
		}
	}
	if z := r.Intensity; z != nil {
		all := []act.Quantity{z.P05, z.P25, z.P50, z.P75, z.P95}
		for i, q := range all[1:] {
			if q.Unit != all[0].Unit || q.Exponent != all[0].Exponent || q.Mantissa < all[i].Mantissa {
				return errors.New("quantiles of the intensity differ in unit or exponent, or do not rise")
			}
		}
	}
	return texts(r.Name)
}
