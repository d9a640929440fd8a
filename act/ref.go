package act

import (
	"cmp"
	"encoding/binary"
	"hash"
)

// CompareRefs orders references by their place on record: by journal in byte order, then by index. The leaf hash plays no part, because at one place there
// is one entry; a second one is a fork, which is proved elsewhere.
func CompareRefs(a, b Ref) int {
	return cmp.Or(cmp.Compare(a.Journal, b.Journal), cmp.Compare(a.Index, b.Index))
}

// HashRefs writes a list of references into the digest of a practice: how many, then each with its lengths, so that no two lists write the
// same bytes. Digests are compared between nodes of one program version; their bytes are not specified (clause 5.11).
func HashRefs(h hash.Hash, refs []Ref) {
	b := binary.BigEndian.AppendUint64(nil, uint64(len(refs)))
	for _, r := range refs {
		b = binary.BigEndian.AppendUint64(b, uint64(len(r.Journal)))
		b = append(b, r.Journal...)
		b = binary.BigEndian.AppendUint64(b, uint64(r.Index))
		b = append(b, r.Leaf[:]...)
	}
	h.Write(b) // never fails: package hash promises it
}
