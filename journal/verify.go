package journal

import (
	"bytes"
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Verify reads a whole journal and recomputes everything: the signature on its checkpoint,
// every entry's hash, every tile, the root. The result is nil, or a [*Defect], or an error of
// ctx.
//
// Entries and hashes are stored apart, and the signed root says which of the two is right;
// that is how one changed byte is traced to its entry.
func Verify(ctx context.Context, r Reader, verifier note.Verifier) error {
	msg := r.Checkpoint()
	h, err := OpenHead(msg, verifier)
	if err != nil {
		return &Defect{Origin: r.Origin(), Index: -1, What: "its checkpoint is not validly signed", Head: msg, Err: err}
	}
	c := &checker{ctx: ctx, r: r, head: h, msg: msg, upper: map[int][]byte{}}
	for from := int64(0); from < h.Size; from += BundleSize {
		c.bundle(from, min(from+BundleSize, h.Size))
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	d := c.judge()
	if err := ctx.Err(); err != nil {
		return err // what looks like a defect may be the reader giving up
	}
	if d != nil {
		return d
	}
	if s, ok := r.(interface {
		selfCheck(context.Context) (int64, error)
	}); ok {
		if act, err := s.selfCheck(ctx); err != nil {
			return &Defect{Origin: h.Origin, Index: act, Last: max(act, 0), What: "its database is damaged", Head: msg, Err: err}
		}
	}
	return nil
}

// VerifyAgainst compares a journal with another signed checkpoint of it: the high-water mark,
// what a peer mirrored, what a witness cosigned. It returns a [*Defect] that names the missing
// entries if the journal is shorter, a [*ForkError] if the two exclude each other. It does not
// replace [Verify].
func VerifyAgainst(ctx context.Context, r Reader, verifier note.Verifier, checkpoint []byte) error {
	other, err := OpenHead(checkpoint, verifier)
	if err != nil {
		return err
	}
	h, err := OpenHead(r.Checkpoint(), verifier)
	if err != nil {
		return &Defect{Origin: r.Origin(), Index: -1, What: "its checkpoint is not validly signed", Head: r.Checkpoint(), Err: err}
	}
	if other.Size > h.Size {
		return &Defect{Origin: h.Origin, Index: h.Size, Last: other.Size - 1, Head: checkpoint,
			What: fmt.Sprintf("missing: the journal ends at size %d, but a checkpoint of size %d is signed", h.Size, other.Size)}
	}
	f, err := Fork(ctx, r, checkpoint, verifier)
	if err != nil {
		return err
	}
	if f != nil {
		return f
	}
	return nil
}

// checker goes through a journal once and keeps what it needs to say afterwards what was
// wrong.
type checker struct {
	ctx  context.Context
	r    Reader
	head Head
	msg  []byte

	entries, stored Frontier // from the entries' bytes; from the stored leaf hashes
	noEntry, noHash *Defect  // the first entry, the first stored leaf hash that cannot be read
	differ          *Defect  // the first entry that does not have its stored leaf hash
	upper           map[int][]byte
}

// bundle checks the entries of one bundle against its level 0 tile.
func (c *checker) bundle(from, to int64) {
	es, errs := c.readBundle(from, to)
	leaves, terr := c.readLeaves(from, to)
	for i := from; i < to; i++ {
		e, want := es[i-from], leaves[i-from]
		if want == nil && c.noHash == nil {
			c.noHash = c.defect(i, "its stored hash cannot be read", terr)
		}
		if e == nil {
			c.missing(i, want, errs[i-from])
			continue
		}
		have := tlog.RecordHash(e)
		for level, h := range c.entries.AppendHash(have) {
			if level > 0 && level%TileHeight == 0 {
				c.upper[level/TileHeight] = append(c.upper[level/TileHeight], h[:]...)
			}
		}
		if want == nil {
			continue
		}
		c.stored.AppendHash(*want)
		if have != *want && c.differ == nil {
			c.differ = c.defect(i, "its bytes do not have its stored hash", nil)
			c.differ.Have, c.differ.Want = have, *want
		}
	}
}

// missing notes an entry that cannot be read; a run of them is one defect.
func (c *checker) missing(i int64, want *tlog.Hash, err error) {
	if want != nil {
		c.stored.AppendHash(*want)
	}
	switch {
	case c.noEntry == nil:
		c.noEntry = c.defect(i, "missing or unreadable", err)
		if want != nil {
			c.noEntry.Want = *want
		}
	case c.noEntry.Last == i-1:
		c.noEntry.Last = i
	}
}

func (c *checker) defect(i int64, what string, err error) *Defect {
	return &Defect{Origin: c.head.Origin, Index: i, Last: i, What: what, Head: c.msg, Err: err}
}

// readBundle returns the entries, nil for each that cannot be read, with its error.
func (c *checker) readBundle(from, to int64) ([][]byte, []error) {
	errs := make([]error, to-from)
	es, err := c.r.Entries(c.ctx, from, to)
	if err == nil && int64(len(es)) == to-from {
		return es, errs
	}
	es = make([][]byte, to-from)
	for i := range es { // one by one, to know which
		one, err := c.r.Entries(c.ctx, from+int64(i), from+int64(i)+1)
		if err == nil && len(one) != 1 {
			err = fmt.Errorf("%d entries returned for one", len(one))
		}
		if err != nil {
			errs[i] = err
		} else {
			es[i] = append([]byte{}, one[0]...)
		}
	}
	return es, errs
}

// readLeaves returns the stored leaf hashes of a bundle, nil for each that cannot be read.
func (c *checker) readLeaves(from, to int64) ([]*tlog.Hash, error) {
	out := make([]*tlog.Hash, to-from)
	t := tlog.Tile{H: TileHeight, L: 0, N: from >> TileHeight, W: int(to - from)}
	b, err := c.r.Tile(c.ctx, t)
	for err != nil && t.W > 1 { // a narrower tile may still be whole
		t.W--
		var nerr error
		if b, nerr = c.r.Tile(c.ctx, t); nerr == nil {
			break
		}
	}
	for i := range out {
		if len(b) >= (i+1)*tlog.HashSize {
			h := tlog.Hash(b[i*tlog.HashSize:][:tlog.HashSize])
			out[i] = &h
		}
	}
	return out, err
}

// judge says from what the pass found which part is wrong: the signed root decides between
// entries and stored hashes.
func (c *checker) judge() *Defect {
	entriesHold := c.noEntry == nil && c.entries.Check(c.head) == nil
	storedHold := c.noHash == nil && c.stored.Check(c.head) == nil
	switch {
	case entriesHold && c.noHash != nil:
		return c.noHash
	case entriesHold && c.differ != nil:
		c.differ.What = "the entry is as signed, but the hash tile " + TilePath(tileOf(0, c.differ.Index)) + " holds another hash for it"
		c.differ.Have, c.differ.Want = c.differ.Want, c.differ.Have // what is stored is what is wrong
		return c.differ
	case entriesHold:
		return c.checkUpper()
	case c.noEntry != nil && (c.differ == nil || c.noEntry.Index < c.differ.Index):
		c.prove(c.noEntry, storedHold)
		return c.noEntry
	case c.differ != nil && storedHold:
		c.differ.What = "its bytes were changed after it was signed"
		c.prove(c.differ, true)
		return c.differ
	case c.differ != nil:
		c.differ.What = "its bytes do not have its stored hash, and neither leads to the signed root"
		return c.differ
	}
	// Entry and leaf hash were changed alike; the tiles above may still show where.
	if d := c.checkUpper(); d != nil {
		return d
	}
	edge := c.head.Size &^ (BundleSize - 1) // from here on no tile above level 0 bears witness
	d := c.defect(0, fmt.Sprintf("they agree with all stored hashes, but not with the signed head (if the tiles above level 0 were left alone, the change is at or after entry %d)", edge), nil)
	d.Last = c.head.Size - 1
	return d
}

// prove adds the proof that the wanted hash is what the head signs.
func (c *checker) prove(d *Defect, storedHold bool) {
	if !storedHold || d.Want == (tlog.Hash{}) {
		return
	}
	if p, err := tlog.ProveRecord(c.head.Size, d.Index, Hashes(c.ctx, c.r, c.head)); err == nil {
		d.Proof = p
	}
}

func tileOf(level int, n int64) tlog.Tile {
	return tlog.Tile{H: TileHeight, L: level, N: n >> TileHeight, W: BundleSize}
}

// checkUpper compares the stored tiles above level 0 with the computed ones.
func (c *checker) checkUpper() *Defect {
	for level := 1; len(c.upper[level]) > 0; level++ {
		want := c.upper[level]
		for n := int64(0); len(want) > 0; n++ {
			part := want[:min(len(want), BundleSize*tlog.HashSize)]
			want = want[len(part):]
			t := tlog.Tile{H: TileHeight, L: level, N: n, W: len(part) / tlog.HashSize}
			have, err := c.r.Tile(c.ctx, t)
			if err == nil && bytes.Equal(have, part) {
				continue
			}
			i := 0 // the first hash of the tile that is wrong
			for err == nil && len(have) == len(part) && bytes.Equal(have[i:i+tlog.HashSize], part[i:i+tlog.HashSize]) {
				i += tlog.HashSize
			}
			span := int64(1) << (TileHeight * level)
			first := (n<<TileHeight + int64(i/tlog.HashSize)) * span
			d := c.defect(first, fmt.Sprintf("hash %d of tile %s is not theirs", i/tlog.HashSize, TilePath(t)), err)
			d.Last = first + span - 1
			return d
		}
	}
	return nil
}
