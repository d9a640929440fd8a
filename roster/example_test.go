package roster_test

import (
	"crypto/ed25519"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

// write makes an entry as it would be read from a journal.
func write(by jurisdiction.ID, index int64, at act.Time, kind act.Kind, body any) act.Entry {
	raw, err := act.Canonical(body)
	if err != nil {
		panic(err)
	}
	b, err := act.Encode(act.Act{Version: act.Version, Kind: kind, By: by, At: at, Body: raw})
	if err != nil {
		panic(err)
	}
	return act.Read(act.Origin(by), index, b)
}

// An alliance of two, and the question whether Songyuan had answered at noon: its answer is entry 3 of its journal, and it
// claims to be from before noon. Two others saw only three entries at noon or later.
func Example() {
	const noon = 43_200_000
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)).Public().(ed25519.PublicKey)
	verifier, err := note.NewEd25519VerifierKey("songyuan/journal/1", key)
	if err != nil {
		fmt.Println(err)
		return
	}
	seen := roster.Observation{Heads: map[string]int64{"songyuan/journal/1": 3}}
	s := roster.New("secretariat/journal/1")
	for _, e := range []act.Entry{
		write("secretariat", 0, 0, roster.KindFound, roster.Charter{
			Alliance: act.Text{"en": "Cities of the Songhua"}, Mode: "voluntary", Secretariat: "secretariat",
			Rules: roster.Rules{Accept: []roster.Accept{{Minutes: 30}}, MustWarn: 50, Observers: roster.Quorum{Count: 2}},
		}),
		write("secretariat", 1, 0, roster.KindAdmit, roster.Admission{
			Member: "songyuan", Name: act.Text{"en": "Songyuan", "zh-Hans": "松原"}, Role: "city", Verifier: verifier,
		}),
		write("secretariat", 2, noon, roster.KindObserve, seen),
		write("harbin", 0, noon+60_000, roster.KindObserve, seen),
	} {
		if err := s.Apply(e); err != nil {
			fmt.Println(err)
		}
	}
	late := s.AtMost("songyuan/journal/1", 3, noon)
	fmt.Println("not yet there at noon:", late.Holds)
	for _, r := range late.Acts {
		fmt.Println("says entry", r.Index, "of", r.Journal)
	}
	// Output:
	// not yet there at noon: true
	// says entry 0 of harbin/journal/1
	// says entry 2 of secretariat/journal/1
}
