// Package jurisdiction says who there is: cities, provinces, countries, agencies and bodies, what they are called in other lists and
// since when, who is above whom, and who is next to whom.
//
// Next to each other are not only those who share a border. Whoever drinks from the same river, breathes the same air or hangs on the
// same line is a neighbour in what can reach him (R19), so a neighbourhood is an edge with a kind. The package holds no territory's
// outline and knows nothing of what a jurisdiction does: it is imported by the wire format, on which everything rests.
package jurisdiction

import (
	"fmt"
	"slices"
	"strings"

	"tongzhou/geo"
)

// A Role is what a jurisdiction is in the hierarchy.
type Role string

// The roles. An agency or a body has no territory of its own.
const (
	City     Role = "city"
	Province Role = "province"
	Country  Role = "country"
	Agency   Role = "agency"
	Body     Role = "body"
)

// A Code is what another list calls a jurisdiction, and for how long: codes change when places merge. From and
// Until are Unix milliseconds; 0 is open. Until itself is no longer within.
type Code struct {
	System string `json:"system"` // "GB/T 2260", "ISO 3166-2"
	Value  string `json:"value"`
	From   int64  `json:"from,omitempty"`
	Until  int64  `json:"until,omitempty"`
}

// holds reports whether the code is valid at a time.
func (c Code) holds(at int64) bool { return at >= c.From && (c.Until == 0 || at < c.Until) }

// A Jurisdiction is one row of the register: who it is, not what it does.
type Jurisdiction struct {
	ID ID `json:"id"`
	// Names by BCP 47 tag; "en" and "zh-Hans" are wanted.
	Names map[string]string `json:"names"`
	Role  Role              `json:"role"`
	// Parent is the next higher jurisdiction; empty: it has none here.
	Parent ID     `json:"parent,omitempty"`
	Codes  []Code `json:"codes,omitempty"`
	// Outside: it is no member of the alliance and follows no journal; it can only be told by other means.
	Outside bool `json:"outside,omitempty"`
	// Seat is where it is shown when no area is known; the zero point is none.
	Seat geo.Point `json:"seat,omitzero"`
	// People live in it; 0 is unknown.
	People int64 `json:"people,omitempty"`
}

// A Register is a consistent set of jurisdictions. It does not change; a new version is a new register.
type Register struct {
	byID map[ID]Jurisdiction
	ids  []ID
}

// NewRegister checks the rows against one another.
func NewRegister(rows []Jurisdiction) (*Register, error) {
	r := &Register{byID: make(map[ID]Jurisdiction, len(rows))}
	for _, j := range rows {
		if _, err := ParseID(string(j.ID)); err != nil {
			return nil, err
		}
		if _, twice := r.byID[j.ID]; twice {
			return nil, fmt.Errorf("jurisdiction: register %q: stands twice", j.ID)
		}
		if j.People < 0 {
			return nil, fmt.Errorf("jurisdiction: register %q: %d people; leave it out if unknown", j.ID, j.People)
		}
		if err := j.Seat.Validate(); err != nil {
			return nil, fmt.Errorf("jurisdiction: register %q: seat: %w", j.ID, err)
		}
		switch j.Role {
		case City, Province, Country, Agency, Body:
		default:
			return nil, fmt.Errorf("jurisdiction: register %q: role %q: wants city, province, country, agency or body", j.ID, j.Role)
		}
		r.byID[j.ID] = j
		r.ids = append(r.ids, j.ID)
	}
	slices.Sort(r.ids)
	for _, id := range r.ids {
		if err := r.checkParents(id); err != nil {
			return nil, err
		}
	}
	return r, r.checkCodes()
}

func (r *Register) checkParents(id ID) error {
	seen := map[ID]bool{}
	for at := id; at != ""; at = r.byID[at].Parent {
		if _, known := r.byID[at]; !known {
			return fmt.Errorf("jurisdiction: register %q: its superior %q is not in the register", id, at)
		}
		if seen[at] {
			return fmt.Errorf("jurisdiction: register %q: is its own superior", id)
		}
		seen[at] = true
	}
	return nil
}

// checkCodes refuses a code that two jurisdictions hold at the same time, because it would then name neither.
func (r *Register) checkCodes() error {
	type held struct {
		id ID
		Code
	}
	all := make(map[string][]held)
	for _, id := range r.ids {
		for _, c := range r.byID[id].Codes {
			if c.System == "" || c.Value == "" || c.Until != 0 && c.Until <= c.From {
				return fmt.Errorf("jurisdiction: register %q: code %q of %q: wants a system, a value and an end after its start",
					id, c.Value, c.System)
			}
			key := c.System + "\x00" + c.Value
			for _, h := range all[key] {
				if h.id != id && (h.Until == 0 || c.From < h.Until) && (c.Until == 0 || h.From < c.Until) {
					return fmt.Errorf("jurisdiction: register: %s code %q belongs to %q and %q at the same time",
						c.System, c.Value, h.id, id)
				}
			}
			all[key] = append(all[key], held{id, c})
		}
	}
	return nil
}

// Get returns one row.
func (r *Register) Get(id ID) (Jurisdiction, bool) {
	j, ok := r.byID[id]
	return j, ok
}

// All are the rows, by ID.
func (r *Register) All() []Jurisdiction {
	out := make([]Jurisdiction, 0, len(r.ids))
	for _, id := range r.ids {
		out = append(out, r.byID[id])
	}
	return out
}

// Superiors are those above id, the nearest first.
func (r *Register) Superiors(id ID) []ID {
	var out []ID
	for at := r.byID[id].Parent; at != ""; at = r.byID[at].Parent {
		out = append(out, at)
	}
	return out
}

// CommonSuperior is the lowest jurisdiction that is above all of ids, or none.
func (r *Register) CommonSuperior(ids ...ID) (ID, bool) {
	if len(ids) == 0 {
		return "", false
	}
	for _, candidate := range r.Superiors(ids[0]) {
		above := func(id ID) bool { return slices.Contains(r.Superiors(id), candidate) }
		if !slices.ContainsFunc(ids, func(id ID) bool { return !above(id) }) {
			return candidate, true
		}
	}
	return "", false
}

// ByCode finds whose code value is at a time. An alert may carry more digits than the register (a county's
// or a township's) or fewer: of GB/T 2260 the first two digits name the province, two more the prefecture, two more
// the county, in pairs that are 00 above that level. The register's longest code that begins the value wins; no zeros
// are ever added to the value.
func (r *Register) ByCode(system, value string, at int64) (ID, bool) {
	best, found := "", ID("")
	for _, id := range r.ids {
		for _, c := range r.byID[id].Codes {
			if c.System != system || !c.holds(at) {
				continue
			}
			stem := c.Value
			if system == GBT2260 {
				stem = trimPairs(stem)
			}
			if strings.HasPrefix(value, stem) && len(stem) > len(best) {
				best, found = stem, id
			}
		}
	}
	return found, best != ""
}

// GBT2260 is the system of China's administrative codes.
const GBT2260 = "GB/T 2260"

// trimPairs takes the trailing pairs of zeros off a code: 230100 names what begins with 2301.
func trimPairs(s string) string {
	for len(s) > 2 && len(s)%2 == 0 && strings.HasSuffix(s, "00") {
		s = s[:len(s)-2]
	}
	return s
}
