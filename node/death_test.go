package node_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tongzhou/drill"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/store"
)

// once wants that the reading over the limit has led to exactly one of everything.
func once(t *testing.T, a *drill.Alliance, after string) {
	t.Helper()
	n := city(t, a, "upper").Node
	list, err := n.Warnings(t.Context())
	must(t, err)
	if len(list.Drafts) != 1 {
		t.Errorf("%s: %d drafts, want 1", after, len(list.Drafts))
	}
	got := kinds(t, n)
	maps.DeleteFunc(got, func(kind string, _ int) bool { return strings.HasPrefix(kind, "roster.") })
	want := map[string]int{"incident.window": 1, "incident.signal": 1, "incident.open": 1, "incident.forecast": 1}
	if !maps.Equal(got, want) {
		t.Errorf("%s: on record are %v, want %v", after, got, want)
	}
}

// again stops upper as kill does, starts it, and lets it do what is due.
func again(t *testing.T, a *drill.Alliance) {
	t.Helper()
	must(t, a.Stop("upper"))
	must(t, a.Restart(t.Context(), "upper"))
	must(t, a.Settle(t.Context()))
	must(t, a.Set(t.Context(), a.Clock.Now().Add(time.Second)))
}

// TestSignalSurvivesDeath: whichever of the acts that follow from a reading is the last before the node dies, the next start does the
// rest, and nothing twice. R83.
func TestSignalSurvivesDeath(t *testing.T) {
	for acts := range int64(5) {
		t.Run(fmt.Sprintf("after %d acts", acts), func(t *testing.T) {
			t.Parallel()
			a := alliance(t, "upper", "middle")
			n := city(t, a, "upper").Node
			ctx, die := context.WithCancel(t.Context())
			defer die()
			size := n.Own().Size()
			if acts == 0 {
				die()
			} else {
				go func() {
					defer die()
					if _, err := n.Own().Wait(ctx, size+acts-1); err != nil {
						t.Log(err)
					}
				}()
			}
			if _, err := reading(ctx, n, a.Clock.Now(), 0.052); err != nil {
				t.Log("as it died:", err)
			}
			if acts == 0 { // it was not acknowledged: the station sends it again
				again(t, a)
				_, err := reading(t.Context(), city(t, a, "upper").Node, a.Clock.Now(), 0.052)
				must(t, err)
			}
			again(t, a)
			once(t, a, "after a restart")
			again(t, a)
			once(t, a, "after two restarts")
		})
	}
}

// TestReadingStoredBeforeDeath: a reading that was stored, and of which nothing else was noted, is followed up by the next start. R80.
func TestReadingStoredBeforeDeath(t *testing.T) {
	a := alliance(t, "upper", "middle")
	dir := city(t, a, "upper").Node.Config().Dir
	must(t, a.Stop("upper"))
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(dir, "store.db")})
	must(t, err)
	at := a.Clock.Now().UnixMilli()
	_, err = s.Ingest(t.Context(), store.Batch{Source: "csv", ReceivedAt: at, Readings: []store.Reading{{Station: "upper", Quantity: "nitrobenzene", At: at, Value: 0.052, Unit: "mg/L", Quality: "good"}}})
	must(t, err)
	must(t, s.Close())
	must(t, a.Restart(t.Context(), "upper"))
	must(t, a.Settle(t.Context()))
	must(t, a.Set(t.Context(), a.Clock.Now().Add(time.Second)))
	once(t, a, "after the restart")
}

// TestSecondNode: a directory belongs to one node; the second is told, and the first does not notice. R103.
func TestSecondNode(t *testing.T) {
	a := alliance(t, "upper", "middle")
	first := city(t, a, "upper").Node
	second, err := node.New(t.Context(), first.Config(), node.Options{})
	if err == nil {
		second.Stop()
		t.Fatal("two nodes have one directory")
	}
	if text := err.Error(); !strings.Contains(text, first.Config().Dir) || !strings.Contains(text, "process") {
		t.Errorf("the second is told %q, which names neither the directory nor the other process", text)
	}
	if _, err := reading(t.Context(), first, a.Clock.Now(), 0.001); err != nil {
		t.Error(err)
	}
}

// TestFullStore: when there is no room for readings, whoever hands them in is told, what was acknowledged stays, and the city can still
// warn and be warned. R83.
func TestFullStore(t *testing.T) {
	a := alliance(t, "upper", "middle")
	must(t, a.Stop("upper"))
	cfg := city(t, a, "upper").Node.Config()
	info, err := os.Stat(filepath.Join(cfg.Dir, "store.db"))
	must(t, err)
	cfg.StoreBytes = info.Size() + 64<<10
	n := run(t, cfg, node.Options{Clock: a.Clock, Watch: watch("upper", []jurisdiction.ID{"upper", "middle"}), Alone: true})
	acknowledged, refused := 0, error(nil)
	at := began()
	for refused == nil && acknowledged < 20_000 {
		var rows []any
		for range 200 {
			at = at.Add(time.Second)
			rows = append(rows, map[string]any{"station": "upper", "time": at.Format(time.RFC3339), "quantity": "nitrobenzene", "value": 0.001, "unit": "mg/L"})
		}
		body, err := json.Marshal(map[string]any{"rows": rows})
		must(t, err)
		var got view.Ingested
		got, refused = n.Ingest(t.Context(), chen(), "application/json", body)
		acknowledged += got.Accepted
	}
	if refused == nil || !strings.Contains(refused.Error(), "no room left") {
		t.Fatalf("after %d readings: %v", acknowledged, refused)
	}
	const acts = 300 // more than the room that is left could take a note of
	for i := range acts {
		a.Clock.Set(a.Clock.Now().Add(time.Second))
		if _, err := n.OpenCase(t.Context(), chen(), incident.Open{Status: "Exercise", Title: both("A case", "案件"), Hazard: "unknown", Phase: "watch"}); err != nil {
			t.Fatalf("no room for readings, so case %d cannot be opened: %v", i, err)
		}
	}
	if err := n.Failed().Err(); err != nil {
		t.Errorf("no room for readings, so the node stops: %v", context.Cause(n.Failed()))
	}
	must(t, n.Stop())
	cfg.StoreBytes = 0 // the operator makes room
	n = run(t, cfg, node.Options{Clock: a.Clock, Watch: watch("upper", []jurisdiction.ID{"upper", "middle"}), Alone: true})
	stored, err := n.Store().Readings(t.Context(), store.Span{Station: "upper", Quantity: "nitrobenzene", To: 1 << 62})
	must(t, err)
	if len(stored) != acknowledged {
		t.Errorf("%d readings are there, %d were acknowledged", len(stored), acknowledged)
	}
	cases, err := n.Cases(t.Context())
	must(t, err)
	if len(cases.Cases) != acts {
		t.Errorf("%d cases after the restart", len(cases.Cases))
	}
	must(t, n.Stop())
}

// run starts a node that nobody serves, and waits until it may write.
func run(t *testing.T, cfg node.Config, opt node.Options) *node.Node {
	t.Helper()
	n, err := node.New(t.Context(), cfg, opt)
	must(t, err)
	changes, done := n.Changes()
	defer done()
	must(t, n.Start(context.WithoutCancel(t.Context())))
	for {
		if open, _ := n.Guard(); open {
			return n
		}
		<-changes
	}
}
