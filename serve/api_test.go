package serve_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"tongzhou/act"
	"tongzhou/drill"
	"tongzhou/hazard/river"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/observation"
	"tongzhou/roster"
	"tongzhou/serve"
)

func both(en, zh string) act.Text { return act.Text{"en": en, "zh-Hans": zh} }

// towns are the members of the small alliance, in the order in which its river reaches them.
func towns() []jurisdiction.ID { return []jurisdiction.ID{"upper", "middle", "lower"} }

// watch is a river of 60 km from town to town, and the sensor of one of them.
func watch(start time.Time, id jurisdiction.ID) *node.Watch {
	at := start.UnixMilli()
	in := river.Inputs{Start: at, Limit: 0.017, Release: river.Release{At: at, Hours: 2, Mass: 20_000, Share: 0.5}, Prior: river.DefaultPrior(), Members: 50, Seed: 1}
	r := node.River{ID: "river", Name: both("the river", "本河"), Substance: both("Nitrobenzene", "硝基苯"), Quantity: "nitrobenzene", Event: "OET-198", Level: "orange",
		Status: view.Exercise, TellLead: 6, Line: [][2]float64{{120, 45}, {122, 45}}}
	for i, t := range towns() {
		in.Reaches = append(in.Reaches, river.Reach{ID: string(t), KM: 60, KMSD: 2, Discharge: 300, MeanDischarge: 300, Slope: 2e-4, Area: 40_000, Width: 200, Roughness: 0.03})
		in.Stations = append(in.Stations, river.Station{ID: string(t), Name: string(t), Place: string(t), KM: float64(60*i + 50), Lon: 120 + float64(i), Lat: 45})
		r.Places = append(r.Places, node.Place{ID: string(t), Party: t, Name: both(string(t), string(t)), People: 100_000, Sensor: observation.StationID(t)})
	}
	r.Inputs = in
	return &node.Watch{Rivers: []node.River{r}, Stations: []observation.Station{{ID: observation.StationID(id), Name: both(string(id), string(id)), Place: string(id),
		Rows: []observation.Series{{Key: observation.Key{Station: observation.StationID(id), Quantity: "nitrobenzene"}, Unit: "mg/L", Most: 50,
			Rules: observation.Rules{Lateness: 30 * 24 * time.Hour, Thresholds: []observation.Threshold{{Name: "limit", Level: 0.017, Clear: 0.014}}}}}}}}
}

// alliance is the small alliance, six hours after something went into the river.
func alliance(t testing.TB) *drill.Alliance {
	t.Helper()
	start := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	a := drill.NewAlliance(t.TempDir(), start)
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	charter := roster.Charter{Alliance: both("River alliance", "河流联盟"), Mode: "voluntary", Secretariat: "upper", Rules: roster.Rules{Accept: []roster.Accept{{Minutes: 60}},
		MustWarn: 50, Observers: roster.Quorum{Count: 1}, Unreachable: 10, Signed: true, Escalation: []roster.Step{{After: 0, To: "coordinator"}}}}
	for i, id := range towns() {
		m := drill.Member{ID: id, Self: node.Self{Name: both(string(id), string(id)), Role: "city", Lon: 120 + float64(i), Lat: 45}, Watch: watch(start, id)}
		var err error
		if i == 0 {
			err = a.Found(t.Context(), m, charter)
		} else {
			err = a.Join(t.Context(), m)
		}
		must(t, err)
	}
	must(t, a.Settle(t.Context()))
	must(t, a.Set(t.Context(), start.Add(6*time.Hour)))
	return a
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const password = "correct horse battery"

// person is somebody at a city's console, with a browser.
type person struct {
	t      testing.TB
	base   string
	cookie *http.Cookie
	spec   *spec // nil: answers are not compared with the document
}

// visitor looks at a city's console without logging in.
func visitor(t testing.TB, a *drill.Alliance, id jurisdiction.ID) *person {
	c, err := a.City(id)
	must(t, err)
	return &person{t: t, base: c.Server.ConsoleURL()}
}

// login makes an account at a city and logs in to it.
func login(t testing.TB, a *drill.Alliance, id jurisdiction.ID, name string, role serve.Role) *person {
	t.Helper()
	c, err := a.City(id)
	must(t, err)
	accounts, err := serve.NewAccounts(serve.AccountsConfig{Store: c.Node.Store(), Jurisdiction: string(id)})
	must(t, err)
	must(t, accounts.Add(t.Context(), serve.Officer{Login: strings.ToLower(name), Name: name, Role: role}, password))
	p := visitor(t, a, id)
	res, body := p.raw("POST", "/api/v1/login", map[string]string{"login": strings.ToLower(name), "password": password}, nil)
	if res.StatusCode != 200 || len(res.Cookies()) != 1 {
		t.Fatalf("log-in: %s %s", res.Status, body)
	}
	p.cookie = res.Cookies()[0]
	return p
}

// raw sends one request. A body that is not text is sent as JSON.
func (p *person) raw(method, path string, in any, header map[string]string) (*http.Response, []byte) {
	p.t.Helper()
	var body io.Reader
	kind := "application/json"
	switch in := in.(type) {
	case nil:
	case string:
		body = strings.NewReader(in)
	default:
		text, err := json.Marshal(in)
		must(p.t, err)
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.base+path, body)
	must(p.t, err)
	req.Header.Set("Content-Type", kind)
	for k, v := range header {
		req.Header.Set(k, v)
	}
	if p.cookie != nil {
		req.AddCookie(p.cookie)
	}
	res, err := http.DefaultClient.Do(req)
	must(p.t, err)
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	must(p.t, err)
	return res, out
}

// call sends one request, wants a status, compares the answer with the document, and reads it.
func call[T any](p *person, method, path string, in any, status int) T {
	p.t.Helper()
	res, body := p.raw(method, "/api/v1"+path, in, nil)
	if res.StatusCode != status {
		p.t.Fatalf("%s %s: %s, want %d\n%s", method, path, res.Status, status, body)
	}
	if p.spec != nil {
		p.spec.check(p.t, method, "/api/v1"+path, res, body)
	}
	var out T
	must(p.t, json.Unmarshal(body, &out))
	return out
}

// spec is the published OpenAPI document.
type spec struct {
	doc      map[string]any
	compiler *jsonschema.Compiler
	called   map[string]bool // "GET /api/v1/now"
}

func readSpec(t testing.TB, p *person) *spec {
	t.Helper()
	res, body := p.raw("GET", "/api/v1/openapi.json", nil, nil)
	if res.StatusCode != 200 {
		t.Fatalf("the document: %s", res.Status)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	must(t, err)
	s := &spec{doc: doc.(map[string]any), compiler: jsonschema.NewCompiler(), called: map[string]bool{}}
	s.compiler.AssertFormat()
	must(t, s.compiler.AddResource("openapi.json", doc))
	if v := s.doc["openapi"]; v != "3.1.0" {
		t.Fatalf("the document is of version %v", v)
	}
	return s
}

// operation finds the path of the document that a request is about.
func (s *spec) operation(path string) string {
	path, _, _ = strings.Cut(path, "?")
	want := strings.Split(path, "/")
	found := ""
	for template := range s.doc["paths"].(map[string]any) {
		parts := strings.Split(template, "/")
		if len(parts) != len(want) {
			continue
		}
		same := true
		for i, part := range parts {
			same = same && (part == want[i] || strings.HasPrefix(part, "{"))
		}
		if same && (found == "" || strings.Count(template, "{") < strings.Count(found, "{")) {
			found = template
		}
	}
	return found
}

// check compares one answer with what the document says of it.
func (s *spec) check(t testing.TB, method, path string, res *http.Response, body []byte) {
	t.Helper()
	template := s.operation(path)
	if template == "" {
		t.Errorf("%s %s is not in the document", method, path)
		return
	}
	s.called[method+" "+template] = true
	escape := func(x string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(x) }
	kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
	status := "200"
	if res.StatusCode != 200 {
		status = "default"
	}
	pointer := "/paths/" + escape(template) + "/" + strings.ToLower(method) + "/responses/" + status + "/content/" + escape(kind) + "/schema"
	schema, err := s.compiler.Compile("openapi.json#" + (&url.URL{Fragment: pointer}).EscapedFragment())
	if err != nil {
		t.Errorf("%s %s: the document does not describe a %s answer of %s: %v", method, path, res.Status, kind, err)
		return
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Errorf("%s %s: %v", method, path, err)
		return
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s %s: %v\n%s", method, path, err, body)
	}
	if at := null(value, ""); at != "" {
		t.Errorf("%s %s: %s is null\n%s", method, path, at, body)
	}
}

// null finds a null: what is not known is absent, and a list without members is an empty list.
func null(v any, at string) string {
	switch v := v.(type) {
	case nil:
		return at
	case []any:
		for _, x := range v {
			if found := null(x, at+"[]"); found != "" {
				return found
			}
		}
	case map[string]any:
		for k, x := range v {
			if found := null(x, at+"."+k); found != "" {
				return found
			}
		}
	}
	return ""
}

// row is a reading as a station sends it.
func row(station string, at time.Time, value float64) map[string]any {
	return map[string]any{"station": station, "time": at.Format(time.RFC3339), "quantity": "nitrobenzene", "value": value, "unit": "mg/L", "quality": "good", "simulated": true}
}

func rows(list ...map[string]any) map[string]any { return map[string]any{"rows": list} }

// TestAnswersAreAsPublished goes through a whole case over HTTP, from the reading to the cancellation, and compares every
// answer of every call with the OpenAPI document that the same node publishes.
func TestAnswersAreAsPublished(t *testing.T) {
	a := alliance(t)
	chen, wu := login(t, a, "upper", "Chen", serve.DutyOfficer), login(t, a, "middle", "Wu", serve.DutyOfficer)
	zhu := login(t, a, "lower", "Zhu", serve.DutyOfficer)
	chen.spec = readSpec(t, chen)
	wu.spec, zhu.spec = chen.spec, chen.spec
	settle := func() { t.Helper(); must(t, a.Settle(t.Context())) }

	looks(t, chen, "", "") // nothing has happened
	call[any](chen, "GET", "/map", nil, 200)
	now := a.Clock.Now()
	got := call[view.Ingested](chen, "POST", "/readings", rows(row("upper", now, 0.052), row("upper", now.Add(time.Hour*48), 0.05)), 200)
	if got.Accepted != 1 || len(got.Rejected) != 1 {
		t.Fatalf("readings: %+v", got)
	}
	settle()
	for _, x := range call[view.Journal](chen, "GET", "/journal", nil, 200).Acts {
		if x.Kind == "incident.window" {
			if d := call[view.Disclosure](chen, "GET", fmt.Sprintf("/readings?index=%d", x.Ref.Index), nil, 200); d.Rows != 1 || d.Differs != "" {
				t.Errorf("the window on record has %d rows and differs: %q", d.Rows, d.Differs)
			}
		}
	}
	drafts := call[view.Warnings](chen, "GET", "/warnings", nil, 200).Drafts
	if len(drafts) != 1 {
		t.Fatalf("%d drafts", len(drafts))
	}
	call[view.Draft](chen, "GET", "/drafts/"+drafts[0].ID, nil, 200)
	looks(t, chen, "", "")
	w := call[view.Outcome](chen, "POST", "/drafts/"+drafts[0].ID+"/approve", map[string]string{"confirm": "Exercise"}, 200).Warning
	settle()
	for _, p := range []*person{chen, wu, zhu} {
		looks(t, p, w.Case, w.ID)
	}
	disclosed := false
	for _, x := range call[view.Journal](chen, "GET", "/journal?limit=100", nil, 200).Acts {
		if x.Kind == "incident.window" {
			d := call[view.Disclosure](chen, "GET", "/readings?index="+strconv.FormatInt(x.Ref.Index, 10), nil, 200)
			disclosed = d.Rows > 0 && d.Differs == ""
		}
	}
	if !disclosed {
		t.Error("the readings behind the signal are not disclosed")
	}
	call[view.Outcome](wu, "POST", "/warnings/"+w.ID+"/see", nil, 200)
	call[view.Outcome](wu, "POST", "/warnings/"+w.ID+"/accept", map[string]string{"note": "we close the intake"}, 200)
	call[view.Outcome](zhu, "POST", "/warnings/"+w.ID+"/decline", map[string]string{"reason": "we have no intake"}, 200)
	call[view.Outcome](zhu, "POST", "/warnings/"+w.ID+"/pass", map[string]any{"to": []string{"middle"}}, 200)
	settle()
	call[view.Outcome](chen, "POST", "/warnings/"+w.ID+"/update", map[string]any{"material": true, "headline": both("Earlier", "提前")}, 200)
	settle()
	looks(t, wu, w.Case, w.ID)
	must(t, a.Set(t.Context(), now.Add(2*time.Hour))) // nobody answers: silence climbs
	looks(t, chen, w.Case, w.ID)
	call[view.Outcome](chen, "POST", "/warnings/"+w.ID+"/cancel", map[string]string{"reason": "a faulty sensor"}, 200)
	settle()
	looks(t, zhu, w.Case, w.ID)
	later := a.Clock.Now()
	got = call[view.Ingested](chen, "POST", "/readings", rows(row("upper", later.Add(-time.Hour), 0.001), row("upper", later, 0.09)), 200)
	if got.Accepted != 2 {
		t.Fatalf("readings: %+v", got)
	}
	settle()
	if d := call[view.Warnings](chen, "GET", "/warnings", nil, 200).Drafts; len(d) == 1 {
		call[view.Outcome](chen, "POST", "/drafts/"+d[0].ID+"/discard", nil, 200)
	} else {
		t.Errorf("%d drafts after a second excess", len(d))
	}
	river := call[view.Rivers](chen, "GET", "/rivers", nil, 200).Rivers[0]
	if got := call[view.Trial](chen, "POST", "/rivers/"+river.ID+"/run", map[string]any{"amount": 2, "first": true}, 200); !got.First || len(got.Chart.Lines) == 0 || got.Ref != nil {
		t.Errorf("a run to look at: %+v", got)
	}
	if got := call[problem](chen, "POST", "/rivers/"+river.ID+"/run", map[string]any{"amount": 1000}, 422); got.Detail == "" {
		t.Error("an amount that nobody can mean is refused without a word")
	}
	call[problem](chen, "GET", "/rivers/"+river.ID+"/measures", nil, 422) // of a slug nothing can be ordered
	call[problem](chen, "POST", "/rivers/"+river.ID+"/measures", map[string]any{"sets": []string{"dam"}}, 422)
	call[view.Session](chen, "POST", "/login", map[string]string{"login": "chen", "password": password}, 200)
	call[any](chen, "POST", "/logout", nil, 200)
	for path, item := range chen.spec.doc["paths"].(map[string]any) {
		for method := range item.(map[string]any) {
			if op := strings.ToUpper(method) + " " + path; !chen.spec.called[op] && !unlooked(op) {
				t.Errorf("%s was not tried", op)
			}
		}
	}
}

// unlooked are the calls that other tests try: those whose answers are no JSON of the document, and those of TestGovernanceIsAsPublished.
func unlooked(op string) bool {
	for _, prefix := range []string{"POST /api/v1/acts/", "POST /api/v1/cases", "POST /api/v1/exhibits", "GET /api/v1/picture", "GET /api/v1/duties", "GET /api/v1/agreements", "POST /api/v1/agreements", "GET /api/v1/packs",
		"POST /api/v1/packs", "GET /api/v1/bodies", "GET /api/v1/meetings", "GET /api/v1/findings", "GET /api/v1/accesses", "GET /api/v1/overrides", "GET /api/v1/record", "GET /api/v1/directory", "GET /api/v1/steady", "GET /api/v1/exercises"} {
		if strings.HasPrefix(op, prefix) {
			return true
		}
	}
	return op == "GET /api/v1/exhibits/{hash}" || op == "GET /api/v1/events"
}

// looks opens every page.
func looks(t *testing.T, p *person, caseID, id string) {
	t.Helper()
	for _, path := range []string{"/session", "/now", "/neighbours", "/cases", "/warnings", "/stations", "/journal", "/journal?limit=2", "/journal/act?index=0"} {
		call[any](p, "GET", path, nil, 200)
	}
	neighbours := call[view.Neighbours](p, "GET", "/neighbours", nil, 200)
	call[any](p, "GET", "/journal?origin="+url.QueryEscape(neighbours.Rows[1].Origin), nil, 200)
	if caseID == "" {
		return
	}
	if v := call[view.Coverage](p, "GET", "/coverage", nil, 200); v.Says["en"] == "" || v.Orphans == nil || v.Overlaps == nil || v.Vacant == nil { // R12
		t.Errorf("the coverage is %+v", v)
	}
	call[any](p, "GET", "/map", nil, 200)
	call[any](p, "GET", "/map?case="+caseID, nil, 200)
	c := call[view.Case](p, "GET", "/cases/"+caseID, nil, 200)
	if c.Chart == nil || len(c.Events) == 0 {
		t.Errorf("the case has no chart or no events: %+v", c)
	}
	call[any](p, "GET", "/cases/"+caseID+"?asOf="+url.QueryEscape(c.Opened.Add(-time.Minute).Format(time.RFC3339)), nil, 200)
	w := call[view.Warning](p, "GET", "/warnings/"+id, nil, 200)
	if len(w.Custody) == 0 || len(w.Exhibits) == 0 {
		t.Fatalf("the warning has no custody or no exhibits: %+v", w)
	}
	res, body := p.raw("GET", "/api/v1/exhibits/"+w.Exhibits[0].Hash, nil, nil)
	if res.StatusCode != 200 || !json.Valid(body) {
		t.Errorf("exhibit: %s", res.Status)
	}
}

// problem is an error as RFC 9457 has it.
type problem struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
}
