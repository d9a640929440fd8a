package warning

import (
	"fmt"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// crowd is a state with many open warnings of one issuer to eight cities each, half of which have received, a quarter accepted.
func crowd(b *testing.B, warnings int) (*State, *world, []act.Ref) {
	b.Helper()
	w := newWorld(b)
	var to []jurisdiction.ID
	for i := range 8 {
		to = append(to, jurisdiction.ID(fmt.Sprintf("city-%d", i)))
	}
	var ids []act.Ref
	for i := range warnings {
		at := day + act.Time(i)*1000
		n := w.notice(at, to)
		n.ApprovedBy, n.Level, n.Expires = []string{"li"}, "orange", at+1e8
		e := w.write("", act.Act{Kind: KindIssue, By: "jilin", At: at, To: to, Officer: "li", Cites: []act.Ref{w.ref("charter")}}, n)
		ids = append(ids, e.Ref)
		for c, id := range to {
			if c%2 == 0 {
				w.write("", act.Act{Kind: KindReceive, By: id, At: at + 1000, Cites: []act.Ref{e.Ref}}, Answer{Of: e.Ref, Status: Actual})
			}
			if c%4 == 0 {
				w.write("", act.Act{Kind: KindAccept, By: id, At: at + 2000, Officer: "wang", Cites: []act.Ref{e.Ref}}, Answer{Of: e.Ref, Status: Actual})
			}
		}
	}
	s, voids := w.apply(w.Entries)
	if len(voids) > 0 {
		b.Fatal(voids)
	}
	return s, w, ids
}

// BenchmarkOpen: the list of 1,000 open warnings to 8 cities each, as the issuer and as an addressee sees it.
func BenchmarkOpen(b *testing.B) {
	s, _, _ := crowd(b, 1000)
	for _, id := range []jurisdiction.ID{"jilin", "city-3"} {
		b.Run(string(id), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for h := range s.Open(id, day+7200000) {
					n += h.Overdue
				}
				if n != 6000 {
					b.Fatalf("%d overdue", n)
				}
			}
		})
	}
}

// BenchmarkBoards: the custody boards of 1,000 open warnings with the history of every row.
func BenchmarkBoards(b *testing.B) {
	s, _, ids := crowd(b, 1000)
	b.ReportAllocs()
	for b.Loop() {
		for _, id := range ids {
			if board, ok := s.Board(id, day+7200000); !ok || len(board.Rows) != 8 {
				b.Fatal(board)
			}
		}
	}
}

// BenchmarkApply: one act, an issue for six answers.
func BenchmarkApply(b *testing.B) {
	_, w, _ := crowd(b, 1000)
	entries := w.Entries[1:]
	s := New(w.rules)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		if i%len(entries) == 0 {
			s = New(w.rules)
		}
		if err := s.Apply(entries[i%len(entries)]); err != nil {
			b.Fatal(err)
		}
	}
}
