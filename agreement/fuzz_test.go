package agreement

import (
	"encoding/json"
	"testing"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// FuzzApply: no body makes the state or its views panic, and what is void leaves no trace. The seeds are one body of every kind.
func FuzzApply(f *testing.F) {
	w := newWorld(f)
	of := w.signed(compact())
	pack := w.issue("heilongjiang", law())
	let := w.write(KindGuest, "harbin", Guest{Guest: "petrochina", Power: Cite{of, "4.2"}, Part: said("knows"), From: noon, Until: noon + day}, of)
	known := len(w.entries)
	w.propose("jilin", compact().next(of))
	w.accept("songyuan", w.entries[0].Ref)
	w.refuse("harbin", w.propose("jilin", compact()))
	w.issue("heilongjiang", law().next(pack))
	for _, kind := range []act.Kind{KindSuspend, KindResume, KindLeave} {
		w.move(kind, "jilin", of)
	}
	w.write(KindAppoint, "jilin", Appointment{Of: of, Body: "joint-office", Holder: said("mayor"), From: noon}, of)
	w.write(KindDismiss, "harbin", Dismissal{Of: let}, let)
	w.conclude("harbin", w.entries[0].Ref)
	for n, e := range w.entries {
		f.Add(uint(n), []byte(e.Act.Body))
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
		e.Act.Cites = []act.Ref{of, pack, let, w.entries[0].Ref}
		s, voids := apply(w.entries[:known])
		if len(voids) > 0 {
			t.Fatal(voids)
		}
		before := s.Digest()
		if err := s.Apply(e); (err != nil) != (s.Digest() == before) {
			t.Errorf("%v, and the digest is %v, was %v", err, s.Digest(), before)
		}
		for _, at := range []act.Time{0, noon, 1 << 60} {
			for _, v := range s.Versions(at) {
				v.Binds("jilin", at, superior)
				_ = v.Check()
			}
			s.Problems(at)
			s.Guests(at)
			s.Routine(at, func(Cite, jurisdiction.ID) act.Time { return 0 })
		}
	})
}
