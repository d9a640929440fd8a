// Package drill lets several cities act: each with a node of its own, a journal on disk and real HTTP between them, in one
// process and on one clock that stands still until it is moved.
//
// A drill is a transcript: a text file in which each command is followed by what happened. Run plays it and says where something
// else happened than was written. The same transcripts are the tests of the federation and the exercises that people rehearse:
//
//	clock 2005-11-16T20:00+08:00
//	----
//
//	cut songyuan harbin
//	----
//
//	custody songyuan.4
//	----
//	harbin    sent      since 20:05  off line
//	jiamusi   accepted  since 20:20  Zhao
//
// Alliance is the stage without the transcript, for a demonstration or a benchmark.
package drill

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tongzhou/act"
	"tongzhou/follow"
	"tongzhou/journal"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
	"tongzhou/roster"
	"tongzhou/serve"
)

// Member is a city as a drill sets it up.
type Member struct {
	ID    jurisdiction.ID
	Self  node.Self
	Watch *node.Watch
}

// City is one node of a drill with what answers for it.
type City struct {
	Member
	Node   *node.Node
	Server *serve.Server
	cfg    node.Config
	down   bool
	alone  bool // the operator lets it write without asking anybody
}

// Alliance is several cities on one clock.
type Alliance struct {
	Clock  *node.Stepped
	Assets http.Handler                                      // the console's pages; nil: none
	Extra  func(mux *http.ServeMux, allow serve.Allow)       // further handlers on every console
	Demo   bool                                              // visitors are taken for the duty officer
	Zone   string                                            // IANA time zone in which their people read times
	Log    *slog.Logger                                      // nil: silent
	Listen func(id jurisdiction.ID, index int) (addr string) // console address; nil: any free port of the loopback interface
	dir    string
	net    *network
	cities map[jurisdiction.ID]*City
	order  []jurisdiction.ID
}

// NewAlliance begins an alliance without members whose data is kept below dir.
func NewAlliance(dir string, start time.Time) *Alliance {
	return &Alliance{Clock: node.NewStepped(start), Zone: "Asia/Shanghai", dir: dir, net: newNetwork(), cities: map[jurisdiction.ID]*City{}}
}

// City finds a city.
func (a *Alliance) City(id jurisdiction.ID) (*City, error) {
	c := a.cities[id]
	if c == nil {
		return nil, fmt.Errorf("drill: there is no city %q", id)
	}
	return c, nil
}

// Down says whether a city is stopped.
func (c *City) Down() bool { return c.down }

// Cities are all cities in the order in which they came.
func (a *Alliance) Cities() []*City {
	out := make([]*City, len(a.order))
	for i, id := range a.order {
		out[i] = a.cities[id]
	}
	return out
}

// Found makes the first city, which is the secretariat.
func (a *Alliance) Found(ctx context.Context, m Member, charter roster.Charter) error {
	c, err := a.make(ctx, m)
	if err != nil {
		return err
	}
	if err := a.start(ctx, c); err != nil {
		return err
	}
	if err := a.ready(ctx, c); err != nil {
		return err
	}
	return c.Node.Found(ctx, charter, m.Self, "https://"+c.cfg.Federation)
}

// Join lets the secretariat invite a city and the city accept: one invite and one accept.
func (a *Alliance) Join(ctx context.Context, m Member) error {
	if len(a.order) == 0 {
		return errors.New("drill: join: nobody has founded the alliance")
	}
	secretariat := a.cities[a.order[0]]
	v, err := secretariat.Node.Invite(m.ID, m.Self.Name, m.Self.Role, m.Self.Superior, 24*time.Hour)
	if err != nil {
		return err
	}
	c, err := a.make(ctx, m)
	if err != nil {
		return err
	}
	if c.cfg, err = node.Join(ctx, c.cfg, v.String(), m.Self); err != nil {
		return err
	}
	if err := a.start(ctx, c); err != nil {
		return err
	}
	return a.ready(ctx, c)
}

// make initialises a city's data directory, and finds the addresses that it will keep.
func (a *Alliance) make(ctx context.Context, m Member) (*City, error) {
	if a.cities[m.ID] != nil {
		return nil, fmt.Errorf("drill: there is a city %q already", m.ID)
	}
	cfg := node.Config{ID: m.ID, Dir: filepath.Join(a.dir, string(m.ID)), Federation: "127.0.0.1:0", Console: "127.0.0.1:0", Zone: a.Zone}
	if a.Listen != nil {
		cfg.Console = a.Listen(m.ID, len(a.order))
	}
	var err error
	if cfg.Federation, err = freeAddress(); err != nil {
		return nil, err
	}
	cfg.URL = "https://" + cfg.Federation
	if err := node.Init(ctx, cfg); err != nil {
		return nil, err
	}
	a.net.own(cfg.Federation, m.ID)
	c := &City{Member: m, cfg: cfg, down: true}
	a.cities[m.ID] = c
	a.order = append(a.order, m.ID)
	return c, nil
}

// start runs a city's node and answers for it.
func (a *Alliance) start(ctx context.Context, c *City) error {
	var err error
	c.Node, err = node.New(ctx, c.cfg, node.Options{Clock: a.Clock, Dial: a.net.dial(c.ID), Log: a.Log, Watch: c.Watch, Demo: a.Demo, Alone: c.alone})
	if err != nil {
		return err
	}
	opt := serve.Options{Assets: a.Assets, Extra: a.Extra, Log: a.Log}
	if a.Demo {
		opt.Visitor = &view.Officer{Login: "duty", Name: "Duty officer 值班员", Role: "coordinator"}
	}
	if c.Server, err = serve.NewServer(c.Node, opt); err != nil {
		return errors.Join(err, c.Node.Stop())
	}
	if err := c.Server.Serve(); err != nil {
		return err
	}
	if err := c.Node.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	c.down = false
	return nil
}

// ready waits until a city may write.
func (a *Alliance) ready(ctx context.Context, c *City) error {
	return until(ctx, func() (bool, string) {
		open, trouble := c.Node.Guard()
		return open, fmt.Sprintf("%s may not write: %s", c.ID, trouble)
	})
}

// Stop ends a city's node as kill would, as far as one process can: nothing is flushed that is not flushed already.
func (a *Alliance) Stop(id jurisdiction.ID) error {
	c, err := a.City(id)
	if err != nil || c.down {
		return err
	}
	c.down, c.cfg.Console = true, c.Server.ConsoleAddr() // it answers there again
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // cut streams at once
	return errors.Join(c.Server.Shutdown(ctx), c.Node.Stop())
}

// Restart runs a stopped city again, on the data that it has.
func (a *Alliance) Restart(ctx context.Context, id jurisdiction.ID) error {
	c, err := a.City(id)
	if err != nil {
		return err
	}
	if !c.down {
		return fmt.Errorf("drill: %s is running", id)
	}
	return a.start(ctx, c)
}

// Close ends all cities.
func (a *Alliance) Close() error {
	var errs []error
	for _, id := range slices.Backward(a.order) {
		errs = append(errs, a.Stop(id))
	}
	return errors.Join(errs...)
}

// Set moves the clock, lets every city do what is due, and waits until all is quiet again.
func (a *Alliance) Set(ctx context.Context, t time.Time) error {
	if err := a.Settle(ctx); err != nil {
		return err
	}
	before := a.Size()
	a.Clock.Set(t)
	for _, c := range a.Cities() {
		if !c.down {
			if err := c.Node.Tick(ctx); err != nil {
				return fmt.Errorf("drill: %s at %s: %w", c.ID, t.Format(time.RFC3339), err)
			}
		}
	}
	if a.Size() == before {
		return nil
	}
	return a.Settle(ctx)
}

// Size is how many acts the running cities have put on record.
func (a *Alliance) Size() int64 {
	var sum int64
	for _, c := range a.Cities() {
		if !c.down {
			sum += c.Node.Own().Size()
		}
	}
	return sum
}

// patience is how long, by the machine's clock, the cities have to become quiet.
const patience = 20 * time.Second

// Settle waits until every city has read all that those whom it can reach have written, and has done all that follows from it.
func (a *Alliance) Settle(ctx context.Context) error {
	quiet := 0
	return until(ctx, func() (bool, string) {
		why := a.unrest()
		if why != "" {
			quiet = 0
			return false, why
		}
		quiet++
		return quiet >= 3, "" // three looks in a row, because one city's last act may wake another
	})
}

// unrest says what is still going on, and is empty when nothing is.
func (a *Alliance) unrest() string {
	for _, c := range a.Cities() {
		if c.down {
			continue
		}
		if open, trouble := c.Node.Guard(); !open && !c.Node.Forked() && (trouble == "" || a.reachable(c)) {
			return string(c.ID) + " is asking whether it may write"
		}
		if !c.Node.Idle() {
			return string(c.ID) + " has something to do"
		}
		for _, s := range c.Node.Follower().Status() {
			if why := a.behind(c, s); why != "" {
				return why
			}
		}
		if missing := a.unknown(c); missing != "" {
			return missing
		}
	}
	return ""
}

// behind says what a city has still to learn about one journal.
func (a *Alliance) behind(c *City, s follow.Status) string {
	id, err := act.Author(s.Origin)
	other := a.cities[id]
	if err != nil || other == nil {
		return ""
	}
	if other.down || a.net.isCut(c.ID, id) { // a city that still believes to hear another would not be told from one that does
		if s.Connected {
			return fmt.Sprintf("%s has not noticed yet that %s is not heard", c.ID, id)
		}
		return ""
	}
	if s.Fork != nil {
		if !other.Node.Forked() {
			return fmt.Sprintf("%s does not know yet that its journal is forked", id)
		}
		return ""
	}
	if !s.Connected {
		return fmt.Sprintf("%s has not reached %s yet", c.ID, id)
	}
	if size := other.Node.Own().Size(); s.Delivered < size {
		return fmt.Sprintf("%s has %d of %d acts of %s %s", c.ID, s.Delivered, size, id, s.Err)
	}
	copied, _ := c.Node.Follower().Mirror(s.Origin)
	if own := other.Node.Own(); copied.Size() == own.Size() && own.Size() > 0 && root(copied) != root(own) {
		return fmt.Sprintf("%s has not noticed yet that %s rewrote its journal", c.ID, id)
	}
	return ""
}

// root is what a journal's checkpoint says, without its signatures.
func root(r journal.Reader) string {
	text, _, _ := strings.Cut(string(r.Checkpoint()), "\n\n")
	return text
}

// reachable reports whether a city can reach all others that run.
func (a *Alliance) reachable(c *City) bool {
	for _, o := range a.Cities() {
		if o != c && (o.down || a.net.isCut(c.ID, o.ID)) {
			return false
		}
	}
	return true
}

// unknown names a running city that c does not follow yet although it can reach it.
func (a *Alliance) unknown(c *City) string {
	if _, founded := c.Node.Member(c.ID); !founded {
		return ""
	}
	followed := map[string]bool{c.Node.Own().Origin(): true}
	for _, s := range c.Node.Follower().Status() {
		followed[s.Origin] = true
	}
	for _, o := range a.Cities() {
		if _, member := c.Node.Member(o.ID); member && !followed[act.Origin(o.ID)] {
			return fmt.Sprintf("%s does not follow %s yet", c.ID, o.ID)
		}
	}
	return ""
}

// until asks again and again whether something is so.
func until(ctx context.Context, is func() (bool, string)) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, why := is()
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("drill: still not quiet: %s: %w", why, ctx.Err())
		case <-tick.C:
		}
	}
}

// decided waits until a restarted city knows whether it may write: it may, or it says why not.
func (a *Alliance) decided(ctx context.Context, id jurisdiction.ID) error {
	return until(ctx, func() (bool, string) {
		open, trouble := a.cities[id].Node.Guard()
		return open || trouble != "", string(id) + " is asking whether it may write"
	})
}

// copyDir copies a directory, byte by byte.
func copyDir(from, to string) error {
	return filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		if d.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, text, 0o600)
	})
}
