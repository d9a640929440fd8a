package incident_test

import (
	"fmt"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
)

// A record puts bodies on record, each in its author's journal, and applies them.
type record struct {
	*incident.State
	next map[jurisdiction.ID]int64
}

func (r record) add(kind act.Kind, by jurisdiction.ID, body any, cites ...act.Ref) act.Ref {
	raw, err := act.Canonical(body)
	if err != nil {
		fmt.Println(err)
	}
	b, err := act.Encode(act.Act{Version: act.Version, Kind: kind, By: by, At: 1132545600000, Cites: cites, Body: raw})
	if err != nil {
		fmt.Println(err)
	}
	e := act.Read(act.Origin(by), r.next[by], b)
	r.next[by]++
	if err := r.Apply(e); err != nil {
		fmt.Println(err)
	}
	return e.Ref
}

// The city upstream says that nothing entered the river; the border measures it. Neither overwrites the other.
func Example() {
	r := record{incident.New(nil), map[jurisdiction.ID]int64{}}
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
