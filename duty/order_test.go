package duty

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// TestOrder: whatever is said about duties, the order in which the journals are read makes no difference (design D4): not to what is void, not to the digest, not to
// what is owed.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := newHand(t)
		f, v := drawn(rt)
		said := map[act.Ref]jurisdiction.ID{}
		var refs []act.Ref
		list := derive(f, nil, v...)
		for n := range rapid.IntRange(0, 25).Draw(rt, "acts") {
			if len(list) == 0 {
				break
			}
			o := list[rapid.IntRange(0, len(list)-1).Draw(rt, "duty")]
			k := o.Key
			if o.Waits != "" {
				k.Since = f.Case
			}
			verb := rapid.SampledFrom([]string{"meet", "excuse", "answer", "answer"}).Draw(rt, "verb")
			switch {
			case verb == "meet":
				e := h.Write(about(KindMeet, k, n), Meeting{Duty: k, Text: text("so")})
				refs, said[e.Ref] = append(refs, e.Ref), k.To
			case verb == "excuse":
				e := h.Write(about(KindExcuse, k, n), Excuse{Duty: k, Code: "outage", Text: text("so")})
				refs, said[e.Ref] = append(refs, e.Ref), k.To
			case len(refs) > 0:
				of := rapid.SampledFrom(refs).Draw(rt, "of")
				by := said[of]
				if by == "" || rapid.IntRange(0, 4).Draw(rt, "other") == 0 {
					by = rapid.SampledFrom([]jurisdiction.ID{"jilin", "office", "harbin"}).Draw(rt, "by")
				}
				h.Write(act.Act{Kind: KindAnswer, By: by, At: at(n), Cites: []act.Ref{of}}, Answer{Of: of, Accepts: rapid.Bool().Draw(rt, "accepts"), Text: text("so")})
			}
		}
		s, voids := run(h.Entries)
		want := derive(f, s, v...)
		for range 3 {
			other, v2 := run(h.Shuffled(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "journal") }))
			if !reflect.DeepEqual(v2, voids) || s.Digest() != other.Digest() {
				rt.Fatalf("another state: voids %v, wants %v", v2, voids)
			}
			mixed(rt, &f, v)
			if got := derive(f, other, v...); !reflect.DeepEqual(got, want) {
				rt.Fatalf("another list:\n%s\nwants\n%s", spell(got), spell(want))
			}
		}
	})
}

// run applies entries to a new state.
func run(entries []act.Entry) (*State, acttest.Voids) {
	s, voids := New(), acttest.Voids{}
	for _, e := range entries {
		voids.Apply(s, e)
	}
	return s, voids
}

// drawn is a case and some instruments by chance.
func drawn(rt *rapid.T) (Facts, []agreement.Version) {
	f := facts()
	words := []string{"report.initial", "report.supplementary", "warn", "answer", "tell"}
	who := []jurisdiction.ID{"jilin", "harbin", "songyuan", "daqing", "office", "province"}
	selectors := []string{"origin", "affected", "lead", "superior", "coordinator", "adjacent", "participants", "members", "party:daqing", "issuer"}
	var clauses []agreement.Clause
	for n := range rapid.IntRange(1, 6).Draw(rt, "clauses") {
		d := agreement.Duty{Who: rapid.SampledFrom(selectors).Draw(rt, "who"), Do: rapid.SampledFrom(words).Draw(rt, "do"),
			Clock: rapid.SampledFrom([]string{"occurred", "known", "received", "assessed", "opened", "asked", "closed"}).Draw(rt, "clock"),
			Limit: rapid.Int64Range(0, 3).Draw(rt, "limit") * 60, Again: rapid.Int64Range(0, 1).Draw(rt, "again") * 60}
		d.Promptly = d.Limit == 0
		d.To = rapid.SliceOfN(rapid.SampledFrom(selectors), 0, 3).Draw(rt, "to")
		d.Table = []agreement.Limit{{When: "grade <= 2", Minutes: 30}}[:rapid.IntRange(0, 1).Draw(rt, "table")]
		c := owes(string(rune('1'+n)), d, rapid.SampledFrom([]string{"", "", "grade <= 3", `"affected" in roles`, `phase == "emergency"`}).Draw(rt, "when"))
		clauses = append(clauses, c)
	}
	for n := range rapid.IntRange(0, 8).Draw(rt, "turns, asks and deeds") {
		m := rapid.IntRange(-30, 300).Draw(rt, "minute")
		by, to := rapid.SampledFrom(who).Draw(rt, "by"), rapid.SampledFrom(who).Draw(rt, "to")
		switch rapid.IntRange(0, 5).Draw(rt, "what") {
		case 0:
			f.reclassified(m, int64(n+10), rapid.IntRange(1, 4).Draw(rt, "grade"))
		case 1:
			f.asks(by, to, m, int64(n+20))
		default:
			d := f.did(rapid.SampledFrom(words).Draw(rt, "do"), by, to, m, int64(n+30), rapid.IntRange(-20, 60).Draw(rt, "received"))
			d.Refuses = rapid.Bool().Draw(rt, "refuses")
		}
	}
	if rapid.IntRange(0, 3).Draw(rt, "closed") == 0 {
		f.closes(rapid.IntRange(0, 400).Draw(rt, "closes"))
	}
	// The last turn is what the case is now; turns by chance do not come in order.
	if n := len(f.Turns); n > 0 {
		f.Of = slices.MaxFunc(f.Turns, func(a, b Turn) int {
			if a.At != b.At {
				return int(a.At - b.At)
			}
			return act.CompareRefs(a.Since, b.Since)
		}).Of
	}
	return f, []agreement.Version{binding("compact", cities(), clauses...), pack(clauses...)}
}

// mixed shuffles everything whose order must not matter.
func mixed(rt *rapid.T, f *Facts, v []agreement.Version) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
	f.Deeds = slices.Clone(f.Deeds) // what was derived points into the old one
	swap(r, f.Turns)
	swap(r, f.Clocks)
	swap(r, f.Deeds)
	swap(r, v)
	for _, list := range f.Parties {
		swap(r, list)
	}
}

func swap[T any](r *rand.Rand, list []T) {
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// TestStanding: where a duty stands follows from the moment alone, and time goes one way: what is overdue does not become open again, and nothing is overdue before it is due.
func TestStanding(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f, v := drawn(rt)
		for _, o := range derive(f, nil, v...) {
			if o.Party == o.To || o.Party == "" || o.Accountable == "" {
				rt.Fatalf("%s owes itself or nobody answers", spell([]Owed{o}))
			}
			before := 0
			for m := -60; m < 700; m += 7 {
				st := o.At(at(m), nil)
				rank := slices.Index([]string{"waiting", "open", "due-soon", "overdue"}, st.State)
				if rank >= 0 && rank < before || st.Late < 0 || st.Left < 0 {
					rt.Fatalf("at %d: %+v", m, st)
				}
				before = max(before, rank)
				if st.State == "overdue" != (o.Waits == "" && o.Due != 0 && o.Sent == nil && at(m) > o.Due) {
					rt.Fatalf("at %d: %+v of %+v", m, st, o)
				}
			}
			if o.Met != nil && o.receipted() && !o.Met.Word && o.Met.Received == nil {
				rt.Fatalf("met without a receipt: %+v", o)
			}
		}
	})
}
