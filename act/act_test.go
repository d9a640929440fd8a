package act

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/jurisdiction"
)

func key(seed string) ed25519.PrivateKey {
	h := sha256.Sum256([]byte(seed))
	return ed25519.NewKeyFromSeed(h[:])
}

func receipt() Act {
	return Act{
		Version: Version, Kind: "warning.receive", By: "songyuan", At: 1132030801000,
		To:    []jurisdiction.ID{"jilin"},
		Cites: []Ref{{Journal: "jilin/journal/1", Index: 4, Leaf: LeafHash([]byte("the warning"))}},
		Body:  []byte(`{"version":1}`),
	}
}

// Clause 1.6, R20: a signature covers every field of the act but itself, and belongs to one key.
func TestSignature(t *testing.T) {
	a := receipt()
	if a.VerifySignature() == nil {
		t.Fatal("an act without signature verifies")
	}
	if err := a.Sign(key("office")); err != nil {
		t.Fatal(err)
	}
	b, err := Encode(a)
	if err != nil {
		t.Fatal(err)
	}
	if e := Read("songyuan/journal/1", 0, b); !e.Signed {
		t.Fatalf("signed, encoded and read: not signed: %v", e.Bad)
	}
	for name, change := range map[string]func(*Act){
		"kind":     func(a *Act) { a.Kind = "warning.accept" },
		"by":       func(a *Act) { a.By = "daqing" },
		"at":       func(a *Act) { a.At++ },
		"to":       func(a *Act) { a.To = append(a.To, "daqing") },
		"cites":    func(a *Act) { a.Cites = []Ref{{Journal: "jilin/journal/1", Index: 5, Leaf: a.Cites[0].Leaf}} },
		"exhibits": func(a *Act) { a.Exhibits = []Hash{{}} },
		"critical": func(a *Act) { a.Critical = true },
		"officer":  func(a *Act) { a.Officer = "somebody" },
		"body":     func(a *Act) { a.Body = []byte(`{"version":2}`) },
		"ext":      func(a *Act) { a.Ext = []byte(`{"x":1}`) },
		"key":      func(a *Act) { a.Signature.Key = [32]byte(key("other").Public().(ed25519.PublicKey)) },
		"value":    func(a *Act) { a.Signature.Value[0] ^= 1 },
	} {
		changed, err := Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		change(&changed)
		if changed.VerifySignature() == nil {
			t.Errorf("%s changed, and the signature still fits", name)
		}
		forged, err := Encode(changed)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if e := Read("songyuan/journal/1", 0, forged); e.Signed || e.Bad != nil {
			t.Errorf("%s changed: signed %v, %v", name, e.Signed, e.Bad)
		}
	}
}

// The bytes under a signature begin with the domain, so that a signature on something else is none on an act.
func TestSignatureDomain(t *testing.T) {
	a := receipt()
	b, err := Encode(a)
	if err != nil {
		t.Fatal(err)
	}
	k := key("office")
	a.Signature = &Signature{Key: [32]byte(k.Public().(ed25519.PublicKey))}
	for prefix, good := range map[string]bool{"tongzhou act v1\n": true, "": false, "tongzhou act v2\n": false} {
		copy(a.Signature.Value[:], ed25519.Sign(k, append([]byte(prefix), b...)))
		if good != (a.VerifySignature() == nil) {
			t.Errorf("prefix %q: %v", prefix, a.VerifySignature())
		}
	}
}

// Signing again replaces the signature; an act that could not be encoded is not signed.
func TestSignAgain(t *testing.T) {
	a := receipt()
	for _, name := range []string{"one", "two"} {
		if err := a.Sign(key(name)); err != nil || a.VerifySignature() != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if a.Signature.Key != [32]byte(key("two").Public().(ed25519.PublicKey)) {
		t.Error("the first signature stayed")
	}
	if a.Sign(key("one")[:10]) == nil {
		t.Error("a short key signs")
	}
	a.Body = []byte(`{"t":"` + strings.Repeat("x", MaxBytes-250) + `"}`)
	if err := a.Sign(key("one")); err == nil || a.Signature != nil {
		t.Errorf("too long with its signature: %v, %v", err, a.Signature)
	}
	a.Kind = "nothing"
	if a.Sign(key("one")) == nil || a.VerifySignature() == nil {
		t.Error("an invalid act is signed")
	}
}

// The leaf hash is that of RFC 6962: the published hash of the empty leaf, and of a leaf of its test vectors.
func TestLeafHash(t *testing.T) {
	for in, want := range map[string]string{
		"":   "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"00": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
	} {
		b, _ := hex.DecodeString(in)
		if got := LeafHash(b).String(); got != want {
			t.Errorf("leaf hash of %q is %s, want %s", in, got, want)
		}
	}
}

func TestParseHash(t *testing.T) {
	text := strings.Repeat("0a", 32)
	h, err := ParseHash(text)
	if err != nil || h.String() != text {
		t.Errorf("%v, %v", h, err)
	}
	for _, bad := range []string{"", text[1:], text + "00", strings.ToUpper(text), "g" + text[1:]} {
		if h, err := ParseHash(bad); err == nil || h != (Hash{}) {
			t.Errorf("%q: taken", bad)
		}
	}
}

func TestAuthor(t *testing.T) {
	for origin, want := range map[string]jurisdiction.ID{
		"jilin/journal/1": "jilin", "a.b-c/journal/12": "a.b-c",
		"jilin": "", "jilin/journal/": "", "/journal/1": "", "Jilin/journal/1": "", "jilin/journal/0": "",
		"jilin/journal/01": "", "jilin/journal/+1": "", "jilin/journal/1/journal/1": "", "jilin/journal/99999": "", "jilin/journal/-1": "",
	} {
		if got, err := Author(origin); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", origin, got, err)
		}
	}
	if id, err := Author(Origin("jilin")); id != "jilin" || err != nil {
		t.Errorf("%q, %v", id, err)
	}
}

func TestOwner(t *testing.T) {
	if o := Kind("warning.issue").Owner(); o != "warning" {
		t.Error(o)
	}
}

// Encode refuses what Decode would not return; the message names the field.
func TestEncodeRefuses(t *testing.T) {
	for reason, change := range map[string]func(*Act){
		"v: version 0":       func(a *Act) { a.Version = 0 },
		"kind":               func(a *Act) { a.Kind = "Warning" },
		"by: ":               func(a *Act) { a.By = "" },
		"at: ":               func(a *Act) { a.At = -1 },
		"officer":            func(a *Act) { a.Officer = strings.Repeat("x", 129) },
		"not UTF-8":          func(a *Act) { a.Officer = "\xff" },
		"body: wants":        func(a *Act) { a.Body = nil },
		"numbers are":        func(a *Act) { a.Body = []byte(`{"a":1.5}`) },
		"white space":        func(a *Act) { a.Body = []byte(`{} `) },
		"after the end":      func(a *Act) { a.Ext = []byte(`{"x":1}{}`) },
		"where the end":      func(a *Act) { a.Body = []byte(`{},"bodz":{}`) }, // would smuggle a member into the envelope
		"ext: empty":         func(a *Act) { a.Ext = []byte(`{}`) },
		"to: jurisdiction":   func(a *Act) { a.To = []jurisdiction.ID{"X"} },
		"to: jilin twice":    func(a *Act) { a.To = []jurisdiction.ID{"jilin", "jilin"} },
		"cites: act: journa": func(a *Act) { a.Cites = []Ref{{}} },
		"cites: index -1":    func(a *Act) { a.Cites[0].Index = -1 },
		"exhibits: 00":       func(a *Act) { a.Exhibits = make([]Hash, 2) },
	} {
		a := receipt()
		change(&a)
		if b, err := Encode(a); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("want %q, got %v: %s", reason, err, b)
		}
	}
}

// Whatever act is drawn: it encodes, decodes to the same bytes, and its signature survives.
func TestRoundTrip(t *testing.T) {
	id := rapid.StringMatching(`[a-z0-9][a-z0-9.-]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		body, err := Canonical(rapid.MapOf(rapid.StringMatching(`[#-\[\]-~]{1,4}`), rapid.OneOf(
			rapid.Map(rapid.String(), func(s string) any { return s }),
			rapid.Map(rapid.Int64Range(-maxInteger, maxInteger), func(n int64) any { return n }),
			rapid.Map(rapid.Bool(), func(b bool) any { return []any{b, map[string]any{"x": b}} }),
		)).Draw(t, "body"))
		if err != nil {
			t.Fatal(err)
		}
		a := Act{
			Version: Version, Kind: Kind(rapid.StringMatching(`[a-z][a-z0-9-]{0,5}\.[a-z][a-z0-9-]{0,5}`).Draw(t, "kind")),
			By: jurisdiction.ID(id.Draw(t, "by")), At: Time(rapid.Int64Range(0, maxTime).Draw(t, "at")), Body: body,
			Critical: rapid.Bool().Draw(t, "critical"), Officer: rapid.StringN(0, 30, 128).Draw(t, "officer"),
		}
		for _, to := range rapid.SliceOfNDistinct(id, 0, 4, rapid.ID[string]).Draw(t, "to") {
			a.To = append(a.To, jurisdiction.ID(to))
		}
		for _, i := range rapid.SliceOfNDistinct(rapid.Int64Range(0, maxInteger), 0, 3, rapid.ID[int64]).Draw(t, "cites") {
			a.Cites = append(a.Cites, Ref{Origin(a.By), i, LeafHash([]byte{byte(i)})})
		}
		if rapid.Bool().Draw(t, "signed") {
			if err := a.Sign(key("office")); err != nil {
				t.Fatal(err)
			}
		}
		b, err := Encode(a)
		if err != nil {
			t.Fatal(err)
		}
		exact(t, b)
		if e := Read(Origin(a.By), 0, b); e.Bad != nil || e.Signed != (a.Signature != nil) {
			t.Fatalf("read: signed %v, %v: %s", e.Signed, e.Bad, b)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for _, signed := range []bool{false, true} {
		name := map[bool]string{false: "unsigned", true: "signed"}[signed]
		b.Run(name, func(b *testing.B) {
			a := receipt()
			if signed {
				if err := a.Sign(key("office")); err != nil {
					b.Fatal(err)
				}
			}
			bytes, err := Encode(a)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(bytes)))
			b.ReportAllocs()
			for b.Loop() {
				if e := Read("songyuan/journal/1", 0, bytes); e.Bad != nil || e.Signed != signed {
					b.Fatal(e.Bad)
				}
			}
		})
	}
}

func seedKey(seed []byte) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(seed) }

// What a body names has to stand in the envelope: the docket reads what is cited first, and nodes fetch what is exhibited.
func TestEnvelopeHoldsWhatTheBodyNames(t *testing.T) {
	one, two := Ref{Journal: "jilin/journal/1", Index: 1}, Ref{Journal: "jilin/journal/1", Index: 2}
	a := Act{Cites: []Ref{one}, Exhibits: []Hash{{1}}}
	if err := errors.Join(a.Names(&one, nil), a.Shows([]Hash{{1}}), a.Names(), a.Shows(nil)); err != nil {
		t.Error(err)
	}
	if a.Names(&one, &two) == nil || a.Shows([]Hash{{1}, {2}}) == nil {
		t.Error("what only the body names is taken")
	}
}
