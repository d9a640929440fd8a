package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A ForkError is evidence that the holder of a journal's key signed two histories that exclude
// each other. It is self-contained: whoever has the key's verifier can [ForkError.Check] it
// offline, years later, without trusting who sent it.
//
// The proof (RFC 6962 section 2.1.2) shows that the tree that Large signs begins with Prefix
// when cut to the size of Small; Small signs another root for that size. At equal sizes the
// two notes contradict each other directly: Prefix is Large's root and Proof is empty. It
// accuses a key, not a person: a machine restored from a backup produces the same evidence as
// a liar.
type ForkError struct {
	Origin string         // the journal
	Small  []byte         // signed note of the smaller (or equal) size
	Large  []byte         // signed note of the larger size
	Prefix tlog.Hash      // root of the first Small-size entries of Large's tree
	Proof  tlog.TreeProof // consistency of Prefix with Large
}

// Fork compares a signed checkpoint with a journal r that is at least as long, and returns the
// evidence if they contradict each other, nil if they do not. Both checkpoints must carry
// verifier's signature.
func Fork(ctx context.Context, r Reader, checkpoint []byte, verifier note.Verifier) (*ForkError, error) {
	small, err := OpenHead(checkpoint, verifier)
	if err != nil {
		return nil, err
	}
	msg := r.Checkpoint()
	large, err := OpenHead(msg, verifier)
	if err != nil {
		return nil, err
	}
	if small.Size > large.Size {
		return nil, fmt.Errorf("journal: %s: a checkpoint of size %d cannot be compared with a journal of size %d", small.Origin, small.Size, large.Size)
	}
	hr := Hashes(ctx, r, large)
	prefix, err := tlog.TreeHash(small.Size, hr)
	if err != nil {
		return nil, fmt.Errorf("journal: %s: root at size %d: %w", small.Origin, small.Size, err)
	}
	if prefix == small.Root {
		return nil, nil
	}
	f := &ForkError{Origin: small.Origin, Small: bytes.Clone(checkpoint), Large: bytes.Clone(msg), Prefix: prefix}
	if small.Size < large.Size {
		if f.Proof, err = tlog.ProveTree(large.Size, small.Size, hr); err != nil {
			return nil, fmt.Errorf("journal: %s: proof from size %d to %d: %w", small.Origin, small.Size, large.Size, err)
		}
	}
	return f, f.Check(verifier) // what we hand out as evidence must hold
}

// heads returns the two heads without checking signatures.
func (f *ForkError) heads() (small, large Head, err error) {
	small, err1 := headOf(f.Small)
	large, err2 := headOf(f.Large)
	return small, large, errors.Join(err1, err2)
}

// Error says in one line which journal contradicts itself.
func (f *ForkError) Error() string {
	small, large, err := f.heads()
	if err != nil {
		return fmt.Sprintf("journal: %s: fork with unreadable evidence", f.Origin)
	}
	return fmt.Sprintf("journal: %s: two signed histories: at size %d the root is both %s and %s (head of size %d)",
		f.Origin, small.Size, small.Root, f.Prefix, large.Size)
}

// Check verifies the evidence. nil means: the holder of verifier's key did sign two histories
// that exclude each other. An accusation that is false in any part fails.
func (f *ForkError) Check(verifier note.Verifier) error {
	small, err := OpenHead(f.Small, verifier)
	if err != nil {
		return err
	}
	large, err := OpenHead(f.Large, verifier)
	if err != nil {
		return err
	}
	switch {
	case f.Origin != small.Origin || small.Origin != large.Origin:
		return fmt.Errorf("journal: fork of %q: the notes are of %q and %q", f.Origin, small.Origin, large.Origin)
	case small.Size > large.Size:
		return fmt.Errorf("journal: fork of %s: the small head has size %d, the large one %d", f.Origin, small.Size, large.Size)
	case f.Prefix == small.Root:
		return fmt.Errorf("journal: fork of %s: no contradiction: the prefix root is the signed root at size %d", f.Origin, small.Size)
	case small.Size == large.Size && (f.Prefix != large.Root || len(f.Proof) > 0):
		return fmt.Errorf("journal: fork of %s: equal sizes, but the prefix root is not that of the second head", f.Origin)
	case small.Size == large.Size:
		return nil
	case small.Size == 0: // unreachable through ParseHead; here so that CheckTree is never asked about an empty tree
		return fmt.Errorf("journal: fork of %s: an empty journal contradicts nothing", f.Origin)
	}
	if err := tlog.CheckTree(f.Proof, large.Size, large.Root, small.Size, f.Prefix); err != nil {
		return fmt.Errorf("journal: fork of %s: proof from size %d to %d: %w", f.Origin, small.Size, large.Size, err)
	}
	return nil
}

// Print shows the whole evidence for people: what is claimed, both notes as they were signed,
// the proof.
func (f *ForkError) Print() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nfirst signed head:\n%s\nsecond signed head:\n%s\n", f.Error(), f.Small, f.Large)
	if len(f.Proof) > 0 {
		fmt.Fprintf(&b, "the second head's tree has, at the size of the first, the root\n  %s\nproven by (RFC 6962, 2.1.2)\n", f.Prefix)
		for _, h := range f.Proof {
			fmt.Fprintf(&b, "  %s\n", h)
		}
	}
	return b.String()
}

// forkJSON is the form in which evidence travels. Notes are text.
type forkJSON struct {
	Origin string         `json:"origin"`
	Small  string         `json:"small"`
	Large  string         `json:"large"`
	Prefix tlog.Hash      `json:"prefix"`
	Proof  tlog.TreeProof `json:"proof"`
}

// MarshalJSON writes the evidence in the form in which it is kept and passed on.
func (f *ForkError) MarshalJSON() ([]byte, error) {
	proof := f.Proof
	if proof == nil {
		proof = tlog.TreeProof{}
	}
	return json.Marshal(forkJSON{f.Origin, string(f.Small), string(f.Large), f.Prefix, proof})
}

// UnmarshalJSON reads evidence; it says nothing about its truth, see [ForkError.Check].
func (f *ForkError) UnmarshalJSON(b []byte) error {
	var j forkJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return fmt.Errorf("journal: fork evidence: %w", err)
	}
	if len(j.Proof) == 0 {
		j.Proof = nil
	}
	*f = ForkError{j.Origin, []byte(j.Small), []byte(j.Large), j.Prefix, j.Proof}
	return nil
}
