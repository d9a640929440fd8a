package main

import (
	"fmt"
	"time"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/node"
)

const inviteHelp = `Prints an invitation: one line to be sent to the new member, who answers it with tongzhou join. It works once, and until it expires.

It may be run while the secretariat's node is running.`

type inviteCmd struct {
	Member   string        `arg:"" help:"Identifier of the new member."`
	Config   string        `required:"" type:"path" help:"Configuration or data directory of the secretariat's node."`
	Name     string        `help:"Name in English."`
	NameZh   string        `name:"name-zh" help:"Name in Simplified Chinese."`
	Role     string        `default:"city" enum:"city,province,agency,body,guest" help:"city, province, agency or body; a guest takes part for a time, by an agreement's power."`
	Superior string        `help:"Identifier of its superior, if that is a member."`
	Valid    time.Duration `default:"168h" help:"How long it can be used."`
}

// Help is the long help of the command.
func (inviteCmd) Help() string { return inviteHelp }

// Run prints an invitation.
func (i *inviteCmd) Run(c *terminal) error {
	if i.Valid <= 0 {
		return fmt.Errorf("invite: --valid %s: nobody could use it; give a time such as 72h", i.Valid)
	}
	cfg, err := node.FindConfig(i.Config)
	if err != nil {
		return err
	}
	member, err := jurisdiction.ParseID(i.Member)
	if err != nil {
		return err
	}
	name := act.Text{"en": i.Name, "zh-Hans": i.NameZh}
	if i.Name == "" {
		name["en"] = i.Member
	}
	if i.NameZh == "" {
		name["zh-Hans"] = name["en"]
	}
	v, err := node.WriteInvite(c.ctx, cfg, node.Invite{Member: member, Name: name, Role: i.Role, Superior: jurisdiction.ID(i.Superior), Expires: act.Time(time.Now().Add(i.Valid).UnixMilli())})
	if err != nil {
		return err
	}
	fmt.Fprintln(c.out, v)
	return nil
}
