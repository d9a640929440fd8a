package main

import (
	"errors"

	"tongzhou/plain"
	"tongzhou/table"
)

const floodHelp = `Forecasts the flood of a storm in a network of rivers: for every station the probability that its threshold is exceeded, and when that begins, is highest and is over, as quantiles of an ensemble over the rain, the land and the channels. It is what a node runs on a river that it watches for floods.

NETWORK is that of route with lon, lat (of the middle of a reach), area_km2 (what drains into it between its ends) and base_m3s (what flows in on a day without rain); --reservoirs may have base_m3s as well. Or it is the JSON network of a node, whose name ends in .json. STORM has a row for each rain cell: lon, lat, radius_km, time, duration_h, depth_mm, and may have simulated. STATIONS has id, reach, km (downstream), threshold_m3s, and may have name, lon and lat (default: those of the reach); or it is GeoJSON points with these properties. Readings have place, time and value_m3s, in the order of time: they weigh the members.

The rain is given: no weather is forecast here. It must not be used for flash floods within a town, snow melt, dam breaks, levels in streets, or where tides reach: see doc/hazard/river.md.

Figures: fan and arrival of one station (--place); map: when reaches leave their banks and stations are over their thresholds, or with --when where the flood is at that time. GeoJSON (--out) has the stations, and the reaches that leave their banks as lines.

Examples:

tongzhou hazard river flood network.csv storm.csv stations.csv --hours 72 --plot fan.svg

tongzhou hazard river flood network.json storm.csv stations.csv --readings flows.csv --figure map --when 2021-08-24T06:00-05:00 --plot map.png -o flood.geojson`

type floodCmd struct {
	Network    string `arg:"" help:"Table or JSON of the reaches."`
	Storm      string `arg:"" help:"Table of the rain cells."`
	Stations   string `arg:"" help:"Table or GeoJSON points of the stations, downstream."`
	Start      *zoned `placeholder:"TIME" help:"From when the run goes, before any rain; results are told in its zone. Default: when the first cell begins."`
	Hours      int    `default:"120" help:"How far the run goes."`
	Step       int    `default:"900" help:"Time step, s: a part of an hour. Longer steps spread waves a little more."`
	Readings   string `type:"path" placeholder:"FILE" help:"Table of flows that gauges measured."`
	Reservoirs string `type:"path" placeholder:"FILE" help:"Table of reservoirs, as of route."`
	Rules      string `type:"path" placeholder:"FILE" help:"Table of what the gates of reservoirs let through, as of route."`
	Prior      string `type:"path" placeholder:"FILE" help:"JSON of what is assumed; what it leaves out is as shipped."`
	Place      string `placeholder:"ID" help:"Draw this station. Default: the first that is likely reached. Figures: fan, arrival, map."`
	When       *zoned `placeholder:"TIME" help:"Time of the map. Default: it shows when the flood arrives."`
	Members    int    `default:"100" help:"Members of the ensemble."`
	Seed       uint64 `default:"1" help:"Seed; the same seed gives the same bytes."`
	output
}

// Help is the long help of the command.
func (floodCmd) Help() string { return floodHelp }

// Validate refuses a time of the map for another figure.
func (f *floodCmd) Validate() error {
	return errors.Join(timed(f.When, &f.output), f.output.Validate())
}

// timed refuses a time of the map where no map is drawn.
func timed(when *zoned, o *output) error {
	if when != nil && (o.Figure != "map" || len(o.Plot) == 0) {
		return errors.New("--when is the time of a map: wants --figure map and --plot")
	}
	return nil
}

// Run forecasts.
func (f *floodCmd) Run(c *terminal) error {
	var files plain.FloodFiles
	for _, x := range []struct {
		name string
		to   **table.Source
	}{{f.Network, &files.Network}, {f.Storm, &files.Storm}, {f.Stations, &files.Stations}, {f.Reservoirs, &files.Reservoirs}, {f.Rules, &files.Rules},
		{f.Readings, &files.Readings}, {f.Prior, &files.Prior}} {
		if x.name == "" {
			continue
		}
		in, done, err := sources(x.name)
		if err != nil {
			return err
		}
		defer done()
		*x.to = &in[0]
	}
	run := plain.Flood{Hours: f.Hours, Step: f.Step, Members: f.Members, Seed: f.Seed, Place: f.Place, Lang: f.Lang, Progress: f.tenths(c, "running members")}
	if f.Start != nil {
		run.Start = f.Start.Time
	}
	if f.When != nil {
		run.When = f.When.Time
	}
	res, err := run.Run(files)
	return f.finish(c, res, err)
}
