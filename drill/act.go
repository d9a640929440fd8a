package drill

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"tongzhou/act"
	"tongzhou/node/view"
)

// named matches a name that an earlier command of the transcript gave to an act: $case.
var named = regexp.MustCompile(`\$[a-z][a-z0-9-]*`)

// fill puts identifiers in the place of names.
func (s *stage) fill(text string) (string, error) {
	var unknown string
	out := named.ReplaceAllStringFunc(text, func(name string) string {
		id, ok := s.names[name[1:]]
		if !ok {
			unknown = name
		}
		return id
	})
	if unknown != "" {
		return "", fmt.Errorf("no act was named %s", unknown)
	}
	return out, nil
}

// wording is what stands in a command besides its words: an officer, addressees, a name for the act.
type wording struct {
	words   []string
	officer view.Officer
	to      []string
	as      string
}

// said takes apart "… by=Chen to=a,b as=name".
func said(args []string) wording {
	w := wording{officer: view.Officer{Login: "chen", Name: "Chen", Role: "coordinator"}}
	for _, a := range args {
		key, value, ok := strings.Cut(a, "=")
		switch {
		case ok && key == "by":
			w.officer.Login, w.officer.Name = strings.ToLower(value), value
		case ok && key == "role":
			w.officer.Role = value
		case ok && key == "to":
			w.to = strings.Split(value, ",")
		case ok && key == "as":
			w.as = value
		default:
			w.words = append(w.words, a)
		}
	}
	return w
}

// body is the JSON under a command, with names filled in. Times may be written as durations from now: "+2h".
func (s *stage) body(input []string) (json.RawMessage, error) {
	text, err := s.fill(strings.Join(input, "\n"))
	if err != nil {
		return nil, err
	}
	if text == "" {
		text = "{}"
	}
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return nil, fmt.Errorf("the body is no JSON: %w", err)
	}
	return json.Marshal(s.dated(v))
}

// putAct lets an officer put an act of any kind on record: the body stands under the command.
func putAct(ctx context.Context, s *stage, args, input []string) (string, error) {
	w := said(args)
	if len(w.words) != 2 {
		return "", errUsage
	}
	c, err := s.city(w.words, 2)
	if err != nil {
		return "", err
	}
	body, err := s.body(input)
	if err != nil {
		return "", err
	}
	got, err := c.Node.Put(ctx, w.officer, act.Kind(w.words[1]), w.to, body)
	return s.called(w, got), err
}

// begin opens a case with all that follows from it.
func begin(ctx context.Context, s *stage, args, input []string) (string, error) {
	w := said(args)
	c, err := s.city(w.words, 1)
	if err != nil {
		return "", err
	}
	body, err := s.body(input)
	if err != nil {
		return "", err
	}
	got, err := c.Node.Begin(ctx, w.officer, body)
	out := s.called(w, got)
	for _, g := range got.Roles {
		out += fmt.Sprintf("  %s %s by %s %s\n", g.Party.ID, g.Role, g.Clause.Code, g.Clause.Clause)
	}
	return out, err
}

// called keeps the name that a command gives to its act.
func (s *stage) called(w wording, got view.Said) string {
	if got.ID == "" {
		return ""
	}
	if w.as != "" {
		s.names[w.as] = got.ID
	}
	return got.ID + "\n"
}

// keep lets a city keep evidence, and names its hash.
func keep(ctx context.Context, s *stage, args, _ []string) (string, error) {
	w := said(args)
	c, err := s.city(w.words, 2)
	if err != nil || w.as == "" {
		return "", cmp.Or(err, errUsage)
	}
	got, err := c.Node.Keep(ctx, "text/plain", []byte(strings.Join(w.words[1:], " ")))
	s.names[w.as] = got.Hash
	return "", err
}

// voids lists the acts without effect that a city knows of.
func voids(_ context.Context, s *stage, args, _ []string) (string, error) {
	c, err := s.city(args, 1)
	if err != nil {
		return "", err
	}
	out := ""
	for _, v := range c.Node.Voids() {
		out += fmt.Sprintf("  %s.%d %s\n", strings.TrimSuffix(v.Journal, "/journal/1"), v.Act, v.Reason)
	}
	if out == "" {
		return "none\n", nil
	}
	return out, nil
}

// dated turns times written as durations from now into times.
func (s *stage) dated(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = s.dated(v[k])
		}
	case []any:
		for i := range v {
			v[i] = s.dated(v[i])
		}
	case string:
		if d, err := time.ParseDuration(v); err == nil && (v[0] == '+' || v[0] == '-') {
			return s.a.Clock.Now().Add(d).Format(time.RFC3339)
		}
	}
	return v
}
