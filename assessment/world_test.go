package assessment

import (
	"errors"
	"testing"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// noon is 12:00 in Harbin on 21 November 2005.
const noon = act.Time(1132545600000)

const hour = act.Time(3600000)

// A world is some journals and what was written into them: a case that heilongjiang opened and leads, and an instrument with a body.
type world struct {
	*acttest.Journals
	id      act.Ref // the opening
	compact act.Ref
}

// opening stands in for what opens a case: whatever it says, its author leads.
const opening act.Kind = "incident.open"

func newWorld(t testing.TB) *world {
	w := &world{Journals: acttest.New(t)}
	w.compact = w.Write(act.Act{Kind: agreement.KindIssue, By: "beijing", At: noon - 1000*hour}, compact()).Ref
	w.id = w.Write(act.Act{Kind: opening, By: "heilongjiang", At: noon}, map[string]string{"title": "slick"}).Ref
	return w
}

// compact has one body, in which jilin and harbin sit, and which beijing may convene.
func compact() *agreement.Instrument {
	return &agreement.Instrument{Code: "songhua-compact", Version: 1, Type: "pack", Mode: "superior-led", Title: said("Compact"), From: noon - 900*hour,
		Clauses: []agreement.Clause{
			{ID: "1", Force: "agreement", Title: said("c"), Text: said("t"), Power: &agreement.Power{Holder: "party:beijing", Do: "convene"}},
			{ID: "2", Force: "agreement", Title: said("c"), Text: said("t"), Power: &agreement.Power{Holder: "party:beijing", Do: "designate"}}},
		Bodies: []agreement.Body{{ID: "experts", Kind: "working-group", Name: said("Experts"), Host: "jilin", Seats: []agreement.Seat{{Party: "jilin"}, {Party: "harbin"}}}}}
}

// names has heilongjiang name jilin, songyuan and harbin; jilin writes.
func (w *world) names(spoil func(*act.Act, *Group)) act.Ref {
	w.Helper()
	a := act.Act{Kind: KindGroup, By: "heilongjiang", At: noon, Cites: []act.Ref{w.id, w.compact}}
	g := Group{Of: w.id, Name: said("experts"), Writer: "jilin", Experts: []Expert{{"jilin", said("chemist")}, {"songyuan", said("hydrologist")}, {"harbin", said("physician")}}}
	if spoil != nil {
		spoil(&a, &g)
	}
	return w.Write(a, g).Ref
}

// issues has jilin assess a period, in hours from noon.
func (w *world) issues(g act.Ref, from, until int, spoil func(*act.Act, *Issue)) act.Ref {
	w.Helper()
	a := act.Act{Kind: KindIssue, By: "jilin", At: noon + act.Time(from)*hour, Officer: "wu", Cites: []act.Ref{w.id, g}}
	x := Issue{Of: w.id, Group: g, From: noon + act.Time(from)*hour, Until: noon + act.Time(until)*hour, Situation: said("calm"), Rests: []act.Ref{w.id}, SignBy: noon + act.Time(from+1)*hour,
		Expected: []Expectation{{What: said("it comes"), Likelihood: "likely", Confidence: "medium"}}}
	if spoil != nil {
		spoil(&a, &x)
	}
	return w.Write(a, x).Ref
}

// signs has a party sign at an hour or, with a view, differ.
func (w *world) signs(by jurisdiction.ID, issue act.Ref, at int, view string) act.Ref {
	w.Helper()
	x := Signing{Of: w.id, Assessment: issue, Agrees: view == ""}
	if view != "" {
		x.View = said(view)
	}
	return w.Write(act.Act{Kind: KindSign, By: by, At: noon + act.Time(at)*hour, Officer: "li", Cites: []act.Ref{w.id, issue}}, x).Ref
}

// apply gives entries to a new state in an order and returns it with what was void.
func (w *world) apply(entries []act.Entry) (*State, acttest.Voids) {
	instruments, voids := agreement.New(), acttest.Voids{}
	leads := func(e act.Entry, _ act.Ref) error {
		if e.Act.By != "heilongjiang" {
			return errors.New("heilongjiang leads")
		}
		return nil
	}
	s := New(Rules{Case: func(of act.Ref) bool { return of == w.id }, Leads: leads, May: instruments.May, Clause: instruments.Clause})
	for _, e := range entries {
		switch e.Act.Kind {
		case agreement.KindIssue:
			voids.Apply(instruments, e)
		case opening:
		default:
			voids.Apply(s, e)
		}
	}
	return s, voids
}

// must applies everything and wants nothing void.
func (w *world) must() *State {
	w.Helper()
	return acttest.Fold(w.Journals, w.apply, "")
}

// void wants the last act void, for a reason that has these words, and takes it back.
func (w *world) void(reason string) {
	w.Helper()
	acttest.Fold(w.Journals, w.apply, reason)
	w.Unwrite()
}

func said(s string) act.Text { return act.Text{"en": s, "zh-Hans": s} }
