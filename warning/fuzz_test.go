package warning

import (
	"testing"

	"tongzhou/act"
)

// FuzzApply: no body makes the state panic, and what is void leaves no trace. The seeds are one act of every kind, on a warning that
// was issued.
func FuzzApply(f *testing.F) {
	st := newStory(f)
	for _, line := range []string{
		"issue w by=jilin to=songyuan,harbin at=10:00 accept=11:00 officer=li approved=li",
		"update u by=jilin of=w to=songyuan,harbin at=10:10 change=material officer=li approved=li",
		"cancel by=jilin of=w to=songyuan,harbin at=10:20 officer=li approved=li",
		"escalate by=jilin of=w for=songyuan to=body at=11:20 deadline=11:00",
		"receive by=songyuan of=w at=10:30",
		"see by=songyuan of=w at=10:30 officer=wang",
		"accept by=songyuan of=w at=10:30 officer=wang",
		"decline by=songyuan of=w at=10:30 officer=wang reason=no-intake",
		"pass by=songyuan of=w to=jiamusi at=10:30 officer=wang",
	} {
		st.do(line)
	}
	issued := st.entries[1]
	for _, e := range st.entries[1:] {
		b, err := act.Encode(e.Act)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := act.Decode(b)
		if err != nil {
			return
		}
		s := New(st.rules)
		if err := s.Apply(issued); err != nil {
			t.Fatal(err)
		}
		before := s.Digest()
		e := act.Read(act.Origin(a.By), 7, b)
		if err := s.Apply(e); err != nil && s.Digest() != before {
			t.Errorf("void (%v), and changed the state", err)
		}
		for _, now := range []act.Time{0, day, day + 1e9} {
			s.Board(issued.Ref, now)
			board, ok := s.Board(e.Ref, now)
			if ok {
				Silence(Rules{Ladder: []Rung{{Default: "body"}}}, board, now, nil)
			}
			for range s.Open(a.By, now) {
			}
		}
		s.Reach(e.Ref)
		s.Reply(issued.Ref, a.By)
	})
}
