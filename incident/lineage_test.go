package incident

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// R82: whoever rested on an older version sees the newer one: forecasts of one model, windows of one series, reports, statements on one subject, each of one author.
func TestLineage(t *testing.T) {
	w := newWorld(t)
	of := w.opens("heilongjiang", nil).Ref
	run := func(by jurisdiction.ID, model string) act.Ref {
		a, x := forecast(of)
		a.By, x.Model = by, model
		return w.Write(a, x).Ref
	}
	window := func(station string) act.Ref {
		return w.Write(act.Act{Kind: KindWindow, By: "harbin", At: noon, Cites: []act.Ref{of}},
			Window{Of: &of, Station: station, Quantity: "q", Unit: "mg/L", From: noon, To: noon + hour, Count: 1, Every: 1, Marks: []string{"00"}, Digest: act.Hash{7}}).Ref
	}
	first, other, second, abroad := run("harbin", "a"), run("harbin", "b"), run("harbin", "a"), run("jilin", "a")
	here, there, again := window("here"), window("there"), window("here")
	said1 := w.says("harbin", noon, Statement{Of: of, Subject: "s", Value: said("yes")}).Ref
	w.says("harbin", noon, Statement{Of: of, Subject: "s", Value: said("no"), Corrects: &said1})
	tells := w.Write(act.Act{Kind: KindReport, By: "harbin", At: noon, To: to("heilongjiang"), Cites: []act.Ref{of}}, Report{Of: of, Type: "final", Fields: map[string]Field{"cause": {Unknown: true}}}).Ref
	s := w.must()
	for ref, want := range map[act.Ref][2]int{first: {1, 2}, second: {2, 2}, other: {1, 1}, abroad: {1, 1}, here: {1, 2}, again: {2, 2}, there: {1, 1}, said1: {1, 2}, tells: {1, 1}} {
		got, ok := s.Lineage(of, ref)
		if !ok || got.Version != want[0] || got.Of != want[1] || (got.Newest == ref) != (want[0] == want[1]) {
			t.Errorf("entry %d: %+v, want version %d of %d", ref.Index, got, want[0], want[1])
		}
	}
	if got, _ := s.Lineage(of, first); got.What != "a" || got.By != "harbin" || got.Kind != KindForecast || got.Newest != second || got.Hash == (act.Hash{}) {
		t.Errorf("the first run: %+v", got)
	}
	if got, _ := s.Lineage(of, here); got.What != "here q" || got.Hash != (act.Hash{7}) {
		t.Errorf("the window: %+v", got)
	}
	for _, ref := range []act.Ref{of, {Journal: "nobody/journal/1"}} {
		if got, ok := s.Lineage(of, ref); ok {
			t.Errorf("comes in no versions: %+v", got)
		}
	}
	if _, ok := s.Lineage(first, first); ok {
		t.Error("a lineage in a case that was never opened")
	}
	want := []act.Ref{other, second, abroad, there, again, tells}
	slices.SortFunc(want, act.CompareRefs)
	if got := s.Newest(of); !slices.Equal(got, want) {
		t.Errorf("the newest: %v, want %v", got, want)
	}
	if s.Newest(first) != nil {
		t.Error("the newest of no case")
	}
}
