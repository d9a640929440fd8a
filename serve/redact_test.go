package serve_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tongzhou/drill"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/roster"
	"tongzhou/serve"
)

// persons are who is named in the alliance of peopled, each in a place of its own: officers by name and login, what they can be reached at, who sits in bodies, who keeps
// a desk, who comes to a meeting, what stands in a paper that was handed in.
func persons() []string {
	return []string{"zhangqing", "wanghaoran", "lixiuying", "zhaomingzhe", "sunsupervises", "13800000001", "13800000002", "13800000003", "seatholder", "seatdeputy", "zonekeeper", "zone-illness", "dayshift", "nightshift", "delegate", "whoanswered", "statement-of-a-witness"}
}

// peopled is a river alliance in which persons are named wherever the records have room for one: a case with a warning that two approved, a draft that one approved.
func peopled(t *testing.T) *matter {
	t.Helper()
	start := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	m := &matter{T: t, a: drill.NewAlliance(t.TempDir(), start), start: start, did: map[string]int{}, refused: map[string]int{}}
	t.Cleanup(func() { must(t, m.a.Close()) })
	charter := roster.Charter{Alliance: both("River alliance", "河流联盟"), Mode: "voluntary", Secretariat: "upper", Rules: roster.Rules{Accept: []roster.Accept{{Minutes: 60}}, TwoPerson: []roster.TwoPerson{{Status: "Exercise"}},
		Cancel: 2, MustWarn: 50, Observers: roster.Quorum{Count: 1}, Unreachable: 10, Signed: true, Escalation: []roster.Step{{After: 0, To: "coordinator"}}}}
	for i, id := range towns() {
		x := drill.Member{ID: id, Watch: watch(start, id), Self: node.Self{Name: both(string(id), string(id)), Role: "city", Lon: 120 + float64(i), Lat: 45,
			Contacts: []roster.Contact{{Post: both("duty desk", "值班室"), Reach: []string{"tel:+86-1380000000" + fmt.Sprint(i+1)}}}}}
		if i == 0 {
			must(t, m.a.Found(t.Context(), x, charter))
		} else {
			must(t, m.a.Join(t.Context(), x))
		}
	}
	must(t, m.a.Settle(t.Context()))
	must(t, m.a.Set(t.Context(), start.Add(6*time.Hour)))
	m.upper, m.middle, m.lower = login(t, m.a, "upper", "ZhangQing", serve.Coordinator), login(t, m.a, "middle", "WangHaoran", serve.Coordinator), login(t, m.a, "lower", "LiXiuying", serve.Coordinator)
	m.desk, m.watcher = login(t, m.a, "upper", "ZhaoMingzhe", serve.DutyOfficer), login(t, m.a, "upper", "Gao", serve.Supervisor)
	m.spec = readSpec(t, m.upper)
	m.watcher.spec = m.spec
	call[any](login(t, m.a, "upper", "SunSupervises", serve.Supervisor), "GET", "/now", nil, 200)
	m.names()
	return m
}

// names puts the persons on record.
func (m *matter) names() {
	var text members
	must(m.T, json.Unmarshal(call[view.Filled](m.upper, "POST", "/packs/river-compact/fill", members{"parties": []string{"upper", "middle", "lower"}}, 200).Wire, &text))
	proposed := members{"of": m.does(m.upper, "agreement.propose", text)}
	m.does(m.middle, "agreement.accept", proposed)
	m.does(m.lower, "agreement.accept", proposed)
	compact := m.does(m.upper, "agreement.conclude", proposed)
	m.does(m.lower, "agreement.appoint", members{"of": compact, "body": "committee", "holder": "Seatholder", "rank": 1, "alternate": "Seatdeputy", "from": m.at(0)})
	m.does(m.upper, "agreement.appoint", members{"of": compact, "zone": "8.3.1", "holder": "Zonekeeper", "from": m.at(0)})
	m.does(m.middle, "agreement.appoint", members{"of": compact, "zone": "8.3.2", "reason": "zone-illness", "from": m.at(0), "until": m.at(time.Hour)})
	m.does(m.desk, "agreement.watch", members{"of": compact, "body": "office", "off": "Dayshift", "on": "Nightshift", "open": 0})
	office := m.does(m.upper, "agreement.issue", members{"code": "central-office", "version": 1, "type": "pack", "title": "Central office", "mode": "voluntary", "from": m.at(0),
		"bodies": []any{members{"id": "national", "kind": "central-office", "name": "National office", "host": "upper"}}})
	m.does(m.upper, "agreement.register", members{"of": office, "body": "national", "name": "River alliance", "founder": "upper/journal/1", "charter": strings.Repeat("1f", 32), "mode": "voluntary",
		"members": []string{"upper", "middle"}, "area": "the river", "contact": "Mr Seatholder", "reach": []string{"tel:+86-13800000001"}, "party": "upper", "from": m.at(0)})
	called := m.does(m.upper, "meeting.convene", members{"power": of(compact, "4.2"), "body": "office", "title": "Water", "at": m.at(2 * time.Hour), "place": "on the telephone", "agenda": []string{"Water"}, "answerBy": m.at(time.Hour)}, "middle", "lower")
	m.does(m.lower, "meeting.attend", members{"of": called, "comes": true, "post": "Delegate", "rank": 2, "commits": true})
	call[view.Ingested](m.upper, "POST", "/readings", rows(row("upper", m.a.Clock.Now(), 0.052)), 200)
	must(m.T, m.a.Settle(m.Context()))
	drafts := call[view.Warnings](m.upper, "GET", "/warnings", nil, 200).Drafts
	if len(drafts) != 1 {
		m.Fatalf("%d drafts", len(drafts))
	}
	var w *view.WarningHead
	for _, p := range []*person{m.upper, m.desk} {
		w = call[view.Outcome](p, "POST", "/drafts/"+drafts[0].ID+"/approve", members{"confirm": "Exercise"}, 200).Warning
	}
	must(m.T, m.a.Settle(m.Context()))
	call[view.Outcome](m.middle, "POST", "/warnings/"+w.ID+"/accept", members{"note": "we close the intake"}, 200)
	must(m.T, m.a.Settle(m.Context()))
	d := call[view.Outcome](m.desk, "POST", "/warnings/"+w.ID+"/update", members{"material": true, "headline": both("Earlier", "提前")}, 200).Draft
	call[view.Outcome](m.desk, "POST", "/drafts/"+d.ID+"/approve", members{"confirm": "Exercise"}, 200)
	_, body := m.upper.raw("POST", "/api/v1/exhibits", "statement-of-a-witness", map[string]string{"Content-Type": "application/json"})
	var kept view.Kept
	must(m.T, json.Unmarshal(body, &kept))
	m.does(m.upper, "incident.clock", members{"of": w.Case, "what": "occurred", "at": m.at(-7 * time.Hour), "source": "a patrol", "exhibits": []string{kept.Hash}})
	m.does(m.desk, "incident.tell", members{"of": w.Case, "whom": "delta", "means": "telephone", "at": m.at(0), "what": "a slick comes", "answered": "Whoanswered"})
}

// reads are all addresses under which something can be read at upper, by the published document: a new call without parameters is among them by itself, and one with
// parameters that nobody has thought of here ends the test.
func (m *matter) reads() []string {
	var list []string
	each := func(path string, ids ...string) {
		for _, id := range ids {
			list = append(list, path+url.PathEscape(id))
		}
	}
	more := map[string]func(){
		"/cases/{id}": func() {
			for _, c := range call[view.Cases](m.upper, "GET", "/cases", nil, 200).Cases {
				each("/cases/", c.ID)
				list = append(list, "/map?case="+c.ID, "/duties?party=*&case="+c.ID, "/cases/"+c.ID+"?asOf="+url.QueryEscape(m.at(-time.Minute)))
			}
		},
		"/warnings/{id}": func() {
			for _, w := range call[view.Warnings](m.upper, "GET", "/warnings", nil, 200).Warnings {
				each("/warnings/", w.ID)
			}
		},
		"/drafts/{id}": func() {
			for _, d := range call[view.Warnings](m.upper, "GET", "/warnings", nil, 200).Drafts {
				each("/drafts/", d.ID)
			}
		},
		"/agreements/{id}": func() {
			for _, x := range call[view.Instruments](m.upper, "GET", "/agreements", nil, 200).Instruments {
				each("/agreements/", x.ID)
			}
		},
		"/meetings/{id}": func() {
			for _, x := range call[view.Meetings](m.upper, "GET", "/meetings", nil, 200).Meetings {
				each("/meetings/", x.ID)
			}
		},
		"/exhibits/{hash}": func() { each("/exhibits/", m.exhibits()...) },
		"/journal/act":     func() { list = append(list, m.acts()...) },
		"/readings": func() {
			for _, x := range call[view.Journal](m.upper, "GET", "/journal?limit=500", nil, 200).Acts {
				if x.Kind == "incident.window" {
					list = append(list, fmt.Sprintf("/readings?index=%d", x.Ref.Index))
				}
			}
		},
		"/record":               func() { list = append(list, "/record", "/record?party=lower") },
		"/events":               func() {}, // names topics, never ends
		"/rivers/{id}/measures": func() {}, // works and orders, on a river that floods: there is none here
	}
	for path, item := range m.spec.doc["paths"].(map[string]any) {
		path = strings.TrimPrefix(path, "/api/v1")
		if _, ok := item.(map[string]any)["get"]; !ok {
			continue
		}
		if add := more[path]; add != nil {
			add()
		} else if strings.Contains(path, "{") {
			m.Fatalf("say here how %s is read, so that it is looked at for names", path)
		} else {
			list = append(list, path)
		}
	}
	return list
}

// acts are the pages of all journals and of all acts in them.
func (m *matter) acts() (out []string) {
	for _, x := range call[view.Neighbours](m.upper, "GET", "/neighbours", nil, 200).Rows {
		page := "/journal?limit=500&origin=" + url.QueryEscape(x.Origin)
		out = append(out, page)
		for i := range call[view.Journal](m.upper, "GET", page, nil, 200).Size {
			out = append(out, fmt.Sprintf("/journal/act?index=%d&origin=%s", i, url.QueryEscape(x.Origin)))
		}
	}
	return out
}

// exhibits are the hashes that the acts of upper cite.
func (m *matter) exhibits() (out []string) {
	for i := range call[view.Journal](m.upper, "GET", "/journal", nil, 200).Size {
		var a struct{ Exhibits []string }
		must(m.T, json.Unmarshal(call[view.Act](m.upper, "GET", fmt.Sprintf("/journal/act?index=%d", i), nil, 200).Act, &a))
		for _, h := range a.Exhibits {
			if !slices.Contains(out, h) {
				out = append(out, h)
			}
		}
	}
	return out
}

// says is what an answer says, in small letters, with what it says in base64.
func says(body []byte) string {
	out := string(body)
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			if b, err := base64.StdEncoding.DecodeString(v); err == nil {
				out += "\n" + string(b)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	var tree any
	if json.Unmarshal(body, &tree) == nil {
		walk(tree)
	}
	return strings.ToLower(out)
}

// R23: whatever a supervisor reads, by whichever call, names no person: not in a member, not in a sentence, not in the bytes of an act, not in a paper. The people of the city
// read all of it. Every look stands in the log.
func TestNoPersonIsShownToASupervisor(t *testing.T) {
	m := peopled(t)
	var outside []string
	for _, w := range call[view.Warnings](m.upper, "GET", "/warnings", nil, 200).Warnings {
		outside = append(outside, call[view.Warning](m.upper, "GET", "/warnings/"+w.ID, nil, 200).CapURL)
	}
	outside = append(outside, "/cap/exercise.atom", "/cap/actual.atom", "/cap/test.atom")
	var paths []string
	for _, path := range m.reads() {
		paths = append(paths, "/api/v1"+path)
	}
	paths = append(paths, outside...)
	told := map[string]bool{}
	for _, path := range paths {
		res, body := m.upper.raw("GET", path, nil, nil)
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, res.Status)
		}
		whole := says(body)
		for _, name := range persons() {
			told[name] = told[name] || strings.Contains(whole, name)
		}
	}
	for _, name := range persons() {
		if !told[name] {
			t.Errorf("the city's own people nowhere read %s: the test shows nothing about it", name)
		}
	}
	hidden := 0
	for _, path := range paths {
		res, body := m.watcher.raw("GET", path, nil, nil)
		if api, ok := strings.CutPrefix(path, "/api/v1"); ok && res.StatusCode == http.StatusOK && !strings.HasPrefix(api, "/exhibits/") {
			m.spec.check(t, "GET", path, res, body)
		} else if res.StatusCode != http.StatusOK && !strings.HasPrefix(api, "/exhibits/") {
			t.Errorf("%s: %s", path, res.Status)
		}
		whole := says(body)
		for _, name := range persons() {
			if i := strings.Index(whole, name); i >= 0 {
				t.Errorf("%s tells a supervisor of %s: …%s…", path, name, whole[max(0, i-120):min(len(whole), i+60)])
			}
		}
		hidden += strings.Count(string(body), view.Hidden)
	}
	if hidden < 20 {
		t.Errorf("only %d names are marked as withheld", hidden)
	}
	m.everyLookIsLogged(paths)
}

func (m *matter) everyLookIsLogged(paths []string) {
	m.Helper()
	seen := map[string]bool{}
	for _, x := range call[view.Accesses](m.upper, "GET", "/accesses", nil, 200).Accesses {
		seen[x.What] = seen[x.What] || x.Who == "gao"
	}
	for _, path := range paths {
		if what := strings.TrimPrefix(path, "/api/v1"); !seen[what] && what != "/session" {
			m.Errorf("the look at %s is not logged", what)
		}
	}
}

// R23: an act is shown to a supervisor without its persons and says that its bytes cannot be checked there, while its leaf hash and its proof stand; of exhibits a supervisor has
// the runs of models, and is told whom to ask for others.
func TestWhatASupervisorCannotCheck(t *testing.T) {
	m := peopled(t)
	for i := range call[view.Journal](m.upper, "GET", "/journal", nil, 200).Size {
		path := fmt.Sprintf("/journal/act?index=%d", i)
		whole, part := call[view.Act](m.upper, "GET", path, nil, 200), call[view.Act](m.watcher, "GET", path, nil, 200)
		if part.Bytes != "" || !strings.Contains(part.Withheld["en"], "cannot be checked here") || part.Withheld["zh-Hans"] == "" || whole.Withheld != nil || whole.Bytes == "" {
			t.Errorf("act %d: bytes %q, withheld %v", i, part.Bytes, part.Withheld)
		}
		if part.Ref != whole.Ref || !slices.Equal(part.Proof, whole.Proof) || part.Checkpoint != whole.Checkpoint || part.VKey != whole.VKey {
			t.Errorf("act %d has another proof for a supervisor", i)
		}
		var a, b struct {
			Officer, Kind string
			At            int64
		}
		must(t, json.Unmarshal(whole.Act, &a))
		must(t, json.Unmarshal(part.Act, &b))
		if a.Kind != b.Kind || a.At != b.At || (a.Officer == "") != (b.Officer == "") || a.Officer != "" && b.Officer != view.Hidden {
			t.Errorf("act %d: %+v is shown as %+v", i, a, b)
		}
	}
	runs, refused := 0, 0
	for _, hash := range m.exhibits() {
		res, body := m.watcher.raw("GET", "/api/v1/exhibits/"+hash, nil, nil)
		switch res.StatusCode {
		case http.StatusOK:
			runs++
		case http.StatusForbidden:
			refused++
			if !strings.Contains(string(body), "Ask a coordinator of upper") {
				t.Errorf("a refusal that helps nobody: %s", body)
			}
		default:
			t.Errorf("%s: %s", hash, res.Status)
		}
	}
	if runs == 0 || refused != 1 {
		t.Errorf("%d exhibits are shown and %d refused", runs, refused)
	}
	if got := call[view.Session](m.watcher, "GET", "/session", nil, 200).Officer; got == nil || got.Name != "Gao" {
		t.Errorf("a supervisor is not told who is logged in: %+v", got)
	}
}
