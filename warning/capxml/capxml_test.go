package capxml

import (
	"errors"
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func beijing() *time.Location { return time.FixedZone("", 8*3600) }

// sample is a message that uses every element which is written; each test breaks one thing of it.
func sample() Alert {
	sent := time.Date(2005, 11, 20, 15, 10, 0, 0, beijing())
	info := Info{
		Language: "en-US", Categories: []string{"Env", "Health"}, Event: "contaminated water",
		ResponseTypes: []string{"Prepare", "Avoid"}, Urgency: "Expected", Severity: "Severe", Certainty: "Likely",
		Audience: "water works", EventCodes: []Value{{"OET:v1.2", "OET-047"}},
		Effective: sent, Onset: sent.Add(84 * time.Hour), Expires: sent.Add(240 * time.Hour),
		SenderName: "Songyuan", Headline: "Nitrobenzene will reach the Harbin intake about 24 November",
		Description: "Benzene & nitrobenzene < 30 times the limit\nSecond line", Instruction: "Fill reservoirs, close the intake before the front.",
		Web: "https://node.example/warnings/17", Contact: "duty officer",
		Parameters: []Value{{"tongzhou:mapping", "1"}, {"tongzhou:simulated", "true"}},
		Resources:  []Resource{{Desc: "forecast", MIMEType: "application/json", Size: 5120, URI: "https://node.example/exhibits/ab"}},
		Areas: []Area{{Desc: "Harbin",
			Polygons: [][]Point{{{45.7, 126.5}, {45.7, 126.75}, {45.85, 126.7500004}, {45.85, 126.5}, {45.7, 126.5}}},
			Circles:  []Circle{{Point{45.76, 126.6}, 12.5}},
			Geocodes: []Value{{"tongzhou:jurisdiction", "harbin"}, {"GB/T 2260", "230100"}}}},
	}
	zh := info
	zh.Language, zh.Event, zh.Headline, zh.SenderName = "zh-CN", "水体污染", "硝基苯污染团预计11月24日前后到达哈尔滨取水口", "松原市"
	zh.Description, zh.Instruction, zh.Areas = "苯、硝基苯超标约30倍", "蓄水，污染团到达前关闭取水口。", []Area{{Desc: "哈尔滨市", Circles: info.Areas[0].Circles}}
	return Alert{
		Identifier: "tongzhou.songyuan.17", Sender: "songyuan", Sent: sent, Status: Actual, MsgType: Update, Source: "river model",
		Scope: Restricted, Restriction: "for authorities", Addresses: []string{"harbin", "Zhaoyuan county"}, Codes: []string{"tongzhou:1"},
		Note: "second version", Incidents: []string{"songhua 2005"}, Infos: []Info{info, zh},
		References: []Reference{{"songyuan", "tongzhou.songyuan.12", sent.Add(-3 * time.Hour)}},
	}
}

// cancelSample is the shortest message: a Cancel without a block.
func cancelSample() Alert {
	a := sample()
	return Alert{Identifier: "tongzhou.songyuan.21", Sender: "songyuan", Sent: a.Sent.Add(time.Hour).UTC(), Status: Exercise, MsgType: Cancel,
		Scope: Public, Note: "exercise 7", References: []Reference{a.Key(), {"songyuan", "tongzhou.songyuan.12", a.Sent}}}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs (go test -update rewrites it); got:\n%s", path, got)
	}
}

// TestWriteGolden: the bytes of two messages, and that they hold to the schema.
func TestWriteGolden(t *testing.T) {
	for name, a := range map[string]Alert{"update.xml": sample(), "cancel.xml": cancelSample()} {
		b, err := Write(a)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, b)
		structure(t, b)
		schema(t, b)
	}
}

// TestStamp: offset, no fraction, no Z, UTC as -00:00 (CAP 1.2, 3.3.2).
func TestStamp(t *testing.T) {
	at := time.Date(2005, 11, 13, 5, 40, 9, 0, time.UTC)
	for want, zone := range map[string]*time.Location{
		"2005-11-13T05:40:09-00:00": time.UTC,
		"2005-11-13T13:40:09+08:00": beijing(),
		"2005-11-13T02:10:09-03:30": time.FixedZone("", -(3*3600 + 1800)),
	} {
		if got := stamp(at.In(zone)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestRefusals: each rule is broken once; exactly its code is reported, at its element.
func TestRefusals(t *testing.T) {
	in := func(f func(*Info)) func(*Alert) { return func(a *Alert) { f(&a.Infos[0]) } }
	ring := func(p ...Point) func(*Alert) {
		return in(func(i *Info) { i.Areas[0].Polygons = [][]Point{p} })
	}
	circle := func(c Circle) func(*Alert) { return in(func(i *Info) { i.Areas[0].Circles = []Circle{c} }) }
	long := func(n int) string { return strings.Repeat("警", n) }
	cases := []struct {
		code, where string
		breaks      func(*Alert)
	}{
		{"identifier", "identifier", func(a *Alert) { a.Identifier = "a b" }},
		{"identifier", "identifier", func(a *Alert) { a.Identifier = "" }},
		{"sender", "sender", func(a *Alert) { a.Sender = "a,b" }},
		{"sender", "sender", func(a *Alert) { a.Sender = "a&b" }},
		{"time", "sent", func(a *Alert) { a.Sent = a.Sent.Add(time.Millisecond) }},
		{"time", "sent", func(a *Alert) { a.Sent = a.Sent.In(time.FixedZone("", 8*3600+7)) }},
		{"time", "info[en-US].onset", in(func(i *Info) { i.Onset = i.Onset.Add(1) })},
		{"status", "status", func(a *Alert) { a.Status = "Draft" }},
		{"status", "status", func(a *Alert) { a.Status = "actual" }},
		{"msg-type", "msgType", func(a *Alert) { a.MsgType = "Ack" }},
		{"scope", "scope", func(a *Alert) { a.Scope, a.Restriction = "", "" }},
		{"restriction", "restriction", func(a *Alert) { a.Restriction = "" }},
		{"restriction", "restriction", func(a *Alert) { a.Scope = Public }},
		{"addresses", "addresses", func(a *Alert) { a.Scope, a.Restriction, a.Addresses = Private, "", nil }},
		{"addresses", "addresses[0]", func(a *Alert) { a.Addresses[0] = `the "city"` }},
		{"incidents", "incidents[1]", func(a *Alert) { a.Incidents = []string{"x", "x"} }},
		{"references", "references", func(a *Alert) { a.References = nil }},
		{"references", "references", func(a *Alert) { a.MsgType = Initial }},
		{"references", "references[0]", func(a *Alert) { a.References[0].Identifier = a.Identifier }},
		{"references", "references[0]", func(a *Alert) { a.References[0].Sent = a.Sent.Add(time.Second) }},
		{"references", "references[1]", func(a *Alert) { a.References = append(a.References, a.References[0]) }},
		{"identifier", "references[0].identifier", func(a *Alert) { a.References[0].Identifier = "a b" }},
		{"status-note", "note", func(a *Alert) { *a = cancelSample(); a.Note = "" }},
		{"status-headline", "info[en-US].headline", in(func(i *Info) { i.Headline = "Exercise: slick" })},
		{"status-headline", "info[en-US].headline", in(func(i *Info) { i.Headline = "测试 slick" })},
		{"info", "info", func(a *Alert) { a.Infos = nil }},
		{"info", "info[en-US].language", func(a *Alert) { a.Infos[1].Language = "en-US" }},
		{"info", "info[zh-CN].eventCode", func(a *Alert) { a.Infos[1].EventCodes = nil }},
		{"language", "info[english].language", in(func(i *Info) { i.Language = "english" })},
		{"category", "info[en-US].category", in(func(i *Info) { i.Categories[1] = "Water" })},
		{"event", "info[en-US].event", in(func(i *Info) { i.Event = "" })},
		{"response", "info[en-US].responseType", in(func(i *Info) { i.ResponseTypes[0] = "Flee" })},
		{"urgency", "info[en-US].urgency", in(func(i *Info) { i.Urgency = "" })},
		{"severity", "info[en-US].severity", in(func(i *Info) { i.Severity = "red" })},
		{"certainty", "info[en-US].certainty", in(func(i *Info) { i.Certainty = "Very Likely" })},
		{"event-code", "info[en-US].eventCode[0].value", func(a *Alert) { a.Infos[0].EventCodes = []Value{{"OET", ""}}; a.Infos = a.Infos[:1] }},
		{"parameter", "info[en-US].parameter[0].valueName", in(func(i *Info) { i.Parameters = []Value{{"", "1"}} })},
		{"geocode", "info[en-US].area[0].geocode[0].value", in(func(i *Info) { i.Areas[0].Geocodes = []Value{{"x", ""}} })},
		{"expires", "info[en-US].expires", in(func(i *Info) { i.Expires = time.Time{} })},
		{"expires", "info[en-US].expires", in(func(i *Info) { i.Expires, i.Onset = i.Effective, time.Time{} })},
		{"onset", "info[en-US].onset", in(func(i *Info) { i.Onset = i.Expires.Add(time.Second) })},
		{"headline", "info[en-US].headline", in(func(i *Info) { i.Headline = "" })},
		{"headline", "info[en-US].headline", in(func(i *Info) { i.Headline = long(141) })},
		{"headline", "info[en-US].headline", in(func(i *Info) { i.Description = i.Headline })},
		{"translation", "info[zh-CN]", func(a *Alert) { a.Infos[1].Headline = a.Infos[0].Headline }},
		{"text", "info[en-US].description", in(func(i *Info) { i.Description = "<b>now</b>" })},
		{"text", "info[en-US].description", in(func(i *Info) { i.Description = "a &amp; b" })},
		{"text", "info[en-US].description", in(func(i *Info) { i.Description = "a\x00b" })},
		{"text", "info[en-US].description", in(func(i *Info) { i.Description = "a\r\nb" })},
		{"text", "info[en-US].description", in(func(i *Info) { i.Description = "a\xffb" })},
		{"text", "info[en-US].instruction", in(func(i *Info) { i.Instruction = " x" })},
		{"uri", "info[en-US].web", in(func(i *Info) { i.Web = "/warnings/17" })},
		{"uri", "info[en-US].resource[0].uri", in(func(i *Info) { i.Resources[0].URI = "https://x y" })},
		{"mime", "info[en-US].resource[0].mimeType", in(func(i *Info) { i.Resources[0].MIMEType = "json" })},
		{"area", "info[en-US].area[0].areaDesc", in(func(i *Info) { i.Areas[0].Desc = "" })},
		{"polygon", "info[en-US].area[0].polygon[0]", ring(Point{1, 1}, Point{1, 2}, Point{1, 1})},
		{"polygon", "info[en-US].area[0].polygon[0]", ring(Point{1, 1}, Point{1, 2}, Point{2, 2}, Point{2, 1})},
		{"polygon", "info[en-US].area[0].polygon[0]", ring(Point{1, 1}, Point{2, 2}, Point{2, 1}, Point{1, 2}, Point{1, 1})},
		{"polygon", "info[en-US].area[0].polygon[0]", ring(Point{1, 1}, Point{1, 2}, Point{1, 3}, Point{1, 1})},
		{"polygon", "info[en-US].area[0].polygon[0]", ring(Point{1, 1}, Point{1, 2}, Point{1.0000001, 2}, Point{2, 2}, Point{1, 1})},
		{"polygon", "info[en-US].area[0].polygon[0]", ring(Point{1, 179}, Point{1, -179}, Point{2, -179}, Point{1, 179})},
		{"polygon", "info[en-US].area[0].polygon[0]", ring(Point{126, 45}, Point{126, 46}, Point{127, 46}, Point{126, 45})},
		{"polygon", "info[en-US].area[0].polygon[0]", ring(Point{1, 1}, Point{1, math.NaN()}, Point{2, 2}, Point{1, 1})},
		{"circle", "info[en-US].area[0].circle[0]", circle(Circle{Point{45, 126}, 0})},
		{"circle", "info[en-US].area[0].circle[0]", circle(Circle{Point{45, 126}, math.Inf(1)})},
		{"circle", "info[en-US].area[0].circle[0]", circle(Circle{Point{45, -180.43}, 1})},
	}
	if bad := Check(sample()); len(bad) != 0 {
		t.Fatalf("the sample itself: %v", bad)
	}
	for _, c := range cases {
		a := sample()
		c.breaks(&a)
		_, err := Write(a)
		var r *Refusal
		if !errors.As(err, &r) {
			t.Errorf("%s: written, or another error: %v", c.code, err)
			continue
		}
		if !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Code == c.code && strings.TrimSuffix(f.Where, ".") == c.where }) {
			t.Errorf("want %s at %s, got %v", c.code, c.where, r)
		}
	}
}

// TestAcceptable: what looks odd and is right is written.
func TestAcceptable(t *testing.T) {
	for name, change := range map[string]func(*Alert){
		"140 characters": func(a *Alert) { a.Infos[0].Headline = strings.Repeat("警", 140) },
		"testament":      func(a *Alert) { a.Infos[0].Headline = "Testament Bridge is closed" },
		"private":        func(a *Alert) { a.Scope, a.Restriction = Private, "" },
		"less than":      func(a *Alert) { a.Infos[0].Description = "level < 3 m & falling; 2 > 1" },
		"clockwise":      func(a *Alert) { slices.Reverse(a.Infos[0].Areas[0].Polygons[0]) },
		"up to the line": func(a *Alert) { a.Infos[0].Areas[0].Polygons[0] = []Point{{1, 170}, {1, 180}, {2, 180}, {1, 170}} },
		"initial":        func(a *Alert) { a.MsgType, a.References = Initial, nil },
		"exercise": func(a *Alert) {
			a.Status = Exercise
			a.Infos[0].Headline, a.Infos[1].Headline = "EXERCISE: x", "演练：x"
		},
		"astral language": func(a *Alert) { a.Infos[0].Description = "𠮷 river" },
	} {
		a := sample()
		change(&a)
		b, err := Write(a)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		structure(t, b)
		schema(t, b)
	}
}

// TestRefusalReads: an officer sees which element is wrong and why.
func TestRefusalReads(t *testing.T) {
	_, err := Write(Alert{Identifier: "x"})
	want := `capxml: write "x": sender: sender: "" must not be empty nor hold a space, a comma, < or &; time: sent: is absent; ` +
		`status: status: "" is none of: Actual Exercise Test; and 4 more`
	if err == nil || !strings.HasPrefix(err.Error(), want[:len(want)-10]) {
		t.Errorf("got %v", err)
	}
}
