package serve_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"testing"

	"tongzhou/serve"
)

// TestDocumentIsCurrent: what other software is written from, doc/openapi.json, is the document that a node of this version publishes.
func TestDocumentIsCurrent(t *testing.T) {
	want, err := serve.Document()
	must(t, err)
	again, err := serve.Document()
	must(t, err)
	if !bytes.Equal(want, again) {
		t.Error("the document is not made the same twice")
	}
	got, err := os.ReadFile("../doc/openapi.json")
	must(t, err)
	if !bytes.Equal(got, want) {
		a, b := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
		for i := range min(len(a), len(b)) {
			if !bytes.Equal(a[i], b[i]) {
				t.Fatalf("doc/openapi.json:%d: %s\nis now %s\nthe API has changed: run make api and commit what it changes", i+1, bytes.TrimSpace(a[i]), bytes.TrimSpace(b[i]))
			}
		}
		t.Fatal("doc/openapi.json is not current: run make api and commit what it changes")
	}
}

// TestNodePublishesTheDocument: what a real node answers with is the committed document, but for the calls that only a demonstration has.
func TestNodePublishesTheDocument(t *testing.T) {
	a := alliance(t)
	stranger := visitor(t, a, "upper") // the document is no secret
	res, text := stranger.raw("GET", "/api/v1/openapi.json", nil, nil)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("the document: %s", res.Status)
	}
	var published, committed struct {
		Paths      map[string]any
		Components struct{ Schemas map[string]any }
	}
	must(t, json.Unmarshal(text, &published))
	whole, err := serve.Document()
	must(t, err)
	must(t, json.Unmarshal(whole, &committed))
	var more []string
	for path, item := range committed.Paths {
		if one, ok := published.Paths[path]; !ok {
			more = append(more, path)
		} else if fmt.Sprint(one) != fmt.Sprint(item) {
			t.Errorf("%s is published as\n%v\nnot as\n%v", path, one, item)
		}
	}
	if !slices.Equal(more, []string{"/api/v1/demo"}) {
		t.Errorf("a node does not publish %v", more)
	}
	for path := range published.Paths {
		if committed.Paths[path] == nil {
			t.Errorf("a node publishes %s, which the committed document has not", path)
		}
	}
	for name, shape := range published.Components.Schemas {
		if fmt.Sprint(shape) != fmt.Sprint(committed.Components.Schemas[name]) {
			t.Errorf("the shape %s differs", name)
		}
	}
}
