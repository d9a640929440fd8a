package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// child is what this test binary does instead of its tests when it is started
// as another process: ingest batches of perBatch readings, and say after each
// that it is kept.
const child = "TONGZHOU_STORE_CHILD"

const perBatch = 50

func TestMain(m *testing.M) {
	if path := os.Getenv(child); path != "" {
		if err := childIngest(path, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func childIngest(path string, out io.Writer) error {
	ctx := context.Background()
	s, err := Open(ctx, Config{Path: path})
	if err != nil {
		return err
	}
	defer s.Close()
	n, err := strconv.Atoi(os.Getenv(child + "_BATCHES"))
	if err != nil {
		return err
	}
	for i := range n {
		t, err := s.Ingest(ctx, batchOf(i))
		if err != nil {
			return err
		}
		fmt.Fprintln(out, i, len(t.Fresh), t.Duplicates)
	}
	return nil
}

// batchOf is the i-th batch of a child: the same in every process.
func batchOf(i int) Batch {
	b := Batch{Source: "child", ReceivedAt: int64(i)}
	for j := range perBatch {
		b.Readings = append(b.Readings, reading(int64(i*perBatch+j), float64(j)))
	}
	return b
}

// startChild starts a process that ingests so many batches.
func startChild(t *testing.T, path string, batches int) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), child+"="+path, child+"_BATCHES="+strconv.Itoa(batches))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return cmd, bufio.NewScanner(out)
}

// Two processes make one store at the same moment and ingest the same batches:
// both end well, and each reading is there once.
func TestTwoProcesses(t *testing.T) {
	const batches = 40
	path := filepath.Join(t.TempDir(), "store.db")
	var fresh, duplicates int
	type running struct {
		cmd *exec.Cmd
		out *bufio.Scanner
	}
	var both []running
	for range 2 {
		cmd, out := startChild(t, path, batches)
		both = append(both, running{cmd, out})
	}
	for _, p := range both {
		for p.out.Scan() {
			var i, f, d int
			if _, err := fmt.Sscan(p.out.Text(), &i, &f, &d); err != nil {
				t.Fatal(p.out.Text(), err)
			}
			fresh += f
			duplicates += d
		}
		if err := p.cmd.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	if fresh != batches*perBatch || duplicates != batches*perBatch {
		t.Errorf("%d fresh, %d duplicates; want %d of each", fresh, duplicates, batches*perBatch)
	}
	s := openTest(t, Config{Path: path})
	if sum, err := s.Check(t.Context()); err != nil || sum.Readings != batches*perBatch {
		t.Errorf("%+v, %v", sum, err)
	}
}

// A process is killed while it writes. Whoever opens the store next finds every
// batch that was acknowledged, and no part of one that was not.
func TestCrash(t *testing.T) {
	for round := range 6 {
		path := filepath.Join(t.TempDir(), "store.db")
		cmd, out := startChild(t, path, 1_000_000)
		acked := 0
		for acked < 1+7*round && out.Scan() {
			acked++
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for out.Scan() { // what it still said before it died
			acked++
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("it was not killed")
		}
		s := openTest(t, Config{Path: path})
		sum, err := s.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if sum.Readings < int64(acked*perBatch) || sum.Readings%perBatch != 0 {
			t.Errorf("round %d: %d batches acknowledged, %d readings of %d a batch are there", round, acked, sum.Readings, perBatch)
		}
		if got, err := s.Ingest(t.Context(), batchOf(0)); err != nil || got.Duplicates != perBatch {
			t.Errorf("round %d: sent again: %+v, %v", round, got, err)
		}
		s.Close()
	}
}

// The backup of a store that is being written is a moment of it.
func TestBackupWhileWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s := openTest(t, Config{Path: path})
	ingest(t, s, 1, reading(-1, 1))
	cmd, out := startChild(t, path, 60)
	for i := 0; out.Scan(); i++ {
		if i%20 != 10 {
			continue
		}
		to := filepath.Join(t.TempDir(), "backup.db")
		sum, err := s.Backup(t.Context(), to)
		if err != nil || sum.Readings%perBatch != 1 {
			t.Errorf("%+v, %v", sum, err)
		}
		again, err := Inspect(t.Context(), to)
		if err != nil || again != sum {
			t.Errorf("%+v, then %+v, %v", sum, again, err)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
}

func TestReadOnly(t *testing.T) {
	s := openTest(t, Config{})
	if _, err := s.w.Exec(`PRAGMA query_only = 1`); err != nil { // what a read-only file answers
		t.Fatal(err)
	}
	err := s.SetSetting(t.Context(), "a", "b", 1)
	if !errors.Is(err, ErrReadOnly) {
		t.Errorf("got %v", err)
	}
	t.Log(err)
}

func TestBusy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s, other := openTest(t, Config{Path: path}), openTest(t, Config{Path: path})
	tx, err := other.w.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.w.Exec(`PRAGMA busy_timeout = 20`); err != nil {
		t.Fatal(err)
	}
	if err := s.SetSetting(t.Context(), "a", "b", 1); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := s.SetSetting(t.Context(), "a", "b", 1); err != nil {
		t.Errorf("after the other is done: %v", err)
	}
}

func TestAccountsAndAudit(t *testing.T) {
	s, ctx := openTest(t, Config{}), t.Context()
	a := Account{Login: "li", Name: "Li", Role: "operator", Password: "$x", MadeAt: 1}
	if err := s.AddAccount(ctx, a, true); err != nil {
		t.Fatal(err)
	}
	for first, login := range map[bool]string{true: "wang", false: "li"} {
		if err := s.AddAccount(ctx, Account{Login: login}, first); !errors.Is(err, ErrExists) {
			t.Errorf("%s: %v", login, err)
		}
	}
	if err := s.AddSession(ctx, Session{Token: [32]byte{1}, Login: "li", MadeAt: 5, SeenAt: 5, EndsAt: 50}); err != nil {
		t.Fatal(err)
	}
	if err := s.SeeSession(ctx, [32]byte{1}, 7); err != nil {
		t.Fatal(err)
	}
	if e, who, err := s.Session(ctx, [32]byte{1}); err != nil || e.SeenAt != 7 || who.Role != "operator" || who.Password != "" {
		t.Errorf("%+v, %+v, %v", e, who, err)
	}
	if err := s.SetPassword(ctx, "li", "$y", "$z"); !errors.Is(err, ErrStale) {
		t.Errorf("password over another: %v", err)
	}
	a.Role = "analyst"
	if err := s.SetAccount(ctx, a); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Session(ctx, [32]byte{1}); !errors.Is(err, ErrNone) {
		t.Errorf("session of a changed account: %v", err)
	}
	if err := s.SetAccount(ctx, Account{Login: "nobody"}); !errors.Is(err, ErrNone) {
		t.Errorf("nobody: %v", err)
	}
	if err := s.AddSession(ctx, Session{Token: [32]byte{2}, Login: "nobody"}); err == nil {
		t.Error("a session of nobody")
	}
	for i := range 5 {
		if err := s.AddAudit(ctx, Audit{At: int64(i), Kind: "login", Login: "li"}); err != nil {
			t.Fatal(err)
		}
	}
	if list, err := s.AuditTrail(ctx, 0, 2); err != nil || len(list) != 2 || list[0].ID != 5 || list[1].ID != 4 {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := s.AuditTrail(ctx, 4, 10); err != nil || len(list) != 3 || list[0].ID != 3 {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := s.Accounts(ctx); err != nil || len(list) != 1 || list[0] != a {
		t.Errorf("%+v, %v", list, err)
	}
}

func BenchmarkIngest(b *testing.B) {
	for _, size := range []int{1, 100, 10_000} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			s := openTest(b, Config{})
			n := int64(0)
			for b.Loop() {
				batch := Batch{Source: "bench"}
				for range size {
					n++
					batch.Readings = append(batch.Readings, reading(n, float64(n)))
				}
				if _, err := s.Ingest(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
