package incident_test

import (
	"fmt"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
)

// A story puts bodies on record and tells what became of them.
type story struct {
	*incident.State
	write func(act.Act, any) act.Ref
}

func begin() story {
	s := incident.New(nil, nil)
	return story{s, acttest.Printing(s.Apply)}
}

// add writes one act; all acts of a story claim the same time.
func (s story) add(kind act.Kind, by jurisdiction.ID, body any, cites ...act.Ref) act.Ref {
	return s.write(act.Act{Kind: kind, By: by, At: 1132545600000, Cites: cites}, body)
}

// ask is add for what has an addressee.
func (s story) ask(to jurisdiction.ID, kind act.Kind, by jurisdiction.ID, body any, cites ...act.Ref) act.Ref {
	return s.write(act.Act{Kind: kind, By: by, At: 1132545600000, To: []jurisdiction.ID{to}, Cites: cites}, body)
}

// The city upstream says that nothing entered the river; the border measures it. Neither overwrites the other.
func Example() {
	r := begin()
	id := r.add(incident.KindOpen, "heilongjiang", incident.Open{Status: "Actual", Title: act.Text{"en": "Slick in the Songhua"},
		Hazard: "pollutant-slug", Situation: incident.Situation{Class: 3}, Phase: "emergency"})

	no := incident.Statement{Of: id, Subject: "entered-river", Value: act.Text{"en": "no"}, Basis: "reported", ClaimedAt: 1131854400000}
	first := r.add(incident.KindState, "jilin", no, id)
	yes := incident.Statement{Of: id, Subject: "entered-river", Value: act.Text{"en": "yes"}, Basis: "observed", ClaimedAt: 1132459200000}
	r.add(incident.KindState, "heilongjiang", yes, id)
	fmt.Println("contested:", r.Subjects(id)[0].Contested)

	yes.Corrects = &first // Jilin, and only Jilin, can take back what it said
	r.add(incident.KindState, "jilin", yes, id, first)
	fmt.Println("contested:", r.Subjects(id)[0].Contested)
	for _, e := range r.Timeline(id) {
		fmt.Println(e.Kind, e.By, e.Text["en"], e.Withdrawn)
	}
	// Output:
	// contested: true
	// contested: false
	// incident.state jilin no true
	// incident.state heilongjiang yes false
	// incident.state jilin yes false
	// incident.open heilongjiang Slick in the Songhua false
}

// A centre takes command over because it was asked to, and hands it back. The city that led decides until it hears of that, and again when it has confirmed.
func Example_command() {
	r := begin()
	id := r.add(incident.KindOpen, "harbin", incident.Open{Status: "Actual", Title: act.Text{"en": "Slick in the Songhua"},
		Hazard: "pollutant-slug", Situation: incident.Situation{Class: 3}, Phase: "watch"})
	asked := r.ask("centre", incident.KindEscalate, "harbin", incident.Escalation{Of: id, Superior: "centre", Need: act.Text{"en": "water for four million"},
		Gap: act.Text{"en": "wells for one million"}, AnswerBy: 1132549200000}, id)
	over := r.add(incident.KindCommand, "centre", incident.Command{Of: id, Basis: "take-over", Functions: []string{"lead"}, Holder: "centre",
		From: 1132545600000, Escalation: &asked}, id, asked)
	r.add(incident.KindPhase, "centre", incident.Phase{Of: id, Phase: "emergency", Reason: act.Text{"en": "the front is at the intake"}}, id)
	r.add(incident.KindPhase, "harbin", incident.Phase{Of: id, Phase: "recovery", Reason: act.Text{"en": "we have water"}}, id, over)

	back := r.ask("harbin", incident.KindCommand, "centre", incident.Command{Of: id, Basis: "hand-back", Functions: []string{"lead"}, Holder: "harbin",
		From: 1132545600000, Replaces: []act.Ref{over}}, id, over)
	r.add(incident.KindConfirm, "harbin", incident.Confirmation{Of: id, Command: back, Accepts: true}, id, back)
	r.add(incident.KindPhase, "harbin", incident.Phase{Of: id, Phase: "recovery", Reason: act.Text{"en": "the front has passed"}}, id)
	c, _ := r.Case(id)
	fmt.Println(c.Lead, c.Phase)
	for _, row := range r.Table(id, 1132549200000) {
		fmt.Println(row.Function, row.Holder, row.Basis, row.State)
	}
	// Output:
	// incident: incident.phase by harbin: the lead, centre, decides it
	// harbin recovery
	// lead harbin default replaced
	// lead centre take-over replaced
	// lead harbin hand-back in-force
}
