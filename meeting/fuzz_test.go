package meeting

import (
	"encoding/json"
	"testing"

	"tongzhou/act"
)

// FuzzApply: no body makes the state panic, and what is void leaves no trace. The seeds are one body of every kind.
func FuzzApply(f *testing.F) {
	w, m, minutes, x := planned(f)
	w.write(act.Act{Kind: KindRequest, By: "songyuan", At: noon, Cites: []act.Ref{w.compact}}, Request{Instrument: w.compact, Body: "coordination", Subject: said("water")})
	x.Decisions = []Decision{{Item: 1, Text: said("close"), For: ids("jilin"), Abstain: ids("songyuan")}}
	w.minuted(m, x)
	w.signs("songyuan", minutes, "no")
	w.did("jilin", minutes, 1, noon, act.Hash{1})
	for i, e := range w.entries {
		f.Add(uint(i), []byte(e.Act.Body))
	}
	f.Fuzz(func(t *testing.T, which uint, body []byte) {
		var any any
		if json.Unmarshal(body, &any) != nil {
			return
		}
		raw, err := act.Canonical(any) // so that the fuzzer need not learn to sort
		if err != nil {
			return
		}
		e := w.entries[which%uint(len(w.entries))]
		e.Act.Body, e.Index = raw, 1000
		s, voids := w.apply(w.entries)
		if len(voids) > 0 {
			t.Fatal(voids)
		}
		before := s.Digest()
		if err := s.Apply(e); (err != nil) != (s.Digest() == before) {
			t.Errorf("%v, and the digest is %v, was %v", err, s.Digest(), before)
		}
		for _, m := range s.Meetings(noon, weigh) {
			checkMeeting(t, m)
		}
		s.Requests(noon)
		s.Owed()
	})
}
