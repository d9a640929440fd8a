package main

import (
	"fmt"

	"tongzhou/node"
)

const backupHelp = `Copies what cannot be had again: keys, configuration, the own journal, the store, evidence. The node may be running. The copy holds secret keys: keep it as you
keep the node.`

type backupCmd struct {
	Config string `required:"" type:"path" help:"Configuration file or data directory."`
	To     string `arg:"" type:"path" help:"New directory for the copy."`
}

// Help is the long help of the command.
func (backupCmd) Help() string { return backupHelp }

// Run copies.
func (b *backupCmd) Run(c *terminal) error {
	cfg, err := node.FindConfig(b.Config)
	if err != nil {
		return err
	}
	if err := node.Backup(c.ctx, cfg, b.To); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "copied to %s and checked\n", b.To)
	return nil
}

const restoreHelp = `Makes a data directory from a copy. When the node starts it asks its neighbours what it has put on record since the copy was made, fetches
it back, and writes only then.`

type restoreCmd struct {
	From string `arg:"" type:"path" help:"Directory of the copy."`
	To   string `arg:"" type:"path" help:"New data directory."`
}

// Help is the long help of the command.
func (restoreCmd) Help() string { return restoreHelp }

// Run restores.
func (r *restoreCmd) Run(c *terminal) error {
	if err := node.Restore(c.ctx, r.From, r.To); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "restored to %s\nnext: tongzhou serve --config %s/config.json\n", r.To, r.To)
	return nil
}
