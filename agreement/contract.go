package agreement

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// KindContract puts on record that a party has bound a private unit to the rows of a list that name it (R54).
const KindContract act.Kind = "agreement.contract"

// A Contract is the body of agreement.contract. A private unit signs no agreement between cities: what binds it is its own contract, on paper, with one of the parties.
type Contract struct {
	Of    act.Ref  `json:"of"`   // the conclusion or issue that has the rows; must be cited
	Unit  string   `json:"unit"` // as the rows name it
	Name  act.Text `json:"name"` // of the firm or association
	Paper act.Hash `json:"paper"`
	From  act.Time `json:"from"`
	Until act.Time `json:"until"` // said anew of the same paper, it is prolonged or ended
	Note  act.Text `json:"note,omitempty"`
}

// A Contracted is a contract act at its place.
type Contracted struct {
	Contract
	Party jurisdiction.ID // that signed it with the unit
	At    act.Time
	Ref   act.Ref
}

// contract judges a contract with a unit.
func (s *State) contract(e act.Entry, b *Contract) (func(), error) {
	d, err := s.cited(e, b.Of, "of")
	if err != nil {
		return nil, err
	}
	by := e.Act.By
	switch {
	case !slices.ContainsFunc(d.text.Clauses, func(c Clause) bool { return c.Duty != nil && c.Duty.Unit != "" && c.Duty.Unit == b.Unit }):
		return nil, fmt.Errorf("unit: no row of %s names a private unit %.30q", d.text.Code, b.Unit)
	case len(d.text.Parties) > 0 && !slices.Contains(d.text.Parties, by):
		return nil, errors.New("its author is no party: who answers for a unit has the contract with it")
	case d.out(by, e.Act.At) == "left":
		return nil, errors.New("its author has left the instrument")
	case b.From <= 0 || b.Until <= b.From || b.Until < e.Act.At:
		return nil, errors.New("from and until: a contract begins, and ends after that; what is over when it is said bound nobody")
	case !slices.Contains(e.Act.Exhibits, b.Paper):
		return nil, errors.New("paper: its hash stands among the exhibits of the envelope too")
	}
	if err := b.Name.Check(); err != nil {
		return nil, fmt.Errorf("name: %w", err)
	}
	if err := act.CheckTexts(b.Note); err != nil {
		return nil, fmt.Errorf("note: %w", err)
	}
	return func() { d.contracts = append(d.contracts, Contracted{*b, by, e.Act.At, e.Ref}) }, nil
}

// contractsOf are those of a version and of the versions before: an amendment ends no contract.
func (s *State) contractsOf(d *deal) []Contracted {
	var out []Contracted
	for d != nil {
		out = append(out, d.contracts...)
		if d.text.Amends == nil {
			break
		}
		d = s.binding[*d.text.Amends]
	}
	slices.SortFunc(out, func(a, b Contracted) int { return act.CompareRefs(a.Ref, b.Ref) })
	return out
}

// Contract returns the contract by which a party has bound a private unit at a time; nil: the unit is not bound. A contract binds from when it is on record: nobody puts a
// unit under a duty afterwards. What is said later of the same paper holds from then on.
func (v *Version) Contract(unit string, p jurisdiction.ID, at act.Time) *Contracted {
	last := map[act.Hash]*Contracted{}
	for n := range v.Contracts {
		c := &v.Contracts[n]
		if c.Unit == unit && c.Party == p && c.At <= at {
			last[c.Paper] = c
		}
	}
	var binds *Contracted
	for _, c := range last {
		if c.From <= at && at < c.Until && (binds == nil || act.CompareRefs(c.Ref, binds.Ref) > 0) {
			binds = c
		}
	}
	return binds
}
