package journal

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// maxNote bounds the notes that are parsed: a checkpoint with as many signatures as package
// note accepts stays below it.
const maxNote = 64 << 10

// A Head says what a journal was at one moment: its first Size entries have the RFC 6962 root
// Root. The text of a signed checkpoint is a head; the signature turns it into a promise that
// cannot be taken back.
type Head struct {
	Origin string    // the journal's name, the first line of its checkpoints
	Size   int64     // number of entries
	Root   tlog.Hash // RFC 6962 tree hash of those entries
}

// String names the head for people: size, the beginning of the root, origin.
func (h Head) String() string {
	return fmt.Sprintf("%s size %d root %.12s", h.Origin, h.Size, h.Root.String())
}

// Text is the body of a C2SP tlog-checkpoint: three lines, each with its newline.
func (h Head) Text() string {
	return h.Origin + "\n" + strconv.FormatInt(h.Size, 10) + "\n" + h.Root.String() + "\n"
}

// Tree is the head as package tlog knows it.
func (h Head) Tree() tlog.Tree { return tlog.Tree{N: h.Size, Hash: h.Root} }

// ParseHead reads the text of a checkpoint. It checks no signature: see [OpenHead]. Extension
// lines, which C2SP discourages but allows, are skipped.
func ParseHead(text []byte) (Head, error) {
	lines := bytes.SplitN(text, []byte("\n"), 4)
	if len(lines) < 4 || len(text) > maxNote || text[len(text)-1] != '\n' {
		return Head{}, errors.New("journal: checkpoint: want three lines: origin, size, root")
	}
	origin, size := string(lines[0]), string(lines[1])
	if origin == "" {
		return Head{}, errors.New("journal: checkpoint: the origin line is empty")
	}
	n, err := strconv.ParseInt(size, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != size {
		return Head{}, fmt.Errorf("journal: checkpoint of %q: size %.30q is not a plain decimal number", origin, size)
	}
	root, err := tlog.ParseHash(string(lines[2]))
	if err != nil || root.String() != string(lines[2]) {
		return Head{}, fmt.Errorf("journal: checkpoint of %q: root %.60q is not a base64 SHA-256", origin, lines[2])
	}
	if n == 0 && root != (Frontier{}).Root() {
		return Head{}, fmt.Errorf("journal: checkpoint of %q: size 0 with a root that is not that of the empty tree", origin)
	}
	if rest := lines[3]; len(rest) > 0 && (rest[0] == '\n' || bytes.Contains(rest, []byte("\n\n"))) {
		return Head{}, fmt.Errorf("journal: checkpoint of %q: empty extension line", origin)
	}
	return Head{Origin: origin, Size: n, Root: root}, nil
}

// OpenHead reads a signed checkpoint and returns its head when verifier's signature is on it
// and its origin line is the verifier's name. Other signatures (cosignatures of witnesses,
// keys still unknown) are ignored, as C2SP asks.
func OpenHead(msg []byte, verifier note.Verifier) (Head, error) {
	if len(msg) > maxNote {
		return Head{}, fmt.Errorf("journal: checkpoint: %d bytes, at most %d are read", len(msg), maxNote)
	}
	n, err := note.Open(msg, note.VerifierList(verifier))
	if err != nil {
		return Head{}, fmt.Errorf("journal: checkpoint for %s: %w", verifier.Name(), err)
	}
	h, err := ParseHead([]byte(n.Text))
	if err != nil {
		return Head{}, err
	}
	// The origin is checked always: without it, a key that serves two logs lets one be passed
	// off as the other.
	if h.Origin != verifier.Name() {
		return Head{}, fmt.Errorf("journal: checkpoint: origin %q signed by the key of %q", h.Origin, verifier.Name())
	}
	return h, nil
}

// signHead makes the signed checkpoint of h.
func signHead(h Head, signer note.Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: h.Text()}, signer)
}
