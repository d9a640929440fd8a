package deptest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// lastRequirement is the highest number of the catalogue.
const lastRequirement = 110

var (
	requirementName = regexp.MustCompile(`\bR([1-9][0-9]{0,2})\b`)
	requirementRow  = regexp.MustCompile(`^\| *R([0-9]+) *\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|$`)
	testName        = regexp.MustCompile(`^(Test|Fuzz|Benchmark|Example)[A-Z]\w*$`)
)

// requirement is a row of doc/requirements.md.
type requirement struct {
	title, status, missing string
	shown                  []string
}

// statuses are what the document says of a requirement, with what each means.
func statuses() []string { return []string{"works", "first form", "not yet"} }

// readRequirements reads the table and says what is wrong with its rows.
func readRequirements(text string) (rows map[int]requirement, wrong []string) {
	rows = map[int]requirement{}
	for _, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, "| R") || strings.HasPrefix(line, "| R |") {
			continue
		}
		m := requirementRow.FindStringSubmatch(line)
		if m == nil {
			wrong = append(wrong, fmt.Sprintf("%.40q… is no row of five cells", line))
			continue
		}
		n, _ := strconv.Atoi(m[1]) // digits, by the expression
		r := requirement{title: strings.TrimSpace(m[2]), status: strings.TrimSpace(m[3]), missing: strings.TrimSpace(m[5])}
		for _, name := range strings.Split(m[4], ",") {
			if name = strings.TrimSpace(name); name != "" {
				r.shown = append(r.shown, name)
			}
		}
		if _, twice := rows[n]; twice {
			wrong = append(wrong, fmt.Sprintf("R%d stands there twice", n))
		}
		rows[n] = r
	}
	return rows, wrong
}

// claims are the requirements that each test names: "docket.TestReplay" for a function, the path for a script, a drill or a test of the console.
type claims map[string][]int

func (c claims) add(name, text string) {
	c[name] = append(c[name], []int{}...)
	for _, m := range requirementName.FindAllStringSubmatch(text, -1) {
		if n, _ := strconv.Atoi(m[1]); n <= lastRequirement && !slices.Contains(c[name], n) {
			c[name] = append(c[name], n)
		}
	}
}

// addGo takes the test functions of a file, each with its comment.
func (c claims) addGo(rel string, src []byte) error {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, rel, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Recv != nil || !testName.MatchString(fn.Name.Name) {
			continue
		}
		from := fn.Pos()
		if fn.Doc != nil {
			from = fn.Doc.Pos()
		}
		c.add(path.Dir(rel)+"."+fn.Name.Name, string(src[fset.Position(from).Offset:fset.Position(fn.End()).Offset]))
	}
	return nil
}

// readClaims reads every test of the tree.
func readClaims(t *testing.T) claims {
	t.Helper()
	top, c := root(t), claims{}
	err := filepath.WalkDir(top, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "dist" || strings.HasPrefix(d.Name(), ".") && p != top):
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		rel, _ := filepath.Rel(top, p)
		rel = filepath.ToSlash(rel)
		isGo := strings.HasSuffix(rel, "_test.go") && !strings.HasPrefix(rel, "internal/deptest/")
		text := strings.HasSuffix(rel, ".test.ts") || strings.HasSuffix(rel, ".txt") && strings.Contains(rel, "/testdata/")
		if !isGo && !text {
			return nil
		}
		src, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		if isGo {
			return c.addGo(rel, src)
		}
		c.add(rel, string(src))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// judge says what of the table is not so.
func judge(rows map[int]requirement, c claims) []string {
	var wrong []string
	claimed := map[int][]string{}
	for name, list := range c {
		for _, n := range list {
			claimed[n] = append(claimed[n], name)
		}
	}
	for n := 1; n <= lastRequirement; n++ {
		r, ok := rows[n]
		say := func(format string, args ...any) {
			wrong = append(wrong, fmt.Sprintf("R%d: ", n)+fmt.Sprintf(format, args...))
		}
		slices.Sort(claimed[n])
		switch {
		case !ok:
			say("has no row")
		case r.title == "":
			say("has no title")
		case !slices.Contains(statuses(), r.status):
			say("has the status %q; want one of %s", r.status, strings.Join(statuses(), ", "))
		case r.status == "not yet" && len(r.shown) > 0:
			say("is not yet there, and shown by %s", r.shown)
		case r.status == "not yet" && len(claimed[n]) > 0:
			say("is not yet there, but %s says that it shows it: it is at least in its first form, or that test names the wrong requirement", strings.Join(claimed[n], ", "))
		case r.status != "not yet" && len(r.shown) == 0:
			say("%s, but no test is named that shows it", r.status)
		case r.status == "first form" && r.missing == "":
			say("is in its first form; say what is missing")
		case r.status == "works" && r.missing != "":
			say("works, and yet is missing %q", r.missing)
		}
		for _, name := range r.shown {
			if list, there := c[name]; !there {
				say("is shown by %s, which does not exist", name)
			} else if !slices.Contains(list, n) {
				say("is shown by %s, which does not name R%d", name, n)
			}
		}
	}
	return wrong
}

// TestRequirementsAreShown keeps doc/requirements.md true: every requirement has its row, what is said to work is shown by tests that are there
// and name it, and nothing that a test claims to show is called missing.
func TestRequirementsAreShown(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root(t), "doc", "requirements.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows, wrong := readRequirements(string(text))
	for n := range rows {
		if n < 1 || n > lastRequirement {
			wrong = append(wrong, fmt.Sprintf("R%d is no requirement", n))
		}
	}
	count := map[string]int{}
	for _, r := range rows {
		count[r.status]++
	}
	want := fmt.Sprintf("%d work, %d are there in a first form, %d are not yet there.", count["works"], count["first form"], count["not yet"])
	if !strings.Contains(string(text), want) {
		wrong = append(wrong, "the counts are wrong; want: "+want)
	}
	for _, w := range append(wrong, judge(rows, readClaims(t))...) {
		t.Errorf("doc/requirements.md: %s", w)
	}
}

// TestRequirementsBite: each kind of untruth in the table is found, and a true table is not complained about.
func TestRequirementsBite(t *testing.T) {
	c := claims{"docket.TestReplay": {2}, "drill/testdata/x.txt": {3}}
	base := func() map[int]requirement {
		rows := map[int]requirement{}
		for n := 1; n <= lastRequirement; n++ {
			rows[n] = requirement{title: "t", status: "not yet"}
		}
		rows[2] = requirement{title: "t", status: "works", shown: []string{"docket.TestReplay"}}
		rows[3] = requirement{title: "t", status: "first form", missing: "the rest", shown: []string{"drill/testdata/x.txt"}}
		return rows
	}
	if got := judge(base(), c); len(got) > 0 {
		t.Errorf("a true table: %q", got)
	}
	for _, x := range []struct {
		n    int
		row  requirement
		want string
	}{
		{5, requirement{status: "not yet"}, "R5: has no title"},
		{5, requirement{title: "t", status: "nearly"}, `R5: has the status "nearly"`},
		{5, requirement{title: "t", status: "works"}, "R5: works, but no test is named"},
		{5, requirement{title: "t", status: "works", shown: []string{"docket.TestReplay"}}, "R5: is shown by docket.TestReplay, which does not name R5"},
		{5, requirement{title: "t", status: "works", shown: []string{"docket.TestGone"}}, "R5: is shown by docket.TestGone, which does not exist"},
		{2, requirement{title: "t", status: "not yet"}, "R2: is not yet there, but docket.TestReplay says"},
		{2, requirement{title: "t", status: "not yet", shown: []string{"docket.TestReplay"}}, "R2: is not yet there, and shown by"},
		{3, requirement{title: "t", status: "first form", shown: []string{"drill/testdata/x.txt"}}, "R3: is in its first form; say what is missing"},
		{3, requirement{title: "t", status: "works", missing: "much", shown: []string{"drill/testdata/x.txt"}}, "R3: works, and yet is missing"},
	} {
		rows := base()
		rows[x.n] = x.row
		if got := judge(rows, c); len(got) != 1 || !strings.HasPrefix(got[0], x.want) {
			t.Errorf("%+v: got %q, want %s", x.row, got, x.want)
		}
	}
	rows := base()
	delete(rows, 7)
	if got := judge(rows, c); !slices.Equal(got, []string{"R7: has no row"}) {
		t.Errorf("a row is missing: %q", got)
	}
	if _, wrong := readRequirements("| R | t |\n| R1 | a | works | x | |\n| R1 | b | works | x | |\n| R2 | a | works |\n"); len(wrong) != 2 {
		t.Errorf("a row twice and one that is short: %q", wrong)
	}
	src := "package x\n\n// TestA: R5, RFC 9, R500, R6.\nfunc TestA(t *T) { // R7\n}\n\n// R8\nfunc helper() {}\n"
	got := claims{}
	if err := got.addGo("docket/x_test.go", []byte(src)); err != nil || len(got) != 1 || !slices.Equal(got["docket.TestA"], []int{5, 6, 7}) {
		t.Errorf("claims %v, %v", got, err)
	}
}
