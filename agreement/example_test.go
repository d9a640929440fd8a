package agreement_test

import (
	"fmt"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// now is 12:00 in Harbin on 21 November 2005.
const now = 1132545600000

// Two cities make a plan for their river: when it applies, and who then names the lead. It binds when both have signed, and a power is used by citing its clause.
func Example() {
	text := func(s string) act.Text { return act.Text{"en": s} }
	plan := agreement.Instrument{
		Code: "river-plan", Version: 1, Type: "plan", Title: text("River plan"), Mode: "voluntary",
		Parties: []jurisdiction.ID{"harbin", "jilin"}, From: now, Notice: 30,
		Clauses: []agreement.Clause{
			{ID: "1", Force: "agreement", Title: text("Emergency"), Text: text("From 17 micrograms a litre it is an emergency, until it was below ten for a day."),
				Threshold: &agreement.Threshold{Phase: "emergency", Enter: `values["border/nitrobenzene"] > 0.017`, Leave: `values["border/nitrobenzene"] < 0.010`, Hold: 1440}},
			{ID: "2", Force: "agreement", Title: text("Lead"), Text: text("The office names who leads."), Power: &agreement.Power{Holder: "body:office", Do: "designate"}},
		},
		Bodies: []agreement.Body{{ID: "office", Kind: "coordinating-body", Name: text("Joint office"), Host: "harbin", Deputy: "jilin"}},
	}
	if err := plan.Check(); err != nil { // what its author would be told
		fmt.Println(err)
	}

	s := agreement.New()
	record := acttest.Printing(s.Apply)
	add := func(kind act.Kind, by jurisdiction.ID, body any, cites ...act.Ref) act.Ref {
		return record(act.Act{Kind: kind, By: by, At: now, Cites: cites}, body)
	}
	proposed := add(agreement.KindPropose, "harbin", plan)
	add(agreement.KindConclude, "harbin", agreement.Conclusion{Of: proposed}, proposed)
	accepted := add(agreement.KindAccept, "jilin", agreement.Signature{Of: proposed}, proposed)
	concluded := add(agreement.KindConclude, "harbin", agreement.Conclusion{Of: proposed}, proposed, accepted)

	left := add(agreement.KindLeave, "jilin", agreement.Change{Of: concluded}, concluded)
	for _, v := range s.Versions(now) {
		fmt.Println(v.Code, v.State, "binds jilin:", v.Binds("jilin", now, nil), "a month later:", v.Binds("jilin", now+30*86400000, nil))
	}

	power := agreement.Cite{Instrument: concluded, Clause: "2"}
	designation := act.Act{Kind: "incident.command", By: "jilin", At: now, Cites: []act.Ref{concluded, left}}
	fmt.Println("designate:", s.May("jilin", power, "designate", designation))
	fmt.Println("take over:", s.May("jilin", power, "take-over", designation))
	// Output:
	// agreement: agreement.conclude by harbin: cites no acceptance of jilin: 2 parties need 2 signatures
	// river-plan concluded binds jilin: true a month later: false
	// designate: <nil>
	// take over: power: clause 2 of river-plan is to designate, not to take-over
}
