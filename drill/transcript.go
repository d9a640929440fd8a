package drill

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
)

// step is one command of a transcript with what is expected to happen.
type step struct {
	line    int
	command string
	input   []string // lines between the command and the rule
	want    string
	before  []string // blank lines and comments before the command, kept when a transcript is rewritten
}

// rule separates a command from what happened.
const rule = "----"

// parse reads a transcript: comments (#), then a command line, optional input lines, the rule, what happened, an empty line.
func parse(r io.Reader) ([]step, error) {
	var steps []step
	var cur *step
	var before []string
	inOutput := false
	scan := bufio.NewScanner(r)
	for line := 1; scan.Scan(); line++ {
		text := scan.Text()
		switch {
		case cur == nil && (strings.TrimSpace(text) == "" || strings.HasPrefix(text, "#")):
			before = append(before, text)
		case cur == nil:
			steps = append(steps, step{line: line, command: text, before: before})
			cur, before = &steps[len(steps)-1], nil
		case !inOutput && text == rule:
			inOutput = true
		case !inOutput && strings.TrimSpace(text) == "":
			return nil, fmt.Errorf("line %d: the command %q has no %s after it", cur.line, cur.command, rule)
		case !inOutput:
			cur.input = append(cur.input, text)
		case strings.TrimSpace(text) == "":
			cur, inOutput = nil, false
		default:
			cur.want += text + "\n"
		}
	}
	if cur != nil && !inOutput {
		return nil, fmt.Errorf("line %d: the command %q has no %s after it", cur.line, cur.command, rule)
	}
	return steps, scan.Err()
}

// Difference is a step of a transcript at which something else happened than was written.
type Difference struct {
	File, Command string
	Line          int
	Want, Got     string
}

// Error shows both.
func (d *Difference) Error() string {
	return fmt.Sprintf("%s:%d: %s\nwritten:\n%shappened:\n%s", d.File, d.Line, d.Command, indent(d.Want), indent(d.Got))
}

func indent(s string) string {
	if s == "" {
		return "\t(nothing)\n"
	}
	return "\t" + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n\t") + "\n"
}

// Run plays the transcript in text in dir, an empty directory, and returns it as it happened, with an error that holds a
// *Difference for each step that went another way. A command that fails prints its error and the transcript goes on: what an error
// says to people is part of what is tested.
func Run(ctx context.Context, dir, name string, text []byte) (happened []byte, differences []*Difference, err error) {
	steps, err := parse(bytes.NewReader(text))
	if err != nil {
		return nil, nil, fmt.Errorf("drill: %s: %w", name, err)
	}
	stage := newStage(dir)
	defer stage.close()
	var out bytes.Buffer
	for _, s := range steps {
		got := stage.do(ctx, s.command, s.input)
		for _, line := range append(append(s.before, s.command), append(s.input, rule)...) {
			fmt.Fprintln(&out, line)
		}
		fmt.Fprintf(&out, "%s\n", got)
		if got != s.want {
			differences = append(differences, &Difference{File: name, Command: s.command, Line: s.line, Want: s.want, Got: got})
		}
		if err := ctx.Err(); err != nil {
			return out.Bytes(), differences, err
		}
	}
	return append(bytes.TrimRight(out.Bytes(), "\n"), '\n'), differences, nil
}
