package table

import "strings"

// A Quantity is what a column is of: which units its header may name.
type Quantity int

// The quantities; in brackets the base unit in which a number is handed on.
const (
	Text          Quantity = iota // no number
	Plain                         // a number without a unit
	Length                        // m
	Flow                          // m3/s
	Area                          // m2
	Volume                        // m3
	Velocity                      // m/s
	Spread                        // m2/s, of dispersion coefficients
	Concentration                 // mg/L
	Mass                          // kg
	Span                          // s, a length of time
	Rate                          // per s
	Depth                         // mm, of rain
)

// unit is a spelling in a header and what a number in it is multiplied with.
type unit struct {
	name   string
	factor float64
}

// units of a quantity, the base unit first.
func (q Quantity) units() []unit {
	const foot = 0.3048
	switch q {
	case Length:
		return []unit{{"m", 1}, {"km", 1000}, {"ft", foot}, {"mi", 1609.344}}
	case Flow:
		return []unit{{"m3s", 1}, {"ls", 1e-3}, {"cfs", foot * foot * foot}}
	case Area:
		return []unit{{"m2", 1}, {"km2", 1e6}, {"ha", 1e4}, {"mi2", 1609.344 * 1609.344}}
	case Volume:
		return []unit{{"m3", 1}, {"hm3", 1e6}, {"km3", 1e9}, {"acft", 43560 * foot * foot * foot}}
	case Velocity:
		return []unit{{"ms", 1}, {"kmh", 1 / 3.6}, {"fts", foot}}
	case Spread:
		return []unit{{"m2s", 1}}
	case Concentration:
		return []unit{{"mgl", 1}, {"ugl", 1e-3}, {"ngl", 1e-6}, {"gl", 1e3}}
	case Mass:
		return []unit{{"kg", 1}, {"t", 1e3}, {"g", 1e-3}}
	case Span:
		return []unit{{"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}}
	case Depth:
		return []unit{{"mm", 1}, {"cm", 10}, {"in", 25.4}}
	case Rate:
		return []unit{{"pers", 1}, {"perh", 1. / 3600}, {"perd", 1. / 86400}}
	}
	return nil
}

func (q Quantity) unit(name string) (unit, bool) {
	for _, u := range q.units() {
		if u.name == name {
			return u, true
		}
	}
	return unit{name, 1}, false
}

// Convert is what a number in the base unit is in another; false: the quantity has no such unit.
func (q Quantity) Convert(v float64, to string) (float64, bool) {
	u, ok := q.unit(to)
	return v / u.factor, ok
}

// Spelt is how a unit is written for people: m3/s and not m3s.
func Spelt(name string) string {
	for _, p := range [][2]string{{"m3s", "m³/s"}, {"ls", "l/s"}, {"cfs", "ft³/s"}, {"m3", "m³"}, {"hm3", "hm³"}, {"km3", "km³"}, {"m2", "m²"}, {"km2", "km²"},
		{"ms", "m/s"}, {"kmh", "km/h"}, {"fts", "ft/s"}, {"m2s", "m²/s"}, {"mgl", "mg/L"}, {"ugl", "µg/L"}, {"ngl", "ng/L"}, {"gl", "g/L"}} {
		if p[0] == name {
			return p[1]
		}
	}
	return name
}

// QuantityOf finds the quantity of which a unit is one.
func QuantityOf(name string) (Quantity, bool) {
	for q := Length; q <= Depth; q++ {
		if _, ok := q.unit(name); ok {
			return q, true
		}
	}
	return Plain, false
}

// unknown says of what follows a name whether it was meant as a unit: no other column begins like that.
func (q Quantity) unknown(rest string) bool {
	_, other := QuantityOf(rest)
	return other
}

// spelt lists the names a column may have.
func (q Quantity) spelt(name string) string {
	units := q.units()
	if len(units) == 0 {
		return name
	}
	var all []string
	for _, u := range units {
		all = append(all, name+"_"+u.name)
	}
	if len(all) == 1 {
		return all[0]
	}
	return strings.Join(all[:len(all)-1], ", ") + " or " + all[len(all)-1]
}
