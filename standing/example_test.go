package standing_test

import (
	"fmt"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
	"tongzhou/standing"
)

const hour = 3600000

// A city reported late. The body that the clause names finds it; the city says why; the body cannot decide before it heard that, and the city appeals.
func Example() {
	compact, report := act.Ref{Journal: "beijing/journal/1"}, act.Ref{Journal: "jilin/journal/1"} // the instrument, and the report that was late
	clause := agreement.Clause{ID: "6.3", Consequence: &agreement.Consequence{Of: []string{"late"}, Decides: "party:heilongjiang", Appeal: "party:beijing",
		Ladder: []act.Text{{"en": "notice among the members"}, {"en": "public notice"}}}}
	s := standing.New(standing.Rules{ // packages agreement and incident answer this
		May: func(jurisdiction.ID, agreement.Cite, string, act.Act) error { return nil },
		Clause: func(agreement.Cite) (*agreement.Clause, *agreement.Instrument, bool) {
			return &clause, &agreement.Instrument{}, true
		},
		Holder: func(_ agreement.Cite, selector string, _ act.Act) []jurisdiction.ID {
			return []jurisdiction.ID{jurisdiction.ID(selector[len("party:"):])}
		},
	})
	record := acttest.Printing(s.Apply)

	noon := act.Time(1132545600000)
	f := record(act.Act{Kind: standing.KindFind, By: "heilongjiang", At: noon, To: []jurisdiction.ID{"jilin"}, Cites: []act.Ref{compact, report}}, standing.Finding{
		Party: "jilin", Violation: "late", Clause: agreement.Cite{Instrument: compact, Clause: "6.3"}, Power: agreement.Cite{Instrument: compact, Clause: "6.1"},
		Evidence: []act.Ref{report}, Text: act.Text{"en": "five days, where two hours are the limit"}, ReplyBy: noon + 24*hour})

	decision := standing.Decision{Of: f, Founded: true, Step: 2, Text: act.Text{"en": "the line was up"}}
	record(act.Act{Kind: standing.KindDecide, By: "heilongjiang", At: noon + hour, Cites: []act.Ref{f}}, decision) // too early

	reply := record(act.Act{Kind: standing.KindReply, By: "jilin", At: noon + 2*hour, Cites: []act.Ref{f}}, standing.Reply{Of: f, Text: act.Text{"en": "the line was down"}})
	d := record(act.Act{Kind: standing.KindDecide, By: "heilongjiang", At: noon + 3*hour, Cites: []act.Ref{f, reply}}, decision)
	a := record(act.Act{Kind: standing.KindAppeal, By: "jilin", At: noon + 4*hour, Cites: []act.Ref{d}}, standing.Reply{Of: d, Text: act.Text{"en": "for three of the five days it was not"}})
	record(act.Act{Kind: standing.KindSettle, By: "beijing", At: noon + 5*hour, Cites: []act.Ref{a}},
		standing.Decision{Of: a, Founded: true, Step: 1, Text: act.Text{"en": "two days remain"}})

	v, _ := s.Finding(f, noon+6*hour)
	fmt.Println(v.State, v.Founded, v.Sanction["en"], "by the finder's own hand:", v.Decision.SameHand)
	for _, x := range v.Steps {
		fmt.Println(x.Kind, x.By, x.Text["en"])
	}
	// Output:
	// standing: standing.decide by heilongjiang: the party can reply until 2005-11-22T04:00:00Z; to decide earlier, cite its reply
	// settled true notice among the members by the finder's own hand: true
	// standing.find heilongjiang five days, where two hours are the limit
	// standing.reply jilin the line was down
	// standing.decide heilongjiang the line was up
	// standing.appeal jilin for three of the five days it was not
	// standing.settle beijing two days remain
}
