package act

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// reference is section 2 of doc/acts.md a second time, written from the document and not from the code: it reads with encoding/json
// whatever that reads, writes the value in the only form that there is, and compares. It is slow and simple.
func reference(b []byte) error {
	if !utf8.Valid(b) {
		return errors.New("2.2: UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return err
	}
	var out strings.Builder
	if err := referenceWrite(&out, v, 1); err != nil {
		return err
	}
	if out.String() != string(b) {
		return fmt.Errorf("2.1: the canonical form is %s", out.String())
	}
	return nil
}

func referenceWrite(out *strings.Builder, v any, level int) error {
	switch v := v.(type) {
	case nil:
		return errors.New("2.6: null")
	case bool:
		fmt.Fprint(out, v)
	case string:
		referenceString(out, v)
	case json.Number:
		n, ok := new(big.Int).SetString(v.String(), 10)
		if !ok || n.CmpAbs(big.NewInt(1<<53-1)) > 0 {
			return fmt.Errorf("2.4: %s", v)
		}
		out.WriteString(n.String())
	case []any:
		if level > 16 {
			return errors.New("2.7: depth")
		}
		out.WriteString("[")
		for i, e := range v {
			if i > 0 {
				out.WriteString(",")
			}
			if err := referenceWrite(out, e, level+1); err != nil {
				return err
			}
		}
		out.WriteString("]")
	case map[string]any:
		return referenceObject(out, v, level)
	}
	return nil
}

func referenceObject(out *strings.Builder, v map[string]any, level int) error {
	if level > 16 {
		return errors.New("2.7: depth")
	}
	var names []string
	for name := range v {
		for _, c := range []byte(name) {
			if c < 0x23 || c > 0x7e || c == '\\' {
				return fmt.Errorf("2.3: name %q", name)
			}
		}
		if name == "" {
			return errors.New("2.3: empty name")
		}
		names = append(names, name)
	}
	slices.Sort(names)
	out.WriteString("{")
	for i, name := range names {
		if i > 0 {
			out.WriteString(",")
		}
		fmt.Fprintf(out, `"%s":`, name)
		if err := referenceWrite(out, v[name], level+1); err != nil {
			return err
		}
	}
	out.WriteString("}")
	return nil
}

func referenceString(out *strings.Builder, s string) {
	short := map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}
	out.WriteString(`"`)
	for _, r := range s {
		switch e, ok := short[r]; {
		case ok:
			out.WriteString(e)
		case r < 0x20:
			fmt.Fprintf(out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteString(`"`)
}

// scan is the code under test, for any value.
func scan(b []byte) error {
	s, err := newScanner(b)
	if err != nil {
		return err
	}
	if err := s.value(0); err != nil {
		return err
	}
	return s.end()
}

// agree fails if the scanner and the reference differ about bytes.
func agree(t fataler, b []byte) {
	t.Helper()
	if got, want := scan(b), reference(b); (got == nil) != (want == nil) {
		t.Fatalf("%q\n  scanner: %v\nreference: %v", b, got, want)
	}
}

// Section 2: two implementations agree about every spelling of the lists and everything one byte away from them.
func TestReferenceOnLists(t *testing.T) {
	var all [][]byte
	for _, line := range spellings(t, "valid.txt") {
		all = append(all, []byte(line))
	}
	for _, line := range spellings(t, "invalid.txt") {
		_, b := invalid(t, line)
		all = append(all, b)
	}
	for _, b := range all {
		agree(t, b)
		for i := range b {
			for _, c := range []byte(`0"\,}`) {
				changed := bytes.Clone(b)
				changed[i] = c
				agree(t, changed)
			}
		}
	}
}

// Section 2: they agree about texts that are put together from the pieces of JSON, most of which are not canonical.
func TestReferenceOnPieces(t *testing.T) {
	pieces := []string{"{", "}", "[", "]", ",", ":", `"a"`, `"b"`, `"ab"`, `"#"`, `"é"`, `""`, `"\n"`, `"\u001f"`, `"\u001F"`, `"\/"`, `"` + "\u2028" + `"`,
		"0", "-0", "01", "-1", "1.0", "1e2", "9007199254740991", "9007199254740992", "true", "false", "null", " ", "\xff", `"\ud800"`, `{"a":1}`, `[[]]`}
	piece := rapid.SampledFrom(pieces)
	rapid.Check(t, func(t *rapid.T) {
		agree(t, []byte(strings.Join(rapid.SliceOfN(piece, 1, 12).Draw(t, "pieces"), "")))
	})
	// Sound structures with unsound leaves.
	rapid.Check(t, func(t *rapid.T) {
		text := "X"
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			text = strings.Replace(text, "X", rapid.SampledFrom([]string{`{"a":X}`, `[X]`, `[X,X]`, `{"a":X,"b":X}`, `{"b":X,"a":X}`, `{"a":X,"a":X}`}).Draw(t, "nest"), 1)
		}
		for strings.Contains(text, "X") {
			text = strings.Replace(text, "X", piece.Draw(t, "leaf"), 1)
		}
		agree(t, []byte(text))
	})
}

// What Canonical writes, the reference takes, whatever is in it.
func TestReferenceOnCanonical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, err := Canonical(rapid.MapOf(rapid.StringMatching(`[#-\[\]-~]{1,3}`), rapid.SliceOf(rapid.String())).Draw(t, "value"))
		if err != nil {
			t.Fatal(err)
		}
		if err := reference(b); err != nil {
			t.Fatal(err)
		}
	})
}

// The known answers of testdata/vectors.txt: acts, their leaf hashes, and signatures by a key that is written there. They were made
// with another program (OpenSSL and sha256sum); whoever writes an implementation checks it against them.
func TestVectors(t *testing.T) {
	b, err := os.ReadFile("testdata/vectors.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for block := range strings.SplitSeq(string(b), "\n\n") {
		v := map[string]string{}
		for line := range strings.Lines(block) {
			if name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": "); ok && !strings.HasPrefix(line, "#") {
				v[name] = value
			}
		}
		if v["act"] == "" {
			continue
		}
		n++
		e := Read("jilin/journal/1", 0, []byte(v["act"]))
		if e.Bad != nil || e.Leaf.String() != v["leaf"] || e.Signed != (v["signed"] == "yes") {
			t.Errorf("leaf %s, signed %v, %v: want %v", e.Leaf, e.Signed, e.Bad, v)
		}
		if seed, _ := hex.DecodeString(v["seed"]); len(seed) > 0 {
			a := e.Act
			if err := a.Sign(seedKey(seed)); err != nil {
				t.Error(err)
			}
			if again, err := Encode(a); err != nil || string(again) != v["act"] {
				t.Errorf("signed anew: %v\n%s", err, again)
			}
		}
	}
	if n < 3 {
		t.Errorf("only %d vectors", n)
	}
}
