package pack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// The places of a template. The names of gauges stand in braces, because they are parts of conditions.
const (
	eachParty   = "each-party"
	eachOther   = "each-other"
	eachUpper   = "each-upper"
	eachLower   = "each-lower"
	secretariat = "the-secretariat"
	deputy      = "the-deputy"
	superior    = "the-superior"
	series      = "{series}"
)

// dayMillis is a day in the unit of act.Time.
const dayMillis = 24 * 60 * 60 * 1000

// A Filling says who takes the places of a template, and what a rule pack needs from its issuer.
type Filling struct {
	Code        string            // of the instrument; empty: that of the file
	Title       act.Text          // absent: that of the file
	Parties     []jurisdiction.ID // at least two of a template, along a river from upstream to downstream; of a pack whom it binds, none: all below its issuer
	Secretariat jurisdiction.ID   // empty: the first party
	Deputy      jurisdiction.ID   // empty: the first party that is not the secretariat
	Superior    jurisdiction.ID   // of all parties; empty: none, as between provinces
	Gauges      []Gauge           // whose readings move the phase
	From        act.Time          // absent: the file's; an instrument without a beginning is refused
	Until       act.Time
}

// A Gauge is a series with the levels at which a phase begins and ends, in the unit of the series. Higher is worse. Below Calm for the hold time a watch
// ends, below Relief an emergency; so Calm < Watch, Relief < Emergency, and a reading that trembles around a level moves nothing.
type Gauge struct {
	Series                         string // "harbin/nitrobenzene": station and quantity
	Watch, Calm, Emergency, Relief float64
}

// Fill returns the instrument with its places filled, ready to be proposed or issued. A pack without places gets its parties and dates.
func (s Shipped) Fill(f Filling) (*agreement.Instrument, error) {
	if err := s.refuse(&f); err != nil {
		return nil, fmt.Errorf("pack: fill %s: %w", s.Name, err)
	}
	in, err := s.places(f)
	if err != nil {
		return nil, fmt.Errorf("pack: fill %s: %w", s.Name, err)
	}
	if f.Code != "" {
		in.Code = f.Code
	}
	if f.Title != nil {
		in.Title = f.Title
	}
	if f.From != 0 {
		in.From = f.From
	}
	if f.Until != 0 {
		in.Until = f.Until
	}
	if len(f.Parties) > 0 {
		in.Parties = slices.Clone(f.Parties)
	}
	if in.From == 0 {
		return nil, fmt.Errorf("pack: fill %s: it says not when it begins; give a From", s.Name)
	}
	for _, c := range in.Clauses {
		if s.Template && c.Item != nil {
			c.Item.Due = in.From + c.Item.Due*dayMillis
			if c.Item.Closes != 0 {
				c.Item.Closes = in.From + c.Item.Closes*dayMillis
			}
		}
	}
	return in, nil
}

// refuse says what is wrong with a filling, and puts in what follows from the rest.
func (s Shipped) refuse(f *Filling) error {
	if !s.Template {
		return nil
	}
	if len(f.Parties) < 2 {
		return fmt.Errorf("%d parties; an instrument between equals has two or more", len(f.Parties))
	}
	for i, p := range f.Parties {
		if _, err := jurisdiction.ParseID(string(p)); err != nil {
			return err
		}
		if slices.Contains(f.Parties[:i], p) {
			return fmt.Errorf("%s is a party twice", p)
		}
	}
	if f.Secretariat == "" {
		f.Secretariat = f.Parties[0]
	}
	for _, p := range f.Parties {
		if f.Deputy == "" && p != f.Secretariat {
			f.Deputy = p
		}
	}
	if f.Deputy == f.Secretariat {
		return fmt.Errorf("%s cannot stand in for itself: secretariat and deputy are one", f.Deputy)
	}
	if slices.Contains(f.Parties, f.Superior) {
		return fmt.Errorf("%s is a party and the superior of all parties", f.Superior)
	}
	for _, g := range f.Gauges {
		if strings.Count(g.Series, "/") != 1 || strings.ContainsAny(g.Series, "\"\\{}\n") {
			return fmt.Errorf("gauge %.80q: wants station/quantity", g.Series)
		}
		ordered := g.Calm < g.Watch && g.Relief < g.Emergency // false of what is no number
		if !ordered || math.IsInf(g.Calm-g.Relief, 0) || math.IsInf(g.Watch-g.Emergency, 0) {
			return fmt.Errorf("gauge %s: calm %v, watch %v, relief %v, emergency %v: a phase must end at a lower level than it begins",
				g.Series, g.Calm, g.Watch, g.Relief, g.Emergency)
		}
	}
	return nil
}

// places returns a copy of the instrument, of a template with everything in its places.
func (s Shipped) places(f Filling) (*agreement.Instrument, error) {
	b, err := json.Marshal(s.Instrument)
	if err != nil {
		return nil, err
	}
	if s.Template {
		// It is done on the JSON, because a place can stand wherever an ID can, and a new kind of clause must not need new code here.
		d := json.NewDecoder(bytes.NewReader(b))
		d.UseNumber()
		var tree any
		if err := d.Decode(&tree); err != nil {
			return nil, err
		}
		if b, err = json.Marshal(filler{f}.value(tree, "")); err != nil {
			return nil, err
		}
		for _, place := range []string{eachParty, eachOther, eachUpper, eachLower, secretariat, deputy, superior, series} {
			if bytes.Contains(b, []byte(place)) {
				return nil, fmt.Errorf("the place %s stands where nobody can be put", place)
			}
		}
	}
	body, err := act.Canonical(json.RawMessage(b))
	if err != nil {
		return nil, err
	}
	var in agreement.Instrument
	return &in, act.DecodeBody(body, &in)
}

// A filler puts jurisdictions and gauges into the places of a JSON tree. It changes nothing of the tree it is given.
type filler struct{ Filling }

// value returns a copy of v with its places filled; list names the list that v is, if it is one.
func (f filler) value(v any, list string) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			out[name] = f.value(member, name)
		}
		return out
	case []any:
		out := []any{}
		for _, element := range v {
			if list == "clauses" {
				out = append(out, f.clause(element)...)
			} else {
				out = append(out, f.element(element)...)
			}
		}
		return out
	case string:
		return strings.NewReplacer(secretariat, string(f.Secretariat), deputy, string(f.Deputy)).Replace(f.above(v))
	default:
		return v
	}
}

func (f filler) above(s string) string {
	if f.Superior == "" {
		return s
	}
	return strings.ReplaceAll(s, superior, string(f.Superior))
}

// element returns what becomes of one element of a list: itself, one for every party, or nothing where it names a superior and there is none.
func (f filler) element(e any) []any {
	filled := f.value(e, "")
	var out []any
	switch {
	case names(filled, superior):
	case names(filled, eachParty):
		for _, p := range f.Parties {
			out = append(out, replaced(filled, eachParty, string(p)))
		}
	case names(filled, eachOther):
		for _, p := range f.Parties {
			if p != f.Secretariat {
				out = append(out, replaced(filled, eachOther, string(p)))
			}
		}
	default:
		out = append(out, filled)
	}
	return out
}

// clause returns what becomes of one clause: itself, or one for every party, every two neighbours or every gauge, numbered.
func (f filler) clause(e any) []any {
	filled := f.value(e, "")
	var repeated []any
	switch {
	case names(filled, superior):
		return nil
	case names(filled, series):
		for _, g := range f.Gauges {
			repeated = append(repeated, g.in(filled))
		}
	case names(filled, eachUpper):
		for i, p := range f.Parties[1:] {
			repeated = append(repeated, replaced(filled, eachUpper, string(f.Parties[i]), eachLower, string(p)))
		}
	case names(filled, eachParty):
		for _, p := range f.Parties {
			repeated = append(repeated, replaced(filled, eachParty, string(p)))
		}
	default:
		return []any{filled}
	}
	for i, r := range repeated {
		r := r.(map[string]any)
		r["id"] = fmt.Sprintf("%v.%d", r["id"], i+1)
	}
	return repeated
}

// in returns the tree with the gauge in its places.
func (g Gauge) in(tree any) any {
	return replaced(tree, series, g.Series, "{watch}", level(g.Watch), "{calm}", level(g.Calm), "{emergency}", level(g.Emergency), "{relief}", level(g.Relief))
}

// level spells a number so that a condition takes it for one with a fraction: 27.5, 28.0.
func level(x float64) string {
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// names says whether a text of the tree contains a place.
func names(tree any, place string) bool {
	switch v := tree.(type) {
	case map[string]any:
		for _, member := range v {
			if names(member, place) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(e any) bool { return names(e, place) })
	case string:
		return strings.Contains(v, place)
	}
	return false
}

// replaced returns a copy of the tree in which old strings are new ones, given in pairs.
func replaced(tree any, pairs ...string) any {
	switch v := tree.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			out[name] = replaced(member, pairs...)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = replaced(e, pairs...)
		}
		return out
	case string:
		return strings.NewReplacer(pairs...).Replace(v)
	default:
		return v
	}
}
