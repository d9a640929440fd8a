package housestyle

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// judge measures one file by itself.
func judge(s source, ex *exceptions) []string {
	var out []string
	if s.lines > fileMax && !ex.allow("file", s.path) {
		out = append(out, fmt.Sprintf("%s:%d: the file has %d lines, %d allowed: split it by what it talks about", s.path, s.lines, s.lines, fileMax))
	}
	for _, m := range functionLengths(s) {
		name := m.where[strings.LastIndexByte(m.where, ' ')+1:]
		if m.n > functionMax && !ex.allow("function", name) {
			out = append(out, fmt.Sprintf("%s: the function has %d lines, %d allowed: give its steps names, or give the reason in longFunctions() of internal/housestyle/housestyle.go",
				m.where, m.n, functionMax))
		}
	}
	out = append(out, forbidden(s)...)
	if s.test {
		return out
	}
	out = append(out, parameters(s)...)
	out = append(out, undocumented(s)...)
	return append(out, variables(s, ex)...)
}

// functionLengths measures every function declaration, as "path:line package.Type.Name".
func functionLengths(s source) []measured {
	var out []measured
	for _, d := range s.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			out = append(out, measured{s.where(f.Pos()) + " " + s.pkg + "." + funcName(f), s.span(f)})
		}
	}
	return out
}

func funcName(f *ast.FuncDecl) string {
	if r := receiver(f); r != "" {
		return r + "." + f.Name.Name
	}
	return f.Name.Name
}

// receiver is the name of the type a method belongs to, without pointer and type parameters.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return ""
	}
	x := f.Recv.List[0].Type
	for {
		switch t := x.(type) {
		case *ast.StarExpr:
			x = t.X
		case *ast.IndexExpr:
			x = t.X
		case *ast.IndexListExpr:
			x = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}

// parameters counts what a caller must remember in order.
func parameters(s source) []string {
	var out []string
	for _, d := range s.file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		n := 0
		for _, p := range f.Type.Params.List {
			n += max(1, len(p.Names))
		}
		if n > parametersMax {
			out = append(out, fmt.Sprintf("%s: %s takes %d parameters, %d allowed: make them a struct", s.where(f.Pos()), funcName(f), n, parametersMax))
		}
	}
	return out
}

// forbidden finds what no file may hold: init, sleeping tests, bare panics, registration by import, dot imports.
func forbidden(s source) []string {
	var out []string
	for _, im := range s.file.Imports {
		p, _ := strconv.Unquote(im.Path.Value)
		switch {
		case im.Name != nil && im.Name.Name == ".":
			out = append(out, s.where(im.Pos())+": dot import of "+p+" hides where a name comes from")
		case im.Name != nil && im.Name.Name == "_" && blankImports()[p] == "":
			out = append(out, s.where(im.Pos())+": import of "+p+" for its side effect: call what you need (exceptions: blankImports() in internal/housestyle/housestyle.go)")
		case strings.HasPrefix(p, "github.com/stretchr/testify") || strings.Contains(p, "gomock"):
			out = append(out, s.where(im.Pos())+": "+p+": plain comparisons and real parts, no assertion or mock library")
		}
	}
	reasons := unreachable(s)
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.FuncDecl:
			if x.Name.Name == "init" && x.Recv == nil {
				out = append(out, s.where(x.Pos())+": func init runs where nobody calls it: 0 allowed")
			}
		case *ast.CallExpr:
			if s.test && isSel(x.Fun, "time", "Sleep") {
				out = append(out, s.where(x.Pos())+": time.Sleep in a test: 0 allowed; use an injected clock, testing/synctest, or wait for the condition")
			}
			if id, ok := x.Fun.(*ast.Ident); ok && id.Name == "panic" && !s.test {
				line := s.fset.Position(x.Pos()).Line
				if !reasons[line] && !reasons[line-1] {
					out = append(out, s.where(x.Pos())+": panic: bad input from a person, a peer or a sensor must be an error; "+
						"if only a fault of this program can come here, say so in a comment beside it that begins with \"unreachable:\"")
				}
			}
		}
		return true
	})
	return out
}

// unreachable is the set of lines on which a comment explains why a panic cannot be met by input.
func unreachable(s source) map[int]bool {
	lines := map[int]bool{}
	for _, g := range s.file.Comments {
		for _, c := range g.List {
			if strings.Contains(c.Text, "unreachable:") {
				for l := s.fset.Position(c.Pos()).Line; l <= s.fset.Position(g.End()).Line; l++ {
					lines[l] = true
				}
			}
		}
	}
	return lines
}

func isSel(x ast.Expr, pkg, name string) bool {
	sel, ok := x.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == pkg
}

// exportedNames lists the exported package-level names of a file that a caller has to learn; see the note above
// wordyPackages. methods are the package's types that have an exported method.
func exportedNames(s source, methods map[string]bool) []string {
	var out []string
	add := func(id *ast.Ident) {
		if id.IsExported() {
			out = append(out, id.Name)
		}
	}
	for _, d := range s.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				add(d.Name)
			}
		case *ast.GenDecl:
			if spellings(d) {
				continue
			}
			for _, sp := range d.Specs {
				switch sp := sp.(type) {
				case *ast.TypeSpec:
					if !wireBody(sp, methods) {
						add(sp.Name)
					}
				case *ast.ValueSpec:
					for _, n := range sp.Names {
						add(n)
					}
				}
			}
		}
	}
	return out
}

// spellings says whether a declaration lists the values of a named type.
func spellings(d *ast.GenDecl) bool {
	return d.Tok == token.CONST && slices.ContainsFunc(d.Specs, func(sp ast.Spec) bool { return sp.(*ast.ValueSpec).Type != nil })
}

// wireBody says whether a type is only a shape on the wire.
func wireBody(sp *ast.TypeSpec, methods map[string]bool) bool {
	st, ok := sp.Type.(*ast.StructType)
	if !ok || methods[sp.Name.Name] || len(st.Fields.List) == 0 {
		return false
	}
	return !slices.ContainsFunc(st.Fields.List, func(f *ast.Field) bool {
		return len(f.Names) > 0 && (f.Tag == nil || !strings.Contains(f.Tag.Value, `json:"`))
	})
}

// withMethods are the types of a file that have an exported method.
func withMethods(s source) []string {
	var out []string
	for _, d := range s.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.IsExported() && receiver(f) != "" {
			out = append(out, receiver(f))
		}
	}
	return out
}

// undocumented finds exported names without a word about them. A group of values may share one comment.
func undocumented(s source) []string {
	var out []string
	miss := func(id *ast.Ident, name string) {
		out = append(out, s.where(id.Pos())+": exported "+name+" has no comment")
	}
	for _, d := range s.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			r := receiver(d)
			if d.Name.IsExported() && d.Doc == nil && (r == "" || token.IsExported(r)) {
				miss(d.Name, funcName(d))
			}
		case *ast.GenDecl:
			for _, sp := range d.Specs {
				for _, id := range bareNames(d, sp) {
					miss(id, id.Name)
				}
			}
		}
	}
	return out
}

// bareNames are the exported names of one specification that neither it nor its group explains.
func bareNames(d *ast.GenDecl, sp ast.Spec) []*ast.Ident {
	var names []*ast.Ident
	switch sp := sp.(type) {
	case *ast.TypeSpec:
		if sp.Name.IsExported() && sp.Doc == nil && sp.Comment == nil && (d.Doc == nil || d.Lparen.IsValid()) {
			names = append(names, sp.Name)
		}
	case *ast.ValueSpec:
		for _, n := range sp.Names {
			if n.IsExported() && sp.Doc == nil && sp.Comment == nil && d.Doc == nil {
				names = append(names, n)
			}
		}
	}
	return names
}

// variables finds package variables other than errors, compiled patterns, embeds and interface checks.
func variables(s source, ex *exceptions) []string {
	var out []string
	for _, d := range s.file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, sp := range g.Specs {
			v := sp.(*ast.ValueSpec)
			if embedded(g, v) {
				continue
			}
			for i, name := range v.Names {
				if name.Name == "_" || i < len(v.Values) && constantLike(v.Values[i]) || ex.allow("variable", s.pkg+"."+name.Name) {
					continue
				}
				out = append(out, s.where(name.Pos())+": package variable "+name.Name+": 0 allowed beside errors, compiled patterns and embeds; "+
					"make it a constant, a function that returns it, or a field")
			}
		}
	}
	return out
}

// constantLike is a value that nobody would change: an error, a compiled pattern or template.
func constantLike(x ast.Expr) bool {
	if u, ok := x.(*ast.UnaryExpr); ok {
		x = u.X
	}
	if lit, ok := x.(*ast.CompositeLit); ok {
		if id, ok := lit.Type.(*ast.Ident); ok {
			return strings.HasSuffix(id.Name, "Error") || strings.HasSuffix(id.Name, "error")
		}
		return false
	}
	call, ok := x.(*ast.CallExpr)
	if !ok {
		return false
	}
	for _, f := range [][2]string{{"errors", "New"}, {"fmt", "Errorf"}, {"regexp", "MustCompile"}, {"template", "Must"}} {
		if isSel(call.Fun, f[0], f[1]) {
			return true
		}
	}
	return false
}

func embedded(g *ast.GenDecl, v *ast.ValueSpec) bool {
	for _, doc := range []*ast.CommentGroup{g.Doc, v.Doc} {
		if doc == nil {
			continue
		}
		for _, c := range doc.List {
			if strings.HasPrefix(c.Text, "//go:embed ") {
				return true
			}
		}
	}
	return false
}
