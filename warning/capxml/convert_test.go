package capxml

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/warning"
)

const hour = act.Time(3600 * 1000)

// noticeOf is a warning as the first downstream city would issue it when its own reading betrays the slick.
func noticeOf(at act.Time) warning.Notice {
	peak := func(m int64) act.Quantity { return act.Quantity{Mantissa: m, Exponent: -3, Unit: "mg/L"} }
	people := int64(3800000)
	return warning.Notice{
		Status: warning.Actual, Category: "Env", Event: "OET-047", Urgency: "Expected", Severity: "Severe", Certainty: "Likely", Level: "red",
		Headline:    act.Text{"en": "Nitrobenzene will reach the Harbin intake", "zh-Hans": "硝基苯污染团将到达哈尔滨取水口"},
		Description: act.Text{"en": "Above the limit for about 40 hours.", "zh-Hans": "超标约40小时。"},
		Instruction: act.Text{"en": "Fill reservoirs.", "zh-Hans": "提前蓄水。"},
		Source:      warning.Statement{Text: act.Text{"en": "a chemical plant upstream", "zh-Hans": "上游化工厂"}, Confidence: "possible"},
		Extent:      warning.Statement{Text: act.Text{"en": "the main stem", "zh-Hans": "干流"}, Confidence: "likely"},
		Nature:      warning.Statement{Text: act.Text{"en": "nitrobenzene", "zh-Hans": "硝基苯"}, Confidence: "observed"},
		Trend:       warning.Statement{Confidence: "unknown"},
		Arrivals: []warning.Arrival{{To: "harbin", Situation: 2, TellBy: at + 48*hour, People: &people,
			Arrival: &act.Times{P05: at + 70*hour, P25: at + 78*hour, P50: at + 84*hour, P75: at + 90*hour, P95: at + 100*hour},
			Peak:    &act.Sizes{P05: peak(200), P25: peak(400), P50: peak(525), P75: peak(600), P95: peak(900)}}},
		AcceptBy: at + hour, Expires: at + 240*hour, Basis: "simulated", ApprovedBy: []string{"Li", "Wang"},
		Exhibits: []warning.Exhibit{{Hash: act.Hash{1}, What: act.Text{"en": "border reading", "zh-Hans": "省界读数"}, Simulated: true}},
	}
}

// entry puts a body on record.
func entry(t *testing.T, index int64, kind act.Kind, at act.Time, body any) act.Entry {
	t.Helper()
	raw, err := act.Canonical(body)
	if err != nil {
		t.Fatal(err)
	}
	return act.Entry{Ref: act.Ref{Journal: "songyuan/journal/1", Index: index, Leaf: act.Hash{byte(index)}},
		Act: act.Act{Kind: kind, By: "songyuan", At: at, To: []jurisdiction.ID{"harbin", "daqing"}, Officer: "Li", Body: json.RawMessage(raw)}}
}

func setting() Setting {
	return Setting{
		Zone: time.FixedZone("", 8*3600), SenderName: act.Text{"en": "Songyuan", "zh-Hans": "松原市"}, Incident: "case 1",
		Web: "https://songyuan.example/#/warnings/1", Exhibits: "https://songyuan.example/api/v1/exhibits/",
		Places: map[jurisdiction.ID]Place{"harbin": {Name: act.Text{"en": "Harbin", "zh-Hans": "哈尔滨市"},
			Circles: []Circle{{Point{45.76, 126.6}, 20}}, Geocodes: []Value{{"GB/T 2260", "230100"}}}},
	}
}

// versions is a warning's whole life: issued, updated, cancelled.
func versions(t *testing.T, s warning.Status) []act.Entry {
	at := act.Time(1132470600123) // 2005-11-20T07:10:00.123Z
	n := noticeOf(at)
	n.Status = s
	first := entry(t, 12, warning.KindIssue, at, n)
	n2 := n
	n2.Severity, n2.Expires = "Extreme", n.Expires+24*hour
	second := entry(t, 17, warning.KindUpdate, at+3*hour, warning.Update{Of: first.Ref, Material: true, Notice: n2,
		Note: act.Text{"en": "The peak is higher.", "zh-Hans": "峰值升高。"}})
	third := entry(t, 21, warning.KindCancel, at+200*hour, warning.Cancel{Of: second.Ref, Status: s, ConfirmBy: at + 203*hour,
		ApprovedBy: []string{"Li"}, Reason: act.Text{"en": "The slick has passed.", "zh-Hans": "污染团已过境。"}})
	return []act.Entry{first, second, third}
}

// TestFromActsGolden: what a warning says, and that each version names exactly the earlier ones. R76, R79
func TestFromActsGolden(t *testing.T) {
	all := versions(t, warning.Actual)
	for i, name := range []string{"acts-issue.xml", "acts-update.xml", "acts-cancel.xml"} {
		a, err := FromActs(all[:i+1], setting())
		if err != nil {
			t.Fatal(err)
		}
		b, err := Write(a)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, b)
		structure(t, b)
		schema(t, b)
		for j := range i {
			earlier, err := FromActs(all[:j+1], setting())
			if err != nil {
				t.Fatal(err)
			}
			if len(a.References) != i || a.References[j].String() != earlier.Key().String() {
				t.Errorf("version %d refers to %v, version %d is %s", i+1, a.References, j+1, earlier.Key())
			}
		}
	}
}

// TestRehearsalsCannotBeConfused: an Exercise and a Test say so in status, identifier, note and headline. R71
func TestRehearsalsCannotBeConfused(t *testing.T) {
	for s, want := range map[warning.Status][2]string{warning.Exercise: {"EXERCISE: Nitro", "演练：硝基苯"}, warning.Test: {"TEST: Nitro", "测试：硝基苯"}} {
		for i, e := range versions(t, s) {
			a, err := FromActs(versions(t, s)[:i+1], setting())
			if err != nil {
				t.Fatal(err)
			}
			b, err := Write(a)
			if err != nil {
				t.Fatal(err)
			}
			schema(t, b)
			if string(a.Status) != string(s) || !strings.HasSuffix(a.Identifier, "."+strings.ToLower(string(s))) || !strings.HasPrefix(a.Note, string(s)) {
				t.Errorf("%s, index %d: status %s, identifier %s, note %s", s, e.Index, a.Status, a.Identifier, a.Note)
			}
			for j, in := range a.Infos {
				plain := strings.Replace(strings.Replace(in.Headline, "CANCELLED: ", "", 1), "已取消：", "", 1)
				if !strings.HasPrefix(plain, want[j]) {
					t.Errorf("%s: headline %q", s, in.Headline)
				}
			}
		}
	}
}

// TestFromActsEdges: long headlines, absent languages, forecasts past the end, unknown places, a late cancel.
func TestFromActsEdges(t *testing.T) {
	issue := func(change func(*warning.Notice)) Alert {
		t.Helper()
		at := act.Time(1132470600000)
		n := noticeOf(at)
		change(&n)
		a, err := FromActs([]act.Entry{entry(t, 1, warning.KindIssue, at, n)}, setting())
		if err != nil {
			t.Fatal(err)
		}
		b, err := Write(a)
		if err != nil {
			t.Fatal(err)
		}
		structure(t, b)
		schema(t, b)
		return a
	}
	a := issue(func(n *warning.Notice) { n.Headline["zh-Hans"] = strings.Repeat("水", 300) })
	if h := []rune(a.Infos[1].Headline); len(h) != 140 || h[139] != '…' || !strings.Contains(a.Infos[1].Description, strings.Repeat("水", 300)) {
		t.Errorf("a long headline became %q", string(h))
	}
	a = issue(func(n *warning.Notice) { delete(n.Headline, "zh-Hans") })
	if len(a.Infos) != 1 || a.Infos[0].Language != "en-US" {
		t.Errorf("with English only: %d blocks", len(a.Infos))
	}
	a = issue(func(n *warning.Notice) { n.Expires = n.AcceptBy + hour })
	if !a.Infos[0].Onset.IsZero() {
		t.Errorf("onset %v after the end", a.Infos[0].Onset)
	}
	if d := a.Infos[0].Areas[1]; d.Desc != "daqing" || len(d.Circles) != 0 || d.Geocodes[0].Value != "daqing" {
		t.Errorf("a place that is not known: %+v", d)
	}
	all := versions(t, warning.Actual)
	all[2].Act.At += 1000 * hour
	late, err := FromActs(all, setting())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Write(late); err != nil || !late.Infos[0].Expires.IsZero() {
		t.Errorf("a cancel after the end: %v, expires %v", err, late.Infos[0].Expires)
	}
}

// TestNumber: quantities are written exactly.
func TestNumber(t *testing.T) {
	for want, q := range map[string]act.Quantity{
		"0.525": {Mantissa: 525, Exponent: -3}, "-0.005": {Mantissa: -5, Exponent: -3}, "12.5": {Mantissa: 125, Exponent: -1},
		"1200": {Mantissa: 12, Exponent: 2}, "0.0": {Exponent: -1}, "7": {Mantissa: 7}, "3e-20": {Mantissa: 3, Exponent: -20},
	} {
		if got := number(q); got != want {
			t.Errorf("%+v: got %s, want %s", q, got, want)
		}
	}
}

// TestFromActsRefuses: acts that are not the versions of one warning.
func TestFromActsRefuses(t *testing.T) {
	all := versions(t, warning.Actual)
	other := versions(t, warning.Exercise)
	foreign := all[1]
	foreign.Journal = "jilin/journal/1"
	answer := all[1]
	answer.Act.Kind = warning.KindAccept
	for name, vs := range map[string][]act.Entry{
		"none": nil, "update first": all[1:], "two issues": {all[0], all[0]}, "other journal": {all[0], foreign},
		"status changes": {all[0], other[1]}, "cancel of another status": {all[0], other[2]},
		"after a cancel": {all[0], all[2], all[1]}, "an answer": {all[0], answer},
	} {
		if _, err := FromActs(vs, setting()); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestEveryNoticeBecomesCAP: whatever a notice may say, a CAP message comes of it, unless its text holds markup.
func TestEveryNoticeBecomesCAP(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := func(name string) act.Text {
			return act.Text{"en": rapid.StringN(0, 200, -1).Draw(r, name+" en"), "zh-Hans": rapid.SampledFrom([]string{"", "水", "x\x01y\r\n z ", "same"}).Draw(r, name+" zh")}
		}
		at := act.Time(rapid.Int64Range(1e12, 2e12).Draw(r, "at"))
		n := noticeOf(at)
		n.Status = rapid.SampledFrom([]warning.Status{warning.Actual, warning.Exercise, warning.Test}).Draw(r, "status")
		n.Headline, n.Description, n.Instruction, n.Source.Text = text("headline"), text("description"), text("instruction"), text("source")
		n.AcceptBy = at + act.Time(rapid.Int64Range(1, 5000).Draw(r, "accept"))
		n.Expires = n.AcceptBy + act.Time(rapid.Int64Range(0, 5000).Draw(r, "expires"))
		n.Arrivals[0].Arrival.P05 = at + act.Time(rapid.Int64Range(-9000, 9000).Draw(r, "arrival"))
		if oneLine(n.Headline["en"]) == "" {
			n.Headline["en"] = "A headline"
		}
		for _, w := range []string{"exercise", "test", "演练", "测试"} {
			if strings.HasPrefix(strings.ToLower(oneLine(n.Headline["en"])), w) {
				r.Skip("the headline claims to be a rehearsal")
			}
		}
		raw, err := act.Canonical(n)
		if err != nil {
			r.Skip("no act can say this")
		}
		e := act.Entry{Ref: act.Ref{Journal: "songyuan/journal/1", Index: 3}, Act: act.Act{Kind: warning.KindIssue, By: "songyuan", At: at,
			To: []jurisdiction.ID{"harbin"}, Body: raw}}
		a, err := FromActs([]act.Entry{e}, setting())
		if err != nil {
			r.Skip("the body does not decode")
		}
		_, err = Write(a)
		var refusal *Refusal
		if errors.As(err, &refusal) {
			for _, f := range refusal.Findings {
				if !strings.Contains(f.Text, "markup") {
					r.Fatalf("%v", f)
				}
			}
		}
	})
}
