package act

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"
)

// maxDepth is how deeply objects and arrays may be nested in an act; the envelope itself is the first level.
const maxDepth = 16

// maxInteger is the largest integer that every JSON reader represents exactly: 2^53-1.
const maxInteger = 1<<53 - 1

// A scanner reads canonical JSON and refuses anything else. It is both the check and the reader: there is no
// second pass that could see something different from what was checked.
type scanner struct {
	b []byte
	i int // index of the next byte
}

// newScanner refuses what can be refused without looking at the grammar.
func newScanner(b []byte) (*scanner, error) {
	// The length comes first: it bounds the work that hostile bytes can cause, here and in everything that follows.
	if len(b) > MaxBytes {
		return nil, fmt.Errorf("%d bytes are too many: an act has at most %d; put large things into an exhibit", len(b), MaxBytes)
	}
	if !utf8.Valid(b) {
		return nil, errors.New("not UTF-8")
	}
	return &scanner{b: b}, nil
}

// errorf names the byte, because what reads these messages is a person with a dump of a journal in front of him.
func (s *scanner) errorf(format string, args ...any) error {
	return fmt.Errorf("byte %d: %s", s.i, fmt.Sprintf(format, args...))
}

// peek returns the next byte, or 0 at the end; a zero byte begins nothing in JSON.
func (s *scanner) peek() byte {
	if s.i < len(s.b) {
		return s.b[s.i]
	}
	return 0
}

// take reads one byte of punctuation.
func (s *scanner) take(c byte) error {
	if s.peek() != c || s.i >= len(s.b) {
		return s.unexpected(fmt.Sprintf("%q", c))
	}
	s.i++
	return nil
}

// unexpected says what stands where something else should be. White space has a message of its own: it is what the first act of
// every new implementation has too much.
func (s *scanner) unexpected(want string) error {
	if s.i >= len(s.b) {
		return s.errorf("ends where %s should be", want)
	}
	c := s.b[s.i]
	if c == ' ' || c == '\n' || c == '\t' || c == '\r' {
		return s.errorf("white space; an act has none")
	}
	return s.errorf("%q where %s should be", c, want)
}

// end refuses anything after the value, a line end too (clause 2.1).
func (s *scanner) end() error {
	if s.i != len(s.b) {
		return s.unexpected("the end, after the end of the value,")
	}
	return nil
}

// members reads an object and calls each with the name of every member; each must read the value. Names must
// rise strictly, which also refuses duplicates. They are printable ASCII, so that sorting by bytes, by code
// points and by UTF-16 units (RFC 8785) is the same.
func (s *scanner) members(depth int, each func(name string) error) error {
	last := ""
	return s.list('{', '}', depth, func() error {
		name, err := s.name()
		if err != nil {
			return err
		}
		if name == last {
			return s.errorf("name %q twice in one object", name)
		}
		if name < last {
			return s.errorf("name %q after %q; names must be sorted", name, last)
		}
		last = name
		if err := s.take(':'); err != nil {
			return err
		}
		return each(name)
	})
}

// elements reads an array and calls each for every element; each must read it.
func (s *scanner) elements(depth int, each func() error) error {
	return s.list('[', ']', depth, each)
}

// list reads what stands between two brackets, separated by commas. depth counts the brackets that are open already; the
// limit (clause 2.7) keeps hostile bytes from exhausting the stack of a reader that recurses, as this one does.
func (s *scanner) list(open, shut byte, depth int, each func() error) error {
	if err := s.take(open); err != nil {
		return err
	}
	if depth >= maxDepth {
		return s.errorf("nested more than %d deep", maxDepth)
	}
	// An empty list is a value of its own. Elsewhere a closing bracket is only taken after an element, which is how
	// a comma before it is refused.
	if s.peek() == shut {
		s.i++
		return nil
	}
	for {
		if err := each(); err != nil {
			return err
		}
		if s.peek() == shut {
			s.i++
			return nil
		}
		if err := s.take(','); err != nil {
			return err
		}
	}
}

// name reads the name of a member.
func (s *scanner) name() (string, error) {
	start := s.i
	raw, escaped, err := s.quoted()
	if err != nil {
		return "", err
	}
	// The position is set back, so that the message points at the name and not behind it.
	for _, c := range raw {
		if escaped || c < 0x23 || c > 0x7e {
			s.i = start
			return "", s.errorf("name %q; names of members are ASCII letters, digits and signs from # to ~ but no backslash", raw)
		}
	}
	if len(raw) == 0 {
		return "", s.errorf("empty name")
	}
	return string(raw), nil
}

// text reads a string.
func (s *scanner) text() (string, error) {
	raw, escaped, err := s.quoted()
	if err != nil || !escaped {
		return string(raw), err
	}
	// Escapes are rare: this is reached only for a string that has one, and quoted has checked them all, so that nothing here
	// can run over the end.
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			out = append(out, raw[i])
			continue
		}
		i++
		if raw[i] == 'u' {
			c, _ := strconv.ParseUint(string(raw[i+1:i+5]), 16, 8) // quoted has checked it
			out = append(out, byte(c))
			i += 4
			continue
		}
		out = append(out, unescape(raw[i]))
	}
	return string(out), nil
}

// quoted reads a string and returns what is between the quotation marks as it stands.
func (s *scanner) quoted() (raw []byte, escaped bool, err error) {
	if err := s.take('"'); err != nil {
		return nil, false, err
	}
	// Bytes from 0x80 on are parts of characters; newScanner has checked the encoding of the whole, and no byte of a
	// longer character looks like a quotation mark or a backslash.
	for start := s.i; s.i < len(s.b); s.i++ {
		switch c := s.b[s.i]; {
		case c == '"':
			s.i++
			return s.b[start : s.i-1], escaped, nil
		case c < 0x20:
			return nil, false, s.errorf("control character %q; write it as an escape", c)
		case c == '\\':
			escaped = true
			if err := s.escape(); err != nil {
				return nil, false, err
			}
		}
	}
	return nil, false, s.errorf("ends inside a string")
}

// escape checks one escape and leaves s.i on its last byte. There is one spelling per character: the short form
// where JSON has one, \u00xx in lower case for the other control characters, the character itself for the rest.
func (s *scanner) escape() error {
	// Only one spelling may pass: \u000a is refused because \n is shorter, \u0041 because it is an A, \u001F because of its
	// capital, \ud83d because above U+001F nothing is escaped at all.
	rest := s.b[s.i+1:]
	if len(rest) > 0 && unescape(rest[0]) != 0 {
		s.i++
		return nil
	}
	if len(rest) >= 5 && rest[0] == 'u' {
		c, err := strconv.ParseUint(string(rest[1:5]), 16, 16)
		if err == nil && c < 0x20 && string(appendEscape(nil, byte(c))) == string(s.b[s.i:s.i+6]) {
			s.i += 5
			return nil
		}
	}
	return s.errorf("escape %q is not needed or not in its shortest form", s.b[s.i:min(s.i+6, len(s.b))])
}

// unescape returns the character that a one-letter escape stands for, or 0.
func unescape(c byte) byte {
	switch c {
	case '"', '\\':
		return c
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return 0
}

// integer reads a number.
func (s *scanner) integer() (int64, error) {
	start := s.i
	if s.peek() == '-' {
		s.i++
	}
	digits := s.i
	for '0' <= s.peek() && s.peek() <= '9' {
		s.i++
	}
	// All digits are taken before they are judged, so that the message can show the whole number.
	text := string(s.b[start:s.i])
	c := s.peek()
	switch {
	// A minus sign alone is no number; and what begins no value at all ends here too, because value tries a number last.
	case digits == s.i:
		return 0, s.unexpected("a number")
	case c == '.' || c == 'e' || c == 'E':
		return 0, s.errorf("number %s%c...: numbers are integers; write a quantity as mantissa and exponent", text, c)
	case s.b[digits] == '0' && len(text) > 1:
		return 0, s.errorf("number %s has a leading zero or is minus zero", text)
	}
	// Beyond 2^53-1 a program that keeps numbers as floating point would read another number without noticing.
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n > maxInteger || n < -maxInteger {
		return 0, s.errorf("number %s is beyond 2^53-1", text)
	}
	return n, nil
}

// value reads any value and keeps nothing of it.
func (s *scanner) value(depth int) error {
	switch c := s.peek(); c {
	case '{':
		return s.members(depth, func(string) error { return s.value(depth + 1) })
	case '[':
		return s.elements(depth, func() error { return s.value(depth + 1) })
	case '"':
		_, _, err := s.quoted()
		return err
	case 't', 'f':
		_, err := s.boolean()
		return err
	case 'n':
		return s.errorf("null; leave out what is absent")
	default:
		_, err := s.integer()
		return err
	}
}

// boolean reads true or false. What follows them is the business of whoever reads on: "truer" fails at its r.
func (s *scanner) boolean() (bool, error) {
	for _, word := range []string{"true", "false"} {
		if bytes.HasPrefix(s.b[s.i:], []byte(word)) {
			s.i += len(word)
			return word == "true", nil
		}
	}
	return false, s.unexpected("true or false")
}

// object reads an object and returns its bytes.
func (s *scanner) object(depth int) (json.RawMessage, error) {
	start := s.i
	if s.peek() != '{' {
		return nil, s.unexpected("an object")
	}
	if err := s.value(depth); err != nil {
		return nil, err
	}
	return slices.Clone(s.b[start:s.i]), nil
}

// appendString writes a string in its only spelling.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' {
			b = appendEscape(b, c)
		} else {
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// appendEscape writes a character that cannot stand for itself. It is the inverse of unescape, and escape compares with what
// it writes; so reading and writing cannot come to differ.
func appendEscape(b []byte, c byte) []byte {
	for _, letter := range []byte(`"\bfnrt`) {
		if unescape(letter) == c {
			return append(b, '\\', letter)
		}
	}
	return fmt.Appendf(b, `\u%04x`, c)
}

// Canonical returns the canonical JSON of a value: what encoding/json makes of it, with sorted names and the
// spellings of this package. It refuses floating point, null (leave the field out: omitempty, omitzero) and names that
// are not ASCII, so that a body that cannot be decoded cannot be written either.
func Canonical(v any) (json.RawMessage, error) {
	// Two steps, because encoding/json has its own idea of escapes and of the order of fields: it may decide what the value says, and
	// this package how that is spelled.
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("act: canonical %T: %w", v, err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	// The scanner has the last word. Depth 1 is where a body stands in its act (clause 2.7).
	out, err := appendToken(nil, d)
	if err == nil {
		var s *scanner
		if s, err = newScanner(out); err == nil {
			err = s.value(1)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("act: canonical %T: %w", v, err)
	}
	return out, nil
}

// appendToken rewrites one value of d. What it cannot spell canonically it leaves to the scanner to refuse.
func appendToken(b []byte, d *json.Decoder) ([]byte, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return appendArray(b, d)
		}
		return appendObject(b, d)
	case string:
		return appendString(b, t), nil
	case json.Number:
		return append(b, t...), nil
	case bool:
		return strconv.AppendBool(b, t), nil
	default:
		return append(b, "null"...), nil
	}
}

// appendArray rewrites the rest of an array whose opening bracket was read.
func appendArray(b []byte, d *json.Decoder) ([]byte, error) {
	b = append(b, '[')
	for n := 0; d.More(); n++ {
		if n > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendToken(b, d); err != nil {
			return nil, err
		}
	}
	return closed(append(b, ']'), d)
}

// appendObject rewrites the rest of an object. Members are sorted as they are written, name first; the bytes of names are all above
// the quotation mark, so this is the order of the names. A name that occurs twice stays, for the scanner to refuse.
func appendObject(b []byte, d *json.Decoder) ([]byte, error) {
	var members []string
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		m, err := appendToken(append(appendString(nil, name.(string)), ':'), d)
		if err != nil {
			return nil, err
		}
		members = append(members, string(m))
	}
	slices.Sort(members)
	b = append(b, '{')
	for n, m := range members {
		if n > 0 {
			b = append(b, ',')
		}
		b = append(b, m...)
	}
	return closed(append(b, '}'), d)
}

// closed consumes the closing delimiter of what was just written.
func closed(b []byte, d *json.Decoder) ([]byte, error) {
	if _, err := d.Token(); err != nil && err != io.EOF {
		return nil, err
	}
	return b, nil
}
