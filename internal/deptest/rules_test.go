package deptest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// parse makes a source of a package from text, so that each rule can be seen to bite.
func parse(t *testing.T, pkg, text string) source {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, pkg+"/x.go", text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return source{pkg: pkg, path: pkg + "/x.go", file: f, fset: fset}
}

// TestRulesBite: each kind of finding is produced by a file that deserves it, and by no other.
func TestRulesBite(t *testing.T) {
	cases := []struct{ name, pkg, text, want string }{
		{"order", "act", `package act; import _ "tongzhou/journal"`, "act must not import journal"},
		{"order up", "docket", `package docket; import _ "tongzhou/follow"`, "docket must not import follow"},
		{"models apart", "hazard/river", `package river; import _ "tongzhou/hazard/plume"`, "must not import hazard/plume"},
		{"practices apart", "warning", `package warning; import _ "tongzhou/incident"`, "must not import incident"},
		{"order fine", "warning", `package warning; import _ "tongzhou/duty"`, ""},
		{"test support", "incident", `package incident; import _ "tongzhou/act/acttest"`, "incident must not import act/acttest"},
		{"test support in a command", "cmd/tongzhou", `package main; import _ "tongzhou/act/acttest"`, "cmd/tongzhou must not import act/acttest"},
		{"rim over node", "scenario", `package scenario; import (_ "tongzhou/node"; _ "os")`, ""},
		{"net", "docket", `package docket; import _ "net/http"`, "must not import net/http"},
		{"url", "docket", `package docket; import _ "net/url"`, ""},
		{"rand v2", "hazard/river", `package river; import _ "math/rand/v2"`, "must not import math/rand/v2"},
		{"slog", "warning", `package warning; import _ "log/slog"`, "must not import log/slog"},
		{"clock", "duty", `package duty; import "time"; func f() { time.Now() }`, "must not use time.Now"},
		{"clock renamed", "duty", `package duty; import tm "time"; var since = tm.Since`, "must not use time.Since"},
		{"time fine", "duty", `package duty; import "time"; const day = 24 * time.Hour`, ""},
		{"module", "warning", `package warning; import _ "modernc.org/sqlite"`, "warning must not import modernc.org/sqlite"},
		{"stranger", "node", `package node; import _ "example.org/x"`, "belongs to no module"},
		{"module fine", "store", `package store; import _ "modernc.org/sqlite"`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := parse(t, c.pkg, c.text)
			row, ok := layerOf(layers(), c.pkg)
			if !ok {
				t.Fatalf("no row for %s", c.pkg)
			}
			got := append(orderFindings(row, s), moduleFindings(s)...)
			if !anyMatches(effectful(), c.pkg) {
				got = append(got, effectFindings(s)...)
			}
			text := strings.Join(got, "\n")
			if c.want == "" && text != "" || c.want != "" && !strings.Contains(text, c.want) {
				t.Errorf("got findings %q, want %q", text, c.want)
			}
			if c.want != "" && !strings.HasPrefix(text, c.pkg+"/x.go:1: ") {
				t.Errorf("finding names no file and line: %q", text)
			}
		})
	}
}

// TestTableIsAnOrder: every row has a reason, names only packages that have a row, and no package can reach itself.
func TestTableIsAnOrder(t *testing.T) {
	rows := layers()
	for _, r := range rows {
		if r.why == "" {
			t.Errorf("layers(): %s has no reason", r.pkg)
		}
		for _, dep := range strings.Fields(r.may) {
			if _, ok := layerOf(rows, strings.TrimSuffix(dep, "/...")); !ok {
				t.Errorf("layers(): %s may import %s, which has no row", r.pkg, dep)
			}
		}
	}
	for _, r := range rows {
		for _, dep := range strings.Fields(r.may) {
			d, ok := layerOf(rows, strings.TrimSuffix(dep, "/..."))
			if ok && d.pkg != r.pkg && anyMatches(strings.Fields(d.may), r.pkg) {
				t.Errorf("layers(): %s and %s may import each other", r.pkg, d.pkg)
			}
		}
	}
}

// TestSupportIsForTests: every package for tests has a row, no other row lets it in, not even one that names everything below a package, and code that runs imports testing nowhere else.
func TestSupportIsForTests(t *testing.T) {
	rows := layers()
	for _, support := range testSupport() {
		if row, ok := layerOf(rows, support); !ok || row.pkg != support {
			t.Errorf("layers(): %s has no row of its own", support)
		}
		for _, r := range rows {
			if anyMatches(strings.Fields(r.may), support) {
				t.Errorf("layers(): %s may import %s, which only tests import", r.pkg, support)
			}
		}
	}
	for _, s := range sources(t) {
		if !s.test && imports(s, "testing") && !anyMatches(testSupport(), s.pkg) {
			t.Errorf("%s: only tests, and packages in testSupport() of internal/deptest/deptest.go, import testing", s.path)
		}
	}
}

func imports(s source, path string) bool {
	return slices.ContainsFunc(s.file.Imports, func(im *ast.ImportSpec) bool { return im.Path.Value == `"`+path+`"` })
}
