package deptest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// TestNoIdleModule: what go.mod requires directly is imported somewhere.
func TestNoIdleModule(t *testing.T) {
	used := map[string]bool{}
	for _, s := range sources(t) {
		for _, im := range s.file.Imports {
			path, _ := strconv.Unquote(im.Path.Value)
			if m, ok := moduleOf(path); ok {
				used[m.path] = true
			}
		}
	}
	for _, m := range modules() {
		if !used[m.path] {
			t.Errorf("%s is allowed and required, but no file imports it: use it, or drop it from go.mod and from modules() of internal/deptest/deptest.go", m.path)
		}
	}
}

// TestLibcIsThatOfSQLite: modernc.org/sqlite works only with the exact modernc.org/libc that it was generated for; another
// requirement can raise it silently.
func TestLibcIsThatOfSQLite(t *testing.T) {
	cmd := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "modernc.org/sqlite")
	cmd.Dir = root(t)
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("go list: %v", err)
	}
	want := required(t, filepath.Join(strings.TrimSpace(string(out)), "go.mod"), "modernc.org/libc")
	got := required(t, filepath.Join(root(t), "go.mod"), "modernc.org/libc")
	if got != want {
		t.Errorf("go.mod requires modernc.org/libc %s, modernc.org/sqlite was made for %s", got, want)
	}
}

func required(t *testing.T, file, module string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Skip(err)
	}
	mf, err := modfile.ParseLax(file, data, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range mf.Require {
		if r.Mod.Path == module {
			return r.Mod.Version
		}
	}
	return ""
}
