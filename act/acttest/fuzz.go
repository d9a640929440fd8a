package acttest

import (
	"encoding/json"
	"testing"

	"tongzhou/act"
)

// Rewritten is one of the entries with another body, in a place of its journal that nothing else has. The body may be spelled in any way, so that the fuzzer need not
// learn to sort. False: it is not a body in any spelling.
func Rewritten(entries []act.Entry, which uint, body []byte) (act.Entry, bool) {
	var any any
	if json.Unmarshal(body, &any) != nil {
		return act.Entry{}, false
	}
	raw, err := act.Canonical(any)
	if err != nil {
		return act.Entry{}, false
	}
	e := entries[which%uint(len(entries))]
	e.Act.Body, e.Index = raw, 1000
	return e, true
}

// Fuzz gives one of the entries, with any body, to a state that has applied what is known: that makes neither Apply nor what see asks of the state panic, and leaves no
// trace if it is void.
func Fuzz[S State](f *testing.F, entries, known []act.Entry, apply func([]act.Entry) (S, Voids), see func(*testing.T, S)) {
	for n, e := range entries {
		f.Add(uint(n), []byte(e.Act.Body))
	}
	f.Fuzz(func(t *testing.T, which uint, body []byte) {
		e, ok := Rewritten(entries, which, body)
		if !ok {
			return
		}
		s, voids := apply(known)
		voids.None(t)
		_ = Apply(t, s, e)
		see(t, s)
	})
}
