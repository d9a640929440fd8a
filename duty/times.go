package duty

import (
	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// Times returns when a party said that it did what a clause asks for outside a case (R49), as it claims and in no order. Of such a duty the key has the instrument in
// the place of the case.
func (s *State) Times(c agreement.Cite, p jurisdiction.ID) []act.Time {
	var out []act.Time
	for name, list := range s.cases[c.Instrument] {
		if name.clause != c || name.party != p {
			continue
		}
		for _, x := range list {
			if x.meeting != nil {
				out = append(out, x.at)
			}
		}
	}
	return out
}
