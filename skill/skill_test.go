package skill

import (
	"math"
	"testing"
)

func TestJudge(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		b    Bracket
		want Verdict
	}{
		{Bracket{5, 5}, Inside}, {Bracket{0, 10}, Inside}, {Bracket{-1, -1}, Outside}, {Bracket{10.1, inf}, Outside},
		{Bracket{-1, 5}, Undecided}, {Bracket{5, inf}, Undecided}, {Bracket{-inf, inf}, Undecided},
	} {
		if got := Judge(c.b, 0, 10); got != c.want {
			t.Errorf("Judge(%v, 0, 10) = %v, want %v", c.b, got, c.want)
		}
	}
}
