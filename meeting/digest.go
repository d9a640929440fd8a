package meeting

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
	act.HashRefs(h, slices.SortedFunc(maps.Keys(s.requests), act.CompareRefs))
	for _, ref := range slices.SortedFunc(maps.Keys(s.meetings), act.CompareRefs) {
		m := s.meetings[ref]
		act.HashRefs(h, []act.Ref{ref})
		for _, p := range slices.Sorted(maps.Keys(m.said)) {
			digestPlaces(h, m.said[p], func(x *attendance) act.Ref { return x.ref })
		}
		for _, r := range m.minutes {
			act.HashRefs(h, []act.Ref{r.ref})
			for _, p := range slices.Sorted(maps.Keys(r.signed)) {
				digestPlaces(h, r.signed[p], func(x signing) act.Ref { return x.ref })
			}
			for _, n := range slices.Sorted(maps.Keys(r.done)) {
				digestPlaces(h, r.done[n], func(x *done) act.Ref { return x.ref })
				for _, d := range r.done[n] {
					digestPlaces(h, d.confirmed, func(x confirmation) act.Ref { return x.ref })
				}
			}
		}
	}
	return act.Hash(h.Sum(nil))
}

func digestPlaces[T any](h hash.Hash, list []T, ref func(T) act.Ref) {
	refs := make([]act.Ref, len(list))
	for i, x := range list {
		refs[i] = ref(x)
	}
	act.HashRefs(h, refs)
}
