package act

import (
	"crypto/sha256"
	"testing"
)

// Two lists of references never write the same bytes: neither where one ends and the next begins, nor what belongs to the journal's name, is in doubt.
func TestHashRefs(t *testing.T) {
	a, b := Ref{Journal: "a/journal/1", Index: 1}, Ref{Journal: "a/journal/1", Index: 2}
	renamed, rewritten := a, a
	renamed.Journal += "1"
	rewritten.Leaf[31] = 1
	seen := map[Hash]int{}
	for i, lists := range [][][]Ref{{nil}, {nil, nil}, {{a}}, {{b}}, {{renamed}}, {{rewritten}}, {{a, b}}, {{b, a}}, {{a}, {b}}, {{a, b}, nil}, {nil, {a, b}}} {
		h := sha256.New()
		for _, refs := range lists {
			HashRefs(h, refs)
		}
		sum := Hash(h.Sum(nil))
		if j, ok := seen[sum]; ok {
			t.Errorf("lists %d and %d have one hash", j, i)
		}
		seen[sum] = i
	}
}
