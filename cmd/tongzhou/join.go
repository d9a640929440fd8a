package main

import (
	"fmt"

	"tongzhou/act"
	"tongzhou/node"
)

const joinHelp = `Answers an invitation: the secretariat admits this node, and the other members learn of it from the secretariat's journal.

The node's own address (config.json: url) must be the one by which the others will reach it.`

type joinCmd struct {
	Invite     string  `arg:"" help:"The line that the secretariat sent."`
	Dir        string  `required:"" type:"path" help:"Data directory that tongzhou init has made."`
	Name       string  `help:"Name in English; default: as in the invitation."`
	NameZh     string  `name:"name-zh" help:"Name in Simplified Chinese."`
	Lon        float64 `help:"Longitude of the seat, degrees."`
	Lat        float64 `help:"Latitude of the seat, degrees."`
	Population int64   `help:"People in the jurisdiction."`
}

// Help is the long help of the command.
func (joinCmd) Help() string { return joinHelp }

// Run joins.
func (j *joinCmd) Run(c *terminal) error {
	cfg, err := node.FindConfig(j.Dir)
	if err != nil {
		return err
	}
	self := node.Self{Lon: j.Lon, Lat: j.Lat, Population: j.Population}
	if j.Name != "" {
		self.Name = act.Text{"en": j.Name, "zh-Hans": j.NameZh}
		if j.NameZh == "" {
			self.Name["zh-Hans"] = j.Name
		}
	}
	cfg, err = node.Join(c.ctx, cfg, j.Invite, self)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s is a member of the alliance of %s\nnext: tongzhou serve --config %s/config.json\n", cfg.ID, cfg.Founder.Journal, cfg.Dir)
	return nil
}
