package docket_test

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
	"tongzhou/warning"
)

// A world is some journals that were written by people who know their craft, by people who do not, and by programs of
// another version. Its entries stand in the order of writing; every journal's own are in its order.
type world struct {
	t       *rapid.T
	founder *pen
	desk    *pen   // the secretariat: the founder or another
	pens    []*pen // the members, and after them two who are never admitted
	members int
	entries []act.Entry
	charter act.Ref
	cases   []act.Ref
	issued  []act.Entry // warnings, updates, cancels, passes and escalations
	left    map[jurisdiction.ID]act.Ref
}

// outside is a journal that nobody in these tests follows.
const outside = "elsewhere/journal/1"

func follows(origin string) bool { return origin != outside }

// drawWorld writes a founding and then some tens of acts.
func drawWorld(t *rapid.T) *world {
	w := &world{t: t, founder: &pen{id: "body"}, members: 4, left: map[jurisdiction.ID]act.Ref{}}
	for _, id := range []jurisdiction.ID{"jilin", "songyuan", "harbin", "jiamusi", "stranger", "elsewhere"} {
		w.pens = append(w.pens, &pen{id: id})
	}
	if w.chance("begins with something else") {
		w.add(w.founder.write("drill.plan", map[string]int{"x": 1}))
	}
	w.desk = w.founder
	if w.chance("a secretariat of its own") {
		w.desk = &pen{id: "office"}
	}
	c := charter(w.desk.id)
	c.Rules.TwoPerson = []roster.TwoPerson{{Status: "Actual", Level: "red"}}
	w.charter = w.add(w.founder.write(roster.KindFound, c)).Ref
	if w.desk != w.founder {
		w.add(w.founder.write(roster.KindAdmit, admission("office")))
	}
	for _, p := range w.pens[:w.members] {
		w.add(w.desk.write(roster.KindAdmit, admission(p.id)))
	}
	for range w.n("acts", 5, 40) {
		w.step()
	}
	return w
}

func (w *world) n(label string, from, to int) int { return rapid.IntRange(from, to).Draw(w.t, label) }
func (w *world) chance(label string) bool         { return w.n(label, 0, 3) == 0 }

func (w *world) add(e act.Entry) act.Entry {
	w.entries = append(w.entries, e)
	return e
}

func pick[T any](w *world, label string, list []T) T { return list[w.n(label, 0, len(list)-1)] }

// step writes one act; what kind of people are at work is drawn.
func (w *world) step() {
	p := pick(w, "author", append(w.pens[:len(w.pens)-1:len(w.pens)-1], w.founder, w.desk))
	switch w.n("step", 0, 10) {
	case 0, 1:
		w.issue(p)
	case 2, 3, 4:
		w.answer(p)
	case 5:
		w.inCase(p)
	case 6, 7:
		w.belong(p)
	case 8:
		w.wrong(p)
	default:
		w.strange(p)
	}
}

// cite returns an edit that adds citations.
func cite(refs ...act.Ref) func(*act.Act) {
	return func(a *act.Act) {
		for _, r := range refs {
			if r != (act.Ref{}) && !slices.ContainsFunc(a.Cites, func(c act.Ref) bool { return c.Journal == r.Journal && c.Index == r.Index }) {
				a.Cites = append(a.Cites, r)
			}
		}
	}
}

func notice(charter act.Ref, at act.Time) warning.Notice {
	say := func(s string) warning.Statement {
		return warning.Statement{Text: act.Text{"en": s}, Confidence: "likely"}
	}
	return warning.Notice{
		Status: "Actual", Category: "Env", Event: "OET-193", Urgency: "Expected", Severity: "Severe", Certainty: "Likely",
		Headline: act.Text{"en": "Benzene", "zh-Hans": "苯"},
		Source:   say("a plant"), Extent: say("the river"), Nature: say("toxic"), Trend: say("downstream"),
		AcceptBy: at + 3600000, Expires: at + 36000000, Basis: "real", ApprovedBy: []string{"li"}, Rules: charter,
	}
}

func (w *world) issue(p *pen) {
	n := notice(w.charter, 1000*act.Time(p.next))
	if w.chance("red with one officer") {
		n.Level = "red"
	}
	to := func(a *act.Act) {
		a.Officer = "li"
		for _, q := range w.pens[:w.members] {
			if q != p && !w.chance("left out") {
				a.To = append(a.To, q.id)
			}
		}
	}
	if len(w.issued) > 0 && w.chance("update or cancel") {
		old := pick(w, "old", w.issued)
		if w.chance("cancel") {
			w.issued = append(w.issued, w.add(p.write(warning.KindCancel, warning.Cancel{Of: old.Ref, Status: "Actual",
				Reason: act.Text{"en": "passed"}, ConfirmBy: n.Expires, ApprovedBy: []string{"li"}}, to, cite(w.charter, old.Ref))))
			return
		}
		w.issued = append(w.issued, w.add(p.write(warning.KindUpdate,
			warning.Update{Of: old.Ref, Material: w.chance("material"), Notice: n}, to, cite(w.charter, old.Ref))))
		return
	}
	w.issued = append(w.issued, w.add(p.write(warning.KindIssue, n, to, cite(w.charter))))
}

func (w *world) answer(p *pen) {
	if len(w.issued) == 0 {
		w.issue(p)
		return
	}
	of := pick(w, "of", w.issued)
	officer := func(a *act.Act) { a.Officer = "wang" }
	body := warning.Answer{Of: of.Ref, Status: "Actual"}
	switch kind := pick(w, "answer", []act.Kind{warning.KindReceive, warning.KindSee, warning.KindAccept,
		warning.KindDecline, warning.KindPass, warning.KindEscalate}); kind {
	case warning.KindReceive:
		w.add(p.write(kind, body, cite(of.Ref)))
	case warning.KindDecline:
		body.Note = act.Text{"en": "not our river"}
		w.add(p.write(kind, body, cite(of.Ref), officer))
	case warning.KindPass:
		w.issued = append(w.issued, w.add(p.write(kind, body, cite(of.Ref), officer, func(a *act.Act) {
			a.To = []jurisdiction.ID{w.pens[w.n("to", 0, w.members)].id}
		})))
	case warning.KindEscalate:
		w.issued = append(w.issued, w.add(p.write(kind, warning.Escalation{Of: of.Ref, Status: "Actual", Addressee: "songyuan", Step: 1,
			Reason: "unreachable", Deadline: 1, AnswerBy: 1 << 40}, cite(of.Ref), func(a *act.Act) { a.To = []jurisdiction.ID{"body"} })))
	default:
		if len(of.Act.Cites) > 0 && w.chance("by way of") {
			body.Of, body.Via = of.Act.Cites[0], &of.Ref
		}
		w.add(p.write(kind, body, cite(of.Ref), cite(body.Of), officer))
	}
}

func (w *world) inCase(p *pen) {
	if len(w.cases) == 0 || w.chance("open") {
		w.cases = append(w.cases, w.add(p.write(incident.KindOpen, incident.Open{Status: "Actual",
			Title: act.Text{"en": "slick"}, Hazard: "pollutant-slug", Phase: "watch"})).Ref)
		return
	}
	of := pick(w, "case", w.cases)
	if w.chance("phase") {
		w.add(p.write(incident.KindPhase, incident.Phase{Of: of, Phase: "emergency", Reason: act.Text{"en": "it is here"}}, cite(of)))
		return
	}
	w.add(p.write(incident.KindState, incident.Statement{Of: of, Subject: "entered-river", Basis: "observed", ClaimedAt: 1,
		Value: act.Text{"en": pick(w, "value", []string{"yes", "no"})}}, cite(of)))
}

// belong writes acts of the roster: some by those who may, some by others.
func (w *world) belong(p *pen) {
	switch w.n("belong", 0, 6) {
	case 0:
		heads := map[string]int64{}
		for _, q := range append(w.pens, w.founder, w.desk) {
			heads[act.Origin(q.id)] = max(0, q.next-int64(w.n("behind", 0, 2)))
		}
		w.add(p.write(roster.KindObserve, roster.Observation{Heads: heads}))
	case 1:
		key := sha256.Sum256(fmt.Append(nil, p.id, w.n("key", 0, 2)))
		change := roster.KeyChange{Add: []roster.Key{{Public: key, From: p.next}}}
		if w.chance("revoke") {
			change = roster.KeyChange{Revoke: []roster.Revocation{{Public: key, From: p.next}}}
		}
		w.add(p.write(roster.KindKey, change))
	case 2:
		w.left[p.id] = w.add(p.write(roster.KindLeave, roster.Leaving{})).Ref
	case 3:
		back := w.pens[w.n("back", 0, w.members-1)]
		w.add(w.desk.write(roster.KindAdmit, admission(back.id), cite(w.left[back.id])))
	case 4:
		w.add(w.founder.write(roster.KindAdmit, admission("body")))
	case 5:
		about := pick(w, "distrusted", append([]*pen{w.founder, w.founder, w.desk}, w.pens...))
		w.add(w.desk.write(roster.KindKey, roster.KeyChange{Member: about.id, Revoke: []roster.Revocation{{From: 1}}}))
	default:
		w.add(p.write(pick(w, "usurp", []act.Kind{roster.KindAdmit, roster.KindFound}), admission("jilin")))
	}
}

// wrong writes what is no valid act, or cites what it should not.
func (w *world) wrong(p *pen) {
	any := pick(w, "cited", w.entries).Ref
	observe := roster.Observation{Heads: map[string]int64{"body/journal/1": 1}}
	at := func(index int64) act.Ref { return act.Ref{Journal: act.Origin(p.id), Index: index} }
	switch w.n("wrong", 0, 8) {
	case 0: // no act
		w.add(act.Read(act.Origin(p.id), p.next, []byte(`{"by":"nobody"}`)))
		p.next++
	case 1: // another's name
		w.add(p.write(roster.KindObserve, observe, func(a *act.Act) { a.By = "harbin" }))
	case 2: // a rewritten citation
		any.Leaf[0] ^= 1
		w.add(p.write(roster.KindObserve, observe, cite(any)))
	case 3: // what comes later in its own journal
		w.add(p.write(roster.KindObserve, observe, cite(at(p.next+int64(w.n("ahead", 0, 1))))))
	case 4: // what may come later in another journal, with a guessed hash
		q := pick(w, "other", w.pens)
		w.add(p.write(roster.KindObserve, observe, cite(act.Ref{Journal: act.Origin(q.id), Index: q.next + int64(w.n("ahead", 0, 3))})))
	case 5: // two that wait for each other
		q := pick(w, "other", w.pens)
		w.add(p.write(roster.KindObserve, observe, cite(act.Ref{Journal: act.Origin(q.id), Index: q.next})))
		w.add(q.write(roster.KindObserve, observe, cite(at(p.next-1))))
	case 6: // a body that is none
		w.add(p.write(roster.KindObserve, map[string]int{"x": 1}))
	default: // true citations of anything, in any number
		w.add(p.write(roster.KindObserve, observe, cite(any), cite(pick(w, "cited", w.entries).Ref)))
	}
}

// strange writes what another version or another alliance knows.
func (w *world) strange(p *pen) {
	switch w.n("strange", 0, 8) {
	case 0:
		w.add(p.write("drill.plan", map[string]int{"x": 1}, func(a *act.Act) { a.Critical = w.chance("critical") }))
	case 1:
		if w.chance("later version") {
			w.add(act.Read(act.Origin(p.id), p.next, []byte(`{"by":{"x":1},"v":2}`)))
			p.next++
		}
	default:
		w.add(p.write("drill.plan", map[string]int{"x": 1}, cite(act.Ref{Journal: outside, Index: int64(w.n("there", 0, 9))})))
	}
}

// shuffled returns the entries with every journal in its own order and the journals interleaved as drawn.
func (w *world) shuffled(t *rapid.T) []act.Entry {
	journals := map[string][]act.Entry{}
	var origins []string
	for _, e := range w.entries {
		if len(journals[e.Journal]) == 0 {
			origins = append(origins, e.Journal)
		}
		journals[e.Journal] = append(journals[e.Journal], e)
	}
	var out []act.Entry
	for len(origins) > 0 {
		i := rapid.IntRange(0, len(origins)-1).Draw(t, "journal")
		list := journals[origins[i]]
		take := rapid.IntRange(1, len(list)).Draw(t, "take")
		out = append(out, list[:take]...)
		if journals[origins[i]] = list[take:]; take == len(list) {
			origins = slices.Delete(origins, i, i+1)
		}
	}
	return out
}

// anyOrder returns the entries in any order at all, as a careless caller might bring them.
func (w *world) anyOrder(t *rapid.T) []act.Entry {
	var places []int
	for i := range w.entries {
		places = append(places, i)
	}
	var out []act.Entry
	for _, i := range rapid.Permutation(places).Draw(t, "any order") {
		out = append(out, w.entries[i])
	}
	return out
}
