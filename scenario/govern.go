package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/pack"
	"tongzhou/drill"
	"tongzhou/jurisdiction"
	"tongzhou/node"
	"tongzhou/node/view"
)

// A Rule is a rule pack or a template that ships with the program and is in force in a scenario.
type Rule struct {
	Pack    string   `json:"pack"`
	Issuer  string   `json:"issuer,omitempty"`  // of a rule pack
	Parties []string `json:"parties,omitempty"` // of a template, the first proposes it; of a rule pack, whom it binds, nobody named: all below its issuer
	Code    string   `json:"code,omitempty"`
	Title   act.Text `json:"title"`
	From    string   `json:"from,omitempty"` // local time; absent: the beginning of the scenario
	As      string   `json:"as"`             // what steps call it
}

// govern puts the scenario's rules on record before it begins: packs are issued, agreements concluded.
func (p *Play) govern(ctx context.Context) error {
	who := view.Officer{Login: "head", Name: "Head of the office", Role: "coordinator"}
	for _, r := range p.Rules {
		text, err := p.text(r)
		if err != nil {
			return fmt.Errorf("scenario: rule %s: %w", r.Pack, err)
		}
		var said view.Said
		if r.Issuer == "" {
			said, err = p.Alliance.Agree(ctx, who, text)
		} else {
			said, err = p.issue(ctx, who, r.Issuer, text)
		}
		if err != nil {
			return fmt.Errorf("scenario: rule %s: %w", r.Pack, err)
		}
		p.names[r.As] = said.ID
		if err := p.Alliance.Settle(ctx); err != nil {
			return err
		}
	}
	return nil
}

// text is a rule's instrument, in force from the beginning of the scenario: laws that came later are held against what happened earlier, and their title says so.
func (p *Play) text(r Rule) (*agreement.Instrument, error) {
	shipped, err := pack.Load(r.Pack)
	if err != nil {
		return nil, err
	}
	f := pack.Filling{Code: r.Code, Title: r.Title, From: act.Time(p.Start().UnixMilli()), Superior: p.Superior}
	for _, id := range r.Parties {
		f.Parties = append(f.Parties, jurisdiction.ID(id))
	}
	if r.Issuer != "" {
		f.Superior = ""
	}
	if r.From != "" {
		f.From = act.Time(p.at(r.From).UnixMilli())
	}
	return shipped.Fill(f)
}

func (p *Play) issue(ctx context.Context, who view.Officer, issuer string, text *agreement.Instrument) (view.Said, error) {
	c, err := p.Alliance.City(jurisdiction.ID(issuer))
	if err != nil {
		return view.Said{}, err
	}
	body, err := json.Marshal(text)
	if err != nil {
		return view.Said{}, err
	}
	return c.Node.Put(ctx, who, agreement.KindIssue, nil, body)
}

// open opens the case of a telling.
func (p *Play) open(ctx context.Context, n *node.Node, s Step) error {
	var what map[string]any
	if err := json.Unmarshal(s.Case, &what); err != nil {
		return fmt.Errorf("case: %w", err)
	}
	what["title"], what["telling"], what["status"], what["evidence"] = p.Tellings[s.Telling], s.Telling, "Exercise", s.Source
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	said, err := n.Begin(ctx, p.officer(s.Who), body)
	if err != nil {
		return err
	}
	ref, err := n.Find(ctx, said.ID)
	p.cases[s.Telling], p.names[s.Telling] = ref, said.ID
	return err
}

// name matches the name of an act in a step's body.
var name = regexp.MustCompile(`\$[a-z][a-z0-9-]*`)

// put puts an act of any kind on record. In its body "$with-tongzhou" is that telling's case, "$name" the act that a step or a rule called so, and "@2005-11-16T20:00" a local time.
func (p *Play) put(ctx context.Context, n *node.Node, s Step) error {
	for _, telling := range p.own() {
		if of, ok := n.CaseOf(telling); ok {
			p.names[telling] = node.IdentifierOf(of)
		}
	}
	var missing string
	body := name.ReplaceAllFunc(s.Body, func(b []byte) []byte {
		id, ok := p.names[string(b[1:])]
		if !ok {
			missing = string(b)
		}
		return []byte(id)
	})
	if missing != "" {
		return fmt.Errorf("no act is called %s", missing)
	}
	body = moment.ReplaceAllFunc(body, func(b []byte) []byte {
		return []byte(p.at(string(bytes.TrimPrefix(b, []byte("@")))).Format("2006-01-02T15:04:05Z07:00"))
	})
	who := p.officer(s.Who)
	who.Role = "coordinator"
	said, err := n.Put(ctx, who, s.Kind, s.To, body)
	if s.As != "" {
		p.names[s.As] = said.ID
	}
	return err
}

// moment matches a local time in a step's body.
var moment = regexp.MustCompile(`@\d{4}-\d\d-\d\dT\d\d:\d\d`)

// puts is an errand that puts one act on record.
func (p *Play) puts(c *drill.City, who view.Officer, kind act.Kind, body map[string]any) func(context.Context) error {
	return func(ctx context.Context) error {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		_, err = c.Node.Put(ctx, who, kind, nil, text)
		return err
	}
}
