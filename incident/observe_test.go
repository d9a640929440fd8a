package incident

import (
	"strings"
	"testing"

	"tongzhou/act"
)

func window() Window {
	return Window{Station: "zhaoyuan", Quantity: "nitrobenzene", Unit: "mg/L", From: noon, To: noon + hour, Count: 3, Digest: act.Hash{1}, Every: 1, Marks: []string{"00", "01", "02"}}
}

func TestWindow(t *testing.T) { // R80: the raw series stays at home, its digest goes on record
	for name, c := range map[string]struct {
		spoil func(*Window)
		want  string
	}{
		"good":       {func(*Window) {}, ""},
		"station":    {func(w *Window) { w.Station = "" }, "station, quantity and unit"},
		"unit":       {func(w *Window) { w.Unit = "" }, "station, quantity and unit"},
		"no rows":    {func(w *Window) { w.Count, w.Marks = 0, nil }, "makes no sense"},
		"backwards":  {func(w *Window) { w.To = w.From }, "makes no sense"},
		"every":      {func(w *Window) { w.Every = 0 }, "3 marks for 3 rows, one every 0"},
		"a mark off": {func(w *Window) { w.Marks = w.Marks[1:] }, "2 marks for 3 rows"},
		"not cited":  {func(w *Window) { w.Of = &act.Ref{Journal: "jilin/journal/1"} }, "does not cite"},
	} {
		t.Run(name, func(t *testing.T) {
			w := window()
			c.spoil(&w)
			err := New(nil, nil).Apply(newWorld(t).Write(act.Act{Kind: KindWindow, By: "harbin", At: noon + 2*hour}, w))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestSignal(t *testing.T) { // R80: a threshold was crossed, or a series fell silent
	for name, c := range map[string]struct {
		s    Signal
		want string
	}{
		"over":           {Signal{Kind: "over", Station: "x", Quantity: "q", Value: milligrams(2), Threshold: milligrams(1), At: noon}, ""},
		"below before":   {Signal{Kind: "over", Station: "x", Quantity: "q", Value: milligrams(2), Threshold: milligrams(1), At: noon, Below: noon - hour}, ""},
		"below after":    {Signal{Kind: "over", Station: "x", Quantity: "q", Value: milligrams(2), Threshold: milligrams(1), At: noon, Below: noon}, "over: below is"},
		"below a rise":   {Signal{Kind: "rise", Station: "x", Quantity: "q", Value: milligrams(2), Threshold: milligrams(1), At: noon, Below: noon - hour}, "rise: below is"},
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
			err := New(nil, nil).Apply(newWorld(t).Write(act.Act{Kind: KindSignal, By: "harbin", At: noon}, c.s))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
