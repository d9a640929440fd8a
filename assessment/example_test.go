package assessment_test

import (
	"fmt"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/assessment"
)

// Two cities assess together. One differs, and the assessment of the next period still has its view.
func Example() {
	of := act.Ref{Journal: "beijing/journal/1"} // where the case was opened
	s := assessment.New(assessment.Rules{       // package incident answers this
		Case:  func(act.Ref) bool { return true },
		Leads: func(act.Entry, act.Ref) error { return nil },
	})
	record := acttest.Printing(s.Apply)
	group := record(act.Act{Kind: assessment.KindGroup, By: "heilongjiang", At: 1, Cites: []act.Ref{of}}, assessment.Group{Of: of, Name: act.Text{"en": "Experts"}, Writer: "jilin",
		Experts: []assessment.Expert{{Party: "jilin", Post: act.Text{"en": "chemist"}}, {Party: "harbin", Post: act.Text{"en": "physician"}}}})
	issue := func(from act.Time, expects string) act.Ref {
		return record(act.Act{Kind: assessment.KindIssue, By: "jilin", At: from, Cites: []act.Ref{of, group}}, assessment.Issue{Of: of, Group: group, From: from, Until: from + 10, SignBy: from + 5,
			Situation: act.Text{"en": "a slick"}, Rests: []act.Ref{of}, Expected: []assessment.Expectation{{What: act.Text{"en": "it passes"}, Likelihood: expects, Confidence: "low"}}})
	}
	first := issue(10, "likely")
	record(act.Act{Kind: assessment.KindSign, By: "harbin", At: 12, Cites: []act.Ref{of, first}}, assessment.Signing{Of: of, Assessment: first, View: act.Text{"en": "it stays under the ice"}})
	issue(20, "very-likely")
	for _, a := range s.Assessments(of, 20) {
		low, high := a.Expected[0].Band()
		fmt.Println(a.From, a.Expected[0].Likelihood, low, high, a.SupersededBy == nil)
		for _, m := range append(a.Minority, a.Carried...) {
			fmt.Println("  ", m.By, m.View["en"])
		}
	}
	// Output:
	// 20 very-likely 900000 1000000 true
	//    harbin it stays under the ice
	// 10 likely 660000 1000000 false
	//    harbin it stays under the ice
}
