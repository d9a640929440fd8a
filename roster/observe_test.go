package roster

import (
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

const jilin = "jilin/journal/1"

func heads(n int64) Observation { return Observation{Heads: map[string]int64{jilin: n}} }

// Clause 3.8, D6, R13: a length at a moment is known from what a quorum of others observed, not from anybody's word about itself.
func TestTestimony(t *testing.T) {
	h := founded(t) // two observers make a testimony
	a1 := h.does("daqing", KindObserve, heads(5), "", at(100))
	b1 := h.does("harbin", KindObserve, heads(5), "", at(110))
	a2 := h.does("daqing", KindObserve, heads(9), "", at(200))
	b2 := h.does("harbin", KindObserve, heads(8), "", at(210))
	h.does("jilin", KindObserve, heads(100), "", at(50)) // about itself
	for _, test := range []struct {
		least bool
		n     int64
		at    act.Time
		acts  []act.Ref
	}{
		{true, 5, 99, nil},
		{true, 5, 100, []act.Ref{a1}},
		{true, 5, 110, []act.Ref{a1, b1}},
		{true, 1, 110, []act.Ref{a1, b1}},
		{true, 6, 209, []act.Ref{a2}},
		{true, 6, 300, []act.Ref{a2, b2}},
		{true, 9, 300, []act.Ref{a2}},
		{true, 10, 300, nil},
		{false, 5, 100, []act.Ref{a1, b1}},
		{false, 5, 101, []act.Ref{b1}},
		{false, 5, 111, nil},
		{false, 8, 150, []act.Ref{b2}},
		{false, 9, 200, []act.Ref{a2, b2}},
		{false, 4, 0, nil},
	} {
		ask := h.s.AtMost
		if test.least {
			ask = h.s.AtLeast
		}
		got := ask(jilin, test.n, test.at)
		same := len(got.Acts) == len(test.acts)
		for i := 0; same && i < len(got.Acts); i++ {
			same = got.Acts[i] == test.acts[i]
		}
		if !same || got.Quorum != 2 || got.Holds != (len(test.acts) >= 2) {
			t.Errorf("least %v, %d at %d: %+v, want %v", test.least, test.n, test.at, got, test.acts)
		}
	}
	if got := h.s.AtLeast("nobody/journal/1", 0, 1000); got.Holds || len(got.Acts) > 0 {
		t.Errorf("%+v", got)
	}
	if got := h.s.AtLeast("nobody", 0, 1000); got.Holds {
		t.Errorf("%+v", got)
	}
}

// Only those whom the charter lists are observers, if it lists any.
func TestObserversOf(t *testing.T) {
	h := newHand(t)
	c := songhua()
	c.Rules.Observers = Quorum{Count: 1, Of: []jurisdiction.ID{"harbin"}}
	h.does("body", KindFound, c, "")
	h.does("daqing", KindObserve, heads(5), "", at(1))
	if got := h.s.AtLeast(jilin, 5, 10); got.Holds {
		t.Errorf("daqing counts: %+v", got)
	}
	h.does("harbin", KindObserve, heads(5), "", at(2))
	if got := h.s.AtLeast(jilin, 5, 10); !got.Holds || len(got.Acts) != 1 {
		t.Errorf("harbin does not count: %+v", got)
	}
}

// Without a charter there is no quorum, and nothing holds.
func TestTestimonyWithoutCharter(t *testing.T) {
	h := newHand(t)
	h.does("daqing", KindObserve, heads(5), "")
	if got := h.s.AtLeast(jilin, 1, 10); got.Holds {
		t.Errorf("%+v", got)
	}
}

func TestObserveVoid(t *testing.T) {
	h := founded(t)
	h.does("jilin", KindObserve, Observation{Heads: map[string]int64{}}, "heads: none")
	h.does("jilin", KindObserve, heads(-1), "wants a journal and its size")
	h.does("jilin", KindObserve, Observation{Heads: map[string]int64{jilin: 1, "nowhere": 1}}, "wants a journal and its size")
}

// The compressed observations answer as the observations themselves would, also when clocks went back.
func TestSightings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []sighting
		var all []act.Entry
		var sizes []int64
		for i := range rapid.IntRange(1, 20).Draw(t, "observations") {
			e := act.Entry{Ref: act.Ref{Index: int64(i)}, Act: act.Act{At: act.Time(rapid.IntRange(0, 9).Draw(t, "at"))}}
			size := int64(rapid.IntRange(0, 5).Draw(t, "size"))
			all, sizes = append(all, e), append(sizes, size)
			list = sighted(list, size, e)
		}
		s := New("body/journal/1")
		s.charter = &Charter{Rules: Rules{Observers: Quorum{Count: 1}}}
		s.seen[jilin] = map[jurisdiction.ID][]sighting{"daqing": list}
		for n := range int64(7) {
			for now := range act.Time(11) {
				least, most := false, false
				for i, e := range all {
					least = least || sizes[i] >= n && e.Act.At <= now
					most = most || sizes[i] <= n && e.Act.At >= now
				}
				l, m := s.AtLeast(jilin, n, now), s.AtMost(jilin, n, now)
				if l.Holds != least || m.Holds != most {
					t.Fatalf("%d at %d: at least %v, at most %v, want %v, %v", n, now, l.Holds, m.Holds, least, most)
				}
				for _, r := range l.Acts {
					if e := all[r.Index]; sizes[r.Index] < n || e.Act.At > now {
						t.Fatalf("%d at %d: entry %d does not say so", n, now, r.Index)
					}
				}
				for _, r := range m.Acts {
					if e := all[r.Index]; sizes[r.Index] > n || e.Act.At < now {
						t.Fatalf("%d at %d: entry %d does not say so", n, now, r.Index)
					}
				}
			}
		}
	})
}
