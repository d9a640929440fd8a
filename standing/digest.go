package standing

import (
	"crypto/sha256"
	"hash"
	"maps"
	"slices"

	"tongzhou/act"
)

// Digest returns a hash of the state. States to which the same acts were applied have the same one, whatever the order between journals was. It covers which acts
// count and for what; what they say is covered by their leaf hashes.
func (s *State) Digest() act.Hash {
	h := sha256.New()
	for _, ref := range sorted(s.findings) {
		digestSteps(h, ref, s.findings[ref].steps)
		for _, d := range s.findings[ref].decisions {
			act.HashRefs(h, []act.Ref{d.ref})
		}
	}
	for _, ref := range sorted(s.suspicions) {
		digestSteps(h, ref, s.suspicions[ref].replies)
	}
	for _, ref := range sorted(s.queries) {
		digestSteps(h, ref, s.queries[ref].answers)
	}
	act.HashRefs(h, sorted(s.advices))
	return act.Hash(h.Sum(nil))
}

func sorted[T any](m map[act.Ref]T) []act.Ref {
	return slices.SortedFunc(maps.Keys(m), act.CompareRefs)
}

func digestSteps(h hash.Hash, of act.Ref, steps []Step) {
	refs := []act.Ref{of}
	for _, x := range steps {
		refs = append(refs, x.Ref)
	}
	act.HashRefs(h, refs)
}
