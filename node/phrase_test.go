package node_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/node"
	"tongzhou/roster"
	"tongzhou/warning"
)

// spoken finds the keys that the code of this package says, and the beginnings of keys that it completes as it runs.
func spoken(t *testing.T) (said, literals, prefixes map[string]bool) {
	t.Helper()
	said, literals, prefixes = map[string]bool{}, map[string]bool{}, map[string]bool{}
	files, err := filepath.Glob("*.go")
	must(t, err)
	text := func(e ast.Expr) (string, bool) {
		lit, ok := e.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(lit.Value)
		return s, err == nil
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		must(t, err)
		ast.Inspect(file, func(x ast.Node) bool {
			switch x := x.(type) {
			case *ast.BasicLit:
				if s, ok := text(x); ok {
					literals[s] = true
				}
			case *ast.BinaryExpr:
				if s, ok := text(x.X); ok && strings.HasSuffix(s, ".") {
					prefixes[s] = true
				}
			case *ast.CallExpr:
				f, ok := x.Fun.(*ast.SelectorExpr)
				if !ok || len(x.Args) == 0 {
					return true
				}
				if s, ok := text(x.Args[0]); ok && f.Sel.Name == "Say" {
					said[s] = true
				} else if ok && f.Sel.Name == "Word" {
					prefixes[s+"."] = true
				}
			}
			return true
		})
	}
	return said, literals, prefixes
}

// TestEverySentenceIsInTheCatalogue: what the node says is in the catalogue, in whole sentences, and nothing else is.
func TestEverySentenceIsInTheCatalogue(t *testing.T) {
	body, err := os.ReadFile("phrase/en.json")
	must(t, err)
	var catalogue map[string]string
	must(t, json.Unmarshal(body, &catalogue))
	said, literals, prefixes := spoken(t)
	if len(said) < 40 {
		t.Fatalf("only %d sentences were found in the code", len(said))
	}
	for key := range said {
		if catalogue[key] == "" {
			t.Errorf("the code says %q, which is not in the catalogue", key)
		}
	}
	for _, kind := range []act.Kind{roster.KindFound, roster.KindAdmit, roster.KindKey, roster.KindLeave, roster.KindFigures, roster.KindObserve, incident.KindOpen, incident.KindPhase, incident.KindState,
		incident.KindForecast, incident.KindWindow, incident.KindSignal, incident.KindSignal + ".rise", incident.KindSignal + ".missing", incident.KindNotice, warning.KindIssue, warning.KindUpdate,
		warning.KindCancel, warning.KindReceive, warning.KindSee, warning.KindAccept, warning.KindDecline, warning.KindPass, warning.KindEscalate} {
		if catalogue["event."+string(kind)] == "" {
			t.Errorf("an act of kind %s has no sentence", kind)
		}
	}
	for _, f := range node.Forms() {
		if len(catalogue["event."+string(f.Kind)]) == 0 && !slices.ContainsFunc(slices.Collect(maps.Keys(catalogue)), func(k string) bool { return strings.HasPrefix(k, "event."+string(f.Kind)+".") }) {
			t.Errorf("an act of kind %s has no sentence", f.Kind)
		}
		for _, field := range reflect.VisibleFields(f.Body) { // argsOf says the words of members
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			prefixes[name+"."] = true
		}
	}
	for _, phase := range []string{"normal", "watch", "emergency", "recovery", "closed"} {
		if catalogue["phase."+phase] == "" {
			t.Errorf("the phase %s has no name", phase)
		}
	}
	for _, state := range []warning.Custody{warning.Sent, warning.Overdue, warning.Expired, warning.Superseded, warning.Cancelled} {
		if catalogue["custody."+string(state)] == "" {
			t.Errorf("the custody state %s has no sentence", state)
		}
	}
	for key := range catalogue {
		completed := slices.ContainsFunc(slices.Collect(maps.Keys(prefixes)), func(p string) bool { return strings.HasPrefix(key, p) })
		if !literals[key] && !completed {
			t.Errorf("nobody says %q", key)
		}
	}
}
