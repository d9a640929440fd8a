package incident

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Figure is a figure that somebody reported, in all its versions, beside what others found when they verified it (R59). Whether a difference is an error or
// a falsehood no figure says.
type Figure struct {
	By       jurisdiction.ID
	Subject  string // of a statement; of a signal station/quantity
	Field    string // of a report
	Name     act.Text
	Versions []FigureVersion // by the author, oldest first
	Checks   []*Said         // verifications that stand, oldest first
}

// A FigureVersion is one version of a figure: as it was first said, or as its author corrected it.
type FigureVersion struct {
	Quantity    act.Quantity
	Doubt       *act.Quantity // as the author says; nil: it says nothing
	Confidence  string        // of the field of a report
	Of          act.Time      // of which moment it speaks
	Recorded    act.Time
	Ref         act.Ref
	Cites       []act.Ref
	Withdrawn   *act.Ref // by this act of the author, which says nothing in its place; at WithdrawnAt
	WithdrawnAt act.Time
	Simulated   bool
}

// checkFigure says why a statement's figure is none, by itself (doc/acts.md 7.3.1).
func (s *Statement) checkFigure() error {
	switch {
	case s.Doubt != nil && (s.Quantity == nil || s.Doubt.Unit != s.Quantity.Unit || s.Doubt.Mantissa < 0):
		return errors.New("doubt: wants the unit of the quantity and no sign: half the width of the band around it")
	case s.Field != "" && s.Verifies == nil:
		return errors.New("field: names the field of a report that is verified, and nothing is")
	case s.Verifies == nil:
		return nil
	case s.Quantity == nil:
		return errors.New("verifies a figure and gives none")
	case !act.OneOf(s.Basis, "observed computed"):
		return fmt.Errorf("basis: %s; what verifies a figure was observed or computed: what was only reported verifies nothing", s.Basis)
	}
	return nil
}

// verifies says why a statement does not verify what it says to. It looks at nothing but what the statement cites.
func (s *State) verifies(f *file, x *Said) error {
	if x.Verifies == nil {
		return nil
	}
	by, q, err := s.figureAt(f, x)
	switch {
	case err != nil:
		return err
	case by == x.By:
		return errors.New("verifies: nobody verifies his own figure; whoever has a better one corrects it")
	case q == nil:
		return errors.New("verifies: there is no figure")
	case q.Unit != x.Quantity.Unit:
		return fmt.Errorf("verifies: a figure in %.20q by one in %.20q", q.Unit, x.Quantity.Unit)
	}
	return nil
}

// figureAt finds the figure that a statement verifies, and whose it is.
func (s *State) figureAt(f *file, x *Said) (jurisdiction.ID, *act.Quantity, error) {
	if said := s.said[*x.Verifies]; said != nil {
		if said.Of != x.Of || said.Subject != x.Subject {
			return "", nil, errors.New("verifies: a statement on another subject; the two have to stand beside each other")
		}
		return said.By, said.Quantity, nil
	}
	i := slices.IndexFunc(f.records, func(r record) bool { return r.ref == *x.Verifies })
	if i < 0 {
		return "", nil, errors.New("verifies: no statement, report or signal of this case")
	}
	switch b := f.records[i].body.(type) {
	case *Report:
		return f.records[i].act.By, b.Fields[x.Field].Quantity, nil
	case *Signal:
		return f.records[i].act.By, b.Value, nil
	}
	return "", nil, errors.New("verifies: no statement, report or signal of this case")
}

// Figures returns the figures that were reported in a case, each once however often it was corrected, and of signals and of what verifies another figure those that
// somebody verified. In the order of their first versions.
func (s *State) Figures(id act.Ref) []Figure {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	checks := map[act.Ref][]*Said{}
	for _, said := range f.said {
		for _, x := range said {
			if x.Verifies != nil && x.Standing() {
				checks[*x.Verifies] = append(checks[*x.Verifies], x)
			}
		}
	}
	var out []Figure
	for _, r := range f.records {
		switch b := r.body.(type) {
		case *Statement:
			if x := s.said[r.ref]; x != nil && x.Corrects == nil && x.Subject != situationSubject {
				if fig := s.statedFigure(x, checks); len(fig.Versions) > 0 && (x.Verifies == nil || len(fig.Checks) > 0) {
					out = append(out, fig)
				}
			}
		case *Report:
			if b.Replaces == nil {
				out = append(out, f.reportedFigures(r, checks)...)
			}
		case *Signal:
			if b.Value != nil && len(checks[r.ref]) > 0 {
				v := FigureVersion{Quantity: *b.Value, Of: b.At, Recorded: r.act.At, Ref: r.ref, Cites: r.act.Cites, Simulated: b.Simulated}
				out = append(out, Figure{By: r.act.By, Subject: b.Station + "/" + b.Quantity, Versions: []FigureVersion{v}, Checks: inOrder(checks[r.ref])})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Figure) int {
		return cmp.Or(cmp.Compare(a.Versions[0].Recorded, b.Versions[0].Recorded), act.CompareRefs(a.Versions[0].Ref, b.Versions[0].Ref), cmp.Compare(a.Field, b.Field))
	})
	return out
}

// situationSubject is the subject by which a member contests the situation: its quantity is a class and no figure.
const situationSubject = "situation"

// statedFigure follows a statement through its author's corrections, of which some may have no figure.
func (s *State) statedFigure(x *Said, checks map[act.Ref][]*Said) Figure {
	out := Figure{By: x.By, Subject: x.Subject, Name: x.Name}
	for x != nil {
		if x.Quantity != nil {
			out.Versions = append(out.Versions, FigureVersion{Quantity: *x.Quantity, Doubt: x.Doubt, Of: x.ClaimedAt, Recorded: x.Recorded, Ref: x.Ref, Cites: x.cites, Withdrawn: x.Withdrawn, WithdrawnAt: x.withdrawnAt, Simulated: x.Basis == "simulated"})
			out.Checks = append(out.Checks, checks[x.Ref]...)
		}
		if x.Corrected == nil {
			break
		}
		x = s.said[*x.Corrected]
	}
	out.Checks = inOrder(out.Checks)
	return out
}

// reportedFigures follows each figure of a report through the reports of its author that replace it.
func (f *file) reportedFigures(r record, checks map[act.Ref][]*Said) []Figure {
	var out []Figure
	for _, name := range slices.Concat(MandatoryFields("initial"), MandatoryFields("supplementary"), MandatoryFields("final")) {
		if slices.ContainsFunc(out, func(x Figure) bool { return x.Field == name }) {
			continue
		}
		fig := Figure{By: r.act.By, Field: name}
		for x := f.sent[r.ref]; x != nil; {
			body, _ := x.body.(*Report)
			if field, ok := body.Fields[name]; ok && field.Quantity != nil {
				fig.Versions = append(fig.Versions, FigureVersion{Quantity: *field.Quantity, Confidence: field.Confidence, Of: x.act.At, Recorded: x.act.At, Ref: x.ref, Cites: x.act.Cites})
				for _, c := range checks[x.ref] {
					if c.Field == name {
						fig.Checks = append(fig.Checks, c)
					}
				}
			}
			if x.replaced == nil {
				break
			}
			x = f.sent[*x.replaced]
		}
		if len(fig.Versions) > 0 {
			fig.Checks = inOrder(fig.Checks)
			out = append(out, fig)
		}
	}
	return out
}

// inOrder sorts verifications by when they were put on record.
func inOrder(list []*Said) []*Said {
	out := slices.Clone(list)
	slices.SortFunc(out, func(a, b *Said) int {
		return cmp.Or(cmp.Compare(a.Recorded, b.Recorded), act.CompareRefs(a.Ref, b.Ref))
	})
	return out
}
