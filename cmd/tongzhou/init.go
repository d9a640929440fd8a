package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"time"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/roster"
	"tongzhou/serve"
	"tongzhou/store"
)

const initHelp = `Makes DIR: fresh keys, an empty journal, config.json, and the first account (operator), whose password is printed once.

The founder of an alliance adds --found FILE, a charter as JSON, or --found default for a plain one between equals, and is its secretariat. Everybody
else goes on with: tongzhou join INVITE --dir DIR. A directory in which there is a node already is refused.`

type initCmd struct {
	Dir        string  `arg:"" type:"path" help:"New data directory."`
	ID         string  `required:"" help:"Identifier of the jurisdiction, such as harbin."`
	Name       string  `help:"Name in English; with --found."`
	NameZh     string  `name:"name-zh" help:"Name in Simplified Chinese; with --found."`
	Role       string  `default:"city" enum:"city,province,agency,body" help:"city, province, agency or body; with --found."`
	Federation string  `default:"0.0.0.0:8443" help:"Address on which peers are answered."`
	URL        string  `help:"How peers reach that address from outside; default https:// and the address."`
	Console    string  `default:"127.0.0.1:8080" help:"Address of the console."`
	Zone       string  `default:"Asia/Shanghai" help:"IANA time zone of the jurisdiction's people."`
	Watch      string  `help:"File with the stations and rivers that this node watches."`
	Lon        float64 `help:"Longitude of the seat, degrees; with --found."`
	Lat        float64 `help:"Latitude of the seat, degrees; with --found."`
	Found      string  `help:"Found an alliance with this charter: a JSON file, or default."`
}

// Help is the long help of the command.
func (initCmd) Help() string { return initHelp }

// Run makes the directory.
func (i *initCmd) Run(c *terminal) error {
	id, err := jurisdiction.ParseID(i.ID)
	if err != nil {
		return err
	}
	cfg := node.Config{ID: id, Dir: i.Dir, Federation: i.Federation, URL: i.URL, Console: i.Console, Zone: i.Zone, Watch: i.Watch}
	if cfg.URL == "" {
		if host, _, err := net.SplitHostPort(i.Federation); err != nil || host == "0.0.0.0" || host == "" {
			return fmt.Errorf("init: --url is needed: peers cannot reach %q; give the address by which they can, such as https://node.%s:8443", i.Federation, i.ID)
		}
		cfg.URL = "https://" + i.Federation
	}
	var charter *roster.Charter
	if i.Found != "" {
		if charter, err = i.charter(id); err != nil {
			return err
		}
	}
	if err := node.Init(c.ctx, cfg); err != nil {
		return err
	}
	password, err := firstAccount(c.ctx, cfg)
	if err != nil {
		return err
	}
	if charter != nil {
		if err := i.found(c.ctx, cfg, *charter); err != nil {
			return err
		}
	}
	fmt.Fprintf(c.out, "made the node of %s in %s\nfirst account: login operator, password %s (shown only now)\nnext: ", id, i.Dir, password)
	if charter == nil {
		fmt.Fprintf(c.out, "tongzhou join INVITE --dir %s\n", i.Dir)
	} else {
		fmt.Fprintf(c.out, "tongzhou serve --config %s/config.json\n", i.Dir)
	}
	return nil
}

// charter reads the charter, or makes the plain one.
func (i *initCmd) charter(id jurisdiction.ID) (*roster.Charter, error) {
	c := &roster.Charter{Alliance: act.Text{"en": "Alliance of " + i.name()["en"], "zh-Hans": i.name()["zh-Hans"] + "联盟"}, Mode: "voluntary", Secretariat: id,
		Rules: roster.Rules{Accept: []roster.Accept{{Minutes: 60}, {Level: "red", Minutes: 30}}, TwoPerson: []roster.TwoPerson{{Status: "Actual", Level: "red"}},
			Escalation: []roster.Step{{After: 0, To: "next-contact"}, {After: 15, To: "coordinator"}, {After: 30, To: "superior"}},
			MustWarn:   50, Observers: roster.Quorum{Count: 1}, Unreachable: 10, Signed: true}}
	if i.Found == "default" {
		return c, nil
	}
	text, err := os.ReadFile(i.Found)
	if err != nil {
		return nil, fmt.Errorf("init: charter: %w", err)
	}
	c = &roster.Charter{}
	if err := json.Unmarshal(text, c); err != nil {
		return nil, fmt.Errorf("init: charter %s: %w", i.Found, err)
	}
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("init: charter %s: %w", i.Found, err)
	}
	return c, nil
}

func (i *initCmd) name() act.Text {
	en, zh := i.Name, i.NameZh
	if en == "" {
		en = i.ID
	}
	if zh == "" {
		zh = en
	}
	return act.Text{"en": en, "zh-Hans": zh}
}

// found puts the charter on record.
func (i *initCmd) found(ctx context.Context, cfg node.Config, charter roster.Charter) error {
	n, err := node.New(ctx, cfg, node.Options{Alone: true})
	if err != nil {
		return err
	}
	if err := n.Start(ctx); err != nil {
		return closing(err, n.Stop())
	}
	if err := writable(ctx, n); err != nil {
		return closing(err, n.Stop())
	}
	err = n.Found(ctx, charter, node.Self{Name: i.name(), Role: i.Role, Lon: i.Lon, Lat: i.Lat}, cfg.URL)
	return closing(err, n.Stop())
}

// writable waits until a node's rollback guard is open.
func writable(ctx context.Context, n *node.Node) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		open, trouble := n.Guard()
		if open {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the node may not write: %s", trouble)
		case <-tick.C:
		}
	}
}

// firstAccount makes the operator's account.
func firstAccount(ctx context.Context, cfg node.Config) (password string, err error) {
	a, done, err := accounts(ctx, cfg)
	if err != nil {
		return "", err
	}
	defer done()
	return a.FirstAccount(ctx, "operator", "Operator")
}

// accounts opens the accounts of a node, which may be running.
func accounts(ctx context.Context, cfg node.Config) (*serve.Accounts, func(), error) {
	s, err := store.Open(ctx, store.Config{Path: cfg.StorePath()})
	if err != nil {
		return nil, nil, err
	}
	a, err := serve.NewAccounts(serve.AccountsConfig{Store: s, Jurisdiction: string(cfg.ID)})
	if err != nil {
		s.Close()
		return nil, nil, err
	}
	return a, func() { s.Close() }, nil
}
