package docket_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

// verifierOf makes up a verifier key for the journal of a jurisdiction.
func verifierOf(id jurisdiction.ID) string {
	seed := sha256.Sum256([]byte(id))
	key := ed25519.NewKeyFromSeed(seed[:]).Public().(ed25519.PublicKey)
	v, err := note.NewEd25519VerifierKey(act.Origin(id), key)
	if err != nil {
		panic(err)
	}
	return v
}

// A pen writes the acts of one author, one after the other.
type pen struct {
	id   jurisdiction.ID
	next int64
}

func (p *pen) write(kind act.Kind, body any, edit ...func(*act.Act)) act.Entry {
	raw, err := act.Canonical(body)
	if err != nil {
		panic(err)
	}
	a := act.Act{Version: act.Version, Kind: kind, By: p.id, At: act.Time(1000 * p.next), Body: raw}
	for _, f := range edit {
		f(&a)
	}
	b, err := act.Encode(a)
	if err != nil {
		panic(err)
	}
	e := act.Read(act.Origin(p.id), p.next, b)
	p.next++
	return e
}

func charter(secretariat jurisdiction.ID) roster.Charter {
	return roster.Charter{
		Alliance:    act.Text{"en": "Cities of the Songhua", "zh-Hans": "松花江沿江城市"},
		Mode:        "voluntary",
		Secretariat: secretariat,
		Rules: roster.Rules{
			Accept:    []roster.Accept{{Minutes: 30}},
			MustWarn:  50,
			Observers: roster.Quorum{Count: 1},
		},
	}
}

func admission(id jurisdiction.ID) roster.Admission {
	return roster.Admission{Member: id, Name: act.Text{"en": string(id)}, Role: "city", Verifier: verifierOf(id)}
}

// The neighbour's act arrives first. It waits until its author was admitted.
func Example() {
	secretariat, city := &pen{id: "secretariat"}, &pen{id: "songyuan"}
	found := secretariat.write(roster.KindFound, charter("secretariat"))
	admit := secretariat.write(roster.KindAdmit, admission("songyuan"))
	sees := city.write(roster.KindObserve, roster.Observation{Heads: map[string]int64{"secretariat/journal/1": 2}})

	d := docket.New(docket.Config{Founder: act.Origin("secretariat")})
	for _, e := range []act.Entry{sees, found, admit} {
		for _, o := range d.Apply(e) {
			fmt.Printf("entry %d of %s is %s\n", o.Entry.Index, o.Entry.Act.By, o.Status)
		}
	}
	fmt.Println("two entries at that time:", d.Roster().AtLeast("secretariat/journal/1", 2, sees.Act.At).Holds)
	// Output:
	// entry 0 of songyuan is held
	// entry 0 of secretariat is applied
	// entry 1 of secretariat is applied
	// entry 0 of songyuan is applied
	// two entries at that time: true
}

func office() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)) }
