package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be the program, for the scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tongzhou": main})
}

// TestScripts plays testdata/script: what an operator types, and what the program answers. -update rewrites what is compared with cmp.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			ports := freePorts(t, 60) // each script takes some of them
			script := strings.TrimSuffix(e.WorkDir[strings.LastIndex(e.WorkDir, "script-")+len("script-"):], "/")
			first := 0
			for _, r := range script {
				first = (first*31 + int(r)) % 10
			}
			for i := range 6 {
				e.Setenv("ADDR"+strconv.Itoa(i+1), ports[6*first+i])
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "await": awaitAnswer, "readline": readLine,
		},
	})
}

// exits runs a command whose exit status must be the one given: exits 2 tongzhou serve
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits status command [argument ...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	status := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(interface{ ExitCode() int })
		if !ok {
			ts.Fatalf("%v", err)
		}
		status = exit.ExitCode()
	}
	if status != want {
		ts.Fatalf("exit status %d, want %d", status, want)
	}
}

// awaitAnswer waits until an address answers with a text: await http://127.0.0.1:8080/healthz '"writes":true'
func awaitAnswer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await url text")
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	last := ""
	for {
		if res, err := http.Get(args[0]); err != nil {
			last = err.Error()
		} else {
			b, _ := io.ReadAll(res.Body) // what is missing does not match
			res.Body.Close()
			if last = string(b); strings.Contains(last, args[1]) {
				return
			}
		}
		select {
		case <-ctx.Done():
			ts.Fatalf("%s does not answer %q: %s", args[0], args[1], last)
		case <-tick.C:
		}
	}
}

// readLine puts the text of a file into a variable; "cut" leaves the end away, "alter" changes a character: readline INVITE stdout cut
func readLine(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: readline NAME file [cut|alter]")
	}
	text := strings.TrimSpace(ts.ReadFile(args[1]))
	switch {
	case len(args) == 2:
	case args[2] == "cut":
		text = text[:len(text)-20]
	case args[2] == "alter":
		b := []byte(text)
		b[len(b)/2] ^= 1
		text = string(b)
	}
	ts.Setenv(args[0], text)
}

// TestExitStatus: every command prints its help with status 0, and refuses wrong usage with status 2 and a sentence, without doing anything.
func TestExitStatus(t *testing.T) {
	parser, err := kong.New(&commands{}, kong.Name("tongzhou"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for _, c := range parser.Model.Children {
		if c.Help == "" {
			t.Errorf("%s says nothing about itself", c.Name)
		}
		out, stderr, status := command(t, c.Name, "--help")
		if status != 0 || stderr != "" || !strings.Contains(out, "Usage: tongzhou "+c.Name) || !strings.Contains(strings.Join(strings.Fields(out), " "), c.Help) {
			t.Errorf("%s --help: exit status %d\n%s%s", c.Name, status, out, stderr)
		}
		if c.Detail == "" {
			t.Errorf("%s has no long help", c.Name)
		}
		if _, stderr, status := command(t, c.Name, "--no-such-flag"); status != 2 || !strings.Contains(stderr, "no-such-flag") || !strings.Contains(stderr, "tongzhou "+c.Name+" --help") {
			t.Errorf("%s --no-such-flag: exit status %d\n%s", c.Name, status, stderr)
		}
		if c.Name == "demo" { // needs none
			continue
		}
		if _, stderr, status := command(t, c.Name); status != 2 || !strings.Contains(stderr, "expected") && !strings.Contains(stderr, "missing") {
			t.Errorf("%s without arguments: exit status %d\n%s", c.Name, status, stderr)
		}
	}
	if _, stderr, status := command(t, "nonsense"); status != 2 || !strings.Contains(stderr, "nonsense") {
		t.Errorf("nonsense: exit status %d\n%s", status, stderr)
	}
	if out, stderr, status := command(t); status != 2 || out != "" || !strings.Contains(stderr, "--help") {
		t.Errorf("no command: exit status %d\n%s%s", status, out, stderr)
	}
	if out, _, status := command(t, "--help"); status != 0 || !strings.Contains(out, "tongzhou demo") {
		t.Errorf("--help: exit status %d\n%s", status, out)
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("wrong usage has left something behind: %v %v", left, err)
	}
}

// TestFailureIsOne: what was understood and could not be done has exit status 1, and says why on standard error.
func TestFailureIsOne(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{
		{"demo", "--scenario", "atlantis"}, {"init", dir + "/x", "--id", "Not An Id"}, {"init", dir + "/x", "--id", "x", "--federation", "127.0.0.1:9443", "--console", "0.0.0.0:80"},
		{"invite", "b", "--config", dir}, {"join", "nonsense", "--dir", dir}, {"serve", "--config", dir}, {"account", "wang", "--config", dir},
		{"verify", dir}, {"backup", dir + "/copy", "--config", dir}, {"restore", dir + "/copy", dir + "/y"}, {"api", "get-now", "--node", "http://127.0.0.1:1"}, {"drill", dir + "/none.txt"},
	} {
		out, stderr, status := command(t, args...)
		if status != 1 || out != "" || !strings.HasPrefix(stderr, "tongzhou: ") {
			t.Errorf("%s: exit status %d\n%s%s", strings.Join(args, " "), status, out, stderr)
		}
		t.Log(fmt.Sprintln(args) + stderr)
	}
}
