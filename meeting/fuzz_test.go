package meeting

import (
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
)

// FuzzApply: no body makes the state panic, and what is void leaves no trace. The seeds are one body of every kind.
func FuzzApply(f *testing.F) {
	w, m, minutes, x := planned(f)
	w.Write(act.Act{Kind: KindRequest, By: "songyuan", At: noon, Cites: []act.Ref{w.compact}}, Request{Instrument: w.compact, Body: "coordination", Subject: said("water")})
	x.Decisions = []Decision{{Item: 1, Text: said("close"), For: ids("jilin"), Abstain: ids("songyuan")}}
	w.minuted(m, x)
	w.signs("songyuan", minutes, "no")
	w.did("jilin", minutes, 1, noon, act.Hash{1})
	acttest.Fuzz(f, w.Entries, w.Entries, w.apply, func(t *testing.T, s *State) {
		for _, m := range s.Meetings(noon, weigh) {
			checkMeeting(t, m)
		}
		s.Requests(noon)
		s.Owed()
	})
}
