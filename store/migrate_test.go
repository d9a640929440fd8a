package store

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// A file is applied whole or not at all, in the order of its number, once.
func TestMigrate(t *testing.T) {
	db, err := open(Config{Path: filepath.Join(t.TempDir(), "store.db")}, false)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	files := fstest.MapFS{
		"migrations/0001_a.sql": file(`CREATE TABLE a (x BIGINT); INSERT INTO a (x) VALUES (1);`),
		"migrations/0002_b.sql": file(`CREATE TABLE b (x BIGINT); INSERT INTO nowhere (x) VALUES (1);`),
	}
	if err := migrate(t.Context(), db, files); err == nil || !strings.Contains(err.Error(), "migration 0002_b.sql: ") {
		t.Fatalf("a broken file: %v", err)
	}
	var whole, half int
	err = db.QueryRow(`SELECT (SELECT COUNT(*) FROM a), (SELECT COUNT(*) FROM sqlite_master WHERE name = 'b')`).Scan(&whole, &half)
	if err != nil || whole != 1 || half != 0 {
		t.Errorf("rows of the good file %d, tables of the broken one %d, %v", whole, half, err)
	}
	files["migrations/0002_b.sql"] = file(`CREATE TABLE b (x BIGINT);`)
	for range 2 {
		if err := migrate(t.Context(), db, files); err != nil {
			t.Fatalf("mended: %v", err)
		}
	}
	var a, b, done int
	err = db.QueryRow(`SELECT (SELECT COUNT(*) FROM a), (SELECT COUNT(*) FROM b), (SELECT COUNT(*) FROM migration)`).Scan(&a, &b, &done)
	if err != nil || a != 1 || b != 0 || done != 2 {
		t.Errorf("a %d, b %d, applied %d, %v", a, b, done, err)
	}
	files["migrations/0004_d.sql"] = file(``)
	if err := migrate(t.Context(), db, files); err == nil || !strings.Contains(err.Error(), "should have number 0003") {
		t.Errorf("a gap: %v", err)
	}
}

// A store that an older program made gets what it lacks and keeps what it has.
func TestUpgrade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	old := fstest.MapFS{}
	all, err := steps(migrations)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all[:3] {
		old["migrations/"+s.name] = &fstest.MapFile{Data: []byte(s.text)}
	}
	db, err := open(Config{Path: path}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate(t.Context(), db, old); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`INSERT INTO signal (id, given_at, body) VALUES ('a', 5, '{}')`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if sum, err := Inspect(t.Context(), path); err != nil || sum.Schema != 3 {
		t.Errorf("inspected: %+v, %v", sum, err)
	}
	s := openTest(t, Config{Path: path})
	if list, err := s.UndoneSignals(t.Context()); err != nil || len(list) != 1 || list[0].ID != "a" {
		t.Errorf("%v, %v", list, err)
	}
}
