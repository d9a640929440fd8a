package incident

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// TestOrder: whatever is said, the order in which the journals are read makes no difference (design D4).
func TestOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		parties := rapid.SampledFrom([]jurisdiction.ID{"jilin", "harbin", "heilongjiang"})
		at := noon
		var cases, loose, statements []act.Ref
		for range rapid.IntRange(2, 40).Draw(rt, "acts") {
			at += act.Time(rapid.Int64Range(-1, 3).Draw(rt, "hours")) * hour
			by := parties.Draw(rt, "by")
			verb := rapid.SampledFrom([]string{"open", "state", "state", "state", "phase", "forecast", "signal", "notice"}).Draw(rt, "verb")
			if len(cases) == 0 && verb != "signal" {
				verb = "open"
			}
			var of act.Ref
			if len(cases) > 0 {
				of = rapid.SampledFrom(cases).Draw(rt, "of")
			}
			switch verb {
			case "open":
				cases = append(cases, w.opens(by, func(a *act.Act, _ *Open) { a.At, a.Cites = at, slices.Clone(loose) }).Ref)
			case "state":
				x := Statement{Of: of, Subject: rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "subject"), Value: said(rapid.SampledFrom([]string{"yes", "no"}).Draw(rt, "value"))}
				if len(statements) > 0 {
					r := rapid.SampledFrom(statements).Draw(rt, "earlier")
					switch rapid.SampledFrom([]string{"", "corrects", "withdraws", "agrees"}).Draw(rt, "how") {
					case "corrects":
						x.Corrects = &r
					case "withdraws":
						x.Withdraws, x.Value = &r, nil
					case "agrees":
						x.Agrees = &r
					}
				}
				statements = append(statements, w.says(by, at, x).Ref)
			case "phase":
				w.Write(act.Act{Kind: KindPhase, By: by, At: at, Cites: []act.Ref{of}}, Phase{Of: of, Reason: said("so"), Phase: rapid.SampledFrom([]string{"watch", "recovery", "closed"}).Draw(rt, "phase")})
			case "forecast":
				a, f := forecast(of)
				a.By, a.At, f.Issued = by, at, at
				w.Write(a, f)
			case "signal":
				loose = append(loose, w.Write(act.Act{Kind: KindSignal, By: by, At: at}, Signal{Kind: "missing", Station: "x", Quantity: "q", At: at}).Ref)
			case "notice":
				statements = append(statements, w.Write(act.Act{Kind: KindNotice, By: by, At: at, Cites: []act.Ref{of}},
					Notice{Of: of, Text: said("water is off"), Published: at, Subject: "a", Value: said("yes")}).Ref)
			}
		}
		s, voids := apply(w.Entries)
		for range 3 {
			other, v := apply(w.Shuffled(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "journal") }))
			if !reflect.DeepEqual(v, voids) || s.Digest() != other.Digest() || !reflect.DeepEqual(s.Cases(), other.Cases()) {
				rt.Fatalf("another state: voids %v, wants %v; cases %+v, wants %+v", v, voids, other.Cases(), s.Cases())
			}
			for _, id := range cases {
				if !reflect.DeepEqual(s.Timeline(id), other.Timeline(id)) || !reflect.DeepEqual(s.Subjects(id), other.Subjects(id)) || !reflect.DeepEqual(s.Forecasts(id), other.Forecasts(id)) {
					rt.Fatalf("another account of %v", id)
				}
				checkTimeline(t, s, id)
			}
		}
	})
}
