package pack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// R41: whoever writes a file is told everything that is wrong with it, with the line, so that a misspelled rule is never half in force.
func TestCheckFindings(t *testing.T) {
	good, err := files.ReadFile("cn-chongqing-response.json")
	if err != nil {
		t.Fatal(err)
	}
	river, err := files.ReadFile("river-compact.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		file       []byte
		old, new   string
		code, what string
	}{
		{good, `"mode": "superior-led",`, `"mode": "superior-led"`, "syntax", "invalid character"},
		{good, `"limit": 60`, `"limit": "60"`, "field", "cannot unmarshal string"},
		{good, `"limit": 60`, `"limit": 60.5`, "field", "cannot unmarshal number"},
		{good, `"limit": 60`, `"limits": 60`, "field", `unknown field "limits"`},
		{good, `"limit": 60`, `"Limit": 60`, "field", `"Limit"`},
		{good, `"limit": 60`, `"limit": 60, "limit": 90`, "field", `"limit"`},
		{good, `"limit": 60`, `"limit": -60`, "rule", "limit and again are minutes"},
		{good, `"clock": "occurred"`, `"clock": "noticed"`, "rule", "clock"},
		{good, `"force": "law"`, `"force": "rule"`, "rule", "force"},
		{good, `grade >= 1 &&`, `grad >= 1 &&`, "rule", "grad"},
		{good, `"zh-Hans": "其他地区协助"`, `"de": "Hilfe"`, "language", "lacks zh-Hans"},
		{good, `"article": "28"`, `"article": ""`, "source", "law, year and article"},
		{good, `"instrument": {`, `"unverified": ["99"], "instrument": {`, "note", `no clause "99"`},
		{good, `"instrument": {`, `"unverified": ["28"], "instrument": {`, "note", "no note that says so"},
		{good, `"name": "cn-chongqing-response"`, `"name": "Chongqing"`, "field", "name"},
		{good, `"licence": {`, `"notes": [], "licence": {`, "field", "notes"}, // given twice
		{river, `"holder": "each-party"`, `"holder": "each-prty"`, "", ""},    // a jurisdiction of that name may exist
		{river, `"holders": [`, `"holders": ["each-uper",`, "rule", "the zone does not lie there"},
		{river, `"id": "8.3"`, `"id": "8.2"`, "rule", "twice"},
		{river, `"holder": "body:committee"`, `"holder": "body:comittee"`, "rule", "no such body"},
		{river, `"key": "disputes"`, `"key": "quarrels"`, "rule", "disputes"},
		{river, `"deputy": "the-deputy"`, `"deputy": "{series}"`, "field", "id"},
	} {
		bad := strings.Replace(string(row.file), row.old, row.new, 1)
		if bad == string(row.file) {
			t.Fatalf("%q does not stand in the file", row.old)
		}
		found := Check([]byte(bad))
		if row.code == "" {
			if len(found) != 0 {
				t.Errorf("%q: %+v", row.new, found)
			}
			continue
		}
		ok := false
		for _, f := range found {
			ok = ok || f.Code == row.code && strings.Contains(f.What, row.what)
		}
		if !ok {
			t.Errorf("%q: wants %s %q, found %+v", row.new, row.code, row.what, found)
		}
		for _, f := range found {
			if f.Line < 1 || f.Line > 1+strings.Count(bad, "\n") {
				t.Errorf("%q: line %d", row.new, f.Line)
			}
		}
	}
}

// The line is that of the clause, or of the character.
func TestCheckLines(t *testing.T) {
	good, err := files.ReadFile("cn-chongqing-response.json")
	if err != nil {
		t.Fatal(err)
	}
	line := func(text, of string) int { return 1 + strings.Count(text[:strings.Index(text, of)], "\n") }
	bad := strings.Replace(string(good), `"do": "designate"`, `"do": "disignate"`, 1)
	if found := Check([]byte(bad)); len(found) != 1 || found[0].Line != line(bad, `"id": "34.1"`) || found[0].Where != "34.1" {
		t.Errorf("clause at line %d: %+v", line(bad, `"id": "34.1"`), found)
	}
	bad = strings.Replace(string(good), `"limit": 60`, `"limits": 60`, 1)
	if found := Check([]byte(bad)); len(found) != 1 || found[0].Line != line(bad, `"limits"`) {
		t.Errorf("field at line %d: %+v", line(bad, `"limits"`), found)
	}
	bad = strings.Replace(string(good), `"mode": "superior-led",`, `"mode": "superior-led"`, 1)
	if found := Check([]byte(bad)); len(found) != 1 || found[0].Line != line(bad, `"from"`) {
		t.Errorf("syntax at line %d: %+v", line(bad, `"from"`), found)
	}
}

// An instrument by itself is checked too; so is nonsense, which must never panic.
func TestCheckOthers(t *testing.T) {
	if found := Check([]byte(`{"code":"x","version":1,"type":"pack","title":{"en":"X"},"mode":"voluntary","from":1}`)); len(found) != 1 || found[0].Code != "language" {
		t.Errorf("%+v", found)
	}
	for _, s := range []string{"", "null", "[]", "7", `"x"`, "{}", `{"instrument":null}`, `{"instrument":{}}`, `{"instrument":{"clauses":[{}]},"template":true,"name":"x"}`, "\xff", strings.Repeat("[", 20000)} {
		if len(Check([]byte(s))) == 0 {
			t.Errorf("%.40q: nothing is wrong with it", s)
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, name := range []string{"cn-chongqing-response", "yearly-programme"} { // short ones: a long seed is minimised for minutes
		data, err := files.ReadFile(name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		found := Check(data)
		var top map[string]json.RawMessage
		wrapped := false
		if json.Unmarshal(data, &top) == nil {
			_, wrapped = top["instrument"]
		}
		if _, err := Read(data); err != nil && wrapped && len(found) == 0 {
			t.Errorf("Read refuses what Check takes: %v", err)
		}
		for _, f := range found {
			if f.Code == "" || f.What == "" || f.Line < 1 || f.Line > 1+bytes.Count(data, []byte("\n")) {
				t.Errorf("%+v", f)
			}
		}
	})
}

// Both languages say what a machine reads in a clause, and neither leaves a word of the format untranslated.
func TestReading(t *testing.T) {
	for _, name := range Names() {
		for _, c := range load(t, name).Instrument.Clauses {
			en, zh := Reading(c, "en"), Reading(c, "zh-Hans")
			bare := c
			bare.Duty, bare.Power, bare.Role, bare.Threshold, bare.Cost, bare.Reserve = nil, nil, nil, nil, nil, nil
			bare.Consequence, bare.Zone, bare.Recurring, bare.Vote, bare.Item = nil, nil, nil, nil, nil
			forPeople := fmt.Sprint(bare) == fmt.Sprint(c)
			if (en == "") != forPeople || (zh == "") != forPeople || en != "" && en == zh {
				t.Errorf("%s %s: %q / %q", name, c.ID, en, zh)
			}
			if strings.Contains(en+zh, "%!") {
				t.Errorf("%s %s: %q / %q", name, c.ID, en, zh)
			}
			if d := c.Duty; d != nil {
				if _, ok := dictionary()[d.Do]; !ok {
					t.Errorf("%s %s: %q is in no dictionary", name, c.ID, d.Do)
				}
			}
		}
	}
	for id, want := range map[string][2]string{
		"3.2": {"origin → superior, issuer: initial report, 2 h from knowledge", "发生地 → 上级、发布者：初报，自得知起2小时内"},
		"8":   {"origin → adjacent: warning, promptly, from knowledge", "发生地 → 毗邻地：通报预警，自得知起立即或及时，无数字"},
	} {
		in := load(t, "cn-environment-reporting").Instrument
		c := clauseOf(t, &in, id)
		if en, zh := Reading(c, "en"), Reading(c, "zh-Hans"); en != want[0] || zh != want[1] {
			t.Errorf("%s: %q / %q", id, en, zh)
		}
	}
}
