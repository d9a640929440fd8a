package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/act"
	"tongzhou/drill"
	"tongzhou/incident"
	"tongzhou/journal"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/roster"
)

// command runs a command line in this process.
func command(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(&terminal{t.Context(), &out, &errs}, args)
	return out.String(), errs.String(), status
}

// audit verifies directories and returns what was printed for people and as JSON; both must agree on whether all holds.
func audit(t *testing.T, dirs ...string) (text string, found node.Audit, status int) {
	t.Helper()
	text, stderr, status := command(t, append([]string{"verify"}, dirs...)...)
	if stderr != "" {
		t.Fatalf("verify: %s", stderr)
	}
	out, stderr, again := command(t, append([]string{"verify", "--json"}, dirs...)...)
	if err := json.Unmarshal([]byte(out), &found); err != nil || again != status || stderr != "" {
		t.Fatalf("verify --json: exit status %d, without --json %d: %v\n%s%s", again, status, err, out, stderr)
	}
	if ok := strings.HasSuffix(text, "\nok\n"); ok != (status == 0) || ok != (len(found.Findings) == 0) {
		t.Fatalf("verify: exit status %d, %d findings:\n%s", status, len(found.Findings), text)
	}
	return text, found, status
}

// TestVerifyDemonstration: what the demonstration has put on record holds, in every directory, and every city has come to the same. R103; issue 2,
// "done when" 2 and 3.
func TestVerifyDemonstration(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a whole case")
	}
	dir := t.TempDir()
	out, stderr, status := command(t, "demo", "--scenario", "songhua-2005", "--headless", "--json", "--data", dir)
	if status != 0 {
		t.Fatalf("demo: exit status %d: %s", status, stderr)
	}
	var report struct {
		Cities []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || len(report.Cities) == 0 {
		t.Fatalf("demo --json: %v\n%s", err, out)
	}
	cities, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(cities) < len(report.Cities) {
		t.Fatalf("%d directories for %d cities: %v", len(cities), len(report.Cities), err)
	}
	text, found, status := audit(t, cities...)
	if status != 0 {
		t.Fatal(text)
	}
	for _, d := range found.Directories {
		if d.Digest != found.Directories[0].Digest || len(d.Journals) != len(cities) || d.Held > 0 {
			t.Errorf("%s: docket %s of %d journals, %d held; %s has %s", d.Node, d.Digest, len(d.Journals), d.Held, found.Directories[0].Node, found.Directories[0].Digest)
		}
		for _, j := range d.Journals {
			if j.Size == 0 || j.Root == "" {
				t.Errorf("%s: the journal %s has %d acts, root %q", d.Node, j.Origin, j.Size, j.Root)
			}
		}
	}
	harbin := copyOf(t, filepath.Join(dir, "harbin"))
	edit(t, filepath.Join(harbin, "own", "journal.db"), `UPDATE entry SET body = `+flipped+` WHERE idx = 3`)
	wants(t, finding{journal: "harbin/journal/1", act: 3, says: "changed after it was signed", proof: true}, replaced(cities, harbin)...)
}

// flipped is an SQL expression: the body with one byte changed.
const flipped = `CAST(CAST(substr(body, 1, 40) AS TEXT) || char((unicode(CAST(substr(body, 41, 1) AS TEXT)) + 1) % 127) || CAST(substr(body, 42) AS TEXT) AS BLOB)`

// replaced takes a directory in the place of the one with its name.
func replaced(dirs []string, by string) []string {
	out := slices.Clone(dirs)
	for i, d := range out {
		if filepath.Base(d) == filepath.Base(by) {
			out[i] = by
		}
	}
	return out
}

// finding is what an audit must say.
type finding struct {
	journal string
	act     int64
	says    string
	proof   bool
}

// wants verifies directories and looks for a finding, in both forms.
func wants(t *testing.T, w finding, dirs ...string) node.Flaw {
	t.Helper()
	text, found, status := audit(t, dirs...)
	if status != 1 {
		t.Fatalf("verify: exit status %d, want 1:\n%s", status, text)
	}
	for _, f := range found.Findings {
		if f.Journal != w.journal || f.Act != w.act || !strings.Contains(f.What, w.says) {
			continue
		}
		if w.proof && len(f.Proof) == 0 {
			t.Errorf("no proof in %+v", f)
		}
		parts := []string{"FINDING", w.journal, w.says}
		if w.act >= 0 {
			parts = append(parts, fmt.Sprintf("act %d", w.act))
		}
		for _, part := range parts {
			if !strings.Contains(text, part) {
				t.Errorf("verify does not print %q:\n%s", part, text)
			}
		}
		return f
	}
	t.Fatalf("no finding %+v in:\n%s", w, text)
	return node.Flaw{}
}

// pair is the data of two cities, and the directory of one of them as it was earlier.
type pair struct {
	upper, lower, older string
}

// newPair lets two cities act, keeps a copy of one, and lets it act on.
func newPair(t *testing.T) pair {
	t.Helper()
	ctx, dir := t.Context(), t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	a := drill.NewAlliance(dir, time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC))
	defer func() { must(a.Close()) }()
	self := func(name string) node.Self {
		return node.Self{Name: act.Text{"en": name, "zh-Hans": name}, Role: "city"}
	}
	must(a.Found(ctx, drill.Member{ID: "upper", Self: self("Upper")}, roster.Charter{Alliance: act.Text{"en": "Two", "zh-Hans": "二"}, Mode: "voluntary", Secretariat: "upper",
		Rules: roster.Rules{Accept: []roster.Accept{{Minutes: 60}}, MustWarn: 50, Observers: roster.Quorum{Count: 1}, Escalation: []roster.Step{{After: 0, To: "coordinator"}}}}))
	must(a.Join(ctx, drill.Member{ID: "lower", Self: self("Lower")}))
	must(a.Settle(ctx))
	speak := func(id jurisdiction.ID, what string) {
		t.Helper()
		c, err := a.City(id)
		must(err)
		say(t, c.Node, what)
	}
	speak("lower", "first of lower")
	speak("upper", "first of upper")
	must(a.Settle(ctx))
	must(a.Stop("upper"))
	p := pair{upper: filepath.Join(dir, "upper"), lower: filepath.Join(dir, "lower")}
	p.older = copyOf(t, p.upper)
	must(a.Restart(ctx, "upper"))
	must(a.Settle(ctx))
	speak("upper", "second of upper")
	speak("upper", "third of upper")
	must(a.Settle(ctx))
	return p
}

// say puts a case on record.
func say(t *testing.T, n *node.Node, title string) {
	t.Helper()
	who := view.Officer{Login: "wang", Name: "Wang Fang", Role: "duty-officer"}
	o := incident.Open{Status: "Exercise", Hazard: "pollutant-slug", Phase: "watch", Title: act.Text{"en": title, "zh-Hans": title},
		Roles: []incident.Role{{Party: n.ID(), Role: "lead"}}, Situation: incident.Situation{Class: 1, Sources: []jurisdiction.ID{n.ID()}}}
	if _, err := n.OpenCase(t.Context(), who, o); err != nil {
		t.Fatalf("open a case: %v", err)
	}
}

// TestVerifyFinds: one changed byte, a truncated journal and a restored old one are found and named, each with the journal, the act and the
// proof, in the own journal and in the copies that others hold. R103; issue 2, "done when" 3.
func TestVerifyFinds(t *testing.T) {
	p := newPair(t)
	if text, found, status := audit(t, p.upper, p.lower); status != 0 || found.Directories[0].Digest != found.Directories[1].Digest {
		t.Fatalf("untouched: exit status %d\n%s", status, text)
	}
	const last = 5 // upper: charter, itself, lower, three cases
	for _, c := range []struct {
		name   string
		tamper func(t *testing.T, upper, lower string)
		want   finding
	}{
		{"one byte of an act", func(t *testing.T, upper, _ string) {
			edit(t, filepath.Join(upper, "own", "journal.db"), `UPDATE entry SET body = `+flipped+` WHERE idx = 2`)
		}, finding{"upper/journal/1", 2, "changed after it was signed", true}},
		{"one byte of an act, in the file", func(t *testing.T, upper, _ string) {
			flip(t, filepath.Join(upper, "own", "journal.db"), "third of upper")
		}, finding{"upper/journal/1", last, "changed after it was signed", true}},
		{"one byte of a hash", func(t *testing.T, upper, _ string) {
			edit(t, filepath.Join(upper, "own", "journal.db"), `UPDATE hash SET hash = randomblob(32) WHERE level = 0 AND n = 1`)
		}, finding{"upper/journal/1", 1, "holds another hash", true}},
		{"one byte of the signed head", func(t *testing.T, upper, _ string) {
			edit(t, filepath.Join(upper, "own", "journal.db"), `UPDATE head SET checkpoint = CAST(replace(CAST(checkpoint AS TEXT), char(10) || '6' || char(10), char(10) || '5' || char(10)) AS BLOB)`)
		}, finding{"upper/journal/1", 0, "signature", true}},
		{"one byte of a copy", func(t *testing.T, _, lower string) {
			edit(t, filepath.Join(lower, "mirror.db"), `UPDATE entry SET body = `+flipped+` WHERE key & 255 = 3`)
		}, finding{"upper/journal/1", 3, "do not have the stored hash", true}},
		{"entries cut off", func(t *testing.T, upper, _ string) {
			edit(t, filepath.Join(upper, "own", "journal.db"), `DELETE FROM entry WHERE idx >= 4`)
		}, finding{"upper/journal/1", 4, "missing", true}},
		{"entries of a copy cut off", func(t *testing.T, _, lower string) {
			edit(t, filepath.Join(lower, "mirror.db"), `DELETE FROM entry WHERE key & 255 >= 4`)
		}, finding{"upper/journal/1", 4, "missing", true}},
		{"the file cut off", func(t *testing.T, upper, _ string) {
			path := filepath.Join(upper, "own", "journal.db")
			info, err := os.Stat(path)
			if err == nil {
				err = os.Truncate(path, info.Size()/2)
			}
			if err != nil {
				t.Fatal(err)
			}
		}, finding{"upper/journal/1", 0, "malformed", true}},
		{"the file is gone", func(t *testing.T, upper, _ string) {
			if err := os.Remove(filepath.Join(upper, "own", "journal.db")); err != nil {
				t.Fatal(err)
			}
		}, finding{"upper/journal/1", 0, "no such file", true}},
		{"an older own/", func(t *testing.T, upper, _ string) {
			if err := os.RemoveAll(filepath.Join(upper, "own")); err != nil {
				t.Fatal(err)
			}
			copyDir(t, filepath.Join(p.older, "own"), filepath.Join(upper, "own"))
		}, finding{"upper/journal/1", 4, "missing: the journal ends at size 4, but a checkpoint of size 6 is signed", true}},
		{"an older own/ and its mark", func(t *testing.T, upper, _ string) {
			if err := os.RemoveAll(upper); err != nil {
				t.Fatal(err)
			}
			copyDir(t, p.older, upper)
		}, finding{"upper/journal/1", 4, "missing: the journal ends at size 4, but a checkpoint of size 6 is signed", true}},
		{"the mark is gone", func(t *testing.T, upper, _ string) {
			if err := os.Remove(filepath.Join(upper, "highwater")); err != nil {
				t.Fatal(err)
			}
		}, finding{"upper/journal/1", -1, "high-water mark", false}},
	} {
		t.Run(c.name, func(t *testing.T) {
			upper, lower := copyOf(t, p.upper), copyOf(t, p.lower)
			c.tamper(t, upper, lower)
			f := wants(t, c.want, upper, lower)
			if c.want.proof && !strings.Contains(string(f.Proof), "upper/journal/1") {
				t.Errorf("the proof does not show a signed head: %s", f.Proof)
			}
		})
	}
}

// TestVerifyFork: two histories signed with one key are found wherever the two lie, and the proof convinces somebody who has neither. R103; issue 2,
// "done when" 3.
func TestVerifyFork(t *testing.T) {
	p := newPair(t)
	other := copyOf(t, p.older)
	cfg, err := node.FindConfig(other)
	if err != nil {
		t.Fatal(err)
	}
	n, err := node.New(t.Context(), cfg, node.Options{Alone: true, Clock: node.NewStepped(time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)),
		Dial: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("cut off") }})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	await(t, "the copy may write", n.Guard)
	say(t, n, "another second of upper")
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(other, "identity", "journal.pub"))
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(key)))
	if err != nil {
		t.Fatal(err)
	}
	for _, dirs := range [][]string{{p.upper, other}, {other, p.upper}, {p.lower, other}} {
		f := wants(t, finding{"upper/journal/1", 4, "two signed histories", true}, dirs...)
		var fork journal.ForkError
		if err := json.Unmarshal(f.Proof, &fork); err != nil {
			t.Fatal(err)
		}
		if err := fork.Check(verifier); err != nil {
			t.Errorf("the proof does not convince: %v", err)
		}
	}
	if text, _, status := audit(t, other); status != 0 { // by itself it is a whole journal
		t.Errorf("the other history alone: exit status %d\n%s", status, text)
	}
}

// edit changes a database.
func edit(t *testing.T, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	res, err := db.Exec(query)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%s: %d rows, %v", query, n, err)
	}
	if _, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
}

// flip changes one bit of a byte of a file, in the middle of a text that stands in it.
func flip(t *testing.T, path, text string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	i := bytes.LastIndex(b, []byte(text))
	if i < 0 {
		t.Fatalf("%q does not stand in %s", text, path)
	}
	b[i+len(text)/2] ^= 1
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// copyOf copies the directory of a node that is not running.
func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), filepath.Base(dir))
	copyDir(t, dir, to)
	return to
}

func copyDir(t *testing.T, from, to string) {
	t.Helper()
	err := os.CopyFS(to, os.DirFS(from))
	if err == nil {
		err = filepath.WalkDir(to, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return os.Chmod(path, 0o600)
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}
