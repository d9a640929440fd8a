package main

import (
	"errors"

	"tongzhou/plain"
)

const scoreHelp = `Scores forecasts against what was observed: NSE, KGE (2012), PBIAS, FB, NMSE, FAC2, MG, VG of the medians; CRPS, coverage and width of the bands; and, with a threshold, Brier with its parts, POD, FAR, POFD, CSI, frequency bias, and the reliability diagram with consistency bars.

FORECAST has hour or time, may have place and lead_hour, and value_m3s; or quantiles p05_m3s, p50_m3s ...; or members m1_m3s, m2_m3s ...; or the probability of an event. OBSERVATIONS has the same hour or time and place, and value_m3s; or happened (yes, no). Any unit will do.

A score that is not defined has no value and says why. What has no counterpart is counted and left out.

Example:

tongzhou hazard river score forecast.csv observed.csv --threshold 500 --lead-edges 0,24,48,72 --plot reliability.svg`

type scoreCmd struct {
	Forecast     string    `arg:"" help:"Table of forecasts."`
	Observations string    `arg:"" help:"Table of what was observed."`
	Threshold    *float64  `help:"What is over this is an event, in the unit of the forecast."`
	YesAt        float64   `default:"0.5" help:"Probability from which an event counts as forecast."`
	LeadEdges    []float64 `placeholder:"H" help:"Classes of lead time, hours: 0,24,48."`
	Seed         uint64    `default:"1" help:"Seed of the consistency bars."`
	output
}

// Help is the long help of the command.
func (scoreCmd) Help() string { return scoreHelp }

// Validate refuses what no table can have.
func (s *scoreCmd) Validate() error {
	if !(s.YesAt > 0 && s.YesAt <= 1) {
		return errors.New("--yes-at: wants more than 0, at most 1")
	}
	return s.output.Validate()
}

// Run scores.
func (s *scoreCmd) Run(c *terminal) error {
	in, done, err := sources(s.Forecast, s.Observations)
	if err != nil {
		return err
	}
	defer done()
	s.says(c, "scoring %s ...", s.Forecast)
	r, err := plain.Score{Threshold: s.Threshold, YesAt: s.YesAt, Edges: s.LeadEdges, Seed: s.Seed, Lang: s.Lang}.Run(in[0], in[1])
	return s.finish(c, r, err)
}
