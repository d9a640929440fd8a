package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tongzhou/internal/durable"
	"tongzhou/plain"
	"tongzhou/table"
)

const hazardHelp = `The hazard models on plain files, without a node: the same models that the node runs, for whoever wants to try, check or compare them.

Tables are CSV in UTF-8 whose header names the units (length_km, inflow_cfs); places may be GeoJSON points. A result goes to standard output as CSV, or as JSON with --json, and to every --out FILE by its ending: .csv, .json or .geojson. It bears the model's version and the digests of all files, and is the same bytes for the same files, settings and seed.

Exit status 0: done; 1: refused or failed, with file, line, reason and what would be valid on standard error, and nothing written; 2: wrong usage.`

type hazardCmd struct {
	River riverCmd `cmd:"" help:"Flood waves and pollutants in rivers."`
}

// Help is the long help of the command.
func (hazardCmd) Help() string { return hazardHelp }

type riverCmd struct {
	Route      routeCmd      `cmd:"" help:"Carry flood waves down a network, through reservoirs and past detention areas."`
	Flood      floodCmd      `cmd:"" help:"Forecast the flood of a storm in a network: arrival, crest, end and doubt at each station."`
	Measures   measuresCmd   `cmd:"" help:"Say what sets of measures would change at each place, and who gains and loses."`
	Muskingum  muskingumCmd  `cmd:"" help:"Carry a flood wave down one gauged reach, or fit the reach to a flood."`
	Slug       slugCmd       `cmd:"" help:"Forecast a pollutant that got into a river: arrival, peak, end and doubt at each place."`
	Assimilate assimilateCmd `cmd:"" help:"Move a forecast to what readings leave possible."`
	Origin     originCmd     `cmd:"" help:"Find where and when it got into the river, from readings downstream."`
	Score      scoreCmd      `cmd:"" help:"Score forecasts against what was observed."`
}

// Help is the long help of the command.
func (riverCmd) Help() string {
	return hazardHelp + "\n\nThe forms of the files, the equations and what the models must not be used for: doc/hazard/river.md."
}

// output is where a result goes; every model command has it.
type output struct {
	JSON     bool     `help:"Print one JSON object instead of the table."`
	Out      []string `short:"o" type:"path" placeholder:"FILE" help:"Write the result to this file as well: .csv, .json or .geojson. May be given several times."`
	Plot     []string `type:"path" placeholder:"FILE" help:"Draw a figure: .svg or .png. May be given several times."`
	Figure   string   `placeholder:"KIND" help:"Which figure, where there are several."`
	Lang     string   `default:"en" enum:"en,zh-Hans" help:"Language of the figures: en or zh-Hans (SVG only)."`
	Progress bool     `help:"Say on standard error what is being done, also if that is no terminal."`
}

// Validate refuses an ending for which there is no form, and a directory that is not there, before anything is computed.
func (o *output) Validate() error {
	for _, f := range o.Out {
		if form(f) == "" || form(f) == "svg" || form(f) == "png" {
			return fmt.Errorf("--out %s: wants a name that ends in .csv, .json or .geojson", f)
		}
	}
	for _, f := range o.Plot {
		if form(f) != "svg" && form(f) != "png" {
			return fmt.Errorf("--plot %s: wants a name that ends in .svg or .png", f)
		}
	}
	for _, f := range append(slices.Clone(o.Out), o.Plot...) {
		if info, err := os.Stat(filepath.Dir(f)); err != nil || !info.IsDir() {
			return fmt.Errorf("%s: there is no such directory", f)
		}
	}
	return nil
}

// form is how a file of this name is written; "": in none.
func form(name string) string {
	end := strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), ".")
	switch end {
	case "csv", "json", "geojson", "svg", "png":
		return end
	}
	return ""
}

// says reports what is being done.
func (o *output) says(c *terminal, format string, args ...any) {
	if o.Progress || isTerminal(c.err) {
		fmt.Fprintf(c.err, format+"\n", args...)
	}
}

// tenths reports a long run as it goes on, and ends it when the program is told to stop.
func (o *output) tenths(c *terminal, what string) plain.Progress {
	last := 0
	return func(done float64) error {
		if t := int(done * 10); t > last {
			last = t
			o.says(c, "%s: %d %%", what, t*10)
		}
		return c.ctx.Err()
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// finish writes a result to wherever it was asked for: everything is made before anything is written, and each file appears whole or not at all.
func (o *output) finish(c *terminal, r *plain.Result, err error) error {
	if err != nil {
		return err
	}
	made := map[string][]byte{}
	for _, name := range o.Out {
		if made[name], err = render(r, form(name)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, name := range o.Plot {
		if made[name], err = r.Draw(o.Figure, form(name)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	text, err := render(r, map[bool]string{true: "json", false: "csv"}[o.JSON])
	if err != nil {
		return err
	}
	for _, name := range append(slices.Clone(o.Out), o.Plot...) {
		if err := durable.WriteFile(name, made[name], 0o666); err != nil {
			return err
		}
		o.says(c, "wrote %s", name)
	}
	for _, s := range r.Said {
		fmt.Fprintln(c.err, "tongzhou:", s)
	}
	// A table that went to a file is not printed again, unless JSON was asked for.
	if len(o.Out) > 0 && !o.JSON {
		return nil
	}
	_, err = c.out.Write(text)
	return err
}

func render(r *plain.Result, form string) ([]byte, error) {
	switch form {
	case "json":
		return r.JSON()
	case "geojson":
		return r.GeoJSON()
	}
	return r.CSV()
}

// sources opens files; closing them is for the caller.
func sources(names ...string) (opened []table.Source, done func(), err error) {
	var files []*os.File
	done = func() {
		for _, f := range files {
			f.Close() // only read
		}
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			done()
			return nil, nil, err
		}
		files = append(files, f)
		// The base name, so that the same files give the same result in whichever directory they are.
		opened = append(opened, table.Source{Name: filepath.Base(name), Data: f})
	}
	return opened, done, nil
}

// zoned is a time with its zone on a command line.
type zoned struct{ time.Time }

// UnmarshalText reads it.
func (z *zoned) UnmarshalText(text []byte) (err error) {
	z.Time, err = table.ParseTime(string(text))
	return err
}

// zone is an offset from UTC on a command line.
type zone struct{ *time.Location }

// UnmarshalText reads it.
func (z *zone) UnmarshalText(text []byte) error {
	at, err := time.Parse("Z07:00", string(text))
	if err != nil {
		return fmt.Errorf("%q: wants an offset from UTC, +08:00", text)
	}
	z.Location = at.Location()
	return nil
}

// errNoFit is a wrong use that flags alone cannot tell.
var errNoFit = errors.New("wants --k and --x, or --fit")
