package deptest

import (
	"go/ast"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// TestImportOrder: each package imports of ours only what its row allows. Tests may look further; code may not.
func TestImportOrder(t *testing.T) {
	rows := layers()
	unknown := map[string]bool{}
	for _, s := range sources(t) {
		row, ok := layerOf(rows, s.pkg)
		if !ok {
			if !unknown[s.pkg] {
				t.Errorf("%s: package %q has no row in layers() of internal/deptest/deptest.go: add one with what it may import and why not more", s.path, s.pkg)
			}
			unknown[s.pkg] = true
			continue
		}
		if s.test {
			continue
		}
		for _, bad := range orderFindings(row, s) {
			t.Error(bad)
		}
	}
}

// orderFindings names the imports of ours in one file that its row does not allow.
func orderFindings(row layer, s source) []string {
	var out []string
	allowed := strings.Fields(row.may)
	for _, im := range s.file.Imports {
		path, _ := strconv.Unquote(im.Path.Value)
		dep, ok := strings.CutPrefix(path, ours+"/")
		if !ok || anyMatches(allowed, dep) {
			continue
		}
		out = append(out, s.at(im.Pos())+": "+s.pkg+" must not import "+dep+": "+row.why+
			" (allowed: "+orNone(row.may)+"; table: layers() in internal/deptest/deptest.go)")
	}
	return out
}

func orNone(s string) string {
	if s == "" {
		return "nothing of ours"
	}
	return s
}

// TestEffectsAtTheRim: what decides has no clock, network, disk, database, log or randomness.
func TestEffectsAtTheRim(t *testing.T) {
	rim := effectful()
	for _, s := range sources(t) {
		if s.test || anyMatches(rim, s.pkg) {
			continue
		}
		for _, bad := range effectFindings(s) {
			t.Error(bad)
		}
	}
}

// effectFindings names the effects in one file.
func effectFindings(s source) []string {
	var out []string
	clock := ""
	for _, im := range s.file.Imports {
		path, _ := strconv.Unquote(im.Path.Value)
		if path == "time" {
			clock = "time"
			if im.Name != nil {
				clock = im.Name.Name
			}
		}
		for _, b := range bannedImports() {
			if matches(b.what, path) && pureParts[path] == "" {
				out = append(out, s.at(im.Pos())+": "+s.pkg+" decides, so it must not import "+path+": "+b.instead)
				break
			}
		}
	}
	if clock == "" {
		return out
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); !ok || x.Name != clock {
			return true
		}
		for _, b := range bannedCalls() {
			if b.what == "time."+sel.Sel.Name {
				out = append(out, s.at(sel.Pos())+": "+s.pkg+" decides, so it must not use "+b.what+": "+b.instead)
			}
		}
		return true
	})
	return out
}

// pureParts are parts of banned trees that compute and touch nothing.
var pureParts = map[string]string{
	"net/url":   "parses and prints addresses only",
	"net/netip": "a value type only",
}

// TestModules: go.mod requires directly exactly what the allow-list names, and only the named packages import it.
func TestModules(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root(t), "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	mf, err := modfile.Parse("go.mod", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, m := range modules() {
		listed[m.path] = true
		if m.why == "" {
			t.Errorf("modules(): %s has no reason", m.path)
		}
	}
	for _, r := range mf.Require {
		if r.Indirect {
			continue
		}
		if !listed[r.Mod.Path] {
			t.Errorf("go.mod:%d: %s is required but not in modules() of internal/deptest/deptest.go: add it with its reason and who may import it, or do without", r.Syntax.Start.Line, r.Mod.Path)
		}
		delete(listed, r.Mod.Path)
	}
	for p := range listed {
		t.Errorf("modules(): %s is allowed but go.mod does not require it: drop the row", p)
	}
	if len(mf.Replace) > 0 {
		t.Errorf("go.mod:%d: replace directives make the build depend on one machine", mf.Replace[0].Syntax.Start.Line)
	}
	for _, s := range sources(t) {
		for _, bad := range moduleFindings(s) {
			t.Error(bad)
		}
	}
}

// moduleFindings names the imports of other people's modules that the allow-list does not give to this package.
func moduleFindings(s source) []string {
	var out []string
	for _, im := range s.file.Imports {
		path, _ := strconv.Unquote(im.Path.Value)
		first, _, _ := strings.Cut(path, "/")
		if !strings.Contains(first, ".") {
			continue
		}
		m, ok := moduleOf(path)
		switch {
		case !ok:
			out = append(out, s.at(im.Pos())+": "+path+" belongs to no module in modules() of internal/deptest/deptest.go")
		case !s.test && !anyMatches(strings.Fields(m.by), s.pkg):
			out = append(out, s.at(im.Pos())+": "+s.pkg+" must not import "+path+": only "+orTests(m.by)+" may ("+m.why+
				"); widen the row in modules() with a reason, or ask the package that has it")
		}
	}
	return out
}

func orTests(by string) string {
	if by == "" {
		return "tests"
	}
	return by
}

func moduleOf(path string) (module, bool) {
	for _, m := range modules() {
		if matches(m.path+"/...", path) {
			return m, true
		}
	}
	return module{}, false
}
