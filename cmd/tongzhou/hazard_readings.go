package main

import (
	"errors"

	"tongzhou/plain"
	"tongzhou/table"
)

const assimilateHelp = `Moves a forecast to what readings leave possible, and prints it before and after at every place.

FORECAST is what tongzhou hazard river slug --json prints (it carries its inputs; that it is what they give is checked). READINGS has place, time, value_mgl (or value_ugl), in the order of time, and may have below (yes: nothing above the value was found) and time_sd_h. A reading that almost no member can explain is refused and not passed over.

Example:

tongzhou hazard river assimilate forecast.json readings.csv --zone +08:00 --plot after.svg`

type assimilateCmd struct {
	Forecast string `arg:"" help:"Forecast of a slug, JSON."`
	Readings string `arg:"" help:"Table of readings."`
	Zone     zone   `placeholder:"+HH:MM" help:"Zone of the results. Default: UTC."`
	Place    string `placeholder:"ID" help:"Draw this place. Figures: fan, arrival, and map of all places."`
	When     *zoned `placeholder:"TIME" help:"Time of the map. Default: it shows when the slug arrives."`
	output
}

// Help is the long help of the command.
func (assimilateCmd) Help() string { return assimilateHelp }

// Validate refuses a time of the map for another figure.
func (a *assimilateCmd) Validate() error {
	return errors.Join(timed(a.When, &a.output), a.output.Validate())
}

// Run assimilates.
func (a *assimilateCmd) Run(c *terminal) error {
	in, done, err := sources(a.Forecast, a.Readings)
	if err != nil {
		return err
	}
	defer done()
	a.says(c, "running %s again, then with %s ...", a.Forecast, a.Readings)
	run := plain.Assimilate{Zone: a.Zone.Location, Place: a.Place, Lang: a.Lang}
	if a.When != nil {
		run.When = a.When.Time
	}
	r, err := run.Run(in[0], in[1])
	return a.finish(c, r, err)
}

const originHelp = `Looks for the place, the time and the amount of a release of which only readings downstream are known: their posterior between the bounds that are given. What lies outside of them is not found.

SECTIONS and PLACES are as of tongzhou hazard river slug, READINGS as of assimilate. With --outfalls (id, km, perhaps weight) the place is one of these.

It is no evidence of how much was released: mass, share and dilution cannot be told apart from downstream.

Example:

tongzhou hazard river origin sections.csv places.csv readings.csv --from-km 0 --to-km 290 --earliest 2005-11-06T00:00+08:00 --latest 2005-11-20T00:00+08:00 --mass-low 1000 --mass-high 1000000`

type originCmd struct {
	Sections string  `arg:"" help:"Table of the sections of the river, upstream first."`
	Places   string  `arg:"" help:"Table or GeoJSON points of the places, upstream first."`
	Readings string  `arg:"" help:"Table of readings."`
	FromKM   float64 `required:"" name:"from-km" help:"Where the search begins, km from the head of the first section."`
	ToKM     float64 `required:"" name:"to-km" help:"Where it ends: at or above the first place that had it."`
	Earliest zoned   `required:"" placeholder:"TIME" help:"When it began at the earliest; results are told in its zone."`
	Latest   zoned   `required:"" placeholder:"TIME" help:"When it began at the latest."`
	MassLow  float64 `required:"" placeholder:"KG" help:"The least amount of the substance, kg."`
	MassHigh float64 `required:"" placeholder:"KG" help:"The greatest amount."`
	Hours    float64 `default:"0" help:"How long the release lasted."`
	Prior    string  `type:"path" placeholder:"FILE" help:"JSON of what is assumed; what it leaves out is as shipped."`
	Outfalls string  `type:"path" placeholder:"FILE" help:"Table of where it can have entered."`
	ensemble
	output
}

// Help is the long help of the command.
func (originCmd) Help() string { return originHelp }

// Run looks for the origin.
func (o *originCmd) Run(c *terminal) error {
	in, done, err := sources(o.Sections, o.Places, o.Readings)
	if err != nil {
		return err
	}
	defer done()
	run := plain.Origin{FromKM: o.FromKM, ToKM: o.ToKM, Earliest: o.Earliest.Time, Latest: o.Latest.Time, MassLow: o.MassLow, MassHigh: o.MassHigh, Hours: o.Hours,
		Limit: 1, Members: o.Members, Seed: o.Seed, Lang: o.Lang}
	for _, f := range []struct {
		name string
		to   **table.Source
	}{{o.Prior, &run.Prior}, {o.Outfalls, &run.Outfalls}} {
		if f.name == "" {
			continue
		}
		x, close, err := sources(f.name)
		if err != nil {
			return err
		}
		defer close()
		*f.to = &x[0]
	}
	o.says(c, "looking for the origin with %d members ...", o.Members)
	r, err := run.Run(in[0], in[1], in[2])
	return o.finish(c, r, err)
}
