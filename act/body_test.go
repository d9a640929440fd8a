package act

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"tongzhou/jurisdiction"
)

type place struct {
	Lon int64 `json:"lon"`
	Lat int64 `json:"lat,omitempty"`
}

type sample struct {
	place
	To    jurisdiction.ID            `json:"to,omitempty"`
	Of    *Ref                       `json:"of,omitempty"`
	Text  Text                       `json:"text,omitempty"`
	Where map[string]place           `json:"where,omitempty"`
	List  []place                    `json:"list,omitempty"`
	By    map[jurisdiction.ID]string `json:"by,omitempty"`
	Raw   json.RawMessage            `json:"raw,omitempty"`
	Not   string                     `json:"-"`
	Plain bool
}

// Clause 2.1: a body has the fields of its kind by their exact names, and an "ext" at the top.
func TestDecodeBody(t *testing.T) {
	leaf := strings.Repeat("ab", 32)
	tests := []struct {
		body, reason string // an empty reason: taken
	}{
		{`{}`, ""},
		{`{"lat":1,"lon":2}`, ""},
		{`{"Plain":true}`, ""},
		{`{"ext":{"anything":[1]},"lon":1}`, ""},
		{`{"of":{"h":"` + leaf + `","i":1,"j":"daqing/journal/1"}}`, ""},
		{`{"raw":{"any":{"Thing":1}},"where":{"Any name is refused? no: names of maps are data":{}}}`, "names of members"},
		{`{"by":{"daqing":"x"},"list":[{"lon":1},{}],"raw":{"any":{"Thing":1}},"where":{"harbin":{"lon":1}}}`, ""},
		{`{"Lon":1}`, `unknown field "Lon"`},
		{`{"plain":true}`, `unknown field "plain"`},
		{`{"LON":1,"lon":2}`, `unknown field "LON"`},
		{`{"Not":"x"}`, `unknown field "Not"`},
		{`{"-":"x"}`, `unknown field "-"`},
		{`{"place":{"lon":1}}`, `unknown field "place"`},
		{`{"list":[{"lon":1,"x":1}]}`, `unknown field "x"`},
		{`{"list":[{"ext":{}}]}`, `unknown field "ext"`},
		{`{"where":{"a":{"x":1}}}`, `unknown field "x"`},
		{`{"of":{"h":"` + leaf + `","i":1,"j":"daqing/journal/1","k":1}}`, `unknown field "k"`},
		{`{"of":{"h":"` + leaf + `","j":"daqing/journal/1"}}`, "2 members, wants 3"},
		{`{"text":{"en":1}}`, `'"' should be`},
		{`{"to":"Daqing"}`, `jurisdiction: id "Daqing"`},
		{`{"by":{"Daqing":"x"}}`, `jurisdiction: id "Daqing"`},
		{`{"lon":"1"}`, "'\"' where a number"},
		{`{"lon":{"a":1}}`, "where a number"},
		{`{"lon":[1]}`, "where a number"},
		{`{"list":{"lon":1}}`, "where '[' should"},
		{`{"lon":1.5}`, "numbers are integers"},
		{`{"lon":null}`, "where a number"},
		{`{"lon":1,"lon":2}`, "twice"},
		{`{"lon": 1}`, "white space"},
		{`{"lon":1}{}`, "after the end"},
		{`[]`, "where '{' should"},
		{``, "ends where"},
	}
	for _, test := range tests {
		var got sample
		err := DecodeBody(json.RawMessage(test.body), &got)
		if test.reason == "" && err != nil || test.reason != "" && (err == nil || !strings.Contains(err.Error(), test.reason)) {
			t.Errorf("%s: %v, want %q", test.body, err, test.reason)
		}
	}
}

// A body is read into a structure of its kind; a structure that no body could fill is the programmer's mistake and is named.
func TestDecodeBodyInto(t *testing.T) {
	for _, test := range []struct {
		body   string
		into   any
		reason string
	}{
		{`{"A":127,"B":255}`, &struct {
			A int8
			B uint8
		}{}, ""},
		{`{"A":128}`, &struct{ A int8 }{}, "128 is too large"},
		{`{"A":-1}`, &struct{ A uint8 }{}, "-1 is negative"},
		{`{"A":256}`, &struct{ A uint8 }{}, "256 is negative or too large"},
		{`{"A":1}`, &struct{ A float64 }{}, "float64 cannot be part of a body"},
		{`{"A":1}`, &struct{ A any }{}, "interface {} cannot be part of a body"},
		{`{"A":{"1":2}}`, &struct{ A map[int]int }{}, "map by int"},
		{`{"A":["x",1]}`, &struct{ A []string }{}, "A: element 2: byte 10"},
		{`{"A":{"x":"y"}}`, &struct{ A map[string]int }{}, "A: x: byte 10"},
		{`{"hidden":1}`, &struct{ hidden int }{}, `unknown field "hidden"`},
		{`{}`, struct{}{}, "wants a pointer"},
		{`{}`, (*sample)(nil), "wants a pointer"},
		{`{}`, nil, "wants a pointer"},
	} {
		err := DecodeBody(json.RawMessage(test.body), test.into)
		if test.reason == "" && err != nil || test.reason != "" && (err == nil || !strings.Contains(err.Error(), test.reason)) {
			t.Errorf("%s into %T: %v, want %q", test.body, test.into, err, test.reason)
		}
	}
}

// Fields that the body does not mention stay as they were; lists and maps are replaced, not added to.
func TestDecodeBodyKeeps(t *testing.T) {
	got := sample{To: "harbin", List: []place{{1, 1}, {2, 2}}, Where: map[string]place{"x": {}}, Raw: json.RawMessage(`1`)}
	if err := DecodeBody(json.RawMessage(`{"list":[{"lat":5}],"where":{}}`), &got); err != nil {
		t.Fatal(err)
	}
	want := sample{To: "harbin", List: []place{{0, 5}}, Where: map[string]place{}, Raw: json.RawMessage(`1`)}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

// What Canonical writes, DecodeBody reads back.
func TestCanonicalRoundTrip(t *testing.T) {
	in := sample{
		place: place{Lon: -126000000, Lat: 45000000},
		To:    "harbin",
		Of:    &Ref{Journal: "jilin/journal/1", Index: 3, Leaf: LeafHash([]byte("x"))},
		Text:  Text{"zh-Hans": "苯 \u2028 <br> & \"\\\n\x01", "en": "benzene"},
		Where: map[string]place{"b": {}, "a": {1, 2}, "a-": {}, "a#": {}},
		List:  []place{{1, 0}, {0, 1}},
		By:    map[jurisdiction.ID]string{"daqing": ""},
		Raw:   json.RawMessage(`{"b": 1, "a": [true, false]}`),
	}
	b, err := Canonical(in)
	if err != nil {
		t.Fatal(err)
	}
	var out sample
	if err := DecodeBody(b, &out); err != nil {
		t.Fatalf("%v: %s", err, b)
	}
	in.Raw = json.RawMessage(`{"a":[true,false],"b":1}`)
	if !reflect.DeepEqual(in, out) {
		t.Errorf("\n in %+v\nout %+v", in, out)
	}
	if again, err := Canonical(out); err != nil || string(again) != string(b) {
		t.Errorf("not stable: %v\n%s\n%s", err, b, again)
	}
}

// Canonical refuses what an act cannot carry.
func TestCanonicalRefuses(t *testing.T) {
	for reason, v := range map[string]any{
		"numbers are integers": map[string]any{"a": 1.5},
		"beyond 2^53-1":        map[string]any{"a": int64(1) << 53},
		"null":                 map[string]any{"a": []string(nil)},
		"names of members":     map[string]any{"江": 1},
		"empty name":           map[string]any{"": 1},
		"twice":                json.RawMessage(`{"a":1,"a":2}`),
		"nested more than":     json.RawMessage(strings.Repeat("[", 16) + strings.Repeat("]", 16)),
		"too many":             map[string]any{"a": strings.Repeat("x", MaxBytes)},
		"unsupported type":     map[string]any{"a": make(chan int)},
		"unsupported value":    map[string]any{"a": math.NaN()},
	} {
		if b, err := Canonical(v); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%v: %.80s, %v; want %q", reason, b, err, reason)
		}
	}
}

func TestTextCheck(t *testing.T) {
	for _, good := range []Text{{"en": "x"}, {"zh-Hans": "预警", "en": "warning"}, {"ru-RU": "x"}, {"de-1996": "x"}} {
		if err := good.Check(); err != nil {
			t.Errorf("%v: %v", good, err)
		}
	}
	for _, bad := range []Text{nil, {}, {"": "x"}, {"e": "x"}, {"en-": "x"}, {"1en": "x"}, {"en_US": "x"}, {"en": ""}, {"en": " \n"},
		{"englishlanguage": "x"}, {"en": strings.Repeat("x", 8<<10+1)}, {"en": "fine", "zh-": "x"}} {
		if err := bad.Check(); err == nil {
			t.Errorf("taken: %.80v", bad)
		}
	}
}

// A quantity is the nearest float to its decimal value, also where multiplying by a power of ten would not give it.
func TestQuantityFloat(t *testing.T) {
	for _, test := range []struct {
		q    Quantity
		want float64
	}{
		{Quantity{525, -3, "mg/L"}, 0.525},
		{Quantity{3, -1, "m"}, 0.3},
		{Quantity{-17, 0, "Cel"}, -17},
		{Quantity{1, 23, "1"}, 1e23},
		{Quantity{123456789012345, -20, "1"}, 1.23456789012345e-06},
		{Quantity{0, 99, "1"}, 0},
		{Quantity{1, 400, "1"}, math.Inf(1)},
		{Quantity{1, -400, "1"}, 0},
	} {
		if got := test.q.Float(); got != test.want {
			t.Errorf("%+v: %v, want %v", test.q, got, test.want)
		}
	}
}

// Whatever DecodeBody takes, encoding/json reads to the same value: strictness refuses, it does not change what is said.
func FuzzDecodeBody(f *testing.F) {
	leaf := strings.Repeat("ab", 32)
	for _, seed := range []string{
		`{}`, `{"lat":1,"lon":-2}`, `{"Plain":true,"ext":{"a":[1,{"b":2}]}}`, `{"by":{"daqing":"\u0001\n"},"list":[{"lon":1},{}],"raw":[1]}`,
		`{"of":{"h":"` + leaf + `","i":1,"j":"daqing/journal/1"},"text":{"en":"x","zh-Hans":"苯"},"to":"harbin","where":{"a":{"lat":3}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var got, want sample
		if err := DecodeBody(b, &got); err != nil {
			return
		}
		if err := json.Unmarshal(b, &want); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s\n got %+v\nwant %+v, %v", b, got, want, err)
		}
	})
}
