package act

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"

	"tongzhou/jurisdiction"
)

// maxKind and maxOfficer bound the short texts of the envelope; both end up in indexes and on screens.
const (
	maxKind    = 64
	maxOfficer = 128
)

// Encode returns the bytes of an act. It refuses an act that Decode would not return.
func Encode(a Act) ([]byte, error) {
	if err := a.check(); err != nil {
		return nil, fmt.Errorf("act: encode %s by %s: %w", a.Kind, a.By, err)
	}
	// The raw parts come from elsewhere and are all that could be spelled wrongly. Everything else is written here.
	for _, raw := range []json.RawMessage{a.Body, a.Ext} {
		if err := canonicalObject(raw); err != nil {
			return nil, fmt.Errorf("act: encode %s by %s: %w", a.Kind, a.By, err)
		}
	}
	// Members in the order of their names (clause 2.3). What is absent is left out and never written empty (clause 1.1).
	b := make([]byte, 0, 256+len(a.Body)+len(a.Ext)+160*len(a.Cites))
	b = append(b, `{"at":`...)
	b = strconv.AppendInt(b, int64(a.At), 10)
	b = append(append(b, `,"body":`...), a.Body...)
	b = appendString(append(b, `,"by":`...), string(a.By))
	b = appendArrayOf(b, `,"cites":`, a.Cites, appendRef)
	if a.Critical {
		b = append(b, `,"critical":true`...)
	}
	b = appendArrayOf(b, `,"exhibits":`, a.Exhibits, func(b []byte, h Hash) []byte { return appendHex(b, h[:]) })
	if len(a.Ext) > 0 {
		b = append(append(b, `,"ext":`...), a.Ext...)
	}
	b = appendString(append(b, `,"kind":`...), string(a.Kind))
	if a.Officer != "" {
		b = appendString(append(b, `,"officer":`...), a.Officer)
	}
	if a.Signature != nil {
		b = appendHex(append(b, `,"sig":{"key":`...), a.Signature.Key[:])
		b = append(appendHex(append(b, `,"value":`...), a.Signature.Value[:]), '}')
	}
	b = appendArrayOf(b, `,"to":`, a.To, func(b []byte, id jurisdiction.ID) []byte { return appendString(b, string(id)) })
	b = strconv.AppendInt(append(b, `,"v":`...), int64(a.Version), 10)
	b = append(b, '}')
	if _, err := newScanner(b); err != nil { // length and UTF-8; the rest is canonical by construction
		return nil, fmt.Errorf("act: encode %s by %s: %w", a.Kind, a.By, err)
	}
	return b, nil
}

// canonicalObject refuses a raw member that is more or less than one canonical object, which could smuggle members
// into the envelope; an absent one is well.
func canonicalObject(raw json.RawMessage) error {
	if len(raw) == 0 {
		return nil
	}
	s, err := newScanner(raw)
	if err == nil {
		err = s.value(1)
	}
	if err == nil {
		err = s.end()
	}
	return err
}

// appendArrayOf writes a member whose value is an array, or nothing if the array is empty.
func appendArrayOf[T any](b []byte, name string, list []T, item func([]byte, T) []byte) []byte {
	if len(list) == 0 {
		return b
	}
	b = append(append(b, name...), '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = item(b, v)
	}
	return append(b, ']')
}

// appendHex writes a hash or a key in its only spelling.
func appendHex(b, raw []byte) []byte {
	return append(hex.AppendEncode(append(b, '"'), raw), '"')
}

// appendRef writes a citation; its members, too, stand in the order of their names.
func appendRef(b []byte, r Ref) []byte {
	b = appendHex(append(b, `{"h":`...), r.Leaf[:])
	b = strconv.AppendInt(append(b, `,"i":`...), r.Index, 10)
	return append(appendString(append(b, `,"j":`...), r.Journal), '}')
}

// Decode reads the bytes of an act and refuses any spelling that Encode would not write. It does not verify the
// signature. An act of a later version of the envelope gives ErrVersion, whatever else is in it.
func Decode(b []byte) (Act, error) {
	s, err := newScanner(b)
	if err != nil {
		return Act{}, fmt.Errorf("act: decode: %w", err)
	}
	var a Act
	var unknown string
	timed := false // the one required field whose absence the act itself does not show
	// An unknown field is read over and reported at the end: if the act turns out to be of a later version, that is the news.
	err = s.members(0, func(name string) error {
		timed = timed || name == "at"
		known, err := a.member(s, name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !known && unknown == "" {
			unknown = name
		}
		if !known {
			return s.value(1)
		}
		return nil
	})
	if err == nil {
		err = s.end()
	}
	if err == nil && unknown != "" {
		err = fmt.Errorf("unknown field %q; additions belong into \"ext\"", unknown)
	}
	if err == nil && !timed {
		err = fmt.Errorf("at: missing")
	}
	if err == nil {
		err = a.check()
	}
	if err != nil {
		// A later version may have other fields with other meanings, so what is wrong with it is not for us to say.
		// So the author of a journal can always stop others from guessing, and only for his own journal.
		if v := versionOf(b); v > Version {
			return Act{}, fmt.Errorf("act: decode: version %d: %w", v, ErrVersion)
		}
		return Act{}, fmt.Errorf("act: decode: %w", err)
	}
	return a, nil
}

// versionOf returns the version that canonical bytes claim, or 0 if they are not even canonical.
func versionOf(b []byte) (v int64) {
	s := &scanner{b: b}
	err := s.members(0, func(name string) (err error) {
		// A version that is no number is not a later version but no act.
		if name == "v" && s.peek() != '"' && s.peek() != '{' && s.peek() != '[' {
			v, err = s.integer()
			return err
		}
		return s.value(1)
	})
	if err != nil || s.end() != nil {
		return 0
	}
	return v
}

// member reads one member of the envelope.
func (a *Act) member(s *scanner, name string) (known bool, err error) {
	// Each case reads exactly one value. Values that must not be written are refused here (false, empty lists), because afterwards
	// they could not be told from absent ones; what is true of values as such is said in check.
	switch name {
	case "at":
		var n int64
		n, err = s.integer()
		a.At = Time(n)
	case "body":
		a.Body, err = s.object(1)
	case "by":
		a.By, err = s.id()
	case "cites":
		err = s.filled(func() error { r, err := s.ref(2); a.Cites = append(a.Cites, r); return err })
	case "critical":
		if a.Critical, err = s.boolean(); err == nil && !a.Critical {
			err = s.errorf("false is written by leaving the field out")
		}
	case "exhibits":
		err = s.filled(func() error {
			var h Hash
			err := s.hex(h[:])
			a.Exhibits = append(a.Exhibits, h)
			return err
		})
	case "ext":
		if a.Ext, err = s.object(1); err == nil && len(a.Ext) == len("{}") {
			err = s.errorf("empty; leave it out")
		}
	case "kind":
		var k string
		k, err = s.text()
		a.Kind = Kind(k)
	case "officer":
		if a.Officer, err = s.text(); err == nil && a.Officer == "" {
			err = s.errorf("empty; leave it out")
		}
	case "sig":
		a.Signature, err = s.signature()
	case "to":
		err = s.filled(func() error { id, err := s.id(); a.To = append(a.To, id); return err })
	case "v":
		var n int64
		n, err = s.integer()
		a.Version = int(n)
	default:
		return false, nil
	}
	return true, err
}

// filled reads an array of the envelope; an empty one is written by leaving it out.
func (s *scanner) filled(each func() error) error {
	// Counting instead of looking at the list: this does not know what the elements are read into.
	n := 0
	if err := s.elements(1, func() error { n++; return each() }); err != nil {
		return err
	}
	if n == 0 {
		return s.errorf("empty; leave it out")
	}
	return nil
}

// id reads a jurisdiction ID; clause 1.3 is kept by its own package.
func (s *scanner) id() (jurisdiction.ID, error) {
	text, err := s.text()
	if err != nil {
		return "", err
	}
	return jurisdiction.ParseID(text)
}

// hex reads a string of hexadecimal digits that fills dst.
func (s *scanner) hex(dst []byte) error {
	text, err := s.text()
	if err != nil {
		return err
	}
	return unhex(dst, text)
}

// exactly reads an object that has these members and no others.
func (s *scanner) exactly(depth, count int, each func(name string) error) error {
	n := 0
	if err := s.members(depth, func(name string) error { n++; return each(name) }); err != nil {
		return err
	}
	if n != count {
		return s.errorf("%d members, wants %d", n, count)
	}
	return nil
}

// ref reads a citation (clause 1.5). That the members are exactly three and none is unknown means that all three are there,
// since members cannot repeat.
func (s *scanner) ref(depth int) (r Ref, err error) {
	err = s.exactly(depth, 3, func(name string) (err error) {
		switch name {
		case "h":
			err = s.hex(r.Leaf[:])
		case "i":
			r.Index, err = s.integer()
		case "j":
			r.Journal, err = s.text()
		default:
			err = s.errorf("unknown field %q of a citation", name)
		}
		return err
	})
	return r, err
}

// signature reads a signature (clause 1.6). Any 32 and 64 bytes will do here; whether they fit is for VerifySignature.
func (s *scanner) signature() (*Signature, error) {
	var sig Signature
	return &sig, s.exactly(1, 2, func(name string) error {
		switch name {
		case "key":
			return s.hex(sig.Key[:])
		case "value":
			return s.hex(sig.Value[:])
		}
		return s.errorf("unknown field %q of a signature", name)
	})
}

// check holds what is true of every act, whether it was read or is to be written.
func (a *Act) check() error {
	if a.Version != Version {
		return fmt.Errorf("v: version %d, wants %d", a.Version, Version)
	}
	if err := a.Kind.check(); err != nil {
		return err
	}
	if _, err := jurisdiction.ParseID(string(a.By)); err != nil {
		return fmt.Errorf("by: %w", err)
	}
	// Whether a time is likely is not asked: clocks are wrong, and the act stands. It is shown beside the time at which others
	// observed that it existed (design D6).
	if a.At < 0 || a.At > maxTime {
		return fmt.Errorf("at: %d is no time in milliseconds between the years 1970 and 9999", a.At)
	}
	if len(a.Officer) > maxOfficer {
		return fmt.Errorf("officer: %d bytes, wants at most %d", len(a.Officer), maxOfficer)
	}
	if len(a.Body) == 0 || a.Body[0] != '{' || len(a.Ext) > 0 && a.Ext[0] != '{' {
		return fmt.Errorf("body: wants an object; an act with nothing more to say has the body {}")
	}
	if len(a.Ext) == len("{}") {
		return fmt.Errorf("ext: empty; leave it out")
	}
	return a.checkLists()
}

// checkLists holds what is true of the lists. None of them may name the same thing twice: an addressee who is named twice is not
// warned twice, and a place cannot be cited with two hashes.
func (a *Act) checkLists() error {
	for _, id := range a.To {
		if _, err := jurisdiction.ParseID(string(id)); err != nil {
			return fmt.Errorf("to: %w", err)
		}
	}
	if id, ok := repeated(a.To, func(id jurisdiction.ID) jurisdiction.ID { return id }); ok {
		return fmt.Errorf("to: %s twice", id)
	}
	for _, r := range a.Cites {
		if _, err := Author(r.Journal); err != nil {
			return fmt.Errorf("cites: %w", err)
		}
		if r.Index < 0 {
			return fmt.Errorf("cites: index %d of %s, wants 0 or more", r.Index, r.Journal)
		}
	}
	// Twice means the same place, whatever the hashes say: with two different ones at least one citation is wrong.
	type place struct {
		journal string
		index   int64
	}
	if p, ok := repeated(a.Cites, func(r Ref) place { return place{r.Journal, r.Index} }); ok {
		return fmt.Errorf("cites: entry %d of %s twice", p.index, p.journal)
	}
	if h, ok := repeated(a.Exhibits, func(h Hash) Hash { return h }); ok {
		return fmt.Errorf("exhibits: %s twice", h)
	}
	return nil
}

// repeated finds a key that occurs twice.
func repeated[T any, K comparable](list []T, key func(T) K) (K, bool) {
	if len(list) > 1 {
		// Lists are short, but an act may hold more than a thousand IDs, and its author may be hostile.
		seen := make(map[K]bool, len(list))
		for _, v := range list {
			k := key(v)
			if seen[k] {
				return k, true
			}
			seen[k] = true
		}
	}
	var none K
	return none, false
}

// check says whether the kind is two words of lower-case letters, digits and '-', each starting with a letter,
// with a dot between them.
func (k Kind) check() error {
	// start: a word begins here, so only a letter will do.
	dots, start := 0, true
	for i := 0; i < len(k); i++ {
		c := k[i]
		switch {
		case 'a' <= c && c <= 'z', !start && (c == '-' || '0' <= c && c <= '9'):
			start = false
		case c == '.' && !start:
			dots++
			start = true
		default:
			return fmt.Errorf("kind: %.80q, wants <package>.<verb>", string(k))
		}
	}
	if dots != 1 || start || len(k) > maxKind {
		return fmt.Errorf("kind: %.80q, wants <package>.<verb> of at most %d bytes", string(k), maxKind)
	}
	return nil
}
