package housestyle

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"
)

// TestHouseStyle measures the whole tree. Each finding is "file:line: what, its number, the number allowed".
func TestHouseStyle(t *testing.T) {
	all := sources(t)
	ex := newExceptions()
	for _, s := range all {
		if s.generated {
			continue
		}
		for _, f := range judge(s, ex) {
			t.Error(f)
		}
	}
	for _, f := range judgeTails(all) {
		t.Error(f)
	}
	for _, f := range judgePackages(all, ex) {
		t.Error(f)
	}
	for _, f := range judgeDense(all, scripts(t)) {
		t.Error(f)
	}
	for _, name := range ex.unused() {
		t.Errorf("internal/housestyle/housestyle.go: the exception for %s is no longer needed: drop it", name)
	}
}

// judgeTails holds the 90th percentiles of the product's functions and files.
func judgeTails(all []source) []string {
	var out []string
	var funcs, files []measured
	for _, s := range all {
		if s.test || s.generated {
			continue
		}
		files = append(files, measured{s.path + ":1", s.lines})
		funcs = append(funcs, functionLengths(s)...)
	}
	if p, over := p90(funcs); p > functionP90 {
		out = append(out, fmt.Sprintf("function length: the 90th percentile of %d functions is %d lines, %d allowed; the longest: %s",
			len(funcs), p, functionP90, over))
	}
	if p, over := p90(files); p > fileP90 {
		out = append(out, fmt.Sprintf("file length: the 90th percentile of %d files is %d lines, %d allowed; the longest: %s",
			len(files), p, fileP90, over))
	}
	return out
}

// measured is a place and its number.
type measured struct {
	where string
	n     int
}

// p90 is the 90th percentile (nearest rank) and, for the message, the worst places.
func p90(ms []measured) (int, string) {
	if len(ms) == 0 {
		return 0, ""
	}
	ms = slices.Clone(ms)
	sort.Slice(ms, func(i, j int) bool { return ms[i].n > ms[j].n })
	var worst []string
	for _, m := range ms[:min(5, len(ms))] {
		worst = append(worst, fmt.Sprintf("%s (%d)", m.where, m.n))
	}
	return ms[len(ms)/10].n, strings.Join(worst, ", ")
}

// judgePackages counts exported names per package, and asks each package for a comment and a name that says something.
func judgePackages(all []source, ex *exceptions) []string {
	var out []string
	exported := map[string][]string{}
	first := map[string]source{}
	documented := map[string]bool{}
	methods := map[string]map[string]bool{}
	for _, s := range all {
		if s.test || s.generated {
			continue
		}
		if _, ok := first[s.pkg]; !ok {
			first[s.pkg] = s
		}
		documented[s.pkg] = documented[s.pkg] || s.file.Doc != nil
		for _, name := range withMethods(s) {
			if methods[s.pkg] == nil {
				methods[s.pkg] = map[string]bool{}
			}
			methods[s.pkg][name] = true
		}
	}
	for _, s := range all {
		if !s.test && !s.generated {
			exported[s.pkg] = append(exported[s.pkg], exportedNames(s, methods[s.pkg])...)
		}
	}
	var counts []int
	for _, pkg := range sortedKeys(first) {
		s, n := first[pkg], len(exported[pkg])
		at := s.where(s.file.Name.Pos())
		if !documented[pkg] {
			out = append(out, at+": package "+pkg+" has no package comment: say what the thing is before how it is called")
		}
		if slices.Contains(emptyNames(), s.file.Name.Name) {
			out = append(out, at+": package name "+s.file.Name.Name+" says nothing: name it after its one concept")
		}
		if n > exportedMax && !ex.allow("wordy", pkg) {
			out = append(out, fmt.Sprintf("%s: package %s exports %d names, %d allowed: unexport what only the package needs, split it, "+
				"or give the reason in wordyPackages() of internal/housestyle/housestyle.go (%s)", at, pkg, n, exportedMax, strings.Join(exported[pkg], " ")))
		}
		if s.file.Name.Name != "main" {
			counts = append(counts, n)
		}
	}
	slices.Sort(counts)
	if len(counts) >= 10 && counts[len(counts)/2] > exportedMedian {
		out = append(out, fmt.Sprintf("exported names: the median package exports %d, %d allowed: %s", counts[len(counts)/2], exportedMedian, tally(exported)))
	}
	return out
}

func tally(names map[string][]string) string {
	var b []string
	for _, k := range sortedKeys(names) {
		b = append(b, fmt.Sprintf("%s %d", k, len(names[k])))
	}
	return strings.Join(b, ", ")
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// judgeDense holds comment density and test size where outsiders reimplement or recompute.
// scripts are the lines of test that stand in text files, per package.
func judgeDense(all []source, scripts map[string]int) []string {
	type sum struct{ code, comments, tests int }
	sums := map[string]*sum{}
	for _, s := range all {
		if s.generated || !isDense(s.pkg) {
			continue
		}
		if sums[s.pkg] == nil {
			sums[s.pkg] = &sum{}
		}
		if s.test {
			sums[s.pkg].tests += s.code + s.comments
		} else {
			sums[s.pkg].code += s.code
			sums[s.pkg].comments += s.comments
		}
	}
	var out []string
	for _, pkg := range sortedKeys(sums) {
		x := sums[pkg]
		x.tests += scripts[pkg]
		if x.code == 0 {
			continue
		}
		if d := 100 * x.comments / x.code; d < commentMin || d > commentMax {
			out = append(out, fmt.Sprintf("%s/: %d comment lines per 100 code lines (%d per %d), %d to %d asked: tell ownership and reasons, not mechanics",
				pkg, d, x.comments, x.code, commentMin, commentMax))
		}
		if r := 100 * x.tests / x.code; r < testLinesPer100 {
			out = append(out, fmt.Sprintf("%s/: %d lines of test for %d lines of code, at least %d asked", pkg, x.tests, x.code, x.code*testLinesPer100/100))
		}
	}
	return out
}

func isDense(pkg string) bool {
	for _, d := range dense() {
		if parent, ok := strings.CutSuffix(d, "/*"); ok && strings.HasPrefix(pkg, parent+"/") || pkg == d {
			return true
		}
	}
	return false
}

// exceptions remembers which named exceptions were needed.
type exceptions struct {
	reasons map[string]map[string]string
	used    map[string]bool
}

func newExceptions() *exceptions {
	return &exceptions{used: map[string]bool{}, reasons: map[string]map[string]string{
		"function": longFunctions(), "file": longFiles(), "wordy": wordyPackages(), "variable": packageVariables()}}
}

// allow reports whether name is excepted, with a reason, and notes that it was needed.
func (e *exceptions) allow(kind, name string) bool {
	if e.reasons[kind][name] == "" {
		return false
	}
	e.used[kind+" "+name] = true
	return true
}

func (e *exceptions) unused() []string {
	var out []string
	for _, kind := range sortedKeys(e.reasons) {
		for _, name := range sortedKeys(e.reasons[kind]) {
			if !e.used[kind+" "+name] {
				out = append(out, kind+" "+name)
			}
		}
	}
	return out
}
