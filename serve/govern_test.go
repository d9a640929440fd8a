package serve_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tongzhou/drill"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/roster"
	"tongzhou/serve"
)

type members = map[string]any

// A matter is an alliance with somebody at every desk, and what they have tried so far.
type matter struct {
	*testing.T
	a     *drill.Alliance
	start time.Time
	spec  *spec
	// The coordinators of three cities on a river, of the province above them and of an agency that is a guest; a duty officer and a supervisor at upper.
	upper, middle, lower, province, agency, desk, watcher *person
	did, refused                                          map[string]int // kinds of act
}

// governed is an alliance of three cities under a province, with an agency as a guest. The charter knows one superior.
func governed(t *testing.T) *matter {
	t.Helper()
	start := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	m := &matter{T: t, a: drill.NewAlliance(t.TempDir(), start), start: start, did: map[string]int{}, refused: map[string]int{}}
	t.Cleanup(func() {
		if err := m.a.Close(); err != nil {
			t.Error(err)
		}
	})
	charter := roster.Charter{Alliance: both("River alliance", "河流联盟"), Mode: "voluntary", Secretariat: "upper", Superiors: []jurisdiction.ID{"province"}, Rules: roster.Rules{Accept: []roster.Accept{{Minutes: 60}},
		MustWarn: 50, Observers: roster.Quorum{Count: 1}, Unreachable: 10, Signed: true, Escalation: []roster.Step{{After: 0, To: "coordinator"}}}}
	for i, id := range append(towns(), "province", "agency") {
		role := map[int]string{3: "province", 4: "guest"}[i]
		if role == "" {
			role = "city"
		}
		x := drill.Member{ID: id, Self: node.Self{Name: both(string(id), string(id)), Role: role}, Watch: watch(start, "upper")}
		if i == 0 {
			must(t, m.a.Found(t.Context(), x, charter))
		} else {
			must(t, m.a.Join(t.Context(), x))
		}
	}
	must(t, m.a.Settle(t.Context()))
	must(t, m.a.Set(t.Context(), start.Add(6*time.Hour)))
	m.upper, m.middle, m.lower = login(t, m.a, "upper", "Chen", serve.Coordinator), login(t, m.a, "middle", "Wu", serve.Coordinator), login(t, m.a, "lower", "Zhu", serve.Coordinator)
	m.province, m.agency = login(t, m.a, "province", "Sun", serve.Coordinator), login(t, m.a, "agency", "Xu", serve.Coordinator)
	m.desk, m.watcher = login(t, m.a, "upper", "Li", serve.DutyOfficer), login(t, m.a, "upper", "Gao", serve.Supervisor)
	m.spec = readSpec(t, m.upper)
	for _, p := range []*person{m.upper, m.middle, m.lower, m.province, m.agency, m.desk, m.watcher} {
		p.spec = m.spec
	}
	return m
}

// at is a moment so long from now, as people spell it.
func (m *matter) at(d time.Duration) string { return m.a.Clock.Now().Add(d).Format(time.RFC3339) }

func (m *matter) passes(d time.Duration) {
	m.Helper()
	must(m.T, m.a.Set(m.Context(), m.a.Clock.Now().Add(d)))
}

// does puts an act on record, waits until everybody has read it, and returns its identifier.
func (m *matter) does(p *person, kind string, body members, to ...string) string {
	m.Helper()
	in := members{"body": body}
	if to != nil {
		in["to"] = to
	}
	got := call[view.Said](p, "POST", "/acts/"+kind, in, 200)
	if got.Kind != kind || got.ID == "" || got.Text["en"] == "" || got.Text["zh-Hans"] == "" {
		m.Errorf("%s: it was answered %+v", kind, got)
	}
	m.did[kind]++
	must(m.T, m.a.Settle(m.Context()))
	return got.ID
}

// fails wants an act to be refused with a sentence that has these words, and nothing on record of it.
func (m *matter) fails(p *person, kind string, status int, words string, body members, to ...string) {
	m.Helper()
	in := members{"body": body}
	if to != nil {
		in["to"] = to
	}
	before := m.a.Size()
	got := call[problem](p, "POST", "/acts/"+kind, in, status)
	if !strings.Contains(got.Detail, words) {
		m.Errorf("%s is refused with %q, which does not say %q", kind, got.Detail, words)
	}
	if m.a.Size() != before {
		m.Errorf("%s: it was refused, and something is on record", kind)
	}
	m.refused[kind]++
}

// look opens every page about who leads and who owes what, as a person sees it.
func (m *matter) look(p *person, more ...string) {
	m.Helper()
	for _, path := range append([]string{"/now", "/picture", "/duties", "/duties?party=*", "/agreements", "/packs", "/bodies", "/meetings", "/findings", "/accesses", "/overrides", "/directory", "/steady", "/exercises", "/record", "/record?party=lower", "/cases"}, more...) {
		call[any](p, "GET", path, nil, 200)
	}
}

// of is a clause of an instrument, as bodies name it.
func of(instrument, clause string) members {
	return members{"instrument": instrument, "clause": clause}
}

// R17, R18, R23, R32, R35, R41, R44, R45, R49, R51, R71, R72, R82: TestGovernanceIsAsPublished goes through a whole matter over HTTP, with the instruments that ship with the program: the cities agree, a case
// comes, command changes hands, they meet, and one is found to have been silent. Every answer is compared with the OpenAPI document that the same node publishes. Every
// kind of act that officers put on record is put there at least once, and refused at least once with a sentence that says what to do.
func TestGovernanceIsAsPublished(t *testing.T) {
	m := governed(t)
	m.look(m.upper)
	compact := m.agree()
	m.text(compact)
	m.open(compact)
	opened := m.leads(compact)
	m.reports(opened)
	m.assesses(opened)
	m.owes(opened)
	m.meets(compact, opened)
	m.finds(compact, opened)
	m.goesOn(opened)
	m.accounts(opened)
	m.leaves(compact)
	m.everythingWasTried()
}

// everythingWasTried wants every kind done and refused, and every new call of the document made.
func (m *matter) everythingWasTried() {
	for _, f := range node.Forms() {
		if m.did[string(f.Kind)] == 0 {
			m.Errorf("%s was not put on record", f.Kind)
		}
		if m.refused[string(f.Kind)] == 0 {
			m.Errorf("%s was not refused", f.Kind)
		}
	}
	for path, item := range m.spec.doc["paths"].(map[string]any) {
		for method := range item.(map[string]any) {
			if op := strings.ToUpper(method) + " " + path; unlooked(op) && !m.spec.called[op] && op != "GET /api/v1/exhibits/{hash}" && op != "GET /api/v1/events" {
				m.Errorf("%s was not tried", op)
			}
		}
	}
}

// agree lets the cities conclude the river compact, and returns what concluded it.
func (m *matter) agree() string {
	filled := call[view.Filled](m.upper, "POST", "/packs/river-compact/fill", members{"parties": []string{"upper", "middle", "lower"}}, 200)
	var text members
	must(m.T, json.Unmarshal(filled.Wire, &text))
	checked := call[view.Checked](m.desk, "POST", "/agreements/check", members{"instrument": text}, 200)
	if len(checked.Errors) > 0 || len(checked.Rules) < 30 {
		m.Fatalf("the shipped compact has %d clauses and errors: %v", len(checked.Rules), checked.Errors)
	}
	if bad := call[view.Checked](m.upper, "POST", "/agreements/check", members{"instrument": members{"code": "x", "clauses": []any{members{"id": "1", "when": "grade >"}}}}, 200); len(bad.Errors) == 0 {
		m.Error("a draft without anything is fine")
	}
	if got := call[problem](m.upper, "POST", "/packs/river-compact/fill", members{"parties": []string{"upper"}}, 422); !strings.Contains(got.Detail, "two or more") {
		m.Errorf("a compact of one: %q", got.Detail)
	}
	call[problem](m.upper, "POST", "/packs/nothing/fill", members{"parties": []string{"upper", "lower"}}, 404)
	m.fails(m.desk, "agreement.propose", 403, "Ask somebody whose role does", text)
	m.fails(m.upper, "agreement.propose", 409, "an instrument begins at a time", with(text, "from", 0))
	of := members{"of": m.does(m.upper, "agreement.propose", text)}
	call[view.Instrument](m.middle, "GET", "/agreements/"+of["of"].(string), nil, 200)
	if n := len(tasksOf(m.middle, "sign-agreement")); n != 1 {
		m.Errorf("middle has %d agreements to sign", n)
	}
	m.fails(m.province, "agreement.accept", 409, "not a party", of)
	m.fails(m.upper, "agreement.conclude", 409, "cites no acceptance of", of)
	m.does(m.middle, "agreement.accept", of)
	m.fails(m.upper, "agreement.conclude", 409, "3 parties need 3 signatures", of)
	m.does(m.lower, "agreement.accept", of)
	m.fails(m.lower, "agreement.refuse", 409, "left with notice", with(of, "reason", "we changed our mind"))
	m.fails(m.lower, "agreement.conclude", 409, "the proposer, upper, concludes it", of)
	concluded := m.does(m.upper, "agreement.conclude", of)
	if got := call[view.Instrument](m.lower, "GET", "/agreements/"+concluded, nil, 200); got.State != "concluded" || got.Missing != 0 || len(got.Rules) != len(checked.Rules) || len(got.List) == 0 {
		m.Errorf("the compact is %s, %d signatures missing, %d clauses, %d rows of its list", got.State, got.Missing, len(got.Rules), len(got.List))
	}
	if n := len(tasksOf(m.middle, "sign-agreement")); n != 0 {
		m.Errorf("middle has %d agreements to sign after all have signed", n)
	}
	return concluded
}

// with is a body with one member more.
func with(body members, key string, value any) members {
	out := members{}
	for k, v := range body {
		out[k] = v
	}
	out[key] = value
	return out
}

func tasksOf(p *person, kind string) []view.Task {
	p.t.Helper()
	now := call[view.Now](p, "GET", "/now", nil, 200)
	return slices.DeleteFunc(now.Tasks, func(x view.Task) bool { return x.Kind != kind })
}

// text is what else is done about texts: a refusal, a pack from above, seats, a guest.
func (m *matter) text(compact string) {
	var plan members
	must(m.T, json.Unmarshal(call[view.Filled](m.middle, "POST", "/packs/yearly-programme/fill", members{"parties": []string{"middle", "lower"}}, 200).Wire, &plan))
	proposed := m.does(m.middle, "agreement.propose", plan)
	m.does(m.lower, "agreement.refuse", members{"of": proposed, "reason": "too dear"})
	m.progress(plan)
	var law members
	must(m.T, json.Unmarshal(call[view.Filled](m.province, "POST", "/packs/cn-environment-reporting/fill", members{"parties": []string{}}, 200).Wire, &law))
	m.does(m.province, "agreement.issue", law)
	m.fails(m.province, "agreement.issue", 409, "the first is 1 and amends nothing", with(law, "version", 2))
	seat := members{"of": compact, "body": "committee", "holder": both("Deputy mayor", "副市长"), "rank": 1, "alternate": both("Head of the bureau", "局长"), "from": m.at(0)}
	figures := members{"member": "lower", "year": 2025, "population": 3000000, "urban": 500000, "source": "yearbook"}
	m.does(m.upper, "roster.figures", figures)
	m.fails(m.lower, "roster.figures", 409, "the secretariat keeps the figures", figures)
	m.does(m.lower, "agreement.appoint", seat)
	m.fails(m.province, "agreement.appoint", 409, "no seat in committee", seat)
	shift := members{"of": compact, "body": "office", "off": "day shift", "on": "night shift", "open": 2, "note": "two samples are on the way"}
	m.does(m.desk, "agreement.watch", shift)
	m.fails(m.lower, "agreement.watch", 409, "does not speak for office", shift)
	m.lists()
	guest := members{"guest": "agency", "power": of(compact, "4.3"), "body": "office", "part": both("laboratory", "实验室"), "from": m.at(0), "until": m.at(48 * time.Hour)}
	m.fails(m.lower, "agreement.guest", 409, "which lower does not stand for", guest)
	m.fails(m.upper, "agreement.guest", 409, "a guest has an end date", with(guest, "until", m.at(-time.Hour)))
	granted := m.does(m.upper, "agreement.guest", guest)
	bodies := call[view.Bodies](m.upper, "GET", "/bodies", nil, 200).Bodies
	i := slices.IndexFunc(bodies, func(b view.Body) bool { return b.ID == "office" })
	if i < 0 || len(bodies[i].Guests) != 1 || bodies[i].Guests[0].Ended {
		m.Fatalf("the office has no guest: %+v", bodies)
	}
	m.fails(m.middle, "agreement.dismiss", 409, "upper let the guest in", members{"of": granted})
	m.contracts()
	m.look(m.agency)
}

// contracts puts a contract with a private unit on record, under a list that the province issues.
func (m *matter) contracts() {
	var list members
	parties := members{"parties": []string{"upper", "middle", "lower"}}
	must(m.T, json.Unmarshal(call[view.Filled](m.province, "POST", "/packs/responsibility-list/fill", parties, 200).Wire, &list))
	issued := m.does(m.province, "agreement.issue", with(list, "code", "units"))
	_, body := m.lower.raw("POST", "/api/v1/exhibits", "the contract", map[string]string{"Content-Type": "text/plain"})
	var kept view.Kept
	must(m.T, json.Unmarshal(body, &kept))
	firm := members{"of": issued, "unit": "clean-up-firm", "name": "Blue Water Ltd", "paper": kept.Hash, "from": m.at(0), "until": m.at(48 * time.Hour)}
	m.fails(m.lower, "agreement.contract", 409, "no row of units names a private unit", with(firm, "unit", "navy"))
	m.does(m.lower, "agreement.contract", firm)
	page := call[view.Instrument](m.lower, "GET", "/agreements/"+issued, nil, 200)
	if i := slices.IndexFunc(page.List, func(r view.DutyRow) bool { return r.Unit != nil }); i < 0 || !page.List[i].Unit.Bound || len(page.List[i].Unit.Contracts) != 1 {
		m.Errorf("the firm is not bound: %+v", page.List)
	}
}

// progress concludes a programme and says what became of an item of it (R43).
func (m *matter) progress(plan members) {
	proposed := m.does(m.middle, "agreement.propose", with(plan, "code", "programme"))
	m.does(m.lower, "agreement.accept", members{"of": proposed})
	programme := m.does(m.middle, "agreement.conclude", members{"of": proposed})
	done := members{"of": of(programme, "1"), "step": "done", "text": both("levels are agreed", "水位已商定")}
	m.fails(m.lower, "agreement.progress", 409, "its owner, middle", done)
	m.does(m.middle, "agreement.progress", done)
	items := call[view.Instrument](m.middle, "GET", "/agreements/"+programme, nil, 200).Items
	if i := slices.IndexFunc(items, func(x view.Item) bool { return x.Clause.Clause == "1" }); i < 0 || items[i].State != "done" || len(items[i].Evidence) != 0 {
		m.Errorf("items: %+v", items)
	}
}

// open opens a case at lower that comes to nothing, to see what one action starts and what it is refused for.
func (m *matter) open(string) {
	opening := m.opening("A drill")
	if got := call[problem](m.watcher, "POST", "/cases", opening, 403); !strings.Contains(got.Detail, "Ask somebody") {
		m.Errorf("a supervisor opens a case: %q", got.Detail)
	}
	if got := call[problem](m.upper, "POST", "/cases", with(opening, "hazard", ""), 409); !strings.Contains(got.Detail, "say unknown") {
		m.Errorf("a case without a hazard: %q", got.Detail)
	}
	if got := call[problem](m.upper, "POST", "/cases", with(opening, "colour", "red"), 422); !strings.Contains(got.Detail, "colour: there is no such member") {
		m.Errorf("a case with a colour: %q", got.Detail)
	}
	call[problem](m.upper, "POST", "/exhibits", nil, 400)
}

func (m *matter) opening(title string) members {
	return members{"status": "Exercise", "title": both(title, title), "hazard": "pollutant-slug", "origin": members{"known": true, "parties": []string{"upper"}},
		"situation": members{"class": 2, "sources": []string{"upper"}, "exposed": []string{"middle", "lower"}}, "phase": "watch",
		"roles": []any{members{"party": "upper", "role": "lead"}, members{"party": "province", "role": "superior"}}, "evidence": "a patrol saw it"}
}

func (m *matter) opens(title string, classes ...string) string {
	m.Helper()
	body := m.opening(title)
	if classes != nil {
		body["classes"], body["grade"], body["reason"] = classes, 3, "as it looks"
	}
	got := call[view.Said](m.upper, "POST", "/cases", body, 200)
	must(m.T, m.a.Settle(m.Context()))
	return got.ID
}

// leads is a case in which command changes hands: decided, designated, confirmed, escalated, taken over, ordered, handed back.
func (m *matter) leads(compact string) string {
	id := m.opens("Slick", "accident")
	about := members{"of": id}
	c := call[view.Case](m.lower, "GET", "/cases/"+id, nil, 200)
	if c.Governance == nil || len(c.Governance.Duties) < 10 || len(c.Governance.Calls) < 2 || c.Governance.Lead.ID != "upper" || len(c.Governance.Classifications) != 1 {
		m.Fatalf("one action did not start roles, duties and calls: %+v", c.Governance)
	}
	m.decides(about)
	row := members{"of": id, "basis": "designation", "functions": []string{"command"}, "holder": "middle", "where": []string{"middle"}, "from": m.at(0), "power": of(compact, "4.1")}
	m.fails(m.lower, "incident.command", 409, "which lower does not stand for", row)
	commands := m.does(m.upper, "incident.command", row)
	yes := members{"of": id, "command": commands, "accepts": true}
	if n := len(tasksOf(m.middle, "confirm-command")); n != 1 {
		m.Errorf("middle has %d commands to confirm", n)
	}
	m.fails(m.lower, "incident.confirm", 409, "only whom it names, middle, confirms it", yes)
	m.does(m.middle, "incident.confirm", yes)
	asks := members{"of": id, "superior": "province", "need": "a laboratory ship", "gap": "we have none", "answerBy": m.at(time.Hour)}
	m.fails(m.upper, "incident.escalate", 422, "absent: gap", with(asks, "gap", ""))
	escalated := m.does(m.upper, "incident.escalate", asks)
	takes := members{"of": id, "basis": "take-over", "functions": []string{"lead"}, "holder": "province", "from": m.at(0), "escalation": escalated, "mode": "superior-led"}
	m.fails(m.middle, "incident.command", 409, "it asked province", with(takes, "holder", "middle"))
	taken := m.does(m.province, "incident.command", takes)
	m.fails(m.upper, "incident.stage", 409, "the lead, province, decides it", with(with(about, "stage", "treatment"), "reason", "so"))
	m.orders(compact, id)
	m.does(m.province, "incident.command", members{"of": id, "basis": "hand-back", "functions": []string{"lead"}, "holder": "upper", "from": m.at(0), "replaces": []string{taken}, "mode": "voluntary", "briefing": "it is under control"})
	last := call[view.Case](m.upper, "GET", "/cases/"+id, nil, 200).Governance.Table
	i := slices.IndexFunc(last, func(r view.CommandRow) bool { return r.Basis == "hand-back" })
	if i < 0 {
		m.Fatalf("there is no hand-back in the table: %+v", last)
	}
	m.does(m.upper, "incident.confirm", members{"of": id, "command": fmt.Sprintf("province.%d", last[i].Ref.Index), "accepts": true})
	if g := call[view.Case](m.lower, "GET", "/cases/"+id, nil, 200).Governance; g.Lead.ID != "upper" || g.Mode != "voluntary" {
		m.Errorf("after the hand-back %s leads, %s", g.Lead.ID, g.Mode)
	}
	return id
}

// decides is what the lead decides, and what everybody says for itself.
func (m *matter) decides(about members) {
	plan := with(with(about, "what", "two gates"), "from", m.at(24*time.Hour))
	m.fails(m.upper, "incident.release", 409, "from and until", with(plan, "until", m.at(time.Hour)))
	m.does(m.upper, "incident.release", plan)
	m.fails(m.upper, "incident.surge", 409, "in-time, late, cut or unknown", with(about, "rows", []members{{"to": "lower", "holder": "upper", "kind": "pump", "amount": members{"value": 2, "unit": "1"}, "state": "soon"}}))
	m.does(m.upper, "incident.surge", about)
	_, kept := m.upper.raw("POST", "/api/v1/exhibits", "a run of the bureau", map[string]string{"Content-Type": "text/plain"})
	var run view.Kept
	must(m.T, json.Unmarshal(kept, &run))
	forecast := with(with(with(with(about, "exhibit", run.Hash), "model", "bureau"), "seed", "1"), "issued", m.at(0))
	reaches := []members{{"place": "low-bridge", "party": "lower", "probability": 800000, "situation": 3}}
	m.fails(m.upper, "incident.forecast", 409, "twice", with(forecast, "reaches", append(reaches, reaches...)))
	m.does(m.upper, "incident.forecast", with(forecast, "reaches", reaches))
	phase := with(with(about, "phase", "emergency"), "reason", "it is coming")
	m.fails(m.middle, "incident.phase", 409, "the lead, upper, decides it", phase)
	m.does(m.upper, "incident.phase", phase)
	class := with(with(with(about, "classes", []string{"accident"}), "grade", 2), "reason", "two cities cut their water")
	m.fails(m.upper, "incident.classify", 409, "1 (the gravest) to 4", with(class, "grade", 7))
	m.does(m.upper, "incident.classify", class)
	m.does(m.upper, "incident.stage", with(with(about, "stage", "treatment"), "reason", "we act"))
	own := with(with(about, "phase", "watch"), "reason", "nothing is here yet")
	m.fails(m.lower, "incident.own", 409, "phase", with(own, "phase", "panic"))
	m.does(m.lower, "incident.own", own)
	m.fails(m.lower, "incident.join", 409, "role", with(about, "role", "king"))
	m.does(m.lower, "incident.join", with(about, "role", "affected"))
	clock := with(with(with(about, "what", "known"), "at", m.at(-time.Hour)), "source", "a call")
	m.fails(m.lower, "incident.clock", 409, "occurred or known", with(clock, "what", "guessed"))
	m.does(m.middle, "incident.clock", clock)
	state := with(with(with(with(about, "subject", "peak"), "value", "it has passed"), "basis", "observed"), "claimedAt", m.at(0))
	m.fails(m.middle, "incident.state", 422, "claimedAt: wants a time with its zone", with(state, "claimedAt", "now"))
	m.does(m.middle, "incident.state", state)
}

// orders: in superior-led mode an order binds, by the clause that lets the province give it.
func (m *matter) orders(compact, id string) {
	var law string
	for _, i := range call[view.Instruments](m.province, "GET", "/agreements", nil, 200).Instruments {
		if i.By.ID == "province" {
			law = i.ID
		}
	}
	if law == "" {
		m.Fatal("the province's pack is not in the list")
	}
	task := members{"of": id, "what": "Close the intake", "answerBy": m.at(30 * time.Minute), "doneBy": m.at(2 * time.Hour)}
	m.fails(m.province, "incident.task", 409, "a request may be made instead", with(with(task, "binding", true), "power", of(compact, "4.1")), "lower")
	m.does(m.province, "incident.task", with(with(task, "binding", true), "power", of(compact, "4.7")), "lower")
	asked := m.does(m.province, "incident.task", task, "lower")
	if n := len(tasksOf(m.lower, "answer-task")); n != 2 {
		m.Errorf("lower has %d tasks to answer", n)
	}
	answer := members{"of": id, "what": asked, "answer": "refuse", "code": "own-population", "text": "the hospital needs it"}
	m.fails(m.middle, "incident.answer", 409, "it was not asked of middle", answer)
	m.fails(m.lower, "incident.answer", 409, "who refuses says why", with(answer, "code", ""))
	m.does(m.lower, "incident.answer", answer)
	if n := len(tasksOf(m.lower, "answer-task")); n != 1 {
		m.Errorf("lower has %d tasks to answer after it has answered one of two", n)
	}
}

// reports: of a report with its evidence, and of what the public was told.
func (m *matter) reports(id string) {
	res, body := m.upper.raw("POST", "/api/v1/exhibits", "the laboratory's sheet", map[string]string{"Content-Type": "text/plain"})
	m.spec.check(m.T, "POST", "/api/v1/exhibits", res, body)
	var kept view.Kept
	must(m.T, json.Unmarshal(body, &kept))
	fields := members{}
	for _, name := range []string{"source", "time", "place", "nature", "extent", "casualties", "measures", "trend"} {
		fields[name] = members{"unknown": true}
	}
	fields["extent"] = members{"quantity": members{"value": 12.5, "unit": "km"}, "confidence": "likely"}
	report := members{"of": id, "type": "initial", "fields": fields}
	m.fails(m.upper, "incident.report", 409, "initial, supplementary or final", with(report, "type", "funny"))
	first := m.does(m.upper, "incident.report", report, "middle", "province")
	m.fails(m.lower, "incident.report", 409, "only its author, upper", with(report, "replaces", first))
	m.does(m.upper, "incident.report", members{"of": id, "type": "supplementary", "fields": members{"changed": members{"text": "less"}}, "replaces": first})
	g := call[view.Case](m.middle, "GET", "/cases/"+id, nil, 200).Governance
	if len(g.Reports) != 2 || len(g.Reports[0].To) != 2 || slices.ContainsFunc(g.Reports[0].To, func(d view.Delivery) bool { return d.Received == nil }) {
		m.Errorf("the first report was not received by those to whom it was sent: %+v", g.Reports)
	}
	notice := members{"of": id, "published": m.at(0), "text": both("Do not drink", "请勿饮用")}
	m.does(m.lower, "incident.notice", notice)
	m.fails(m.lower, "incident.notice", 422, "no such member", with(notice, "audience", "all"))
	told := members{"of": id, "whom": "khabarovsk", "name": "Khabarovsk", "means": "telephone", "at": m.at(0), "what": "a slick comes", "answered": "duty desk"}
	m.fails(m.lower, "incident.tell", 409, "told by an act that it signs for", with(told, "whom", "middle"))
	m.does(m.lower, "incident.tell", told)
	clockless := members{"of": id, "what": "occurred", "at": m.at(-7 * time.Hour), "source": "the gauge", "exhibits": []string{kept.Hash}}
	m.does(m.upper, "incident.clock", clockless)
	m.fails(m.lower, "incident.clock", 422, "hand it in first", with(clockless, "exhibits", []string{strings.Repeat("0", 64)}))
	if res, body := m.middle.raw("GET", "/api/v1/exhibits/"+kept.Hash, nil, nil); res.StatusCode != http.StatusOK || string(body) != "the laboratory's sheet" {
		m.Errorf("the exhibit did not come along with the act: %s %s", res.Status, body)
	}
	m.look(m.middle, "/cases/"+id+"?asOf="+m.at(-time.Minute), "/cases/"+id)
}

func key(d view.Duty) members {
	k := members{"case": d.Key.Case, "clause": of(d.Key.Clause.Instrument, d.Key.Clause.Clause), "party": d.Key.Party, "since": d.Key.Since}
	if d.Key.To != "" {
		k["to"] = d.Key.To
	}
	if d.Key.Nth != 0 {
		k["nth"] = d.Key.Nth
	}
	return k
}

// owed finds a duty of a party in a case.
func (m *matter) owed(id, party, do string, is func(view.Duty) bool) view.Duty {
	m.Helper()
	for _, d := range call[view.Duties](m.upper, "GET", "/duties?party="+party+"&case="+id, nil, 200).Duties {
		if d.Do == do && d.Start != nil && is(d) {
			return d
		}
	}
	m.Fatalf("%s owes no %s in %s", party, do, id)
	return view.Duty{}
}

// owes: what is said about duties.
func (m *matter) owes(id string) {
	d := m.owed(id, "upper", "warn", func(d view.Duty) bool { return d.To != nil && d.To.ID == "lower" && d.State != "met" })
	done := members{"duty": key(d), "text": "told by telephone"}
	m.fails(m.lower, "duty.meet", 409, "which speaks for itself", done)
	told := m.does(m.upper, "duty.meet", done)
	if n := len(tasksOf(m.lower, "answer-excuse")); n != 1 {
		m.Errorf("lower has %d words about duties to answer", n)
	}
	m.fails(m.middle, "duty.answer", 409, "the creditor, lower, answers", members{"of": told, "accepts": true})
	m.fails(m.lower, "duty.answer", 409, "who disputes says why", members{"of": told})
	m.does(m.lower, "duty.answer", members{"of": told, "accepts": true})
	if got := m.owed(id, "upper", "warn", func(x view.Duty) bool { return x.ID == d.ID }); got.State != "met" && got.State != "met-late" {
		m.Errorf("the warning by telephone was accepted and is %s", got.State)
	}
	d = m.owed(id, "upper", "warn", func(d view.Duty) bool { return d.To != nil && d.To.ID == "middle" && d.State != "met" })
	excuse := members{"duty": key(d), "code": "outage", "text": "the line was cut", "from": m.at(-time.Hour), "until": m.at(0)}
	m.fails(m.upper, "duty.excuse", 409, "wants one of", with(excuse, "code", "tired"))
	m.does(m.upper, "duty.excuse", excuse)
	if got := m.owed(id, "upper", "warn", func(x view.Duty) bool { return x.ID == d.ID }); got.Excuse == nil || got.Excuse.Code != "outage" || got.Excuse.Answered {
		m.Errorf("the excuse is not shown: %+v", got)
	}
}

// meets: a meeting from its request to the action that followed from it.
func (m *matter) meets(compact, id string) {
	request := members{"instrument": compact, "body": "office", "case": id, "subject": "who pays for the water"}
	m.fails(m.lower, "meeting.request", 409, "is over already", with(request, "before", m.at(-time.Hour)))
	asked := m.does(m.lower, "meeting.request", request)
	called := members{"power": of(compact, "4.2"), "body": "office", "case": id, "request": asked, "title": "Water", "at": m.at(2 * time.Hour), "place": "on the telephone",
		"agenda": []string{"Water from the reservoir"}, "answerBy": m.at(time.Hour)}
	m.fails(m.lower, "meeting.convene", 409, "which lower does not stand for", called)
	m.fails(m.upper, "meeting.convene", 409, "people who do not know what it is about", with(called, "agenda", []string{}))
	meeting := m.does(m.upper, "meeting.convene", called, "middle", "lower")
	if n := len(tasksOf(m.lower, "attend-meeting")); n != 1 {
		m.Errorf("lower has %d invitations", n)
	}
	comes := members{"of": meeting, "comes": true, "post": "deputy mayor", "rank": 2, "commits": true}
	m.fails(m.province, "meeting.attend", 409, "was not invited", comes)
	present := []string{m.does(m.lower, "meeting.attend", comes), m.does(m.middle, "meeting.attend", comes), m.does(m.upper, "meeting.attend", comes)}
	// Until there are minutes, those are counted who say that they come; and no minutes are offered of what has not begun.
	if got := call[view.Meeting](m.upper, "GET", "/meetings/"+meeting, nil, 200); got.Present != 3 || !slices.Contains(got.Can, "meeting.attend") || slices.Contains(got.Can, "meeting.minute") {
		m.Errorf("before the meeting %d are counted, and its convener may %v", got.Present, got.Can)
	}
	minutes := members{"of": meeting, "present": present, "decisions": []any{members{"item": 1, "text": "The reservoir opens", "for": []string{"upper", "middle"}, "against": []string{"lower"}}},
		"actions": []any{members{"owner": "lower", "what": "Measure at the weir", "due": m.at(5 * time.Hour)}}}
	m.fails(m.upper, "meeting.minute", 409, "has not begun", minutes)
	m.passes(3 * time.Hour)
	m.fails(m.middle, "meeting.minute", 409, "the convener, upper, writes the minutes", minutes)
	written := m.does(m.upper, "meeting.minute", minutes)
	if n := len(tasksOf(m.lower, "sign-minutes")); n != 1 {
		m.Errorf("lower has %d minutes to sign", n)
	}
	m.fails(m.province, "meeting.sign", 409, "was not invited", members{"of": written, "agrees": true})
	m.does(m.lower, "meeting.sign", members{"of": written, "agrees": true})
	done := members{"of": written, "action": 1, "text": "it is 0.4 mg/L"}
	m.fails(m.middle, "meeting.done", 409, "action 1 is of lower", done)
	got := call[view.Meeting](m.middle, "GET", "/meetings/"+meeting, nil, 200)
	if got.State != "minuted" || got.Present != 3 || len(got.Decisions) != 1 || got.Decisions[0].Result != "carried" || len(got.Actions) != 1 || got.Actions[0].State != "open" {
		m.Errorf("the meeting: %+v", got)
	}
	finished := m.does(m.lower, "meeting.done", done)
	m.fails(m.lower, "meeting.confirm", 409, "the convener, upper, confirms", members{"of": finished, "accepts": true})
	m.does(m.upper, "meeting.confirm", members{"of": finished, "accepts": true})
	if got := call[view.Meeting](m.middle, "GET", "/meetings/"+meeting, nil, 200).Actions[0]; got.State != "done" {
		m.Errorf("the action is %s", got.State)
	}
	m.look(m.lower)
}

// finds: a finding from its evidence to the sanction; advice, a question, a suspicion.
func (m *matter) finds(compact, id string) {
	week := 7*24*time.Hour + time.Minute
	found := members{"party": "lower", "violation": "absent", "clause": of(compact, "7.1"), "power": of(compact, "4.4"), "case": id, "evidence": []string{id}, "text": "it was not heard for an hour", "replyBy": m.at(week)}
	m.fails(m.province, "standing.find", 409, "which province does not stand for", found)
	m.fails(m.middle, "standing.find", 409, "gives the party 10080 minutes", with(found, "replyBy", m.at(time.Hour)))
	finding := m.does(m.middle, "standing.find", found)
	if n := len(tasksOf(m.lower, "reply-finding")); n != 1 {
		m.Errorf("lower has %d findings to reply to", n)
	}
	about := func(of string) members { return members{"of": of, "text": "we were cut off"} }
	decision := members{"of": finding, "founded": true, "step": 2, "text": "it had another line"}
	m.fails(m.upper, "standing.decide", 409, "the party can reply until", decision)
	m.fails(m.province, "standing.reply", 409, "the party, lower, replies", about(finding))
	m.does(m.lower, "standing.reply", about(finding))
	m.fails(m.province, "standing.hear", 409, "leaves it to body:committee", about(finding))
	m.does(m.upper, "standing.hear", about(finding))
	m.fails(m.lower, "standing.decide", 409, "nobody decides about himself", decision)
	decided := m.does(m.upper, "standing.decide", decision)
	m.fails(m.upper, "standing.appeal", 409, "the party, lower, appeals", about(decided))
	appeal := m.does(m.lower, "standing.appeal", about(decided))
	settled := members{"of": appeal, "founded": true, "step": 1, "text": "a reminder is enough"}
	m.fails(m.upper, "standing.settle", 409, "leaves it to superior", settled)
	m.does(m.province, "standing.settle", settled)
	m.fails(m.middle, "standing.fulfil", 409, "the party, lower, says that it is fulfilled", about(decided))
	m.does(m.lower, "standing.fulfil", about(decided))
	m.notes(id)
	list := call[view.Findings](m.lower, "GET", "/findings", nil, 200)
	if len(list.Findings) != 1 || len(list.Findings[0].Steps) < 6 || len(list.Notes) != 4 {
		m.Errorf("findings: %+v", list)
	}
	m.look(m.province)
}

// notes bind nobody.
func (m *matter) notes(id string) {
	advice := members{"about": id, "text": "sample twice a day"}
	m.fails(m.agency, "standing.advise", 409, "the charter names you as no superior", advice)
	m.does(m.province, "standing.advise", advice)
	m.does(m.middle, "standing.advise", advice) // it hosts a working group that a clause lets advise; the node names the clause
	offered := []struct {
		name, want string
		who        *person
	}{{"the province", "standing.advise standing.suspect", m.province}, {"middle", "standing.advise standing.suspect", m.middle}, {"the agency", "standing.suspect", m.agency}, {"a supervisor", "standing.advise", m.watcher},
		{"a duty officer", "", m.desk}}
	for _, o := range offered {
		can := call[view.Case](o.who, "GET", "/cases/"+id, nil, 200).Governance.Can
		can = slices.DeleteFunc(can, func(k string) bool { return !strings.HasPrefix(k, "standing.") })
		slices.Sort(can)
		if got := strings.Join(can, " "); got != o.want {
			m.Errorf("the page of the case offers %s %q, want %q", o.name, got, o.want)
		}
	}
	query := members{"about": id, "text": "why was it classified so late?", "answerBy": m.at(time.Hour)}
	m.fails(m.middle, "standing.query", 409, "gives no time to answer", with(query, "answerBy", m.at(-time.Hour)))
	asked := m.does(m.middle, "standing.query", query, "upper")
	if n := len(tasksOf(m.upper, "answer-query")); n != 1 {
		m.Errorf("upper has %d queries to answer", n)
	}
	m.fails(m.lower, "standing.explain", 409, "was not asked", members{"of": asked, "text": "ask upper"})
	m.does(m.desk, "standing.explain", members{"of": asked, "text": "the laboratory was closed"})
	suspicion := members{"party": "upper", "case": id, "evidence": []string{id}, "text": "the time cannot be true"}
	m.fails(m.upper, "standing.suspect", 409, "what you did yourself you report", suspicion)
	suspected := m.does(m.lower, "standing.suspect", with(suspicion, "informed", true))
	m.does(m.upper, "standing.reply", members{"of": suspected, "text": "the clock was wrong"})
	for _, x := range call[view.Findings](m.agency, "GET", "/findings", nil, 200).Notes {
		if x.Case == nil || x.Case.ID != id || x.ID == suspected && (!x.Informed || len(x.Evidence) != 1 || len(x.Answer) == 0) {
			m.Errorf("a note about the case is shown as %+v", x)
		}
	}
}

// goesOn: cases go on in others. A guest says what it knows, and no more when it has been dismissed.
func (m *matter) goesOn(id string) {
	one, two := m.opens("Tributary"), m.opens("Lake")
	merge := members{"of": one, "into": id, "reason": "it is one slick"}
	m.fails(m.middle, "incident.merge", 409, "the lead, upper, decides it", merge)
	m.does(m.upper, "incident.merge", merge)
	split := members{"of": two, "into": []string{id, one}, "reason": "two things"}
	m.fails(m.upper, "incident.split", 409, "at least two", with(split, "into", []string{id}))
	m.does(m.upper, "incident.split", split)
	three := m.opens("Weir")
	m.fails(m.lower, "incident.break", 409, "opens no real case", members{"of": three, "real": id, "reason": "a lorry is in the river"})
	m.does(m.lower, "incident.break", members{"of": three, "reason": "a lorry is in the river"})
	if c := call[view.Case](m.upper, "GET", "/cases/"+three, nil, 200); c.Broken == nil || c.Broken.By.ID != "lower" {
		m.Errorf("the exercise was broken off and is shown as %+v", c.Broken)
	}
	if g := call[view.Case](m.lower, "GET", "/cases/"+one, nil, 200).Governance; g.Merged == nil || g.Merged.ID != id {
		m.Errorf("the case was merged and is shown as %+v", g.Merged)
	}
	if g := call[view.Case](m.lower, "GET", "/cases/"+two, nil, 200).Governance; len(g.Split) != 2 {
		m.Errorf("the case was split and is shown as %+v", g.Split)
	}
	state := members{"of": id, "subject": "peak", "value": "we measured more", "basis": "observed", "claimedAt": m.at(0)}
	m.does(m.agency, "incident.state", state)
	var granted string
	for _, b := range call[view.Bodies](m.upper, "GET", "/bodies", nil, 200).Bodies {
		for _, g := range b.Guests {
			granted = g.ID
		}
	}
	m.does(m.upper, "agreement.dismiss", members{"of": granted})
	m.fails(m.agency, "incident.state", 409, "agency was dismissed", state)
}

// lists: a central office keeps its directory, and an alliance tells it how it stands.
func (m *matter) lists() {
	office := m.does(m.province, "agreement.issue", members{"code": "central-office", "version": 1, "type": "pack", "title": "Central office", "mode": "voluntary", "from": m.at(0),
		"bodies": []any{members{"id": "national", "kind": "central-office", "name": "National office", "host": "province"}}})
	entry := members{"of": office, "body": "national", "name": "River alliance", "founder": "upper/journal/1", "charter": strings.Repeat("1f", 32), "mode": "voluntary", "members": []string{"upper", "middle"},
		"area": "the river", "contact": "duty desk", "party": "upper", "from": m.at(0)}
	m.fails(m.lower, "agreement.register", 409, "does not speak for national", entry)
	listed := members{"of": m.does(m.province, "agreement.register", entry)}
	told := with(with(listed, "asOf", m.at(0)), "cases", 2)
	m.fails(m.lower, "agreement.tell", 409, "only who speaks for the alliance there, upper", told)
	m.does(m.upper, "agreement.tell", told)
	got := call[view.Directory](m.upper, "GET", "/directory", nil, 200)
	if len(got.Alliances) != 1 || got.Picture.Cases != 2 || !slices.Equal(got.Alliances[0].Can, []string{"agreement.tell"}) || got.Alliances[0].Told == nil || !got.Alliances[0].Told.Own || got.Offices[0].Mine {
		m.Errorf("the directory: %+v", got)
	}
	if got := call[view.Directory](m.province, "GET", "/directory", nil, 200); len(got.Alliances[0].Can) != 3 || !got.Offices[0].Mine {
		m.Errorf("the office may %v", got.Alliances[0].Can)
	}
	m.fails(m.upper, "agreement.strike", 409, "no registration of its author", with(listed, "reason", "we left"))
	m.does(m.province, "agreement.strike", with(listed, "reason", "dissolved"))
}

// leaves: one's own part rests, goes on, and ends with notice.
func (m *matter) leaves(compact string) {
	change := members{"of": compact, "reason": "no people"}
	m.fails(m.lower, "agreement.resume", 409, "does not rest", change)
	m.fails(m.province, "agreement.suspend", 409, "has not signed it", change)
	m.does(m.lower, "agreement.suspend", change)
	m.does(m.lower, "agreement.resume", change)
	m.does(m.lower, "agreement.leave", change)
	m.fails(m.lower, "agreement.leave", 409, "has left it already", change)
	for _, p := range call[view.Instrument](m.upper, "GET", "/agreements/"+compact, nil, 200).Parties {
		if p.Party.ID == "lower" && (p.State != "leaving" || p.Effect == nil || p.Effect.Sub(m.a.Clock.Now()) < 179*24*time.Hour) {
			m.Errorf("lower leaves with half a year's notice and is shown as %+v", p)
		}
	}
	m.look(m.lower, "/duties?party=lower")
}
