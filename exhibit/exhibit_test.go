package exhibit_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"tongzhou/act"
	"tongzhou/exhibit"
)

// A city commits to a day of readings and discloses it a year later.
func Example() {
	rows := "2005-11-20T08:00:00+08:00,nitrobenzene,0.525,mg/L\n"
	m, err := exhibit.Describe(strings.NewReader(rows), "text/csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Size, m.Media)
	fmt.Println(m.Verify(strings.NewReader(rows)))
	fmt.Println(m.Verify(strings.NewReader(strings.Replace(rows, "0.525", "0.025", 1))) != nil)
	// Output:
	// 50 text/csv
	// <nil>
	// true
}

// Clause 4.1: the address is SHA-256, of bytes in memory and of a stream alike.
func TestAddress(t *testing.T) {
	const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	for in, want := range map[string]string{"": empty, "abc": abc} {
		m, err := exhibit.Describe(iotest.OneByteReader(strings.NewReader(in)), "text/plain")
		if err != nil || m.Hash.String() != want || m.Size != int64(len(in)) || exhibit.Address([]byte(in)) != m.Hash {
			t.Errorf("%q: %+v, %v, want %s", in, m, err, want)
		}
	}
}

// Clause 4.2.
func TestManifestCheck(t *testing.T) {
	good := exhibit.Manifest{Hash: act.Hash{1}, Media: "application/geo+json; charset=utf-8", What: act.Text{"en": "fan"}, Simulated: true}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	raw, err := act.Canonical(good)
	if err != nil {
		t.Fatal(err)
	}
	var again exhibit.Manifest
	if err := act.DecodeBody(raw, &again); err != nil || again.Hash != good.Hash || again.Media != good.Media || !again.Simulated {
		t.Errorf("%+v, %v", again, err)
	}
	for reason, change := range map[string]func(*exhibit.Manifest){
		"no hash":    func(m *exhibit.Manifest) { m.Hash = act.Hash{} },
		"size -1":    func(m *exhibit.Manifest) { m.Size = -1 },
		"media type": func(m *exhibit.Manifest) { m.Media = "" },
		"en has 1":   func(m *exhibit.Manifest) { m.What = act.Text{"en": " "} },
	} {
		m := good
		change(&m)
		if err := m.Check(); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("want %q, got %v", reason, err)
		}
	}
	if _, err := exhibit.Describe(strings.NewReader("x"), "no type;"); err == nil {
		t.Error("a malformed media type is taken")
	}
}

// Whoever hands over other bytes, more, fewer or none is found out, and cannot keep the reader busy for ever.
func TestVerify(t *testing.T) {
	m, err := exhibit.Describe(strings.NewReader("hydrograph"), "text/csv")
	if err != nil {
		t.Fatal(err)
	}
	endless := &counting{}
	for reason, r := range map[string]io.Reader{
		"another exhibit":  strings.NewReader("hydrogrAph"),
		"has 9 bytes":      strings.NewReader("hydrograp"),
		"has 11 bytes":     endless,
		"broken connectio": io.MultiReader(strings.NewReader("hydro"), iotest.ErrReader(errors.New("broken connection"))),
	} {
		if err := m.Verify(r); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("want %q, got %v", reason, err)
		}
	}
	if endless.n > 11 {
		t.Errorf("%d bytes read from an endless reader", endless.n)
	}
}

// counting is a reader without end.
type counting struct{ n int }

func (c *counting) Read(b []byte) (int, error) {
	c.n += len(b)
	return len(b), nil
}
