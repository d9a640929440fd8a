package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"tongzhou/agreement"
	"tongzhou/agreement/pack"
)

const packHelp = `Rule packs of known laws, compacts and templates that come with the program, in English and Chinese, each clause with its law, year and article. None is in force by
itself: a superior issues a pack, the members of an alliance sign a compact.

	tongzhou pack list
	tongzhou pack show cn-environment-reporting
	tongzhou pack check mine.json

Clauses that nobody could hold against the text of the law are marked: unverified.`

const packCheckHelp = `Reads files of the form that "tongzhou pack show NAME --json" prints, or instruments by themselves, and prints everything that is wrong with them: the line, a code, the
clause, and what.

Codes: syntax (no JSON), field (unknown, double or of a wrong type), language (a text lacks English or Chinese), rule (an instrument may not say that), place (a
template cannot be filled), source (force law without a law), note (something is named that is not there), size.

Exit status 0: nothing is wrong; 1: something is.`

type packCmd struct {
	List  packListCmd  `cmd:"" help:"Print what there is."`
	Show  packShowCmd  `cmd:"" help:"Print one, clause by clause."`
	Check packCheckCmd `cmd:"" help:"Print what is wrong with files that you wrote."`
}

// Help is the long help of the command.
func (packCmd) Help() string { return packHelp }

type packListCmd struct {
	JSON bool `help:"Print one JSON object."`
}

// packRow is one instrument in a list.
type packRow struct {
	Name       string            `json:"name"`
	Type       string            `json:"type"`
	Mode       string            `json:"mode"`
	Template   bool              `json:"template"`
	Clauses    int               `json:"clauses"`
	Unverified []string          `json:"unverified"`
	Title      map[string]string `json:"title"`
}

// Run lists.
func (p *packListCmd) Run(c *terminal) error {
	rows := []packRow{}
	for _, name := range pack.Names() {
		s, err := pack.Load(name)
		if err != nil {
			return err
		}
		in := s.Instrument
		rows = append(rows, packRow{name, in.Type, in.Mode, s.Template, len(in.Clauses), append([]string{}, s.Unverified...), in.Title})
	}
	if p.JSON {
		return printJSON(c.out, map[string]any{"packs": rows})
	}
	for _, r := range rows {
		kind := r.Type
		if r.Template {
			kind += ", template"
		}
		fmt.Fprintf(c.out, "%-28s %-20s %3d clauses  %s  %s\n", r.Name, kind, r.Clauses, r.Title["en"], r.Title["zh-Hans"])
	}
	return nil
}

type packShowCmd struct {
	Name string `arg:"" help:"Name, as in the list."`
	JSON bool   `help:"Print the file as it is shipped: what to copy and change."`
}

// Run shows.
func (p *packShowCmd) Run(c *terminal) error {
	s, err := pack.Load(p.Name)
	if err != nil {
		return err
	}
	if p.JSON {
		return printJSON(c.out, s)
	}
	in := s.Instrument
	fmt.Fprintf(c.out, "%s: %s, %s\n%s\n%s\n\n%s\n%s\n", s.Name, in.Type, in.Mode, in.Title["en"], in.Title["zh-Hans"], s.Summary["en"], s.Summary["zh-Hans"])
	for _, n := range append(s.Notes, s.Licence) {
		fmt.Fprintf(c.out, "* %s\n  %s\n", n["en"], n["zh-Hans"])
	}
	for _, sec := range in.Sections {
		fmt.Fprintf(c.out, "\n[%s]\n  %s\n  %s\n", sec.Key, sec.Text["en"], sec.Text["zh-Hans"])
	}
	for _, b := range in.Bodies {
		under := ""
		if b.Parent != "" {
			under = ", under " + b.Parent
		}
		fmt.Fprintf(c.out, "\n{%s} %s%s: %s %s\n", b.ID, b.Kind, under, b.Name["en"], b.Name["zh-Hans"])
	}
	unverified := map[string]bool{}
	for _, id := range s.Unverified {
		unverified[id] = true
	}
	for _, cl := range in.Clauses {
		printClause(c.out, cl, unverified[cl.ID])
	}
	return nil
}

// printClause prints one clause with its source, in both languages.
func printClause(w io.Writer, c agreement.Clause, unverified bool) {
	fmt.Fprintf(w, "\n%s  %s  %s  (%s)\n", c.ID, c.Title["en"], c.Title["zh-Hans"], c.Force)
	for _, lang := range []string{"en", "zh-Hans"} {
		fmt.Fprintf(w, "    %s\n", c.Text[lang])
		if reading := pack.Reading(c, lang); reading != "" {
			fmt.Fprintf(w, "    = %s\n", reading)
		}
	}
	if c.When != "" {
		fmt.Fprintf(w, "    if %s\n", c.When)
	}
	if s := c.Source; s != nil {
		fmt.Fprintf(w, "    source: %s %s, %s, art. %s", s.Law["en"], s.Law["zh-Hans"], s.Year, s.Article)
		if s.Note != nil {
			fmt.Fprintf(w, "; %s %s", s.Note["en"], s.Note["zh-Hans"])
		}
		fmt.Fprintln(w)
	}
	if unverified {
		fmt.Fprintln(w, "    UNVERIFIED 未核实")
	}
}

type packCheckCmd struct {
	Files []string `arg:"" name:"file" help:"JSON files."`
	JSON  bool     `help:"Print one JSON object."`
}

// Help is the long help of the command.
func (packCheckCmd) Help() string { return packCheckHelp }

// packChecked is what was found in one file.
type packChecked struct {
	File     string         `json:"file"`
	Findings []pack.Finding `json:"findings"`
}

// Run checks.
func (p *packCheckCmd) Run(c *terminal) error {
	checked, bad := []packChecked{}, false
	for _, file := range p.Files {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		found := append([]pack.Finding{}, pack.Check(data)...)
		checked, bad = append(checked, packChecked{file, found}), bad || len(found) > 0
	}
	if p.JSON {
		if err := printJSON(c.out, map[string]any{"files": checked}); err != nil {
			return err
		}
	} else {
		for _, f := range checked {
			for _, x := range f.Findings {
				fmt.Fprintf(c.out, "%s:%d: %s: %s\n", f.File, x.Line, x.Code, strings.ReplaceAll(x.What, "\n", " "))
			}
			if len(f.Findings) == 0 {
				fmt.Fprintf(c.out, "%s: ok\n", f.File)
			}
		}
	}
	if bad {
		return errFound
	}
	return nil
}

// printJSON prints one value for a program to read; characters stay as they are, because the texts are for people too.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
