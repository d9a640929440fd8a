// Command tongzhou is one node of an alliance of cities, and the tools to set it up, check it and show it.
//
// Exit status: 0 done, 1 failed or found something that does not hold, 2 wrong usage.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

const about = `Cities see, foresee, answer and settle the dangers that cross their borders: each runs one node of its own.

See it work:

	tongzhou demo

From nothing to a member:

	tongzhou init DIR --id harbin --federation 192.0.2.7:8443
	tongzhou join INVITE --dir DIR
	tongzhou serve --config DIR/config.json`

// commands is the command line. Each subcommand has its file.
type commands struct {
	Demo    demoCmd    `cmd:"" help:"Several cities in one process, a case in progress, the console open."`
	Init    initCmd    `cmd:"" help:"Make the data directory and keys of a new node."`
	Invite  inviteCmd  `cmd:"" help:"Write an invitation for a new member (secretariat only)."`
	Join    joinCmd    `cmd:"" help:"Become a member with an invitation."`
	Serve   serveCmd   `cmd:"" help:"Run a node."`
	Account accountCmd `cmd:"" help:"Add or change the account of an officer."`
	Verify  verifyCmd  `cmd:"" help:"Recompute journals, proofs and docket of a node or a directory; print what does not hold."`
	Backup  backupCmd  `cmd:"" help:"Copy a node's data directory while it runs."`
	Restore restoreCmd `cmd:"" help:"Make a data directory from a backup."`
	Drill   drillCmd   `cmd:"" help:"Run transcripts in which several cities act."`
	Pack    packCmd    `cmd:"" help:"Shipped rule packs, compacts and templates: list, show, check."`
	Hazard  hazardCmd  `cmd:"" help:"Hazard models on plain files: route a flood, forecast a spill, score a forecast."`
	API     apiCmd     `cmd:"" name:"api" help:"Call the API of a running node: whatever its console can do."`
}

// terminal is what a command reads and writes.
type terminal struct {
	ctx      context.Context
	out, err io.Writer
}

// found is an outcome that is not a failure of the program: something that was checked does not hold. It has been printed.
var errFound = errors.New("found something that does not hold")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(&terminal{ctx, os.Stdout, os.Stderr}, os.Args[1:]))
}

// helpOf is the command line that explains what was used wrongly.
func helpOf(err error) string {
	var wrong *kong.ParseError
	if errors.As(err, &wrong) && wrong.Context != nil {
		if n := wrong.Context.Selected(); n != nil {
			return "tongzhou " + n.Path() + " --help"
		}
	}
	return "tongzhou --help"
}

// run carries out one command line and returns the exit status.
func run(c *terminal, args []string) int {
	var cmds commands
	left := -1
	parser, err := kong.New(&cmds, kong.Name("tongzhou"), kong.Description(about), kong.UsageOnError(),
		kong.Writers(c.out, c.err), kong.Exit(func(code int) { left = code }), kong.Bind(c))
	if err != nil {
		fmt.Fprintln(c.err, "tongzhou:", err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if left >= 0 { // --help was asked for and printed
		return left
	}
	if err != nil {
		fmt.Fprintf(c.err, "tongzhou: %v\n%s shows how it is used\n", err, helpOf(err))
		return 2
	}
	var wrong *misuse
	switch err := parsed.Run(c); {
	case err == nil:
		return 0
	case errors.Is(err, errFound):
		return 1
	case errors.As(err, &wrong):
		fmt.Fprintf(c.err, "tongzhou: %v\ntongzhou api --help shows how it is used\n", wrong)
		return 2
	default:
		fmt.Fprintf(c.err, "tongzhou: %v\n", err)
		return 1
	}
}
