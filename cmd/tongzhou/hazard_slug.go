package main

import (
	"errors"

	"tongzhou/hazard/river"
	"tongzhou/plain"
	"tongzhou/table"
)

const slugHelp = `Forecasts a dissolved pollutant that got into a river at the head of the first section: for every place the probability that the limit is exceeded, and when it arrives, is highest and is over, as quantiles of an ensemble (Jobson 1996, Manning, ice, a reservoir's rise).

SECTIONS has id, length_km, discharge_m3s, mean_discharge_m3s, slope, catchment_km2, upstream first, and may have length_sd_km, width_m with roughness, velocity_ms, dispersion_m2s, freeze (a date); for --storage also section_m2 (or velocity_ms) and dispersion_m2s, and perhaps storage_m2 with exchange_pers, decay_perd, air_perd. PLACES has id, km (or distance_m ...), and may have name, km_sd, lon and lat; or it is GeoJSON points with these properties.

It must not be used to say that a place is safe, nor for oil, lakes or within some kilometres of the outfall: see doc/hazard/river.md.

Example:

tongzhou hazard river slug sections.csv places.csv --at 2005-11-13T13:45+08:00 --hours 14 --mass 100000 --share 0.4 --limit 0.017 --plot fan.svg`

type slugCmd struct {
	Sections   string  `arg:"" help:"Table of the sections of the river, upstream first."`
	Places     string  `arg:"" help:"Table or GeoJSON points of the places, upstream first."`
	At         zoned   `required:"" placeholder:"TIME" help:"When the release began, with its zone; results are told in that zone."`
	Hours      float64 `default:"0" help:"How long it lasted."`
	Mass       float64 `required:"" placeholder:"KG" help:"What got into the river, kg."`
	Share      float64 `default:"1" help:"Share of the substance in it, 0 to 1."`
	Limit      float64 `required:"" placeholder:"MG/L" help:"Limit value, mg/L: arrival is the first passage over it."`
	Storage    bool    `help:"Run the equations of transient storage as well: one answer at the numbers of the sections, beside the ensemble."`
	RiseAt     *zoned  `placeholder:"TIME" help:"A reservoir at the head of the river opens at this time."`
	RiseBefore float64 `default:"0.5" help:"Before it opened the discharge was this many times that of the sections."`
	RiseKM     float64 `default:"0" name:"rise-km" help:"How far down the rise matters."`
	Prior      string  `type:"path" placeholder:"FILE" help:"JSON of what is assumed; what it leaves out is as shipped."`
	Place      string  `placeholder:"ID" help:"Draw this place. Default: the first that is likely reached. Figures: fan, arrival, and map of all places."`
	When       *zoned  `placeholder:"TIME" help:"Time of the map. Default: it shows when the slug arrives."`
	ensemble
	output
}

// ensemble is what every command has that draws members.
type ensemble struct {
	Members int    `default:"1000" help:"Members of the ensemble."`
	Seed    uint64 `default:"1" help:"Seed; the same seed gives the same bytes."`
}

// Help is the long help of the command.
func (slugCmd) Help() string { return slugHelp }

// Validate refuses a rise without its length.
func (s *slugCmd) Validate() error {
	if (s.RiseAt != nil) != (s.RiseKM > 0) {
		return errors.New("--rise-at and --rise-km belong together")
	}
	return errors.Join(timed(s.When, &s.output), s.output.Validate())
}

// Run forecasts.
func (s *slugCmd) Run(c *terminal) error {
	in, done, err := sources(s.Sections, s.Places)
	if err != nil {
		return err
	}
	defer done()
	run := plain.Slug{At: s.At.Time, Hours: s.Hours, Mass: s.Mass, Share: s.Share, Limit: s.Limit, Members: s.Members, Seed: s.Seed, Storage: s.Storage, Place: s.Place, Lang: s.Lang}
	run.Progress = s.tenths(c, "transient storage, of at most 90 days")
	if s.RiseAt != nil {
		run.Rise = &river.Rise{At: s.RiseAt.UnixMilli(), Before: s.RiseBefore, KM: s.RiseKM}
	}
	if s.When != nil {
		run.When = s.When.Time
	}
	if s.Prior != "" {
		prior, close, err := sources(s.Prior)
		if err != nil {
			return err
		}
		defer close()
		run.Prior = &table.Source{Name: prior[0].Name, Data: prior[0].Data}
	}
	s.says(c, "running %d members past the places of %s ...", s.Members, s.Places)
	r, err := run.Run(in[0], in[1])
	return s.finish(c, r, err)
}
