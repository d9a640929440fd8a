package drill

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/pack"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
)

// text is an instrument that ships with the program, filled in for the parties of a command: NAME ID... [superior=ID] [code=CODE].
func (s *stage) text(words []string) (*agreement.Instrument, error) {
	shipped, err := pack.Load(words[0])
	if err != nil {
		return nil, err
	}
	f := pack.Filling{From: act.Time(s.a.Clock.Now().UnixMilli())}
	for _, w := range words[1:] {
		key, value, ok := strings.Cut(w, "=")
		switch {
		case !ok:
			f.Parties = append(f.Parties, jurisdiction.ID(w))
		case key == "superior":
			f.Superior = jurisdiction.ID(value)
		case key == "code":
			f.Code = value
		case key == "gauge": // station/quantity:watch:calm:emergency:relief
			var g pack.Gauge
			name, levels, _ := strings.Cut(value, ":")
			if _, err := fmt.Sscanf(strings.ReplaceAll(levels, ":", " "), "%g %g %g %g", &g.Watch, &g.Calm, &g.Emergency, &g.Relief); err != nil {
				return nil, fmt.Errorf("gauge: %w", err)
			}
			g.Series = name
			f.Gauges = append(f.Gauges, g)
		default:
			return nil, errUsage
		}
	}
	return shipped.Fill(f)
}

// issue lets a superior issue a rule pack that ships with the program: issue ID NAME [PARTY...].
func issue(ctx context.Context, s *stage, args, _ []string) (string, error) {
	w, rest := options(args)
	c, err := s.city(rest, 2)
	if err != nil {
		return "", err
	}
	text, err := s.text(rest[1:])
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(text)
	if err != nil {
		return "", err
	}
	got, err := c.Node.Put(ctx, w.officer, agreement.KindIssue, nil, body)
	return s.called(w, got), err
}

// options parts by=, to= and as= from everything else, which may hold other options.
func options(args []string) (wording, []string) {
	var mine, rest []string
	for _, a := range args {
		key, _, _ := strings.Cut(a, "=")
		if key == "by" || key == "to" || key == "as" || key == "role" {
			mine = append(mine, a)
		} else {
			rest = append(rest, a)
		}
	}
	return said(mine), rest
}

// agree concludes a template that ships with the program between parties, the first of which proposes it: agree NAME ID... . Each signs in its own journal.
func agree(ctx context.Context, s *stage, args, _ []string) (string, error) {
	w, rest := options(args)
	if len(rest) < 3 {
		return "", errUsage
	}
	text, err := s.text(rest)
	if err != nil {
		return "", err
	}
	got, err := s.a.Agree(ctx, w.officer, text)
	return s.called(w, got), err
}

// Agree lets the first party of an instrument propose it, all others sign it, and the first conclude it.
func (a *Alliance) Agree(ctx context.Context, who view.Officer, text *agreement.Instrument) (view.Said, error) {
	body, err := json.Marshal(text)
	if err != nil {
		return view.Said{}, err
	}
	first, err := a.City(text.Parties[0])
	if err != nil {
		return view.Said{}, err
	}
	proposed, err := first.Node.Put(ctx, who, agreement.KindPropose, nil, body)
	if err != nil {
		return view.Said{}, err
	}
	if err := a.Settle(ctx); err != nil {
		return view.Said{}, err
	}
	of, err := json.Marshal(map[string]string{"of": proposed.ID})
	if err != nil {
		return view.Said{}, err
	}
	for _, id := range text.Parties[1:] {
		c, err := a.City(id)
		if err != nil {
			return view.Said{}, err
		}
		if _, err := c.Node.Put(ctx, who, agreement.KindAccept, nil, of); err != nil {
			return view.Said{}, err
		}
	}
	if err := a.Settle(ctx); err != nil {
		return view.Said{}, err
	}
	return first.Node.Put(ctx, who, agreement.KindConclude, nil, of)
}

// propose lets the first party of a shipped template propose it, and nothing more: propose TEMPLATE ID ID... .
func propose(ctx context.Context, s *stage, args, _ []string) (string, error) {
	w, rest := options(args)
	if len(rest) < 3 {
		return "", errUsage
	}
	text, err := s.text(rest)
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(text)
	if err != nil {
		return "", err
	}
	first, err := s.city([]string{string(text.Parties[0])}, 1)
	if err != nil {
		return "", err
	}
	got, err := first.Node.Put(ctx, w.officer, agreement.KindPropose, nil, body)
	return s.called(w, got), err
}
