package warning

import (
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
)

// FuzzApply: no body makes the state panic, and what is void leaves no trace. The seeds are one body of every kind, in a story in which
// each of them counts.
func FuzzApply(f *testing.F) {
	st := newStory(f)
	for _, line := range []string{
		"issue w by=jilin to=songyuan,harbin at=10:00 accept=11:00 officer=li approved=li",
		"pass p by=songyuan of=w to=jiamusi at=10:30 officer=wang",
		"receive by=songyuan of=w at=10:30",
		"see by=songyuan of=w at=10:30 officer=wang",
		"accept by=jiamusi of=w via=p at=10:30 officer=wang",
		"decline by=songyuan of=w at=10:30 officer=wang reason=no-intake",
		"escalate by=jilin of=w for=songyuan to=body at=11:20 deadline=11:00",
		"update by=jilin of=w to=songyuan,harbin,body at=10:10 change=material officer=li approved=li",
		"cancel by=jilin of=w to=songyuan,harbin,body at=10:20 officer=li approved=li",
	} {
		st.do(line)
	}
	seeds := st.Entries[1:]
	for i, e := range seeds {
		f.Add(uint(i), int64(e.Act.At), []byte(e.Act.Body))
	}
	f.Fuzz(func(t *testing.T, which uint, at int64, body []byte) {
		e, ok := acttest.Rewritten(seeds, which, body)
		if !ok {
			return
		}
		e.Act.At = act.Time(at)
		s := New(st.rules)
		for _, before := range seeds[:2] {
			if err := s.Apply(before); err != nil {
				t.Fatal(err)
			}
		}
		_ = acttest.Apply(t, s, e)
		for _, now := range []act.Time{0, act.Time(at), day, day + 1e9} {
			for _, id := range []act.Ref{seeds[0].Ref, e.Ref} {
				if board, ok := s.Board(id, now); ok {
					if why := wrong(board); why != "" {
						t.Error(why)
					}
					Silence(Rules{Unreachable: 1, Ladder: []Rung{{Default: "body"}}}, board, now, nil)
				}
				s.Reach(id)
				s.Reply(id, e.Act.By)
			}
			for range s.Open(e.Act.By, now) {
			}
		}
	})
}
