package deptest

import (
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	inBackticks = regexp.MustCompile("`([^`\n]+)`")
	pathToken   = regexp.MustCompile(`^\.?[A-Za-z0-9_-]+(/[A-Za-z0-9_.-]+)*/?$`)
	makeTarget  = regexp.MustCompile(`(?m)^([a-z][a-z0-9-]*):`)
	camel       = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	namedFlag   = regexp.MustCompile(`name:"([^"]+)"`)
	linkTarget  = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
)

// tree answers what exists.
type tree struct {
	top      string
	packages map[string]bool // first path elements that are ours
	targets  []string        // of the Makefile
	commands map[string]bool // of cmd/tongzhou
	flags    map[string]bool // of any of them
}

func readTree(t *testing.T) tree {
	t.Helper()
	tr := tree{top: root(t), packages: map[string]bool{}}
	for _, r := range layers() {
		first, _, _ := strings.Cut(r.pkg, "/")
		tr.packages[first] = true
	}
	for _, d := range []string{"doc", "tools", "interop"} {
		tr.packages[d] = true
	}
	mk, err := os.ReadFile(filepath.Join(tr.top, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range makeTarget.FindAllStringSubmatch(string(mk), -1) {
		tr.targets = append(tr.targets, m[1])
	}
	tr.commands, tr.flags = commandLine(t)
	return tr
}

// commandLine reads the command line as kong sees it: a type xCmd is the command x, a field of a struct is a flag.
func commandLine(t *testing.T) (commands, flags map[string]bool) {
	t.Helper()
	commands, flags = map[string]bool{}, map[string]bool{"help": true}
	for _, s := range sources(t) {
		if s.pkg != "cmd/tongzhou" || s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.TypeSpec:
				if name, ok := strings.CutSuffix(x.Name.Name, "Cmd"); ok {
					commands[name] = true
				}
			case *ast.Field:
				for _, name := range flagNames(x) {
					flags[name] = true
				}
			}
			return true
		})
	}
	return commands, flags
}

// flagNames are the names under which a field can stand on the command line.
func flagNames(f *ast.Field) []string {
	var names []string
	for _, id := range f.Names {
		names = append(names, strings.ToLower(camel.ReplaceAllString(id.Name, "$1-$2")))
	}
	if f.Tag != nil {
		for _, m := range namedFlag.FindAllStringSubmatch(f.Tag.Value, -1) {
			names = append(names, m[1])
		}
	}
	return names
}

func (tr tree) exists(path string) bool {
	_, err := os.Stat(filepath.Join(tr.top, filepath.FromSlash(strings.TrimSuffix(path, "/"))))
	return err == nil
}

// findings names what one line of a document claims that is not there. dir is the document's directory.
func (tr tree) findings(dir, line string, fenced bool) []string {
	var out []string
	spans := []string{}
	if fenced {
		spans = append(spans, line)
	}
	for _, m := range inBackticks.FindAllStringSubmatch(line, -1) {
		spans = append(spans, m[1])
	}
	for _, span := range spans {
		out = append(out, tr.span(span, fenced)...)
	}
	if !fenced {
		for _, m := range linkTarget.FindAllStringSubmatch(line, -1) {
			if !tr.exists(dir+"/"+m[1]) && !strings.Contains(m[1], " ") {
				out = append(out, "links to "+m[1]+", which does not exist")
			}
		}
	}
	return out
}

// span judges one piece of code in a document: commands, make targets and paths of ours.
func (tr tree) span(span string, fenced bool) []string {
	var out []string
	if strings.Contains(span, `\n`) {
		return nil // the bytes of a format, not a command
	}
	words := strings.Fields(span)
	for i, w := range words {
		next := ""
		if i+1 < len(words) {
			next = words[i+1]
		}
		switch {
		case w == "make" && next != "" && (i == 0 || words[i-1] == "&&" || words[i-1] == "$"):
			if !strings.Contains(next, "=") && !slices.Contains(tr.targets, next) {
				out = append(out, "names make "+next+", which the Makefile has not")
			}
		case (w == "tongzhou" || w == "./tongzhou" || w == ".build/tongzhou") && subcommand.MatchString(next) && (!fenced || begins(words[:i])):
			if !tr.commands[next] {
				out = append(out, "names the command tongzhou "+next+", but cmd/tongzhou has no type "+next+"Cmd")
			}
		case strings.HasPrefix(w, "--") && slices.Contains(words[:i], "tongzhou"):
			if name, _, _ := strings.Cut(w[2:], "="); !tr.flags[name] {
				out = append(out, "names the flag --"+name+", which no command has")
			}
		case pathToken.MatchString(w):
			first, rest, deep := strings.Cut(strings.TrimSuffix(w, "/"), "/")
			named := tr.packages[first] && (deep && rest != "" || strings.HasSuffix(w, "/") || len(words) == 1 && !fenced)
			if named && !tr.exists(w) {
				out = append(out, "names "+w+", which does not exist")
			}
		}
	}
	return out
}

// begins says whether a command can start after these words.
func begins(before []string) bool {
	return len(before) == 0 || slices.Contains([]string{"$", "&&", "|", ";"}, before[len(before)-1])
}

var subcommand = regexp.MustCompile(`^[a-z]+$`)

// TestDocumentsNameWhatExists: package paths, commands, make targets and links in the documents are there.
func TestDocumentsNameWhatExists(t *testing.T) {
	tr := readTree(t)
	for _, doc := range documents(t, tr.top) {
		data, err := os.ReadFile(filepath.Join(tr.top, doc))
		if err != nil {
			t.Fatal(err)
		}
		fenced := false
		for i, line := range strings.Split(string(data), "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "```") {
				fenced = !fenced
				continue
			}
			for _, f := range tr.findings(filepath.ToSlash(filepath.Dir(doc)), line, fenced) {
				t.Errorf("%s:%d: %s", doc, i+1, f)
			}
		}
		if n := strings.Count(string(data), "\n"); strings.HasPrefix(doc, "README") && n > 150 {
			t.Errorf("%s: has %d lines; 150 is the most", doc, n)
		}
	}
}

// documents lists the Markdown files that speak for the project as it is now.
func documents(t *testing.T, top string) []string {
	t.Helper()
	var docs []string
	tops, err := filepath.Glob(filepath.Join(top, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range tops {
		docs = append(docs, filepath.Base(p))
	}
	err = filepath.WalkDir(filepath.Join(top, "doc"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			rel, _ := filepath.Rel(top, path)
			docs = append(docs, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return docs
}

// TestDocumentRulesBite: what does not exist is found, and ordinary prose is left alone.
func TestDocumentRulesBite(t *testing.T) {
	tr := readTree(t)
	cases := []struct {
		line   string
		fenced bool
		want   string
	}{
		{"see `journal/nowhere`", false, "names journal/nowhere"},
		{"run `make nothing`", false, "names make nothing"},
		{"run `tongzhou abracadabra --json`", false, "tongzhou abracadabra"},
		{"`tongzhou main --abracadabra`", false, "names the flag --abracadabra"},
		{"tongzhou abracadabra", true, "tongzhou abracadabra"},
		{"[map](nowhere.svg)", false, "links to nowhere.svg"},
		{"we make nothing of a journal/nowhere", false, ""},
		{"run `make test` and `make run SPEED=60`", false, ""},
		{"the `internal/deptest` package", false, ""},
		{"signed over `tongzhou act v1\\n`", false, ""},
	}
	for _, c := range cases {
		got := strings.Join(tr.findings("doc", c.line, c.fenced), "; ")
		if c.want == "" && got != "" || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%q: findings %q, want %q", c.line, got, c.want)
		}
	}
}

// skeleton is what two languages of one document must share: the first word of each line of code, and the links.
func skeleton(text string) []string {
	var out []string
	fenced := false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
			continue
		}
		if fenced {
			first, _, _ := strings.Cut(strings.TrimSpace(line), "  ")
			out = append(out, first)
			continue
		}
		for _, m := range linkTarget.FindAllStringSubmatch(line, -1) {
			if !strings.HasPrefix(m[1], "README") {
				out = append(out, m[1])
			}
		}
	}
	return out
}

// TestReadmesAreEqual: the Chinese README shows the same commands, packages and links, and the map names every package.
func TestReadmesAreEqual(t *testing.T) {
	top := root(t)
	var texts [2]string
	for i, name := range []string{"README.md", "README.zh.md"} {
		data, err := os.ReadFile(filepath.Join(top, name))
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = string(data)
	}
	en, zh := skeleton(texts[0]), skeleton(texts[1])
	for i := range max(len(en), len(zh)) {
		a, b := "nothing", "nothing"
		if i < len(en) {
			a = en[i]
		}
		if i < len(zh) {
			b = zh[i]
		}
		if a != b {
			t.Fatalf("README.md has %q where README.zh.md has %q", a, b)
		}
	}
	missing := map[string]bool{}
	for _, s := range sources(t) {
		first, _, _ := strings.Cut(s.pkg, "/")
		if s.pkg != "." && !slices.Contains(en, s.pkg) && !slices.Contains(en, first) {
			missing[s.pkg] = true
		}
	}
	for p := range missing {
		t.Errorf("README.md: the map does not name %s", p)
	}
}
