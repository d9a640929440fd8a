package incident

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

// A plot draws acts about who does what, mostly such as a node could write.
type plot struct {
	*world
	*rapid.T
	id      act.Ref
	at      act.Time
	rows    []act.Ref
	holders map[act.Ref]jurisdiction.ID
	asked   []act.Ref
	joints  []act.Ref // orders that two sign
	replies []act.Ref
	texts   map[act.Ref]act.Text // of an order, or of what was answered
	reports []act.Ref
	plans   []act.Ref
	all     []act.Ref
}

func (p *plot) party() jurisdiction.ID {
	return rapid.SampledFrom([]jurisdiction.ID{"harbin", "jilin", "coordinator", "province"}).Draw(p.T, "party")
}

func (p *plot) some(list []act.Ref) act.Ref { return rapid.SampledFrom(list).Draw(p.T, "of") }

func (p *plot) yes() bool    { return rapid.Bool().Draw(p.T, "yes") }
func (p *plot) mostly() bool { return rapid.IntRange(0, 3).Draw(p.T, "mostly") > 0 }

// body draws what is said, by whom, to whom. The right party is the likelier one.
func (p *plot) body() (body any, by jurisdiction.ID, to []jurisdiction.ID) {
	by = p.party()
	switch verb := rapid.SampledFrom([]string{"row", "row", "confirm", "confirm", "confirm", "phase", "phase", "phase", "classify", "merge", "ask", "ask", "answer", "answer", "report", "receive", "member"}).Draw(p.T, "verb"); {
	case verb == "row":
		return p.row()
	case verb == "confirm" && len(p.rows) > 0:
		row := p.some(p.rows)
		if rapid.IntRange(0, 9).Draw(p.T, "right") > 0 {
			by = p.holders[row]
		}
		return Confirmation{Of: p.id, Command: row, Accepts: rapid.IntRange(0, 3).Draw(p.T, "accepts") > 0, Reason: said("so")}, by, nil
	case verb == "classify":
		return Classification{Of: p.id, Classes: []string{"accident"}, Grade: rapid.IntRange(1, 4).Draw(p.T, "grade"), Reason: said("so")}, by, nil
	case verb == "merge" && rapid.IntRange(0, 4).Draw(p.T, "rarely") == 0:
		return Merge{Of: p.id, Into: p.all[1], Reason: said("so")}, "harbin", nil
	case verb == "ask" && rapid.IntRange(0, 2).Draw(p.T, "release") == 0:
		r := Release{Of: p.id, What: said("two gates"), From: p.at + act.Time(rapid.Int64Range(1, 30).Draw(p.T, "from"))*hour}
		if len(p.plans) > 0 && p.yes() {
			old := p.some(p.plans)
			r.Changes, r.Reason = &old, said("so")
			if p.yes() {
				r = Release{Of: p.id, Changes: &old, Withdrawn: true, Reason: said("so")}
			}
		}
		return r, by, []jurisdiction.ID{p.party()}
	case verb == "answer" && len(p.plans) > 0 && p.yes():
		return TaskAnswer{Of: p.id, What: p.some(p.plans), Answer: "accept", Power: power("approve")}, "province", nil
	case verb == "ask":
		other := p.party()
		if p.yes() {
			return Escalation{Of: p.id, Superior: other, Need: said("x"), Gap: said("y"), AnswerBy: p.at + 2*hour}, by, []jurisdiction.ID{other}
		}
		if p.yes() {
			return p.joint()
		}
		return Task{Of: p.id, What: said("boats"), AnswerBy: p.at + 2*hour}, by, []jurisdiction.ID{other}
	case verb == "answer" && len(p.joints) > 0 && p.mostly():
		if p.yes() {
			return TaskAnswer{Of: p.id, What: p.some(p.joints), Answer: "accept"}, "coordinator", nil
		}
		return TaskAnswer{Of: p.id, What: p.some(p.joints), Answer: "refuse", Code: "law", Text: said("so")}, "coordinator", nil
	case verb == "answer" && len(p.asked) > 0:
		return TaskAnswer{Of: p.id, What: p.some(p.asked), Answer: rapid.SampledFrom([]string{"accept", "done"}).Draw(p.T, "answer")}, by, nil
	case verb == "report":
		r := Report{Of: p.id, Type: "initial", Fields: told("source")}
		if len(p.reports) > 0 && p.yes() {
			old := p.some(p.reports)
			r.Replaces = &old
		}
		return r, by, []jurisdiction.ID{p.party()}
	case verb == "receive":
		return Receipt{Of: p.id, What: p.some(p.all)}, by, nil
	case verb == "member" && p.yes():
		return Participation{Of: p.id, Role: "support"}, by, nil
	case verb == "member" && p.yes():
		return OwnPhase{Of: p.id, Phase: "watch", Reason: said("so")}, by, nil
	case verb == "member" && p.yes():
		return Telling{Of: p.id, Whom: "khabarovsk", Means: "telephone", At: p.at, What: said("so")}, by, nil
	case verb == "member":
		return ClockStart{Of: p.id, What: "known", At: p.at, Source: said("so")}, by, nil
	}
	if len(p.rows) > 0 && rapid.IntRange(0, 3).Draw(p.T, "leads") > 0 {
		by = p.holders[p.some(p.rows)]
	}
	return Phase{Of: p.id, Phase: rapid.SampledFrom([]string{"normal", "watch", "emergency", "watch", "emergency", "recovery", "recovery", "closed"}).Draw(p.T, "phase"), Reason: said("so")}, by, nil
}

// joint draws an order that two sign: its text, the text with what was answered to it, or what is decided in their place.
func (p *plot) joint() (any, jurisdiction.ID, []jurisdiction.ID) {
	t := Task{Of: p.id, Binding: true, Power: power("joint"), What: said(rapid.SampledFrom([]string{"boats", "pumps"}).Draw(p.T, "what")), AnswerBy: noon + 200*hour}
	switch rapid.IntRange(0, 3).Draw(p.T, "step") {
	case 0, 1:
		if len(p.replies) > 0 { // mostly of the text that was answered
			reply := p.some(p.replies)
			t.Assents = []act.Ref{reply}
			if p.mostly() {
				t.What = p.texts[reply]
			}
		}
	case 2:
		if about := append(p.joints[:len(p.joints):len(p.joints)], p.replies...); len(about) > 0 {
			ref := p.some(about)
			t.Settles = &ref
			return t, "centre", to("harbin")
		}
	}
	return t, "province", to("harbin")
}

// row draws a row of the command table.
func (p *plot) row() (any, jurisdiction.ID, []jurisdiction.ID) {
	by, holder := rapid.SampledFrom([]jurisdiction.ID{"coordinator", "province"}).Draw(p.T, "by"), p.party()
	c := Command{Of: p.id, Basis: rapid.SampledFrom([]string{"designation", "designation", "designation", "take-over", "hand-back"}).Draw(p.T, "basis"), Functions: []string{"lead"}, Holder: holder,
		From: noon + act.Time(rapid.IntRange(0, 4).Draw(p.T, "from"))*hour, Mode: rapid.SampledFrom([]string{"", "superior-led", "voluntary"}).Draw(p.T, "mode")}
	switch c.Basis {
	case "designation":
		c.Power = power("designate")
	case "take-over":
		c.Power = power("take-over")
		if len(p.asked) > 0 && p.yes() {
			asked := p.some(p.asked)
			c.Escalation = &asked
		}
	}
	for range min(len(p.rows), rapid.IntRange(0, 2).Draw(p.T, "replaces")) {
		if old := p.some(p.rows); len(c.Replaces) == 0 || c.Replaces[0] != old {
			c.Replaces = append(c.Replaces, old)
		}
	}
	if c.Basis != "hand-back" && rapid.IntRange(0, 3).Draw(p.T, "until") == 0 {
		c.Until = c.From + 2*hour
	}
	if rapid.IntRange(0, 4).Draw(p.T, "where") == 0 {
		c.Where = []jurisdiction.ID{"jilin"}
	}
	if holder == by {
		return c, by, nil
	}
	return c, by, []jurisdiction.ID{holder}
}

// step writes one act, which cites some of what was written before beside what it must cite.
func (p *plot) step() {
	p.at += act.Time(rapid.Int64Range(-1, 2).Draw(p.T, "hours")) * hour
	body, by, to := p.body()
	kind, cites := kindOf(body)
	for range rapid.IntRange(0, 2).Draw(p.T, "cites") {
		cites = append(cites, p.some(p.all))
	}
	officer := ""
	if p.yes() {
		officer = "duty"
	}
	e := p.Write(act.Act{Kind: kind, By: by, At: p.at, To: to, Officer: officer, Cites: append(cites, compact())}, body)
	p.all = append(p.all, e.Ref)
	switch b := body.(type) {
	case Command:
		p.rows, p.holders[e.Ref] = append(p.rows, e.Ref), b.Holder
		if b.Holder != by && rapid.IntRange(0, 3).Draw(p.T, "confirms") > 0 {
			c := Confirmation{Of: p.id, Command: e.Ref, Accepts: true}
			_, cites := kindOf(c)
			p.all = append(p.all, p.Write(act.Act{Kind: KindConfirm, By: b.Holder, At: p.at, Officer: "duty", Cites: cites}, c).Ref)
		}
	case TaskAnswer:
		if text, ok := p.texts[b.What]; ok {
			p.replies, p.texts[e.Ref] = append(p.replies, e.Ref), text
		}
	case Task, Escalation:
		if t, ok := b.(Task); ok && t.Binding {
			p.joints, p.texts[e.Ref] = append(p.joints, e.Ref), t.What
		}
		p.asked = append(p.asked, e.Ref)
	case Release:
		p.plans = append(p.plans, e.Ref)
	case Report:
		p.reports = append(p.reports, e.Ref)
	}
}

// everything is what a state says about a case.
func everything(s *State, id act.Ref) []any {
	out := []any{s.Cases(), s.Timeline(id), s.Reports(id), s.Asked(id), s.Releases(id)}
	ladder := func(jurisdiction.ID) []roster.Contact { return []roster.Contact{{}} }
	for _, h := range []act.Time{-1, 2, 5, 9, 40} {
		now := noon + h*hour
		lead, _ := s.Lead(id, now)
		out = append(out, lead, s.Table(id, now), s.Modes(id, now, "voluntary"), s.Mode(id, "jilin", now, "voluntary"), s.Calls(id, ladder, hour, now))
	}
	return out
}

// R17: TestOrderOfCommand: whoever commands, contests, hands over and does not hear of it, the order in which the journals are read makes no difference (design D4).
func TestOrderOfCommand(t *testing.T) {
	seen := map[string]int{}
	about := []string{"in-force", "not-confirmed", "declined", "contested", "replaced", "expired", "not-yet", "beside", "under", "merged", "signed", "assented", "refused", "settled", "unsigned"}
	acttest.Covers(t, seen, about, rapid.MakeCheck(func(rt *rapid.T) {
		p := &plot{world: newWorld(t), T: rt, at: noon, holders: map[act.Ref]jurisdiction.ID{}, texts: map[act.Ref]act.Text{}}
		p.id = p.opens("harbin", func(a *act.Act, o *Open) { a.To, o.Roles = to("jilin", "province"), nil }).Ref
		p.all = append(p.all, p.id, p.opens("jilin", nil).Ref)
		for range rapid.IntRange(10, 60).Draw(rt, "acts") {
			p.step()
		}
		s, voids := apply(p.Entries)
		want := everything(s, p.id)
		for range 3 {
			other, v := apply(p.Shuffled(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "journal") }))
			if !reflect.DeepEqual(v, voids) {
				rt.Fatalf("other verdicts: %v, wants %v", v, voids)
			}
			if got := everything(other, p.id); s.Digest() != other.Digest() || !reflect.DeepEqual(got, want) {
				rt.Fatalf("another state:\n%+v\nwants\n%+v", got, want)
			}
		}
		c, _ := s.Case(p.id)
		count(seen, s, c)
	}))
}

func count(seen map[string]int, s *State, c Case) {
	for _, r := range s.Table(c.ID, noon+3*hour) {
		seen[r.State]++
	}
	for _, d := range c.Decisions {
		for what, is := range map[string]bool{"beside": d.Beside, "under": d.Under != nil} {
			if is {
				seen[what]++
			}
		}
	}
	for _, a := range s.Asked(c.ID) {
		if a.Order == nil {
			continue
		}
		seen[a.Order.Signatures[1].State]++
		if a.Order.Settled != nil {
			seen["settled"]++
		}
		if !a.Binds {
			seen["unsigned"]++
		}
	}
	if c.Merged != nil {
		seen["merged"]++
	}
}
