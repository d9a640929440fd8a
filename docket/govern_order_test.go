package docket_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/act/acttest"
	"tongzhou/docket"
	"tongzhou/duty"
	"tongzhou/jurisdiction"
)

// read applies entries to a new docket.
func read(entries []act.Entry) *docket.Docket {
	d := docket.New(docket.Config{Founder: "jilin/journal/1"})
	for _, e := range entries {
		d.Apply(e)
	}
	return d
}

// owing is everything that a docket says about who has which part in what and owes what, and where it stands at some moments.
type owing struct {
	voids  []docket.Finding
	facts  map[act.Ref]duty.Facts
	duties map[act.Ref][]duty.Owed
	all    []duty.Owed
	tally  []docket.Tally
	next   []duty.Owed
	routes map[act.Ref][]docket.Routing
	judged map[act.Ref][]any
}

// owes asks a docket. Times are asked in an order that goes back, too.
func owes(d *docket.Docket) owing {
	o := owing{facts: map[act.Ref]duty.Facts{}, duties: map[act.Ref][]duty.Owed{}, routes: map[act.Ref][]docket.Routing{}, judged: map[act.Ref][]any{}}
	for f := range d.Voids() {
		o.voids = append(o.voids, f)
	}
	for _, c := range d.Incidents().Cases() {
		o.facts[c.ID], _ = d.Facts(c.ID)
		o.duties[c.ID] = d.Duties(c.ID)
		o.routes[c.ID] = d.Routes(begun+800*hour, c.ID)[c.ID]
		o.judged[c.ID] = []any{d.Assessments().Groups(c.ID), d.Assessments().Assessments(c.ID, begun+30*hour), d.Assessments().Gaps(c.ID, begun+30*hour), d.Evaluations().Accounts(c.ID)}
	}
	for x := range d.AllDuties() {
		o.all = append(o.all, *x)
	}
	for _, h := range []act.Time{0, 5, 30, 2, 800} {
		o.tally = append(o.tally, d.Tally(begun+h*hour))
	}
	for _, x := range d.Next(5) {
		o.next = append(o.next, *x)
	}
	return o
}

// differs says in what two answers differ, with the first case in which they do.
func (o owing) differs(x owing) string {
	switch {
	case !reflect.DeepEqual(o.voids, x.voids):
		return fmt.Sprintf("voids: %v\n---\n%v", o.voids, x.voids)
	case len(o.facts) != len(x.facts):
		return "number of cases"
	}
	for id := range o.facts {
		if !reflect.DeepEqual(o.facts[id], x.facts[id]) {
			return fmt.Sprintf("facts: %s\n---\n%s", plain(o.facts[id]), plain(x.facts[id]))
		}
		if !reflect.DeepEqual(o.duties[id], x.duties[id]) {
			return fmt.Sprintf("duties: %s\n---\n%s", plain(o.duties[id]), plain(x.duties[id]))
		}
		if !reflect.DeepEqual(o.routes[id], x.routes[id]) {
			return fmt.Sprintf("offices: %+v\n---\n%+v", o.routes[id], x.routes[id])
		}
		if !reflect.DeepEqual(o.judged[id], x.judged[id]) {
			return fmt.Sprintf("judgements: %s\n---\n%s", plain(o.judged[id]), plain(x.judged[id]))
		}
	}
	switch {
	case !reflect.DeepEqual(o.all, x.all):
		return fmt.Sprintf("open duties: %d and %d", len(o.all), len(x.all))
	case !reflect.DeepEqual(o.tally, x.tally):
		return fmt.Sprintf("counts: %v\n---\n%v", o.tally, x.tally)
	case !reflect.DeepEqual(o.next, x.next):
		return fmt.Sprintf("what presses: %s\n---\n%s", plain(o.next), plain(x.next))
	}
	return ""
}

// D4, R82, R88, R98: whoever agrees, leads, reports, meets, finds, assesses and judges, and whatever each has heard of the others: any interleaving of the journals gives the same verdicts, the same facts
// of every case, the same duties and the same counts.
func TestOrderOfGoverning(t *testing.T) {
	seen := map[string]int{}
	about := []string{"void assessment.group", "assessed", "void incident.command", "void incident.phase", "void incident.report", "owed"}
	for _, k := range []act.Kind{"agreement.conclude", "agreement.issue", "agreement.refuse", "agreement.leave", "agreement.suspend", "agreement.guest", "agreement.dismiss", "agreement.appoint", "incident.command", "incident.confirm",
		"incident.escalate", "incident.task", "incident.answer", "incident.report", "incident.receive", "incident.merge", "incident.split", "incident.classify", "incident.own", "incident.join", "incident.clock",
		"warning.issue", "warning.receive", "duty.meet", "duty.excuse", "duty.answer", "meeting.convene", "meeting.attend", "meeting.minute", "standing.find", "standing.reply", "standing.query", "assessment.group", "assessment.issue", "assessment.sign", "evaluation.avoided", "evaluation.answer"} {
		about = append(about, string(k))
	}
	acttest.Covers(t, seen, about, rapid.MakeCheck(func(rt *rapid.T) {
		p := drawPlot(rt)
		want := owes(p.d)
		w := world{entries: p.entries}
		for round := range 3 {
			entries := w.shuffled(rt)
			if round == 2 {
				entries = w.anyOrder(rt)
			}
			d := read(entries)
			if what := want.differs(owes(d)); what != "" {
				rt.Fatalf("another order of reading gives other %s", what)
			}
			if d.Digest() != p.d.Digest() {
				rt.Fatal("the digests differ")
			}
		}
		for _, e := range p.entries {
			what := string(e.Act.Kind)
			if _, bad := p.d.Void(e.Journal, e.Index); bad {
				what = "void " + what
			}
			seen[what]++
		}
		seen["owed"] += len(want.all)
		for _, o := range want.all {
			if o.Do == "assess" && o.Met != nil {
				seen["assessed"]++
			}
		}
	}))
	for _, what := range slices.Sorted(maps.Keys(seen)) {
		t.Logf("%-26s %5d", what, seen[what])
	}
}

// What is kept of cases between acts is what would be derived from nothing: after any number of acts, asked after each of them or not.
func TestWhatIsKeptIsWhatFollows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := drawPlot(rt)
		d := docket.New(docket.Config{Founder: "jilin/journal/1"})
		asked := rapid.SliceOfN(rapid.IntRange(1, len(p.entries)), 1, 4).Draw(rt, "compared")
		for n, e := range p.entries {
			d.Apply(e)
			if rapid.Bool().Draw(rt, "asked") || slices.Contains(asked, n+1) {
				got := owes(d)
				if !slices.Contains(asked, n+1) {
					continue
				}
				if what := owes(read(p.entries[:n+1])).differs(got); what != "" {
					rt.Fatalf("after act %d, %s, what is kept is not what follows: %s", n+1, e.Act.Kind, what)
				}
			}
		}
		counted(rt, d)
	})
}

// counted compares the counts that are kept with those of every duty by itself, at moments around which states change.
func counted(t *rapid.T, d *docket.Docket) {
	var moments []act.Time
	for o := range d.AllDuties() {
		for _, m := range []act.Time{o.Until(o.Start), o.Due, o.Due + 1, o.Start} {
			if m != 0 {
				moments = append(moments, m)
			}
		}
	}
	if len(moments) == 0 {
		return
	}
	for range 12 {
		now := rapid.SampledFrom(moments).Draw(t, "moment") + act.Time(rapid.IntRange(-1, 1).Draw(t, "off"))
		cases, parties := map[act.Ref]map[string]int{}, map[jurisdiction.ID]map[string]int{}
		for _, c := range d.Incidents().Cases() {
			if c.Closed {
				continue
			}
			cases[c.ID] = map[string]int{}
			for _, o := range d.Duties(c.ID) {
				s := o.At(now, d.Roster()).State
				cases[c.ID][s]++
				if parties[o.Party] == nil {
					parties[o.Party] = map[string]int{}
				}
				parties[o.Party][s]++
			}
		}
		if got := d.Tally(now); !reflect.DeepEqual(got.Cases, cases) || !reflect.DeepEqual(got.Parties, parties) {
			t.Fatalf("at %d the counts are\n%v\n%v, want\n%v\n%v", now, got.Cases, got.Parties, cases, parties)
		}
	}
}

// R56: an answer to an excuse cites the excuse alone. It is found in the case of the duty although the excuse cites another case, too.
func TestAnAnswerReachesTheCaseOfItsDuty(t *testing.T) {
	c := crowded(t, 2)
	for n, of := range c.cases {
		i := slices.IndexFunc(c.Duties(of), func(o duty.Owed) bool { return o.To != "" && o.Start != 0 && o.Met == nil })
		o := c.Duties(of)[i]
		pens := map[jurisdiction.ID]*pen{"province": c.province}
		for _, p := range c.cities {
			pens[p.id] = p
		}
		excuse := c.put(pens[o.Party].write(duty.KindExcuse, duty.Excuse{Duty: o.Key, Code: "outage", Text: say("cut")}, func(a *act.Act) { a.To = []jurisdiction.ID{o.To} },
			cite(c.cases[n], c.cases[1-n], o.Since, o.Clause.Instrument)))
		if x := c.Duties(of)[i].Excuse; x == nil || x.Answer != nil {
			t.Fatalf("the excuse is not there, or is answered: %+v", x)
		}
		c.put(pens[o.To].write(duty.KindAnswer, duty.Answer{Of: excuse, Accepts: true}, cite(excuse)))
		if x := c.Duties(of)[i].Excuse; x == nil || x.Answer == nil || !x.Answer.Accepts {
			t.Errorf("the answer did not reach the duty: %+v", x)
		}
	}
}
