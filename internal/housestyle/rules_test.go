package housestyle

import (
	"strings"
	"testing"
)

func lines(n int, s string) string { return strings.Repeat(s+"\n", n) }

// TestRulesBite: each rule of the house is broken once by a small file, and the finding names file, line and number.
func TestRulesBite(t *testing.T) {
	cases := []struct{ name, path, text, want string }{
		{"long function", "a/x.go", "package a\n\nfunc f() {\n" + lines(99, "\tg()") + "}\n", "a/x.go:3 a.f: the function has 101 lines, 100 allowed"},
		{"function fine", "a/x.go", "package a\n\nfunc f() {\n" + lines(98, "\tg()") + "}\n", ""},
		{"long test", "a/x_test.go", "package a\n\nfunc f() {\n" + lines(99, "\tg()") + "}\n", "101 lines"},
		{"long file", "a/x.go", "package a\n" + lines(800, "//"), "a/x.go:801: the file has 801 lines, 800 allowed"},
		{"parameters", "a/x.go", "package a\nfunc f(a, b, c int, d, e, g string) {}", "a/x.go:2: f takes 6 parameters, 5 allowed"},
		{"unnamed", "a/x.go", "package a\nfunc (t T) f(int, int, int, int, int, int) {}", "T.f takes 6"},
		{"five", "a/x.go", "package a\nfunc f(a, b, c, d, e int) {}", ""},
		{"bare func", "a/x.go", "package a\nfunc F() {}", "a/x.go:2: exported F has no comment"},
		{"bare method", "a/x.go", "package a\nfunc (t *T[K]) F() {}", "exported T.F has no comment"},
		{"hidden method", "a/x.go", "package a\nfunc (t *t) F() {}", ""},
		{"bare type in group", "a/x.go", "package a\n// about\ntype (\n\tT int\n)", "exported T has no comment"},
		{"constants share", "a/x.go", "package a\n// kinds\nconst (\n\tA = 1\n\tB = 2\n)", ""},
		{"bare constant", "a/x.go", "package a\nconst (\n\tA = 1 // one\n\tB = 2\n)", "a/x.go:4: exported B"},
		{"init", "a/x.go", "package a\nfunc init() {}", "a/x.go:2: func init"},
		{"sleep", "a/x_test.go", "package a\nimport \"time\"\nfunc f() { time.Sleep(1) }", "a/x_test.go:3: time.Sleep in a test"},
		{"panic", "a/x.go", "package a\nfunc f() { panic(1) }", "a/x.go:2: panic"},
		{"panic reasoned", "a/x.go", "package a\nfunc f() {\n\t// unreachable: parsed above\n\tpanic(1)\n}", ""},
		{"variable", "a/x.go", "package a\nvar m = map[string]int{}", "a/x.go:2: package variable m"},
		{"variables fine", "a/x.go", "package a\nvar errX = errors.New(\"x\")\nvar re = regexp.MustCompile(``)\nvar _ I = T{}\n\n//go:embed x\nvar fs embed.FS\n", ""},
		{"testify", "a/x_test.go", "package a\nimport \"github.com/stretchr/testify/require\"", "no assertion or mock library"},
		{"blank import", "a/x.go", "package a\nimport _ \"image/png\"", "a/x.go:2: import of image/png for its side effect"},
		{"dot import", "a/x.go", "package a\nimport . \"fmt\"", "dot import"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, err := read(c.path, []byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(judge(s, newExceptions()), "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func mustRead(t *testing.T, path, text string) source {
	t.Helper()
	s, err := read(path, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPackageRulesBite: the rules that need more than one file.
func TestPackageRulesBite(t *testing.T) {
	bare := mustRead(t, "journal/x.go", "package journal\n\nfunc f() {\n"+lines(10, "\tg()")+"}\n")
	got := strings.Join(judgeDense([]source{bare}, nil), "\n")
	for _, want := range []string{"journal/: 0 comment lines per 100 code lines (0 per 13), 20 to 40 asked", "0 lines of test for 13 lines of code"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	commented := mustRead(t, "journal/x.go", "package journal\n\n// f\n// is\n// g\nfunc f() {\n"+lines(10, "\tg() // more")+"}\n")
	test := mustRead(t, "journal/x_test.go", "package journal\n\nfunc f() {\n"+lines(12, "\tg()")+"}\n")
	if got := judgeDense([]source{commented, test}, nil); len(got) != 0 {
		t.Errorf("3 comment lines per 13: %q", got)
	}
	if got := judgeDense([]source{commented}, map[string]int{"journal": 14}); len(got) != 0 {
		t.Errorf("a script of 14 lines: %q", got)
	}
	if got := judgeDense([]source{mustRead(t, "hazard/river/x.go", "package river\n")}, nil); len(got) != 2 {
		t.Errorf("hazard/* is not held: %q", got)
	}

	many := "// Package a is a.\npackage a\n\n// all\nconst (\n"
	for i := range 41 {
		many += "\tA" + strings.Repeat("x", i) + " = 1\n"
	}
	got = strings.Join(judgePackages([]source{mustRead(t, "a/x.go", many+")\n")}, newExceptions()), "\n")
	if !strings.Contains(got, "package a exports 41 names, 40 allowed") {
		t.Errorf("got %q", got)
	}
	counted := mustRead(t, "a/x.go", "package a\ntype Kind string\nconst (\n\tX Kind = `x`\n\tY Kind = `y`\n)\nconst Z = 1\nfunc F() {}\nfunc (Moved) M() {}\n"+
		"type Body struct {\n\tA int `json:\"a\"`\n}\ntype Moved struct {\n\tA int `json:\"a\"`\n}\ntype Plain struct{ A int }\n")
	names := exportedNames(counted, map[string]bool{"Moved": true})
	if got := strings.Join(names, " "); got != "Kind Z F Moved Plain" {
		t.Errorf("counted as exported: %s", got)
	}
	got = strings.Join(judgePackages([]source{mustRead(t, "utils/x.go", "package utils\n")}, newExceptions()), "\n")
	for _, want := range []string{"utils/x.go:1: package name utils says nothing", "has no package comment"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}

	var funcs []source
	for range 10 {
		funcs = append(funcs, mustRead(t, "a/x.go", "package a\n\nfunc f() {\n"+lines(44, "\tg()")+"}\n"))
	}
	got = strings.Join(judgeTails(funcs), "\n")
	if !strings.Contains(got, "the 90th percentile of 10 functions is 46 lines, 45 allowed; the longest: a/x.go:3 a.f (46)") {
		t.Errorf("got %q", got)
	}
}

// TestExceptionsShrink: an exception that is not needed is reported.
func TestExceptionsShrink(t *testing.T) {
	ex := newExceptions()
	ex.reasons["function"] = map[string]string{"a.f": "one table", "a.g": "one table"}
	if !ex.allow("function", "a.f") || ex.allow("function", "a.h") {
		t.Fatal("allow is wrong")
	}
	if got := strings.Join(ex.unused(), " "); !strings.Contains(got, "function a.g") || strings.Contains(got, "function a.f") {
		t.Errorf("unused: %q", got)
	}
}
