package duty_test

import (
	"fmt"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
	"tongzhou/duty"
	"tongzhou/jurisdiction"
)

const (
	minute = act.Time(60_000)
	noon   = act.Time(1131854400000) // 13 November 2005, 12:00 in Jilin
)

// A rule: who reports to its superior within how long depends on the grade; neighbours are told promptly, for which the law has no figure.
func rules() agreement.Version {
	return agreement.Version{Ref: act.Ref{Journal: "ministry/journal/1"}, By: "ministry", Issued: true, Concluded: 1, Starts: 1, State: "concluded",
		Instrument: &agreement.Instrument{Code: "environment-reports", Version: 1, Type: "pack", From: 1, Clauses: []agreement.Clause{
			{ID: "3", Force: "law", Title: act.Text{"en": "report to the superior"}, Duty: &agreement.Duty{Who: "origin", To: []string{"superior"},
				Do: "report.initial", Clock: "known", Limit: 240, Table: []agreement.Limit{{When: "grade <= 2", Minutes: 120}}}},
			{ID: "8", Force: "law", Title: act.Text{"en": "tell the neighbours"}, Duty: &agreement.Duty{Who: "origin", To: []string{"adjacent"},
				Do: "warn", Clock: "known", Promptly: true}},
		}}}
}

// The slick of the Songhua: Jilin knew at 13:45 on the first day. Songyuan, downstream, was told 104 hours later; of the report to the province there is no receipt.
func Example() {
	superior := map[jurisdiction.ID]jurisdiction.ID{"jilin": "jilin-province", "songyuan": "jilin-province", "jilin-province": "ministry"}
	id := act.Ref{Journal: "jilin/journal/1"}
	receipt := act.Ref{Journal: "songyuan/journal/1", Index: 4}
	facts := duty.Facts{
		Case: id,
		Of:   condition.Facts{Hazard: "pollutant-slug", Grade: 1, At: noon},
		Parties: map[string][]jurisdiction.ID{
			"origin": {"jilin"}, "affected": {"songyuan"}, "adjacent": {"jilin", "songyuan"}},
		Above:  superior,
		Clocks: []duty.Clock{{What: "known", Party: "jilin", At: noon + 105*minute, Since: id}},
		Deeds: []duty.Deed{
			{Do: "report.initial", By: "jilin", To: "jilin-province", At: noon + 405*minute, Ref: act.Ref{Journal: "jilin/journal/1", Index: 1}},
			{Do: "warn", By: "jilin", To: "songyuan", At: noon + (105+104*60)*minute, Ref: act.Ref{Journal: "jilin/journal/1", Index: 2},
				Received: &receipt, ReceivedAt: noon + (105+104*60)*minute},
		},
	}
	r := duty.Compile([]agreement.Version{rules()}, func(p jurisdiction.ID) jurisdiction.ID { return superior[p] })
	for _, o := range duty.Derive(r, facts, nil) {
		st := o.At(noon+8*24*60*minute, nil)
		fmt.Printf("%s owes %s: %s (clause %s): %s", o.Party, o.To, o.What["en"], o.Clause.Clause, st.State)
		if o.Due == 0 {
			fmt.Printf(", took %d h; the law says immediately", st.Late/60)
		} else {
			fmt.Printf(", %s, due within %d min, sent after %d", st.Judged, (o.Due-o.Start)/minute, (o.Sent.At-o.Start)/minute)
		}
		fmt.Println()
	}
	// Output:
	// jilin owes jilin-province: report to the superior (clause 3): sent, claimed, due within 120 min, sent after 300
	// jilin owes songyuan: tell the neighbours (clause 8): met, took 104 h; the law says immediately
}
