package view

import (
	"encoding/json"
	"reflect"

	"tongzhou/act"
)

// Hidden stands where a person's name, telephone number or address is withheld from the reader. It is never empty: an empty place would look
// as if there were nobody.
const Hidden = "[redacted 已隐去]"

func hiddenText() act.Text { return act.Text{"en": "[redacted]", "zh-Hans": "［已隐去］"} }

// Redaction is how an act is shown to whoever may not see who did it.
type Redaction struct {
	Act json.RawMessage // without what is personal
	Why act.Text        // why the bytes are not there
}

// redact takes the bytes away, which name the officer, and shows the act without its persons.
func (a *Act) redact() {
	a.Bytes, a.Act = "", json.RawMessage(`{}`)
	if r := a.Redaction; r != nil {
		a.Act, a.Withheld = r.Act, r.Why
	}
}

// Redacted is a copy of an answer, or of the body of an act, without what is personal in it (R23): members with a tag `personal:"name"` (who a
// person is) or `personal:"reach"` (how to reach one) hold [Hidden] where they held something. Nothing of the original is changed or shared.
func Redacted[T any](answer T) T {
	v := reflect.ValueOf(&answer).Elem()
	out := reflect.New(v.Type()).Elem()
	out.Set(withoutPersons(v))
	return out.Interface().(T)
}

func withoutPersons(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		out.Set(v)
		for i := range v.NumField() {
			switch f := v.Type().Field(i); {
			case !f.IsExported():
			case f.Tag.Get("personal") != "":
				out.Field(i).Set(hidden(v.Field(i)))
			default:
				out.Field(i).Set(withoutPersons(v.Field(i)))
			}
		}
		if x, ok := out.Addr().Interface().(interface{ redact() }); ok {
			x.redact()
		}
		return out
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return v
		}
		inner := withoutPersons(v.Elem())
		out := reflect.New(v.Type()).Elem()
		if v.Kind() == reflect.Pointer {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(inner)
		} else {
			out.Set(inner)
		}
		return out
	case reflect.Slice:
		if v.IsNil() || v.Type().Elem().Kind() == reflect.Uint8 {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(withoutPersons(v.Index(i)))
		}
		return out
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeMapWithSize(v.Type(), v.Len())
		for k, x := range v.Seq2() {
			out.SetMapIndex(k, withoutPersons(x))
		}
		return out
	}
	return v
}

// hidden is what stands for a personal value. What is absent stays absent: a vacant seat is vacant.
func hidden(v reflect.Value) reflect.Value {
	switch x := v.Interface().(type) {
	case string:
		if x != "" {
			return reflect.ValueOf(Hidden)
		}
	case []string:
		if x != nil {
			out := make([]string, len(x))
			for i := range out {
				out[i] = Hidden
			}
			return reflect.ValueOf(out)
		}
	case act.Text:
		if len(x) > 0 {
			return reflect.ValueOf(hiddenText())
		}
	}
	return reflect.Zero(v.Type()) // of another type nothing is shown at all; a test keeps such members out
}
