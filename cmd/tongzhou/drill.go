package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"tongzhou/drill"
)

const drillHelp = `Plays transcripts in which several cities act, each with a node of its own, on one clock, and shows where something else happened than is written.
With --update the files are rewritten as it happened, for a person to review.`

type drillCmd struct {
	Files  []string `arg:"" name:"file" help:"Transcripts."`
	Update bool     `help:"Rewrite the files as it happened."`
}

// Help is the long help of the command.
func (drillCmd) Help() string { return drillHelp }

// Run plays the transcripts.
func (d *drillCmd) Run(c *terminal) error {
	differs := false
	for _, file := range d.Files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		dir, err := os.MkdirTemp("", "tongzhou-drill-")
		if err != nil {
			return err
		}
		happened, differences, err := drill.Run(c.ctx, dir, filepath.Base(file), text)
		if err := errors.Join(err, os.RemoveAll(dir)); err != nil {
			return err
		}
		if d.Update {
			if err := os.WriteFile(file, happened, 0o644); err != nil {
				return err
			}
			continue
		}
		for _, diff := range differences {
			fmt.Fprintln(c.out, diff)
		}
		differs = differs || len(differences) > 0
		if len(differences) == 0 {
			fmt.Fprintf(c.out, "%s: as written\n", file)
		}
	}
	if differs {
		return errFound
	}
	return nil
}
