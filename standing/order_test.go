package standing

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A crowd draws acts that are often nonsense: by the wrong author, of the wrong thing, at the wrong time, without citing what came before.
type crowd struct {
	*world
	rt                                                         *rapid.T
	at                                                         act.Time
	findings, replies, decisions, appeals, suspicions, queries []act.Ref
}

func (c *crowd) some(list []act.Ref) act.Ref { return rapid.SampledFrom(list).Draw(c.rt, "which") }

func (c *crowd) who(likely ...jurisdiction.ID) jurisdiction.ID {
	return rapid.SampledFrom(append(likely, "jilin", "heilongjiang")).Draw(c.rt, "by")
}

// act writes one act, if there is anything that it could be about.
func (c *crowd) act() {
	verb := rapid.SampledFrom([]string{"find", "reply", "reply", "hear", "decide", "decide", "appeal", "settle", "fulfil", "advise", "query", "explain", "suspect"}).Draw(c.rt, "verb")
	of := map[string][]act.Ref{"reply": append(c.findings[:len(c.findings):len(c.findings)], c.suspicions...), "hear": c.findings, "decide": c.findings, "appeal": c.decisions,
		"settle": c.appeals, "fulfil": c.decisions, "explain": c.queries, "find": {c.report}, "advise": {c.report}, "query": {c.report}, "suspect": {c.report}}[verb]
	if len(of) == 0 {
		verb, of = "find", []act.Ref{c.report}
	}
	x := c.some(of)
	var cites []act.Ref // sometimes its author knows more than what it answers
	for _, list := range [][]act.Ref{c.replies, c.decisions} {
		if len(list) > 0 && rapid.Bool().Draw(c.rt, "knows") {
			cites = append(cites, c.some(list))
		}
	}
	step := rapid.IntRange(-1, 3).Draw(c.rt, "step")
	switch verb {
	case "find":
		c.findings = append(c.findings, c.finds(func(a *act.Act, f *Finding) {
			a.By, a.At, f.ReplyBy = c.who("daqing"), c.at, c.at+hour
			if len(c.suspicions) > 0 && rapid.Bool().Draw(c.rt, "suspected") {
				f.Evidence = append(f.Evidence, c.some(c.suspicions))
				a.Cites = append(a.Cites, f.Evidence[2])
			}
			if rapid.Bool().Draw(c.rt, "duty") {
				f.Duty = c.key("harbin")
			}
		}))
	case "reply":
		c.replies = append(c.replies, c.Write(act.Act{Kind: KindReply, By: c.who("jilin"), At: c.at, Cites: append(cites, x)}, Reply{Of: x, Text: said("our side")}).Ref)
	case "hear":
		c.says(KindHear, c.who("daqing"), c.at, x)
	case "decide":
		c.decisions = append(c.decisions, c.decides(KindDecide, c.who("heilongjiang", "daqing"), c.at, step, x, cites...))
	case "appeal":
		c.appeals = append(c.appeals, c.says(KindAppeal, c.who("jilin"), c.at, x))
	case "settle":
		c.decisions = append(c.decisions, c.decides(KindSettle, c.who("beijing", "beijing", "beijing"), c.at, step, x, cites...))
	case "fulfil":
		c.says(KindFulfil, c.who("jilin"), c.at, x)
	case "advise":
		about := c.some(append(c.findings, x))
		c.Write(act.Act{Kind: KindAdvise, By: c.who("beijing"), At: c.at, Cites: []act.Ref{c.compact, about}},
			Advice{About: &about, Text: said("think twice")})
	case "query":
		c.queries = append(c.queries, c.Write(act.Act{Kind: KindQuery, By: "songyuan", At: c.at, To: ids("jilin", "harbin"), Cites: []act.Ref{x}},
			Query{About: x, Text: said("why?"), AnswerBy: c.at + hour}).Ref)
	case "explain":
		c.says(KindExplain, c.who("harbin", "songyuan"), c.at, x)
	case "suspect":
		c.suspicions = append(c.suspicions, c.Write(act.Act{Kind: KindSuspect, By: c.who("songyuan", "harbin"), At: c.at}, Suspicion{Party: "jilin", Text: said("hm"), Informed: true}).Ref)
	}
}

// TestOrder: whatever is said, the order in which the journals are read makes no difference (design D4).
func TestOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := &crowd{world: newWorld(t), rt: rt, at: noon}
		for range rapid.IntRange(2, 40).Draw(rt, "acts") {
			c.at += act.Time(rapid.Int64Range(-1, 3).Draw(rt, "hours")) * hour
			c.act()
		}
		s, voids := c.apply(c.Entries)
		for range 3 {
			other, v := c.apply(c.Shuffled(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "journal") }))
			if !reflect.DeepEqual(v, voids) || s.Digest() != other.Digest() {
				rt.Fatalf("other verdicts: voids %v, wants %v", v, voids)
			}
			if !reflect.DeepEqual(s.Findings(c.at), other.Findings(c.at)) {
				rt.Fatalf("other findings: %+v, wants %+v", other.Findings(c.at), s.Findings(c.at))
			}
			if !reflect.DeepEqual(s.Queries(c.at), other.Queries(c.at)) || !reflect.DeepEqual(s.Advice(), other.Advice()) || !reflect.DeepEqual(s.Suspicions(), other.Suspicions()) {
				rt.Fatal("other notes")
			}
		}
		for _, f := range s.Findings(c.at) {
			checkFound(t, f)
		}
	})
}

// checkFound holds a finding against what must always be true of one.
func checkFound(t testing.TB, f Found) {
	t.Helper()
	if f.Sanction != nil && (!f.Founded || f.Decision == nil) || f.Lapsed && f.Decision != nil || f.Settlement != nil && f.Appeal == nil || f.Punished && f.Twice == nil {
		t.Errorf("%+v", f)
	}
	if f.Decision != nil && (f.Decision.By == f.Party || f.Settlement != nil && (f.Settlement.By == f.Party || f.Settlement.Step > f.Decision.Step)) {
		t.Errorf("decided by %s and %+v about %s", f.Decision.By, f.Settlement, f.Party)
	}
	for _, d := range f.Others {
		if d.By == f.Party || d.By == f.Decision.By && f.Settlement == nil {
			t.Errorf("another decision by %s", d.By)
		}
	}
	for i, x := range f.Steps {
		if i > 0 && compareSteps(f.Steps[i-1], x) >= 0 || (x.Kind == KindReply || x.Kind == KindAppeal || x.Kind == KindFulfil) != (x.By == f.Party && x.Kind != KindFind && x.Kind != KindAdvise) {
			t.Errorf("step %d: %+v", i, x)
		}
	}
}
