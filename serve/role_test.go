package serve_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/serve"
)

// binding are the kinds of act that bind a jurisdiction beyond a case, written out once more so that a kind that loses its mark is noticed.
func binding() []string {
	return []string{"agreement.propose", "agreement.accept", "agreement.refuse", "agreement.conclude", "agreement.issue", "agreement.suspend", "agreement.resume", "agreement.leave", "agreement.appoint", "roster.figures", "agreement.contract",
		"agreement.guest", "agreement.dismiss", "agreement.register", "agreement.strike", "meeting.convene", "meeting.minute", "meeting.sign", "standing.find", "standing.reply", "standing.hear", "standing.decide", "standing.appeal",
		"standing.settle", "standing.fulfil", "standing.suspect", "evaluation.answer"}
}

// R17, R23, R24: who may put what on record. A duty officer does not bind the city, a supervisor only advises and looks, an analyst only judges what will happen, evaluators and operators only look, a
// stranger nothing. Whoever may not is turned away before anything is read, and nothing is on record.
func TestWhoMayPutWhatOnRecord(t *testing.T) {
	m := governed(t)
	people := map[serve.Role]*person{serve.Coordinator: m.upper, serve.DutyOfficer: m.desk, serve.Supervisor: m.watcher, "": visitor(t, m.a, "upper"),
		serve.Evaluator: login(t, m.a, "upper", "Evan", serve.Evaluator), serve.Analyst: login(t, m.a, "upper", "Ana", serve.Analyst), serve.Operator: login(t, m.a, "upper", "Op", serve.Operator)}
	before := m.a.Size()
	try := func(role serve.Role, path string, may bool) {
		t.Helper()
		res, body := people[role].raw("POST", "/api/v1"+path, `{"body": {}}`, nil)
		want := map[bool]string{true: "422 409 400", false: "403"}[may]
		if role == "" {
			want = "401"
		}
		if !strings.Contains(want, res.Status[:3]) {
			t.Errorf("%s by a %q: %s, want %s\n%s", path, role, res.Status, want, body)
		}
		if !may && !strings.Contains(string(body), "Ask somebody whose role does") && role != "" {
			t.Errorf("%s by a %q is refused without a word of help: %s", path, role, body)
		}
	}
	for role := range people {
		for _, f := range node.Forms() {
			kind := string(f.Kind)
			may := map[serve.Role]bool{serve.Coordinator: true, serve.DutyOfficer: !slices.Contains(binding(), kind) && kind != "standing.advise", serve.Supervisor: kind == "standing.advise",
				serve.Analyst: slices.Contains([]string{"incident.override", "assessment.issue", "assessment.sign"}, kind)}[role]
			try(role, "/acts/"+kind, may)
		}
		try(role, "/cases", role == serve.Coordinator || role == serve.DutyOfficer)
	}
	if m.a.Size() != before {
		t.Errorf("%d acts are on record of what was refused", m.a.Size()-before)
	}
}

// R23: a supervisor sees every page, is seen looking, by whom and at what, and what is on record does not change by it. Others are not watched.
func TestASupervisorIsSeenLooking(t *testing.T) {
	m := governed(t)
	id := m.opens("Slick", "accident")
	before := m.a.Size()
	pages := []string{"/now", "/picture", "/duties?party=*", "/cases/" + id, "/agreements", "/bodies", "/meetings", "/findings", "/journal"}
	for _, p := range []*person{m.watcher, m.watcher, m.desk, m.upper} { // twice at once is one look
		for _, path := range pages {
			call[any](p, "GET", path, nil, 200)
		}
	}
	seen := map[string]int{}
	for _, x := range call[view.Accesses](m.desk, "GET", "/accesses", nil, 200).Accesses {
		if x.Who != "gao" || x.Role != "supervisor" || !x.At.Equal(m.a.Clock.Now()) {
			t.Errorf("somebody else was watched: %+v", x)
		}
		seen[x.What]++
	}
	for _, path := range pages {
		if seen[path] != 1 {
			t.Errorf("the look at %s stands %d times in the list: %v", path, seen[path], seen)
		}
	}
	if m.a.Size() != before {
		t.Error("looking put something on record")
	}
	if g := call[view.Case](m.watcher, "GET", "/cases/"+id, nil, 200).Governance; len(g.Can) != 0 {
		t.Errorf("a supervisor is offered %v", g.Can)
	}
	for _, path := range []string{"/warnings/" + id + "/accept", "/readings", "/forecasts", "/exhibits"} {
		if res, _ := m.watcher.raw("POST", "/api/v1"+path, `{}`, nil); res.StatusCode != http.StatusForbidden && res.StatusCode != http.StatusNotFound && res.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("a supervisor does %s: %s", path, res.Status)
		}
	}
	if res, _ := visitor(t, m.a, "upper").raw("GET", "/api/v1/accesses", nil, nil); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger sees who looked: %s", res.Status)
	}
}
