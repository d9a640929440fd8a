package docket_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

// An officeWorld is three cities under the river compact, and one case.
type officeWorld struct {
	*testing.T
	d       *docket.Docket
	jilin   *pen
	others  []*pen
	at      act.Time
	compact act.Ref
	of      act.Ref
}

// officed begins such a world; edit changes the compact before it is signed.
func officed(t *testing.T, edit func(*agreement.Instrument)) *officeWorld {
	w := &officeWorld{T: t, d: docket.New(docket.Config{Founder: "jilin/journal/1"}), jilin: &pen{id: "jilin"}, others: []*pen{{id: "songyuan"}, {id: "harbin"}}, at: begun}
	w.put(w.jilin, roster.KindFound, charter("jilin"))
	for _, id := range []jurisdiction.ID{"jilin", "songyuan", "harbin"} {
		w.put(w.jilin, roster.KindAdmit, admission(id))
	}
	in := shipped("jilin", "songyuan", "harbin")
	edit(in)
	w.compact = w.conclude(in)
	w.of = w.put(w.jilin, incident.KindOpen, incident.Open{Status: "Exercise", Title: say("A flood at the plant"), Hazard: "flood", Phase: "watch", Origin: incident.Origin{Known: true, Parties: []jurisdiction.ID{"jilin"}},
		Situation: incident.Situation{Class: 2, Sources: []jurisdiction.ID{"jilin"}, Exposed: []jurisdiction.ID{"songyuan"}}})
	return w
}

func (w *officeWorld) put(by *pen, kind act.Kind, body any, cites ...act.Ref) act.Ref {
	w.Helper()
	w.at += 60_000
	e := by.write(kind, body, cite(cites...), func(a *act.Act) { a.At, a.Officer = w.at, "li" })
	if out := w.d.Apply(e); len(out) != 1 || out[0].Status != docket.Applied {
		w.Fatalf("%s: %+v", kind, out)
	}
	return e.Ref
}

func (w *officeWorld) conclude(in *agreement.Instrument) act.Ref {
	w.Helper()
	cites := []act.Ref{}
	if in.Amends != nil {
		cites = append(cites, *in.Amends)
	}
	of := w.put(w.jilin, agreement.KindPropose, in, cites...)
	signed := []act.Ref{of}
	for _, p := range w.others {
		signed = append(signed, w.put(p, agreement.KindAccept, agreement.Signature{Of: of}, of))
	}
	return w.put(w.jilin, agreement.KindConclude, agreement.Conclusion{Of: of}, signed...)
}

func (w *officeWorld) classify(classes ...string) act.Ref {
	w.Helper()
	return w.put(w.jilin, incident.KindClassify, incident.Classification{Of: w.of, Classes: classes, Reason: say("so")}, w.of)
}

// log is the routing log, a line for each: office, copies, classes without an office, clause.
func (w *officeWorld) log() []string {
	var out []string
	for _, x := range w.d.Routes(w.at, w.of)[w.of] {
		line := "nobody"
		if x.Lead != nil {
			line = x.Lead.ID
		}
		for _, c := range x.Copies {
			line += " +" + c.ID
		}
		for _, m := range x.Missing {
			line += " -" + m
		}
		if x.Rule != nil {
			line += " by " + x.Rule.Clause
		}
		if x.InForce {
			line += " now"
		}
		out = append(out, line)
	}
	return out
}

func (w *officeWorld) want(lines ...string) {
	w.Helper()
	if got := w.log(); !slices.Equal(got, lines) {
		w.Errorf("log:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(lines, "\n  "))
	}
}

// R37: a compound event has one office that leads, by default that of the class named first, the others get copies; a new classification sends it elsewhere and the log keeps both.
func TestOneOfficeLeads(t *testing.T) {
	w := officed(t, func(*agreement.Instrument) {})
	w.want()
	w.classify("natural")
	w.want("group-natural now")
	w.classify("accident", "natural", "emerging")
	w.want("group-natural", "group-accident +group-natural now")
	w.classify("natural", "accident")
	w.want("group-natural", "group-accident +group-natural", "group-natural +group-accident now")
}

// R37: a clause about the role office goes before the order of the classes, for cases in which it holds and that have a class of one of its offices.
func TestOfficeByClause(t *testing.T) {
	w := officed(t, func(in *agreement.Instrument) {
		in.Clauses = append(in.Clauses, agreement.Clause{ID: "2.8", Force: "agreement", Title: say("Fires"), Text: say("In a fire the office of natural disasters leads."), When: `hazard == "fire"`,
			Role: &agreement.Role{Role: "office", Order: []string{"body:group-natural"}}}, agreement.Clause{ID: "2.9", Force: "agreement", Title: say("Chemicals go before water"), Text: say("In a flood the office of accidents leads, else that of health."), When: `hazard == "flood"`,
			Role: &agreement.Role{Role: "office", Order: []string{"body:group-accident", "body:group-health"}}})
	})
	w.classify("natural", "health")
	w.classify("natural", "accident")
	w.classify("social")
	w.want("group-health +group-natural by 2.9", "group-accident +group-natural by 2.9", "group-social now")
}

// R37: a class without an office is said; and an amendment that gives a class to another office sends the case there, from its beginning on.
func TestOfficeOfAnAmendment(t *testing.T) {
	health := func(in *agreement.Instrument) *agreement.Body {
		return &in.Bodies[slices.IndexFunc(in.Bodies, func(b agreement.Body) bool { return b.ID == "group-health" })]
	}
	w := officed(t, func(in *agreement.Instrument) { health(in).Classes = nil })
	w.classify("health", "natural")
	w.classify("health")
	w.want("group-natural -health", "nobody -health now")
	in := shipped("jilin", "songyuan", "harbin")
	in.Version, in.Amends = 2, &w.compact
	w.conclude(in)
	w.want("group-natural -health", "nobody -health", "group-health now")
	if log := w.d.Routes(w.at, w.of)[w.of]; log[2].At <= log[1].At || log[2].Since == log[1].Since {
		t.Errorf("the amendment is not what sent it: %+v", log[2])
	}
}

// R37: only hazard offices of the instrument with classes can be named.
func TestOfficeClauseCheck(t *testing.T) {
	for _, order := range []string{"origin", "body:office", "body:none", "party:jilin"} {
		in := shipped("jilin", "songyuan", "harbin")
		in.Clauses = append(in.Clauses, agreement.Clause{ID: "2.9", Force: "agreement", Title: say("x"), Text: say("x"), Role: &agreement.Role{Role: "office", Order: []string{order}}})
		if err := in.Check(); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q; wants body:ID of a hazard office", order)) {
			t.Errorf("%s: %v", order, err)
		}
	}
}
