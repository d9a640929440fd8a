package journal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The test binary runs itself as a node that is killed. What it should do is in these variables.
const (
	envChild  = "TONGZHOU_JOURNAL_CHILD"  // directory; makes the process a child
	envStep   = "TONGZHOU_JOURNAL_STEP"   // kill yourself at this step ...
	envAt     = "TONGZHOU_JOURNAL_AT"     // ... of the n-th batch; negative: after the step instead of before
	envRounds = "TONGZHOU_JOURNAL_ROUNDS" // how many random kills; default 20
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(envChild); dir != "" {
		fmt.Fprintln(os.Stderr, child(dir))
		os.Exit(3)
	}
	os.Exit(m.Run())
}

// child opens the journal and appends from several goroutines until it is killed. Each acknowledged entry is reported in one write to the standard output.
func child(dir string) error {
	s, v, err := keyFromSeed(testOrigin, "1")
	if err != nil {
		return err
	}
	cfg := dirConfig(dir, s)
	ctx := context.Background()
	j, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	if err := Verify(ctx, j, v); err != nil {
		return err
	}
	if step := os.Getenv(envStep); step != "" {
		at, _ := strconv.Atoi(os.Getenv(envAt))
		j.do(ctx, func() error { j.w.hook = suicide(step, at); return nil })
	}
	fmt.Printf("open %d\n", j.Size())
	errs := make(chan error)
	for w := range 4 {
		go func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%d-%d-%d", os.Getpid(), w, i)
				n, err := j.Append(ctx, id, []byte(id))
				if err != nil {
					errs <- err
					return
				}
				fmt.Printf("ack %s %d\n", id, n)
			}
		}()
	}
	return <-errs
}

// suicide kills this process at a step, as the out-of-memory killer would: no deferred function runs.
func suicide(step string, at int) func(string, func() error) error {
	n := 0
	return func(s string, do func() error) error {
		if s != step {
			return do()
		}
		n++
		if n == at {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		err := do()
		if n == -at {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		return err
	}
}

// run starts a child, collects its acknowledgements until it is dead, and kills it after so many of them (0: it does so itself) and a moment more.
func (h *history) run(t *testing.T, dir string, after int, delay time.Duration, env ...string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), envChild+"="+dir), env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var id string
		var index int64
		if _, err := fmt.Sscanf(lines.Text(), "ack %s %d", &id, &index); err == nil {
			h.ack(id, index, []byte(id))
			n++
		}
		if n == after && after > 0 {
			time.AfterFunc(delay, func() { cmd.Process.Kill() })
		}
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the child was not killed: %v\n%s", err, stderr.String())
	}
}

// I4: an acknowledged append survives SIGKILL at a random moment; the journal opens without help, and no earlier head is contradicted.
func TestKillRandom(t *testing.T) {
	rounds := 20
	if s := os.Getenv(envRounds); s != "" {
		rounds, _ = strconv.Atoi(s)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d, %d rounds", seed, rounds)
	rnd := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	cfg, v := configIn(t, dir)
	mustInit(t, cfg).Close()
	h := newHistory(v)
	for range rounds {
		h.run(t, dir, 1+rnd.IntN(60), time.Duration(rnd.IntN(3000))*time.Microsecond)
		j := mustOpen(t, cfg)
		h.check(t, j, cfg.Highwater)
		j.Close()
	}
	t.Logf("%d entries acknowledged and found", len(h.acked))
}

// I4 again, at the moments that matter: before and after each step of a commit.
func TestKillAtStep(t *testing.T) {
	dir := t.TempDir()
	cfg, v := configIn(t, dir)
	mustInit(t, cfg).Close()
	h := newHistory(v)
	for _, step := range allSteps {
		for _, at := range []int{2, -2} {
			h.run(t, dir, 0, 0, envStep+"="+step, envAt+"="+strconv.Itoa(at))
			j := mustOpen(t, cfg)
			h.check(t, j, cfg.Highwater)
			j.Close()
		}
	}
}

// A real I/O error: the kernel refuses to let the files grow. Reported for the entry; nothing acknowledged is lost; it works again when it works again.
func TestFileLimit(t *testing.T) {
	cfg, v := testConfig(t)
	j := mustInit(t, cfg)
	h := newHistory(v)
	mustAppend(t, j, 0, 3)
	h.ack(testID(2), 2, testEntry(2))
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	tight := old
	tight.Cur = 1 << 16
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &tight); err != nil {
		t.Skip(err)
	}
	restore := sync.OnceFunc(func() { syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old) })
	defer restore()
	_, err := j.Append(context.Background(), "big", make([]byte, MaxEntry))
	if err == nil {
		t.Fatal("appended beyond the limit")
	}
	t.Log(err)
	h.check(t, j, cfg.Highwater)
	restore()
	n, err := j.Append(context.Background(), "big", make([]byte, MaxEntry))
	if err != nil {
		t.Fatal(err)
	}
	h.ack("big", n, make([]byte, MaxEntry))
	h.check(t, j, cfg.Highwater)
}
