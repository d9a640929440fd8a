package meeting_test

import (
	"fmt"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
	"tongzhou/meeting"
)

// Two cities meet. One sends its mayor, the other a clerk: both say yes, and only one is bound.
func Example() {
	compact := act.Ref{Journal: "heilongjiang/journal/1"} // where the instrument was issued
	power := agreement.Clause{ID: "5.1", Power: &agreement.Power{Holder: "party:heilongjiang", Do: "convene"}}
	text := &agreement.Instrument{Code: "compact", // a mayor's rank is 1; more than half of the people decides
		Bodies:  []agreement.Body{{ID: "coordination", Quorum: 1, Seats: []agreement.Seat{{Party: "jilin", Rank: 1}, {Party: "harbin", Rank: 1}}}},
		Clauses: []agreement.Clause{{ID: "5.2", Vote: &agreement.Vote{Body: "coordination", Weight: "population"}}}}
	rules := meeting.Rules{ // package agreement answers this
		May: func(jurisdiction.ID, agreement.Cite, string, act.Act) error { return nil },
		Clause: func(agreement.Cite) (*agreement.Clause, *agreement.Instrument, bool) {
			return &power, text, true
		},
	}
	s := meeting.New(rules)
	record := acttest.Printing(s.Apply)
	m := record(act.Act{Kind: meeting.KindConvene, By: "heilongjiang", At: 1132545600000, To: []jurisdiction.ID{"jilin", "harbin"}, Cites: []act.Ref{compact}},
		meeting.Convening{Power: agreement.Cite{Instrument: compact, Clause: "5.1"}, Body: "coordination", Title: act.Text{"en": "The slick"}, Place: act.Text{"en": "by video"},
			At: 1132549200000, AnswerBy: 1132549200000, Agenda: []act.Text{{"en": "Close the intakes"}}})

	jilin := record(act.Act{Kind: meeting.KindAttend, By: "jilin", At: 1132548000000, Cites: []act.Ref{m}},
		meeting.Attendance{Of: m, Comes: true, Post: act.Text{"en": "clerk"}, Rank: 5, Commits: true})
	harbin := record(act.Act{Kind: meeting.KindAttend, By: "harbin", At: 1132548000000, Cites: []act.Ref{m}},
		meeting.Attendance{Of: m, Comes: true, Post: act.Text{"en": "mayor"}, Rank: 1, Commits: true})

	record(act.Act{Kind: meeting.KindMinute, By: "heilongjiang", At: 1132552800000, Cites: []act.Ref{harbin, m, jilin}}, meeting.Minutes{Of: m,
		Present:   []act.Ref{jilin, harbin},
		Decisions: []meeting.Decision{{Item: 1, Text: act.Text{"en": "Intakes are closed on the 23rd"}, For: []jurisdiction.ID{"jilin", "harbin"}}},
		Actions:   []meeting.Action{{Owner: "harbin", What: act.Text{"en": "Announce it"}, Due: 1132596000000}},
	})

	people := func(p jurisdiction.ID, _ string) int64 {
		return map[jurisdiction.ID]int64{"jilin": 4_300_000, "harbin": 9_700_000}[p]
	}
	v, _ := s.Meeting(m, 1132639200000, people)
	for _, a := range v.Attendance {
		fmt.Println(a.Party, a.State, "commits:", a.Commits)
	}
	d := v.Decisions[0]
	fmt.Println(d.Result, "committed:", d.Committed, "heard:", d.Heard)
	fmt.Println(v.Actions[0].Owner, v.Actions[0].State)
	// Output:
	// harbin present commits: true
	// jilin present commits: false
	// carried committed: [harbin] heard: [jilin]
	// harbin overdue
}
