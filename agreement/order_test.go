package agreement

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A drawn is a world that rapid fills, with what was written of each kind so far.
type drawn struct {
	*world
	rt                                              *rapid.T
	proposals, signatures, conclusions, moves, lets []act.Ref
}

// some draws from what there is, or from what is something else.
func (d *drawn) some(list []act.Ref) (act.Ref, bool) {
	if rapid.IntRange(0, 9).Draw(d.rt, "wrong") == 0 {
		list = append(append(list[:len(list):len(list)], d.proposals...), d.conclusions...)
	}
	if len(list) == 0 {
		return act.Ref{}, false
	}
	return rapid.SampledFrom(list).Draw(d.rt, "of"), true
}

// text draws an instrument: a first version or an amendment, with or without one of its parties.
func (d *drawn) text() (Instrument, []act.Ref) {
	i := compact()
	i.From = d.at + act.Time(rapid.IntRange(-30, 30).Draw(d.rt, "from"))*day
	if rapid.Bool().Draw(d.rt, "ends") {
		i.Until = i.From + 40*day
	}
	var cites []act.Ref
	if of, ok := d.some(d.conclusions); ok && rapid.Bool().Draw(d.rt, "amends") {
		i = i.next(of)
		cites = append(cites, of)
		i.Version = rapid.IntRange(2, 3).Draw(d.rt, "version")
	}
	if rapid.Bool().Draw(d.rt, "drops") {
		i.Parties, i.Bodies, i.Clauses = i.Parties[:2], nil, i.Clauses[:1]
		cites = append(cites, d.moves...)
	}
	return i, cites
}

// step writes one act by somebody.
func (d *drawn) step(by jurisdiction.ID) {
	about := func(list []act.Ref, write func(of act.Ref)) {
		if of, ok := d.some(list); ok {
			write(of)
		}
	}
	switch rapid.SampledFrom([]string{"propose", "accept", "accept", "accept", "accept", "refuse", "conclude", "conclude", "issue", "move", "appoint", "guest", "dismiss"}).Draw(d.rt, "verb") {
	case "propose":
		i, cites := d.text()
		d.proposals = append(d.proposals, d.propose(by, i, cites...))
	case "accept":
		about(d.proposals, func(of act.Ref) { d.signatures = append(d.signatures, d.accept(by, of, d.signatures...)) })
	case "refuse":
		about(d.proposals, func(of act.Ref) { d.signatures = append(d.signatures, d.refuse(by, of)) })
	case "conclude":
		about(d.proposals, func(of act.Ref) {
			author, _ := act.Author(of.Journal) // mostly the one who may
			d.conclusions = append(d.conclusions, d.conclude(author, of, d.signatures...))
		})
	case "issue":
		i := law()
		about(d.conclusions, func(of act.Ref) { i = i.next(of) })
		d.conclusions = append(d.conclusions, d.issue("heilongjiang", i))
	case "move":
		kind := rapid.SampledFrom([]act.Kind{KindSuspend, KindResume, KindLeave}).Draw(d.rt, "move")
		about(d.conclusions, func(of act.Ref) { d.moves = append(d.moves, d.move(kind, by, of)) })
	case "appoint":
		about(d.conclusions, func(of act.Ref) {
			d.write(KindAppoint, by, Appointment{Of: of, Body: "joint-office", Holder: said("mayor"), From: d.at}, of)
		})
	case "guest":
		about(d.conclusions, func(of act.Ref) {
			d.lets = append(d.lets, d.write(KindGuest, by, Guest{Guest: "petrochina", Power: Cite{of, "4.2"}, Part: said("knows"), From: d.at, Until: d.at + 9*day}, of))
		})
	case "dismiss":
		about(d.lets, func(of act.Ref) { d.write(KindDismiss, by, Dismissal{Of: of}, of) })
	}
}

// views is everything that a state shows at a few moments.
func views(s *State) []any {
	var out []any
	for _, at := range []act.Time{noon, noon + 20*day, noon + 80*day} {
		versions := s.Versions(at)
		for n := range versions {
			for _, p := range []jurisdiction.ID{"harbin", "jilin", "songyuan"} {
				out = append(out, versions[n].Binds(p, at, superior))
			}
		}
		out = append(out, versions, s.Bodies(at), s.Guests(at), s.Problems(at), Conflicts(versions, superior))
	}
	return out
}

// TestOrder: whatever is written, the order in which the journals are read makes no difference (design D4).
func TestOrder(t *testing.T) {
	counted := map[act.Kind]int{}
	rapid.Check(t, func(rt *rapid.T) {
		d := &drawn{world: newWorld(t), rt: rt}
		parties := rapid.SampledFrom([]jurisdiction.ID{"harbin", "jilin", "songyuan"})
		if rapid.Bool().Draw(rt, "begun") {
			d.conclusions = append(d.conclusions, d.signed(compact()))
		}
		for range rapid.IntRange(2, 40).Draw(rt, "acts") {
			d.at += act.Time(rapid.Int64Range(-24, 96).Draw(rt, "hours")) * hour
			d.step(parties.Draw(rt, "by"))
		}
		s, voids := apply(d.entries)
		want := views(s)
		for _, e := range d.entries {
			if voids[e.Ref] == "" {
				counted[e.Act.Kind]++
			}
		}
		for range 3 {
			other, v := apply(d.shuffled(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "journal") }))
			if !reflect.DeepEqual(v, voids) || s.Digest() != other.Digest() {
				rt.Fatalf("another state: voids %v, wants %v", v, voids)
			}
			got := views(other)
			for n := range want {
				if !reflect.DeepEqual(got[n], want[n]) {
					rt.Fatalf("another view: %+v, wants %+v", got[n], want[n])
				}
			}
		}
	})
	for _, kind := range []act.Kind{KindPropose, KindAccept, KindRefuse, KindConclude, KindIssue, KindSuspend, KindLeave, KindAppoint, KindGuest} {
		if counted[kind] == 0 {
			t.Errorf("no %s counted in any draw: the test shows nothing about it", kind)
		}
	}
}
