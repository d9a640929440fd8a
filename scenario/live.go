package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tongzhou/drill"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
	"tongzhou/serve"
)

// Live shows a scenario to people: the clock runs at a speed that they choose, and can be paused and wound back to the start.
type Live struct {
	Scenario *Scenario
	Dir      string // data directories, one for each city; a replay begins with empty ones
	Assets   http.Handler
	First    string // address of the home city's console
	Log      *slog.Logger

	mu     sync.Mutex // guards what follows
	play   *Play
	speed  float64
	paused bool
	again  bool // a replay was asked for
	listen map[jurisdiction.ID]string
	nodes  []view.DemoNode
	down   map[jurisdiction.ID]bool // which nodes are to be stopped; the mover of the clock stops and starts them
}

// slowest and fastest bound the speed, in seconds of the case per second.
const (
	slowest = 1
	fastest = 24 * 3600
)

// Run shows the scenario until ctx ends. ready is called with the address to open, once the case is in progress there.
func (l *Live) Run(ctx context.Context, speed float64, ready func(url string)) error {
	l.speed, l.listen = min(max(speed, slowest), fastest), map[jurisdiction.ID]string{}
	for {
		if err := l.begin(ctx); err != nil {
			return err
		}
		if ready != nil {
			home, err := l.play.Alliance.City(l.Scenario.Home)
			if err != nil {
				return err
			}
			ready(home.Server.ConsoleURL())
			ready = nil
		}
		err := l.run(ctx)
		l.mu.Lock()
		again, a := l.again, l.play.Alliance
		l.again, l.paused = false, false
		l.mu.Unlock()
		if !again || ctx.Err() != nil {
			return errors.Join(ignore(err, ctx), a.Close())
		}
		if err := a.Close(); err != nil {
			l.log().Warn("not everything stopped cleanly before the replay", "err", err)
		}
	}
}

// ignore drops the error that the end of ctx makes.
func ignore(err error, ctx context.Context) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (l *Live) log() *slog.Logger {
	if l.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return l.Log
}

// begin sets the alliance up on empty directories and plays quickly to where people begin to watch.
func (l *Live) begin(ctx context.Context) error {
	s := l.Scenario
	for _, m := range s.members {
		if err := os.RemoveAll(filepath.Join(l.Dir, string(m.ID))); err != nil {
			return fmt.Errorf("scenario: %w", err)
		}
	}
	a := drill.NewAlliance(l.Dir, s.Start())
	a.Assets, a.Extra, a.Demo, a.Log, a.Listen = l.Assets, l.controls, true, l.Log, l.address
	p, err := s.Begin(ctx, a)
	if err != nil {
		return errors.Join(err, a.Close())
	}
	l.mu.Lock()
	l.play = p
	l.mu.Unlock()
	if err := p.Until(ctx, s.Opening()); err != nil {
		return errors.Join(err, a.Close())
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.nodes, l.down = []view.DemoNode{}, map[jurisdiction.ID]bool{}
	for _, c := range a.Cities() {
		l.listen[c.ID] = c.Server.ConsoleAddr()
		l.nodes = append(l.nodes, view.DemoNode{Party: view.Party{ID: string(c.ID), Name: c.Self.Name, Role: c.Self.Role}, URL: c.Server.ConsoleURL()})
	}
	return nil
}

// address keeps a city's console where it was before a replay.
func (l *Live) address(id jurisdiction.ID, _ int) string {
	if at := l.listen[id]; at != "" {
		return at
	}
	if id == l.Scenario.Home && l.First != "" {
		if free, err := net.Listen("tcp", l.First); err == nil {
			free.Close()
			return l.First
		}
		l.log().Warn("the address is taken; another one is used", "address", l.First)
	}
	return "127.0.0.1:0"
}

// run moves the clock until the end, and goes on answering after it.
func (l *Live) run(ctx context.Context) error {
	const beat = 100 * time.Millisecond
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		l.mu.Lock()
		p, speed, paused, again := l.play, l.speed, l.paused, l.again
		l.mu.Unlock()
		if again {
			return nil
		}
		if err := l.power(ctx, p.Alliance); err != nil {
			return err
		}
		now := p.Alliance.Clock.Now()
		if paused || !now.Before(l.Scenario.End()) {
			continue
		}
		to := now.Add(time.Duration(speed * float64(beat)))
		if end := l.Scenario.End(); to.After(end) {
			to = end
		}
		if err := p.Until(ctx, to); err != nil {
			return err
		}
		for _, c := range p.Alliance.Cities() {
			if !c.Down() {
				c.Node.Touch()
			}
		}
	}
}

// power stops and starts the nodes that somebody asked for.
func (l *Live) power(ctx context.Context, a *drill.Alliance) error {
	l.mu.Lock()
	down := maps.Clone(l.down)
	l.mu.Unlock()
	for _, c := range a.Cities() {
		var err error
		switch {
		case down[c.ID] && !c.Down():
			err = a.Stop(c.ID)
		case !down[c.ID] && c.Down():
			err = a.Restart(ctx, c.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// controls are the demonstration's own two calls on every console.
func (l *Live) controls(mux *http.ServeMux, allow serve.Allow) {
	mux.HandleFunc("GET /api/v1/demo", func(w http.ResponseWriter, r *http.Request) {
		if _, err := allow(r.Context(), serve.MayLook); err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		l.show(w)
	})
	mux.HandleFunc("POST /api/v1/demo", func(w http.ResponseWriter, r *http.Request) {
		if _, err := allow(r.Context(), serve.MaySteer); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		var want struct {
			Action string  `json:"action"`
			Speed  float64 `json:"speed"`
			Node   string  `json:"node"`
		}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<10)).Decode(&want); err != nil || !l.steer(want.Action, want.Speed, jurisdiction.ID(want.Node)) {
			http.Error(w, `want {"action": "pause", "play", "speed", "replay", "stop" or "start", "speed": seconds of the case per second, "node": whose}`, http.StatusBadRequest)
			return
		}
		l.show(w)
	})
}

func (l *Live) steer(action string, speed float64, whose jurisdiction.ID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch action {
	case "pause":
		l.paused = true
	case "play":
		l.paused = false
	case "speed":
		if speed < slowest || speed > fastest {
			return false
		}
		l.speed = speed
	case "replay":
		l.again = true
	case "stop", "start":
		if l.listen[whose] == "" {
			return false
		}
		l.down[whose] = action == "stop"
	default:
		return false
	}
	return true
}

func (l *Live) show(w http.ResponseWriter) {
	l.mu.Lock()
	p := l.play
	d := view.Demo{Scenario: l.Scenario.Name, Title: l.Scenario.Title, Speed: l.speed, Paused: l.paused, Marks: l.Scenario.Marks(), Nodes: append([]view.DemoNode{}, l.nodes...)}
	for i := range d.Nodes {
		d.Nodes[i].Down = l.down[jurisdiction.ID(d.Nodes[i].Party.ID)]
	}
	l.mu.Unlock()
	zone := p.zone()
	d.Now, d.From, d.To = p.Alliance.Clock.Now().In(zone), l.Scenario.Start().In(zone), l.Scenario.End().In(zone)
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(d); err != nil {
		return // the page is gone
	}
}
