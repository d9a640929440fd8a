package duty

import (
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// R65: the same failure is a suspicion where law or agreement binds, a reminder where a custom does, an entry in the account of trust where somebody pledged; never two of
// them, and no pledge is treated as law.
func TestEffectOfForce(t *testing.T) {
	const due = act.Time(1000) * minute
	late := func(force string, met bool) Owed {
		o := Owed{Key: Key{Party: "jilin", Since: act.Ref{Journal: "jilin/journal/1", Index: 1}}, Do: "action", Force: force, Start: due - 500*minute, Due: due}
		if met {
			o.Met = &Deed{By: "jilin", At: due - minute, Ref: act.Ref{Journal: "jilin/journal/1", Index: 2}}
			o.Sent = o.Met
		}
		return o
	}
	for force, want := range map[string]struct {
		found   int
		follows string
	}{"law": {1, ""}, "agreement": {1, ""}, "custom": {0, "reminder"}, "pledge": {0, "entry"}} {
		owed := []Owed{late(force, false), late(force, true)}
		if before := Entries(owed[:1], Standpoint{Now: due}); len(before) != 0 {
			t.Errorf("%s: before it was due: %+v", force, before)
		}
		from := Standpoint{Now: due + 10*minute}
		if got := Detected(Facts{}, owed, from); len(got) != want.found {
			t.Errorf("%s: suspected %+v", force, got)
		}
		entries := Entries(owed, from)
		if want.follows == "" {
			if len(entries) != 0 {
				t.Errorf("%s: %+v", force, entries)
			}
			continue
		}
		if len(entries) != 2 || entries[0].Follows != want.follows || entries[0].Kept || entries[0].Late != 10 || !entries[1].Kept {
			t.Errorf("%s: %+v", force, entries)
		}
	}
}

// R65: to refuse what was only pledged is lawful; what was agreed is not.
func TestRefusalOfAPledge(t *testing.T) {
	asked, no := act.Ref{Journal: "harbin/journal/1", Index: 1}, act.Ref{Journal: "jilin/journal/1", Index: 2}
	for force, lawful := range map[string]bool{"pledge": true, "custom": true, "agreement": false, "law": false} {
		owed := []Owed{{Key: Key{Party: "jilin", Since: asked, Clause: agreement.Cite{Clause: "4"}}, Do: "send-pumps", Force: force, Clock: "asked"}}
		f := Facts{Deeds: []Deed{{Do: "answer", By: jurisdiction.ID("jilin"), Ref: no, Answers: &asked, Refuses: true}}}
		if got := Detected(f, owed, Standpoint{Now: minute}); len(got) != 1 || got[0].Lawful != lawful {
			t.Errorf("%s: %+v", force, got)
		}
	}
}
