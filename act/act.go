// Package act is the envelope of everything that one jurisdiction puts on record towards others.
//
// A city does not send messages; it writes acts into its own journal and reads the journals of the others.
// An act says of what kind it is, who wrote it, to whom, when, which earlier acts it answers, and has a body
// whose meaning belongs to the package that owns the kind ("warning.issue" belongs to package warning).
// Acts are few and consequential: a warning, its receipt, its acceptance. What is large or frequent is an
// exhibit, which an act cites by hash.
//
// The bytes are the truth. They are hashed, mirrored, signed and kept exactly as their author wrote them, and
// any two implementations must agree about every one of them. So there is exactly one way to write an act:
//
//	{"at":1132030800000,"body":{"headline":{"en":"Benzene in the river"}},"by":"jilin","kind":"warning.issue","to":["songyuan"],"v":1}
//
// is JSON with sorted names, without white space, without floating point and without null, of at most 64 KiB
// (RFC 8785 with stricter rules; doc/acts.md, section 1, has each of them as a numbered clause). Decode refuses
// every other spelling, and so Encode(Decode(b)) is b whenever Decode accepts b.
//
// # The spelling
//
// To write an act by hand, or in another language:
//
//   - names sorted, each once; no white space anywhere; UTF-8;
//   - integers up to 2^53-1 and no other numbers; a measured value is a [Quantity];
//   - of characters only the quotation mark, the backslash and those below U+0020 escaped, each in its shortest form;
//   - no null, no empty list, no empty text and no false in the envelope: what is not said is left out;
//   - hashes and keys in lower-case hexadecimal, times in milliseconds since 1970, UTC.
//
// The body follows the same rules. Its members are those that the kind defines, by their exact names; [DecodeBody] reads
// it, [Canonical] writes it. Whoever wants to say more says it in "ext", in the envelope or at the top of the body, and
// others pass over it. What cannot be passed over is marked critical: a program that does not know the kind must then
// stop at this act and ask to be upgraded, instead of guessing.
//
// # Signature
//
// An act may carry the signature of an organisational key: the office's key, not the node's. It is made over
// the prefix "tongzhou act v1\n" and the bytes of the act without its "sig" member. Whether a signature fits its
// key is decided here; whether the key may speak for the author at that place is decided by package roster. An act
// without a signature is no less its author's: the journal in which it stands is signed as a whole.
//
// # Citation
//
// An act cites another by a [Ref]: the journal, the index there, and the RFC 6962 leaf hash of the cited bytes.
// The hash fixes the meaning: whoever rewrites his journal cannot change what others answered.
//
// # Who checks what
//
// Decode refuses what is no act. [Read] turns that refusal into an entry that says so, because a journal with one bad
// entry must still be read to its end. That citations are true, that the author is the journal's, and that the kind's own
// rules are kept, is the business of package docket and of the kind's package. Times are claims and nobody checks them.
package act

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongzhou/jurisdiction"
)

// MaxBytes is the most that an encoded act may take: one byte less than 64 KiB, because that is what an entry bundle of C2SP tlog-tiles can hold. Bigger things are
// exhibits.
const MaxBytes = 64<<10 - 1

// Version is the only version of the envelope so far.
const Version = 1

// signDomain keeps a signature on an act from being taken for a signature on anything else.
const signDomain = "tongzhou act v1\n"

// maxTime is the last millisecond of the year 9999, the last that RFC 3339 can write.
const maxTime = 253402300799999

// ErrVersion says that an act is of a later version of the envelope than this program knows. Its journal must
// not be read past it, because nobody can tell what is being skipped.
var ErrVersion = errors.New("act: envelope version is newer than this program: upgrade needed")

// A Kind says what an act does: the package that owns it, a dot, a verb; "warning.issue".
type Kind string

// Owner is the part of the kind before the dot: the practice that gives it a meaning.
func (k Kind) Owner() string {
	owner, _, _ := strings.Cut(string(k), ".")
	return owner
}

// A Hash is a SHA-256 hash. Its text form is lower-case hexadecimal.
type Hash [32]byte

// ParseHash reads the text form of a hash.
func ParseHash(s string) (Hash, error) {
	var h Hash
	if err := unhex(h[:], s); err != nil {
		return Hash{}, fmt.Errorf("act: hash %.80q: %w", s, err)
	}
	return h, nil
}

// String returns the hash in lower-case hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes the text form.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the text form and refuses any other spelling of it.
func (h *Hash) UnmarshalText(b []byte) error { return unhex(h[:], string(b)) }

// A Ref is a citation of an act: the place where it stands and the hash of what stood there when it was cited.
type Ref struct {
	Journal string `json:"j"` // origin line of the journal, "<jurisdiction id>/journal/1"
	Index   int64  `json:"i"` // from 0
	Leaf    Hash   `json:"h"` // RFC 6962 leaf hash of the act's bytes
}

// A Time is a moment as its author claims it: Unix milliseconds, UTC. It proves nothing (design D6).
type Time int64

// RFC3339 writes the time for people, in UTC.
func (t Time) RFC3339() string { return time.UnixMilli(int64(t)).UTC().Format(time.RFC3339) }

// An Act is one entry of a journal, decoded. Slices and raw messages belong to the act and are not to be changed.
type Act struct {
	Version   int
	Kind      Kind
	By        jurisdiction.ID   // the author; the journal in which the act stands must be the author's own
	At        Time              // as claimed by the author
	To        []jurisdiction.ID // addressees, each once; empty: to whom it may concern
	Cites     []Ref             // the acts that this one answers, each once; they must be known before this act counts
	Exhibits  []Hash            // SHA-256 of larger things, each once
	Critical  bool              // who does not understand the kind must stop at this act instead of skipping it
	Officer   string            // the person who did it, as an account or a title of the author's choosing
	Body      json.RawMessage   // a canonical JSON object; its meaning belongs to the owner of the kind
	Ext       json.RawMessage   // a canonical JSON object for additions that others may ignore; empty when absent
	Signature *Signature        // of an organisational key; nil when absent
}

// A Signature is an Ed25519 signature and the public key that it fits.
type Signature struct {
	Key   [ed25519.PublicKeySize]byte
	Value [ed25519.SignatureSize]byte
}

// An Entry is an act at its place in a journal, as read by whoever reads journals.
type Entry struct {
	Ref
	Act    Act
	Signed bool  // the signature was verified, once, where the entry was read
	Bad    error // why the bytes are no act; Act is then zero. The entry still takes its index.
}

// Read turns the bytes at a place in a journal into an entry. It never fails: bytes that are no act give an entry
// that says so, because one city's mistake must not stop another from reading on. It verifies the signature,
// which is most of its cost, and depends on nothing but its arguments, so entries can be read side by side.
func Read(origin string, index int64, b []byte) Entry {
	e := Entry{Ref: Ref{Journal: origin, Index: index, Leaf: LeafHash(b)}}
	a, err := Decode(b)
	if err != nil {
		e.Bad = err
		return e
	}
	// A signature that does not fit is not an error: the act stands in its author's journal, under the journal's own signature,
	// and so is the author's word. It only lacks the office's name under it.
	e.Act = a
	e.Signed = a.Signature != nil && a.VerifySignature() == nil
	return e
}

// Sign puts the signature of an organisational key on the act, in the place of any that it had.
func (a *Act) Sign(key ed25519.PrivateKey) error {
	if len(key) != ed25519.PrivateKeySize {
		return fmt.Errorf("act: sign %s: private key has %d bytes, wants %d", a.Kind, len(key), ed25519.PrivateKeySize)
	}
	a.Signature = nil
	b, err := Encode(*a)
	if err != nil {
		return err
	}
	// The key stands in the act, so that anybody can check the signature without asking who the author was; that the key
	// is the author's is a second question, which only the roster answers.
	sig := &Signature{}
	copy(sig.Key[:], key.Public().(ed25519.PublicKey))
	copy(sig.Value[:], ed25519.Sign(key, append([]byte(signDomain), b...)))
	a.Signature = sig
	if _, err := Encode(*a); err != nil { // the signature may be what makes it too long
		a.Signature = nil
		return err
	}
	return nil
}

// VerifySignature says whether the act's signature fits its key and its content. Whose key it is, and whether
// it could speak for the author at that place, is the roster's business.
func (a Act) VerifySignature() error {
	if a.Signature == nil {
		return fmt.Errorf("act: verify %s by %s: not signed", a.Kind, a.By)
	}
	sig := *a.Signature
	// a is a copy: the caller's act keeps its signature. What is verified is the canonical form of what was decoded, and
	// Decode accepts nothing else, so it is also what the author wrote (clause 1.6).
	a.Signature = nil
	b, err := Encode(a)
	if err != nil {
		return err
	}
	if !ed25519.Verify(sig.Key[:], append([]byte(signDomain), b...), sig.Value[:]) {
		return fmt.Errorf("act: verify %s by %s: the signature does not fit the act and the key %x", a.Kind, a.By, sig.Key)
	}
	return nil
}

// Names refuses an act that does not cite what its body rests on: then a docket could judge it before what it rests on came. Nil names nothing.
func (a Act) Names(refs ...*Ref) error {
	for _, r := range refs {
		if r != nil && !slices.Contains(a.Cites, *r) {
			return fmt.Errorf("does not cite entry %d of %s, which it names", r.Index, r.Journal)
		}
	}
	return nil
}

// Shows refuses evidence that only the body of an act names: the envelope is what nodes fetch evidence by.
func (a Act) Shows(list []Hash) error {
	for _, h := range list {
		if !slices.Contains(a.Exhibits, h) {
			return fmt.Errorf("exhibits: %s is not in the envelope", h)
		}
	}
	return nil
}

// LeafHash is the RFC 6962 hash of an entry of a journal: SHA-256 over a zero byte and the entry.
func LeafHash(b []byte) Hash {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(b)
	var leaf Hash
	h.Sum(leaf[:0])
	return leaf
}

// Origin is the origin line of a jurisdiction's journal.
func Origin(id jurisdiction.ID) string { return string(id) + "/journal/1" }

// Author returns the jurisdiction whose journal has that origin line.
func Author(origin string) (jurisdiction.ID, error) {
	name, number, ok := strings.Cut(origin, "/journal/")
	// Higher numbers than 1 are for the successor of a journal that was lost. They can be cited, but nobody is admitted
	// with one yet; the canonical spelling is enforced here because an origin is compared as a string everywhere else.
	n, err := strconv.ParseUint(number, 10, 16)
	if !ok || err != nil || n == 0 || strconv.FormatUint(n, 10) != number {
		return "", fmt.Errorf("act: journal %.90q: wants <jurisdiction id>/journal/<number>", origin)
	}
	return jurisdiction.ParseID(name)
}

// unhex reads exactly len(dst) bytes of hexadecimal. It refuses capital letters, because two spellings of one hash would be two
// spellings of one act (clause 1.4).
func unhex(dst []byte, s string) error {
	if len(s) != 2*len(dst) {
		return fmt.Errorf("has %d characters, wants %d", len(s), 2*len(dst))
	}
	if strings.ToLower(s) != s {
		return errors.New("hexadecimal digits must be lower case")
	}
	if _, err := hex.Decode(dst, []byte(s)); err != nil {
		return err
	}
	return nil
}
