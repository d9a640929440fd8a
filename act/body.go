package act

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// A Text is what people read, by language: BCP 47 tag to text. The house languages are "en" and "zh-Hans".
type Text map[string]string

// maxText bounds a text in one language; a longer one is an exhibit.
const maxText = 8 << 10

// Check refuses a text that nobody can read: none at all, one without content, or one under a malformed tag.
func (t Text) Check() error {
	if len(t) == 0 {
		return fmt.Errorf("text: empty; wants a language tag and the text, at least in one language")
	}
	for tag, text := range t {
		if !tagged(tag) {
			return fmt.Errorf("text: %.40q is no language tag such as \"en\" or \"zh-Hans\"", tag)
		}
		if strings.TrimSpace(text) == "" || len(text) > maxText {
			return fmt.Errorf("text: %s has %d bytes, wants 1 to %d and not only blanks", tag, len(text), maxText)
		}
	}
	return nil
}

// tagged checks the shape of a language tag: subtags of 1 to 8 letters or digits, the first of 2 to 8 letters.
func tagged(tag string) bool {
	for n, sub := range strings.Split(tag, "-") {
		if len(sub) < 1 || len(sub) > 8 || n == 0 && len(sub) < 2 || len(tag) > 35 {
			return false
		}
		for _, c := range []byte(sub) {
			letter := 'a' <= c|0x20 && c|0x20 <= 'z'
			if !letter && (n == 0 || c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

// A Quantity is a number with a unit, exact: Mantissa x 10^Exponent. {525 -3 mg/L} is 0.525 mg/L, known to the
// third decimal; the unit is in UCUM notation. Acts have no floating point, because two programs must never
// compute two states from one act.
type Quantity struct {
	Mantissa int64  `json:"m"`
	Exponent int    `json:"e"`
	Unit     string `json:"u"`
}

// Float returns the nearest floating-point number.
func (q Quantity) Float() float64 {
	f, err := strconv.ParseFloat(fmt.Sprintf("%de%d", q.Mantissa, q.Exponent), 64)
	if err != nil {
		return f // out of range: an infinity or zero, which is the nearest
	}
	return f
}

// DecodeBody reads a canonical body into a structure. It is as strict as Decode: every member must be a field of the
// structure by its exact name; only at the top may there be an "ext" that the structure does not know. Types that
// read themselves (json.Unmarshaler, encoding.TextUnmarshaler) are left to do so.
func DecodeBody(raw json.RawMessage, into any) error {
	s, err := newScanner(raw)
	if err == nil {
		err = s.fits(reflect.TypeOf(into), 1)
	}
	if err == nil {
		err = s.end()
	}
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		return fmt.Errorf("act: body: %w", err)
	}
	return nil
}

// fits reads a value and checks that t has a place for each of its members. encoding/json alone would take
// "To" for "to", and two programs would then differ about which of the two counts.
func (s *scanner) fits(t reflect.Type, depth int) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	c := s.peek()
	if c != '{' && c != '[' || readsItself(t) {
		return s.value(depth)
	}
	switch {
	case c == '{' && t.Kind() == reflect.Struct:
		return s.members(depth, func(name string) error {
			if f, ok := fieldNamed(t, name); ok {
				return s.fits(f, depth+1)
			}
			if name == "ext" && depth == 1 {
				return s.value(depth + 1)
			}
			return s.errorf("unknown field %q; additions belong into \"ext\"", name)
		})
	case c == '{' && t.Kind() == reflect.Map:
		return s.members(depth, func(string) error { return s.fits(t.Elem(), depth+1) })
	case c == '[' && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array):
		return s.elements(depth, func() error { return s.fits(t.Elem(), depth+1) })
	}
	return s.value(depth) // encoding/json says what does not fit
}

func readsItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[json.Unmarshaler]()) || p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// fieldNamed finds the field that encoding/json fills from a member, by exact name. Fields of embedded structures
// count as their own.
func fieldNamed(t reflect.Type, name string) (reflect.Type, bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && tag == "" && f.Type.Kind() == reflect.Struct {
			if inner, ok := fieldNamed(f.Type, name); ok {
				return inner, true
			}
			continue
		}
		if tag == name && tag != "-" || tag == "" && f.Name == name {
			return f.Type, true
		}
	}
	return nil, false
}
