package duty

import (
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/agreement"
)

// FuzzApply: no body makes the state panic, what is void leaves no trace, and what counts breaks no derivation.
func FuzzApply(f *testing.F) {
	h := newHand(f)
	meet := h.must(about(KindMeet, key(), 1), Meeting{Duty: key(), Text: text("so"), Exhibits: nil})
	h.must(about(KindExcuse, key(), 1), Excuse{Duty: key(), Code: "outage", Text: text("so"), From: 1, Until: 2})
	h.must(act.Act{Kind: KindAnswer, By: "province", At: noon, Cites: []act.Ref{meet}}, Answer{Of: meet, Text: text("no")})
	entries := h.Entries
	r := Compile([]agreement.Version{pack(report(120))}, above)
	acttest.Fuzz(f, entries, entries[:2], run, func(_ *testing.T, s *State) {
		for _, o := range Derive(r, facts(), s) {
			o.At(at(1000), nil)
		}
	})
}

// FuzzCompile: no condition and no selector makes a derivation panic.
func FuzzCompile(f *testing.F) {
	f.Add("origin", "superior", "grade <= 2", "known", int64(60))
	f.Add("body:x", "party:harbin", `"lead" in roles`, "asked", int64(0))
	f.Add("members", "adjacent", "1 / grade == 1", "closed", int64(-5))
	f.Fuzz(func(t *testing.T, who, to, when, clock string, limit int64) {
		d := agreement.Duty{Who: who, To: []string{to}, Do: "tell", Clock: clock, Limit: limit % (1 << 40), Again: limit % 100, Table: []agreement.Limit{{When: when, Minutes: limit % (1 << 40)}}}
		r := Compile([]agreement.Version{binding("compact", cities(), owes("1", d, when)), pack(owes("2", d))}, above)
		for _, o := range Derive(r, facts(), nil) {
			if o.Party == o.To && o.To != "" {
				t.Error("owes itself")
			}
			o.At(at(100), nil)
		}
		r.Check(facts())
	})
}
