package incident

import (
	"crypto/sha256"
	"maps"
	"slices"

	"tongzhou/act"
)

// Digest returns a hash of the state. States to which the same acts were applied have the same one, whatever the order between
// journals was. It covers which acts count and for what; what they say is covered by their leaf hashes.
func (s *State) Digest() act.Hash {
	h := sha256.New()
	cases := slices.SortedFunc(maps.Keys(s.cases), act.CompareRefs)
	act.HashRefs(h, cases)
	for _, ref := range cases {
		f := s.cases[ref]
		refs := make([]act.Ref, 0, len(f.records)+len(f.decisions))
		for _, r := range f.records {
			refs = append(refs, r.ref)
		}
		for _, d := range f.decisions { // in their order, which is not that of the records
			refs = append(refs, d.ref)
		}
		act.HashRefs(h, refs)
	}
	act.HashRefs(h, slices.SortedFunc(maps.Keys(s.loose), act.CompareRefs))
	return act.Hash(h.Sum(nil))
}
