package drill

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/warning"
)

// addressees are the towns that are warned in the benchmark.
func addressees() []string {
	return []string{"town-a", "town-b", "town-c", "town-d", "town-e", "town-f", "town-g", "town-h"}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// crowded is an alliance of nine in which upper has warned of one thing a thousand times, each time all eight others, and all have signed for
// every warning.
func crowded(b *testing.B, warnings int) *Alliance {
	b.Helper()
	ctx := b.Context()
	s := newStage(b.TempDir())
	b.Cleanup(s.close)
	at := time.Date(2026, 4, 1, 8, 0, 0, 0, s.zone)
	s.a = NewAlliance(s.dir, at)
	s.a.Demo = true
	happens := func(command string) {
		b.Helper()
		if got := s.do(ctx, command, nil); strings.Contains(got, "error") || strings.Contains(got, "usage") {
			b.Fatalf("%s: %s", command, got)
		}
	}
	happens("found upper")
	for _, id := range addressees() {
		happens("join " + id)
	}
	happens("river upper " + strings.Join(addressees(), " "))
	happens("clock +6h")
	happens("reading upper 0.052 simulated")
	happens("approve upper Chen")
	repeat(b, s.a, warnings-1)
	return s.a
}

// repeat puts the last warning of upper on record again and again, and waits until everybody has signed for it.
func repeat(b *testing.B, a *Alliance, times int) {
	b.Helper()
	ctx := b.Context()
	upper, err := a.City("upper")
	must(b, err)
	j := upper.Node.Own()
	bodies, err := j.Entries(ctx, j.Size()-1, j.Size())
	must(b, err)
	first, err := act.Decode(bodies[0])
	must(b, err)
	var notice warning.Notice
	must(b, act.DecodeBody(first.Body, &notice))
	seed, err := os.ReadFile(filepath.Join(upper.cfg.Dir, "identity", "office.key"))
	must(b, err)
	key, err := hex.DecodeString(strings.TrimSpace(string(seed)))
	must(b, err)
	for i := range times {
		notice.Headline = both(fmt.Sprintf("Warning %d", i), fmt.Sprintf("第%d号预警", i))
		next := first
		next.Signature = nil
		next.Body, err = act.Canonical(notice)
		must(b, err)
		next.To = nil
		for _, id := range addressees() {
			next.To = append(next.To, jurisdiction.ID(id))
		}
		must(b, next.Sign(ed25519.NewKeyFromSeed(key)))
		text, err := act.Encode(next)
		must(b, err)
		_, err = j.Append(ctx, "", text)
		must(b, err)
	}
	changes, done := upper.Node.Changes()
	defer done()
	for signed(b, upper.Node) < (times+1)*len(addressees()) {
		<-changes
	}
	must(b, a.Settle(ctx))
}

// signed is how many receipts there are for a node's warnings.
func signed(b *testing.B, n *node.Node) int {
	b.Helper()
	list, err := n.Warnings(context.Background())
	must(b, err)
	count := 0
	for _, w := range list.Warnings {
		count += w.Counts["received"]
	}
	return count
}

// BenchmarkConsole1000 asks the node that has issued a thousand open warnings to eight addressees for its pages, over HTTP.
func BenchmarkConsole1000(b *testing.B) {
	a := crowded(b, 1000)
	upper, err := a.City("upper")
	must(b, err)
	town, err := a.City("town-a")
	must(b, err)
	list, err := upper.Node.Warnings(b.Context())
	must(b, err)
	for _, page := range []struct {
		name string
		at   *City
		path string
	}{{"issuer/now", upper, "/now"}, {"issuer/warnings", upper, "/warnings"}, {"issuer/warning", upper, "/warnings/" + list.Warnings[500].ID}, {"issuer/neighbours", upper, "/neighbours"},
		{"issuer/session", upper, "/session"}, {"issuer/map", upper, "/map"}, {"issuer/cases", upper, "/cases"}, {"issuer/case", upper, "/cases/" + list.Warnings[0].Case},
		{"addressee/now", town, "/now"}, {"addressee/warnings", town, "/warnings"}, {"addressee/warning", town, "/warnings/" + list.Warnings[500].ID}} {
		b.Run(page.name, func(b *testing.B) { open1(b, page.at.Server.ConsoleURL()+"/api/v1"+page.path) })
	}
}

// open1 opens one page again and again.
func open1(b *testing.B, url string) {
	var took []time.Duration
	size := 0
	for b.Loop() {
		began := time.Now()
		res, err := http.Get(url)
		must(b, err)
		body, err := io.ReadAll(res.Body)
		must(b, err)
		res.Body.Close()
		took = append(took, time.Since(began))
		if res.StatusCode != 200 || !json.Valid(body) {
			b.Fatalf("%s: %s", url, res.Status)
		}
		size = len(body)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2])/1e6, "p50-ms")
	b.ReportMetric(float64(took[(len(took)*95+99)/100-1])/1e6, "p95-ms")
	b.ReportMetric(float64(size)/1024, "KiB")
}

// council is eight cities on one river that have concluded the river compact.
func council(b *testing.B) *Alliance {
	b.Helper()
	ctx := b.Context()
	s := newStage(b.TempDir())
	b.Cleanup(s.close)
	s.a = NewAlliance(s.dir, time.Date(2026, 4, 1, 8, 0, 0, 0, s.zone))
	s.a.Demo = true
	commands := []string{"found upper"}
	for _, id := range addressees()[:7] {
		commands = append(commands, "join "+id)
	}
	for _, command := range append(commands, "agree river-compact upper "+strings.Join(addressees()[:7], " ")) {
		if got := s.do(ctx, command, nil); strings.Contains(got, "error") || strings.Contains(got, "usage") {
			b.Fatalf("%s: %s", command, got)
		}
	}
	must(b, s.a.Settle(ctx))
	return s.a
}

// BenchmarkOpening is the time from the one action that opens a case, over HTTP, until all clocks run on all eight nodes: each has read the opening, its classification and the
// receipt of every city that was called, and its duties say so. At least a hundred openings, one after the other, all of them staying open.
func BenchmarkOpening(b *testing.B) {
	a := council(b)
	var took []time.Duration
	for b.Loop() {
		took = append(took, opening(b, a, len(took)))
	}
	for len(took) < 100 {
		took = append(took, opening(b, a, len(took)))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2])/1e6, "p50-ms")
	b.ReportMetric(float64(took[(len(took)*99+99)/100-1])/1e6, "p99-ms")
	b.ReportMetric(float64(len(took)), "openings")
}

// opening opens one case and waits until its clocks run everywhere.
func opening(b *testing.B, a *Alliance, n int) time.Duration {
	b.Helper()
	upper, err := a.City("upper")
	must(b, err)
	title := fmt.Sprintf("Slick %d", n)
	body, err := json.Marshal(map[string]any{"status": "Exercise", "title": both(title, title), "hazard": "pollutant-slug", "origin": map[string]any{"known": true, "parties": []string{"upper"}},
		"situation": map[string]any{"class": 2, "sources": []string{"upper"}, "exposed": addressees()[:7]}, "phase": "watch", "classes": []string{"accident"}, "grade": 2, "reason": "a patrol saw it"})
	must(b, err)
	began := time.Now()
	res, err := http.Post(upper.Server.ConsoleURL()+"/api/v1/cases", "application/json", strings.NewReader(string(body)))
	must(b, err)
	answer, err := io.ReadAll(res.Body)
	must(b, err)
	res.Body.Close()
	var said struct {
		ID string `json:"id"`
	}
	if res.StatusCode != 200 || json.Unmarshal(answer, &said) != nil {
		b.Fatalf("%s: %s", res.Status, answer)
	}
	for _, c := range a.Cities() {
		running(b, c, said.ID)
	}
	return time.Since(began)
}

// running waits until a city's duties say that every clock runs. It looks whenever the city says that something has changed.
func running(b *testing.B, c *City, id string) {
	b.Helper()
	changes, done := c.Node.Changes()
	defer done()
	for clocks(b, c, id) < 8 {
		select {
		case <-changes:
		case <-time.After(patience):
			b.Fatalf("at %s %d of 8 clocks run in %s", c.ID, clocks(b, c, id), id)
		}
	}
}

// clocks counts the clocks that run: of each of the seven cities from its receipt of the opening on, and that of the meeting which the classification asks for.
func clocks(b *testing.B, c *City, id string) int {
	list, err := c.Node.Duties(b.Context(), "*", id)
	if err != nil {
		return 0 // the city has not read the opening
	}
	n := 0
	for _, d := range list.Duties {
		if (d.Do == "own" || d.Do == "meet") && d.Start != nil {
			n++
		}
	}
	return n
}
