package serve_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tongzhou/drill"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
	"tongzhou/serve"
)

// refused sends a request that is to be refused with a status, and with a sentence that says what to do about it.
func (p *person) refused(method, path string, in any, header map[string]string, status int, says string) {
	p.t.Helper()
	res, body := p.raw(method, path, in, header)
	var got problem
	if err := json.Unmarshal(body, &got); err != nil || res.StatusCode != status || got.Status != status || got.Title == "" {
		p.t.Errorf("%s %s: %s, want %d as a problem of RFC 9457: %.300s", method, path, res.Status, status, body)
		return
	}
	if kind := res.Header.Get("Content-Type"); kind != "application/problem+json" {
		p.t.Errorf("%s %s: the problem is %s", method, path, kind)
	}
	if !strings.Contains(strings.ToLower(got.Detail), strings.ToLower(says)) || len(strings.Fields(got.Detail)) < 4 {
		p.t.Errorf("%s %s: the detail is %q, which should say %q", method, path, got.Detail, says)
	}
}

// issued is an alliance in which upper has warned the others.
func issued(t *testing.T) (a *drill.Alliance, chen *person, id string) {
	t.Helper()
	a = alliance(t)
	chen = login(t, a, "upper", "Chen", serve.DutyOfficer)
	call[view.Ingested](chen, "POST", "/readings", rows(row("upper", a.Clock.Now(), 0.052)), 200)
	drafts := call[view.Warnings](chen, "GET", "/warnings", nil, 200).Drafts
	if len(drafts) != 1 {
		t.Fatalf("%d drafts", len(drafts))
	}
	chen.refused("POST", "/api/v1/drafts/"+drafts[0].ID+"/approve", map[string]string{"confirm": "Actual"}, nil, 409, "this draft is Exercise and you confirmed Actual")
	chen.refused("POST", "/api/v1/drafts/"+drafts[0].ID+"/approve", map[string]string{"confirm": "Drill"}, nil, 422, "confirm")
	w := call[view.Outcome](chen, "POST", "/drafts/"+drafts[0].ID+"/approve", map[string]string{"confirm": "Exercise"}, 200).Warning
	must(t, a.Settle(t.Context()))
	return a, chen, w.ID
}

// TestWrongRequests: whatever is wrong, the answer says so to a person and nothing is put on record.
func TestWrongRequests(t *testing.T) {
	a, chen, id := issued(t)
	wu := login(t, a, "middle", "Wu", serve.DutyOfficer)
	before := a.Size()
	w := "/api/v1/warnings/"
	for _, path := range []string{"warnings/nothing", "warnings/upper.x", "warnings/upper.-1", "warnings/nobody.3", "warnings/upper.99999", "warnings/upper.99999999999999999999",
		"warnings/upper.0", "cases/upper.0", "cases/x", "drafts/none", "map?case=zzz", "map?case=upper.0", "exhibits/" + strings.Repeat("0", 64),
		"journal?origin=nobody/journal/1", "journal/act?index=77777", "journal/act?origin=x&index=0", "readings?index=0", "no-such-page"} {
		wu.refused("GET", "/api/v1/"+path, nil, nil, 404, "")
	}
	for path, says := range map[string]string{"cases/" + id + "?asOf=yesterday": "asOf", "journal?limit=9999": "limit", "journal?before=x": "before", "journal/act?index=-1": "index",
		"exhibits/zz": "hash"} {
		wu.refused("GET", "/api/v1/"+path, nil, nil, 422, says)
	}
	wu.refused("POST", w+id+"/decline", map[string]string{}, nil, 422, "reason")
	wu.refused("POST", w+id+"/decline", map[string]string{"reason": ""}, nil, 422, "reason")
	wu.refused("POST", w+id+"/decline", map[string]string{"reason": "   "}, nil, 409, "reason")
	wu.refused("POST", w+id+"/decline", map[string]string{"reason": "no", "because": "x"}, nil, 422, "because")
	wu.refused("POST", w+id+"/decline", "{", nil, 400, "")
	wu.refused("POST", w+id+"/decline", `{"reason":"`+strings.Repeat("x", 2<<20)+`"}`, nil, 413, "large")
	wu.refused("POST", w+id+"/pass", map[string]any{"to": []string{}}, nil, 422, "to")
	wu.refused("POST", w+id+"/pass", map[string]any{"to": []string{"atlantis"}}, nil, 404, "atlantis is not a member")
	wu.refused("POST", w+id+"/pass", map[string]any{"to": []string{"NOT AN ID"}}, nil, 422, "NOT AN ID")
	wu.refused("POST", w+id+"/cancel", map[string]string{"reason": "not mine"}, nil, 403, "only its issuer, upper,")
	chen.refused("POST", w+id+"/accept", map[string]string{}, nil, 404, "was not sent to upper")
	chen.refused("POST", w+id+"/update", map[string]any{"material": true, "expires": "soon"}, nil, 422, "expires")
	chen.refused("POST", w+id+"/update", map[string]any{"material": true, "headline": map[string]string{"en": ""}}, nil, 409, "")
	chen.refused("POST", "/api/v1/no-such-action", nil, nil, 404, "has no POST")
	if after := a.Size(); after != before {
		t.Errorf("%d acts went on record through requests that were refused", after-before)
	}
}

// TestWhoMay: no call is answered to somebody who is not logged in, and no role does another's work; a page of another site cannot
// send anything in an officer's name.
func TestWhoMay(t *testing.T) {
	a, chen, id := issued(t)
	nobody := visitor(t, a, "upper")
	before := a.Size()
	call[view.Session](nobody, "GET", "/session", nil, 200)
	for path, item := range readSpec(t, nobody).doc["paths"].(map[string]any) {
		path = strings.NewReplacer("{id}", id, "{hash}", strings.Repeat("0", 64)).Replace(path)
		for method := range item.(map[string]any) {
			if path == "/api/v1/session" || strings.HasSuffix(path, "/login") || strings.HasSuffix(path, "/logout") {
				continue
			}
			nobody.refused(strings.ToUpper(method), path, nil, nil, 401, "log in")
		}
	}
	for _, path := range []string{"/api/v1/events", "/metrics", "/cap/actual.atom"} {
		if res, body := nobody.raw("GET", path, nil, nil); res.StatusCode != 401 {
			t.Errorf("%s answers a stranger with %s: %.100s", path, res.Status, body)
		}
	}
	forged := &person{t: t, base: nobody.base, cookie: &http.Cookie{Name: chen.cookie.Name, Value: strings.Repeat("A", len(chen.cookie.Value))}}
	forged.refused("GET", "/api/v1/now", nil, nil, 401, "log in")
	elsewhere := visitor(t, a, "middle")
	elsewhere.cookie = chen.cookie
	elsewhere.refused("GET", "/api/v1/now", nil, nil, 401, "log in")

	reason := map[string]string{"reason": "because"}
	for _, c := range []struct {
		role serve.Role
		path string
		body any
	}{
		{serve.Analyst, "/warnings/" + id + "/cancel", reason}, {serve.Analyst, "/drafts/x/approve", map[string]string{"confirm": "Exercise"}},
		{serve.Operator, "/warnings/" + id + "/accept", map[string]string{}}, {serve.Operator, "/drafts/x/discard", nil},
		{serve.Evaluator, "/readings", rows()}, {serve.Evaluator, "/warnings/" + id + "/see", nil},
	} {
		login(t, a, "upper", "P"+string(c.role)+strings.ReplaceAll(filepath.Base(c.path), "/", ""), c.role).refused("POST", "/api/v1"+c.path, c.body, nil, 403, "")
	}
	for _, header := range []map[string]string{{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}} {
		chen.refused("POST", "/api/v1/warnings/"+id+"/cancel", reason, header, 403, "")
	}
	if after := a.Size(); after != before {
		t.Errorf("%d acts went on record", after-before)
	}
}

// TestWrongReadings: each row that is not taken is named with its number and the reason; the others are. R81.
func TestWrongReadings(t *testing.T) {
	a := alliance(t)
	chen := login(t, a, "upper", "Chen", serve.DutyOfficer)
	now := a.Clock.Now()
	with := func(key string, v any) map[string]any {
		r := row("upper", now.Add(-time.Hour), 0.001)
		r[key] = v
		return r
	}
	got := call[view.Ingested](chen, "POST", "/readings", rows(row("upper", now, 0.001), with("unit", "kg/L"), with("time", now.Format("2006-01-02T15:04:05")), with("time", now.Add(24*time.Hour).Format(time.RFC3339)),
		with("station", "nowhere"), with("quantity", "radium"), with("value", -4), with("value", 1e9)), 200)
	if got.Accepted != 3 { // what the instrument cannot measure is kept, and marked
		t.Errorf("%d rows were taken, want the first and the two that are suspect", got.Accepted)
	}
	want := map[int]string{2: "unit", 3: "zone", 4: "ahead of this node's clock", 5: "nowhere", 6: "radium"}
	for _, r := range got.Rejected {
		if word, ok := want[r.Row]; ok && strings.Contains(strings.ToLower(r.Reason), word) {
			delete(want, r.Row)
		}
	}
	if len(want) > 0 {
		t.Errorf("not refused by row and reason: %v\ngot %+v", want, got.Rejected)
	}
	again := call[view.Ingested](chen, "POST", "/readings", rows(row("upper", now, 0.001)), 200)
	if again.Accepted != 0 || again.Duplicates != 1 {
		t.Errorf("the same reading again: %+v", again)
	}
	csv := "station,time,quantity,value,unit,quality\nupper," + now.Add(-time.Minute).Format(time.RFC3339) + ",nitrobenzene,2,ug/L,good\nupper,soon,nitrobenzene,1,mg/L,good\n"
	res, body := chen.raw("POST", "/api/v1/readings", csv, map[string]string{"Content-Type": "text/csv"})
	must(t, json.Unmarshal(body, &got))
	if res.StatusCode != 200 || got.Accepted != 1 || len(got.Rejected) != 1 {
		t.Errorf("CSV: %s %s", res.Status, body)
	}
	for _, bad := range []struct {
		kind, body string
		status     int
	}{{"application/json", "{", 422}, {"application/json", `{"lines":[]}`, 422}, {"text/csv", "a,b\n1,2\n", 422}, {"image/png", "x", 422}, {"text/csv", "", 400},
		{"text/csv", strings.Repeat("x", 17<<20), 413}} {
		chen.refused("POST", "/api/v1/readings", bad.body, map[string]string{"Content-Type": bad.kind}, bad.status, "")
	}
	stations := call[view.Stations](chen, "GET", "/stations", nil, 200).Stations
	if len(stations) != 1 || len(stations[0].Series) != 4 || stations[0].State != "normal" {
		t.Fatalf("%+v", stations)
	}
	for i, want := range []view.StationPoint{{V: -4, Q: "suspect"}, {V: 1e9, Q: "suspect"}, {V: 0.002, Q: "good"}, {V: 0.001, Q: "good"}} {
		if got := stations[0].Series[i]; got.V != want.V || got.Q != want.Q {
			t.Errorf("reading %d is %g %s, want %g %s", i, got.V, got.Q, want.V, want.Q)
		}
	}
	if list := call[view.Warnings](chen, "GET", "/warnings", nil, 200); len(list.Drafts) != 1 || len(list.Warnings) != 0 {
		t.Errorf("a suspect reading is for a person to judge: %d drafts, %d warnings", len(list.Drafts), len(list.Warnings))
	}
}

// TestDocument: lists are never null, every field that is an object of ours has a name, and no page of the API is left out.
func TestDocument(t *testing.T) {
	a := alliance(t)
	s := readSpec(t, visitor(t, a, "upper"))
	var walk func(v any, at string)
	walk = func(v any, at string) {
		switch v := v.(type) {
		case map[string]any:
			if kinds, ok := v["type"].([]any); ok && slices.Contains(kinds, any("null")) {
				t.Errorf("%s may be null", at)
			}
			for k, x := range v {
				walk(x, at+"/"+k)
			}
		case []any:
			for _, x := range v {
				walk(x, at)
			}
		}
	}
	walk(s.doc, "")
	for _, path := range []string{"/login", "/logout", "/events"} {
		if s.operation("/api/v1"+path) == "" {
			t.Errorf("%s is not in the document", path)
		}
	}
}

// TestEvents: a page that listens hears which pages are out of date, and the stream ends with the node.
func TestEvents(t *testing.T) {
	a := alliance(t)
	chen := login(t, a, "upper", "Chen", serve.DutyOfficer)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "GET", chen.base+"/api/v1/events", nil)
	must(t, err)
	req.AddCookie(chen.cookie)
	res, err := http.DefaultClient.Do(req)
	must(t, err)
	defer res.Body.Close()
	if kind := res.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Fatalf("the stream is %s", kind)
	}
	lines := bufio.NewScanner(res.Body)
	heard := map[string]bool{}
	next := func(topic string) {
		t.Helper()
		for !heard[topic] && lines.Scan() {
			var data struct {
				Topics []string  `json:"topics"`
				At     time.Time `json:"at"`
			}
			text, ok := strings.CutPrefix(lines.Text(), "data: ")
			if !ok {
				continue
			}
			must(t, json.Unmarshal([]byte(text), &data))
			if data.At.IsZero() {
				t.Errorf("no time in %s", text)
			}
			for _, x := range data.Topics {
				heard[x] = true
			}
		}
		if !heard[topic] {
			t.Fatalf("no event told of %s: %v", topic, lines.Err())
		}
	}
	next("clock")
	call[view.Ingested](chen, "POST", "/readings", rows(row("upper", a.Clock.Now(), 0.052)), 200)
	for _, topic := range []string{"stations", "cases", "warnings", "now", "journal", "neighbours"} {
		next(topic)
	}
	must(t, a.Stop("upper"))
	for lines.Scan() { // what is left; then the stream ends, because the node has
	}
}

// peerClient speaks to a city's federation address with the key of another city, or with none.
func peerClient(t *testing.T, a *drill.Alliance, as jurisdiction.ID) *http.Client {
	t.Helper()
	cfg := &tls.Config{InsecureSkipVerify: true} //nolint:gosec // the test asks what the server gives to whom, not who it is
	if as != "" {
		c, err := a.City(as)
		must(t, err)
		dir := filepath.Join(c.Node.Config().Dir, "identity")
		cert, err := tls.LoadX509KeyPair(filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key"))
		must(t, err)
		cfg.Certificates = []tls.Certificate{cert}
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: cfg, DisableKeepAlives: true}}
}

func get(t *testing.T, c *http.Client, url string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	must(t, err)
	res, err := c.Do(req)
	must(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(t, err)
	return res.StatusCode, string(body)
}

// TestFederationPort: evidence goes to members only; an exercise stands in no feed of the real thing, and a member finds it where
// exercises are. R71.
func TestFederationPort(t *testing.T) {
	a, chen, id := issued(t)
	w := call[view.Warning](chen, "GET", "/warnings/"+id, nil, 200)
	upper, err := a.City("upper")
	must(t, err)
	base := "https://" + upper.Server.FederationAddr()
	stranger, member := peerClient(t, a, ""), peerClient(t, a, "lower")
	exhibit := "/v1/exhibit/" + w.Exhibits[0].Hash
	if status, body := get(t, stranger, base+exhibit); status != 403 || !strings.Contains(body, "members") {
		t.Errorf("a stranger asks for evidence: %d %.200s", status, body)
	}
	if status, body := get(t, member, base+exhibit); status != 200 || !json.Valid([]byte(body)) {
		t.Errorf("a member asks for evidence: %d %.200s", status, body)
	}
	if status, _ := get(t, member, base+"/v1/exhibit/"+strings.Repeat("0", 64)); status != 404 {
		t.Errorf("evidence that is not there: %d", status)
	}
	if status, body := get(t, stranger, base+"/healthz"); status != 200 || !strings.Contains(body, `"writes":true`) {
		t.Errorf("health: %d %s", status, body)
	}
	cap := w.CapURL
	if status, body := get(t, stranger, base+cap); status == 200 {
		t.Errorf("a stranger reads an exercise: %.200s", body)
	}
	if status, body := get(t, member, base+cap); status != 200 || !strings.Contains(body, "<status>Exercise</status>") {
		t.Errorf("a member reads the exercise: %d %.200s", status, body)
	}
	for _, c := range []struct {
		who    *http.Client
		feed   string
		listed bool
	}{{stranger, "actual", false}, {stranger, "exercise", false}, {stranger, "test", false}, {member, "actual", false}, {member, "exercise", true}, {member, "test", false}} {
		status, body := get(t, c.who, base+"/cap/"+c.feed+".atom")
		if status != 200 || strings.Contains(body, "<entry>") != c.listed {
			t.Errorf("feed %s for a member (%t): %d, want the exercise listed: %t\n%.600s", c.feed, c.who == member, status, c.listed, body)
		}
	}
	for _, path := range []string{"/api/v1/session", "/api/v1/now", "/metrics"} {
		if status, _ := get(t, member, base+path); status != 404 {
			t.Errorf("the federation port answers %s with %d", path, status)
		}
	}
}
