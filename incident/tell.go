package incident

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// KindTell puts on record that somebody who is no member of the alliance was told of a case by other means than an act (R18).
const KindTell act.Kind = "incident.tell"

// A Telling is the body of incident.tell. Whoever is told follows no journal and signs for nothing: that it was told stands on its teller's word alone, and
// nothing that it said binds it.
type Telling struct {
	Of       act.Ref         `json:"of"`                // the case; must be cited
	Whom     jurisdiction.ID `json:"whom"`              // no member, and so no addressee
	Name     act.Text        `json:"name,omitempty"`    // what it is called
	Means    string          `json:"means"`             // telephone, fax, radio, messenger, superior
	Through  jurisdiction.ID `json:"through,omitempty"` // by way of a superior: who was asked to pass it on
	At       act.Time        `json:"at"`
	What     act.Text        `json:"what"`                               // what it was told
	Answered act.Text        `json:"answered,omitempty" personal:"name"` // who answered: a post; absent: nobody did, and it was only tried
	Answer   act.Text        `json:"answer,omitempty"`                   // what whoever answered said
}

func (t *Telling) of() act.Ref { return t.Of }

func (t *Telling) check(a act.Act) error {
	if t.Whom == a.By || slices.Contains(a.To, t.Whom) {
		return fmt.Errorf("whom: %q; wants somebody who is neither the author nor an addressee: whoever follows this journal is told by an act that it signs for", t.Whom)
	}
	if !act.OneOf(t.Means, "telephone fax radio messenger superior") {
		return fmt.Errorf("means: %.40q; wants telephone, fax, radio, messenger or superior", t.Means)
	}
	if (t.Means == "superior") != (t.Through != "") || t.Through == t.Whom {
		return errors.New("through: who was asked to pass it on, by way of a superior and only then")
	}
	if t.At <= 0 || t.At > a.At+skew {
		return fmt.Errorf("at: %s, and the act is of %s; nobody is told before it happens", t.At.RFC3339(), a.At.RFC3339())
	}
	if err := t.What.Check(); err != nil {
		return fmt.Errorf("what: %w", err)
	}
	if t.Answer != nil && t.Answered == nil {
		return errors.New("answer: somebody gave it; say in answered which post")
	}
	return act.CheckTexts(t.Name, t.Answered, t.Answer)
}

func (s *State) tell(e act.Entry, f *file, t *Telling) (func(), error) {
	return func() { f.add(e, t.At, t) }, nil
}
