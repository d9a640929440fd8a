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
