// Package exhibit names evidence by its content.
//
// What is too large or too frequent to be an act is an exhibit: a hydrograph, a polygon, a model run, a photograph.
// Its address is the SHA-256 of its bytes, so whoever holds an act that cites it can tell whether the bytes that
// somebody hands him, at whatever later time, are those that were meant. The act carries the address in its
// envelope; what the exhibit is stands in the body, as a [Manifest].
//
// An exhibit may stay at home and only its address go on record: that is a commitment. Disclosed later, it can
// be checked; changed meanwhile, it cannot pass.
package exhibit

import (
	"crypto/sha256"
	"fmt"
	"io"
	"mime"

	"tongzhou/act"
)

// A Manifest says what an exhibit is. It is part of the bodies of acts that cite exhibits.
type Manifest struct {
	Hash      act.Hash `json:"hash"`           // SHA-256 of the bytes
	Size      int64    `json:"size"`           // in bytes
	Media     string   `json:"media"`          // media type, RFC 6838
	What      act.Text `json:"what,omitempty"` // for people
	Simulated bool     `json:"simulated,omitempty"`
}

// Address returns the address of bytes.
func Address(b []byte) act.Hash { return sha256.Sum256(b) }

// Describe reads an exhibit and returns its manifest. It holds none of the bytes.
func Describe(r io.Reader, media string) (Manifest, error) {
	h := sha256.New()
	n, err := io.Copy(h, r)
	if err != nil {
		return Manifest{}, fmt.Errorf("exhibit: describe: after %d bytes: %w", n, err)
	}
	m := Manifest{Hash: act.Hash(h.Sum(nil)), Size: n, Media: media}
	return m, m.Check()
}

// Check says what is wrong with a manifest.
func (m Manifest) Check() error {
	if m.Hash == (act.Hash{}) {
		return fmt.Errorf("exhibit: manifest: no hash")
	}
	if m.Size < 0 {
		return fmt.Errorf("exhibit: manifest of %s: size %d", m.Hash, m.Size)
	}
	if _, _, err := mime.ParseMediaType(m.Media); err != nil {
		return fmt.Errorf("exhibit: manifest of %s: media type %.80q: %w", m.Hash, m.Media, err)
	}
	if len(m.What) > 0 {
		if err := m.What.Check(); err != nil {
			return fmt.Errorf("exhibit: manifest of %s: %w", m.Hash, err)
		}
	}
	return nil
}

// Verify says whether the bytes that r yields are the exhibit. It reads one byte more than there should be and no
// further, so that a stranger cannot make it read without end.
func (m Manifest) Verify(r io.Reader) error {
	got, err := Describe(io.LimitReader(r, m.Size+1), m.Media)
	switch {
	case err != nil:
		return err
	case got.Size != m.Size:
		return fmt.Errorf("exhibit: verify %s: has %d bytes or more, wants %d", m.Hash, got.Size, m.Size)
	case got.Hash != m.Hash:
		return fmt.Errorf("exhibit: verify %s: the bytes are another exhibit, %s", m.Hash, got.Hash)
	}
	return nil
}
