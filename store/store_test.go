package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// openTest opens a store on a real file in a directory of its own.
func openTest(t testing.TB, c Config) *Store {
	t.Helper()
	if c.Path == "" {
		c.Path = filepath.Join(t.TempDir(), "store.db")
	}
	s, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func reading(at int64, v float64) Reading {
	return Reading{Station: "zhaoyuan", Quantity: "nitrobenzene", At: at, Value: v, Unit: "mg/L", Quality: "good"}
}

// doubted is a reading that this node, not its sender, holds for suspect.
func doubted(at int64, v float64) Reading {
	r := reading(at, v)
	r.Quality, r.Note = "suspect", "the newest reading is a day old"
	return r
}

func ingest(t *testing.T, s *Store, at int64, rr ...Reading) Taken {
	t.Helper()
	got, err := s.Ingest(t.Context(), Batch{Source: "test", ReceivedAt: at, Readings: rr})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

var all = Span{Station: "zhaoyuan", Quantity: "nitrobenzene", From: -1 << 60, To: 1 << 60}

func TestIngest(t *testing.T) {
	s := openTest(t, Config{})
	steps := []struct {
		name                              string
		give                              []Reading
		fresh, duplicates, conflicts, ooo int
	}{
		{"first", []Reading{reading(10, 1), reading(20, 2)}, 2, 0, 0, 0},
		{"sent again", []Reading{reading(10, 1), reading(20, 2)}, 0, 2, 0, 0},
		{"out of order", []Reading{reading(15, 1.5)}, 1, 0, 0, 1},
		{"other value", []Reading{reading(20, 9)}, 1, 0, 1, 0},
		{"other value again", []Reading{reading(20, 9)}, 0, 1, 0, 0},
		{"other quality", []Reading{{Station: "zhaoyuan", Quantity: "nitrobenzene", At: 20, Value: 9, Unit: "mg/L", Quality: "suspect"}}, 1, 0, 1, 0},
		{"doubted", []Reading{doubted(25, 4)}, 1, 0, 0, 0},
		{"and not", []Reading{reading(25, 4)}, 0, 1, 0, 0},
		{"doubted now", []Reading{doubted(10, 1)}, 0, 1, 0, 0},
		{"a doubt that is another value", []Reading{doubted(25, 5)}, 1, 0, 1, 0},
		{"twice in one batch", []Reading{reading(30, 3), reading(30, 3)}, 1, 1, 0, 0},
		{"missing", []Reading{{Station: "zhaoyuan", Quantity: "nitrobenzene", At: 40, Unit: "mg/L", Quality: "missing"}}, 1, 0, 0, 0},
		{"zero is not missing", []Reading{reading(40, 0)}, 1, 0, 1, 0},
		{"missing again", []Reading{{Station: "zhaoyuan", Quantity: "nitrobenzene", At: 40, Unit: "mg/L", Quality: "missing"}}, 0, 1, 0, 0},
	}
	for i, c := range steps {
		got := ingest(t, s, int64(1000+i), c.give...)
		if len(got.Fresh) != c.fresh || got.Duplicates != c.duplicates || got.Conflicts != c.conflicts || got.OutOfOrder != c.ooo {
			t.Errorf("%s: got fresh %d, duplicates %d, conflicts %d, out of order %d", c.name, len(got.Fresh), got.Duplicates, got.Conflicts, got.OutOfOrder)
		}
	}
	rows, err := s.Readings(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	var text string
	for _, r := range rows {
		text += fmt.Sprintf("%d#%d=%g/%s ", r.At, r.Revision, r.Value, r.Quality)
	}
	const want = "10#1=1/good 15#1=1.5/good 20#1=2/good 20#2=9/good 20#3=9/suspect 25#1=4/suspect 25#2=5/suspect 30#1=3/good 40#1=0/missing 40#2=0/good "
	if text != want {
		t.Errorf("got %s\nwant %s", text, want)
	}
}

// R88: what was known at a moment is told from what came later.
func TestReadingsKnownAt(t *testing.T) {
	s := openTest(t, Config{})
	ingest(t, s, 100, reading(10, 1))
	ingest(t, s, 200, reading(10, 7), reading(5, 3))
	q := all
	q.KnownAt = 199
	rows, err := s.Readings(t.Context(), q)
	if err != nil || len(rows) != 1 || rows[0].Value != 1 {
		t.Errorf("known at 199: %v, %v", rows, err)
	}
	q.KnownAt, q.Limit = 0, 2
	rows, err = s.Readings(t.Context(), q)
	if err != nil || len(rows) != 2 || rows[0].Revision != 1 || rows[1].Revision != 2 {
		t.Errorf("newest two: %v, %v", rows, err)
	}
}

func TestRefusalsAreKept(t *testing.T) {
	s := openTest(t, Config{})
	b := Batch{Source: "csv alice", ReceivedAt: 5, Refused: []Refusal{{Row: 3, Column: "unit", Reason: "unit furlong is not known", Text: "a,b,c"}}}
	if _, err := s.Ingest(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	got, err := s.Refusals(t.Context(), 10)
	if err != nil || len(got) != 1 || got[0].Reason != b.Refused[0].Reason || got[0].Source != "csv alice" || got[0].Row != 3 || got[0].Text != "a,b,c" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// A batch that cannot be kept whole is not kept at all.
func TestIngestIsWhole(t *testing.T) {
	s := openTest(t, Config{})
	b := Batch{Readings: []Reading{reading(1, 1)}, Refused: []Refusal{{Row: 2, Reason: "a"}, {Row: 2, Reason: "one row, refused twice"}}}
	if got, err := s.Ingest(t.Context(), b); err == nil {
		t.Fatalf("taken: %+v", got)
	}
	if rows, err := s.Readings(t.Context(), all); err != nil || len(rows) != 0 {
		t.Errorf("kept in part: %v, %v", rows, err)
	}
}

func TestExhibits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s := openTest(t, Config{Path: path})
	hash, err := s.PutExhibit(t.Context(), "application/json", []byte(`{"a":1}`), 1)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.PutExhibit(t.Context(), "text/plain", []byte(`{"a":1}`), 2); err != nil || again != hash {
		t.Errorf("again: %x, %v", again, err)
	}
	e, err := s.Exhibit(t.Context(), hash)
	if err != nil || string(e.Content) != `{"a":1}` || e.Media != "application/json" || e.StoredAt != 1 {
		t.Errorf("got %+v, %v", e, err)
	}
	if _, err := s.Exhibit(t.Context(), [32]byte{1}); !errors.Is(err, ErrNone) {
		t.Errorf("unknown: %v", err)
	}
	if _, err := s.w.Exec(`UPDATE exhibit SET content = $1`, []byte(`{"a":2}`)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Exhibit(t.Context(), hash); !errors.Is(err, ErrCorrupt) {
		t.Errorf("changed on disk: %v", err)
	}
}

// R88: entries are known since the moment of their first delivery.
func TestKnown(t *testing.T) {
	s, ctx := openTest(t, Config{}), t.Context()
	mark := func(first, count, at int64) error { return s.MarkKnown(ctx, "a/journal/1", first, count, at) }
	for _, c := range []struct{ first, count, at int64 }{{0, 3, 100}, {0, 3, 150}, {2, 3, 200}, {5, 1, 190}} {
		if err := mark(c.first, c.count, c.at); err != nil {
			t.Fatal(err)
		}
	}
	if err := mark(7, 1, 300); err == nil {
		t.Error("a gap was taken")
	}
	for index, want := range []int64{100, 100, 100, 200, 200, 200} { // a clock set back does not go back
		if got, err := s.KnownAt(ctx, "a/journal/1", int64(index)); err != nil || got != want {
			t.Errorf("entry %d: %d, %v; want %d", index, got, err, want)
		}
	}
	if _, err := s.KnownAt(ctx, "a/journal/1", 6); !errors.Is(err, ErrNone) {
		t.Errorf("entry 6: %v", err)
	}
	if sizes, err := s.SizesAt(ctx, 199); err != nil || sizes["a/journal/1"] != 3 {
		t.Errorf("sizes at 199: %v, %v", sizes, err)
	}
	if runs, err := s.KnownRuns(ctx); err != nil || len(runs) != 3 || runs[1] != (Known{"a/journal/1", 3, 5, 200}) {
		t.Errorf("runs: %v, %v", runs, err)
	}
}

func TestDrafts(t *testing.T) {
	s, ctx := openTest(t, Config{}), t.Context()
	d, err := s.PutDraft(ctx, Draft{ID: "d1", Kind: "issue", Body: []byte(`{"x":1}`), By: "li", MadeAt: 1, Needs: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, officer := range []string{"li", "wang", "wang"} {
		if d, err = s.Approve(ctx, "d1", officer, d.Sum, 2); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.Approved) != 2 {
		t.Errorf("two officers, one of them twice: %v", d.Approved)
	}
	old := d.Sum
	if d, err = s.PutDraft(ctx, Draft{ID: "d1", Kind: "issue", Body: []byte(`{"x":2}`), By: "li", MadeAt: 3, Needs: 2}); err != nil || len(d.Approved) != 0 {
		t.Errorf("another text keeps approvals: %v, %v", d.Approved, err)
	}
	if _, err := s.Approve(ctx, "d1", "zhao", old, 4); !errors.Is(err, ErrStale) {
		t.Errorf("approval of the old text: %v", err)
	}
	if list, err := s.Drafts(ctx); err != nil || len(list) != 1 {
		t.Errorf("open drafts: %v, %v", list, err)
	}
	if err := s.CloseDraft(ctx, "d1", Sent, "li", 5); err != nil {
		t.Fatal(err)
	}
	if err := s.CloseDraft(ctx, "d1", Discarded, "wang", 6); !errors.Is(err, ErrStale) {
		t.Errorf("closed twice: %v", err)
	}
	if _, err := s.PutDraft(ctx, Draft{ID: "d1", Body: []byte(`{}`)}); !errors.Is(err, ErrStale) {
		t.Errorf("changed after it was sent: %v", err)
	}
	if d, err := s.Draft(ctx, "d1"); err != nil || d.State != Sent || d.ClosedBy != "li" || string(d.Body) != `{"x":2}` {
		t.Errorf("got %+v, %v", d, err)
	}
	if list, err := s.Drafts(ctx); err != nil || len(list) != 0 {
		t.Errorf("open drafts: %v, %v", list, err)
	}
}

func TestSignalsAndSettings(t *testing.T) {
	s, ctx := openTest(t, Config{}), t.Context()
	// Given twice, a signal is to be followed until it is done: a crash in
	// between does not lose it.
	for i, want := range []bool{true, true, false} {
		if i == 2 {
			if list, err := s.UndoneSignals(ctx); err != nil || len(list) != 1 || string(list[0].Body) != `{}` {
				t.Errorf("undone: %v, %v", list, err)
			}
			if err := s.SignalDone(ctx, "a", 7); err != nil {
				t.Fatal(err)
			}
		}
		if undone, err := s.AddSignal(ctx, Signal{ID: "a", GivenAt: int64(i), Body: []byte(`{}`)}); err != nil || undone != want {
			t.Errorf("signal, time %d: %v, %v", i, undone, err)
		}
	}
	if list, err := s.UndoneSignals(ctx); err != nil || len(list) != 0 {
		t.Errorf("undone when done: %v, %v", list, err)
	}
	if list, err := s.Signals(ctx, 0, 10); err != nil || len(list) != 1 || list[0].GivenAt != 0 || list[0].DoneAt != 7 {
		t.Errorf("signals: %v, %v", list, err)
	}
	if _, err := s.Setting(ctx, "zone"); !errors.Is(err, ErrNone) {
		t.Errorf("setting: %v", err)
	}
	for _, v := range []string{"UTC", "Asia/Shanghai"} {
		if err := s.SetSetting(ctx, "zone", v, 1); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := s.Setting(ctx, "zone"); err != nil || v != "Asia/Shanghai" {
		t.Errorf("setting: %q, %v", v, err)
	}
}

func TestBackup(t *testing.T) {
	s, ctx := openTest(t, Config{}), t.Context()
	ingest(t, s, 77, reading(10, 1), reading(20, 2))
	path := filepath.Join(t.TempDir(), "städte 备份?.db")
	sum, err := s.Backup(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	if sum.Readings != 2 || sum.Newest != 77 {
		t.Errorf("summary %+v", sum)
	}
	if _, err := s.Backup(ctx, path); !errors.Is(err, ErrExists) {
		t.Errorf("over a backup: %v", err)
	}
	back := openTest(t, Config{Path: path})
	if rows, err := back.Readings(ctx, all); err != nil || len(rows) != 2 {
		t.Errorf("restored: %v, %v", rows, err)
	}
	if got, err := s.Check(ctx); err != nil || got != sum {
		t.Errorf("check: %+v, %v", got, err)
	}
}

// exec1 changes a database file behind a store's back.
func exec1(t *testing.T, path, text string) {
	t.Helper()
	db, err := sql.Open("sqlite", fileName(path, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(text); err != nil {
		t.Fatal(err)
	}
}

func TestInspectFindsDamage(t *testing.T) {
	s, ctx, dir := openTest(t, Config{}), t.Context(), t.TempDir()
	var rr []Reading
	for i := range int64(5000) {
		rr = append(rr, reading(i, float64(i)))
	}
	ingest(t, s, 1, rr...)
	good := filepath.Join(dir, "good.db")
	if _, err := s.Backup(ctx, good); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	page := bytes.Clone(b)
	copy(page[len(page)/2/pageSize*pageSize:], make([]byte, pageSize))
	orphan := filepath.Join(dir, "orphan.db")
	if err := os.WriteFile(orphan, b, 0o600); err != nil {
		t.Fatal(err)
	}
	// An index that the schema has lost harms no query: only a full check sees it.
	exec1(t, orphan, `PRAGMA writable_schema = 1; DELETE FROM sqlite_master WHERE name = 'signal_given'`)
	lost, err := os.ReadFile(orphan)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"page zeroed": page,
		"index lost":  lost,
		"cut short":   b[:len(b)/2],
		"other file":  []byte("time,value\n1,2\n and so on, not a database at all, but long enough to have a head of one hundred bytes"),
		"empty":       {},
	} {
		path := filepath.Join(dir, name+".db")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if sum, err := Inspect(ctx, path); err == nil {
			t.Errorf("%s: taken as good: %+v", name, sum)
		} else {
			t.Log(err)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(after, content) {
			t.Errorf("%s: inspecting changed the file", name)
		}
	}
	if _, err := Inspect(ctx, filepath.Join(dir, "none.db")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// Disk full: the store's own limit stands in for the disk's. The batch that
// does not fit is not kept in part, and what was acknowledged stays.
func TestFull(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s := openTest(t, Config{Path: path, MaxBytes: 60 * pageSize})
	ingest(t, s, 1, reading(-1, 1))
	var rr []Reading
	for i := range int64(50_000) {
		rr = append(rr, reading(i, float64(i)))
	}
	_, err := s.Ingest(t.Context(), Batch{ReceivedAt: 2, Readings: rr})
	if !errors.Is(err, ErrFull) {
		t.Fatalf("got %v", err)
	}
	t.Log(err)
	if rows, err := s.Readings(t.Context(), all); err != nil || len(rows) != 1 {
		t.Errorf("%d readings are kept, %v", len(rows), err)
	}
	ingest(t, s, 3, reading(0, 1)) // small things still fit
	if _, err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestOpenRefusesForeignSchemas(t *testing.T) {
	for name, change := range map[string]string{
		"other contents": `UPDATE migration SET sum = 'x' WHERE number = 1`,
		"newer":          `INSERT INTO migration (number, name, sum) VALUES (9999, '9999_later.sql', 'x')`,
	} {
		path := filepath.Join(t.TempDir(), "store.db")
		s, err := Open(t.Context(), Config{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.w.Exec(change); err != nil {
			t.Fatal(err)
		}
		s.Close()
		if s, err := Open(t.Context(), Config{Path: path}); err == nil {
			s.Close()
			t.Errorf("%s: opened", name)
		} else {
			t.Log(err)
		}
	}
	if _, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "no", "store.db")}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no directory: %v", err)
	}
}

func TestCancelledContextKeepsNothing(t *testing.T) {
	s := openTest(t, Config{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Ingest(ctx, Batch{Readings: []Reading{reading(1, 1)}}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if rows, err := s.Readings(t.Context(), all); err != nil || len(rows) != 0 {
		t.Errorf("kept %v, %v", rows, err)
	}
}

// R39: a silence is kept when it begins and again when it is over; that it began may come late.
func TestSilences(t *testing.T) {
	s, ctx := openTest(t, Config{}), t.Context()
	for _, x := range []Silence{{"lower", 5, 0}, {"delta", 9, 0}, {"lower", 5, 8}, {"lower", 5, 0}, {"lower", 12, 0}} {
		if err := s.PutSilence(ctx, x); err != nil {
			t.Fatal(err)
		}
	}
	list, err := s.Silences(ctx)
	if want := []Silence{{"delta", 9, 0}, {"lower", 5, 8}, {"lower", 12, 0}}; err != nil || !slices.Equal(list, want) {
		t.Errorf("%v, %v; wants %v", list, err, want)
	}
}
