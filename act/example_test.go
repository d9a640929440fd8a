package act_test

import (
	"crypto/ed25519"
	"fmt"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A city warns its neighbour; the neighbour's receipt cites the exact bytes of the warning.
func Example() {
	body, err := act.Canonical(map[string]any{"headline": act.Text{"en": "Benzene in the river"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	warning := act.Act{
		Version: act.Version,
		Kind:    "warning.issue",
		By:      "jilin",
		At:      1132030800000,
		To:      []jurisdiction.ID{"songyuan"},
		Body:    body,
	}
	b, err := act.Encode(warning)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(b))

	receipt := act.Act{
		Version: act.Version,
		Kind:    "warning.receive",
		By:      "songyuan",
		At:      1132030801000,
		Cites:   []act.Ref{{Journal: act.Origin("jilin"), Index: 0, Leaf: act.LeafHash(b)}},
		Body:    []byte("{}"),
	}
	office := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	if err := receipt.Sign(office); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("signature fits:", receipt.VerifySignature() == nil)
	receipt.At++
	fmt.Println("after a change:", receipt.VerifySignature() == nil)
	// Output:
	// {"at":1132030800000,"body":{"headline":{"en":"Benzene in the river"}},"by":"jilin","kind":"warning.issue","to":["songyuan"],"v":1}
	// signature fits: true
	// after a change: false
}

// A body is read strictly: a misspelled member is a mistake of its author, not something to pass over.
func ExampleDecodeBody() {
	var body struct {
		Headline act.Text     `json:"headline"`
		Peak     act.Quantity `json:"peak"`
	}
	for _, raw := range []string{
		`{"headline":{"en":"Benzene"},"peak":{"e":-3,"m":525,"u":"mg/L"}}`,
		`{"Headline":{"en":"Benzene"}}`,
		`{"ext":{"colour":"red"},"headline":{"en":"Benzene"}}`,
	} {
		fmt.Println(act.DecodeBody([]byte(raw), &body))
	}
	fmt.Println(body.Peak.Float(), body.Peak.Unit)
	// Output:
	// <nil>
	// act: body: byte 12: unknown field "Headline"; additions belong into "ext"
	// <nil>
	// 0.525 mg/L
}

// Bytes that are no act still have a place and a hash, and say what is wrong with them.
func ExampleRead() {
	e := act.Read("jilin/journal/1", 17, []byte(`{"at": 1132030800000}`))
	fmt.Println(e.Index, e.Leaf.String()[:8], e.Bad)
	// Output:
	// 17 28fc6be8 act: decode: at: byte 6: white space; an act has none
}
