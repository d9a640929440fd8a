package incident

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// noon is 12:00 in Harbin on 21 November 2005.
const noon = act.Time(1132545600000)

const hour = act.Time(3600000)

// A world is some journals and what was written into them.
type world struct {
	testing.TB
	entries []act.Entry // in the order of writing
	next    map[jurisdiction.ID]int64
}

func newWorld(t testing.TB) *world { return &world{TB: t, next: map[jurisdiction.ID]int64{}} }

// write appends an act to its author's journal, through its bytes, as on the wire.
func (w *world) write(a act.Act, body any) act.Entry {
	w.Helper()
	raw, err := act.Canonical(body)
	if err != nil {
		w.Fatal(err)
	}
	a.Version, a.Body = act.Version, raw
	slices.SortFunc(a.Cites, act.CompareRefs)
	a.Cites = slices.Compact(a.Cites)
	b, err := act.Encode(a)
	if err != nil {
		w.Fatal(err)
	}
	e := act.Read(act.Origin(a.By), w.next[a.By], b)
	if e.Bad != nil {
		w.Fatal(e.Bad)
	}
	w.next[a.By]++
	w.entries = append(w.entries, e)
	return e
}

// says writes a statement.
func (w *world) says(by jurisdiction.ID, at act.Time, x Statement) act.Entry {
	w.Helper()
	a := act.Act{Kind: KindState, By: by, At: at, Officer: "duty", Cites: []act.Ref{x.Of}}
	for _, r := range []*act.Ref{x.Corrects, x.Withdraws, x.Agrees} {
		if r != nil {
			a.Cites = append(a.Cites, *r)
		}
	}
	if x.ClaimedAt == 0 {
		x.ClaimedAt = at
	}
	if x.Basis == "" {
		x.Basis = "reported"
	}
	return w.write(a, x)
}

// opens writes an opening in which nothing is missing.
func (w *world) opens(by jurisdiction.ID, spoil func(*act.Act, *Open)) act.Entry {
	w.Helper()
	a := act.Act{Kind: KindOpen, By: by, At: noon, Officer: "duty"}
	o := Open{
		Status: "Actual", Title: said("Slick in the Songhua"), Hazard: "pollutant-slug",
		Origin:    Origin{Known: false},
		Situation: Situation{Class: 3, Sources: []jurisdiction.ID{"jilin"}, Exposed: []jurisdiction.ID{"harbin", "songyuan"}, Threshold: 50000},
		Phase:     "emergency",
		Roles:     []Role{{"harbin", "affected"}, {"heilongjiang", "lead"}},
		Evidence:  said("reading at the border"),
	}
	if spoil != nil {
		spoil(&a, &o)
	}
	return w.write(a, o)
}

// apply gives entries to a new state in an order and returns it with what was void.
func apply(entries []act.Entry) (*State, map[act.Ref]string) {
	s, voids := New(nil), map[act.Ref]string{}
	for _, e := range entries {
		before, checked := s.Digest(), s.Check(e)
		unchanged := s.Digest() == before
		err := s.Apply(e)
		if err != nil {
			voids[e.Ref] = err.Error()
		}
		if (err == nil) != (checked == nil) || !unchanged || (err == nil) == (s.Digest() == before) {
			voids[e.Ref] = "Check and Apply do not agree, or the digest does not show it"
		}
	}
	return s, voids
}

// must applies everything and wants nothing void.
func (w *world) must() *State {
	w.Helper()
	s, voids := apply(w.entries)
	for ref, why := range voids {
		w.Fatalf("entry %d of %s is void: %s", ref.Index, ref.Journal, why)
	}
	return s
}

// shuffled returns the entries in another order that a docket could choose: each journal in its own order, each entry after those
// that it cites. pick chooses among the journals that can go on.
func (w *world) shuffled(pick func(n int) int) []act.Entry {
	journals := map[string][]act.Entry{}
	var names []string
	for _, e := range w.entries {
		if journals[e.Journal] == nil {
			names = append(names, e.Journal)
		}
		journals[e.Journal] = append(journals[e.Journal], e)
	}
	slices.Sort(names)
	done := map[act.Ref]bool{}
	var out []act.Entry
	for len(out) < len(w.entries) {
		var ready []string
		for _, name := range names {
			if left := journals[name]; len(left) > 0 && !slices.ContainsFunc(left[0].Act.Cites, func(r act.Ref) bool { return !done[r] }) {
				ready = append(ready, name)
			}
		}
		name := ready[pick(len(ready))]
		e := journals[name][0]
		journals[name] = journals[name][1:]
		done[e.Ref] = true
		out = append(out, e)
	}
	return out
}

func said(s string) act.Text { return act.Text{"en": s, "zh-Hans": s} }

func milligrams(m int64) *act.Quantity { return &act.Quantity{Mantissa: m, Exponent: -3, Unit: "mg/L"} }
