package housestyle

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// source is one Go file: its syntax and its counted lines.
type source struct {
	pkg, path string
	test      bool
	generated bool
	file      *ast.File
	fset      *token.FileSet
	lines     int // all
	code      int // lines that hold at least one token of code
	comments  int // lines that hold only comment
}

// where is "path:line", which an editor can follow.
func (s source) where(p token.Pos) string {
	return fmt.Sprintf("%s:%d", s.path, s.fset.Position(p).Line)
}

func (s source) span(n ast.Node) int {
	return s.fset.Position(n.End()).Line - s.fset.Position(n.Pos()).Line + 1
}

// read parses one file from text.
func read(rel string, text []byte) (source, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, rel, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return source{}, err
	}
	s := source{pkg: path.Dir(rel), path: rel, test: strings.HasSuffix(rel, "_test.go"),
		generated: ast.IsGenerated(f), file: f, fset: fset}
	s.count(text)
	return s, nil
}

// count fills the line numbers by scanning tokens: a line with code and a comment behind it is code.
func (s *source) count(text []byte) {
	s.lines = strings.Count(string(text), "\n")
	fset := token.NewFileSet()
	file := fset.AddFile(s.path, -1, len(text))
	var sc scanner.Scanner
	sc.Init(file, text, nil, scanner.ScanComments)
	code, comment := map[int]bool{}, map[int]bool{}
	for {
		pos, tok, lit := sc.Scan()
		if tok == token.EOF {
			break
		}
		if tok == token.SEMICOLON && lit == "\n" {
			continue
		}
		first := file.Line(pos)
		into := code
		if tok == token.COMMENT {
			into = comment
		}
		for l := first; l <= first+strings.Count(lit, "\n"); l++ {
			into[l] = true
		}
	}
	s.code = len(code)
	for l := range comment {
		if !code[l] {
			s.comments++
		}
	}
}

// sources reads every Go file of the module; nested modules, testdata and installed packages are not ours.
func sources(t *testing.T) []source {
	t.Helper()
	top, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(top, "go.mod")); err != nil {
		t.Fatalf("housestyle: expected the module's root two directories up: %v", err)
	}
	var out []source
	err = filepath.WalkDir(top, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(top, p)
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			return enter(p, rel, d.Name())
		}
		if !strings.HasSuffix(rel, ".go") {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		s, err := read(rel, text)
		if err != nil {
			t.Errorf("%s: does not parse: %v", rel, err)
			return nil
		}
		out = append(out, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// enter says whether a directory belongs to the module's source.
func enter(full, rel, name string) error {
	if rel == "." {
		return nil
	}
	if name == "testdata" || name == "node_modules" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
		return filepath.SkipDir
	}
	if _, err := os.Stat(filepath.Join(full, "go.mod")); err == nil {
		return filepath.SkipDir
	}
	return nil
}

// scripts counts the lines of transcripts and lists of spellings (testdata/*.txt) per package: they are tests too.
func scripts(t *testing.T) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, d := range dense() {
		files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(d), "testdata", "*.txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			pkg := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(filepath.Dir(f))), "../../")
			for line := range strings.Lines(string(text)) {
				if strings.TrimSpace(line) != "" {
					out[pkg]++
				}
			}
		}
	}
	return out
}
