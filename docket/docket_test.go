package docket_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
	"tongzhou/warning"
)

// A bench is a docket of an alliance with the members jilin and songyuan, and a journal that is not followed.
type bench struct {
	*testing.T
	*docket.Docket
	body, jilin, songyuan, stranger *pen
	charter                         act.Ref
}

func newBench(t *testing.T) *bench {
	b := &bench{t, docket.New(docket.Config{Founder: "body/journal/1", Follows: follows}),
		&pen{id: "body"}, &pen{id: "jilin"}, &pen{id: "songyuan"}, &pen{id: "stranger"}, act.Ref{}}
	found := b.body.write(roster.KindFound, charter("body"))
	b.charter = found.Ref
	b.expect(found, "applied")
	b.expect(b.body.write(roster.KindAdmit, admission("jilin")), "applied")
	b.expect(b.body.write(roster.KindAdmit, admission("songyuan")), "applied")
	return b
}

// expect applies an entry and compares what became of it and of those that it released: "status reason", where the reason may be
// a part of it.
func (b *bench) expect(e act.Entry, want ...string) {
	b.Helper()
	got := b.Apply(e)
	if len(got) != len(want) {
		b.Fatalf("entry %d of %s: outcomes %v, want %v", e.Index, e.Journal, got, want)
	}
	for i, o := range got {
		status, reason, _ := strings.Cut(want[i], " ")
		if string(o.Status) != status || !strings.Contains(o.Reason, reason) || (o.Reason == "") != (reason == "") {
			b.Errorf("entry %d of %s: %s %q, want %s", o.Entry.Index, o.Entry.Journal, o.Status, o.Reason, want[i])
		}
	}
}

// says compares a list of findings with lines "journal index reason", where the reason may be a part of it.
func (b *bench) says(what string, list iter.Seq[docket.Finding], want ...string) {
	b.Helper()
	var got []string
	for f := range list {
		got = append(got, fmt.Sprintf("%s %d %s", f.Journal, f.Index, f.Reason))
	}
	if len(got) != len(want) {
		b.Fatalf("%s: %q, want %q", what, got, want)
	}
	for i := range got {
		if !strings.HasPrefix(got[i], want[i]) {
			b.Errorf("%s: %q, want %q", what, got[i], want[i])
		}
	}
}

// observe is an act that its kind always accepts.
func (p *pen) observe(edit ...func(*act.Act)) act.Entry {
	return p.write(roster.KindObserve, roster.Observation{Heads: map[string]int64{"body/journal/1": 1}}, edit...)
}

// Clause 5.1: the entries of a journal are read in rising index without a gap, however they arrive.
func TestGap(t *testing.T) {
	b := newBench(t)
	first, second, third := b.jilin.observe(), b.jilin.observe(), b.jilin.observe()
	b.expect(third, "held entry 0 of its journal has not arrived")
	b.expect(second, "held entry 0 of its journal has not arrived")
	b.says("holding", b.Holding(), "jilin/journal/1 1 entry 0", "jilin/journal/1 2 entry 0")
	b.expect(first, "applied", "applied", "applied")
	b.says("holding", b.Holding())
	if b.Read("jilin/journal/1") != 3 || b.Read("nobody/journal/1") != 0 {
		t.Error("read", b.Read("jilin/journal/1"))
	}
}

// Clause 5.2, R103: nobody writes for another. What an entry shows by itself is said at once, without waiting for what it cites.
func TestVerdictsByItself(t *testing.T) {
	b := newBench(t)
	never := cite(act.Ref{Journal: "songyuan/journal/1", Index: 99})
	b.expect(act.Read("jilin/journal/1", 0, []byte("{}")), "void act: decode")
	b.jilin.next++
	b.expect(b.jilin.observe(never, func(a *act.Act) { a.By = "songyuan" }), "void its author songyuan is not the journal's")
	b.expect(b.jilin.observe(cite(act.Ref{Journal: "jilin/journal/1", Index: 2}), never), "void it cites entry 2 of its own journal")
	b.expect(b.jilin.observe(cite(act.Ref{Journal: "jilin/journal/1", Index: 9}), never), "void it cites entry 9 of its own journal")
	b.expect(b.jilin.write("drill.plan", map[string]int{"x": 1}), "skipped")
	b.expect(b.jilin.write(roster.KindObserve, map[string]int{"x": 1}), `void unknown field "x"`)
	b.says("voids", b.Voids(), "jilin/journal/1 0 act: decode", "jilin/journal/1 1 its author", "jilin/journal/1 2 it cites",
		"jilin/journal/1 3 it cites", "jilin/journal/1 5 roster: ")
	b.expect(b.jilin.observe(never), "held it cites entry 99")
	if voids, held := b.Counts("jilin/journal/1"); voids != 5 || held != 1 {
		t.Errorf("%d void, %d held", voids, held)
	}
	if voids, held := b.Counts("nobody/journal/1"); voids != 0 || held != 0 {
		t.Errorf("of nobody: %d void, %d held", voids, held)
	}
	if reason, void := b.Void("jilin/journal/1", 1); !void || !strings.Contains(reason, "songyuan") {
		t.Error(reason, void)
	}
	if _, void := b.Void("jilin/journal/1", 4); void {
		t.Error("a skipped entry is void")
	}
	if _, void := b.Void("nobody/journal/1", 4); void {
		t.Error("an entry of nobody is void")
	}
}

// Clause 5.3: citations hold, in the order in which they stand; a wrong leaf hash makes the act void.
func TestCitations(t *testing.T) {
	b := newBench(t)
	cited := []act.Entry{b.songyuan.observe(), b.songyuan.observe()}
	wrong := cited[1].Ref
	wrong.Leaf[31] ^= 1
	both := b.jilin.observe(cite(cited[0].Ref, cited[1].Ref))
	bad := b.jilin.observe(cite(cited[0].Ref, wrong))
	badFirst := b.jilin.observe(cite(wrong, act.Ref{Journal: "songyuan/journal/1", Index: 50}))
	b.expect(both, "held it cites entry 0 of songyuan/journal/1")
	b.expect(bad, "held it stands after entry 0, which waits: it cites entry 0")
	b.expect(badFirst, "held it stands after entry 0")
	b.expect(cited[0], "applied", "held it cites entry 1 of songyuan/journal/1")
	b.says("holding", b.Holding(), "jilin/journal/1 0 it cites entry 1", "jilin/journal/1 1 it stands after", "jilin/journal/1 2 it stands")
	b.expect(cited[1], "applied", "applied", "void it cites entry 1 of songyuan/journal/1 with another hash", "void it cites entry 1")
}

// A void act can be cited; what that means is up to the kind.
func TestCitingVoid(t *testing.T) {
	b := newBench(t)
	void := b.jilin.write(warning.KindIssue, map[string]int{"x": 1})
	b.expect(void, "void unknown field")
	b.expect(b.songyuan.observe(cite(void.Ref)), "applied")
	b.expect(b.songyuan.write(warning.KindReceive, warning.Answer{Of: void.Ref, Status: "Actual"}, cite(void.Ref)), "void no warning on record")
}

// A citation into a journal that is not followed is satisfied but unverified; entries of such a journal are not taken.
func TestUnfollowed(t *testing.T) {
	b := newBench(t)
	out := b.Apply(b.jilin.observe(cite(b.charter, act.Ref{Journal: outside, Index: 7}, act.Ref{Journal: outside, Index: 8})))
	if len(out) != 1 || out[0].Status != docket.Applied || out[0].Unverified != 2 {
		t.Errorf("%+v", out)
	}
	before := b.Digest()
	b.expect((&pen{id: "elsewhere"}).observe(), "refused not followed")
	if b.Digest() != before {
		t.Error("a refused entry changes the digest")
	}
	all := docket.New(docket.Config{Founder: "body/journal/1"})
	verified := docket.New(docket.Config{Founder: "body/journal/1"})
	elsewhere := (&pen{id: "elsewhere"}).observe()
	body := &pen{id: "body"}
	for _, e := range []act.Entry{body.write(roster.KindFound, charter("body")), body.write(roster.KindAdmit, admission("elsewhere")),
		elsewhere, body.observe(cite(elsewhere.Ref))} {
		if out := verified.Apply(e); out[0].Status != docket.Applied || out[0].Unverified != 0 {
			t.Errorf("%+v", out)
		}
	}
	if out := all.Apply((&pen{id: "elsewhere"}).observe()); out[0].Status != docket.Held {
		t.Errorf("with every journal followed: %+v", out)
	}
}

// Clause 5.4: nobody is heard before its admission, except the founder; and nobody after leaving, until it is admitted again.
func TestAdmission(t *testing.T) {
	b := newBench(t)
	b.expect(b.stranger.observe(), "held not a member")
	b.expect(b.stranger.observe(), "held it stands after entry 0, which waits: its author is not a member")
	b.expect(b.body.write(roster.KindAdmit, admission("stranger")), "applied", "applied", "applied")
	leave := b.stranger.write(roster.KindLeave, roster.Leaving{})
	b.expect(leave, "applied")
	b.expect(b.stranger.observe(), "held not a member")
	b.expect(b.body.write(roster.KindAdmit, admission("stranger")), "void cite its leaving")
	b.expect(b.body.write(roster.KindAdmit, admission("stranger"), cite(leave.Ref)), "applied", "applied")
	// The successor of a journal has no meaning yet: it waits, and does not count for its author.
	second := b.stranger.observe()
	second.Journal, second.Index = "stranger/journal/2", 0
	b.expect(second, "held not a member")
}

// Clause 5.6: an unknown critical kind stops its journal, and who cites what is behind it; nobody else.
func TestStop(t *testing.T) {
	for name, stop := range map[string]func(p *pen) act.Entry{
		"critical": func(p *pen) act.Entry {
			return p.write("plan.adopt", map[string]int{"x": 1}, func(a *act.Act) { a.Critical = true },
				cite(act.Ref{Journal: "songyuan/journal/1", Index: 99}))
		},
		"later version": func(p *pen) act.Entry {
			p.next++
			return act.Read(act.Origin(p.id), p.next-1, []byte(`{"by":["jilin","songyuan"],"v":2}`))
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.expect(b.jilin.observe(), "applied")
			stopped := stop(b.jilin)
			b.expect(stopped, "stopped upgrade needed")
			after := b.jilin.observe()
			b.expect(after, "held upgrade needed")
			b.expect(b.songyuan.observe(), "applied")
			b.expect(b.songyuan.observe(cite(stopped.Ref)), "held it cites entry 1 of jilin/journal/1")
			b.expect(b.body.observe(), "applied")
			list := b.Stopped()
			if len(list) != 1 || list[0].Ref != stopped.Ref || !strings.HasPrefix(list[0].Reason, "upgrade needed") {
				t.Errorf("%+v", list)
			}
			b.says("holding", b.Holding(), "jilin/journal/1 1 upgrade needed", "jilin/journal/1 2 upgrade needed", "songyuan/journal/1 1 it cites")
		})
	}
}

// A kind that is known may be critical too, and is applied.
func TestCriticalKnown(t *testing.T) {
	b := newBench(t)
	b.expect(b.jilin.observe(func(a *act.Act) { a.Critical = true }), "applied")
}

// Clause 5.7: acts that wait for each other or for what never comes stay held, and others are read as before.
func TestCycle(t *testing.T) {
	b := newBench(t)
	b.expect(b.jilin.observe(cite(act.Ref{Journal: "songyuan/journal/1", Index: 0})), "held it cites entry 0 of songyuan")
	b.expect(b.songyuan.observe(cite(act.Ref{Journal: "jilin/journal/1", Index: 0})), "held it cites entry 0 of jilin")
	for range 100 {
		b.expect(b.body.observe(), "applied")
	}
	b.says("holding", b.Holding(), "jilin/journal/1 0 it cites", "songyuan/journal/1 0 it cites")
}

// Clause 5.8: the same entry twice is nothing new; another entry in its place is refused, read or not, and changes nothing.
func TestTwice(t *testing.T) {
	b := newBench(t)
	read, waits := b.jilin.observe(), b.songyuan.observe(cite(act.Ref{Journal: "jilin/journal/1", Index: 9}))
	b.expect(read, "applied")
	b.expect(waits, "held it cites entry 9")
	before := b.Digest()
	for _, e := range []act.Entry{read, waits} {
		b.expect(e)
		e.Leaf[0] ^= 1
		b.expect(e, "refused rewritten")
		e.Index = -1
		b.expect(e, "refused negative")
	}
	if b.Digest() != before {
		t.Error("entries that came twice change the digest")
	}
	b.says("voids", b.Voids())
}

// The charter becomes the rules of warnings: two officers, the ladder that silence climbs (R25, R30).
func TestRules(t *testing.T) {
	c := charter("body")
	c.Superiors = []jurisdiction.ID{"centre"}
	c.Rules.TwoPerson = []roster.TwoPerson{{Status: "Actual", Level: "red"}}
	c.Rules.Unreachable = 5
	c.Rules.Automatic = []string{"OET-060"}
	c.Rules.Escalation = []roster.Step{{After: 10, To: "next-contact"}, {After: 20, To: "next-contact"}, {After: 30, To: "coordinator"}, {After: 40, To: "superior"}}
	body := &pen{id: "body"}
	d := docket.New(docket.Config{Founder: "body/journal/1"})
	found := body.write(roster.KindFound, c)
	jilin, songyuan := admission("jilin"), admission("songyuan")
	jilin.Superior = "province"
	jilin.Contacts = []roster.Contact{{Post: act.Text{"en": "desk"}}, {Post: act.Text{"en": "bureau"}, Party: "bureau"}}
	for _, e := range []act.Entry{found, body.write(roster.KindAdmit, jilin), body.write(roster.KindAdmit, songyuan)} {
		if out := d.Apply(e); out[0].Status != docket.Applied {
			t.Fatal(out)
		}
	}
	for level, approvals := range map[warning.Level]int{"red": 2, "blue": 1, "": 1} {
		if r, ok := d.Rules(found.Ref, "Actual", level); !ok || r.Approvals != approvals || r.ToCancel != 1 {
			t.Errorf("%q: %+v, %v", level, r, ok)
		}
	}
	r, ok := d.Rules(found.Ref, "Exercise", "red")
	if !ok || r.Approvals != 1 || r.Unreachable != 5*time.Minute || !slices.Equal(r.Automatic, []string{"OET-060"}) || len(r.Ladder) != 4 {
		t.Fatalf("%+v, %v", r, ok)
	}
	for i, want := range []struct {
		after           time.Duration
		jilin, songyuan jurisdiction.ID
		others          jurisdiction.ID
	}{
		{10 * time.Minute, "bureau", "", ""}, {20 * time.Minute, "", "", ""}, {30 * time.Minute, "", "", "body"}, {40 * time.Minute, "province", "", "centre"},
	} {
		g := r.Ladder[i]
		if g.After != want.after || g.Contact["jilin"] != want.jilin || g.Contact["songyuan"] != want.songyuan || g.Default != want.others {
			t.Errorf("rung %d: %+v, want %+v", i, g, want)
		}
	}
	if _, ok := d.Rules(act.Ref{Journal: "body/journal/1", Index: 1}, "Actual", "red"); ok {
		t.Error("an admission is taken for a charter")
	}
}

// R30, R78: a warning and its answers across journals end where its addressee's own acts put it, and a case hears both sides.
func TestPractices(t *testing.T) {
	b := newBench(t)
	officer := func(a *act.Act) { a.Officer = "li"; a.To = []jurisdiction.ID{"songyuan"} }
	opened := b.jilin.write(incident.KindOpen, incident.Open{Status: "Actual", Title: act.Text{"en": "slick"}, Hazard: "pollutant-slug", Phase: "watch"})
	n := notice(b.charter, 0)
	n.Case = &opened.Ref
	issue := b.jilin.write(warning.KindIssue, n, cite(b.charter, opened.Ref), officer)
	receive := b.songyuan.write(warning.KindReceive, warning.Answer{Of: issue.Ref, Status: "Actual"}, cite(issue.Ref))
	b.expect(receive, "held it cites")
	b.expect(opened, "applied")
	b.expect(issue, "applied", "applied")
	board, ok := b.Warnings().Board(issue.Ref, 10)
	if !ok || len(board.Rows) != 1 || board.Rows[0].State != "received" {
		t.Errorf("%+v", board)
	}
	for p, value := range map[*pen]string{b.jilin: "no", b.songyuan: "yes"} {
		b.expect(p.write(incident.KindState, incident.Statement{Of: opened.Ref, Subject: "entered-river", Basis: "observed", ClaimedAt: 1,
			Value: act.Text{"en": value}}, cite(opened.Ref)), "applied")
	}
	if s := b.Incidents().Subjects(opened.Ref); len(s) != 1 || !s[0].Contested {
		t.Errorf("%+v", s)
	}
}

// R88: as of a moment only what was known then counts, whatever the acts say about their own times.
func TestAsOf(t *testing.T) {
	body, jilin := &pen{id: "body"}, &pen{id: "jilin"}
	list := []act.Entry{body.write(roster.KindFound, charter("body")), body.write(roster.KindAdmit, admission("jilin")),
		jilin.observe(func(a *act.Act) { a.At = 5 })} // claims to be from long before it was known
	known := []act.Time{100, 200, 300}
	each := func(yield func(act.Entry, act.Time) bool) {
		for i := range list {
			if !yield(list[i], known[i]) {
				return
			}
		}
	}
	cfg := docket.Config{Founder: "body/journal/1"}
	for moment, want := range map[act.Time][2]int64{99: {0, 0}, 100: {1, 0}, 299: {2, 0}, 300: {2, 1}, 1000: {2, 1}} {
		d := docket.AsOf(cfg, each, moment)
		if d.Read("body/journal/1") != want[0] || d.Read("jilin/journal/1") != want[1] {
			t.Errorf("as of %d: %d and %d entries, want %v", moment, d.Read("body/journal/1"), d.Read("jilin/journal/1"), want)
		}
	}
	d := docket.New(cfg)
	for _, e := range list {
		d.Apply(e)
	}
	if docket.AsOf(cfg, each, 300).Digest() != d.Digest() {
		t.Error("as of the last moment is not the present")
	}
}
