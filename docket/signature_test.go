package docket_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/roster"
)

func officeKey(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("office of " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

// TestOfficeSignature: whoever holds only the key of a journal cannot speak for the office (clause 5.2). R20, R103.
func TestOfficeSignature(t *testing.T) {
	sign := func(name string) func(*act.Act) {
		return func(a *act.Act) {
			if err := a.Sign(officeKey(name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	officer := func(a *act.Act) { a.Officer = "Wang" }
	for _, c := range []struct {
		name   string
		edit   []func(*act.Act)
		broken bool // the signature does not fit
		void   string
	}{
		{"by the node itself, unsigned", nil, false, ""},
		{"by an officer, unsigned", []func(*act.Act){officer}, false, "no office signature"},
		{"by an officer, signed", []func(*act.Act){officer, sign("city")}, false, ""},
		{"signed with a stranger's key", []func(*act.Act){officer, sign("stranger")}, false, "does not speak for its author"},
		{"signed, and altered afterwards", []func(*act.Act){officer, sign("city")}, true, "does not fit"},
	} {
		secretariat, city := &pen{id: "secretariat"}, &pen{id: "city"}
		law := charter("secretariat")
		law.Rules.Signed = true
		a := admission("city")
		a.Keys = []roster.Key{{Public: roster.PublicKey(officeKey("city").Public().(ed25519.PublicKey))}}
		d := docket.New(docket.Config{Founder: act.Origin("secretariat")})
		d.Apply(secretariat.write(roster.KindFound, law))
		d.Apply(secretariat.write(roster.KindAdmit, a))
		e := city.write(incident.KindOpen, incident.Open{Status: "Test", Title: act.Text{"en": "t"}, Hazard: "unknown", Phase: "watch"}, c.edit...)
		if c.broken {
			e.Signed = false
		}
		d.Apply(e)
		if reason, _ := d.Void(e.Journal, e.Index); (c.void == "") != (reason == "") || !strings.Contains(reason, c.void) {
			t.Errorf("%s: void reason %q, wants %q", c.name, reason, c.void)
		}
	}
}
