package agreement

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/jurisdiction"
)

// A drawn is a world that rapid fills, with what was written of each kind so far.
type drawn struct {
	*world
	office                                                 *act.Ref // the pack that has the central office
	rt                                                     *rapid.T
	live                                                   *State // as the drawing sees it, so that most of what is drawn counts
	read                                                   int
	proposals, signatures, conclusions, moves, lets, lines []act.Ref
}

// note applies what was written and puts it on a list if it counts, or one time in ten anyway.
func (d *drawn) note(list *[]act.Ref) {
	for ; d.read < len(d.Entries); d.read++ {
		e := d.Entries[d.read]
		if d.live.Apply(e) == nil || rapid.IntRange(0, 9).Draw(d.rt, "void") == 7 {
			*list = append(*list, e.Ref)
		}
	}
}

// some draws from what there is, or from what is something else.
func (d *drawn) some(list []act.Ref) (act.Ref, bool) {
	if rapid.IntRange(0, 9).Draw(d.rt, "wrong") == 7 {
		list = append(append(list[:len(list):len(list)], d.proposals...), d.conclusions...)
	}
	if len(list) == 0 {
		return act.Ref{}, false
	}
	return rapid.SampledFrom(list).Draw(d.rt, "of"), true
}

// text draws an instrument: a first version or an amendment, with or without one of its parties.
func (d *drawn) text() (Instrument, []act.Ref) {
	i := zoned()
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
	verbs := []string{"propose", "accept", "accept", "accept", "accept", "refuse", "conclude", "conclude", "issue", "move", "move", "appoint", "watch", "watch", "progress", "progress", "guest", "guest", "dismiss", "register", "register", "strike", "tell"}
	switch rapid.SampledFrom(verbs).Draw(d.rt, "verb") {
	case "propose":
		i, cites := d.text()
		d.propose(by, i, cites...)
		d.note(&d.proposals)
	case "accept":
		about(d.proposals, func(of act.Ref) { d.accept(by, of, d.signatures...) })
		d.note(&d.signatures)
	case "refuse":
		about(d.proposals, func(of act.Ref) { d.refuse(by, of) })
		d.note(&d.signatures)
	case "conclude":
		about(d.proposals, func(of act.Ref) {
			author, _ := act.Author(of.Journal) // mostly the one who may
			d.conclude(author, of, d.signatures...)
		})
		d.note(&d.conclusions)
	case "issue":
		i := law()
		about(d.conclusions, func(of act.Ref) { i = i.next(of) })
		d.issue("heilongjiang", i)
		d.note(&d.conclusions)
	case "move":
		kind := rapid.SampledFrom([]act.Kind{KindSuspend, KindSuspend, KindResume, KindResume, KindLeave}).Draw(d.rt, "move")
		about(d.conclusions, func(of act.Ref) { d.move(kind, by, of) })
		d.note(&d.moves)
	case "appoint":
		about(d.conclusions, func(of act.Ref) {
			if rapid.Bool().Draw(d.rt, "zone") { // R48
				d.away(by, of, "z1", d.at-act.Time(rapid.IntRange(-5, 5).Draw(d.rt, "ahead"))*day, d.at+act.Time(rapid.IntRange(6, 90).Draw(d.rt, "days"))*day)
				return
			}
			d.write(KindAppoint, by, Appointment{Of: of, Body: "joint-office", Holder: said("mayor"), From: d.at}, of)
		})
		d.note(new([]act.Ref))
	case "watch":
		about(d.conclusions, func(of act.Ref) {
			d.write(KindWatch, by, Watch{Of: of, Body: "joint-office", On: said("shift"), Open: int64(rapid.IntRange(0, 9).Draw(d.rt, "open"))}, of)
		})
		d.note(new([]act.Ref))
	case "progress":
		about(d.conclusions, func(of act.Ref) {
			p := Progress{Of: Cite{of, "7"}, Step: rapid.SampledFrom(strings.Fields(steps)).Draw(d.rt, "step"), Text: said("so")}
			if p.Step == "moved" {
				p.Due = noon + act.Time(rapid.IntRange(60, 99).Draw(d.rt, "due"))*day
			}
			d.write(KindProgress, by, p, of)
		})
		d.note(new([]act.Ref))
	case "guest":
		about(d.conclusions, func(of act.Ref) {
			d.write(KindGuest, by, Guest{Guest: "petrochina", Power: Cite{of, "4.2"}, Part: said("knows"), From: d.at, Until: d.at + 9*day}, of)
		})
		d.note(&d.lets)
	case "register":
		r := listed(*d.office)
		if of, ok := d.some(d.lines); ok && rapid.Bool().Draw(d.rt, "replaces") {
			r.Replaces, r.Reason = &of, said("so")
		}
		cites := []act.Ref{*d.office}
		if r.Replaces != nil {
			cites = append(cites, *r.Replaces)
		}
		d.write(KindRegister, "beijing", r, cites...)
		d.note(&d.lines)
	case "strike":
		about(d.lines, func(of act.Ref) { d.write(KindStrike, "beijing", Striking{Of: of, Reason: said("so")}, of) })
		d.note(new([]act.Ref))
	case "tell":
		about(d.lines, func(of act.Ref) {
			d.write(KindTell, by, Telling{Of: of, AsOf: d.at - act.Time(rapid.IntRange(0, 5).Draw(d.rt, "ago"))*hour, Cases: 1}, of)
		})
		d.note(new([]act.Ref))
	case "dismiss":
		about(d.lets, func(of act.Ref) { d.write(KindDismiss, by, Dismissal{Of: of}, of) })
		d.note(new([]act.Ref))
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
		for n := range versions {
			out = append(out, s.Watching(versions[n].Ref, "joint-office", at))
		}
		out = append(out, versions, s.Bodies(at), s.Guests(at), s.Problems(at), s.Zones(at, nil), Conflicts(versions, superior), s.Items(at))
	}
	return out
}

// R32, R48: TestOrder: whatever is written, the order in which the journals are read makes no difference (design D4); and without the directory all else is the same.
func TestOrder(t *testing.T) {
	counted := map[act.Kind]int{}
	about := []act.Kind{KindPropose, KindAccept, KindRefuse, KindConclude, KindIssue, KindSuspend, KindLeave, KindAppoint, KindWatch, KindProgress, KindGuest, KindRegister, KindStrike, KindTell, "two movers"}
	acttest.Covers(t, counted, about, rapid.MakeCheck(func(rt *rapid.T) {
		d := &drawn{world: newWorld(t), rt: rt, live: New()}
		parties := rapid.SampledFrom([]jurisdiction.ID{"harbin", "jilin", "songyuan"})
		if rapid.Bool().Draw(rt, "begun") {
			d.proposals = append(d.proposals, d.propose("office", zoned()))
			for _, p := range []jurisdiction.ID{"harbin", "jilin", "songyuan"} {
				d.signatures = append(d.signatures, d.accept(p, d.proposals[0]))
			}
			d.conclude("office", d.proposals[0], d.signatures...)
			d.note(new([]act.Ref))
			d.conclusions = append(d.conclusions, d.Entries[4].Ref)
		}
		office := d.issue("beijing", national())
		d.office = &office
		d.note(new([]act.Ref))
		for range rapid.IntRange(15, 50).Draw(rt, "acts") {
			d.at += act.Time(rapid.Int64Range(-24, 96).Draw(rt, "hours")) * hour
			d.step(parties.Draw(rt, "by"))
		}
		s, voids := apply(d.Entries)
		want := views(s)
		for _, e := range d.Entries {
			if voids[e.Ref] == "" {
				counted[e.Act.Kind]++
			}
		}
		for _, v := range s.Versions(d.at) {
			movers := map[jurisdiction.ID]bool{}
			for _, m := range v.Changes {
				movers[m.Party] = true
			}
			if len(movers) > 1 {
				counted["two movers"]++
			}
		}
		without, _ := apply(slices.DeleteFunc(slices.Clone(d.Entries), func(e act.Entry) bool {
			return act.OneOf(string(e.Act.Kind), "agreement.register agreement.strike agreement.tell")
		}))
		if !reflect.DeepEqual(views(without), want) {
			rt.Fatal("something rests on the directory")
		}
		listed := s.Directory(d.at)
		for range 3 {
			other, v := apply(d.Shuffled(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "journal") }))
			if !reflect.DeepEqual(v, voids) || s.Digest() != other.Digest() {
				rt.Fatalf("another state: voids %v, wants %v", v, voids)
			}
			if !reflect.DeepEqual(listed, other.Directory(d.at)) {
				rt.Fatal("another directory")
			}
			got := views(other)
			for n := range want {
				if !reflect.DeepEqual(got[n], want[n]) {
					rt.Fatalf("another view: %+v, wants %+v", got[n], want[n])
				}
			}
		}
	}))
}
