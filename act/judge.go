package act

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// ErrKind is what a judge says of an act whose kind belongs to another package.
var ErrKind = errors.New("not a kind of this package")

// A Judge says why an act is void, or returns what the act does to a state. It changes nothing by itself; so one judge answers both who reads
// an act and who is about to write one, and the two cannot differ. What a judge may look at is said in design D4.
type Judge func(Entry) (effect func(), err error)

// Apply lets an act do to the state of a practice what its judge says. An error says whose act of which kind is void and why; the state is then as before.
func Apply(practice string, e Entry, judge Judge) error {
	effect, err := judge(e)
	if err != nil {
		return void(practice, e, err)
	}
	effect()
	return nil
}

// Check says with the words of [Apply] whether an act would count if it were applied now, and changes nothing.
func Check(practice string, e Entry, judge Judge) error {
	if _, err := judge(e); err != nil {
		return void(practice, e, err)
	}
	return nil
}

func void(practice string, e Entry, why error) error {
	return fmt.Errorf("%s: %s by %s: %w", practice, e.Act.Kind, e.Act.By, why)
}

// Take reads the body of an act, makes the checks that need nothing but the act, in their order, and hands the body to the judge of its kind. So one line of a
// practice's switch over its kinds says what a body of the kind is, who judges it, and what is checked before.
func Take[T any](e Entry, judge func(Entry, *T) (effect func(), err error), checks ...func(*T, Act) error) (effect func(), err error) {
	body := new(T)
	if err := DecodeBody(e.Act.Body, body); err != nil {
		return nil, err
	}
	for _, check := range checks {
		if err := check(body, e.Act); err != nil {
			return nil, err
		}
	}
	return judge(e, body)
}

// Counted is the acts that count, sorted, for a practice whose whole state follows from which they are. It belongs to the state that fills it; only effects of
// a judge's verdict may add to it, so that no void act is ever in the digest.
type Counted []Ref

// Add puts an act among those that count.
func (c *Counted) Add(r Ref) {
	// Sorted at once: a digest is asked for much more often than journals are read far apart, and acts come mostly near the end.
	n, _ := slices.BinarySearchFunc(*c, r, CompareRefs)
	*c = slices.Insert(*c, n, r)
}

// Digest returns a hash of the acts, in whatever order they were added; what they say is covered by their leaf hashes.
func (c Counted) Digest() Hash {
	h := sha256.New()
	var b []byte
	for _, r := range c {
		// Each journal after its length, so that no two lists write the same bytes. HashRefs does it with the length of the list in front, for digests that
		// write more than one list; here it would change every digest that nodes have compared.
		b = binary.BigEndian.AppendUint64(b[:0], uint64(len(r.Journal)))
		b = append(b, r.Journal...)
		b = binary.BigEndian.AppendUint64(b, uint64(r.Index))
		h.Write(append(b, r.Leaf[:]...))
	}
	return Hash(h.Sum(nil))
}
