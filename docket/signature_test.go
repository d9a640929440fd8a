package docket_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
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

// TestForgedOrder: an order in the name of the superior binds nobody unless the superior's office signed it: not with a stranger's key, not unsigned in the superior's own
// journal and not in the journal of who forged it. It stays on record as void, and asks nothing of anybody. R20.
func TestForgedOrder(t *testing.T) {
	sign := func(name string) func(*act.Act) {
		return func(a *act.Act) {
			a.Officer = "Wang"
			if err := a.Sign(officeKey(name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range []struct {
		name, in string // in whose journal it stands
		edit     func(*act.Act)
		void     string
	}{
		{"signed by the superior's office", "province", sign("province"), ""},
		{"signed with a stranger's key", "province", sign("stranger"), "does not speak for its author"},
		{"signed with the key of another member", "province", sign("city"), "does not speak for its author"},
		{"unsigned, by who has the journal alone", "province", func(a *act.Act) { a.Officer = "Wang" }, "no office signature"},
		{"in the journal of who forged it", "city", func(a *act.Act) { a.By = "province"; sign("province")(a) }, "is not the journal's"},
		{"by the city in its own name", "city", sign("city"), "which city does not stand for"},
	} {
		pens := map[string]*pen{"secretariat": {id: "secretariat"}, "city": {id: "city"}, "province": {id: "province"}}
		law := charter("secretariat")
		law.Rules.Signed = true
		d := docket.New(docket.Config{Founder: act.Origin("secretariat")})
		applied := func(e act.Entry) act.Ref {
			t.Helper()
			d.Apply(e)
			if why, void := d.Void(e.Journal, e.Index); void {
				t.Fatalf("%s: %s is void: %s", c.name, e.Act.Kind, why)
			}
			return e.Ref
		}
		applied(pens["secretariat"].write(roster.KindFound, law))
		for _, id := range []string{"city", "province"} {
			a := admission(jurisdiction.ID(id))
			a.Keys = []roster.Key{{Public: roster.PublicKey(officeKey(id).Public().(ed25519.PublicKey))}}
			applied(pens["secretariat"].write(roster.KindAdmit, a))
		}
		said := act.Text{"en": "x"}
		pack := applied(pens["province"].write(agreement.KindIssue, agreement.Instrument{Code: "law", Version: 1, Type: "pack", Title: said, Mode: "superior-led", From: 1,
			Clauses: []agreement.Clause{{ID: "1", Force: "law", Title: said, Text: said, Power: &agreement.Power{Holder: "issuer", Do: "order"}}}}, sign("province")))
		opened := applied(pens["secretariat"].write(incident.KindOpen, incident.Open{Status: "Test", Title: act.Text{"en": "t"}, Hazard: "unknown", Phase: "watch"}))
		e := pens[c.in].write(incident.KindTask, incident.Task{Of: opened, Binding: true, Power: &agreement.Cite{Instrument: pack, Clause: "1"}, What: said, AnswerBy: 1 << 40},
			cite(opened, pack), func(a *act.Act) { a.To, a.At = []jurisdiction.ID{"secretariat"}, 1000 }, c.edit)
		d.Apply(e)
		if reason, _ := d.Void(e.Journal, e.Index); (c.void == "") != (reason == "") || !strings.Contains(reason, c.void) {
			t.Errorf("%s: void reason %q, wants %q", c.name, reason, c.void)
		}
		if asked := d.Incidents().Asked(opened); (len(asked) == 1) != (c.void == "") {
			t.Errorf("%s: %d orders stand", c.name, len(asked))
		}
	}
}
