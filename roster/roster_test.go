package roster

import (
	"crypto/ed25519"
	"crypto/sha256"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// verifierOf makes up a verifier key for a journal.
func verifierOf(origin string) string {
	seed := sha256.Sum256([]byte(origin))
	key := ed25519.NewKeyFromSeed(seed[:]).Public().(ed25519.PublicKey)
	v, err := note.NewEd25519VerifierKey(origin, key)
	if err != nil {
		panic(err)
	}
	return v
}

// songhua is a charter in which nothing is missing.
func songhua() Charter {
	return Charter{
		Alliance:    act.Text{"en": "Cities of the Songhua", "zh-Hans": "松花江沿江城市"},
		Mode:        "superior-led",
		Secretariat: "body",
		Superiors:   []jurisdiction.ID{"sepa"},
		Rules: Rules{
			TwoPerson:   []TwoPerson{{Status: "Actual", Level: "red"}, {Status: "Test"}},
			Accept:      []Accept{{Level: "red", Minutes: 10}, {Minutes: 60}},
			Escalation:  []Step{{After: 0, To: "next-contact"}, {After: 5, To: "coordinator"}, {After: 15, To: "superior"}},
			Cancel:      1,
			Automatic:   []string{"OET-193"},
			Unreachable: 5,
			MustWarn:    50,
			Observers:   Quorum{Count: 2},
		},
	}
}

// city is an admission in which nothing is missing.
func city(id jurisdiction.ID) Admission {
	return Admission{
		Member: id, Name: act.Text{"en": string(id), "zh-Hans": "市"}, Role: "city", Superior: "province",
		Contacts: []Contact{{Post: act.Text{"en": "duty desk"}, Reach: []string{"tel:+86-432-0000000"}}, {Post: act.Text{"en": "bureau"}, Party: "bureau"}},
		Verifier: verifierOf(act.Origin(id)),
		Keys:     []Key{{Public: PublicKey{1}, Post: "duty officer"}, {Public: PublicKey{2}, Post: "director", From: 10, Until: 20}},
		URLs:     []string{"https://node.example:8443"}, TLS: []act.Hash{{7}},
		Lon: 126_550_000, Lat: 43_840_000, Population: 4_300_000,
	}
}

// Clause 3.1, R17, R18: what is wrong with a charter is said by field.
func TestCharterCheck(t *testing.T) {
	if err := songhua().Check(); err != nil {
		t.Fatal(err)
	}
	for reason, change := range map[string]func(*Charter){
		"alliance":                 func(c *Charter) { c.Alliance = nil },
		"mode":                     func(c *Charter) { c.Mode = "led" },
		"secretariat":              func(c *Charter) { c.Secretariat = "" },
		"superiors":                func(c *Charter) { c.Superiors = nil },
		"no such status or level":  func(c *Charter) { c.Rules.TwoPerson[0].Status = "actual" },
		"level \"crimson\": no":    func(c *Charter) { c.Rules.TwoPerson[0].Level = "crimson" },
		"accept: level \"crimson":  func(c *Charter) { c.Rules.Accept[0].Level = "crimson" },
		"0 minutes":                func(c *Charter) { c.Rules.Accept[0].Minutes = 0 },
		"10081 minutes":            func(c *Charter) { c.Rules.Accept[0].Minutes = 10081 },
		"level \"red\" twice":      func(c *Charter) { c.Rules.Accept[1].Level = "red" },
		"no rule without a level":  func(c *Charter) { c.Rules.Accept = c.Rules.Accept[:1] },
		"after 4 to \"coordinator": func(c *Charter) { c.Rules.Escalation[0].After, c.Rules.Escalation[1].After = 5, 4 },
		"after -1":                 func(c *Charter) { c.Rules.Escalation[0].After = -1 },
		"\"mayor\"":                func(c *Charter) { c.Rules.Escalation[0].To = "mayor" },
		"cancel: 3":                func(c *Charter) { c.Rules.Cancel = 3 },
		"unreachable: -1":          func(c *Charter) { c.Rules.Unreachable = -1 },
		"mustWarn: 0":              func(c *Charter) { c.Rules.MustWarn = 0 },
		"mustWarn: 1001":           func(c *Charter) { c.Rules.MustWarn = 1001 },
		"observers: 0":             func(c *Charter) { c.Rules.Observers.Count = 0 },
		"observers: 2 of 1":        func(c *Charter) { c.Rules.Observers.Of = []jurisdiction.ID{"sepa"} },
	} {
		c := songhua()
		change(&c)
		if err := c.Check(); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("want %q, got %v", reason, err)
		}
	}
	c := songhua()
	c.Mode, c.Superiors = "voluntary", nil
	if err := c.Check(); err != nil {
		t.Errorf("equals need no superior: %v", err)
	}
}

// Clause 3.2: what is wrong with an admission is said by field.
func TestAdmissionCheck(t *testing.T) {
	if err := city("jilin").Check(); err != nil {
		t.Fatal(err)
	}
	for reason, change := range map[string]func(*Admission){
		"member":                  func(a *Admission) { a.Member = "" },
		"name":                    func(a *Admission) { a.Name = act.Text{"en": " "} },
		"role":                    func(a *Admission) { a.Role = "town" },
		"its own superior":        func(a *Admission) { a.Superior = "jilin" },
		"180000001":               func(a *Admission) { a.Lon = 180_000_001 },
		"-90000001":               func(a *Admission) { a.Lat = -90_000_001 },
		"population: -1":          func(a *Admission) { a.Population = -1 },
		"rank: -1":                func(a *Admission) { a.Rank = -1 },
		"contact 2: post":         func(a *Admission) { a.Contacts[1].Post = nil },
		"malformed verifier":      func(a *Admission) { a.Verifier = "jilin/journal/1+key" },
		"is for \"daqing/journal": func(a *Admission) { a.Verifier = verifierOf("daqing/journal/1") },
		"urls":                    func(a *Admission) { a.URLs = []string{"ftp://node.example"} },
		"at most 512":             func(a *Admission) { a.URLs = []string{"https://" + strings.Repeat("x", 512)} },
		"keys: 01":                func(a *Admission) { a.Keys[1].Public = a.Keys[0].Public },
		"from 10 until 10":        func(a *Admission) { a.Keys[1].Until = 10 },
		"from -1":                 func(a *Admission) { a.Keys[1].From = -1 },
	} {
		a := city("jilin")
		change(&a)
		if err := a.Check(); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("want %q, got %v", reason, err)
		}
	}
}

// R30: whether two officers are needed and how long an addressee has are looked up by status and level.
func TestRules(t *testing.T) {
	r := songhua().Rules
	for _, test := range []struct {
		status, level string
		two           bool
		minutes       int
	}{
		{"Actual", "red", true, 10}, {"Actual", "blue", false, 60}, {"Actual", "", false, 60},
		{"Test", "blue", true, 60}, {"Test", "", true, 60}, {"Exercise", "red", false, 10},
	} {
		minutes, ok := r.AcceptWithin(test.level)
		if r.NeedsTwo(test.status, test.level) != test.two || minutes != test.minutes || !ok {
			t.Errorf("%s %q: %v, %d minutes, want %v, %d", test.status, test.level, r.NeedsTwo(test.status, test.level), minutes, test.two, test.minutes)
		}
	}
	if _, ok := (Rules{}).AcceptWithin("red"); ok {
		t.Error("without a charter there is a deadline")
	}
}

// Bodies survive the way through an act.
func TestBodies(t *testing.T) {
	for _, in := range []any{songhua(), city("jilin"), Observation{Heads: map[string]int64{"jilin/journal/1": 3}},
		KeyChange{Add: []Key{{Public: PublicKey{0xab}}}, Revoke: []Revocation{{Public: PublicKey{1}, From: 3, Reason: act.Text{"en": "lost"}}}}} {
		raw, err := act.Canonical(in)
		if err != nil {
			t.Errorf("%T: %v", in, err)
			continue
		}
		var again any
		switch in.(type) {
		case Charter:
			again, err = body[Charter](raw)
		case Admission:
			again, err = body[Admission](raw)
		case Observation:
			again, err = body[Observation](raw)
		case KeyChange:
			again, err = body[KeyChange](raw)
		}
		if err != nil {
			t.Errorf("%T: %v", in, err)
		}
		if b, err := act.Canonical(again); err != nil || string(b) != string(raw) {
			t.Errorf("%T: %v\n%s\n%s", in, err, raw, b)
		}
	}
	var k PublicKey
	if k.UnmarshalText([]byte("AB")) == nil {
		t.Error("a malformed key is taken")
	}
}
