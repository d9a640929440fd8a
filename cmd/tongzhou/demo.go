package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"

	"tongzhou/console"
	"tongzhou/drill"
	"tongzhou/scenario"
)

const demoHelp = `Plays a shipped case on real nodes, one for each city, each with a journal on disk and HTTP between them, in one process.

The console of the home city opens; from its top line every other city's console can be reached, the clock paused, sped up and wound back.
With --headless nothing is served to people: the case is played to its end and what it came to is printed.`

type demoCmd struct {
	Scenario string  `default:"songhua-2005" help:"Which case."`
	Speed    float64 `default:"60" help:"Seconds of the case per second."`
	Data     string  `type:"path" help:"Keep the nodes' data directories here, one for each city; they must not exist yet. Default: a temporary directory."`
	Listen   string  `default:"127.0.0.1:8080" help:"Address of the home city's console."`
	Headless bool    `help:"Play to the end and print what it came to."`
	JSON     bool    `help:"Print one JSON object."`
	Open     bool    `negatable:"" default:"true" help:"Open a browser, where there is one."`
	Verbose  bool    `help:"Say what the nodes do."`
}

// Help is the long help of the command.
func (demoCmd) Help() string { return demoHelp }

// Run plays the demonstration.
func (d *demoCmd) Run(c *terminal) error {
	s, err := scenario.Load(d.Scenario)
	if err != nil {
		return err
	}
	dir, done, err := d.directory()
	if err != nil {
		return err
	}
	defer done()
	log := slog.New(slog.DiscardHandler)
	if d.Verbose {
		log = slog.New(slog.NewTextHandler(c.err, nil))
	}
	if d.Headless {
		return d.headless(c, s, dir, log)
	}
	assets, err := console.Handler()
	if err != nil {
		return err
	}
	fmt.Fprintf(c.err, "%s: setting up the nodes ...\n", s.Title["en"])
	live := &scenario.Live{Scenario: s, Dir: dir, Assets: assets, First: d.Listen, Log: log}
	return live.Run(c.ctx, d.Speed, func(url string) {
		fmt.Fprintf(c.out, "The case is in progress at %s (stop with Ctrl-C)\n", url)
		if d.Open {
			browse(c.ctx, url)
		}
	})
}

// directory finds where the data goes, and what to do with it at the end.
func (d *demoCmd) directory() (string, func(), error) {
	if d.Data == "" {
		dir, err := os.MkdirTemp("", "tongzhou-demo-")
		return dir, func() { os.RemoveAll(dir) }, err
	}
	entries, err := os.ReadDir(d.Data)
	if err == nil && len(entries) > 0 {
		return "", nil, fmt.Errorf("demo: %s is not empty; name an empty or new directory", d.Data)
	}
	return d.Data, func() {}, os.MkdirAll(d.Data, 0o700)
}

func (d *demoCmd) headless(c *terminal, s *scenario.Scenario, dir string, log *slog.Logger) error {
	a := drill.NewAlliance(dir, s.Start())
	a.Log = log
	report, err := play(c.ctx, s, a)
	if err := closing(err, a.Close()); err != nil {
		return err
	}
	if d.JSON {
		return report.JSON(c.out)
	}
	return report.Print(c.out)
}

func play(ctx context.Context, s *scenario.Scenario, a *drill.Alliance) (scenario.Report, error) {
	p, err := s.Begin(ctx, a)
	if err != nil {
		return scenario.Report{}, err
	}
	if err := p.Until(ctx, s.End()); err != nil {
		return scenario.Report{}, err
	}
	return p.Report(ctx)
}

// closing prefers the error of the work to that of tidying up.
func closing(work, tidy error) error {
	if work != nil {
		return work
	}
	return tidy
}

// browse opens a browser, if this is a machine with one that a person sits at.
func browse(ctx context.Context, url string) {
	if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return
	}
	if path, err := exec.LookPath("xdg-open"); err == nil {
		_ = exec.CommandContext(ctx, filepath.Clean(path), url).Start() // the address was printed: nothing is lost
	}
}
