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
	Officer   string   `json:"officer,omitempty" personal:"name"` // who reviewed it; empty: nobody did
	Reaches   []Reach  `json:"reaches"`                           // in the order in which the carrier reaches them
	Simulated bool     `json:"simulated,omitempty"`
	Note      act.Text `json:"note,omitempty"`
}

// A Reach is what a forecast says about one place. What is absent is unknown.
type Reach struct {
	Place       string          `json:"place"`
	Name        act.Text        `json:"name,omitempty"`
	Party       jurisdiction.ID `json:"party"`
	Metres      int64           `json:"metres,omitempty"` // along the carrier, from the source
	Arrival     *act.Times      `json:"arrival,omitempty"`
	Peak        *act.Times      `json:"peak,omitempty"`
	End         *act.Times      `json:"end,omitempty"`
	Intensity   *act.Sizes      `json:"intensity,omitempty"`
	Probability int64           `json:"probability"` // that the threshold is reached here, in millionths
	People      *int64          `json:"people,omitempty"`
	Situation   int             `json:"situation"` // 0 to 3
	TellBy      act.Time        `json:"tellBy,omitempty"`
}

func (f *Forecast) of() act.Ref { return f.Of }

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
	return act.CheckTexts(f.Note)
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
	for _, t := range []*act.Times{r.Arrival, r.Peak, r.End} {
		if t != nil {
			if err := t.Check(); err != nil {
				return fmt.Errorf("times: %w", err)
			}
		}
	}
	if r.Intensity != nil {
		if err := r.Intensity.Check(); err != nil {
			return fmt.Errorf("intensity: %w", err)
		}
	}
	return act.CheckTexts(r.Name)
}

func (s *State) forecast(e act.Entry, f *file, x *Forecast) (func(), error) {
	return func() { f.add(e, x.Issued, x) }, nil
}
