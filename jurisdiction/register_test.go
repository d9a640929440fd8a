package jurisdiction

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tongzhou/geo"
)

func year(y int) int64 { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli() }

func rows() []Jurisdiction {
	gb := func(code string) []Code { return []Code{{System: GBT2260, Value: code}} }
	return []Jurisdiction{
		{ID: "cn", Role: Country, Codes: gb("100000")},
		{ID: "jilin-province", Role: Province, Parent: "cn", Codes: gb("220000")},
		{ID: "heilongjiang", Role: Province, Parent: "cn", Codes: gb("230000")},
		{ID: "jilin", Role: City, Parent: "jilin-province", Codes: gb("220200")},
		{ID: "songyuan", Role: City, Parent: "jilin-province", Codes: gb("220700")},
		{ID: "harbin", Role: City, Parent: "heilongjiang", Codes: gb("230100"), Seat: geo.Point{Lon: 126.53, Lat: 45.8}},
		{ID: "suihua", Role: City, Parent: "heilongjiang", Codes: []Code{
			{System: GBT2260, Value: "232300", Until: year(2000)}, {System: GBT2260, Value: "231200", From: year(2000)}}},
		{ID: "khabarovsk", Role: City, Codes: []Code{{System: "ISO 3166-2", Value: "RU-KHA"}}, Outside: true},
	}
}

func register(t *testing.T) *Register {
	t.Helper()
	r, err := NewRegister(rows())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Codes change: the same place has one code until 2000 and another since; a code that is not valid at the time names nothing.
// An alert's code may be longer than the register's (county, township, 12 digits); nothing is padded with zeros. R1 R19
func TestByCode(t *testing.T) {
	r := register(t)
	for _, c := range []struct {
		code string
		at   int
		want ID
	}{
		{"230100", 2005, "harbin"}, {"230102", 2005, "harbin"}, {"230102001000", 2005, "harbin"},
		{"230000", 2005, "heilongjiang"}, {"230900", 2005, "heilongjiang"}, {"2301", 2005, "harbin"},
		{"231200", 2005, "suihua"}, {"231200", 1999, "heilongjiang"}, {"232300", 1999, "suihua"}, {"232300", 2005, "heilongjiang"},
		{"110000", 2005, ""}, {"", 2005, ""}, {"23", 2005, "heilongjiang"}, {"2", 2005, ""},
	} {
		if got, ok := r.ByCode(GBT2260, c.code, year(c.at)); got != c.want || ok != (c.want != "") {
			t.Errorf("ByCode(%q, %d) = %q, %v, want %q", c.code, c.at, got, ok, c.want)
		}
	}
	if got, _ := r.ByCode("ISO 3166-2", "RU-KHA", year(2005)); got != "khabarovsk" {
		t.Errorf("ByCode of ISO 3166-2 = %q, want khabarovsk", got)
	}
	if got, ok := r.ByCode("EMMA_ID", "230100", year(2005)); ok {
		t.Errorf("ByCode in another system = %q, want none", got)
	}
}

func TestHierarchy(t *testing.T) {
	r := register(t)
	if got := r.Superiors("harbin"); !slices.Equal(got, []ID{"heilongjiang", "cn"}) {
		t.Errorf("superiors of harbin %v", got)
	}
	for _, c := range []struct {
		ids  []ID
		want ID
	}{
		{[]ID{"jilin", "songyuan"}, "jilin-province"}, {[]ID{"jilin", "harbin"}, "cn"}, {[]ID{"harbin"}, "heilongjiang"},
		{[]ID{"harbin", "khabarovsk"}, ""}, {[]ID{"cn"}, ""}, {nil, ""}, {[]ID{"jilin", "jilin-province"}, "cn"},
	} {
		if got, ok := r.CommonSuperior(c.ids...); got != c.want || ok != (c.want != "") {
			t.Errorf("common superior of %v = %q, %v, want %q", c.ids, got, ok, c.want)
		}
	}
	if j, ok := r.Get("harbin"); !ok || j.Seat.Lon != 126.53 {
		t.Errorf("Get(harbin) = %v, %v", j, ok)
	}
	if got := r.All(); len(got) != len(rows()) || !slices.IsSortedFunc(got, func(a, b Jurisdiction) int { return strings.Compare(string(a.ID), string(b.ID)) }) {
		t.Errorf("All is not every row by ID")
	}
}

func TestRegisterRefuses(t *testing.T) {
	for _, c := range []struct {
		spoil func([]Jurisdiction) []Jurisdiction
		says  string
	}{
		{func(r []Jurisdiction) []Jurisdiction { return append(r, r[3]) }, "twice"},
		{func(r []Jurisdiction) []Jurisdiction { r[3].ID = "Jilin"; return r }, "jurisdiction: id"},
		{func(r []Jurisdiction) []Jurisdiction { r[3].Parent = "nowhere"; return r }, "not in the register"},
		{func(r []Jurisdiction) []Jurisdiction { r[0].Parent = "harbin"; return r }, "its own superior"},
		{func(r []Jurisdiction) []Jurisdiction { r[3].Role = "king"; return r }, "role"},
		{func(r []Jurisdiction) []Jurisdiction { r[3].People = -1; return r }, "people"},
		{func(r []Jurisdiction) []Jurisdiction { r[3].Seat.Lat = 126; return r }, "seat"},
		{func(r []Jurisdiction) []Jurisdiction { r[3].Codes = r[5].Codes; return r }, "at the same time"},
		{func(r []Jurisdiction) []Jurisdiction { r[6].Codes[1].Until = year(1999); return r }, "end after its start"},
		{func(r []Jurisdiction) []Jurisdiction { r[3].Codes = []Code{{}}; return r }, "wants a system"},
	} {
		_, err := NewRegister(c.spoil(rows()))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("NewRegister = %v, want something about %q", err, c.says)
		}
	}
	// A code may pass from one to the next on one day.
	r := rows()
	r[3].Codes = []Code{{System: GBT2260, Value: "232300", From: year(2000)}}
	if _, err := NewRegister(r); err != nil {
		t.Errorf("a code handed on: %v", err)
	}
}

func edges() []Edge {
	return []Edge{
		{From: "jilin", To: "songyuan", Link: River, Via: "Songhua", KM: 290},
		{From: "songyuan", To: "harbin", Link: River, KM: 263},
		{From: "songyuan", To: "harbin", Link: Land, Touching: true},
		{From: "harbin", To: "khabarovsk", Link: River, KM: 950},
		{From: "harbin", To: "suihua", Link: Grid},
	}
}

// Neighbours need not touch: Khabarovsk drinks from the same river as Jilin. A river goes down only; a border, a road or a grid both
// ways. R19
func TestNeighbours(t *testing.T) {
	g, err := NewNeighbours("v7", edges())
	if err != nil {
		t.Fatal(err)
	}
	if got := g.Downstream("jilin"); !slices.Equal(got, []ID{"songyuan", "harbin", "khabarovsk"}) {
		t.Errorf("downstream of jilin %v", got)
	}
	if got := g.Downstream("khabarovsk"); len(got) != 0 {
		t.Errorf("downstream of khabarovsk %v", got)
	}
	to := func(id ID, links ...Link) string {
		var out []string
		for _, e := range g.Of(id, links...) {
			out = append(out, string(e.To)+" by "+string(e.Link))
		}
		return strings.Join(out, ", ")
	}
	for _, c := range []struct{ got, want string }{
		{to("harbin"), "khabarovsk by river, songyuan by land, suihua by grid"},
		{to("suihua"), "harbin by grid"}, {to("songyuan", River), "harbin by river"},
		{to("songyuan", Land, Grid), "harbin by land"}, {to("nobody"), ""},
	} {
		if c.got != c.want {
			t.Errorf("neighbours %q, want %q", c.got, c.want)
		}
	}
	var none *Neighbours
	if len(none.Of("jilin")) != 0 || len(none.Downstream("jilin")) != 0 {
		t.Error("no graph has neighbours")
	}
}

func TestNeighboursRefuse(t *testing.T) {
	for _, e := range []Edge{{From: "a", To: "a", Link: Land}, {From: "", To: "a", Link: Land}, {From: "a", To: "b", Link: "love"},
		{From: "a", To: "b", Link: River, KM: -1}} {
		if _, err := NewNeighbours("v", []Edge{e}); err == nil {
			t.Errorf("NewNeighbours took %v", e)
		}
	}
	ring := []Edge{{From: "a", To: "b", Link: River}, {From: "b", To: "a", Link: River}}
	g, err := NewNeighbours("v", ring)
	if err != nil || len(g.Downstream("a")) != 1 {
		t.Errorf("a ring: %v, downstream %v", err, g.Downstream("a"))
	}
}
