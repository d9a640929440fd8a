package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// document is what the command line reads of a node's OpenAPI document: enough to fill in any of its calls, also those that were not
// there when this program was made.
type document struct {
	Paths      map[string]map[string]*operation `json:"paths"`
	Components struct {
		Schemas map[string]*schema `json:"schemas"`
	} `json:"components"`
}

// operation is one call.
type operation struct {
	ID         string `json:"operationId"`
	Summary    string `json:"summary"`
	Parameters []struct {
		Name        string  `json:"name"`
		In          string  `json:"in"`
		Description string  `json:"description"`
		Required    bool    `json:"required"`
		Schema      *schema `json:"schema"`
	} `json:"parameters"`
	RequestBody *struct {
		Required bool `json:"required"`
		Content  map[string]struct {
			Schema *schema `json:"schema"`
		} `json:"content"`
	} `json:"requestBody"`
	method, path string // where it stands in the document
}

// schema is the shape of a value, as far as it is needed to write one.
type schema struct {
	Ref         string             `json:"$ref"`
	Type        kinds              `json:"type"`
	Description string             `json:"description"`
	Properties  map[string]*schema `json:"properties"`
	Required    []string           `json:"required"`
	Items       *schema            `json:"items"`
	Enum        []any              `json:"enum"`
}

// kinds are the JSON types that a schema allows.
type kinds []string

// UnmarshalJSON reads one type or a list of them.
func (k *kinds) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*k = kinds{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(k))
}

// operations are all calls, by name.
func (d *document) operations() []*operation {
	var out []*operation
	for path, item := range d.Paths {
		for method, op := range item {
			if op.ID == "" {
				continue
			}
			op.method, op.path = strings.ToUpper(method), path
			out = append(out, op)
		}
	}
	slices.SortFunc(out, func(a, b *operation) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// operation finds a call by its name.
func (d *document) operation(id string) (*operation, error) {
	var near []string
	for _, op := range d.operations() {
		if op.ID == id {
			return op, nil
		}
		if strings.Contains(op.ID, id) || strings.Contains(id, op.ID) {
			near = append(near, op.ID)
		}
	}
	if len(near) > 0 {
		return nil, &misuse{fmt.Sprintf("the node has no operation %s; it has %s", id, strings.Join(near, ", "))}
	}
	return nil, &misuse{fmt.Sprintf("the node has no operation %s; tongzhou api --list names those that it has", id)}
}

// resolve follows a reference to where the shape is described.
func (d *document) resolve(s *schema) *schema {
	for range 8 {
		if s == nil || s.Ref == "" {
			return s
		}
		s = d.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
	}
	return s
}

// body is the shape of a call's JSON body, or nil.
func (d *document) body(op *operation) *schema {
	if op.RequestBody == nil {
		return nil
	}
	return d.resolve(op.RequestBody.Content["application/json"].Schema)
}

// list prints the calls with what each is for.
func (d *document) list(w io.Writer) {
	ops := d.operations()
	widest := 0
	for _, op := range ops {
		widest = max(widest, len(op.ID))
	}
	for _, op := range ops {
		fmt.Fprintf(w, "%-*s  %s\n", widest, op.ID, op.Summary)
	}
}

// describe prints what one call takes.
func (d *document) describe(w io.Writer, op *operation) {
	fmt.Fprintf(w, "%s: %s\n%s %s\n", op.ID, op.Summary, op.method, op.path)
	for _, p := range op.Parameters {
		if p.In == "path" || p.In == "query" {
			d.member(w, p.Name, p.Schema, p.Required, p.Description)
		}
	}
	d.members(w, "", d.body(op), 0)
	if op.RequestBody != nil {
		for kind := range op.RequestBody.Content {
			if kind != "application/json" {
				fmt.Fprintf(w, "  --body FILE may be %s\n", kind)
			}
		}
	}
}

// deepest is how far below the body's top the members are named.
const deepest = 3

// members prints the members of an object, those of objects in it by dotted names.
func (d *document) members(w io.Writer, prefix string, s *schema, depth int) {
	if s == nil || depth > deepest {
		return
	}
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		field := s.Properties[name]
		at := d.resolve(field)
		description := field.Description
		if description == "" && at != nil {
			description = at.Description
		}
		d.member(w, prefix+name, at, slices.Contains(s.Required, name), description)
		d.members(w, prefix+name+".", at, depth+1)
	}
}

func (d *document) member(w io.Writer, name string, s *schema, required bool, description string) {
	kind := "any"
	if s = d.resolve(s); s != nil && len(s.Type) > 0 {
		kind = strings.Join(s.Type, "|")
	}
	if s != nil && len(s.Enum) > 0 {
		kind = strings.Trim(fmt.Sprint(s.Enum), "[]")
	}
	if required {
		kind += ", required"
	}
	if description != "" {
		description = "  " + description
	}
	fmt.Fprintf(w, "  %s (%s)%s\n", name, kind, description)
}

// spell makes the JSON value of what was typed, by the shape that the document gives it. What has none is a text.
func (d *document) spell(s *schema, typed string) (any, error) {
	s = d.resolve(s)
	if s == nil {
		return typed, nil
	}
	for _, kind := range s.Type {
		switch kind {
		case "integer", "number", "boolean":
			var v any
			if err := unmarshal([]byte(typed), &v); err != nil {
				return nil, fmt.Errorf("%q is no %s", typed, kind)
			}
			return v, nil
		}
	}
	return typed, nil
}
