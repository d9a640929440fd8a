// Package spelling turns what people and programs write into the body of an act, exactly.
//
// The wire form of a body (doc/acts.md) is made for machines: times are milliseconds, a citation has a hash, a number is a mantissa
// and an exponent. On the way in the API takes the spellings that people use as well:
//
//	a time       "2005-11-16T20:00:00+08:00"        for 1132142400000
//	a citation   "songyuan.12"                      for {"j": "songyuan/journal/1", "i": 12, "h": "…"}; or {"journal", "index", "leaf"}
//	a text       "call the desk"                    for {"und": "call the desk"}
//	a quantity   {"value": 0.525, "unit": "mg/L"}   for {"m": 525, "e": -3, "u": "mg/L"}
//
// The wire form is taken too. Everything else is as in the body: an unknown member is an error that says where it stands.
package spelling

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongzhou/act"
)

// A Finder finds the act that an identifier names.
type Finder func(id string) (act.Ref, error)

// Read fills body, a pointer to the body of an act, and returns the acts and exhibits that it names, in the order in which they stand there, each once.
// An error says which member it is about.
func Read(raw json.RawMessage, body any, find Finder) (refs []act.Ref, exhibits []act.Hash, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, nil, fmt.Errorf("the body is no JSON: %w", err)
	}
	r := reader{find: find}
	if err := r.into(reflect.ValueOf(body).Elem(), v, ""); err != nil {
		return nil, nil, err
	}
	return r.refs, r.exhibits, nil
}

// Absent names the texts and lists that a body, a pointer, must have and has not, as "clauses.1.title". Nothing of them stands on the wire but a null, which no act may
// hold; a person wants to know which of them is missing.
func Absent(body any) []string { return absent(reflect.ValueOf(body).Elem(), "") }

func absent(v reflect.Value, path string) (out []string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return absent(v.Elem(), path)
		}
	case reflect.Slice:
		for i := range v.Len() {
			out = append(out, absent(v.Index(i), fmt.Sprintf("%s.%d", path, i+1))...)
		}
	case reflect.Struct:
		for _, f := range reflect.VisibleFields(v.Type()) {
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			x := v.FieldByIndex(f.Index)
			switch {
			case f.Anonymous || !f.IsExported():
			case (x.Kind() == reflect.Map || x.Kind() == reflect.Slice) && x.IsNil() && options == "":
				out = append(out, strings.TrimPrefix(path+"."+name, "."))
			default:
				out = append(out, absent(x, path+"."+name)...)
			}
		}
	}
	return out
}

type reader struct {
	find     Finder
	refs     []act.Ref
	exhibits []act.Hash
}

func wants(path, what string) error {
	return fmt.Errorf("%s: wants %s", strings.TrimPrefix(path, "."), what)
}

// into writes v into the value at path.
func (r *reader) into(to reflect.Value, v any, path string) error {
	if to.Kind() == reflect.Pointer {
		if v == nil {
			return nil
		}
		to.Set(reflect.New(to.Type().Elem()))
		return r.into(to.Elem(), v, path)
	}
	switch x := to.Addr().Interface().(type) {
	case *act.Time:
		return moment(x, v, path)
	case *act.Ref:
		return r.ref(x, v, path)
	case *act.Text:
		return text(x, v, path)
	case *act.Quantity:
		return quantity(x, v, path)
	case *act.Hash:
		s, ok := v.(string)
		if !ok || x.UnmarshalText([]byte(s)) != nil {
			return wants(path, "a hash of 64 hexadecimal digits")
		}
		if !slices.Contains(r.exhibits, *x) {
			r.exhibits = append(r.exhibits, *x)
		}
		return nil
	}
	switch to.Kind() {
	case reflect.Struct:
		return r.structure(to, v, path)
	case reflect.Slice:
		return r.slice(to, v, path)
	case reflect.Map:
		return r.mapping(to, v, path)
	}
	return r.scalar(to, v, path)
}

func (r *reader) structure(to reflect.Value, v any, path string) error {
	members, ok := v.(map[string]any)
	if !ok {
		return wants(path, "an object")
	}
	for _, name := range sorted(members) {
		i := slices.IndexFunc(reflect.VisibleFields(to.Type()), func(f reflect.StructField) bool {
			tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			return tag == name
		})
		if i < 0 {
			return fmt.Errorf("%s: there is no such member", strings.TrimPrefix(path+"."+name, "."))
		}
		if err := r.into(to.FieldByIndex(reflect.VisibleFields(to.Type())[i].Index), members[name], path+"."+name); err != nil {
			return err
		}
	}
	return nil
}

func sorted(m map[string]any) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (r *reader) slice(to reflect.Value, v any, path string) error {
	list, ok := v.([]any)
	if !ok {
		return wants(path, "a list")
	}
	to.Set(reflect.MakeSlice(to.Type(), len(list), len(list)))
	for i := range list {
		if err := r.into(to.Index(i), list[i], fmt.Sprintf("%s.%d", path, i+1)); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) mapping(to reflect.Value, v any, path string) error {
	members, ok := v.(map[string]any)
	if !ok {
		return wants(path, "an object")
	}
	to.Set(reflect.MakeMap(to.Type()))
	for _, name := range sorted(members) {
		value := reflect.New(to.Type().Elem()).Elem()
		if err := r.into(value, members[name], path+"."+name); err != nil {
			return err
		}
		to.SetMapIndex(reflect.ValueOf(name).Convert(to.Type().Key()), value)
	}
	return nil
}

// scalar reads a string, a truth or a whole number.
func (r *reader) scalar(to reflect.Value, v any, path string) error {
	switch x := v.(type) {
	case string:
		if u, ok := to.Addr().Interface().(interface{ UnmarshalText([]byte) error }); ok {
			if err := u.UnmarshalText([]byte(x)); err != nil {
				return fmt.Errorf("%s: %w", strings.TrimPrefix(path, "."), err)
			}
			return nil
		}
		if to.Kind() == reflect.String {
			to.SetString(x)
			return nil
		}
	case bool:
		if to.Kind() == reflect.Bool {
			to.SetBool(x)
			return nil
		}
	case json.Number:
		if n, err := x.Int64(); err == nil && to.CanInt() && !to.OverflowInt(n) {
			to.SetInt(n)
			return nil
		}
	}
	switch {
	case to.CanInt():
		return wants(path, "a whole number")
	case to.Kind() == reflect.Bool:
		return wants(path, "true or false")
	}
	return wants(path, "a string")
}

func moment(to *act.Time, v any, path string) error {
	switch x := v.(type) {
	case json.Number:
		if n, err := x.Int64(); err == nil {
			*to = act.Time(n)
			return nil
		}
	case string:
		if t, err := time.Parse(time.RFC3339, x); err == nil {
			*to = act.Time(t.UnixMilli())
			return nil
		}
	}
	return wants(path, `a time with its zone, such as "2005-11-16T20:00:00+08:00"`)
}

func (r *reader) ref(to *act.Ref, v any, path string) error {
	switch x := v.(type) {
	case string:
		found, err := r.find(x)
		if err != nil {
			return fmt.Errorf("%s: %w", strings.TrimPrefix(path, "."), err)
		}
		*to = found
	case map[string]any:
		for long, short := range map[string]string{"journal": "j", "index": "i", "leaf": "h"} {
			if y, ok := x[long]; ok {
				x[short] = y
				delete(x, long)
			}
		}
		text, err := json.Marshal(x)
		if err != nil || json.Unmarshal(text, to) != nil || to.Journal == "" {
			return wants(path, `an act such as "songyuan.12"`)
		}
	default:
		return wants(path, `an act such as "songyuan.12"`)
	}
	if !slices.Contains(r.refs, *to) {
		r.refs = append(r.refs, *to)
	}
	return nil
}

func text(to *act.Text, v any, path string) error {
	switch x := v.(type) {
	case string:
		if strings.TrimSpace(x) != "" {
			*to = act.Text{"und": x} // it is not translated
		}
		return nil
	case map[string]any:
		out := act.Text{}
		for tag, y := range x {
			s, ok := y.(string)
			if !ok {
				return wants(path+"."+tag, "a text")
			}
			if strings.TrimSpace(s) != "" {
				out[tag] = s
			}
		}
		if len(out) > 0 {
			*to = out
		}
		return nil
	}
	return wants(path, "a text, or one for each language")
}

func quantity(to *act.Quantity, v any, path string) error {
	x, ok := v.(map[string]any)
	if !ok {
		return wants(path, `a quantity such as {"value": 0.5, "unit": "mg/L"}`)
	}
	if n, ok := x["value"].(json.Number); ok && len(x) <= 2 {
		unit, _ := x["unit"].(string)
		q, err := Quantity(n.String(), unit)
		if err != nil {
			return fmt.Errorf("%s: %w", strings.TrimPrefix(path, "."), err)
		}
		*to = q
		return nil
	}
	text, err := json.Marshal(x)
	if err != nil || json.Unmarshal(text, to) != nil || to.Unit == "" {
		return wants(path, `a quantity such as {"value": 0.5, "unit": "mg/L"}`)
	}
	return nil
}

// Quantity reads a decimal number as it is written: every digit of it counts.
func Quantity(number, unit string) (act.Quantity, error) {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(number), "e")
	e := 0
	if exponent != "" {
		var err error
		if e, err = strconv.Atoi(exponent); err != nil {
			return act.Quantity{}, fmt.Errorf("%.40q is no number", number)
		}
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	m, err := strconv.ParseInt(whole+fraction, 10, 64)
	if err != nil || unit == "" || m > 1<<53-1 || m < -(1<<53-1) || math.Abs(float64(e)) > 300 {
		return act.Quantity{}, fmt.Errorf("%.40q %q: wants a number of at most 15 digits and a unit", number, unit)
	}
	return act.Quantity{Mantissa: m, Exponent: e - len(fraction), Unit: unit}, nil
}
