package warning

import (
	"flag"
	"fmt"
	"iter"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// script is a transcript in testdata: commands, each followed by what came of it, indented. A line that begins with "#" begins a new
// story. go test -update writes what came of it anew; the difference is to be read.
func script(t *testing.T, path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write what came of the transcripts anew")
	os.Exit(m.Run())
}

func TestCustody(t *testing.T) { // R83, R30: one state with evidence for every addressee, every transition and every refusal
	const path = "testdata/custody.txt"
	was := script(t, path)
	var is strings.Builder
	var st *story
	for _, line := range strings.Split(strings.TrimRight(was, "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
			st.everyOrder()
			st = newStory(t)
			is.WriteString(line + "\n")
		case strings.HasPrefix(line, "  "):
		case line == "":
			is.WriteString("\n")
		default:
			is.WriteString(line + "\n")
			for _, out := range st.do(line) {
				is.WriteString("  " + out + "\n")
			}
		}
	}
	st.everyOrder()
	if is.String() == was {
		return
	}
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(path, []byte(is.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	a, b := strings.Split(was, "\n"), strings.Split(is.String(), "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("%s:%d: came out as %q, was %q (go test ./warning -update writes it anew)", path, i+1, b[i], a[i])
		}
	}
	t.Fatalf("%s: came out with %d lines, was %d", path, len(b), len(a))
}

// A story is a world and the state of a reader who read everything in the order of writing.
type story struct {
	*world
	state *State
	args  map[string]string
}

func newStory(t testing.TB) *story {
	w := newWorld(t)
	return &story{world: w, state: New(w.rules)}
}

// do runs a command: a verb, names, and key=value.
func (s *story) do(line string) []string {
	s.Helper()
	fields := strings.Fields(line)
	s.args = map[string]string{"": ""}
	for _, f := range fields[1:] {
		if k, v, ok := strings.Cut(f, "="); ok {
			s.args[k] = v
		} else {
			s.args["name"] = f
		}
	}
	switch fields[0] {
	case "board":
		return s.board()
	case "history":
		return s.history()
	case "silence":
		return s.silence()
	case "list":
		return s.list()
	case "reach":
		to, cites := s.state.Reach(s.ref(s.args["name"]))
		return []string{fmt.Sprintf("to %v citing %v", to, s.names(cites))}
	case "reply":
		a, cites, ok := s.state.Reply(s.ref(s.args["name"]), jurisdiction.ID(s.args["of"]))
		if !ok {
			return []string{"does not have it"}
		}
		return []string{fmt.Sprintf("%s to %s citing %v", a.Status, s.nameOf(a.Of), s.names(cites))}
	}
	e := s.act(fields[0])
	before := s.state.Digest()
	checked := s.state.Check(e)
	if s.state.Digest() != before {
		s.Fatalf("%s: was only checked, and the state has changed", line)
	}
	err := s.state.Apply(e)
	if fmt.Sprint(err) != fmt.Sprint(checked) {
		s.Fatalf("%s: %v, but checked as %v", line, err, checked)
	}
	if err != nil {
		return []string{"void: " + strings.TrimPrefix(err.Error(), "warning: ")}
	}
	return nil
}

func (s *story) ids(key string) []jurisdiction.ID {
	var out []jurisdiction.ID
	for _, f := range s.words(key) {
		out = append(out, jurisdiction.ID(f))
	}
	return out
}

func (s *story) words(key string) []string {
	if s.args[key] == "" {
		return nil
	}
	return strings.Split(s.args[key], ",")
}

// time returns a time argument, or another one if it is absent.
func (s *story) time(key string, absent act.Time) act.Time {
	if s.args[key] == "" {
		return absent
	}
	return clock(s, s.args[key])
}

func (s *story) or(key, absent string) string {
	if v, ok := s.args[key]; ok {
		return v
	}
	return absent
}

// act writes the act of a command into its author's journal.
func (s *story) act(verb string) act.Entry {
	s.Helper()
	at := s.time("at", 0)
	a := act.Act{Kind: act.Kind("warning." + verb), By: jurisdiction.ID(s.args["by"]), At: at, To: s.ids("to"), Officer: s.args["officer"]}
	for _, name := range s.words("cites") {
		a.Cites = append(a.Cites, s.ref(name))
	}
	var of act.Ref
	if s.args["of"] != "" {
		of = s.ref(s.args["of"])
		a.Cites = append(a.Cites, of)
	}
	status := Status(s.or("status", "Actual"))
	approved := s.words("approved")
	switch verb {
	case "issue":
		a.Cites = append(a.Cites, s.ref("charter"))
		return s.write(s.args["name"], a, s.content(at, a.To))
	case "update":
		a.Cites = append(a.Cites, s.ref("charter"))
		return s.write(s.args["name"], a, Update{Of: of, Material: s.args["change"] == "material", Note: said("more is known"), Notice: s.content(at, a.To)})
	case "cancel":
		reason := said(s.or("reason", "false alarm"))
		if reason["en"] == "" {
			reason = act.Text{}
		}
		return s.write(s.args["name"], a, Cancel{Of: of, Status: status, Reason: reason, ConfirmBy: s.time("confirm", at+1800000), ApprovedBy: approved})
	case "escalate":
		step, _ := strconv.Atoi(s.or("step", "1"))
		return s.write(s.args["name"], a, Escalation{Of: of, Status: status, Addressee: jurisdiction.ID(s.args["for"]), Step: step, Reason: s.or("reason", "silent"),
			LastHeard: s.time("heard", 0), Deadline: s.time("deadline", 0), AnswerBy: s.time("answer", at+1800000)})
	}
	answer := Answer{Of: of, Status: status, AnswerBy: s.time("answer", 0)}
	if via := s.args["via"]; via != "" {
		r := s.ref(via)
		answer.Via = &r
		a.Cites = append(a.Cites, r)
	}
	if s.args["reason"] != "" {
		answer.Note = said(s.args["reason"])
	}
	return s.write(s.args["name"], a, answer)
}

// content is what a warning of a command says.
func (s *story) content(at act.Time, to []jurisdiction.ID) Notice {
	n := s.notice(at, to)
	n.Status, n.Level, n.Event = Status(s.or("status", "Actual")), Level(s.or("level", "orange")), s.or("event", n.Event)
	n.AcceptBy, n.Expires = s.time("accept", n.AcceptBy), s.time("expires", n.Expires)
	n.ApprovedBy = s.words("approved")
	n.Rules = s.ref(s.or("rules", "charter"))
	return n
}

// names says what refs are called.
func (s *story) names(refs []act.Ref) []string {
	out := []string{}
	for _, r := range refs {
		out = append(out, s.nameOf(r))
	}
	return out
}

func (s *story) nameOf(r act.Ref) string {
	for name, ref := range s.named {
		if ref == r {
			return name
		}
	}
	return fmt.Sprintf("%s#%d", strings.TrimSuffix(r.Journal, "/journal/1"), r.Index)
}

func (s *story) board() []string { return s.boardOf(s.state) }

func (s *story) boardOf(state *State) []string {
	b, ok := state.Board(s.ref(s.args["name"]), s.time("at", 0))
	if !ok {
		return []string{"none"}
	}
	out := []string{fmt.Sprintf("%s version %d, %d overdue", b.InForce, b.Version, b.Overdue)}
	for _, r := range b.Rows {
		line := fmt.Sprintf("%s: %s since %s v%d by %s", r.Party, r.State, hours(r.Since), r.Version, s.nameOf(r.Evidence))
		for _, x := range []struct {
			show bool
			text string
		}{
			{r.Role != "addressee", ", " + r.Role},
			{r.Officer != "", ", " + r.Officer},
			{r.Reason != nil, ", because " + r.Reason["en"]},
			{r.Late, ", late"},
			{r.Backdated, ", backdated"},
			{r.OverdueBy > 0, fmt.Sprintf(", %s over %s", r.OverdueBy.Truncate(time.Minute), hours(r.Due))},
			{r.State == Overdue || r.State == Expired || r.State == Superseded, ", got as far as " + string(r.Reached)},
			{r.Unreached, ", newest not sent to it"},
			{b.Version > 1 && !r.Unreached, fmt.Sprintf(", newest %s", r.Confirm)},
			{r.PassedOn != nil, fmt.Sprintf(", passed on to %v", r.PassedOn)},
		} {
			if x.show {
				line += x.text
			}
		}
		for _, n := range r.Next {
			line += fmt.Sprintf(", %s: step %d to %v at %s", n.Reason, n.Step, n.To, hours(n.At))
		}
		out = append(out, line)
	}
	return out
}

func (s *story) history() []string {
	b, _ := s.state.Board(s.ref(s.args["name"]), s.time("at", 0))
	var out []string
	for _, r := range b.Rows {
		if string(r.Party) != s.args["of"] {
			continue
		}
		for _, e := range r.History {
			line := fmt.Sprintf("%s %s v%d by %s", hours(e.At), e.State, e.Version, s.nameOf(e.Evidence))
			if e.Officer != "" {
				line += ", " + e.Officer
			}
			if e.Late {
				line += ", late"
			}
			if e.Backdated {
				line += ", backdated"
			}
			out = append(out, line)
		}
	}
	return out
}

// silence climbs the ladder duty -> coordinator -> superior; heard is party=time pairs, as party@time.
func (s *story) silence() []string {
	now := s.time("at", 0)
	b, _ := s.state.Board(s.ref(s.args["name"]), now)
	heard := map[jurisdiction.ID]act.Time{}
	for _, w := range s.words("heard") {
		id, at, _ := strings.Cut(w, "@")
		heard[jurisdiction.ID(id)] = clock(s, at)
	}
	rules := Rules{Unreachable: 10 * time.Minute, Ladder: []Rung{
		{Role: "next-contact", After: 0, Contact: map[jurisdiction.ID]jurisdiction.ID{"songyuan": "jilin-province"}},
		{Role: "coordinator", After: 15 * time.Minute, Default: "body"},
		{Role: "superior", After: time.Hour, Default: "sepa"},
	}}
	var out []string
	for _, x := range Silence(rules, b, now, heard) {
		out = append(out, fmt.Sprintf("%s is %s (heard %s, deadline %s): step %d to %s (%s) since %s", x.Addressee, x.Reason, hours(x.LastHeard),
			hours(x.Deadline), x.Step, x.To, x.Role, hours(x.Due)))
	}
	return append(out, fmt.Sprintf("%d due", len(out)))
}

func (s *story) list() []string {
	now := s.time("at", 0)
	var seq iter.Seq[Head]
	switch id := jurisdiction.ID(s.args["of"]); s.args["name"] {
	case "holding":
		seq = s.state.Holding(id, now)
	case "issued":
		seq = s.state.Issued(id, now)
	case "open":
		seq = s.state.Open(id, now)
	}
	var out []string
	for h := range seq {
		line := fmt.Sprintf("%s: %s, %d overdue", s.nameOf(h.ID), h.InForce, h.Overdue)
		if h.Mine != nil {
			line += ", mine " + string(h.Mine.State)
		}
		out = append(out, line)
	}
	return append(out, fmt.Sprintf("%d", len(out)))
}

// everyOrder checks that a story ends the same in other orders of its journals. TestOrder does the same with stories that nobody wrote.
func (s *story) everyOrder() {
	if s == nil {
		return
	}
	s.Helper()
	_, voids := s.apply(s.Entries)
	for seed := range uint32(20) {
		x := seed*2654435761 + 1
		order := s.Shuffled(func(n int) int { x = x*1664525 + 1013904223; return int(x>>8) % n })
		state, v := s.apply(order)
		if state.Digest() != s.state.Digest() {
			s.Errorf("order %d gives another state", seed)
		}
		if len(v) != len(voids) {
			s.Errorf("order %d gives other voids: %v, wants %v", seed, v, voids)
		}
		for ref, why := range v {
			if voids[ref] != why {
				s.Errorf("order %d: %s is void because %q, wants %q", seed, s.nameOf(ref), why, voids[ref])
			}
		}
	}
}
