package journal

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/internal/durable"
)

// algCosignature is the signature type of an Ed25519 cosignature (C2SP tlog-cosignature,
// "cosignature/v1").
const algCosignature = 0x04

// A Witness cosigns checkpoints of other journals: each cosignature says that at that time the
// signed head was the largest that the witness had seen of that journal, and that it contains
// all earlier ones. Two groups can then no longer be shown two histories, unless every witness
// of a quorum lies.
//
// What a witness has seen is written durably before it answers. A witness whose directory is
// lost must be retired with its key, not restored from a backup: it would contradict itself.
type Witness struct {
	name string
	key  ed25519.PrivateKey
	dir  string
	lock *durable.Lock
	mu   sync.Mutex // one request at a time: read, check, write, sign
}

// NewWitness opens a witness in a directory of its own. Its key must serve nothing else: the
// signed message does not name the cosigner.
func NewWitness(dir, name string, key ed25519.PrivateKey) (*Witness, error) {
	if len(key) != ed25519.PrivateKeySize || name == "" || strings.ContainsAny(name, " +\n") {
		return nil, fmt.Errorf("journal: witness %q: needs a name without spaces and '+', and an Ed25519 key", name)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("journal: witness %s: %w", name, err)
	}
	lock, err := durable.TryLock(filepath.Join(dir, lockName))
	if err != nil {
		return nil, fmt.Errorf("journal: witness %s: %w", name, err)
	}
	return &Witness{name: name, key: key, dir: dir, lock: lock}, nil
}

// Close gives the directory back.
func (w *Witness) Close() error { return w.lock.Unlock() }

// A WitnessConflict means that the request began at another size than the one that the witness
// has seen: ask again from Size (409 in C2SP tlog-witness).
type WitnessConflict struct {
	Origin string
	Size   int64
}

// Error names the size to begin at.
func (e *WitnessConflict) Error() string {
	return fmt.Sprintf("journal: %s: the witness has seen size %d: begin the proof there", e.Origin, e.Size)
}

// Cosign confirms that a journal grew from old entries, the size that this witness has seen (0
// for the first time), to those of the signed checkpoint, by an RFC 6962 consistency proof
// (empty if old is 0 or the size of the checkpoint). It returns one signature line to put
// below the checkpoint. The errors that a caller tells apart: [*WitnessConflict]; a
// [*ForkError] if a second head of the same size was signed; [ErrRoot] if the proof does not
// hold.
func (w *Witness) Cosign(old int64, proof tlog.TreeProof, checkpoint []byte, log note.Verifier, now time.Time) ([]byte, error) {
	h, err := OpenHead(checkpoint, log)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	seen, msg, err := w.seen(log)
	if err != nil {
		return nil, err
	}
	switch {
	case old != seen.Size:
		return nil, &WitnessConflict{h.Origin, seen.Size}
	case h.Size < old:
		return nil, fmt.Errorf("journal: witness %s: %s: smaller than the old size %d", w.name, h, old)
	case h.Size == seen.Size && h.Root != seen.Root:
		return nil, &ForkError{Origin: h.Origin, Small: msg, Large: checkpoint, Prefix: h.Root}
	case h.Size == seen.Size || seen.Size == 0:
		if len(proof) > 0 {
			return nil, fmt.Errorf("journal: witness %s: %s: a proof where none belongs", w.name, h)
		}
	default:
		if err := tlog.CheckTree(proof, h.Size, h.Root, seen.Size, seen.Root); err != nil {
			return nil, fmt.Errorf("journal: witness %s: growth from size %d to %d: %w: %w", w.name, seen.Size, h.Size, err, ErrRoot)
		}
	}
	if err := durable.WriteFile(w.path(h.Origin), checkpoint, 0o600); err != nil {
		return nil, err
	}
	return w.line(h, checkpoint, now.Unix())
}

func (w *Witness) path(origin string) string {
	sum := sha256.Sum256([]byte(origin))
	return filepath.Join(w.dir, hex.EncodeToString(sum[:]))
}

// seen is the largest head that the witness has cosigned. An unreadable file is an error,
// never "nothing seen".
func (w *Witness) seen(log note.Verifier) (Head, []byte, error) {
	msg, err := os.ReadFile(w.path(log.Name()))
	if errors.Is(err, fs.ErrNotExist) {
		return Frontier{}.Head(log.Name()), nil, nil
	}
	if err != nil {
		return Head{}, nil, fmt.Errorf("journal: witness %s: %w", w.name, err)
	}
	h, err := OpenHead(msg, log)
	if err != nil {
		return Head{}, nil, fmt.Errorf("journal: witness %s: stored head: %w", w.name, err)
	}
	return h, msg, nil
}

// line makes the signature line: the time and an Ed25519 signature over time and note text.
func (w *Witness) line(h Head, msg []byte, at int64) ([]byte, error) {
	if at < 0 {
		return nil, fmt.Errorf("journal: witness %s: time %d before 1970", w.name, at)
	}
	text := msg[:strings.LastIndex(string(msg), "\n\n")+1]
	sig := binary.BigEndian.AppendUint64(nil, uint64(at))
	sig = append(sig, ed25519.Sign(w.key, cosignedMessage(text, at))...)
	hash := binary.BigEndian.AppendUint32(nil, cosignerHash(w.name, w.key.Public().(ed25519.PublicKey)))
	return fmt.Appendf(nil, "— %s %s\n", w.name, base64.StdEncoding.EncodeToString(append(hash, sig...))), nil
}

// Key is the witness's verifier key, for [NewCosigner].
func (w *Witness) Key() string {
	pub := w.key.Public().(ed25519.PublicKey)
	return fmt.Sprintf("%s+%08x+%s", w.name, cosignerHash(w.name, pub), base64.StdEncoding.EncodeToString(append([]byte{algCosignature}, pub...)))
}

func cosignedMessage(text []byte, at int64) []byte {
	return append(fmt.Appendf(nil, "cosignature/v1\ntime %d\n", at), text...)
}

func cosignerHash(name string, pub ed25519.PublicKey) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n\x04"), pub...))
	return binary.BigEndian.Uint32(sum[:])
}

// A Cosigner verifies the cosignatures of one witness. It is a note.Verifier.
type Cosigner struct {
	name string
	hash uint32
	pub  ed25519.PublicKey
}

// NewCosigner reads a verifier key of signature type 0x04: "<name>+<8 hex digits>+<base64>".
func NewCosigner(vkey string) (*Cosigner, error) {
	name, rest, _ := strings.Cut(vkey, "+")
	hash, key, ok := strings.Cut(rest, "+")
	b, err := base64.StdEncoding.DecodeString(key)
	n, herr := strconv.ParseUint(hash, 16, 32)
	if !ok || name == "" || err != nil || herr != nil || len(hash) != 8 || len(b) != 1+ed25519.PublicKeySize || b[0] != algCosignature {
		return nil, fmt.Errorf("journal: cosigner key %.80q: malformed", vkey)
	}
	c := &Cosigner{name: name, hash: uint32(n), pub: ed25519.PublicKey(b[1:])}
	if c.hash != cosignerHash(name, c.pub) {
		return nil, fmt.Errorf("journal: cosigner key %.80q: its key hash is wrong", vkey)
	}
	return c, nil
}

// Name is the witness's name.
func (c *Cosigner) Name() string { return c.name }

// KeyHash identifies the key in signature lines.
func (c *Cosigner) KeyHash() uint32 { return c.hash }

// Verify checks the time and signature bytes of a signature line over a note's text.
func (c *Cosigner) Verify(text, sig []byte) bool {
	at, ok := cosignedAt(sig)
	return ok && ed25519.Verify(c.pub, cosignedMessage(text, at), sig[8:])
}

func cosignedAt(sig []byte) (int64, bool) {
	if len(sig) != 8+ed25519.SignatureSize {
		return 0, false
	}
	at := binary.BigEndian.Uint64(sig)
	return int64(at), at < 1<<63
}

// Cosigned returns the head of a checkpoint that both the journal and this witness signed, and
// the time that the witness states (Unix seconds): the head existed then at the latest.
func (c *Cosigner) Cosigned(msg []byte, log note.Verifier) (Head, int64, error) {
	h, err := OpenHead(msg, log)
	if err != nil {
		return Head{}, 0, err
	}
	n, err := note.Open(msg, note.VerifierList(c))
	if err != nil {
		return Head{}, 0, fmt.Errorf("journal: %s: cosignature of %s: %w", h, c.name, err)
	}
	sig, err := base64.StdEncoding.DecodeString(n.Sigs[0].Base64)
	if err != nil || len(sig) < 4 {
		return Head{}, 0, fmt.Errorf("journal: %s: cosignature of %s: malformed", h, c.name)
	}
	at, _ := cosignedAt(sig[4:])
	return h, at, nil
}
