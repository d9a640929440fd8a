package agreement_test

import (
	"fmt"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// A record puts bodies on record, each in its author's journal, and applies them.
type record struct {
	*agreement.State
	next map[jurisdiction.ID]int64
}

// now is 12:00 in Harbin on 21 November 2005.
const now = 1132545600000

func (r record) add(kind act.Kind, by jurisdiction.ID, body any, cites ...act.Ref) act.Ref {
	raw, err := act.Canonical(body)
	if err != nil {
		fmt.Println(err)
	}
	b, err := act.Encode(act.Act{Version: act.Version, Kind: kind, By: by, At: now, Cites: cites, Body: raw})
	if err != nil {
		fmt.Println(err)
	}
	e := act.Read(act.Origin(by), r.next[by], b)
	r.next[by]++
	if err := r.Apply(e); err != nil {
		fmt.Println("void:", err)
	}
	return e.Ref
}

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

	r := record{agreement.New(), map[jurisdiction.ID]int64{}}
	proposed := r.add(agreement.KindPropose, "harbin", plan)
	r.add(agreement.KindConclude, "harbin", agreement.Conclusion{Of: proposed}, proposed)
	accepted := r.add(agreement.KindAccept, "jilin", agreement.Signature{Of: proposed}, proposed)
	concluded := r.add(agreement.KindConclude, "harbin", agreement.Conclusion{Of: proposed}, proposed, accepted)

	left := r.add(agreement.KindLeave, "jilin", agreement.Change{Of: concluded}, concluded)
	for _, v := range r.Versions(now) {
		fmt.Println(v.Code, v.State, "binds jilin:", v.Binds("jilin", now, nil), "a month later:", v.Binds("jilin", now+30*86400000, nil))
	}

	power := agreement.Cite{Instrument: concluded, Clause: "2"}
	designation := act.Act{Kind: "incident.command", By: "jilin", At: now, Cites: []act.Ref{concluded, left}}
	fmt.Println("designate:", r.May("jilin", power, "designate", designation))
	fmt.Println("take over:", r.May("jilin", power, "take-over", designation))
	// Output:
	// void: agreement: agreement.conclude by harbin: cites no acceptance of jilin: 2 parties need 2 signatures
	// river-plan concluded binds jilin: true a month later: false
	// designate: <nil>
	// take over: power: clause 2 of river-plan is to designate, not to take-over
}
