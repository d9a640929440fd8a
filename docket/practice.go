package docket

import (
	"tongzhou/act"
	"tongzhou/roster"
)

// A practice takes the acts of its kinds into its state. An error says why an act is void; the state is then as it was.
// Its state must not depend on the order of acts of different journals beyond what citations say.
type practice interface {
	Apply(act.Entry) error
}

// A digester is a practice that can hash its state so that the order of applying does not show.
type digester interface {
	Digest() act.Hash
}

// kinds is the fold table: which practice takes which kinds. A kind that is not here is unknown to this program.
func (d *Docket) kinds() map[act.Kind]practice {
	table := map[act.Kind]practice{}
	put := func(p practice, kinds ...act.Kind) {
		for _, k := range kinds {
			table[k] = p
		}
	}
	put(d.roster, roster.KindFound, roster.KindAdmit, roster.KindKey, roster.KindLeave, roster.KindObserve)
	return table
}

// digested lists the practices in the order in which they enter the digest.
func (d *Docket) digested() []digester {
	return []digester{d.roster}
}
