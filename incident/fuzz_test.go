package incident

import (
	"encoding/json"
	"testing"

	"tongzhou/act"
)

// FuzzApply: no body makes the state panic, and what is void leaves no trace. The seeds are one body of every kind.
func FuzzApply(f *testing.F) {
	w := newWorld(f)
	opened := w.opens("heilongjiang", nil)
	said1 := w.says("heilongjiang", noon, Statement{Of: opened.Ref, Subject: "a", Value: said("yes")})
	w.says("heilongjiang", noon, Statement{Of: opened.Ref, Subject: "a", Value: said("no"), Quantity: milligrams(5), Corrects: &said1.Ref})
	w.says("heilongjiang", noon, Statement{Of: opened.Ref, Subject: "a", Withdraws: &said1.Ref})
	w.says("heilongjiang", noon, Statement{Of: opened.Ref, Subject: "a", Value: said("indeed"), Agrees: &said1.Ref})
	a, run := forecast(opened.Ref)
	w.write(a, run)
	about := []act.Ref{opened.Ref}
	w.write(act.Act{Kind: KindPhase, By: "heilongjiang", At: noon, Cites: about}, Phase{Of: opened.Ref, Phase: "closed", Reason: said("over"), Situation: &Situation{}})
	w.write(act.Act{Kind: KindSignal, By: "harbin", At: noon, Cites: about}, Signal{Of: &opened.Ref, Kind: "over", Station: "x", Quantity: "q", Value: milligrams(1), Threshold: milligrams(1), At: noon})
	w.write(act.Act{Kind: KindWindow, By: "harbin", At: noon, Cites: about}, Window{Of: &opened.Ref, Station: "x", Quantity: "q", Unit: "mg/L", From: noon, To: noon + 1, Count: 1, Every: 1, Marks: []string{"00"}})
	w.write(act.Act{Kind: KindNotice, By: "harbin", At: noon, Cites: about}, Notice{Of: opened.Ref, Text: said("off"), Published: noon, Subject: "a", Value: said("maintenance")})
	for i, e := range w.entries {
		f.Add(uint(i), []byte(e.Act.Body))
	}
	f.Fuzz(func(t *testing.T, which uint, body []byte) {
		var any any
		if json.Unmarshal(body, &any) != nil {
			return
		}
		raw, err := act.Canonical(any) // so that the fuzzer need not learn to sort
		if err != nil {
			return
		}
		e := w.entries[which%uint(len(w.entries))]
		e.Act.Body, e.Index = raw, 1000
		s, voids := apply(w.entries[:2])
		if len(voids) > 0 {
			t.Fatal(voids)
		}
		before := s.Digest()
		if err := s.Apply(e); (err != nil) != (s.Digest() == before) {
			t.Errorf("%v, and the digest is %v, was %v", err, s.Digest(), before)
		}
		for _, c := range s.Cases() {
			checkTimeline(t, s, c.ID)
			s.Forecasts(c.ID)
		}
	})
}
