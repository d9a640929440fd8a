package duty

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

// reports are the words of which lateness is late reporting (R56). Of the others it is slow response (R61).
const reports = "report.initial report.supplementary report.final warn notice"

// A Heartbeat says whether a party's node was heard of in a stretch of time: on, off, or unknown, and which observe acts show it. Silence may be an outage and not
// slackness (R39), and only who listens to the node can tell.
type Heartbeat func(p jurisdiction.ID, from, until act.Time) (word string, shows []act.Ref)

// A Standpoint is from when and on whose word duties are looked at. Journals and Heard may be nil: then nobody testifies.
type Standpoint struct {
	Now      act.Time
	Journals *roster.State
	Heard    Heartbeat
}

// heard asks the heartbeat; without one nothing is known.
func (s Standpoint) heard(p jurisdiction.ID, from, until act.Time) (string, []act.Ref) {
	if s.Heard == nil {
		return "unknown", nil
	}
	return s.Heard(p, from, min(until, s.Now))
}

// A Finding is a breach that the record suggests. The software detects it; a person confirms it, a body decides about it (R55). What speaks for the party stands beside
// it and not in the way of it.
type Finding struct {
	Violation string          // late, incomplete, absent, slow or refused
	Party     jurisdiction.ID // whose
	Duty      *Owed           // that was not kept; nil of a refusal that no clause asks an answer for
	Force     string          // of its clause: what may follow of a pledge is not what may follow of a law (R65)
	Late      int64           // minutes
	Judged    string          // as in Stands; of incomplete and refused: open
	Missing   []string        // of incomplete
	Asked     *act.Ref        // of slow, absent and refused: what was asked
	Code      string          // of refused: the reason that it gave
	Order     bool            // of refused: an order was refused (mode A, R17)
	Promised  *act.Ref        // of refused: the act by which it had promised it
	Under     *agreement.Cite // of refused: the clause by which it had promised it
	Lawful    bool            // of refused: neither ordered nor promised in a way that binds (mode B, R18, R65): no breach, but on record
	OwnPeople bool            // of refused: it protects its own population
	Online    string          // on, off or unknown: whether its node was heard of while it should have acted
	Excuse    *Excused        // that nobody has accepted: not answered yet, or disputed
	Evidence  []act.Ref
}

// Detected returns the breaches that the record of a case suggests, by party. Duties that another clause overtakes are passed over, because one failure is one finding; so is
// what has no figure, because nobody can say when "immediately" is over; and so are customs and pledges, of which no finding can come: see Entries.
func Detected(f Facts, owed []Owed, from Standpoint) []Finding {
	var out []Finding
	for n := range owed {
		o := &owed[n]
		if o.Stricter != nil || o.Waits != "" || agreement.Follows(o.Force) != agreement.FollowsFinding {
			continue
		}
		st := o.At(from.Now, from.Journals)
		if x, ok := o.untimely(st, from); ok {
			out = append(out, x)
		}
		if x, ok := o.incomplete(st); ok {
			out = append(out, x)
		}
	}
	out = append(out, refusals(f, owed)...)
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(a.Violation, b.Violation), act.CompareRefs(a.Evidence[0], b.Evidence[0]))
	})
	return out
}

// untimely: late (R56), slow (R61), or nothing at all where an answer or a part was asked for (R60).
func (o *Owed) untimely(st Stands, from Standpoint) (Finding, bool) {
	past := o.Due != 0 && from.Now > o.Due
	late := st.State == "overdue" || st.State == "met-late" || st.State == "disputed" && past || st.State == "sent" && st.Late > 0
	if !late {
		return Finding{}, false
	}
	x := Finding{Violation: "slow", Party: o.Party, Duty: o, Force: o.Force, Late: st.Late, Judged: st.Judged}
	switch {
	case act.OneOf(o.Do, reports):
		x.Violation = "late"
	case o.Met == nil && o.Sent == nil && (o.Clock == "asked" || act.OneOf(o.Do, "join meet")):
		x.Violation = "absent"
	}
	if o.Clock == "asked" {
		x.Asked = &o.Since
	}
	var shows []act.Ref
	x.Online, shows = from.heard(o.Party, o.Start, o.Due)
	if o.Excuse != nil && (o.Excuse.Answer == nil || !o.Excuse.Answer.Accepts) {
		x.Excuse = o.Excuse
	}
	x.Evidence = o.evidence(st, shows)
	return x, true
}

// incomplete: mandatory fields were left out without a word (R57). What is declared unknown is not left out; that is for the practice that reads the report to say.
func (o *Owed) incomplete(st Stands) (Finding, bool) {
	if len(st.Incomplete) == 0 {
		return Finding{}, false
	}
	return Finding{Violation: "incomplete", Party: o.Party, Duty: o, Force: o.Force, Judged: "open", Missing: st.Incomplete, Online: "unknown",
		Evidence: o.evidence(Stands{}, nil)}, true
}

// evidence are the acts that a finding rests on: what started the clock, what was done, its receipt, the excuse, and the testimony.
func (o *Owed) evidence(st Stands, shows []act.Ref) []act.Ref {
	out := []act.Ref{o.Since}
	add := func(list ...act.Ref) {
		for _, r := range list {
			if r != (act.Ref{}) && !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	if d := o.Sent; d != nil {
		add(d.Ref)
		if d.Received != nil {
			add(*d.Received)
		}
	}
	if o.Excuse != nil {
		add(o.Excuse.Ref)
	}
	if o.Changed != nil {
		add(*o.Changed)
	}
	add(st.Witnesses...)
	add(shows...)
	return out
}

// refusals: what was asked and refused (R62). A refusal is answered for if it was an order, or if what was asked had been promised: by an earlier answer of the same party,
// or by a clause that says what it does when it is asked.
func refusals(f Facts, owed []Owed) []Finding {
	var out []Finding
	for n := range f.Deeds {
		no := &f.Deeds[n]
		if !no.Refuses || no.Answers == nil || slices.ContainsFunc(out, func(x Finding) bool { return x.Evidence[1] == no.Ref }) {
			continue
		}
		x := Finding{Violation: "refused", Party: no.By, Judged: "open", Online: "unknown", Code: no.Code, OwnPeople: no.Code == "own-population", Asked: no.Answers,
			Evidence: []act.Ref{*no.Answers, no.Ref}}
		for _, c := range f.Clocks {
			x.Order = x.Order || c.What == "asked" && c.Since == *no.Answers && c.Binding && (c.Party == "" || c.Party == no.By)
		}
		for i := range f.Deeds {
			yes := &f.Deeds[i]
			// Of one journal, so its order is that of the promises, whatever times they claim. Who refused first and then agreed has broken nothing.
			if yes.By == no.By && yes.Answers != nil && *yes.Answers == *no.Answers && !yes.Refuses && yes.Ref.Index < no.Ref.Index &&
				(x.Promised == nil || yes.Ref.Index < x.Promised.Index) {
				x.Promised = &yes.Ref
			}
		}
		for i := range owed {
			o := &owed[i]
			if o.Party != no.By || o.Clock != "asked" || o.Since != *no.Answers {
				continue
			}
			if o.Do != no.Do {
				x.Under, x.Force = &o.Clause, o.Force
			}
			if x.Duty == nil || o.Do == no.Do {
				x.Duty = o
			}
		}
		if x.Promised != nil {
			x.Evidence = append(x.Evidence, *x.Promised)
		}
		bound := x.Under != nil && agreement.Follows(x.Force) == agreement.FollowsFinding
		x.Lawful = !x.Order && x.Promised == nil && !bound
		if x.Force == "" && x.Duty != nil {
			x.Force = x.Duty.Force
		}
		out = append(out, x)
	}
	return out
}
