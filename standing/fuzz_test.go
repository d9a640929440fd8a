package standing

import (
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/agreement"
)

// FuzzApply: no body makes the state panic, and what is void leaves no trace. The seeds are one body of every kind.
func FuzzApply(f *testing.F) {
	w := newWorld(f)
	power := agreement.Cite{Instrument: w.compact, Clause: "7.1"}
	suspicion := w.Write(act.Act{Kind: KindSuspect, By: "songyuan", At: noon, Cites: []act.Ref{w.receipt, w.opened}},
		Suspicion{Party: "jilin", Case: &w.opened, Evidence: []act.Ref{w.receipt}, Text: said("x"), Informed: true}).Ref
	found := w.finds(func(a *act.Act, f *Finding) {
		f.Duty, f.Interest, f.Evidence, a.Cites = w.key("harbin"), said("none"), append(f.Evidence, suspicion), append(a.Cites, suspicion)
	})
	reply := w.says(KindReply, "jilin", noon+hour, found)
	w.says(KindHear, "heilongjiang", noon+hour, found)
	decided := w.decides(KindDecide, "heilongjiang", noon+2*hour, 2, found, reply)
	appealed := w.says(KindAppeal, "jilin", noon+3*hour, decided)
	w.says(KindFulfil, "jilin", noon+4*hour, w.decides(KindSettle, "beijing", noon+4*hour, 1, appealed))
	w.Write(act.Act{Kind: KindAdvise, By: "harbin", At: noon, Cites: []act.Ref{w.compact, found}}, Advice{About: &found, Power: &power, Text: said("x")})
	asked := w.Write(act.Act{Kind: KindQuery, By: "harbin", At: noon, To: ids("jilin"), Cites: []act.Ref{found}}, Query{About: found, Text: said("x"), AnswerBy: noon + hour}).Ref
	w.says(KindExplain, "jilin", noon, asked)
	acttest.Fuzz(f, w.Entries, w.Entries, w.apply, func(t *testing.T, s *State) {
		for _, f := range s.Findings(noon) {
			checkFound(t, f)
		}
		s.Queries(noon)
		s.Advice()
		s.Suspicions()
	})
}
