package acttest

import (
	"encoding/json"
	"testing"

	"tongzhou/act"
)

// Seed gives a fuzzer the number and the body of each entry.
func Seed(f *testing.F, entries []act.Entry) {
	for n, e := range entries {
		f.Add(uint(n), []byte(e.Act.Body))
	}
}

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
