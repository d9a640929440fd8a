package node_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"tongzhou/act"
	"tongzhou/agreement/pack"
	"tongzhou/drill"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
)

type members = map[string]any

// A council is three cities under a province that have concluded the river compact.
type council struct {
	*testing.T
	a       *drill.Alliance
	compact string
}

func governed(t *testing.T) *council {
	t.Helper()
	c := &council{T: t, a: alliance(t, "upper", "middle", "lower")}
	for id, role := range map[jurisdiction.ID]string{"province": "province", "agency": "guest"} {
		must(t, c.a.Join(t.Context(), drill.Member{ID: id, Self: node.Self{Name: both(string(id), string(id)), Role: role}, Watch: watch("upper", []jurisdiction.ID{"upper"})}))
	}
	must(t, c.a.Settle(t.Context()))
	shipped, err := pack.Load("river-compact")
	must(t, err)
	text, err := shipped.Fill(pack.Filling{Parties: []jurisdiction.ID{"upper", "middle", "lower"}, Superior: "province", From: act.Time(c.a.Clock.Now().UnixMilli())})
	must(t, err)
	said, err := c.a.Agree(t.Context(), head(), text)
	must(t, err)
	c.compact = said.ID
	must(t, c.a.Settle(t.Context()))
	return c
}

func head() view.Officer { return view.Officer{Login: "head", Name: "Head", Role: "coordinator"} }

func (c *council) node(id jurisdiction.ID) *node.Node { return city(c.T, c.a, id).Node }

func (c *council) at(d time.Duration) string { return c.a.Clock.Now().Add(d).Format(time.RFC3339) }

func (c *council) passes(d time.Duration) {
	c.Helper()
	must(c.T, c.a.Set(c.Context(), c.a.Clock.Now().Add(d)))
}

// puts puts an act on record at a city and waits until everybody has read it.
func (c *council) puts(id jurisdiction.ID, kind act.Kind, body members, to ...string) string {
	c.Helper()
	raw, err := json.Marshal(body)
	must(c.T, err)
	got, err := c.node(id).Put(c.Context(), head(), kind, to, raw)
	if err != nil {
		c.Fatalf("%s by %s: %v", kind, id, err)
	}
	must(c.T, c.a.Settle(c.Context()))
	return got.ID
}

func (c *council) power(clause string) members {
	return members{"instrument": c.compact, "clause": clause}
}

// opens opens a case at upper: its own, which reaches middle and lower.
func (c *council) opens() string {
	c.Helper()
	raw, err := json.Marshal(members{"status": "Exercise", "title": both("Slick", "污染团"), "hazard": "pollutant-slug", "origin": members{"known": true, "parties": []string{"upper"}},
		"situation": members{"class": 2, "sources": []string{"upper"}, "exposed": []string{"middle", "lower"}}, "phase": "watch", "classes": []string{"accident"}, "grade": 3, "reason": "a patrol saw it"})
	must(c.T, err)
	got, err := c.node("upper").Begin(c.Context(), head(), raw)
	must(c.T, err)
	must(c.T, c.a.Settle(c.Context()))
	return got.ID
}

// entry is an act as it stands in its author's journal.
func (c *council) entry(id string) act.Entry {
	c.Helper()
	ref, err := c.node("upper").Find(c.Context(), id)
	must(c.T, err)
	by, err := act.Author(ref.Journal)
	must(c.T, err)
	bodies, err := c.node(by).Own().Entries(c.Context(), ref.Index, ref.Index+1)
	must(c.T, err)
	return act.Read(ref.Journal, ref.Index, bodies[0])
}

// cites wants an act to cite others, and to be signed by the office of its author.
func (c *council) cites(id string, others ...string) {
	c.Helper()
	e := c.entry(id)
	if !e.Signed || e.Act.Officer != "Head" {
		c.Errorf("%s is not signed by the office, or names %q", id, e.Act.Officer)
	}
	for _, other := range others {
		ref, err := c.node("upper").Find(c.Context(), other)
		must(c.T, err)
		if !slices.Contains(e.Act.Cites, ref) {
			c.Errorf("%s, %s, does not cite %s", id, e.Act.Kind, other)
		}
	}
}

// lastOf is the newest act of a kind in a city's journal.
func (c *council) lastOf(id jurisdiction.ID, kind string) string {
	c.Helper()
	j, err := c.node(id).Journal(c.Context(), "", 0, 500)
	must(c.T, err)
	for _, a := range j.Acts {
		if a.Kind == kind {
			return fmt.Sprintf("%s.%d", id, a.Ref.Index)
		}
	}
	c.Fatalf("%s has put no %s on record", id, kind)
	return ""
}

func (c *council) governance(at jurisdiction.ID, id string, asOf time.Time) *view.Governance {
	c.Helper()
	who := head()
	v, err := c.node(at).Case(c.Context(), &who, id, asOf)
	must(c.T, err)
	if v.Governance == nil {
		c.Fatalf("%s does not know the case", at)
	}
	return v.Governance
}

// R18, R41, R45, R50: what an act rests on the node cites by itself, and tells those whom it is about: the signatures under an agreement, the row by which one leads, the reply that was heard, the
// grant of a guest.
func TestPutCitesWhatItRestsOn(t *testing.T) {
	c := governed(t)
	c.cites(c.compact, c.lastOf("upper", "agreement.propose"), c.lastOf("middle", "agreement.accept"), c.lastOf("lower", "agreement.accept"))
	id := c.opens()
	escalated := c.puts("upper", "incident.escalate", members{"of": id, "superior": "province", "need": "a ship", "gap": "none", "answerBy": c.at(time.Hour)})
	if to := c.entry(escalated).Act.To; !slices.Equal(to, []jurisdiction.ID{"province"}) {
		t.Errorf("an escalation goes to %v", to)
	}
	row := c.puts("upper", "incident.command", members{"of": id, "basis": "designation", "functions": []string{"lead"}, "holder": "middle", "from": c.at(0), "power": c.power("4.1")})
	c.cites(row, id, c.compact)
	if to := c.entry(row).Act.To; !slices.Contains(to, "middle") || !slices.Contains(to, "lower") || slices.Contains(to, "upper") {
		t.Errorf("a designation goes to %v; wants its holder, who has a part in the case, and not its author", to)
	}
	confirmed := c.puts("middle", "incident.confirm", members{"of": id, "command": row, "accepts": true})
	c.cites(c.puts("middle", "incident.phase", members{"of": id, "phase": "emergency", "reason": "so"}), id, row, confirmed)
	grant := c.puts("upper", "agreement.guest", members{"guest": "agency", "power": c.power("4.3"), "body": "office", "part": "laboratory", "from": c.at(0), "until": c.at(time.Hour)})
	c.cites(c.puts("agency", "incident.state", members{"of": id, "subject": "peak", "value": "1", "basis": "observed", "claimedAt": c.at(0)}), grant)
	finding := c.puts("middle", "standing.find", members{"party": "lower", "violation": "late", "clause": c.power("7.1"), "power": c.power("4.4"), "evidence": []string{id}, "text": "late", "replyBy": c.at(8 * 24 * time.Hour)})
	reply := c.puts("lower", "standing.reply", members{"of": finding, "text": "we were cut off"})
	c.cites(c.puts("upper", "standing.decide", members{"of": finding, "founded": true, "step": 1, "text": "so"}), finding, reply)
	for _, key := range c.duties("lower", id) {
		if key.Do == "own" && key.Start != nil {
			met := c.puts("lower", "duty.meet", members{"duty": key.Key, "text": "by telephone"})
			c.cites(met, id, c.compact)
			return
		}
	}
	t.Error("lower owes no phase of its own")
}

func (c *council) duties(party, id string) []view.Duty {
	c.Helper()
	v, err := c.node("upper").Duties(c.Context(), party, id)
	must(c.T, err)
	return v.Duties
}

// R72: one action opens a case, classifies it, tells everybody who has a part in it, and starts their clocks and the call tree; whoever is told signs for it by itself.
func TestBeginIsOneAction(t *testing.T) {
	c := governed(t)
	before := c.a.Size()
	id := c.opens()
	if n := c.a.Size() - before; n != 4 { // opening and classification, and two receipts
		t.Errorf("%d acts followed from one", n)
	}
	for _, at := range []jurisdiction.ID{"upper", "middle", "lower", "province"} {
		g := c.governance(at, id, time.Time{})
		if len(g.Classifications) != 1 || g.Classifications[0].Grade != 3 || g.Lead.ID != "upper" || len(g.Calls) != 2 || len(g.Duties) != len(c.duties("*", id)) || len(g.Duties) == 0 {
			t.Errorf("at %s: classified %d times, lead %s, %d calls, %d duties", at, len(g.Classifications), g.Lead.ID, len(g.Calls), len(g.Duties))
		}
		for _, k := range g.Calls {
			if k.State != "received" {
				t.Errorf("at %s: the call of %s is %s", at, k.Party.ID, k.State)
			}
		}
	}
	running := map[string]bool{}
	for _, d := range c.duties("*", id) {
		if d.State == "open" && d.Due != nil {
			running[d.Party.ID+" "+d.Do] = true
		}
	}
	for _, want := range []string{"upper report.supplementary", "upper warn", "middle join", "lower join", "lower own"} {
		if !running[want] {
			t.Errorf("the clock of %s does not run: %v", want, running)
		}
	}
	for bad, why := range map[string]string{`{`: "no JSON", `{"status": "Exercise"}`: "absent: title", `{"status": "Exercise", "title": "x", "hazard": "y", "phase": "panic", "origin": {"known": false}, "situation": {"class": 0}}`: "phase"} {
		before := c.a.Size()
		if _, err := c.node("upper").Begin(t.Context(), head(), json.RawMessage(bad)); err == nil || !contains(err.Error(), why) || c.a.Size() != before {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func contains(s, part string) bool {
	for i := 0; i+len(part) <= len(s); i++ {
		if s[i:i+len(part)] == part {
			return true
		}
	}
	return false
}

// tasks are the kinds of task that a city has about something, by the beginning of their identifiers.
func (c *council) tasks(at jurisdiction.ID, kind string) int {
	c.Helper()
	list, err := c.node(at).Tasks(c.Context())
	must(c.T, err)
	return len(slices.DeleteFunc(list, func(x view.Task) bool { return x.Kind != kind }))
}

// R25, R30, R44, R50, R53: what somebody has to answer is a task of his, from the act that asks until the act that answers, and of nobody else.
func TestTasksComeAndGo(t *testing.T) {
	c := governed(t)
	id := ""
	// asks wants an act to make one more task of a kind at a city, and answers one to take it away.
	change := func(at jurisdiction.ID, kind string, by int, do func() string) string {
		t.Helper()
		had := map[jurisdiction.ID]int{}
		all := []jurisdiction.ID{"upper", "middle", "lower", "province"}
		for _, x := range all {
			had[x] = c.tasks(x, kind)
		}
		made := do()
		for _, x := range all {
			want := had[x]
			if x == at {
				want += by
			}
			if got := c.tasks(x, kind); got != want {
				t.Errorf("after %s: %s has %d tasks %s, had %d, want %d", made, x, got, kind, had[x], want)
			}
		}
		return made
	}
	put := func(by jurisdiction.ID, kind act.Kind, body members, to ...string) func() string {
		return func() string { t.Helper(); return c.puts(by, kind, body, to...) }
	}
	shipped, err := pack.Load("yearly-programme")
	must(t, err)
	text, err := shipped.Fill(pack.Filling{Parties: []jurisdiction.ID{"middle", "lower"}, From: act.Time(c.a.Clock.Now().UnixMilli())})
	must(t, err)
	raw, err := act.Canonical(text)
	must(t, err)
	var plan members
	must(t, json.Unmarshal(raw, &plan))
	of := members{"of": change("lower", "sign-agreement", 1, put("middle", "agreement.propose", plan))}
	change("lower", "sign-agreement", -1, func() string {
		return change("middle", "conclude-agreement", 1, put("lower", "agreement.accept", of))
	})
	change("middle", "conclude-agreement", -1, put("middle", "agreement.conclude", of))

	id = c.opens()
	if c.tasks("middle", "join-case") != 1 || c.tasks("lower", "join-case") != 1 || c.tasks("upper", "join-case") != 0 {
		t.Error("those who were called have not one task each to take their part")
	}
	change("lower", "join-case", -1, put("lower", "incident.join", members{"of": id, "role": "affected"}))
	row := change("middle", "confirm-command", 1, put("upper", "incident.command", members{"of": id, "basis": "designation", "functions": []string{"dispatch"}, "holder": "middle", "from": c.at(0), "power": c.power("4.1")}))
	change("middle", "confirm-command", -1, put("middle", "incident.confirm", members{"of": id, "command": row, "accepts": true}))
	task := change("lower", "answer-task", 1, put("upper", "incident.task", members{"of": id, "what": "boats", "answerBy": c.at(time.Hour)}, "lower"))
	change("lower", "answer-task", -1, put("lower", "incident.answer", members{"of": id, "what": task, "answer": "accept"}))
	up := change("province", "answer-escalation", 1, put("upper", "incident.escalate", members{"of": id, "superior": "province", "need": "a ship", "gap": "none", "answerBy": c.at(time.Hour)}))
	change("province", "answer-escalation", -1, put("province", "incident.answer", members{"of": id, "what": up, "answer": "refuse", "code": "capacity", "text": "we have none"}))

	meeting := members{"power": c.power("4.2"), "body": "office", "title": "Water", "at": c.at(time.Hour), "place": "here", "agenda": []string{"Water"}, "answerBy": c.at(30 * time.Minute)}
	called := c.puts("upper", "meeting.convene", meeting, "middle", "lower") // it is asked itself, too: it has a seat
	if c.tasks("upper", "attend-meeting") != 1 || c.tasks("lower", "attend-meeting") != 1 {
		t.Error("those who were invited have not one task each")
	}
	comes := change("middle", "attend-meeting", -1, put("middle", "meeting.attend", members{"of": called, "comes": true, "post": "mayor", "rank": 1, "commits": true}))
	change("lower", "attend-meeting", -1, put("lower", "meeting.attend", members{"of": called, "reason": "no time"}))
	c.passes(2 * time.Hour)
	minutes := change("middle", "sign-minutes", 1, put("upper", "meeting.minute", members{"of": called, "text": "it rains", "present": []string{comes}}))
	change("middle", "sign-minutes", -1, put("middle", "meeting.sign", members{"of": minutes, "agrees": true}))

	found := change("lower", "reply-finding", 1, put("middle", "standing.find", members{"party": "lower", "violation": "late", "clause": c.power("7.1"), "power": c.power("4.4"), "evidence": []string{id}, "text": "late",
		"replyBy": c.at(8 * 24 * time.Hour)}))
	change("lower", "reply-finding", -1, put("lower", "standing.reply", members{"of": found, "text": "no"}))
	query := change("upper", "answer-query", 1, put("lower", "standing.query", members{"about": id, "text": "why?", "answerBy": c.at(time.Hour)}, "upper"))
	change("upper", "answer-query", -1, put("upper", "standing.explain", members{"of": query, "text": "so"}))
	c.dutyTasks(id, change, put)
}

// dutyTasks: a duty is a task until it is met; what is said about it is a task of its creditor until that is answered.
func (c *council) dutyTasks(id string, change func(jurisdiction.ID, string, int, func() string) string, put func(jurisdiction.ID, act.Kind, members, ...string) func() string) {
	c.Helper()
	owed := func(to string) members {
		for _, d := range c.duties("upper", id) {
			if d.Do == "warn" && d.To != nil && d.To.ID == to && d.Start != nil && d.MetBy == nil {
				return members{"duty": d.Key, "text": "by telephone"}
			}
		}
		c.Fatalf("upper owes %s no warning", to)
		return nil
	}
	said := change("lower", "answer-excuse", 1, func() string { return change("upper", "meet-duty", -1, put("upper", "duty.meet", owed("lower"))) })
	change("lower", "answer-excuse", -1, put("lower", "duty.answer", members{"of": said, "accepts": true}))
	excuse := owed("middle")
	excuse["code"] = "outage"
	said = change("middle", "answer-excuse", 1, put("upper", "duty.excuse", excuse))
	change("middle", "answer-excuse", -1, func() string {
		return change("upper", "meet-duty", -1, put("middle", "duty.answer", members{"of": said, "accepts": true}))
	})
}

// R30, R46: a node signs by itself for what names it in its addressees: an opening, a report, a task, a row of the command table, an escalation; once, also after a
// restart; and for nothing that only others were sent.
func TestNodesSignForWhatCame(t *testing.T) {
	c := governed(t)
	receipts := func(at jurisdiction.ID) int {
		t.Helper()
		return kinds(t, c.node(at))["incident.receive"]
	}
	steps := func(what string, want map[jurisdiction.ID]int, do func()) {
		t.Helper()
		had := map[jurisdiction.ID]int{}
		for _, c := range c.a.Cities() {
			had[c.ID] = receipts(c.ID)
		}
		do()
		for _, x := range c.a.Cities() {
			if got := receipts(x.ID) - had[x.ID]; got != want[x.ID] {
				t.Errorf("%s: %s signs %d times, want %d", what, x.ID, got, want[x.ID])
			}
		}
	}
	id := ""
	steps("an opening", map[jurisdiction.ID]int{"middle": 1, "lower": 1}, func() { id = c.opens() })
	report := members{"of": id, "type": "supplementary", "fields": members{"changed": members{"text": "less"}}}
	steps("a report", map[jurisdiction.ID]int{"lower": 1, "province": 1}, func() { c.puts("upper", "incident.report", report, "lower", "province") })
	steps("a task", map[jurisdiction.ID]int{"middle": 1}, func() {
		c.puts("upper", "incident.task", members{"of": id, "what": "boats", "answerBy": c.at(time.Hour)}, "middle")
	})
	steps("a row", map[jurisdiction.ID]int{"middle": 1}, func() {
		c.puts("upper", "incident.command", members{"of": id, "basis": "designation", "functions": []string{"command"}, "holder": "middle", "from": c.at(0), "power": c.power("4.1")}, "middle")
	})
	steps("an escalation", map[jurisdiction.ID]int{"province": 1}, func() {
		c.puts("upper", "incident.escalate", members{"of": id, "superior": "province", "need": "a ship", "gap": "none", "answerBy": c.at(time.Hour)})
	})
	steps("a statement", nil, func() {
		c.puts("upper", "incident.state", members{"of": id, "subject": "peak", "value": "1", "basis": "observed", "claimedAt": c.at(0)})
	})
	steps("a restart", nil, func() {
		must(t, c.a.Stop("middle"))
		must(t, c.a.Restart(t.Context(), "middle"))
		must(t, c.a.Settle(t.Context()))
	})
	steps("while it was stopped", map[jurisdiction.ID]int{"middle": 1}, func() {
		had := receipts("middle")
		must(t, c.a.Stop("middle"))
		c.puts("upper", "incident.report", report, "middle")
		must(t, c.a.Restart(t.Context(), "middle"))
		until(t, func() bool { return receipts("middle") > had }) // first it asks whether its journal is whole, and tries again after two seconds
		must(t, c.a.Settle(t.Context()))
	})
	for _, to := range c.governance("upper", id, time.Time{}).Reports[1].To {
		if to.Received == nil {
			t.Errorf("the report that came while it was stopped was not received by %s", to.Party.ID)
		}
	}
}

// until waits for something that happens by itself, by the machine's clock.
func until(t *testing.T, is func() bool) {
	t.Helper()
	tick, late := time.NewTicker(5*time.Millisecond), time.After(time.Minute)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("it did not happen in a minute")
		}
	}
}

// R25, R35, R70: the picture counts what every duty says for itself, shows what presses first, and who was called and is silent, until he answers.
func TestPictureIsWhatTheDutiesSay(t *testing.T) {
	c := governed(t)
	c.opens()
	closed := c.opens()
	c.puts("upper", "incident.phase", members{"of": closed, "phase": "closed", "reason": "a false alarm"})
	id := c.opens()
	agrees := func(when string) view.Picture {
		t.Helper()
		p, err := c.node("middle").Picture(t.Context())
		must(t, err)
		if len(p.Cases) != 2 {
			t.Fatalf("%s: %d cases are open", when, len(p.Cases))
		}
		owed, members := map[string]map[string]int{}, map[string]map[string]int{}
		for _, d := range c.duties("*", "") {
			if owed[d.Case.ID] == nil {
				owed[d.Case.ID] = map[string]int{}
			}
			if members[d.Party.ID] == nil {
				members[d.Party.ID] = map[string]int{}
			}
			owed[d.Case.ID][d.State]++
			members[d.Party.ID][d.State]++
		}
		for _, x := range p.Cases {
			if fmt.Sprint(x.Counts) != fmt.Sprint(owed[x.ID]) || x.Next == nil || x.Next.Case.ID != x.ID {
				t.Errorf("%s: %s has %v, next %v, want %v", when, x.ID, x.Counts, x.Next, owed[x.ID])
			}
		}
		for _, m := range p.Members {
			if want := members[m.Party.ID]; len(want)+len(m.Counts) > 0 && fmt.Sprint(m.Counts) != fmt.Sprint(want) {
				t.Errorf("%s: %s has %v, want %v", when, m.Party.ID, m.Counts, want)
			}
		}
		for i, d := range p.Next {
			if d.State != "overdue" && d.State != "due-soon" || i > 0 && p.Next[i-1].State == d.State && p.Next[i-1].Due.After(*d.Due) {
				t.Errorf("%s: next is %s due %v at place %d", when, d.State, d.Due, i)
			}
		}
		return p
	}
	if p := agrees("at the opening"); len(p.Next) != 0 || len(p.Silent) != 4 {
		t.Errorf("at the opening %d duties press and %d are silent", len(p.Next), len(p.Silent))
	}
	c.passes(55 * time.Minute) // warnings are due within the hour
	soon := agrees("five minutes before the hour").Next
	if len(soon) == 0 || soon[0].State != "due-soon" {
		t.Errorf("five minutes before the hour nothing is due soon: %v", soon)
	}
	c.passes(80 * time.Minute)
	if p := agrees("after two hours"); len(p.Next) == 0 || p.Next[0].State != "overdue" || !p.Silent[0].Overdue {
		t.Errorf("after two hours nothing is overdue: %v", p.Next)
	}
	c.puts("lower", "incident.join", members{"of": id, "role": "affected"})
	p := agrees("when one has answered")
	for _, s := range p.Silent {
		if s.Party.ID == "lower" && s.Case.ID == id {
			t.Error("lower has answered and is shown as silent")
		}
	}
	i := slices.IndexFunc(p.Members, func(m view.PictureMember) bool { return m.Party.ID == "lower" })
	if m := p.Members[i]; m.Asked != 2 || m.Answered != 1 {
		t.Errorf("lower was asked %d times and has answered %d", m.Asked, m.Answered)
	}
}

// R45, R71: a case as it was known at a moment is governed as it was then: who led, how it was classified, what was owed.
func TestGovernanceAsItWasKnown(t *testing.T) {
	c := governed(t)
	id := c.opens()
	opened := c.a.Clock.Now()
	c.passes(time.Hour)
	c.puts("upper", "incident.classify", members{"of": id, "classes": []string{"accident"}, "grade": 1, "reason": "the intake is hit"})
	row := c.puts("upper", "incident.command", members{"of": id, "basis": "designation", "functions": []string{"lead"}, "holder": "middle", "from": c.at(0), "power": c.power("4.1")})
	c.puts("middle", "incident.confirm", members{"of": id, "command": row, "accepts": true})
	c.passes(time.Hour)
	for _, at := range []jurisdiction.ID{"upper", "lower"} {
		now, then := c.governance(at, id, time.Time{}), c.governance(at, id, opened.Add(time.Minute))
		if now.Lead.ID != "middle" || len(now.Classifications) != 2 || len(now.Table) < 2 {
			t.Errorf("at %s now: %s leads, classified %d times, %d rows", at, now.Lead.ID, len(now.Classifications), len(now.Table))
		}
		if then.Lead.ID != "upper" || len(then.Classifications) != 1 || then.Classifications[0].Grade != 3 {
			t.Errorf("at %s then: %s leads, classified %d times", at, then.Lead.ID, len(then.Classifications))
		}
		meets := func(g *view.Governance) bool {
			return slices.ContainsFunc(g.Duties, func(d view.Duty) bool { return d.Do == "meet" })
		}
		if !meets(now) || meets(then) {
			t.Errorf("at %s: a meeting is owed of grade I: now %v, then %v", at, meets(now), meets(then))
		}
		for _, d := range then.Duties {
			if d.State == "overdue" {
				t.Errorf("at %s: a minute after the opening %s of %s is overdue", at, d.Do, d.Party.ID)
			}
		}
	}
	if v, err := c.node("lower").Case(t.Context(), nil, id, opened.Add(-time.Minute)); err != nil || v.Governance != nil {
		t.Errorf("before it was opened the case is governed: %+v %v", v.Governance, err)
	}
}

// A page that is open is told that what it shows has changed, whatever practice it is about.
func TestChangesNameTheirPages(t *testing.T) {
	c := governed(t)
	id := c.opens()
	changes, done := c.node("middle").Changes()
	defer done()
	for _, x := range []struct {
		kind   act.Kind
		body   members
		topics []string
	}{
		{"agreement.appoint", members{"of": c.compact, "body": "committee", "holder": "mayor", "rank": 1, "from": c.at(0)}, []string{"agreements", "now", "duties"}},
		{"incident.own", members{"of": id, "phase": "watch", "reason": "so"}, []string{"cases", "duties", "now"}},
		{"standing.query", members{"about": id, "text": "why?", "answerBy": c.at(time.Hour)}, []string{"findings", "now"}},
		{"meeting.request", members{"instrument": c.compact, "body": "office", "subject": "water"}, []string{"meetings"}},
	} {
		c.puts("middle", x.kind, x.body, "upper")
		missing := map[string]bool{}
		for _, topic := range x.topics {
			missing[topic] = true
		}
		for len(missing) > 0 {
			select {
			case got := <-changes:
				for _, topic := range got {
					delete(missing, topic)
				}
				continue
			case <-time.After(time.Minute):
			}
			t.Errorf("%s does not say that %v changed", x.kind, missing)
			break
		}
	}
}
