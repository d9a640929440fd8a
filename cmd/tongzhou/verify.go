package main

import (
	"encoding/json"
	"fmt"

	"tongzhou/node"
)

const verifyHelp = `Recomputes everything in data directories without asking anyone: every entry's hash, every signature on a head, every tile, the roots, the high-water mark, the
copies that each node keeps of the others' journals, and what they add up to. Several directories are compared: two heads of one journal that
exclude each other are a fork, and the proof is printed.

Exit status 0: all holds; 1: something does not, with journal, act and proof.`

type verifyCmd struct {
	Dirs []string `arg:"" name:"dir" help:"Data directories."`
	JSON bool     `help:"Print one JSON object."`
}

// Help is the long help of the command.
func (verifyCmd) Help() string { return verifyHelp }

// Run verifies.
func (v *verifyCmd) Run(c *terminal) error {
	audit, err := node.Verify(c.ctx, v.Dirs)
	if err != nil {
		return err
	}
	if v.JSON {
		e := json.NewEncoder(c.out)
		e.SetIndent("", "  ")
		if err := e.Encode(audit); err != nil {
			return err
		}
	} else {
		for _, d := range audit.Directories {
			acts := int64(0)
			for _, j := range d.Journals {
				acts += j.Size
			}
			fmt.Fprintf(c.out, "%s: %s: %d journals, %d acts, docket %.16s, %d void, %d held\n", d.Dir, d.Node, len(d.Journals), acts, d.Digest, len(d.Voids), d.Held)
		}
		for _, f := range audit.Findings {
			fmt.Fprintf(c.out, "FINDING %s: %s", f.Dir, f.Journal)
			if f.Act >= 0 {
				fmt.Fprintf(c.out, " act %d", f.Act)
			}
			fmt.Fprintf(c.out, ": %s\n", f.What)
			if f.Proof != nil {
				fmt.Fprintf(c.out, "  proof %s\n", f.Proof)
			}
		}
	}
	if len(audit.Findings) > 0 {
		return errFound
	}
	if !v.JSON {
		fmt.Fprintln(c.out, "ok")
	}
	return nil
}
