package condition

import (
	"fmt"
	"testing"
)

// BenchmarkTenThousand: 10,000 different clauses for the facts of one case. To be done in 100 ms.
func BenchmarkTenThousand(b *testing.B) {
	l := language(b)
	clauses := make([]*Condition, 10000)
	for i := range clauses {
		text := []string{
			`grade in [1, %d] && "accident" in classes`, `deaths >= %d || injured >= 10 || loss >= 10000000`, `"origin" in roles && rank == "city" && affected > %d`,
			`hazard == "pollutant-slug" && classes.exists(c, c == "natural") && situation != %d`, `values["harbin/nitrobenzene"] > 0.0%d`,
		}[i%5]
		clauses[i] = must(b, l, fmt.Sprintf(text, i))
	}
	facts := songhua()
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range clauses {
			if _, err := c.Holds(facts); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkNew is the cost of making a language.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		language(b)
	}
}

// BenchmarkCompile is the cost of reading one expression.
func BenchmarkCompile(b *testing.B) {
	l := language(b)
	for b.Loop() {
		must(b, l, `grade in [1, 2] && "accident" in classes`)
	}
}
