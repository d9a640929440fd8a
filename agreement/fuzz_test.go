package agreement

import (
	"slices"
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/jurisdiction"
)

// FuzzApply: no body makes the state or its views panic, and what is void leaves no trace. The seeds are one body of every kind.
func FuzzApply(f *testing.F) {
	w := newWorld(f)
	of := w.signed(compact())
	pack := w.issue("heilongjiang", law())
	let := w.write(KindGuest, "harbin", Guest{Guest: "petrochina", Power: Cite{of, "4.2"}, Part: said("knows"), From: noon, Until: noon + day}, of)
	known := len(w.Entries)
	w.propose("jilin", compact().next(of))
	w.accept("songyuan", w.Entries[0].Ref)
	w.refuse("harbin", w.propose("jilin", compact()))
	w.issue("heilongjiang", law().next(pack))
	for _, kind := range []act.Kind{KindSuspend, KindResume, KindLeave} {
		w.move(kind, "jilin", of)
	}
	w.write(KindAppoint, "jilin", Appointment{Of: of, Body: "joint-office", Holder: said("mayor"), From: noon}, of)
	w.write(KindWatch, "jilin", Watch{Of: of, Body: "joint-office", On: said("night shift"), Open: 3, Note: said("two boats are out")}, of)
	w.Write(act.Act{Kind: KindContract, By: "jilin", At: noon, Cites: []act.Ref{of}, Officer: "duty", Exhibits: []act.Hash{{1}}},
		Contract{Of: of, Unit: "firm", Name: said("Blue Water"), Paper: act.Hash{1}, From: noon, Until: noon + day}) // void: no row names it
	w.write(KindProgress, "jilin", Progress{Of: Cite{of, "7"}, Step: "moved", Text: said("ice"), Due: noon + 90*day, Spent: money(100)}, of)
	w.write(KindDismiss, "harbin", Dismissal{Of: let}, let)
	w.conclude("harbin", w.Entries[0].Ref)
	office := w.issue("beijing", national())
	line := w.write(KindRegister, "beijing", listed(office), office)
	w.write(KindTell, "jilin", Telling{Of: line, AsOf: noon, Cases: 1, Gravest: 2}, line)
	w.write(KindStrike, "beijing", Striking{Of: line, Reason: said("so")}, line)
	entries := slices.Clone(w.Entries)
	for i := range entries {
		entries[i].Act.Cites = []act.Ref{of, pack, let, w.Entries[0].Ref}
	}
	acttest.Fuzz(f, entries, w.Entries[:known], apply, func(_ *testing.T, s *State) {
		for _, at := range []act.Time{0, noon, 1 << 60} {
			for _, v := range s.Versions(at) {
				v.Binds("jilin", at, superior)
				_ = v.Check()
			}
			s.Problems(at)
			s.Guests(at)
			s.Directory(at)
			s.Items(at)
			s.Watching(of, "joint-office", at)
			s.Routine(at, func(Cite, jurisdiction.ID) []act.Time { return nil })
		}
	})
}
