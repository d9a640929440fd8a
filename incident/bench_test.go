package incident

import (
	"testing"

	"tongzhou/jurisdiction"
)

// BenchmarkCases: a thousand open cases at a glance, each with what a busy first day brings. Whoever derives duties after each act looks at them all.
func BenchmarkCases(b *testing.B) {
	w := newWorld(b)
	for range 1000 {
		of := w.opens("heilongjiang", nil).Ref
		for _, x := range everyBody(of) {
			if kind, _ := kindOf(x.body); kind != KindReceive && kind != KindMerge && kind != KindSplit {
				w.Write(x.act, x.body)
			}
		}
		for _, by := range []jurisdiction.ID{"jilin", "songyuan", "zhaoyuan", "harbin"} {
			w.says(by, noon, Statement{Of: of, Subject: "front", Value: said("here")})
		}
	}
	s := New(may, jointly)
	for _, e := range w.Entries {
		if err := s.Apply(e); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if len(s.Cases()) != 1000 {
			b.Fatal("cases are missing")
		}
	}
}
