package assessment

import (
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/agreement"
)

// FuzzApply: no body makes the state panic, and what is void leaves no trace. The seeds are one body of every kind.
func FuzzApply(f *testing.F) {
	w := newWorld(f)
	g := w.names(nil)
	w.names(func(a *act.Act, x *Group) {
		a.By, a.Cites, x.Power, x.Body, x.Experts = "beijing", append(a.Cites, g), &agreement.Cite{Instrument: w.compact, Clause: "1"}, "experts", []Expert{x.Experts[0], x.Experts[2]}
		x.Replaces, x.Reason = &g, said("so")
	})
	first := w.issues(g, 0, 6, nil)
	w.signs("harbin", first, 1, "no")
	w.signs("songyuan", first, 1, "")
	w.issues(g, 6, 12, nil)
	acttest.Fuzz(f, w.Entries, w.Entries, w.apply, func(t *testing.T, s *State) {
		kept(t, s, w.id, map[string]int{})
		s.Gaps(w.id, noon+100*hour)
	})
}
