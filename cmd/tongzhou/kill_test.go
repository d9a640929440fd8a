package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/act"
	"tongzhou/hazard/river"
	"tongzhou/incident"
	"tongzhou/journal"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/observation"
	"tongzhou/scenario/songhua"
	"tongzhou/warning"
)

// TestKill lets three real processes, set up with init, invite and join, be killed with SIGKILL at random moments, one, two or all of them,
// while a client of each posts readings, changes and accepts a warning. After every round, when all three run again and have healed:
//
//   - everything that was acknowledged (HTTP 200) is on record in the author's own journal, and no act that was acknowledged is void;
//   - the journals of all three are whole, none is shorter than any copy or high-water mark of it, none is forked;
//   - the three dockets, each computed anew from its directory, have one digest;
//   - every restart has satisfied the rollback guard by itself, without --alone.
//
// What was cut off without an answer is sent again by the client, as a gauge would, and must then count once.
//
// Six rounds by default; for the full number: TONGZHOU_KILL_ROUNDS=200 go test -run 'TestKill$' -v -timeout 60m ./cmd/tongzhou
//
// R103; issue 2, "done when" 4.
func TestKill(t *testing.T) {
	rounds := 6
	if text := os.Getenv("TONGZHOU_KILL_ROUNDS"); text != "" {
		var err error
		if rounds, err = strconv.Atoi(text); err != nil {
			t.Fatal("TONGZHOU_KILL_ROUNDS:", err)
		}
	} else if testing.Short() {
		t.Skip("real processes")
	}
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("TONGZHOU_KILL_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal("TONGZHOU_KILL_SEED:", err)
		}
	}
	t.Logf("TONGZHOU_KILL_SEED=%d", seed)
	w := newWorld(t, rand.New(rand.NewPCG(seed, 4)))
	w.warn()
	began := time.Now()
	for round := range rounds {
		w.round(round)
		if round%25 == 24 {
			t.Logf("%d rounds in %s, %d acts", round+1, time.Since(began).Round(time.Second), w.acts)
		}
	}
	w.settled(true)
	for _, c := range w.clients {
		c.stop()
	}
	w.check(true)
	t.Logf("%d rounds in %s: %d processes killed, %d requests acknowledged, %d cut off, %d acts on record", rounds, time.Since(began).Round(time.Second),
		w.killed, w.count(func(c *client) int { return len(c.acked) }), w.count(func(c *client) int { return c.cut }), w.acts)
}

// world is the three processes and what they have acknowledged.
type world struct {
	t       *testing.T
	rand    *rand.Rand
	clients []*client // upper, which is the secretariat, middle, lower
	began   time.Time // of what the gauges measure
	warning string
	killed  int
	acts    int
}

// client posts to one process and remembers what it was answered.
type client struct {
	*process
	w        *world
	rand     *rand.Rand
	serial   int
	accepted bool     // its last answer to the warning
	acked    []demand // answered with 200
	pending  []demand // cut off: sent again
	cut      int
	head     []byte      // the signed head of its journal when it was last looked at
	acts     []act.Entry // its journal up to there
}

// demand is one request, and how what it causes is recognised on record.
type demand struct {
	path, media, body string
	kind              act.Kind
	mark              string    // stands in the body of the act
	at                time.Time // of the reading
	retried           bool      // its act may come later than the answer, because an earlier try has begun it
	found             bool      // on record
	index, looked     int       // where; how far it was looked for
}

func newWorld(t *testing.T, r *rand.Rand) *world {
	w := &world{t: t, rand: r, began: time.Now().Add(-40 * time.Hour).Truncate(time.Second).UTC()}
	bin, dir, ports := build(t), t.TempDir(), freePorts(t, 6)
	for i, id := range []string{"upper", "middle", "lower"} {
		w.clients = append(w.clients, &client{process: newProcess(t, bin, dir, id, ports[2*i:]), w: w, rand: rand.New(rand.NewPCG(r.Uint64(), uint64(i)))})
	}
	upper := w.clients[0]
	for _, c := range w.clients {
		watch := filepath.Join(dir, c.id+"-watch.json")
		writeJSON(t, watch, watchOf(t, c.id))
		args := []string{"init", c.dir, "--id", c.id, "--federation", c.peers, "--console", c.console, "--watch", watch}
		if c == upper {
			args = append(args, "--found", "default", "--role", "agency")
		}
		c.tool("", args...)
		if c != upper {
			line := upper.tool("", "invite", c.id, "--config", upper.dir)
			c.tool("", "join", strings.TrimSpace(line), "--dir", c.dir)
		}
		c.tool("correct horse battery\n", "account", "duty", "--config", c.dir, "--name", "Officer of "+c.id)
		if c == upper {
			c.serve("--alone") // nobody can have a longer copy of a journal that is two acts old
		} else {
			c.serve()
		}
		c.ready()
		c.login("duty", "correct horse battery")
	}
	return w
}

func writeJSON(t *testing.T, path string, v any) {
	t.Helper()
	text, err := json.Marshal(v)
	if err == nil {
		err = os.WriteFile(path, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// watchOf is a plain gauge for every city, and for the uppermost also a river that carries on what it measures.
func watchOf(t *testing.T, id string) node.Watch {
	t.Helper()
	gauge := func(name string) observation.Station {
		return observation.Station{ID: observation.StationID(name), Name: act.Text{"en": name, "zh-Hans": name}, Lon: 126, Lat: 45,
			Rows: []observation.Series{{Key: observation.Key{Station: observation.StationID(name), Quantity: "nitrobenzene"}, Unit: "mg/L", Most: 50,
				Rules: observation.Rules{Lateness: 30 * 24 * time.Hour, Thresholds: []observation.Threshold{{Name: "limit", Level: 0.017, Clear: 0.010}}}}}}
	}
	w := node.Watch{Stations: []observation.Station{gauge("gauge-" + id)}}
	if id != "upper" {
		return w
	}
	in, err := songhua.Inputs()
	if err != nil {
		t.Fatal(err)
	}
	moved := time.Now().Add(-48*time.Hour).UnixMilli() - in.Start // the same accident, two days ago
	in.Start, in.Release.At, in.Issued, in.Members = in.Start+moved, in.Release.At+moved, in.Issued+moved, 30
	in.Rise = &river.Rise{At: in.Rise.At + moved, Before: in.Rise.Before, KM: in.Rise.KM}
	r := node.River{ID: "songhua", Name: act.Text{"en": "River", "zh-Hans": "江"}, Substance: act.Text{"en": "Nitrobenzene", "zh-Hans": "硝基苯"}, Quantity: "nitrobenzene",
		Event: "OET-198", Level: "red", Status: view.Exercise, TellLead: 24, Inputs: in}
	for i, st := range in.Stations {
		p := node.Place{ID: st.ID, Party: "lower", Name: act.Text{"en": st.Name, "zh-Hans": st.Name}, People: 1000}
		switch i {
		case 0:
			p.Party, p.Sensor = "upper", "intake"
		case 1, 2, 3:
			p.Party = "middle"
		}
		r.Places = append(r.Places, p)
	}
	w.Rivers, w.Stations = []node.River{r}, append(w.Stations, gauge("intake"))
	return w
}

// warn lets a reading cross the limit, and issues the warning that is drafted of it.
func (w *world) warn() {
	w.t.Helper()
	upper := w.clients[0]
	first := upper.reading("intake", 0.4)
	if err := upper.post(first.path, first.media, first.body, nil); err != nil {
		w.t.Fatal(err)
	}
	upper.acked = append(upper.acked, first)
	var list view.Warnings
	await(w.t, "a warning is drafted", func() (bool, string) {
		err := upper.get("/api/v1/warnings", &list)
		return err == nil && len(list.Drafts) > 0, fmt.Sprint(err)
	})
	var out view.Outcome
	if err := upper.post("/api/v1/drafts/"+list.Drafts[0].ID+"/approve", "application/json", `{"confirm":"Exercise"}`, &out); err != nil {
		w.t.Fatal(err)
	}
	if out.Warning == nil {
		w.t.Fatalf("approved, but not issued: %+v", out.Draft)
	}
	w.warning = out.Warning.ID
	w.settled(false)
	for _, c := range w.clients[1:] {
		await(w.t, c.id+" has received the warning", func() (bool, string) {
			var got view.Warning
			err := c.get("/api/v1/warnings/"+w.warning, &got)
			return err == nil && slices.Contains(got.Can, "accept"), fmt.Sprintf("%v %v", err, got.Can)
		})
	}
}

// round lets every client post, kills, starts again, heals and checks.
func (w *world) round(round int) {
	w.t.Helper()
	done := make(chan struct{})
	var posting sync.WaitGroup
	for _, c := range w.clients {
		posting.Go(func() { c.work(done) })
	}
	victims := w.rand.Perm(3)[:1+w.rand.IntN(3)]
	for _, v := range victims {
		moment := time.NewTimer(time.Duration(w.rand.IntN(120)) * time.Millisecond)
		<-moment.C
		w.clients[v].kill()
		w.killed++
	}
	close(done)
	posting.Wait()
	for _, v := range victims {
		w.clients[v].serve()
	}
	for _, v := range victims {
		w.clients[v].ready()
	}
	for _, c := range w.clients {
		c.again()
	}
	w.settled(false)
	w.check(false)
	if w.t.Failed() {
		w.t.Fatalf("round %d", round+1)
	}
}

// work posts a few things, with a breath between them, until done or the process is gone.
func (c *client) work(done <-chan struct{}) {
	for range 4 {
		breath := time.NewTimer(time.Duration(c.rand.IntN(60)) * time.Millisecond)
		select {
		case <-done:
			return
		case <-breath.C:
		}
		d := c.next()
		err := c.post(d.path, d.media, d.body, nil)
		var no *refusal
		switch {
		case err == nil:
			c.acked = append(c.acked, d)
		case errors.As(err, &no) && no.status == http.StatusConflict: // it would change nothing
		case errors.As(err, &no): // the node cannot write now: nothing was acknowledged
			return
		default: // cut off: nobody knows
			c.pending = append(c.pending, d)
			c.cut++
			return
		}
	}
}

// next is what this client asks of its node next.
func (c *client) next() demand {
	c.serial++
	dice := c.rand.IntN(10)
	if c.w.warning == "" || dice < 5 {
		return c.reading("gauge-"+c.id, 0.02+c.rand.Float64())
	}
	mark := fmt.Sprintf("%s-%d", c.id, c.serial)
	if c.id != "upper" {
		d := demand{path: "/api/v1/warnings/" + c.w.warning + "/accept", media: "application/json", body: `{"note":"` + mark + `."}`, kind: warning.KindAccept, mark: mark + "."}
		if c.accepted = !c.accepted; !c.accepted { // the same answer twice would be refused
			d.path, d.body, d.kind = "/api/v1/warnings/"+c.w.warning+"/decline", `{"reason":"`+mark+`."}`, warning.KindDecline
		}
		return d
	}
	if dice == 9 && c.serial%4 == 0 { // a forecast takes long
		return c.reading("intake", 0.1+c.rand.Float64())
	}
	return demand{path: "/api/v1/warnings/" + c.w.warning + "/update", media: "application/json",
		body: `{"material":false,"note":{"en":"` + mark + `.","zh-Hans":"` + mark + `."}}`, kind: warning.KindUpdate, mark: mark + "."}
}

// reading is a value over the limit. The one before it, in the same batch, is under it, so that each batch raises a signal.
func (c *client) reading(station string, value float64) demand {
	c.serial++
	at := c.w.began.Add(time.Duration(2*c.serial) * time.Second)
	row := func(t time.Time, v float64) string {
		return fmt.Sprintf("%s,%s,nitrobenzene,%g,mg/L\n", station, t.Format(time.RFC3339), v)
	}
	return demand{path: "/api/v1/readings", media: "text/csv", body: "station,time,quantity,value,unit\n" + row(at.Add(-time.Second), 0.001) + row(at, value),
		kind: incident.KindSignal, mark: station, at: at}
}

// again sends once more what was cut off.
func (c *client) again() {
	c.t.Helper()
	for _, d := range c.pending {
		var no *refusal
		await(c.t, c.id+" answers "+d.path, func() (bool, string) {
			err := c.post(d.path, d.media, d.body, nil)
			return err == nil || errors.As(err, &no) && no.status == http.StatusConflict, fmt.Sprint(err)
		})
		if no == nil { // else it is on record, or something that came later
			d.retried = true
			c.acked = append(c.acked, d)
		}
	}
	c.pending = nil
}

// settled waits until every process has read all that the others have put on record, and nobody has anything to add.
func (w *world) settled(all bool) {
	w.t.Helper()
	quiet, last := 0, ""
	await(w.t, "all have read all", func() (bool, string) {
		var seen [3]string
		for i, c := range w.clients {
			var n view.Neighbours
			if err := c.get("/api/v1/neighbours", &n); err != nil {
				return false, err.Error() + "\n" + c.tail()
			}
			var rows []string
			for _, r := range n.Rows {
				rows = append(rows, fmt.Sprintf("%s %d held %d", r.Origin, r.Applied, r.Held))
			}
			slices.Sort(rows)
			seen[i] = strings.Join(rows, ", ")
		}
		quiet++
		if seen[0] != seen[1] || seen[0] != seen[2] || seen[0] != last {
			quiet, last = 0, seen[0]
		}
		lost := ""
		if all && quiet >= 5 {
			lost = w.lost(true)
		}
		return quiet >= 5 && lost == "", strings.Join(seen[:], "\n") + lost
	})
}

// lost names what was acknowledged and is not on record. What was sent twice may come a little later, unless late is asked about too.
func (w *world) lost(late bool) string {
	var out []string
	for _, c := range w.clients {
		if err := c.read(); err != nil {
			return err.Error()
		}
		for i := range c.acked {
			d := &c.acked[i]
			for ; !d.found && d.looked < len(c.acts); d.looked++ { // the journal only grows: what was found stays
				d.found, d.index = d.is(c.acts[d.looked]), d.looked
			}
			if !d.found && (late || !d.retried) {
				out = append(out, fmt.Sprintf("%s: nothing on record of %s %s", c.id, d.path, d.body))
			}
		}
	}
	return strings.Join(out, "\n")
}

// is recognises the act that a request caused.
func (d demand) is(e act.Entry) bool {
	if e.Act.Kind != d.kind {
		return false
	}
	if d.at.IsZero() {
		return strings.Contains(string(e.Act.Body), `"`+d.mark+`"`)
	}
	var s incident.Signal
	return act.DecodeBody(e.Act.Body, &s) == nil && s.Station == d.mark && int64(s.At) == d.at.UnixMilli()
}

// read reads what the journal on disk has more than before. It must still begin with what was seen of it before.
func (c *client) read() error {
	ctx := c.t.Context()
	text, err := os.ReadFile(filepath.Join(c.dir, "identity", "journal.pub"))
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(text)))
	if err != nil {
		return err
	}
	r, err := journal.OpenReader(ctx, filepath.Join(c.dir, "own"), verifier)
	if err != nil {
		return err
	}
	defer r.Close()
	if c.head != nil {
		if err := journal.VerifyAgainst(ctx, r, verifier, c.head); err != nil {
			c.t.Errorf("%s: the journal is not what it was: %v", c.id, err)
		}
	}
	bodies, err := r.Entries(ctx, int64(len(c.acts)), r.Size())
	if err != nil {
		return err
	}
	for _, b := range bodies {
		c.acts = append(c.acts, act.Read(r.Origin(), int64(len(c.acts)), b))
	}
	c.head = r.Checkpoint()
	return nil
}

// check verifies the three directories, as an auditor would.
func (w *world) check(late bool) {
	w.t.Helper()
	args := []string{"verify", "--json"}
	for _, c := range w.clients {
		args = append(args, c.dir)
	}
	var audit node.Audit
	await(w.t, "one digest", func() (bool, string) {
		out, status := runTool(w.t, w.clients[0].bin, "", args...)
		audit = node.Audit{}
		if err := json.Unmarshal([]byte(out), &audit); err != nil {
			w.t.Fatalf("verify: exit status %d\n%s", status, out)
		}
		if status != 0 {
			w.t.Fatalf("verify: exit status %d: %+v", status, audit.Findings)
		}
		d := audit.Directories // a node may just have put a receipt on record
		return d[0].Digest == d[1].Digest && d[0].Digest == d[2].Digest, out
	})
	if lost := w.lost(late); lost != "" {
		w.t.Error(lost)
	}
	w.acts = 0
	for _, c := range w.clients {
		w.acts += len(c.acts)
	}
	for _, d := range audit.Directories {
		if d.Held > 0 {
			w.t.Errorf("%s: %d acts held", d.Node, d.Held)
		}
	}
	for _, v := range audit.Directories[0].Voids { // equal digests: the same in all
		w.judge(v)
	}
	once := map[string]bool{}
	for _, c := range w.clients {
		for _, e := range c.acts {
			if key := fmt.Sprintf("%s %s", e.Journal, e.Act.Body); e.Act.Kind == incident.KindSignal && once[key] {
				w.t.Errorf("%s: act %d says again what is on record: %s", c.id, e.Index, e.Act.Body)
			} else {
				once[key] = true
			}
		}
	}
}

// judge lets an act be without effect only if nobody was told that it has one: an answer and the receipt for a newer version of the warning may meet.
func (w *world) judge(v node.VoidAct) {
	w.t.Helper()
	for _, c := range w.clients {
		if act.Origin(jurisdiction.ID(c.id)) != v.Journal {
			continue
		}
		for _, d := range c.acked {
			if !d.retried && d.found && int64(d.index) == v.Act {
				w.t.Errorf("%s: act %d was acknowledged and is void: %s", c.id, v.Act, v.Reason)
			}
		}
	}
	if !strings.Contains(v.Reason, "answers version") {
		w.t.Errorf("%s: act %d is void: %s", v.Journal, v.Act, v.Reason)
	}
}

// count adds up something about the clients.
func (w *world) count(of func(*client) int) int {
	n := 0
	for _, c := range w.clients {
		n += of(c)
	}
	return n
}
