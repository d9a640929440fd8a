package journal

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// tamper changes the database of a closed journal.
func tamper(t testing.TB, cfg Config, query string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", fileURL(filepath.Join(cfg.Dir, dbName), nil))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	res, err := db.Exec(query, args...)
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := res.RowsAffected(); n == 0 {
		t.Fatalf("%s changed nothing", query)
	}
}

// verifyDir verifies a directory as an auditor does.
func verifyDir(t testing.TB, cfg Config, v note.Verifier) error {
	t.Helper()
	r, err := OpenReader(context.Background(), cfg.Dir, v)
	if err != nil {
		return err
	}
	defer r.Close()
	return Verify(context.Background(), r, v)
}

// flipped returns b with one bit changed.
func flipped(b []byte, bit int) []byte {
	b = bytes.Clone(b)
	b[bit/8] ^= 1 << (bit % 8)
	return b
}

// One changed entry is named, with the hash that was signed and a proof of it that stands alone; the journal does not open.
func TestVerifyNamesEntry(t *testing.T) {
	for _, i := range []int{0, 1, 255, 256, 511, 599} {
		cfg, v := filled(t, 600)
		tamper(t, cfg, "UPDATE entry SET body = $1 WHERE idx = $2", flipped(testEntry(i), 20), i)
		d := as[*Defect](verifyDir(t, cfg, v))
		if d == nil || d.Index != int64(i) || d.Last != d.Index {
			t.Fatalf("entry %d: %v", i, d)
		}
		head, err := OpenHead(d.Head, v)
		if err != nil {
			t.Fatal(err)
		}
		if d.Want != tlog.RecordHash(testEntry(i)) || d.Check(head) != nil {
			t.Errorf("entry %d: %v, proof: %v", i, d, d.Check(head))
		}
		if !strings.Contains(d.Error(), testOrigin) || !strings.Contains(d.Error(), fmt.Sprintf("entry %d: ", i)) {
			t.Errorf("not for people: %v", d)
		}
		if _, err := Open(context.Background(), cfg); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("entry %d ", i)) {
			t.Errorf("opened: %v", err)
		}
	}
}

// Everything else that can be changed is told apart.
func TestVerifyNamesPart(t *testing.T) {
	hash := func(i int) []byte { h := tlog.RecordHash(testEntry(i)); return h[:] }
	for _, test := range []struct {
		name, query string
		args        []any
		index, last int64
		what        string
	}{
		{"leaf hash", "UPDATE hash SET hash = $1 WHERE level = 0 AND n = 300", []any{flipped(hash(300), 9)}, 300, 300, "tile/0/001"},
		{"leaf hash gone", "DELETE FROM hash WHERE level = 0 AND n = 300", nil, 300, 300, "hash cannot be read"},
		{"upper hash", "UPDATE hash SET hash = $1 WHERE level = 1 AND n = 1", []any{hash(1)}, 256, 511, "tile/1/000.p/2"},
		{"upper hash gone", "DELETE FROM hash WHERE level = 1 AND n = 0", nil, 0, 255, "tile/1/000.p/2"},
		{"entry gone", "DELETE FROM entry WHERE idx = 17", nil, 17, 17, "missing"},
		{"tail gone", "DELETE FROM entry WHERE idx >= 590", nil, 590, 599, "missing"},
		{"tail gone with hashes", "DELETE FROM entry WHERE idx >= 590; DELETE FROM hash WHERE level = 0 AND n >= 590", nil, 590, 599, "missing"},
		{"entry and hash", "UPDATE entry SET body = $1 WHERE idx = 300; UPDATE hash SET hash = $2 WHERE level = 0 AND n = 300",
			[]any{testEntry(1), hash(1)}, 256, 511, "tile/1"},
		{"entry, hash and no witness above", "UPDATE entry SET body = $1 WHERE idx = 590; UPDATE hash SET hash = $2 WHERE level = 0 AND n = 590",
			[]any{testEntry(1), hash(1)}, 0, 599, "at or after entry 512"},
		{"two entries exchanged", "UPDATE entry SET idx = -1 WHERE idx = 3; UPDATE entry SET idx = 3 WHERE idx = 4; UPDATE entry SET idx = 4 WHERE idx = -1", nil, 3, 3, "changed after it was signed"},
		{"entry too many", "INSERT INTO entry VALUES (600, X'01')", nil, -1, 0, "beyond the signed head"},
		{"dedup id", "UPDATE dedup SET id = 'other' WHERE idx = 5", nil, 5, 5, "dedup"},
		{"dedup of another", "UPDATE dedup SET idx = 6 WHERE idx = 5", nil, 6, 6, "dedup"},
		{"dedup of nothing", "UPDATE dedup SET idx = 600 WHERE idx = 5", nil, -1, 0, "dedup"},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg, v := filled(t, 600)
			tamper(t, cfg, test.query, test.args...)
			err := verifyDir(t, cfg, v)
			d := as[*Defect](err)
			if d == nil || d.Index != test.index || d.Last != test.last || !strings.Contains(d.Error(), test.what) {
				t.Errorf("%v (%+v)", err, d)
			}
		})
	}
}

// One changed bit of the signed head.
func TestVerifyHead(t *testing.T) {
	cfg, v := filled(t, 5)
	r, err := OpenReader(context.Background(), cfg.Dir, v)
	if err != nil {
		t.Fatal(err)
	}
	msg := bytes.Clone(r.Checkpoint())
	r.Close()
	for bit := range len(msg) * 8 {
		if bad := flipped(msg, bit); as[*Defect](Verify(context.Background(), changedHead{r, bad}, v)) == nil {
			t.Errorf("bit %d: accepted:\n%s", bit, bad)
		}
	}
	_, other := newKey(t, testOrigin, "2")
	if err := verifyDir(t, cfg, other); err == nil {
		t.Error("verified with another key")
	}
}

type changedHead struct {
	Reader
	msg []byte
}

func (r changedHead) Checkpoint() []byte { return r.msg }

// Any changed bit anywhere in the database file is either found, or is in a place that says nothing (free space): then everything read is as it was.
func TestBitFlips(t *testing.T) {
	const n = 40
	cfg, v := filled(t, n)
	path := filepath.Join(cfg.Dir, dbName)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	found, silent := 0, 0
	for range 400 {
		bit := rnd.IntN(len(whole) * 8)
		if err := os.WriteFile(path, flipped(whole, bit), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := verifyDir(t, cfg, v); err != nil {
			found++
			continue
		}
		silent++
		r, err := OpenReader(context.Background(), cfg.Dir, v)
		if err != nil {
			t.Fatal(err)
		}
		es, err := r.Entries(context.Background(), 0, n)
		for i, e := range es {
			if !bytes.Equal(e, testEntry(i)) {
				t.Errorf("bit %d changed entry %d and was not found", bit, i)
			}
		}
		if err != nil || len(es) != n {
			t.Errorf("bit %d: %d entries, %v", bit, len(es), err)
		}
		r.Close()
	}
	t.Logf("%d of 400 flips found, %d in free space", found, silent)
	if found == 0 {
		t.Error("none was found")
	}
}

// Every single byte of every entry, as it lies in the file.
func TestEveryEntryByte(t *testing.T) {
	const n = 20
	cfg, v := filled(t, n)
	path := filepath.Join(cfg.Dir, dbName)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		at := bytes.Index(whole, testEntry(i))
		if at < 0 || bytes.Contains(whole[at+1:], testEntry(i)) {
			t.Fatalf("entry %d is not once in the file", i)
		}
		for k := range testEntry(i) {
			os.WriteFile(path, flipped(whole, (at+k)*8), 0o600)
			if d := as[*Defect](verifyDir(t, cfg, v)); d == nil || d.Index != int64(i) || d.Proof == nil {
				t.Fatalf("byte %d of entry %d: %v", k, i, d)
			}
		}
	}
}

// A file that was cut off is never taken for a shorter journal.
func TestTruncatedFile(t *testing.T) {
	cfg, v := filled(t, 300)
	path := filepath.Join(cfg.Dir, dbName)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 100, 4096, len(whole) / 2, len(whole) - 4096, len(whole) - 1} {
		os.WriteFile(path, whole[:size], 0o600)
		if err := verifyDir(t, cfg, v); err == nil {
			t.Errorf("cut to %d of %d bytes: verified", size, len(whole))
		}
		if j, err := Open(context.Background(), cfg); err == nil {
			t.Errorf("cut to %d of %d bytes: opened", size, len(whole))
			j.Close()
		}
	}
}

// A journal cut back consistently to an older state is exposed by any newer checkpoint, and what is missing is named.
func TestVerifyAgainstTruncated(t *testing.T) {
	cfg, v := filled(t, 10)
	copyTo := t.TempDir()
	copyJournal(t, cfg, copyTo)
	j := mustOpen(t, cfg)
	mustAppend(t, j, 10, 14)
	newer := j.Checkpoint()
	j.Close()

	old, _ := configIn(t, copyTo)
	if err := verifyDir(t, old, v); err != nil {
		t.Fatalf("the old state holds by itself: %v", err)
	}
	r, err := OpenReader(context.Background(), old.Dir, v)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	d := as[*Defect](VerifyAgainst(context.Background(), r, v, newer))
	if d == nil || d.Index != 10 || d.Last != 13 || !strings.Contains(d.Error(), "entries 10 to 13: missing") {
		t.Errorf("%v", d)
	}
	mark, err := Highwater(cfg.Highwater, v)
	if err != nil || !bytes.Equal(mark, newer) {
		t.Errorf("mark %q: %v", mark, err)
	}
}

// OpenReader leaves the directory as it is, with and without a writer at work, and after a crash.
func TestOpenReaderWritesNothing(t *testing.T) {
	cfg, v := filled(t, 10)
	checkReader := func(dir string, size int64) {
		t.Helper()
		before := dirBytes(t, dir)
		r, err := OpenReader(context.Background(), dir, v)
		if err != nil {
			t.Fatal(err)
		}
		if err := Verify(context.Background(), r, v); err != nil || r.Size() != size {
			t.Errorf("size %d, want %d: %v", r.Size(), size, err)
		}
		r.Close()
		if after := dirBytes(t, dir); before != after {
			t.Errorf("the reader changed the directory:\n%s\n%s", before, after)
		}
	}
	checkReader(cfg.Dir, 10)
	j := mustOpen(t, cfg)
	mustAppend(t, j, 10, 20)
	checkReader(cfg.Dir, 20)
	mustAppend(t, j, 20, 21)
	checkReader(cfg.Dir, 21)
	crashed := t.TempDir()
	copyJournal(t, cfg, crashed)
	k, _ := configIn(t, crashed)
	checkReader(k.Dir, 21)
}

// dirBytes describes the durable files of a directory. The shared-memory file of SQLite is not one of them.
func dirBytes(t *testing.T, dir string) string {
	t.Helper()
	var out strings.Builder
	for _, name := range []string{dbName, dbName + "-wal"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s %d %v\n", name, len(b), tlog.RecordHash(b))
	}
	return out.String()
}

func TestVerifyCanceled(t *testing.T) {
	cfg, v := filled(t, 10)
	r, err := OpenReader(context.Background(), cfg.Dir, v)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Verify(ctx, r, v); !errors.Is(err, context.Canceled) || as[*Defect](err) != nil {
		t.Errorf("giving up was reported as %v", err)
	}
}
