package main

import (
	"errors"

	"tongzhou/plain"
	"tongzhou/table"
)

const routeHelp = `Carries flood waves down a network of reaches with Muskingum-Cunge, through reservoirs and past detention areas, and says what measures would do.

NETWORK has id, to (0 or nothing: out of the network), length_m, slope, bottom_width_m, top_width_m (at the banks), bank (rise over run), roughness, and may have flood_width_m with flood_roughness, lon and lat; the columns of the National Water Model's RouteLink are taken as they are. INFLOW has hour or time, id and inflow_m3s, in equal steps, each for the interval that begins there (--ending: ends there); or a row for each reach with a column for each time. What is not in it gets none.

The answer is the flow at the lower end of the reaches of --at, with the level of every reservoir and what every detention area holds. The step divides long reaches by itself; one in which a wave crosses a reach several times is refused.

Examples:

tongzhou hazard river route network.csv inflow.csv --at 12,17 --reservoirs dams.csv --measures orders.csv --plot flow.svg

tongzhou hazard river route network.csv inflow.csv --members 100 --inflow-sd 0.3 --plot fan.svg --figure fan`

type routeCmd struct {
	Network    string  `arg:"" help:"Table of the reaches."`
	Inflow     string  `arg:"" help:"Table of the lateral inflows."`
	At         []int64 `placeholder:"ID" help:"Reaches and reservoirs whose flow is told. Default: the outlets."`
	Initial    string  `type:"path" placeholder:"FILE" help:"Table of the flows at the start: id, flow_m3s. Default: as the first inflows would make them if they lasted."`
	Reservoirs string  `type:"path" placeholder:"FILE" help:"Table of reservoirs."`
	Rules      string  `type:"path" placeholder:"FILE" help:"Table of what the gates of reservoirs let through: id, level_m, flow_m3s."`
	Detentions string  `type:"path" placeholder:"FILE" help:"Table of detention areas."`
	Measures   string  `type:"path" placeholder:"FILE" help:"Table of measures: time or hour, on, do (open, close, store, release), flow_m3s."`
	Step       float64 `default:"300" help:"Time step, s."`
	Short      bool    `help:"The short step of the National Water Model: for agreeing with it, not for telling when a crest arrives."`
	Ending     bool    `help:"Inflows are of the interval that ends at their time, as in the National Water Model."`
	InflowUnit string  `placeholder:"UNIT" help:"Unit of inflows whose table has a column for each time: m3s, ls or cfs."`
	Members    int     `default:"1" help:"Members of an ensemble over the inflow."`
	InflowSD   float64 `name:"inflow-sd" default:"0" help:"Doubt of the inflow: standard deviation of its logarithm, 0.3 is about 30 %."`
	Seed       uint64  `default:"1" help:"Seed of the ensemble."`
	output
}

// Help is the long help of the command.
func (routeCmd) Help() string { return routeHelp }

// Validate refuses an ensemble without doubt.
func (r *routeCmd) Validate() error {
	if r.Members < 1 || r.Members > 10000 || (r.Members > 1) != (r.InflowSD > 0) {
		return errors.New("--members (1 to 10000) above 1 and --inflow-sd belong together")
	}
	return r.output.Validate()
}

// Run routes.
func (r *routeCmd) Run(c *terminal) error {
	var files plain.RouteFiles
	for _, f := range []struct {
		name string
		to   **table.Source
	}{{r.Network, &files.Network}, {r.Inflow, &files.Inflow}, {r.Initial, &files.Initial}, {r.Reservoirs, &files.Reservoirs},
		{r.Rules, &files.Rules}, {r.Detentions, &files.Detentions}, {r.Measures, &files.Measures}} {
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
	run := plain.Route{Step: r.Step, Short: r.Short, Ending: r.Ending, Unit: r.InflowUnit, At: r.At, Members: r.Members, InflowSD: r.InflowSD, Seed: r.Seed, Lang: r.Lang}
	run.Progress = r.tenths(c, "routing")
	res, err := run.Run(files)
	return r.finish(c, res, err)
}
