package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// ErrRoot means that entries do not add up to the root that they should have. Which of the two
// is wrong is not known from that alone: a follower asks somebody else before it accuses
// anybody.
var ErrRoot = errors.New("entries do not have the signed root")

// A Frontier is what must be remembered of a journal to check that it only grew: its size and
// the roots of the complete subtrees on its right edge, one per set bit of the size. 300
// journals of a million entries need under 200 kB. The zero value is the frontier of the empty
// journal. A Frontier is a value: growing one changes no copy of it.
type Frontier struct {
	size int64
	edge []tlog.Hash // roots of the complete subtrees, largest (leftmost) first; never changed in place
}

// Size is the number of entries so far.
func (f Frontier) Size() int64 { return f.size }

// Root is the RFC 6962 tree hash of the entries so far.
func (f Frontier) Root() tlog.Hash {
	if f.size == 0 {
		root, _ := tlog.TreeHash(0, nil) // the hash of nothing; no reader is asked
		return root
	}
	h := f.edge[len(f.edge)-1]
	for i := len(f.edge) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f.edge[i], h)
	}
	return h
}

// Append adds one entry by its bytes.
func (f *Frontier) Append(entry []byte) { f.AppendHash(tlog.RecordHash(entry)) }

// AppendHash adds one entry by its leaf hash. It returns the hashes that this entry completes,
// from the leaf upwards, as tlog.StoredHashes does.
func (f *Frontier) AppendHash(leaf tlog.Hash) []tlog.Hash {
	merges := bits.TrailingZeros64(^uint64(f.size))
	kept := len(f.edge) - merges
	completed := make([]tlog.Hash, 1, 1+merges)
	completed[0] = leaf
	for i := len(f.edge) - 1; i >= kept; i-- {
		leaf = tlog.NodeHash(f.edge[i], leaf)
		completed = append(completed, leaf)
	}
	// A new slice each time: an edge shared with a copy that grows elsewhere would end as a
	// false accusation of somebody.
	edge := make([]tlog.Hash, kept+1)
	copy(edge, f.edge[:kept])
	edge[kept] = leaf
	f.edge = edge
	f.size++
	return completed
}

// Clone returns a copy; since a Frontier is a value, so does assignment.
func (f Frontier) Clone() Frontier { return f }

// Head is the head that a journal of this origin has at this frontier.
func (f Frontier) Head(origin string) Head {
	return Head{Origin: origin, Size: f.Size(), Root: f.Root()}
}

// Check compares the frontier with a head of the same size. The error wraps [ErrRoot] if the
// sizes agree and the roots do not.
func (f Frontier) Check(h Head) error {
	if f.size != h.Size {
		return fmt.Errorf("journal: %s: have %d entries, the head has %d", h.Origin, f.size, h.Size)
	}
	if root := f.Root(); root != h.Root {
		return fmt.Errorf("journal: %s: first %d entries have root %s, the head says %s: %w", h.Origin, h.Size, root, h.Root, ErrRoot)
	}
	return nil
}

// Grow returns the frontier after entries, if that is exactly what the head promises; f itself
// does not change. It needs no proof from the other side: who has all entries computes the
// root himself.
func (f Frontier) Grow(h Head, entries [][]byte) (Frontier, error) {
	g := f
	for _, e := range entries {
		g.Append(e)
	}
	if err := g.Check(h); err != nil {
		return f, err
	}
	return g, nil
}

// MarshalBinary writes the size (8 bytes, big-endian) and the hashes of the right edge.
func (f Frontier) MarshalBinary() ([]byte, error) {
	b := binary.BigEndian.AppendUint64(nil, uint64(f.size))
	for _, h := range f.edge {
		b = append(b, h[:]...)
	}
	return b, nil
}

// UnmarshalBinary reads what MarshalBinary wrote. It cannot know whether the hashes are true:
// compare Root with a signed head.
func (f *Frontier) UnmarshalBinary(b []byte) error {
	if len(b) < 8 {
		return fmt.Errorf("journal: frontier: %d bytes are too few", len(b))
	}
	size := binary.BigEndian.Uint64(b)
	if size > 1<<62 || len(b)-8 != bits.OnesCount64(size)*tlog.HashSize {
		return fmt.Errorf("journal: frontier of size %d: %d bytes of hashes do not fit", size, len(b)-8)
	}
	g := Frontier{size: int64(size)}
	for b = b[8:]; len(b) > 0; b = b[tlog.HashSize:] {
		g.edge = append(g.edge, tlog.Hash(b[:tlog.HashSize]))
	}
	*f = g
	return nil
}
