package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// grown is the document of a node whose API has calls that this version has not.
const grown = `{"openapi":"3.1.0","paths":{"/api/v1/things/{name}":{"post":{"operationId":"post-things","summary":"Make a thing",
 "parameters":[{"name":"name","in":"path","required":true,"schema":{"type":"string"}},{"name":"at","in":"query","schema":{"type":"string"}}],
 "requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}}}}}},
 "components":{"schemas":{"Thing":{"type":"object","required":["title"],"properties":{"title":{"$ref":"#/components/schemas/Text"},
  "to":{"type":"array","items":{"type":"string"}},"levels":{"type":["array"],"items":{"type":"integer"}},"count":{"type":"integer"},"sure":{"type":["boolean","null"]},
  "body":{"$ref":"#/components/schemas/Inner"},"free":{}}},
  "Inner":{"type":"object","properties":{"value":{"type":"number"},"unit":{"type":"string"},"again":{"$ref":"#/components/schemas/Inner"}}},
  "Text":{"type":"object","properties":{"en":{"type":"string"}},"additionalProperties":{"type":"string"}}}}}`

// TestAPIGrows: a call that this version never heard of is filled in from the node's own document, each member as its shape wants it.
func TestAPIGrows(t *testing.T) {
	var path, kind string
	var body []byte
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v1/openapi.json" {
			io.WriteString(w, grown)
			return
		}
		path, kind = r.URL.RequestURI(), r.Header.Get("Content-Type")
		body, _ = io.ReadAll(r.Body) // what is missing does not match
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"b":1,"a":12345678901234567890}`)
	}))
	t.Cleanup(node.Close)
	for _, c := range []struct{ typed, path, body string }{
		{"name=a/b", "/api/v1/things/a%2Fb", `{}`},
		{"name=x at=2026-04-01T00:00:00+08:00", "/api/v1/things/x?at=2026-04-01T00%3A00%3A00%2B08%3A00", `{}`},
		{"name=x title.en=Flood title.zh-Hans=洪水", "/api/v1/things/x", `{"title":{"en":"Flood","zh-Hans":"洪水"}}`},
		{"name=x title=Flood", "/api/v1/things/x", `{"title":"Flood"}`},
		{"name=x to=harbin", "/api/v1/things/x", `{"to":["harbin"]}`},
		{"name=x to=harbin to=daqing", "/api/v1/things/x", `{"to":["harbin","daqing"]}`},
		{"name=x levels=1 levels=2", "/api/v1/things/x", `{"levels":[1,2]}`},
		{"name=x count=12345678901234567890 sure=true", "/api/v1/things/x", `{"count":12345678901234567890,"sure":true}`},
		{"name=x body.value=0.50 body.unit=mg/L body.again.value=-1", "/api/v1/things/x", `{"body":{"again":{"value":-1},"unit":"mg/L","value":0.50}}`},
		{`name=x free:={"a":[1.0]} other=a=b new=1 new=2`, "/api/v1/things/x", `{"free":{"a":[1.0]},"new":["1","2"],"other":"a=b"}`},
	} {
		args := append([]string{"api", "--node", node.URL, "post-things"}, strings.Fields(c.typed)...)
		out, stderr, status := command(t, args...)
		if status != 0 || path != c.path || string(body) != c.body || kind != "application/json" {
			t.Errorf("%s: exit status %d\n%s%s %s\nwant %s %s\n%s", c.typed, status, path, kind, body, c.path, c.body, stderr)
		}
		if want := "{\n  \"b\": 1,\n  \"a\": 12345678901234567890\n}\n"; out != want {
			t.Errorf("%s: answered %s", c.typed, out)
		}
	}
	for typed, want := range map[string]string{
		"name=x count=many": `"many" is no integer`, "name=x title=a title.en=b": "title is a value already", "name=x free:={": "is no JSON", "title=x": "needs name=",
		"name=x free:=1 2": `"2" is not name=value`, "name=x sure=true --body f": "either from --body or from names and values",
	} {
		path = ""
		args := append([]string{"api", "--node", node.URL, "post-things"}, strings.Fields(typed)...)
		if _, stderr, status := command(t, args...); status != 2 || !strings.Contains(stderr, want) || path != "" {
			t.Errorf("%s: exit status %d, sent %q\n%s", typed, status, path, stderr)
		}
	}
	out, _, _ := command(t, "api", "--node", node.URL, "--list", "post-things")
	for _, line := range []string{"  name (string, required)", "  levels (array)", "  body.value (number)", "  title (object, required)"} {
		if !strings.Contains(out, line+"\n") {
			t.Errorf("--list does not name %q:\n%s", line, out)
		}
	}
}

// TestAPIListsItself: every call of this version can be named on the command line, and each says what it is for.
func TestAPIListsItself(t *testing.T) {
	out, _, status := command(t, "api", "--openapi")
	if status != 0 {
		t.Fatalf("exit status %d", status)
	}
	var doc document
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	ops := doc.operations()
	if len(ops) < 25 {
		t.Errorf("%d operations", len(ops))
	}
	for i, op := range ops {
		if op.Summary == "" || strings.ContainsAny(op.ID, " =") {
			t.Errorf("%s %s: %q: %q", op.method, op.path, op.ID, op.Summary)
		}
		if i > 0 && ops[i-1].ID == op.ID {
			t.Errorf("%s names two calls", op.ID)
		}
		if op.RequestBody == nil {
			continue
		}
		_, bytes := op.RequestBody.Content["application/octet-stream"] // evidence: any bytes, from --body
		if doc.body(op) == nil && len(op.RequestBody.Content) < 2 && !bytes {
			t.Errorf("%s has a body of no known shape", op.ID)
		}
	}
}
