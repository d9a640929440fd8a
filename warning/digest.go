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
	act.HashRefs(h, refsOf(t.versions, func(v *version) act.Ref { return v.ref }))
	act.HashRefs(h, refsOf(t.escalations, func(x escalated) act.Ref { return x.ref }))
	digestCount(h, len(t.reach))
	for _, id := range t.reach {
		digestWord(h, string(id))
	}
	digestCount(h, len(t.holders))
	for _, id := range slices.Sorted(maps.Keys(t.holders)) {
		p := t.holders[id]
		digestWord(h, string(id))
		act.HashRefs(h, refsOf(p.answers, func(a answer) act.Ref { return a.ref }))
		handings := refsOf(p.handings, func(x *handing) act.Ref { return x.ref })
		slices.SortFunc(handings, act.CompareRefs)
		act.HashRefs(h, handings)
	}
}

func refsOf[T any](list []T, ref func(T) act.Ref) []act.Ref {
	out := make([]act.Ref, len(list))
	for i, x := range list {
		out[i] = ref(x)
	}
	return out
}

func digestCount(h hash.Hash, n int) { h.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) }

func digestWord(h hash.Hash, s string) {
	digestCount(h, len(s))
	h.Write([]byte(s))
}
