package incident

import (
	"fmt"
	"strings"
	"testing"

	"tongzhou/act"
)

func readings() Series {
	return Series{Station: "Zhaoyuan", Quantity: "nitrobenzene", Salt: "b7e2", Rows: []Reading{
		{At: noon, Value: act.Quantity{Mantissa: 500, Exponent: -3, Unit: "mg/L"}, Quality: "good"},
		{At: noon + hour, Value: act.Quantity{Mantissa: 0, Exponent: -3, Unit: "mg/L"}},
		{At: noon + 2*hour, Value: act.Quantity{Mantissa: -12, Unit: "mg/L"}, Quality: "sus\"pect"},
	}}
}

func TestWindowDigest(t *testing.T) { // R103: the raw series stays at home, and what is disclosed later can be checked
	// The bytes below were written by hand from the definition and hashed with sha256sum.
	const want = "8bb993ad3b0d9b0b5e3f5ed6736ce9cd54fe2753be7f3e365dc895b64b739456"
	s := readings()
	w, err := s.Window()
	if err != nil {
		t.Fatal(err)
	}
	if w.Digest.String() != want || w.Count != 3 || w.From != noon || w.To != noon+2*hour {
		t.Errorf("got %+v, wants digest %s", w, want)
	}
	if err := s.Check(w); err != nil {
		t.Error(err)
	}
	same := readings()
	same.Rows[0].Value = act.Quantity{Mantissa: 5, Exponent: -1, Unit: "mg/L"} // 0.500 and 0.5
	if err := same.Check(w); err != nil {
		t.Error(err)
	}
}

func TestWindowCheckFinds(t *testing.T) { // R103: and whoever discloses something else is found out
	w, err := readings().Window()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		spoil func(*Series)
		want  string
	}{
		"value":    {func(s *Series) { s.Rows[0].Value.Mantissa++ }, "the rows differ from those on record"},
		"unit":     {func(s *Series) { s.Rows[0].Value.Unit = "ug/L" }, "the rows differ"},
		"quality":  {func(s *Series) { s.Rows[0].Quality = "" }, "the rows differ"},
		"moved":    {func(s *Series) { s.Rows[1].At++ }, "the rows differ"},
		"salt":     {func(s *Series) { s.Salt = "" }, "the rows differ"},
		"left out": {func(s *Series) { s.Rows = append(s.Rows[:1], s.Rows[2]) }, "2 rows disclosed, 3 on record"},
		"shifted":  {func(s *Series) { s.Rows[0].At-- }, "disclosed 2005-"},
		"swapped":  {func(s *Series) { s.Rows[0], s.Rows[1] = s.Rows[1], s.Rows[0] }, "row 2 at 2005-11-21T04:00:00Z is not after the row before it"},
		"twice":    {func(s *Series) { s.Rows[1].At = s.Rows[0].At }, "is not after the row before it"},
		"station":  {func(s *Series) { s.Station = "Sujiatun" }, "the record is about Zhaoyuan nitrobenzene"},
		"quantity": {func(s *Series) { s.Quantity = "benzene" }, "the record is about"},
		"nothing":  {func(s *Series) { s.Rows = nil }, "no rows"},
	} {
		t.Run(name, func(t *testing.T) {
			s := readings()
			c.spoil(&s)
			if err := s.Check(w); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// TestWindowFieldsDoNotRun: moving a character from one word into the next is another series.
func TestWindowFieldsDoNotRun(t *testing.T) {
	seen := map[act.Hash]string{}
	for _, s := range []Series{
		{Station: "a", Quantity: "b", Salt: "c"}, {Station: "ab", Quantity: "", Salt: "c"}, {Station: "a", Quantity: "bc", Salt: ""},
		{Station: "a\nb", Quantity: "", Salt: "c"}, {Station: "a", Quantity: "b\n\"c\"", Salt: ""}, {Station: "é", Quantity: "b", Salt: "c"},
	} {
		s.Rows = []Reading{{At: noon, Value: *milligrams(1)}}
		d, err := s.Digest()
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("%+v", s)
		if other, ok := seen[d]; ok {
			t.Errorf("%s and %s have one digest", name, other)
		}
		seen[d] = name
	}
}

func TestSignal(t *testing.T) { // R80: a threshold was crossed, or a series fell silent
	for name, c := range map[string]struct {
		s    Signal
		want string
	}{
		"over":           {Signal{Kind: "over", Station: "x", Quantity: "q", Value: milligrams(2), Threshold: milligrams(1), At: noon}, ""},
		"rise per hour":  {Signal{Kind: "rise", Station: "x", Quantity: "q", Value: milligrams(2), Threshold: &act.Quantity{Mantissa: 1, Unit: "mg/L/h"}, At: noon}, ""},
		"missing":        {Signal{Kind: "missing", Station: "x", Quantity: "q", At: noon}, ""},
		"missing value":  {Signal{Kind: "missing", Station: "x", Quantity: "q", Value: milligrams(2), Threshold: milligrams(1), At: noon}, "missing: value and threshold"},
		"over nothing":   {Signal{Kind: "over", Station: "x", Quantity: "q", Value: milligrams(2), At: noon}, "over: value and threshold"},
		"units":          {Signal{Kind: "over", Station: "x", Quantity: "q", Value: milligrams(2), Threshold: &act.Quantity{Mantissa: 1, Unit: "ug/L"}, At: noon}, "value in"},
		"kind":           {Signal{Kind: "odd", Station: "x", Quantity: "q", At: noon}, "kind \"odd\""},
		"station":        {Signal{Kind: "missing", Quantity: "q", At: noon}, "station, quantity and at"},
		"time":           {Signal{Kind: "missing", Station: "x", Quantity: "q"}, "station, quantity and at"},
		"case not cited": {Signal{Kind: "missing", Station: "x", Quantity: "q", At: noon, Of: &act.Ref{Journal: "jilin/journal/1"}}, "does not cite"},
	} {
		t.Run(name, func(t *testing.T) {
			err := New().Apply(newWorld(t).write(act.Act{Kind: KindSignal, By: "harbin", At: noon}, c.s))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestWindowRefused(t *testing.T) { // R80
	good := Window{Station: "x", Quantity: "q", From: noon, To: noon + hour, Count: 2}
	for name, spoil := range map[string]func(*Window){
		"station":     func(w *Window) { w.Station = "" },
		"backwards":   func(w *Window) { w.To = noon - 1 },
		"empty":       func(w *Window) { w.Count = 0 },
		"one row":     func(w *Window) { w.Count = 1 },
		"since never": func(w *Window) { w.From = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			w := good
			spoil(&w)
			if err := New().Apply(newWorld(t).write(act.Act{Kind: KindWindow, By: "harbin", At: noon}, w)); err == nil {
				t.Error("was applied")
			}
		})
	}
	if err := New().Apply(newWorld(t).write(act.Act{Kind: KindWindow, By: "harbin", At: noon}, good)); err != nil {
		t.Error(err)
	}
}
