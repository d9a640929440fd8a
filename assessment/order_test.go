package assessment

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/jurisdiction"
)

// R82: whatever is named, written and signed, and whoever knew of what: the order in which the journals are read makes no difference (design D4), and every
// view that differs stands beside its assessment and is carried by all that supersede it.
func TestOrder(t *testing.T) {
	parties := []jurisdiction.ID{"heilongjiang", "jilin", "songyuan", "harbin"}
	seen := map[string]int{}
	acttest.Covers(t, seen, []string{"carried", "void", "superseded", "replaced", "signed after all"}, rapid.MakeCheck(func(rt *rapid.T) {
		w := newWorld(t)
		var groups, issues []act.Ref
		draw := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) }
		for range 4 + draw("acts", 30) {
			by := rapid.SampledFrom(parties).Draw(rt, "by")
			verb := rapid.SampledFrom([]string{"group", "issue", "issue", "sign", "sign", "sign"}).Draw(rt, "verb")
			switch {
			case len(groups) == 0 || verb == "group":
				groups = append(groups, w.names(func(a *act.Act, g *Group) {
					if draw("mostly the lead", 6) == 0 {
						a.By = by
					}
					g.Writer = rapid.SampledFrom(parties[1:]).Draw(rt, "writer")
					if len(groups) > 0 && draw("replaces", 3) > 0 {
						old := groups[draw("old", len(groups))]
						a.Cites, g.Replaces, g.Reason = append(a.Cites, old), &old, said("so")
					}
				}))
			case len(issues) == 0 || verb == "issue":
				from := draw("period", 4) * 6
				issues = append(issues, w.issues(groups[draw("group", len(groups))], from, from+6, func(a *act.Act, _ *Issue) { a.By = by }))
			default:
				w.signs(by, issues[draw("issue", len(issues))], draw("hour", 30), rapid.SampledFrom([]string{"", "no"}).Draw(rt, "view"))
			}
		}
		s, voids := w.apply(w.Entries)
		for range 3 {
			other, v := w.apply(w.Shuffled(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "journal") }))
			if !reflect.DeepEqual(v, voids) || s.Digest() != other.Digest() {
				rt.Fatalf("other verdicts: voids %v, wants %v", v, voids)
			}
			for _, now := range []act.Time{noon, noon + 20*hour} {
				if !reflect.DeepEqual(s.Assessments(w.id, now), other.Assessments(w.id, now)) || !reflect.DeepEqual(s.Gaps(w.id, now), other.Gaps(w.id, now)) {
					rt.Fatal("other assessments")
				}
			}
			if !reflect.DeepEqual(s.Groups(w.id), other.Groups(w.id)) {
				rt.Fatal("other groups")
			}
		}
		seen["void"] += len(voids)
		kept(rt, s, w.id, seen)
	}))
}

// kept holds a state to the promise that no view is dropped: all that stand beside an assessment are carried by what supersedes it, and by what supersedes that.
func kept(t interface{ Fatalf(string, ...any) }, s *State, of act.Ref, seen map[string]int) {
	by := map[act.Ref]Assessed{}
	for _, a := range s.Assessments(of, noon) {
		by[a.Ref] = a
	}
	for _, g := range s.Groups(of) {
		seen["replaced"] += len(g.ReplacedBy)
	}
	for _, a := range by {
		for next, steps := a.SupersededBy, 0; next != nil; next, steps = by[*next].SupersededBy, steps+1 {
			seen["superseded"]++
			if steps > len(by) {
				t.Fatalf("entry %d supersedes itself", a.Ref.Index)
			}
			for _, m := range a.Minority {
				seen["carried"]++
				if m.Since != nil {
					seen["signed after all"]++
				}
				found := false
				for _, c := range by[*next].Carried {
					found = found || c.Ref == m.Ref
				}
				if !found {
					t.Fatalf("entry %d of %s drops the view of %s", next.Index, next.Journal, m.By)
				}
			}
		}
	}
}
