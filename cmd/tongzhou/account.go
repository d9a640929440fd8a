package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"tongzhou/node"
	"tongzhou/serve"
)

const accountHelp = `Adds an account, or changes one that is there. The password is read from standard input, so that it stands in no list of processes.

Example: tongzhou account wang --config DIR --name "Wang Fang" --role duty-officer < password-file`

type accountCmd struct {
	Login   string `arg:"" help:"Login."`
	Config  string `required:"" type:"path" help:"Configuration file or data directory."`
	Name    string `help:"Name as it stands in acts; default: the login."`
	Role    string `default:"duty-officer" enum:"duty-officer,coordinator,analyst,evaluator,operator" help:"duty-officer, coordinator, analyst, evaluator or operator."`
	Change  bool   `help:"Change an account that is there."`
	Disable bool   `help:"Let it log in no more."`
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
	if a.Disable {
		return acc.Disable(c.ctx, a.Login)
	}
	if a.Name == "" {
		a.Name = a.Login
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	password := strings.TrimRight(line, "\r\n")
	if password == "" && err != nil && !a.Change {
		return fmt.Errorf("account: no password on standard input")
	}
	o := serve.Officer{Login: a.Login, Name: a.Name, Role: serve.Role(a.Role)}
	if a.Change {
		return acc.Change(c.ctx, o, password)
	}
	return acc.Add(c.ctx, o, password)
}
