package standing_test

import (
	"fmt"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
	"tongzhou/standing"
)

// A record puts bodies on record, each in its author's journal, and applies them.
type record struct {
	*standing.State
	next map[jurisdiction.ID]int64
}

func (r record) add(a act.Act, body any) act.Ref {
	raw, err := act.Canonical(body)
	if err != nil {
		fmt.Println(err)
	}
	a.Version, a.Body = act.Version, raw
	b, err := act.Encode(a)
	if err != nil {
		fmt.Println(err)
	}
	e := act.Read(act.Origin(a.By), r.next[a.By], b)
	r.next[a.By]++
	if err := r.Apply(e); err != nil {
		fmt.Println(err)
	}
	return e.Ref
}

const hour = 3600000

// A city reported late. The body that the clause names finds it; the city says why; the body cannot decide before it heard that, and the city appeals.
func Example() {
	compact, report := act.Ref{Journal: "beijing/journal/1"}, act.Ref{Journal: "jilin/journal/1"} // the instrument, and the report that was late
	clause := agreement.Clause{ID: "6.3", Consequence: &agreement.Consequence{Of: []string{"late"}, Decides: "party:heilongjiang", Appeal: "party:beijing",
		Ladder: []act.Text{{"en": "notice among the members"}, {"en": "public notice"}}}}
	r := record{standing.New(standing.Rules{ // packages agreement and incident answer this
		May: func(jurisdiction.ID, agreement.Cite, string, act.Act) error { return nil },
		Clause: func(agreement.Cite) (*agreement.Clause, *agreement.Instrument, bool) {
			return &clause, &agreement.Instrument{}, true
		},
		Holder: func(_ agreement.Cite, selector string, _ act.Act) []jurisdiction.ID {
			return []jurisdiction.ID{jurisdiction.ID(selector[len("party:"):])}
		},
	}), map[jurisdiction.ID]int64{}}

	noon := act.Time(1132545600000)
	f := r.add(act.Act{Kind: standing.KindFind, By: "heilongjiang", At: noon, To: []jurisdiction.ID{"jilin"}, Cites: []act.Ref{compact, report}}, standing.Finding{
		Party: "jilin", Violation: "late", Clause: agreement.Cite{Instrument: compact, Clause: "6.3"}, Power: agreement.Cite{Instrument: compact, Clause: "6.1"},
		Evidence: []act.Ref{report}, Text: act.Text{"en": "five days, where two hours are the limit"}, ReplyBy: noon + 24*hour})

	decision := standing.Decision{Of: f, Founded: true, Step: 2, Text: act.Text{"en": "the line was up"}}
	r.add(act.Act{Kind: standing.KindDecide, By: "heilongjiang", At: noon + hour, Cites: []act.Ref{f}}, decision) // too early

	reply := r.add(act.Act{Kind: standing.KindReply, By: "jilin", At: noon + 2*hour, Cites: []act.Ref{f}}, standing.Reply{Of: f, Text: act.Text{"en": "the line was down"}})
	d := r.add(act.Act{Kind: standing.KindDecide, By: "heilongjiang", At: noon + 3*hour, Cites: []act.Ref{f, reply}}, decision)
	a := r.add(act.Act{Kind: standing.KindAppeal, By: "jilin", At: noon + 4*hour, Cites: []act.Ref{d}}, standing.Reply{Of: d, Text: act.Text{"en": "for three of the five days it was not"}})
	r.add(act.Act{Kind: standing.KindSettle, By: "beijing", At: noon + 5*hour, Cites: []act.Ref{a}},
		standing.Decision{Of: a, Founded: true, Step: 1, Text: act.Text{"en": "two days remain"}})

	v, _ := r.Finding(f, noon+6*hour)
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
