package incident

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/jurisdiction"
)

// TestOrder: whatever is said, the order in which the journals are read makes no difference (design D4).
func TestOrder(t *testing.T) {
	seen := map[string]int{}
	acttest.Covers(t, seen, []string{"override", "later override", "figure", "check", "several checks", "void"}, rapid.MakeCheck(func(rt *rapid.T) {
		w := newWorld(t)
		parties := rapid.SampledFrom([]jurisdiction.ID{"jilin", "harbin", "heilongjiang"})
		at := noon
		var cases, loose, statements, runs []act.Ref
		bodies := map[act.Ref]Statement{}
		for range rapid.IntRange(2, 40).Draw(rt, "acts") {
			at += act.Time(rapid.Int64Range(-1, 3).Draw(rt, "hours")) * hour
			by := parties.Draw(rt, "by")
			verb := rapid.SampledFrom([]string{"open", "state", "state", "state", "phase", "forecast", "signal", "notice", "override"}).Draw(rt, "verb")
			if len(cases) == 0 && verb != "signal" || len(runs) == 0 && verb == "override" {
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
				if rapid.Bool().Draw(rt, "quantity") {
					x.Quantity, x.Basis = milligrams(rapid.Int64Range(1, 3).Draw(rt, "milligrams")), "observed"
				}
				if len(statements) > 0 {
					r := rapid.SampledFrom(statements).Draw(rt, "earlier")
					switch rapid.SampledFrom([]string{"", "corrects", "withdraws", "agrees", "verifies", "verifies"}).Draw(rt, "how") {
					case "corrects":
						x.Corrects = &r
					case "withdraws":
						x.Withdraws, x.Value, x.Quantity = &r, nil, nil
					case "agrees":
						x.Agrees = &r
					case "verifies":
						x.Verifies = &r
						if y := bodies[r]; y.Quantity != nil {
							x.Of, x.Subject, x.Quantity, x.Basis = y.Of, y.Subject, milligrams(7), "observed"
						}
					}
				}
				ref := w.says(by, at, x).Ref
				statements, bodies[ref] = append(statements, ref), x
			case "phase":
				w.Write(act.Act{Kind: KindPhase, By: by, At: at, Cites: []act.Ref{of}}, Phase{Of: of, Reason: said("so"), Phase: rapid.SampledFrom([]string{"watch", "recovery", "closed"}).Draw(rt, "phase")})
			case "forecast":
				a, f := forecast(of)
				a.By, a.At, f.Issued = by, at, at
				runs = append(runs, w.Write(a, f).Ref)
			case "override":
				_, f := forecast(of)
				n := rapid.Int64Range(0, 1e6).Draw(rt, "probability")
				x := Override{Of: of, Run: rapid.SampledFrom(runs).Draw(rt, "run"), Place: f.Reaches[0].Place, Probability: &n, Why: said("so")}
				w.Write(act.Act{Kind: KindOverride, By: by, At: at, Officer: "ana", Cites: []act.Ref{of, x.Run}}, x)
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
				if !reflect.DeepEqual(s.Overrides(id), other.Overrides(id)) || !reflect.DeepEqual(s.Figures(id), other.Figures(id)) || !reflect.DeepEqual(s.Newest(id), other.Newest(id)) {
					rt.Fatalf("other overrides or figures in %v", id)
				}
				checkTimeline(t, s, id)
			}
		}
		seen["void"] += len(voids)
		for _, id := range cases {
			for _, o := range s.Overrides(id) {
				seen[map[bool]string{true: "override", false: "later override"}[o.Current]]++
			}
			for _, f := range s.Figures(id) {
				seen["figure"]++
				if n := len(f.Checks); n > 1 {
					seen["several checks"]++
				} else {
					seen["check"] += n
				}
			}
		}
	}))
	t.Log(seen)
}
