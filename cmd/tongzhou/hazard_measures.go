package main

import (
	"errors"
	"runtime"

	"tongzhou/plain"
	"tongzhou/table"
)

const measuresHelp = `Says what sets of measures (open, close, store, release) would change at each place: peak, time over the threshold and volume under each set and under nothing, their difference as a band over the members, and in what share of the members the place is better or worse off. Nothing is summed over places: whoever loses is named.

NETWORK and INFLOW are those of route. PLACES has place (a name), reach, party (whom it belongs to) and threshold_m3s. SETS has set (a name), hour or time, on, do and, for a release or a reservoir that stores, flow_m3s; the lines of a set are in the order of time. An order that could not be carried out as it stands is refused.

With --members the inflows are as uncertain as --inflow-sd says; differences are taken member by member. With --json each set and each member has its hash: the SHA-256 over "river/measure 1", the hash of the set and the hash of the member, a space between them, is the id of that run.

Example:

tongzhou hazard river measures network.csv inflow.csv places.csv sets.csv --detentions areas.csv --members 100 --inflow-sd 0.3`

type measuresCmd struct {
	Network    string  `arg:"" help:"Table of the reaches."`
	Inflow     string  `arg:"" help:"Table of the lateral inflows."`
	Places     string  `arg:"" help:"Table of the places."`
	Sets       string  `arg:"" help:"Table of the measures of each set."`
	Initial    string  `type:"path" placeholder:"FILE" help:"Table of the flows at the start: id, flow_m3s. Default: as the first inflows would make them if they lasted."`
	Reservoirs string  `type:"path" placeholder:"FILE" help:"Table of reservoirs."`
	Rules      string  `type:"path" placeholder:"FILE" help:"Table of what the gates of reservoirs let through: id, level_m, flow_m3s."`
	Detentions string  `type:"path" placeholder:"FILE" help:"Table of detention areas."`
	Step       float64 `default:"900" help:"Time step, s."`
	Ending     bool    `help:"Inflows are of the interval that ends at their time, as in the National Water Model."`
	InflowUnit string  `placeholder:"UNIT" help:"Unit of inflows whose table has a column for each time: m3s, ls or cfs."`
	Members    int     `default:"1" help:"Members of an ensemble over the inflow."`
	InflowSD   float64 `name:"inflow-sd" default:"0" help:"Doubt of the inflow: standard deviation of its logarithm, 0.3 is about 30 %."`
	Seed       uint64  `default:"1" help:"Seed of the ensemble."`
	output
}

// Help is the long help of the command.
func (measuresCmd) Help() string { return measuresHelp }

// Validate refuses an ensemble without doubt, and a figure, of which there is none.
func (m *measuresCmd) Validate() error {
	if m.Members < 1 || m.Members > 10000 || (m.Members > 1) != (m.InflowSD > 0) {
		return errors.New("--members (1 to 10000) above 1 and --inflow-sd belong together")
	}
	if len(m.Plot) > 0 {
		return errors.New("--plot: there is no figure of measures")
	}
	return m.output.Validate()
}

// Run compares.
func (m *measuresCmd) Run(c *terminal) error {
	var files plain.MeasuresFiles
	for _, f := range []struct {
		name string
		to   **table.Source
	}{{m.Network, &files.Network}, {m.Inflow, &files.Inflow}, {m.Places, &files.Places}, {m.Sets, &files.Sets}, {m.Initial, &files.Initial},
		{m.Reservoirs, &files.Reservoirs}, {m.Rules, &files.Rules}, {m.Detentions, &files.Detentions}} {
		if f.name == "" {
			continue
		}
		in, done, err := sources(f.name)
		if err != nil {
			return err
		}
		defer done()
		*f.to = &in[0]
	}
	run := plain.Measures{Workers: runtime.GOMAXPROCS(0), Route: plain.Route{Step: m.Step, Ending: m.Ending, Unit: m.InflowUnit, Members: m.Members, InflowSD: m.InflowSD,
		Seed: m.Seed, Progress: m.tenths(c, "comparing")}}
	res, err := run.Run(files)
	return m.finish(c, res, err)
}
