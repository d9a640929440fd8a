package incident

import (
	"cmp"
	"maps"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// A Case is a case at a glance.
type Case struct {
	ID              act.Ref
	Open            *Open // as it was opened; not to be changed
	By              jurisdiction.ID
	Opened          act.Time
	To              []jurisdiction.ID // to whom the opening was addressed
	Lead            jurisdiction.ID   // at the case's latest moment; State.Lead says it for any
	Phase           string
	Situation       Situation
	Stage           string   // identification, analysis, treatment, monitoring; empty: nobody said
	Classes         []string // natural, accident, health, social, emerging; none: not classified
	Grade           int      // of the event, 1 to 4; 0: not graded
	Response        int      // of the response, 1 to 4; 0: none
	Class           *Classification
	Decisions       []Decision // about the phase, in the order of clause 7.13
	Classifications []Decision
	Stages          []Decision
	Merged          *act.Ref  // the case in which this one goes on
	Split           []act.Ref // the cases in which it goes on
	Closed          bool      // by its phase, because it goes on elsewhere, or because it was broken off
	Broken          *Broken   // what is rehearsed in it was broken off; nil: it was not
	Own             []Own     // by party: the phase that each says it is in
	Parts           []Part    // by party
	Clocks          []Clock   // by journal and index
	Contested       int       // subjects on which standing statements differ
	Latest          act.Time  // when the last act in it was recorded, as its author claims
}

// A Decision is an act of whoever leads.
type Decision struct {
	Phase          string          // of incident.phase
	Stage          string          // of incident.stage
	Classification *Classification // of incident.classify; not to be changed
	Situation      *Situation      // if it says something about it
	Reason         act.Text
	By             jurisdiction.ID
	At             act.Time
	Officer        string
	Ref            act.Ref
	Under          *act.Ref // the row of the command table by which its author led; nil: by default
	InForce        bool     // of its kind, the last
	Proposal       bool     // a classification by the opener, who does not lead: it holds until the lead decides
	Aside          bool     // another row of the same rank claimed the lead at the time: it does not count until that is settled
	Beside         bool     // by then somebody else led, which its author does not show to have known
}

// An Event is one line of a timeline.
type Event struct {
	At        act.Time // of which it speaks
	Recorded  act.Time // when its author says to have put it on record
	By        jurisdiction.ID
	Kind      act.Kind
	Officer   string
	Text      act.Text
	Ref       act.Ref
	Simulated bool
	Contested bool // a standing statement on a contested subject
	Withdrawn bool // its author has withdrawn or corrected it
	Body      any  // a pointer to the body of the kind; not to be changed
}

// An Issued is a forecast at its place.
type Issued struct {
	*Forecast
	By      jurisdiction.ID
	Ref     act.Ref
	Current bool // its author has issued no later one for the case
}

// Cases returns all cases, the last opened first.
func (s *State) Cases() []Case {
	var out []Case
	for _, f := range s.cases {
		out = append(out, f.view())
	}
	slices.SortFunc(out, func(a, b Case) int {
		return cmp.Or(cmp.Compare(b.Opened, a.Opened), act.CompareRefs(a.ID, b.ID))
	})
	return out
}

// Case returns a case.
func (s *State) Case(id act.Ref) (Case, bool) {
	f := s.cases[id]
	if f == nil {
		return Case{}, false
	}
	return f.view(), true
}

// Opening is what opened a case: for who needs no more than its name, and often.
func (s *State) Opening(id act.Ref) (*Open, bool) {
	f := s.cases[id]
	if f == nil {
		return nil, false
	}
	return f.open, true
}

// Timeline returns the events of a case in the order of the times of which they speak. As it was known at a moment: apply to a new
// state only the acts that were known then.
func (s *State) Timeline(id act.Ref) []Event {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	contested := map[string]bool{}
	for key, said := range f.said {
		contested[key] = subject(key, said).Contested
	}
	out := make([]Event, 0, len(f.records))
	for _, r := range f.records {
		e := Event{At: r.at, Recorded: r.act.At, By: r.act.By, Kind: r.act.Kind, Officer: r.act.Officer, Ref: r.ref,
			Text: textOf(r.body), Simulated: simulated(r.body), Body: r.body}
		if x := s.said[r.ref]; x != nil {
			e.Withdrawn = !x.Standing()
			e.Contested = contested[x.Subject] && x.Standing()
		}
		out = append(out, e)
	}
	return out
}

// Subjects returns what was said in a case, by subject, in the order of the keys.
func (s *State) Subjects(id act.Ref) []Subject {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	var out []Subject
	for _, key := range slices.Sorted(maps.Keys(f.said)) {
		out = append(out, subject(key, f.said[key]))
	}
	return out
}

// Forecasts returns the forecasts of a case in the order in which they were issued.
func (s *State) Forecasts(id act.Ref) []Issued {
	f := s.cases[id]
	if f == nil {
		return nil
	}
	var out []Issued
	last := map[jurisdiction.ID]act.Ref{}
	for _, r := range f.records {
		if x, ok := r.body.(*Forecast); ok {
			out = append(out, Issued{Forecast: x, By: r.act.By, Ref: r.ref})
			if old, ok := last[r.act.By]; !ok || act.CompareRefs(old, r.ref) < 0 {
				last[r.act.By] = r.ref
			}
		}
	}
	for i := range out {
		out[i].Current = last[out[i].By] == out[i].Ref
	}
	return out
}

func (f *file) view() Case {
	opened := f.opening()
	c := Case{ID: f.ref, Open: f.open, By: f.opener, Opened: f.opened, To: opened.act.To, Lead: f.lead, Phase: f.open.Phase, Situation: f.open.Situation}
	for _, r := range f.records {
		c.Latest = max(c.Latest, r.act.At)
	}
	if held, _ := f.standing(nil, cell{"lead", ""}, c.Latest); held != nil {
		c.Lead = held.Holder
	}
	f.decided(&c)
	c.Broken = f.broken
	c.Closed = c.Phase == "closed" || c.Merged != nil || len(c.Split) > 0 || c.Broken != nil
	for _, id := range slices.Sorted(maps.Keys(f.own)) {
		c.Own = append(c.Own, f.own[id])
	}
	c.Parts = f.parts(&c)
	c.Clocks = slices.Clone(f.clocks)
	for key, said := range f.said {
		if subject(key, said).Contested {
			c.Contested++
		}
	}
	return c
}

// decided goes through the decisions in their order; of each kind the last that was not set aside is in force.
func (f *file) decided(c *Case) {
	var phase, stage, class int = -1, -1, -1
	for _, d := range f.decisions {
		v := f.decisionView(d)
		switch b := d.body.(type) {
		case *Phase:
			v.Phase, v.Situation, v.Reason = b.Phase, b.Situation, b.Reason
			if c.Decisions = append(c.Decisions, v); !v.Aside {
				phase, c.Phase = len(c.Decisions)-1, b.Phase
			}
		case *StageChange:
			v.Stage, v.Reason = b.Stage, b.Reason
			if c.Stages = append(c.Stages, v); !v.Aside {
				stage, c.Stage = len(c.Stages)-1, b.Stage
			}
		case *Classification:
			v.Classification, v.Situation, v.Reason = b, b.Situation, b.Reason
			if c.Classifications = append(c.Classifications, v); !v.Aside {
				class, c.Class, c.Classes, c.Grade, c.Response = len(c.Classifications)-1, b, b.Classes, b.Grade, b.Response
			}
		case *Merge:
			if !v.Aside {
				c.Merged, c.Split = &b.Into, nil
			}
		case *Split:
			if !v.Aside {
				c.Merged, c.Split = nil, b.Into
			}
		}
		if v.Situation != nil && !v.Aside {
			c.Situation = *v.Situation
		}
	}
	for i, list := range [][]Decision{c.Decisions, c.Stages, c.Classifications} {
		if last := []int{phase, stage, class}[i]; last >= 0 {
			list[last].InForce = true
		}
	}
}

// decisionView says how a decision stands beside everything that was read.
func (f *file) decisionView(d *decision) Decision {
	v := Decision{By: d.act.By, At: d.act.At, Officer: d.act.Officer, Ref: d.ref, Proposal: d.pos.proposal}
	held, contested := f.standing(nil, cell{"lead", ""}, d.act.At)
	who := f.lead
	if held != nil {
		who = held.Holder
	}
	if d.led != nil {
		v.Under, v.Aside = &d.led.ref, slices.Contains(contested, d.led)
	}
	v.Beside = !v.Proposal && !v.Aside && who != d.act.By
	return v
}

func (f *file) opening() record {
	i := slices.IndexFunc(f.records, func(r record) bool { return r.ref == f.ref })
	return f.records[i]
}

func simulated(body any) bool {
	switch x := body.(type) {
	case *Statement:
		return x.Basis == "simulated"
	case *Forecast:
		return x.Simulated
	case *Signal:
		return x.Simulated
	case *Window:
		return x.Simulated
	}
	return false
}

// textOf returns what an act says in words of its author, where it has such words. What has none (a signal, a window, a forecast) is put into words
// by whoever shows it.
func textOf(body any) act.Text {
	switch x := body.(type) {
	case *Open:
		return x.Title
	case *Phase:
		return x.Reason
	case *Statement:
		return x.Value
	case *Notice:
		return x.Text
	case *Forecast:
		return x.Note
	case *Signal:
		return x.Source
	case *Classification:
		return x.Reason
	case *StageChange:
		return x.Reason
	case *OwnPhase:
		return x.Reason
	case *Merge:
		return x.Reason
	case *Split:
		return x.Reason
	case *Break:
		return x.Reason
	case *Override:
		return x.Why
	}
	return textOfAsked(body)
}

func textOfAsked(body any) act.Text {
	switch x := body.(type) {
	case *Participation:
		return x.Reason
	case *ClockStart:
		return x.Source
	case *Command:
		return x.Briefing
	case *Confirmation:
		return x.Reason
	case *Escalation:
		return x.Need
	case *Task:
		return x.What
	case *TaskAnswer:
		return x.Text
	case *Release:
		if x.Withdrawn {
			return x.Reason
		}
		return x.What
	}
	return nil
}
