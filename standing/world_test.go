package standing

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// noon is 12:00 in Harbin on 21 November 2005.
const noon = act.Time(1132545600000)

const hour = 60 * minute

// A world is some journals and what was written into them.
type world struct {
	testing.TB
	entries []act.Entry // in the order of writing
	next    map[jurisdiction.ID]int64
	compact act.Ref // the instrument with the consequences
	opened  act.Ref // a case whose origin is Jilin
	report  act.Ref // of Jilin: evidence
	receipt act.Ref // of Harbin: evidence
}

func newWorld(t testing.TB) *world {
	w := &world{TB: t, next: map[jurisdiction.ID]int64{}}
	other := func(kind act.Kind, by jurisdiction.ID, cites ...act.Ref) act.Ref {
		return w.write(act.Act{Kind: kind, By: by, At: noon - 1000*hour, Cites: cites}, struct{}{}).Ref
	}
	w.compact = other(agreement.KindIssue, "beijing")
	w.opened = other("incident.open", "jilin")
	w.report = other("incident.report", "jilin", w.opened)
	w.receipt = other("incident.receive", "harbin", w.report)
	return w
}

// instrument is a compact of three cities. Its coordinating body, which sits with Heilongjiang and has Daqing for a deputy, finds and decides; Beijing settles appeals.
// Clause 6.4 gives neither a limit nor an appeal, 6.5 leaves the decision to Jilin alone.
func instrument() *agreement.Instrument {
	consequence := func(id string, c agreement.Consequence) agreement.Clause {
		return agreement.Clause{ID: id, Consequence: &c}
	}
	power := func(id, holder, do string) agreement.Clause {
		return agreement.Clause{ID: id, Power: &agreement.Power{Holder: holder, Do: do}}
	}
	ladder := []act.Text{said("notice among the members"), said("public notice"), said("loss of the chair")}
	return &agreement.Instrument{
		Code: "songhua-compact", Mode: "superior-led", Parties: ids("jilin", "songyuan", "harbin"),
		Clauses: []agreement.Clause{power("6.1", "body:coordination", "find"), power("6.2", "members", "find"),
			consequence("6.3", agreement.Consequence{Of: []string{"late", "incomplete", "concealed", "false", "absent", "slow", "refused"}, Decides: "body:coordination",
				Ladder: ladder, Within: 30, Appeal: "party:beijing", Replies: 60}),
			consequence("6.4", agreement.Consequence{Of: []string{"late"}, Decides: "body:coordination", Ladder: ladder}),
			consequence("6.5", agreement.Consequence{Of: []string{"late"}, Decides: "party:jilin", Ladder: ladder, Appeal: "party:jilin"}),
			power("7.1", "members", "advise"), {ID: "1"}},
		Bodies: []agreement.Body{{ID: "coordination", Host: "heilongjiang", Deputy: "daqing"}},
	}
}

// rules answers as the docket does, for the one instrument and the one case of this world.
func (w *world) rules() Rules {
	in := instrument()
	holder := func(selector string) []jurisdiction.ID {
		switch selector {
		case "body:coordination":
			return ids("heilongjiang", "daqing")
		case "members":
			return in.Parties
		}
		return ids(jurisdiction.ID(strings.TrimPrefix(selector, "party:")))
	}
	clause := func(c agreement.Cite) (*agreement.Clause, *agreement.Instrument, bool) {
		i := slices.IndexFunc(in.Clauses, func(x agreement.Clause) bool { return x.ID == c.Clause })
		if c.Instrument != w.compact || i < 0 {
			return nil, nil, false
		}
		return &in.Clauses[i], in, true
	}
	return Rules{
		Clause: clause,
		May: func(by jurisdiction.ID, c agreement.Cite, do string, a act.Act) error {
			x, _, ok := clause(c)
			if !ok || x.Power == nil || x.Power.Do != do || !slices.Contains(a.Cites, c.Instrument) {
				return errors.New("no such power")
			}
			if !slices.Contains(holder(x.Power.Holder), by) {
				return errors.New("the power is not yours")
			}
			return nil
		},
		Holder:   func(_ agreement.Cite, selector string, _ act.Act) []jurisdiction.ID { return holder(selector) },
		Superior: func(id jurisdiction.ID) bool { return id == "beijing" },
		Origins: func(c act.Ref) []jurisdiction.ID {
			if c == w.opened {
				return ids("jilin")
			}
			return nil
		},
	}
}

// write appends an act to its author's journal, through its bytes, as on the wire.
func (w *world) write(a act.Act, body any) act.Entry {
	w.Helper()
	raw, err := act.Canonical(body)
	if err != nil {
		w.Fatal(err)
	}
	a.Version, a.Body = act.Version, raw
	slices.SortFunc(a.Cites, act.CompareRefs)
	a.Cites = slices.Compact(a.Cites)
	b, err := act.Encode(a)
	if err != nil {
		w.Fatal(err)
	}
	e := act.Read(act.Origin(a.By), w.next[a.By], b)
	if e.Bad != nil {
		w.Fatal(e.Bad)
	}
	w.next[a.By]++
	w.entries = append(w.entries, e)
	return e
}

// finds has the coordinating body find that Jilin reported late, with 6 hours to reply.
func (w *world) finds(spoil func(*act.Act, *Finding)) act.Ref {
	w.Helper()
	a := act.Act{Kind: KindFind, By: "heilongjiang", At: noon, Officer: "secretary", To: ids("jilin"), Cites: []act.Ref{w.compact, w.report, w.receipt, w.opened}}
	f := Finding{Party: "jilin", Violation: "late", Clause: agreement.Cite{Instrument: w.compact, Clause: "6.3"}, Power: agreement.Cite{Instrument: w.compact, Clause: "6.1"},
		Case: &w.opened, Evidence: []act.Ref{w.report, w.receipt}, Text: said("reported after five days"), ReplyBy: noon + 6*hour}
	if spoil != nil {
		spoil(&a, &f)
	}
	return w.write(a, f).Ref
}

// says puts a body of kind reply, hear, appeal, fulfil or explain on record.
func (w *world) says(kind act.Kind, by jurisdiction.ID, at act.Time, of act.Ref) act.Ref {
	w.Helper()
	return w.write(act.Act{Kind: kind, By: by, At: at, Cites: []act.Ref{of}}, Reply{Of: of, Text: said("word of " + string(by))}).Ref
}

// decides rules on a finding or an appeal. A step of zero or more is founded; below zero it is not.
func (w *world) decides(kind act.Kind, by jurisdiction.ID, at act.Time, step int, of act.Ref, cites ...act.Ref) act.Ref {
	w.Helper()
	d := Decision{Of: of, Founded: step >= 0, Step: max(step, 0), Text: said("because")}
	return w.write(act.Act{Kind: kind, By: by, At: at, Cites: append(cites, of)}, d).Ref
}

// apply gives entries to a new state in an order and returns it with what was void.
func (w *world) apply(entries []act.Entry) (*State, map[act.Ref]string) {
	s, voids := New(w.rules()), map[act.Ref]string{}
	for _, e := range entries {
		if !strings.HasPrefix(string(e.Act.Kind), "standing.") {
			continue
		}
		before, checked := s.Digest(), s.Check(e)
		unchanged := s.Digest() == before
		err := s.Apply(e)
		if err != nil {
			voids[e.Ref] = err.Error()
		}
		if (err == nil) != (checked == nil) || !unchanged || (err == nil) == (s.Digest() == before) {
			voids[e.Ref] = "Check and Apply do not agree, or the digest does not show it"
		}
	}
	return s, voids
}

// must applies everything and wants nothing void.
func (w *world) must() *State {
	w.Helper()
	s, voids := w.apply(w.entries)
	for ref, why := range voids {
		w.Fatalf("entry %d of %s is void: %s", ref.Index, ref.Journal, why)
	}
	return s
}

// void wants the last act void, for a reason that has these words, and nothing before it.
func (w *world) void(reason string) {
	w.Helper()
	_, voids := w.apply(w.entries)
	last := w.entries[len(w.entries)-1].Ref
	if why := voids[last]; reason == "" && why != "" || reason != "" && (why == "" || !strings.Contains(why, reason)) {
		w.Errorf("void for %q, wants %q", why, reason)
	}
	delete(voids, last)
	if len(voids) > 0 {
		w.Errorf("void besides: %v", voids)
	}
}

// found returns the one finding, as it stands at a time.
func (w *world) found(now act.Time) Found {
	w.Helper()
	list := w.must().Findings(now)
	if len(list) != 1 {
		w.Fatalf("%d findings", len(list))
	}
	return list[0]
}

// shuffled returns the entries in another order that a docket could choose: each journal in its own order, each entry after those
// that it cites. pick chooses among the journals that can go on.
func (w *world) shuffled(pick func(n int) int) []act.Entry {
	journals := map[string][]act.Entry{}
	var names []string
	for _, e := range w.entries {
		if journals[e.Journal] == nil {
			names = append(names, e.Journal)
		}
		journals[e.Journal] = append(journals[e.Journal], e)
	}
	slices.Sort(names)
	read := map[act.Ref]bool{}
	var out []act.Entry
	for len(out) < len(w.entries) {
		var ready []string
		for _, name := range names {
			if left := journals[name]; len(left) > 0 && !slices.ContainsFunc(left[0].Act.Cites, func(r act.Ref) bool { return !read[r] }) {
				ready = append(ready, name)
			}
		}
		name := ready[pick(len(ready))]
		e := journals[name][0]
		journals[name] = journals[name][1:]
		read[e.Ref] = true
		out = append(out, e)
	}
	return out
}

func said(s string) act.Text { return act.Text{"en": s, "zh-Hans": s} }

func ids(list ...jurisdiction.ID) []jurisdiction.ID { return list }
