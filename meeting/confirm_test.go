package meeting

import (
	"testing"

	"tongzhou/act"
)

// TestConfirm (R71): an improvement is closed by its owner and confirmed by who called the evaluation; what is not accepted is not done, and stays on view. An evaluation is no part of
// what it evaluates.
func TestConfirm(t *testing.T) {
	w, _, minutes, _ := planned(t)
	confirm := func(by act.Ref, x Confirmation) act.Ref {
		return w.Write(act.Act{Kind: KindConfirm, By: "heilongjiang", At: noon + 21*hour, Cites: []act.Ref{by}}, x).Ref
	}
	first := w.did("jilin", minutes, 1, noon+20*hour)
	confirm(first, Confirmation{Of: first, Text: said("a list is not a person")})
	if x := w.meeting(noon+23*hour, weigh).Actions[0]; x.State != "open" || len(x.Done) != 0 || len(x.Rejected) != 1 || x.Rejected[0].Confirmed.Text["en"] != "a list is not a person" {
		t.Errorf("rejected: %+v", x)
	}
	if o := w.must().Owed(); o[0].Met != nil {
		t.Errorf("what was not accepted is owed: %+v", o[0])
	}
	second := w.did("jilin", minutes, 1, noon+22*hour)
	confirm(second, Confirmation{Of: second, Accepts: true})
	if x := w.meeting(noon+23*hour, weigh).Actions[0]; x.State != "done" || len(x.Done) != 1 || x.Done[0].Confirmed == nil || len(x.Rejected) != 1 {
		t.Errorf("confirmed: %+v", x)
	}
	for want, write := range map[string]func(w *world, done act.Ref){
		"the convener, heilongjiang, confirms": func(w *world, done act.Ref) {
			w.Write(act.Act{Kind: KindConfirm, By: "jilin", At: noon, Cites: []act.Ref{done}}, Confirmation{Of: done, Accepts: true})
		},
		"says of no action": func(w *world, _ act.Ref) {
			w.Write(act.Act{Kind: KindConfirm, By: "heilongjiang", At: noon, Cites: []act.Ref{minutes}}, Confirmation{Of: minutes, Accepts: true})
		},
		"text": func(w *world, done act.Ref) {
			w.Write(act.Act{Kind: KindConfirm, By: "heilongjiang", At: noon, Cites: []act.Ref{done}}, Confirmation{Of: done})
		},
		"stands apart": func(w *world, done act.Ref) {
			w.convenes(func(a *act.Act, c *Convening) { c.Case, c.Evaluates, a.Cites = &done, &done, append(a.Cites, done) })
		},
	} {
		w, _, minutes, _ := planned(t)
		write(w, w.did("jilin", minutes, 1, noon+20*hour))
		w.void(want)
	}
}
