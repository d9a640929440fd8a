package agreement

import (
	"fmt"
	"testing"

	"tongzhou/act"
)

// many is a state with 100 instruments of 50 clauses each.
func many(b *testing.B) (*State, []act.Ref) {
	w := newWorld(b)
	var refs []act.Ref
	for n := range 100 {
		i := law()
		i.Code = fmt.Sprint("pack-", n)
		for m := range 48 {
			c := i.Clauses[0]
			c.ID, c.When = fmt.Sprint("c", m), fmt.Sprintf("grade <= 2 && deaths > %d", m)
			i.Clauses = append(i.Clauses, c)
		}
		refs = append(refs, w.issue("heilongjiang", i))
	}
	return w.must(), refs
}

// BenchmarkVersions is the list of 100 instruments.
func BenchmarkVersions(b *testing.B) {
	s, _ := many(b)
	for b.Loop() {
		s.Versions(noon)
	}
}

// BenchmarkProblems compares 5,000 clauses, of which every 100 ask for the same under the same condition.
func BenchmarkProblems(b *testing.B) {
	s, _ := many(b)
	for b.Loop() {
		s.Problems(noon)
	}
}

// BenchmarkMay is what the verdict on an act with a power costs.
func BenchmarkMay(b *testing.B) {
	s, refs := many(b)
	a := act.Act{By: "heilongjiang", At: noon, Cites: refs[50:51]}
	for b.Loop() {
		if err := s.May("heilongjiang", Cite{refs[50], "art-4"}, "take-over", a); err != nil {
			b.Fatal(err)
		}
	}
}
