package main

import "tongzhou/plain"

const muskingumHelp = `Carries a flood wave down one reach with a gauge at each end: S = K (X I + (1-X) O), or with --m the nonlinear S = K (X I + (1-X) O)^M. With --fit it finds K and X (and M) with the least sum of squared differences from the observed outflow, and then routes.

FILE has the columns hour (hours) or time (with its zone), in equal steps; inflow_m3s, inflow_cfs or inflow_ls; and, for a fit or a comparison, outflow of the same kind.

Examples:

tongzhou hazard river muskingum flood.csv --k 2.3 --x 0.15 --first 85

tongzhou hazard river muskingum flood.csv --fit nonlinear --json --plot flood.svg`

type muskingumCmd struct {
	File  string   `arg:"" help:"Table of the flood."`
	K     *float64 `help:"Travel time K in hours (with --m: in h times the unit of flow to the power 1-M)."`
	X     *float64 `help:"Weight of the inflow, 0 to 0.5."`
	M     float64  `default:"1" help:"Exponent of a nonlinear reach."`
	Fit   string   `enum:",linear,nonlinear" default:"" help:"Find K and X (and M): linear or nonlinear."`
	First *float64 `help:"Outflow at the first time, in the unit of the inflow. Default: as observed, else as the inflow."`
	output
}

// Help is the long help of the command.
func (muskingumCmd) Help() string { return muskingumHelp }

// Validate wants the numbers of the reach or a fit.
func (m *muskingumCmd) Validate() error {
	if (m.Fit == "") != (m.K != nil && m.X != nil) {
		return errNoFit
	}
	return m.output.Validate()
}

// Run routes.
func (m *muskingumCmd) Run(c *terminal) error {
	in, done, err := sources(m.File)
	if err != nil {
		return err
	}
	defer done()
	run := plain.Muskingum{M: m.M, First: -1, Fit: m.Fit, Lang: m.Lang}
	if m.K != nil {
		run.K, run.X = *m.K, *m.X
	}
	if m.First != nil {
		run.First = *m.First
	}
	m.says(c, "routing %s ...", m.File)
	r, err := run.Run(in[0])
	return m.finish(c, r, err)
}
