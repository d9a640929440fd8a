package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"tongzhou/node"
	"tongzhou/serve"
	"tongzhou/store"
)

const accountHelp = `Adds an account, or changes one that is there. The password is read from standard input, so that it stands in no list of processes.

Example: tongzhou account wang --config DIR --name "Wang Fang" --role duty-officer < password-file`

type accountCmd struct {
	Login   string `arg:"" help:"Login."`
	Config  string `required:"" type:"path" help:"Configuration file or data directory."`
	Name    string `help:"Name as it stands in acts; default: the login."`
	Role    string `enum:",duty-officer,coordinator,analyst,evaluator,supervisor,operator" default:"" help:"duty-officer (the default), coordinator, analyst, evaluator, supervisor or operator."`
	Change  bool   `xor:"what" help:"Change an account that is there: what is not named stays, and so does the password when standard input is empty."`
	Disable bool   `xor:"what" help:"Let it log in no more."`
}

// Help is the long help of the command.
func (accountCmd) Help() string { return accountHelp }

// Run changes the accounts.
func (a *accountCmd) Run(c *terminal) error {
	cfg, err := node.FindConfig(a.Config)
	if err != nil {
		return err
	}
	acc, done, err := accounts(c.ctx, cfg)
	if err != nil {
		return err
	}
	defer done()
	did := "added"
	switch {
	case a.Disable:
		did, err = "disabled: it can log in no more", acc.Disable(c.ctx, a.Login)
	case a.Change:
		did, err = "changed, and its sessions ended", a.change(c, cfg, acc)
	default:
		err = a.add(c, acc)
	}
	switch {
	case errors.Is(err, store.ErrNone):
		return fmt.Errorf("account: there is no account %q at the node of %s; leave --change and --disable away to add it", a.Login, cfg.ID)
	case errors.Is(err, store.ErrExists):
		return fmt.Errorf("account: there is an account %q already; add --change to change it", a.Login)
	case err != nil:
		return err
	}
	fmt.Fprintf(c.out, "account %s %s\n", a.Login, did)
	return nil
}

// add makes the account.
func (a *accountCmd) add(c *terminal, acc *serve.Accounts) error {
	password, err := readPassword()
	if err != nil {
		return err
	}
	if password == "" {
		return errors.New("account: no password came on standard input; write it to a file that only you can read, and add < FILE")
	}
	return acc.Add(c.ctx, serve.Officer{Login: a.Login, Name: cmp.Or(a.Name, a.Login), Role: cmp.Or(serve.Role(a.Role), serve.DutyOfficer)}, password)
}

// change changes what was named and leaves the rest.
func (a *accountCmd) change(c *terminal, cfg node.Config, acc *serve.Accounts) error {
	s, err := store.Open(c.ctx, store.Config{Path: cfg.StorePath()})
	if err != nil {
		return err
	}
	defer s.Close()
	row, err := s.Account(c.ctx, a.Login)
	if err != nil {
		return err
	}
	password, err := readPassword()
	if err != nil {
		return err
	}
	return acc.Change(c.ctx, serve.Officer{Login: a.Login, Name: cmp.Or(a.Name, row.Name), Role: serve.Role(cmp.Or(a.Role, row.Role))}, password)
}

// readPassword reads the first line of standard input.
func readPassword() (string, error) {
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("account: standard input: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}
