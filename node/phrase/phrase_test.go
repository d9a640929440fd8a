package phrase

import (
	"maps"
	"regexp"
	"slices"
	"testing"
	"time"

	"tongzhou/act"
)

// places are the names in braces of a sentence, in order.
func places(s string) []string {
	found := regexp.MustCompile(`\{(\w+)\}`).FindAllString(s, -1)
	slices.Sort(found)
	return found
}

// TestLanguagesAreEqual: every sentence exists in both languages and has the same places.
func TestLanguagesAreEqual(t *testing.T) {
	b, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	en, zh := b.sentences["en"], b.sentences["zh-Hans"]
	for _, key := range slices.Sorted(maps.Keys(en)) {
		if _, ok := zh[key]; !ok {
			t.Errorf("%s is not in zh-Hans.json", key)
			continue
		}
		if a, b := places(en[key]), places(zh[key]); !slices.Equal(a, b) {
			t.Errorf("%s: places %v in English, %v in Chinese", key, a, b)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(zh)) {
		if _, ok := en[key]; !ok {
			t.Errorf("%s is not in en.json", key)
		}
	}
}

func TestSay(t *testing.T) {
	b, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2005, 11, 24, 5, 0, 0, 0, time.FixedZone("", 8*3600))
	got := b.Say("arrival", Args{"p05": at, "p50": at.Add(time.Hour), "p95": nil})
	want := act.Text{
		"en":      "Forecast to reach you 24 Nov 06:00 (UTC+08:00) (90 %: 24 Nov 05:00 (UTC+08:00) to unknown).",
		"zh-Hans": "预计11月24日06:00 (UTC+08:00)到达本地（90 %：11月24日05:00 (UTC+08:00)至不详）。",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	if got := b.Say("no such key", nil)["en"]; got != "no such key" {
		t.Errorf("an unknown key is written as %q", got)
	}
}

func TestDuration(t *testing.T) {
	for _, c := range []struct {
		d      time.Duration
		en, zh string
	}{
		{12 * time.Minute, "12 min", "12分钟"},
		{80 * time.Minute, "1 h 20 min", "1小时20分钟"},
		{153 * time.Hour, "6 d 9 h", "6天9小时"},
		{-time.Hour, "-1 h", "-1小时"},
		{48 * time.Hour, "2 d", "2天"},
	} {
		if en, zh := Duration(c.d, "en"), Duration(c.d, "zh-Hans"); en != c.en || zh != c.zh {
			t.Errorf("%v: got %q, %q; want %q, %q", c.d, en, zh, c.en, c.zh)
		}
	}
}

// R49: how long ago something was is said in years and months, and not in nine hundred days.
func TestSpan(t *testing.T) {
	from := time.Date(2022, 5, 11, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		to     time.Time
		en, zh string
	}{
		{from.AddDate(0, 0, 45), "45 d", "45天"}, {from.AddDate(0, 2, 0), "2 mo", "2个月"}, {from.AddDate(1, 0, 0), "1 y", "1年"}, {from.AddDate(1, 0, -1), "11 mo", "11个月"},
		{from.AddDate(2, 4, 3), "2 y 4 mo", "2年4个月"},
	} {
		if got := Span(from, c.to); got["en"] != c.en || got["zh-Hans"] != c.zh {
			t.Errorf("%v: %v; wants %s", c.to, got, c.en)
		}
	}
}
