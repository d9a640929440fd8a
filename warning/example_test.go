package warning_test

import (
	"fmt"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/jurisdiction"
	"tongzhou/warning"
)

// Jilin warns two cities. Only what a city itself puts on record moves it from "sent".
func Example() {
	const noon, minute = act.Time(1132574400000), act.Time(60000)
	s := warning.New(nil)
	record := acttest.Printing(s.Apply)
	charter := act.Ref{Journal: "body/journal/1"}
	issue := record(act.Act{Kind: warning.KindIssue, By: "jilin", At: noon, To: []jurisdiction.ID{"songyuan", "harbin"}, Officer: "li", Cites: []act.Ref{charter}},
		warning.Notice{
			Status: warning.Actual, Category: "Env", Event: "OET-193", Urgency: "Expected", Severity: "Severe", Certainty: "Likely", Level: "red",
			Headline:   act.Text{"en": "Benzene in the Songhua", "zh-Hans": "松花江发生苯污染"},
			Source:     warning.Statement{Text: act.Text{"en": "explosion of a plant"}, Confidence: "observed"},
			Extent:     warning.Statement{Text: act.Text{"en": "the river downstream"}, Confidence: "likely"},
			Nature:     warning.Statement{Text: act.Text{"en": "nitrobenzene, toxic"}, Confidence: "observed"},
			Trend:      warning.Statement{Confidence: "unknown"},
			AcceptBy:   noon + 60*minute,
			Expires:    noon + 72*60*minute,
			Basis:      "real",
			ApprovedBy: []string{"li"},
			Rules:      charter,
		})
	answer := warning.Answer{Of: issue, Status: warning.Actual}
	record(act.Act{Kind: warning.KindReceive, By: "songyuan", At: noon + 1*minute, Cites: []act.Ref{issue}}, answer)
	record(act.Act{Kind: warning.KindAccept, By: "songyuan", At: noon + 9*minute, Officer: "wang", Cites: []act.Ref{issue}}, answer)

	for _, wait := range []act.Time{10, 61} {
		board, _ := s.Board(issue, noon+wait*minute)
		for _, r := range board.Rows {
			fmt.Println(wait, "minutes:", r.Party, r.State)
		}
	}
	board, _ := s.Board(issue, noon+61*minute)
	rules := warning.Rules{Ladder: []warning.Rung{{Role: "superior", Default: "heilongjiang"}}}
	for _, step := range warning.Silence(rules, board, noon+61*minute, map[jurisdiction.ID]act.Time{"harbin": noon + 60*minute}) {
		fmt.Println(step.Addressee, "is", step.Reason, "and goes to", step.To)
	}
	// Output:
	// 10 minutes: songyuan accepted
	// 10 minutes: harbin sent
	// 61 minutes: songyuan accepted
	// 61 minutes: harbin overdue
	// harbin is silent and goes to heilongjiang
}
