package duty

import (
	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// Last returns when a party last said that it did what a clause asks for outside a case (R49), as it claims; 0 if it never did. Of such a duty the key has the
// instrument in the place of the case.
func (s *State) Last(c agreement.Cite, p jurisdiction.ID) act.Time {
	var last act.Time
	for name, list := range s.cases[c.Instrument] {
		if name.clause != c || name.party != p {
			continue
		}
		for _, x := range list {
			if x.meeting != nil {
				last = max(last, x.at)
			}
		}
	}
	return last
}
