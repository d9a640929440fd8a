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

// CheckTexts refuses the first of several texts that is none. Each of them may be absent.
func CheckTexts(list ...Text) error {
	for _, t := range list {
		if t == nil {
			continue
		}
		if err := t.Check(); err != nil {
			return err
		}
	}
	return nil
}

// OneOf says whether a word stands in a list of words, parted by blanks.
func OneOf(word, words string) bool {
	for w := range strings.FieldsSeq(words) {
		if w == word {
			return true
		}
	}
	return false
}

// tagged checks the shape of a language tag: subtags of 1 to 8 letters or digits, the first of 2 to 8 letters.
func tagged(tag string) bool {
	// Only the shape is checked. Which languages there are changes, and an act must stay valid for decades.
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
	// By way of decimal text, because multiplying by a power of ten rounds twice: 3 x 10^-1 would not be 0.3.
	f, err := strconv.ParseFloat(fmt.Sprintf("%de%d", q.Mantissa, q.Exponent), 64)
	if err != nil {
		return f // out of range: an infinity or zero, which is the nearest
	}
	return f
}

// DecodeBody reads a canonical body into a structure. It is as strict as Decode: every member must be a field of the
// structure by its exact name, as its json tag says; only at the top may there be an "ext" that the structure does not
// know. Types that read themselves (json.Unmarshaler, encoding.TextUnmarshaler) do so. What is absent stays as it was.
func DecodeBody(raw json.RawMessage, into any) error {
	p := reflect.ValueOf(into)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("act: body: cannot decode into %T, wants a pointer", into)
	}
	s, err := newScanner(raw)
	if err == nil {
		r := reader{scanner: s}
		err = r.into(p.Elem(), 1)
	}
	if err == nil {
		err = s.end()
	}
	if err != nil {
		return fmt.Errorf("act: body: %w", err)
	}
	return nil
}

// A reader fills structures from canonical JSON. encoding/json is not used for it, because that would take "To" for
// "to" and skip what it does not know, so that two programs could differ about what an act says; and because reading
// a body once instead of three times is half of the cost of applying an act.
type reader struct {
	*scanner
	tables []table // of the types met so far in this body
}

// A table lists the fields of a type of structure that can be read.
type table struct {
	of     reflect.Type
	fields []field
}

// A field is where a member goes: the name under which encoding/json would write it, and the way to it through embedded structures.
type field struct {
	name  string
	index []int
}

// into reads the next value into v.
func (r *reader) into(v reflect.Value, depth int) error {
	// A pointer is how a structure says that a member may be absent; here it is present.
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	// The order matters: a type that reads itself knows better than its kind. Identifiers and hashes do, and so no
	// decoded structure holds a malformed one.
	switch self := v.Addr().Interface().(type) {
	case *string:
		var err error
		*self, err = r.text()
		return err
	case *Ref: // in nearly every body; a citation in a body has all its members, as one in the envelope
		var err error
		*self, err = r.ref(depth)
		return err
	// A text is a map like any other, and so frequent that it is worth its own case; that its tags are tags and its texts not
	// empty is for Check, which also people ask who write one.
	case *Text:
		*self = Text{}
		return r.members(depth, func(tag string) (err error) {
			(*self)[tag], err = r.text()
			return err
		})
	case json.Unmarshaler: // json.RawMessage among them
		// The value is checked before it is handed over: also what a type reads by itself is canonical.
		start := r.i
		if err := r.value(depth); err != nil {
			return err
		}
		return self.UnmarshalJSON(r.b[start:r.i])
	case encoding.TextUnmarshaler:
		text, err := r.text()
		if err != nil {
			return err
		}
		return self.UnmarshalText([]byte(text))
	}
	switch v.Kind() {
	case reflect.Struct:
		return r.structure(v, depth)
	case reflect.Map:
		return r.mapping(v, depth)
	case reflect.Slice:
		return r.slice(v, depth)
	}
	return r.scalar(v)
}

// scalar reads a string, a truth or an integer. There is no floating point: no type that has it can be part of a body, and the
// programmer who tries learns so from the first test.
func (r *reader) scalar(v reflect.Value) error {
	switch {
	case v.Kind() == reflect.String:
		text, err := r.text()
		v.SetString(text)
		return err
	case v.Kind() == reflect.Bool:
		truth, err := r.boolean()
		v.SetBool(truth)
		return err
	case v.CanInt():
		n, err := r.integer()
		if err == nil && v.OverflowInt(n) {
			err = r.errorf("number %d is too large here", n)
		}
		v.SetInt(n)
		return err
	case v.CanUint():
		n, err := r.integer()
		if err == nil && (n < 0 || v.OverflowUint(uint64(n))) {
			err = r.errorf("number %d is negative or too large here", n)
		}
		v.SetUint(uint64(n))
		return err
	}
	return fmt.Errorf("a field of type %s cannot be part of a body", v.Type())
}

// structure reads an object into a structure (clause 2.8). depth is 1 at the top of a body, the only place for "ext".
func (r *reader) structure(v reflect.Value, depth int) error {
	fields := r.fields(v.Type())
	return r.members(depth, func(name string) error {
		// A dozen short names are compared faster than one is hashed.
		for i := range fields {
			if fields[i].name == name {
				if err := r.into(v.FieldByIndex(fields[i].index), depth+1); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				return nil
			}
		}
		if name == "ext" && depth == 1 {
			return r.value(depth + 1)
		}
		return r.errorf("unknown field %q; additions belong into \"ext\"", name)
	})
}

// mapping reads an object into a map, in the place of any that was there. Names are data here: any canonical name will do, unless
// the type of the key reads itself and refuses.
func (r *reader) mapping(v reflect.Value, depth int) error {
	m := reflect.MakeMap(v.Type())
	v.Set(m)
	return r.members(depth, func(name string) error {
		key := reflect.New(v.Type().Key())
		if self, ok := key.Interface().(encoding.TextUnmarshaler); ok {
			if err := self.UnmarshalText([]byte(name)); err != nil {
				return err
			}
		} else if key.Elem().Kind() == reflect.String {
			key.Elem().SetString(name)
		} else {
			return fmt.Errorf("a map by %s cannot be part of a body", key.Elem().Type())
		}
		value := reflect.New(v.Type().Elem()).Elem()
		if err := r.into(value, depth+1); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		m.SetMapIndex(key.Elem(), value)
		return nil
	})
}

// slice reads an array, in the place of any that was there.
func (r *reader) slice(v reflect.Value, depth int) error {
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	return r.elements(depth, func() error {
		n := v.Len()
		v.Grow(1)
		v.SetLen(n + 1)
		v.Index(n).SetZero() // what Grow leaves there is not promised
		if err := r.into(v.Index(n), depth+1); err != nil {
			return fmt.Errorf("element %d: %w", n+1, err)
		}
		return nil
	})
}

// fields returns the table of a type. Tables live as long as one body is read: in a list of arrivals the work is done
// once, and no state is shared between calls.
func (r *reader) fields(t reflect.Type) []field {
	for i := range r.tables {
		if r.tables[i].of == t {
			return r.tables[i].fields
		}
	}
	fields := fieldsOf(t, nil)
	r.tables = append(r.tables, table{t, fields})
	return fields
}

// fieldsOf lists fields by the names that encoding/json writes for them. Fields of embedded structures count as
// their own.
func fieldsOf(t reflect.Type, outer []int) []field {
	// A name that occurs twice goes to the first field that has it; nobody writes such a structure.
	list := make([]field, 0, t.NumField())
	for i := range t.NumField() {
		// Names are taken from the json tags, so that Canonical, which leaves the writing to encoding/json, and DecodeBody cannot differ.
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		index := append(outer[:len(outer):len(outer)], i)
		switch {
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			list = append(list, fieldsOf(f.Type, index)...)
		case !f.IsExported() || name == "-":
		case name == "":
			list = append(list, field{f.Name, index})
		default:
			list = append(list, field{name, index})
		}
	}
	return list
}
