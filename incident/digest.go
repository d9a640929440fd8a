package incident

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"maps"
	"slices"

	"tongzhou/act"
)

// Digest returns a hash of the state. States to which the same acts were applied have the same one, whatever the order between
// journals was. It covers which acts count and for what; what they say is covered by their leaf hashes.
func (s *State) Digest() act.Hash {
	h := sha256.New()
	digestCount(h, len(s.cases))
	for _, ref := range slices.SortedFunc(maps.Keys(s.cases), act.CompareRefs) {
		f := s.cases[ref]
		digestRef(h, ref)
		digestCount(h, len(f.records))
		for _, r := range f.records {
			digestRef(h, r.ref)
		}
	}
	for _, ref := range slices.SortedFunc(maps.Keys(s.loose), act.CompareRefs) {
		digestRef(h, ref)
	}
	return act.Hash(h.Sum(nil))
}

func digestCount(h hash.Hash, n int) { h.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) }

func digestRef(h hash.Hash, r act.Ref) {
	digestCount(h, len(r.Journal))
	h.Write([]byte(r.Journal))
	digestCount(h, int(r.Index))
	h.Write(r.Leaf[:])
}
