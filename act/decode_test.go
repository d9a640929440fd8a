package act

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// spellings returns the lines of a file in testdata that are not comments.
func spellings(t testing.TB, name string) []string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSuffix(line, "\n"); !strings.HasPrefix(line, "#") {
			list = append(list, line)
		}
	}
	return list
}

// invalid splits a line of testdata/invalid.txt.
func invalid(t testing.TB, line string) (reason string, b []byte) {
	t.Helper()
	reason, text, ok := strings.Cut(line, " | ")
	if !ok {
		t.Fatalf("no separator: %s", line)
	}
	if strings.HasPrefix(text, `"`) {
		s, err := strconv.Unquote(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		text = s
	}
	return reason, []byte(text)
}

// Clauses 1.1 to 2.7: what is valid decodes and encodes to the same bytes.
func TestValid(t *testing.T) {
	list := spellings(t, "valid.txt")
	if len(list) < 12 {
		t.Fatalf("only %d spellings", len(list))
	}
	for _, line := range list {
		a, err := Decode([]byte(line))
		if err != nil {
			t.Errorf("%s\n%v", line, err)
			continue
		}
		b, err := Encode(a)
		if err != nil || string(b) != line {
			t.Errorf("encoded again: %v\n%s\n%s", err, line, b)
		}
	}
}

// Every invalid spelling is refused, for the reason that stands beside it.
func TestInvalid(t *testing.T) {
	list := spellings(t, "invalid.txt")
	if len(list) < 90 {
		t.Fatalf("only %d spellings", len(list))
	}
	for _, line := range list {
		reason, b := invalid(t, line)
		a, err := Decode(b)
		if err == nil {
			t.Errorf("taken: %s", line)
			continue
		}
		if !strings.Contains(err.Error(), reason) {
			t.Errorf("%q does not say %q: %s", err, reason, line)
		}
		if errors.Is(err, ErrVersion) != (reason == "upgrade needed") {
			t.Errorf("%v: is it of a later version? %s", err, line)
		}
		if !reflect.DeepEqual(a, Act{}) {
			t.Errorf("refused but returned: %s", line)
		}
	}
}

// Clause 1.2: exactly MaxBytes are taken, one more is not, neither by Decode nor by Encode.
func TestMaxBytes(t *testing.T) {
	a := Act{Version: Version, Kind: "warning.issue", By: "jilin", Body: []byte(`{"t":""}`)}
	b, err := Encode(a)
	if err != nil {
		t.Fatal(err)
	}
	for extra, fits := range map[int]bool{MaxBytes - len(b): true, MaxBytes - len(b) + 1: false} {
		a.Body = []byte(`{"t":"` + strings.Repeat("x", extra) + `"}`)
		encoded, err := Encode(a)
		if fits != (err == nil) {
			t.Errorf("encode with %d bytes more: %v", extra, err)
		}
		long := bytes.Replace(b, []byte(`"t":""`), a.Body[1:len(a.Body)-1], 1)
		if _, err = Decode(long); fits != (err == nil) {
			t.Errorf("decode %d bytes: %v", len(long), err)
		}
		if fits && !bytes.Equal(encoded, long) {
			t.Error("encode and the hand-made bytes differ")
		}
	}
}

// Every prefix and every act with one byte changed, left out or doubled is either refused or the same act as its own bytes.
func TestNeighboursOfValid(t *testing.T) {
	for _, line := range spellings(t, "valid.txt") {
		b := []byte(line)
		for i := range b {
			if _, err := Decode(b[:i]); err == nil {
				t.Fatalf("prefix of %d bytes is taken: %s", i, line)
			}
			for _, c := range []byte{0, ' ', '"', '\\', ',', '0', '}', 0xff} {
				changed := bytes.Clone(b)
				changed[i] = c
				exact(t, changed)
			}
			exact(t, append(bytes.Clone(b[:i]), b[i+1:]...))
			exact(t, append(bytes.Clone(b[:i+1]), b[i:]...))
		}
	}
}

// A fataler is a test of any of the three kinds that are used here.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// exact checks the invariant of the format: what is decoded encodes to the bytes it came from.
func exact(t fataler, b []byte) {
	t.Helper()
	a, err := Decode(b)
	if err != nil {
		if !reflect.DeepEqual(a, Act{}) {
			t.Fatalf("refused but returned: %q", b)
		}
		return
	}
	again, err := Encode(a)
	if err != nil || !bytes.Equal(again, b) {
		t.Fatalf("decoded, but encodes differently: %v\n%q\n%q", err, b, again)
	}
}

// The act does not share memory with the bytes that it was decoded from.
func TestDecodeCopies(t *testing.T) {
	b := []byte(spellings(t, "valid.txt")[3])
	line := string(b)
	a, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	for i := range b {
		b[i] = 'x'
	}
	if again, err := Encode(a); err != nil || string(again) != line {
		t.Errorf("after the bytes were overwritten: %v\n%s", err, again)
	}
}

// Read never fails: what is no act becomes an entry that says so and keeps its place and hash.
func TestRead(t *testing.T) {
	for _, line := range spellings(t, "invalid.txt") {
		_, b := invalid(t, line)
		e := Read("jilin/journal/1", 7, b)
		if e.Bad == nil || e.Signed || e.Act.Kind != "" || e.Ref != (Ref{"jilin/journal/1", 7, LeafHash(b)}) {
			t.Errorf("%+v: %s", e, line)
		}
	}
	for _, line := range spellings(t, "valid.txt") {
		if e := Read("jilin/journal/1", 7, []byte(line)); e.Bad != nil || e.Signed || e.Act.Kind == "" {
			t.Errorf("%+v: %s", e, line)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, line := range spellings(f, "valid.txt") {
		f.Add([]byte(line))
	}
	for _, line := range spellings(f, "invalid.txt") {
		_, b := invalid(f, line)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		exact(t, b)
		Read("jilin/journal/1", 0, b)
	})
}
