package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// A Reader gives access to a whole journal: our own, a mirror of somebody else's, or a
// directory on an auditor's desk.
//
// What it returns is to be believed only after a check against a signed checkpoint ([Verify],
// [InclusionProof]). An implementation must be safe for concurrent use and must only ever
// grow: Checkpoint, Size, Entries and Tile must at any moment allow a caller who saw a
// checkpoint of size n to read everything below n.
type Reader interface {
	// Origin is the name of the journal.
	Origin() string
	// Checkpoint is the newest signed checkpoint, of size Size or larger. The caller must not
	// change it.
	Checkpoint() []byte
	// Size is the number of entries that can be read.
	Size() int64
	// Entries returns the entries with from <= index < to. It returns all of them or an error.
	Entries(ctx context.Context, from, to int64) ([][]byte, error)
	// Tile returns a hash tile (t.L >= 0) or entry bundle (t.L == -1) of height [TileHeight]
	// and exactly the width t.W. The error wraps fs.ErrNotExist if the journal is not long
	// enough for it.
	Tile(ctx context.Context, t tlog.Tile) ([]byte, error)
}

// tileReader lets the client code of package tlog read the tiles of a Reader.
type tileReader struct {
	ctx context.Context
	r   Reader
}

func (t tileReader) Height() int { return TileHeight }

func (t tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		var err error
		if data[i], err = t.r.Tile(t.ctx, tile); err != nil {
			return nil, err
		}
	}
	return data, nil
}

func (t tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

// Hashes reads the tree hashes of r, each proven to belong to the head before it is returned.
// The head must come from a checkpoint that the caller has verified, or from r itself if r is
// trusted to describe itself.
func Hashes(ctx context.Context, r Reader, h Head) tlog.HashReader {
	if h.Size == 0 {
		return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
			if len(indexes) > 0 {
				return nil, fmt.Errorf("journal: %s: the empty journal has no hashes", h.Origin)
			}
			return nil, nil
		})
	}
	return tlog.TileHashReader(h.Tree(), tileReader{ctx, r})
}

// ownHashes reads the hashes of r proven against its own checkpoint, whose signature is not
// checked.
func ownHashes(ctx context.Context, r Reader) (tlog.HashReader, Head, error) {
	h, err := headOf(r.Checkpoint())
	if err != nil {
		return nil, h, fmt.Errorf("journal: %s: own checkpoint: %w", r.Origin(), err)
	}
	return Hashes(ctx, r, h), h, nil
}

// headOf returns the head in a signed note without checking the signature.
func headOf(msg []byte) (Head, error) {
	i := bytes.LastIndex(msg, []byte("\n\n"))
	if i < 0 {
		return Head{}, errors.New("journal: checkpoint: no signature")
	}
	return ParseHead(msg[:i+1])
}

// rootAt is the root that the first size entries of r have.
func rootAt(ctx context.Context, r Reader, size int64) (tlog.Hash, error) {
	hr, h, err := ownHashes(ctx, r)
	if err != nil {
		return tlog.Hash{}, err
	}
	if size < 0 || size > h.Size {
		return tlog.Hash{}, fmt.Errorf("journal: %s: root at size %d: the journal has %d entries", h.Origin, size, h.Size)
	}
	root, err := tlog.TreeHash(size, hr)
	if err != nil {
		return root, fmt.Errorf("journal: %s: root at size %d: %w", h.Origin, size, err)
	}
	return root, nil
}

// InclusionProof proves that the entry at index is in the first size entries of r: anybody who
// has a signed head of that size checks it with tlog.CheckRecord(proof, head.Size, head.Root,
// index, tlog.RecordHash(entry)).
func InclusionProof(ctx context.Context, r Reader, index, size int64) (tlog.RecordProof, error) {
	hr, h, err := ownHashes(ctx, r)
	if err != nil {
		return nil, err
	}
	if index < 0 || index >= size || size > h.Size {
		return nil, fmt.Errorf("journal: %s: proof of entry %d in size %d: the journal has %d entries", h.Origin, index, size, h.Size)
	}
	p, err := tlog.ProveRecord(size, index, hr)
	if err != nil {
		return nil, fmt.Errorf("journal: %s: proof of entry %d in size %d: %w", h.Origin, index, size, err)
	}
	return p, nil
}

// ConsistencyProof proves that the first small entries of r are a prefix of its first large
// ones (tlog.CheckTree). Witnesses ask for it. For small == 0 the proof is empty: everything
// begins with nothing.
func ConsistencyProof(ctx context.Context, r Reader, small, large int64) (tlog.TreeProof, error) {
	hr, h, err := ownHashes(ctx, r)
	if err != nil {
		return nil, err
	}
	if small < 0 || small > large || large > h.Size {
		return nil, fmt.Errorf("journal: %s: proof from size %d to %d: the journal has %d entries", h.Origin, small, large, h.Size)
	}
	if small == 0 {
		return tlog.TreeProof{}, nil
	}
	p, err := tlog.ProveTree(large, small, hr)
	if err != nil {
		return nil, fmt.Errorf("journal: %s: proof from size %d to %d: %w", h.Origin, small, large, err)
	}
	return p, nil
}
