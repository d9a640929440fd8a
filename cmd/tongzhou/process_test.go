package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long something may take that takes a second on an idle machine.
const patience = 90 * time.Second

// build compiles the program as it is delivered, but for -trimpath, with which nothing that go test has compiled could be used again.
func build(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "tongzhou")
	cmd := exec.Command("go", "build", "-o", bin, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return bin
}

// process is one city with a real process of its own.
type process struct {
	t       *testing.T
	id      string
	bin     string
	dir     string
	console string // address
	peers   string // address
	http    *http.Client
	running *exec.Cmd
	log     string // what the process has written to standard error, over all its lives
}

// newProcess describes a city that answers on two addresses. Nothing runs yet.
func newProcess(t *testing.T, bin, dir, id string, ports []string) *process {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 4}
	t.Cleanup(transport.CloseIdleConnections)
	return &process{t: t, id: id, bin: bin, dir: filepath.Join(dir, id), console: ports[0], peers: ports[1],
		http: &http.Client{Jar: jar, Timeout: 30 * time.Second, Transport: transport}, log: filepath.Join(dir, id+".log")}
}

// freePorts finds loopback ports below those that the system gives to outgoing connections, so that nobody takes one while its city is down.
func freePorts(t *testing.T, n int) []string {
	t.Helper()
	h := fnv.New32a()
	fmt.Fprintln(h, os.Getpid(), t.Name()) // tests that run at the same time look in different places
	var out []string
	for port := 20000 + int(h.Sum32()%11000); port < 32000 && len(out) < n; port++ {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		defer l.Close() // all at the end, so that no port is found twice
		out = append(out, l.Addr().String())
	}
	if len(out) < n {
		t.Fatal("no free port below 32000")
	}
	return out
}

// tool runs a subcommand to its end and returns what it printed.
func (p *process) tool(input string, args ...string) string {
	p.t.Helper()
	out, status := runTool(p.t, p.bin, input, args...)
	if status != 0 {
		p.t.Fatalf("tongzhou %s: exit status %d\n%s", strings.Join(args, " "), status, out)
	}
	return out
}

// runTool runs a subcommand to its end; output is both streams, the errors last.
func runTool(t *testing.T, bin, input string, args ...string) (output string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, bin, args...)
	cmd.Stdin = strings.NewReader(input)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatalf("tongzhou %s: %v", strings.Join(args, " "), err)
	}
	return out.String() + errs.String(), cmd.ProcessState.ExitCode()
}

// serve starts the node. It is ready when ready says so.
func (p *process) serve(args ...string) {
	p.t.Helper()
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		p.t.Fatal(err)
	}
	defer log.Close()
	cmd := exec.Command(p.bin, append([]string{"serve", "--config", p.dir}, args...)...)
	cmd.Stderr = log
	tie(cmd)
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.running = cmd
	p.t.Cleanup(p.kill)
}

// kill ends the process as a power failure would: it hears nothing of it.
func (p *process) kill() {
	if p.running == nil {
		return
	}
	p.running.Process.Kill()
	p.running.Wait()
	p.running = nil
	p.http.CloseIdleConnections()
}

// stop tells the process to stop and waits until it has.
func (p *process) stop() {
	p.t.Helper()
	if p.running == nil {
		return
	}
	if err := p.running.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	if err := p.running.Wait(); err != nil {
		p.t.Fatalf("%s did not stop in order: %v\n%s", p.id, err, p.tail())
	}
	p.running = nil
}

// tail is the end of the log.
func (p *process) tail() string {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-4000):])
}

// ready waits until the node answers and its rollback guard is open.
func (p *process) ready() {
	p.t.Helper()
	var state struct {
		Writes  bool   `json:"writes"`
		Trouble string `json:"trouble"`
	}
	await(p.t, p.id+" may write", func() (bool, string) {
		if err := p.get("/healthz", &state); err != nil {
			return false, err.Error() + "\n" + p.tail()
		}
		return state.Writes, state.Trouble
	})
}

// login starts a session, which outlives the process.
func (p *process) login(login, password string) {
	p.t.Helper()
	body, err := json.Marshal(map[string]string{"login": login, "password": password})
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.post("/api/v1/login", "application/json", string(body), nil); err != nil {
		p.t.Fatal(err)
	}
}

// get reads an answer of the console's address.
func (p *process) get(path string, into any) error {
	res, err := p.http.Get("http://" + p.console + path)
	return answered(path, res, err, into)
}

// post sends something. It returns nil when the answer is 200 and was read to its end: only then is something acknowledged.
func (p *process) post(path, media, body string, into any) error {
	res, err := p.http.Post("http://"+p.console+path, media, strings.NewReader(body))
	return answered(path, res, err, into)
}

// refusal is an answer other than 200.
type refusal struct {
	path, text string
	status     int
}

func (r *refusal) Error() string { return fmt.Sprintf("%s: %d %s", r.path, r.status, r.text) }

func answered(path string, res *http.Response, err error, into any) error {
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	switch {
	case err != nil:
		return err
	case res.StatusCode != http.StatusOK:
		return &refusal{path, string(text), res.StatusCode}
	case into == nil:
		return nil
	}
	return json.Unmarshal(text, into)
}

// await looks again and again whether something is so, and fails when it does not come true.
func await(t *testing.T, what string, is func() (bool, string)) {
	t.Helper()
	over := time.NewTimer(patience)
	defer over.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, why := is()
		if ok {
			return
		}
		select {
		case <-over.C:
			t.Fatalf("%s: not within %s: %s", what, patience, why)
		case <-tick.C:
		}
	}
}
