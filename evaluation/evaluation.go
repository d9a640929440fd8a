// Package evaluation is what people judge of a case when it is over, or nearly: acts that decide nothing in it and stand beside it, each open to
// contradiction.
//
//	evaluation.avoided  what a set of measures that was carried out has changed, against a run in which nothing was ordered
//	evaluation.answer   a member agrees with such an account, or disputes it
//
// # The loss that was avoided
//
// What would have happened without the measures cannot be observed by anybody. So an account of it never has one number: it is the difference of two
// runs of one model, member by member of an ensemble, and is said as a band (5 to 95 of a hundred members, with the least and the greatest). A row
// whose band has no width is void, unless nothing differs in any member: a place that the measures do not reach is known to be as it was. An account cites
// both runs by their identifiers and has the inputs as its exhibit, so that anybody can compute it again.
//
// It speaks in units of physics: flow, time, volume, concentration, mass. There is no price in it and no room for one. What a lower crest was
// worth is a question of agreed tables of damage, and who owes whom for it one of claims; a figure of money would lend the band a certainty
// that it has not.
//
// Gains and losses stand beside each other, row by row: below 0 was avoided, above 0 was suffered because of the measures. Nothing is summed,
// because a sum over parties hides who paid; and land that was flooded on purpose is named with its owner, because no gauge stands on it.
//
// # Who says it, and who contradicts
//
// Any member may give an account; whether its author has rows of his own in it is shown. Any other member may answer; its last answer holds. An account
// that somebody disputes is shown as contested, for ever or until he agrees, and nobody decides between them here. An author takes an account back
// by replacing it; both remain on record.
package evaluation

import (
	"errors"
	"fmt"
	"regexp"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// The kinds of act that this package owns.
const (
	KindAvoided act.Kind = "evaluation.avoided"
	KindAnswer  act.Kind = "evaluation.answer"
)

// Least is the fewest members of an ensemble whose quantiles are a band.
const Least = 20

// An Avoided is an account of what measures that were carried out have changed.
type Avoided struct {
	Of      act.Ref  `json:"of"`      // the case; must be cited
	Done    act.Text `json:"done"`    // what was done, and how that is known
	With    string   `json:"with"`    // identifier of the run with it, SHA-256 in hexadecimal
	Without string   `json:"without"` // of the run in which nothing was ordered
	Model   string   `json:"model"`
	Seed    string   `json:"seed"`               // decimal
	Members int      `json:"members"`            // of the ensemble, 20 or more
	Read    int      `json:"readings,omitempty"` // that members were held against; 0: none
	Exhibit act.Hash `json:"exhibit"`            // inputs and result of both runs; must stand in the envelope
	Rows    []Row    `json:"rows"`
	// Flooded are the areas whose land went under water because of the measures: whoever lives by a gauge below may have gained all the same.
	Flooded []Flooded `json:"flooded,omitempty"`
	// Replaces is an earlier account of the same author in the same case; must be cited.
	Replaces  *act.Ref `json:"replaces,omitempty"`
	Simulated bool     `json:"simulated,omitempty"`
}

// A Row is what differs at one place in one respect: with the measures less without them, so below 0 was avoided.
type Row struct {
	Party jurisdiction.ID `json:"party"` // whose place it is
	Place string          `json:"place"`
	Name  act.Text        `json:"name,omitempty"`
	What  string          `json:"what" enum:"peak,over,excess"` // the crest, the time above the threshold, the water or substance beyond it
	By    act.Sizes       `json:"by"`
	// Low and High are the least and the greatest of any member.
	Low    act.Quantity `json:"low"`
	High   act.Quantity `json:"high"`
	Better int64        `json:"better"` // share of the members in which the place is better off, in millionths
	Worse  int64        `json:"worse"`
}

// A Flooded is an area that was put under water on purpose.
type Flooded struct {
	Party  jurisdiction.ID `json:"party"` // whose it is
	Name   act.Text        `json:"name"`
	People *int64          `json:"people,omitempty"` // who live there; nil: not known
}

// An Answer is what another member says of an account.
type Answer struct {
	Of     act.Ref  `json:"of"` // the account; must be cited
	Agrees bool     `json:"agrees"`
	Text   act.Text `json:"text"`
}

var runID = regexp.MustCompile(`^[0-9a-f]{64}$`)

// units are those in which a respect can differ. None is money.
func units(what string) string {
	switch what {
	case "peak":
		return "m3/s mg/L"
	case "over":
		return "h"
	case "excess":
		return "m3 kg"
	}
	return ""
}

func (x *Avoided) check(a act.Act) error {
	switch {
	case !runID.MatchString(x.With) || !runID.MatchString(x.Without) || x.With == x.Without:
		return errors.New("with, without: want the identifiers of two different runs, 64 hexadecimal digits each")
	case x.Model == "" || x.Seed == "":
		return errors.New("model and seed are both needed: without them nobody can compute it again")
	case x.Members < Least:
		return fmt.Errorf("members: %d; wants %d or more: of fewer the quantiles are no band", x.Members, Least)
	case x.Read < 0:
		return errors.New("readings: fewer than none")
	case len(x.Rows) == 0:
		return errors.New("rows: none")
	}
	type respect struct{ place, what string }
	seen := map[respect]bool{}
	for i := range x.Rows {
		r := &x.Rows[i]
		if err := r.check(); err != nil {
			return fmt.Errorf("rows: %.60q, %.20q: %w", r.Place, r.What, err)
		}
		if at := (respect{r.Place, r.What}); seen[at] {
			return fmt.Errorf("rows: %.60q, %s: twice", r.Place, r.What)
		} else {
			seen[at] = true
		}
	}
	for _, f := range x.Flooded {
		if err := f.Name.Check(); err != nil {
			return fmt.Errorf("flooded: name: %w", err)
		}
		if f.People != nil && *f.People < 0 {
			return fmt.Errorf("flooded: people %d: fewer than none", *f.People)
		}
	}
	if err := x.Done.Check(); err != nil {
		return fmt.Errorf("done: %w", err)
	}
	return errors.Join(a.Names(&x.Of, x.Replaces), a.Shows([]act.Hash{x.Exhibit}))
}

func (r *Row) check() error {
	low, high, by := r.Low, r.High, r.By
	switch {
	case r.Place == "" || r.Party == "":
		return errors.New("place and party are both needed: nobody's loss is nameless")
	case units(r.What) == "":
		return errors.New("what: wants peak, over or excess")
	case !act.OneOf(by.P05.Unit, units(r.What)):
		return fmt.Errorf("unit %.20q; wants one of %s: what a difference is worth in money is not said here", by.P05.Unit, units(r.What))
	case r.Better < 0 || r.Better > 1e6 || r.Worse < 0 || r.Worse > 1e6:
		return fmt.Errorf("better %d, worse %d; want 0 to 1000000", r.Better, r.Worse)
	}
	if err := by.Check(); err != nil {
		return err
	}
	for _, q := range []act.Quantity{low, high} {
		if q.Unit != by.P05.Unit || q.Exponent != by.P05.Exponent {
			return errors.New("low, high: differ in unit or exponent from the quantiles")
		}
	}
	switch {
	case low.Mantissa > by.P05.Mantissa || high.Mantissa < by.P95.Mantissa:
		return errors.New("low, high: lie within the quantiles")
	// What did not happen cannot be verified: one number would pretend that it can. That nothing differs at all is no such claim.
	case by.P05.Mantissa == by.P95.Mantissa && (low.Mantissa != 0 || high.Mantissa != 0):
		return fmt.Errorf("by: a bare number, %g %s; wants a band, because nobody can verify what did not happen", by.P50.Float(), by.P50.Unit)
	}
	return act.CheckTexts(r.Name)
}

func (x *Answer) check(a act.Act) error {
	if err := x.Text.Check(); err != nil {
		return fmt.Errorf("text: %w", err)
	}
	return a.Names(&x.Of)
}
