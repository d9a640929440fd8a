package warning

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
	var threads []*thread
	for _, list := range s.issued {
		threads = append(threads, list...)
	}
	slices.SortFunc(threads, func(a, b *thread) int { return act.CompareRefs(a.versions[0].ref, b.versions[0].ref) })
	for _, t := range threads {
		t.digest(h)
	}
	return act.Hash(h.Sum(nil))
}

func (t *thread) digest(h hash.Hash) {
	digestCount(h, len(t.versions))
	for _, v := range t.versions {
		digestRef(h, v.ref)
	}
	digestCount(h, len(t.escalations))
	for _, x := range t.escalations {
		digestRef(h, x.ref)
	}
	digestCount(h, len(t.reach))
	for _, id := range t.reach {
		digestWord(h, string(id))
	}
	digestCount(h, len(t.holders))
	for _, id := range slices.Sorted(maps.Keys(t.holders)) {
		p := t.holders[id]
		digestWord(h, string(id))
		digestCount(h, len(p.answers))
		for _, a := range p.answers {
			digestRef(h, a.ref)
		}
		handings := slices.SortedFunc(slices.Values(p.handings), func(a, b *handing) int { return act.CompareRefs(a.ref, b.ref) })
		digestCount(h, len(handings))
		for _, x := range handings {
			digestRef(h, x.ref)
		}
	}
}

func digestCount(h hash.Hash, n int) { h.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) }

func digestWord(h hash.Hash, s string) {
	digestCount(h, len(s))
	h.Write([]byte(s))
}

func digestRef(h hash.Hash, r act.Ref) {
	digestWord(h, r.Journal)
	digestCount(h, int(r.Index))
	h.Write(r.Leaf[:])
}
